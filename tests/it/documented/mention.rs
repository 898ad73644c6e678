//! What the manual says of docsgen's own commands without showing a whole command: `docsgen check --fix` in a sentence, a line
//! of a workflow. Each has to be a command that there is, with options that it has.

use std::collections::BTreeMap;

use super::page::Page;
use crate::support::Project;

/// A command that a page names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mention {
    place: String,
    command: String,
    options: Vec<String>,
}

/// The help of each command that was asked for; nothing where there is no such command.
#[derive(Default)]
pub(super) struct Known(BTreeMap<String, Option<String>>);

impl Known {
    fn help(&mut self, command: &str) -> Option<&str> {
        let help = self.0.entry(command.to_owned()).or_insert_with(|| {
            let run = Project::new().run(&command.split(' ').chain(["--help"]).collect::<Vec<_>>());
            (run.status == Some(0)).then_some(run.out)
        });
        help.as_deref()
    }
}

/// Every command of docsgen in the code of a page.
pub(super) fn find(page: &Page) -> Vec<Mention> {
    let blocks = page
        .blocks
        .iter()
        .flat_map(|block| block.text.lines().enumerate().map(move |(index, line)| (block.line + index + 1, line)));
    let inline = page.inline.iter().map(|(line, text)| (*line, text.as_str()));
    let mut mentions = Vec::new();
    for (line, text) in blocks.chain(inline) {
        mentions.extend(in_text(text).map(|(command, options)| Mention {
            place: format!("{}:{line}", page.path),
            command,
            options,
        }));
    }
    mentions
}

/// `docsgen` where a command begins, the words behind it that name one, and the options up to where the command ends.
fn in_text(text: &str) -> impl Iterator<Item = (String, Vec<String>)> {
    const BEFORE: &[&str] = &["`", "$", "-", "run:", "&&", "|", ";"];
    let starts = text.match_indices("docsgen ").filter(|(at, _)| {
        let before = &text[..*at];
        let word = before.trim_end();
        let apart = before.len() > word.len() || word.is_empty() || word.ends_with('`');
        apart && (word.is_empty() || BEFORE.iter().any(|end| word.ends_with(end)))
    });
    starts.filter_map(|(at, found)| {
        let rest = &text[at + found.len()..];
        let end = rest.find(['`', '|', '#', ';', '&']).unwrap_or(rest.len());
        let words: Vec<&str> = rest[..end]
            .split_whitespace()
            .map(|word| word.trim_matches(['[', ']', '"', '\'', ',', '.', '(', ')']))
            .collect();
        // The second word is a command of the first, or an argument, with which the help is the same.
        let command: Vec<&str> = words.iter().take(2).copied().take_while(|word| is_name(word)).collect();
        let options = words.iter().filter_map(|word| word.strip_prefix("--"));
        let options = options.map(|option| option.split('=').next().unwrap_or(option).to_owned());
        (!command.is_empty()).then(|| (command.join(" "), options.filter(|option| is_name(option)).collect()))
    })
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase() || char == '-') && !word.starts_with('-')
}

impl Mention {
    /// What is wrong with it, for people.
    pub(super) fn wrong(&self, known: &mut Known) -> Option<String> {
        let Self { place, command, options } = self;
        let Some(help) = known.help(command) else {
            return Some(format!("{place}: there is no command `docsgen {command}`"));
        };
        let has = |option: &str| {
            let option = format!("--{option}");
            help.split(|char: char| !(char.is_ascii_lowercase() || char == '-')).any(|word| word == option)
        };
        let missing = options.iter().find(|option| !has(option))?;
        Some(format!("{place}: `docsgen {command}` has no option `--{missing}`"))
    }
}

#[test]
fn commands_are_found_in_sentences_and_workflows() {
    let found = |text: &str| -> Vec<(String, Vec<String>)> { in_text(text).collect() };
    let of = |command: &str, options: &[&str]| {
        (command.to_owned(), options.iter().map(|&option| option.to_owned()).collect())
    };
    assert_eq!(found("- run: docsgen check --format=github --fix"), [of("check", &["format", "fix"])]);
    assert_eq!(
        found("docsgen build x && docsgen check --fix # docsgen is"),
        [of("build x", &[]), of("check", &["fix"])]
    );
    assert_eq!(
        found("files of docsgen these; my-docsgen build; <!-- docsgen:end -->; docsgen <command>; docsgen -C x"),
        []
    );
    assert_eq!(found("`docsgen theme diff [FILE…] [--check]` ## --no"), [of("theme diff", &["check"])]);
}

#[test]
fn an_option_that_is_not_there_is_named() {
    let mut known = Known::default();
    let page = Page::of(
        "a.md".to_owned(),
        "`docsgen check --fix` and\n`docsgen check --mend`, `docsgen chekc`, `docsgen theme paint`\n",
    );
    let wrong: Vec<_> = find(&page).iter().filter_map(|mention| mention.wrong(&mut known)).collect();
    let expected = [
        "a.md:2: `docsgen check` has no option `--mend`",
        "a.md:2: there is no command `docsgen chekc`",
        "a.md:2: there is no command `docsgen theme paint`",
    ];
    assert_eq!(wrong, expected);
}
