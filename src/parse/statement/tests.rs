use proptest::prelude::*;

use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::FrontMatter;
use crate::parse::markdown::parse_document;

fn statements(text: &str) -> Vec<Statement> {
    let body = TextRange::new(0, text.len());
    parse_document(text, body, FrontMatter::default(), &ParseOptions::default()).statements
}

/// Each statement as `RTO scenario | text`.
fn said(text: &str) -> Vec<String> {
    let statements = statements(text);
    let scenario = |statement: &Statement| {
        statement.scenario.as_ref().map_or_else(|| "-".to_owned(), |scenario| scenario.value.clone())
    };
    statements
        .iter()
        .map(|statement| {
            let name = statement.field.title();
            format!("{name} {} | {}", scenario(statement), statement.range.of(text))
        })
        .collect()
}

/// Holds what each text says.
#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(said(text), *expected, "{text}");
    }
}

#[test]
fn columns_of_tables() {
    check(&[
        (
            "| Scenario | RPO | RTO (Recovery Time) |\n|-|-|-|\n| Node lost | 0 | **< 5 min** |\n| Site lost | — | 2 h |\n",
            &["RPO Node lost | 0", "RTO Node lost | < 5 min", "RTO Site lost | 2 h"],
        ),
        ("| Part | Estimated RTO | Notes |\n|-|-|-|\n| Disk | ~5 min | `x` |\n", &["RTO Disk | ~5 min"]),
        ("| Backup Type | Target RPO |\n|-|-|\n| **Dump** | 24 h (daily) |\n", &["RPO Dump | 24 h (daily)"]),
        ("| Method | RTO |\n|-|-|\n| Dump | N/A (never) |\n| Copy | |\n| Move | - |\n", &["RTO Dump | N/A (never)"]),
        ("| RTO | RPO |\n|-|-|\n| 1 h | 2 h |\n", &["RTO - | 1 h", "RPO - | 2 h"]),
        (
            "| Chart | Version | RTO/RPO |\n|-|-|-|\n| Redis | 1.0 | < 1h / 15min |\n",
            &["RTO - | < 1h", "RPO - | 15min"],
        ),
        ("| Task | RTO/RPO |\n|-|-|\n| A | N/A / 5m |\n| B | 5m |\n", &["RTO A | N/A", "RPO A | 5m"]),
        (
            "| Case | RPO/RTO |\n|-|-|\n| A | 1h/2h (dump), 1m/2m (log) |\n",
            &["RPO dump | 1h", "RTO dump | 2h", "RPO log | 1m", "RTO log | 2m"],
        ),
        (
            "| Chart | Scenario | RTO |\n|-|-|-|\n| Redis | Failover | 1m |\n| | Restore | 1h |\n",
            &["RTO Failover | 1m", "RTO Restore | 1h"],
        ),
        ("| Part | RTO |\n|-|-|\n| A | 1m |\n| | 2m |\n", &["RTO A | 1m", "RTO A | 2m"]),
        ("| Storage | Risk |\n|-|-|\n| Disk | Low (1 hour RPO) |\n| Bucket | None |\n", &["RPO Disk | 1 hour"]),
        ("| Part | RTO | Actual RTO | RTO met? |\n|-|-|-|-|\n| A | 1h | 40m | yes |\n", &["RTO A | 1h"]),
        ("| Date | Drill | RTO | Result |\n|-|-|-|-|\n| 2026-01-01 | A | 1h | ok |\n", &[]),
        ("| Purpose | Portal |\n|-|-|\n| 1h | 2h |\n", &[]),
        (
            "| Part | RTO | RPO |\n|-|-|-|\n| A | 1h |\n| B | 1h | 2h | 3h |\n",
            &["RTO A | 1h", "RTO B | 1h", "RPO B | 2h"],
        ),
        ("> | Part | RTO |\n> |-|-|\n> | A \\| B | `1h` |\n", &["RTO A | B | 1h"]),
    ]);
}

#[test]
fn rows_of_tables() {
    check(&[
        (
            "| Metric | Target | Notes |\n|-|-|-|\n| **RTO** (Recovery Time Objective) | < 1 hour | x |\n| RPO | 1 day | y |\n| Retention | 30 days | z |\n",
            &["RTO - | < 1 hour", "RPO - | 1 day"],
        ),
        (
            "| Metric | Goal |\n|-|-|\n| **Full Cluster RTO** | < 4 h |\n| Ledger RPO Target | 0 |\n",
            &["RTO Full Cluster | < 4 h", "RPO Ledger | 0"],
        ),
        ("| Metric | Target | Actual |\n|-|-|-|\n| RTO | 4 h | 2 h |\n| Actual RTO | 3 h | |\n", &["RTO - | 4 h"]),
        ("| 항목 | 목표 | 현재 |\n|-|-|-|\n| RTO (복구 시간) | < 1시간 | ~45분 |\n", &["RTO - | < 1시간"]),
        (
            "| Metric | Dev | Production |\n|-|-|-|\n| RTO (Recovery Time Objective) | 4 hours | 1 hour |\n",
            &["RTO Dev | 4 hours", "RTO Production | 1 hour"],
        ),
        ("| Term | Definition |\n|-|-|\n| RTO | Time until service is back |\n", &[]),
        ("| Term | What it is |\n|-|-|\n| RPO | Amount of data loss that can be tolerated |\n", &[]),
        ("| RTO | RTO |\n|-|-|\n", &[]),
    ]);
}

#[test]
fn labelled_lines() {
    check(&[
        ("**RTO Target**: < 1 hour for complete recovery\n", &["RTO - | < 1 hour for complete recovery"]),
        (
            "- **RTO (Recovery Time Objective)**: < 2 h (all)\n- **RPO**: 24 h\n",
            &["RTO - | < 2 h (all)", "RPO - | 24 h"],
        ),
        ("**Overall RTO:** < 2 hours\n\n**Expected RTO:** < 5 min\n", &["RTO - | < 2 hours", "RTO - | < 5 min"]),
        (
            "**RTO**: < 15 minutes\n**RPO**: Based on backups (typically 6 hours)\n",
            &["RTO - | < 15 minutes", "RPO - | Based on backups (typically 6 hours)"],
        ),
        ("Recovery Time Objective (RTO): < 1 hour for\nthe whole\n", &["RTO - | < 1 hour for\nthe whole"]),
        ("RTO: Rebuild it all | RPO: 30 days\n", &["RTO - | Rebuild it all", "RPO - | 30 days"]),
        ("- RPO piloto: 24 horas si hay copias\n", &["RPO - | 24 horas si hay copias"]),
        ("RTO 4時間以内およびRPO 15分以内\n", &["RTO - | 4時間以内", "RPO - | 15分以内"]),
        ("- RPO 24h (Small), 12h (Big); RTO 24h/12h\n", &["RPO - | 24h (Small), 12h (Big)", "RTO - | 24h/12h"]),
        ("**Full cluster RTO:** 4h\n", &["RTO Full cluster | 4h"]),
        ("RTO = 4h; RPO=0.\n", &["RTO - | 4h", "RPO - | 0"]),
        ("RTO: 1.5 hours. Ask us.\n", &["RTO - | 1.5 hours"]),
        ("Then the RPO is one hour.\n", &["RPO - | one hour"]),
        ("### RTO: < 1 hour\n\nText.\n", &["RTO - | < 1 hour"]),
        ("**RTO:** Maximum acceptable downtime.\n\nRPO: how much data may be lost\n", &[]),
        ("We have no defined RTO for this service.\n", &[]),
        ("RTO-2025-001: 4 hours, see rto.md\n", &[]),
        ("RTO:\n\n---\n", &[]),
    ]);
}

#[test]
fn both_keys_in_one_label() {
    check(&[
        ("- RTO/RPO: < 1 hour / 15 minutes (WAL)\n", &["RTO - | < 1 hour", "RPO - | 15 minutes (WAL)"]),
        (
            "- RTO/RPO: < 1 h / 24 h (full DR), 15 min / 6 h (definitions)\n",
            &["RTO full DR | < 1 h", "RPO full DR | 24 h", "RTO definitions | 15 min", "RPO definitions | 6 h"],
        ),
        ("- **RTO/RPO**: 4 hours recovery time, 24-hour recovery point\n", &["RTO - | 4 hours", "RPO - | 24-hour"]),
        ("**RTO & RPO**: 0 (stateless, nothing kept) / 0\n", &["RTO - | 0 (stateless, nothing kept)", "RPO - | 0"]),
        ("**RTO/RPO Matrix**: figures for 28 charts\n", &[]),
        (
            "- RTO/RPO targets (< 30 min to < 2 h RTO, 0 to 24 h RPO)\n",
            &["RTO - | < 30 min to < 2 h", "RPO - | 0 to 24 h"],
        ),
    ]);
}

#[test]
fn figures_before_their_key_and_within_a_line() {
    check(&[
        ("- Redis: < 1 hour RTO, 1 hour RPO\n", &["RTO Redis | < 1 hour", "RPO Redis | 1 hour"]),
        ("- **Fast failover**: < 1 minute RTO\n", &["RTO Fast failover | < 1 minute"]),
        ("- **Near-zero RPO**: copies all the time\n", &["RPO - | Near-zero"]),
        ("1. **Files** - maps, keys (RTO: < 5 min, RPO: 0)\n", &["RTO Files | < 5 min", "RPO Files | 0"]),
        ("- Blocks: Daily (RTO: < 2 h, RPO: 24 h)\n", &["RTO Blocks | < 2 h", "RPO Blocks | 24 h"]),
        ("- **Rolling**: RTO < 30 s, RPO = 0 (no loss)\n", &["RTO Rolling | < 30 s", "RPO Rolling | 0 (no loss)"]),
        (
            "3. **RTO < 15 minutes**: fast, as it is small\n4. **RPO = 0**: no loss\n",
            &["RTO - | < 15 minutes", "RPO - | 0"],
        ),
        ("**Recovery Time**: < 30 minutes (RTO)\n", &["RTO - | < 30 minutes"]),
        ("**Data Loss**: Up to 24 hours (RPO, by schedule)\n", &["RPO - | Up to 24 hours"]),
        ("- Ready for all with RTO < 2 hours and more\n", &["RTO - | < 2 hours"]),
        ("- RTO of 30 min - 1 hour and RPO of 5 min\n", &["RTO - | 30 min - 1 hour", "RPO - | 5 min"]),
    ]);
}

#[test]
fn advice_tasks_and_measurements_are_no_objectives() {
    check(&[
        ("**Improving RPO**: back up hourly (RPO 1 hour)\n", &[]),
        ("- [ ] Failover works (< 5 min RTO)\n- [x] RTO: 5 min\n", &[]),
        ("- ✅ Measure actual RTO/RPO\n- Actual RTO: 5 min\n- RTO achieved: 5 min\n", &[]),
        ("- **Total**: 45-85 minutes (within 1 hour RTO target)\n", &[]),
        ("## RTO Achieved\n\n- **Total RTO**: 35 min\n\n## DR Drill of May\n\n### Step\n\nRTO: 5 min\n", &[]),
        ("Other databases rely on dumps taken by night with 24-hour RPO.\n", &[]),
        ("- **Copies** for availability and near-zero RPO\n", &[]),
        ("- lower RTO/RPO than on disk\n", &[]),
        (
            "```\nRTO: 1h\n```\n\n    RPO: 1h\n\n`RTO`: see above for 5 charts that state none of them in any way at all\n",
            &[],
        ),
        (
            "<!-- docsgen:matrix -->\n\n| Chart | RTO |\n|-|-|\n| A | 1h |\n\nRTO: 1h\n\n<!-- docsgen:end -->\n\nRPO: 1h\n",
            &["RPO - | 1h"],
        ),
    ]);
}

#[test]
fn labels_and_headings_carry_keys() {
    check(&[
        (
            "### Recovery Time Objective (RTO)\n\n- **Files**: < 5 minutes\n- Disk: 1 h (slow)\n- ~30 minutes\n- Keep it short\n",
            &["RTO Files | < 5 minutes", "RTO Disk | 1 h (slow)", "RTO - | ~30 minutes"],
        ),
        ("**Recovery Point Objective (RPO):**\n- **All**: 7 days\n", &["RPO - | 7 days"]),
        ("- **RTO**:\n  - Files: 1 h\n- **RPO**:\n  - Files: 2 h\n", &["RTO Files | 1 h", "RPO Files | 2 h"]),
        (
            "**Recovery Time Objectives (RTO) and Recovery Point Objectives (RPO):**\n- **RTO Target**: 1 h\n- **File Recovery**: 15 min (by API)\n- **Retention**: 30 days\n",
            &["RTO - | 1 h", "RTO File Recovery | 15 min (by API)"],
        ),
        ("## RTO\n\n4 hours\n", &["RTO - | 4 hours"]),
        ("## RTO Dashboard\n\n- Files: 1 h\n\n**Achieving lower RPO:**\n\n- **Hourly**: 1 h apart\n", &[]),
        ("## RTO/RPO Targets\n\n- Retention: 30 days\n", &[]),
        ("## RTO\n\n- 3 replicas\n- 2 zones: 4 nodes\n", &[]),
    ]);
}

#[test]
fn scenarios_come_from_nearest_by() {
    check(&[
        ("# Redis\n\nRTO: 1h\n\n## RTO/RPO Targets\n\nRPO: 1h\n", &["RTO - | 1h", "RPO - | 1h"]),
        (
            "## Recovery\n\n### Procedure 2: Restore from RDB\n\n**Expected RTO:** 5 min\n",
            &["RTO Restore from RDB | 5 min"],
        ),
        ("## 🔥 Site lost\n\n### Steps\n\nRTO: 1h\n", &["RTO - | 1h"]),
        ("## 4. Full Disaster Recovery\n\n### Verification\n\nRTO: 1h\n", &["RTO Full Disaster Recovery | 1h"]),
        ("## Disaster\n\n**Overall RTO:** 1h\n", &["RTO - | 1h"]),
        (
            "**Standalone Mode (1 node):**\n- RTO: 5 min\n\n**Cluster:**\n- RTO: 0\n",
            &["RTO Standalone Mode (1 node) | 5 min", "RTO Cluster | 0"],
        ),
        ("**Standalone:**\nRTO: 5 min\nRPO: 0\n", &["RTO Standalone | 5 min", "RPO Standalone | 0"]),
        ("**Why:**\n\n- RTO: 5 min\n", &["RTO - | 5 min"]),
        ("- **Full restore**\n  - RTO: 1 h\n  - RPO: 2 h\n", &["RTO Full restore | 1 h", "RPO Full restore | 2 h"]),
        ("1. ✅ **Redis** (v0.3.0 → v0.4.0) - done\n   - RTO/RPO: 1 h / 2 h\n", &["RTO - | 1 h", "RPO - | 2 h"]),
        ("**Steps:**\n\n```\nx\n```\n\n- RTO: 5 min\n", &["RTO - | 5 min"]),
        ("## Tier 1: Core\n\nRTO: 5 min\n", &["RTO - | 5 min"]),
    ]);
}

#[test]
fn names_are_kept_nearest_first() {
    let names = |text: &str| -> Vec<String> {
        statements(text)[0].names.iter().map(|name| name.range.of(text).to_owned()).collect()
    };
    assert_eq!(
        names("# Plan\n\n## 1. Targets\n\n**Tier 1 - Core:**\n\n| Chart | RTO |\n|-|-|\n| **Redis** | 1h |\n"),
        ["Redis", "Tier 1 - Core", "Targets", "Plan"]
    );
    assert_eq!(
        names("## Work\n\n**Phase A**\n\n1. ✅ **Redis** (v1.0.0) - done\n   - RTO: 1 h\n"),
        ["Redis", "Phase A", "Work"]
    );
    assert_eq!(names("**MySQL** (v0.3.0 → v0.4.0)\n- a database\n- RTO/RPO: 1 h / 1 h\n"), ["MySQL"]);
    assert_eq!(names("### Redis\n\n- Failover: 1 min RTO\n"), ["Failover", "Redis"]);
    assert_eq!(
        names("What follows is a table of all that we promise you:\n\n| Part | RTO |\n|-|-|\n| A | 1h |\n"),
        [""; 0]
    );
}

#[test]
fn rows_and_lists_are_groups() {
    let groups = |text: &str| -> Vec<u32> {
        let statements = statements(text);
        let mut seen: Vec<u32> = Vec::new();
        statements
            .iter()
            .map(|statement| {
                let known = seen.iter().position(|group| *group == statement.group);
                let index = known.unwrap_or_else(|| {
                    seen.push(statement.group);
                    seen.len() - 1
                });
                u32::try_from(index).unwrap()
            })
            .collect()
    };
    assert_eq!(groups("| A | RTO | RPO |\n|-|-|-|\n| a | 1h | 2h |\n| b | 1h | 2h |\n"), [0, 0, 1, 1]);
    assert_eq!(groups("| M | Dev | Prod |\n|-|-|-|\n| RTO | 1h | 2h |\n| RPO | 1h | 2h |\n"), [0, 1, 0, 1]);
    assert_eq!(groups("- RTO: 1h\n- RPO: 2h\n- Disk: 1h RTO, 2h RPO\n- Net: 1h RTO\n"), [0, 0, 1, 1, 2]);
    assert_eq!(groups("RTO: 1h\n\nRPO: 2h\n\n## Restore\n\nRTO: 1h\n"), [0, 0, 1]);
    assert_eq!(groups("- RTO/RPO: 1h / 2h (a), 3h / 4h (b)\n"), [0, 0, 1, 1]);
    assert_eq!(groups("- A\n  - RTO: 1h\n  - RPO: 2h\n- B\n  - RTO: 1h\n"), [0, 0, 1]);
}

#[test]
fn a_row_says_how_and_how_often() {
    let text = "| Part | Backup Method | Backup Frequency | RTO |\n|-|-|-|-|\n| Disk | `rsync` | Daily | 1 h |\n";
    let statement = &statements(text)[0];
    assert_eq!(statement.method.as_ref().map(|method| method.range.of(text)), Some("rsync"));
    assert_eq!(statement.frequency.as_ref().map(|frequency| &*frequency.value), Some("Daily"));
}

#[test]
fn bare_numbers_count_the_unit_beside_the_key() {
    let seconds = |text: &str| -> Vec<Option<u64>> {
        statements(text).iter().map(|statement| statement.bound.upper().map(|upper| upper.as_secs())).collect()
    };
    assert_eq!(seconds("| Part | RTO (min) | RPO_seconds |\n|-|-|-|\n| A | 42 | 90 |\n"), [Some(2520), Some(90)]);
    assert_eq!(seconds("| Metric | Target |\n|-|-|\n| RTO (h) | 2 |\n| RPO | 2 |\n"), [Some(7200), None]);
    assert_eq!(seconds("- RTO (minutes): 30\n- RPO: 30\n"), [Some(1800), None]);
}

#[test]
fn places_are_of_the_file() {
    let text = "---\na: b\n---\n- **RTO**: &lt; 1&nbsp;hour\\!  *(x)*\r\n- [Disk](d.md): `5 min` RTO\r\n";
    let body = TextRange::new(12, text.len());
    let document = parse_document(text, body, FrontMatter::default(), &ParseOptions::default());
    let found: Vec<_> = document.statements.iter().map(|statement| statement.range.of(text)).collect();
    assert_eq!(found, ["&lt; 1&nbsp;hour\\!  *(x)", "5 min"]);
    assert_eq!(document.statements[0].bound.text, "< 1 hour! (x)");
}

#[test]
fn many_statements_cost_a_pass() {
    let rows = "| a | 1h | 2h (x), 3h (y) |\n".repeat(20_000);
    assert_eq!(statements(&format!("| P | RTO | RPO |\n|-|-|-|\n{rows}")).len(), 40_000);
    let items = "- Disk: RTO 1h\n".repeat(20_000);
    assert_eq!(statements(&items).len(), 20_000);
    let nested = format!("- **All of it** {}\n{}", "x".repeat(50_000), "  - RTO: 1h\n".repeat(20_000));
    assert_eq!(statements(&nested).len(), 20_000);
    // One line of many keys that lead nowhere, and one of many that do.
    assert_eq!(statements(&"RTO/RPO: (".repeat(50_000)), []);
    assert_eq!(statements(&"RTO ".repeat(50_000)), []);
    assert!(!statements(&"RTO: 1h, RPO: 2h; ".repeat(20_000)).is_empty());
    let lines = "RTO: 1h\n".repeat(20_000);
    assert_eq!(statements(&lines).len(), 20_000);
}

/// How many statements guides of the corpus make, counted by hand, and how many of them are of the whole.
const GUIDES: &[(&str, usize, usize)] = &[
    ("docs/alertmanager-backup-guide.md", 9, 4),
    ("docs/alertmanager-upgrade-guide.md", 3, 0),
    ("docs/disaster-recovery-guide.md", 65, 56),
    ("docs/elasticsearch-backup-guide.md", 8, 0),
    ("docs/grafana-backup-guide.md", 4, 2),
    ("docs/immich-backup-guide.md", 14, 4),
    ("docs/loki-backup-guide.md", 19, 0),
    ("docs/loki-upgrade-guide.md", 0, 0),
    ("docs/mimir-backup-guide.md", 10, 2),
    ("docs/opentelemetry-collector-backup-guide.md", 6, 0),
    ("docs/postgresql-backup-guide.md", 47, 0),
    ("docs/prometheus-backup-guide.md", 7, 2),
    ("docs/rabbitmq-backup-guide.md", 23, 2),
    ("docs/redis-backup-guide.md", 10, 0),
    ("docs/redis-upgrade-guide.md", 8, 0),
    ("docs/uptime-kuma-backup-guide.md", 12, 0),
    ("docs/ADVANCED_HA_GUIDE.md", 0, 0),
    ("docs/PRODUCTION_CHECKLIST.md", 0, 0),
    ("docs/ROADMAP_v1.4.0.md", 56, 36),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that reads its input")]
fn guides_of_the_corpus_state_what_a_reader_counted() {
    let Some(corpus) = std::env::var_os("DOCSGEN_CORPUS").map(std::path::PathBuf::from) else { return };
    for (path, count, whole) in GUIDES {
        let file = corpus.join(path);
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let found = statements(&text);
        let of_whole = found.iter().filter(|statement| statement.scenario.is_none()).count();
        assert_eq!((found.len(), of_whole), (*count, *whole), "{path}");
    }
}

#[test]
fn bold_white_space_is_no_label() {
    let _ = statements("**<!-- docsgen:table -->** |RTORTORTO");
    let _ = statements("** <!-- x -->** RTO: 1 hour\n");
}

proptest! {
    #[test]
    fn statements_lie_in_the_body(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "RTO", "RPO", "Recovery Time Objective", "/", ": ", " (", ") ", ", ", "< 1 hour", "0", "near-zero", "**", "`", "| ", " |", "\n",
                "\n\n", "- ", "  - ", "# ", "|-|-|\n", "é", "時間", "&amp;", "\\|", "> ", "[x](y)", "Target ", "✅ ", "=", "1. ", "- [ ] ", ";",
                "<!-- docsgen:table -->", "<!-- docsgen:end -->", "n/a", " - ", "|", "15-30 min", "\r\n", "Overall ", "v1.2.3", "PT1H",
            ]),
            0..60,
        )
    ) {
        let text = pieces.concat();
        for statement in statements(&text) {
            let written = statement.range.of(&text);
            prop_assert!(!written.is_empty());
            prop_assert!(statement.range.end as usize <= text.len());
            // The phrase's words are those of the file, in order; marks may stand between.
            let mut rest = written.chars().filter(|c| !c.is_whitespace());
            let plain = statement.bound.text.replace('&', "");
            for expected in plain.chars().filter(|c| !c.is_whitespace()) {
                prop_assert!(rest.any(|c| c == expected), "{written:?} {:?}", statement.bound.text);
            }
            for name in statement.names.iter().chain(&statement.scenario).chain(&statement.method) {
                prop_assert!(!name.value.trim().is_empty());
            }
        }
    }
}
