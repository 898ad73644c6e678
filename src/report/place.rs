//! Where a finding is, as programs are told.

use serde::Serialize;

use super::file_of;
use crate::source::{Sources, Span};

/// Lines and columns count from 1, columns in characters; the end is that of the first character after the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

impl<'a> Place<'a> {
    pub(super) fn of(span: Span, sources: &'a Sources) -> Self {
        let (file, path) = file_of(sources, span);
        let (start, end) = (file.position(span.range.start), file.position(span.range.end));
        Self { path: path.as_str(), line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}
