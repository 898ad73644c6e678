//! A team's own data: rows of named columns, in a file of YAML, JSON, TOML or CSV, in a table of a page, or in the example of an
//! environment file.
//!
//! What is read here is what is written. What a column holds is said elsewhere, too (book.toml), so cells become values
//! where the site is joined, by [`cell`].

pub mod cell;
mod csv;
pub mod dotenv;

use rapidhash::{RapidHashMap, RapidHashSet};
use serde::{Deserialize, Serialize};

use super::document::{Document, Table};
use crate::config::{ColumnSettings, DatasetHead};
use crate::diagnostic::{Code, Remark};
use crate::node::{Node, Reader, Sink, Value, parse_toml, parse_yaml};
use crate::source::{RepoPath, Spanned, TextRange};

/// The most columns of a dataset. Rows can name a column each, and every row has a cell for every column.
pub(super) const MAX_COLUMNS: usize = 200;

/// The most rows of a dataset: what a table of a page can still show.
const MAX_ROWS: usize = 10_000;

/// The folder whose files are data, in the project root or in one of pages.
pub const DATA_FOLDER: &str = "data";

/// The folder in it whose files are measurements, unless they say otherwise.
pub const HISTORY_FOLDER: &str = "history";

/// In which form a file of data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// YAML, of which JSON is a part.
    Yaml,
    /// TOML.
    Toml,
    /// Comma-separated values (RFC 4180), the names of the columns in the first line.
    Csv,
    /// The example of an environment file: `NAME=value` on each line.
    Dotenv,
}

impl Format {
    /// The form that a file's name promises; `None` where it can't hold data.
    #[must_use]
    pub fn of(path: &RepoPath) -> Option<Self> {
        if dotenv::is_example(path.file_name()) {
            return Some(Self::Dotenv);
        }
        match path.extension()? {
            "yaml" | "yml" | "json" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// Rows and columns as they are written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawDataset {
    /// What is said of it where its rows are. It names every column of the rows, in order.
    pub head: DatasetHead,
    /// Its rows, in order.
    pub rows: Vec<RawRow>,
}

/// A row as it is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawRow {
    /// Where it stands.
    pub range: TextRange,
    /// The texts of each cell, in the order of the columns; a cell of which nothing is said has none.
    pub cells: Vec<Vec<Spanned<String>>>,
}

/// The name of the dataset in a file, where nobody gives it one: the file's without its ending.
#[must_use]
pub fn dataset_name(path: &RepoPath) -> String {
    match Format::of(path) {
        Some(Format::Dotenv) => dotenv::dataset_name(path.file_name()),
        _ => path.file_stem().to_owned(),
    }
}

/// Reads a file of data. `None` where its text is something else: neither a list of tables nor a table with `rows`.
#[must_use]
pub fn parse_dataset(text: &str, format: Format) -> (Option<RawDataset>, Vec<Remark>) {
    let mut sink = Sink::new(Code::DataUnknownColumn, Code::DataInvalidValue);
    let root = match format {
        Format::Csv => {
            let mut dataset = csv::read(text, &mut sink.remarks);
            dataset.limit_columns(&mut sink.remarks);
            return (Some(dataset), sink.remarks);
        }
        Format::Dotenv => {
            let dataset = dotenv::read(text, &mut sink.remarks);
            return (Some(dataset), sink.remarks);
        }
        Format::Toml => match parse_toml(text) {
            Ok(root) => root,
            Err(remark) => return (None, vec![Remark { code: Code::DataSyntax, ..remark }]),
        },
        Format::Yaml => match parse_yaml(text) {
            Ok(document) => {
                sink.remarks.extend(document.problems.iter().map(|problem| problem.remark(Code::DataSyntax)));
                document.root
            }
            Err(error) => return (None, vec![error.remark(Code::DataSyntax)]),
        },
    };
    let mut dataset = RawDataset::default();
    let rows = match &root.value {
        Value::List(items) if items.iter().all(|item| matches!(item.value, Value::Map(_))) => Some(&root),
        Value::Map(_) if root.get("rows").is_some() => {
            let mut table = Reader::new(&root, text, "", &mut sink);
            dataset.head = DatasetHead::read(&mut table, &mut sink);
            let rows = table.node("rows");
            table.finish(&mut sink);
            rows
        }
        _ => None,
    };
    let Some(rows) = rows else { return (None, Vec::new()) };
    dataset.read_rows(rows, text, &mut sink);
    dataset.limit_columns(&mut sink.remarks);
    sink.remarks.sort_by_key(|remark| remark.range);
    (Some(dataset), sink.remarks)
}

impl RawDataset {
    fn read_rows(&mut self, rows: &Node, text: &str, sink: &mut Sink) {
        if !matches!(rows.value, Value::List(_) | Value::Null) {
            sink.invalid(rows.range, format!("`rows` must be a list of tables, and is {}", rows.describe()));
        }
        // Where the columns are named, a name that is none of them is a mistake.
        let declared = !self.head.columns.is_empty();
        let named = self.head.columns.iter().map(|column| column.name.value.as_str().into());
        let mut places: RapidHashMap<Box<str>, usize> = named.zip(0..).collect();
        for item in rows.items() {
            if self.rows.len() == MAX_ROWS {
                sink.remarks.push(too_many_rows(first_line(item.range, text)));
                break;
            }
            if !matches!(item.value, Value::Map(_)) {
                sink.invalid(item.range, format!("a row must be a table of keys, and is {}", item.describe()));
                continue;
            }
            let mut row = RawRow { range: first_line(item.range, text), cells: Vec::new() };
            for (name, node) in item.entries() {
                let Some(column) = self.column(name, &mut places, declared, sink) else { continue };
                if column >= MAX_COLUMNS {
                    continue;
                }
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, Vec::new());
                }
                row.cells[column] = texts(node, text, sink);
            }
            self.rows.push(row);
        }
    }

    /// The place of a column among the columns.
    fn column(
        &mut self,
        name: &Spanned<Box<str>>,
        places: &mut RapidHashMap<Box<str>, usize>,
        declared: bool,
        sink: &mut Sink,
    ) -> Option<usize> {
        if let Some(place) = places.get(&name.value) {
            return Some(*place);
        }
        let columns = &mut self.head.columns;
        if declared {
            let names = || columns.iter().take(MAX_COLUMNS).map(|column| column.name.value.as_str());
            let message = format!("there is no column `{}`", name.value);
            let mut remark = Remark::new(sink.unknown_key, name.range, message);
            remark.help = Some(match crate::diagnostic::near_match(&name.value, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name it in `columns`, or delete it".to_owned(),
            });
            sink.remarks.push(remark);
            return None;
        }
        places.insert(name.value.clone(), columns.len());
        columns.push(ColumnSettings::named(Spanned::new(name.value.to_string(), name.range)));
        Some(columns.len() - 1)
    }

    /// Leaves out the columns beyond the most there can be, and says so at the first of them.
    fn limit_columns(&mut self, remarks: &mut Vec<Remark>) {
        if let Some(first) = self.head.columns.get(MAX_COLUMNS) {
            let message = format!("a dataset has at most {MAX_COLUMNS} columns, and this one more");
            remarks.push(Remark::new(Code::DataInvalidValue, first.name.range, message).help("take columns out"));
            self.head.columns.truncate(MAX_COLUMNS);
        }
    }

    /// The rows of a table of a page.
    #[must_use]
    pub fn of_table(document: &Document, table: &Table) -> Self {
        let columns = table.header.iter().map(|cell| header(document.plain(cell.text), cell.range));
        let mut head = DatasetHead { columns: columns.collect(), ..DatasetHead::default() };
        make_unique(&mut head.columns);
        let cell = |cell: &super::document::Cell| {
            let text = document.plain(cell.text).trim();
            (!is_nothing(text)).then(|| Spanned::new(text.to_owned(), cell.range)).into_iter().collect()
        };
        let row = |cells: &Vec<super::document::Cell>| {
            let first = cells.first().map_or(table.range, |cell| cell.range);
            RawRow { range: first, cells: cells.iter().map(cell).collect() }
        };
        Self { head, rows: table.rows.iter().map(row).collect() }
    }
}

/// The texts of a cell.
fn texts(node: &Node, text: &str, sink: &mut Sink) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut take = |node: &Node| match node.scalar(text) {
        Some(scalar) if is_nothing(scalar.trim()) => {}
        Some(scalar) => found.push(Spanned::new(scalar.trim().to_owned(), node.range)),
        None if node.value == Value::Null => {}
        None => {
            sink.invalid(
                node.range,
                format!("a cell holds text, a number or a list of these, and this is {}", node.describe()),
            );
        }
    };
    match &node.value {
        Value::List(items) => items.iter().for_each(take),
        _ => take(node),
    }
    found
}

/// Whether a text says that there is nothing to say.
fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "-" | "–" | "—")
}

/// A column as a head of a table names it: `p95 latency (ms)` is `p95-latency`, in `ms`.
fn header(text: &str, range: TextRange) -> ColumnSettings {
    let title = text.trim();
    let (words, unit) = match title.strip_suffix(')').and_then(|title| title.rsplit_once('(')) {
        Some((words, unit)) if !words.trim().is_empty() && !unit.trim().is_empty() => (words.trim(), Some(unit.trim())),
        _ => (title, None),
    };
    ColumnSettings {
        title: Some(title.to_owned()),
        unit: unit.map(str::to_owned),
        ..ColumnSettings::named(Spanned::new(name(words), range))
    }
}

/// A text as a name that can be asked for: lower case, `-` between words. Text without letters and digits is `column`.
fn name(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_' && character != '.');
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.is_empty() { "column".to_owned() } else { words.join("-") }
}

/// Gives columns of the same name names of their own: `note`, `note-2`.
fn make_unique(columns: &mut [ColumnSettings]) {
    let mut seen = RapidHashSet::default();
    // Where counting goes on: heads that are all alike aren't counted from the start each.
    let mut counts: RapidHashMap<String, usize> = RapidHashMap::default();
    for column in columns {
        let name = column.name.value.clone();
        let count = counts.entry(name.clone()).or_insert(1);
        while !seen.insert(column.name.value.clone()) {
            *count += 1;
            column.name.value = format!("{name}-{count}");
        }
    }
}

/// That there are more rows than there can be, at the first of them.
fn too_many_rows(range: TextRange) -> Remark {
    let message = format!("a dataset has at most {MAX_ROWS} rows, and this one more");
    Remark::new(Code::DataInvalidValue, range, message).help("keep what readers look at, and link to the rest")
}

/// The first line of a range: what a finding about a whole row points at.
fn first_line(range: TextRange, text: &str) -> TextRange {
    let line = range.of(text).lines().next().unwrap_or_default().trim_end().len();
    TextRange::new(range.start as usize, range.start as usize + line)
}

#[cfg(test)]
mod tests;
