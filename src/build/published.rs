//! The output folder as it stands: what is at a route, whose it is, and whether it is still what was written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use super::with_lf;
use crate::digest::Digest;
use crate::error::{Error, Result};

/// The folders a route lies in, innermost first; the site root is not among them.
pub(super) fn folders_above(route: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &'_ str| path.rfind('/');
    std::iter::successors(parent(route).map(|slash| &route[..slash]), move |folder| {
        parent(folder).map(|slash| &folder[..slash])
    })
}

/// What a file looks like without being read: as long as it is equal, so are the bytes, unless somebody restored the
/// date after changing them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shape {
    bytes: u64,
    /// Seconds and nanoseconds since 1970.
    modified: (u64, u32),
    inode: u64,
}

impl Shape {
    /// The shape of a regular file; `None` where the system keeps no usable date.
    pub(super) fn of(metadata: &fs::Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        Some(Self {
            bytes: metadata.len(),
            modified: (modified.as_secs(), modified.subsec_nanos()),
            inode: inode(metadata),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// A file's digest, and its shape when it had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) shape: Shape,
    pub(super) digest: Digest,
}

/// What stands at a route.
#[derive(Debug)]
pub(super) enum Place {
    Nothing,
    /// A regular file.
    File(fs::Metadata),
    Folder,
    /// A symbolic link, a device or the like.
    Other,
    /// A file stands where one of the folders above the route would have to be: its route.
    Obstructed(String),
}

#[derive(Clone, Debug)]
enum Folder {
    Missing,
    Present,
    /// A file is there, or further up: its route.
    Obstructed(String),
}

/// An output folder.
#[derive(Debug)]
pub(super) struct Published {
    root: PathBuf,
    stamps: RapidHashMap<String, Stamp>,
    /// Each folder is looked at once.
    folders: Mutex<RapidHashMap<String, Folder>>,
}

impl Published {
    /// Takes the folder `root` and what was known of its files.
    pub(super) fn new(root: PathBuf, stamps: impl IntoIterator<Item = (String, Stamp)>) -> Self {
        Self { root, stamps: stamps.into_iter().collect(), folders: Mutex::default() }
    }

    /// Where the file of a route lies.
    pub(super) fn locate(&self, route: &str) -> PathBuf {
        self.root.join(route)
    }

    /// What was known of a file.
    pub(super) fn stamp(&self, route: &str) -> Option<Stamp> {
        self.stamps.get(route).copied()
    }

    /// Number of files that something was known of.
    pub(super) fn stamps(&self) -> usize {
        self.stamps.len()
    }

    /// Looks at a route without following links.
    ///
    /// # Errors
    /// Where a folder above it is a symbolic link, or can't be looked at.
    pub(super) fn look(&self, route: &str) -> Result<Place> {
        match self.folder(folders_above(route).next().unwrap_or_default())? {
            Folder::Missing => return Ok(Place::Nothing),
            Folder::Obstructed(by) => return Ok(Place::Obstructed(by)),
            Folder::Present => {}
        }
        let path = self.locate(route);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Place::File(metadata)),
            Ok(metadata) if metadata.is_dir() => Ok(Place::Folder),
            Ok(_) => Ok(Place::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Place::Nothing),
            Err(error) => Err(Error::io("look at", &path, error)),
        }
    }

    fn folder(&self, folder: &str) -> Result<Folder> {
        if folder.is_empty() {
            return Ok(Folder::Present);
        }
        if let Some(known) = self.folders.lock().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return Ok(known.clone());
        }
        let above = self.folder(folders_above(folder).next().unwrap_or_default())?;
        let state = if matches!(above, Folder::Present) {
            let path = self.locate(folder);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if metadata.is_dir() => Folder::Present,
                Ok(metadata) if metadata.is_symlink() => return Err(link_in_the_way(&path)),
                Ok(_) => Folder::Obstructed(folder.to_owned()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Folder::Missing,
                Err(error) => return Err(Error::io("look at", &path, error)),
            }
        } else {
            above
        };
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned(), state.clone());
        Ok(state)
    }

    /// The digest of the regular file at a route. It is read only where its shape is not the one remembered.
    ///
    /// # Errors
    /// Where it can't be read.
    pub(super) fn digest(&self, route: &str, metadata: &fs::Metadata) -> Result<Digest> {
        let shape = Shape::of(metadata);
        match self.stamp(route) {
            Some(stamp) if Some(stamp.shape) == shape => Ok(stamp.digest),
            _ => digest_of_file(&self.locate(route)),
        }
    }

    /// The digest that the file at a route had with line ends of LF.
    ///
    /// # Errors
    /// Where it can't be read.
    pub(super) fn digest_with_lf(&self, route: &str) -> Result<Digest> {
        Ok(Digest::of(&with_lf(bytes_of(&self.locate(route))?)))
    }
}

/// The digest of a file's bytes.
pub(super) fn digest_of_file(path: &Path) -> Result<Digest> {
    bytes_of(path).map(|bytes| Digest::of(&bytes))
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "compares what is published with what should be")]
    fs::read(path).map_err(|source| Error::io("read", path, source))
}

/// The error for a link where the site has a folder.
pub(super) fn link_in_the_way(path: &Path) -> Error {
    Error::new(format!("`{}` is a symbolic link, and the site has a folder there", path.display()))
        .help("remove the link: docsgen doesn't write through links in its output folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_above_a_route_are_named_from_the_inside() {
        assert_eq!(folders_above("a/b/c.html").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_above("c.html").count(), 0);
    }
}
