//! What the tabs are told: each what is new of the page it shows.
//!
//! There is one state, and each tab is told how it differs from what it was told last, when it can take it. So a tab that
//! reads slowly, or not at all, is told less often, and nothing piles up for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::address::shown;
use super::editor::Editor;
use super::fault::{Fault, Teller};
use crate::build::Edition;
use crate::digest::Digest;
use crate::site::route::Route;

/// What stands for the digest of a page that the site doesn't have.
pub(super) const NO_PAGE: &str = "none";

/// How many findings of a page are listed.
const MOST_FINDINGS: usize = 200;

/// What there is to show at one moment.
#[derive(Clone, Default)]
pub(super) struct State {
    /// The last site that could be made; none before the first.
    pub(super) edition: Option<Arc<Edition>>,
    /// What keeps the next one from being made, or a page from showing its source.
    pub(super) faults: Arc<[Fault]>,
    /// The number of the last change and the route that it was made on, where that is one.
    pub(super) edited: Option<(u64, Route)>,
}

/// What all tabs have in common.
pub(super) struct Common {
    /// The repository.
    pub(super) root: PathBuf,
    /// Who opens places.
    pub(super) editor: Option<Editor>,
    /// Whether tabs follow what is edited.
    pub(super) open_changed: bool,
    /// The digest of what runs in tabs.
    pub(super) program: Digest,
    /// The paths that tabs show, and how many do.
    pub(super) open: Mutex<BTreeMap<String, usize>>,
}

impl Common {
    /// The routes that tabs show.
    pub(super) fn shown(&self, edition: &Edition) -> BTreeSet<String> {
        self.open().keys().map(|path| shown(path, |route| edition.has(route))).collect()
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What makes errors and findings for this server's pages.
    pub(super) fn teller(&self) -> Teller<'_> {
        Teller { root: &self.root, editor: self.editor.as_ref() }
    }
}

/// A tab and what it knows.
pub(super) struct Tab {
    /// The path it shows, below the site's root.
    path: String,
    program: Option<Digest>,
    page: Option<String>,
    faults: Option<Vec<Fault>>,
    findings: Option<Findings>,
    edited: Option<u64>,
    common: Arc<Common>,
}

impl Drop for Tab {
    fn drop(&mut self) {
        let mut open = self.common.open();
        if let Some(count) = open.get_mut(&self.path) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.path);
            }
        }
    }
}

/// What is new for a tab.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct News {
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<Fault>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Findings>,
    /// The page that is being edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    go: Option<String>,
}

/// What was found of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Findings {
    here: Vec<Fault>,
    elsewhere: usize,
    /// Whether the checks still run: what is listed is then nothing.
    checking: bool,
}

impl Tab {
    /// A tab that shows this path and knows nothing.
    pub(super) fn new(path: String, state: &State, common: Arc<Common>) -> Self {
        *common.open().entry(path.clone()).or_default() += 1;
        // What was edited before it was opened is no reason to leave the page.
        let edited = state.edited.as_ref().map(|(number, _)| *number);
        Self { path, program: None, page: None, faults: None, findings: None, edited, common }
    }

    /// What is new, if anything. May render the page, which takes its time.
    pub(super) fn news(&mut self, state: &State, base: &str) -> Option<News> {
        let common = Arc::clone(&self.common);
        let mut news = News::default();
        if self.program.replace(common.program).is_none() {
            news.program = Some(common.program.short(16));
        }
        let mut faults = state.faults.to_vec();
        if let Some(edition) = &state.edition {
            let route = shown(&self.path, |route| edition.has(route));
            let page = match edition.file(&route) {
                Ok(file) => Some(file.map_or_else(|| NO_PAGE.to_owned(), |file| file.digest.to_string())),
                Err(error) => {
                    faults.push(common.teller().error(&error, None));
                    None
                }
            };
            if page.is_some() && page != self.page {
                self.page.clone_from(&page);
                news.page = page;
            }
            let findings = findings(edition, &route, &common);
            if self.findings.as_ref() != Some(&findings) {
                self.findings = Some(findings.clone());
                news.findings = Some(findings);
            }
        }
        if self.faults.as_ref() != Some(&faults) {
            self.faults = Some(faults.clone());
            news.faults = Some(faults);
        }
        if let Some((number, edited)) = &state.edited
            && self.edited.replace(*number) != Some(*number)
        {
            news.go = Some(edited.permalink(base));
        }
        (news != News::default()).then_some(news)
    }
}

fn findings(edition: &Edition, route: &str, common: &Common) -> Findings {
    let Some(all) = edition.findings() else { return Findings { checking: true, ..Findings::default() } };
    let sources = edition.sources();
    let source = edition.source_of(route);
    let is_here = |finding: &&crate::diagnostic::Diagnostic| {
        finding.span.is_some_and(|span| Some(sources.get(span.file).path()) == source)
    };
    let here = all.iter().filter(is_here).count();
    let teller = common.teller();
    Findings {
        here: all.iter().filter(is_here).take(MOST_FINDINGS).map(|finding| teller.brief(finding, sources)).collect(),
        elsewhere: all.len() - here,
        checking: false,
    }
}

/// How many findings are new, and how many are gone. One that only moved is neither.
pub(super) fn differences(before: &Edition, after: &Edition) -> Option<(usize, usize)> {
    let count = |edition: &Edition| {
        let mut counts: BTreeMap<(&'static str, String, String), usize> = BTreeMap::new();
        for finding in edition.findings()? {
            let path = finding.span.map(|span| edition.sources().get(span.file).path().to_string());
            *counts.entry((finding.code.name(), path.unwrap_or_default(), finding.message.clone())).or_default() += 1;
        }
        Some(counts)
    };
    let (before, after) = (count(before)?, count(after)?);
    let more = |these: &BTreeMap<_, usize>, those: &BTreeMap<_, usize>| -> usize {
        these.iter().map(|(key, count)| count.saturating_sub(those.get(key).copied().unwrap_or(0))).sum()
    };
    Some((more(&after, &before), more(&before, &after)))
}
