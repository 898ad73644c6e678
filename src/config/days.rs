//! Lengths of time in whole days, as limits have them.

use jiff::Span;

/// Reads a length of time such as `90d` or `6 months` in whole days; `None` where it is none or shorter than a day. A month
/// is 30 of them and a year 365: a limit needs no calendar.
#[must_use]
pub fn whole_days(written: &str) -> Option<u32> {
    let span = written.parse::<Span>().ok()?;
    let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
    let days = months / 12 * 365 + months % 12 * 30 + i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let hours = i64::from(span.get_hours());
    u32::try_from(days + hours / 24).ok().filter(|days| *days > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_whole_days() {
        for (written, expected) in [
            ("90d", Some(90)),
            ("2 weeks", Some(14)),
            ("6 months", Some(180)),
            ("1 year", Some(365)),
            ("1y 6mo", Some(545)),
            ("48h", Some(2)),
            ("23h", None),
            ("0d", None),
            ("-3d", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(whole_days(written), expected, "{written}");
        }
    }
}
