//! Catalog files such as `charts-metadata.yaml`, which give charts a title, a category and tags.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark};
use crate::node::{Node, Reader, Sink, Value, parse_yaml};
use crate::source::{Spanned, TextRange};

/// What a catalog file says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CatalogMetadata {
    /// Its entries, in the order written.
    pub charts: Vec<CatalogEntry>,
}

/// What a catalog file says of one chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CatalogEntry {
    /// The chart: key of the mapping, or `id` or `name` in a list. Checked when the site is assembled.
    pub id: Spanned<String>,
    /// `title`, or `name` where that isn't the id: the display name.
    pub title: Option<Spanned<String>>,
    /// `path`: the chart's folder.
    pub path: Option<Spanned<String>>,
    /// `category`.
    pub category: Option<Spanned<String>>,
    /// `description`.
    pub description: Option<Spanned<String>>,
    /// `tags`.
    pub tags: Vec<Spanned<String>>,
    /// `keywords`.
    pub keywords: Vec<Spanned<String>>,
}

/// Reads a catalog file: a mapping from chart to entry, or a list of entries, under `charts` or at the top. Keys it has
/// beyond those of [`CatalogEntry`] are its own business.
#[must_use]
pub fn parse_catalog_metadata(text: &str) -> (CatalogMetadata, Vec<Remark>) {
    let document = match parse_yaml(text) {
        Ok(document) => document,
        Err(error) => return (CatalogMetadata::default(), vec![error.remark(Code::CatalogMetadataInvalid)]),
    };
    let mut sink = Sink::new(Code::CatalogMetadataInvalid, Code::CatalogMetadataInvalid);
    sink.remarks.extend(document.problems.iter().map(|problem| problem.remark(Code::CatalogMetadataInvalid)));
    let nested = document.root.get("charts");
    let root = nested.unwrap_or(&document.root);
    let charts = match &root.value {
        Value::Map(entries) => entries
            .iter()
            // Beside entries, a file without `charts` may say something of itself: `version: 1`.
            .filter(|(_, entry)| nested.is_some() || matches!(entry.value, Value::Map(_)))
            .map(|(key, entry)| CatalogEntry::read(Some(key), entry, text, &mut sink))
            .collect(),
        Value::List(items) => items.iter().map(|item| CatalogEntry::read(None, item, text, &mut sink)).collect(),
        Value::Null => Vec::new(),
        _ => {
            let message = format!("`charts` must be a table or a list of charts, and is {}", root.describe());
            sink.invalid(root.range, message);
            Vec::new()
        }
    };
    sink.remarks.sort_by_key(|remark| remark.range);
    (CatalogMetadata { charts: charts.into_iter().flatten().collect() }, sink.remarks)
}

impl CatalogEntry {
    /// Reads an entry; `None`, and reported, where nothing says which chart it is about.
    fn read(key: Option<&Spanned<Box<str>>>, entry: &Node, text: &str, sink: &mut Sink) -> Option<Self> {
        let path = key.map_or("charts".to_owned(), |key| format!("charts.{}", key.value));
        let mut reader = Reader::new(entry, text, path, sink);
        let mut name = reader.scalar("name", sink);
        let id = match key {
            Some(key) => Some(Spanned::new(key.value.to_string(), key.range)),
            None => reader.scalar("id", sink).or_else(|| name.take()),
        };
        let Some(id) = id else {
            if matches!(entry.value, Value::Map(_)) {
                let first_line = entry.range.of(text).lines().next().unwrap_or_default().len();
                let start = entry.range.start as usize;
                sink.invalid(TextRange::new(start, start + first_line), "an entry names no chart").help =
                    Some("add a line `name: <chart>`".to_owned());
            }
            return None;
        };
        Some(Self {
            id,
            title: reader.scalar("title", sink).or(name),
            path: reader.scalar("path", sink),
            category: reader.scalar("category", sink),
            description: reader.scalar("description", sink),
            tags: reader.texts("tags", sink).unwrap_or_default(),
            keywords: reader.texts("keywords", sink).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_from_a_mapping_or_a_list() {
        for (text, expected) in [
            (
                "version: 1\ncharts:\n  redis: {name: Redis, path: charts/redis, category: database, tags: [a, 1], note: x}\n  b:\n",
                &["redis Redis charts/redis database a,1", "b - - - "][..],
            ),
            ("version: 1\nredis: {title: Redis}\n", &["redis Redis - - "]),
            ("charts:\n- name: redis\n  title: Redis\n- {id: b, name: B}\n", &["redis Redis - - ", "b B - - "]),
            ("- name: redis\n", &["redis - - - "]),
            ("", &[]),
            ("charts: {}\n", &[]),
        ] {
            let (metadata, remarks) = parse_catalog_metadata(text);
            assert_eq!(remarks, [], "{text:?}");
            let shown: Vec<_> = metadata
                .charts
                .iter()
                .map(|entry| {
                    let or_dash =
                        |it: &Option<Spanned<String>>| it.as_ref().map_or("-".to_owned(), |it| it.value.clone());
                    let tags: Vec<_> = entry.tags.iter().map(|tag| &*tag.value).collect();
                    let [title, path, category] = [&entry.title, &entry.path, &entry.category].map(or_dash);
                    format!("{} {title} {path} {category} {}", entry.id.value, tags.join(","))
                })
                .collect();
            assert_eq!(shown, expected, "{text:?}");
            assert!(metadata.charts.iter().all(|entry| entry.id.range.of(text) == entry.id.value));
        }
    }

    #[test]
    fn what_is_wrong_is_reported_where_it_stands() {
        for (text, message, at) in [
            ("charts: none\n", "`charts` must be a table or a list of charts, and is text", "none"),
            ("charts:\n  redis: [a]\n", "`charts.redis` must be a table of keys, and is a list", "[a]"),
            (
                "charts:\n  redis:\n    tags: {a: 1}\n",
                "`charts.redis.tags` must be a list of texts, and is a table of keys",
                "{a: 1}",
            ),
            ("charts:\n- path: x\n  tags: []\n", "an entry names no chart", "path: x"),
            ("charts: [\n", "did not find expected node content while parsing a flow node", ""),
        ] {
            let (_, remarks) = parse_catalog_metadata(text);
            assert_eq!(remarks.len(), 1, "{text:?}: {remarks:?}");
            assert_eq!((&*remarks[0].message, remarks[0].range.of(text)), (message, at), "{text:?}");
            assert_eq!(remarks[0].code, Code::CatalogMetadataInvalid);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_places_inside_it(text in "[a-c:\\-\\[\\]{}, \n백]{0,40}") {
            let (metadata, remarks) = parse_catalog_metadata(&format!("charts:\n  {text}"));
            let text = format!("charts:\n  {text}");
            let places = remarks.iter().map(|remark| remark.range).chain(metadata.charts.iter().map(|entry| entry.id.range));
            for range in places {
                proptest::prop_assert!(text.get(range.as_range()).is_some());
            }
        }
    }
}
