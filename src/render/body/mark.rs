//! Elements around parts of a line of code that is HTML already: where they stand is told by the line's text.

use std::ops::Range;

/// A part of a line that gets an element of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    /// The part, in bytes of the line's text.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: MarkKind<'a>,
}

/// What a marked part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkKind<'a> {
    /// Stands for the parameter of that name, which is fit to be an attribute as it is.
    Param(&'a str),
    /// A prompt.
    Prompt,
    /// A character that has to keep to its column of a drawing, whatever font it comes from; or to its two.
    Cell {
        /// Whether it takes two columns.
        wide: bool,
    },
}

/// The text of highlighted code: tags left out, entities resolved.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Tag(_) => {}
            Piece::Text(part) => text.push_str(part),
            Piece::Entity(_, character) => text.push(character),
        }
    }
    text
}

/// Writes highlighted code with elements around some parts of it. `marks` are in order and apart from one another, and none is
/// empty. Where the elements of highlighting cross a mark's borders they are closed and opened again.
pub(super) fn write_marked(out: &mut String, html: &str, marks: &[Mark<'_>]) {
    let mut writer = Writer { out, wanted: Vec::new(), open: Vec::new() };
    let mut marks = marks.iter().peekable();
    let mut inside: Option<&Mark<'_>> = None;
    let mut at = 0;
    for piece in pieces(html) {
        let (written, length) = match piece {
            Piece::Tag(tag) => {
                writer.tag(tag);
                continue;
            }
            Piece::Text(text) => (text, text.len()),
            Piece::Entity(entity, _) => (entity, 1),
        };
        let mut from = 0;
        while from < length {
            if inside.is_none()
                && let Some(mark) = marks.next_if(|mark| mark.range.start <= at + from)
            {
                writer.settle();
                writer.out.push_str(&mark.kind.start_tag());
                inside = Some(mark);
            }
            let border = inside.map_or_else(|| marks.peek().map(|mark| mark.range.start), |mark| Some(mark.range.end));
            let to = border.map_or(length, |border| border.saturating_sub(at).clamp(from, length));
            // An entity is one character, and no mark begins in the middle of one.
            let (to, part) = if matches!(piece, Piece::Entity(..)) {
                (length, written)
            } else {
                let to = (to..length).find(|to| written.is_char_boundary(*to)).unwrap_or(length);
                (to, &written[from..to])
            };
            if inside.is_none() {
                writer.settle();
            }
            writer.out.push_str(part);
            from = to;
            if inside.is_some_and(|mark| mark.range.end <= at + from) {
                inside = None;
                writer.out.push_str("</span>");
            }
        }
        at += length;
    }
    if inside.is_some() {
        writer.out.push_str("</span>");
    }
    writer.wanted.clear();
    writer.settle();
}

impl MarkKind<'_> {
    fn start_tag(self) -> String {
        match self {
            Self::Param(name) => format!("<span data-param=\"{name}\">"),
            Self::Prompt => "<span class=\"prompt\">".to_owned(),
            Self::Cell { wide: false } => "<span class=\"cell\">".to_owned(),
            Self::Cell { wide: true } => "<span class=\"cell wide\">".to_owned(),
        }
    }
}

struct Writer<'o, 'h> {
    out: &'o mut String,
    /// The tags around what comes next, by the HTML that is read.
    wanted: Vec<&'h str>,
    /// Those that are open in what was written.
    open: Vec<&'h str>,
}

impl<'h> Writer<'_, 'h> {
    fn tag(&mut self, tag: &'h str) {
        if tag.starts_with("</") {
            self.wanted.pop();
        } else {
            self.wanted.push(tag);
        }
    }

    /// Closes and opens tags so that what is open is what is wanted.
    fn settle(&mut self) {
        let same = |(open, wanted): &(&&str, &&str)| std::ptr::eq(open.as_ptr(), wanted.as_ptr());
        let kept = self.open.iter().zip(&self.wanted).take_while(same).count();
        for _ in kept..self.open.len() {
            self.out.push_str("</span>");
        }
        for tag in &self.wanted[kept..] {
            self.out.push_str(tag);
        }
        self.open.clone_from(&self.wanted);
    }
}

/// A piece of HTML as highlighters write it.
enum Piece<'h> {
    Tag(&'h str),
    Text(&'h str),
    /// An entity, and the character it stands for.
    Entity(&'h str, char),
}

fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = |mark: char| rest.find(mark).map_or(rest.len(), |at| at + 1);
        let length = match first {
            '<' => end('>'),
            '&' => end(';'),
            _ => rest.find(['<', '&']).unwrap_or(rest.len()),
        };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some(match first {
            '<' => Piece::Tag(piece),
            '&' => Piece::Entity(
                piece,
                match piece {
                    "&lt;" => '<',
                    "&gt;" => '>',
                    "&quot;" => '"',
                    _ => '&',
                },
            ),
            _ => Piece::Text(piece),
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::code::CodeHighlighter;
    use crate::render::highlight::Syntaxes;

    fn marked(html: &str, ranges: &[Range<usize>]) -> String {
        let mark = |range: &Range<usize>| Mark { range: range.clone(), kind: MarkKind::Param("N") };
        let mut out = String::new();
        write_marked(&mut out, html, &ranges.iter().map(mark).collect::<Vec<_>>());
        out.replace("<span data-param=\"N\">", "[")
            .replace("<span class=\"", "")
            .replace("\">", ":")
            .replace("</span>", "/")
    }

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "a list of one range is meant")]
    fn marks_stand_beside_and_across_the_elements_of_highlighting() {
        for (html, ranges, expected) in [
            ("a $N b", &[2..4][..], "a [$N/ b"),
            ("<span class=\"v\">$N</span> b", &[0..2], "v:[$N// b"),
            ("a <span class=\"v\">$N</span>", &[2..4], "a v:[$N//"),
            // `${N}` in three elements: the mark holds the text and takes the first one's colour.
            ("<span class=\"v\">$</span><span class=\"e\">{</span>N<span class=\"e\">}</span>x", &[0..4], "v:[${N}//x"),
            // In the middle of a string, and over its end.
            ("<span class=\"s\">\"a$Nb\"</span>", &[2..4], "s:\"a[$N/b\"/"),
            ("<span class=\"s\">a$</span>Nb", &[1..3], "s:a[$N//b"),
            ("a<span class=\"s\">b</span>c<span class=\"k\">de</span>", &[0..4], "[abcd/k:e/"),
            ("&lt;N&gt;&amp;", &[0..3], "[&lt;N&gt;/&amp;"),
            ("가$N나", &[3..5], "가[$N/나"),
            ("ab", &[0..1, 1..2], "[a/[b/"),
            ("ab", &[], "ab"),
            ("a<span class=\"s\"></span>b", &[0..1], "[a/b"),
        ] {
            assert_eq!(marked(html, ranges), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn the_text_stays_and_elements_nest(code in "[a$N{}<>&\"' |가-]{0,30}", at in 0usize..30, length in 1usize..6) {
            let syntaxes = Syntaxes::new();
            let html = syntaxes.highlighter().highlight("bash", &code).html;
            for line in html.lines() {
                let text = text_of(line);
                let start = (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
                let end = (start + length..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
                if start == end {
                    continue;
                }
                let mut out = String::new();
                write_marked(&mut out, line, &[Mark { range: start..end, kind: MarkKind::Prompt }]);
                prop_assert_eq!(text_of(&out), text.clone());
                let mut depth = 0i32;
                for piece in pieces(&out) {
                    if let Piece::Tag(tag) = piece {
                        depth += if tag.starts_with("</") { -1 } else { 1 };
                        prop_assert!(depth >= 0);
                    }
                }
                prop_assert_eq!(depth, 0);
                let (_, rest) = out.split_once("<span class=\"prompt\">").expect("a mark");
                prop_assert_eq!(text_of(rest.split_once("</span>").expect("an end").0), text[start..end].to_owned());
            }
        }
    }
}
