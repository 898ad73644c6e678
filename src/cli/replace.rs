//! Sources are only ever replaced whole, and only by what was made of the very bytes that are there.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::Rewrite;
use crate::error::{Error, Result};

/// What came of a rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(crate) enum Replaced {
    /// The file has its new text.
    Written,
    /// It is as it was: it isn't UTF-8, or changed since it was read.
    Refused,
}

/// Puts a file's new text in the place of the one that was read, whole or not at all. `text` is what was read.
///
/// # Errors
/// Where the file can't be read or replaced.
#[expect(clippy::disallowed_methods, reason = "a source is only replaced by what was made of these very bytes")]
pub(crate) fn replace(root: &Path, rewrite: &Rewrite, text: &str) -> Result<Replaced> {
    let target = root.join(rewrite.path.as_str());
    let failed = |source| Error::io("write", &target, source);
    let target: PathBuf = std::fs::canonicalize(&target).map_err(failed)?;
    let failed = |source| Error::io("write", &target, source);
    // What isn't UTF-8 was replaced when it was read, and an editor may have saved the file since.
    if std::fs::read(&target).map_err(failed)? != text.as_bytes() {
        return Ok(Replaced::Refused);
    }
    let permissions = std::fs::metadata(&target).map_err(failed)?.permissions();
    write_whole(&target, rewrite.apply(text).as_bytes(), Some(permissions))?;
    Ok(Replaced::Written)
}

/// Writes a file whole or not at all, with the permissions given or those of a new file.
///
/// # Errors
/// Where its folder can't be written to.
pub(crate) fn write_whole(target: &Path, bytes: &[u8], permissions: Option<std::fs::Permissions>) -> Result<()> {
    let failed = |source| Error::io("write", target, source);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".docsgen-write.");
    // A temporary file is its owner's alone unless something else is said.
    #[cfg(unix)]
    if permissions.is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(failed)?;
    }
    file.persist(target).map(drop).map_err(|error| failed(error.error))
}
