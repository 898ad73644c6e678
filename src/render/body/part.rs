//! A part of a page's Markdown, shown on a page of its own: one release of a changelog.

use super::{BodyInput, render};
use crate::parse::document::{Document, LinkForm};
use crate::parse::event::{Events, bounded_nesting};
use crate::render::code::CodeHighlighter;
use crate::source::TextRange;

/// Where a part starts in the lists of its document, and how its headings stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) first_heading: usize,
    pub(super) first_link: usize,
    pub(super) first_code_span: usize,
    /// How many levels its headings stand higher than in the text.
    raised: u8,
}

impl Part {
    /// The level of a heading in the part: the first level is that of its page's title.
    pub(super) fn level(self, level: u8) -> u8 {
        if self.raised == 0 { level } else { level.saturating_sub(self.raised).max(2) }
    }
}

/// Renders a part of a page's text. `input` has the whole text and document, and the links and inline code of the part alone.
/// Headings are raised so far that those right below the part's own, of level `level`, are the first below the title.
#[must_use]
pub fn render_part(
    input: &BodyInput<'_>,
    range: TextRange,
    level: u8,
    highlighter: &mut dyn CodeHighlighter,
) -> String {
    let document = input.document;
    let part = Part {
        first_heading: document.headings.partition_point(|heading| heading.range.start < range.start),
        first_link: document.links.partition_point(|link| link.range.start < range.start),
        first_code_span: document.code_spans.partition_point(|code| code.range.start < range.start),
        raised: level.saturating_sub(1),
    };
    let text = part_text(input.text, document, range);
    let text = bounded_nesting(&text);
    render(input, part, Events::of_part(&text, range.start as usize, &input.options.parse), highlighter)
}

/// The Markdown of a part as it can be read alone: without the line that divides it from the next part, and with the definitions
/// that its references need. Empty where the text isn't the one that the part was found in.
#[must_use]
pub fn part_text(text: &str, document: &Document, range: TextRange) -> String {
    let Some(part) = text.get(range.start as usize..range.end as usize) else { return String::new() };
    let mut part = part.trim_end();
    while let Some((before, last)) = part.rsplit_once('\n')
        && is_rule(last)
        && before.ends_with('\n')
    {
        part = before.trim_end();
    }
    let mut alone = format!("{part}\n");
    let first = document.links.partition_point(|link| link.range.start < range.start);
    let links = document.links[first..].iter().take_while(|link| link.range.start < range.end);
    let places = links.filter(|link| link.form == LinkForm::Reference).map(|link| link.destination_range.start);
    let mut used: Vec<TextRange> = places
        .filter_map(|place| {
            let after = document.definitions.partition_point(|definition| definition.range.end <= place);
            let range = document.definitions.get(after)?.range;
            (range.start <= place).then_some(range)
        })
        .filter(|definition| !(range.start..range.end).contains(&definition.start))
        .collect();
    used.sort_unstable_by_key(|range| range.start);
    used.dedup();
    for definition in used {
        if let Some(definition) = text.get(definition.start as usize..definition.end as usize) {
            alone.push('\n');
            alone.push_str(definition.trim());
            alone.push('\n');
        }
    }
    alone
}

/// Whether a line is a thematic break.
fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3 && ['-', '*', '_'].iter().any(|sign| signs.iter().all(|c| c == sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::event::ParseOptions;
    use crate::parse::front_matter::FrontMatter;
    use crate::parse::markdown::parse_document;

    #[test]
    fn a_part_is_read_alone_with_what_it_refers_to() {
        let text = "# A\n\n[x], [y][z] and [w]\n\n---\n\n# B\n\n[x]\n\n[x]: https://x.example\n[z]: <https://z.example> \"Z\"\n[v]: b\n";
        let document =
            parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &ParseOptions::default());
        let start = document.headings[0].range.end;
        let end = document.headings[1].range.start;
        let part = part_text(text, &document, TextRange { start, end });
        assert_eq!(
            part.trim_start(),
            "[x], [y][z] and [w]\n\n[x]: https://x.example\n\n[z]: <https://z.example> \"Z\"\n"
        );
        assert_eq!(part_text(text, &document, TextRange { start: 4, end: 4_000 }), "", "of another text");
    }

    #[test]
    fn lines_that_divide_are_known() {
        for (line, expected) in
            [("---", true), (" * * *", true), ("___", true), ("--", false), ("-*-", false), ("- a", false), ("", false)]
        {
            assert_eq!(is_rule(line), expected, "{line}");
        }
    }
}
