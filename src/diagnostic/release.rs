//! Which version of docsgen a finding came with, and which one a repository was written for.

use std::collections::BTreeSet;
use std::fmt;

use super::{Code, Levels};

/// A version of docsgen as far as it can bring findings: `0.2`. Patches bring none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    major: u32,
    minor: u32,
}

impl Release {
    pub(super) const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads `0.2` or `0.2.1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| digits)
        });
        let (major, minor) = (parts.next()??, parts.next()??);
        let rest: Option<Vec<u32>> = parts.collect();
        rest.filter(|rest| rest.len() <= 1).map(|_| Self { major, minor })
    }

    /// The version of this program.
    #[must_use]
    pub fn own() -> Self {
        Self::parse(env!("CARGO_PKG_VERSION")).unwrap_or(Self::new(0, 0))
    }

    /// The codes of `all`, each given with the version it came with, that came after this version.
    #[must_use]
    pub fn later_codes(self, all: impl IntoIterator<Item = (Code, Self)>) -> BTreeSet<Code> {
        all.into_iter().filter(|(_, since)| *since > self).map(|(code, _)| code).collect()
    }
}

impl fmt::Display for Release {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// The checks that are off because they came after the version that a repository was written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptOff {
    /// How many codes.
    pub codes: usize,
    /// The version the repository names.
    pub named: Release,
    /// The version of this program.
    pub own: Release,
}

impl KeptOff {
    /// What of `levels` is off for that reason; `None` where nothing is.
    #[must_use]
    pub fn of(levels: &Levels, named: Option<Release>) -> Option<Self> {
        let codes = levels.later.iter().filter(|code| !levels.names(**code)).count();
        named.filter(|_| codes > 0).map(|named| Self { codes, named, own: Release::own() })
    }
}

impl fmt::Display for KeptOff {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { codes, named, own } = self;
        let (checks, are, them) = if *codes == 1 { ("check", "is", "it") } else { ("checks", "are", "them") };
        write!(
            formatter,
            "{codes} {checks} that came after docsgen {named} {are} off; `docsgen = \"{own}\"` in `[book]` of book.toml \
             switches {them} on"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    fn release(text: &str) -> Release {
        Release::parse(text).expect("a version")
    }

    #[test]
    fn versions_are_two_or_three_numbers() {
        for (text, expected) in [
            ("0.2", Some("0.2")),
            ("0.2.7", Some("0.2")),
            ("12.30", Some("12.30")),
            ("0", None),
            ("0.x", None),
            ("v0.2", None),
            ("0.2.", None),
            ("0.2.1.4", None),
            ("0.+2", None),
            ("", None),
            ("0.99999999999", None),
        ] {
            assert_eq!(Release::parse(text).map(|release| release.to_string()).as_deref(), expected, "{text}");
        }
        assert!(release("0.10") > release("0.9") && release("1.0") > release("0.10"));
    }

    #[test]
    fn codes_of_a_later_version_are_off_unless_a_level_names_them() {
        let table = [
            (Code::LinkMissingFile, release("0.1")),
            (Code::ImageMissing, release("0.2")),
            (Code::PathMissing, release("0.3")),
            (Code::HtmlRemoved, release("0.3")),
        ];
        let later = |named: &str| release(named).later_codes(table);
        assert_eq!(later("0.3"), [].into());
        assert_eq!(later("0.2"), [Code::PathMissing, Code::HtmlRemoved].into());
        assert_eq!(later("0.1"), [Code::ImageMissing, Code::PathMissing, Code::HtmlRemoved].into());
        let mut levels = Levels { later: later("0.1"), ..Levels::default() };
        let off = |levels: &Levels| KeptOff::of(levels, Some(release("0.1"))).map(|off| off.codes);
        assert_eq!(off(&levels), Some(3));
        levels.everywhere.insert(Code::PathMissing, Some(Severity::Error));
        assert_eq!(off(&levels), Some(2));
        levels.later = later("0.3");
        assert_eq!(off(&levels), None);
    }

    #[test]
    fn what_is_off_is_said_with_what_switches_it_on() {
        let off = |codes| KeptOff { codes, named: release("0.1"), own: release("0.3") };
        for (codes, expected) in [
            (
                1,
                "1 check that came after docsgen 0.1 is off; `docsgen = \"0.3\"` in `[book]` of book.toml switches it on",
            ),
            (
                4,
                "4 checks that came after docsgen 0.1 are off; `docsgen = \"0.3\"` in `[book]` of book.toml switches them on",
            ),
        ] {
            assert_eq!(off(codes).to_string(), expected);
        }
    }

    #[test]
    fn no_code_is_of_a_version_to_come() {
        assert_eq!(Release::own().later_codes(Code::ALL.iter().map(|code| (*code, code.since()))), [].into());
    }
}
