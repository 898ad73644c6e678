//! `.docsgenignore`: what stays off the site and remains in the repository. The patterns are those of `.gitignore`.

use std::collections::BTreeMap;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rapidhash::RapidHashMap;

use super::Entry;
use crate::error::Result;
use crate::source::RepoPath;

const FILE_NAME: &str = ".docsgenignore";

/// Marks the files that a `.docsgenignore` in one of their folders names. As in git, the innermost file that says
/// something about a path decides, and nothing below an ignored folder comes back. A line that is no pattern says
/// nothing.
///
/// # Errors
/// Where a `.docsgenignore` can't be read.
pub(super) fn mark(files: &mut [Entry], read: impl Fn(&RepoPath) -> Result<Vec<u8>>) -> Result<()> {
    mark_by(FILE_NAME, files, read)
}

/// Marks the files that a file of patterns in one of their folders names: `.docsgenignore`, or `.gitignore`.
///
/// # Errors
/// Where one of them can't be read.
pub(super) fn mark_by(name: &str, files: &mut [Entry], read: impl Fn(&RepoPath) -> Result<Vec<u8>>) -> Result<()> {
    let mut rules = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.file_name() == name) {
        rules.insert(file.path.parent(), patterns(&read(&file.path)?));
    }
    if rules.is_empty() {
        return Ok(());
    }
    let mut folders = RapidHashMap::default();
    for file in files {
        file.ignored = folder_is_ignored(&file.path.parent(), &rules, &mut folders) || names(&rules, &file.path, false);
    }
    Ok(())
}

fn patterns(bytes: &[u8]) -> Gitignore {
    let text = String::from_utf8_lossy(bytes);
    let mut builder = GitignoreBuilder::new("");
    for line in text.trim_start_matches('\u{feff}').lines() {
        // A line that is no pattern is left out, as git does.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn folder_is_ignored(
    folder: &RepoPath,
    rules: &BTreeMap<RepoPath, Gitignore>,
    known: &mut RapidHashMap<RepoPath, bool>,
) -> bool {
    if folder.as_str().is_empty() {
        return false;
    }
    if let Some(ignored) = known.get(folder) {
        return *ignored;
    }
    let ignored = folder_is_ignored(&folder.parent(), rules, known) || names(rules, folder, true);
    known.insert(folder.clone(), ignored);
    ignored
}

/// Whether the rules of the folders above `path` name it, the innermost first.
fn names(rules: &BTreeMap<RepoPath, Gitignore>, path: &RepoPath, is_folder: bool) -> bool {
    let mut folder = path.clone();
    while !folder.as_str().is_empty() {
        folder = folder.parent();
        let Some((rules, relative)) = rules.get(&folder).zip(path.relative_to(&folder)) else { continue };
        let verdict = rules.matched(relative, is_folder);
        if !verdict.is_none() {
            return verdict.is_ignore();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mark_what_git_would_ignore() {
        let rules: &[(&str, &str)] = &[
            (".docsgenignore", "\u{feff}# drafts\ndrafts/\n*.tmp.md\n/only-here.md\n[broken\n"),
            ("docs/.docsgenignore", "!keep.tmp.md\ninternal\n"),
        ];
        let cases = [
            ("README.md", false),
            ("drafts/a.md", true),
            ("docs/drafts/deep/a.md", true),
            ("docs/a.tmp.md", true),
            ("docs/keep.tmp.md", false),
            ("drafts/keep.tmp.md", true),
            ("only-here.md", true),
            ("docs/only-here.md", false),
            ("docs/internal/a.md", true),
            ("internal/a.md", false),
        ];
        let entry = |path: &str| Entry { path: RepoPath::new(path).unwrap(), bytes: 0, ignored: false };
        let mut files: Vec<Entry> = rules.iter().map(|(path, _)| entry(path)).collect();
        files.extend(cases.iter().map(|(path, _)| entry(path)));
        mark(&mut files, |path| {
            let (_, text) = rules.iter().find(|(name, _)| *name == path.as_str()).expect("only rules are read");
            Ok(text.as_bytes().to_vec())
        })
        .unwrap();
        for (path, expected) in cases {
            let file = files.iter().find(|file| file.path.as_str() == path).unwrap();
            assert_eq!(file.ignored, expected, "{path}");
        }
    }
}
