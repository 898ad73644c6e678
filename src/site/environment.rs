//! Environment variables: what teams' data says of each, and the pages whose code uses it.

use std::collections::BTreeMap;

use super::Site;
use super::dataset::{DataCell, DataRow, Dataset, env};
use super::link::Target;
use super::page::Page;
use super::table::{Cell, Column, ColumnKind, Other, Table, Value};
use crate::config::DatasetKind;
use crate::parse::command::variable::NamedVariable;
use crate::parse::dataset::cell::CellValue;
use crate::parse::secret::is_secret_name;
use crate::source::Span;

/// How many pages a cell names.
const NAMED: usize = 5;

/// The columns of the matrix of environment variables.
const COLUMNS: [Column; 10] = [
    Column::new("name", "Name", ColumnKind::Text),
    Column::new("category", "Category", ColumnKind::Text),
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("description", "Description", ColumnKind::Text),
    Column::new("required", "Required", ColumnKind::Keyed),
    Column::new("default", "Default", ColumnKind::Text),
    Column::new("example", "Example", ColumnKind::Text),
    Column::new("secret", "Secret", ColumnKind::Keyed),
    Column::new("source", "Where to get it", ColumnKind::Text),
    Column::new("used", "Used by", ColumnKind::Text),
];

/// The columns of which two datasets can't say different things without one of them being wrong.
const FACTS: [&str; 3] = ["required", "default", "secret"];

impl Site {
    /// The datasets of environment variables, in order of name.
    pub fn environments(&self) -> impl Iterator<Item = &Dataset> {
        self.datasets.iter().filter(|dataset| dataset.kind == DatasetKind::Env)
    }

    /// The names of all variables that data tells of, each with the place of its name; in order of dataset and row.
    pub fn documented_variables(&self) -> impl Iterator<Item = (&str, Span)> {
        self.environments().flat_map(|dataset| {
            let name = |row| Some(cell(dataset, row, "name")?).map(|cell| (cell.text.as_str(), cell.place));
            dataset.rows.iter().filter_map(name)
        })
    }

    /// The pages that tell of the present and whose code names each variable, in order, each with the place.
    #[must_use]
    pub fn variable_uses(&self) -> BTreeMap<&str, Vec<(&Page, &NamedVariable)>> {
        let mut uses: BTreeMap<&str, Vec<(&Page, &NamedVariable)>> = BTreeMap::new();
        for page in self.pages.iter().filter(|page| !page.historical) {
            for variable in &page.document.commands.variables {
                uses.entry(&variable.name.value).or_default().push((page, variable));
            }
        }
        uses
    }

    /// One row for each variable of each chart that data tells of, in the order written: columns `name`, `category`, `chart`,
    /// `description`, `required`, `default`, `example`, `secret`, `source` and `used`. Where several datasets tell of one, the first
    /// by name counts, and what others say else of a fact stands beside it.
    #[must_use]
    pub fn environment_matrix(&self) -> Table {
        let mut table = Table::new(COLUMNS.to_vec());
        let uses = self.variable_uses();
        let mut places: BTreeMap<(&str, Vec<String>), usize> = BTreeMap::new();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for dataset in self.environments() {
            for row in &dataset.rows {
                let Some(name) = cell(dataset, row, "name") else { continue };
                let place = *places.entry((&name.text, env::charts(dataset, row))).or_insert_with(|| {
                    rows.push(vec![Cell::new(); COLUMNS.len()]);
                    rows.len() - 1
                });
                for (known, column) in rows[place].iter_mut().zip(&COLUMNS) {
                    let said = match column.name() {
                        "used" => uses.get(&*name.text).map(|uses| used(uses)).unwrap_or_default(),
                        "secret" => secret(dataset, row, name),
                        column => self.said(dataset, row, column),
                    };
                    join(known, said, column.name());
                }
            }
        }
        for cells in rows {
            table.push_cells(cells);
        }
        table
    }

    /// What a row says in a column.
    fn said(&self, dataset: &Dataset, row: &DataRow, column: &str) -> Cell {
        let Some(index) = dataset.column(column) else { return Cell::new() };
        let value = |cell: &DataCell| {
            let mut value = Value::new(&*cell.text).from(cell.place);
            value.target.clone_from(&cell.target);
            match (&cell.value, &cell.target) {
                (Some(CellValue::Truth(truth)), _) => {
                    value.text = yes_or_no(*truth).to_owned();
                    value.keyed(u64::from(!*truth))
                }
                (_, Some(Target::Chart(chart))) => {
                    value.text.clone_from(&self.chart(*chart).title);
                    value.called(&*self.chart(*chart).id)
                }
                _ => value,
            }
        };
        row.cells[index].iter().map(value).collect()
    }
}

/// What a row says first in a column.
fn cell<'d>(dataset: &Dataset, row: &'d DataRow, column: &str) -> Option<&'d DataCell> {
    row.cells.get(dataset.column(column)?)?.first()
}

const fn yes_or_no(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

/// Whether a variable is a secret: as is said, else by its name where that says so.
fn secret(dataset: &Dataset, row: &DataRow, name: &DataCell) -> Cell {
    match cell(dataset, row, "secret").map(|cell| (cell, &cell.value)) {
        Some((cell, Some(CellValue::Truth(secret)))) => {
            vec![Value::new(yes_or_no(*secret)).from(cell.place).keyed(u64::from(!*secret))]
        }
        // What can't be read isn't `no`.
        Some((cell, _)) => vec![Value::new(yes_or_no(true)).from(cell.place).keyed(0)],
        None if is_secret_name(&name.text) => vec![Value::new(yes_or_no(true)).from(name.place).keyed(0)],
        None => Cell::new(),
    }
}

/// Adds what another dataset says of the same variable.
fn join(known: &mut Cell, said: Cell, column: &str) {
    match known.first_mut() {
        None => *known = said,
        Some(first) if FACTS.contains(&column) => {
            let others = said.into_iter().take(1).filter(|other| other.text != first.text);
            first.others.extend(others.filter_map(|other| Some(Other { text: other.text, place: other.source? })));
        }
        Some(_) => {}
    }
}

/// The pages whose code names a variable, each by the section where it does.
fn used(uses: &[(&Page, &NamedVariable)]) -> Cell {
    let value = |(page, variable): &(&Page, &NamedVariable)| {
        let range = variable.name.range;
        let after = page.document.headings.partition_point(|heading| heading.range.start <= range.start);
        let heading = after.checked_sub(1).map(|index| page.document.headings[index].id.to_string());
        // The title's own section is the page.
        let anchor = heading.filter(|_| after > 1);
        Value::new(&*page.title).from(Span { file: page.file, range }).to(Target::Page { page: page.id, anchor })
    };
    let mut cell: Cell = uses.iter().take(NAMED).map(value).collect();
    let others = uses.len().saturating_sub(NAMED);
    cell.extend((others > 0).then(|| Value::new(format!("+{others}"))));
    cell
}
