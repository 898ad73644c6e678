//! What differs in what charts promise, and in the charts themselves.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::Changed;
use super::facts::{self, Chart, Facts, Figures};
use super::pages::PageRef;
use crate::site::recovery::time::in_words;

/// A chart that something is told of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ChartRef {
    pub(super) chart: String,
    pub(super) title: String,
    pub(super) route: String,
}

impl ChartRef {
    fn of(chart: &Chart) -> Self {
        let title = if chart.title.is_empty() { &chart.chart } else { &chart.title };
        Self { chart: chart.chart.clone(), title: title.clone(), route: chart.route.clone() }
    }
}

/// What became of a figure, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Direction {
    /// It promises less than before.
    Weakened,
    /// Nothing is promised any more.
    Withdrawn,
    /// One of the two is no time that can be compared.
    Reworded,
    /// Nothing was promised before.
    Stated,
    /// It promises more than before.
    Improved,
}

impl Direction {
    /// Whether less is promised than before.
    pub(super) const fn is_worse(self) -> bool {
        matches!(self, Self::Weakened | Self::Withdrawn)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Weakened => "weakened",
            Self::Withdrawn => "withdrawn",
            Self::Reworded => "reworded",
            Self::Stated => "new",
            Self::Improved => "improved",
        }
    }
}

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Field {
    Rto,
    Rpo,
    /// The RTO with the longest chain of charts that have to come back first.
    EffectiveRto,
}

impl Field {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Rto => "RTO",
            Self::Rpo => "RPO",
            Self::EffectiveRto => "RTO with what it depends on",
        }
    }
}

/// A figure and where it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Figure {
    pub(super) text: String,
    seconds: Option<f64>,
    path: Option<String>,
    line: Option<u32>,
}

impl Figure {
    pub(super) fn of(figure: &facts::Figure) -> Self {
        let place = figure.source.as_ref();
        Self {
            text: figure.text.clone(),
            seconds: figure.seconds,
            path: place.map(|place| place.path.clone()),
            line: place.map(|place| place.line),
        }
    }

    fn effective(chart: &Chart) -> Option<Self> {
        let seconds = chart.effective_rto_seconds?;
        let time = Duration::try_from_secs_f64(seconds).ok()?;
        let text = if chart.effective_rto_at_least { format!("at least {}", in_words(time)) } else { in_words(time) };
        Some(Self { text, seconds: Some(seconds), path: None, line: None })
    }
}

/// An objective that is another now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ObjectiveChange {
    #[serde(flatten)]
    pub(super) chart: ChartRef,
    /// None for what counts after a disaster.
    pub(super) scenario: Option<String>,
    pub(super) field: Field,
    pub(super) change: Direction,
    pub(super) before: Option<Figure>,
    pub(super) after: Option<Figure>,
}

/// A tier's policy that is another now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PolicyChange {
    pub(super) tier: String,
    pub(super) name: Option<String>,
    pub(super) field: Field,
    pub(super) change: Direction,
    pub(super) before: Option<Figure>,
    pub(super) after: Option<Figure>,
}

/// What became of a figure; `None` where it means what it meant.
pub(super) fn direction(before: Option<&Figure>, after: Option<&Figure>) -> Option<Direction> {
    match (before, after) {
        (None, None) => None,
        (None, Some(_)) => Some(Direction::Stated),
        (Some(_), None) => Some(Direction::Withdrawn),
        (Some(before), Some(after)) => match (before.seconds, after.seconds) {
            (Some(before), Some(after)) if after > before => Some(Direction::Weakened),
            (Some(before), Some(after)) if after < before => Some(Direction::Improved),
            (Some(_), Some(_)) => None,
            _ => (before.text != after.text).then_some(Direction::Reworded),
        },
    }
}

/// The charts that both have, as they were and as they are, in order of id.
fn in_both<'a>(before: &'a Facts, after: &'a Facts) -> impl Iterator<Item = (&'a Chart, &'a Chart)> {
    let known = by_id(before);
    by_id(after).into_iter().filter_map(move |(id, chart)| Some((*known.get(id)?, chart)))
}

fn by_id(facts: &Facts) -> BTreeMap<&str, &Chart> {
    facts.charts.iter().map(|chart| (chart.chart.as_str(), chart)).collect()
}

/// The figures of two places, field by field, where they differ.
fn figures<'a>(
    before: Option<&'a Figures>,
    after: Option<&'a Figures>,
) -> impl Iterator<Item = (Field, Direction, Option<Figure>, Option<Figure>)> + 'a {
    type Pick = for<'f> fn(&'f Figures) -> Option<&'f facts::Figure>;
    let fields: [(Field, Pick); 2] =
        [(Field::Rto, |figures| figures.rto.as_ref()), (Field::Rpo, |figures| figures.rpo.as_ref())];
    fields.into_iter().filter_map(move |(field, pick)| {
        let (before, after) = (before.and_then(pick).map(Figure::of), after.and_then(pick).map(Figure::of));
        Some((field, direction(before.as_ref(), after.as_ref())?, before, after))
    })
}

/// The objectives of charts in both that differ, the worst first. Effective RTOs are told where the chart's own stayed: then
/// another chart's promise is what changed it.
pub(super) fn objectives(before: &Facts, after: &Facts) -> Vec<ObjectiveChange> {
    let mut changes = Vec::new();
    for (was, is) in in_both(before, after) {
        let chart = ChartRef::of(is);
        let headline = figures(Some(&was.headline), Some(&is.headline));
        let mut own: Vec<ObjectiveChange> = headline
            .map(|(field, change, before, after)| ObjectiveChange {
                chart: chart.clone(),
                scenario: None,
                field,
                change,
                before,
                after,
            })
            .collect();
        if !own.iter().any(|change| change.field == Field::Rto) {
            let (before, after) = (Figure::effective(was), Figure::effective(is));
            if let Some(change) = direction(before.as_ref(), after.as_ref()) {
                let field = Field::EffectiveRto;
                own.push(ObjectiveChange { chart: chart.clone(), scenario: None, field, change, before, after });
            }
        }
        let mut scenarios: BTreeMap<&str, [Option<&Figures>; 2]> = BTreeMap::new();
        for (index, side) in [was, is].into_iter().enumerate() {
            for scenario in &side.scenarios {
                scenarios.entry(&scenario.scenario).or_default()[index] = Some(&scenario.figures);
            }
        }
        for (scenario, [was, is]) in scenarios {
            own.extend(figures(was, is).map(|(field, change, before, after)| ObjectiveChange {
                chart: chart.clone(),
                scenario: Some(scenario.to_owned()),
                field,
                change,
                before,
                after,
            }));
        }
        changes.append(&mut own);
    }
    changes.sort_by_key(|change| change.change);
    changes
}

/// The policies of tiers that differ, the worst first.
pub(super) fn policies(before: &Facts, after: &Facts) -> Vec<PolicyChange> {
    let mut tiers: BTreeMap<&str, [Option<&facts::Tier>; 2]> = BTreeMap::new();
    for (index, side) in [before, after].into_iter().enumerate() {
        for tier in &side.tiers {
            tiers.entry(&tier.tier).or_default()[index] = Some(tier);
        }
    }
    let mut changes: Vec<PolicyChange> = tiers
        .into_iter()
        .flat_map(|(id, [was, is])| {
            let name = is.or(was).and_then(|tier| tier.name.clone());
            let figures = figures(was.map(|tier| &tier.figures), is.map(|tier| &tier.figures));
            figures.map(move |(field, change, before, after)| PolicyChange {
                tier: id.to_owned(),
                name: name.clone(),
                field,
                change,
                before,
                after,
            })
        })
        .collect();
    changes.sort_by_key(|change| change.change);
    changes
}

/// The charts in both of which something differs, in order of id.
pub(super) fn changed<T: PartialEq>(before: &Facts, after: &Facts, of: impl Fn(&Chart) -> T) -> Vec<Changed<T>> {
    in_both(before, after)
        .map(|(was, is)| Changed { chart: ChartRef::of(is), before: of(was), after: of(is) })
        .filter(|change| change.before != change.after)
        .collect()
}

/// What was and what is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Versions {
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Versions {
    fn differing(before: Option<&String>, after: Option<&String>) -> Option<Self> {
        (before != after).then(|| Self { before: before.cloned(), after: after.cloned() })
    }
}

/// Whether a chart is new, gone or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ChartState {
    Added,
    Removed,
    Changed,
}

/// A chart that is new, gone or another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ChartChange {
    #[serde(flatten)]
    pub(super) chart: ChartRef,
    pub(super) change: ChartState,
    pub(super) version: Option<Versions>,
    pub(super) app_version: Option<Versions>,
    /// Whether keys or defaults of its values differ.
    pub(super) values: bool,
    pub(super) targets_added: Vec<String>,
    pub(super) targets_removed: Vec<String>,
}

/// The charts that are new, gone or another, in order of id.
pub(super) fn charts(before: &Facts, after: &Facts) -> Vec<ChartChange> {
    let (was, is) = (by_id(before), by_id(after));
    let mut ids: Vec<&str> = was.keys().chain(is.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter_map(|id| chart_change(was.get(id).copied(), is.get(id).copied())).collect()
}

fn chart_change(was: Option<&Chart>, is: Option<&Chart>) -> Option<ChartChange> {
    let change = match (was, is) {
        (None, _) => ChartState::Added,
        (_, None) => ChartState::Removed,
        _ => ChartState::Changed,
    };
    let version = |of: fn(&Chart) -> Option<&String>| Versions::differing(was.and_then(of), is.and_then(of));
    let more = |these: Option<&Chart>, than: Option<&Chart>| -> Vec<String> {
        let these = these.map_or(&[][..], |chart| &chart.targets);
        let than = than.map_or(&[][..], |chart| &chart.targets);
        these.iter().filter(|target| !than.contains(target)).cloned().collect()
    };
    let both = was.zip(is);
    let values = both.is_some_and(|(was, is)| {
        let (was, is) = (&was.values_digest, &is.values_digest);
        was.is_some() && is.is_some() && was != is
    });
    let told = ChartChange {
        chart: ChartRef::of(is.or(was)?),
        change,
        version: version(|chart| chart.version.as_ref()),
        app_version: version(|chart| chart.app_version.as_ref()),
        values,
        targets_added: if both.is_some() { more(is, was) } else { Vec::new() },
        targets_removed: if both.is_some() { more(was, is) } else { Vec::new() },
    };
    let is_same = told.version.is_none()
        && told.app_version.is_none()
        && !told.values
        && told.targets_added.is_empty()
        && told.targets_removed.is_empty();
    (change != ChartState::Changed || !is_same).then_some(told)
}

/// A chart that changed, and its guides that didn't.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct GuidesToRead {
    #[serde(flatten)]
    pub(super) chart: ChartRef,
    pub(super) guides: Vec<PageRef>,
}

/// The kinds of page that tell what to do with a chart.
const GUIDES: [&str; 5] = ["backup", "upgrade", "recovery", "migration", "playbook"];

/// The guides of charts that changed, whose own text is as it was.
pub(super) fn guides(charts: &[ChartChange], before: &Facts, after: &Facts) -> Vec<GuidesToRead> {
    let digests: BTreeMap<&str, &str> =
        before.pages.iter().filter_map(|page| Some((page.source.as_deref()?, page.digest.as_deref()?))).collect();
    let mut unchanged: BTreeMap<&str, Vec<PageRef>> = BTreeMap::new();
    for page in &after.pages {
        let was = page.source.as_deref().and_then(|source| digests.get(source).copied());
        let is_guide = GUIDES.contains(&page.kind.as_str()) && !page.historical;
        if is_guide
            && was.is_some()
            && page.digest.as_deref() == was
            && let Some(chart) = &page.chart
        {
            unchanged.entry(chart).or_default().push(PageRef::of(page));
        }
    }
    let changed = charts.iter().filter(|change| change.change == ChartState::Changed);
    let told = changed.filter_map(|change| {
        let guides = unchanged.remove(change.chart.chart.as_str())?;
        Some(GuidesToRead { chart: change.chart.clone(), guides })
    });
    told.collect()
}
