//! URLs: from a page to whatever its links lead to.

use std::sync::Arc;

use rapidhash::{RapidHashMap, RapidHashSet};

use super::body::{Href, HrefKind};
use super::host::Host;
use crate::config::Config;
use crate::parse::document::FoundLink;
use crate::site::Site;
use crate::site::asset::Assets;
use crate::site::citation::{Citations, line_anchor};
use crate::site::link::{Broken, Target};
use crate::site::matrix::{Asked, Matrix};
use crate::site::page::{Page, PageId};
use crate::site::route::{Route, encode_fragment};
use crate::site::table::{Row, Table};
use crate::source::{RepoPath, Sources, Span, TextRange};

/// Where a link leads that leaves the repository, before what was written: as written alone, it may happen to meet a file
/// of the site that isn't meant.
const NOWHERE: &str = "#site:outside-the-repository:";

/// Knows the URL of everything that a page can lead to.
#[derive(Debug)]
pub struct Addresses<'a> {
    /// The site.
    pub site: &'a Site,
    /// Settings: the repository's URL.
    pub config: &'a Config,
    /// The files that pages embed.
    pub assets: &'a Assets,
    sources: &'a Sources,
    host: Option<Host<'a>>,
    directory: Arc<Directory>,
}

/// What is looked up of a site to address its parts: made once for a site, and nobody's but its own.
#[derive(Debug)]
pub struct Directory {
    /// The matrices in the order of [`Matrix::ALL`], and behind them the site's datasets.
    tables: Vec<Table>,
    cited: Citations,
    folders: RapidHashMap<RepoPath, Route>,
    published: RapidHashSet<Route>,
    /// Markdown files that are kept off the site, and are copied to it no more than they are pages.
    withheld: RapidHashSet<RepoPath>,
}

impl Directory {
    /// Indexes what is looked up by path.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        let folders = site.folders.iter().map(|folder| (folder.path.clone(), folder.route.clone())).collect();
        let published = site.pages.iter().map(|page| &page.route).chain(site.generated()).cloned().collect();
        let withheld = site.unpublished.iter().map(|text| text.path.clone()).collect();
        // What no page shows isn't led to, and so isn't copied to the site.
        let shown: RapidHashSet<&str> =
            site.pages.iter().flat_map(|page| &page.document.asked_data).map(|name| &**name).collect();
        let matrices = Matrix::ALL.into_iter().map(|matrix| site.matrix(matrix));
        let tables: Vec<Table> =
            matrices.chain(site.dataset_tables(&|dataset| shown.contains(&*dataset.name))).collect();
        let cited = site.citations(&tables);
        Self { tables, cited, folders, published, withheld }
    }
}

impl<'a> Addresses<'a> {
    /// The addresses of a site's parts.
    #[must_use]
    pub fn new(site: &'a Site, config: &'a Config, assets: &'a Assets, sources: &'a Sources) -> Self {
        Self::with(Arc::new(Directory::of(site)), site, config, assets, sources)
    }

    /// The addresses of the parts of a site that `directory` was made of.
    #[must_use]
    pub fn with(
        directory: Arc<Directory>,
        site: &'a Site,
        config: &'a Config,
        assets: &'a Assets,
        sources: &'a Sources,
    ) -> Self {
        Self { site, config, assets, sources, host: Host::of(config), directory }
    }

    /// Where the links of a page lead, one for each link found in it.
    #[must_use]
    pub fn links(&self, page: &Page) -> Vec<Href> {
        self.links_of_part(&page.route, page, page.document.body)
    }

    /// Where the links of a part of a page lead as seen from elsewhere, one for each.
    #[must_use]
    pub fn links_of_part(&self, from: &Route, page: &Page, part: TextRange) -> Vec<Href> {
        let links = page.document.links.iter().zip(page.links.iter());
        let first = page.document.links.partition_point(|link| link.range.start < part.start);
        let links = links.skip(first).take_while(|(link, _)| link.range.start < part.end);
        links.map(|(link, target)| self.href(from, link, target)).collect()
    }

    /// Where the inline code of a page leads, one for each piece.
    #[must_use]
    pub fn code_links(&self, page: &Page) -> Vec<Option<Href>> {
        self.code_links_of_part(&page.route, page, page.document.body)
    }

    /// Where the inline code of a part of a page leads as seen from elsewhere, one for each piece.
    #[must_use]
    pub fn code_links_of_part(&self, from: &Route, page: &Page, part: TextRange) -> Vec<Option<Href>> {
        let spans = &page.document.code_spans;
        let first = spans.partition_point(|span| span.range.start < part.start);
        let count = spans[first..].iter().take_while(|span| span.range.start < part.end).count();
        let mut links = vec![None; count];
        let known = page.code_links.partition_point(|(index, _)| (*index as usize) < first);
        for (index, target) in
            page.code_links[known..].iter().take_while(|(index, _)| (*index as usize) < first + count)
        {
            let kind = || self.kind("", target);
            links[*index as usize - first] = self.url(from, target).map(|url| Href { url, kind: kind(), image: None });
        }
        links
    }

    fn href(&self, from: &Route, link: &FoundLink, target: &Target) -> Href {
        let url = match target {
            Target::External => link.destination.to_string(),
            Target::File { path, .. } if self.withholds(path) => String::new(),
            Target::Broken(Broken::OutsideRepository) => format!("{NOWHERE}{}", encode_fragment(&link.destination)),
            Target::Broken(Broken::Unsafe) => String::new(),
            target => self.url(from, target).unwrap_or_else(|| link.destination.to_string()),
        };
        let image = target.asset().and_then(|path| self.assets.get(path)?.size);
        Href { url, kind: self.kind(&link.destination, target), image }
    }

    fn kind(&self, written: &str, target: &Target) -> HrefKind {
        match target {
            Target::File { path, .. } if self.withholds(path) => {
                HrefKind::Withheld(format!("{path} isn't published here"))
            }
            Target::Folder(_) | Target::File { .. } | Target::Command { chart: None, .. } if self.host.is_some() => {
                HrefKind::Repository
            }
            Target::External => HrefKind::External,
            Target::Broken(broken) => HrefKind::Broken(reason(broken, written)),
            _ => HrefKind::Internal,
        }
    }

    /// Whether a file is neither on the site nor to be seen elsewhere. What is for other readers may be shown by the host of the
    /// repository, and not to those of this site.
    fn withholds(&self, path: &RepoPath) -> bool {
        self.site.for_others.contains(path) || (self.host.is_none() && self.directory.withheld.contains(path))
    }

    /// The URL of a target as seen from a page; `None` where only the author's own words say it.
    #[must_use]
    pub fn url(&self, from: &Route, target: &Target) -> Option<String> {
        match target {
            Target::Page { page, anchor } => Some(self.page(from, *page, anchor.as_deref())),
            Target::Chart(chart) => Some(from.link_to(&self.site.chart(*chart).route)),
            Target::Release(release) => Some(from.link_to(&self.site.release(*release).route)),
            Target::Command { makefile, chart: None, .. } if self.withholds(makefile) => None,
            Target::Command { makefile, chart: None, .. } => Some(self.file(from, makefile, None)),
            Target::Command { name, chart: Some(chart), .. } => {
                let url = from.link_to(&self.site.chart(*chart).route);
                Some(format!("{url}#{}", encode_fragment(&command_anchor(name))))
            }
            Target::Folder(path) => Some(self.folder(from, path)),
            Target::File { path, .. } if self.withholds(path) => None,
            Target::File { path, fragment } => Some(self.file(from, path, fragment.as_deref())),
            Target::Asset(path) => Some(from.link_to(&self.assets.get(path)?.route)),
            Target::Broken(Broken::MissingFile { path }) => Some(from.link_to(&self.would_be(path)?)),
            Target::Broken(Broken::MissingAnchor { path, page, anchor }) => Some(match page {
                Some(page) => self.page(from, *page, Some(anchor)),
                None if self.withholds(path) => return None,
                None => self.file(from, path, Some(anchor)),
            }),
            Target::Broken(Broken::WrongCase { target, .. }) => self.url(from, target),
            Target::External | Target::Broken(Broken::OutsideRepository | Broken::Unsafe) => None,
        }
    }

    fn page(&self, from: &Route, page: PageId, anchor: Option<&str>) -> String {
        let route = &self.site.page(page).route;
        match anchor {
            Some(anchor) if route == from => format!("#{}", encode_fragment(anchor)),
            Some(anchor) => format!("{}#{}", from.link_to(route), encode_fragment(anchor)),
            None => from.link_to(route),
        }
    }

    /// The URL of a file of the repository: in its browser or, where that isn't known, of its copy.
    #[must_use]
    pub fn file(&self, from: &Route, path: &RepoPath, fragment: Option<&str>) -> String {
        match &self.host {
            Some(host) => host.file(path, fragment),
            None => {
                let fragment = fragment.map(|fragment| format!("#{}", encode_fragment(fragment))).unwrap_or_default();
                from.link_to(&copy_route(path)) + &fragment
            }
        }
    }

    /// The URL of a folder without a page.
    #[must_use]
    pub fn folder(&self, from: &Route, path: &RepoPath) -> String {
        match (&self.host, self.directory.folders.get(path)) {
            (Some(host), _) => host.folder(path),
            (None, Some(route)) => from.link_to(route),
            (None, None) => from.link_to(&copy_route(path)),
        }
    }

    /// The route a missing file would have, so that its link is as dead on the site as in the source. Charts' pages stand
    /// where their files don't, so it may be that of another page: then it is one that nothing has.
    fn would_be(&self, path: &RepoPath) -> Option<Route> {
        let route =
            if path.is_markdown() { path.as_str().rsplit_once('.')?.0.to_owned() + ".html" } else { path.to_string() };
        let route = Route::new(&route).ok()?;
        if self.directory.published.contains(&route) {
            Route::new(&format!("missing/{route}")).ok()
        } else {
            Some(route)
        }
    }

    /// The rows of a matrix.
    ///
    /// # Panics
    /// Never: every matrix is made when this is.
    #[must_use]
    pub fn matrix(&self, matrix: Matrix) -> &Table {
        let index = Matrix::ALL.iter().position(|other| *other == matrix);
        &self.directory.tables[index.expect("ALL names every matrix")]
    }

    /// A table that is asked for; `None` where there is no such dataset.
    #[must_use]
    pub fn asked(&self, asked: &Asked) -> Option<&Table> {
        match asked {
            Asked::Matrix(matrix) => Some(self.matrix(*matrix)),
            Asked::Dataset(name) => self.directory.tables.get(Matrix::ALL.len() + self.site.dataset_index(name)?),
        }
    }

    /// The text of a page's source, front matter included.
    #[must_use]
    pub fn text(&self, page: &Page) -> &'a str {
        self.sources.get(page.file).text()
    }

    /// Where a figure is written: its place for readers, `docs/redis.md:36`, and the URL of that line. On a page that is the
    /// line of its text; front matter, which no page shows, and files that are no pages are shown by the repository's host
    /// or, where none is known, as a copy. `None` for a file that is kept off the site and is to be seen nowhere else.
    #[must_use]
    pub fn source(&self, from: &Route, span: Span) -> (String, Option<String>) {
        let file = self.sources.get(span.file);
        let line = file.position(span.range.start).line;
        let path = file.path();
        let place = format!("{path}:{line}");
        let page = self.site.page_at(path).map(|page| self.site.page(page));
        let url = match page {
            Some(page) if span.range.start >= page.document.body.start => {
                Some(self.page(from, page.id, Some(&line_anchor(line))))
            }
            Some(page) if self.host.is_none() => Some(from.link_to(&page.markdown_route())),
            None if self.withholds(path) => None,
            _ => Some(self.file(from, path, Some(&format!("L{line}")))),
        };
        (place, url)
    }

    /// The places in a page's text that something on the site leads to, by offset, each with its line; one for each line.
    #[must_use]
    pub fn anchors(&self, page: &Page) -> Vec<(u32, u32)> {
        let file = self.sources.get(page.file);
        let body = page.document.body;
        let offsets =
            self.directory.cited.of(page.file).iter().filter(|offset| (body.start..body.end.max(1)).contains(offset));
        let mut anchors: Vec<(u32, u32)> = offsets.map(|offset| (*offset, file.position(*offset).line)).collect();
        anchors.dedup_by_key(|(_, line)| *line);
        anchors
    }

    /// The files of the repository that pages lead to and that are copied, since no URL of the repository is known.
    #[must_use]
    pub fn copies(&self) -> Vec<(&RepoPath, Route)> {
        if self.host.is_some() {
            return Vec::new();
        }
        let site = self.site;
        let targets = site.pages.iter().flat_map(Page::targets);
        let profiles = site.charts.iter().flat_map(|chart| &chart.profiles);
        let cited = self.directory.cited.files().map(|file| self.sources.get(file).path());
        let cited = cited.filter(|path| site.page_at(path).is_none());
        let cells = self.directory.tables.iter().flat_map(Table::rows).flat_map(Row::values);
        let named = cells.filter_map(|value| value.target.as_ref()?.file());
        let files = targets.filter_map(Target::file).chain(profiles).chain(cited).chain(named);
        let mut paths: Vec<&RepoPath> = files.filter(|path| !self.withholds(path)).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.into_iter().map(|path| (path, copy_route(path))).collect()
    }
}

/// Where the copy of a repository's file stands.
fn copy_route(path: &RepoPath) -> Route {
    let route = format!("files/{}", path.as_str());
    Route::new(&route).unwrap_or_else(|_| {
        let name = crate::digest::Digest::of(path.as_str().as_bytes()).short(16);
        Route::new(&format!("files/{name}")).expect("a digest is a route")
    })
}

/// The id of a make target on its chart's page. No heading's id has a colon in it, so none can be the same.
#[must_use]
pub fn command_anchor(target: &str) -> String {
    format!("site:make-{target}")
}

fn reason(broken: &Broken, written: &str) -> String {
    match broken {
        Broken::MissingFile { path } => format!("There is no file {path}"),
        Broken::MissingAnchor { path, anchor, .. } => format!("{path} has no heading “{anchor}”"),
        Broken::OutsideRepository => format!("This link leaves the repository: {written}"),
        Broken::WrongCase { actual, .. } => format!("The file is called {actual}"),
        Broken::Unsafe => "Links of this kind are not allowed".to_owned(),
    }
}
