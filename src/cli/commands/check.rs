//! `docsgen check`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::build::{
    CheckOptions, CheckedRepository, Examined, ExternalOptions, ExternalTally, Overrides, check_repository,
};
use crate::check::updated_record;
use crate::cli::bars::Bars;
use crate::cli::baseline::{self, BaselineFile};
use crate::cli::date::build_date;
use crate::cli::github::{Outputs, StepFile, write_file, write_outputs};
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::replace::{Replaced, replace, write_whole};
use crate::cli::site_url::absolute_site_url;
use crate::cli::ui::{Ui, Verbosity};
use crate::cli::work_tree::path_in_git;
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
    /// Check that nothing disappears that was published: a list of addresses, a facts.json, a sitemap.xml, or the folder of a
    /// site
    #[arg(long, value_name = "PATH")]
    published: Option<PathBuf>,
    /// Add the addresses of today to the record that `published` of book.toml names
    #[arg(long, conflicts_with_all = ["fix", "update_baseline", "published", "format", "output", "summary"])]
    update_published: bool,
    /// Check the site of these readers, with commas between them: names of `[audiences]` [default: `[build] audience` of book.toml]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    audience: Option<Vec<String>>,
    /// The date to check for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Where the site will stand, instead of `site-url` of book.toml
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
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
        overrides: Overrides {
            audience: args.audience.clone(),
            site_url: args.site_url.as_deref().map(absolute_site_url).transpose()?,
        },
        topics,
        external: args.external.then_some(ExternalOptions { allow_private: args.allow_private }),
        untrusted: args.untrusted,
        published: args.published.as_ref().map(|path| global.resolve(path)),
    };
    let mut checked = check_repository(&options, &Bars::new(ui))?;
    if args.update_baseline {
        return update_baseline(&checked, &options, ui);
    }
    if args.update_published {
        return update_published(&checked, &options, ui);
    }
    if let Some(path) = &checked.examined.loaded.config.check.published
        && checked.examined.loaded.sources.find(path).is_none()
    {
        ui.warning(&format!(
            "the record of published addresses `{path}` isn't there; `docsgen check --update-published` writes it"
        ));
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
    if let Some(kept_off) = checked.examined.loaded.config.kept_off() {
        ui.status(&kept_off.to_string());
    }
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

/// Adds the addresses of today to the record of those that were published.
fn update_published(checked: &CheckedRepository, options: &CheckOptions, ui: &mut Ui) -> Result<Status> {
    let Examined { loaded, site, .. } = &checked.examined;
    let Some(path) = loaded.config.check.published.as_ref().filter(|path| !path.as_str().is_empty()) else {
        return Err(Error::new("book.toml names no record of published addresses")
            .help("say where to keep it: `published = \"docs/published-urls.txt\"` in `[check]`"));
    };
    let file = baseline::locate(&options.root, path)?;
    let before = baseline::read(&file)?;
    if before.as_deref().is_some_and(|text| text.trim_start().starts_with(['{', '<'])) {
        return Err(Error::new(format!("`{path}` is no list, and isn't rewritten"))
            .help("keep the record as a list: name another file in `published`"));
    }
    let record = updated_record(site, &loaded.config, before.as_deref());
    if before.as_deref() == Some(&*record) {
        ui.status(&format!("nothing to write: `{path}` is as it should be"));
        return Ok(Status::Clean);
    }
    ui.status(&format!("writing {path}"));
    let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count();
    let permissions = file.metadata().ok().map(|metadata| metadata.permissions());
    write_whole(&file, record.as_bytes(), permissions)?;
    let (now, added) = (lines(&record), lines(&record) - before.as_deref().map_or(0, lines));
    ui.status(&format!("{now} published addresses, {added} of them new"));
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
    let of_job = || StepFile::Summary.path().filter(|_| args.format == Format::Github);
    if let Some(path) = args.summary.as_ref().map(|path| global.resolve(path)).or_else(of_job) {
        let mut text = Vec::new();
        report::job_summary(&mut text, findings, sources, &options).map_err(output_failed)?;
        write_file(&path, &text, true)?;
    }
    if args.format == Format::Github {
        let site = &checked.examined.site;
        write_outputs(&Outputs::new(site.pages.len(), site.charts.len(), findings))?;
    }
    Ok(())
}
