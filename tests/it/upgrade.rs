//! How charts are upgraded, as their guides, front matter and values tell, and what is written about each chart.

use crate::site::examined;
use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::fs::DiskFiles;
use docsgen::git::History;
use docsgen::site::Site;
use docsgen::site::chart::Stated;
use docsgen::site::coverage::Coverage;
use docsgen::site::link::Target;
use docsgen::site::table::{Direction, Mark, Row, Table, Value};
use docsgen::site::upgrade::{Strategy, StrategyClass};
use docsgen::source::{RepoPath, Span};

/// The corpus, where `DOCSGEN_CORPUS` names one.
fn corpus() -> Option<Examined> {
    let folder = std::env::var_os("DOCSGEN_CORPUS")?;
    let files = DiskFiles::open(folder.as_ref(), &[]).expect("DOCSGEN_CORPUS can be read");
    let surroundings = Surroundings { project: RepoPath::root(), name: "Corpus".to_owned(), repository_url: None };
    Some(examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable"))
}

/// The chart `db` with an upgrade guide and, where there are any, values.
fn database(guide: &str, values: &str) -> Examined {
    let book = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[[sources]]\nmatch = \"docs/{chart}-upgrade*.md\"\n\
                kind = \"upgrade\"\n[[sources]]\nmatch = \"old/{chart}-upgrade.md\"\nkind = \"upgrade\"\nstatus = \"historical\"\n";
    examined(&[
        ("book.toml", book),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
        ("charts/db/values.yaml", values),
        ("docs/db-upgrade.md", guide),
        ("old/db-upgrade.md", "| Strategy | Downtime |\n|---|---|\n| Canary | 1 day |\n"),
    ])
}

/// The strategies of a chart.
fn strategies<'e>(examined: &'e Examined, chart: &str) -> &'e [Strategy] {
    let index = examined.site.chart_by_id(chart).unwrap_or_else(|| panic!("no chart {chart}"));
    &examined.site.upgrades[index.0 as usize]
}

/// Where something stands: `values.yaml:3`.
fn line(examined: &Examined, place: Span) -> String {
    let file = examined.loaded.sources.get(place.file);
    format!("{}:{}", file.path().file_name(), file.position(place.range.start).line)
}

/// Each strategy as `name* (class) downtime risk complexity from → to, for … #section`; what isn't told is left out.
fn shown(examined: &Examined) -> Vec<String> {
    let words = |label: &str, stated: &Option<Stated>| {
        stated.as_ref().map_or(String::new(), |stated| format!(" {label}{}", stated.text))
    };
    let strategy = |strategy: &Strategy| {
        let star = if strategy.recommended { "*" } else { "" };
        let downtime = strategy.downtime.as_ref().map_or(String::new(), |downtime| format!(" {}", downtime.bound.text));
        let section = strategy.section.as_ref().map_or(String::new(), |(_, anchor)| format!(" #{anchor}"));
        [
            format!("{}{star} ({}){downtime}", strategy.name, strategy.class.name()),
            words("risk=", &strategy.risk),
            words("complexity=", &strategy.complexity),
            words("from=", &strategy.from),
            words("to=", &strategy.to),
            words("for=", &strategy.recommended_for),
            section,
        ]
        .concat()
    };
    strategies(examined, "db").iter().map(strategy).collect()
}

#[test]
fn guides_tell_strategies_in_tables_and_under_headings() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "a table lists strategies, and the headings of the same name tell more of them",
            "# Upgrade\n\n## Overview\n\n| Upgrade Strategy | Downtime | Complexity | Recommended For |\n|---|---|---|---|\n\
             | **Rolling** | None (with replicas) | Low | Production |\n| Blue-Green | 10 min | High | |\n\n## Upgrade strategies\n\n\
             ### 1. Rolling upgrade (recommended)\n\n**Downtime**: 5 s\n**Risk**: Low\n\n### 2. Blue-green deployment\n\n\
             - **Best for:** big steps\n\n### 3. Move the data\n\nA third way.\n",
            &[
                "Rolling* (rolling) None (with replicas) risk=Low complexity=Low for=Production #1-rolling-upgrade-recommended",
                "Blue-Green (blue-green) 10 min complexity=High for=big steps #2-blue-green-deployment",
                "Move the data (other) #3-move-the-data",
            ],
        ),
        (
            "numbered strategies need no section around them, and steps are none",
            "# Upgrade\n\n## Strategy 1: Rolling\n\nDowntime: none\n\n### 1.1 Prepare a canary\n\n### Step 2: Blue-green\n\n\
             ## Strategy 2: By mail\n\n## Option C - Dump and restore\n",
            &[
                "Rolling (rolling) none #strategy-1-rolling",
                "By mail (other) #strategy-2-by-mail",
                "Dump and restore (dump-and-restore) #option-c---dump-and-restore",
            ],
        ),
        (
            "procedures count where nothing is called a strategy",
            "# Upgrade\n\n## Upgrade procedures\n\n### Standard upgrade\n\n### Blue-green upgrade (zero downtime)\n\n### Notes\n",
            &[
                "Standard upgrade (other) #standard-upgrade",
                "Blue-green upgrade (zero downtime) (blue-green) zero downtime #blue-green-upgrade-zero-downtime",
            ],
        ),
        (
            "the way back is no strategy, nor is what comes before and behind",
            "# Upgrade and rollback\n\n## Pre-upgrade checklist\n\n### 5. Plan a maintenance window\n\n**Downtime:** 1 h\n\n\
             ## Upgrade methods\n\n### Rolling upgrade\n\n### Choosing a maintenance window\n\n## Rollback\n\n\
             | Rollback Method | Downtime |\n|---|---|\n| Blue-green | 1 m |\n\n| Method | Downtime |\n|---|---|\n| Canary | 1 m |\n\n\
             ### Method 1: Snapshot restore\n\n**Downtime:** 1 h\n\n## Post-upgrade validation\n\n### Rolling back in place\n",
            &["Rolling upgrade (rolling) #rolling-upgrade"],
        ),
        (
            "kinds of upgrade are no strategies",
            "# Upgrade\n\n| Upgrade Type | Example | Risk Level | Downtime |\n|---|---|---|---|\n| Patch | 1.0.1 | Low | none |\n\n\
             | Requirement | Strategy |\n|---|---|\n| Speed | Blue-green |\n\n| Mode | Risk |\n|---|---|\n| Copy | high |\n",
            &[],
        ),
        (
            "an RTO counts where no downtime is told",
            "# Upgrade\n\n| Method | RTO (min) | Data loss risk |\n|---|---|---|\n| Rolling | 5 | high |\n| Canary | - | low |\n\n\
             | Way | RTO | Downtime |\n|---|---|---|\n| In place | 1 h | 2 h |\n",
            &["Rolling (rolling) 5", "Canary (canary)", "In place (in-place) 2 h"],
        ),
        (
            "a row of versions tells of the one strategy it names, and only one row may",
            "# Upgrade\n\n| From | To | Method | Notes |\n|---|---|---|---|\n| 16.x | 16.y | Rolling | |\n| 15.x | 16.x | Dump/restore | |\n\
             | 14.x | 16.x | Dump/Restore or blue-green | |\n| 12 → 13 | 14 | pg_upgrade | |\n\n## Strategies\n\n### Rolling\n\n\
             ### Dump and restore\n\n### Blue-green\n\n### pg_upgrade\n",
            &[
                "Rolling (rolling) from=16.x to=16.y #rolling",
                "Dump and restore (dump-and-restore) #dump-and-restore",
                "Blue-green (blue-green) from=14.x to=16.x #blue-green",
                "pg_upgrade (in-place) #pg_upgrade",
            ],
        ),
        (
            "rows of versions that tell the downtime list the strategies, and their links lead to the sections",
            "# Upgrade\n\n| from | to | way | downtime |\n|---|---|---|---|\n| 7.x | 7.y | [restart](#small-steps) | 1 m |\n\
             | 6.x | 7.x | rolling or blue-green | none |\n\n## Small steps\n\n**Risk:** low\n",
            &["restart (in-place) 1 m from=7.x to=7.y #small-steps"],
        ),
        (
            "strategies can be columns",
            "# Upgrade\n\n| | Rolling | Blue-green | Remark |\n|---|---|---|---|\n| Downtime | none | 1 m | x |\n| Risk | | high | y |\n",
            &["Rolling (rolling) none", "Blue-green (blue-green) 1 m risk=high"],
        ),
        (
            "rows of one table are different strategies, which one section can tell of",
            "# Upgrade\n\n| Method | Downtime |\n|---|---|\n| pg_upgrade (link mode) | 5 m |\n| pg_upgrade (copy mode) | 2 h |\n\n\
             ## Methods\n\n### Method 1: pg_upgrade\n\n**Complexity**: Medium\n**Versions:** 15.x → 16.x\n",
            &[
                "pg_upgrade (link mode) (in-place) 5 m complexity=Medium from=15.x to=16.x #method-1-pg_upgrade",
                "pg_upgrade (copy mode) (in-place) 2 h complexity=Medium from=15.x to=16.x #method-1-pg_upgrade",
            ],
        ),
        (
            "two of one class are two strategies",
            "# Upgrade\n\n| Strategy | Downtime |\n|---|---|\n| Maintenance window | 1 h |\n\n## Strategies\n\n### Full cluster restart\n\n\
             ### Maintenance window\n\n**Risk**: Low\n",
            &[
                "Maintenance window (maintenance-window) 1 h risk=Low #maintenance-window",
                "Full cluster restart (maintenance-window) #full-cluster-restart",
            ],
        ),
        (
            "what docsgen writes itself is nobody's word",
            "# Upgrade\n\n<!-- docsgen:matrix upgrades -->\n\n| Strategy | Downtime |\n|---|---|\n| Canary | 1 m |\n\n<!-- docsgen:end -->\n\n\
             ## Rolling\n",
            &["Rolling (rolling) #rolling"],
        ),
        (
            "a guide in another language",
            "# 업그레이드\n\n| 전략 | 다운타임 | 복잡도 |\n|---|---|---|\n| 롤링 업그레이드 | 없음 | 낮음 |\n| 블루-그린 배포 | 10분 | 높음 |\n",
            &["롤링 업그레이드 (rolling) 없음 complexity=낮음", "블루-그린 배포 (blue-green) 10분 complexity=높음"],
        ),
        ("a guide without any", "# Upgrade\n\nRun `helm upgrade`.\n\n## Maintenance window\n\nSundays.\n", &[]),
    ];
    for (name, guide, expected) in cases {
        assert_eq!(shown(&database(guide, "")), *expected, "{name}");
    }
}

#[test]
fn front_matter_is_the_list_and_each_figure_keeps_its_place() {
    let guide = "---\nstrategies:\n  - { name: Rolling, downtime: < 1m, from: \"1.x\", to: \"1.y\" }\n  - { name: Leap, risk: high }\n---\n\
                 # Upgrade\n\n| Strategy | Downtime | Risk |\n|---|---|---|\n| Rolling upgrade | 5 m | medium |\n| Canary | 1 m | low |\n\n\
                 ## Rolling\n\n**Best for:** all\n";
    let values = "upgrade:\n  documentation:\n    strategies:\n      rolling: { downtime: 9m, risk: low, complexity: Low }\n      \
                  leap: { downtime: 1h, recommended: true }\n      blueGreen: { downtime: none }\n";
    let examined = database(guide, values);
    assert_eq!(
        shown(&examined),
        [
            "Rolling (rolling) < 1m risk=medium complexity=Low from=1.x to=1.y for=all #rolling",
            "Leap* (other) 1h risk=high"
        ]
    );
    let [rolling, leap] = strategies(&examined, "db") else { panic!("two") };
    let stated =
        |stated: &Option<Stated>| stated.as_ref().and_then(|stated| stated.place).map(|place| line(&examined, place));
    let downtime = |strategy: &Strategy| strategy.downtime.as_ref().map(|downtime| line(&examined, downtime.place));
    assert_eq!(line(&examined, rolling.place), "db-upgrade.md:3");
    assert_eq!(downtime(rolling).as_deref(), Some("db-upgrade.md:3"));
    assert_eq!(stated(&rolling.risk).as_deref(), Some("db-upgrade.md:10"));
    assert_eq!(stated(&rolling.complexity).as_deref(), Some("values.yaml:4"));
    assert_eq!(stated(&rolling.recommended_for).as_deref(), Some("db-upgrade.md:15"));
    assert_eq!(downtime(leap).as_deref(), Some("values.yaml:5"));
}

#[test]
fn a_guide_of_ten_thousand_strategies_is_read_in_time() {
    let rows: String = (0..10_000).map(|row| format!("| Way {row} | {row} min |\n")).collect();
    let headings: String = (0..10_000).map(|row| format!("### Way {row}\n\n**Downtime:** 1 h\n\n")).collect();
    let guide = format!("# Upgrade\n\n| Strategy | Downtime |\n|---|---|\n{rows}\n## Strategies\n\n{headings}");
    assert_eq!(shown(&database(&guide, "")).len(), 200);
}

fn text(table: &Table, row: &Row, column: &str) -> String {
    table.cell(row, column).iter().map(|value| value.text.clone()).collect::<Vec<_>>().join(" + ")
}

#[test]
fn the_upgrade_matrix_sorts_by_what_is_meant_and_leads_to_sections() {
    let guide = "# Upgrade\n\n| Strategy | Downtime | Risk | Complexity |\n|---|---|---|---|\n| Dump and restore | 2 h | Very high | ? |\n\
                 | In place (recommended) | 90 min | Low to medium | Medium |\n| Rolling | none | Low | High |\n| Canary | unclear | depends | |\n\n\
                 ## Rolling\n";
    let examined = database(guide, "");
    let table = examined.site.upgrade_matrix();
    let order = |column: &str| -> Vec<String> {
        let sorted = table.clone().sort(column, Direction::Ascending);
        sorted.rows().iter().map(|row| text(&sorted, row, "strategy")).collect()
    };
    assert_eq!(order("risk"), ["Rolling", "In place", "Dump and restore", "Canary"]);
    assert_eq!(order("class"), ["Rolling", "Canary", "In place", "Dump and restore"]);
    assert_eq!(order("complexity"), ["In place", "Rolling", "Dump and restore", "Canary"]);
    let rolling = &table.rows()[2];
    let guide = examined.site.page_at(&RepoPath::new("docs/db-upgrade.md").expect("inside")).expect("a page");
    assert_eq!(
        table.cell(rolling, "strategy")[0].target,
        Some(Target::Page { page: guide, anchor: Some("rolling".to_owned()) })
    );
    assert_eq!(table.cell(rolling, "chart")[0].target, examined.site.chart_by_id("db").map(Target::Chart));
    let downtime = &table.cell(rolling, "downtime")[0];
    assert_eq!(
        (downtime.key, downtime.source.map(|place| line(&examined, place))),
        (Some(0), Some("db-upgrade.md:7".into()))
    );
    assert_eq!(text(&table, &table.rows()[1], "recommended"), "Recommended");
    assert_eq!((text(&table, rolling, "guide"), text(&table, rolling, "class")), ("Upgrade".into(), "Rolling".into()));
    assert_eq!(table.cell(&table.rows()[3], "downtime")[0].key, None, "what can't be told is shown, and sorts last");
}

/// The cell as `text→where it leads`, with `!` behind what is marked as missing.
fn cell(site: &Site, value: &Value) -> String {
    let target = match &value.target {
        Some(Target::Page { page, anchor }) => {
            let anchor = anchor.as_ref().map_or(String::new(), |anchor| format!("#{anchor}"));
            format!("→{}{anchor}", site.page(*page).path)
        }
        Some(Target::Command { name, .. }) => format!("→make {name}"),
        _ => String::new(),
    };
    let mark = if value.mark == Some(Mark::Attention) { "!" } else { "" };
    format!("{}{mark}{target}", value.text)
}

#[test]
fn coverage_shows_what_is_there_and_what_is_missing() {
    let readme = "# Redis security\n\n## Backup\n\n## Backup & Restore\n\n## Operational commands\n\n### Security context\n\n### RBAC\n\n\
                  ### Upgrade guide\n";
    let makefile: String = (1..=15).map(|number| format!("redis-{number}:\n\techo\n")).collect();
    let chart = |name: &str, kind: &str| format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\ntype: {kind}\n");
    let (application, other, library) =
        (chart("redis", "application"), chart("minio", "application"), chart("base", "library"));
    let examined = examined(&[
        (
            "book.toml",
            "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\ncommands = \"make/{chart}.mk\"\n[[sources]]\n\
             match = \"docs/{chart}-backup.md\"\nkind = \"backup\"\n[[sources]]\nmatch = \"docs/{chart}-upgrade.md\"\nkind = \"upgrade\"\n",
        ),
        ("charts/redis/Chart.yaml", &application),
        ("charts/redis/README.md", readme),
        ("charts/redis/values.yaml", "backup:\n  documentation:\n    guide: x\nupgrade:\n  documentation: {}\n"),
        ("charts/minio/Chart.yaml", &other),
        ("charts/base/Chart.yaml", &library),
        ("make/redis.mk", &makefile),
        ("make/minio.mk", "minio-up:\n\techo\n"),
        ("docs/redis-backup.md", "# Save redis\n"),
        ("docs/redis-upgrade.md", "# New redis\n"),
    ]);
    let site = &examined.site;
    let table = site.coverage_matrix();
    let cells = |row: &Row| -> Vec<String> {
        let columns = [
            "chart",
            "backup",
            "upgrade",
            "readme-backup",
            "readme-security",
            "readme-operations",
            "readme-upgrading",
            "values-backup",
            "values-upgrade",
            "commands",
            "headline",
            "drill",
            "done",
        ];
        columns.iter().map(|column| table.cell(row, column).iter().map(|value| cell(site, value)).collect()).collect()
    };
    let [minio, redis] = table.rows() else { panic!("two charts, the library left out") };
    assert_eq!(
        cells(redis),
        [
            "redis",
            "Save redis→docs/redis-backup.md",
            "New redis→docs/redis-upgrade.md",
            "Backup & Restore→charts/redis/README.md#backup--restore",
            "RBAC→charts/redis/README.md#rbac",
            "Operational commands→charts/redis/README.md#operational-commands",
            "Upgrade guide→charts/redis/README.md#upgrade-guide",
            "backup.documentation",
            "missing!",
            "15→make redis-1",
            "missing!",
            "missing!",
            "72%",
        ]
    );
    let source = table.cell(redis, "values-backup")[0].source.map(|place| line(&examined, place));
    assert_eq!(source.as_deref(), Some("values.yaml:2"));
    assert_eq!(cells(minio)[9..], ["1!→make minio-up", "missing!", "missing!", "0%"]);
    let note = |column: &str| table.cell(minio, column)[0].note().unwrap_or_default();
    assert_eq!(note("commands"), "fewer than 15 make targets");
    assert_eq!(note("backup"), "no page of kind `backup`");
    let summary = site.coverage_summary();
    assert_eq!(summary.both_guides, Coverage { done: 1, of: 2 });
    assert_eq!((summary.all, summary.all.percent()), (Coverage { done: 8, of: 22 }, 36));
    let backup =
        summary.columns.iter().find(|(column, _)| column.name() == "values-backup").map(|(_, coverage)| *coverage);
    assert_eq!(backup, Some(Coverage { done: 1, of: 2 }));
    assert_eq!(Coverage::default().percent(), 100);
}

#[test]
fn the_corpus_is_read_as_a_careful_reader_would() {
    use StrategyClass::{
        BlueGreen, Canary, DumpAndRestore, InPlace, MaintenanceWindow, Other, Replication, Rolling, SnapshotRestore,
    };
    let Some(examined) = corpus() else { return };
    let summary = examined.site.coverage_summary();
    assert_eq!(summary.both_guides, Coverage { done: 28, of: 47 });
    let classes = |chart: &str| -> Vec<StrategyClass> {
        strategies(&examined, chart).iter().map(|strategy| strategy.class).collect()
    };
    for (chart, expected) in [
        ("airflow", &[Rolling, BlueGreen, MaintenanceWindow][..]),
        ("elasticsearch", &[Rolling, MaintenanceWindow, SnapshotRestore]),
        ("keycloak", &[Other, BlueGreen]),
        ("minio", &[Rolling, InPlace, BlueGreen, Canary]),
        ("mysql", &[Rolling, InPlace, DumpAndRestore, BlueGreen, Replication]),
        ("opentelemetry-collector", &[Rolling, BlueGreen, MaintenanceWindow, Other]),
        ("postgresql", &[Rolling, InPlace, InPlace, DumpAndRestore, BlueGreen, Replication]),
        ("rabbitmq", &[InPlace, BlueGreen, Rolling, SnapshotRestore]),
        ("redis", &[Rolling, InPlace, BlueGreen, DumpAndRestore]),
        ("vaultwarden", &[Rolling, InPlace, BlueGreen, Other]),
        ("wordpress", &[Rolling, MaintenanceWindow, BlueGreen, Other]),
        ("wireguard", &[]),
    ] {
        assert_eq!(classes(chart), expected, "{chart}");
    }
    let all: Vec<&Strategy> = examined.site.upgrades.iter().flatten().collect();
    assert_eq!(all.len(), 99);
    assert_eq!(all.iter().filter(|strategy| strategy.downtime.is_none()).count(), 10);
    let without_section: Vec<_> = all.iter().filter(|strategy| strategy.section.is_none()).collect();
    assert_eq!(without_section, [] as [&&Strategy; 0]);
}
