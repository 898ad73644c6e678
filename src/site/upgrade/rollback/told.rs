//! What is told of a way back: how long it takes, how long the service is away, what is lost, and when to take it.

use super::Rollback;
use crate::site::chart::Stated;
use crate::site::timed::Timed;
use crate::site::upgrade::attribute::{downtime, unit};
use crate::site::upgrade::name::{tokens, without_asides};
use crate::source::Span;

/// What is told of a way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
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
pub(super) fn attribute(name: &str) -> Option<Attribute> {
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
    if is_time && has(&bare, &["since", "after", "until", "elapsed"]) {
        return Some(Attribute::When);
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

/// What is told of one way back, until it is clear what counts.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) time: Option<Timed>,
    pub(super) downtime: Option<Timed>,
    pub(super) loss: Option<Stated>,
    pub(super) when: Option<Stated>,
}

impl Told {
    /// Takes note of an attribute. The first of its kind counts, and what is empty or a dash says nothing.
    pub(super) fn tell(&mut self, attribute: Option<Attribute>, name: &str, text: &str, place: Span) {
        let text = text.trim().trim_end_matches([':', '：']).trim_end();
        if text.chars().all(|character| matches!(character, '-' | '–' | '—' | '?' | ' ')) {
            return;
        }
        let stated = || Stated { text: text.to_owned(), place: Some(place) };
        let timed = || Some(downtime(text, unit(name), place)).filter(|timed| timed.bound.meaning.is_some());
        // `0-4 hours after the release` is when, and not how long.
        let is_later = tokens(text).iter().any(|word| matches!(&**word, "post" | "after" | "since"));
        let attribute = match attribute {
            Some(Attribute::Time) if is_later => Some(Attribute::When),
            attribute => attribute,
        };
        match attribute {
            Some(Attribute::Time) => self.time = self.time.take().or_else(timed),
            Some(Attribute::Downtime) => self.downtime = self.downtime.take().or_else(timed),
            Some(Attribute::Loss) => _ = self.loss.get_or_insert_with(stated),
            Some(Attribute::When) => _ = self.when.get_or_insert_with(stated),
            Some(Attribute::Data | Attribute::TimeWithData(_)) | None => {}
        }
    }

    /// Gives a way back what it doesn't say itself.
    pub(super) fn give(self, rollback: &mut Rollback) {
        rollback.time = rollback.time.take().or(self.time);
        rollback.downtime = rollback.downtime.take().or(self.downtime);
        rollback.loss = rollback.loss.take().or(self.loss);
        rollback.when = rollback.when.take().or(self.when);
    }
}
