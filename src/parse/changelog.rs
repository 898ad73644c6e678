//! Changelogs: [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), what release tools write, and their relatives.
//!
//! A changelog is a text with one heading for each release, all of one level. What those headings say, and how many items stand
//! under which of their sections, is all that is read: the words stay the author's.

use jiff::civil::Date;

use super::document::{BlockKind, Document};
use crate::source::TextRange;

/// One release of a changelog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The version without brackets and `v`; empty for what is unreleased and has none yet.
    pub version: String,
    /// The day it was released.
    pub date: Option<Date>,
    /// Whether it was withdrawn.
    pub yanked: bool,
    /// Whether it isn't released yet.
    pub unreleased: bool,
    /// Its heading, as an index into [`Document::headings`].
    pub heading: u32,
    /// What stands below the heading.
    pub body: TextRange,
    /// How many items stand under which kind of section, in the order of [`Section`].
    pub counts: Vec<(Section, u32)>,
}

/// What the items of a section do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Section {
    /// What breaks with before.
    Breaking,
    /// What is new.
    Added,
    /// What is other than it was.
    Changed,
    /// What will go.
    Deprecated,
    /// What is gone.
    Removed,
    /// What was wrong.
    Fixed,
    /// What was dangerous.
    Security,
    /// Anything else.
    Other,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Breaking,
        Self::Added,
        Self::Changed,
        Self::Deprecated,
        Self::Removed,
        Self::Fixed,
        Self::Security,
        Self::Other,
    ];

    /// Its name for readers.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Deprecated => "Deprecated",
            Self::Removed => "Removed",
            Self::Fixed => "Fixed",
            Self::Security => "Security",
            Self::Other => "Other",
        }
    }

    /// What a heading announces, whatever signs stand around its words.
    fn of(heading: &str) -> Self {
        let lower = heading.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let first = words.first().copied().unwrap_or_default();
        match () {
            () if has(&["breaking"]) => Self::Breaking,
            () if has(&["deprecated", "deprecations", "deprecation"]) => Self::Deprecated,
            () if has(&["security", "vulnerabilities"]) => Self::Security,
            () if has(&["fixed", "fixes", "bugfixes", "bug", "bugs"]) || first == "fix" => Self::Fixed,
            () if has(&["removed", "removals"]) => Self::Removed,
            () if has(&["added", "features", "new"]) || first == "add" => Self::Added,
            () if has(&["changed", "changes", "improved", "improvements", "updated", "performance"]) => Self::Changed,
            () => Self::Other,
        }
    }
}

/// The releases of a changelog, in its order; none where the text is none.
#[must_use]
pub fn entries(document: &Document) -> Vec<Entry> {
    let read = |index: usize| release_heading(document.plain(document.headings[index].text));
    let found: Vec<(usize, ReleaseHeading)> =
        (0..document.headings.len()).filter_map(|index| Some((index, read(index)?))).collect();
    // Deeper headings name versions, too: those of parts, or of what a release is compared with.
    let Some(level) = found.iter().map(|(index, _)| document.headings[*index].level).min() else { return Vec::new() };
    let mut entries = Vec::new();
    for (index, heading) in found.into_iter().filter(|(index, _)| document.headings[*index].level == level) {
        let below = &document.headings[index + 1..];
        let next = below.iter().find(|other| other.level <= level);
        let start = document.headings[index].range.end;
        let end = next.map_or(document.body.end, |next| next.range.start);
        entries.push(Entry {
            version: heading.version,
            date: heading.date,
            yanked: heading.yanked,
            unreleased: heading.unreleased,
            heading: u32::try_from(index).unwrap_or(u32::MAX),
            body: TextRange { start, end: end.max(start) },
            counts: Vec::new(),
        });
    }
    count(document, &mut entries);
    entries
}

/// Counts the items of each release: those of its lists that stand in no other, by the heading right below the release's own.
fn count(document: &Document, entries: &mut [Entry]) {
    let mut current = 0;
    // For each heading below a release, what it announces.
    let mut announced: Vec<Option<Section>> = vec![None; document.headings.len()];
    for (index, heading) in document.headings.iter().enumerate() {
        let Some(parent) = heading.parent.map(|parent| parent as usize) else { continue };
        let is_release = entries.binary_search_by_key(&parent, |entry| entry.heading as usize).is_ok();
        announced[index] = if is_release {
            Some(Section::of(document.plain(heading.text)))
        } else {
            announced.get(parent).copied().flatten()
        };
    }
    for block in &document.blocks {
        while entries.get(current).is_some_and(|entry| entry.body.end <= block.range.start) {
            current += 1;
        }
        let Some(entry) = entries.get_mut(current) else { break };
        let is_item = block.kind == BlockKind::Item && block.starts_item && block.list_depth == 1;
        if block.range.start < entry.body.start || !is_item {
            continue;
        }
        let section = block.section.and_then(|section| announced.get(section as usize).copied().flatten());
        let section = section.unwrap_or(Section::Other);
        match entry.counts.iter_mut().find(|(known, _)| *known == section) {
            Some((_, count)) => *count += 1,
            None => entry.counts.push((section, 1)),
        }
    }
    for entry in entries {
        entry.counts.sort_unstable();
    }
}

/// What the heading of a release says.
#[derive(Debug, PartialEq, Eq)]
struct ReleaseHeading {
    version: String,
    date: Option<Date>,
    yanked: bool,
    unreleased: bool,
}

/// Reads a heading such as `[1.2.0] - 2026-01-02`, `v1.2.0 (2026-01-02)`, `Version 1.2`, `Unreleased`; `None` for any other.
fn release_heading(text: &str) -> Option<ReleaseHeading> {
    let text = text.trim().trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = text.to_lowercase();
    let said = |word: &str| lower.contains(word);
    if lower.starts_with("unreleased") || matches!(lower.trim_end_matches(']'), "upcoming" | "next" | "next release") {
        return Some(ReleaseHeading { version: String::new(), date: None, yanked: false, unreleased: true });
    }
    let bare = ["version ", "release "].iter().find_map(|word| {
        let start = text.get(..word.len())?;
        start.eq_ignore_ascii_case(word).then(|| text[word.len()..].trim_start_matches(['[', ' ']))
    });
    let (version, rest) = version_at_start(bare.unwrap_or(text))?;
    let rest = rest.trim_start_matches([']', ')']).trim_start();
    // `3.1 Installing` is a numbered heading.
    let ends = rest.chars().next().is_none_or(|next| "-–—:([,·|".contains(next) || next.is_ascii_digit());
    ends.then(|| ReleaseHeading {
        version: version.to_owned(),
        date: find_date(rest),
        yanked: said("yanked"),
        unreleased: said("unreleased"),
    })
}

/// The version that a text begins with, without its `v`, and what follows. It has two parts at least. The name of what is
/// released may stand before it, as release tools write it: `redis-1.2.3`, `@scope/name@1.2.3`.
#[must_use]
pub fn version_at_start(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || ".-+_@/".contains(c))).unwrap_or(text.len());
    let (token, rest) = text.split_at(end);
    let token = match token.rsplit_once('@') {
        Some((name, version)) if !name.is_empty() => version,
        _ => token,
    };
    let core = |from: &str| from.strip_prefix(['v', 'V']).unwrap_or(from).len();
    let starts = std::iter::once(0).chain(token.match_indices('-').map(|(at, _)| at + 1));
    for start in starts {
        let tail = &token[start..];
        let tail = &tail[tail.len() - core(tail)..];
        let version = tail.trim_end_matches(['.', '-', '_', '+']);
        let parts = version.split(['-', '+']).next().unwrap_or_default().split('.');
        let numeric = parts.clone().take(2).filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let needed = if start == 0 { 2 } else { 3 };
        if numeric.count() == 2 && parts.clone().count() >= needed && parts.clone().all(|part| !part.is_empty()) {
            return Some((version, rest));
        }
        // Only a name may stand before it.
        if token[..start].is_empty() && tail.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
    }
    None
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first day that a text names: `2026-01-02`, `2026/1/2`, `2 January 2026`, `Jan 2nd, 2026`.
#[must_use]
pub fn find_date(text: &str) -> Option<Date> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut first, mut second) = (words.next()?, words.next()?);
    for third in words {
        if let Some(date) = date([first, second, third]) {
            return Some(date);
        }
        (first, second) = (second, third);
    }
    None
}

fn date(words: [&str; 3]) -> Option<Date> {
    let number = |word: &str| word.parse::<i16>().ok();
    let day = |word: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        digits.parse::<i8>().ok()
    };
    let month = |word: &str| {
        let start = word.get(..3)?.to_ascii_lowercase();
        let whole = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let at = MONTHS.iter().position(|month| *month == start).filter(|_| whole)?;
        i8::try_from(at + 1).ok()
    };
    let year = |word: &str| number(word).filter(|year| word.len() == 4 && (1970..2200).contains(year));
    let [a, b, c] = words;
    let (year, month, day) = match year(a) {
        Some(year) => (year, b.parse().ok().filter(|_| b.len() <= 2)?, c.parse().ok().filter(|_| c.len() <= 2)?),
        None => match month(a) {
            Some(month) => (year(c)?, month, day(b)?),
            None => (year(c)?, month(b)?, day(a)?),
        },
    };
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::event::ParseOptions;
    use crate::parse::front_matter::FrontMatter;
    use crate::parse::markdown::parse_document;

    fn read(text: &str) -> Vec<Entry> {
        let body = TextRange::new(0, text.len());
        entries(&parse_document(text, body, FrontMatter::default(), &ParseOptions::default()))
    }

    #[test]
    fn headings_of_releases() {
        for (heading, expected) in [
            ("[1.2.0] - 2026-01-02", Some("1.2.0 2026-01-02")),
            ("1.2.0 / 2026-01-02", None),
            ("v1.2.0 (2026-01-02)", Some("1.2.0 2026-01-02")),
            ("[v1.2.0-rc.1+7] – 2 January 2026", Some("1.2.0-rc.1+7 2026-01-02")),
            ("Version 1.2 — January 2nd, 2026", Some("1.2 2026-01-02")),
            ("🎉 Release 2026.4: the fast one", Some("2026.4")),
            ("[0.0.5] - 2026-01-02 [YANKED]", Some("0.0.5 2026-01-02 yanked")),
            ("[1.3.0] - Unreleased", Some("1.3.0 unreleased")),
            ("[Unreleased]", Some(" unreleased")),
            ("Next", Some(" unreleased")),
            ("redis-0.3.3 (2026-01-02)", Some("0.3.3 2026-01-02")),
            ("@harbour/docs@3.0.1", Some("3.0.1")),
            ("1.2.0", Some("1.2.0")),
            ("3.1 Installing", None),
            ("Installing 3.1", None),
            ("Step 1.2", None),
            ("2026-01-02", None),
            ("12", None),
            ("1.x", None),
            ("Changelog", None),
            ("1.2.0 - 2026-13-02", Some("1.2.0")),
        ] {
            let read = release_heading(heading).map(|read| {
                let mut words = vec![read.version];
                words.extend(read.date.map(|date| date.to_string()));
                words.extend(read.yanked.then(|| "yanked".to_owned()));
                words.extend(read.unreleased.then(|| "unreleased".to_owned()));
                words.join(" ")
            });
            assert_eq!(read.as_deref(), expected, "{heading}");
        }
    }

    #[test]
    fn items_are_counted_by_what_their_section_announces() {
        let text = "# Changelog\n\n## [Unreleased]\n\n- a\n\n## [1.1.0] - 2026-02-03\n\nWords.\n\n### Added\n\n- a\n  - a1\n\n  text\n- b\n\n\
            #### Deeper\n\n* c\n\n### 🐛 Bug Fixes\n\n1. d\n\n### Words only\n\ntext\n\n## 1.0.0\n\n### ⚠ BREAKING CHANGES\n\n* e\n\n\
            ## Links\n\n- f\n\n[1.1.0]: https://x.example\n";
        let counts = read(text).into_iter().map(|entry| {
            let counts: Vec<String> =
                entry.counts.iter().map(|(section, count)| format!("{section:?} {count}")).collect();
            (entry.version, counts.join(", "), entry.body.of(text).trim().lines().last().unwrap_or("").to_owned())
        });
        let own = |version: &str, counts: &str, last: &str| (version.to_owned(), counts.to_owned(), last.to_owned());
        assert_eq!(
            counts.collect::<Vec<_>>(),
            [own("", "Other 1", "- a"), own("1.1.0", "Added 3, Fixed 1", "text"), own("1.0.0", "Breaking 1", "* e")]
        );
    }

    #[test]
    fn releases_are_the_headings_of_one_level() {
        let versions = |text: &str| read(text).into_iter().map(|entry| entry.version).collect::<Vec<_>>();
        assert_eq!(versions("# 1.1.0\n\n## 1.0.5 - parts\n\n# 1.0.0\n"), ["1.1.0", "1.0.0"]);
        assert_eq!(versions("# Log\n\n### v2.0.0\n\n### v1.0.0\n"), ["2.0.0", "1.0.0"]);
        assert_eq!(versions("# Notes\n\n## 3.1 Installing\n\n```\n# 1.0.0\n```\n"), [""; 0]);
    }

    #[test]
    fn days_are_found_as_people_write_them() {
        for (text, expected) in [
            ("Released: 2026-11-02.", Some("2026-11-02")),
            ("2 November 2026. Upgrade in this order", Some("2026-11-02")),
            ("Date: Nov 2nd, 2026", Some("2026-11-02")),
            ("2026/11/2", Some("2026-11-02")),
            ("TBD", None),
            ("31 February 2026", None),
            ("port 8080 2 3", None),
            ("마이 3 2026", None),
        ] {
            assert_eq!(find_date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
