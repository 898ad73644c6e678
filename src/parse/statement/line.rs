//! Statements in one line of text: an item, a paragraph, a heading, a cell of another column.

use std::ops::Range;

use super::Field;
use super::key::{Key, keys};
use super::phrase::{End, at_commas, at_slashes, is_bound, is_definition, may_be_value, phrase, starts_bound};
use super::words::{QUALIFIERS, is_advice, is_measured, is_picture, trim, without_generic_ends, words};
use crate::parse::bound::Unit;

/// A statement in a line. Places are bytes of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Which objective.
    pub(super) field: Field,
    /// The phrase.
    pub(super) value: Range<usize>,
    /// What a bare number counts, where the words of the key say so: `RTO (min): 30`.
    pub(super) unit: Option<Unit>,
    /// What the line says it holds for: its label, or what sets it apart from the line's other figures.
    pub(super) case: Option<Range<usize>>,
    /// Which of the line's combinations of figures it belongs to.
    pub(super) set: u32,
    /// Whether the line says that it is of the whole: `Overall RTO`.
    pub(super) overall: bool,
}

/// Longest run of words before a key that can be its label, where no mark sets it off.
const LONGEST_LABEL_WORDS: usize = 5;

/// Longest phrase before a key, in bytes: `15 minutes - 1 hour RPO`.
const LONGEST_BEFORE_KEY: usize = 48;

/// Longest piece of a line that is looked at for one statement, in bytes.
const LONGEST_PIECE: usize = 400;

/// Reads a line. `label` is the bold text at its start.
pub(super) fn read_line(text: &str, label: Option<Range<usize>>) -> Vec<Found> {
    let keys = keys(text, false);
    if keys.is_empty() || is_advice(text) {
        return Vec::new();
    }
    let mut line = Line { text, keys: &keys, found: Vec::new(), claimed: 0, sets: 0 };
    for index in 0..keys.len() {
        line.read_key(index);
    }
    let Some(first) = line.found.first() else { return Vec::new() };
    let start = first.value.start.min(line.first_key());
    let (case, overall) = match line.head(start, label) {
        Head::Label(case, overall) => (case, overall),
        Head::Prose => return Vec::new(),
    };
    for found in &mut line.found {
        found.overall = overall;
        if found.case.is_none() {
            found.case.clone_from(&case);
        }
    }
    line.found
}

/// What stands before a line's first statement.
enum Head {
    /// A label or nothing, and whether it speaks of the whole.
    Label(Option<Range<usize>>, bool),
    /// A sentence that only mentions the figure.
    Prose,
}

struct Line<'a> {
    text: &'a str,
    keys: &'a [Key],
    found: Vec<Found>,
    /// Where the last value ends.
    claimed: usize,
    sets: u32,
}

impl Line<'_> {
    /// Where the key of the first statement starts.
    fn first_key(&self) -> usize {
        self.keys.first().map_or(0, |key| key.start)
    }

    fn push(&mut self, field: Field, value: Range<usize>, case: Option<Range<usize>>) {
        self.claimed = self.claimed.max(value.end);
        self.found.push(Found { field, value, unit: None, case, set: self.sets, overall: false });
    }

    fn read_key(&mut self, index: usize) {
        let key = self.keys[index];
        if key.start < self.claimed {
            return;
        }
        let limit = self.keys.get(index + 1).map_or(self.text.len(), |next| self.qualified_start(next.start, key.end));
        let before = self.before(key.start);
        if is_measured(&self.text[before.clone()]) || is_measured(first_words(&self.text[key.end..limit])) {
            return;
        }
        if key.second.is_none() && self.read_suffix(key, before) {
            return;
        }
        self.read_prefix(key, limit);
    }

    /// `< 1 hour RTO`, `< 30 minutes (RTO)`.
    fn read_suffix(&mut self, key: Key, before: Range<usize>) -> bool {
        let mut piece = trim_spaces(self.text, before);
        if self.claimed > 0 {
            let conjunction =
                ["and ", "und ", "et ", "y "].iter().find(|word| self.text[piece.clone()].starts_with(**word));
            piece.start += conjunction.map_or(0, |word| word.len());
        }
        let after = self.text[key.end..].trim_start();
        let mut value = piece.clone();
        if piece.is_empty() && self.text[..key.start].trim_end().ends_with('(') {
            if !after.starts_with([')', ',', ';', '，']) {
                return false;
            }
            let open = self.text[..key.start].trim_end().len() - 1;
            value = trim_spaces(self.text, self.before(open));
        }
        let written = &self.text[value.clone()];
        let within = written.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("within"));
        if written.is_empty() || written.len() > LONGEST_BEFORE_KEY || within || !is_bound(written) {
            return false;
        }
        // `RTO: < 1 hour RPO: 24 hours`: what stands before this key is the other's value.
        if after.starts_with([':', '=', '：']) && written.contains(char::is_whitespace) && self.claimed > 0 {
            return false;
        }
        self.push(key.field, value, None);
        self.claimed = self.claimed.max(key.end);
        true
    }

    /// `RTO: < 1 hour`, `RPO = 0`, `RTO/RPO: < 1 hour / 15 minutes`.
    fn read_prefix(&mut self, key: Key, limit: usize) {
        let Some((start, announced)) = self.value_start(key, limit) else { return };
        let pair_figures = key.second.is_some();
        let end = if announced == Announced::Bare { End::Clause } else { End::Sentence };
        let limit = if pair_figures { self.text.len() } else { limit };
        let region = start..limit.min(self.text.floor_char_boundary(start + LONGEST_PIECE));
        let value = phrase(self.text, region, end);
        let written = &self.text[value.clone()];
        if let Some(second) = key.second {
            if !is_definition(written) {
                self.read_pair(key.field, second, value);
            }
            return;
        }
        let fits = match announced {
            Announced::Label => may_be_value(written),
            Announced::Loose => starts_bound(written),
            Announced::Bare => is_bound(written),
        };
        if fits {
            let unit = Unit::of_header(self.text[key.start..value.start].trim_end_matches([':', '=', ' ']));
            self.push(key.field, value, None);
            if let Some(found) = self.found.last_mut() {
                found.unit = unit;
            }
        }
    }

    /// The figures of a pair: `< 1 hour / 24 hours (full DR), < 15 minutes / 6 hours (definitions)`, or
    /// `< 2 hours recovery time, 24 hours recovery point`.
    fn read_pair(&mut self, first: Field, second: Field, value: Range<usize>) {
        let groups: Vec<_> = at_commas(self.text, value)
            .into_iter()
            .map_while(|group| {
                let parts = at_slashes(self.text, group.clone());
                parts.iter().all(|part| starts_bound(&self.text[part.clone()])).then_some(parts)
            })
            .collect();
        let paired = groups.iter().take_while(|parts| parts.len() == 2).count();
        if paired > 0 {
            for parts in &groups[..paired] {
                let mut right = parts[1].clone();
                let mut case = None;
                if paired > 1
                    && let Some(open) = self.text[right.clone()].find('(')
                    && self.text[right.clone()].ends_with(')')
                {
                    let inner = right.start + open + 1..right.end - 1;
                    right = trim_spaces(self.text, right.start..right.start + open);
                    case = Some(inner);
                }
                self.push(first, parts[0].clone(), case.clone());
                self.push(second, right, case);
                self.sets += 1;
            }
            return;
        }
        for parts in groups {
            let [part] = &parts[..] else { continue };
            let written = &self.text[part.clone()];
            let named = [
                (" recovery time", Field::Rto),
                (" downtime", Field::Rto),
                (" recovery point", Field::Rpo),
                (" data loss", Field::Rpo),
            ];
            let found = named.iter().find_map(|(words, field)| Some((written.find(words)?, *field)));
            if let Some((length, field)) = found {
                self.push(field, part.start..part.start + length, None);
            }
        }
    }

    /// Where the value of a key that precedes it starts, and how it is announced.
    fn value_start(&self, key: Key, limit: usize) -> Option<(usize, Announced)> {
        // `Recovery Time (RTO): …`
        let mut rest = self.text[key.end..limit].trim_start_matches([')', ']', '*', '`']);
        let mut announced = Announced::Label;
        let mut steps = 0;
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix([':', '：', '=']) {
                let equals = rest.starts_with('=');
                let after = after.trim_start_matches(['=', '*', ' ']);
                return Some((limit - after.len(), if equals { Announced::Bare } else { announced }));
            }
            if let Some(after) = rest.strip_prefix(['-', '–', '—', '→'])
                && rest.len() > after.len()
                && starts_bound(after)
            {
                return Some((limit - after.len(), Announced::Loose));
            }
            if starts_bound(rest) {
                // A figure in a label's words (`RTO Target (< 1 h)`) is none that the label announces.
                return (steps == 0 || announced == Announced::Loose).then_some((limit - rest.len(), Announced::Bare));
            }
            if rest.starts_with('(') {
                let close = rest.find(')')?;
                if rest[..close].contains(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                rest = &rest[close + 1..];
                continue;
            }
            let (place, word) = words(rest).next()?;
            let lower = word.to_lowercase();
            if place.start > 0 || steps == 4 || word.contains(|c: char| c.is_ascii_digit()) {
                return None;
            }
            steps += 1;
            announced = match lower.as_str() {
                "target" | "targets" | "objective" | "objectives" | "goal" | "goals" => announced,
                "is" | "of" | "was" | "ist" | "est" | "es" | "é" | "は" | "will" | "be" => {
                    if starts_bound(rest[place.end..].trim_start()) {
                        let after = rest[place.end..].trim_start();
                        return Some((limit - after.len(), Announced::Bare));
                    }
                    return None;
                }
                _ => Announced::Loose,
            };
            rest = &rest[place.end..];
        }
    }

    /// The piece that ends at `end`, from the last mark that divides a line, or the last value.
    fn before(&self, end: usize) -> Range<usize> {
        // No phrase is longer, and a paragraph of thousands of keys is read in one pass.
        let window = self.text.ceil_char_boundary(end.saturating_sub(LONGEST_PIECE));
        let text = &self.text[self.claimed.min(end).max(window)..end];
        let base = end - text.len();
        let mut start = 0;
        let mut previous = ' ';
        for (at, c) in text.char_indices() {
            let rest = &text[at + c.len_utf8()..];
            let divides = match c {
                ':' | '：' => !rest.starts_with(|c: char| c.is_ascii_digit()),
                ',' => !(previous.is_ascii_digit() && rest.starts_with(|c: char| c.is_ascii_digit())),
                ';' | '(' | '|' | '/' | '→' | '，' | '、' | '；' => true,
                // ` - ` between two figures is a range.
                '-' | '–' | '—' => {
                    previous == ' '
                        && rest.starts_with(' ')
                        && !(starts_bound(rest.trim_start()) && text[start..at].contains(|c: char| c.is_ascii_digit()))
                }
                _ => false,
            };
            if divides {
                start = at + c.len_utf8();
            }
            previous = c;
        }
        base + start..end
    }

    /// Where the words that belong to a key start: `Target RTO`. Not before `floor`.
    fn qualified_start(&self, start: usize, floor: usize) -> usize {
        let text = &self.text[floor..start];
        let last = text.trim_end();
        let word = last.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | '*')).next().unwrap_or_default();
        let lower = word.to_lowercase();
        let qualifies = !word.is_empty() && QUALIFIERS.contains(&lower.as_str());
        if qualifies { floor + last.len() - word.len() } else { start }
    }

    /// What the text up to `start`, where the first statement begins, says.
    fn head(&self, start: usize, label: Option<Range<usize>>) -> Head {
        let before = &self.text[..start];
        let lower = before.to_lowercase();
        let overall = words(&lower).any(|(_, word)| word == "overall");
        if let Some(label) = label
            && label.end <= start
        {
            return Head::Label(self.case(label), overall);
        }
        let mark = before.char_indices().find(|(at, c)| {
            let rest = &before[at + c.len_utf8()..];
            match c {
                ':' | '：' => true,
                '(' => !rest.contains(')'),
                '-' | '–' | '—' => before[..*at].ends_with(' ') && (rest.is_empty() || rest.starts_with(' ')),
                ',' | ';' | '|' => true,
                _ => false,
            }
        });
        let Some((end, _)) = mark else {
            let range = trim(self.text, 0..start);
            let written = &self.text[range.clone()];
            let count = words(written).count();
            if count > LONGEST_LABEL_WORDS {
                return Head::Prose;
            }
            let last = words(written).last().map(|(_, word)| word.to_lowercase()).unwrap_or_default();
            if matches!(
                last.as_str(),
                "with"
                    | "has"
                    | "have"
                    | "an"
                    | "a"
                    | "of"
                    | "to"
                    | "for"
                    | "is"
                    | "and"
                    | "in"
                    | "the"
                    | "at"
                    | "then"
                    | "defined"
                    | "provides"
                    | "gives"
            ) {
                return Head::Label(None, overall);
            }
            return Head::Label(self.case(range), overall);
        };
        let range = trim(self.text, 0..end);
        if words(&self.text[range.clone()]).count() > 2 * LONGEST_LABEL_WORDS {
            return Head::Prose;
        }
        Head::Label(self.case(range), overall)
    }

    /// The case that a label names, if it names any.
    fn case(&self, label: Range<usize>) -> Option<Range<usize>> {
        let case = without_generic_ends(self.text, label);
        (!case.is_empty()).then_some(case)
    }
}

/// How a value is announced by the key before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    /// `RTO:`, `Target RTO =`: whatever follows is the value.
    Label,
    /// `RPO pilot:`: what follows is the value if it looks like one.
    Loose,
    /// `RTO < 1 hour`.
    Bare,
}

fn first_words(text: &str) -> &str {
    let end = text.find([':', ',', ';', '(', '|']).unwrap_or(text.len());
    let end = text[..end].char_indices().nth(40).map_or(end, |(at, _)| at);
    &text[..end]
}

fn trim_spaces(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let front = piece.trim_start_matches(|c: char| c.is_whitespace() || is_picture(c) || c == '*');
    let start = range.end - front.len();
    start..start + front.trim_end().len()
}
