//! Which files are read for the environment variables that they need.

use crate::config::{Config, SourcePattern};
use crate::fs::Entry;
use crate::parse::dataset::dotenv;
use crate::parse::program::Language;

/// The largest file of a program that is searched for environment variables: what somebody writes is smaller by far.
const MAX_PROGRAM_BYTES: u64 = 1 << 20;

/// The files that `[check.env] sources` names.
#[derive(Default)]
pub(super) struct ProgramFiles(Vec<SourcePattern>);

impl ProgramFiles {
    pub(super) fn new(config: &Config) -> Self {
        // A pattern that is none was reported when book.toml was read.
        Self(config.check.env_sources.iter().filter_map(|pattern| SourcePattern::compile(pattern).ok()).collect())
    }

    /// In which language a file is read; `None` where it isn't. A text for readers uses no variable, and a file with values of
    /// variables is nobody's to read.
    pub(super) fn language(&self, entry: &Entry) -> Option<Language> {
        let name = entry.path.file_name();
        let is_program = entry.bytes <= MAX_PROGRAM_BYTES
            && !entry.path.is_markdown()
            && !dotenv::holds_values(name)
            && !dotenv::is_example(name)
            && self.0.iter().any(|pattern| pattern.is_match(&entry.path));
        is_program.then(|| Language::of(&entry.path))
    }
}
