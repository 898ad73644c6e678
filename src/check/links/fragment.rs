//! What stands behind the `#` of a link to a file that is no Markdown: lines of a source, and what no host finds there.

use super::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::link::lines_of;
use crate::source::RepoPath;

/// Files whose fragments their readers understand: pages of a PDF, ids of HTML, headings of other markups, themes of images.
const OTHER_READERS: &[&str] = &[
    "adoc",
    "asciidoc",
    "creole",
    "gif",
    "htm",
    "html",
    "ipynb",
    "jpeg",
    "jpg",
    "mdx",
    "mediawiki",
    "mp4",
    "org",
    "pdf",
    "png",
    "pod",
    "rdoc",
    "rst",
    "svg",
    "textile",
    "webm",
    "webp",
    "wiki",
    "xhtml",
];

impl Place<'_> {
    /// A finding where a file hasn't the place that a link names in it.
    pub(super) fn fragment(&self, path: &RepoPath, fragment: Option<&str>) -> Option<Diagnostic> {
        let fragment = fragment.filter(|fragment| !fragment.is_empty() && *fragment != "top")?;
        if let Some((first, last)) = lines_of(fragment) {
            let count = *self.checked.lines.get(path)?;
            let lines = [Some(first), last];
            let beyond = lines.into_iter().flatten().find(|line| *line > count || *line == 0)?;
            let has = match count {
                0 => "is empty".to_owned(),
                1 => "has 1 line".to_owned(),
                count => format!("has {count} lines"),
            };
            return Some(
                self.finding(Code::LinkMissingLine, format!("`{path}` {has}, and no line {beyond}"))
                    .help("correct the line, or link to a commit, in which lines stay where they are"),
            );
        }
        // What Markdown has was looked at when the link was resolved.
        let other = path.is_markdown()
            || path
                .extension()
                .is_some_and(|extension| OTHER_READERS.binary_search(&&*extension.to_ascii_lowercase()).is_ok());
        (!other).then(|| {
            self.finding(
                Code::LinkMissingAnchor,
                format!("`{path}` is shown as source, where nothing is called `{fragment}`"),
            )
            .help("link to the file alone, or to a line of it: `#L10`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(OTHER_READERS.is_sorted());
    }
}
