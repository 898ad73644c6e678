//! Where the nodes of a graph stand and its edges run: in ranks, after Sugiyama, with boxes around groups.
//!
//! Ranks follow one another *along* the direction of the edges; what stands in one rank is spread *across* it. Only who draws
//! knows which of them is up. Lengths are in pixels. Nothing here depends on anything but the arguments, and work is bounded
//! whatever the graph: past the bounds it is drawn less well.

mod across;
mod order;
mod ranks;
mod simplex;

use self::ranks::Ranked;

/// What is to be laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Nodes.
    pub(super) items: Vec<Item>,
    /// Boxes around them.
    pub(super) groups: Vec<GroupBox>,
    /// Edges.
    pub(super) links: Vec<Link>,
}

/// A node: how far it reaches from its centre.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Item {
    /// Across, towards the start.
    pub(super) low: i64,
    /// Across, towards the end.
    pub(super) high: i64,
    /// Along, half of its length.
    pub(super) half: i64,
    /// Along, how far from its centre its edges end: no further than `half`.
    pub(super) end: i64,
    /// How far from its centre its edges may end, across.
    pub(super) reach: i64,
    /// The group it stands in.
    pub(super) group: Option<usize>,
}

/// A box: how far its border is from what it holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GroupBox {
    /// The box it lies in.
    pub(super) parent: Option<usize>,
    /// Across, towards the start.
    pub(super) low: i64,
    /// Across, towards the end.
    pub(super) high: i64,
    /// Along, towards the start.
    pub(super) before: i64,
    /// Along, towards the end.
    pub(super) after: i64,
    /// How wide it is at least, across.
    pub(super) width: i64,
    /// Room kept free beside it, across, towards the end.
    pub(super) margin: i64,
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Item(usize),
    Group(usize),
}

/// An edge. Its ends differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: Anchor,
    pub(super) to: Anchor,
    /// How many ranks it spans at least.
    pub(super) length: u32,
    /// The size of its label, across and along.
    pub(super) label: Option<(i64, i64)>,
}

/// A point: across and along.
pub(super) type Point = (i64, i64);

/// A layout. It starts at 0 in both directions.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The centre of each item.
    pub(super) items: Vec<Point>,
    /// The box of each group: the first corner, and the opposite one.
    pub(super) groups: Vec<(Point, Point)>,
    /// The way of each link.
    pub(super) links: Vec<Route>,
    /// How large it is.
    pub(super) size: Point,
}

/// The way of a link, from its start to its end: straight along a rank from the first of a pair of points to the second, and
/// curved from there to the next pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) points: Vec<Point>,
    /// The centre of its label.
    pub(super) label: Option<Point>,
}

/// What stands in a rank.
#[derive(Clone, Copy, Debug)]
struct Vertex {
    rank: usize,
    item: Item,
    kind: VertexKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum VertexKind {
    Item,
    /// Where a link passes a rank, or ends at a box.
    Passing,
    /// A link's label.
    Label,
    /// Keeps a box's place in a rank that nothing of it stands in.
    Filler,
}

/// The graph with a vertex in each rank that a link passes.
#[derive(Debug, Default)]
struct Ranks {
    vertices: Vec<Vertex>,
    /// The vertices of each rank, in order.
    rows: Vec<Vec<usize>>,
    /// For each link, its vertices, in order of rank; none for a link that is drawn straight.
    chains: Vec<Vec<usize>>,
    /// For each link, whether it leads against the order of ranks.
    reversed: Vec<bool>,
    /// First and last rank of each group.
    spans: Vec<(usize, usize)>,
}

/// Room between two ranks.
const GAP: i64 = 46;
/// Room between two ranks where every second one holds labels.
const HALF_GAP: i64 = 22;

/// Lays out a graph.
pub(super) fn lay_out(plan: &Plan) -> Layout {
    if plan.items.is_empty() {
        return Layout::default();
    }
    let Ranked { mut ranks, doubled } = ranks::rank(plan);
    order::order(plan, &mut ranks);
    let across = across::place(plan, &ranks);
    let rows = Rows::new(plan, &ranks, &across.vertices, if doubled { HALF_GAP } else { GAP });
    let middle = |vertex: usize| (across.vertices[vertex], rows.middle[ranks.vertices[vertex].rank]);
    let items: Vec<Point> = (0..plan.items.len()).map(middle).collect();
    let groups: Vec<(Point, Point)> = across
        .groups
        .iter()
        .zip(&rows.groups)
        .map(|((low, high), (first, last))| ((*low, *first), (*high, *last)))
        .collect();
    let links = routes(plan, &ranks, &across.vertices, &rows, &groups);
    let width = across.width;
    Layout { items, groups, links, size: (width, rows.length) }
}

/// Where the ranks are, along.
struct Rows {
    first: Vec<i64>,
    middle: Vec<i64>,
    last: Vec<i64>,
    groups: Vec<(i64, i64)>,
    length: i64,
}

impl Rows {
    fn new(plan: &Plan, ranks: &Ranks, across: &[i64], gap: i64) -> Self {
        let count = ranks.rows.len();
        let mut half = vec![0; count];
        for vertex in &ranks.vertices {
            half[vertex.rank] = half[vertex.rank].max(vertex.item.half);
        }
        // A box that opens in the rank where the box around it opens lies in its padding.
        let mut before: Vec<i64> = plan.groups.iter().map(|group| group.before).collect();
        let mut after: Vec<i64> = plan.groups.iter().map(|group| group.after).collect();
        for &group in &ranks::inner_first(&plan.groups) {
            let Some(parent) = plan.groups[group].parent else { continue };
            if ranks.spans[group].0 == ranks.spans[parent].0 {
                before[parent] = before[parent].max(plan.groups[parent].before + before[group]);
            }
            if ranks.spans[group].1 == ranks.spans[parent].1 {
                after[parent] = after[parent].max(plan.groups[parent].after + after[group]);
            }
        }
        let (mut opening, mut closing) = (vec![0; count], vec![0; count]);
        for (group, (first, last)) in ranks.spans.iter().enumerate() {
            opening[*first] = before[group].max(opening[*first]);
            closing[*last] = after[group].max(closing[*last]);
        }
        // A link that goes far across needs room to bend.
        let mut bend = vec![0; count];
        for chain in &ranks.chains {
            for pair in chain.windows(2) {
                let rank = ranks.vertices[pair[1]].rank;
                bend[rank] = bend[rank].max((across[pair[0]] - across[pair[1]]).abs());
            }
        }
        let mut rows =
            Self { first: vec![0; count], middle: vec![0; count], last: vec![0; count], groups: Vec::new(), length: 0 };
        let mut at = 0;
        for rank in 0..count {
            if rank > 0 {
                at += gap.max((bend[rank] / 5).min(2 * GAP)) + closing[rank - 1];
            }
            at += opening[rank];
            rows.first[rank] = at;
            rows.middle[rank] = at + half[rank];
            at += 2 * half[rank];
            rows.last[rank] = at;
        }
        rows.length = at + closing.last().copied().unwrap_or(0);
        rows.groups = ranks
            .spans
            .iter()
            .enumerate()
            .map(|(group, (first, last))| (rows.first[*first] - before[group], rows.last[*last] + after[group]))
            .collect();
        rows
    }
}

/// The smallest distance of two links' ends at one side of an item.
const PORT_GAP: i64 = 14;

fn routes(plan: &Plan, ranks: &Ranks, across: &[i64], rows: &Rows, groups: &[(Point, Point)]) -> Vec<Route> {
    let ports = ports(plan, ranks, across);
    let mut routes = Vec::with_capacity(plan.links.len());
    for (index, link) in plan.links.iter().enumerate() {
        let chain = &ranks.chains[index];
        let (first, last) = if ranks.reversed[index] { (link.to, link.from) } else { (link.from, link.to) };
        let mut route = Route::default();
        let leave = |anchor: Anchor, vertex: Option<usize>, leaves: bool| -> Point {
            match (anchor, vertex) {
                (Anchor::Item(item), _) => {
                    let half = plan.items[item].end;
                    let port = if leaves { ports.leaving[index] } else { ports.entering[index] };
                    let middle = rows.middle[ranks.vertices[item].rank];
                    (port.unwrap_or(across[item]), if leaves { middle + half } else { middle - half })
                }
                (Anchor::Group(group), vertex) => {
                    let (start, end) = groups[group];
                    let middle = vertex.map_or((start.0 + end.0) / 2, |vertex| across[vertex]);
                    // A link between a box and what lies in it meets the border from within.
                    let rank = vertex.map_or(ranks.spans[group].0, |vertex| ranks.vertices[vertex].rank);
                    let inner = ranks.is_inner(plan, link);
                    let at_end = if inner { rank == ranks.spans[group].1 && !leaves } else { leaves };
                    (middle, if at_end { end.1 } else { start.1 })
                }
            }
        };
        let start = leave(first, chain.first().copied(), true);
        let end = leave(last, chain.last().copied(), false);
        route.points.push(start);
        if let (Some(&begin), Some(&finish)) = (chain.first(), chain.last()) {
            // Straight as far as its neighbours in the rank reach.
            let after = rows.last[ranks.vertices[begin].rank].max(start.1);
            route.points.push((start.0, after));
            for &vertex in chain.get(1..chain.len() - 1).unwrap_or_default() {
                let rank = ranks.vertices[vertex].rank;
                route.points.push((across[vertex], rows.first[rank]));
                route.points.push((across[vertex], rows.last[rank]));
                if ranks.vertices[vertex].kind == VertexKind::Label {
                    route.label = Some((across[vertex], rows.middle[rank]));
                }
            }
            let before = rows.first[ranks.vertices[finish].rank].min(end.1);
            route.points.push((end.0, before));
        } else {
            route.points.extend([start, end]);
            route.label = link.label.map(|_| ((start.0 + end.0) / 2, (start.1 + end.1) / 2));
        }
        route.points.push(end);
        if ranks.reversed[index] {
            route.points.reverse();
        }
        routes.push(route);
    }
    routes
}

impl Ranks {
    /// Whether a link leads from a box to what lies in it, or back.
    fn is_inner(&self, plan: &Plan, link: &Link) -> bool {
        let within = |group: usize, other: Anchor| match other {
            Anchor::Item(item) => ranks::contains(&plan.groups, group, plan.items[item].group),
            Anchor::Group(inner) => ranks::contains(&plan.groups, group, Some(inner)),
        };
        matches!(link.from, Anchor::Group(group) if within(group, link.to))
            || matches!(link.to, Anchor::Group(group) if within(group, link.from))
    }
}

/// Where links leave items and enter them, across.
struct Ports {
    leaving: Vec<Option<i64>>,
    entering: Vec<Option<i64>>,
}

/// Each link ends as near to where it comes from as its item reaches, and apart from the others.
fn ports(plan: &Plan, ranks: &Ranks, across: &[i64]) -> Ports {
    let mut ports = Ports { leaving: vec![None; plan.links.len()], entering: vec![None; plan.links.len()] };
    // For each item and side, where its links come from.
    let mut sides: Vec<[Vec<(i64, usize)>; 2]> = vec![[Vec::new(), Vec::new()]; plan.items.len()];
    for (link, chain) in ranks.chains.iter().enumerate() {
        let [Some(&first), Some(&second), Some(&last)] = [chain.first(), chain.get(1), chain.last()] else { continue };
        let before = chain[chain.len() - 2];
        if first < plan.items.len() {
            sides[first][0].push((across[second], link));
        }
        if last < plan.items.len() {
            sides[last][1].push((across[before], link));
        }
    }
    for (item, sides) in sides.iter_mut().enumerate() {
        let reach = plan.items[item].reach;
        for (side, ends) in sides.iter_mut().enumerate() {
            ends.sort_unstable();
            let Some(between) = i64::try_from(ends.len()).ok().map(|count| count - 1) else { continue };
            let gap = if between > 0 { PORT_GAP.min(2 * reach / between) } else { 0 };
            let mut places: Vec<i64> =
                ends.iter().map(|(from, _)| (*from).clamp(across[item] - reach, across[item] + reach)).collect();
            // Apart from the one before, and then back from the end.
            for index in 1..places.len() {
                places[index] = places[index].max(places[index - 1] + gap);
            }
            let mut most = across[item] + reach;
            for place in places.iter_mut().rev() {
                *place = (*place).min(most);
                most = *place - gap;
            }
            for (place, (_, link)) in places.iter().zip(ends.iter()) {
                let kept = if side == 0 { &mut ports.leaving } else { &mut ports.entering };
                kept[*link] = Some(*place);
            }
        }
    }
    ports
}

#[cfg(test)]
mod tests;
