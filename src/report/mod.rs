//! Findings as people and programs read them.
//!
//! One file per format. All of them take findings in the order they are given and work out lines and columns here, at
//! the end; text from the repository is made safe for a terminal before it is shown on one.

mod alike;
mod diff;
mod github;
mod gitlab;
mod human;
mod job_summary;
mod json;
mod junit;
mod place;
pub mod printable;
mod sarif;
mod short;

#[cfg(test)]
mod fixture;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

pub use self::diff::unified;
pub use self::human::summary;
pub use self::job_summary::job_summary;
use crate::diagnostic::{Code, Counts, Diagnostic, FailOn, Severity};
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
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// JUnit's XML.
    Junit,
    /// GitLab's Code Quality report.
    Gitlab,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] =
        &[Self::Human, Self::Short, Self::Json, Self::Sarif, Self::Github, Self::Junit, Self::Gitlab];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Junit => "junit",
            Self::Gitlab => "gitlab",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

/// How a report looks. Each format heeds what is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to colour the human report with terminal escapes.
    pub color: bool,
    /// Width of the terminal in columns.
    pub width: usize,
    /// The number of findings after which the rest is only counted; `None` shows all. For people: programs are told all.
    pub limit: Option<usize>,
    /// Whether the human report names every place of a finding that is in many.
    pub every_place: bool,
    /// Whether the human report ends with a table of codes.
    pub table: bool,
    /// What fails a test in JUnit's report.
    pub fail_on: FailOn,
    /// What stands before each path in the formats of hosts, which want them from git's top level: `docs/`, or nothing.
    pub prefix: String,
    /// The command that found them, for headings.
    pub command: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
            limit: None,
            every_place: false,
            table: true,
            fail_on: FailOn::Error,
            prefix: String::new(),
            command: "check",
        }
    }
}

/// The file of settings. Hosts take no finding without a file, and those of the whole site are mended there.
const SETTINGS: &str = "book.toml";

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
        Format::Sarif => sarif::write(out, findings, sources, options),
        Format::Github => github::write(out, findings, sources, options),
        Format::Junit => junit::write(out, findings, sources, options),
        Format::Gitlab => gitlab::write(out, findings, sources, options),
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

/// How many findings there are of each code, gravest first.
fn by_code(findings: &[Diagnostic]) -> Vec<(Severity, Code, usize)> {
    let mut counts: BTreeMap<(Reverse<Severity>, Code), usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry((Reverse(finding.severity), finding.code)).or_default() += 1;
    }
    counts.into_iter().map(|((severity, code), count)| (severity.0, code, count)).collect()
}

/// `2 errors, 1 warning in 3 files`.
fn in_words(findings: &[Diagnostic]) -> String {
    let mut files: Vec<_> = findings.iter().filter_map(|finding| finding.span).map(|span| span.file).collect();
    files.sort_unstable();
    files.dedup();
    let counts = Counts::of(findings).in_words();
    match files.len() {
        0 => counts,
        1 => format!("{counts} in 1 file"),
        files => format!("{counts} in {files} files"),
    }
}
