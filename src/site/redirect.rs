//! Former places of pages, and where they lead now.

use rapidhash::RapidHashMap;

use super::chart::Chart;
use super::folder::Folder;
use super::link::Destination;
use super::nav::Navigation;
use super::page::{Page, PageId};
use super::release::Release;
use super::resolve::Anchors;
use super::route::Route;
use super::{Input, routing, start_of};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::destination::is_unsafe_url;
use crate::source::{FileId, Span, Spanned};

/// A former place of a page.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The former route.
    pub from: Route,
    /// Where it leads now.
    pub to: RedirectTarget,
}

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectTarget {
    /// A page, at an anchor if there is one.
    Page(Route, Option<String>),
    /// A URL outside the site.
    Url(String),
}

/// Files that docsgen writes beside the pages.
const OWN_FILES: &[&str] = &[
    "404.html",
    "index.html",
    "llms.txt",
    "releases/feed.xml",
    "sitemap.xml",
    "robots.txt",
    ".nojekyll",
    "CNAME",
    "build.json",
    "facts.json",
    "schema/facts.json",
    "schema/objectives.json",
];

/// Folders of docsgen's own, where a file's name may be anything: embedded files, and copies of the repository's.
const OWN_FOLDERS: &[&str] = &["assets/", "files/"];

/// Who has a route.
#[derive(Clone, Copy)]
enum Holder {
    /// A place in a source: a page, or another redirect.
    Written(Span),
    /// docsgen itself.
    Own,
}

/// Every route that is taken.
struct Taken(RapidHashMap<Route, Holder>);

impl Taken {
    fn new(pages: &[Page], charts: &[Chart], releases: &[Release], nav: &Navigation, folders: &[Folder]) -> Self {
        let mut taken = RapidHashMap::default();
        for page in pages {
            let holder = Holder::Written(start_of(page.file));
            taken.insert(page.route.clone(), holder);
            taken.entry(page.markdown_route()).or_insert(holder);
        }
        for chart in charts {
            let place = chart.chart_yaml.as_ref().map(|(file, _)| start_of(*file));
            taken.entry(chart.route.clone()).or_insert_with(|| place.map_or(Holder::Own, Holder::Written));
        }
        let made = nav.overviews.iter().map(|(_, route)| route);
        let lists = nav.sections.iter().map(|section| &section.route).chain(made);
        let lists = lists.chain(folders.iter().map(|folder| &folder.route));
        let lists = lists.chain(releases.iter().map(|release| &release.route));
        let files = OWN_FILES.iter().map(|path| Route::new(path).expect("a fixed word is a route"));
        for route in lists.cloned().chain(files) {
            taken.entry(route).or_insert(Holder::Own);
        }
        Self(taken)
    }

    fn holder(&self, route: &Route) -> Option<Holder> {
        let route_text = route.as_str();
        let in_own_folder = || OWN_FOLDERS.iter().any(|folder| route_text.starts_with(folder));
        // There may be a folder of pages with that name.
        let in_index = || route_text.starts_with("search/") && route_text.ends_with(".js");
        self.0.get(route).copied().or_else(|| (in_own_folder() || in_index()).then_some(Holder::Own))
    }

    /// The route of a former place, which is taken from then on; a finding where it can't be had.
    fn take(&mut self, written: &str, span: Span, findings: &mut Vec<Diagnostic>) -> Option<Route> {
        let route = match routing::alias(written) {
            Ok(route) => route,
            Err(reason) => {
                let message = format!("`{written}` is no route: it {reason}");
                findings.push(Diagnostic::new(Code::RouteInvalid, span, message).help("write it as `/old/page/`"));
                return None;
            }
        };
        if let Some(holder) = self.holder(&route) {
            let diagnostic = Diagnostic::new(Code::RouteConflict, span, format!("`{route}` is taken already"));
            findings.push(match holder {
                Holder::Written(first) => {
                    diagnostic.label(first, "by this one, which is kept").help("remove the alias")
                }
                Holder::Own => diagnostic.help("remove the alias: docsgen publishes a file of its own there"),
            });
            return None;
        }
        self.0.insert(route.clone(), Holder::Written(span));
        Some(route)
    }
}

/// Former routes, by front matter (`aliases`) and then by book.toml (`redirect`).
pub(super) fn redirects(
    input: &Input<'_>,
    (pages, charts, releases): (&[Page], &[Chart], &[Release]),
    nav: &Navigation,
    folders: &[Folder],
    findings: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let mut taken = Taken::new(pages, charts, releases, nav, folders);
    let mut redirects = Vec::new();
    for page in pages {
        for written in &page.document.front_matter.aliases {
            let span = Span { file: page.file, range: written.range };
            if let Some(from) = taken.take(&written.value, span, findings) {
                redirects.push(Redirect { from, to: RedirectTarget::Page(page.route.clone(), None) });
            }
        }
    }
    let Some(file) = input.config_file else { return redirects };
    let mut by_config = Vec::new();
    for (from, to) in &input.config.html.redirect {
        let span = Span { file, range: from.range };
        if let Some(from) = taken.take(&from.value, span, findings) {
            by_config.push((from, to));
        }
    }
    // A redirect may lead to another one, so all of them are known before any is followed.
    let mut entrances = Entrances::new(if by_config.is_empty() { &[] } else { pages });
    for (from, to) in by_config {
        let Some(target) = target(&from, to, &taken, file, findings) else { continue };
        findings.extend(entrances.check(&target, to, file));
        redirects.push(Redirect { from, to: target });
    }
    redirects
}

/// The anchors of the pages that redirects lead into, each looked up once.
struct Entrances<'a> {
    pages: RapidHashMap<&'a Route, &'a Page>,
    anchors: RapidHashMap<PageId, Anchors<'a>>,
}

impl<'a> Entrances<'a> {
    fn new(pages: &'a [Page]) -> Self {
        let pages = pages.iter().map(|page| (&page.route, page)).collect();
        Self { pages, anchors: RapidHashMap::default() }
    }

    /// A finding for a redirect to a place that its page doesn't have. What pages of docsgen's own have isn't known here.
    fn check(&mut self, target: &RedirectTarget, to: &Spanned<String>, file: FileId) -> Option<Diagnostic> {
        let RedirectTarget::Page(route, Some(anchor)) = target else { return None };
        let page = *self.pages.get(route)?;
        let anchors = self.anchors.entry(page.id).or_insert_with(|| Anchors::of(&page.document));
        if anchors.find(anchor).is_some() {
            return None;
        }
        let message = format!("`{}` has no heading or id `{anchor}`", page.path);
        let ids = page.document.headings.iter().map(|heading| &*heading.id);
        let help = near_match(anchor, ids).map_or_else(
            || "redirect to the page alone, or to a heading it has".to_owned(),
            |near| format!("did you mean `#{near}`?"),
        );
        let place = Span { file, range: to.range };
        Some(Diagnostic::new(Code::LinkMissingAnchor, place, message).target(&*to.value).help(help))
    }
}

/// Where a redirect of book.toml leads. A path is read as a browser reads it: from the folder of the former page, or from
/// the site root (mdBook's meaning of `redirect`).
fn target(
    from: &Route,
    to: &Spanned<String>,
    taken: &Taken,
    file: FileId,
    findings: &mut Vec<Diagnostic>,
) -> Option<RedirectTarget> {
    let span = Span { file, range: to.range };
    let mut refuse = |message: String, help: &str| {
        findings.push(Diagnostic::new(Code::RouteInvalid, span, message).help(help));
        None
    };
    let (path, anchor) = match Destination::parse(&to.value) {
        Destination::Absolute if !is_unsafe_url(&to.value) => return Some(RedirectTarget::Url(to.value.clone())),
        Destination::Absolute | Destination::Unsafe => {
            return refuse(format!("`{}` would run code or carry data", to.value), "name a page or an `https:` URL");
        }
        Destination::Path { path, fragment, .. } => (path, fragment),
    };
    let Some(joined) = from.folder().join(&path) else {
        return refuse(
            format!("`{}` leaves the site", to.value),
            "write the path from the site root: `/new/page.html`",
        );
    };
    let slash = if path.ends_with('/') { "/" } else { "" };
    match routing::alias(&format!("{joined}{slash}")) {
        Ok(route) if taken.holder(&route).is_some() => Some(RedirectTarget::Page(route, anchor)),
        Ok(route) => refuse(format!("the site has no page `{route}`"), "name a page as it is published"),
        Err(reason) => refuse(format!("`{}` is no route: it {reason}", to.value), "name a page as it is published"),
    }
}
