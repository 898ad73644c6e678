//! The manual's tables of settings, front matter and options are made of the code, and show all of it.
//!
//! A page has blocks, each between a comment that says what to show and `<!-- end -->`:
//!
//! - `<!-- keys of book.toml: check.external.* -->` shows the keys of a table; names with commas between them show these alone,
//!   and `mdbook` the keys that docsgen only notes;
//! - `<!-- keys of front matter: title, drills.* -->` does the same for front matter;
//! - `<!-- kinds -->` shows the kinds of pages;
//! - `<!-- options: docsgen build -->` shows a command, and `<!-- options: docsgen -->` what all of them have.
//!
//! `DOCSGEN_UPDATE=1` writes the tables, and puts a section for what no block shows at the end of its page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use docsgen::cli::command;
use docsgen::config::keys::{keys, kinds};
use docsgen::node::key::{Absent, Key, Shape};
use docsgen::parse::front_matter::keys::KEYS as FRONT_MATTER;

const END: &str = "<!-- end -->";

/// What a block shows, as its comment says it.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    Book(Vec<&'a str>),
    FrontMatter(Vec<&'a str>),
    Kinds,
    Options(&'a str),
}

impl<'a> Asked<'a> {
    /// What a line asks for; `None` where it is no comment of this sort.
    fn read(line: &'a str) -> Option<Self> {
        let comment = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
        let names = |list: &'a str| list.split(", ").collect();
        Some(match comment.split_once(": ") {
            Some(("keys of book.toml", list)) => Self::Book(names(list)),
            Some(("keys of front matter", list)) => Self::FrontMatter(names(list)),
            Some(("options", path)) => Self::Options(path),
            None if comment == "kinds" => Self::Kinds,
            _ => return None,
        })
    }

    fn shown(&self, shown: &mut Shown) -> String {
        match self {
            Self::Book(names) if *names == ["mdbook"] => {
                shown.mdbook = true;
                mdbook_table(&keys())
            }
            Self::Book(names) => key_table(&keys(), names, &mut shown.book),
            Self::FrontMatter(names) => key_table(FRONT_MATTER, names, &mut shown.front_matter),
            Self::Kinds => {
                let rows = kinds()
                    .iter()
                    .fold(String::new(), |rows, kind| rows + &format!("| `{}` | {} |\n", kind.name, kind.about));
                format!("| kind | what it is |\n|---|---|\n{rows}")
            }
            Self::Options(path) => {
                shown.commands.insert((*path).to_owned());
                command_text(path)
            }
        }
    }
}

/// What blocks have shown so far.
#[derive(Default)]
struct Shown {
    book: BTreeSet<&'static str>,
    front_matter: BTreeSet<&'static str>,
    commands: BTreeSet<String>,
    mdbook: bool,
}

/// A page with its blocks filled.
fn filled(page: &str, name: &str, shown: &mut Shown) -> String {
    let mut text = String::new();
    let mut lines = page.lines();
    let mut fence = false;
    while let Some(line) = lines.next() {
        fence ^= line.starts_with("```");
        let _ = writeln!(text, "{line}");
        let Some(asked) = Asked::read(line).filter(|_| !fence) else { continue };
        let table = asked.shown(shown);
        let _ = writeln!(text, "\n{table}\n{END}");
        assert!(lines.any(|line| line == END), "{name}: `{line}` has no `{END}` behind it");
    }
    text
}

fn key_table(all: &[Key], names: &[&str], shown: &mut BTreeSet<&'static str>) -> String {
    let known = |key: &&Key| key.instead.is_none();
    let mut chosen: Vec<&Key> = Vec::new();
    for name in names {
        let before = chosen.len();
        match name.strip_suffix(".*") {
            Some(table) => chosen
                .extend(all.iter().filter(known).filter(|key| key.table() == table && !is_shown_as_table(key, all))),
            None => chosen.extend(all.iter().filter(known).filter(|key| key.path == *name)),
        }
        assert!(chosen.len() > before, "a block asks for `{name}`, and there is no such key");
    }
    shown.extend(chosen.iter().map(|key| key.path));
    let mut table = String::from("| key | value | what it is |\n|---|---|---|\n");
    for key in chosen {
        let name = if key.needed { format!("`{}` (needed)", key.name()) } else { format!("`{}`", key.name()) };
        let without = match key.default {
            Absent::Nothing => String::new(),
            Absent::Words(words) => format!(" Without it: {words}."),
            Absent::Value(value) => format!(" By default `{}`.", value.trim_matches('"')),
        };
        let about = format!("{}{without}", key.about);
        let _ = writeln!(table, "| {name} | {} | {} |", cell(&key.shape.in_words()), cell(&about));
    }
    table
}

/// Whether a key is one of a table of lists that has a section of its own, rather than a row.
fn is_shown_as_table(key: &Key, all: &[Key]) -> bool {
    key.is_placeholder() || is_list_of_tables(key) && all.iter().any(|other| other.table() == key.path)
}

fn is_list_of_tables(key: &Key) -> bool {
    matches!(key.shape, Shape::Tables)
}

fn mdbook_table(all: &[Key]) -> String {
    let mut table = String::from("| key of mdBook | what docsgen does |\n|---|---|\n");
    for key in all {
        if let Some(instead) = key.instead {
            let _ = writeln!(table, "| `{}` | {} |", key.path, cell(instead));
        }
    }
    table
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The command of a path such as `docsgen theme list`.
fn find(path: &str) -> Command {
    let mut found = command();
    found.build();
    for word in path.split(' ').skip(1) {
        found = found.find_subcommand(word).unwrap_or_else(|| panic!("there is no command `{path}`")).clone();
    }
    found
}

/// Paths of all commands that do something.
fn command_paths(command: &Command, path: &str, paths: &mut Vec<String>) {
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set()) {
        let path = format!("{path} {}", inner.get_name());
        if inner.has_subcommands() { command_paths(inner, &path, paths) } else { paths.push(path) }
    }
}

fn command_text(path: &str) -> String {
    let mut found = find(path);
    let whole = path == "docsgen";
    let mut text = String::new();
    if !whole {
        let usage = found.render_usage().to_string();
        let _ = writeln!(text, "```text\n{}\n```\n", usage.trim_start_matches("Usage: "));
    }
    let shown = |arg: &&Arg| {
        let own = whole || !arg.is_global_set();
        own && !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str())
    };
    let args: Vec<&Arg> = found.get_arguments().filter(shown).collect();
    if !args.is_empty() {
        text += "| argument or option | what it does |\n|---|---|\n";
        for arg in args {
            let _ = writeln!(text, "| {} | {} |", cell(&names_of(arg)), cell(&about(arg)));
        }
    }
    text.trim_end().to_owned() + "\n"
}

fn names_of(arg: &Arg) -> String {
    let value = arg.get_value_names().filter(|_| arg.get_action().takes_values());
    let value = value.and_then(<[_]>::first).map(ToString::to_string);
    let Some(long) = arg.get_long() else {
        return format!("`{}`", value.unwrap_or_else(|| arg.get_id().to_string()).to_uppercase());
    };
    let short = arg.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
    format!("{short}`--{long}{}`", value.map(|value| format!(" {value}")).unwrap_or_default())
}

/// What is said of an option: its help, its values and its default, as sentences.
fn about(arg: &Arg) -> String {
    let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut sentences: Vec<String> = Vec::new();
    let (help, said) = match help.split_once(" [default") {
        Some((help, default)) => {
            let default = default.trim_end_matches(']');
            let (when, what) = default.split_once(": ").unwrap_or(("", default));
            (help.to_owned(), Some(format!("By default{when} {what}")))
        }
        None => (help, None),
    };
    sentences.push(escaped(&help.split_whitespace().collect::<Vec<_>>().join(" ")));
    if arg.get_action().takes_values() {
        let values: Vec<_> = arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect();
        if values.iter().any(|value| value.get_help().is_some()) {
            let value = |value: &clap::builder::PossibleValue| {
                let help = value.get_help().map(|help| format!(": {help}")).unwrap_or_default();
                format!("`{}`{}", value.get_name(), escaped(&help))
            };
            sentences.push(values.iter().map(value).collect::<Vec<_>>().join("; "));
        } else if let [all @ .., last] = values.as_slice() {
            let all: Vec<String> = all.iter().map(|value| format!("`{}`", value.get_name())).collect();
            sentences.push(format!("One of {} or `{}`", all.join(", "), last.get_name()));
        }
        let defaults: Vec<String> =
            arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        if !defaults.is_empty() {
            sentences.push(format!("By default {}", defaults.join(", ")));
        }
    }
    sentences.extend(said);
    if matches!(arg.get_action(), ArgAction::Append) {
        sentences.push("May be given several times".to_owned());
    }
    sentences.iter().map(|sentence| format!("{}.", sentence.trim_end_matches('.'))).collect::<Vec<_>>().join(" ")
}

/// What would be HTML outside of code, as text.
fn escaped(text: &str) -> String {
    let mut code = false;
    text.chars().fold(String::new(), |mut escaped, character| {
        code ^= character == '`';
        if character == '<' && !code {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

/// Keys that no block shows: those with a value, since tables are shown by their keys.
fn unshown<'a>(all: &'a [Key], shown: &'a BTreeSet<&str>) -> impl Iterator<Item = &'a Key> {
    let is_table = |key: &Key| all.iter().any(|other| other.table() == key.path);
    all.iter()
        .filter(move |key| key.instead.is_none() && !key.is_placeholder() && !is_table(key))
        .filter(|key| !shown.contains(key.path))
}

/// A section for what no block shows yet: the page and the text of it, with an empty block.
fn missing(shown: &Shown) -> Vec<(&'static str, String)> {
    let mut sections = Vec::new();
    let all = keys();
    let tables: Vec<&str> = unshown(&all, &shown.book).map(Key::table).collect();
    let mut seen = BTreeSet::new();
    for table in tables.into_iter().filter(|table| seen.insert(*table)) {
        let key = all.iter().find(|key| key.path == table);
        let lists = key.is_some_and(is_list_of_tables);
        let head = if lists { format!("[[{table}]]") } else { format!("[{table}]") };
        let about = key.map(|key| key.about).unwrap_or_default();
        sections.push((
            "book-toml.md",
            format!("## `{head}`\n\n{about}\n\n<!-- keys of book.toml: {table}.* -->\n{END}\n"),
        ));
    }
    if !shown.mdbook {
        sections.push(("book-toml.md", format!("## What mdBook has\n\n<!-- keys of book.toml: mdbook -->\n{END}\n")));
    }
    for key in unshown(FRONT_MATTER, &shown.front_matter) {
        sections
            .push(("front-matter.md", format!("## `{0}`\n\n<!-- keys of front matter: {0} -->\n{END}\n", key.path)));
    }
    let mut paths = vec!["docsgen".to_owned()];
    command_paths(&command(), "docsgen", &mut paths);
    for path in paths.into_iter().filter(|path| !shown.commands.contains(path)) {
        let about = find(&path).get_about().map(ToString::to_string).unwrap_or_default();
        sections.push(("commands.md", format!("## `{path}`\n\n{about}.\n\n<!-- options: {path} -->\n{END}\n")));
    }
    sections
}

fn manual() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the manual")
        .map(|entry| entry.expect("a page").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

#[test]
fn the_manual_shows_every_setting_key_and_option() {
    let update = std::env::var_os("DOCSGEN_UPDATE").is_some();
    let read = |path: &Path| fs::read_to_string(path).expect("a page can be read").replace("\r\n", "\n");
    let fill = |shown: &mut Shown| {
        let mut stale = Vec::new();
        for path in manual() {
            let name = path.file_name().expect("a page has a name").to_string_lossy().into_owned();
            let page = read(&path);
            let filled = filled(&page, &name, shown);
            if filled != page {
                if update {
                    fs::write(&path, &filled).expect("the manual can be written");
                } else {
                    stale.push(name);
                }
            }
        }
        stale
    };
    let mut shown = Shown::default();
    let stale = fill(&mut shown);
    let mut lacking = missing(&shown);
    if update && !lacking.is_empty() {
        for (page, section) in &lacking {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual").join(page);
            fs::write(&path, format!("{}\n{section}", read(&path))).expect("the manual can be written");
        }
        shown = Shown::default();
        fill(&mut shown);
        lacking = missing(&shown);
    }
    let lacking: Vec<String> = lacking.into_iter().map(|(page, section)| format!("{page}:\n{section}")).collect();
    assert!(
        lacking.is_empty(),
        "no page of the manual shows these: put the sections where they belong, or run this test with DOCSGEN_UPDATE=1\n{}",
        lacking.join("\n")
    );
    assert!(
        stale.is_empty(),
        "tables of {} aren't what the code says: run this test with DOCSGEN_UPDATE=1",
        stale.join(", ")
    );
}

#[test]
fn comments_ask_for_tables() {
    for (line, expected) in [
        ("<!-- keys of book.toml: charts.<id>.* -->", Some(Asked::Book(vec!["charts.<id>.*"]))),
        ("<!-- keys of front matter: title, drills.* -->", Some(Asked::FrontMatter(vec!["title", "drills.*"]))),
        ("<!-- options: docsgen theme list -->", Some(Asked::Options("docsgen theme list"))),
        ("<!-- kinds -->", Some(Asked::Kinds)),
        ("<!-- docsgen:end -->", None),
        ("text", None),
    ] {
        assert_eq!(Asked::read(line), expected, "{line}");
    }
}

#[test]
fn what_no_block_shows_is_named_with_its_section() {
    let sections = missing(&Shown::default());
    for (page, start) in [
        ("book-toml.md", "## `[check.external]`\n"),
        ("book-toml.md", "## `[[check.coverage.waive]]`\n"),
        ("front-matter.md", "## `title`\n"),
        ("commands.md", "## `docsgen theme list`\n"),
    ] {
        assert!(sections.iter().any(|(of, text)| *of == page && text.starts_with(start)), "{start} of {sections:?}");
    }
}
