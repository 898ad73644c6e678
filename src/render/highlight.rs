//! Highlights code blocks: short classes for the theme to colour, and no more markup than that takes.

mod first;
mod grammar;
mod html;
mod languages;
mod machine;
mod memo;
mod paint;
mod query;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::parse::command::{SessionLine, read_session};
use crate::render::code::{CodeHighlighter, Highlighted};
use crate::render::escape::escape_code_into;

use grammar::Grammars;
use html::LineWriter;
use languages::Language;
use memo::LineMemo;

/// Raised with every change of what a block's HTML is: part of every key under which one is kept.
pub const VERSION: u32 = 2;

/// Lines longer than this, in bytes, stay plain. They are data (keys, certificates, minified JSON), which colours don't
/// help to read, and a pattern's work may grow with the square of the line.
const LINE_LIMIT: usize = 2048;

/// The grammar of commands behind a prompt.
const SHELL: &str = "bash";

/// The grammars of all languages, for all threads. Costs nothing until the first block is highlighted; a grammar is
/// unpacked and its patterns are compiled when they are first needed.
#[derive(Debug, Default)]
pub struct Syntaxes {
    grammars: OnceLock<Grammars>,
    /// Threads come and go with the work; what they have learnt stays.
    idle: Mutex<Vec<LineMemo>>,
}

impl Syntaxes {
    /// The grammars that are compiled in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A highlighter for one thread. It takes over what a former one has learnt and leaves it behind when dropped, so
    /// that it may be made for each block, each page or each thread.
    #[must_use]
    pub fn highlighter(&self) -> Highlighter<'_> {
        let memo = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Highlighter { syntaxes: self, memo: memo.unwrap_or_default() }
    }

    /// Whether code in a language of that name (in lower case) is highlighted, or plain text on purpose.
    #[must_use]
    pub fn knows(&self, language: &str) -> bool {
        !matches!(Language::named(language, &self.grammars().set), Language::Unknown)
    }

    fn grammars(&self) -> &Grammars {
        self.grammars.get_or_init(Grammars::load)
    }
}

/// Highlights blocks on one thread.
#[derive(Debug)]
pub struct Highlighter<'a> {
    syntaxes: &'a Syntaxes,
    memo: LineMemo,
}

impl Highlighter<'_> {
    /// Lines that were found among those seen before, and all lines that were looked for.
    #[must_use]
    pub fn hits(&self) -> (u64, u64) {
        self.memo.hits()
    }
}

impl Drop for Highlighter<'_> {
    fn drop(&mut self) {
        let memo = std::mem::take(&mut self.memo);
        self.syntaxes.idle.lock().unwrap_or_else(PoisonError::into_inner).push(memo);
    }
}

impl CodeHighlighter for Highlighter<'_> {
    fn highlight(&mut self, language: &str, code: &str) -> Highlighted {
        let mut html = String::with_capacity(code.len() * 2);
        if language.is_empty() {
            plain(code, &mut html);
            return Highlighted { html, known: true };
        }
        let grammars = self.syntaxes.grammars();
        let mut known = true;
        match self.memo.language(grammars, language) {
            Language::Plain => plain(code, &mut html),
            Language::Unknown => {
                known = false;
                plain(code, &mut html);
            }
            Language::Query => lines(code, |line| query::line(line, &mut html)),
            Language::Grammar(syntax) => match self.memo.start(grammars, syntax) {
                Some(mut state) => lines(code, |line| self.memo.line(grammars, &mut state, line, &mut html)),
                None => plain(code, &mut html),
            },
            Language::Console => self.console(grammars, code, &mut html),
        }
        Highlighted { html, known }
    }
}

impl Highlighter<'_> {
    /// What was typed as shell, the rest as it is; but for comments, which stand beside commands without a prompt.
    fn console(&mut self, grammars: &Grammars, code: &str, html: &mut String) {
        let Language::Grammar(shell) = self.memo.language(grammars, SHELL) else { return plain(code, html) };
        let Some(start) = self.memo.start(grammars, shell) else { return plain(code, html) };
        let Some(session) = read_session("console", code) else { return plain(code, html) };
        let mut session = session.into_iter();
        let mut state = start.clone();
        lines(code, |line| {
            let prompt = match session.next() {
                Some(SessionLine::Typed { prompt, continues }) => {
                    if !continues {
                        state = start.clone();
                    }
                    prompt
                }
                _ if line.trim_start().starts_with("# ") => {
                    state = start.clone();
                    line.len() - line.trim_start().len()
                }
                _ => return write_plain(line, html),
            };
            let (before, command) = line.split_at(prompt);
            escape_code_into(html, before);
            self.memo.line(grammars, &mut state, command, html);
        });
    }
}

/// Calls `each` with every line, all ending in one `\n`.
fn lines(code: &str, mut each: impl FnMut(&str)) {
    let mut whole = String::new();
    for line in code.split_inclusive('\n') {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if line.len() == text.len() + 1 {
            each(line);
        } else {
            whole.clear();
            whole.push_str(text);
            whole.push('\n');
            each(&whole);
        }
    }
}

fn plain(code: &str, html: &mut String) {
    lines(code, |line| write_plain(line, html));
}

fn write_plain(line: &str, html: &mut String) {
    let mut writer = LineWriter::new(html);
    writer.text(line, None);
    writer.finish();
}
