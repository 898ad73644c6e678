//! Findings that were known on the day a repository began to check itself: they stay out of the way until they are
//! mended.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Diagnostic, Identity};
use crate::error::{Error, Result};
use crate::source::{RepoPath, Sources};

/// The file of a baseline where no setting names another.
pub const BASELINE_NAME: &str = "docsgen-baseline.json";

/// Raised when an old docsgen would misread the file.
const VERSION: u32 = 1;

/// In how many files a finding may be for them to be asked whether one of them is a file that moved: among more, none
/// would be the only one.
const LOOKED_AT: usize = 50;

/// How often each finding was known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Identity, usize>,
}

/// Findings, held against a baseline.
#[derive(Clone, Debug, Default)]
pub struct Sifted {
    /// Those that weren't known, in the order they came in.
    pub new: Vec<Diagnostic>,
    /// How many were known.
    pub known: usize,
    /// How many of the baseline are gone.
    pub fixed: usize,
}

#[derive(Deserialize)]
struct File {
    #[serde(deserialize_with = "version")]
    #[expect(dead_code, reason = "it is checked where it is read")]
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    identity: Identity,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: NonZeroUsize,
}

const fn once() -> NonZeroUsize {
    NonZeroUsize::MIN
}

fn is_once(count: &NonZeroUsize) -> bool {
    *count == NonZeroUsize::MIN
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        VERSION => Ok(VERSION),
        other => Err(de::Error::custom(format!("version {other} is of another docsgen; this one reads {VERSION}"))),
    }
}

impl Baseline {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// Where it is no baseline; the error names the place.
    pub fn parse(text: &str, path: &RepoPath) -> Result<Self> {
        let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|fault| {
            let message = fault.to_string();
            let message = message.rfind(" at line ").map_or(&*message, |place| &message[..place]);
            Error::new(format!("the baseline can't be read: {message}"))
                .at(format!("{path}:{}:{}", fault.line(), fault.column()))
                .help("mend it, or remove it and write it anew with `docsgen check --update-baseline`")
        })?;
        let mut baseline = Self::default();
        for entry in file.findings {
            // A merge may leave an entry twice. It hides no more than one of them says.
            let count = baseline.entries.entry(entry.identity).or_default();
            *count = (*count).max(entry.count.get());
        }
        Ok(baseline)
    }

    /// The text of its file: one finding a line, in order of path, so that a change of one finding is one line of a diff.
    #[must_use]
    pub fn to_json(&self) -> String {
        let lines = self.entries.iter().map(|(identity, count)| {
            let count = NonZeroUsize::new(*count).unwrap_or(NonZeroUsize::MIN);
            let entry = Entry { identity: identity.clone(), count };
            format!("\n    {}", serde_json::to_string(&entry).expect("text and numbers are plain JSON"))
        });
        let lines: Vec<String> = lines.collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{}{end}]\n}}\n", lines.join(","))
    }

    /// How many findings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.values().sum()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Tells findings that are known from new ones.
    ///
    /// `covered` says of the name of a code whether it was looked for at all: what wasn't isn't fixed. `is_there` says whether
    /// the repository has a file: the findings of one that moved are still known where they are all in one other file of which
    /// nothing was known.
    #[must_use]
    pub fn sift(
        &self,
        findings: Vec<Diagnostic>,
        sources: &Sources,
        covered: &dyn Fn(&str) -> bool,
        is_there: &dyn Fn(&str) -> bool,
    ) -> Sifted {
        if self.entries.is_empty() {
            return Sifted { new: findings, ..Sifted::default() };
        }
        let mut left = self.entries.clone();
        let mut sifted = Sifted::default();
        let mut new: Vec<(Identity, Diagnostic)> = Vec::new();
        for finding in findings {
            let identity = Identity::of(&finding, sources);
            if take(&mut left, &identity) {
                sifted.known += 1;
            } else {
                new.push((identity, finding));
            }
        }
        left.retain(|known, _| covered(&known.code));
        let moved = self.moved(&left, &new, is_there);
        for (mut identity, finding) in new {
            if let Some(old) = moved.get(&identity.path) {
                identity.path.clone_from(old);
                if take(&mut left, &identity) {
                    sifted.known += 1;
                    continue;
                }
            }
            sifted.new.push(finding);
        }
        sifted.fixed = left.values().sum();
        sifted
    }

    /// New path → old path of the files that moved.
    fn moved(
        &self,
        left: &BTreeMap<Identity, usize>,
        new: &[(Identity, Diagnostic)],
        is_there: &dyn Fn(&str) -> bool,
    ) -> BTreeMap<String, String> {
        let known: BTreeSet<&str> = self.entries.keys().map(|known| &*known.path).collect();
        let mut found: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
        for (identity, _) in new.iter().filter(|(identity, _)| !known.contains(&*identity.path)) {
            let files = found.entry((&identity.code, &identity.text)).or_default();
            *files.entry(&identity.path).or_default() += 1;
        }
        let mut gone: BTreeMap<&str, Vec<(&Identity, usize)>> = BTreeMap::new();
        for (identity, count) in left.iter().filter(|(identity, _)| !identity.path.is_empty()) {
            gone.entry(&identity.path).or_default().push((identity, *count));
        }
        let mut moves: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (old, entries) in gone.iter().filter(|(path, _)| !is_there(path)) {
            let Some(first) = entries.first().and_then(|(identity, _)| files_with(&found, identity)) else { continue };
            let has_all = |path: &&str| {
                entries.iter().all(|(identity, count)| {
                    files_with(&found, identity).and_then(|files| files.get(path)).is_some_and(|found| found >= count)
                })
            };
            let candidates: Vec<&str> =
                if first.len() > LOOKED_AT { Vec::new() } else { first.keys().copied().filter(has_all).collect() };
            if let [only] = candidates[..] {
                moves.entry(only).or_default().push(old);
            }
        }
        let certain = moves.into_iter().filter_map(|(new, old)| match old[..] {
            [old] => Some((new.to_owned(), old.to_owned())),
            _ => None,
        });
        certain.collect()
    }

    /// The baseline of today: these findings, and of what wasn't looked for those that were known.
    #[must_use]
    pub fn updated(&self, findings: &[Diagnostic], sources: &Sources, covered: &dyn Fn(&str) -> bool) -> Self {
        let mut entries: BTreeMap<Identity, usize> = BTreeMap::new();
        for finding in findings {
            *entries.entry(Identity::of(finding, sources)).or_default() += 1;
        }
        for (known, count) in self.entries.iter().filter(|(known, _)| !covered(&known.code)) {
            let today = entries.entry(known.clone()).or_default();
            *today = (*today).max(*count);
        }
        Self { entries }
    }
}

/// The files with a finding of that code and text, and how many of it each has.
fn files_with<'f, 'a>(
    found: &'f BTreeMap<(&'a str, &'a str), BTreeMap<&'a str, usize>>,
    identity: &'a Identity,
) -> Option<&'f BTreeMap<&'a str, usize>> {
    found.get(&(&*identity.code, &*identity.text))
}

/// Takes one of a kind, where there is one left.
fn take(left: &mut BTreeMap<Identity, usize>, identity: &Identity) -> bool {
    let Some(count) = left.get_mut(identity) else { return false };
    *count -= 1;
    if *count == 0 {
        left.remove(identity);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{SourceFile, Span, TextRange};

    /// Findings at each word of some files: `missing-file` but for words that start with `#`.
    fn found(files: &[(&str, &str)]) -> (Sources, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut findings = Vec::new();
        for (path, text) in files {
            let file = sources.add(SourceFile::new(RepoPath::new(path).unwrap(), *text));
            let mut at = 0;
            for word in text.split_inclusive([' ', '\n']) {
                let trimmed = word.trim();
                let range = TextRange::new(at, at + trimmed.len());
                at += word.len();
                let code = if trimmed.starts_with('#') { Code::LinkMissingAnchor } else { Code::LinkMissingFile };
                if !trimmed.is_empty() {
                    findings.push(Diagnostic::new(code, Span { file, range }, "gone"));
                }
            }
        }
        (sources, findings)
    }

    const EVERYTHING: &dyn Fn(&str) -> bool = &|_| true;

    fn recorded(files: &[(&str, &str)]) -> Baseline {
        let (sources, findings) = found(files);
        Baseline::default().updated(&findings, &sources, EVERYTHING)
    }

    #[test]
    fn known_findings_are_hidden_wherever_their_lines_went() {
        let baseline = recorded(&[("a.md", "x y x"), ("b.md", "#z")]);
        for (files, new, known, fixed) in [
            (&[("a.md", "x y x"), ("b.md", "#z")][..], vec![], 4, 0),
            (&[("a.md", "\n\ny x\nx"), ("b.md", "#z")], vec![], 4, 0),
            (&[("a.md", "x y x x q"), ("b.md", "#z")], vec!["x", "q"], 4, 0),
            (&[("a.md", "x"), ("b.md", "z")], vec!["z"], 1, 3),
            (&[], vec![], 0, 4),
        ] {
            let (sources, findings) = found(files);
            let sifted = baseline.sift(findings, &sources, EVERYTHING, &|_| true);
            let words: Vec<&str> = sifted.new.iter().map(|finding| sources.text(finding.span.unwrap())).collect();
            assert_eq!((words, sifted.known, sifted.fixed), (new, known, fixed), "{files:?}");
        }
    }

    #[test]
    fn a_file_that_moved_takes_its_findings_along() {
        let baseline = recorded(&[("a.md", "x y x"), ("b.md", "#z")]);
        let there = |path: &str| path != "a.md";
        for (files, known, case) in [
            (&[("b.md", "#z"), ("c.md", "x y x q")][..], 4, "moved, and one is new"),
            (&[("b.md", "#z"), ("c.md", "x y")], 1, "not all of it is there"),
            (&[("b.md", "#z"), ("c.md", "x y x"), ("d.md", "x y x")], 1, "it could be either"),
            (&[("b.md", "#z x y x")], 1, "of that file something was known"),
        ] {
            let (sources, findings) = found(files);
            assert_eq!(baseline.sift(findings, &sources, EVERYTHING, &there).known, known, "{case}");
        }
        let (sources, findings) = found(&[("c.md", "x y x")]);
        assert_eq!(baseline.sift(findings, &sources, EVERYTHING, &|_| true).known, 0, "the file is still there");
    }

    #[test]
    fn what_was_not_looked_for_is_neither_fixed_nor_dropped() {
        let baseline = recorded(&[("a.md", "x #z")]);
        let anchors: &dyn Fn(&str) -> bool = &|code| code == "link-missing-anchor";
        let (sources, findings) = found(&[("a.md", "#q")]);
        let sifted = baseline.sift(findings.clone(), &sources, anchors, &|_| true);
        assert_eq!((sifted.new.len(), sifted.known, sifted.fixed), (1, 0, 1));
        let updated = baseline.updated(&findings, &sources, anchors);
        assert_eq!(updated, recorded(&[("a.md", "x #q")]));
        // Found all the same, as by chance: it is known, and isn't counted twice.
        let (sources, findings) = found(&[("a.md", "x #z")]);
        assert_eq!(baseline.sift(findings.clone(), &sources, anchors, &|_| true).known, 2);
        assert_eq!(baseline.updated(&findings, &sources, anchors), baseline);
    }

    #[test]
    fn the_file_is_in_order_and_read_back_as_it_was() {
        let baseline = recorded(&[("b.md", "#z"), ("a.md", "y x x \u{1b}\"")]);
        let json = baseline.to_json();
        assert_eq!(
            json,
            "{\n  \"version\": 1,\n  \"findings\": [\n    \
             {\"path\":\"a.md\",\"code\":\"link-missing-file\",\"text\":\"\\u001b\\\"\"},\n    \
             {\"path\":\"a.md\",\"code\":\"link-missing-file\",\"text\":\"x\",\"count\":2},\n    \
             {\"path\":\"a.md\",\"code\":\"link-missing-file\",\"text\":\"y\"},\n    \
             {\"path\":\"b.md\",\"code\":\"link-missing-anchor\",\"text\":\"#z\"}\n  ]\n}\n"
        );
        let path = RepoPath::new("base.json").unwrap();
        assert_eq!(Baseline::parse(&json, &path).unwrap(), baseline);
        assert_eq!(Baseline::parse(&format!("\u{feff}{json}"), &path).unwrap(), baseline);
        let empty = Baseline::default();
        assert_eq!(Baseline::parse(&empty.to_json(), &path).unwrap(), empty);
        let twice = json.replace(
            "{\"path\":\"b.md\"",
            "{\"path\":\"a.md\",\"code\":\"link-missing-file\",\"text\":\"x\"},\n{\"path\":\"b.md\"",
        );
        assert_eq!(Baseline::parse(&twice, &path).unwrap(), baseline);
    }

    #[test]
    fn what_is_no_baseline_says_where() {
        let path = RepoPath::new("base.json").unwrap();
        for (text, place, reason) in [
            ("", "base.json:1:0", "EOF"),
            ("{\n  \"version\": 1,\n<<<<<<< HEAD\n", "base.json:3:1", "key must be a string"),
            ("{ \"version\": 2,\n \"findings\": [] }", "base.json:1:14", "version 2 is of another docsgen"),
            ("{ \"version\": 1 }", "base.json:1:16", "missing field `findings`"),
            ("{ \"version\": 1,\n\"findings\": [\n{\"code\":\"x\"}] }", "base.json:3:12", "missing field `text`"),
            (
                "{ \"version\": 1,\n\"findings\": [\n{\"code\":\"x\",\"text\":\"y\",\"count\":0}] }",
                "base.json:3",
                "zero",
            ),
        ] {
            let error = Baseline::parse(text, &path).unwrap_err();
            assert!(error.place().unwrap_or_default().starts_with(place), "{text:?}: {error}");
            assert!(error.to_string().contains(reason), "{text:?}: {error}");
        }
    }
}
