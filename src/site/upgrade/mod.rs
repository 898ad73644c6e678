//! Upgrades: the ways in which each chart can be brought to a newer version.
//!
//! They are told in front matter, in tables and under headings of upgrade guides, and in values.yaml. What is told of one
//! strategy in several places is joined by its name and class; each attribute keeps the place that counts for it.

mod attribute;
mod class;
mod guide;
mod join;
mod matrix;
pub(super) mod name;
pub mod rollback;
mod values;

use rayon::prelude::*;

use self::attribute::{Attribute, Told};
use self::guide::Guide;
use self::join::Joined;
use crate::config::Kind;
use crate::parse::front_matter::StatedStrategy;
use crate::site::chart::{Chart, Stated};
use crate::site::page::Page;
use crate::site::timed::Timed;
use crate::source::{FileId, Span};

/// How many strategies of one chart are kept: more than anybody can choose from, and few enough to compare all with all.
const MAX_STRATEGIES: usize = 200;

/// A way to upgrade a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// Its name as written.
    pub name: String,
    /// What it is.
    pub class: StrategyClass,
    /// How long the service is away.
    pub downtime: Option<Timed>,
    /// Risk, as written.
    pub risk: Option<Stated>,
    /// How hard it is, as written: what is easy can be risky.
    pub complexity: Option<Stated>,
    /// From which versions.
    pub from: Option<Stated>,
    /// To which versions.
    pub to: Option<Stated>,
    /// What it is for, as written.
    pub recommended_for: Option<Stated>,
    /// Whether its author recommends it over the others.
    pub recommended: bool,
    /// The heading of the section that tells how, as the anchor of the page it stands in.
    pub section: Option<(super::page::PageId, String)>,
    /// Where it is written.
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

impl StrategyClass {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Rolling,
        Self::BlueGreen,
        Self::Canary,
        Self::InPlace,
        Self::MaintenanceWindow,
        Self::DumpAndRestore,
        Self::Replication,
        Self::SnapshotRestore,
        Self::Other,
    ];

    /// Its name in exports: `blue-green`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::BlueGreen => "blue-green",
            Self::Canary => "canary",
            Self::InPlace => "in-place",
            Self::MaintenanceWindow => "maintenance-window",
            Self::DumpAndRestore => "dump-and-restore",
            Self::Replication => "replication",
            Self::SnapshotRestore => "snapshot-restore",
            Self::Other => "other",
        }
    }

    /// Its name for readers: `Blue-green`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Rolling => "Rolling",
            Self::BlueGreen => "Blue-green",
            Self::Canary => "Canary",
            Self::InPlace => "In place",
            Self::MaintenanceWindow => "Maintenance window",
            Self::DumpAndRestore => "Dump and restore",
            Self::Replication => "Replication",
            Self::SnapshotRestore => "Snapshot restore",
            Self::Other => "Other",
        }
    }
}

impl Strategy {
    /// A strategy of that name, of which nothing else is told yet.
    fn named(name: &str, place: Span) -> Self {
        Self {
            name: name.trim().to_owned(),
            class: class::class(name),
            downtime: None,
            risk: None,
            complexity: None,
            from: None,
            to: None,
            recommended_for: None,
            recommended: false,
            section: None,
            place,
        }
    }
}

/// The ways to upgrade each chart, in order of [`crate::site::Site::charts`].
pub(super) fn strategies(charts: &[Chart], pages: &[Page]) -> Vec<Vec<Strategy>> {
    charts.par_iter().map(|chart| of_chart(chart, pages)).collect()
}

fn of_chart(chart: &Chart, pages: &[Page]) -> Vec<Strategy> {
    let living = || chart.own_pages().map(|id| &pages[id.0 as usize]).filter(|page| !page.historical);
    let guides: Vec<Guide> = living().filter(|page| page.kind == Kind::Upgrade).map(guide::read).collect();
    let stated = living().find_map(|page| {
        let strategies = &page.document.front_matter.strategies;
        let strategies: Vec<_> = strategies.iter().filter_map(|stated| in_front_matter(page.file, stated)).collect();
        (!strategies.is_empty()).then_some(strategies)
    });
    // What front matter lists is the whole list.
    let mut joined = Joined::new(stated);
    let mut sections = Vec::new();
    let mut paths = Vec::new();
    for guide in guides {
        guide.lists.into_iter().for_each(|list| joined.add(list));
        sections.extend(guide.sections);
        paths.extend(guide.paths);
    }
    if let Some((file, values)) = &chart.values {
        joined.add(values::strategies(*file, values));
    }
    joined.find_sections(sections);
    joined.find_versions(&paths);
    joined.finish()
}

fn in_front_matter(file: FileId, stated: &StatedStrategy) -> Option<Strategy> {
    let name = stated.name.as_ref()?;
    let mut strategy = Strategy::named(&name.value, Span { file, range: name.range });
    let mut told = Told::default();
    for (attribute, value) in [
        (Attribute::Downtime, &stated.downtime),
        (Attribute::Risk, &stated.risk),
        (Attribute::From, &stated.from),
        (Attribute::To, &stated.to),
    ] {
        if let Some(value) = value {
            told.tell(attribute, &value.value, None, Span { file, range: value.range });
        }
    }
    told.give(&mut strategy);
    Some(strategy)
}
