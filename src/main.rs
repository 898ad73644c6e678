//! The `docsgen` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    docsgen::cli::run(std::env::args_os())
}
