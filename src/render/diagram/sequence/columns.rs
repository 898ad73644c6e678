//! How far apart participants stand: so that their names, messages and notes have room.

use super::{PERSON, SELF_WIDTH};
use crate::parse::diagram::sequence::{Event, NotePlace, Sequence};
use crate::render::diagram::svg::{FONT, SMALL, size_of};
use crate::render::diagram::text::wrap;

/// Lines of text and their size, with what is drawn around them.
type Words = (Vec<String>, (i64, i64));

/// Everything's words broken into lines and measured.
pub(super) struct Measured {
    /// For each participant.
    pub(super) heads: Vec<Words>,
    /// For each event; nothing where it says nothing.
    pub(super) events: Vec<Words>,
    /// The titles of boxes.
    pub(super) boxes: Vec<Vec<String>>,
}

/// How wide words may be before they are broken.
const HEAD_WORDS: i64 = 150;
const MESSAGE_WORDS: i64 = 240;
const NOTE_WORDS: i64 = 200;

impl Measured {
    pub(super) fn new(sequence: &Sequence) -> Self {
        let heads = sequence
            .participants
            .iter()
            .map(|participant| {
                let words = wrap(&participant.label.0, FONT, HEAD_WORDS);
                let (width, height) = size_of(&words, FONT);
                let size = if participant.actor {
                    (width.max(40), height + PERSON)
                } else {
                    ((width + 28).max(72), height + 20)
                };
                (words, size)
            })
            .collect();
        let events = sequence
            .events
            .iter()
            .map(|event| {
                let (label, most) = match event {
                    Event::Message(message) => (&message.label, MESSAGE_WORDS),
                    Event::Note { label, .. } => (label, NOTE_WORDS),
                    Event::Open(_, label) | Event::Divide(label) => (label, MESSAGE_WORDS),
                    _ => return Words::default(),
                };
                let words = wrap(&label.0, SMALL, most);
                let (width, height) = size_of(&words, SMALL);
                let size = match event {
                    Event::Message(_) if words.is_empty() => (0, 4),
                    Event::Message(_) => (width, height + 5),
                    _ => (width + 20, height.max(super::LINE) + 12),
                };
                (words, size)
            })
            .collect();
        let boxes = sequence.boxes.iter().map(|boxed| wrap(&boxed.label.0, SMALL, MESSAGE_WORDS)).collect();
        Self { heads, events, boxes }
    }
}

/// Where each participant's line is.
pub(super) struct Columns {
    pub(super) x: Vec<i64>,
}

impl Columns {
    pub(super) fn new(sequence: &Sequence, measured: &Measured) -> Self {
        let count = sequence.participants.len();
        // For each pair, the first and the last, how far they are apart at least.
        let mut needs: Vec<Vec<(usize, i64)>> = vec![Vec::new(); count];
        for (last, needs) in needs.iter_mut().enumerate().skip(1) {
            let half = |who: usize| measured.heads[who].1.0 / 2;
            let boxed =
                sequence.boxes.iter().any(|boxed| boxed.participants.start == last || boxed.participants.end == last);
            needs.push((last - 1, half(last - 1) + half(last) + if boxed { 44 } else { 28 }));
        }
        let mut need = |first: usize, last: usize, room: i64| {
            if last < count && first < last {
                needs[last].push((first, room));
            }
        };
        for (event, (_, (width, _))) in sequence.events.iter().zip(&measured.events) {
            match event {
                Event::Message(message) if message.from == message.to => {
                    need(message.from, message.from + 1, (SELF_WIDTH + 8).max(width + 14) + 14);
                }
                Event::Message(message) => {
                    let (first, last) = (message.from.min(message.to), message.from.max(message.to));
                    let number = if message.number.is_some() { 26 } else { 0 };
                    need(first, last, width + 36 + number);
                }
                Event::Note { place: NotePlace::Left, over: (who, _), .. } if *who > 0 => {
                    need(who - 1, *who, width + 30);
                }
                Event::Note { place: NotePlace::Right, over: (_, who), .. } => need(*who, who + 1, width + 30),
                Event::Note { place: NotePlace::Over, over: (first, last), .. } if first < last => {
                    need(*first, *last, width - 36);
                }
                Event::Note { place: NotePlace::Over, over: (who, _), .. } => {
                    if *who > 0 {
                        need(who - 1, *who, width / 2 + 18);
                    }
                    need(*who, who + 1, width / 2 + 18);
                }
                _ => {}
            }
        }
        let mut x: Vec<i64> = Vec::with_capacity(count);
        for needs in &needs {
            x.push(needs.iter().map(|(first, room)| x[*first] + room).max().unwrap_or(0));
        }
        Self { x }
    }
}
