//! The command line: the only place that prints, and that decides how a run ends.

mod args;
mod bars;
mod baseline;
pub mod commands;
mod date;
mod github;
mod global;
mod level;
mod replace;
mod site_url;
pub mod ui;
mod work_tree;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use self::args::{Args, Command};
use self::ui::Ui;
use crate::error::{Error, Result};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing was found at or above the failing level.
    Clean,
    /// Something was.
    Found,
}

/// Every command with its options, for what is made of them: the manual, completions, man pages.
#[must_use]
pub fn command() -> clap::Command {
    Args::command()
}

/// Runs the program with these arguments, the program's own name first.
///
/// The exit status is 0 where nothing at or above the failing level was found, 1 where something was, and 2 where the
/// command could not run. A reader that closes the pipe early is no failure.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(usage) => {
            // Help and version come this way, too, and go to standard output with status 0. Where the stream is gone,
            // there is nobody left to tell.
            let _ = usage.print();
            return ExitCode::from(u8::from(usage.use_stderr()) * 2);
        }
    };
    let mut ui = Ui::of_process(args.global.color.into(), args.global.verbosity());
    let result = dispatch(&args, &mut ui);
    let result = result.and_then(|status| match ui.finish() {
        Ok(()) => Ok(status),
        Err(error) => Err(output_failed(error)),
    });
    match result {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Found) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            ui.error(&error);
            ExitCode::from(2)
        }
    }
}

fn dispatch(args: &Args, ui: &mut Ui) -> Result<Status> {
    let global = &args.global;
    match &args.command {
        Command::Build(args) => commands::build::run(args, global, ui),
        Command::Serve(args) => commands::serve::run(args, global, ui),
        Command::Check(args) => commands::check::run(args, global, ui),
        Command::Init(args) => commands::init::run(args, global, ui),
        Command::Matrix(args) => commands::matrix::run(args, global, ui),
        Command::Sync(args) => commands::sync::run(args, global, ui),
        Command::Export(args) => commands::export::run(args, global, ui),
        Command::Import(args) => commands::import::run(args, global, ui),
        Command::Diff(args) => commands::diff::run(args, global, ui),
        Command::Pack(args) => commands::pack::run(args, global, ui),
        Command::Schema(args) => commands::schema::run(args, ui),
        Command::Theme(args) => commands::theme::run(args, global, ui),
        Command::Completions(args) => commands::completions::run(args, ui),
        Command::Man(args) => commands::man::run(args, global, ui),
        Command::Explain(args) => commands::explain::run(args, ui),
    }
}

/// The error of a standard output that can't be written to.
pub(crate) fn output_failed(error: io::Error) -> Error {
    Error::new("could not write the result to standard output").because(error)
}

fn is_closed_pipe(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
