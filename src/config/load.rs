//! A configuration complete: what book.toml says, and what the repository shows where it says nothing.

use super::{Config, Detected, DetectionReport, Stated, Surroundings, detect};
use crate::diagnostic::Remark;
use crate::error::Result;
use crate::fs::{Files, Listing};
use crate::source::RepoPath;

/// The configuration of a run.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// What is wrong with book.toml.
    pub remarks: Vec<Remark>,
    /// What was found, for a table of it.
    pub report: DetectionReport,
}

/// Reads `book_toml` (its path and text, if there is one) and fills in from the repository what it doesn't say: title,
/// language, source folders, charts with their Makefiles and metadata, and rules for pages.
///
/// In an mdBook, which SUMMARY.md in its source folder makes it, charts and rules are only what book.toml says.
///
/// # Errors
/// Where book.toml is no TOML; the error has its line and column.
pub fn load(
    listing: &Listing,
    files: &dyn Files,
    surroundings: &Surroundings,
    book_toml: Option<(&RepoPath, &str)>,
) -> Result<Loaded> {
    let stated = match book_toml {
        Some((file, text)) => Some(Stated::read(text, file, &surroundings.project)?),
        None => None,
    };
    let Detected { config, report } = detect(listing, files, surroundings, stated.as_ref());
    let remarks = stated.map(|stated| stated.remarks).unwrap_or_default();
    Ok(Loaded { config, remarks, report })
}
