//! Images: shown, drawn as badges, or left out where other sites hold them.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Href};
use crate::config::RemoteImages;
use crate::parse::badge::Badge;
use crate::parse::destination::is_unsafe_url;
use crate::parse::event::{Events, Markup};
use crate::render::escape::{escape_into, escape_url_into};
use crate::source::TextRange;

/// Whether an address is one of another site.
pub(super) fn is_remote(address: &str) -> bool {
    let start = address.trim_start();
    let web = |scheme: &str| start.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme));
    start.starts_with("//") || web("https:") || web("http:")
}

impl Body<'_> {
    /// Renders an image, whose content is its description.
    pub(super) fn image(&mut self, destination: &str, title: &str, range: TextRange, events: &mut Events<'_>) {
        let href = self.href(range.start);
        let mut description = String::new();
        let mut depth = 0u32;
        for (markup, _) in events.by_ref() {
            match markup {
                Markup::Event(Event::Start(Tag::Image { .. })) => depth += 1,
                Markup::Event(Event::End(TagEnd::Image)) if depth == 0 => break,
                Markup::Event(Event::End(TagEnd::Image)) => depth -= 1,
                Markup::Event(
                    Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text),
                ) => description.push_str(&text),
                Markup::Event(Event::SoftBreak | Event::HardBreak) => description.push(' '),
                Markup::Html(fragment) if !self.site => description.push_str(&fragment.html),
                _ => {}
            }
        }
        if self.sanitizer.is_skipping() {
            return;
        }
        let address = href.map_or(destination, |href| &href.url);
        if self.site && self.in_place_of_image(address, &description, title) {
            return;
        }
        self.out.push_str("<img");
        self.url("src", href, destination);
        self.attribute("alt", &description);
        self.target_attributes(href, title, false);
        self.image_attributes(href);
        self.out.push_str(" />");
    }

    pub(super) fn image_attributes(&mut self, href: Option<&Href>) {
        if !self.site {
            return;
        }
        if let Some((width, height)) = href.and_then(|href| href.image) {
            self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        if href.is_some_and(|href| is_remote(&href.url)) {
            // Who holds the image needn't know what is read.
            self.out.push_str(" referrerpolicy=\"no-referrer\"");
        }
    }

    /// Prints what stands in place of an image: a badge that is drawn here, or its description where images of other sites
    /// are dropped. `false` where the image itself is shown.
    pub(super) fn in_place_of_image(&mut self, address: &str, description: &str, title: &str) -> bool {
        if let Some(badge) = Badge::parse(address) {
            self.badge(&badge, description, title);
            return true;
        }
        if self.input.options.remote_images == RemoteImages::Keep || !is_remote(address) {
            return false;
        }
        let shown = match description.trim() {
            // Somebody has to be able to read it, and follow it.
            "" => address.trim(),
            description => description,
        };
        // A link can't stand in another one.
        let linked = self.links == 0 && !self.sanitizer.is_open("a") && !is_unsafe_url(address);
        if linked {
            self.out.push_str("<a class=\"external\" rel=\"noopener\" href=\"");
            escape_url_into(&mut self.out, address);
            self.out.push('"');
        } else {
            self.out.push_str("<span");
        }
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
        escape_into(&mut self.out, shown);
        self.out.push_str(if linked { "</a>" } else { "</span>" });
        true
    }

    /// Draws a badge.
    fn badge(&mut self, badge: &Badge, description: &str, title: &str) {
        let said = match (description.trim(), &*badge.label) {
            ("", "") => badge.message.clone(),
            ("", label) => format!("{label}: {}", badge.message),
            (description, _) => description.to_owned(),
        };
        self.out.push_str("<span role=\"img\"");
        self.attribute("class", &format!("shield tone-{}", badge.tone.name()));
        self.attribute("aria-label", &said);
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
        for part in [&badge.label, &badge.message].into_iter().filter(|part| !part.is_empty()) {
            self.out.push_str("<span>");
            escape_into(&mut self.out, part);
            self.out.push_str("</span>");
        }
        self.out.push_str("</span>");
    }
}
