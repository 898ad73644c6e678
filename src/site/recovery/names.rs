//! Which chart or tier a name means, as people write names: `OpenTelemetry`, `Paperless-ngx`, `**Redis** (v0.3 → v0.4)`.

use std::collections::BTreeMap;

use rapidhash::RapidHashMap;

use super::scenario::words;
use super::tier::{Tier, TierIndex};
use crate::site::chart::{Chart, ChartIndex};

/// First words of names that say too little to be the beginning of one: a heading `Backup` isn't `backup-operator`.
const COMMON: &[&str] = &[
    "all",
    "app",
    "application",
    "backup",
    "backups",
    "chart",
    "charts",
    "cluster",
    "config",
    "configuration",
    "data",
    "database",
    "databases",
    "disaster",
    "full",
    "kubernetes",
    "local",
    "monitoring",
    "network",
    "node",
    "nodes",
    "objectives",
    "operations",
    "overview",
    "platform",
    "policy",
    "pod",
    "production",
    "recovery",
    "restore",
    "rpo",
    "rto",
    "security",
    "server",
    "service",
    "services",
    "simple",
    "single",
    "storage",
    "summary",
    "system",
    "targets",
    "test",
    "tier",
    "upgrade",
    "web",
];

/// Names of charts and tiers.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Names without marks or spaces; `None` where two charts share one.
    charts: RapidHashMap<String, Option<ChartIndex>>,
    /// The same names with a space between their words, for those of which only the beginning is written.
    beginnings: BTreeMap<String, ChartIndex>,
    tiers: RapidHashMap<String, TierIndex>,
}

impl Names {
    /// Takes the ids, titles and Chart.yaml names of all charts, and the ids and names of all tiers.
    pub(crate) fn new(charts: &[Chart], tiers: &[Tier]) -> Self {
        let mut names = Self::default();
        for (chart, index) in charts.iter().zip(0_u32..) {
            // An id is one chart's alone, whatever others are called.
            names.charts.insert(words(&chart.id).concat(), Some(ChartIndex(index)));
        }
        for (chart, index) in charts.iter().zip((0_u32..).map(ChartIndex)) {
            for name in names_of(chart) {
                let words = words(name);
                names.beginnings.entry(words.join(" ")).or_insert(index);
                let known = names.charts.entry(words.concat()).or_insert(Some(index));
                let is_id =
                    known.is_some_and(|known| self::words(&charts[known.0 as usize].id).concat() == words.concat());
                if *known != Some(index) && !is_id {
                    *known = None;
                }
            }
        }
        for (tier, index) in tiers.iter().zip((0_u32..).map(TierIndex)) {
            for name in [tier.title(), format!("tier {}", tier.id), tier.id.clone(), tier.name.clone()] {
                let name = words(&name).join(" ");
                // A number alone is no name of anything.
                if name.chars().any(char::is_alphabetic) {
                    names.tiers.entry(name).or_insert(index);
                }
            }
        }
        names
    }

    /// The chart that a name means: one that is called so, or the only one whose name begins so. Case, marks, pictures and
    /// what stands in brackets don't matter.
    pub(crate) fn chart(&self, name: &str) -> Option<ChartIndex> {
        let words = words(unversioned(name));
        if words.is_empty() {
            return None;
        }
        if let Some(known) = self.charts.get(&words.concat()) {
            return *known;
        }
        if words.len() == 1 && (COMMON.contains(&&*words[0]) || words[0].chars().count() < 3) {
            return None;
        }
        let beginning = format!("{} ", words.join(" "));
        let mut longer =
            self.beginnings.range(beginning.clone()..).take_while(|(name, _)| name.starts_with(&beginning));
        let (_, first) = longer.next()?;
        // A title and an id of one chart may both begin so; those of two charts say nothing.
        longer.take(8).all(|(_, other)| other == first).then_some(*first)
    }

    /// The tier that a name means: `Tier 1`, `Tier 1 - Critical infrastructure:`, `gold`.
    pub(crate) fn tier(&self, name: &str) -> Option<TierIndex> {
        let words = words(name);
        let whole = self.tiers.get(&words.join(" "));
        let begins = || {
            let at = words.iter().position(|word| word == "tier").filter(|at| *at == 0)?;
            self.tiers.get(&words.get(at..at + 2)?.join(" "))
        };
        whole.or_else(begins).copied()
    }
}

/// The names that a chart goes by.
fn names_of(chart: &Chart) -> impl Iterator<Item = &str> {
    let own = chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.name.as_ref()).map(|name| &*name.value);
    [&*chart.id, &*chart.title, chart.folder.file_name()].into_iter().chain(own).filter(|name| !words(name).is_empty())
}

/// The words of a chart's names, each once.
pub(super) fn own_words(chart: &Chart) -> Vec<String> {
    let mut own: Vec<String> = names_of(chart).flat_map(words).collect();
    // `Uptime Kuma` may be written as one word.
    own.extend(names_of(chart).map(|name| words(name).concat()));
    own.sort();
    own.dedup();
    own.retain(|word| !COMMON.contains(&&**word));
    own
}

/// A name without what follows it in brackets or as a version: `Redis (v0.3.0 → v0.4.0)`, `Redis v2`.
fn unversioned(name: &str) -> &str {
    let name = name.split(['(', '[', '→']).next().unwrap_or_default().trim_end();
    let last = name.rsplit(' ').next().unwrap_or_default();
    let digits = last.strip_prefix('v').unwrap_or(last);
    let version =
        digits.starts_with(|c: char| c.is_ascii_digit()) && (digits.len() < last.len() || digits.contains('.'));
    if version && last.len() < name.len() { name[..name.len() - last.len()].trim_end() } else { name }
}
