//! Measurements as rows of comma-separated values (RFC 4180), which docsgen reads again: what a spreadsheet would take for a formula is
//! no part of them.

use jiff::civil::Date;

use super::table::write_quoted;
use crate::parse::benchmark::{Measured, Tool};

/// The columns of a file of measurements that docsgen begins.
pub const MEASUREMENT_COLUMNS: [&str; 6] = ["chart", "metric", "measured", "unit", "date", "tool"];

/// What was measured of a chart in one run.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The chart.
    pub chart: &'a str,
    /// What stands before the name of each metric; may be empty.
    pub prefix: &'a str,
    /// The day.
    pub date: Date,
    /// The tool.
    pub tool: Tool,
    /// Its figures.
    pub measured: &'a [Measured],
}

impl Run<'_> {
    /// The rows of the run, with a cell for each of these columns; those that docsgen doesn't know are empty.
    #[must_use]
    pub fn rows(self, columns: &[&str]) -> Vec<Vec<String>> {
        let Run { chart, prefix, date, tool, measured } = self;
        let row = |one: &Measured| {
            let cell = |column: &&str| match *column {
                "chart" => chart.to_owned(),
                "metric" if prefix.is_empty() => one.metric.clone(),
                "metric" => format!("{prefix} {}", one.metric),
                "measured" => one.value.clone(),
                "unit" => one.unit.to_owned(),
                "date" => date.to_string(),
                "tool" => tool.name().to_owned(),
                _ => String::new(),
            };
            columns.iter().map(cell).collect()
        };
        measured.iter().map(row).collect()
    }
}

/// Writes rows as lines.
#[must_use]
pub fn csv_lines(rows: impl IntoIterator<Item = Vec<String>>, line_end: &str) -> String {
    let mut text = String::new();
    for row in rows {
        for (index, field) in row.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            write_quoted(&mut text, "", field);
        }
        text.push_str(line_end);
    }
    text
}
