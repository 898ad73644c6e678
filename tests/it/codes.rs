//! Every code has a page of documentation, a case that triggers it and one that must not.
//!
//! A case file is `tests/codes/<code>.md` with the sections `## triggers` and `## silent`. Each holds fenced blocks that
//! make up a little repository; the info string has, after a word for highlighters,
//!
//! - `path=docs/a.md`: where the file lies (`%20` for a space);
//! - `escapes`: `\r`, `\t` and `\xNN` in the block stand for those bytes, and the last line end isn't part of it;
//! - `bytes=N`: the size that the listing claims;
//! - `link=loop`, `link=outside`, `link=dangling`: a symbolic link that isn't followed.
//!
//! A block `findings` says what must be found, all of it and in order, one finding a line:
//! `error[code] path:line:col-line:col message`, the end after the last character, and `-` for a finding without a
//! place. Nothing else may be found, except that notes without a place needn't be named: `site-url-missing` belongs to
//! nearly every small repository.
//!
//! `DOCSGEN_UPDATE=1` writes what was found into the case files, to be looked at before it is committed.

mod case;

use crate::support::TODAY;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use docsgen::config::Surroundings;
use docsgen::diagnostic::{Code, Diagnostic, Release, Severity, Topics};
use docsgen::fs::{DiskFiles, Files};
use docsgen::git::History;
use docsgen::source::{RepoPath, SourceFile, Sources, Span, TextRange};

use self::case::Case;

/// Codes that no little repository of texts triggers, and what tests them instead.
const ELSEWHERE: &[(Code, &str)] = &[
    (Code::GitShallow, "it needs a git history: `src/git.rs`, tests of shallow clones"),
    (Code::LinkExternalBroken, "it needs a server: `tests/it/external.rs`"),
    (Code::LinkExternalMissingAnchor, "it needs a server: `tests/it/external.rs`"),
    (Code::LinkExternalRedirect, "it needs a server: `tests/it/external.rs`"),
    (Code::LinkExternalUnreachable, "it needs a server: `tests/it/external.rs`"),
    (Code::GuideStale, "it needs a git history: `tests/it/freshness.rs`"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The names of the Markdown files in a folder, without their extension.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned())
        .collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(names(&folder("docs/codes")), codes);
    for code in Code::ALL {
        let page = code.explanation();
        assert!(page.starts_with(&format!("# {code}\n\n")), "docs/codes/{code}.md: the title is the code");
        let sections: Vec<_> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(sections, ["## Why it matters", "## Example", "## What to do"], "docs/codes/{code}.md");
        let lines = page.lines().count();
        assert!((12..=40).contains(&lines), "docs/codes/{code}.md has {lines} lines");
    }
}

#[test]
fn codes_stand_in_order_of_name() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.name()));
}

/// What released versions have: a code and the version it came with, one a line.
const RELEASED: &str = "tests/released-codes.txt";

const RELEASED_HEAD: &str = "# Codes of released versions; DOCSGEN_RELEASED=1 writes them, see RELEASING.md\n";

/// A repository that names a version counts on the codes of that version and no others. So a code that isn't released yet came with
/// the version to be released next, and those that are released stay with theirs.
#[test]
fn a_new_code_says_which_version_it_came_with() {
    let path = folder(RELEASED);
    let listed = |code: &Code| format!("{} {code}\n", code.since());
    if std::env::var_os("DOCSGEN_RELEASED").is_some() {
        let list: String = Code::ALL.iter().map(listed).collect();
        std::fs::write(&path, format!("{RELEASED_HEAD}{list}")).expect("the list can be written");
    }
    let released = std::fs::read_to_string(&path).expect("the list can be read");
    let own = Release::own();
    for code in Code::ALL {
        let since = released.lines().filter_map(|line| line.split_once(' ')).find(|(_, name)| *name == code.name());
        match since {
            Some((since, _)) => assert_eq!(code.since().to_string(), since, "`{code}` is released: see {RELEASED}"),
            None => assert_eq!(
                code.since(),
                own,
                "`{code}` is new: write `since \"{own}\"` into its line of src/diagnostic/code.rs"
            ),
        }
    }
}

#[test]
fn every_code_has_a_case_and_every_case_a_code() {
    let elsewhere: BTreeSet<_> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let expected: BTreeSet<String> =
        Code::ALL.iter().filter(|code| !elsewhere.contains(code)).map(|code| code.name().to_owned()).collect();
    assert_eq!(names(&folder("tests/codes")), expected);
}

#[test]
fn every_case_expects_its_code_where_there_is_text() {
    let mut problems = Vec::new();
    for name in names(&folder("tests/codes")) {
        let case = Case::read(&folder("tests/codes"), &name);
        let triggers = case.triggers.expected.iter().filter(|expected| expected.code == case.code).count();
        let silent = case.silent.expected.iter().filter(|expected| expected.code == case.code).count();
        if triggers == 0 || silent > 0 {
            problems.push(format!("{name}: `triggers` must expect the code, and `silent` mustn't"));
        }
        for section in [&case.triggers, &case.silent] {
            problems.extend(section.places_out_of_bounds().map(|line| format!("{name}: no such place: {line}")));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The harness itself: what is missing, what is too much, and what only looks alike.
#[test]
fn a_difference_is_told_finding_by_finding() {
    let text = "## triggers\n\n```text path=a.md\none two\n```\n\n```findings\n\
                error[image-missing] a.md:1:5-1:8 gone\nwarning[html-removed] a.md:1:1-1:4 cut\n```\n\n\
                ## silent\n\n```text path=a.md escapes\n\\xff\\r\n```\n";
    let case = Case::parse("image-missing", text).expect("a case");
    assert_eq!(case.silent.files[0].bytes, b"\xff\r");
    let (sources, found) = case.triggers.as_findings();
    assert_eq!(case.triggers.differences(&found, &sources), Vec::<String>::new());
    let first = found[..1].to_vec();
    assert_eq!(
        case.triggers.differences(&first, &sources),
        ["not found: warning[html-removed] a.md:1:1-1:4 cut".to_owned()],
    );
    let mut other = found;
    other[0].message = "lost".to_owned();
    assert_eq!(
        case.triggers.differences(&other, &sources),
        [
            "not found: error[image-missing] a.md:1:5-1:8 gone".to_owned(),
            "found: error[image-missing] a.md:1:5-1:8 lost".to_owned(),
        ],
    );
    assert_eq!(case.silent.differences(&other, &sources).len(), 2);
}

#[test]
fn a_case_that_cannot_be_read_says_why() {
    for (text, reason) in [
        ("## triggers\n## silent\n", "has no file"),
        ("## triggers\n```text path=a.md\n", "is never closed"),
        ("## triggers\n```text\nx\n```\n", "has no `path=`"),
        ("## triggers\n```findings\nerror image-missing\n```\n", "no finding"),
        ("```text path=a.md\nx\n```\n", "before the first section"),
    ] {
        let error = Case::parse("image-missing", text).err().expect("unreadable");
        assert!(error.contains(reason), "{text:?}: {error}");
    }
    assert!(Case::parse("no-such-code", "").is_err());
}

/// Finds everything there is to find in a repository that was made for a code.
type FindingsOf<'a> = &'a dyn Fn(&dyn Files, Code) -> (Vec<Diagnostic>, Sources);

/// What differs between all case files and what is found in their repositories.
fn differences(findings_of: FindingsOf<'_>) -> Vec<String> {
    let mut differences = Vec::new();
    for name in names(&folder("tests/codes")) {
        let case = Case::read(&folder("tests/codes"), &name);
        for (title, section) in [("triggers", &case.triggers), ("silent", &case.silent)] {
            let (found, sources) = findings_of(section, case.code);
            let told = section.differences(&found, &sources);
            differences.extend(told.into_iter().map(|difference| format!("{name}, {title}: {difference}")));
        }
    }
    differences
}

/// The text of a case file with what is found in its first repository as what is expected.
fn updated(text: &str, name: &str, findings_of: FindingsOf<'_>) -> String {
    let case = Case::parse(name, text).unwrap_or_else(|error| panic!("tests/codes/{name}.md: {error}"));
    let (found, sources) = findings_of(&case.triggers, case.code);
    let lines = case.triggers.as_lines(&found, &sources);
    case.triggers.with_findings(text, &lines).unwrap_or_else(|| panic!("tests/codes/{name}.md has no `findings`"))
}

/// What docsgen finds in a case's repository, notes without a place left out unless the case is about them.
fn found_in(section: &dyn Files, about: Code) -> (Vec<Diagnostic>, Sources) {
    let surroundings = Surroundings { project: RepoPath::root(), name: "a case".to_owned(), repository_url: None };
    let examined = docsgen::build::examine(section, &surroundings, &History::none("a case has none"), TODAY);
    let examined = examined.expect("a case's repository can be read");
    let mut findings = examined.reported(&Topics::all());
    findings.retain(|found| found.code == about || found.severity > Severity::Note || found.span.is_some());
    (findings, examined.loaded.sources)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "asks whether to update, and does so")]
fn every_case_gives_its_findings() {
    if std::env::var_os("DOCSGEN_UPDATE").is_some() {
        for name in names(&folder("tests/codes")) {
            let path = folder("tests/codes").join(format!("{name}.md"));
            let text = std::fs::read_to_string(&path).expect("a case can be read");
            std::fs::write(&path, updated(&text, &name, &found_in)).expect("a case can be written");
        }
    }
    let differences = differences(&found_in);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn finding_nothing_fails_every_case() {
    let differences = differences(&|_, _| (Vec::new(), Sources::default()));
    for name in names(&folder("tests/codes")) {
        let prefix = format!("{name}, triggers: not found: ");
        assert!(differences.iter().any(|difference| difference.starts_with(&prefix)), "{name}");
    }
}

#[test]
fn an_update_writes_what_was_found() {
    let text = "## triggers\n```text path=a.md\none\n```\n```findings\n```\n## silent\n```text path=a.md\n```\n";
    let findings_of = |files: &dyn Files, _: Code| {
        let mut sources = Sources::default();
        let path = files.list().expect("a listing").files[0].path.clone();
        let text = String::from_utf8(files.read(&path).expect("a file")).expect("UTF-8");
        let file = sources.add(SourceFile::new(path, text));
        let span = Span { file, range: TextRange::new(0, 3) };
        (vec![Diagnostic::new(Code::ImageMissing, span, "gone")], sources)
    };
    let expected = text.replace("```findings\n", "```findings\nerror[image-missing] a.md:1:1-1:4 gone\n");
    assert_eq!(updated(text, "image-missing", &findings_of), expected);
}

/// Each of these was looked at in the corpus: a change here is a finding that is new or was lost.
#[test]
fn the_corpus_has_these_findings_and_no_others() {
    let Some(corpus) = crate::support::corpus() else { return };
    let files = DiskFiles::open(&corpus, &[]).expect("the folder is there");
    let surroundings = docsgen::build::surroundings(files.root());
    let examined =
        docsgen::build::examine(&files, &surroundings, &History::none("not asked for"), TODAY).expect("readable");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in examined.reported(&Topics::all()) {
        *counts.entry(finding.code.name()).or_default() += 1;
    }
    let expected = [
        // 306 of `make -f`, 37 + 18 of pairs in shell arrays.
        ("command-missing-target", 361),
        ("command-missing-makefile", 37),
        ("path-missing", 28),
        ("values-unknown-key", 47),
        ("app-version-mismatch", 20),
        // Maxima that are what is allowed, beside figures that were measured.
        ("baseline-impossible", 8),
        ("link-missing-anchor", 39),
        ("link-missing-file", 11),
        ("link-outside-repository", 7),
        ("makefile-missing-include", 12),
        ("objective-conflict", 20),
        ("objective-rpo-frequency", 2),
        ("objective-unreadable", 1),
        ("site-url-missing", 1),
        ("version-mismatch", 83),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}
