//! Remembers highlighted lines: documentation repeats itself, and the grammars are the cost of a cold build.

use std::collections::HashMap;
use std::sync::Arc;

use rapidhash::RapidHashMap;

use super::LINE_LIMIT;
use super::grammar::Grammars;
use super::html::LineWriter;
use super::languages::Language;
use super::machine::{Machine, State};

/// What a thread's remembered lines may take, in bytes: some 80,000 different lines. A repository of 180 guides has
/// 30,000.
const MEMO_LIMIT: usize = 16 << 20;

/// What an entry takes beside its text and its HTML, about.
const ENTRY_OVERHEAD: usize = 96;

/// States kept at a time. Each distinct heredoc makes a few.
const STATE_LIMIT: usize = 4096;

/// Names kept at a time, known languages or not: content decides how many there are.
const LANGUAGE_LIMIT: usize = 512;

/// A state's number.
type StateIndex = u32;

/// A thread's machine and what it has learnt.
#[derive(Debug, Default)]
pub(super) struct LineMemo {
    machine: Machine,
    /// By the name in an info string.
    languages: HashMap<Box<str>, Language>,
    /// By the grammar's number in the set.
    starts: HashMap<usize, Option<Arc<State>>>,
    states: RapidHashMap<Arc<State>, StateIndex>,
    by_index: Vec<Arc<State>>,
    /// By the hash of the state and the text.
    lines: RapidHashMap<u64, Line>,
    bytes: usize,
    found: u64,
    asked: u64,
    /// Raised when everything is forgotten, so that numbers from before aren't taken for new ones.
    generation: u32,
}

#[derive(Debug)]
struct Line {
    before: StateIndex,
    after: StateIndex,
    text: Box<str>,
    html: Box<str>,
}

/// Where a block has got to.
#[derive(Clone, Debug)]
pub(super) struct Position {
    state: Arc<State>,
    index: StateIndex,
    generation: u32,
}

impl LineMemo {
    /// How many lines were found, of how many.
    pub(super) fn hits(&self) -> (u64, u64) {
        (self.found, self.asked)
    }

    /// The language with this name, in lower case.
    pub(super) fn language(&mut self, grammars: &Grammars, name: &str) -> Language {
        if let Some(language) = self.languages.get(name) {
            return *language;
        }
        let language = Language::named(name, &grammars.set);
        if self.languages.len() < LANGUAGE_LIMIT {
            self.languages.insert(name.into(), language);
        }
        language
    }

    /// The start of a block in the grammar with this number. `None` where it can't be run.
    pub(super) fn start(&mut self, grammars: &Grammars, syntax: usize) -> Option<Position> {
        let machine = &mut self.machine;
        let state = self.starts.entry(syntax).or_insert_with(|| {
            let index = machine.contexts.index(grammars.start(syntax)?);
            let brush = machine.contexts.brush(grammars, grammars.set.syntaxes().get(syntax)?.scope);
            Some(Arc::new(machine.start(grammars, index, brush)))
        });
        let state = Arc::clone(state.as_ref()?);
        Some(self.position(state))
    }

    /// Highlights a line, which ends with a newline, and moves behind it.
    pub(super) fn line(&mut self, grammars: &Grammars, position: &mut Position, line: &str, html: &mut String) {
        if line.len() > LINE_LIMIT {
            let mut writer = LineWriter::new(html);
            writer.text(line, None);
            writer.finish();
            return;
        }
        if self.bytes > MEMO_LIMIT || self.by_index.len() > STATE_LIMIT {
            self.forget();
        }
        if position.generation != self.generation {
            *position = self.position(Arc::clone(&position.state));
        }
        self.asked += 1;
        // A collision costs a hit, nothing else: text and state are compared.
        let key = rapidhash::v3::rapidhash_v3(line.as_bytes()) ^ (u64::from(position.index) << 32);
        if let Some(known) = self.lines.get(&key)
            && known.before == position.index
            && *known.text == *line
        {
            self.found += 1;
            html.push_str(&known.html);
            if known.after != position.index {
                position.state = Arc::clone(&self.by_index[known.after as usize]);
                position.index = known.after;
            }
            return;
        }
        let mut state = State::clone(&position.state);
        let from = html.len();
        let mut writer = LineWriter::new(html);
        self.machine.run(grammars, &mut state, line, &mut writer);
        writer.finish();
        let before = position.index;
        if state != *position.state {
            *position = self.position(Arc::new(state));
        }
        let html = &html[from..];
        self.bytes += line.len() + html.len() + ENTRY_OVERHEAD;
        self.lines.insert(key, Line { before, after: position.index, text: line.into(), html: html.into() });
    }

    /// A state with its number.
    fn position(&mut self, state: Arc<State>) -> Position {
        let generation = self.generation;
        if let Some((state, index)) = self.states.get_key_value(&state) {
            return Position { state: Arc::clone(state), index: *index, generation };
        }
        let index = self.by_index.len() as StateIndex;
        self.states.insert(Arc::clone(&state), index);
        self.by_index.push(Arc::clone(&state));
        Position { state, index, generation }
    }

    fn forget(&mut self) {
        self.states.clear();
        self.by_index.clear();
        self.lines.clear();
        self.bytes = 0;
        self.generation += 1;
    }
}
