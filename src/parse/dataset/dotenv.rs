//! Examples of environment files (`.env.example`): variables with what their comments say of them, each with its place.
//!
//! There is no standard for these files. What is read is what dotenv's libraries, Docker Compose and shells agree on, and of comments
//! what writers do everywhere. A file with real values is never read: see [`is_example`].

use rapidhash::RapidHashMap;

use super::{MAX_ROWS, RawDataset, RawRow, too_many_rows};
use crate::config::{ColumnSettings, DatasetHead, DatasetKind};
use crate::diagnostic::{Code, Remark};
use crate::parse::secret::{address_passwords, is_placeholder, is_secret_name};
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
        category: None,
        block: Block::default(),
        comments: Vec::new(),
        rows: Vec::new(),
        known: RapidHashMap::default(),
        remarks,
    };
    let _ = Lines::of(text).try_for_each(|line| reader.line(line).then_some(()));
    RawDataset { head, rows: reader.rows }
}

/// Goes through a file line by line, and over several lines where quotes do.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

/// A line, or several that are one assignment.
struct Line {
    /// The first of them, without the white space around it.
    range: TextRange,
    what: What,
}

/// What a line is.
enum What {
    Blank,
    /// A comment, without its `#`.
    Comment(TextRange),
    /// An assignment, and whether it is commented out.
    Assignment(Assignment, bool),
    /// Nothing that is known.
    Other,
}

/// What reads a file as data.
struct Reader<'t, 'r> {
    text: &'t str,
    /// The heading that the lines stand under.
    category: Option<TextRange>,
    /// What is known of the block of comments that is being read.
    block: Block,
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

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let mark = '\u{feff}';
        Self { text, at: if text.starts_with(mark) { mark.len_utf8() } else { 0 } }
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
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let rest = &self.text[self.at..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let range = trimmed(self.text, self.at, self.at + length);
        let mut next = (self.at + length + 1).min(self.text.len());
        let written = range.of(self.text);
        let what = if written.is_empty() {
            What::Blank
        } else if let Some(comment) = written.strip_prefix('#') {
            let comment = trimmed(self.text, range.end as usize - comment.len(), range.end as usize);
            // Also behind the marks of a heading: `## DB_HOST=db` is none.
            let bare = comment.of(self.text).trim_start_matches(['#', ' ', '\t']);
            let bare = TextRange::new(comment.end as usize - bare.len(), comment.end as usize);
            match self.assignment(bare, true) {
                Some(assignment) => What::Assignment(assignment, true),
                None => What::Comment(comment),
            }
        } else if let Some(assignment) = self.assignment(range, false) {
            // Behind quotes that go over several lines the next one is another.
            let behind = &self.text[assignment.end..];
            let to_end = memchr::memchr(b'\n', behind.as_bytes()).map_or(behind.len(), |at| at + 1);
            next = next.max(assignment.end + to_end);
            What::Assignment(assignment, false)
        } else {
            What::Other
        };
        self.at = next;
        Some(Line { range, what })
    }
}

/// What is known of a block of comments: lines drawn around its words, and words that may be a heading.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    /// What the last line that is drawn in it stands under: nothing, or a heading.
    rule: Option<Rule>,
    /// A comment behind two marks, `## Database`: a heading, unless a variable follows at once, which it then describes.
    pending: Option<TextRange>,
}

/// What a line that is drawn in comments does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// It may begin a box around what follows.
    Opens,
    /// It stands under a heading, or ends a box.
    Closes,
}

impl<'t> Reader<'t, '_> {
    /// Takes in a line. `false` says that no more can be taken in.
    fn line(&mut self, line: Line) -> bool {
        match line.what {
            What::Blank => {
                self.settle();
                self.end_block();
            }
            What::Comment(comment) => self.comment(comment),
            What::Assignment(assignment, commented_out) => {
                if let Some(quote) = assignment.unclosed {
                    let remark = Remark::new(Code::DataInvalidValue, quote, "nothing closes this quote");
                    self.remarks
                        .push(remark.help("close it where the value ends, with nothing but a comment behind it"));
                }
                // What stands right above it describes it.
                self.comments.extend(self.block.pending.take().map(|words| unmarked(self.text, words)));
                let is_taken = self.variable(&assignment, line.range, commented_out);
                self.end_block();
                return is_taken;
            }
            What::Other => {
                self.end_block();
                let remark = Remark::new(Code::DataInvalidValue, line.range, "a line gives no variable a value");
                self.remarks.push(remark.help("write `NAME=value`, `NAME=` or a comment behind `#`"));
            }
        }
        true
    }

    fn end_block(&mut self) {
        self.comments.clear();
        self.block = Block::default();
    }

    /// Takes what may be a heading for one.
    fn settle(&mut self) {
        if let Some(heading) = self.block.pending.take() {
            self.head(unmarked(self.text, heading));
        }
    }

    /// Makes words the category of what follows; `END`, alone or with the name of the one that is, ends it.
    fn head(&mut self, heading: TextRange) {
        let words = heading.of(self.text).to_lowercase();
        let current = self.category.map(|category| category.of(self.text).to_lowercase()).unwrap_or_default();
        let is_end = words.strip_prefix("end").is_some_and(|rest| {
            let named = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            named.len() < rest.len() && current.contains(named) || rest.is_empty()
        });
        let is_heading = (1..=LONGEST_HEADING).contains(&heading.len());
        self.category = Some(heading).filter(|_| is_heading && !is_end).or(self.category.filter(|_| !is_end));
    }

    /// Takes in a comment that is no assignment.
    fn comment(&mut self, comment: TextRange) {
        let written = comment.of(self.text);
        if !written.is_empty() && written.chars().all(is_rule) {
            self.settle();
            let is_sentence = |words: TextRange| words.of(self.text).ends_with(['.', '!', '?', ',', ';']);
            let (heading, rule) = match (&self.comments[..], self.block.rule) {
                // Between two lines the first words are the heading, and the others tell of it.
                ([heading, ..], Some(Rule::Opens)) => (Some(*heading), Rule::Closes),
                // Words between a line under a heading and another one tell of it.
                ([_, ..], Some(Rule::Closes)) => (None, Rule::Closes),
                // A line under a single line of words makes a heading of it.
                ([heading], None) => (Some(*heading), Rule::Closes),
                _ => (None, Rule::Opens),
            };
            if let Some(heading) = heading.filter(|words| !is_sentence(*words)) {
                self.head(unmarked(self.text, heading));
            }
            self.block.rule = Some(rule);
            self.comments.clear();
        } else if let Some((heading, is_sure)) = heading(self.text, comment) {
            let before = self.block.pending.take();
            if is_sure {
                self.comments.clear();
                self.head(heading);
            } else if let Some(before) = before {
                // Two of them are a description.
                self.comments.extend([before, heading]);
            } else if self.comments.is_empty() {
                self.block.pending = Some(heading);
            } else {
                self.comments.push(heading);
            }
        } else if !written.is_empty() {
            self.settle();
            self.comments.push(comment);
        }
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
            // `# URL=https://app.example.com` isn't what a program falls back to.
            let is_default = commented_out && !is_placeholder(value.of(text));
            cells[if is_default { DEFAULT } else { EXAMPLE }].push(spanned(value));
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
        // What is left empty may have to be filled in or not: only words tell. What is commented out need not be there.
        let by_form = commented_out.then(|| Spanned::new(false, name));
        let by_heading = || {
            let heading = self.category?;
            Some(Spanned::new(needed_in(heading.of(text))?, heading))
        };
        if let Some(required) = required.or(by_form).or_else(by_heading) {
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

/// The names that an environment file gives values, in order; what is commented out is given none.
pub fn assigned(text: &str) -> impl Iterator<Item = &str> {
    Lines::of(text).filter_map(|line| match line.what {
        What::Assignment(assignment, false) => Some(assignment.name.of(text)),
        _ => None,
    })
}

/// The values that nobody is shown of an example of an environment file: those of secret variables, commented out or not, also where
/// they are no variable's only one, and passwords in addresses. In order of place.
#[must_use]
pub fn secret_values(text: &str) -> Vec<TextRange> {
    let mut found = address_passwords(text);
    for Line { range, what } in Lines::of(text) {
        let (name, value) = match what {
            What::Assignment(Assignment { name, value, .. }, _) => (name, value),
            What::Blank => continue,
            What::Comment(_) | What::Other => match loose_assignment(text, range) {
                Some(assignment) => assignment,
                None => continue,
            },
        };
        if is_secret_name(&name.of(text).replace(['.', '-'], "_")) && !is_placeholder(value.of(text)) {
            found.push(value);
        }
    }
    found.sort_unstable();
    // What is in a value goes with it.
    found.dedup_by(|next, first| next.end <= first.end);
    found
}

/// A name and a value in a line that isn't read as one, since it is words of a comment or in a shell's own form: `# Db.password: hunter2`,
/// `declare -x DB_PASSWORD=hunter2`, `setenv DB_PASSWORD hunter2`.
fn loose_assignment(text: &str, line: TextRange) -> Option<(TextRange, TextRange)> {
    const COMMANDS: [&str; 4] = ["export", "declare", "typeset", "set"];
    let written = line.of(text).trim_start_matches(|c: char| c == '#' || c.is_whitespace());
    if let Some(of_csh) = written.strip_prefix("setenv ").map(str::trim_start) {
        let (name, value) = of_csh.split_once(char::is_whitespace)?;
        let start = line.end as usize - of_csh.len();
        let value = trimmed(text, line.end as usize - value.len(), line.end as usize);
        return Some((TextRange::new(start, start + name.len()), value));
    }
    let at = written.find(['=', ':'])?;
    let before = written[..at].trim_end();
    let mut words = before.split_whitespace().filter(|word| !COMMANDS.contains(word) && !word.starts_with('-'));
    let name = words.next().filter(|_| words.next().is_none())?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let start = line.end as usize - written.len() + before.rfind(name)?;
    let value = trimmed(text, line.end as usize - (written.len() - at - 1), line.end as usize);
    // `Password: ask the team` is no value.
    let is_value = written[at..].starts_with('=') || !value.of(text).contains(char::is_whitespace);
    (is_value && name.chars().all(is_part)).then(|| (TextRange::new(start, start + name.len()), value))
}

/// What a comment says of whether a variable is needed, and the rest of it without the mark: `(required)`, `Optional. …`.
fn necessity(comment: &str) -> Option<(bool, &str)> {
    for (word, needed) in NECESSITY {
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
    // In a sentence, `optional` says what it says everywhere, and `required` may say when.
    let is_optional = needed_in(comment) == Some(false);
    is_optional.then_some((false, comment))
}

/// Words that say whether a variable is needed.
const NECESSITY: [(&str, bool); 3] = [("required", true), ("mandatory", true), ("optional", false)];

/// What words say of whether what they are about is needed: those of a heading, `Storage (optional)`; `None` where they say both, or
/// neither.
fn needed_in(words: &str) -> Option<bool> {
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_denied = |at: usize| at > 0 && matches!(words[at - 1], "not" | "non" | "t" | "isn" | "no");
    let mut said = words.iter().enumerate().filter_map(|(at, word)| {
        let (_, needed) = NECESSITY.iter().find(|(known, _)| known == word)?;
        Some(*needed != is_denied(at))
    });
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// What follows a label at the start of a comment, in any case.
fn after_label<'c>(comment: &'c str, label: &str) -> Option<&'c str> {
    let start = comment.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label))?;
    Some(comment[start.len()..].trim()).filter(|rest| !rest.is_empty())
}

/// The words of a heading, and whether they can be nothing else: `--- Database ---`, `=== Database`, `### Database ###` and `[Database]`
/// can't, and `## Database` may describe the variable below it.
fn heading(text: &str, comment: TextRange) -> Option<(TextRange, bool)> {
    let written = comment.of(text);
    let (inner, is_sure) = match written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // `[required]` is none.
        Some(inner) => (Some(inner).filter(|_| necessity(written).is_none()), true),
        None => {
            let mark = written.chars().next().filter(|first| is_rule(*first))?;
            let without = written.trim_start_matches(mark);
            let leading = written.len() - without.len();
            let inner = without.trim_end_matches(is_rule);
            let trailing = without.len() - inner.len();
            // One mark starts an item of a list, `--name` is an option.
            let marked = mark == '#' || leading >= 3 || (leading == 2 && trailing >= 2);
            let is_apart = without.starts_with([' ', '\t']) || (leading >= 3 && trailing >= 3);
            (Some(inner).filter(|_| marked && is_apart), mark != '#' || trailing > 0)
        }
    };
    let inner = inner?;
    let start = comment.start as usize + written.find(inner)?;
    let range = trimmed(text, start, start + inner.len());
    (!range.is_empty()).then_some((range, is_sure))
}

/// The words of a comment without the marks or brackets around them: `Basics` of `#  Basics  #`.
fn unmarked(text: &str, words: TextRange) -> TextRange {
    let written = words.of(text);
    if let Some(inner) = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let start = words.start as usize + 1;
        return trimmed(text, start, start + inner.len());
    }
    let end = written.trim_end_matches(is_rule);
    let end = if end.ends_with(char::is_whitespace) { end } else { written };
    let from = end.trim_start_matches(is_rule);
    let from = if from.starts_with(char::is_whitespace) { from } else { end };
    let start = words.start as usize + end.len() - from.len();
    trimmed(text, start, start + from.len())
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
