//! What other programs are told: exports, `facts.json`, and the schemas of both.

pub(crate) mod json_schema;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::parse::bound::{Bound, Meaning, Qualifier};
use docsgen::parse::statement::{Field, Form};
use docsgen::render::export::csv::claims_csv;
use docsgen::render::export::objectives::objectives_json;
use docsgen::render::export::prometheus::{RuleOptions, rules};
use docsgen::render::export::schema::Schema;
use docsgen::render::export::thresholds::threshold_rules;
use docsgen::site::chart::{ChartIndex, Stated};
use docsgen::site::recovery::Recovery;
use docsgen::site::recovery::claim::{Claim, ClaimIndex, Rank, Subject};
use docsgen::site::recovery::drill::{Drill, DrillState, Outcome};
use docsgen::site::recovery::objective::{ChartRecovery, Conflict, Objective};
use docsgen::site::recovery::order::{ChartOrder, Dependency, EffectiveRto, Order};
use docsgen::site::recovery::scenario::{Extent, Scenario};
use docsgen::site::recovery::tier::{Policy, Tier, TierIndex};
use docsgen::site::timed::Timed;
use docsgen::source::{RepoPath, Span, TextRange};
use serde_json::{Value, json};

use self::json_schema::faults;
use crate::support::{Project, TODAY, corpus};

fn schema(of: Schema) -> Value {
    serde_json::from_str(&of.text()).expect("a schema is JSON")
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("an export is JSON")
}

/// What was said, found in a file of the repository.
struct Said<'a> {
    examined: &'a Examined,
    path: &'a str,
}

impl Said<'_> {
    fn place(&self, text: &str) -> Span {
        let path = RepoPath::new(self.path).expect("inside");
        let file = self.examined.loaded.sources.find(&path).expect("the file was read");
        let source = self.examined.loaded.sources.get(file).text().clone();
        let start = source.find(text).unwrap_or_else(|| panic!("no `{text}` in {path}"));
        Span { file, range: TextRange::new(start, start + text.len()) }
    }

    fn claim(&self, subject: Subject, field: Field, scenario: &str, text: &str, meaning: Option<Meaning>) -> Claim {
        let extent = if scenario.is_empty() { Extent::Disaster } else { Extent::Part };
        Claim {
            subject,
            field,
            scenario: Scenario { name: scenario.to_owned(), key: scenario.to_lowercase(), extent },
            bound: bound(text, meaning),
            place: self.place(text),
            form: Form::TableColumn,
            rank: Rank::BackupGuide,
            living: true,
            group: 0,
            set: None,
            method: None,
            frequency: None,
        }
    }
}

fn bound(text: &str, meaning: Option<Meaning>) -> Bound {
    Bound { text: text.to_owned(), meaning, condition: None, parts: Vec::new() }
}

const fn within(seconds: u64) -> Option<Meaning> {
    Some(Meaning::Within { qualifier: Qualifier::LessThan, from: None, upper: Duration::from_secs(seconds) })
}

const GUIDE: &str = "# Backup\n\n\
    | Scenario | RTO | RPO |\n|---|---|---|\n| Everything | < 2 hours | 24h |\n| One, table | =15 min | best effort |\n\n\
    Cache: near zero, 300 s. Web: N/A (stateless).\n\nTier: 4 h. Platform: 8h. Later: 1h 30.\n";

/// A catalog of three charts, two in a tier, with everything that an export tells.
fn catalog() -> Examined {
    let chart = |name: &str| format!("apiVersion: v2\nname: {name}\nversion: 1.2.3\nappVersion: \"7\"\n");
    let files: Vec<(&str, String)> = vec![
        ("charts/cache/Chart.yaml", chart("cache")),
        ("charts/store/Chart.yaml", chart("store")),
        ("charts/web/Chart.yaml", chart("web")),
        ("docs/store-backup-guide.md", GUIDE.to_owned()),
    ];
    let files: MemoryFiles =
        files.into_iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), text)).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    let mut examined = examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable");
    examined.site.recovery = Arc::new(recovery(&examined));
    examined
}

fn recovery(examined: &Examined) -> Recovery {
    let said = Said { examined, path: "docs/store-backup-guide.md" };
    let [cache, store, web] = [ChartIndex(0), ChartIndex(1), ChartIndex(2)].map(Subject::Chart);
    let (tier, platform) = (Subject::Tier(TierIndex(0)), Subject::Platform);
    let claims = vec![
        said.claim(cache, Field::Rto, "", "300 s", within(300)),
        said.claim(cache, Field::Rpo, "", "near zero", Some(Meaning::NearZero)),
        said.claim(store, Field::Rto, "", "< 2 hours", within(7200)),
        said.claim(store, Field::Rpo, "", "24h", within(86400)),
        said.claim(store, Field::Rto, "One, table", "=15 min", within(900)),
        said.claim(store, Field::Rpo, "One, table", "best effort", None),
        Claim { living: false, rank: Rank::Summary, ..said.claim(store, Field::Rto, "", "1h 30", within(5400)) },
        said.claim(web, Field::Rpo, "", "N/A (stateless)", Some(Meaning::NotApplicable)),
        said.claim(tier, Field::Rto, "", "4 h", within(14400)),
        said.claim(platform, Field::Rto, "", "8h", within(28800)),
    ];
    let objective = |scenario: &str, rto: Option<u32>, rpo: Option<u32>| Objective {
        scenario: scenario.to_owned(),
        rto: rto.map(ClaimIndex),
        rpo: rpo.map(ClaimIndex),
        ..Objective::default()
    };
    let mut headline = objective("", Some(2), Some(3));
    headline.method = Some(Stated { text: "dump".to_owned(), place: None });
    let measured = |text: &str, seconds| Timed { bound: bound(text, within(seconds)), place: said.place(text) };
    let drill = Drill {
        date: jiff::civil::date(2026, 9, 30),
        scenario: "Everything".to_owned(),
        rto: Some(measured("1h 30", 5400)),
        rpo: None,
        result: None,
        evidence: None,
        headline: true,
        targets: [Some(ClaimIndex(2)), None],
        outcome: Outcome::Met,
        future: false,
        place: said.place("Everything"),
    };
    let needs = |charts: &[u32]| charts.iter().map(|c| Dependency { chart: ChartIndex(*c), place: None }).collect();
    let order = Order {
        waves: vec![vec![ChartIndex(0)], vec![ChartIndex(1)]],
        charts: vec![
            ChartOrder { depends_on: Some(Vec::new()), wave: Some(0), ..ChartOrder::default() },
            ChartOrder {
                depends_on: Some(needs(&[0])),
                wave: Some(1),
                effective: Some(EffectiveRto {
                    time: Duration::from_millis(7_500_500),
                    at_least: true,
                    start: Duration::from_secs(300),
                    after: Some(ChartIndex(0)),
                }),
                ..ChartOrder::default()
            },
            ChartOrder::default(),
        ],
        ..Order::default()
    };
    Recovery {
        has_drills: true,
        claims,
        charts: vec![
            ChartRecovery { claims: 0..2, headline: objective("", Some(0), Some(1)), ..ChartRecovery::default() },
            ChartRecovery {
                claims: 2..7,
                headline,
                scenarios: vec![objective("One, table", Some(4), Some(5))],
                conflicts: vec![Conflict {
                    field: Field::Rto,
                    scenario: String::new(),
                    headline: true,
                    winner: ClaimIndex(2),
                    others: vec![ClaimIndex(6)],
                }],
                tier: Some(TierIndex(0)),
                drills: vec![drill],
                drill_state: Some(DrillState::Proved),
                ..ChartRecovery::default()
            },
            ChartRecovery { claims: 7..8, headline: objective("", None, Some(7)), ..ChartRecovery::default() },
        ],
        tiers: vec![Tier {
            id: "1".to_owned(),
            name: "Critical".to_owned(),
            rto: Some(Policy { bound: bound("4 h", within(14400)), place: said.place("4 h") }),
            rpo: None,
            drill_every_days: Some(90),
            charts: vec![ChartIndex(1), ChartIndex(0)],
            place: None,
        }],
        order,
    }
}

fn exported(examined: &Examined) -> Value {
    parsed(&objectives_json(&examined.site, &examined.loaded.sources))
}

#[test]
fn objectives_are_told_with_their_places() {
    let path = "docs/store-backup-guide.md";
    let document = exported(&catalog());
    assert_eq!(document["version"], 1);
    let ids: Vec<&Value> = document["charts"].as_array().expect("a list").iter().map(|chart| &chart["chart"]).collect();
    assert_eq!(ids, ["cache", "store", "web"]);
    let figure = |text: &str, seconds: Value, line: u32| json!({"text": text, "seconds": seconds, "source": {"path": path, "line": line}});
    let claim = |scenario: &str, field: &str, text: &str, seconds: Value, (line, column): (u32, u32), living: bool| {
        json!({"scenario": scenario, "field": field, "text": text, "seconds": seconds, "form": "table-column",
               "living": living, "path": path, "line": line, "column": column})
    };
    let (counts, old) = (
        claim("", "rto", "< 2 hours", json!(7200), (5, 16), true),
        claim("", "rto", "1h 30", json!(5400), (10, 33), false),
    );
    assert_eq!(
        document["charts"][1],
        json!({
            "chart": "store",
            "tier": "1",
            "headline": {"rto": figure("< 2 hours", json!(7200), 5), "rpo": figure("24h", json!(86400), 5)},
            "scenarios": [{
                "scenario": "One, table",
                "rto": figure("=15 min", json!(900), 6),
                "rpo": figure("best effort", Value::Null, 6),
            }],
            "claims": [
                counts,
                claim("", "rpo", "24h", json!(86400), (5, 28), true),
                claim("One, table", "rto", "=15 min", json!(900), (6, 16), true),
                claim("One, table", "rpo", "best effort", Value::Null, (6, 26), true),
                old,
            ],
            "effective_rto_seconds": 7500.5,
            "effective_rto_at_least": true,
            "depends_on": ["cache"],
            "wave": 2,
            "method": "dump",
            "frequency": null,
            "conflicts": [{"scenario": "", "headline": true, "field": "rto", "winner": counts, "others": [old]}],
            "drill_state": "proved",
            "drills": [{
                "date": "2026-09-30", "scenario": "Everything", "rto": figure("1h 30", json!(5400), 10), "rpo": null,
                "result": null, "evidence": null, "outcome": "met", "path": path, "line": 5, "column": 3,
            }],
        })
    );
    let [cache, web] = [0, 2].map(|index| &document["charts"][index]);
    assert_eq!(cache["headline"]["rpo"]["seconds"], 0, "near zero is zero seconds");
    assert_eq!(cache["depends_on"], json!([]), "it is known that it needs nothing");
    assert_eq!((&cache["wave"], &cache["tier"]), (&json!(1), &Value::Null));
    assert_eq!(web["headline"], json!({"rto": null, "rpo": figure("N/A (stateless)", Value::Null, 8)}));
    assert_eq!(
        (&web["depends_on"], &web["wave"], &web["effective_rto_seconds"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(document["tiers"][0]["charts"], json!(["cache", "store"]));
    assert_eq!(document["tiers"][0]["rto"]["seconds"], 14400);
    assert_eq!(document["tiers"][0]["claims"][0]["text"], "4 h");
    assert_eq!(document["platform"]["claims"][0]["text"], "8h");
}

#[test]
fn whole_seconds_are_written_as_whole_numbers() {
    let examined = catalog();
    let json = objectives_json(&examined.site, &examined.loaded.sources);
    assert!(json.contains("\"seconds\": 7200,"), "{json}");
    assert!(!json.contains(".0,"), "{json}");
}

#[test]
fn the_schema_describes_every_field_of_the_objectives() {
    assert_eq!(faults(&schema(Schema::Objectives), &exported(&catalog())), Vec::<String>::new());
}

#[test]
fn the_schema_finds_what_is_wrong() {
    let good = exported(&catalog());
    let wrong: [(&str, Value); 9] = [
        ("/version", json!(2)),
        ("/charts", json!({})),
        ("/charts/1/tier", json!(1)),
        ("/charts/1/wave", json!(0)),
        ("/charts/1/wave", json!(1.5)),
        ("/charts/1/headline/rto", json!({"text": "1h", "seconds": 3600})),
        ("/charts/1/claims/0/field", json!("rtp")),
        ("/charts/1/drills/0/date", json!("yesterday")),
        ("/tiers/0", json!({"tier": "1", "colour": "red"})),
    ];
    for (place, value) in wrong {
        let mut document = good.clone();
        *document.pointer_mut(place).expect("a place in the document") = value.clone();
        assert_ne!(faults(&schema(Schema::Objectives), &document), Vec::<String>::new(), "{place} = {value}");
    }
}

/// Facts hold the objectives word for word: what both schemas describe, they describe alike.
#[test]
fn the_schemas_agree() {
    let (objectives, facts) = (schema(Schema::Objectives), schema(Schema::Facts));
    for (name, definition) in objectives["$defs"].as_object().expect("definitions") {
        let same = &facts["$defs"][name];
        if name == "chart" {
            for (field, described) in definition["properties"].as_object().expect("fields") {
                assert_eq!(described, &same["properties"][field], "{field}");
            }
        } else {
            assert_eq!(definition, same, "{name}");
        }
    }
}

#[test]
fn a_row_of_csv_is_a_claim() {
    let examined = catalog();
    let csv = claims_csv(&examined.site, &examined.loaded.sources);
    let path = "docs/store-backup-guide.md";
    let rows = [
        "chart,tier,scenario,field,text,seconds,form,living,counts,path,line,column".to_owned(),
        format!("cache,,,rto,300 s,300,table-column,yes,yes,{path},8,19"),
        format!("cache,,,rpo,near zero,0,table-column,yes,yes,{path},8,8"),
        format!("store,1,,rto,< 2 hours,7200,table-column,yes,yes,{path},5,16"),
        format!("store,1,,rpo,24h,86400,table-column,yes,yes,{path},5,28"),
        format!("store,1,\"One, table\",rto,'=15 min,900,table-column,yes,yes,{path},6,16"),
        format!("store,1,\"One, table\",rpo,best effort,,table-column,yes,yes,{path},6,26"),
        format!("store,1,,rto,1h 30,5400,table-column,no,no,{path},10,33"),
        format!("web,,,rpo,N/A (stateless),,table-column,yes,yes,{path},8,31"),
        format!(",1,,rto,4 h,14400,table-column,yes,no,{path},10,7"),
        format!(",,,rto,8h,28800,table-column,yes,no,{path},10,22"),
    ];
    assert_eq!(csv, rows.join("\r\n") + "\r\n");
}

fn rules_of(examined: &Examined, site_url: Option<&str>, options: &RuleOptions) -> String {
    rules(&examined.site, &examined.loaded.sources, site_url, options)
}

#[test]
fn rules_hold_what_can_be_measured() {
    let yaml = rules_of(&catalog(), Some("https://docs.example.org/x/"), &RuleOptions::default());
    insta::assert_snapshot!(yaml);
}

/// Runs Prometheus' own tool; `None` where it isn't installed.
fn promtool(args: &[&str], folder: &Path) -> Option<(bool, String)> {
    match Command::new("promtool").args(args).current_dir(folder).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => panic!("promtool: {error}"),
    }
}

#[test]
fn prometheus_takes_the_rules() {
    let examined = catalog();
    let mut strange = catalog();
    Arc::make_mut(&mut strange.site.charts)[1].id = "a\"b\\{{c}}\u{7f}é\n".to_owned();
    let mut nothing = catalog();
    Arc::make_mut(&mut nothing.site.recovery).charts = vec![ChartRecovery::default(); 3];
    let options = RuleOptions::default();
    let other = RuleOptions {
        metric: "job:done:time".to_owned(),
        label: "schedule".to_owned(),
        pending: "1h30m".to_owned(),
        severity: "{{ page }}".to_owned(),
    };
    let project = Project::new();
    for (examined, site_url, options) in [
        (&examined, Some("https://docs.example.org/x/"), &options),
        (&examined, None, &other),
        (
            &strange,
            Some("https://docs.example.org/{{x}}/"),
            &RuleOptions { severity: "warning".to_owned(), ..other.clone() },
        ),
        (&nothing, None, &options),
    ] {
        let yaml = rules_of(examined, site_url, options);
        project.file("rules.yml", &yaml);
        let Some((passed, said)) = promtool(&["check", "rules", "rules.yml"], project.path()) else { return };
        // A label that is a broken template is refused, and so would a broken rule be.
        assert_eq!(passed, !yaml.contains("{{ page }}"), "{said}\n{yaml}");
    }
}

#[test]
fn thresholds_become_rules_that_prometheus_takes() {
    let limits = "kind: threshold\nrows:\n\
         - {chart: redis, metric: Memory used, query: 'used / limit * 100', normal: '< 60%', warning: '> 80%', critical: '> 90%', for: 10m}\n\
         - {metric: redis_up, critical: '< 1'}\n\
         - {metric: Memory used, query: 'x{a=\"b\"}', warning: '> 200 ms', normal: '{{ a }}'}\n\
         - {metric: Slow queries, warning: '> 5/s'}\n\
         - {metric: redis_x, normal: calm}\n\
         - {metric: redis_x, warning: '> 1', for: soon}\n\
         - {metric: node_memory_free_bytes, warning: '< 2 GiB'}\n\
         - {metric: cache_hit_ratio, warning: '< 90%', critical: '< 80% for 10m'}\n\
         - {metric: Hits, query: cache_hit_ratio * 100, warning: '< 90%'}\n\
         - {metric: node_load, normal: < 4, warning: 4-8, critical: 8+}\n\
         - {metric: redis_hits, warning: 60-80%, critical: < 60%}\n\
         - {metric: redis_wait, warning: 10-20 ms, critical: 20-50 ms}\n\
         - {metric: redis_y, warning: 10-20}\n";
    let chart = "apiVersion: v2\nname: redis\nversion: 1.0.0\n";
    let files: MemoryFiles = [("charts/redis/Chart.yaml", chart), ("data/limits.yaml", limits)]
        .into_iter()
        .map(|(path, text)| (RepoPath::new(path).expect("inside"), text))
        .collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    let examined = examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable");
    let yaml = |site_url| threshold_rules(&examined.site, &examined.loaded.sources, site_url);
    insta::assert_snapshot!(yaml(Some("https://docs.example.org/x/")));
    let project = Project::new();
    project.file("rules.yml", yaml(None));
    if let Some((passed, said)) = promtool(&["check", "rules", "rules.yml"], project.path()) {
        assert!(passed, "{said}");
    }
}

#[test]
fn the_alert_fires_for_backups_older_than_the_rpo() {
    let examined = catalog();
    let project = Project::new();
    for (label, options) in [
        ("chart", RuleOptions::default()),
        ("schedule", RuleOptions { label: "schedule".to_owned(), ..RuleOptions::default() }),
    ] {
        project.file("rules.yml", rules_of(&examined, Some("https://docs.example.org/x/"), &options));
        // Backups of everything succeed at 0 and never again; two copies of the metric, the newer one counts.
        let test = format!(
            r#"
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: 'backup_last_success_timestamp{{{label}="store",pod="a"}}', values: '0x1500'}}
      - {{series: 'backup_last_success_timestamp{{{label}="store",pod="b"}}', values: '60x1500'}}
      - {{series: 'backup_last_success_timestamp{{{label}="cache"}}', values: '0x1500'}}
      - {{series: 'backup_last_success_timestamp{{{label}="web"}}', values: '0x1500'}}
    promql_expr_test:
      - expr: docsgen_rpo_target_seconds
        eval_time: 1m
        exp_samples:
          - {{labels: 'docsgen_rpo_target_seconds{{chart="cache"}}', value: 0}}
          - {{labels: 'docsgen_rpo_target_seconds{{chart="store",tier="1"}}', value: 86400}}
      - expr: docsgen_rto_target_seconds
        eval_time: 1m
        exp_samples:
          - {{labels: 'docsgen_rto_target_seconds{{chart="cache"}}', value: 300}}
          - {{labels: 'docsgen_rto_target_seconds{{chart="store",tier="1"}}', value: 7200}}
    alert_rule_test:
      - {{eval_time: 24h, alertname: DocsgenBackupOlderThanRpo, exp_alerts: []}}
      - {{eval_time: 24h5m, alertname: DocsgenBackupOlderThanRpo, exp_alerts: []}}
      - eval_time: 24h10m
        alertname: DocsgenBackupOlderThanRpo
        exp_alerts:
          - exp_labels: {{chart: store, tier: "1", severity: warning}}
            exp_annotations:
              summary: The last backup of store is older than its RPO
              description: The last backup of store succeeded 1d 0h 9m 0s ago, which is longer than its recovery point objective allows.
              runbook_url: https://docs.example.org/x/charts/store/
"#
        );
        project.file("test.yml", test);
        let Some((passed, said)) = promtool(&["test", "rules", "test.yml"], project.path()) else { return };
        assert!(passed, "{label}: {said}");
    }
}

/// A small repository with a chart, its guide, a Makefile and a former route.
fn repository() -> Project {
    Project::of(&[
        ("README.md", "# Home\n\n[nowhere](nowhere.md)\n"),
        ("charts/store/Chart.yaml", "apiVersion: v2\nname: store\nversion: 1.2.3\nappVersion: \"7\"\n"),
        ("docs/store-backup-guide.md", "---\naliases: [/old/store/]\n---\n\n# Backup\n\nRTO: < 1 hour\n"),
        ("make/ops/store.mk", ".PHONY: store-backup\nstore-backup: ## Back up\n\ttrue\n"),
    ])
}

#[test]
fn every_site_tells_its_facts() {
    let project = repository();
    let _ = project.build().expect(0);
    let facts = parsed(&project.site_file("facts.json"));
    assert_eq!(faults(&schema(Schema::Facts), &facts), Vec::<String>::new());
    assert_eq!(parsed(&project.site_file("schema/facts.json")), schema(Schema::Facts));
    assert_eq!(parsed(&project.site_file("schema/objectives.json")), schema(Schema::Objectives));

    assert_eq!(facts["site_url"], json!(null), "nothing says where it is published");
    let mut pages = facts["pages"].as_array().expect("a list").clone();
    // Of a text by any line ends.
    let digest = |text: &str| json!(docsgen::digest::Digest::of(text.as_bytes()).to_string());
    let digests: Vec<Value> =
        pages.iter_mut().filter_map(|page| page.as_object_mut().expect("an object").remove("digest")).collect();
    assert!(digests.contains(&digest("# Home\n\n[nowhere](nowhere.md)\n")) && digests.contains(&json!(null)));
    let guide = json!({
        "route": "charts/store/backup.html", "source": "docs/store-backup-guide.md", "title": "Backup", "kind": "backup",
        "historical": false, "chart": "store", "language": "en", "aliases": ["old/store/index.html"],
    });
    assert!(pages.contains(&guide), "{pages:#?}");
    let own = json!({
        "route": "charts/store/index.html", "source": null, "title": "store", "kind": "chart",
        "historical": false, "chart": "store", "language": "en", "aliases": [],
    });
    assert!(pages.contains(&own), "{pages:#?}");
    let routes: Vec<&str> = pages.iter().filter_map(|page| page["route"].as_str()).collect();
    assert!(routes.is_sorted(), "{routes:?}");
    let published = project.site();
    let html: Vec<&str> = published.keys().map(String::as_str).filter(|path| path.ends_with(".html")).collect();
    let known: Vec<&str> = html.into_iter().filter(|path| !path.starts_with("old/") && *path != "404.html").collect();
    assert_eq!(routes, known, "every page is told, and no other");

    assert_eq!(
        facts["redirects"],
        json!([{"from": "old/store/index.html", "to": "charts/store/backup.html", "anchor": null}])
    );
    let chart = &facts["charts"][0];
    for (field, value) in [
        ("chart", json!("store")),
        ("folder", json!("charts/store")),
        ("version", json!("1.2.3")),
        ("app_version", json!("7")),
        ("makefile", json!("make/ops/store.mk")),
        ("targets", json!(["store-backup"])),
    ] {
        assert_eq!(chart[field], value, "{field}");
    }
    let target = json!({"target": "store-backup", "description": "Back up", "line": 2});
    assert_eq!(facts["makefiles"], json!([{"path": "make/ops/store.mk", "targets": [target]}]));
    let dead =
        facts["findings"].as_array().expect("a list").iter().find(|finding| finding["code"] == "link-missing-file");
    let dead = dead.expect("the dead link is told");
    assert_eq!((&dead["path"], &dead["line"], &dead["severity"]), (&json!("README.md"), &json!(3), &json!("error")));
}

#[test]
fn facts_are_those_of_the_objectives_export() {
    let project = repository();
    let _ = project.build().expect(0);
    let facts = parsed(&project.site_file("facts.json"));
    let objectives = parsed(&project.run(&["export", "objectives"]).expect(0).out);
    for (chart, facts) in
        objectives["charts"].as_array().expect("a list").iter().zip(facts["charts"].as_array().expect("a list"))
    {
        for (field, value) in chart.as_object().expect("an object") {
            assert_eq!(value, &facts[field], "{field}");
        }
    }
    assert_eq!((&objectives["tiers"], &objectives["platform"]), (&facts["tiers"], &facts["platform"]));
}

#[test]
fn facts_change_only_with_what_they_tell() {
    let project = repository();
    let _ = project.run(&["build", "--now", "2026-10-01"]).expect(0);
    let before = project.site_file("facts.json");
    let _ = project.run(&["build", "--now", "2026-10-02"]).expect(0);
    assert_eq!(project.site_file("facts.json"), before, "another day");
    project.file("docs/store-backup-guide.md", "# Backups\n");
    let _ = project.run(&["build"]).expect(0);
    assert_ne!(project.site_file("facts.json"), before, "another title");
}

#[test]
fn facts_give_findings_their_configured_severity() {
    let project = repository();
    project.file("book.toml", "[check]\nlevels = { \"link-missing-file\" = \"note\" }\n");
    let _ = project.build().expect(0);
    let facts = parsed(&project.site_file("facts.json"));
    let severities: Vec<&Value> = facts["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["code"] == "link-missing-file")
        .map(|finding| &finding["severity"])
        .collect();
    assert_eq!(severities, ["note"]);
    project.file("book.toml", "[check]\nlevels = { \"link-missing-file\" = \"off\" }\n");
    let _ = project.build().expect(0);
    assert!(!project.site_file("facts.json").contains("link-missing-file"));
}

#[test]
fn facts_can_be_kept_off_a_site() {
    let project = repository();
    let _ = project.build().expect(0);
    assert!(project.site().contains_key("facts.json"));
    project.file("book.toml", "[output.html]\npublish-facts = false\n");
    let _ = project.build().expect(0);
    let left: Vec<String> = project.site().into_keys().filter(|path| path.ends_with(".json")).collect();
    assert_eq!(left, [".docsgen-manifest.json", "build.json"]);
}

#[test]
fn an_alias_takes_no_route_of_the_facts() {
    let project = repository();
    project.file("docs/store-backup-guide.md", "---\naliases: [/facts.json]\n---\n\n# Backup\n");
    let _ = project.run(&["build", "-v"]).expect(1).says("`facts.json` is taken already");
}

#[test]
fn exports_go_to_a_file_where_one_is_named() {
    let project = repository();
    let printed = project.run(&["export", "objectives", "--format", "csv"]).expect(0);
    assert!(printed.out.starts_with("chart,tier,scenario,field,"), "{}", printed.out);
    let _ = project
        .run(&["export", "objectives", "--format", "csv", "--out", "claims.csv"])
        .expect(0)
        .says("wrote claims.csv");
    let written = std::fs::read_to_string(project.path().join("claims.csv")).expect("written");
    assert_eq!(written, printed.out);
    let _ = project.run(&["export", "objectives", "--out", "no/such/folder.json"]).expect(2).says("could not write");
}

#[test]
fn options_that_have_no_meaning_are_refused() {
    let project = repository();
    for (args, says) in [
        (&["--metric", "x"][..], "`--metric` is for `--format prometheus`"),
        (&["--format", "prometheus", "--metric", "a-b"], "`--metric a-b`: that is no name of a metric"),
        (&["--format", "prometheus", "--label", "a:b"], "`--label a:b`: that is no name of a label"),
        (&["--format", "prometheus", "--for", "soon"], "`--for soon`: that is no duration of Prometheus"),
        (&["--format", "prometheus", "--severity", ""], "`--severity `: that is no value of a label"),
        (&["--now", "soon"], "`--now soon` is no date"),
    ] {
        let args = [&["export", "objectives"], args].concat();
        let _ = project.run(&args).expect(2).says(says);
    }
}

#[test]
fn schemas_are_printed() {
    let project = Project::new();
    for of in Schema::ALL {
        assert_eq!(project.run(&["schema", of.name()]).expect(0).out, of.text(), "{of:?}");
    }
    let _ = project.run(&["schema", "site"]).expect(2).says("invalid value 'site'");
}

#[test]
fn the_corpus_is_exported_as_the_schemas_say() {
    let Some(corpus) = corpus() else { return };
    let project = Project::new();
    let corpus = corpus.to_str().expect("a path");
    let out = project.path().join("site");
    let out = out.to_str().expect("a path");
    let _ = project.run(&["build", corpus, "--out", out, "--cache-dir", ".cache", "--fail-on", "never"]).expect(0);
    let facts = parsed(&project.site_file("facts.json"));
    assert_eq!(faults(&schema(Schema::Facts), &facts), Vec::<String>::new());
    let objectives = parsed(&project.run(&["-C", corpus, "export", "objectives"]).expect(0).out);
    assert_eq!(faults(&schema(Schema::Objectives), &objectives), Vec::<String>::new());
    assert_eq!(objectives["charts"].as_array().map(Vec::len), facts["charts"].as_array().map(Vec::len));
    assert!(objectives["charts"].as_array().is_some_and(|charts| charts.len() >= 28));
    let _ =
        project.run(&["-C", corpus, "export", "objectives", "--format", "prometheus", "--out", "rules.yml"]).expect(0);
}
