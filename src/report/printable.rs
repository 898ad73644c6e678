//! Text from a repository, made safe to show on a terminal: no escape sequence, no reversed reading order, no line
//! that isn't ours.

use std::borrow::Cow;

/// The most characters of a message that are shown: a key or a link may be a megabyte long.
const LONGEST: usize = 400;

/// What stands for a character that must not reach a terminal; `None` where it may.
///
/// C0 and C1 controls move the cursor or start escape sequences; bidirectional and invisible format characters make a
/// line read otherwise than it is.
pub(super) fn replacement(character: char) -> Option<char> {
    match character {
        // The pictures of control characters stand in the order of the characters themselves.
        '\0'..='\x1f' => char::from_u32(0x2400 + character as u32),
        '\x7f' => Some('␡'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// One line of text, cut where it is very long.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(index, _)| index);
    let shown = &text[..end];
    if end == text.len() && shown.chars().all(|character| replacement(character).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut safe: String = shown.chars().map(|character| replacement(character).unwrap_or(character)).collect();
    if end < text.len() {
        safe.push('…');
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_cursor_is_left() {
        for (text, expected) in [
            ("백업 `redis`", "백업 `redis`"),
            ("\u{1b}[31mred\u{7}", "␛[31mred␇"),
            ("a\nb\r\tc", "a␊b␍␉c"),
            ("\u{9b}2J\u{7f}", "\u{fffd}2J␡"),
            ("\u{202e}gpj.exe", "\u{fffd}gpj.exe"),
        ] {
            assert_eq!(line(text), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        let cut = line(&"é".repeat(1_000)).into_owned();
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert!(cut.ends_with('…'));
    }
}
