//! Versions in tables: columns beside a column of charts, and rows such as `| Chart Version | 0.3.0 |`.
//!
//! A table whose rows are versions of one chart (`| Chart Version | Kubernetes |`) tells its history, and states nothing.

use super::{Named, VersionForm, VersionOf, VersionStatement, Versions, leading_version, named, place_of};
use crate::parse::document::{Cell, Document, Table};

pub(super) fn read_tables(document: &Document, text: &str, versions: &mut Versions) {
    for (table, group) in document.tables.iter().zip(0_u32..) {
        let mut push = |of, chart: Option<&str>, cell: &Cell| {
            let Some(version) = leading_version(document.plain(cell.text)) else { return };
            versions.statements.push(VersionStatement {
                of,
                form: VersionForm::Cell,
                range: place_of(&version.value, cell.range, text),
                version: version.value.into(),
                repeated: None,
                chart: chart.map(Into::into),
                origin: None,
                group,
                section: table.section,
            });
        };
        if let Some(columns) = Columns::of(document, table) {
            for row in &table.rows {
                let Some(chart) = row.get(columns.chart).map(|cell| document.plain(cell.text).trim()) else { continue };
                for (column, of) in &columns.versions {
                    if let Some(cell) = row.get(*column) {
                        push(*of, Some(chart), cell);
                    }
                }
            }
        } else if table.header.len() == 2 {
            for row in &table.rows {
                let [name, value] = row.as_slice() else { continue };
                if let Some(Named { of, chart }) = named(document.plain(name.text)) {
                    push(of, chart, value);
                }
            }
        }
    }
}

/// The columns of a table of charts that matter.
struct Columns {
    chart: usize,
    versions: Vec<(usize, VersionOf)>,
}

impl Columns {
    fn of(document: &Document, table: &Table) -> Option<Self> {
        let headers: Vec<String> =
            table.header.iter().map(|cell| document.plain(cell.text).trim().to_lowercase()).collect();
        let chart = headers.iter().position(|header| {
            matches!(&**header, "chart" | "charts" | "chart name" | "helm chart" | "차트" | "チャート" | "图表")
        })?;
        let mut versions: Vec<(usize, VersionOf)> = headers
            .iter()
            .enumerate()
            .filter_map(|(column, header)| {
                let of = match &**header {
                    "chart version" | "helm chart version" => VersionOf::Chart,
                    "app version" | "appversion" | "application version" => VersionOf::App,
                    "version" | "버전" => VersionOf::Either,
                    _ => return None,
                };
                Some((column, of))
            })
            .collect();
        if versions.iter().any(|(_, of)| *of == VersionOf::App) {
            // Beside a column of the application's, the other is the chart's.
            for (_, of) in &mut versions {
                if *of == VersionOf::Either {
                    *of = VersionOf::Chart;
                }
            }
        }
        (!versions.is_empty()).then_some(Self { chart, versions })
    }
}
