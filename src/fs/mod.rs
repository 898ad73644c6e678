//! The world of files, behind one small interface, so that everything above it works on a disk, in memory or on a git
//! tree alike.

mod disk;
mod docsgenignore;
mod links;
mod memory;
mod tree;
mod watched;

pub use self::disk::DiskFiles;
pub use self::memory::MemoryFiles;
pub use self::tree::{TreeEntry, TreeFiles, TreeKind};
pub use self::watched::Stamp;

use crate::error::Result;
use crate::source::RepoPath;

/// The file in an output folder that lists what docsgen wrote there. A folder that holds one is a built site: its
/// files are no content.
pub const MANIFEST_NAME: &str = ".docsgen-manifest.json";

/// A repository to read from. All paths are from the repository root.
pub trait Files: Sync {
    /// Lists every file that belongs to the repository, in path order: what git ignores is left out, what
    /// `.docsgenignore` names is marked.
    ///
    /// # Errors
    /// Where a folder can't be read.
    fn list(&self) -> Result<Listing>;

    /// Reads a file that [`Files::list`] named.
    ///
    /// # Errors
    /// Where it can't be read; the error names the path.
    fn read(&self, path: &RepoPath) -> Result<Vec<u8>>;
}

/// What a repository holds.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Files, in path order.
    pub files: Vec<Entry>,
    /// Symbolic links that were not followed, in path order.
    pub refused: Vec<RefusedLink>,
    /// Files whose path is not UTF-8, as well as it can be shown, in order. They can't be linked to or published.
    pub unnameable: Vec<String>,
    /// How many of `files` are reached through a symbolic link.
    pub linked: usize,
}

impl Listing {
    /// Whether a file lies below a path.
    #[must_use]
    pub fn has_folder(&self, path: &RepoPath) -> bool {
        let below = format!("{path}/");
        let first = self.files.partition_point(|entry| entry.path.as_str() < below.as_str());
        self.files.get(first).is_some_and(|entry| entry.path.as_str().starts_with(&below))
    }
}

/// A file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: RepoPath,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether `.docsgenignore` keeps it off the site. It remains a good link target.
    pub ignored: bool,
}

/// A symbolic link that was not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLink {
    /// Where it lies.
    pub path: RepoPath,
    /// Why.
    pub reason: RefusedBecause,
}

/// Why a symbolic link was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedBecause {
    /// It leads to a folder it lies in.
    Loop,
    /// It leads out of the repository, or to what does not belong to it: git's own folder, what git ignores, the
    /// output and cache folders, what is no regular file.
    Outside,
    /// Nothing is there.
    Dangling,
}
