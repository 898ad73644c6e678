//! Versions in examples of YAML: Argo CD's `chart` and `targetRevision`, Flux's `chart` and `version`, dependencies of a
//! chart, and a Chart.yaml itself.
//!
//! Examples are often cut short, so they are read line by line: a key belongs to those of the same indentation around it.

use super::{ChartRepository, Requirement, VersionForm, VersionOf, VersionStatement, Versions, lines};
use crate::parse::document::Fence;
use crate::parse::version::section::is_past;
use crate::source::TextRange;

/// How far the keys around a version are looked for, in lines: no example needs more, and a file of nothing but versions
/// stays linear.
const REACH: usize = 40;

/// `key: value`.
struct Entry<'a> {
    indent: usize,
    /// Whether a list item starts here.
    item: bool,
    key: &'a str,
    value: &'a str,
    /// Where the value stands in the file.
    place: TextRange,
    /// What stands behind `#`.
    remark: &'a str,
}

pub(super) fn read_yaml(fence: &Fence, text: &str, versions: &mut Versions) {
    let mut document: Vec<Entry<'_>> = Vec::new();
    for (start, line) in lines(fence, text) {
        if line.trim_end() == "---" {
            read_entries(&document, fence, versions);
            document.clear();
        } else if let Some(entry) = entry(start, line) {
            document.push(entry);
        }
    }
    read_entries(&document, fence, versions);
}

fn entry(start: usize, line: &str) -> Option<Entry<'_>> {
    let mut rest = line.trim_start_matches(' ');
    let mut item = false;
    while let Some(after) = rest.strip_prefix("- ") {
        item = true;
        rest = after.trim_start_matches(' ');
    }
    if rest.starts_with('#') {
        return None;
    }
    let colon = rest.find(':')?;
    let (key, value) = (rest[..colon].trim(), &rest[colon + 1..]);
    if key.is_empty() || !(value.is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    let indent = line.len() - rest.len();
    let (value, remark) = match value.find(" #") {
        Some(at) => (&value[..at], &value[at + 2..]),
        None => (value, ""),
    };
    let trimmed = value.trim();
    let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\''));
    let bare = quote.and_then(|quote| trimmed[1..].strip_suffix(quote)).unwrap_or(trimmed);
    let at = start + (bare.as_ptr() as usize - line.as_ptr() as usize);
    Some(Entry { indent, item, key, value: bare, place: TextRange::new(at, at + bare.len()), remark })
}

fn read_entries(entries: &[Entry<'_>], fence: &Fence, versions: &mut Versions) {
    versions.repositories.extend(repository(entries));
    let only_origin = only_origin(entries);
    for (at, entry) in entries.iter().enumerate() {
        if !matches!(entry.key, "version" | "targetRevision" | "appVersion") || is_past(entry.remark) {
            continue;
        }
        if Requirement::parse(entry.value).is_none() {
            continue;
        }
        let Some(subject) = Subject::of(&around(entries, at), entry) else { continue };
        versions.statements.push(VersionStatement {
            of: subject.of,
            form: VersionForm::Key,
            version: entry.value.into(),
            range: entry.place,
            repeated: None,
            chart: Some(subject.chart.into()),
            origin: subject.origin.or(only_origin).map(Into::into),
            group: u32::MAX,
            section: fence.section,
        });
    }
}

/// The keys of the mapping that an entry belongs to, and those below `sourceRef` in it.
struct Around<'a> {
    siblings: Vec<(&'a str, &'a str)>,
    source: Option<&'a str>,
}

impl<'a> Around<'a> {
    fn get(&self, key: &str) -> Option<&'a str> {
        self.siblings.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}

fn around<'a>(entries: &[Entry<'a>], at: usize) -> Around<'a> {
    let indent = entries[at].indent;
    let mut from = at;
    while from > 0 && at - from < REACH && !(entries[from].item && entries[from].indent == indent) {
        if entries[from - 1].indent < indent {
            break;
        }
        from -= 1;
    }
    let behind = entries[at + 1..].iter().take(REACH);
    let to =
        at + 1 + behind.take_while(|entry| entry.indent > indent || (entry.indent == indent && !entry.item)).count();
    let mut around = Around { siblings: Vec::new(), source: None };
    let mut last = "";
    for entry in &entries[from..to] {
        if entry.indent == indent {
            last = entry.key;
            around.siblings.push((entry.key, entry.value));
        } else if last == "sourceRef" && entry.key == "name" {
            around.source = Some(entry.value);
        }
    }
    around
}

/// Whose version it is.
struct Subject<'a> {
    of: VersionOf,
    chart: &'a str,
    origin: Option<&'a str>,
}

impl<'a> Subject<'a> {
    fn of(around: &Around<'a>, entry: &Entry<'a>) -> Option<Self> {
        let chart = around.get("chart").filter(|chart| !chart.is_empty());
        let in_chart_yaml = || around.get("kind").is_none() && matches!(around.get("apiVersion"), Some("v1" | "v2"));
        match (entry.key, chart) {
            ("version" | "targetRevision", Some(chart)) => {
                let origin = around.get("repoURL").or(around.source);
                Some(Self { of: VersionOf::Chart, chart, origin })
            }
            ("version" | "appVersion", None) if in_chart_yaml() => {
                let of = if entry.key == "version" { VersionOf::Chart } else { VersionOf::App };
                Some(Self { of, chart: around.get("name")?, origin: Some(".") })
            }
            ("version", None) => {
                let origin = around.get("repository").filter(|repository| !repository.is_empty())?;
                Some(Self { of: VersionOf::Chart, chart: around.get("name")?, origin: Some(origin) })
            }
            _ => None,
        }
    }
}

/// Where the charts of an example come from that says so once: an `ApplicationSet` with one `repoURL` beside a `chart`.
fn only_origin<'a>(entries: &[Entry<'a>]) -> Option<&'a str> {
    let urls = entries.iter().enumerate().filter(|(_, entry)| entry.key == "repoURL");
    let mut urls = urls.filter(|(at, _)| around(entries, *at).get("chart").is_some()).map(|(_, entry)| entry.value);
    let first = urls.next()?;
    urls.all(|url| url == first).then_some(first)
}

/// The repository that a `HelmRepository` names.
fn repository(entries: &[Entry<'_>]) -> Option<ChartRepository> {
    let value = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| entry.value);
    (value("kind")? == "HelmRepository").then_some(())?;
    Some(ChartRepository { name: value("name")?.into(), url: value("url")?.into() })
}
