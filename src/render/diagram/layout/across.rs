//! Where things stand across their ranks: apart from each other, within their boxes, and so that links are straight.

use super::ranks::boxes;
use super::simplex::{Constraint, solve};
use super::{Plan, Ranks, VertexKind};

/// Room between two items, between an item and a box, between two boxes.
const ITEM_GAP: i64 = 32;
/// Room beside what a link passes through.
const LINK_GAP: i64 = 16;

/// Places across.
pub(super) struct Across {
    /// Of each vertex's centre.
    pub(super) vertices: Vec<i64>,
    /// Where each box starts and ends.
    pub(super) groups: Vec<(i64, i64)>,
    /// How wide all of it is.
    pub(super) width: i64,
}

/// One side of something: the variable it stands at and how far it reaches from there.
#[derive(Clone, Copy)]
struct Side {
    variable: usize,
    reach: i64,
}

/// Places vertices and boxes.
pub(super) fn place(plan: &Plan, ranks: &Ranks) -> Across {
    let count = ranks.vertices.len();
    let (low, high) = (|group: usize| count + 2 * group, |group: usize| count + 2 * group + 1);
    let ends = count + 2 * plan.groups.len();
    // All stands between these two.
    let (start, end) = (ends, ends + 1);
    let mut next = ends + 2;
    let mut constraints = vec![Constraint { tail: start, head: end, length: 0, weight: 1 }];
    let mut within = |side: Side, group: Option<usize>, low_side: bool| {
        let (variable, room) = match (group, low_side) {
            (Some(group), true) => (low(group), plan.groups[group].low),
            (Some(group), false) => (high(group), plan.groups[group].high),
            (None, true) => (start, 0),
            (None, false) => (end, 0),
        };
        let (tail, head) = if low_side { (variable, side.variable) } else { (side.variable, variable) };
        constraints.push(Constraint { tail, head, length: room + side.reach, weight: 0 });
    };
    for (index, vertex) in ranks.vertices.iter().enumerate() {
        within(Side { variable: index, reach: vertex.item.low }, vertex.item.group, true);
        within(Side { variable: index, reach: vertex.item.high }, vertex.item.group, false);
    }
    for (index, group) in plan.groups.iter().enumerate() {
        within(Side { variable: low(index), reach: 0 }, group.parent, true);
        within(Side { variable: high(index), reach: group.margin }, group.parent, false);
    }
    for (index, group) in plan.groups.iter().enumerate() {
        constraints.push(Constraint { tail: low(index), head: high(index), length: group.width, weight: 2 });
    }
    for row in &ranks.rows {
        for pair in row.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            let [mut left_boxes, mut right_boxes] =
                [left, right].map(|vertex| boxes(&plan.groups, ranks.vertices[vertex].item.group));
            while left_boxes.last().is_some() && left_boxes.last() == right_boxes.last() {
                left_boxes.pop();
                right_boxes.pop();
            }
            let (left_side, left_thin) = match left_boxes.last() {
                Some(&group) => (Side { variable: high(group), reach: plan.groups[group].margin }, false),
                None => (Side { variable: left, reach: ranks.vertices[left].item.high }, is_thin(ranks, left)),
            };
            let (right_side, right_thin) = match right_boxes.last() {
                Some(&group) => (Side { variable: low(group), reach: 0 }, false),
                None => (Side { variable: right, reach: ranks.vertices[right].item.low }, is_thin(ranks, right)),
            };
            let gap = if left_thin || right_thin { LINK_GAP } else { ITEM_GAP };
            let length = left_side.reach + right_side.reach + gap;
            constraints.push(Constraint { tail: left_side.variable, head: right_side.variable, length, weight: 0 });
        }
    }
    for chain in &ranks.chains {
        for pair in chain.windows(2) {
            let bends = pair.iter().filter(|vertex| ranks.vertices[**vertex].kind != VertexKind::Item).count();
            // Links that go far are straight before those are that go from one rank to the next.
            let weight = [4, 8, 24][bends];
            for vertex in pair {
                constraints.push(Constraint { tail: next, head: *vertex, length: 0, weight });
            }
            next += 1;
        }
    }
    let mut places = solve(next, &constraints);
    centre(ranks, &constraints, &mut places);
    let first = places[start];
    let place = |variable: usize| places[variable] - first;
    Across {
        vertices: (0..count).map(place).collect(),
        groups: (0..plan.groups.len()).map(|group| (place(low(group)), place(high(group)))).collect(),
        width: place(end),
    }
}

/// Whether nothing is there to be read.
fn is_thin(ranks: &Ranks, vertex: usize) -> bool {
    ranks.vertices[vertex].kind != VertexKind::Item
}

/// Moves items to the middle of the places where their links cost the same.
fn centre(ranks: &Ranks, constraints: &[Constraint], places: &mut [i64]) {
    let count = ranks.vertices.len();
    let (mut before, mut behind, mut bounds) =
        (vec![Vec::new(); count], vec![Vec::new(); count], vec![Vec::new(); count]);
    for chain in &ranks.chains {
        for pair in chain.windows(2) {
            behind[pair[0]].push(pair[1]);
            before[pair[1]].push(pair[0]);
        }
    }
    for constraint in constraints.iter().filter(|constraint| constraint.weight == 0) {
        for vertex in [constraint.tail, constraint.head] {
            if vertex < count {
                bounds[vertex].push(*constraint);
            }
        }
    }
    let rows = ranks.rows.iter().rev().chain(&ranks.rows).chain(ranks.rows.iter().rev());
    let is_item = |vertex: usize| ranks.vertices[vertex].kind == VertexKind::Item;
    for &vertex in rows.flatten() {
        let (above, below) = (&before[vertex], &behind[vertex]);
        let middle_of = |vertices: &[usize]| -> i64 {
            let mut around: Vec<i64> = vertices.iter().map(|other| places[*other]).collect();
            around.sort_unstable();
            let middle = around.len() / 2;
            if around.len() % 2 == 1 { around[middle] } else { (around[middle - 1] + around[middle]) / 2 }
        };
        let wished = match (above.as_slice(), below.as_slice()) {
            ([], []) => continue,
            // Long links stay as straight as they are.
            _ if !is_item(vertex) && !above.iter().chain(below).all(|end| is_item(*end)) => continue,
            // What leads to one thing that nothing else leads to stands above it.
            ([] | [_], [one]) if before[*one].len() == 1 => places[*one],
            // The bend of a link is above what it leads to, unless it is below what it comes from.
            ([from], [_]) if !is_item(vertex) && places[vertex] == places[*from] => continue,
            ([_], [to]) if !is_item(vertex) => places[*to],
            ([] | [_], [_, _, ..]) => middle_of(below),
            ([_, _, ..], [] | [_]) => middle_of(above),
            ([one], []) => places[*one],
            _ => {
                let all: Vec<usize> = above.iter().chain(below).copied().collect();
                if all.len() % 2 == 1 {
                    continue;
                }
                middle_of(&all)
            }
        };
        move_to(vertex, wished, &bounds[vertex], places);
    }
}

/// Moves something to where it is wished, as far as others let it.
fn move_to(vertex: usize, wished: i64, bounds: &[Constraint], places: &mut [i64]) {
    let (mut least, mut most) = (i64::MIN, i64::MAX);
    for bound in bounds {
        if bound.tail == vertex {
            most = most.min(places[bound.head] - bound.length);
        } else {
            least = least.max(places[bound.tail] + bound.length);
        }
    }
    if least <= most {
        places[vertex] = wished.clamp(least, most);
    }
}
