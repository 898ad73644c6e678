//! What must be looked at to see that a repository changes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use super::DiskFiles;

/// What tells a file from what stood in its place before, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    inode: u64,
}

impl DiskFiles {
    /// Every folder in which a file of the repository lies or could come to lie, in order. One that can't be read is
    /// there without what is below it: watching needn't fail where reading will say why.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        let entries = self.walker().build().filter_map(Result::ok);
        let mut folders: Vec<PathBuf> = entries
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()))
            .map(ignore::DirEntry::into_path)
            .collect();
        folders.sort_unstable();
        folders
    }

    /// The files of the repository and what each looks like from outside: asked for twice, they tell what changed.
    #[must_use]
    pub fn stamps(&self) -> BTreeMap<PathBuf, Stamp> {
        let entries = self.walker().build().filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_some_and(|kind| !kind.is_dir()));
        files
            .filter_map(|entry| {
                let facts = entry.metadata().ok()?;
                let stamp = Stamp {
                    bytes: facts.len(),
                    modified: facts.modified().ok(),
                    #[cfg(unix)]
                    inode: std::os::unix::fs::MetadataExt::ino(&facts),
                };
                Some((entry.into_path(), stamp))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "makes the files that are looked at")]
    fn what_git_ignores_and_what_is_left_out_is_not_watched() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, text) in [
            (".gitignore", "target/\n"),
            ("target/debug/x", ""),
            ("docs/deep/x.md", "x"),
            (".github/x.md", ""),
            (".git/HEAD", ""),
            ("site/index.html", ""),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let files = DiskFiles::open(&root, &[root.join("site")]).unwrap();
        let expected: Vec<PathBuf> = ["", ".github", "docs", "docs/deep"].map(|path| root.join(path)).into();
        assert_eq!(files.folders().iter().map(|path| path.components().collect()).collect::<Vec<PathBuf>>(), expected);

        let before = files.stamps();
        assert_eq!(before.keys().filter(|path| path.starts_with(root.join("docs"))).count(), 1);
        assert_eq!(before.len(), 3, "{before:?}");
        assert_eq!(files.stamps(), before, "looking changes nothing");
        fs::write(root.join("docs/deep/x.md"), "longer").unwrap();
        let after = files.stamps();
        let changed: Vec<_> = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).collect();
        assert_eq!(changed.len(), 1, "{changed:?}");
    }
}
