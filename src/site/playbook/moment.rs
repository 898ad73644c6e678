//! Moments counted from the start of the work, `T-24 hours`, and times by the clock.

use std::time::Duration;

use crate::parse::bound::Bound;

/// A moment, in seconds from the start of the work; those before it are negative.
pub type Offset = i64;

/// A day, in seconds.
const DAY: i64 = 86_400;

/// Reads a moment at the start of a text, and what stands behind it: `T-24 hours: freeze`, `T+1h30m`, `T minus 2 days`, `T0`, `D-1`.
pub(super) fn offset(text: &str) -> Option<(Offset, &str)> {
    let text = text.trim_start();
    let letter = text.chars().next().filter(|letter| matches!(letter, 'T' | 'D'))?;
    let rest = text[1..].trim_start();
    let unit = if letter == 'D' { Some(DAY) } else { None };
    let signs =
        [("-minus ", -1), ("-minus-", -1), ("minus ", -1), ("plus ", 1), ("-", -1), ("−", -1), ("–", -1), ("+", 1)];
    let signed = signs.iter().find_map(|(written, sign)| Some((*sign, rest.strip_prefix(written)?.trim_start())));
    let Some((sign, rest)) = signed else {
        // `T0`: the start itself.
        let behind = rest.strip_prefix('0')?;
        return ends_word(behind).then_some((0, behind));
    };
    let (seconds, behind) = length(rest, unit)?;
    Some((sign * seconds, behind))
}

/// Reads a length of time at the start of a text, in seconds, and what stands behind it: `24 hours`, `1h30m`, `0:15`, and a number alone
/// where its unit is known or it is 0.
fn length(text: &str, unit: Option<i64>) -> Option<(i64, &str)> {
    if let Some((minutes, behind)) = clock(text) {
        return Some((i64::from(minutes) * 60, behind));
    }
    let mut rest = text;
    let mut end = 0;
    let mut number = None;
    // One number and unit after the other: `1h 30m`.
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        if digits == 0 {
            break;
        }
        let behind = rest[digits..].trim_start();
        let letters = behind.len() - behind.trim_start_matches(char::is_alphabetic).len();
        // `0 to` counts nothing.
        let counts = !matches!(&behind[..letters], "to" | "until" | "bis" | "and");
        if letters == 0
            || !counts
            || Bound::read(&format!("{} {}", &rest[..digits], &behind[..letters]), None).upper().is_none()
        {
            if end == 0 {
                number = rest[..digits].parse::<u32>().ok();
                rest = &rest[digits..];
            }
            break;
        }
        let after = &behind[letters..];
        end = text.len() - after.len();
        rest = after.trim_start();
    }
    if end == 0 {
        let number = i64::from(number?);
        let seconds = match unit {
            Some(unit) => number.checked_mul(unit)?,
            None if number == 0 => 0,
            None => return None,
        };
        return ends_word(rest).then_some((seconds, rest));
    }
    let time = Bound::read(&text[..end], None).upper()?;
    Some((i64::try_from(time.as_secs()).ok()?, &text[end..]))
}

/// Whether a word has ended before a text.
fn ends_word(behind: &str) -> bool {
    !behind.starts_with(|character: char| character.is_alphanumeric() || character == '.')
}

/// Reads a time by the clock at the start of a text, in minutes, and what stands behind it: `02:30`, `2:30 AM`, `2 PM`.
fn clock(text: &str) -> Option<(u32, &str)> {
    let number = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let digits = number(text);
    let hours: u32 = (1..=2).contains(&digits).then(|| text[..digits].parse().ok()).flatten()?;
    let behind = &text[digits..];
    let (minutes, behind) = match behind.strip_prefix(':') {
        Some(rest) if number(rest) == 2 => (Some(rest[..2].parse::<u32>().ok()?), &rest[2..]),
        _ => (None, behind),
    };
    let half = behind.trim_start().get(..2).map(str::to_ascii_lowercase);
    let (half, behind) = match half.as_deref() {
        Some("am") => (Some(0), &behind.trim_start()[2..]),
        Some("pm") => (Some(12), &behind.trim_start()[2..]),
        _ => (None, behind),
    };
    let hours = match half {
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half,
        Some(_) => return None,
        None => hours,
    };
    (ends_word(behind) && (minutes.is_some() || half.is_some()) && hours <= 24 && minutes.unwrap_or_default() < 60)
        .then(|| (hours * 60 + minutes.unwrap_or_default(), behind))
}

/// How long something takes that is said by the clock: `02:00–04:00 UTC`, `11 PM to 1 AM`.
pub(super) fn between(text: &str) -> Option<Duration> {
    let (start, rest) = clock(without_day(text))?;
    let (end, behind) = clock(without_day(without_until(rest)?))?;
    // A time zone may follow, and nothing else.
    let zone = behind.trim().trim_matches(['(', ')']);
    let is_zone = zone.len() <= 6 && zone.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '+' | '-' | '0'..='9'));
    let minutes = (end + 24 * 60 - start) % (24 * 60);
    (is_zone && minutes > 0).then(|| Duration::from_mins(u64::from(minutes)))
}

/// A moment at the start of a text, and how long it is until another that follows: `T+15 min to T+30 min`.
pub(super) fn moments(text: &str) -> Option<(Offset, Option<Duration>, &str)> {
    let (start, rest) = offset(text)?;
    let end = without_until(rest).and_then(offset).filter(|(end, _)| *end > start);
    Some(match end {
        Some((end, behind)) => (start, u64::try_from(end - start).ok().map(Duration::from_secs), behind),
        None => (start, None, rest),
    })
}

/// What stands behind the name of a day: `Saturday 22:00`.
fn without_day(text: &str) -> &str {
    const DAYS: [&str; 14] =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so"];
    let text = text.trim();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else { return text };
    let day = first.trim_end_matches([',', '.']).to_lowercase();
    let is_day = DAYS.contains(&day.as_str()) || day.ends_with("day") || day.ends_with("tag") || day == "mittwoch";
    if is_day { rest.trim_start() } else { text }
}

/// Reads days or weeks that are counted from the first one on, and how long they last: `Day 1-2`, `Week 3`. All of a text.
pub(super) fn counted(text: &str) -> Option<(Offset, Duration)> {
    const UNITS: [(&str, i64); 6] =
        [("days ", DAY), ("day ", DAY), ("tag ", DAY), ("weeks ", 7 * DAY), ("week ", 7 * DAY), ("woche ", 7 * DAY)];
    let lower = text.trim().to_lowercase();
    let (rest, unit) = UNITS.iter().find_map(|(name, unit)| Some((lower.strip_prefix(name)?.trim(), *unit)))?;
    let (first, last) = rest.split_once(['-', '–', '—']).unwrap_or((rest, rest));
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| (1..=1_000).contains(number));
    let (first, last) = (number(first)?, number(last)?);
    let length = u64::try_from((last.checked_sub(first)? + 1).checked_mul(unit)?).ok().filter(|length| *length > 0)?;
    Some(((first - 1) * unit, Duration::from_secs(length)))
}

/// What stands behind a word or sign for `until`.
fn without_until(text: &str) -> Option<&str> {
    let text = text.trim_start();
    ["to ", "until ", "bis ", "–", "—", "-", "→", "~"]
        .iter()
        .find_map(|until| text.strip_prefix(until))
        .map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted_from_the_start() {
        for (text, expected) in [
            ("T-24 hours: freeze", Some((-86_400, ": freeze"))),
            ("T-24h", Some((-86_400, ""))),
            ("T – 2 days (Tuesday)", Some((-172_800, " (Tuesday)"))),
            ("T+15m", Some((900, ""))),
            ("T + 1h 30m: watch", Some((5_400, ": watch"))),
            ("T+0:15", Some((900, ""))),
            ("T minus 90 minutes", Some((-5_400, ""))),
            ("T-minus 30 minutes", Some((-1_800, ""))),
            ("T-0", Some((0, ""))),
            ("T0: go", Some((0, ": go"))),
            ("D-1", Some((-86_400, ""))),
            ("D+7: report", Some((604_800, ": report"))),
            ("T-5", None),
            ("T-shirt", None),
            ("T1000", None),
            ("T-0.5", None),
            ("Test", None),
            ("T", None),
            ("T-99999999999999 days", None),
            ("", None),
        ] {
            assert_eq!(offset(text), expected, "{text}");
        }
    }

    #[test]
    fn clocks_and_moments_have_a_length_between_them() {
        for (text, minutes) in [
            ("02:00–04:00 UTC", Some(120)),
            ("2:00 AM - 3:30 AM", Some(90)),
            ("11 PM to 1 AM", Some(120)),
            ("23:30-00:15", Some(45)),
            ("02:00-04:00 (CET)", Some(120)),
            ("Saturday 22:00 – Sunday 02:00 UTC", Some(240)),
            ("Sat 22:00-02:00 UTC", Some(240)),
            ("02:00", None),
            ("2-4", None),
            ("10:00-10:00", None),
            ("25:00-26:00", None),
            ("02:00-04:00 on Sunday", None),
        ] {
            assert_eq!(between(text), minutes.map(Duration::from_mins), "{text}");
        }
        for (text, expected) in [
            ("Day 1-2", Some((0, 2))),
            ("day 10", Some((9, 1))),
            ("Week 2–3", Some((7, 14))),
            ("Day 3-1", None),
            ("Day 0", None),
            ("Day of days", None),
            ("Today", None),
        ] {
            let days = |days: i64| u64::try_from(days).map(|days| Duration::from_hours(24 * days)).expect("a length");
            assert_eq!(counted(text), expected.map(|(start, length)| (start * DAY, days(length))), "{text}");
        }
        assert_eq!(moments("T+15 min to T+30 min: b"), Some((900, Some(Duration::from_mins(15)), ": b")));
        assert_eq!(moments("T+0 to T+1 hour: X"), Some((0, Some(Duration::from_hours(1)), ": X")));
        assert_eq!(moments("T+15 min – T+5 min"), Some((900, None, " – T+5 min")), "backwards");
    }
}
