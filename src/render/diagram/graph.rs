//! Flowcharts and state diagrams.

mod level;

use std::collections::BTreeMap;

use self::level::Placed;
use super::shape::Outline;
use super::svg::{FONT, Rect, SMALL, Svg, size_of};
use super::text::wrap;
use super::{Picture, escaped_url};
use crate::parse::diagram::graph::{Direction, Edge, End, Graph, Look, Node, Shape, Stroke, Tip};

/// How wide the words of a node, of an edge, and of a note or title may be before they are broken.
const NODE_WORDS: i64 = 200;
const EDGE_WORDS: i64 = 150;
const NOTE_WORDS: i64 = 180;

/// Room between a node and its note.
const NOTE_GAP: i64 = 20;
/// How far a loop reaches from its node.
const LOOP: i64 = 30;

/// Lines of text and their size, with what is drawn around them.
type Words = (Vec<String>, (i64, i64));

/// Everything's words broken into lines and measured.
struct Measured {
    nodes: Vec<NodeSize>,
    /// For each edge, its words and their size.
    edges: Vec<Option<Words>>,
    /// For each group, its title and its size.
    groups: Vec<Words>,
    /// Words of the loops of nodes and of groups: edges that lead back to where they start.
    loops: BTreeMap<End, Vec<String>>,
}

struct NodeSize {
    outline: Outline,
    words: Vec<String>,
    /// The notes before it and behind it, across, each with its words and size.
    notes: [Vec<Words>; 2],
}

fn is_upright(direction: Direction) -> bool {
    matches!(direction, Direction::Down | Direction::Up)
}

/// Draws a graph. `hrefs` are the URLs of nodes by where their links are written, safe to follow.
pub(super) fn draw(graph: &Graph, hrefs: &[(usize, String, bool)]) -> Picture {
    let measured = measure(graph);
    let placed = level::place(graph, &measured);
    let mut svg = Svg::default();
    for group in groups_in_order(graph) {
        draw_group(&mut svg, graph, &measured, &placed, group);
    }
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.stroke != Stroke::Hidden && edge.from != edge.to {
            draw_edge(&mut svg, &measured, &placed, index, edge);
        }
    }
    for (end, words) in &measured.loops {
        draw_loop(&mut svg, &measured, &placed, *end, words);
    }
    for (index, node) in graph.nodes.iter().enumerate() {
        let href = node.link.as_ref().and_then(|link| hrefs.iter().find(|(start, ..)| *start == link.range.start));
        draw_node(&mut svg, &measured, &placed, index, node, href.map(|(_, url, external)| (&**url, *external)));
    }
    // Labels lie on top, so that no line goes through words.
    for (index, edge) in graph.edges.iter().enumerate() {
        if let (Some((words, size)), Some(centre)) = (&measured.edges[index], placed.edges[index].label)
            && edge.stroke != Stroke::Hidden
        {
            label(&mut svg, words, *size, centre);
        }
    }
    Picture { size: placed.size, body: svg.finish(), description: describe(graph) }
}

fn measure(graph: &Graph) -> Measured {
    let edge_words = |edge: &Edge| wrap(&edge.label.0, SMALL, EDGE_WORDS);
    let mut loops: BTreeMap<End, Vec<String>> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.from == edge.to && edge.stroke != Stroke::Hidden) {
        loops.entry(edge.from).or_default().extend(edge_words(edge));
    }
    let direction = |node: &Node| {
        let mut groups = std::iter::successors(node.group, |group| graph.groups[*group].parent);
        groups.find_map(|group| graph.groups[group].direction).unwrap_or(graph.direction)
    };
    let node = |node: &Node| {
        let words = wrap(&node.label.0, FONT, NODE_WORDS);
        let outline = Outline::around(node.shape, size_of(&words, FONT), is_upright(direction(node)));
        let note = |left: bool| {
            let notes = node.notes.iter().filter(|note| note.left == left);
            notes
                .map(|note| {
                    let words = wrap(&note.label.0, SMALL, NOTE_WORDS);
                    let (width, height) = size_of(&words, SMALL);
                    (words, (width + 20, height + 14))
                })
                .collect()
        };
        NodeSize { outline, words, notes: [note(true), note(false)] }
    };
    Measured {
        nodes: graph.nodes.iter().map(node).collect(),
        edges: graph
            .edges
            .iter()
            .map(|edge| {
                let words = edge_words(edge);
                let (width, height) = size_of(&words, SMALL);
                (!words.is_empty() && edge.from != edge.to).then(|| (words, (width + 12, height + 4)))
            })
            .collect(),
        groups: graph
            .groups
            .iter()
            .map(|group| {
                let words = wrap(&group.label.0, FONT, 2 * NODE_WORDS);
                let size = size_of(&words, FONT);
                (words, size)
            })
            .collect(),
        loops,
    }
}

/// Groups, those that hold others in front of these.
fn groups_in_order(graph: &Graph) -> Vec<usize> {
    let mut order: Vec<usize> = (0..graph.groups.len()).collect();
    order.sort_by_key(|group| depth(graph, *group));
    order
}

/// How many groups a group lies in.
fn depth(graph: &Graph, group: usize) -> usize {
    std::iter::successors(graph.groups[group].parent, |group| graph.groups[*group].parent).count()
}

fn classes(base: &str, look: Look) -> String {
    let mut classes = base.to_owned();
    if let Some(tone) = look.tone {
        classes.push_str(" tone-");
        classes.push_str(tone.name());
    }
    if look.dashed {
        classes.push_str(" dashed");
    }
    classes
}

fn draw_group(svg: &mut Svg, graph: &Graph, measured: &Measured, placed: &Placed, index: usize) {
    let (group, rect) = (&graph.groups[index], placed.groups[index]);
    // A part of a state that happens beside another part.
    let region = group.label.is_empty() && group.parent.is_some();
    svg.open(&classes(if region { "group region" } else { "group" }, group.look));
    svg.rect("", rect, 8);
    let (words, _) = &measured.groups[index];
    svg.text_from("group-title", words, (rect.x + 12, rect.y + 22));
    svg.close();
}

fn draw_node(
    svg: &mut Svg,
    measured: &Measured,
    placed: &Placed,
    index: usize,
    node: &Node,
    href: Option<(&str, bool)>,
) {
    let (size, (x, y)) = (&measured.nodes[index], placed.nodes[index]);
    for (before, notes) in size.notes.iter().enumerate() {
        for ((words, (width, height)), centre) in notes.iter().zip(&placed.notes[index][before]) {
            let rect = Rect { x: centre.0 - width / 2, y: centre.1 - height / 2, width: *width, height: *height };
            svg.line("edge dotted", (x, y), *centre);
            svg.open("note");
            svg.rect("", rect, 2);
            svg.text("small", words, *centre);
            svg.close();
        }
    }
    if let Some((url, external)) = href {
        svg.raw(&format!("<a href=\"{}\"", escaped_url(url)));
        svg.raw(if external { " rel=\"noopener\">" } else { ">" });
        if let Some(tooltip) = node.link.as_ref().and_then(|link| link.tooltip.as_ref()) {
            svg.raw("<title>");
            let mut escaped = String::new();
            crate::render::escape::escape_into(&mut escaped, tooltip);
            svg.raw(&escaped);
            svg.raw("</title>");
        }
    }
    svg.open(&classes(if node.shape == Shape::Text { "node bare" } else { "node" }, node.look));
    size.outline.draw(svg, (x, y));
    let (dx, dy) = size.outline.words();
    svg.text("", &size.words, (x + dx, y + dy));
    svg.close();
    if href.is_some() {
        svg.raw("</a>");
    }
}

fn label(svg: &mut Svg, words: &[String], (width, height): (i64, i64), (x, y): (i64, i64)) {
    if words.is_empty() {
        return;
    }
    svg.open("label");
    svg.rect("", Rect { x: x - width / 2, y: y - height / 2, width, height }, 4);
    svg.text("small", words, (x, y));
    svg.close();
}

/// How much of an edge's line its arrow takes.
const ARROW: i64 = 7;

fn draw_edge(svg: &mut Svg, measured: &Measured, placed: &Placed, index: usize, edge: &Edge) {
    let route = &placed.edges[index];
    let mut points = route.points.clone();
    let count = points.len();
    if count < 4 {
        return;
    }
    let class = match edge.stroke {
        Stroke::Dotted => "edge dotted",
        Stroke::Thick => "edge thick",
        Stroke::Solid | Stroke::Hidden => "edge",
    };
    let upright = route.upright;
    // The part of a point that changes along the edge.
    let along = |point: (i64, i64)| if upright { point.1 } else { point.0 };
    let step = |points: &[(i64, i64)], from: usize| {
        points[from..]
            .windows(2)
            .map(|pair| (along(pair[1]) - along(pair[0])).signum())
            .find(|sign| *sign != 0)
            .unwrap_or(1)
    };
    let toward = step(&points, 0);
    let arriving = {
        let reversed: Vec<_> = points.iter().rev().copied().collect();
        -step(&reversed, 0)
    };
    for (end, at, next, sign) in [(edge.from, 0, 1, toward), (edge.to, count - 1, count - 2, -arriving)] {
        if let End::Node(node) = end {
            let (outline, centre) = (measured.nodes[node].outline, placed.nodes[node]);
            let offset = if upright { points[at].0 - centre.0 } else { points[at].1 - centre.1 };
            let positive = along(points[at]) > along(centre);
            let inset = outline.inset(upright, positive, offset);
            let back = if positive { -inset } else { inset };
            shift(&mut points[at], upright, back);
        }
        let tip = if at == 0 { edge.tail } else { edge.head };
        let (dx, dy) = if upright { (0, -sign) } else { (-sign, 0) };
        let place = points[at];
        match tip {
            Tip::None => {}
            Tip::Arrow => svg.arrow("head", place, (dx, dy)),
            Tip::Circle => svg.circle("head", (place.0 - 5 * dx, place.1 - 5 * dy), 4),
            Tip::Cross => svg.cross(class, (place.0 - 6 * dx, place.1 - 6 * dy)),
        }
        if matches!(tip, Tip::Arrow | Tip::Circle) {
            shift(&mut points[at], upright, sign * ARROW);
            // The straight part at the end may be shorter than the arrow.
            if (along(points[next]) - along(points[at])) * sign < 0 {
                let by = along(points[at]) - along(points[next]);
                shift(&mut points[next], upright, by);
            }
        }
    }
    svg.path(class, &way(&points, upright));
}

fn shift(point: &mut (i64, i64), upright: bool, by: i64) {
    if upright {
        point.1 += by;
    } else {
        point.0 += by;
    }
}

/// Straight from the first of two points to the second, and curved to the next two.
fn way(points: &[(i64, i64)], upright: bool) -> String {
    let mut data = format!("M{} {}", points[0].0, points[0].1);
    for (index, pair) in points.windows(2).enumerate() {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        if (x, y) == (to_x, to_y) {
            continue;
        }
        let straight = index % 2 == 0 || if upright { x == to_x } else { y == to_y };
        if straight {
            data.push_str(&format!("L{to_x} {to_y}"));
        } else if upright {
            let middle = (y + to_y) / 2;
            data.push_str(&format!("C{x} {middle} {to_x} {middle} {to_x} {to_y}"));
        } else {
            let middle = (x + to_x) / 2;
            data.push_str(&format!("C{middle} {y} {middle} {to_y} {to_x} {to_y}"));
        }
    }
    data
}

/// An edge that leads back to where it starts: a loop on the side where nothing else arrives.
fn draw_loop(svg: &mut Svg, measured: &Measured, placed: &Placed, end: End, words: &[String]) {
    let upright = placed.upright_of(end);
    let (x, y, half_width, half_height) = match end {
        End::Node(node) => {
            let ((x, y), outline) = (placed.nodes[node], measured.nodes[node].outline);
            let offset = if upright { outline.half_height / 2 } else { outline.half_width / 3 };
            let inset = outline.inset(!upright, true, offset);
            if upright {
                (x, y, outline.half_width - inset, outline.half_height)
            } else {
                (x, y, outline.half_width, outline.half_height - inset)
            }
        }
        End::Group(group) => {
            let Rect { x, y, width, height } = placed.groups[group];
            (x + width / 2, y + height / 2, width / 2, height / 2)
        }
    };
    let size = size_of(words, SMALL);
    let size = (size.0 + 8, size.1 + 4);
    if upright {
        let (side, spread) = (x + half_width, (half_height / 2).min(16));
        let (from, to) = (y - spread, y + spread);
        svg.path("edge", &format!("M{side} {from}C{0} {from} {0} {to} {1} {to}", side + LOOP, side + ARROW));
        svg.arrow("head", (side, to), (-1, 0));
        label(svg, words, size, (side + LOOP - 4 + size.0 / 2, y));
    } else {
        let (side, spread) = (y + half_height, (half_width / 3).min(20));
        let (from, to) = (x - spread, x + spread);
        svg.path("edge", &format!("M{from} {side}C{from} {0} {to} {0} {to} {1}", side + LOOP, side + ARROW));
        svg.arrow("head", (to, side), (0, -1));
        label(svg, words, size, (x, side + LOOP - 6 + size.1 / 2));
    }
}

/// How many edges are told of to those who can't see them.
const TOLD: usize = 60;

/// What the graph shows, in words: names and arrows, which every language has.
fn describe(graph: &Graph) -> String {
    let name = |end: End| match end {
        End::Node(node) => match (graph.nodes[node].shape, graph.nodes[node].label.joined()) {
            (Shape::Start | Shape::End, _) => "●".to_owned(),
            (Shape::Bar | Shape::Choice, _) => "◆".to_owned(),
            (_, name) => name,
        },
        End::Group(group) => graph.groups[group].label.joined(),
    };
    let edges: Vec<String> = graph
        .edges
        .iter()
        .filter(|edge| edge.stroke != Stroke::Hidden)
        .take(TOLD)
        .map(|edge| {
            let arrow = match (edge.tail, edge.head) {
                (Tip::None, Tip::None) => "–",
                (Tip::None, _) => "→",
                (_, Tip::None) => "←",
                _ => "↔",
            };
            let label = edge.label.joined();
            let words = if label.is_empty() { String::new() } else { format!(" ({label})") };
            format!("{} {arrow} {}{words}", name(edge.from), name(edge.to))
        })
        .collect();
    if edges.is_empty() {
        let names: Vec<String> = (0..graph.nodes.len()).take(TOLD).map(|node| name(End::Node(node))).collect();
        return names.join("; ");
    }
    edges.join("; ")
}
