//! Turns destinations and inline code into targets, as GitHub would.

use rapidhash::{RapidHashMap, RapidHashSet};
use rayon::prelude::*;

use super::link::{Broken, Destination, Place, Target, Tree};
use super::page::PageId;
use crate::parse::document::{Document, FoundLink};
use crate::source::RepoPath;

/// What is known about the repository when links are looked up.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    pages: RapidHashMap<&'a RepoPath, PageId>,
    anchors: RapidHashMap<&'a RepoPath, RapidHashSet<&'a str>>,
    /// Lower-cased Markdown file name without extension → files, to say what was probably meant.
    commands: &'a CommandIndex,
}

/// Which Makefile offers a target.
#[derive(Debug, Default)]
pub(super) struct CommandIndex {
    /// Target name → the Makefiles that define it and the chart each belongs to.
    pub(super) targets: RapidHashMap<String, Vec<(RepoPath, RepoPath)>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        tree: &'a Tree,
        pages: impl Iterator<Item = (&'a RepoPath, PageId)>,
        documents: impl ParallelIterator<Item = (&'a RepoPath, &'a Document)>,
        commands: &'a CommandIndex,
    ) -> Self {
        let anchors = documents.map(|(path, document)| (path, anchors(document))).collect();
        Self { tree, pages: pages.collect(), anchors, commands }
    }

    /// Where a link of the file at `from` leads.
    pub(super) fn link(&self, from: &RepoPath, link: &FoundLink) -> Target {
        let (path, fragment) = match Destination::parse(&link.destination) {
            Destination::Absolute => return Target::External,
            Destination::Unsafe => return Target::Broken(Broken::Unsafe),
            Destination::Path { path, fragment } => (path, fragment),
        };
        if path.is_empty() {
            return self.file(from.clone(), fragment, false);
        }
        let Some(path) = from.parent().join(&path) else {
            return Target::Broken(Broken::OutsideRepository);
        };
        self.path(path, fragment, link.image)
    }

    fn path(&self, path: RepoPath, fragment: Option<String>, image: bool) -> Target {
        match self.tree.place(&path) {
            Some(Place::File) => self.file(path, fragment, image),
            Some(Place::Folder) => match self.folder_page(&path) {
                Some(readme) => self.file(readme, fragment, false),
                None => Target::Folder(path),
            },
            None => match self.tree.other_case(&path) {
                Some(actual) => {
                    let page = self.pages.get(actual).copied();
                    Target::Broken(Broken::WrongCase { actual: actual.clone(), page })
                }
                None => Target::Broken(Broken::MissingFile { path }),
            },
        }
    }

    fn file(&self, path: RepoPath, fragment: Option<String>, image: bool) -> Target {
        let page = self.pages.get(&path).copied();
        if let Some(anchors) = self.anchors.get(&path)
            && let Some(anchor) = &fragment
            && !has_anchor(anchors, anchor)
        {
            let anchor = anchor.clone();
            return Target::Broken(Broken::MissingAnchor { path, page, anchor });
        }
        match page {
            Some(page) => {
                // `#` and `#top` mean the top of any page (HTML, section "Scrolling to a fragment").
                let anchor = fragment.filter(|anchor| !anchor.is_empty());
                Target::Page { page, anchor }
            }
            None if image => Target::Asset(path),
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
    pub(super) fn code(&self, from: &RepoPath, chart: Option<&RepoPath>, code: &str) -> Option<Target> {
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

    fn make(&self, chart: Option<&RepoPath>, command: &str) -> Option<Target> {
        let mut makefile = None;
        let mut words = command.split_whitespace();
        while let Some(word) = words.next() {
            if word == "-f" {
                makefile = RepoPath::new(words.next()?);
            } else if word.starts_with('-') || word.contains('=') {
                continue;
            } else {
                return self.offered(word, makefile.as_ref(), chart);
            }
        }
        None
    }

    /// The place of a target: in the Makefile named, else in the chart's own, else in the only one that has it.
    fn offered(&self, target: &str, makefile: Option<&RepoPath>, chart: Option<&RepoPath>) -> Option<Target> {
        let places = self.commands.targets.get(target)?;
        let found = match (makefile, chart) {
            (Some(makefile), _) => places.iter().find(|(path, _)| path == makefile),
            (None, Some(chart)) => places.iter().find(|(_, folder)| folder == chart).or(match places.as_slice() {
                [only] => Some(only),
                _ => None,
            }),
            (None, None) => match places.as_slice() {
                [only] => Some(only),
                _ => None,
            },
        };
        found.map(|(path, _)| Target::File { path: path.clone(), fragment: Some(format!("target:{target}")) })
    }

    fn named_file(&self, from: &RepoPath, chart: Option<&RepoPath>, code: &str) -> Option<Target> {
        let path_like = code.contains('/') || code.rsplit_once('.').is_some_and(|(_, extension)| extension.len() >= 2);
        if !path_like || code.starts_with('/') || code.starts_with('~') || code.contains("://") {
            return None;
        }
        let roots = [Some(RepoPath::root()), Some(from.parent()), chart.cloned()];
        let path = roots
            .into_iter()
            .flatten()
            .filter_map(|root| root.join(code))
            .find(|path| !path.as_str().is_empty() && path != from && self.tree.place(path).is_some())?;
        Some(self.path(path, None, false))
    }
}

/// Everything a link can lead to in a document.
fn anchors(document: &Document) -> RapidHashSet<&str> {
    let headings = document.headings.iter().map(|heading| &*heading.id);
    headings.chain(document.tags.iter().filter_map(|tag| tag.anchor.as_deref())).collect()
}

fn has_anchor(anchors: &RapidHashSet<&str>, anchor: &str) -> bool {
    anchor.is_empty() || anchor == "top" || anchors.contains(anchor)
}
