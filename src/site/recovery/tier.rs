//! Tiers: how much it matters that a chart comes back, and what is promised of each.

mod list;
#[cfg(test)]
mod tests;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use self::list::{Label, TierList, tier_lists};
use super::Recovery;
use super::claim::ClaimIndex;
use super::names::ChartLookup;
use super::objective::Excess;
use crate::parse::bound::Bound;
use crate::parse::bound::frequency::longest_interval;
use crate::parse::statement::Field;
use crate::site::Input;
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::nav::natural_order;
use crate::site::page::Page;
use crate::source::{Span, Spanned};

/// Index of a tier in [`super::Recovery::tiers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TierIndex(pub u32);

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Id: `1`, `gold`.
    pub id: String,
    /// Name for readers: `Critical infrastructure`; empty where it has none.
    pub name: String,
    /// Policy: the longest RTO allowed in it.
    pub rto: Option<Policy>,
    /// Policy: the longest RPO allowed in it.
    pub rpo: Option<Policy>,
    /// How many days may pass between two drills of a chart in it.
    pub drill_every_days: Option<u32>,
    /// Its charts in order of title.
    pub charts: Vec<ChartIndex>,
    /// Where it is defined; none where only charts name it.
    pub place: Option<Span>,
}

impl Tier {
    /// Its id and name for readers: `Tier 1: Critical infrastructure`.
    #[must_use]
    pub fn title(&self) -> String {
        let id = if self.id.chars().all(|character| character.is_ascii_digit()) {
            format!("Tier {}", self.id)
        } else {
            self.id.clone()
        };
        if self.name.is_empty() { id } else { format!("{id}: {}", self.name) }
    }

    /// Its policy for one of the two figures.
    #[must_use]
    pub const fn policy(&self, field: Field) -> Option<&Policy> {
        match field {
            Field::Rto => self.rto.as_ref(),
            Field::Rpo => self.rpo.as_ref(),
        }
    }
}

/// A bound that a tier sets, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The bound.
    pub bound: Bound,
    /// Where it stands.
    pub place: Span,
}

/// Tiers by what people write for them: `1`, `Tier 1`, `tier 1 (critical)`, `Critical`.
#[derive(Debug, Default)]
pub struct TierLookup {
    tiers: RapidHashMap<String, TierIndex>,
}

impl TierLookup {
    /// Learns the ids and names of all tiers. Of two alike, the first has it.
    #[must_use]
    pub fn new(tiers: &[Tier]) -> Self {
        let mut lookup = Self::default();
        let numbered = || tiers.iter().zip((0..).map(TierIndex));
        for (tier, index) in numbered() {
            lookup.tiers.entry(key(&tier.id)).or_insert(index);
        }
        for (tier, index) in numbered().filter(|(tier, _)| !tier.name.is_empty()) {
            lookup.tiers.entry(key(&tier.name)).or_insert(index);
        }
        lookup
    }

    /// The tier that is meant, by its id, its name, or a label with both.
    #[must_use]
    pub fn get(&self, written: &str) -> Option<TierIndex> {
        let labelled = || Label::read(written).and_then(|label| self.tiers.get(&key(&label.id)));
        self.tiers.get(&key(written)).or_else(labelled).copied()
    }
}

/// An id or name without case, and without the word `tier` before it.
fn key(written: &str) -> String {
    let lower = written.trim().to_lowercase();
    let bare = lower.strip_prefix("tier").map(|rest| rest.trim_start_matches([' ', '-', '_', '\u{a0}']));
    bare.filter(|bare| !bare.is_empty()).map_or_else(|| lower.clone(), str::to_owned)
}

/// The tiers that settings, charts and documents name. Gives charts their tier where only a document's list says it.
pub(super) fn tiers(input: &Input<'_>, charts: &mut [Chart], pages: &[Page]) -> Vec<Tier> {
    let mut tiers = Known::default();
    for settings in &input.config.tiers {
        let policy = |written: &Option<Spanned<String>>| {
            let written = written.as_ref()?;
            let place = Span { file: input.config_file?, range: written.range };
            Some(Policy { bound: Bound::read(&written.value, None), place })
        };
        let place = input.config_file.map(|file| Span { file, range: settings.id.range });
        let tier = tiers.get(&settings.id.value, place);
        // A table that is written twice in other case is one tier, as its first says.
        if tier.place != place {
            continue;
        }
        tier.name = settings.name.clone().unwrap_or_default();
        tier.rto = policy(&settings.rto);
        tier.rpo = policy(&settings.rpo);
        tier.drill_every_days = settings.drill_every.as_ref().map(|every| every.value);
    }
    for stated in charts.iter().filter_map(|chart| chart.tier.as_ref()) {
        tiers.get(&stated.text, None);
    }
    let lookup = ChartLookup::new(charts);
    let lists: Vec<Vec<TierList>> = pages
        .par_iter()
        .map(|page| {
            let living = page.chart.is_none() && !page.historical;
            if living { tier_lists(&page.document, &lookup) } else { Vec::new() }
        })
        .collect();
    for (page, list) in pages.iter().zip(&lists).flat_map(|(page, lists)| lists.iter().map(move |list| (page, list))) {
        let at = |range| Span { file: page.file, range };
        let tier = tiers.get(&list.label.id, Some(at(list.range)));
        if tier.name.is_empty() {
            tier.name.clone_from(&list.label.name);
        }
        tier.place.get_or_insert(at(list.range));
        for (chart, range) in &list.charts {
            let stated = || Stated { text: tier.id.clone(), place: Some(at(*range)) };
            charts[chart.0 as usize].tier.get_or_insert_with(stated);
        }
    }
    let mut tiers = tiers.in_order;
    sort(&mut tiers);
    tiers
}

/// Tiers as they become known.
#[derive(Default)]
struct Known {
    in_order: Vec<Tier>,
    by_key: RapidHashMap<String, usize>,
}

impl Known {
    /// The tier of that id, made where there is none yet.
    fn get(&mut self, id: &str, place: Option<Span>) -> &mut Tier {
        let id = id.trim();
        let id = Label::read(id).map_or_else(|| id.to_owned(), |label| label.id);
        let index = *self.by_key.entry(key(&id)).or_insert_with(|| {
            let (name, charts) = (String::new(), Vec::new());
            self.in_order.push(Tier { id, name, rto: None, rpo: None, drill_every_days: None, charts, place });
            self.in_order.len() - 1
        });
        &mut self.in_order[index]
    }
}

/// Puts numbers in order among themselves; every other id stays where it was first named.
fn sort(tiers: &mut [Tier]) {
    let number = |tier: &Tier| tier.id.parse::<u64>().ok();
    let places: Vec<usize> = (0..tiers.len()).filter(|index| number(&tiers[*index]).is_some()).collect();
    let mut numbered: Vec<Tier> = places.iter().map(|index| tiers[*index].clone()).collect();
    numbered.sort_by_key(number);
    for (place, tier) in places.into_iter().zip(numbered) {
        tiers[place] = tier;
    }
}

/// Gives each chart its tier, and compares its headline with the tier's policy and with how often backups are made.
pub(super) fn apply(recovery: &mut Recovery, charts: &[Chart]) {
    let lookup = TierLookup::new(&recovery.tiers);
    let Recovery { claims, charts: stated, tiers, .. } = recovery;
    for ((chart, stated), index) in charts.iter().zip(stated.iter_mut()).zip((0..).map(ChartIndex)) {
        stated.tier = chart.tier.as_ref().and_then(|tier| lookup.get(&tier.text));
        let upper = |claim: ClaimIndex| claims[claim.0 as usize].bound.upper();
        let headline = &stated.headline;
        if let Some(tier) = stated.tier {
            let tier = &mut tiers[tier.0 as usize];
            tier.charts.push(index);
            stated.exceeds_tier = [(Field::Rto, &tier.rto), (Field::Rpo, &tier.rpo)]
                .into_iter()
                .filter_map(|(field, policy)| {
                    let claim = headline.get(field)?;
                    (upper(claim)? > policy.as_ref()?.bound.upper()?).then_some(Excess { field, claim })
                })
                .collect();
        }
        let frequency = headline.frequency.as_ref().and_then(|stated| longest_interval(&stated.text));
        let rpo = headline.rpo.and_then(upper);
        stated.rpo_below_frequency = rpo.zip(frequency).is_some_and(|(rpo, frequency)| rpo < frequency);
    }
    for tier in tiers {
        tier.charts.sort_by(|left, right| {
            let title = |index: &ChartIndex| &*charts[index.0 as usize].title;
            natural_order(title(left), title(right)).then(left.cmp(right))
        });
    }
}
