//! All pages' words in files of a size that is quickly loaded.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::ops::Range;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::page::{Chosen, SearchedPage};
use super::posting::{PageWords, Posting, shortened, write_number};
use super::script::{file_part, script};
use super::words::{STOP, cjk_class, is_cjk, is_plain};
use crate::digest::{Digest, Hasher};

/// On how many pages a word is looked for: of more, on those where it weighs most.
pub const MOST_PAGES: usize = 1_500;

/// From how many pages on a word leads to no more than [`FEW_SECTIONS`] of each.
const MANY_PAGES: usize = 300;

/// See [`MANY_PAGES`].
const FEW_SECTIONS: usize = 3;

/// A file of words may end from this size on, in bytes …
const SHARD_BYTES: usize = 5 << 10;

/// … and ends before it would be larger than this, unless it is of one word.
const SHARD_LIMIT: usize = 12 << 10;

/// One word in how many may start a file.
const CUT_EVERY: u64 = 8;

/// How many words with one first letter can be guessed.
const MOST_GUESSED: usize = 2_000;

/// How many charts can be chosen from.
const MOST_CHARTS: usize = 1_000;

/// A file of the index: its name without folder and ending, and the script.
pub type IndexFile = (String, String);

/// The numbers of pages, in the order given: made from their routes, so that a new page changes no other's. Two pages whose
/// numbers would be the same get neighbouring ones, in order of route, so `routes` must be in order.
#[must_use]
pub fn page_ids(routes: &[&str]) -> Vec<u32> {
    // 64 times as many numbers as pages: few meet, and differences between neighbours stay short.
    let bits = (usize::BITS - routes.len().leading_zeros()).max(6) + 6;
    let mask = (1_u32 << bits.min(31)) - 1;
    let mut taken = rapidhash::RapidHashSet::default();
    let number = |route: &&str| {
        let Digest(digest) = Digest::of(route.as_bytes());
        let mut id = u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]) & mask;
        while !taken.insert(id) {
            id = (id + 1) & mask;
        }
        id
    };
    routes.iter().map(number).collect()
}

/// A page with its number and its words.
pub type Indexed<'a> = (&'a SearchedPage, u32, &'a PageWords);

/// A word and the pages it stands on, as indices into all pages in order of number.
struct Word<'a> {
    name: &'a str,
    pages: Vec<(u32, Posting)>,
}

/// The files of the index but those of the pages.
#[must_use]
pub fn index_files(pages: &[Indexed<'_>]) -> Vec<IndexFile> {
    let mut by_id: Vec<Indexed<'_>> = pages.to_vec();
    by_id.sort_unstable_by_key(|(_, id, _)| *id);

    let chosen = Choices::of(&by_id);
    let words = collect(&by_id);
    let mut lines: Vec<(&str, String)> = words.par_iter().map(|word| (word.name, line(word, &by_id))).collect();
    lines.extend(chosen.lines.iter().map(|(name, line)| (&**name, line.clone())));
    lines.par_sort_unstable_by(|(one, _), (other, _)| as_in_script(one, other));

    let mut files = guesses(&words);
    let letters: String = files.iter().map(|(letter, ..)| *letter).collect();
    let mut named: Vec<IndexFile> = files.drain(..).map(|(_, name, text)| (name, text)).collect();
    drop(words);

    let ranges = cut(&lines);
    let starts: Vec<&str> =
        ranges.iter().enumerate().map(|(at, range)| if at == 0 { "" } else { lines[range.start].0 }).collect();
    named.par_extend(ranges.par_iter().zip(&starts).map(|(range, start)| {
        let name = format!("t-{}", file_part(start));
        let text: Vec<&str> = lines[range.clone()].iter().map(|(_, line)| line.as_str()).collect();
        let text = script(&name, &text.join("\n"));
        (name, text)
    }));

    let mut version = Hasher::default();
    version.value(&super::VERSION);
    for (name, text) in &named {
        version.text(name).text(text);
    }
    let version = version.finish().short(10);
    let rules = (STOP.join(" "), cjk_class());
    let choices = (&chosen.kinds, &chosen.charts, &chosen.tiers);
    let index = (version, pages.len(), starts.join(" "), letters, rules.0, rules.1, choices.0, choices.1, choices.2);
    named.push(("index".to_owned(), script("index", &index)));
    named
}

/// Brings the words of all pages together.
fn collect<'a>(pages: &[Indexed<'a>]) -> Vec<Word<'a>> {
    let mut by_name: RapidHashMap<&str, u32> = RapidHashMap::default();
    let mut words: Vec<Word<'a>> = Vec::new();
    for ((_, _, own), page) in pages.iter().zip(0..) {
        for (name, posting) in own.postings() {
            let index = *by_name.entry(name).or_insert_with(|| {
                words.push(Word { name, pages: Vec::new() });
                u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
            });
            words[index as usize].pages.push((page, posting));
        }
    }
    words
}

/// A word, the number of its pages, and where it stands on each.
fn line(word: &Word<'_>, pages: &[Indexed<'_>]) -> String {
    let mut line = format!("{} {} ", word.name, word.pages.len());
    let mut last = 0;
    for (page, posting) in heaviest(&word.pages) {
        let (_, id, words) = pages[*page as usize];
        write_number(id - last, &mut line);
        last = id;
        let places = words.places(posting);
        match (word.pages.len() > MANY_PAGES).then(|| shortened(places, FEW_SECTIONS)).flatten() {
            Some(places) => line.push_str(&places),
            None => line.push_str(places),
        }
    }
    line
}

/// The pages on which a word weighs most, in their order.
fn heaviest(pages: &[(u32, Posting)]) -> Vec<&(u32, Posting)> {
    let mut kept: Vec<&(u32, Posting)> = pages.iter().collect();
    if kept.len() > MOST_PAGES {
        kept.sort_unstable_by_key(|(id, posting)| (Reverse(posting.page + posting.best), *id));
        kept.truncate(MOST_PAGES);
        kept.sort_unstable_by_key(|(id, _)| *id);
    }
    kept
}

/// The order in which a script compares texts: by code units of UTF-16.
fn as_in_script(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() { one.cmp(other) } else { one.encode_utf16().cmp(other.encode_utf16()) }
}

/// Where files end. A word may start a file if its hash says so: then what is added elsewhere moves no other end.
fn cut(lines: &[(&str, String)]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (name, line)) in lines.iter().enumerate() {
        let may = || {
            let Digest(digest) = Digest::of(name.as_bytes());
            u64::from(digest[0]) % CUT_EVERY == 0
        };
        if at > start && ((bytes >= SHARD_BYTES && may()) || bytes + line.len() > SHARD_LIMIT) {
            ranges.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += line.len() + 1;
    }
    ranges.push(start..lines.len());
    ranges
}

/// For each first letter, the words that a mistyped one can be meant for, each with how frequent it is from 0 to 9.
fn guesses(words: &[Word<'_>]) -> Vec<(char, String, String)> {
    let mut by_letter: BTreeMap<char, Vec<(usize, &str)>> = BTreeMap::new();
    for word in words {
        let Some(first) = word.name.chars().next() else { continue };
        let length = word.name.chars().count();
        if (3..=24).contains(&length) && !is_cjk(first) && is_plain(word.name) {
            by_letter.entry(first).or_default().push((word.pages.len(), word.name));
        }
    }
    let file = |(letter, mut words): (char, Vec<(usize, &str)>)| {
        words.sort_unstable_by_key(|(pages, name)| (Reverse(*pages), *name));
        words.truncate(MOST_GUESSED);
        words.sort_unstable_by_key(|(_, name)| *name);
        let text: Vec<String> = words.iter().map(|(pages, name)| format!("{name}{}", pages.ilog2().min(9))).collect();
        let name = format!("w-{}", file_part(&letter.to_string()));
        let text = script(&name, &text.join(" "));
        (letter, name, text)
    };
    by_letter.into_par_iter().map(file).collect()
}

/// What results can be filtered by, and the pages of each.
#[derive(Default)]
struct Choices {
    /// Name in the index, id, and title of each.
    kinds: Vec<(String, String, String)>,
    charts: Vec<(String, String, String)>,
    tiers: Vec<(String, String, String)>,
    lines: Vec<(String, String)>,
}

impl Choices {
    fn of(pages: &[Indexed<'_>]) -> Self {
        let mut choices = Self::default();
        let kind = |page: &SearchedPage| {
            let title = page.kind_label.clone();
            (!title.is_empty()).then(|| Chosen { id: page.kind.to_owned(), title })
        };
        choices.kinds = choices.add('k', pages, kind);
        choices.charts = choices.add('c', pages, |page| page.chart.clone());
        choices.charts.truncate(MOST_CHARTS);
        choices.tiers = choices.add('t', pages, |page| page.tier.clone());
        choices
    }

    /// Adds one sort of choice. Nobody can type its word: it starts with a colon.
    fn add(
        &mut self,
        sort: char,
        pages: &[Indexed<'_>],
        of: impl Fn(&SearchedPage) -> Option<Chosen>,
    ) -> Vec<(String, String, String)> {
        let mut chosen: BTreeMap<Chosen, Vec<u32>> = BTreeMap::new();
        for (page, id, _) in pages {
            if let Some(choice) = of(page) {
                chosen.entry(choice).or_default().push(*id);
            }
        }
        let mut all = Vec::with_capacity(chosen.len());
        for (Chosen { id, title }, pages) in chosen {
            let name = format!(":{sort}{}", Digest::of(id.as_bytes()).short(8));
            let mut line = format!("{name} {} ", pages.len());
            let mut last = 0;
            for page in pages {
                write_number(page - last, &mut line);
                // No section, and no weight.
                write_number(0, &mut line);
                last = page;
            }
            self.lines.push((name.clone(), line));
            all.push((name, id, title));
        }
        if sort == 'c' {
            all.sort_by_cached_key(|(_, id, title)| (title.to_lowercase(), id.clone()));
        }
        all
    }
}

#[cfg(test)]
mod tests;
