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

/// How many words are written at a time: all of a large site's would take as much memory as its text.
const WORDS_AT_A_TIME: usize = 8_192;

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

/// A page with its number.
pub type Numbered<'a> = (&'a SearchedPage, u32);

/// The words of all pages, gathered page by page in order of number. A large site has millions of them, so they lie in a few
/// lists, and each name is there once.
#[derive(Debug, Default)]
pub struct Words {
    by_name: RapidHashMap<Box<str>, u32>,
    /// How many pages each word stands on.
    counts: Vec<u32>,
    /// The words of all pages, one page after the other.
    read: Vec<u32>,
    /// For each of them where it stands.
    postings: Vec<Posting>,
    places: String,
    /// Where the words of each page end.
    ends: Vec<u32>,
}

impl Words {
    /// Adds the words of the next page.
    pub fn add(&mut self, words: &PageWords) {
        let before = number(self.places.len());
        for (name, posting) in words.postings() {
            let word = match self.by_name.get(name) {
                Some(word) => *word,
                None => {
                    let word = number(self.counts.len());
                    self.by_name.insert(name.into(), word);
                    self.counts.push(0);
                    word
                }
            };
            self.counts[word as usize] += 1;
            self.read.push(word);
            self.postings.push(posting.behind(before));
        }
        self.places.push_str(words.all_places());
        self.ends.push(number(self.read.len()));
    }
}

/// Where each word stands: for each, the pages as indices in order, with the places on each.
struct Pages<'a> {
    names: Vec<&'a str>,
    /// Where the postings of each word start, and the end of the last.
    starts: Vec<u32>,
    /// A page, and the index of the posting.
    all: Vec<(u32, u32)>,
    words: &'a Words,
}

impl<'a> Pages<'a> {
    fn of(words: &'a Words) -> Self {
        let mut by_number: Vec<(u32, &str)> = words.by_name.iter().map(|(name, word)| (*word, &**name)).collect();
        by_number.sort_unstable();
        let names = by_number.into_iter().map(|(_, name)| name).collect();
        let mut starts = Vec::with_capacity(words.counts.len() + 1);
        let mut sum = 0;
        for count in &words.counts {
            starts.push(sum);
            sum += count;
        }
        starts.push(sum);
        let mut free = starts.clone();
        let mut all = vec![(0, 0); words.read.len()];
        let mut start = 0;
        for (end, page) in words.ends.iter().zip(0..) {
            for posting in start..*end {
                let place = &mut free[words.read[posting as usize] as usize];
                all[*place as usize] = (page, posting);
                *place += 1;
            }
            start = *end;
        }
        Self { names, starts, all, words }
    }

    fn of_word(&self, word: usize) -> &[(u32, u32)] {
        &self.all[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    fn posting(&self, index: u32) -> &'a Posting {
        &self.words.postings[index as usize]
    }

    /// A word, the number of its pages, and where it stands on each.
    fn line(&self, word: usize, pages: &[Numbered<'_>]) -> String {
        let own = self.of_word(word);
        let mut line = format!("{} {} ", self.names[word], own.len());
        let mut last = 0;
        for (page, posting) in self.heaviest(own) {
            let (_, id) = pages[page as usize];
            write_number(id - last, &mut line);
            last = id;
            let places = self.posting(posting).of(&self.words.places);
            match (own.len() > MANY_PAGES).then(|| shortened(places, FEW_SECTIONS)).flatten() {
                Some(places) => line.push_str(&places),
                None => line.push_str(places),
            }
        }
        line
    }

    /// The pages on which a word weighs most, in their order.
    fn heaviest(&self, own: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let mut kept = own.to_vec();
        if kept.len() > MOST_PAGES {
            let weight = |posting: u32| self.posting(posting).page + self.posting(posting).best;
            kept.sort_unstable_by_key(|(page, posting)| (Reverse(weight(*posting)), *page));
            kept.truncate(MOST_PAGES);
            kept.sort_unstable_by_key(|(page, _)| *page);
        }
        kept
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("an index has fewer than 2^32 words")
}

/// Makes the files of the index but those of the pages, and hands each to `put`: its name, without folder and ending, and the
/// script. `pages` are in order of number, and `words` were gathered in that order. Returns the names and digests of the files.
///
/// # Errors
/// What `put` says.
pub fn index_files<E: Send>(
    pages: &[Numbered<'_>],
    words: &Words,
    put: &(dyn Fn(&str, &str) -> Result<(), E> + Sync),
) -> Result<Vec<(String, Digest)>, E> {
    let put = |(name, text): (String, String)| {
        put(&name, &text)?;
        Ok((name, Digest::of(text.as_bytes())))
    };
    let chosen = Choices::of(pages);
    let words = Pages::of(words);
    let guesses = guesses(&words);
    let letters: String = guesses.iter().map(|(letter, _)| *letter).collect();
    let mut files: Vec<(String, Digest)> =
        guesses.into_par_iter().map(|guess| put(guess.1)).collect::<Result<_, E>>()?;

    let mut order: Vec<(&str, Listed<'_>)> =
        words.names.iter().enumerate().map(|(word, name)| (*name, Listed::Word(word))).collect();
    order.extend(chosen.lines.iter().map(|(name, line)| (&**name, Listed::Chosen(line))));
    order.par_sort_unstable_by(|(one, _), (other, _)| as_in_script(one, other));
    let mut starts: Vec<&str> = Vec::new();
    // Lines of which the file isn't full yet.
    let mut open: Vec<(&str, String)> = Vec::new();
    let mut rest = &*order;
    loop {
        let (now, later) = rest.split_at(rest.len().min(WORDS_AT_A_TIME));
        rest = later;
        open.par_extend(now.par_iter().map(|(name, listed)| {
            let line = match listed {
                Listed::Word(word) => words.line(*word, pages),
                Listed::Chosen(line) => (*line).to_owned(),
            };
            (*name, line)
        }));
        let mut ranges = cut(&open);
        let written = if rest.is_empty() { open.len() } else { ranges.pop().map_or(0, |last| last.start) };
        let first = starts.len();
        for range in &ranges {
            starts.push(if starts.is_empty() { "" } else { open[range.start].0 });
        }
        let made = ranges.par_iter().zip(&starts[first..]).map(|(range, start)| {
            let name = format!("t-{}", file_part(start));
            let lines: Vec<&str> = open[range.clone()].iter().map(|(_, line)| line.as_str()).collect();
            let text = script(&name, &lines.join("\n"));
            put((name, text))
        });
        files.extend(made.collect::<Result<Vec<_>, E>>()?);
        open.drain(..written);
        if rest.is_empty() {
            break;
        }
    }

    let mut version = Hasher::default();
    version.value(&super::VERSION);
    for (name, digest) in &files {
        version.text(name).digest(*digest);
    }
    let version = version.finish().short(10);
    let rules = (STOP.join(" "), cjk_class());
    let choices = (&chosen.kinds, &chosen.charts, &chosen.tiers);
    let index = (version, pages.len(), starts.join(" "), letters, rules.0, rules.1, choices.0, choices.1, choices.2);
    files.push(put(("index".to_owned(), script("index", &index)))?);
    Ok(files)
}

/// What has a line in the files of words.
enum Listed<'a> {
    /// A word, as an index into all words.
    Word(usize),
    /// A choice, with its line.
    Chosen(&'a str),
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
fn guesses(words: &Pages<'_>) -> Vec<(char, (String, String))> {
    let mut by_letter: BTreeMap<char, Vec<(usize, &str)>> = BTreeMap::new();
    for (word, name) in words.names.iter().enumerate() {
        let Some(first) = name.chars().next() else { continue };
        let length = name.chars().count();
        if (3..=24).contains(&length) && !is_cjk(first) && is_plain(name) {
            by_letter.entry(first).or_default().push((words.of_word(word).len(), name));
        }
    }
    let file = |(letter, mut words): (char, Vec<(usize, &str)>)| {
        words.sort_unstable_by_key(|(pages, name)| (Reverse(*pages), *name));
        words.truncate(MOST_GUESSED);
        words.sort_unstable_by_key(|(_, name)| *name);
        let text: Vec<String> = words.iter().map(|(pages, name)| format!("{name}{}", pages.ilog2().min(9))).collect();
        let name = format!("w-{}", file_part(&letter.to_string()));
        let text = script(&name, &text.join(" "));
        (letter, (name, text))
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
    fn of(pages: &[Numbered<'_>]) -> Self {
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
        pages: &[Numbered<'_>],
        of: impl Fn(&SearchedPage) -> Option<Chosen>,
    ) -> Vec<(String, String, String)> {
        let mut chosen: BTreeMap<Chosen, Vec<u32>> = BTreeMap::new();
        for (page, id) in pages {
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
