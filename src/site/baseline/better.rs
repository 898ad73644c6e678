//! Which figures of a metric are better.

/// Which figures of a metric are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Large ones: throughput.
    Higher,
    /// Small ones: latency.
    Lower,
}

/// Words of metrics that are better lower.
const LOWER: &[&str] = &[
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
    "지연",
    "시간",
    "메모리",
    "오류",
];

/// Words of metrics that are better higher.
const HIGHER: &[&str] =
    &["throughput", "tps", "qps", "rps", "iops", "bandwidth", "availability", "uptime", "hits", "처리량", "가용성"];

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

    /// What follows from what is measured and from the unit that stands for all of its kind; `None` where nothing does.
    #[must_use]
    pub fn of(metric: &str, unit: Option<&str>) -> Option<Self> {
        let lower = metric.to_lowercase();
        let names = |known: &[&str]| {
            let mut words = lower.split(|character: char| !character.is_alphanumeric());
            words.any(|word| known.contains(&word))
        };
        // An error rate is a rate, and is better lower.
        if names(LOWER) {
            return Some(Self::Lower);
        }
        match unit {
            Some("s") => Some(Self::Lower),
            Some(unit) if unit.ends_with("/s") => Some(Self::Higher),
            _ => names(HIGHER).then_some(Self::Higher),
        }
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
            ("CPU", Some("m"), Some(Better::Lower)),
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
