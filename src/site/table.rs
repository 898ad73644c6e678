//! Tables of facts: typed columns, and cells that know where their values are written. Every matrix of the site is one.

pub mod query;
mod view;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::time::Duration;

use jiff::civil::Date;

pub use self::view::{Group, View};

use super::link::Target;
use super::nav::natural_order;
use super::note::Note;
use super::series::Series;
use crate::parse::bound::Bound;
use crate::parse::dataset::cell;
use crate::source::Span;

/// What the cells of a column hold, which decides how they are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words, sorted as people sort names.
    Text,
    /// Numbers, sorted by value.
    Number,
    /// Versions, sorted by value: `1.9.0`, `1.10.0-rc.1`, `1.10.0`.
    Version,
    /// What has an order of its own, as [`Value::key`]: durations, dates, tiers, shares.
    Keyed,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: Cow<'static, str>,
    title: Cow<'static, str>,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// How a text that its cells are compared with is read, where they are keyed.
    measure: Option<Measure>,
    /// Whether only who names it is shown it.
    on_request: bool,
}

/// What the key of a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Numbers and shares.
    Number,
    /// Lengths of time, by their upper bound.
    Duration,
    /// Days.
    Date,
}

impl Measure {
    /// The key of a text; `None` where it is none of these.
    #[must_use]
    pub fn key(self, text: &str) -> Option<u64> {
        match self {
            Self::Number => cell::number(text).map(|(number, _)| Self::number(number)),
            Self::Duration => Bound::read(text, None).order(),
            Self::Date => cell::date(text).map(Self::date),
        }
    }

    /// The key of a number: keys are in the order of their numbers.
    #[must_use]
    pub const fn number(number: f64) -> u64 {
        let bits = number.to_bits();
        // IEEE 754: magnitudes are in order as they are, and negative numbers in the order turned round.
        if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
    }

    /// The key of a day.
    #[must_use]
    pub fn date(date: Date) -> u64 {
        let days = date.duration_since(Date::MIN).as_hours() / 24;
        u64::try_from(days).unwrap_or_default()
    }

    /// The key of a length of time that is no author's phrase, in the order of [`Bound::order`].
    #[must_use]
    pub fn time(time: Duration) -> u64 {
        u64::try_from(time.as_millis()).unwrap_or(u64::MAX - 3).saturating_add(2)
    }
}

impl Column {
    /// A column of a table that docsgen makes.
    #[must_use]
    pub const fn new(name: &'static str, title: &'static str, kind: ColumnKind) -> Self {
        Self { name: Cow::Borrowed(name), title: Cow::Borrowed(title), kind, measure: None, on_request: false }
    }

    /// A column whose names are found in content.
    #[must_use]
    pub fn named(name: impl Into<String>, title: impl Into<String>, kind: ColumnKind) -> Self {
        let (name, title) = (Cow::Owned(name.into()), Cow::Owned(title.into()));
        Self { name, title, kind, measure: None, on_request: false }
    }

    /// Says how a text that its cells are compared with is read.
    #[must_use]
    pub const fn measured(mut self, measure: Option<Measure>) -> Self {
        self.measure = measure;
        self
    }

    /// Says that only who names it is shown it.
    #[must_use]
    pub const fn on_request(mut self) -> Self {
        self.on_request = true;
        self
    }

    /// Reads a text as a value of this column, to be compared with others; `None` where it can't be one.
    fn read(&self, text: &str) -> Option<Value> {
        match (self.kind, self.measure) {
            (ColumnKind::Keyed, measure) => Some(Value::new(text).keyed(measure?.key(text)?)),
            (ColumnKind::Number, _) => cell::number(text).map(|_| Value::new(text)),
            (ColumnKind::Text | ColumnKind::Version, _) => Some(Value::new(text)),
        }
    }

    /// How a value of a cell compares with one that [`Column::read`] gave; `None` where it is unknown.
    fn order(&self, value: &Value, with: &Value) -> Option<Ordering> {
        let known = self.kind != ColumnKind::Keyed || value.key.is_some();
        let one = std::slice::from_ref;
        known.then(|| compare(one(value), one(with), self.kind, Direction::Ascending))
    }

    /// The same column under another name.
    #[must_use]
    pub fn renamed(&self, name: String) -> Self {
        Self { name: Cow::Owned(name), ..self.clone() }
    }

    /// Name it is asked for by, unlike that of every other column.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name for readers.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// One value in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// The value as written.
    pub text: String,
    /// Where it is written; none where docsgen counted or found it out.
    pub source: Option<Span>,
    /// Where it leads; where nowhere, readers are led to its source.
    pub target: Option<Target>,
    /// What it is sorted by in a column of kind [`ColumnKind::Keyed`]; unknown comes last.
    pub key: Option<u64>,
    /// What is to be seen at once.
    pub mark: Option<Mark>,
    /// What is to be known beside it, for readers.
    pub notes: Vec<Note>,
    /// Other places that say something else of the same thing.
    pub others: Vec<Other>,
    /// What it can be asked for by beside its text: the id of a chart or tier.
    pub id: Option<String>,
    /// The time it means, where it is one that can be told.
    pub time: Option<Duration>,
    /// The number it means, where it is one.
    pub number: Option<f64>,
    /// The figures over time that it stands for: its text is what is shown of them where there is text alone.
    pub series: Option<Series>,
    /// Whether its mark and note depend on the day, so that what is kept in files must go without them.
    pub dated: bool,
}

/// What another place says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What it says, as written.
    pub text: String,
    /// Where.
    pub place: Span,
}

impl Value {
    /// A value that docsgen counted or found out.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A bound, as written and in the order of bounds.
    #[must_use]
    pub fn bound(bound: &Bound) -> Self {
        Self { time: bound.upper(), ..Self::new(&*bound.text).keyed(bound.order()) }
    }

    /// Says where it is written.
    #[must_use]
    pub fn from(mut self, source: impl Into<Option<Span>>) -> Self {
        self.source = source.into();
        self
    }

    /// Says where it leads.
    #[must_use]
    pub fn to(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Says what it is sorted by.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<Option<u64>>) -> Self {
        self.key = key.into();
        self
    }

    /// Marks it, and says why. Of two marks the worse one stays; the reasons are both kept.
    #[must_use]
    pub fn marked(mut self, mark: Mark, note: impl Into<Note>) -> Self {
        self.notes.push(note.into());
        self.seen(mark)
    }

    /// Marks it. Of two marks the worse one stays.
    #[must_use]
    pub fn seen(mut self, mark: Mark) -> Self {
        self.mark = self.mark.max(Some(mark));
        self
    }

    /// What is to be known beside it, in English; `None` where that is nothing.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        let notes: Vec<String> = self.notes.iter().map(ToString::to_string).collect();
        (!notes.is_empty()).then(|| notes.join("; "))
    }

    /// Says what it can be asked for by beside its text.
    #[must_use]
    pub fn called(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Says of which figures over time it tells.
    #[must_use]
    pub fn over_time(mut self, series: Series) -> Self {
        self.series = Some(series);
        self
    }

    /// Says that its mark and note depend on the day.
    #[must_use]
    pub const fn dated(mut self) -> Self {
        self.dated = true;
        self
    }

    /// Whether it is what is asked for, by its text or its id, without regard to case.
    #[must_use]
    pub fn answers_to(&self, asked: &str) -> bool {
        let asked = asked.trim().to_lowercase();
        self.text.to_lowercase() == asked || self.id.as_ref().is_some_and(|id| id.to_lowercase() == asked)
    }
}

/// What is to be seen of a value at once. Shown as a sign and a word as well as by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// As it should be: proved, within policy, there.
    Good,
    /// Somebody should look: missing, overdue, unreadable.
    Attention,
    /// Wrong: contradicted, missed, beyond policy.
    Bad,
}

impl Mark {
    /// A sign of one column for it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Attention => "!",
            Self::Bad => "✗",
        }
    }

    /// Its name in exports and legends.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Bad => "bad",
        }
    }
}

/// A cell: its values in order. Without any, nothing is known, which is neither zero nor the empty text.
pub type Cell = Vec<Value>;

/// A row: one cell for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    cells: Vec<Cell>,
}

impl Row {
    /// All values of all cells.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.cells.iter().flatten()
    }

    /// The cells, one for each column.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

/// In which direction rows are sorted. Unknown cells come last in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Columns whose cells should be known.
    expected: Vec<&'static str>,
}

impl Table {
    /// Makes a table without rows.
    #[must_use]
    pub const fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), expected: Vec::new() }
    }

    /// Says in which columns every row should know something, so that one that doesn't needs attention.
    #[must_use]
    pub fn expecting(mut self, columns: &[&'static str]) -> Self {
        self.expected = columns.to_vec();
        self
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.index(name).map(|index| &self.columns[index])
    }

    /// Whether somebody should look at a row: a value in it is marked as anything but good, or one is missing that should be
    /// there.
    #[must_use]
    pub fn needs_attention(&self, row: &Row) -> bool {
        let marked = |value: &Value| value.mark.is_some_and(|mark| mark != Mark::Good) || !value.others.is_empty();
        row.cells.iter().flatten().any(marked) || self.expected.iter().any(|column| self.cell(row, column).is_empty())
    }

    /// The same table without what depends on the day, for files that must not go stale by themselves.
    #[must_use]
    pub fn undated(mut self) -> Self {
        for value in self.rows.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()) {
            if value.dated {
                value.mark = None;
                value.notes.clear();
            }
        }
        self
    }

    /// The same table without the places that its values come from, for files where one link says it all.
    #[must_use]
    pub fn without_sources(mut self) -> Self {
        for value in self.rows.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()) {
            value.source = None;
        }
        self
    }

    /// Keeps the columns of these names, in this order. Names that are no column's are left out.
    #[must_use]
    pub fn select(&self, names: &[&str]) -> Self {
        let indices: Vec<usize> = names.iter().filter_map(|name| self.index(name)).collect();
        let chosen = |row: &Row| Row { cells: indices.iter().map(|index| row.cells[*index].clone()).collect() };
        Self {
            columns: indices.iter().map(|index| self.columns[*index].clone()).collect(),
            rows: self.rows.iter().map(chosen).collect(),
            expected: self.expected.clone(),
        }
    }

    /// Adds a row, whose cells are named by their column. Columns that aren't named are unknown in it, and names that are no
    /// column's are left out.
    pub fn push<'n>(&mut self, named: impl IntoIterator<Item = (&'n str, Cell)>) {
        let mut cells = vec![Cell::new(); self.columns.len()];
        for (name, cell) in named {
            if let Some(index) = self.index(name) {
                cells[index] = cell;
            }
        }
        self.rows.push(Row { cells });
    }

    /// Adds a row with a cell for each column, in order.
    pub(super) fn push_cells(&mut self, mut cells: Vec<Cell>) {
        cells.resize(self.columns.len(), Cell::new());
        self.rows.push(Row { cells });
    }

    /// For each row, which comes how far up when they are sorted by a column: rows that are equal there have the same
    /// number, and those of which nothing is known there have none.
    #[must_use]
    pub fn ranks(&self, column: &str) -> Vec<Option<u32>> {
        let mut ranks = vec![None; self.rows.len()];
        let Some(index) = self.index(column) else { return ranks };
        let kind = self.columns[index].kind;
        let order = |left: usize, right: usize| {
            compare(&self.rows[left].cells[index], &self.rows[right].cells[index], kind, Direction::Ascending)
        };
        let mut sorted: Vec<usize> = (0..self.rows.len()).filter(|row| self.is_known(*row, index)).collect();
        sorted.sort_by(|left, right| order(*left, *right));
        let mut rank = 0;
        for (at, row) in sorted.iter().enumerate() {
            rank += u32::from(at > 0 && order(sorted[at - 1], *row) != Ordering::Equal);
            ranks[*row] = Some(rank);
        }
        ranks
    }

    /// Whether a row's cell holds anything that says where it belongs.
    fn is_known(&self, row: usize, column: usize) -> bool {
        let first = self.rows[row].cells[column].first();
        first.is_some_and(|value| self.columns[column].kind != ColumnKind::Keyed || value.key.is_some())
    }

    /// The table without the columns of which nothing is known in any row.
    #[must_use]
    pub fn without_unknown_columns(mut self) -> Self {
        let known: Vec<bool> =
            (0..self.columns.len()).map(|index| self.rows.iter().any(|row| !row.cells[index].is_empty())).collect();
        let mut kept = known.iter();
        self.columns.retain(|_| kept.next().copied().unwrap_or_default());
        for row in &mut self.rows {
            let mut kept = known.iter();
            row.cells.retain(|_| kept.next().copied().unwrap_or_default());
        }
        self
    }

    /// Changes the cells of a column.
    pub fn map(&mut self, column: &str, change: impl Fn(&mut Cell)) {
        if let Some(index) = self.index(column) {
            self.rows.iter_mut().for_each(|row| change(&mut row.cells[index]));
        }
    }

    /// The rows in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A row's cell; empty where there is no such column.
    #[must_use]
    pub fn cell<'r>(&self, row: &'r Row, column: &str) -> &'r [Value] {
        self.index(column).and_then(|index| row.cells.get(index)).map_or(&[], Vec::as_slice)
    }

    /// Keeps the rows whose cell in a column is as wanted.
    #[must_use]
    pub fn filter(mut self, column: &str, wanted: impl Fn(&[Value]) -> bool) -> Self {
        if let Some(index) = self.index(column) {
            self.rows.retain(|row| wanted(&row.cells[index]));
        }
        self
    }

    /// Keeps the rows that somebody should look at.
    #[must_use]
    pub fn attention(mut self) -> Self {
        let rows = std::mem::take(&mut self.rows);
        self.rows = rows.into_iter().filter(|row| self.needs_attention(row)).collect();
        self
    }

    /// Sorts the rows by what the cells of a column mean. Rows that are equal there keep their order.
    #[must_use]
    pub fn sort(mut self, column: &str, direction: Direction) -> Self {
        if let Some(index) = self.index(column) {
            let kind = self.columns[index].kind;
            self.rows.sort_by(|left, right| compare(&left.cells[index], &right.cells[index], kind, direction));
        }
        self
    }

    /// The rows by what stands first in a column's cells, in order of that; last those of which it is unknown, as `None`.
    /// Rows of a group keep their order.
    #[must_use]
    pub fn group(&self, column: &str) -> Vec<(Option<&str>, Vec<&Row>)> {
        let Some(index) = self.index(column) else { return vec![(None, self.rows.iter().collect())] };
        let kind = self.columns[index].kind;
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|left, right| compare(&left.cells[index], &right.cells[index], kind, Direction::Ascending));
        let mut groups: Vec<(Option<&str>, Vec<&Row>)> = Vec::new();
        for row in rows {
            let key = row.cells[index].first().map(|value| value.text.as_str());
            match groups.last_mut() {
                Some((last, rows)) if *last == key => rows.push(row),
                _ => groups.push((key, vec![row])),
            }
        }
        groups
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name() == name)
    }
}

/// Compares two cells by their first values.
fn compare(left: &[Value], right: &[Value], kind: ColumnKind, direction: Direction) -> Ordering {
    let (left, right) = match (left.first(), right.first()) {
        (Some(left), Some(right)) => (left, right),
        (left, right) => return left.is_none().cmp(&right.is_none()),
    };
    let (left_key, right_key) = (left.key, right.key);
    let (left, right) = (&*left.text, &*right.text);
    let order = match kind {
        ColumnKind::Keyed => match (left_key, right_key) {
            (Some(left_key), Some(right_key)) => left_key.cmp(&right_key),
            (left_key, right_key) if left_key.is_some() != right_key.is_some() => {
                return left_key.is_none().cmp(&right_key.is_none());
            }
            _ => natural_order(left, right),
        },
        ColumnKind::Text => natural_order(left, right),
        ColumnKind::Number => compare_numbers(left, right),
        ColumnKind::Version => compare_versions(left, right),
    };
    match direction {
        Direction::Ascending => order,
        Direction::Descending => order.reverse(),
    }
}

/// Numbers by value, and behind them what is none, as text.
fn compare_numbers(left: &str, right: &str) -> Ordering {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| !number.is_nan());
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        (left_number, right_number) => {
            left_number.is_none().cmp(&right_number.is_none()).then_with(|| natural_order(left, right))
        }
    }
}

/// Versions by the precedence of Semantic Versioning 2.0.0 (section 11), with any number of parts and a `v` before them.
/// Versions that take the same precedence are compared as text, so that the order is total.
#[must_use]
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    fn parts(text: &str) -> (&str, Option<&str>) {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)))
    }
    let ((left_core, left_pre), (right_core, right_pre)) = (parts(left), parts(right));
    let (mut left_parts, mut right_parts) = (left_core.split('.'), right_core.split('.'));
    let core = loop {
        let (left, right) = (left_parts.next(), right_parts.next());
        if left.is_none() && right.is_none() {
            break Ordering::Equal;
        }
        let order = compare_numbers(left.unwrap_or("0"), right.unwrap_or("0"));
        if order != Ordering::Equal {
            break order;
        }
    };
    core.then_with(|| match (left_pre, right_pre) {
        (Some(left), Some(right)) => natural_order(left, right),
        // A release comes after what led to it.
        (left, right) => left.is_none().cmp(&right.is_none()),
    })
    .then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests;
