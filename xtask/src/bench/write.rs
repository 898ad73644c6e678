//! The report: one section for each input, replaced by the run that measured it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::input::{self, Input};
use super::measure::{Run, first_line, median};
use super::peers::Generator;
use super::{Matrix, Outcome, Series, State};

const HEADER: &str = "# Benchmarks

`cargo xtask bench --peers` writes this page, `cargo xtask bench --peers --scale 10000` its section on generated pages, and
`cargo xtask bench --check --peers` those on checks, `cargo xtask bench --search --peers` and `cargo xtask bench --search --peers
--scale 10000` those on search, `cargo xtask bench --serve --peers` and the same with `--scale 10000` those on serving, and
`cargo xtask bench --lighthouse` that on pages. Each program is run on the same Markdown files,
one after the other and then again, so that whatever else the machine does falls on all of them alike. Times are from the start of
the process to its end. Shown are medians; *of Hugo* is the time divided by Hugo's in the same state, or by its cold time where Hugo
wasn't run in that state.

- **cold**: neither output nor cache is there.
- **nothing changed**: the build is run again.
- **one file changed**: the page that is the middle one by size has got a paragraph more.

What docsgen wants to reach: a cold build in 0.6 of Hugo's time and half its memory, with nothing changed in 0.1, with
one file changed in 0.15, and 10,000 pages in half of Hugo's time and less than 800 MB.
";

/// What is to be reached in a state: shares of Hugo's time and memory, and megabytes, each where there is a target.
struct Target {
    time: f64,
    memory: Option<f64>,
    megabytes: Option<f64>,
}

fn target(state: State, generated: bool) -> Target {
    match state {
        State::Cold if generated => Target { time: 0.5, memory: None, megabytes: Some(800.0) },
        State::Cold => Target { time: 0.6, memory: Some(0.5), megabytes: None },
        State::Warm => Target { time: 0.1, memory: None, megabytes: None },
        State::Changed => Target { time: 0.15, memory: None, megabytes: None },
    }
}

/// The section on one input, as Markdown.
pub(super) fn section(
    input: &Input,
    generators: &[Generator],
    all: &[Series],
    rounds: usize,
    date: &str,
    repository: &Path,
) -> String {
    let mut text = format!("## {}\n\n{}\n\n", input.name, head(input, rounds, date, repository));
    text.push_str("| state | generator | HTML files | time | of Hugo | CPU | peak memory | of Hugo |\n");
    text.push_str("|---|---|---:|---:|---:|---:|---:|---:|\n");
    for state in State::ALL {
        for series in all.iter().filter(|series| series.state == state) {
            text.push_str(&row(series, hugo_in(all, state)));
        }
    }
    text.push('\n');
    targets(&mut text, all, input.id.starts_with("generated"));
    stages(&mut text, all);
    for generator in generators {
        let _ = writeln!(text, "- {}: {}.", generator.name, generator.setting);
    }
    text
}

/// When, where and of what figures were taken.
pub(super) fn head(input: &Input, rounds: usize, date: &str, repository: &Path) -> String {
    format!(
        "{date}, commit {}, {}. {} Markdown files, {:.1} MB. Medians of {rounds} runs.",
        commit(repository),
        machine(),
        input.pages.len(),
        megabytes(input.bytes as f64),
    )
}

/// What it costs to ask for the recovery matrix alone.
pub(super) fn matrix(runs: &Matrix) -> String {
    let shown = |runs: &[Run]| {
        let milliseconds = median(runs.iter().map(Run::milliseconds).collect()).unwrap_or_default();
        let peak = median(runs.iter().filter_map(peak).collect());
        let peak = peak.map_or_else(String::new, |peak| format!(" and {peak:.0} MB"));
        format!("{milliseconds:.0} ms{peak}")
    };
    format!("- `docsgen matrix`: {} without a cache, {} after a build.\n", shown(&runs.cold), shown(&runs.warm))
}

fn hugo_in(all: &[Series], state: State) -> Option<&Series> {
    let mut hugo = all.iter().filter(|series| series.generator.starts_with("Hugo"));
    hugo.clone().find(|series| series.state == state).or_else(|| hugo.find(|series| series.state == State::Cold))
}

pub(super) fn of(runs: &[Run], figure: impl Fn(&Run) -> Option<f64>) -> Option<f64> {
    median(runs.iter().filter_map(figure).collect())
}

pub(super) fn wall(run: &Run) -> Option<f64> {
    Some(run.milliseconds())
}

pub(super) fn cpu(run: &Run) -> Option<f64> {
    run.cpu.map(|cpu| cpu.as_secs_f64() * 1e3)
}

pub(super) fn peak(run: &Run) -> Option<f64> {
    run.peak.map(|bytes| megabytes(bytes as f64))
}

fn megabytes(bytes: f64) -> f64 {
    bytes / 1e6
}

fn ratio(series: &Series, hugo: Option<&Series>, figure: fn(&Run) -> Option<f64>) -> Option<f64> {
    Some(of(&series.runs, figure)? / of(&hugo?.runs, figure)?)
}

fn row(series: &Series, hugo: Option<&Series>) -> String {
    let shown = |value: Option<f64>, unit: &str, digits: usize| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
        series.state.label(),
        series.generator,
        series.html_files,
        shown(of(&series.runs, wall), " ms", 0),
        shown(ratio(series, hugo, wall), "", 2),
        shown(of(&series.runs, cpu), " ms", 0),
        shown(of(&series.runs, peak), " MB", 0),
        shown(ratio(series, hugo, peak), "", 2),
    )
}

/// What was to be reached, and whether it was.
fn targets(text: &mut String, all: &[Series], generated: bool) {
    let verdict = |reached: bool| if reached { "reached" } else { "**missed**" };
    let mut lines = String::new();
    for series in all.iter().filter(|series| series.generator.starts_with("docsgen")) {
        let (hugo, target) = (hugo_in(all, series.state), target(series.state, generated));
        let label = series.state.label();
        if let Some(time) = ratio(series, hugo, wall) {
            let _ = writeln!(
                lines,
                "| {label}: time | ≤ {} × Hugo | {time:.2} × | {} |",
                target.time,
                verdict(time <= target.time)
            );
        }
        if let (Some(most), Some(memory)) = (target.memory, ratio(series, hugo, peak)) {
            let _ =
                writeln!(lines, "| {label}: memory | ≤ {most} × Hugo | {memory:.2} × | {} |", verdict(memory <= most));
        }
        if let (Some(most), Some(memory)) = (target.megabytes, of(&series.runs, peak)) {
            let _ = writeln!(lines, "| {label}: memory | < {most} MB | {memory:.0} MB | {} |", verdict(memory < most));
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(text, "| target | | measured | |\n|---|---|---:|---|\n{lines}");
    }
}

/// docsgen's own stage times, from `--format json`.
fn stages(text: &mut String, all: &[Series]) {
    let docsgen = || all.iter().filter(|series| series.generator.starts_with("docsgen"));
    let mut names: Vec<String> = Vec::new();
    let mut lines: Vec<(State, Vec<Option<f64>>)> = Vec::new();
    for series in docsgen() {
        let reports: Vec<serde_json::Value> =
            series.runs.iter().filter_map(|run| serde_json::from_str(&run.stdout).ok()).collect();
        for report in &reports {
            for name in report["stages"].as_object().into_iter().flat_map(serde_json::Map::keys) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        let medians = names
            .iter()
            .map(|name| median(reports.iter().filter_map(|report| report["stages"][name].as_f64()).collect()))
            .collect();
        lines.push((series.state, medians));
    }
    if names.is_empty() {
        return;
    }
    let _ = writeln!(text, "| docsgen's stages, ms | {} |\n|---|{}", names.join(" | "), "---:|".repeat(names.len()));
    for (state, medians) in lines {
        let _ = write!(text, "| {} |", state.label());
        for index in 0..names.len() {
            let value = medians.get(index).copied().flatten();
            let _ = write!(text, " {} |", value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}")));
        }
        text.push('\n');
    }
    text.push('\n');
}

fn commit(repository: &Path) -> String {
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(repository).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let hash = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    // The report itself doesn't count: it is what is being written.
    let changes = git(&["status", "--porcelain", "--", ".", ":!docs/benchmarks.md"]).unwrap_or_default();
    if changes.is_empty() { hash } else { format!("{hash} with local changes") }
}

fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let rustc = first_line(Path::new("rustc"), &["--version"]);
    let rustc = rustc.as_deref().and_then(|line| line.split(' ').nth(1)).unwrap_or("of unknown version");
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or_else(String::new, |(_, name)| format!(" ({})", name.trim()));
    let plural = if cores == 1 { "core" } else { "cores" };
    format!("{cores} {plural}{model}, {}, rustc {rustc}", std::env::consts::OS)
}

/// Puts the section in the place of the one with the same id in `file`, or at its end.
pub(super) fn replace_section(file: &Path, id: &str, section: &str) -> Outcome<()> {
    let old = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", file.display())),
    };
    input::write(file, with_section(&old, id, section).as_bytes())
}

fn with_section(old: &str, id: &str, section: &str) -> String {
    const CLOSE: &str = "<!-- /bench -->\n";
    let open = |id: &str| format!("<!-- bench:{id} -->\n");
    let mut text = HEADER.to_owned();
    let mut written = false;
    for kept in old.split_inclusive(CLOSE) {
        let Some(start) = kept.find("<!-- bench:") else { continue };
        text.push('\n');
        if kept[start..].starts_with(&open(id)) {
            let _ = write!(text, "{}{section}{CLOSE}", open(id));
            written = true;
        } else {
            text.push_str(&kept[start..]);
        }
    }
    if !written {
        let _ = write!(text, "\n{}{section}{CLOSE}", open(id));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_replaces_its_own_section_only() {
        let first = with_section("", "a", "## A\n");
        let both = with_section(&first, "b", "## B\n");
        let again = with_section(&both, "a", "## A again\n");
        assert_eq!(both.matches("<!-- bench:").count(), 2);
        assert!(again.starts_with(HEADER));
        assert!(again.contains("## A again\n") && again.contains("## B\n") && !again.contains("## A\n"));
        assert!(again.find("## A again") < again.find("## B"));
        assert_eq!(with_section(&again, "a", "## A again\n"), again);
    }

    fn series(generator: &str, state: State, milliseconds: u64) -> Series {
        let run = Run {
            wall: std::time::Duration::from_millis(milliseconds),
            cpu: None,
            peak: Some(milliseconds * 1_000_000),
            stdout: r#"{"version":1,"stages":{"load":1.5,"parse":2.0}}"#.to_owned(),
        };
        Series { generator: generator.to_owned(), state, runs: vec![run], html_files: 3 }
    }

    #[test]
    fn targets_are_judged_against_hugo() {
        let all = [
            series("docsgen 0.1.0", State::Cold, 500),
            series("Hugo v0.1", State::Cold, 1_000),
            series("docsgen 0.1.0", State::Warm, 200),
        ];
        let mut text = String::new();
        targets(&mut text, &all, false);
        assert!(text.contains("| cold: time | ≤ 0.6 × Hugo | 0.50 × | reached |"), "{text}");
        assert!(text.contains("| nothing changed: time | ≤ 0.1 × Hugo | 0.20 × | **missed** |"), "{text}");
    }

    #[test]
    fn stage_times_come_from_the_json() {
        let mut text = String::new();
        stages(&mut text, &[series("docsgen 0.1.0", State::Cold, 500)]);
        assert!(text.contains("| docsgen's stages, ms | load | parse |"), "{text}");
        assert!(text.contains("| cold | 1.5 | 2.0 |"), "{text}");
    }
}
