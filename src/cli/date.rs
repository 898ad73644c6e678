//! The date to build for.

use jiff::civil::Date;

use crate::error::{Error, Result};

/// The date to build for: what `--now` says, else `SOURCE_DATE_EPOCH`, else today in UTC.
///
/// # Errors
/// Where one of the two is no date.
#[expect(clippy::disallowed_methods, reason = "the date enters the program here and nowhere else")]
pub(crate) fn build_date(stated: Option<&str>) -> Result<Date> {
    if let Some(stated) = stated {
        let date = stated.parse::<Date>();
        let date = date.map_err(|error| {
            Error::new(format!("`--now {stated}` is no date")).because(error).help("write it as 2026-10-01")
        })?;
        return Ok(date);
    }
    let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .trim()
            .parse::<i64>()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .ok_or_else(|| {
                Error::new(format!("SOURCE_DATE_EPOCH is `{seconds}`, which is no number of seconds since 1970"))
            })?,
        Err(_) => jiff::Timestamp::now(),
    };
    Ok(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}
