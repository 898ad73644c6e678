//! Writes a line's tokens as few, short elements.

use super::paint::Class;
use crate::render::escape::escape_code_into;

const BLANKS: [char; 2] = [' ', '\t'];

/// Writes one line: neighbours of one class share an element, also across the blanks between them.
pub(super) struct LineWriter<'a> {
    out: &'a mut String,
    open: Option<Class>,
    /// Blanks not written yet: the next token decides whether they lie inside the element.
    blanks: String,
}

impl<'a> LineWriter<'a> {
    /// A writer that adds to `out`.
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, open: None, blanks: String::new() }
    }

    /// Writes a token. Newlines are left out.
    pub(super) fn text(&mut self, text: &str, class: Option<Class>) {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text_start = text.trim_start_matches(BLANKS);
        self.blanks.push_str(&text[..text.len() - text_start.len()]);
        let text = text_start.trim_end_matches(BLANKS);
        if text.is_empty() {
            return;
        }
        let changes = class != self.open;
        if changes && self.open.take().is_some() {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.blanks);
        self.blanks.clear();
        if let Some(class) = class.filter(|_| changes) {
            self.out.push_str(class.tag());
        }
        self.open = class;
        escape_code_into(self.out, text);
        self.blanks.push_str(&text_start[text.len()..]);
    }

    /// Ends the line.
    pub(super) fn finish(self) {
        if self.open.is_some() {
            self.out.push_str("</span>");
        }
        self.out.push_str(&self.blanks);
        self.out.push('\n');
    }
}
