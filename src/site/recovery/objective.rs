//! The claims that count for a chart, and those that contradict them.

use std::ops::Range;

use super::Recovery;
use super::claim::{Claim, ClaimIndex, Subject};
use super::drill::{Drill, DrillState, Outcome};
use super::scenario::Extent;
use super::tier::TierIndex;
use super::verdict::{Lane, Lanes};
use crate::parse::statement::Field;
use crate::site::chart::{Chart, Stated};

/// What counts for one chart and scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objective {
    /// The scenario for readers; of a headline that names none, empty.
    pub scenario: String,
    /// The claim that counts for its RTO.
    pub rto: Option<ClaimIndex>,
    /// The claim that counts for its RPO.
    pub rpo: Option<ClaimIndex>,
    /// How it is recovered.
    pub method: Option<Stated>,
    /// How often backups are made.
    pub frequency: Option<Stated>,
}

impl Objective {
    /// The claim that counts for one of its two figures.
    #[must_use]
    pub const fn get(&self, field: Field) -> Option<ClaimIndex> {
        match field {
            Field::Rto => self.rto,
            Field::Rpo => self.rpo,
        }
    }
}

/// Living claims on the same chart and scenario that say something else than the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which figure.
    pub field: Field,
    /// The scenario for readers; of the headline, empty where it names none.
    pub scenario: String,
    /// Whether it is the headline's.
    pub headline: bool,
    /// The claim that counts.
    pub winner: ClaimIndex,
    /// Those that differ from it, in order of precedence.
    pub others: Vec<ClaimIndex>,
}

/// A figure that breaks a rule, beside the claim that gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Which figure.
    pub field: Field,
    /// The claim that counts for the headline.
    pub claim: ClaimIndex,
}

/// What holds for one chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartRecovery {
    /// Its claims, as indices into [`super::Recovery::claims`].
    pub claims: Range<u32>,
    /// What counts after a disaster. Without RTO and RPO where nobody states one.
    pub headline: Objective,
    /// What counts for every other scenario, in the order of the document that ranks highest.
    pub scenarios: Vec<Objective>,
    /// Where its sources contradict each other.
    pub conflicts: Vec<Conflict>,
    /// Its tier.
    pub tier: Option<TierIndex>,
    /// Headline figures that are looser than the tier's policy.
    pub exceeds_tier: Vec<Excess>,
    /// Whether the headline's RPO is shorter than the time between two backups.
    pub rpo_below_frequency: bool,
    /// Its drills, newest first.
    pub drills: Vec<Drill>,
    /// What they prove as of the build's date; `None` where it has no objective to prove.
    pub drill_state: Option<DrillState>,
}

impl ChartRecovery {
    /// The last drill of the headline that has been and shows something: the one that [`Self::drill_state`] is about.
    #[must_use]
    pub fn last_drill(&self) -> Option<&Drill> {
        self.drills.iter().find(|drill| drill.headline && !drill.future && drill.outcome != Outcome::Unknown)
    }
}

/// Chooses the claims that count for each chart, and finds those that contradict them.
pub(super) fn choose(recovery: &mut Recovery, charts: &[Chart]) {
    let mut start = 0;
    for (chart, index) in recovery.charts.iter_mut().zip(0..charts.len()) {
        let rest = &recovery.claims[start..];
        let about = |claim: &Claim| matches!(claim.subject, Subject::Chart(chart) if chart.0 as usize == index);
        let end = start + rest.partition_point(about);
        chart.claims = number(start)..number(end);
        choose_for(chart, &recovery.claims[start..end]);
        start = end;
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("claims are places in files, whose texts together are counted in 32 bits")
}

fn choose_for(chart: &mut ChartRecovery, claims: &[Claim]) {
    let lanes = Lanes::new(claims);
    let first = chart.claims.start;
    let index = |place: usize| ClaimIndex(first + number(place));
    let [rto, rpo] = lanes.headline;
    let named = [rto, rpo].into_iter().flatten().next();
    chart.headline = Objective {
        scenario: named.map(|claim| claims[claim].scenario.name.clone()).unwrap_or_default(),
        rto: rto.map(index),
        rpo: rpo.map(index),
        method: of_whole(claims, lanes.headline, |claim| claim.method.as_ref()),
        frequency: of_whole(claims, lanes.headline, |claim| claim.frequency.as_ref()),
    };
    chart.scenarios = lanes
        .scenarios
        .iter()
        .map(|scenario| {
            let rows = || scenario.winners.iter().flatten().map(|claim| &claims[*claim]);
            Objective {
                scenario: claims[scenario.first].scenario.name.clone(),
                rto: scenario.winners[0].map(index),
                rpo: scenario.winners[1].map(index),
                method: rows().find_map(|claim| claim.method.clone()),
                frequency: rows().find_map(|claim| claim.frequency.clone()),
            }
        })
        .collect();
    chart.conflicts = conflicts(claims, &lanes)
        .map(|(lane, field, winner, others)| Conflict {
            field,
            scenario: match lane {
                Lane::Headline => chart.headline.scenario.clone(),
                Lane::Scenario(scenario) => chart.scenarios[scenario].scenario.clone(),
            },
            headline: lane == Lane::Headline,
            winner: index(winner),
            others: others.into_iter().map(index).collect(),
        })
        .collect();
}

/// What the row of the headline says beside its figures; else another row of the same document about the whole, else the first
/// one anywhere.
fn of_whole(claims: &[Claim], headline: [Option<usize>; 2], get: fn(&Claim) -> Option<&Stated>) -> Option<Stated> {
    let winners = || headline.iter().flatten().map(|winner| &claims[*winner]);
    let whole = || claims.iter().filter(|claim| claim.living && claim.scenario.extent != Extent::Part);
    let beside = |claim: &&Claim| winners().any(|winner| winner.place.file == claim.place.file);
    winners().find_map(get).or_else(|| whole().filter(beside).find_map(get)).or_else(|| whole().find_map(get)).cloned()
}

/// The claims that say something else than the one that counts in their lane: first those about the headline.
fn conflicts<'a>(claims: &'a [Claim], lanes: &'a Lanes) -> impl Iterator<Item = (Lane, Field, usize, Vec<usize>)> + 'a {
    let mut differing: Vec<[Vec<usize>; 2]> = vec![Default::default(); lanes.scenarios.len() + 1];
    for (place, claim) in claims.iter().enumerate() {
        let Some(lane) = lanes.lane[place] else { continue };
        let Some(winner) = lanes.winner(lane, claim.field) else { continue };
        if claims[winner].bound.agrees(&claim.bound) == Some(false) {
            let place_of_lane = match lane {
                Lane::Headline => 0,
                Lane::Scenario(scenario) => scenario + 1,
            };
            differing[place_of_lane][field_place(claim.field)].push(place);
        }
    }
    differing.into_iter().enumerate().flat_map(move |(place, fields)| {
        let lane = place.checked_sub(1).map_or(Lane::Headline, Lane::Scenario);
        let fields = [Field::Rto, Field::Rpo].into_iter().zip(fields).filter(|(_, others)| !others.is_empty());
        fields.filter_map(move |(field, others)| Some((lane, field, lanes.winner(lane, field)?, others)))
    })
}

/// The place of a field where there is one of each.
pub(super) const fn field_place(field: Field) -> usize {
    match field {
        Field::Rto => 0,
        Field::Rpo => 1,
    }
}
