//! What flowcharts and state diagrams are: nodes, edges between them, and groups of both.

use std::ops::Range;

use rapidhash::RapidHashMap;

use super::MOST;
use super::label::Label;
use crate::parse::tone::Tone;

/// Nodes, edges and groups, each in the order it is first named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Where its edges lead by default.
    pub direction: Direction,
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// Its edges.
    pub edges: Vec<Edge>,
    /// Its groups; one stands behind the group it lies in.
    pub groups: Vec<Group>,
}

/// Where edges lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    #[default]
    Down,
    /// From bottom to top.
    Up,
    /// From left to right.
    Right,
    /// From right to left.
    Left,
}

impl Direction {
    /// Reads `TB`, `LR` and the like.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        match written {
            "TB" | "TD" | "v" => Some(Self::Down),
            "BT" | "^" => Some(Self::Up),
            "LR" | ">" => Some(Self::Right),
            "RL" | "<" => Some(Self::Left),
            _ => None,
        }
    }
}

/// A node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// What it says.
    pub label: Label,
    /// What it looks like.
    pub shape: Shape,
    /// Colour and line.
    pub look: Look,
    /// The group it stands in.
    pub group: Option<usize>,
    /// Where it leads.
    pub link: Option<Click>,
    /// Notes beside it.
    pub notes: Vec<Note>,
}

/// What an author says of how something looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The colour, where one is chosen.
    pub tone: Option<Tone>,
    /// Whether its line is dashed.
    pub dashed: bool,
}

/// The outline of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// `[text]`.
    #[default]
    Rectangle,
    /// `(text)`, and any state.
    Rounded,
    /// `([text])`.
    Stadium,
    /// `[[text]]`.
    Subroutine,
    /// `[(text)]`.
    Cylinder,
    /// `((text))`.
    Circle,
    /// `(((text)))`.
    DoubleCircle,
    /// `>text]`.
    Flag,
    /// `{text}`.
    Diamond,
    /// `{{text}}`.
    Hexagon,
    /// `[/text/]`.
    LeanRight,
    /// `[\text\]`.
    LeanLeft,
    /// `[/text\]`.
    Trapezoid,
    /// `[\text/]`.
    TrapezoidUpsideDown,
    /// Words without an outline.
    Text,
    /// Where a state diagram begins.
    Start,
    /// Where it ends.
    End,
    /// Where ways part or come together: a bar across the direction.
    Bar,
    /// A choice: a small diamond.
    Choice,
}

/// A link of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Click {
    /// Where it leads, as written.
    pub destination: String,
    /// Where that is written, in the diagram's text.
    pub range: Range<usize>,
    /// What is said of it.
    pub tooltip: Option<String>,
}

/// A note beside a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whether it stands on the left.
    pub left: bool,
    /// What it says.
    pub label: Label,
}

/// An end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// A node.
    Node(usize),
    /// A group as a whole.
    Group(usize),
}

/// An edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Where it starts.
    pub from: End,
    /// Where it ends.
    pub to: End,
    /// What it says.
    pub label: Label,
    /// Its line.
    pub stroke: Stroke,
    /// What is drawn at its start.
    pub tail: Tip,
    /// What is drawn at its end.
    pub head: Tip,
    /// How many ranks it spans at least.
    pub length: u32,
}

/// The line of an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stroke {
    /// `---`.
    #[default]
    Solid,
    /// `-.-`.
    Dotted,
    /// `===`.
    Thick,
    /// `~~~`: takes part in the layout and isn't drawn.
    Hidden,
}

/// What is drawn at an end of an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tip {
    /// Nothing.
    #[default]
    None,
    /// An arrow.
    Arrow,
    /// A circle.
    Circle,
    /// A cross.
    Cross,
}

/// A group: a subgraph, or a state made of states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its title.
    pub label: Label,
    /// The group it lies in.
    pub parent: Option<usize>,
    /// Where its edges lead, if it says so.
    pub direction: Option<Direction>,
    /// Colour and line.
    pub look: Look,
}

/// Collects what a diagram says, while names may still turn out to be those of groups.
#[derive(Debug, Default)]
pub(super) struct GraphBuilder {
    pub(super) graph: Graph,
    nodes: RapidHashMap<String, usize>,
    /// Their names, in their order.
    names: Vec<String>,
    groups: RapidHashMap<String, usize>,
    /// Classes given to names before anybody knows what they are.
    classes: Vec<(String, String)>,
    definitions: RapidHashMap<String, Look>,
    styles: Vec<(String, Look)>,
    clicks: Vec<(String, Click)>,
}

impl GraphBuilder {
    /// The node of a name, made where it isn't there. It belongs to the innermost of the open groups that names it.
    pub(super) fn node(&mut self, name: &str, group: Option<usize>) -> usize {
        if let Some(&index) = self.nodes.get(name) {
            if group.is_some_and(|group| self.is_within(group, self.graph.nodes[index].group)) {
                self.graph.nodes[index].group = group;
            }
            return index;
        }
        let index = self.graph.nodes.len();
        self.graph.nodes.push(Node { label: Label(vec![name.to_owned()]), group, ..Node::default() });
        self.nodes.insert(name.to_owned(), index);
        self.names.push(name.to_owned());
        index
    }

    /// Whether a group lies in another, or in none.
    fn is_within(&self, group: usize, outer: Option<usize>) -> bool {
        let Some(outer) = outer else { return true };
        let mut at = self.graph.groups[group].parent;
        while let Some(parent) = at {
            if parent == outer {
                return true;
            }
            at = self.graph.groups[parent].parent;
        }
        false
    }

    /// Opens a group.
    pub(super) fn group(&mut self, name: &str, label: Label, parent: Option<usize>) -> usize {
        let index = self.graph.groups.len();
        self.graph.groups.push(Group { label, parent, ..Group::default() });
        if !name.is_empty() {
            self.groups.entry(name.to_owned()).or_insert(index);
        }
        index
    }

    /// Puts the groups that lie in `group` into another of its groups.
    pub(super) fn regroup(&mut self, group: usize, into: usize) {
        for (index, inner) in self.graph.groups.iter_mut().enumerate() {
            if inner.parent == Some(group) && index != into {
                inner.parent = Some(into);
            }
        }
    }

    /// `class name word`.
    pub(super) fn give_class(&mut self, name: &str, class: &str) {
        self.classes.push((name.to_owned(), class.to_owned()));
    }

    /// `style name,name fill:…`, `classDef word,word fill:…` and `class name,name word`.
    pub(super) fn looks(&mut self, word: &str, rest: &str) {
        if word == "class" {
            let (names, class) = rest.rsplit_once(char::is_whitespace).unwrap_or((rest, ""));
            for name in names.split(',').take(MOST) {
                self.give_class(name.trim(), class);
            }
            return;
        }
        let (names, styles) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        for name in names.split(',').take(MOST) {
            if word == "style" {
                self.styles.push((name.to_owned(), look(styles)));
            } else {
                self.definitions.insert(name.to_owned(), look(styles));
            }
        }
    }

    /// `click name …`.
    pub(super) fn click(&mut self, name: &str, click: Click) {
        self.clicks.push((name.to_owned(), click));
    }

    /// The graph: names that are those of groups are no nodes any more, and everything has its look.
    pub(super) fn finish(mut self) -> Graph {
        let default = self.definitions.get("default").copied();
        if let Some(look) = default {
            self.graph.nodes.iter_mut().for_each(|node| node.look = look);
        }
        let named = self.classes.iter().filter_map(|(name, class)| Some((name, *self.definitions.get(class)?)));
        let looks: Vec<(&String, Look)> = named.chain(self.styles.iter().map(|(name, look)| (name, *look))).collect();
        for (name, look) in looks {
            let place = match self.groups.get(name) {
                Some(&group) => Some(&mut self.graph.groups[group].look),
                None => self.nodes.get(name).map(|&node| &mut self.graph.nodes[node].look),
            };
            if let Some(place) = place {
                *place = Look { tone: look.tone.or(place.tone), dashed: look.dashed || place.dashed };
            }
        }
        for (name, click) in self.clicks {
            if let Some(&node) = self.nodes.get(&name) {
                self.graph.nodes[node].link = Some(click);
            }
        }
        let mut kept = 0;
        let end = |name: &String| match self.groups.get(name) {
            Some(&group) => End::Group(group),
            None => {
                kept += 1;
                End::Node(kept - 1)
            }
        };
        let ends: Vec<End> = self.names.iter().map(end).collect();
        let mut index = 0;
        self.graph.nodes.retain(|_| {
            index += 1;
            matches!(ends[index - 1], End::Node(_))
        });
        let end = |end: End| if let End::Node(node) = end { ends[node] } else { end };
        for edge in &mut self.graph.edges {
            (edge.from, edge.to) = (end(edge.from), end(edge.to));
        }
        self.graph
    }
}

/// What `fill:#f9f,stroke-dasharray: 5 5` says. Whether it fills decides its colour; a line's colour counts where nothing
/// is filled.
pub(super) fn look(styles: &str) -> Look {
    let mut look = Look::default();
    let mut stroke = None;
    for style in styles.split([',', ';']) {
        let Some((name, value)) = style.split_once(':') else { continue };
        let value = value.trim();
        match name.trim() {
            "fill" | "background" | "background-color" if !matches!(value, "none" | "transparent") => {
                look.tone = Some(Tone::of(value));
            }
            "stroke" | "border-color" if value != "none" => stroke = Some(Tone::of(value)),
            "stroke-dasharray" if value != "0" => look.dashed = true,
            _ => {}
        }
    }
    look.tone = match (look.tone, stroke) {
        (Some(Tone::Neutral) | None, Some(tone)) if tone != Tone::Neutral => Some(tone),
        (tone, _) => tone,
    };
    look
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_read_for_what_they_mean() {
        let tone = |tone| Look { tone: Some(tone), dashed: false };
        for (styles, expected) in [
            ("fill:#f9f,stroke:#333,stroke-width:4px", tone(Tone::Violet)),
            ("fill: #fff, stroke: red", tone(Tone::Red)),
            ("fill:none,stroke:#0a0,stroke-dasharray: 5 5", Look { tone: Some(Tone::Green), dashed: true }),
            ("color:#fff", Look::default()),
            ("fill:#eee", tone(Tone::Neutral)),
            ("", Look::default()),
        ] {
            assert_eq!(look(styles), expected, "{styles}");
        }
    }

    #[test]
    fn a_name_of_a_group_is_no_node() {
        let mut builder = GraphBuilder::default();
        let (a, inner, b) = (builder.node("a", None), builder.node("inner", None), builder.node("b", None));
        for (from, to) in [(a, inner), (inner, b)] {
            builder.graph.edges.push(Edge {
                from: End::Node(from),
                to: End::Node(to),
                label: Label::default(),
                stroke: Stroke::Solid,
                tail: Tip::None,
                head: Tip::Arrow,
                length: 1,
            });
        }
        let group = builder.group("inner", Label::default(), None);
        builder.node("b", Some(group));
        let graph = builder.finish();
        let ends: Vec<_> = graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        assert_eq!(ends, [(End::Node(0), End::Group(0)), (End::Group(0), End::Node(1))]);
        assert_eq!(graph.nodes.iter().map(|node| node.group).collect::<Vec<_>>(), [None, Some(0)]);
    }
}
