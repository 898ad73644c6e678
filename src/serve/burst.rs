//! When a burst of changes is over. Knows no clock: it is told what happened when.
//!
//! A save must be seen at once, and yet not be seen halfway. Editors save in two ways. Some write another file and rename it
//! into place: the last thing that happens is the rename, but the file may have been away for a moment before. Others
//! write the file where it is: it is half there until it is closed. And `git checkout` changes hundreds of files, which
//! are to be built once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::build::Changes;

/// How long it must be quiet after a save: within this an editor's other steps have followed.
const SETTLED: Duration = Duration::from_millis(4);

/// How long a file that went away may take to come back: vim moves it aside before it writes the new one.
const GONE: Duration = Duration::from_millis(40);

/// How long a file that is being written may take between two pieces, before it is read as it is.
const WRITING: Duration = Duration::from_millis(300);

/// The same where the system doesn't say when a file is closed.
const WRITING_UNCLOSED: Duration = Duration::from_millis(20);

/// From how many files on it is no save but a burst, and how long it must then be quiet.
const MANY: usize = 5;
const QUIET: Duration = Duration::from_millis(100);

/// How long one save, and a burst, may be held back, however long it goes on.
const LONGEST_SAVE: Duration = Duration::from_millis(60);
const LONGEST_WRITE: Duration = Duration::from_secs(3);
const LONGEST_BURST: Duration = Duration::from_secs(2);

/// Somebody who saves all the time gets a build once in this time at most.
const MOST_PRESSURE: Duration = Duration::from_secs(1);

/// More changed files than this are no longer listed: everything is looked at.
const MOST_PATHS: usize = 10_000;

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It is whole: it was closed, renamed into place or made.
    Whole,
    /// A piece of it was written.
    Written,
    /// It is no longer there.
    Gone,
}

/// What has changed since the last build.
#[derive(Debug)]
pub(super) struct Burst {
    /// Whether the system says when a file is closed.
    closes: bool,
    paths: BTreeMap<PathBuf, Step>,
    everything: bool,
    first: Option<Duration>,
    last: Duration,
    /// How long a save that doesn't end was held back the last time.
    pressure: Duration,
}

impl Burst {
    pub(super) fn new(closes: bool) -> Self {
        Self {
            closes,
            paths: BTreeMap::new(),
            everything: false,
            first: None,
            last: Duration::ZERO,
            pressure: LONGEST_SAVE,
        }
    }

    /// Something happened to a path at this time.
    pub(super) fn saw(&mut self, path: &Path, step: Step, now: Duration) {
        self.happened(now);
        if self.everything {
            return;
        }
        if let Some(known) = self.paths.get_mut(path) {
            *known = step;
        } else if self.paths.len() < MOST_PATHS {
            self.paths.insert(path.to_owned(), step);
        } else {
            self.all(now);
        }
    }

    /// Anything may have happened: events were lost.
    pub(super) fn all(&mut self, now: Duration) {
        self.happened(now);
        self.everything = true;
        self.paths.clear();
    }

    fn happened(&mut self, now: Duration) {
        self.first.get_or_insert(now);
        self.last = now;
    }

    /// When it will be over if nothing else happens; `None` where nothing has happened.
    pub(super) fn over_at(&self) -> Option<Duration> {
        let first = self.first?;
        let (quiet, longest) = self.patience();
        Some((self.last + quiet).min(first + longest))
    }

    /// What changed, once it is over.
    pub(super) fn take(&mut self, now: Duration) -> Option<Changes> {
        if self.over_at()? > now {
            return None;
        }
        let (quiet, _) = self.patience();
        // Who never stops gets less often what they don't look at anyway.
        self.pressure = if self.last + quiet > now { (self.pressure * 2).min(MOST_PRESSURE) } else { LONGEST_SAVE };
        self.first = None;
        let paths = std::mem::take(&mut self.paths).into_keys().collect();
        Some(if std::mem::take(&mut self.everything) { Changes::Everything } else { Changes::Paths(paths) })
    }

    /// How long it must be quiet, and how long it is waited for that.
    fn patience(&self) -> (Duration, Duration) {
        if self.everything || self.paths.len() >= MANY {
            return (QUIET, LONGEST_BURST);
        }
        let writing = if self.closes { WRITING } else { WRITING_UNCLOSED };
        let quiet = self.paths.values().map(|step| match step {
            Step::Whole => SETTLED,
            Step::Gone => GONE,
            Step::Written => writing,
        });
        let quiet = quiet.max().unwrap_or(SETTLED);
        // A large file takes its time. One that was whole and is written again already won't be still.
        let longest = if quiet == WRITING && self.pressure == LONGEST_SAVE { LONGEST_WRITE } else { self.pressure };
        (quiet, longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// Plays events and tells at which times what was built.
    fn play(closes: bool, events: &[(u64, &str, Step)]) -> Vec<(u64, Vec<String>)> {
        let mut burst = Burst::new(closes);
        let mut built = Vec::new();
        let mut at = |burst: &mut Burst, now: u64| {
            if let Some(gathered) = burst.take(ms(now)) {
                let paths = match gathered {
                    Changes::Paths(paths) => paths.iter().map(|path| path.display().to_string()).collect(),
                    Changes::Everything => vec!["everything".to_owned()],
                };
                built.push((now, paths));
            }
        };
        let mut events = events.iter().peekable();
        for now in 0..20_000 {
            while let Some((_, path, step)) = events.next_if(|(time, ..)| *time == now) {
                match *path {
                    "" => burst.all(ms(now)),
                    path => burst.saw(Path::new(path), *step, ms(now)),
                }
            }
            at(&mut burst, now);
        }
        built
    }

    #[test]
    fn a_save_is_built_once_and_at_once() {
        use Step::{Gone, Whole, Written};
        let one = |time| vec![(time, vec!["a.md".to_owned()])];
        for (what, closes, events, expected) in [
            ("a rename into place", true, vec![(0, "a.md", Whole)], one(4)),
            ("written where it is", true, vec![(0, "a.md", Written), (3, "a.md", Written), (5, "a.md", Whole)], one(9)),
            (
                "the same, slowly",
                true,
                vec![(0, "a.md", Written), (250, "a.md", Written), (260, "a.md", Whole)],
                one(260),
            ),
            ("without a word of its end", false, vec![(0, "a.md", Written), (3, "a.md", Written)], one(23)),
            ("never closed", true, vec![(0, "a.md", Written)], one(300)),
            ("aside and anew", true, vec![(0, "a.md", Gone), (20, "a.md", Written), (21, "a.md", Whole)], one(25)),
            ("removed", true, vec![(0, "a.md", Gone)], one(40)),
        ] {
            assert_eq!(play(closes, &events), expected, "{what}");
        }
        let saves = [(0, "a.md", Whole), (50, "a.md", Whole)];
        assert_eq!(play(true, &saves).len(), 2, "two saves are two builds");
    }

    #[test]
    fn a_burst_is_built_once_it_is_quiet() {
        let names: Vec<String> = (0..500).map(|number| format!("{number}.md")).collect();
        let events: Vec<_> = names.iter().zip(0..).map(|(name, at)| (at, name.as_str(), Step::Whole)).collect();
        let built = play(true, &events);
        assert_eq!(built.len(), 1, "{built:?}");
        assert_eq!((built[0].0, built[0].1.len()), (599, 500));
        assert_eq!(play(true, &[(0, "", Step::Whole)]), [(100, vec!["everything".to_owned()])]);
    }

    #[test]
    fn more_files_than_can_be_listed_are_everything() {
        let mut burst = Burst::new(true);
        for number in 0..=MOST_PATHS {
            burst.saw(Path::new(&format!("{number}.md")), Step::Whole, ms(0));
        }
        assert_eq!(burst.take(ms(100)), Some(Changes::Everything));
        assert_eq!((burst.over_at(), burst.take(ms(1_000))), (None, None));
    }

    #[test]
    fn who_never_stops_saving_is_built_less_and_less_often() {
        let events: Vec<_> =
            (0..10_000).map(|at| (at, "a.md", if at % 2 == 0 { Step::Written } else { Step::Whole })).collect();
        let times: Vec<u64> = play(true, &events).into_iter().map(|(time, _)| time).collect();
        assert!(times[0] <= 3_000, "the first isn't held back for long: {times:?}");
        assert!((10..30).contains(&times.len()), "about once a second: {times:?}");
        assert_eq!(times.last(), Some(&(9_999 + 4)), "and the last state is built");
        // Afterwards a save is quick again.
        let mut burst = Burst::new(true);
        burst.pressure = MOST_PRESSURE;
        burst.saw(Path::new("a.md"), Step::Whole, ms(0));
        assert!(burst.take(ms(4)).is_some());
        assert_eq!(burst.pressure, LONGEST_SAVE);
    }
}
