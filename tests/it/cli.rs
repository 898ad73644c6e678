//! The program as people and scripts meet it: what it prints where, and its exit status.
//!
//! Texts that always are the same stand in `tests/cmd/`; `TRYCMD=overwrite` rewrites them.

use std::collections::BTreeSet;

use docsgen::diagnostic::Code;

use crate::support::Project;

/// A repository with nothing wrong in it.
fn clean() -> Project {
    Project::of(&[
        ("book.toml", "[book]\ntitle = \"Test\"\n\n[output.html]\nsite-url = \"https://example.org/\"\n"),
        ("README.md", "# Home\n\n[a](docs/a.md)\n"),
        ("docs/a.md", "# A\n\ntext\n"),
        ("docs/b.md", "# B\n\ntext\n"),
    ])
}

#[test]
fn help_and_usage_are_as_written_down() {
    trycmd::TestCases::new()
        .register_bin("docsgen", std::path::Path::new(env!("CARGO_BIN_EXE_docsgen")))
        .case("tests/cmd/*.trycmd")
        .run();
}

#[test]
fn the_exit_status_says_what_was_found() {
    let project = clean();
    let _ = project.build().expect(0).says("no findings");
    project.file("docs/a.md", "# A\n\n[gone](gone.md)\n");
    let dead = "link-missing-file";
    // The page shows faithfully what was written, so for `build` a dead link is a warning.
    let _ = project.build().expect(0).says("1 warning link-missing-file");
    let _ = project.run(&["build", "--fail-on", "warning"]).expect(1).says(dead).says("docs/a.md:3:8");
    let _ = project.run(&["build", "--fail-on", "never"]).expect(0);
    project.file("docs/b.md", "---\nslug: a\n---\n# B\n");
    let _ = project.build().expect(1).says("error[route-conflict]");
    let _ = project.run(&["build", "--fail-on", "never"]).expect(0);
    let before = project.site();
    project.file("book.toml", "[book]\ntitle = \"Test\nsrc = 1\n");
    let _ = project.build().expect(2).says("book.toml:2:");
    assert!(project.site() == before, "the site of before is whole");
}

#[test]
fn checks_that_came_after_the_version_of_the_repository_are_off() {
    let project = clean();
    project.file("docs/a.md", "# A\n\n[gone](gone.md)\n");
    let settings = |docsgen: &str, levels: &str| {
        let site = "[output.html]\nsite-url = \"https://example.org/\"";
        project.file(
            "book.toml",
            format!("[book]\ndocsgen = \"{docsgen}\"\n\n{site}\n\n[check]\nlevels = {{ {levels} }}\n"),
        );
    };
    let own = docsgen::diagnostic::Release::own();
    // Nothing came before 0.1.
    settings("0.0", "");
    let all = Code::ALL.len();
    let said = format!("{all} checks that came after docsgen 0.0 are off; `docsgen = \"{own}\"` in `[book]`");
    let _ = project.run(&["check", "--fail-on", "warning"]).expect(0).says(&said).says("nothing found");
    let _ = project.run(&["build", "--fail-on", "warning"]).expect(0).says(&said);
    // A code that is named is on.
    settings("0.0", "\"link-missing-file\" = \"error\"");
    let said = format!("{} checks that came after", all - 1);
    let _ = project.run(&["check"]).expect(1).prints("docs/a.md:3:8").says(&said);
    settings(&own.to_string(), "");
    let run = project.run(&["check"]).expect(1).prints("docs/a.md:3:8");
    assert!(!run.err.contains("came after"), "{}", run.err);
    settings("9999.0", "\"link-missing-file\" = \"off\"");
    let _ = project.run(&["check"]).expect(1).prints("error[docsgen-outdated]").prints("book.toml:2:11");
}

#[test]
fn levels_of_book_toml_decide_what_fails() {
    let project = clean();
    project.file("docs/aux.md", "# Device\n");
    let _ = project.build().expect(0).says("warning path-reserved");
    let settings = |level: &str| {
        let site = "[output.html]\nsite-url = \"https://example.org/\"";
        project.file("book.toml", format!("{site}\n\n[check]\nlevels = {{ \"path-reserved\" = \"{level}\" }}\n"));
    };
    settings("error");
    let _ = project.build().expect(1).says("error[path-reserved]");
    settings("off");
    let _ = project.build().expect(0).says("no findings");
}

#[test]
fn the_json_result_is_one_object_on_standard_output() {
    let project = clean();
    project.file("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n");
    project.file("docs/a.md", "# A\n\n[gone](gone.md) [too](gone-too.md)\n");
    let run = project.run(&["build", "--format", "json", "-q"]).expect(0);
    assert_eq!(run.err, "");
    let result: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let keys: BTreeSet<&str> = result.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = ["version", "pages", "charts", "rendered", "written", "digest", "stages", "findings"];
    assert_eq!(keys, BTreeSet::from(expected));
    let numbers = ["version", "pages", "charts"].map(|key| result[key].as_u64());
    // Without `[catalog]` in book.toml charts are found all the same.
    assert_eq!(numbers, [Some(1), Some(3), Some(1)]);
    assert!(result["rendered"].as_u64() > Some(3) && result["written"].as_u64() > result["rendered"].as_u64());
    assert_eq!(result["findings"], serde_json::json!({ "link-missing-file": 2 }));
    let stages = result["stages"].as_object().expect("an object");
    assert!(stages.values().all(|time| time.as_f64().is_some_and(|time| time >= 0.0)), "{stages:?}");
    let order = ["\"load\"", "\"parse\"", "\"assemble\"", "\"check\"", "\"render\"", "\"index\"", "\"write\""];
    let places: Vec<_> = order.iter().map(|name| run.out.find(name)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "stages in the order they ran: {}", run.out);
    assert_eq!(stages.len(), order.len());

    let again = project.run(&["build", "--format", "json", "-q"]).expect(0);
    let again: serde_json::Value = serde_json::from_str(&again.out).expect("JSON");
    assert_eq!((again["rendered"].as_u64(), again["written"].as_u64()), (Some(0), Some(0)));
}

#[test]
fn quiet_says_nothing_and_verbose_says_why() {
    let project = clean();
    let quiet = project.run(&["build", "-q"]).expect(0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));

    let unchanged = project.run(&["build", "-v"]).expect(0);
    assert!(!unchanged.err.contains("rendered docs"), "{}", unchanged.err);
    project.file("docs/a.md", "# A\n\ntext\n\nand more\n");
    let changed = project.run(&["build", "-v"]).expect(0).says("rendered docs/a.html: its text\n");
    assert!(!changed.err.contains("rendered docs/b.html"), "{}", changed.err);
    assert_eq!(changed.out, "", "results alone belong on standard output");
    project.file("docs/c.md", "# C\n");
    let _ = project.run(&["build", "-v"]).expect(0).says("rendered docs/c.html: it is new\n");
    std::fs::remove_file(project.path().join("site/docs/b.html")).expect("it was built");
    let _ = project.run(&["build", "-v"]).expect(0).says("rendered docs/b.html: its file was missing or changed\n");

    // A status of 1 says why, and nothing else; so does what stops a run.
    project.file("docs/c.md", "---\nslug: a\n---\n# C\n");
    let found = project.run(&["build", "-q"]).expect(1).says("error[route-conflict]");
    assert!(!found.err.contains("pages"), "{}", found.err);
    let _ = project.run(&["build", "-q", "no-such-folder"]).expect(2).says("no-such-folder");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let project = clean();
    project.file("docs/b.md", "---\nslug: a\n---\n# B\n");
    for (color, expected) in [("always", true), ("never", false), ("auto", false)] {
        let run = project.run(&["build", "--color", color]).expect(1);
        assert_eq!(run.err.contains('\u{1b}'), expected, "--color {color}: {}", run.err);
    }
}

#[test]
fn folders_are_seen_from_the_one_that_is_named() {
    let project = Project::of(&[("work/repo/README.md", "# Home\n"), ("elsewhere.md", "# Not of the repository\n")]);
    let _ = project.run(&["-C", "work/repo", "build", "--out", "../out", "--cache-dir", "../cache"]).expect(0);
    for path in ["work/out/index.html", "work/cache"] {
        assert!(project.path().join(path).exists(), "{path}");
    }
    assert!(!project.path().join("work/repo/.docsgen").exists(), "nothing but the folders named is written to");
    let _ = project.run(&["build", "work/repo"]).expect(0);
    assert!(project.path().join("work/repo/site/index.html").exists());
}

#[test]
fn the_date_is_an_input() {
    let project = clean();
    let _ = project.build().expect(0);
    assert!(project.site_file("build.json").contains("\"2026-09-21\""), "by SOURCE_DATE_EPOCH");
    let _ = project.run(&["build", "--now", "2026-10-01"]).expect(0);
    assert!(project.site_file("build.json").contains("\"2026-10-01\""));
}

#[test]
fn init_writes_what_it_found_once() {
    let project = Project::of(&[
        ("README.md", "# Charts\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        ("charts/redis/README.md", "# Redis\n"),
        ("docs/redis-backup-guide.md", "# Redis backup\n"),
        ("docs/plan.md", "# A plan\n"),
    ]);
    let run = project.run(&["init"]).expect(0);
    for word in ["charts", "1", "backup", "pages"] {
        assert!(run.out.contains(word), "no `{word}` in the table:\n{}", run.out);
    }
    let path = project.path().join("book.toml");
    let written = std::fs::read_to_string(&path).expect("written");
    assert!(written.contains("[catalog]") && written.contains("docs/{chart}-backup-guide.md"), "{written}");
    let _ = project.run(&["build", "-v", "--fail-on", "warning"]).expect(0);

    project.file("book.toml", "# mine\n");
    let _ = project.run(&["init"]).expect(2).says("is there already").says("--force");
    assert_eq!(std::fs::read_to_string(&path).expect("there"), "# mine\n");
    let _ = project.run(&["init", "--force", "-q"]).expect(0);
    assert_eq!(std::fs::read_to_string(&path).expect("there"), written);
}

#[test]
fn a_code_is_explained_by_its_page_of_documentation() {
    let project = Project::new();
    for code in Code::ALL {
        assert_eq!(project.run(&["explain", code.name()]).expect(0).out, code.explanation());
    }
    let list = project.run(&["explain"]).expect(0).out;
    let named: Vec<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(named, Code::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
}

#[test]
fn a_site_with_and_without_init_is_the_same_pages() {
    let Some(corpus) = crate::support::corpus() else { return };
    let project = Project::new();
    for (path, bytes) in crate::support::tree(&corpus) {
        if !path.starts_with(".git/") {
            project.file(&path, bytes);
        }
    }
    let _ = project.build().expect(0);
    let detected: Vec<String> = project.site().into_keys().filter(|path| path.ends_with(".html")).collect();
    let _ = project.run(&["init"]).expect(0);
    let said = project.run(&["build", "-v"]).expect(0).err;
    for code in ["[sources-unmatched", "[config-", "[chart-unknown"] {
        assert!(!said.contains(code), "what `init` writes is right: {said}");
    }
    let written: Vec<String> = project.site().into_keys().filter(|path| path.ends_with(".html")).collect();
    assert_eq!(detected, written);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let project = clean();
    let mut shell = std::process::Command::new("sh");
    let script = "{ sleep 0.3; \"$0\" explain; echo \"status $?\" >&2; } | true";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_docsgen")]).current_dir(project.path());
    let run = crate::support::run(shell);
    assert_eq!(run.err, "status 0\n");
}

#[test]
fn a_shallow_clone_is_noted() {
    let origin = clean();
    let git = |project: &Project, args: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]).args(args);
        command.current_dir(project.path()).env("HOME", project.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        let run = crate::support::run(command);
        assert_eq!(run.status, Some(0), "{}", run.err);
    };
    git(&origin, &["init", "-q"]);
    for commit in ["one", "two"] {
        origin.file("docs/a.md", format!("# A\n\n{commit}\n"));
        git(&origin, &["add", "."]);
        git(&origin, &["commit", "-q", "-m", commit]);
    }
    let clone = Project::new();
    let url = format!("file://{}", origin.path().display());
    git(&clone, &["clone", "-q", "--depth", "1", &url, "shallow"]);
    git(&clone, &["clone", "-q", &url, "whole"]);
    let _ = clone.run(&["build", "shallow"]).expect(0).says("git-shallow");
    let whole = clone.run(&["build", "whole"]).expect(0);
    assert!(!whole.err.contains("git-shallow"), "{}", whole.err);
}
