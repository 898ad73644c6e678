//! What a phrase such as `< 1 hour`, `15-30 minutes` or `N/A (stateless)` means as an objective.

mod clean;
pub mod frequency;
mod grammar;
mod header;
mod lexer;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Bytes of a phrase that are read.
const LONGEST: usize = 600;

/// A phrase that bounds a time, as written, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bound {
    /// The phrase as written, Markdown's marks and white space at its ends left out.
    pub text: String,
    /// What it means; `None` where that can't be told, which is never guessed.
    pub meaning: Option<Meaning>,
    /// What it holds for or depends on, as written: `depends on size`, `daily backups`.
    pub condition: Option<String>,
    /// The single bounds of a phrase that gives several (`< 2 hours (snapshot), < 4 hours (full)`), in order; empty where there
    /// is one. The phrase as a whole means the largest.
    pub parts: Vec<Self>,
}

/// What a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Meaning {
    /// Nothing is lost, or no time passes.
    Zero,
    /// Next to nothing: sorts just after zero.
    NearZero,
    /// At most so long.
    Within {
        /// How it was said.
        qualifier: Qualifier,
        /// The lower end of a range.
        from: Option<Duration>,
        /// The upper end, by which bounds are compared.
        upper: Duration,
    },
    /// The objective makes no sense here: `N/A (stateless)`.
    NotApplicable,
}

impl Meaning {
    fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Within { upper, .. }, Self::Within { upper: other, .. }) => upper == other,
            (Self::Within { .. }, _) | (_, Self::Within { .. }) => false,
            _ => true,
        }
    }
}

/// How an upper bound was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Qualifier {
    /// `1 hour`.
    Plain,
    /// `≤ 1 hour`, `up to 1 hour`, `within an hour`.
    AtMost,
    /// `< 1 hour`.
    LessThan,
    /// `~1 hour`, `about an hour`.
    About,
}

/// The unit of bare numbers, where something beside the phrase gives one: a column called `RTO (min)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

impl Unit {
    /// The unit that a header gives the numbers under it: `RTO (min)`, `RTO [h]`, `RTO in hours`, `rto_minutes`.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        header::unit(&clean::text(header))
    }

    const fn millis(self) -> u64 {
        match self {
            Self::Seconds => words::SECOND,
            Self::Minutes => words::MINUTE,
            Self::Hours => words::HOUR,
            Self::Days => words::DAY,
        }
    }

    const fn of_millis(millis: u64) -> Option<Self> {
        match millis {
            words::SECOND => Some(Self::Seconds),
            words::MINUTE => Some(Self::Minutes),
            words::HOUR => Some(Self::Hours),
            words::DAY => Some(Self::Days),
            _ => None,
        }
    }
}

impl Bound {
    /// Reads a phrase. `unit` is what a bare number counts.
    #[must_use]
    pub fn read(phrase: &str, unit: Option<Unit>) -> Self {
        let text = clean::text(phrase);
        // A longer text is a story, not a phrase.
        let read = (text.len() <= LONGEST).then(|| grammar::read(&text, unit)).flatten();
        let Some(read) = read else { return Self { text, meaning: None, condition: None, parts: Vec::new() } };
        Self { text, meaning: Some(read.meaning), condition: read.condition, parts: read.parts }
    }

    /// The phrase without the condition behind it in brackets: `24 hours` of `24 hours (daily backups)`.
    #[must_use]
    pub fn short(&self) -> &str {
        let condition = self.condition.as_deref().unwrap_or_default();
        let bracket = self.text.strip_suffix(')').and_then(|text| text.strip_suffix(condition));
        let figure = bracket.filter(|_| !condition.is_empty()).and_then(|text| text.strip_suffix('('));
        figure.map_or(&*self.text, str::trim_end)
    }

    /// The upper bound; zero for what is zero or near it; `None` where there is none or it can't be told.
    #[must_use]
    pub fn upper(&self) -> Option<Duration> {
        match self.meaning? {
            Meaning::Zero | Meaning::NearZero => Some(Duration::ZERO),
            Meaning::Within { upper, .. } => Some(upper),
            Meaning::NotApplicable => None,
        }
    }

    /// Whether two phrases bound alike; `None` where one of them can't be told. Zero and near zero are alike, and what is not
    /// applicable is like both: each says that there is nothing to lose. A phrase that gives several bounds doesn't contradict
    /// one that repeats one of them.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> Option<bool> {
        let (whole, other_whole) = (self.meaning?, other.meaning?);
        let parts = self.parts.iter().filter_map(|part| part.meaning);
        let other_parts = other.parts.iter().filter_map(|part| part.meaning);
        let agree = whole.agrees(other_whole)
            || parts.into_iter().any(|part| part.agrees(other_whole))
            || other_parts.into_iter().any(|part| part.agrees(whole));
        Some(agree)
    }

    /// A number that sorts bounds by meaning: zero, near zero, times by their upper bound, not applicable. `None` (unknown) comes
    /// last.
    #[must_use]
    pub fn order(&self) -> Option<u64> {
        Some(match self.meaning? {
            Meaning::Zero => 0,
            Meaning::NearZero => 1,
            // Milliseconds of half a billion years fit, and longer ones are alike.
            Meaning::Within { upper, .. } => u64::try_from(upper.as_millis()).unwrap_or(u64::MAX - 3).saturating_add(2),
            Meaning::NotApplicable => u64::MAX,
        })
    }
}
