//! What is done to this repository: `cargo xtask <task>`.

mod bench;
mod browser;
mod debian;
mod formats;
mod generate;
mod node;
mod picture;
mod test;
mod workflows;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <task>

Tasks:
  test [--quick] [--install]  formatting, lints, tests, the own site with findings denied, browser tests
                              --quick    without the site and the browser
                              --install  installs missing Debian packages (as root; so does CI=true)
  bench [--search] [--peers] [--scale N] [--rounds N] [--date DATE] [--write FILE]
                               times builds, beside Hugo and mdBook with --peers, and writes docs/benchmarks.md;
                               --search asks the site's search questions, and Pagefind's with --peers
  bench --lighthouse          asks Lighthouse about pages of the built site, and writes its marks down
  picture                     takes the README's pictures of the built site, into docs/images
  generate DIR N              writes a repository of N pages, the same for the same N
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first().map(|(task, rest)| (task.as_str(), rest)) {
        Some(("test", options)) => test::run(options),
        Some(("bench", options)) => bench::run(options),
        Some(("picture", options)) => picture::run(options),
        Some(("generate", options)) => generate::run(options),
        Some(("help" | "--help" | "-h", _)) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some((task, _)) => refused(&format!("there is no task `{task}`")),
        None => refused("no task is named"),
    }
}

/// Reports wrong arguments.
fn refused(reason: &str) -> ExitCode {
    eprintln!("error: {reason}\n\n{USAGE}");
    ExitCode::from(2)
}

/// The root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// The folder cargo builds into: this program lies in a profile's folder in it.
fn target() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("could not find the target folder: {error}"))?;
    let folder = program.parent().and_then(Path::parent);
    folder.map(Path::to_path_buf).ok_or_else(|| "could not find the target folder".to_owned())
}
