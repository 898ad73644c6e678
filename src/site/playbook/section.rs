//! The sections of a playbook, and what its phases say.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Phase;
use super::heading::{self, Noun, PhaseHeading};
use super::moment::{self, Offset};
use super::schedule::Schedule;
use super::series::{Chosen, Outline};
use crate::parse::bound::{Meaning, Qualifier};
use crate::parse::document::{BlockKind, Cell, Document, Said, SectionIndex};
use crate::site::page::Page;
use crate::site::timed::Timed;
use crate::site::upgrade::name::{tokens, without_asides};
use crate::site::upgrade::rollback::is_way_back;
use crate::source::{Span, TextRange};

/// How many phases of a playbook are kept: more than anybody could keep in view.
const MOST: usize = 500;

/// Labels that say how long something takes.
pub(super) const LENGTH_LABELS: &[&str] = &[
    "duration",
    "time",
    "estimated duration",
    "estimated time",
    "expected duration",
    "expected time",
    "time required",
    "time estimate",
    "dauer",
    "geschätzte dauer",
    "소요 시간",
    "예상 시간",
    "예상 소요 시간",
];

/// Labels that say when something starts.
const START_LABELS: &[&str] = &["start", "starts", "begin", "begins", "when", "beginn", "시작"];

/// Labels that say who does something.
pub(super) const OWNER_LABELS: &[&str] = &[
    "owner",
    "owners",
    "responsible",
    "responsibility",
    "lead",
    "who",
    "assignee",
    "driver",
    "verantwortlich",
    "담당",
    "담당자",
];

/// A page with what its headings say of phases.
pub(super) struct Sections<'p> {
    pub(super) page: &'p Page,
    pub(super) document: &'p Document,
    headings: Vec<Option<PhaseHeading>>,
    /// Whether a heading, or one above it, is about the way back.
    back: Vec<bool>,
    title: Option<usize>,
}

impl<'p> Sections<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        let document = &*page.document;
        let title = title(document);
        let mut back: Vec<bool> = Vec::with_capacity(document.headings.len());
        let headings = document.headings.iter().enumerate().map(|(index, heading)| {
            let text = document.plain(heading.text);
            let is_title = title == Some(index);
            let above = heading.parent.is_some_and(|parent| back[parent as usize]);
            back.push(above || !is_title && is_about_way_back(text));
            (!is_title && !back[index] && !document.is_generated(heading.range)).then(|| heading::read(text)).flatten()
        });
        let headings = headings.collect();
        Self { page, document, headings, back, title }
    }

    /// Whether a heading is the page's title: all of the page stands below it.
    pub(super) fn is_title(&self, index: usize) -> bool {
        self.title == Some(index)
    }

    /// As what a heading stands among others.
    pub(super) fn noun(&self, index: usize) -> Option<Noun> {
        self.headings[index].as_ref().map(|heading| heading.noun)
    }

    /// The phases.
    pub(super) fn phases(&self) -> Vec<Phase> {
        let outline =
            Outline { headings: &self.document.headings, read: &self.headings, listed: self.moments_in_lists() };
        let from_zero = outline.is_from_zero();
        let chosen = outline.phases().into_iter().take(MOST);
        let mut phases: Vec<Phase> = chosen.filter_map(|chosen| self.phase(chosen, from_zero)).collect();
        elapsed(&mut phases);
        Schedule::new(self).fill(&mut phases);
        phases
    }

    /// How many moments lists name: `- **T-24h:** freeze`.
    fn moments_in_lists(&self) -> usize {
        let document = self.document;
        let labels = document.labels.iter().filter(|label| moment::moments(document.plain(label.name)).is_some());
        let plain = document.blocks.iter().filter(|block| block.kind == BlockKind::Item && block.label.is_none());
        labels.count() + plain.filter(|block| moment::moments(document.plain(block.text)).is_some()).count()
    }

    /// When a heading says that it starts, and how exactly.
    fn start(&self, index: usize, from_zero: bool) -> Option<(Offset, Offset)> {
        let read = self.headings[index].as_ref()?;
        match read.counted {
            Some(counted) => Some((counted.start(from_zero), counted.unit())),
            None => read.offset.map(|offset| (offset, 0)),
        }
    }

    fn phase(&self, chosen: Chosen, from_zero: bool) -> Option<Phase> {
        let index = chosen.index;
        let read = self.headings[index].as_ref()?;
        let heading = &self.document.headings[index];
        let place = Span { file: self.page.file, range: heading.range };
        let range = TextRange { start: heading.range.start, end: self.document.section_end(index) };
        let number = u32::try_from(index).ok()?;
        let start = self.start(index, from_zero);
        let start = start.or_else(|| self.start(chosen.frame.filter(|_| chosen.opens)?, from_zero));
        let mut phase = Phase {
            heading: number,
            parent: chosen.parent,
            frame: chosen.frame.and_then(|frame| u32::try_from(frame).ok()),
            number: read.number,
            title: read.title.clone(),
            offset: start.map(|(offset, _)| offset),
            vague: start.map_or(0, |(_, vague)| vague),
            length: read.length.clone().map(|bound| Timed { bound, place }),
            steps: self.steps(index, range.end),
            owner: None,
            range,
            place,
        };
        for Said { name, value, range } in self.said(number) {
            let name = name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let is = |names: &[&str]| names.contains(&name.as_str());
            let place = Span { file: self.page.file, range };
            // Several facts may stand in one line: `7 min | Owner: Jane`.
            let first = value.split(['|', '·', '•']).next().unwrap_or_default().trim();
            if is(LENGTH_LABELS) && phase.length.is_none() {
                phase.length = heading::length(first).map(|bound| Timed { bound, place });
            } else if is(START_LABELS) && phase.offset.is_none() {
                phase.offset = moment::offset(first).map(|(offset, _)| offset);
            } else if is(OWNER_LABELS) && phase.owner.is_none() && !first.is_empty() {
                phase.owner = Some(first.to_owned());
            }
        }
        Some(phase)
    }

    /// What stands right below a heading as a name and a value, also as the rows of a table of two columns.
    fn said(&self, section: u32) -> impl Iterator<Item = Said<'p>> {
        let document = self.document;
        let first = document.tables.partition_point(|table| table.section < Some(section));
        let tables = document.tables[first..].iter().take_while(move |table| table.section == Some(section));
        let tables = tables.filter(|table| !document.is_generated(table.range));
        // A table without a head of its own has its first pair there.
        let rows = tables.flat_map(|table| [&table.header].into_iter().chain(&table.rows));
        let rows = rows.filter_map(|row| match row.as_slice() {
            [name, value] => {
                let text = |cell: &Cell| document.plain(cell.text).trim();
                Some(Said { name: text(name), value: text(value), range: value.range })
            }
            _ => None,
        });
        document.said_in(Some(section)).chain(rows)
    }

    /// How long the headings below a phase say that they take; those below one of them count with it.
    fn steps(&self, phase: usize, end: u32) -> Option<Duration> {
        let mut sum: Option<Duration> = None;
        let mut counted_until = 0;
        let below = self.document.headings.iter().enumerate().skip(phase + 1);
        for (index, heading) in below.take_while(|(_, heading)| heading.range.start < end) {
            if heading.range.start < counted_until {
                continue;
            }
            let read = self.headings[index].as_ref().filter(|read| read.noun != Noun::Timed || read.is_work());
            if let Some(length) = read.and_then(|read| read.length.as_ref()?.upper()) {
                sum = Some(sum.unwrap_or_default().saturating_add(length));
                counted_until = self.document.section_end(index);
            }
        }
        sum
    }

    /// Whether a section is about the way back.
    pub(super) fn is_back(&self, section: SectionIndex) -> bool {
        section.is_some_and(|section| self.back[section as usize])
    }

    /// Numbers of parts that are no phases because they are about the way back, with the heading above each.
    pub(super) fn numbers_of_way_back(&self) -> BTreeSet<(SectionIndex, u32)> {
        let headings = self.document.headings.iter().zip(&self.back).filter(|(_, back)| **back);
        let read = headings.filter_map(|(heading, _)| {
            let read = heading::read(self.document.plain(heading.text)).filter(|read| read.noun == Noun::Phase)?;
            Some((heading.parent, read.number?))
        });
        read.collect()
    }
}

/// The page's title: its only heading of the first level.
fn title(document: &Document) -> Option<usize> {
    let mut first = document.headings.iter().enumerate().filter(|(_, heading)| heading.level == 1);
    first.next().map(|(index, _)| index).filter(|_| first.next().is_none())
}

/// Whether a section is about the way back. `Phase 2: Rollback rehearsal` is work as any other.
fn is_about_way_back(heading: &str) -> bool {
    let words = tokens(&without_asides(heading));
    let numbered = heading::read(heading).filter(|read| read.noun == Noun::Phase && read.number.is_some());
    match numbered {
        Some(read) => {
            let title = tokens(&without_asides(&read.title));
            const MORE: &[&str] = &["roll", "back", "plan", "procedure", "procedures", "if", "needed", "only"];
            let is_of_it = |word: &String| is_way_back(std::slice::from_ref(word)) || MORE.contains(&word.as_str());
            is_way_back(&title) && title.iter().all(is_of_it)
        }
        None => is_way_back(&words),
    }
}

/// Gives phases that say from when to when they are, `0-15 min`, `15-30 min`, their times: read alone, each is a length between two. Those
/// behind others count from the end of these.
fn elapsed(phases: &mut [Phase]) {
    let ends = |phase: &Phase| match phase.length.as_ref()?.bound.meaning? {
        Meaning::Within { from, upper, .. } if phase.offset.is_none() => Some((from, upper)),
        _ => None,
    };
    let mut first = 0;
    while first + 1 < phases.len() {
        let starts = ends(&phases[first]).is_some_and(|(from, _)| from.is_some_and(|from| from.is_zero()));
        let follows = |pair: &[Phase]| match (ends(&pair[0]), ends(&pair[1])) {
            (Some((_, upper)), Some((Some(from), _))) => from == upper,
            _ => false,
        };
        let run = if starts { phases[first..].windows(2).take_while(|pair| follows(pair)).count() } else { 0 };
        if run > 0 {
            for phase in &mut phases[first..=first + run] {
                let Some((Some(from), upper)) = ends(phase) else { continue };
                let Some(length) = &mut phase.length else { continue };
                length.bound.meaning = Some(Meaning::Within {
                    qualifier: Qualifier::Plain,
                    from: None,
                    upper: upper.saturating_sub(from),
                });
                if first == 0 {
                    phase.offset = i64::try_from(from.as_secs()).ok();
                }
            }
        }
        first += run.max(1);
    }
}
