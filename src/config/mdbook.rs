//! What mdBook's book.toml can ask for and docsgen doesn't do. Keys: <https://rust-lang.github.io/mdBook/format/configuration/>.

use crate::diagnostic::{Code, Remark};
use crate::node::{Node, Reader, Value};

/// A key that mdBook knows, the value that asks for nothing docsgen lacks, and what docsgen does instead.
pub(super) type Foreign = (&'static str, bool, &'static str);

/// Keys of `[book]`.
pub(super) const BOOK: &[Foreign] = &[
    ("multilingual", false, "it has no effect; `language` says which language the pages have"),
    ("text-direction", false, "the direction follows from `language`"),
];

/// Keys of `[build]`.
pub(super) const BUILD: &[Foreign] = &[
    ("create-missing", false, "a page that isn't there is a finding, and isn't created"),
    ("use-default-preprocessors", false, "docsgen has no preprocessors"),
    ("extra-watch-dirs", false, "the whole repository is watched"),
];

/// Keys of `[output.html]`.
pub(super) const HTML: &[Foreign] = &[
    ("admonitions", true, "`> [!NOTE]` is always a callout, as on GitHub"),
    ("code", false, "code lines are shown as written"),
    ("copy-fonts", false, "the theme uses the reader's own fonts"),
    ("curly-quotes", false, "quotes stay as written"),
    ("default-theme", false, "light or dark follows the reader's system"),
    ("definition-lists", false, "name `definition-lists` in `extensions` for them"),
    ("fold", false, "the sidebar shows one section at a time"),
    ("git-repository-icon", false, "the link has the theme's icon"),
    ("google-analytics", false, "pages make no request to others"),
    ("hash-files", true, "assets always have hashed names"),
    ("heading-attributes", false, "name `heading-attributes` in `extensions` for them"),
    ("input-404", false, "the theme's own page is used"),
    ("live-reload-endpoint", false, "the preview has its own"),
    ("mathjax-support", false, "name `math` in `extensions` for `$x$`"),
    ("no-section-label", true, "sections aren't numbered"),
    ("playground", false, "code is shown and doesn't run"),
    ("playpen", false, "code is shown and doesn't run"),
    ("preferred-dark-theme", false, "light or dark follows the reader's system"),
    ("print", false, "every page prints well by itself"),
    ("sidebar-header-nav", false, "a page's headings stand in its table of contents"),
    ("smart-punctuation", false, "punctuation stays as written"),
];

/// Keys of `[output.html.search]`.
pub(super) const SEARCH: &[Foreign] = &[
    ("boost-hierarchy", false, "headings above a section count as much as was measured to be best"),
    ("boost-paragraph", false, "text counts as much as was measured to be best"),
    ("boost-title", false, "titles count as much as was measured to be best"),
    ("chapter", false, "every page is found; `publish = false` keeps one off the site"),
    ("copy-js", true, "the index is written whenever there is search"),
    ("expand", true, "words are found by how they start"),
    ("heading-split-level", false, "every section with a heading down to level 4 is found"),
    ("limit-results", false, "more results are shown when they are asked for"),
    ("teaser-word-count", false, "excerpts are as long as there is room for"),
    ("use-boolean-and", false, "pages with all words come first"),
];

/// Notes every key of `table` that is mdBook's alone and asks for something.
pub(super) fn note(
    foreign: &'static [Foreign],
    path: &str,
    node: Option<&Node>,
    table: &mut Reader<'_>,
    remarks: &mut Vec<Remark>,
) {
    let entries = node.map(Node::entries).unwrap_or_default();
    for (key, value) in entries {
        let Some((name, quiet, instead)) = foreign.iter().find(|(name, ..)| *name == &*key.value) else { continue };
        table.node(name);
        if value.value != Value::Bool(*quiet) {
            let message = format!("docsgen doesn't do `{path}.{name}`");
            remarks.push(Remark::new(Code::ConfigUnsupported, key.range, message).help(*instead));
        }
    }
}

/// Notes every output other than HTML.
pub(super) fn note_outputs(output: Option<&Node>, remarks: &mut Vec<Remark>) {
    for (key, _) in output.map(Node::entries).unwrap_or_default() {
        if &*key.value != "html" {
            let message = format!("docsgen doesn't do `output.{}`", key.value);
            remarks.push(Remark::new(Code::ConfigUnsupported, key.range, message).help("only HTML is written"));
        }
    }
}

/// Notes `[rust]` and every preprocessor.
pub(super) fn note_tables(root: &Node, reader: &mut Reader<'_>, remarks: &mut Vec<Remark>) {
    reader.node("rust");
    reader.node("preprocessor");
    for (key, value) in root.entries() {
        match &*key.value {
            "rust" => remarks.push(
                Remark::new(Code::ConfigUnsupported, key.range, "docsgen doesn't do `rust`")
                    .help("code is shown and doesn't run"),
            ),
            "preprocessor" => {
                for (name, _) in value.entries() {
                    let message = format!("docsgen doesn't do `preprocessor.{}`", name.value);
                    remarks.push(
                        Remark::new(Code::ConfigUnsupported, name.range, message)
                            .help("pages are read as they are; directives of preprocessors are shown as text"),
                    );
                }
            }
            _ => {}
        }
    }
}
