//! Guides that are older than what they are about.

use crate::support::{Project, TODAY};
use docsgen::build::examine;
use docsgen::config::Surroundings;
use docsgen::diagnostic::Code;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::source::RepoPath;

const CHART: &str = "apiVersion: v2\nname: redis\nversion: 1.0.0\n";
const BOOK: &str = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n";

/// What is found of `guide-stale` in a repository of a chart, a guide with this front matter, and files that changed on these
/// days.
fn stale(front_matter: &str, book: &str, changes: &[(&str, &str)], shallow: bool) -> Vec<String> {
    let guide = format!("---\nchart: redis\n{front_matter}---\n# Redis backup\n");
    let mut files = vec![
        ("book.toml", format!("{BOOK}{book}[[sources]]\nmatch = \"docs/*\"\nkind = \"backup\"\n")),
        ("charts/redis/Chart.yaml", CHART.to_owned()),
        ("docs/guide.md", guide),
    ];
    for (path, _) in changes {
        if !files.iter().any(|(known, _)| known == path) {
            files.push((path, String::new()));
        }
    }
    let path = |path: &str| RepoPath::new(path).expect("inside");
    let repository: MemoryFiles = files.iter().map(|(at, text)| (path(at), text.as_str())).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    let mut history = History::of_changes(changes.iter().map(|(at, day)| (path(at), (*day).to_owned())));
    history.shallow = shallow;
    let examined = examine(&repository, &surroundings, &history, TODAY).expect("readable");
    let found = examined.findings.iter().filter(|finding| finding.code == Code::GuideStale);
    found.map(|finding| finding.message.clone()).collect()
}

const GUIDE: (&str, &str) = ("docs/guide.md", "2026-01-05");

#[test]
fn a_guide_is_stale_where_its_chart_changed_long_after_it() {
    assert_eq!(
        stale(
            "",
            "",
            &[
                GUIDE,
                ("charts/redis/Chart.yaml", "2026-08-30"),
                ("charts/redis/values.yaml", "2026-01-05"),
                ("charts/redis/templates/a.yaml", "2026-09-01"),
                ("charts/redis/templates/b/c.yaml", "2026-08-30"),
                ("charts/redis/crds/d.yaml", "2026-02-01"),
                ("charts/redis/README.md", "2026-09-20"),
            ],
            false,
        ),
        [
            "the guide was last changed on 2026-01-05, and `redis` has changed since, last on 2026-09-01: `templates/a.yaml`, \
          `Chart.yaml`, `templates/b/c.yaml` and 1 more file"
        ],
    );
}

#[test]
fn some_time_may_pass_and_a_review_counts() {
    let values = |day| [GUIDE, ("charts/redis/values.yaml", day)];
    for (front_matter, book, changed, expected) in [
        ("", "", "2026-02-04", 0),
        ("", "", "2026-02-05", 1),
        ("", "[check]\nstale_after = \"7d\"\n", "2026-01-12", 0),
        ("", "[check]\nstale_after = \"7d\"\n", "2026-01-13", 1),
        ("", "", "2025-01-01", 0),
        ("reviewed: 2026-08-01\n", "", "2026-08-20", 0),
        ("reviewed: 2026-08-01\n", "", "2026-09-20", 1),
        // A review that is yet to come proves nothing.
        ("reviewed: 2026-12-01\n", "", "2026-09-20", 1),
        // An old one doesn't make the guide older than it is.
        ("reviewed: 2020-01-01\n", "", "2026-01-20", 0),
        ("", "[[sources]]\nmatch = \"docs/*\"\nkind = \"backup\"\nstatus = \"historical\"\n", "2026-09-20", 0),
    ] {
        let found = stale(front_matter, book, &values(changed), false);
        assert_eq!(found.len(), expected, "{front_matter}{book}{changed}: {found:?}");
    }
}

#[test]
fn what_is_not_known_is_not_stale() {
    assert!(stale("", "", &[GUIDE, ("charts/redis/values.yaml", "2026-09-01")], true).is_empty(), "a shallow clone");
    assert!(stale("", "", &[("charts/redis/values.yaml", "2026-09-01")], false).is_empty(), "not committed yet");
    assert!(stale("", "", &[GUIDE], false).is_empty(), "the chart isn't committed");
}

#[test]
fn the_check_says_that_it_has_no_history() {
    let project = Project::of(&[
        ("book.toml", BOOK),
        ("charts/redis/Chart.yaml", CHART),
        ("docs/guide.md", "---\nchart: redis\nkind: backup\n---\n# Redis backup\n"),
    ]);
    let run = project.run(&["check", "--no-cache", "--now", "2026-10-01", "--fail-on", "never"]);
    let _ = run.expect(0).says("not checked whether guides are older than their charts: not a git repository");
    let run = project.run(&["check", "--no-cache", "--only", "links"]).expect(0);
    assert!(!run.err.contains("older"), "{}", run.err);
}
