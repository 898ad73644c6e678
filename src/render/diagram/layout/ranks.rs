//! In which rank each node stands.

use super::simplex::{Constraint, solve};
use super::{Anchor, GroupBox, Item, Link, Plan, Ranks, Vertex, VertexKind};

/// How many vertices links may have on their way, and boxes to keep their places.
const MOST_VERTICES: usize = 1500;

/// The graph in ranks.
pub(super) struct Ranked {
    pub(super) ranks: Ranks,
    /// Whether only every second rank holds items.
    pub(super) doubled: bool,
}

/// Whether a box holds another, or is it.
pub(super) fn contains(groups: &[GroupBox], outer: usize, inner: Option<usize>) -> bool {
    let mut at = inner;
    while let Some(group) = at {
        if group == outer {
            return true;
        }
        at = groups[group].parent;
    }
    false
}

/// The boxes around something, the innermost first.
pub(super) fn boxes(groups: &[GroupBox], innermost: Option<usize>) -> Vec<usize> {
    std::iter::successors(innermost, |group| groups[*group].parent).collect()
}

/// All boxes, those that lie in others before them.
pub(super) fn inner_first(groups: &[GroupBox]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|group| std::cmp::Reverse(boxes(groups, Some(*group)).len()));
    order
}

/// Gives each item its rank, and each link a vertex in each rank that it passes.
pub(super) fn rank(plan: &Plan) -> Ranked {
    let doubled = needs_room(plan);
    let steps = if doubled { 2 } else { 1 };
    let (items, groups) = (plan.items.len(), plan.groups.len());
    let (top, bottom) = (|group: usize| items + 2 * group, |group: usize| items + 2 * group + 1);
    let mut constraints = Vec::new();
    for (item, group) in plan.items.iter().enumerate().filter_map(|(index, item)| Some((index, item.group?))) {
        constraints.push(Constraint { tail: top(group), head: item, length: 0, weight: 0 });
        constraints.push(Constraint { tail: item, head: bottom(group), length: 0, weight: 0 });
    }
    for (index, group) in plan.groups.iter().enumerate() {
        constraints.push(Constraint { tail: top(index), head: bottom(index), length: 0, weight: 2 });
        if let Some(parent) = group.parent {
            constraints.push(Constraint { tail: top(parent), head: top(index), length: 0, weight: 0 });
            constraints.push(Constraint { tail: bottom(index), head: bottom(parent), length: 0, weight: 0 });
        }
    }
    let ends = Ends { plan, top: &top, bottom: &bottom };
    let count = items + 2 * groups;
    let (reversed, free) = directions(plan, count, &constraints, &ends);
    for ((link, reversed), free) in plan.links.iter().zip(&reversed).zip(&free) {
        if *free {
            continue;
        }
        let (tail, head) = ends.of(link, *reversed);
        constraints.push(Constraint { tail, head, length: i64::from(link.length) * steps, weight: 1 });
    }
    let found: Vec<usize> =
        solve(count, &constraints).into_iter().map(|rank| usize::try_from(rank).unwrap_or(0)).collect();
    let mut ranks = Ranks { reversed, ..Ranks::default() };
    // Nothing may stand above the first item: a box's own first rank can.
    for (index, item) in plan.items.iter().enumerate() {
        ranks.vertices.push(Vertex { rank: found[index], item: *item, kind: VertexKind::Item });
    }
    chains(plan, &mut ranks, &found, &free, &ends);
    spans(plan, &mut ranks);
    fillers(plan, &mut ranks);
    compact(&mut ranks);
    Ranked { ranks, doubled }
}

/// Whether links need a rank of their own between items: for labels, or because two lead the same way.
fn needs_room(plan: &Plan) -> bool {
    let key = |anchor: Anchor| match anchor {
        Anchor::Item(item) => (0, item),
        Anchor::Group(group) => (1, group),
    };
    let mut pairs: Vec<_> =
        plan.links.iter().map(|link| (key(link.from).min(key(link.to)), key(link.from).max(key(link.to)))).collect();
    pairs.sort_unstable();
    plan.links.iter().any(|link| link.label.is_some()) || pairs.windows(2).any(|pair| pair[0] == pair[1])
}

/// Which places of the constraints a link's ends are.
struct Ends<'a> {
    plan: &'a Plan,
    top: &'a dyn Fn(usize) -> usize,
    bottom: &'a dyn Fn(usize) -> usize,
}

impl Ends<'_> {
    fn of(&self, link: &Link, reversed: bool) -> (usize, usize) {
        let group_of = |anchor: Anchor| match anchor {
            Anchor::Item(item) => self.plan.items[item].group,
            Anchor::Group(group) => Some(group),
        };
        // Between a box and what lies in it there is one way only.
        match (link.from, link.to) {
            (Anchor::Group(group), to) if contains(&self.plan.groups, group, group_of(to)) => {
                return ((self.top)(group), self.head(to));
            }
            (from, Anchor::Group(group)) if contains(&self.plan.groups, group, group_of(from)) => {
                return (self.tail(from), (self.bottom)(group));
            }
            _ => {}
        }
        if reversed { (self.tail(link.to), self.head(link.from)) } else { (self.tail(link.from), self.head(link.to)) }
    }

    fn tail(&self, anchor: Anchor) -> usize {
        match anchor {
            Anchor::Item(item) => item,
            Anchor::Group(group) => (self.bottom)(group),
        }
    }

    fn head(&self, anchor: Anchor) -> usize {
        match anchor {
            Anchor::Item(item) => item,
            Anchor::Group(group) => (self.top)(group),
        }
    }

    /// Whether there is one way only.
    fn is_fixed(&self, link: &Link) -> bool {
        self.of(link, false) == self.of(link, true)
    }
}

/// Which links lead back, so that the others make no circle, and which can lead neither way. What is written first leads
/// forward.
fn directions(plan: &Plan, count: usize, fixed: &[Constraint], ends: &Ends<'_>) -> (Vec<bool>, Vec<bool>) {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
    fixed.iter().for_each(|constraint| next[constraint.tail].push(constraint.head));
    let mut reversed = vec![false; plan.links.len()];
    let back = back_links(plan, count, ends);
    let mut order: Vec<usize> = (0..plan.links.len()).collect();
    order.sort_by_key(|link| (!ends.is_fixed(&plan.links[*link]), back[*link]));
    let mut free = vec![false; plan.links.len()];
    let mut seen = vec![usize::MAX; count];
    let mut round = 0;
    for link in order {
        let fixed = ends.is_fixed(&plan.links[link]);
        // Whether one comes back from its end to its start.
        let mut circle = |reversed: bool| {
            let (tail, head) = ends.of(&plan.links[link], reversed);
            round += 1;
            let mut stack = vec![head];
            while let Some(node) = stack.pop() {
                if node == tail {
                    return true;
                }
                if std::mem::replace(&mut seen[node], round) != round {
                    stack.extend(next[node].iter().copied());
                }
            }
            false
        };
        reversed[link] = back[link] != (!fixed && circle(back[link]));
        // Two boxes that lead to each other from within have no order.
        free[link] = !fixed && reversed[link] != back[link] && circle(reversed[link]);
        if !free[link] {
            let (tail, head) = ends.of(&plan.links[link], reversed[link]);
            next[tail].push(head);
        }
    }
    (reversed, free)
}

/// The links that lead back to where a walk came from, which begins with what is written first.
fn back_links(plan: &Plan, count: usize, ends: &Ends<'_>) -> Vec<bool> {
    let mut back = vec![false; plan.links.len()];
    let mut leaving: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    // A box and its first and last rank are one thing to a walk.
    let node = |place: usize| place - usize::from(place >= plan.items.len() && (place - plan.items.len()) % 2 == 1);
    for (index, link) in plan.links.iter().enumerate().filter(|(_, link)| !ends.is_fixed(link)) {
        let (tail, head) = ends.of(link, false);
        leaving[node(tail)].push((index, node(head)));
    }
    // 0: not seen, 1: on the way, 2: left behind.
    let mut state = vec![0u8; count];
    for start in 0..count {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some(&(link, to)) = leaving[*at].get(*next) else {
                state[*at] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => back[link] = true,
                _ => {}
            }
        }
    }
    back
}

/// Gives each link its vertices.
fn chains(plan: &Plan, ranks: &mut Ranks, found: &[usize], free: &[bool], ends: &Ends<'_>) {
    let mut left = MOST_VERTICES;
    // The shortest get theirs first, should there not be enough.
    let span = |index: usize| {
        let (tail, head) = ends.of(&plan.links[index], ranks.reversed[index]);
        (found[tail], found[head])
    };
    let spans: Vec<(usize, usize)> = (0..plan.links.len()).map(span).collect();
    let mut order: Vec<usize> = (0..plan.links.len()).filter(|link| !free[*link]).collect();
    order.sort_by_key(|link| spans[*link].1.saturating_sub(spans[*link].0));
    ranks.chains = vec![Vec::new(); plan.links.len()];
    for index in order {
        let link = &plan.links[index];
        let (first, last) = spans[index];
        let needed = last.saturating_sub(first) + 1;
        if needed > left || last <= first {
            continue;
        }
        left -= needed;
        let (from, to) = if ranks.reversed[index] { (link.to, link.from) } else { (link.from, link.to) };
        let group_of = |anchor: Anchor| match anchor {
            Anchor::Item(item) => plan.items[item].group,
            Anchor::Group(group) => Some(group),
        };
        let (from_boxes, to_boxes) = (boxes(&plan.groups, group_of(from)), boxes(&plan.groups, group_of(to)));
        let mut chain = Vec::with_capacity(needed);
        for rank in first..=last {
            let end = if rank == first {
                Some(from)
            } else if rank == last {
                Some(to)
            } else {
                None
            };
            if let Some(Anchor::Item(item)) = end {
                chain.push(item);
                continue;
            }
            let label = link.label.filter(|_| rank == (first + last) / 2 && end.is_none());
            let (width, length) = label.unwrap_or_default();
            // Within the box of its start as long as that lasts, then in that of its end.
            let reach = |boxes: &[usize]| -> Option<usize> {
                boxes.iter().copied().find(|group| {
                    let (first, last) = (found[(ends.top)(*group)], found[(ends.bottom)(*group)]);
                    (first..=last).contains(&rank)
                })
            };
            let common = from_boxes.iter().copied().find(|group| to_boxes.contains(group));
            let own = |boxes: &[usize]| {
                let within = boxes.iter().position(|group| Some(*group) == common).unwrap_or(boxes.len());
                reach(&boxes[..within])
            };
            let group = match end {
                Some(Anchor::Group(group)) => Some(group),
                _ => own(&from_boxes).or_else(|| own(&to_boxes)).or(common),
            };
            let item =
                Item { low: (width + 1) / 2, high: (width + 1) / 2, half: (length + 1) / 2, end: 0, reach: 0, group };
            let kind = if label.is_some() { VertexKind::Label } else { VertexKind::Passing };
            chain.push(ranks.vertices.len());
            ranks.vertices.push(Vertex { rank, item, kind });
        }
        ranks.chains[index] = chain;
    }
}

/// The first and the last rank of what each box holds.
fn spans(plan: &Plan, ranks: &mut Ranks) {
    let mut spans = vec![(usize::MAX, 0); plan.groups.len()];
    for vertex in &ranks.vertices {
        for group in boxes(&plan.groups, vertex.item.group) {
            spans[group] = (spans[group].0.min(vertex.rank), spans[group].1.max(vertex.rank));
        }
    }
    ranks.spans = spans.into_iter().map(|(first, last)| if first > last { (0, 0) } else { (first, last) }).collect();
}

/// Keeps the place of each box in the ranks where nothing of it stands.
fn fillers(plan: &Plan, ranks: &mut Ranks) {
    let mut left = MOST_VERTICES;
    let mut held: Vec<Vec<bool>> = ranks.spans.iter().map(|(first, last)| vec![false; last - first + 1]).collect();
    for vertex in &ranks.vertices {
        for group in boxes(&plan.groups, vertex.item.group) {
            held[group][vertex.rank - ranks.spans[group].0] = true;
        }
    }
    for group in inner_first(&plan.groups) {
        let first = ranks.spans[group].0;
        for step in 0..held[group].len() {
            if !held[group][step] && left > 0 {
                left -= 1;
                let item = Item { group: Some(group), ..Item::default() };
                ranks.vertices.push(Vertex { rank: first + step, item, kind: VertexKind::Filler });
                for outer in boxes(&plan.groups, Some(group)) {
                    let start = ranks.spans[outer].0;
                    held[outer][first + step - start] = true;
                }
            }
        }
    }
}

/// Leaves out the ranks that nothing stands in, and collects the others' rows.
fn compact(ranks: &mut Ranks) {
    let most = ranks.vertices.iter().map(|vertex| vertex.rank).max().unwrap_or(0);
    let mut used = vec![false; most + 1];
    ranks.vertices.iter().for_each(|vertex| used[vertex.rank] = true);
    let mut number = 0;
    let numbers: Vec<usize> = used
        .iter()
        .map(|used| {
            number += usize::from(*used);
            number - usize::from(*used)
        })
        .collect();
    for vertex in &mut ranks.vertices {
        vertex.rank = numbers[vertex.rank];
    }
    for (first, last) in &mut ranks.spans {
        (*first, *last) = (numbers[*first], numbers[*last]);
    }
    ranks.rows = vec![Vec::new(); number];
    for (index, vertex) in ranks.vertices.iter().enumerate() {
        ranks.rows[vertex.rank].push(index);
    }
}
