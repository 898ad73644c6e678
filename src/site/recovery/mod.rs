//! Recovery: what is promised of each chart, who says so and where, what was proved, and in which order charts come back.

pub mod claim;
pub mod drill;
#[cfg(test)]
mod fixture;
mod matrix;
pub mod names;
pub mod objective;
pub mod order;
pub mod scenario;
mod subject;
pub mod tier;
pub mod time;
mod values;
pub mod verdict;

use self::claim::{Claim, ClaimIndex};
use self::objective::ChartRecovery;
use self::order::Order;
use self::tier::{Tier, TierIndex};
use super::Input;
use super::chart::{Chart, ChartIndex};
use super::page::Page;

/// Everything about recovery that a repository says.
#[derive(Clone, Debug, Default)]
pub struct Recovery {
    /// Every statement of an objective, those of one chart together and in order of precedence, then of place.
    pub claims: Vec<Claim>,
    /// What holds for each chart, in order of [`super::Site::charts`].
    pub charts: Vec<ChartRecovery>,
    /// The tiers in order.
    pub tiers: Vec<Tier>,
    /// In which order charts come back.
    pub order: Order,
    /// Whether any drill is written down.
    pub has_drills: bool,
}

impl Recovery {
    /// Whether somebody should wonder that a chart was never drilled: its tier asks for drills, or others are drilled. Where
    /// nobody writes drills down, each chart without one says nothing new.
    #[must_use]
    pub fn expects_drill(&self, chart: &ChartRecovery) -> bool {
        let every = chart.tier.and_then(|tier| self.tier(tier).drill_every_days);
        self.has_drills || every.is_some()
    }

    /// The claim at that index.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn claim(&self, index: ClaimIndex) -> &Claim {
        &self.claims[index.0 as usize]
    }

    /// What holds for a chart.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn chart(&self, index: ChartIndex) -> &ChartRecovery {
        &self.charts[index.0 as usize]
    }

    /// The tier at that index.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn tier(&self, index: TierIndex) -> &Tier {
        &self.tiers[index.0 as usize]
    }

    /// All claims about a chart, in order of precedence, then of place.
    pub fn claims_of(&self, chart: ChartIndex) -> impl Iterator<Item = (ClaimIndex, &Claim)> {
        self.chart(chart).claims.clone().map(|index| (ClaimIndex(index), &self.claims[index as usize]))
    }
}

/// Joins everything about recovery. A chart whose tier is only told by a document's list is given it.
pub(super) fn recover(input: &Input<'_>, charts: &mut [Chart], pages: &[Page]) -> Recovery {
    let tiers = tier::tiers(input, charts, pages);
    let claims = claim::claims(input, charts, pages, &tiers);
    let mut recovery =
        Recovery { claims, charts: vec![ChartRecovery::default(); charts.len()], tiers, ..Recovery::default() };
    objective::choose(&mut recovery, charts);
    tier::apply(&mut recovery, charts);
    drill::record(&mut recovery, input, charts, pages);
    recovery.order = order::order(charts, &recovery);
    recovery
}
