//! A repository that is being edited: what was read of it is kept, and only what changed is read again.
//!
//! Texts are parsed again when they change, alone; joining them runs every time. What may have changed is told by whoever
//! watches the disk. Files that nobody names are taken to be as they were.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::edition::{Edition, Shared};
use super::examine::{join, with_tags};
use super::load::{Before, KnownTexts, Loaded, Wants, load_with, parse_again, parse_document_again};
use super::lock::Lock;
use super::memo::Memo;
use super::theme::{THEMES, load_theme};
use super::{MEMO_VERSION, Options, Overrides, surroundings};
use crate::config::Kind;
use crate::error::Result;
use crate::fs::DiskFiles;
use crate::git::{History, head};
use crate::parse::document::Document;
use crate::parse::statement::Field;
use crate::render::theme::Theme;
use crate::site::page::PageId;
use crate::source::{FileId, RepoPath};

/// From how many changed files on it is no edit: then all is joined, and git is asked whether another commit was checked out.
const MANY_FILES: usize = 4;

/// What may have changed on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// These files and folders, with all that is in them: absolute paths.
    Paths(BTreeSet<PathBuf>),
    /// Nobody knows.
    Everything,
}

impl Changes {
    fn add(&mut self, more: &Self) {
        match (&mut *self, more) {
            (Self::Paths(paths), Self::Paths(more)) => paths.extend(more.iter().cloned()),
            _ => *self = Self::Everything,
        }
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::Paths(BTreeSet::new())
    }
}

/// A repository that is being edited.
pub struct Workspace {
    root: PathBuf,
    excluded: Vec<PathBuf>,
    texts: KnownTexts,
    overrides: Overrides,
    shared: Arc<Shared>,
    edition: Arc<Edition>,
    /// What changed since the last edition and couldn't be made one.
    pending: Changes,
}

/// What changes mean for the next edition.
#[derive(Debug, Default)]
struct Effect {
    /// Texts that are there as before, to be read again.
    texts: Vec<FileId>,
    /// Whether files were added or removed, or settings depend on what changed.
    structure: bool,
    /// Whether the theme changed.
    theme: bool,
    /// Whether a file changed that pages embed.
    assets: bool,
}

impl Workspace {
    /// Reads a repository. What earlier builds remember is used, and what this finds out is remembered unless another run
    /// holds the folder.
    ///
    /// # Errors
    /// Where the repository can't be read, or settings or theme are broken.
    pub fn open(options: &Options) -> Result<Self> {
        let root = &options.root;
        let cache = options.cache.clone().unwrap_or_else(|| root.join(".docsgen"));
        let mut excluded: Vec<PathBuf> = options.out.iter().cloned().chain([cache.clone()]).collect();
        let files = DiskFiles::open(root, &excluded)?;
        let surroundings = surroundings(files.root());
        let (loaded, history) =
            rayon::join(|| load_with(&files, &surroundings, Wants::default(), None), || History::read(files.root()));
        let mut loaded = loaded?;
        let history = with_tags(history, files.root(), &loaded);
        options.overrides.apply(&mut loaded.config, &history)?;
        excluded.push(files.root().join(&loaded.config.build.build_dir));

        let lock = Lock::take_cache(&cache, files.root());
        let memo = match &lock {
            Some(_) => Memo::open(&cache, "parsed", MEMO_VERSION),
            None => Memo::open_read_only(&cache, "parsed", MEMO_VERSION),
        };
        let mut texts = KnownTexts::default();
        let parsed = parse_again(&loaded, Some(&memo), &mut texts);
        if lock.is_some() {
            memo.save_with_unused()?;
        }
        let theme = Arc::new(load_theme(&loaded.config, &files, &loaded.listing)?);
        let examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
        let highlighted = Memo::open_read_only(&cache, "highlighted", MEMO_VERSION);
        let root = files.root().to_owned();
        let shared = Arc::new(Shared::new(files, options.today, highlighted));
        let edition = Arc::new(Edition::new(examined, theme, Arc::new(history), Arc::clone(&shared))?);
        let overrides = options.overrides.clone();
        Ok(Self { root, excluded, texts, overrides, shared, edition, pending: Changes::default() })
    }

    /// The last site that could be made.
    #[must_use]
    pub fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.edition)
    }

    /// What may lie in the repository and doesn't belong to it: the output and cache folders.
    #[must_use]
    pub fn excluded(&self) -> &[PathBuf] {
        &self.excluded
    }

    /// Reads again what may have changed. The edition is the same where nothing of the site did. Where only words of pages
    /// changed, it is provisional: these pages show them, and [`Workspace::settle`] follows up what other pages say of them, down
    /// to the lines at which their figures stand.
    ///
    /// # Errors
    /// Where settings or theme are broken now, or a file can't be read. The last edition stays, and what changed is looked
    /// at again with the next change.
    pub fn update(&mut self, changes: &Changes) -> Result<Arc<Edition>> {
        self.pending.add(changes);
        if let Some(edition) = self.next()? {
            self.edition = Arc::new(edition);
        }
        self.pending = Changes::default();
        Ok(self.edition())
    }

    /// Joins all anew where the last edition is provisional.
    ///
    /// # Errors
    /// Where a file can't be read that pages embed; the provisional edition stays.
    pub fn settle(&mut self) -> Result<Arc<Edition>> {
        let provisional = self.edition();
        if provisional.is_provisional() {
            let loaded = provisional.examined.loaded.clone();
            let (theme, history) = (Arc::clone(&provisional.theme), Arc::clone(&provisional.history));
            self.edition = Arc::new(self.join(loaded, theme, history, &|_| false)?);
        }
        Ok(self.edition())
    }

    /// The next edition, if it differs.
    fn next(&mut self) -> Result<Option<Edition>> {
        let before = self.edition();
        let was = &before.examined.loaded;
        let effect = self.effect(was);
        let stale = self.stale(was);
        if effect.structure {
            let history = self.history(&before);
            let loaded = self.load_again(was, &history, &stale)?;
            let theme = self.theme(&before, &loaded, effect.theme)?;
            return self.join(loaded, theme, history, &stale).map(Some);
        }
        let (loaded, differing) = was.with_texts(&effect.texts, &self.shared.files)?;
        if !effect.theme && !effect.assets {
            if differing.is_empty() {
                return Ok(None);
            }
            if let Some(documents) = self.other_words(&before, &loaded, &differing) {
                return Ok(Some(Edition::with_documents(&before, loaded, documents.into_iter())));
            }
        }
        let many = effect.texts.len() >= MANY_FILES;
        let history = if many { self.history(&before) } else { Arc::clone(&before.history) };
        let theme = self.theme(&before, &loaded, effect.theme)?;
        self.join(loaded, theme, history, &stale).map(Some)
    }

    fn join(
        &mut self,
        loaded: Loaded,
        theme: Arc<Theme>,
        history: Arc<History>,
        stale: &(dyn Fn(&RepoPath) -> bool + Sync),
    ) -> Result<Edition> {
        let parsed = parse_again(&loaded, None, &mut self.texts);
        let assets = &self.edition.examined.assets;
        let kept = |path: &RepoPath| assets.get(path).filter(|_| !stale(path)).cloned();
        let Shared { files, today, .. } = &*self.shared;
        let examined = join(loaded, parsed, files, &history, *today, &kept)?;
        Edition::new(examined, theme, history, Arc::clone(&self.shared))
    }

    /// The new texts of some files, if each is a page that is the same to the rest of the site but for its words.
    fn other_words(
        &mut self,
        before: &Edition,
        loaded: &Loaded,
        files: &[FileId],
    ) -> Option<Vec<(PageId, Arc<Document>)>> {
        if files.len() >= MANY_FILES {
            return None;
        }
        let site = &before.examined.site;
        let one = |file: &FileId| {
            let page = site.page_at(loaded.sources.get(*file).path())?;
            // What a changelog says, charts and the list of releases say, too.
            if site.page(page).kind == Kind::Release {
                return None;
            }
            let document = parse_document_again(loaded, *file, &mut self.texts)?;
            differs_in_words_alone(&site.page(page).document, &document).then_some((page, document))
        };
        files.iter().map(one).collect()
    }

    /// What the pending changes mean.
    fn effect(&self, was: &Loaded) -> Effect {
        let Changes::Paths(paths) = &self.pending else {
            return Effect { structure: true, theme: true, assets: true, ..Effect::default() };
        };
        // A file that is reached by a link has another name than the one that changed.
        let mut effect = Effect { structure: was.listing.linked > 0, ..Effect::default() };
        let theme = RepoPath::new(THEMES).and_then(|themes| themes.join(&was.config.html.theme));
        for path in paths {
            let Some(place) = self.place(path) else { continue };
            let there = path.symlink_metadata();
            let listed = was.listing.files.binary_search_by(|entry| entry.path.cmp(&place)).is_ok();
            if !listed && there.is_err() && !was.listing.has_folder(&place) {
                // A file that an editor needs for a moment.
                continue;
            }
            effect.theme |= theme.as_ref().is_some_and(|theme| place.is_within(theme) || theme.is_within(&place));
            let as_before = listed && there.is_ok_and(|metadata| metadata.is_file());
            if !as_before || was.decides_settings(&place) {
                effect.structure = true;
            } else if let Some(file) = was.sources.find(&place) {
                effect.texts.push(file);
            }
            effect.assets |= self.edition.examined.assets.contains_key(&place);
        }
        effect
    }

    /// The path of something in the repository.
    fn place(&self, path: &Path) -> Option<RepoPath> {
        if self.excluded.iter().any(|excluded| path.starts_with(excluded)) {
            return None;
        }
        let inside = path.strip_prefix(&self.root).ok()?.to_str()?;
        let inside = if cfg!(windows) { inside.replace('\\', "/") } else { inside.to_owned() };
        RepoPath::new(&inside)
    }

    /// Whether a file may have changed.
    fn stale(&self, was: &Loaded) -> impl Fn(&RepoPath) -> bool + Sync + use<> {
        let named: Option<BTreeSet<RepoPath>> = match &self.pending {
            Changes::Paths(paths) if was.listing.linked == 0 => {
                Some(paths.iter().filter_map(|path| self.place(path)).collect())
            }
            _ => None,
        };
        move |path| match &named {
            None => true,
            Some(named) => {
                let mut place = path.clone();
                loop {
                    if named.contains(&place) {
                        return true;
                    }
                    if place.as_str().is_empty() {
                        return false;
                    }
                    place = place.parent();
                }
            }
        }
    }

    fn load_again(
        &self,
        was: &Loaded,
        history: &History,
        stale: &(dyn Fn(&RepoPath) -> bool + Sync),
    ) -> Result<Loaded> {
        let before = Before { loaded: was, stale };
        let files = &self.shared.files;
        let mut loaded = load_with(files, &surroundings(&self.root), Wants::default(), Some(before))?;
        self.overrides.apply(&mut loaded.config, history)?;
        Ok(loaded)
    }

    fn theme(&self, before: &Edition, loaded: &Loaded, changed: bool) -> Result<Arc<Theme>> {
        let was = &before.examined.loaded.config;
        let same = was.html.theme == loaded.config.html.theme && was.book.language == loaded.config.book.language;
        if same && !changed {
            return Ok(Arc::clone(&before.theme));
        }
        load_theme(&loaded.config, &self.shared.files, &loaded.listing).map(Arc::new)
    }

    /// The history, read again where another commit is checked out.
    fn history(&self, before: &Edition) -> Arc<History> {
        if head(&self.root) == before.history.head {
            return Arc::clone(&before.history);
        }
        Arc::new(with_tags(History::read(&self.root), &self.root, &before.examined.loaded))
    }
}

/// Whether two texts of a page give it the same title and settings, lead to the same, can be led to at the same ids, state the same
/// objectives, and have no part in datasets of others.
fn differs_in_words_alone(before: &Document, now: &Document) -> bool {
    fn title(document: &Document) -> Option<&str> {
        document.first_title().map(|heading| document.plain(heading.text))
    }
    fn links(document: &Document) -> impl Iterator<Item = (&str, bool)> {
        document.links.iter().map(|link| (&*link.destination, link.image))
    }
    fn code(document: &Document) -> impl Iterator<Item = (&str, bool)> {
        document.code_spans.iter().map(|code| (document.plain(code.text), code.in_link))
    }
    fn ids(document: &Document) -> impl Iterator<Item = &str> {
        let headings = document.headings.iter().map(|heading| &*heading.id);
        let tags = document.tags.iter().filter_map(|tag| tag.anchor.as_deref());
        let footnotes = document.footnotes.iter().filter(|footnote| footnote.used).map(|footnote| &*footnote.label);
        headings.chain(tags).chain(footnotes)
    }
    fn objectives(document: &Document) -> impl Iterator<Item = (Field, &str, Option<&str>)> {
        document.statements.iter().map(|statement| {
            let scenario = statement.scenario.as_ref().map(|scenario| scenario.value.as_str());
            (statement.field, &*statement.bound.text, scenario)
        })
    }
    fn tasks(document: &Document) -> impl Iterator<Item = bool> {
        document.tasks.iter().map(|task| task.checked)
    }
    before.front_matter == now.front_matter
        && title(before) == title(now)
        && links(before).eq(links(now))
        && code(before).eq(code(now))
        && ids(before).eq(ids(now))
        && objectives(before).eq(objectives(now))
        && tasks(before).eq(tasks(now))
        && before.asked_data == now.asked_data
        // Any page may show the rows of another's table.
        && before.data.is_empty()
        && now.data.is_empty()
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Workspace").field("root", &self.root).finish_non_exhaustive()
    }
}
