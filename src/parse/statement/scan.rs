//! What is known while the statements of one document are collected.

use std::ops::Range;

use super::key::{Key, keys};
use super::words::{is_generic, is_measured, is_report, names_event, trim, without_number};
use super::{Field, Form, Statement};
use crate::parse::bound::{Bound, Unit};
use crate::parse::document::{Document, PlainText, SectionIndex};
use crate::parse::places::Places;
use crate::source::{Spanned, TextRange};

/// Most names that a statement keeps.
const MOST_NAMES: usize = 8;

/// A document whose statements are being collected. Places are bytes of [`Document::text`] unless they are ranges of the file.
pub(super) struct Scan<'a> {
    pub(super) document: &'a Document,
    pub(super) places: &'a Places,
    /// The whole file.
    file: &'a str,
    /// What each heading says to what stands below it.
    sections: Vec<Section>,
    found: Vec<Statement>,
    groups: u32,
}

/// What a heading says to what stands below it.
struct Section {
    /// The case that it names.
    case: Option<Range<usize>>,
    /// Its text without its numbering.
    name: Range<usize>,
    parent: SectionIndex,
    level: u8,
    /// The objective it is about, where it is a heading such as `Recovery Time Objective (RTO)`.
    carries: Option<Key>,
    /// Whether what stands below it was measured.
    report: bool,
}

/// A statement as it was found: what [`Scan::add`] needs to make one.
pub(super) struct Draft {
    pub(super) field: Field,
    pub(super) form: Form,
    pub(super) value: Range<usize>,
    pub(super) unit: Option<Unit>,
    pub(super) scenario: Option<Range<usize>>,
    /// Nearest first; the headings above are added.
    pub(super) names: Vec<Range<usize>>,
    pub(super) section: SectionIndex,
    pub(super) group: u32,
    pub(super) method: Option<Range<usize>>,
    pub(super) frequency: Option<Range<usize>>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(document: &'a Document, file: &'a str, places: &'a Places) -> Self {
        let text = &*document.text;
        let mut sections: Vec<Section> = Vec::with_capacity(document.headings.len());
        for heading in &document.headings {
            let range = heading.text.0.as_range();
            let case = without_number(text, range.clone());
            let name = numberless(text, range.clone());
            let written = &text[range.clone()];
            let keys = keys(written, false);
            let carries = match &keys[..] {
                [key] if is_about_key(written, *key) => Some(*key),
                _ => None,
            };
            let parent = heading.parent.map(|index| &sections[index as usize]);
            let own = (heading.level > 1 && keys.is_empty() && names_case(&text[case.clone()])).then_some(case.clone());
            // A heading about steps or figures stands below the one that names the case.
            let inherited = parent
                .and_then(|parent| parent.case.clone())
                .filter(|case| own.is_none() && (names_event(&text[case.clone()])));
            sections.push(Section {
                case: own.or(inherited),
                name,
                parent: heading.parent,
                level: heading.level,
                carries,
                report: is_report(written) || parent.is_some_and(|parent| parent.report && parent.level > 1),
            });
        }
        Self { document, places, file, sections, found: Vec::new(), groups: 0 }
    }

    /// The plain text of a range.
    pub(super) fn text(&self, range: &Range<usize>) -> &'a str {
        self.document.text.get(range.clone()).unwrap_or_default()
    }

    /// A number for statements that are about the same thing.
    pub(super) const fn new_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups - 1
    }

    /// The case that a section's heading names.
    pub(super) fn section_case(&self, section: SectionIndex) -> Option<Range<usize>> {
        self.section(section)?.case.clone()
    }

    /// The objective that a section's heading is about.
    pub(super) fn section_key(&self, section: SectionIndex) -> Option<Key> {
        self.section(section)?.carries
    }

    /// Whether a section reports figures that were measured.
    pub(super) fn is_report(&self, section: SectionIndex) -> bool {
        self.section(section).is_some_and(|section| section.report)
    }

    fn section(&self, section: SectionIndex) -> Option<&Section> {
        self.sections.get(section? as usize)
    }

    /// Whether a place of the file lies between docsgen's markers.
    pub(super) fn is_generated(&self, range: TextRange) -> bool {
        self.document.is_generated(range)
    }

    /// Whether bold text starts at an offset of the plain text.
    pub(super) fn is_bold_from(&self, at: usize) -> bool {
        let start = self.places.source(plain(&(at..at + 1))).start as usize;
        self.file.get(..start).is_some_and(|before| before.ends_with("**") || before.ends_with("__"))
    }

    /// Adds a statement.
    pub(super) fn add(&mut self, draft: Draft) {
        let mut names: Vec<_> = draft.names.iter().take(MOST_NAMES).map(|name| self.spanned(name)).collect();
        let mut section = draft.section;
        while let Some(above) = self.section(section)
            && names.len() < MOST_NAMES
        {
            names.push(self.spanned(&above.name));
            section = above.parent;
        }
        names.retain(|name| !name.value.is_empty());
        let written = self.text(&draft.value);
        let range = self.places.source(plain(&draft.value));
        // Where plain text and file differ within a run, the phrase can't be pointed at.
        if range.of(self.file).is_empty() {
            return;
        }
        self.found.push(Statement {
            field: draft.field,
            form: draft.form,
            bound: Bound::read(written, draft.unit),
            range,
            scenario: draft.scenario.map(|range| self.spanned(&range)),
            names,
            group: draft.group,
            method: draft.method.map(|range| self.spanned(&range)),
            frequency: draft.frequency.map(|range| self.spanned(&range)),
        });
    }

    fn spanned(&self, range: &Range<usize>) -> Spanned<String> {
        Spanned::new(self.text(range).to_owned(), self.places.source(plain(range)))
    }

    /// The statements in order of place.
    pub(super) fn finish(mut self) -> Vec<Statement> {
        self.found.sort_by_key(|statement| (statement.range.start, statement.range.end));
        self.found.shrink_to_fit();
        self.found
    }
}

/// A range of plain text.
pub(super) fn plain(range: &Range<usize>) -> PlainText {
    PlainText(TextRange::new(range.start, range.end))
}

/// Whether a label or heading is about an objective and nothing else: `Recovery Time Objective (RTO)`, `RTO Targets`.
pub(super) fn is_about_key(text: &str, key: Key) -> bool {
    !is_measured(text)
        && is_generic(&text[..key.start])
        && is_generic(&text[key.end..])
        && !text.to_lowercase().contains("achieving")
}

/// Whether a label or heading names a case, rather than being about the whole, a product's version or a tier.
pub(super) fn names_case(text: &str) -> bool {
    let lower = text.to_lowercase();
    !text.is_empty()
        && !is_generic(text)
        && !has_version(text)
        && !["tier ", "phase ", "recommended "].iter().any(|start| lower.starts_with(start))
}

/// Whether a text names a version: `(v0.3.0 → v0.4.0)`, `[1.4.0]`.
pub(super) fn has_version(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).any(|word| {
        let number = word.strip_prefix('v').unwrap_or(word);
        number.starts_with(|c: char| c.is_ascii_digit())
            && number.contains('.')
            && number.chars().all(|c| c.is_ascii_digit() || c == '.')
            && (number.len() < word.len() || number.matches('.').count() > 1)
    })
}

/// A heading as a name: only plain numbering is left out, as `Tier 1` and `Step 1` say more than a number.
fn numberless(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trim(text, range);
    let piece = &text[range.clone()];
    let digits = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let numbered = digits.len() < piece.len() && digits.starts_with([' ', ')']);
    let start = if numbered { range.end - digits.len() + 1 } else { range.start };
    trim(text, start..range.end)
}
