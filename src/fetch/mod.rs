//! Asks whether addresses on the web are good. This module, and nothing else in docsgen, reaches the network.
//!
//! Every address is one request at a time in the queue of its host, and so is each hop of a redirect: a host has its
//! own pace, whoever sends us there. Threads take turns at what is due.

mod address;
mod anchors;
mod client;
mod queue;
mod retry_after;
mod seen;
mod visit;
mod web_url;

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

pub use self::address::{Lookup, is_public};
use self::client::Client;
use self::queue::{Queues, Turn};
pub use self::seen::{FIRST_LINE, Seen};
use self::visit::{Step, Visit};
pub use self::web_url::{NotWeb, WebUrl};

/// An address, and the places in it that links name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub url: WebUrl,
    /// The places, decoded.
    pub fragments: BTreeSet<String>,
}

/// How to ask.
#[derive(Clone)]
pub struct Options {
    /// How long an answer may take, from the name's look-up to the page's last byte.
    pub timeout: Duration,
    /// How often to ask again where no answer came, or a host is busy.
    pub retries: u32,
    /// Statuses beside 200 to 299 that are good answers.
    pub accept: BTreeSet<u16>,
    /// What docsgen calls itself.
    pub user_agent: String,
    /// How fast to ask.
    pub pace: Pace,
    /// Which addresses may be asked, after the names were looked up: [`is_public`], unless somebody says otherwise.
    pub reachable: fn(IpAddr) -> bool,
    /// How names are looked up; the system's way where not given.
    pub lookup: Option<Lookup>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            retries: 2,
            accept: BTreeSet::new(),
            user_agent: concat!("docsgen/", env!("CARGO_PKG_VERSION")).to_owned(),
            pace: Pace::default(),
            reachable: is_public,
            lookup: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("accept", &self.accept)
            .field("user_agent", &self.user_agent)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

/// How fast to ask: slow enough for a host not to mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many requests run at once.
    pub at_once: usize,
    /// How many of them at one host.
    pub at_once_per_host: usize,
    /// The least time between the starts of two requests to one host.
    pub gap: Duration,
    /// How long a host that is busy and doesn't say until when is left alone; twice as long each time.
    pub backoff: Duration,
    /// A host that asks to be left alone for longer is asked no more in this run.
    pub longest_wait: Duration,
    /// After so many requests in a row without any answer a host is asked no more in this run.
    pub failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 16,
            at_once_per_host: 2,
            gap: Duration::from_millis(100),
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(90),
            failures: 6,
        }
    }
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is there.
    Alive(Alive),
    /// It isn't there: 404 or 410.
    Gone {
        /// The status.
        status: u16,
        /// Where redirects led before.
        at: Option<WebUrl>,
    },
    /// Nobody can say.
    Unreachable {
        /// Why.
        why: Why,
        /// Where redirects led before.
        at: Option<WebUrl>,
    },
    /// Its host is none that may be asked.
    Private,
}

/// A page that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alive {
    /// The status.
    pub status: u16,
    /// Where permanent redirects lead.
    pub moved_to: Option<WebUrl>,
    /// The places of the request that it has, or of which its answer can't tell: it is no HTML, or a script makes the page.
    pub fragments: BTreeSet<String>,
    /// The places of the request that it doesn't have. A place in neither set wasn't come to.
    pub missing: BTreeSet<String>,
}

/// Why nobody can say whether a page is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The server answers, but not with the page.
    Refused {
        /// The status.
        status: u16,
        /// How long it asks to be left alone.
        wait: Option<Duration>,
    },
    /// No answer in time.
    TimedOut,
    /// The host's name leads nowhere.
    NoSuchHost,
    /// No connection, or one that broke; the reason is one short clause.
    Connection(String),
    /// The server can't prove who it is; the reason is one short clause.
    Certificate(String),
    /// The answer is none.
    NotHttp,
    /// Redirects lead back to where they began.
    RedirectLoop,
    /// Redirects don't end.
    TooManyRedirects,
    /// A redirect leads to something that is no address on the web.
    BadRedirect(String),
    /// A redirect leads to a host that may not be asked.
    Private,
}

/// Told what is found, from many threads.
pub trait Observer: Sync {
    /// The request of that index was answered.
    fn answered(&self, index: usize, answer: &Answer);
}

/// Asks for each address and gives the answers in the order of the requests. Never fails: what goes wrong is an answer.
#[must_use]
pub fn fetch(requests: &[Request], options: &Options, observer: &dyn Observer) -> Vec<Answer> {
    let mut queues = Queues::new(options.pace);
    let start = Instant::now();
    for (index, request) in requests.iter().enumerate() {
        // A new queue takes all.
        let _ = queues.push(request.url.authority(), Visit::new(index, request), start);
    }
    let fetching = Fetching {
        client: Client::new(options),
        options,
        observer,
        state: Mutex::new(State { queues, answers: vec![None; requests.len()] }),
        changed: Condvar::new(),
    };
    let threads = options.pace.at_once.clamp(1, requests.len().max(1));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| fetching.work());
        }
    });
    let state = fetching.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    let lost = || Answer::Unreachable { why: Why::Connection("the request was lost".to_owned()), at: None };
    state.answers.into_iter().map(|answer| answer.unwrap_or_else(lost)).collect()
}

struct Fetching<'a> {
    client: Client,
    options: &'a Options,
    observer: &'a dyn Observer,
    state: Mutex<State<'a>>,
    /// Something was put into a queue, or a job has ended.
    changed: Condvar,
}

struct State<'a> {
    queues: Queues<Visit<'a>>,
    answers: Vec<Option<Answer>>,
}

impl<'a> Fetching<'a> {
    fn work(&self) {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            state = match state.queues.take(now) {
                Turn::Done => return,
                Turn::Wait => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Turn::At(time) => {
                    let wait = self.changed.wait_timeout(state, time.saturating_duration_since(now));
                    wait.unwrap_or_else(PoisonError::into_inner).0
                }
                Turn::Job(host, visit) => {
                    drop(state);
                    self.visit(host, visit);
                    self.lock()
                }
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes one request, and puts what follows from it into the queues or among the answers.
    fn visit(&self, host: usize, mut visit: Visit<'a>) {
        // The other threads wait for the end of each job. A fault of the HTTP library must not make them wait for ever.
        let step = catch_unwind(AssertUnwindSafe(|| visit.step(&self.client, self.options)));
        let (step, answered) = step.unwrap_or_else(|_| {
            let why = Why::Connection("the answer can't be handled".to_owned());
            (Step::Done(visit.unreachable(why)), false)
        });
        let mut answers = Vec::new();
        {
            let mut state = self.lock();
            let queues = &mut state.queues;
            let now = Instant::now();
            queues.finish(host, answered);
            let silent = queues.is_silent(host);
            let mut give_up = |queues: &mut Queues<Visit<'a>>, why: &Why| {
                let waiting = queues.give_up(host, why);
                answers.extend(waiting.into_iter().map(|visit| (visit.index, visit.unreachable(why.clone()))));
            };
            let again = match step {
                Step::Done(answer) => {
                    if let (true, Answer::Unreachable { why, .. }) = (silent, &answer) {
                        give_up(queues, why);
                    }
                    answers.push((visit.index, answer));
                    Ok(())
                }
                Step::Next => queues.push(visit.url.authority(), visit, now),
                Step::Later { wait, otherwise } => {
                    if silent || wait > self.options.pace.longest_wait {
                        give_up(queues, &otherwise);
                    } else {
                        queues.delay(host, now + wait);
                    }
                    queues.push_first(visit.url.authority(), visit, now)
                }
            };
            if let Err((visit, why)) = again {
                answers.push((visit.index, visit.unreachable(why)));
            }
        }
        for (index, answer) in &answers {
            self.observer.answered(*index, answer);
        }
        let mut state = self.lock();
        for (index, answer) in answers {
            state.answers[index] = Some(answer);
        }
        drop(state);
        self.changed.notify_all();
    }
}

/// A status with its name: `404 Not Found`.
#[must_use]
pub fn status_text(status: u16) -> String {
    let known = ureq::http::StatusCode::from_u16(status).ok();
    match known.and_then(|status| status.canonical_reason()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}
