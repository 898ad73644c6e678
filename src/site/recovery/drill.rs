//! Drills: recoveries that were tried, and what they prove.

use jiff::civil::Date;

use super::Recovery;
use crate::parse::bound::Bound;
use crate::site::Input;
use crate::site::chart::{Chart, Stated};
use crate::site::link::Target;
use crate::site::page::Page;
use crate::source::Span;

/// A recovery that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    /// When.
    pub date: Date,
    /// What was tried, as written; empty where it isn't said.
    pub scenario: String,
    /// Measured RTO.
    pub rto: Option<Measured>,
    /// Measured RPO.
    pub rpo: Option<Measured>,
    /// How it went, in the author's words.
    pub result: Option<Stated>,
    /// What shows it: the words as written, and where they lead.
    pub evidence: Option<(Stated, Target)>,
    /// Whether it met its target.
    pub outcome: Outcome,
    /// Where it is written.
    pub place: Span,
}

/// A measured time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The time.
    pub bound: Bound,
    /// Where it stands.
    pub place: Span,
}

/// What one drill shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// What was measured is within the target.
    Met,
    /// It isn't, or the result says that the drill failed.
    Missed,
    /// There is nothing to compare.
    Unknown,
}

/// What a chart's drills prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DrillState {
    /// The last drill of the headline met its target, and isn't too old.
    Proved,
    /// The last drill missed its target.
    Missed,
    /// The last drill is older than its tier allows.
    Overdue,
    /// There was none.
    Never,
}

/// Gives each chart its drills and what they prove.
pub(super) fn record(recovery: &mut Recovery, input: &Input<'_>, charts: &[Chart], pages: &[Page]) {
    let _ = (recovery, input, charts, pages);
}
