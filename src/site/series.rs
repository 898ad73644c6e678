//! Figures of one thing over time, as a cell of a table holds them.

use jiff::civil::Date;

/// Figures of one thing, the oldest first, with what they are compared with. All are in [`Series::unit`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// When each was measured, and what it is.
    pub points: Vec<(Option<Date>, f64)>,
    /// What is expected of them.
    pub baseline: Option<f64>,
    /// What is promised of them.
    pub target: Option<f64>,
    /// Their unit, as readers know it; empty where they have none.
    pub unit: String,
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

/// A number of at most four digits that say something: `12,450`, `847.3`, `0.615`.
#[must_use]
pub fn short(value: f64) -> String {
    let magnitude = value.abs();
    if !(1e-3..1e9).contains(&magnitude) && magnitude != 0.0 {
        return format!("{value:.2e}");
    }
    let decimals = match magnitude {
        _ if magnitude >= 1_000.0 => 0,
        _ if magnitude >= 100.0 => 1,
        _ if magnitude >= 10.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    if decimals > 0 {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
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
    fn numbers_are_short() {
        for (value, expected) in [
            (12_450.4, "12,450"),
            (847.3, "847.3"),
            (100.0, "100"),
            (0.615, "0.615"),
            (0.0, "0"),
            (-1_234_567.0, "-1,234,567"),
            (1e12, "1.00e12"),
            (2e-5, "2.00e-5"),
        ] {
            assert_eq!(short(value), expected);
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
