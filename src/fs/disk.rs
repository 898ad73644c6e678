//! A repository in a folder of the disk.
//!
//! Every build of one commit should see the same files wherever it runs, so what git ignores is left out by any of
//! git's own lists (`.gitignore`, `info/exclude`, the user's): none of that is in a fresh clone. Hidden files are
//! listed, since links lead to them.
//!
//! A symbolic link stands for what it leads to as long as that is listed itself. Links are therefore resolved on the
//! listing, after the walk: one can't reach out of the repository, into `.git`, or to an ignored file with secrets.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{WalkBuilder, WalkState};

use super::links::{Destination, follow_links, leave_out_built_sites};
use super::{Entry, Files, Listing, RefusedBecause, docsgenignore};
use crate::error::{Error, Result};
use crate::source::RepoPath;

/// Folders in which version control systems keep their own files.
pub(super) const VERSION_CONTROL: [&str; 7] = [".git", ".hg", ".svn", ".jj", ".bzr", ".pijul", "_darcs"];

/// What the system says of a link that leads back to itself; the standard library has no stable name for it.
const TOO_MANY_LINKS: i32 = if cfg!(windows) {
    1921 // ERROR_CANT_RESOLVE_FILENAME
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    40 // ELOOP
} else {
    62 // ELOOP on macOS and the BSDs
};

/// The files of a folder, read as they are at the moment of each call.
///
/// Reading follows links, so only paths that were listed must be read.
#[derive(Clone, Debug)]
pub struct DiskFiles {
    root: PathBuf,
    excluded: Vec<PathBuf>,
}

impl DiskFiles {
    /// Opens the folder `root`. `excluded` are files and folders that don't belong to the repository although they may
    /// lie in it, such as the output and cache folders; they needn't exist. Built sites (folders with a
    /// [`MANIFEST_NAME`](super::MANIFEST_NAME)) below the root are left out in any case.
    ///
    /// # Errors
    /// Where `root` is no folder that can be reached.
    pub fn open(root: &Path, excluded: &[PathBuf]) -> Result<Self> {
        let failed = |source| Error::io("open the folder", root, source);
        let resolved = root.canonicalize().map_err(failed)?;
        if !resolved.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::NotADirectory)));
        }
        let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        Ok(Self { root: resolved, excluded: excluded.iter().map(absolute).collect() })
    }

    /// The folder, absolute and without links.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file of the repository lies on the disk.
    #[must_use]
    pub fn locate(&self, path: &RepoPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// A walk over what belongs to the repository.
    pub(super) fn walker(&self) -> WalkBuilder {
        let excluded: Vec<PathBuf> = self.excluded.iter().filter_map(|path| path.canonicalize().ok()).collect();
        // Ignore files above the root count inside a git work tree only; a stray one in a home folder doesn't.
        let inside_git = self.root.ancestors().any(|folder| folder.join(".git").exists());
        let mut builder = WalkBuilder::new(&self.root);
        builder.hidden(false).ignore(false).require_git(false).parents(inside_git).filter_entry(move |entry| {
            entry.depth() == 0
                || !(VERSION_CONTROL.iter().any(|name| entry.file_name() == OsStr::new(name))
                    || excluded.iter().any(|path| path == entry.path()))
        });
        builder
    }

    fn walk(&self) -> Result<Walked> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        let walker = self.walker().threads(threads).build_parallel();
        let gathered = Mutex::new((Walked::default(), None::<Error>));
        walker.run(|| {
            let mut batch = Batch { walked: Walked::default(), into: &gathered };
            let gathered = &gathered;
            Box::new(move |entry| {
                match entry.map_err(walk_error).and_then(|entry| batch.walked.take(&self.root, &entry)) {
                    Ok(()) => WalkState::Continue,
                    Err(error) => {
                        let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
                        gathered.1.get_or_insert(error);
                        WalkState::Quit
                    }
                }
            })
        });
        let (mut walked, error) = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = error {
            return Err(error);
        }
        walked.files.sort_unstable_by(|left, right| left.path.cmp(&right.path));
        walked.links.sort_unstable();
        walked.unnameable.sort_unstable();
        leave_out_built_sites(&mut walked.files, &mut walked.links);
        Ok(walked)
    }
}

impl Files for DiskFiles {
    fn list(&self) -> Result<Listing> {
        let walked = self.walk()?;
        let links: Vec<_> = walked.links.into_iter().map(|link| (link.clone(), self.destination(&link))).collect();
        let mut listing = follow_links(walked.files, &links)?;
        listing.unnameable = walked.unnameable;
        docsgenignore::mark(&mut listing.files, |path| self.read(path))?;
        Ok(listing)
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        let path = self.locate(path);
        #[expect(clippy::disallowed_methods, reason = "this is the edge that reads")]
        std::fs::read(&path).map_err(|source| Error::io("read", &path, source))
    }
}

impl DiskFiles {
    /// Where a link leads in the end.
    fn destination(&self, link: &RepoPath) -> Destination {
        match self.locate(link).canonicalize() {
            Ok(target) => match target.strip_prefix(&self.root).ok().and_then(repo_path) {
                Some(path) if target.is_dir() => Destination::Folder(path),
                Some(path) => Destination::File(path),
                None => Destination::Refused(RefusedBecause::Outside),
            },
            Err(error) => Destination::Refused(match (error.kind(), error.raw_os_error()) {
                (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, _) => RefusedBecause::Dangling,
                (_, Some(TOO_MANY_LINKS)) => RefusedBecause::Loop,
                // What can't be looked at can't be shown to lie inside.
                _ => RefusedBecause::Outside,
            }),
        }
    }
}

/// What a walk met.
#[derive(Default)]
struct Walked {
    files: Vec<Entry>,
    links: Vec<RepoPath>,
    unnameable: Vec<String>,
}

impl Walked {
    fn take(&mut self, root: &Path, entry: &ignore::DirEntry) -> Result<()> {
        let Some(kind) = entry.file_type().filter(|kind| kind.is_file() || kind.is_symlink()) else { return Ok(()) };
        let relative = entry.path().strip_prefix(root).unwrap_or_else(|_| entry.path());
        let Some(path) = repo_path(relative) else {
            self.unnameable.push(relative.to_string_lossy().into_owned());
            return Ok(());
        };
        if kind.is_symlink() {
            self.links.push(path);
        } else {
            let bytes = entry.metadata().map_err(walk_error)?.len();
            self.files.push(Entry { path, bytes, ignored: false });
        }
        Ok(())
    }
}

/// What one thread of the walk met, handed over when it ends.
struct Batch<'a> {
    walked: Walked,
    into: &'a Mutex<(Walked, Option<Error>)>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut all = self.into.lock().unwrap_or_else(PoisonError::into_inner);
        all.0.files.append(&mut self.walked.files);
        all.0.links.append(&mut self.walked.links);
        all.0.unnameable.append(&mut self.walked.unnameable);
    }
}

/// A path as it is found below the root; `None` where it is not UTF-8.
fn repo_path(relative: &Path) -> Option<RepoPath> {
    let mut path = String::new();
    for component in relative.components() {
        let Component::Normal(part) = component else { continue };
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part.to_str()?);
    }
    RepoPath::new(&path)
}

fn walk_error(error: ignore::Error) -> Error {
    let path = named_path(&error).map(Path::to_path_buf);
    match (path, error.into_io_error()) {
        (Some(path), Some(source)) => Error::io("read", &path, source),
        (Some(path), None) => Error::new(format!("could not read `{}`", path.display())),
        (None, source) => {
            let error = Error::new("could not list the files of the repository");
            match source {
                Some(source) => error.because(source),
                None => error,
            }
        }
    }
}

fn named_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => named_path(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;

    fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            put(&path, text);
        }
        folder
    }

    #[expect(clippy::disallowed_methods, reason = "makes the files that are read")]
    fn put(path: &Path, text: &str) {
        fs::write(path, text).unwrap();
    }

    fn listed(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|entry| entry.path.as_str()).collect()
    }

    #[test]
    fn lists_what_belongs_to_the_repository_in_path_order() {
        let folder = repository(&[
            (".gitignore", "*.log\n/node_modules\n"),
            (".docsgenignore", "drafts/\n"),
            (".ignore", "README.md\n"),
            (".github/ISSUE_TEMPLATE/bug.md", ""),
            (".git/config", "secret"),
            ("README.md", "readme"),
            ("a-b/x.md", ""),
            ("a/x.md", ""),
            ("a/.gitignore", "!kept.log\n"),
            ("a/kept.log", ""),
            ("a/dropped.log", ""),
            ("drafts/x.md", ""),
            ("node_modules/x/README.md", ""),
            ("site/index.html", ""),
            (".docsgen/memo", ""),
            ("old-site/.docsgen-manifest.json", "{}"),
            ("old-site/docs/x.md", ""),
            ("old-site-notes.md", ""),
            ("modules/sub/.git", "gitdir: elsewhere"),
            ("modules/sub/x.md", ""),
        ]);
        let root = folder.path();
        let files = DiskFiles::open(root, &[root.join("site"), root.join(".docsgen"), root.join("missing")]).unwrap();
        let listing = files.list().unwrap();
        assert_eq!(
            listed(&listing),
            [
                ".docsgenignore",
                ".github/ISSUE_TEMPLATE/bug.md",
                ".gitignore",
                ".ignore",
                "README.md",
                "a-b/x.md",
                "a/.gitignore",
                "a/kept.log",
                "a/x.md",
                "drafts/x.md",
                "modules/sub/x.md",
                "old-site-notes.md",
            ]
        );
        let ignored: Vec<_> =
            listing.files.iter().filter(|entry| entry.ignored).map(|entry| entry.path.as_str()).collect();
        assert_eq!(ignored, ["drafts/x.md"]);
        let readme = listing.files.iter().find(|entry| entry.path.as_str() == "README.md").unwrap();
        assert_eq!((readme.bytes, files.read(&readme.path).unwrap()), (6, b"readme".to_vec()));
    }

    #[test]
    fn ignore_files_above_the_root_count_in_a_work_tree_only() {
        for (git, expected) in [(true, vec!["kept.md"]), (false, vec!["dropped.md", "kept.md"])] {
            let folder = repository(&[(".gitignore", "dropped.md\n"), ("sub/dropped.md", ""), ("sub/kept.md", "")]);
            if git {
                fs::create_dir(folder.path().join(".git")).unwrap();
            }
            let listing = DiskFiles::open(&folder.path().join("sub"), &[]).unwrap().list().unwrap();
            assert_eq!(listed(&listing), expected, "in a work tree: {git}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = repository(&[("file", "")]);
        for (path, message) in [("missing", "could not open the folder `"), ("file", "could not open the folder `")] {
            let error = DiskFiles::open(&folder.path().join(path), &[]).unwrap_err().to_string();
            assert!(error.starts_with(message) && error.ends_with(&format!("{path}`")), "{error}");
        }
        let files = DiskFiles::open(folder.path(), &[]).unwrap();
        let error = files.read(&RepoPath::new("gone.md").unwrap()).unwrap_err().to_string();
        assert!(error.starts_with("could not read `") && error.ends_with("gone.md`"), "{error}");
        drop(folder);
        let error = files.list().unwrap_err().to_string();
        assert!(error.starts_with("could not read `"), "{error}");
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn links_stand_for_what_is_listed_and_nothing_else() {
            let outside = repository(&[("secret.md", "secret")]);
            let folder = repository(&[
                (".gitignore", "private/\n.env\n"),
                (".env", "secret"),
                (".git/config", "secret"),
                ("private/x.md", "secret"),
                ("stock/notes.md", "notes"),
                ("stock/deep/more.md", "more"),
                ("stock-not/x.md", ""),
                ("docs/a.md", ""),
            ]);
            let root = folder.path();
            let links: &[(&str, PathBuf)] = &[
                ("docs/file.md", "../stock/notes.md".into()),
                ("docs/folder", "../stock".into()),
                ("docs/chained", "folder/deep".into()),
                ("stock/nested.md", "deep/more.md".into()),
                ("docs/up", "..".into()),
                ("docs/self", "self".into()),
                ("docs/ping", "../pong".into()),
                ("pong/ping", "../docs".into()),
                ("docs/gone.md", "nowhere.md".into()),
                ("docs/through.md", "a.md/x".into()),
                ("docs/absolute.md", outside.path().join("secret.md")),
                ("docs/outside", outside.path().into()),
                ("docs/env", "../.env".into()),
                ("docs/private", "../private".into()),
                ("docs/git", "../.git".into()),
                ("docs/device", "/dev/zero".into()),
            ];
            fs::create_dir(root.join("pong")).unwrap();
            for (link, target) in links {
                symlink(target, root.join(link)).unwrap();
            }
            let listing = DiskFiles::open(root, &[]).unwrap().list().unwrap();
            assert_eq!(
                listed(&listing),
                [
                    ".gitignore",
                    "docs/a.md",
                    "docs/chained/more.md",
                    "docs/file.md",
                    "docs/folder/deep/more.md",
                    "docs/folder/nested.md",
                    "docs/folder/notes.md",
                    "pong/ping/a.md",
                    "pong/ping/chained/more.md",
                    "pong/ping/file.md",
                    "pong/ping/folder/deep/more.md",
                    "pong/ping/folder/nested.md",
                    "pong/ping/folder/notes.md",
                    "stock-not/x.md",
                    "stock/deep/more.md",
                    "stock/nested.md",
                    "stock/notes.md",
                ]
            );
            let refused: Vec<_> = listing
                .refused
                .iter()
                .filter(|link| link.path.as_str().starts_with("docs/"))
                .map(|link| (link.path.as_str(), link.reason))
                .collect();
            use RefusedBecause::{Dangling, Loop, Outside};
            assert_eq!(
                refused,
                [
                    ("docs/absolute.md", Outside),
                    ("docs/device", Outside),
                    ("docs/env", Outside),
                    ("docs/git", Outside),
                    ("docs/gone.md", Dangling),
                    ("docs/outside", Outside),
                    ("docs/ping/ping", Loop),
                    ("docs/private", Outside),
                    ("docs/self", Loop),
                    ("docs/through.md", Dangling),
                    ("docs/up", Loop),
                ]
            );
        }

        #[test]
        fn folders_full_of_links_to_each_other_end_in_an_error() {
            let names: Vec<String> = (0..12).map(|number| format!("f{number}")).collect();
            let folder = tempfile::tempdir().unwrap();
            for name in &names {
                fs::create_dir(folder.path().join(name)).unwrap();
                put(&folder.path().join(name).join("x.md"), "");
                for other in names.iter().filter(|other| *other != name) {
                    symlink(format!("../{other}"), folder.path().join(name).join(other)).unwrap();
                }
            }
            let error = DiskFiles::open(folder.path(), &[]).unwrap().list().unwrap_err();
            assert!(error.to_string().starts_with("symbolic links lead to more than"), "{error}");
        }

        #[test]
        fn names_that_are_not_unicode_are_reported_and_odd_files_left_out() {
            let folder = repository(&[("a.md", "")]);
            put(&folder.path().join(OsStr::from_bytes(b"b\xff.md")), "");
            let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
            let listing = DiskFiles::open(folder.path(), &[]).unwrap().list().unwrap();
            assert_eq!(listed(&listing), ["a.md"]);
            assert_eq!(listing.unnameable, ["b\u{fffd}.md"]);
        }
    }
}
