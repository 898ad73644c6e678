//! `docsgen init --new`: a repository that is begun with it has nothing wrong in it, and nothing of it is written over.

use std::fs;

use crate::support::{Project, tree};

/// What stands below a folder of the project.
fn written(project: &Project, folder: &str) -> Vec<String> {
    tree(&project.path().join(folder)).into_keys().collect()
}

const FILES: [&str; 9] = [
    ".gitignore",
    "book.toml",
    "content/README.md",
    "content/charts/redis/Chart.yaml",
    "content/charts/redis/README.md",
    "content/charts/redis/values.yaml",
    "content/guides/redis-backup.md",
    "content/guides/redis-upgrade.md",
    "content/ops/redis.mk",
];

#[test]
fn a_repository_that_is_begun_has_a_filled_matrix_and_no_finding() {
    let project = Project::new();
    let _ = project.run(&["init", "--new", "ours/docs"]).expect(0).says("content/guides/redis-backup.md").says("next");
    assert_eq!(written(&project, "ours/docs"), FILES);
    let backup = fs::read_to_string(project.path().join("ours/docs/content/guides/redis-backup.md")).expect("written");
    assert!(backup.contains("reviewed: 2026-09-21\n") && !backup.contains("{today}"), "{backup}");

    // Only that nobody knows yet where the site will stand.
    let check = project.run(&["check", "ours/docs", "--format", "short", "--fail-on", "warning"]).expect(0);
    let findings: Vec<&str> = check.out.lines().filter(|line| line.contains('[')).collect();
    let allowed = |line: &&str| line.contains("[site-url-missing]") || line.contains("[drill-missing]");
    assert!(findings.iter().all(allowed), "{findings:#?}");
    let _ = project.run(&["-C", "ours/docs", "sync", "--check"]).expect(0);
    let _ = project.run(&["build", "ours/docs", "--fail-on", "warning"]).expect(0).says("4 pages, 1 chart in ");
    let matrix = project.run(&["-C", "ours/docs", "matrix", "--format", "csv", "--columns", "chart,rto,rpo"]).expect(0);
    assert!(matrix.out.contains("redis,30m,24h"), "{}", matrix.out);
}

#[test]
fn nothing_that_is_there_is_touched() {
    let project = Project::of(&[("content/guides/redis-upgrade.md", "# Ours\n"), (".gitignore", "/target\n")]);
    let _ = project.run(&["init", "--new"]).expect(2).says("redis-upgrade.md` is there already").says("--new FOLDER");
    assert_eq!(written(&project, ""), [".gitignore", "content/guides/redis-upgrade.md"]);

    let project = Project::of(&[(".gitignore", "/target\n"), ("NOTES.md", "# Notes\n")]);
    let _ = project.run(&["init", "--new"]).expect(0).says("add the output folder to");
    assert_eq!(fs::read_to_string(project.path().join(".gitignore")).expect("it was there"), "/target\n");
    let _ = project.run(&["init", "--new"]).expect(2);
    let _ = project.run(&["init", "--new", "--force"]).expect(2);

    // A file where a folder is needed.
    let project = Project::of(&[("content", "a file\n")]);
    let _ = project.run(&["init", "--new"]).expect(2).says("content` is there already");
    assert_eq!(written(&project, ""), ["content"]);
}

#[test]
#[cfg(unix)]
fn nothing_is_written_through_a_link() {
    let (project, elsewhere) = (Project::new(), Project::new());
    std::os::unix::fs::symlink(elsewhere.path(), project.path().join("content")).expect("a link");
    let _ = project.run(&["init", "--new"]).expect(2).says("content` is there already");
    assert_eq!(written(&elsewhere, ""), [""; 0]);
}

#[test]
fn charts_that_are_there_are_read_instead() {
    let project = Project::of(&[("charts/queue/Chart.yaml", "apiVersion: v2\nname: queue\nversion: 1.0.0\n")]);
    let _ = project.run(&["init", "--new"]).expect(2).says("has charts already").says("leave out `--new`");
    assert_eq!(written(&project, ""), ["charts/queue/Chart.yaml"]);
}

#[test]
fn an_empty_folder_is_told_of_it() {
    let _ = Project::new().run(&["init"]).expect(0).says("docsgen init --new FOLDER");
}
