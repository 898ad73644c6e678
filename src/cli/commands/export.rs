//! `docsgen export`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use crate::build::{Options, Surveyed, facts, surroundings, survey};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::config::Config;
use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::render::export::csv::claims_csv;
use crate::render::export::objectives::objectives_json;
use crate::render::export::prometheus::{RuleOptions, is_duration, is_label, is_metric, rules};
use crate::render::export::thresholds::threshold_rules;
use crate::render::table::{Places, csv, json, markdown};
use crate::site::matrix::Asked;
use crate::site::table::View;
use crate::site::table::query::Query;
use crate::source::RepoPath;

/// Write what the site knows in a form for other programs
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Objectives(ObjectivesArgs),
    Data(DataArgs),
    Facts(FactsArgs),
    Thresholds(ThresholdsArgs),
}

/// The thresholds of datasets as alerting rules for Prometheus
#[derive(Debug, clap::Args)]
struct ThresholdsArgs {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The rows of a dataset, each value with the place it comes from
#[derive(Debug, clap::Args)]
struct DataArgs {
    /// The dataset: a file in `data/` without its ending, or the name in a page's `docsgen:data` comment
    name: String,
    /// What to write
    #[arg(long, value_enum, default_value_t = DataFormat::Json, value_name = "FORMAT")]
    format: DataFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Values of `--format` for a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DataFormat {
    /// One object with the place of each value
    Json,
    /// Comma-separated values
    Csv,
    /// As GitHub shows it, with links from the repository's root
    Markdown,
}

/// The facts.json of the site, without building it: what `docsgen diff` compares
#[derive(Debug, clap::Args)]
struct FactsArgs {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// As of which date drills and reviews are overdue, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
}

/// Every RTO and RPO with the place it comes from
#[derive(Debug, clap::Args)]
struct ObjectivesArgs {
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Json, value_name = "FORMAT")]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// As of which date drills are overdue, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
    /// With prometheus: the metric that says when a backup last succeeded, in seconds since 1970
    /// [default: backup_last_success_timestamp]
    #[arg(long, value_name = "METRIC")]
    metric: Option<String>,
    /// With prometheus: the metric's label that names the chart [default: chart]
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// With prometheus: how long a backup must be too old before the alert fires [default: 5m]
    #[arg(long = "for", value_name = "DURATION")]
    pending: Option<String>,
    /// With prometheus: the label `severity` of the alert [default: warning]
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<String>,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One object; its schema is that of `docsgen schema objectives`
    Json,
    /// One row for each statement
    Csv,
    /// A rules file: targets, and an alert for backups that are older than the RPO
    Prometheus,
}

pub(crate) fn run(args: &ExportArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    match &args.what {
        What::Objectives(args) => put(args.out.as_deref(), objectives(args, global)?.as_bytes(), global, ui),
        What::Data(args) => put(args.out.as_deref(), data(args, global)?.as_bytes(), global, ui),
        What::Thresholds(args) => put(args.out.as_deref(), thresholds(global)?.as_bytes(), global, ui),
        What::Facts(args) => {
            let facts = facts(&Options::new(global.project_root(None), build_date(args.now.as_deref())?))?;
            put(args.out.as_deref(), &facts, global, ui)
        }
    }
}

/// Writes to the file that was named, or to standard output.
fn put(out: Option<&Path>, text: &[u8], global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    match out {
        Some(out) => {
            let out = global.resolve(out);
            write(&out, text)?;
            ui.status(&format!("wrote {}", out.display()));
        }
        None => ui.out().write_all(text).map_err(output_failed)?,
    }
    Ok(Status::Clean)
}

fn objectives(args: &ObjectivesArgs, global: &GlobalArgs) -> Result<String> {
    let options = rule_options(args)?;
    let Surveyed { loaded, site } = surveyed(global, args.now.as_deref())?;
    Ok(match args.format {
        Format::Json => objectives_json(&site, &loaded.sources),
        Format::Csv => claims_csv(&site, &loaded.sources),
        Format::Prometheus => rules(&site, &loaded.sources, absolute_url(&loaded.config), &options),
    })
}

fn data(args: &DataArgs, global: &GlobalArgs) -> Result<String> {
    // Data is the same on every day.
    let Surveyed { loaded, site } = surveyed(global, None)?;
    let table = site.asked(&Asked::Dataset(args.name.as_str().into())).ok_or_else(|| {
        let names = || site.datasets.iter().map(|dataset| dataset.name.as_str());
        let help = match near_match(&args.name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if site.datasets.is_empty() => format!("write its rows into `data/{}.yaml`", args.name),
            None => format!("there are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        };
        Error::new(format!("there is no dataset `{}`", args.name)).help(help)
    })?;
    let view = View::new(table, &Query::default()).map_err(|fault| Error::new(fault.message).help(fault.help))?;
    let places = Places::new(&site, &loaded.sources);
    Ok(match args.format {
        DataFormat::Json => json(&args.name, &view, &places),
        DataFormat::Csv => csv(&view),
        DataFormat::Markdown => {
            let view = View::whole(view.table().without_sources());
            markdown(&view, &places, &RepoPath::root())
        }
    })
}

fn thresholds(global: &GlobalArgs) -> Result<String> {
    // Limits are the same on every day.
    let Surveyed { loaded, site } = surveyed(global, None)?;
    Ok(threshold_rules(&site, &loaded.sources, absolute_url(&loaded.config)))
}

/// The address of the site, where it is known whole.
fn absolute_url(config: &Config) -> Option<&str> {
    config.html.site_url.as_deref().filter(|url| url.contains("://"))
}

fn surveyed(global: &GlobalArgs, now: Option<&str>) -> Result<Surveyed> {
    let today = build_date(now)?;
    let root = global.project_root(None);
    let cache = root.join(".docsgen");
    let files = DiskFiles::open(&root, std::slice::from_ref(&cache))?;
    survey(&files, &surroundings(files.root()), &cache, today)
}

/// The options of the rules; an error where one has no meaning, or is given for another format.
fn rule_options(args: &ObjectivesArgs) -> Result<RuleOptions> {
    let mut options = RuleOptions::default();
    let given = [
        ("--metric", &args.metric, &mut options.metric, "name of a metric", is_metric as fn(&str) -> bool),
        ("--label", &args.label, &mut options.label, "name of a label", is_label),
        ("--for", &args.pending, &mut options.pending, "duration of Prometheus, such as `5m` or `1h30m`", is_duration),
        ("--severity", &args.severity, &mut options.severity, "value of a label", |text| !text.is_empty()),
    ];
    for (flag, value, option, what, is_valid) in given {
        let Some(value) = value else { continue };
        if args.format != Format::Prometheus {
            return Err(Error::new(format!("`{flag}` is for `--format prometheus`")).help("leave it out"));
        }
        if !is_valid(value) {
            return Err(Error::new(format!("`{flag} {value}`: that is no {what}")));
        }
        option.clone_from(value);
    }
    Ok(options)
}

/// Puts the file in place whole or not at all, so that nobody reads half a rules file. What is no file (a pipe, a
/// terminal) is written to.
#[expect(clippy::disallowed_methods, reason = "the file was named on the command line")]
fn write(target: &Path, text: &[u8]) -> Result<()> {
    let failed = |source| Error::io("write", target, source);
    if target.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return std::fs::write(target, text).map_err(failed);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".docsgen.").tempfile_in(folder).map_err(failed)?;
    file.write_all(text).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable).map_err(failed)?;
    }
    file.persist(target).map(drop).map_err(|error| failed(error.error))
}
