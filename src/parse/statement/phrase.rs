//! Where a phrase that bounds a time starts and ends in a line.

use std::ops::Range;

use super::words::words;
use crate::parse::bound::Bound;

/// Longest phrase that is taken for an objective where no figure stands in it, in bytes.
const LONGEST_WORDS: usize = 100;

/// Words that stand before a figure.
const BEFORE_FIGURE: &[&str] = &[
    "a few ",
    "about ",
    "approx ",
    "approx. ",
    "approximately ",
    "around ",
    "at most ",
    "bis zu ",
    "circa ",
    "ca. ",
    "fewer than ",
    "hasta ",
    "höchstens ",
    "jusqu'à ",
    "less than ",
    "max ",
    "max. ",
    "maximal ",
    "maximum ",
    "menos de ",
    "moins de ",
    "no more than ",
    "not more than ",
    "tot ",
    "under ",
    "unter ",
    "up to ",
    "weniger als ",
    "within ",
    "až ",
    "до ",
    "менее ",
    "até ",
    "máximo ",
    "약 ",
    "최대 ",
    "約",
    "约",
    "最大",
    "最多",
    "不到",
    "少于",
    "数",
    "typically ",
    "usually ",
];

/// Words that are a bound of their own.
const QUALITIES: &[&str] = &[
    "best effort",
    "half ",
    "immediate",
    "instant",
    "n/a",
    "near 0",
    "near real-time",
    "near zero",
    "near-real-time",
    "near-zero",
    "no data loss",
    "none",
    "not applicable",
    "real-time",
    "realtime",
    "zero",
    "無",
    "无数据丢失",
    "ゼロ",
    "kein datenverlust",
    "keine",
    "aucune",
    "ninguna",
    "nenhuma",
    "없음",
];

/// Words that are a figure or a unit standing alone.
const COUNTS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "eight", "twelve", "an hour", "a day", "a minute", "seconds",
    "minutes", "hours", "days", "weeks", "min to", "variable", "varies", "eine", "ein ", "une ", "una ", "uma ", "一",
    "二", "两", "三", "四", "半",
];

/// Starts of sentences that explain a term or ask for a value instead of giving one.
const DEFINITIONS: &[&str] = &[
    "acceptable",
    "amount of",
    "amount",
    "data loss",
    "defines",
    "describes",
    "duration",
    "how ",
    "is the ",
    "length of",
    "max acceptable",
    "max tolerable",
    "maximale",
    "maximal ",
    "maximum ",
    "maximum acceptable",
    "maximum tolerable",
    "measures",
    "oldest",
    "period",
    "point in time",
    "point to which",
    "specifies",
    "target time",
    "the ",
    "time ",
    "what ",
    "durée",
    "tiempo ",
    "tempo ",
    "quantité",
    "quantidade",
    "cantidad",
    "zeit ",
    "die ",
    "maximaler",
    "允许",
    "最大允许",
    "可接受",
    "許容",
    "최대 허용",
];

/// Whether a text begins with what bounds a time: a figure, a comparison, a word such as `near-zero`.
pub(super) fn starts_bound(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\u{a0}', '*', '`', '_']);
    let Some(first) = text.chars().next() else { return false };
    if first.is_ascii_digit() || matches!(first, '一' | '二' | '两' | '三' | '四' | '五' | '六' | '半') {
        return true;
    }
    if matches!(first, '<' | '>' | '≤' | '≥' | '~' | '≈' | '≦' | '≲' | '〜' | '∼' | '±' | '＜' | '=') {
        return text.chars().take(24).any(char::is_numeric)
            || starts_with_one(text.trim_start_matches(['<', '≤', '~', '=', ' ']), COUNTS);
    }
    let iso = text.strip_prefix('P').is_some_and(|rest| rest.starts_with(|c: char| c == 'T' || c.is_ascii_digit()));
    let after_words = BEFORE_FIGURE.iter().find_map(|word| strip_ignoring_case(text, word));
    iso || starts_with_one(text, QUALITIES)
        || starts_with_one(text, COUNTS)
        || after_words.is_some_and(starts_with_figure)
}

fn starts_with_figure(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '<', '≤', '~', '(']);
    rest.starts_with(|c: char| c.is_numeric())
        || starts_with_one(rest, COUNTS)
        || BEFORE_FIGURE
            .iter()
            .find_map(|word| strip_ignoring_case(rest, word))
            .is_some_and(|rest| rest.trim_start_matches([' ', '<']).starts_with(|c: char| c.is_numeric()))
}

fn starts_with_one(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        strip_ignoring_case(text, word).is_some_and(|rest| {
            word.ends_with(' ') || !word.is_ascii() || !rest.starts_with(|c: char| c.is_alphabetic() && c.is_ascii())
        })
    })
}

fn strip_ignoring_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in start.chars() {
        let found = rest.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Whether a text without a label of its own bounds a time: a number alone counts anything.
pub(super) fn is_bound(text: &str) -> bool {
    starts_bound(text) && (!text.starts_with(|c: char| c.is_ascii_digit()) || Bound::read(text, None).meaning.is_some())
}

/// Whether what follows a label explains the term rather than stating a value.
pub(super) fn is_definition(text: &str) -> bool {
    let figure = text.chars().take(60).any(|c| c.is_ascii_digit());
    !figure && DEFINITIONS.iter().any(|start| strip_ignoring_case(text, start).is_some())
}

/// Whether what follows the bare label of an objective can be its value, readable or not.
pub(super) fn may_be_value(text: &str) -> bool {
    let words = words(text).count();
    !text.is_empty()
        && !matches!(text, "-" | "–" | "—" | "…" | "...")
        && !is_definition(text)
        && (starts_bound(text) || (text.len() <= LONGEST_WORDS && words <= 12))
}

/// How a phrase ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With the sentence: what a label announces.
    Sentence,
    /// At the first comma, colon or dash: what stands within a sentence.
    Clause,
}

/// The part of `range` that is the phrase starting there.
pub(super) fn phrase(text: &str, range: Range<usize>, end: End) -> Range<usize> {
    let piece = &text[range.clone()];
    let mut depth = 0_u32;
    let mut stop = piece.len();
    let mut previous = ' ';
    for (at, c) in piece.char_indices() {
        let rest = &piece[at + c.len_utf8()..];
        let before_figure = || starts_bound(rest.trim_start());
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' if depth == 0 => {
                stop = at;
                break;
            }
            ')' | ']' | '）' => depth -= 1,
            _ if depth > 0 => {}
            '|' | '。' => {
                stop = at;
                break;
            }
            '.' if rest.is_empty() || (rest.starts_with(' ') && !is_abbreviation(&piece[..at])) => {
                stop = at;
                break;
            }
            ';' | '；' if !before_figure() => {
                stop = at;
                break;
            }
            // `1,5 h` is one figure, `1 h (a), 2 h (b)` one phrase.
            ',' | '，' | '、' if end == End::Clause && !previous_is_digit(previous, rest) && !before_figure() => {
                stop = at;
                break;
            }
            ':' | '：' if end == End::Clause && !rest.starts_with(|c: char| c.is_ascii_digit()) => {
                stop = at;
                break;
            }
            '-' | '–' | '—' if end == End::Clause && previous == ' ' && rest.starts_with(' ') && !before_figure() =>
            {
                stop = at;
                break;
            }
            ' ' if end == End::Clause
                && ["and ", "und ", "et ", "with ", "for "].iter().any(|word| rest.starts_with(word)) =>
            {
                stop = at;
                break;
            }
            _ => {}
        }
        previous = c;
    }
    let piece = &piece[..stop];
    let front = piece.trim_start();
    let start = range.start + (piece.len() - front.len());
    let mut back = front;
    loop {
        let shorter = back.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '/' | '&' | '·' | '•' | '|' | '*')
        });
        let shorter = ["および", "及び", "かつ", "和", "与", "및", " and", " und", " et", " y", " e"]
            .iter()
            .find_map(|word| shorter.strip_suffix(word))
            .unwrap_or(shorter);
        if shorter.len() == back.len() {
            break;
        }
        back = shorter;
    }
    start..start + back.len()
}

/// Whether a comma lies within a figure.
fn previous_is_digit(previous: char, rest: &str) -> bool {
    previous.is_ascii_digit() && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a dot belongs to a short form such as `min.` or `approx.`.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(
        word,
        "approx"
            | "ca"
            | "max"
            | "min"
            | "hrs"
            | "hr"
            | "mins"
            | "std"
            | "Std"
            | "Min"
            | "Sek"
            | "sec"
            | "e"
            | "g"
            | "i"
            | "incl"
            | "vs"
    )
}

/// Splits a phrase at its commas that stand in no parentheses.
pub(super) fn at_commas(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    split(text, range, |c, previous, rest| matches!(c, ',' | ';' | '，' | '；') && !previous_is_digit(previous, rest))
}

/// Splits a phrase at its slashes: those between spaces if there are any, else all but the one of `n/a`.
pub(super) fn at_slashes(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let spaced = split(text, range.clone(), |c, previous, rest| c == '/' && previous == ' ' && rest.starts_with(' '));
    if spaced.len() > 1 {
        return spaced;
    }
    split(text, range, |c, previous, rest| {
        matches!(c, '/' | '／') && !(matches!(previous, 'n' | 'N') && rest.starts_with(['a', 'A']))
    })
}

fn split(text: &str, range: Range<usize>, at: impl Fn(char, char, &str) -> bool) -> Vec<Range<usize>> {
    let piece = &text[range.clone()];
    let mut parts = Vec::new();
    let (mut depth, mut from, mut previous) = (0_u32, 0, ' ');
    for (place, c) in piece.char_indices() {
        let after = place + c.len_utf8();
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && at(c, previous, &piece[after..]) => {
                parts.push(from..place);
                from = after;
            }
            _ => {}
        }
        previous = c;
    }
    parts.push(from..piece.len());
    parts
        .into_iter()
        .map(|part| {
            let written = &piece[part.clone()];
            let start = range.start + part.start + (written.len() - written.trim_start().len());
            start..start + written.trim().len()
        })
        .collect()
}
