//! A table as it is shown: what was asked of it.

use super::query::{Query, QueryFault, Test};
use super::{Column, Row, Table, Value};
use crate::diagnostic::near_match;
use crate::source::Spanned;

/// A table as it is shown: its rows filtered and sorted, some of its columns, its groups.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    table: Table,
    columns: Vec<usize>,
    group: Option<usize>,
}

/// Whether a cell is as a filter asks.
type Wanted<'q> = Box<dyn Fn(&[Value]) -> bool + 'q>;

/// Rows under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'v> {
    /// The heading: the value they share, or that it isn't known; `None` where the table isn't grouped.
    pub title: Option<String>,
    /// The rows.
    pub rows: Vec<&'v Row>,
}

impl View {
    /// Asks a table. Where columns are named, they are shown; else all but the one that rows are grouped by.
    ///
    /// # Errors
    /// Where the query names a column that the table doesn't have.
    pub fn new(table: Table, query: &Query) -> Result<Self, QueryFault> {
        let mut columns = Vec::new();
        for name in &query.columns {
            let index = index(&table, name)?;
            if !columns.contains(&index) {
                columns.push(index);
            }
        }
        let group = query.group.as_ref().map(|name| index(&table, name)).transpose()?;
        let sort = query.sort.as_ref().map(|(name, direction)| Ok((index(&table, name)?, *direction))).transpose()?;
        let mut table = table;
        for filter in &query.filters {
            let column = table.columns()[index(&table, &filter.column)?].clone();
            let wanted: Wanted<'_> = match &filter.test {
                Test::OneOf(values) => Box::new(|cell| values.iter().any(|asked| has(cell, asked))),
                Test::Not(asked) => Box::new(|cell| !has(cell, asked)),
                Test::Contains(part) => {
                    let part = part.to_lowercase();
                    Box::new(move |cell| cell.iter().any(|value| value.text.to_lowercase().contains(&part)))
                }
                Test::Compared(comparison, with) => {
                    let with = column.read(&with.value).ok_or_else(|| QueryFault {
                        message: format!("`{}` can't be compared with `{}`", with.value, column.name()),
                        help: "write a value as the column has them, with its unit".to_owned(),
                        range: with.range,
                    })?;
                    Box::new(move |cell| {
                        cell.first()
                            .and_then(|value| column.order(value, &with))
                            .is_some_and(|order| comparison.holds(order))
                    })
                }
            };
            table = table.filter(&filter.column.value, wanted);
        }
        if query.attention {
            table = table.attention();
        }
        if let Some((index, direction)) = sort {
            let name = table.columns()[index].name().to_owned();
            table = table.sort(&name, direction);
        }
        if columns.is_empty() {
            let shown = |index: &usize| Some(*index) != group && !table.columns()[*index].on_request;
            columns = (0..table.columns().len()).filter(shown).collect();
        }
        Ok(Self { table, columns, group })
    }

    /// The whole table as it is.
    #[must_use]
    pub fn whole(table: Table) -> Self {
        Self { columns: (0..table.columns().len()).collect(), table, group: None }
    }

    /// Leaves out the columns of which nothing is known in any row.
    #[must_use]
    pub fn without_unknown(mut self) -> Self {
        self.columns.retain(|index| self.table.rows().iter().any(|row| !row.cells()[*index].is_empty()));
        self
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(&self) -> impl ExactSizeIterator<Item = &Column> {
        self.columns.iter().map(|index| &self.table.columns()[*index])
    }

    /// A row's cells, in order of columns.
    #[must_use]
    pub fn cells<'r>(&self, row: &'r Row) -> impl ExactSizeIterator<Item = &'r [Value]> {
        self.columns.iter().map(|index| &*row.cells()[*index])
    }

    /// The rows under their headings, in order; one group without a heading where the table isn't grouped.
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let Some(index) = self.group else {
            return vec![Group { title: None, rows: self.table.rows().iter().collect() }];
        };
        let column = &self.table.columns()[index];
        let groups = self.table.group(column.name()).into_iter();
        let title = |value: Option<&str>| value.map_or_else(|| format!("{} not stated", column.title()), str::to_owned);
        groups.map(|(value, rows)| Group { title: Some(title(value)), rows }).collect()
    }

    /// The rows as they are shown, with the columns that are shown; behind them, where it isn't among them, the one that rows
    /// are grouped by.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut names: Vec<&str> = self.columns().map(Column::name).collect();
        names.extend(
            self.grouped_by().map(Column::name).filter(|name| !names.contains(name)).into_iter().collect::<Vec<_>>(),
        );
        self.table.select(&names)
    }

    /// The column that rows are grouped by.
    #[must_use]
    pub fn grouped_by(&self) -> Option<&Column> {
        self.group.map(|index| &self.table.columns()[index])
    }

    /// All rows in order, those of all groups.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.table.rows()
    }

    /// Whether somebody should look at a row, also for what isn't shown of it.
    #[must_use]
    pub fn needs_attention(&self, row: &Row) -> bool {
        self.table.needs_attention(row)
    }
}

/// Whether a cell has a value of that text or id; without any, whether nothing is asked for.
fn has(cell: &[Value], asked: &str) -> bool {
    cell.iter().any(|value| value.answers_to(asked)) || (cell.is_empty() && asked.is_empty())
}

fn index(table: &Table, name: &Spanned<String>) -> Result<usize, QueryFault> {
    let names = || table.columns().iter().map(Column::name);
    names().position(|known| known == name.value).ok_or_else(|| {
        let help = match near_match(&name.value, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("its columns are {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
            }
        };
        QueryFault { message: format!("there is no column `{}`", name.value), help, range: name.range }
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, ColumnKind, Mark, Measure};
    use super::*;

    fn table() -> Table {
        let column = |name, kind| Column::new(name, name, kind);
        let rto = column("rto", ColumnKind::Keyed).measured(Some(Measure::Duration));
        let columns = vec![column("chart", ColumnKind::Text), column("tier", ColumnKind::Keyed), rto];
        let mut table = Table::new(columns).expecting(&["rto"]);
        for (chart, tier, rto, hours) in [
            ("Zeta", "Tier 2: Rest", "4 h", 4),
            ("Alpha", "Tier 1: First", "30 min", 0),
            ("Beta", "Tier 2: Rest", "", 0),
            ("Gamma", "", "2 h", 2),
        ] {
            let known = |value: Value| if value.text.is_empty() { Cell::new() } else { vec![value] };
            let tier_key = tier.chars().find_map(|character| character.to_digit(10));
            let mut tier = Value::new(tier).keyed(tier_key.map(u64::from));
            tier.id = tier_key.map(|key| key.to_string());
            let rto = Value::new(rto).keyed(Measure::Duration.key(rto));
            let rto = if hours == 4 { rto.marked(Mark::Bad, "too long") } else { rto };
            table.push([("chart", known(Value::new(chart))), ("tier", known(tier)), ("rto", known(rto))]);
        }
        table
    }

    fn shown(query: &str) -> String {
        let view = View::new(table(), &Query::parse(query).expect("a query")).expect("known columns");
        let mut lines = vec![view.columns().map(Column::name).collect::<Vec<_>>().join(",")];
        for group in view.groups() {
            lines.extend(group.title.map(|title| format!("[{title}]")));
            for row in group.rows {
                let cells = view.cells(row).map(|cell| cell.first().map_or("?", |value| &*value.text));
                lines.push(cells.collect::<Vec<_>>().join(","));
            }
        }
        lines.join(" ")
    }

    #[test]
    fn a_view_is_what_was_asked_for() {
        for (query, expected) in [
            ("columns=chart", "chart Zeta Alpha Beta Gamma"),
            ("columns=rto,chart sort=rto", "rto,chart 30 min,Alpha 2 h,Gamma 4 h,Zeta ?,Beta"),
            ("columns=chart sort=-rto", "chart Zeta Gamma Alpha Beta"),
            ("columns=chart tier=1", "chart Alpha"),
            ("columns=chart tier=1,", "chart Alpha Gamma"),
            ("columns=chart chart=zeta,ALPHA", "chart Zeta Alpha"),
            ("columns=chart tier=\"tier 2: rest\" chart=beta", "chart Beta"),
            ("columns=chart attention", "chart Zeta Beta"),
            (
                "group=tier",
                "chart,rto [Tier 1: First] Alpha,30 min [Tier 2: Rest] Zeta,4 h Beta,? [tier not stated] Gamma,2 h",
            ),
            ("columns=chart where=chart~ET", "chart Zeta Beta"),
            ("columns=chart where=rto>30m", "chart Zeta Gamma"),
            ("columns=chart where=rto<=2h,chart!=Gamma", "chart Alpha"),
            ("columns=chart where=rto!=", "chart Zeta Alpha Gamma"),
            ("group=tier columns=tier,chart tier=1", "tier,chart [Tier 1: First] Tier 1: First,Alpha"),
        ] {
            assert_eq!(shown(query), expected, "{query}");
        }
    }

    #[test]
    fn an_unknown_column_is_answered_with_the_nearest() {
        for (query, at, help) in [
            ("sort=rtoo", "rtoo", "did you mean `rto`?"),
            ("tier=1 group=teir", "teir", "did you mean `tier`?"),
            ("columns=chart,zzz", "zzz", "its columns are `chart`, `tier`, `rto`"),
            ("zzz=1", "zzz", "its columns are `chart`, `tier`, `rto`"),
            ("where=zzz>1", "zzz", "its columns are `chart`, `tier`, `rto`"),
            ("where=rto>soon", "soon", "write a value as the column has them, with its unit"),
            ("where=tier>1", "1", "write a value as the column has them, with its unit"),
        ] {
            let fault = View::new(table(), &Query::parse(query).expect("a query")).expect_err(query);
            assert_eq!((fault.range.of(query), &*fault.help), (at, help));
        }
    }

    #[test]
    fn columns_of_which_nothing_is_known_can_be_left_out() {
        let view = View::new(table(), &Query::parse("chart=beta").expect("a query")).expect("known columns");
        let view = view.without_unknown();
        let names: Vec<_> = view.columns().map(Column::name).collect();
        assert_eq!(names, ["chart", "tier"]);
    }
}
