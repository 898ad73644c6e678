//! The JSON Schemas of what docsgen writes for other programs (draft 2020-12), compiled in, and of what people write for docsgen
//! (draft 7, which all editors read), made of the descriptions of its keys.

use std::borrow::Cow;

use super::key_schema::key_schema;
use crate::config::keys::keys;
use crate::parse::front_matter::keys::KEYS;

/// A schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// Of `docsgen export objectives --format json`.
    Objectives,
    /// Of `facts.json`.
    Facts,
    /// Of book.toml.
    Book,
    /// Of front matter.
    FrontMatter,
    /// Of `docsgen diff --format json`.
    Diff,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Objectives, Self::Facts, Self::Book, Self::FrontMatter, Self::Diff];

    /// Those that are published with a site, since they describe what stands there or what its sources are written in.
    pub const PUBLISHED: [Self; 4] = [Self::Objectives, Self::Facts, Self::Book, Self::FrontMatter];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Objectives => "objectives",
            Self::Facts => "facts",
            Self::Book => "book",
            Self::FrontMatter => "front-matter",
            Self::Diff => "diff",
        }
    }

    /// Where it is published, from the site root.
    #[must_use]
    pub const fn route(self) -> &'static str {
        match self {
            Self::Objectives => "schema/objectives.json",
            Self::Facts => "schema/facts.json",
            Self::Book => "schema/book.json",
            Self::FrontMatter => "schema/front-matter.json",
            Self::Diff => "schema/diff.json",
        }
    }

    /// The schema itself.
    #[must_use]
    pub fn text(self) -> Cow<'static, str> {
        let schema = match self {
            Self::Objectives => return Cow::Borrowed(include_str!("objectives.schema.json")),
            Self::Facts => return Cow::Borrowed(include_str!("facts.schema.json")),
            Self::Diff => return Cow::Borrowed(include_str!("diff.schema.json")),
            Self::Book => key_schema("book", "book.toml of docsgen", &keys(), false),
            // In YAML a key with nothing behind it says nothing.
            Self::FrontMatter => key_schema("front-matter", "Front matter of docsgen", KEYS, true),
        };
        Cow::Owned(format!("{schema:#}\n"))
    }
}
