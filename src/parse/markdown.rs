//! Reads Markdown into a [`Document`].

mod data;
mod diagram;
mod generated;
mod ignore;
mod label;
mod link;
mod raw_html;
mod reference;
mod remark;

use pulldown_cmark::{Event, LinkType, Tag as MarkdownTag, TagEnd};

use self::ignore::OpenIgnores;
use self::label::{Bold, LabelSearch, LineEnd, label};
use self::reference::{FootnoteReference, Repeated};
use super::command::find_commands;
use super::destination::definition_destination;
use super::document::{
    Block, BlockKind, Cell, CodeSpan, Definition, Document, Fence, Footnote, Heading, PlainText, SectionIndex, Table,
    Task,
};
use super::event::{CodeBlock, Events, Markup, ParseOptions, bounded_nesting};
use super::front_matter::FrontMatter;
use super::heading_id::HeadingIds;
use super::metric::contradictions_in;
use super::places::Places;
use super::sanitize::Sanitizer;
use super::statement::{find_statements, may_state};
use super::version::find_versions;
use crate::source::TextRange;

/// Reads the Markdown at `body` of `text`. Never fails: what is wrong becomes [`Document::remarks`].
///
/// All ranges are of `text`. The front matter is passed through.
#[must_use]
pub fn parse_document(text: &str, body: TextRange, front_matter: FrontMatter, options: &ParseOptions) -> Document {
    let bounded = bounded_nesting(text);
    let mut events = Events::new(&bounded, body, options);
    let mut reader = Reader::new(text, body, front_matter, options);
    reader.definitions(&events);
    while let Some((markup, range)) = events.next() {
        match markup {
            Markup::Event(event) => {
                reader.definition = definition_of(&event, &events);
                reader.event(event, range);
            }
            Markup::Code(code) => {
                reader.repeated.is_text(range);
                reader.code_block(&code, range);
            }
            Markup::Html(fragment) => {
                reader.repeated.is_text(range);
                reader.html(&fragment);
            }
        }
    }
    reader.document.undefined_references = events.take_undefined();
    reader.finish()
}

/// Where the definition starts, in the body, that a reference leads to.
fn definition_of(event: &Event<'_>, events: &Events<'_>) -> Option<usize> {
    let Event::Start(MarkdownTag::Link { link_type, id, .. } | MarkdownTag::Image { link_type, id, .. }) = event else {
        return None;
    };
    let reference = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
    reference.then(|| events.definitions().get(id).map(|definition| definition.span.start)).flatten()
}

/// A run of inline content that is being read.
struct Leaf {
    kind: LeafKind,
    /// Where its text starts in the document's.
    text: usize,
    range: TextRange,
    /// The label of the line that is being read.
    label: LabelSearch,
    /// Bold text at its very start.
    first: Option<PlainText>,
    /// Whether its first line was read.
    continued: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LeafKind {
    Heading(u8),
    Cell,
    /// A paragraph with its own events.
    Block,
    /// Text of a tight list item, which has none.
    Tight,
}

struct OpenLink {
    index: usize,
    text: usize,
    /// Where its last child ends.
    content_end: u32,
    /// Number of children.
    children: u32,
    /// The code span that is its last child.
    code: Option<usize>,
}

struct OpenImage {
    index: usize,
    description: String,
}

struct Reader<'a> {
    source: &'a str,
    options: ParseOptions,
    document: Document,
    text: String,
    ids: HeadingIds,
    section: SectionIndex,
    /// The headings above the current place: level and index.
    headings: Vec<(u8, u32)>,
    /// For each list that is open, the block it is nested in.
    lists: Vec<Option<u32>>,
    /// For each item that is open, its first block.
    items: Vec<Option<u32>>,
    quotes: u8,
    definition_lists: u32,
    leaf: Option<Leaf>,
    /// The text of the heading that is being read, as its id is made from it, and the id written for it.
    heading_text: String,
    heading_id: Option<String>,
    links: Vec<OpenLink>,
    images: Vec<OpenImage>,
    /// Descriptions of images in the current leaf, which stand behind its text.
    descriptions: Vec<(usize, String)>,
    /// `<a>` that is open within the current leaf: index of its link and where its text starts.
    html_link: Option<(usize, usize)>,
    /// Where the definition starts, in the body, that the current event refers to.
    definition: Option<usize>,
    /// Where the destinations of `document.definitions` stand.
    destinations: Vec<TextRange>,
    /// What may define a name a second time.
    repeated: Repeated,
    /// References to footnotes, with and without a definition.
    footnotes: Vec<FootnoteReference>,
    undefined_footnotes: Vec<FootnoteReference>,
    table_in_head: bool,
    row: Vec<Cell>,
    sanitizer: Sanitizer,
    open_ignores: OpenIgnores,
    /// The way back from the text to the file, for what needs it; `None` where nothing will.
    places: Option<Places>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, body: TextRange, front_matter: FrontMatter, options: &ParseOptions) -> Self {
        Self {
            source,
            options: *options,
            document: Document { front_matter, body, ..Document::default() },
            text: String::with_capacity(body.len() / 2),
            ids: HeadingIds::default(),
            section: None,
            headings: Vec::new(),
            lists: Vec::new(),
            items: Vec::new(),
            quotes: 0,
            definition_lists: 0,
            leaf: None,
            heading_text: String::new(),
            heading_id: None,
            links: Vec::new(),
            images: Vec::new(),
            descriptions: Vec::new(),
            html_link: None,
            definition: None,
            destinations: Vec::new(),
            repeated: Repeated::default(),
            footnotes: Vec::new(),
            undefined_footnotes: Vec::new(),
            table_in_head: false,
            row: Vec::new(),
            sanitizer: Sanitizer::default(),
            open_ignores: OpenIgnores::default(),
            places: (!options.links_only && may_state(body.of(source))).then(Places::default),
        }
    }

    fn definitions(&mut self, events: &Events<'_>) {
        let base = self.document.body.start as usize;
        let mut definitions: Vec<Definition> = events
            .definitions()
            .iter()
            .map(|(name, definition)| Definition {
                name: name.to_lowercase().into(),
                range: self.trimmed(TextRange::from(definition.span.clone()).shifted(base)),
                destination: definition.dest.to_string().into(),
                used: false,
            })
            .collect();
        definitions.sort_by_key(|definition| definition.range);
        self.destinations = definitions
            .iter()
            .map(|definition| {
                definition_destination(self.source, definition.range, &definition.destination)
                    .unwrap_or(definition.range)
            })
            .collect();
        self.repeated = Repeated::find(self.source, self.document.body, &definitions);
        self.document.definitions = definitions;
    }

    fn event(&mut self, event: Event<'_>, range: TextRange) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end, range),
            Event::Text(text) => {
                self.inline(range, !text.trim().is_empty());
                self.document.remarks.extend(remark::directives(self.source, range));
                self.repeated.is_text(range);
                reference::undefined_footnotes(self.source, range, &mut self.undefined_footnotes);
                self.push(&text, range);
            }
            Event::Code(code) => self.code_span(&code, range),
            Event::InlineMath(math) | Event::DisplayMath(math) => {
                self.inline(range, true);
                self.push(&math, range);
            }
            Event::SoftBreak => {
                self.end_line(range.start);
                self.inline(range, false);
                self.push_break(' ');
            }
            Event::HardBreak => {
                self.end_line(range.start);
                self.inline(range, false);
                self.push_break('\n');
            }
            Event::TaskListMarker(checked) => {
                self.inline(range, false);
                // What is crossed out is dropped: neither done nor to be done.
                let behind = self.source[range.end as usize..].lines().next().unwrap_or_default().trim();
                let crossed_out = behind.strip_prefix("~~").and_then(|rest| rest.strip_suffix("~~"));
                if crossed_out.is_none_or(|inner| inner.is_empty() || inner.contains("~~")) {
                    self.document.tasks.push(Task { range: self.trimmed(range), checked });
                }
            }
            Event::FootnoteReference(label) => {
                self.inline(range, true);
                self.footnotes.push(FootnoteReference { label: label.to_string(), range });
            }
            Event::Rule => self.close_tight(),
            // The event layer hands these out as fragments.
            Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    fn start(&mut self, tag: MarkdownTag<'_>, range: TextRange) {
        match tag {
            MarkdownTag::Emphasis | MarkdownTag::Strikethrough | MarkdownTag::Superscript | MarkdownTag::Subscript => {
                self.inline(range, false);
            }
            MarkdownTag::Strong => {
                self.inline(range, false);
                let start = self.text.len();
                if let Some(leaf) = &mut self.leaf {
                    match &mut leaf.label {
                        label @ LabelSearch::Possible => *label = LabelSearch::Open { start, depth: 1 },
                        LabelSearch::Open { depth, .. } => *depth += 1,
                        LabelSearch::Found(_) | LabelSearch::None => {}
                    }
                }
            }
            MarkdownTag::Link { link_type, dest_url, .. } => {
                self.repeated.is_text(range);
                self.inline(range, true);
                let index = self.add_link(link_type, &dest_url, range, false);
                let text = self.text.len();
                self.links.push(OpenLink { index, text, content_end: range.start, children: 0, code: None });
            }
            MarkdownTag::Image { link_type, dest_url, .. } => {
                self.inline(range, true);
                let index = self.add_link(link_type, &dest_url, range, true);
                self.images.push(OpenImage { index, description: String::new() });
                // Its own last child must be known, too.
                let text = self.text.len();
                self.links.push(OpenLink { index, text, content_end: range.start, children: 0, code: None });
            }
            block => {
                self.close_tight();
                self.start_ignored(range);
                self.start_block(block, range);
            }
        }
        self.sanitizer.enter();
    }

    fn start_block(&mut self, tag: MarkdownTag<'_>, range: TextRange) {
        match tag {
            MarkdownTag::Paragraph => self.open_leaf(LeafKind::Block, range),
            MarkdownTag::DefinitionListTitle => self.open_leaf(LeafKind::Block, range),
            MarkdownTag::Heading { level, id, .. } => {
                self.start_heading(level as u8, range);
                self.heading_id = id.map(|id| id.to_string());
            }
            MarkdownTag::BlockQuote(_) => self.quotes = self.quotes.saturating_add(1),
            MarkdownTag::List(_) => {
                let parent = self.items.last().copied().flatten();
                self.lists.push(parent);
            }
            MarkdownTag::Item => {
                self.items.push(None);
                self.document.tasks.extend(self.begun(range));
            }
            MarkdownTag::DefinitionList => self.definition_lists += 1,
            MarkdownTag::FootnoteDefinition(label) => {
                let label = label.to_string().into();
                self.document.footnotes.push(Footnote { range: self.trimmed(range), label, used: false });
            }
            MarkdownTag::Table(_) => self.document.tables.push(Table {
                range: self.trimmed(range),
                section: self.section,
                header: Vec::new(),
                rows: Vec::new(),
            }),
            MarkdownTag::TableHead => self.table_in_head = true,
            MarkdownTag::TableRow => self.table_in_head = false,
            MarkdownTag::TableCell => self.open_leaf(LeafKind::Cell, range),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, range: TextRange) {
        self.sanitizer.leave().for_each(drop);
        match end {
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.extend_content(range);
            }
            TagEnd::Strong => {
                self.extend_content(range);
                let end = self.text.len();
                if let Some(leaf) = &mut self.leaf
                    && let LabelSearch::Open { start, depth } = &mut leaf.label
                {
                    *depth -= 1;
                    if *depth == 0 {
                        let text = PlainText(TextRange::new(*start, end));
                        if !leaf.continued {
                            leaf.first = Some(text);
                        }
                        leaf.label = LabelSearch::Found(Bold { text, end: range.end });
                    }
                }
            }
            TagEnd::Link => self.end_link(range),
            TagEnd::Image => self.end_image(range),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::DefinitionListTitle => self.close_leaf(),
            TagEnd::TableCell => self.close_leaf(),
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = std::mem::take(&mut self.row);
                if let Some(table) = self.document.tables.last_mut() {
                    if self.table_in_head {
                        table.header = row;
                    } else {
                        table.rows.push(row);
                    }
                }
            }
            TagEnd::BlockQuote(_) => {
                self.close_tight();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close_tight();
                self.items.pop();
            }
            TagEnd::DefinitionList => self.definition_lists = self.definition_lists.saturating_sub(1),
            _ => self.close_tight(),
        }
    }

    fn start_heading(&mut self, level: u8, range: TextRange) {
        while self.headings.last().is_some_and(|(above, _)| *above >= level) {
            self.headings.pop();
        }
        let parent = self.headings.last().map(|(_, index)| *index);
        let index = u32::try_from(self.document.headings.len()).unwrap_or(u32::MAX);
        let range = self.trimmed(range);
        self.document.headings.push(Heading { level, range, text: PlainText::default(), id: Box::default(), parent });
        self.headings.push((level, index));
        self.section = Some(index);
        self.heading_text.clear();
        self.open_leaf(LeafKind::Heading(level), range);
    }

    fn open_leaf(&mut self, kind: LeafKind, range: TextRange) {
        self.leaf = Some(Leaf {
            kind,
            text: self.text.len(),
            range: self.trimmed(range),
            label: LabelSearch::Possible,
            first: None,
            continued: false,
        });
    }

    /// Keeps the label of the line that ends at `source`.
    fn end_line(&mut self, source: u32) {
        let Some(leaf) = &mut self.leaf else { return };
        match std::mem::replace(&mut leaf.label, LabelSearch::Possible) {
            // Bold text that goes on in the next line.
            open @ LabelSearch::Open { .. } => leaf.label = open,
            LabelSearch::Found(bold) if matches!(leaf.kind, LeafKind::Block | LeafKind::Tight) => {
                let end = LineEnd { plain: self.text.len(), source };
                self.document.labels.extend(label(&self.text, self.source, bold, &end, self.section));
                leaf.continued = true;
            }
            LabelSearch::Found(_) | LabelSearch::None => leaf.continued = true,
            LabelSearch::Possible => {}
        }
    }

    /// Takes note of an inline element at `range`; `counts` says whether a label can't follow it.
    fn inline(&mut self, range: TextRange, counts: bool) {
        if self.leaf.is_none() {
            self.open_leaf(LeafKind::Tight, TextRange { start: range.start, end: range.start });
        }
        if let Some(leaf) = &mut self.leaf {
            if leaf.kind == LeafKind::Tight {
                leaf.range.end = leaf.range.end.max(range.end);
            }
            if counts && matches!(leaf.label, LabelSearch::Possible) {
                leaf.label = LabelSearch::None;
            }
        }
        if let Some(link) = self.links.last_mut() {
            link.children += 1;
        }
        self.extend_content(range);
    }

    fn extend_content(&mut self, range: TextRange) {
        if let Some(link) = self.links.last_mut() {
            link.content_end = link.content_end.max(range.end);
        }
    }

    /// Adds text that was written at `range`.
    fn push(&mut self, text: &str, range: TextRange) {
        if self.sanitizer.is_skipping() {
            return;
        }
        if let Some(image) = self.images.last_mut() {
            image.description.push_str(text);
            return;
        }
        self.text.push_str(text);
        if let Some(places) = &mut self.places {
            places.push(TextRange::new(self.text.len() - text.len(), self.text.len()), range);
        }
        if self.leaf.as_ref().is_some_and(|leaf| matches!(leaf.kind, LeafKind::Heading(_))) {
            self.heading_text.push_str(text);
        }
    }

    /// A line end is no part of a heading's id.
    fn push_break(&mut self, written: char) {
        match self.images.last_mut() {
            Some(image) => image.description.push(' '),
            None => {
                if let Some(places) = &mut self.places {
                    places.push_break(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
                }
                self.text.push(written);
            }
        }
    }

    fn close_tight(&mut self) {
        if self.leaf.as_ref().is_some_and(|leaf| leaf.kind == LeafKind::Tight) {
            self.close_leaf();
        }
    }

    fn close_leaf(&mut self) {
        if let Some(end) = self.leaf.as_ref().map(|leaf| leaf.range.end) {
            self.end_line(end);
        }
        let Some(leaf) = self.leaf.take() else { return };
        self.end_ignored(leaf.range);
        if let Some((index, text)) = self.html_link.take() {
            self.document.links[index].text = PlainText(TextRange::new(text, self.text.len()));
        }
        let written = &self.text[leaf.text..];
        let start = leaf.text + (written.len() - written.trim_start().len());
        let text = PlainText(TextRange::new(start, start + written.trim().len()));
        if !written.is_empty() {
            self.text.push('\n');
        }
        for (index, description) in std::mem::take(&mut self.descriptions) {
            let start = self.text.len();
            self.text.push_str(&description);
            self.document.links[index].text = PlainText(TextRange::new(start, self.text.len()));
            self.text.push('\n');
        }
        match leaf.kind {
            LeafKind::Heading(_) => {
                let id = match self.heading_id.take() {
                    Some(id) => self.ids.reserve(id),
                    None => self.ids.give(&self.heading_text),
                };
                if let Some(heading) = self.document.headings.last_mut() {
                    heading.text = text;
                    heading.id = id;
                }
            }
            LeafKind::Cell => {
                // A row that was written too short is filled up with cells that no bar follows.
                let (before, after) = self.source.split_at(leaf.range.start as usize);
                let written = after.trim_start_matches([' ', '\t']).starts_with('|') && !before.ends_with('\n');
                let padding = leaf.range.is_empty() && !written;
                if !padding {
                    self.row.push(Cell { range: leaf.range, text });
                }
            }
            LeafKind::Block | LeafKind::Tight => self.close_block(&leaf, text),
        }
    }

    fn close_block(&mut self, leaf: &Leaf, text: PlainText) {
        let index = u32::try_from(self.document.blocks.len()).unwrap_or(u32::MAX);
        let kind = if self.definition_lists > 0 {
            BlockKind::Definition
        } else if self.lists.is_empty() {
            BlockKind::Paragraph
        } else {
            BlockKind::Item
        };
        let starts_item = self.items.last().is_some_and(Option::is_none);
        if let Some(first) = self.items.last_mut() {
            first.get_or_insert(index);
        }
        self.document.blocks.push(Block {
            kind,
            range: self.trimmed(leaf.range),
            text,
            section: self.section,
            starts_item,
            list_depth: u8::try_from(self.lists.len()).unwrap_or(u8::MAX),
            quote_depth: self.quotes,
            // Bold white space is cut off with the rest at the start of the text, and names nothing.
            label: leaf.first.filter(|label| !label.0.of(&self.text).trim().is_empty()),
            parent: self.lists.last().copied().flatten(),
        });
    }

    fn code_span(&mut self, code: &str, range: TextRange) {
        self.inline(range, true);
        let start = self.text.len();
        self.push(code, inner_code(self.source, range, code.len()));
        let text = PlainText(TextRange::new(start, self.text.len()));
        if let Some(link) = self.links.last_mut() {
            link.code = Some(self.document.code_spans.len());
        }
        self.document.code_spans.push(CodeSpan { range, text, section: self.section, in_link: false });
    }

    fn code_block(&mut self, code: &CodeBlock<'_>, range: TextRange) {
        self.close_tight();
        self.start_ignored(range);
        let range = self.trimmed(range);
        let info = code.info.as_ref().map(|_| info_range(self.source, range));
        let language = code.info.as_ref().map_or_else(String::new, |written| {
            let parsed = super::info_string::parse_info_string(written);
            let place = info.unwrap_or(range);
            self.document.remarks.extend(remark::info_string(&parsed, place, place.of(self.source) == &**written));
            parsed.language
        });
        if language == super::diagram::LANGUAGE {
            self.diagram(code, range);
        }
        self.document.fences.push(Fence {
            range,
            info,
            language: language.into(),
            code: code.pieces.clone().into(),
            section: self.section,
        });
    }

    /// The box of an item that is begun, `- [~] …`, which Markdown has no name for.
    fn begun(&self, item: TextRange) -> Option<Task> {
        let written = item.of(self.source);
        let behind =
            written.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')'));
        let bare = behind.trim_start_matches([' ', '\t']);
        let is_begun =
            ["[~]", "[/]"].iter().any(|mark| bare.strip_prefix(mark).is_some_and(|rest| rest.starts_with([' ', '\t'])));
        let start = item.start as usize + written.len() - bare.len();
        (is_begun && bare.len() < behind.len())
            .then(|| Task { range: TextRange::new(start, start + 3), checked: false })
    }

    /// A range without the white space at its end, which belongs to what follows.
    fn trimmed(&self, range: TextRange) -> TextRange {
        let written = range.of(self.source);
        let start = range.start as usize + (written.len() - written.trim_start().len()).min(written.trim_end().len());
        TextRange::new(start, (range.start as usize + written.trim_end().len()).max(start))
    }

    fn finish(mut self) -> Document {
        self.close_leaf();
        remark::undefined_references(self.source, &mut self.document);
        reference::definitions(self.source, &mut self.document, std::mem::take(&mut self.repeated));
        reference::footnotes(&mut self.document, &self.footnotes, std::mem::take(&mut self.undefined_footnotes));
        self.document.text = self.text.into();
        self.document.generated = generated::generated(&self.document.comments, self.source);
        if !self.options.links_only {
            let (data, remarks) = data::data_tables(&self.document.comments, &self.document.tables, self.source);
            self.document.data = data;
            self.document.remarks.extend(remarks);
            self.document.asked_data = data::asked_data(&self.document.comments, self.source);
            self.document.commands = find_commands(&self.document, self.source);
            let versions = find_versions(&self.document, self.source);
            self.document.versions = versions.statements;
            self.document.chart_repositories = versions.repositories;
            let contradictions = contradictions_in(&self.document, self.source);
            self.document.remarks.extend(contradictions);
        }
        if let Some(places) = &self.places {
            self.document.statements = find_statements(&self.document, self.source, places);
        }
        self.document.remarks.sort_by_key(|remark| remark.range);
        // Every document is kept until the site is built: room to grow would be a fifth of a large site's memory.
        self.document.headings.shrink_to_fit();
        self.document.blocks.shrink_to_fit();
        self.document.labels.shrink_to_fit();
        self.document.tables.shrink_to_fit();
        self.document.fences.shrink_to_fit();
        self.document.code_spans.shrink_to_fit();
        self.document.links.shrink_to_fit();
        self.document
    }
}

/// The code between the back-ticks of inline code, which is `length` bytes long once one space at each end is left out.
fn inner_code(source: &str, range: TextRange, length: usize) -> TextRange {
    let written = range.of(source);
    let inner = written.trim_matches('`');
    let ticks = (written.len() - inner.len()) / 2;
    let space = usize::from(inner.len() == length + 2 && inner.starts_with([' ', '\n']));
    TextRange::new(range.start as usize + ticks + space, (range.end as usize).saturating_sub(ticks + space))
}

/// The info string of a fenced block, which starts with its fence.
fn info_range(source: &str, fence: TextRange) -> TextRange {
    let line = fence.of(source).lines().next().unwrap_or_default();
    let mark = if line.starts_with('~') { '~' } else { '`' };
    let after = line.trim_start_matches(mark);
    let info = after.trim();
    let start = fence.start as usize + (line.len() - after.trim_start().len());
    TextRange::new(start, start + info.len())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::markdown_like;
