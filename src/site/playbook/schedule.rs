//! Tables that say of each phase how long it takes and who does it.

use rapidhash::RapidHashMap;

use super::Phase;
use super::heading::{self, Noun};
use super::section::{LENGTH_LABELS, OWNER_LABELS, Sections};
use crate::parse::bound::{Bound, Meaning, Unit};
use crate::parse::document::{Cell, Table};
use crate::site::timed::Timed;
use crate::site::upgrade::name::{Numbering, numbering, tokens, without_asides};
use crate::source::{Span, TextRange};

/// How many rows are read: more than any playbook has phases.
const MOST: usize = 1_000;

/// The rows of a page's schedules.
pub(super) struct Schedule<'s> {
    sections: &'s Sections<'s>,
    rows: Vec<Row>,
}

/// What a row says of a phase.
struct Row {
    /// As what it is numbered, and which one it is.
    number: Option<(Noun, u32)>,
    /// The words of its name.
    name: Vec<String>,
    length: Option<Timed>,
    owner: Option<String>,
    place: TextRange,
}

impl<'s> Schedule<'s> {
    pub(super) fn new(sections: &'s Sections<'s>) -> Self {
        let document = sections.document;
        let tables = document.tables.iter();
        let tables = tables.filter(|table| !sections.is_back(table.section) && !document.is_generated(table.range));
        let mut schedule = Self { sections, rows: Vec::new() };
        for table in tables {
            schedule.read(table);
        }
        schedule
    }

    fn text(&self, cell: &Cell) -> &'s str {
        self.sections.document.plain(cell.text).trim()
    }

    /// Reads a table, if its first column names phases or moments and another one says how long they take.
    fn read(&mut self, table: &Table) {
        const NAMES: &[&str] = &["activity", "task", "action", "description", "name", "what", "aktivität", "작업"];
        let heads: Vec<&str> = table.header.iter().map(|cell| self.text(cell)).collect();
        let words: Vec<Vec<String>> = heads.iter().map(|head| tokens(&without_asides(head))).collect();
        let column = |names: &[&str]| words.iter().position(|words| names.contains(&words.join(" ").as_str()));
        let is_timed =
            words.first().is_some_and(|words| matches!(&*words.join(" "), "time" | "when" | "zeit" | "시간"));
        // Phases stand first, or behind the times.
        let noun = words.iter().enumerate().take(if is_timed { 2 } else { 1 }).find_map(|(at, words)| match &**words {
            [word] => Some((at, heading::noun(word)?)),
            _ => None,
        });
        // `Time` may be when or how long.
        let lengths: Vec<&str> = LENGTH_LABELS.iter().copied().filter(|label| *label != "time").collect();
        let (Some(length), true) = (column(&lengths), noun.is_some() || is_timed) else { return };
        let (named, owner) = (column(NAMES), column(OWNER_LABELS));
        let unit = Unit::of_header(heads[length]);
        for row in table.rows.iter().take(MOST.saturating_sub(self.rows.len())) {
            let cell = |column: usize| row.get(column).map(|cell| self.text(cell)).unwrap_or_default();
            let (number, name) = match noun {
                Some((at, noun)) => numbered(noun, cell(at)),
                None => (None, ""),
            };
            let name = if name.is_empty() { named.map(cell).unwrap_or_default() } else { name };
            let Some(place) = row.get(length).map(|cell| cell.range) else { continue };
            let bound = heading::length(cell(length)).unwrap_or_else(|| Bound::read(cell(length), unit));
            let is_length = matches!(bound.meaning, Some(Meaning::Within { .. }));
            let timed = Timed { bound, place: Span { file: self.sections.page.file, range: place } };
            self.rows.push(Row {
                number,
                name: tokens(&without_asides(name)),
                length: is_length.then_some(timed),
                owner: owner.map(cell).filter(|owner| !owner.is_empty()).map(str::to_owned),
                place,
            });
        }
    }

    /// Gives phases that say nothing themselves what a row of their number or name says. Rows that contradict each other say nothing.
    pub(super) fn fill(&self, phases: &mut [Phase]) {
        let mut by_name: RapidHashMap<&[String], Option<&Row>> = RapidHashMap::default();
        let mut by_number: RapidHashMap<(Noun, u32), Option<&Row>> = RapidHashMap::default();
        let is_outside = |row: &&Row| {
            let after = phases.partition_point(|phase| phase.range.end <= row.place.start);
            phases.get(after).is_none_or(|phase| row.place.start < phase.range.start)
        };
        for row in self.rows.iter().filter(is_outside) {
            if !row.name.is_empty() {
                by_name.entry(&row.name).and_modify(|row| *row = None).or_insert(Some(row));
            }
            if let Some(number) = row.number {
                by_number.entry(number).and_modify(|row| *row = None).or_insert(Some(row));
            }
        }
        for phase in phases {
            let name = tokens(&without_asides(&phase.title));
            let number = self.sections.noun(phase.heading as usize).zip(phase.number);
            let of_number = number.and_then(|number| *by_number.get(&number)?);
            // Alternatives may count their phases each from 1.
            let of_number =
                of_number.filter(|row| row.name.is_empty() || row.name.iter().any(|word| name.contains(word)));
            let Some(row) = of_number.or_else(|| *by_name.get(name.as_slice())?) else { continue };
            if phase.takes().is_none() {
                phase.length.clone_from(&row.length);
            }
            if phase.owner.is_none() {
                phase.owner.clone_from(&row.owner);
            }
        }
    }
}

/// Which part a cell names, and its name: `Phase 2: Freeze`, `2. Freeze`, `2`.
fn numbered(noun: Noun, text: &str) -> (Option<(Noun, u32)>, &str) {
    if let (Numbering::Number | Numbering::Part, name) = numbering(text) {
        let digits = text.split(|character: char| !character.is_ascii_digit()).find(|digits| !digits.is_empty());
        return (digits.and_then(|digits| digits.parse().ok()).map(|number| (noun, number)), name);
    }
    match text.parse() {
        Ok(number) => (Some((noun, number)), ""),
        Err(_) => match heading::read(text).and_then(|read| Some((noun, read.number?))) {
            Some(number) => (Some(number), ""),
            None => (None, text),
        },
    }
}
