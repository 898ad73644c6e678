//! Former places of pages, and where they lead now.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use rapidhash::RapidHashMap;

use super::chart::Chart;
use super::folder::Folder;
use super::link::Destination;
use super::nav::Navigation;
use super::page::{Page, PageId};
use super::playbook::Playbook;
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
    /// The sections that went elsewhere than the rest, in the order written.
    pub sections: Vec<MovedSection>,
}

/// A section that was on a page and is elsewhere now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedSection {
    /// The id that its heading had.
    pub id: String,
    /// Where it is now.
    pub to: RedirectTarget,
    /// What that place is called: its heading's text, its page's title or, where neither is known, its address.
    pub title: String,
}

/// Former places.
#[derive(Clone, Debug, Default)]
pub struct Redirects {
    /// Those of pages.
    pub pages: Vec<Redirect>,
    /// The sections that left pages which are still there.
    pub sections: BTreeMap<PageId, Vec<MovedSection>>,
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
    "versions.js",
    "versions/routes.js",
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
    fn new(
        (pages, charts, releases, playbooks): (&[Page], &[Chart], &[Release], &[Playbook]),
        nav: &Navigation,
        folders: &[Folder],
    ) -> Self {
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
        let sheets = playbooks.iter().map(|playbook| &playbook.run_sheet);
        let made = made.chain(sheets);
        let lists = nav.sections.iter().map(|section| &section.route).chain(made);
        let lists = lists.chain(folders.iter().map(|folder| &folder.route));
        let lists = lists.chain(releases.iter().map(|release| &release.route));
        let lists = lists.chain(nav.baselines.iter().map(|(_, route)| route));
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

/// Former places, by front matter (`aliases`) and then by book.toml (`redirect`). Where one has a `#`, it is a section's.
pub(super) fn redirects(
    input: &Input<'_>,
    (pages, charts, releases, playbooks): (&[Page], &[Chart], &[Release], &[Playbook]),
    nav: &Navigation,
    folders: &[Folder],
    findings: &mut Vec<Diagnostic>,
) -> Redirects {
    let mut taken = Taken::new((pages, charts, releases, playbooks), nav, folders);
    if !input.config.versions.is_empty() {
        let list = Route::new("versions/index.html").expect("a fixed word is a route");
        taken.0.entry(list).or_insert(Holder::Own);
    }
    let mut redirects = Vec::new();
    let mut sections = Vec::new();
    for page in pages {
        for written in &page.document.front_matter.aliases {
            let span = Span { file: page.file, range: written.range };
            if let Some(section) = FormerSection::read(&written.value, span) {
                sections.push((section, Leads::To(RedirectTarget::Page(page.route.clone(), None))));
            } else if let Some(from) = taken.take(&written.value, span, findings) {
                let to = RedirectTarget::Page(page.route.clone(), None);
                redirects.push(Redirect { from, to, sections: Vec::new() });
            }
        }
    }
    let mut by_config = Vec::new();
    let stated = input.config_file.map_or(&[][..], |_| &input.config.html.redirect);
    for (from, to) in stated {
        let Some(file) = input.config_file else { break };
        let span = Span { file, range: from.range };
        if let Some(section) = FormerSection::read(&from.value, span) {
            sections.push((section, Leads::AsWritten(to, file)));
        } else if let Some(from) = taken.take(&from.value, span, findings) {
            by_config.push((from, to, file));
        }
    }
    // A redirect may lead to another one, so all of them are known before any is followed.
    let mut entrances = Entrances::new(if by_config.is_empty() && sections.is_empty() { &[] } else { pages });
    for (from, to, file) in by_config {
        let Some(target) = target(&from, to, &taken, file, findings) else { continue };
        findings.extend(entrances.check(&target, to, file));
        redirects.push(Redirect { from, to: target, sections: Vec::new() });
    }
    let mut redirects = Redirects { pages: redirects, sections: BTreeMap::new() };
    if !sections.is_empty() {
        redirects.take_sections(sections, &taken, &mut entrances, findings);
    }
    redirects
}

/// A section's former place as it is written: `/old.html#section`.
struct FormerSection<'a> {
    page: &'a str,
    id: String,
    span: Span,
}

/// Where a section's former place leads.
enum Leads<'a> {
    To(RedirectTarget),
    /// To what stands in book.toml, the file of that id.
    AsWritten(&'a Spanned<String>, FileId),
}

impl<'a> FormerSection<'a> {
    fn read(written: &'a str, span: Span) -> Option<Self> {
        let (page, id) = written.split_once('#')?;
        Some(Self { page, id: percent_decode_str(id).decode_utf8_lossy().into_owned(), span })
    }
}

impl Redirects {
    /// Adds the former places of sections, each to the page that was there or, where it has moved, to the page's redirect.
    fn take_sections(
        &mut self,
        sections: Vec<(FormerSection<'_>, Leads<'_>)>,
        taken: &Taken,
        entrances: &mut Entrances<'_>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let by_route: RapidHashMap<Route, usize> =
            self.pages.iter().enumerate().map(|(index, redirect)| (redirect.from.clone(), index)).collect();
        let mut first_at: RapidHashMap<(Route, String), Span> = RapidHashMap::default();
        for (FormerSection { page, id, span }, leads) in sections {
            let mut refuse = |code: Code, message: String, help: &str| {
                findings.push(Diagnostic::new(code, span, message).help(help));
            };
            if page.is_empty() || id.is_empty() {
                let message = format!("`{page}#{id}` is no former place of a section");
                refuse(
                    Code::RouteInvalid,
                    message,
                    "write the page and the id that the heading had: `/old.html#section`",
                );
                continue;
            }
            let route = match routing::alias(page) {
                Ok(route) => route,
                Err(reason) => {
                    let message = format!("`{page}` is no route: it {reason}");
                    refuse(Code::RouteInvalid, message, "write it as `/old/page/#section`");
                    continue;
                }
            };
            let own = entrances.pages.get(&route).copied();
            if own.is_some_and(|page| entrances.has(page, &id)) {
                let message = format!("`{route}` still has a heading or id `{id}`");
                refuse(Code::RouteConflict, message, "remove the redirect, or give the heading another name");
                continue;
            }
            let redirect = by_route.get(&route).copied();
            if own.is_none() && redirect.is_none() {
                let (code, message, help) = match taken.holder(&route) {
                    Some(_) => (
                        Code::RouteConflict,
                        format!("`{route}` is a page or file of docsgen's own, whose places can't be redirected"),
                        "remove the redirect".to_owned(),
                    ),
                    None => (
                        Code::RouteInvalid,
                        format!("nobody says where the page `{route}` itself leads"),
                        format!("redirect the page, too: `\"/{route}\" = \"…\"` in `[output.html.redirect]`"),
                    ),
                };
                refuse(code, message, &help);
                continue;
            }
            if let Some(first) = first_at.insert((route.clone(), id.clone()), span) {
                let message = format!("`{route}#{id}` is taken already");
                findings.push(
                    Diagnostic::new(Code::RouteConflict, span, message)
                        .label(first, "by this one, which is kept")
                        .help("remove one of them"),
                );
                first_at.insert((route, id), first);
                continue;
            }
            let to = match leads {
                Leads::To(to) => to,
                Leads::AsWritten(to, file) => {
                    let Some(target) = target(&route, to, taken, file, findings) else { continue };
                    findings.extend(entrances.check(&target, to, file));
                    target
                }
            };
            let section = MovedSection { id, title: entrances.title(&to), to };
            match (own, redirect) {
                (Some(page), _) => self.sections.entry(page.id).or_default().push(section),
                (None, Some(index)) => self.pages[index].sections.push(section),
                (None, None) => {}
            }
        }
    }
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

    /// Whether a page has a heading or id.
    fn has(&mut self, page: &'a Page, anchor: &str) -> bool {
        let anchors = self.anchors.entry(page.id).or_insert_with(|| Anchors::of(&page.document));
        anchors.find(anchor).is_some()
    }

    /// What a place is called.
    fn title(&self, to: &RedirectTarget) -> String {
        let (route, anchor) = match to {
            RedirectTarget::Url(url) => return url.clone(),
            RedirectTarget::Page(route, anchor) => (route, anchor),
        };
        let Some(page) = self.pages.get(route) else { return route.to_string() };
        let heading = anchor.as_ref().and_then(|anchor| {
            let heading = page.document.headings.iter().find(|heading| *heading.id == **anchor)?;
            Some(page.document.plain(heading.text).trim().to_owned())
        });
        heading.unwrap_or_else(|| page.title.clone())
    }

    /// A finding for a redirect to a place that its page doesn't have. What pages of docsgen's own have isn't known here.
    fn check(&mut self, target: &RedirectTarget, to: &Spanned<String>, file: FileId) -> Option<Diagnostic> {
        let RedirectTarget::Page(route, Some(anchor)) = target else { return None };
        let page = *self.pages.get(route)?;
        if self.has(page, anchor) {
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
    if path.is_empty() {
        // A place on the former page itself, where that is still there.
        return match taken.holder(from) {
            Some(_) if anchor.is_some() => Some(RedirectTarget::Page(from.clone(), anchor)),
            _ => refuse(format!("`{}` leads to where it comes from", to.value), "name a page as it is published"),
        };
    }
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
