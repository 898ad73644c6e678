//! The site as its templates see it: one [`PageContext`] at a time.

mod baseline;
mod catalog;
mod chart;
mod column;
mod guide;
pub mod handout;
mod listing;
mod live;
mod matrix;
mod moved;
mod playbook;
mod publication;
mod recovery;
mod release;
mod sidebar;
mod version;

use super::address::Addresses;
use super::context::{
    CONTRACT_VERSION, CatalogView, CountedView, Layout, LinkView, PackView, PageContext, PageView, SiteView, TocEntry,
};
use super::feed::{self, has_feed};
use super::host::Host;
use super::translation::Translation;
use crate::config::{Config, Kind, RemoteImages};
use crate::parse::document::{BlockKind, Document, Heading};
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::nav::{EntryTarget, Group, Section, SectionKind};
use crate::site::overview::Overview;
use crate::site::page::{Page, PageId};
use crate::site::release::ReleaseIndex;
use crate::site::route::{Route, encode_fragment, encode_path};
use crate::source::TextRange;

/// How many headings a table of contents may have before its lower level is left out: nobody reads more, and a page of
/// a hundred thousand headings must not carry them twice.
const TOC_SHOWN: usize = 400;

/// How many pages "mentioned in" shows.
const MENTIONS_SHOWN: usize = 40;

/// One HTML page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HtmlPage {
    /// A Markdown file's page.
    Page(PageId),
    /// The page of a chart without a README.
    Chart(ChartIndex),
    /// The home page, where no Markdown file is it.
    Home,
    /// All charts.
    Catalog,
    /// A page made of a matrix.
    Overview(Overview),
    /// The list of a section, as an index into the navigation.
    Section(usize),
    /// The page of a release that nobody wrote release notes of.
    Release(ReleaseIndex),
    /// The run sheet of a playbook.
    RunSheet(PageId),
    /// What is expected of a chart, and what was measured.
    Baselines(ChartIndex),
    /// A folder without a README that a link leads to, as an index into [`Site::folders`].
    Folder(usize),
    /// The list of the published versions.
    Versions,
    /// The page for URLs that aren't there.
    NotFound,
}

/// Makes page contexts. What is the same for all pages is made once.
pub struct Viewer<'a> {
    addresses: &'a Addresses<'a>,
    site: &'a Site,
    config: &'a Config,
    host: Option<Host<'a>>,
    home: Route,
    catalog: Route,
    translation: &'a Translation,
    extra_styles: Vec<Route>,
    extra_scripts: Vec<Route>,
    pack: Option<PackView>,
    /// The feed of releases, where there is one.
    feed: Option<Route>,
}

impl<'a> Viewer<'a> {
    /// Prepares to show a site. `extra_styles` and `extra_scripts` are where `additional-css` and `additional-js` are
    /// published; `translation` are the words of the site's language.
    #[must_use]
    pub fn new(
        addresses: &'a Addresses<'a>,
        translation: &'a Translation,
        extra_styles: Vec<Route>,
        extra_scripts: Vec<Route>,
    ) -> Self {
        let fixed = |path: &str| Route::new(path).expect("a fixed word is a route");
        Self {
            addresses,
            site: addresses.site,
            config: addresses.config,
            host: Host::of(addresses.config),
            home: fixed("index.html"),
            catalog: fixed("catalog/index.html"),
            translation,
            extra_styles,
            extra_scripts,
            pack: None,
            feed: (is_absolute(addresses.config) && has_feed(addresses.site)).then(|| fixed(feed::ROUTE)),
        }
    }

    /// Shows the pages as they are in an offline pack.
    #[must_use]
    pub fn packed(mut self, pack: PackView) -> Self {
        self.pack = Some(pack);
        self
    }

    /// The addresses of what it shows.
    #[must_use]
    pub const fn addresses(&self) -> &'a Addresses<'a> {
        self.addresses
    }

    /// Every HTML page, with where it is published.
    #[must_use]
    pub fn pages(&self) -> Vec<(HtmlPage, Route)> {
        let site = self.site;
        let mut pages: Vec<(HtmlPage, Route)> =
            site.pages.iter().map(|page| (HtmlPage::Page(page.id), page.route.clone())).collect();
        let written = |route: &Route| site.pages.iter().any(|page| page.route == *route);
        if !written(&self.home) {
            pages.push((HtmlPage::Home, self.home.clone()));
        }
        for (index, chart) in (0_u32..).zip(site.charts.iter()) {
            if chart.readme.is_none() {
                pages.push((HtmlPage::Chart(ChartIndex(index)), chart.route.clone()));
            }
        }
        for (index, section) in site.nav.sections.iter().enumerate() {
            let page = match section.kind {
                SectionKind::Catalog => HtmlPage::Catalog,
                // One of the pages below.
                SectionKind::Recovery => continue,
                _ => HtmlPage::Section(index),
            };
            if section.generated {
                pages.push((page, section.route.clone()));
            }
        }
        let overviews = site.nav.overviews.iter();
        pages.extend(overviews.map(|(overview, route)| (HtmlPage::Overview(*overview), route.clone())));
        let releases = site.releases().filter(|(_, release)| release.notes.is_none());
        pages.extend(releases.map(|(index, release)| (HtmlPage::Release(index), release.route.clone())));
        let playbooks = site.playbooks.iter();
        pages.extend(playbooks.map(|playbook| (HtmlPage::RunSheet(playbook.page), playbook.run_sheet.clone())));
        pages.extend(site.nav.baselines.iter().map(|(chart, route)| (HtmlPage::Baselines(*chart), route.clone())));
        if self.config.html.git_repository_url.is_none() {
            let folders = site.folders.iter().enumerate();
            pages.extend(folders.map(|(index, folder)| (HtmlPage::Folder(index), folder.route.clone())));
        }
        pages.extend(self.versions_page(&written));
        let not_found = Route::new("404.html").expect("a fixed word is a route");
        if self.config.html.site_url.is_some() && !written(&not_found) {
            pages.push((HtmlPage::NotFound, not_found));
        }
        pages
    }

    /// Everything the template of a page may see.
    #[must_use]
    pub fn context(&self, page: HtmlPage, route: &Route) -> PageContext {
        match page {
            HtmlPage::Page(id) => self.markdown(self.site.page(id)),
            HtmlPage::Chart(index) => self.chart_without_readme(index),
            HtmlPage::Home => {
                let mut context = self.bare(Layout::Home, route, self.site.title.clone());
                context.page.description.clone_from(&self.config.book.description);
                context.catalog = self.catalog(route);
                context.listing = self.sections_listing(route);
                context.recovery = self.recovery_summary(route);
                context
            }
            HtmlPage::Catalog => {
                let mut context = self.bare(Layout::Catalog, route, self.t("Catalog"));
                context.catalog = self.catalog(route);
                context
            }
            HtmlPage::Overview(overview) => self.overview(overview, route),
            HtmlPage::Section(index) => self.section(&self.site.nav.sections[index], route),
            HtmlPage::Release(index) => self.release_page(index, route),
            HtmlPage::RunSheet(id) => self.run_sheet(self.site.page(id), route),
            HtmlPage::Baselines(chart) => self.baselines_page(chart, route),
            HtmlPage::Folder(index) => self.folder(&self.site.folders[index]),
            HtmlPage::Versions => self.versions(route),
            HtmlPage::NotFound => self.not_found(route),
        }
    }

    fn markdown(&self, page: &Page) -> PageContext {
        let route = &page.route;
        let document = &*page.document;
        let own_chart = page.kind == Kind::Chart && page.chart.is_some();
        let layout = match () {
            () if own_chart => Layout::Chart,
            () if *route == self.home => Layout::Home,
            () if *route == self.catalog && !self.site.charts.is_empty() => Layout::Catalog,
            () => Layout::Page,
        };
        let mut context = self.bare(layout, route, page.title.clone());
        context.page = self.page_view(page);
        context.matrices = self.live_tables(page);
        context.toc = toc(document, &self.live_ranges(page));
        context.nav = self.nav(route, self.site.nav.place(page.id), Some(page));
        context.breadcrumbs = self.breadcrumbs(page);
        (context.previous, context.next) = self.neighbours(page);
        let mentions = self.site.mentions[page.id.0 as usize].iter().take(MENTIONS_SHOWN);
        context.mentions = mentions.map(|id| self.link(route, self.site.page(*id))).collect();
        context.chart = page.chart.map(|chart| self.chart(route, chart, Some(page.id)));
        if page.kind == Kind::Release {
            context.release = self.site.release_of(page.id).map(|release| self.release(release, route));
        }
        context.playbook = self.site.playbook_of(page.id).map(|playbook| self.playbook(playbook, route));
        if matches!(layout, Layout::Home | Layout::Catalog) {
            context.catalog = self.catalog(route);
        }
        if layout == Layout::Home {
            context.listing = self.sections_listing(route);
            context.recovery = self.recovery_summary(route);
        }
        context
    }

    fn page_view(&self, page: &Page) -> PageView {
        let document = &*page.document;
        let front_matter = &document.front_matter;
        let html = &self.config.html;
        let edit_url = match &html.edit_url_template {
            _ if self.config.version.as_ref().is_some_and(|version| !version.editable) => None,
            _ if self.pack.is_some() => None,
            Some(template) => Some(template.replace("{path}", &encode_path(page.path.as_str()))),
            None => self.host.map(|host| host.edit(&page.path)),
        };
        PageView {
            title: page.title.clone(),
            has_heading: document.first_title().is_some(),
            description: page.description.clone().or_else(|| first_sentence(document)),
            kind: page.kind.name(),
            kind_label: self.t(kind_label(page.kind)),
            language: page.language.clone(),
            source_path: Some(page.path.as_str().to_owned()),
            source_url: self.host.map(|host| host.file(&page.path, None)),
            edit_url,
            markdown_url: self.pack.is_none().then(|| page.route.link_to(&page.markdown_route())),
            updated: page.updated.clone(),
            canonical_url: self.canonical(&page.route),
            tags: front_matter.tags.iter().map(|tag| tag.value.clone()).collect(),
            owner: front_matter
                .owner
                .as_ref()
                .map(|owner| owner.value.clone())
                .or_else(|| page.chart.and_then(|chart| Some(self.site.chart(chart).owner.as_ref()?.text.clone()))),
            reviewed: front_matter.reviewed.as_ref().map(|date| date.value.clone()),
            review_due: guide::review_due(front_matter),
            covers: self.covers(page),
            params: guide::params(front_matter),
            historical: page.historical,
            moved: self.moved(page),
        }
    }

    /// A page that docsgen makes: no source, no body.
    fn bare(&self, layout: Layout, route: &Route, title: String) -> PageContext {
        PageContext {
            version: CONTRACT_VERSION,
            layout,
            root: route.to_root(),
            site: SiteView {
                title: self.site.title.clone(),
                description: self.config.book.description.clone(),
                language: self.config.book.language.clone(),
                authors: self.config.book.authors.clone(),
                repository_url: self.config.html.git_repository_url.clone(),
                home_url: route.link_to(&self.home),
                remote_images: self.config.html.remote_images == RemoteImages::Keep,
                styles: self.extra_styles.iter().map(|style| route.link_to(style)).collect(),
                scripts: self.extra_scripts.iter().map(|script| route.link_to(script)).collect(),
                search: self.config.html.search,
                version: self.version(route),
                pack: self.pack.clone(),
                feed_url: self.feed.as_ref().map(|feed| route.link_to(feed)),
            },
            page: PageView {
                title,
                has_heading: false,
                description: None,
                kind: Kind::Generated.name(),
                kind_label: String::new(),
                language: self.config.book.language.clone(),
                source_path: None,
                source_url: None,
                edit_url: None,
                markdown_url: None,
                updated: None,
                canonical_url: self.canonical(route),
                tags: Vec::new(),
                owner: None,
                reviewed: None,
                review_due: None,
                covers: Vec::new(),
                params: Vec::new(),
                historical: false,
                moved: Vec::new(),
            },
            toc: Vec::new(),
            nav: self.nav(route, None, None),
            breadcrumbs: if *route == self.home { Vec::new() } else { vec![self.home_link(route)] },
            previous: None,
            next: None,
            mentions: Vec::new(),
            chart: None,
            catalog: None,
            listing: Vec::new(),
            matrices: Vec::new(),
            recovery: None,
            release: None,
            timeline: None,
            playbook: None,
            tabs: Vec::new(),
            trends: Vec::new(),
        }
    }

    fn chart_without_readme(&self, index: ChartIndex) -> PageContext {
        let chart = self.site.chart(index);
        let route = &chart.route;
        let mut context = self.bare(Layout::Chart, route, chart.title.clone());
        context.page.description = chart.description.as_ref().map(|text| text.text.clone());
        context.page.kind = Kind::Chart.name();
        context.page.kind_label = self.t(kind_label(Kind::Chart));
        context.nav = self.nav(route, self.site.nav.chart_place(index), None);
        context.breadcrumbs.extend(self.catalog_crumbs(route, index));
        context.chart = Some(self.chart(route, index, None));
        context
    }

    /// The page for URLs that aren't there is shown at any depth, so it is told where the root is.
    fn not_found(&self, route: &Route) -> PageContext {
        let mut context = self.bare(Layout::NotFound, route, self.t("Page not found"));
        let root = self.config.html.site_url.clone().unwrap_or_default();
        let absolute = |url: &mut String| *url = format!("{root}{url}");
        absolute(&mut context.root);
        absolute(&mut context.site.home_url);
        self.version_from_anywhere(&mut context.site.version);
        context.site.feed_url.iter_mut().for_each(absolute);
        context.site.styles.iter_mut().for_each(absolute);
        context.site.scripts.iter_mut().for_each(absolute);
        context.breadcrumbs.iter_mut().for_each(|link| absolute(&mut link.url));
        context.nav.sections.iter_mut().for_each(|item| absolute(&mut item.url));
        // The way to the catalog is enough here.
        context.catalog = self.catalog(route).map(|catalog| CatalogView { categories: Vec::new(), ..catalog });
        context.catalog.iter_mut().for_each(|catalog| absolute(&mut catalog.url));
        context.page.canonical_url = None;
        context
    }

    /// What stands for an English phrase in the site's language.
    fn t(&self, english: &str) -> String {
        self.translation.t(english).to_owned()
    }

    /// How something is counted in the site's language.
    fn counted(&self, one: &str, other: &str) -> CountedView {
        let (one, other) = self.translation.forms(one, other);
        CountedView { one, other }
    }

    /// A section's name: the author's own, or what docsgen calls it.
    fn section_title(&self, section: &Section) -> String {
        match section.kind {
            SectionKind::Part(_) => section.title.clone(),
            _ => self.t(&section.title),
        }
    }

    /// A group's name: what its author calls it, or docsgen's own word.
    fn title_of(&self, group: &Group) -> String {
        if group.is_word { self.t(&group.title) } else { group.title.clone() }
    }

    fn canonical(&self, route: &Route) -> Option<String> {
        let site_url = match &self.config.version {
            // A version's page is a copy of the one at the root, or was: that never changes with what is published later.
            Some(version) => version.root_url.as_deref()?,
            None => self.config.html.site_url.as_deref()?,
        };
        site_url.contains("://").then(|| route.permalink(site_url))
    }

    fn link(&self, from: &Route, page: &Page) -> LinkView {
        let note = match page.chart {
            Some(chart) if page.kind != Kind::Chart => self.site.chart(chart).title.clone(),
            _ => self.t(kind_label(page.kind)),
        };
        LinkView { note, ..LinkView::plain(&*page.title, from.link_to(&page.route)) }
    }

    fn home_link(&self, from: &Route) -> LinkView {
        LinkView::plain(self.t("Home"), from.link_to(&self.home))
    }

    fn breadcrumbs(&self, page: &Page) -> Vec<LinkView> {
        let route = &page.route;
        if *route == self.home {
            return Vec::new();
        }
        let mut crumbs = vec![self.home_link(route)];
        if let Some(chart) = page.chart {
            crumbs.extend(self.catalog_crumbs(route, chart));
            if page.kind != Kind::Chart {
                let chart = self.site.chart(chart);
                crumbs.push(LinkView::plain(&*chart.title, route.link_to(&chart.route)));
            }
        } else if let Some(place) = self.site.nav.place(page.id) {
            let (section, _) = self.site.nav.at(place);
            if section.route != *route {
                let url = route.link_to(&section.route);
                crumbs.push(LinkView::plain(self.section_title(section), url));
            }
        }
        crumbs
    }

    fn catalog_crumbs(&self, from: &Route, chart: ChartIndex) -> Vec<LinkView> {
        let url = from.link_to(&self.catalog);
        let mut crumbs = vec![LinkView::plain(self.t("Catalog"), url.clone())];
        let title = self.site.chart(chart).category_title();
        if let Some(category) = title.and_then(|title| self.site.category(&title)) {
            let url = format!("{url}#{}", encode_fragment(&category.anchor));
            crumbs.push(LinkView::plain(&*category.title, url));
        }
        crumbs
    }

    /// The pages before and after: among a chart's own pages, else in the group.
    fn neighbours(&self, page: &Page) -> (Option<LinkView>, Option<LinkView>) {
        let route = &page.route;
        let Some(place) = self.site.nav.place(page.id) else { return (None, None) };
        if let Some(chart) = page.chart {
            let chart = self.site.chart(chart);
            let at = place.within as usize;
            let view = |at: usize| Some(self.link(route, self.site.page(chart.own_page(at)?)));
            return (at.checked_sub(1).and_then(view), view(at + 1));
        }
        let (_, group) = self.site.nav.at(place);
        let at = place.entry as usize;
        let view = |index: usize| match group.entries.get(index)?.target {
            EntryTarget::Page(page) => Some(self.link(route, self.site.page(page))),
            EntryTarget::Overview(overview) => {
                Some(LinkView::plain(self.t(overview.title()), route.link_to(&overview.route())))
            }
            EntryTarget::Chart(_) => None,
        };
        (at.checked_sub(1).and_then(view), view(at + 1))
    }
}

/// Whether it is known where the site is published.
fn is_absolute(config: &Config) -> bool {
    config.html.site_url.as_deref().is_some_and(|url| url.contains("://"))
}

/// The table of contents: headings of level 2 with those of level 3 below them, as far down as [`TOC_SHOWN`] allows.
fn toc(document: &Document, replaced: &[TextRange]) -> Vec<TocEntry> {
    let is_shown = |heading: &Heading| {
        let behind = replaced.partition_point(|range| range.end <= heading.range.start);
        replaced.get(behind).is_none_or(|range| heading.range.start < range.start)
    };
    let headings: Vec<&Heading> = document.headings.iter().filter(|heading| is_shown(heading)).collect();
    let count = |deepest: u8| headings.iter().filter(|heading| (2..=deepest).contains(&heading.level)).count();
    let deepest = [3, 2].into_iter().find(|deepest| count(*deepest) <= TOC_SHOWN).unwrap_or(1);
    let mut entries: Vec<TocEntry> = Vec::new();
    for heading in headings.iter().filter(|heading| (2..=deepest).contains(&heading.level)) {
        let entry = TocEntry {
            title: document.plain(heading.text).trim().to_owned(),
            url: format!("#{}", encode_fragment(&heading.id)),
            children: Vec::new(),
        };
        match entries.last_mut() {
            Some(above) if heading.level == 3 => above.children.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}

/// The start of the first paragraph that is a sentence and not a label or a row of badges, for lists and search engines:
/// at most 160 characters, cut between words.
fn first_sentence(document: &Document) -> Option<String> {
    let block = document.blocks.iter().find(|block| {
        let is_sentence = |text: &str| text.len() > 20 && text.ends_with(['.', '!', '?', '。', '…']);
        block.kind == BlockKind::Paragraph && block.quote_depth == 0 && is_sentence(document.plain(block.text).trim())
    })?;
    let text = document.plain(block.text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 160 {
        return Some(text);
    }
    let cut: String = text.chars().take(158).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    Some(format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.', ' '])))
}

/// A kind in words for readers.
#[must_use]
pub const fn kind_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Chart => "Chart",
        Kind::Backup => "Backup guide",
        Kind::Upgrade => "Upgrade guide",
        Kind::Recovery => "Recovery plan",
        Kind::Migration => "Migration",
        Kind::Playbook => "Runbook",
        Kind::Guide => "Guide",
        Kind::Release => "Release notes",
        Kind::Roadmap => "Roadmap",
        Kind::Reference => "Reference",
        Kind::Example => "Example",
        Kind::Generated => "Overview",
    }
}

/// A kind in one word, where its chart is named already.
const fn short_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Backup => "Backup",
        Kind::Upgrade => "Upgrade",
        Kind::Recovery => "Recovery",
        kind => kind_label(kind),
    }
}
