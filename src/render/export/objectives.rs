//! The objectives of every chart as one JSON document, described by `docsgen schema objectives`.

use serde::Serialize;

use super::{Line, Listed, Place, Seconds, indices};
use crate::parse::bound::Bound;
use crate::parse::statement::Field;
use crate::site::Site;
use crate::site::chart::{ChartIndex, Stated};
use crate::site::recovery::claim::{Claim, ClaimIndex, Subject};
use crate::site::recovery::drill::{Drill, DrillState, Outcome};
use crate::site::recovery::objective::{ChartRecovery, Conflict, Objective};
use crate::site::recovery::tier::{Policy, Tier, TierIndex};
use crate::site::timed::Timed;
use crate::source::{Sources, Span};

/// Version of the document.
pub const VERSION: u32 = 1;

/// The objectives of a site as JSON, indented, with a line end at its end.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn objectives_json(site: &Site, sources: &Sources) -> String {
    let recovery = Recovery::new(site, sources);
    let document = Document {
        version: VERSION,
        charts: Listed(|| indices(site.charts.len()).map(|chart| recovery.chart(chart))),
        tiers: Listed(|| recovery.tiers()),
        platform: recovery.platform(),
    };
    let mut json = serde_json::to_string_pretty(&document).expect("names and numbers are plain JSON");
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Document<C, T, P> {
    version: u32,
    charts: C,
    tiers: T,
    platform: P,
}

/// Makes the parts of the document.
pub(super) struct Recovery<'a> {
    site: &'a Site,
    sources: &'a Sources,
    /// For each tier, what is said of it.
    of_tiers: Vec<Vec<&'a Claim>>,
    of_platform: Vec<&'a Claim>,
}

/// What holds for one chart.
#[derive(Serialize)]
pub(super) struct ChartFacts<'a> {
    chart: &'a str,
    tier: Option<&'a str>,
    headline: Figures<'a>,
    scenarios: Vec<ScenarioFacts<'a>>,
    claims: Vec<ClaimFacts<'a>>,
    effective_rto_seconds: Option<Seconds>,
    effective_rto_at_least: bool,
    depends_on: Option<Vec<&'a str>>,
    wave: Option<u32>,
    method: Option<&'a str>,
    frequency: Option<&'a str>,
    conflicts: Vec<ConflictFacts<'a>>,
    drill_state: Option<&'static str>,
    drills: Vec<DrillFacts<'a>>,
}

#[derive(Serialize)]
struct Figures<'a> {
    rto: Option<Figure<'a>>,
    rpo: Option<Figure<'a>>,
}

/// One figure and the line it comes from.
#[derive(Serialize)]
pub(super) struct Figure<'a> {
    text: &'a str,
    seconds: Option<Seconds>,
    source: Line<'a>,
}

impl<'a> Figure<'a> {
    pub(super) fn new(bound: &'a Bound, place: Span, sources: &'a Sources) -> Self {
        Self { text: &bound.text, seconds: bound.upper().map(Seconds), source: Line::of(place, sources) }
    }
}

#[derive(Serialize)]
struct ScenarioFacts<'a> {
    scenario: &'a str,
    #[serde(flatten)]
    figures: Figures<'a>,
}

#[derive(Serialize)]
struct ClaimFacts<'a> {
    scenario: &'a str,
    field: Field,
    text: &'a str,
    seconds: Option<Seconds>,
    form: &'static str,
    living: bool,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> ClaimFacts<'a> {
    fn new(claim: &'a Claim, sources: &'a Sources) -> Self {
        Self {
            scenario: &claim.scenario.name,
            field: claim.field,
            text: &claim.bound.text,
            seconds: claim.bound.upper().map(Seconds),
            form: claim.form.name(),
            living: claim.living,
            place: Place::of(claim.place, sources),
        }
    }
}

#[derive(Serialize)]
struct ConflictFacts<'a> {
    scenario: &'a str,
    headline: bool,
    field: Field,
    winner: ClaimFacts<'a>,
    others: Vec<ClaimFacts<'a>>,
}

#[derive(Serialize)]
struct DrillFacts<'a> {
    date: String,
    scenario: &'a str,
    rto: Option<Figure<'a>>,
    rpo: Option<Figure<'a>>,
    result: Option<&'a str>,
    evidence: Option<&'a str>,
    outcome: &'static str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// A tier with its policy.
#[derive(Serialize)]
pub(super) struct TierFacts<'a> {
    tier: &'a str,
    name: Option<&'a str>,
    rto: Option<Figure<'a>>,
    rpo: Option<Figure<'a>>,
    drill_every_days: Option<u32>,
    charts: Vec<&'a str>,
    claims: Vec<ClaimFacts<'a>>,
}

/// What is said of everything together.
#[derive(Serialize)]
pub(super) struct PlatformFacts<'a> {
    claims: Vec<ClaimFacts<'a>>,
}

/// The words that say something about a chart.
fn words(stated: Option<&Stated>) -> Option<&str> {
    stated.map(|stated| stated.text.as_str())
}

impl<'a> Recovery<'a> {
    pub(super) fn new(site: &'a Site, sources: &'a Sources) -> Self {
        let mut of_tiers = vec![Vec::new(); site.recovery.tiers.len()];
        let mut of_platform = Vec::new();
        for claim in &site.recovery.claims {
            match claim.subject {
                Subject::Chart(_) => {}
                Subject::Tier(TierIndex(tier)) => of_tiers[tier as usize].push(claim),
                Subject::Platform => of_platform.push(claim),
            }
        }
        Self { site, sources, of_tiers, of_platform }
    }

    pub(super) fn chart(&self, index: ChartIndex) -> ChartFacts<'a> {
        let recovery = &self.site.recovery;
        let chart = recovery.chart(index);
        let order = recovery.order.charts.get(index.0 as usize);
        let effective = order.and_then(|order| order.effective.as_ref());
        let needed = order.and_then(|order| order.depends_on.as_ref());
        ChartFacts {
            chart: &self.site.chart(index).id,
            tier: tier_of(self.site, index),
            headline: self.figures(&chart.headline),
            scenarios: chart.scenarios.iter().map(|objective| self.scenario(objective)).collect(),
            claims: recovery.claims_of(index).map(|(_, claim)| ClaimFacts::new(claim, self.sources)).collect(),
            effective_rto_seconds: effective.map(|effective| Seconds(effective.time)),
            effective_rto_at_least: effective.is_some_and(|effective| effective.at_least),
            depends_on: needed.map(|needed| self.ids(needed.iter().map(|dependency| dependency.chart))),
            // People count waves from 1.
            wave: order.and_then(|order| order.wave).map(|wave| wave + 1),
            method: words(chart.headline.method.as_ref()),
            frequency: words(chart.headline.frequency.as_ref()),
            conflicts: chart.conflicts.iter().map(|conflict| self.conflict(conflict)).collect(),
            drill_state: chart.drill_state.map(drill_state),
            drills: chart.drills.iter().map(|drill| self.drill(drill)).collect(),
        }
    }

    /// The ids of charts, in order.
    pub(super) fn ids(&self, charts: impl Iterator<Item = ChartIndex>) -> Vec<&'a str> {
        let mut ids: Vec<&str> = charts.map(|chart| self.site.chart(chart).id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn figures(&self, objective: &Objective) -> Figures<'a> {
        let figure = |claim: Option<ClaimIndex>| {
            let claim = self.site.recovery.claim(claim?);
            Some(Figure::new(&claim.bound, claim.place, self.sources))
        };
        Figures { rto: figure(objective.rto), rpo: figure(objective.rpo) }
    }

    fn scenario(&self, objective: &'a Objective) -> ScenarioFacts<'a> {
        ScenarioFacts { scenario: &objective.scenario, figures: self.figures(objective) }
    }

    fn claim(&self, index: ClaimIndex) -> ClaimFacts<'a> {
        ClaimFacts::new(self.site.recovery.claim(index), self.sources)
    }

    fn conflict(&self, conflict: &'a Conflict) -> ConflictFacts<'a> {
        ConflictFacts {
            scenario: &conflict.scenario,
            headline: conflict.headline,
            field: conflict.field,
            winner: self.claim(conflict.winner),
            others: conflict.others.iter().map(|other| self.claim(*other)).collect(),
        }
    }

    fn drill(&self, drill: &'a Drill) -> DrillFacts<'a> {
        let measured = |measured: &'a Option<Timed>| {
            let measured = measured.as_ref()?;
            Some(Figure::new(&measured.bound, measured.place, self.sources))
        };
        DrillFacts {
            date: drill.date.to_string(),
            scenario: &drill.scenario,
            rto: measured(&drill.rto),
            rpo: measured(&drill.rpo),
            result: words(drill.result.as_ref()),
            evidence: drill.evidence.as_ref().map(|(evidence, _)| evidence.text.as_str()),
            outcome: match drill.outcome {
                Outcome::Met => "met",
                Outcome::Missed => "missed",
                Outcome::Unknown => "unknown",
            },
            place: Place::of(drill.place, self.sources),
        }
    }

    /// The tiers in order.
    pub(super) fn tiers(&self) -> impl Iterator<Item = TierFacts<'a>> {
        self.site.recovery.tiers.iter().zip(&self.of_tiers).map(|(tier, claims)| self.tier(tier, claims))
    }

    fn tier(&self, tier: &'a Tier, claims: &[&'a Claim]) -> TierFacts<'a> {
        let policy = |policy: &'a Option<Policy>| {
            let policy = policy.as_ref()?;
            Some(Figure::new(&policy.bound, policy.place, self.sources))
        };
        TierFacts {
            tier: &tier.id,
            name: (!tier.name.is_empty()).then_some(tier.name.as_str()),
            rto: policy(&tier.rto),
            rpo: policy(&tier.rpo),
            drill_every_days: tier.drill_every_days,
            charts: self.ids(tier.charts.iter().copied()),
            claims: self.claims(claims),
        }
    }

    /// What is said of everything together.
    pub(super) fn platform(&self) -> PlatformFacts<'a> {
        PlatformFacts { claims: self.claims(&self.of_platform) }
    }

    fn claims(&self, claims: &[&'a Claim]) -> Vec<ClaimFacts<'a>> {
        claims.iter().map(|claim| ClaimFacts::new(claim, self.sources)).collect()
    }
}

/// A chart's tier by its id.
pub(super) fn tier_of(site: &Site, chart: ChartIndex) -> Option<&str> {
    let ranked = site.recovery.chart(chart).tier.map(|tier| site.recovery.tier(tier).id.as_str());
    ranked.or_else(|| words(site.chart(chart).tier.as_ref()))
}

/// The claims that count for a chart.
pub(super) fn counting(chart: &ChartRecovery) -> impl Iterator<Item = ClaimIndex> {
    let objectives = std::iter::once(&chart.headline).chain(&chart.scenarios);
    objectives.flat_map(|objective| objective.rto.into_iter().chain(objective.rpo))
}

const fn drill_state(state: DrillState) -> &'static str {
    match state {
        DrillState::Proved => "proved",
        DrillState::Missed => "missed",
        DrillState::Overdue => "overdue",
        DrillState::Never => "never",
    }
}
