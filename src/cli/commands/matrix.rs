//! `docsgen matrix`.

mod why;

use clap::ValueEnum;

use crate::build::{Surveyed, surroundings, survey};
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::render::table::{Places, csv, json, markdown, terminal};
use crate::site::Site;
use crate::site::matrix::{Asked, Matrix};
use crate::site::table::View;
use crate::site::table::query::{Filter, Query, QueryFault, Test};
use crate::source::{RepoPath, Spanned, TextRange};

/// Print a matrix: who promises what, where it says so, and what was proved
#[derive(Debug, clap::Args)]
pub(crate) struct MatrixArgs {
    /// Which matrix: recovery, scenarios, tiers, order, drills, upgrades, coverage, catalog, releases, progress, checklists, playbooks, rollbacks, environment or baselines, or the name of a dataset
    #[arg(default_value = "recovery")]
    name: String,
    /// Rows to show: COLUMN=VALUE, or `attention` for those that somebody should look at
    query: Vec<String>,
    /// Columns to show, in order
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// Group rows by a column
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Sort rows by a column; with `-` before its name, the largest first
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show the charts of these tiers
    #[arg(long, value_name = "TIER", value_delimiter = ',')]
    tier: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
    /// List every statement about this chart, and why one counts
    #[arg(long, value_name = "CHART", conflicts_with_all = ["query", "columns", "group", "sort", "tier", "format"])]
    why: Option<String>,
    /// As of which date drills are overdue, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, as wide as the terminal
    Table,
    /// As GitHub shows it, with links from the repository's root
    Markdown,
    /// Comma-separated values
    Csv,
    /// One object with the place of each value
    Json,
}

pub(crate) fn run(args: &MatrixArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    // Without a name, what is asked comes first.
    let unnamed = args.name.contains('=') || args.name == "attention";
    let asked = if unnamed { Asked::Matrix(Matrix::Recovery) } else { Asked::named(&args.name) };
    let words = unnamed.then_some(&args.name).into_iter().chain(&args.query);
    let query = query(args, words)?;
    let today = build_date(args.now.as_deref())?;
    let root = global.project_root(None);
    let cache = root.join(".docsgen");
    let files = DiskFiles::open(&root, std::slice::from_ref(&cache))?;
    let Surveyed { loaded, site } = survey(&files, &surroundings(files.root()), &cache, today)?;
    let places = Places::new(&site, &loaded.sources);
    let text = if let Some(chart) = &args.why {
        why::why(&site, &places, why::chart(&site, chart)?)
    } else {
        let text = matches!(args.format, Format::Table | Format::Markdown);
        let mut shown = if text { asked.in_text(&query) } else { query.clone() };
        if args.format == Format::Table && query.columns.is_empty() && asked == Asked::Matrix(Matrix::Recovery) {
            // As on its page: a tier's name in every row leaves little room for the figures.
            if query.group.is_none() && query.sort.is_none() && !site.recovery.tiers.is_empty() {
                shown.group = Some(Spanned::new("tier".to_owned(), TextRange::default()));
                shown.columns.retain(|column| column.value != "tier");
            }
            // Their long titles say little where nobody can follow them.
            shown.columns.retain(|column| !matches!(&*column.value, "backup" | "upgrade"));
        }
        let table = site.asked(&asked).ok_or_else(|| unknown(&site, asked.name()))?;
        let view = View::new(table, &shown).map_err(|fault| refused(&fault))?;
        let view = if text && query.columns.is_empty() { view.without_unknown() } else { view };
        match args.format {
            Format::Table => terminal(&view, &places, ui.screen()),
            Format::Markdown => markdown(&view, &places, &root_file()),
            Format::Csv => csv(&view),
            Format::Json => json(asked.name(), &view, &places),
        }
    };
    ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
    Ok(Status::Clean)
}

/// A file in the repository's root, from which links of printed Markdown start. It is none that is there.
fn root_file() -> RepoPath {
    RepoPath::root()
}

/// A name that is no table's.
fn unknown(site: &Site, name: &str) -> Error {
    let datasets = site.datasets.iter().map(|dataset| dataset.name.as_str());
    let mut names: Vec<&str> = Matrix::ALL.into_iter().map(Matrix::name).collect();
    names.extend(datasets);
    let help = match near_match(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Error::new(format!("there is no matrix and no dataset `{name}`")).help(help)
}

fn query<'a>(args: &MatrixArgs, words: impl Iterator<Item = &'a String>) -> Result<Query> {
    let nowhere = TextRange::default();
    let column = |name: &String| Spanned::new(name.clone(), nowhere);
    let mut query = Query::default();
    for word in words {
        query.read(word, nowhere).map_err(|fault| refused(&fault))?;
    }
    query.columns.extend(args.columns.iter().map(column));
    if let Some(group) = &args.group {
        query.group = Some(column(group));
    }
    if let Some(sort) = &args.sort {
        query.sort = Some(Query::sorted_by(sort));
    }
    if !args.tier.is_empty() {
        query.filters.push(Filter { column: column(&"tier".to_owned()), test: Test::OneOf(args.tier.clone()) });
    }
    Ok(query)
}

fn refused(fault: &QueryFault) -> Error {
    Error::new(fault.message.clone()).help(fault.help.clone())
}
