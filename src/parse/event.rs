//! Markdown as events, the one layer that both reading a document and rendering it stand on, so that the two can't
//! disagree about what the text says.

use std::borrow::Cow;
use std::collections::VecDeque;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, RefDefs, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::autolink::autolinks;
use super::document::UndefinedReference;
use super::segment::Segments;
use crate::config::{Extensions, RawHtml};
use crate::source::TextRange;

/// What decides how a text is read, beside the text itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ParseOptions {
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// Markdown that GitHub doesn't know.
    pub extensions: Extensions,
    /// Which Markdown.
    pub dialect: Dialect,
    /// Whether only links and what they lead to are asked for, so that commands, versions and statements of objectives
    /// needn't be looked for.
    pub links_only: bool,
}

/// Which Markdown is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dialect {
    /// GitHub's: CommonMark with tables, strikethrough, task lists, footnotes, alerts and bare URLs.
    #[default]
    GitHub,
    /// CommonMark 0.31.2 and nothing else.
    CommonMark,
}

impl ParseOptions {
    fn flags(&self) -> Options {
        let mut flags = Options::empty();
        if self.dialect == Dialect::GitHub {
            flags |= Options::ENABLE_TABLES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_GFM;
        }
        flags.set(Options::ENABLE_DEFINITION_LIST, self.extensions.definition_lists);
        flags.set(Options::ENABLE_HEADING_ATTRIBUTES, self.extensions.heading_attributes);
        flags.set(Options::ENABLE_SUPERSCRIPT | Options::ENABLE_SUBSCRIPT, self.extensions.superscript);
        flags.set(Options::ENABLE_MATH, self.extensions.math);
        flags
    }
}

/// An event of a document. Neighbouring pieces of text are one, bare URLs are links, e-mail links have their
/// `mailto:`, and code blocks and raw HTML come whole.
#[derive(Clone, Debug)]
pub enum Markup<'a> {
    /// Any event but those of code blocks and raw HTML.
    Event(Event<'a>),
    /// A code block.
    Code(CodeBlock<'a>),
    /// Raw HTML: a block, or one tag or comment within a line.
    Html(Fragment<'a>),
}

/// A code block.
#[derive(Clone, Debug)]
pub struct CodeBlock<'a> {
    /// The info string, escapes and entities resolved; `None` for an indented block.
    pub info: Option<CowStr<'a>>,
    /// The code as a reader sees it, lines ended by `\n`.
    pub code: CowStr<'a>,
    /// Where its pieces stand in the file.
    pub pieces: Vec<TextRange>,
}

/// A run of raw HTML, without what the blocks around it put before each line.
#[derive(Clone, Debug)]
pub struct Fragment<'a> {
    /// The HTML, lines ended by `\n`.
    pub html: CowStr<'a>,
    /// Whether it is a block of its own rather than part of a line.
    pub block: bool,
    /// The whole of it in the file.
    pub range: TextRange,
    /// Where each piece starts in `html` and in the file.
    pieces: Vec<(u32, TextRange)>,
}

impl Fragment<'_> {
    /// Where a part of the HTML stands in the file.
    #[must_use]
    pub fn place(&self, part: &std::ops::Range<usize>) -> TextRange {
        let start = self.offset(part.start);
        if part.is_empty() {
            return TextRange { start, end: start };
        }
        // The end is found from the last byte: what follows it may stand in the next piece.
        TextRange { start, end: self.offset(part.end - 1).saturating_add(1).max(start).min(self.range.end) }
    }

    fn offset(&self, at: usize) -> u32 {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let piece = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.pieces
            .get(piece)
            .map_or(self.range.start, |(start, place)| (place.start + (at - start)).min(place.end.max(place.start)))
    }
}

/// How many quotes and list items may start on one line. Browsers nest 512 elements and no more, and the parser's time
/// grows with the depth of each line's surroundings.
const MAX_NESTING: usize = 500;

/// The text with no line that starts more blocks than a browser would nest: the marks beyond become spaces, so that
/// every range is the same in both.
#[must_use]
pub fn bounded_nesting(text: &str) -> Cow<'_, str> {
    let mut bounded = String::new();
    let mut kept = 0;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1).chain([text.len()]);
    for end in ends {
        if end - start > MAX_NESTING
            && let Some(excess) = excess_marks(&text[start..end])
        {
            bounded.push_str(&text[kept..start + excess.start]);
            bounded.extend(excess.clone().map(|_| ' '));
            kept = start + excess.end;
        }
        start = end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    bounded.push_str(&text[kept..]);
    Cow::Owned(bounded)
}

/// The marks at the start of a line that are too many.
fn excess_marks(line: &str) -> Option<std::ops::Range<usize>> {
    let prefix = line
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'+' | b'*' | b'.' | b')' | b'0'..=b'9'))
        .count();
    let mut marks = line[..prefix].bytes().enumerate().filter(|(at, byte)| match byte {
        b'>' => true,
        // A list item's mark has white space behind it; a number's mark is what follows its digits.
        b'-' | b'+' | b'*' | b'.' | b')' => line.as_bytes().get(at + 1).is_none_or(u8::is_ascii_whitespace),
        _ => false,
    });
    let (first, _) = marks.nth(MAX_NESTING)?;
    // A line of one mark alone is a rule, however long.
    let mut written = line.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mark = written.next()?;
    (mark == b'>' || !written.all(|byte| byte == mark)).then_some(first..prefix)
}

/// The events of a document's body.
pub struct Events<'a> {
    body: &'a str,
    /// Where the body starts in the file.
    base: usize,
    inner: Segments<'a>,
    /// Read ahead from `inner`.
    next: Option<(Event<'a>, std::ops::Range<usize>)>,
    /// Made from what was read, not yet handed out.
    ready: VecDeque<(Markup<'a>, TextRange)>,
    bare_urls: bool,
    /// How many links and images are open, `<a>` among them.
    links: u32,
    html_link: bool,
}

impl<'a> Events<'a> {
    /// Reads the Markdown at `body` of a text with [`bounded_nesting`]. All ranges are of `text`.
    #[must_use]
    pub fn new(text: &'a str, body: TextRange, options: &ParseOptions) -> Self {
        let base = body.start as usize;
        let body = body.of(text);
        let inner = Segments::new(body, base, options.flags());
        let bare_urls = options.dialect == Dialect::GitHub;
        Self { body, base, inner, next: None, ready: VecDeque::new(), bare_urls, links: 0, html_link: false }
    }

    /// Reads a part of a text that starts at `base` in it. Ranges are of the whole text.
    #[must_use]
    pub fn of_part(part: &'a str, base: usize, options: &ParseOptions) -> Self {
        let inner = Segments::new(part, base, options.flags());
        let bare_urls = options.dialect == Dialect::GitHub;
        Self { body: part, base, inner, next: None, ready: VecDeque::new(), bare_urls, links: 0, html_link: false }
    }

    /// The reference definitions, whole document; ranges are of the body alone.
    #[must_use]
    pub fn definitions(&self) -> &RefDefs<'_> {
        self.inner.definitions()
    }

    /// References without a definition, as far as the document was read.
    #[must_use]
    pub fn take_undefined(&self) -> Vec<UndefinedReference> {
        self.inner.take_undefined()
    }

    fn pull(&mut self) -> Option<(Event<'a>, std::ops::Range<usize>)> {
        self.next.take().or_else(|| self.inner.next())
    }

    fn place(&self, range: &std::ops::Range<usize>) -> TextRange {
        TextRange::new(range.start + self.base, range.end + self.base)
    }

    /// Joins the pieces of text that follow one another in the source, and finds the bare URLs in them.
    fn text(&mut self, text: CowStr<'a>, mut range: std::ops::Range<usize>) -> (Markup<'a>, TextRange) {
        let mut joined = text;
        if self.body.get(range.clone()) == Some(&*joined) {
            for (event, next) in self.inner.by_ref() {
                match event {
                    Event::Text(text) if next.start == range.end && self.body.get(next.clone()) == Some(&*text) => {
                        range.end = next.end;
                    }
                    event => {
                        self.next = Some((event, next));
                        break;
                    }
                }
            }
            joined = CowStr::Borrowed(&self.body[range.clone()]);
            if self.bare_urls && self.links == 0 && !self.html_link {
                self.split(&range);
                if let Some(first) = self.ready.pop_front() {
                    return first;
                }
            }
        }
        (Markup::Event(Event::Text(joined)), self.place(&range))
    }

    /// Puts the text at `range` into `ready`, cut at its bare URLs; nothing where it has none.
    fn split(&mut self, range: &std::ops::Range<usize>) {
        let body = self.body;
        let text = &body[range.clone()];
        let found = autolinks(text, body[..range.start].chars().next_back());
        if found.is_empty() {
            return;
        }
        let mut at = 0;
        let mut push = |markup: Event<'a>, part: std::ops::Range<usize>| {
            let start = self.base + range.start;
            self.ready.push_back((Markup::Event(markup), TextRange::new(start + part.start, start + part.end)));
        };
        for link in found {
            if link.range.start > at {
                push(Event::Text(CowStr::Borrowed(&text[at..link.range.start])), at..link.range.start);
            }
            let written = &text[link.range.clone()];
            let (dest_url, link_type) = match link.prefix {
                "" => (CowStr::Borrowed(written), LinkType::Autolink),
                prefix => (format!("{prefix}{written}").into(), LinkType::Autolink),
            };
            let tag = Tag::Link { link_type, dest_url, title: "".into(), id: "".into() };
            push(Event::Start(tag), link.range.clone());
            push(Event::Text(CowStr::Borrowed(written)), link.range.clone());
            push(Event::End(TagEnd::Link), link.range.clone());
            at = link.range.end;
        }
        if at < text.len() {
            push(Event::Text(CowStr::Borrowed(&text[at..])), at..text.len());
        }
    }

    /// Collects text up to the end of a code block or a block of HTML, with the place of each piece.
    fn collect(&mut self, end: TagEnd) -> (CowStr<'a>, Vec<(u32, TextRange)>) {
        let mut pieces: Vec<(u32, TextRange)> = Vec::new();
        // A run that stands in the source as it is needs no copy.
        let mut run: Option<std::ops::Range<usize>> = None;
        let mut joined = String::new();
        while let Some((event, range)) = self.pull() {
            let (Event::Text(text) | Event::Html(text) | Event::InlineHtml(text)) = event else {
                if event == Event::End(end) {
                    break;
                }
                continue;
            };
            let literal = self.body.get(range.clone()) == Some(&*text);
            match &mut run {
                Some(run) if literal && run.end == range.start => {
                    run.end = range.end;
                    if let Some((_, place)) = pieces.last_mut() {
                        place.end = place.start + u32::try_from(run.len()).unwrap_or(u32::MAX);
                    }
                    continue;
                }
                _ => {}
            }
            if let Some(run) = run.take() {
                joined.push_str(&self.body[run]);
            }
            pieces.push((u32::try_from(joined.len()).unwrap_or(u32::MAX), self.place(&range)));
            if literal {
                run = Some(range);
            } else {
                joined.push_str(&text);
            }
        }
        let text = match run {
            Some(run) if joined.is_empty() => CowStr::Borrowed(&self.body[run]),
            Some(run) => {
                joined.push_str(&self.body[run]);
                joined.into()
            }
            None => joined.into(),
        };
        (text, pieces)
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = (Markup<'a>, TextRange);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(ready);
        }
        let (event, range) = self.pull()?;
        let place = self.place(&range);
        let markup = match event {
            Event::Text(text) => return Some(self.text(text, range)),
            Event::Start(Tag::CodeBlock(kind)) => {
                let (code, pieces) = self.collect(TagEnd::CodeBlock);
                let info = match kind {
                    CodeBlockKind::Indented => None,
                    CodeBlockKind::Fenced(info) => Some(info),
                };
                Markup::Code(CodeBlock { info, code, pieces: pieces.into_iter().map(|(_, piece)| piece).collect() })
            }
            Event::Start(Tag::HtmlBlock) => {
                let (html, pieces) = self.collect(TagEnd::HtmlBlock);
                Markup::Html(Fragment { html, block: true, range: place, pieces })
            }
            Event::InlineHtml(html) | Event::Html(html) => {
                // Bare URLs inside `<a>` must not become links within a link.
                let name = html.get(1..3).unwrap_or_default().as_bytes();
                if let [b'a' | b'A', next] = name
                    && !next.is_ascii_alphanumeric()
                    && *next != b'-'
                {
                    self.html_link = true;
                } else if name.eq_ignore_ascii_case(b"/a") {
                    self.html_link = false;
                }
                let pieces = line_pieces(&self.body[range.clone()], &html, place);
                Markup::Html(Fragment { html, block: false, range: place, pieces })
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                self.links += 1;
                let dest_url = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}").into(),
                    _ => dest_url,
                };
                Markup::Event(Event::Start(Tag::Link { link_type, dest_url, title, id }))
            }
            Event::Start(Tag::Image { .. }) => {
                self.links += 1;
                Markup::Event(event)
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.links = self.links.saturating_sub(1);
                Markup::Event(event)
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item | TagEnd::List(_)) => {
                self.html_link = false;
                Markup::Event(event)
            }
            event => Markup::Event(event),
        };
        Some((markup, place))
    }
}

/// Where the lines of a tag stand whose source at `place` has block marks before each line that `html` hasn't.
fn line_pieces(source: &str, html: &str, place: TextRange) -> Vec<(u32, TextRange)> {
    if source.len() == html.len() {
        return vec![(0, place)];
    }
    let mut at = 0;
    let mut start = place.start as usize;
    let mut pieces = Vec::new();
    for (written, line) in source.split_inclusive('\n').zip(html.split_inclusive('\n')) {
        let bare = |line: &str| line.trim_end_matches(['\r', '\n']).len();
        let marks = bare(written).saturating_sub(bare(line));
        pieces.push((u32::try_from(at).unwrap_or(u32::MAX), TextRange::new(start + marks, start + written.len())));
        at += line.len();
        start += written.len();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_bounded_in_place() {
        for (text, marks) in [
            (format!("a\n{} x\nb\n", ">".repeat(10_000)), MAX_NESTING),
            (format!("{}x", "- + ".repeat(1_000)), MAX_NESTING),
            (format!("{}x", "1. ".repeat(1_000)), MAX_NESTING),
        ] {
            let bounded = bounded_nesting(&text);
            assert_eq!(bounded.len(), text.len());
            assert_eq!(bounded.bytes().filter(|byte| b">-+.".contains(byte)).count(), marks);
        }
        for text in [
            "-".repeat(2_000),
            "* ".repeat(2_000),
            format!("{} x", ">".repeat(400)),
            "12.5 ".repeat(400),
            "*".repeat(999) + "a",
        ] {
            assert!(matches!(bounded_nesting(&text), Cow::Borrowed(_)), "{text}");
        }
    }
}
