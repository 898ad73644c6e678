//! What the README and the manual tell readers to type is typed here, page by page, in the order of the page.
//!
//! A page has a folder of its own for a home, with a repository of charts in `~/charts`, its history, a remote to push to, and
//! this build's `docsgen`. Blocks of `bash`, `sh`, `shell` and `console` are its commands; what a `cd` or a command leaves behind is
//! there for the next block, as it is for a reader. `tests/documented_commands.toml` lists, each with its reason, what isn't
//! run, which command ends with another status than 0, and the pages whose titled blocks are files.
//!
//! The example company's runbooks below `content/` aren't looked at: their commands are for clusters that don't exist, and
//! `docsgen check` compares them with their Makefiles and values.

mod mention;
mod page;
mod rules;
mod sandbox;
mod script;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use docsgen::diagnostic::Code;
use rayon::prelude::*;

use self::page::Page;
use self::rules::Rules;

const RULES: &str = "tests/documented_commands.toml";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The README, the other pages at the root for people who work on docsgen, the manual, and the pages below `docs/`.
fn pages() -> Vec<Page> {
    let mut paths = vec!["content/README.md".to_owned()];
    for (folder, deep) in [("", false), ("content/manual", true), ("docs", true)] {
        markdown_below(folder, deep, &mut paths);
    }
    // It tells of the past, whose commands need not run any more.
    paths.retain(|path| path != "CHANGELOG.md");
    paths.sort();
    paths.into_iter().map(|path| Page::read(&root(), path)).collect()
}

fn markdown_below(folder: &str, deep: bool, paths: &mut Vec<String>) {
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder of the checkout") {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().into_string().expect("names in the checkout are UTF-8");
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if entry.path().is_dir() {
            if deep {
                markdown_below(&path, deep, paths);
            }
        } else if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}

#[test]
fn every_command_of_the_manual_runs() {
    let pages = pages();
    let rules = Rules::read(&root().join(RULES));
    let repositories = sandbox::Repositories::default();
    let outcomes: Vec<_> = pages
        .par_iter()
        .filter(|page| page.has_commands())
        .map(|page| script::run(page, &rules, &repositories))
        .collect();
    let mut failures: Vec<String> = outcomes.iter().flat_map(|outcome| outcome.failures.clone()).collect();
    let used: BTreeSet<usize> = outcomes.iter().flat_map(|outcome| outcome.used.iter().copied()).collect();
    failures.extend(rules.unused(&used).map(|rule| format!("{RULES}: {rule} is needed by no page: take it out")));
    assert!(outcomes.len() > 5, "the manual has pages with commands");
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n\n"));
}

#[test]
fn every_page_of_the_manual_is_listed_on_its_first() {
    const FIRST: &str = "content/manual/README.md";
    let list = std::fs::read_to_string(root().join(FIRST)).expect("the manual's first page");
    let mut paths = Vec::new();
    markdown_below("content/manual", false, &mut paths);
    let names = paths.iter().filter_map(|path| path.strip_prefix("content/manual/"));
    let missing: Vec<String> = names
        .filter(|name| *name != "README.md" && !list.contains(&format!("]({name})")))
        .map(|name| format!("{FIRST}: `{name}` isn't listed: add a line where a reader would look for it"))
        .collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

#[test]
fn every_finding_is_listed() {
    const LIST: &str = "content/manual/findings.md";
    let list = std::fs::read_to_string(root().join(LIST)).expect("the manual's page about findings");
    let rows = |name: &str| list.matches(&format!("| [`{name}`](../../docs/codes/{name}.md) |")).count();
    let wrong: Vec<&str> = Code::ALL.iter().map(|code| code.name()).filter(|name| rows(name) != 1).collect();
    assert!(wrong.is_empty(), "{LIST} needs one row for each of {wrong:?}: | [`code`](../../docs/codes/code.md) | … |");
}

#[test]
fn every_option_the_manual_names_is_there() {
    let mut known = mention::Known::default();
    let wrong: Vec<String> = pages()
        .iter()
        .flat_map(|page| {
            mention::find(page).into_iter().filter_map(|mention| mention.wrong(&mut known)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_setting_the_manual_shows_is_read() {
    let pages = pages();
    let blocks: Vec<_> = pages.iter().flat_map(|page| page.settings().map(move |block| (page, block))).collect();
    assert!(blocks.len() > 5, "the manual shows settings");
    let wrong: Vec<String> = blocks
        .par_iter()
        .flat_map(|(page, block)| {
            sandbox::settings_findings(&block.text)
                .into_iter()
                .map(|(line, message)| format!("{}:{}: {message}", page.path, block.line + line))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
