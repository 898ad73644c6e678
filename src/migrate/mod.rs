//! Turns the sources of another generator into what docsgen and GitHub read: the mechanical part, file by file.
//!
//! Nothing is written here. A migration is the texts as they would be, and what a person has to look at. A text that isn't
//! understood stays as it is.

mod callout;
mod fence;
mod hugo;
mod link;
mod mdbook;
mod mkdocs;
mod settings;

use std::collections::BTreeMap;

use crate::error::Result;
use crate::fs::{Files, Listing};
use crate::source::RepoPath;

/// Where the sources come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// mdBook.
    MdBook,
    /// MkDocs, with or without the Material theme.
    MkDocs,
    /// Hugo.
    Hugo,
}

/// What a migration would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    /// The files that change or are new, in order of path.
    pub changes: Vec<Change>,
    /// What a person has to look at, in order of place.
    pub notes: Vec<Note>,
}

/// A file as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it lies.
    pub path: RepoPath,
    /// What it says now; `None` where it isn't there.
    pub before: Option<String>,
    /// What it would say.
    pub after: String,
}

/// Something that was not converted, or not without loss.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file.
    pub path: RepoPath,
    /// The line as it was before, from 1.
    pub line: usize,
    /// What it is, in one clause.
    pub message: String,
}

/// Converts the sources of a repository.
///
/// # Errors
/// Where the other generator's settings aren't there or can't be read, or a file can't be read.
pub fn migrate(origin: Origin, listing: &Listing, files: &dyn Files) -> Result<Migration> {
    let repository = Repository { listing, files };
    let mut migration = match origin {
        Origin::MdBook => mdbook::migrate(&repository)?,
        Origin::MkDocs => mkdocs::migrate(&repository)?,
        Origin::Hugo => hugo::migrate(&repository)?,
    };
    migration.changes.retain(|change| change.before.as_ref() != Some(&change.after));
    migration.changes.sort_by(|left, right| left.path.cmp(&right.path));
    migration.notes.sort();
    migration.notes.dedup();
    Ok(migration)
}

/// What is converted.
struct Repository<'a> {
    listing: &'a Listing,
    files: &'a dyn Files,
}

impl Repository<'_> {
    fn has(&self, path: &RepoPath) -> bool {
        self.listing.files.binary_search_by(|entry| entry.path.cmp(path)).is_ok()
    }

    /// The text of a file; `None` where there is none, or it is no text.
    fn text(&self, path: &RepoPath) -> Result<Option<String>> {
        if !self.has(path) {
            return Ok(None);
        }
        Ok(String::from_utf8(self.files.read(path)?).ok())
    }

    /// The Markdown files below a folder.
    fn markdown(&self, folder: &RepoPath) -> impl Iterator<Item = &RepoPath> {
        let paths = self.listing.files.iter().map(|entry| &entry.path);
        paths.filter(|path| path.is_within(folder) && path.is_markdown())
    }

    /// Converts each Markdown file below a folder. Line ends stay as they are.
    fn convert(
        &self,
        folder: &RepoPath,
        leave: &[RepoPath],
        migration: &mut Migration,
        convert: &dyn Fn(&RepoPath, &str, &mut Notes) -> Result<String>,
    ) -> Result<()> {
        for path in self.markdown(folder).filter(|path| !leave.contains(path)) {
            let Some(before) = self.text(path)? else {
                migration.notes.push(Note {
                    path: path.clone(),
                    line: 1,
                    message: "isn't UTF-8, and stays".to_owned(),
                });
                continue;
            };
            let mut notes = Notes::default();
            let crlf = before.contains("\r\n");
            let text = if crlf { before.replace("\r\n", "\n") } else { before.clone() };
            let after = convert(path, &text, &mut notes)?;
            let after = if crlf { after.replace('\n', "\r\n") } else { after };
            let noted = notes
                .0
                .into_iter()
                .flat_map(|(message, lines)| lines.into_iter().map(move |line| (message.clone(), line)));
            migration.notes.extend(noted.map(|(message, line)| Note { path: path.clone(), line, message }));
            migration.changes.push(Change { path: path.clone(), before: Some(before), after });
        }
        Ok(())
    }
}

/// How many places of one kind are told of one file.
const TOLD: usize = 3;

/// What is told of one file: by message, the first lines.
#[derive(Debug, Default)]
struct Notes(BTreeMap<String, Vec<usize>>);

impl Notes {
    fn add(&mut self, line: usize, message: impl Into<String>) {
        let lines = self.0.entry(message.into()).or_default();
        if lines.len() < TOLD && !lines.contains(&line) {
            lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests;
