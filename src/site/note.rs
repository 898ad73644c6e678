//! What is said about a value beside it.

use std::fmt::{self, Display};

/// What is to be known about a value: a phrase in English, which readers of other languages get in theirs, and what it leaves
/// open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The phrase: `longer than {name} allows: {allowed}`.
    pub phrase: &'static str,
    /// What stands in the place of each name in braces.
    pub values: Vec<(&'static str, String)>,
}

impl Note {
    /// A phrase with what stands in the place of names in it.
    #[must_use]
    pub fn new(phrase: &'static str, values: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { phrase, values: values.into_iter().collect() }
    }
}

impl From<&'static str> for Note {
    fn from(phrase: &'static str) -> Self {
        Self { phrase, values: Vec::new() }
    }
}

impl Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<(&str, &dyn Display)> = self.values.iter().map(|(name, value)| (*name, value as _)).collect();
        fill(formatter, self.phrase, &values)
    }
}

/// Writes a phrase with values in the places of its `{names}`, in one pass: braces in a value are text.
///
/// # Errors
/// Where nothing can be written.
pub fn fill(out: &mut dyn fmt::Write, phrase: &str, values: &[(&str, &dyn Display)]) -> fmt::Result {
    let mut rest = phrase;
    while let Some(open) = rest.find('{') {
        out.write_str(&rest[..open])?;
        rest = &rest[open..];
        let place = rest.find('}').and_then(|close| {
            let (_, value) = values.iter().find(|(name, _)| *name == &rest[1..close])?;
            Some((close, value))
        });
        match place {
            Some((close, value)) => {
                write!(out, "{value}")?;
                rest = &rest[close + 1..];
            }
            None => {
                out.write_char('{')?;
                rest = &rest[1..];
            }
        }
    }
    out.write_str(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_their_places() {
        for (phrase, expected) in
            [("plain", "plain"), ("{a}", "1"), ("no more than {a} of {b}: {c} {", "no more than 1 of {a}: {c} {")]
        {
            assert_eq!(Note::new(phrase, [("a", "1".to_owned()), ("b", "{a}".to_owned())]).to_string(), expected);
        }
    }
}
