//! `docsgen check`, beside lychee on the same files.

use std::env::consts::EXE_SUFFIX;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::input::{Input, write};
use super::measure::{self, Run};
use super::write::{cpu, of, peak, wall};
use super::{Outcome, text};

/// Pages and links of the generated repository that only links are checked in.
const PAGES: usize = 10_000;
const LINKS: usize = 10;

/// Runs of one command.
pub(super) struct Check {
    /// What is run, for readers.
    label: &'static str,
    command: Vec<String>,
    /// Removed before each run.
    forgotten: Option<PathBuf>,
    pub(super) runs: Vec<Run>,
}

impl Check {
    fn new(label: &'static str, command: Vec<String>, forgotten: Option<PathBuf>) -> Self {
        Self { label, command, forgotten, runs: Vec::new() }
    }

    fn run(&mut self, folder: &Path, scratch: &Path) -> Outcome<()> {
        if let Some(cache) = self.forgotten.as_ref().filter(|cache| cache.exists()) {
            fs::remove_dir_all(cache).map_err(|error| format!("{}: {error}", cache.display()))?;
        }
        // Both say findings with a status of their own: docsgen 1, lychee 2.
        let run = measure::run(&self.command, folder, scratch, 2)?;
        eprintln!("  {:<42} {:>9.1} ms", self.label, run.milliseconds());
        self.runs.push(run);
        Ok(())
    }
}

/// The checks of one repository, run in turn.
pub(super) fn measured(
    docsgen: &Path,
    lychee: Option<&Path>,
    input: &Input,
    scratch: &Path,
    rounds: usize,
) -> Outcome<Vec<Check>> {
    let cache = scratch.join("check-cache");
    let warm = scratch.join("check-warm");
    let docsgen = |words: &[&str]| -> Vec<String> {
        let start = [text(docsgen), "check".to_owned(), text(&input.root), "--now".to_owned(), "2026-01-01".to_owned()];
        start
            .into_iter()
            .chain(["--format".to_owned(), "json".to_owned()])
            .chain(words.iter().map(|word| (*word).to_owned()))
            .collect()
    };
    let (cold_path, warm_path) = (text(&cache), text(&warm));
    let mut checks = vec![
        Check::new("docsgen: links, from nothing", docsgen(&["--only", "links", "--no-cache"]), None),
        Check::new("docsgen: everything, from nothing", docsgen(&["--no-cache"]), None),
        Check::new("docsgen: everything, and remembered", docsgen(&["--cache-dir", &cold_path]), Some(cache)),
        Check::new("docsgen: everything, again", docsgen(&["--cache-dir", &warm_path]), None),
    ];
    if let Some(lychee) = lychee {
        let command = ["--offline", "--include-fragments", "--no-progress", "--format", "json", "--root-dir"];
        let mut command: Vec<String> = command.map(str::to_owned).into();
        command.insert(0, text(lychee));
        command.push(text(&input.root));
        command.push("./**/*.md".to_owned());
        checks.push(Check::new("lychee: links", command, None));
    }
    eprintln!("check of {}: {} Markdown files, {rounds} rounds", input.name, input.pages.len());
    // So that the last of docsgen's has something to remember.
    checks[3].run(&input.root, scratch)?;
    checks[3].runs.clear();
    for _ in 0..rounds {
        for check in &mut checks {
            check.run(&input.root, scratch)?;
        }
    }
    Ok(checks)
}

/// The section on checks, as Markdown.
pub(super) fn section(name: &str, head: &str, checks: &[Check], targets: &[Target]) -> String {
    let mut section = format!(
        "## Check of {name}\n\n{head}\n\n| check | time | of lychee | CPU | peak memory |\n|---|---:|---:|---:|---:|\n"
    );
    let lychee = checks.iter().find(|check| check.label.starts_with("lychee"));
    let time = |check: &Check| of(&check.runs, wall);
    let shown = |value: Option<f64>, unit: &str, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
    };
    for check in checks {
        let ratio = lychee.and_then(time).zip(time(check)).map(|(lychee, own)| own / lychee);
        let _ = writeln!(
            section,
            "| {} | {} | {} | {} | {} |",
            check.label,
            shown(time(check), " ms", 0),
            shown(ratio, "", 2),
            shown(of(&check.runs, cpu), " ms", 0),
            shown(of(&check.runs, peak), " MB", 0),
        );
    }
    section.push_str("\n| target | | measured | |\n|---|---|---:|---|\n");
    for target in targets {
        section.push_str(&target.row(checks));
    }
    section
}

/// What a check is to reach.
pub(super) enum Target {
    /// The check at an index takes at most this share of lychee's time.
    OfLychee(usize, f64),
    /// The check at the first index takes at most this share of the time of that at the second.
    Of(usize, usize, f64),
    /// The check at an index takes less than so many milliseconds and megabytes.
    Below(usize, f64, f64),
}

/// The targets for a chart repository.
pub(super) const REPOSITORY: &[Target] =
    &[Target::OfLychee(0, 0.5), Target::OfLychee(1, 1.5), Target::Of(3, 2, 1.0 / 3.0)];

/// The targets for many links.
pub(super) const MANY_LINKS: &[Target] = &[Target::Below(0, 2_000.0, 500.0)];

impl Target {
    fn row(&self, checks: &[Check]) -> String {
        let time = |index: usize| checks.get(index).and_then(|check| of(&check.runs, wall));
        let verdict = |reached: bool| if reached { "reached" } else { "**missed**" };
        match *self {
            Self::OfLychee(index, most) => {
                let lychee = checks.iter().find(|check| check.label.starts_with("lychee"));
                let lychee = lychee.and_then(|check| of(&check.runs, wall));
                let Some((own, lychee)) = time(index).zip(lychee) else { return String::new() };
                let ratio = own / lychee;
                format!("| {} | ≤ {most} × lychee | {ratio:.2} × | {} |\n", checks[index].label, verdict(ratio <= most))
            }
            Self::Of(index, other, most) => {
                let Some((own, base)) = time(index).zip(time(other)) else { return String::new() };
                let ratio = own / base;
                format!(
                    "| {} | ≤ {most:.2} × from nothing | {ratio:.2} × | {} |\n",
                    checks[index].label,
                    verdict(ratio <= most)
                )
            }
            Self::Below(index, milliseconds, megabytes) => {
                let Some(own) = time(index) else { return String::new() };
                let memory = of(&checks[index].runs, peak).unwrap_or_default();
                let reached = own < milliseconds && memory < megabytes;
                format!(
                    "| {} | < {:.0} s, < {megabytes:.0} MB | {:.2} s, {memory:.0} MB | {} |\n",
                    checks[index].label,
                    milliseconds / 1e3,
                    own / 1e3,
                    verdict(reached)
                )
            }
        }
    }
}

/// Writes ten thousand small pages of ten links each: to pages, to headings of pages, within the page, and one in a hundred to
/// nothing.
pub(super) fn linked_pages(root: &Path) -> Outcome<Input> {
    for page in 0..PAGES {
        let mut markdown = format!("# Page {page}\n\n## Before\n\n");
        for link in 0..LINKS {
            let other = (page * 7 + link * 131) % PAGES;
            let folder = other % 100;
            let _ = match (link, page % 10) {
                (0, 0) => writeln!(markdown, "- [gone](../{folder}/gone-{other}.md)"),
                (1, _) => writeln!(markdown, "- [here](#after)"),
                (2..=4, _) => writeln!(markdown, "- [there](../{folder}/{other}.md#before)"),
                _ => writeln!(markdown, "- [there](../{folder}/{other}.md)"),
            };
        }
        markdown.push_str("\n## After\n\nText.\n");
        write(&root.join(format!("docs/{}/{page}.md", page % 100)), markdown.as_bytes())?;
    }
    Input::of("linked-pages", &format!("{} links on {PAGES} pages", PAGES * LINKS), root)
}

/// lychee from crates.io.
pub(super) fn lychee(target: &Path) -> Outcome<PathBuf> {
    let root = target.join("peers");
    let program = root.join("bin").join(format!("lychee{EXE_SUFFIX}"));
    if !program.exists() {
        eprintln!("installing lychee into {}", root.display());
        let mut cargo = Command::new("cargo");
        cargo.args(["install", "lychee", "--version", "^0.24", "--locked", "--root"]).arg(&root);
        measure::succeed(cargo.arg("--target-dir").arg(root.join("build")))?;
    }
    Ok(program)
}
