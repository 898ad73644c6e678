//! What is shown of a result: a page's title and the text of its sections, in parts that are small enough to load.

use serde::Serialize;

use super::page::SearchedPage;
use super::script::script;
use super::section::{Piece, PieceKind, Sections};
use crate::site::route::encode_fragment;

/// How many sections a part has at most. A section's number is that of its part, times this, and its place in it.
pub(super) const PART_SECTIONS: usize = 16;

/// The text of a part, in bytes, from which on the next one starts.
const PART_BYTES: usize = 4_500;

/// How much of a section's text is kept to be shown, in bytes.
const SHOWN_BYTES: usize = 3_000;

/// A part of a page, as the theme's search takes it.
#[derive(Serialize)]
struct Part<'a>(
    /// The page's address from the site root.
    String,
    &'a str,
    /// The titles above the page.
    &'a [String],
    &'a str,
    /// Its language, or nothing.
    &'a str,
    /// The sections: their ids as in addresses, headings, and text.
    Vec<(String, String, &'a str)>,
);

/// The numbers of a page's sections, and their texts as they are shown.
pub(super) struct Shown {
    pub(super) numbers: Vec<u32>,
    texts: Vec<String>,
}

impl Shown {
    pub(super) fn new(sections: &Sections<'_>) -> Self {
        Self::of(sections.iter().map(|(_, pieces)| shown(pieces)).collect())
    }

    fn of(texts: Vec<String>) -> Self {
        let mut numbers = Vec::with_capacity(texts.len());
        let (mut part, mut in_part, mut bytes) = (0, 0, 0);
        for text in &texts {
            if in_part == PART_SECTIONS || (in_part > 0 && bytes + text.len() > PART_BYTES) {
                (part, in_part, bytes) = (part + 1, 0, 0);
            }
            numbers.push(u32::try_from(part * PART_SECTIONS + in_part).unwrap_or(u32::MAX));
            in_part += 1;
            bytes += text.len();
        }
        Self { numbers, texts }
    }

    /// The parts as scripts, with their names. `id` is the page's number.
    pub(super) fn parts(&self, page: &SearchedPage, sections: &Sections<'_>, id: u32) -> Vec<(String, String)> {
        let all = sections.all();
        let part_of = |at: usize| self.numbers[at] as usize / PART_SECTIONS;
        let mut parts = Vec::new();
        let mut from = 0;
        while from < all.len() {
            let part = part_of(from);
            let end = (from..all.len()).find(|at| part_of(*at) != part).unwrap_or(all.len());
            let shown = (from..end).map(|at| {
                let section = &all[at];
                (encode_fragment(section.anchor), one_line(section.heading), &*self.texts[at])
            });
            let name = part_name(id, part);
            let value = Part(
                page.route.encoded(),
                &page.title,
                &page.trail,
                &page.kind_label,
                page.language.as_deref().unwrap_or_default(),
                shown.collect(),
            );
            parts.push((name.clone(), script(&name, &value)));
            from = end;
        }
        parts
    }
}

fn part_name(id: u32, part: usize) -> String {
    format!("p-{id:x}-{part}")
}

/// The number of the page that a file of this name is a part of.
#[must_use]
pub fn page_of(name: &str) -> Option<u32> {
    let (id, _) = name.strip_prefix("p-")?.split_once('-')?;
    u32::from_str_radix(id, 16).ok()
}

/// The text of a section in one line, what stands in neighbouring blocks told apart.
fn shown(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    let mut after_code = false;
    for piece in pieces {
        // Lines of code may be a piece each: that depends on how they end in the file.
        let is_code = piece.kind == PieceKind::Code;
        let goes_on = is_code && after_code;
        let before = text.len();
        for word in piece.text.split_whitespace() {
            if !text.is_empty() {
                let ended = before != text.len() || text.ends_with(['.', ':', ';', '!', '?', '。', '…', ',']);
                text.push_str(if ended || goes_on { " " } else { " · " });
            }
            let room = SHOWN_BYTES.saturating_sub(text.len());
            if word.len() > room {
                let end = (0..=room).rev().find(|at| word.is_char_boundary(*at)).unwrap_or(0);
                text.push_str(&word[..end]);
                text.push('…');
                return text;
            }
            text.push_str(word);
        }
        after_code = is_code;
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_told_apart_and_long_ones_cut() {
        let text = |text| Piece::new(PieceKind::Text, text);
        let code = |text| Piece::new(PieceKind::Code, text);
        assert_eq!(shown(&["Stop it.", "Then\n start", "again"].map(text)), "Stop it. Then start · again");
        assert_eq!(shown(&[]), "");
        assert_eq!(shown(&[text("Run"), code("a \\"), code("  b"), text("then")]), "Run · a \\ b · then");
        let (long, many) = ("가".repeat(1 << 20), "ab ".repeat(1 << 19));
        let long = shown(&[text(&long)]);
        assert!(long.len() <= SHOWN_BYTES + "…".len() && long.ends_with('…'), "{}", long.len());
        let many = shown(&[text(&many)]);
        assert!(many.len() <= SHOWN_BYTES + "…".len());
    }

    #[test]
    fn parts_are_small() {
        let long = "word ".repeat(400);
        let texts = (0..100).map(|at| if at % 7 == 0 { long.clone() } else { "word".to_owned() });
        let shown = Shown::of(texts.collect());
        assert!(shown.numbers.is_sorted_by(|one, other| one < other), "{:?}", shown.numbers);
        for part in 0..=shown.numbers[99] / 16 {
            let texts = shown.numbers.iter().zip(&shown.texts).filter(|(number, _)| *number / 16 == part);
            let bytes: usize = texts.map(|(_, text)| text.len()).sum();
            assert!(bytes > 0 && bytes <= PART_BYTES.max(SHOWN_BYTES), "part {part}: {bytes}");
        }
    }
}
