//! Sections that tell of other times than now.

use super::super::document::{Document, SectionIndex};

/// Words of headings and remarks that say so.
const PAST_WORDS: &[&str] = &[
    "changelog",
    "deprecated",
    "downgrade",
    "downgrading",
    "earlier",
    "former",
    "formerly",
    "history",
    "initial",
    "legacy",
    "old",
    "older",
    "outdated",
    "previous",
    "previously",
    "prior",
    "rollback",
    "since",
    "superseded",
    "이전",
    "롤백",
];

/// The same, in several words.
const PAST_PHRASES: &[&str] = &[
    "available from",
    "breaking change",
    "migrating from",
    "release note",
    "roll back",
    "rolling back",
    "upgrade from",
    "upgrading from",
    "version compatibility",
    "what's new",
    "변경 이력",
];

/// Whether words tell of other versions than the current one.
pub(super) fn is_past(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut each = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    each.any(|word| PAST_WORDS.contains(&word)) || PAST_PHRASES.iter().any(|phrase| lower.contains(phrase))
}

/// Whether a heading is that of one release: `0.3.0 (2025-11-01)`, `[v0.3.0]`, `Version 0.3.0`.
fn is_release(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare = ["version ", "release "].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let bare = bare.strip_prefix('v').unwrap_or(bare);
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    // `1.2.3` is a release, `3.1 Installing` a numbered heading.
    let number = bare[..].split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
    digits > 0 && number.matches('.').count() >= 2 && !number.ends_with('.')
}

/// Which sections of a document tell of the past, theirs included.
pub(super) struct PastSections(Vec<bool>);

impl PastSections {
    pub(super) fn new(document: &Document) -> Self {
        let mut past: Vec<bool> = Vec::with_capacity(document.headings.len());
        for heading in &document.headings {
            let text = document.plain(heading.text);
            let above = heading.parent.is_some_and(|parent| past.get(parent as usize) == Some(&true));
            past.push(above || is_past(text) || is_release(text));
        }
        Self(past)
    }

    pub(super) fn contains(&self, section: SectionIndex) -> bool {
        section.is_some_and(|section| self.0.get(section as usize) == Some(&true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_remarks_tell_the_past() {
        for (words, past) in [
            ("Rollback Procedures", true),
            ("Roll back to the last release", true),
            ("Upgrading from 0.2.0 to 0.3.0", true),
            ("Previous working version", true),
            ("Since 0.3.0", true),
            ("Release notes", true),
            ("Install the chart", false),
            ("Threshold", false),
            ("Golden signals", false),
            ("Mature Charts (0.3.x)", false),
        ] {
            assert_eq!(is_past(words), past, "{words}");
        }
        for (heading, release) in [
            ("0.3.0 (2025-11-01)", true),
            ("[v0.3.0]", true),
            ("Version 0.3.0", true),
            ("3.1 Installing", false),
            ("1.2.3. Numbered", false),
            ("Version pinning", false),
            ("Redis 7", false),
        ] {
            assert_eq!(is_release(heading), release, "{heading}");
        }
    }
}
