//! The words of a page, where they stand, and how much they weigh there.
//!
//! Weights are numbers from 0 to 15 that are ready to be added up: how often a word stands in a section against the section's
//! length (as in BM25), whether its heading says it, whether commands or objectives do, and for the page as a whole
//! whether its title or its chart has that name. What a word is worth by its rareness is only known of all pages, so the
//! search works that out. Lengths are compared with a fixed one, so that no page's weights depend on other pages.

use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use super::page::SearchedPage;
use super::section::{Piece, PieceKind, Section, Sections};
use super::text::Shown;
use super::words::words;
use crate::config::Kind;
use crate::parse::document::Document;

/// The greatest weight.
pub const HEAVIEST: u8 = 15;

/// How many sections of one page a word leads to, the weightiest ones.
const MOST_SECTIONS: usize = 24;

/// The length of a section, in words, that makes a word in it weigh neither more nor less.
const USUAL_LENGTH: f32 = 80.0;

/// What a word that is named after a page's chart weighs on the page as a whole.
const NAMED_AFTER_CHART: f32 = 0.3;

/// The words of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageWords {
    /// The words in order, a space after each.
    names: String,
    entries: Vec<Entry>,
    /// Sections with the weight in each, as [`encode`] writes them.
    places: String,
}

/// A word of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// What it weighs on the page as a whole.
    page: u8,
    /// What it weighs where it weighs most.
    best: u8,
    /// The bytes of its places, of which there are few.
    length: u16,
}

/// Where the places of a word of a page are: small, since a large site has millions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posting {
    start: u32,
    length: u16,
    /// What it weighs on the page as a whole.
    pub page: u8,
    /// What it weighs where it weighs most.
    pub best: u8,
}

impl PageWords {
    /// The words in order.
    pub fn postings(&self) -> impl Iterator<Item = (&str, Posting)> {
        let mut start = 0;
        self.names.split_terminator(' ').zip(&self.entries).map(move |(word, entry)| {
            let posting = Posting { start, length: entry.length, page: entry.page, best: entry.best };
            start += u32::from(entry.length);
            (word, posting)
        })
    }

    /// What postings point into.
    #[must_use]
    pub fn all_places(&self) -> &str {
        &self.places
    }
}

impl Posting {
    /// The same where that many bytes of places stand before those of its page.
    #[must_use]
    pub const fn behind(self, bytes: u32) -> Self {
        Self { start: self.start + bytes, ..self }
    }

    /// Number of sections and weight of the page in one number, then each section: number since the last one and weight.
    #[must_use]
    pub fn of<'a>(&self, places: &'a str) -> &'a str {
        let start = self.start as usize;
        places.get(start..start + usize::from(self.length)).unwrap_or_default()
    }
}

/// A page taken apart: its words, and the scripts of what is shown of it.
#[derive(Clone, Debug)]
pub struct TakenApart {
    /// The words.
    pub words: PageWords,
    /// Scripts with their names.
    pub parts: Vec<(String, String)>,
}

/// Takes a page apart. `text` is its file and what that says; `id` is its number in the index.
#[must_use]
pub fn take_apart(page: &SearchedPage, text: Option<(&str, &Document)>, id: u32) -> TakenApart {
    let sections = Sections::of(page, text);
    let shown = Shown::new(&sections);
    let mut found = Found::default();
    found.page(page);
    for ((section, pieces), number) in sections.iter().zip(&shown.numbers) {
        found.section(section, pieces, *number);
    }
    TakenApart { words: found.finish(page), parts: shown.parts(page, &sections, id) }
}

/// What was found of each word.
#[derive(Default)]
struct Found {
    by_word: RapidHashMap<Box<str>, u32>,
    words: Vec<WordFound>,
    /// The words of the section that is being read.
    in_section: Vec<u32>,
}

#[derive(Default)]
struct WordFound {
    page: f32,
    places: Vec<Place>,
}

struct Place {
    section: u32,
    /// How often it stands there; what commands and objectives say counts more.
    times: f32,
    /// What its heading, or one above it, makes it weigh: 1 is a heading of this word alone.
    heading: f32,
    /// Words in the section.
    length: u32,
}

impl Found {
    fn index_of(&mut self, word: &str) -> u32 {
        if let Some(index) = self.by_word.get(word) {
            return *index;
        }
        let index = u32::try_from(self.words.len()).expect("a file has fewer than 2^32 bytes");
        self.by_word.insert(word.into(), index);
        self.words.push(WordFound::default());
        index
    }

    /// The place of a word in the section that is being read.
    fn place(&mut self, word: &str, section: u32) -> &mut Place {
        let index = self.index_of(word);
        let places = &mut self.words[index as usize].places;
        if places.last().is_none_or(|place| place.section != section) {
            places.push(Place { section, times: 0.0, heading: 0.0, length: 0 });
            self.in_section.push(index);
        }
        places.last_mut().expect("one was pushed")
    }

    fn page(&mut self, page: &SearchedPage) {
        self.whole(&page.title, 1.0);
        // All pages of a chart are about it, whether their titles say more or not.
        for name in &page.names {
            self.whole(name, 0.95);
        }
        for about in &page.about {
            self.whole(about, 0.6);
        }
        self.whole(&page.kind_label, 0.6);
        for word in asked_for(page) {
            self.whole(word, 0.6);
        }
        if let Some(tier) = &page.tier {
            self.whole(&tier.title, 0.25);
        }
        for above in &page.trail {
            self.whole(above, 0.3);
        }
        if let Some(description) = &page.description {
            self.whole(description, 0.3);
        }
        for part in page.route.as_str().trim_end_matches(".html").split('/').filter(|part| *part != "index") {
            self.whole(part, 0.3);
        }
    }

    /// Words about the page as a whole; many of them weigh less each.
    fn whole(&mut self, text: &str, weight: f32) {
        let weight = weight * brevity(text);
        words(text, |word| {
            let index = self.index_of(word);
            let found = &mut self.words[index as usize];
            found.page = found.page.max(weight);
        });
    }

    fn section(&mut self, section: &Section<'_>, pieces: &[Piece<'_>], number: u32) {
        let mut length: u32 = 0;
        for piece in pieces {
            let times = if piece.kind == PieceKind::Heading { 3.0 } else { 1.0 };
            words(piece.text, |word| {
                length += 1;
                self.place(word, number).times += times;
            });
        }
        for stressed in &section.stressed {
            words(stressed, |word| self.place(word, number).times += 1.0);
        }
        let own = brevity(section.heading);
        words(section.heading, |word| {
            length += 1;
            let place = self.place(word, number);
            place.heading = place.heading.max(own);
            place.times += 1.0;
        });
        for above in &section.above {
            let weight = 0.35 * brevity(above);
            words(above, |word| {
                let place = self.place(word, number);
                place.heading = place.heading.max(weight);
            });
        }
        for index in self.in_section.drain(..) {
            self.words[index as usize].places.last_mut().expect("it is in the section").length = length;
        }
    }

    fn finish(self, page: &SearchedPage) -> PageWords {
        let mut order: Vec<(Box<str>, u32)> = self.by_word.into_iter().collect();
        order.sort_unstable();
        let whole_share = if page.historical { 0.5 } else { 1.0 };
        // Of two pages that say the same, the one that tells what to do comes first.
        let tells_what_to_do =
            Kind::from_name(page.kind).is_some_and(|kind| kind.is_chart_guide() || kind == Kind::Playbook);
        let share = if tells_what_to_do { whole_share } else { whole_share * 0.9 };
        let mut out = PageWords::default();
        for (word, index) in order {
            let found = &self.words[index as usize];
            let of_chart =
                if page.names.iter().any(|name| is_named_after(&word, name)) { NAMED_AFTER_CHART } else { 0.0 };
            let page = weight(found.page.max(of_chart) * whole_share);
            let mut places: Vec<(u32, u8)> =
                found.places.iter().map(|place| (place.section, place.weight(share))).collect();
            keep_heaviest(&mut places, MOST_SECTIONS);
            let best = places.iter().map(|(_, weight)| *weight).max().unwrap_or(0).max(page);
            let before = out.places.len();
            encode(page, &places, &mut out.places);
            out.names.push_str(&word);
            out.names.push(' ');
            let length = u16::try_from(out.places.len() - before).expect("MOST_SECTIONS numbers of seven digits");
            out.entries.push(Entry { page, best, length });
        }
        // Those of all pages are held together.
        out.names.shrink_to_fit();
        out.entries.shrink_to_fit();
        out.places.shrink_to_fit();
        out
    }
}

impl Place {
    fn weight(&self, share: f32) -> u8 {
        let length = 0.35 + 0.65 * self.length as f32 / USUAL_LENGTH;
        let text = self.times / (self.times + 1.2 * length);
        // What stands somewhere weighs something.
        weight((0.5 * text + 0.5 * self.heading) * share).max(1)
    }
}

/// Words by which somebody asks for a guide of this page's kind: who types `restore redis` wants the backup guide, whose title
/// says `backup`, and not whatever page says `restore` most often.
fn asked_for(page: &SearchedPage) -> &'static [&'static str] {
    match Kind::from_name(page.kind) {
        Some(Kind::Backup) => &["restore", "recover", "recovery", "lost", "복원", "복구", "wiederherstellen"],
        Some(Kind::Recovery) => &["restore", "recover", "disaster", "lost", "복원", "복구", "wiederherstellen"],
        Some(Kind::Upgrade) => &["update", "rollback", "업데이트", "롤백", "zurückrollen"],
        Some(Kind::Migration) => &["migrate", "move", "이전", "umziehen"],
        _ => &[],
    }
}

/// Whether a chart's name and a dash begin a word, as names of Makefile targets, releases and services often do: who asks for
/// `orderdb-verify` wants a guide of that chart rather than another page which says it as well.
fn is_named_after(word: &str, chart: &str) -> bool {
    word.len() > chart.len()
        && word.as_bytes()[chart.len()] == b'-'
        && word.as_bytes()[..chart.len()].eq_ignore_ascii_case(chart.as_bytes())
}

/// 0 to 1 as a weight.
fn weight(share: f32) -> u8 {
    // Between 0 and 15 by the two calls before it.
    (share.clamp(0.0, 1.0) * f32::from(HEAVIEST)).round() as u8
}

/// How much each word of a heading or a name counts: less where there are more of them.
fn brevity(text: &str) -> f32 {
    let mut count = 0_u16;
    words(text, |_| count = count.saturating_add(1));
    if count <= 1 { 1.0 } else { 1.0 / f32::from(count).sqrt().sqrt() }
}

/// Leaves the heaviest ones, in their order.
fn keep_heaviest(places: &mut Vec<(u32, u8)>, most: usize) {
    if places.len() <= most {
        return;
    }
    let mut by_weight: Vec<(u32, u8)> = places.clone();
    by_weight.sort_unstable_by_key(|(section, weight)| (std::cmp::Reverse(*weight), *section));
    by_weight.truncate(most);
    by_weight.sort_unstable();
    *places = by_weight;
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes a number: five bits a digit, the lowest first, the sixth says that there are more.
pub fn write_number(mut number: u32, out: &mut String) {
    loop {
        let more = number > 31;
        let digit = (number & 31) | (u32::from(more) << 5);
        out.push(char::from(DIGITS[digit as usize]));
        number >>= 5;
        if !more {
            return;
        }
    }
}

/// Reads a number that [`write_number`] wrote, and takes it off the text.
fn read_number(text: &mut &str) -> Option<u32> {
    let (mut number, mut shift) = (0_u32, 0);
    loop {
        let (first, rest) = text.split_at_checked(1)?;
        let digit = DIGITS.iter().position(|digit| *digit == first.as_bytes()[0])?;
        *text = rest;
        let digit = u32::try_from(digit).ok()?;
        number |= (digit & 31).checked_shl(shift)?;
        if digit < 32 {
            return Some(number);
        }
        shift += 5;
    }
}

/// Writes what a word weighs on a page, and its sections in order with what it weighs in each.
fn encode(page: u8, places: &[(u32, u8)], out: &mut String) {
    let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
    write_number(count * 16 + u32::from(page), out);
    let mut last = 0;
    for (section, weight) in places {
        write_number((section - last) * 16 + u32::from(*weight), out);
        last = *section;
    }
}

/// The same places with the heaviest sections alone, where there are more than `most`.
#[must_use]
pub fn shortened(mut places: &str, most: usize) -> Option<String> {
    let head = read_number(&mut places)?;
    let (count, page) = ((head / 16) as usize, u8::try_from(head % 16).ok()?);
    if count <= most {
        return None;
    }
    let mut all = Vec::with_capacity(count);
    let mut section = 0;
    for _ in 0..count {
        let place = read_number(&mut places)?;
        section += place / 16;
        all.push((section, u8::try_from(place % 16).ok()?));
    }
    keep_heaviest(&mut all, most);
    let mut out = String::new();
    encode(page, &all, &mut out);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in [0, 1, 31, 32, 1023, 1024, u32::MAX / 2] {
            let mut text = String::new();
            write_number(number, &mut text);
            assert_eq!(read_number(&mut &*text), Some(number));
        }
    }

    #[test]
    fn what_is_shortened_keeps_the_heaviest() {
        let mut places = String::new();
        encode(9, &[(0, 3), (4, 15), (5, 1), (90, 7)], &mut places);
        let mut expected = String::new();
        encode(9, &[(4, 15), (90, 7)], &mut expected);
        assert_eq!(shortened(&places, 2).as_deref(), Some(&*expected));
        assert_eq!(shortened(&places, 4), None);
    }

    #[test]
    fn a_word_is_named_after_the_chart_whose_name_and_a_dash_begin_it() {
        assert!(is_named_after("orderdb-verify", "OrderDB"));
        for other in ["orderdb", "orderdbs", "orderdb.sql", "my-orderdb-verify", "순서-verify"] {
            assert!(!is_named_after(other, "orderdb"), "{other}");
        }
    }

    #[test]
    fn a_heading_weighs_more_than_a_mention_and_a_short_text_more_than_a_long_one() {
        let place = |times, heading, length| Place { section: 0, times, heading, length }.weight(1.0);
        assert!(place(1.0, 1.0, 80) > place(5.0, 0.0, 80));
        assert!(place(1.0, 0.0, 20) > place(1.0, 0.0, 400));
        assert!(place(4.0, 0.0, 80) > place(1.0, 0.0, 80));
        assert!(place(1.0, 0.0, 1 << 20) >= 1);
        assert!(place(1e9, 1.0, 1) <= HEAVIEST);
    }
}
