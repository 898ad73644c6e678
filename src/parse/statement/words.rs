//! What words of labels, headings and phrases tell a reader.

use std::ops::Range;

/// Words that say nothing of the case: a label or heading made of these alone is about the whole.
const GENERIC: &[&str] = &[
    "&",
    "+",
    "-",
    "a",
    "achievement",
    "achievements",
    "achieving",
    "advantages",
    "agreement",
    "agreements",
    "all",
    "an",
    "and",
    "appendix",
    "approach",
    "architecture",
    "are",
    "as",
    "at",
    "availability",
    "backup",
    "backups",
    "benefits",
    "best",
    "business",
    "by",
    "capabilities",
    "capability",
    "charts",
    "checklist",
    "commitment",
    "commitments",
    "component",
    "components",
    "comprehensive",
    "conclusion",
    "consideration",
    "considerations",
    "content",
    "contents",
    "context",
    "continuity",
    "current",
    "defined",
    "desired",
    "details",
    "documentation",
    "during",
    "enhanced",
    "enhancements",
    "estimate",
    "estimated",
    "estimates",
    "executive",
    "expectations",
    "expected",
    "features",
    "final",
    "for",
    "frequency",
    "general",
    "goal",
    "goals",
    "guarantee",
    "guarantees",
    "guide",
    "highlights",
    "impact",
    "important",
    "in",
    "include",
    "included",
    "includes",
    "information",
    "intended",
    "introduction",
    "is",
    "kept",
    "key",
    "kpis",
    "level",
    "limitations",
    "main",
    "major",
    "management",
    "matrix",
    "maturity",
    "max",
    "max.",
    "maximum",
    "metrics",
    "monitoring",
    "more",
    "new",
    "note",
    "notes",
    "objective",
    "objectives",
    "of",
    "operational",
    "operations",
    "other",
    "our",
    "outcome",
    "overall",
    "overview",
    "parameters",
    "per",
    "performance",
    "philosophy",
    "planning",
    "plans",
    "point",
    "policy",
    "practices",
    "prerequisites",
    "procedure",
    "procedures",
    "production-ready",
    "proposed",
    "pros",
    "purpose",
    "quick",
    "readiness",
    "recommendation",
    "recommendations",
    "recommended",
    "recovery",
    "reference",
    "release",
    "reliability",
    "report",
    "required",
    "requirement",
    "requirements",
    "resilience",
    "result",
    "results",
    "rpo",
    "rto",
    "scope",
    "section",
    "service",
    "sla",
    "slas",
    "slo",
    "slos",
    "stated",
    "status",
    "steps",
    "strategies",
    "strategy",
    "summary",
    "table",
    "takeaway",
    "takeaways",
    "target",
    "targets",
    "the",
    "this",
    "time",
    "times",
    "to",
    "total",
    "typical",
    "values",
    "verification",
    "version",
    "why",
    "with",
    "–",
    "—",
];

/// Words that tell that a heading names something that is done or that happens.
const EVENTS: &[&str] = &[
    "archiving",
    "corruption",
    "deletion",
    "disaster",
    "downgrade",
    "failback",
    "failover",
    "failure",
    "fault",
    "incident",
    "loss",
    "migration",
    "outage",
    "pitr",
    "point-in-time",
    "rebuild",
    "recreate",
    "recreation",
    "redeploy",
    "reinstall",
    "replication",
    "restore",
    "restoring",
    "rollback",
    "rolling",
    "snapshot",
    "switchover",
    "upgrade",
];

/// Words before a number that only count: `Procedure 2: Restore from RDB`.
const COUNTED: &[&str] = &[
    "approach",
    "backup",
    "case",
    "method",
    "option",
    "playbook",
    "procedure",
    "recovery",
    "rollback",
    "runbook",
    "scenario",
    "step",
    "strategy",
    "type",
    "upgrade",
    "use",
];

/// Words that make a figure one that was measured.
const MEASURED: &[&str] =
    &["achieved", "actual", "measured", "observed", "réel", "ist", "real", "実績", "実測", "实际", "실제"];

/// Whether a word of `text` says that its figures were measured.
pub(super) fn is_measured(text: &str) -> bool {
    words(text).any(|(_, word)| {
        let word = word.to_lowercase();
        MEASURED.contains(&word.as_str()) || word == "rta"
    })
}

/// Whether a heading opens a report of what happened.
pub(super) fn is_report(heading: &str) -> bool {
    is_measured(heading)
        || words(heading).any(|(_, word)| {
            matches!(word.to_lowercase().as_str(), "drill" | "drills" | "postmortem" | "post-mortem" | "evidence")
        })
}

/// The words of a text with their places: runs between white space, slashes and brackets, punctuation at their ends left out.
pub(super) fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')' | '[' | ']' | ',' | ':' | ';')).filter_map(
        move |piece| {
            let start = at;
            at += piece.len();
            // Each separator is one character.
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            let word = piece.trim_matches(|c: char| matches!(c, '*' | '.' | '!' | '"' | '\''));
            let inner = start + (piece.len() - piece.trim_start_matches(['*', '.', '!', '"', '\'']).len());
            (!word.is_empty()).then(|| (inner..inner + word.len(), word))
        },
    )
}

fn is_generic_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    GENERIC.binary_search(&lower.as_str()).is_ok()
        || !lower.chars().any(char::is_alphanumeric)
        || lower.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Whether a label or heading names no case of its own.
pub(super) fn is_generic(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.trim(), "data loss" | "max data loss" | "maximum data loss" | "production ready")
        || words(text).all(|(_, word)| is_generic_word(word))
}

/// Whether a heading names something that is done or that happens.
pub(super) fn names_event(heading: &str) -> bool {
    words(heading).any(|(_, word)| {
        let word = word.to_lowercase();
        EVENTS.iter().any(|event| word.strip_prefix(event).is_some_and(|rest| matches!(rest, "" | "s")))
    })
}

/// A range without white space, marks and pictures at its start and white space and punctuation at its end.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let front = piece.trim_start_matches(|c: char| {
        c.is_whitespace() || is_picture(c) || matches!(c, ':' | ',' | ';' | '*' | '-' | '–' | '—' | '.' | '|' | '：')
    });
    let start = range.end - front.len();
    let back = front.trim_end_matches(|c: char| {
        c.is_whitespace() || is_picture(c) || matches!(c, ':' | ',' | ';' | '*' | '-' | '–' | '—' | '|' | '：')
    });
    start..start + back.len()
}

/// Whether a character is a picture: an emoji, an arrow, a tick.
pub(super) fn is_picture(c: char) -> bool {
    matches!(c as u32, 0x2190..=0x21ff | 0x2300..=0x2bff | 0xfe00..=0xfe0f | 0x1f000..=0x1faff | 0x200d)
}

/// A heading without its numbering: `2.4 WAL Archiving`, `B. Estimates`, `Procedure 2: Restore from RDB`.
pub(super) fn without_number(text: &str, range: Range<usize>) -> Range<usize> {
    let mut range = trim(text, range);
    let piece = &text[range.clone()];
    let digits = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let numbered = digits.len() < piece.len() && digits.starts_with([' ', ')', ':']);
    let lettered = piece.len() > 2 && piece.as_bytes()[0].is_ascii_uppercase() && piece[1..].starts_with(". ");
    if numbered {
        range = trim(text, range.end - digits.len().saturating_sub(1)..range.end);
    } else if lettered {
        range = trim(text, range.start + 2..range.end);
    }
    let piece = &text[range.clone()];
    let mut counted = false;
    for (place, word) in words(piece).take(4) {
        if word.starts_with(|c: char| c.is_ascii_digit()) || (counted && word.len() == 1) {
            let rest = piece[place.end..].trim_start();
            if counted && rest.starts_with([':', '-', '–', '—', '.', ')']) {
                return trim(text, range.end - rest.len()..range.end);
            }
            break;
        }
        if !COUNTED.contains(&word.to_lowercase().as_str()) {
            break;
        }
        counted = true;
    }
    range
}

/// A label without the words that say only that it is an objective: `Full Cluster` of `Full Cluster RTO Target`'s words
/// before the key. Empty where nothing is left.
pub(super) fn without_generic_ends(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trim(text, range);
    let mut start = range.start;
    let mut end = range.end;
    if is_generic(&text[range.clone()]) {
        return range.start..range.start;
    }
    for (place, word) in words(&text[range.clone()]) {
        if !QUALIFIERS.contains(&word.to_lowercase().as_str()) {
            break;
        }
        start = range.start + place.end;
    }
    let rest = &text[start..end];
    if let Some((place, word)) = words(rest).last()
        && QUALIFIERS.contains(&word.to_lowercase().as_str())
        && place.end == rest.trim_end().len()
    {
        end = start + place.start;
    }
    trim(text, start..end.max(start))
}

/// Words around a key that change nothing.
pub(super) const QUALIFIERS: &[&str] = &[
    "desired",
    "estimated",
    "expected",
    "goal",
    "max",
    "max.",
    "maximum",
    "objective",
    "our",
    "overall",
    "proposed",
    "recommended",
    "required",
    "stated",
    "target",
    "targeted",
    "targets",
    "the",
    "total",
    "typical",
];

/// Whether a line begins as advice, a task or a condition, whose figures promise nothing.
pub(super) fn is_advice(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| is_picture(c) || c.is_whitespace());
    let Some((place, word)) = words(line).next() else { return false };
    let word = word.to_lowercase();
    let always = matches!(
        word.as_str(),
        "achieving"
            | "decreasing"
            | "if"
            | "improving"
            | "lowering"
            | "minimizing"
            | "minimising"
            | "optimizing"
            | "optimising"
            | "reducing"
            | "shortening"
            | "when"
            | "whether"
    );
    let labelled = line[place.end..].trim_start().starts_with(':');
    let order = matches!(
        word.as_str(),
        "achieve"
            | "adjust"
            | "assess"
            | "avoid"
            | "calculate"
            | "check"
            | "compare"
            | "confirm"
            | "consider"
            | "decrease"
            | "define"
            | "determine"
            | "discuss"
            | "do"
            | "document"
            | "don't"
            | "don’t"
            | "ensure"
            | "establish"
            | "exceed"
            | "improve"
            | "increase"
            | "lower"
            | "measure"
            | "monitor"
            | "reduce"
            | "review"
            | "set"
            | "test"
            | "to"
            | "track"
            | "update"
            | "use"
            | "validate"
            | "verify"
    );
    always || (order && !labelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_generic_words_is_sorted() {
        assert!(GENERIC.is_sorted(), "{:?}", GENERIC.windows(2).find(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn headings_lose_their_numbering() {
        for (heading, expected) in [
            ("Procedure 2: Restore from RDB", "Restore from RDB"),
            ("Recovery Scenario 1: Configuration only", "Configuration only"),
            ("Rollback Option 3: Blue-Green (Instant)", "Blue-Green (Instant)"),
            ("2.4 WAL Archiving", "WAL Archiving"),
            ("4. Full recovery", "Full recovery"),
            ("B. Estimates", "Estimates"),
            ("🚀 Restore", "Restore"),
            ("Tier 1: Critical", "Tier 1: Critical"),
            ("3 nodes", "nodes"),
            ("Recovery", "Recovery"),
        ] {
            let range = without_number(heading, 0..heading.len());
            assert_eq!(&heading[range], expected, "{heading}");
        }
    }

    #[test]
    fn generic_labels_name_no_case() {
        for text in ["RTO/RPO Targets", "Overview", "Backup & Recovery", "Key Takeaways", "Data Loss", "Recovery Time"]
        {
            assert!(is_generic(text), "{text}");
        }
        for text in ["Disaster Recovery", "Database", "Full Cluster", "Data restore"] {
            assert!(!is_generic(text), "{text}");
        }
    }

    #[test]
    fn advice_is_told_from_labels() {
        for text in ["Improving RPO: hourly backups", "✅ Measure RTO", "Test failover (< 5 min RTO)", "If RTO > 1h"] {
            assert!(is_advice(text), "{text}");
        }
        for text in ["RTO: 1h", "Test: RTO 1h", "Restore: RTO 1h", ""] {
            assert!(!is_advice(text), "{text}");
        }
    }
}
