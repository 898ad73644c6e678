//! What was measured, of all datasets of measurements, by the baseline it is held against.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::impossible::{self, Impossible, Told};
use super::{Figure, Key, Reading, RowReader, Written};
use crate::config::DatasetKind;
use crate::diagnostic::{Diagnostic, near_match};
use crate::parse::dataset::cell::number;
use crate::parse::metric::MetricName;
use crate::site::dataset::Dataset;

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
pub(super) struct History {
    /// For each figure, its measurements in order of dataset and row.
    pub(super) measured: Vec<Vec<Reading>>,
    pub(super) unmatched: Vec<Unmatched>,
    pub(super) impossible: Vec<Impossible>,
}

/// Figures of one run: those that can contradict each other.
type Run = (Option<Date>, String, String);

pub(super) fn read(
    datasets: &[Dataset],
    known: &RapidHashMap<Key, usize>,
    figures: &[Figure],
    findings: &mut Vec<Diagnostic>,
) -> History {
    let mut history =
        History { measured: vec![Vec::new(); figures.len()], unmatched: Vec::new(), impossible: Vec::new() };
    let mut unmatched: RapidHashMap<Key, ()> = RapidHashMap::default();
    for dataset in datasets.iter().filter(|dataset| dataset.kind == DatasetKind::Measurement) {
        let mut runs: BTreeMap<(Run, String, String), Vec<Told>> = BTreeMap::new();
        for row in &dataset.rows {
            let mut reader = RowReader { dataset, row, findings };
            let Some((key, _, chart, metric)) = reader.subject() else { continue };
            let figure = known.get(&key).copied();
            // What is measured in no unit is in that of what it is held against.
            let with =
                figure.and_then(|figure| figures[figure].baseline.as_ref().or(figures[figure].measured.as_ref()));
            let unit = with.and_then(|with| number(&with.text)).map(|(_, unit)| unit).filter(|unit| !unit.is_empty());
            let reading = reader.reading("measured", unit);
            if let Some(reading) = &reading {
                let text = |column: &str| reader.cell(column).map(|cell| cell.text.clone()).unwrap_or_default();
                let run = (super::day(reading), text("tool"), text("run"));
                let MetricName { subject, statistic, .. } = MetricName::read(&metric.text);
                if let Some(statistic) = statistic {
                    let told = Told { metric: metric.text.clone(), statistic, reading: reading.clone() };
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
