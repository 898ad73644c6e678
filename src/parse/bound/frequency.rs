//! How far two backups lie apart, by the words of a schedule.

use std::time::Duration;

use super::words::{DAY, HOUR, MINUTE, MONTH, WEEK};
use super::{Bound, Meaning, clean};

/// Words that say how often, and how far apart that is in milliseconds.
const WORDS: &[(&str, u64)] = &[
    (
        "continuous continuously streaming real-time realtime kontinuierlich laufend continu continue continua continuo 连续 持续 継続的 연속",
        0,
    ),
    ("hourly stündlich horaire horario horaria uurlijks 每小时 毎時 매시간 ежечасно", HOUR),
    (
        "daily nightly täglich tägliche quotidien quotidienne diario diaria diariamente dagelijks 每日 每天 毎日 日次 매일 ежедневно codziennie",
        DAY,
    ),
    ("weekly wöchentlich hebdomadaire semanal settimanale wekelijks 每周 毎週 週次 매주 еженедельно", WEEK),
    ("monthly monatlich mensuel mensuelle mensual mensal mensile maandelijks 每月 毎月 月次 매월 ежемесячно", MONTH),
];

/// Words before a length of time that repeats.
const EVERY: &[&str] =
    &["every", "each", "alle", "jede", "toutes", "cada", "ogni", "elke", "mỗi", "каждые", "каждый", "co"];

/// How long two backups lie apart by what a guide says of their frequency; the shortest of several, since each of them bounds
/// the loss. `None` for what has no clock: `before changes`.
#[must_use]
pub fn longest_interval(phrase: &str) -> Option<Duration> {
    let text = clean::text(phrase);
    if text.len() > super::LONGEST {
        return None;
    }
    let shortest = text.split(['+', ',', ';', '/', '&']).filter_map(of_alternative).min();
    let interval = cron(phrase.trim().trim_matches(['`', '"', '\''])).or(shortest)?;
    Some(Duration::from_millis(interval))
}

/// One frequency, in milliseconds.
fn of_alternative(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    let words = lower.split(|char: char| !char.is_alphanumeric() && char != '-').filter(|word| !word.is_empty());
    let words = words.collect::<Vec<_>>();
    let times = if words.contains(&"twice") { 2 } else { 1 };
    let named = WORDS.iter().find(|(names, _)| {
        names.split(' ').any(|name| if name.is_ascii() { words.contains(&name) } else { lower.contains(name) })
    });
    if let Some((_, millis)) = named {
        return Some(millis / times);
    }
    // The shortest run of words after `every` that is a length of time.
    if let Some(at) = words.iter().position(|word| EVERY.contains(word)) {
        let lengths = (at + 2..=words.len().min(at + 4)).map(|end| words[at + 1..end].join(" "));
        let read = lengths.filter_map(|length| length_of(&length).or_else(|| length_of(&format!("1 {length}")))).next();
        return read.map(|millis| millis / times);
    }
    length_of(text)
}

fn length_of(text: &str) -> Option<u64> {
    let bound = Bound::read(text, None);
    let Some(Meaning::Within { upper, .. }) = bound.meaning else { return None };
    u64::try_from(upper.as_millis()).ok()
}

/// The longest interval of a cron schedule of five fields or of a name such as `@daily`, in milliseconds.
fn cron(text: &str) -> Option<u64> {
    match text {
        "@hourly" => return Some(HOUR),
        "@daily" | "@midnight" => return Some(DAY),
        "@weekly" => return Some(WEEK),
        "@monthly" => return Some(MONTH),
        _ => {}
    }
    let fields = text.split_whitespace().collect::<Vec<_>>();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
    let signs = |field: &&str| field.bytes().all(|byte| byte.is_ascii_digit() || b"*/,-".contains(&byte));
    if !fields.iter().all(signs) || *month != "*" {
        return None;
    }
    let hours = gap(hour, 24)?;
    match (*day, *weekday) {
        ("*", "*") if hours == 1 => Some(gap(minute, 60)? * MINUTE),
        ("*", "*") => Some(hours * HOUR),
        ("*", days) => Some(gap(days, 7)? * DAY),
        (days, "*") => Some(gap(days, 31)? * DAY),
        _ => None,
    }
}

/// The longest way from one value of a field to the next, around its end.
fn gap(field: &str, size: u64) -> Option<u64> {
    let mut values = Vec::new();
    for part in field.split(',') {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        let step = step.parse::<u64>().ok().filter(|step| *step > 0)?;
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (first.parse().ok()?, last.parse().ok()?),
            None if range == "*" => (0, size - 1),
            None => (range.parse::<u64>().ok()?, range.parse::<u64>().ok()?),
        };
        if last > size || first > last {
            return None;
        }
        values.extend((first..=last).step_by(usize::try_from(step).ok()?).map(|value| value % size));
    }
    values.sort_unstable();
    let (first, last) = (*values.first()?, *values.last()?);
    let inner = values.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
    Some(inner.max(first + size - last))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::longest_interval;

    #[test]
    fn frequencies() {
        let table = [
            ("Hourly", Some(3600)),
            ("**Daily**", Some(86400)),
            ("Daily at 2 AM", Some(86400)),
            ("Weekly", Some(604_800)),
            ("Every 6 hours", Some(21600)),
            ("every hour", Some(3600)),
            ("Continuous (WAL) + Daily", Some(0)),
            ("Daily + Weekly", Some(86400)),
            ("twice daily", Some(43200)),
            ("24h", Some(86400)),
            ("0 2 * * *", Some(86400)),
            ("`0 */6 * * *`", Some(21600)),
            ("*/15 * * * *", Some(900)),
            ("0 3 * * 0", Some(604_800)),
            ("0 8,20 * * *", Some(43200)),
            ("@daily", Some(86400)),
            ("täglich", Some(86400)),
            ("每日", Some(86400)),
            ("Before changes", None),
            ("On change", None),
            ("", None),
            ("1 2 3", None),
        ];
        for (phrase, seconds) in table {
            assert_eq!(longest_interval(phrase), seconds.map(Duration::from_secs), "{phrase}");
        }
    }
}
