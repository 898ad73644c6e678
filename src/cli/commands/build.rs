//! `docsgen build`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use crate::build::{self, Built, BuiltVersion};
use crate::cli::bars::Bars;
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::ui::{Ui, Verbosity};
use crate::cli::{Status, output_failed};
use crate::diagnostic::{Code, Diagnostic, FailOn, Severity, demote_content, fails};
use crate::error::Result;
use crate::report;

/// Build the site of a repository
#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    /// The repository: the folder with book.toml, if there is one [default: the current folder]
    path: Option<PathBuf>,
    /// Output folder [default: `build-dir` of book.toml, else `site` in the repository]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where to keep what makes the next build fast [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// The date to build for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Build the tree alone, as if book.toml had no `[versions]`
    #[arg(long)]
    no_versions: bool,
    /// The severity from which on findings make the build fail
    #[arg(long, value_enum, default_value_t = Level::Error, value_name = "LEVEL")]
    fail_on: Level,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Output::Human, value_name = "FORMAT")]
    format: Output,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    /// A summary, on standard error
    Human,
    /// One object with counts and times, on standard output
    Json,
}

pub(crate) fn run(args: &BuildArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let options = build::Options {
        root: global.project_root(args.path.as_deref()),
        out: args.out.as_ref().map(|path| global.resolve(path)),
        cache: args.cache_dir.as_ref().map(|path| global.resolve(path)),
        today: build_date(args.now.as_deref())?,
        versions: !args.no_versions,
    };
    let mut built = {
        let bars = Bars::new(ui);
        build::build(&options, &bars)?
    };
    let findings = demote_content(std::mem::take(&mut built.findings));
    let fail_on = args.fail_on.into();
    if args.format == Output::Json {
        let json = serde_json::to_string(&Summary::new(&built, &findings)).expect("counts and names are plain JSON");
        writeln!(ui.out(), "{json}").map_err(output_failed)?;
    }
    show(&built, &findings, fail_on, ui)?;
    Ok(if fails(&findings, fail_on) { Status::Found } else { Status::Clean })
}

/// What `--format json` prints. Fields are added, never renamed or removed, as long as `version` stays.
#[derive(serde::Serialize)]
struct Summary<'a> {
    version: u32,
    pages: usize,
    charts: usize,
    rendered: usize,
    written: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<VersionSummary<'a>>,
    #[serde(serialize_with = "in_order")]
    stages: &'a [(&'static str, Duration)],
    findings: BTreeMap<&'static str, usize>,
}

impl<'a> Summary<'a> {
    fn new(built: &'a Built, findings: &[Diagnostic]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            *counts.entry(finding.code.name()).or_default() += 1;
        }
        Self {
            version: 1,
            pages: built.pages,
            charts: built.charts,
            rendered: built.rendered.len(),
            written: built.written,
            versions: built.versions.iter().map(VersionSummary::new).collect(),
            stages: &built.stages,
            findings: counts,
        }
    }
}

/// A version that was built beside the tree.
#[derive(serde::Serialize)]
struct VersionSummary<'a> {
    name: &'a str,
    /// Its folder with a slash at its end; empty at the root.
    folder: &'a str,
    commit: &'a str,
    pages: usize,
    findings: usize,
    /// Whether it was published already as it would be made.
    kept: bool,
}

impl<'a> VersionSummary<'a> {
    fn new(version: &'a BuiltVersion) -> Self {
        let BuiltVersion { name, folder, commit, pages, findings, kept, .. } = version;
        Self { name, folder, commit, pages: *pages, findings: *findings, kept: *kept }
    }
}

/// Stages as an object of milliseconds, in the order they ran in.
fn in_order<S: serde::Serializer>(
    stages: &&[(&'static str, Duration)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_map(stages.iter().map(|(name, time)| (name, milliseconds(*time))))
}

/// Milliseconds with one decimal.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn show(built: &Built, findings: &[Diagnostic], fail_on: FailOn, ui: &mut Ui) -> Result<()> {
    let verbose = ui.verbosity() == Verbosity::Verbose;
    let failing: Vec<Diagnostic> =
        findings.iter().filter(|finding| verbose || fails(std::slice::from_ref(*finding), fail_on)).cloned().collect();
    if !failing.is_empty() {
        let options = ui.status_report_options(None);
        report::write(report::Format::Human, ui.err(), &failing, &built.sources, &options).map_err(output_failed)?;
    }
    for (route, reason) in &built.rendered {
        ui.reason(&format!("rendered {route}: {reason}"));
    }
    if built.pages == 0 {
        ui.warning("no page was found: pages are Markdown files, in the folders that `src` of book.toml names");
    }
    for path in &built.kept {
        ui.warning(&format!(
            "`{path}` in the output folder was edited by hand and is kept, though nothing makes it any more"
        ));
    }
    if !verbose {
        ui.status(&by_code(findings, built));
    }
    let total: Duration = built.stages.iter().map(|(_, time)| *time).sum();
    let stages: Vec<String> =
        built.stages.iter().map(|(name, time)| format!("{name} {:.0} ms", time.as_secs_f64() * 1000.0)).collect();
    ui.status(&format!(
        "{} pages, {} charts in {:.2} s ({})",
        built.pages,
        built.charts,
        total.as_secs_f64(),
        stages.join(", ")
    ));
    show_versions(built, ui);
    ui.status(&format!(
        "{} pages rendered, {} files written, {} removed in {}",
        built.rendered.len(),
        built.written,
        built.removed,
        built.out.display()
    ));
    Ok(())
}

/// A line for all versions, and what was unusual about one.
fn show_versions(built: &Built, ui: &mut Ui) {
    for version in &built.versions {
        for remark in &version.remarks {
            ui.warning(&format!("version {}: {remark}", version.name));
        }
    }
    if built.no_version_matches {
        ui.warning("`[versions]` matches no tag yet: the site is that of the tree alone");
    }
    if built.versions.is_empty() {
        return;
    }
    let versions = built.versions.iter().map(|BuiltVersion { name, pages, kept, .. }| {
        let kept = if *kept { ", as published" } else { "" };
        format!("{name} ({pages} pages{kept})")
    });
    let findings: usize = built.versions.iter().map(|version| version.findings).sum();
    ui.status(&format!(
        "versions: {}; {findings} findings in them aren't listed",
        versions.collect::<Vec<_>>().join(", ")
    ));
}

/// Findings by code, gravest first: how many, and where the first one stands.
fn by_code(findings: &[Diagnostic], built: &Built) -> String {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, Code), Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings {
        groups.entry((std::cmp::Reverse(finding.severity), finding.code)).or_default().push(finding);
    }
    if groups.is_empty() {
        return "no findings".to_owned();
    }
    let mut text = String::from("findings (in full with -v; `docsgen explain <code>` says what one means):\n");
    for ((severity, code), group) in &groups {
        let place = group.iter().find_map(|finding| finding.span).map(|span| {
            let file = built.sources.get(span.file);
            let at = file.position(span.range.start);
            let first = if group.len() > 1 { "first at " } else { "" };
            format!("  {first}{}:{}:{}", file.path(), at.line, at.column)
        });
        // A `String` takes all that is written to it.
        let _ = writeln!(
            text,
            "{:>6} {:7} {:30}{}",
            group.len(),
            severity.0.name(),
            code.name(),
            place.unwrap_or_default()
        );
    }
    text.truncate(text.trim_end().len());
    text
}
