//! What stops a run: the disk, the configuration's syntax, the theme. Never a finding about content.

use std::fmt;
use std::path::Path;

/// Why a run could not go on, and what to do about it.
///
/// One opaque type, because callers do one thing with it: show it and exit with status 2.
pub struct Error(Box<Inner>);

struct Inner {
    message: String,
    /// `file:line:col` of the configuration or template at fault.
    place: Option<String>,
    help: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of what touches the world.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of one sentence: lower case, no full stop.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner { message: message.into(), place: None, help: None, source: None }))
    }

    /// An I/O error, naming what was tried on which path.
    #[must_use]
    pub fn io(tried: &str, path: &Path, source: std::io::Error) -> Self {
        Self::new(format!("could not {tried} `{}`", path.display())).because(source)
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Adds the place at fault, as `file:line:col`.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into());
        self
    }

    /// What to do, if known.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The place at fault, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.0.place {
            write!(formatter, "{place}: ")?;
        }
        formatter.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)?;
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            write!(formatter, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
