//! Which charts the words about a release mention.

use rapidhash::RapidHashMap;

use crate::parse::document::Document;
use crate::site::chart::{Chart, ChartIndex};
use crate::site::link::Target;
use crate::site::page::Page;
use crate::source::TextRange;

/// A chart that a release mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The chart.
    pub chart: ChartIndex,
    /// The version that is written beside its name: `redis 0.3.3`, `redis: 0.3.2 → 0.3.3`.
    pub version: Option<String>,
}

/// Charts are called so, and other things are, too: in running text these words say nothing.
const ORDINARY: &[&str] = &[
    "admin",
    "api",
    "app",
    "application",
    "auth",
    "backend",
    "backup",
    "base",
    "cache",
    "chart",
    "charts",
    "chat",
    "client",
    "common",
    "config",
    "console",
    "core",
    "dashboard",
    "data",
    "database",
    "db",
    "demo",
    "docs",
    "events",
    "example",
    "files",
    "frontend",
    "gateway",
    "git",
    "helm",
    "home",
    "images",
    "ingress",
    "jobs",
    "library",
    "logging",
    "logs",
    "mail",
    "metrics",
    "monitoring",
    "network",
    "node",
    "notes",
    "operator",
    "platform",
    "portal",
    "proxy",
    "queue",
    "registry",
    "reports",
    "runner",
    "scheduler",
    "search",
    "secrets",
    "server",
    "service",
    "site",
    "status",
    "storage",
    "store",
    "system",
    "template",
    "test",
    "tools",
    "ui",
    "web",
    "website",
    "wiki",
    "worker",
];

/// Words that may stand between a chart's name and its version.
const BETWEEN: &[&str] = &["bumped", "chart", "from", "helm", "to", "updated", "upgraded", "version"];

/// The names of charts, by their first word in lower case.
pub(super) struct Names(RapidHashMap<String, Vec<(Vec<String>, ChartIndex)>>);

impl Names {
    pub(super) fn new(charts: &[Chart]) -> Self {
        let mut by_name: RapidHashMap<Vec<String>, Option<ChartIndex>> = RapidHashMap::default();
        for (index, chart) in (0..).map(ChartIndex).zip(charts) {
            let yaml =
                chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.name.as_ref()).map(|name| name.value.as_str());
            for name in [Some(chart.id.as_str()), Some(chart.title.as_str()), yaml].into_iter().flatten() {
                let words: Vec<String> = words(name).into_iter().map(|word| word.text.to_lowercase()).collect();
                if words.is_empty() {
                    continue;
                }
                // What two charts are called tells of neither.
                let known = by_name.entry(words).or_insert(Some(index));
                if *known != Some(index) {
                    *known = None;
                }
            }
        }
        let mut names: RapidHashMap<String, Vec<(Vec<String>, ChartIndex)>> = RapidHashMap::default();
        let mut sorted: Vec<(Vec<String>, ChartIndex)> =
            by_name.into_iter().filter_map(|(words, chart)| Some((words, chart?))).collect();
        sorted.sort_unstable();
        for (mut words, chart) in sorted {
            let first = words.remove(0);
            names.entry(first).or_default().push((words, chart));
        }
        // Of two names that begin alike the longer one is meant.
        names.values_mut().for_each(|names| names.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len())));
        Self(names)
    }

    /// The name that begins at a word, and how many words it has.
    fn at(&self, words: &[Word<'_>], index: usize) -> Option<(ChartIndex, usize)> {
        let candidates = self.0.get(&words.get(index)?.text.to_lowercase())?;
        candidates.iter().find_map(|(rest, chart)| {
            let following = words.get(index + 1..index + 1 + rest.len())?;
            let same = following.iter().zip(rest).all(|(word, name)| word.text.to_lowercase() == *name);
            same.then_some((*chart, rest.len() + 1))
        })
    }

    fn alone(&self, word: &str) -> Option<ChartIndex> {
        let candidates = self.0.get(&word.to_lowercase())?;
        candidates.iter().find(|(rest, _)| rest.is_empty()).map(|(_, chart)| *chart)
    }
}

/// The charts that parts of pages mention, in order of title. A release of a chart is about that chart.
pub(super) fn mentions<'a>(
    parts: impl Iterator<Item = (&'a Page, TextRange)>,
    of: Option<ChartIndex>,
    pages: &[Page],
    charts: &[Chart],
    names: &Names,
) -> Vec<Mention> {
    if of.is_some() {
        return Vec::new();
    }
    let mut found: RapidHashMap<ChartIndex, Option<String>> = RapidHashMap::default();
    for (page, range) in parts {
        let mut add = |chart: ChartIndex, version: Option<&str>| {
            let known = found.entry(chart).or_default();
            if known.is_none() {
                *known = version.map(str::to_owned);
            }
        };
        in_text(&page.document, range, names, &mut add);
        let links = &page.document.links;
        let first = links.partition_point(|link| link.range.start < range.start);
        let within = links[first..].iter().take_while(|link| link.range.start < range.end).count();
        for target in page.links.get(first..first + within).unwrap_or_default() {
            let chart = match target {
                Target::Chart(chart) => Some(*chart),
                target => target.page().and_then(|page| pages[page.0 as usize].chart),
            };
            chart.into_iter().for_each(|chart| add(chart, None));
        }
    }
    let mut mentions: Vec<Mention> = found.into_iter().map(|(chart, version)| Mention { chart, version }).collect();
    mentions.sort_by_cached_key(|mention| (charts[mention.chart.0 as usize].title.to_lowercase(), mention.chart));
    mentions
}

/// Finds names in headings, paragraphs, items and tables.
fn in_text(document: &Document, range: TextRange, names: &Names, add: &mut dyn FnMut(ChartIndex, Option<&str>)) {
    let holds = |part: TextRange| (range.start..range.end).contains(&part.start);
    let first = document.headings.partition_point(|heading| heading.range.start < range.start);
    for heading in document.headings[first..].iter().take_while(|heading| holds(heading.range)) {
        scan(document.plain(heading.text), names, &|_| true, add);
    }
    let first = document.blocks.partition_point(|block| block.range.start < range.start);
    for block in document.blocks[first..].iter().take_while(|block| holds(block.range)) {
        let start = block.text.0.start;
        let label = block.label.map(|label| label.0);
        let code = |at: u32| {
            let after = document.code_spans.partition_point(|code| code.text.0.end <= at);
            document.code_spans.get(after).is_some_and(|code| code.text.0.start <= at)
        };
        let marked = |at: usize| {
            let at = start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            label.is_some_and(|label| (label.start..label.end).contains(&at)) || code(at)
        };
        scan(document.plain(block.text), names, &marked, add);
    }
    let first = document.tables.partition_point(|table| table.range.start < range.start);
    for table in document.tables[first..].iter().take_while(|table| holds(table.range)) {
        for row in &table.rows {
            for (index, cell) in row.iter().enumerate() {
                let text = document.plain(cell.text).trim();
                let found = words(text);
                match names.at(&found, 0).filter(|(_, length)| *length == found.len()) {
                    // The row is about it, and the next cells say more.
                    Some((chart, _)) => {
                        let next = row[index + 1..].first().map(|cell| document.plain(cell.text).trim());
                        add(chart, next.and_then(version_in_cell));
                    }
                    None => scan(text, names, &|_| false, add),
                }
            }
        }
    }
}

/// The version that a cell begins with; of `1.0.0 → 1.1.0` the one it leads to.
fn version_in_cell(text: &str) -> Option<&str> {
    let found = words(text);
    let first = found.first().and_then(|word| version(word.text))?;
    Some(led_to(text, &found, 0).unwrap_or(first))
}

/// A word and where it stands.
struct Word<'t> {
    start: usize,
    text: &'t str,
}

impl Word<'_> {
    const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Runs of letters and digits, with what joins them inside: `uptime-kuma`, `redis-0.3.3`.
fn words(text: &str) -> Vec<Word<'_>> {
    let joins = |c: char| matches!(c, '-' | '_' | '.');
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, character.is_alphanumeric() || joins(character)) {
            (None, true) if !joins(character) => start = Some(at),
            (Some(from), false) => {
                words.push(Word { start: from, text: text[from..at].trim_end_matches(joins) });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// A word that is a version, without its `v`.
fn version(word: &str) -> Option<&str> {
    let bare = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let mut parts = bare.split('.');
    let number =
        |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty());
    (number(parts.next()) && parts.next().is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit())))
        .then_some(bare)
}

/// The version that the one at a word leads to: `0.3.2 → 0.3.3`, `0.3.2 to v0.3.3`.
fn led_to<'t>(text: &'t str, words: &[Word<'t>], index: usize) -> Option<&'t str> {
    let (this, next) = (words.get(index)?, words.get(index + 1)?);
    let between = &text[this.end()..next.start];
    if between.contains('→') || between.contains("->") {
        return version(next.text);
    }
    let after = words.get(index + 2)?;
    (next.text == "to" && between.trim().is_empty()).then(|| version(after.text)).flatten()
}

fn scan(text: &str, names: &Names, is_marked: &dyn Fn(usize) -> bool, add: &mut dyn FnMut(ChartIndex, Option<&str>)) {
    let words = words(text);
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let Some((chart, length)) = names.at(&words, index) else {
            // As tags of charts are called: `redis-0.3.3`.
            let joined = word.text.match_indices('-').find_map(|(at, _)| {
                let version = version(&word.text[at + 1..])?;
                Some((names.alone(&word.text[..at])?, version))
            });
            if let Some((chart, version)) = joined {
                add(chart, Some(version));
            }
            index += 1;
            continue;
        };
        let last = &words[index + length - 1];
        let stated = version_behind(text, &words, index + length);
        let behind = text[last.end()..].trim_start_matches(['`', '*', '_']);
        let heads = index == 0
            && (behind.starts_with(':') || [" (", " - ", " – ", " — "].iter().any(|sign| behind.starts_with(sign)));
        let ordinary = length == 1 && ORDINARY.contains(&word.text.to_lowercase().as_str());
        if stated.is_some() || heads || !ordinary || is_marked(word.start) {
            add(chart, stated);
        }
        index += length;
    }
}

/// The version that stands behind a name.
fn version_behind<'t>(text: &'t str, words: &[Word<'t>], mut index: usize) -> Option<&'t str> {
    let mut from = words.get(index.checked_sub(1)?)?.end();
    for _ in 0..4 {
        let word = words.get(index)?;
        let between = &text[from..word.start];
        if !between.chars().all(|c| c.is_whitespace() || ":([`*@".contains(c)) {
            return None;
        }
        if let Some(version) = version(word.text) {
            return Some(led_to(text, words, index).unwrap_or(version));
        }
        if !BETWEEN.contains(&word.text.to_lowercase().as_str()) {
            return None;
        }
        from = word.end();
        index += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let mut names: RapidHashMap<String, Vec<(Vec<String>, ChartIndex)>> = RapidHashMap::default();
        for (index, name) in ["redis", "uptime kuma", "uptime-kuma", "search", "uptime"].iter().enumerate() {
            let chart = ChartIndex([0, 1, 1, 2, 3][index]);
            let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
            let first = words.remove(0);
            names.entry(first).or_default().insert(0, (words, chart));
        }
        names.values_mut().for_each(|names| names.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len())));
        Names(names)
    }

    #[test]
    fn names_are_found_with_the_version_beside_them() {
        for (text, expected) in [
            ("Redis 0.3.3 keeps its data", "0 0.3.3"),
            ("redis: 0.3.2 → 0.3.3", "0 0.3.3"),
            ("**redis** (v0.3.2 -> v0.3.3)", "0 0.3.3"),
            ("Bump redis chart from 0.3.2 to 0.3.3, and more", "0 0.3.3"),
            ("redis-0.3.3 and `uptime-kuma-1.0.0-rc.1`", "0 0.3.3, 1 1.0.0-rc.1"),
            ("Uptime Kuma 2.0 beside uptime", "1 2.0, 3"),
            ("rediscovered, pre-redis, redis.", "0"),
            ("redis. 1.2.3 was before", "0"),
            ("redis needs Kubernetes 1.30", "0"),
            ("Search by section", ""),
            ("", ""),
            ("-", ""),
            ("search: by section", "2"),
        ] {
            let mut found = Vec::new();
            scan(text, &names(), &|_| false, &mut |ChartIndex(chart), version| {
                found.push(version.map_or_else(|| chart.to_string(), |version| format!("{chart} {version}")));
            });
            assert_eq!(found.join(", "), expected, "{text}");
        }
        let mut marked = 0;
        scan("the search chart", &names(), &|_| true, &mut |_, _| marked += 1);
        assert_eq!(marked, 1, "a name in code or bold is one");
    }

    #[test]
    fn a_cell_tells_the_version_it_leads_to() {
        for (cell, expected) in
            [("2.3.1", Some("2.3.1")), ("v1.0.0 → v1.1.0", Some("1.1.0")), ("PostgreSQL 17", None), ("", None)]
        {
            assert_eq!(version_in_cell(cell), expected, "{cell}");
        }
    }
}
