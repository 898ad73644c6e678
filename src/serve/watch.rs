//! What changes on the disk: told by the system, or found by looking again and again.
//!
//! Folders are watched one by one instead of all below the root: what git ignores may hold a hundred times as many folders
//! as the content, and systems limit how many can be watched. A new folder is seen by its parent; what was put into it
//! before it was watched is read with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::burst::{Burst, Step};
use crate::build::Changes;
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Stamp};

/// What the files of a folder looked like.
type Stamps = BTreeMap<PathBuf, Stamp>;

/// How often is looked where the system can't tell.
const POLLED: Duration = Duration::from_millis(500);

/// Whether this system says when a file that was written is closed.
const CLOSES: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Whether this system watches folder by folder. Others watch a whole tree as cheaply.
const BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Watches a repository.
pub(super) struct Watch {
    files: DiskFiles,
    /// Files and folders whose changes mean nothing.
    left_out: Vec<PathBuf>,
    how: How,
}

enum How {
    System { watcher: RecommendedWatcher, events: Arc<Events>, folders: BTreeSet<PathBuf> },
    Polling { before: Stamps },
}

/// What the system tells, from its thread to the one that builds.
struct Events {
    burst: Mutex<Burst>,
    changed: Condvar,
    start: Instant,
}

impl Events {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn tell(&self, event: notify::Result<Event>) {
        let now = self.now();
        let mut burst = self.burst.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Ok(event) if event.need_rescan() => burst.all(now),
            Ok(event) => {
                for (path, step) in steps(&event) {
                    burst.saw(path, step, now);
                }
            }
            // Something was missed; what it was can only be found out by looking.
            Err(_) => burst.all(now),
        }
        drop(burst);
        self.changed.notify_one();
    }
}

/// What an event says of each path. Reading a file is an event as well, and must be none here: else a build, which
/// reads, would be followed by the next one for ever.
fn steps(event: &Event) -> Vec<(&Path, Step)> {
    let each = |step| event.paths.iter().map(|path| (path.as_path(), step)).collect();
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => each(Step::Whole),
        EventKind::Access(_) | EventKind::Other => Vec::new(),
        // A file that was made is empty; what is written to it follows, and so does that it is closed.
        EventKind::Create(CreateKind::File) if CLOSES => each(Step::Written),
        EventKind::Modify(ModifyKind::Data(_)) => each(Step::Written),
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => each(Step::Gone),
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => match &event.paths[..] {
            [from, to] => vec![(from, Step::Gone), (to, Step::Whole)],
            _ => each(Step::Whole),
        },
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => each(Step::Whole),
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any => {
            let is_there = |path: &Path| if path.symlink_metadata().is_ok() { Step::Whole } else { Step::Gone };
            event.paths.iter().map(|path| (path.as_path(), is_there(path))).collect()
        }
    }
}

impl Watch {
    /// Starts to watch. `left_out` is what may lie in it and doesn't count: output, cache.
    ///
    /// # Errors
    /// Where the folder can't be opened, or the system can't watch so many.
    pub(super) fn start(root: &Path, left_out: &[PathBuf], poll: bool) -> Result<Self> {
        let files = DiskFiles::open(root, left_out)?;
        let how = if poll {
            How::Polling { before: files.stamps() }
        } else {
            let events = Arc::new(Events {
                burst: Mutex::new(Burst::new(CLOSES)),
                changed: Condvar::new(),
                start: Instant::now(),
            });
            let told = Arc::clone(&events);
            let watcher = RecommendedWatcher::new(move |event| told.tell(event), notify::Config::default())
                .map_err(|error| cannot_watch(None, error))?;
            How::System { watcher, events, folders: BTreeSet::new() }
        };
        let mut watch = Self { files, left_out: resolved(left_out), how };
        watch.follow_folders()?;
        Ok(watch)
    }

    /// Waits for the next change and until it is whole.
    ///
    /// # Errors
    /// Where the system can't watch a folder that is new.
    pub(super) fn next(&mut self) -> Result<Changes> {
        loop {
            let gathered = match &mut self.how {
                How::System { events, .. } => {
                    let mut burst = events.burst.lock().unwrap_or_else(PoisonError::into_inner);
                    loop {
                        if let Some(gathered) = burst.take(events.now()) {
                            break gathered;
                        }
                        let wait = burst.over_at().map(|over| over.saturating_sub(events.now()));
                        burst = match wait {
                            None => events.changed.wait(burst).unwrap_or_else(PoisonError::into_inner),
                            Some(wait) => {
                                events.changed.wait_timeout(burst, wait).unwrap_or_else(PoisonError::into_inner).0
                            }
                        };
                    }
                }
                How::Polling { before } => {
                    std::thread::sleep(POLLED);
                    Changes::Paths(look(&self.files, before))
                }
            };
            match gathered {
                Changes::Everything => {
                    self.follow_folders()?;
                    return Ok(Changes::Everything);
                }
                Changes::Paths(mut paths) => {
                    paths.retain(|path| self.counts(path));
                    if paths.is_empty() {
                        continue;
                    }
                    if paths.iter().any(|path| self.moves_folders(path)) {
                        self.follow_folders()?;
                    }
                    return Ok(Changes::Paths(paths));
                }
            }
        }
    }

    /// Says anew what doesn't count.
    ///
    /// # Errors
    /// Where the system can't watch a folder that counts now.
    pub(super) fn leave_out(&mut self, left_out: &[PathBuf]) -> Result<()> {
        self.files = DiskFiles::open(self.files.root(), left_out)?;
        self.left_out = resolved(left_out);
        self.follow_folders()
    }

    /// From now on looks for changes itself.
    pub(super) fn poll(&mut self) {
        self.how = How::Polling { before: self.files.stamps() };
    }

    fn counts(&self, path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        !passes(&name) && !self.left_out.iter().any(|left_out| path.starts_with(left_out))
    }

    /// Whether after a change of this path other folders may have to be watched than before.
    fn moves_folders(&self, path: &Path) -> bool {
        let How::System { folders, .. } = &self.how else { return false };
        let decides = [".gitignore", "exclude"].iter().any(|name| path.file_name() == Some(name.as_ref()));
        decides || folders.contains(path) || path.is_dir()
    }

    fn follow_folders(&mut self) -> Result<()> {
        let How::System { watcher, folders, .. } = &mut self.how else { return Ok(()) };
        let (wanted, mode): (BTreeSet<PathBuf>, _) = if BY_FOLDER {
            (self.files.folders().into_iter().collect(), RecursiveMode::NonRecursive)
        } else {
            (BTreeSet::from([self.files.root().to_owned()]), RecursiveMode::Recursive)
        };
        for folder in folders.difference(&wanted) {
            // Mostly it is gone, and its watch with it.
            let _ = watcher.unwatch(folder);
        }
        // All of them, since a folder that went and came back has the same name and no watch.
        for folder in &wanted {
            match watcher.watch(folder, mode) {
                Ok(()) => {}
                Err(_) if !folder.exists() => {}
                Err(error) => return Err(cannot_watch(Some(folder), error)),
            }
        }
        *folders = wanted;
        Ok(())
    }
}

fn resolved(paths: &[PathBuf]) -> Vec<PathBuf> {
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    paths.iter().map(|path| path.canonicalize().unwrap_or_else(|_| absolute(path))).collect()
}

/// Whether a name is one of those that editors give to files that are there for a moment: vim's and Emacs' copies and
/// locks, what JetBrains' and GNOME's editors write before they rename it.
fn passes(name: &str) -> bool {
    name == "4913"
        || name.ends_with('~')
        || name.starts_with(".#")
        || (name.starts_with('#') && name.ends_with('#'))
        || (name.starts_with('.') && [".swp", ".swx", ".swo"].iter().any(|end| name.ends_with(end)))
        || name.contains("___jb_")
        || name.starts_with(".goutputstream-")
}

/// What changed in a folder since it was looked at.
fn look(files: &DiskFiles, before: &mut Stamps) -> BTreeSet<PathBuf> {
    let after = files.stamps();
    let changed = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path.clone());
    let gone = before.keys().filter(|path| !after.contains_key(*path)).cloned();
    let paths = changed.chain(gone).collect();
    *before = after;
    paths
}

fn cannot_watch(folder: Option<&Path>, error: notify::Error) -> Error {
    let full = matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
    let message = match folder {
        Some(folder) => format!("could not watch `{}`", folder.display()),
        None => "could not watch the repository".to_owned(),
    };
    let help = if full {
        "the system watches no more folders: raise `fs.inotify.max_user_watches`, or use `--poll`"
    } else {
        "`--poll` looks for changes itself"
    };
    Error::new(message).because(error).help(help)
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, MetadataKind, RemoveKind};

    use super::*;

    #[test]
    fn reading_is_no_change_and_writing_ends_with_closing() {
        let here = PathBuf::from(file!());
        let gone = PathBuf::from("no/such/file");
        for (kind, path, expected) in [
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), &here, vec![]),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), &here, vec![]),
            (EventKind::Access(AccessKind::Read), &here, vec![]),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), &here, vec![Step::Whole]),
            (EventKind::Modify(ModifyKind::Data(DataChange::Any)), &here, vec![Step::Written]),
            (EventKind::Modify(ModifyKind::Name(RenameMode::To)), &here, vec![Step::Whole]),
            (EventKind::Modify(ModifyKind::Name(RenameMode::From)), &here, vec![Step::Gone]),
            (EventKind::Remove(RemoveKind::File), &here, vec![Step::Gone]),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), &gone, vec![Step::Gone]),
            (EventKind::Create(CreateKind::Folder), &gone, vec![Step::Gone]),
        ] {
            let event = Event::new(kind).add_path(path.clone());
            assert_eq!(steps(&event).into_iter().map(|(_, step)| step).collect::<Vec<_>>(), expected, "{kind:?}");
        }
    }

    #[test]
    fn files_that_editors_need_for_a_moment_do_not_count() {
        for (name, expected) in [
            ("guide.md", false),
            ("guide.md~", true),
            (".guide.md.swp", true),
            ("4913", true),
            (".#guide.md", true),
            ("#guide.md#", true),
            ("guide.md___jb_tmp___", true),
            (".goutputstream-AB12", true),
            (".gitignore", false),
            ("#1 guide.md", false),
            ("swap.swp", false),
        ] {
            assert_eq!(passes(name), expected, "{name}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "makes the changes that are seen")]
    fn changes_are_seen_in_folders_that_are_new_and_not_in_what_is_left_out() {
        use std::fs;
        for poll in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().canonicalize().unwrap();
            fs::create_dir_all(root.join("docs")).unwrap();
            fs::create_dir_all(root.join("site")).unwrap();
            fs::write(root.join("docs/a.md"), "a").unwrap();
            let mut watch = Watch::start(&root, &[root.join("site")], poll).unwrap();
            let mut seen = |what: &str, path: &str| {
                // What a change brings along, such as the times of its folder, may be told with it or after it.
                for _ in 0..20 {
                    match watch.next().unwrap() {
                        Changes::Everything => return,
                        Changes::Paths(paths) => {
                            assert!(!paths.iter().any(|path| path.starts_with(root.join("site"))), "{what}: {paths:?}");
                            if paths.iter().any(|seen| root.join(path).starts_with(seen)) {
                                return;
                            }
                        }
                    }
                }
                panic!("{what}: never seen, poll {poll}");
            };
            fs::write(root.join("site/index.html"), "x").unwrap();
            fs::read(root.join("docs/a.md")).unwrap();
            fs::write(root.join("docs/a.md"), "other").unwrap();
            seen("written where it is", "docs/a.md");
            fs::write(root.join("docs/.a.tmp"), "third time").unwrap();
            fs::rename(root.join("docs/.a.tmp"), root.join("docs/a.md")).unwrap();
            seen("renamed into place", "docs/a.md");
            fs::create_dir_all(root.join("new/deep")).unwrap();
            fs::write(root.join("new/deep/b.md"), "b").unwrap();
            seen("in a new folder", "new/deep/b.md");
            fs::write(root.join("new/deep/b.md"), "bb").unwrap();
            seen("in it, again", "new/deep/b.md");
            fs::rename(root.join("new"), root.join("newer")).unwrap();
            seen("in a renamed folder", "newer/deep/b.md");
            fs::write(root.join("newer/deep/b.md"), "bbb").unwrap();
            seen("in it, too", "newer/deep/b.md");
            fs::remove_file(root.join("newer/deep/b.md")).unwrap();
            seen("removed", "newer/deep/b.md");
            fs::remove_dir_all(root.join("docs")).unwrap();
            seen("with its folder", "docs/a.md");
            fs::write(root.join("docs"), "now a file").unwrap();
            seen("a file in a folder's place", "docs");
        }
    }
}
