//! How wide words are, without a font: readers have different ones, so what is measured is a little wider than any.

use std::ops::Range;

/// Widths of the characters from the space on, in thousandths of the font's size: of the widest of the usual sans-serif
/// fonts each.
#[rustfmt::skip]
const ASCII: [u16; 95] = [
    280, 330, 420, 660, 580, 900, 740, 240, 350, 350, 560, 600, 290, 370, 290, 400, 590, 590, 590, 590, 590, 590, 590, 590, 590, 590, 290, 290, 600, 600, 600, 500,
    950, 690, 680, 720, 740, 620, 580, 770, 760, 300, 500, 680, 580, 890, 770, 790, 640, 790, 690, 660, 640, 740, 670, 960, 670, 640, 650, 350, 400, 350, 600, 560,
    400, 580, 620, 530, 620, 590, 370, 620, 620, 270, 290, 560, 270, 900, 620, 620, 620, 620, 400, 520, 380, 620, 560, 800, 560, 560, 520, 400, 320, 400, 600,
];

/// Characters that take no room of their own: marks that join the character before, and joiners.
const NONE: &[Range<u32>] = &[0x300..0x370, 0x200b..0x2010, 0xfe00..0xfe10, 0x1f3fb..0x1f400];

/// Characters as wide as they are high: those of China, Japan and Korea, and pictures.
const SQUARE: &[Range<u32>] = &[
    0x1100..0x1160,
    0x2600..0x27c0,
    0x2e80..0xa4d0,
    0xac00..0xd7a4,
    0xf900..0xfb00,
    0xfe30..0xfe70,
    0xff00..0xff61,
    0x1f000..0x1fb00,
    0x20000..0x40000,
];

fn width_of(c: char) -> u32 {
    let code = u32::from(c);
    let among = |ranges: &[Range<u32>]| ranges.iter().any(|range| range.contains(&code));
    match code {
        0x20..0x7f => u32::from(ASCII[(code - 0x20) as usize]),
        _ if among(NONE) => 0,
        _ if among(SQUARE) => 1000,
        // Capital letters, and those with descenders of other scripts, are wider than a small `n`.
        _ if c.is_uppercase() => 760,
        _ => 640,
    }
}

/// How wide a line is, in pixels.
pub(super) fn width(line: &str, size: i64) -> i64 {
    let thousandths: i64 = line.chars().map(|c| i64::from(width_of(c))).sum();
    (thousandths * size + 999) / 1000
}

/// Breaks lines that are wider than `most` pixels, between words where that is possible.
pub(super) fn wrap(lines: &[String], size: i64, most: i64) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        let mut used = 0;
        for word in line.split_inclusive([' ', '/']).flat_map(|word| pieces(word, size, most)) {
            let needed = width(word.trim_end(), size);
            if used > 0 && used + needed > most {
                wrapped.push(std::mem::take(&mut current).trim_end().to_owned());
                used = 0;
            }
            current.push_str(word);
            used += width(word, size);
        }
        wrapped.push(current.trim_end().to_owned());
    }
    wrapped
}

/// A word in pieces that fit into a line: cut where nothing else is left, or where its script needs no spaces.
fn pieces(word: &str, size: i64, most: i64) -> Vec<&str> {
    if width(word.trim_end(), size) <= most {
        return vec![word];
    }
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in word.char_indices() {
        let needed = i64::from(width_of(c)) * size;
        if used > 0 && used + needed > most * 1000 {
            pieces.push(&word[start..at]);
            (start, used) = (at, 0);
        }
        used += needed;
    }
    pieces.push(&word[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_width() {
        assert_eq!(width("", 14), 0);
        assert_eq!(width("가나", 14), 28);
        assert!(width("WWW", 14) > width("iii", 14));
        assert_eq!(width("e\u{301}", 14), width("e", 14));
    }

    #[test]
    fn lines_are_broken_between_words() {
        let wrap = |line: &str, most: i64| wrap(&[line.to_owned()], 10, most);
        assert_eq!(wrap("one two three", 1000), ["one two three"]);
        assert_eq!(wrap("one two three", 45), ["one two", "three"]);
        assert_eq!(wrap("가나다라", 25), ["가나", "다라"]);
        assert_eq!(wrap("docs/guides/backup", 70), ["docs/guides/", "backup"]);
        assert_eq!(wrap("", 10), [""]);
        for most in 1..80 {
            for line in wrap("a rather long line with incomprehensibilities", most) {
                assert!(width(&line, 10) <= most.max(10), "{line}");
            }
        }
    }
}
