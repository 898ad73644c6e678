//! The steps that turn one published site into the next.
//!
//! They are written down before the first is taken. A step that fails takes back those before it; a process that is
//! killed leaves the list, and the next run takes the steps that are left.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use super::published::{digest_of_file, folders_above, link_in_the_way};
use super::sealed;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::fs::MANIFEST_NAME;
use crate::site::route::route_fault;

/// One change of one published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Step {
    /// A staged file takes its place.
    Move {
        /// Number of the staged file.
        staged: u32,
        /// Where it goes.
        route: String,
        /// What it is.
        digest: Digest,
    },
    /// A published file goes.
    Remove {
        /// Where it is.
        route: String,
        /// What it is.
        digest: Digest,
    },
}

/// The steps of one commit, and the two folders they are about.
pub(super) struct Journal<'a> {
    pub(super) out: &'a Path,
    pub(super) staging: &'a Path,
    pub(super) steps: Vec<Step>,
    /// Stops before this step as if the process were killed.
    #[cfg(test)]
    pub(super) killed_before: Option<usize>,
}

impl Journal<'_> {
    /// Writes the steps down and takes them all, or none.
    ///
    /// # Errors
    /// Where a step fails: what was published before is published again then. Should that fail as well, the list stays
    /// for the next run.
    pub(super) fn commit(&self) -> Result<()> {
        let list = self.staging.join(LIST);
        sealed::write(&list, &self.steps).map_err(|source| Error::io("write the journal", &list, source))?;
        for (number, step) in self.steps.iter().enumerate() {
            #[cfg(test)]
            if self.killed_before == Some(number) {
                return Err(Error::new(KILLED));
            }
            if let Err(error) = self.take(number, step) {
                let taken_back = (0..=number).rev().try_for_each(|number| self.take_back(number));
                return Err(match taken_back.and_then(|()| fs::remove_file(&list)) {
                    Ok(()) => error.help("nothing was published; the site is as it was before"),
                    Err(_) => error.help("the site is partly old and partly new; the next build completes it"),
                });
            }
        }
        #[cfg(test)]
        if self.killed_before == Some(self.steps.len()) {
            return Err(Error::new(KILLED));
        }
        fs::remove_file(&list).map_err(|source| Error::io("remove the journal", &list, source))
    }

    fn take(&self, number: usize, step: &Step) -> Result<()> {
        let backup = self.backup(number);
        match step {
            Step::Move { staged, route, .. } => {
                let target = self.out.join(route);
                make_folders(self.out, route)?;
                match fs::symlink_metadata(&target) {
                    Ok(metadata) if metadata.is_dir() => remove_empty_tree(&target)?,
                    // Where the disk has no hard links, the file is away for a moment.
                    Ok(_) => fs::hard_link(&target, &backup)
                        .or_else(|_| fs::rename(&target, &backup))
                        .map_err(|source| Error::io("set aside", &target, source))?,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(Error::io("look at", &target, error)),
                }
                fs::rename(staged_file(self.staging, *staged), &target)
                    .map_err(|source| Error::io("publish", &target, source))
            }
            Step::Remove { route, .. } => {
                let target = self.out.join(route);
                match fs::rename(&target, backup) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        return Err(Error::io("remove", &target, error));
                    }
                    _ => remove_folders_if_empty(self.out, route),
                }
                Ok(())
            }
        }
    }

    fn take_back(&self, number: usize) -> io::Result<()> {
        let backup = self.backup(number);
        let (route, moved) = match &self.steps[number] {
            Step::Move { staged, route, .. } => (route, !staged_file(self.staging, *staged).exists()),
            Step::Remove { route, .. } => (route, false),
        };
        let target = self.out.join(route);
        if backup.symlink_metadata().is_ok() {
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            return fs::rename(backup, target);
        }
        if moved {
            fs::remove_file(&target)?;
        }
        remove_folders_if_empty(self.out, route);
        Ok(())
    }

    fn backup(&self, number: usize) -> PathBuf {
        self.staging.join(format!("old-{number}"))
    }
}

/// Name of the list in the staging folder.
const LIST: &str = "journal";

/// What the simulated death says.
#[cfg(test)]
const KILLED: &str = "killed";

/// Where a staged file lies.
pub(super) fn staged_file(staging: &Path, number: u32) -> PathBuf {
    staging.join(number.to_string())
}

/// Whether a commit was begun from `staging` and neither completed nor taken back.
pub(super) fn is_pending(staging: &Path) -> bool {
    staging.join(LIST).exists()
}

/// Completes the commit that a killed run left in `staging`, if any. Only what provably is what that run staged is
/// published, and nothing that is not docsgen's is replaced or removed.
///
/// # Errors
/// Where a step can't be taken; the list stays then.
pub(super) fn complete(out: &Path, staging: &Path) -> Result<()> {
    let real = fs::symlink_metadata(staging).is_ok_and(|metadata| metadata.is_dir());
    let Some(steps) = sealed::read::<Vec<Step>>(&staging.join(LIST)).filter(|_| real) else { return Ok(()) };
    let mut listed = Manifest::read(out)?;
    let mut lost = false;
    for (number, step) in steps.iter().enumerate() {
        let (Step::Move { route, digest, .. } | Step::Remove { route, digest }) = step;
        let is_manifest = route == MANIFEST_NAME;
        if !is_manifest && route_fault(route).is_some() {
            continue;
        }
        let target = out.join(route);
        let ours = is_manifest || listed.files.contains_key(route);
        match step {
            Step::Remove { .. } => {
                if ours && !is_manifest && folders_are_real(out, route) && is_file_with(&target, *digest) {
                    fs::remove_file(&target).map_err(|source| Error::io("remove", &target, source))?;
                }
                remove_folders_if_empty(out, route);
            }
            Step::Move { staged, .. } => {
                let source = staged_file(staging, *staged);
                if !is_file_with(&source, *digest) {
                    lost |= !is_file_with(&target, *digest);
                    continue;
                }
                // A list of files that are not all there would be wrong; the one from before claims them all.
                if is_manifest && lost && number + 1 == steps.len() {
                    continue;
                }
                make_folders(out, route)?;
                match fs::symlink_metadata(&target) {
                    Ok(metadata) if metadata.is_dir() => remove_empty_tree(&target)?,
                    Ok(_) if !ours => {
                        lost = true;
                        continue;
                    }
                    _ => {}
                }
                fs::rename(&source, &target).map_err(|source| Error::io("publish", &target, source))?;
                if is_manifest {
                    listed = Manifest::read(out)?;
                }
            }
        }
    }
    Ok(())
}

fn is_file_with(path: &Path, digest: Digest) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
        && digest_of_file(path).is_ok_and(|found| found == digest)
}

fn folders_are_real(out: &Path, route: &str) -> bool {
    folders_above(route).all(|folder| fs::symlink_metadata(out.join(folder)).is_ok_and(|metadata| metadata.is_dir()))
}

/// Makes the folders of a route, none of them through a link.
fn make_folders(out: &Path, route: &str) -> Result<()> {
    let Some(parent) = folders_above(route).next() else { return Ok(()) };
    let path = out.join(parent);
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_dir() && folders_are_real(out, parent) => return Ok(()),
        Ok(metadata) if metadata.is_symlink() => return Err(link_in_the_way(&path)),
        _ => {}
    }
    make_folders(out, parent)?;
    match fs::create_dir(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => {
            Err(Error::io("make the folder", &path, error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder that holds nothing but folders.
fn remove_empty_tree(folder: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(folder).contents_first(true) {
        let removed = entry.map_err(io::Error::from).and_then(|entry| fs::remove_dir(entry.path()));
        removed.map_err(|source| Error::io("replace the folder", folder, source))?;
    }
    Ok(())
}

/// Removes the folders above a route as far as they are empty.
fn remove_folders_if_empty(out: &Path, route: &str) {
    if !folders_are_real(out, route) {
        return;
    }
    for folder in folders_above(route) {
        if fs::remove_dir(out.join(folder)).is_err() {
            break;
        }
    }
}
