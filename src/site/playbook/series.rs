//! Which headings of a playbook are its phases.

use super::heading::{Noun, PhaseHeading};
use crate::parse::document::{Heading, SectionIndex};
use crate::site::upgrade::name::tokens;

/// Headings with what each says of a phase.
pub(super) struct Outline<'p> {
    pub(super) headings: &'p [Heading],
    pub(super) read: &'p [Option<PhaseHeading>],
    /// How many moments lists name: `- **T-24h:** freeze`.
    pub(super) listed: usize,
}

/// A heading that is a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) index: usize,
    /// The heading above it, moments that only frame phases left out.
    pub(super) parent: SectionIndex,
    /// The moment that frames it: `T-0` above `Phase 1`.
    pub(super) frame: Option<usize>,
    /// Whether it is the first one in there.
    pub(super) opens: bool,
}

impl Outline<'_> {
    fn noun(&self, index: usize) -> Option<Noun> {
        self.read[index].as_ref().map(|heading| heading.noun)
    }

    /// The headings that say that of themselves, in order.
    fn those(&self, is: impl Fn(&PhaseHeading) -> bool) -> Vec<usize> {
        let read = self.read.iter().enumerate();
        read.filter(|(_, read)| read.as_ref().is_some_and(&is)).map(|(index, _)| index).collect()
    }

    /// The headings above one, nearest first.
    fn above(&self, index: usize) -> impl Iterator<Item = usize> {
        let parent = |index: usize| self.headings[index].parent.map(|parent| parent as usize);
        std::iter::successors(parent(index), move |index| parent(*index))
    }

    /// The phases, in order. Where headings are numbered or name moments, these are; else those that name moments in passing, count
    /// days, or number steps, of which one alone makes no playbook; else those that say how long they take. Beside them stand headings
    /// with the same one above them that say when they are or how long they take.
    pub(super) fn phases(&self) -> Vec<Chosen> {
        let numbered = self.those(|read| read.noun == Noun::Phase);
        let series: Vec<Vec<usize>> = if numbered.is_empty() {
            let from_zero = self.is_from_zero();
            let is_moment = |read: &PhaseHeading| read.noun == Noun::Moment || from_zero && read.noun == Noun::Day;
            let mut in_passing = self.those(|read| is_moment(read) && !read.leads);
            // Where lists are the timeline, headings only point to its moments.
            if in_passing.len() <= self.listed {
                in_passing.clear();
            }
            vec![
                self.those(|read| is_moment(read) && read.leads),
                in_passing,
                self.those(|read| read.noun == Noun::Day && read.leads),
                self.those(|read| read.noun == Noun::Day),
                self.those(|read| read.noun == Noun::Step),
                self.timed_alone(),
            ]
        } else {
            vec![self.those(|read| read.noun == Noun::Phase || read.noun == Noun::Moment && read.leads)]
        };
        let least = if numbered.is_empty() { 2 } else { 1 };
        for members in series {
            let (mut is_phase, is_frame) = self.outermost(&members);
            self.beside(&mut is_phase);
            if is_phase.iter().filter(|is| **is).count() >= least {
                return self.framed(&is_phase, &is_frame);
            }
        }
        Vec::new()
    }

    /// Whether days are counted down to a day 0.
    pub(super) fn is_from_zero(&self) -> bool {
        self.read.iter().flatten().any(|read| read.counted.is_some_and(super::moment::Counted::is_from_zero))
    }

    /// Which members of a series are phases, the others being parts of one, and which are moments that only frame phases.
    fn outermost(&self, members: &[usize]) -> (Vec<bool>, Vec<bool>) {
        let count = self.headings.len();
        let (mut is_member, mut inner, mut numbered) = (vec![false; count], vec![0_usize; count], vec![false; count]);
        for index in members {
            is_member[*index] = true;
            for above in self.above(*index) {
                inner[above] += 1;
                numbered[above] |= self.noun(*index) == Some(Noun::Phase);
            }
        }
        // `T+0 to T+2h` above two moments tells of no work but theirs, and neither does `Day 0`, or `Go live (T-0)`.
        let frames = |index: &usize| {
            self.read[*index].as_ref().is_some_and(|read| match read.noun {
                Noun::Moment => numbered[*index] || inner[*index] >= 2 && (read.is_range || !read.leads),
                Noun::Day => numbered[*index] || inner[*index] >= 2,
                _ => false,
            })
        };
        let mut is_frame = vec![false; count];
        for index in members.iter().filter(|index| frames(index)) {
            is_frame[*index] = true;
        }
        let is_outer = |index: usize| is_member[index] && !is_frame[index];
        let mut is_phase = vec![false; count];
        for index in members {
            // `Step 2.1` is a part of its phase, in whatever words.
            is_phase[*index] = is_outer(*index) && !self.above(*index).any(is_outer);
        }
        // Moments that frame numbered phases in passing are no members and frame them all the same.
        for index in (0..count).filter(|index| numbered[*index] && self.noun(*index) == Some(Noun::Moment)) {
            is_frame[index] = true;
        }
        (is_phase, is_frame)
    }

    /// Adds headings that have the same heading above them as a phase has, and say when they are or how long they take.
    fn beside(&self, is_phase: &mut [bool]) {
        let count = self.headings.len();
        let Some(first) = is_phase.iter().position(|is| *is) else { return };
        let mut holds = vec![false; count];
        let mut is_above = vec![false; count + 1];
        for index in (0..count).filter(|index| is_phase[*index]) {
            self.above(index).for_each(|above| holds[above] = true);
            is_above[self.headings[index].parent.map_or(count, |parent| parent as usize)] = true;
        }
        for index in 0..count {
            let Some(read) = &self.read[index] else { continue };
            // What has to be so is no work.
            let is_rule = || tokens(&read.title).iter().any(|word| word == "criteria" || word == "criterion");
            let counts = match read.noun {
                Noun::Moment | Noun::Day => !is_rule(),
                Noun::Timed => index > first && read.is_work(),
                Noun::Phase | Noun::Step => false,
            };
            let is_alike = is_above[self.headings[index].parent.map_or(count, |parent| parent as usize)];
            if counts && is_alike && !holds[index] && !self.above(index).any(|above| is_phase[above]) {
                is_phase[index] = true;
            }
        }
    }

    /// The phases, each with the moment that frames it.
    fn framed(&self, is_phase: &[bool], is_frame: &[bool]) -> Vec<Chosen> {
        let mut is_begun = vec![false; is_phase.len()];
        let phases = (0..is_phase.len()).filter(|index| is_phase[*index]);
        let chosen = phases.map(|index| {
            let frame = self.above(index).find(|above| is_frame[*above]);
            let opens = frame.is_some_and(|frame| !is_begun[frame]);
            self.above(index).for_each(|above| is_begun[above] = true);
            let parent = self.above(index).find(|above| !is_frame[*above]);
            Chosen { index, parent: parent.and_then(|parent| u32::try_from(parent).ok()), frame, opens }
        });
        chosen.collect()
    }

    /// Headings of one level that say how long they take.
    fn timed_alone(&self) -> Vec<usize> {
        let timed = |level: u8| {
            let is_it = |read: &PhaseHeading| read.noun == Noun::Timed && read.is_work();
            let mut indices = self.those(is_it);
            indices.retain(|index| self.headings[*index].level == level);
            indices
        };
        (1..=6).map(timed).find(|indices| indices.len() >= 2).unwrap_or_default()
    }
}
