//! Secrets in a text: keys, tokens and passwords that somebody could use.
//!
//! One pass looks for the few letters by which each kind can be known; what is found is then held against the kind's own rules.
//! Documentation is full of values that only look like secrets, so a rule takes what a service could have given out and
//! nothing that a writer made up: no placeholders, no words, no alphabets.

mod random;
#[cfg(test)]
mod tests;
mod token;
mod variable;

pub use self::random::is_generated;
pub use self::variable::{Values, address_passwords, is_placeholder, is_public_name, is_secret_name, repeated};

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use crate::source::TextRange;

/// How many letters of a secret are told: enough to say which one is meant, and of no use to anybody.
const TOLD: usize = 4;

/// The longest secret that is followed, in bytes.
const LONGEST: usize = 16 << 10;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret {
    /// The secret, and nothing around it.
    pub range: TextRange,
    /// What it is.
    pub kind: Kind,
}

/// What a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A PEM block with a private key, or one that an age key stands for.
    PrivateKey,
    /// The id of an AWS access key.
    AwsKey,
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Slack: a token, or the address of a webhook.
    Slack,
    /// Google.
    Google,
    /// Stripe, for real money.
    Stripe,
    /// npm.
    Npm,
    /// PyPI.
    PyPi,
    /// Docker Hub.
    Docker,
    /// HashiCorp Vault.
    Vault,
    /// A signed JSON Web Token.
    Jwt,
    /// The password in an address.
    AddressPassword,
    /// A random value behind `password:`, `token=` and the like.
    Value,
    /// What is written as the value of a variable that holds a secret.
    Variable,
    /// The same once more, elsewhere.
    Repeated,
}

impl Kind {
    /// What it is, with its article.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PrivateKey => "a private key",
            Self::AwsKey => "the id of an AWS access key",
            Self::GitHub => "a GitHub token",
            Self::GitLab => "a GitLab token",
            Self::Slack => "a Slack token or webhook",
            Self::Google => "a Google API key",
            Self::Stripe => "a live Stripe key",
            Self::Npm => "an npm token",
            Self::PyPi => "a PyPI token",
            Self::Docker => "a Docker Hub token",
            Self::Vault => "a Vault token",
            Self::Jwt => "a signed JSON Web Token",
            Self::AddressPassword => "a password in an address",
            Self::Value => "a password, key or token",
            Self::Variable | Self::Repeated => "the value of a secret variable",
        }
    }

    /// Whether its form alone says what it is; else somebody has to look at it.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        !matches!(self, Self::Jwt | Self::AddressPassword | Self::Value) && !self.is_written_value()
    }

    /// Whether it is one only by the name of its variable. Nothing of it is told: it may be a word.
    #[must_use]
    pub const fn is_written_value(self) -> bool {
        matches!(self, Self::Variable | Self::Repeated)
    }
}

/// How a rule looks at a place: the text, where its letters start and end.
type Rule = fn(&str, usize, usize) -> Option<TextRange>;

/// Whether a rule holds everywhere, or only in code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Everywhere,
    Code,
}

/// The letters by which each kind is known, as they are written.
const RULES: &[(&str, Kind, Where, Rule)] = &[
    ("-----BEGIN ", Kind::PrivateKey, Where::Everywhere, token::pem),
    ("AGE-SECRET-KEY-1", Kind::PrivateKey, Where::Everywhere, token::age),
    ("AKIA", Kind::AwsKey, Where::Everywhere, token::aws),
    ("ASIA", Kind::AwsKey, Where::Everywhere, token::aws),
    ("ghp_", Kind::GitHub, Where::Everywhere, token::github),
    ("gho_", Kind::GitHub, Where::Everywhere, token::github),
    ("ghu_", Kind::GitHub, Where::Everywhere, token::github),
    ("ghs_", Kind::GitHub, Where::Everywhere, token::github),
    ("ghr_", Kind::GitHub, Where::Everywhere, token::github),
    ("github_pat_", Kind::GitHub, Where::Everywhere, token::github_fine),
    ("glpat-", Kind::GitLab, Where::Everywhere, token::gitlab),
    ("gldt-", Kind::GitLab, Where::Everywhere, token::gitlab),
    ("glrt-", Kind::GitLab, Where::Everywhere, token::gitlab),
    ("xoxb-", Kind::Slack, Where::Everywhere, token::slack),
    ("xoxp-", Kind::Slack, Where::Everywhere, token::slack),
    ("xoxa-", Kind::Slack, Where::Everywhere, token::slack),
    ("xoxr-", Kind::Slack, Where::Everywhere, token::slack),
    ("xoxs-", Kind::Slack, Where::Everywhere, token::slack),
    ("hooks.slack.com/services/", Kind::Slack, Where::Everywhere, token::slack_webhook),
    ("AIza", Kind::Google, Where::Everywhere, token::google),
    ("sk_live_", Kind::Stripe, Where::Everywhere, token::stripe),
    ("rk_live_", Kind::Stripe, Where::Everywhere, token::stripe),
    ("npm_", Kind::Npm, Where::Everywhere, token::npm),
    ("pypi-AgE", Kind::PyPi, Where::Everywhere, token::pypi),
    ("dckr_pat_", Kind::Docker, Where::Everywhere, token::docker),
    ("hvs.", Kind::Vault, Where::Everywhere, token::vault),
    ("hvb.", Kind::Vault, Where::Everywhere, token::vault),
    ("eyJ", Kind::Jwt, Where::Everywhere, token::jwt),
    ("://", Kind::AddressPassword, Where::Everywhere, token::address_password),
    ("password", Kind::Value, Where::Code, token::assigned),
    ("passwd", Kind::Value, Where::Code, token::assigned),
    ("secret", Kind::Value, Where::Code, token::assigned),
    ("token", Kind::Value, Where::Code, token::assigned),
    ("api_key", Kind::Value, Where::Code, token::assigned),
    ("api-key", Kind::Value, Where::Code, token::assigned),
    ("apikey", Kind::Value, Where::Code, token::assigned),
    ("access_key", Kind::Value, Where::Code, token::assigned),
    ("access-key", Kind::Value, Where::Code, token::assigned),
    ("accesskey", Kind::Value, Where::Code, token::assigned),
];

static LETTERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let letters = RULES.iter().map(|(letters, ..)| letters);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(letters)
        .expect("a few short words are no great machine")
});

/// Finds the secrets of a text, in order of place. `code` says where its code stands; `None` is everywhere.
#[must_use]
pub fn find_secrets(text: &str, code: Option<&[TextRange]>) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    for letters in LETTERS.find_overlapping_iter(text) {
        let (written, kind, place, rule) = RULES[letters.pattern().as_usize()];
        let (start, end) = (letters.start(), letters.end());
        // Only words may be written with other capitals; a token is what it is, and a word of its own.
        let begins = !written.starts_with(|c: char| c.is_ascii_alphanumeric()) || token::starts_word(text, start);
        if (place == Where::Everywhere && (text.get(start..end) != Some(written) || !begins))
            || (place == Where::Code && !code.is_none_or(|code| is_in(code, start)))
            || found.last().is_some_and(|last| last.kind.is_certain() && last.range.end as usize > start)
        {
            continue;
        }
        if let Some(range) = rule(text, start, end) {
            found.push(Secret { range, kind });
        }
    }
    found.sort_by_key(|secret| secret.range);
    // What two rules see is what the more certain one says.
    found.dedup_by(|next, first| {
        let overlaps = next.range.start < first.range.end;
        if overlaps && next.kind.is_certain() && !first.kind.is_certain() {
            std::mem::swap(next, first);
        }
        overlaps
    });
    found
}

fn is_in(ranges: &[TextRange], place: usize) -> bool {
    let after = ranges.partition_point(|range| range.end as usize <= place);
    ranges.get(after).is_some_and(|range| range.start as usize <= place)
}

/// What stands in the place of a value of which nothing is told.
pub const CONCEALED: &str = "••••";

/// A secret so that it can be told: its first letters.
#[must_use]
pub fn told(secret: &str, kind: Kind) -> String {
    if kind.is_written_value() {
        return CONCEALED.to_owned();
    }
    let first: String = secret.chars().take(TOLD).collect();
    format!("{first}…")
}

/// A text with secrets made unreadable: of the same length, with the same lines, and each with its first letters.
#[must_use]
pub fn concealed(text: &str, secrets: &[Secret]) -> String {
    let mut concealed = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        let mut range = secret.range.as_range();
        // Nothing is told of one that starts within another.
        let told = if secret.kind.is_written_value() || range.start < at { 0 } else { TOLD };
        range.start = range.start.max(at);
        let Some(written) = text.get(range.clone()) else { continue };
        concealed.push_str(&text[at..range.start]);
        for (number, character) in written.chars().enumerate() {
            match character {
                character if number < told => concealed.push(character),
                '\n' | '\r' => concealed.push(character),
                // Places are counted in bytes.
                character => concealed.extend(std::iter::repeat_n('*', character.len_utf8())),
            }
        }
        at = range.end;
    }
    concealed.push_str(&text[at..]);
    concealed
}
