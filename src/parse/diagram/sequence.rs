//! Sequence diagrams.

use std::ops::Range;

use rapidhash::RapidHashMap;

use super::label::Label;
use super::{DEEPEST, MOST, Problem};
use crate::parse::tone::Tone;

/// Who sends what to whom, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sequence {
    /// The title that its own text gives it.
    pub title: Option<String>,
    /// Who takes part, from left to right.
    pub participants: Vec<Participant>,
    /// Boxes around neighbouring participants.
    pub boxes: Vec<Box>,
    /// What happens, from top to bottom.
    pub events: Vec<Event>,
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// What it is called.
    pub label: Label,
    /// Whether it is drawn as a person.
    pub actor: bool,
}

/// A box around neighbouring participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Box {
    /// Its title.
    pub label: Label,
    /// Its colour, where one is chosen.
    pub tone: Option<Tone>,
    /// Those in it: first, and one behind the last.
    pub participants: Range<usize>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A message.
    Message(Message),
    /// A note.
    Note {
        /// Where it stands.
        place: NotePlace,
        /// The first participant, and the last.
        over: (usize, usize),
        /// What it says.
        label: Label,
    },
    /// A participant becomes active.
    Activate(usize),
    /// It is so no more.
    Deactivate(usize),
    /// A participant comes into being with the next message.
    Create(usize),
    /// A participant ends with the next message.
    Destroy(usize),
    /// A frame opens.
    Open(Frame, Label),
    /// Its next part.
    Divide(Label),
    /// It closes.
    Close,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who sends it.
    pub from: usize,
    /// Who receives it.
    pub to: usize,
    /// What it says.
    pub label: Label,
    /// Whether its line is dotted, as that of an answer.
    pub dotted: bool,
    /// What is drawn at its end.
    pub head: Head,
    /// Whether its start has an arrow, too.
    pub both: bool,
    /// Its number, where they are counted.
    pub number: Option<u32>,
}

/// What is drawn at the end of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// An arrow.
    Arrow,
    /// An open arrow, for what nobody waits for.
    Open,
    /// A cross, for what is lost.
    Cross,
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotePlace {
    /// On the left of a participant.
    Left,
    /// On its right.
    Right,
    /// Over one or several.
    Over,
}

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// `loop`.
    Loop,
    /// `alt`, with `else`.
    Alternative,
    /// `opt`.
    Option,
    /// `par`, with `and`.
    Parallel,
    /// `critical`, with `option`.
    Critical,
    /// `break`.
    Break,
    /// `rect`: a background of a colour.
    Background(Tone),
}

/// The arrows, those that others start with behind them.
const ARROWS: &[(&str, bool, Head, bool)] = &[
    ("<<-->>", true, Head::Arrow, true),
    ("<<->>", false, Head::Arrow, true),
    ("-->>", true, Head::Arrow, false),
    ("->>", false, Head::Arrow, false),
    ("-->", true, Head::None, false),
    ("->", false, Head::None, false),
    ("--x", true, Head::Cross, false),
    ("-x", false, Head::Cross, false),
    ("--)", true, Head::Open, false),
    ("-)", false, Head::Open, false),
];

const HELP: &str = "a line is `A->>B: text`, `participant A as text`, `Note over A: text`, `loop text` … `end`";

/// Reads what follows the word `sequenceDiagram`, at `start` of the text.
pub(super) fn parse(text: &str, start: usize) -> Result<Sequence, Problem> {
    let mut parser = Parser::default();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        // A semicolon ends a statement, unless it ends an entity.
        let mut from = 0;
        for end in line.match_indices(';').map(|(end, _)| end).chain([line.len()]) {
            let part = &line[from..end];
            let tail = part.len() - part.bytes().rev().take_while(u8::is_ascii_alphanumeric).take(10).count();
            if end < line.len() && part[..tail].ends_with('#') {
                continue;
            }
            let trimmed = part.trim();
            if !trimmed.is_empty() {
                let place = at + from + part.len() - part.trim_start().len();
                parser.statement(trimmed, place..place + trimmed.len())?;
            }
            from = end + 1;
        }
        at += line.len();
    }
    if let Some((_, range)) = parser.open.pop() {
        return Err(Problem::new(range, "it isn't closed", "write `end` behind its last line"));
    }
    Ok(parser.sequence)
}

#[derive(Default)]
struct Parser {
    sequence: Sequence,
    names: RapidHashMap<String, usize>,
    /// What `end` closes: a box of participants, or a frame.
    open: Vec<(Opened, Range<usize>)>,
    /// The next number and what is added each time, while messages are counted.
    counter: Option<(u32, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Box,
    Frame(Frame),
}

impl Parser {
    fn statement(&mut self, line: &str, range: Range<usize>) -> Result<(), Problem> {
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        let lower = word.to_ascii_lowercase();
        let frame = match &*lower {
            "loop" => Some(Frame::Loop),
            "alt" => Some(Frame::Alternative),
            "opt" => Some(Frame::Option),
            "par" | "par_over" => Some(Frame::Parallel),
            "critical" => Some(Frame::Critical),
            "break" => Some(Frame::Break),
            "rect" => Some(Frame::Background(Tone::of(rest))),
            _ => None,
        };
        // `loop->>b: x` and `end: x` would be messages of participants with these names.
        if let Some(frame) = frame {
            return self.open_frame(frame, rest, range);
        }
        match &*lower {
            "participant" | "actor" => {
                self.participant(rest, lower == "actor", &range)?;
            }
            "create" => {
                let (kind, rest) = rest.split_once(char::is_whitespace).unwrap_or(("", rest));
                let new = self.participant(rest, kind.eq_ignore_ascii_case("actor"), &range)?;
                self.push(Event::Create(new), &range)?;
            }
            "destroy" => {
                let who = self.named(rest, &range)?;
                self.push(Event::Destroy(who), &range)?;
            }
            "activate" => {
                let who = self.named(rest, &range)?;
                self.push(Event::Activate(who), &range)?;
            }
            "deactivate" => {
                let who = self.named(rest, &range)?;
                self.push(Event::Deactivate(who), &range)?;
            }
            "note" => self.note(rest, &range)?,
            "else" | "and" | "option" => return self.divide(&lower, rest, range),
            "end" if rest.is_empty() => self.close(&range)?,
            "autonumber" => {
                let numbers: Vec<u32> = rest.split_whitespace().filter_map(|word| word.parse().ok()).collect();
                self.counter = match *numbers {
                    _ if rest == "off" => None,
                    [] => Some((1, 1)),
                    [first] => Some((first, 1)),
                    [first, step, ..] => Some((first, step)),
                };
            }
            "title" | "title:" => self.sequence.title = Some(Label::parse(rest.trim_start_matches(':')).joined()),
            "box" => self.open_box(rest, range)?,
            "links" | "link" | "properties" | "details" => {}
            _ => self.message(line, &range)?,
        }
        Ok(())
    }

    fn push(&mut self, event: Event, range: &Range<usize>) -> Result<(), Problem> {
        if self.sequence.events.len() >= 2 * MOST {
            return Err(Problem::too_many(range.clone(), "messages"));
        }
        self.sequence.events.push(event);
        Ok(())
    }

    /// The participant of a name, made where it isn't there.
    fn named(&mut self, name: &str, range: &Range<usize>) -> Result<usize, Problem> {
        if name.is_empty() {
            return Err(Problem::new(range.clone(), "nobody is named", HELP));
        }
        if let Some(&index) = self.names.get(name) {
            return Ok(index);
        }
        let index = self.sequence.participants.len();
        // Side by side fewer can be read than one below the other.
        if index >= MOST / 5 {
            return Err(Problem::new(
                range.clone(),
                format!("more than {} participants", MOST / 5),
                "make several diagrams of it",
            ));
        }
        self.sequence.participants.push(Participant { label: Label::parse(name), actor: false });
        self.names.insert(name.to_owned(), index);
        if let Some((Opened::Box, _)) = self.open.last()
            && let Some(last) = self.sequence.boxes.last_mut()
        {
            last.participants.end = index + 1;
        }
        Ok(index)
    }

    fn participant(&mut self, written: &str, actor: bool, range: &Range<usize>) -> Result<usize, Problem> {
        let (written, attributes) = written.split_once("@{").map_or((written, ""), |(name, rest)| {
            let (attributes, after) = rest.split_once('}').unwrap_or((rest, ""));
            if after.trim().is_empty() { (name, attributes) } else { (after, attributes) }
        });
        let (name, label) = written.split_once(" as ").map_or((written, None), |(name, label)| (name, Some(label)));
        let index = self.named(name.trim(), range)?;
        let participant = &mut self.sequence.participants[index];
        participant.actor = actor || attributes.contains("\"actor\"");
        if let Some(label) = label {
            participant.label = Label::parse(label);
        }
        Ok(index)
    }

    fn note(&mut self, written: &str, range: &Range<usize>) -> Result<(), Problem> {
        let help = "write `Note over A,B: text`, `Note left of A: text` or `Note right of A: text`";
        let Some((place, text)) = written.split_once(':') else {
            return Err(Problem::new(range.clone(), "the note says nothing", help));
        };
        let lower = place.to_ascii_lowercase();
        let found = [("left of ", NotePlace::Left), ("right of ", NotePlace::Right), ("over ", NotePlace::Over)]
            .into_iter()
            .find_map(|(words, kind)| lower.starts_with(words).then(|| (kind, place[words.len()..].trim())));
        let Some((kind, names)) = found else {
            return Err(Problem::new(range.clone(), "the note has no place", help));
        };
        let (first, last) = names.split_once(',').unwrap_or((names, names));
        let (first, last) = (self.named(first.trim(), range)?, self.named(last.trim(), range)?);
        let over = (first.min(last), first.max(last));
        self.push(Event::Note { place: kind, over, label: Label::parse(text) }, range)
    }

    fn open_box(&mut self, written: &str, range: Range<usize>) -> Result<(), Problem> {
        if !self.open.is_empty() {
            return Err(Problem::new(
                range,
                "a box stands in a frame",
                "write `box` … `end` around `participant` lines alone",
            ));
        }
        // The first word is a colour, if it is one.
        let (word, rest) = match written.find(')').filter(|_| written.starts_with("rgb") || written.starts_with("hsl"))
        {
            Some(end) => (&written[..=end], written[end + 1..].trim()),
            None => written.split_once(char::is_whitespace).map_or((written, ""), |(word, rest)| (word, rest.trim())),
        };
        let tone = Tone::of(word);
        let coloured = tone != Tone::Neutral || matches!(word, "transparent" | "gray" | "grey" | "white" | "black");
        let (title, tone) =
            if coloured { (rest, Some(tone).filter(|tone| *tone != Tone::Neutral)) } else { (written, None) };
        let next = self.sequence.participants.len();
        self.sequence.boxes.push(Box { label: Label::parse(title), tone, participants: next..next });
        self.open.push((Opened::Box, range));
        Ok(())
    }

    fn open_frame(&mut self, frame: Frame, written: &str, range: Range<usize>) -> Result<(), Problem> {
        if self.open.len() >= DEEPEST {
            return Err(Problem::too_deep(range));
        }
        let label = if matches!(frame, Frame::Background(_)) { Label::default() } else { Label::parse(written) };
        self.push(Event::Open(frame, label), &range)?;
        self.open.push((Opened::Frame(frame), range));
        Ok(())
    }

    fn divide(&mut self, word: &str, written: &str, range: Range<usize>) -> Result<(), Problem> {
        let of = match word {
            "else" => Frame::Alternative,
            "and" => Frame::Parallel,
            _ => Frame::Critical,
        };
        if self.open.last().is_none_or(|(opened, _)| *opened != Opened::Frame(of)) {
            let name = frame_word(of);
            let end = range.start + word.len();
            return Err(Problem::new(
                range.start..end,
                format!("`{word}` stands in no `{name}`"),
                format!("open it with `{name}`, and close what was opened in it with `end`"),
            ));
        }
        self.push(Event::Divide(Label::parse(written)), &range)
    }

    fn close(&mut self, range: &Range<usize>) -> Result<(), Problem> {
        match self.open.pop() {
            Some((Opened::Frame(_), _)) => self.push(Event::Close, range),
            Some((Opened::Box, _)) => Ok(()),
            None => Err(Problem::new(range.clone(), "`end` closes nothing", "take it out")),
        }
    }

    fn message(&mut self, line: &str, range: &Range<usize>) -> Result<(), Problem> {
        let (head, text) = line.split_once(':').unwrap_or((line, ""));
        let Some((at, (arrow, dotted, tip, both))) = find_arrow(head) else {
            let shown: String = line.chars().take(60).collect();
            return Err(Problem::new(range.clone(), format!("`{shown}` isn't understood in a sequence diagram"), HELP));
        };
        let (from, to) = (head[..at].trim(), head[at + arrow.len()..].trim());
        let (to, activates) = match to.strip_prefix(['+', '-']) {
            Some(rest) => (rest.trim(), to.chars().next()),
            None => (to, None),
        };
        let (from, to) = (self.named(from, range)?, self.named(to, range)?);
        let number = self.counter;
        if let Some((next, step)) = &mut self.counter {
            *next = next.saturating_add(*step);
        }
        let label = Label::parse(text.trim().trim_start_matches("wrap:").trim_start_matches("nowrap:"));
        let message = Message { from, to, label, dotted, head: tip, both, number: number.map(|(number, _)| number) };
        self.push(Event::Message(message), range)?;
        match activates {
            Some('+') => self.push(Event::Activate(to), range),
            Some(_) => self.push(Event::Deactivate(from), range),
            None => Ok(()),
        }
    }
}

/// The word that opens a frame.
#[must_use]
pub const fn frame_word(frame: Frame) -> &'static str {
    match frame {
        Frame::Loop => "loop",
        Frame::Alternative => "alt",
        Frame::Option => "opt",
        Frame::Parallel => "par",
        Frame::Critical => "critical",
        Frame::Break => "break",
        Frame::Background(_) => "rect",
    }
}

type Arrow = (&'static str, bool, Head, bool);

/// The first arrow. One that a name may hold, as `my-xbox` does, counts only where there is no other.
fn find_arrow(head: &str) -> Option<(usize, Arrow)> {
    let plain = head.find('>').and_then(|end| {
        let start = head[..end]
            .rfind(|c| !matches!(c, '<' | '-'))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        let found = ARROWS.iter().find(|(arrow, ..)| head[start..].starts_with(arrow))?;
        Some((start, *found))
    });
    plain.or_else(|| {
        head.match_indices('-').find_map(|(at, _)| {
            let found = ARROWS.iter().find(|(arrow, ..)| head[at..].starts_with(arrow))?;
            Some((at, *found))
        })
    })
}
