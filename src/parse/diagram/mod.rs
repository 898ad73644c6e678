//! Diagrams in Mermaid's language: flowcharts, state and sequence diagrams.
//!
//! Written from Mermaid's documentation (<https://mermaid.js.org/intro/syntax-reference.html>) and held to what GitHub shows.
//! Colours become the theme's own ([`Tone`](super::tone::Tone)), scripts are left out, and what isn't understood is a
//! [`Problem`] with its place rather than a wrong picture.

pub mod graph;
pub mod label;
pub mod sequence;

mod flowchart;
mod source;
mod state;

use std::ops::Range;

use self::graph::{Click, Graph};
use self::sequence::Sequence;
use self::source::Source;
use crate::diagnostic::near_match;

/// The language of fences that are diagrams.
pub const LANGUAGE: &str = "mermaid";

/// How long a diagram's text may be, in bytes: Mermaid's own bound.
const LONGEST: usize = 50_000;
/// How many nodes, edges, participants and rows there may be: Mermaid's own bound of edges.
const MOST: usize = 500;
/// How many groups and frames may lie in one another.
const DEEPEST: usize = 16;

/// Diagrams that Mermaid knows and docsgen doesn't draw.
const UNSUPPORTED: &[&str] = &[
    "architecture",
    "architecture-beta",
    "block",
    "block-beta",
    "C4Component",
    "C4Container",
    "C4Context",
    "C4Deployment",
    "C4Dynamic",
    "classDiagram",
    "classDiagram-v2",
    "erDiagram",
    "gantt",
    "gitGraph",
    "info",
    "journey",
    "kanban",
    "mindmap",
    "packet",
    "packet-beta",
    "pie",
    "quadrantChart",
    "radar-beta",
    "requirement",
    "requirementDiagram",
    "sankey",
    "sankey-beta",
    "timeline",
    "treemap",
    "treemap-beta",
    "xychart",
    "xychart-beta",
    "zenuml",
];

/// Words that start the diagrams that are drawn.
const SUPPORTED: &[&str] =
    &["flowchart", "graph", "flowchart-elk", "sequenceDiagram", "stateDiagram-v2", "stateDiagram"];

/// A diagram that is understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagram {
    /// Its title, in words of its author.
    pub title: Option<String>,
    /// What is said of it for who can't see it.
    pub description: Option<String>,
    /// What it shows.
    pub content: Content,
}

/// What a diagram shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A flowchart.
    Flowchart(Graph),
    /// A state diagram.
    State(Graph),
    /// A sequence diagram.
    Sequence(Sequence),
}

/// Why a diagram isn't drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether docsgen doesn't draw its kind, rather than that something in it is wrong.
    pub unsupported: bool,
    /// Where, in the diagram's text.
    pub range: Range<usize>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { unsupported: false, range, message: message.into(), help: help.into() }
    }

    fn too_many(range: Range<usize>, what: &str) -> Self {
        Self::new(
            range,
            format!("more than {MOST} {what}"),
            "make several diagrams of it: nobody can read so much in one",
        )
    }

    fn too_deep(range: Range<usize>) -> Self {
        Self::new(range, format!("more than {DEEPEST} groups in one another"), "make several diagrams of it")
    }
}

impl Diagram {
    /// The links of its nodes.
    #[must_use]
    pub fn links(&self) -> Vec<&Click> {
        match &self.content {
            Content::Flowchart(graph) | Content::State(graph) => {
                let mut links: Vec<&Click> = graph.nodes.iter().filter_map(|node| node.link.as_ref()).collect();
                links.sort_by_key(|link| link.range.start);
                links
            }
            Content::Sequence(_) => Vec::new(),
        }
    }
}

/// Reads a diagram. Takes time in proportion to its text.
///
/// # Errors
///
/// The first thing that isn't understood.
pub fn parse_diagram(code: &str) -> Result<Diagram, Problem> {
    if code.len() > LONGEST {
        let end = code.find('\n').unwrap_or(0);
        let message = format!("the diagram's text is longer than {LONGEST} bytes");
        return Err(Problem::new(0..end, message, "make several diagrams of it: nobody can read so much in one"));
    }
    let source = Source::new(code);
    let text = &*source.text;
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ';' | ':')).unwrap_or(rest.len());
    let (word, after) = (&rest[..length], start + length);
    let content = match word {
        "graph" | "flowchart" | "flowchart-elk" => Content::Flowchart(flowchart::parse(text, after)?),
        "stateDiagram" | "stateDiagram-v2" => Content::State(state::parse(text, after)?),
        "sequenceDiagram" => Content::Sequence(sequence::parse(text, after)?),
        _ => return Err(unknown(word, start..after)),
    };
    let title = source.title.or_else(|| match &content {
        Content::Sequence(sequence) => sequence.title.clone(),
        _ => None,
    });
    Ok(Diagram { title, description: source.description, content })
}

fn unknown(word: &str, range: Range<usize>) -> Problem {
    if word.is_empty() {
        return Problem::new(
            0..0,
            "the diagram is empty",
            "start it with `flowchart TB`, `sequenceDiagram` or `stateDiagram-v2`",
        );
    }
    if UNSUPPORTED.contains(&word) {
        let message = format!("docsgen doesn't draw `{word}`");
        let help = "it is shown as code; flowcharts, sequence and state diagrams are drawn";
        return Problem { unsupported: true, ..Problem::new(range, message, help) };
    }
    let shown: String = word.chars().take(60).collect();
    let known = SUPPORTED.iter().chain(UNSUPPORTED).copied();
    let help = near_match(word, known).map_or_else(
        || "start it with `flowchart TB`, `sequenceDiagram` or `stateDiagram-v2`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Problem::new(range, format!("`{shown}` is no kind of diagram"), help)
}

#[cfg(test)]
pub(crate) mod tests;
