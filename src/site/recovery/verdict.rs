//! What each claim is weighed against, and how that came out.

use rapidhash::RapidHashMap;

use super::Recovery;
use super::claim::{Claim, ClaimIndex, Rank};
use super::objective::field_place;
use super::scenario::{Extent, words};
use crate::parse::statement::{Field, Form};
use crate::site::chart::ChartIndex;
use crate::source::FileId;

/// How a claim came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It counts for the headline.
    Headline,
    /// It counts for its scenario.
    Scenario,
    /// Another claim counts, and says the same.
    Agrees,
    /// Another claim counts, and says something else.
    Differs,
    /// Another claim counts, and the two can't be compared: one of them can't be read.
    Unclear,
    /// It stands in a document that tells of the past or of plans, and so never counts.
    Historical,
}

impl Verdict {
    /// Its name in exports and for readers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Scenario => "scenario",
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Unclear => "unclear",
            Self::Historical => "historical",
        }
    }
}

/// A claim and how it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The claim.
    pub claim: ClaimIndex,
    /// How it came out.
    pub verdict: Verdict,
    /// The claim that counts in its stead, where another one does.
    pub counts: Option<ClaimIndex>,
    /// The scenario it is weighed in, as an index into [`super::objective::ChartRecovery::scenarios`]; `None` for the headline
    /// and for what is historical.
    pub scenario: Option<usize>,
}

impl Recovery {
    /// Every claim about a chart with the reason why it counts or doesn't, in order of precedence, then of place.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn why(&self, chart: ChartIndex) -> Vec<Judgement> {
        let range = self.chart(chart).claims.clone();
        let claims = &self.claims[range.start as usize..range.end as usize];
        let lanes = Lanes::new(claims);
        let numbers: Vec<ClaimIndex> = range.map(ClaimIndex).collect();
        claims
            .iter()
            .enumerate()
            .map(|(place, claim)| {
                let own = numbers[place];
                let Some(lane) = lanes.lane[place] else {
                    return Judgement { claim: own, verdict: Verdict::Historical, counts: None, scenario: None };
                };
                let scenario = match lane {
                    Lane::Headline => None,
                    Lane::Scenario(scenario) => Some(scenario),
                };
                let winner = lanes.winner(lane, claim.field);
                let (verdict, counts) = match winner.filter(|winner| *winner != place) {
                    None if scenario.is_none() => (Verdict::Headline, None),
                    None => (Verdict::Scenario, None),
                    Some(winner) => {
                        let verdict = match claims[winner].bound.agrees(&claim.bound) {
                            Some(true) => Verdict::Agrees,
                            Some(false) => Verdict::Differs,
                            None => Verdict::Unclear,
                        };
                        (verdict, Some(numbers[winner]))
                    }
                };
                Judgement { claim: own, verdict, counts, scenario }
            })
            .collect()
    }
}

/// What a claim is weighed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// What holds after a disaster.
    Headline,
    /// A scenario, by its place in [`Lanes::scenarios`].
    Scenario(usize),
}

/// A scenario of a chart.
#[derive(Clone, Debug)]
pub(super) struct ScenarioLane {
    /// The claim that names it first.
    pub(super) first: usize,
    /// The claims that count for RTO and RPO.
    pub(super) winners: [Option<usize>; 2],
}

/// What the claims of one chart are weighed in, and which ones count. Claims are named by their place among them.
#[derive(Debug)]
pub(super) struct Lanes {
    /// The claims that count for the headline's RTO and RPO.
    pub(super) headline: [Option<usize>; 2],
    /// The lane of each claim; `None` for what is historical.
    pub(super) lane: Vec<Option<Lane>>,
    /// The scenarios, in the order in which the documents that rank highest name them.
    pub(super) scenarios: Vec<ScenarioLane>,
}

/// A source: one document, or one part of it where its front matter counts more than its text.
type Source = (FileId, Rank);

const fn source(claim: &Claim) -> Source {
    (claim.place.file, claim.rank)
}

/// What claims on one scenario have in common: whether it is a disaster, its key, and for a page that isn't about recovery the
/// page: its scenarios are its own.
type ScenarioKey<'a> = (bool, &'a str, Option<FileId>);

fn scenario_key(claim: &Claim) -> ScenarioKey<'_> {
    let own = claim.rank == Rank::OwnPage && claim.scenario.extent == Extent::Part;
    (claim.scenario.extent == Extent::Disaster, &claim.scenario.key, own.then_some(claim.place.file))
}

/// Whether two claims stand in rows of one table, or items of one list, that have different names: the author means two
/// things, however alike they sound (`Content backup`, `Restore content`).
fn named_apart(one: &Claim, other: &Claim) -> bool {
    let together = source(one) == source(other) && one.set.is_some() && one.set == other.set;
    together && words(&one.scenario.name) != words(&other.scenario.name)
}

/// Whether a claim is a line of text under the heading of a procedure: how long that takes, while tables and lists of targets
/// and lines about the whole give what is promised.
fn in_procedure(claim: &Claim) -> bool {
    claim.form == Form::Paragraph && !claim.scenario.name.is_empty()
}

impl Lanes {
    /// Weighs the claims of one chart, which are in order of precedence, then of place.
    pub(super) fn new(claims: &[Claim]) -> Self {
        let leads = leads(claims);
        let rto = headline(claims, &leads, Field::Rto, None);
        let rpo = headline(claims, &leads, Field::Rpo, rto);
        let mut lanes = Self { headline: [rto, rpo], lane: vec![None; claims.len()], scenarios: Vec::new() };
        lanes.assign(claims, &leads);
        lanes
    }

    /// The claim that counts in a lane.
    pub(super) fn winner(&self, lane: Lane, field: Field) -> Option<usize> {
        match lane {
            Lane::Headline => self.headline[field_place(field)],
            Lane::Scenario(scenario) => self.scenarios[scenario].winners[field_place(field)],
        }
    }

    fn assign(&mut self, claims: &[Claim], leads: &[bool]) {
        let winners: Vec<&Claim> = self.headline.iter().flatten().map(|winner| &claims[*winner]).collect();
        let mut scenarios: RapidHashMap<(ScenarioKey<'_>, String), usize> = RapidHashMap::default();
        let mut later = Vec::new();
        for (place, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.living) {
            let of_headline = match claim.scenario.extent {
                Extent::Disaster => leads[place],
                Extent::Full => {
                    let same = |winner: &&Claim| {
                        winner.scenario.extent == Extent::Full && winner.scenario.key == claim.scenario.key
                    };
                    // Of a document with two names for the whole, the author means two.
                    if self.headline[0].map(|rto| &claims[rto]).is_some_and(|rto| same(&rto))
                        || self.headline[field_place(claim.field)] == Some(place)
                    {
                        true
                    } else if winners.iter().any(|winner| source(winner) == source(claim)) {
                        false
                    } else {
                        later.push(place);
                        continue;
                    }
                }
                Extent::Part => false,
            };
            self.lane[place] = Some(if of_headline {
                Lane::Headline
            } else {
                let (next, key) = (self.scenarios.len(), scenario_key(claim));
                let mut scenario = *scenarios.entry((key, String::new())).or_insert(next);
                if scenario < next && named_apart(&claims[self.scenarios[scenario].first], claim) {
                    scenario = *scenarios.entry((key, words(&claim.scenario.name).join(" "))).or_insert(next);
                }
                if scenario == next {
                    self.scenarios.push(ScenarioLane { first: place, winners: [None; 2] });
                }
                Lane::Scenario(scenario)
            });
        }
        for place in later {
            // Another document's name for the whole is a scenario where the document that counts has it as one.
            let scenario = scenarios.get(&(scenario_key(&claims[place]), String::new())).copied();
            self.lane[place] = Some(scenario.map_or(Lane::Headline, Lane::Scenario));
        }
        self.count(claims);
    }

    /// Chooses the claims that count for each scenario.
    fn count(&mut self, claims: &[Claim]) {
        let order = |place: usize| {
            let claim = &claims[place];
            (claim.rank, in_procedure(claim), claim.bound.meaning.is_none(), place)
        };
        let better = |winner: &mut Option<usize>, place| {
            if winner.is_none_or(|winner| order(place) < order(winner)) {
                *winner = Some(place);
            }
        };
        for (place, claim) in claims.iter().enumerate() {
            if let Some(Lane::Scenario(scenario)) = self.lane[place] {
                better(&mut self.scenarios[scenario].winners[field_place(claim.field)], place);
            }
        }
        // A row of which one figure is the headline's is whole as a scenario too.
        for headline in self.headline.into_iter().flatten() {
            let claim = &claims[headline];
            let same_row = |other: &Claim| source(other) == source(claim) && other.group == claim.group;
            for scenario in &mut self.scenarios {
                let first = &claims[scenario.first];
                if same_row(first) && scenario_key(first) == scenario_key(claim) {
                    better(&mut scenario.winners[field_place(claim.field)], headline);
                }
            }
        }
    }
}

/// Which claims on a disaster stand for the chart as a whole. Of several rows of one table that name different disasters it is
/// the plainest, else the first; the others are scenarios of their own.
fn leads(claims: &[Claim]) -> Vec<bool> {
    let mut lead: RapidHashMap<(Source, u32, Field), usize> = RapidHashMap::default();
    let disasters = || claims.iter().enumerate().filter(|(_, claim)| claim.scenario.extent == Extent::Disaster);
    for (place, claim) in disasters() {
        let Some(set) = claim.set else { continue };
        let known = lead.entry((source(claim), set, claim.field)).or_insert(place);
        if claim.scenario.key.is_empty() && !claims[*known].scenario.key.is_empty() {
            *known = place;
        }
    }
    let mut leads = vec![false; claims.len()];
    for (place, claim) in disasters() {
        let lead = claim.set.and_then(|set| lead.get(&(source(claim), set, claim.field)));
        leads[place] = lead.is_none_or(|lead| claims[*lead].scenario.key == claim.scenario.key);
    }
    leads
}

/// The claim that counts for one figure of the headline; that for the RPO goes with the one for the RTO where it can.
fn headline(claims: &[Claim], leads: &[bool], field: Field, rto: Option<usize>) -> Option<usize> {
    let rto = rto.map(|rto| &claims[rto]);
    let candidates = claims.iter().enumerate().filter(|(place, claim)| {
        let whole = claim.scenario.extent == Extent::Full || leads[*place];
        claim.living && claim.field == field && whole
    });
    let chosen = candidates.min_by_key(|(place, claim)| {
        let row = rto.is_some_and(|rto| source(rto) == source(claim) && rto.group == claim.group);
        let scenario = rto.is_some_and(|rto| scenario_key(rto) == scenario_key(claim));
        let unread = claim.bound.meaning.is_none();
        (claim.rank, !row, claim.scenario.extent, in_procedure(claim), !scenario, unread, *place)
    });
    chosen.map(|(place, _)| place)
}
