//! What a Markdown file alone shows to be wrong.

use crate::diagnostic::{Code, Remark, near_match};
use crate::parse::document::{DIRECTIVES, Document};
use crate::parse::html::{Attribute, StartTag};
use crate::parse::info_string::InfoString;
use crate::parse::sanitize::{AttributeFault, is_html_element};
use crate::source::TextRange;

/// mdBook's own directives. Other words after `{{#` are Handlebars, which is content here.
const MDBOOK_DIRECTIVES: &[&str] = &["include", "rustdoc_include", "playground", "playpen", "title", "template"];

/// Directives of mdBook in the text at `range`.
pub(super) fn directives(source: &str, range: TextRange) -> Vec<Remark> {
    let text = range.of(source);
    if memchr::memchr(b'{', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found = memchr::memmem::find_iter(text.as_bytes(), b"{{#").map(|at| range.start as usize + at).peekable();
    let mut remarks = Vec::new();
    while let Some(start) = found.next() {
        // No further than the next one, so that a line of them is read once.
        let rest = &source[start + 3..found.peek().copied().unwrap_or(range.end as usize)];
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
        if source[..start].ends_with('\\') || !MDBOOK_DIRECTIVES.contains(&name) {
            continue;
        }
        let length = rest.find("}}").map_or(name.len(), |close| close + 2);
        let place = TextRange::new(start, start + 3 + length);
        remarks.push(
            Remark::new(Code::DirectiveUnsupported, place, format!("`{{{{#{name}}}}}` is shown as text"))
                .help("`docsgen init --from mdbook` converts it; in back-ticks it is shown without this finding"),
        );
    }
    remarks
}

/// A `docsgen:` comment that says something unknown.
pub(super) fn comment(content: &str, range: TextRange) -> Option<Remark> {
    let written = content.strip_prefix("docsgen:")?;
    let name = written.split_whitespace().next().filter(|_| !written.starts_with(char::is_whitespace));
    let name = name.unwrap_or_default();
    if DIRECTIVES.contains(&name) {
        return None;
    }
    let start = range.start as usize + "docsgen:".len();
    let help = match near_match(name, DIRECTIVES.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("docsgen knows {}", listed(DIRECTIVES)),
    };
    let (range, message) = if name.is_empty() {
        (range, "a `docsgen:` comment says nothing".to_owned())
    } else {
        (TextRange::new(start, start + name.len()), format!("`{name}` is no directive of docsgen"))
    };
    Some(Remark::new(Code::DirectiveUnknown, range, message).help(help))
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Known attributes of a fence that can't be read. `literal` says whether the info string holds no escape, so that the
/// places within it are those in the file.
pub(super) fn info_string(info: &InfoString, place: TextRange, literal: bool) -> Vec<Remark> {
    info.problems
        .iter()
        .map(|(range, message)| {
            let range = if literal { TextRange::from(range.clone()).shifted(place.start as usize) } else { place };
            Remark::new(Code::FenceInvalidAttribute, range, message.clone())
                .help("write `title=\"…\"`, `tab=\"…\"` and line numbers as `{3,7-9}`")
        })
        .collect()
}

/// `<!DOCTYPE …>`, `<?…?>` and the like.
pub(super) fn declaration(range: TextRange) -> Remark {
    Remark::new(Code::HtmlRemoved, range, "a declaration was removed")
        .help("delete it, or put it in back-ticks to show it")
}

/// A tag without its `>`, which takes all up to the end of its block with it.
pub(super) fn unclosed_tag(range: TextRange) -> Remark {
    Remark::new(Code::HtmlRemoved, range, "a tag without its `>` was removed, up to the end of the block")
        .help("close it, or write `&lt;` for `<`")
}

/// A start tag that isn't allowed.
pub(super) fn removed_tag(tag: &StartTag, range: TextRange) -> Remark {
    let name = &tag.name;
    let help = if matches!(&**name, "script" | "style") {
        "use `additional-js` and `additional-css` in book.toml, or `raw-html = \"allow\"`".to_owned()
    } else if is_html_element(name) {
        format!("GitHub removes `<{name}>`, too: write Markdown instead, or put it in back-ticks to show it")
    } else {
        format!("put it in back-ticks, or write `&lt;{name}&gt;`")
    };
    let content = if matches!(&**name, "script" | "style") { " with its content" } else { "" };
    Remark::new(Code::HtmlRemoved, range, format!("`<{name}>` was removed{content}")).help(help)
}

/// An attribute that isn't allowed.
pub(super) fn removed_attribute(
    element: &str,
    attribute: &Attribute,
    fault: &AttributeFault,
    range: TextRange,
) -> Remark {
    let name = &attribute.name;
    let (message, help) = match fault {
        AttributeFault::NotAllowed => (
            format!("`{name}` was removed from `<{element}>`"),
            "delete it: GitHub removes it, too; or set `raw-html = \"allow\"`".to_owned(),
        ),
        AttributeFault::Scheme(scheme) => (
            format!("`{name}` was removed from `<{element}>`: `{scheme}:` isn't allowed"),
            "use a path or an `https:` URL".to_owned(),
        ),
        AttributeFault::RelativeSet => (
            format!("`{name}` was removed from `<{element}>`: several images, not all of them by an absolute URL"),
            "name one image for each `<source>`, or use `https:` URLs".to_owned(),
        ),
    };
    Remark::new(Code::HtmlRemoved, range, message).help(help)
}

/// An end tag that closes nothing.
pub(super) fn stray_end_tag(name: &str, range: TextRange) -> Remark {
    Remark::new(Code::HtmlRemoved, range, format!("`</{name}>` was removed: it closes nothing in this block"))
        .help("delete it, or open and close the element in the same list item, quote or table cell")
}

/// Turns undefined references into findings, and drops those that are index expressions (`values[0][name]`).
pub(super) fn undefined_references(source: &str, document: &mut Document) {
    let mut references = std::mem::take(&mut document.undefined_references);
    references.retain(|reference| {
        let before = source[..reference.range.start as usize].chars().next_back();
        let index = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']' | '}' | '$'));
        !index && !reference.name.trim().is_empty() && !reference.name.starts_with('^')
    });
    references.sort_by_key(|reference| reference.range);
    references.dedup();
    let names: Vec<&str> = document.definitions.iter().map(|definition| &*definition.name).collect();
    for (count, reference) in references.iter().enumerate() {
        let written = reference.range.of(source);
        // `[text][name]` names it last, `[name][]` first.
        let (start, end) = match written.strip_suffix("[]") {
            Some(first) => (1, first.len().saturating_sub(1)),
            None => (written.rfind('[').map_or(0, |open| open + 1), written.len().saturating_sub(1)),
        };
        let start_of = reference.range.start as usize;
        let name = &reference.name;
        // Bounded, so that a file of nothing but definitions and slips stays linear.
        let near = (count < 100).then(|| near_match(name, names.iter().take(200).copied())).flatten();
        let help = near.map_or_else(
            || format!("add `[{name}]: destination`, or write `[text](destination)`"),
            |near| format!("did you mean `{near}`?"),
        );
        document.remarks.push(
            Remark::new(
                Code::LinkUndefinedReference,
                TextRange::new(start_of + start.min(end), start_of + end),
                format!("`{name}` has no definition"),
            )
            .help(help),
        );
    }
    document.undefined_references = references;
}
