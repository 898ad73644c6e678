//! Upgrades: the ways in which each chart can be brought to a newer version.

mod matrix;

use crate::parse::bound::Bound;
use crate::site::chart::{Chart, Stated};
use crate::site::page::Page;
use crate::source::Span;

/// A way to upgrade a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Its name as written.
    pub name: String,
    /// What it is.
    pub class: StrategyClass,
    /// How long the service is away.
    pub downtime: Option<Downtime>,
    /// Risk or complexity, as written.
    pub risk: Option<Stated>,
    /// From which versions.
    pub from: Option<Stated>,
    /// To which versions.
    pub to: Option<Stated>,
    /// What it is for, as written.
    pub recommended_for: Option<Stated>,
    /// The heading of the section that tells how, as the anchor of the page it stands in.
    pub section: Option<(super::page::PageId, String)>,
    /// Where it is written.
    pub place: Span,
}

/// How long the service is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downtime {
    /// As a bound.
    pub bound: Bound,
    /// Where it stands.
    pub place: Span,
}

/// What a strategy is, by whatever name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StrategyClass {
    /// One instance after the other.
    Rolling,
    /// A second installation beside the first, then a switch.
    BlueGreen,
    /// A part of the load first.
    Canary,
    /// Where it stands, the service away meanwhile or not said.
    InPlace,
    /// Within an announced window, the service away.
    MaintenanceWindow,
    /// Dump, install anew, restore.
    DumpAndRestore,
    /// By replication to the new version.
    Replication,
    /// By a restored backup or snapshot.
    SnapshotRestore,
    /// Something else.
    Other,
}

/// The ways to upgrade each chart, in order of [`crate::site::Site::charts`].
pub(super) fn strategies(charts: &[Chart], pages: &[Page]) -> Vec<Vec<Strategy>> {
    let _ = pages;
    charts.iter().map(|_| Vec::new()).collect()
}
