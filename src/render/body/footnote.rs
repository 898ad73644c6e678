//! Footnotes, gathered at the end of the page in the order they are referred to.

use rapidhash::RapidHashMap;

use crate::render::escape::{escape_into, escape_url_into};
use crate::render::translation::Translation;

/// The footnotes of one body.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    /// By label in lower case.
    numbers: RapidHashMap<String, usize>,
    /// In order of their first reference.
    notes: Vec<Note>,
    /// Rendered definitions by label in lower case.
    definitions: RapidHashMap<String, String>,
    /// Definitions that are being rendered: label, and what was rendered before.
    open: Vec<(String, String)>,
}

#[derive(Debug)]
struct Note {
    label: String,
    references: usize,
}

impl Footnotes {
    /// Whether a definition is being rendered.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Renders a reference.
    pub(super) fn refer(&mut self, out: &mut String, label: &str, site: bool) {
        let key = label.to_lowercase();
        let number = *self.numbers.entry(key.clone()).or_insert_with(|| {
            self.notes.push(Note { label: key, references: 0 });
            self.notes.len()
        });
        let note = &mut self.notes[number - 1];
        note.references += 1;
        let id = note.id(number, site);
        let nth = nth_suffix(note.references);
        out.push_str("<sup class=\"footnote-ref\"><a href=\"#fn");
        escape_url_into(out, &id);
        out.push_str("\" id=\"fnref");
        escape_into(out, &id);
        out.push_str(&format!("{nth}\">{number}</a></sup>"));
    }

    /// Starts a definition: what was rendered before is kept until it ends.
    pub(super) fn open(&mut self, label: &str, before: String) {
        self.open.push((label.to_lowercase(), before));
    }

    /// Ends it, and gives back what was rendered before.
    pub(super) fn close(&mut self, definition: String) -> String {
        let (label, before) = self.open.pop().unwrap_or_default();
        // Of two definitions the first counts, as with links.
        self.definitions.entry(label).or_insert(definition);
        before
    }

    /// Renders the definitions that are referred to: on a site with its `words`, else as the specification prints them.
    pub(super) fn render(self, out: &mut String, words: Option<&Translation>) {
        let site = words.is_some();
        if self.notes.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\"");
        if let Some(words) = words {
            out.push_str(" role=\"doc-endnotes\" aria-label=\"");
            escape_into(out, words.t("Footnotes"));
            out.push('"');
        }
        out.push_str(">\n<ol>\n");
        for (number, note) in (1..).zip(&self.notes) {
            let id = note.id(number, site);
            out.push_str("<li id=\"fn");
            escape_into(out, &id);
            out.push_str("\">\n");
            let definition = self.definitions.get(&note.label).map_or("", String::as_str);
            let last_paragraph = definition.strip_suffix("</p>\n");
            out.push_str(last_paragraph.unwrap_or(definition));
            for reference in 1..=note.references {
                if last_paragraph.is_some() || reference > 1 {
                    out.push(' ');
                }
                let nth = nth_suffix(reference);
                out.push_str("<a href=\"#fnref");
                escape_url_into(out, &id);
                out.push_str(&format!("{nth}\" class=\"footnote-backref\""));
                if let Some(words) = words {
                    out.push_str(" aria-label=\"");
                    let place = format!("{number}{nth}");
                    escape_into(out, &words.fill("Back to reference {number}", &[("number", &place)]));
                    out.push('"');
                }
                out.push_str(">↩");
                if reference > 1 {
                    out.push_str(&format!("<sup>{reference}</sup>"));
                }
                out.push_str("</a>");
            }
            out.push_str(if last_paragraph.is_some() { "</p>\n</li>\n" } else { "\n</li>\n" });
        }
        out.push_str("</ol>\n</section>\n");
    }
}

impl Note {
    /// What its ids end with: on a site they name it by label, in the specification's examples by number.
    fn id(&self, number: usize, site: bool) -> String {
        if !site {
            return number.to_string();
        }
        let label: String = self.label.chars().map(|c| if c.is_whitespace() { '-' } else { c }).collect();
        format!("-{label}")
    }
}

/// Sets the second and later references to a note apart.
fn nth_suffix(reference: usize) -> String {
    if reference > 1 { format!("-{reference}") } else { String::new() }
}
