//! `docsgen check`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::build::{CheckOptions, CheckedRepository, ExternalOptions, ExternalTally, check_repository};
use crate::cli::bars::Bars;
use crate::cli::baseline::BaselineFile;
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::replace::{Replaced, replace};
use crate::cli::ui::{Ui, Verbosity};
use crate::cli::{Status, output_failed};
use crate::diagnostic::{Diagnostic, Mending, Sifted, Topic, Topics, fails};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::report;
use crate::site::page::Page;
use crate::source::Sources;

/// From how many new findings on a first run is told of the baseline.
const MANY: usize = 20;

/// Find what is no longer true: links, commands, versions, objectives
///
/// Nothing is built. Exits with 1 where something at or above the failing level was found that the baseline doesn't know.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The repository: the folder with book.toml, if there is one [default: the current folder]
    path: Option<PathBuf>,
    /// Check these alone, with commas between them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "TOPIC")]
    only: Vec<Concern>,
    /// The severity from which on findings make the check fail
    #[arg(long, value_enum, default_value_t = Level::Error, value_name = "LEVEL")]
    fail_on: Level,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Write the findings to this file, and a summary to standard error
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Add a summary in Markdown to the end of this file [default with `--format github`: GITHUB_STEP_SUMMARY]
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Show so many findings, and only count the others
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Mend what is certain, and report what remains
    #[arg(long)]
    fix: bool,
    /// With `--fix`: write nothing, and print what would change
    #[arg(long, requires = "fix", conflicts_with_all = ["format", "output", "summary"])]
    dry_run: bool,
    /// Record the findings of today as known, in the file that `baseline` of book.toml names
    #[arg(long, conflicts_with_all = ["fix", "no_baseline", "format", "output", "summary"])]
    update_baseline: bool,
    /// Show findings that are known as well
    #[arg(long)]
    no_baseline: bool,
    /// Check the site of these readers, with commas between them: names of `[audiences]` [default: `[build] audience` of book.toml]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    audience: Option<Vec<String>>,
    /// The date to check for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Where to keep what makes the next check fast [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Check links to the web as well, over the network
    #[arg(long)]
    external: bool,
    /// With `--external`, ask hosts of private networks too
    #[arg(long, requires = "external")]
    allow_private: bool,
    /// Believe nothing of the repository: no network, nothing that was kept in it, raw HTML always cleaned
    #[arg(long, conflicts_with = "external")]
    untrusted: bool,
    /// Keep nothing, and use nothing that was kept
    #[arg(long, conflicts_with = "cache_dir")]
    no_cache: bool,
}

/// Values of `--only`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Concern {
    /// Links, anchors and images
    Links,
    /// Commands, the files they name and the values they set
    Commands,
    /// Versions that are written beside what Chart.yaml says
    Versions,
    /// Objectives, tiers, drills and dependencies
    Objectives,
    /// Pages, sections and owners that should be there
    Coverage,
    /// What is older than it should be
    Freshness,
}

impl From<Concern> for Topic {
    fn from(concern: Concern) -> Self {
        match concern {
            Concern::Links => Self::Links,
            Concern::Commands => Self::Commands,
            Concern::Versions => Self::Versions,
            Concern::Objectives => Self::Objectives,
            Concern::Coverage => Self::Coverage,
            Concern::Freshness => Self::Freshness,
        }
    }
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The text at fault with what is wrong below it
    Human,
    /// One line a finding
    Short,
    /// One object, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations and a job summary in GitHub Actions
    Github,
    /// JUnit's XML
    Junit,
    /// GitLab's Code Quality report
    Gitlab,
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
            Format::Sarif => Self::Sarif,
            Format::Github => Self::Github,
            Format::Junit => Self::Junit,
            Format::Gitlab => Self::Gitlab,
        }
    }
}

pub(crate) fn run(args: &CheckArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let root = global.project_root(args.path.as_deref());
    let cache = match &args.cache_dir {
        Some(path) => Some(global.resolve(path)),
        // What lies in a stranger's repository may have been put there by the stranger.
        None => (!args.no_cache && !args.untrusted).then(|| root.join(".docsgen")),
    };
    let topics = if args.only.is_empty() { Topics::all() } else { Topics::only(args.only.iter().map(|c| (*c).into())) };
    if args.external && !topics.contains(Topic::Links) {
        return Err(
            Error::new("`--external` checks links, and `--only` leaves links out").help("add `links` to `--only`")
        );
    }
    let options = CheckOptions {
        root,
        cache,
        today: build_date(args.now.as_deref())?,
        audience: args.audience.clone(),
        topics,
        external: args.external.then_some(ExternalOptions { allow_private: args.allow_private }),
        untrusted: args.untrusted,
    };
    let mut checked = check_repository(&options, &Bars::new(ui))?;
    if args.update_baseline {
        return update_baseline(&checked, &options, ui);
    }
    let mut sifted = sift(args, &mut checked, &options, ui)?;
    if args.dry_run {
        return show_fixes(args, &sifted.new, &checked.examined.loaded.sources, ui);
    }
    if args.fix && fix(&sifted.new, &checked.examined.loaded.sources, &options.root, ui)? {
        // What remains is said of the files as they are now.
        checked = check_repository(&options, &Bars::new(ui))?;
        sifted = sift(args, &mut checked, &options, ui)?;
    }
    let findings = &sifted.new;
    write_reports(args, global, findings, &checked, &options.root, ui)?;
    if let Some(ExternalTally { fetched, remembered, left_out }) = checked.external {
        ui.status(&format!("links to the web: {fetched} asked, {remembered} known from before, {left_out} left out"));
    }
    let site = &checked.examined.site;
    let guides = |page: &Page| page.kind.is_chart_guide() && page.chart.is_some();
    if let Some(reason) = &checked.history.unavailable
        && options.topics.contains(Topic::Freshness)
        && site.pages.iter().any(guides)
    {
        ui.status(&format!("not checked whether guides are older than their charts: {reason}"));
    }
    if findings.is_empty() {
        let what = if sifted.known > 0 { "nothing new" } else { "nothing" };
        ui.status(&format!("{what} found in {} pages and {} charts", site.pages.len(), site.charts.len()));
    }
    say_known(&sifted, ui);
    if findings.len() > MANY && sifted.known == 0 && args.format == Format::Human && !args.no_baseline {
        ui.status("`docsgen check --update-baseline` records these as known, so that only new ones fail");
    }
    let status = if fails(findings, args.fail_on.into()) { Status::Found } else { Status::Clean };
    // The process is about to end, and letting go of every small value takes longer than reading the files did.
    std::mem::forget(checked);
    Ok(status)
}

/// Takes the findings of a check and tells those that are known from new ones.
fn sift(args: &CheckArgs, checked: &mut CheckedRepository, options: &CheckOptions, ui: &mut Ui) -> Result<Sifted> {
    let findings = std::mem::take(&mut checked.findings);
    if args.no_baseline {
        return Ok(Sifted { new: findings, ..Sifted::default() });
    }
    let baseline = BaselineFile::read(&options.root, checked)?;
    let sifted = baseline.sift(findings, checked, &options.topics);
    if baseline.text.is_none() && baseline.is_stated {
        let path = &baseline.path;
        ui.warning(&format!("the baseline `{path}` isn't there; `docsgen check --update-baseline` writes it"));
    }
    Ok(sifted)
}

fn update_baseline(checked: &CheckedRepository, options: &CheckOptions, ui: &mut Ui) -> Result<Status> {
    let baseline = BaselineFile::read(&options.root, checked)?;
    let before = baseline.sift(checked.findings.clone(), checked, &options.topics);
    let written = baseline.update(checked, &options.topics, |path| ui.status(&format!("writing {path}")))?;
    ui.status(&match written {
        Some(known) => {
            let (new, fixed) = (before.new.len(), before.fixed);
            format!("{known} known {}, {new} of them new; {fixed} fixed and dropped", plural(known))
        }
        None => format!("nothing to write: `{}` is as it should be", baseline.path),
    });
    Ok(Status::Clean)
}

fn say_known(sifted: &Sifted, ui: &mut Ui) {
    let known = format!("{} known {} hidden", sifted.known, plural(sifted.known));
    match (sifted.known, sifted.fixed) {
        (0, 0) => {}
        (_, 0) => ui.status(&known),
        (_, fixed) => {
            ui.status(&format!("{known}, {fixed} fixed since: `docsgen check --update-baseline` drops what is fixed"));
        }
    }
}

/// Prints what `--fix` would change.
fn show_fixes(args: &CheckArgs, findings: &[Diagnostic], sources: &Sources, ui: &mut Ui) -> Result<Status> {
    let mending = Mending::of(findings, sources);
    for rewrite in &mending.rewrites {
        let difference = report::unified(rewrite, sources.get(rewrite.file).shown());
        ui.out().write_all(difference.as_bytes()).map_err(output_failed)?;
    }
    ui.finish().map_err(output_failed)?;
    let (mended, found) = (mending.mended, findings.len());
    ui.status(&format!("{mended} of {found} {} would be mended{}", plural(found), left(&mending)));
    Ok(if fails(findings, args.fail_on.into()) { Status::Found } else { Status::Clean })
}

/// Writes what mends findings into the files; says whether any file changed.
fn fix(findings: &[Diagnostic], sources: &Sources, root: &Path, ui: &mut Ui) -> Result<bool> {
    let mending = Mending::of(findings, sources);
    let files = DiskFiles::open(root, &[])?;
    let mut written = 0;
    for rewrite in &mending.rewrites {
        ui.status(&format!("writing {}", rewrite.path));
        match replace(files.root(), rewrite, sources.get(rewrite.file).text())? {
            Replaced::Written => written += 1,
            Replaced::Refused => {
                ui.warning(&format!("`{}` stays as it is: it isn't UTF-8, or changed meanwhile", rewrite.path));
            }
        }
    }
    match written {
        0 => ui.status("nothing was mended"),
        1 => ui.status(&format!("1 file was mended{}", left(&mending))),
        files => ui.status(&format!("{files} files were mended{}", left(&mending))),
    }
    Ok(written > 0)
}

/// What is left because two fixes are about the same text.
fn left(mending: &Mending) -> String {
    match mending.left {
        0 => String::new(),
        left => format!("; {left} more in another run, since they change the same text"),
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "finding" } else { "findings" }
}

fn write_reports(
    args: &CheckArgs,
    global: &GlobalArgs,
    findings: &[Diagnostic],
    checked: &CheckedRepository,
    root: &Path,
    ui: &mut Ui,
) -> Result<()> {
    let sources = &checked.examined.loaded.sources;
    let mut options = ui.report_options(args.limit);
    options.fail_on = args.fail_on.into();
    options.prefix = path_in_git(root);
    if let Some(path) = &args.output {
        let options = report::Options { color: false, width: report::Options::default().width, ..options.clone() };
        let mut text = Vec::new();
        report::write(args.format.into(), &mut text, findings, sources, &options).map_err(output_failed)?;
        write_file(&global.resolve(path), &text, false)?;
        if !findings.is_empty() && ui.verbosity() > Verbosity::Quiet {
            let options = ui.status_report_options(None);
            report::summary(ui.err(), findings, &options).map_err(output_failed)?;
        }
    } else {
        report::write(args.format.into(), ui.out(), findings, sources, &options).map_err(output_failed)?;
        // What is said of it on standard error comes after it.
        ui.finish().map_err(output_failed)?;
    }
    let of_job = || {
        let path = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
        path.filter(|_| args.format == Format::Github).map(PathBuf::from)
    };
    if let Some(path) = args.summary.as_ref().map(|path| global.resolve(path)).or_else(of_job) {
        let mut text = Vec::new();
        report::job_summary(&mut text, findings, sources, &options).map_err(output_failed)?;
        write_file(&path, &text, true)?;
    }
    Ok(())
}

/// Writes a file that was asked for. It may be a device or a pipe, so it isn't replaced.
fn write_file(path: &Path, text: &[u8], append: bool) -> Result<()> {
    let mut options = std::fs::File::options();
    options.create(true).write(true).append(append).truncate(!append);
    let written = options.open(path).and_then(|mut file| file.write_all(text));
    written.map_err(|source| Error::io("write", path, source))
}

/// Where the repository lies in git's work tree, with a slash at its end: `charts/`; empty at its top, and where there is none.
fn path_in_git(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let parts = top.and_then(|top| root.strip_prefix(top).ok());
    parts.into_iter().flatten().map(|part| format!("{}/", part.to_string_lossy())).collect()
}
