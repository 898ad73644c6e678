//! Which folders are charts, and what each is called: all that `{chart}` and `charts/<id>/` go by.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Catalog, ChartSettings, SourcePattern};
use crate::fs::Listing;
use crate::source::RepoPath;

/// The file that makes a folder a chart.
pub const CHART_FILE: &str = "Chart.yaml";

/// The folder of one catalog entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartFolder {
    /// The folder's name, with the name of the folder above before it (`incubator-redis`) where two have the same;
    /// or the `<id>` of the `[charts.<id>]` that names this folder.
    pub id: String,
    /// Where it lies.
    pub folder: RepoPath,
    /// Whether it holds a Chart.yaml.
    pub has_chart_yaml: bool,
    /// Which of `[catalog] charts` found it, by index; none where `[charts.<id>]` alone did.
    pub pattern: Option<usize>,
}

/// All catalog entries, in order of id.
#[derive(Clone, Debug, Default)]
pub struct Charts {
    folders: Vec<ChartFolder>,
    by_id: HashMap<String, usize>,
    by_folder: HashMap<String, usize>,
}

impl Charts {
    /// Finds the charts that a configuration speaks of: folders with a Chart.yaml that a pattern of `[catalog] charts`
    /// matches, and the folders named by `[charts.<id>] folder`. A chart inside another is part of it.
    #[must_use]
    pub fn find(listing: &Listing, catalog: &Catalog, settings: &BTreeMap<String, ChartSettings>) -> Self {
        let patterns: Vec<(usize, SourcePattern)> = catalog
            .charts
            .iter()
            .enumerate()
            .filter_map(|(index, written)| Some((index, SourcePattern::compile(written).ok()?)))
            .collect();
        let with_chart_yaml: HashSet<RepoPath> = chart_yaml_folders(listing).collect();
        let named: BTreeMap<&RepoPath, &String> =
            settings.iter().filter_map(|(id, chart)| chart.folder.as_ref().map(|folder| (&folder.value, id))).collect();

        let mut found: Vec<(RepoPath, Option<usize>)> = chart_yaml_folders(listing)
            .filter_map(|folder| {
                let pattern = patterns.iter().find(|(_, pattern)| pattern.is_match(&folder)).map(|(index, _)| *index);
                (pattern.is_some() && !named.contains_key(&folder)).then_some((folder, pattern))
            })
            .collect();
        found = outermost(found);
        found.extend(named.keys().map(|folder| {
            let pattern = patterns.iter().find(|(_, pattern)| pattern.is_match(folder)).map(|(index, _)| *index);
            ((*folder).clone(), pattern)
        }));
        found.sort();

        let ids = ids(&found, &named);
        let mut folders: Vec<ChartFolder> = found
            .into_iter()
            .zip(ids)
            .map(|((folder, pattern), id)| {
                let has_chart_yaml = with_chart_yaml.contains(&folder);
                ChartFolder { id, folder, has_chart_yaml, pattern }
            })
            .collect();
        folders.sort_by(|left, right| left.id.cmp(&right.id));
        let by_id = folders.iter().enumerate().map(|(index, chart)| (chart.id.to_lowercase(), index)).collect();
        let by_folder =
            folders.iter().enumerate().map(|(index, chart)| (chart.folder.as_str().to_owned(), index)).collect();
        Self { folders, by_id, by_folder }
    }

    /// The chart a text names, by its id. Case doesn't matter: `docs/Redis-backup.md` is about `redis`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ChartFolder> {
        let index = if id.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
            self.by_id.get(&id.to_lowercase())
        } else {
            self.by_id.get(id)
        };
        index.map(|index| &self.folders[*index])
    }

    /// The chart whose folder holds a path.
    #[must_use]
    pub fn containing(&self, path: &RepoPath) -> Option<&ChartFolder> {
        let mut folder = path.as_str();
        while !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            if let Some(index) = self.by_folder.get(folder) {
                return Some(&self.folders[*index]);
            }
        }
        None
    }

    /// The chart that `{chart}` stands for in a path: the one of that id, or, below a chart's folder, the chart whose
    /// folder has that name.
    #[must_use]
    pub fn named_in(&self, path: &RepoPath, text: &str) -> Option<&ChartFolder> {
        self.get(text).or_else(|| self.containing(path).filter(|chart| chart.folder.file_name() == text))
    }

    /// All entries, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &ChartFolder> {
        self.folders.iter()
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.folders.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }
}

/// Folders that hold a Chart.yaml, in path order.
pub(super) fn chart_yaml_folders(listing: &Listing) -> impl Iterator<Item = RepoPath> {
    listing.files.iter().filter(|entry| entry.path.file_name() == CHART_FILE).map(|entry| entry.path.parent())
}

/// Drops every folder that lies in another one of them.
pub(super) fn outermost<T>(found: Vec<(RepoPath, T)>) -> Vec<(RepoPath, T)> {
    let all: HashSet<RepoPath> = found.iter().map(|(folder, _)| folder.clone()).collect();
    found.into_iter().filter(|(folder, _)| !ancestors(folder).any(|above| all.contains(&above))).collect()
}

/// The folders above a path, from the nearest to the root.
fn ancestors(path: &RepoPath) -> impl Iterator<Item = RepoPath> {
    std::iter::successors((!path.as_str().is_empty()).then(|| path.parent()), |above| {
        (!above.as_str().is_empty()).then(|| above.parent())
    })
}

/// An id for each folder, all different.
fn ids(found: &[(RepoPath, Option<usize>)], named: &BTreeMap<&RepoPath, &String>) -> Vec<String> {
    let short = |folder: &RepoPath| match named.get(folder) {
        Some(id) => (*id).clone(),
        // The root's own name is that of somebody's checkout, which differs from machine to machine.
        None if folder.as_str().is_empty() => "chart".to_owned(),
        None => folder.file_name().to_owned(),
    };
    let qualified = |folder: &RepoPath| match folder.parent().file_name() {
        _ if named.contains_key(folder) => short(folder),
        "" => short(folder),
        root => format!("{root}-{}", short(folder)),
    };
    let whole = |folder: &RepoPath| folder.as_str().replace('/', "-");
    let count = |name: &dyn Fn(&RepoPath) -> String| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (folder, _) in found {
            *counts.entry(name(folder).to_lowercase()).or_default() += 1;
        }
        counts
    };
    let (shorts, qualifieds) = (count(&short), count(&qualified));
    let mut taken: HashSet<String> = HashSet::new();
    found
        .iter()
        .map(|(folder, _)| {
            let mut id = short(folder);
            if !named.contains_key(folder) && shorts.get(&id.to_lowercase()) != Some(&1) {
                id = qualified(folder);
                if qualifieds.get(&id.to_lowercase()) != Some(&1) {
                    id = whole(folder);
                }
            }
            let mut number = 2;
            let stem = id.clone();
            while !taken.insert(id.to_lowercase()) {
                id = format!("{stem}-{number}");
                number += 1;
            }
            id
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::listing_of;
    use crate::source::Spanned;

    fn charts(files: &[&str], patterns: &[&str], named: &[(&str, &str)]) -> Charts {
        let catalog = Catalog {
            charts: patterns.iter().map(|text| Spanned { value: (*text).to_owned(), ..Spanned::default() }).collect(),
            ..Catalog::default()
        };
        let settings = named
            .iter()
            .map(|(id, folder)| {
                let folder = RepoPath::new(folder).map(|path| Spanned::new(path, Default::default()));
                ((*id).to_owned(), ChartSettings { folder, ..ChartSettings::default() })
            })
            .collect();
        Charts::find(&listing_of(files), &catalog, &settings)
    }

    #[test]
    fn ids_are_folder_names_qualified_where_two_are_the_same() {
        type Case =
            (&'static [&'static str], &'static [&'static str], &'static [(&'static str, &'static str)], &'static str);
        let cases: [Case; 7] = [
            (&["charts/b/Chart.yaml", "charts/a/Chart.yaml", "charts/c/README.md"], &["charts/*"], &[], "a b"),
            (
                &["charts/redis/Chart.yaml", "incubator/redis/Chart.yaml", "incubator/x/Chart.yaml"],
                &["charts/*", "incubator/*"],
                &[],
                "charts-redis incubator-redis x",
            ),
            (&["charts/x/Chart.yaml", "charts/x/charts/y/Chart.yaml"], &["**"], &[], "x"),
            (&["Chart.yaml", "charts/y/Chart.yaml"], &[".", "charts/*"], &[("app", "")], "app y"),
            (&["Chart.yaml"], &["."], &[], "chart"),
            (&["charts/x/Chart.yaml", "ops/tool.md"], &["charts/*"], &[("tool", "ops")], "tool x"),
            (&["a/x/r/Chart.yaml", "b/x/r/Chart.yaml"], &["*/*/*"], &[], "a-x-r b-x-r"),
        ];
        for (files, patterns, named, expected) in cases {
            let found = charts(files, patterns, named);
            let ids: Vec<&str> = found.iter().map(|chart| chart.id.as_str()).collect();
            assert_eq!(ids.join(" "), expected, "{files:?}");
        }
    }

    #[test]
    fn a_path_belongs_to_the_chart_around_it() {
        let found = charts(&["charts/redis/Chart.yaml", "incubator/redis/Chart.yaml"], &["*/*"], &[]);
        let path = RepoPath::new("incubator/redis/docs/a.md").expect("inside");
        assert_eq!(found.containing(&path).map(|chart| chart.id.as_str()), Some("incubator-redis"));
        assert_eq!(found.named_in(&path, "redis").map(|chart| chart.id.as_str()), Some("incubator-redis"));
        assert!(found.containing(&RepoPath::new("docs/a.md").expect("inside")).is_none());
        assert!(found.get("Charts-Redis").is_some());
    }
}
