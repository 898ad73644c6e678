//! Statements in tables.

use std::ops::Range;

use super::header::{Role, role};
use super::key::{Key, keys, may_hold_key};
use super::line::read_line;
use super::phrase::{at_commas, at_slashes, is_definition, starts_bound};
use super::scan::{Draft, Scan};
use super::words::{is_generic, is_measured, trim, without_generic_ends, words};
use super::{Field, Form};
use crate::parse::bound::Unit;
use crate::parse::document::{Cell, Table};

/// Reads all tables.
pub(super) fn read_tables(scan: &mut Scan<'_>) {
    let document = scan.document;
    let mut block = 0;
    let mut previous_end = 0;
    for table in &document.tables {
        // The label of a table is the paragraph right above it.
        while document.blocks.get(block).is_some_and(|above| above.range.end <= table.range.start) {
            block += 1;
        }
        let label = block
            .checked_sub(1)
            .map(|index| &document.blocks[index])
            .filter(|above| above.section == table.section && above.range.start >= previous_end)
            .map(|above| super::block::label_of(scan, above));
        previous_end = table.range.end;
        if !may_hold_key(table_text(scan, table)) || scan.is_generated(table.range) || scan.is_report(table.section) {
            continue;
        }
        let mut reader = Reader { scan, table, label, columns: Vec::new(), case: None, name: None };
        reader.columns = table.header.iter().map(|cell| role(reader.text(cell))).collect();
        reader.read();
    }
}

/// The plain text of a table's cells.
fn table_text<'a>(scan: &Scan<'a>, table: &Table) -> &'a str {
    let cells = || table.header.iter().chain(table.rows.iter().flatten());
    let start = cells().next().map_or(0, |cell| cell.text.0.start);
    let end = cells().last().map_or(0, |cell| cell.text.0.end);
    scan.text(&(start as usize..end as usize))
}

struct Reader<'s, 'a> {
    scan: &'s mut Scan<'a>,
    table: &'s Table,
    /// The text above the table that names it.
    label: Option<Range<usize>>,
    columns: Vec<Role>,
    /// Column of what a row holds for.
    case: Option<usize>,
    /// Column of names.
    name: Option<usize>,
}

impl<'a> Reader<'_, 'a> {
    fn text(&self, cell: &Cell) -> &'a str {
        self.scan.text(&cell.text.0.as_range())
    }

    fn position(&self, of: impl Fn(Role) -> bool) -> Option<usize> {
        self.columns.iter().position(|role| of(*role))
    }

    fn read(&mut self) {
        let has = |role| self.columns.contains(&role);
        // A log of drills or backups.
        if has(Role::Date) && (has(Role::Outcome) || has(Role::Measured)) {
            return;
        }
        let objectives = self.columns.iter().any(|role| matches!(role, Role::Objective(..)));
        self.name = self.position(|role| role == Role::Name);
        self.case = self.case_column();
        if objectives {
            self.read_columns();
        } else {
            self.read_rows();
        }
    }

    /// The column that says what a row holds for: one called so, else the first that is no figure; none where rows have names.
    fn case_column(&self) -> Option<usize> {
        let called = self.table.header.iter().position(|cell| {
            words(self.text(cell)).any(|(_, word)| matches!(word.to_lowercase().as_str(), "scenario" | "scenarios"))
        });
        let able = |role: &Role| {
            !matches!(role, Role::Objective(..) | Role::Measured | Role::Number | Role::Date | Role::Name)
        };
        let first = self.columns.iter().position(able);
        called.or_else(|| if self.name.is_none() { first } else { self.position(|role| role == Role::Case) })
    }

    /// A table with columns called RTO or RPO.
    fn read_columns(&mut self) {
        let (mut case, mut name) = (None, None);
        for row in &self.table.rows {
            // An empty cell means the one above.
            let cell =
                |column: Option<usize>| column.and_then(|column| row.get(column)).map(|cell| cell.text.0.as_range());
            if let Some(found) = cell(self.case).filter(|range| !range.is_empty()) {
                case = Some(found);
            }
            if let Some(found) = cell(self.name).filter(|range| !range.is_empty()) {
                name = Some(found);
            }
            let group = self.scan.new_group();
            for (column, cell) in row.iter().enumerate() {
                let Some(Role::Objective(field, second, unit)) = self.columns.get(column).copied() else {
                    if Some(column) != self.case && Some(column) != self.name {
                        self.read_aside(row, cell, case.as_ref(), name.as_ref(), group);
                    }
                    continue;
                };
                let value = cell.text.0.as_range();
                for (field, value, scenario) in self.split(field, second, value) {
                    let scenario = scenario.or_else(|| case.clone());
                    self.add(row, field, Form::TableColumn, value, unit, scenario, name.clone(), group);
                }
            }
        }
    }

    /// The values of a cell, and what a part of it holds for.
    fn split(
        &self,
        field: Field,
        second: Option<Field>,
        value: Range<usize>,
    ) -> Vec<(Field, Range<usize>, Option<Range<usize>>)> {
        let text = &*self.scan.document.text;
        let Some(second) = second else { return vec![(field, value, None)] };
        let groups: Vec<_> = at_commas(text, value)
            .into_iter()
            .map(|group| at_slashes(text, group))
            .filter(|parts| parts.len() == 2)
            .collect();
        let several = groups.len() > 1;
        groups
            .into_iter()
            .flat_map(|parts| {
                let written = &text[parts[1].clone()];
                let (mut right, mut case) = (parts[1].clone(), None);
                if several
                    && let Some(open) = written.find('(')
                    && written.ends_with(')')
                {
                    case = Some(right.start + open + 1..right.end - 1);
                    right = trim(text, right.start..right.start + open);
                }
                [(field, parts[0].clone(), case.clone()), (second, right, case)]
            })
            .collect()
    }

    /// A cell of another column that gives a figure with its key: `Low (1 hour RPO)`.
    fn read_aside(
        &mut self,
        row: &[Cell],
        cell: &Cell,
        case: Option<&Range<usize>>,
        name: Option<&Range<usize>>,
        group: u32,
    ) {
        let text = self.text(cell);
        if !may_hold_key(text) {
            return;
        }
        let start = cell.text.0.start as usize;
        for found in read_line(text, None) {
            let value = start + found.value.start..start + found.value.end;
            self.add(row, found.field, Form::TableColumn, value, found.unit, case.cloned(), name.cloned(), group);
        }
    }

    /// A table whose rows are called RTO or RPO, or none at all.
    fn read_rows(&mut self) {
        let mut group = None;
        for row in &self.table.rows {
            let Some(first) = row.first() else { continue };
            let text = self.text(first);
            let found = if may_hold_key(text) { keys(text, true) } else { Vec::new() };
            if let [key] = found[..]
                && !is_measured(text)
                && text.len() < 120
            {
                let group = match group {
                    Some(group) => group,
                    None => {
                        // One for each column, as each may be about an environment of its own.
                        let first = self.scan.new_group();
                        for _ in &self.columns {
                            self.scan.new_group();
                        }
                        *group.insert(first)
                    }
                };
                self.read_row(row, key, group);
                continue;
            }
            let case = self.case.and_then(|column| row.get(column)).map(|cell| cell.text.0.as_range());
            let name = self.name.and_then(|column| row.get(column)).map(|cell| cell.text.0.as_range());
            for (column, cell) in row.iter().enumerate() {
                if Some(column) != self.case && Some(column) != self.name && may_hold_key(self.text(cell)) {
                    let group = self.scan.new_group();
                    self.read_aside(row, cell, case.as_ref(), name.as_ref(), group);
                }
            }
        }
    }

    fn read_row(&mut self, row: &[Cell], key: Key, group: u32) {
        let plain = &*self.scan.document.text;
        let first = row[0].text.0.as_range();
        let text = &plain[first.clone()];
        let unit = Unit::of_header(text);
        // `Full Cluster RTO` and `RTO (Full Cluster)`.
        let before = without_generic_ends(plain, first.start..first.start + key.start);
        let after = without_generic_ends(plain, first.start + key.end..first.end);
        let clean = trim_brackets(plain, after);
        let row_case = if !before.is_empty() {
            Some(before)
        } else if !clean.is_empty()
            && clean.start > first.start
            && !is_generic(&plain[clean.clone()])
            && names_case(text, key)
        {
            Some(clean)
        } else {
            None
        };
        let targets: Vec<_> = match self.position(|role| role == Role::Target) {
            Some(column) if column > 0 => vec![(column, false)],
            _ => {
                let columns: Vec<_> = (1..self.columns.len())
                    .filter(|column| {
                        matches!(self.columns[*column], Role::Other | Role::Case | Role::Name | Role::Method)
                    })
                    .collect();
                let several = columns.len() > 1;
                columns.into_iter().map(|column| (column, several)).collect()
            }
        };
        for (column, transposed) in targets {
            let Some(cell) = row.get(column) else { break };
            let written = self.text(cell);
            if is_definition(written) || (transposed && !starts_bound(written)) {
                continue;
            }
            let header = self.table.header[column].text.0.as_range();
            let scenario = match (transposed, &row_case) {
                (true, None) => Some(header),
                (_, case) => case.clone(),
            };
            for (field, value, case) in self.split(key.field, key.second, cell.text.0.as_range()) {
                let scenario = case.or_else(|| scenario.clone());
                let group = if transposed { group + u32::try_from(column).unwrap_or(0) } else { group };
                self.add(row, field, Form::TableRow, value, unit, scenario, None, group);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a row says, taken apart")]
    fn add(
        &mut self,
        row: &[Cell],
        field: Field,
        form: Form,
        value: Range<usize>,
        unit: Option<Unit>,
        scenario: Option<Range<usize>>,
        name: Option<Range<usize>>,
        group: u32,
    ) {
        let text = &*self.scan.document.text;
        let written = text[value.clone()].trim();
        if written.is_empty() || written.chars().all(|c| matches!(c, '-' | '–' | '—' | '…' | '.' | '_' | '*')) {
            return;
        }
        let cell = |of: Role| {
            let column =
                self.columns.iter().enumerate().position(|(column, role)| *role == of && Some(column) != self.case)?;
            row.get(column).map(|cell| cell.text.0.as_range()).filter(|range| !range.is_empty())
        };
        let (method, frequency) = (cell(Role::Method), cell(Role::Frequency));
        let names = name.into_iter().chain(self.label.clone()).collect();
        let scenario = scenario.map(|range| trim(text, range)).filter(|range| !range.is_empty());
        let section = self.table.section;
        self.scan.add(Draft { field, form, value, unit, scenario, names, section, group, method, frequency });
    }
}

/// Whether what follows the key of a row is a case and not the words that the key stands for.
fn names_case(text: &str, key: Key) -> bool {
    let after = text[key.end..].trim_start();
    after.starts_with(['(', '-', '–', '—', ':', ',']) && !after.contains("복구") && !is_explanation(after)
}

fn is_explanation(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| matches!(c, '(' | ')' | '-' | '–' | '—' | ':' | ',' | ' '));
    inner.to_lowercase().starts_with("time")
        || inner.to_lowercase().starts_with("max")
        || inner.to_lowercase().starts_with("data")
}

fn trim_brackets(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let front = piece.trim_start_matches(['(', '[', ' ']);
    let start = range.end - front.len();
    start..start + front.trim_end_matches([')', ']', ' ']).len()
}
