//! The offline pack: what is in it, that all of it hangs together, and that it is the same for the same contents.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::crawl::dead_links;
use crate::support::{Project, corpus};

const BACKUP: &str = "\
---
chart: redis
kind: backup
objectives:
  - { scenario: Full disaster recovery, rto: 2h, rpo: 1h }
---
# redis backup

See [the queue](queue-backup.md#restore), [the gateway](../charts/gateway/README.md), [the tour](tour.md) and
![a picture](dot.png). ![elsewhere](https://example.org/x.png)

## Restore

<details><summary>More</summary>

```sh
redis-cli SAVE
```

</details>

- [ ] Done: see [above](#restore)
";

fn project(book_toml: &str) -> Project {
    let chart = |name: &str| format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
    let project = Project::of(&[
        ("book.toml", book_toml),
        ("README.md", "# Platform\n"),
        ("charts/redis/Chart.yaml", &chart("redis")),
        ("charts/redis/README.md", "# redis\n"),
        ("charts/queue/Chart.yaml", &chart("queue")),
        ("charts/gateway/Chart.yaml", &chart("gateway")),
        ("charts/gateway/README.md", "# gateway\n\nThe word wombat stands here.\n"),
        ("charts/search/Chart.yaml", &chart("search")),
        ("charts/search/README.md", "# search\n\nThe word platypus stands here. See [redis](../redis/README.md).\n"),
        ("docs/redis-backup.md", BACKUP),
        ("docs/queue-backup.md", "---\nchart: queue\nkind: backup\n---\n# queue backup\n\n## Restore\n\nFirst.\n"),
        ("docs/search-backup.md", "---\nchart: search\nkind: backup\n---\n# search backup\n\nRestore it.\n"),
        ("docs/disaster.md", "---\nkind: recovery\n---\n# Everything is lost\n\n[redis](redis-backup.md)\n"),
        ("docs/tour.md", "# Tour\n\nEchidna. See [search](../charts/search/README.md).\n"),
    ]);
    project.file("docs/dot.png", PNG);
    project
}

/// One grey point.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82,
    0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

const BOOK: &str = "\
[book]
title = \"Our Platform\"
src = [\"docs\", \"charts\"]

[charts.redis]
tier = 1
depends_on = [\"queue\"]

[charts.queue]
tier = 2
depends_on = []

[tiers.1]
name = \"Critical\"

[tiers.2]
name = \"Important\"
";

/// The files of an archive, by name in the order they stand in.
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).expect("a file");
            assert!(file.is_file());
            let time = file.last_modified().expect("a date");
            assert_eq!((time.year(), time.hour(), time.minute()), (2026, 0, 0), "the day of the build, at its start");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("it can be read");
            (file.name().expect("UTF-8").into_owned(), bytes)
        })
        .collect()
}

/// Packs, and says what is in the folder of the archive.
fn packed(project: &Project, args: &[&str]) -> BTreeMap<String, String> {
    let _ = project.run(&[&["pack"], args].concat()).expect(0).says("offline.zip");
    let files = unpacked(&project.path().join("offline.zip"));
    let inside = |(path, bytes): (String, Vec<u8>)| {
        let path =
            path.strip_prefix("our-platform-offline/").unwrap_or_else(|| panic!("{path}: one folder")).to_owned();
        (path, String::from_utf8_lossy(&bytes).into_owned())
    };
    files.into_iter().map(inside).collect()
}

/// The links of the pages in a pack that lead nowhere.
fn dead(files: &BTreeMap<String, String>) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
        fs::write(path, text).expect("can be written");
    }
    dead_links(folder.path(), "file:///somewhere/else/")
}

fn pages(files: &BTreeMap<String, String>) -> Vec<&str> {
    files.keys().filter_map(|path| path.strip_prefix("site/")).filter(|path| path.ends_with(".html")).collect()
}

/// All that can be found by search.
fn index(files: &BTreeMap<String, String>) -> String {
    files.iter().filter(|(path, _)| path.starts_with("site/search/")).map(|(_, text)| text.as_str()).collect()
}

#[test]
fn a_whole_site_hangs_together_and_says_what_it_is() {
    let project = project(BOOK);
    let files = packed(&project, &[]);
    assert_eq!(dead(&files), BTreeMap::new());
    let start = &files["START-HERE.html"];
    assert!(start.contains("href=\"site/index.html\"") && start.contains("href=\"recovery.html\""), "{start}");
    let (_, rest) = start.split_once("build ").expect("the build");
    let build: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    assert_eq!(build.len(), 10, "{build}");
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(text.contains(&build) && text.contains("2026-"), "{path} says which build it is of");
        assert!(!text.contains("src=\"http"), "{path} asks nobody for a picture");
    }
    assert!(pages(&files).contains(&"charts/search/index.html") && pages(&files).contains(&"recovery/index.html"));
    assert!(index(&files).contains("platypus"));
    for left_out in ["site/404.html", "site/facts.json", "site/.nojekyll", "site/tour.md", "site/llms.txt"] {
        assert!(!files.contains_key(left_out), "{left_out}");
    }
    assert!(files.keys().any(|path| path.ends_with(".png")), "pictures come along");
}

#[test]
fn the_published_site_and_the_cache_are_not_touched() {
    let project = project(BOOK);
    let _ = project.build().expect(0);
    let before =
        (crate::support::tree(&project.path().join("site")), crate::support::tree(&project.path().join(".docsgen")));
    packed(&project, &["--chart", "redis"]);
    let after =
        (crate::support::tree(&project.path().join("site")), crate::support::tree(&project.path().join(".docsgen")));
    assert!(before == after);
    assert!(!project.site_file("charts/redis/index.html").contains("pack-id"), "published pages carry no build");
    let left: Vec<_> = fs::read_dir(project.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".docsgen."))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_same_contents_are_the_same_bytes() {
    let project = project(BOOK);
    let once = |out: &str| {
        let _ = project.run(&["pack", "--out", out]).expect(0);
        let bytes = fs::read(project.path().join(out)).expect("it is there");
        fs::remove_file(project.path().join(out)).expect("it is there");
        bytes
    };
    let first = once("a.zip");
    assert!(first == once("b.zip"));
    let _ = project.build().expect(0);
    assert!(first == once("c.zip"), "what is remembered makes no difference");
    project.file("docs/tour.md", "# Tour\n\nOther words.\n");
    assert!(first != once("d.zip"));
}

#[test]
fn a_chart_comes_with_what_it_needs_and_links_to() {
    let project = project(BOOK);
    let files = packed(&project, &["--chart", "redis"]);
    assert_eq!(dead(&files), BTreeMap::new());
    let pages = pages(&files);
    for expected in [
        "index.html",
        "catalog/index.html",
        "recovery/index.html",
        "charts/redis/index.html",
        "charts/redis/backup.html",
        // What redis needs.
        "charts/queue/index.html",
        "charts/queue/backup.html",
        // What its guide links to.
        "charts/gateway/index.html",
        "tour.html",
        // What is about everything.
        "disaster.html",
    ] {
        assert!(pages.contains(&expected), "no {expected} in {pages:?}");
    }
    assert!(!pages.iter().any(|page| page.starts_with("charts/search/")), "{pages:?}");
    let index = index(&files);
    assert!(index.contains("wombat") && index.contains("chidna") && !index.contains("platypus"));
    // What the tour links to isn't here, and nobody knows where it is.
    let tour = &files["site/tour.html"];
    assert!(tour.contains("title=\"Not in this offline copy: charts/search/index.html\""), "{tour}");
    let recovery = &files["recovery.html"];
    assert!(recovery.contains("First.") && !recovery.contains("search backup"), "{recovery}");
    assert!(recovery.contains("here because another chart needs it"));
}

#[test]
fn what_is_left_out_leads_to_the_published_site() {
    let project = project(&format!("{BOOK}\n[output.html]\nsite-url = \"https://docs.example.org/charts/\"\n"));
    let files = packed(&project, &["--chart", "redis"]);
    assert!(files["site/tour.html"].contains("href=\"https://docs.example.org/charts/charts/search/\""));
    assert!(files["START-HERE.html"].contains("href=\"https://docs.example.org/charts/\""));
    assert!(files["recovery.html"].contains("href=\"https://docs.example.org/charts/tour.html\""));
}

#[test]
fn tiers_choose_their_charts() {
    let project = project(BOOK);
    let files = packed(&project, &["--tier", "2"]);
    let pages = pages(&files);
    assert!(pages.contains(&"charts/queue/backup.html") && !pages.contains(&"charts/gateway/index.html"), "{pages:?}");
    let files = packed(&project, &["--tier", "2", "--chart", "search"]);
    assert!(self::pages(&files).contains(&"charts/search/backup.html"));
    let _ = project.run(&["pack", "--tier", "7"]).expect(2).says("there is no tier `7`").says("`1`, `2`");
    let _ = project.run(&["pack", "--chart", "reddis"]).expect(2).says("did you mean `redis`?");
}

#[test]
fn the_recovery_pages_are_one_file_that_needs_no_other() {
    let project = project(BOOK);
    let _ = project.run(&["pack", "--out", "recovery.html"]).expect(0).says("recovery.html");
    let html = fs::read_to_string(project.path().join("recovery.html")).expect("it is there");
    for expected in
        ["src=\"data:image/png;base64,iVBOR", "<details open=", "<h3 id=\"page-", "Everything is lost", "@bottom-left"]
    {
        assert!(html.contains(expected), "no `{expected}` in {html}");
    }
    assert!(!html.contains("<script") && !html.contains("<link ") && !html.contains("src=\"http"), "{html}");
    // Every link leads to a place in the file, or out to the web.
    let files = BTreeMap::from([("recovery.html".to_owned(), html.clone())]);
    assert_eq!(dead(&files), BTreeMap::new());
    // queue comes before redis, which needs it.
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(place(">queue</h2>") < place(">redis</h2>"));
}

#[test]
fn a_site_without_guides_has_nothing_to_print() {
    let project = Project::of(&[("docs/a.md", "# A\n")]);
    let _ = project.run(&["pack"]).expect(0).says("without a file of recovery pages");
    let names: Vec<String> = unpacked(&project.path().join("offline.zip")).into_iter().map(|(path, _)| path).collect();
    assert!(!names.iter().any(|name| name.ends_with("/recovery.html")), "{names:?}");
    let _ = project.run(&["pack", "--out", "x.html"]).expect(2).says("there is nothing to print");
    let _ = project.run(&["pack", "--out", "docs"]).expect(2).says("is a folder");
}

#[test]
fn the_corpus_packed_hangs_together() {
    let Some(corpus) = corpus() else { return };
    let project = Project::new();
    let corpus = corpus.to_str().expect("UTF-8");
    let _ = project.run(&["pack", corpus, "--chart", "postgresql", "--cache-dir", "cache"]).expect(0);
    let files = unpacked(&project.path().join("offline.zip"));
    assert!(files.iter().any(|(path, _)| path.ends_with("/site/charts/postgresql/backup.html")));
    assert!(files.iter().any(|(path, _)| path.ends_with("/recovery.html")));
    assert!(!project.path().join("cache").exists(), "nothing is written but the pack");
}

#[test]
fn a_pack_holds_what_its_readers_may_see() {
    let project = project(&format!("{BOOK}\n[audiences]\nops = \"who is on call\"\n"));
    project.file(
        "docs/keys.md",
        "---\naudience: ops\nkind: recovery\n---\n# Where the keys are\n\nThe word quokka stands here.\n",
    );
    let words = |files: &BTreeMap<String, String>| files.values().filter(|text| text.contains("quokka")).count();
    assert_eq!(words(&packed(&project, &[])), 0);
    assert_eq!(words(&packed(&project, &["--tier", "1"])), 0);
    let files = packed(&project, &["--audience", "ops"]);
    assert!(words(&files) >= 3 && files["recovery.html"].contains("quokka"), "the page, search and the recovery pages");
    let _ = project.run(&["pack", "--audience", "opps"]).expect(2).says("did you mean `ops`?");
}
