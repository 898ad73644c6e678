//! `docsgen init`.

mod ci;
mod from;
mod new;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use self::ci::{Plan, Service};
use crate::build::{BOOK_TOML, surroundings};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::config::{detect, init_table, init_text};
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files as _};
use crate::git::History;

/// Write a book.toml of what the repository holds, and what runs docsgen elsewhere
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// The repository [default: the current folder]
    path: Option<PathBuf>,
    /// Replace a book.toml that is there; with `--ci`, the files that it names; with `--from`, also change files that git couldn't
    /// give back
    #[arg(long)]
    force: bool,
    /// Write what runs docsgen there, too, with commas between them. A book.toml that is there stays as it is
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHERE")]
    ci: Vec<Service>,
    /// Begin a repository: a first chart with its guides, to be changed; nothing that is there is replaced
    #[arg(long, conflicts_with_all = ["force", "ci", "from"])]
    new: bool,
    /// Convert the sources of another generator, in their place
    #[arg(long, value_enum, value_name = "GENERATOR", conflicts_with = "ci")]
    from: Option<from::From>,
    /// With `--from`: write nothing, and print what would change
    #[arg(long, requires = "from")]
    dry_run: bool,
}

pub(crate) fn run(args: &InitArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let root = global.project_root(args.path.as_deref());
    if args.new {
        new::write(&root, build_date(None)?, ui)?;
        ui.status("next: `docsgen serve --open`, and change a file");
        return Ok(Status::Clean);
    }
    if let Some(from) = args.from {
        return from::run(from, &root, args.force, args.dry_run, ui);
    }
    let target = root.join(BOOK_TOML);
    let is_there = target.symlink_metadata().is_ok();
    if is_there && args.ci.is_empty() && !args.force {
        return Err(Error::new(format!("`{}` is there already", target.display()))
            .help("change it by hand, or replace it with `--force`"));
    }
    let files = DiskFiles::open(&root, &[])?;
    // What can't be written is said before anything is.
    let plan = Plan::new(&args.ci, &files, is_there, args.force)?;
    if !is_there || args.ci.is_empty() {
        write_book_toml(&target, &files, args.force, ui)?;
    }
    plan.carry_out(ui)?;
    Ok(Status::Clean)
}

fn write_book_toml(target: &Path, files: &DiskFiles, force: bool, ui: &mut Ui) -> Result<()> {
    let mut surroundings = surroundings(files.root());
    surroundings.repository_url = History::read(files.root()).remote_url;
    let detected = detect(&files.list()?, files, &surroundings, None);
    ui.status(&format!("writing {}", target.display()));
    write(target, &init_text(&detected), force)?;
    ui.out().write_all(init_table(&detected).as_bytes()).map_err(output_failed)?;
    ui.status(if detected.report.pages() == 0 {
        "there are no pages yet: write some, or see what they may look like with `docsgen init --new FOLDER`"
    } else {
        "next: `docsgen build`, then open site/index.html"
    });
    Ok(())
}

/// Puts the file in place whole or not at all. A file that appeared in the meantime isn't replaced without `--force`.
fn write(target: &Path, text: &str, force: bool) -> Result<()> {
    let failed = |source| Error::io("write", target, source);
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".docsgen-write.").tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).map_err(failed)?;
    }
    let persisted = if force { file.persist(target) } else { file.persist_noclobber(target) };
    persisted.map(drop).map_err(|error| failed(error.error))
}
