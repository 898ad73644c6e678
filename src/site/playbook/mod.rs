//! Playbooks: pages that lead through work in phases, with times, gates, and the way back.
//!
//! All of it is read from what the page says anyway: headings, lists, quotes and tables. Times are read by the code that reads
//! objectives.

mod gate;
pub(super) mod heading;
mod list;
mod matrix;
mod moment;
mod plan;
mod schedule;
mod section;
mod series;
mod signoff;
mod trigger;
mod window;

use std::collections::BTreeSet;
use std::time::Duration;

pub use self::gate::{Criterion, Gate};
pub use self::moment::Offset;
pub use self::plan::Slot;
use self::section::Sections;
pub use self::trigger::Trigger;
use super::page::{Page, PageId};
use super::recovery::order::in_words;
use super::timed::Timed;
use crate::config::Kind;
use crate::parse::document::SectionIndex;
use crate::source::{Span, TextRange};

/// What a page of kind `playbook` with phases says.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// The page.
    pub page: PageId,
    /// Where its run sheet stands.
    pub run_sheet: super::route::Route,
    /// Its phases, in order of place.
    pub phases: Vec<Phase>,
    /// When each phase is, by its index.
    pub plan: Vec<Slot>,
    /// Where somebody decides whether to go on, in order of place.
    pub gates: Vec<Gate>,
    /// What makes somebody go back, in order of place.
    pub triggers: Vec<Trigger>,
    /// Who signs, in order of place.
    pub signoffs: Vec<Signoff>,
    /// How long all of it may take.
    pub window: Option<Window>,
    /// The numbers of parts that are no phases because they are about the way back, each with the heading above it.
    pub left_out: BTreeSet<(SectionIndex, u32)>,
}

/// A part of a playbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Its heading, as an index into the document's headings.
    pub heading: u32,
    /// The heading above it, moments that only frame phases left out: phases below another one are counted anew.
    pub parent: SectionIndex,
    /// The heading of the moment that frames it: `T-0` above `Phase 1`.
    pub frame: SectionIndex,
    /// Which one it is, where it is numbered.
    pub number: Option<u32>,
    /// Its name without number and times.
    pub title: String,
    /// When it starts, where somebody says so.
    pub offset: Option<Offset>,
    /// How exactly that is said, in seconds: to the day, to the week; 0 for a moment.
    pub vague: Offset,
    /// How long it takes, where somebody says so.
    pub length: Option<Timed>,
    /// How long its steps take together, where they say so.
    pub steps: Option<Duration>,
    /// Who does it.
    pub owner: Option<String>,
    /// Its heading's text, its section's included.
    pub range: TextRange,
    /// Where it is written: its heading.
    pub place: Span,
}

impl Phase {
    /// How long it takes: what is said of it, else what its steps say.
    #[must_use]
    pub fn takes(&self) -> Option<Duration> {
        self.length.as_ref().and_then(|length| length.bound.upper()).or(self.steps)
    }
}

/// How long all of a playbook may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The time.
    pub time: Timed,
    /// Whether it is about all phases, or about those from the start of the work on: preparations come before a window opens.
    pub whole: bool,
}

/// Somebody who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signoff {
    /// As what: `Test lead`.
    pub role: String,
    /// Where it is written.
    pub place: Span,
}

impl Playbook {
    /// The indices of the phases that its window is about; without one, of all of them.
    fn counted(&self) -> Vec<usize> {
        match &self.window {
            Some(window) => plan::within(&self.plan, window.time.bound.upper().unwrap_or(Duration::MAX), window.whole),
            None => (0..self.plan.len()).collect(),
        }
    }

    /// Whether phases are summed each for itself rather than from the start of the first to the end of the last.
    fn is_apart(&self) -> bool {
        self.window.as_ref().is_none_or(|window| window.whole)
    }

    fn slots(&self) -> Vec<Slot> {
        self.counted().into_iter().map(|index| self.plan[index]).collect()
    }

    /// How long the phases take that its window is about; without one, all of them. `None` where none says.
    #[must_use]
    pub fn takes(&self) -> Option<Duration> {
        plan::span(&self.slots(), self.is_apart())
    }

    /// The longest of the phases that its window is about.
    #[must_use]
    pub fn longest(&self) -> Option<&Phase> {
        let longest = self.counted().into_iter().max_by_key(|index| self.plan[*index].work());
        longest.map(|index| &self.phases[index])
    }

    /// Whether one of them doesn't say how long it takes, so that all of them take at least so long.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let slots = self.slots();
        let last = slots.len().saturating_sub(1);
        // The time until the next one is known, if that one counts.
        let is_known = |(index, slot): (usize, &Slot)| match slot.until_next {
            true => !self.is_apart() && index < last,
            false => slot.length.is_some(),
        };
        !slots.iter().enumerate().all(is_known)
    }

    /// How long they take in words: `1 h 35 min`, `≥ 1 h` where it is at least so long.
    #[must_use]
    pub fn takes_in_words(&self) -> Option<String> {
        Some(format!("{}{}", if self.is_open() { "≥ " } else { "" }, in_words(self.takes()?)))
    }

    /// How much longer they take than they may.
    #[must_use]
    pub fn overrun(&self) -> Option<Duration> {
        let over = self.takes()?.checked_sub(self.window.as_ref()?.time.bound.upper()?)?;
        (!over.is_zero()).then_some(over)
    }
}

/// The playbooks among pages, in order of page.
pub(super) fn playbooks(pages: &[Page]) -> Vec<Playbook> {
    let written: BTreeSet<&str> = pages.iter().map(|page| page.route.as_str()).collect();
    pages
        .iter()
        .filter(|page| page.kind == Kind::Playbook)
        .filter_map(|page| {
            let playbook = read(page)?;
            // A page of the author's own goes first.
            (!written.contains(playbook.run_sheet.as_str())).then_some(playbook)
        })
        .collect()
}

/// Reads a playbook; `None` where it has no phases.
fn read(page: &Page) -> Option<Playbook> {
    let sections = Sections::new(page);
    let phases = sections.phases();
    if phases.is_empty() {
        return None;
    }
    let gates = gate::gates(page, &phases);
    let triggers = trigger::triggers(&sections);
    Some(Playbook {
        page: page.id,
        run_sheet: page.route.with_extension("run.html"),
        plan: plan::plan(&phases),
        gates,
        triggers,
        signoffs: sections.signoffs(),
        window: sections.window(&phases),
        left_out: sections.numbers_of_way_back(),
        phases,
    })
}

/// The parts of a list, which is in order of place, that start in a range.
fn between<T>(parts: &[T], range: TextRange, of: impl Fn(&T) -> TextRange) -> &[T] {
    let start = parts.partition_point(|part| of(part).start < range.start);
    let end = parts.partition_point(|part| of(part).start < range.end);
    &parts[start..end.max(start)]
}

#[cfg(test)]
pub(super) mod tests;
