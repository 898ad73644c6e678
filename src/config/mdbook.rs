//! What mdBook's book.toml can ask for and docsgen doesn't do. Keys: <https://rust-lang.github.io/mdBook/format/configuration/>.

use crate::diagnostic::{Code, Remark};
use crate::node::key::Key;
use crate::node::{Node, Reader, Value};

/// The path of a key that mdBook knows, the value that asks for nothing docsgen lacks, and what docsgen does instead.
pub(super) type Foreign = (&'static str, bool, &'static str);

/// Keys of `[book]`.
pub(super) const BOOK: &[Foreign] = &[
    ("book.multilingual", false, "it has no effect; `language` says which language the pages have"),
    ("book.text-direction", false, "the direction follows from `language`"),
];

/// Keys of `[build]`.
pub(super) const BUILD: &[Foreign] = &[
    ("build.create-missing", false, "a page that isn't there is a finding, and isn't created"),
    ("build.use-default-preprocessors", false, "docsgen has no preprocessors"),
    ("build.extra-watch-dirs", false, "the whole repository is watched"),
];

/// Keys of `[output.html]`.
pub(super) const HTML: &[Foreign] = &[
    ("output.html.admonitions", true, "`> [!NOTE]` is always a callout, as on GitHub"),
    ("output.html.code", false, "code lines are shown as written"),
    ("output.html.copy-fonts", false, "the theme uses the reader's own fonts"),
    ("output.html.curly-quotes", false, "quotes stay as written"),
    ("output.html.default-theme", false, "light or dark follows the reader's system"),
    ("output.html.definition-lists", false, "name `definition-lists` in `extensions` for them"),
    ("output.html.fold", false, "the sidebar shows one section at a time"),
    ("output.html.git-repository-icon", false, "the link has the theme's icon"),
    ("output.html.google-analytics", false, "pages make no request to others"),
    ("output.html.hash-files", true, "assets always have hashed names"),
    ("output.html.heading-attributes", false, "name `heading-attributes` in `extensions` for them"),
    ("output.html.input-404", false, "the theme's own page is used"),
    ("output.html.live-reload-endpoint", false, "the preview has its own"),
    ("output.html.mathjax-support", false, "name `math` in `extensions` for `$x$`"),
    ("output.html.no-section-label", true, "sections aren't numbered"),
    ("output.html.playground", false, "code is shown and doesn't run"),
    ("output.html.playpen", false, "code is shown and doesn't run"),
    ("output.html.preferred-dark-theme", false, "light or dark follows the reader's system"),
    ("output.html.print", false, "every page prints well by itself"),
    ("output.html.sidebar-header-nav", false, "a page's headings stand in its table of contents"),
    ("output.html.smart-punctuation", false, "punctuation stays as written"),
];

/// Keys of `[output.html.search]`.
pub(super) const SEARCH: &[Foreign] = &[
    ("output.html.search.boost-hierarchy", false, "headings above a section count as much as was measured to be best"),
    ("output.html.search.boost-paragraph", false, "text counts as much as was measured to be best"),
    ("output.html.search.boost-title", false, "titles count as much as was measured to be best"),
    ("output.html.search.chapter", false, "every page is found; `publish = false` keeps one off the site"),
    ("output.html.search.copy-js", true, "the index is written whenever there is search"),
    ("output.html.search.expand", true, "words are found by how they start"),
    ("output.html.search.heading-split-level", false, "every section with a heading down to level 4 is found"),
    ("output.html.search.limit-results", false, "more results are shown when they are asked for"),
    ("output.html.search.teaser-word-count", false, "excerpts are as long as there is room for"),
    ("output.html.search.use-boolean-and", false, "pages with all words come first"),
];

/// All of it, for descriptions of book.toml.
pub(super) fn keys() -> impl Iterator<Item = Key> {
    let foreign = [BOOK, BUILD, HTML, SEARCH].into_iter().flatten();
    let tables = [
        Key::ignored("output.<name>", ONLY_HTML),
        Key::ignored("preprocessor", NO_PREPROCESSORS),
        Key::ignored("rust", NOTHING_RUNS),
    ];
    foreign.map(|(path, _, instead)| Key::ignored(path, instead)).chain(tables)
}

const ONLY_HTML: &str = "only HTML is written";
const NO_PREPROCESSORS: &str = "pages are read as they are; directives of preprocessors are shown as text";
const NOTHING_RUNS: &str = "code is shown and doesn't run";

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
        let last = |path: &'static str| path.rsplit_once('.').map_or(path, |(_, name)| name);
        let mut known = foreign.iter().map(|(path, quiet, instead)| (last(path), quiet, instead));
        let Some((name, quiet, instead)) = known.find(|(name, ..)| *name == &*key.value) else { continue };
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
            remarks.push(Remark::new(Code::ConfigUnsupported, key.range, message).help(ONLY_HTML));
        }
    }
}

/// Notes `[rust]` and every preprocessor.
pub(super) fn note_tables(root: &Node, reader: &mut Reader<'_>, remarks: &mut Vec<Remark>) {
    reader.node("rust");
    reader.node("preprocessor");
    for (key, value) in root.entries() {
        match &*key.value {
            "rust" => remarks
                .push(Remark::new(Code::ConfigUnsupported, key.range, "docsgen doesn't do `rust`").help(NOTHING_RUNS)),
            "preprocessor" => {
                for (name, _) in value.entries() {
                    let message = format!("docsgen doesn't do `preprocessor.{}`", name.value);
                    remarks.push(Remark::new(Code::ConfigUnsupported, name.range, message).help(NO_PREPROCESSORS));
                }
            }
            _ => {}
        }
    }
}
