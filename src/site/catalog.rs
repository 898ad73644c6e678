//! The catalog: one row for each chart.

use super::Site;
use super::chart::{Chart, ChartIndex, Stated};
use super::page::Page;
use super::table::{Cell, Column, ColumnKind, Direction, Table, Value};
use crate::source::{FileId, Span, Spanned};

/// The columns of the catalog.
const COLUMNS: [Column; 9] = [
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("category", "Category", ColumnKind::Text),
    Column::new("version", "Version", ColumnKind::Version),
    Column::new("published", "Published", ColumnKind::Version),
    Column::new("appVersion", "App version", ColumnKind::Version),
    Column::new("description", "Description", ColumnKind::Text),
    Column::new("guides", "Guides", ColumnKind::Text),
    Column::new("tier", "Tier", ColumnKind::Text),
    Column::new("owner", "Owner", ColumnKind::Text),
];

impl Site {
    /// The catalog as a table, in order of name: columns `chart`, `category`, `version`, `published` (the latest version
    /// of the chart repository), `appVersion`, `description`, `guides`, `tier` and `owner`. A chart leads to its page, a guide to its own.
    #[must_use]
    pub fn catalog(&self) -> Table {
        let mut table = Table::new(COLUMNS.to_vec());
        for (index, chart) in (0_u32..).map(ChartIndex).zip(self.charts.iter()) {
            table.push(self.catalog_row(index, chart));
        }
        table.sort("chart", Direction::Ascending)
    }

    fn catalog_row(&self, index: ChartIndex, chart: &Chart) -> [(&'static str, Cell); 9] {
        let written = |file: FileId, value: &Option<Spanned<String>>| -> Cell {
            let value = value.iter();
            let source = |value: &Spanned<String>| Some(Span { file, range: value.range });
            value.map(|value| Value::new(&*value.value).from(source(value))).collect()
        };
        let stated = |stated: &Option<Stated>| -> Cell {
            let value = |stated: &Stated| Value::new(&*stated.text).from(stated.place);
            stated.iter().map(value).collect()
        };
        let (version, app_version) = match &chart.chart_yaml {
            Some((file, yaml)) => (written(*file, &yaml.version), written(*file, &yaml.app_version)),
            None => (Cell::new(), Cell::new()),
        };
        let published = self.publication.latest(index);
        let category = chart.category.iter().zip(chart.category_title());
        let category = category.map(|(category, text)| Value::new(text).from(category.place));
        let guides = chart.pages.iter().map(|id| self.page(*id)).filter(|page| page.kind.is_chart_guide());
        let guides = guides.map(Page::value);
        [
            ("chart", vec![self.chart_value(index)]),
            ("category", category.collect()),
            ("version", version),
            ("published", published.map(|version| Value::new(&*version.version)).into_iter().collect()),
            ("appVersion", app_version),
            ("description", stated(&chart.description)),
            ("guides", guides.collect()),
            ("tier", stated(&chart.tier)),
            ("owner", stated(&chart.owner)),
        ]
    }
}
