//! Figures of datasets that can't all be so.

use std::collections::BTreeMap;

use super::{Figure, Reading};
use crate::parse::metric::{Better, MetricName, Statistic, contradiction_in_words, contradictions, is_ordered};
use crate::source::Span;

/// Two figures that can't both be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impossible {
    /// What can't be so, in words.
    pub message: String,
    /// Where the figure stands that is too small for what it tells.
    pub low: Span,
    /// Where the one stands that is above it.
    pub high: Span,
}

/// A figure that tells something of a number of values.
pub(super) struct Told {
    pub(super) metric: String,
    pub(super) statistic: Statistic,
    pub(super) better: Option<Better>,
    pub(super) reading: Reading,
}

/// What can't be so among the baselines of each chart, and among what their rows say was measured.
pub(super) fn of_baselines(figures: &[Figure]) -> Vec<Impossible> {
    let mut found = Vec::new();
    let columns: [fn(&Figure) -> Option<&Reading>; 2] =
        [|figure| figure.baseline.as_ref(), |figure| figure.measured.as_ref()];
    for column in columns {
        let mut things: BTreeMap<(String, String), Vec<Told>> = BTreeMap::new();
        for figure in figures {
            let MetricName { subject, statistic, .. } = MetricName::read(&figure.metric.text);
            let (Some(statistic), Some(reading)) = (statistic, column(figure)) else { continue };
            let chart = figure.chart_name.as_ref().map(|name| name.text.to_lowercase()).unwrap_or_default();
            let chart = figure.chart.map_or(chart, |chart| format!("#{}", chart.0));
            let (metric, better) = (figure.metric.text.clone(), figure.better);
            let told = Told { metric, statistic, better, reading: reading.clone() };
            things.entry((chart, subject)).or_default().push(told);
        }
        found.extend(things.into_values().flat_map(|told| among(&told)));
    }
    found
}

/// What can't be so among figures of one thing, those in one unit each.
pub(super) fn among(told: &[Told]) -> Vec<Impossible> {
    let mut by_unit: BTreeMap<&str, Vec<&Told>> = BTreeMap::new();
    let may_contradict =
        |one: &&Told| is_ordered(one.statistic, &[&one.metric], &one.reading.text, &one.reading.quantity, one.better);
    for one in told.iter().filter(may_contradict) {
        by_unit.entry(&one.reading.quantity.unit).or_default().push(one);
    }
    let mut found = Vec::new();
    for told in by_unit.into_values() {
        let values: Vec<(Statistic, f64)> =
            told.iter().map(|one| (one.statistic, one.reading.quantity.value)).collect();
        for pair in contradictions(&values) {
            let (low, high) = (told[pair.low], told[pair.high]);
            found.push(Impossible {
                message: contradiction_in_words(
                    (&low.metric, &low.reading.text, low.statistic),
                    (&high.metric, &high.reading.text, high.statistic),
                ),
                low: low.reading.place,
                high: high.reading.place,
            });
        }
    }
    found
}
