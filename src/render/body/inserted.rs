//! HTML that stands between the blocks of a page: what measures a run, on a run sheet.

use pulldown_cmark::{Event, Tag};

use super::Body;
use crate::parse::event::Markup;

/// HTML that stands between parts of a page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inserted {
    /// It stands before the first block from here on, or at the end.
    pub before: u32,
    /// The HTML, safe to print.
    pub html: String,
    /// What its elements are to the blocks around it.
    pub role: InsertedRole,
}

/// What elements that are inserted are to the blocks around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertedRole {
    /// They are whole, and stand wherever the block is, also in a quote or list.
    Whole,
    /// They are whole, and stand before the next block that is in no other.
    Between,
    /// It opens an element that another one of the same number closes. Where the block is in another one, there is neither.
    Opens(u32),
    /// It closes that element, before the next block that is in no other.
    Closes(u32),
}

/// Whether a block begins with what comes next.
pub(super) fn starts_block(markup: &Markup<'_>) -> bool {
    match markup {
        Markup::Event(Event::Start(tag)) => matches!(
            tag,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::Table(_)
                | Tag::DefinitionList
        ),
        Markup::Event(Event::Rule) | Markup::Code(_) => true,
        Markup::Event(_) => false,
        Markup::Html(fragment) => fragment.block,
    }
}

impl Body<'_> {
    /// Prints what stands before a place at which a block begins, or doesn't.
    pub(super) fn insert_before(&mut self, place: u32, begins: bool) {
        let is_top = self.sanitizer.is_top();
        if is_top && !self.held.is_empty() {
            std::mem::take(&mut self.held).into_iter().for_each(|html| self.insert(html));
        }
        if !begins || self.sanitizer.is_skipping() || self.in_table() {
            return;
        }
        let inserted = self.input.inserted;
        while let Some(part) = inserted.get(self.next_inserted).filter(|part| part.before <= place) {
            self.next_inserted += 1;
            match part.role {
                InsertedRole::Whole => self.insert(&part.html),
                InsertedRole::Between if is_top => self.insert(&part.html),
                InsertedRole::Between => self.held.push(&part.html),
                InsertedRole::Opens(number) if is_top => {
                    self.opened = Some(number);
                    self.insert(&part.html);
                }
                InsertedRole::Closes(number) if self.opened == Some(number) => {
                    self.opened = None;
                    if is_top {
                        self.insert(&part.html);
                    } else {
                        self.held.push(&part.html);
                    }
                }
                InsertedRole::Opens(_) | InsertedRole::Closes(_) => {}
            }
        }
    }

    fn insert(&mut self, html: &str) {
        self.close_tabs();
        self.line_start();
        self.out.push_str(html);
        self.line_start();
    }

    /// Whether a table is open.
    const fn in_table(&self) -> bool {
        self.tables > 0
    }
}
