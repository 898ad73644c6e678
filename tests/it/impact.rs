//! What a pull request does to a site: two states of a repository, the facts of both, and what `docsgen diff` says.

use docsgen::impact::{Facts, Impact};
use docsgen::render::export::schema::Schema;
use serde_json::{Value, json};

use crate::export::json_schema::faults;
use crate::support::{Project, git};

const DAY: &str = "2026-09-01";

fn chart(name: &str, version: &str, app_version: &str) -> String {
    format!("apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"{app_version}\"\n")
}

fn guide(front_matter: &str, text: &str) -> String {
    format!("---\n{front_matter}---\n\n{text}\n")
}

const BOOK: &str = "[book]\ntitle = \"Harbour\"\n\n[tiers.1]\nname = \"Critical\"\nrto = \"2h\"\nrpo = \"1h\"\n\n\
    [output.html]\nsite-url = \"https://docs.harbour.example/\"\n";

/// The repository before the pull request.
fn before() -> Project {
    let project = Project::new();
    project
        .file(".gitignore", "/site\n/*.json\n/.docsgen\n")
        .file("book.toml", BOOK)
        .file("README.md", "# Harbour\n\nCharts of the harbour.\n")
        .file("charts/store/Chart.yaml", chart("store", "1.4.0", "17.5"))
        .file("charts/store/values.yaml", "replicas: 1\n")
        .file("charts/cache/Chart.yaml", chart("cache", "0.3.0", "7.4"))
        .file("charts/cache/values.yaml", "# how many\nreplicas: 1\n")
        .file("charts/web/Chart.yaml", chart("web", "2.0.0", "1.29"))
        .file("charts/old/Chart.yaml", chart("old", "0.1.0", "1"))
        .file("make/ops/cache.mk", "cache-backup:\n\ttrue\n\ncache-flush:\n\ttrue\n")
        .file(
            "docs/store-backup-guide.md",
            guide("tier: 1\ndepends_on: []\nobjectives:\n  - { rto: 1h, rpo: 15m }\n", "# Store backup"),
        )
        .file(
            "docs/cache-backup-guide.md",
            guide("depends_on: []\nobjectives:\n  - { rto: 30m, rpo: best effort }\n", "# Cache backup"),
        )
        .file("docs/cache-upgrade-guide.md", "# Cache upgrade\n\nOne replica after the other.\n")
        .file(
            "docs/web-backup-guide.md",
            guide("tier: 1\ndepends_on: [store]\nobjectives:\n  - { rto: 10m, rpo: 0 }\n", "# Web backup"),
        )
        // What is relied on beside objectives.
        .file(
            "data/baselines.yaml",
            "kind: baseline\nrows:\n  - { chart: store, metric: Throughput, unit: TPS, baseline: 850, target: 700 }\n  \
             - { chart: store, metric: Latency p95, baseline: 14 ms, target: < 20 ms }\n  \
             - { chart: cache, metric: GET, baseline: 78k req/s }\n",
        )
        .file(
            "data/variables.yaml",
            "kind: env\nrows:\n  - { name: STORE_HOST, chart: store, required: yes }\n  \
             - { name: STORE_PORT, chart: store, required: no, default: \"5432\" }\n  - { name: CACHE_TTL, default: 60s }\n",
        )
        .file(
            "docs/release.md",
            guide(
                "kind: playbook\n",
                "# Release\n\n**Maintenance window:** 1 hour\n\n## Phase 1: Canary (15 min)\n\nTen percent.\n\n\
                 ## Phase 2: All (30 min)\n\nEverything.\n\n## Rollback\n\n| Method | Time |\n|---|---|\n\
                 | Traffic back | 1 min |\n| Helm rollback | 3 min |\n| Restore | 2 hours |\n",
            ),
        )
        .file("docs/on-call.md", guide("aliases: [/duty/]\n", "# On call\n\n[nowhere](nowhere.md)"))
        .file("docs/first-night.md", "# The first night\n\nRead this before it gets dark.\n")
        .file("docs/phones.md", "# Phones\n\nWho to ring, and when.\n")
        .file("docs/retired.md", "# Retired\n\nNobody needs this.\n");
    let _ = git(project.path(), DAY, &["init", "--quiet", "--initial-branch=main"]);
    let _ = git(project.path(), DAY, &["add", "."]);
    let _ = git(project.path(), DAY, &["commit", "--quiet", "-m", "before"]);
    project
}

/// What the pull request of a stranger does.
fn change(project: &Project) {
    let _ = git(project.path(), DAY, &["checkout", "--quiet", "-b", "change"]);
    // A promise weakened, another improved, one withdrawn and a stranger's one stated; a tier's policy weakened.
    project
        .file("book.toml", BOOK.replace("rpo = \"1h\"", "rpo = \"4h\""))
        .file(
            "docs/store-backup-guide.md",
            guide("tier: 1\ndepends_on: [cache]\nobjectives:\n  - { rto: 90m, rpo: 5m }\n", "# Store backup"),
        )
        .file(
            "docs/web-backup-guide.md",
            guide("tier: 2\ndepends_on: [store]\nobjectives:\n  - { rto: 10m }\n", "# Web backup"),
        )
        // A chart changes, and its guides don't. Comments in its values count for nothing.
        .file("charts/cache/Chart.yaml", chart("cache", "0.4.0", "8.0"))
        .file("charts/cache/values.yaml", "replicas: 3\n")
        .file("charts/store/values.yaml", "# one is enough\nreplicas:   1\n")
        .file("make/ops/cache.mk", "cache-backup:\n\ttrue\n\ncache-restore:\n\ttrue\n")
        .file("charts/queue/Chart.yaml", chart("queue", "0.1.0", "4.1"))
        // Less is expected of one figure, more of another, nothing of a third; a fourth is only written another way.
        .file(
            "data/baselines.yaml",
            "kind: baseline\nrows:\n  - { chart: store, metric: Throughput, unit: TPS, baseline: 900, target: 600 }\n  \
             - { chart: store, metric: Latency p95, baseline: 0.014 s }\n  \
             - { chart: cache, metric: GET, baseline: 78k req/s }\n",
        )
        .file(
            "data/variables.yaml",
            "kind: env\nrows:\n  - { name: STORE_HOST, chart: store, required: no }\n  \
             - { name: STORE_PORT, chart: store, required: yes, default: \"5433\" }\n  \
             - { name: STORE_PASSWORD, chart: store, required: yes, default: hunter2 }\n",
        )
        .file(
            "docs/release.md",
            guide(
                "kind: playbook\n",
                "# Release\n\n**Maintenance window:** 2 hours\n\n## Phase 1: Canary (15 min)\n\nTen percent.\n\n\
                 ## Phase 2: All (45 min)\n\nEverything.\n\n## Rollback\n\n| Method | Time |\n|---|---|\n\
                 | Traffic back | 60 s |\n| Helm rollback | 10 min |\n| Switch back | 5 min |\n",
            ),
        )
        // One page has moved and says so, one hasn't, one is gone; a former URL is forgotten.
        .file("docs/nights/first.md", guide("aliases: [/docs/first-night.html]\n", "# The first night\n\nRead this."))
        .file("docs/nights/phones.md", "# Phones\n\nWho to ring, and when.\n")
        .file("docs/on-call.md", "# On call\n\nNew words.\n\n[away](away.md)\n")
        .file("docs/hello.md", "# Ask @harbour/team, see #12 `<img src=x onerror=alert(1)>`\n");
    for gone in ["charts/old", "docs/first-night.md", "docs/phones.md", "docs/retired.md"] {
        let _ = git(project.path(), DAY, &["rm", "--quiet", "-r", gone]);
    }
    let _ = git(project.path(), DAY, &["add", "."]);
    let _ = git(project.path(), DAY, &["commit", "--quiet", "-m", "change"]);
}

/// A repository with the facts of both states: `old.json`, and `site` of the later one.
fn pull_request() -> Project {
    let project = before();
    let _ = project.run(&["export", "facts", "--out", "old.json"]).expect(0).says("wrote old.json");
    change(&project);
    let _ = project.run(&["build", "--fail-on", "never"]).expect(0);
    project
}

fn facts(json: &str) -> Facts {
    Facts::read(json.as_bytes()).expect("facts")
}

fn schema() -> Value {
    serde_json::from_str(&Schema::Diff.text()).expect("a schema is JSON")
}

#[test]
fn a_pull_request_is_told_as_markdown_json_and_text() {
    let project = pull_request();
    let markdown = project.run(&["diff", "old.json", "site", "--format", "markdown"]).expect(0).out;
    insta::assert_snapshot!("impact_markdown", markdown);
    assert!(!markdown.contains("<img") && !markdown.contains("@harbour"), "{markdown}");
    let json = project.run(&["diff", "old.json", "site/facts.json", "--format", "json"]).expect(0).out;
    insta::assert_snapshot!("impact_json", json);
    assert_eq!(faults(&schema(), &serde_json::from_str(&json).expect("JSON")), Vec::<String>::new());
    let text = project.run(&["diff", "old.json", "site"]).expect(0).out;
    insta::assert_snapshot!("impact_text", text);
    let preview = ["diff", "old.json", "site", "--format", "markdown", "--site-url", "https://preview.example/7"];
    let preview = project.run(&preview).expect(0).out;
    assert!(preview.contains("](https://preview.example/7/docs/nights/first.html)"), "{preview}");
    assert!(!preview.contains("docs.harbour.example"), "{preview}");
}

#[test]
fn what_is_said_in_other_words_is_no_change() {
    let of = |baselines: Value, rollbacks: Value, playbooks: Value, variables: Value| {
        let json = json!({"version": 1, "pages": [], "charts": [], "baselines": baselines, "rollbacks": rollbacks,
            "playbooks": playbooks, "variables": variables});
        facts(&json.to_string())
    };
    let target = |metric: &str, text: &str, sign: Option<&str>, value: f64| json!({"metric": metric, "better": "lower", "target": {"text": text, "sign": sign, "value": value, "unit": "s"}});
    let rollback = |method: &str, with_data: Option<bool>, seconds: u32| json!({"route": "a.html", "method": method, "with_data": with_data, "time": {"text": seconds.to_string(), "seconds": seconds}});
    let window = |text: &str| json!([{"route": "a.html", "title": "A", "window": {"text": text, "seconds": 7200}}]);
    let variable = |charts: &[&str], required: bool| json!({"variable": "A_A", "charts": charts, "required": required});
    let before = of(
        json!([target("Latency p95", "9 ms", None, 9.0 * 1e-3), target("Wait", "< 20 ms", Some("<"), 0.02)]),
        json!([rollback("Helm", Some(false), 180), rollback("Helm", Some(true), 2400), rollback("Old name", None, 60)]),
        window("2h"),
        json!([variable(&["a", "b"], true), variable(&["c"], false)]),
    );
    let after = of(
        json!([target("latency P95", "0.009 s", None, 0.009), target("Wait", "> 20 ms", Some(">"), 0.02)]),
        json!([rollback("Helm", Some(true), 2400), rollback("Helm", Some(false), 180), rollback("New name", None, 60)]),
        window("120 min"),
        json!([variable(&["b", "a"], true), variable(&["c", "d"], false)]),
    );
    let text = Impact::between(&before, &after).to_terminal();
    assert_eq!(text, "1 other baseline changed\n\nBaselines\n  reworded: Wait, target < 20 ms → > 20 ms\n");
}

#[test]
fn facts_are_those_of_a_build() {
    let project = before();
    let _ = project.build();
    let built = project.site_file("facts.json");
    assert_eq!(project.run(&["export", "facts"]).expect(0).out, built);
    project.file("book.toml", format!("{BOOK}publish-facts = false\n"));
    assert_eq!(project.run(&["export", "facts"]).expect(0).out, built, "also where they aren't published");
}

#[test]
fn a_run_fails_on_what_it_is_asked_to() {
    let project = pull_request();
    for concern in ["lost-url", "weakened-objective", "new-error"] {
        let _ = project.run(&["diff", "old.json", "site", "--fail-on", concern]).expect(1);
        let _ = project.run(&["diff", "old.json", "old.json", "--fail-on", concern]).expect(0);
    }
    let _ = project.run(&["diff", "site", "old.json", "--fail-on", "lost-url,new-error"]).expect(1);
}

#[test]
fn without_a_difference_nothing_is_shown() {
    let project = before();
    let _ = project.run(&["export", "facts", "--out", "old.json"]).expect(0);
    for format in ["text", "markdown"] {
        let out = project.run(&["diff", "old.json", "old.json", "--format", format]).expect(0).out;
        assert!(out.ends_with("No change that readers would notice.\n") && out.lines().count() <= 3, "{out}");
    }
    let same = facts(&std::fs::read_to_string(project.path().join("old.json")).expect("written"));
    assert!(Impact::between(&same, &same).is_none());
}

#[test]
fn what_is_no_facts_can_not_be_compared() {
    let project = before();
    let _ = project.run(&["export", "facts", "--out", "old.json"]).expect(0);
    project.file("later.json", "{\"version\": 7}").file("other.json", "[1]");
    for (args, says) in [
        (&["old.json", "missing.json"][..], "could not read `missing.json`"),
        (&["docs", "old.json"], "could not read `docs/facts.json`"),
        (&["old.json", "later.json"], "`later.json` is of version 7, which this docsgen doesn't know"),
        (&["other.json", "old.json"], "`other.json` holds no facts of a site"),
        (&["old.json", "old.json", "--site-url", "https://x.example"], "`--site-url` is for `--format markdown`"),
        (&["old.json", "old.json", "--format", "markdown", "--site-url", "x"], "`--site-url x` is no absolute URL"),
    ] {
        let _ = project.run(&[&["diff"], args].concat()).expect(2).says(says);
    }
}

/// Facts as docsgen wrote them before there were digests and fingerprints.
#[test]
fn facts_of_an_older_docsgen_are_read_and_what_they_lack_is_said() {
    let project = pull_request();
    let mut old: Value =
        serde_json::from_slice(&std::fs::read(project.path().join("old.json")).expect("written")).expect("JSON");
    let lists = [("pages", "digest"), ("charts", "values_digest"), ("findings", "fingerprint")];
    for (list, field) in lists {
        for item in old[list].as_array_mut().expect("a list") {
            let _ = item.as_object_mut().expect("an object").remove(field);
        }
    }
    for field in ["site_url", "baselines", "playbooks", "rollbacks", "variables"] {
        let _ = old.as_object_mut().expect("an object").remove(field).expect("facts have it");
    }
    project.file("older.json", old.to_string());
    let json = project.run(&["diff", "older.json", "site", "--format", "json"]).expect(0).out;
    let impact: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(impact["unknown"], json!(["page-texts", "values", "data", "findings"]));
    for of_data in ["baselines", "playbooks", "rollbacks", "variables"] {
        assert_eq!(impact[of_data], json!([]), "{of_data}");
    }
    assert_eq!(impact["guides"], json!([]), "whether a guide changed isn't known");
    let whole = project.run(&["diff", "old.json", "site", "--format", "json"]).expect(0).out;
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    for same in ["objectives", "policies", "waves", "tiers", "lost"] {
        assert_eq!(impact[same], whole[same], "{same}");
    }
    let told = project.run(&["diff", "older.json", "site", "--format", "markdown"]).expect(0);
    let _ = told.prints("One of the two doesn't say what pages hold");
}

#[test]
fn a_comment_is_never_too_long() {
    let many = |count: usize, base: usize| {
        let page = |number: usize| {
            let number = base + number;
            let title = format!("{number} {}", "@all ".repeat(900));
            let source = format!("docs/{number}.md");
            let route = format!("{}{number}.html", "a/".repeat(300));
            json!({"route": route, "title": title, "source": source, "kind": "guide", "digest": number.to_string()})
        };
        let chart = |number: usize| {
            let figure = |hours: usize| json!({"text": "h".repeat(5_000), "seconds": hours * 3_600});
            json!({"chart": format!("c{number}"), "title": "<x>".repeat(2_000), "route": "c.html", "values_digest": null,
                "headline": {"rto": figure(base + 1), "rpo": figure(base + 2)}, "scenarios": []})
        };
        let finding = |number: usize| {
            json!({"code": "x", "severity": "error", "message": format!("{number} {}", "`".repeat(3_000)),
                "fingerprint": (base + number).to_string()})
        };
        let list = |of: &dyn Fn(usize) -> Value| Value::Array((0..count).map(of).collect());
        let json = json!({"version": 1, "site_url": "https://x.example/", "pages": list(&page), "charts": list(&chart),
            "findings": list(&finding)});
        facts(&json.to_string())
    };
    let markdown = Impact::between(&many(2_000, 0), &many(2_000, 5_000)).to_markdown(None);
    assert!(markdown.len() < 65_000, "{}", markdown.len());
    assert!(markdown.contains("and 3960 more"), "{markdown}");
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count());
}
