//! What is said about a value beside it.

use std::fmt;

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

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.phrase;
        while let Some((before, name_on)) = rest.split_once('{') {
            let Some((name, behind)) = name_on.split_once('}') else { break };
            formatter.write_str(before)?;
            match self.values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => formatter.write_str(value)?,
                None => write!(formatter, "{{{name}}}")?,
            }
            rest = behind;
        }
        formatter.write_str(rest)
    }
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
