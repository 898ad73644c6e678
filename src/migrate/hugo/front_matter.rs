//! Front matter of all three kinds as YAML. What docsgen has no use for stays, as a comment.

use std::fmt::Write as _;

use super::super::Notes;
use super::super::settings::yaml;
use crate::node::{Node, Value, parse_toml, parse_yaml};

/// Keys that mean the same to docsgen.
const SAME: &[&str] = &["title", "description", "weight", "draft", "slug", "aliases", "tags"];

/// Keys under another name.
const RENAMED: &[(&str, &str)] = &[("summary", "description"), ("keywords", "tags"), ("lang", "language")];

/// The front matter as it would be, the text behind it, and the number of the text's first line.
pub(super) fn front_matter<'t>(text: &'t str, notes: &mut Notes) -> (String, &'t str, usize) {
    let Some((kind, written, body)) = split(text) else { return (String::new(), text, 1) };
    let first = text[..text.len() - body.len()].lines().count() + 1;
    let unread = |notes: &mut Notes| {
        notes.add(1, "the front matter can't be read, and stays");
        (text[..text.len() - body.len()].to_owned(), body, first)
    };
    if kind == Kind::Yaml {
        return (format!("---\n{}---\n", commented(written, notes)), body, first);
    }
    let root = match kind {
        Kind::Toml => parse_toml(written).ok(),
        _ => parse_yaml(written).ok().map(|document| document.root),
    };
    let Some(root) = root else { return unread(notes) };
    let mut lines = String::from("---\n");
    for (key, node) in root.entries() {
        let name = renamed(&key.value);
        let known = SAME.contains(&name);
        if !known {
            left_out(&key.value, notes);
        }
        let line = entry(name, node, written);
        // A `String` takes all that is written to it.
        let _ = match (known, line) {
            (true, Some(line)) => writeln!(lines, "{line}"),
            (_, Some(line)) => writeln!(lines, "# {line}"),
            (_, None) => writeln!(lines, "# {name}: {}", node.range.of(written).replace('\n', " ")),
        };
    }
    (lines + "---\n", body, first)
}

fn renamed(key: &str) -> &str {
    RENAMED.iter().find(|(from, _)| *from == key).map_or(key, |(_, to)| to)
}

fn left_out(key: &str, notes: &mut Notes) {
    notes.add(1, format!("`{key}` of the front matter means nothing here, and is a comment now"));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Yaml,
    Toml,
    Json,
}

/// Cuts the front matter off: its kind, what stands in it, and what follows.
fn split(text: &str) -> Option<(Kind, &str, &str)> {
    for (mark, kind) in [("---", Kind::Yaml), ("+++", Kind::Toml)] {
        let Some(rest) = text.strip_prefix(mark).and_then(|rest| rest.strip_prefix('\n')) else { continue };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == mark {
                return Some((kind, &rest[..at], &rest[at + line.len()..]));
            }
            at += line.len();
        }
        return None;
    }
    if !text.starts_with("{\n") {
        return None;
    }
    let end = text.find("\n}\n").map(|at| at + 3).or_else(|| text.ends_with("\n}").then_some(text.len()))?;
    Some((Kind::Json, &text[..end], &text[end..]))
}

/// YAML with the lines of keys that mean nothing here as comments.
fn commented(written: &str, notes: &mut Notes) -> String {
    let mut out = String::new();
    let mut hidden = false;
    for line in written.lines() {
        let key = line.split(':').next().unwrap_or_default().trim_end();
        let starts = !line.starts_with([' ', '\t', '-', '#']) && line.contains(':');
        let mut renamed_line = line.to_owned();
        if starts {
            let name = renamed(key);
            renamed_line = format!("{name}{}", &line[key.len()..]);
            hidden = !SAME.contains(&name) && !OWN.contains(&name);
            if hidden {
                left_out(key, notes);
            }
        }
        let mark = if hidden && !line.trim().is_empty() && !line.starts_with('#') { "# " } else { "" };
        let _ = writeln!(out, "{mark}{renamed_line}");
    }
    out
}

/// Keys of docsgen that a page may have already.
const OWN: &[&str] = &[
    "audience",
    "chart",
    "depends_on",
    "drills",
    "kind",
    "language",
    "objectives",
    "owner",
    "params",
    "publish",
    "review_every",
    "reviewed",
    "strategies",
    "tier",
];

/// A key with its value, on one line; nothing for what has values in it itself.
fn entry(name: &str, node: &Node, written: &str) -> Option<String> {
    match &node.value {
        Value::List(items) => {
            let items: Option<Vec<String>> =
                items.iter().map(|item| item.scalar(written).map(|text| yaml(&text))).collect();
            Some(format!("{name}: [{}]", items?.join(", ")))
        }
        Value::Map(_) => None,
        Value::Text(text) => Some(format!("{name}: {}", yaml(text))),
        _ => Some(format!("{name}: {}", node.scalar(written).unwrap_or_default())),
    }
}
