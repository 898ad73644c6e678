//! Where new files wait until all of them are there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::journal;
use super::published::Shape;
use crate::error::{Error, Result};

/// The staging folder where the cache folder is on another disk than the output folder.
pub(super) const STAGING_IN_OUTPUT: &str = ".docsgen-stage";

/// Tried once at the start: whether a file can be renamed from the staging folder into the output folder.
const PROBE: &str = ".docsgen-probe";

/// The folder new files are written to before they are published.
#[derive(Debug)]
pub(super) struct Staging {
    pub(super) folder: PathBuf,
    pub(super) out: PathBuf,
    /// Whether this run made the output folder, which it removes again if nothing is published.
    made_out: bool,
    /// Whether the output folder holds a site now.
    pub(super) published: bool,
    /// Whether the next run needs what is in the folder.
    pub(super) left_behind: bool,
    files: AtomicU32,
}

impl Staging {
    /// Makes the folder: in the cache folder, or in the output folder if that is on another disk.
    ///
    /// # Errors
    /// Where nothing can be written to the output folder.
    pub(super) fn make(out: &Path, made_out: bool, in_cache: PathBuf, in_output: PathBuf) -> Result<Self> {
        let staging = |folder| Self {
            folder,
            out: out.to_path_buf(),
            made_out,
            published: false,
            left_behind: false,
            files: AtomicU32::new(0),
        };
        let first = staging(in_cache);
        match first.try_renaming() {
            Ok(()) => return Ok(first),
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
            Err(error) => return Err(Error::io("write to", out, error)),
        }
        let second = staging(in_output);
        second.try_renaming().map_err(|error| Error::io("write to", out, error))?;
        Ok(second)
    }

    /// Makes the folder and renames a file from it into the output folder: device numbers don't tell whether the system
    /// will do that, as bind mounts share them and still refuse.
    fn try_renaming(&self) -> io::Result<()> {
        let (from, to) = (self.folder.join("probe"), self.out.join(PROBE));
        fs::create_dir(&self.folder)?;
        fs::File::create_new(&from)?;
        fs::rename(&from, &to)?;
        fs::remove_file(&to)
    }

    /// Writes a file that is to be published at `route`, and says how it is called here and what it looks like.
    ///
    /// # Errors
    /// Where it can't be written.
    pub(super) fn write(&self, route: &str, bytes: &[u8]) -> Result<(u32, Option<Shape>)> {
        let number = self.files.fetch_add(1, Ordering::Relaxed);
        let write = || {
            let mut file = fs::File::create_new(journal::staged_file(&self.folder, number))?;
            file.write_all(bytes)?;
            file.metadata()
        };
        let metadata = write().map_err(|error| Error::io("write", &self.out.join(route), error))?;
        Ok((number, Shape::of(&metadata)))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.left_behind {
            return;
        }
        // What can't be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.folder);
        if self.made_out && !self.published {
            let _ = fs::remove_dir(&self.out);
        }
    }
}
