//! `cargo xtask picture`: the pictures of the README, taken from the built site.

use std::process::{Command, ExitCode};

use crate::test::{built_program, status};
use crate::{browser, refused, root, target};

/// The day the site is built for: which drills are overdue depends on it, and so does the picture.
const DAY: &str = "2026-11-27";

/// Runs the task.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    if let Some(argument) = arguments.first() {
        return refused(&format!("`picture` has no option `{argument}`"));
    }
    match take() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn take() -> Result<(), String> {
    browser::prepare(false)?;
    let (site, cache) = (target()?.join("picture-site"), target()?.join("picture-cache"));
    let mut build = Command::new(built_program()?);
    build
        .arg("build")
        .arg(root())
        .arg("--out")
        .arg(&site)
        .arg("--cache-dir")
        .arg(&cache)
        .args(["--now", DAY, "--quiet"]);
    status(&mut build)?;
    browser::take_picture(&site, &root().join("docs/images"))
}
