//! In which order things stand within a rank: so that few links cross, and each box stays in one piece.

use std::cmp::Ordering;

use super::ranks::boxes;
use super::{Plan, Ranks};

/// How often the ranks are gone through, down and up.
const SWEEPS: usize = 12;
/// How many places of neighbours may be compared when two change places.
const BUDGET: usize = 3_000_000;

/// Orders the rows.
pub(super) fn order(plan: &Plan, ranks: &mut Ranks) {
    let mut orderer = Orderer::new(plan, ranks);
    orderer.begin(ranks);
    let mut best = ranks.rows.clone();
    let mut fewest = orderer.crossings(ranks);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        orderer.sweep(ranks, sweep % 2 == 0);
        orderer.exchange(ranks);
        let crossings = orderer.crossings(ranks);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&ranks.rows);
        }
    }
    ranks.rows = best;
}

struct Orderer {
    /// For each vertex, its neighbours in the rank before and in the rank behind.
    before: Vec<Vec<usize>>,
    behind: Vec<Vec<usize>>,
    /// For each vertex, its place in its row.
    place: Vec<usize>,
    /// For each vertex, the boxes around it, the outermost first.
    boxes: Vec<Vec<usize>>,
    /// For each box, where it stands among its neighbours.
    box_keys: Vec<f64>,
    budget: usize,
}

impl Orderer {
    fn new(plan: &Plan, ranks: &Ranks) -> Self {
        let count = ranks.vertices.len();
        let mut orderer = Self {
            before: vec![Vec::new(); count],
            behind: vec![Vec::new(); count],
            place: vec![0; count],
            boxes: Vec::with_capacity(count),
            box_keys: vec![0.0; plan.groups.len()],
            budget: BUDGET,
        };
        for chain in &ranks.chains {
            for pair in chain.windows(2) {
                orderer.behind[pair[0]].push(pair[1]);
                orderer.before[pair[1]].push(pair[0]);
            }
        }
        for vertex in &ranks.vertices {
            let mut around = boxes(&plan.groups, vertex.item.group);
            around.reverse();
            orderer.boxes.push(around);
        }
        orderer
    }

    /// In the order in which a walk along the links comes by, which begins with what is written first.
    fn begin(&mut self, ranks: &mut Ranks) {
        let mut keys = vec![f64::MAX; ranks.vertices.len()];
        let mut number = 0.0;
        // From those that nothing leads to; circles are broken by now, so these reach all.
        let starts: Vec<usize> = (0..keys.len()).filter(|vertex| self.before[*vertex].is_empty()).collect();
        for start in starts {
            let mut stack = vec![start];
            while let Some(vertex) = stack.pop() {
                if keys[vertex] == f64::MAX {
                    keys[vertex] = number;
                    number += 1.0;
                    stack.extend(self.behind[vertex].iter().rev().copied());
                }
            }
        }
        self.set_box_keys(&keys);
        self.sort(ranks, &keys, 0..ranks.rows.len());
    }

    fn set_box_keys(&mut self, keys: &[f64]) {
        let mut sums = vec![(0.0, 0.0); self.box_keys.len()];
        for (vertex, around) in self.boxes.iter().enumerate() {
            for group in around {
                sums[*group].0 += keys[vertex];
                sums[*group].1 += 1.0;
            }
        }
        self.box_keys = sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect();
    }

    /// Sorts rows by keys, those of boxes where vertices stand in different ones: so a box is never mixed with others, and
    /// two boxes stand in the same order in every row.
    fn sort(&mut self, ranks: &mut Ranks, keys: &[f64], rows: impl Iterator<Item = usize>) {
        for row in rows {
            let mut sorted = std::mem::take(&mut ranks.rows[row]);
            sorted.sort_by(|left, right| self.compare(keys, *left, *right));
            for (place, vertex) in sorted.iter().enumerate() {
                self.place[*vertex] = place;
            }
            ranks.rows[row] = sorted;
        }
    }

    fn compare(&self, keys: &[f64], left: usize, right: usize) -> Ordering {
        let (left_boxes, right_boxes) = (&self.boxes[left], &self.boxes[right]);
        let common = left_boxes.iter().zip(right_boxes).take_while(|(left, right)| left == right).count();
        // What they are part of where their ways part: a box, or each itself.
        let part = |boxes: &[usize], vertex: usize| match boxes.get(common) {
            Some(&group) => (self.box_keys[group], 0, group),
            None => (keys[vertex], 1, self.place[vertex]),
        };
        let (left_key, left_kind, left_number) = part(left_boxes, left);
        let (right_key, right_kind, right_number) = part(right_boxes, right);
        left_key
            .total_cmp(&right_key)
            .then(left_kind.cmp(&right_kind))
            .then(left_number.cmp(&right_number))
            .then(left.cmp(&right))
    }

    /// Puts each vertex where its neighbours in the rank before are (or behind), on average.
    fn sweep(&mut self, ranks: &mut Ranks, down: bool) {
        let mut keys = vec![0.0; ranks.vertices.len()];
        for row in &ranks.rows {
            for &vertex in row {
                keys[vertex] = self.centred(row.len(), vertex);
            }
        }
        let both = |vertex: usize| {
            let all: Vec<f64> =
                self.before[vertex].iter().chain(&self.behind[vertex]).map(|next| keys[*next]).collect();
            if all.is_empty() { keys[vertex] } else { all.iter().sum::<f64>() / all.len() as f64 }
        };
        let wished: Vec<f64> = (0..keys.len()).map(both).collect();
        self.set_box_keys(&wished);
        let rows: Vec<usize> =
            if down { (0..ranks.rows.len()).collect() } else { (0..ranks.rows.len()).rev().collect() };
        for row in rows {
            for &vertex in &ranks.rows[row] {
                let near = if down { &self.before[vertex] } else { &self.behind[vertex] };
                if !near.is_empty() {
                    keys[vertex] = near.iter().map(|next| keys[*next]).sum::<f64>() / near.len() as f64;
                }
            }
            self.sort(ranks, &keys, std::iter::once(row));
            let count = ranks.rows[row].len();
            for &vertex in &ranks.rows[row] {
                keys[vertex] = self.centred(count, vertex);
            }
        }
    }

    /// Its place as seen from the middle of its row, so that rows of different lengths compare.
    fn centred(&self, count: usize, vertex: usize) -> f64 {
        self.place[vertex] as f64 - (count as f64 - 1.0) / 2.0
    }

    /// Lets neighbours of one box change places where fewer links cross then.
    fn exchange(&mut self, ranks: &mut Ranks) {
        for row in 0..ranks.rows.len() {
            for at in 1..ranks.rows[row].len() {
                let (left, right) = (ranks.rows[row][at - 1], ranks.rows[row][at]);
                if self.boxes[left] != self.boxes[right] {
                    continue;
                }
                let work = [&self.before, &self.behind].map(|side| side[left].len() + side[right].len() + 1);
                let Some(budget) = self.budget.checked_sub(work.iter().sum()) else { return };
                self.budget = budget;
                let sides = [&self.before, &self.behind];
                let now: usize = sides.iter().map(|side| self.crossed(&side[left], &side[right])).sum();
                let then: usize = sides.iter().map(|side| self.crossed(&side[right], &side[left])).sum();
                if then < now {
                    ranks.rows[row].swap(at - 1, at);
                    (self.place[left], self.place[right]) = (at, at - 1);
                }
            }
        }
    }

    /// How often the links of one vertex cross those of the one behind it.
    fn crossed(&self, left: &[usize], right: &[usize]) -> usize {
        let places = |near: &[usize]| -> Vec<usize> {
            let mut places: Vec<usize> = near.iter().map(|vertex| self.place[*vertex]).collect();
            places.sort_unstable();
            places
        };
        let (left, right) = (places(left), places(right));
        let mut before = 0;
        left.iter()
            .map(|place| {
                while right.get(before).is_some_and(|other| other < place) {
                    before += 1;
                }
                before
            })
            .sum()
    }

    /// How many links cross in all.
    fn crossings(&self, ranks: &Ranks) -> usize {
        let mut crossings = 0;
        for pair in ranks.rows.windows(2) {
            // A tree of sums over the places of the second row.
            let mut sums = vec![0usize; pair[1].len() + 1];
            let mut total = 0;
            for &vertex in &pair[0] {
                let mut places: Vec<usize> = self.behind[vertex].iter().map(|next| self.place[*next]).collect();
                places.sort_unstable();
                for &place in &places {
                    let mut up_to = place + 1;
                    let mut not_behind = 0;
                    while up_to > 0 {
                        not_behind += sums[up_to];
                        up_to &= up_to - 1;
                    }
                    crossings += total - not_behind;
                }
                for place in places {
                    let mut at = place + 1;
                    while at < sums.len() {
                        sums[at] += 1;
                        at += at & at.wrapping_neg();
                    }
                    total += 1;
                }
            }
        }
        crossings
    }
}
