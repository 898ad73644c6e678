//! What a rewrite changes, as a unified diff.

use std::fmt::Write as _;
use std::ops::Range;

use crate::diagnostic::Rewrite;

/// Lines of context around each change.
const CONTEXT: usize = 3;

/// The difference that a rewrite of `text` makes, as `git apply` and `patch` read it. The text is printed as it is but for
/// the carriage returns of line ends.
#[must_use]
pub fn unified(rewrite: &Rewrite, text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let changes = changes(rewrite, text, &lines);
    let mut diff = String::new();
    let mut shift: isize = 0;
    let mut rest = &changes[..];
    while !rest.is_empty() {
        // Changes whose context would touch are one hunk.
        let apart = |pair: &[Change]| pair[1].old.start - pair[0].old.end > 2 * CONTEXT;
        let hunk = rest.windows(2).position(apart).map_or(rest.len(), |at| at + 1);
        shift += write_hunk(&mut diff, &rest[..hunk], &lines, shift);
        rest = &rest[hunk..];
    }
    if diff.is_empty() { diff } else { format!("--- a/{0}\n+++ b/{0}\n{diff}", rewrite.path) }
}

/// Whole lines that are replaced by others.
struct Change {
    old: Range<usize>,
    new: String,
}

/// The edits as changes of whole lines, without the lines that stay at their beginning and end.
fn changes(rewrite: &Rewrite, text: &str, lines: &[&str]) -> Vec<Change> {
    let mut starts: Vec<usize> = Vec::with_capacity(lines.len() + 1);
    let mut at = 0;
    for line in lines {
        starts.push(at);
        at += line.len();
    }
    starts.push(at);
    let line_of = |offset: usize| starts[..lines.len()].partition_point(|start| *start <= offset).saturating_sub(1);

    let mut changes: Vec<Change> = Vec::new();
    let mut edits = rewrite.edits.iter().peekable();
    while let Some((range, new)) = edits.next() {
        let first = line_of(range.start as usize);
        let mut replaced = text[starts[first]..range.start as usize].to_owned() + new;
        let mut end = range.end as usize;
        // The next edit may begin in the line in which this one ends.
        let mut last = line_of(end);
        while let Some((range, new)) = edits.next_if(|(range, _)| line_of(range.start as usize) <= last) {
            replaced += &text[end..range.start as usize];
            replaced += new;
            end = range.end as usize;
            last = line_of(end);
        }
        let after = (last + 1).min(lines.len());
        replaced += &text[end..starts[after].max(end)];
        changes.extend(trimmed(first..after, &replaced, lines));
    }
    changes
}

/// A change without the lines that are the same at both ends; none where nothing changes.
fn trimmed(old: Range<usize>, new: &str, lines: &[&str]) -> Option<Change> {
    let removed = &lines[old.clone()];
    let added: Vec<&str> = new.split_inclusive('\n').collect();
    let same = |(left, right): &(&&str, &&str)| left == right;
    let head = removed.iter().zip(&added).take_while(same).count();
    let most = removed.len().min(added.len()) - head;
    let tail = removed.iter().rev().zip(added.iter().rev()).take_while(same).count().min(most);
    let change = Change { old: old.start + head..old.end - tail, new: added[head..added.len() - tail].concat() };
    (!change.old.is_empty() || !change.new.is_empty()).then_some(change)
}

/// Writes some changes with what is between and around them; returns how many lines they add.
fn write_hunk(diff: &mut String, changes: &[Change], lines: &[&str], shift: isize) -> isize {
    let (first, last) = (&changes[0], &changes[changes.len() - 1]);
    let (from, to) = (first.old.start.saturating_sub(CONTEXT), (last.old.end + CONTEXT).min(lines.len()));
    let count =
        |change: &Change| change.new.split_inclusive('\n').count().cast_signed() - change.old.len().cast_signed();
    let grown: isize = changes.iter().map(count).sum();
    let (old, new) = (to - from, (to - from).saturating_add_signed(grown));
    // A side without lines is said to begin after the line before it.
    let begin = |length: usize, at: isize| if length == 0 { at } else { at + 1 };
    let from_new = from.cast_signed() + shift;
    let _ = writeln!(diff, "@@ -{},{old} +{},{new} @@", begin(old, from.cast_signed()), begin(new, from_new));
    let mut at = from;
    for change in changes {
        lines[at..change.old.start].iter().for_each(|line| print(diff, ' ', line));
        lines[change.old.clone()].iter().for_each(|line| print(diff, '-', line));
        change.new.split_inclusive('\n').for_each(|line| print(diff, '+', line));
        at = change.old.end;
    }
    lines[at..to].iter().for_each(|line| print(diff, ' ', line));
    grown
}

fn print(diff: &mut String, sign: char, line: &str) {
    diff.push(sign);
    diff.push_str(line.trim_end_matches(['\r', '\n']));
    diff.push('\n');
    if !line.ends_with('\n') {
        diff.push_str("\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{FileId, RepoPath, TextRange};

    fn rewrite(edits: &[(usize, usize, &str)]) -> Rewrite {
        let edits = edits.iter().map(|(start, end, new)| (TextRange::new(*start, *end), (*new).to_owned()));
        Rewrite { path: RepoPath::new("a.md").unwrap(), file: FileId(0), edits: edits.collect() }
    }

    /// What a patch program makes of a diff.
    fn patched(diff: &str, text: &str) -> String {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut shown = diff.lines().skip(2).peekable();
        while let Some(line) = shown.next() {
            if let Some(header) = line.strip_prefix("@@ -") {
                let (old, new) = header.trim_end_matches(" @@").split_once(" +").unwrap();
                let number = |side: &str| -> (usize, usize) {
                    let (first, count) = side.split_once(',').unwrap();
                    (first.parse().unwrap(), count.parse().unwrap())
                };
                let ((first, count), new) = (number(old), number(new));
                let start = if count == 0 { first } else { first - 1 };
                lines[at..start].iter().for_each(|line| out.push_str(line));
                at = start;
                let written = out.split_inclusive('\n').count();
                assert_eq!(if new.1 == 0 { new.0 } else { new.0 - 1 }, written, "{diff}");
                continue;
            }
            let end = if shown.next_if(|next| next.starts_with('\\')).is_some() { "" } else { "\n" };
            let (sign, rest) = line.split_at(1);
            if sign != "+" {
                assert_eq!(lines[at].trim_end_matches('\n'), rest, "{diff}");
                at += 1;
            }
            if sign != "-" {
                out.push_str(rest);
                out.push_str(end);
            }
        }
        lines[at..].iter().for_each(|line| out.push_str(line));
        out
    }

    #[test]
    fn a_change_has_its_lines_and_three_around_them() {
        let text = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
        assert_eq!(
            unified(&rewrite(&[(8, 12, "FIVE")]), text),
            "--- a/a.md\n+++ b/a.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-five\n+FIVE\n 6\n 7\n 8\n"
        );
        assert_eq!(unified(&rewrite(&[(8, 12, "five")]), text), "", "nothing changes");
        assert_eq!(
            unified(&rewrite(&[(0, 1, "x"), (2, 2, "y")]), "a b"),
            "--- a/a.md\n+++ b/a.md\n@@ -1,1 +1,1 @@\n-a b\n\\ No newline at end of file\n+x yb\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn changes_far_apart_are_hunks_of_their_own() {
        let text: String = (0..40).map(|number| format!("line {number:02}\n")).collect();
        let diff = unified(&rewrite(&[(0, 4, "LINE\nand"), (80, 84, "LINE"), (81 + 8 * 20, 84 + 8 * 20, "x")]), &text);
        let headers: Vec<&str> = diff.lines().filter(|line| line.starts_with("@@")).collect();
        assert_eq!(headers, ["@@ -1,4 +1,5 @@", "@@ -8,7 +9,7 @@", "@@ -28,7 +29,7 @@"]);
    }

    proptest! {
        #[test]
        fn a_patch_program_makes_the_new_text_of_it(
            text in "[ab\n]{0,60}",
            cuts in proptest::collection::vec((0..60_usize, "[xa\n]{0,4}"), 0..8),
        ) {
            let mut places: Vec<_> = cuts.into_iter().map(|(at, new)| (at.min(text.len()), new)).collect();
            places.sort();
            places.dedup_by_key(|(at, _)| *at);
            let pairs: Vec<_> = places.chunks(2).filter(|pair| pair.len() == 2).collect();
            let edits: Vec<_> = pairs.iter().map(|pair| (pair[0].0, pair[1].0, &*pair[0].1)).collect();
            let rewrite = rewrite(&edits);
            let diff = unified(&rewrite, &text);
            prop_assert_eq!(patched(&diff, &text), rewrite.apply(&text), "{}", diff);
        }
    }
}
