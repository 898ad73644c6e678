//! A script as the commands it runs, each with its words and the folder it runs in.
//!
//! What only a run could tell stays unknown: a word that holds it has no text. Nothing is guessed, but for two things that
//! guides do all the time: a variable that was given a plain value above in the same block has it, and `cd` changes the folder.

use std::collections::BTreeMap;

use super::Folder;
use super::code::Code;
use super::lexer::{Operator, Part, Token, Word, tokens};
use crate::source::{Spanned, TextRange};

/// How deep scripts within scripts are read.
const DEEPEST: usize = 4;

/// Stands in an [`Argument`] for what is unknown. No text of a guide holds it: it is a control character that means nothing.
pub(super) const UNKNOWN: char = '\u{1}';

/// A word of a command.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// Its text, with [`UNKNOWN`] for each part that can't be known.
    pub(super) text: String,
    /// Where it is written, quotes included.
    pub(super) range: TextRange,
}

impl AsRef<str> for Argument {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Argument {
    /// The word and its place, if all of it is known.
    pub(super) fn known(&self) -> Option<Spanned<Box<str>>> {
        (!self.text.contains(UNKNOWN)).then(|| Spanned::new(self.text.as_str().into(), self.range))
    }
}

/// A command with its words.
#[derive(Debug)]
pub(super) struct Invocation {
    /// Its words, the command's own name first, what stands before it (`sudo`, `VAR=x`) left out.
    pub(super) words: Vec<Argument>,
    /// Files that are read from.
    pub(super) inputs: Vec<Argument>,
    /// Files that are written to.
    pub(super) outputs: Vec<Argument>,
    /// Where it runs.
    pub(super) folder: Folder,
    /// Whether it stands in a sentence (`echo "Run: make x to …"`, a comment), so that words behind it may not be its own.
    pub(super) in_prose: bool,
    /// Whether it is written to a file to be run elsewhere, or handed to another program.
    pub(super) handed_on: bool,
}

impl Invocation {
    /// The command's name without its folder.
    pub(super) fn name(&self) -> &str {
        let name = self.words.first().map_or("", |word| &*word.text);
        name.rsplit('/').next().unwrap_or_default()
    }
}

/// How a script is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// See [`Invocation::in_prose`].
    pub(super) in_prose: bool,
    /// See [`Invocation::handed_on`].
    pub(super) handed_on: bool,
    depth: usize,
}

impl Reading {
    /// Of a command in a sentence or in another language.
    pub(super) fn in_sentence() -> Self {
        Self { in_prose: true, handed_on: true, depth: 0 }
    }
}

/// What a script holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its commands, in order.
    pub(super) invocations: Vec<Invocation>,
    /// Its comments: where each starts and ends in the code.
    pub(super) comments: Vec<(usize, usize)>,
}

/// Reads the commands of a part of some code, in order.
pub(super) fn invocations(code: &Code, from: usize, to: usize, reading: Reading, found: &mut Found) {
    let mut script = Script {
        code,
        reading,
        found,
        folders: vec![Folder::Start],
        variables: BTreeMap::new(),
        command: Command::default(),
    };
    for token in tokens(&code.text, from, to) {
        script.token(token);
    }
    script.end();
}

/// The command that is being read.
#[derive(Default)]
struct Command {
    words: Vec<Word>,
    inputs: Vec<Word>,
    outputs: Vec<Word>,
    /// What the next word is, if a redirection.
    redirect: Option<bool>,
}

struct Script<'c, 'f> {
    code: &'c Code,
    reading: Reading,
    found: &'f mut Found,
    /// The folder of each group that is open.
    folders: Vec<Folder>,
    /// The values that variables have, as far as they are known.
    variables: BTreeMap<String, Option<String>>,
    command: Command,
}

/// Words that come before a command without being one.
pub(super) const KEYWORDS: &[&str] =
    &["if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "time", "fi", "done", "esac"];

/// Commands that run the command behind them: with the options of each that take a word of their own.
pub(super) const WRAPPERS: &[(&str, &[&str])] = &[
    ("sudo", &["-u", "-g", "-C", "-h", "-p"]),
    ("env", &["-u", "-C"]),
    ("nohup", &[]),
    ("exec", &["-a"]),
    ("command", &[]),
    ("builtin", &[]),
    ("nice", &["-n"]),
    ("ionice", &["-c", "-n"]),
    ("timeout", &["-s", "-k"]),
    ("watch", &["-n", "-d"]),
    ("xargs", &["-n", "-I", "-P", "-L", "-d", "-a"]),
    ("stdbuf", &["-o", "-e", "-i"]),
    ("caffeinate", &[]),
];

impl Script<'_, '_> {
    fn token(&mut self, token: Token) {
        match token {
            Token::Word(word) => {
                self.nested(&word);
                match self.command.redirect.take() {
                    Some(true) => self.command.outputs.push(word),
                    Some(false) => self.command.inputs.push(word),
                    None => self.command.words.push(word),
                }
            }
            Token::Redirect { writes } => self.command.redirect = Some(writes),
            Token::Operator(Operator::End) => self.end(),
            Token::Operator(Operator::Open) => {
                // `name=( … )` is a list of words, and `name()` a function.
                self.end();
                let current = self.folder();
                self.folders.push(current);
            }
            Token::Operator(Operator::Close) => {
                self.end();
                if self.folders.len() > 1 {
                    self.folders.pop();
                }
            }
            Token::Comment(from, to) => self.comment(from, to),
            Token::HereDocument { start, end, .. } => {
                let reading = Reading { handed_on: true, ..self.reading };
                self.deeper(start, end, reading);
            }
        }
    }

    fn folder(&self) -> Folder {
        self.folders.last().cloned().unwrap_or_default()
    }

    fn deeper(&mut self, from: usize, to: usize, reading: Reading) {
        if reading.depth >= DEEPEST || from >= to {
            return;
        }
        let first = self.found.invocations.len();
        let reading = Reading { depth: reading.depth + 1, ..reading };
        invocations(self.code, from, to, reading, self.found);
        let folder = self.folder();
        for invocation in &mut self.found.invocations[first..] {
            if invocation.folder == Folder::Start {
                invocation.folder = folder.clone();
            }
        }
    }

    /// Reads the scripts in a word, and a quoted word that may be one.
    fn nested(&mut self, word: &Word) {
        for (from, to) in &word.scripts {
            self.deeper(*from, *to, self.reading);
        }
        let Some((from, to)) = word.quoted else { return };
        let text = &self.code.text[from..to];
        if text.contains(char::is_whitespace) && mentions_command(text) {
            let runs = self.command.words.first().map(|first| self.resolve(first.clone()).text);
            let shell = matches!(runs.as_deref(), Some("bash" | "sh" | "zsh" | "eval" | "watch" | "su" | "trap"));
            let reading = Reading { in_prose: self.reading.in_prose || !shell, handed_on: true, ..self.reading };
            self.in_text(from, to, reading);
        }
    }

    fn comment(&mut self, from: usize, to: usize) {
        if !self.reading.handed_on {
            self.found.comments.push((from, to));
        }
        if mentions_command(&self.code.text[from..to]) {
            self.in_text(from, to, Reading { in_prose: true, handed_on: true, ..self.reading });
        }
    }

    /// Reads the commands that stand in a text, each from its name on.
    fn in_text(&mut self, from: usize, to: usize, reading: Reading) {
        if !reading.in_prose {
            self.deeper(from, to, reading);
            return;
        }
        let text = &self.code.text[from..to];
        let starts: Vec<usize> = command_starts(text).collect();
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            self.deeper(from + start, from + end, reading);
        }
    }

    /// The text of a word with what is known of variables.
    fn resolve(&self, word: Word) -> Argument {
        let range = self.code.place(word.start, word.end);
        let mut parts = word.parts;
        // Nearly every word is one text.
        if let [Part::Literal(text)] = parts.as_mut_slice() {
            return Argument { text: std::mem::take(text), range };
        }
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Literal(literal) => text.push_str(&literal),
                Part::Variable(name) => match self.variables.get(&name) {
                    Some(Some(value)) => text.push_str(value),
                    _ => text.push(UNKNOWN),
                },
                Part::Unknown => text.push(UNKNOWN),
            }
        }
        Argument { text, range }
    }

    /// Ends the current command.
    fn end(&mut self) {
        let command = std::mem::take(&mut self.command);
        let inputs = self.resolve_all(command.inputs);
        let outputs = self.resolve_all(command.outputs);
        let mut words = self.resolve_all(command.words);
        let own = self.skip_prefixes(&words);
        words.drain(..own);
        let name = words.first().map_or("", |word| &*word.text);
        if matches!(name, "cd" | "pushd") {
            self.change_folder(words.get(1));
        } else if name == "popd" {
            self.change_folder(None);
        }
        if words.is_empty() && inputs.is_empty() && outputs.is_empty() {
            return;
        }
        let Reading { in_prose, handed_on, .. } = self.reading;
        let folder = self.folder();
        self.found.invocations.push(Invocation { words, inputs, outputs, folder, in_prose, handed_on });
    }

    fn resolve_all(&self, words: Vec<Word>) -> Vec<Argument> {
        words.into_iter().map(|word| self.resolve(word)).collect()
    }

    /// Takes in what stands before a command (keywords, assignments, wrappers) and says how many words that are.
    fn skip_prefixes(&mut self, words: &[Argument]) -> usize {
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let text = &*word.text;
            if KEYWORDS.contains(&text) {
                at += 1;
            } else if let Some((name, value)) = assignment(text) {
                // Before a command it holds for that alone, which may be a script of several lines.
                let value = (!value.is_empty() && !value.contains(UNKNOWN)).then(|| value.to_owned());
                self.variables.insert(name.to_owned(), value);
                at += 1;
            } else if matches!(text, "export" | "local" | "declare" | "readonly" | "typeset") {
                at += 1;
                at += words[at..].iter().take_while(|word| word.text.starts_with('-')).count();
            } else if matches!(text, "for" | "select" | "case" | "function" | "read") {
                if let Some(name) = words.get(at + 1) {
                    self.variables.insert(name.text.clone(), None);
                }
                return words.len();
            } else if let Some((_, options)) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == text) {
                at += wrapped(&words[at..], options);
            } else {
                break;
            }
        }
        at.min(words.len())
    }

    fn change_folder(&mut self, to: Option<&Argument>) {
        let Some(current) = self.folders.last_mut() else { return };
        *current = match to.map(|to| to.text.as_str()).filter(|to| !to.contains(UNKNOWN)) {
            // `cd -` goes back to who knows where.
            Some(path) if !path.starts_with('-') => current.then(path),
            _ => Folder::Unknown,
        };
    }
}

/// Where the command starts that a wrapper runs: behind its options and what it needs itself.
pub(super) fn wrapped<W: AsRef<str>>(words: &[W], options: &[&str]) -> usize {
    let mut next = 1;
    while let Some(word) = words.get(next).map(AsRef::as_ref) {
        if options.contains(&word) {
            next += 2;
        } else if word.starts_with('-') {
            next += 1;
        } else {
            break;
        }
    }
    // `timeout 30 make …`.
    next + usize::from(words[0].as_ref() == "timeout")
}

/// The name and value of `NAME=value`.
pub(super) fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let proper = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    proper.then_some((name, value))
}

/// Whether a text names a command that is of interest, with something behind it.
pub(super) fn mentions_command(text: &str) -> bool {
    command_starts(text).next().is_some()
}

/// Where in a text `make -f`, `make -C` or `helm` with a verb start. `make sure` is no command.
pub(super) fn command_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(found) = memchr::memchr2(b'm', b'h', &bytes[at..]) {
            let start = at + found;
            at = start + 1;
            let before = text[..start].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')) {
                continue;
            }
            let rest = &text[start..];
            if is_make(rest) || is_helm(rest) {
                return Some(start);
            }
        }
        None
    })
}

fn is_make(rest: &str) -> bool {
    let Some(after) = rest.strip_prefix("make") else { return false };
    let trimmed = after.trim_start_matches([' ', '\t']);
    trimmed.len() < after.len()
        && ["-f", "-C", "-sf", "-s -f", "--file", "--makefile", "--directory", "-s -C", "--no-print-directory"]
            .iter()
            .any(|option| trimmed.starts_with(option))
}

fn is_helm(rest: &str) -> bool {
    ["helm install ", "helm upgrade ", "helm template ", "helm lint ", "helm diff "]
        .iter()
        .any(|command| rest.starts_with(command))
}
