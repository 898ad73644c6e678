//! Reads a huge text piece by piece. pulldown-cmark keeps a tree of the whole text it is given, many times the text's
//! size; pieces keep that within bounds, and give the same events.
//!
//! A text is cut before headings at the margin, which end every block but two: a fence and a block of HTML that are
//! still open. Whether one is open is known once the piece before the cut was read, and then that cut isn't made.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, OffsetIter, Options, Parser, RefDefs, Tag,
};

use super::document::UndefinedReference;
use crate::source::TextRange;

/// Size from which on a piece may end, in bytes. The tree of dense Markdown takes about twelve times as much.
const SEGMENT_BYTES: usize = 4 << 20;

/// The events of a text with their ranges, read piece by piece where the text is huge.
pub(super) struct Segments<'a> {
    text: &'a str,
    flags: Options,
    segment_bytes: usize,
    /// Where the piece that is being read starts and ends.
    current: Range<usize>,
    events: OffsetIter<'a, Undefined>,
    undefined: Rc<RefCell<Vec<UndefinedReference>>>,
    /// Where the text starts in the file.
    base: usize,
}

/// Takes down full and collapsed references without a definition. Shortcuts (`[x]`, `[TODO]`) are prose.
struct Undefined {
    base: usize,
    found: Rc<RefCell<Vec<UndefinedReference>>>,
}

impl<'a> BrokenLinkCallback<'a> for Undefined {
    fn handle_broken_link(&mut self, link: BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            self.found.borrow_mut().push(UndefinedReference {
                range: TextRange::from(link.span).shifted(self.base),
                name: link.reference.to_string().into(),
            });
        }
        None
    }
}

impl<'a> Segments<'a> {
    /// Reads `text`, which starts at `base` in its file.
    pub(super) fn new(text: &'a str, base: usize, flags: Options) -> Self {
        Self::with_segments_of(SEGMENT_BYTES, text, base, flags)
    }

    fn with_segments_of(segment_bytes: usize, text: &'a str, base: usize, flags: Options) -> Self {
        let segment_bytes = if refers_across(text) { usize::MAX } else { segment_bytes };
        let undefined = Rc::default();
        let current = 0..end_of_segment(text, 0, segment_bytes, flags);
        let events = events(text, &current, base, flags, &undefined);
        Self { text, flags, segment_bytes, current, events, undefined, base }
    }

    /// The reference definitions of the whole text; ranges are of the text.
    pub(super) fn definitions(&self) -> &RefDefs<'_> {
        // A text that has any is read in one piece.
        self.events.reference_definitions()
    }

    /// References without a definition, as far as the text was read; ranges are of the file.
    pub(super) fn take_undefined(&self) -> Vec<UndefinedReference> {
        std::mem::take(&mut self.undefined.borrow_mut())
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((event, range)) = self.events.next() {
                return Some((event, range.start + self.current.start..range.end + self.current.start));
            }
            let start = self.current.end;
            if start >= self.text.len() {
                return None;
            }
            self.current = start..end_of_segment(self.text, start, self.segment_bytes, self.flags);
            self.events = events(self.text, &self.current, self.base, self.flags, &self.undefined);
        }
    }
}

fn events<'a>(
    text: &'a str,
    segment: &Range<usize>,
    base: usize,
    flags: Options,
    undefined: &Rc<RefCell<Vec<UndefinedReference>>>,
) -> OffsetIter<'a, Undefined> {
    let callback = Undefined { base: base + segment.start, found: Rc::clone(undefined) };
    Parser::new_with_broken_link_callback(&text[segment.clone()], flags, Some(callback)).into_offset_iter()
}

/// Whether something in one part of the text may decide what another part means: definitions of references and of
/// footnotes. Takes what only looks like one for one.
fn refers_across(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"]:").any(|at| {
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        text[line..at].trim_start_matches([' ', '\t', '>', '-', '*', '+']).starts_with('[')
    })
}

/// Where the piece that starts at `start` ends: at the first heading behind `segment_bytes` before which no fence and
/// no HTML is open, else at the end of the text.
fn end_of_segment(text: &str, start: usize, segment_bytes: usize, flags: Options) -> usize {
    let mut least = segment_bytes;
    while let Some(end) = start.checked_add(least).and_then(|from| heading_from(text, from)) {
        if is_closed(&text[start..end], flags) {
            return end;
        }
        // Twice as much each time, so that a text that is one open block is looked at twice as a whole, not once for
        // each of its lines.
        least = (end - start).saturating_mul(2);
    }
    text.len()
}

/// The first heading at the margin that follows an empty line, from an offset on.
fn heading_from(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let found = memchr::memmem::find_iter(rest, b"\n#").map(|at| from + at + 1).find(|at| {
        let before = text[..*at].trim_end_matches([' ', '\t', '\r', '\n']);
        let marks = text[*at..].bytes().take_while(|byte| *byte == b'#').count();
        let behind = text.as_bytes().get(at + marks);
        text[before.len()..*at].matches('\n').count() >= 2 && marks <= 6 && behind == Some(&b' ')
    })?;
    Some(found)
}

/// Whether the last block of a piece ended before the empty line at the piece's end.
fn is_closed(segment: &str, flags: Options) -> bool {
    let mut depth = 0_usize;
    let mut last = None;
    for (event, range) in Parser::new_ext(segment, flags).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    last = Some((matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock), range));
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    let content = segment.trim_end().len();
    // The line's own end belongs to the block; another one is the empty line.
    last.is_none_or(|(may_stay_open, range)| {
        !may_stay_open || segment[content.min(range.end)..range.end].matches('\n').count() < 2
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(segment_bytes: usize, text: &str) -> Vec<(Event<'_>, Range<usize>)> {
        let flags =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM | Options::ENABLE_TASKLISTS;
        Segments::with_segments_of(segment_bytes, text, 0, flags).collect()
    }

    #[test]
    fn pieces_give_the_events_of_the_whole() {
        for text in [
            "# A\n\ntext\n\n# B\n\n- x\n\n# C\n",
            "```\ncode\n\n# no heading\n\nmore\n```\n\n# Heading\n",
            "~~~\nnever closed\n\n# no heading\n\n# nor this\n",
            "<!-- a\n\n# no heading\n\n-->\n\n# Heading\n\ntext\n",
            "<pre>\n\n# no heading\n\n</pre>\n\n# Heading\n",
            "- item\n\n  ```\n  in a list\n\n# Heading\n\n```\ncode\n```\n",
            "> ```\n> quoted\n\n# Heading\r\n\r\ntext\r\n\r\n# Other\r\n",
            "    indented\n\n# Heading\n\n<div>\n\n# Other\n\n</div>\n\n# Last\n",
            "[a]\n\n# B\n\n[a]: x\n\n# C\n\n[a]\n",
            "x[^1]\n\n# B\n\n[^1]: note\n\n# C\n",
        ] {
            assert_eq!(read(1, text), read(usize::MAX, text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_give_the_events_of_any_text(
            lines in prop::collection::vec(
                prop::sample::select(vec![
                    "", "", "", "# H", "## I", "text", "```", "~~~", "  ```", "- a", "  b", "> q", "<div>", "</div>",
                    "<!--", "-->", "<pre>", "</pre>", "<script>", "| a |", "|---|", "    code", "1. x", "#no",
                ]),
                0..40,
            ),
            segment_bytes in 1_usize..60,
        ) {
            let text = lines.join("\n");
            prop_assert_eq!(read(segment_bytes, &text), read(usize::MAX, &text));
        }
    }
}
