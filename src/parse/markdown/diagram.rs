//! Diagrams in code blocks: what is wrong with them, and where their nodes lead.

use super::Reader;
use crate::diagnostic::{Code, Remark};
use crate::parse::command::code::Code as Written;
use crate::parse::diagram::parse_diagram;
use crate::parse::document::{FoundLink, LinkForm, PlainText};
use crate::parse::event::CodeBlock;
use crate::source::TextRange;

impl Reader<'_> {
    /// Takes note of the diagram in a code block at `block`.
    pub(super) fn diagram(&mut self, code: &CodeBlock<'_>, block: TextRange) {
        let written = Written::of_pieces(&code.pieces, self.source);
        match parse_diagram(&written.text) {
            Ok(diagram) => {
                for link in diagram.links() {
                    let range = written.place(link.range.start, link.range.end);
                    self.document.links.push(FoundLink {
                        form: LinkForm::Html,
                        image: false,
                        range,
                        destination_range: range,
                        destination: link.destination.as_str().into(),
                        text: PlainText::default(),
                        section: self.section,
                    });
                }
            }
            Err(problem) => {
                let place = written.place(problem.range.start, problem.range.end);
                // What is missing stands nowhere: then it is the block.
                let place = if place.is_empty() { first_line(self.source, block) } else { place };
                let code = if problem.unsupported { Code::DiagramUnsupported } else { Code::DiagramInvalid };
                self.document.remarks.push(Remark::new(code, place, problem.message).help(problem.help));
            }
        }
    }
}

fn first_line(source: &str, block: TextRange) -> TextRange {
    let line = block.of(source).lines().next().unwrap_or_default();
    TextRange::new(block.start as usize, block.start as usize + line.len())
}
