//! What Material for MkDocs writes within a line.

use super::super::Notes;
use super::super::fence::outside_code;

/// A line as GitHub reads it.
pub(super) fn inline(line: &str, number: usize, notes: &mut Notes) -> String {
    let heading = line.trim_start().starts_with('#');
    let changed = outside_code(line, &mut |part| {
        let part = without_icons(part, number, notes);
        let part = keys(&part);
        let part = marked(&part);
        attributes(&part, heading, number, notes)
    });
    if line.starts_with("*[") && line.contains("]:") {
        notes.add(number, "an abbreviation is shown as text");
    }
    if changed == line { changed } else { changed.trim_end().to_owned() }
}

/// Icons by their short name: `:material-check:`.
fn without_icons(text: &str, number: usize, notes: &mut Notes) -> String {
    const SETS: &[&str] = &[":material-", ":octicons-", ":fontawesome-", ":simple-"];
    let mut changed = String::new();
    let mut rest = text;
    while let Some(start) = SETS.iter().filter_map(|set| rest.find(set)).min() {
        let name = rest[start + 1..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        let Some(end) = name.map(|length| start + 1 + length).filter(|end| rest[*end..].starts_with(':')) else {
            break;
        };
        notes.add(number, "icons are left out");
        changed += &rest[..start];
        rest = &rest[end + 1..];
        // Their own attributes, and the space that parted them from the text.
        if let Some(close) = rest.strip_prefix('{').and_then(|rest| rest.find('}')) {
            rest = &rest[close + 2..];
        }
        if changed.is_empty() || changed.ends_with(' ') {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
    }
    changed + rest
}

/// `++ctrl+alt+del++` as keys.
fn keys(text: &str) -> String {
    let mut changed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("++") {
        let Some(length) = rest[start + 2..].find("++") else { break };
        let names = &rest[start + 2..start + 2 + length];
        let is_key = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'"'))
        };
        if names.is_empty() || !names.split('+').all(is_key) {
            changed += &rest[..start + 2];
            rest = &rest[start + 2..];
            continue;
        }
        let key = |name: &str| {
            let name = name.trim_matches('"');
            let mut letters = name.chars();
            let name: String =
                letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
            format!("<kbd>{name}</kbd>")
        };
        changed += &rest[..start];
        changed += &names.split('+').map(key).collect::<Vec<_>>().join("+");
        rest = &rest[start + 2 + length + 2..];
    }
    changed + rest
}

/// `==words==` as marked words.
fn marked(text: &str) -> String {
    let mut changed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("==") {
        let inner = &rest[start + 2..];
        let close = inner
            .find("==")
            .filter(|length| *length > 0 && !inner.starts_with(['=', ' ']) && !inner[..*length].ends_with(' '));
        let Some(length) = close else {
            let run = rest[start..].len() - rest[start..].trim_start_matches('=').len();
            changed += &rest[..start + run];
            rest = &rest[start + run..];
            continue;
        };
        changed += &format!("{}<mark>{}</mark>", &rest[..start], &inner[..length]);
        rest = &inner[length + 2..];
    }
    changed + rest
}

/// Attribute lists: the id of a heading stays, the rest is left out.
fn attributes(text: &str, heading: bool, number: usize, notes: &mut Notes) -> String {
    let mut changed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        let list = rest[start + 1..start + length].trim().trim_start_matches(':').trim();
        let before = &rest[..start];
        // They stand behind something: a link, an image, a heading, a word with marks.
        let behind = before.ends_with([')', ']', '*', '_', '`', '>'])
            || (heading && !before.trim_matches(['#', ' ']).is_empty());
        let is_item = |item: &str| item.starts_with(['.', '#']) || item.contains('=');
        let words: Vec<&str> = list.split_whitespace().collect();
        if list.is_empty() || !behind || list.starts_with(['{', '%']) || !words.iter().take(1).all(|item| is_item(item))
        {
            changed += &rest[..=start];
            rest = &rest[start + 1..];
            continue;
        }
        changed += before;
        match words.iter().find(|item| item.starts_with('#')).filter(|_| heading) {
            Some(id) => changed = format!("{} {{{id}}}", changed.trim_end()),
            None => notes.add(number, format!("the attributes `{{{list}}}` are left out")),
        }
        rest = &rest[start + length + 1..];
    }
    changed + rest
}
