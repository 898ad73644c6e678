//! What is wrong with a YAML text, in words its author can use.

use super::{Text, data};
use crate::diagnostic::{Code, Remark};
use crate::source::TextRange;

/// Why a YAML text, or a part of it, can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong: one short clause in lower case.
    pub message: String,
    /// The smallest text at fault.
    pub range: TextRange,
    /// What to do, where that is known.
    pub help: Option<String>,
    /// Another place that explains it.
    pub label: Option<(TextRange, String)>,
}

impl YamlError {
    /// An error at a place.
    pub(super) fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self { message: message.into(), range, help: None, label: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The error as a finding.
    #[must_use]
    pub fn remark(&self, code: Code) -> Remark {
        let mut remark = Remark::new(code, self.range, self.message.clone());
        remark.help.clone_from(&self.help);
        remark.labels.extend(self.label.clone());
        remark
    }
}

impl std::fmt::Display for YamlError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

/// Puts the parser's message in the author's terms. `other` is where the second parser gave up.
pub(super) fn describe(error: &serde_yaml::Error, text: &Text<'_>, other: Option<usize>) -> YamlError {
    let message = error.to_string();
    let (problem, context) = message.split_once(", while ").unwrap_or((&message, ""));
    // The location counts bytes from 0, unlike the column of the message, which counts characters from 1.
    let at = number_after(problem, " at position ")
        .unwrap_or_else(|| error.location().map_or_else(|| other.unwrap_or_default(), |location| location.index()));
    let problem = without_place(problem);
    let mut described = match problem {
        "mapping values are not allowed in this context" => YamlError::new(text.word_at(at), "unexpected `:`")
            .help("put a value that contains `: ` in quotes, and check the indentation of this line"),
        "found character that cannot start any token" | "found a tab character that violates indentation" => {
            unexpected_character(text, at)
        }
        "could not find expected ':'" => {
            YamlError::new(text.line_at(other.filter(|other| *other < at).unwrap_or(at)), "expected `key: value`")
                .help("add a colon and a space, or indent this line below the value it goes on with")
        }
        "unknown anchor" => {
            let alias = text.word_at(at);
            YamlError::new(alias, format!("alias `{}` has no anchor before it", alias.of(text.source)))
                .help("put a value that starts with `*` in quotes")
        }
        "found unexpected end of stream" if context.contains("quoted scalar") => {
            let quote = context_place(context, text).unwrap_or(at);
            YamlError::new(text.place(quote..(quote + 1).min(text.yaml.len())), "a quote is never closed")
        }
        "did not find expected key" => YamlError::new(text.word_at(at), "expected a key or the end of the mapping")
            .help("check the indentation and the quotes of this line"),
        "recursion limit exceeded" => YamlError::new(text.word_at(at), "nested too deep to be read"),
        "repetition limit exceeded" => too_much(text),
        // The parser puts the path of the value before a message of ours.
        problem if problem.ends_with(data::TOO_MUCH) => too_much(text),
        "control characters are not allowed" => {
            YamlError::new(text.word_at(at), "control characters are not allowed in YAML")
        }
        problem => {
            let context = without_place(context);
            let context = if context.is_empty() { String::new() } else { format!(" while {context}") };
            YamlError::new(text.word_at(at), format!("{problem}{context}"))
        }
    };
    if let Some(opened) = context_place(context, text).filter(|_| context.contains("flow")) {
        described.label = Some((text.place(opened..(opened + 1).min(text.yaml.len())), "opened here".to_owned()));
    }
    described
}

fn too_much(text: &Text<'_>) -> YamlError {
    YamlError::new(text.line_at(0), "the aliases of this YAML expand to too much to be read")
}

fn unexpected_character(text: &Text<'_>, at: usize) -> YamlError {
    let range = text.word_at(at);
    match range.of(text.source).chars().next() {
        Some('\t') => {
            YamlError::new(range, "a tab where YAML wants spaces").help("indent with spaces; YAML has no tabs")
        }
        Some(character) => {
            YamlError::new(range, format!("a value can't start with `{character}`")).help("put the value in quotes")
        }
        None => YamlError::new(range, "expected a value"),
    }
}

/// The message without its ` at line 3 column 7`.
fn without_place(message: &str) -> &str {
    [" at line ", " at position "]
        .iter()
        .fold(message, |message, mark| message.split_once(mark).map_or(message, |(before, _)| before))
}

/// The byte offset of the line and column (in characters) that a message names.
fn context_place(context: &str, text: &Text<'_>) -> Option<usize> {
    let line = number_after(context, " at line ")?.checked_sub(1)?;
    let column = number_after(context, " column ")?.checked_sub(1)?;
    let bytes = text.yaml.as_bytes();
    let start = match line {
        0 => 0,
        line => memchr::memchr_iter(b'\n', bytes).nth(line - 1)? + 1,
    };
    let rest = &text.yaml[start..];
    Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(offset, _)| offset))
        .filter(|at| *at < bytes.len())
}

fn number_after(message: &str, mark: &str) -> Option<usize> {
    let (_, rest) = message.split_once(mark)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().ok()
}
