//! A table as JSON, with the place of each value.

use jiff::civil::Date;
use serde::Serialize;

use super::Places;
use crate::site::series::Series;
use crate::site::table::{ColumnKind, Value, View};
use crate::source::Span;

/// Version of the object. Fields are added, never renamed or removed, as long as it stays.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    matrix: &'a str,
    columns: Vec<Column<'a>>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    title: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    attention: bool,
    cells: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Entry<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<SeriesEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<OtherEntry<'a>>,
}

/// Figures over time, the oldest first.
#[derive(Serialize)]
struct SeriesEntry<'a> {
    unit: &'a str,
    points: Vec<PointEntry>,
}

#[derive(Serialize)]
struct PointEntry {
    date: Option<String>,
    number: f64,
}

#[derive(Serialize)]
struct OtherEntry<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
}

/// Writes a table as one object: its columns, and its rows with the cells by the name of their column. A cell is a list of
/// values; without any, nothing is known.
#[must_use]
pub fn json(name: &str, view: &View, places: &Places<'_>) -> String {
    let columns =
        view.columns().map(|column| Column { name: column.name(), title: column.title(), kind: kind(column.kind) });
    let columns = columns.collect();
    let groups = view.groups();
    let rows = groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group.title.clone(), *row)));
    let rows = rows.map(|(group, row)| {
        let cells = view.columns().zip(view.cells(row)).map(|(column, cell)| {
            let cell: Vec<Entry<'_>> = cell.iter().map(|value| entry(value, places)).collect();
            (column.name().to_owned(), serde_json::json!(cell))
        });
        let cells = cells.collect();
        Row { group, attention: view.needs_attention(row), cells }
    });
    let document = Document { version: VERSION, matrix: name, columns, rows: rows.collect() };
    let mut text = serde_json::to_string_pretty(&document).expect("texts and numbers are plain JSON");
    text.push('\n');
    text
}

const fn kind(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Version => "version",
        ColumnKind::Keyed => "keyed",
    }
}

fn entry<'a>(value: &'a Value, places: &Places<'a>) -> Entry<'a> {
    Entry {
        text: &value.text,
        id: value.id.as_deref(),
        seconds: value.time.map(|time| time.as_secs()),
        number: value.number,
        series: value.series.as_ref().map(series),
        mark: value.mark.map(crate::site::table::Mark::name),
        note: value.note(),
        source: value.source.map(|span| place(span, places)),
        others: value
            .others
            .iter()
            .map(|other| OtherEntry { text: &other.text, place: place(other.place, places) })
            .collect(),
    }
}

fn series(series: &Series) -> SeriesEntry<'_> {
    let point =
        |(date, number): &(Option<Date>, f64)| PointEntry { date: date.map(|date| date.to_string()), number: *number };
    SeriesEntry { unit: &series.unit, points: series.points.iter().map(point).collect() }
}

fn place<'a>(span: Span, places: &Places<'a>) -> Place<'a> {
    let source = places.sources.get(span.file);
    let at = source.position(span.range.start);
    Place { path: source.path().as_str(), line: at.line, column: at.column }
}
