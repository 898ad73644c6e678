//! Releases: from changelogs, release notes and tags to pages, tables and a feed.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Project, git};

fn chart(name: &str, version: &str, app_version: &str) -> String {
    format!("apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"{app_version}\"\n")
}

const CHANGELOG: &str = "# Changelog\n\n\
    ## [Unreleased]\n\n### Fixed\n\n- Loki keeps its index.\n\n\
    ## [1.1.0] - 2026-02-03\n\nThe [guide](docs/guide.md#first) tells more, and so does [the web][more].\n\n\
    ### Added\n\n- **Redis** (v0.3.2 → v0.3.3) replicates.\n  - nested\n- The gateway got faster.\n\n\
    ### Fixed\n\n- See [what was added](#added).\n\n---\n\n\
    ## [1.0.0]\n\n### Added\n\n- Everything: redis 0.3.2, loki.\n\n\
    ## [0.9.0] - 2026-01-01 [YANKED]\n\n- Nothing works.\n\n\
    [more]: https://more.example/\n[1.1.0]: https://x.example/compare/v1.0.0...v1.1.0\n";

/// A repository with three charts, a changelog, the notes of one release and the tags of two.
fn repository() -> Project {
    let project = Project::new();
    let root = project.path();
    project
        .file(".gitignore", "/site\n/.docsgen\n")
        .file("book.toml", "[book]\ntitle = \"Harbour\"\nauthors = [\"The crew\"]\n[output.html]\nsite-url = \"https://docs.harbour.example/\"\n")
        .file("README.md", "# Harbour\n")
        .file("charts/redis/Chart.yaml", chart("redis", "0.3.2", "7.2"))
        .file("charts/redis/README.md", "# Redis\n\nA chart.\n")
        .file("charts/loki/Chart.yaml", chart("loki", "1.0.0", "3.0"))
        .file("charts/gateway/Chart.yaml", chart("gateway", "2.0.0", "1.0"))
        .file("docs/guide.md", "# Guide\n\n## First\n");
    let _ = git(root, "2026-01-15", &["init", "--quiet", "--initial-branch=main"]);
    let _ = git(root, "2026-01-15", &["add", "."]);
    let _ = git(root, "2026-01-15", &["commit", "--quiet", "-m", "1.0.0"]);
    let _ = git(root, "2026-01-15", &["tag", "v1.0.0"]);
    project
        .file("charts/redis/Chart.yaml", chart("redis", "0.3.3", "7.4"))
        .file("charts/new/Chart.yaml", chart("new", "0.1.0", "1"));
    let _ = git(root, "2026-02-03", &["rm", "--quiet", "-r", "charts/gateway"]);
    let _ = git(root, "2026-02-03", &["add", "."]);
    let _ = git(root, "2026-02-03", &["commit", "--quiet", "-m", "1.1.0"]);
    let _ = git(root, "2026-02-03", &["tag", "-a", "-m", "1.1.0", "v1.1.0"]);
    project
        .file("CHANGELOG.md", CHANGELOG)
        .file("docs/RELEASE_NOTES_v1.0.0.md", "# The first\n\n**Release Date**: 15 January 2026\n\nCharts: `loki`.\n")
        .file("docs/v1.1.0-summary.md", "# Summary\n")
        .file("charts/loki/Chart.yaml", chart("loki", "1.0.1", "3.0"))
        .file(
            "charts/loki/CHANGELOG.md",
            "# Loki\n\n## 1.0.1 (2026-03-01)\n\n- Fixed the index.\n\n## 1.0.0\n\n- First.\n",
        );
    let _ = git(root, "2026-03-01", &["add", "."]);
    let _ = git(root, "2026-03-01", &["commit", "--quiet", "-m", "later"]);
    let _ = git(root, "2026-01-20", &["tag", "-a", "-m", "1.0.0", "loki-1.0.0"]);
    project
}

/// The text of a page without its tags.
fn text(html: &str) -> String {
    let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or_default();
    let mut text = String::new();
    let mut inside = true;
    for character in main.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            character if !inside => text.push(character),
            _ => {}
        }
    }
    text.replace("&#39;", "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_release_has_a_page() {
    let project = repository();
    let _ = project.build().expect(0);
    let page = project.site_file("releases/1.1.0.html");
    assert!(page.contains("<h1>Release 1.1.0</h1>") && page.contains("<h2 id=\"added\">Added"), "{page}");
    assert!(!page.contains("Everything") && !page.contains("Nothing works") && !page.contains("<hr"), "{page}");
    for link in [
        "href=\"../docs/guide.html#first\"",
        "href=\"https://more.example/\"",
        "href=\"../CHANGELOG.html#added\"",
        "href=\"../CHANGELOG.html#110---2026-02-03\"",
        "href=\"../docs/v1.1.0-summary.html\"",
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let told = text(&page);
    for words in [
        "Date 2026-02-03",
        "Added 2, Fixed 1",
        "Charts 1 redis 0.3.3",
        "Chart versions since 1.0.0 3 Chart Before After App before App after What",
        "gateway 2.0.0 – not stated 1.0 – not stated Gone",
        "new – not stated 0.1.0 – not stated 1 New",
        "redis 0.3.2 0.3.3 7.2 7.4",
    ] {
        let told = told.replace(" ! (to be looked at)", "").replace(" ✓ (good)", "");
        assert!(told.contains(words), "{words}: {told}");
    }
    let notes = text(&project.site_file("docs/RELEASE_NOTES_v1.0.0.html"));
    for words in ["Release 1.0.0", "Date 2026-01-15", "Changelog Added 1", "Charts 2 loki , redis 0.3.2", "The first"] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    assert!(!project.site().contains_key("releases/1.0.0.html"), "the notes are its page");
    let unreleased = text(&project.site_file("releases/unreleased.html"));
    assert!(unreleased.contains("Chart versions since 1.1.0") && unreleased.contains("1.0.0 1.0.1"), "{unreleased}");
    let yanked = text(&project.site_file("releases/0.9.0.html"));
    assert!(yanked.contains("withdrawn") && yanked.contains("there is no tag v0.9.0"), "{yanked}");
    let own = text(&project.site_file("charts/loki/releases/1.0.0.html"));
    assert!(own.contains("loki 1.0.0") && own.contains("Date 2026-01-20"), "{own}");
}

#[test]
fn charts_and_releases_lead_to_each_other() {
    let project = repository();
    let _ = project.build().expect(0);
    let redis = project.site_file("charts/redis/index.html");
    assert!(
        redis.contains("href=\"../../releases/1.1.0.html\">1.1.0</a> <span class=\"note\">0.3.3</span>"),
        "{redis}"
    );
    assert!(redis.contains("href=\"../../docs/RELEASE_NOTES_v1.0.0.html\">1.0.0</a>"), "{redis}");
    let loki = text(&project.site_file("charts/loki/index.html"));
    assert!(loki.contains("In releases 1.0.1 1.0.0 Unreleased 1.0.0"), "{loki}");
    let list = text(&project.site_file("releases/index.html"));
    let rows =
        ["Unreleased", "1.1.0", "1.0.0", "0.9.0"].map(|release| list.find(&format!(" {release} ")).expect(release));
    assert!(rows.is_sorted(), "{list}");
    let table = project.run(&["matrix", "releases", "charts=redis", "--format", "csv"]).expect(0).out;
    let releases: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(releases, ["1.1.0", "1.0.0"], "{table}");
}

#[test]
fn facts_tell_of_releases() {
    let project = repository();
    let _ = project.build().expect(0);
    let facts: Value = serde_json::from_str(&project.site_file("facts.json")).expect("JSON");
    let told: Vec<String> = facts["releases"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|release| format!("{} {} {}", release["version"], release["chart"], release["date"]).replace('"', ""))
        .collect();
    let expected = [
        " null null",
        "1.1.0 null 2026-02-03",
        "1.0.0 null 2026-01-15",
        "0.9.0 null 2026-01-01",
        "1.0.1 loki 2026-03-01",
        "1.0.0 loki 2026-01-20",
    ];
    assert_eq!(told, expected);
    assert_eq!(facts["releases"][1]["charts"], json!([{"chart": "redis", "version": "0.3.3"}]));
}

/// What RFC 4287 asks of a feed and its entries (sections 4.1.1 and 4.1.2), read without a library that would forgive.
#[test]
fn the_feed_is_one() {
    let project = repository();
    let _ = project.build().expect(0);
    let feed = project.site_file("releases/feed.xml");
    insta::assert_snapshot!("feed", feed);
    let (head, entries) = feed.split_once("<entry>").expect("an entry");
    let entries: Vec<&str> = entries.split("<entry>").collect();
    assert!(head.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""));
    let mut ids = std::collections::BTreeSet::new();
    for (part, has_author) in std::iter::once((head, true)).chain(entries.iter().map(|entry| (*entry, false))) {
        for element in ["id", "title", "updated"] {
            assert_eq!(part.matches(&format!("<{element}>")).count(), 1, "{element}: {part}");
        }
        let of = |element: &str| {
            part.split(&format!("<{element}>")).nth(1).and_then(|rest| rest.split('<').next()).expect(element)
        };
        assert!(ids.insert(of("id")) && of("id").starts_with("https://docs.harbour.example/"), "{part}");
        assert!(of("updated").parse::<jiff::Timestamp>().is_ok(), "{part}");
        assert_eq!(part.matches("<link rel=\"alternate\"").count(), 1, "{part}");
        assert_eq!(part.contains("<author>"), has_author, "{part}");
    }
    assert_eq!(entries.len(), 5, "what is unreleased or has no day is left out");
    for page in ["index.html", "releases/1.1.0.html", "404.html"] {
        let html = project.site_file(page);
        assert!(html.contains("type=\"application/atom+xml\""), "{page}: {html}");
    }
    let before = feed;
    let _ = project.run(&["build", "--now", "2027-01-01"]).expect(0);
    assert_eq!(project.site_file("releases/feed.xml"), before, "another day");
    project.file("book.toml", "[book]\ntitle = \"Harbour\"\n");
    let _ = project.build().expect(0);
    assert!(!project.site().contains_key("releases/feed.xml"), "without a URL there is no feed");
    assert!(!project.site_file("index.html").contains("atom+xml"));
}

#[test]
fn what_a_clone_lacks_is_said_and_never_fetched() {
    let project = repository();
    let origin = format!("file://{}", project.path().display());
    let _ = git(project.path(), "2026-03-01", &["config", "uploadpack.allowFilter", "true"]);
    for (arguments, says) in [
        (&["--depth=1", "--no-tags"][..], "the clone is shallow and has no tags"),
        (&["--no-tags"], "there is no tag v1.1.0"),
        (&["--filter=blob:none"], "aren't known: this clone doesn't hold their files at the tags"),
        (&[], "Chart versions since 1.0.0"),
    ] {
        let clone = Project::new();
        let clone_to = clone.path().to_str().expect("a path");
        let _ = git(Path::new("."), "2026-03-01", &[&["clone", "--quiet"], arguments, &[&origin, clone_to]].concat());
        let _ = clone.build().expect(0);
        let page = text(&clone.site_file("releases/1.1.0.html"));
        assert!(page.contains(says), "{arguments:?}: {page}");
        if arguments.contains(&"--filter=blob:none") {
            // What the manual says to do about it.
            let script = include_str!("../../content/manual/releases.md")
                .split("```")
                .find_map(|fence| fence.strip_prefix("bash\n").filter(|script| script.contains("--stdin")))
                .expect("the manual has it");
            let fetched = Command::new("sh").args(["-ec", script]).current_dir(clone.path()).status();
            assert!(fetched.is_ok_and(|status| status.success()));
            let _ = clone.build().expect(0);
            let page = text(&clone.site_file("releases/1.1.0.html"));
            assert!(page.contains("Chart versions since 1.0.0 3"), "{page}");
        }
    }
    let alone = Project::new();
    alone.file("CHANGELOG.md", CHANGELOG).file("charts/redis/Chart.yaml", chart("redis", "0.3.3", "7.4"));
    let _ = alone.build();
    let page = text(&alone.site_file("releases/1.1.0.html"));
    assert!(page.contains("there is no git history"), "{page}");
}

/// An edit of one release renders its page again, and those that tell of it, and no other release.
#[test]
fn an_edit_of_one_release_leaves_the_others() {
    let project = repository();
    let _ = project.build().expect(0);
    let before = project.site();
    project.file("CHANGELOG.md", CHANGELOG.replace("- Nothing works.", "- Nothing *works*."));
    let _ = project.build().expect(0);
    let after = project.site();
    let changed: Vec<&str> = after
        .iter()
        .filter(|(path, bytes)| path.ends_with(".html") && before.get(*path) != Some(bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(changed, ["CHANGELOG.html", "releases/0.9.0.html"]);
}

#[test]
fn a_page_of_the_authors_own_keeps_its_place() {
    let project = repository();
    project
        .file("releases/1.1.0.md", "---\nkind: guide\n---\n# My own\n")
        .file("releases/README.md", "---\nkind: guide\n---\n# My own list\n");
    let _ = project.build().expect(0);
    assert!(project.site_file("releases/1.1.0.html").contains("My own"));
    assert!(project.site_file("releases/index.html").contains("My own list"));
    assert!(project.site_file("releases/1.1.0-changes.html").contains("replicates"));
}

/// A changelog of many releases takes no more than its share.
#[cfg(target_os = "linux")]
#[test]
fn a_long_changelog_is_no_trouble() {
    use std::fmt::Write as _;
    let project = Project::new();
    let mut changelog = "# Changelog\n".to_owned();
    for number in (0..1_500).rev() {
        let _ = write!(changelog, "\n## [1.{number}.0] - 2026-01-02\n\n### Added\n\n");
        for item in 0..8 {
            let _ = writeln!(changelog, "- Item {item} of redis 0.{number}.{item}, see [it][1.{number}.0] and `code`.");
        }
    }
    for number in 0..1_500 {
        let _ = write!(changelog, "\n[1.{number}.0]: https://x.example/{number}");
    }
    project.file("CHANGELOG.md", changelog).file("charts/redis/Chart.yaml", chart("redis", "0.3.3", "7.4"));
    let (run, peak) = project.run_measured(240, &["build", "--fail-on", "never"]);
    let _ = run.expect(0);
    assert!(peak < 600, "{peak} MiB");
    assert!(project.site_file("releases/1.700.0.html").contains("href=\"https://x.example/700\""));
}
