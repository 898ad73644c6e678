//! Folders to write to: which may be used, and how they are made.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};

/// Removes a folder of ours with all that is in it; a link in its place is removed itself.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(folder),
        Ok(_) => fs::remove_file(folder),
        Err(_) => Ok(()),
    };
    removed.map_err(|source| Error::io("remove", folder, source))
}

/// Makes a folder and those above it.
pub(super) fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|source| Error::io("make the folder", folder, source))
}

/// Makes a folder in one of ours. A link in its place is removed, so that nothing is written elsewhere through it.
pub(super) fn make_own(folder: &Path) -> Result<()> {
    if folder.is_symlink() {
        remove(folder)?;
    }
    make(folder)
}

/// Removes what lies in a folder of ours under other names than these.
pub(super) fn keep_only(folder: &Path, names: &[&str]) -> Result<()> {
    let failed = |source| Error::io("look into", folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !names.iter().any(|name| entry.file_name() == *name) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Keeps the cache folder out of git, wherever it is.
pub(super) fn ignore_in_git(cache: &Path) -> Result<()> {
    let path = cache.join(".gitignore");
    match fs::File::create_new(&path).and_then(|mut file| file.write_all(b"*\n")) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Error::io("write", &path, error)),
        _ => Ok(()),
    }
}

/// Resolves a folder to write to, and refuses one that would endanger sources.
pub(super) fn checked(role: &str, folder: &Path, protected: &[PathBuf]) -> Result<PathBuf> {
    let shown = folder.display();
    let resolved = resolve(folder).map_err(|source| Error::io("find", folder, source))?;
    if resolved.exists() && !resolved.is_dir() {
        return Err(
            Error::new(format!("the {role} folder `{shown}` is a file")).help("remove it, or choose another folder")
        );
    }
    if resolved.components().any(|part| matches!(part, Component::Normal(name) if name.eq_ignore_ascii_case(".git"))) {
        return Err(Error::new(format!("the {role} folder `{shown}` lies in git's own folder")));
    }
    for source in protected {
        let Ok(source_folder) = resolve(source) else { continue };
        if source_folder.starts_with(&resolved) {
            return Err(Error::new(format!("the {role} folder `{shown}` holds the sources in `{}`", source.display()))
                .help("choose a folder of its own, such as `site`"));
        }
        let written = lexical(folder);
        let below = written.starts_with(lexical(source)) || written.starts_with(&source_folder);
        if below && !resolved.starts_with(&source_folder) {
            return Err(Error::new(format!(
                "the {role} folder `{shown}` leads out of `{}` through a link",
                source.display()
            ))
            .help(format!("name the folder it leads to instead: `{}`", resolved.display())));
        }
    }
    Ok(resolved)
}

/// The path without links; what isn't there yet is taken as it is.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match there.canonicalize() {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            // A link to nowhere is there, and making a folder through it would follow it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !there.is_symlink() => {
                let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else { return Err(error) };
                missing.push(name);
                there = parent;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The absolute path as it is written, without `.` and `..`.
fn lexical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            part => result.push(part),
        }
    }
    result
}
