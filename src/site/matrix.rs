//! The tables of facts that docsgen makes, by the names they are asked for: in the terminal, in text, on their pages.

use super::Site;
use super::table::Table;

/// A table of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matrix {
    /// What is promised of each chart, what was proved, and where that is written.
    Recovery,
    /// What is promised for each scenario of each chart.
    Scenarios,
    /// What is promised of each tier, and what its charts promise.
    Tiers,
    /// In which order charts come back.
    Order,
    /// Recoveries that were tried.
    Drills,
    /// How each chart is upgraded.
    Upgrades,
    /// What is written about each chart, and what isn't.
    Coverage,
    /// The charts.
    Catalog,
}

impl Matrix {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Recovery,
        Self::Scenarios,
        Self::Tiers,
        Self::Order,
        Self::Drills,
        Self::Upgrades,
        Self::Coverage,
        Self::Catalog,
    ];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Scenarios => "scenarios",
            Self::Tiers => "tiers",
            Self::Order => "order",
            Self::Drills => "drills",
            Self::Upgrades => "upgrades",
            Self::Coverage => "coverage",
            Self::Catalog => "catalog",
        }
    }

    /// The matrix of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matrix| matrix.name() == name)
    }
}

impl Site {
    /// The rows of a matrix, in the order they are shown in.
    #[must_use]
    pub fn matrix(&self, matrix: Matrix) -> Table {
        match matrix {
            Matrix::Recovery => self.recovery_matrix(),
            Matrix::Scenarios => self.scenario_matrix(),
            Matrix::Tiers => self.tier_matrix(),
            Matrix::Order => self.order_matrix(),
            Matrix::Drills => self.drill_matrix(),
            Matrix::Upgrades => self.upgrade_matrix(),
            Matrix::Coverage => self.coverage_matrix(),
            Matrix::Catalog => self.catalog(),
        }
    }
}
