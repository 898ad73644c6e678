//! `docsgen build`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use crate::build::{self, Built, BuiltVersion, Overrides};
use crate::cli::bars::Bars;
use crate::cli::date::build_date;
use crate::cli::github::{Outputs, StepFile, write_file, write_outputs};
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::site_url::absolute_site_url;
use crate::cli::ui::{Ui, Verbosity, counted};
use crate::cli::work_tree::path_in_git;
use crate::cli::{Status, output_failed};
use crate::config::Kept;
use crate::diagnostic::{Code, Diagnostic, FailOn, Severity, demote_content, fails};
use crate::error::{Error, Result};
use crate::report;

/// Build the site of a repository
#[derive(Debug, clap::Args)]
pub(crate) struct BuildArgs {
    /// The repository: the folder with book.toml, if there is one [default: the current folder]
    path: Option<PathBuf>,
    /// Output folder [default: `build-dir` of book.toml, else `site` in the repository]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build into a folder that holds other files too, such as a checkout of the branch that a chart repository is
    /// served from: only docsgen's own files are replaced and removed
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    merge_into: Option<PathBuf>,
    /// With --merge-into: files that docsgen didn't write and may replace, as a pattern from the folder's root
    #[arg(long, value_name = "PATTERN", requires = "merge_into")]
    replace: Vec<String>,
    /// Where to keep what makes the next build fast [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Build for these readers, with commas between them: names of `[audiences]` [default: `[build] audience` of book.toml]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    audience: Option<Vec<String>>,
    /// The date to build for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Where the site will stand, instead of `site-url` of book.toml
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
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
    /// Annotations, outputs and a job summary in GitHub Actions
    Github,
}

pub(crate) fn run(args: &BuildArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let merge_into = args.merge_into.as_ref().map(|path| global.resolve(path));
    if let Some(folder) = merge_into.as_deref().filter(|folder| !folder.is_dir()) {
        return Err(Error::new(format!("there is no folder `{}` to merge the site into", folder.display()))
            .help("check out the branch that is published there first, or build into a new folder with `--out`"));
    }
    let options = build::Options {
        root: global.project_root(args.path.as_deref()),
        merging: merge_into.is_some(),
        replace: Kept::new(args.replace.iter().map(String::as_str)).map_err(Error::new)?,
        out: merge_into.or_else(|| args.out.as_ref().map(|path| global.resolve(path))),
        cache: args.cache_dir.as_ref().map(|path| global.resolve(path)),
        today: build_date(args.now.as_deref())?,
        overrides: Overrides {
            audience: args.audience.clone(),
            site_url: args.site_url.as_deref().map(absolute_site_url).transpose()?,
        },
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
    if args.format == Output::Github {
        tell_github(&built, &findings, &options.root, ui)?;
    }
    show(&built, &findings, fail_on, ui)?;
    Ok(if fails(&findings, fail_on) { Status::Found } else { Status::Clean })
}

/// Annotates what was found, and hands counts, output folder and digest on to later steps.
fn tell_github(built: &Built, findings: &[Diagnostic], root: &Path, ui: &mut Ui) -> Result<()> {
    let options = report::Options { prefix: path_in_git(root), command: "build", ..ui.report_options(None) };
    report::write(report::Format::Github, ui.out(), findings, &built.sources, &options).map_err(output_failed)?;
    // What is said on standard error comes after it.
    ui.finish().map_err(output_failed)?;
    if let Some(path) = StepFile::Summary.path() {
        let mut text = Vec::new();
        report::job_summary(&mut text, findings, &built.sources, &options).map_err(output_failed)?;
        write_file(&path, &text, true)?;
    }
    let mut outputs = Outputs::new(built.pages, built.charts, findings);
    outputs.add("site", &built.out.to_string_lossy());
    outputs.add("digest", &built.digest.to_string());
    write_outputs(&outputs)
}

/// What `--format json` prints. Fields are added, never renamed or removed, as long as `version` stays.
#[derive(serde::Serialize)]
struct Summary<'a> {
    version: u32,
    pages: usize,
    charts: usize,
    rendered: usize,
    written: usize,
    /// Equal for sites that are equal.
    digest: String,
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
            digest: built.digest.to_string(),
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
    if let Some(kept_off) = built.config.kept_off() {
        ui.status(&kept_off.to_string());
    }
    let total: Duration = built.stages.iter().map(|(_, time)| *time).sum();
    let stages: Vec<String> =
        built.stages.iter().map(|(name, time)| format!("{name} {:.0} ms", time.as_secs_f64() * 1000.0)).collect();
    ui.status(&format!(
        "{}, {} in {:.2} s ({})",
        counted(built.pages, "page"),
        counted(built.charts, "chart"),
        total.as_secs_f64(),
        stages.join(", ")
    ));
    show_versions(built, ui);
    ui.status(&format!(
        "{} rendered, {} written, {} removed in {}",
        counted(built.rendered.len(), "page"),
        counted(built.written, "file"),
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
