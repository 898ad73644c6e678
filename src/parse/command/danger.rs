//! Commands that can lose data, in code blocks.
//!
//! Found are commands that a shell or a database would run as they stand: what is written to a file, printed or commented
//! out does nothing. [`rule`] holds the table of commands, [`sql`] knows statements.

mod rule;
mod sql;

use super::lexer::{Operator, Part, Token, Word, tokens};
use super::script::{KEYWORDS, WRAPPERS, assignment, wrapped};
use super::{SHELLS, TERMINALS, prompted, starts_with_command, typed};

/// Languages of code blocks that a database runs.
const DATABASES: &[&str] =
    &["sql", "psql", "postgresql", "pgsql", "plpgsql", "mysql", "mariadb", "tsql", "cql", "sqlite", "clickhouse"];

/// How deep scripts within scripts are read.
const DEEPEST: usize = 4;

/// How many words may stand between `docker exec` and the program it runs.
const MOST_OPTIONS: usize = 60;

/// A command that can lose data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Danger {
    /// The first of its lines in the block, counted from 1.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// The words that say so: `kubectl delete`, `DROP TABLE`.
    pub what: String,
}

/// Finds the commands in a code block that can lose data, in order. Blocks in other languages than those of shells,
/// terminals and databases have none.
#[must_use]
pub fn find_dangers(language: &str, code: &str) -> Vec<Danger> {
    let mut finder = Finder { code, dangers: Vec::new() };
    if TERMINALS.contains(&language) || ((language.is_empty() || SHELLS.contains(&language)) && prompted(code)) {
        let parts = typed(code);
        if parts.is_empty() {
            finder.script(0, code.len(), 0);
        }
        for (from, to) in parts {
            finder.script(from, to, 0);
        }
    } else if SHELLS.contains(&language) || (language.is_empty() && starts_with_command(code)) {
        finder.script(0, code.len(), 0);
    } else if DATABASES.contains(&language) {
        finder.statements(0, code.len());
    }
    finder.located()
}

/// Whether a make target's name says that it deletes something: `redis-flushall`.
#[must_use]
pub fn is_dangerous_target(name: &str) -> bool {
    name.split(['-', '_', '.', ':', '/']).any(|part| rule::TARGET_VERBS.contains(&part))
}

struct Finder<'c> {
    code: &'c str,
    /// Where each starts and ends, and what it is.
    dangers: Vec<(usize, usize, String)>,
}

/// A word of a command.
struct Argument {
    /// Its text; what only a run could tell is as it is written.
    text: String,
    /// Whether it is quoted as a whole, and what stands in the quotes.
    quoted: Option<(usize, usize)>,
    start: usize,
    end: usize,
}

impl AsRef<str> for Argument {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// What is given a here-document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reads {
    #[default]
    Text,
    Script,
    Statements,
}

impl Finder<'_> {
    /// What was found, by lines.
    fn located(mut self) -> Vec<Danger> {
        self.dangers.sort();
        let mut dangers: Vec<Danger> = Vec::with_capacity(self.dangers.len());
        let mut line = 1;
        let mut counted = 0;
        for (start, end, what) in self.dangers {
            let newlines = |from: usize, to: usize| {
                u32::try_from(memchr::memchr_iter(b'\n', &self.code.as_bytes()[from..to]).count()).unwrap_or(u32::MAX)
            };
            line += newlines(counted, start);
            counted = start;
            let danger = Danger { first: line, last: line + newlines(start, end.max(start)), what };
            if dangers.last() != Some(&danger) {
                dangers.push(danger);
            }
        }
        dangers
    }

    fn script(&mut self, from: usize, to: usize, depth: usize) {
        if depth >= DEEPEST || from >= to {
            return;
        }
        let mut command: Vec<Argument> = Vec::new();
        let mut is_file = false;
        let mut reads = Reads::Text;
        for token in tokens(self.code, from, to) {
            match token {
                Token::Word(word) => {
                    for (from, to) in &word.scripts {
                        self.script(*from, *to, depth + 1);
                    }
                    if !std::mem::take(&mut is_file) {
                        command.push(self.argument(word));
                    }
                }
                Token::Redirect { .. } => is_file = true,
                Token::Operator(Operator::End | Operator::Open | Operator::Close) => {
                    is_file = false;
                    if !command.is_empty() {
                        reads = self.command(&std::mem::take(&mut command), depth);
                    }
                }
                Token::HereDocument { start: from, end: to, .. } => match reads {
                    Reads::Script => self.script(from, to, depth + 1),
                    Reads::Statements => self.statements(from, to),
                    Reads::Text => {}
                },
                Token::Comment(..) => {}
            }
        }
        self.command(&command, depth);
    }

    fn argument(&self, word: Word) -> Argument {
        let Word { parts, start, end, quoted, .. } = word;
        let text = match &*parts {
            [Part::Literal(text)] => text.clone(),
            _ => self.code[start..end].to_owned(),
        };
        Argument { text, quoted, start, end }
    }

    /// Looks at a command, and says how it would read a here-document.
    fn command(&mut self, words: &[Argument], depth: usize) -> Reads {
        let words = &words[prefix(words)..];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Reads::Text };
        let name = first.text.rsplit('/').next().unwrap_or_default();
        if depth < DEEPEST
            && let Some(inner) = inner(name, words)
        {
            let (own, run) = words.split_at(inner);
            self.own(name, own, first.start, own.last().map_or(first.end, |word| word.end));
            return self.command(run, depth + 1);
        }
        self.own(name, words, first.start, last.end);
        if rule::SHELL_PROGRAMS.contains(&name) {
            for word in &words[1..] {
                if let Some((from, to)) = word.quoted {
                    self.script(from, to, depth + 1);
                }
            }
            return Reads::Script;
        }
        if rule::CLIENTS.contains(&name) {
            self.told_client(words);
            return Reads::Statements;
        }
        Reads::Text
    }

    /// Looks at the words of a command itself.
    fn own(&mut self, name: &str, words: &[Argument], start: usize, end: usize) {
        let mut texts: Vec<&str> = words.iter().map(|word| &*word.text).collect();
        if let Some(program) = texts.first_mut() {
            *program = name;
        }
        let what = if matches!(name, "make" | "gmake") {
            target(&texts).map(|target| format!("{name} {target}"))
        } else {
            let force = || texts.iter().any(|word| rule::is_force(word)) && !rule::HARMLESS_FORCE.contains(&name);
            let forced = || force().then(|| format!("{} --force", name.chars().take(40).collect::<String>()));
            rule::RULES.iter().find_map(|rule| rule::fits(rule, &texts)).or_else(forced)
        };
        if let Some(what) = what
            && !is_temporary(name, &texts)
            && !texts.iter().any(|word| rule::is_rehearsal(word))
        {
            self.dangers.push((start, end, what));
        }
    }

    /// Looks at the statements that a database's client is given as arguments.
    fn told_client(&mut self, words: &[Argument]) {
        for word in &words[1..] {
            // `--command='…'` has its text behind the sign.
            let written = &self.code[word.start..word.end];
            let skipped = if written.starts_with("--") { written.find('=').map_or(0, |at| at + 1) } else { 0 };
            let text = written[skipped..].trim_matches(['\'', '"']);
            let found = sql::find_statements(text).into_iter().map(|(.., what)| what);
            let method = rule::MONGO_METHODS.iter().find(|method| text.contains(**method));
            let method = method.map(|method| format!("{})", method.trim_start_matches('.')));
            self.dangers.extend(found.chain(method).map(|what| (word.start, word.end, what)));
        }
    }

    fn statements(&mut self, from: usize, to: usize) {
        let found = sql::find_statements(&self.code[from..to]);
        self.dangers.extend(found.into_iter().map(|(start, end, what)| (from + start, from + end, what)));
    }
}

/// How many words stand before a command without being it: keywords, assignments, `sudo` and the like.
fn prefix(words: &[Argument]) -> usize {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = &*word.text;
        if KEYWORDS.contains(&text) || assignment(text).is_some() {
            at += 1;
        } else if let Some((_, options)) = WRAPPERS.iter().find(|(wrapper, _)| *wrapper == text) {
            at += wrapped(&words[at..], options);
        } else {
            break;
        }
    }
    at.min(words.len())
}

/// Where in a command's words the command starts that it runs somewhere else: `kubectl exec pod -- rm`.
fn inner(name: &str, words: &[Argument]) -> Option<usize> {
    let is = |at: usize, text: &str| words.get(at).is_some_and(|word| word.text == text);
    let runs = |word: &Argument| matches!(&*word.text, "exec" | "run" | "debug");
    let found = match name {
        "kubectl" | "oc" | "k" => 1 + words.iter().position(|word| word.text == "--")?,
        "docker" | "podman" | "nerdctl" | "docker-compose" | "ssh" => {
            let verb = if name == "ssh" { 0 } else { words.iter().position(runs)? };
            // The container, image or host comes first, and options may have values; what is known as a program ends them.
            let known = |word: &Argument| {
                let name = word.text.rsplit('/').next().unwrap_or_default();
                rule::CLIENTS.contains(&name)
                    || rule::SHELL_PROGRAMS.contains(&name)
                    || rule::RULES.iter().any(|rule| {
                        rule.split(' ')
                            .next()
                            .is_some_and(|programs| programs.split('|').any(|program| program == name))
                    })
            };
            verb + 2 + words.get(verb + 2..)?.iter().take(MOST_OPTIONS).position(known)?
        }
        _ => return None,
    };
    (found < words.len() && !is(found, "--")).then_some(found)
}

/// Whether a command only removes what is made to be removed.
fn is_temporary(name: &str, words: &[&str]) -> bool {
    let mut places = words[1..].iter().filter(|word| !word.starts_with('-')).peekable();
    let temporary = |place: &str| {
        ["/tmp/", "/var/tmp/"].iter().any(|folder| place.trim_start_matches(['"', '\'']).starts_with(folder))
            && !place.contains("..")
    };
    match name {
        "rm" | "truncate" => places.peek().is_some() && places.all(|place| temporary(place)),
        "find" => places.next().is_some_and(|place| temporary(place)),
        "dd" => words.iter().filter_map(|word| word.strip_prefix("of=")).all(temporary),
        _ => false,
    }
}

/// The target of `make` whose name says that it deletes something.
fn target<'w>(words: &[&'w str]) -> Option<&'w str> {
    let mut words = words[1..].iter();
    while let Some(word) = words.next() {
        if matches!(*word, "-f" | "-C" | "-I" | "-o" | "-W" | "--file" | "--makefile" | "--directory") {
            words.next();
        } else if !word.starts_with('-') && !word.contains('=') && is_dangerous_target(word) {
            return Some(word);
        }
    }
    None
}

#[cfg(test)]
mod tests;
