//! What a cell of data means, by what its column holds.

use std::time::Duration;

use jiff::civil::Date;

use crate::config::{ColumnSettings, ColumnType};
use crate::parse::bound::{Bound, Unit};
use crate::parse::metric::Quantity;
use crate::parse::version::Requirement;

/// What a cell means.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// Words: also versions, names of charts and links, which only a join can tell more of.
    Text,
    /// A number in the unit of its column or its own.
    Number(f64),
    /// Hundredths.
    Percent(f64),
    /// From where on something is too much or too little.
    Limit(Limit),
    /// A length of time.
    Duration(Bound),
    /// A day.
    Date(Date),
    /// How something stands.
    Status(Standing),
    /// `yes` or `no`.
    Truth(bool),
}

/// From where on something is too much or too little.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// How a value beyond the limit compares with it: `>`, `>=`, `<`, `<=`; `None` of a range, `70-85%`, which has two ends.
    pub sign: Option<&'static str>,
    /// The limit, of a range its lower end; times are in seconds, sizes in bytes, shares in hundredths.
    pub value: f64,
    /// The upper end of a range.
    pub upper: Option<f64>,
    /// Whether it is a share.
    pub is_share: bool,
    /// How long something must be beyond it, where that is said: `> 80% for 10m`.
    pub held: Option<Duration>,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// As it should: done, passed.
    Good,
    /// Not there yet: planned, in progress.
    Attention,
    /// Not as it should: failed, blocked.
    Bad,
}

/// Words of every status column, beside its own.
const WORDS: &[(Standing, &[&str])] = &[
    (
        Standing::Good,
        &[
            "done",
            "complete",
            "completed",
            "passed",
            "pass",
            "ok",
            "yes",
            "green",
            "go",
            "validated",
            "met",
            "ready",
            "healthy",
            "approved",
            "resolved",
            "closed",
            "active",
            "stable",
            "released",
            "success",
            "✓",
            "✔",
            "✅",
            "🟢",
        ],
    ),
    (
        Standing::Attention,
        &[
            "pending",
            "in progress",
            "planned",
            "partial",
            "estimated",
            "skipped",
            "todo",
            "to do",
            "open",
            "warning",
            "yellow",
            "tbd",
            "draft",
            "in review",
            "not started",
            "deferred",
            "beta",
            "⚠",
            "🟡",
            "🟠",
            "⏳",
            "🔄",
            "🚧",
        ],
    ),
    (
        Standing::Bad,
        &[
            "failed",
            "fail",
            "blocked",
            "no",
            "no-go",
            "no go",
            "missing",
            "red",
            "rejected",
            "overdue",
            "error",
            "critical",
            "cancelled",
            "canceled",
            "✗",
            "✘",
            "❌",
            "🔴",
            "⛔",
        ],
    ),
];

/// Reads a cell; `None` where it can't be what its column holds.
#[must_use]
pub fn read(text: &str, column: &ColumnSettings, holds: ColumnType) -> Option<CellValue> {
    match holds {
        ColumnType::Text | ColumnType::Chart | ColumnType::Link => Some(CellValue::Text),
        ColumnType::Version => Requirement::parse(text).map(|_| CellValue::Text),
        ColumnType::Number => {
            let (number, unit) = number(text)?;
            // Numbers in two units can't be compared.
            let alike = unit.is_empty() || column.unit.as_deref().is_none_or(|wanted| wanted == unit);
            alike.then_some(CellValue::Number(number))
        }
        ColumnType::Percent => {
            let (share, unit) = number(text)?;
            matches!(unit, "" | "%").then_some(CellValue::Percent(share))
        }
        ColumnType::Limit => limit(text).map(CellValue::Limit),
        ColumnType::Target => match limit(text).filter(|_| signed(text).is_some()) {
            Some(limit) => Some(CellValue::Limit(limit)),
            None => read(text, column, ColumnType::Number),
        },
        ColumnType::Duration => {
            let unit = column.unit.as_deref().and_then(|unit| Unit::of_header(&format!("time ({unit})")));
            let bound = Bound::read(text, unit);
            bound.meaning.is_some().then_some(CellValue::Duration(bound))
        }
        ColumnType::Date => date(text).map(CellValue::Date),
        ColumnType::Status => standing(text, column).map(CellValue::Status),
        ColumnType::Truth => truth(text).map(CellValue::Truth),
    }
}

/// What is wrong with a cell that can't be read, and what to write.
#[must_use]
pub const fn expected(holds: ColumnType) -> (&'static str, &'static str) {
    match holds {
        ColumnType::Text | ColumnType::Chart | ColumnType::Link => ("text", "write text"),
        ColumnType::Number => {
            ("a number", "write digits, with a unit behind them if there is one: `1200`, `12.5 ms`, `120,000 ops/s`")
        }
        ColumnType::Percent => ("a share", "write `99.95%`"),
        ColumnType::Limit => (
            "a limit",
            "write `>`, `>=`, `<` or `<=` and a number with its unit, or a range: `> 80%`, `< 3`, `>= 5 min`, `70-85%`",
        ),
        ColumnType::Target => {
            ("a number", "write a number with its unit, and a sign before it if it is a bound: `700 TPS`, `< 10 ms`")
        }
        ColumnType::Duration => ("a length of time", "write a number and a unit: `15 min`, `< 2 hours`"),
        ColumnType::Version => ("a version", "write `1.10.0`, or a range such as `>= 1.8`"),
        ColumnType::Date => ("a date", "write year, month and day: `2026-10-01`"),
        ColumnType::Status => {
            ("a status that is known", "say what the word means in `good`, `attention` or `bad` of the column")
        }
        ColumnType::Truth => ("`yes` or `no`", "write `yes` or `no`"),
    }
}

/// The sign of comparison that a text begins with, `>`, `>=`, `<` or `<=`, and what stands behind it.
#[must_use]
pub fn signed(text: &str) -> Option<(&'static str, &str)> {
    const SIGNS: [(&str, &str); 12] = [
        (">=", ">="),
        ("<=", "<="),
        ("≥", ">="),
        ("≤", "<="),
        (">", ">"),
        ("<", "<"),
        ("above ", ">"),
        ("over ", ">"),
        ("below ", "<"),
        ("under ", "<"),
        ("at least ", ">="),
        ("at most ", "<="),
    ];
    let text = text.trim();
    SIGNS.iter().find_map(|(written, sign)| Some((*sign, text.strip_prefix(written)?.trim_start())))
}

/// Reads a limit: a sign and a number or a length of time, `> 80%`, `95%+`, or a range, `70-85%`.
#[must_use]
pub fn limit(text: &str) -> Option<Limit> {
    let text = text.trim();
    let (text, held) = match text.split_once(" for ") {
        Some((limit, time)) => (limit.trim_end(), Some(Bound::read(time, None).upper()?)),
        None => (text, None),
    };
    let at_least = || text.strip_suffix('+').map(|figure| (">=", figure));
    if let Some((sign, figure)) = signed(text).or_else(at_least) {
        let (value, unit) = measured(figure, "")?;
        return Some(Limit { sign: Some(sign), value, upper: None, is_share: unit == "%", held });
    }
    let (lower, upper) = ["–", "—", "~", " to ", "-"].iter().find_map(|dash| text.split_once(dash))?;
    let (upper, unit) = measured(upper, "")?;
    let (lower, own) = measured(lower, unit)?;
    let is_range = lower < upper && (own == unit || own.is_empty());
    is_range.then_some(Limit { sign: None, value: lower, upper: Some(upper), is_share: unit == "%", held })
}

/// A number and its unit, or in `unit` where it has none. Prometheus counts times in seconds and sizes in bytes (its best practices,
/// "Base units").
fn measured<'t>(text: &'t str, unit: &'t str) -> Option<(f64, &'t str)> {
    let (value, written) = number(text)?;
    let unit = if written.is_empty() { unit } else { written };
    let time = || Bound::read(&format!("{value} {unit}"), None).upper().map(|time| time.as_secs_f64());
    let is_size = |quantity: &Quantity| matches!(&*quantity.unit, "B" | "B/s");
    let size = || Some(Quantity::new(value, unit)).filter(is_size).map(|bytes| bytes.value);
    let value = match unit {
        "" | "%" => value,
        _ => time().or_else(size).unwrap_or(value),
    };
    Some((value, unit))
}

/// Reads a number with what stands behind it: `1,200.5 ms`, `1.2k req/s`, `-3`.
#[must_use]
pub fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['-', '+', '−']).unwrap_or(text);
    let is_part = |character: char| character.is_ascii_digit() || matches!(character, '.' | ',' | '_');
    let end = unsigned.find(|character| !is_part(character)).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let digits = digits.strip_suffix([',', '.']).map_or(digits, |_| "");
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    if whole.is_empty()
        || !is_grouped(whole)
        || fraction.is_some_and(|part| !part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let plain: String = digits.chars().filter(|character| !matches!(character, ',' | '_')).collect();
    let mut value: f64 = plain.parse().ok()?;
    let mut rest = rest;
    if let Some((exponent, behind)) = exponent(rest) {
        value *= 10f64.powi(exponent);
        rest = behind;
    }
    for (letter, factor) in [('k', 1e3), ('K', 1e3), ('M', 1e6)] {
        if let Some(behind) = rest.strip_prefix(letter).filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            value *= factor;
            rest = behind;
            break;
        }
    }
    let unit = rest.trim();
    // A second number makes it a range or a sum, which is no number.
    let is_exponent =
        |unit: &str| unit.strip_prefix(['e', 'E']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_unit = unit.len() <= 24
        && !is_exponent(unit)
        && !unit
            .starts_with(|character: char| character.is_ascii_digit() || matches!(character, '-' | '–' | '.' | ','));
    (is_unit && value.is_finite()).then_some((if text.starts_with(['-', '−']) { -value } else { value }, unit))
}

/// Whether the whole part of a number has no separators, or one before each three digits.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split([',', '_']);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let mut others = groups.peekable();
    digits(first)
        && (others.peek().is_none() || first.len() <= 3)
        && others.all(|group| digits(group) && group.len() == 3)
}

/// An exponent at the start of a text, and what stands behind it: `e-3`.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix(['e', 'E'])?;
    let length = rest
        .find(|character: char| !character.is_ascii_digit() && !matches!(character, '-' | '+'))
        .unwrap_or(rest.len());
    let exponent: i32 = rest[..length].parse().ok()?;
    (exponent.abs() <= 300).then_some((exponent, &rest[length..]))
}

/// Reads a day as `2026-10-01`.
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    (text.len() == "2026-10-01".len()).then(|| text.parse().ok()).flatten()
}

/// How a word of a status stands, by the column's own words and those of every column.
fn standing(text: &str, column: &ColumnSettings) -> Option<Standing> {
    let all = [Standing::Good, Standing::Attention, Standing::Bad];
    let plain = text.trim().to_lowercase().replace('\u{fe0f}', "");
    let own =
        column.words.iter().zip(all).find(|(words, _)| words.iter().any(|word| word.trim().to_lowercase() == plain));
    if let Some((_, standing)) = own {
        return Some(standing);
    }
    // A sign before a word says the same thing: `✅ Passed`.
    let words = plain.trim_start_matches(|character: char| !character.is_alphanumeric()).trim();
    let of = |word: &str| WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(standing, _)| *standing);
    of(&plain).or_else(|| of(words)).or_else(|| of(plain.split_whitespace().next().filter(|sign| !sign.is_ascii())?))
}

fn truth(text: &str) -> Option<bool> {
    match &*text.trim().to_lowercase().replace('\u{fe0f}', "") {
        "yes" | "true" | "y" | "✓" | "✔" | "✅" | "required" => Some(true),
        "no" | "false" | "n" | "✗" | "✘" | "❌" | "optional" => Some(false),
        _ => None,
    }
}

/// What a column holds whose cells are all there is to know of it: the first of dates, shares, numbers, times, versions and words
/// that all of them are. `texts` are those of its cells.
#[must_use]
pub fn infer<'t>(texts: &(impl Iterator<Item = &'t str> + Clone)) -> ColumnType {
    if texts.clone().next().is_none() {
        return ColumnType::Text;
    }
    let all = |is: &dyn Fn(&str) -> bool| texts.clone().all(is);
    let unit = |text: &str| number(text).map(|(_, unit)| unit.to_owned());
    let first = texts.clone().next().and_then(unit);
    if all(&|text| date(text).is_some()) {
        ColumnType::Date
    } else if all(&|text| number(text).is_some_and(|(_, unit)| unit == "%")) {
        ColumnType::Percent
    } else if first.is_some()
        && all(&|text| unit(text) == first)
        && !all(&|text| Bound::read(text, None).upper().is_some())
    {
        ColumnType::Number
    } else if all(&|text| Bound::read(text, None).upper().is_some()) {
        ColumnType::Duration
    } else if all(&|text| text.contains('.') && Requirement::parse(text).is_some()) {
        ColumnType::Version
    } else {
        ColumnType::Text
    }
}
