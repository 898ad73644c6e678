//! Flowcharts.

use std::ops::Range;

use super::graph::{Click, Direction, Edge, End, Graph, GraphBuilder, Shape, Stroke, Tip};
use super::label::Label;
use super::{DEEPEST, MOST, Problem};

/// Openings of shapes, the longest first, with what closes each.
const SHAPES: &[(&str, &[(&str, Shape)])] = &[
    ("(((", &[(")))", Shape::DoubleCircle)]),
    ("((", &[("))", Shape::Circle)]),
    ("([", &[("])", Shape::Stadium)]),
    ("(", &[(")", Shape::Rounded)]),
    ("[[", &[("]]", Shape::Subroutine)]),
    ("[(", &[(")]", Shape::Cylinder)]),
    ("[/", &[("/]", Shape::LeanRight), ("\\]", Shape::Trapezoid)]),
    ("[\\", &[("\\]", Shape::LeanLeft), ("/]", Shape::TrapezoidUpsideDown)]),
    ("[", &[("]", Shape::Rectangle)]),
    ("{{", &[("}}", Shape::Hexagon)]),
    ("{", &[("}", Shape::Diamond)]),
    (">", &[("]", Shape::Flag)]),
];

/// Names of shapes in `id@{ shape: name }`.
const NAMED_SHAPES: &[(&str, Shape)] = &[
    ("rounded", Shape::Rounded),
    ("event", Shape::Rounded),
    ("stadium", Shape::Stadium),
    ("pill", Shape::Stadium),
    ("terminal", Shape::Stadium),
    ("subproc", Shape::Subroutine),
    ("subprocess", Shape::Subroutine),
    ("subroutine", Shape::Subroutine),
    ("fr-rect", Shape::Subroutine),
    ("framed-rectangle", Shape::Subroutine),
    ("cyl", Shape::Cylinder),
    ("cylinder", Shape::Cylinder),
    ("database", Shape::Cylinder),
    ("db", Shape::Cylinder),
    ("circle", Shape::Circle),
    ("circ", Shape::Circle),
    ("dbl-circ", Shape::DoubleCircle),
    ("double-circle", Shape::DoubleCircle),
    ("diam", Shape::Diamond),
    ("diamond", Shape::Diamond),
    ("decision", Shape::Diamond),
    ("question", Shape::Diamond),
    ("hex", Shape::Hexagon),
    ("hexagon", Shape::Hexagon),
    ("prepare", Shape::Hexagon),
    ("lean-r", Shape::LeanRight),
    ("lean-right", Shape::LeanRight),
    ("in-out", Shape::LeanRight),
    ("lean-l", Shape::LeanLeft),
    ("lean-left", Shape::LeanLeft),
    ("out-in", Shape::LeanLeft),
    ("trap-b", Shape::Trapezoid),
    ("trapezoid", Shape::Trapezoid),
    ("priority", Shape::Trapezoid),
    ("trap-t", Shape::TrapezoidUpsideDown),
    ("inv-trapezoid", Shape::TrapezoidUpsideDown),
    ("manual", Shape::TrapezoidUpsideDown),
    ("odd", Shape::Flag),
    ("text", Shape::Text),
    ("start", Shape::Start),
    ("sm-circ", Shape::Start),
    ("stop", Shape::End),
    ("fr-circ", Shape::End),
    ("fork", Shape::Bar),
    ("join", Shape::Bar),
    ("choice", Shape::Choice),
];

/// Reads what follows the word `flowchart`, at `start` of the text.
pub(super) fn parse(text: &str, start: usize) -> Result<Graph, Problem> {
    let mut parser = Parser { text, at: start, builder: GraphBuilder::default(), open: Vec::new() };
    parser.header()?;
    while parser.next_statement() {
        parser.statement()?;
    }
    if let Some((_, range)) = parser.open.pop() {
        return Err(Problem::new(range, "the subgraph isn't closed", "write `end` behind its last line"));
    }
    Ok(parser.builder.finish())
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    builder: GraphBuilder,
    /// The subgraphs that are open, and where each starts.
    open: Vec<(usize, Range<usize>)>,
}

/// A link as it is written.
struct Link {
    stroke: Stroke,
    tail: Tip,
    head: Tip,
    length: u32,
    label: Label,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn line(&self) -> &'a str {
        self.rest().split('\n').next().unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\r']).len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn at_end(&self) -> bool {
        self.rest().is_empty() || self.rest().starts_with(['\n', ';'])
    }

    /// Moves to the next statement, if there is one.
    fn next_statement(&mut self) -> bool {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';').len();
        self.at < self.text.len()
    }

    /// What stands here isn't understood.
    fn problem(&self, help: &str) -> Problem {
        let rest = self.line();
        let word = rest.split_whitespace().next().unwrap_or_default();
        let word = &word[..word.char_indices().nth(40).map_or(word.len(), |(end, _)| end)];
        if word.is_empty() {
            return Problem::new(self.at..self.at, "the line ends too soon", help);
        }
        let start = self.at + rest.len() - rest.trim_start().len();
        Problem::new(start..start + word.len(), format!("`{word}` isn't understood here"), help)
    }

    fn header(&mut self) -> Result<(), Problem> {
        self.skip_blanks();
        if self.at_end() {
            return Ok(());
        }
        let word = self.rest().split(|c: char| c.is_whitespace() || c == ';').next().unwrap_or_default();
        let Some(direction) = Direction::parse(word) else {
            return Err(self.problem("a direction is `TB`, `TD`, `BT`, `LR` or `RL`"));
        };
        self.builder.graph.direction = direction;
        self.at += word.len();
        self.skip_blanks();
        if self.at_end() { Ok(()) } else { Err(self.problem("write the first statement in a line of its own")) }
    }

    fn group(&self) -> Option<usize> {
        self.open.last().map(|(group, _)| *group)
    }

    fn statement(&mut self) -> Result<(), Problem> {
        let word = self.rest().split(|c: char| c.is_whitespace() || c == ';').next().unwrap_or_default();
        // A statement's words go up to the end of its line, or up to `;` outside of quotes.
        let arguments = |text: &'a str| -> &'a str {
            let mut quoted = false;
            let end = text.find(|c: char| {
                quoted ^= c == '"';
                c == '\n' || (c == ';' && !quoted)
            });
            text[..end.unwrap_or(text.len())].trim()
        };
        let rest = arguments(&self.rest()[word.len()..]);
        let whole = self.at..self.at + word.len();
        match word {
            "subgraph" => self.subgraph(rest, whole)?,
            "end" => {
                if self.open.pop().is_none() {
                    return Err(Problem::new(whole, "`end` closes nothing", "take it out, or write `End` for a node"));
                }
                self.at += word.len();
                self.skip_blanks();
                return if self.at_end() { Ok(()) } else { Err(self.problem("write `end` in a line of its own")) };
            }
            "direction" => {
                let direction = Direction::parse(rest);
                match (direction, self.group()) {
                    (Some(direction), Some(group)) => self.builder.graph.groups[group].direction = Some(direction),
                    (Some(direction), None) => self.builder.graph.direction = direction,
                    (None, _) => {
                        self.at += word.len();
                        return Err(self.problem("a direction is `TB`, `TD`, `BT`, `LR` or `RL`"));
                    }
                }
            }
            "style" | "classDef" | "class" => self.builder.looks(word, rest),
            "click" => self.click(rest),
            "linkStyle" => {}
            _ => return self.chain(),
        }
        // Up to the end of what was read, `;` or the line's end next.
        let end = rest.as_ptr() as usize + rest.len() - self.text.as_ptr() as usize;
        self.at = end.max(self.at + word.len());
        Ok(())
    }

    fn subgraph(&mut self, written: &str, range: Range<usize>) -> Result<(), Problem> {
        if self.open.len() >= DEEPEST {
            return Err(Problem::too_deep(range));
        }
        if self.builder.graph.groups.len() >= MOST {
            return Err(Problem::too_many(range, "subgraphs"));
        }
        let (name, label) = match written.split_once('[').and_then(|(name, rest)| Some((name, rest.strip_suffix(']')?)))
        {
            Some((name, title)) => (name.trim(), Label::parse(title)),
            None => (written.trim_matches('"'), Label::parse(written)),
        };
        let group = self.builder.group(name, label, self.group());
        self.open.push((group, range));
        Ok(())
    }

    /// `click id "url" "tooltip"`, `click id href "url"`; what calls a script is passed over.
    fn click(&mut self, written: &'a str) {
        let Some((name, rest)) = written.split_once(char::is_whitespace) else { return };
        let rest = rest.trim_start();
        let rest = rest.strip_prefix("href").map_or(rest, str::trim_start);
        let Some((destination, rest)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { return };
        let start = destination.as_ptr() as usize - self.text.as_ptr() as usize;
        let tooltip = rest.split('"').nth(1).map(|tooltip| Label::parse(tooltip).joined());
        if !destination.is_empty() {
            let range = start..start + destination.len();
            self.builder.click(name, Click { destination: destination.to_owned(), range, tooltip });
        }
    }

    /// `a & b --> c & d --> e`.
    fn chain(&mut self) -> Result<(), Problem> {
        let start = self.at;
        let mut from = self.nodes()?;
        loop {
            self.skip_blanks();
            if self.at_end() {
                return Ok(());
            }
            let link = self.link()?;
            self.skip_blanks();
            // A link may end its line.
            self.at += self.rest().len() - self.rest().trim_start().len();
            let to = self.nodes()?;
            if self.builder.graph.edges.len() + from.len() * to.len() > MOST {
                return Err(Problem::too_many(start..self.at, "edges"));
            }
            for &from in &from {
                for &to in &to {
                    self.builder.graph.edges.push(Edge {
                        from: End::Node(from),
                        to: End::Node(to),
                        label: link.label.clone(),
                        stroke: link.stroke,
                        tail: link.tail,
                        head: link.head,
                        length: link.length,
                    });
                }
            }
            from = to;
        }
    }

    fn nodes(&mut self) -> Result<Vec<usize>, Problem> {
        let mut nodes = vec![self.node()?];
        loop {
            let before = self.at;
            self.skip_blanks();
            if !self.eat("&") {
                self.at = before;
                return Ok(nodes);
            }
            self.at += self.rest().len() - self.rest().trim_start().len();
            nodes.push(self.node()?);
        }
    }

    /// How long the id is that starts here.
    fn id_length(&self) -> usize {
        let rest = self.rest();
        let mut characters = rest.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let inside = at > 0 && next.is_some_and(|next| next.is_alphanumeric() || next == '_');
            // `a-b` is a name, `a--b` and `a-.-b` are links.
            if !(c.is_alphanumeric() || c == '_' || (inside && matches!(c, '-' | '.' | '/' | '\''))) {
                return at;
            }
        }
        rest.len()
    }

    fn node(&mut self) -> Result<usize, Problem> {
        let start = self.at;
        let length = self.id_length();
        if length == 0 {
            return Err(self.problem(
                "a node is `name`, `name[text]`, `name(text)`, `name{text}`; the text in quotes if it holds brackets",
            ));
        }
        let id = &self.rest()[..length];
        self.at += length;
        if id == "end" {
            return Err(Problem::new(start..self.at, "`end` can't be the name of a node", "write `End`"));
        }
        let node = self.builder.node(id, self.group());
        if self.builder.graph.nodes.len() > MOST {
            return Err(Problem::too_many(start..self.at, "nodes"));
        }
        if self.rest().starts_with("@{") {
            self.attributes(node)?;
        } else if let Some((open, closings)) = SHAPES.iter().find(|(open, _)| self.rest().starts_with(open)) {
            self.shape(node, open, closings)?;
        }
        while self.eat(":::") {
            let length =
                self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(self.rest().len());
            let class = &self.rest()[..length];
            // `A:::done-->B`: hyphens at its end are the link's.
            let class = class.trim_end_matches('-');
            self.builder.give_class(id, class);
            self.at += class.len();
        }
        Ok(node)
    }

    fn shape(&mut self, node: usize, open: &str, closings: &[(&str, Shape)]) -> Result<(), Problem> {
        let start = self.at;
        self.at += open.len();
        let rest = self.rest();
        let quoted = rest.trim_start();
        // Where the words end, and where to look for what closes them.
        let (words, search) = if let Some(inner) = quoted.strip_prefix('"') {
            let Some(end) = inner.find('"') else {
                let message = "the quote isn't closed";
                return Err(Problem::new(
                    start..self.at + 1,
                    message,
                    "write `\"` behind the text, and `#quot;` for a quote in it",
                ));
            };
            let end = rest.len() - inner.len() + end + 1;
            (&rest[..end], end)
        } else {
            (rest, 0)
        };
        let line = &rest[search..search + rest[search..].find('\n').unwrap_or(rest.len() - search)];
        let found = closings
            .iter()
            .filter_map(|(close, shape)| Some((line.find(close)?, *close, *shape)))
            .min_by_key(|(at, ..)| *at)
            // Behind a quote nothing but what closes the shape.
            .filter(|(at, ..)| search == 0 || line[..*at].trim().is_empty());
        let Some((at, close, shape)) = found else {
            let closes: Vec<String> = closings.iter().map(|(close, _)| format!("`{close}`")).collect();
            let message = format!("`{open}` isn't closed");
            let help = format!("write {} behind the text; text with brackets stands in quotes", closes.join(" or "));
            return Err(Problem::new(start..start + open.len(), message, help));
        };
        let words = if search == 0 { &words[..at] } else { words };
        self.set(node, Some(Label::parse(words)), Some(shape));
        self.at += search + at + close.len();
        Ok(())
    }

    fn set(&mut self, node: usize, label: Option<Label>, shape: Option<Shape>) {
        let node = &mut self.builder.graph.nodes[node];
        node.shape = shape.unwrap_or(node.shape);
        if let Some(label) = label {
            node.label = label;
        }
    }

    /// `@{ shape: cyl, label: "text" }`.
    fn attributes(&mut self, node: usize) -> Result<(), Problem> {
        let start = self.at;
        let inner = &self.rest()[2..];
        let mut quoted = false;
        let close = inner.find(|c: char| {
            quoted ^= c == '"';
            c == '}' && !quoted
        });
        let Some(close) = close else {
            return Err(Problem::new(start..start + 2, "`@{` isn't closed", "write `}` behind the last attribute"));
        };
        let mut part_start = 0;
        let mut quoted = false;
        let ends = inner[..close].char_indices().filter(|(_, c)| {
            quoted ^= *c == '"';
            matches!(c, ',' | '\n') && !quoted
        });
        for end in ends.map(|(end, _)| end).chain([close]).collect::<Vec<_>>() {
            let part = inner.get(part_start..end).unwrap_or_default();
            part_start = end + 1;
            let Some((name, value)) = part.split_once(':') else { continue };
            match name.trim() {
                "shape" => {
                    let wanted = value.trim().trim_matches(['"', '\'']);
                    let shape = NAMED_SHAPES.iter().find(|(name, _)| *name == wanted).map(|(_, shape)| *shape);
                    self.set(node, None, Some(shape.unwrap_or_default()));
                }
                "label" => self.set(node, Some(Label::parse(value.trim().trim_matches('\''))), None),
                _ => {}
            }
        }
        self.at += 2 + close + 1;
        Ok(())
    }

    /// A link, its label included.
    fn link(&mut self) -> Result<Link, Problem> {
        const HELP: &str = "a link is `-->`, `---`, `-.->` or `==>`, with text as `-->|text|`";
        // `e1@-->` gives the link a name.
        let name = self.id_length();
        if name > 0 && self.rest()[name..].starts_with('@') {
            self.at += name + 1;
        }
        let start = self.at;
        let tail = match self.rest().as_bytes() {
            [b'<', b'-' | b'=', ..] => Tip::Arrow,
            [b'o', b'-' | b'=', ..] => Tip::Circle,
            [b'x', b'-' | b'=', ..] => Tip::Cross,
            _ => Tip::None,
        };
        self.at += usize::from(tail != Tip::None);
        let rest = self.rest();
        let count = |text: &str, byte: u8| text.bytes().take_while(|found| *found == byte).count();
        let (stroke, mark) = match rest.as_bytes() {
            [b'-', b'-', ..] => (Stroke::Solid, b'-'),
            [b'=', b'=', ..] => (Stroke::Thick, b'='),
            [b'-', b'.', ..] => (Stroke::Dotted, b'.'),
            [b'~', b'~', b'~', ..] => (Stroke::Hidden, b'~'),
            _ => {
                self.at = start;
                return Err(self.problem(HELP));
            }
        };
        let first = usize::from(stroke == Stroke::Dotted);
        let marks = count(&rest[first..], mark);
        self.at += first + marks;
        if stroke == Stroke::Dotted {
            // `-.-` closes with a hyphen; `-.` alone opens a text.
            let closed = self.eat("-");
            if !closed {
                return self.worded(stroke, tail, start);
            }
            let head = self.head();
            return Ok(Link { stroke, tail, head, length: length(marks), label: self.piped()? });
        }
        let head = if stroke == Stroke::Hidden { Tip::None } else { self.head() };
        if marks == 2 && head == Tip::None {
            return self.worded(stroke, tail, start);
        }
        let ranks = if head == Tip::None { marks - 2 } else { marks - 1 };
        let ranks = if stroke == Stroke::Hidden { marks - 2 } else { ranks };
        Ok(Link { stroke, tail, head, length: length(ranks), label: self.piped()? })
    }

    fn head(&mut self) -> Tip {
        let tip = match self.rest().bytes().next() {
            Some(b'>') => Tip::Arrow,
            Some(b'x') => Tip::Cross,
            Some(b'o') => Tip::Circle,
            _ => Tip::None,
        };
        self.at += usize::from(tip != Tip::None);
        tip
    }

    /// `|text|` behind a link.
    fn piped(&mut self) -> Result<Label, Problem> {
        let before = self.at;
        self.skip_blanks();
        if !self.eat("|") {
            self.at = before;
            return Ok(Label::default());
        }
        let Some(end) = self.rest().find('|') else {
            return Err(Problem::new(self.at - 1..self.at, "the link's text isn't closed", "write `|` behind it"));
        };
        let label = Label::parse(&self.rest()[..end]);
        self.at += end + 1;
        Ok(label)
    }

    /// ` text -->`, the rest of a link with its text in the middle.
    fn worded(&mut self, stroke: Stroke, tail: Tip, start: usize) -> Result<Link, Problem> {
        let line = self.line();
        let quoted = line
            .trim_start()
            .strip_prefix('"')
            .and_then(|inner| inner.find('"').map(|end| line.len() - inner.len() + end));
        let from = line.len() - line.trim_start().len();
        let from = quoted.filter(|_| line.trim_start().starts_with('"')).map_or(from, |end| end.min(line.len()));
        let close = match stroke {
            Stroke::Thick => "==",
            Stroke::Dotted => ".-",
            _ => "--",
        };
        let Some(at) = line[from..].find(close).map(|at| from + at) else {
            let message = "the link isn't complete";
            return Err(Problem::new(start..self.at, message, "write `-->`, or `-- text -->`"));
        };
        // More dots before the last one make it longer.
        let text = if stroke == Stroke::Dotted { line[..at].trim_end_matches('.') } else { &line[..at] };
        let label = Label::parse(text);
        let dots = at - text.len() + 1;
        self.at += at;
        let mark = if stroke == Stroke::Thick { '=' } else { '-' };
        let marks = if stroke == Stroke::Dotted {
            self.at += 2;
            dots + 1
        } else {
            let rest = self.rest();
            let marks = rest.len() - rest.trim_start_matches(mark).len();
            self.at += marks;
            marks
        };
        let head = self.head();
        let ranks = if head == Tip::None && stroke != Stroke::Dotted { marks.saturating_sub(2) } else { marks - 1 };
        Ok(Link { stroke, tail, head, length: length(ranks), label })
    }
}

/// How many ranks a link spans: no more than anybody writes on purpose.
fn length(marks: usize) -> u32 {
    u32::try_from(marks.clamp(1, 10)).unwrap_or(1)
}
