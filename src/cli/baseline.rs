//! The baseline's file: found, read and written.

use std::io;
use std::path::{Path, PathBuf};

use super::replace::write_whole;
use crate::build::CheckedRepository;
use crate::diagnostic::{BASELINE_NAME, Baseline, Code, Diagnostic, Sifted, Topic, Topics};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::source::RepoPath;

/// A baseline and where it is kept.
pub(crate) struct BaselineFile {
    /// Its path in the repository.
    pub(crate) path: RepoPath,
    /// Whether the settings name it.
    pub(crate) is_stated: bool,
    /// The file, resolved.
    file: PathBuf,
    /// What it says; `None` where it isn't there.
    pub(crate) text: Option<String>,
    baseline: Baseline,
}

impl BaselineFile {
    /// Reads the baseline of a repository that was checked, where there is one.
    ///
    /// # Errors
    /// Where it can't be read, is no baseline, or lies outside the repository.
    pub(crate) fn read(root: &Path, checked: &CheckedRepository) -> Result<Self> {
        let stated = checked.examined.loaded.config.check.baseline.clone();
        let is_stated = stated.is_some();
        let path = match stated.or_else(|| RepoPath::new(BASELINE_NAME)) {
            Some(path) if !path.as_str().is_empty() => path,
            _ => {
                return Err(
                    Error::new("`baseline` of book.toml names no file").help("name one, as `docsgen-baseline.json`")
                );
            }
        };
        let file = locate(root, &path)?;
        let text = read(&file)?;
        let baseline = text.as_deref().map(|text| Baseline::parse(text, &path)).transpose()?.unwrap_or_default();
        Ok(Self { path, is_stated, file, text, baseline })
    }

    /// Tells findings that are known from new ones.
    pub(crate) fn sift(&self, findings: Vec<Diagnostic>, checked: &CheckedRepository, topics: &Topics) -> Sifted {
        let files = &checked.examined.loaded.listing.files;
        let is_there = |path: &str| files.binary_search_by(|entry| entry.path.as_str().cmp(path)).is_ok();
        self.baseline.sift(findings, &checked.examined.loaded.sources, &covered(checked, topics), &is_there)
    }

    /// Records the findings of today; gives the number of findings it holds, or `None` where nothing changes.
    ///
    /// # Errors
    /// Where the file can't be written.
    pub(crate) fn update(
        &self,
        checked: &CheckedRepository,
        topics: &Topics,
        writing: impl FnOnce(&RepoPath),
    ) -> Result<Option<usize>> {
        let sources = &checked.examined.loaded.sources;
        let updated = self.baseline.updated(&checked.findings, sources, &covered(checked, topics));
        let json = updated.to_json();
        if self.text.as_deref() == Some(&*json) {
            return Ok(None);
        }
        writing(&self.path);
        let permissions = self.file.metadata().ok().map(|metadata| metadata.permissions());
        write_whole(&self.file, json.as_bytes(), permissions)?;
        Ok(Some(updated.len()))
    }
}

/// Whether a run looked for a code's findings at all. One that some other docsgen knows was looked for where everything was.
fn covered(checked: &CheckedRepository, topics: &Topics) -> impl Fn(&str) -> bool {
    let everything = *topics == Topics::all();
    let undated = checked.history.shallow || checked.history.unavailable.is_some();
    let asked = checked.external.is_some();
    move |name| match Code::from_name(name).map(|code| (code, code.topic())) {
        None => everything,
        // Without dates nothing is too old.
        Some((_, Topic::Freshness)) if undated => false,
        Some((code, _)) if code.is_external() && !asked => false,
        Some((_, topic)) => topics.contains(topic),
    }
}

/// A file of the repository on the disk, which needn't be there. A link that leads out of the repository leads to a file of
/// somebody else.
pub(crate) fn locate(root: &Path, path: &RepoPath) -> Result<PathBuf> {
    let root = DiskFiles::open(root, &[])?.root().to_owned();
    let file = root.join(path.as_str());
    let resolved = match file.canonicalize() {
        Ok(resolved) => resolved,
        Err(_) if file.is_symlink() => return Err(outside(path)),
        Err(_) => {
            let folder = file.parent().unwrap_or(&root);
            match folder.canonicalize() {
                Ok(folder) => folder.join(path.file_name()),
                Err(_) => return Ok(file),
            }
        }
    };
    if resolved.starts_with(&root) { Ok(resolved) } else { Err(outside(path)) }
}

fn outside(path: &RepoPath) -> Error {
    Error::new(format!("`{path}` is a symbolic link that leads out of the repository, or to nothing"))
        .help("put the file itself there")
}

#[expect(clippy::disallowed_methods, reason = "`cli` is where a baseline comes in")]
pub(crate) fn read(file: &Path) -> Result<Option<String>> {
    match std::fs::read(file) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(fault) => Err(Error::io("read", file, io::Error::new(io::ErrorKind::InvalidData, fault.utf8_error()))),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", file, error)),
    }
}
