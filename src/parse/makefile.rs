//! Makefiles, as far as their text tells: nothing is run.

use serde::{Deserialize, Serialize};

use crate::source::{Spanned, TextRange};

/// What a Makefile says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Makefile {
    /// Targets of explicit rules in order, variables in their names resolved where the file gives their value.
    pub targets: Vec<Target>,
    /// Pattern rules (`backup-%`), and targets whose name holds a variable the file doesn't resolve, `%` in its place.
    pub patterns: Vec<Spanned<String>>,
    /// `include`, `-include` and `sinclude`.
    pub includes: Vec<Include>,
    /// Variables assigned at the top level, name and text, last assignment last.
    pub variables: Vec<(Spanned<String>, String)>,
}

/// A target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The name and where it stands.
    pub name: Spanned<String>,
    /// What it does: the `## text` behind it, or the `##` comment directly above.
    pub description: Option<String>,
    /// Whether it is listed in `.PHONY`.
    pub phony: bool,
}

/// An include.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Include {
    /// The path, from the folder of the Makefile that is read, once variables are resolved; text that could not be
    /// resolved is left as written.
    pub path: String,
    /// Where it stands.
    pub range: TextRange,
    /// Whether make goes on without it (`-include`).
    pub optional: bool,
    /// Whether `path` is complete: no variable or function is left in it.
    pub resolved: bool,
}
