//! Makefiles that make can't read to their end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic, Remark};
use crate::parse::makefile::{Makefile, Makefiles, load};
use crate::source::{RepoPath, TextRange};

/// Finds what keeps make from reading a Makefile: includes of files that aren't there, and what is no Makefile's syntax. Once for
/// each place, with the number of documented commands that can't run for it; `uses` has the number for each Makefile that
/// commands name.
///
/// A file that others include is read as they do: where make runs isn't where it lies.
pub(super) fn check_makefiles(
    checked: Checked<'_>,
    repository: &Repository<'_>,
    uses: &BTreeMap<&RepoPath, usize>,
) -> Vec<Diagnostic> {
    let included: BTreeSet<RepoPath> =
        checked.makefiles.par_iter().flat_map_iter(|(path, _)| repository.includes_of(path)).collect();
    let faults: Vec<(RepoPath, Remark, usize)> = checked
        .makefiles
        .par_iter()
        .filter(|(path, _)| !included.contains(path))
        .filter_map(|(path, _)| Some((load(path, repository)?, uses.get(path).copied().unwrap_or_default())))
        .flat_map_iter(|(loaded, uses)| {
            let missing = loaded.missing_remarks(repository).into_iter();
            let syntax = loaded.syntax_remarks(repository);
            missing.chain(syntax).map(move |(path, remark)| (path, remark, uses)).collect::<Vec<_>>()
        })
        .collect();
    // What several Makefiles include breaks the commands of each.
    let mut places: BTreeMap<(RepoPath, TextRange, Code), (Remark, usize)> = BTreeMap::new();
    for (path, remark, uses) in faults {
        places.entry((path, remark.range, remark.code)).or_insert((remark, 0)).1 += uses;
    }
    let finding = |((path, ..), (remark, uses)): ((RepoPath, _, _), (Remark, usize))| {
        let (file, _) = checked.makefiles.get(&path)?;
        let mut finding = remark.at(*file);
        match uses {
            0 => {}
            1 => finding.message.push_str(", so that a documented command can't run"),
            uses => finding.message.push_str(&format!(", so that {uses} documented commands can't run")),
        }
        Some(finding)
    };
    places.into_iter().filter_map(finding).collect()
}

/// The files of the repository as Makefiles. Those whose name doesn't tell that they are one are there and say nothing.
pub(super) struct Repository<'a> {
    makefiles: BTreeMap<&'a RepoPath, Arc<Makefile>>,
    folders: BTreeMap<RepoPath, Vec<&'a RepoPath>>,
    blank: Arc<Makefile>,
}

impl<'a> Repository<'a> {
    pub(super) fn new(checked: Checked<'a>) -> Self {
        let blank = Arc::new(Makefile::default());
        let mut makefiles = BTreeMap::new();
        let mut folders: BTreeMap<RepoPath, Vec<&RepoPath>> = BTreeMap::new();
        if checked.makefiles.is_empty() {
            return Self { makefiles, folders, blank };
        }
        for path in checked.listing.files.iter().map(|entry| &entry.path) {
            let makefile = checked.makefiles.get(path).map_or(&blank, |(_, makefile)| makefile);
            makefiles.insert(path, makefile.clone());
            folders.entry(path.parent()).or_default().push(path);
        }
        Self { makefiles, folders, blank }
    }

    /// The files that a Makefile names itself.
    fn includes_of(&self, path: &RepoPath) -> Vec<RepoPath> {
        let loaded = load(path, &Alone { repository: self, path });
        loaded.map(|loaded| loaded.files.into_iter().skip(1).collect()).unwrap_or_default()
    }
}

impl Makefiles for Repository<'_> {
    fn read(&self, path: &RepoPath) -> Option<Arc<Makefile>> {
        self.makefiles.get(path).cloned()
    }

    fn list(&self, folder: &RepoPath) -> Vec<RepoPath> {
        self.folders.get(folder).into_iter().flatten().map(|path| (*path).clone()).collect()
    }
}

/// A repository in which only one Makefile says anything.
struct Alone<'a> {
    repository: &'a Repository<'a>,
    path: &'a RepoPath,
}

impl Makefiles for Alone<'_> {
    fn read(&self, path: &RepoPath) -> Option<Arc<Makefile>> {
        let makefile = self.repository.read(path)?;
        Some(if path == self.path { makefile } else { self.repository.blank.clone() })
    }

    fn list(&self, folder: &RepoPath) -> Vec<RepoPath> {
        self.repository.list(folder)
    }
}
