//! `facts.json` as it is read. What isn't there is unknown: an older docsgen wrote less.

use serde::{Deserialize, Deserializer};

use crate::render::export::facts::VERSION;

/// What is read of the facts of a site.
#[derive(Clone, Debug, Deserialize)]
pub struct Facts {
    version: u32,
    #[serde(default)]
    pub(super) site_url: Option<String>,
    pub(super) pages: Vec<Page>,
    #[serde(default)]
    pub(super) redirects: Vec<Redirect>,
    pub(super) charts: Vec<Chart>,
    #[serde(default)]
    pub(super) tiers: Vec<Tier>,
    /// `None` where docsgen didn't know them yet; so are the three after it.
    #[serde(default)]
    pub(super) baselines: Option<Vec<Baseline>>,
    #[serde(default)]
    pub(super) playbooks: Option<Vec<Playbook>>,
    #[serde(default)]
    pub(super) rollbacks: Option<Vec<Rollback>>,
    #[serde(default)]
    pub(super) variables: Option<Vec<Variable>>,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
}

/// Why facts can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactsFault {
    /// It is something else; in the words of the parser.
    Other(String),
    /// A docsgen of the future wrote them.
    Newer(u64),
}

/// What may not have been said at all: `None` there, `Some` where it was, if only as `null`.
type Said<T> = Option<Option<T>>;

fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Said<T>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Page {
    pub(super) route: String,
    #[serde(default)]
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) historical: bool,
    #[serde(default)]
    pub(super) chart: Option<String>,
    #[serde(default)]
    pub(super) digest: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Redirect {
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Chart {
    pub(super) chart: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) route: String,
    #[serde(default)]
    pub(super) tier: Option<String>,
    #[serde(default)]
    pub(super) headline: Figures,
    #[serde(default)]
    pub(super) scenarios: Vec<Scenario>,
    #[serde(default)]
    pub(super) effective_rto_seconds: Option<f64>,
    #[serde(default)]
    pub(super) effective_rto_at_least: bool,
    #[serde(default)]
    pub(super) wave: Option<u32>,
    #[serde(default)]
    pub(super) drill_state: Option<String>,
    #[serde(default)]
    pub(super) version: Option<String>,
    #[serde(default)]
    pub(super) app_version: Option<String>,
    #[serde(default)]
    pub(super) targets: Vec<String>,
    #[serde(default, deserialize_with = "said")]
    pub(super) values_digest: Said<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Figures {
    #[serde(default)]
    pub(super) rto: Option<Figure>,
    #[serde(default)]
    pub(super) rpo: Option<Figure>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Figure {
    pub(super) text: String,
    #[serde(default)]
    pub(super) seconds: Option<f64>,
    #[serde(default)]
    pub(super) source: Option<Line>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Line {
    pub(super) path: String,
    pub(super) line: u32,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Scenario {
    pub(super) scenario: String,
    #[serde(flatten)]
    pub(super) figures: Figures,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tier {
    pub(super) tier: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(flatten)]
    pub(super) figures: Figures,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Baseline {
    #[serde(default)]
    pub(super) chart: Option<String>,
    pub(super) metric: String,
    #[serde(default)]
    pub(super) better: Option<String>,
    #[serde(default)]
    pub(super) baseline: Option<Reading>,
    #[serde(default)]
    pub(super) target: Option<Reading>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Reading {
    pub(super) text: String,
    #[serde(default)]
    pub(super) sign: Option<String>,
    #[serde(default)]
    pub(super) value: Option<f64>,
    #[serde(default)]
    pub(super) unit: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Playbook {
    pub(super) route: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) window: Option<Figure>,
    #[serde(default)]
    pub(super) seconds: Option<f64>,
    #[serde(default)]
    pub(super) at_least: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Rollback {
    pub(super) route: String,
    pub(super) method: String,
    #[serde(default)]
    pub(super) with_data: Option<bool>,
    #[serde(default)]
    pub(super) time: Option<Figure>,
    #[serde(default)]
    pub(super) downtime: Option<Figure>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Variable {
    pub(super) variable: String,
    #[serde(default)]
    pub(super) charts: Vec<String>,
    #[serde(default)]
    pub(super) required: Option<bool>,
    #[serde(default)]
    pub(super) default: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    #[serde(default)]
    pub(super) severity: String,
    #[serde(default)]
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) line: Option<u32>,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) fingerprint: Option<String>,
}

impl Facts {
    /// Reads `facts.json`. Fields that docsgen doesn't know are passed over, and those that aren't there are unknown.
    ///
    /// # Errors
    /// Where it isn't such a file, or one of a version that isn't known.
    pub fn read(json: &[u8]) -> Result<Self, FactsFault> {
        #[derive(Deserialize)]
        struct Head {
            version: u64,
        }
        let other = |error: serde_json::Error| FactsFault::Other(error.to_string());
        let Head { version } = serde_json::from_slice(json).map_err(other)?;
        if version > u64::from(VERSION) {
            return Err(FactsFault::Newer(version));
        }
        let mut facts: Self = serde_json::from_slice(json).map_err(other)?;
        debug_assert!(facts.version <= VERSION, "looked at above");
        facts.site_url = facts.site_url.filter(|url| is_web(url));
        Ok(facts)
    }

    pub(super) fn tells_of_texts(&self) -> bool {
        let mut written = self.pages.iter().filter(|page| page.source.is_some());
        written.all(|page| page.digest.is_some())
    }

    pub(super) fn tells_of_values(&self) -> bool {
        self.charts.iter().all(|chart| chart.values_digest.is_some())
    }

    pub(super) const fn tells_of_data(&self) -> bool {
        self.baselines.is_some() && self.playbooks.is_some() && self.rollbacks.is_some() && self.variables.is_some()
    }

    pub(super) fn has_fingerprints(&self) -> bool {
        self.findings.iter().all(|finding| finding.fingerprint.is_some())
    }
}

/// Whether a URL is one of the web that may stand in a link.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_and_later_versions_are_refused() {
        let fault = |json: &str| Facts::read(json.as_bytes()).err();
        assert_eq!(fault(r#"{"version":1,"pages":[],"charts":[]}"#), None);
        assert_eq!(fault(r#"{"version":2}"#), Some(FactsFault::Newer(2)));
        for other in ["", "[]", "{}", r#"{"version":1}"#, r#"{"version":"1","pages":[]}"#, "<html>"] {
            assert!(matches!(fault(other), Some(FactsFault::Other(_))), "{other}");
        }
    }

    #[test]
    fn what_was_not_said_is_not_null() {
        let facts = |chart: &str| {
            let json = format!(r#"{{"version":1,"pages":[],"charts":[{chart}]}}"#);
            Facts::read(json.as_bytes()).expect("facts")
        };
        assert!(!facts(r#"{"chart":"a"}"#).tells_of_values());
        assert!(facts(r#"{"chart":"a","values_digest":null}"#).tells_of_values());
    }
}
