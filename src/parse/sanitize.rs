//! What may stay of raw HTML: the elements and attributes that GitHub's own sanitiser keeps, in balance.
//!
//! Both the reader, which reports what is removed, and the renderer, which removes it, ask the same [`Sanitizer`].

use super::destination::scheme;
use super::html::StartTag;

/// Elements that stay, sorted. Those without content first letter for letter as HTML has them.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements of HTML that don't stay: naming one is no slip of the pen, as `<namespace>` is.
const KNOWN_ELEMENTS: &[&str] = &[
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "base",
    "body",
    "button",
    "canvas",
    "center",
    "col",
    "colgroup",
    "data",
    "dialog",
    "embed",
    "fieldset",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "head",
    "header",
    "html",
    "iframe",
    "input",
    "label",
    "legend",
    "link",
    "main",
    "map",
    "marquee",
    "math",
    "meta",
    "nav",
    "noscript",
    "object",
    "option",
    "output",
    "param",
    "plaintext",
    "progress",
    "script",
    "section",
    "select",
    "slot",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "track",
    "u",
    "xmp",
];

const VOID: &[&str] = &["br", "hr", "img", "source", "wbr"];

/// Attributes that stay on every element, sorted.
const ATTRIBUTES: &[&str] = &[
    "abbr",
    "align",
    "alt",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "axis",
    "border",
    "cellpadding",
    "cellspacing",
    "char",
    "charoff",
    "clear",
    "cols",
    "colspan",
    "compact",
    "coords",
    "datetime",
    "dir",
    "headers",
    "height",
    "hreflang",
    "hspace",
    "id",
    "ismap",
    "itemprop",
    "label",
    "lang",
    "name",
    "noshade",
    "nowrap",
    "open",
    "rel",
    "rev",
    "role",
    "rows",
    "rowspan",
    "rules",
    "scope",
    "shape",
    "size",
    "span",
    "start",
    "summary",
    "tabindex",
    "title",
    "type",
    "usemap",
    "valign",
    "value",
    "vspace",
    "width",
];

/// Attributes that stay on one element, with what their value must be.
const ELEMENT_ATTRIBUTES: &[(&str, &str, Value)] = &[
    ("a", "href", Value::Link),
    ("blockquote", "cite", Value::Resource),
    ("del", "cite", Value::Resource),
    ("div", "itemscope", Value::Any),
    ("div", "itemtype", Value::Any),
    ("img", "longdesc", Value::Resource),
    ("img", "src", Value::Resource),
    ("img", "loading", Value::Any),
    ("ins", "cite", Value::Resource),
    ("q", "cite", Value::Resource),
    ("source", "media", Value::Any),
    ("source", "src", Value::Resource),
    ("source", "srcset", Value::ResourceSet),
    ("video", "controls", Value::Any),
    ("video", "loop", Value::Any),
    ("video", "muted", Value::Any),
    ("video", "poster", Value::Resource),
    ("video", "src", Value::Resource),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Any,
    /// A URL that a reader may follow.
    Link,
    /// A URL that the browser loads.
    Resource,
    /// Several of them: only absolute ones, since relative ones can't be followed one by one.
    ResourceSet,
}

/// Attributes that lead somewhere: element, attribute, and whether it is embedded rather than followed.
const LINK_ATTRIBUTES: &[(&str, &str, bool)] = &[
    ("a", "href", false),
    ("area", "href", false),
    ("audio", "src", true),
    ("embed", "src", true),
    ("iframe", "src", true),
    ("img", "src", true),
    ("input", "src", true),
    ("object", "data", true),
    ("source", "src", true),
    ("source", "srcset", true),
    ("track", "src", true),
    ("video", "poster", true),
    ("video", "src", true),
];

/// Whether an attribute leads somewhere, and if so whether its target is embedded (`src`) rather than followed
/// (`href`). A `srcset` counts where it is a single URL.
#[must_use]
pub fn link_attribute(element: &str, name: &str, value: &str) -> Option<bool> {
    let (.., embedded) = LINK_ATTRIBUTES.iter().find(|(tag, attribute, _)| *tag == element && *attribute == name)?;
    (name != "srcset" || !is_set(value)).then_some(*embedded)
}

fn is_set(value: &str) -> bool {
    value.trim().contains(|c: char| c == ',' || c.is_ascii_whitespace())
}

/// What becomes of a start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartVerdict {
    /// It stays, without the attributes at these indices, which are in order.
    Keep(Vec<(usize, AttributeFault)>),
    /// It goes, its content stays.
    Drop,
    /// It goes, and all up to its end tag.
    DropContent,
    /// It lies in content that goes.
    Skipped,
}

/// Why an attribute goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeFault {
    /// GitHub removes it, too.
    NotAllowed,
    /// Its URL has a scheme that isn't allowed.
    Scheme(String),
    /// A set of images of which some are relative.
    RelativeSet,
}

/// What becomes of an end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndVerdict {
    /// It stays; these elements, inner first, are closed by it, its own last.
    Close(Vec<&'static str>),
    /// It goes, as its start tag did.
    Drop,
    /// It closes nothing.
    Stray,
}

/// Follows the raw HTML of one document, so that no tag reaches over the Markdown block it stands in and none is left
/// open.
#[derive(Debug, Default)]
pub struct Sanitizer {
    /// Elements that are open, outer first, as indices into [`ELEMENTS`].
    open: Vec<usize>,
    /// For each of [`ELEMENTS`], where it stands in `open`: an end tag finds its start without a search.
    places: Vec<Vec<usize>>,
    /// For each Markdown element that is open, how many of `open` were there before it.
    scopes: Vec<usize>,
    /// Start tags that went, so that their end tags go without a word.
    dropped: Vec<(Box<str>, u32)>,
    /// The element whose content is left out, and the number of scopes it started in.
    skipping: Option<(&'static str, usize)>,
}

impl Sanitizer {
    /// Enters an element that Markdown made.
    pub fn enter(&mut self) {
        self.scopes.push(self.open.len());
    }

    /// Leaves it: the raw elements opened in it, inner first, which must be closed before.
    pub fn leave(&mut self) -> impl Iterator<Item = &'static str> {
        let before = self.scopes.pop().unwrap_or_default();
        if self.skipping.is_some_and(|(_, scopes)| scopes > self.scopes.len()) {
            self.skipping = None;
        }
        self.close_from(before).into_iter()
    }

    /// Closes what is open from a place on, inner first.
    fn close_from(&mut self, place: usize) -> Vec<&'static str> {
        let mut closed = Vec::new();
        while self.open.len() > place
            && let Some(index) = self.open.pop()
        {
            self.places[index].pop();
            closed.push(ELEMENTS[index]);
        }
        closed
    }

    /// Ends the document: what is still open, inner first.
    pub fn finish(&mut self) -> impl Iterator<Item = &'static str> {
        self.close_from(0).into_iter()
    }

    /// Ends a block of raw HTML: what it left out doesn't reach beyond it.
    pub fn finish_block(&mut self) {
        self.skipping = None;
    }

    /// Whether text is being left out.
    #[must_use]
    pub fn is_skipping(&self) -> bool {
        self.skipping.is_some()
    }

    /// Whether nothing is open: neither an element that Markdown made nor one of raw HTML.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.scopes.is_empty() && self.open.is_empty() && self.skipping.is_none()
    }

    /// Whether an element of raw HTML is open.
    #[must_use]
    pub fn is_open(&self, element: &str) -> bool {
        self.open.iter().any(|index| ELEMENTS[*index] == element)
    }

    /// Decides about a start tag.
    pub fn start(&mut self, tag: &StartTag) -> StartVerdict {
        if self.skipping.is_some() {
            return StartVerdict::Skipped;
        }
        let Ok(index) = ELEMENTS.binary_search(&&*tag.name) else {
            if let Some(name) = ["script", "style"].into_iter().find(|name| *name == tag.name) {
                self.skipping = Some((name, self.scopes.len()));
                return StartVerdict::DropContent;
            }
            if let Some((_, count)) = self.dropped.iter_mut().find(|(name, _)| **name == *tag.name) {
                *count += 1;
            } else if self.dropped.len() < 64 {
                // A document that names more than these is hostile, and gets a finding for each end tag.
                self.dropped.push((tag.name.as_str().into(), 1));
            }
            return StartVerdict::Drop;
        };
        let element = ELEMENTS[index];
        if !is_void(element) && !tag.self_closing {
            self.places.resize(ELEMENTS.len(), Vec::new());
            self.places[index].push(self.open.len());
            self.open.push(index);
        }
        StartVerdict::Keep(
            tag.attributes
                .iter()
                .enumerate()
                .filter_map(|(index, attribute)| {
                    Some((index, attribute_fault(element, &attribute.name, &attribute.value)?))
                })
                .collect(),
        )
    }

    /// Decides about an end tag.
    pub fn end(&mut self, name: &str) -> EndVerdict {
        if let Some((skipped, _)) = self.skipping {
            if skipped == name {
                self.skipping = None;
            }
            return EndVerdict::Drop;
        }
        let scope = self.scopes.last().copied().unwrap_or_default();
        let place = ELEMENTS.binary_search(&name).ok().and_then(|index| self.places.get(index)?.last().copied());
        if let Some(place) = place.filter(|place| *place >= scope) {
            return EndVerdict::Close(self.close_from(place));
        }
        match self.dropped.iter_mut().find(|(dropped, count)| **dropped == *name && *count > 0) {
            Some((_, count)) => {
                *count -= 1;
                EndVerdict::Drop
            }
            None => EndVerdict::Stray,
        }
    }
}

/// Whether an element that stays has no content and no end tag.
#[must_use]
pub fn is_void(element: &str) -> bool {
    VOID.contains(&element)
}

/// Whether a name is one of HTML's, so that writing it was meant as a tag.
#[must_use]
pub fn is_html_element(name: &str) -> bool {
    ELEMENTS.binary_search(&name).is_ok() || KNOWN_ELEMENTS.binary_search(&name).is_ok()
}

fn attribute_fault(element: &str, name: &str, value: &str) -> Option<AttributeFault> {
    let rule = ELEMENT_ATTRIBUTES.iter().find(|(tag, attribute, _)| *tag == element && *attribute == name);
    let Some((.., rule)) = rule else {
        return ATTRIBUTES.binary_search(&name).is_err().then_some(AttributeFault::NotAllowed);
    };
    let allowed: &[&str] = match rule {
        Value::Any => return None,
        Value::Link => &["http", "https", "mailto", "xmpp", "irc", "ircs", "tel", "ftp"],
        Value::Resource => &["http", "https"],
        Value::ResourceSet if is_set(value) => {
            let absolute = |part: &str| matches!(scheme(part).as_deref(), Some("http" | "https"));
            return (!value.split(',').all(absolute)).then_some(AttributeFault::RelativeSet);
        }
        Value::ResourceSet => &["http", "https"],
    };
    scheme(value).filter(|scheme| !allowed.contains(&&**scheme)).map(AttributeFault::Scheme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::html::{HtmlToken, html_tokens};

    #[test]
    fn lists_are_sorted() {
        for list in [ELEMENTS, KNOWN_ELEMENTS, ATTRIBUTES] {
            assert!(list.is_sorted(), "{:?}", list.windows(2).find(|pair| pair[0] > pair[1]));
        }
    }

    fn start(html: &str) -> StartVerdict {
        let tokens = html_tokens(html);
        let Some(HtmlToken::Start(tag)) = tokens.first() else { panic!("no start tag") };
        Sanitizer::default().start(tag)
    }

    #[test]
    fn tags_and_attributes_are_githubs() {
        let fault = |fault: AttributeFault| StartVerdict::Keep(vec![(0, fault)]);
        for (html, expected) in [
            ("<details open>", StartVerdict::Keep(vec![])),
            ("<a href='docs/a.md'>", StartVerdict::Keep(vec![])),
            ("<a href='Java&#10;Script:x'>", fault(AttributeFault::Scheme("javascript".into()))),
            ("<a href='&#x6A;avascript:x'>", fault(AttributeFault::Scheme("javascript".into()))),
            ("<img src='data:image/png;base64,x'>", fault(AttributeFault::Scheme("data".into()))),
            ("<img src='mailto:x'>", fault(AttributeFault::Scheme("mailto".into()))),
            ("<p style='color:red'>", fault(AttributeFault::NotAllowed)),
            ("<p onclick=x>", fault(AttributeFault::NotAllowed)),
            ("<p href=x>", fault(AttributeFault::NotAllowed)),
            ("<source srcset='a.png 1x, b.png 2x'>", fault(AttributeFault::RelativeSet)),
            ("<source srcset='https://a/a.png 1x, https://a/b.png 2x'>", StartVerdict::Keep(vec![])),
            ("<source srcset='a.png'>", StartVerdict::Keep(vec![])),
            ("<namespace>", StartVerdict::Drop),
            ("<iframe src=x>", StartVerdict::Drop),
            ("<SCRIPT>", StartVerdict::DropContent),
            ("<svg onload=x>", StartVerdict::Drop),
        ] {
            assert_eq!(start(html), expected, "{html}");
        }
    }

    #[test]
    fn end_tags_close_only_what_stands_in_the_same_block() {
        let tag = |name: &str| StartTag { name: name.to_owned(), ..StartTag::default() };
        let mut sanitizer = Sanitizer::default();
        sanitizer.start(&tag("div"));
        sanitizer.enter();
        assert_eq!(sanitizer.end("div"), EndVerdict::Stray);
        sanitizer.start(&tag("b"));
        sanitizer.start(&tag("i"));
        assert_eq!(sanitizer.end("b"), EndVerdict::Close(vec!["i", "b"]));
        sanitizer.start(&tag("p"));
        sanitizer.start(&tag("br"));
        assert_eq!(sanitizer.leave().collect::<Vec<_>>(), ["p"]);
        sanitizer.start(&tag("namespace"));
        assert_eq!([sanitizer.end("namespace"), sanitizer.end("namespace")], [EndVerdict::Drop, EndVerdict::Stray]);
        assert_eq!(sanitizer.end("main"), EndVerdict::Stray);
        assert_eq!(sanitizer.end("div"), EndVerdict::Close(vec!["div"]));
    }
}
