//! Where everything of a graph stands. A group that no edge leads into is laid out by itself, in its own direction, and
//! stands in what is around it as one node.

use super::{LOOP, Measured, NOTE_GAP, depth, is_upright};
use crate::parse::diagram::graph::{Direction, End, Graph, Stroke};
use crate::render::diagram::layout::{Anchor, GroupBox, Item, Layout, Link, Plan, Point, Route, lay_out};
use crate::render::diagram::svg::{Rect, SMALL, size_of};

/// Where everything stands.
pub(in crate::render::diagram) struct Placed {
    /// The centre of each node.
    pub(super) nodes: Vec<Point>,
    /// For each node, the centres of the notes before it and behind it.
    pub(super) notes: Vec<[Vec<Point>; 2]>,
    /// The box of each group.
    pub(super) groups: Vec<Rect>,
    /// The way of each edge.
    pub(super) edges: Vec<Way>,
    /// For each node, and for each group, whether edges lead up and down around it.
    upright: (Vec<bool>, Vec<bool>),
    /// How large all of it is.
    pub(super) size: Point,
}

/// The way of an edge.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    /// Straight from the first of two points to the second, and curved to the next two.
    pub(super) points: Vec<Point>,
    /// The centre of its label.
    pub(super) label: Option<Point>,
    /// Whether it leads up or down.
    pub(super) upright: bool,
}

impl Placed {
    /// Whether edges lead up and down around something.
    pub(super) fn upright_of(&self, end: End) -> bool {
        match end {
            End::Node(node) => self.upright.0[node],
            End::Group(group) => self.upright.1[group],
        }
    }
}

/// Room within a group's border.
const PADDING: i64 = 16;
/// Room around all.
const MARGIN: i64 = 8;

/// Something of a level: a node, or a group that was laid out by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Node(usize),
    Group(usize),
}

/// Places everything.
pub(in crate::render::diagram) fn place(graph: &Graph, measured: &Measured) -> Placed {
    let closed = closed_groups(graph);
    let mut placed = Placed {
        nodes: vec![(0, 0); graph.nodes.len()],
        notes: vec![Default::default(); graph.nodes.len()],
        groups: vec![Rect { x: 0, y: 0, width: 0, height: 0 }; graph.groups.len()],
        edges: vec![Way::default(); graph.edges.len()],
        upright: (vec![true; graph.nodes.len()], vec![true; graph.groups.len()]),
        size: (0, 0),
    };
    let levels = Levels::new(graph, &closed);
    // From the innermost on.
    let mut order: Vec<usize> = (0..graph.groups.len()).filter(|group| closed[*group]).collect();
    order.sort_by_key(|group| std::cmp::Reverse(depth(graph, *group)));
    for level in order.into_iter().map(Some).chain([None]) {
        let direction = levels.direction(graph, &closed, level);
        let size = Level { graph, measured, levels: &levels, level, direction }.place(&mut placed);
        match level {
            None => placed.size = (size.0 + 2 * MARGIN, size.1 + 2 * MARGIN),
            Some(group) => {
                let (title_width, title_height) = measured.groups[group].1;
                let width = (size.0 + 2 * PADDING).max(title_width + 24).max(48);
                let empty = size == (0, 0);
                let top = if title_height > 0 { title_height + PADDING - 2 } else { PADDING };
                let height = if empty { top + PADDING / 2 } else { top + size.1 + PADDING };
                placed.groups[group] = Rect { x: 0, y: 0, width, height };
                let by = ((width - size.0) / 2, top);
                levels.shift(graph, &mut placed, level, by);
            }
        }
    }
    levels.shift(graph, &mut placed, None, (MARGIN, MARGIN));
    placed
}

/// For each group, whether no edge leads from within it to what is outside.
fn closed_groups(graph: &Graph) -> Vec<bool> {
    let mut closed = vec![true; graph.groups.len()];
    let around = |end: End| {
        let first = match end {
            End::Node(node) => graph.nodes[node].group,
            End::Group(group) => graph.groups[group].parent,
        };
        std::iter::successors(first, |group| graph.groups[*group].parent).collect::<Vec<_>>()
    };
    for edge in &graph.edges {
        let (from, to) = (around(edge.from), around(edge.to));
        for group in
            from.iter().filter(|group| !to.contains(group)).chain(to.iter().filter(|group| !from.contains(group)))
        {
            closed[*group] = false;
        }
    }
    closed
}

/// Which level everything is laid out in: that of a closed group, or the whole.
struct Levels {
    nodes: Vec<Option<usize>>,
    groups: Vec<Option<usize>>,
    /// For each group and at last for the whole, what is laid out in it.
    parts: Vec<Vec<Part>>,
    open: Vec<Vec<usize>>,
    edges: Vec<Vec<usize>>,
}

impl Levels {
    fn new(graph: &Graph, closed: &[bool]) -> Self {
        let nearest = |first: Option<usize>| {
            std::iter::successors(first, |group| graph.groups[*group].parent).find(|group| closed[*group])
        };
        let count = graph.groups.len();
        let mut levels = Self {
            nodes: graph.nodes.iter().map(|node| nearest(node.group)).collect(),
            groups: graph.groups.iter().map(|group| nearest(group.parent)).collect(),
            parts: vec![Vec::new(); count + 1],
            open: vec![Vec::new(); count + 1],
            edges: vec![Vec::new(); count + 1],
        };
        for (node, level) in levels.nodes.iter().enumerate() {
            levels.parts[level.unwrap_or(count)].push(Part::Node(node));
        }
        for (group, level) in levels.groups.iter().enumerate() {
            if closed[group] {
                levels.parts[level.unwrap_or(count)].push(Part::Group(group));
            } else {
                levels.open[level.unwrap_or(count)].push(group);
            }
        }
        for (index, edge) in graph.edges.iter().enumerate() {
            let level = match edge.from {
                End::Node(node) => levels.nodes[node],
                End::Group(group) => levels.groups[group],
            };
            levels.edges[level.unwrap_or(count)].push(index);
        }
        levels
    }

    fn direction(&self, graph: &Graph, closed: &[bool], level: Option<usize>) -> Direction {
        let mut at = level;
        while let Some(group) = at {
            if let Some(direction) = graph.groups[group].direction.filter(|_| closed[group]) {
                return direction;
            }
            at = self.groups[group];
        }
        graph.direction
    }

    /// Moves what lies in a level, and in the levels within it.
    fn shift(&self, graph: &Graph, placed: &mut Placed, level: Option<usize>, by: Point) {
        let mut waiting = vec![level];
        while let Some(level) = waiting.pop() {
            let index = level.unwrap_or(graph.groups.len());
            for part in &self.parts[index] {
                match *part {
                    Part::Node(node) => {
                        move_by(&mut placed.nodes[node], by);
                        placed.notes[node].iter_mut().flatten().for_each(|note| move_by(note, by));
                    }
                    Part::Group(group) => {
                        move_rect(&mut placed.groups[group], by);
                        waiting.push(Some(group));
                    }
                }
            }
            for group in &self.open[index] {
                move_rect(&mut placed.groups[*group], by);
            }
            for edge in &self.edges[index] {
                let way = &mut placed.edges[*edge];
                way.points.iter_mut().chain(&mut way.label).for_each(|point| move_by(point, by));
            }
        }
    }
}

fn move_by(point: &mut Point, by: Point) {
    point.0 += by.0;
    point.1 += by.1;
}

fn move_rect(rect: &mut Rect, by: Point) {
    rect.x += by.0;
    rect.y += by.1;
}

struct Level<'a> {
    graph: &'a Graph,
    measured: &'a Measured,
    levels: &'a Levels,
    level: Option<usize>,
    direction: Direction,
}

impl Level<'_> {
    fn index(&self) -> usize {
        self.level.unwrap_or(self.graph.groups.len())
    }

    /// Places what is in the level and returns how large it is.
    fn place(&self, placed: &mut Placed) -> Point {
        let upright = is_upright(self.direction);
        let parts = &self.levels.parts[self.index()];
        let open = &self.levels.open[self.index()];
        let mut plan = self.plan(placed);
        let mut layout = lay_out(&plan);
        // A title may be longer than its box, where it stands along the edges.
        if !upright {
            let mut short = false;
            for (place, group) in open.iter().enumerate() {
                let (start, end) = layout.groups[place];
                let lacking = self.measured.groups[*group].1.0 + 24 - (end.1 - start.1);
                if lacking > 0 {
                    plan.groups[place].before += lacking / 2;
                    plan.groups[place].after += lacking - lacking / 2;
                    short = true;
                }
            }
            if short {
                layout = lay_out(&plan);
            }
        }
        let turn = |point: Point| turned(self.direction, layout.size, point);
        for (part, centre) in parts.iter().zip(&layout.items) {
            match *part {
                Part::Node(node) => {
                    placed.nodes[node] = turn(*centre);
                    placed.upright.0[node] = upright;
                    self.place_notes(placed, node, upright);
                }
                Part::Group(group) => {
                    let Rect { width, height, .. } = placed.groups[group];
                    let (x, y) = turn(*centre);
                    placed.upright.1[group] = upright;
                    let by = (x - width / 2, y - height / 2);
                    move_rect(&mut placed.groups[group], by);
                    self.levels.shift(self.graph, placed, Some(group), by);
                }
            }
        }
        for (group, (start, end)) in open.iter().zip(&layout.groups) {
            placed.upright.1[*group] = upright;
            let (a, b) = (turn(*start), turn(*end));
            placed.groups[*group] =
                Rect { x: a.0.min(b.0), y: a.1.min(b.1), width: (a.0 - b.0).abs(), height: (a.1 - b.1).abs() };
        }
        for (edge, route) in self.linked().zip(&layout.links) {
            let Route { points, label } = route;
            placed.edges[edge] =
                Way { points: points.iter().map(|point| turn(*point)).collect(), label: label.map(turn), upright };
        }
        let Layout { size: (across, along), .. } = layout;
        if upright { (across, along) } else { (along, across) }
    }

    /// The edges that are laid out: those that lead to somewhere else.
    fn linked(&self) -> impl Iterator<Item = usize> {
        let edges = self.levels.edges[self.index()].iter().copied();
        edges.filter(|edge| self.graph.edges[*edge].from != self.graph.edges[*edge].to)
    }

    fn plan(&self, placed: &Placed) -> Plan {
        let upright = is_upright(self.direction);
        let parts = &self.levels.parts[self.index()];
        let open = &self.levels.open[self.index()];
        let swap = |(width, height): (i64, i64)| if upright { (width, height) } else { (height, width) };
        let place_of = |group: Option<usize>| group.and_then(|group| open.iter().position(|other| *other == group));
        let item = |part: &Part| match *part {
            Part::Node(node) => {
                let size = &self.measured.nodes[node];
                let (across, along) = swap((size.outline.half_width, size.outline.half_height));
                let [before, behind] =
                    [0, 1].map(|side| size.notes[side].iter().map(|(_, size)| swap(*size).0 + NOTE_GAP).sum::<i64>());
                let note_half = size.notes.iter().flatten().map(|(_, size)| (swap(*size).1 + 1) / 2).max().unwrap_or(0);
                Item {
                    low: across + before,
                    high: across + self.loop_room(End::Node(node)) + behind,
                    half: along.max(note_half),
                    end: along,
                    reach: size.outline.reach(upright),
                    group: place_of(self.graph.nodes[node].group),
                }
            }
            Part::Group(group) => {
                let Rect { width, height, .. } = placed.groups[group];
                let (across, along) = swap(((width + 1) / 2, (height + 1) / 2));
                Item {
                    low: across,
                    high: across + self.loop_room(End::Group(group)),
                    half: along,
                    end: along,
                    reach: (across - 20).max(0),
                    group: place_of(self.graph.groups[group].parent),
                }
            }
        };
        let group_box = |group: &usize| {
            let (title_width, title_height) = self.measured.groups[*group].1;
            let top = if title_height > 0 { title_height + PADDING - 2 } else { PADDING };
            let base = GroupBox {
                parent: place_of(self.graph.groups[*group].parent),
                low: PADDING,
                high: PADDING,
                before: PADDING,
                after: PADDING,
                width: 48,
                margin: self.loop_room(End::Group(*group)),
            };
            match self.direction {
                Direction::Down => GroupBox { before: top, width: title_width + 24, ..base },
                Direction::Up => GroupBox { after: top, width: title_width + 24, ..base },
                Direction::Right | Direction::Left => GroupBox { low: top, ..base },
            }
        };
        let anchor = |end: End| match end {
            End::Node(node) => Anchor::Item(parts.iter().position(|part| *part == Part::Node(node)).unwrap_or(0)),
            End::Group(group) => match parts.iter().position(|part| *part == Part::Group(group)) {
                Some(item) => Anchor::Item(item),
                None => Anchor::Group(open.iter().position(|other| *other == group).unwrap_or(0)),
            },
        };
        let link = |index: usize| {
            let edge = &self.graph.edges[index];
            let label = self.measured.edges[index].as_ref().filter(|_| edge.stroke != Stroke::Hidden);
            Link {
                from: anchor(edge.from),
                to: anchor(edge.to),
                length: edge.length,
                label: label.map(|(_, size)| swap(*size)),
            }
        };
        Plan {
            items: parts.iter().map(item).collect(),
            groups: open.iter().map(group_box).collect(),
            links: self.linked().map(link).collect(),
        }
    }

    /// How much room a loop takes beside something, across.
    fn loop_room(&self, end: End) -> i64 {
        let Some(words) = self.measured.loops.get(&end) else { return 0 };
        let (width, height) = size_of(words, SMALL);
        LOOP + if is_upright(self.direction) { width } else { height } + 6
    }

    /// Puts the notes of a node beside it: left and right where edges lead up and down, else above and below.
    fn place_notes(&self, placed: &mut Placed, node: usize, upright: bool) {
        let size = &self.measured.nodes[node];
        let (x, y) = placed.nodes[node];
        let half = if upright { size.outline.half_width } else { size.outline.half_height };
        for (side, notes) in size.notes.iter().enumerate() {
            let mut at = half + if side == 1 { self.loop_room(End::Node(node)) } else { 0 };
            placed.notes[node][side] = notes
                .iter()
                .map(|(_, (width, height))| {
                    let across = if upright { *width } else { *height };
                    let from = at + NOTE_GAP + across / 2;
                    at += NOTE_GAP + across;
                    let from = if side == 0 { -from } else { from };
                    if upright { (x + from, y) } else { (x, y + from) }
                })
                .collect();
        }
    }
}

/// A point of a layout in a picture whose edges lead in a direction.
fn turned(direction: Direction, (_, length): Point, (across, along): Point) -> Point {
    match direction {
        Direction::Down => (across, along),
        Direction::Up => (across, length - along),
        Direction::Right => (along, across),
        Direction::Left => (length - along, across),
    }
}
