//! The index of the search: what is in it, what is never in it, and how little of it an edit changes.

use std::collections::BTreeMap;
use std::fs;

use docsgen::build::{self, Options};

use crate::support::{Project, Silent, TODAY, tree};

/// The files of a repository's index, by name without folder and ending.
fn index_of(project: &Project) -> BTreeMap<String, String> {
    let out = project.path().join("site");
    let options = Options {
        root: project.path().join("repo"),
        out: Some(out.clone()),
        cache: Some(project.path().join("cache")),
        today: TODAY,
        audience: None,
    };
    build::build(&options, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let files = tree(&out).into_iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix("search/")?.strip_suffix(".js")?.to_owned();
        Some((name, String::from_utf8(bytes).expect("a script is UTF-8")))
    });
    files.collect()
}

/// What a script of the index hands over.
fn value(script: &str) -> serde_json::Value {
    let call = script.strip_prefix("docsgen.search(").and_then(|rest| rest.strip_suffix(");\n"));
    let (_, json) = call.and_then(|call| call.split_once(',')).expect("one call");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Every word with the number of its pages.
fn words(index: &BTreeMap<String, String>) -> BTreeMap<String, usize> {
    let files = index.iter().filter(|(name, _)| name.starts_with("t-"));
    let lines = files.flat_map(|(_, script)| {
        let text = value(script).as_str().expect("a text").to_owned();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    let word = |line: String| {
        let mut parts = line.split(' ').map(str::to_owned);
        Some((parts.next()?, parts.next()?.parse().ok()?))
    };
    lines.filter_map(word).collect()
}

/// The texts of all pages as they are shown.
fn shown(index: &BTreeMap<String, String>) -> String {
    let parts = index.iter().filter(|(name, _)| name.starts_with("p-"));
    parts.map(|(_, script)| value(script).to_string()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_stands_on_a_page_is_in_the_index_and_what_is_on_none_is_not() {
    let project = Project::of(&[
        ("repo/README.md", "# Home\n\nWelcome.\n"),
        (
            "repo/docs/redis-backup-guide.md",
            "# Redis backup\n\n## Restore everything\n\nRun `redis-restore`, then:\n\n```bash\npg_dump --clean\n```\n\n| a | zebra |\n|---|---|\n| b | okapi |\n\n<!-- giraffe -->\n\n<!-- docsgen:matrix recovery -->\nelephant\n<!-- docsgen:end -->\n\n### 데이터 복구\n\n복구합니다.\n",
        ),
        ("repo/docs/hidden.md", "---\npublish: false\n---\n# Hidden\n\nrhinoceros\n"),
        ("repo/docs/draft.md", "---\ndraft: true\n---\n# Draft\n\nhippopotamus\n"),
        (
            "repo/charts/redis/Chart.yaml",
            "apiVersion: v2\nname: redis\nversion: 1.0.0\nkeywords: [valkey]\ndescription: A quick cupboard\n",
        ),
        ("repo/charts/redis/README.md", "# Redis\n\nFirst.\n"),
        ("repo/make/ops/redis.mk", "## Takes a snapshot\nredis-freeze:\n\ttrue\n"),
    ]);
    let index = index_of(&project);
    let words = words(&index);
    for found in [
        "restore",
        "redis-restore",
        "pg_dump",
        "dump",
        "--clean",
        "zebra",
        "okapi",
        "복구",
        "데이",
        "valkey",
        "cupboard",
        "catalog",
    ] {
        assert!(words.contains_key(found), "{found}: {:?}", words.keys().collect::<Vec<_>>());
    }
    for missing in ["giraffe", "elephant", "rhinoceros", "hippopotamus", "the"] {
        assert!(!words.contains_key(missing), "{missing}");
    }
    assert!(words["redis"] >= 2, "on the chart's page and in its guide");
    let shown = shown(&index);
    assert!(shown.contains("restore-everything") && shown.contains("Restore everything"), "{shown}");
    assert!(shown.contains("%EB%8D%B0%EC%9D%B4%ED%84%B0-%EB%B3%B5%EA%B5%AC"), "anchors are as in addresses: {shown}");
    let head = value(&index["index"]).to_string();
    assert!(head.contains("\"Backup guide\"") && head.contains("\"redis\""), "{head}");
}

#[test]
fn a_site_without_search_has_no_trace_of_it() {
    let project = Project::of(&[
        ("repo/book.toml", "[output.html.search]\nenable = false\n"),
        ("repo/README.md", "# Home\n\nWelcome.\n"),
    ]);
    assert_eq!(index_of(&project), BTreeMap::new());
    let html = fs::read_to_string(project.path().join("site/index.html")).expect("a page");
    assert!(
        !html.contains("site:search-button") && !html.contains("js/search") && !html.contains("/search."),
        "{html}"
    );
    project.file("repo/book.toml", "");
    assert!(index_of(&project).contains_key("index"));
    project.file("repo/book.toml", "[output.html.search]\nenable = false\n");
    assert_eq!(index_of(&project), BTreeMap::new(), "files of an index that is no more are removed");
}

#[test]
fn hostile_text_stays_text() {
    let line = "x".repeat(1 << 20);
    let page = format!(
        "# A </script><b>\n\n## \u{2028}\u{2029}\"; alert(1)//\n\n`</script><script>alert(2)</script>` \\\\ {line}\n\n\u{202e}한{}\n",
        "가".repeat(100_000)
    );
    let project =
        Project::of(&[("repo/README.md", &page), ("repo/docs/it's \"a\" <page>.md", "# B\n\n]]> ${1} `x`\n")]);
    let index = index_of(&project);
    for (name, script) in &index {
        assert!(!script.contains(['<', '\u{2028}', '\u{2029}']), "{name}");
        assert_eq!(script.lines().count(), 1, "{name}: one call in one line");
        value(script);
        assert!(script.len() < 64 << 10, "{name}: {} bytes", script.len());
    }
    assert!(words(&index).keys().all(|word| word.chars().count() <= 40));
}

#[test]
fn an_edit_changes_the_files_of_its_words() {
    let project = Project::new();
    for at in 0..60 {
        let text: Vec<String> = (0..300).map(|word| format!("w{}", (at * 97 + word * 31) % 2_000)).collect();
        project
            .file(&format!("repo/docs/page-{at}.md"), format!("# Page {at}\n\n{}\n\n## End\n\nlast\n", text.join(" ")));
    }
    project.file("repo/README.md", "# Home\n");
    let before = index_of(&project);
    assert_eq!(index_of(&project), before, "the same once more");
    let path = "repo/docs/page-7.md";
    let text = fs::read_to_string(project.path().join(path)).expect("a page");
    project.file(path, text.replace("last", "finally w5"));
    let after = index_of(&project);
    let changed: Vec<&String> =
        after.iter().filter(|(name, script)| before.get(*name) != Some(*script)).map(|(name, _)| name).collect();
    assert!(words(&after).contains_key("finally"));
    assert!((3..=8).contains(&changed.len()), "{} of {}: {changed:?}", changed.len(), after.len());
}
