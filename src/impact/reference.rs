//! What differs in what people rely on beside objectives: baselines, rollbacks, playbooks and environment variables.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use super::facts::{self, Facts, Reading};
use super::pages::PageChanges;
use super::promises::{Direction, Figure, direction};
use crate::site::recovery::time::in_words;

/// Which figure of a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BaselineField {
    Baseline,
    Target,
}

impl BaselineField {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Target => "target",
        }
    }
}

/// A baseline or target that is another now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct BaselineChange {
    pub(super) chart: Option<String>,
    pub(super) metric: String,
    pub(super) field: BaselineField,
    pub(super) change: Direction,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Puts what two sides call the same beside each other, in order of name. What a side has twice is told apart by its place.
fn beside<'f, T, K: Ord + Clone>(
    [before, after]: [&'f [T]; 2],
    key: impl Fn(&'f T, bool) -> K,
) -> Vec<(K, [Option<&'f T>; 2])> {
    let mut sides: BTreeMap<(K, usize), [Option<&T>; 2]> = BTreeMap::new();
    for (index, items) in [before, after].into_iter().enumerate() {
        let mut times: BTreeMap<K, usize> = BTreeMap::new();
        for item in items {
            let key = key(item, index == 1);
            let time = times.entry(key.clone()).or_default();
            sides.entry((key, *time)).or_default()[index] = Some(item);
            *time += 1;
        }
    }
    sides.into_iter().map(|((key, _), sides)| (key, sides)).collect()
}

/// What both say of something; nothing where one of them doesn't know it.
fn both<'f, T>(before: &'f Option<Vec<T>>, after: &'f Option<Vec<T>>) -> [&'f [T]; 2] {
    match (before, after) {
        (Some(before), Some(after)) => [before, after],
        _ => [&[], &[]],
    }
}

/// The baselines and targets that differ, the worst first.
pub(super) fn baselines(before: &Facts, after: &Facts) -> Vec<BaselineChange> {
    let sides = both(&before.baselines, &after.baselines);
    let mut changes = Vec::new();
    // Names that are written in other letters are the same.
    let key = |row: &facts::Baseline, _| (row.chart.clone(), row.metric.to_lowercase());
    for ((chart, _), [was, is]) in beside(sides, key) {
        let Some(metric) = is.or(was).map(|row| row.metric.clone()) else { continue };
        type Pick = fn(&facts::Baseline) -> Option<&Reading>;
        let fields: [(BaselineField, Pick); 2] = [
            (BaselineField::Baseline, |row| row.baseline.as_ref()),
            (BaselineField::Target, |row| row.target.as_ref()),
        ];
        let better = is.or(was).and_then(|row| row.better.as_deref());
        for (field, pick) in fields {
            let (was, is) = (was.and_then(pick), is.and_then(pick));
            let Some(change) = ambition(was, is, better) else { continue };
            changes.push(BaselineChange {
                chart: chart.clone(),
                metric: metric.clone(),
                field,
                change,
                before: was.map(|reading| reading.text.clone()),
                after: is.map(|reading| reading.text.clone()),
            });
        }
    }
    changes.sort_by_key(|change| change.change);
    changes
}

/// Whether more or less is expected than before; `None` where it is the same.
fn ambition(was: Option<&Reading>, is: Option<&Reading>, better: Option<&str>) -> Option<Direction> {
    let (was, is) = match (was, is) {
        (None, None) => return None,
        (None, Some(_)) => return Some(Direction::Stated),
        (Some(_), None) => return Some(Direction::Withdrawn),
        (Some(was), Some(is)) => (was, is),
    };
    if was.sign != is.sign {
        return Some(Direction::Reworded);
    }
    let values = was.value.zip(is.value).filter(|_| was.unit == is.unit);
    // `9 ms` and `0.009 s` aren't the same number to a machine.
    let is_same = |was: f64, is: f64| (was - is).abs() <= 1e-9 * was.abs().max(is.abs());
    match (values, better) {
        (Some((was, is)), _) if is_same(was, is) => None,
        (Some((was, is)), Some("higher")) => Some(if is < was { Direction::Weakened } else { Direction::Improved }),
        (Some((was, is)), Some("lower")) => Some(if is > was { Direction::Weakened } else { Direction::Improved }),
        _ => (was.text != is.text).then_some(Direction::Reworded),
    }
}

/// Which time of a rollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RollbackField {
    Time,
    Downtime,
}

impl RollbackField {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Downtime => "downtime",
        }
    }
}

/// A rollback that is new, gone, or takes another time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct RollbackChange {
    pub(super) route: String,
    pub(super) title: String,
    pub(super) method: String,
    /// `None` where the rollback itself is new or gone.
    pub(super) field: Option<RollbackField>,
    pub(super) change: Direction,
    pub(super) before: Option<Figure>,
    pub(super) after: Option<Figure>,
}

/// The rollbacks that differ, the worst first.
pub(super) fn rollbacks(before: &Facts, after: &Facts, pages: &PageChanges) -> Vec<RollbackChange> {
    let names = Names::new(before, after, pages);
    let added: BTreeSet<&str> = pages.added.iter().map(|page| page.route.as_str()).collect();
    let mut changes = Vec::new();
    let sides = both(&before.rollbacks, &after.rollbacks);
    let key = |rollback: &facts::Rollback, is_after| {
        (names.route(&rollback.route, is_after), rollback.method.clone(), rollback.with_data)
    };
    for ((route, method, _), sides) in without_renamed(beside(sides, key)) {
        let mut told = |field, change, before, after| {
            let title = names.title(&route);
            changes.push(RollbackChange {
                route: route.clone(),
                title,
                method: method.clone(),
                field,
                change,
                before,
                after,
            });
        };
        let [was, is] = sides;
        // A page that is new is told of once.
        if was.is_none() && added.contains(route.as_str()) {
            continue;
        }
        let (Some(was), Some(is)) = (was, is) else {
            let change = if was.is_some() { Direction::Withdrawn } else { Direction::Stated };
            let time = |side: Option<&facts::Rollback>| side.and_then(|side| side.time.as_ref()).map(Figure::of);
            told(None, change, time(was), time(is));
            continue;
        };
        let times =
            [(RollbackField::Time, &was.time, &is.time), (RollbackField::Downtime, &was.downtime, &is.downtime)];
        for (field, was, is) in times {
            let (was, is) = (was.as_ref().map(Figure::of), is.as_ref().map(Figure::of));
            if let Some(change) = direction(was.as_ref(), is.as_ref()) {
                told(Some(field), change, was, is);
            }
        }
    }
    changes.sort_by_key(|change| change.change);
    changes
}

/// A rollback as both sides have it, by its page, its name, and whether data goes back.
type RollbackPair<'f> = ((String, String, Option<bool>), [Option<&'f facts::Rollback>; 2]);

/// Leaves out what is only called by another name now: the one that is gone from a page and the one that is new there, where they take the
/// same time.
fn without_renamed(pairs: Vec<RollbackPair<'_>>) -> Vec<RollbackPair<'_>> {
    let mut alone: BTreeMap<&str, [Vec<usize>; 2]> = BTreeMap::new();
    for (index, ((route, ..), sides)) in pairs.iter().enumerate() {
        match sides {
            [Some(_), None] => alone.entry(route).or_default()[0].push(index),
            [None, Some(_)] => alone.entry(route).or_default()[1].push(index),
            _ => {}
        }
    }
    let seconds = |index: usize| {
        let rollback = pairs[index].1.iter().flatten().next();
        rollback.map(|rollback| (rollback.time.as_ref().and_then(|time| time.seconds), rollback.with_data))
    };
    let renamed = alone.values().filter_map(|sides| match sides {
        [gone, new] if gone.len() == 1 && new.len() == 1 && seconds(gone[0]) == seconds(new[0]) => {
            Some([gone[0], new[0]])
        }
        _ => None,
    });
    let renamed: BTreeSet<usize> = renamed.flatten().collect();
    pairs.into_iter().enumerate().filter(|(index, _)| !renamed.contains(index)).map(|(_, pair)| pair).collect()
}

/// Pages by route: what became of those of before, and what they are called.
struct Names<'f> {
    moved: BTreeMap<&'f str, &'f str>,
    titles: BTreeMap<&'f str, &'f str>,
}

impl<'f> Names<'f> {
    fn new(before: &'f Facts, after: &'f Facts, pages: &'f PageChanges) -> Self {
        let moved = pages.moved.iter().map(|page| (&*page.from, &*page.page.route)).collect();
        let all = before.pages.iter().chain(&after.pages);
        Self { moved, titles: all.map(|page| (&*page.route, &*page.title)).collect() }
    }

    /// Where a page is now.
    fn route(&self, route: &str, is_after: bool) -> String {
        let moved = self.moved.get(route).filter(|_| !is_after);
        (*moved.unwrap_or(&route)).to_owned()
    }

    fn title(&self, route: &str) -> String {
        (*self.titles.get(route).unwrap_or(&route)).to_owned()
    }
}

/// A playbook whose phases take another time, or whose window is another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PlaybookChange {
    pub(super) route: String,
    pub(super) title: String,
    pub(super) field: PlaybookField,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Which time of a playbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PlaybookField {
    Takes,
    Window,
}

impl PlaybookField {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Takes => "takes",
            Self::Window => "window",
        }
    }
}

/// The playbooks in both whose times differ, in order of route.
pub(super) fn playbooks(before: &Facts, after: &Facts, pages: &PageChanges) -> Vec<PlaybookChange> {
    let names = Names::new(before, after, pages);
    let sides = both(&before.playbooks, &after.playbooks);
    let key = |playbook: &facts::Playbook, is_after| names.route(&playbook.route, is_after);
    let mut changes = Vec::new();
    for (route, sides) in beside(sides, key) {
        let [Some(was), Some(is)] = sides else { continue };
        // The same time in other words is no change, unless it is by the clock.
        let is_same_window = was.window.as_ref().zip(is.window.as_ref()).is_some_and(|(was, is)| {
            was.seconds.is_some() && was.seconds == is.seconds && !was.text.contains(':') && !is.text.contains(':')
        });
        let window = |playbook: &facts::Playbook| playbook.window.as_ref().map(|window| window.text.clone());
        let mut told = |field, before, after| {
            if before != after {
                changes.push(PlaybookChange { route: route.clone(), title: is.title.clone(), field, before, after });
            }
        };
        told(PlaybookField::Takes, takes(was), takes(is));
        if !is_same_window {
            told(PlaybookField::Window, window(was), window(is));
        }
    }
    changes
}

fn takes(playbook: &facts::Playbook) -> Option<String> {
    let time = in_words(Duration::try_from_secs_f64(playbook.seconds?).ok()?);
    Some(if playbook.at_least { format!("at least {time}") } else { time })
}

/// What became of an environment variable, what has to be looked at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VariableState {
    /// It is new, and must be set.
    AddedRequired,
    /// It must be set now.
    Required,
    /// Its default is another.
    Default,
    /// It is gone.
    Removed,
    /// It needn't be set any more.
    Optional,
    /// It is new.
    Added,
}

impl VariableState {
    /// Whether who installs the new version has something to do.
    pub(super) const fn is_demanding(self) -> bool {
        matches!(self, Self::AddedRequired | Self::Required)
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::AddedRequired => "new and required",
            Self::Required => "required now",
            Self::Default => "another default",
            Self::Removed => "gone",
            Self::Optional => "optional now",
            Self::Added => "new",
        }
    }
}

/// An environment variable that is new, gone or another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct VariableChange {
    pub(super) variable: String,
    pub(super) charts: Vec<String>,
    pub(super) change: VariableState,
    /// Its defaults.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// The environment variables that differ, what has to be looked at first.
pub(super) fn variables(before: &Facts, after: &Facts) -> Vec<VariableChange> {
    let sides = both(&before.variables, &after.variables);
    let mut changes = Vec::new();
    for (variable, [was, is]) in variables_beside(sides) {
        let charts = is.or(was).map(|row| row.charts.clone()).unwrap_or_default();
        let required = |row: &facts::Variable| row.required == Some(true);
        let state = match (was, is) {
            (None, Some(is)) if required(is) => Some(VariableState::AddedRequired),
            (None, _) => Some(VariableState::Added),
            (_, None) => Some(VariableState::Removed),
            (Some(was), Some(is)) => match (required(was), required(is)) {
                (false, true) => Some(VariableState::Required),
                (true, false) => Some(VariableState::Optional),
                _ => (was.default != is.default).then_some(VariableState::Default),
            },
        };
        let default = |side: Option<&facts::Variable>| side.and_then(|row| row.default.clone());
        changes.extend(state.map(|change| VariableChange {
            variable: variable.clone(),
            charts: charts.clone(),
            change,
            before: default(was),
            after: default(is),
        }));
    }
    changes.sort_by_key(|change| change.change);
    changes
}

/// Variables of both sides by name: those of the same charts, then the others in order, so that one that is of another chart as well is
/// no other variable.
fn variables_beside([before, after]: [&[facts::Variable]; 2]) -> Vec<(String, [Option<&facts::Variable>; 2])> {
    let charts = |row: &facts::Variable| {
        let mut charts = row.charts.clone();
        charts.sort_unstable();
        charts
    };
    let mut pairs = Vec::new();
    let mut others: BTreeMap<&str, [Vec<&facts::Variable>; 2]> = BTreeMap::new();
    for ((variable, _), sides) in beside([before, after], |row, _| (row.variable.clone(), charts(row))) {
        match sides {
            [Some(_), Some(_)] => pairs.push((variable, sides)),
            sides => {
                for (index, row) in sides.into_iter().enumerate().filter_map(|(index, row)| Some((index, row?))) {
                    others.entry(&row.variable).or_default()[index].push(row);
                }
            }
        }
    }
    for (variable, [was, is]) in others {
        let count = was.len().max(is.len());
        pairs.extend((0..count).map(|at| (variable.to_owned(), [was.get(at).copied(), is.get(at).copied()])));
    }
    pairs
}
