//! Drawings in code blocks: boxes of lines and corners, which must close in any font.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

use super::mark::{Mark, MarkKind};

/// Whether boxes are drawn in a block with the characters for it: those of U+2500 to U+257F.
pub(super) fn is_drawing(code: &str) -> bool {
    // All of them start with one byte, which little else does.
    memchr::memchr(0xe2, code.as_bytes()).is_some() && code.contains(|c| matches!(c, '\u{2500}'..='\u{257f}'))
}

/// The characters of a line that fonts for code may lack, so that another font with other widths steps in: all but ASCII and
/// what lines and blocks are drawn with.
pub(super) fn cells(line: &str) -> Vec<Mark<'static>> {
    let mut cells: Vec<Mark<'static>> = Vec::new();
    if line.is_ascii() {
        return cells;
    }
    for (at, c) in line.char_indices() {
        let range: Range<usize> = at..at + c.len_utf8();
        match c.width() {
            // Belongs to the character before it.
            Some(0) => match cells.last_mut().filter(|cell| cell.range.end == at) {
                Some(before) => before.range.end = range.end,
                None => continue,
            },
            Some(width) if !c.is_ascii() && !matches!(c, '\u{2500}'..='\u{259f}') => {
                cells.push(Mark { range, kind: MarkKind::Cell { wide: width == 2 } });
            }
            _ => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_other_fonts_keep_to_their_columns() {
        let shown = |line: &str| {
            let cells = cells(line).into_iter().map(|cell| {
                let wide = cell.kind == MarkKind::Cell { wide: true };
                format!("{}{}", &line[cell.range], if wide { 2 } else { 1 })
            });
            cells.collect::<Vec<_>>().join(" ")
        };
        for (line, expected) in [
            ("│ orderdb │", ""),
            ("│ 설정 a ▼ → █ │", "설2 정2 ▼1 →1"),
            ("⚠\u{fe0f} x", "⚠\u{fe0f}1"),
            ("日。e\u{301}", "日2 。2"),
            ("plain", ""),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
        for (code, drawing) in [("┌─┐", true), ("├── a", true), ("a → b – …", false), ("a", false)] {
            assert_eq!(is_drawing(code), drawing, "{code}");
        }
    }
}
