//! Findings as people and programs read them.
//!
//! One file per format. All of them take findings in the order they are given and work out lines and columns here, at
//! the end; text from the repository is made safe for a terminal before it is shown on one.

mod human;
mod json;
pub mod printable;
mod short;

#[cfg(test)]
mod fixture;

use std::io;

use crate::diagnostic::Diagnostic;
use crate::source::{RepoPath, SourceFile, Sources, Span};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The text at fault with what is wrong below it, for a terminal.
    #[default]
    Human,
    /// One line a finding: `path:line:col: severity[code]: message`.
    Short,
    /// One JSON object, for programs.
    Json,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Human, Self::Short, Self::Json];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

/// How a report looks. `Json` heeds none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to colour the human report with terminal escapes.
    pub color: bool,
    /// Width of the terminal in columns.
    pub width: usize,
    /// The number of findings after which the rest is only counted; `None` shows all.
    pub limit: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, width: 100, limit: None }
    }
}

/// Writes the findings, in the order given. `sources` must hold the files that they name.
///
/// # Errors
/// Where `out` can't be written to.
pub fn write(
    format: Format,
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(out, findings, sources, options),
        Format::Short => short::write(out, findings, sources, options),
        Format::Json => json::write(out, findings, sources),
    }
}

/// The file and path of a place.
fn file_of(sources: &Sources, span: Span) -> (&SourceFile, &RepoPath) {
    let file = sources.get(span.file);
    (file, file.path())
}

/// A place as `path:line:col`, fit to be printed.
fn place(sources: &Sources, span: Span) -> String {
    let (file, path) = file_of(sources, span);
    let at = file.position(span.range.start);
    format!("{}:{}:{}", printable::line(path.as_str()), at.line, at.column)
}

/// Splits findings into those that a limit shows and the number of the others.
fn limited<'a>(findings: &'a [Diagnostic], options: &Options) -> (&'a [Diagnostic], usize) {
    let shown = options.limit.map_or(findings.len(), |limit| limit.min(findings.len()));
    (&findings[..shown], findings.len() - shown)
}
