//! A site beside a Helm repository: what is there stays, and what is published is shown.

use std::fs;

use crate::support::{Project, corpus, tree};

const CHART: &str = "apiVersion: v2\nname: redis\nversion: 0.3.3\nappVersion: \"7.4\"\n";

const INDEX: &str = "\
apiVersion: v1
entries:
  redis:
  - appVersion: \"7.2\"
    created: \"2026-08-01T10:00:00Z\"
    digest: 11aa
    urls:
    - redis-0.3.2.tgz
    version: 0.3.2
  - appVersion: \"7.4\"
    created: \"2026-09-01T10:00:00Z\"
    digest: 22bb
    urls:
    - https://github.com/example/charts/releases/download/redis-0.3.10/redis-0.3.10.tgz
    version: 0.3.10
  - created: \"2026-07-01T10:00:00Z\"
    deprecated: true
    urls:
    - redis-0.3.1.tgz
    version: 0.3.1
  retired:
  - version: 1.0.0
";

/// A repository of two charts and, in `pages`, the branch that it is served from.
fn project(book_toml: &str) -> Project {
    Project::of(&[
        ("book.toml", book_toml),
        ("README.md", "# Charts\n"),
        ("charts/redis/Chart.yaml", CHART),
        ("charts/redis/README.md", "# redis\n"),
        ("charts/queue/Chart.yaml", "apiVersion: v2\nname: queue\nversion: 1.0.0\n"),
        ("pages/index.yaml", INDEX),
        ("pages/redis-0.3.2.tgz", "package"),
        ("pages/README.md", "# The chart repository\n"),
        ("pages/.git/HEAD", "ref: refs/heads/gh-pages\n"),
    ])
}

const BOOK: &str = "[output.html]\nsite-url = \"https://example.github.io/charts/\"\n";

fn merge(project: &Project, args: &[&str]) -> crate::support::Run {
    project.run(&[&["build", "--merge-into", "pages"], args].concat())
}

fn page(project: &Project, path: &str) -> String {
    let path = project.path().join("pages").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_repository_stays_and_its_versions_are_shown() {
    let project = project(BOOK);
    let theirs = tree(&project.path().join("pages"));
    let _ = merge(&project, &[]).expect(0);
    let merged = tree(&project.path().join("pages"));
    for (path, bytes) in &theirs {
        assert_eq!(merged.get(path), Some(bytes), "{path}");
    }
    let redis = page(&project, "charts/redis/index.html");
    for expected in [
        "helm repo add example https://example.github.io/charts\n",
        // 0.3.3 isn't published; what Helm would install is the highest, which isn't the last of the list.
        "helm install redis example/redis --version 0.3.10\n",
        "0.3.3 is not yet published",
        "href=\"https://github.com/example/charts/releases/download/redis-0.3.10/redis-0.3.10.tgz\"",
        "href=\"https://example.github.io/charts/redis-0.3.2.tgz\"",
        "<time datetime=\"2026-08-01\">",
    ] {
        assert!(redis.contains(expected), "no `{expected}` in {redis}");
    }
    let queue = page(&project, "charts/queue/index.html");
    assert!(queue.contains("1.0.0 is not yet published") && !queue.contains("helm install"), "{queue}");
    let catalog = page(&project, "catalog/index.html");
    assert!(
        catalog.contains("helm repo add example") && catalog.contains("<span>published</span> 0.3.10"),
        "{catalog}"
    );

    let facts: serde_json::Value = serde_json::from_str(&page(&project, "facts.json")).expect("JSON");
    let chart = |id: &str| {
        facts["charts"].as_array().and_then(|charts| charts.iter().find(|chart| chart["chart"] == id)).cloned()
    };
    let published = &chart("redis").expect("redis")["published"];
    assert_eq!(published["latest"], "0.3.10");
    let versions: Vec<_> =
        published["versions"].as_array().expect("a list").iter().map(|it| it["version"].clone()).collect();
    assert_eq!(versions, ["0.3.10", "0.3.2", "0.3.1"]);
    assert_eq!(chart("queue").expect("queue")["published"], serde_json::json!({"latest": null, "versions": []}));
    // The branch lies in the repository, and is no part of it.
    assert!(!facts.to_string().contains("The chart repository"), "its README is no page");
}

#[test]
fn a_release_changes_the_pages_that_show_it_and_no_others() {
    let project = project(BOOK);
    let _ = merge(&project, &[]).expect(0);
    let before = tree(&project.path().join("pages"));
    project.file("pages/index.yaml", INDEX.replace("version: 0.3.2\n", "version: 0.3.3\n"));
    let _ = merge(&project, &[]).expect(0);
    let after = tree(&project.path().join("pages"));
    let changed: Vec<&String> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
    let of_pages: Vec<&String> = changed.into_iter().filter(|path| path.ends_with(".html")).collect();
    assert_eq!(of_pages, ["catalog/index.html", "charts/redis/index.html"]);
    let redis = page(&project, "charts/redis/index.html");
    assert!(redis.contains("0.3.3 is published") && redis.contains("--version 0.3.3\n"), "{redis}");
}

#[test]
fn what_nothing_makes_any_more_goes_also_without_a_cache() {
    let project = project(BOOK);
    project.file("docs/old.md", "# Old\n");
    let _ = merge(&project, &[]).expect(0);
    assert!(project.path().join("pages/docs/old.html").exists());
    fs::remove_dir_all(project.path().join(".docsgen")).expect("it is there");
    fs::remove_file(project.path().join("docs/old.md")).expect("it is there");
    let run = merge(&project, &[]).expect(0);
    assert!(!project.path().join("pages/docs").exists());
    assert!(!run.err.contains("edited by hand"), "{}", run.err);
    assert_eq!(page(&project, "README.md"), "# The chart repository\n");
}

#[test]
fn a_page_made_by_hand_is_only_replaced_when_that_is_asked_for() {
    let project = project(BOOK);
    project.file("pages/index.html", "by hand");
    let before = tree(&project.path().join("pages"));
    let _ = merge(&project, &[])
        .expect(2)
        .says("index.html` is in the way and was not written by docsgen")
        .says("--replace index.html");
    assert_eq!(tree(&project.path().join("pages")), before);

    let _ = merge(&project, &["--replace", "index.html"]).expect(0);
    assert!(page(&project, "index.html").contains("<!doctype html>"));
    let _ = merge(&project, &[]).expect(0);
}

#[test]
fn a_page_made_by_hand_can_be_kept() {
    let project = project(&format!("{BOOK}keep = [\"index.html\"]\n"));
    project.file("pages/index.html", "by hand");
    let _ = merge(&project, &[]).expect(0).says("route-kept");
    assert_eq!(page(&project, "index.html"), "by hand");
    let _ = merge(&project, &["--replace", "**"]).expect(0);
    assert_eq!(page(&project, "index.html"), "by hand", "what is kept is kept from that, too");
}

#[test]
fn files_that_are_kept_in_a_folder_of_its_own_are_left_alone() {
    let project = project(&format!("{BOOK}keep = [\"index.yaml\", \"*.tgz\"]\n"));
    let _ = project.build().expect(0);
    assert!(!project.site_file("charts/redis/index.html").contains("helm"), "no index, no address");
    project.file("site/index.yaml", INDEX).file("site/redis-0.3.2.tgz", "package");
    let run = project.build().expect(0);
    assert!(!run.err.contains("redis-0.3.2.tgz") && !run.err.contains("in the way"), "{}", run.err);
    assert_eq!(project.site_file("redis-0.3.2.tgz"), "package");
    assert!(project.site_file("charts/redis/index.html").contains("helm install redis example/redis --version 0.3.10"));
}

#[test]
fn an_index_that_cannot_be_read_is_a_finding() {
    let project = project(BOOK);
    project.file("pages/index.yaml", "entries:\n  redis:\n  - version: [1\n");
    let _ = merge(&project, &["-v"])
        .expect(0)
        .says("warning[catalog-index-invalid]")
        .says("index.yaml:3:14`: this can't be read as YAML");
    let redis = page(&project, "charts/redis/index.html");
    assert!(!redis.contains("not yet published") && !redis.contains("helm install"), "{redis}");
    assert_eq!(page(&project, "index.yaml"), "entries:\n  redis:\n  - version: [1\n");
}

#[test]
fn a_registry_and_a_library_are_installed_in_their_own_ways() {
    let project = Project::of(&[
        ("book.toml", "[catalog]\nrepository = \"oci://registry.example.org/charts/\"\n"),
        ("charts/redis/Chart.yaml", CHART),
        ("charts/common/Chart.yaml", "apiVersion: v2\nname: common\nversion: 1.2.0\ntype: library\n"),
        ("charts/evil/Chart.yaml", "apiVersion: v2\nname: \"a;id\"\nversion: 1.2.0\n"),
    ]);
    let _ = project.build().expect(0);
    let redis = project.site_file("charts/redis/index.html");
    assert!(redis.contains("helm install redis oci://registry.example.org/charts/redis --version 0.3.3\n"), "{redis}");
    assert!(!redis.contains("repo add") && !redis.contains("published"), "{redis}");
    let common = project.site_file("charts/common/index.html");
    assert!(common.contains("repository: oci://registry.example.org/charts\n"), "{common}");
    assert!(!common.contains("helm install"));
    assert!(!project.site_file("charts/evil/index.html").contains("helm install"));
}

#[test]
fn nothing_is_merged_into_a_folder_that_is_not_there() {
    let project = project(BOOK);
    let _ = project.run(&["build", "--merge-into", "gh-pages"]).expect(2).says("there is no folder `gh-pages`");
    let _ = project.run(&["build", "--merge-into", "pages", "--out", "x"]).expect(2).says("cannot be used with");
    let _ = project.run(&["build", "--replace", "x"]).expect(2).says("--merge-into");
    let _ = project.run(&["build", "--merge-into", "."]).expect(2).says("holds the sources");
    let _ = merge(&project, &["--replace", "{chart}"]).expect(2).says("is no pattern of files");
}

#[test]
fn a_large_index_is_bounded_on_its_page() {
    let project = project(BOOK);
    let mut index = "apiVersion: v1\nentries:\n  redis:\n".to_owned();
    for version in 0..10_000 {
        index.push_str(&format!(
            "  - version: 0.{version}.0\n    urls: [redis-0.{version}.0.tgz]\n    description: {}\n",
            "words ".repeat(300)
        ));
    }
    assert!(index.len() > 18_000_000);
    project.file("pages/index.yaml", index);
    let _ = merge(&project, &[]).expect(0);
    let redis = page(&project, "charts/redis/index.html");
    assert!(redis.contains("redis-0.9999.0.tgz") && redis.contains("redis-0.9900.0.tgz"));
    assert!(!redis.contains("redis-0.9899.0.tgz") && redis.contains("9900 still older ones"), "{}", redis.len());
    assert!(redis.len() < 60_000, "{}", redis.len());
}

#[test]
fn the_corpus_is_merged_into_a_branch() {
    let Some(corpus) = corpus() else { return };
    let project = Project::new();
    project.file("pages/index.yaml", INDEX).file("pages/redis-0.3.2.tgz", "package");
    let out = project.path().join("pages");
    let arguments = [
        "build",
        corpus.to_str().expect("UTF-8"),
        "--merge-into",
        out.to_str().expect("UTF-8"),
        "--cache-dir",
        "cache",
        "--fail-on",
        "never",
    ];
    let _ = project.run(&arguments).expect(0);
    assert!(page(&project, "charts/redis/index.html").contains("redis-0.3.10.tgz"));
    assert_eq!(page(&project, "redis-0.3.2.tgz"), "package");
    let before = tree(&out);
    let _ = project.run(&arguments).expect(0);
    assert_eq!(tree(&out), before);
}
