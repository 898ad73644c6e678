//! `docsgen completions`.

use clap_complete::Shell;

use crate::cli::ui::Ui;
use crate::cli::{Status, command, output_failed};
use crate::error::Result;

/// Print a script that completes docsgen's commands and options in a shell
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, ui: &mut Ui) -> Result<Status> {
    // Written here first: the generator panics where it can't write, and a reader may close the pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "docsgen", &mut script);
    ui.out().write_all(&script).map_err(output_failed)?;
    Ok(Status::Clean)
}
