//! What is told of a strategy: under which names it is written, and how it is read.

use super::Strategy;
use super::name::{asides, tokens, without_asides};
use crate::parse::bound::{Bound, Meaning, Unit};
use crate::site::chart::Stated;
use crate::site::timed::Timed;
use crate::source::Span;

/// Something that is told of a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// How long the service is away.
    Downtime,
    /// The same, by a name that is meant otherwise: counts where nothing else is said.
    Rto,
    Risk,
    Complexity,
    RecommendedFor,
    From,
    To,
    /// Both in one: `16.x → 17.x`.
    Versions,
}

/// What a table's header, a bold label or a key calls so.
pub(super) fn attribute(name: &str) -> Option<Attribute> {
    const DOWNTIME: &[&str] =
        &["downtime", "outage", "unavailability", "interruption", "다운타임", "중단", "중단시간", "ausfallzeit"];
    const RISK: &[&str] = &["risk", "위험", "위험도", "risiko"];
    const COMPLEXITY: &[&str] = &["complexity", "difficulty", "effort", "복잡도", "난이도", "aufwand"];
    const GRADE: &[&str] = &["level", "upgrade", "overall"];
    let words = tokens(&without_asides(name));
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let only = |names: &[&str]| {
        has(names) && words.iter().all(|word| names.contains(&word.as_str()) || GRADE.contains(&word.as_str()))
    };
    let line = words.join(" ");
    // A window or a tolerance of downtime is no downtime.
    if has(DOWNTIME) && !has(&["window", "tolerance", "required", "requirement", "requirements", "reason"]) {
        return Some(Attribute::Downtime);
    }
    match line.as_str() {
        "best for" | "best suited for" | "best used for" | "good for" | "ideal for" | "suitable for" | "suited for"
        | "recommended for" | "use case" | "use cases" | "use for" | "use when" | "when" | "when to use"
        | "best when" | "권장" | "권장 대상" | "적합한 경우" | "사용 사례" => {
            Some(Attribute::RecommendedFor)
        }
        "from" | "from version" | "current version" | "source version" | "old version" => Some(Attribute::From),
        "to" | "to version" | "target version" | "new version" => Some(Attribute::To),
        "versions" | "version range" | "supported versions" | "upgrade path" => Some(Attribute::Versions),
        _ if only(RISK) => Some(Attribute::Risk),
        _ if only(COMPLEXITY) => Some(Attribute::Complexity),
        _ if has(&["rto"]) => Some(Attribute::Rto),
        _ => None,
    }
}

/// The unit that a header gives in brackets: `Downtime (min)`.
pub(super) fn unit(header: &str) -> Option<Unit> {
    asides(header).find_map(|aside| match aside.to_lowercase().trim_end_matches('.') {
        "s" | "sec" | "secs" | "second" | "seconds" | "초" => Some(Unit::Seconds),
        "m" | "min" | "mins" | "minute" | "minutes" | "분" => Some(Unit::Minutes),
        "h" | "hr" | "hrs" | "hour" | "hours" | "시간" => Some(Unit::Hours),
        "d" | "day" | "days" | "일" => Some(Unit::Days),
        _ => None,
    })
}

/// Reads how long a service is away. What says that it isn't is zero.
pub(super) fn downtime(text: &str, unit: Option<Unit>, place: Span) -> Timed {
    let mut bound = Bound::read(text, unit);
    if bound.meaning.is_none() && says_none(text) {
        bound.meaning = Some(Meaning::Zero);
        bound.condition = asides(text).next().map(str::to_owned);
    }
    Timed { bound, place }
}

/// Whether words say that there is no downtime: `None`, `Zero-downtime`, `No downtime (with replicas)`.
pub(super) fn says_none(text: &str) -> bool {
    const NONE: &[&str] = &["none", "no", "zero", "0", "without", "없음", "무중단", "keine", "aucun", "ninguno"];
    let words = tokens(&without_asides(text));
    words.first().is_some_and(|word| NONE.contains(&word.as_str()))
        && words.iter().skip(1).all(|word| word == "downtime" || word == "interruption")
}

/// What is told of one strategy, until it is clear what counts.
#[derive(Debug, Default)]
pub(super) struct Told {
    downtime: Option<Timed>,
    rto: Option<Timed>,
    risk: Option<Stated>,
    complexity: Option<Stated>,
    recommended_for: Option<Stated>,
    from: Option<Stated>,
    to: Option<Stated>,
}

impl Told {
    /// Takes note of an attribute. The first of its kind counts, and what is empty or a dash says nothing.
    pub(super) fn tell(&mut self, attribute: Attribute, text: &str, unit: Option<Unit>, place: Span) {
        let text = text.trim().trim_end_matches([':', '：']).trim_end();
        if text.chars().all(|character| matches!(character, '-' | '–' | '—' | '?' | ' ')) {
            return;
        }
        let stated = |text: &str| Stated { text: text.to_owned(), place: Some(place) };
        match attribute {
            Attribute::Downtime => _ = self.downtime.get_or_insert_with(|| downtime(text, unit, place)),
            Attribute::Rto => _ = self.rto.get_or_insert_with(|| downtime(text, unit, place)),
            Attribute::Risk => _ = self.risk.get_or_insert_with(|| stated(text)),
            Attribute::Complexity => _ = self.complexity.get_or_insert_with(|| stated(text)),
            Attribute::RecommendedFor => _ = self.recommended_for.get_or_insert_with(|| stated(text)),
            Attribute::From => _ = self.from.get_or_insert_with(|| stated(text)),
            Attribute::To => _ = self.to.get_or_insert_with(|| stated(text)),
            Attribute::Versions => {
                let ends = ["→", "->", "=>", " to "].iter().find_map(|arrow| text.split_once(arrow));
                if let Some((from, to)) = ends
                    && self.from.is_none()
                    && self.to.is_none()
                {
                    self.from = Some(stated(from.trim()));
                    self.to = Some(stated(to.trim()));
                }
            }
        }
    }

    /// Whether it says how long the service is away.
    pub(super) const fn has_downtime(&self) -> bool {
        self.downtime.is_some()
    }

    /// Gives a strategy what is told of it.
    pub(super) fn give(self, strategy: &mut Strategy) {
        strategy.downtime = self.downtime.or(self.rto);
        strategy.risk = self.risk;
        strategy.complexity = self.complexity;
        strategy.recommended_for = self.recommended_for;
        strategy.from = self.from;
        strategy.to = self.to;
    }
}

/// Where words such as `Low`, `Low to medium` and `Very high (irreversible)` stand among each other; unknown words nowhere.
pub(super) fn grade(text: &str) -> Option<u64> {
    let words = tokens(&without_asides(text));
    let mut grades = Vec::new();
    let mut very = false;
    for word in &words {
        let grade = match word.as_str() {
            "none" | "minimal" | "없음" => 0,
            "low" | "simple" | "easy" | "낮음" | "niedrig" | "gering" => 4,
            "medium" | "moderate" | "중간" | "보통" | "mittel" => 8,
            "high" | "complex" | "hard" | "높음" | "hoch" => 12,
            "very" | "매우" | "sehr" => {
                very = true;
                continue;
            }
            "to" | "or" | "and" => continue,
            _ => return None,
        };
        // Very low is below low, very high above high.
        let further = if grade < 8 { -2 } else { 2 };
        grades.push(if very { grade + further } else { grade });
        very = false;
    }
    let sum: i64 = grades.iter().sum();
    let count = i64::try_from(grades.len()).ok().filter(|count| *count > 0)?;
    // The middle of a range stands between its ends.
    u64::try_from(sum / count).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, TextRange};

    #[test]
    fn names_of_attributes_are_whole_words() {
        use Attribute::{Complexity, From, RecommendedFor, Risk, Rto, To, Versions};
        for (name, expected) in [
            ("Downtime", Some(Attribute::Downtime)),
            ("Expected downtime (min)", Some(Attribute::Downtime)),
            ("Downtime window", None),
            ("Risk Level", Some(Risk)),
            ("Data loss risk", None),
            ("Rollback complexity", None),
            ("Complexity", Some(Complexity)),
            ("Best For", Some(RecommendedFor)),
            ("use_case", Some(RecommendedFor)),
            ("From version", Some(From)),
            ("Target version", Some(To)),
            ("Versions", Some(Versions)),
            ("RTO", Some(Rto)),
            ("Effortless", None),
            ("", None),
        ] {
            assert_eq!(attribute(name), expected, "{name}");
        }
        assert_eq!((unit("Downtime (min)"), unit("Downtime (planned)")), (Some(Unit::Minutes), None));
    }

    #[test]
    fn no_downtime_is_zero() {
        let place = Span { file: FileId(0), range: TextRange::default() };
        for (text, condition) in [
            ("None", None),
            ("none (with replicas)", Some("with replicas")),
            ("Zero-downtime", None),
            ("No downtime", None),
            ("무중단", None),
        ] {
            let bound = downtime(text, None, place).bound;
            assert_eq!((bound.meaning, bound.text.as_str()), (Some(Meaning::Zero), text));
            assert_eq!(bound.condition.as_deref(), condition, "{text}");
        }
        for text in ["None or minimal", "Minimal", "Optional", "Not known", "None-minimal", ""] {
            assert!(!says_none(text), "{text}");
        }
    }

    #[test]
    fn grades_are_in_order() {
        let order =
            ["minimal", "Very low", "Low (easy)", "Low to medium", "Moderate", "Medium-High", "High", "very high"];
        let grades: Vec<_> = order.iter().map(|text| grade(text).unwrap_or_else(|| panic!("{text}"))).collect();
        assert!(grades.is_sorted_by(|left, right| left < right), "{grades:?}");
        assert_eq!([grade("Low (a)"), grade("depends"), grade("")], [grade("simple"), None, None]);
    }
}
