//! One docsgen at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::folder;
use crate::error::{Error, Result};

/// Keeps other runs away from an output folder and a cache folder for as long as it lives. The system lets go of it
/// however the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    cache: File,
    out: Option<File>,
}

impl Drop for Lock {
    /// Lets go itself: closing alone isn't enough while a program that another thread starts still has copies of the files.
    fn drop(&mut self) {
        for file in std::iter::once(&self.cache).chain(&self.out) {
            // Where it fails, the system lets go later.
            let _ = file.unlock();
        }
    }
}

impl Lock {
    /// Takes both folders, which must exist, or fails at once.
    ///
    /// # Errors
    /// Where another run has one of them, or the lock file can't be made.
    pub(super) fn take(out: &Path, cache: &Path) -> Result<Self> {
        Ok(Self { cache: lock_cache(cache)?, out: lock_folder(out)? })
    }

    /// Takes a cache folder of a repository at `root`, making it where it isn't there; `None` where another run has it, it
    /// can't be made or it must not be there: what only saves time may fail.
    pub(super) fn take_cache(cache: &Path, root: &Path) -> Option<Self> {
        let cache = folder::checked("cache", cache, &[root.to_owned()]).ok()?;
        folder::make(&cache).ok()?;
        folder::ignore_in_git(&cache).ok()?;
        Some(Self { cache: lock_cache(&cache).ok()?, out: None })
    }
}

fn lock_cache(cache: &Path) -> Result<File> {
    let path = cache.join("lock");
    if path.is_symlink() {
        return Err(Error::new(format!("the lock file `{}` is a symbolic link", path.display())).help("remove it"));
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| Error::io("make the lock file", &path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(busy(cache)),
        // Some network disks have no locks; a build there is better than none.
        Err(TryLockError::Error(_)) => {}
    }
    Ok(file)
}

/// Another cache folder must not mean another lock, so the output folder is locked too, where the system can lock a
/// folder. A lock file in it would be published.
fn lock_folder(out: &Path) -> Result<Option<File>> {
    let Some(folder) = File::open(out).ok().filter(|_| cfg!(unix)) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(busy(out)),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn busy(folder: &Path) -> Error {
    Error::new(format!("another docsgen is using `{}`", folder.display()))
        .help("wait until it has ended, or give this one folders of its own with `--out` and `--cache-dir`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_with_its_owner_though_others_have_copies_of_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let (out, cache) = (folder.path().join("out"), folder.path().join("cache"));
        folder::make(&out).unwrap();
        folder::make(&cache).unwrap();
        let lock = Lock::take(&out, &cache).unwrap();
        assert!(Lock::take(&out, &cache).is_err(), "one at a time");
        // As a program has them that is being started.
        let copies = (lock.cache.try_clone().unwrap(), lock.out.as_ref().map(|file| file.try_clone().unwrap()));
        drop(lock);
        assert!(Lock::take(&out, &cache).is_ok());
        drop(copies);
    }
}
