//! The words RTO and RPO in a text.

use super::Field;

/// One of the words, or both as a pair (`RTO/RPO`), in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// What it names first.
    pub(super) field: Field,
    /// What it names second, where it is a pair.
    pub(super) second: Option<Field>,
    /// Where it starts, in bytes.
    pub(super) start: usize,
    /// Where it ends; what repeats it in parentheses is included: `RTO (Recovery Time Objective)`.
    pub(super) end: usize,
}

/// Whether a text may hold a key at all: one pass over its bytes that looks at few of them.
pub(super) fn may_hold_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'O', b'o', bytes).any(|at| {
        at >= 2
            && matches!(bytes[at - 1], b'T' | b't' | b'P' | b'p')
            && matches!(bytes[at - 2], b'R' | b'r')
            && !bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
            || starts_with(bytes, at, b"objective")
    })
}

/// The keys of a text in order, pairs joined. With `in_names` they may be parts of an identifier (`RTO_seconds`).
pub(super) fn keys(text: &str, in_names: bool) -> Vec<Key> {
    let mut found: Vec<Key> = Vec::new();
    let mut at = 0;
    while let Some(step) = memchr::memchr2(b'R', b'r', &text.as_bytes()[at..]) {
        let start = at + step;
        at = start + 1;
        let Some(key) = key_at(text, start, in_names) else { continue };
        at = key.end;
        if let Some(last) = found.last_mut() {
            let between = text[last.end..key.start].trim();
            let known = last.field == key.field && last.second.is_none() || last.second == Some(key.field);
            // `RTO (Recovery Time Objective)`, `Recovery Time Objective (RTO)`.
            if known && between == "(" {
                last.end = closed(text, key.end);
                at = last.end;
                continue;
            }
            if last.second.is_none() && last.field != key.field && joins(between) {
                last.second = Some(key.field);
                last.end = key.end;
                continue;
            }
        }
        found.push(key);
    }
    found
}

/// The end of the parenthesis that is open at `at`, where nothing but words precede it.
fn closed(text: &str, at: usize) -> usize {
    let Some(step) = text[at..].find([')', '(', ':', '|', '/', '&']) else { return at };
    let inner = &text[at..at + step];
    let only_words = text[at + step..].starts_with(')') && !inner.contains(|c: char| c.is_ascii_digit());
    if only_words { at + step + 1 } else { at }
}

/// Whether what stands between two keys makes them a pair.
fn joins(between: &str) -> bool {
    matches!(
        between.to_lowercase().as_str(),
        "/" | "&"
            | "+"
            | "and"
            | "und"
            | "et"
            | "y"
            | "e"
            | "en"
            | "i"
            | "и"
            | "и/или"
            | "和"
            | "与"
            | "と"
            | "및"
            | "·"
            | "・"
            | "／"
    )
}

fn key_at(text: &str, start: usize, in_names: bool) -> Option<Key> {
    let bytes = text.as_bytes();
    let key = |field, second, end| Key { field, second, start, end };
    let found = if starts_with(bytes, start, b"rto") {
        key(Field::Rto, None, start + 3)
    } else if starts_with(bytes, start, b"rpo") {
        key(Field::Rpo, None, start + 3)
    } else if starts_with(bytes, start, b"recovery") {
        let (first, at) = kind_of_objective(text, skip_space(text, start + 8)?)?;
        let joint = text[at..].trim_start();
        let joint_at = text.len() - joint.len();
        let mut second = None;
        let mut at = at;
        for word in ["/", "and ", "& "] {
            if joint.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
                let rest = joint_at + word.len();
                let rest = rest + (text[rest..].len() - text[rest..].trim_start().len());
                let rest = match starts_with(bytes, rest, b"recovery") {
                    true => skip_space(text, rest + 8)?,
                    false => rest,
                };
                if let Some((field, end)) = kind_of_objective(text, rest) {
                    second = (field != first).then_some(field);
                    at = end;
                }
            }
        }
        let objective = skip_space(text, at)?;
        let end = starts_with(bytes, objective, b"objective").then_some(objective + 9)?;
        key(first, second, end)
    } else {
        return None;
    };
    let end = match bytes.get(found.end) {
        Some(b's' | b'S') => found.end + 1,
        _ => found.end,
    };
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let part_of_word = |neighbour: Option<char>| {
        neighbour.is_some_and(|c| (c.is_alphanumeric() && (c as u32) < 0x0530) || (c == '_' && !in_names))
    };
    let name = matches!(before, Some('.' | '$' | '@' | '#' | '-')) && !text[..start].ends_with(" -");
    let follows = text[end..].chars().nth(1);
    // `RTO-2025-001` is the number of a ticket, `rto.md` a file.
    let number = matches!(after, Some('-')) && follows.is_some_and(|c| c.is_ascii_digit());
    let file = matches!(after, Some('.')) && follows.is_some_and(|c| c.is_ascii_alphanumeric());
    (!part_of_word(before) && !part_of_word(after) && !name && !number && !file).then_some(Key { end, ..found })
}

/// Reads `time` or `point`.
fn kind_of_objective(text: &str, at: usize) -> Option<(Field, usize)> {
    let bytes = text.as_bytes();
    if starts_with(bytes, at, b"time") {
        Some((Field::Rto, at + 4))
    } else if starts_with(bytes, at, b"point") {
        Some((Field::Rpo, at + 5))
    } else {
        None
    }
}

/// The place after the white space (or hyphen) that must stand at `at`.
fn skip_space(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let after = rest.trim_start_matches([' ', '\n', '-', '_', '\u{a0}']);
    (after.len() < rest.len()).then_some(text.len() - after.len())
}

fn starts_with(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        keys(text, false)
            .into_iter()
            .map(|key| {
                let second = key.second.map_or("", Field::title);
                format!("{}{second} `{}`", key.field.title(), &text[key.start..key.end])
            })
            .collect()
    }

    #[test]
    fn keys_are_whole_words() {
        let none: [&str; 0] = [];
        for text in [
            "Purpose",
            "Portal",
            "corporate",
            "RTO-2025-001",
            "see rto.md",
            "meta.rto",
            "docsgen_rto_target",
            "RTOx",
            "recovery time",
        ] {
            assert_eq!(found(text), none, "{text}");
        }
        assert_eq!(found("RTO: 1h, rpo 2h"), ["RTO `RTO`", "RPO `rpo`"]);
        assert_eq!(found("RTO 4時間以内およびRPO 15分以内"), ["RTO `RTO`", "RPO `RPO`"]);
        assert_eq!(found("RTO-Ziel"), ["RTO `RTO`"]);
        assert_eq!(keys("RTO_seconds", true).len(), 1);
        assert_eq!(keys("RTO_seconds", false).len(), 0);
    }

    #[test]
    fn a_key_takes_its_repetition_with_it() {
        for text in
            ["RTO (Recovery Time Objective)", "Recovery Time Objective (RTO)", "recovery-time objectives (RTOs)"]
        {
            assert_eq!(found(text), [format!("RTO `{text}`")]);
        }
    }

    #[test]
    fn both_keys_are_a_pair() {
        for text in [
            "RTO/RPO",
            "RTO & RPO",
            "RTO and RPO",
            "Recovery Time/Point Objectives",
            "Recovery Time Objectives (RTO/RPO)",
            "Recovery Time Objectives (RTO) and Recovery Point Objectives (RPO)",
            "Recovery Time and Recovery Point Objectives",
        ] {
            let found = keys(text, false);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((found[0].field, found[0].second), (Field::Rto, Some(Field::Rpo)), "{text}");
        }
        assert_eq!(found("RPO/RTO"), ["RPORTO `RPO/RTO`"]);
    }
}
