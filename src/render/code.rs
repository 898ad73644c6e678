//! The interface between Markdown bodies and highlighting.

/// Turns code into HTML.
///
/// An implementation may keep what it learnt from earlier blocks, but the result must depend on the arguments alone.
pub trait CodeHighlighter {
    /// Renders `code`, lines ended by `\n`, in a language as written in an info string (lower case; empty where none
    /// is named).
    fn highlight(&mut self, language: &str, code: &str) -> Highlighted;
}

/// Highlighted code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// Escaped HTML with as many lines as the code, each ended by `\n`. No `<span>` crosses a line end, so that a line
    /// can be wrapped.
    pub html: String,
    /// Whether the language is one that can be highlighted. Code without a language counts as known.
    pub known: bool,
}

/// Shows code as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainCode;

impl CodeHighlighter for PlainCode {
    fn highlight(&mut self, _language: &str, code: &str) -> Highlighted {
        let mut html = String::with_capacity(code.len() + code.len() / 16 + 1);
        super::escape::escape_into(&mut html, code);
        if !html.is_empty() && !html.ends_with('\n') {
            html.push('\n');
        }
        Highlighted { html, known: true }
    }
}
