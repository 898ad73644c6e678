//! What differs in pages and their URLs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::facts::{Facts, Page};

/// A page that something is told of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PageRef {
    pub(super) route: String,
    pub(super) title: String,
    kind: String,
    pub(super) source: Option<String>,
}

impl PageRef {
    pub(super) fn of(page: &Page) -> Self {
        Self {
            route: page.route.clone(),
            title: page.title.clone(),
            kind: page.kind.clone(),
            source: page.source.clone(),
        }
    }
}

/// A page that is gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RemovedPage {
    #[serde(flatten)]
    pub(super) page: PageRef,
    /// Where its URL leads now.
    pub(super) leads_to: Option<String>,
}

/// How it was seen that a page has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Evidence {
    /// It comes from the same file.
    Source,
    /// Its former URL leads there.
    Redirect,
    /// Its text is the same.
    Text,
    /// Title, kind and chart are the same.
    Title,
}

/// A page with another URL than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct MovedPage {
    pub(super) from: String,
    #[serde(flatten)]
    pub(super) page: PageRef,
    evidence: Evidence,
    former_source: Option<String>,
    /// Where its former URL leads; none where it leads nowhere.
    pub(super) leads_to: Option<String>,
}

/// Pages that are new, gone, elsewhere or say something else.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PageChanges {
    pub(super) added: Vec<PageRef>,
    pub(super) removed: Vec<RemovedPage>,
    pub(super) moved: Vec<MovedPage>,
    pub(super) changed: Vec<PageRef>,
}

impl PageChanges {
    pub(super) const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.moved.is_empty() && self.changed.is_empty()
    }

    /// The files of before that have another name now.
    pub(super) fn renamed(&self) -> BTreeMap<&str, &str> {
        let moved = self.moved.iter();
        moved.filter_map(|page| Some((page.former_source.as_deref()?, page.page.source.as_deref()?))).collect()
    }
}

/// A URL that led somewhere and leads nowhere now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct LostUrl {
    pub(super) route: String,
    pub(super) title: Option<String>,
    /// Where its page has moved.
    pub(super) moved_to: Option<String>,
}

/// Those of some pages that alone have something, by what they have.
fn unique<'a, K: Ord>(pages: &[&'a Page], key: impl Fn(&'a Page) -> Option<K>) -> BTreeMap<K, &'a Page> {
    let mut found: BTreeMap<K, Option<&Page>> = BTreeMap::new();
    for page in pages {
        if let Some(key) = key(page) {
            found.entry(key).and_modify(|page| *page = None).or_insert(Some(page));
        }
    }
    found.into_iter().filter_map(|(key, page)| Some((key, page?))).collect()
}

pub(super) fn compare(before: &Facts, after: &Facts) -> PageChanges {
    let was: BTreeMap<&str, &Page> = before.pages.iter().map(|page| (page.route.as_str(), page)).collect();
    let is: BTreeMap<&str, &Page> = after.pages.iter().map(|page| (page.route.as_str(), page)).collect();
    let redirects: BTreeMap<&str, &str> =
        after.redirects.iter().map(|redirect| (redirect.from.as_str(), redirect.to.as_str())).collect();
    let by_source: BTreeMap<&str, &Page> =
        after.pages.iter().filter_map(|page| Some((page.source.as_deref()?, page))).collect();
    let sources: BTreeSet<&str> = before.pages.iter().filter_map(|page| page.source.as_deref()).collect();

    // Files that have just come may be others renamed.
    let is_new = |page: &&Page| match page.source.as_deref() {
        Some(source) => !sources.contains(source),
        None => !was.contains_key(page.route.as_str()),
    };
    let new: Vec<&Page> = after.pages.iter().filter(is_new).collect();
    let gone = |page: &&Page| match page.source.as_deref() {
        Some(source) => !by_source.contains_key(source),
        None => !is.contains_key(page.route.as_str()),
    };
    let left: Vec<&Page> = before.pages.iter().filter(gone).collect();
    let text = |page: &'_ Page| page.digest.clone();
    let title = |page: &'_ Page| {
        page.source.as_ref()?;
        Some((page.title.clone(), page.kind.clone(), page.chart.clone()))
    };
    let (new_texts, new_titles) = (unique(&new, text), unique(&new, title));
    let (old_texts, old_titles) = (unique(&left, text), unique(&left, title));

    let mut changes = PageChanges { added: Vec::new(), removed: Vec::new(), moved: Vec::new(), changed: Vec::new() };
    let mut arrived: BTreeSet<&str> = BTreeSet::new();
    for page in was.values() {
        let found = page.source.as_deref().and_then(|source| by_source.get(source)).map(|now| (*now, Evidence::Source));
        let found = found.or_else(|| {
            let is_gone = gone(page);
            let unless_taken = |page: &&&Page| is_new(page) && !arrived.contains(page.route.as_str());
            let by_redirect = redirects.get(page.route.as_str()).and_then(|to| is.get(to)).filter(unless_taken);
            let by_text = || {
                let text = text(page).filter(|text| is_gone && old_texts.contains_key(text))?;
                new_texts.get(&text).filter(unless_taken)
            };
            let by_title = || {
                let title = title(page).filter(|title| is_gone && old_titles.contains_key(title))?;
                new_titles.get(&title).filter(unless_taken)
            };
            by_redirect
                .map(|page| (*page, Evidence::Redirect))
                .or_else(|| by_text().map(|page| (*page, Evidence::Text)))
                .or_else(|| by_title().map(|page| (*page, Evidence::Title)))
        });
        let leads_to = match is.get(page.route.as_str()) {
            Some(there) => Some(there.route.clone()),
            None => redirects.get(page.route.as_str()).map(|to| (*to).to_owned()),
        };
        match found {
            Some((now, _)) if now.route == page.route => {
                arrived.insert(&now.route);
                let differs = now.title != page.title
                    || now.digest.is_some() && page.digest.is_some() && now.digest != page.digest;
                if differs {
                    changes.changed.push(PageRef::of(now));
                }
            }
            Some((now, evidence)) => {
                arrived.insert(&now.route);
                changes.moved.push(MovedPage {
                    from: page.route.clone(),
                    page: PageRef::of(now),
                    evidence,
                    former_source: page.source.clone(),
                    leads_to,
                });
            }
            None => match is.get(page.route.as_str()) {
                // Another file has taken its place, or docsgen makes it now.
                Some(now) => {
                    arrived.insert(&now.route);
                    if page.source != now.source || page.title != now.title {
                        changes.changed.push(PageRef::of(now));
                    }
                }
                None => changes.removed.push(RemovedPage { page: PageRef::of(page), leads_to }),
            },
        }
    }
    let added =
        is.values().filter(|page| !arrived.contains(page.route.as_str()) && !was.contains_key(page.route.as_str()));
    changes.added = added.map(|page| PageRef::of(page)).collect();
    changes
}

/// The URLs of before, pages and redirects, that lead nowhere now, in order.
pub(super) fn lost(before: &Facts, after: &Facts, pages: &PageChanges) -> Vec<LostUrl> {
    let there: BTreeSet<&str> = after
        .pages
        .iter()
        .map(|page| page.route.as_str())
        .chain(after.redirects.iter().map(|redirect| redirect.from.as_str()))
        .collect();
    let moved: BTreeMap<&str, &str> =
        pages.moved.iter().map(|page| (page.from.as_str(), page.page.route.as_str())).collect();
    let of_pages = before.pages.iter().map(|page| (page.route.as_str(), Some(page.title.as_str())));
    let of_redirects = before.redirects.iter().map(|redirect| (redirect.from.as_str(), None));
    let urls: BTreeMap<&str, Option<&str>> = of_redirects.chain(of_pages).collect();
    urls.into_iter()
        .filter(|(route, _)| !there.contains(route))
        .map(|(route, title)| LostUrl {
            route: route.to_owned(),
            title: title.map(str::to_owned),
            moved_to: moved.get(route).map(|to| (*to).to_owned()),
        })
        .collect()
}
