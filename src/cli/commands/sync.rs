//! `docsgen sync`.

use crate::build::generated::generated;
use crate::build::{Surveyed, surroundings, survey};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::replace::{Replaced, replace};
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::report;

/// Write the tables of `docsgen:matrix` and the texts of `docsgen:include` into the files they stand in
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
    let found = generated(&site, &loaded.sources, &loaded.listing, &files)?;
    if !found.faults.is_empty() {
        let options = ui.status_report_options(None);
        let written = report::write(report::Format::Human, ui.err(), &found.faults, &loaded.sources, &options);
        written.map_err(output_failed)?;
    }
    let mut status = if found.faults.is_empty() { Status::Clean } else { Status::Found };
    if args.check {
        for rewrite in &found.rewrites {
            let difference = report::unified(rewrite, loaded.sources.get(rewrite.file).text());
            ui.out().write_all(difference.as_bytes()).map_err(output_failed)?;
            status = Status::Found;
        }
        if found.rewrites.is_empty() && found.faults.is_empty() {
            ui.status("every generated table and text is as it should be");
        }
        return Ok(status);
    }
    for rewrite in &found.rewrites {
        ui.status(&format!("writing {}", rewrite.path));
        if replace(files.root(), rewrite, loaded.sources.get(rewrite.file).text())? == Replaced::Refused {
            let message = format!("`{}` can't be rewritten: it isn't UTF-8, or changed meanwhile", rewrite.path);
            return Err(Error::new(message).help("save it as UTF-8, and run `docsgen sync` again"));
        }
    }
    if found.rewrites.is_empty() {
        ui.status("nothing to write: every generated table and text is as it should be");
    }
    Ok(status)
}
