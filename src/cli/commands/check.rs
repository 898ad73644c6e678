//! `docsgen check`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::build::{CheckOptions, check_repository};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::diagnostic::{Topic, Topics, fails};
use crate::error::Result;
use crate::report;
use crate::site::page::Page;

/// Find what is no longer true: links, commands, versions, objectives
///
/// Nothing is built. Exits with 1 where something at or above the failing level was found.
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
    /// Show so many findings, and only count the others
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The date to check for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// Where to keep what makes the next check fast [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
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
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The text at fault with what is wrong below it
    Human,
    /// One line a finding
    Short,
    /// One object, for programs
    Json,
}

impl From<Format> for report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
        }
    }
}

pub(crate) fn run(args: &CheckArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let root = global.project_root(args.path.as_deref());
    let cache = match &args.cache_dir {
        Some(path) => Some(global.resolve(path)),
        None => (!args.no_cache).then(|| root.join(".docsgen")),
    };
    let topics = if args.only.is_empty() { Topics::all() } else { Topics::only(args.only.iter().map(|c| (*c).into())) };
    let options = CheckOptions { root, cache, today: build_date(args.now.as_deref())?, topics };
    let checked = check_repository(&options)?;
    let findings = checked.findings;
    let report_options = ui.report_options(args.limit);
    report::write(args.format.into(), ui.out(), &findings, &checked.examined.loaded.sources, &report_options)
        .map_err(output_failed)?;
    let guides = |page: &Page| page.kind.is_chart_guide() && page.chart.is_some();
    if let Some(reason) = &checked.history.unavailable
        && options.topics.contains(Topic::Freshness)
        && checked.examined.site.pages.iter().any(guides)
    {
        ui.status(&format!("not checked whether guides are older than their charts: {reason}"));
    }
    if findings.is_empty() {
        let site = &checked.examined.site;
        ui.status(&format!("nothing found in {} pages and {} charts", site.pages.len(), site.charts.len()));
    }
    Ok(if fails(&findings, args.fail_on.into()) { Status::Found } else { Status::Clean })
}
