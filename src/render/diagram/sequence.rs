//! Sequence diagrams: participants from left to right, and what happens from top to bottom.

mod columns;

use self::columns::{Columns, Measured};
use super::Picture;
use super::svg::{FONT, LINE, Rect, SMALL, Svg, size_of};
use crate::parse::diagram::sequence::{Event, Frame, Head, Message, NotePlace, Sequence, frame_word};

/// How far a message to oneself reaches.
const SELF_WIDTH: i64 = 40;
const SELF_HEIGHT: i64 = 22;
/// Half of the width of the bar of who is active, and how far one stands from the one below it.
const BAR: i64 = 5;
/// Room around a frame.
const FRAME: i64 = 14;
/// From one event to the next.
const STEP: i64 = 16;
/// The height of a person.
const PERSON: i64 = 40;
/// Room around all.
const MARGIN: i64 = 8;

/// Draws a sequence diagram.
pub(super) fn draw(sequence: &Sequence) -> Picture {
    let measured = Measured::new(sequence);
    let columns = Columns::new(sequence, &measured);
    let mut scene = Scene::new(sequence, &measured, &columns);
    scene.heads();
    for (index, event) in sequence.events.iter().enumerate() {
        scene.event(index, event);
    }
    scene.finish()
}

/// A frame that is open.
struct OpenFrame {
    kind: Frame,
    top: i64,
    left: i64,
    right: i64,
    words: Vec<String>,
    /// Where its parts are divided, with the words of what follows.
    divisions: Vec<(i64, Vec<String>)>,
}

struct Scene<'a> {
    sequence: &'a Sequence,
    measured: &'a Measured,
    columns: &'a Columns,
    /// Layers, the last on top: boxes and backgrounds, lifelines, bars, and what stands in front of them.
    back: Svg,
    lines: Svg,
    bars: Svg,
    front: Svg,
    /// Where the next event starts.
    y: i64,
    /// Where the last message is.
    last: i64,
    /// Where each lifeline starts; `None` before its participant comes into being and after it ends.
    alive: Vec<Option<i64>>,
    /// For each participant, where each of its open bars starts.
    active: Vec<Vec<i64>>,
    creating: Option<usize>,
    destroying: Option<usize>,
    frames: Vec<OpenFrame>,
    /// How far to the left and to the right anything reaches.
    extent: (i64, i64),
}

impl<'a> Scene<'a> {
    fn new(sequence: &'a Sequence, measured: &'a Measured, columns: &'a Columns) -> Self {
        let count = sequence.participants.len();
        Self {
            sequence,
            measured,
            columns,
            back: Svg::default(),
            lines: Svg::default(),
            bars: Svg::default(),
            front: Svg::default(),
            y: 0,
            last: 0,
            alive: vec![None; count],
            active: vec![Vec::new(); count],
            creating: None,
            destroying: None,
            frames: Vec::new(),
            extent: (0, 0),
        }
    }

    fn reach(&mut self, left: i64, right: i64) {
        self.extent = (self.extent.0.min(left), self.extent.1.max(right));
        if let Some(frame) = self.frames.last_mut() {
            frame.left = frame.left.min(left);
            frame.right = frame.right.max(right);
        }
    }

    fn head_height(&self) -> i64 {
        self.measured.heads.iter().map(|(_, (_, height))| *height).max().unwrap_or(0)
    }

    /// Draws who takes part from the start.
    fn heads(&mut self) {
        let boxed = !self.sequence.boxes.is_empty();
        let titles = self.measured.boxes.iter().map(|words| size_of(words, SMALL).1).max().unwrap_or(0);
        self.y = if boxed { titles + 16 } else { 0 };
        let height = self.head_height();
        let later = |participant: &usize| {
            self.sequence.events.iter().any(|event| matches!(event, Event::Create(created) if created == participant))
        };
        let first: Vec<usize> = (0..self.sequence.participants.len()).filter(|index| !later(index)).collect();
        for participant in first {
            self.head(participant, self.y + height / 2);
            self.alive[participant] = Some(self.y + height);
        }
        self.y += height + STEP;
        self.last = self.y;
    }

    fn head(&mut self, participant: usize, middle: i64) {
        let (words, (width, height)) = &self.measured.heads[participant];
        let x = self.columns.x[participant];
        self.extent = (self.extent.0.min(x - width / 2), self.extent.1.max(x + width / 2));
        self.front.open("node");
        if self.sequence.participants[participant].actor {
            let top = middle - height / 2;
            self.front.circle("", (x, top + 8), 7);
            self.front.path("", &format!("M{x} {}v13m-12 -8h24m-22 20l10 -12l10 12", top + 15));
            let (_, words_height) = size_of(words, FONT);
            self.front.text("", words, (x, top + PERSON + words_height / 2));
        } else {
            let rect = Rect { x: x - width / 2, y: middle - height / 2, width: *width, height: *height };
            self.front.rect("", rect, 3);
            self.front.text("", words, (x, middle));
        }
        self.front.close();
    }

    fn event(&mut self, index: usize, event: &Event) {
        match event {
            Event::Message(message) => self.message(index, message),
            Event::Note { place, over, .. } => self.note(index, *place, *over),
            Event::Activate(who) => self.active[*who].push(self.last),
            Event::Deactivate(who) => {
                if let Some(start) = self.active[*who].pop() {
                    self.bar(*who, start, self.last.max(start + 8));
                }
            }
            Event::Create(who) => self.creating = Some(*who),
            Event::Destroy(who) => self.destroying = Some(*who),
            Event::Open(kind, _) => self.open(index, *kind),
            Event::Divide(_) => {
                let words = self.measured.events[index].0.clone();
                let height = size_of(&words, SMALL).1;
                if let Some(frame) = self.frames.last_mut() {
                    frame.divisions.push((self.y, words));
                }
                self.y += height.max(6) + STEP;
                self.last = self.y;
            }
            Event::Close => self.close(),
        }
    }

    fn bar(&mut self, who: usize, from: i64, to: i64) {
        let level = i64::try_from(self.active[who].len()).unwrap_or(0);
        let x = self.columns.x[who] + level * BAR;
        self.bars.rect("bar", Rect { x: x - BAR, y: from, width: 2 * BAR, height: to - from }, 0);
    }

    /// Where a message meets a participant's line, on the side of where it comes from or leads to. `more` counts a bar that
    /// opens with it.
    fn edge_of(&self, who: usize, rightward: bool, more: usize) -> i64 {
        let level = i64::try_from(self.active[who].len() + more).unwrap_or(0);
        let x = self.columns.x[who];
        match (level, rightward) {
            (0, _) => x,
            (level, true) => x + (level - 1) * BAR + BAR,
            (_, false) => x - BAR,
        }
    }

    fn message(&mut self, index: usize, message: &Message) {
        let (words, (width, height)) = self.measured.events[index].clone();
        let opens = matches!(self.sequence.events.get(index + 1), Some(Event::Activate(who)) if *who == message.to);
        let class = if message.dotted { "edge dotted" } else { "edge" };
        let created = self.creating.take().filter(|who| *who == message.to);
        // Who comes into being needs room for its head.
        if let Some(who) = created {
            let head = self.measured.heads[who].1.1;
            self.y += (head / 2 - height).max(0);
        }
        if message.from == message.to {
            let x = self.edge_of(message.from, true, 0);
            self.y += height;
            let top = self.y;
            let bottom = top + SELF_HEIGHT;
            let end = self.edge_of(message.to, true, usize::from(opens)).max(x);
            self.front.path(
                class,
                &format!(
                    "M{x} {top}h{SELF_WIDTH}v{SELF_HEIGHT}H{}",
                    end + if message.head == Head::None { 0 } else { 7 }
                ),
            );
            self.tip(message.head, (end, bottom), -1, class);
            self.words(&words, (width, height), (x + width / 2 + 6, top - height / 2), false);
            self.number(message.number, (x, top));
            self.reach(self.columns.x[message.from] - 20, x + SELF_WIDTH.max(width + 8));
            self.last = bottom;
        } else {
            let rightward = self.columns.x[message.to] > self.columns.x[message.from];
            let sign = if rightward { 1 } else { -1 };
            self.y += height;
            let y = self.y;
            let from = self.edge_of(message.from, rightward, 0);
            let to = match created {
                Some(who) => self.columns.x[who] - sign * (self.measured.heads[who].1.0 / 2),
                None => self.edge_of(message.to, !rightward, usize::from(opens)),
            };
            let shortened = |at: i64, tip: bool, sign: i64| if tip { at - sign * 7 } else { at };
            let line_to = shortened(to, matches!(message.head, Head::Arrow), sign);
            let line_from = shortened(from, message.both, -sign);
            self.front.line(class, (line_from, y), (line_to, y));
            // The end of who is destroyed is a cross already.
            if message.head != Head::Cross || self.destroying != Some(message.to) {
                self.tip(message.head, (to, y), sign, class);
            }
            if message.both {
                self.tip(Head::Arrow, (from, y), -sign, class);
            }
            // Only where other lines lie between are the words kept free of them.
            let crosses = message.from.abs_diff(message.to) > 1;
            self.words(&words, (width, height), ((from + to) / 2, y - height / 2), crosses);
            self.number(message.number, (from, y));
            let middle = (from + to) / 2;
            self.reach(from.min(to).min(middle - width / 2) - 6, from.max(to).max(middle + width / 2) + 6);
            if let Some(who) = created {
                self.head(who, y);
                let half = self.measured.heads[who].1.1 / 2;
                self.alive[who] = Some(y + half);
                self.y += half;
            }
            self.last = y;
        }
        self.y = self.y.max(self.last) + STEP;
        if let Some(who) = self.destroying.filter(|who| *who == message.from || *who == message.to) {
            self.destroying = None;
            self.end_life(who, self.last);
            self.front.cross("edge", (self.columns.x[who], self.last));
        }
    }

    fn tip(&mut self, head: Head, (x, y): (i64, i64), sign: i64, class: &str) {
        match head {
            Head::None => {}
            Head::Arrow => self.front.arrow("head", (x, y), (sign, 0)),
            Head::Open => {
                self.front.path("edge", &format!("M{} {}L{x} {y}L{} {}", x - 9 * sign, y - 5, x - 9 * sign, y + 5));
            }
            Head::Cross => self.front.cross(class.split(' ').next().unwrap_or_default(), (x - 6 * sign, y)),
        }
    }

    fn words(&mut self, words: &[String], (width, height): (i64, i64), (x, y): (i64, i64), clear: bool) {
        if words.is_empty() {
            return;
        }
        self.front.open("label");
        if clear {
            self.front.rect(
                "",
                Rect { x: x - width / 2 - 3, y: y - height / 2 + 1, width: width + 6, height: height - 4 },
                3,
            );
        }
        self.front.text("small", words, (x, y - 1));
        self.front.close();
    }

    fn number(&mut self, number: Option<u32>, (x, y): (i64, i64)) {
        let Some(number) = number else { return };
        let shown = [number.to_string()];
        let width = size_of(&shown, SMALL).0;
        self.front.open("number");
        self.front.rect("", Rect { x: x - width / 2 - 5, y: y - 9, width: width + 10, height: 18 }, 9);
        self.front.text("small", &shown, (x, y));
        self.front.close();
    }

    fn note(&mut self, index: usize, place: NotePlace, (first, last): (usize, usize)) {
        let (words, (width, height)) = self.measured.events[index].clone();
        let (from, to) = (self.columns.x[first], self.columns.x[last]);
        let x = match place {
            NotePlace::Left => from - 12 - width,
            NotePlace::Right => to + 12,
            NotePlace::Over => (from + to - width.max(to - from + 40)) / 2,
        };
        let width =
            if place == NotePlace::Over { width.max(if first == last { 0 } else { to - from + 40 }) } else { width };
        let x = if place == NotePlace::Over { (from + to - width) / 2 } else { x };
        let rect = Rect { x, y: self.y, width, height };
        self.front.open("note");
        self.front.rect("", rect, 2);
        self.front.text("small", &words, (x + width / 2, self.y + height / 2));
        self.front.close();
        self.reach(x - 4, x + width + 4);
        self.y += height;
        self.last = self.y;
        self.y += STEP;
    }

    fn open(&mut self, index: usize, kind: Frame) {
        let words = self.measured.events[index].0.clone();
        let plain = matches!(kind, Frame::Background(_));
        let height = size_of(&words, SMALL).1.max(LINE);
        let top = self.y - 2;
        self.y += if plain { 8 } else { height + STEP };
        self.last = self.y;
        self.frames.push(OpenFrame { kind, top, left: i64::MAX, right: i64::MIN, words, divisions: Vec::new() });
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let tab = size_of(&[frame_word(frame.kind).to_owned()], SMALL).0 + 20;
        let (mut left, mut right) = (frame.left, frame.right);
        if left > right {
            // Nothing happens in it: it goes over all.
            left = self.columns.x.first().copied().unwrap_or(0) - 20;
            right = self.columns.x.last().copied().unwrap_or(0) + 20;
        }
        left -= FRAME;
        let widest = frame
            .divisions
            .iter()
            .map(|(_, words)| words)
            .chain([&frame.words])
            .map(|words| size_of(words, SMALL).0)
            .max();
        right = (right + FRAME).max(left + tab + widest.unwrap_or(0) + 20);
        let rect = Rect { x: left, y: frame.top, width: right - left, height: self.y - frame.top };
        match frame.kind {
            Frame::Background(tone) => self.back.rect(&format!("backdrop tone-{}", tone.name()), rect, 4),
            kind => {
                self.front.open("fragment");
                self.front.rect("", rect, 3);
                let (x, y) = (left, frame.top);
                self.front.path("tab", &format!("M{x} {y}h{tab}v13l-7 7H{x}z"));
                self.front.text("small strong", &[frame_word(kind).to_owned()], (x + (tab - 6) / 2, y + 10));
                self.front.text_from("small", &bracketed(&frame.words), (x + tab + 8, y + 15));
                for (at, words) in &frame.divisions {
                    self.front.line("division", (left, *at), (right, *at));
                    self.front.text_from("small", &bracketed(words), (x + 12, at + 16));
                }
                self.front.close();
            }
        }
        self.y += STEP - 2;
        self.last = self.y - STEP / 2;
        self.reach(left, right);
    }

    fn end_life(&mut self, who: usize, at: i64) {
        while let Some(start) = self.active[who].pop() {
            self.bar(who, start, at.max(start + 8));
        }
        if let Some(start) = self.alive[who].take() {
            let x = self.columns.x[who];
            self.lines.line("life", (x, start), (x, at.max(start)));
        }
    }

    fn finish(mut self) -> Picture {
        while !self.frames.is_empty() {
            self.close();
        }
        // Who reads the end of a long diagram sees who is who.
        let repeated = self.y > 520;
        let bottom = self.y + 4;
        let height = self.head_height();
        for who in 0..self.sequence.participants.len() {
            if self.alive[who].is_some() {
                self.end_life(who, bottom);
                if repeated {
                    self.head(who, bottom + height / 2);
                }
            }
        }
        let end = if repeated { bottom + height } else { bottom };
        let mut boxes = Svg::default();
        for (index, boxed) in self.sequence.boxes.iter().enumerate() {
            let Some((first, last)) = boxed.participants.clone().next().zip(boxed.participants.clone().next_back())
            else {
                continue;
            };
            let half = |who: usize| self.measured.heads[who].1.0 / 2 + 10;
            let words = &self.measured.boxes[index];
            let (left, right) = (self.columns.x[first] - half(first), self.columns.x[last] + half(last));
            let lacking = (size_of(words, SMALL).0 + 16 - (right - left)).max(0);
            let rect = Rect { x: left - lacking / 2, y: 0, width: right - left + lacking, height: end + 8 };
            self.extent = (self.extent.0.min(rect.x), self.extent.1.max(rect.x + rect.width));
            let tone = boxed.tone.map(|tone| format!(" tone-{}", tone.name())).unwrap_or_default();
            boxes.rect(&format!("backdrop outlined{tone}"), rect, 6);
            let middle = size_of(words, SMALL).1 / 2 + 4;
            boxes.text("small strong", words, ((left + right) / 2, middle));
        }
        let (left, right) = self.extent;
        let end = if self.sequence.boxes.is_empty() { end } else { end + 8 };
        let mut body = Svg::default();
        body.raw(&format!("<g transform=\"translate({} {MARGIN})\">", MARGIN - left));
        for layer in [boxes, self.back, self.lines, self.bars, self.front] {
            body.raw(&layer.finish());
        }
        body.raw("</g>");
        let description = describe(self.sequence);
        Picture { size: (right - left + 2 * MARGIN, end + 2 * MARGIN), body: body.finish(), description }
    }
}

fn bracketed(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(first) = words.first_mut() {
        first.insert(0, '[');
    }
    if let Some(last) = words.last_mut() {
        last.push(']');
    }
    words
}

/// How many messages are told of to those who can't see them.
const TOLD: usize = 60;

/// What happens, in words: names and arrows, which every language has.
fn describe(sequence: &Sequence) -> String {
    let name = |who: usize| sequence.participants[who].label.joined();
    let messages: Vec<String> = sequence
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Message(message) => {
                let label = message.label.joined();
                let words = if label.is_empty() { String::new() } else { format!(": {label}") };
                Some(format!("{} → {}{words}", name(message.from), name(message.to)))
            }
            _ => None,
        })
        .take(TOLD)
        .collect();
    if messages.is_empty() {
        return (0..sequence.participants.len()).map(name).collect::<Vec<_>>().join("; ");
    }
    messages.join("; ")
}
