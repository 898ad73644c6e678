//! URLs: from a page to whatever its links lead to.

use rapidhash::{RapidHashMap, RapidHashSet};

use super::body::{Href, HrefKind};
use crate::config::Config;
use crate::parse::document::FoundLink;
use crate::site::Site;
use crate::site::asset::Assets;
use crate::site::chart::ChartIndex;
use crate::site::link::{Broken, Target};
use crate::site::page::{Page, PageId};
use crate::site::route::{Route, encode_fragment, encode_path};
use crate::source::RepoPath;

/// The prefix of a fragment that names a make target instead of a line.
const TARGET: &str = "target:";

/// Where a link leads that leaves the repository: as written, it may happen to meet a file of the site that isn't meant.
const NOWHERE: &str = "#site:outside-the-repository";

/// Knows the URL of everything that a page can lead to.
#[derive(Debug)]
pub struct Addresses<'a> {
    /// The site.
    pub site: &'a Site,
    /// Settings: the repository's URL.
    pub config: &'a Config,
    /// The files that pages embed.
    pub assets: &'a Assets,
    makefiles: RapidHashMap<&'a RepoPath, ChartIndex>,
    folders: RapidHashMap<&'a RepoPath, &'a Route>,
}

impl<'a> Addresses<'a> {
    /// Indexes what is looked up by path.
    #[must_use]
    pub fn new(site: &'a Site, config: &'a Config, assets: &'a Assets) -> Self {
        let charts = (0_u32..).map(ChartIndex).zip(&site.charts);
        let makefiles = charts.filter_map(|(index, chart)| Some((&chart.commands.as_ref()?.makefile, index))).collect();
        let folders = site.folders.iter().map(|folder| (&folder.path, &folder.route)).collect();
        Self { site, config, assets, makefiles, folders }
    }

    /// Where the links of a page lead, one for each link found in it.
    #[must_use]
    pub fn links(&self, page: &Page) -> Vec<Href> {
        let links = page.document.links.iter().zip(&page.links);
        links.map(|(link, target)| self.href(page, link, target)).collect()
    }

    /// Where the inline code of a page leads.
    #[must_use]
    pub fn code_links(&self, page: &Page) -> Vec<Option<Href>> {
        let link = |target: &Target| {
            let kind = match target {
                Target::File { .. } if self.config.html.git_repository_url.is_some() => HrefKind::Repository,
                _ => HrefKind::Internal,
            };
            let url = self.url(&page.route, target)?;
            Some(Href { url, kind, image: None })
        };
        page.code_links.iter().map(|target| target.as_ref().and_then(link)).collect()
    }

    fn href(&self, page: &Page, link: &FoundLink, target: &Target) -> Href {
        let from = &page.route;
        let kind = match target {
            Target::Page { .. } | Target::Asset(_) => HrefKind::Internal,
            Target::Folder(_) | Target::File { .. } if self.config.html.git_repository_url.is_some() => {
                HrefKind::Repository
            }
            Target::Folder(_) | Target::File { .. } => HrefKind::Internal,
            Target::External => HrefKind::External,
            Target::Broken(broken) => HrefKind::Broken(reason(broken, link)),
        };
        let url = match target {
            Target::External => link.destination.to_string(),
            Target::Broken(Broken::OutsideRepository) => NOWHERE.to_owned(),
            Target::Broken(Broken::Unsafe) => String::new(),
            target => self.url(from, target).unwrap_or_else(|| link.destination.to_string()),
        };
        let image = match target {
            Target::Asset(path) => self.assets.get(path).and_then(|asset| asset.size),
            _ => None,
        };
        Href { url, kind, image }
    }

    /// The URL of a target as seen from a page; `None` where only the author's own words say it.
    fn url(&self, from: &Route, target: &Target) -> Option<String> {
        match target {
            Target::Page { page, anchor } => Some(self.page(from, *page, anchor.as_deref())),
            Target::Folder(path) => Some(self.folder(from, path)),
            Target::File { path, fragment } => Some(self.file(from, path, fragment.as_deref())),
            Target::Asset(path) => Some(from.link_to(&self.assets.get(path)?.route)),
            Target::Broken(Broken::MissingFile { path }) => Some(from.link_to(&self.would_be(path)?)),
            Target::Broken(Broken::MissingAnchor { path, page, anchor }) => Some(match page {
                Some(page) => self.page(from, *page, Some(anchor)),
                None => self.file(from, path, Some(anchor)),
            }),
            Target::Broken(Broken::WrongCase { actual, page }) => Some(match page {
                Some(page) => self.page(from, *page, None),
                None => self.file(from, actual, None),
            }),
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

    /// The URL of a file of the repository: a chart's page for its make targets, the file in the browser, or its copy.
    #[must_use]
    pub fn file(&self, from: &Route, path: &RepoPath, fragment: Option<&str>) -> String {
        let target = fragment.and_then(|fragment| fragment.strip_prefix(TARGET));
        if let Some(target) = target
            && let Some(chart) = self.makefiles.get(path)
        {
            let url = from.link_to(&self.site.chart(*chart).route);
            return format!("{url}#{}", encode_fragment(&command_anchor(target)));
        }
        let fragment = if target.is_some() { None } else { fragment };
        let mut url = match &self.config.html.git_repository_url {
            Some(repository) => browse(repository, self.config.html.branch(), path, false),
            None => from.link_to(&copy_route(path)),
        };
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(&encode_fragment(fragment));
        }
        url
    }

    /// The URL of a folder without a page.
    #[must_use]
    pub fn folder(&self, from: &Route, path: &RepoPath) -> String {
        match (&self.config.html.git_repository_url, self.folders.get(path)) {
            (Some(repository), _) => browse(repository, self.config.html.branch(), path, true),
            (None, Some(route)) => from.link_to(route),
            (None, None) => from.link_to(&copy_route(path)),
        }
    }

    /// The route a missing file would have, so that its link is as dead on the site as in the source.
    fn would_be(&self, path: &RepoPath) -> Option<Route> {
        let route =
            if path.is_markdown() { path.as_str().rsplit_once('.')?.0.to_owned() + ".html" } else { path.to_string() };
        Route::new(&route).ok()
    }

    /// The files of the repository that pages lead to and that are copied, since no URL of the repository is known.
    #[must_use]
    pub fn copies(&self) -> Vec<(&'a RepoPath, Route)> {
        if self.config.html.git_repository_url.is_some() {
            return Vec::new();
        }
        let site = self.site;
        let targets = site.pages.iter().flat_map(|page| page.links.iter().chain(page.code_links.iter().flatten()));
        let mut seen: RapidHashSet<&RepoPath> = RapidHashSet::default();
        let mut copies = Vec::new();
        for target in targets {
            let path = match target {
                Target::File { path, fragment } => {
                    let command = fragment.as_deref().is_some_and(|fragment| fragment.starts_with(TARGET));
                    if command && self.makefiles.contains_key(path) {
                        continue;
                    }
                    path
                }
                Target::Broken(
                    Broken::MissingAnchor { path, page: None, .. } | Broken::WrongCase { actual: path, page: None },
                ) => path,
                _ => continue,
            };
            if seen.insert(path) {
                copies.push((path, copy_route(path)));
            }
        }
        let of_charts = site.charts.iter().flat_map(|chart| &chart.profiles);
        for path in of_charts {
            if seen.insert(path) {
                copies.push((path, copy_route(path)));
            }
        }
        copies.sort();
        copies
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

fn reason(broken: &Broken, link: &FoundLink) -> String {
    match broken {
        Broken::MissingFile { path } => format!("There is no file {path}"),
        Broken::MissingAnchor { path, anchor, .. } => format!("{path} has no heading “{anchor}”"),
        Broken::OutsideRepository => format!("This link leaves the repository: {}", link.destination),
        Broken::WrongCase { actual, .. } => format!("The file is called {actual}"),
        Broken::Unsafe => "Links of this kind are not allowed".to_owned(),
    }
}

/// A file or folder in the repository's own browser. GitHub, GitHub Enterprise and anything unknown say `blob` and
/// `tree`, GitLab puts `-/` before them, Gitea says `src/branch`, Bitbucket `src`.
#[must_use]
pub fn browse(repository: &str, branch: &str, path: &RepoPath, folder: bool) -> String {
    let host = repository.split("://").nth(1).unwrap_or(repository).split('/').next().unwrap_or_default();
    let kind = if folder { "tree" } else { "blob" };
    let branch = encode_path(branch);
    let middle = if host.contains("gitlab") {
        format!("-/{kind}/{branch}")
    } else if host.contains("bitbucket") {
        format!("src/{branch}")
    } else if host.contains("gitea") || host.contains("codeberg") || host.contains("forgejo") {
        format!("src/branch/{branch}")
    } else {
        format!("{kind}/{branch}")
    };
    if path.as_str().is_empty() {
        return format!("{repository}/{middle}");
    }
    format!("{repository}/{middle}/{}", encode_path(path.as_str()))
}

/// Where a file is edited in the repository's own browser.
#[must_use]
pub fn edit(repository: &str, branch: &str, path: &RepoPath) -> String {
    let browse = browse(repository, branch, path, false);
    for (from, to) in [("/-/blob/", "/-/edit/"), ("/src/branch/", "/_edit/"), ("/blob/", "/edit/")] {
        if browse.contains(from) {
            return browse.replacen(from, to, 1);
        }
    }
    format!("{browse}?mode=edit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_browsed_as_their_hosts_do() {
        let path = RepoPath::new("docs/a b.md").expect("inside");
        for (repository, seen, edited) in [
            (
                "https://github.com/o/r",
                "https://github.com/o/r/blob/main/docs/a%20b.md",
                "https://github.com/o/r/edit/main/docs/a%20b.md",
            ),
            (
                "https://gitlab.example.org/g/s/r",
                "https://gitlab.example.org/g/s/r/-/blob/main/docs/a%20b.md",
                "https://gitlab.example.org/g/s/r/-/edit/main/docs/a%20b.md",
            ),
            (
                "https://codeberg.org/o/r",
                "https://codeberg.org/o/r/src/branch/main/docs/a%20b.md",
                "https://codeberg.org/o/r/_edit/main/docs/a%20b.md",
            ),
            (
                "https://bitbucket.org/o/r",
                "https://bitbucket.org/o/r/src/main/docs/a%20b.md",
                "https://bitbucket.org/o/r/src/main/docs/a%20b.md?mode=edit",
            ),
        ] {
            assert_eq!(browse(repository, "main", &path, false), seen);
            assert_eq!(edit(repository, "main", &path), edited);
        }
        assert_eq!(
            browse("https://github.com/o/r", "main", &RepoPath::root(), true),
            "https://github.com/o/r/tree/main"
        );
    }
}
