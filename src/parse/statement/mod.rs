//! Statements of objectives in one Markdown file: every RTO and RPO it gives, where, and the words around it that say of what.
//!
//! A statement doesn't know which chart it is about: its file alone can't tell. The site joins it with the charts.

mod block;
mod header;
mod key;
mod line;
mod phrase;
mod scan;
mod table;
mod words;

use serde::{Deserialize, Serialize};

use self::scan::Scan;
use super::bound::Bound;
use super::document::Document;
use super::places::Places;
use crate::source::{Spanned, TextRange};

/// Which objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// Recovery time objective.
    Rto,
    /// Recovery point objective.
    Rpo,
}

impl Field {
    /// Its name in front matter and exports: `rto`, `rpo`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rto => "rto",
            Self::Rpo => "rpo",
        }
    }

    /// Its name for readers: `RTO`, `RPO`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Rto => "RTO",
            Self::Rpo => "RPO",
        }
    }
}

/// How a statement is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `objectives` of front matter.
    FrontMatter,
    /// `[charts.<id>]` or `[tiers.<id>]` of book.toml.
    Config,
    /// An annotation of Chart.yaml.
    Annotation,
    /// `backup.documentation` of values.yaml.
    Values,
    /// A cell under a column called RTO or RPO.
    TableColumn,
    /// A cell of a row called RTO or RPO.
    TableRow,
    /// A list item.
    Bullet,
    /// A paragraph: `**Overall RTO:** < 2 hours`.
    Paragraph,
}

impl Form {
    /// Its name in exports: `table-column`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Config => "config",
            Self::Annotation => "annotation",
            Self::Values => "values",
            Self::TableColumn => "table-column",
            Self::TableRow => "table-row",
            Self::Bullet => "bullet",
            Self::Paragraph => "paragraph",
        }
    }
}

/// One statement of one objective.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Which objective.
    pub field: Field,
    /// How it is written.
    pub form: Form,
    /// What it says.
    pub bound: Bound,
    /// Where the phrase stands in the file: the figure alone, without its label.
    pub range: TextRange,
    /// What it holds for, in the author's words, from nearest by: the row's first cell, the item's label, the heading of the
    /// procedure it stands in (`Restore from RDB`), the column's name in a table of environments. `None` where the author
    /// says it of the whole: `RTO Target: …`, `Overall RTO: …`, a section called `RTO/RPO Targets`.
    pub scenario: Option<Spanned<String>>,
    /// Names that may be those of a chart, a tier or a plan, nearest first: the cell under `Chart`, the item's label, the items
    /// and labels above it, the headings above it. What is no name of anything is passed over.
    pub names: Vec<Spanned<String>>,
    /// Which row of a table or which list it belongs to: statements with the same number are about the same thing.
    pub group: u32,
    /// How, from the same row: cell under `Method`, `Backup Method`, `Recovery Method`, …
    pub method: Option<Spanned<String>>,
    /// How often, from the same row: cell under `Backup Frequency`, `Frequency`, `Schedule`, …
    pub frequency: Option<Spanned<String>>,
}

/// Whether a text can state an objective, so that it is worth knowing where its words stand: one pass over its bytes.
pub(super) fn may_state(text: &str) -> bool {
    key::may_hold_key(text)
}

/// Finds the statements of a document, in order of place. `text` is the whole file, `places` leads back to it.
///
/// Not statements: code, explanations of the terms, figures that were measured, advice and tasks, and what stands between
/// docsgen's own markers, which repeats what others state.
pub(super) fn find_statements(document: &Document, text: &str, places: &Places) -> Vec<Statement> {
    let mut scan = Scan::new(document, text, places);
    table::read_tables(&mut scan);
    block::read_blocks(&mut scan);
    scan.finish()
}

#[cfg(test)]
mod tests;
