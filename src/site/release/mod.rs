//! Releases: what changelogs, release notes and tags tell of each, joined.
//!
//! A release has one page. Where somebody wrote release notes, these are it; for all others docsgen makes one of what the
//! changelog says.

mod matrix;
mod mention;
mod versions;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rapidhash::RapidHashSet;

use self::mention::{Names, mentions};
use self::versions::Tagged;
use super::chart::{Chart, ChartIndex};
use super::page::{Page, PageId};
use super::route::Route;
use super::table::compare_versions;
use super::{Input, routing};
use crate::config::Kind;
use crate::parse::changelog::{Entry, entries, find_date};
use crate::parse::document::{BlockKind, Document};

pub use self::mention::Mention;
pub use self::versions::{ChartVersion, Unknown, VersionChange, Versions};

/// Index of a release in [`super::Site::releases`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ReleaseIndex(pub u32);

/// A release.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its version without `v`; empty for what is unreleased and has none yet.
    pub version: String,
    /// The chart it is of, where it isn't one of the whole repository.
    pub chart: Option<ChartIndex>,
    /// The day it was released.
    pub date: Option<Date>,
    /// Whether it was withdrawn.
    pub yanked: bool,
    /// Whether it isn't released yet.
    pub unreleased: bool,
    /// What a changelog says of it.
    pub entry: Option<ChangelogEntry>,
    /// The pages that are about it, its release notes first.
    pub pages: Vec<PageId>,
    /// Where its page is.
    pub route: Route,
    /// The release notes that are its page; `None` where docsgen makes it.
    pub notes: Option<PageId>,
    /// The charts it mentions, in order of title.
    pub mentions: Vec<Mention>,
    /// What became of the charts' versions with it.
    pub versions: Versions,
}

/// A release in a changelog.
#[derive(Clone, Debug)]
pub struct ChangelogEntry {
    /// The changelog.
    pub page: PageId,
    /// What it says.
    pub entry: Entry,
    /// Level of its heading.
    pub level: u8,
    /// Id of its heading.
    pub anchor: String,
}

/// A release as long as not all is known of it.
struct Draft {
    chart: Option<ChartIndex>,
    version: String,
    entry: Option<ChangelogEntry>,
    pages: Vec<PageId>,
}

/// Every release: those of the repository first, then those of its charts; of each the newest first.
pub(super) fn releases(input: &Input<'_>, pages: &[Page], charts: &[Chart]) -> Vec<Release> {
    if input.links_only {
        return Vec::new();
    }
    let drafts = drafts(pages);
    let mut taken: RapidHashSet<&Route> = pages.iter().map(|page| &page.route).collect();
    taken.extend(charts.iter().map(|chart| &chart.route));
    let names = Names::new(charts);
    let tagged = Tagged::new(input.history, charts);
    let versions = tagged.versions(&drafts.iter().map(|draft| (draft.chart, &*draft.version)).collect::<Vec<_>>());
    let mut releases = Vec::with_capacity(drafts.len());
    for (draft, versions) in drafts.into_iter().zip(versions) {
        let Draft { chart, version, entry, pages: mut about } = draft;
        about.sort_by_key(|id| (!is_notes(&pages[id.0 as usize], &version), *id));
        // Where there is nothing else to show, any page about it is better than one that says nothing.
        let notes = about.first().copied().filter(|id| entry.is_none() || is_notes(&pages[id.0 as usize], &version));
        let route = match notes {
            Some(notes) => pages[notes.0 as usize].route.clone(),
            None => match route_of(chart.map(|chart| &charts[chart.0 as usize]), &version, &taken) {
                Some(route) => route,
                None => continue,
            },
        };
        let said = entry.as_ref().map(|said| &said.entry);
        let date = said.and_then(|entry| entry.date);
        let date = date.or_else(|| notes.and_then(|notes| date_in(&pages[notes.0 as usize].document)));
        let unreleased = said.map_or(version.is_empty(), |entry| entry.unreleased);
        let told = entry.iter().map(|said| (&pages[said.page.0 as usize], said.entry.body));
        let of_notes = notes.map(|notes| &pages[notes.0 as usize]).map(|page| (page, page.document.body));
        releases.push(Release {
            date: date.or_else(|| tagged.date(chart, &version).filter(|_| !unreleased)),
            yanked: said.is_some_and(|entry| entry.yanked),
            unreleased,
            mentions: mentions(told.chain(of_notes), chart, pages, charts, &names),
            versions,
            chart,
            version,
            entry,
            pages: about,
            route,
            notes,
        });
    }
    releases
}

/// For each chart, the releases that are its own, then those that mention it.
pub(super) fn mentioned_in(releases: &[Release], charts: usize) -> Vec<Vec<ReleaseIndex>> {
    let mut mentioned_in = vec![Vec::new(); charts];
    for own in [true, false] {
        for (index, release) in (0..).map(ReleaseIndex).zip(releases) {
            match release.chart {
                Some(chart) if own => mentioned_in[chart.0 as usize].push(index),
                None if !own => {
                    release.mentions.iter().for_each(|mention| mentioned_in[mention.chart.0 as usize].push(index));
                }
                _ => {}
            }
        }
    }
    mentioned_in
}

/// The releases that texts tell of, in order.
fn drafts(pages: &[Page]) -> Vec<Draft> {
    let mut drafts: BTreeMap<(Option<ChartIndex>, String), Draft> = BTreeMap::new();
    let mut of = |page: &Page, version: String, add: &mut dyn FnMut(&mut Draft)| {
        let draft = drafts.entry((page.chart, version.clone())).or_insert_with(|| Draft {
            chart: page.chart,
            version,
            entry: None,
            pages: Vec::new(),
        });
        add(draft);
    };
    for page in pages.iter().filter(|page| page.kind == Kind::Release) {
        if let Some(version) = version_of(page) {
            of(page, version, &mut |draft| draft.pages.push(page.id));
            continue;
        }
        let document = &page.document;
        for entry in entries(document).into_iter().filter(|entry| !is_empty(document, entry)) {
            let heading = &document.headings[entry.heading as usize];
            let said = ChangelogEntry { page: page.id, level: heading.level, anchor: heading.id.to_string(), entry };
            of(page, said.entry.version.clone(), &mut |draft| {
                draft.entry.get_or_insert_with(|| said.clone());
            });
        }
    }
    let mut drafts: Vec<Draft> = drafts.into_values().collect();
    drafts
        .sort_by(|left, right| left.chart.cmp(&right.chart).then_with(|| newest_first(&left.version, &right.version)));
    drafts
}

/// What has no version yet comes first.
fn newest_first(left: &str, right: &str) -> Ordering {
    right.is_empty().cmp(&left.is_empty()).then_with(|| compare_versions(right, left))
}

/// Whether nothing stands below the heading of something unreleased.
fn is_empty(document: &Document, entry: &Entry) -> bool {
    let holds = |start: u32| (entry.body.start..entry.body.end).contains(&start);
    entry.version.is_empty()
        && !document.blocks.iter().any(|block| holds(block.range.start))
        && !document.tables.iter().any(|table| holds(table.range.start))
        && !document.fences.iter().any(|fence| holds(fence.range.start))
}

/// The version that a page alone is about: its file's name or its title says so.
fn version_of(page: &Page) -> Option<String> {
    version_in(page.path.file_stem()).or_else(|| version_in(&page.title)).map(str::to_owned)
}

/// The version in a name, without its `v`: two to four numbers, and what leads to a release behind them.
fn version_in(name: &str) -> Option<&str> {
    let mut starts = std::iter::once(0).chain(name.char_indices().filter_map(|(at, c)| {
        let next = at + c.len_utf8();
        (!c.is_alphanumeric() && c != '.').then_some(next)
    }));
    starts.find_map(|start| {
        let rest = &name[start..];
        let rest = rest.strip_prefix(['v', 'V']).unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let core = rest[..end].trim_end_matches('.');
        let parts = core.split('.');
        let whole = (2..=4).contains(&parts.clone().count()) && parts.clone().all(|part| !part.is_empty());
        if !whole || rest[core.len()..].starts_with(|c: char| c.is_alphanumeric()) {
            return None;
        }
        let pre = rest[core.len()..].strip_prefix('-').filter(|pre| {
            let lower = pre.to_ascii_lowercase();
            ["alpha", "beta", "rc"].iter().any(|word| lower.starts_with(word))
        });
        let more =
            pre.map_or(0, |pre| 1 + pre.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(pre.len()));
        Some(rest[..core.len() + more].trim_end_matches('.'))
    })
}

/// Whether a page about a version is its release notes, and no plan or checklist for it.
fn is_notes(page: &Page, version: &str) -> bool {
    let stem = page.path.file_stem().to_lowercase().replace(['-', ' '], "_");
    let bare = stem.strip_prefix('v').unwrap_or(&stem);
    let is_named_so = || bare == version.to_lowercase().replace('-', "_");
    ["release_notes", "releasenotes", "release_note", "changelog", "changes"].iter().any(|name| stem.starts_with(name))
        || is_named_so()
}

/// The day that release notes name near their top: beside a label, or where a paragraph begins.
fn date_in(document: &Document) -> Option<Date> {
    let of_label = document.labels.iter().take(8).find_map(|label| {
        let name = document.plain(label.name).to_lowercase();
        let tells = ["date", "released", "날짜", "출시일"].iter().any(|word| name.contains(word));
        tells.then(|| find_date(document.plain(label.value))).flatten()
    });
    let mut paragraphs = document.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).take(3);
    of_label.or_else(|| {
        paragraphs.find_map(|block| {
            let text = document.plain(block.text);
            let start: Vec<&str> = text.split_whitespace().take(4).collect();
            // `Released 2 January 2026`, and not the first day in a sentence about something else.
            find_date(&start.join(" "))
        })
    })
}

/// Where docsgen's page of a release is; `None` where no name can be had.
fn route_of(chart: Option<&Chart>, version: &str, taken: &RapidHashSet<&Route>) -> Option<Route> {
    let folder = chart.map_or_else(String::new, |chart| routing::chart_folder(&chart.id));
    let name = if version.is_empty() { "unreleased" } else { version };
    let names = [format!("{folder}releases/{name}.html"), format!("{folder}releases/{name}-changes.html")];
    names.iter().filter_map(|name| Route::new(name).ok()).find(|route| !taken.contains(route))
}

impl super::Site {
    /// The release at that index.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn release(&self, index: ReleaseIndex) -> &Release {
        &self.releases[index.0 as usize]
    }

    /// Every release with its index.
    pub fn releases(&self) -> impl DoubleEndedIterator<Item = (ReleaseIndex, &Release)> + ExactSizeIterator {
        let count = u32::try_from(self.releases.len()).unwrap_or(u32::MAX);
        (0..count).map(ReleaseIndex).zip(self.releases.iter())
    }

    /// The release whose notes a page is.
    #[must_use]
    pub fn release_of(&self, page: PageId) -> Option<ReleaseIndex> {
        self.releases().find(|(_, release)| release.notes == Some(page)).map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_and_titles_carry_versions() {
        for (name, expected) in [
            ("RELEASE_NOTES_v1.4.0", Some("1.4.0")),
            ("v1.4.0-final-summary", Some("1.4.0")),
            ("2026.4", Some("2026.4")),
            ("1.4.0-rc.1", Some("1.4.0-rc.1")),
            ("Platform 2026.4", Some("2026.4")),
            ("Release Notes: v1.4.0.", Some("1.4.0")),
            ("CHANGELOG", None),
            ("CHANGELOG-1", None),
            ("2026-01-02", None),
            ("v2", None),
            ("version1.2", None),
            ("1.2.3.4.5", None),
            ("1.2x", None),
        ] {
            assert_eq!(version_in(name), expected, "{name}");
        }
    }

    #[test]
    fn newer_versions_come_first() {
        let mut versions = ["1.9.0", "", "1.10.0-rc.1", "1.10.0", "0.1"];
        versions.sort_by(|left, right| newest_first(left, right));
        assert_eq!(versions, ["", "1.10.0", "1.10.0-rc.1", "1.9.0", "0.1"]);
    }
}
