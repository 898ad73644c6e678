//! What one Markdown file says, as plain values: every later stage reads these and never the Markdown again, except to
//! render it.
//!
//! All ranges are bytes of the file as it was read (front matter included), so that a finding, a claim or a rewrite
//! can point at them. Plain text (emphasis, code marks and link syntax left out) is kept once for the whole file, in
//! [`Document::text`], and the parts point into it with a [`PlainText`].

use serde::{Deserialize, Serialize};

use super::command::Commands;
use super::front_matter::FrontMatter;
use super::statement::Statement;
use super::version::{ChartRepository, VersionStatement};
use crate::config::DatasetHead;
use crate::diagnostic::Remark;
use crate::source::{Spanned, TextRange};

/// What a `<!-- docsgen:… -->` comment can say.
pub const DIRECTIVES: &[&str] = &["matrix", "table", "data", "include", "end", "ignore"];

/// A parsed Markdown file. Knows neither its path nor any other file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What the front matter says; empty where there is none.
    pub front_matter: FrontMatter,
    /// The Markdown: all that follows the front matter.
    pub body: TextRange,
    /// Plain text of all blocks, one after the other, a newline after each. Within a block a line end is a space, and a
    /// newline where the author forced a break. Descriptions of images stand behind the text of their block.
    pub text: Box<str>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Paragraphs, list items' own text and other leaf blocks in order (headings, table cells and fences have their own lists).
    pub blocks: Vec<Block>,
    /// Lines of [`Document::blocks`] that start with a bold label, in order.
    pub labels: Vec<Label>,
    /// Tables in order.
    pub tables: Vec<Table>,
    /// Code blocks in order, fenced and indented.
    pub fences: Vec<Fence>,
    /// Inline code in order.
    pub code_spans: Vec<CodeSpan>,
    /// Links, images and autolinks in order of their start.
    pub links: Vec<FoundLink>,
    /// Reference definitions (`[name]: destination`) in order.
    pub definitions: Vec<Definition>,
    /// `[text][name]` whose name has no definition.
    pub undefined_references: Vec<UndefinedReference>,
    /// HTML comments in order.
    pub comments: Vec<Comment>,
    /// Exceptions that the author asks for (`<!-- docsgen:ignore CODE -->`), in order.
    pub ignores: Vec<Ignore>,
    /// Tables that are data (`<!-- docsgen:data NAME -->`), in order.
    pub data: Vec<DataTable>,
    /// Names of datasets that the text asks to be shown (`<!-- docsgen:table NAME -->`), in order.
    pub asked_data: Vec<Box<str>>,
    /// What stands between docsgen's own markers, in order: nobody's words, so never read as a fact.
    pub generated: Vec<TextRange>,
    /// Tags of raw HTML in order.
    pub tags: Vec<Tag>,
    /// `- [ ]` and `- [x]` in order.
    pub tasks: Vec<Task>,
    /// Footnote definitions in order.
    pub footnotes: Vec<Footnote>,
    /// What the commands in code blocks and inline code ask for.
    pub commands: Commands,
    /// Statements of objectives in order of place, those of front matter left out.
    pub statements: Vec<Statement>,
    /// Statements of versions in order of place.
    pub versions: Vec<VersionStatement>,
    /// Chart repositories that the text gives names to.
    pub chart_repositories: Vec<ChartRepository>,
    /// Findings that need this file alone.
    pub remarks: Vec<Remark>,
}

/// A piece of [`Document::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlainText(pub TextRange);

/// Index into [`Document::headings`] of the section something stands in; `None` before the first heading.
pub type SectionIndex = Option<u32>;

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The whole heading.
    pub range: TextRange,
    /// Its text.
    pub text: PlainText,
    /// The id GitHub gives it, made unique within the file.
    pub id: Box<str>,
    /// The heading above it: the last one before it with a smaller level.
    pub parent: SectionIndex,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// A paragraph that is in no list.
    Paragraph,
    /// The text of a list item up to any nested block.
    Item,
    /// A definition list's term or definition.
    Definition,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The whole block.
    pub range: TextRange,
    /// Its text.
    pub text: PlainText,
    /// The section it stands in.
    pub section: SectionIndex,
    /// Whether it is the first block of a list item: an item may have several.
    pub starts_item: bool,
    /// How many lists it is nested in.
    pub list_depth: u8,
    /// How many block quotes it is nested in.
    pub quote_depth: u8,
    /// The bold text at its very start (`**RTO Target**: …`), if any.
    pub label: Option<PlainText>,
    /// The block whose list item this block's list is nested in, as an index into [`Document::blocks`].
    pub parent: Option<u32>,
}

/// A line that starts with a bold label: `**Downtime:** 5 minutes`, `**Downtime**: 5 minutes`. The lines of one paragraph
/// are one [`Block`], and each can have its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The bold text, its colon left out.
    pub name: PlainText,
    /// What stands behind it in the same line; may be empty.
    pub value: PlainText,
    /// Where that is written.
    pub range: TextRange,
    /// The section it stands in.
    pub section: SectionIndex,
}

/// Something that is said in a line as a name and a value: `**Downtime:** 5 minutes`, `Downtime: 5 minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'d> {
    /// What it is about.
    pub name: &'d str,
    /// What is said of it.
    pub value: &'d str,
    /// Where that is written.
    pub range: TextRange,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The whole table.
    pub range: TextRange,
    /// The section it stands in.
    pub section: SectionIndex,
    /// The header cells.
    pub header: Vec<Cell>,
    /// The rows, each as many cells as were written, never more than the header has.
    pub rows: Vec<Vec<Cell>>,
}

/// A table cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The cell's content between the bars, white space left out.
    pub range: TextRange,
    /// Its text.
    pub text: PlainText,
}

/// A table that is data: `<!-- docsgen:data NAME p95=duration -->` stands before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataTable {
    /// The name that pages ask for it by.
    pub name: Spanned<String>,
    /// What the comment says of it, its columns by the names that the table's head makes.
    pub head: DatasetHead,
    /// The table, as an index into [`Document::tables`].
    pub table: u32,
}

/// A code block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    /// The whole block, its fences included.
    pub range: TextRange,
    /// The info string; `None` for an indented block.
    pub info: Option<TextRange>,
    /// The language: first word of the info string in lower case; empty where there is none.
    pub language: Box<str>,
    /// The code, piece by piece: quote marks and indentation lie between the pieces. Put together they are the
    /// code that a reader sees; neighbouring lines without anything between them are one piece.
    pub code: Box<[TextRange]>,
    /// The section it stands in.
    pub section: SectionIndex,
}

/// Inline code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSpan {
    /// The code with its back-ticks.
    pub range: TextRange,
    /// The code.
    pub text: PlainText,
    /// The section it stands in.
    pub section: SectionIndex,
    /// Whether it is the whole text of a link, which then leads where the author said.
    pub in_link: bool,
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LinkForm {
    /// `[text](destination)`.
    Inline,
    /// `[text][name]`, `[name][]` or `[name]`.
    Reference,
    /// `<https://…>` or a bare URL.
    Autolink,
    /// `<a href>`, `<img src>` and the like.
    Html,
}

/// A link or image as found, its destination not yet looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundLink {
    /// How it was written.
    pub form: LinkForm,
    /// Whether it is an image (or other embedded content).
    pub image: bool,
    /// The whole link.
    pub range: TextRange,
    /// Where the destination is written: in the definition, for a reference.
    pub destination_range: TextRange,
    /// The destination, escapes and entities resolved, percent-encoding as written.
    pub destination: Box<str>,
    /// The link text, or an image's description.
    pub text: PlainText,
    /// The section it stands in.
    pub section: SectionIndex,
}

/// A reference definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// The name as matched (folded).
    pub name: Box<str>,
    /// The whole definition.
    pub range: TextRange,
    /// Its destination.
    pub destination: Box<str>,
    /// Whether a link uses it.
    pub used: bool,
}

/// A reference whose definition is missing, so that its brackets are shown as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndefinedReference {
    /// The whole `[text][name]`.
    pub range: TextRange,
    /// The name.
    pub name: Box<str>,
}

/// An HTML comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The comment with its delimiters.
    pub range: TextRange,
    /// What stands between the delimiters, white space at its ends left out.
    pub content: TextRange,
    /// Whether it is a block of its own rather than part of a line.
    pub block: bool,
}

/// A `<!-- docsgen:ignore CODE… -->`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// The comment.
    pub range: TextRange,
    /// What it says behind `ignore`: the names of findings.
    pub codes: Vec<Spanned<Box<str>>>,
    /// What it is about: the next block, or, where the comment is part of a line, the block it stands in. Empty where
    /// nothing follows.
    pub about: TextRange,
}

/// A tag of raw HTML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// The tag.
    pub range: TextRange,
    /// Its name in lower case.
    pub name: Box<str>,
    /// Whether it is an end tag.
    pub end: bool,
    /// Its `id` or `name`, which links can lead to.
    pub anchor: Option<Box<str>>,
}

/// A task list item's box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The box, `[ ]`.
    pub range: TextRange,
    /// Whether it is ticked.
    pub checked: bool,
}

/// A footnote's definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Footnote {
    /// The whole definition.
    pub range: TextRange,
    /// Its label.
    pub label: Box<str>,
    /// Whether the text refers to it: what nothing refers to isn't shown.
    pub used: bool,
}

impl Document {
    /// The plain text of a part.
    #[must_use]
    pub fn plain(&self, text: PlainText) -> &str {
        text.0.of(&self.text)
    }

    /// Whether a place lies between docsgen's own markers.
    #[must_use]
    pub fn is_generated(&self, place: TextRange) -> bool {
        let after = self.generated.partition_point(|range| range.end < place.end);
        self.generated.get(after).is_some_and(|range| range.start <= place.start)
    }

    /// The labels that stand in a section itself, those of the sections below it left out.
    #[must_use]
    pub fn labels_in(&self, section: SectionIndex) -> &[Label] {
        within(&self.labels, section, |label| label.section)
    }

    /// The blocks that stand in a section itself, those of the sections below it left out.
    #[must_use]
    pub fn blocks_in(&self, section: SectionIndex) -> &[Block] {
        within(&self.blocks, section, |block| block.section)
    }

    /// What stands in a section itself as a name and a value: bold labels, then lines with a colon and no label. What docsgen wrote isn't
    /// among it, and neither is what a list says of one of its items.
    pub fn said_in(&self, section: SectionIndex) -> impl Iterator<Item = Said<'_>> {
        let blocks = self.blocks_in(section);
        let is_of_item = |label: &&Label| {
            let block = blocks.partition_point(|block| block.range.start <= label.range.start).checked_sub(1);
            block.is_some_and(|block| blocks[block].list_depth > 1)
        };
        let labels = self.labels_in(section).iter().filter(move |label| !is_of_item(label));
        let labels = labels.map(|label| (self.plain(label.name), self.plain(label.value), label.range));
        let plain = blocks.iter().filter(|block| block.kind != BlockKind::Definition && block.list_depth <= 1);
        let plain = plain.filter(|block| block.label.is_none()).flat_map(|block| {
            let lines = self.plain(block.text).lines();
            lines.filter_map(|line| line.split_once([':', '：']).map(|(name, value)| (name, value, block.range)))
        });
        let said = labels.chain(plain).filter(|(_, _, range)| !self.is_generated(*range));
        said.map(|(name, value, range)| Said { name: name.trim(), value: value.trim(), range })
    }

    /// Where a section ends, those below it included: at the next heading that is no deeper, or with the text.
    #[must_use]
    pub fn section_end(&self, heading: usize) -> u32 {
        let level = self.headings[heading].level;
        let next = self.headings[heading + 1..].iter().find(|next| next.level <= level);
        next.map_or(self.body.end, |next| next.range.start)
    }

    /// The first heading of level 1, which is the document's title where front matter gives none.
    #[must_use]
    pub fn first_title(&self) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.level == 1)
    }
}

/// The parts of a section, of a list that is in order of sections.
fn within<T>(parts: &[T], section: SectionIndex, of: impl Fn(&T) -> SectionIndex) -> &[T] {
    let start = parts.partition_point(|part| of(part) < section);
    let end = parts.partition_point(|part| of(part) <= section);
    &parts[start..end]
}
