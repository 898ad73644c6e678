//! Findings about content: data that is collected, sorted once and printed at the end.

mod baseline;
mod code;
mod counts;
mod identity;
mod levels;
mod release;
mod rewrite;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub use baseline::{BASELINE_NAME, Baseline, Sifted};
pub use code::{Code, Scope, Topic, Topics};
pub use counts::Counts;
pub use identity::Identity;
pub use levels::{FailOn, FileLevels, Levels, PathLevels, apply, demote_content, fails};
pub use release::{KeptOff, Release};
pub use rewrite::{Mending, Rewrite};

use crate::source::{FileId, Span, TextRange};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails anything.
    Note,
    /// Wrong or doubtful, and the site is still right.
    Warning,
    /// Somebody who trusts this page will be misled.
    Error,
}

impl Severity {
    /// The name used in configuration and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Another place that explains a finding ("first defined here").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there: one short clause.
    pub message: String,
}

/// A piece of text to be replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How much it matters: the code's default until the configured levels are applied.
    pub severity: Severity,
    /// One short clause in lower case, names in backticks.
    pub message: String,
    /// The smallest text at fault; none where it is about the whole site.
    pub span: Option<Span>,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The dead destination, for findings that have one.
    pub target: Option<String>,
    /// What mends it beyond doubt (`docsgen check --fix`); empty where that takes a person.
    pub fix: Vec<Edit>,
}

impl Diagnostic {
    /// A finding at its code's default severity.
    #[must_use]
    pub fn new(code: Code, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            span: span.into(),
            labels: Vec::new(),
            help: None,
            target: None,
            fix: Vec::new(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds a replacement that mends it beyond doubt.
    #[must_use]
    pub fn fixed_by(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix.push(Edit { span, replacement: replacement.into() });
        self
    }

    /// Adds the dead destination.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }
}

/// The order of every report: path, offset, gravest first, code, text. Findings about the whole site come first.
impl Ord for Diagnostic {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.span, other.severity, self.code, &self.message, &self.labels, &self.help, &self.target, &self.fix).cmp(&(
            other.span,
            self.severity,
            other.code,
            &other.message,
            &other.labels,
            &other.help,
            &other.target,
            &other.fix,
        ))
    }
}

impl PartialOrd for Diagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A finding that doesn't know its file yet, as the parsers make it: they see one text and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remark {
    /// What kind of finding.
    pub code: Code,
    /// The smallest text at fault.
    pub range: TextRange,
    /// One short clause in lower case, names in backticks.
    pub message: String,
    /// Other places in the same text.
    pub labels: Vec<(TextRange, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Remark {
    /// A finding at a place of the text.
    #[must_use]
    pub fn new(code: Code, range: TextRange, message: impl Into<String>) -> Self {
        Self { code, range, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place of the same text.
    #[must_use]
    pub fn label(mut self, range: TextRange, message: impl Into<String>) -> Self {
        self.labels.push((range, message.into()));
        self
    }

    /// The same finding, in its file.
    #[must_use]
    pub fn at(&self, file: FileId) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, Span { file, range: self.range }, self.message.clone());
        diagnostic.help.clone_from(&self.help);
        for (range, message) in &self.labels {
            diagnostic = diagnostic.label(Span { file, range: *range }, message.clone());
        }
        diagnostic
    }
}

/// How many names a wrong one is compared with. Many wrong names among many right ones must not take for ever, and among
/// so many the nearest is rarely the one that was meant.
const COMPARED_NAMES: usize = 1_000;

/// How long a wrong name may be to be compared: comparing takes its length times the other's.
const LONGEST_NAME: usize = 500;

/// The name among `known` that was probably meant by `written`, for a help that says "did you mean"; only the first
/// thousand are looked at.
#[must_use]
pub fn near_match<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > LONGEST_NAME {
        return None;
    }
    let written = written.to_lowercase();
    known
        .into_iter()
        .take(COMPARED_NAMES)
        .map(|name| (strsim::jaro_winkler(&written, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, name)| name)
}
