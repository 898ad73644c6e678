//! A page's text in sections, in the order in which it is read.

use super::page::SearchedPage;
use crate::parse::command::RequestKind;
use crate::parse::document::{Document, Table};
use crate::source::TextRange;

/// The deepest heading that starts a section of its own; below it, sections are too short to be results.
const DEEPEST: u8 = 4;

/// How many sections of a page are told apart; what comes after is part of the last.
const MOST_SECTIONS: usize = 2_000;

/// A section.
#[derive(Debug, Default)]
pub(super) struct Section<'a> {
    /// Id of its heading; empty for what stands above the first.
    pub(super) anchor: &'a str,
    /// The text of its heading.
    pub(super) heading: &'a str,
    /// The headings above it, the page's title left out, the nearest last.
    pub(super) above: Vec<&'a str>,
    /// Words that weigh more here than their number says: targets, keys, objectives.
    pub(super) stressed: Vec<&'a str>,
}

/// A part of a section's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// The section, as an index.
    section: u32,
    /// Where it starts in the file.
    start: u32,
    /// What it is.
    pub(super) kind: PieceKind,
    /// Its text.
    pub(super) text: &'a str,
}

impl<'a> Piece<'a> {
    /// A piece that stands nowhere yet.
    #[cfg(test)]
    pub(super) const fn new(kind: PieceKind, text: &'a str) -> Self {
        Self { section: 0, start: 0, kind, text }
    }
}

/// What a part of a section's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A paragraph, an item, a cell.
    Text,
    /// The heading of a part of the section.
    Heading,
    /// A run of code.
    Code,
}

/// A page's text in sections. A page may have millions of pieces, so they lie in one list.
#[derive(Debug)]
pub(super) struct Sections<'a> {
    all: Vec<Section<'a>>,
    /// In order of section and place.
    pieces: Vec<Piece<'a>>,
}

impl<'a> Sections<'a> {
    /// The sections of a page: those of its text, then those that docsgen made. The first has no heading.
    pub(super) fn of(page: &'a SearchedPage, text: Option<(&'a str, &'a Document)>) -> Self {
        let mut sections = Self { all: vec![Section::default()], pieces: Vec::new() };
        if let Some((source, document)) = text {
            let of_heading = sections.start(document);
            sections.fill(source, document, &of_heading);
            sections.stress(source, document, &of_heading);
        }
        for made in &page.made {
            let mut section = 0;
            if !made.heading.is_empty() {
                section = sections.all.len();
                sections.all.push(Section { anchor: &made.anchor, heading: &made.heading, ..Section::default() });
            }
            sections.piece(section, u32::MAX, PieceKind::Text, &made.text);
        }
        sections.pieces.sort_by_key(|piece| (piece.section, piece.start));
        sections
    }

    pub(super) fn all(&self) -> &[Section<'a>] {
        &self.all
    }

    /// Each section with its pieces, in order.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&Section<'a>, &[Piece<'a>])> {
        let mut rest = &*self.pieces;
        self.all.iter().enumerate().map(move |(index, section)| {
            let own = rest.partition_point(|piece| piece.section as usize <= index);
            let (pieces, behind) = rest.split_at(own);
            rest = behind;
            (section, pieces)
        })
    }

    fn piece(&mut self, section: usize, start: u32, kind: PieceKind, text: &'a str) {
        let section = u32::try_from(section).expect("a page has fewer sections than bytes");
        self.pieces.push(Piece { section, start, kind, text });
    }

    /// Starts a section for each heading, and tells which one each heading's text goes to.
    fn start(&mut self, document: &'a Document) -> Vec<usize> {
        let title = document.headings.iter().position(|heading| heading.level == 1);
        let mut of_heading: Vec<usize> = Vec::with_capacity(document.headings.len());
        for (index, heading) in document.headings.iter().enumerate() {
            let text = document.plain(heading.text).trim();
            let above = heading.parent.map_or(0, |parent| of_heading[parent as usize]);
            let last = self.all.len() - 1;
            if Some(index) == title {
                of_heading.push(0);
            } else if document.is_generated(heading.range) {
                of_heading.push(last);
            } else if heading.level > DEEPEST || heading.id.is_empty() || self.all.len() >= MOST_SECTIONS {
                self.piece(last, heading.range.start, PieceKind::Heading, text);
                of_heading.push(last);
            } else {
                let mut trail = self.all[above].above.clone();
                if !self.all[above].heading.is_empty() {
                    trail.push(self.all[above].heading);
                }
                of_heading.push(self.all.len());
                self.all.push(Section { anchor: &heading.id, heading: text, above: trail, ..Section::default() });
            }
        }
        of_heading
    }

    fn fill(&mut self, source: &'a str, document: &'a Document, of_heading: &[usize]) {
        let own = |section: Option<u32>| section.map_or(0, |index| of_heading[index as usize]);
        for block in document.blocks.iter().filter(|block| !document.is_generated(block.range)) {
            self.piece(own(block.section), block.range.start, PieceKind::Text, document.plain(block.text));
        }
        for table in document.tables.iter().filter(|table| !document.is_generated(table.range)) {
            for (start, text) in cells(table) {
                self.piece(own(table.section), start, PieceKind::Text, text.of(&document.text));
            }
        }
        for fence in document.fences.iter().filter(|fence| !document.is_generated(fence.range)) {
            for code in &fence.code {
                self.piece(own(fence.section), code.start, PieceKind::Code, code.of(source));
            }
        }
    }

    /// Notes what a section is more about than other words in it: what its commands ask for, and objectives that it states.
    fn stress(&mut self, source: &'a str, document: &'a Document, of_heading: &[usize]) {
        let section_at = |place: u32| {
            let behind = document.headings.partition_point(|heading| heading.range.start <= place);
            behind.checked_sub(1).map_or(0, |index| of_heading[index])
        };
        let mut add = |range: TextRange, word: &'a str| {
            if !document.is_generated(range) {
                self.all[section_at(range.start)].stressed.push(word);
            }
        };
        for request in &document.commands.requests {
            match &request.kind {
                RequestKind::Make { targets, .. } => targets.iter().for_each(|target| add(target.range, &target.value)),
                RequestKind::Pair { target, range, .. } => add(*range, target),
                RequestKind::Set { keys, .. } => keys.iter().for_each(|key| add(key.range, &key.value)),
                RequestKind::Path(_) | RequestKind::Mention(_) => {}
            }
        }
        for span in &document.code_spans {
            add(span.range, document.plain(span.text));
        }
        for statement in &document.statements {
            add(statement.range, statement.field.name());
            add(statement.range, statement.range.of(source));
        }
    }
}

fn cells(table: &Table) -> impl Iterator<Item = (u32, TextRange)> {
    let cells = table.header.iter().chain(table.rows.iter().flatten());
    cells.map(|cell| (cell.range.start, cell.text.0))
}
