//! Datasets of environment variables: which of their values nobody is shown, and what can't be a variable.

use std::collections::BTreeMap;

use super::{DataColumn, DataRow, Dataset};
use crate::config::{ColumnSettings, ColumnType, DatasetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::dataset::cell::CellValue;
use crate::parse::dataset::dotenv::is_name;
use crate::parse::dataset::{RawRow, cell};
use crate::parse::secret::{
    Values, address_passwords, find_secrets, is_generated, is_placeholder, is_public_name, is_secret_name,
};
use crate::site::link::Target;
use crate::source::Span;

/// Where the columns of a dataset of variables stand.
pub(super) struct Columns<'a> {
    columns: &'a [DataColumn],
    name: Option<usize>,
    secret: Option<usize>,
    source: Option<usize>,
    /// What each of them says of a variable.
    meanings: Vec<Meaning>,
}

/// What a column says of a variable, as far as it decides what is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// What the variable is, which is no secret.
    Fact,
    /// Words about it.
    Words,
    /// A value of it, or what nobody has said anything about and that may be one.
    Value,
}

/// What a column says. One of the team's own may hold a value, unless its type is given or its cells can be none.
fn meaning(column: &DataColumn) -> Meaning {
    match &*column.settings.name.value {
        "name" | "required" | "secret" => Meaning::Fact,
        "default" | "example" => Meaning::Value,
        name if DatasetKind::Env.column_type(name).is_some() => Meaning::Words,
        _ if column.settings.column_type.is_some() => Meaning::Words,
        _ => match column.holds {
            ColumnType::Text | ColumnType::Number | ColumnType::Limit | ColumnType::Target => Meaning::Value,
            _ => Meaning::Words,
        },
    }
}

/// What columns are called beside their own names, as tables of variables have them, the most telling names first.
const OTHER_NAMES: [(&str, &[&str]); 5] = [
    (
        "name",
        &[
            "variable",
            "variables",
            "variable-name",
            "env-var",
            "environment-variable",
            "변수",
            "환경-변수",
            "env",
            "key",
        ],
    ),
    ("default", &["default-value", "defaults", "standardwert", "기본값"]),
    ("description", &["purpose", "meaning", "beschreibung", "설명"]),
    ("required", &["mandatory", "needed", "erforderlich", "필수"]),
    ("secret", &["sensitive", "geheim", "비밀"]),
];

/// Gives columns the names that they are read by, where no other column has them.
pub(super) fn name_columns(columns: &mut [ColumnSettings]) {
    for (own, others) in OTHER_NAMES {
        let called = |column: &ColumnSettings| column.name.value.to_lowercase().replace(['_', ' '], "-");
        if columns.iter().any(|column| column.name.value == own) {
            continue;
        }
        // The most telling name first: beside `variable`, a column `env` says in which environment.
        let found = others.iter().find_map(|other| columns.iter().position(|column| called(column) == *other));
        if let Some(column) = found.and_then(|index| columns.get_mut(index)) {
            let title = std::mem::replace(&mut column.name.value, own.to_owned());
            column.title.get_or_insert_with(|| crate::site::page::words(&title));
        }
    }
}

impl<'a> Columns<'a> {
    pub(super) fn of(columns: &'a [DataColumn]) -> Self {
        let place = |name: &str| columns.iter().position(|column| column.settings.name.value == name);
        let meanings = columns.iter().map(meaning).collect();
        Self { columns, name: place("name"), secret: place("secret"), source: place("source"), meanings }
    }

    /// The values that nobody is shown, to be found wherever else rows say them.
    pub(super) fn hidden(&self, rows: &[RawRow]) -> Values {
        let hidden = rows.iter().flat_map(|row| {
            let variable = self.variable(row);
            let cells = row.cells.iter().enumerate();
            cells.flat_map(move |(column, texts)| {
                let hidden = texts.iter().filter(|text| variable.hides(column, &text.value));
                hidden.map(|text| text.value.as_str()).collect::<Vec<_>>()
            })
        });
        Values::of(hidden)
    }

    /// What a row says, as far as it decides what is shown of it.
    pub(super) fn variable<'r>(&'r self, row: &'r RawRow) -> RowSecrecy<'r> {
        let texts = |column: Option<usize>| {
            let cell = column.and_then(|column| row.cells.get(column)).map_or(&[][..], Vec::as_slice);
            cell.iter().map(|text| text.value.as_str())
        };
        let name = texts(self.name).next().unwrap_or_default();
        // Whatever isn't `no` says that it is one, also where it can't be read.
        let says_no = |text: &str| {
            let column = self.secret.map(|index| &self.columns[index]);
            let read = column.and_then(|column| cell::read(text, &column.settings, column.holds));
            read == Some(CellValue::Truth(false))
        };
        let said = texts(self.secret).next().map(|_| !texts(self.secret).all(says_no));
        let by_name = || name.is_empty() || texts(self.name).any(is_secret_name);
        RowSecrecy { columns: self, name, said, secret: said.unwrap_or_else(by_name) }
    }
}

/// What decides about the values of a row of variables.
pub(super) struct RowSecrecy<'r> {
    columns: &'r Columns<'r>,
    name: &'r str,
    /// What is said of whether its value is a secret.
    said: Option<bool>,
    /// Whether its value is a secret: as is said, else by its name.
    secret: bool,
}

impl RowSecrecy<'_> {
    /// Whether nobody may be shown a text in a column: a value of a secret that is no placeholder, one that was generated, where nobody
    /// says that it is none, or a text with something that looks like a secret whatever is said of the variable.
    pub(super) fn hides(&self, column: usize, text: &str) -> bool {
        let is_value = match self.columns.meanings[column] {
            Meaning::Fact => return false,
            Meaning::Words => false,
            Meaning::Value => true,
        };
        let generated = || self.said != Some(false) && !is_public_name(self.name) && is_generated(text);
        (is_value && ((self.secret && !is_placeholder(text)) || generated()))
            || !address_passwords(text).is_empty()
            || !find_secrets(&format!("{}={text}", self.name), None).is_empty()
    }

    /// Whether a column tells what a variable is, and nothing that it holds.
    pub(super) fn is_fact(&self, column: usize) -> bool {
        self.columns.meanings[column] == Meaning::Fact
    }

    /// Whether a column says where the value is to be had.
    pub(super) fn says_where(&self, column: usize) -> bool {
        self.columns.source == Some(column)
    }
}

/// Finds what can't be a variable: rows without a name, names that are none, and those that stand there twice.
pub(super) fn review(dataset: &Dataset, findings: &mut Vec<Diagnostic>) {
    let Some(column) = dataset.column("name") else {
        if !dataset.rows.is_empty() {
            let place = dataset.rows.first().map_or(dataset.place, |row| row.place);
            let message = format!("`{}` holds environment variables, and has no column `name`", dataset.name);
            findings.push(
                Diagnostic::new(Code::DataInvalidValue, place, message)
                    .help("call the column of names `name` or `variable`"),
            );
        }
        return;
    };
    let mut seen: BTreeMap<(&str, Vec<String>), Span> = BTreeMap::new();
    for row in &dataset.rows {
        let Some(cell) = row.cells[column].first() else {
            let message = "a variable has no name";
            findings.push(Diagnostic::new(Code::DataInvalidValue, row.place, message).help("write it into `name`"));
            continue;
        };
        if !is_name(&cell.text) {
            let message = format!("`{}` is no name of an environment variable", cell.text);
            let help = "write letters, digits and `_`, and no digit first: `DB_HOST`";
            findings.push(Diagnostic::new(Code::DataInvalidValue, cell.place, message).help(help));
        }
        match seen.get(&(cell.text.as_str(), charts(dataset, row))) {
            Some(first) => {
                let message = format!("`{}` is there twice", cell.text);
                let twice = Diagnostic::new(Code::DataInvalidValue, cell.place, message);
                let help = "keep one of them, or say in `chart` which of them is whose";
                findings.push(twice.label(*first, "the first one").help(help));
            }
            None => {
                seen.insert((&cell.text, charts(dataset, row)), cell.place);
            }
        }
    }
}

/// The charts that a row is about, by id where they are known; in order.
pub(in crate::site) fn charts(dataset: &Dataset, row: &DataRow) -> Vec<String> {
    debug_assert_eq!(dataset.kind, DatasetKind::Env);
    let Some(column) = dataset.column("chart") else { return Vec::new() };
    let mut charts: Vec<String> = row.cells[column]
        .iter()
        .map(|cell| match cell.target {
            Some(Target::Chart(chart)) => format!("{:08}", chart.0),
            _ => cell.text.clone(),
        })
        .collect();
    charts.sort_unstable();
    charts.dedup();
    charts
}
