//! Links that lead to where a page is published instead of to its source.

use crate::source::RepoPath;

/// Replaces the destinations of inline links that `to` knows better: `](x.html#y)` → `](x.md#y)`.
pub(super) fn relinked(text: &str, to: &dyn Fn(&str) -> Option<String>) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("](") {
        let start = open + 2;
        changed += &rest[..start];
        let length = rest[start..].find([')', ' ', '"', '\n']).unwrap_or(rest.len() - start);
        let written = &rest[start..start + length];
        let (path, fragment) = match written.find(['#', '?']) {
            Some(at) => written.split_at(at),
            None => (written, ""),
        };
        match to(path).filter(|_| !path.contains("://") && !path.is_empty()) {
            Some(better) => changed += &format!("{better}{fragment}"),
            None => changed += written,
        }
        rest = &rest[start + length..];
    }
    changed + rest
}

/// Links to pages as mdBook publishes them, where their source is known. What starts with `/` is meant from the book's folder.
pub(super) fn html_to_markdown(text: &str, book: &RepoPath, is_there: &dyn Fn(&str) -> bool) -> String {
    relinked(text, &|path| {
        let path = match path.strip_prefix('/') {
            Some(below) if book.as_str().is_empty() => format!("/{below}"),
            Some(below) => format!("/{book}/{below}"),
            None => path.to_owned(),
        };
        let stem = path.strip_suffix(".html")?;
        let index = stem.strip_suffix("index").map(|folder| format!("{folder}README.md"));
        let candidates = std::iter::once(format!("{stem}.md")).chain(index);
        candidates.into_iter().find(|candidate| is_there(candidate) && !is_there(&path))
    })
}
