//! Raw HTML in Markdown: its tags, comments and links, and what is removed of it.

use super::{Reader, remark};
use crate::config::RawHtml;
use crate::parse::document::{Comment, FoundLink, LinkForm, PlainText, Tag};
use crate::parse::event::Fragment;
use crate::parse::html::{HtmlToken, StartTag, html_tokens};
use crate::parse::sanitize::{EndVerdict, StartVerdict, link_attribute};
use crate::source::TextRange;

impl Reader<'_> {
    pub(super) fn html(&mut self, fragment: &Fragment<'_>) {
        if fragment.block {
            self.close_tight();
            self.start_ignored(fragment.range);
        } else {
            self.inline(fragment.range, !fragment.html.starts_with("<!--"));
        }
        for token in html_tokens(&fragment.html) {
            match token {
                HtmlToken::Comment { range } => self.comment(fragment, &range),
                HtmlToken::Start(tag) => self.start_tag(fragment, &tag),
                HtmlToken::End { name, range } => self.end_tag(fragment, &name, &range),
                HtmlToken::Text(_) => {}
                HtmlToken::Doctype { range } if self.options.raw_html == RawHtml::Sanitize => {
                    self.document.remarks.push(remark::declaration(fragment.place(&range)));
                }
                HtmlToken::Unclosed { range } if self.options.raw_html == RawHtml::Sanitize => {
                    let line = fragment.html[range.clone()].lines().next().map_or(0, str::len);
                    let place = fragment.place(&(range.start..range.start + line));
                    self.document.remarks.push(remark::unclosed_tag(place));
                }
                HtmlToken::Doctype { .. } | HtmlToken::Unclosed { .. } => {}
            }
        }
        if fragment.block {
            self.sanitizer.finish_block();
        }
    }

    fn comment(&mut self, fragment: &Fragment<'_>, range: &std::ops::Range<usize>) {
        let Some(inner) = fragment.html[range.clone()].strip_prefix("<!--") else {
            if self.options.raw_html == RawHtml::Sanitize {
                self.document.remarks.push(remark::declaration(fragment.place(range)));
            }
            return;
        };
        let inner = inner.strip_suffix("-->").unwrap_or_default();
        let content = inner.trim();
        let start = range.start + 4 + (inner.len() - inner.trim_start().len());
        let content_range = fragment.place(&(start..start + content.len()));
        self.document.remarks.extend(remark::comment(content, content_range));
        let range = fragment.place(range);
        self.ignore(range, content_range, fragment.block);
        self.document.comments.push(Comment { range, content: content_range, block: fragment.block });
    }

    fn start_tag(&mut self, fragment: &Fragment<'_>, tag: &StartTag) {
        let range = fragment.place(&tag.range);
        // Only descriptions are read inside an image.
        let verdict = match self.options.raw_html {
            _ if !self.images.is_empty() => return,
            RawHtml::Escape => return,
            RawHtml::Allow => StartVerdict::Keep(Vec::new()),
            RawHtml::Sanitize => self.sanitizer.start(tag),
        };
        let faults = match verdict {
            StartVerdict::Skipped => return,
            StartVerdict::Drop | StartVerdict::DropContent => {
                self.document.remarks.push(remark::removed_tag(tag, range));
                self.document.tags.push(Tag { range, name: tag.name.as_str().into(), end: false, anchor: None });
                return;
            }
            StartVerdict::Keep(faults) => faults,
        };
        for (index, fault) in &faults {
            let attribute = &tag.attributes[*index];
            self.document.remarks.push(remark::removed_attribute(
                &tag.name,
                attribute,
                fault,
                fragment.place(&attribute.range),
            ));
        }
        let anchor = tag.attribute("id").or_else(|| tag.attribute("name")).filter(|anchor| !anchor.is_empty());
        let anchor = anchor.map(Into::into);
        self.document.tags.push(Tag { range, name: tag.name.as_str().into(), end: false, anchor });
        if tag.name == "br" && !fragment.block {
            self.push_break('\n');
        }
        for (index, attribute) in tag.attributes.iter().enumerate() {
            let Some(image) = link_attribute(&tag.name, &attribute.name, &attribute.value) else { continue };
            if faults.binary_search_by_key(&index, |(fault, _)| *fault).is_ok() {
                continue;
            }
            let link = self.document.links.len();
            self.document.links.push(FoundLink {
                form: LinkForm::Html,
                image,
                range,
                destination_range: fragment.place(&attribute.value_range),
                destination: attribute.value.as_str().into(),
                text: PlainText(TextRange::new(self.text.len(), self.text.len())),
                section: self.section,
            });
            if !image && !fragment.block {
                self.html_link = Some((link, self.text.len()));
            } else if image && let Some(description) = tag.attribute("alt") {
                self.describe(link, description, fragment.block);
            }
        }
    }

    /// Keeps the description of an image of raw HTML behind the text it stands in.
    fn describe(&mut self, link: usize, description: &str, block: bool) {
        if !block {
            self.descriptions.push((link, description.to_owned()));
            return;
        }
        let start = self.text.len();
        self.text.push_str(description);
        self.document.links[link].text = PlainText(TextRange::new(start, self.text.len()));
        self.text.push('\n');
    }

    fn end_tag(&mut self, fragment: &Fragment<'_>, name: &str, part: &std::ops::Range<usize>) {
        if !self.images.is_empty() || self.options.raw_html == RawHtml::Escape {
            return;
        }
        let range = fragment.place(part);
        if self.options.raw_html == RawHtml::Sanitize && self.sanitizer.end(name) == EndVerdict::Stray {
            self.document.remarks.push(remark::stray_end_tag(name, range));
        }
        if name == "a"
            && let Some((link, text)) = self.html_link.take()
        {
            self.document.links[link].text = PlainText(TextRange::new(text, self.text.len()));
        }
        self.document.tags.push(Tag { range, name: name.into(), end: true, anchor: None });
    }
}
