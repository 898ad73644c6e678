//! A page's Markdown as HTML.

mod code_block;
mod diagram;
mod drawing;
mod footnote;
mod image;
mod inserted;
mod mark;
mod param;
mod part;
mod raw_html;
mod task;

use pulldown_cmark::{Alignment, BlockQuoteKind, Event, Tag, TagEnd};

use self::footnote::Footnotes;
use self::inserted::starts_block;
pub use self::inserted::{Inserted, InsertedRole};
use self::mark::{text_of, write_marked};
use self::param::Params;
use self::part::Part;
pub use self::part::{part_text, render_part};
use self::task::TaskBars;
use super::code::CodeHighlighter;
use super::escape::{escape_into, escape_url_into};
use super::translation::Translation;
use crate::config::RemoteImages;
use crate::parse::destination::is_unsafe_url;
use crate::parse::document::Document;
use crate::parse::event::{Events, Markup, ParseOptions, bounded_nesting};
use crate::parse::sanitize::Sanitizer;
use crate::site::citation::line_anchor;
use crate::source::TextRange;

/// All that a body is made from, beside the highlighter.
#[derive(Clone, Copy, Debug)]
pub struct BodyInput<'a> {
    /// The whole file.
    pub text: &'a str,
    /// What it says, read with the same options.
    pub document: &'a Document,
    /// Where its links lead: as many as [`Document::links`], in their order. Where there are fewer, the others lead
    /// where their author wrote.
    pub links: &'a [Href],
    /// Where its inline code leads: as many as [`Document::code_spans`], in their order.
    pub code_links: &'a [Option<Href>],
    /// The places in it that something leads to, by offset in order, each with its line.
    pub anchors: &'a [(u32, u32)],
    /// What stands in place of parts of it, in order.
    pub replaced: &'a [Replaced],
    /// What stands between parts of it, in order.
    pub inserted: &'a [Inserted],
    /// The words of the site's language.
    pub words: &'a Translation,
    /// How to print it.
    pub options: &'a BodyOptions,
}

impl<'a> BodyInput<'a> {
    /// A text alone: its links lead where their author wrote, and nothing else stands in it.
    #[must_use]
    pub const fn new(text: &'a str, document: &'a Document, words: &'a Translation, options: &'a BodyOptions) -> Self {
        Self { text, document, links: &[], code_links: &[], anchors: &[], replaced: &[], inserted: &[], words, options }
    }
}

/// HTML that stands in place of a part of a page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The part: from the start of a block comment to the end of another.
    pub range: TextRange,
    /// The HTML, safe to print.
    pub html: String,
}

/// How a body is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct BodyOptions {
    /// How it was read.
    pub parse: ParseOptions,
    /// For whom.
    pub style: Style,
    /// What becomes of images that other sites hold.
    pub remote_images: RemoteImages,
}

/// What the HTML is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Style {
    /// The site: ids, wrappers and classes that the theme knows, sanitised.
    #[default]
    Site,
    /// What the specifications of CommonMark and GFM print, to the byte.
    Specification,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Href {
    /// The URL as it is printed: relative to the page, or absolute.
    pub url: String,
    /// What is there.
    pub kind: HrefKind,
    /// Width and height in pixels, for images where they are known.
    pub image: Option<(u32, u32)>,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum HrefKind {
    /// A page or file of this site.
    Internal,
    /// Another site.
    External,
    /// A file of the repository, in the browser.
    Repository,
    /// Nothing; the reason is shown to the reader.
    Broken(String),
    /// A page that is kept off the site; where it would be found is shown to the reader.
    Withheld(String),
}

impl HrefKind {
    /// What is shown instead of the author's title, and the class, where the link leads nowhere.
    fn dead(&self) -> Option<(&str, &'static str)> {
        match self {
            Self::Broken(reason) => Some((reason, "broken")),
            Self::Withheld(reason) => Some((reason, "withheld")),
            Self::Internal | Self::External | Self::Repository => None,
        }
    }
}

/// Renders the Markdown of a page. Depends on its arguments alone.
#[must_use]
pub fn render_body(input: &BodyInput<'_>, highlighter: &mut dyn CodeHighlighter) -> String {
    let text = bounded_nesting(input.text);
    let events = Events::new(&text, input.document.body, &input.options.parse);
    render(input, Part::default(), events, highlighter)
}

fn render(input: &BodyInput<'_>, part: Part, mut events: Events<'_>, highlighter: &mut dyn CodeHighlighter) -> String {
    let mut body = Body {
        input: *input,
        site: input.options.style == Style::Site,
        highlighter,
        out: String::with_capacity(input.document.body.len() * 3 / 2),
        sanitizer: Sanitizer::default(),
        footnotes: Footnotes::default(),
        part,
        next_heading: part.first_heading,
        next_link: part.first_link,
        next_code_span: part.first_code_span,
        diagrams: 0,
        alignments: Vec::new(),
        tables: 0,
        column: 0,
        in_head: false,
        has_rows: false,
        lists: Vec::new(),
        items: Vec::new(),
        task_bars: TaskBars::default(),
        tabs: false,
        links: 0,
        quotes: Vec::new(),
        heading_ids: Vec::new(),
        next_anchor: 0,
        next_replaced: 0,
        next_inserted: 0,
        opened: None,
        held: Vec::new(),
        params: Params::new(&input.document.front_matter.params),
    };
    while let Some((markup, range)) = events.next() {
        body.insert_before(range.start, starts_block(&markup));
        match body.replacement(&markup) {
            Some(replaced) => {
                let rest = body.replace(replaced, &mut events);
                if let Some((markup, range)) = rest {
                    body.insert_before(range.start, starts_block(&markup));
                    body.markup(markup, range, &mut events);
                }
            }
            None => body.markup(markup, range, &mut events),
        }
    }
    body.finish()
}

struct Body<'a> {
    input: BodyInput<'a>,
    site: bool,
    highlighter: &'a mut dyn CodeHighlighter,
    out: String,
    sanitizer: Sanitizer,
    footnotes: Footnotes,
    part: Part,
    next_heading: usize,
    next_link: usize,
    next_code_span: usize,
    /// How many diagrams were drawn.
    diagrams: usize,
    alignments: Vec<Alignment>,
    /// How many tables are open.
    tables: u32,
    column: usize,
    in_head: bool,
    has_rows: bool,
    /// For each list that is open, where its tag's name ends, until it has the class of task lists.
    lists: Vec<Option<usize>>,
    /// For each item that is open, where its tag's name ends.
    items: Vec<usize>,
    task_bars: TaskBars,
    /// Whether a group of tabs is open.
    tabs: bool,
    /// How many links are open: one can't stand in another.
    links: u32,
    /// For each quote that is open, whether it is an alert.
    quotes: Vec<bool>,
    heading_ids: Vec<Option<&'a str>>,
    next_anchor: usize,
    next_replaced: usize,
    next_inserted: usize,
    /// The element of [`InsertedRole::Opens`] that is open.
    opened: Option<u32>,
    /// What waits for a block that is in no other.
    held: Vec<&'a str>,
    params: Params<'a>,
}

impl<'a> Body<'a> {
    /// What stands in place of the part that starts here, if one does.
    fn replacement(&mut self, markup: &Markup<'_>) -> Option<&'a Replaced> {
        let Markup::Html(fragment) = markup else { return None };
        let replaced = self.input.replaced;
        while replaced.get(self.next_replaced).is_some_and(|part| part.range.start < fragment.range.start) {
            self.next_replaced += 1;
        }
        replaced.get(self.next_replaced).filter(|part| fragment.block && part.range.start == fragment.range.start)
    }

    /// Prints what stands in place of a part, and passes over the part. Gives back what was read of the text behind it.
    fn replace<'e>(&mut self, replaced: &Replaced, events: &mut Events<'e>) -> Option<(Markup<'e>, TextRange)> {
        self.next_replaced += 1;
        self.close_tabs();
        if !self.sanitizer.is_skipping() {
            self.line_start();
            self.out.push_str(&replaced.html);
            self.line_start();
        }
        let mut depth = 0u32;
        for (markup, range) in events.by_ref() {
            if depth == 0 && range.start >= replaced.range.end {
                return Some((markup, range));
            }
            match markup {
                Markup::Event(Event::Start(_)) => depth += 1,
                Markup::Event(Event::End(_)) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }

    /// Prints the ids of the lines that lead here: those up to `end`, a place in what is printed next.
    fn anchors_before(&mut self, end: u32) {
        while let Some((_, line)) = self.input.anchors.get(self.next_anchor).filter(|(offset, _)| *offset < end) {
            self.next_anchor += 1;
            self.out.push_str(&format!("<span class=\"cited\" id=\"{}\"></span>", line_anchor(*line)));
        }
    }

    fn markup<'e>(&mut self, markup: Markup<'e>, range: TextRange, events: &mut Events<'e>) {
        match markup {
            Markup::Code(code) => self.code_block(&code),
            markup => {
                self.close_tabs();
                match markup {
                    Markup::Event(event) => self.event(event, range, events),
                    Markup::Html(fragment) => self.raw_html(&fragment),
                    Markup::Code(_) => {}
                }
            }
        }
    }

    fn event<'e>(&mut self, event: Event<'e>, range: TextRange, events: &mut Events<'e>) {
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(end) => self.end(end),
            Event::TaskListMarker(checked) => self.task(checked),
            _ if self.sanitizer.is_skipping() => {}
            Event::Text(text) => {
                self.anchors_before(range.end);
                escape_into(&mut self.out, &text);
            }
            Event::Code(code) => {
                self.anchors_before(range.end);
                self.code_span(&code, range);
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br />\n"),
            Event::Rule => {
                self.line_start();
                self.out.push_str("<hr />\n");
            }
            Event::FootnoteReference(label) => self.footnotes.refer(&mut self.out, &label, self.site),
            Event::InlineMath(math) => self.math("math-inline", &math),
            Event::DisplayMath(math) => self.math("math-display", &math),
            // The event layer hands these out as fragments.
            Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    fn start<'e>(&mut self, tag: Tag<'e>, range: TextRange, events: &mut Events<'e>) {
        if let Tag::Image { dest_url, title, .. } = &tag {
            self.image(dest_url, title, range, events);
            return;
        }
        self.sanitizer.enter();
        // In front of a link and not in it.
        if matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }) {
            self.anchors_before(range.end);
        }
        match tag {
            Tag::Paragraph => {
                self.line_start();
                self.out.push_str("<p>");
            }
            Tag::Heading { level, classes, .. } => self.start_heading(level as u8, &classes, range),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::List(first) => {
                self.line_start();
                self.out.push_str(if first.is_some() { "<ol" } else { "<ul" });
                self.lists.push(Some(self.out.len()));
                if let Some(first) = first.filter(|first| *first != 1) {
                    self.out.push_str(&format!(" start=\"{first}\""));
                }
                self.out.push_str(">\n");
            }
            Tag::Item => {
                self.line_start();
                self.out.push_str("<li");
                self.items.push(self.out.len());
                self.out.push('>');
            }
            Tag::FootnoteDefinition(label) => {
                let body = std::mem::take(&mut self.out);
                self.footnotes.open(&label, body);
            }
            Tag::Table(alignments) => {
                self.line_start();
                if self.site {
                    self.out.push_str("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\"");
                    self.attribute("aria-label", self.input.words.t("Table"));
                    self.out.push('>');
                }
                self.out.push_str("<table>\n");
                self.alignments = alignments;
                self.tables += 1;
                self.has_rows = false;
            }
            Tag::TableHead => {
                self.out.push_str("<thead>\n<tr>\n");
                self.in_head = true;
                self.column = 0;
            }
            Tag::TableRow => {
                if !self.has_rows {
                    self.out.push_str("<tbody>\n");
                    self.has_rows = true;
                }
                self.out.push_str("<tr>\n");
                self.column = 0;
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { dest_url, title, .. } => self.start_link(&dest_url, &title, range),
            Tag::DefinitionList => self.block_tag("<dl>\n"),
            Tag::DefinitionListTitle => self.block_tag("<dt>"),
            Tag::DefinitionListDefinition => self.block_tag("<dd>"),
            // Images were handled above; the event layer keeps the others to itself, and metadata is switched off.
            Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        for element in self.sanitizer.leave() {
            raw_html::push_end_tag(&mut self.out, element);
        }
        match end {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::BlockQuote(_) => {
                self.line_start();
                let alert = self.quotes.pop().unwrap_or_default();
                self.out.push_str(if alert { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::List(ordered) => {
                self.line_start();
                self.lists.pop();
                self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.items.pop();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                let definition = std::mem::take(&mut self.out);
                self.out = self.footnotes.close(definition);
            }
            TagEnd::Table => {
                self.tables = self.tables.saturating_sub(1);
                if self.has_rows {
                    self.out.push_str("</tbody>\n");
                }
                self.out.push_str(if self.site { "</table></div>\n" } else { "</table>\n" });
            }
            TagEnd::TableHead => {
                self.out.push_str("</tr>\n</thead>\n");
                self.in_head = false;
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str(if self.in_head { "</th>\n" } else { "</td>\n" });
                self.column += 1;
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => {
                self.links = self.links.saturating_sub(1);
                self.out.push_str("</a>");
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Starts a new line, unless one has just been started.
    fn line_start(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn block_tag(&mut self, tag: &str) {
        self.line_start();
        self.out.push_str(tag);
    }

    fn start_heading(&mut self, level: u8, classes: &[pulldown_cmark::CowStr<'_>], range: TextRange) {
        self.line_start();
        let level = self.part.level(level);
        let headings = &self.input.document.headings;
        while headings.get(self.next_heading).is_some_and(|heading| heading.range.start < range.start) {
            self.next_heading += 1;
        }
        let id = headings.get(self.next_heading).map(|heading| &*heading.id).filter(|id| self.site && !id.is_empty());
        self.heading_ids.push(id);
        self.out.push_str(&format!("<h{level}"));
        if let Some(id) = id {
            self.attribute("id", id);
        }
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        self.out.push('>');
    }

    fn end_heading(&mut self, level: u8) {
        let level = self.part.level(level);
        if let Some(id) = self.heading_ids.pop().flatten() {
            self.out.push_str("<a class=\"anchor\" href=\"#");
            escape_url_into(&mut self.out, id);
            self.out.push('"');
            self.attribute("aria-label", self.input.words.t("Link to this section"));
            self.out.push_str("></a>");
        }
        self.out.push_str(&format!("</h{level}>\n"));
        if level == 1 {
            self.title_ended();
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.line_start();
        self.quotes.push(kind.is_some());
        let Some(kind) = kind else {
            self.out.push_str("<blockquote>\n");
            return;
        };
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.out
            .push_str(&format!("<div class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">"));
        escape_into(&mut self.out, self.input.words.t(title));
        self.out.push_str("</p>\n");
    }

    fn start_cell(&mut self) {
        self.out.push_str(if self.in_head { "<th" } else { "<td" });
        let alignment = match self.alignments.get(self.column) {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            Some(Alignment::None) | None => "",
        };
        if !alignment.is_empty() {
            // Inline style is what the site's Content-Security-Policy forbids.
            let (name, prefix) = if self.site { ("class", "align-") } else { ("align", "") };
            self.out.push_str(&format!(" {name}=\"{prefix}{alignment}\""));
        }
        self.out.push('>');
    }

    fn code_span(&mut self, code: &str, range: TextRange) {
        let spans = &self.input.document.code_spans;
        while spans.get(self.next_code_span).is_some_and(|span| span.range.start < range.start) {
            self.next_code_span += 1;
        }
        let index = self.next_code_span - self.part.first_code_span;
        let href = self.input.code_links.get(index).and_then(Option::as_ref);
        let href = href.filter(|href| self.site && self.links == 0 && !is_unsafe_url(&href.url));
        if let Some(href) = href {
            self.out.push_str("<a class=\"code-link\" href=\"");
            escape_url_into(&mut self.out, &href.url);
            self.out.push_str("\">");
        }
        self.out.push_str("<code>");
        if self.site && !self.params.is_empty() {
            let mut html = String::with_capacity(code.len() + 16);
            escape_into(&mut html, code);
            let marks = self.params.reader(false).line(&text_of(&html), 0);
            write_marked(&mut self.out, &html, &marks);
        } else {
            escape_into(&mut self.out, code);
        }
        self.out.push_str("</code>");
        if href.is_some() {
            self.out.push_str("</a>");
        }
    }

    fn math(&mut self, class: &str, math: &str) {
        self.out.push_str(&format!("<span class=\"math {class}\">"));
        escape_into(&mut self.out, math);
        self.out.push_str("</span>");
    }

    /// The resolved target of the next link that starts at `start`.
    fn href(&mut self, start: u32) -> Option<&'a Href> {
        let links = &self.input.document.links;
        while links.get(self.next_link).is_some_and(|link| link.range.start < start) {
            self.next_link += 1;
        }
        links.get(self.next_link).filter(|link| link.range.start == start)?;
        self.next_link += 1;
        self.input.links.get(self.next_link - 1 - self.part.first_link).filter(|_| self.site)
    }

    fn start_link(&mut self, destination: &str, title: &str, range: TextRange) {
        let href = self.href(range.start);
        self.links += 1;
        self.out.push_str("<a");
        self.url("href", href, destination);
        self.target_attributes(href, title, true);
        self.out.push('>');
    }

    /// Title, class and `rel` of a link or image.
    fn target_attributes(&mut self, href: Option<&Href>, title: &str, link: bool) {
        let kind = href.map(|href| &href.kind);
        let (title, class) = kind.and_then(HrefKind::dead).unwrap_or_else(|| {
            let external = link && kind == Some(&HrefKind::External);
            (title, if external { "external" } else { "" })
        });
        if !title.is_empty() {
            self.attribute("title", title);
        }
        if !class.is_empty() {
            self.attribute("class", class);
        }
        if class == "external" {
            self.out.push_str(" rel=\"noopener\"");
        }
    }

    /// Writes an attribute that holds a URL, the author's own where none was looked up: unless following it would run
    /// code, and unless it is known to lead nowhere at all.
    fn url(&mut self, name: &str, href: Option<&Href>, written: &str) {
        let url = href.map_or(written, |href| &href.url);
        let nowhere = url.is_empty() && href.is_some_and(|href| href.kind.dead().is_some());
        if nowhere || (self.site && is_unsafe_url(url)) {
            return;
        }
        self.out.push_str(&format!(" {name}=\""));
        escape_url_into(&mut self.out, url);
        self.out.push('"');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(&format!(" {name}=\""));
        escape_into(&mut self.out, value);
        self.out.push('"');
    }

    fn close_tabs(&mut self) {
        if std::mem::take(&mut self.tabs) {
            self.out.push_str("</div>\n");
        }
    }

    fn finish(mut self) -> String {
        self.close_tabs();
        for element in self.sanitizer.finish() {
            raw_html::push_end_tag(&mut self.out, element);
        }
        self.insert_before(u32::MAX, true);
        if self.site {
            self.line_start();
            self.anchors_before(u32::MAX);
            self.page_task_bar();
        }
        self.footnotes.render(&mut self.out, self.site.then_some(self.input.words));
        self.out
    }
}

#[cfg(test)]
mod tests;
