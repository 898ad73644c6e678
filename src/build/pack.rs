//! The offline pack: the site, or the part that some charts need, as one archive of which every page works from a folder.
//!
//! It is made beside the published site and from the same parts, and touches none of it. Equal contents make equal bytes: files
//! have a fixed order and the date of the build.

mod archive;
mod choice;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use jiff::civil::Date;
use rapidhash::RapidHashMap;
use rayon::prelude::*;

use self::archive::Archive;
use self::choice::{Choice, choose};
use super::contents::{Content, Maker, viewer};
use super::examine::{Examined, join, with_tags};
use super::load::{load, parse};
use super::memo::Memo;
use super::search::LiveIndex;
use super::theme::load_theme;
use super::{CODE, MEMO_VERSION, Overrides, RememberingHighlighter, surroundings};
use crate::config::RemoteImages;
use crate::digest::Hasher;
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::git::History;
use crate::parse::heading_id::heading_id;
use crate::render::address::Addresses;
use crate::render::context::{PackView, StartSite, StartView};
use crate::render::handout::{Outside, Surroundings};
use crate::render::highlight::Syntaxes;
use crate::render::offline::{Place, packed_page};
use crate::render::theme::Theme;
use crate::render::view::{HtmlPage, handout::Handed};
use crate::site::page::PageId;
use crate::site::route::Route;

/// What to pack and where to.
#[derive(Clone, Debug)]
pub struct PackOptions {
    /// The project root: the repository root as well.
    pub root: PathBuf,
    /// Folder of what is remembered, which is read and not written; `.docsgen` in the project root where not given.
    pub cache: Option<PathBuf>,
    /// The day to build for.
    pub today: Date,
    /// What is asked for instead of what book.toml says.
    pub overrides: Overrides,
    /// Ids of charts; with no chart and no tier the whole site is packed.
    pub charts: Vec<String>,
    /// Ids of tiers whose charts are meant.
    pub tiers: Vec<String>,
    /// The file to write: an archive, or, where its name ends with `.html`, the recovery pages alone.
    pub out: PathBuf,
}

/// What was packed.
#[derive(Debug)]
pub struct Packed {
    /// Names what is in it.
    pub build: String,
    /// Number of HTML pages.
    pub pages: usize,
    /// Number of charts.
    pub charts: usize,
    /// How many of them are there only because others need them.
    pub needed: usize,
    /// Number of files.
    pub files: usize,
    /// Size of the file that was written, in bytes.
    pub bytes: u64,
    /// Size of the recovery pages in one file; `None` where there are none.
    pub handout: Option<u64>,
}

/// Packs a site for reading without a network.
///
/// # Errors
/// Where the repository can't be read, settings or theme are broken, a chart or tier isn't there, or the file can't be written;
/// what was there before is then whole.
pub fn pack(options: &PackOptions) -> Result<Packed> {
    let cache = options.cache.clone().unwrap_or_else(|| options.root.join(".docsgen"));
    let files = DiskFiles::open(&options.root, &[cache.clone(), options.out.clone()])?;
    let surroundings = surroundings(files.root());
    let (loaded, history) = rayon::join(|| load(&files, &surroundings), || History::read(files.root()));
    let mut loaded = loaded?;
    let history = with_tags(history, files.root(), &loaded);
    options.overrides.apply(&mut loaded.config, &history)?;
    // Without a network there are no pictures of other sites, and a browser shows where they are missing.
    loaded.config.html.remote_images = RemoteImages::Drop;
    let parsed = parse(&loaded, Some(&Memo::open_read_only(&cache, "parsed", MEMO_VERSION)));
    let examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
    let theme = load_theme(&examined.loaded.config, &files, &examined.loaded.listing)?;
    let config = &examined.loaded.config;
    let site_url = config.html.site_url.clone().filter(|url| url.contains("://"));
    let view = PackView {
        build: build_id(&examined, &theme, &history, options),
        date: options.today.to_string(),
        commit: history.head.as_ref().map(|commit| commit.chars().take(12).collect()),
        site_url,
    };
    let addresses = Addresses::new(&examined.site, config, &examined.assets, &examined.loaded.sources);
    let viewer = viewer(&addresses, &theme).packed(view.clone());
    let routes = viewer.pages().into_iter().map(|(_, route)| route.as_str().to_owned());
    let choice = choose(&examined.site, &options.charts, &options.tiers, routes)?;
    let maker = Maker::new(&examined, &theme, &viewer, &files, history.head.as_deref(), options.today);
    let packer = Packer {
        examined: &examined,
        theme: &theme,
        maker: &maker,
        view,
        choice: &choice,
        syntaxes: Syntaxes::default(),
        highlighted: Memo::open_read_only(&cache, "highlighted", MEMO_VERSION),
        contents: maker.contents()?.into_iter().map(|(route, content)| (route.as_str().to_owned(), content)).collect(),
    };
    packer.write(options)
}

/// Names what is in a pack: the texts and pictures, the program, the theme, and what was chosen.
fn build_id(examined: &Examined, theme: &Theme, history: &History, options: &PackOptions) -> String {
    let mut id = Hasher::default();
    id.text(CODE).digest(theme.digest()).text(history.head.as_deref().unwrap_or_default());
    id.text(&options.today.to_string()).value(&options.charts).value(&options.tiers);
    for (_, source) in examined.loaded.sources.iter() {
        id.text(source.path().as_str()).digest(source.digest());
    }
    let pictures: BTreeMap<&str, &str> =
        examined.assets.iter().map(|(path, asset)| (path.as_str(), asset.route.as_str())).collect();
    for (path, route) in pictures {
        id.text(path).text(route);
    }
    id.finish().short(10)
}

struct Packer<'a> {
    examined: &'a Examined,
    theme: &'a Theme,
    maker: &'a Maker<'a>,
    view: PackView,
    choice: &'a Choice,
    syntaxes: Syntaxes,
    highlighted: Memo,
    /// Every file of the site that is no page, by its path.
    contents: RapidHashMap<String, Content>,
}

/// How many pages are rendered at a time: they are held until they are in the archive.
const PAGES_AT_A_TIME: usize = 128;

/// The folder of the site in the archive.
const SITE: &str = "site";

/// The recovery pages in one file.
const HANDOUT: &str = "recovery.html";

impl Packer<'_> {
    fn write(&self, options: &PackOptions) -> Result<Packed> {
        let site = &self.examined.site;
        let (charts, needed) =
            (self.choice.charts.len(), self.choice.charts.iter().filter(|(_, needed)| *needed).count());
        let handout = self.handout()?;
        let mut packed = Packed {
            build: self.view.build.clone(),
            pages: 0,
            charts,
            needed,
            files: 1,
            bytes: 0,
            handout: handout.as_ref().map(|html| html.len() as u64),
        };
        if options.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html")) {
            let nothing = "no page of the site tells how to bring something back, so that there is nothing to print";
            let html = handout
                .ok_or_else(|| Error::new(nothing).help("pages of the kinds `backup`, `recovery` and `playbook` do"))?;
            packed.bytes = archive::write_file(&options.out, html.as_bytes())?;
            return Ok(packed);
        }

        let folder = folder_name(&site.title);
        let mut archive = Archive::create(&options.out, options.today)?;
        let start = self.start(handout.is_some())?;
        archive.add(&format!("{folder}/START-HERE.html"), start.as_bytes())?;
        if let Some(html) = &handout {
            archive.add(&format!("{folder}/{HANDOUT}"), html.as_bytes())?;
        }
        let pages = self.pages();
        let included: BTreeSet<&str> = pages.iter().map(|(_, route)| route.as_str()).collect();
        let companions = Mutex::new(BTreeSet::new());
        for some in pages.chunks(PAGES_AT_A_TIME) {
            let highlighter = || RememberingHighlighter { inner: self.syntaxes.highlighter(), memo: &self.highlighted };
            let made: Vec<(&Route, String)> = some
                .par_iter()
                .map_init(highlighter, |highlighter, (page, route)| {
                    let html = self.maker.render(&self.maker.prepare(*page, route), highlighter)?;
                    let left_out = self.theme.translation().t("Not in this offline copy");
                    let place = |path: &str| self.place(path, &included);
                    let (html, named) = packed_page(&html, route, self.view.site_url.as_deref(), left_out, &place);
                    companions.lock().unwrap_or_else(PoisonError::into_inner).extend(named);
                    Ok((route, html))
                })
                .collect::<Result<_>>()?;
            for (route, html) in made {
                archive.add(&format!("{folder}/{SITE}/{route}"), html.as_bytes())?;
            }
        }
        packed.pages = pages.len();
        let mut companions = companions.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Style sheets and scripts name each other.
        let of_theme = self.contents.iter().filter(|(_, content)| matches!(content, Content::Theme(_)));
        companions.extend(of_theme.map(|(path, _)| path.clone()));
        for path in &companions {
            let bytes = self.maker.make(&self.contents[path], &[], &|| &[])?;
            archive.add(&format!("{folder}/{SITE}/{path}"), &bytes)?;
        }
        for (path, bytes) in self.search_files(&pages) {
            archive.add(&format!("{folder}/{SITE}/{path}"), &bytes)?;
        }
        (packed.files, packed.bytes) = archive.finish()?;
        Ok(packed)
    }

    /// The pages to pack, in order of route.
    fn pages(&self) -> Vec<(HtmlPage, Route)> {
        let mut pages = self.maker.viewer().pages();
        pages.retain(|(page, route)| *page != HtmlPage::NotFound && self.choice.holds(*page, route));
        pages.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
        pages
    }

    /// What is at a path, for a page of the archive.
    fn place(&self, path: &str, included: &BTreeSet<&str>) -> Place {
        if included.contains(path) {
            return Place::Packed;
        }
        match self.contents.get(path) {
            Some(Content::Copy(_) | Content::Theme(_)) => Place::Companion,
            Some(_) => Place::Elsewhere,
            None if self.choice.is_page(path) => Place::Elsewhere,
            // Those of the index, and what a broken link names.
            None => Place::Unknown,
        }
    }

    /// The index of the pages that are packed.
    fn search_files(&self, pages: &[(HtmlPage, Route)]) -> BTreeMap<String, Arc<[u8]>> {
        let Examined { site, loaded, .. } = self.examined;
        if !loaded.config.html.search {
            return BTreeMap::new();
        }
        let mut index = LiveIndex::default();
        let searched = |(page, route): &(HtmlPage, Route)| self.maker.searched(*page, route);
        index.update(0, pages, &searched, site, loaded);
        let texts: RapidHashMap<&str, PageId> = pages
            .iter()
            .filter_map(|(page, route)| match page {
                HtmlPage::Page(id) => Some((route.as_str(), *id)),
                _ => None,
            })
            .collect();
        let text_at = |route: &str| texts.get(route).copied();
        index.all(&text_at, site, loaded)
    }

    fn start(&self, handout: bool) -> Result<String> {
        self.theme.document(
            "start-here.html",
            &StartView {
                title: self.examined.site.title.clone(),
                language: self.examined.loaded.config.book.language.clone(),
                site: StartSite { pack: self.view.clone() },
                chosen: self.choice.is_partial(),
                charts: self.choice.charts.len(),
                handout,
            },
        )
    }

    /// The recovery pages as one file; nothing where no page tells how to bring something back.
    fn handout(&self) -> Result<Option<String>> {
        let viewer = self.maker.viewer();
        let handed = Handed { charts: self.choice.charts.clone(), pages: self.choice.general.clone() };
        let has_guides = handed.charts.iter().any(|(chart, _)| Handed::guides(viewer, *chart).next().is_some());
        if !has_guides && handed.pages.is_empty() {
            return Ok(None);
        }
        let places = viewer.handout_places(&handed);
        let pictures: Mutex<BTreeMap<String, Outside>> = Mutex::default();
        let outside = |path: &str| {
            let mut pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
            pictures.entry(path.to_owned()).or_insert_with(|| self.outside(path)).clone()
        };
        let surroundings = Surroundings {
            site_url: self.view.site_url.as_deref(),
            left_out: self.theme.translation().t("Not in this offline copy"),
            outside: &outside,
        };
        let mut highlighter = RememberingHighlighter { inner: self.syntaxes.highlighter(), memo: &self.highlighted };
        let mut body = |id: PageId| {
            let route = &self.examined.site.page(id).route;
            let html = self.maker.render_body(&self.maker.prepare(HtmlPage::Page(id), route), &mut highlighter)?;
            Ok(places.body(&html, route, surroundings))
        };
        let route = Route::new(HANDOUT).expect("a fixed word is a route");
        let view = viewer.handout(&handed, &route, self.view.clone(), &mut body)?;
        let html = self.theme.document("handout.html", &view)?;
        Ok(Some(places.frame(&html, &route, surroundings)))
    }

    /// What a path is to the file of recovery pages.
    fn outside(&self, path: &str) -> Outside {
        match self.contents.get(path) {
            Some(content @ Content::Copy(_)) => {
                let mime = picture(path);
                let bytes = mime.and_then(|_| self.maker.make(content, &[], &|| &[]).ok());
                match (mime, bytes) {
                    (Some(mime), Some(bytes)) => {
                        let data = base64::engine::general_purpose::STANDARD.encode(&bytes);
                        Outside::Picture(format!("data:{mime};base64,{data}"))
                    }
                    _ => Outside::Published,
                }
            }
            Some(_) => Outside::Published,
            None if self.choice.is_page(path) => Outside::Published,
            None => Outside::Unknown,
        }
    }
}

/// The type of a picture by its name.
fn picture(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match &*extension.to_ascii_lowercase() {
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webp" => "image/webp",
        _ => return None,
    })
}

/// The longest name of the folder in the archive, in bytes: unpacked paths have to stay short.
const LONGEST_FOLDER: usize = 40;

/// The name of the one folder in the archive.
fn folder_name(title: &str) -> String {
    let mut name = heading_id(title);
    name.truncate(name.floor_char_boundary(LONGEST_FOLDER));
    let name = name.trim_matches(['-', '_']);
    if name.is_empty() { "docs-offline".to_owned() } else { format!("{name}-offline") }
}
