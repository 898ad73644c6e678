//! Figures of one thing that can't all be so: no percentile is below a lower one, no average above the maximum.

use std::collections::BTreeMap;

use super::{Better, Quantity, Statistic};

/// Two figures that can't both be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The one that is too small for what it tells, by its place among the figures.
    pub low: usize,
    /// The one that is too large.
    pub high: usize,
}

/// Words of figures that tell how something has changed or compares, what is left or allowed, or how many there were: those are in no
/// order.
const RELATIVE: &[&str] = &[
    "budget",
    "change",
    "changes",
    "count",
    "decrease",
    "delta",
    "diff",
    "difference",
    "gain",
    "headroom",
    "improvement",
    "improvements",
    "increase",
    "left",
    "limit",
    "limits",
    "n",
    "overhead",
    "ratio",
    "reduction",
    "regression",
    "remaining",
    "samples",
    "saving",
    "savings",
    "speedup",
    "vs",
    "δ",
    "änderung",
    "변화",
    "개선",
];

/// Whether a figure can contradict others of the same thing. `names` is what it stands under, `text` the figure as written, and `better`
/// which figures of it are better. Changes can't; and of percentiles only those of what is better lower, or of times and sizes: of what is
/// better higher, many write the worst of a hundred as the 99th percentile.
#[must_use]
pub fn is_ordered(
    statistic: Statistic,
    names: &[&str],
    text: &str,
    quantity: &Quantity,
    better: Option<Better>,
) -> bool {
    let is_relative = |name: &&str| {
        let lower = name.to_lowercase();
        lower.split(|character: char| !character.is_alphanumeric()).any(|word| RELATIVE.contains(&word))
    };
    let is_signed = text.trim_start().starts_with(['+', '-', '−', '±']);
    let is_factor = matches!(&*quantity.unit, "x" | "×");
    if is_signed || is_factor || names.iter().any(is_relative) {
        return false;
    }
    match (statistic, better) {
        (Statistic::Percentile(_), Some(better)) => better == Better::Lower,
        (Statistic::Percentile(_), None) => matches!(&*quantity.unit, "s" | "B"),
        _ => true,
    }
}

/// Finds what can't be so among figures of one thing in one unit. Each is compared with its neighbours alone, so that one
/// mistake is one contradiction; a statistic that is there twice is left out, since nobody knows which is meant. That an
/// average is above some percentile is no contradiction.
#[must_use]
pub fn contradictions(figures: &[(Statistic, f64)]) -> Vec<Contradiction> {
    let mut by_statistic: BTreeMap<Statistic, Vec<usize>> = BTreeMap::new();
    for (index, (statistic, _)) in figures.iter().enumerate() {
        by_statistic.entry(*statistic).or_default().push(index);
    }
    let single = |statistic: Statistic| match by_statistic.get(&statistic).map(Vec::as_slice) {
        Some([index]) => Some(*index),
        _ => None,
    };
    let ordered = by_statistic.iter().filter(|(statistic, _)| **statistic != Statistic::Average);
    let ordered: Vec<usize> = ordered.filter_map(|(statistic, _)| single(*statistic)).collect();
    let below = |low: usize, high: usize| (figures[low].1 < figures[high].1).then_some(Contradiction { low, high });
    let mut found: Vec<Contradiction> = ordered.windows(2).filter_map(|pair| below(pair[1], pair[0])).collect();
    if let Some(average) = single(Statistic::Average) {
        let maximum = single(Statistic::Maximum).filter(|maximum| found.iter().all(|other| other.low != *maximum));
        found.extend(maximum.and_then(|maximum| below(maximum, average)));
        let minimum = single(Statistic::Minimum).filter(|minimum| found.iter().all(|other| other.high != *minimum));
        found.extend(minimum.and_then(|minimum| below(average, minimum)));
    }
    found
}

/// What to do about figures that can't be so.
pub const CONTRADICTION_HELP: &str =
    "one of the two is mistyped, or wasn't measured in the same run: correct it, or leave it out";

/// What can't be so: names, figures as written and what they tell, of the one that is too small first.
#[must_use]
pub fn contradiction_in_words(
    (low, low_text, low_statistic): (&str, &str, Statistic),
    (high, high_text, high_statistic): (&str, &str, Statistic),
) -> String {
    format!(
        "`{low}` is `{low_text}` and `{high}` is `{high_text}`: {} is never below {}",
        low_statistic.in_words(),
        high_statistic.in_words()
    )
}

#[cfg(test)]
mod tests {
    use super::super::MetricName;
    use super::*;

    fn found(figures: &[(&str, f64)]) -> Vec<(usize, usize)> {
        let named = |(name, value): &(&str, f64)| (MetricName::read(name).statistic.expect("a statistic"), *value);
        let figures: Vec<(Statistic, f64)> = figures.iter().map(named).collect();
        contradictions(&figures).into_iter().map(|found| (found.low, found.high)).collect()
    }

    #[test]
    fn one_mistake_is_one_contradiction() {
        for (figures, expected) in [
            (&[("min", 1.0), ("p50", 2.0), ("p95", 3.0), ("max", 3.0), ("avg", 2.5)][..], &[][..]),
            (&[("avg", 11.8), ("max", 10.0)], &[(1, 0)]),
            (&[("avg", 11.8), ("max", 10.0), ("p50", 11.5), ("p99", 18.7)], &[(1, 3)]),
            (&[("p99", 5.0), ("p95", 6.0), ("p50", 1.0)], &[(0, 1)]),
            (&[("p50", 10.0), ("p95", 5.0), ("p99", 7.0)], &[(1, 0)]),
            (&[("avg", 9.0), ("p50", 1.0), ("p95", 2.0)], &[]),
            (&[("min", 5.0), ("avg", 3.0)], &[(1, 0)]),
            (&[("min", 5.0), ("max", 3.0), ("avg", 4.0)], &[(1, 0)]),
            (&[("max", 5.0), ("max", 3.0), ("avg", 4.0)], &[]),
            (&[("p50", f64::NAN), ("p95", 1.0)], &[]),
        ] {
            assert_eq!(found(figures), expected, "{figures:?}");
        }
    }
}
