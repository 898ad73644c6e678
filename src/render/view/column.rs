//! How wide a column of a table has to be.
//!
//! A browser finds that out by looking at all rows, so that columns move while a long table is still loading, and again when
//! rows are filtered. What is estimated here from the texts alone is good enough, since cells wrap.

use unicode_width::UnicodeWidthStr as _;

use crate::render::context::RowView;

/// The widths that the theme knows, as multiples of the size of the page's text.
const WIDTHS: std::ops::RangeInclusive<u32> = 4..=16;

/// Longer texts wrap.
const LINE: u32 = 26;

/// The part of cells, in percent, that need not wrap where they are no longer than a line.
const UNWRAPPED: usize = 90;

/// What a letter takes, in hundredths of the size of the page's text.
const LETTER: u32 = 48;

/// What stands around a cell's text, in the same measure.
const PADDING: u32 = 150;

/// How much wider a capital is than a letter, in percent.
const WIDER: usize = 35;

/// The room of a mark beside a value, in letters.
const MARK: u32 = 4;

/// The room of a picture in place of a value, in letters.
const PICTURE: u32 = 13;

/// The room of the sign by which rows are sorted, in letters.
const SORT_SIGN: u32 = 2;

/// The width of a column with this title.
pub(super) fn width<'a>(title: &str, index: usize, rows: impl Iterator<Item = &'a RowView>) -> u32 {
    let mut longest_word = longest_word(title);
    let mut lengths: Vec<u32> = Vec::new();
    for values in
        rows.filter_map(|row| row.cells.get(index)).map(|cell| &cell.values).filter(|values| !values.is_empty())
    {
        let mut length = 0_u32;
        for value in values {
            let beside = match (value.mark, &*value.note) {
                ("", "") => 0,
                ("", note) => letters(note).saturating_add(1),
                _ => MARK,
            };
            if !value.picture.is_empty() {
                longest_word = longest_word.max(PICTURE);
                continue;
            }
            longest_word = longest_word.max(self::longest_word(&value.text));
            length = letters(&value.text).saturating_add(beside).saturating_add(length).saturating_add(1);
        }
        lengths.push(length.saturating_sub(1));
    }
    lengths.sort_unstable();
    let usual = lengths.get((lengths.len() * UNWRAPPED / 100).min(lengths.len().saturating_sub(1)));
    let needed = letters(title).saturating_add(SORT_SIGN).max(longest_word).max(usual.copied().unwrap_or(0)).min(LINE);
    (needed * LETTER + PADDING).div_ceil(100).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The room that a text takes, in Latin letters.
fn letters(text: &str) -> u32 {
    u32::try_from(text.width()).unwrap_or(u32::MAX)
}

fn longest_word(text: &str) -> u32 {
    text.split_whitespace().map(word).max().unwrap_or(0)
}

/// The room of a word: a name in capitals needs more than its letters.
fn word(word: &str) -> u32 {
    let capitals = || word.bytes().filter(u8::is_ascii_uppercase).count();
    let wider = if word.contains('_') { u32::try_from(capitals() * WIDER / 100).unwrap_or(u32::MAX) } else { 0 };
    letters(word).saturating_add(wider)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::context::{CellView, ValueView};

    fn of(title: &str, texts: &[&str]) -> u32 {
        let value = |text: &&str| ValueView { text: (*text).to_owned(), ..ValueView::default() };
        let row = |text| RowView {
            attention: false,
            cells: vec![CellView { values: vec![value(text)], rank: None, grouped: false }],
        };
        let rows: Vec<RowView> = texts.iter().map(row).collect();
        width(title, 0, rows.iter())
    }

    #[test]
    fn a_column_has_room_for_its_words_and_no_more_than_a_line() {
        assert_eq!(of("A", &[]), 4);
        assert_eq!(of("RTO", &["1h", "2h"]), 4);
        assert!(of("Recovery time", &["1h"]) > of("RTO", &["1h"]));
        assert!(of("RTO", &["about two hours"]) > of("RTO", &["1h"]));
        assert_eq!(of("Method", &["word ".repeat(40).trim()]), of("Method", &["word ".repeat(80).trim()]));
        assert!(of("Name", &["ORDERDB_PASSWORD"]) > of("Name", &["orderdb_password"]), "capitals are wider");
        assert!(of("A", &["복원 절차를 확인"]) > of("A", &["abc abcd ef gh"]), "squares are wider than letters");
        assert!(WIDTHS.contains(&of("x", &["y".repeat(1 << 16).as_str()])));
    }

    #[test]
    fn one_long_cell_among_many_wraps() {
        let mut texts = vec!["daily"; 30];
        let alone = of("When", &texts);
        texts.push("whenever somebody remembers");
        assert!(of("When", &texts) < of("When", &["whenever somebody remembers"]) && of("When", &texts) >= alone);
    }
}
