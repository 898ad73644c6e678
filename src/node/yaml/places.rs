//! Where the values of a YAML text stand.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Event, Parser, StructureStyle};

use crate::source::TextRange;

/// The values of the first document, each before its children.
#[derive(Default)]
pub(super) struct Places<'s> {
    /// Empty where the text can't be read, and where it holds no value.
    pub(super) list: Vec<Place<'s>>,
    /// Where the first document is over and more follows.
    pub(super) second_document: Option<usize>,
    /// Where nesting is deeper than any document needs.
    pub(super) too_deep: Option<usize>,
    /// Where the first error is.
    pub(super) error: Option<usize>,
}

/// A value's place.
pub(super) struct Place<'s> {
    /// From its first to its last byte, without tag and anchor.
    pub(super) range: TextRange,
    /// What it is.
    pub(super) shape: Shape<'s>,
    /// Index after its last descendant.
    pub(super) after: usize,
}

/// What stands at a place.
pub(super) enum Shape<'s> {
    /// A scalar, by its content.
    Scalar(Cow<'s, str>),
    List,
    Map,
    /// A reference to an earlier value, by its index.
    Alias(usize),
}

impl<'s> Places<'s> {
    /// Finds all values of the first document.
    pub(super) fn find(yaml: &'s str) -> Self {
        let mut places = Self::default();
        // By the number the parser gives an anchor, which counts from 1.
        let mut anchors: Vec<usize> = Vec::new();
        // Open collections, with the end of their last child so far.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut documents = 0;
        for event in Parser::new_from_str(yaml) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or_default();
                    if !open.is_empty() || places.list.is_empty() {
                        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                            places.too_deep = Some(at);
                        }
                        places.error = Some(at);
                        places.list.clear();
                    } else {
                        // What follows the one value of a document without being one: `{a: 1}` and then `b: 2`.
                        places.second_document = next_line_with_content(yaml, at);
                    }
                    return places;
                }
            };
            let Some(span) = span.byte_range() else { continue };
            let (start, mut end) = (span.start.min(yaml.len()), span.end.min(yaml.len()));
            let (shape, anchor) = match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents == 2 {
                        places.second_document = Some(start);
                        return places;
                    }
                    continue;
                }
                Event::DocumentEnd => {
                    // Directives belong to a further document; reading them takes quadratic time.
                    if let Some(directive) = next_line_with_content(yaml, end).filter(|at| yaml[*at..].starts_with('%'))
                    {
                        places.second_document = Some(directive);
                        return places;
                    }
                    continue;
                }
                Event::Scalar(content, _, anchor, _) => {
                    // A block scalar's span takes in the line ends after it.
                    end = start + yaml.get(start..end).unwrap_or_default().trim_end().len();
                    (Shape::Scalar(content), anchor)
                }
                Event::SequenceStart(style, anchor, _) => {
                    open.push((places.list.len(), start_of_end(style, start)));
                    (Shape::List, anchor)
                }
                Event::MappingStart(style, anchor, _) => {
                    open.push((places.list.len(), start_of_end(style, start)));
                    (Shape::Map, anchor)
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some((index, last)) = open.pop() {
                        // A flow collection ends with its bracket, a block collection with its last child.
                        let last = if end > start { end } else { last };
                        let place = &mut places.list[index];
                        place.range = TextRange::new(place.range.start as usize, last);
                        places.list[index].after = places.list.len();
                        grow(&mut open, last);
                    }
                    continue;
                }
                Event::Alias(anchor) => {
                    let Some(target) = anchors.get(anchor.wrapping_sub(1)) else { continue };
                    (Shape::Alias(*target), 0)
                }
                _ => continue,
            };
            let index = places.list.len();
            if anchor > 0 {
                if anchors.len() < anchor {
                    anchors.resize(anchor, index);
                }
                anchors[anchor - 1] = index;
            }
            grow(&mut open, end);
            places.list.push(Place { range: TextRange::new(start, end), shape, after: index + 1 });
        }
        places
    }

    /// The place where the value at `index` is written: its anchor's, for an alias.
    pub(super) fn written(&self, mut index: usize) -> usize {
        while let Shape::Alias(target) = self.list[index].shape {
            index = target;
        }
        index
    }
}

/// Where the next line starts that is neither empty nor a comment, seen from the end of a document.
fn next_line_with_content(yaml: &str, end: usize) -> Option<usize> {
    let mut at = end;
    for line in yaml.get(end..)?.split_inclusive('\n') {
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with('#') {
            return Some(at + line.len() - content.len());
        }
        at += line.len();
    }
    None
}

/// The end of a collection that nothing was read of yet.
fn start_of_end(style: StructureStyle, start: usize) -> usize {
    match style {
        StructureStyle::Block => start,
        StructureStyle::Flow => start + 1,
    }
}

fn grow(open: &mut [(usize, usize)], end: usize) {
    if let Some((_, last)) = open.last_mut() {
        *last = end.max(*last);
    }
}
