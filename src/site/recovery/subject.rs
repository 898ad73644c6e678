//! What a name that people write stands for: a chart, a tier, or neither.

use rapidhash::RapidHashMap;

use super::names::ChartLookup;
use super::scenario::words;
use super::tier::{Tier, TierIndex};
use crate::site::chart::{Chart, ChartIndex};

/// Words of names that say of what kind something is, and so name nothing by themselves.
const COMMON: &[&str] = &[
    "app",
    "application",
    "backup",
    "cluster",
    "config",
    "data",
    "database",
    "full",
    "operator",
    "server",
    "service",
    "single",
    "stack",
    "storage",
    "system",
];

/// Charts and tiers by the names that people give them.
#[derive(Debug)]
pub(super) struct Subjects {
    charts: ChartLookup,
    tiers: RapidHashMap<String, TierIndex>,
}

impl Subjects {
    /// Learns the names of all charts and tiers.
    pub(super) fn new(charts: &[Chart], tiers: &[Tier]) -> Self {
        let mut known: RapidHashMap<String, TierIndex> = RapidHashMap::default();
        for (tier, index) in tiers.iter().zip((0_u32..).map(TierIndex)) {
            for name in [tier.title(), format!("tier {}", tier.id), tier.id.clone(), tier.name.clone()] {
                let name = words(&name).join(" ");
                // A number alone is no name of anything.
                if name.chars().any(char::is_alphabetic) {
                    known.entry(name).or_insert(index);
                }
            }
        }
        Self { charts: ChartLookup::new(charts), tiers: known }
    }

    /// The chart that a name means.
    pub(super) fn chart(&self, name: &str) -> Option<ChartIndex> {
        self.charts.get(name)
    }

    /// The tier that a name means: `Tier 1`, `Tier 1 - Critical infrastructure:`, `gold`.
    pub(super) fn tier(&self, name: &str) -> Option<TierIndex> {
        let words = words(name);
        let begins = || match words.as_slice() {
            [tier, id, ..] if tier == "tier" => self.tiers.get(&format!("tier {id}")),
            _ => None,
        };
        self.tiers.get(&words.join(" ")).or_else(begins).copied()
    }
}

/// The words of a chart's names, each once: in a scenario of its own they say nothing.
pub(super) fn own_words(chart: &Chart) -> Vec<String> {
    let in_chart_yaml = chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.name.as_ref()).map(|name| &*name.value);
    let names = [Some(&*chart.id), Some(&*chart.title), Some(chart.folder.file_name()), in_chart_yaml];
    let mut own = Vec::new();
    for name in names.into_iter().flatten() {
        let words = words(name);
        // `Uptime Kuma` may be written as one word.
        own.push(words.concat());
        own.extend(words);
    }
    own.sort();
    own.dedup();
    own.retain(|word| !word.is_empty() && !COMMON.contains(&&**word));
    own
}
