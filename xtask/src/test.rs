//! `cargo xtask test`: everything that must hold before a change goes in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::{browser, formats, refused, root, target, workflows};

/// Real input for some tests: the variable that names it, and what it is.
const INPUTS: &[(&str, &str)] = &[
    ("DOCSGEN_CORPUS", "the tests on a real chart repository"),
    ("DOCSGEN_SPECS", "the CommonMark, GFM and heading id conformance tests"),
];

/// The one of [`INPUTS`] that a site is built from.
const CORPUS: &str = "DOCSGEN_CORPUS";

/// Parts of the names of tests that look at what only a site with an address of its own has.
const OF_PUBLISHED: &[&str] = &["404", "published"];

/// Where that site would be.
const ADDRESS: &str = "https://docs.example.org/ops/docsgen/";

/// What `cargo xtask test` was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Options {
    quick: bool,
    install: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--install" => options.install = true,
                other => return Err(format!("`test` has no option `{other}`")),
            }
        }
        Ok(options)
    }
}

/// What came of the steps so far.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: Vec<String>,
    left_out: Vec<String>,
}

impl Tally {
    /// Runs a step, whatever came of those before it: one run shows all that is wrong.
    fn step(&mut self, name: &str, step: impl FnOnce() -> Result<(), String>) {
        println!("── {name}");
        let started = Instant::now();
        let outcome = step();
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                self.passed += 1;
                println!("── {name}: passed in {seconds:.1} s\n");
            }
            Err(reason) => {
                println!("── {name}: FAILED after {seconds:.1} s: {reason}\n");
                self.failed.push(format!("{name}: {reason}"));
            }
        }
    }

    /// The last words: what was left out, what failed, and the counts alone on the last line.
    fn closing(&self) -> String {
        let mut closing = String::new();
        for left_out in &self.left_out {
            closing += &format!("LEFT OUT: {left_out}\n");
        }
        for failed in &self.failed {
            closing += &format!("FAILED: {failed}\n");
        }
        closing + &format!("{} passed, {} failed", self.passed, self.failed.len())
    }
}

/// Runs the task.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let options = match Options::read(arguments) {
        Ok(options) => options,
        Err(reason) => return refused(&reason),
    };
    let mut tally = Tally::default();
    for (variable, what) in INPUTS {
        match std::env::var_os(variable) {
            None => tally.left_out.push(format!("{what}, because {variable} isn't set")),
            Some(path) => tally.step(variable, || is_folder(Path::new(&path))),
        }
    }
    tally.step("formatting", || cargo(&["fmt", "--all", "--check"]));
    tally.step("clippy", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    tally.step("tests", || cargo(&["test", "--workspace"]));
    let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    match formats::prepare() {
        // Elsewhere a machine without Node or its registry is no reason to stop.
        Err(reason) if !in_ci => tally.left_out.push(format!("the schemas of reports: {reason}")),
        prepared => tally.step("schemas of reports", || {
            prepared?;
            let corpus = std::env::var_os(CORPUS).map(PathBuf::from).filter(|corpus| corpus.is_dir());
            formats::run(&built_program()?, corpus.as_slice())
        }),
    }
    let may_install = options.install || in_ci;
    match workflows::prepare(may_install) {
        Err(reason) if !in_ci => tally.left_out.push(format!("the linters of workflows: {reason}")),
        prepared => tally.step("workflows", || prepared.and_then(|()| workflows::run())),
    }
    if options.quick {
        tally.left_out.push("the own site and the browser tests, because of --quick".to_owned());
    } else {
        tally.step("own site", build_own_site);
        tally.step("own check", check_own_repository);
        tally.step("browser tests, installed", || browser::prepare(may_install));
        // The own site has all that the tests look at but an address of its own, and the published one that.
        let choice: Vec<&str> =
            OF_PUBLISHED.iter().flat_map(|part| ["--without", part]).chain(["--must-run"]).collect();
        tally.step("browser tests, own site", || {
            // With the program, which serves what the tests of `docsgen serve` write.
            let program = program()?;
            let program = program.to_str().ok_or("the target folder has a name that isn't UTF-8")?;
            browser::run(&own_site()?, &[&choice[..], &["--program", program]].concat())
        });
        tally.step("published site", build_published_site);
        let choice: Vec<&str> = OF_PUBLISHED.iter().flat_map(|part| ["--only", part]).chain(["--must-run"]).collect();
        tally.step("browser tests, published site", || browser::run(&published_site()?, &choice));
        if let Some(corpus) = std::env::var_os(CORPUS).map(PathBuf::from).filter(|corpus| corpus.is_dir()) {
            tally.step("corpus site", || build_corpus_site(&corpus));
            tally.step("browser tests, corpus site", || browser::run(&corpus_site()?, &[]));
        }
    }
    println!("{}", tally.closing());
    if tally.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a variable that is set names what is there.
fn is_folder(path: &Path) -> Result<(), String> {
    if path.is_dir() { Ok(()) } else { Err(format!("there is no folder `{}`", path.display())) }
}

fn own_site() -> Result<PathBuf, String> {
    Ok(target()?.join("own-site"))
}

fn published_site() -> Result<PathBuf, String> {
    Ok(target()?.join("published-site"))
}

fn corpus_site() -> Result<PathBuf, String> {
    Ok(target()?.join("corpus-site"))
}

/// Builds this repository's own site and denies findings in it.
fn build_own_site() -> Result<(), String> {
    build(root(), &own_site()?, "warning")
}

/// Checks this repository, as its users check theirs, and denies findings.
fn check_own_repository() -> Result<(), String> {
    let mut command = Command::new(program()?);
    status(command.arg("check").arg(root()).args(["--no-cache", "--fail-on", "warning"]))
}

/// Builds the example catalog and the manual once more, for an address with a path: then there are a 404 page, a sitemap and
/// canonical links.
fn build_published_site() -> Result<(), String> {
    let source = published_site()?.with_extension("source");
    if source.exists() {
        fs::remove_dir_all(&source).map_err(|error| format!("{}: {error}", source.display()))?;
    }
    for folder in ["content", "docs"] {
        copy(&root().join(folder), &source.join(folder))?;
    }
    let settings = root().join("book.toml");
    let own = fs::read_to_string(&settings).map_err(|error| format!("{}: {error}", settings.display()))?;
    let settings = source.join("book.toml");
    fs::write(&settings, format!("{own}\n[output.html]\nsite-url = \"{ADDRESS}\"\n"))
        .map_err(|error| format!("{}: {error}", settings.display()))?;
    // Links to the rest of the repository lead nowhere from here.
    build(&source, &published_site()?, "never")
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(failed)?;
        }
    }
    Ok(())
}

/// Builds the site of the corpus, whose findings are its own.
fn build_corpus_site(corpus: &Path) -> Result<(), String> {
    build(corpus, &corpus_site()?, "never")
}

/// Builds a site with output and memo in the target folder: what is read stays as it is.
fn build(source: &Path, out: &Path, fail_on: &str) -> Result<(), String> {
    let mut command = Command::new(built_program()?);
    command.arg("build").arg(source).args(["--fail-on", fail_on]);
    command.arg("--out").arg(out).arg("--cache-dir").arg(out.with_extension("cache"));
    status(&mut command)?;
    let home = out.join("index.html");
    if home.is_file() { Ok(()) } else { Err(format!("the build left no `{}`", home.display())) }
}

/// The program, built as the tests build it.
pub(crate) fn built_program() -> Result<PathBuf, String> {
    // With the tests, so that the dependencies are those that the tests were built with, and nothing is built again.
    cargo(&["build", "--quiet", "--package", "docsgen", "--bins", "--tests"])?;
    Ok(target()?.join("debug").join("docsgen").with_extension(std::env::consts::EXE_EXTENSION))
}

/// The program that `cargo build` makes.
fn program() -> Result<PathBuf, String> {
    Ok(target()?.join("debug").join("docsgen").with_extension(std::env::consts::EXE_EXTENSION))
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    status(cargo_command().args(arguments))
}

fn cargo_command() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // A changed snapshot fails, instead of being written beside the old one.
    command.current_dir(root()).env("INSTA_UPDATE", "no");
    command
}

/// Runs a command to its end, with its output on the terminal.
pub(crate) fn status(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", shown(command))),
        Err(error) => Err(format!("could not run `{name}`: {error}")),
    }
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_stand_alone_on_the_last_line() {
        let mut tally = Tally::default();
        tally.step("one", || Ok(()));
        tally.step("two", || Err("broken".to_owned()));
        tally.step("three", || Ok(()));
        tally.left_out.push("a lot".to_owned());
        assert_eq!(tally.closing(), "LEFT OUT: a lot\nFAILED: two: broken\n2 passed, 1 failed");
    }

    #[test]
    fn options_are_read_and_others_refused() {
        let read = |arguments: &[&str]| Options::read(&arguments.iter().map(|&word| word.into()).collect::<Vec<_>>());
        assert_eq!(read(&[]), Ok(Options::default()));
        assert_eq!(read(&["--install", "--quick"]), Ok(Options { quick: true, install: true }));
        assert_eq!(read(&["--fast"]), Err("`test` has no option `--fast`".to_owned()));
    }

    #[test]
    fn an_input_that_is_named_must_be_there() {
        assert_eq!(is_folder(root()), Ok(()));
        assert!(is_folder(&root().join("no-such-folder")).is_err());
    }

    #[test]
    fn a_command_that_fails_is_named_as_it_was_typed() {
        let mut command = cargo_command();
        command.arg("no-such-subcommand-of-cargo").stderr(std::process::Stdio::null());
        let error = status(&mut command).expect_err("fails");
        assert!(error.contains("cargo no-such-subcommand-of-cargo"), "{error}");
        let error = status(&mut Command::new("no-such-program")).expect_err("fails");
        assert!(error.starts_with("could not run `no-such-program`"), "{error}");
    }
}
