//! Numbers with units, so that `1.2 s` and `850 ms` can be compared.

use std::borrow::Cow;

use crate::parse::dataset::cell::number;

/// A number in the unit that stands for all of its kind: seconds, bytes, something in a second.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// Its unit; empty where there is none. Quantities of other units can't be compared.
    pub unit: Cow<'static, str>,
}

/// Units of time, in lower case.
const TIMES: &[(&str, f64)] = &[
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("μs", 1e-6),
    ("usec", 1e-6),
    ("ms", 1e-3),
    ("msec", 1e-3),
    ("millisecond", 1e-3),
    ("milliseconds", 1e-3),
    ("s", 1.0),
    ("sec", 1.0),
    ("secs", 1.0),
    ("second", 1.0),
    ("seconds", 1.0),
    ("min", 60.0),
    ("mins", 60.0),
    ("minute", 60.0),
    ("minutes", 60.0),
    ("h", 3_600.0),
    ("hr", 3_600.0),
    ("hour", 3_600.0),
    ("hours", 3_600.0),
    ("d", 86_400.0),
    ("day", 86_400.0),
    ("days", 86_400.0),
];

/// Units of size. Small letters are left alone: they may be bits.
const SIZES: &[(&str, f64)] = &[
    ("B", 1.0),
    ("bytes", 1.0),
    ("kB", 1e3),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1_024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("Ki", 1_024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
];

/// Short names of so many of something in a second.
const RATES: &[(&str, &str)] =
    &[("tps", "transaction"), ("qps", "query"), ("rps", "request"), ("iops", "operation"), ("mps", "message")];

/// What Kubernetes writes behind a number of thousandths.
const THOUSANDTHS: &str = "m";

/// What is counted, by other names.
const COUNTED: &[(&str, &str)] = &[
    ("op", "operation"),
    ("ops", "operation"),
    ("req", "request"),
    ("reqs", "request"),
    ("tx", "transaction"),
    ("txn", "transaction"),
    ("queries", "query"),
    ("msg", "message"),
    ("msgs", "message"),
];

impl Quantity {
    /// A number in a unit.
    #[must_use]
    pub fn new(number: f64, unit: &str) -> Self {
        let (factor, unit) = base(unit.trim());
        Self { value: number * factor, unit }
    }

    /// Reads a number with its unit, or in `unit` where it has none; `None` where the text is something else.
    #[must_use]
    pub fn read(text: &str, unit: Option<&str>) -> Option<Self> {
        let (number, written) = number(text)?;
        let is_unit =
            |character: char| character.is_alphabetic() || matches!(character, '%' | '/' | ' ' | '.' | '_' | '-');
        let read = Self::new(number, if written.is_empty() { unit.unwrap_or_default() } else { written });
        (written.chars().all(is_unit) && read.value.is_finite()).then_some(read)
    }

    /// The unit of a figure as written, for another that has none; `None` where it has none, or is written in thousandths,
    /// which go with the number: beside `500m`, `0.9` is nine tenths.
    #[must_use]
    pub fn lent_unit(text: &str) -> Option<&str> {
        number(text).map(|(_, unit)| unit).filter(|unit| !unit.is_empty() && *unit != THOUSANDTHS)
    }

    /// Whether two can be compared.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.unit == other.unit
    }
}

/// The unit that stands for all of a unit's kind, and how many of it the unit is.
fn base(unit: &str) -> (f64, Cow<'static, str>) {
    let lower = unit.to_lowercase();
    if let Some((_, factor)) = SIZES.iter().find(|(name, _)| *name == unit) {
        return (*factor, Cow::Borrowed("B"));
    }
    if let Some(factor) = time(&lower) {
        return (factor, Cow::Borrowed("s"));
    }
    // Kubernetes' thousandths ("Resource units in Kubernetes"): `500m` of a processor is half of one.
    if unit == THOUSANDTHS {
        return (1e-3, Cow::Borrowed(""));
    }
    if let Some((_, counted)) = RATES.iter().find(|(name, _)| *name == lower) {
        return (1.0, Cow::Owned(format!("{counted}/s")));
    }
    if matches!(&*lower, "percent" | "pct") {
        return (1.0, Cow::Borrowed("%"));
    }
    let parted = unit.split_once('/').or_else(|| unit.split_once(" per "));
    if let Some((of, by)) = parted
        && let Some(seconds) = time(&by.trim().to_lowercase())
    {
        let of = of.trim();
        if let Some((_, factor)) = SIZES.iter().find(|(name, _)| *name == of) {
            return (factor / seconds, Cow::Borrowed("B/s"));
        }
        return (1.0 / seconds, Cow::Owned(format!("{}/s", counted(&of.to_lowercase()))));
    }
    (1.0, Cow::Owned(counted(&lower)))
}

fn time(unit: &str) -> Option<f64> {
    TIMES.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor)
}

/// What is counted, as one of it.
fn counted(word: &str) -> String {
    match COUNTED.iter().find(|(name, _)| *name == word) {
        Some((_, counted)) => (*counted).to_owned(),
        None => word.strip_suffix('s').filter(|rest| rest.len() > 1).unwrap_or(word).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_is_in_one_unit() {
        for (left, right) in [
            ("1.2 s", "1200ms"),
            ("1 min", "60 seconds"),
            ("250 us", "0.25 ms"),
            ("1 KiB", "1024 B"),
            ("1.5Gi", "1536Mi"),
            ("2 MB/s", "2000 kB/s"),
            ("78k ops/s", "78000 operations per second"),
            ("120 checks/min", "2 checks/s"),
            ("847 TPS", "847 transactions/s"),
            ("1248 QPS", "1248 queries/s"),
            ("99.9 %", "99.9 percent"),
            ("850m", "0.85"),
            ("1", "1000m"),
        ] {
            let [left, right] = [left, right].map(|text| Quantity::read(text, None).expect(text));
            assert!(left.is_like(&right), "{left:?} {right:?}");
            assert!((left.value - right.value).abs() < 1e-9 * left.value, "{left:?} {right:?}");
        }
    }

    #[test]
    fn what_is_unlike_is_not_compared() {
        for (left, right) in [("1 s", "1 B"), ("1 ops/s", "1 req/s"), ("1", "1 ms"), ("1 MB", "1 Mb"), ("850m", "1 s")]
        {
            let [left, right] = [left, right].map(|text| Quantity::read(text, None).expect(text));
            assert!(!left.is_like(&right), "{left:?} {right:?}");
        }
    }

    #[test]
    fn thousandths_are_not_lent() {
        let texts = ["500m", "0.9", "5 ms", "soon"];
        assert_eq!(texts.map(Quantity::lent_unit), [None, None, Some("ms"), None]);
        assert_eq!(Quantity::read("500", Some("m")), Some(Quantity { value: 0.5, unit: "".into() }));
    }

    #[test]
    fn a_number_without_a_unit_is_in_that_of_its_column() {
        assert_eq!(Quantity::read("12", Some("ms")), Some(Quantity { value: 0.012, unit: "s".into() }));
        assert_eq!(Quantity::read("12 s", Some("ms")), Some(Quantity { value: 12.0, unit: "s".into() }));
        for text in ["< 5 ms", "5 (burst)", "soon", "", "5 of 10", "10-20 ms"] {
            assert_eq!(Quantity::read(text, None), None, "{text}");
        }
    }
}
