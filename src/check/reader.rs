//! Where somebody stands who reads a guide and types its commands.

use crate::parse::command::{Folder, is_stand_in};
use crate::parse::document::Document;
use crate::site::link::{Place, Tree};
use crate::source::RepoPath;

/// A reader of one text.
pub(super) struct Reader<'a> {
    pub(super) tree: &'a Tree,
    /// The text's own folder.
    own: RepoPath,
    document: &'a Document,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tree: &'a Tree, path: &RepoPath, document: &'a Document) -> Self {
        Self { tree, own: path.parent(), document }
    }

    /// The text's own folder.
    pub(super) const fn own(&self) -> &RepoPath {
        &self.own
    }

    /// The folders that a command may run in, the likeliest first; none where it is somewhere else.
    pub(super) fn folders(&self, folder: &Folder) -> Vec<RepoPath> {
        let stands = [RepoPath::root(), self.own.clone()];
        let mut folders: Vec<RepoPath> = match folder {
            Folder::Start => stands.to_vec(),
            Folder::Moved(path) => stands
                .iter()
                .filter_map(|stand| stand.join(path))
                .filter(|folder| self.tree.place(folder) == Some(Place::Folder))
                .collect(),
            Folder::Unknown => Vec::new(),
        };
        folders.dedup();
        folders
    }

    /// The folder that a command runs in, if any is known.
    pub(super) fn folder(&self, folder: &Folder) -> Option<RepoPath> {
        self.folders(folder).into_iter().next()
    }

    /// What a path names in the folder of a command, or at the repository's root.
    pub(super) fn existing(&self, folder: &Folder, path: &str) -> Option<RepoPath> {
        if path.starts_with(['/', '~']) {
            return None;
        }
        let folders = self.folders(folder).into_iter().chain([RepoPath::root()]);
        folders.filter_map(|folder| folder.join(path)).find(|path| self.tree.place(path).is_some())
    }

    /// What an absolute path names, if it is that of a clone of this repository: the file at the longest end of it that is
    /// one here.
    pub(super) fn below_a_clone(&self, path: &str) -> Option<RepoPath> {
        if !path.starts_with(['/', '~']) {
            return None;
        }
        let ends = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        let ends = ends.filter(|end| end.contains('/'));
        ends.filter_map(RepoPath::new).find(|path| self.tree.place(path) == Some(Place::File))
    }

    /// Whether the text itself makes a file or folder of that name, or one above it.
    pub(super) fn is_created(&self, path: &str) -> bool {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let created = &self.document.commands.created;
        let is_made = |path: &str| created.binary_search_by(|made| (**made).cmp(path)).is_ok();
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        is_made(path) || above.filter(|above| above.contains('/')).any(is_made)
    }

    /// Whether a part of the path stands for another name.
    pub(super) fn is_stand_in(&self, path: &str) -> bool {
        path.split('/').any(is_stand_in)
    }
}
