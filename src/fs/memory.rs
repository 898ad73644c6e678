//! A repository held in memory, for tests and previews.

use std::collections::BTreeMap;

use super::{Entry, Files, Listing, docsgenignore};
use crate::error::{Error, Result};
use crate::source::RepoPath;

/// Files by path. `.docsgenignore` works as on a disk; there are no links and nothing is left out.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<RepoPath, Vec<u8>>,
}

impl MemoryFiles {
    /// Puts a file at a path, in place of what was there.
    pub fn insert(&mut self, path: RepoPath, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path, bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &RepoPath) -> Option<Vec<u8>> {
        self.files.remove(path)
    }
}

impl<B: Into<Vec<u8>>> FromIterator<(RepoPath, B)> for MemoryFiles {
    fn from_iter<I: IntoIterator<Item = (RepoPath, B)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path, bytes.into())).collect() }
    }
}

impl Files for MemoryFiles {
    fn list(&self) -> Result<Listing> {
        let mut files: Vec<Entry> = self
            .files
            .iter()
            .map(|(path, bytes)| Entry { path: path.clone(), bytes: bytes.len() as u64, ignored: false })
            .collect();
        docsgenignore::mark(&mut files, |path| self.read(path))?;
        Ok(Listing { files, ..Listing::default() })
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| Error::new(format!("could not read `{path}`: no such file")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_path_order_and_reads_what_was_put_in() {
        let path = |path: &str| RepoPath::new(path).unwrap();
        let mut files: MemoryFiles =
            [(path("b.md"), "b"), (path("a/z.md"), "draft"), (path(".docsgenignore"), "z.md")].into_iter().collect();
        files.insert(path("a.md"), *b"a");
        let listing = files.list().unwrap();
        let listed: Vec<_> =
            listing.files.iter().map(|entry| (entry.path.as_str(), entry.bytes, entry.ignored)).collect();
        assert_eq!(listed, [(".docsgenignore", 4, false), ("a.md", 1, false), ("a/z.md", 5, true), ("b.md", 1, false)]);
        assert_eq!(files.read(&path("b.md")).unwrap(), b"b");
        files.remove(&path("b.md"));
        assert_eq!(files.read(&path("b.md")).unwrap_err().to_string(), "could not read `b.md`: no such file");
    }
}
