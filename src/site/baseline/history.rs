//! What was measured, of all datasets of measurements, by the baseline it is held against.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::impossible::{self, Impossible, Told};
use super::{Figure, Key, Reading, RowReader, Written};
use crate::config::DatasetKind;
use crate::diagnostic::{Diagnostic, near_match};
use crate::parse::metric::{Better, MetricName, Quantity};
use crate::site::dataset::Dataset;
use crate::source::Span;

/// How many metrics without a baseline are told which one may be meant: comparing each with all would take too long.
const HELPED: usize = 100;

/// A metric that was measured and has no baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The metric, where it was measured first.
    pub metric: Written,
    /// The chart, as written.
    pub chart: Option<String>,
    /// The metric of its chart that may be meant.
    pub near: Option<String>,
}

/// What was measured.
#[derive(Default)]
pub(super) struct History {
    /// For each figure, its measurements in order of dataset and row.
    pub(super) measured: Vec<Vec<Reading>>,
    pub(super) unmatched: Vec<Unmatched>,
    pub(super) impossible: Vec<Impossible>,
    pub(super) future: Vec<(Date, Span)>,
}

/// Figures of one run: those that can contradict each other.
type Run = (Option<Date>, String, String);

pub(super) fn read(
    datasets: &[Dataset],
    known: &RapidHashMap<Key, usize>,
    figures: &[Figure],
    today: Date,
    findings: &mut Vec<Diagnostic>,
) -> History {
    let mut history = History { measured: vec![Vec::new(); figures.len()], ..History::default() };
    let mut unmatched: RapidHashMap<Key, ()> = RapidHashMap::default();
    for dataset in datasets.iter().filter(|dataset| dataset.kind == DatasetKind::Measurement) {
        let mut runs: BTreeMap<(Run, String, String), Vec<Told>> = BTreeMap::new();
        for row in &dataset.rows {
            let mut reader = RowReader { dataset, row, findings };
            reader.review_cells();
            let Some((key, _, chart, metric)) = reader.subject() else { continue };
            let figure = known.get(&key).copied();
            // What is measured in no unit is in that of what it is held against.
            let with = figure
                .map(|figure| &figures[figure])
                .and_then(|figure| figure.baseline.as_ref().or(figure.target.as_ref()).or(figure.measured.as_ref()));
            let unit = with.and_then(|with| Quantity::lent_unit(with.figure()));
            let reading = reader.reading("measured", unit);
            // What is yet to come isn't the newest, and nothing follows from it.
            let future = reading.as_ref().and_then(|reading| reading.date).filter(|(date, _)| *date > today);
            history.future.extend(future);
            let reading = reading.filter(|_| future.is_none());
            if let Some(reading) = &reading {
                let text = |column: &str| reader.cell(column).map(|cell| cell.text.clone()).unwrap_or_default();
                let run = (super::day(reading), text("tool"), text("run"));
                let MetricName { subject, statistic, .. } = MetricName::read(&metric.text);
                if let Some(statistic) = statistic {
                    let better = figure.map(|figure| figures[figure].better);
                    let better = better.unwrap_or_else(|| Better::of(&metric.text, Some(&reading.quantity.unit)));
                    let told = Told { metric: metric.text.clone(), statistic, better, reading: reading.clone() };
                    runs.entry((run, key.0.clone(), subject)).or_default().push(told);
                }
            }
            match figure {
                Some(figure) => history.measured[figure].extend(reader.like(reading, with)),
                None if unmatched.insert(key.clone(), ()).is_none() => {
                    let near = (unmatched.len() <= HELPED).then(|| near(&key, &metric.text, known, figures)).flatten();
                    history.unmatched.push(Unmatched { metric, chart: chart.map(|chart| chart.text), near });
                }
                None => {}
            }
        }
        history.impossible.extend(runs.into_values().flat_map(|told| impossible::among(&told)));
    }
    history
}

/// The metric of the same chart that may be meant by a name.
fn near(key: &Key, name: &str, known: &RapidHashMap<Key, usize>, figures: &[Figure]) -> Option<String> {
    let mut of_chart: Vec<usize> = known.iter().filter(|((chart, _), _)| *chart == key.0).map(|(_, at)| *at).collect();
    of_chart.sort_unstable();
    near_match(name, of_chart.into_iter().map(|at| figures[at].metric.text.as_str())).map(str::to_owned)
}
