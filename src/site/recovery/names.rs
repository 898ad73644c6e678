//! Which chart a document means by a name that people write: `OpenTelemetry`, `PostgreSQL (Primary Database)`, `**Redis** ✅`.

use rapidhash::RapidHashMap;

use crate::site::chart::{Chart, ChartIndex};

/// How many words of a chart's name can stand for it: a longer name is written whole or not at all.
const PREFIX_WORDS: usize = 8;

/// Charts by the names that people give them.
#[derive(Debug, Default)]
pub struct ChartLookup {
    /// Ids, which no other name outweighs.
    ids: RapidHashMap<String, Named>,
    /// Display names, folder names and those of Chart.yaml.
    names: RapidHashMap<String, Named>,
    /// The first words of all of these.
    prefixes: RapidHashMap<String, Named>,
}

/// Who has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// One chart.
    One(ChartIndex),
    /// Several, so that it is the name of none.
    Several,
}

impl ChartLookup {
    /// Learns the names of all charts.
    #[must_use]
    pub fn new(charts: &[Chart]) -> Self {
        let mut lookup = Self::default();
        for (chart, index) in charts.iter().zip((0..).map(ChartIndex)) {
            let in_chart_yaml = chart.chart_yaml.as_ref().and_then(|(_, chart_yaml)| chart_yaml.name.as_ref());
            let others = [Some(&*chart.title), Some(chart.folder.file_name()), in_chart_yaml.map(|name| &*name.value)];
            note(&mut lookup.ids, key(&chart.id), index);
            for name in others.into_iter().flatten() {
                note(&mut lookup.names, key(name), index);
            }
            for name in [Some(&*chart.id), Some(&*chart.title)].into_iter().flatten() {
                let whole = key(name).len();
                for prefix in prefixes(name).filter(|prefix| prefix.len() * 2 >= whole) {
                    note(&mut lookup.prefixes, prefix, index);
                }
            }
        }
        lookup
    }

    /// The chart that is meant. Case, punctuation, emoji, a trailing remark in parentheses and the word `chart` don't matter.
    /// The first words of a name stand for it where they are at least half of it (`Node` is not `node-exporter`) and no
    /// other chart starts alike. `None` where there is no such chart or there are several.
    #[must_use]
    pub fn get(&self, written: &str) -> Option<ChartIndex> {
        let bare = without_remark(written);
        let shorter = without_chart(bare);
        [written, bare, shorter].into_iter().map(key).find_map(|key| self.exact(&key)).or_else(|| {
            match self.prefixes.get(&key(shorter))? {
                Named::One(index) => Some(*index),
                Named::Several => None,
            }
        })
    }

    fn exact(&self, key: &str) -> Option<ChartIndex> {
        match self.ids.get(key).or_else(|| self.names.get(key))? {
            Named::One(index) => Some(*index),
            Named::Several => None,
        }
    }
}

fn note(names: &mut RapidHashMap<String, Named>, key: String, index: ChartIndex) {
    if key.is_empty() {
        return;
    }
    let named = names.entry(key).or_insert(Named::One(index));
    if *named != Named::One(index) {
        *named = Named::Several;
    }
}

/// Letters and digits in lower case: equal for names that differ by anything else.
fn key(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The keys of a name's first word, its first two, …, not of all of it.
fn prefixes(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.take(PREFIX_WORDS + 1).collect();
    (1..words.len()).map(move |count| key(&words[..count].concat()))
}

/// The name without what stands in parentheses behind it.
fn without_remark(name: &str) -> &str {
    let name = name.trim_end_matches(|character: char| !character.is_alphanumeric() && !")）".contains(character));
    if !name.ends_with([')', '）']) {
        return name;
    }
    match name.find(['(', '（']) {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

/// `Redis chart` and `Redis Helm chart` without the words that every chart has.
fn without_chart(name: &str) -> &str {
    let mut name = name.trim();
    for word in ["chart", "helm"] {
        let start = name.len().saturating_sub(word.len());
        if name.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word))
            && name[..start].ends_with(char::is_whitespace)
        {
            name = name[..start].trim_end();
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::recovery::fixture::chart;

    #[test]
    fn charts_are_found_by_the_names_people_write() {
        let mut charts: Vec<Chart> = [
            "charts-cache",
            "incubator-cache",
            "kube-state-metrics",
            "node-exporter",
            "opentelemetry-collector",
            "paperless-ngx",
            "postgresql",
            "redis",
            "thanos-query",
            "thanos-query-frontend",
            "thanos-store",
        ]
        .into_iter()
        .map(chart)
        .collect();
        charts[0].title = "cache".to_owned();
        charts[1].title = "cache".to_owned();
        charts[3].title = "Redis".to_owned();
        charts[6].title = "Main database (PG)".to_owned();
        let lookup = ChartLookup::new(&charts);
        for (written, expected) in [
            ("redis", Some("redis")),
            ("Redis", Some("redis")),
            ("**Redis** ✅", Some("redis")),
            ("Redis (Cache & Session Store)", Some("redis")),
            ("Redis (Cache) :", Some("redis")),
            ("Redis Helm Chart", Some("redis")),
            ("PostgreSQL（기본 데이터베이스）", Some("postgresql")),
            ("main database", Some("postgresql")),
            ("Main Database (PG)", Some("postgresql")),
            ("OpenTelemetry", Some("opentelemetry-collector")),
            ("Open Telemetry Collector", Some("opentelemetry-collector")),
            ("Paperless", Some("paperless-ngx")),
            ("Thanos Query", Some("thanos-query")),
            ("Thanos", None),
            ("Node", None),
            ("Kube", None),
            ("cache", None),
            ("Cluster", None),
            ("Redis Cluster", None),
            ("", None),
            ("()", None),
            ("🚀", None),
        ] {
            let found = lookup.get(written).map(|index| &*charts[index.0 as usize].id);
            assert_eq!(found, expected, "{written}");
        }
    }
}
