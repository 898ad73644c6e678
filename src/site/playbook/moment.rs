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
    let Some((sign, rest)) = sign(rest) else {
        // `T0`: the start itself.
        let behind = rest.strip_prefix('0')?;
        return ends_word(behind).then_some((0, behind));
    };
    let (seconds, behind) = length(rest, unit)?;
    Some((sign * seconds, behind))
}

/// Reads how long before the start of the work something is: `1.5 hours before`. All of a text.
pub(super) fn before(text: &str) -> Option<Offset> {
    let (seconds, behind) = length(text.trim(), None)?;
    matches!(behind.trim(), "before" | "prior" | "vorher").then_some(-seconds)
}

/// Reads a sign at the start of a text, and what stands behind it.
fn sign(text: &str) -> Option<(i64, &str)> {
    const SIGNS: [(&str, i64); 10] = [
        ("-minus ", -1),
        ("-minus-", -1),
        ("minus ", -1),
        ("plus ", 1),
        ("-", -1),
        ("−", -1),
        ("–", -1),
        // Word processors write these, so that no line ends behind the T.
        ("\u{2010}", -1),
        ("\u{2011}", -1),
        ("+", 1),
    ];
    SIGNS.iter().find_map(|(written, sign)| Some((*sign, text.strip_prefix(written)?.trim_start())))
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

/// Reads a time from when to when by the clock at the start of a text, how long that is, and what stands behind it:
/// `Friday 20:00 – 22:00: freeze`, `09:00–09:15 | call`.
pub(super) fn range_by_clock(text: &str) -> Option<(Duration, &str)> {
    /// How far it may stand: a day, two times and a zone.
    const LONGEST: usize = 48;
    text.starts_with(|first: char| first.is_alphanumeric()).then_some(())?;
    let separators = [": ", " – ", " — ", " - ", " | "];
    let mut ends: Vec<(usize, usize)> = separators
        .iter()
        .flat_map(|separator| text.match_indices(separator).map(|(at, found)| (at, at + found.len())))
        .chain([(text.len(), text.len())])
        .filter(|(at, _)| *at <= LONGEST)
        .collect();
    ends.sort_unstable();
    ends.into_iter().find_map(|(end, behind)| Some((between(&text[..end])?, &text[behind..])))
}

/// How long something takes that is said by the clock: `02:00–04:00 UTC`, `11 PM to 1 AM`, `Friday 20:00 – Sunday 12:00`.
pub(super) fn between(text: &str) -> Option<Duration> {
    const DAY_MINUTES: u32 = 24 * 60;
    let (first, text) = without_day(text);
    let (start, rest) = clock(text)?;
    let (last, rest) = without_day(without_until(rest)?);
    let (end, behind) = clock(rest)?;
    // A time zone may follow, and nothing else.
    let zone = behind.trim().trim_matches(['(', ')']);
    let is_zone = zone.len() <= 6 && zone.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '+' | '-' | '0'..='9'));
    let days = match (first, last) {
        (Some(first), Some(last)) => (last + 7 - first) % 7,
        _ => 0,
    };
    let minutes = match days {
        0 => (end + DAY_MINUTES - start) % DAY_MINUTES,
        days => (days * DAY_MINUTES + end).checked_sub(start)?,
    };
    (is_zone && minutes > 0).then(|| Duration::from_mins(u64::from(minutes)))
}

/// Moments at the start of a text: `T+15 min`, `T+15 min to T+30 min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moments<'t> {
    pub(super) start: Offset,
    /// How long it is until the other one.
    pub(super) length: Option<Duration>,
    /// Whether there is another one, which may not say what it counts.
    pub(super) is_range: bool,
    /// What stands behind them.
    pub(super) behind: &'t str,
}

/// Reads a moment at the start of a text, and the one until when, if it says so.
pub(super) fn moments(text: &str) -> Option<Moments<'_>> {
    let Some((start, rest)) = offset(text) else { return counted_alike(text) };
    let until = without_until(rest);
    if let Some((end, behind)) = until.and_then(offset).filter(|(end, _)| *end > start) {
        let length = u64::try_from(end - start).ok().map(Duration::from_secs);
        return Some(Moments { start, length, is_range: true, behind });
    }
    Some(match until.filter(|until| offset(until).is_none()).and_then(bare) {
        Some((_, behind)) => Moments { start, length: None, is_range: true, behind },
        None => Moments { start, length: None, is_range: false, behind: rest },
    })
}

/// Reads two moments of which only the latter says what both count: `T+5 to T+15 minutes`.
fn counted_alike(text: &str) -> Option<Moments<'_>> {
    let (first, rest) = bare(text)?;
    let until = without_until(rest)?;
    let (end, behind) = offset(until)?;
    let digits = until.trim_start_matches(|character: char| !character.is_ascii_digit());
    let digits = &digits[..digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
    let last = digits.parse::<i64>().ok().filter(|last| *last > 0)?;
    // `T+5 to T+1:30` counts two things.
    let unit = (end.abs() % last == 0).then(|| end.abs() / last)?;
    let start = first.checked_mul(unit)?;
    let length = end.checked_sub(start).filter(|length| *length > 0)?;
    let length = u64::try_from(length).ok().map(Duration::from_secs);
    Some(Moments { start, length, is_range: true, behind })
}

/// Reads a moment that doesn't say what it counts, at the start of a text, and what stands behind it: `T+15`.
fn bare(text: &str) -> Option<(i64, &str)> {
    let (sign, rest) = sign(text.trim_start().strip_prefix('T')?.trim_start())?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: i64 = rest[..digits].parse::<u32>().ok()?.into();
    ends_word(&rest[digits..]).then_some((sign * number, &rest[digits..]))
}

/// What stands behind the name of a day, `Saturday 22:00`, and which day of the week that is.
fn without_day(text: &str) -> (Option<u32>, &str) {
    const DAYS: [[&str; 2]; 7] =
        [["mon", "mo"], ["tue", "di"], ["wed", "mi"], ["thu", "do"], ["fri", "fr"], ["sat", "sa"], ["sun", "so"]];
    let text = text.trim();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else { return (None, text) };
    let day = first.trim_end_matches([',', '.']).to_lowercase();
    let is_long = day.ends_with("day") || day.ends_with("tag") || day == "mittwoch";
    let is_it = |names: &[&str; 2]| names.iter().any(|name| day == *name || is_long && day.starts_with(name));
    match (0..).zip(&DAYS).find(|(_, names)| is_it(names)) {
        Some((number, _)) => (Some(number), rest.trim_start()),
        None if is_long => (None, rest.trim_start()),
        None => (None, text),
    }
}

/// Days or weeks that are counted: `Day 1-2`, `Week 3`, `Day -7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::site) struct Counted {
    first: i64,
    last: i64,
    unit: Offset,
}

impl Counted {
    /// Whether the days before it are counted down to 0, so that the first one is not 1.
    pub(super) const fn is_from_zero(self) -> bool {
        self.first <= 0 && self.unit == DAY
    }

    /// When it starts. `from_zero` says that the work starts on day 0.
    pub(super) const fn start(self, from_zero: bool) -> Offset {
        let first = if from_zero && self.unit == DAY || self.first <= 0 { 0 } else { 1 };
        (self.first - first) * self.unit
    }

    /// How long it is: what is counted down to only says when.
    pub(super) fn length(self) -> Option<Duration> {
        let seconds = u64::try_from((self.last - self.first + 1) * self.unit).ok()?;
        (self.first > 0 || self.last > self.first).then(|| Duration::from_secs(seconds))
    }

    /// How exactly that says when: to the day, to the week.
    pub(super) const fn unit(self) -> Offset {
        self.unit
    }
}

/// Reads days or weeks that are counted. All of a text.
pub(super) fn counted(text: &str) -> Option<Counted> {
    const UNITS: [(&str, i64); 6] =
        [("days ", DAY), ("day ", DAY), ("tag ", DAY), ("weeks ", 7 * DAY), ("week ", 7 * DAY), ("woche ", 7 * DAY)];
    let lower = text.trim().to_lowercase();
    let (rest, unit) = UNITS.iter().find_map(|(name, unit)| Some((lower.strip_prefix(name)?.trim(), *unit)))?;
    let (sign, rest) = sign(rest).unwrap_or((1, rest));
    let (first, last) = rest.split_once(['-', '–', '—']).unwrap_or((rest, rest));
    let number = |text: &str| text.trim().parse::<u16>().ok().filter(|number| *number <= 1_000).map(i64::from);
    let (first, last) = (sign * number(first)?, sign * number(last)?);
    (first <= last).then_some(Counted { first, last, unit })
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
            ("T\u{2011}60m", Some((-3_600, ""))),
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
            ("Friday 20:00 – Sunday 12:00 CET", Some(40 * 60)),
            ("Fri 23:30 – Fri 04:00", Some(270)),
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
            ("Day 0", Some((0, 0))),
            ("Day -7", Some((-7, 0))),
            ("Day +1", Some((0, 1))),
            ("Day 3-1", None),
            ("Day of days", None),
            ("Today", None),
        ] {
            let days = |counted: Counted| {
                let length = counted.length().unwrap_or_default().as_secs();
                (counted.start(false) / DAY, length / DAY.unsigned_abs())
            };
            assert_eq!(counted(text).map(days), expected, "{text}");
        }
        assert_eq!(counted("Day 1").map(|day| day.start(true)), Some(DAY), "behind a day 0");
        assert_eq!(counted("Week 1").map(|week| week.start(true)), Some(0));
        for (text, start, minutes, is_range, behind) in [
            ("T+15 min to T+30 min: b", 15, Some(15), true, ": b"),
            ("T+0 to T+1 hour: X", 0, Some(60), true, ": X"),
            ("T+5 to T+15 minutes", 5, Some(10), true, ""),
            ("T-24 bis T-1 h: x", -24 * 60, Some(23 * 60), true, ": x"),
            ("T+0 to T+15", 0, None, true, ""),
            ("T+15 min – T+5 min", 15, None, false, " – T+5 min"),
        ] {
            let length = minutes.map(Duration::from_mins);
            assert_eq!(moments(text), Some(Moments { start: start * 60, length, is_range, behind }), "{text}");
        }
        for text in ["T+5 to T+15", "T+5 to T+1:30", "T+5", "T-1"] {
            assert_eq!(moments(text), None, "{text}");
        }
    }
}
