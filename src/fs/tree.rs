//! A repository as a version control system keeps it: a list of entries, of which each names the object with its bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::disk::VERSION_CONTROL;
use super::links::{Destination, follow_links, leave_out_built_sites};
use super::{Entry, Files, Listing, RefusedBecause, docsgenignore};
use crate::error::{Error, Result};
use crate::source::RepoPath;

/// How many links may lead to one another, as on Linux.
const MAX_LINKS: usize = 40;

/// What an entry of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeKind {
    /// A regular file.
    File,
    /// A symbolic link: its bytes are where it leads.
    Link,
}

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Where it lies.
    pub path: RepoPath,
    /// What it is.
    pub kind: TreeKind,
    /// Its size.
    pub bytes: u64,
    /// The name of the object that holds its bytes.
    pub object: Box<str>,
}

/// The files of a tree, of which `read` gives an object's bytes by its name.
///
/// It lists what a checkout of the tree would list: what `.gitignore` names is left out although it is there, links
/// stand for what they lead to inside the tree, and built sites are no content.
pub struct TreeFiles<R> {
    files: BTreeMap<RepoPath, (u64, Box<str>)>,
    links: BTreeMap<RepoPath, String>,
    folders: BTreeSet<RepoPath>,
    unnameable: Vec<String>,
    read: R,
}

impl<R: Fn(&str) -> Result<Vec<u8>> + Sync> TreeFiles<R> {
    /// The files of a tree. `unnameable` are paths that are no UTF-8, as well as they can be shown.
    ///
    /// # Errors
    /// Where it can't be read where a link leads.
    pub fn new(entries: Vec<TreeEntry>, unnameable: Vec<String>, read: R) -> Result<Self> {
        let (mut files, mut links, mut folders) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for TreeEntry { path, kind, bytes, object } in entries {
            if path.parts().any(|part| VERSION_CONTROL.contains(&part)) {
                continue;
            }
            let mut folder = path.parent();
            while !folder.as_str().is_empty() && folders.insert(folder.clone()) {
                folder = folder.parent();
            }
            match kind {
                TreeKind::File => {
                    files.insert(path, (bytes, object));
                }
                TreeKind::Link => {
                    let target = String::from_utf8_lossy(&read(&object)?).into_owned();
                    links.insert(path, target);
                }
            }
        }
        Ok(Self { files, links, folders, unnameable, read })
    }

    /// The path of what a path leads to once all links on the way are followed.
    fn canonical(&self, path: &RepoPath) -> std::result::Result<RepoPath, RefusedBecause> {
        let mut left = MAX_LINKS;
        let mut real = RepoPath::root();
        let mut rest: Vec<String> = path.parts().rev().map(str::to_owned).collect();
        while let Some(part) = rest.pop() {
            match &*part {
                "" | "." => continue,
                ".." if real.as_str().is_empty() => return Err(RefusedBecause::Outside),
                ".." => {
                    real = real.parent();
                    continue;
                }
                _ => {}
            }
            let next = real.join(&part).ok_or(RefusedBecause::Outside)?;
            let Some(target) = self.links.get(&next) else {
                real = next;
                continue;
            };
            left = left.checked_sub(1).ok_or(RefusedBecause::Loop)?;
            if target.starts_with('/') {
                return Err(RefusedBecause::Outside);
            }
            rest.extend(target.split('/').rev().map(str::to_owned));
        }
        Ok(real)
    }

    fn destination(&self, link: &RepoPath) -> Destination {
        match self.canonical(link) {
            Ok(path) if self.files.contains_key(&path) => Destination::File(path),
            Ok(path) if path.as_str().is_empty() || self.folders.contains(&path) => Destination::Folder(path),
            Ok(_) => Destination::Refused(RefusedBecause::Dangling),
            Err(reason) => Destination::Refused(reason),
        }
    }
}

impl<R: Fn(&str) -> Result<Vec<u8>> + Sync> Files for TreeFiles<R> {
    fn list(&self) -> Result<Listing> {
        let entry = |(path, (bytes, _)): (&RepoPath, &(u64, Box<str>))| Entry {
            path: path.clone(),
            bytes: *bytes,
            ignored: false,
        };
        let mut files: Vec<Entry> = self.files.iter().map(entry).collect();
        docsgenignore::mark_by(".gitignore", &mut files, |path| self.read(path))?;
        files.retain(|file| !file.ignored);
        let mut links: Vec<RepoPath> = self.links.keys().cloned().collect();
        leave_out_built_sites(&mut files, &mut links);
        let links: Vec<_> = links.into_iter().map(|link| (link.clone(), self.destination(&link))).collect();
        let mut listing = follow_links(files, &links)?;
        listing.unnameable.clone_from(&self.unnameable);
        docsgenignore::mark(&mut listing.files, |path| self.read(path))?;
        Ok(listing)
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        let missing = || Error::new(format!("could not read `{path}`: no such file"));
        let file = match self.files.get(path) {
            Some(file) => file,
            None => self.canonical(path).ok().and_then(|real| self.files.get(&real)).ok_or_else(missing)?,
        };
        (self.read)(&file.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::RefusedLink;

    /// A tree whose objects are named by their bytes.
    fn tree(entries: &[(&str, TreeKind, &str)]) -> TreeFiles<impl Fn(&str) -> Result<Vec<u8>> + Sync + use<>> {
        let entries = entries.iter().map(|(path, kind, text)| TreeEntry {
            path: RepoPath::new(path).unwrap(),
            kind: *kind,
            bytes: text.len() as u64,
            object: (*text).into(),
        });
        TreeFiles::new(entries.collect(), vec!["b\u{fffd}d.md".to_owned()], |object: &str| Ok(object.into())).unwrap()
    }

    #[test]
    fn it_lists_what_a_checkout_would() {
        use TreeKind::{File, Link};
        let files = tree(&[
            (".gitignore", File, "*.log\n/secret/\n"),
            (".docsgenignore", File, "drafts/\n"),
            ("README.md", File, "readme"),
            ("build.log", File, "tracked, though ignored"),
            ("secret/token.md", File, "x"),
            ("docs/one.md", File, "one"),
            ("drafts/x.md", File, "draft"),
            ("old-site/.docsgen-manifest.json", File, "{}"),
            ("old-site/x.md", File, "built"),
            ("HOME.md", Link, "README.md"),
            ("docs/home.md", Link, "../HOME.md"),
            ("handbook", Link, "docs"),
            ("docs/loop", Link, "../docs"),
            ("docs/again.md", Link, "again.md"),
            ("out.md", Link, "../../etc/passwd"),
            ("absolute.md", Link, "/etc/passwd"),
            ("leak.md", Link, "secret/token.md"),
            ("gone.md", Link, "docs/gone.md"),
        ]);
        let listing = files.list().unwrap();
        let shown: Vec<_> = listing.files.iter().map(|file| (file.path.as_str(), file.ignored)).collect();
        assert_eq!(
            shown,
            [
                (".docsgenignore", false),
                (".gitignore", false),
                ("HOME.md", false),
                ("README.md", false),
                ("docs/home.md", false),
                ("docs/one.md", false),
                ("drafts/x.md", true),
                ("handbook/home.md", false),
                ("handbook/one.md", false),
            ]
        );
        use RefusedBecause::{Dangling, Loop, Outside};
        let refused: Vec<_> =
            listing.refused.iter().map(|RefusedLink { path, reason }| (path.as_str(), *reason)).collect();
        assert_eq!(
            refused,
            [
                ("absolute.md", Outside),
                ("docs/again.md", Loop),
                ("docs/loop", Loop),
                ("gone.md", Dangling),
                ("handbook/loop", Loop),
                ("leak.md", Outside),
                ("out.md", Outside),
            ]
        );
        assert_eq!(listing.unnameable, ["b\u{fffd}d.md"]);
        for (path, text) in [("docs/home.md", "readme"), ("handbook/one.md", "one"), ("HOME.md", "readme")] {
            assert_eq!(files.read(&RepoPath::new(path).unwrap()).unwrap(), text.as_bytes(), "{path}");
        }
        let missing = files.read(&RepoPath::new("docs/none.md").unwrap()).unwrap_err();
        assert_eq!(missing.to_string(), "could not read `docs/none.md`: no such file");
    }
}
