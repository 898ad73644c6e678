//! When each phase of a playbook is.

use std::time::Duration;

use super::Phase;
use super::moment::Offset;
use crate::site::upgrade::name::tokens;

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
    /// Whether that is only the time until the next one: between two looks at something nobody works.
    pub until_next: bool,
    /// Whether it only looks after what was done.
    pub watches: bool,
}

impl Slot {
    /// When it ends, as far as it is known.
    #[must_use]
    pub fn end(&self) -> Offset {
        let length = self.length.and_then(|length| i64::try_from(length.as_secs()).ok());
        self.start.saturating_add(length.unwrap_or_default()).clamp(-LONGEST, LONGEST)
    }

    /// How long the work takes, as far as somebody says so.
    #[must_use]
    pub fn work(&self) -> Option<Duration> {
        self.length.filter(|_| !self.until_next)
    }

    /// Whether a window of that length is about it. Without `whole`, it is only about what starts with the work or later. In none is
    /// aftercare, which looks after the work when the window is over, and in one of hours nothing that takes a day or more, or is said
    /// to begin a day later.
    fn is_in(&self, window: Duration, whole: bool) -> bool {
        let is_in_time = whole || self.start >= 0;
        is_in_time && !self.is_aftercare(window) && (window >= DAY || self.is_of_hours())
    }

    fn is_of_hours(&self) -> bool {
        let late = self.stated && u64::try_from(self.start).is_ok_and(|start| start >= DAY.as_secs());
        self.work().is_none_or(|length| length < DAY) && !late
    }

    fn is_aftercare(&self, window: Duration) -> bool {
        let seconds = i64::try_from(window.as_secs()).unwrap_or(LONGEST);
        match self.work() {
            // A look at it later.
            None => self.stated && self.start >= seconds,
            // `T+6h to T+24h` in a window of 8 hours.
            Some(length) => {
                let is_long = self.start > 0 && length >= window && (self.stated || self.watches);
                is_long || self.watches && self.stated && self.end() > seconds
            }
        }
    }
}

/// Gives each phase its time: the one it states, else the end of the one before it.
pub(super) fn plan(phases: &[Phase]) -> Vec<Slot> {
    let mut plan: Vec<Slot> = Vec::with_capacity(phases.len());
    for (index, phase) in phases.iter().enumerate() {
        let before = plan.last();
        let (start, at_least) = match (phase.offset, before) {
            (Some(offset), _) => (offset.clamp(-LONGEST, LONGEST), false),
            // What says no time isn't a preparation: it starts with the work, however long preparations take.
            (None, Some(before)) => {
                (before.end().max(0), before.start >= 0 && (before.at_least || before.length.is_none()))
            }
            (None, None) => (0, false),
        };
        let next = phases.get(index + 1).and_then(|next| next.offset);
        let until_next = next.and_then(|next| u64::try_from(next.checked_sub(start)?).ok()).filter(|gap| *gap > 0);
        // A moment the day before is no work of a day.
        let until_next = until_next.filter(|_| start >= 0 && !at_least);
        let takes = phase.takes();
        plan.push(Slot {
            start,
            stated: phase.offset.is_some(),
            at_least,
            length: takes.or(until_next.map(Duration::from_secs)),
            until_next: takes.is_none() && until_next.is_some(),
            watches: watches(&phase.title),
        });
    }
    plan
}

/// Whether words say that something is looked after.
fn watches(title: &str) -> bool {
    const WORDS: &[&str] = &[
        "aftercare",
        "hypercare",
        "monitor",
        "monitoring",
        "nachkontrolle",
        "observation",
        "observe",
        "soak",
        "stabilisation",
        "stabilization",
        "überwachung",
        "watch",
        "모니터링",
        "안정화",
    ];
    tokens(title).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// A day: what a window of hours never holds.
const DAY: Duration = Duration::from_hours(24);

/// The phases, by their indices, that a window of that length is about: all of them, or those from the start of the work on.
pub(super) fn within(plan: &[Slot], window: Duration, whole: bool) -> Vec<usize> {
    (0..plan.len()).filter(|index| plan[*index].is_in(window, whole)).collect()
}

/// How long phases take: each for itself, or from the start of the first to the end of the last. `None` where none says how long it takes.
pub(super) fn span(plan: &[Slot], apart: bool) -> Option<Duration> {
    plan.iter().find_map(|slot| slot.length)?;
    let works = plan.iter().any(|slot| slot.work().is_some());
    let seconds = if apart && works {
        // Days may lie between preparations and the work, and nobody works through them.
        plan.iter().filter_map(Slot::work).map(|length| length.as_secs()).fold(0, u64::saturating_add)
    } else {
        let plan = plan.iter().filter(|slot| !apart || slot.start >= 0);
        let first = plan.clone().map(|slot| slot.start).min()?;
        let last = plan.map(|slot| if slot.until_next { slot.start } else { slot.end() }).max()?;
        // Moments alone don't say how long anything takes.
        u64::try_from(last - first).ok().filter(|seconds| works || *seconds > 0)?
    };
    Some(Duration::from_secs(seconds))
}
