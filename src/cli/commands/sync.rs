//! `docsgen sync`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::build::generated::{Rewrite, generated};
use crate::build::{Surveyed, surroundings, survey};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::report;
use crate::source::Sources;

/// Lines of context around each difference.
const CONTEXT: usize = 3;

/// Write the tables between `docsgen:matrix` and `docsgen:end` into the files they stand in
#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// Write nothing: print what would change, and fail if anything would
    #[arg(long)]
    check: bool,
    /// The date to write for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
}

pub(crate) fn run(args: &SyncArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let root = global.project_root(None);
    let cache = root.join(".docsgen");
    let files = DiskFiles::open(&root, std::slice::from_ref(&cache))?;
    // What is written doesn't depend on the day, but for drills that are dated after it.
    let day = build_date(args.now.as_deref())?;
    let Surveyed { loaded, site } = survey(&files, &surroundings(files.root()), &cache, day)?;
    let found = generated(&site, &loaded.sources);
    if !found.faults.is_empty() {
        let options = ui.status_report_options(None);
        let written = report::write(report::Format::Human, ui.err(), &found.faults, &loaded.sources, &options);
        written.map_err(output_failed)?;
    }
    let mut status = if found.faults.is_empty() { Status::Clean } else { Status::Found };
    if args.check {
        for rewrite in &found.rewrites {
            ui.out().write_all(difference(rewrite, &loaded.sources).as_bytes()).map_err(output_failed)?;
            status = Status::Found;
        }
        if found.rewrites.is_empty() && found.faults.is_empty() {
            ui.status("every generated table is as it should be");
        }
        return Ok(status);
    }
    for rewrite in &found.rewrites {
        let target = files.root().join(rewrite.path.as_str());
        ui.status(&format!("writing {}", rewrite.path));
        replace(&target, rewrite, loaded.sources.get(rewrite.file).text())?;
    }
    if found.rewrites.is_empty() {
        ui.status("nothing to write: every generated table is as it should be");
    }
    Ok(status)
}

/// Puts a file's new text in the place of the one that was read, whole or not at all.
#[expect(clippy::disallowed_methods, reason = "a source is only replaced by what was made of these very bytes")]
fn replace(target: &Path, rewrite: &Rewrite, text: &str) -> Result<()> {
    let failed = |source| Error::io("write", target, source);
    let target: PathBuf = std::fs::canonicalize(target).map_err(failed)?;
    let failed = |source| Error::io("write", &target, source);
    // What isn't UTF-8 was replaced when it was read, and an editor may have saved the file since.
    if std::fs::read(&target).map_err(failed)? != text.as_bytes() {
        return Err(Error::new(format!("`{}` can't be rewritten: it isn't UTF-8, or changed meanwhile", rewrite.path))
            .help("save it as UTF-8, and run `docsgen sync` again"));
    }
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    let permissions = std::fs::metadata(&target).map_err(failed)?.permissions();
    let mut file = tempfile::Builder::new().prefix(".docsgen-sync.").tempfile_in(folder).map_err(failed)?;
    file.write_all(rewrite.apply(text).as_bytes()).map_err(failed)?;
    file.as_file().set_permissions(permissions).map_err(failed)?;
    file.persist(&target).map(drop).map_err(|error| failed(error.error))
}

/// The difference that a rewrite makes, as a unified diff: each table is one hunk, its first and last lines that stay are
/// context.
fn difference(rewrite: &Rewrite, sources: &Sources) -> String {
    let text = sources.get(rewrite.file).text();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_of = |offset: u32| text[..offset as usize].matches('\n').count();
    let mut diff = format!("--- a/{0}\n+++ b/{0}\n", rewrite.path);
    let mut shift: isize = 0;
    for (range, new) in &rewrite.edits {
        let (start, end) = (line_of(range.start), line_of(range.end));
        let old = &lines[start..end];
        let new: Vec<&str> = new.split_inclusive('\n').collect();
        let same = |(left, right): &(&&str, &&str)| left == right;
        let head = old.iter().zip(&new).take_while(same).count();
        let most = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(same).count().min(most);
        let (from, to) = ((start + head).saturating_sub(CONTEXT), (end - tail + CONTEXT).min(lines.len()));
        let added = &new[head..new.len() - tail];
        let removed = &lines[start + head..end - tail];
        let grown = added.len().cast_signed() - removed.len().cast_signed();
        let counts = (to - from, (to - from).cast_signed() + grown);
        let first = (from + 1).cast_signed();
        diff.push_str(&format!("@@ -{first},{} +{},{} @@\n", counts.0, first + shift, counts.1));
        let mut print = |sign: char, line: &str| {
            diff.push(sign);
            diff.push_str(line.trim_end_matches(['\r', '\n']));
            diff.push('\n');
            if !line.ends_with('\n') {
                diff.push_str("\\ No newline at end of file\n");
            }
        };
        lines[from..start + head].iter().for_each(|line| print(' ', line));
        removed.iter().for_each(|line| print('-', line));
        added.iter().for_each(|line| print('+', line));
        lines[end - tail..to].iter().for_each(|line| print(' ', line));
        shift += grown;
    }
    diff
}
