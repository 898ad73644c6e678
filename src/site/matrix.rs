//! The tables of facts that docsgen makes, by the names they are asked for: in the terminal, in text, on their pages.

use std::fmt::{self, Display};

use super::Site;
use super::table::Table;
use super::table::query::Query;
use crate::source::{Spanned, TextRange};

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
    /// Releases, and what each brought.
    Releases,
    /// How much of each plan is done.
    Progress,
    /// Every checklist, by section.
    Checklists,
    /// Playbooks, and how long each takes.
    Playbooks,
    /// Rollbacks, and how long each takes.
    Rollbacks,
    /// Environment variables.
    Environment,
    /// What is expected of each chart's figures, and what was measured.
    Baselines,
}

impl Matrix {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Recovery,
        Self::Scenarios,
        Self::Tiers,
        Self::Order,
        Self::Drills,
        Self::Upgrades,
        Self::Coverage,
        Self::Catalog,
        Self::Releases,
        Self::Progress,
        Self::Checklists,
        Self::Playbooks,
        Self::Rollbacks,
        Self::Environment,
        Self::Baselines,
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
            Self::Releases => "releases",
            Self::Progress => "progress",
            Self::Checklists => "checklists",
            Self::Playbooks => "playbooks",
            Self::Rollbacks => "rollbacks",
            Self::Environment => "environment",
            Self::Baselines => "baselines",
        }
    }

    /// The same query with the columns that are shown where there is little room, in a terminal or a file of text, unless it
    /// names some itself.
    #[must_use]
    pub fn in_text(self, query: &Query) -> Query {
        let columns: &[&str] = match self {
            Self::Recovery => &[
                "chart",
                "tier",
                "rto",
                "rpo",
                "effective",
                "measured",
                "drill",
                "frequency",
                "method",
                "backup",
                "upgrade",
            ],
            Self::Progress => &["page", "kind", "done", "open"],
            Self::Checklists => &["page", "section", "done", "open"],
            Self::Rollbacks => &["chart", "method", "data", "time", "downtime", "loss", "page"],
            Self::Scenarios => &["chart", "scenario", "rto", "rpo", "frequency", "method"],
            Self::Environment => &["name", "chart", "required", "default", "example", "secret", "source", "used"],
            _ => &[],
        };
        let mut query = query.clone();
        if query.columns.is_empty() {
            let grouped = query.group.as_ref().map(|group| group.value.clone());
            let shown = columns.iter().filter(|name| grouped.as_deref() != Some(**name));
            query.columns = shown.map(|name| Spanned::new((*name).to_owned(), TextRange::default())).collect();
        }
        query
    }

    /// The matrix of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|matrix| matrix.name() == name)
    }
}

/// A table that is asked for: one of docsgen's own, or a team's data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// One of docsgen's own.
    Matrix(Matrix),
    /// A dataset, by its name.
    Dataset(Box<str>),
}

impl Asked {
    /// The table of that name: docsgen's own goes before a dataset that is called alike.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Matrix::named(name).map_or_else(|| Self::Dataset(name.into()), Self::Matrix)
    }

    /// The name it is asked for by.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Matrix(matrix) => matrix.name(),
            Self::Dataset(name) => name,
        }
    }

    /// As [`Matrix::in_text`].
    #[must_use]
    pub fn in_text(&self, query: &Query) -> Query {
        match self {
            Self::Matrix(matrix) => matrix.in_text(query),
            Self::Dataset(_) => query.clone(),
        }
    }
}

impl Display for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Site {
    /// The rows of a table that is asked for; `None` where there is no such dataset.
    #[must_use]
    pub fn asked(&self, asked: &Asked) -> Option<Table> {
        match asked {
            Asked::Matrix(matrix) => Some(self.matrix(*matrix)),
            Asked::Dataset(name) => {
                let index = self.dataset_index(name)?;
                self.dataset_tables(&|dataset| dataset.name == **name).into_iter().nth(index)
            }
        }
    }

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
            Matrix::Releases => self.release_matrix(),
            Matrix::Progress => self.progress_matrix(),
            Matrix::Checklists => self.checklist_matrix(),
            Matrix::Playbooks => self.playbook_matrix(),
            Matrix::Rollbacks => self.rollback_matrix(),
            Matrix::Environment => self.environment_matrix(),
            Matrix::Baselines => self.baseline_matrix(),
        }
    }
}
