//! The JSON Schemas of what docsgen writes for other programs (draft 2020-12), compiled in.

/// A schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Of `docsgen export objectives --format json`.
    Objectives,
    /// Of `facts.json`.
    Facts,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Objectives, Self::Facts];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Objectives => "objectives",
            Self::Facts => "facts",
        }
    }

    /// Where it is published, from the site root.
    #[must_use]
    pub const fn route(self) -> &'static str {
        match self {
            Self::Objectives => "schema/objectives.json",
            Self::Facts => "schema/facts.json",
        }
    }

    /// The schema itself.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Objectives => include_str!("objectives.schema.json"),
            Self::Facts => include_str!("facts.schema.json"),
        }
    }
}
