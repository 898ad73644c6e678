//! Ways back: how an upgrade or a change is taken back, how long that takes, and whether data goes back with it.

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::attribute::{downtime, unit};
use super::guide::link_within;
use super::name::{Numbering, asides, key, numbering, recommended, tokens, without_asides};
use super::{StrategyClass, class};
use crate::config::Kind;
use crate::parse::bound::Bound;
use crate::parse::document::{Cell, Document, Said, Table};
use crate::site::chart::{ChartIndex, Stated};
use crate::site::page::{Page, PageId};
use crate::site::playbook::heading;
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

/// What is told of a way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Time,
    Downtime,
    Loss,
    When,
    /// Whether data goes back: a column of `yes` and `no`.
    Data,
    /// How long it takes without and with data: a column each.
    TimeWithData(bool),
}

/// What a table's header or a label calls so.
fn attribute(name: &str) -> Option<Attribute> {
    const DATA: &[&str] = &["data", "database", "db", "schema", "datenbank", "데이터베이스"];
    let words = tokens(name);
    let bare = tokens(&without_asides(name));
    let has = |words: &[String], names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let is_time = has(
        &bare,
        &["time", "duration", "timeframe", "rto", "minutes", "takes", "estimate", "dauer", "시간", "소요시간"],
    );
    let is_time = is_time || bare.iter().any(|word| word.starts_with("dauer"));
    let loss = ["loss", "lost", "verlust", "손실"];
    if has(&words, DATA) && !has(&words, &loss) {
        let with = match (has(&words, &["without", "no", "ohne"]), has(&words, &["with", "mit", "including", "incl"])) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => None,
        };
        return match with {
            Some(with) => Some(Attribute::TimeWithData(with)),
            None if bare.len() <= 2 => Some(Attribute::Data),
            None => None,
        };
    }
    if has(&bare, &["downtime", "outage", "unavailability", "ausfallzeit", "다운타임", "중단시간"]) {
        return Some(Attribute::Downtime);
    }
    if has(&bare, &loss) || bare.iter().any(|word| word.ends_with("verlust")) {
        return Some(Attribute::Loss);
    }
    if is_time && bare.len() <= 4 {
        return Some(Attribute::Time);
    }
    const WHEN: &[&str] = &[
        "when",
        "when to use",
        "use when",
        "use case",
        "use cases",
        "use for",
        "scenario",
        "situation",
        "issue",
        "problem",
        "trigger",
        "symptom",
        "best for",
        "applies to",
        "사용 사례",
        "상황",
    ];
    WHEN.contains(&bare.join(" ").as_str()).then_some(Attribute::When)
}

/// Whether data goes back with a way of that name: by its words, those in brackets only where the others say nothing.
fn with_data(name: &str) -> Option<bool> {
    const WITH: &[&str] = &[
        "backup",
        "backups",
        "data",
        "database",
        "db",
        "disaster",
        "dump",
        "full",
        "pitr",
        "pvc",
        "restore",
        "restored",
        "snapshot",
        "snapshots",
        "volume",
        "복원",
        "스냅샷",
        "백업",
    ];
    const WITHOUT: &[&str] = &[
        "automatic",
        "blue",
        "canary",
        "chart",
        "config",
        "configuration",
        "dns",
        "feature",
        "flag",
        "green",
        "helm",
        "image",
        "revision",
        "switch",
        "switchback",
        "failback",
        "cutback",
        "traffic",
        "undo",
        "application",
        "app",
        "rolling",
    ];
    let of = |text: &str| {
        let words = tokens(text);
        let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
        let denied = words
            .windows(2)
            .any(|pair| matches!(&*pair[0], "no" | "without" | "not" | "before") && WITH.contains(&pair[1].as_str()));
        let in_time = words.windows(3).any(|part| part == ["point", "in", "time"]);
        match (has(WITH) && !denied || in_time, has(WITHOUT) || denied) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    };
    of(&without_asides(name)).or_else(|| asides(name).find_map(of))
}

/// One page.
struct Reader<'p> {
    page: &'p Page,
    document: &'p Document,
    found: Vec<Rollback>,
    /// Those found by the words that tell them from others.
    known: RapidHashMap<Vec<String>, usize>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p Page) -> Self {
        Self { page, document: &page.document, found: Vec::new(), known: RapidHashMap::default() }
    }

    fn text(&self, index: usize) -> &'p str {
        self.document.plain(self.document.headings[index].text)
    }

    fn read(mut self) -> Vec<Rollback> {
        let headings = &self.document.headings;
        let mut index = 0;
        while index < headings.len() && self.found.len() < MOST {
            if self.is_root(index) {
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
            "checklist",
            "fail",
            "fails",
            "failed",
            "failing",
            "have",
            "issue",
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
            "working",
        ];
        let heading = &self.document.headings[index];
        let words = tokens(&without_asides(numbering(self.text(index)).1));
        // `Rollback plan` tells how; `Prepare a rollback plan` doesn't.
        let planned = words.last().is_some_and(|word| word == "plan") && words.len() == 2;
        let otherwise = words.iter().any(|word| OTHERWISE.contains(&word.as_str()) && !(planned && word == "plan"));
        let about_more =
            heading.level == 1 && words.iter().any(|word| word.starts_with("upgrad") || word == "playbook");
        is_way_back(&words) && !otherwise && !about_more && !self.document.is_generated(heading.range)
    }

    /// Reads a section about ways back: its tables, then the sections in it that tell of one each; else it tells of one itself.
    fn section(&mut self, root: usize, end: usize) {
        let before = self.found.len();
        let headings = &self.document.headings;
        let mut index = root + 1;
        while index < end {
            let inner_end = self.end(index);
            if self.is_method(index) {
                self.method(index, inner_end);
                index = inner_end;
            } else {
                // `Rollback methods` holds them one level deeper.
                index += 1;
            }
        }
        let range = TextRange { start: headings[root].range.start, end: self.document.section_end(root) };
        let first = self.document.tables.partition_point(|table| table.range.start < range.start);
        let tables = self.document.tables[first..].iter().take_while(|table| table.range.start < range.end);
        for table in tables.filter(|table| !self.document.is_generated(table.range)) {
            self.table(table);
        }
        if self.found.len() == before && self.tells_how(root, end) {
            self.method(root, end);
        }
    }

    /// Whether a section has commands, or says how long it takes.
    fn tells_how(&self, index: usize, end: usize) -> bool {
        let range =
            TextRange { start: self.document.headings[index].range.start, end: self.document.section_end(index) };
        let fence = self.document.fences.partition_point(|fence| fence.range.start < range.start);
        let has_code = self.document.fences.get(fence).is_some_and(|fence| fence.range.start < range.end);
        has_code || (index..end).any(|index| self.told(index).time.is_some())
    }

    /// Whether a section below one about ways back tells of one.
    fn is_method(&self, index: usize) -> bool {
        const OTHERWISE: &[&str] = &[
            "after",
            "before",
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
            "조건",
            "검증",
        ];
        let text = self.text(index);
        let (form, name) = numbering(text);
        let words = tokens(&without_asides(name));
        if words.iter().any(|word| OTHERWISE.contains(&word.as_str())) {
            return false;
        }
        form == Numbering::Strategy
            || is_way_back(&words)
            || with_data(name).is_some()
            || class::class(name) != StrategyClass::Other
            || self.told(index).time.is_some()
    }

    fn method(&mut self, index: usize, end: usize) {
        let heading = &self.document.headings[index];
        let place = Span { file: self.page.file, range: heading.range };
        let written = name_of(self.text(index));
        let mut rollback = self.named(written, place);
        rollback.section = (!heading.id.is_empty()).then(|| (self.page.id, heading.id.to_string()));
        for index in index..end {
            self.told(index).give(&mut rollback);
        }
        // `Full rollback - 45 min`
        if let Some(read) = heading::read(written).filter(|read| read.length.is_some()) {
            rollback.name = read.title;
            rollback.time = rollback.time.take().or(read.length.map(|bound| Timed { bound, place }));
        }
        let said = rollback.time.as_ref().and_then(|time| time.bound.condition.as_deref());
        rollback.with_data = rollback.with_data.or_else(|| said.and_then(with_data));
        self.push(rollback);
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

    /// Adds one. Of two with one name, the first stays and takes over what only the other says.
    fn push(&mut self, rollback: Rollback) {
        let key = key(&rollback.name);
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
            let title = section.map_or(&*self.page.title, |section| name_of(self.text(section)));
            let mut rollback = self.named(title, place);
            rollback.with_data = with_data(value);
            rollback.time = Some(Timed { bound, place });
            rollback.section =
                heading.filter(|heading| !heading.id.is_empty()).map(|heading| (self.page.id, heading.id.to_string()));
            self.push(rollback);
        }
    }

    /// A table with a row for each way back, or for each situation and the way that fits it.
    fn table(&mut self, table: &Table) {
        const METHODS: &[&str] =
            &["method", "methods", "strategy", "approach", "option", "way", "type", "방법", "방식"];
        const ANSWERS: &[&str] = &["yes", "no", "ja", "nein", "n", "y", "예", "아니오"];
        let document = self.document;
        let headers: Vec<&str> = table.header.iter().map(|cell| document.plain(cell.text)).collect();
        let attributes: Vec<Option<Attribute>> = headers.iter().map(|header| attribute(header)).collect();
        let has = |at: usize, names: &[&str]| {
            attributes[at].is_none() && tokens(headers[at]).iter().any(|word| names.contains(&word.as_str()))
        };
        // `Rollback?` may only ask whether.
        let column = (0..headers.len()).find(|at| has(*at, METHODS));
        let column = column.or_else(|| (0..headers.len()).find(|at| has(*at, &["rollback", "rollbacks", "롤백"])));
        let Some(column) = column else { return };
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
                self.push(rollback);
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

/// What a heading calls a way back: `Rollback Method 2: Restore from backup` is that restore.
fn name_of(heading: &str) -> &str {
    let (_, name) = numbering(heading);
    match name.split_once([':', '–', '—']) {
        Some((before, name))
            if is_way_back(&tokens(before)) && tokens(before).len() <= 4 && !name.trim().is_empty() =>
        {
            name.trim()
        }
        _ => name,
    }
}

/// What is told of one way back, until it is clear what counts.
#[derive(Debug, Default)]
struct Told {
    time: Option<Timed>,
    downtime: Option<Timed>,
    loss: Option<Stated>,
    when: Option<Stated>,
}

impl Told {
    /// Takes note of an attribute. The first of its kind counts, and what is empty or a dash says nothing.
    fn tell(&mut self, attribute: Option<Attribute>, name: &str, text: &str, place: Span) {
        let text = text.trim().trim_end_matches([':', '：']).trim_end();
        if text.chars().all(|character| matches!(character, '-' | '–' | '—' | '?' | ' ')) {
            return;
        }
        let stated = || Stated { text: text.to_owned(), place: Some(place) };
        let timed = || Some(downtime(text, unit(name), place)).filter(|timed| timed.bound.meaning.is_some());
        match attribute {
            Some(Attribute::Time) => self.time = self.time.take().or_else(timed),
            Some(Attribute::Downtime) => self.downtime = self.downtime.take().or_else(timed),
            Some(Attribute::Loss) => _ = self.loss.get_or_insert_with(stated),
            Some(Attribute::When) => _ = self.when.get_or_insert_with(stated),
            Some(Attribute::Data | Attribute::TimeWithData(_)) | None => {}
        }
    }

    /// Gives a way back what it doesn't say itself.
    fn give(self, rollback: &mut Rollback) {
        rollback.time = rollback.time.take().or(self.time);
        rollback.downtime = rollback.downtime.take().or(self.downtime);
        rollback.loss = rollback.loss.take().or(self.loss);
        rollback.when = rollback.when.take().or(self.when);
    }
}

#[cfg(test)]
mod tests;
