//! Figures of one thing over time, as a cell of a table holds them.

use jiff::civil::Date;

/// Figures of one thing, the oldest first, with what they are compared with. All are in [`Series::unit`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// When each was measured, and what it is.
    pub points: Vec<(Option<Date>, f64)>,
    /// What is expected of them.
    pub baseline: Option<Level>,
    /// What is promised of them.
    pub target: Option<Level>,
    /// Their unit, as readers know it; empty where they have none.
    pub unit: String,
}

/// What figures over time are compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Level {
    /// The figure, in the unit of the series.
    pub value: f64,
    /// The figure as it is written.
    pub text: String,
}

/// The signs that a series is drawn with where there is text alone, from small to large.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The most signs of a series in text.
const SIGNS: usize = 12;

impl Series {
    /// The newest figures as a row of signs, the smallest figure the lowest sign; those of a series that never changes stand in
    /// the middle. Empty for fewer than two.
    #[must_use]
    pub fn signs(&self) -> String {
        if self.points.len() < 2 {
            return String::new();
        }
        let newest = &self.points[self.points.len().saturating_sub(SIGNS)..];
        let (least, most) = range(newest.iter().map(|(_, value)| *value));
        let step = |value: f64| match most - least {
            width if width > 0.0 => STEPS[rounded((value - least) / width * 7.0)],
            _ => STEPS[3],
        };
        newest.iter().map(|(_, value)| step(*value)).collect()
    }
}

/// A number in few digits, off by `off` at most: `12,450`, `847.3`, `0.615`, `99.999`. Where `off` is 0, it is written as exactly
/// as it can be meant.
#[must_use]
pub fn short(value: f64, off: f64) -> String {
    let magnitude = value.abs();
    let most = if off > 0.0 { off } else { magnitude * 1e-9 };
    let is_faithful = |text: &str| text.parse::<f64>().is_ok_and(|read| (read - value).abs() <= most);
    if !(1e-3..1e9).contains(&magnitude) && magnitude != 0.0 {
        let mut written = (2..=12).map(|decimals| format!("{value:.decimals$e}"));
        return written.find(|text| is_faithful(text)).unwrap_or_else(|| format!("{value:.12e}"));
    }
    let least = match magnitude {
        _ if magnitude >= 1_000.0 => 0,
        _ if magnitude >= 100.0 => 1,
        _ if magnitude >= 10.0 => 2,
        _ => 3,
    };
    let mut written = (least..=12).map(|decimals| format!("{value:.decimals$}"));
    let text = written.find(|text| is_faithful(text)).unwrap_or_else(|| format!("{value:.12}"));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{grouped}"),
        fraction => format!("{sign}{grouped}.{fraction}"),
    }
}

/// The smallest and the largest of some numbers.
#[must_use]
pub fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
}

/// The number of a step, of which there are few.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 7")]
fn rounded(value: f64) -> usize {
    value.round().clamp(0.0, 7.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_as_exact_as_they_have_to_be() {
        for (value, off, expected) in [
            (12_450.4, 1.0, "12,450"),
            (847.3, 0.1, "847.3"),
            (100.0, 0.0, "100"),
            (0.615, 0.01, "0.615"),
            (0.0, 1.0, "0"),
            (-1_234_567.0, 1.0, "-1,234,567"),
            (1e12, 1e9, "1.00e12"),
            (2e-5, 1e-6, "2.00e-5"),
            (1.234567e-5, 1e-10, "1.23457e-5"),
            (99.999, 0.0001, "99.999"),
            (99.999, 0.0, "99.999"),
            (99.999, 0.1, "100"),
            (0.1 + 0.2, 0.0, "0.3"),
            (1_002.5, 0.0025, "1,002.5"),
            (1_200.000_001, 0.1, "1,200"),
        ] {
            assert_eq!(short(value, off), expected, "{value} {off}");
        }
    }

    #[test]
    fn a_series_is_a_row_of_signs() {
        let signs = |values: &[f64]| {
            let points = values.iter().map(|value| (None, *value)).collect();
            Series { points, ..Series::default() }.signs()
        };
        assert_eq!(signs(&[]), "");
        assert_eq!(signs(&[5.0]), "");
        assert_eq!(signs(&[1.0, 8.0, 4.5]), "▁█▅");
        assert_eq!(signs(&[2.0, 2.0]), "▄▄");
        assert_eq!(signs(&[-1.0, 0.0, 1e300]), "▁▁█");
        assert_eq!(signs(&(0..100).map(f64::from).collect::<Vec<_>>()).chars().count(), SIGNS);
    }
}
