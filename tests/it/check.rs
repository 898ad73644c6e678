//! `docsgen check` as people and continuous integration meet it: reports, baseline and `--fix`.

use serde_json::Value;

use crate::support::{Project, run, tree};

/// A repository with two dead links and one that can be mended.
fn wrong() -> Project {
    Project::of(&[
        ("book.toml", "[output.html]\nsite-url = \"https://example.org/\"\n"),
        ("README.md", "# Home\n\n[a](docs/a.md#restore-now) [gone](docs/gone.md)\n"),
        ("docs/a.md", "# A\n\n## Restore -- now\n\n[gone](gone.md)\n"),
    ])
}

const CHECK: [&str; 2] = ["check", "--no-cache"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.into_iter().chain(more.iter().copied()).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn every_format_tells_of_every_finding() {
    let project = wrong();
    let found = |format: &str| project.run(&with(&["--format", format])).expect(1).out;
    assert_eq!(json(&found("json"))["findings"].as_array().map(Vec::len), Some(3));
    assert_eq!(json(&found("sarif"))["runs"][0]["results"].as_array().map(Vec::len), Some(3));
    assert_eq!(json(&found("gitlab")).as_array().map(Vec::len), Some(3));
    assert_eq!(found("junit").matches("<failure ").count(), 3);
    assert_eq!(found("github").lines().filter(|line| line.starts_with("::error ")).count(), 3);
    assert_eq!(found("short").lines().count(), 3);
    assert!(found("human").ends_with("3 errors in 2 files; `docsgen explain <code>` says more about one\n"));
}

#[test]
fn a_report_in_a_file_leaves_a_summary_on_the_terminal() {
    let project = wrong();
    let _ = project.run(&with(&["--format", "gitlab", "--output", "out.json"])).expect(1).says("3 errors in 2 files");
    let written = std::fs::read_to_string(project.path().join("out.json")).expect("a report");
    assert_eq!(json(&written).as_array().map(Vec::len), Some(3));
    let quiet = project.run(&with(&["-q", "--output", "out.txt"])).expect(1);
    assert_eq!((&*quiet.out, &*quiet.err), ("", ""));
    let _ = project.run(&with(&["--output", "no-such-folder/out.txt"])).expect(2).says("no-such-folder");
}

#[test]
fn in_github_actions_the_job_has_a_summary() {
    let project = wrong();
    project.file("summary.txt", "before\n");
    let mut command = project.command(&with(&["--format", "github"]));
    command.env("GITHUB_STEP_SUMMARY", project.path().join("summary.txt"));
    let _ = run(command).expect(1);
    let summary = || std::fs::read_to_string(project.path().join("summary.txt")).expect("a summary");
    let first = summary();
    assert!(first.starts_with("before\n## docsgen check\n\n3 errors in 2 files\n"), "{first}");
    let mut command = project.command(&with(&["--format", "short"]));
    command.env("GITHUB_STEP_SUMMARY", project.path().join("summary.txt"));
    let _ = run(command).expect(1);
    assert_eq!(summary(), first, "only where annotations are asked for");
    let _ = project.run(&with(&["--summary", "other.md"])).expect(1);
    assert!(project.path().join("other.md").exists());
}

#[test]
fn hosts_are_told_paths_from_the_top_of_git() {
    let project = Project::new();
    project.file(".git/HEAD", "ref: refs/heads/main\n").file("sub/docs/README.md", "# Home\n\n[gone](gone.md)\n");
    let found = |format: &str| project.run(&["check", "--no-cache", "sub/docs", "--format", format]).expect(1).out;
    assert!(found("github").contains("file=sub/docs/README.md,"));
    let sarif = json(&found("sarif"));
    let place = &sarif["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "sub/docs/README.md");
    assert!(found("short").lines().any(|line| line.starts_with("README.md:3:8: ")));
}

#[test]
fn only_what_a_baseline_does_not_know_fails() {
    let project = wrong();
    let _ = project.run(&with(&["--update-baseline"])).expect(0).says("writing docsgen-baseline.json");
    let _ = project.run(&CHECK).expect(0).says("nothing new found").says("3 known findings hidden\n");
    let _ = project.run(&with(&["--no-baseline"])).expect(1).prints("link-missing-file");
    project.file("docs/a.md", "# A\n\nMore above.\n\n## Restore -- now\n\n[gone](gone.md) [new](new.md)\n");
    let report = project.run(&CHECK).expect(1).prints("docs/new.md").says("3 known findings hidden\n");
    assert!(!report.out.contains("docs/gone.md"), "{}", report.out);
    project.file("README.md", "# Home\n");
    let _ = project.run(&CHECK).expect(1).says("1 known finding hidden, 2 fixed since");
    // What one topic can't have found stays.
    let _ = project.run(&with(&["--update-baseline", "--only", "objectives"])).expect(0).says("nothing to write");
    let _ = project.run(&with(&["--update-baseline"])).expect(0).says("2 known findings, 1 of them new; 2 fixed");
    let baseline = std::fs::read_to_string(project.path().join("docsgen-baseline.json")).expect("a baseline");
    assert_eq!(baseline.matches("\"path\"").count(), 2, "{baseline}");
    let _ = project.run(&CHECK).expect(0);
}

#[test]
fn a_baseline_lies_where_the_settings_say_and_nowhere_else() {
    let project = wrong();
    project.file("book.toml", "[check]\nbaseline = \"ci/known.json\"\nlevels = { \"site-url-missing\" = \"off\" }\n");
    project.file("ci/README.md", "# CI\n");
    let _ = project.run(&CHECK).expect(1).says("the baseline `ci/known.json` isn't there");
    let _ = project.run(&with(&["--update-baseline"])).expect(0).says("writing ci/known.json");
    let _ = project.run(&CHECK).expect(0);
    project.file("ci/known.json", "{\n  \"version\": 1,\n  findings\n");
    let before = tree(project.path());
    for more in [&[][..], &["--update-baseline"], &["--fix"]] {
        let _ = project.run(&with(more)).expect(2).says("ci/known.json:3:3: ").says("--update-baseline");
    }
    assert!(tree(project.path()) == before);
    let _ = project.run(&with(&["--no-baseline"])).expect(1);
    let _ = project.run(&["build"]).expect(0);
}

#[cfg(unix)]
#[test]
fn a_baseline_is_no_way_out_of_the_repository() {
    let outside = Project::new();
    outside.file("secret.json", "{\"secret\": 1}");
    let project = wrong();
    std::os::unix::fs::symlink(outside.path().join("secret.json"), project.path().join("docsgen-baseline.json"))
        .unwrap();
    for more in [&[][..], &["--update-baseline"]] {
        let said = project.run(&with(more)).expect(2).says("leads out of the repository");
        assert!(!said.err.contains("secret"), "{}", said.err);
    }
    std::fs::remove_file(project.path().join("docsgen-baseline.json")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("new.json"), project.path().join("docsgen-baseline.json")).unwrap();
    let _ = project.run(&with(&["--update-baseline"])).expect(2);
    assert!(!outside.path().join("new.json").exists());
}

#[test]
fn fix_mends_what_is_certain_and_leaves_every_other_byte() {
    let project = Project::of(&[
        ("book.toml", "[output.html]\nsite-url = \"https://example.org/\"\n"),
        (
            "docs/a.md",
            "\u{feff}# A\r\n\r\n[r](b.md#restore-now) [m](old/moved.md \"T\") [n](<Nested File.md>) [gone](gone.md)\r\n\r\n[d]: B.md\r\n[d]",
        ),
        ("docs/b.md", "# B\n\n## Restore -- now\n"),
        ("docs/nested file.md", "# N\n"),
        ("guides/moved.md", "# M\n"),
    ]);
    let before = tree(project.path());
    let shown = project.run(&with(&["--fix", "--dry-run"])).expect(1).says("4 of 5 findings would be mended");
    assert!(shown.out.starts_with("--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,6 +1,6 @@\n"), "{}", shown.out);
    assert!(tree(project.path()) == before, "nothing was written");
    let _ =
        project.run(&with(&["--fix"])).expect(1).says("writing docs/a.md").says("1 file was mended").prints("gone.md");
    let expected = "\u{feff}# A\r\n\r\n[r](b.md#restore----now) [m](../guides/moved.md \"T\") [n](<nested file.md>) [gone](gone.md)\r\n\r\n[d]: b.md\r\n[d]";
    let after = tree(project.path());
    assert_eq!(String::from_utf8_lossy(&after["docs/a.md"]), expected);
    assert!(before.iter().all(|(path, bytes)| path == "docs/a.md" || after[path] == *bytes));
    let again = project.run(&with(&["--fix", "--dry-run"])).expect(1).says("0 of 1 finding would be mended");
    assert_eq!(again.out, "");
}

#[test]
fn fix_leaves_known_findings_and_files_that_are_not_utf_8() {
    let project = wrong();
    let _ = project.run(&with(&["--update-baseline"])).expect(0);
    let _ = project.run(&with(&["--fix"])).expect(0).says("nothing was mended");
    let _ = project.run(&with(&["--fix", "--no-baseline"])).expect(1).says("writing README.md");
    std::fs::remove_file(project.path().join("docsgen-baseline.json")).expect("a baseline");
    project.file("README.md", b"# Home \xff\n\n[a](docs/a.md#restore-now)\n");
    let before = tree(project.path());
    let _ = project.run(&with(&["--fix"])).expect(1).says("`README.md` stays as it is").says("nothing was mended");
    assert!(tree(project.path()) == before);
}

/// Each of these has the only file of the name that a dead link gives, and it is another thing's.
#[test]
fn fix_takes_no_file_for_its_neighbours() {
    for (link, found) in [
        ("charts/a/values-home.yaml", "charts/b/values-home.yaml"),
        ("values-home.yaml", "charts/b/values-home.yaml"),
        ("guides/a/backup.md", "guides/b/backup.md"),
        ("guides/a/docs/backup.md", "guides/b/docs/backup.md"),
        ("sub/README.md", "other/README.md"),
        ("old.md#gone", "new/old.md"),
    ] {
        let project = Project::of(&[
            ("book.toml", "[output.html]\nsite-url = \"https://example.org/\"\n"),
            ("HOME.md", &format!("# Home\n\n[x]({link})\n")),
            ("charts/a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
            ("charts/b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 1.0.0\n"),
            ("guides/a/restore.md", "# A\n"),
            (found, "# Found\n"),
        ]);
        let _ = project.run(&with(&["--only", "links", "--fix", "--dry-run"])).expect(1).says("0 of 1 finding");
    }
}
