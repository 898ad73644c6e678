//! In which order charts come back: what each depends on, waves, and how long a chart takes with all that it needs.

use std::time::Duration;

use super::Recovery;
use crate::site::Input;
use crate::site::chart::{Chart, ChartIndex};
use crate::source::Span;

/// The order of recovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Charts that can come back together, wave by wave, each wave in order of title.
    pub waves: Vec<Vec<ChartIndex>>,
    /// Charts about whose dependencies nobody has said anything, and that nothing depends on.
    pub not_stated: Vec<ChartIndex>,
    /// Charts that need each other, so that none of them can come first: each as the path of a cycle, its first chart not
    /// repeated at the end.
    pub cycles: Vec<Cycle>,
    /// Each chart's part, in order of [`crate::site::Site::charts`].
    pub charts: Vec<ChartOrder>,
    /// The longest chain of the whole site, first to come back first.
    pub critical_path: Vec<ChartIndex>,
}

/// Charts that need each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Each needs the one behind it, the last the first.
    pub path: Vec<Dependency>,
}

/// A chart that another one needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The chart that is needed.
    pub chart: ChartIndex,
    /// Where that is written.
    pub place: Option<Span>,
}

/// One chart's part in the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartOrder {
    /// What it needs directly; `None` where nobody has said anything, which isn't nothing.
    pub depends_on: Option<Vec<Dependency>>,
    /// The charts that need it directly, in order of title.
    pub dependents: Vec<ChartIndex>,
    /// Its wave, counted from 0; `None` in a cycle, behind one, or where its order isn't stated.
    pub wave: Option<u32>,
    /// How long it takes with everything below it.
    pub effective: Option<EffectiveRto>,
    /// Whether it promises less than its dependencies need.
    pub infeasible: bool,
}

/// A chart's RTO together with the longest chain below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveRto {
    /// How long.
    pub time: Duration,
    /// Whether a chart of the chain has no known RTO, so that it takes at least so long.
    pub at_least: bool,
    /// The chain, first to come back first, the chart itself last.
    pub chain: Vec<ChartIndex>,
}

/// Works out the order of recovery.
pub(super) fn order(input: &Input<'_>, charts: &[Chart], recovery: &Recovery) -> Order {
    let _ = (input, charts, recovery);
    Order::default()
}
