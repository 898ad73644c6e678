//! From a repository to a site on the disk: `load` → `parse` → `assemble` → `check` and `render` → `write`.
//!
//! Only `load` and `write` touch the world. Pages are rendered in parallel and handed to the disk one by one, so memory
//! holds as many pages as there are cores, whatever the size of the site. What is remembered between builds is the
//! slow parts (what each text says, and highlighted code) and, for each page, the digests of what it was made from.

mod contents;
mod edition;
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
mod workspace;
pub mod write;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

pub use edition::{Edition, SiteFile};
pub use examine::{CheckOptions, CheckedRepository, Examined, Surveyed, check_repository, examine, survey};
use examine::{Circumstances, join, use_audience, use_remote};
pub use external::{ExternalOptions, ExternalTally};
pub use load::{BOOK_TOML, Loaded, Parsed, load, parse};

use self::contents::{Content, Maker, viewer};
use self::memo::Memo;
use self::record::Record;
use self::theme::load_theme;
pub use self::workspace::{Changes, Workspace};
use self::write::Output;
use crate::config::{Config, Surroundings};
use crate::diagnostic::{Diagnostic, Topics};
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::fs::DiskFiles;
use crate::git::History;
use crate::render::address::Addresses;
use crate::render::code::{CodeHighlighter, Highlighted};
use crate::render::highlight::{Highlighter, Syntaxes};
use crate::render::search::page::SearchedPage;
use crate::render::view::HtmlPage;
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
    /// Whom to build for; `[build] audience` of book.toml where not given.
    pub audience: Option<Vec<String>>,
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
    use_audience(&mut loaded.config, options.audience.as_deref())?;
    let out = options.out.clone().unwrap_or_else(|| root.join(&loaded.config.build.build_dir));

    let protected = protected_folders(root, &loaded.config);
    let output = Output::open(&out, &cache, &protected)?;

    stages.next("parse", loaded.sources.iter().count());
    let texts = Memo::open(&cache, "parsed", MEMO_VERSION);
    let parsed = parse(&loaded, Some(&texts));
    stages.next("assemble", 0);
    let topics = Topics::all();
    let mut examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
    stages.next("check", 0);
    let known_language = |language: &str| syntaxes.knows(language);
    let circumstances =
        Circumstances { files: &files, known_language: &known_language, history: &history, today: options.today };
    examined.check(&circumstances, &topics)?;
    examined.findings = examined.reported(&topics);
    let Examined { loaded, site, assets, findings, .. } = &examined;

    let theme = load_theme(&loaded.config, &files, &loaded.listing)?;
    let highlighted = Memo::open(&cache, "highlighted", MEMO_VERSION);
    let records = Memo::open(&cache, "pages", MEMO_VERSION);
    let (rendered, all_rendered) = {
        let addresses = Addresses::new(site, &loaded.config, assets, &loaded.sources);
        let viewer = viewer(&addresses, &theme);
        let maker = Maker::new(&examined, &theme, &viewer, &files, history.head.as_deref(), options.today);
        let pages = viewer.pages();
        stages.next("render", pages.len());
        let renderer = Renderer {
            maker: &maker,
            search: loaded.config.html.search,
            output: &output,
            syntaxes: &syntaxes,
            highlighted: &highlighted,
            records: &records,
            searched: Mutex::default(),
        };
        let rendered = renderer.pages(&pages, progress)?;
        maker.contents()?.par_iter().try_for_each(|(route, content)| match content {
            Content::Markdown(page)
                if output.keep(route.as_str(), loaded.sources.get(site.page(*page).file).digest())? =>
            {
                Ok(())
            }
            content => output.stage(route.as_str(), &maker.make(content, &pages, &|| findings)?).map(drop),
        })?;
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

/// Renders pages and stages them.
struct Renderer<'a> {
    maker: &'a Maker<'a>,
    /// Whether pages can be searched.
    search: bool,
    output: &'a Output,
    syntaxes: &'a Syntaxes,
    highlighted: &'a Memo,
    records: &'a Memo,
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
        let prepared = self.maker.prepare(page, route);
        if self.search
            && let Some(searched) = self.maker.searched_as(&prepared, page, route)
        {
            self.searched.lock().unwrap_or_else(PoisonError::into_inner).push(searched);
        }
        let reason = match Record::read(self.records, route) {
            None => "it is new",
            Some(before) => match prepared.ingredients.difference(&before.ingredients) {
                Some(part) => part,
                None if self.output.keep(route.as_str(), before.output)? => {
                    before.write(self.records, route);
                    return Ok(None);
                }
                None => "its file was missing or changed",
            },
        };
        let html = self.maker.render(&prepared, highlighter)?;
        self.output.stage(route.as_str(), html.as_bytes())?;
        let output = Digest::of(html.as_bytes());
        Record { ingredients: prepared.ingredients, output }.write(self.records, route);
        Ok(Some(reason))
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
