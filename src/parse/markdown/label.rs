//! Bold labels at the start of lines.

use crate::parse::document::{Label, PlainText, SectionIndex};
use crate::source::TextRange;

/// The search for bold text at the start of a line.
pub(super) enum LabelSearch {
    Possible,
    Open { start: usize, depth: u32 },
    Found(Bold),
    None,
}

/// Bold text at the start of a line.
#[derive(Clone, Copy)]
pub(super) struct Bold {
    /// Its text.
    pub(super) text: PlainText,
    /// Where its marks end in the source.
    pub(super) end: u32,
}

/// Where a line ends.
pub(super) struct LineEnd {
    /// In the plain text.
    pub(super) plain: usize,
    /// In the source.
    pub(super) source: u32,
}

/// The label that bold text is, if a colon or a dash says that something is told of it.
pub(super) fn label(plain: &str, source: &str, bold: Bold, end: &LineEnd, section: SectionIndex) -> Option<Label> {
    const COLONS: [char; 2] = [':', '：'];
    const MARKS: [char; 5] = [':', '：', '-', '–', '—'];
    let name = bold.text.0.of(plain).trim_end();
    let inside = name.ends_with(COLONS);
    let name = name.trim_end_matches(COLONS).trim_end();
    let value = plain.get(bold.text.0.end as usize..end.plain)?.trim();
    let written = TextRange { start: bold.end, end: end.source.max(bold.end) };
    let told = if inside { Some(value) } else { value.strip_prefix(MARKS) };
    let range = trimmed(source, written);
    let after = range.of(source);
    let range = match after.strip_prefix(MARKS) {
        Some(rest) if !inside => trimmed(source, TextRange::new(range.end as usize - rest.len(), range.end as usize)),
        _ => range,
    };
    let value = told?.trim();
    let piece = |part: &str| {
        let start = part.as_ptr() as usize - plain.as_ptr() as usize;
        PlainText(TextRange::new(start, start + part.len()))
    };
    (!name.is_empty()).then(|| Label { name: piece(name), value: piece(value), range, section })
}

fn trimmed(source: &str, range: TextRange) -> TextRange {
    let written = range.of(source);
    let start = range.end as usize - written.trim_start().len();
    TextRange::new(start, start + written.trim().len())
}
