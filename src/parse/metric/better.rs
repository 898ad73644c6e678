//! Which figures of a metric are better.

/// Which figures of a metric are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Large ones: throughput.
    Higher,
    /// Small ones: latency.
    Lower,
}

/// Words of what goes wrong: of that, less is better whatever it is counted by.
const FAILURES: &[&str] = &[
    "error",
    "errors",
    "failure",
    "failures",
    "failed",
    "timeout",
    "timeouts",
    "retries",
    "downtime",
    "misses",
    "evictions",
    "오류",
];

/// Words of how much is done.
const THROUGHPUT: &[&str] = &["throughput", "tps", "qps", "rps", "iops", "bandwidth", "처리량"];

/// Words of what is left of something, of which nobody can tell how much there should be.
const LEFT: &[&str] = &["free", "idle", "available", "remaining"];

/// Words of what is used up: times and resources.
const USED: &[&str] = &[
    "latency",
    "latencies",
    "delay",
    "lag",
    "duration",
    "time",
    "times",
    "wait",
    "cpu",
    "memory",
    "mem",
    "ram",
    "rss",
    "swap",
    "지연",
    "시간",
    "메모리",
];

/// Words of what else is better higher.
const HIGHER: &[&str] = &["availability", "uptime", "hits", "가용성"];

impl Better {
    /// The one of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match &*name.trim().to_lowercase() {
            "higher" => Some(Self::Higher),
            "lower" => Some(Self::Lower),
            _ => None,
        }
    }

    /// The name it is written with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
        }
    }

    /// The one of figures that are to be beyond a bound: `>`, `>=`, `<` or `<=`.
    #[must_use]
    pub fn of_sign(sign: &str) -> Self {
        if sign.starts_with('<') { Self::Lower } else { Self::Higher }
    }

    /// What follows from what is measured and from the unit that stands for all of its kind; `None` where nothing does.
    #[must_use]
    pub fn of(metric: &str, unit: Option<&str>) -> Option<Self> {
        let lower = metric.to_lowercase();
        let names = |known: &[&str]| {
            let mut words = lower.split(|character: char| !character.is_alphanumeric());
            words.any(|word| known.contains(&word))
        };
        // An error rate is a rate, and is better lower.
        if names(FAILURES) {
            return Some(Self::Lower);
        }
        // What a benchmark of the processor or of memory does in a second is no use of them. A time, a share or a size is no
        // throughput, whatever it was measured at.
        let is_amount = matches!(unit, Some("s" | "%" | "B" | "core"));
        if unit.is_some_and(|unit| unit.ends_with("/s")) || (!is_amount && names(THROUGHPUT)) {
            return Some(Self::Higher);
        }
        if names(LEFT) {
            return None;
        }
        if names(USED) {
            return Some(Self::Lower);
        }
        if names(HIGHER) || names(THROUGHPUT) {
            return Some(Self::Higher);
        }
        (unit == Some("s")).then_some(Self::Lower)
    }

    /// By how many percent a change is for the worse; less than nothing where it is for the better.
    #[must_use]
    pub const fn worse(self, change: f64) -> f64 {
        match self {
            Self::Higher => -change,
            Self::Lower => change,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_better_follows_from_what_is_measured_or_from_nothing() {
        for (metric, unit, expected) in [
            ("Latency p95", Some("s"), Some(Better::Lower)),
            ("latency_p95_ms", None, Some(Better::Lower)),
            ("CPU", Some(""), Some(Better::Lower)),
            ("cpu Event throughput", Some("event/s"), Some(Better::Higher)),
            ("cpu Event throughput", None, Some(Better::Higher)),
            ("memory Transfer", Some("B/s"), Some(Better::Higher)),
            ("CPU at full throughput", Some("%"), Some(Better::Lower)),
            ("Time to full throughput", Some("s"), Some(Better::Lower)),
            ("CPU idle", Some("%"), None),
            ("Free memory", Some("B"), None),
            ("Available bandwidth", Some("B/s"), Some(Better::Higher)),
            ("Failed requests per second of throughput", Some("request/s"), Some(Better::Lower)),
            ("Uptime", Some("s"), Some(Better::Higher)),
            ("error rate", Some("%"), Some(Better::Lower)),
            ("errors", Some("error/s"), Some(Better::Lower)),
            ("GET", Some("operation/s"), Some(Better::Higher)),
            ("Throughput", None, Some(Better::Higher)),
            ("commit p95", Some("s"), Some(Better::Lower)),
            ("streams", Some("stream"), None),
            ("cache hit ratio", Some("%"), None),
        ] {
            assert_eq!(Better::of(metric, unit), expected, "{metric}");
        }
    }
}
