//! The unit that a table's header or a setting's name gives the numbers under it.

use super::Unit;
use super::lexer::{Kind, tokens};
use super::words::{Term, term};

/// The unit of a header without marks.
pub(super) fn unit(header: &str) -> Option<Unit> {
    let found = tokens(header);
    let unit = |at: usize| match found.get(at).map(|token| token.kind) {
        Some(Kind::Term(Term::Unit(millis))) => Unit::of_millis(millis),
        _ => None,
    };
    for (at, token) in found.iter().enumerate() {
        match token.kind {
            Kind::Open if found.get(at + 2).is_some_and(|close| close.kind == Kind::Close) => {
                if let Some(unit) = unit(at + 1) {
                    return Some(unit);
                }
            }
            // `RTO, min`; `RTO / h`
            Kind::Comma | Kind::Slash if at + 2 == found.len() => return unit(at + 1),
            Kind::Term(Term::In) if at > 0 => {
                if let Some(unit) = unit(at + 1).or_else(|| unit(at + 2)) {
                    return Some(unit);
                }
            }
            _ => {}
        }
    }
    of_name(header)
}

/// `rto_seconds`, `rtoMinutes`, `RTO minutes`. A short last word is left alone: `RTO min` may be the shortest one.
fn of_name(name: &str) -> Option<Unit> {
    let last_capital = name.char_indices().rev().find(|(at, char)| {
        *char == '_'
            || *char == '-'
            || char.is_whitespace()
            || (char.is_uppercase() && name[..*at].ends_with(char::is_lowercase))
    });
    let (at, _) = last_capital?;
    let (first, last) = name.split_at(at);
    let last = last.trim_start_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    let objective = first.to_lowercase();
    let names =
        ["rto", "rpo", "recovery", "time", "point", "objective", "target", "max", "actual", "measured", "duration"];
    let known = objective.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut known = known.peekable();
    if known.peek().is_none() || !known.all(|word| names.iter().any(|name| word.ends_with(name))) {
        return None;
    }
    match term(&last)? {
        Term::Unit(millis) if last.chars().count() > 3 || !last.is_ascii() => Unit::of_millis(millis),
        _ => None,
    }
}
