//! The files of the search index: made of all pages, and only of those that changed taken apart anew.
//!
//! Two things are remembered: of each page its words and the digests of its files, under a digest of all that went into
//! them; and of the whole index what it was made from, so that a build in which nothing changed only looks whether its files are
//! still there.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::CODE;
use super::load::Loaded;
use super::memo::Memo;
use super::write::Output;
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::parse::document::Document;
use crate::render::search::page::SearchedPage;
use crate::render::search::posting::{PageWords, take_apart};
use crate::render::search::shard::{Indexed, index_files, page_ids};
use crate::site::Site;

/// The folder of the index.
const FOLDER: &str = "search";

/// The key of what is remembered of the whole index.
const WHOLE: &[u8] = b"the index";

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
    output: &Output,
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
    let taken: Vec<Remembered> =
        pages.par_iter().zip(&keyed).map(|(page, (id, key))| index.page(page, *id, *key)).collect::<Result<_>>()?;
    let indexed: Vec<Indexed<'_>> =
        pages.iter().zip(&keyed).zip(&taken).map(|((page, (id, _)), taken)| (page, *id, &taken.words)).collect();
    let mut files: Vec<(String, Digest)> = index_files(&indexed)
        .par_iter()
        .map(|(name, text)| {
            output.stage(&route(name), text.as_bytes())?;
            Ok((route(name), Digest::of(text.as_bytes())))
        })
        .collect::<Result<_>>()?;
    files.extend(taken.into_iter().flat_map(|taken| taken.parts).map(|(name, digest)| (route(&name), digest)));
    let whole = postcard::to_stdvec(&Whole { made_from, files }).expect("digests and text are plain bytes");
    memo.replace(Digest::of(WHOLE), &whole);
    memo.save().map(drop)
}

/// Makes all published files part of the site, if they were made from the same and are as they were written.
fn keep_whole(made_from: Digest, memo: &Memo, output: &Output) -> Result<bool> {
    let before = memo.get(Digest::of(WHOLE)).and_then(|bytes| postcard::from_bytes::<Whole>(&bytes).ok());
    let Some(before) = before.filter(|before| before.made_from == made_from) else { return Ok(false) };
    for (route, digest) in &before.files {
        if !output.keep(route, *digest)? {
            return Ok(false);
        }
    }
    Ok(true)
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
    output: &'a Output,
}

impl Index<'_> {
    fn page(&self, page: &SearchedPage, id: u32, key: Digest) -> Result<Remembered> {
        if let Some(remembered) = self.memo.get(key).and_then(|bytes| postcard::from_bytes::<Remembered>(&bytes).ok())
            && self.keep_parts(&remembered)?
        {
            return Ok(remembered);
        }
        let text: Option<(&str, &Document)> = page.text.map(|id| {
            let page = self.site.page(id);
            (&**self.loaded.sources.get(page.file).text(), &*page.document)
        });
        let taken = take_apart(page, text, id);
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
