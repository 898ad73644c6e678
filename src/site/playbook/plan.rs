//! When each phase of a playbook is.

use std::time::Duration;

use super::Phase;
use super::moment::Offset;

/// The most seconds that a plan counts, a century: sums of what authors write stay in bounds.
const LONGEST: i64 = 100 * 365 * 86_400;

/// When a phase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it starts, in seconds from the start of the work.
    pub start: Offset,
    /// Whether that is said of it.
    pub stated: bool,
    /// Whether it may start later, because a phase before it doesn't say how long it takes.
    pub at_least: bool,
    /// How long it takes; where nobody says, until the next one that says when it starts.
    pub length: Option<Duration>,
}

impl Slot {
    /// When it ends, as far as it is known.
    #[must_use]
    pub fn end(&self) -> Offset {
        let length = self.length.and_then(|length| i64::try_from(length.as_secs()).ok());
        self.start.saturating_add(length.unwrap_or_default()).clamp(-LONGEST, LONGEST)
    }
}

/// Gives each phase its time: the one it states, else the end of the one before it.
pub(super) fn plan(phases: &[Phase]) -> Vec<Slot> {
    let mut plan: Vec<Slot> = Vec::with_capacity(phases.len());
    for (index, phase) in phases.iter().enumerate() {
        let before = plan.last();
        let (start, at_least) = match (phase.offset, before) {
            (Some(offset), _) => (offset.clamp(-LONGEST, LONGEST), false),
            // What says no time isn't a preparation: it starts with the work.
            (None, Some(before)) => (before.end().max(0), before.at_least || before.length.is_none()),
            (None, None) => (0, false),
        };
        let next = phases.get(index + 1).and_then(|next| next.offset);
        let until_next = next.and_then(|next| u64::try_from(next.checked_sub(start)?).ok()).filter(|gap| *gap > 0);
        // A moment the day before is no work of a day.
        let until_next = until_next.filter(|_| start >= 0 && !at_least);
        let length = phase.takes().or(until_next.map(Duration::from_secs));
        plan.push(Slot { start, stated: phase.offset.is_some(), at_least, length });
    }
    plan
}

/// A day: what a window of hours never holds.
const DAY: Duration = Duration::from_hours(24);

/// The part of a plan that a window of that length is about: all phases, or those from the start of the work on. In one of hours are no
/// preparations and no aftercare of days: what takes a day or more, or is said to begin a day later.
pub(super) fn within(plan: &[Slot], window: Duration, whole: bool) -> Vec<Slot> {
    let is_of_hours = |slot: &Slot| {
        let late = slot.stated && u64::try_from(slot.start).is_ok_and(|start| start >= DAY.as_secs());
        slot.length.is_none_or(|length| length < DAY) && !late
    };
    let counts = |slot: &&Slot| (whole || slot.start >= 0) && (window >= DAY || is_of_hours(slot));
    plan.iter().filter(counts).copied().collect()
}

/// How long phases take: each for itself, or from the start of the first to the end of the last. `None` where none says how long it takes.
pub(super) fn span(plan: &[Slot], apart: bool) -> Option<Duration> {
    plan.iter().find_map(|slot| slot.length)?;
    let seconds = if apart {
        // Days may lie between preparations and the work, and nobody works through them.
        plan.iter().filter_map(|slot| slot.length).map(|length| length.as_secs()).fold(0, u64::saturating_add)
    } else {
        let first = plan.iter().map(|slot| slot.start).min()?;
        let last = plan.iter().map(Slot::end).max()?;
        u64::try_from(last - first).ok()?
    };
    Some(Duration::from_secs(seconds))
}
