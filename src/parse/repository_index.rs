//! `index.yaml` of a Helm chart repository: which versions of which charts are published there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark};
use crate::node::{Step, walk_yaml};
use crate::source::TextRange;

/// The largest index that is read, in bytes: several times that of the largest public repositories.
pub const MAX_INDEX_BYTES: u64 = 96 << 20;

/// The longest value that is one: nobody names a version in so many bytes.
const LONGEST_VALUE: usize = 2_000;

/// What the index of a chart repository says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryIndex {
    /// The published versions of each chart, by the chart's name, in the order written.
    pub charts: BTreeMap<String, Vec<PublishedVersion>>,
}

/// A published version of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedVersion {
    /// `version`, as written.
    pub version: String,
    /// `appVersion`, as written.
    pub app_version: Option<String>,
    /// The day of `created`: `2026-10-01`.
    pub created: Option<String>,
    /// `digest` of the package.
    pub digest: Option<String>,
    /// The first of `urls`, as written: absolute, or from the index's own folder.
    pub url: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `removed`: it was taken back.
    pub removed: bool,
}

/// Reads an index. Entries without a version are left out; what Helm writes besides is left to Helm.
#[must_use]
pub fn parse_repository_index(text: &str) -> (RepositoryIndex, Vec<Remark>) {
    let mut index = RepositoryIndex::default();
    let mut remarks = Vec::new();
    let mut of_helm = false;
    let mut last: Option<(Box<str>, usize)> = None;
    let walked = walk_yaml(text, &mut |way, value| {
        let [Step::Key(entries), Step::Key(chart), Step::Item(number), Step::Key(key), below @ ..] = way else {
            of_helm |= matches!(way, [Step::Key(key), ..] if &**key == "apiVersion" || &**key == "entries");
            return;
        };
        if &**entries != "entries" || chart.is_empty() || value.len() > LONGEST_VALUE {
            return;
        }
        of_helm = true;
        let versions = match index.charts.get_mut(&**chart) {
            Some(versions) => versions,
            None => index.charts.entry(chart.to_string()).or_default(),
        };
        if !last.as_ref().is_some_and(|(name, at)| name == chart && at == number) {
            last = Some((chart.clone(), *number));
            versions.push(PublishedVersion::default());
        }
        let Some(version) = versions.last_mut() else { return };
        match (&**key, below) {
            ("version", []) => value.clone_into(&mut version.version),
            ("appVersion", []) => version.app_version = Some(value.to_owned()),
            ("created", []) => version.created = day(value),
            ("digest", []) => version.digest = Some(value.to_owned()),
            ("deprecated", []) => version.deprecated = value == "true",
            ("removed", []) => version.removed = value == "true",
            ("urls", [Step::Item(0)]) => version.url = Some(value.to_owned()),
            _ => {}
        }
    });
    if let Err(error) = walked {
        // Half an index would make the other half look unpublished.
        let help = "write it anew with `helm repo index`, or leave it out of book.toml";
        return (RepositoryIndex::default(), vec![error.remark(Code::CatalogIndexInvalid).help(help)]);
    }
    for versions in index.charts.values_mut() {
        versions.retain(|version| !version.version.is_empty());
    }
    index.charts.retain(|_, versions| !versions.is_empty());
    if !of_helm {
        let message = "this is no index of a chart repository: it has neither `apiVersion` nor `entries`";
        let help = "name the `index.yaml` that `helm repo index` writes";
        remarks.push(Remark::new(Code::CatalogIndexInvalid, TextRange::default(), message).help(help));
    }
    (index, remarks)
}

/// The day of a time such as `2026-10-01T12:00:00.5+02:00`, where it has the form of one.
fn day(time: &str) -> Option<String> {
    let day = time.get(..10)?;
    let date: jiff::civil::Date = day.parse().ok()?;
    (time.len() == 10 || time[10..].starts_with(['T', 't', ' '])).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "\
apiVersion: v1
entries:
  redis:
  - apiVersion: v2
    appVersion: \"7.4\"
    created: \"2026-09-30T08:00:00.123456789Z\"
    dependencies:
    - name: common
      version: 9.9.9
    description: Cache
    digest: 5f2d
    maintainers:
    - name: A
    name: redis
    urls:
    - https://charts.example.org/redis-0.3.10.tgz
    - https://mirror.example.org/redis-0.3.10.tgz
    version: 0.3.10
  - created: yesterday
    deprecated: true
    name: redis
    removed: true
    urls: []
    version: 0.3.9
  - name: redis
  gone: []
  queue:
  - version: 1.10
    urls: [queue-1.10.tgz]
generated: \"2026-09-30T08:00:00Z\"
";

    #[test]
    fn an_index_is_read_as_written() {
        let (index, remarks) = parse_repository_index(INDEX);
        assert_eq!(remarks, []);
        assert_eq!(index.charts.keys().collect::<Vec<_>>(), ["queue", "redis"]);
        let redis = &index.charts["redis"];
        assert_eq!(redis.len(), 2, "an entry without a version is none");
        assert_eq!(
            redis[0],
            PublishedVersion {
                version: "0.3.10".to_owned(),
                app_version: Some("7.4".to_owned()),
                created: Some("2026-09-30".to_owned()),
                digest: Some("5f2d".to_owned()),
                url: Some("https://charts.example.org/redis-0.3.10.tgz".to_owned()),
                deprecated: false,
                removed: false,
            }
        );
        assert!(redis[1].deprecated && redis[1].removed && redis[1].created.is_none() && redis[1].url.is_none());
        assert_eq!(index.charts["queue"][0].version, "1.10", "never taken for a number");
    }

    #[test]
    fn what_is_no_index_is_a_remark_and_says_nothing() {
        for (text, expected) in [
            ("apiVersion: v1\nentries: {}\n", None),
            ("entries:\n  redis: nothing\n", None),
            ("", Some("this is no index of a chart repository: it has neither `apiVersion` nor `entries`")),
            (
                "# redis\n\nA cache.\n",
                Some("this is no index of a chart repository: it has neither `apiVersion` nor `entries`"),
            ),
            ("entries:\n  redis:\n  - version: [1.0\n", Some("this can't be read as YAML")),
            ("entries:\n  redis:\n  - version: 1.0.0\n  - {\n", Some("this can't be read as YAML")),
        ] {
            let (index, remarks) = parse_repository_index(text);
            assert_eq!(remarks.first().map(|remark| &*remark.message), expected, "{text:?}");
            assert!(index.charts.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_huge_index_is_read_without_being_held() {
        let mut text = "apiVersion: v1\nentries:\n".to_owned();
        for chart in 0..50 {
            text.push_str(&format!("  chart-{chart}:\n"));
            for version in 0..200 {
                text.push_str(&format!(
                    "  - apiVersion: v2\n    description: {}\n    urls:\n    - chart-{chart}-1.{version}.0.tgz\n    version: 1.{version}.0\n",
                    "words ".repeat(30)
                ));
            }
        }
        let (index, remarks) = parse_repository_index(&text);
        assert_eq!((index.charts.len(), remarks.len()), (50, 0));
        assert!(index.charts.values().all(|versions| versions.len() == 200));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "([a-z]{0,3}[:\\-?&*\\[\\]{}|>'\"%#, \n]{0,3}){0,40}", cut in 0..INDEX.len()) {
            for text in [text.clone(), format!("entries:\n  a:\n  - {text}"), format!("{}{text}", &INDEX[..cut])] {
                let (_, remarks) = parse_repository_index(&text);
                proptest::prop_assert!(remarks.iter().all(|remark| remark.range.end as usize <= text.len()));
            }
        }
    }

    #[test]
    fn only_days_are_days() {
        for (time, expected) in [
            ("2026-09-30T08:00:00Z", Some("2026-09-30")),
            ("2026-09-30 08:00:00 +0200", Some("2026-09-30")),
            ("2026-09-30", Some("2026-09-30")),
            ("2026-13-30T08:00:00Z", None),
            ("2026-09-301", None),
            ("yesterday", None),
            ("어제 오늘 내일", None),
        ] {
            assert_eq!(day(time).as_deref(), expected, "{time}");
        }
    }
}
