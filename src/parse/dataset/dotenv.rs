//! Examples of environment files (`.env.example`): variables with what their comments say of them, each with its place.
//!
//! There is no standard for these files. What is read is what dotenv's libraries, Docker Compose and shells agree on, and of comments
//! what writers do everywhere. A file with real values is never read: see [`is_example`].

use rapidhash::RapidHashMap;

use super::{MAX_ROWS, RawDataset, RawRow, too_many_rows};
use crate::config::{ColumnSettings, DatasetHead, DatasetKind};
use crate::diagnostic::{Code, Remark};
use crate::parse::secret::{is_placeholder, is_secret_name};
use crate::source::{Spanned, TextRange};

/// The columns of every such file, in order.
const COLUMNS: [&str; 8] = ["name", "category", "required", "default", "example", "secret", "source", "description"];

const NAME: usize = 0;
const CATEGORY: usize = 1;
const REQUIRED: usize = 2;
const DEFAULT: usize = 3;
const EXAMPLE: usize = 4;
const SECRET: usize = 5;
const SOURCE: usize = 6;
const DESCRIPTION: usize = 7;

/// What says in a file's name that its values are none that somebody uses.
const EXAMPLES: [&str; 4] = ["example", "sample", "template", "dist"];

/// The longest heading, in bytes: every variable below it has it.
const LONGEST_HEADING: usize = 120;

/// What the name of a file is made of: `.env.example` of `env` and `example`.
fn parts(file_name: &str) -> impl DoubleEndedIterator<Item = &str> {
    file_name.split(['.', '-', '_']).filter(|part| !part.is_empty())
}

/// Whether a file of that name is an example of an environment file: `.env.example`, `worker.env.sample`, `example.env`. `.env` and
/// `.env.production` are none: they hold the values themselves.
#[must_use]
pub fn is_example(file_name: &str) -> bool {
    let last = parts(file_name).next_back().unwrap_or_default();
    (last == "env" || EXAMPLES.contains(&last))
        && parts(file_name).any(|part| part == "env")
        && parts(file_name).any(|part| EXAMPLES.contains(&part))
}

/// Whether a file of that name holds the values of environment variables themselves, which are nobody's to read: `.env`,
/// `.env.production`, `worker.env`.
#[must_use]
pub fn holds_values(file_name: &str) -> bool {
    let env = file_name == ".env" || file_name.starts_with(".env.") || file_name.ends_with(".env");
    env && !is_example(file_name)
}

/// The name of the dataset in a file of that name: `env` in `.env.example`, `worker-env` in `worker.env.sample`.
#[must_use]
pub(super) fn dataset_name(file_name: &str) -> String {
    parts(file_name).filter(|part| !EXAMPLES.contains(part)).collect::<Vec<_>>().join("-")
}

/// Reads an example of an environment file.
pub(super) fn read(text: &str, remarks: &mut Vec<Remark>) -> RawDataset {
    let column = |name: &str| ColumnSettings::named(Spanned::new(name.to_owned(), TextRange::default()));
    let head = DatasetHead {
        kind: Some(DatasetKind::Env),
        columns: COLUMNS.iter().map(|name| column(name)).collect(),
        ..DatasetHead::default()
    };
    let mut reader = Reader {
        text,
        at: 0,
        category: None,
        comments: Vec::new(),
        rows: Vec::new(),
        known: RapidHashMap::default(),
        remarks,
    };
    if text.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    while reader.at < text.len() && reader.line() {}
    RawDataset { head, rows: reader.rows }
}

struct Reader<'t, 'r> {
    text: &'t str,
    at: usize,
    /// The heading that the lines stand under.
    category: Option<TextRange>,
    /// The comments right above the line, each without its `#`.
    comments: Vec<TextRange>,
    rows: Vec<RawRow>,
    /// The row of each name, and whether it is commented out.
    known: RapidHashMap<&'t str, (usize, bool)>,
    remarks: &'r mut Vec<Remark>,
}

/// What a line gives a variable.
struct Assignment {
    name: TextRange,
    /// What stands behind `=`, without quotes; empty where nothing does.
    value: TextRange,
    /// The comment behind it.
    comment: Option<TextRange>,
    /// Where it ends.
    end: usize,
    /// The quote before it that nothing closes.
    unclosed: Option<TextRange>,
}

impl<'t> Reader<'t, '_> {
    /// Reads the next line, or several where quotes go over them. `false` says that no more can be taken in.
    fn line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = trimmed(self.text, self.at, self.at + length);
        let mut next = (self.at + length + 1).min(self.text.len());
        let written = line.of(self.text);
        if written.is_empty() {
            self.comments.clear();
        } else if let Some(comment) = written.strip_prefix('#') {
            let comment = trimmed(self.text, line.end as usize - comment.len(), line.end as usize);
            match self.assignment(comment, true) {
                Some(assignment) => {
                    if !self.variable(&assignment, line, true) {
                        return false;
                    }
                }
                None => self.comment(comment),
            }
        } else {
            match self.assignment(line, false) {
                Some(assignment) => {
                    if let Some(quote) = assignment.unclosed {
                        let remark = Remark::new(Code::DataInvalidValue, quote, "nothing closes this quote");
                        self.remarks
                            .push(remark.help("close it where the value ends, with nothing but a comment behind it"));
                    }
                    // Behind quotes that go over several lines the next one is another.
                    let behind = &self.text[assignment.end..];
                    let to_end = memchr::memchr(b'\n', behind.as_bytes()).map_or(behind.len(), |at| at + 1);
                    next = next.max(assignment.end + to_end);
                    if !self.variable(&assignment, line, false) {
                        return false;
                    }
                }
                None => {
                    self.comments.clear();
                    let remark = Remark::new(Code::DataInvalidValue, line, "a line gives no variable a value");
                    self.remarks.push(remark.help("write `NAME=value`, `NAME=` or a comment behind `#`"));
                }
            }
        }
        self.at = next;
        true
    }

    /// Takes in a comment that is no assignment.
    fn comment(&mut self, comment: TextRange) {
        let written = comment.of(self.text);
        if !written.is_empty() && written.chars().all(is_rule) {
            // A line under, or the second around, a single line of text makes a heading of it.
            match self.comments[..] {
                [heading] if heading.len() <= LONGEST_HEADING => self.category = Some(heading),
                _ => {}
            }
            self.comments.clear();
        } else if let Some(heading) = heading(self.text, comment).filter(|heading| heading.len() <= LONGEST_HEADING) {
            self.category = Some(heading);
            self.comments.clear();
        } else if !written.is_empty() {
            self.comments.push(comment);
        }
    }

    /// Reads `NAME=value`, with or without `export`. In a comment only what can be nothing else is one.
    fn assignment(&self, line: TextRange, in_comment: bool) -> Option<Assignment> {
        let written = line.of(self.text);
        let own = written.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start);
        let own = own.unwrap_or(written);
        let start = line.end as usize - own.len();
        let length = own.find(|c: char| matches!(c, '=' | ':') || c.is_whitespace()).unwrap_or(own.len());
        let name = TextRange::new(start, start + length);
        let rest = own[length..].trim_start_matches([' ', '\t']);
        // Ruby's dotenv also reads `NAME: value`.
        let value = rest.strip_prefix('=').or_else(|| (!in_comment).then(|| rest.strip_prefix(':')).flatten());
        let Some(value) = value else {
            // A name alone: its value comes from elsewhere.
            let end = line.end as usize;
            let alone = !in_comment && rest.is_empty() && is_name(name.of(self.text));
            return alone.then(|| Assignment {
                name,
                value: TextRange::new(end, end),
                comment: None,
                end,
                unclosed: None,
            });
        };
        let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let shape = |name: &str| !name.is_empty() && (!in_comment || (is_name(name) && name.chars().all(is_plain)));
        if !shape(name.of(self.text)) {
            return None;
        }
        let (value, end, unclosed) = self.value(line.end as usize - value.len(), line.end as usize, in_comment);
        let behind = memchr::memchr(b'\n', &self.text.as_bytes()[end..]).map_or(self.text.len(), |at| end + at);
        let behind = trimmed(self.text, end, behind.max(end));
        let comment = behind.of(self.text).strip_prefix('#');
        let comment = comment.map(|rest| trimmed(self.text, behind.end as usize - rest.len(), behind.end as usize));
        Some(Assignment { name, value, comment: comment.filter(|comment| !comment.is_empty()), end, unclosed })
    }

    /// What stands from `start` on, without its quotes, where it ends, and the quote before it that nothing closes. `line_end` bounds it
    /// where it isn't quoted.
    fn value(&self, start: usize, line_end: usize, one_line: bool) -> (TextRange, usize, Option<TextRange>) {
        let blanks =
            self.text[start..line_end].len() - self.text[start..line_end].trim_start_matches([' ', '\t']).len();
        let start = start + blanks;
        let bytes = self.text.as_bytes();
        let mut unclosed = None;
        if let Some(quote @ (b'"' | b'\'' | b'`')) = bytes.get(start).filter(|_| start < line_end).copied() {
            let limit = if one_line { line_end } else { self.text.len() };
            let mut at = start + 1;
            while at < limit && bytes[at] != quote {
                at += if bytes[at] == b'\\' && quote == b'"' { 2 } else { 1 };
            }
            if at < limit && self.closes(start, at) {
                return (TextRange::new(start + 1, at), at + 1, None);
            }
            let closed_in_line = at < line_end;
            unclosed = (!closed_in_line && !one_line).then(|| TextRange::new(start, start + 1));
        }
        // A `#` behind white space starts a comment; one within a word is part of it.
        let value = &self.text[start..line_end];
        let comment = value.char_indices().zip([' '].into_iter().chain(value.chars()));
        let mut comment = comment.filter(|((_, c), before)| *c == '#' && before.is_whitespace());
        let end = comment.next().map_or(line_end, |((at, _), _)| start + at);
        (trimmed(self.text, start, end), end, unclosed)
    }

    /// Whether a quote closes the value that another starts: nothing but a comment stands behind it. One that would take the next variable
    /// into the value starts another value.
    fn closes(&self, open: usize, close: usize) -> bool {
        let behind = &self.text[close + 1..];
        let behind = behind.lines().next().unwrap_or_default().trim_start();
        let is_assignment = |line: &str| {
            let name = line.trim_start().strip_prefix("export ").unwrap_or(line).trim_start();
            let name = name.split_once('=').map(|(name, _)| name.trim_end());
            let is_plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            name.is_some_and(|name| is_name(name) && name.chars().all(is_plain))
        };
        (behind.is_empty() || behind.starts_with('#')) && !self.text[open..close].split('\n').skip(1).any(is_assignment)
    }

    /// Takes in a variable with the comments above it; `false` where there are too many.
    fn variable(&mut self, assignment: &Assignment, line: TextRange, commented_out: bool) -> bool {
        let text: &'t str = self.text;
        let Assignment { name, value, comment, .. } = *assignment;
        let known = self.known.get(name.of(text)).copied();
        if commented_out && known.is_some() {
            // Another value that it may have.
            self.comments.clear();
            return true;
        }
        // What stood there commented out is what it may be instead.
        let instead = known.filter(|(_, commented_out)| *commented_out).map(|(row, _)| row);
        if instead.is_none() && self.rows.len() == MAX_ROWS {
            self.remarks.push(too_many_rows(line));
            return false;
        }
        let mut cells = vec![Vec::new(); COLUMNS.len()];
        let spanned = |range: TextRange| Spanned::new(range.of(text).to_owned(), range);
        cells[NAME].push(spanned(name));
        cells[CATEGORY].extend(self.category.map(spanned));
        if !value.is_empty() {
            cells[if commented_out { DEFAULT } else { EXAMPLE }].push(spanned(value));
        }
        if is_secret_name(name.of(text)) {
            cells[SECRET].push(Spanned::new("yes".to_owned(), name));
        }
        let mut required = None;
        let mut said: Vec<&str> = Vec::new();
        let mut place: Option<TextRange> = None;
        for comment in std::mem::take(&mut self.comments).into_iter().chain(comment) {
            let mut words = comment.of(text);
            if let Some((needed, rest)) = necessity(words) {
                required.get_or_insert(Spanned::new(needed, comment));
                words = rest;
            }
            if let Some(source) = after_label(words, "source:") {
                let start = comment.start as usize + comment.of(text).find(source).unwrap_or_default();
                cells[SOURCE].push(spanned(TextRange::new(start, start + source.len())));
            } else if !words.is_empty() {
                said.push(words);
                place = Some(TextRange { start: place.map_or(comment.start, |place| place.start), end: comment.end });
            }
        }
        if let Some(place) = place {
            cells[DESCRIPTION].push(Spanned::new(said.join(" "), place));
        }
        let by_form = match (commented_out, value.is_empty()) {
            (true, _) => Some(Spanned::new(false, name)),
            (false, true) => Some(Spanned::new(true, name)),
            (false, false) => None,
        };
        if let Some(required) = required.or(by_form) {
            let word = if required.value { "yes" } else { "no" };
            cells[REQUIRED].push(Spanned::new(word.to_owned(), required.range));
        }
        let row = instead.unwrap_or(self.rows.len());
        self.known.insert(name.of(text), (row, commented_out));
        match self.rows.get_mut(row) {
            Some(before) => {
                if cells[DESCRIPTION].is_empty() {
                    cells[DESCRIPTION] = std::mem::take(&mut before.cells[DESCRIPTION]);
                }
                *before = RawRow { range: line, cells };
            }
            None => self.rows.push(RawRow { range: line, cells }),
        }
        true
    }
}

/// The values of secret variables in an example of an environment file, line by line, commented out or not: also those that are no
/// variable's only one. In order of place.
#[must_use]
pub fn secret_values(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim_start_matches(|c: char| c == '#' || c.is_whitespace());
        let written = written.strip_prefix("export ").unwrap_or(written).trim_end();
        if let Some((name, value)) = written.split_once(['=', ':'])
            && is_name(name.trim())
            && is_secret_name(name.trim())
            && !is_placeholder(value.split(" #").next().unwrap_or_default())
        {
            let end = at + line.trim_end().len();
            found.push(trimmed(text, end - value.len(), end));
        }
        at += line.len();
    }
    found
}

/// What a comment says of whether a variable is needed, and the rest of it without the mark: `(required)`, `Optional. …`.
fn necessity(comment: &str) -> Option<(bool, &str)> {
    for (word, needed) in [("required", true), ("optional", false)] {
        for (open, close) in [('(', ')'), ('[', ']')] {
            let is_mark = |text: &str| {
                let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
                inner.is_some_and(|inner| inner.eq_ignore_ascii_case(word))
            };
            let length = word.len() + 2;
            if let Some(mark) = comment.get(..length).filter(|mark| is_mark(mark)) {
                return Some((needed, comment[mark.len()..].trim_start_matches([':', ' ', '\t'])));
            }
            let from = comment.len().saturating_sub(length);
            if comment.get(from..).is_some_and(is_mark) {
                return Some((needed, comment[..from].trim_end()));
            }
        }
        let first = comment.get(..word.len()).filter(|first| first.eq_ignore_ascii_case(word));
        let rest = first.map(|first| &comment[first.len()..]);
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(['.', ':', ',', ';'])) {
            return Some((needed, rest.trim_start_matches(['.', ':', ',', ';', ' ', '\t'])));
        }
    }
    None
}

/// What follows a label at the start of a comment, in any case.
fn after_label<'c>(comment: &'c str, label: &str) -> Option<&'c str> {
    let start = comment.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label))?;
    Some(comment[start.len()..].trim()).filter(|rest| !rest.is_empty())
}

/// The words of a heading: `--- Database ---`, `=== Database`, `# Database`, `[Database]`.
fn heading(text: &str, comment: TextRange) -> Option<TextRange> {
    let written = comment.of(text);
    let inner = match written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // `[required]` is none.
        Some(inner) => Some(inner).filter(|_| necessity(written).is_none()),
        None => {
            let mark = written.chars().next().filter(|first| is_rule(*first))?;
            let without = written.trim_start_matches(mark);
            let leading = written.len() - without.len();
            let inner = without.trim_end_matches(is_rule);
            let trailing = without.len() - inner.len();
            // One mark starts an item of a list, `--name` is an option.
            let marked = mark == '#' || leading >= 3 || (leading == 2 && trailing >= 2);
            Some(inner).filter(|_| marked && without.starts_with([' ', '\t']))
        }
    };
    let inner = inner?;
    let start = comment.start as usize + written.find(inner)?;
    let range = trimmed(text, start, start + inner.len());
    (!range.is_empty()).then_some(range)
}

/// Whether lines are drawn with a character.
const fn is_rule(character: char) -> bool {
    matches!(character, '-' | '=' | '*' | '#' | '~' | '_' | '─' | '━' | '═')
}

/// Whether a text can be the name of a variable (POSIX.1-2024, Base Definitions, 3.216).
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A part of a text without the white space around it.
fn trimmed(text: &str, start: usize, end: usize) -> TextRange {
    let written = &text[start..end];
    let from = start + written.len() - written.trim_start().len();
    TextRange::new(from, from + written.trim().len())
}

#[cfg(test)]
mod tests;
