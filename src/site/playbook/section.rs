//! The sections of a playbook: which are phases, who signs, and how long all may take.

use std::time::Duration;

use super::between;
use super::heading::{self, Noun, PhaseHeading};
use super::moment;
use super::{Phase, Signoff, Window};
use crate::parse::bound::{Bound, Meaning, Qualifier};
use crate::parse::document::{Block, BlockKind, Cell, Document, Said};
use crate::site::page::Page;
use crate::site::timed::Timed;
use crate::site::upgrade::name::{tokens, without_asides};
use crate::site::upgrade::rollback::is_way_back;
use crate::source::{Span, TextRange};

/// How many phases of a playbook are kept, and how many people who sign: more than anybody could keep in view.
const MOST: usize = 500;

/// Labels that say how long something takes.
const LENGTH_LABELS: &[&str] = &[
    "duration",
    "time",
    "estimated duration",
    "estimated time",
    "expected duration",
    "expected time",
    "time required",
    "time estimate",
    "dauer",
    "geschätzte dauer",
    "소요 시간",
    "예상 시간",
    "예상 소요 시간",
];

/// Labels that say how long all of it takes.
const TOTAL_LABELS: &[&str] = &[
    "total duration",
    "total time",
    "total estimated time",
    "total estimated duration",
    "estimated total time",
    "estimated total duration",
    "overall duration",
    "gesamtdauer",
    "총 소요 시간",
    "전체 소요 시간",
];

/// Words that a label of a window has beside `window`.
const WINDOW_WORDS: &[&str] = &[
    "maintenance",
    "change",
    "upgrade",
    "release",
    "deployment",
    "rollout",
    "migration",
    "planned",
    "window",
    "total",
];

/// Labels that say when something starts.
const START_LABELS: &[&str] = &["start", "starts", "begin", "begins", "when", "beginn", "시작"];

/// Labels that say who does something.
const OWNER_LABELS: &[&str] =
    &["owner", "owners", "responsible", "lead", "who", "assignee", "driver", "verantwortlich", "담당", "담당자"];

/// A page with what its headings say of phases.
pub(super) struct Sections<'p> {
    page: &'p Page,
    document: &'p Document,
    headings: Vec<Option<PhaseHeading>>,
    /// Whether a heading, or one above it, is about the way back.
    back: Vec<bool>,
}

impl<'p> Sections<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        let document = &*page.document;
        let titles = document.headings.iter().filter(|heading| heading.level == 1).count();
        let mut back: Vec<bool> = Vec::with_capacity(document.headings.len());
        let headings = document.headings.iter().enumerate().map(|(index, heading)| {
            let text = document.plain(heading.text);
            // The only heading of the first level is the page's title.
            let is_title = heading.level == 1 && titles == 1;
            let above = heading.parent.is_some_and(|parent| back[parent as usize]);
            back.push(above || !is_title && is_about_way_back(text));
            (!is_title && !back[index] && !document.is_generated(heading.range)).then(|| heading::read(text)).flatten()
        });
        let headings = headings.collect();
        Self { page, document, headings, back }
    }

    fn noun(&self, index: usize) -> Option<Noun> {
        self.headings[index].as_ref().map(|heading| heading.noun)
    }

    /// The headings above one, nearest first.
    fn above(&self, index: usize) -> impl Iterator<Item = usize> {
        let parent = |index: usize| self.document.headings[index].parent.map(|parent| parent as usize);
        std::iter::successors(parent(index), move |index| parent(*index))
    }

    /// The phases. Where headings number phases or name moments, these are; else those that number steps, of which one alone makes no
    /// playbook. Beside them stand headings of the same level that say how long they take.
    pub(super) fn phases(&self) -> Vec<Phase> {
        let count = self.headings.len();
        let of = |noun: Noun| (0..count).filter(move |index| self.noun(*index) == Some(noun)).collect::<Vec<usize>>();
        let mut named = of(Noun::Phase);
        if named.is_empty() {
            named = of(Noun::Step);
            if named.len() < 2 {
                named = self.timed_alone();
            }
        }
        let mut is_phase = vec![false; count];
        for index in &named {
            // `Step 2.1` is a part of its phase, in whatever words.
            is_phase[*index] = !self.above(*index).any(|above| is_phase[above]);
        }
        let mut levels = [false; 7];
        for index in (0..count).filter(|index| is_phase[*index]) {
            levels[usize::from(self.document.headings[index].level)] = true;
        }
        let first = is_phase.iter().position(|is| *is).unwrap_or(count);
        let mut holds = vec![false; count];
        for index in (0..count).filter(|index| is_phase[*index]) {
            self.above(index).for_each(|above| holds[above] = true);
        }
        for index in first..count {
            let alike =
                self.noun(index) == Some(Noun::Timed) && levels[usize::from(self.document.headings[index].level)];
            if alike && !holds[index] && !self.above(index).any(|above| is_phase[above]) {
                is_phase[index] = true;
            }
        }
        let phases = (0..count).filter(|index| is_phase[*index]).take(MOST).filter_map(|index| self.phase(index));
        let mut phases: Vec<Phase> = phases.collect();
        elapsed(&mut phases);
        phases
    }

    /// Headings of one level that say how long they take, where nothing else names a phase: two at least.
    fn timed_alone(&self) -> Vec<usize> {
        let timed = |level: u8| {
            let of_level = move |index: &usize| self.document.headings[*index].level == level;
            (0..self.headings.len()).filter(|index| self.noun(*index) == Some(Noun::Timed)).filter(of_level)
        };
        let level = (1..=6).find(|level| timed(*level).count() > 1);
        level.map(|level| timed(level).collect()).unwrap_or_default()
    }

    fn phase(&self, index: usize) -> Option<Phase> {
        let read = self.headings[index].as_ref()?;
        let heading = &self.document.headings[index];
        let place = Span { file: self.page.file, range: heading.range };
        let range = TextRange { start: heading.range.start, end: self.document.section_end(index) };
        let number = u32::try_from(index).ok()?;
        let mut phase = Phase {
            heading: number,
            parent: heading.parent,
            number: read.number,
            title: read.title.clone(),
            offset: read.offset,
            length: read.length.clone().map(|bound| Timed { bound, place }),
            steps: self.steps(index, range.end),
            owner: None,
            range,
            place,
        };
        for Said { name, value, range } in self.said(number) {
            let name = name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let is = |names: &[&str]| names.contains(&name.as_str());
            let place = Span { file: self.page.file, range };
            // Several facts may stand in one line: `7 min | Owner: Jane`.
            let first = value.split(['|', '·', '•']).next().unwrap_or_default().trim();
            if is(LENGTH_LABELS) && phase.length.is_none() {
                phase.length = heading::length(first).map(|bound| Timed { bound, place });
            } else if is(START_LABELS) && phase.offset.is_none() {
                phase.offset = moment::offset(first).map(|(offset, _)| offset);
            } else if is(OWNER_LABELS) && phase.owner.is_none() && !first.is_empty() {
                phase.owner = Some(first.to_owned());
            }
        }
        Some(phase)
    }

    /// What stands right below a heading as a name and a value, also as the rows of a table of two columns.
    fn said(&self, section: u32) -> impl Iterator<Item = Said<'p>> {
        let document = self.document;
        let first = document.tables.partition_point(|table| table.section < Some(section));
        let tables = document.tables[first..].iter().take_while(move |table| table.section == Some(section));
        let tables = tables.filter(|table| !document.is_generated(table.range));
        // A table without a head of its own has its first pair there.
        let rows = tables.flat_map(|table| [&table.header].into_iter().chain(&table.rows));
        let rows = rows.filter_map(|row| match row.as_slice() {
            [name, value] => {
                let text = |cell: &Cell| document.plain(cell.text).trim();
                Some(Said { name: text(name), value: text(value), range: value.range })
            }
            _ => None,
        });
        document.said_in(Some(section)).chain(rows)
    }

    /// How long the headings below a phase say that they take; those below one of them count with it.
    fn steps(&self, phase: usize, end: u32) -> Option<Duration> {
        let mut sum: Option<Duration> = None;
        let mut counted_until = 0;
        let below = self.document.headings.iter().enumerate().skip(phase + 1);
        for (index, heading) in below.take_while(|(_, heading)| heading.range.start < end) {
            if heading.range.start < counted_until {
                continue;
            }
            let length = self.headings[index].as_ref().and_then(|read| read.length.as_ref()?.upper());
            if let Some(length) = length {
                sum = Some(sum.unwrap_or_default().saturating_add(length));
                counted_until = self.document.section_end(index);
            }
        }
        sum
    }

    /// How long all of it may take: front matter, else the first place outside of the phases that says so.
    pub(super) fn window(&self, phases: &[Phase]) -> Option<Window> {
        let document = self.document;
        let file = self.page.file;
        if let Some(stated) = &document.front_matter.window {
            let bound = heading::length(&stated.value).unwrap_or_else(|| Bound::read(&stated.value, None));
            let time = Timed { bound, place: Span { file, range: stated.range } };
            return Some(Window { time, whole: false });
        }
        let is_outside = |place: TextRange| {
            let after = phases.partition_point(|phase| phase.range.end <= place.start);
            phases.get(after).is_none_or(|phase| place.start < phase.range.start) && !document.is_generated(place)
        };
        let is_deep = |place: TextRange| {
            let before = document.headings.partition_point(|heading| heading.range.start <= place.start);
            before.checked_sub(1).is_some_and(|index| document.headings[index].level > 2)
        };
        let window = |name: &str, value: &str, range: TextRange| {
            let whole = is_about_window(name)?;
            // What a part of the work takes altogether is no time for all of it.
            if whole && is_deep(range) {
                return None;
            }
            let bound = heading::length(value)?;
            is_outside(range).then_some(Window { time: Timed { bound, place: Span { file, range } }, whole })
        };
        let of_labels = document
            .labels
            .iter()
            .filter(|label| !self.is_back(label.section))
            .filter_map(|label| window(document.plain(label.name), document.plain(label.value), label.range));
        let of_rows = document.tables.iter().filter(|table| !self.is_back(table.section)).flat_map(|table| {
            // A table without a head of its own has its first pair there.
            [&table.header].into_iter().chain(&table.rows)
        });
        let of_rows = of_rows.filter_map(|row| match row.as_slice() {
            [name, value, ..] => window(document.plain(name.text), document.plain(value.text), value.range),
            _ => None,
        });
        let plain = document.blocks.iter().filter(|block| block.label.is_none() && !self.is_back(block.section));
        let of_blocks = plain.filter_map(|block| {
            let (name, value) = document.plain(block.text).split_once([':', '：'])?;
            window(name, value, block.range)
        });
        let mut found: Vec<Window> = of_labels.chain(of_rows).chain(of_blocks).collect();
        // A window binds more than what somebody thinks all of it takes.
        found.sort_by_key(|window| window.whole);
        found.into_iter().next()
    }

    fn is_back(&self, section: Option<u32>) -> bool {
        section.is_some_and(|section| self.back[section as usize])
    }

    /// Who signs: below a heading that says so, by label, by the rows of a table, or as an item to be ticked.
    pub(super) fn signoffs(&self) -> Vec<Signoff> {
        let document = self.document;
        let mut signoffs = Vec::new();
        let mut until = 0;
        for (index, heading) in document.headings.iter().enumerate() {
            if heading.range.start < until || !is_signoff(document.plain(heading.text)) {
                continue;
            }
            until = document.section_end(index);
            let range = TextRange { start: heading.range.start, end: until };
            let before = signoffs.len();
            let labels = between(&document.labels, range, |label| label.range);
            // `**Created:** 2026-12-01` at a document's end signs nothing.
            let signs = labels.iter().filter(|label| is_left_open(document.plain(label.value)));
            let roles = signs.map(|label| (document.plain(label.name), label.range));
            signoffs.extend(roles.filter_map(|(role, range)| self.signoff(role, range)));
            let rows = between(&document.tables, range, |table| table.range).iter().flat_map(|table| &table.rows);
            let firsts = rows.filter_map(|row| row.first());
            signoffs.extend(firsts.filter_map(|cell| self.signoff(document.plain(cell.text), cell.range)));
            if signoffs.len() == before {
                let items = between(&document.blocks, range, |block| block.range);
                let is_box = |block: &&Block| !between(&document.tasks, block.range, |task| task.range).is_empty();
                let is_open = |block: &&Block| document.plain(block.text).contains("__") || is_box(block);
                let items = items.iter().filter(|block| block.kind == BlockKind::Item).filter(is_open);
                signoffs.extend(items.filter_map(|item| self.signoff(document.plain(item.text), item.range)));
            }
        }
        signoffs.truncate(MOST);
        signoffs
    }

    fn signoff(&self, role: &str, range: TextRange) -> Option<Signoff> {
        const FIELDS: &[&str] = &["date", "name", "signature", "signed", "time", "status", "notes", "comments", ""];
        // What is left to be filled in is no part of the role.
        let role = role.split(['_', ':']).next().unwrap_or_default().trim();
        let is_field = FIELDS.contains(&role.to_lowercase().as_str());
        let place = Span { file: self.page.file, range };
        let is_own = !self.document.is_generated(range);
        (is_own && !is_field && role.chars().count() <= 80).then(|| Signoff { role: role.to_owned(), place })
    }
}

/// Whether a section is about the way back. `Phase 2: Rollback rehearsal` is work as any other.
fn is_about_way_back(heading: &str) -> bool {
    let words = tokens(&without_asides(heading));
    let numbered = heading::read(heading).filter(|read| read.noun == Noun::Phase && read.number.is_some());
    match numbered {
        Some(read) => {
            let title = tokens(&without_asides(&read.title));
            const MORE: &[&str] = &["roll", "back", "plan", "procedure", "procedures", "if", "needed", "only"];
            let is_of_it = |word: &String| is_way_back(std::slice::from_ref(word)) || MORE.contains(&word.as_str());
            is_way_back(&title) && title.iter().all(is_of_it)
        }
        None => is_way_back(&words),
    }
}

/// Whether a label is about how long all of it may take, and whether that is about all phases.
fn is_about_window(name: &str) -> Option<bool> {
    let words = tokens(&without_asides(name));
    let line = words.join(" ");
    if TOTAL_LABELS.contains(&line.as_str()) {
        return Some(true);
    }
    let is_window =
        words.iter().any(|word| word == "window") && words.iter().all(|word| WINDOW_WORDS.contains(&word.as_str()));
    (is_window || ["wartungsfenster", "유지보수 시간", "점검 시간"].contains(&line.as_str())).then_some(false)
}

/// Whether there is a place for a name or day behind a label, filled in or not.
fn is_left_open(value: &str) -> bool {
    value.trim().is_empty()
        || value.contains("__")
        || tokens(value).iter().any(|word| matches!(&**word, "date" | "signed" | "signature" | "datum" | "서명"))
}

fn is_signoff(heading: &str) -> bool {
    // What has to be so before somebody signs names nobody.
    const OTHERWISE: &[&str] = &["process", "criteria", "policy", "how", "requirements", "workflow", "rules"];
    const WORDS: &[&str] =
        &["signoff", "signoffs", "approval", "approvals", "approvers", "signatures", "승인", "freigabe"];
    let words = tokens(&without_asides(heading));
    if words.iter().any(|word| OTHERWISE.contains(&word.as_str())) {
        return false;
    }
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair[0] == "sign" && (pair[1] == "off" || pair[1] == "offs"))
}

/// Gives phases that say from when to when they are, `0-15 min`, `15-30 min`, their times: read alone, each is a length between two.
fn elapsed(phases: &mut [Phase]) {
    let ends = |phase: &Phase| match phase.length.as_ref()?.bound.meaning? {
        Meaning::Within { from, upper, .. } if phase.offset.is_none() => Some((from, upper)),
        _ => None,
    };
    let mut first = 0;
    while first + 1 < phases.len() {
        let starts = ends(&phases[first]).is_some_and(|(from, _)| from.is_some_and(|from| from.is_zero()));
        let follows = |pair: &[Phase]| match (ends(&pair[0]), ends(&pair[1])) {
            (Some((_, upper)), Some((Some(from), _))) => from == upper,
            _ => false,
        };
        let run = if starts { phases[first..].windows(2).take_while(|pair| follows(pair)).count() } else { 0 };
        if run > 0 {
            for phase in &mut phases[first..=first + run] {
                let Some((Some(from), upper)) = ends(phase) else { continue };
                let Some(length) = &mut phase.length else { continue };
                length.bound.meaning = Some(Meaning::Within {
                    qualifier: Qualifier::Plain,
                    from: None,
                    upper: upper.saturating_sub(from),
                });
                phase.offset = i64::try_from(from.as_secs()).ok();
            }
        }
        first += run.max(1);
    }
}
