//! What the page body asks of a highlighter.

/// Code with its tokens marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// Escaped HTML; each line ends with a newline and no element crosses one.
    pub html: String,
    /// Whether the language was known; where not, the code is plain.
    pub known: bool,
}

/// Marks the tokens of code blocks.
pub trait CodeHighlighter {
    /// Highlights `code`, written in `language` (lower case; empty for none).
    fn highlight(&mut self, language: &str, code: &str) -> Highlighted;
}
