//! Variables and the functions that only rearrange text.

use std::cell::Cell;

use rapidhash::RapidHashMap;

use super::line::{Operator, reference_end};

/// Stands in expanded text for what the file doesn't tell: any number of words.
pub(super) const UNKNOWN: char = '\0';
/// Stands for the path of the Makefile that is read.
const THIS_FILE: char = '\u{1}';
/// Stands for the folder of the Makefile that is read, with or without the slash behind it.
const THIS_FOLDER: char = '\u{2}';

/// How deep references may lead to references.
const MAX_DEPTH: usize = 40;
/// How many references and bytes one file may be expanded to, after which everything is unknown. Far more than any
/// Makefile needs, and little enough that doubling references (`A = $(B)$(B)`) stay cheap.
const BUDGET: usize = 4 << 20;

/// The variables of a Makefile as far as it was read.
pub(super) struct Variables {
    values: RapidHashMap<String, Value>,
    /// Whether this file is the last one in `MAKEFILE_LIST`.
    last_makefile: bool,
    budget: Cell<usize>,
}

struct Value {
    text: String,
    /// Whether `text` is expanded already.
    expanded: bool,
}

/// What a path in expanded text is relative to.
#[derive(Debug, PartialEq)]
pub(super) enum Origin<'t> {
    /// The folder of the Makefile, to which the rest is relative.
    Makefile(&'t str),
    /// The folder make runs in.
    WorkingFolder,
    /// It isn't known, or not in the repository.
    Unknown,
}

impl Default for Variables {
    fn default() -> Self {
        Self { values: RapidHashMap::default(), last_makefile: true, budget: Cell::new(BUDGET) }
    }
}

impl Variables {
    /// Assigns a variable.
    pub(super) fn assign(&mut self, name: &str, operator: Operator, written: &str) {
        let deferred = |text: &str| Value { text: text.to_owned(), expanded: false };
        let value = match operator {
            Operator::Deferred => deferred(written),
            Operator::Immediate => Value { text: self.expand(written), expanded: true },
            Operator::Shell => Value { text: UNKNOWN.to_string(), expanded: true },
            Operator::Default if self.values.contains_key(name) => return,
            Operator::Default => deferred(written),
            Operator::Append => {
                let more = match self.values.get(name) {
                    Some(Value { expanded: false, .. }) => written.to_owned(),
                    _ => self.expand(written),
                };
                // Where there is nothing to append to, another file may have it.
                let value = self
                    .values
                    .entry(name.to_owned())
                    .or_insert_with(|| Value { text: UNKNOWN.to_string(), expanded: true });
                value.text.push(' ');
                value.text.push_str(&more);
                return;
            }
        };
        self.values.insert(name.to_owned(), value);
    }

    /// Notes that a file was included. From then on the last one in `MAKEFILE_LIST` is that file, or one that it
    /// includes in turn.
    pub(super) fn forget_last_makefile(&mut self) {
        self.last_makefile = false;
    }

    /// What an expanded path is relative to.
    pub(super) fn origin<'t>(&self, path: &'t str) -> Origin<'t> {
        match path.strip_prefix(THIS_FOLDER) {
            Some(rest) if is_plain(rest) => Origin::Makefile(rest.trim_start_matches('/')),
            None if is_plain(path) && !path.starts_with(['/', '~']) => Origin::WorkingFolder,
            _ => Origin::Unknown,
        }
    }

    /// The text with its references resolved.
    pub(super) fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.expand_into(text, MAX_DEPTH, &mut out);
        out
    }

    fn expand_into(&self, text: &str, depth: usize, out: &mut String) {
        let mut rest = text;
        while let Some(dollar) = memchr::memchr(b'$', rest.as_bytes()) {
            out.push_str(&rest[..dollar]);
            rest = &rest[dollar + 1..];
            let mut characters = rest.chars();
            match characters.next() {
                Some('$') => {
                    out.push('$');
                    rest = &rest[1..];
                }
                Some(open @ ('(' | '{')) => match reference_end(rest, 0, open as u8) {
                    Some(end) => {
                        if depth == 0 || !self.spend(end) {
                            out.push(UNKNOWN);
                        } else {
                            self.reference(&rest[1..end], depth - 1, out);
                        }
                        rest = &rest[end + 1..];
                    }
                    None => {
                        out.push(UNKNOWN);
                        rest = "";
                    }
                },
                Some(name) => {
                    self.variable(&rest[..name.len_utf8()], depth, out);
                    rest = characters.as_str();
                }
                None => out.push('$'),
            }
        }
        out.push_str(rest);
    }

    /// Takes from the budget; false where nothing is left of it.
    fn spend(&self, amount: usize) -> bool {
        let left = self.budget.get().saturating_sub(amount);
        self.budget.set(left);
        left > 0
    }

    fn reference(&self, inside: &str, depth: usize, out: &mut String) {
        if let Some((function, arguments)) = inside.split_once([' ', '\t'])
            && let Some(function) = Function::named(function)
        {
            self.call(function, arguments.trim_start(), depth, out);
            return;
        }
        let mut name = String::new();
        self.expand_into(inside, depth, &mut name);
        // `$(SOURCES:.c=.o)` and `$(SOURCES:%.c=%.o)`.
        if let Some((name, (from, to))) =
            name.split_once(':').and_then(|(name, rule)| Some((name, rule.split_once('=')?)))
        {
            let mut value = String::new();
            self.variable(name, depth, &mut value);
            let (from, to) = if from.contains('%') {
                (from.to_owned(), to.to_owned())
            } else {
                (format!("%{from}"), format!("%{to}"))
            };
            self.push_words(out, value.split_whitespace().map(|word| substitute(&from, &to, word)));
            return;
        }
        self.variable(&name, depth, out);
    }

    fn variable(&self, name: &str, depth: usize, out: &mut String) {
        match (self.values.get(name), name) {
            (Some(value), _) if depth == 0 || !self.spend(value.text.len() + 1) => out.push(UNKNOWN),
            (Some(Value { text, expanded: true }), _) => out.push_str(text),
            (Some(Value { text, expanded: false }), _) => self.expand_into(text, depth - 1, out),
            // Files read before this one come first, and nobody asks for them.
            (None, "MAKEFILE_LIST") if self.last_makefile => out.extend([UNKNOWN, ' ', THIS_FILE]),
            (None, "CURDIR" | "PWD") => out.push('.'),
            (None, _) => out.push(UNKNOWN),
        }
    }

    /// Adds words with a space between them, until the budget is spent.
    fn push_words(&self, out: &mut String, words: impl Iterator<Item = String>) {
        for (index, word) in words.enumerate() {
            if index > 0 {
                out.push(' ');
            }
            if !self.spend(word.len() + 1) {
                out.push(UNKNOWN);
                return;
            }
            out.push_str(&word);
        }
    }

    fn call(&self, function: Function, arguments: &str, depth: usize, out: &mut String) {
        let arguments: Vec<String> = split_arguments(arguments, function.arity())
            .map(|argument| {
                let mut expanded = String::new();
                self.expand_into(argument, depth, &mut expanded);
                expanded
            })
            .collect();
        let argument = |index: usize| arguments.get(index).map_or("", String::as_str);
        let list = |index: usize| argument(index).split_whitespace();
        match function {
            Function::AddPrefix => self.push_words(out, list(1).map(|word| format!("{}{word}", argument(0)))),
            Function::AddSuffix => self.push_words(out, list(1).map(|word| format!("{word}{}", argument(0)))),
            Function::Subst if argument(0).is_empty() => out.push_str(argument(2)),
            Function::Subst => {
                let (from, to, text) = (argument(0), argument(1), argument(2));
                if self.spend(text.matches(from).count().saturating_mul(to.len())) {
                    out.push_str(&text.replace(from, to));
                } else {
                    out.push(UNKNOWN);
                }
            }
            Function::PatSubst => self.push_words(out, list(2).map(|word| substitute(argument(0), argument(1), word))),
            Function::Strip | Function::AbsPath => self.push_words(out, list(0).map(str::to_owned)),
            Function::Sort => {
                let mut words: Vec<_> = list(0).collect();
                words.sort_unstable();
                words.dedup();
                self.push_words(out, words.into_iter().map(str::to_owned));
            }
            // The first of several words is not known where an unknown word stands before them.
            Function::FirstWord => out.push_str(list(0).next().map_or("", known_word)),
            Function::LastWord => out.push_str(list(0).next_back().map_or("", known_word)),
            Function::Dir => self.push_words(out, list(0).map(folder)),
            Function::NotDir => {
                self.push_words(out, list(0).map(|path| path.rsplit('/').next().unwrap_or_default().to_owned()));
            }
            // The one command that names a path: `$(shell dirname $(lastword $(MAKEFILE_LIST)))`.
            Function::Shell => match argument(0).trim().strip_prefix("dirname ") {
                Some(path) if path.trim().trim_matches(['"', '\'']) == THIS_FILE.to_string() => out.push(THIS_FOLDER),
                _ => out.push(UNKNOWN),
            },
            Function::Silent => {}
            Function::Unknown => out.push(UNKNOWN),
        }
    }
}

/// A function of GNU make (its manual, chapter 8).
#[derive(Clone, Copy)]
enum Function {
    AddPrefix,
    AddSuffix,
    Subst,
    PatSubst,
    Strip,
    /// `abspath` and `realpath`: the same place, which is all that matters here.
    AbsPath,
    Sort,
    FirstWord,
    LastWord,
    Dir,
    NotDir,
    Shell,
    /// Those that expand to nothing.
    Silent,
    /// Those whose result the text doesn't tell.
    Unknown,
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "addprefix" => Self::AddPrefix,
            "addsuffix" => Self::AddSuffix,
            "subst" => Self::Subst,
            "patsubst" => Self::PatSubst,
            "strip" => Self::Strip,
            "abspath" | "realpath" => Self::AbsPath,
            "sort" => Self::Sort,
            "firstword" => Self::FirstWord,
            "lastword" => Self::LastWord,
            "dir" => Self::Dir,
            "notdir" => Self::NotDir,
            "shell" => Self::Shell,
            "info" | "warning" | "error" => Self::Silent,
            "and" | "basename" | "call" | "eval" | "file" | "filter" | "filter-out" | "findstring" | "flavor"
            | "foreach" | "guile" | "if" | "intcmp" | "join" | "let" | "or" | "origin" | "suffix" | "value"
            | "wildcard" | "word" | "wordlist" | "words" => Self::Unknown,
            _ => return None,
        })
    }

    /// How many arguments it takes; further commas belong to the last one.
    fn arity(self) -> usize {
        match self {
            Self::AddPrefix | Self::AddSuffix => 2,
            Self::Subst | Self::PatSubst => 3,
            _ => 1,
        }
    }
}

/// Splits at commas outside of references, into at most `arity` arguments.
fn split_arguments(text: &str, arity: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    let mut left = arity;
    std::iter::from_fn(move || {
        let text = rest?;
        left = left.saturating_sub(1);
        let mut depth = 0_usize;
        let comma = text.bytes().position(|byte| {
            match byte {
                b'(' | b'{' => depth += 1,
                b')' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b',' && depth == 0
        });
        match comma.filter(|_| left > 0) {
            Some(comma) => {
                rest = Some(&text[comma + 1..]);
                Some(&text[..comma])
            }
            None => {
                rest = None;
                Some(text)
            }
        }
    })
}

/// Puts what `%` stands for in `from` into `to`; a word that doesn't match stays.
fn substitute(from: &str, to: &str, word: &str) -> String {
    if word.contains(UNKNOWN) {
        return UNKNOWN.to_string();
    }
    // The slash behind the folder of the Makefile is not written out.
    if word.ends_with(THIS_FOLDER) && from == "%/" {
        return to.replacen('%', word, 1);
    }
    let Some((prefix, suffix)) = from.split_once('%') else {
        return if word == from { to.to_owned() } else { word.to_owned() };
    };
    match word.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix)) {
        Some(stem) => to.replacen('%', stem, 1),
        None => word.to_owned(),
    }
}

fn folder(path: &str) -> String {
    if path.contains(UNKNOWN) {
        return UNKNOWN.to_string();
    }
    if path.chars().eq([THIS_FILE]) {
        return THIS_FOLDER.to_string();
    }
    match path.rfind('/') {
        Some(slash) => path[..=slash].to_owned(),
        None if path.ends_with(THIS_FOLDER) => path.to_owned(),
        None => "./".to_owned(),
    }
}

fn known_word(word: &str) -> &str {
    if word.contains(UNKNOWN) { "\0" } else { word }
}

fn is_plain(path: &str) -> bool {
    !path.contains([UNKNOWN, THIS_FILE, THIS_FOLDER])
}
