//! Playbooks: pages that lead through work in phases, with times, gates, and the way back.
//!
//! All of it is read from what the page says anyway: headings, lists, quotes and tables. Times are read by the code that reads
//! objectives.

mod gate;
mod heading;
mod matrix;
mod moment;
mod plan;
mod section;

use std::time::Duration;

pub use self::gate::{Criterion, Gate, Trigger};
pub use self::moment::Offset;
pub use self::plan::Slot;
use self::section::Sections;
use super::page::{Page, PageId};
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
}

/// A part of a playbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Its heading, as an index into the document's headings.
    pub heading: u32,
    /// The heading above it: phases below another one are counted anew.
    pub parent: SectionIndex,
    /// Which one it is, where it is numbered.
    pub number: Option<u32>,
    /// Its name without number and times.
    pub title: String,
    /// When it starts, where somebody says so.
    pub offset: Option<Offset>,
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
    /// How long it takes from the start of the first phase that a window is about to the end of the last. `None` where no phase
    /// says.
    #[must_use]
    pub fn takes(&self, whole: bool) -> Option<Duration> {
        plan::span(&self.plan, whole)
    }

    /// Whether some phase of those doesn't say how long it takes, so that all of it takes longer than is known.
    #[must_use]
    pub fn is_open(&self, whole: bool) -> bool {
        self.plan.iter().any(|slot| (whole || slot.start >= 0) && slot.length.is_none())
    }

    /// How long it takes as far as the window is about it; `None` without a window or where no phase says.
    #[must_use]
    pub fn takes_of_window(&self) -> Option<Duration> {
        let window = self.window.as_ref()?;
        plan::span(&plan::within(&self.plan, window.time.bound.upper()?), window.whole)
    }

    /// How much longer it takes than it may.
    #[must_use]
    pub fn overrun(&self) -> Option<Duration> {
        let window = self.window.as_ref()?;
        let bound = window.time.bound.upper()?;
        let over = plan::span(&plan::within(&self.plan, bound), window.whole)?.checked_sub(bound)?;
        (!over.is_zero()).then_some(over)
    }
}

/// The playbooks among pages, in order of page.
pub(super) fn playbooks(pages: &[Page]) -> Vec<Playbook> {
    let written: std::collections::BTreeSet<&str> = pages.iter().map(|page| page.route.as_str()).collect();
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
    Some(Playbook {
        page: page.id,
        run_sheet: page.route.with_extension("run.html"),
        plan: plan::plan(&phases),
        gates,
        triggers: gate::triggers(page),
        signoffs: sections.signoffs(),
        window: sections.window(&phases),
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
