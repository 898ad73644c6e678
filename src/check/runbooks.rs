//! Alerts whose runbook isn't there, or that name none.

use percent_encoding::percent_decode_str;
use rapidhash::{RapidHashMap, RapidHashSet};

use super::Checked;
use super::coverage::{Lack, RUNBOOK};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::alert_rules::Runbook;
use crate::parse::document::Document;
use crate::site::chart::ChartIndex;
use crate::source::{FileId, RepoPath, Span};

/// How many dead URLs are compared with all pages to say which was meant: a file of nothing but slips stays linear.
const COMPARED_URLS: usize = 200;

/// Finds the alerts that name no runbook, where each must.
pub(super) fn unstated(checked: Checked<'_>) -> Vec<Lack> {
    let files = checked.alerts.filter(|_| checked.config.check.coverage.runbooks).unwrap_or_default();
    let charts: RapidHashMap<&RepoPath, ChartIndex> =
        checked.site.charts.iter().map(|chart| &chart.folder).zip((0..).map(ChartIndex)).collect();
    let mut lacks = Vec::new();
    for (file, rules) in files {
        let chart = chart_of(checked.sources.get(*file).path(), &charts);
        for alert in rules.alerts.iter().filter(|alert| !alert.has_runbook) {
            let message = format!("the alert `{}` names no runbook", alert.name.value.replace('`', "'"));
            let span = Span { file: *file, range: alert.name.range };
            let finding = Diagnostic::new(Code::RunbookUnstated, span, message)
                .help("add the annotation `runbook_url` with the address of the page that says what to do");
            lacks.push(Lack { finding, chart, names: vec![RUNBOOK.to_owned()] });
        }
    }
    lacks
}

/// The chart in whose folder a file lies.
fn chart_of(path: &RepoPath, charts: &RapidHashMap<&RepoPath, ChartIndex>) -> Option<ChartIndex> {
    let mut folder = path.parent();
    loop {
        if let Some(chart) = charts.get(&folder) {
            return Some(*chart);
        }
        if folder.as_str().is_empty() {
            return None;
        }
        folder = folder.parent();
    }
}

/// Finds the runbooks of this site and this repository that aren't there.
pub(super) fn check_runbooks(checked: Checked<'_>) -> Vec<Diagnostic> {
    let files = checked.alerts.unwrap_or_default();
    let addresses = Addresses::new(checked.config);
    let mut targets = None;
    let mut findings = Vec::new();
    for (file, rules) in files {
        for runbook in &rules.runbooks {
            let Some(place) = addresses.place(&runbook.url.value) else { continue };
            let targets = targets.get_or_insert_with(|| Targets::new(checked));
            if let Some(fault) = targets.fault(&place) {
                let compared = findings.len() < COMPARED_URLS;
                findings.push(missing(*file, runbook, &fault, targets, compared));
            }
        }
    }
    findings
}

fn missing(file: FileId, runbook: &Runbook, fault: &Fault<'_>, targets: &Targets<'_>, compared: bool) -> Diagnostic {
    let of = runbook.alert.as_ref().map_or_else(
        || "this runbook".to_owned(),
        |alert| format!("the runbook of the alert `{}`", alert.replace('`', "'")),
    );
    let (message, near) = match fault {
        Fault::Page(path) => {
            let near = if compared { near_match(path, targets.routes_in_order()) } else { None };
            (format!("{of} isn't there: the site has no page `{path}`"), near.map(str::to_owned))
        }
        Fault::File(path) => {
            let near = if compared { near_match(path.as_str(), targets.markdown_in_order()) } else { None };
            (format!("{of} isn't there: the repository has no file `{path}`"), near.map(str::to_owned))
        }
        Fault::Anchor { path, anchor, document } => {
            let ids = document.headings.iter().map(|heading| &*heading.id);
            let near = if compared { near_match(anchor, ids) } else { None };
            let near = near.map(|near| format!("#{near}"));
            (format!("{of} isn't there: `{path}` has no heading or id `{anchor}`"), near)
        }
    };
    let help = near.map_or_else(
        || "write the address of a page, and behind `#` a heading it has".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let span = Span { file, range: runbook.url.range };
    Diagnostic::new(Code::RunbookMissing, span, message).help(help).target(&*runbook.url.value)
}

/// What of a URL is known here.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// A page of the site by its path below the site's address, and an anchor.
    Site(String, Option<String>),
    /// A file or folder of the repository, and an anchor.
    Repository(RepoPath, Option<String>),
}

/// The addresses that lead to this site and this repository.
struct Addresses<'a> {
    sites: Vec<&'a str>,
    repository: Option<&'a str>,
    branch: Option<&'a str>,
}

impl<'a> Addresses<'a> {
    fn new(config: &'a Config) -> Self {
        let site_url = config.html.site_url.as_deref().filter(|url| url.contains("://"));
        Self {
            sites: site_url.into_iter().chain(config.check.runbook_base.iter().map(String::as_str)).collect(),
            repository: config.html.git_repository_url.as_deref(),
            branch: config.html.git_branch.as_deref(),
        }
    }

    /// Where a URL leads, if it leads here and can be looked up. What a template will put together can't, unless it is the
    /// anchor alone.
    fn place(&self, url: &str) -> Option<Place> {
        let (url, anchor) = match url.split_once('#') {
            Some((url, anchor)) => (url, Some(anchor).filter(|anchor| !is_template(anchor))),
            None => (url, None),
        };
        if is_template(url) {
            return None;
        }
        let anchor = anchor.map(decoded);
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        if let Some(path) = self.sites.iter().find_map(|site| below(url, site)) {
            return Some(Place::Site(decoded(path), anchor));
        }
        let path = below(url, self.repository?)?.trim_start_matches('/');
        // Shown as source, a page has lines and no headings.
        let anchor = anchor.filter(|_| query.is_empty());
        Some(Place::Repository(RepoPath::new(&decoded(self.in_repository(path)?))?, anchor))
    }

    /// The path of the file that a path below the repository's address shows, on the branch that is read here. Other branches
    /// and commits may hold anything.
    fn in_repository<'u>(&self, path: &'u str) -> Option<&'u str> {
        if path.is_empty() {
            return Some("");
        }
        let path = path.strip_prefix("-/").unwrap_or(path);
        let (word, rest) = path.split_once('/')?;
        let rest = match word {
            "blob" | "tree" => rest,
            "src" => rest.strip_prefix("branch/").unwrap_or(rest),
            _ => return None,
        };
        let branches = self.branch.map_or_else(|| vec!["main", "master"], |branch| vec![branch]);
        branches.into_iter().chain(["HEAD"]).find_map(|branch| {
            let rest = rest.strip_prefix(branch)?;
            if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
        })
    }
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("$(")
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What follows an address in a URL. Scheme and case of the host make no difference, nor does a slash at the end.
fn below<'u>(url: &'u str, address: &str) -> Option<&'u str> {
    let (_, address) = address.split_once("://")?;
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let address = address.trim_end_matches('/');
    let (host, folder) = address.split_once('/').unwrap_or((address, ""));
    let (url_host, mut path) = rest.split_once('/').unwrap_or((rest, ""));
    if !host.eq_ignore_ascii_case(url_host) {
        return None;
    }
    if !folder.is_empty() {
        path = path.strip_prefix(folder)?;
        if path.is_empty() {
            return Some(path);
        }
        path = path.strip_prefix('/')?;
    }
    Some(path)
}

/// What isn't there.
enum Fault<'a> {
    Page(String),
    File(RepoPath),
    Anchor { path: String, anchor: String, document: &'a Document },
}

/// Everything a runbook can be.
struct Targets<'a> {
    checked: Checked<'a>,
    /// The source of each route; a page that docsgen makes itself, or a former route, has none.
    routes: RapidHashMap<&'a str, Option<&'a RepoPath>>,
    documents: RapidHashMap<&'a RepoPath, &'a Document>,
    /// The ids of the documents that were asked for.
    ids: RapidHashMap<&'a RepoPath, RapidHashSet<&'a str>>,
}

impl<'a> Targets<'a> {
    fn new(checked: Checked<'a>) -> Self {
        let site = checked.site;
        let mut routes: RapidHashMap<&str, Option<&RepoPath>> = RapidHashMap::default();
        routes.insert("index.html", None);
        routes.extend(site.redirects.iter().map(|redirect| (redirect.from.as_str(), None)));
        routes.extend(site.folders.iter().map(|folder| (folder.route.as_str(), None)));
        routes.extend(site.generated().map(|route| (route.as_str(), None)));
        routes.extend(site.pages.iter().map(|page| (page.route.as_str(), Some(&page.path))));
        let documents = site.texts().map(|(file, document, _)| (checked.sources.get(file).path(), document)).collect();
        Self { checked, routes, documents, ids: RapidHashMap::default() }
    }

    fn routes_in_order(&self) -> impl Iterator<Item = &'a str> {
        self.checked.site.pages.iter().map(|page| page.route.as_str())
    }

    fn markdown_in_order(&self) -> impl Iterator<Item = &'a str> {
        self.checked.site.pages.iter().map(|page| page.path.as_str())
    }

    fn fault(&mut self, place: &Place) -> Option<Fault<'a>> {
        match place {
            Place::Site(path, anchor) => {
                // Pictures, copies and files of the theme are nobody's runbook, and have names of their own.
                let name = path.rsplit('/').next().unwrap_or_default();
                let kind = name.rsplit_once('.').map(|(_, extension)| extension);
                let candidates = match kind {
                    _ if name.is_empty() => vec![format!("{path}index.html")],
                    Some("html" | "htm") => vec![path.clone()],
                    // The Markdown of each page stands beside it.
                    Some("md") => vec![format!("{}html", path.strip_suffix("md")?)],
                    // A release's page can be called `2026.4`.
                    _ => vec![format!("{path}.html"), format!("{path}/index.html")],
                };
                let found = candidates.iter().find_map(|route| self.routes.get(route.as_str()));
                match found {
                    Some(source) => self.anchor_fault((*source)?, path, anchor.as_deref()?),
                    None if matches!(kind, None | Some("html" | "htm" | "md")) => Some(Fault::Page(path.clone())),
                    None => None,
                }
            }
            Place::Repository(path, anchor) => {
                let files = &self.checked.listing.files;
                let at = files.partition_point(|entry| entry.path < *path);
                let mut source = files.get(at).map(|entry| &entry.path).filter(|file| *file == path);
                if source.is_none() {
                    let start = format!("{path}/");
                    let first = files.partition_point(|entry| *entry.path.as_str() < *start);
                    let is_folder =
                        *path == RepoPath::root() || files.get(first).is_some_and(|entry| entry.path.is_within(path));
                    if !is_folder {
                        return Some(Fault::File(path.clone()));
                    }
                    // A folder shows its README.
                    let names = ["README.md", "readme.md", "Readme.md", "README.markdown"];
                    let readme = names.iter().filter_map(|name| path.join(name));
                    source = readme.filter_map(|path| Some(*self.documents.get_key_value(&path)?.0)).next();
                }
                let anchor = anchor.as_deref().filter(|anchor| !is_lines(anchor))?;
                self.anchor_fault(source?, path.as_str(), anchor)
            }
        }
    }

    /// What is wrong with an anchor. Those that start with `site:` are the theme's own, on any page.
    fn anchor_fault(&mut self, source: &'a RepoPath, path: &str, anchor: &str) -> Option<Fault<'a>> {
        let document = *self.documents.get(source)?;
        if matches!(anchor, "" | "top") || anchor.starts_with("site:") || anchor.starts_with("fn") {
            return None;
        }
        let ids = self.ids.entry(source).or_insert_with(|| {
            let headings = document.headings.iter().map(|heading| &*heading.id);
            headings.chain(document.tags.iter().filter_map(|tag| tag.anchor.as_deref())).collect()
        });
        if ids.contains(anchor) {
            return None;
        }
        let path = if path.is_empty() { ".".to_owned() } else { path.to_owned() };
        Some(Fault::Anchor { path, anchor: anchor.to_owned(), document })
    }
}

/// Whether an anchor names lines, as `L10-L20` does on every host but Bitbucket, which writes `lines-10:20`.
fn is_lines(anchor: &str) -> bool {
    let rest = anchor.strip_prefix("lines-").or_else(|| anchor.strip_prefix('L'));
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Option<String> {
        let addresses = Addresses {
            sites: vec!["https://docs.example.org/ops/", "https://other.example.org/"],
            repository: Some("https://git.example.org/team/charts"),
            branch: Some("release/1"),
        };
        let shown = |anchor: Option<String>| anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        addresses.place(url).map(|place| match place {
            Place::Site(path, anchor) => format!("site {path}{}", shown(anchor)),
            Place::Repository(path, anchor) => format!("repository {path}{}", shown(anchor)),
        })
    }

    #[test]
    fn urls_of_the_site_and_the_repository_are_known() {
        for (url, expected) in [
            ("https://docs.example.org/ops/charts/redis/backup.html#a%20b", Some("site charts/redis/backup.html#a b")),
            ("http://DOCS.example.org/ops", Some("site ")),
            ("https://docs.example.org/ops/?x=1#top", Some("site #top")),
            ("https://other.example.org/x/", Some("site x/")),
            ("https://other.example.org", Some("site ")),
            ("https://docs.example.org/opsx", None),
            ("https://docs.example.org/", None),
            ("https://docs.example.org.evil.example/ops/", None),
            ("ftp://docs.example.org/ops/", None),
            ("docs/redis.md", None),
            ("https://docs.example.org/ops/{{ $labels.chart }}.html", None),
            ("https://docs.example.org/ops/a.html#{{ $labels.alertname }}", Some("site a.html")),
            ("https://git.example.org/team/charts", Some("repository .")),
            ("https://git.example.org/team/charts/blob/release/1/docs/a.md#x", Some("repository docs/a.md#x")),
            ("https://git.example.org/team/charts/-/blob/release/1/docs/a.md", Some("repository docs/a.md")),
            ("https://git.example.org/team/charts/src/branch/release/1/a.md", Some("repository a.md")),
            ("https://git.example.org/team/charts/src/release/1/a.md", Some("repository a.md")),
            ("https://git.example.org/team/charts/tree/HEAD/docs", Some("repository docs")),
            ("https://git.example.org/team/charts/blob/release/1/a.md?plain=1#L3", Some("repository a.md")),
            ("https://git.example.org/team/charts/blob/release/10/a.md", None),
            ("https://git.example.org/team/charts/blob/v1.0/a.md", None),
            ("https://git.example.org/team/charts/wiki/Redis", None),
            ("https://git.example.org/team/charts/issues", None),
            ("https://git.example.org/team/charts2/blob/release/1/a.md", None),
            ("https://git.example.org/team/charts/blob/release/1/../../../x", None),
        ] {
            assert_eq!(place(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn lines_are_no_headings() {
        assert!(is_lines("L10") && is_lines("L10-L20") && is_lines("lines-10:20"));
        assert!(!is_lines("Loss") && !is_lines("lines-of-defence"));
    }
}
