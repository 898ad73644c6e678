//! Turns destinations and inline code into targets, as GitHub would.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rapidhash::{RapidHashMap, RapidHashSet};
use rayon::prelude::*;

use super::ParsedDocument;
use super::chart::{Chart, ChartIndex};
use super::link::{Broken, Destination, Place, Target, Tree};
use super::page::PageId;
use super::placement::Placement;
use crate::config::Kind;
use crate::parse::dataset::dotenv;
use crate::parse::document::{Document, FoundLink};
use crate::parse::makefile::Makefile;
use crate::source::{FileId, RepoPath};

/// What is known about the repository when links are looked up.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    pages: RapidHashMap<&'a RepoPath, PageId>,
    anchors: RapidHashMap<&'a RepoPath, Anchors<'a>>,
    charts: &'a [Chart],
    /// Folders of the charts whose pages docsgen makes itself.
    charts_without_readme: RapidHashMap<&'a RepoPath, ChartIndex>,
    commands: &'a CommandIndex,
    /// Files that the site's readers may not see.
    for_others: &'a RapidHashSet<RepoPath>,
}

/// Which Makefile offers a target.
#[derive(Debug, Default)]
pub(super) struct CommandIndex {
    /// Target name → the Makefiles that define it, in order of path.
    makefiles: RapidHashMap<String, Vec<RepoPath>>,
    /// Makefile → the first chart that has it.
    charts: RapidHashMap<RepoPath, ChartIndex>,
}

impl CommandIndex {
    pub(super) fn new(charts: &[Chart], makefiles: &BTreeMap<RepoPath, (FileId, Arc<Makefile>)>) -> Self {
        let mut index = Self::default();
        for (chart, commands) in (0_u32..).zip(charts).filter_map(|(at, chart)| Some((at, chart.commands.as_ref()?))) {
            index.charts.entry(commands.makefile.clone()).or_insert(ChartIndex(chart));
        }
        for (path, (_, makefile)) in makefiles {
            for target in &makefile.targets {
                let places = index.makefiles.entry(target.name.value.clone()).or_default();
                // A Makefile may write a target several times.
                if places.last() != Some(path) {
                    places.push(path.clone());
                }
            }
        }
        index
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        pages: &'a [Placement<'a>],
        documents: &'a [ParsedDocument],
        charts: &'a [Chart],
        commands: &'a CommandIndex,
        for_others: &'a RapidHashSet<RepoPath>,
    ) -> Self {
        let with_readme: RapidHashSet<ChartIndex> =
            pages.iter().filter(|page| page.kind == Kind::Chart).filter_map(|page| page.chart).collect();
        let without = (0_u32..).map(ChartIndex).zip(charts).filter(|(index, _)| !with_readme.contains(index));
        Self {
            tree,
            pages: pages.iter().zip(0_u32..).map(|(page, id)| (&page.source.path, PageId(id))).collect(),
            anchors: documents.par_iter().map(|document| (&document.path, Anchors::of(&document.document))).collect(),
            charts,
            charts_without_readme: without.map(|(index, chart)| (&chart.folder, index)).collect(),
            commands,
            for_others,
        }
    }

    /// Whether nothing leads to a file since its readers are others, or nobody.
    pub(super) fn keeps_back(&self, path: &RepoPath) -> bool {
        self.for_others.contains(path)
    }

    /// Where a link of the file at `from` leads.
    pub(super) fn link(&self, from: &RepoPath, link: &FoundLink) -> Target {
        let (path, fragment, plain) = match Destination::parse(&link.destination) {
            Destination::Absolute => return Target::External,
            Destination::Unsafe => return Target::Broken(Broken::Unsafe),
            Destination::Path { path, fragment, plain } => (path, fragment, plain),
        };
        if path.is_empty() {
            return self.file(from.clone(), fragment, false);
        }
        let Some(path) = from.parent().join(&path) else {
            return Target::Broken(Broken::OutsideRepository);
        };
        if plain && self.tree.place(&path) == Some(Place::File) {
            return Target::File { path, fragment };
        }
        self.path(path, fragment, link.image)
    }

    /// Where the evidence of a drill is: a URL, or a path from the text's folder or, where that has no such file, from the
    /// repository root.
    pub(super) fn evidence(&self, from: &RepoPath, written: &str) -> Target {
        let (path, fragment) = match Destination::parse(written) {
            Destination::Absolute => return Target::External,
            Destination::Unsafe => return Target::Broken(Broken::Unsafe),
            Destination::Path { path, fragment, .. } => (path, fragment),
        };
        if path.is_empty() {
            return self.file(from.clone(), fragment, false);
        }
        let places: Vec<RepoPath> = [from.parent(), RepoPath::root()].iter().filter_map(|at| at.join(&path)).collect();
        match places.iter().find(|path| self.tree.place(path).is_some()).or(places.first()) {
            Some(path) => self.path(path.clone(), fragment, false),
            None => Target::Broken(Broken::OutsideRepository),
        }
    }

    fn path(&self, path: RepoPath, fragment: Option<String>, image: bool) -> Target {
        match self.tree.place(&path) {
            Some(Place::File) => self.file(path, fragment, image),
            Some(Place::Folder) => self.folder(path, fragment),
            None => match self.tree.other_case(&path) {
                Some(actual) => {
                    // What is there by its own name is found, so this goes one step deep.
                    let target = Box::new(self.path(actual.clone(), fragment, image));
                    Target::Broken(Broken::WrongCase { actual: actual.clone(), target })
                }
                None => Target::Broken(Broken::MissingFile { path }),
            },
        }
    }

    fn folder(&self, path: RepoPath, fragment: Option<String>) -> Target {
        // The box in which GitHub shows the README below the list of files.
        let fragment = fragment.filter(|fragment| !fragment.eq_ignore_ascii_case("readme"));
        let readme = self.folder_page(&path);
        let chart = || self.charts_without_readme.get(&path).copied();
        match readme {
            Some(readme) if self.pages.contains_key(&readme) => self.file(readme, fragment, false),
            readme => match (chart(), readme) {
                (Some(chart), _) => Target::Chart(chart),
                (None, Some(readme)) => self.file(readme, fragment, false),
                (None, None) => Target::Folder(path),
            },
        }
    }

    fn file(&self, path: RepoPath, fragment: Option<String>, image: bool) -> Target {
        let page = self.pages.get(&path).copied();
        let mut fragment = fragment;
        if let Some(anchors) = self.anchors.get(&path)
            && let Some(anchor) = fragment.take()
        {
            match anchors.find(&anchor) {
                Some(found) => fragment = Some(found.to_owned()),
                None => return Target::Broken(Broken::MissingAnchor { path, page, anchor }),
            }
        }
        match page {
            Some(page) => {
                let anchor = fragment.filter(|anchor| !anchor.is_empty());
                Target::Page { page, anchor }
            }
            // A copy of values would be published whatever the page calls it.
            None if image && !self.for_others.contains(&path) && !dotenv::holds_values(path.file_name()) => {
                Target::Asset(path)
            }
            None => Target::File { path, fragment },
        }
    }

    /// The README that GitHub shows for a folder.
    fn folder_page(&self, folder: &RepoPath) -> Option<RepoPath> {
        ["README.md", "readme.md", "Readme.md", "index.md", "_index.md", "README.markdown"]
            .iter()
            .filter_map(|name| folder.join(name))
            .find(|path| self.tree.place(path) == Some(Place::File))
    }

    /// What inline code names: a make target, or a file of the repository. Code that could be anything names nothing.
    pub(super) fn code(&self, from: &RepoPath, chart: Option<ChartIndex>, code: &str) -> Option<Target> {
        let code = code.trim();
        if code.len() > 200 || code.contains(['\n', '*', '<', '{', '$']) {
            return None;
        }
        if let Some(command) = code.strip_prefix("make ") {
            return self.make(chart, command);
        }
        if code.contains(char::is_whitespace) {
            return None;
        }
        if let Some((makefile, target)) = code.split_once(".mk:") {
            let makefile = RepoPath::new(&format!("{makefile}.mk"))?;
            return self.offered(target, Some(&makefile), chart);
        }
        // A bare word is a target only where no English word is: `redis-backup`, not `install`.
        if code.contains('-') && !code.contains(['/', '.']) {
            return self.offered(code, None, chart);
        }
        self.named_file(from, chart, code)
    }

    fn make(&self, chart: Option<ChartIndex>, command: &str) -> Option<Target> {
        let mut makefile = None;
        let mut words = command.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "-f" => makefile = RepoPath::new(words.next()?),
                // In another folder there are other targets.
                "-C" => return None,
                word if word.starts_with('-') || word.contains('=') => {}
                word => return self.offered(word, makefile.as_ref(), chart),
            }
        }
        None
    }

    /// The place of a target: in the Makefile named, else in the chart's own, else in the only one that has it.
    fn offered(&self, name: &str, makefile: Option<&RepoPath>, chart: Option<ChartIndex>) -> Option<Target> {
        let makefiles = self.commands.makefiles.get(name)?;
        let own = chart.and_then(|chart| self.charts[chart.0 as usize].commands.as_ref()).map(|own| &own.makefile);
        let only = || if let [only] = makefiles.as_slice() { Some(only) } else { None };
        let found = match makefile {
            Some(makefile) => makefiles.iter().find(|path| *path == makefile),
            None => makefiles.iter().find(|path| Some(*path) == own).or_else(only),
        }?;
        let shown_by = if Some(found) == own { chart } else { self.commands.charts.get(found).copied() };
        Some(Target::Command { makefile: found.clone(), name: name.to_owned(), chart: shown_by })
    }

    /// A file that is named by its path: from the chart's folder, the text's own, or the repository root, whichever has it
    /// first.
    fn named_file(&self, from: &RepoPath, chart: Option<ChartIndex>, code: &str) -> Option<Target> {
        let path_like = code.contains('/') || code.rsplit_once('.').is_some_and(|(_, extension)| extension.len() >= 2);
        if !path_like || code.starts_with('/') || code.starts_with('~') || code.contains("://") {
            return None;
        }
        let chart = chart.map(|chart| self.charts[chart.0 as usize].folder.clone());
        let folders = chart.into_iter().chain([from.parent(), RepoPath::root()]);
        let path = folders
            .filter_map(|folder| folder.join(code))
            .find(|path| !path.as_str().is_empty() && self.tree.place(path).is_some())?;
        // A text that names itself needs no link.
        (path != *from).then(|| self.path(path, None, false))
    }
}

/// Everything that a link can lead to in a document.
pub(super) struct Anchors<'a>(RapidHashSet<Cow<'a, str>>);

/// What GitHub puts before the ids of a text, so that they can't be those of its own pages.
const USER_CONTENT: &str = "user-content-";

impl<'a> Anchors<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let headings = document.headings.iter().map(|heading| &*heading.id);
        let written = document.tags.iter().filter_map(|tag| tag.anchor.as_deref());
        let footnotes = document.footnotes.iter().filter(|footnote| footnote.used).flat_map(|footnote| {
            let label: String =
                footnote.label.to_lowercase().chars().map(|c| if c.is_whitespace() { '-' } else { c }).collect();
            [Cow::Owned(format!("fn-{label}")), Cow::Owned(format!("fnref-{label}"))]
        });
        Self(headings.chain(written).map(Cow::Borrowed).chain(footnotes).collect())
    }

    /// The id that a fragment leads to. `#` and `#top` mean the top of any page (HTML, section "Scrolling to a fragment").
    pub(super) fn find<'b>(&self, fragment: &'b str) -> Option<&'b str> {
        let bare = || fragment.strip_prefix(USER_CONTENT).filter(|bare| self.0.contains(*bare));
        let own = fragment.is_empty() || fragment == "top" || self.0.contains(fragment);
        if own { Some(fragment) } else { bare() }
    }
}
