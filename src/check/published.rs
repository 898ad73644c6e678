//! Addresses that were published and lead nowhere now.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use rapidhash::{RapidHashMap, RapidHashSet};

use super::Checked;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::published::{PublishedUrl, parse_published};
use crate::site::Site;
use crate::site::page::{Page, PageId};
use crate::site::redirect::RedirectTarget;
use crate::site::route::Route;
use crate::source::{FileId, Span, TextRange};

/// What a new record starts with.
const HEAD: &str = "# Addresses of this site that were published. Each must lead somewhere as long as it stands here.\n\
                    # `docsgen check --update-published` adds new ones. Delete a line where the page is gone for good.\n";

pub(super) fn check_published(checked: Checked<'_>) -> Vec<Diagnostic> {
    if checked.published.is_empty() {
        return Vec::new();
    }
    let lookup = Lookup::new(checked.site, checked.config);
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, record) in checked.published {
        if let Some((fault, file)) = record.fault.as_ref().zip(*file) {
            let place = Span { file, range: TextRange::default() };
            findings.push(
                Diagnostic::new(Code::ConfigInvalidValue, place, format!("the record of published addresses: {fault}"))
                    .help("write a list with an address on each line"),
            );
        }
        let mut anchors: RapidHashMap<PageId, RapidHashSet<&str>> = RapidHashMap::default();
        for url in &record.urls {
            let Some(address) = Address::read(&url.address, checked.config) else { continue };
            // Two records may tell of one address.
            if !seen.insert((address.stem.clone(), address.anchor.clone())) {
                continue;
            }
            findings.extend(lookup.find(&address, url, *file, &mut anchors));
        }
    }
    findings
}

/// The record with the addresses of today added: `before` is the record as it stands. What it says stays in it, whether it
/// still leads somewhere or not.
#[must_use]
pub fn updated_record(site: &Site, config: &Config, before: Option<&str>) -> String {
    let text = before.unwrap_or(HEAD);
    let known: RapidHashSet<String> = parse_published(text)
        .urls
        .iter()
        .filter_map(|url| Address::read(&url.address, config))
        .filter(|address| address.anchor.is_none())
        .map(|address| address.stem)
        .collect();
    let lookup = Lookup::new(site, config);
    let mut new: Vec<&str> = lookup.routes.iter().copied().filter(|route| *route != "404.html").collect();
    new.retain(|route| route.strip_suffix(".html").is_some_and(|stem| !known.contains(stem)));
    if new.is_empty() {
        return text.to_owned();
    }
    let is_remark = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    let mut lines: Vec<&str> = text.lines().collect();
    let head = lines.iter().take_while(|line| is_remark(line)).count();
    // A remark stays above the line that it is about: then new lines go to the end.
    let in_order = lines[head..].is_sorted() && !lines[head..].iter().any(is_remark);
    lines.extend(new);
    if in_order {
        lines[head..].sort_unstable();
    }
    let mut record: String = lines.into_iter().flat_map(|line| [line, "\n"]).collect();
    if text.contains("\r\n") {
        record = record.replace('\n', "\r\n");
    }
    record
}

/// An address as it counts: its route without `.html`, and its anchor.
struct Address {
    stem: String,
    /// Whether it may as well be that of a folder: `/docs/redis`.
    bare: bool,
    anchor: Option<String>,
}

impl Address {
    /// Reads an address; `None` for one that isn't a page's, such as a picture's.
    fn read(written: &str, config: &Config) -> Option<Self> {
        let (address, anchor) = written.split_once('#').map_or((written, None), |(path, id)| (path, Some(id)));
        let address = address.split('?').next().unwrap_or_default();
        let site_url = config.html.site_url.as_deref().unwrap_or("/");
        let path_of = |url: &str| match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or(String::new(), |(_, path)| format!("/{path}")),
            None => url.to_owned(),
        };
        // The site may have been published elsewhere, so that only the path counts.
        let base = path_of(site_url);
        let path = path_of(address);
        let path = path.strip_prefix(&base).or_else(|| path.strip_prefix('/')).unwrap_or(&path);
        let path = percent_decode_str(path).decode_utf8_lossy();
        let (stem, bare) = match path.strip_suffix(".html") {
            Some(stem) => (stem.to_owned(), false),
            None if path.is_empty() || path.ends_with('/') => (format!("{path}index"), false),
            None if path.rsplit('/').next().is_some_and(|name| name.contains('.')) => return None,
            None => (path.into_owned(), true),
        };
        let anchor = anchor.filter(|anchor| !anchor.is_empty());
        Some(Self {
            stem,
            bare,
            anchor: anchor.map(|anchor| percent_decode_str(anchor).decode_utf8_lossy().into_owned()),
        })
    }
}

/// What the site has at its addresses.
struct Lookup<'a> {
    site: &'a Site,
    /// The routes of all pages and redirects.
    routes: BTreeSet<&'a str>,
    pages: RapidHashMap<&'a str, &'a Page>,
    by_name: RapidHashMap<&'a str, Vec<&'a Page>>,
    by_title: RapidHashMap<&'a str, Vec<&'a Page>>,
    by_source: RapidHashMap<&'a str, &'a Page>,
    redirects: RapidHashMap<&'a str, usize>,
}

impl<'a> Lookup<'a> {
    fn new(site: &'a Site, config: &Config) -> Self {
        let pages = site.pages.iter().map(|page| &page.route).chain(site.generated());
        let folders = site.folders.iter().filter(|_| config.html.git_repository_url.is_none());
        let routes = pages.chain(folders.map(|folder| &folder.route));
        let redirects = site.redirects.iter().map(|redirect| &redirect.from);
        let mut routes: BTreeSet<&str> = routes.chain(redirects).map(Route::as_str).collect();
        routes.insert("index.html");
        if !config.versions.is_empty() {
            routes.insert("versions/index.html");
        }
        let mut by_name: RapidHashMap<&str, Vec<&Page>> = RapidHashMap::default();
        let mut by_title: RapidHashMap<&str, Vec<&Page>> = RapidHashMap::default();
        for page in &site.pages {
            by_name.entry(name_of(page.route.as_str().trim_end_matches(".html"))).or_default().push(page);
            by_name.entry(page.path.file_stem()).or_default().push(page);
            by_title.entry(&page.title).or_default().push(page);
        }
        by_name.values_mut().for_each(|pages| pages.dedup_by_key(|page| page.id));
        Self {
            site,
            routes,
            pages: site.pages.iter().map(|page| (page.route.as_str(), page)).collect(),
            by_name,
            by_title,
            by_source: site.pages.iter().map(|page| (page.path.as_str(), page)).collect(),
            redirects: site.redirects.iter().enumerate().map(|(at, redirect)| (redirect.from.as_str(), at)).collect(),
        }
    }

    /// A finding where an address leads nowhere.
    fn find(
        &self,
        address: &Address,
        url: &PublishedUrl,
        file: Option<FileId>,
        anchors: &mut RapidHashMap<PageId, RapidHashSet<&'a str>>,
    ) -> Option<Diagnostic> {
        let Address { stem, bare, anchor } = address;
        let place = file.map(|file| Span { file, range: url.range });
        let route = format!("{stem}.html");
        let in_folder = bare.then(|| format!("{stem}/index.html"));
        let mut found = [Some(&route), in_folder.as_ref()].into_iter().flatten();
        let Some(route) = found.find(|route| self.routes.contains(route.as_str())) else {
            let mut message = format!("`{route}` was published, and leads nowhere now");
            if let Some(withheld) = self.unpublished(stem, url) {
                message += &format!(": `{withheld}` is there, and isn't published");
            }
            return Some(Diagnostic::new(Code::UrlDisappeared, place, message).help(self.advice(&route, stem, url)));
        };
        let anchor = anchor.as_deref()?;
        let (page, sections) = match self.redirects.get(route.as_str()).map(|at| &self.site.redirects[*at]) {
            Some(redirect) => match &redirect.to {
                RedirectTarget::Page(to, _) => (*self.pages.get(to.as_str())?, &*redirect.sections),
                RedirectTarget::Url(_) => return None,
            },
            None => {
                let page = *self.pages.get(route.as_str())?;
                (page, self.site.moved_sections.get(&page.id).map_or(&[][..], Vec::as_slice))
            }
        };
        let has = anchors.entry(page.id).or_insert_with(|| {
            let headings = page.document.headings.iter().map(|heading| &*heading.id);
            headings.chain(page.document.tags.iter().filter_map(|tag| tag.anchor.as_deref())).collect()
        });
        if has.contains(anchor) || anchor == "top" || sections.iter().any(|section| section.id == anchor) {
            return None;
        }
        let message = format!("`{route}#{anchor}` was published, and `{}` has no such place now", page.path);
        let help = format!("say where the section went: `\"/{route}#{anchor}\" = \"…\"` in `[output.html.redirect]`");
        Some(Diagnostic::new(Code::AnchorDisappeared, place, message).help(help))
    }

    /// A text of that address that is kept off the site.
    fn unpublished(&self, stem: &str, url: &PublishedUrl) -> Option<&'a str> {
        let is_it = |path: &str| {
            let own = path.rsplit_once('.').map_or(path, |(own, _)| own);
            url.source.as_deref() == Some(path) || own == stem || own.ends_with(&format!("/{stem}"))
        };
        self.site.unpublished.iter().map(|text| text.path.as_str()).find(|path| is_it(path))
    }

    fn advice(&self, route: &str, stem: &str, url: &PublishedUrl) -> String {
        let only = |pages: Option<&Vec<&'a Page>>| match pages.map(Vec::as_slice) {
            Some([page]) => Some(*page),
            _ => None,
        };
        let moved = url.source.as_deref().and_then(|path| self.by_source.get(path).copied());
        let named_alike = || only(self.by_name.get(name_of(stem)));
        let titled_alike = || only(self.by_title.get(url.title.as_deref()?));
        match moved.or_else(titled_alike).or_else(named_alike) {
            Some(page) => format!(
                "if that is `{}` now, add `aliases: [/{route}]` to its front matter; if it is gone for good, say so by \
                 redirecting it elsewhere in `[output.html.redirect]`",
                page.path
            ),
            None => format!(
                "add `aliases: [/{route}]` to the page that took its place, or `\"/{route}\" = \"…\"` to \
                 `[output.html.redirect]`"
            ),
        }
    }
}

/// The last part of a route without its extension; for the page of a folder, the folder's name.
fn name_of(stem: &str) -> &str {
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}
