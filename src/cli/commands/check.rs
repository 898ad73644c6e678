//! `docsgen check`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::build::{CheckOptions, ExternalOptions, ExternalTally, check_repository};
use crate::cli::bars::Bars;
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::level::Level;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::diagnostic::{Topic, Topics, fails};
use crate::error::{Error, Result};
use crate::report;

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
        topics,
        external: args.external.then_some(ExternalOptions { allow_private: args.allow_private }),
        untrusted: args.untrusted,
    };
    let checked = {
        let bars = Bars::new(ui);
        check_repository(&options, &bars)?
    };
    let findings = checked.findings;
    let report_options = ui.report_options(args.limit);
    report::write(args.format.into(), ui.out(), &findings, &checked.examined.loaded.sources, &report_options)
        .map_err(output_failed)?;
    if let Some(ExternalTally { fetched, remembered, left_out }) = checked.external {
        ui.status(&format!("links to the web: {fetched} asked, {remembered} known from before, {left_out} left out"));
    }
    if findings.is_empty() {
        let site = &checked.examined.site;
        ui.status(&format!("nothing found in {} pages and {} charts", site.pages.len(), site.charts.len()));
    }
    Ok(if fails(&findings, args.fail_on.into()) { Status::Found } else { Status::Clean })
}
