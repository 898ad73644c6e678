//! A value of TOML or YAML and where each part of it stands: what book.toml, front matter, Chart.yaml and
//! values.yaml are read from.

pub mod key;
mod reader;
mod toml;
mod yaml;

#[cfg(test)]
pub(crate) use self::reader::record;
pub use self::reader::{Reader, Sink};
pub use self::toml::parse_toml;
pub use self::yaml::{MAX_YAML_BYTES, Step, YamlDocument, YamlError, parse_yaml, parse_yaml_part, walk_yaml};

use serde::{Deserialize, Serialize};

use crate::source::{Spanned, TextRange};

/// A value and the bytes it was written with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub range: TextRange,
}

/// What TOML and YAML can both say. Dates of TOML are kept as the text they were written with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// `null`, or a key with nothing behind it.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written.
    Map(Vec<(Spanned<Box<str>>, Node)>),
}

impl Node {
    /// The entry of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| &*name.value == key).map(|(_, value)| value)
    }

    /// The entries of a mapping; none for any other value.
    #[must_use]
    pub fn entries(&self) -> &[(Spanned<Box<str>>, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for any other value.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a text value.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Text, number or truth value as text: `version: 1.10` and `tier: 1` are written without quotes.
    /// A float is given as the source has it, so that `1.10` stays `1.10`; pass the text the node was read from.
    #[must_use]
    pub fn scalar(&self, source: &str) -> Option<String> {
        match &self.value {
            Value::Text(text) => Some(text.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Integer(value) => Some(value.to_string()),
            Value::Float(value) => {
                let written = self.range.of(source).trim();
                Some(if written.parse::<f64>().is_ok() { written.to_owned() } else { value.to_string() })
            }
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// What kind of value this is, for a message ("expected a list, found text").
    #[must_use]
    pub const fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a truth value",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a table of keys",
        }
    }
}
