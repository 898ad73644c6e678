//! The words of a `<!-- docsgen:… -->` comment.

use crate::source::TextRange;

/// The words of a text, between white space. What stands in double quotes is part of one word.
#[must_use]
pub fn words(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, character) in text.char_indices() {
        if character == '"' {
            quoted = !quoted;
        }
        if character.is_whitespace() && !quoted {
            found.extend(start.take().map(|start| TextRange::new(start, at)));
        } else {
            start.get_or_insert(at);
        }
    }
    found.extend(start.map(|start| TextRange::new(start, text.len())));
    found
}
