//! What other programs are told: objectives as JSON, CSV and Prometheus rules, and `facts.json` of a whole site.
//!
//! Everything here is read from the site as it is written, chart by chart and page by page, so that a large site is never
//! held twice. Fields are added, never renamed or removed, as long as a document's `version` stays.

pub mod csv;
pub mod facts;
mod key_schema;
pub mod objectives;
pub mod prometheus;
pub mod schema;
pub mod thresholds;

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::site::chart::ChartIndex;
use crate::source::{Position, RepoPath, Sources, Span};

/// A list that is made while it is written.
struct Listed<F>(F);

impl<F, I> Serialize for Listed<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A place in a file of the repository.
#[derive(Clone, Copy, Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a Sources) -> Self {
        let (path, Position { line, column }) = at(span, sources);
        Self { path: path.as_str(), line, column }
    }
}

/// The line of a file of the repository.
#[derive(Clone, Copy, Serialize)]
struct Line<'a> {
    path: &'a str,
    line: u32,
}

impl<'a> Line<'a> {
    fn of(span: Span, sources: &'a Sources) -> Self {
        let (path, position) = at(span, sources);
        Self { path: path.as_str(), line: position.line }
    }
}

fn at(span: Span, sources: &Sources) -> (&RepoPath, Position) {
    let file = sources.get(span.file);
    (file.path(), file.position(span.range.start))
}

/// A time in seconds: a whole number where it is one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seconds(Duration);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.subsec_nanos() {
            0 => serializer.serialize_u64(self.0.as_secs()),
            _ => serializer.serialize_f64(self.0.as_secs_f64()),
        }
    }
}

impl std::fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.subsec_nanos() {
            0 => write!(formatter, "{}", self.0.as_secs()),
            _ => write!(formatter, "{}", self.0.as_secs_f64()),
        }
    }
}

/// Every chart's index, in order of id.
fn indices(charts: usize) -> impl Iterator<Item = ChartIndex> {
    (0..u32::try_from(charts).unwrap_or(u32::MAX)).map(ChartIndex)
}
