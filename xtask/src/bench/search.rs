//! How well the site's search answers, and what it weighs, beside Pagefind on the same pages.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::input::{Input, write};
use super::measure::{self, Run, median};
use super::write::{of, peak};
use super::{Outcome, text};
use crate::browser;
use crate::node::Package;

/// What asks.
const PACKAGE: Package = Package { folder: "search", copy: "search-measurements" };

/// Questions that somebody on call would type, each with the pages that answer it. They are about the repository of Helm charts
/// that docsgen is made for.
const QUESTIONS: &str = include_str!("questions.csv");

/// Others, written before the ranking was last changed: no change is made for their sake, so that they tell whether changes help
/// with questions that nobody thought of.
const HELD_OUT: &str = include_str!("questions-held-out.csv");

/// What generated pages are asked: frequent words alone, since they have no others, and names of which there is one.
const GENERATED: &str = "question,right pages
restore,
restore the ledger before the gateway,
snapshot archive replica queue ledger gateway,
kubectl get pods,
reso,
";

/// What a cold build with search takes, and how it answers.
pub(super) struct Measured {
    with: Vec<Run>,
    /// The same without search.
    without: Vec<Run>,
    /// What `measure.mjs` prints.
    answers: Value,
    /// The same for [`HELD_OUT`]; nothing for generated pages.
    held_out: Value,
    /// Number of files of the index, and their bytes.
    files: (usize, u64),
    scaled: bool,
}

/// Builds the input with and without search, in turn, and asks.
pub(super) fn measured(docsgen: &Path, input: &Input, scratch: &Path, rounds: usize, peers: bool) -> Outcome<Measured> {
    let (out, cache) = (scratch.join("search-site"), scratch.join("search-cache"));
    let settings = input.root.join("book.toml");
    let own = fs::read_to_string(&settings).unwrap_or_default();
    // Without a file, settings are found out: one that says nothing else keeps that away from both.
    if own.is_empty() {
        let init = [text(docsgen), "init".to_owned(), text(&input.root)];
        measure::run(&init, scratch, scratch, 1)?;
    }
    let own = fs::read_to_string(&settings).map_err(|error| format!("{}: {error}", settings.display()))?;
    let build = ["build", &text(&input.root), "--out", &text(&out), "--cache-dir", &text(&cache), "--format", "json"];
    let build: Vec<String> = [text(docsgen)].into_iter().chain(build.map(str::to_owned)).collect();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        for (settings_text, runs) in
            [(format!("{own}\n[output.html.search]\nenable = false\n"), &mut without), (own.clone(), &mut with)]
        {
            for folder in [&out, &cache].into_iter().filter(|folder| folder.exists()) {
                fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            }
            write(&settings, settings_text.as_bytes())?;
            let run = measure::run(&build, scratch, scratch, 1)?;
            eprintln!("  build: {:>9.1} ms", run.milliseconds());
            runs.push(run);
        }
    }
    let scaled = input.id.starts_with("generated");
    PACKAGE.install()?;
    let answers = ask(if scaled { GENERATED } else { QUESTIONS }, &out, scratch, peers && !scaled)?;
    let held_out = if scaled { Value::Null } else { ask(HELD_OUT, &out, scratch, peers)? };
    Ok(Measured { with, without, answers, held_out, files: files(&out.join("search"))?, scaled })
}

/// Asks the questions of a CSV file.
fn ask(questions: &str, site: &Path, scratch: &Path, peers: bool) -> Outcome<Value> {
    let file = scratch.join("questions.csv");
    write(&file, questions.as_bytes())?;
    let mut ask = Command::new("node");
    ask.arg(PACKAGE.copy()?.join("measure.mjs")).arg("--site").arg(site).arg("--questions").arg(&file);
    // Pagefind takes gigabytes for so many pages.
    if peers {
        browser::prepare(false)?;
        ask.arg("--pagefind").arg(scratch.join("pagefind")).arg("--browser").arg(browser::launcher()?);
    }
    let output = ask.output().map_err(|error| format!("`node`: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("what measure.mjs says: {error}"))
}

fn files(folder: &Path) -> Outcome<(usize, u64)> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut sum = (0, 0);
    for entry in fs::read_dir(folder).map_err(failed)? {
        sum = (sum.0 + 1, sum.1 + entry.and_then(|entry| entry.metadata()).map_err(failed)?.len());
    }
    Ok(sum)
}

/// The section of the report.
pub(super) fn section(name: &str, head: &str, measured: &Measured) -> String {
    let mut text = format!("## Search of {name}\n\n{head}\n\n");
    text.push_str("| search | right page in the first three | right page first | loaded for a question, as sent | at most | as it is | at most |\n|---|---:|---:|---:|---:|---:|---:|\n");
    let searches = [
        (&measured.answers, "docsgen", "docsgen"),
        (&measured.answers, "pagefind", "Pagefind 1.6.0"),
        (&measured.held_out, "docsgen", "docsgen, held-out questions"),
        (&measured.held_out, "pagefind", "Pagefind 1.6.0, held-out questions"),
    ];
    for (answers, search, name) in searches {
        let Some(answers) = answers.get(search) else { continue };
        let kilobytes = |size: &str, which: &str| answers[size][which].as_f64().unwrap_or_default() / 1e3;
        let share = |what: &str| match measured.scaled {
            true => "–".to_owned(),
            false => format!("{} of {}", answers[what], answers["of"]),
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {:.1} kB | {:.1} kB | {:.1} kB | {:.1} kB |",
            share("right"),
            share("first"),
            kilobytes("sent", "median"),
            kilobytes("sent", "most"),
            kilobytes("raw", "median"),
            kilobytes("raw", "most"),
        );
    }
    let index = |run: &Run| -> Option<f64> {
        let report: Value = serde_json::from_str(&run.stdout).ok()?;
        report["stages"]["index"].as_f64()
    };
    let wall = |runs: &[Run]| median(runs.iter().map(Run::milliseconds).collect()).unwrap_or_default();
    let (files, bytes) = measured.files;
    let _ = writeln!(
        text,
        "\n- A cold build takes {:.0} ms and {:.0} MB with search, {:.0} ms and {:.0} MB without; making the index takes {:.0} ms of it.\n\
         - The index is {files} files of {:.1} MB.\n\
         - *As sent* is compressed with gzip, as web servers do. Loaded is what a reader loads who hasn't searched before: the \
         interface and all files of the index that the question and the first eight results need.",
        wall(&measured.with),
        of(&measured.with, peak).unwrap_or_default(),
        wall(&measured.without),
        of(&measured.without, peak).unwrap_or_default(),
        of(&measured.with, index).unwrap_or_default(),
        bytes as f64 / 1e6,
    );
    if !measured.scaled {
        text.push_str(
            "- The held-out questions were written before the ranking was last changed, and no change was made for their \
             sake.\n",
        );
    }
    if let Some(seconds) = measured.answers["pagefind"]["seconds"].as_f64() {
        let _ = writeln!(text, "- Pagefind makes its index in {seconds:.1} s, from the built pages' `main`.");
    }
    let limit = if measured.scaled { 200.0 } else { 60.0 };
    let most = measured.answers["docsgen"]["sent"]["most"].as_f64().unwrap_or_default() / 1e3;
    let reached = |yes: bool| if yes { "reached" } else { "**missed**" };
    let _ = writeln!(text, "\n| target | | measured | |\n|---|---|---:|---|");
    let _ = writeln!(
        text,
        "| loaded for a question, as sent | < {limit:.0} kB | {most:.1} kB | {} |",
        reached(most < limit)
    );
    if !measured.scaled {
        let right = measured.answers["docsgen"]["right"].as_u64().unwrap_or_default();
        let _ = writeln!(text, "| right page in the first three | ≥ 36 of 40 | {right} | {} |", reached(right >= 36));
    }
    text
}
