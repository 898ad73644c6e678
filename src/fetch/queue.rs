//! Whose turn it is: one queue a host, so that no host is asked more often or by more at once than it should be.

use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

use rapidhash::RapidHashMap;

use super::{Pace, Why};

/// Jobs by host. A job is one request.
pub(super) struct Queues<T> {
    pace: Pace,
    ids: RapidHashMap<String, usize>,
    hosts: Vec<Host<T>>,
    /// Hosts that have a job and room for it, by the time from which it may start.
    ready: BTreeSet<(Instant, usize)>,
    /// Jobs that were taken and aren't finished.
    running: usize,
}

struct Host<T> {
    waiting: VecDeque<T>,
    running: usize,
    /// Nothing starts before.
    not_before: Instant,
    /// Requests in a row that no answer came to.
    failures: u32,
    /// Why nobody asks it any more.
    given_up: Option<Why>,
}

/// What there is to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn<T> {
    /// This job, of this host.
    Job(usize, T),
    /// Nothing until then.
    At(Instant),
    /// Nothing until a job that is running ends.
    Wait,
    /// Nothing any more.
    Done,
}

impl<T> Queues<T> {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, ids: RapidHashMap::default(), hosts: Vec::new(), ready: BTreeSet::new(), running: 0 }
    }

    /// Puts a job at the end of its host's queue, or gives it back where nobody asks the host any more.
    pub(super) fn push(&mut self, host: String, job: T, now: Instant) -> Result<(), (T, Why)> {
        self.add(host, job, now, VecDeque::push_back)
    }

    /// Puts a job before all others of its host: one that was begun.
    pub(super) fn push_first(&mut self, host: String, job: T, now: Instant) -> Result<(), (T, Why)> {
        self.add(host, job, now, VecDeque::push_front)
    }

    fn add(&mut self, host: String, job: T, now: Instant, put: fn(&mut VecDeque<T>, T)) -> Result<(), (T, Why)> {
        let next = self.hosts.len();
        let id = *self.ids.entry(host).or_insert(next);
        if id == next {
            let waiting = VecDeque::new();
            self.hosts.push(Host { waiting, running: 0, not_before: now, failures: 0, given_up: None });
        }
        if let Some(why) = &self.hosts[id].given_up {
            return Err((job, why.clone()));
        }
        self.change(id, |host| put(&mut host.waiting, job));
        Ok(())
    }

    /// The next job whose time has come.
    pub(super) fn take(&mut self, now: Instant) -> Turn<T> {
        let Some(&(time, id)) = self.ready.first() else {
            return if self.running > 0 { Turn::Wait } else { Turn::Done };
        };
        if time > now {
            return Turn::At(time);
        }
        let gap = self.pace.gap;
        let job = self.change(id, |host| {
            let job = host.waiting.pop_front();
            host.running += 1;
            host.not_before = now + gap;
            job
        });
        self.running += 1;
        match job {
            Some(job) => Turn::Job(id, job),
            None => unreachable!("a host is ready only while it has a job"),
        }
    }

    /// A job of the host was answered, or was not.
    pub(super) fn finish(&mut self, id: usize, answered: bool) {
        self.running -= 1;
        self.change(id, |host| {
            host.running -= 1;
            host.failures = if answered { 0 } else { host.failures + 1 };
        });
    }

    /// Whether a host didn't answer so often in a row that it won't.
    pub(super) fn is_silent(&self, id: usize) -> bool {
        self.hosts[id].failures >= self.pace.failures
    }

    /// Leaves a host alone until then.
    pub(super) fn delay(&mut self, id: usize, until: Instant) {
        self.change(id, |host| host.not_before = host.not_before.max(until));
    }

    /// Asks a host no more, and gives back what was waiting for it.
    pub(super) fn give_up(&mut self, id: usize, why: &Why) -> Vec<T> {
        self.change(id, |host| {
            host.given_up = Some(why.clone());
            host.waiting.drain(..).collect()
        })
    }

    /// Changes a host and keeps the list of those that are ready right.
    fn change<R>(&mut self, id: usize, change: impl FnOnce(&mut Host<T>) -> R) -> R {
        let host = &mut self.hosts[id];
        self.ready.remove(&(host.not_before, id));
        let result = change(host);
        if !host.waiting.is_empty() && host.running < self.pace.at_once_per_host {
            self.ready.insert((host.not_before, id));
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn queues(at_once_per_host: usize) -> (Queues<u32>, Instant) {
        let gap = Duration::from_millis(100);
        (Queues::new(Pace { at_once_per_host, gap, ..Pace::default() }), Instant::now())
    }

    #[test]
    fn a_host_is_asked_by_few_at_once_and_not_at_once_again() {
        let (mut queues, start) = queues(2);
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        for job in 1..=4 {
            queues.push("a".to_owned(), job, start).expect("taken");
        }
        queues.push("b".to_owned(), 9, start).expect("taken");
        assert_eq!(queues.take(start), Turn::Job(0, 1));
        assert_eq!(queues.take(start), Turn::Job(1, 9), "another host doesn't wait");
        assert_eq!(queues.take(start), Turn::At(at(100)), "nor is the first one asked too soon");
        assert_eq!(queues.take(at(100)), Turn::Job(0, 2));
        assert_eq!(queues.take(at(500)), Turn::Wait, "two at once are enough");
        queues.finish(0, true);
        assert_eq!(queues.take(at(500)), Turn::Job(0, 3));
        queues.finish(0, true);
        queues.delay(0, at(9_000));
        queues.push_first("a".to_owned(), 3, at(500)).expect("taken");
        assert_eq!(queues.take(at(8_999)), Turn::At(at(9_000)));
        assert_eq!(queues.take(at(9_000)), Turn::Job(0, 3), "what was begun goes first");
        for id in [0, 0, 1] {
            queues.finish(id, true);
        }
        assert_eq!(queues.take(at(9_100)), Turn::Job(0, 4));
        queues.finish(0, true);
        assert_eq!(queues.take(at(9_100)), Turn::Done);
    }

    #[test]
    fn a_host_that_never_answers_is_given_up_with_all_that_waits_for_it() {
        let (mut queues, start) = queues(1);
        for job in 0..10 {
            queues.push("a".to_owned(), job, start).expect("taken");
        }
        let mut now = start;
        let mut asked = 0;
        while !queues.is_silent(0) {
            now += Duration::from_secs(1);
            assert_eq!(queues.take(now), Turn::Job(0, asked));
            queues.finish(0, false);
            asked += 1;
        }
        assert_eq!(asked, Pace::default().failures);
        assert_eq!(queues.give_up(0, &Why::TimedOut), (asked..10).collect::<Vec<_>>());
        assert_eq!(queues.push("a".to_owned(), 10, now), Err((10, Why::TimedOut)));
        assert_eq!(queues.take(now), Turn::Done);
    }
}
