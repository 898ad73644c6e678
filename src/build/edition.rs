//! The site as it is at one moment, of which any file can be had at any time.
//!
//! Nothing is made before somebody asks for it: a page is rendered when it is looked at, and again only when what it is made
//! from has changed. So an edition of ten thousand pages is there as soon as its parts are joined. Checks and the search index
//! take longer than that; they follow when [`Edition::complete`] is called.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::CODE;
use super::contents::{Content, Maker, viewer};
use super::examine::{Circumstances, Examined};
use super::load::Loaded;
use super::memo::Memo;
use super::record::Ingredients;
use super::search::LiveIndex;
use crate::diagnostic::{Diagnostic, Topics};
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::fs::DiskFiles;
use crate::git::History;
use crate::parse::document::Document;
use crate::render::address::{Addresses, Directory};
use crate::render::code::{CodeHighlighter, Highlighted};
use crate::render::highlight::{Highlighter, Syntaxes};
use crate::render::theme::Theme;
use crate::render::view::HtmlPage;
use crate::site::page::PageId;
use crate::site::route::Route;
use crate::source::{RepoPath, Sources};

/// How much HTML of rendered pages is kept at least, in bytes, while newer pages are rendered; twice as much at most.
const KEPT_PAGES: usize = 24 << 20;

/// How much highlighted code is kept at least, in bytes; twice as much at most.
const KEPT_CODE: usize = 12 << 20;

/// A file of the site.
#[derive(Clone, Debug)]
pub struct SiteFile {
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// The digest of that.
    pub digest: Digest,
    /// Why it was rendered for whoever asked; nothing where it was there already, or is no page.
    pub rendered: Option<&'static str>,
}

impl SiteFile {
    fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { digest: Digest::of(&bytes), bytes, rendered: None }
    }
}

/// The site as it is at one moment.
pub struct Edition {
    /// A later edition has a greater one.
    number: u64,
    pub(super) examined: Examined,
    pub(super) theme: Arc<Theme>,
    pub(super) history: Arc<History>,
    directory: Arc<Directory>,
    pages: Arc<[(HtmlPage, Route)]>,
    parts: Arc<RapidHashMap<String, Part>>,
    provisional: bool,
    findings: OnceLock<Vec<Diagnostic>>,
    shared: Arc<Shared>,
}

/// What is at a route.
enum Part {
    Page(HtmlPage),
    Other(Content),
}

/// What all editions of a site share.
pub(super) struct Shared {
    pub(super) files: DiskFiles,
    pub(super) today: Date,
    syntaxes: OnceLock<Syntaxes>,
    /// What earlier builds have highlighted; nothing is added.
    highlighted: Memo,
    code: Mutex<Recent<Digest, Arc<str>>>,
    rendered: Mutex<Recent<String, (Ingredients, SiteFile)>>,
    index: Mutex<LiveIndex>,
    /// Whether somebody has searched.
    searched: AtomicBool,
    editions: AtomicU64,
}

impl Shared {
    pub(super) fn new(files: DiskFiles, today: Date, highlighted: Memo) -> Self {
        Self {
            files,
            today,
            syntaxes: OnceLock::new(),
            highlighted,
            code: Mutex::new(Recent::new(KEPT_CODE)),
            rendered: Mutex::new(Recent::new(KEPT_PAGES)),
            index: Mutex::default(),
            searched: AtomicBool::new(false),
            editions: AtomicU64::new(0),
        }
    }

    fn syntaxes(&self) -> &Syntaxes {
        self.syntaxes.get_or_init(Syntaxes::default)
    }
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Edition").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Edition {
    /// Lists what the site consists of.
    pub(super) fn new(
        examined: Examined,
        theme: Arc<Theme>,
        history: Arc<History>,
        shared: Arc<Shared>,
    ) -> Result<Self> {
        let mut edition = Self {
            number: shared.editions.fetch_add(1, Ordering::Relaxed),
            directory: Arc::new(Directory::of(&examined.site)),
            examined,
            theme,
            history,
            pages: Arc::default(),
            parts: Arc::default(),
            provisional: false,
            findings: OnceLock::new(),
            shared,
        };
        let (pages, contents) =
            edition.with_maker(|maker| maker.contents().map(|contents| (maker.viewer().pages(), contents)))?;
        let mut parts = RapidHashMap::default();
        let of_pages = pages.iter().map(|(page, route)| (route.as_str().to_owned(), Part::Page(*page)));
        let others = contents.into_iter().map(|(route, content)| (route.as_str().to_owned(), Part::Other(content)));
        // In a build, the first of two files with one route is published if both are equal, and none if they aren't.
        for (route, part) in of_pages.chain(others) {
            parts.entry(route).or_insert(part);
        }
        edition.pages = pages.into();
        edition.parts = Arc::new(parts);
        Ok(edition)
    }

    /// The same site with other texts on some of its pages: what is known of them elsewhere is that of before.
    pub(super) fn with_documents(
        before: &Self,
        loaded: Loaded,
        documents: impl Iterator<Item = (PageId, Arc<Document>)>,
    ) -> Self {
        let was = &before.examined;
        let mut site = was.site.clone();
        for (page, document) in documents {
            site.pages[page.0 as usize].document = document;
        }
        let examined = Examined {
            loaded,
            site,
            makefiles: was.makefiles.clone(),
            secrets: was.secrets.clone(),
            assets: was.assets.clone(),
            external: was.external,
            alerts: None,
            programs: None,
            published: was.published.clone(),
            findings: Vec::new(),
        };
        Self {
            number: before.shared.editions.fetch_add(1, Ordering::Relaxed),
            examined,
            theme: Arc::clone(&before.theme),
            history: Arc::clone(&before.history),
            directory: Arc::clone(&before.directory),
            pages: Arc::clone(&before.pages),
            parts: Arc::clone(&before.parts),
            provisional: true,
            findings: OnceLock::new(),
            shared: Arc::clone(&before.shared),
        }
    }

    /// Whether words of some pages are new, and nothing else is yet: what other pages say of these, and at which lines, follows.
    #[must_use]
    pub const fn is_provisional(&self) -> bool {
        self.provisional
    }

    fn with_maker<T>(&self, run: impl FnOnce(&Maker<'_>) -> T) -> T {
        let Examined { site, assets, loaded, .. } = &self.examined;
        let addresses = Addresses::with(self.directory.clone(), site, &loaded.config, assets, &loaded.sources);
        let viewer = viewer(&addresses, &self.theme);
        let Shared { files, today, .. } = &*self.shared;
        run(&Maker::new(&self.examined, &self.theme, &viewer, files, self.history.head.as_deref(), *today))
    }

    /// The file at a route, or nothing where there is none. Reading the search index makes it, the first time; after that,
    /// what is read is what [`Edition::complete`] made last.
    ///
    /// # Errors
    /// Where a template of the theme fails, or a file of the repository can't be read any more.
    pub fn file(&self, route: &str) -> Result<Option<SiteFile>> {
        match self.parts.get(route) {
            Some(Part::Page(page)) => self.page(*page, route).map(Some),
            Some(Part::Other(content)) => {
                self.with_maker(|maker| Ok(Some(SiteFile::new(&*maker.make(content, &self.pages, &|| self.check())?))))
            }
            None => self.search_file(route),
        }
    }

    fn page(&self, page: HtmlPage, route: &str) -> Result<SiteFile> {
        let name = Route::new(route).expect("it is listed");
        self.with_maker(|maker| {
            let prepared = maker.prepare(page, &name);
            let mut reason = "nobody had asked for it";
            if let Some((ingredients, file)) = locked(&self.shared.rendered).get(route) {
                match prepared.ingredients.difference(ingredients) {
                    None => return Ok(file.clone()),
                    Some(part) => reason = part,
                }
            }
            let mut highlighter = SharedHighlighter { inner: None, shared: &self.shared };
            let html = maker.render(&prepared, &mut highlighter)?;
            let file = SiteFile::new(html.into_bytes());
            let kept = (prepared.ingredients, file.clone());
            locked(&self.shared.rendered).insert(route.to_owned(), kept, file.bytes.len());
            Ok(SiteFile { rendered: Some(reason), ..file })
        })
    }

    /// Whether there is a file at a route. Files of the search index aren't known before they are asked for.
    #[must_use]
    pub fn has(&self, route: &str) -> bool {
        self.parts.contains_key(route)
    }

    /// The routes of all files but those of the search index, in no order.
    pub fn routes(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// Where the site is published, by the settings.
    #[must_use]
    pub fn site_url(&self) -> Option<&str> {
        self.examined.loaded.config.html.site_url.as_deref()
    }

    /// The page that shows a file of the repository.
    #[must_use]
    pub fn route_of(&self, path: &RepoPath) -> Option<&Route> {
        let site = &self.examined.site;
        site.page_at(path).map(|page| &site.page(page).route)
    }

    /// The file that a page shows.
    #[must_use]
    pub fn source_of(&self, route: &str) -> Option<&RepoPath> {
        self.text_at(route).map(|page| &self.examined.site.page(page).path)
    }

    /// The number of HTML pages, and of charts.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.pages.len(), self.examined.site.charts.len())
    }

    /// Whether settings name versions, of which an edition shows none.
    #[must_use]
    pub fn has_versions(&self) -> bool {
        !self.examined.loaded.config.versions.is_empty()
    }

    /// The texts that findings point into.
    #[must_use]
    pub const fn sources(&self) -> &Sources {
        &self.examined.loaded.sources
    }

    /// What is wrong, in the order of every report; nothing until somebody has called [`Edition::complete`].
    #[must_use]
    pub fn findings(&self) -> Option<&[Diagnostic]> {
        self.findings.get().map(Vec::as_slice)
    }

    /// Runs the checks and, once somebody has searched, brings the search index up to date. Does nothing for a provisional
    /// edition.
    pub fn complete(&self) {
        if self.provisional {
            return;
        }
        self.check();
        if self.shared.searched.load(Ordering::Relaxed) {
            self.update_index(&mut locked(&self.shared.index));
        }
    }

    fn check(&self) -> &[Diagnostic] {
        self.findings.get_or_init(|| {
            let topics = Topics::all();
            let known_language = |language: &str| self.shared.syntaxes().knows(language);
            let circumstances = Circumstances {
                files: &self.shared.files,
                known_language: &known_language,
                history: &self.history,
                today: self.shared.today,
            };
            let mut findings = self.examined.findings.clone();
            // A file that can't be read any more has changed, so that another edition follows.
            findings.extend(self.examined.found(&circumstances, &topics).unwrap_or_default());
            self.examined.as_reported(findings, &topics)
        })
    }

    fn search_file(&self, route: &str) -> Result<Option<SiteFile>> {
        if !self.examined.loaded.config.html.search || !LiveIndex::may_have(route) {
            return Ok(None);
        }
        let mut index = locked(&self.shared.index);
        if !self.shared.searched.swap(true, Ordering::Relaxed) {
            self.update_index(&mut index);
        }
        let Examined { site, loaded, .. } = &self.examined;
        Ok(index.file(route, &|route| self.text_at(route), site, loaded).map(SiteFile::new))
    }

    fn update_index(&self, index: &mut LiveIndex) {
        if index.is_of(self.number) {
            return;
        }
        let Examined { site, loaded, .. } = &self.examined;
        self.with_maker(|maker| {
            let searched = |(page, route): &(HtmlPage, Route)| maker.searched(*page, route);
            index.update(self.number, &self.pages, &searched, site, loaded);
        });
    }

    /// The routes of the search index, after making it where somebody has not yet searched.
    #[must_use]
    pub fn search_routes(&self) -> Vec<String> {
        if !self.examined.loaded.config.html.search {
            return Vec::new();
        }
        self.shared.searched.store(true, Ordering::Relaxed);
        let mut index = locked(&self.shared.index);
        self.update_index(&mut index);
        let Examined { site, loaded, .. } = &self.examined;
        index.routes(&|route| self.text_at(route), site, loaded)
    }

    fn text_at(&self, route: &str) -> Option<PageId> {
        match self.parts.get(route)? {
            Part::Page(HtmlPage::Page(page)) => Some(*page),
            _ => None,
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A highlighter that shares what it made with all editions.
struct SharedHighlighter<'a> {
    inner: Option<Highlighter<'a>>,
    shared: &'a Shared,
}

impl CodeHighlighter for SharedHighlighter<'_> {
    fn highlight(&mut self, language: &str, code: &str) -> Highlighted {
        let mut key = Hasher::default();
        key.text(CODE).text(language).text(code);
        let key = key.finish();
        if let Some(html) = locked(&self.shared.code).get(&key) {
            return Highlighted { html: html.to_string(), known: true };
        }
        let remembered = self.shared.highlighted.get(key).and_then(|bytes| String::from_utf8(bytes).ok());
        let highlighted = match remembered {
            Some(html) => Highlighted { html, known: true },
            None => {
                let inner = self.inner.get_or_insert_with(|| self.shared.syntaxes().highlighter());
                inner.highlight(language, code)
            }
        };
        if highlighted.known {
            let html = &*highlighted.html;
            locked(&self.shared.code).insert(key, Arc::from(html), html.len());
        }
        highlighted
    }
}

/// What was used most recently, of bounded size: two maps, of which the older one is dropped when the younger is full.
struct Recent<K, V> {
    limit: usize,
    size: usize,
    young: RapidHashMap<K, (V, usize)>,
    old: RapidHashMap<K, (V, usize)>,
}

impl<K: std::hash::Hash + Eq, V> Recent<K, V> {
    fn new(limit: usize) -> Self {
        Self { limit, size: 0, young: RapidHashMap::default(), old: RapidHashMap::default() }
    }

    fn get<Q>(&mut self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: std::hash::Hash + Eq + ?Sized,
    {
        if let Some((key, (value, size))) = self.old.remove_entry(key) {
            self.insert(key, value, size);
        }
        self.young.get(key).map(|(value, _)| value)
    }

    fn insert(&mut self, key: K, value: V, size: usize) {
        if self.size + size > self.limit && self.size > 0 {
            self.old = std::mem::take(&mut self.young);
            self.size = 0;
        }
        self.old.remove(&key);
        self.size += size;
        if let Some((_, size)) = self.young.insert(key, (value, size)) {
            self.size -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_is_kept_and_what_is_not_is_dropped() {
        let mut recent: Recent<u32, u32> = Recent::new(100);
        for key in 0..1_000 {
            recent.insert(key, key, 10);
            assert_eq!(recent.get(&0), Some(&0), "{key}");
            assert!(recent.young.len() + recent.old.len() <= 21);
        }
        assert_eq!(recent.get(&500), None);
        recent.insert(5, 5, 1_000);
        assert_eq!(recent.get(&5), Some(&5), "one that is too large for all is kept until the next");
        recent.insert(5, 6, 10);
        recent.insert(5, 7, 10);
        assert_eq!(recent.size, 10);
        assert_eq!(recent.get(&5), Some(&7));
    }
}
