//! Where the charts are published, and which versions of each are.

use std::sync::Arc;

use super::Input;
use super::chart::{Chart, ChartIndex};
use super::table::compare_versions;
use crate::config::Repository;
use crate::parse::repository_index::{PublishedVersion, RepositoryIndex};

/// The index of the chart repository, and where it was found.
#[derive(Clone, Debug)]
pub struct FoundIndex {
    /// What it says.
    pub index: Arc<RepositoryIndex>,
    /// Whether it lies where the site is published, so that the site's own address is the repository's.
    pub beside_site: bool,
}

/// Where the charts are published, and which versions of each are.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// The repository to install from, where its address is known.
    pub repository: Option<Repository>,
    /// For each chart its published versions, newest first; `None` where there is no index.
    charts: Option<Vec<Vec<PublishedVersion>>>,
}

/// Whether the version that the repository holds of a chart is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Published,
    /// Others are, and it isn't.
    Unpublished,
    /// No version of the chart is.
    Never,
    /// It was, and was taken back.
    Removed,
}

impl Publication {
    pub(super) fn new(input: &Input<'_>, charts: &[Chart]) -> Self {
        let html = &input.config.html;
        let beside = input.index.as_ref().is_some_and(|found| found.beside_site);
        let own_address = html.site_url.as_deref().filter(|url| beside && url.contains("://"));
        let repository = input.config.catalog.repository.repository(own_address);
        let index = input.index.as_ref().map(|found| &found.index.charts);
        let versions = |chart: &Chart| {
            let mut versions = index.and_then(|index| index.get(name(chart))).cloned().unwrap_or_default();
            versions.sort_by(|left, right| compare_versions(&right.version, &left.version));
            versions.dedup_by(|later, first| later.version == first.version);
            versions
        };
        Self { repository, charts: index.map(|_| charts.iter().map(versions).collect()) }
    }

    /// The published versions of a chart, newest first; `None` where nobody knows.
    #[must_use]
    pub fn versions(&self, chart: ChartIndex) -> Option<&[PublishedVersion]> {
        self.charts.as_ref()?.get(chart.0 as usize).map(Vec::as_slice)
    }

    /// The version that Helm installs where none is named: the newest that is no trial and wasn't taken back; the newest of
    /// all where there is no such.
    #[must_use]
    pub fn latest(&self, chart: ChartIndex) -> Option<&PublishedVersion> {
        let versions = self.versions(chart)?;
        let there = || versions.iter().filter(|version| !version.removed);
        there().find(|version| !is_trial(&version.version)).or_else(|| there().next())
    }

    /// How a chart's own version stands; `None` where nobody knows what is published, or Chart.yaml has no version.
    #[must_use]
    pub fn standing(&self, index: ChartIndex, chart: &Chart) -> Option<Standing> {
        let versions = self.versions(index)?;
        let own = own_version(chart)?;
        let same = |version: &&PublishedVersion| without_v(&version.version) == without_v(own);
        Some(match versions.iter().find(same) {
            Some(version) if version.removed => Standing::Removed,
            Some(_) => Standing::Published,
            None if versions.is_empty() => Standing::Never,
            None => Standing::Unpublished,
        })
    }

    /// The version that readers are to install: the chart's own if it is published, else the latest that is; where nobody
    /// knows what is published, the chart's own. `None` where no version is published.
    #[must_use]
    pub fn installed<'a>(&'a self, index: ChartIndex, chart: &'a Chart) -> Option<&'a str> {
        match self.standing(index, chart) {
            Some(Standing::Published) => own_version(chart),
            None if self.charts.is_none() => own_version(chart),
            _ => self.latest(index).map(|version| &*version.version),
        }
    }
}

/// The name that a chart is published under.
#[must_use]
pub fn name(chart: &Chart) -> &str {
    let own = chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.name.as_ref());
    own.map_or(&chart.id, |name| &name.value)
}

fn own_version(chart: &Chart) -> Option<&str> {
    chart.chart_yaml.as_ref()?.1.version.as_ref().map(|version| &*version.value)
}

fn without_v(version: &str) -> &str {
    version.strip_prefix('v').unwrap_or(version)
}

/// Whether a version precedes the one it is named after: `1.0.0-rc.1`.
fn is_trial(version: &str) -> bool {
    version.split('+').next().is_some_and(|version| version.contains('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publication(versions: &[(&str, bool)]) -> Publication {
        let version = |(version, removed): &(&str, bool)| PublishedVersion {
            version: (*version).to_owned(),
            removed: *removed,
            ..PublishedVersion::default()
        };
        Publication { repository: None, charts: Some(vec![versions.iter().map(version).collect()]) }
    }

    #[test]
    fn the_latest_version_is_the_one_that_helm_takes() {
        for (versions, expected) in [
            (&[][..], None),
            (&[("2.0.0-rc.1", false), ("1.10.0", false), ("1.9.0", false)][..], Some("1.10.0")),
            (&[("1.10.0", true), ("1.9.0+build-7", false)], Some("1.9.0+build-7")),
            (&[("1.0.0-alpha.2", false), ("1.0.0-alpha.1", false)], Some("1.0.0-alpha.2")),
            (&[("1.0.0", true)], None),
        ] {
            let publication = publication(versions);
            let latest = publication.latest(ChartIndex(0)).map(|version| &*version.version);
            assert_eq!(latest, expected, "{versions:?}");
        }
        assert!(Publication::default().versions(ChartIndex(0)).is_none(), "nobody knows");
    }
}
