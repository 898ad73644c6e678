//! `--fail-on`.

use clap::ValueEnum;

use crate::diagnostic::FailOn;

/// Values of `--fail-on`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Level {
    Error,
    Warning,
    Never,
}

impl From<Level> for FailOn {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Never => Self::Never,
        }
    }
}
