//! What a finding is about, in words that stay the same when lines move.

use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use super::Diagnostic;
use crate::digest::Digest;
use crate::source::Sources;

/// The most characters of a text at fault that are kept: a link may be a megabyte long.
const LONGEST: usize = 160;

/// Code, file and text of a finding. Several findings may have the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The file's path from the repository root; empty where the finding is about the whole site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The name of the code.
    pub code: String,
    /// The text at fault on one line, cut where it is very long. Where the finding points at no text it is the dead
    /// destination, else the message.
    pub text: String,
}

impl Identity {
    /// That of a finding. `sources` must hold the file it names.
    #[must_use]
    pub fn of(finding: &Diagnostic, sources: &Sources) -> Self {
        let path = finding.span.map(|span| sources.get(span.file).path().as_str().to_owned()).unwrap_or_default();
        let at_fault = finding.span.map(|span| on_one_line(sources.shown(span))).filter(|text| !text.is_empty());
        let text = at_fault.unwrap_or_else(|| on_one_line(finding.target.as_deref().unwrap_or(&finding.message)));
        Self { path, code: finding.code.name().to_owned(), text }
    }

    /// Those of some findings, each with its number from 0 among those that are alike.
    #[must_use]
    pub fn numbered(findings: &[Diagnostic], sources: &Sources) -> Vec<(Self, usize)> {
        let mut seen: RapidHashMap<Self, usize> = RapidHashMap::default();
        let number = |finding| {
            let identity = Self::of(finding, sources);
            let count = seen.entry(identity.clone()).or_default();
            *count += 1;
            (identity, *count - 1)
        };
        findings.iter().map(number).collect()
    }

    /// A digest that tells findings apart and doesn't change when lines move. `number` is that among findings alike.
    #[must_use]
    pub fn fingerprint(&self, number: usize) -> String {
        Digest::of_value(&(&self.path, &self.code, &self.text, number as u64)).to_string()
    }
}

/// White space counts as one space, so that a text that was only wrapped anew is the same.
fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(LONGEST) {
        None => line,
        // Two long texts that begin alike stay apart.
        Some((end, _)) => format!("{}… {}", &line[..end], Digest::of(line.as_bytes()).short(8)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{RepoPath, SourceFile, Span, TextRange};

    #[test]
    fn lines_wrapping_and_length_do_not_change_it() {
        let mut sources = Sources::default();
        let mut identity = |text: &str, at_fault: &str| {
            let file = sources.add(SourceFile::new(RepoPath::new("a.md").unwrap(), text));
            let start = text.find(at_fault).unwrap();
            let span = Span { file, range: TextRange::new(start, start + at_fault.len()) };
            let finding = Diagnostic::new(Code::LinkMissingFile, span, "gone").target("docs/gone.md");
            Identity::of(&finding, &sources)
        };
        let first = identity("[x](a b.md)", "a b.md");
        assert_eq!((&*first.path, &*first.code, &*first.text), ("a.md", "link-missing-file", "a b.md"));
        assert_eq!(identity("\n\n# A\n\n[x](a\r\n  b.md)", "a\r\n  b.md"), first);
        assert_eq!(identity("x", "").text, "docs/gone.md");
        let (long, longer) = ("백".repeat(1_000), "백".repeat(1_001));
        let (long, longer) = (identity(&long, &long), identity(&longer, &longer));
        assert!(long != longer && long.text.chars().count() < 200, "{}", long.text);
        assert_ne!(first.fingerprint(0), first.fingerprint(1));
    }
}
