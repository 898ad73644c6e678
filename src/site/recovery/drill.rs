//! Drills: recoveries that were tried, and what they prove.

use jiff::civil::Date;

use super::Recovery;
use super::claim::{Claim, ClaimIndex};
use super::objective::{ChartRecovery, Objective};
use super::scenario::{Extent, Scenario};
use super::subject::own_words;
use crate::parse::bound::Bound;
use crate::parse::statement::Field;
use crate::site::Input;
use crate::site::chart::{Chart, Stated};
use crate::site::link::Target;
use crate::site::page::Page;
use crate::site::table::{Measure, Value};
use crate::site::timed::Timed;
use crate::source::{Span, Spanned};

/// A recovery that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drill {
    /// When.
    pub date: Date,
    /// What was tried, as written; empty where it isn't said.
    pub scenario: String,
    /// Measured RTO.
    pub rto: Option<Timed>,
    /// Measured RPO.
    pub rpo: Option<Timed>,
    /// How it went, in the author's words.
    pub result: Option<Stated>,
    /// What shows it: the words as written, and where they lead.
    pub evidence: Option<(Stated, Target)>,
    /// Whether it tried the chart's headline: a full disaster recovery, or nothing else is said.
    pub headline: bool,
    /// The claims that its RTO and RPO are compared with.
    pub targets: [Option<ClaimIndex>; 2],
    /// Whether it met its target.
    pub outcome: Outcome,
    /// Whether its date is later than the build's, so that it proves nothing yet.
    pub future: bool,
    /// Where it is written: its date.
    pub place: Span,
}

impl Drill {
    /// Its date as a value of a table, sorted by time.
    #[must_use]
    pub fn dated(&self) -> Value {
        Value::new(self.date.to_string()).from(self.place).keyed(Measure::date(self.date))
    }

    /// What was measured of one of its two figures, and the claim it is compared with.
    #[must_use]
    pub fn get(&self, field: Field) -> (Option<&Timed>, Option<ClaimIndex>) {
        match field {
            Field::Rto => (self.rto.as_ref(), self.targets[0]),
            Field::Rpo => (self.rpo.as_ref(), self.targets[1]),
        }
    }

    /// Whether one of its two figures is longer than what is promised; `None` where the two can't be compared.
    #[must_use]
    pub fn exceeds(&self, field: Field, claims: &[Claim]) -> Option<bool> {
        let (measured, target) = self.get(field);
        Some(measured?.bound.upper()? > claims.get(target?.0 as usize)?.bound.upper()?)
    }
}

/// What one drill shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// What was measured is within the target.
    Met,
    /// It isn't, or the result says that the drill failed.
    Missed,
    /// There is nothing to compare.
    Unknown,
}

/// What a chart's drills prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DrillState {
    /// The last drill of the headline met its target, and isn't too old.
    Proved,
    /// The last drill missed its target.
    Missed,
    /// The last drill is older than its tier allows.
    Overdue,
    /// There was none of the headline that could be compared with anything.
    Never,
}

/// Words of a result that say that the drill failed, whatever was measured.
const FAILED: &[&str] = &["failed", "fail", "failure", "missed", "aborted", "unsuccessful", "not"];

/// Words of a result that say that it went well; they count where nothing can be compared.
const PASSED: &[&str] = &["passed", "pass", "met", "ok", "success", "successful", "succeeded", "proved"];

/// Gives each chart its drills and what they prove.
pub(super) fn record(recovery: &mut Recovery, input: &Input<'_>, charts: &[Chart], pages: &[Page]) {
    let Recovery { claims, charts: stated, tiers, .. } = recovery;
    for (chart, stated) in charts.iter().zip(stated) {
        let own_words = own_words(chart);
        let own = chart.own_pages().map(|page| &pages[page.0 as usize]);
        let mut drills: Vec<Drill> =
            own.flat_map(|page| on_page(page, &own_words, stated, claims, input.today)).collect();
        drills.sort_by(|left, right| right.date.cmp(&left.date).then(left.place.cmp(&right.place)));
        stated.drills = drills;
        let every = stated.tier.and_then(|tier| tiers[tier.0 as usize].drill_every_days);
        stated.drill_state = state(stated, every, input.today);
    }
    recovery.has_drills = recovery.charts.iter().any(|chart| !chart.drills.is_empty());
}

/// The drills in a page's front matter. One without a date was reported when the file was read.
fn on_page(
    page: &Page,
    own: &[String],
    stated: &ChartRecovery,
    claims: &[Claim],
    today: Date,
) -> impl Iterator<Item = Drill> {
    let span = |range| Span { file: page.file, range };
    let in_page = move |text: &Spanned<String>| Stated { text: text.value.clone(), place: Some(span(text.range)) };
    let measured = move |text: &Option<Spanned<String>>| {
        let text = text.as_ref()?;
        Some(Timed { bound: Bound::read(&text.value, None), place: span(text.range) })
    };
    let written = page.document.front_matter.drills.iter().zip(page.evidence.iter());
    written.filter_map(move |(drill, target)| {
        let date = drill.date.as_ref()?;
        let scenario = drill.scenario.as_ref().map_or("", |scenario| scenario.value.trim());
        let (headline, objective) = objective_of(scenario, own, stated, claims);
        let mut drill = Drill {
            date: date.value.parse().ok()?,
            scenario: scenario.to_owned(),
            rto: measured(&drill.rto),
            rpo: measured(&drill.rpo),
            result: drill.result.as_ref().map(in_page),
            evidence: drill.evidence.as_ref().map(in_page).zip(target.clone()),
            headline,
            targets: objective.map_or([None, None], |objective| [objective.rto, objective.rpo]),
            outcome: Outcome::Unknown,
            future: false,
            place: span(date.range),
        };
        drill.future = drill.date > today;
        drill.outcome = outcome(&drill, claims);
        Some(drill)
    })
}

/// What a drill of a scenario has to prove, and whether that is the headline. `own` are the words of the chart's names.
fn objective_of<'a>(
    scenario: &str,
    own: &[String],
    stated: &'a ChartRecovery,
    claims: &[Claim],
) -> (bool, Option<&'a Objective>) {
    let headline = &stated.headline;
    let tried = Scenario::of(Some(scenario), own);
    let same = |objective: &Objective| {
        let mut claimed = [objective.rto, objective.rpo].into_iter().flatten();
        claimed.any(|claim| {
            let claimed = &claims[claim.0 as usize].scenario;
            claimed.key == tried.key || claimed.name.trim().eq_ignore_ascii_case(&tried.name)
        })
    };
    if scenario.is_empty() || same(headline) {
        return (true, Some(headline));
    }
    match stated.scenarios.iter().find(|objective| same(objective)) {
        Some(objective) => (false, Some(objective)),
        // A disaster by a name that nobody else uses.
        None if tried.extent == Extent::Disaster => (true, Some(headline)),
        None => (false, None),
    }
}

/// What a drill shows: figures where they can be compared, else the author's word.
fn outcome(drill: &Drill, claims: &[Claim]) -> Outcome {
    let result = drill.result.as_ref().map(|result| result.text.to_lowercase()).unwrap_or_default();
    let says =
        |words: &[&str]| result.split(|character: char| !character.is_alphanumeric()).any(|word| words.contains(&word));
    let compared = [Field::Rto, Field::Rpo].map(|field| drill.exceeds(field, claims));
    if says(FAILED) || compared.contains(&Some(true)) {
        Outcome::Missed
    } else if says(PASSED) || compared.contains(&Some(false)) {
        Outcome::Met
    } else {
        Outcome::Unknown
    }
}

/// What a chart's drills, newest first, prove on a day.
fn state(stated: &ChartRecovery, every_days: Option<u32>, today: Date) -> Option<DrillState> {
    if stated.headline.rto.is_none() && stated.headline.rpo.is_none() {
        return None;
    }
    let Some(last) = stated.last_drill() else { return Some(DrillState::Never) };
    // A day that no calendar has is never reached.
    let due = every_days.and_then(|days| last.date.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    Some(match last.outcome {
        Outcome::Missed => DrillState::Missed,
        _ if due.is_some_and(|due| due < today) => DrillState::Overdue,
        _ => DrillState::Proved,
    })
}

#[cfg(test)]
mod tests;
