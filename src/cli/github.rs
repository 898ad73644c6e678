//! What a step of GitHub Actions hands on: its outputs for later steps, and its part of the job's summary.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Counts, Diagnostic};
use crate::error::{Error, Result};
use crate::report::printable;

/// A file that the runner reads when a step has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepFile {
    /// `GITHUB_OUTPUT`: a name and a value on each line.
    Output,
    /// `GITHUB_STEP_SUMMARY`: Markdown.
    Summary,
}

impl StepFile {
    /// Where it is; `None` outside a step.
    pub(crate) fn path(self) -> Option<PathBuf> {
        let name = match self {
            Self::Output => "GITHUB_OUTPUT",
            Self::Summary => "GITHUB_STEP_SUMMARY",
        };
        std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from)
    }
}

/// Outputs of a step. Names are added, never changed.
#[derive(Debug)]
pub(crate) struct Outputs(String);

impl Outputs {
    /// What every command counts.
    pub(crate) fn new(pages: usize, charts: usize, findings: &[Diagnostic]) -> Self {
        let counts = Counts::of(findings);
        let mut outputs = Self(String::new());
        for (name, count) in [
            ("pages", pages),
            ("charts", charts),
            ("findings", counts.total()),
            ("errors", counts.error),
            ("warnings", counts.warning),
            ("notes", counts.note),
        ] {
            outputs.add(name, &count.to_string());
        }
        outputs
    }

    /// Adds one more.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        // A line end in a value would begin another output. A `String` takes all that is written to it.
        let _ = writeln!(self.0, "{name}={}", printable::line(value));
    }
}

/// Adds outputs to those of the step; nothing outside one.
pub(crate) fn write_outputs(outputs: &Outputs) -> Result<()> {
    match StepFile::Output.path() {
        Some(path) => write_file(&path, outputs.0.as_bytes(), true),
        None => Ok(()),
    }
}

/// Writes a file that was asked for. It may be a device or a pipe, so it isn't replaced.
pub(crate) fn write_file(path: &Path, text: &[u8], append: bool) -> Result<()> {
    let mut options = std::fs::File::options();
    options.create(true).write(true).append(append).truncate(!append);
    let written = options.open(path).and_then(|mut file| file.write_all(text));
    written.map_err(|source| Error::io("write", path, source))
}
