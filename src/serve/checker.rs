//! The thread that checks behind the page: a save is never held back by what is found of the one before it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::{mpsc, watch as shared};

use super::fault::{Fault, hides_the_page};
use super::live::{Common, State, differences};
use super::worker::Told;
use super::{Message, Rebuilt};
use crate::build::Edition;
use crate::error::{Error, Result};

/// An edition that is to be checked.
pub(super) struct Job {
    pub(super) edition: Arc<Edition>,
    /// What is told of it when that is done; nothing of the first.
    pub(super) rebuilt: Option<Rebuilt>,
}

/// Hands editions to the thread.
pub(super) struct Checker {
    waiting: Arc<Waiting>,
    messages: mpsc::UnboundedSender<Told>,
}

/// The edition that is checked next. Older ones aren't any more.
#[derive(Default)]
struct Waiting {
    job: Mutex<Option<Job>>,
    there: Condvar,
}

impl Checker {
    /// Starts the thread.
    pub(super) fn start(
        common: Arc<Common>,
        publish: Arc<shared::Sender<State>>,
        messages: mpsc::UnboundedSender<Told>,
    ) -> Result<Self> {
        let waiting = Arc::new(Waiting::default());
        let (taken, told) = (Arc::clone(&waiting), messages.clone());
        std::thread::Builder::new()
            .name("check".to_owned())
            .spawn(move || {
                let mut before = None;
                loop {
                    let job = taken.next();
                    before = Some(check(job, before.as_deref(), &common, &publish, &told));
                }
            })
            .map_err(|error| Error::new("could not start a thread").because(error))?;
        Ok(Self { waiting, messages })
    }

    /// Has an edition checked, instead of one that nobody has begun with.
    pub(super) fn submit(&self, job: Job) {
        let passed_over = self.waiting.job.lock().unwrap_or_else(PoisonError::into_inner).replace(job);
        self.waiting.there.notify_one();
        if let Some(rebuilt) = passed_over.and_then(|job| job.rebuilt) {
            let _ = self.messages.send(Told::Message(Message::Rebuilt(rebuilt)));
        }
    }
}

impl Waiting {
    fn next(&self) -> Job {
        let mut job = self.job.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = job.take() {
                return job;
            }
            job = self.there.wait(job).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn check(
    job: Job,
    before: Option<&Edition>,
    common: &Common,
    publish: &shared::Sender<State>,
    messages: &mpsc::UnboundedSender<Told>,
) -> Arc<Edition> {
    let Job { edition, rebuilt } = job;
    edition.complete();
    let teller = common.teller();
    let sources = edition.sources();
    let findings = edition.findings().unwrap_or_default().iter().filter(|finding| hides_the_page(finding));
    let findings: Vec<Fault> = findings.map(|finding| teller.finding(finding, sources)).collect();
    publish.send_if_modified(|state| {
        let is_shown = state.edition.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &edition));
        if is_shown {
            let errors = state.faults.iter().filter(|fault| !fault.is_finding()).cloned();
            state.faults = errors.chain(findings).collect::<Vec<_>>().into();
        }
        is_shown
    });
    if let Some(rebuilt) = rebuilt {
        let findings = before.and_then(|before| differences(before, &edition));
        let _ = messages.send(Told::Message(Message::Rebuilt(Rebuilt { findings, ..rebuilt })));
    }
    edition
}
