//! Links and images of Markdown, with the places of their destinations.

use pulldown_cmark::LinkType;

use super::{OpenLink, Reader};
use crate::parse::destination::inline_destination;
use crate::parse::document::{FoundLink, LinkForm, PlainText};
use crate::source::TextRange;

impl Reader<'_> {
    pub(super) fn add_link(&mut self, link_type: LinkType, destination: &str, range: TextRange, image: bool) -> usize {
        let (form, destination_range) = match link_type {
            LinkType::Autolink | LinkType::Email => {
                let angle = u32::from(range.of(self.source).starts_with('<'));
                (LinkForm::Autolink, TextRange { start: range.start + angle, end: range.end - angle })
            }
            LinkType::Inline | LinkType::WikiLink { .. } => (LinkForm::Inline, range),
            _ => (LinkForm::Reference, self.use_definition().unwrap_or(range)),
        };
        self.document.links.push(FoundLink {
            form,
            image,
            range,
            destination_range,
            destination: destination.into(),
            text: PlainText::default(),
            section: self.section,
        });
        self.document.links.len() - 1
    }

    /// The place of the destination that the current reference leads to.
    fn use_definition(&mut self) -> Option<TextRange> {
        let start = u32::try_from(self.definition? + self.document.body.start as usize).ok()?;
        let definitions = &mut self.document.definitions;
        let index = definitions.partition_point(|definition| definition.range.start < start);
        definitions.get_mut(index)?.used = true;
        self.destinations.get(index).copied()
    }

    pub(super) fn end_link(&mut self, range: TextRange) {
        let Some(link) = self.links.pop() else { return };
        self.place_destination(&link);
        let text = PlainText(TextRange::new(link.text, self.text.len()));
        self.document.links[link.index].text = text;
        if let (1, Some(code)) = (link.children, link.code) {
            self.document.code_spans[code].in_link = true;
        }
        self.extend_content(range);
    }

    pub(super) fn end_image(&mut self, range: TextRange) {
        if let Some(link) = self.links.pop() {
            self.place_destination(&link);
        }
        if let Some(image) = self.images.pop() {
            if let Some(outer) = self.images.last_mut() {
                outer.description.push_str(&image.description);
            }
            self.descriptions.push((image.index, image.description));
        }
        self.extend_content(range);
    }

    fn place_destination(&mut self, open: &OpenLink) {
        let link = &mut self.document.links[open.index];
        if link.form == LinkForm::Inline {
            let found = inline_destination(self.source, link.range, open.content_end, &link.destination);
            link.destination_range = found.unwrap_or(link.range);
        }
    }
}
