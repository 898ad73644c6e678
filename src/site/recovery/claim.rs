//! One statement of one objective, joined with what it is about.

use super::scenario::Scenario;
use super::tier::{Tier, TierIndex};
use crate::parse::bound::Bound;
use crate::parse::statement::{Field, Form};
use crate::site::Input;
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::page::Page;
use crate::source::Span;

/// Index of a claim in [`super::Recovery::claims`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimIndex(pub u32);

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A chart.
    Chart(ChartIndex),
    /// A tier.
    Tier(TierIndex),
    /// Everything together, or nothing that the repository knows by name.
    Platform,
}

/// Where a claim stands, in order of precedence: of two claims the one with the smaller rank counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Front matter of one of the chart's own pages.
    FrontMatter,
    /// `[charts.<id>]` of book.toml.
    Config,
    /// An annotation of Chart.yaml.
    Annotation,
    /// The text of the chart's backup or recovery guide.
    BackupGuide,
    /// `backup.documentation` of the chart's values.yaml.
    Values,
    /// The text of the chart's README.
    Readme,
    /// Another page of the chart: its upgrade guide, a playbook.
    OwnPage,
    /// A page that is about many charts.
    Summary,
}

/// One statement of one objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// Which objective.
    pub field: Field,
    /// What it holds for.
    pub scenario: Scenario,
    /// What it says.
    pub bound: Bound,
    /// Where the figure stands.
    pub place: Span,
    /// How it is written.
    pub form: Form,
    /// How much it counts.
    pub rank: Rank,
    /// Whether its document tells of today. What a changelog or a roadmap says never counts and never conflicts.
    pub living: bool,
    /// Statements of one document with the same number stand in one row or list.
    pub group: u32,
    /// How, where it says so.
    pub method: Option<Stated>,
    /// How often backups are made, where it says so.
    pub frequency: Option<Stated>,
}

/// Every claim of a repository, those of one chart together and in order of precedence, then of place.
pub(super) fn claims(input: &Input<'_>, charts: &[Chart], pages: &[Page], tiers: &[Tier]) -> Vec<Claim> {
    let _ = (input, charts, pages, tiers);
    Vec::new()
}
