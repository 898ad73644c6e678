//! `docsgen man`.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use crate::cli::global::GlobalArgs;
use crate::cli::replace::write_whole;
use crate::cli::ui::Ui;
use crate::cli::{Status, command};
use crate::error::{Error, Result};

/// Write the man pages of docsgen and of each of its commands
#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The folder for them, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &ManArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let folder = global.resolve(&args.folder);
    std::fs::create_dir_all(&folder).map_err(|error| Error::io("make", &folder, error))?;
    let mut command = command().disable_help_subcommand(true);
    command.build();
    let written = write(&command, &folder)?;
    ui.status(&format!("{written} pages written to {}", folder.display()));
    Ok(Status::Clean)
}

/// Writes the page of a command and those of all below it, and says how many.
fn write(command: &Command, folder: &Path) -> Result<usize> {
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    let target = folder.join(page.get_filename());
    page.render(&mut text).map_err(|error| Error::io("make", &target, error))?;
    write_whole(&target, &text, None)?;
    let below = command.get_subcommands().filter(|below| !below.is_hide_set()).map(|below| write(below, folder));
    Ok(1 + below.sum::<Result<usize>>()?)
}
