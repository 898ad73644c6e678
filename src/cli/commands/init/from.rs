//! `docsgen init --from`: the sources of another generator, converted.

use std::path::Path;

use clap::ValueEnum;

use crate::build::generated::generated;
use crate::build::{Surveyed, surroundings, survey};
use crate::cli::replace::{Replaced, replace, write_whole};
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files as _};
use crate::git::is_clean;
use crate::migrate::{Change, Migration, Origin, migrate};
use crate::report::printable;
use crate::source::RepoPath;

/// Values of `--from`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum From {
    /// Includes become `docsgen:include`; book.toml and SUMMARY.md stay
    Mdbook,
    /// mkdocs.yml becomes book.toml and SUMMARY.md; what Material adds to Markdown becomes GitHub's
    Mkdocs,
    /// Settings become book.toml; front matter YAML; shortcodes what GitHub shows as well
    Hugo,
}

impl std::convert::From<From> for Origin {
    fn from(from: From) -> Self {
        match from {
            From::Mdbook => Self::MdBook,
            From::Mkdocs => Self::MkDocs,
            From::Hugo => Self::Hugo,
        }
    }
}

/// Converts a repository in its place, or prints what that would change.
pub(super) fn run(from: From, root: &Path, force: bool, dry_run: bool, ui: &mut Ui) -> Result<Status> {
    let cache = root.join(".docsgen");
    let files = DiskFiles::open(root, std::slice::from_ref(&cache))?;
    let migration = migrate(from.into(), &files.list()?, &files)?;
    let replaced = migration.changes.iter().filter(|change| change.before.is_some()).count();
    if dry_run {
        for change in &migration.changes {
            ui.out().write_all(difference(change).as_bytes()).map_err(output_failed)?;
        }
        ui.finish().map_err(output_failed)?;
        ui.status(&format!("{replaced} files would change, {} would be new", migration.changes.len() - replaced));
        return notes(&migration, ui).map(|()| Status::Clean);
    }
    if !force {
        may_rewrite(files.root(), &migration)?;
    }
    for change in &migration.changes {
        ui.status(&format!("writing {}", change.path));
        write(&files, change)?;
    }
    let written = fill(&files, &cache, ui)?;
    ui.status(&format!(
        "{replaced} files changed, {} are new, {written} hold text of others",
        migration.changes.len() - replaced
    ));
    notes(&migration, ui)?;
    ui.status("next: `git diff`, then `docsgen build` and `docsgen check`");
    Ok(Status::Clean)
}

/// Nothing is changed that git couldn't give back.
fn may_rewrite(root: &Path, migration: &Migration) -> Result<()> {
    let in_the_way = migration
        .changes
        .iter()
        .find(|change| change.path.as_str() == crate::build::BOOK_TOML && change.before.is_some());
    if in_the_way.is_some() {
        return Err(Error::new("`book.toml` is there already").help("replace it with `--force`, or move it away"));
    }
    match is_clean(root) {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new("there are changes that aren't committed")
            .help("commit them first, so that `git diff` shows what this changes; or use `--force`")),
        None => Err(Error::new("this is no git repository, so that nothing could be taken back")
            .help("run `git init` and commit all files first; or use `--force`")),
    }
}

fn write(files: &DiskFiles, change: &Change) -> Result<()> {
    let target = files.locate(&change.path);
    let permissions = target.metadata().ok().map(|metadata| metadata.permissions());
    write_whole(&target, change.after.as_bytes(), permissions)
}

/// Writes the texts that includes ask for; says in how many files.
fn fill(files: &DiskFiles, cache: &Path, ui: &mut Ui) -> Result<usize> {
    let day = jiff::civil::Date::MIN;
    let Surveyed { loaded, site } = survey(files, &surroundings(files.root()), cache, day)?;
    let found = generated(&site, &loaded.sources, &loaded.listing, files)?;
    for rewrite in &found.rewrites {
        if replace(files.root(), rewrite, loaded.sources.get(rewrite.file).text())? == Replaced::Refused {
            ui.warning(&format!("`{}` stays as it is: it changed meanwhile", rewrite.path));
        }
    }
    Ok(found.rewrites.len())
}

/// What a file would say, as a difference to what it says.
fn difference(change: &Change) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let old = if change.before.is_some() { format!("a/{}", change.path) } else { "/dev/null".to_owned() };
    similar::TextDiff::from_lines(before, change.after.as_str())
        .unified_diff()
        .header(&old, &format!("b/{}", change.path))
        .to_string()
}

/// What a person has to look at, one a line.
fn notes(migration: &Migration, ui: &mut Ui) -> Result<()> {
    let mut by_file: Option<&RepoPath> = None;
    let mut files = 0;
    for note in &migration.notes {
        if by_file.replace(&note.path) != Some(&note.path) {
            files += 1;
        }
        let line = format!("{}:{}: {}", note.path, note.line, note.message);
        writeln!(ui.out(), "{}", printable::line(&line)).map_err(output_failed)?;
    }
    ui.finish().map_err(output_failed)?;
    if !migration.notes.is_empty() {
        ui.status(&format!("{} places in {files} files need a look", migration.notes.len()));
    }
    Ok(())
}
