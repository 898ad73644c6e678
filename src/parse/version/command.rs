//! Versions in helm's commands: `helm install redis repo/redis --version 0.3.0`, and the repositories that
//! `helm repo add` names.

use super::{ChartRepository, Requirement, VersionForm, VersionOf, VersionStatement, Versions, lines};
use crate::parse::command::is_helm_switch;
use crate::parse::document::{Document, Fence, SectionIndex};
use crate::parse::version::section::is_past;
use crate::source::TextRange;

/// Commands of helm that take a chart and `--version`, and how many names stand before the chart at most.
const COMMANDS: &[&str] = &["fetch", "install", "pull", "show", "template", "upgrade"];

/// A word of a command line, without its quotes.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    place: TextRange,
}

/// Reads the commands of a block of code.
pub(super) fn read_commands(fence: &Fence, text: &str, versions: &mut Versions) {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut remarks = String::new();
    let mut before = "";
    for (start, line) in lines(fence, text) {
        let trimmed = line.trim();
        if words.is_empty() {
            // What the comment above says holds for the commands below it, up to an empty line.
            if trimmed.is_empty() {
                before = "";
                continue;
            }
            if let Some(comment) = trimmed.strip_prefix('#') {
                before = comment;
                continue;
            }
            before.clone_into(&mut remarks);
        }
        let (line, goes_on) = match line.trim_end().strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line, false),
        };
        let comment = read_words(start, line, &mut words);
        remarks.push(' ');
        remarks.push_str(comment);
        if !goes_on {
            read_words_as_commands(&words, &remarks, fence.section, versions);
            words.clear();
        }
    }
    read_words_as_commands(&words, &remarks, fence.section, versions);
}

/// Reads inline code.
pub(super) fn read_code_spans(document: &Document, text: &str, versions: &mut Versions) {
    for code in &document.code_spans {
        let written = code.range.of(text);
        if !written.contains("helm ") || written.len() > 1_000 {
            continue;
        }
        let inner = written.trim_matches('`');
        let start = code.range.start as usize + (written.len() - inner.len()) / 2;
        let mut words = Vec::new();
        read_words(start, inner, &mut words);
        read_words_as_commands(&words, "", code.section, versions);
    }
}

/// Adds the words of a line, and gives back the comment at its end.
fn read_words<'a>(start: usize, line: &'a str, words: &mut Vec<Word<'a>>) -> &'a str {
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let at = line.len() - rest.len();
        if rest.is_empty() {
            return "";
        }
        if let Some(comment) = rest.strip_prefix('#') {
            return comment;
        }
        let mut quote = None;
        let end = rest.find(|c: char| {
            match quote {
                Some(open) if c == open => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                None if c.is_whitespace() => return true,
                _ => {}
            }
            false
        });
        let (written, after) = rest.split_at(end.unwrap_or(rest.len()));
        let word = written.trim_matches(['"', '\'']);
        let offset = start + at + (word.as_ptr() as usize - written.as_ptr() as usize);
        words.push(Word { text: word, place: TextRange::new(offset, offset + word.len()) });
        rest = after;
    }
}

fn read_words_as_commands(words: &[Word<'_>], remarks: &str, section: SectionIndex, versions: &mut Versions) {
    if words.is_empty() {
        return;
    }
    let past = is_past(remarks);
    let ends = |word: &Word<'_>| matches!(word.text, "&&" | "||" | "|" | ";" | ">" | ">>" | "&");
    for command in words.split(ends) {
        let Some(helm) = command.iter().position(|word| word.text == "helm") else { continue };
        let command = &command[helm + 1..];
        if let [repo, add, rest @ ..] = command
            && (repo.text, add.text) == ("repo", "add")
        {
            if let [name, url] = positional(rest)[..] {
                versions.repositories.push(ChartRepository { name: name.text.into(), url: url.text.into() });
            }
        } else if let Some(statement) = version_of(command, section).filter(|_| !past) {
            versions.statements.push(statement);
        }
    }
}

fn version_of(command: &[Word<'_>], section: SectionIndex) -> Option<VersionStatement> {
    let (name, arguments) = command.split_first()?;
    COMMANDS.contains(&name.text).then_some(())?;
    let version = flag(arguments, "--version")?;
    Requirement::parse(version.text)?;
    // Helm takes the chart last: `install NAME CHART`, `pull CHART`, `show values CHART`.
    let chart = positional(arguments).last().copied()?;
    let repository = flag(arguments, "--repo").map(|url| url.text);
    let (origin, chart) = match (repository, chart.text.rsplit_once('/')) {
        (Some(repository), _) => (repository, chart.text),
        (None, Some((origin, chart))) => (origin, chart),
        (None, None) => return None,
    };
    Some(VersionStatement {
        of: VersionOf::Chart,
        form: VersionForm::Command,
        version: version.text.into(),
        range: version.place,
        repeated: None,
        chart: Some(chart.into()),
        origin: Some(origin.into()),
        group: u32::MAX,
        section,
    })
}

/// The value of a flag: `--flag value` or `--flag=value`.
fn flag<'a>(arguments: &[Word<'a>], name: &str) -> Option<Word<'a>> {
    arguments.iter().enumerate().find_map(|(at, word)| {
        if word.text == name {
            return arguments.get(at + 1).copied();
        }
        let value = word.text.strip_prefix(name)?.strip_prefix('=')?;
        let bare = value.trim_matches(['"', '\'']);
        let start = word.place.start as usize + (bare.as_ptr() as usize - word.text.as_ptr() as usize);
        Some(Word { text: bare, place: TextRange::new(start, start + bare.len()) })
    })
}

/// The words that are neither flags nor their values.
fn positional<'a>(arguments: &[Word<'a>]) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if !word.text.starts_with('-') {
            found.push(*word);
        } else if !word.text.contains('=') && !is_helm_switch(word.text) {
            words.next();
        }
    }
    found
}
