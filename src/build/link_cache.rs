//! The file of addresses that were seen alive.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::folder;
use crate::error::{Error, Result};
use crate::fetch::{Answer, FIRST_LINE, Request, Seen, WebUrl};

/// How often the file is written while addresses are asked: seldom enough to cost nothing, often enough that a run which is
/// cut off leaves most of what it found.
const SAVED_EVERY: Duration = Duration::from_secs(10);

/// What was seen alive, and the file it is kept in.
#[derive(Debug)]
pub(super) struct LinkCache {
    file: Option<PathBuf>,
    today: Date,
    keep: u32,
    every: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    seen: Seen,
    saved: Option<Instant>,
}

impl LinkCache {
    /// Reads the file, where one is named and there. What is damaged counts as empty.
    ///
    /// # Errors
    /// Where something else than a cache of links stands in its place, which is not to be written over.
    pub(super) fn open(file: Option<PathBuf>, root: &Path, today: Date, keep: u32) -> Result<Self> {
        let seen = match &file {
            Some(path) => read(path, root)?,
            None => Seen::default(),
        };
        Ok(Self { file, today, keep, every: SAVED_EVERY, state: Mutex::new(State { seen, saved: None }) })
    }

    /// What was seen of a request, where that still counts.
    pub(super) fn answer(&self, request: &Request, accept: &BTreeSet<u16>) -> Option<Answer> {
        self.state().seen.answer(request, self.today, self.keep, accept)
    }

    /// Keeps an answer, if it is a good one, and now and then writes the file.
    pub(super) fn keep(&self, url: &WebUrl, answer: &Answer) {
        let mut state = self.state();
        state.seen.keep(url, answer, self.today);
        if state.saved.is_none_or(|saved| saved.elapsed() >= self.every) {
            // What fails here is said at the end.
            let _ = self.write(&state.seen);
            state.saved = Some(Instant::now());
        }
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// Where it can't be written.
    pub(super) fn save(&self) -> Result<()> {
        self.write(&self.state().seen)
    }

    fn write(&self, seen: &Seen) -> Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        if let Some(parent) = path.parent() {
            folder::make(parent)?;
        }
        replace(path, seen.text(self.today, self.keep).as_bytes())
            .map_err(|source| Error::io("write the cache of links", path, source))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(path: &Path, root: &Path) -> Result<Seen> {
    // A link in the place of the file is replaced, not followed; one on the way to it must not lead out.
    let folder = path.parent().unwrap_or(root);
    if folder != root {
        folder::checked("cache", folder, &[root.to_owned()])?;
    }
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(Seen::default()) };
    if !metadata.is_file() {
        return Err(foreign(path));
    }
    #[expect(clippy::disallowed_methods, reason = "the file is docsgen's own, and no content")]
    let bytes = fs::read(path).map_err(|source| Error::io("read the cache of links", path, source))?;
    let text = String::from_utf8_lossy(&bytes);
    if text.is_empty() || text.starts_with(FIRST_LINE) { Ok(Seen::read(&text)) } else { Err(foreign(path)) }
}

fn foreign(path: &Path) -> Error {
    Error::new(format!("`{}` is no cache of links that docsgen wrote", path.display()))
        .help("remove it, or name another file in `cache` of `[check.external]`")
}

/// Puts bytes into a file's place all at once.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::File::create_new(&temporary)?;
    file.write_all(bytes)?;
    drop(file);
    fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::fetch::Alive;

    const TODAY: Date = date(2026, 11, 20);

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).expect("an address").0
    }

    fn open(file: &Path) -> Result<LinkCache> {
        let root = file.parent().expect("a folder").to_owned();
        LinkCache::open(Some(file.to_owned()), &root, TODAY, 7)
    }

    #[test]
    fn what_is_found_survives_a_run_that_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("links.json");
        let mut cache = open(&file).expect("none yet");
        cache.every = Duration::ZERO;
        let alive = Answer::Alive(Alive { status: 200, ..Alive::default() });
        cache.keep(&url("https://a.example/"), &alive);
        cache.keep(&url("https://gone.example/"), &Answer::Gone { status: 404, at: None });
        // Nobody saves it.
        drop(cache);
        let text = open(&file).expect("ours").state().seen.text(TODAY, 7);
        assert!(text.contains("a.example") && !text.contains("gone.example"), "{text}");
        let left: Vec<_> = fs::read_dir(&folder).expect("a folder").filter_map(std::result::Result::ok).collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "writes what isn't a cache")]
    fn another_file_is_left_alone_and_a_damaged_one_begun_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("package.json");
        fs::write(&file, "{\"name\": \"a project\"}").expect("written");
        assert!(open(&file).is_err_and(|error| error.to_string().contains("is no cache of links")));
        assert_eq!(fs::read(&file).expect("there"), b"{\"name\": \"a project\"}");
        fs::write(&file, format!("{FIRST_LINE}\n\"https://a.exa")).expect("written");
        let cache = open(&file).expect("ours, cut off");
        assert_eq!(cache.state().seen, Seen::default());
        cache.save().expect("written");
        assert!(open(&file).is_ok());
    }
}
