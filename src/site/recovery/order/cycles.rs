//! Charts that need each other: strongly connected components, and a short way round each.

use std::collections::VecDeque;

use super::{Cycle, Dependency};
use crate::site::chart::ChartIndex;

/// One cycle for each group of charts that need each other, in order of its first chart: a shortest way from that chart back
/// to it.
pub(super) fn cycles<'a, Edges>(count: usize, edges: &impl Fn(ChartIndex) -> Edges) -> Vec<Cycle>
where
    Edges: Iterator<Item = &'a Dependency>,
{
    let component = components(count, edges);
    let mut first: Vec<Option<ChartIndex>> = vec![None; count];
    let mut size = vec![0_usize; count];
    for (chart, component) in (0..).map(ChartIndex).zip(&component) {
        first[*component].get_or_insert(chart);
        size[*component] += 1;
    }
    let mut groups: Vec<ChartIndex> = (0..count)
        .filter_map(|group| {
            let first = first[group]?;
            let needs_itself = || edges(first).any(|needed| needed.chart == first);
            (size[group] > 1 || needs_itself()).then_some(first)
        })
        .collect();
    groups.sort_unstable();
    let mut reached_from: Vec<Option<(ChartIndex, Dependency)>> = vec![None; count];
    groups.into_iter().map(|first| Cycle { path: way_round(first, &component, edges, &mut reached_from) }).collect()
}

/// The number of each chart's component, by Tarjan's algorithm with a stack of its own: a chain of charts may be as long as it
/// likes.
fn components<'a, Edges>(count: usize, edges: &impl Fn(ChartIndex) -> Edges) -> Vec<usize>
where
    Edges: Iterator<Item = &'a Dependency>,
{
    const UNSEEN: usize = usize::MAX;
    let mut component = vec![UNSEEN; count];
    let mut found_at = vec![UNSEEN; count];
    let mut lowest = vec![UNSEEN; count];
    let (mut found, mut components) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    for root in 0..count {
        if found_at[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, edges(chart_at(root)))];
        (found_at[root], lowest[root]) = (found, found);
        found += 1;
        open.push(root);
        while let Some((chart, rest)) = path.last_mut() {
            let chart = *chart;
            if let Some(needed) = rest.next().map(|needed| needed.chart.0 as usize) {
                if found_at[needed] == UNSEEN {
                    (found_at[needed], lowest[needed]) = (found, found);
                    found += 1;
                    open.push(needed);
                    path.push((needed, edges(chart_at(needed))));
                } else if component[needed] == UNSEEN {
                    lowest[chart] = lowest[chart].min(found_at[needed]);
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                lowest[*above] = lowest[*above].min(lowest[chart]);
            }
            if lowest[chart] == found_at[chart] {
                while let Some(member) = open.pop() {
                    component[member] = components;
                    if member == chart {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}

fn chart_at(index: usize) -> ChartIndex {
    ChartIndex(u32::try_from(index).expect("charts are counted in 32 bits"))
}

/// The shortest way from a chart back to itself within its component. Each step is the chart that the one before it needs, and
/// where that is written; the first chart's step is written at the last one.
fn way_round<'a, Edges>(
    first: ChartIndex,
    component: &[usize],
    edges: &impl Fn(ChartIndex) -> Edges,
    reached_from: &mut [Option<(ChartIndex, Dependency)>],
) -> Vec<Dependency>
where
    Edges: Iterator<Item = &'a Dependency>,
{
    let mut queue = VecDeque::from([first]);
    while let Some(chart) = queue.pop_front() {
        for needed in edges(chart).filter(|needed| component[needed.chart.0 as usize] == component[chart.0 as usize]) {
            let reached = &mut reached_from[needed.chart.0 as usize];
            if reached.is_none() {
                *reached = Some((chart, *needed));
                queue.push_back(needed.chart);
            }
            if needed.chart == first {
                queue.clear();
                break;
            }
        }
    }
    let mut path = Vec::new();
    let mut at = first;
    while let Some((from, step)) = reached_from[at.0 as usize] {
        path.push(step);
        at = from;
        if at == first {
            break;
        }
    }
    // It was followed from the end, where the first chart is needed again: that step goes to the front.
    path.reverse();
    let steps = path.len();
    path.rotate_right(1.min(steps));
    path
}
