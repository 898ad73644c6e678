//! Small repositories whose whole site is compared with what is committed.
//!
//! `tests/sites/<name>/repository/` is built with the theme in `tests/sites/theme/`, which writes what a page shows line
//! by line and so leaves the look of the default theme out of it. `tests/sites/<name>/expected/` holds every file of the
//! site byte for byte, with three exceptions: files that are copies of the repository's are lines of `copies.txt`, what
//! was found stands in `findings.txt`, and the theme's own files and the index of the search are left out.
//!
//! `DOCSGEN_UPDATE=1` writes what was built, to be looked at before it is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use docsgen::build::{self, Built, Options};
use docsgen::diagnostic::demote_content;
use docsgen::report;

use crate::support::{Project, Silent, TODAY, tree};

const LAYOUTS: &[&str] = &["home", "page", "chart", "catalog", "listing", "matrix", "404"];

fn sites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(sites()).expect("the folder of sites");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.join("repository").is_dir())
        .map(|path| path.file_name().expect("a folder has a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The site of a repository, as `expected` holds it.
fn site_of(name: &str) -> BTreeMap<String, Vec<u8>> {
    let repository = tree(&sites().join(name).join("repository"));
    let project = Project::new();
    // The folder's name is the site's title where nothing else gives one.
    let root = project.path().join(name);
    for (path, bytes) in &repository {
        project.file(&format!("{name}/{path}"), bytes);
    }
    let dump = fs::read(sites().join("theme/golden.html")).expect("the theme");
    project.file(&format!("{name}/themes/default/templates/golden.html"), dump);
    for layout in LAYOUTS {
        let path = format!("{name}/themes/default/templates/{layout}.html");
        project.file(&path, "{% include \"golden.html\" %}");
    }
    let out = project.path().join("site");
    let options = Options {
        root,
        out: Some(out.clone()),
        cache: Some(project.path().join("cache")),
        today: TODAY,
        audience: None,
    };
    let built = build::build(&options, &Silent).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut site = BTreeMap::new();
    let mut copies = String::new();
    for (path, bytes) in tree(&out) {
        let original = repository.iter().find(|(_, original)| **original == bytes && !bytes.is_empty());
        match original {
            Some((original, _)) => writeln!(copies, "{path} <- {original}").expect("a string takes all"),
            None if path.starts_with("assets/") || path == docsgen::fs::MANIFEST_NAME => {}
            // The same for every site, and compared with what is exported elsewhere.
            None if path.starts_with("schema/") => {}
            // A word more moves others: `search` says what must be in there.
            None if path.starts_with("search/") => {}
            None => {
                site.insert(path, bytes);
            }
        }
    }
    let version = format!("\"docsgen\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let facts = site.get_mut("build.json").expect("every site has one");
    *facts = String::from_utf8_lossy(facts).replace(&version, "\"docsgen\": \"VERSION\"").into_bytes();
    site.insert("copies.txt".to_owned(), copies.into_bytes());
    site.insert("findings.txt".to_owned(), findings(built));
    site
}

fn findings(built: Built) -> Vec<u8> {
    let findings = demote_content(built.findings);
    let mut text = Vec::new();
    let options = report::Options::default();
    report::write(report::Format::Short, &mut text, &findings, &built.sources, &options).expect("memory takes all");
    text
}

fn update(folder: &Path, site: &BTreeMap<String, Vec<u8>>) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the old site can be removed");
    }
    for (path, bytes) in site {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }
}

#[test]
fn every_site_is_as_expected() {
    let mut differences = Vec::new();
    let names = names();
    assert!(names.len() >= 4, "{names:?}");
    for name in names {
        let expected_folder = sites().join(&name).join("expected");
        let site = site_of(&name);
        if std::env::var_os("DOCSGEN_UPDATE").is_some() {
            update(&expected_folder, &site);
        }
        let expected = tree(&expected_folder);
        for path in expected.keys().filter(|path| !site.contains_key(*path)) {
            differences.push(format!("{name}: `{path}` is expected and isn't built"));
        }
        for (path, bytes) in &site {
            match expected.get(path) {
                None => differences.push(format!("{name}: `{path}` is built and isn't expected")),
                Some(expected) if expected != bytes => differences.push(format!(
                    "{name}: `{path}` differs\n--- expected\n{}\n--- built\n{}",
                    String::from_utf8_lossy(expected),
                    String::from_utf8_lossy(bytes)
                )),
                Some(_) => {}
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
