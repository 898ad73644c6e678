//! Where the plain text of a document stands in its file.

use super::document::PlainText;
use crate::source::TextRange;

/// The way back from [`super::document::Document::text`] to the file, kept while a document is read.
#[derive(Debug, Default)]
pub(super) struct Places {
    runs: Vec<Run>,
    breaks: Vec<u32>,
}

/// A piece of plain text that came from one place.
#[derive(Clone, Copy, Debug)]
struct Run {
    plain: TextRange,
    source: TextRange,
}

impl Places {
    /// Takes down that `plain` was written at `source`. Pieces come in order.
    pub(super) fn push(&mut self, plain: TextRange, source: TextRange) {
        if !plain.is_empty() {
            self.runs.push(Run { plain, source });
        }
    }

    /// Takes down that a line ends at this offset of the plain text. Ends come in order.
    pub(super) fn push_break(&mut self, plain: u32) {
        self.breaks.push(plain);
    }

    /// Where lines end within a piece of plain text.
    #[must_use]
    pub(super) fn breaks(&self, within: PlainText) -> &[u32] {
        let from = self.breaks.partition_point(|at| *at < within.0.start);
        let to = self.breaks.partition_point(|at| *at < within.0.end);
        &self.breaks[from..to]
    }

    /// The place in the file of a piece of plain text: from its first character to its last, what marks stand between
    /// included.
    #[must_use]
    pub(super) fn source(&self, plain: PlainText) -> TextRange {
        let Some(first) = self.run(plain.0.start) else { return TextRange::default() };
        let start = match first.source.len() == first.plain.len() {
            true => (first.source.start + (plain.0.start - first.plain.start)).min(first.source.end),
            false => first.source.start,
        };
        let last = self.run(plain.0.end.saturating_sub(1)).unwrap_or(first);
        let end = match last.source.len() == last.plain.len() {
            true => (last.source.start + plain.0.end.saturating_sub(last.plain.start)).min(last.source.end),
            false => last.source.end,
        };
        TextRange { start, end: end.max(start) }
    }

    /// The run that holds an offset, or the one before it.
    fn run(&self, offset: u32) -> Option<Run> {
        let after = self.runs.partition_point(|run| run.plain.start <= offset);
        self.runs.get(after.checked_sub(1)?).copied()
    }
}
