//! The thread that builds: waits for changes, makes the next edition, and says what came of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{mpsc, watch as shared};

use super::checker::{Checker, Job};
use super::fault::Fault;
use super::live::{Common, State};
use super::watch::Watch;
use super::{Message, Options, Rebuilt};
use crate::build::{Changes, Edition, Workspace};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::site::route::Route;
use crate::source::RepoPath;

/// So many changed paths at most lead tabs to a page: with more, nobody is writing on one.
const FOLLOWED: usize = 3;

/// So many pages that are open are rendered before it is said that they changed. Others are when their tabs ask.
const RENDERED_FIRST: usize = 16;

/// What the thread says.
pub(super) enum Told {
    /// The first site is there.
    First(Arc<Edition>),
    /// Something for the terminal.
    Message(Message),
    /// It can't go on.
    Fatal(Error),
}

/// All that the thread needs.
pub(super) struct Worker {
    pub(super) options: Options,
    pub(super) common: Arc<Common>,
    pub(super) publish: Arc<shared::Sender<State>>,
    pub(super) messages: mpsc::UnboundedSender<Told>,
}

impl Worker {
    /// Runs until the process ends.
    pub(super) fn run(self) {
        if let Err(error) = self.work() {
            self.say(Told::Fatal(error));
        }
    }

    fn work(&self) -> Result<()> {
        // Watched before it is read, so that nothing which is saved in between is missed.
        let mut excluded = self.written_to();
        let mut watch = self.watch(&excluded)?;
        let mut workspace = self.open(&mut watch)?;
        let mut edition = workspace.edition();
        self.show(&edition, None);
        self.say(Told::First(Arc::clone(&edition)));
        let checker = Checker::start(Arc::clone(&self.common), Arc::clone(&self.publish), self.messages.clone())?;
        checker.submit(Job { edition: Arc::clone(&edition), rebuilt: None });
        let mut failed = false;
        for number in 1.. {
            if workspace.excluded() != excluded {
                workspace.excluded().clone_into(&mut excluded);
                if let Err(error) = watch.leave_out(&excluded) {
                    self.warn(&error);
                    watch.poll();
                }
            }
            let changes = self.next(&mut watch)?;
            let saved = Instant::now();
            let changed = self.paths(&changes);
            let next = match workspace.update(&changes) {
                Ok(next) => next,
                Err(error) => {
                    failed = true;
                    self.fail(error);
                    continue;
                }
            };
            // Where an error is mended by what was there before, nothing differs but that it is mended.
            if Arc::ptr_eq(&next, &edition) && !failed {
                continue;
            }
            failed = false;
            edition = next;
            let mut pages = self.render_open(&edition);
            let edited = self.edited(&edition, &changed).map(|route| (number, route));
            self.show(&edition, edited);
            let time = saved.elapsed();
            // The page that is edited is there; what others say of it follows.
            match workspace.settle() {
                Ok(settled) if !Arc::ptr_eq(&settled, &edition) => {
                    edition = settled;
                    pages.extend(self.render_open(&edition));
                    self.show(&edition, None);
                }
                Ok(_) => {}
                Err(error) => self.fail(error),
            }
            let changed = changed.iter().map(ToString::to_string).collect();
            let rebuilt = Rebuilt { changed, pages, time, findings: None };
            checker.submit(Job { edition: Arc::clone(&edition), rebuilt: Some(rebuilt) });
        }
        Ok(())
    }

    /// Reads the repository, and waits for it to be mended where its settings or theme are broken.
    fn open(&self, watch: &mut Watch) -> Result<Workspace> {
        loop {
            match Workspace::open(&self.options.workspace) {
                Ok(workspace) => return Ok(workspace),
                // What has no place in a file isn't mended by editing one.
                Err(error) if error.place().is_none() => return Err(error),
                Err(error) => self.fail(error),
            }
            self.next(watch)?;
        }
    }

    /// The folders that builds write to, as far as they are known before the settings are read.
    fn written_to(&self) -> Vec<PathBuf> {
        let options = &self.options.workspace;
        let cache = options.cache.clone().unwrap_or_else(|| self.common.root.join(".docsgen"));
        options.out.iter().cloned().chain([cache]).collect()
    }

    /// Renders what open tabs show, and tells which pages were rendered and why.
    fn render_open(&self, edition: &Edition) -> Vec<(String, &'static str)> {
        let mut pages = Vec::new();
        let mut failed = None;
        for route in self.common.shown(edition).into_iter().take(RENDERED_FIRST) {
            match edition.file(&route) {
                Ok(file) => pages.extend(file.and_then(|file| file.rendered).map(|reason| (route, reason))),
                // Tabs are told by whoever tells them of the page; one template fails on all pages in the same way.
                Err(error) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            self.tell(Message::Failed(error));
        }
        pages
    }

    /// Puts an edition into the state.
    fn show(&self, edition: &Arc<Edition>, edited: Option<(u64, Route)>) {
        self.publish.send_modify(|state| {
            state.edition = Some(Arc::clone(edition));
            // What was found before is taken to be so still, until it is looked at again.
            state.faults = state.faults.iter().filter(|fault| fault.is_finding()).cloned().collect();
            if edited.is_some() {
                state.edited = edited;
            }
        });
    }

    /// Says that no site could be made. The last one stays.
    fn fail(&self, error: Error) {
        let files = DiskFiles::open(&self.common.root, &[]).ok();
        let fault = self.common.teller().error(&error, files.as_ref().map(|files| files as _));
        self.publish.send_modify(|state| {
            let findings = state.faults.iter().filter(|fault| fault.is_finding()).cloned();
            state.faults = std::iter::once(fault).chain(findings).collect::<Vec<Fault>>().into();
        });
        self.tell(Message::Failed(error));
    }

    /// Starts to watch; where the system can't, by looking again and again.
    fn watch(&self, excluded: &[PathBuf]) -> Result<Watch> {
        let root = &self.common.root;
        let started = Watch::start(root, excluded, self.options.poll);
        match started {
            // A folder that isn't there can't be looked at either, and says so.
            Err(error) if !self.options.poll && root.is_dir() => {
                self.warn(&error);
                Watch::start(root, excluded, true)
            }
            started => started,
        }
    }

    fn next(&self, watch: &mut Watch) -> Result<Changes> {
        watch.next().or_else(|error| {
            self.warn(&error);
            watch.poll();
            // What happened since then isn't known.
            Ok(Changes::Everything)
        })
    }

    fn warn(&self, error: &Error) {
        let why = std::error::Error::source(error).map(|source| format!(" ({source})")).unwrap_or_default();
        self.tell(Message::Warning(format!("{error}{why}; changes are looked for twice a second instead")));
    }

    /// The paths that changed, from the repository's root; none where it may be any.
    fn paths(&self, changes: &Changes) -> Vec<RepoPath> {
        let Changes::Paths(paths) = changes else { return Vec::new() };
        let inside = paths.iter().filter_map(|path| path.strip_prefix(&self.common.root).ok());
        inside.filter_map(|path| RepoPath::new(&path.to_string_lossy().replace('\\', "/"))).collect()
    }

    /// The page that is being edited, if one is.
    fn edited(&self, edition: &Edition, changed: &[RepoPath]) -> Option<Route> {
        if !self.common.open_changed || changed.len() > FOLLOWED {
            return None;
        }
        let mut routes = changed.iter().filter_map(|path| edition.route_of(path));
        let route = routes.next()?;
        routes.next().is_none().then(|| route.clone())
    }

    fn say(&self, told: Told) {
        // Where nobody listens any more, the process is ending.
        let _ = self.messages.send(told);
    }

    fn tell(&self, message: Message) {
        self.say(Told::Message(message));
    }
}
