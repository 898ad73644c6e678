//! From a repository to a site on the disk: `load` → `parse` → `assemble` → `check` and `render` → `write`.
//!
//! Only `load` and `write` touch the world. Pages are rendered in parallel and handed to the disk one by one, so memory
//! holds as many pages as there are cores, whatever the size of the site. What is remembered between builds is the
//! slow parts (what each text says, and highlighted code) and, for each page, the digests of what it was made from.

mod chart_index;
mod contents;
mod destination;
mod edition;
mod examine;
mod external;
mod facts;
mod folder;
pub mod generated;
mod journal;
mod link_cache;
mod load;
mod lock;
mod manifest;
pub mod memo;
mod overrides;
pub mod pack;
mod program_files;
mod published;
mod record;
mod sealed;
mod search;
mod sharing;
mod staging;
pub mod theme;
mod versions;
mod workspace;
pub mod write;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rayon::prelude::*;

pub use edition::{Edition, SiteFile};
pub use examine::{CheckOptions, CheckedRepository, Examined, Surveyed, check_repository, examine, survey};
use examine::{Circumstances, join, with_tags};
pub use external::{ExternalOptions, ExternalTally};
pub use facts::facts;
pub use load::{BOOK_TOML, Loaded, Parsed, load, parse};
pub use overrides::Overrides;
pub use sharing::Sharing;

use self::contents::{Content, Maker, viewer};
use self::destination::Destination;
use self::memo::Memo;
use self::record::Record;
use self::theme::load_theme;
pub use self::versions::BuiltVersion;
pub use self::workspace::{Changes, Workspace};
use self::write::Output;
use crate::config::{Config, Kept, Surroundings};
use crate::diagnostic::{Diagnostic, Topics};
use crate::digest::{Digest, Hasher};
use crate::error::Result;
use crate::fs::{DiskFiles, Files};
use crate::git::History;
use crate::render::address::Addresses;
use crate::render::code::{CodeHighlighter, Highlighted};
use crate::render::highlight::{Highlighter, Syntaxes};
use crate::render::search::page::SearchedPage;
use crate::render::theme::Theme;
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
    /// What is asked for instead of what book.toml says.
    pub overrides: Overrides,
    /// Whether to build the versions of `[versions]` as well. A workspace never does.
    pub versions: bool,
    /// Whether the output folder is somebody else's as well, such as a checkout of a branch with a chart repository.
    pub merging: bool,
    /// Files of the output folder that docsgen didn't write and may replace.
    pub replace: Kept,
}

impl Options {
    /// Builds the repository at `root` for a day, as its book.toml says.
    #[must_use]
    pub fn new(root: PathBuf, today: Date) -> Self {
        Self {
            root,
            out: None,
            cache: None,
            today,
            overrides: Overrides::default(),
            versions: true,
            merging: false,
            replace: Kept::default(),
        }
    }
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
    /// The versions that were built beside the tree, in order of the list.
    pub versions: Vec<BuiltVersion>,
    /// Whether settings ask for versions, and no branch or tag is meant by them.
    pub no_version_matches: bool,
    /// The HTML pages that were rendered, and why each, in order of route, those of versions last.
    pub rendered: Vec<(Route, &'static str)>,
    /// Number of files written.
    pub written: usize,
    /// Number of files removed.
    pub removed: usize,
    /// Files of the output folder that were edited by hand and therefore kept although nothing produces them.
    pub kept: Vec<String>,
    /// Digest of the site: equal where readers would notice no difference, whatever was built or published before.
    pub digest: Digest,
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
    let history = with_tags(history, files.root(), &loaded);
    options.overrides.apply(&mut loaded.config, &history)?;
    let plan = versions::plan(&loaded, &history, files.root(), options)?;
    let today_settings = loaded.config.clone();
    if let Some(version) = &plan.tree {
        version.clone().apply(&mut loaded.config);
    }
    let out = options.out.clone().unwrap_or_else(|| root.join(&loaded.config.build.build_dir));

    let protected = protected_folders(root, &loaded.config);
    let keep = loaded.config.html.keep.clone();
    let sharing = Sharing { keep, replace: options.replace.clone(), merging: options.merging };
    let output = Output::open(&out, &cache, &protected)?.shared(sharing);

    stages.next("parse", loaded.sources.iter().count());
    let memory = Memory::open(&cache);
    let mut parsed = parse(&loaded, Some(&memory.texts));
    if options.merging || loaded.config.html.keep.covers(chart_index::NAME) {
        let (index, finding) = chart_index::read(&out, &memory.texts)?;
        parsed.index = parsed.index.or(index);
        parsed.findings.extend(finding);
    }
    stages.next("assemble", 0);
    let topics = Topics::all();
    let mut examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
    stages.next("check", 0);
    let known_language = |language: &str| syntaxes.knows(language);
    let circumstances =
        Circumstances { files: &files, known_language: &known_language, history: &history, today: options.today };
    examined.check(&circumstances, &topics)?;
    examined.findings = examined.reported(&topics);

    let theme = load_theme(&examined.loaded.config, &files, &examined.loaded.listing)?;
    let folder = plan.tree.as_ref().map(versions::folder_of).unwrap_or_default();
    let stager = Stager {
        theme: &theme,
        syntaxes: &syntaxes,
        files: &files,
        destination: Destination::new(&output, &folder),
        memory: &memory,
        commit: history.head.as_deref(),
        today: options.today,
    };
    let staged = stager.stage(&examined, &mut stages)?;
    // While `output` keeps other runs out of the cache folder. What is remembered of a page counts only as long as its
    // file is the one that is published.
    memory.save(staged.all)?;
    let mut rendered = staged.rendered;
    // No two sites are held at a time.
    let (loaded, findings, pages, charts) = {
        let Examined { loaded, site, findings, .. } = examined;
        (loaded, findings, site.pages.len(), site.charts.len())
    };
    let mut built_versions = Vec::new();
    if !plan.others.is_empty() {
        stages.next("versions", plan.others.len());
        let builder = versions::Builder {
            today: &today_settings,
            theme: &theme,
            syntaxes: &syntaxes,
            files: &files,
            surroundings: &surroundings,
            output: &output,
            cache: &cache,
            date: options.today,
            shallow: history.shallow,
        };
        for version in builder.build(&plan, progress)? {
            rendered.extend(version.rendered.iter().cloned());
            built_versions.push(version);
        }
    }
    stages.next("write", 0);
    let written = output.commit()?;
    stages.finish();
    Ok(Built {
        findings,
        pages,
        charts,
        no_version_matches: options.versions && !today_settings.versions.is_empty() && plan.tree.is_none(),
        versions: built_versions,
        sources: loaded.sources,
        config: loaded.config,
        out,
        rendered,
        written: written.written.len(),
        removed: written.removed.len(),
        kept: written.kept_foreign,
        digest: written.digest,
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

/// What is remembered of one site between builds.
struct Memory {
    folder: PathBuf,
    texts: Memo,
    highlighted: Memo,
    records: Memo,
}

impl Memory {
    fn open(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            texts: Memo::open(folder, "parsed", MEMO_VERSION),
            highlighted: Memo::open(folder, "highlighted", MEMO_VERSION),
            records: Memo::open(folder, "pages", MEMO_VERSION),
        }
    }

    /// `all` says whether every page was rendered.
    fn save(self, all: bool) -> Result<()> {
        self.texts.save()?;
        self.records.save()?;
        // The code of a page that is kept isn't asked for, and is when a theme changes.
        if all {
            self.highlighted.save()?
        } else {
            self.highlighted.save_with_unused()?
        };
        Ok(())
    }
}

/// Stages the files of one site.
struct Stager<'a> {
    theme: &'a Theme,
    syntaxes: &'a Syntaxes,
    files: &'a dyn Files,
    destination: Destination<'a>,
    memory: &'a Memory,
    commit: Option<&'a str>,
    today: Date,
}

/// What was staged.
struct StagedSite {
    /// The HTML pages that were rendered, by their routes from the root of the output, and why each.
    rendered: Vec<(Route, &'static str)>,
    /// Whether every page was.
    all: bool,
}

impl Stager<'_> {
    /// Stages what is not published as it would be made.
    fn stage(&self, examined: &Examined, stages: &mut Stages<'_>) -> Result<StagedSite> {
        let Examined { loaded, site, assets, findings, .. } = examined;
        let addresses = Addresses::new(site, &loaded.config, assets, &loaded.sources);
        let viewer = viewer(&addresses, self.theme);
        let maker = Maker::new(examined, self.theme, &viewer, self.files, self.commit, self.today);
        let pages = viewer.pages();
        stages.next("render", pages.len());
        let renderer = Renderer {
            maker: &maker,
            search: loaded.config.html.search,
            output: &self.destination,
            syntaxes: self.syntaxes,
            highlighted: &self.memory.highlighted,
            records: &self.memory.records,
            searched: Mutex::default(),
        };
        let rendered = renderer.pages(&pages, stages.progress)?;
        maker.contents()?.par_iter().try_for_each(|(route, content)| match content {
            Content::Markdown(page)
                if self.destination.keep(route.as_str(), loaded.sources.get(site.page(*page).file).digest())? =>
            {
                Ok(())
            }
            content => self.destination.stage(route.as_str(), &maker.make(content, &pages, &|| findings)?).map(drop),
        })?;
        if loaded.config.html.search {
            stages.next("index", pages.len());
            let searched = renderer.searched.into_inner().unwrap_or_else(PoisonError::into_inner);
            let memo = Memo::open(&self.memory.folder, "search", MEMO_VERSION);
            search::stage_index(searched, site, loaded, memo, &self.destination)?;
        }
        let all = rendered.len() == pages.len();
        Ok(StagedSite { rendered, all })
    }
}

/// Renders pages and stages them.
struct Renderer<'a> {
    maker: &'a Maker<'a>,
    /// Whether pages can be searched.
    search: bool,
    output: &'a Destination<'a>,
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
                Ok(reason.map(|reason| {
                    let shown = Route::new(&self.output.route(route.as_str())).unwrap_or_else(|_| route.clone());
                    (shown, reason)
                }))
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
