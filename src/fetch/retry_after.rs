//! How long a server asks to be left alone.

use std::time::Duration;

use jiff::fmt::rfc2822;

/// What `Retry-After` asks for: seconds, or a date. A date is held against the `Date` of the same answer, so that no clock
/// but the server's own counts; without one it says nothing.
pub(super) fn wait(retry_after: &str, date: Option<&str>) -> Option<Duration> {
    let retry_after = retry_after.trim();
    if let Ok(seconds) = retry_after.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let read = |text: &str| rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let seconds = read(retry_after)?.as_second().checked_sub(read(date?)?.as_second())?;
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let date = Some("Fri, 20 Nov 2026 10:00:00 GMT");
        for (written, date, expected) in [
            ("120", None, Some(120)),
            (" 0 ", date, Some(0)),
            ("Fri, 20 Nov 2026 10:00:30 GMT", date, Some(30)),
            ("Fri, 20 Nov 2026 09:00:00 GMT", date, Some(0)),
            ("Fri, 20 Nov 2026 10:00:30 GMT", None, None),
            ("soon", date, None),
            ("-5", date, None),
            ("99999999999999999999999", date, None),
        ] {
            assert_eq!(wait(written, date).map(|wait| wait.as_secs()), expected, "{written}");
        }
    }
}
