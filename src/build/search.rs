//! The files of the search index: made of all pages, and only of those that changed taken apart anew.
//!
//! Two things are remembered: of each page its words and the digests of its files, under a digest of all that went into
//! them; and of the whole index what it was made from, so that a build in which nothing changed only looks whether its files are
//! still there.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use rapidhash::RapidHashMap;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::CODE;
use super::destination::Destination;
use super::load::Loaded;
use super::memo::Memo;
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::parse::document::Document;
use crate::render::search::page::SearchedPage;
use crate::render::search::posting::{PageWords, take_apart};
use crate::render::search::shard::{Numbered, Words, index_files, page_ids};
use crate::render::search::text::page_of;
use crate::render::view::HtmlPage;
use crate::site::Site;
use crate::site::page::PageId;
use crate::site::route::Route;

/// The folder of the index.
const FOLDER: &str = "search";

/// The key of what is remembered of the whole index.
const WHOLE: &[u8] = b"the index";

/// How many pages are taken apart at a time: their words are held twice until they are gathered.
const PAGES_AT_A_TIME: usize = 256;

/// What is remembered of the whole index.
#[derive(Serialize, Deserialize)]
struct Whole {
    /// Digest of all pages' ingredients.
    made_from: Digest,
    /// Route and digest of each file.
    files: Vec<(String, Digest)>,
}

/// What is remembered of a page.
#[derive(Serialize, Deserialize)]
struct Remembered {
    words: PageWords,
    /// Name and digest of each of its files.
    parts: Vec<(String, Digest)>,
}

/// Stages the index of the pages, and saves what is remembered of it.
///
/// # Errors
/// Where a file can't be written.
pub(super) fn stage_index(
    mut pages: Vec<SearchedPage>,
    site: &Site,
    loaded: &Loaded,
    memo: Memo,
    output: &Destination<'_>,
) -> Result<()> {
    pages.sort_unstable_by(|one, other| one.route.cmp(&other.route));
    let routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
    let keyed: Vec<(u32, Digest)> =
        page_ids(&routes).into_par_iter().zip(&pages).map(|(id, page)| (id, key(page, id, site, loaded))).collect();
    let made_from = Digest::of_value(&keyed);
    if keep_whole(made_from, &memo, output)? {
        // Nothing was added, and what wasn't asked for is wanted again.
        return Ok(());
    }

    let index = Index { site, loaded, memo: &memo, output };
    let mut by_id: Vec<(&SearchedPage, u32, Digest)> =
        pages.iter().zip(&keyed).map(|(page, (id, key))| (page, *id, *key)).collect();
    by_id.sort_unstable_by_key(|(_, id, _)| *id);
    let mut words = Words::default();
    let mut files: Vec<(String, Digest)> = Vec::new();
    for some in by_id.chunks(PAGES_AT_A_TIME) {
        let taken = some.par_iter().map(|(page, id, key)| index.page(page, *id, *key)).collect::<Result<Vec<_>>>()?;
        for Remembered { words: own, parts } in taken {
            words.add(&own);
            files.extend(parts.into_iter().map(|(name, digest)| (route(&name), digest)));
        }
    }
    let numbered: Vec<Numbered<'_>> = by_id.iter().map(|(page, id, _)| (*page, *id)).collect();
    let put = |name: &str, script: &str| output.stage(&route(name), script.as_bytes()).map(drop);
    let made = index_files(&numbered, &words, &put)?;
    files.extend(made.into_iter().map(|(name, digest)| (route(&name), digest)));
    let whole = postcard::to_stdvec(&Whole { made_from, files }).expect("digests and text are plain bytes");
    memo.replace(Digest::of(WHOLE), &whole);
    memo.save().map(drop)
}

/// Makes all published files part of the site, if they were made from the same and are as they were written.
fn keep_whole(made_from: Digest, memo: &Memo, output: &Destination<'_>) -> Result<bool> {
    let before = memo.get(Digest::of(WHOLE)).and_then(|bytes| postcard::from_bytes::<Whole>(&bytes).ok());
    let Some(before) = before.filter(|before| before.made_from == made_from) else { return Ok(false) };
    for (route, digest) in &before.files {
        if !output.keep(route, *digest)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The index of a site that is served: in memory, and brought up to date when it is asked for.
#[derive(Default)]
pub(super) struct LiveIndex {
    /// The edition it is of.
    edition: Option<u64>,
    /// Its files but those of the pages, by route.
    files: RapidHashMap<String, Arc<[u8]>>,
    /// What is known of each page, by its number.
    pages: RapidHashMap<u32, SearchedPage>,
    /// The words of each page, by all that they are made from.
    words: RapidHashMap<Digest, Arc<PageWords>>,
}

/// The text of the page at a route, where it has one.
pub(super) type TextAt<'a> = &'a dyn Fn(&str) -> Option<PageId>;

impl LiveIndex {
    /// Whether a route could be one of the index.
    pub(super) fn may_have(route: &str) -> bool {
        route.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/')) && route.ends_with(".js")
    }

    /// Whether it is of that edition.
    pub(super) fn is_of(&self, edition: u64) -> bool {
        self.edition == Some(edition)
    }

    /// Makes it anew; only of pages that have changed the text is taken apart. `searched` says what search knows of a page.
    pub(super) fn update(
        &mut self,
        edition: u64,
        pages: &[(HtmlPage, Route)],
        searched: &(dyn Fn(&(HtmlPage, Route)) -> Option<SearchedPage> + Sync),
        site: &Site,
        loaded: &Loaded,
    ) {
        let mut pages: Vec<SearchedPage> = pages.par_iter().filter_map(searched).collect();
        pages.sort_unstable_by(|one, other| one.route.cmp(&other.route));
        let routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
        let ids = page_ids(&routes);
        let words: Vec<(Digest, Arc<PageWords>)> = pages
            .par_iter()
            .zip(&ids)
            .map(|(page, id)| {
                let key = key(page, *id, site, loaded);
                let known = self.words.get(&key).cloned();
                let taken = || Arc::new(take_apart(page, text(page.text, site, loaded), *id).words);
                (key, known.unwrap_or_else(taken))
            })
            .collect();
        let mut by_id: Vec<(Numbered<'_>, &PageWords)> =
            pages.iter().zip(&ids).zip(&words).map(|((page, id), (_, words))| ((page, *id), &**words)).collect();
        by_id.sort_unstable_by_key(|((_, id), _)| *id);
        let mut all = Words::default();
        by_id.iter().for_each(|(_, words)| all.add(words));
        let numbered: Vec<Numbered<'_>> = by_id.iter().map(|(numbered, _)| *numbered).collect();
        let files = Mutex::new(RapidHashMap::default());
        let keep = |name: &str, script: &str| {
            let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(route(name), Arc::from(script.as_bytes()));
            Ok::<(), Infallible>(())
        };
        let Ok(_) = index_files(&numbered, &all, &keep);
        self.files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.pages = ids.into_iter().zip(pages).collect();
        self.words = words.into_iter().collect();
        self.edition = Some(edition);
    }

    /// A file of the index. What is shown of a page is taken from its text as it is now.
    pub(super) fn file(&self, path: &str, text_at: TextAt<'_>, site: &Site, loaded: &Loaded) -> Option<Arc<[u8]>> {
        if let Some(file) = self.files.get(path) {
            return Some(Arc::clone(file));
        }
        let name = path.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".js")?;
        let id = page_of(name)?;
        self.parts(id, text_at, site, loaded)
            .into_iter()
            .find(|(name, _)| route(name) == path)
            .map(|(_, script)| Arc::from(script.into_bytes()))
    }

    fn parts(&self, id: u32, text_at: TextAt<'_>, site: &Site, loaded: &Loaded) -> Vec<(String, String)> {
        let Some(page) = self.pages.get(&id) else { return Vec::new() };
        take_apart(page, text(text_at(page.route.as_str()), site, loaded), id).parts
    }

    /// All its files, by route.
    pub(super) fn all(&self, text_at: TextAt<'_>, site: &Site, loaded: &Loaded) -> BTreeMap<String, Arc<[u8]>> {
        let mut files: BTreeMap<String, Arc<[u8]>> =
            self.files.iter().map(|(route, file)| (route.clone(), Arc::clone(file))).collect();
        let parts = self.pages.keys().flat_map(|id| self.parts(*id, text_at, site, loaded));
        files.extend(parts.map(|(name, script)| (route(&name), Arc::from(script.into_bytes()))));
        files
    }

    /// The routes of its files.
    pub(super) fn routes(&self, text_at: TextAt<'_>, site: &Site, loaded: &Loaded) -> Vec<String> {
        let parts = self.pages.keys().flat_map(|id| self.parts(*id, text_at, site, loaded));
        self.files.keys().cloned().chain(parts.map(|(name, _)| route(&name))).collect()
    }
}

/// A page's text and what it says.
fn text<'a>(page: Option<PageId>, site: &'a Site, loaded: &'a Loaded) -> Option<(&'a str, &'a Document)> {
    let page = site.page(page?);
    Some((&**loaded.sources.get(page.file).text(), &*page.document))
}

fn route(name: &str) -> String {
    format!("{FOLDER}/{name}.js")
}

/// The digest of all that a page's part of the index is made from.
fn key(page: &SearchedPage, id: u32, site: &Site, loaded: &Loaded) -> Digest {
    let mut key = Hasher::default();
    key.text(CODE).value(&id).value(page);
    if let Some(text) = page.text.map(|id| site.page(id)) {
        key.digest(loaded.sources.get(text.file).digest()).value(&text.document.body);
    }
    key.finish()
}

struct Index<'a> {
    site: &'a Site,
    loaded: &'a Loaded,
    memo: &'a Memo,
    output: &'a Destination<'a>,
}

impl Index<'_> {
    fn page(&self, page: &SearchedPage, id: u32, key: Digest) -> Result<Remembered> {
        if let Some(remembered) = self.memo.get(key).and_then(|bytes| postcard::from_bytes::<Remembered>(&bytes).ok())
            && self.keep_parts(&remembered)?
        {
            return Ok(remembered);
        }
        let taken = take_apart(page, text(page.text, self.site, self.loaded), id);
        let mut parts = Vec::with_capacity(taken.parts.len());
        for (name, script) in taken.parts {
            self.output.stage(&route(&name), script.as_bytes())?;
            parts.push((name, Digest::of(script.as_bytes())));
        }
        let remembered = Remembered { words: taken.words, parts };
        let bytes = postcard::to_stdvec(&remembered).expect("digests and text are plain bytes");
        self.memo.insert(key, &bytes);
        Ok(remembered)
    }

    fn keep_parts(&self, remembered: &Remembered) -> Result<bool> {
        for (name, digest) in &remembered.parts {
            if !self.output.keep(&route(name), *digest)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
