//! Who answers for charts, and what is asked of them.

use std::fmt::Write as _;

use crate::site::examined;
use crate::support::Project;
use docsgen::build::Examined;
use docsgen::diagnostic::{Code, Topic};

const BOOK: &str = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n";

fn chart_yaml(more: &str) -> String {
    format!("apiVersion: v2\nname: redis\nversion: 1.0.0\n{more}")
}

fn owner(examined: &Examined) -> Option<(String, String)> {
    let chart = examined.site.chart_by_id("redis").expect("a chart of the test");
    let stated = examined.site.chart(chart).owner.as_ref()?;
    let place = stated.place.expect("everything here is written somewhere");
    Some((stated.text.clone(), examined.loaded.sources.get(place.file).path().to_string()))
}

#[test]
fn the_nearest_statement_of_an_owner_counts_and_has_its_place() {
    let annotated = chart_yaml(
        "maintainers:\n  - name: Ann\n  - email: b@example.org\nannotations:\n  docsgen.dev/owner: annotated\n",
    );
    let maintained = chart_yaml("maintainers:\n  - name: Ann\n  - email: b@example.org\n");
    let settings = format!("{BOOK}[charts.redis]\nowner = \"configured\"\n");
    let codeowners = "* @all\n/charts/ @org/charts @ann # both\n";
    let front_matter = "---\nowner: written\n---\n# Redis\n";
    let plain = chart_yaml("");
    for (book, chart, readme, codeowners, expected) in [
        (&*settings, &*annotated, front_matter, codeowners, Some(("written", "charts/redis/README.md"))),
        (&settings, &annotated, "# Redis\n", codeowners, Some(("configured", "book.toml"))),
        (BOOK, &annotated, "# Redis\n", codeowners, Some(("annotated", "charts/redis/Chart.yaml"))),
        (BOOK, &maintained, "# Redis\n", codeowners, Some(("Ann, b@example.org", "charts/redis/Chart.yaml"))),
        (BOOK, &plain, "# Redis\n", codeowners, Some(("@org/charts, @ann", "docs/CODEOWNERS"))),
        (BOOK, &plain, "# Redis\n", "* @all\n/charts/\n", None),
        (BOOK, &plain, "# Redis\n", "/other/ @all\n", None),
    ] {
        let examined = examined(&[
            ("book.toml", book),
            ("charts/redis/Chart.yaml", chart),
            ("charts/redis/README.md", readme),
            ("docs/CODEOWNERS", codeowners),
        ]);
        let expected = expected.map(|(text, path)| (text.to_owned(), path.to_owned()));
        assert_eq!(owner(&examined), expected, "{readme}{codeowners}");
    }
}

#[test]
fn nothing_is_required_that_nobody_asks_for() {
    let examined = examined(&[
        ("book.toml", BOOK),
        ("charts/redis/Chart.yaml", &chart_yaml("")),
        ("charts/cache/Chart.yaml", "apiVersion: v2\nname: cache\nversion: 1.0.0\n"),
        ("alerts.yaml", "- alert: Down\n  expr: up == 0\n"),
        ("docs/a.md", "# A\n"),
    ]);
    let asked: Vec<_> = examined
        .findings
        .iter()
        .filter(|finding| matches!(finding.code.topic(), Topic::Coverage | Topic::Freshness))
        .collect();
    assert!(asked.is_empty(), "{asked:?}");
}

#[test]
fn libraries_and_what_goes_are_only_held_to_what_names_them() {
    let library = "apiVersion: v2\nname: common\nversion: 1.0.0\ntype: library\n";
    let required = |rule: &str| {
        let book = format!("{BOOK}[[check.coverage.require]]\n{rule}pages = [\"backup\"]\n");
        let examined = examined(&[
            ("book.toml", &book),
            ("charts/common/Chart.yaml", library),
            ("charts/redis/Chart.yaml", &chart_yaml("deprecated: true\n")),
        ]);
        examined.findings.iter().filter(|finding| finding.code == Code::CoverageMissingPage).count()
    };
    assert_eq!(required(""), 0);
    assert_eq!(required("chart = [\"common\", \"redis\"]\n"), 2);
}

#[test]
fn a_missing_guide_is_asked_for_where_its_pattern_looks_for_it() {
    let book = format!(
        "{BOOK}[[sources]]\nmatch = \"docs/{{chart}}-backup.md\"\nkind = \"backup\"\n\
         [[check.coverage.require]]\npages = [\"backup\", \"upgrade\"]\n"
    );
    let examined = examined(&[("book.toml", &book), ("charts/redis/Chart.yaml", &chart_yaml(""))]);
    let missing = examined.findings.iter().filter(|finding| finding.code == Code::CoverageMissingPage);
    let helps: Vec<&str> = missing.filter_map(|finding| finding.help.as_deref()).collect();
    assert_eq!(
        helps,
        [
            "write `docs/redis-backup.md`, or excuse it in `[[check.coverage.waive]]`",
            "write one, with `kind: upgrade` and `chart: redis` in its front matter, or excuse it in `[[check.coverage.waive]]`",
        ]
    );
}

#[test]
fn a_build_reads_no_alerts_and_says_nothing_of_their_waivers() {
    let project = Project::of(&[
        (
            "book.toml",
            "[book]\nsrc = \".\"\n[check.coverage]\nrunbooks = true\n\
             [[check.coverage.waive]]\npath = \"alerts.yaml\"\nwhat = \"runbook\"\nreason = \"a test\"\n",
        ),
        ("README.md", "# Home\n"),
        ("alerts.yaml", "- alert: Down\n  expr: up == 0\n"),
    ]);
    let build = project.build().expect(0);
    assert!(!build.out.contains("waiver") && !build.err.contains("waiver"), "{build:?}");
    let check = project.run(&["check", "--no-cache", "--only", "coverage", "--format", "short"]).expect(0);
    assert_eq!(check.out, "");
    project.file("alerts.yaml", "groups: []\n");
    let _ = project.run(&["check", "--no-cache", "--format", "short"]).expect(0).prints("waiver-unused");
}

#[test]
fn many_rules_of_owners_are_read_in_one_go() {
    let mut codeowners = String::new();
    for number in 0..6_000 {
        writeln!(codeowners, "/charts/*/a{number}*b?c.yaml @team-{number}").expect("a string takes anything");
    }
    codeowners += "/charts/ @last\n";
    let examined =
        examined(&[("book.toml", BOOK), ("charts/redis/Chart.yaml", &chart_yaml("")), ("CODEOWNERS", &codeowners)]);
    let found = |code| examined.findings.iter().filter(|finding| finding.code == code).count();
    assert_eq!(found(Code::CodeownersInvalid), 1, "the first rule too many says so");
    assert!(found(Code::CodeownersUnmatched) <= 5_000);
}
