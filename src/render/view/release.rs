//! Releases as templates see them: on their own pages, on the list of all, and on the pages of charts.

use super::matrix::{Grouping, Shown};
use super::{Viewer, kind_label};
use crate::config::Kind;
use crate::render::context::{
    ChartView, Layout, LinkView, ListingGroup, NavGroup, NavItem, PageContext, ReleaseView, TocEntry,
};
use crate::site::chart::ChartIndex;
use crate::site::link::Target;
use crate::site::matrix::Matrix;
use crate::site::nav::SectionKind;
use crate::site::release::{Release, ReleaseIndex, Unknown, Versions};
use crate::site::route::{Route, encode_fragment};
use crate::site::table::Value;

/// How many releases a chart's page lists.
const RELEASES_SHOWN: usize = 12;

/// How many charts of a release the list of all releases names; more are counted.
const CHARTS_NAMED: usize = 4;

/// How many charts a release's page names.
const CHARTS_SHOWN: usize = 200;

/// How many releases the sidebar of one lists.
const NEIGHBOURS_SHOWN: usize = 30;

/// From how many rows on the table of versions is folded.
const FOLDED_ROWS: usize = 12;

impl Viewer<'_> {
    /// The page that docsgen makes of a release.
    pub(super) fn release_page(&self, index: ReleaseIndex, route: &Route) -> PageContext {
        let release = self.site.release(index);
        let mut context = self.bare(Layout::Page, route, self.release_title(release));
        context.page.kind = Kind::Release.name();
        context.page.kind_label = self.t(kind_label(Kind::Release));
        context.page.historical = true;
        context.release = Some(self.release(index, route));
        let sibling = |index: Option<u32>| {
            let index = ReleaseIndex(index.filter(|index| (*index as usize) < self.site.releases.len())?);
            let other = self.site.release(index);
            let link = LinkView::plain(self.release_title(other), route.link_to(&other.route));
            (other.chart == release.chart).then_some(link)
        };
        context.previous = sibling(index.0.checked_sub(1));
        context.next = sibling(index.0.checked_add(1));
        if let Some(section) = self.site.nav.sections.iter().find(|section| section.kind == SectionKind::Releases) {
            let url = route.link_to(&section.route);
            for item in context.nav.sections.iter_mut().filter(|item| item.url == url) {
                item.open = true;
            }
            context.breadcrumbs.push(LinkView::plain(self.section_title(section), url));
        }
        context.nav.groups.push(self.release_group(index, route));
        if let Some(said) = &release.entry {
            let document = &self.site.page(said.page).document;
            let range = said.entry.body;
            let first = document.headings.partition_point(|heading| heading.range.start < range.start);
            let below = document.headings[first..].iter().take_while(|heading| heading.range.start < range.end);
            let top = below.clone().map(|heading| heading.level).min();
            let sections = below.filter(|heading| Some(heading.level) == top);
            context.toc = sections
                .map(|heading| TocEntry {
                    title: document.plain(heading.text).trim().to_owned(),
                    url: format!("#{}", encode_fragment(&heading.id)),
                    children: Vec::new(),
                })
                .collect();
        }
        context
    }

    /// The releases around one.
    fn release_group(&self, index: ReleaseIndex, route: &Route) -> NavGroup {
        let this = self.site.release(index);
        let first = (index.0 as usize).saturating_sub(NEIGHBOURS_SHOWN / 2);
        let around = self.site.releases().skip(first).take(NEIGHBOURS_SHOWN);
        let items = around.filter(|(_, other)| other.chart == this.chart).map(|(_, other)| NavItem {
            title: self.release_name(other),
            url: route.link_to(&other.route),
            current: other.route == *route,
            open: false,
            children: Vec::new(),
        });
        NavGroup { title: self.t("Releases"), items: items.collect(), more: None }
    }

    /// What is known of a release beside its text.
    pub(super) fn release(&self, index: ReleaseIndex, route: &Route) -> ReleaseView {
        let release = self.site.release(index);
        let said = release.entry.as_ref();
        let changelog = said.map(|said| Target::Page { page: said.page, anchor: Some(said.anchor.clone()) });
        let counts = said.iter().flat_map(|said| &said.entry.counts);
        let other_pages = release.pages.iter().filter(|page| release.notes != Some(**page));
        let (versions, since) = self.release_versions(index, route);
        ReleaseView {
            version: release.version.clone(),
            name: self.release_name(release),
            date: release.date.map(|date| date.to_string()),
            yanked: release.yanked,
            unreleased: release.unreleased,
            chart: release.chart.map(|chart| self.mention_link(route, chart, None)),
            changelog_url: changelog.and_then(|target| self.addresses.url(route, &target)),
            counts: counts
                .map(|(section, count)| LinkView {
                    note: count.to_string(),
                    ..LinkView::plain(self.t(section.title()), String::new())
                })
                .collect(),
            charts: release
                .mentions
                .iter()
                .take(CHARTS_SHOWN)
                .map(|mention| self.mention_link(route, mention.chart, mention.version.as_deref()))
                .collect(),
            pages: other_pages.map(|page| self.link(route, self.site.page(*page))).collect(),
            versions_folded: versions.as_ref().is_some_and(|table| table.rows > FOLDED_ROWS),
            versions,
            since,
            unknown: self.unknown_versions(release),
        }
    }

    fn release_versions(
        &self,
        index: ReleaseIndex,
        route: &Route,
    ) -> (Option<crate::render::context::TableView>, Option<String>) {
        let Versions::Known { since, changes, .. } = &self.site.release(index).versions else { return (None, None) };
        if changes.is_empty() {
            return (None, since.clone());
        }
        let table = self.site.release_versions(index).without_unknown_columns();
        let noun = self.counted("{count} chart", "{count} charts");
        let title = match since {
            Some(since) => self.translation.fill("Chart versions since {version}", &[("version", since)]),
            None => self.t("Chart versions"),
        };
        let id = "site:versions".to_owned();
        let shown = Shown { id, title, noun, table: &table, grouping: Grouping::None, url: None };
        (Some(self.table(route, shown)), since.clone())
    }

    /// What isn't known of a release's charts, and why, in one sentence; empty where nothing is to be said.
    fn unknown_versions(&self, release: &Release) -> String {
        match &release.versions {
            Versions::NotAsked => String::new(),
            // Nobody expects a tag of what isn't released.
            Versions::Unknown(_) if release.unreleased => String::new(),
            Versions::Unknown(Unknown::NoHistory) => {
                self.t("Which versions the charts had isn't known: there is no git history.")
            }
            Versions::Unknown(Unknown::Shallow) => {
                self.t("Which versions the charts had isn't known: the clone is shallow and has no tags.")
            }
            Versions::Unknown(Unknown::NoTag) => self.translation.fill(
                "Which versions the charts had isn't known: there is no tag v{version}.",
                &[("version", &release.version)],
            ),
            Versions::Unknown(Unknown::NotHere) => {
                self.t("Which versions the charts had isn't known: this clone doesn't hold the files of the tag.")
            }
            Versions::Known { unknown: 0, since, changes } if changes.is_empty() => {
                since.as_ref().map_or_else(String::new, |since| {
                    self.translation.fill("No chart has another version than in {version}.", &[("version", since)])
                })
            }
            Versions::Known { unknown: 0, .. } => String::new(),
            Versions::Known { unknown, .. } => self.translation.count(
                "The versions of {count} chart aren't known: this clone doesn't hold its files at the tags.",
                "The versions of {count} charts aren't known: this clone doesn't hold their files at the tags.",
                *unknown as u64,
                &[],
            ),
        }
    }

    fn mention_link(&self, route: &Route, chart: ChartIndex, version: Option<&str>) -> LinkView {
        let chart = self.site.chart(chart);
        let note = version.unwrap_or_default().to_owned();
        LinkView { note, ..LinkView::plain(&*chart.title, route.link_to(&chart.route)) }
    }

    /// A release's version in words.
    fn release_name(&self, release: &Release) -> String {
        if release.version.is_empty() { self.t("Unreleased") } else { release.version.clone() }
    }

    /// A release in words.
    pub(super) fn release_title(&self, release: &Release) -> String {
        let name = self.release_name(release);
        match release.chart {
            Some(chart) => format!("{} {name}", self.site.chart(chart).title),
            None if release.version.is_empty() => name,
            None => self.translation.fill("Release {version}", &[("version", &name)]),
        }
    }

    /// The list of all releases, above the pages of their section.
    pub(super) fn list_releases(&self, context: &mut PageContext, route: &Route) {
        if self.site.releases.is_empty() {
            return;
        }
        context.page.description =
            Some(self.t("What each release brought, and the charts it speaks of, newest first."));
        let mut table = self.addresses.matrix(Matrix::Releases).clone().without_unknown_columns();
        table.map("charts", |values| {
            if values.len() > CHARTS_NAMED {
                let count = values.len() as u64;
                *values = vec![Value::new(self.translation.count("{count} chart", "{count} charts", count, &[]))];
            }
        });
        table.map("release", |values| {
            for value in values.iter_mut().filter(|value| value.text == "Unreleased") {
                value.text = self.t("Unreleased");
            }
        });
        context.matrices.push(self.table(route, self.shown(Matrix::Releases, &table, Grouping::None)));
        for ListingGroup { title, .. } in context.listing.iter_mut().filter(|group| group.title.is_empty()) {
            *title = self.t("Pages");
        }
    }

    /// The releases that mention a chart, on its own page.
    pub(super) fn releases_of_chart(&self, view: &mut ChartView, route: &Route, index: ChartIndex) {
        let releases = self.site.mentioned_in.get(index.0 as usize).map_or(&[][..], Vec::as_slice);
        let shown = releases.iter().take(RELEASES_SHOWN).map(|release| {
            let release = self.site.release(*release);
            let mention = release.mentions.iter().find(|mention| mention.chart == index);
            let note = mention.and_then(|mention| mention.version.clone()).unwrap_or_default();
            LinkView { note, ..LinkView::plain(self.release_name(release), route.link_to(&release.route)) }
        });
        view.releases = shown.collect();
        let section = self.site.nav.sections.iter().find(|section| section.kind == SectionKind::Releases);
        view.releases_url =
            section.filter(|_| releases.len() > RELEASES_SHOWN).map(|section| route.link_to(&section.route));
    }
}
