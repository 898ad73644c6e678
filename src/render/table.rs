//! Tables of facts as text: for a terminal, for files, for other programs.

mod csv;
mod json;
mod markdown;
mod terminal;

use std::collections::BTreeMap;

pub use self::csv::csv;
pub(super) use self::csv::{line as csv_line, write_quoted};
pub use self::json::json;
pub use self::markdown::markdown;
pub use self::terminal::{Screen, terminal};

use crate::parse::document::Document;
use crate::site::Site;
use crate::site::table::Value;
use crate::source::{FileId, Sources, Span};

/// What is known of the places that values come from.
#[derive(Debug)]
pub struct Places<'a> {
    site: &'a Site,
    sources: &'a Sources,
    documents: BTreeMap<FileId, &'a Document>,
}

impl<'a> Places<'a> {
    /// Learns the places of a site.
    #[must_use]
    pub fn new(site: &'a Site, sources: &'a Sources) -> Self {
        let documents = site.texts().map(|(file, document, _)| (file, document)).collect();
        Self { site, sources, documents }
    }

    /// A place for readers: `docs/redis-backup-guide.md:36:12`.
    #[must_use]
    pub fn line(&self, span: Span) -> String {
        let source = self.sources.get(span.file);
        let at = source.position(span.range.start);
        format!("{}:{}:{}", source.path(), at.line, at.column)
    }

    /// A place without its column: `docs/redis-backup-guide.md:36`.
    #[must_use]
    pub fn short_line(&self, span: Span) -> String {
        let source = self.sources.get(span.file);
        format!("{}:{}", source.path(), source.position(span.range.start).line)
    }

    /// The id of the section a place stands in; none before the first heading and in files without any.
    fn section(&self, span: Span) -> Option<&str> {
        let headings = &self.documents.get(&span.file)?.headings;
        let after = headings.partition_point(|heading| heading.range.start <= span.range.start);
        let heading = &headings[after.checked_sub(1)?];
        // The title's section is the document.
        (heading.level > 1).then_some(&*heading.id)
    }
}

/// What is to be known beside a value, in one line; empty where that is nothing.
fn notes(value: &Value, places: &Places<'_>) -> String {
    let others = value.others.iter().map(|other| format!("{} says {}", places.short_line(other.place), other.text));
    value.note().into_iter().chain(others).collect::<Vec<_>>().join("; ")
}
