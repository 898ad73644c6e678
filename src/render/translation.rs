//! The words that a site says itself (labels, buttons, titles of what docsgen makes) in the site's language.
//!
//! English is the language of templates, scripts and code, and an English phrase is the key to its translation, as in
//! gettext. A theme brings a file `translations/<language>.toml` for each other language, a line for each phrase:
//!
//! ```toml
//! "Skip to content" = "Zum Inhalt"
//! "{count} charts" = { one = "{count} Chart", other = "{count} Charts" }
//! ```
//!
//! A phrase without a translation is shown in English. Words in braces are places that a value is put into.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::site::note::fill;
use crate::source::LineIndex;

/// Where translations lie in a theme.
pub(super) const FOLDER: &str = "translations/";

/// The words of a site in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Translation {
    phrases: BTreeMap<String, Phrase>,
}

/// What stands for an English phrase.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Phrase {
    /// One form, whatever is counted.
    Same(String),
    /// A form for exactly one, and one for every other number.
    Counted {
        /// For one.
        one: String,
        /// For every other number.
        other: String,
    },
}

impl Phrase {
    /// The form for a number, where one is given.
    fn form(&self, count: Option<u64>) -> &str {
        match self {
            Self::Same(phrase) => phrase,
            Self::Counted { one, .. } if count == Some(1) => one,
            Self::Counted { other, .. } => other,
        }
    }
}

impl Translation {
    /// English: every phrase stands for itself.
    #[must_use]
    pub fn english() -> &'static Self {
        static ENGLISH: Translation = Translation { phrases: BTreeMap::new() };
        &ENGLISH
    }

    /// Reads a file of a theme; `place` is its path for errors.
    ///
    /// # Errors
    /// Where it is no TOML, or a value is neither a text nor a pair of `one` and `other`.
    pub fn read(text: &str, place: &str) -> Result<Self> {
        let phrases = toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| u32::try_from(span.start).unwrap_or(u32::MAX));
            let position = LineIndex::new(text).position(text, at);
            Error::new(format!("the translation can't be read: {}", error.message()))
                .at(format!("{place}:{}:{}", position.line, position.column))
                .help("write `\"English phrase\" = \"translation\"`, or `{ one = \"…\", other = \"…\" }` where something is counted")
        })?;
        Ok(Self { phrases })
    }

    /// Lays another translation over this one.
    pub fn extend(&mut self, other: Self) {
        self.phrases.extend(other.phrases);
    }

    /// Its phrases by their English, in order.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &Phrase)> {
        self.phrases.iter().map(|(english, phrase)| (&**english, phrase))
    }

    /// What stands for an English phrase without places.
    #[must_use]
    pub fn t<'a>(&'a self, english: &'a str) -> &'a str {
        self.phrases.get(english).map_or(english, |phrase| phrase.form(None))
    }

    /// The forms of a phrase for one and for any other number, from the English ones.
    #[must_use]
    pub fn forms(&self, one: &str, other: &str) -> (String, String) {
        match self.phrases.get(other) {
            Some(phrase) => (phrase.form(Some(1)).to_owned(), phrase.form(None).to_owned()),
            None => (one.to_owned(), other.to_owned()),
        }
    }

    /// What stands for an English phrase with values put into its places.
    #[must_use]
    pub fn fill(&self, english: &str, values: &[(&str, &dyn Display)]) -> String {
        put(self.t(english), values)
    }

    /// The same where something is counted: `one` is the English for one of it, `other` that for any other number and the key.
    /// The number goes where `{count}` stands, unless the values bring one of that name.
    #[must_use]
    pub fn count(&self, one: &str, other: &str, count: u64, values: &[(&str, &dyn Display)]) -> String {
        let phrase = match self.phrases.get(other) {
            Some(phrase) => phrase.form(Some(count)),
            None if count == 1 => one,
            None => other,
        };
        let number: (&str, &dyn Display) = ("count", &count);
        let values: Vec<(&str, &dyn Display)> = values.iter().copied().chain([number]).collect();
        put(phrase, &values)
    }
}

fn put(phrase: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(phrase.len() + 16);
    fill(&mut filled, phrase, values).expect("memory takes all that is written");
    filled
}

/// The names of the files that may hold a language's words, the general one first: `pt-BR` → `pt`, `pt-br`.
#[must_use]
pub fn file_names(language: &str) -> Vec<String> {
    let tag = language.to_ascii_lowercase();
    let ends = tag.match_indices('-').map(|(at, _)| at).chain([tag.len()]);
    let is_word =
        |name: &str| !name.is_empty() && name.chars().all(|character| character.is_alphanumeric() || character == '-');
    ends.map(|end| tag[..end].to_owned()).filter(|name| is_word(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Translation {
        let text = "\"Home\" = \"Start\"\n\"{count} charts\" = { one = \"{count} Chart\", other = \"{count} Charts\" }\n\
                    \"{name} of {chart}\" = \"{chart}: {name}\"\n";
        Translation::read(text, "themes/default/translations/de.toml").expect("is TOML")
    }

    #[test]
    fn a_phrase_has_the_form_of_what_is_counted() {
        for (translation, count, expected) in [
            (german(), 1, "1 Chart"),
            (german(), 2, "2 Charts"),
            (Translation::english().clone(), 1, "1 chart"),
            (Translation::english().clone(), 0, "0 charts"),
        ] {
            assert_eq!(translation.count("{count} chart", "{count} charts", count, &[]), expected);
        }
        assert_eq!(german().forms("", "{count} charts"), ("{count} Chart".to_owned(), "{count} Charts".to_owned()));
        assert_eq!(german().t("Home"), "Start");
        assert_eq!(german().t("Away"), "Away", "what isn't translated stays English");
    }

    #[test]
    fn values_are_text_and_no_places() {
        let filled = german().fill("{name} of {chart}", &[("name", &"{chart}"), ("chart", &"a {name} {")]);
        assert_eq!(filled, "a {name} {: {chart}");
        assert_eq!(Translation::english().fill("a {b} {c", &[]), "a {b} {c");
    }

    #[test]
    fn languages_fall_back_to_the_general_one() {
        for (tag, expected) in [
            ("ko", vec!["ko"]),
            ("pt-BR", vec!["pt", "pt-br"]),
            ("zh-Hant-TW", vec!["zh", "zh-hant", "zh-hant-tw"]),
            ("", vec![]),
            ("../x", vec![]),
        ] {
            assert_eq!(file_names(tag), expected, "{tag}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_file_has_a_place() {
        let error = Translation::read("\"Home\" = \"Start\"\n\"Away\" = 3\n", "themes/acme/translations/de.toml");
        let error = error.expect_err("a number is no phrase");
        assert!(format!("{error:?}").contains("themes/acme/translations/de.toml:2:"), "{error:?}");
    }
}
