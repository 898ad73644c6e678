//! Texts that docsgen rewrites itself: which parts of a file are replaced, and by what.

use std::collections::BTreeMap;

use super::{Diagnostic, Edit};
use crate::source::{FileId, RepoPath, Sources, TextRange};

/// A file with parts of its text to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Where it lies.
    pub path: RepoPath,
    /// The file.
    pub file: FileId,
    /// The parts of its text to replace, in order and apart from each other, with what belongs there.
    pub edits: Vec<(TextRange, String)>,
}

impl Rewrite {
    /// The file's text with its parts replaced. `text` is what it says now.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut rewritten = String::with_capacity(text.len());
        let mut at = 0;
        for (range, new) in &self.edits {
            rewritten.push_str(&text[at..range.start as usize]);
            rewritten.push_str(new);
            at = range.end as usize;
        }
        rewritten.push_str(&text[at..]);
        rewritten
    }
}

/// What can be mended of some findings at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mending {
    /// The files to rewrite, in order of path.
    pub rewrites: Vec<Rewrite>,
    /// How many findings that mends.
    pub mended: usize,
    /// How many findings are left for another run, because they replace the same text in another way.
    pub left: usize,
}

impl Mending {
    /// Gathers the fixes of findings. Of two that overlap the first wins; a finding is mended as a whole or not at all.
    #[must_use]
    pub fn of(findings: &[Diagnostic], sources: &Sources) -> Self {
        let mut files: BTreeMap<FileId, Edits> = BTreeMap::new();
        let mut mending = Self::default();
        for finding in findings.iter().filter(|finding| !finding.fix.is_empty()) {
            let free = |edit: &Edit| files.get(&edit.span.file).is_none_or(|edits| edits.take(edit));
            if !finding.fix.iter().all(free) || overlap_each_other(&finding.fix) {
                mending.left += 1;
                continue;
            }
            mending.mended += 1;
            for edit in &finding.fix {
                files.entry(edit.span.file).or_default().insert(edit);
            }
        }
        mending.rewrites = files
            .into_iter()
            .map(|(file, edits)| Rewrite { path: sources.get(file).path().clone(), file, edits: edits.in_order() })
            .collect();
        mending
    }
}

/// The edits of one file by their start.
#[derive(Default)]
struct Edits(BTreeMap<u32, (TextRange, String)>);

impl Edits {
    /// Whether an edit is apart from all that are there, or is one of them.
    fn take(&self, edit: &Edit) -> bool {
        let range = edit.span.range;
        let before = self.0.range(..=range.start).next_back().map(|(_, edit)| edit);
        let after = self.0.range(range.start + 1..).next().map(|(_, edit)| edit);
        let same = before.is_some_and(|(known, new)| *known == range && *new == edit.replacement);
        same || before.into_iter().chain(after).all(|(known, _)| apart(*known, range))
    }

    fn insert(&mut self, edit: &Edit) {
        self.0.insert(edit.span.range.start, (edit.span.range, edit.replacement.clone()));
    }

    fn in_order(self) -> Vec<(TextRange, String)> {
        self.0.into_values().collect()
    }
}

/// Whether two ranges share no text. Two insertions at one place have no order, so they aren't apart.
const fn apart(left: TextRange, right: TextRange) -> bool {
    (left.end <= right.start || right.end <= left.start) && left.start != right.start
}

fn overlap_each_other(fix: &[Edit]) -> bool {
    let mut edits: Vec<&Edit> = fix.iter().collect();
    edits.sort_unstable_by_key(|edit| edit.span);
    edits
        .windows(2)
        .any(|pair| pair[0].span.file == pair[1].span.file && !apart(pair[0].span.range, pair[1].span.range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{SourceFile, Span};

    fn sources() -> Sources {
        let mut sources = Sources::default();
        for path in ["a.md", "b.md"] {
            sources.add(SourceFile::new(RepoPath::new(path).unwrap(), "0123456789"));
        }
        sources
    }

    fn finding(edits: &[(u32, usize, usize, &str)]) -> Diagnostic {
        let start = Diagnostic::new(Code::LinkMissingFile, None, "x");
        edits.iter().fold(start, |finding, (file, start, end, new)| {
            finding.fixed_by(Span { file: FileId(*file), range: TextRange::new(*start, *end) }, *new)
        })
    }

    #[test]
    fn of_fixes_that_overlap_the_first_wins() {
        let sources = sources();
        for (fixes, expected, mended, left) in [
            (vec![vec![(0, 2, 4, "x")], vec![(0, 4, 6, "y")]], "01xy6789", 2, 0),
            (vec![vec![(0, 4, 6, "y")], vec![(0, 2, 4, "x")]], "01xy6789", 2, 0),
            (vec![vec![(0, 2, 4, "x")], vec![(0, 3, 6, "y")]], "01x456789", 1, 1),
            (vec![vec![(0, 3, 6, "y")], vec![(0, 2, 8, "x")]], "012y6789", 1, 1),
            (vec![vec![(0, 2, 4, "x")], vec![(0, 2, 4, "x")]], "01x456789", 2, 0),
            (vec![vec![(0, 2, 4, "x")], vec![(0, 2, 4, "y")]], "01x456789", 1, 1),
            // As a whole or not at all.
            (vec![vec![(0, 2, 4, "x")], vec![(0, 0, 1, "y"), (0, 3, 5, "z")]], "01x456789", 1, 1),
            (vec![vec![(0, 2, 4, "x"), (0, 3, 5, "z")]], "0123456789", 0, 1),
            (vec![vec![(0, 5, 5, "x")], vec![(0, 5, 5, "y")]], "01234x56789", 1, 1),
            (vec![vec![]], "0123456789", 0, 0),
        ] {
            let findings: Vec<_> = fixes.iter().map(|edits| finding(edits)).collect();
            let mending = Mending::of(&findings, &sources);
            let text = mending.rewrites.first().map_or("0123456789".to_owned(), |file| file.apply("0123456789"));
            assert_eq!((&*text, mending.mended, mending.left), (expected, mended, left), "{fixes:?}");
        }
    }

    #[test]
    fn files_are_rewritten_in_order_of_path() {
        let mending = Mending::of(&[finding(&[(1, 0, 1, "b"), (0, 0, 1, "a")])], &sources());
        let paths: Vec<&str> = mending.rewrites.iter().map(|rewrite| rewrite.path.as_str()).collect();
        assert_eq!(paths, ["a.md", "b.md"]);
    }
}
