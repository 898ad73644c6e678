//! Text that docsgen writes itself, between its own markers.

use crate::parse::document::Comment;
use crate::source::TextRange;

/// What stands between `<!-- docsgen:matrix … -->` or `<!-- docsgen:table … -->` and the next `<!-- docsgen:end -->`, in
/// order. A marker that is never closed encloses nothing.
pub(super) fn generated(comments: &[Comment], source: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut start: Option<u32> = None;
    for comment in comments {
        let Some(directive) = comment.content.of(source).strip_prefix("docsgen:") else { continue };
        match directive.split_whitespace().next() {
            Some("matrix" | "table") => start = Some(comment.range.end),
            Some("end") => {
                found.extend(start.take().map(|start| TextRange { start, end: comment.range.start }));
            }
            _ => {}
        }
    }
    found
}
