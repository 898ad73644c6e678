//! The claims that count for a chart, and those that contradict them.

use std::ops::Range;

use super::Recovery;
use super::claim::ClaimIndex;
use super::drill::{Drill, DrillState};
use super::tier::TierIndex;
use crate::parse::statement::Field;
use crate::site::chart::{Chart, Stated};

/// What counts for one chart and scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objective {
    /// The scenario for readers; of a headline that names none, empty.
    pub scenario: String,
    /// The claim that counts for its RTO.
    pub rto: Option<ClaimIndex>,
    /// The claim that counts for its RPO.
    pub rpo: Option<ClaimIndex>,
    /// How it is recovered.
    pub method: Option<Stated>,
    /// How often backups are made.
    pub frequency: Option<Stated>,
}

impl Objective {
    /// The claim that counts for one of its two figures.
    #[must_use]
    pub const fn get(&self, field: Field) -> Option<ClaimIndex> {
        match field {
            Field::Rto => self.rto,
            Field::Rpo => self.rpo,
        }
    }
}

/// Living claims on the same chart and scenario that say something else than the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which figure.
    pub field: Field,
    /// The scenario for readers; of the headline, empty where it names none.
    pub scenario: String,
    /// Whether it is the headline's.
    pub headline: bool,
    /// The claim that counts.
    pub winner: ClaimIndex,
    /// Those that differ from it, in order of precedence.
    pub others: Vec<ClaimIndex>,
}

/// A figure that breaks a rule, beside the claim that gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Which figure.
    pub field: Field,
    /// The claim that counts for the headline.
    pub claim: ClaimIndex,
}

/// What holds for one chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartRecovery {
    /// Its claims, as indices into [`super::Recovery::claims`].
    pub claims: Range<u32>,
    /// What counts after a disaster. Without RTO and RPO where nobody states one.
    pub headline: Objective,
    /// What counts for every other scenario, in the order of the document that ranks highest.
    pub scenarios: Vec<Objective>,
    /// Where its sources contradict each other.
    pub conflicts: Vec<Conflict>,
    /// Its tier.
    pub tier: Option<TierIndex>,
    /// Headline figures that are looser than the tier's policy.
    pub exceeds_tier: Vec<Excess>,
    /// Whether the headline's RPO is shorter than the time between two backups.
    pub rpo_below_frequency: bool,
    /// Its drills, newest first.
    pub drills: Vec<Drill>,
    /// What they prove as of the build's date; `None` where it has no objective to prove.
    pub drill_state: Option<DrillState>,
}

/// Chooses the claims that count for each chart, and finds those that contradict them.
pub(super) fn choose(recovery: &mut Recovery, charts: &[Chart]) {
    let _ = (recovery, charts);
}
