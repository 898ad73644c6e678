//! What became of the charts' versions between two releases, by what git's tags hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use crate::git::{History, Tag};
use crate::parse::chart_yaml::{ChartYaml, parse_chart_yaml};
use crate::site::chart::{Chart, ChartIndex};
use crate::source::RepoPath;

/// What is known of the charts' versions with a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// It isn't a release of several charts.
    NotAsked,
    /// Nothing, and why.
    Unknown(Unknown),
    /// What differs from before.
    Known {
        /// The release before, as far as there is a tag of one: without it, all charts are listed.
        since: Option<String>,
        /// The charts that differ, in order of name.
        changes: Vec<VersionChange>,
        /// How many charts can't be told of, since the clone doesn't hold what they were.
        unknown: usize,
    },
}

/// Why nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no git history.
    NoHistory,
    /// The clone is shallow and has no tags.
    Shallow,
    /// There is no tag of the release.
    NoTag,
    /// What the tag holds isn't in this clone, or there are too many tags.
    NotHere,
}

/// A chart whose version differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionChange {
    /// Name of its folder.
    pub name: String,
    /// The chart, where it is still there.
    pub chart: Option<ChartIndex>,
    /// What it was; `None` where there was no such chart.
    pub before: Option<ChartVersion>,
    /// What it is; `None` where there is no such chart any more.
    pub after: Option<ChartVersion>,
}

/// The versions that a Chart.yaml states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartVersion {
    /// `version`.
    pub version: Option<String>,
    /// `appVersion`.
    pub app_version: Option<String>,
}

impl ChartVersion {
    fn of(yaml: &ChartYaml) -> Self {
        let text = |value: &Option<crate::source::Spanned<String>>| value.as_ref().map(|value| value.value.clone());
        Self { version: text(&yaml.version), app_version: text(&yaml.app_version) }
    }
}

/// The charts of one time, by name; `None` for one whose Chart.yaml isn't in this clone.
type Charts = BTreeMap<String, Option<ChartVersion>>;

/// What git's tags tell of releases.
pub(super) struct Tagged<'a> {
    history: &'a History,
    charts: &'a [Chart],
    /// Tags of the whole repository, by version.
    by_version: RapidHashMap<&'a str, &'a Tag>,
    by_name: RapidHashMap<&'a str, &'a Tag>,
    by_folder: RapidHashMap<&'a str, ChartIndex>,
}

impl<'a> Tagged<'a> {
    pub(super) fn new(history: &'a History, charts: &'a [Chart]) -> Self {
        let mut by_version = RapidHashMap::default();
        let mut by_name = RapidHashMap::default();
        for tag in &history.tags {
            let name = tag.name.as_str();
            by_name.insert(name, tag);
            let bare = ["release-", "release/"].iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
            by_version.entry(bare.strip_prefix(['v', 'V']).unwrap_or(bare)).or_insert(tag);
        }
        let by_folder = (0..).map(ChartIndex).zip(charts).map(|(index, chart)| (chart.folder.file_name(), index));
        Self { history, charts, by_version, by_name, by_folder: by_folder.collect() }
    }

    /// The day on which a release was tagged.
    pub(super) fn date(&self, chart: Option<ChartIndex>, version: &str) -> Option<Date> {
        let tag = match chart {
            None => self.by_version.get(version),
            Some(chart) => {
                let chart = &self.charts[chart.0 as usize];
                let yaml = chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.name.as_ref());
                let names = [Some(chart.folder.file_name()), yaml.map(|name| name.value.as_str())];
                let signs = ["-", "-v", "/", "/v", "@", "@v"];
                let mut tags =
                    names.into_iter().flatten().flat_map(|name| signs.map(|sign| format!("{name}{sign}{version}")));
                tags.find_map(|tag| self.by_name.get(tag.as_str()))
            }
        };
        tag?.date.parse().ok()
    }

    /// What became of the charts with each release; these are in order, the newest first.
    pub(super) fn versions(&self, releases: &[(Option<ChartIndex>, &str)]) -> Vec<Versions> {
        let mut read = Reader::default();
        let mut before: Option<(&str, Charts)> = None;
        let mut told = Vec::with_capacity(releases.len());
        for (chart, version) in releases.iter().rev() {
            if chart.is_some() || self.charts.is_empty() {
                told.push(Versions::NotAsked);
                continue;
            }
            let charts = if version.is_empty() {
                // What isn't released yet, there is only something to compare with.
                before.is_some().then(|| self.current()).ok_or_else(|| self.why())
            } else {
                match self.by_version.get(*version).map(|tag| tag.charts.as_deref()) {
                    None => Err(self.why()),
                    Some(None) => Err(Unknown::NotHere),
                    Some(Some(charts)) => {
                        Ok(read.charts(charts.iter().map(|chart| (&chart.folder, &chart.chart_yaml))))
                    }
                }
            };
            told.push(match charts {
                Err(unknown) => Versions::Unknown(unknown),
                Ok(after) => {
                    let (changes, unknown) = self.differences(before.as_ref().map(|(_, charts)| charts), &after);
                    let since = before.as_ref().map(|(version, _)| (*version).to_owned());
                    before = Some((*version, after));
                    Versions::Known { since, changes, unknown }
                }
            });
        }
        told.reverse();
        told
    }

    fn why(&self) -> Unknown {
        match () {
            () if self.history.unavailable.is_some() => Unknown::NoHistory,
            () if self.history.shallow && self.history.tags.is_empty() => Unknown::Shallow,
            () => Unknown::NoTag,
        }
    }

    fn current(&self) -> Charts {
        let of = |chart: &Chart| {
            let version = chart.chart_yaml.as_ref().map(|(_, yaml)| ChartVersion::of(yaml));
            (chart.folder.file_name().to_owned(), Some(version.unwrap_or_default()))
        };
        self.charts.iter().map(of).collect()
    }

    fn differences(&self, before: Option<&Charts>, after: &Charts) -> (Vec<VersionChange>, usize) {
        let none = Charts::new();
        let before = before.unwrap_or(&none);
        let mut unknown = 0;
        let mut changes = Vec::new();
        let gone = before.keys().filter(|name| !after.contains_key(*name));
        let mut names: Vec<&String> = after.keys().chain(gone).collect();
        names.sort_unstable();
        for name in names {
            let (was, is) = (before.get(name), after.get(name));
            if [was, is].into_iter().flatten().any(Option::is_none) {
                unknown += 1;
                continue;
            }
            let (was, is) = (was.cloned().flatten(), is.cloned().flatten());
            if was != is {
                let chart = self.by_folder.get(name.as_str()).copied();
                changes.push(VersionChange { name: name.clone(), chart, before: was, after: is });
            }
        }
        (changes, unknown)
    }
}

/// Reads each text once: between two releases most charts are the same.
#[derive(Default)]
struct Reader(RapidHashMap<Arc<str>, ChartVersion>);

impl Reader {
    fn charts<'t>(&mut self, charts: impl Iterator<Item = (&'t RepoPath, &'t Option<Arc<str>>)>) -> Charts {
        let mut read = Charts::new();
        for (folder, text) in charts {
            let version = text.as_ref().map(|text| match self.0.get(text) {
                Some(known) => known.clone(),
                None => {
                    let version = ChartVersion::of(&parse_chart_yaml(text).0);
                    self.0.insert(Arc::clone(text), version.clone());
                    version
                }
            });
            // Of two folders of one name the first counts.
            read.entry(folder.file_name().to_owned()).or_insert(version);
        }
        read
    }
}
