//! Statements of versions in one Markdown file: which version of a chart, or of what it packages, a text says is current,
//! and where.
//!
//! Which chart is meant and whether the version is right is for the check to say; one file alone can't tell. What is told
//! of other times (changelogs, rollbacks, tables of former releases) is no statement.

mod badge;
mod command;
mod label;
mod requirement;
mod section;
mod table;
mod yaml;

use serde::{Deserialize, Serialize};

pub use self::badge::badge_text;
pub use self::requirement::Requirement;
use self::section::PastSections;
use super::document::{Document, Fence, SectionIndex};
use crate::source::{Spanned, TextRange};

/// What a version is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VersionOf {
    /// The chart: `version` of its Chart.yaml.
    Chart,
    /// What the chart packages: `appVersion`.
    App,
    /// One of the two, the same for its whole column: a table of charts has a column called `Version`.
    Either,
}

/// How a statement is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VersionForm {
    /// A badge: `https://img.shields.io/badge/Version-0.3.0-blue`.
    Badge,
    /// Behind a bold label: `**Chart Version**: 0.3.0`.
    Label,
    /// A cell of a table.
    Cell,
    /// A key in an example of YAML.
    Key,
    /// `--version` of a helm command.
    Command,
}

/// One statement of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionStatement {
    /// What it is the version of.
    pub of: VersionOf,
    /// How it is written.
    pub form: VersionForm,
    /// The version or the range of versions, as a reader sees it.
    pub version: Box<str>,
    /// Where that stands.
    pub range: TextRange,
    /// Where the same words stand a second time: in the description of a badge.
    pub repeated: Option<TextRange>,
    /// The chart's name, if the statement gives one. Without it the chart is that of the page or of the section.
    pub chart: Option<Box<str>>,
    /// Where the chart comes from: a URL, the name of a chart repository, or a path. Given for keys and commands alone.
    pub origin: Option<Box<str>>,
    /// Statements of one table have one number, and no others have it.
    pub group: u32,
    /// The section it stands in.
    pub section: SectionIndex,
}

/// A chart repository and the name that the text gives it (`helm repo add NAME URL`, Flux's `HelmRepository`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartRepository {
    /// The name.
    pub name: Box<str>,
    /// The URL.
    pub url: Box<str>,
}

/// What a text says about versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) statements: Vec<VersionStatement>,
    pub(super) repositories: Vec<ChartRepository>,
}

/// Whether a text can state a version, so that it is worth looking: one pass over its bytes.
fn may_state(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    has(b"ersion") || has(b"targetRevision") || has(b"/badge/") || has(b"repo add")
}

/// Finds the statements of a document, in order of place. `text` is the whole file.
pub(super) fn find_versions(document: &Document, text: &str) -> Versions {
    if !may_state(text) {
        return Versions::default();
    }
    let past = PastSections::new(document);
    let mut versions = Versions::default();
    badge::read_badges(document, text, &mut versions);
    label::read_labels(document, text, &mut versions);
    table::read_tables(document, text, &mut versions);
    for fence in &document.fences {
        read_fence(fence, text, &mut versions);
    }
    command::read_code_spans(document, text, &mut versions);
    versions.statements.retain(|statement| !past.contains(statement.section));
    versions.statements.sort_by_key(|statement| statement.range);
    versions.statements.shrink_to_fit();
    versions
}

fn read_fence(fence: &Fence, text: &str, versions: &mut Versions) {
    let holds = |needle: &[u8]| {
        fence.code.iter().any(|piece| memchr::memmem::find(piece.of(text).as_bytes(), needle).is_some())
    };
    match &*fence.language {
        "yaml" | "yml" | "helm" if holds(b"ersion") || holds(b"targetRevision") || holds(b"HelmRepository") => {
            yaml::read_yaml(fence, text, versions);
        }
        "" | "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "terminal" if holds(b"helm") => {
            command::read_commands(fence, text, versions);
        }
        _ => {}
    }
}

/// The lines of a block of code with the offset in the file where each starts.
fn lines<'a>(fence: &'a Fence, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    fence.code.iter().flat_map(move |piece| {
        let mut at = piece.start as usize;
        piece.of(text).split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
    })
}

/// The place of `version` within what is written at `range`, whatever marks stand around it; all of it where that can't
/// be told.
fn place_of(version: &str, range: TextRange, text: &str) -> TextRange {
    match range.of(text).find(version) {
        Some(at) => {
            let start = range.start as usize + at;
            TextRange::new(start, start + version.len())
        }
        None => range,
    }
}

/// What a label, a header or the word on a badge names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named<'a> {
    of: VersionOf,
    /// Words before it: `Grafana` of `Grafana Chart Version`.
    chart: Option<&'a str>,
}

/// Reads `Chart Version`, `Redis Helm Chart Version`, `App Version`, `appVersion` and `Redis Version`.
fn named(name: &str) -> Option<Named<'_>> {
    let name = name.trim();
    let lower = name.to_ascii_lowercase();
    for (ending, of) in [
        ("helm chart version", VersionOf::Chart),
        ("chart version", VersionOf::Chart),
        ("application version", VersionOf::App),
        ("app version", VersionOf::App),
        ("appversion", VersionOf::App),
        ("version", VersionOf::App),
    ] {
        let Some(before) = lower.strip_suffix(ending) else { continue };
        let chart = name[..before.len()].trim();
        return match chart {
            // `Version` alone is that of the document as often as not.
            "" if ending == "version" => None,
            "" => Some(Named { of, chart: None }),
            _ if !before.ends_with(char::is_whitespace) => None,
            chart => Some(Named { of, chart: Some(chart) }),
        };
    }
    None
}

/// The version that a value starts with, if nothing follows that makes it something else: remarks in parentheses and
/// `or later` may.
fn leading_version(value: &str) -> Option<Spanned<String>> {
    let value_start = value.len() - value.trim_start().len();
    let trimmed = value.trim();
    let end =
        trimmed.find(" (").or_else(|| trimmed.find(" –")).or_else(|| trimmed.find(" - ")).unwrap_or(trimmed.len());
    let written = trimmed[..end].trim_end();
    Requirement::parse(written)?;
    let range = TextRange::new(value_start, value_start + written.len());
    Some(Spanned::new(written.to_owned(), range))
}

#[cfg(test)]
mod tests;
