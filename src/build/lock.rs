//! One docsgen at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::folder;
use crate::error::{Error, Result};

/// Keeps other runs away from an output folder and a cache folder for as long as it lives. The system lets go of it
/// however the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _cache: File,
    _out: Option<File>,
}

impl Lock {
    /// Takes both folders, which must exist, or fails at once.
    ///
    /// # Errors
    /// Where another run has one of them, or the lock file can't be made.
    pub(super) fn take(out: &Path, cache: &Path) -> Result<Self> {
        Ok(Self { _cache: lock_cache(cache)?, _out: lock_folder(out)? })
    }

    /// Takes a cache folder of a repository at `root`, making it where it isn't there; `None` where another run has it, it
    /// can't be made or it must not be there: what only saves time may fail.
    pub(super) fn take_cache(cache: &Path, root: &Path) -> Option<Self> {
        let cache = folder::checked("cache", cache, &[root.to_owned()]).ok()?;
        folder::make(&cache).ok()?;
        folder::ignore_in_git(&cache).ok()?;
        Some(Self { _cache: lock_cache(&cache).ok()?, _out: None })
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
