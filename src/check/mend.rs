//! What a dead link was meant to lead to, where that is beyond doubt. A wrong answer would lead a reader astray without
//! a finding to warn them, so where two answers are possible there is none.

use std::sync::OnceLock;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use rapidhash::RapidHashMap;

use super::Checked;
use crate::diagnostic::Diagnostic;
use crate::parse::document::{Document, FoundLink};
use crate::site::link::{Broken, Destination};
use crate::source::{RepoPath, Span};

/// What a destination without angle brackets can't have unencoded.
const BARE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'(').add(b')').add(b'<').add(b'>').add(b'?').add(b'\\');

/// What a destination between angle brackets can't have unencoded.
const BRACKETED: &AsciiSet = &CONTROLS.add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'\\');

/// Names that many folders have a file of: one in another folder is another file, also where it is the only one.
const COMMON_NAMES: &[&str] = &[
    "_index.md",
    "chart.yaml",
    "dockerfile",
    "index.html",
    "index.md",
    "makefile",
    "notes.txt",
    "readme",
    "readme.md",
    "values.yaml",
];

/// How many headings and tags a page may have for its anchors to be looked at: one of more is a list of much that is alike, and
/// ten thousand dead links to it must not take for ever.
const LOOKED_AT: usize = 1_000;

/// The longest anchor that is looked for, in bytes.
const LONGEST: usize = 200;

/// How many are looked at for a slip of the pen, which takes longer.
const READ_CLOSELY: usize = 200;

/// Finds out what dead links were meant to lead to.
pub(super) struct Mender<'a, 'd> {
    checked: Checked<'a>,
    documents: &'d RapidHashMap<&'a RepoPath, &'a Document>,
    /// Made for the first dead link: most repositories have few.
    files: OnceLock<FilesByName<'a>>,
}

impl<'a, 'd> Mender<'a, 'd> {
    pub(super) const fn new(checked: Checked<'a>, documents: &'d RapidHashMap<&'a RepoPath, &'a Document>) -> Self {
        Self { checked, documents, files: OnceLock::new() }
    }

    /// Adds to the finding about a dead link what mends it, where that is certain.
    pub(super) fn mend(&self, finding: Diagnostic, link: &FoundLink, broken: &Broken) -> Diagnostic {
        if !finding.fix.is_empty() {
            return finding;
        }
        let Some((span, new)) = finding.span.and_then(|span| Some((span, self.mended(span, link, broken)?))) else {
            return finding;
        };
        finding.help(format!("did you mean `{new}`? `docsgen check --fix` writes it")).fixed_by(span, new)
    }

    fn mended(&self, span: Span, link: &FoundLink, broken: &Broken) -> Option<String> {
        let source = self.checked.sources.get(span.file);
        let text: &str = source.text();
        let written = Written::new(span.range.of(text), &link.destination, &text[..span.range.start as usize])?;
        let files =
            || self.files.get_or_init(|| FilesByName::new(self.checked.listing.files.iter().map(|at| &at.path)));
        match broken {
            Broken::MissingFile { path } => {
                let moved = files().moved(path).filter(|moved| !self.is_of_another(path, moved))?;
                self.has_anchor(moved, link).then(|| written.leading_to(moved, &source.path().parent()))
            }
            Broken::MissingAnchor { path, anchor, .. } => {
                let document = self.documents.get(path)?;
                if document.headings.len() + document.tags.len() > LOOKED_AT {
                    return None;
                }
                let anchors: Vec<&str> = anchors(document).collect();
                Some(written.at_anchor(meant_anchor(anchor, &anchors)?))
            }
            Broken::WrongCase { actual, .. } if files().is_only_case(actual) => written.in_case_of(actual),
            _ => None,
        }
    }

    /// Whether the file that was found belongs to something else than the missing one would: to a chart that the missing one isn't
    /// of, or to a neighbour of the same build, as `b/backup.md` beside a folder `a`.
    fn is_of_another(&self, missing: &RepoPath, found: &RepoPath) -> bool {
        let mut charts = self.checked.site.charts.iter().filter(|chart| !chart.folder.as_str().is_empty());
        if charts.any(|chart| found.is_within(&chart.folder) && !missing.is_within(&chart.folder)) {
            return true;
        }
        let (left, right): (Vec<&str>, Vec<&str>) = (missing.parts().collect(), found.parts().collect());
        let mut differing = (0..left.len().min(right.len())).filter(|at| left[*at] != right[*at]);
        let (Some(at), None) = (differing.next(), differing.next()) else { return false };
        left.len() == right.len() && self.has_folder(&left[..=at].join("/"))
    }

    fn has_folder(&self, folder: &str) -> bool {
        let (files, below) = (&self.checked.listing.files, format!("{folder}/"));
        let next = files.partition_point(|file| file.path.as_str() < below.as_str());
        files.get(next).is_some_and(|file| file.path.as_str().starts_with(&below))
    }

    /// Whether a file has what a link names in it: one that hasn't is another file of that name, or a dead link all the same.
    fn has_anchor(&self, path: &RepoPath, link: &FoundLink) -> bool {
        let Destination::Path { fragment: Some(fragment), .. } = Destination::parse(&link.destination) else {
            return true;
        };
        let Some(document) = self.documents.get(path) else { return true };
        fragment.is_empty() || anchors(document).any(|anchor| anchor == fragment)
    }
}

/// What links can lead to in a page.
fn anchors(document: &Document) -> impl Iterator<Item = &str> {
    let headings = document.headings.iter().map(|heading| &*heading.id);
    headings.chain(document.tags.iter().filter_map(|tag| tag.anchor.as_deref()))
}

/// The files of a repository, for finding one that moved.
#[derive(Debug)]
struct FilesByName<'a> {
    /// Name → its only file; `None` where several have it.
    names: RapidHashMap<&'a str, Option<&'a RepoPath>>,
    /// Path in lower case → how many files have it.
    folded: RapidHashMap<String, usize>,
}

impl<'a> FilesByName<'a> {
    fn new(files: impl Iterator<Item = &'a RepoPath>) -> Self {
        let mut by_name = Self { names: RapidHashMap::default(), folded: RapidHashMap::default() };
        for path in files {
            by_name.names.entry(path.file_name()).and_modify(|only| *only = None).or_insert(Some(path));
            *by_name.folded.entry(path.as_str().to_lowercase()).or_default() += 1;
        }
        by_name
    }

    /// Where the missing file `path` is now: the only file of that very name.
    fn moved(&self, path: &RepoPath) -> Option<&'a RepoPath> {
        let name = path.file_name();
        if COMMON_NAMES.contains(&&*name.to_lowercase()) {
            return None;
        }
        self.names.get(name).copied().flatten()
    }

    /// Whether no other file's path differs from `path` only by case.
    fn is_only_case(&self, path: &RepoPath) -> bool {
        self.folded.get(&path.as_str().to_lowercase()).is_none_or(|count| *count == 1)
    }
}

/// A destination as its author wrote it, to be changed no more than it must be.
struct Written<'t> {
    path: &'t str,
    /// `?` and `#` with what follows.
    rest: &'t str,
    set: &'static AsciiSet,
    /// Whether letters beyond ASCII are percent-encoded.
    encodes_letters: bool,
}

impl<'t> Written<'t> {
    /// The destination at `written`, which is what it says unless escapes or entities are in it. `before` is the text before
    /// it. `None` where it can't be rewritten.
    fn new(written: &'t str, destination: &str, before: &str) -> Option<Self> {
        let before = before.chars().next_back();
        // In single quotes an attribute would end at one that a path has.
        if written != destination || written.contains(['\\', '&']) || before == Some('\'') {
            return None;
        }
        let end = written.find(['#', '?']).unwrap_or(written.len());
        let spaces_as_they_are = before == Some('<') && !written.contains("%20");
        Some(Self {
            path: &written[..end],
            rest: &written[end..],
            set: if spaces_as_they_are { BRACKETED } else { BARE },
            encodes_letters: written.is_ascii() && percent_decode_str(written).any(|byte| !byte.is_ascii()),
        })
    }

    /// The destination of a file that is at `to` now, as seen from `folder`. What stands behind the path stays.
    fn leading_to(&self, to: &RepoPath, folder: &RepoPath) -> String {
        let rooted = self.path.starts_with('/');
        let from: Vec<&str> = if rooted { Vec::new() } else { folder.parts().collect() };
        let parts: Vec<&str> = to.parts().collect();
        let common = from.iter().zip(&parts).take_while(|(left, right)| left == right).count();
        let up = from.len() - common;
        let below: Vec<String> = parts[common..].iter().map(|part| self.encode(part)).collect();
        // A colon in the first part would be a scheme.
        let dotted = up == 0 && (self.path.starts_with("./") || below.first().is_some_and(|part| part.contains(':')));
        let start = if rooted {
            "/"
        } else if dotted {
            "./"
        } else {
            ""
        };
        format!("{start}{}{}{}", "../".repeat(up), below.join("/"), self.rest)
    }

    /// The destination with the letters of `actual`, which differs from what was written by case only.
    fn in_case_of(&self, actual: &RepoPath) -> Option<String> {
        let parts: Vec<&str> = self.path.split('/').collect();
        let is_name = |part: &&&str| !matches!(**part, "" | "." | "..");
        let first = parts.iter().position(|part| is_name(&part)).unwrap_or(parts.len());
        let names = parts[first..].iter().filter(|part| !part.is_empty()).count();
        // After `a/../` it can't be told which part is which.
        if parts[first..].iter().any(|part| matches!(*part, "." | "..")) {
            return None;
        }
        let actual: Vec<&str> = actual.parts().collect();
        let mut actual = actual[actual.len().checked_sub(names)?..].iter();
        let mut path: Vec<String> = Vec::new();
        for part in &parts {
            let name = if is_name(&part) { actual.next() } else { None };
            let same = name.is_none_or(|name| percent_decode_str(part).decode_utf8_lossy() == **name);
            path.push(name.filter(|_| !same).map_or_else(|| (*part).to_owned(), |name| self.encode(name)));
        }
        Some(path.join("/") + self.rest)
    }

    /// The destination with another anchor.
    fn at_anchor(&self, anchor: &str) -> String {
        let query = self.rest.split('#').next().unwrap_or_default();
        format!("{}{query}#{}", self.path, self.encode(anchor))
    }

    fn encode(&self, part: &str) -> String {
        if self.encodes_letters {
            return utf8_percent_encode(part, self.set).to_string();
        }
        let mut encoded = String::new();
        for character in part.chars() {
            if character.is_ascii() {
                encoded.extend(utf8_percent_encode(character.encode_utf8(&mut [0; 4]), self.set));
            } else {
                encoded.push(character);
            }
        }
        encoded
    }
}

/// The anchor of a page that was meant by `written`: the only one of the same words, else the only one that is close to it, if
/// it differs by a slip of the pen in one word. None where a heading is there twice.
fn meant_anchor<'a>(written: &str, anchors: &[&'a str]) -> Option<&'a str> {
    // What has no words is like nothing, and what is this long is no heading's.
    words(written).next().filter(|_| written.len() <= LONGEST)?;
    let same_words = |anchor: &&str| {
        let run_together = || joined(written) && joined(anchor) && letters(written).eq(letters(anchor));
        words(written).eq(words(anchor)) || run_together()
    };
    let only = match only(anchors.iter().copied().filter(same_words)) {
        Found::One(anchor) => anchor,
        Found::None if anchors.len() <= READ_CLOSELY => {
            match only(anchors.iter().copied().filter(|anchor| differs_in_a_word(written, anchor, is_close))) {
                Found::One(anchor) if differs_in_a_word(written, anchor, is_slip) => anchor,
                _ => return None,
            }
        }
        _ => return None,
    };
    let again = format!("{only}-1");
    (!anchors.contains(&&*again)).then_some(only)
}

enum Found<'a> {
    None,
    One(&'a str),
    Several,
}

fn only<'a>(mut anchors: impl Iterator<Item = &'a str>) -> Found<'a> {
    match (anchors.next(), anchors.next()) {
        (None, _) => Found::None,
        (Some(only), None) => Found::One(only),
        _ => Found::Several,
    }
}

/// The words of an anchor in lower case: hyphens that punctuation left behind don't matter.
fn words(anchor: &str) -> impl Iterator<Item = String> + Clone {
    anchor.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn letters(anchor: &str) -> impl Iterator<Item = char> {
    anchor.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether words may be put together to be compared: with figures in them, `1-23` and `12-3` would be the same.
fn joined(anchor: &str) -> bool {
    !anchor.contains(char::is_numeric)
}

/// Whether two anchors have the same words but for one, in which they differ as said.
fn differs_in_a_word(written: &str, anchor: &str, how: fn(&str, &str) -> bool) -> bool {
    let (mut left, mut right) = (words(written), words(anchor));
    let mut differs = false;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return differs,
            (Some(left), Some(right)) if left == right => {}
            (Some(left), Some(right)) if !differs && how(&left, &right) => differs = true,
            _ => return false,
        }
    }
}

/// Whether one word could be taken for another.
fn is_close(left: &str, right: &str) -> bool {
    strsim::osa_distance(left, right) <= 2
}

/// Whether two words differ by one letter too many or by two letters the wrong way round, and not at their beginning:
/// `restore` and `restores`, `recieve` and `receive`, but not `upload` and `unload`, `v1` and `v2`.
fn is_slip(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let (short, long) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
    let spelled = |word: &[char]| word.iter().all(|c| c.is_alphabetic());
    if short.len() < 4 || !spelled(short) || !spelled(long) {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(left, right)| left == right).count();
    if same == 0 {
        return false;
    }
    match long.len() - short.len() {
        0 => {
            let swapped = same + 1 < long.len() && short[same] == long[same + 1] && short[same + 1] == long[same];
            swapped && short[same + 2..] == long[same + 2..]
        }
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> RepoPath {
        RepoPath::new(path).unwrap()
    }

    fn written<'t>(text: &'t str, before: &str) -> Written<'t> {
        Written::new(text, text, before).expect("it says what it shows")
    }

    #[test]
    fn a_moved_file_is_named_as_its_author_would() {
        for (text, before, to, folder, expected) in [
            ("../CONTRIBUTING.md", "(", ".github/CONTRIBUTING.md", "docs", "../.github/CONTRIBUTING.md"),
            ("a.md#x-y?", "(", "docs/b/a.md", "docs", "b/a.md#x-y?"),
            ("./a.md", "(", "docs/b/a.md", "docs", "./b/a.md"),
            ("./a.md", "(", "a.md", "docs", "../a.md"),
            ("/old/a.md?plain=1#L3", "(", "docs/a.md", "docs", "/docs/a.md?plain=1#L3"),
            ("x/a%20b.md", "(", "docs/a b.md", "", "docs/a%20b.md"),
            ("x/a b.md", "<", "docs/a b (1).md", "", "docs/a b (1).md"),
            ("x/a%20b.md", "<", "docs/a b.md", "", "docs/a%20b.md"),
            ("x/a(1).md", "(", "docs/a(1).md", "", "docs/a%281%29.md"),
            ("x/복구.md", "(", "문서/복구.md", "", "문서/복구.md"),
            ("x/%EB%B3%B5.md", "(", "docs/복.md", "", "docs/%EB%B3%B5.md"),
            ("x/a.md", "(", "문서/a.md", "", "문서/a.md"),
            ("x/y:z.md", "(", "y:z.md", "", "./y:z.md"),
            ("x/a.md", "\"", "it's/a \"b\".md", "", "it's/a%20%22b%22.md"),
        ] {
            assert_eq!(written(text, before).leading_to(&path(to), &path(folder)), expected, "{text}");
        }
        for (text, destination, before) in [
            ("a\\_b.md", "a_b.md", "("),
            ("a&amp;b.md", "a&b.md", "("),
            ("a&b.md", "a&b.md", "("),
            ("a.md", "a.md", "'"),
        ] {
            assert!(Written::new(text, destination, before).is_none(), "{text}");
        }
    }

    #[test]
    fn only_the_letters_of_a_name_change_case() {
        for (text, actual, expected) in [
            ("../Docs/a%20b.md#X", "docs/a b.md", Some("../docs/a%20b.md#X")),
            ("readme.md", "charts/redis/README.md", Some("README.md")),
            ("/DOCS/", "docs", Some("/docs/")),
            ("./a//B.md", "a/b.md", Some("./a//b.md")),
            ("x/../B.md", "b.md", None),
        ] {
            assert_eq!(written(text, "(").in_case_of(&path(actual)).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_file_moved_where_only_one_has_its_name() {
        let files = [
            "docs/guide.md",
            "old/twice.md",
            "new/twice.md",
            "sub/README.md",
            "a/Case.md",
            "a/case.md",
            ".github/ONLY.md",
        ];
        let files: Vec<RepoPath> = files.iter().map(|file| path(file)).collect();
        let by_name = FilesByName::new(files.iter());
        for (missing, expected) in [
            ("guide.md", Some("docs/guide.md")),
            ("docs/only.md", None),
            ("ONLY.md", Some(".github/ONLY.md")),
            ("twice.md", None),
            ("README.md", None),
            ("other.md", None),
        ] {
            assert_eq!(by_name.moved(&path(missing)).map(RepoPath::as_str), expected, "{missing}");
        }
        assert!(by_name.is_only_case(&path("docs/guide.md")) && !by_name.is_only_case(&path("a/case.md")));
    }

    #[test]
    fn an_anchor_is_mended_only_where_nothing_else_can_be_meant() {
        for (anchor, anchors, expected) in [
            ("testing-validation", &["testing--validation", "testing"][..], Some("testing--validation")),
            ("Overview", &["overview"], Some("overview")),
            ("-overview", &["overview", "restore"], Some("overview")),
            ("set-up", &["setup"], Some("setup")),
            ("back_up", &["back-up"], Some("back-up")),
            ("restore-procedure", &["restore-procedures"], Some("restore-procedures")),
            ("recieve-it", &["receive-it"], Some("receive-it")),
            ("복구-절차", &["복구--절차"], Some("복구--절차")),
            // Two could be meant.
            ("a-b", &["a--b", "a---b"], None),
            ("restores", &["restore", "restored"], None),
            ("Restore", &["restore", "restore-1"], None),
            // Something else could be meant.
            ("v1-23", &["v12-3"], None),
            ("step-1", &["step-2"], None),
            ("upload-it", &["unload-it"], None),
            ("enable-tls-for-all-clusters", &["disable-tls-for-all-clusters"], None),
            ("typical", &["atypical"], None),
            ("2-database-backup", &["2-database-backup-postgresql-mode"], None),
            ("redis", &["redis-cache-configuration"], None),
            ("kafka", &[], None),
            ("", &["a"], None),
        ] {
            assert_eq!(meant_anchor(anchor, anchors), expected, "{anchor}");
        }
    }
}
