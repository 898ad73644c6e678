//! What a team's own data is: the kind of a dataset and what its columns hold, as `[data.<name>]` or a file of data says.

use serde::{Deserialize, Serialize};

use super::read::{not_one_of, path_in};
use crate::node::{Node, Reader, Sink, Value};
use crate::source::{RepoPath, Spanned};

/// What the rows of a dataset are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DatasetKind {
    /// Whatever its columns say.
    #[default]
    Table,
    /// When something is normal, and from where on somebody must look: one row for each thing that is measured.
    Threshold,
    /// Environment variables: one row for each.
    Env,
    /// What is expected of something that is measured: one row for each metric of a chart.
    Baseline,
    /// What was measured, and when: one row for each figure.
    Measurement,
}

impl DatasetKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Table, Self::Threshold, Self::Env, Self::Baseline, Self::Measurement];

    /// The name it is written with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Threshold => "threshold",
            Self::Env => "env",
            Self::Baseline => "baseline",
            Self::Measurement => "measurement",
        }
    }

    /// What it is, for the manual and editors.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Table => "whatever its columns say",
            Self::Threshold => "when something is normal, and from where on somebody must look",
            Self::Env => "environment variables",
            Self::Baseline => "what is expected of something that is measured",
            Self::Measurement => "what was measured, and when",
        }
    }

    /// What a column of that name holds in data of this kind, where nobody says otherwise.
    #[must_use]
    pub fn column_type(self, name: &str) -> Option<ColumnType> {
        match (self, name) {
            (Self::Threshold, "chart") => Some(ColumnType::Chart),
            (Self::Threshold, "warning" | "critical") => Some(ColumnType::Limit),
            (Self::Threshold, "metric" | "query" | "alert" | "normal" | "for") => Some(ColumnType::Text),
            (Self::Env, "chart") => Some(ColumnType::Chart),
            (Self::Env, "required" | "secret") => Some(ColumnType::Truth),
            (Self::Env, "name" | "category" | "default" | "example" | "source" | "description") => {
                Some(ColumnType::Text)
            }
            (Self::Baseline | Self::Measurement, "chart") => Some(ColumnType::Chart),
            (Self::Baseline | Self::Measurement, "measured") => Some(ColumnType::Number),
            (Self::Baseline | Self::Measurement, "date") => Some(ColumnType::Date),
            (Self::Baseline | Self::Measurement, "metric" | "unit") => Some(ColumnType::Text),
            (Self::Baseline, "baseline") => Some(ColumnType::Number),
            (Self::Baseline, "target") => Some(ColumnType::Target),
            (Self::Baseline, "status") => Some(ColumnType::Status),
            (Self::Baseline, "tolerance") => Some(ColumnType::Percent),
            (Self::Baseline, "better") => Some(ColumnType::Text),
            (Self::Measurement, "tool" | "run") => Some(ColumnType::Text),
            _ => None,
        }
    }

    /// The columns that data of this kind has, as far as a slip in their names would make it say nothing.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Threshold => &["chart", "metric", "query", "alert", "normal", "warning", "critical", "for"],
            Self::Env => {
                &["name", "category", "chart", "description", "required", "default", "example", "secret", "source"]
            }
            Self::Baseline => {
                &["chart", "metric", "unit", "better", "baseline", "target", "measured", "date", "status", "tolerance"]
            }
            Self::Measurement => &["chart", "metric", "measured", "unit", "date", "tool", "run"],
            Self::Table => &[],
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ColumnType {
    /// Words.
    Text,
    /// A number, with or without a unit: `12.5`, `120,000 ops/s`.
    Number,
    /// A share: `99.95 %`.
    Percent,
    /// From where on something is too much or too little: `> 80%`, `< 3`.
    Limit,
    /// What a number is to be, or what it is to be below or above: `700 TPS`, `< 10 ms`, `>= 99.9%`.
    Target,
    /// A length of time, in the words that objectives are written in: `< 15 min`.
    Duration,
    /// A version: `1.10.0`.
    Version,
    /// A day: `2026-10-01`.
    Date,
    /// How something stands: `passed`, `blocked`.
    Status,
    /// The id of a chart.
    Chart,
    /// A path of the repository, an address on the web, or either as a Markdown link.
    Link,
    /// `yes` or `no`.
    Truth,
}

impl ColumnType {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Number,
        Self::Percent,
        Self::Limit,
        Self::Target,
        Self::Duration,
        Self::Version,
        Self::Date,
        Self::Status,
        Self::Chart,
        Self::Link,
        Self::Truth,
    ];

    /// The name it is written with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Limit => "limit",
            Self::Target => "target",
            Self::Duration => "duration",
            Self::Version => "version",
            Self::Date => "date",
            Self::Status => "status",
            Self::Chart => "chart",
            Self::Link => "link",
            Self::Truth => "truth",
        }
    }

    /// What it is, for the manual and editors.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Text => "words",
            Self::Number => "a number, with or without a unit",
            Self::Percent => "a share: `99.95%`",
            Self::Limit => "from where on something is too much or too little: `> 80%`",
            Self::Target => "a number, with or without a sign of what it is to be: `< 10 ms`",
            Self::Duration => "a length of time: `< 15 min`",
            Self::Version => "a version: `1.10.0`",
            Self::Date => "a day: `2026-10-01`",
            Self::Status => "how something stands: `passed`",
            Self::Chart => "the id of a chart",
            Self::Link => "a path or an address",
            Self::Truth => "`yes` or `no`",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What is said of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnSettings {
    /// The name it is asked for by.
    pub name: Spanned<String>,
    /// `title`: the name for readers.
    pub title: Option<String>,
    /// `type`; found out from the cells where nobody says.
    pub column_type: Option<ColumnType>,
    /// `unit` of its numbers, where the cells have none.
    pub unit: Option<String>,
    /// `good`, `attention`, `bad`: what the words of a status mean, in this order.
    pub words: [Vec<String>; 3],
}

/// `[data.<name>]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatasetSettings {
    /// The name it is asked for by.
    pub name: Spanned<String>,
    /// `file`, from the repository's root; a file of that name in `data/` where nobody says.
    pub file: Option<Spanned<RepoPath>>,
    /// What is said of it.
    pub head: DatasetHead,
}

/// What is said of a dataset as a whole, in its file or in book.toml.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DatasetHead {
    /// `title`: the name for readers.
    pub title: Option<String>,
    /// `description`: one sentence.
    pub description: Option<String>,
    /// `kind`.
    pub kind: Option<DatasetKind>,
    /// `columns`, in order.
    pub columns: Vec<ColumnSettings>,
}

impl DatasetHead {
    /// Reads it from a table of keys.
    pub fn read(table: &mut Reader<'_>, sink: &mut Sink) -> Self {
        let text = |written: Option<Spanned<String>>| written.map(|written| written.value);
        let title = text(table.text("title", sink));
        let description = text(table.text("description", sink));
        let kind = table.text("kind", sink).and_then(|written| {
            let kind = DatasetKind::from_name(&written.value);
            if kind.is_none() {
                not_one_of(&written.value, written.range, &DatasetKind::ALL.map(DatasetKind::name), sink);
            }
            kind
        });
        let columns = table.table("columns", sink).map(|columns| read_columns(columns, sink)).unwrap_or_default();
        Self { title, description, kind, columns }
    }

    /// What this says, and where it says nothing, what `other` says. Columns are those of both.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        self.title = self.title.or_else(|| other.title.clone());
        self.description = self.description.or_else(|| other.description.clone());
        self.kind = self.kind.or(other.kind);
        for column in &other.columns {
            match self.columns.iter_mut().find(|known| known.name.value == column.name.value) {
                Some(known) => known.fill(column),
                None => self.columns.push(column.clone()),
            }
        }
        self
    }
}

impl ColumnSettings {
    /// A column of which nothing but the name is known.
    #[must_use]
    pub fn named(name: Spanned<String>) -> Self {
        Self { name, ..Self::default() }
    }

    fn fill(&mut self, other: &Self) {
        self.title = self.title.take().or_else(|| other.title.clone());
        self.column_type = self.column_type.or(other.column_type);
        self.unit = self.unit.take().or_else(|| other.unit.clone());
        for (words, more) in self.words.iter_mut().zip(&other.words) {
            words.extend(more.iter().cloned());
        }
    }
}

/// Reads `[data]`.
pub(super) fn read(mut table: Reader<'_>, project: &RepoPath, sink: &mut Sink) -> Vec<DatasetSettings> {
    let path = table.name("");
    let source = table.source();
    let entry = |(name, node): (&Spanned<Box<str>>, &Node)| {
        let mut entry = Reader::new(node, source, format!("{path}{}", name.value), sink);
        let file = entry.text("file", sink).and_then(|file| path_in(project, &file, sink));
        let head = DatasetHead::read(&mut entry, sink);
        entry.finish(sink);
        DatasetSettings { name: Spanned::new(name.value.to_string(), name.range), file, head }
    };
    table.rest().map(entry).collect()
}

/// Reads `columns`: for each name its type, or a table with its type and more.
fn read_columns(mut table: Reader<'_>, sink: &mut Sink) -> Vec<ColumnSettings> {
    let path = table.name("");
    let source = table.source();
    let mut columns = Vec::new();
    for (name, node) in table.rest() {
        let mut column = ColumnSettings::named(Spanned::new(name.value.to_string(), name.range));
        match &node.value {
            Value::Null => {}
            Value::Text(text) => column.column_type = column_type(&Spanned::new(text.to_string(), node.range), sink),
            _ => {
                let mut entry = Reader::new(node, source, format!("{path}{}", name.value), sink);
                column.column_type = entry.text("type", sink).and_then(|written| column_type(&written, sink));
                column.title = entry.text("title", sink).map(|title| title.value);
                column.unit = entry.text("unit", sink).map(|unit| unit.value);
                for (words, key) in column.words.iter_mut().zip(["good", "attention", "bad"]) {
                    *words = entry.texts(key, sink).unwrap_or_default().into_iter().map(|word| word.value).collect();
                }
                entry.finish(sink);
            }
        }
        columns.push(column);
    }
    columns
}

/// Reads the type of a column.
pub fn column_type(written: &Spanned<String>, sink: &mut Sink) -> Option<ColumnType> {
    let known = ColumnType::from_name(&written.value);
    if known.is_none() {
        not_one_of(&written.value, written.range, &ColumnType::ALL.map(ColumnType::name), sink);
    }
    known
}
