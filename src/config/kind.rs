//! What a page is for.

use serde::{Deserialize, Serialize};

/// The kind of a page, from `[[sources]]` or front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A chart's README.
    Chart,
    /// How to back a chart up and restore it.
    Backup,
    /// How to upgrade a chart, and how to go back.
    Upgrade,
    /// How to recover from a disaster.
    Recovery,
    /// How to move from one system or version to another.
    Migration,
    /// What to do when something happens.
    Playbook,
    /// Anything else to be read.
    Guide,
    /// What a release brought: changelogs, release notes.
    Release,
    /// What is planned.
    Roadmap,
    /// Facts to look up.
    Reference,
    /// A worked example.
    Example,
    /// Written by a tool.
    Generated,
}

impl Kind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Chart,
        Self::Backup,
        Self::Upgrade,
        Self::Recovery,
        Self::Migration,
        Self::Playbook,
        Self::Guide,
        Self::Release,
        Self::Roadmap,
        Self::Reference,
        Self::Example,
        Self::Generated,
    ];

    /// The name in configuration and front matter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chart => "chart",
            Self::Backup => "backup",
            Self::Upgrade => "upgrade",
            Self::Recovery => "recovery",
            Self::Migration => "migration",
            Self::Playbook => "playbook",
            Self::Guide => "guide",
            Self::Release => "release",
            Self::Roadmap => "roadmap",
            Self::Reference => "reference",
            Self::Example => "example",
            Self::Generated => "generated",
        }
    }

    /// What a page of this kind is, in half a sentence for people.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Chart => "a chart's README",
            Self::Backup => {
                "how to back up and restore; with a chart it stands beside the chart's page, as do the next four"
            }
            Self::Upgrade => "how to upgrade, and how to go back",
            Self::Recovery => "how to recover from a disaster",
            Self::Migration => "how to move from one system or version to another",
            Self::Playbook => "what to do when something happens",
            Self::Guide => "anything else to be read",
            Self::Release => "what a release brought; never held to what is true today",
            Self::Roadmap => "what is planned; never held to what is true today",
            Self::Reference => "facts to look up",
            Self::Example => "a worked example",
            Self::Generated => "written by a tool",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether pages of this kind tell of the past or of plans, and so are never wrong about today.
    #[must_use]
    pub const fn is_historical(self) -> bool {
        matches!(self, Self::Release | Self::Roadmap)
    }

    /// Whether a page of this kind that belongs to a chart stands beside the chart's page, as `backup.html`.
    #[must_use]
    pub const fn is_chart_guide(self) -> bool {
        matches!(self, Self::Backup | Self::Upgrade | Self::Recovery | Self::Migration | Self::Playbook)
    }
}
