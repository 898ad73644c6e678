//! Diagrams as SVG, drawn when the site is built.
//!
//! Everything is written by docsgen: elements, numbers and classes. Of the author there are words, which are escaped, and
//! links, which the site has looked at. Colours and fonts are the theme's (`css/diagram.css`), so that a picture follows light
//! and dark and needs no style of its own.

mod graph;
mod layout;
mod sequence;
mod shape;
mod svg;
mod text;

use super::escape::{escape_into, escape_url_into};
use crate::parse::diagram::{Content, Diagram};

/// Where a node of a diagram leads.
pub(super) type NodeHref = (usize, String, bool);

/// What is drawn, without the element around it.
struct Picture {
    size: (i64, i64),
    body: String,
    /// What it shows, in words, for those who can't see it.
    description: String,
}

/// Draws a diagram. `hrefs` are the URLs of its links, safe to follow: each with the place in the diagram's text where its
/// destination is written, and whether it leads off the site. `name` is what the picture is called for those who can't see
/// it, and `id` is not yet taken on the page.
#[must_use]
pub(super) fn draw(diagram: &Diagram, hrefs: &[NodeHref], name: &str, id: &str) -> String {
    let picture = match &diagram.content {
        Content::Flowchart(graph) | Content::State(graph) => graph::draw(graph, hrefs),
        Content::Sequence(sequence) => sequence::draw(sequence),
    };
    let (width, height) = picture.size;
    let mut out = String::with_capacity(picture.body.len() + 512);
    // A picture is one thing to a screen reader, but not if it holds links.
    let role = if hrefs.is_empty() { "img" } else { "group" };
    out.push_str(&format!("<svg role=\"{role}\" aria-label=\""));
    escape_into(&mut out, name);
    out.push_str(&format!(
        "\" aria-describedby=\"{id}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" text-anchor=\"middle\"><desc id=\"{id}\">"
    ));
    escape_into(&mut out, diagram.description.as_deref().unwrap_or(&picture.description));
    out.push_str("</desc>");
    out.push_str(&picture.body);
    out.push_str("</svg>");
    out
}

/// The size of a picture as it was drawn: the first numbers of its tag.
#[must_use]
pub(super) fn width_of(svg: &str) -> i64 {
    let value = svg.split(" width=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|width| width.parse().ok()).unwrap_or(0)
}

fn escaped_url(url: &str) -> String {
    let mut out = String::new();
    escape_url_into(&mut out, url);
    out
}

#[cfg(test)]
mod tests;
