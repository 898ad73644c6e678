//! The query languages of Prometheus, Loki and Tempo, for which there is no grammar. They share their tokens, and none
//! spans lines but a comment, which ends with one.

use super::html::LineWriter;
use super::paint::Class;

/// Words of all three languages: operators, aggregation clauses and modifiers.
const KEYWORDS: &[&str] = &[
    "and",
    "atan2",
    "bool",
    "by",
    "group_left",
    "group_right",
    "ignoring",
    "offset",
    "on",
    "or",
    "select",
    "unless",
    "unwrap",
    "without",
];

/// Highlights one line, which ends with a newline.
pub(super) fn line(line: &str, html: &mut String) {
    let mut out = LineWriter::new(html);
    let mut rest = line.trim_end_matches('\n');
    while let Some(first) = rest.chars().next() {
        let (length, class) = token(first, rest);
        let (text, after) = rest.split_at(length);
        out.text(text, class);
        rest = after;
    }
    out.finish();
}

/// The length and the class of the token that `rest` starts with.
fn token(first: char, rest: &str) -> (usize, Option<Class>) {
    let word = |extra: &[char]| {
        rest.find(|char: char| !(char.is_alphanumeric() || char == '_' || extra.contains(&char))).unwrap_or(rest.len())
    };
    match first {
        '#' => (rest.len(), Some(Class::Comment)),
        '/' if rest.starts_with("//") => (rest.len(), Some(Class::Comment)),
        '"' | '\'' | '`' => (quoted(first, rest), Some(Class::String)),
        '0'..='9' => (word(&['.']), Some(Class::Number)),
        '$' => (
            1 + rest[1..].find(|char: char| !(char.is_alphanumeric() || char == '_')).unwrap_or(rest.len() - 1),
            Some(Class::Variable),
        ),
        _ if first.is_alphabetic() || first == '_' => {
            let length = word(&[':', '.']);
            (length, word_class(&rest[..length], rest[length..].trim_start()))
        }
        '=' | '!' | '<' | '>' | '~' | '+' | '-' | '*' | '/' | '%' | '^' | '|' | '&' => {
            let length = rest.find(|char| !"=!<>~+-*/%^|&".contains(char)).unwrap_or(rest.len());
            (length, Some(Class::Operator))
        }
        _ => (first.len_utf8(), None),
    }
}

fn word_class(word: &str, after: &str) -> Option<Class> {
    if KEYWORDS.contains(&word) {
        Some(Class::Keyword)
    } else if matches!(word, "true" | "false" | "nil" | "Inf" | "NaN") {
        Some(Class::Constant)
    } else if after.starts_with('(') || aggregates(after) {
        Some(Class::Function)
    } else if after.starts_with("=~") || after.starts_with("!=") || after.starts_with("!~") || is_matcher(after) {
        Some(Class::Attribute)
    } else {
        None
    }
}

/// `sum by (pod) (…)`.
fn aggregates(after: &str) -> bool {
    ["by", "without"]
        .iter()
        .any(|clause| after.strip_prefix(clause).is_some_and(|rest| rest.trim_start().starts_with('(')))
}

/// `name="value"`: a label, where `metric == 1` compares.
fn is_matcher(after: &str) -> bool {
    after.starts_with('=') && !after.starts_with("==")
}

/// The length of a string with its quotes, or of all that is left where it isn't closed.
fn quoted(quote: char, rest: &str) -> usize {
    let mut escaped = false;
    for (place, char) in rest.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            _ if char == quote => return place + 1,
            _ => {}
        }
    }
    rest.len()
}
