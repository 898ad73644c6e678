//! The way of one address from the first request to what is known of it: hops, second tries, and what it comes to.

use std::collections::BTreeSet;
use std::time::Duration;

use super::anchors::{Looked, look_for};
use super::client::{Client, Failure, Method, Reply};
use super::web_url::WebUrl;
use super::{Alive, Answer, Options, Request, Why};

/// How many redirects are followed: browsers give up after twenty, and a healthy link needs two.
const MOST_REDIRECTS: usize = 10;

/// An address on its way.
pub(super) struct Visit<'a> {
    /// Which of the requests it is.
    pub(super) index: usize,
    /// What is asked for next.
    pub(super) url: WebUrl,
    request: &'a Request,
    method: Method,
    /// The addresses that redirected, in order.
    passed: Vec<WebUrl>,
    /// Where the permanent redirects at its beginning lead.
    moved_to: Option<WebUrl>,
    /// Whether all redirects so far were permanent.
    permanent: bool,
    /// Whether a redirect named a fragment, which browsers then go to whatever the link says.
    redirected_fragment: bool,
    /// How often it was asked for again.
    retries: u32,
}

/// What one request led to.
pub(super) enum Step {
    /// Everything is known.
    Done(Answer),
    /// Another request, soon: to [`Visit::url`], which may be of another host.
    Next,
    /// The same request again, after the host was left alone for as long as it asks.
    Later {
        wait: Duration,
        /// What is known should nobody ask again.
        otherwise: Why,
    },
}

impl<'a> Visit<'a> {
    pub(super) fn new(index: usize, request: &'a Request) -> Self {
        Self {
            index,
            url: request.url.clone(),
            request,
            method: if request.fragments.is_empty() { Method::Head } else { Method::Get },
            passed: Vec::new(),
            moved_to: None,
            permanent: true,
            redirected_fragment: false,
            retries: 0,
        }
    }

    /// Makes one request. Says as well whether the host answered at all.
    pub(super) fn step(&mut self, client: &Client, options: &Options) -> (Step, bool) {
        match client.ask(&self.url, self.method) {
            Ok(reply) => (self.answered(reply, options), true),
            Err(Failure::Private) if self.passed.is_empty() => (Step::Done(Answer::Private), true),
            Err(Failure::Private) => (Step::Done(self.unreachable(Why::Private)), true),
            Err(Failure::Other(why)) => {
                // A certificate is no better a second later.
                let lasting = matches!(why, Why::Certificate(_));
                // Some servers answer HEAD with silence or noise.
                self.method = Method::Get;
                let step = if lasting { Step::Done(self.unreachable(why)) } else { self.again(None, why, options) };
                (step, false)
            }
        }
    }

    fn answered(&mut self, reply: Reply, options: &Options) -> Step {
        if (200..300).contains(&reply.status) || options.accept.contains(&reply.status) {
            return Step::Done(Answer::Alive(self.alive(reply)));
        }
        if let (301 | 302 | 303 | 307 | 308, Some(location)) = (reply.status, &reply.location) {
            return self.redirected(reply.status, location);
        }
        let refused = Why::Refused { status: reply.status, wait: reply.retry_after };
        match reply.status {
            429 | 503 => self.again(reply.retry_after, refused, options),
            // Many servers know GET alone, and some of them say so with any other status.
            _ if self.method == Method::Head => {
                self.method = Method::Get;
                Step::Next
            }
            502 | 504 => self.again(None, refused, options),
            404 | 410 => Step::Done(Answer::Gone { status: reply.status, at: self.elsewhere() }),
            _ => Step::Done(self.unreachable(refused)),
        }
    }

    fn alive(&self, reply: Reply) -> Alive {
        let wanted = &self.request.fragments;
        let looked = if wanted.is_empty() || !reply.html || self.redirected_fragment {
            Looked { found: wanted.clone(), missing: BTreeSet::new() }
        } else {
            look_for(reply.body, wanted)
        };
        let moved_to = self.moved_to.clone();
        Alive { status: reply.status, moved_to, fragments: looked.found, missing: looked.missing }
    }

    fn redirected(&mut self, status: u16, location: &str) -> Step {
        let Ok((next, fragment)) = self.url.join(location) else {
            return Step::Done(self.unreachable(Why::BadRedirect(location.to_owned())));
        };
        if next == self.url || self.passed.contains(&next) {
            return Step::Done(self.unreachable(Why::RedirectLoop));
        }
        if self.passed.len() == MOST_REDIRECTS {
            return Step::Done(self.unreachable(Why::TooManyRedirects));
        }
        self.permanent &= matches!(status, 301 | 308);
        if self.permanent {
            self.moved_to = Some(next.clone());
        }
        self.redirected_fragment |= fragment;
        self.passed.push(std::mem::replace(&mut self.url, next));
        Step::Next
    }

    /// Asks again, unless that was done often enough.
    fn again(&mut self, wait: Option<Duration>, why: Why, options: &Options) -> Step {
        if self.retries == options.retries {
            return Step::Done(self.unreachable(why));
        }
        let doubled = options.pace.backoff.saturating_mul(2_u32.saturating_pow(self.retries));
        self.retries += 1;
        Step::Later { wait: wait.unwrap_or(doubled), otherwise: why }
    }

    /// What is known where no good answer came.
    pub(super) fn unreachable(&self, why: Why) -> Answer {
        Answer::Unreachable { why, at: self.elsewhere() }
    }

    /// Where redirects have led.
    fn elsewhere(&self) -> Option<WebUrl> {
        (!self.passed.is_empty()).then(|| self.url.clone())
    }
}
