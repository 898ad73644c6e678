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
    /// What stands in it.
    pub(super) pieces: Vec<Piece<'a>>,
    /// Words that weigh more here than their number says: targets, keys, objectives.
    pub(super) stressed: Vec<&'a str>,
}

/// A part of a section's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// A paragraph, an item, a cell.
    Text(&'a str),
    /// The heading of a part of the section.
    Heading(&'a str),
    /// A run of code.
    Code(&'a str),
}

impl<'a> Piece<'a> {
    pub(super) const fn text(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Heading(text) | Self::Code(text) => text,
        }
    }
}

/// The sections of a page: those of its text, then those that docsgen made. The first has no heading.
pub(super) fn sections<'a>(page: &'a SearchedPage, text: Option<(&'a str, &'a Document)>) -> Vec<Section<'a>> {
    let mut sections = vec![Section::default()];
    if let Some((source, document)) = text {
        let of_heading = start_sections(document, &mut sections);
        fill(source, document, &of_heading, &mut sections);
    }
    for made in &page.made {
        if made.heading.is_empty() {
            sections[0].pieces.push(Piece::Text(&made.text));
        } else {
            sections.push(Section {
                anchor: &made.anchor,
                heading: &made.heading,
                pieces: vec![Piece::Text(&made.text)],
                ..Section::default()
            });
        }
    }
    sections
}

/// Starts a section for each heading, and tells which one each heading's text goes to.
fn start_sections<'a>(document: &'a Document, sections: &mut Vec<Section<'a>>) -> Vec<usize> {
    let title = document.headings.iter().position(|heading| heading.level == 1);
    let mut of_heading: Vec<usize> = Vec::with_capacity(document.headings.len());
    for (index, heading) in document.headings.iter().enumerate() {
        let text = document.plain(heading.text).trim();
        let above = heading.parent.map_or(0, |parent| of_heading[parent as usize]);
        if Some(index) == title {
            of_heading.push(0);
        } else if document.is_generated(heading.range) {
            of_heading.push(sections.len() - 1);
        } else if heading.level > DEEPEST || heading.id.is_empty() || sections.len() >= MOST_SECTIONS {
            let last = sections.len() - 1;
            sections[last].pieces.push(Piece::Heading(text));
            of_heading.push(last);
        } else {
            let mut trail = sections[above].above.clone();
            if !sections[above].heading.is_empty() {
                trail.push(sections[above].heading);
            }
            of_heading.push(sections.len());
            sections.push(Section { anchor: &heading.id, heading: text, above: trail, ..Section::default() });
        }
    }
    of_heading
}

/// A piece, where it starts in the file, and the section it belongs to.
type Placed<'a> = (u32, usize, Piece<'a>);

fn fill<'a>(source: &'a str, document: &'a Document, of_heading: &[usize], sections: &mut [Section<'a>]) {
    let own = |section: Option<u32>| section.map_or(0, |index| of_heading[index as usize]);
    let mut placed: Vec<Placed<'a>> = Vec::new();
    for block in document.blocks.iter().filter(|block| !document.is_generated(block.range)) {
        placed.push((block.range.start, own(block.section), Piece::Text(document.plain(block.text))));
    }
    for table in document.tables.iter().filter(|table| !document.is_generated(table.range)) {
        let section = own(table.section);
        placed.extend(cells(table).map(|(start, text)| (start, section, Piece::Text(text.of(&document.text)))));
    }
    for fence in document.fences.iter().filter(|fence| !document.is_generated(fence.range)) {
        let section = own(fence.section);
        placed.extend(fence.code.iter().map(|code| (code.start, section, Piece::Code(code.of(source)))));
    }
    placed.sort_by_key(|(start, ..)| *start);
    for (_, section, piece) in placed {
        sections[section].pieces.push(piece);
    }
    stress(source, document, of_heading, sections);
}

fn cells(table: &Table) -> impl Iterator<Item = (u32, TextRange)> {
    let cells = table.header.iter().chain(table.rows.iter().flatten());
    cells.map(|cell| (cell.range.start, cell.text.0))
}

/// Notes what a section is more about than other words in it: what its commands ask for, and objectives that it states.
fn stress<'a>(source: &'a str, document: &'a Document, of_heading: &[usize], sections: &mut [Section<'a>]) {
    let section_at = |place: u32| {
        let behind = document.headings.partition_point(|heading| heading.range.start <= place);
        behind.checked_sub(1).map_or(0, |index| of_heading[index])
    };
    let mut add = |range: TextRange, word: &'a str| {
        if !document.is_generated(range) {
            sections[section_at(range.start)].stressed.push(word);
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
