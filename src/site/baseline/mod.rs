//! Baselines: what is expected of each metric of a chart, what was measured last, and whether that is worse.
//!
//! Datasets of kind `baseline` and `measurement` are joined once. Pages, matrices and checks read what is decided here, so that
//! they can't differ.

mod history;
mod impossible;
mod matrix;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

pub use self::history::Unmatched;
pub use self::impossible::Impossible;
pub use crate::parse::metric::Better;

use super::chart::ChartIndex;
use super::dataset::{DataCell, DataRow, Dataset};
use super::link::Target;
use super::series::{Level, Series};
use crate::config::{ColumnType, DatasetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::dataset::cell::{CellValue, Standing, number, signed};
use crate::parse::metric::{MetricName, Quantity};
use crate::source::Span;

/// By how many percent a figure may be worse than its baseline, where nobody says.
pub const TOLERANCE: f64 = 10.0;

/// Every baseline with what was measured.
#[derive(Clone, Debug, Default)]
pub struct Baselines {
    /// The figures, in order of dataset and row.
    pub figures: Vec<Figure>,
    /// Metrics that were measured and have no baseline.
    pub unmatched: Vec<Unmatched>,
    /// Figures that can't all be so.
    pub impossible: Vec<Impossible>,
    /// Where days stand on which something was measured that are yet to come.
    pub future: Vec<(Date, Span)>,
    by_chart: BTreeMap<ChartIndex, OfChart>,
}

/// The figures of a chart.
#[derive(Clone, Debug, Default)]
struct OfChart {
    /// Their places in [`Baselines::figures`].
    figures: Vec<usize>,
    /// How many aren't as they should be.
    wrong: usize,
}

/// A metric of a chart: what is expected of it and what it is.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The chart it is of, where that is one of the repository.
    pub chart: Option<ChartIndex>,
    /// What is written as its chart.
    pub chart_name: Option<Written>,
    /// The metric.
    pub metric: Written,
    /// Which figures of it are better; `None` where that isn't said and doesn't follow from what is measured.
    pub better: Option<Better>,
    /// What is expected.
    pub baseline: Option<Reading>,
    /// What is promised.
    pub target: Option<Reading>,
    /// Its newest measurement.
    pub measured: Option<Reading>,
    /// What is said of how sure it is.
    pub status: Option<(Written, Option<Standing>)>,
    /// By how many percent it may be worse than its baseline.
    pub tolerance: f64,
    /// By how many percent the newest measurement is above the baseline; below it, less than nothing.
    pub change: Option<f64>,
    /// Whether that is better or worse, and by too much.
    pub verdict: Option<Verdict>,
    /// Whether the target is reached, by the newest measurement or, where there is none, by the baseline.
    pub meets_target: Option<bool>,
    /// Its measurements, the oldest first.
    pub series: Series,
    /// Where its row stands.
    pub place: Span,
}

/// How a measurement is, beside its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Better.
    Better,
    /// No worse than is allowed.
    Within,
    /// Worse by more than is allowed.
    Regression,
}

/// A text and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Span,
}

/// A figure as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The figure with its unit, and its sign.
    pub text: String,
    /// How what is measured is to compare with it, where that is written: `>`, `>=`, `<` or `<=`.
    pub sign: Option<&'static str>,
    /// What it is.
    pub quantity: Quantity,
    /// The day it was measured.
    pub date: Option<(Date, Span)>,
    /// Where it stands.
    pub place: Span,
}

impl Reading {
    /// The figure without its sign.
    #[must_use]
    pub fn figure(&self) -> &str {
        self.sign.and_then(|_| signed(&self.text)).map_or(&self.text, |(_, figure)| figure)
    }
}

/// What a metric is found by: its chart, in lower case, and its words.
type Key = (String, MetricName);

impl Figure {
    /// Whether somebody has said that its figures aren't measured yet: then nothing follows from them.
    #[must_use]
    pub fn is_estimated(&self) -> bool {
        matches!(self.status, Some((_, Some(Standing::Attention))))
    }

    /// Whether it is worse than it should be, and nobody has said that it is only estimated.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        !self.is_estimated() && (self.verdict == Some(Verdict::Regression) || self.meets_target == Some(false))
    }

    /// The figure that its target is held against.
    #[must_use]
    pub fn current(&self) -> Option<&Reading> {
        self.measured.as_ref().or(self.baseline.as_ref())
    }

    fn judge(&mut self) {
        let [baseline, target, measured] = [&self.baseline, &self.target, &self.measured]
            .map(|reading| reading.as_ref().map(|read| read.quantity.value));
        self.change = baseline.zip(measured).and_then(|(baseline, measured)| {
            let change = if measured == baseline { 0.0 } else { (measured - baseline) / baseline.abs() * 100.0 };
            change.is_finite().then_some(change)
        });
        // Of nothing, no change is a share, and any for the worse is too much.
        let of_nothing = baseline.zip(measured).filter(|(baseline, _)| *baseline == 0.0);
        let change = self.change.or_else(|| of_nothing.map(|(_, measured)| measured * f64::INFINITY));
        self.verdict = change.zip(self.better).map(|(change, better)| {
            let worse = better.worse(change);
            // A tenth is no number of the machine's: what is allowed exactly is allowed.
            if worse > self.tolerance + 1e-9 {
                Verdict::Regression
            } else if worse < 0.0 {
                Verdict::Better
            } else {
                Verdict::Within
            }
        });
        let current = measured.or(baseline);
        self.meets_target = target.zip(current).zip(self.wanted()).map(|((target, current), sign)| match sign {
            ">" => current > target,
            "<" => current < target,
            "<=" => current <= target,
            _ => current >= target,
        });
    }

    /// How what is measured is to compare with the target: as is written there, else by which figures are better.
    #[must_use]
    pub fn wanted(&self) -> Option<&'static str> {
        let written = self.target.as_ref().and_then(|target| target.sign);
        written.or(self.better.map(|better| match better {
            Better::Higher => ">=",
            Better::Lower => "<=",
        }))
    }

    /// Keeps what was measured as a series in the unit that the row is written in.
    fn remember(&mut self, measured: &[Reading]) {
        let written = self.baseline.as_ref().or(measured.last()).and_then(|reading| number(reading.figure()));
        let unit = written.map_or("", |(_, unit)| unit);
        let one = Quantity::new(1.0, unit).value;
        let shown = |reading: &Reading| reading.quantity.value / one;
        let level = |reading: &Reading| Level { value: shown(reading), text: reading.text.clone() };
        self.series = Series {
            points: measured.iter().map(|reading| (day(reading), shown(reading))).collect(),
            baseline: self.baseline.as_ref().map(level),
            target: self.target.as_ref().map(level),
            unit: unit.to_owned(),
        };
    }
}

impl Baselines {
    /// The figures of a chart, in order.
    #[must_use]
    pub fn of_chart(&self, chart: ChartIndex) -> impl ExactSizeIterator<Item = &Figure> {
        let indices = self.by_chart.get(&chart).map_or(&[][..], |chart| &chart.figures);
        indices.iter().map(|index| &self.figures[*index])
    }

    /// How many figures of a chart are worse than they should be: measured, and too much worse than expected or than promised.
    #[must_use]
    pub fn wrong(&self, chart: ChartIndex) -> usize {
        self.by_chart.get(&chart).map_or(0, |chart| chart.wrong)
    }

    /// The charts that have figures, in order.
    pub fn charts(&self) -> impl Iterator<Item = ChartIndex> {
        self.by_chart.keys().copied()
    }
}

/// Joins baselines with what was measured until `today`. `tolerance` is in percent. Findings are about rows that can't be read.
pub(super) fn baselines(
    datasets: &[Dataset],
    tolerance: f64,
    today: Date,
    findings: &mut Vec<Diagnostic>,
) -> Baselines {
    let mut baselines = Baselines::default();
    let mut known: RapidHashMap<Key, usize> = RapidHashMap::default();
    for dataset in datasets.iter().filter(|dataset| dataset.kind == DatasetKind::Baseline) {
        for row in &dataset.rows {
            let mut reader = RowReader { dataset, row, findings };
            let Some((key, figure)) = reader.figure(tolerance) else { continue };
            if let Some(first) = known.get(&key) {
                let first: &Figure = &baselines.figures[*first];
                let message = format!("there is a baseline of `{}` already", figure.metric.text);
                findings.push(
                    Diagnostic::new(Code::DataInvalidValue, figure.metric.place, message)
                        .label(first.metric.place, "the first one, which is used")
                        .help("leave one of them out, or give it another `metric`"),
                );
                continue;
            }
            let index = baselines.figures.len();
            known.insert(key, index);
            if let Some(chart) = figure.chart {
                baselines.by_chart.entry(chart).or_default().figures.push(index);
            }
            baselines.figures.push(figure);
        }
    }
    // A day that is mistyped must not stand before all that is measured from now on.
    for figure in &mut baselines.figures {
        if let Some(date) = figure.measured.as_ref().and_then(|own| own.date).filter(|(date, _)| *date > today) {
            baselines.future.push(date);
            figure.measured = None;
        }
    }
    baselines.impossible = impossible::of_baselines(&baselines.figures);
    let history = history::read(datasets, &known, &baselines.figures, today, findings);
    baselines.future.extend(history.future);
    baselines.impossible.extend(history.impossible);
    baselines.unmatched = history.unmatched;
    for (figure, mut measured) in baselines.figures.iter_mut().zip(history.measured) {
        // The row's own stands before what files add on the same day.
        if let Some(own) = figure.measured.take() {
            let is_again =
                |other: &Reading| own.date.is_some() && other.quantity == own.quantity && day(other) == day(&own);
            if !measured.iter().any(is_again) {
                measured.insert(0, own);
            }
        }
        measured.sort_by_key(day);
        figure.remember(&measured);
        figure.measured = measured.pop();
        figure.judge();
        if let Some(chart) = figure.chart.and_then(|chart| baselines.by_chart.get_mut(&chart)) {
            chart.wrong += usize::from(figure.is_wrong());
        }
    }
    baselines
}

fn day(reading: &Reading) -> Option<Date> {
    reading.date.map(|(date, _)| date)
}

/// Reads a row of a dataset of baselines or measurements.
struct RowReader<'a, 'f> {
    dataset: &'a Dataset,
    row: &'a DataRow,
    findings: &'f mut Vec<Diagnostic>,
}

impl<'a> RowReader<'a, '_> {
    fn cell(&self, column: &str) -> Option<&'a DataCell> {
        self.row.cells.get(self.dataset.column(column)?)?.first()
    }

    fn written(&self, column: &str) -> Option<Written> {
        self.cell(column).map(|cell| Written { text: cell.text.clone(), place: cell.place })
    }

    fn invalid(&mut self, place: Span, message: String, help: &str) {
        self.findings.push(Diagnostic::new(Code::DataInvalidValue, place, message).help(help));
    }

    /// Finds cells that hold several texts, of which only the first is read.
    fn review_cells(&mut self) {
        let dataset = self.dataset;
        for (column, cells) in dataset.columns.iter().zip(&self.row.cells) {
            let name = &column.settings.name.value;
            let is_read = column.holds != ColumnType::Chart && dataset.kind.column_type(name).is_some();
            if let (true, [_, second, ..]) = (is_read, &**cells) {
                let message = format!("`{name}` holds {} values, and only the first is read", cells.len());
                self.invalid(second.place, message, "write one; what was measured several times has a row for each");
            }
        }
    }

    /// The chart and metric of a row; `None`, and a finding, where it names no metric.
    fn subject(&mut self) -> Option<(Key, Option<ChartIndex>, Option<Written>, Written)> {
        let Some(metric) = self.written("metric") else {
            self.invalid(self.row.place, "a row names no metric".to_owned(), "write what is measured into `metric`");
            return None;
        };
        let column = self.dataset.columns.iter().position(|column| column.holds == ColumnType::Chart);
        let column = column.or_else(|| self.dataset.column("chart"));
        let cell = column.and_then(|column| self.row.cells.get(column)?.first());
        let chart = cell.and_then(|cell| match cell.target {
            Some(Target::Chart(chart)) => Some(chart),
            _ => None,
        });
        let name = cell.map(|cell| Written { text: cell.text.clone(), place: cell.place });
        // A chart can be called by its title, too.
        let called = match (chart, &name) {
            (Some(chart), _) => format!("#{}", chart.0),
            (None, name) => name.as_ref().map(|name| name.text.to_lowercase()).unwrap_or_default(),
        };
        // What its figures are in is told by them.
        let words = MetricName { unit: None, ..MetricName::read(&metric.text) };
        Some(((called, words), chart, name, metric))
    }

    /// A figure of the row, in the unit of its cell, its row or its column, or in `otherwise`.
    /// `None`, and a finding, where it is in nothing that can be compared.
    fn reading(&mut self, column: &str, otherwise: Option<&str>) -> Option<Reading> {
        let cell = self.cell(column)?;
        let of_column = self.dataset.columns[self.dataset.column(column)?].settings.unit.as_deref();
        let of_row = self.cell("unit").map(|cell| cell.text.as_str());
        let of_name = self.cell("metric").and_then(|cell| MetricName::read(&cell.text).unit);
        let unit = of_row.or(of_column).or(of_name).or(otherwise);
        // A sign where there may be none has been found where the cell was read.
        let (sign, figure) = match (&cell.value, signed(&cell.text)) {
            (Some(CellValue::Limit(_)), Some((sign, figure))) => (Some(sign), figure),
            _ => (None, &*cell.text),
        };
        let Some(quantity) = Quantity::read(figure, unit) else {
            // What is no number at all has been found where the cell was read.
            if cell.value.is_some() {
                let message = format!("`{column}` must be a number and a unit, and is `{}`", cell.text);
                let help = "write the unit in letters behind the number: `12.5 ms`, `120,000 ops/s`; what else is to be \
                            said has room in a column of its own";
                self.invalid(cell.place, message, help);
            }
            return None;
        };
        let bare = number(figure).is_some_and(|(_, written)| written.is_empty());
        let text = match unit.filter(|unit| bare && !unit.trim().is_empty()) {
            Some("%") => format!("{}%", cell.text),
            Some(unit) => format!("{} {}", cell.text, unit.trim()),
            None => cell.text.clone(),
        };
        let date = self.cell("date").and_then(|cell| match cell.value {
            Some(CellValue::Date(date)) => Some((date, cell.place)),
            _ => None,
        });
        Some(Reading { text, sign, quantity, date, place: cell.place })
    }

    /// A figure that can be compared with another; a finding where it can't.
    fn like(&mut self, reading: Option<Reading>, with: Option<&Reading>) -> Option<Reading> {
        let reading = reading?;
        let Some(with) = with.filter(|with| !with.quantity.is_like(&reading.quantity)) else { return Some(reading) };
        let message = format!("`{}` can't be compared with `{}`", reading.text, with.text);
        self.findings.push(
            Diagnostic::new(Code::DataInvalidValue, reading.place, message)
                .label(with.place, "the figure it is compared with")
                .help("write both in units of one kind: `ms` and `s`, `MiB` and `GiB`, `ops/s`"),
        );
        None
    }

    fn figure(&mut self, tolerance: f64) -> Option<(Key, Figure)> {
        self.review_cells();
        let (key, chart, chart_name, metric) = self.subject()?;
        let baseline = self.reading("baseline", None);
        let lent = |reading: Option<&Reading>| {
            reading.and_then(|reading| Quantity::lent_unit(reading.figure())).map(str::to_owned)
        };
        let unit = lent(baseline.as_ref());
        let target = self.reading("target", unit.as_deref());
        let target = self.like(target, baseline.as_ref());
        // Where nothing is expected, it is held against what is promised.
        let with = baseline.as_ref().or(target.as_ref());
        let unit = lent(with);
        let measured = self.reading("measured", unit.as_deref());
        let measured = self.like(measured, with);
        let by_target = target.as_ref().and_then(|target| target.sign).map(Better::of_sign);
        let better = match self.cell("better") {
            Some(cell) => {
                let known = Better::from_name(&cell.text);
                if known.is_none() {
                    let message = format!("`better` must be `higher` or `lower`, and is `{}`", cell.text);
                    self.invalid(cell.place, message, "say which figures are better: `higher` or `lower`");
                }
                known
            }
            None => by_target
                .or_else(|| Better::of(&metric.text, with.or(measured.as_ref()).map(|read| &*read.quantity.unit))),
        };
        if let (Some(better), Some(by_target), Some(target)) = (better, by_target, &target)
            && better != by_target
        {
            let message = format!("`better` is `{}`, and the target `{}` says otherwise", better.name(), target.text);
            self.invalid(target.place, message, "turn the sign around, or correct `better`");
        }
        let tolerance = match self.cell("tolerance").map(|cell| (cell, &cell.value)) {
            Some((cell, Some(CellValue::Percent(percent)))) if *percent < 0.0 => {
                let help = "write by how many percent the figure may be worse: `25%`";
                self.invalid(cell.place, "`tolerance` can't be less than nothing".to_owned(), help);
                tolerance
            }
            Some((_, Some(CellValue::Percent(percent)))) => *percent,
            _ => tolerance,
        };
        let status = self.cell("status").map(|cell| {
            let standing = match cell.value {
                Some(CellValue::Status(standing)) => Some(standing),
                _ => None,
            };
            (Written { text: cell.text.clone(), place: cell.place }, standing)
        });
        Some((
            key,
            Figure {
                chart,
                chart_name,
                metric,
                better,
                baseline,
                target,
                measured,
                status,
                tolerance,
                // Judged once all that was measured is there.
                change: None,
                verdict: None,
                meets_target: None,
                series: Series::default(),
                place: self.row.place,
            },
        ))
    }
}
