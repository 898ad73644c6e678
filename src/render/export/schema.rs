//! The JSON Schemas of what docsgen writes for other programs (draft 2020-12), compiled in.

/// A schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Of `docsgen export objectives --format json`.
    Objectives,
    /// Of `facts.json`.
    Facts,
    /// Of `docsgen diff --format json`.
    Diff,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Objectives, Self::Facts, Self::Diff];

    /// Those that are published with a site, since they describe what stands there.
    pub const PUBLISHED: [Self; 2] = [Self::Objectives, Self::Facts];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Objectives => "objectives",
            Self::Facts => "facts",
            Self::Diff => "diff",
        }
    }

    /// Where it is published, from the site root.
    #[must_use]
    pub const fn route(self) -> &'static str {
        match self {
            Self::Objectives => "schema/objectives.json",
            Self::Facts => "schema/facts.json",
            Self::Diff => "schema/diff.json",
        }
    }

    /// The schema itself.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Objectives => include_str!("objectives.schema.json"),
            Self::Facts => include_str!("facts.schema.json"),
            Self::Diff => include_str!("diff.schema.json"),
        }
    }
}
