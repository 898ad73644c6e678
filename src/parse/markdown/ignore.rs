//! Exceptions in the text: which block each is about.

use super::Reader;
use crate::parse::document::Ignore;
use crate::source::{Spanned, TextRange};

/// The exceptions whose block is still to come.
#[derive(Debug, Default)]
pub(super) struct OpenIgnores {
    /// Comments that are blocks, as indexes into the document's: they are about the next block.
    before: Vec<usize>,
    /// Comments within a line: they are about the block they stand in.
    within: Vec<usize>,
}

impl Reader<'_> {
    /// Takes in a comment that may be an exception. `block` says whether it is a block of its own.
    pub(super) fn ignore(&mut self, range: TextRange, content: TextRange, block: bool) {
        let written = content.of(self.source);
        let Some(rest) = written.strip_prefix("docsgen:ignore") else { return };
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return;
        }
        let mut codes = Vec::new();
        let mut at = content.start as usize + (written.len() - rest.len());
        for word in rest.split_inclusive(|c: char| c.is_whitespace() || c == ',') {
            let name = word.trim_matches(|c: char| c.is_whitespace() || c == ',');
            if !name.is_empty() {
                codes.push(Spanned::new(name.into(), TextRange::new(at, at + name.len())));
            }
            at += word.len();
        }
        let open = if block { &mut self.open_ignores.before } else { &mut self.open_ignores.within };
        open.push(self.document.ignores.len());
        let about = TextRange { start: range.end, end: range.end };
        self.document.ignores.push(Ignore { range, codes, about });
    }

    /// A block starts that exceptions before it are about.
    pub(super) fn start_ignored(&mut self, block: TextRange) {
        for index in std::mem::take(&mut self.open_ignores.before) {
            let about = &mut self.document.ignores[index].about;
            about.end = about.end.max(block.end);
        }
    }

    /// A run of inline content ends that exceptions within it are about.
    pub(super) fn end_ignored(&mut self, block: TextRange) {
        for index in std::mem::take(&mut self.open_ignores.within) {
            self.document.ignores[index].about = block;
        }
    }
}
