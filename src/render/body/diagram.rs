//! Diagrams: a picture, and the text it is made from.

use super::Body;
use crate::parse::command::code::Code;
use crate::parse::destination::is_unsafe_url;
use crate::parse::diagram::{Content, Diagram, parse_diagram};
use crate::parse::event::CodeBlock;
use crate::parse::info_string::InfoString;
use crate::render::body::HrefKind;
use crate::render::diagram::{NodeHref, draw, width_of};
use crate::render::escape::escape_into;

/// What a picture is called that its author gave no title.
const FLOWCHART: &str = "Flowchart";
const STATE_DIAGRAM: &str = "State diagram";
const SEQUENCE_DIAGRAM: &str = "Sequence diagram";
/// What opens the text that a diagram is made from.
const SOURCE: &str = "Source of the diagram";

/// A picture that is wider than this many pixels scrolls on a phone.
const NARROW: i64 = 320;

impl Body<'_> {
    /// Renders a diagram; `false` where it isn't understood, so that it stays code.
    pub(super) fn diagram(&mut self, info: &InfoString, block: &CodeBlock<'_>) -> bool {
        // Read as it was read when its findings were made: from the file, and not from what an info string may have changed.
        let written = Code::of_pieces(&block.pieces, self.input.text);
        let Ok(diagram) = parse_diagram(&written.text) else { return false };
        let hrefs = self.node_hrefs(&diagram, &written);
        if self.sanitizer.is_skipping() {
            return true;
        }
        let kind = match &diagram.content {
            Content::Flowchart(_) => FLOWCHART,
            Content::State(_) => STATE_DIAGRAM,
            Content::Sequence(_) => SEQUENCE_DIAGRAM,
        };
        let words = self.input.words;
        let name = info.title.as_deref().or(diagram.title.as_deref()).unwrap_or_else(|| words.t(kind));
        self.diagrams += 1;
        let svg = draw(&diagram, &hrefs, name, &format!("site:diagram-{}", self.diagrams));
        let least = width_of(&svg) * 3 / 4;
        self.out.push_str("<figure class=\"diagram\"");
        if let Some(tab) = &info.tab {
            self.attribute("data-tab", tab);
        }
        self.out.push('>');
        let titled = InfoString { title: info.title.clone().or_else(|| diagram.title.clone()), ..info.clone() };
        self.caption(&titled);
        self.out.push_str("<div class=\"diagram-view\"");
        if least > NARROW {
            self.out.push_str(" tabindex=\"0\" role=\"group\"");
            self.attribute("aria-label", name);
        }
        self.out.push_str("><div class=\"diagram-sheet\">");
        self.out.push_str(&svg);
        // Holds the sheet open, so that the picture never shrinks until nobody can read it.
        self.out.push_str(&format!(
            "<svg class=\"diagram-least\" width=\"{least}\" height=\"1\" aria-hidden=\"true\"></svg>"
        ));
        self.out.push_str("</div></div><details><summary>");
        escape_into(&mut self.out, words.t(SOURCE));
        self.out.push_str("</summary>\n");
        let plain = InfoString { language: info.language.clone(), ..InfoString::default() };
        self.whole_figure(&plain, &block.code);
        self.out.push_str("</details></figure>\n");
        true
    }

    /// Where the nodes lead: only to what can be reached, and never to a script.
    fn node_hrefs(&mut self, diagram: &Diagram, written: &Code) -> Vec<NodeHref> {
        let mut hrefs = Vec::new();
        for link in diagram.links() {
            let Some(href) = self.href(written.place(link.range.start, link.range.end).start) else { continue };
            if href.kind.dead().is_none() && !is_unsafe_url(&href.url) {
                hrefs.push((link.range.start, href.url.clone(), href.kind == HrefKind::External));
            }
        }
        hrefs
    }
}
