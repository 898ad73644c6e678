//! The archive, written beside its place and put there whole.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Error, Result};

/// A zip that is being written.
pub(super) struct Archive {
    target: PathBuf,
    zip: ZipWriter<BufWriter<File>>,
    /// Goes with what was written, unless it is put in its place.
    file: NamedTempFile,
    options: SimpleFileOptions,
    files: usize,
}

impl Archive {
    /// Begins an archive for `target`, whose files have the date `day`.
    ///
    /// # Errors
    /// Where nothing can be written beside it.
    pub(super) fn create(target: &Path, day: Date) -> Result<Self> {
        let file = beside(target)?;
        let handle = file.reopen().map_err(|source| Error::io("write", target, source))?;
        // The format knows the years from 1980 to 2107.
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        let year = u16::try_from(day.year()).unwrap_or(1980).clamp(1980, 2107);
        let time = DateTime::from_date_and_time(year, part(day.month()), part(day.day()), 0, 0, 0).unwrap_or_default();
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time)
            .unix_permissions(0o644);
        Ok(Self { target: target.to_owned(), zip: ZipWriter::new(BufWriter::new(handle)), file, options, files: 0 })
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let options = self.options.large_file(bytes.len() as u64 > u64::from(u32::MAX));
        let added = self.zip.start_file(path, options).map_err(io::Error::from);
        added.and_then(|()| self.zip.write_all(bytes)).map_err(|source| Error::io("write", &self.target, source))?;
        self.files += 1;
        Ok(())
    }

    /// Puts the archive in its place, and says how many files are in it and how large it is.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn finish(self) -> Result<(usize, u64)> {
        let failed = |source| Error::io("write", &self.target, source);
        let mut writer = self.zip.finish().map_err(io::Error::from).map_err(failed)?;
        writer.flush().map_err(failed)?;
        let bytes = writer.get_mut().seek(io::SeekFrom::End(0)).map_err(failed)?;
        put(self.file, &self.target)?;
        Ok((self.files, bytes))
    }
}

/// Writes one file whole, and says how large it is.
///
/// # Errors
/// Where the disk refuses.
pub(super) fn write_file(target: &Path, bytes: &[u8]) -> Result<u64> {
    let mut file = beside(target)?;
    file.write_all(bytes).map_err(|source| Error::io("write", target, source))?;
    put(file, target)?;
    Ok(bytes.len() as u64)
}

fn beside(target: &Path) -> Result<NamedTempFile> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let file = tempfile::Builder::new().prefix(".docsgen.").tempfile_in(folder);
    file.map_err(|source| Error::io("write to", folder, source))
}

fn put(file: NamedTempFile, target: &Path) -> Result<()> {
    let failed = |source| Error::io("write", target, source);
    if target.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let help = "name a file with `--out`, such as `offline.zip`";
        return Err(Error::new(format!("`{}` is a folder", target.display())).help(help));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).map_err(failed)?;
    }
    file.persist(target).map(drop).map_err(|error| failed(error.error))
}
