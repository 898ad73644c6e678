//! From a repository to a site on the disk: `load` → `parse` → `assemble` → `check` and `render` → `write`.
//!
//! Only `load` and `write` touch the world. Pages are rendered in parallel and handed to the disk one by one, so memory
//! holds as many pages as there are cores, whatever the size of the site. What is remembered between builds is the
//! slow parts (what each text says, and highlighted code) and, for each page, the digests of what it was made from.

mod examine;
mod external;
mod folder;
pub mod generated;
mod journal;
mod link_cache;
mod load;
mod lock;
mod manifest;
pub mod memo;
mod published;
mod record;
mod sealed;
mod search;
mod staging;
pub mod theme;
pub mod write;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

pub use examine::{CheckOptions, CheckedRepository, Examined, Surveyed, check_repository, examine, survey};
use examine::{join, use_remote};
pub use external::{ExternalOptions, ExternalTally};
use load::parse_options;
pub use load::{BOOK_TOML, Loaded, Parsed, load, parse};

use self::memo::Memo;
use self::record::{BodyLinks, BodyParts, Ingredients, Record};
use self::theme::load_theme;
use self::write::Output;
use crate::config::{Config, Surroundings};
use crate::diagnostic::{Diagnostic, Topics};
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files};
use crate::git::History;
use crate::render::address::Addresses;
use crate::render::body::{BodyInput, BodyOptions, Replaced, Style, render_body};
use crate::render::code::{CodeHighlighter, Highlighted};
use crate::render::context::PageContext;
use crate::render::export::facts::{self, Known, facts_json};
use crate::render::export::schema::Schema;
use crate::render::highlight::{Highlighter, Syntaxes};
use crate::render::llms::llms;
use crate::render::redirect::redirect_page;
use crate::render::search::page::SearchedPage;
use crate::render::sitemap::{robots, sitemap};
use crate::render::theme::Theme;
use crate::render::view::{HtmlPage, Viewer};
use crate::site::Site;
use crate::site::page::Page;
use crate::site::route::Route;
use crate::source::{RepoPath, Sources};

/// Names this build of the program; what another one remembered isn't used.
const CODE: &str = env!("DOCSGEN_CODE");

/// Version of the memo tables' values.
const MEMO_VERSION: u32 = 1;

/// What to build and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project root: the repository root as well.
    pub root: PathBuf,
    /// Output folder; `build-dir` of book.toml where not given.
    pub out: Option<PathBuf>,
    /// Folder of what is remembered; `.docsgen` in the project root where not given.
    pub cache: Option<PathBuf>,
    /// The day to build for.
    pub today: Date,
}

/// What a build did.
#[derive(Debug)]
pub struct Built {
    /// What was found, at the configured severities and in the order of every report.
    pub findings: Vec<Diagnostic>,
    /// The texts that findings point into.
    pub sources: Sources,
    /// The settings it was built with.
    pub config: Config,
    /// The output folder.
    pub out: PathBuf,
    /// Number of pages that come from Markdown.
    pub pages: usize,
    /// Number of charts.
    pub charts: usize,
    /// The HTML pages that were rendered, and why each, in order of route.
    pub rendered: Vec<(Route, &'static str)>,
    /// Number of files written.
    pub written: usize,
    /// Number of files removed.
    pub removed: usize,
    /// Files of the output folder that were edited by hand and therefore kept although nothing produces them.
    pub kept: Vec<String>,
    /// Time by stage, in order.
    pub stages: Vec<(&'static str, Duration)>,
}

/// Told how far a build is.
pub trait Progress: Sync {
    /// A stage begins: `load`, `parse` … and the number of steps it will take, if known.
    fn stage(&self, name: &'static str, steps: usize);
    /// A step is done.
    fn step(&self);
}

/// Measures stages and tells of them.
struct Stages<'a> {
    progress: &'a dyn Progress,
    done: Vec<(&'static str, Duration)>,
    current: Option<(&'static str, Instant)>,
}

impl Stages<'_> {
    fn next(&mut self, name: &'static str, steps: usize) {
        self.finish();
        self.progress.stage(name, steps);
        self.current = Some((name, Instant::now()));
    }

    fn finish(&mut self) {
        if let Some((name, start)) = self.current.take() {
            self.done.push((name, start.elapsed()));
        }
    }
}

/// Builds the site of a repository on the disk.
///
/// # Errors
/// Where the repository can't be read, settings or theme are broken, or the site can't be written; the site that was
/// there before is then whole.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Built> {
    let mut stages = Stages { progress, done: Vec::new(), current: None };
    stages.next("load", 0);
    let root = &options.root;
    let cache = options.cache.clone().unwrap_or_else(|| root.join(".docsgen"));
    let excluded: Vec<PathBuf> = options.out.iter().cloned().chain([cache.clone()]).collect();
    let files = DiskFiles::open(root, &excluded)?;
    let surroundings = surroundings(files.root());
    // Git looks for dates while the texts are read.
    let syntaxes = Syntaxes::default();
    let (loaded, history) = rayon::join(|| load(&files, &surroundings), || History::read(files.root()));
    let mut loaded = loaded?;
    use_remote(&mut loaded.config, &history);
    let out = options.out.clone().unwrap_or_else(|| root.join(&loaded.config.build.build_dir));

    let protected = protected_folders(root, &loaded.config);
    let output = Output::open(&out, &cache, &protected)?;

    stages.next("parse", loaded.sources.iter().count());
    let texts = Memo::open(&cache, "parsed", MEMO_VERSION);
    let parsed = parse(&loaded, Some(&texts));
    stages.next("assemble", 0);
    let topics = Topics::all();
    let mut examined = join(loaded, parsed, &files, &history, options.today, &topics)?;
    stages.next("check", 0);
    examined.check(&syntaxes, &topics, &history, options.today);
    examined.findings = examined.reported(&topics);
    let Examined { loaded, site, assets, makefiles, findings, .. } = &examined;

    let theme = load_theme(&loaded.config, &files, &loaded.listing)?;
    let highlighted = Memo::open(&cache, "highlighted", MEMO_VERSION);
    let records = Memo::open(&cache, "pages", MEMO_VERSION);
    let (rendered, all_rendered) = {
        let addresses = Addresses::new(site, &loaded.config, assets, &loaded.sources);
        let extra = |paths: &[RepoPath]| -> Vec<Route> {
            paths.iter().filter_map(|path| assets.get(path)).map(|asset| asset.route.clone()).collect()
        };
        let viewer = Viewer::new(
            &addresses,
            theme.translation(),
            extra(&loaded.config.html.additional_css),
            extra(&loaded.config.html.additional_js),
        );
        let pages = viewer.pages();
        let body_options = BodyOptions {
            parse: parse_options(&loaded.config),
            style: Style::Site,
            remote_images: loaded.config.html.remote_images,
        };
        stages.next("render", pages.len());
        let renderer = Renderer {
            loaded,
            site,
            addresses: &addresses,
            viewer: &viewer,
            theme: &theme,
            output: &output,
            syntaxes: &syntaxes,
            highlighted: &highlighted,
            records: &records,
            code: code_digest(&theme, &body_options),
            body_options,
            searched: Mutex::default(),
        };
        let rendered = renderer.pages(&pages, progress)?;
        site.pages.par_iter().try_for_each(|page| stage_markdown(page, loaded, &output, &files))?;
        stage_files(&addresses, &theme, &output, &files, options, &history)?;
        if loaded.config.html.publish_facts {
            let (sources, language) = (&loaded.sources, &*loaded.config.book.language);
            let facts = facts_json(Known { site, sources, pages: &pages, language, makefiles, findings });
            output.stage(facts::ROUTE, &facts)?;
            for schema in Schema::ALL {
                output.stage(schema.route(), schema.text().as_bytes())?;
            }
        }
        if loaded.config.html.search {
            stages.next("index", pages.len());
            let searched = renderer.searched.into_inner().unwrap_or_else(PoisonError::into_inner);
            let memo = Memo::open(&cache, "search", MEMO_VERSION);
            search::stage_index(searched, site, loaded, memo, &output)?;
        }
        let all_rendered = rendered.len() == pages.len();
        (rendered, all_rendered)
    };
    stages.next("write", 0);
    // While `output` keeps other runs out of the cache folder. What is remembered of a page counts only as long as its
    // file is the one that is published.
    texts.save()?;
    records.save()?;
    // The code of a page that is kept isn't asked for, and is when a theme changes.
    if all_rendered {
        highlighted.save()?
    } else {
        highlighted.save_with_unused()?
    };
    let written = output.commit()?;
    stages.finish();
    let Examined { loaded, site, findings, .. } = examined;
    Ok(Built {
        findings,
        pages: site.pages.len(),
        charts: site.charts.len(),
        sources: loaded.sources,
        config: loaded.config,
        out,
        rendered,
        written: written.written.len(),
        removed: written.removed.len(),
        kept: written.kept_foreign,
        stages: stages.done,
    })
}

/// A file as it is published: line ends of text are LF, so that a checkout with CRLF makes the same site.
fn with_lf(bytes: Vec<u8>) -> Vec<u8> {
    if memchr::memchr(b'\r', &bytes).is_none() || memchr::memchr(0, &bytes).is_some() {
        return bytes;
    }
    match String::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n").into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

/// What detection is told of a folder on the disk.
#[must_use]
pub fn surroundings(root: &Path) -> Surroundings {
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned());
    Surroundings {
        project: RepoPath::root(),
        name: name.unwrap_or_else(|| "Documentation".to_owned()),
        repository_url: None,
    }
}

/// Folders that the output must not be, hold or replace.
fn protected_folders(root: &Path, config: &Config) -> Vec<PathBuf> {
    let sources = config.book.src.iter().map(|src| root.join(src.as_str()));
    std::iter::once(root.to_owned()).chain(sources).collect()
}

/// The program, how it prints bodies, and the theme, as one ingredient of every page.
fn code_digest(theme: &Theme, options: &BodyOptions) -> Digest {
    let mut hasher = Hasher::default();
    hasher.text(CODE).digest(theme.digest()).value(options);
    hasher.finish()
}

/// Renders pages and stages them.
struct Renderer<'a> {
    loaded: &'a Loaded,
    site: &'a Site,
    addresses: &'a Addresses<'a>,
    viewer: &'a Viewer<'a>,
    theme: &'a Theme,
    output: &'a Output,
    syntaxes: &'a Syntaxes,
    highlighted: &'a Memo,
    records: &'a Memo,
    code: Digest,
    body_options: BodyOptions,
    /// What is found by search, in no order.
    searched: Mutex<Vec<SearchedPage>>,
}

impl Renderer<'_> {
    /// Renders what changed, each page on some core, and tells which and why.
    fn pages(&self, pages: &[(HtmlPage, Route)], progress: &dyn Progress) -> Result<Vec<(Route, &'static str)>> {
        let highlighter = || RememberingHighlighter { inner: self.syntaxes.highlighter(), memo: self.highlighted };
        let mut rendered: Vec<(Route, &'static str)> = pages
            .par_iter()
            .map_init(highlighter, |highlighter, (page, route)| {
                let reason = self.page(*page, route, highlighter)?;
                progress.step();
                Ok(reason.map(|reason| (route.clone(), reason)))
            })
            .filter_map(Result::transpose)
            .collect::<Result<_>>()?;
        rendered.sort();
        Ok(rendered)
    }

    fn page(
        &self,
        page: HtmlPage,
        route: &Route,
        highlighter: &mut RememberingHighlighter<'_>,
    ) -> Result<Option<&'static str>> {
        let context = self.viewer.context(page, route);
        let text = match page {
            HtmlPage::Page(id) => Some(self.site.page(id)),
            _ => None,
        };
        if self.loaded.config.html.search
            && let Some(searched) =
                SearchedPage::new(self.site, route, &context, self.theme.translation(), text.map(|page| page.id))
        {
            self.searched.lock().unwrap_or_else(PoisonError::into_inner).push(searched);
        }
        let links = text.map(|page| BodyLinks {
            links: self.addresses.links(page),
            code_links: self.addresses.code_links(page),
            anchors: self.addresses.anchors(page),
        });
        let body = text
            .zip(links.as_ref())
            .map(|(page, links)| BodyParts::new(self.loaded.sources.get(page.file), page, links));
        let ingredients = Ingredients::new(self.code, body, &context);
        let reason = match Record::read(self.records, route) {
            None => "it is new",
            Some(before) => match ingredients.difference(&before.ingredients) {
                Some(part) => part,
                None if self.output.keep(route.as_str(), before.output)? => {
                    before.write(self.records, route);
                    return Ok(None);
                }
                None => "its file was missing or changed",
            },
        };
        let body = match text.zip(links.as_ref()) {
            Some((page, links)) => self.body(page, links, &context, highlighter)?,
            None => String::new(),
        };
        let html = self.theme.render(&context, body)?;
        self.output.stage(route.as_str(), html.as_bytes())?;
        Record { ingredients, output: Digest::of(html.as_bytes()) }.write(self.records, route);
        Ok(Some(reason))
    }

    fn body(
        &self,
        page: &Page,
        links: &BodyLinks,
        context: &PageContext,
        highlighter: &mut RememberingHighlighter<'_>,
    ) -> Result<String> {
        let tables = self.viewer.live_ranges(page).into_iter().zip(&context.matrices);
        let replaced = tables
            .map(|(range, table)| Ok(Replaced { range, html: self.theme.table(table)? }))
            .collect::<Result<Vec<_>>>()?;
        Ok(render_body(
            &BodyInput {
                text: self.loaded.sources.get(page.file).text(),
                document: &page.document,
                links: &links.links,
                code_links: &links.code_links,
                anchors: &links.anchors,
                replaced: &replaced,
                words: self.theme.translation(),
                options: &self.body_options,
            },
            highlighter,
        ))
    }
}

/// A highlighter that remembers between builds.
struct RememberingHighlighter<'a> {
    inner: Highlighter<'a>,
    memo: &'a Memo,
}

impl CodeHighlighter for RememberingHighlighter<'_> {
    fn highlight(&mut self, language: &str, code: &str) -> Highlighted {
        let mut key = Hasher::default();
        key.text(CODE).text(language).text(code);
        let key = key.finish();
        if let Some(bytes) = self.memo.get(key)
            && let Ok(html) = String::from_utf8(bytes)
        {
            return Highlighted { html, known: true };
        }
        let highlighted = self.inner.highlight(language, code);
        if highlighted.known {
            self.memo.insert(key, highlighted.html.as_bytes());
        }
        highlighted
    }
}

/// Stages the copy of a page's Markdown.
fn stage_markdown(page: &Page, loaded: &Loaded, output: &Output, files: &dyn Files) -> Result<()> {
    let route = page.markdown_route();
    let source = loaded.sources.get(page.file);
    let text = source.text();
    // What isn't UTF-8 in the file was replaced in the text.
    if text.contains(char::REPLACEMENT_CHARACTER) || memchr::memchr(b'\r', text.as_bytes()).is_some() {
        return output.stage(route.as_str(), &with_lf(files.read(&page.path)?)).map(drop);
    }
    if !output.keep(route.as_str(), source.digest())? {
        output.stage(route.as_str(), text.as_bytes())?;
    }
    Ok(())
}

/// Stages everything that is no page.
fn stage_files(
    addresses: &Addresses<'_>,
    theme: &Theme,
    output: &Output,
    files: &dyn Files,
    options: &Options,
    history: &History,
) -> Result<()> {
    let (site, config) = (addresses.site, addresses.config);
    let fixed = |path: &str| Route::new(path).expect("a fixed word is a route");
    let stage = |route: &Route, bytes: &[u8]| output.stage(route.as_str(), bytes).map(drop);
    addresses.assets.par_iter().try_for_each(|(path, asset)| stage(&asset.route, &with_lf(files.read(path)?)))?;
    addresses.copies().par_iter().try_for_each(|(path, route)| stage(route, &with_lf(files.read(path)?)))?;
    for asset in theme.assets() {
        let route = Route::new(&asset.published).map_err(|reason| {
            Error::new(format!("the theme's file `{}` can't be published: its name {reason}", asset.path))
        })?;
        stage(&route, &asset.bytes)?;
    }
    for redirect in &site.redirects {
        stage(&redirect.from, redirect_page(redirect, config.html.site_url.as_deref()).as_bytes())?;
    }
    stage(&fixed("llms.txt"), llms(site, config).as_bytes())?;
    // GitHub Pages leaves out names that start with an underscore unless this file is there.
    stage(&fixed(".nojekyll"), b"")?;
    if let Some(cname) = &config.html.cname {
        stage(&fixed("CNAME"), format!("{cname}\n").as_bytes())?;
    }
    if let Some(site_url) = config.html.site_url.as_deref().filter(|url| url.contains("://")) {
        stage(&fixed("sitemap.xml"), &sitemap(site, site_url))?;
        stage(&fixed("robots.txt"), robots(site_url).as_bytes())?;
    }
    let facts = serde_json::json!({
        "version": 1,
        "docsgen": env!("CARGO_PKG_VERSION"),
        "commit": history.head,
        "date": options.today.to_string(),
    });
    stage(&fixed("build.json"), format!("{facts:#}\n").as_bytes())
}
