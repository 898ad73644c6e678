//! Which objectives count for each chart, and who contradicts them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::site::examined;
use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::diagnostic::Code;
use docsgen::fs::DiskFiles;
use docsgen::git::History;
use docsgen::parse::statement::Field;
use docsgen::site::recovery::claim::{Claim, ClaimIndex, Subject};
use docsgen::site::recovery::verdict::Verdict;
use docsgen::source::RepoPath;

const BOOK: &str = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n\
                    [[sources]]\nmatch = \"docs/{chart}-backup.md\"\nkind = \"backup\"\n\
                    [[sources]]\nmatch = \"docs/{chart}-upgrade.md\"\nkind = \"upgrade\"\n\
                    [[sources]]\nmatch = \"docs/roadmap.md\"\nkind = \"roadmap\"\n";
const CHART: &str = "apiVersion: v2\nname: redis\nversion: 1.0.0\n";

/// A repository with a chart `redis` and one `uptime-kuma`, and these files beside or instead.
fn repository(more: &[(&str, &str)]) -> Examined {
    let mut files = vec![
        ("book.toml", BOOK),
        ("charts/redis/Chart.yaml", CHART),
        ("charts/uptime-kuma/Chart.yaml", "apiVersion: v2\nname: uptime-kuma\nversion: 1.0.0\n"),
    ];
    for (path, text) in more {
        files.retain(|(before, _)| before != path);
        files.push((path, text));
    }
    examined(&files)
}

fn claim_text(examined: &Examined, index: Option<ClaimIndex>) -> String {
    index.map_or_else(|| "-".to_owned(), |index| examined.site.recovery.claim(index).bound.text.clone())
}

/// The headline of a chart as `rto / rpo`.
fn headline(examined: &Examined, chart: &str) -> String {
    let index = examined.site.chart_by_id(chart).expect("a chart of the test");
    let headline = &examined.site.recovery.chart(index).headline;
    format!("{} / {}", claim_text(examined, headline.rto), claim_text(examined, headline.rpo))
}

/// Each scenario of a chart as `name: rto / rpo`.
fn scenarios(examined: &Examined, chart: &str) -> Vec<String> {
    let index = examined.site.chart_by_id(chart).expect("a chart of the test");
    let line = |objective: &docsgen::site::recovery::objective::Objective| {
        let (rto, rpo) = (claim_text(examined, objective.rto), claim_text(examined, objective.rpo));
        format!("{}: {rto} / {rpo}", objective.scenario)
    };
    examined.site.recovery.chart(index).scenarios.iter().map(line).collect()
}

/// Each claim that isn't the winner of anything as `path text verdict`.
fn lost(examined: &Examined, chart: &str) -> Vec<String> {
    let recovery = &examined.site.recovery;
    let judgements = recovery.why(examined.site.chart_by_id(chart).expect("a chart of the test"));
    let lost = judgements.iter().filter(|judged| !matches!(judged.verdict, Verdict::Headline | Verdict::Scenario));
    lost.map(|judged| {
        let claim = recovery.claim(judged.claim);
        let path = examined.loaded.sources.get(claim.place.file).path();
        format!("{path} {} {}", claim.bound.text, judged.verdict.name())
    })
    .collect()
}

const GUIDE: &str = "# Redis\n\n| Scenario | RTO | RPO | Method |\n|---|---|---|---|\n\
                     | RDB restore | 5m | 1h | Snapshot |\n| Disaster recovery | 2h | 24h | Copy |\n";
const VALUES: &str = "backup:\n  documentation:\n    targets: {rto: 90m, rpo: 23h}\n";
const README: &str = "# Redis\n\n## RTO/RPO Targets\n\n- **RTO**: 80m\n- **RPO**: 22h\n";
const PLAN: &str = "# Plan\n\n| Chart | RTO | RPO | Backup Frequency |\n|---|---|---|---|\n| **Redis** ✅ | 70m | 21h | Daily |\n\
                    | Uptime Kuma (v2) | 3h | 24h | Weekly |\n";

#[test]
fn the_highest_place_counts() {
    let front_matter = "---\nobjectives:\n  - {scenario: One key, rto: 1m}\n  - {scenario: All, rto: 61m, rpo: 3h, headline: true}\n---\n# R\n";
    let annotated =
        "apiVersion: v2\nname: redis\nversion: 1.0.0\nannotations:\n  docsgen.dev/rto: 62m\n  docsgen.dev/rpo: 4h\n";
    let book = format!("{BOOK}[charts.redis]\nrto = \"63m\"\nrpo = \"5h\"\n");
    let mut files = vec![("docs/plan.md", PLAN)];
    assert_eq!(headline(&repository(&files), "redis"), "70m / 21h");
    for (path, text, expected) in [
        ("charts/redis/README.md", README, "80m / 22h"),
        ("charts/redis/values.yaml", VALUES, "90m / 23h"),
        ("docs/redis-backup.md", GUIDE, "2h / 24h"),
        ("charts/redis/Chart.yaml", annotated, "62m / 4h"),
        ("book.toml", &book, "63m / 5h"),
        ("docs/redis-upgrade.md", front_matter, "61m / 3h"),
    ] {
        files.push((path, text));
        let examined = repository(&files);
        assert_eq!(headline(&examined, "redis"), expected, "{path}");
        assert_eq!(headline(&examined, "uptime-kuma"), "3h / 24h");
    }
    let examined = repository(&files);
    assert_eq!(scenarios(&examined, "redis"), ["One key: 1m / -", "RDB restore: 5m / 1h"]);
    let conflicts = examined.findings.iter().filter(|finding| finding.code == Code::ObjectiveConflict);
    let labels: Vec<usize> = conflicts.map(|finding| finding.labels.len()).collect();
    assert_eq!(labels, [6, 6], "one finding for each figure, with every place");
    assert_eq!(lost(&examined, "redis").len(), 12, "two in each of six places");
}

#[test]
fn each_figure_goes_down_the_ranks_by_itself() {
    let guide = "# R\n\n| Scenario | RTO |\n|---|---|\n| Full restore | 2h |\n| Complete cluster loss | 3h |\n";
    let examined =
        repository(&[("docs/redis-backup.md", guide), ("charts/redis/values.yaml", VALUES), ("docs/plan.md", PLAN)]);
    assert_eq!(headline(&examined, "redis"), "2h / 23h");
    assert_eq!(scenarios(&examined, "redis"), ["Complete cluster loss: 3h / -"]);
    let index = examined.site.chart_by_id("redis").expect("there");
    let frequency = examined.site.recovery.chart(index).headline.frequency.as_ref().map(|stated| &*stated.text);
    assert_eq!(frequency, Some("Daily"), "the plan is the only one that says how often");
}

#[test]
fn parts_make_no_headline_and_the_past_counts_for_nothing() {
    let parts = "# R\n\n| Component | RTO | RPO |\n|---|---|---|\n| Configuration | 5m | 0 |\n| Full database restore | 1h | 24h |\n";
    let upgrade = "# Upgrade\n\n## Rolling upgrade\n\n**RTO**: 5 minutes\n";
    let examined =
        repository(&[("docs/redis-backup.md", parts), ("docs/redis-upgrade.md", upgrade), ("docs/roadmap.md", PLAN)]);
    assert_eq!(headline(&examined, "redis"), "- / -");
    assert_eq!(lost(&examined, "redis"), ["docs/roadmap.md 70m historical", "docs/roadmap.md 21h historical"]);
    assert_eq!(
        scenarios(&examined, "redis"),
        ["Configuration: 5m / 0", "Full database restore: 1h / 24h", "Rolling upgrade: 5 minutes / -"]
    );
}

#[test]
fn what_cannot_be_read_counts_by_its_place_and_contradicts_nothing() {
    let guide = "# R\n\n| Scenario | RTO | RPO |\n|---|---|---|\n| Disaster recovery | best effort | 24h |\n";
    let examined = repository(&[("docs/redis-backup.md", guide), ("docs/plan.md", PLAN)]);
    assert_eq!(headline(&examined, "redis"), "best effort / 24h");
    assert_eq!(lost(&examined, "redis"), ["docs/plan.md 70m unclear", "docs/plan.md 21h differs"]);
}

#[test]
fn rows_of_one_table_are_different_disasters() {
    let guide = "# R\n\n| Scenario | RTO | RPO |\n|---|---|---|\n| Disaster recovery (other region) | 9h | 24h |\n\
                 | Disaster recovery | 2h | 24h |\n";
    let examined = repository(&[("docs/redis-backup.md", guide)]);
    assert_eq!(headline(&examined, "redis"), "2h / 24h");
    assert_eq!(scenarios(&examined, "redis"), ["Disaster recovery (other region): 9h / 24h"]);
    assert_eq!(lost(&examined, "redis"), Vec::<String>::new());
}

#[test]
fn a_page_of_one_chart_may_give_figures_of_another() {
    let readme = "# Redis\n\n| Chart | RTO | RPO |\n|---|---|---|\n| redis | 1h | 2h |\n| Uptime-Kuma | 3h | 4h |\n| Total | 9h | 9h |\n";
    let examined = repository(&[("charts/redis/README.md", readme)]);
    assert_eq!(headline(&examined, "redis"), "1h / 2h");
    assert_eq!(headline(&examined, "uptime-kuma"), "3h / 4h");
    let platform = |claim: &&Claim| claim.subject == Subject::Platform;
    assert_eq!(examined.site.recovery.claims.iter().filter(platform).count(), 2);
}

/// The corpus, where `DOCSGEN_CORPUS` names one.
fn corpus() -> Option<Examined> {
    let folder = std::env::var_os("DOCSGEN_CORPUS")?;
    let files = DiskFiles::open(folder.as_ref(), &[]).expect("DOCSGEN_CORPUS can be read");
    let surroundings = Surroundings { project: RepoPath::root(), name: "Corpus".to_owned(), repository_url: None };
    Some(examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable"))
}

/// What a careful reader writes down as seconds of RTO and RPO; none where the figure can't be read as a time.
const TRUTH: [(&str, Option<u64>, Option<u64>); 28] = [
    ("airflow", Some(3600), Some(86_400)),
    ("alertmanager", Some(1800), Some(3600)),
    ("elasticsearch", Some(14_400), Some(86_400)),
    ("grafana", Some(3600), Some(86_400)),
    ("harbor", Some(5400), Some(86_400)),
    ("immich", Some(7200), Some(86_400)),
    ("jellyfin", Some(14_400), Some(86_400)),
    ("kafka", Some(14_400), Some(86_400)),
    ("keycloak", Some(7200), Some(86_400)),
    ("loki", Some(7200), Some(3600)),
    ("memcached", Some(900), Some(0)),
    ("mimir", Some(7200), Some(3600)),
    ("minio", Some(7200), Some(86_400)),
    ("mlflow", Some(5400), Some(86_400)),
    ("mongodb", Some(7200), Some(86_400)),
    ("mysql", Some(14_400), Some(86_400)),
    ("nextcloud", Some(7200), Some(86_400)),
    ("opentelemetry-collector", Some(3600), Some(604_800)),
    ("paperless-ngx", Some(7200), Some(86_400)),
    ("postgresql", Some(7200), None),
    ("prometheus", Some(3600), Some(3600)),
    ("promtail", Some(1800), Some(0)),
    ("rabbitmq", Some(3600), Some(86_400)),
    ("redis", Some(7200), Some(86_400)),
    ("tempo", Some(7200), Some(86_400)),
    ("uptime-kuma", Some(3600), Some(86_400)),
    ("vaultwarden", Some(3600), Some(86_400)),
    ("wordpress", Some(7200), Some(86_400)),
];

#[test]
fn headlines_of_the_corpus_are_those_a_careful_reader_writes_down() {
    let Some(examined) = corpus() else { return };
    let recovery = &examined.site.recovery;
    let mut wrong = String::new();
    for (chart, rto, rpo) in TRUTH {
        let index = examined.site.chart_by_id(chart).expect("a chart of the corpus");
        let headline = &recovery.chart(index).headline;
        for (field, expected) in [(Field::Rto, rto), (Field::Rpo, rpo)] {
            let found = headline.get(field).map(|index| recovery.claim(index));
            let seconds = found.and_then(|claim| claim.bound.upper()).map(|upper| upper.as_secs());
            let unread = found.is_some_and(|claim| claim.bound.meaning.is_none());
            if seconds != expected || (expected.is_none() && !unread) {
                let text = found.map_or("nothing", |claim| &claim.bound.text);
                let _ = writeln!(wrong, "{chart} {}: {text}, expected {expected:?}", field.title());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let stated = recovery.charts.iter().filter(|chart| chart.headline.rto.is_some() || chart.headline.rpo.is_some());
    assert_eq!(stated.count(), TRUTH.len(), "no other chart of the corpus says anything");
}

#[test]
fn headlines_of_the_corpus_conflict_where_sources_differ_and_nowhere_else() {
    let Some(examined) = corpus() else { return };
    let recovery = &examined.site.recovery;
    let mut found = String::new();
    for (chart, about) in examined.site.charts.iter().zip(&recovery.charts) {
        for conflict in &about.conflicts {
            let text = |index: ClaimIndex| {
                let claim = recovery.claim(index);
                let source = examined.loaded.sources.get(claim.place.file);
                let line = source.position(claim.place.range.start).line;
                format!("{} ({}:{line}, {:?})", claim.bound.text, source.path(), claim.scenario.name)
            };
            let what = if conflict.headline { "headline".to_owned() } else { format!("`{}`", conflict.scenario) };
            let others: Vec<String> = conflict.others.iter().map(|other| text(*other)).collect();
            let winner = text(conflict.winner);
            let _ = writeln!(found, "{} {} {what}: {winner} ≠ {}", chart.id, conflict.field.title(), others.join("; "));
            for index in [conflict.winner].into_iter().chain(conflict.others.iter().copied()) {
                assert!(recovery.claim(index).bound.meaning.is_some());
            }
        }
    }
    let headlines: BTreeSet<&str> =
        found.lines().filter(|line| line.contains(" headline: ")).filter_map(|line| line.split(' ').next()).collect();
    let expected = [
        "airflow",
        "elasticsearch",
        "harbor",
        "kafka",
        "keycloak",
        "loki",
        "mimir",
        "mlflow",
        "mysql",
        "postgresql",
        "prometheus",
        "redis",
        "uptime-kuma",
    ];
    assert_eq!(headlines, BTreeSet::from(expected), "{found}");
    assert_eq!(found.lines().count(), 20, "{found}");
}
