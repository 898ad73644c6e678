//! A table as GitHub shows it in a Markdown file.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::Places;
use crate::site::link::Target;
use crate::site::page::PageId;
use crate::site::table::{ColumnKind, Mark, Value, View};
use crate::source::{RepoPath, Span};

/// What a destination between parentheses can't hold as it is.
const DESTINATION: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'(')
    .add(b')')
    .add(b'[')
    .add(b']')
    .add(b'%')
    .add(b'?')
    .add(b'\\')
    .add(b'|');

/// Writes a table for the file at `file`: one table, or one for each group under its heading in bold. Figures link to the
/// section they come from and not to the line, which moves with every edit above it. Lines end with `\n`; no blank line is at
/// either end.
#[must_use]
pub fn markdown(view: &View, places: &Places<'_>, file: &RepoPath) -> String {
    let writer = Writer { places, file };
    if view.rows().is_empty() {
        return "*No rows.*\n".to_owned();
    }
    let mut text = String::new();
    for group in view.groups() {
        if let Some(title) = &group.title {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("**{}**\n\n", escaped(title)));
        }
        line(&mut text, view.columns().map(|column| escaped(column.title())));
        let rule = |kind| if kind == ColumnKind::Number { "---:" } else { "---" };
        line(&mut text, view.columns().map(|column| rule(column.kind).to_owned()));
        for row in group.rows {
            line(&mut text, view.cells(row).map(|cell| writer.cell(cell)));
        }
    }
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    text.push('|');
    for cell in cells {
        text.push(' ');
        text.push_str(&cell);
        text.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    text.push('\n');
}

struct Writer<'a> {
    places: &'a Places<'a>,
    file: &'a RepoPath,
}

impl Writer<'_> {
    fn cell(&self, values: &[Value]) -> String {
        let values: Vec<String> = values.iter().map(|value| self.value(value)).collect();
        values.join("<br>")
    }

    fn value(&self, value: &Value) -> String {
        let destination = value.target.as_ref().and_then(|target| self.target(target, value));
        let destination = destination.or_else(|| value.source.map(|span| self.place(span)));
        let mut text = linked(&value.text, destination.as_deref());
        if let Some(mark) = value.mark.filter(|mark| *mark != Mark::Good) {
            // What only needs a look says enough with its sign.
            let note = value.note().filter(|_| mark == Mark::Bad);
            let reasons = note.iter().map(|note| escaped(note));
            let others = value.others.iter().map(|other| {
                let path = self.places.sources.get(other.place.file).path();
                format!("{} says {}", linked(path.as_str(), Some(&self.place(other.place))), escaped(&other.text))
            });
            let reasons: Vec<String> = reasons.chain(others).collect();
            // Behind a word, an exclamation mark would read as one.
            let sign = if mark == Mark::Attention { "⚠" } else { mark.sign() };
            if reasons.is_empty() {
                text.push_str(&format!(" {sign}"));
            } else {
                text.push_str(&format!("<br>{sign} {}", reasons.join("; ")));
            }
        }
        text
    }

    /// Where a value leads in the repository.
    fn target(&self, target: &Target, value: &Value) -> Option<String> {
        let site = self.places.site;
        match target {
            Target::Page { page, anchor } => Some(self.link(&site.page(*page).path, anchor.as_deref())),
            Target::Folder(path) | Target::Asset(path) => Some(self.link(path, None)),
            Target::Chart(chart) => {
                let chart = site.chart(*chart);
                let path = chart.readme.map_or(&chart.folder, |readme| &site.page(readme).path);
                Some(self.link(path, None))
            }
            Target::Release(release) => {
                let release = site.release(*release);
                let of = |page: PageId, anchor| Some(self.link(&site.page(page).path, anchor));
                match (release.notes, &release.entry) {
                    (Some(notes), _) => of(notes, None),
                    (None, Some(said)) => of(said.page, Some(said.anchor.as_str())),
                    (None, None) => release.pages.first().and_then(|page| of(*page, None)),
                }
            }
            Target::Command { makefile, .. } => Some(self.link(makefile, None)),
            Target::File { path, fragment } => Some(self.link(path, fragment.as_deref())),
            Target::External => {
                let web = ["https://", "http://"].iter().any(|scheme| value.text.starts_with(scheme));
                web.then(|| utf8_percent_encode(&value.text, URL).to_string())
            }
            Target::Broken(_) => None,
        }
    }

    /// Where a value is written.
    fn place(&self, span: Span) -> String {
        self.link(self.places.sources.get(span.file).path(), self.places.section(span))
    }

    fn link(&self, path: &RepoPath, fragment: Option<&str>) -> String {
        let mut link = if path == self.file { String::new() } else { relative(&self.file.parent(), path) };
        if link.is_empty() && fragment.is_none() {
            link = utf8_percent_encode(path.file_name(), DESTINATION).to_string();
        }
        if let Some(fragment) = fragment {
            link.push('#');
            link.push_str(&utf8_percent_encode(fragment, DESTINATION).to_string());
        }
        link
    }
}

/// What a URL as it was written may hold and a destination may not.
const URL: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'(').add(b')').add(b'\\').add(b'|');

/// The way from a folder to a file or folder.
fn relative(from: &RepoPath, to: &RepoPath) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.parts().collect(), to.parts().collect());
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let mut parts: Vec<String> = vec!["..".to_owned(); from.len() - shared];
    parts.extend(to[shared..].iter().map(|part| {
        let part = utf8_percent_encode(part, DESTINATION).to_string();
        part.replace('#', "%23")
    }));
    // A colon in the first part would make a scheme of it.
    match parts.first() {
        None => ".".to_owned(),
        Some(first) if first.contains(':') => format!("./{}", parts.join("/")),
        Some(_) => parts.join("/"),
    }
}

fn linked(text: &str, destination: Option<&str>) -> String {
    match destination {
        Some(destination) if !text.trim().is_empty() => format!("[{}]({destination})", escaped(text)),
        _ => escaped(text),
    }
}

/// Text as a table's cell shows it: white space is one space, and what Markdown would read as its own is escaped.
fn escaped(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let several = |mark: char| text.matches(mark).count() > 1;
    let (tildes, dollars) = (several('~'), several('$'));
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let escape = match character {
            '\\' | '`' | '*' | '[' | ']' | '|' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '~' => tildes,
            '$' => dollars,
            '<' => after.is_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => after.is_alphabetic() || after == '#',
            _ => false,
        };
        if escape {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}
