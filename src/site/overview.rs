//! The pages that docsgen makes of its matrices, beside the author's own.

use super::baseline::Baselines;
use super::chart::Chart;
use super::dataset::Dataset;
use super::matrix::Matrix;
use super::nav::SectionKind;
use super::recovery::Recovery;
use super::route::Route;
use super::upgrade::Strategy;
use super::upgrade::rollback::Rollback;
use crate::config::DatasetKind;

/// A page made of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Overview {
    /// What is promised of each chart, by tier, under a summary of the tiers.
    Recovery,
    /// The same, by category.
    Categories,
    /// What is promised for each scenario.
    Scenarios,
    /// In which order charts come back, drawn and as a table.
    Order,
    /// Recoveries that were tried.
    Drills,
    /// How each chart is upgraded.
    Upgrades,
    /// What is written about each chart, and what isn't.
    Coverage,
    /// Rollbacks, and how long each takes.
    Rollbacks,
    /// Environment variables, by category.
    Environment,
    /// What is expected of each chart's figures, and what was measured.
    Baselines,
}

impl Overview {
    /// All of them, in reading order.
    pub const ALL: [Self; 10] = [
        Self::Recovery,
        Self::Categories,
        Self::Scenarios,
        Self::Order,
        Self::Drills,
        Self::Upgrades,
        Self::Rollbacks,
        Self::Coverage,
        Self::Environment,
        Self::Baselines,
    ];

    /// Its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Recovery => "Recovery matrix",
            Self::Categories => "Recovery matrix by category",
            Self::Scenarios => "Recovery scenarios",
            Self::Order => "Recovery order",
            Self::Drills => "Recovery drills",
            Self::Upgrades => "Upgrade matrix",
            Self::Coverage => "Documentation coverage",
            Self::Rollbacks => "Rollback matrix",
            Self::Environment => "Environment variables",
            Self::Baselines => "Baselines",
        }
    }

    /// Its title where its neighbours are in sight.
    #[must_use]
    pub const fn short_title(self) -> &'static str {
        match self {
            Self::Recovery => "By tier",
            Self::Categories => "By category",
            Self::Scenarios => "Scenarios",
            Self::Order => "Order",
            Self::Drills => "Drills",
            Self::Upgrades => "Upgrades",
            Self::Coverage => "Coverage",
            Self::Rollbacks => "Rollbacks",
            Self::Environment => "Environment",
            Self::Baselines => "Baselines",
        }
    }

    /// What it tells, in one sentence.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Recovery => "How fast each chart comes back and how much may be lost, with the line that says so.",
            Self::Categories => {
                "How fast each chart of a category comes back and how much may be lost, with the line that says so."
            }
            Self::Scenarios => "What is promised of each chart when a part of it is lost, or all of it.",
            Self::Order => "Which charts come back first, what each waits for, and how long that takes altogether.",
            Self::Drills => "Recoveries that were tried, newest first: what was measured against what is promised.",
            Self::Upgrades => "The ways to upgrade each chart, with how long its service is away.",
            Self::Coverage => "What is written about each chart, and what is missing.",
            Self::Rollbacks => "How to go back: how long each rollback takes, and whether data goes back with it.",
            Self::Environment => {
                "The variables that commands and programs read, where to get each, and which guides use it."
            }
            Self::Baselines => "What is expected of each chart's figures, and what was measured last.",
        }
    }

    /// Where it stands, unless a page of the author's own does.
    ///
    /// # Panics
    /// Never: the paths are fixed.
    #[must_use]
    pub fn route(self) -> Route {
        let path = match self {
            Self::Recovery => "recovery/index.html",
            Self::Categories => "recovery/categories.html",
            Self::Scenarios => "recovery/scenarios.html",
            Self::Order => "recovery/order.html",
            Self::Drills => "recovery/drills.html",
            Self::Upgrades => "upgrades/index.html",
            Self::Coverage => "coverage/index.html",
            Self::Rollbacks => "rollbacks/index.html",
            Self::Environment => "environment/index.html",
            Self::Baselines => "baselines/index.html",
        };
        Route::new(path).expect("a fixed word is a route")
    }

    /// The section it stands in.
    #[must_use]
    pub const fn section(self) -> SectionKind {
        match self {
            Self::Recovery
            | Self::Categories
            | Self::Scenarios
            | Self::Order
            | Self::Drills
            | Self::Upgrades
            | Self::Coverage
            | Self::Rollbacks => SectionKind::Recovery,
            Self::Environment | Self::Baselines => SectionKind::Reference,
        }
    }

    /// The page on which a matrix stands whole; that of the charts is the catalog's.
    #[must_use]
    pub const fn of(matrix: Matrix) -> Option<Self> {
        match matrix {
            Matrix::Recovery | Matrix::Tiers => Some(Self::Recovery),
            Matrix::Scenarios => Some(Self::Scenarios),
            Matrix::Order => Some(Self::Order),
            Matrix::Drills => Some(Self::Drills),
            Matrix::Upgrades => Some(Self::Upgrades),
            Matrix::Coverage => Some(Self::Coverage),
            Matrix::Rollbacks => Some(Self::Rollbacks),
            Matrix::Environment => Some(Self::Environment),
            Matrix::Baselines => Some(Self::Baselines),
            Matrix::Catalog | Matrix::Releases | Matrix::Progress | Matrix::Checklists | Matrix::Playbooks => None,
        }
    }
}

/// The pages that a repository has something to show on. Where there are charts, the recovery matrix and the coverage are
/// among them even if nothing is written yet: then they say what to write.
pub(super) fn overviews(
    charts: &[Chart],
    recovery: &Recovery,
    (upgrades, rollbacks): (&[Vec<Strategy>], &[Rollback]),
    (datasets, baselines): (&[Dataset], &Baselines),
) -> Vec<Overview> {
    let has_rows = |kind| datasets.iter().any(|dataset| dataset.kind == kind && !dataset.rows.is_empty());
    let shown = |overview: &Overview| match overview {
        Overview::Recovery | Overview::Coverage => !charts.is_empty(),
        Overview::Categories => charts.iter().any(|chart| chart.category.is_some()),
        Overview::Scenarios => recovery.charts.iter().any(|chart| !chart.scenarios.is_empty()),
        Overview::Order => !recovery.order.waves.is_empty() || !recovery.order.cycles.is_empty(),
        Overview::Drills => recovery.charts.iter().any(|chart| !chart.drills.is_empty()),
        Overview::Upgrades => upgrades.iter().any(|strategies| !strategies.is_empty()),
        Overview::Rollbacks => !rollbacks.is_empty(),
        Overview::Environment => has_rows(DatasetKind::Env),
        Overview::Baselines => !baselines.figures.is_empty(),
    };
    Overview::ALL.into_iter().filter(shown).collect()
}
