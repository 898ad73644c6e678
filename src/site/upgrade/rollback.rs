//! Ways back: how an upgrade or a change is taken back, how long that takes, and whether data goes back with it.

mod name;
mod told;

use std::ops::Range;
use std::time::Duration;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use self::name::{is_generic, name_of, tells_of_one, with_data};
use self::told::{Attribute, Told, attribute};
use super::attribute::{downtime, unit};
use super::guide::link_within;
use super::name::{Numbering, asides, key, numbering, recommended, tokens, without_asides};
use super::{StrategyClass, class};
use crate::config::Kind;
use crate::parse::bound::{Bound, Meaning, Qualifier};
use crate::parse::command::is_script;
use crate::parse::document::{Cell, Document, Said, Table};
use crate::site::chart::{ChartIndex, Stated};
use crate::site::page::{Page, PageId};
use crate::site::playbook::heading::{self, Noun};
use crate::site::recovery::order::in_words;
use crate::site::timed::Timed;
use crate::source::{Span, TextRange};

/// How many ways back of one page are kept: more than anybody can choose from.
const MOST: usize = 200;

/// A way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// The page that tells of it.
    pub page: PageId,
    /// The chart that the page is about.
    pub chart: Option<ChartIndex>,
    /// What it is called, as written.
    pub name: String,
    /// Whether data goes back as well, so that what was written since is lost; `None` where nobody says.
    pub with_data: Option<bool>,
    /// How long it takes.
    pub time: Option<Timed>,
    /// How long the service is away.
    pub downtime: Option<Timed>,
    /// What is lost, as written.
    pub loss: Option<Stated>,
    /// When it is the way to take, as written.
    pub when: Option<Stated>,
    /// The heading of the section that tells how, as the anchor of a page.
    pub section: Option<(PageId, String)>,
    /// Where it is written.
    pub place: Span,
}

/// Whether words are about the way back: `rollback`, `roll back`, `switchback`, `way back`, `going back`.
pub(in crate::site) fn is_way_back(words: &[String]) -> bool {
    const BACK: &[&str] = &[
        "cutback",
        "downgrade",
        "downgrades",
        "downgrading",
        "failback",
        "revert",
        "reverting",
        "rollback",
        "rollbacks",
        "switchback",
        "undo",
        "zurückrollen",
        "롤백",
        "되돌리기",
    ];
    words
        .iter()
        .any(|word| BACK.contains(&word.as_str()) || word.starts_with("rückfall") || word.starts_with("rückbau"))
        || words.windows(2).any(|pair| {
            pair[1] == "back"
                && (pair[0].starts_with("roll") || matches!(&*pair[0], "way" | "going" | "ways" | "switch"))
        })
}

/// The ways back that living pages tell of, in order of page and place.
pub(in crate::site) fn rollbacks(pages: &[Page]) -> Vec<Rollback> {
    let kinds = [Kind::Upgrade, Kind::Playbook, Kind::Migration, Kind::Recovery, Kind::Guide];
    let living: Vec<&Page> = pages.iter().filter(|page| !page.historical && kinds.contains(&page.kind)).collect();
    living.par_iter().flat_map_iter(|page| Reader::new(page).read()).collect()
}

/// One page.
struct Reader<'p> {
    page: &'p Page,
    document: &'p Document,
    found: Vec<Rollback>,
    /// Those found by the words that tell them from others.
    known: RapidHashMap<Vec<String>, usize>,
    /// The only heading of the first level.
    title: Option<usize>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p Page) -> Self {
        let document = &*page.document;
        let mut titles = (0..document.headings.len()).filter(|index| document.headings[*index].level == 1);
        let title = titles.next().filter(|_| titles.next().is_none());
        Self { page, document, found: Vec::new(), known: RapidHashMap::default(), title }
    }

    fn text(&self, index: usize) -> &'p str {
        self.document.plain(self.document.headings[index].text)
    }

    fn read(mut self) -> Vec<Rollback> {
        let headings = &self.document.headings;
        let mut is_root: Vec<bool> = (0..headings.len()).map(|index| self.is_root(index)).collect();
        // A page's title says what all of it is about, and `Rollback procedures` more exactly which of its sections is.
        if let Some(title) = self.title
            && (title + 1..headings.len()).any(|index| is_root[index] && is_generic(name_of(self.text(index))))
        {
            is_root[title] = false;
        }
        let mut index = 0;
        while index < headings.len() && self.found.len() < MOST {
            if is_root[index] {
                let end = self.end(index);
                self.section(index, end);
                index = end;
            } else {
                self.label(Some(index));
                index += 1;
            }
        }
        self.found.truncate(MOST);
        self.found
    }

    /// The index of the heading behind a section.
    fn end(&self, index: usize) -> usize {
        let end = self.document.section_end(index);
        self.document.headings.partition_point(|heading| heading.range.start < end)
    }

    /// Whether ways back are told of below a heading: it is about that, and not about getting ready for it or trouble with it.
    fn is_root(&self, index: usize) -> bool {
        const OTHERWISE: &[&str] = &[
            "authority",
            "buffer",
            "capability",
            "checklist",
            "criteria",
            "fail",
            "fails",
            "failed",
            "failing",
            "have",
            "issue",
            "limitation",
            "limitations",
            "not",
            "plan",
            "prepare",
            "problem",
            "script",
            "test",
            "testing",
            "trigger",
            "triggers",
            "verify",
            "when",
            "window",
            "windows",
            "working",
        ];
        let heading = &self.document.headings[index];
        let words = tokens(&without_asides(numbering(self.text(index)).1));
        // `Rollback plan` tells how; `Prepare a rollback plan` doesn't.
        let planned = words.last().is_some_and(|word| word == "plan") && words.len() == 2;
        let otherwise = words.iter().any(|word| OTHERWISE.contains(&word.as_str()) && !(planned && word == "plan"));
        let about_more = heading.level == 1
            && words.iter().any(|word| word.starts_with("upgrad") || matches!(&**word, "playbook" | "and" | "und"));
        is_way_back(&words) && !otherwise && !about_more && !self.document.is_generated(heading.range)
    }

    /// Reads a section about ways back: its tables, then the sections in it that tell of one each; else it tells of one itself.
    fn section(&mut self, root: usize, end: usize) {
        let before = self.found.len();
        let headings = &self.document.headings;
        let mut methods: Vec<usize> = Vec::new();
        let mut index = root + 1;
        while index < end {
            let inner_end = self.end(index);
            if heading::is_part(self.text(index)) {
                // `Phase 4.1: …` is a part of one way back.
                index = inner_end;
            } else if self.is_method(index) && !self.holds_options(index, inner_end) {
                methods.push(index);
                index = inner_end;
            } else {
                // `Rollback methods` holds them one level deeper.
                index += 1;
            }
        }
        match methods.as_slice() {
            // `Rollback steps` alone are those of the section, which says the rest.
            [only] if is_generic(name_of(self.text(*only))) => {
                let named = if is_generic(name_of(self.text(root))) { *only } else { root };
                self.method(root, end, named);
            }
            _ => methods.into_iter().for_each(|index| self.method(index, self.end(index), index)),
        }
        let range = TextRange { start: headings[root].range.start, end: self.document.section_end(root) };
        let first = self.document.tables.partition_point(|table| table.range.start < range.start);
        let tables = self.document.tables[first..].iter().take_while(|table| table.range.start < range.end);
        for table in tables.filter(|table| !self.document.is_generated(table.range)) {
            self.table(table);
        }
        if self.found.len() == before && self.tells_how(root, end) {
            self.method(root, end, root);
        }
    }

    /// Whether a section holds numbered ways back, `Option 2: restore`, and is none itself.
    fn holds_options(&self, index: usize, end: usize) -> bool {
        (index + 1..end).any(|index| numbering(self.text(index)).0 == Numbering::Strategy && self.is_method(index))
    }

    /// Whether a section has commands, or says how long it takes.
    fn tells_how(&self, index: usize, end: usize) -> bool {
        let range =
            TextRange { start: self.document.headings[index].range.start, end: self.document.section_end(index) };
        let first = self.document.fences.partition_point(|fence| fence.range.start < range.start);
        let fences = self.document.fences[first..].iter().take_while(|fence| fence.range.start < range.end);
        // An example of a guide is no command.
        let has_code = { fences }.any(|fence| is_script(&fence.language));
        let says = heading::read(name_of(self.text(index))).is_some_and(|read| read.length.is_some());
        has_code || says || (index..end).any(|index| self.told(index).time.is_some())
    }

    /// Whether a section below one about ways back tells of one.
    fn is_method(&self, index: usize) -> bool {
        const OTHERWISE: &[&str] = &[
            "after",
            "authority",
            "before",
            "capability",
            "checklist",
            "checklists",
            "communication",
            "comparison",
            "condition",
            "conditions",
            "considerations",
            "criteria",
            "decision",
            "fails",
            "issue",
            "issues",
            "limitation",
            "limitations",
            "matrix",
            "methods",
            "not",
            "notes",
            "options",
            "overview",
            "plan",
            "points",
            "post",
            "pre",
            "preparation",
            "prerequisites",
            "script",
            "strategies",
            "test",
            "testing",
            "tests",
            "timeline",
            "tree",
            "trigger",
            "triggers",
            "troubleshooting",
            "validation",
            "verification",
            "verify",
            "when",
            "window",
            "windows",
            "조건",
            "검증",
        ];
        let text = self.text(index);
        let (form, name) = numbering(text);
        let words = tokens(&without_asides(name));
        if form == Numbering::Strategy {
            return true;
        }
        if words.iter().any(|word| OTHERWISE.contains(&word.as_str())) {
            return false;
        }
        is_way_back(&words)
            || with_data(name).is_some()
            || class::class(name) != StrategyClass::Other
            || self.told(index).time.is_some()
    }

    /// Adds the way back that a section tells of; `named` is the heading that names it.
    fn method(&mut self, index: usize, end: usize, named: usize) {
        let heading = &self.document.headings[named];
        let place = Span { file: self.page.file, range: heading.range };
        let written = name_of(self.text(named));
        let mut rollback = self.named(written, place);
        rollback.section = (!heading.id.is_empty()).then(|| (self.page.id, heading.id.to_string()));
        // `Full rollback - 45 min`
        if let Some(read) = heading::read(written).filter(|read| read.length.is_some()) {
            rollback.name = read.title;
            rollback.time = read.length.map(|bound| Timed { bound, place });
        }
        self.told(index).give(&mut rollback);
        let parts = self.parts(index, end);
        if !parts.is_empty() {
            rollback.time = rollback.time.take().or_else(|| self.sum(&parts, place));
        }
        let is_in_part = |index: usize| {
            let after = parts.partition_point(|part| part.end <= index);
            parts.get(after).is_some_and(|part| part.contains(&index))
        };
        for index in index + 1..end {
            let mut told = self.told(index);
            if is_in_part(index) {
                told.time = None;
            }
            told.give(&mut rollback);
        }
        let said = rollback.time.as_ref().and_then(|time| time.bound.condition.as_deref());
        rollback.with_data = rollback.with_data.or_else(|| said.and_then(with_data));
        let phase = self.phase_above(named);
        if let Some(phase) = phase
            && is_generic(&rollback.name)
            && asides(&rollback.name).next().is_none()
        {
            rollback.name = format!("{} ({})", rollback.name, self.title_of(phase));
        }
        self.push(rollback, phase);
    }

    /// The numbered parts of a way back, those in one of them left out: `Phase 4.1: stop`, `Step 2: restore`.
    fn parts(&self, index: usize, end: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut index = index + 1;
        while index < end {
            if heading::is_part(self.text(index)) {
                let part = index..self.end(index);
                index = part.end;
                parts.push(part);
            } else {
                index += 1;
            }
        }
        parts
    }

    /// How long parts take together, if each says so.
    fn sum(&self, parts: &[Range<usize>], place: Span) -> Option<Timed> {
        let length = |part: &Range<usize>| {
            let read = heading::read(self.text(part.start)).and_then(|read| read.length?.upper());
            read.or_else(|| self.told(part.start).time.and_then(|time| time.bound.upper()))
        };
        let lengths: Option<Vec<_>> = parts.iter().map(length).collect();
        let upper = lengths?.into_iter().fold(Duration::ZERO, Duration::saturating_add);
        let meaning = Meaning::Within { qualifier: Qualifier::Plain, from: None, upper };
        let bound = Bound { text: in_words(upper), meaning: Some(meaning), condition: None, parts: Vec::new() };
        Some(Timed { bound, place })
    }

    /// The numbered phase that a heading stands in, or is.
    fn phase_above(&self, index: usize) -> Option<usize> {
        let parent = |index: &usize| self.document.headings[*index].parent.map(|parent| parent as usize);
        let is_phase = |index: &usize| {
            let is_work = self.title != Some(*index) && !is_way_back(&tokens(self.text(*index)));
            is_work && heading::read(self.text(*index)).is_some_and(|read| read.noun == Noun::Phase)
        };
        std::iter::successors(Some(index), parent).find(is_phase)
    }

    /// What a phase is called.
    fn title_of(&self, phase: usize) -> String {
        heading::read(self.text(phase)).map_or_else(|| self.text(phase).trim().to_owned(), |read| read.title)
    }

    fn named(&self, written: &str, place: Span) -> Rollback {
        let (name, _) = recommended(written);
        Rollback {
            page: self.page.id,
            chart: self.page.chart,
            with_data: with_data(&name),
            name,
            time: None,
            downtime: None,
            loss: None,
            when: None,
            section: None,
            place,
        }
    }

    /// Adds one. Of two with one name, the first stays and takes over what only the other says; those of different phases are two.
    fn push(&mut self, rollback: Rollback, phase: Option<usize>) {
        let mut key = key(&rollback.name);
        key.extend(phase.map(|phase| format!("#{phase}")));
        let is_phase = |aside: &&str| heading::read(aside).is_some_and(|read| read.noun == Noun::Phase);
        key.extend(asides(&rollback.name).find(is_phase).map(str::to_lowercase));
        match self.known.get(&key) {
            Some(index) => {
                let Rollback { time, downtime, loss, when, with_data, .. } = rollback;
                let own = &mut self.found[*index];
                own.with_data = own.with_data.or(with_data);
                Told { time, downtime, loss, when }.give(own);
            }
            None => {
                self.known.insert(key, self.found.len());
                self.found.push(rollback);
            }
        }
    }

    /// What the lines right below a heading tell.
    fn told(&self, index: usize) -> Told {
        let section = u32::try_from(index).ok();
        let mut told = Told::default();
        for Said { name, value, range } in self.document.said_in(section) {
            told.tell(attribute(name), name, value, Span { file: self.page.file, range });
        }
        told
    }

    /// A way back that a label tells of in passing: `Rollback time: 5 minutes`.
    fn label(&mut self, section: Option<usize>) {
        let labels = self.document.labels_in(section.and_then(|section| u32::try_from(section).ok()));
        for label in labels {
            let name = self.document.plain(label.name);
            let value = self.document.plain(label.value);
            let words = tokens(name);
            let is_time = attribute(name) == Some(Attribute::Time) && is_way_back(&words);
            let bound = Bound::read(value, unit(name));
            if !is_time
                || bound.upper().is_none()
                || self.document.is_generated(label.range)
                || self.found.len() >= MOST
            {
                continue;
            }
            let place = Span { file: self.page.file, range: label.range };
            let heading = section.map(|section| &self.document.headings[section]);
            let phase = section.and_then(|section| self.phase_above(section));
            // `Metrics` is no way back, and that of the page is.
            let own = section.map(|section| name_of(self.text(section))).filter(|name| tells_of_one(name));
            let title = match (phase, own) {
                (Some(phase), None) => self.title_of(phase),
                (_, own) => own.unwrap_or(&self.page.title).to_owned(),
            };
            let mut rollback = self.named(&title, place);
            rollback.with_data = with_data(value);
            rollback.time = Some(Timed { bound, place });
            rollback.section =
                heading.filter(|heading| !heading.id.is_empty()).map(|heading| (self.page.id, heading.id.to_string()));
            self.push(rollback, phase);
        }
    }

    /// A table with a row for each way back, or for each situation and the way that fits it.
    fn table(&mut self, table: &Table) {
        const METHODS: &[&str] =
            &["method", "methods", "strategy", "approach", "option", "way", "type", "방법", "방식"];
        const ANSWERS: &[&str] = &["yes", "no", "ja", "nein", "n", "y", "예", "아니오"];
        let document = self.document;
        let headers: Vec<&str> = table.header.iter().map(|cell| document.plain(cell.text)).collect();
        let mut attributes: Vec<Option<Attribute>> = headers.iter().map(|header| attribute(header)).collect();
        let has = |at: usize, names: &[&str]| {
            attributes[at].is_none() && tokens(headers[at]).iter().any(|word| names.contains(&word.as_str()))
        };
        // `Rollback?` may only ask whether.
        let column = (0..headers.len()).find(|at| has(*at, METHODS));
        let column = column.or_else(|| (0..headers.len()).find(|at| has(*at, &["rollback", "rollbacks", "롤백"])));
        let Some(column) = column else { return };
        // A timeframe before the way says when it is one.
        for at in (0..column).filter(|at| tokens(headers[*at]).iter().any(|word| word == "timeframe")) {
            attributes[at] = Some(Attribute::When);
        }
        let is_timed = |attribute: &Option<Attribute>| {
            matches!(attribute, Some(Attribute::Time | Attribute::Downtime | Attribute::TimeWithData(_)))
        };
        if !attributes.iter().any(is_timed) {
            return;
        }
        for row in &table.rows {
            if self.found.len() >= MOST {
                return;
            }
            let Some(cell) = row.get(column) else { continue };
            let written = document.plain(cell.text).trim();
            let words = tokens(written);
            if words.is_empty() || matches!(&*words, [word] if ANSWERS.contains(&word.as_str())) || words == ["n", "a"]
            {
                continue;
            }
            self.row(row, cell, written, (&headers, &attributes));
        }
    }

    fn row(
        &mut self,
        row: &[Cell],
        cell: &Cell,
        written: &str,
        (headers, attributes): (&[&str], &[Option<Attribute>]),
    ) {
        let document = self.document;
        let place = |cell: &Cell| Span { file: self.page.file, range: cell.range };
        let mut rollback = self.named(written, place(cell));
        rollback.section = link_within(self.page, cell.range);
        let mut told = Told::default();
        let mut by_data: Vec<(bool, Timed)> = Vec::new();
        for ((at, attribute), header) in attributes.iter().enumerate().zip(headers) {
            let (Some(attribute), Some(cell)) = (attribute, row.get(at)) else { continue };
            let text = document.plain(cell.text).trim();
            match attribute {
                Attribute::Data => {
                    let words = tokens(text);
                    let says = |names: &[&str]| words.first().is_some_and(|word| names.contains(&word.as_str()));
                    let yes = says(&["yes", "restored", "required", "with", "full", "ja", "예"])
                        || text.contains(['✅', '✓', '✔']);
                    let no = says(&["no", "none", "not", "untouched", "without", "nein", "아니오"])
                        || text.contains(['❌', '✗', '✘']);
                    if yes != no {
                        rollback.with_data = Some(yes);
                    }
                }
                Attribute::TimeWithData(with) => {
                    let timed = downtime(text, unit(header), place(cell));
                    if timed.bound.upper().is_some() {
                        by_data.push((*with, timed));
                    }
                }
                attribute => told.tell(Some(*attribute), header, text, place(cell)),
            }
        }
        let situation = told.when.as_ref().map(|when| when.text.clone());
        told.give(&mut rollback);
        let shown: Vec<Rollback> = if by_data.is_empty() {
            vec![rollback]
        } else {
            by_data
                .into_iter()
                .map(|(with, time)| Rollback { with_data: Some(with), time: Some(time), ..rollback.clone() })
                .collect()
        };
        let several = shown.len() > 1;
        for rollback in shown {
            // One way may fit several situations and take another time in each.
            let mut key = key(&rollback.name);
            let same = self.known.get(&key).copied();
            let is_same = |own: &Rollback| {
                let compared = |left: &Option<Timed>, right: &Option<Timed>| match (left, right) {
                    (Some(left), Some(right)) => left.bound.agrees(&right.bound) != Some(false),
                    _ => true,
                };
                compared(&own.time, &rollback.time) && compared(&own.downtime, &rollback.downtime) && !several
            };
            if same.is_some_and(|same| is_same(&self.found[same])) {
                self.push(rollback, None);
                continue;
            }
            key.extend(situation.iter().cloned());
            key.push(format!("{:?}", rollback.with_data));
            self.known.entry(key).or_insert(self.found.len());
            self.known.entry(super::name::key(&rollback.name)).or_insert(self.found.len());
            self.found.push(rollback);
        }
    }
}

#[cfg(test)]
mod tests;
