//! The rules that no compiler checks: the direction of imports, who may touch the world, how long a file may be, and
//! what no committed file may mention.

mod rust_source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::rust_source::{Import, code_only, imports, module_of, test_files};

/// Modules of `src/` by layer, the lowest first. A module may import from layers below its own, and from itself.
const LAYERS: &[&[&str]] = &[
    &["source", "digest", "error"],
    &["diagnostic"],
    &["node", "fs", "git", "fetch", "report"],
    &["config"],
    &["parse", "ci"],
    &["site"],
    &["render", "check", "migrate"],
    &["build", "impact"],
    &["serve"],
    &["cli", "init"],
];

/// Imports within a layer that are meant: the importing module and the imported one.
const NEIGHBOURS: &[(&str, &str, &str)] = &[("source", "digest", "a source file carries the digest of its text")];

/// Who may use what the rest must be given as a value: a text that shows the use, the files by the start of their path,
/// and the reason.
const RESERVED: &[(&str, &[&str], &str)] = &[
    ("println!", &["src/cli/"], "one place prints"),
    ("eprintln!", &["src/cli/"], "one place prints"),
    ("print!", &["src/cli/"], "one place prints"),
    ("eprint!", &["src/cli/"], "one place prints"),
    ("process::exit", &[], "`main` returns the exit status, so that everything is flushed and unlocked first"),
    ("std::fs", DISK, "stages are pure; files come in through `Files` and go out through `build`"),
    ("File::", DISK, "stages are pure; files come in through `Files` and go out through `build`"),
    ("SystemTime", DISK, "the date is an input"),
    ("env::var", &["src/cli/"], "settings come in as values"),
    ("ureq", &["src/fetch/"], "one place reaches the network"),
    ("TcpStream", &["src/fetch/"], "one place reaches the network"),
    ("ToSocketAddrs", &["src/fetch/"], "one place reaches the network"),
];

/// The files that touch the disk.
const DISK: &[&str] = &[
    "src/fs",
    "src/git",
    "src/build/chart_index",
    "src/build/folder",
    "src/build/journal",
    "src/build/link_cache",
    "src/build/lock",
    "src/build/manifest",
    "src/build/memo",
    "src/build/pack/archive",
    "src/build/published",
    "src/build/sealed",
    "src/build/staging",
    "src/build/write",
    "src/cli/",
];

/// Lines above which a Rust file needs a reason here: past it a file is about more than one noun.
const LONGEST_FILE: usize = 700;

/// Longer files, and why they are.
const LONG_FILES: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder, as paths from the repository root with `/`.
fn files_below(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.expect("a readable folder");
            if entry.file_type().expect("a readable entry").is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(root()).expect("below the root").to_path_buf();
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                files.push(parts.join("/"));
            }
        }
    }
    files.sort();
    files
}

fn rust_files(folder: &str) -> impl Iterator<Item = (String, String)> {
    files_below(folder).into_iter().filter(|path| is_rust(path)).map(|path| (read(&path), path)).map(|(a, b)| (b, a))
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

fn read(path: &str) -> String {
    let file = std::fs::File::open(root().join(path));
    let bytes = file.and_then(|mut file| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).map(|_| bytes)
    });
    String::from_utf8_lossy(&bytes.unwrap_or_else(|error| panic!("{path}: {error}"))).into_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// What is wrong with an import, if anything.
fn fault(from: &str, import: &Import) -> Option<String> {
    let to = &*import.module;
    if from == to {
        return None;
    }
    let Some(below) = layer(to) else {
        return Some(format!("`{to}` is in no layer: name it in `LAYERS`"));
    };
    // `main` and `lib` stand above all layers.
    let own = layer(from)?;
    let neighbour = NEIGHBOURS.iter().any(|(importing, imported, _)| (*importing, *imported) == (from, to));
    (below >= own && !neighbour).then(|| format!("`{from}` (layer {own}) imports `{to}` (layer {below})"))
}

#[test]
fn imports_point_down() {
    let mut faults = Vec::new();
    for (path, text) in rust_files("src") {
        let module = module_of(&path);
        for import in imports(&text, &path) {
            faults.extend(fault(&module, &import).map(|fault| format!("{path}:{}: {fault}", import.line)));
        }
    }
    assert!(faults.is_empty(), "move the type down, never the import up:\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let modules: BTreeSet<String> = rust_files("src").map(|(path, _)| module_of(&path)).collect();
    let unknown: Vec<_> = modules
        .iter()
        .filter(|module| layer(module).is_none() && !["main", "lib"].contains(&module.as_str()))
        .collect();
    assert!(unknown.is_empty(), "name them in `LAYERS`: {unknown:?}");
}

#[test]
fn an_import_upwards_is_found_where_it_stands() {
    let text = "use crate::source::Span;\n\
                // use crate::cli::ui;\n\
                /* crate::cli */ const TEXT: &str = \"crate::build \\\" crate::cli\";\n\
                fn f() -> crate::build::Built { r#\"crate::cli\"#; 'c'; todo() }\n\
                use crate::{site::page::{Page, Route}, diagnostic::Code};\n\
                #[cfg(test)]\nmod tests {\n    use super::super::super::super::check::run;\n    use super::super::super::document::Document;\n}\n";
    let found = imports(text, "src/parse/markdown/tables.rs");
    let faults: Vec<_> =
        found.iter().filter_map(|import| fault("parse", import).map(|fault| (import.line, fault))).collect();
    assert_eq!(
        faults,
        [
            (4, "`parse` (layer 4) imports `build` (layer 7)".to_owned()),
            (5, "`parse` (layer 4) imports `site` (layer 5)".to_owned()),
            (8, "`parse` (layer 4) imports `check` (layer 6)".to_owned()),
        ],
    );
    let same_layer = Import { module: "check".to_owned(), line: 1 };
    assert!(fault("render", &same_layer).is_some(), "modules of one layer don't know each other");
    assert!(fault("source", &Import { module: "digest".to_owned(), line: 1 }).is_none());
}

#[test]
fn files_of_tests_are_known_by_how_they_are_declared() {
    let text = "#[cfg(test)]\nmod tests;\n#[cfg(test)] pub(crate) mod fixture;\nmod html;\n#[cfg(test)] use x::y;\n";
    assert_eq!(test_files(text, "src/parse/mod.rs"), ["src/parse/tests.rs", "src/parse/fixture.rs"]);
    assert_eq!(test_files(text, "src/parse/html.rs")[0], "src/parse/html/tests.rs");
    let body = "#[cfg(test)] mod tests { fn f() { std::fs::read(); } }\nfn g() {}\n";
    assert!(test_files(body, "src/fs.rs").is_empty());
    assert_eq!(code_only(body, true).trim(), "fn g() {}");
}

#[test]
fn only_the_edges_touch_the_world() {
    let mut faults = Vec::new();
    let tests: BTreeSet<String> = rust_files("src").flat_map(|(path, text)| test_files(&text, &path)).collect();
    for (path, text) in rust_files("src").filter(|(path, _)| !tests.contains(path)) {
        for (number, line) in code_only(&text, true).lines().enumerate() {
            for (used, allowed, reason) in RESERVED {
                let whole = line
                    .match_indices(used)
                    .any(|(at, _)| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_'));
                if whole && !allowed.iter().any(|start| path.starts_with(start)) {
                    faults.push(format!("{path}:{}: `{used}`: {reason}", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_is_about_everything() {
    let mut faults = Vec::new();
    let all = ["src", "tests/it", "xtask/src"].into_iter().flat_map(rust_files);
    let lengths: Vec<_> = all.map(|(path, text)| (path, text.lines().count())).collect();
    for (path, lines) in &lengths {
        if *lines > LONGEST_FILE && !LONG_FILES.iter().any(|(listed, _)| listed == path) {
            faults.push(format!("{path} has {lines} lines: split it, or list it with a reason"));
        }
    }
    for (listed, _) in LONG_FILES {
        if !lengths.iter().any(|(path, lines)| path == listed && *lines > LONGEST_FILE) {
            faults.push(format!("{listed} is listed as long and isn't"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The files that git knows or would take in; `None` where there is no git or no repository, as in a published crate.
fn committed() -> Option<Vec<String>> {
    let mut git = std::process::Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root());
    let output = git.output().ok().filter(|output| output.status.success())?;
    let listed = String::from_utf8(output.stdout).expect("names of this repository are UTF-8");
    Some(listed.split_terminator('\0').filter(|path| root().join(path).is_file()).map(str::to_owned).collect())
}

#[test]
fn nothing_committed_depends_on_one_machine() {
    // Put together here, so that this file doesn't mention them either.
    let joined = |parts: &[&str]| parts.concat();
    let forbidden = [
        (joined(&["..", "/shared"]), &[".ci/run"][..]),
        (joined(&["/work", "/"]), &[]),
        (joined(&["/tmp", "/target"]), &[]),
        (joined(&["static.", "crates.io"]), &[]),
        (joined(&["registry.", "npmjs.org"]), &[]),
        (joined(&["files.", "pythonhosted.org"]), &[]),
        (joined(&["deb.", "debian.org"]), &[]),
    ];
    let Some(files) = committed() else {
        assert!(!root().join(".git").exists(), "git must be there to list what is committed");
        return;
    };
    assert!(files.iter().any(|path| path == "Cargo.toml"), "git lists this repository");
    let mut faults = Vec::new();
    for path in &files {
        let text = read(path);
        for (word, allowed) in &forbidden {
            if text.contains(word.as_str()) && !allowed.contains(&path.as_str()) {
                let line = text.lines().position(|line| line.contains(word.as_str())).map_or(1, |line| line + 1);
                faults.push(format!("{path}:{line}: `{word}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
