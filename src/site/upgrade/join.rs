//! Joins what several places tell of the same strategy.

use super::attribute::downtime;
use super::guide::{Path, heading_says_none, names_more};
use super::name::{key, tokens, without_asides};
use super::{MAX_STRATEGIES, Strategy, StrategyClass};

/// The strategies of one chart, while places are added in order of precedence.
pub(super) struct Joined {
    entries: Vec<Entry>,
    /// Whether the list is whole, so that later places add no strategy.
    complete: bool,
}

struct Entry {
    strategy: Strategy,
    key: Vec<String>,
}

impl Entry {
    fn new(strategy: Strategy) -> Self {
        Self { key: key(&strategy.name), strategy }
    }

    /// How surely another one is the same: 0 not at all, 3 by name.
    fn likeness(&self, other: &Self) -> u8 {
        let (left, right) = (&self.strategy, &other.strategy);
        let known = left.class != StrategyClass::Other;
        if known && right.class != StrategyClass::Other && left.class != right.class {
            return 0;
        }
        if self.key == other.key {
            return 3;
        }
        if left.class != right.class {
            return 0;
        }
        let within = |inner: &[String], outer: &[String]| inner.iter().all(|word| outer.contains(word));
        if within(&self.key, &other.key) || within(&other.key, &self.key) {
            return 2;
        }
        // Two that have no class, speak of the same and take the same time.
        let time =
            |strategy: &Strategy| strategy.downtime.as_ref().map(|time| tokens(&without_asides(&time.bound.text)));
        let same_time = || time(left).is_some_and(|time_left| Some(time_left) == time(right));
        let shared = || self.key.iter().any(|word| other.key.contains(word));
        u8::from(known || (shared() && same_time()))
    }

    /// Takes over what isn't known yet.
    fn fill(&mut self, from: &Strategy) {
        let strategy = &mut self.strategy;
        let versions = strategy.from.is_none() && strategy.to.is_none();
        if versions {
            strategy.from.clone_from(&from.from);
            strategy.to.clone_from(&from.to);
        }
        for (own, other) in [
            (&mut strategy.risk, &from.risk),
            (&mut strategy.complexity, &from.complexity),
            (&mut strategy.recommended_for, &from.recommended_for),
        ] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        if strategy.downtime.is_none() {
            strategy.downtime.clone_from(&from.downtime);
        }
        if strategy.section.is_none() {
            strategy.section.clone_from(&from.section);
        }
        strategy.recommended |= from.recommended;
    }
}

impl Joined {
    /// Starts with a list that is whole, or with nothing.
    pub(super) fn new(whole: Option<Vec<Strategy>>) -> Self {
        let complete = whole.is_some();
        let entries = whole.into_iter().flatten().take(MAX_STRATEGIES).map(Entry::new).collect();
        Self { entries, complete }
    }

    /// Adds a list whose strategies are different from each other: each tells more of the one that it is most like, or is
    /// one that wasn't known.
    pub(super) fn add(&mut self, list: Vec<Strategy>) {
        let known = self.entries.len();
        let list: Vec<Entry> = list.into_iter().map(Entry::new).collect();
        let likeness = |other: &Entry| self.entries.iter().map(|entry| entry.likeness(other)).max().unwrap_or(0);
        let mut order: Vec<(u8, usize)> = list.iter().map(likeness).zip(0..).collect();
        order.sort_by_key(|(likeness, at)| (std::cmp::Reverse(*likeness), *at));
        let mut taken = vec![false; known];
        let mut new: Vec<usize> = Vec::new();
        for (likeness, at) in order {
            let mut filled = false;
            for (entry, taken) in self.entries.iter_mut().zip(&mut taken) {
                if likeness > 0 && !*taken && entry.likeness(&list[at]) == likeness {
                    entry.fill(&list[at].strategy);
                    (*taken, filled) = (true, true);
                }
            }
            // The same name a second time is no second strategy.
            if !filled && likeness < 3 && !self.complete {
                new.push(at);
            }
        }
        new.sort_unstable();
        let mut list: Vec<Option<Entry>> = list.into_iter().map(Some).collect();
        let room = MAX_STRATEGIES.saturating_sub(known);
        self.entries.extend(new.into_iter().filter_map(|at| list[at].take()).take(room));
    }

    /// Takes from sections of the same name what isn't known yet.
    pub(super) fn find_sections(&mut self, sections: Vec<Strategy>) {
        for section in sections.into_iter().map(Entry::new) {
            for entry in &mut self.entries {
                let more = || {
                    let unclassed =
                        entry.strategy.class == StrategyClass::Other && section.strategy.class == entry.strategy.class;
                    unclassed && section.strategy.downtime.is_some() && names_more(&section.strategy.name, &entry.key)
                };
                if entry.likeness(&section) == 3 || more() {
                    entry.fill(&section.strategy);
                }
            }
        }
    }

    /// Gives strategies their versions where one row alone names each: of several it isn't said which one counts.
    pub(super) fn find_versions(&mut self, paths: &[Path]) {
        let mut named: Vec<Vec<usize>> = vec![Vec::new(); self.entries.len()];
        for (at, path) in paths.iter().enumerate() {
            for name in &path.names {
                let place = self.entries.first().map(|entry| entry.strategy.place);
                let Some(place) = place else { return };
                let other = Entry::new(Strategy::named(name, place));
                let best = self.entries.iter().map(|entry| entry.likeness(&other)).max().unwrap_or(0);
                for (entry, paths) in self.entries.iter().zip(&mut named) {
                    // Two are enough to know that there are several.
                    if best > 0 && entry.likeness(&other) == best && paths.len() < 2 && paths.last() != Some(&at) {
                        paths.push(at);
                    }
                }
            }
        }
        for (entry, named) in self.entries.iter_mut().zip(named) {
            let strategy = &mut entry.strategy;
            if let [at] = named.as_slice()
                && strategy.from.is_none()
                && strategy.to.is_none()
            {
                strategy.from = Some(paths[*at].from.clone());
                strategy.to = Some(paths[*at].to.clone());
            }
        }
    }

    /// The strategies in order.
    pub(super) fn finish(self) -> Vec<Strategy> {
        let mut strategies: Vec<Strategy> = self.entries.into_iter().map(|entry| entry.strategy).collect();
        for strategy in &mut strategies {
            if strategy.downtime.is_none() {
                let none = heading_says_none(&strategy.name);
                strategy.downtime = none.map(|none| downtime(none, None, strategy.place));
            }
        }
        strategies
    }
}
