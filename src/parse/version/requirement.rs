//! What a version as written says: one version, or a range of them.

use std::cmp::Ordering;

/// A version or a range of versions, as people and Helm write them: `0.3.0`, `v0.3`, `0.3.x`, `3.13+`, `>=0.3.1`,
/// `^1.2 || ~2.0`, `0.3.0 or later`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// One version. Fewer parts than the real one has are no contradiction.
    Exact(String),
    /// Alternatives, each of several bounds that all must hold.
    Range(Vec<Vec<Bound>>),
}

/// One bound of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    operator: Operator,
    numbers: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// The same in as many parts as are given.
    Within,
    Not,
    AtLeast,
    Above,
    AtMost,
    Below,
    /// `^`: the first part that isn't zero stays.
    Compatible,
    /// `~`: the second part stays.
    Close,
}

/// Operators, longer ones first.
const OPERATORS: &[(&str, Operator)] = &[
    (">=", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("≥", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("≤", Operator::AtMost),
    ("!=", Operator::Not),
    ("~>", Operator::Close),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("^", Operator::Compatible),
    ("~", Operator::Close),
    ("=", Operator::Within),
];

/// Words behind a version that make it a lower bound.
const OR_LATER: &[&str] =
    &["or later", "or newer", "or higher", "or above", "and later", "and above", "and newer", "이상"];

/// What is longer is no version.
const LONGEST: usize = 100;

impl Requirement {
    /// Reads a version or a range. `None` for anything else: placeholders, words, several versions in a row.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        if written.is_empty() || written.len() > LONGEST {
            return None;
        }
        if is_version(written) {
            return Some(Self::Exact(written.to_owned()));
        }
        let lower = written.to_lowercase();
        if let Some(version) = OR_LATER.iter().find_map(|words| lower.strip_suffix(words)) {
            return Some(Self::Range(vec![vec![Bound::new(Operator::AtLeast, version.trim_end())?]]));
        }
        written.split("||").map(alternative).collect::<Option<Vec<_>>>().map(Self::Range)
    }

    /// Whether it holds for a version. `flavoured` says whether a word behind the number changes nothing, as that of an
    /// image does (`7.4.1-alpine`).
    #[must_use]
    pub fn holds(&self, actual: &str, flavoured: bool) -> bool {
        match self {
            Self::Exact(stated) => is_same(stated, actual, flavoured),
            Self::Range(alternatives) => {
                let actual = numbers(actual);
                alternatives.iter().any(|bounds| bounds.iter().all(|bound| bound.holds(&actual)))
            }
        }
    }

    /// Whether it names a version that is lower than another.
    #[must_use]
    pub fn is_below(&self, actual: &str) -> bool {
        match self {
            Self::Exact(stated) => compare(&numbers(stated), &numbers(actual)) == Ordering::Less,
            Self::Range(_) => false,
        }
    }

    /// Whether it is one version, which another can be written for.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// Whether a text is one version: numbers with points and, behind them, whatever stands in tags of images. `RELEASE.2025-10-15`
/// is one, too.
fn is_version(text: &str) -> bool {
    let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    if !text.chars().all(allowed) || text.ends_with(['.', '-', '_', '+']) {
        return false;
    }
    let mut parts = text.split(['.', '-', '_']);
    let open = |part: &str| matches!(part, "x" | "X");
    let dated = text.starts_with("RELEASE.") && text.contains(|c: char| c.is_ascii_digit());
    (bare.starts_with(|c: char| c.is_ascii_digit()) || dated) && !parts.any(open)
}

fn alternative(written: &str) -> Option<Vec<Bound>> {
    if let Some((from, to)) = written.split_once(" - ") {
        return Some(vec![Bound::new(Operator::AtLeast, from.trim())?, Bound::new(Operator::AtMost, to.trim())?]);
    }
    let mut bounds = Vec::new();
    let mut rest = written.trim_start_matches([',', ' ']);
    while !rest.is_empty() {
        let operator = OPERATORS.iter().find_map(|(sign, operator)| Some((*operator, rest.strip_prefix(sign)?)));
        let (operator, behind) = operator.unwrap_or((Operator::Within, rest));
        let behind = behind.trim_start();
        let end = behind.find([',', ' ']).unwrap_or(behind.len());
        let (version, next) = behind.split_at(end);
        let bound = match version.strip_suffix('+') {
            Some(version) if operator == Operator::Within => Bound::new(Operator::AtLeast, version)?,
            _ => Bound::new(operator, version)?,
        };
        bounds.push(bound);
        rest = next.trim_start_matches([',', ' ']);
    }
    (!bounds.is_empty()).then_some(bounds)
}

impl Bound {
    fn new(operator: Operator, version: &str) -> Option<Self> {
        let bare = version.strip_prefix(['v', 'V']).unwrap_or(version);
        let bare = bare.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = Vec::new();
        let mut open = false;
        for part in bare.split('.') {
            match part {
                "x" | "X" | "*" => open = true,
                part if open || part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) => return None,
                part => numbers.push(part.parse().ok()?),
            }
        }
        // A word is no version; `x` alone is every version.
        (open || !numbers.is_empty()).then_some(Self { operator, numbers })
    }

    fn holds(&self, actual: &[u64]) -> bool {
        let order = compare(actual, &self.numbers);
        let starts = |parts: usize| (0..parts).all(|part| at(actual, part) == at(&self.numbers, part));
        match self.operator {
            Operator::Within => starts(self.numbers.len()),
            Operator::Not => !starts(self.numbers.len()),
            Operator::AtLeast => order != Ordering::Less,
            Operator::Above => order == Ordering::Greater,
            Operator::AtMost => order != Ordering::Greater || starts(self.numbers.len()),
            Operator::Below => order == Ordering::Less,
            Operator::Compatible => {
                let first = self.numbers.iter().position(|number| *number > 0);
                let kept = first.map_or(self.numbers.len(), |first| first + 1);
                order != Ordering::Less && starts(kept)
            }
            Operator::Close => order != Ordering::Less && starts(self.numbers.len().min(2)),
        }
    }
}

fn at(numbers: &[u64], part: usize) -> u64 {
    numbers.get(part).copied().unwrap_or_default()
}

fn compare(left: &[u64], right: &[u64]) -> Ordering {
    let parts = left.len().max(right.len());
    (0..parts).map(|part| at(left, part).cmp(&at(right, part))).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The numbers a version starts with.
fn numbers(version: &str) -> Vec<u64> {
    let bare = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    bare.split(['.', '-', '_', '+']).map_while(|part| part.parse().ok()).collect()
}

/// Whether two versions are one, as far as the first is given.
fn is_same(stated: &str, actual: &str, flavoured: bool) -> bool {
    let bare = |version: &str| version.strip_prefix(['v', 'V']).unwrap_or(version).to_ascii_lowercase();
    let (stated, actual) = (bare(stated), bare(actual));
    let separators = ['.', '-', '_', '+'];
    let mut actual = actual.split(separators);
    let mut stated = stated.split(separators).peekable();
    while let Some(part) = stated.next() {
        let Some(real) = actual.next() else {
            // `6.8.0` is `6.8`.
            let zeros = part == "0" && stated.all(|part| part == "0");
            return zeros || (flavoured && part.starts_with(|c: char| c.is_ascii_alphabetic()));
        };
        let equal = match (part.parse::<u64>(), real.parse::<u64>()) {
            (Ok(part), Ok(real)) => part == real,
            _ => part == real,
        };
        // A date of a time: `15` of `15T17`.
        let begun = || real.strip_prefix(part).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        let agrees = equal || (stated.peek().is_none() && begun());
        if !agrees {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_ranges_hold_where_they_should() {
        for (stated, actual, holds) in [
            ("0.3.0", "0.3.0", true),
            ("v0.3.0", "0.3.0", true),
            ("0.3.0", "0.4.0", false),
            ("0.3", "0.3.7", true),
            ("0.3.0", "0.3.10", false),
            ("0.1", "0.10.0", false),
            ("16", "16.11", true),
            ("6.8.0", "6.8", true),
            ("0.3.0-rc.1", "0.3.0", false),
            ("1.0.0-alpha.66", "1.0.0-alpha.66", true),
            ("RELEASE.2025-10-15", "RELEASE.2025-10-15T17-29-55Z", true),
            ("RELEASE.2025-10-1", "RELEASE.2025-10-15T17-29-55Z", false),
            ("2025-11-09", "2025-11-10", false),
            ("0.3.x", "0.3.9", true),
            ("0.3.x", "0.4.0", false),
            ("3.13+", "3.13.1", true),
            ("3.13+", "3.12.9", false),
            ("3.13+", "4.0", true),
            (">=0.3.1", "0.4.0", true),
            (">= 0.3, < 0.4", "0.4.0", false),
            (">= 0.3 < 0.5", "0.4.0", true),
            ("^0.3", "0.4.0", false),
            ("^0.3.1", "0.3.4", true),
            ("^1.2", "1.9.0", true),
            ("^1.2", "2.0.0", false),
            ("~0.3.1", "0.3.4", true),
            ("~0.3.1", "0.4.0", false),
            ("~1", "1.9.0", true),
            ("0.3.0 - 0.4", "0.4.9", true),
            ("0.3.0 or later", "0.4.0", true),
            ("0.5.0 or later", "0.4.0", false),
            ("^0.2 || ^0.4", "0.4.1", true),
            ("*", "9.9.9", true),
            ("!=0.3.0", "0.3.0", false),
        ] {
            let requirement = Requirement::parse(stated).unwrap_or_else(|| panic!("{stated}"));
            assert_eq!(requirement.holds(actual, false), holds, "{stated} {actual}");
        }
        let image = Requirement::parse("7.4.1-alpine").expect("a version");
        assert!(image.holds("7.4.1", true) && !image.holds("7.4.1", false) && !image.holds("7.4.2", true));
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in [
            "",
            "latest",
            "NEW_VERSION",
            "<version>",
            "[Version]",
            "$VERSION",
            "{{ .version }}",
            "0.3.0 → 0.4.0",
            "N/A",
            "1.x.2",
        ] {
            assert_eq!(Requirement::parse(text), None, "{text}");
        }
        assert_eq!(Requirement::parse(&"1.".repeat(1_000_000)), None);
    }

    #[test]
    fn lower_versions_are_lower() {
        for (stated, actual, below) in [
            ("0.3.0", "0.4.0", true),
            ("0.10.0", "0.4.0", false),
            ("v1.9", "1.10", true),
            ("0.4.0", "0.4.0", false),
            ("<1", "2", false),
        ] {
            assert_eq!(Requirement::parse(stated).expect("read").is_below(actual), below, "{stated}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(stated in "[0-9xvX.+^~<>=| ,*-]{0,12}", actual in "[0-9a-zT.+-]{0,12}") {
            if let Some(requirement) = Requirement::parse(&stated) {
                let _ = requirement.holds(&actual, true);
                let _ = requirement.is_below(&actual);
            }
        }
    }
}
