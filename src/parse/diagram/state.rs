//! State diagrams.

use std::ops::Range;

use super::graph::{Direction, Edge, End, Graph, GraphBuilder, Note, Shape, Stroke, Tip};
use super::label::Label;
use super::{DEEPEST, MOST, Problem};

/// Reads what follows the word `stateDiagram`, at `start` of the text.
pub(super) fn parse(text: &str, start: usize) -> Result<Graph, Problem> {
    let mut parser = Parser { builder: GraphBuilder::default(), open: Vec::new(), described: Vec::new(), note: None };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let trimmed = line.trim();
        let from = at + (line.len() - line.trim_start().len()).min(line.trim_end().len());
        at += line.len();
        if !trimmed.is_empty() {
            parser.line(trimmed, from..from + trimmed.len())?;
        }
    }
    if let Some(note) = parser.note {
        return Err(Problem::new(note.range, "the note isn't closed", "write `end note` behind its last line"));
    }
    if let Some(scope) = parser.open.pop() {
        return Err(Problem::new(
            scope.range,
            "the state isn't closed",
            "write `}` in a line of its own behind its last line",
        ));
    }
    Ok(parser.builder.finish())
}

struct Parser {
    builder: GraphBuilder,
    open: Vec<Scope>,
    /// For each node, whether something was said of it: what is said first takes the place of its name.
    described: Vec<bool>,
    note: Option<OpenNote>,
}

/// A state of states that is open.
struct Scope {
    /// Its group.
    group: usize,
    /// The part of it that is being read, where `--` divides it.
    region: Option<usize>,
    range: Range<usize>,
}

/// A note of several lines.
struct OpenNote {
    node: usize,
    left: bool,
    text: String,
    range: Range<usize>,
}

impl Parser {
    fn group(&self) -> Option<usize> {
        self.open.last().map(|scope| scope.region.unwrap_or(scope.group))
    }

    fn line(&mut self, line: &str, range: Range<usize>) -> Result<(), Problem> {
        if let Some(note) = &mut self.note {
            if line.replace(' ', "") == "endnote" {
                let note = self.note.take();
                note.into_iter().for_each(|note| self.add_note(note.node, note.left, &note.text));
            } else {
                note.text.push_str(line);
                note.text.push('\n');
            }
            return Ok(());
        }
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        match word {
            "}" => {
                if self.open.pop().is_none() {
                    return Err(Problem::new(range, "`}` closes nothing", "take it out"));
                }
                if !rest.is_empty() {
                    return Err(unknown(rest, range.start + line.len() - rest.len()));
                }
            }
            "--" => self.divide(&range)?,
            "state" => self.state(rest, &range)?,
            "note" | "Note" => return self.open_note(rest, range),
            "direction" => {
                let Some(direction) = Direction::parse(rest) else {
                    return Err(Problem::new(
                        range,
                        "no direction is named",
                        "a direction is `TB`, `BT`, `LR` or `RL`",
                    ));
                };
                match self.open.last() {
                    Some(scope) => self.builder.graph.groups[scope.group].direction = Some(direction),
                    None => self.builder.graph.direction = direction,
                }
            }
            "style" | "classDef" | "class" => self.builder.looks(word, rest),
            "hide" | "scale" | "click" => {}
            _ => self.transition_or_state(line, &range)?,
        }
        if self.builder.graph.nodes.len() > MOST {
            return Err(Problem::too_many(range, "states"));
        }
        Ok(())
    }

    /// `a --> b : text`, `a : text` or `a`.
    fn transition_or_state(&mut self, line: &str, range: &Range<usize>) -> Result<(), Problem> {
        if let Some((from, rest)) = line.split_once("-->") {
            let (to, label) = described(rest);
            let length = from.len();
            let from = self.end(from.trim(), false, range.start)?;
            let to = self.end(to.trim(), true, range.start + length + 3)?;
            if self.builder.graph.edges.len() >= MOST {
                return Err(Problem::too_many(range.clone(), "transitions"));
            }
            self.builder.graph.edges.push(Edge {
                from: End::Node(from),
                to: End::Node(to),
                label: Label::parse(label),
                stroke: Stroke::Solid,
                tail: Tip::None,
                head: Tip::Arrow,
                length: 1,
            });
            return Ok(());
        }
        let (name, text) = described(line);
        let node = self.end(name.trim(), false, range.start)?;
        if !text.is_empty() {
            self.describe(node, text);
        }
        Ok(())
    }

    fn describe(&mut self, node: usize, text: &str) {
        if self.described.len() <= node {
            self.described.resize(node + 1, false);
        }
        let label = Label::parse(text);
        let first = !std::mem::replace(&mut self.described[node], true);
        let place = &mut self.builder.graph.nodes[node].label;
        if first {
            *place = label;
        } else {
            place.0.extend(label.0);
        }
    }

    /// The state of a name, which may be `[*]` and have a class.
    fn end(&mut self, written: &str, target: bool, at: usize) -> Result<usize, Problem> {
        let (name, class) = written.split_once(":::").unwrap_or((written, ""));
        let name = name.trim();
        let group = self.group();
        let node = if name == "[*]" {
            let (prefix, shape) = if target { ("[end]", Shape::End) } else { ("[start]", Shape::Start) };
            // Each part of a state begins and ends for itself.
            let scope = group.map_or_else(String::new, |group| group.to_string());
            let node = self.builder.node(&format!("{prefix}{scope}"), group);
            let place = &mut self.builder.graph.nodes[node];
            (place.shape, place.label) = (shape, Label::default());
            node
        } else {
            let fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
            if name.is_empty() || !name.chars().all(fine) {
                return Err(unknown(written, at));
            }
            self.plain(name)
        };
        if !class.is_empty() {
            self.builder.give_class(name, class.trim());
        }
        Ok(node)
    }

    fn plain(&mut self, name: &str) -> usize {
        let node = self.builder.node(name, self.group());
        let place = &mut self.builder.graph.nodes[node];
        if place.shape == Shape::Rectangle {
            place.shape = Shape::Rounded;
        }
        node
    }

    /// What follows `state`: `"text" as name`, `name <<fork>>`, `name {`.
    fn state(&mut self, written: &str, range: &Range<usize>) -> Result<(), Problem> {
        let (written, opens) = written.strip_suffix('{').map_or((written, false), |rest| (rest.trim_end(), true));
        let (mut name, mut label) = (written, None);
        if let Some(inner) = written.strip_prefix('"') {
            let Some((text, rest)) = inner.split_once('"') else {
                return Err(Problem::new(range.clone(), "the quote isn't closed", "write `\"` behind the text"));
            };
            let rest = rest.trim();
            name = rest.strip_prefix("as ").map_or(text, str::trim);
            label = Some(text);
        } else if let Some((left, text)) = written.split_once(" as ") {
            name = left.trim();
            label = Some(text);
        }
        let mut shape = None;
        for (mark, kind) in [
            ("fork", Shape::Bar),
            ("join", Shape::Bar),
            ("choice", Shape::Choice),
            ("start", Shape::Start),
            ("end", Shape::End),
        ] {
            for mark in [format!("<<{mark}>>"), format!("[[{mark}]]")] {
                if let Some(rest) = name.strip_suffix(&*mark) {
                    (name, shape) = (rest.trim_end(), Some(kind));
                }
            }
        }
        let (name, class) = name.split_once(":::").unwrap_or((name, ""));
        let name = name.trim();
        if name.is_empty() {
            return Err(Problem::new(
                range.clone(),
                "the state has no name",
                "write `state name` or `state \"text\" as name`",
            ));
        }
        if !class.is_empty() {
            self.builder.give_class(name, class.trim());
        }
        if opens {
            if self.open.len() >= DEEPEST {
                return Err(Problem::too_deep(range.clone()));
            }
            if self.builder.graph.groups.len() >= MOST {
                return Err(Problem::too_many(range.clone(), "states made of states"));
            }
            let group = self.builder.group(name, Label::parse(label.unwrap_or(name)), self.group());
            self.open.push(Scope { group, region: None, range: range.clone() });
            return Ok(());
        }
        let node = self.plain(name);
        if let Some(label) = label {
            self.describe(node, label);
        }
        if let Some(shape) = shape {
            let place = &mut self.builder.graph.nodes[node];
            (place.shape, place.label) = (shape, Label::default());
        }
        Ok(())
    }

    /// `--`: what follows happens beside what came before.
    fn divide(&mut self, range: &Range<usize>) -> Result<(), Problem> {
        let Some(scope) = self.open.last() else {
            return Err(Problem::new(range.clone(), "`--` divides nothing", "it stands in a state: `state name {`"));
        };
        let (group, divided) = (scope.group, scope.region.is_some());
        if self.builder.graph.groups.len() + 2 > MOST {
            return Err(Problem::too_many(range.clone(), "states made of states"));
        }
        if !divided {
            let region = self.builder.group("", Label::default(), Some(group));
            for node in &mut self.builder.graph.nodes {
                if node.group == Some(group) {
                    node.group = Some(region);
                }
            }
            self.builder.regroup(group, region);
        }
        let region = self.builder.group("", Label::default(), Some(group));
        if let Some(scope) = self.open.last_mut() {
            scope.region = Some(region);
        }
        Ok(())
    }

    /// What follows `note`: `left of name : text`, or the first of several lines.
    fn open_note(&mut self, written: &str, range: Range<usize>) -> Result<(), Problem> {
        let lower = written.to_ascii_lowercase();
        let Some(left) = [("left of ", true), ("right of ", false)]
            .into_iter()
            .find_map(|(words, left)| lower.starts_with(words).then_some((left, words.len())))
        else {
            return Err(Problem::new(
                range,
                "the note stands beside nothing",
                "write `note left of name : text` or `note right of name : text`",
            ));
        };
        let (left, skipped) = left;
        let (name, text) = described(&written[skipped..]);
        let node = self.end(name.trim(), false, range.start)?;
        if text.is_empty() {
            self.note = Some(OpenNote { node, left, text: String::new(), range });
        } else {
            self.add_note(node, left, text);
        }
        Ok(())
    }

    fn add_note(&mut self, node: usize, left: bool, text: &str) {
        self.builder.graph.nodes[node].notes.push(Note { left, label: Label::parse(text) });
    }
}

/// A name and what is said behind its colon; three colons belong to the name.
fn described(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(at) = text[from..].find(':').map(|at| from + at) {
        if !text[at..].starts_with(":::") {
            return (&text[..at], text[at + 1..].trim());
        }
        from = at + 3;
    }
    (text, "")
}

fn unknown(written: &str, at: usize) -> Problem {
    let trimmed = written.trim();
    let start = at + written.len() - written.trim_start().len();
    let help = "a line is `a --> b`, `a --> b : text`, `a : text`, `state \"text\" as a`, `state a {`, `note right of a : text`";
    if trimmed.is_empty() {
        return Problem::new(at..at, "a state's name is missing", help);
    }
    let shown: String = trimmed.chars().take(60).collect();
    Problem::new(start..start + trimmed.len(), format!("`{shown}` isn't understood in a state diagram"), help)
}
