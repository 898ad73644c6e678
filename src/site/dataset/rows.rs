//! Datasets as tables, with what is known of the charts that their rows name.

use std::collections::BTreeMap;

use super::{DataCell, DataColumn, Dataset};
use crate::config::ColumnType;
use crate::parse::dataset::cell::{CellValue, Standing};
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::link::Target;
use crate::site::note::Note;
use crate::site::table::{Cell, Column, ColumnKind, Mark, Measure, Row, Table, Value};

/// What is known of a chart in the columns of a table that names it, by the tables that know it.
const OF_CHARTS: [&str; 10] =
    ["tier", "owner", "category", "version", "appVersion", "rto", "rpo", "effective", "measured", "drill"];

impl Site {
    /// The dataset of that name.
    #[must_use]
    pub fn dataset(&self, name: &str) -> Option<&Dataset> {
        self.dataset_index(name).map(|index| &self.datasets[index])
    }

    /// The place of a dataset among the datasets, and of its table among theirs.
    #[must_use]
    pub fn dataset_index(&self, name: &str) -> Option<usize> {
        self.datasets.binary_search_by(|dataset| dataset.name.as_str().cmp(name)).ok()
    }

    /// The datasets as tables, in order. Where a column names charts, what is known of them stands in further columns that are
    /// shown to who names them: `chart.tier`. Those that aren't wanted are empty.
    #[must_use]
    pub fn dataset_tables(&self, wanted: &dyn Fn(&Dataset) -> bool) -> Vec<Table> {
        let names_charts = self.datasets.iter().any(|dataset| dataset.chart_column().is_some() && wanted(dataset));
        let known = if names_charts { KnownCharts::new(self) } else { KnownCharts::default() };
        let made = |dataset: &Dataset| match wanted(dataset) {
            true => table(dataset, self, &known),
            false => Table::new(Vec::new()),
        };
        self.datasets.iter().map(made).collect()
    }
}

/// What is known of charts.
#[derive(Default)]
struct KnownCharts {
    columns: Vec<Column>,
    cells: BTreeMap<ChartIndex, Vec<Cell>>,
}

impl KnownCharts {
    fn new(site: &Site) -> Self {
        let tables = [site.recovery_matrix(), site.catalog()];
        let mut known = Self::default();
        let mut places = Vec::new();
        for name in OF_CHARTS {
            let table = tables.iter().position(|table| table.column(name).is_some());
            if let Some((index, column)) = table.and_then(|index| Some((index, tables[index].column(name)?))) {
                known.columns.push(column.clone());
                places.push((index, name));
            }
        }
        for (index, table) in tables.iter().enumerate() {
            for row in table.rows() {
                let Some(chart) = chart_of(table, row) else { continue };
                let cells = known.cells.entry(chart).or_insert_with(|| vec![Cell::new(); places.len()]);
                for (cell, (from, name)) in cells.iter_mut().zip(&places) {
                    if *from == index {
                        *cell = table.cell(row, name).to_vec();
                    }
                }
            }
        }
        known
    }
}

/// The chart that a row of docsgen's own tables is about.
fn chart_of(table: &Table, row: &Row) -> Option<ChartIndex> {
    match table.cell(row, "chart").first()?.target {
        Some(Target::Chart(chart)) => Some(chart),
        _ => None,
    }
}

fn table(dataset: &Dataset, site: &Site, known: &KnownCharts) -> Table {
    let mut columns: Vec<Column> = dataset.columns.iter().map(column).collect();
    let chart = dataset.chart_column();
    if let Some(chart) = chart {
        let name = &dataset.columns[chart].settings.name.value;
        let of_chart = |column: &Column| column.renamed(format!("{name}.{}", column.name())).on_request();
        columns.extend(known.columns.iter().map(of_chart));
    }
    let mut table = Table::new(columns);
    for row in &dataset.rows {
        let cells = row.cells.iter().zip(&dataset.columns);
        let mut cells: Vec<Cell> =
            cells.map(|(cell, column)| cell.iter().map(|cell| value(cell, column, site)).collect()).collect();
        if let Some(chart) = chart {
            let named = row.cells[chart].iter().find_map(|cell| match cell.target {
                Some(Target::Chart(chart)) => Some(chart),
                _ => None,
            });
            let of_chart = named.and_then(|chart| known.cells.get(&chart).cloned());
            cells.extend(of_chart.unwrap_or_else(|| vec![Cell::new(); known.columns.len()]));
        }
        table.push_cells(cells);
    }
    table
}

fn column(column: &DataColumn) -> Column {
    let settings = &column.settings;
    let name = settings.name.value.clone();
    let title = settings.title.clone().unwrap_or_else(|| crate::site::page::words(&name));
    let title = match &settings.unit {
        Some(unit) if settings.title.is_none() => format!("{title} ({unit})"),
        _ => title,
    };
    let (kind, measure) = match column.holds {
        ColumnType::Text | ColumnType::Chart | ColumnType::Link => (ColumnKind::Text, None),
        ColumnType::Version => (ColumnKind::Version, None),
        ColumnType::Number | ColumnType::Percent | ColumnType::Limit | ColumnType::Target => {
            (ColumnKind::Keyed, Some(Measure::Number))
        }
        ColumnType::Duration => (ColumnKind::Keyed, Some(Measure::Duration)),
        ColumnType::Date => (ColumnKind::Keyed, Some(Measure::Date)),
        ColumnType::Status | ColumnType::Truth => (ColumnKind::Keyed, None),
    };
    Column::named(name, title, kind).measured(measure)
}

fn value(cell: &DataCell, column: &DataColumn, site: &Site) -> Value {
    let mut value = Value::new(&*cell.text).from(cell.place);
    value.target.clone_from(&cell.target);
    if let Some(Target::Chart(chart)) = cell.target {
        value.text.clone_from(&site.chart(chart).title);
        value = value.called(&*site.chart(chart).id);
    }
    match &cell.value {
        Some(CellValue::Text) => value,
        Some(CellValue::Number(number) | CellValue::Percent(number)) => {
            Value { number: Some(*number), ..value.keyed(Measure::number(*number)) }
        }
        Some(CellValue::Limit(limit)) => {
            Value { number: Some(limit.value), ..value.keyed(Measure::number(limit.value)) }
        }
        Some(CellValue::Duration(bound)) => Value { time: bound.upper(), ..value.keyed(bound.order()) },
        Some(CellValue::Date(date)) => value.keyed(Measure::date(*date)),
        Some(CellValue::Truth(truth)) => value.keyed(u64::from(!*truth)),
        Some(CellValue::Status(standing)) => {
            let (mark, key) = match standing {
                Standing::Good => (Mark::Good, 0),
                Standing::Attention => (Mark::Attention, 1),
                Standing::Bad => (Mark::Bad, 2),
            };
            value.keyed(key).seen(mark)
        }
        None if column.settings.column_type.is_some() => {
            value.marked(Mark::Attention, Note::from("can't be read as what its column holds"))
        }
        None => value,
    }
}
