//! Raw HTML: sanitised tag by tag, passed through, or shown as text.

use super::image::is_remote;
use super::{Body, Href, HrefKind};
use crate::config::{RawHtml, RemoteImages};
use crate::parse::event::Fragment;
use crate::parse::html::{HtmlToken, StartTag, html_tokens};
use crate::parse::sanitize::{AttributeFault, EndVerdict, StartVerdict, is_void, link_attribute};
use crate::render::escape::{escape_into, escape_url_into};

/// Writes the end tag of an element.
pub(super) fn push_end_tag(out: &mut String, element: &str) {
    out.push_str("</");
    out.push_str(element);
    out.push('>');
}

impl Body<'_> {
    /// Renders raw HTML.
    pub(super) fn raw_html(&mut self, fragment: &Fragment<'_>) {
        if fragment.block {
            self.line_start();
        }
        match self.input.options.parse.raw_html {
            RawHtml::Allow if self.site => self.allowed(fragment),
            RawHtml::Allow => self.out.push_str(&fragment.html),
            RawHtml::Escape => self.escaped(fragment),
            RawHtml::Sanitize => self.sanitized(fragment),
        }
        if fragment.block {
            self.line_start();
        }
    }

    /// As written, but for the targets of links, which are those of the site.
    fn allowed(&mut self, fragment: &Fragment<'_>) {
        let mut at = 0;
        for token in html_tokens(&fragment.html) {
            let HtmlToken::Start(tag) = token else { continue };
            for attribute in &tag.attributes {
                if link_attribute(&tag.name, &attribute.name, &attribute.value).is_none() {
                    continue;
                }
                let Some(href) = self.href(fragment.place(&tag.range).start) else { continue };
                let value = attribute.value_range.clone();
                if attribute.value.is_empty() || value.start < at {
                    continue;
                }
                self.out.push_str(&fragment.html[at..value.start]);
                let quote = if self.out.ends_with(['"', '\'']) { "" } else { "\"" };
                self.out.push_str(quote);
                escape_url_into(&mut self.out, &href.url);
                self.out.push_str(quote);
                at = value.end;
            }
        }
        self.out.push_str(&fragment.html[at..]);
    }

    /// As text. Comments stay hidden: they are marks, and no reader's business.
    fn escaped(&mut self, fragment: &Fragment<'_>) {
        let mut shown = String::new();
        let mut at = 0;
        for token in html_tokens(&fragment.html) {
            if let HtmlToken::Comment { range } = token {
                shown.push_str(fragment.html.get(at..range.start).unwrap_or_default());
                at = range.end.max(at);
            }
        }
        shown.push_str(&fragment.html[at..]);
        if !fragment.block {
            escape_into(&mut self.out, &shown);
        } else if !shown.trim().is_empty() {
            self.out.push_str("<p>");
            escape_into(&mut self.out, shown.trim());
            self.out.push_str("</p>\n");
        }
    }

    /// Only what the sanitiser keeps, written anew from its tokens, so that no browser can read it differently.
    fn sanitized(&mut self, fragment: &Fragment<'_>) {
        let before = self.out.len();
        for token in html_tokens(&fragment.html) {
            match token {
                HtmlToken::Start(tag) => match self.sanitizer.start(&tag) {
                    StartVerdict::Keep(faults) => self.start_tag(fragment, &tag, &faults),
                    StartVerdict::Drop | StartVerdict::DropContent | StartVerdict::Skipped => {}
                },
                HtmlToken::End { name, .. } => {
                    if let EndVerdict::Close(elements) = self.sanitizer.end(&name) {
                        for element in elements {
                            push_end_tag(&mut self.out, element);
                        }
                    }
                }
                HtmlToken::Text(text) if !self.sanitizer.is_skipping() => escape_into(&mut self.out, &text),
                HtmlToken::Text(_)
                | HtmlToken::Comment { .. }
                | HtmlToken::Doctype { .. }
                | HtmlToken::Unclosed { .. } => {}
            }
        }
        if fragment.block {
            self.sanitizer.finish_block();
            if self.out[before..].trim().is_empty() {
                self.out.truncate(before);
            }
        }
    }

    fn start_tag(&mut self, fragment: &Fragment<'_>, tag: &StartTag, faults: &[(usize, AttributeFault)]) {
        if self.site && self.replaces(fragment, tag) {
            return;
        }
        self.out.push('<');
        self.out.push_str(&tag.name);
        let mut target: Option<&Href> = None;
        let kept = |index: &usize| faults.binary_search_by_key(index, |(fault, _)| *fault).is_err();
        let leads = |index: &usize| {
            let attribute = &tag.attributes[*index];
            link_attribute(&tag.name, &attribute.name, &attribute.value).is_some()
        };
        let (links, others): (Vec<usize>, Vec<usize>) = (0..tag.attributes.len()).filter(kept).partition(leads);
        for attribute in links.into_iter().map(|index| &tag.attributes[index]) {
            let href = self.href(fragment.place(&tag.range).start);
            target = target.or(href);
            self.url(&attribute.name, href, &attribute.value);
        }
        for attribute in others.into_iter().map(|index| &tag.attributes[index]) {
            if !self.is_replaced(tag, &attribute.name, &attribute.value, target) {
                self.attribute(&attribute.name, &attribute.value);
            }
        }
        self.added_attributes(tag, target);
        self.out.push('>');
        if tag.self_closing && !is_void(&tag.name) {
            // HTML would leave it open; who writes `<a name="x"/>` means it to be closed.
            push_end_tag(&mut self.out, &tag.name);
        }
    }

    /// Prints what stands in place of an embedded image, if something does.
    fn replaces(&mut self, fragment: &Fragment<'_>, tag: &StartTag) -> bool {
        let dropped = self.input.options.remote_images == RemoteImages::Drop;
        match &*tag.name {
            "img" => {
                let Some(source) = tag.attribute("src") else { return false };
                let next = self.next_link;
                let href = self.href(fragment.place(&tag.range).start);
                let address = href.map_or(source, |href| href.url.as_str());
                let [description, title] = ["alt", "title"].map(|name| tag.attribute(name).unwrap_or_default());
                let replaced = self.in_place_of_image(address, description, title);
                if !replaced {
                    self.next_link = next;
                }
                replaced
            }
            // Another file for the same image, which the browser would prefer.
            "source" => {
                dropped && tag.attributes.iter().any(|attribute| is_remote_set(&attribute.name, &attribute.value))
            }
            _ => false,
        }
    }

    /// What Markdown's own links and images have, too.
    fn added_attributes(&mut self, tag: &StartTag, target: Option<&Href>) {
        let kind = target.map(|href| &href.kind);
        if let Some((reason, class)) = kind.and_then(HrefKind::dead) {
            self.attribute("title", reason);
            self.attribute("class", class);
        } else if tag.name == "a" && kind == Some(&HrefKind::External) {
            self.out.push_str(" class=\"external\" rel=\"noopener\"");
        }
        if tag.name == "img" && self.site {
            let sized = tag.attribute("width").is_some() || tag.attribute("height").is_some();
            if let Some((width, height)) = target.and_then(|href| href.image).filter(|_| !sized) {
                self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
            }
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
            if target.is_some_and(|href| is_remote(&href.url)) {
                self.out.push_str(" referrerpolicy=\"no-referrer\"");
            }
        }
    }

    /// Whether docsgen writes the attribute itself.
    fn is_replaced(&self, tag: &StartTag, name: &str, value: &str, target: Option<&Href>) -> bool {
        match name {
            "loading" | "referrerpolicy" => self.site && tag.name == "img",
            "srcset" => self.input.options.remote_images == RemoteImages::Drop && is_remote_set(name, value),
            "rel" => tag.name == "a" && target.is_some_and(|href| href.kind == HrefKind::External),
            "title" => target.is_some_and(|href| href.kind.dead().is_some()),
            _ => false,
        }
    }
}

/// Whether a set of images, or the address of one, names another site.
fn is_remote_set(name: &str, value: &str) -> bool {
    matches!(name, "src" | "srcset") && value.split(',').any(is_remote)
}
