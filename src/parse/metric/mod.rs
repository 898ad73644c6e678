//! Names of metrics, and what of a thing they tell: `Latency p95`, `latency_max_ms`, `평균 latency`.

mod better;
mod contradiction;
mod document;
mod quantity;

pub use self::better::Better;
pub use self::contradiction::{CONTRADICTION_HELP, Contradiction, contradiction_in_words, contradictions, is_ordered};
pub(super) use self::document::contradictions_in;
pub use self::quantity::Quantity;

/// What of a number of values a figure tells.
///
/// In the order in which their figures are, equal ones left aside; of the average it is only known that it lies between the
/// minimum and the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statistic {
    /// The smallest.
    Minimum,
    /// The one that so many of them aren't above, in thousandths of a percent.
    Percentile(u32),
    /// The largest.
    Maximum,
    /// The arithmetic mean.
    Average,
}

impl Statistic {
    /// In words, for a sentence: `a maximum`, `p99.9`.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Minimum => "a minimum".to_owned(),
            Self::Maximum => "a maximum".to_owned(),
            Self::Average => "an average".to_owned(),
            Self::Percentile(thousandths) => format!("p{}", f64::from(thousandths) / 1_000.0),
        }
    }
}

/// A metric's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricName {
    /// What is measured: the words that are left, in lower case with a space between them; empty where there are none.
    pub subject: String,
    /// What of it is told, where a single word says so.
    pub statistic: Option<Statistic>,
    /// The unit of time that the name ends with: `ms` of `latency_p95_ms`.
    pub unit: Option<&'static str>,
}

/// The longest name that is taken apart, in bytes: longer is a sentence.
const LONGEST_NAME: usize = 200;

/// Units that end a name. `min` isn't among them: it is a minimum as often.
const UNITS: [(&str, &str); 11] = [
    ("ns", "ns"),
    ("us", "µs"),
    ("µs", "µs"),
    ("ms", "ms"),
    ("msec", "ms"),
    ("milliseconds", "ms"),
    ("s", "s"),
    ("sec", "s"),
    ("secs", "s"),
    ("seconds", "s"),
    ("microseconds", "µs"),
];

impl MetricName {
    /// Takes a name apart.
    #[must_use]
    pub fn read(name: &str) -> Self {
        if name.len() > LONGEST_NAME {
            return Self { subject: name.to_lowercase(), statistic: None, unit: None };
        }
        let mut words = words(name);
        let mut statistic = None;
        let mut several = false;
        let mut at = 0;
        while at < words.len() {
            let Some((found, length)) = statistic_at(&words, at) else {
                at += 1;
                continue;
            };
            several |= statistic.replace(found).is_some();
            words.drain(at..at + length);
        }
        if several {
            // `p95 max` is neither.
            return Self { subject: joined(&self::words(name)), statistic: None, unit: None };
        }
        let rate = words.len() > 1 && (words[words.len() - 2].text == "per" || words[words.len() - 1].behind_slash);
        let unit = words.last().filter(|_| !rate && words.len() > 1).and_then(|last| {
            let (_, unit) = UNITS.iter().find(|(written, _)| *written == last.text)?;
            Some(*unit)
        });
        if unit.is_some() {
            words.pop();
        }
        Self { subject: joined(&words), statistic, unit }
    }
}

struct Word {
    text: String,
    /// Whether it is what something is counted by: `min` of `req/min`.
    behind_slash: bool,
    /// Whether it stands alone in brackets: `min` of `Duration (min)`.
    in_brackets: bool,
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" ")
}

/// The words of a name in lower case: what stands between other signs than letters and digits, and before a capital letter
/// inside of a word.
fn words(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let (mut before, mut slash, mut open) = (' ', false, false);
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        let is_point = character == '.' && before.is_ascii_digit() && next.is_ascii_digit();
        let begins = character.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if (begins || !(character.is_alphanumeric() || is_point)) && !word.is_empty() {
            words.push(Word {
                text: std::mem::take(&mut word),
                behind_slash: slash,
                in_brackets: open && character == ')',
            });
            (slash, open) = (false, false);
        }
        if character.is_alphanumeric() || is_point {
            word.extend(character.to_lowercase());
        } else {
            slash |= character == '/';
            open = character == '(' || (open && character == ' ');
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(Word { text: word, behind_slash: slash, in_brackets: false });
    }
    words
}

/// The statistic that the word at a place says, and how many words say it.
fn statistic_at(words: &[Word], at: usize) -> Option<(Statistic, usize)> {
    let word = &words[at];
    let next = words.get(at + 1).map(|word| &*word.text);
    let with_percentile = || 1 + usize::from(next == Some("percentile"));
    let counts_by = word.behind_slash || at.checked_sub(1).is_some_and(|before| words[before].text == "per");
    match &*word.text {
        "min" | "minimum" | "최소" if !counts_by && !is_minutes(words, at) => return Some((Statistic::Minimum, 1)),
        "max" | "maximum" | "최대" => return Some((Statistic::Maximum, 1)),
        "avg" | "average" | "mean" | "평균" => return Some((Statistic::Average, 1)),
        "med" | "median" | "중앙값" => return Some((Statistic::Percentile(50_000), 1)),
        // `p(95)`
        "p" => return Some((Statistic::Percentile(next.and_then(percent)?), 2)),
        _ => {}
    }
    if let Some(digits) = word.text.strip_prefix('p') {
        return Some((Statistic::Percentile(percentile(digits)?), with_percentile()));
    }
    let ordinal = word.text.strip_suffix("th").or_else(|| word.text.strip_suffix("st"));
    match (ordinal, next) {
        (Some(digits), _) => Some((Statistic::Percentile(percent(digits)?), with_percentile())),
        (None, Some("percentile")) => Some((Statistic::Percentile(percent(&word.text)?), 2)),
        _ => None,
    }
}

/// Whether `min` is minutes: in brackets behind what takes time, `Duration (min)`.
fn is_minutes(words: &[Word], at: usize) -> bool {
    const TIMES: [&str; 8] = ["duration", "runtime", "elapsed", "took", "takes", "rto", "rpo", "downtime"];
    words[at].in_brackets && words[..at].iter().any(|word| TIMES.contains(&&*word.text))
}

/// The digits behind `p`: `95`, `99.9`, `999` for 99.9. One digit alone is a priority.
fn percentile(digits: &str) -> Option<u32> {
    if let Some(nines) = digits.strip_prefix("99").filter(|rest| !rest.is_empty() && rest.bytes().all(|b| b == b'9')) {
        return percent(&format!("99.{nines}"));
    }
    percent(digits)
}

/// A percentage of two digits before the point, in thousandths.
fn percent(digits: &str) -> Option<u32> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 2 || fraction.len() > 3 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_is_measured_and_what_of_it_is_told() {
        let percentile = |percent: u32| Some(Statistic::Percentile(percent * 1_000));
        for (name, subject, statistic, unit) in [
            ("Latency p95", "latency", percentile(95), None),
            ("p95 latency", "latency", percentile(95), None),
            ("latency_p95_ms", "latency", percentile(95), Some("ms")),
            ("latencyP95Ms", "latency", percentile(95), Some("ms")),
            ("P99.9 Latency (ms)", "latency", Some(Statistic::Percentile(99_900)), Some("ms")),
            ("p999", "", Some(Statistic::Percentile(99_900)), None),
            ("p9999", "", Some(Statistic::Percentile(99_990)), None),
            ("99th percentile of writes", "of writes", percentile(99), None),
            ("p(95)", "", percentile(95), None),
            ("latency avg", "latency", Some(Statistic::Average), None),
            ("Median latency", "latency", percentile(50), None),
            ("평균 응답 시간", "응답 시간", Some(Statistic::Average), None),
            ("maxReplicas", "replicas", Some(Statistic::Maximum), None),
            ("requests/min", "requests min", None, None),
            ("requests per min", "requests per min", None, None),
            ("samples_per_s", "samples per s", None, None),
            ("p95 max", "p95 max", None, None),
            ("P1", "p1", None, None),
            ("Duration (min)", "duration min", None, None),
            ("Response time (min)", "response time", Some(Statistic::Minimum), None),
            ("p123", "p123", None, None),
            ("CPU", "cpu", None, None),
            ("s", "s", None, None),
            ("", "", None, None),
        ] {
            let expected = MetricName { subject: subject.to_owned(), statistic, unit };
            assert_eq!(MetricName::read(name), expected, "{name}");
        }
    }

    #[test]
    fn a_sentence_is_no_name() {
        let name = "p95 ".repeat(100_000);
        assert_eq!(MetricName::read(&name).statistic, None);
    }

    #[test]
    fn statistics_are_in_the_order_of_their_figures() {
        let named = |name: &str| MetricName::read(name).statistic.expect("a statistic");
        let sorted = ["min", "p10", "median", "p90", "p95", "p99", "p99.9", "p9999", "max"].map(named);
        assert!(sorted.is_sorted(), "{sorted:?}");
        assert_eq!(named("p99.9").in_words(), "p99.9");
        assert_eq!(named("median").in_words(), "p50");
    }
}
