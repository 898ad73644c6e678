//! In which order charts come back: what each depends on, waves, and how long a chart takes with all that it needs.

mod cycles;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use rapidhash::{RapidHashMap, RapidHashSet};

use super::Recovery;
use crate::parse::chart_yaml::{ChartDependency, ChartYaml};
use crate::site::chart::{Chart, ChartIndex};
use crate::site::nav::natural_order;
use crate::source::{RepoPath, Span};

/// The order of recovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Charts that can come back together, wave by wave, each wave in order of title.
    pub waves: Vec<Vec<ChartIndex>>,
    /// Charts about whose dependencies nobody has said anything, and that nothing depends on.
    pub not_stated: Vec<ChartIndex>,
    /// Charts that need each other, so that none of them can come first: each as the path of a cycle, its first chart not
    /// repeated at the end.
    pub cycles: Vec<Cycle>,
    /// Each chart's part, in order of [`crate::site::Site::charts`].
    pub charts: Vec<ChartOrder>,
    /// The longest chain of the whole site, first to come back first.
    pub critical_path: Vec<ChartIndex>,
}

/// Charts that need each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Each needs the one behind it, the last the first.
    pub path: Vec<Dependency>,
}

/// A chart that another one needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The chart that is needed.
    pub chart: ChartIndex,
    /// Where that is written.
    pub place: Option<Span>,
}

/// One chart's part in the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartOrder {
    /// What it needs directly; `None` where nobody has said anything, which isn't nothing.
    pub depends_on: Option<Vec<Dependency>>,
    /// The charts that need it directly, in order of title.
    pub dependents: Vec<ChartIndex>,
    /// Its wave, counted from 0; `None` in a cycle, behind one, or where its order isn't stated.
    pub wave: Option<u32>,
    /// How long it takes with everything below it; `None` where it has no wave.
    pub effective: Option<EffectiveRto>,
    /// Whether it promises less than its dependencies need.
    pub infeasible: bool,
}

/// A chart's RTO together with the longest chain below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectiveRto {
    /// How long.
    pub time: Duration,
    /// Whether it can take longer: a chart below it, or itself, has no known RTO or unknown dependencies.
    pub at_least: bool,
    /// When, counted from the first step of the recovery, what it needs is back.
    pub start: Duration,
    /// The chart before it in the longest chain, which [`Order::chain`] follows.
    pub after: Option<ChartIndex>,
}

impl Order {
    /// Whether anything is said about what depends on what.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        !self.waves.is_empty() || !self.cycles.is_empty()
    }

    /// The longest chain that ends in a chart, first to come back first, the chart itself last. Empty where it has no known
    /// effective RTO.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn chain(&self, chart: ChartIndex) -> Vec<ChartIndex> {
        let effective = |chart: ChartIndex| self.charts[chart.0 as usize].effective;
        let last = effective(chart).map(|_| chart);
        let mut chain: Vec<ChartIndex> =
            std::iter::successors(last, |chart| effective(*chart).and_then(|effective| effective.after)).collect();
        chain.reverse();
        chain
    }
}

/// A time as people say it: `45 s`, `2 h 30 min`, `3 d`.
#[must_use]
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [("d", seconds / 86_400), ("h", seconds / 3_600 % 24), ("min", seconds / 60 % 60), ("s", seconds % 60)];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0).map(|(unit, count)| format!("{count} {unit}"));
    let words: Vec<String> = parts.collect();
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// What is known about one chart before the order is worked out.
#[derive(Clone, Debug, Default)]
struct Node {
    /// What it needs, each once.
    depends_on: Option<Vec<Dependency>>,
    /// Whether it also needs something that is no chart here.
    needs_unknown: bool,
    /// Its own RTO.
    rto: Option<Duration>,
}

/// Works out the order of recovery.
pub(super) fn order(charts: &[Chart], recovery: &Recovery) -> Order {
    let catalog = Catalog::new(charts);
    let nodes: Vec<Node> = charts
        .iter()
        .zip((0..).map(ChartIndex))
        .map(|(chart, index)| {
            let (depends_on, needs_unknown) = catalog.dependencies(chart, index);
            let rto =
                recovery.charts[index.0 as usize].headline.rto.and_then(|claim| recovery.claim(claim).bound.upper());
            Node { depends_on, needs_unknown, rto }
        })
        .collect();
    let mut by_title: Vec<ChartIndex> = (0_u32..).map(ChartIndex).take(charts.len()).collect();
    by_title.sort_by(|left, right| {
        let title = |index: &ChartIndex| &*charts[index.0 as usize].title;
        natural_order(title(left), title(right)).then(left.cmp(right))
    });
    solve(nodes, &by_title)
}

/// The charts by what dependencies call them.
struct Catalog<'a> {
    charts: &'a [Chart],
    ids: RapidHashMap<&'a str, ChartIndex>,
    folders: RapidHashMap<&'a RepoPath, ChartIndex>,
}

impl<'a> Catalog<'a> {
    fn new(charts: &'a [Chart]) -> Self {
        let numbered = || charts.iter().zip((0..).map(ChartIndex));
        Self {
            charts,
            ids: numbered().map(|(chart, index)| (&*chart.id, index)).collect(),
            folders: numbered().map(|(chart, index)| (&chart.folder, index)).collect(),
        }
    }

    /// What a chart needs, each once, and whether it names something else as well. An empty list that somebody wrote says
    /// that there is nothing, whatever Chart.yaml packs into the chart.
    fn dependencies(&self, chart: &Chart, index: ChartIndex) -> (Option<Vec<Dependency>>, bool) {
        let mut found: Vec<Dependency> = Vec::new();
        let mut needs_unknown = false;
        for stated in chart.depends_on.iter().flatten() {
            match self.ids.get(&*stated.text) {
                Some(chart) => found.push(Dependency { chart: *chart, place: stated.place }),
                None => needs_unknown = true,
            }
        }
        let says_none = chart.depends_on.as_ref().is_some_and(Vec::is_empty);
        if let Some((file, chart_yaml)) = chart.chart_yaml.as_ref().filter(|_| !says_none) {
            let packed = chart_yaml.dependencies.iter().filter_map(|dependency| {
                let place = Some(Span { file: *file, range: dependency.name.range });
                Some(Dependency { chart: self.packed(chart, index, dependency)?, place })
            });
            found.extend(packed);
        }
        let mut seen: RapidHashSet<ChartIndex> = RapidHashSet::default();
        found.retain(|dependency| seen.insert(dependency.chart));
        let stated = chart.depends_on.is_some() || !found.is_empty();
        (stated.then_some(found), needs_unknown)
    }

    /// The chart of the catalog that Chart.yaml names as a dependency. A library has nothing to recover. A chart that wraps
    /// another one of its own name doesn't need itself.
    fn packed(&self, chart: &Chart, index: ChartIndex, dependency: &ChartDependency) -> Option<ChartIndex> {
        let found = match dependency.repository.as_deref().and_then(|repository| repository.strip_prefix("file://")) {
            Some(folder) => *self.folders.get(&chart.folder.join(folder)?)?,
            None => {
                let names = [Some(&*dependency.name.value), dependency.alias.as_deref()];
                *names.into_iter().flatten().find_map(|name| self.ids.get(name))?
            }
        };
        let library = |(_, chart_yaml): &(_, Arc<ChartYaml>)| chart_yaml.library;
        (found != index && !self.charts[found.0 as usize].chart_yaml.as_ref().is_some_and(library)).then_some(found)
    }
}

/// The order of a graph, in time linear to its edges and without recursion. `by_title` has all charts in the order in which
/// readers see them.
fn solve(nodes: Vec<Node>, by_title: &[ChartIndex]) -> Order {
    let edges = |chart: ChartIndex| nodes[chart.0 as usize].depends_on.iter().flatten();
    let mut order = Order { charts: vec![ChartOrder::default(); nodes.len()], ..Order::default() };
    for chart in by_title {
        for needed in edges(*chart) {
            order.charts[needed.chart.0 as usize].dependents.push(*chart);
        }
    }
    order.cycles = cycles::cycles(nodes.len(), &edges);

    // Kahn's algorithm: a chart follows when all it needs have their wave. Those in a cycle, and behind one, never do.
    let mut waiting: Vec<usize> = (0..).map(ChartIndex).take(nodes.len()).map(|chart| edges(chart).count()).collect();
    let takes_part = |order: &Order, chart: ChartIndex| {
        nodes[chart.0 as usize].depends_on.is_some() || !order.charts[chart.0 as usize].dependents.is_empty()
    };
    order.not_stated = by_title.iter().copied().filter(|chart| !takes_part(&order, *chart)).collect();
    let mut sorted: Vec<ChartIndex> = by_title.iter().copied().filter(|chart| waiting[chart.0 as usize] == 0).collect();
    sorted.retain(|chart| takes_part(&order, *chart));
    let mut effective: Vec<Option<EffectiveRto>> = vec![None; nodes.len()];
    let mut next = 0;
    while let Some(chart) = sorted.get(next).copied() {
        next += 1;
        let index = chart.0 as usize;
        let node = &nodes[index];
        let wave = |needed: &Dependency| order.charts[needed.chart.0 as usize].wave;
        let own_wave = edges(chart).filter_map(wave).max().map_or(0, |wave| wave + 1);
        let below = |needed: &Dependency| effective[needed.chart.0 as usize];
        // Of chains that take equally long, the one with most charts says most.
        let longest =
            edges(chart).max_by_key(|needed| (below(needed).map(|it| it.time), wave(needed), Reverse(needed.chart)));
        let start = longest.and_then(below).map_or(Duration::ZERO, |below| below.time);
        let open_below = edges(chart).any(|needed| below(needed).is_some_and(|below| below.at_least));
        effective[index] = Some(EffectiveRto {
            time: start.saturating_add(node.rto.unwrap_or_default()),
            at_least: open_below || node.rto.is_none() || node.depends_on.is_none() || node.needs_unknown,
            start,
            after: longest.map(|needed| needed.chart),
        });
        order.charts[index].wave = Some(own_wave);
        order.charts[index].infeasible = node.rto.is_some_and(|rto| rto < start);
        for dependent in order.charts[index].dependents.clone() {
            let waiting = &mut waiting[dependent.0 as usize];
            *waiting -= 1;
            if *waiting == 0 {
                sorted.push(dependent);
            }
        }
    }
    for chart in by_title {
        if let Some(wave) = order.charts[chart.0 as usize].wave {
            let wave = wave as usize;
            if order.waves.len() <= wave {
                order.waves.resize(wave + 1, Vec::new());
            }
            order.waves[wave].push(*chart);
        }
    }
    let last = sorted.iter().max_by_key(|chart| {
        let index = chart.0 as usize;
        (effective[index].map(|it| it.time), order.charts[index].wave, Reverse(**chart))
    });
    let known = |chart: &&ChartIndex| effective[chart.0 as usize].is_some_and(|it| it.time > Duration::ZERO);
    let last = last.filter(known).copied();
    for ((chart, node), effective) in order.charts.iter_mut().zip(nodes).zip(effective) {
        chart.depends_on = node.depends_on;
        chart.effective = effective;
    }
    order.critical_path = last.map(|last| order.chain(last)).unwrap_or_default();
    order
}
