//! Values that commands set: whether their chart has them. Helm takes any key, and what no template reads does nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rapidhash::RapidHashSet;
use rayon::prelude::*;

use super::Checked;
use super::origin::Origins;
use super::reader::Reader;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::node::Value;
use crate::parse::command::{Folder, RequestKind};
use crate::parse::values::Lookup;
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex};
use crate::source::{FileId, RepoPath, Sources, Span, Spanned};

/// Finds keys of `--set` that neither the chart's values.yaml nor its templates know.
pub(super) fn check_values(checked: Checked<'_>) -> Vec<Diagnostic> {
    let doubts = doubts(checked.site, checked.config, checked.sources);
    let read = |doubt: &Doubt<'_>| checked.templates.get(&doubt.index).is_some_and(|read| read.reads(&doubt.key.value));
    doubts.iter().filter(|doubt| !read(doubt)).map(|doubt| doubt.finding(checked.sources)).collect()
}

/// The charts whose templates must be looked at, since a command sets a key that their values.yaml doesn't have.
#[must_use]
pub fn charts_in_doubt(site: &Site, config: &Config, sources: &Sources) -> BTreeSet<ChartIndex> {
    doubts(site, config, sources).iter().map(|doubt| doubt.index).collect()
}

/// A key that a values.yaml doesn't have.
struct Doubt<'a> {
    index: ChartIndex,
    values_file: FileId,
    key: &'a Spanned<Box<str>>,
    file: FileId,
    /// What [`Lookup::Unknown`] says.
    ancestor: String,
    part: String,
    near: Option<&'a str>,
}

fn doubts<'a>(site: &'a Site, config: &Config, sources: &Sources) -> Vec<Doubt<'a>> {
    let charts = LocalCharts::new(site, config);
    let shown: Vec<OnceLock<RapidHashSet<&str>>> = site.charts.iter().map(|_| OnceLock::new()).collect();
    let texts: Vec<_> = site.texts().collect();
    texts
        .par_iter()
        .flat_map_iter(|(file, document, _)| {
            let reader = Reader::new(&site.tree, sources.get(*file).path(), document);
            let mut found = Vec::new();
            for request in &document.commands.requests {
                let RequestKind::Set { chart, keys } = &request.kind else { continue };
                let Some(index) = charts.named(&reader, &request.folder, &chart.value) else { continue };
                let chart = site.chart(index);
                let Some((values, _)) = &chart.values else { continue };
                let commented = || {
                    let keys = || commented_keys(sources.get(*values).text());
                    shown.get(index.0 as usize).map(|shown| shown.get_or_init(keys))
                };
                let in_doubt = |doubt: &Doubt<'_>| !commented().is_some_and(|keys| keys.contains(&*doubt.part));
                let doubts = keys.iter().filter_map(|key| Doubt::of(index, chart, key, *file));
                found.extend(doubts.filter(in_doubt));
            }
            found
        })
        .collect()
}

impl<'a> Doubt<'a> {
    fn of(index: ChartIndex, chart: &'a Chart, key: &'a Spanned<Box<str>>, file: FileId) -> Option<Self> {
        let (values_file, values) = chart.values.as_ref()?;
        if matches!(values.root.value, Value::Null) || is_of_another_chart(chart, &key.value) {
            return None;
        }
        let Lookup::Unknown { ancestor, part, near } = values.lookup(&key.value) else { return None };
        Some(Self { index, values_file: *values_file, key, file, ancestor, part, near })
    }

    fn finding(&self, sources: &Sources) -> Diagnostic {
        let Self { ancestor, part, .. } = self;
        let path = sources.get(self.values_file).path();
        let message = if ancestor.is_empty() {
            format!("`{path}` has no `{part}`")
        } else {
            format!("`{path}` has no `{part}` in `{ancestor}`")
        };
        let place = Span { file: self.file, range: self.key.range };
        let finding =
            Diagnostic::new(Code::ValuesUnknownKey, place, message).target(format!("{path}:{}", self.key.value));
        match self.near {
            Some(near) if ancestor.is_empty() => finding.help(format!("did you mean `{near}`?")),
            Some(near) => finding.help(format!("did you mean `{ancestor}.{near}`?")),
            None => {
                finding.help("set a key that the chart has: Helm takes any, and what no template reads does nothing")
            }
        }
    }
}

/// Whether a key is for all charts, or for one that this chart depends on.
fn is_of_another_chart(chart: &Chart, key: &str) -> bool {
    let first = key.split(['.', '[']).next().unwrap_or_default();
    let Some((_, chart_yaml)) = &chart.chart_yaml else { return first == "global" };
    let mut dependencies = chart_yaml.dependencies.iter();
    first == "global"
        || (first == "tags" && !chart_yaml.dependencies.is_empty())
        || dependencies.any(|chart| chart.alias.as_deref() == Some(first) || chart.name.value == first)
}

/// The keys that a values file shows in comments, as ones that may be set.
fn commented_keys(values: &str) -> RapidHashSet<&str> {
    let key = |line| {
        let comment = str::trim_start(line).strip_prefix('#')?.trim_start_matches(['#', ' ', '-']);
        let (key, _) = comment.split_once(':')?;
        (!key.is_empty() && !key.contains(char::is_whitespace)).then_some(key)
    };
    values.lines().filter_map(key).collect()
}

/// The charts of this repository, by what commands call them.
struct LocalCharts<'a> {
    charts: &'a [Chart],
    folders: BTreeMap<&'a RepoPath, ChartIndex>,
    names: BTreeMap<&'a str, ChartIndex>,
    origins: Origins<'a>,
}

impl<'a> LocalCharts<'a> {
    fn new(site: &'a Site, config: &Config) -> Self {
        let name = |chart: &'a Chart| {
            let stated = chart.chart_yaml.as_ref().and_then(|(_, chart_yaml)| chart_yaml.name.as_ref());
            stated.map_or(chart.id.as_str(), |name| name.value.as_str())
        };
        Self {
            charts: &site.charts,
            folders: site.charts.iter().zip(0..).map(|(chart, index)| (&chart.folder, ChartIndex(index))).collect(),
            names: site.charts.iter().zip(0..).map(|(chart, index)| (name(chart), ChartIndex(index))).collect(),
            origins: Origins::of(site, config),
        }
    }

    /// The chart that a command names by its folder, or by the repository it is published in.
    fn named(&self, reader: &Reader<'_>, folder: &Folder, name: &str) -> Option<ChartIndex> {
        if let Some((origin, name)) = name.rsplit_once('/')
            && (origin.contains("://") || !origin.contains(['/', '.']))
            && let Some(index) = self.names.get(name).copied()
            && self.origins.is_own(origin, &self.charts[index.0 as usize].folder)
        {
            return Some(index);
        }
        if !name.contains('/') && name != "." {
            return None;
        }
        let path = reader.existing(folder, name).filter(|path| self.folders.contains_key(path));
        // In a chart's own text, `.` is its folder.
        let path = path.or_else(|| (name == "." || name == "./").then(|| reader.own().clone()));
        self.folders.get(&path?).copied()
    }
}
