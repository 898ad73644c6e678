//! The parsers on a real chart repository, where `DOCSGEN_CORPUS` names one (the one the figures below were counted in).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::catalog_metadata::parse_catalog_metadata;
use super::chart_yaml::parse_chart_yaml;
use super::makefile::{load, parse_makefile};
use super::values::parse_values;
use crate::node::Node;
use crate::source::RepoPath;

fn corpus() -> Option<PathBuf> {
    std::env::var_os("DOCSGEN_CORPUS").map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "a test that reads its input")]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

/// Counts keys, and holds that each stands in the text as it is called.
fn count_keys(node: &Node, text: &str) -> usize {
    let below: usize = node.items().iter().map(|item| count_keys(item, text)).sum();
    node.entries().iter().fold(below, |count, (key, value)| {
        assert_eq!(key.range.of(text).trim_matches(['"', '\'']), &*key.value);
        count + 1 + count_keys(value, text)
    })
}

#[test]
fn every_chart_and_its_values_are_read() {
    let Some(corpus) = corpus() else { return };
    let folders: Vec<_> = list(&corpus.join("charts")).into_iter().filter(|path| path.is_dir()).collect();
    let (mut charts, mut keys) = (0, 0);
    for folder in folders {
        let text = read(&folder.join("Chart.yaml"));
        let (chart, remarks) = parse_chart_yaml(&text);
        assert_eq!(remarks, [], "{}", folder.display());
        let name = chart.name.expect("named");
        assert_eq!(Some(&*name.value), folder.file_name().and_then(|name| name.to_str()));
        assert_eq!(name.range.of(&text), name.value);
        charts += 1;

        let text = read(&folder.join("values.yaml"));
        let (values, remarks) = parse_values(&text);
        assert_eq!(remarks, [], "{}", folder.display());
        keys += count_keys(&values.root, &text);
    }
    assert_eq!(charts, 47);
    assert!(keys > 5000, "{keys}");
}

#[test]
fn the_catalog_file_names_every_chart() {
    let Some(corpus) = corpus() else { return };
    let (metadata, remarks) = parse_catalog_metadata(&read(&corpus.join("charts/charts-metadata.yaml")));
    assert_eq!(remarks, []);
    for entry in &metadata.charts {
        assert!(corpus.join("charts").join(&entry.id.value).is_dir(), "{}", entry.id.value);
        assert!(entry.title.is_some() && entry.category.is_some() && !entry.tags.is_empty(), "{}", entry.id.value);
    }
}

#[test]
fn every_makefile_is_loaded_with_its_includes() {
    let Some(corpus) = corpus() else { return };
    let mut makefiles = BTreeMap::new();
    let ops = list(&corpus.join("make/ops"));
    for path in [corpus.join("Makefile"), corpus.join("make/common.mk")].iter().chain(&ops) {
        let relative = path.strip_prefix(&corpus).expect("inside").to_str().expect("UTF-8").replace('\\', "/");
        makefiles.insert(RepoPath::new(&relative).expect("inside"), Arc::new(parse_makefile(&read(path))));
    }
    let mut missing = 0;
    for path in makefiles.keys() {
        let loaded = load(path, &makefiles).expect("there");
        assert!(!loaded.targets.is_empty(), "{path}");
        assert_eq!(loaded.unresolved, [], "{path}");
        missing += loaded.missing.len();
        let redis = loaded.target("redis-backup-rdb").is_some_and(|(_, target)| target.phony);
        assert_eq!(redis, path.as_str() == "make/ops/redis.mk", "{path}");
    }
    // Twelve files include a `Makefile.common.mk` that was renamed since.
    assert_eq!(missing, 12);
}
