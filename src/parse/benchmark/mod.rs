//! What benchmarks print: one file for each tool.
//!
//! What is read is what the tool says of a whole run. What it prints while it runs, and what it says of a part of it, is left
//! aside.

mod k6;
mod pgbench;
mod redis;
mod sysbench;
mod wrk;

use std::collections::BTreeSet;

/// The longest output that is read, in bytes: what tools say of a run is shorter by far.
pub const MAX_BENCHMARK_BYTES: u64 = 16 << 20;

/// The most figures of one output.
const MAX_FIGURES: usize = 2_000;

/// A tool whose output can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `pgbench`, of PostgreSQL.
    Pgbench,
    /// `sysbench`.
    Sysbench,
    /// `redis-benchmark`, of Redis and Valkey: its report, `-q` and `--csv`.
    RedisBenchmark,
    /// `wrk` and `wrk2`.
    Wrk,
    /// `k6`: its summary, and what `--summary-export` and `handleSummary` write.
    K6,
}

/// A figure that a tool has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// What was measured.
    pub metric: String,
    /// The number as it was printed.
    pub value: String,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
}

/// Why an output isn't taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no tool's.
    Unknown,
    /// It holds no figure.
    Empty(Tool),
    /// It holds a figure twice, so that it is of several runs.
    Several(Tool, String),
    /// It writes this number with a comma, so that nobody knows whether that stands before thousands or before a fraction.
    Comma(Tool, String),
    /// It holds more figures than anybody looks at.
    TooMany(Tool),
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pgbench, Self::Sysbench, Self::RedisBenchmark, Self::Wrk, Self::K6];

    /// The name it is asked for by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pgbench => "pgbench",
            Self::Sysbench => "sysbench",
            Self::RedisBenchmark => "redis-benchmark",
            Self::Wrk => "wrk",
            Self::K6 => "k6",
        }
    }

    /// The tool that an output is of.
    #[must_use]
    pub fn of(output: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| match tool {
            Self::Pgbench => pgbench::is_output(output),
            Self::Sysbench => sysbench::is_output(output),
            Self::RedisBenchmark => redis::is_output(output),
            Self::Wrk => wrk::is_output(output),
            Self::K6 => k6::is_output(output),
        })
    }
}

/// Reads what a tool has printed of a run; of which one, its output says where nobody else does.
///
/// # Errors
/// Where it can't be read, or holds the figures of several runs, which nobody could tell apart later.
pub fn parse_benchmark(output: &str, tool: Option<Tool>) -> Result<(Tool, Vec<Measured>), Refused> {
    let output = output.trim_start_matches('\u{feff}');
    let tool = tool.or_else(|| Tool::of(output)).ok_or(Refused::Unknown)?;
    let measured = match tool {
        Tool::Pgbench => pgbench::read(output),
        Tool::Sysbench => sysbench::read(output),
        Tool::RedisBenchmark => redis::read(output),
        Tool::Wrk => wrk::read(output),
        Tool::K6 => k6::read(output),
    };
    if measured.is_empty() {
        return Err(Refused::Empty(tool));
    }
    if measured.len() > MAX_FIGURES {
        return Err(Refused::TooMany(tool));
    }
    if let Some(one) = measured.iter().find(|one| one.value.contains(',')) {
        return Err(Refused::Comma(tool, one.value.clone()));
    }
    let mut seen = BTreeSet::new();
    match measured.iter().find(|one| !seen.insert(&*one.metric)) {
        Some(twice) => Err(Refused::Several(tool, twice.metric.clone())),
        None => Ok((tool, measured)),
    }
}

/// A figure, where its number is one. One with a comma is kept for [`parse_benchmark`] to refuse, so that it isn't left out in
/// silence.
fn figure(metric: impl Into<String>, number: &str, unit: &'static str) -> Option<Measured> {
    let number = number.trim();
    let is_sign = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    let is_number = number.bytes().all(is_sign) && number.replace(',', "").parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then(|| Measured { metric: metric.into(), value: number.to_owned(), unit })
}

/// The lines of an output. A tool that shows its progress goes back to the start of a line.
fn lines(output: &str) -> impl Iterator<Item = &str> {
    output.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty())
}

/// A number that begins a text, and the word behind it: `635.91us`, `12.3 ms`.
fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(|character: char| !character.is_ascii_digit() && !matches!(character, '.' | ','));
    let number = text[..end.unwrap_or(text.len())].trim_end_matches(',');
    let rest = &text[number.len()..];
    (!number.is_empty()).then(|| (number, rest.split_whitespace().next().unwrap_or_default()))
}

/// A name without what a table or a spreadsheet would take for something else, at most so long as a name can be.
fn name(text: &str) -> String {
    const LONGEST: usize = 80;
    let plain = text.chars().map(|character| if character.is_control() { ' ' } else { character });
    let plain: String = plain.take(LONGEST).collect();
    plain.trim().trim_start_matches(|character: char| !character.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests;
