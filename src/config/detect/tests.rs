use super::*;
use crate::config::{Loaded, init_table, init_text, listing_of, load};
use crate::error::{Error, Result};
use crate::fs::Entry;

/// Files in memory.
#[derive(Default)]
struct Memory(BTreeMap<RepoPath, Vec<u8>>);

impl Memory {
    fn new(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), text.as_bytes().to_vec()));
        Self(files.collect())
    }
}

impl Files for Memory {
    fn list(&self) -> Result<Listing> {
        let entry = |(path, bytes): (&RepoPath, &Vec<u8>)| Entry {
            path: path.clone(),
            bytes: bytes.len() as u64,
            ignored: path.as_str().starts_with("ignored/"),
        };
        Ok(Listing { files: self.0.iter().map(entry).collect(), ..Listing::default() })
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| Error::new(format!("no `{path}`")))
    }
}

fn surroundings(project: &str) -> Surroundings {
    let project = RepoPath::new(project).expect("inside");
    Surroundings { project, name: "handbook".to_owned(), repository_url: None }
}

fn detected(files: &Memory) -> Detected {
    detect(&files.list().expect("memory"), files, &surroundings(""), None)
}

/// The settings found, one line each.
fn described(detected: &Detected) -> Vec<String> {
    let Detected { config, report } = detected;
    let mut lines = vec![format!("{:?} \"{}\" {}", report.kind, config.book.title, config.book.language)];
    lines.extend(config.book.src.iter().map(|src| format!("src {src}")));
    lines.extend(config.catalog.charts.iter().map(|glob| format!("charts {}", glob.value)));
    lines.extend(
        config.charts.iter().filter_map(|(id, chart)| Some(format!("chart {id} {}", chart.folder.as_ref()?.value))),
    );
    lines.extend(config.catalog.commands.iter().map(|commands| format!("commands {}", commands.value)));
    lines.extend(config.catalog.metadata.iter().map(|metadata| format!("metadata {}", metadata.value)));
    lines.extend(config.summary.iter().map(|summary| format!("summary {summary}")));
    lines.extend(
        config.sources.iter().map(|rule| format!("{} {}", rule.kind.map_or("", Kind::name), rule.pattern.value)),
    );
    lines
}

/// Kind and chart of a page, by the settings found.
fn classified(detected: &Detected, listing: &Listing, path: &str) -> String {
    let config = &detected.config;
    let charts = Charts::find(listing, &config.catalog, &config.charts);
    let found = Classifier::new(config, &charts).classify(&RepoPath::new(path).expect("inside"));
    let Some(found) = found else { return "no page".to_owned() };
    let chart = found.chart.map(|chart| format!(" {chart}")).unwrap_or_default();
    format!("{}{chart}{}", found.kind.name(), if found.publish { "" } else { " private" })
}

#[test]
fn each_kind_of_repository_is_recognised() {
    type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        (
            "chart repository with guides, Makefiles and metadata",
            &[
                ("README.md", "# The **charts** [x](y)\n\n## More\n"),
                ("Makefile", ""),
                ("charts/metadata.yaml", "charts:\n  redis: {}\n  minio: {}\n"),
                ("charts/redis/Chart.yaml", ""),
                ("charts/redis/README.md", ""),
                ("charts/minio/Chart.yaml", ""),
                ("charts/minio/charts/sub/Chart.yaml", ""),
                ("charts/minio/templates/tests/Chart.yaml", ""),
                ("make/common.mk", ""),
                ("make/ops/minio.mk", ""),
                ("make/ops/redis.mk", ""),
                ("docs/redis-backup-guide.md", ""),
                ("docs/minio-backup-guide.md", ""),
                ("docs/redis-upgrade.md", ""),
                ("docs/backup-orchestration-guide.md", ""),
                ("docs/disaster-recovery-guide.md", ""),
                ("docs/ROADMAP_2026.md", ""),
                ("docs/ROADMAP_2027.md", ""),
                ("CHANGELOG.md", ""),
            ],
            &[
                "Charts \"The charts x\" en",
                "src .",
                "charts charts/*",
                "commands make/ops/{chart}.mk",
                "metadata charts/metadata.yaml",
                "backup docs/{chart}-backup-guide.md",
                "upgrade docs/{chart}-upgrade.md",
                "release CHANGELOG.md",
                "roadmap docs/ROADMAP*.md",
                "recovery docs/disaster-recovery-guide.md",
            ],
        ),
        (
            "two roots with one chart of the same name",
            &[
                ("charts/redis/Chart.yaml", ""),
                ("charts/minio/Chart.yaml", ""),
                ("incubator/redis/Chart.yaml", ""),
                ("charts/redis/UPGRADING.md", ""),
                ("incubator/redis/docs/upgrade-notes.md", ""),
                ("charts/minio/Makefile", ""),
                ("charts/redis/Makefile", ""),
            ],
            &[
                "Charts \"handbook\" en",
                "src .",
                "charts charts/*",
                "charts incubator/*",
                "commands charts/{chart}/Makefile",
                "upgrade charts/{chart}/UPGRADING.md",
            ],
        ),
        (
            "charts at the root of the repository",
            &[("redis/Chart.yaml", ""), ("minio/Chart.yaml", ""), ("minio/docs/disaster-recovery.md", "")],
            &["Charts \"handbook\" en", "src .", "charts *", "recovery {chart}/docs/disaster-recovery.md"],
        ),
        (
            "one chart at the root, whose folder is somebody's checkout",
            &[("Chart.yaml", "name: billing\n"), ("README.md", ""), ("UPGRADE.md", ""), ("docs/billing-backup.md", "")],
            &[
                "Charts \"handbook\" en",
                "src .",
                "charts .",
                "chart billing .",
                "backup docs/{chart}-backup.md",
                "upgrade UPGRADE.md",
            ],
        ),
        (
            "services that each hold a folder `chart`",
            &[("services/a/chart/Chart.yaml", "name: a\n"), ("services/b/chart/Chart.yaml", "name: b\n"), ("a.md", "")],
            &[
                "Charts \"handbook\" en",
                "src .",
                "charts services/*/chart",
                "chart a services/a/chart",
                "chart b services/b/chart",
            ],
        ),
        (
            "charts in folders by category",
            &[
                ("charts/db/a/Chart.yaml", ""),
                ("charts/db/b/Chart.yaml", ""),
                ("charts/web/c/Chart.yaml", ""),
                ("charts/etl/d/Chart.yaml", ""),
            ],
            &["Charts \"handbook\" en", "src .", "charts charts/*/*"],
        ),
        (
            "charts made for tests don't count beside others, and do alone",
            &[("examples/demo/Chart.yaml", ""), ("README.md", "text\n")],
            &["Charts \"handbook\" en", "src .", "charts examples/demo"],
        ),
        (
            "runbooks by chart",
            &[
                ("charts/redis/Chart.yaml", ""),
                ("charts/kafka/Chart.yaml", ""),
                ("runbooks/redis/backup.md", ""),
                ("runbooks/redis/failover.md", ""),
                ("runbooks/kafka.md", ""),
                ("runbooks/on-call.md", ""),
                ("docs/redis/upgrade.md", ""),
                ("docs/redis/tuning.md", ""),
                ("docs/kafka/tuning.md", ""),
                ("charts/kafka/docs/disaster-recovery.md", ""),
                ("docs/migrations/kafka-to-strimzi.md", ""),
                ("docs/migrations/README.md", ""),
                ("docs/releases/v1.md", ""),
                ("charts/kafka/examples/README.md", ""),
                ("examples/stack/README.md", ""),
            ],
            &[
                "Charts \"handbook\" en",
                "src .",
                "charts charts/*",
                "backup runbooks/{chart}/backup.md",
                "upgrade docs/{chart}/upgrade.md",
                "recovery charts/{chart}/docs/disaster-recovery.md",
                "example charts/{chart}/examples/**",
                "example examples/**",
                "migration docs/migrations/{chart}-*.md",
                "playbook runbooks/{chart}.md",
                "playbook runbooks/{chart}/**",
                "migration docs/migrations/**",
                "playbook runbooks/**",
                "release docs/releases/**",
                "guide docs/{chart}/**",
            ],
        ),
        (
            "documents only",
            &[
                ("docs/README.md", "백업 안내서\n====\n\n백업을 복원합니다 kubectl\n"),
                ("docs/TROUBLESHOOTING.md", ""),
                ("src/main.rs", ""),
            ],
            &["Docs \"백업 안내서\" ko", "src docs", "playbook docs/TROUBLESHOOTING.md"],
        ),
        (
            "documents and a README at the root",
            &[("README.md", "![logo](a.png)\n\n# ![x](b.png) Handbook of `ops`\n"), ("docs/a.md", "")],
            &["Docs \"Handbook of ops\" en", "src ."],
        ),
        (
            "pages with front matter",
            &[
                ("content/a.md", "---\ntitle: A\n---\n"),
                ("content/b.md", "\u{feff}---\r\ntitle: B\r\n---\r\n"),
                ("README.md", "# R\n"),
            ],
            &["Content \"R\" en", "src content"],
        ),
        (
            "pages with front matter beside charts",
            &[("content/a.md", "---\ntitle: A\n---\n"), ("charts/redis/Chart.yaml", ""), ("README.md", "# R\n")],
            &["Charts \"R\" en", "src charts", "src content", "charts charts/*"],
        ),
        (
            "an mdBook",
            &[("src/SUMMARY.md", ""), ("src/a.md", "")],
            &["Book \"handbook\" en", "src src", "summary src/SUMMARY.md"],
        ),
        ("nothing", &[], &["Docs \"handbook\" en", "src ."]),
    ];
    for (name, files, expected) in cases {
        assert_eq!(described(&detected(&Memory::new(files))), *expected, "{name}");
    }
}

#[test]
fn what_names_no_chart_is_no_charts_guide() {
    let listing = listing_of(&[
        "charts/thanos-query/Chart.yaml",
        "charts/thanos-query-frontend/Chart.yaml",
        "charts/common/Chart.yaml",
        "charts/redis/Chart.yaml",
        "charts/redis/MIGRATION.md",
        "docs/thanos-guide.md",
        "docs/thanos-query-backup.md",
        "docs/thanos-query-frontend-backup.md",
        "docs/03-redis-operator-migration.md",
        "docs/Redis-Upgrade.md",
        "docs/uncommon-upgrade.md",
        "CLAUDE.md",
        ".github/PULL_REQUEST_TEMPLATE.md",
    ]);
    let found = detect(&listing, &Memory::default(), &surroundings(""), None);
    for (path, expected) in [
        ("docs/thanos-guide.md", "guide"),
        ("docs/thanos-query-backup.md", "backup thanos-query"),
        ("docs/thanos-query-frontend-backup.md", "backup thanos-query-frontend"),
        ("docs/03-redis-operator-migration.md", "guide"),
        ("docs/Redis-Upgrade.md", "upgrade redis"),
        ("docs/uncommon-upgrade.md", "guide"),
        ("charts/redis/MIGRATION.md", "migration redis"),
        ("CLAUDE.md", "guide private"),
        (".github/PULL_REQUEST_TEMPLATE.md", "guide private"),
        ("site/a.md", "no page"),
    ] {
        assert_eq!(classified(&found, &listing, path), expected, "{path}");
    }
    let unplaced: Vec<_> =
        found.report.unplaced.iter().map(|page| (page.path.as_str(), page.kind, page.chart.as_deref())).collect();
    assert_eq!(
        unplaced,
        [
            ("docs/03-redis-operator-migration.md", Some(Kind::Migration), Some("redis")),
            ("docs/uncommon-upgrade.md", Some(Kind::Upgrade), None),
        ]
    );
}

#[test]
fn what_book_toml_says_stays_and_the_rest_is_found() {
    let files = Memory::new(&[
        ("charts/redis/Chart.yaml", ""),
        ("charts/redis/README.md", ""),
        ("docs/redis-backup.md", ""),
        ("README.md", "# Found\n"),
        ("src/SUMMARY.md", ""),
        ("docs/SUMMARY.md", ""),
    ]);
    let listing = files.list().expect("memory");
    let file = RepoPath::new("book.toml").expect("inside");
    for (text, expected) in [
        (
            "[book]\ntitle = \"Mine\"\nsrc = \".\"\n",
            &["Charts \"Mine\" en", "src .", "charts charts/*", "backup docs/{chart}-backup.md"][..],
        ),
        ("[book]\nlanguage = \"ko\"\n", &["Book \"Found\" ko", "src src", "summary src/SUMMARY.md"]),
        ("[book]\nsrc = \"docs\"\n", &["Book \"Found\" en", "src docs", "summary docs/SUMMARY.md"]),
        (
            "sources = []\n[book]\nsrc = \"charts\"\n[catalog]\ncharts = [\"charts/*\"]\n",
            &["Charts \"Found\" en", "src charts", "charts charts/*"],
        ),
    ] {
        let Loaded { config, report, remarks } =
            load(&listing, &files, &surroundings(""), Some((&file, text))).expect("valid");
        assert_eq!(remarks, []);
        assert_eq!(described(&Detected { config, report }), expected, "{text}");
    }
}

#[test]
fn a_project_below_the_repository_root_sees_its_own_files() {
    let files = Memory::new(&[
        ("README.md", "# Whole\n"),
        ("charts/redis/Chart.yaml", ""),
        ("handbook/docs/runbooks/a.md", ""),
        ("handbook/README.md", "# Part\n"),
        ("handbook/site/a.md", ""),
        ("ignored/a.md", ""),
    ]);
    let listing = files.list().expect("memory");
    let found = detect(&listing, &files, &surroundings("handbook"), None);
    assert_eq!(described(&found), ["Docs \"Part\" en", "src handbook", "playbook handbook/docs/runbooks/**"]);
    assert_eq!(found.report.pages(), 2);
    let whole = detect(&listing, &files, &surroundings(""), None);
    assert_eq!(whole.report.private.iter().map(RepoPath::as_str).collect::<Vec<_>>(), ["ignored/a.md"]);
}

#[test]
fn names_with_the_characters_of_patterns_are_no_trouble() {
    let listing = listing_of(&["charts/r/Chart.yaml", "docs/[a]/{b}/r-backup.md", "charts/r/a*/UPGRADE.md"]);
    let found = detect(&listing, &Memory::default(), &surroundings(""), None);
    assert_eq!(classified(&found, &listing, "docs/[a]/{b}/r-backup.md"), "backup r");
    assert_eq!(classified(&found, &listing, "charts/r/a*/UPGRADE.md"), "upgrade r");
}

#[test]
fn many_files_take_time_in_proportion() {
    // With work for every pair of chart and file, this would be 10^8 steps and minutes.
    let mut paths: Vec<String> = (0..10_000).map(|number| format!("charts/app-part-{number}/Chart.yaml")).collect();
    paths.extend((0..10_000).map(|number| format!("docs/app-part-{number}-backup-guide.md")));
    let listing = listing_of(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    let found = detect(&listing, &Memory::default(), &surroundings(""), None);
    assert_eq!(found.report.kinds.get(&Kind::Backup), Some(&(10_000, 10_000)));
    assert_eq!(found.config.sources.len(), 1);
}

/// The corpus on disk.
struct Disk(std::path::PathBuf);

impl Files for Disk {
    fn list(&self) -> Result<Listing> {
        let files = walkdir::WalkDir::new(&self.0).into_iter().filter_map(|entry| {
            let entry = entry.ok().filter(|entry| entry.file_type().is_file())?;
            let path = RepoPath::new(entry.path().strip_prefix(&self.0).ok()?.to_str()?)?;
            let bytes = entry.metadata().ok()?.len();
            (!path.as_str().starts_with(".git/")).then_some(Entry { path, bytes, ignored: false })
        });
        let mut files: Vec<Entry> = files.collect();
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Listing { files, ..Listing::default() })
    }

    #[expect(clippy::disallowed_methods, reason = "the test reads the corpus, and is not a stage")]
    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        let path = self.0.join(path.as_str());
        std::fs::read(&path).map_err(|error| Error::io("read", &path, error))
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the corpus is where the environment says")]
fn the_corpus_is_understood() {
    let Ok(folder) = std::env::var("DOCSGEN_CORPUS") else { return };
    let files = Disk(folder.into());
    let listing = files.list().expect("the corpus can be read");
    let found = detect(&listing, &files, &surroundings(""), None);
    let kinds: Vec<_> =
        found.report.kinds.iter().map(|(kind, (pages, charts))| (kind.name(), *pages, *charts)).collect();
    assert_eq!(
        kinds,
        [
            ("chart", 47, 47),
            ("backup", 28, 28),
            ("upgrade", 28, 28),
            ("recovery", 1, 0),
            ("migration", 7, 7),
            ("playbook", 1, 0),
            ("guide", 45, 0),
            ("release", 10, 0),
            ("roadmap", 3, 0),
            ("example", 4, 0),
        ],
        "{}",
        init_table(&found)
    );
    for (path, expected) in [
        ("docs/thanos-guide.md", "guide"),
        ("docs/backup-orchestration-guide.md", "guide"),
        ("docs/disaster-recovery-guide.md", "recovery"),
        ("docs/opentelemetry-collector-backup-guide.md", "backup opentelemetry-collector"),
        ("docs/TROUBLESHOOTING.md", "playbook"),
        ("charts/devpi/MIGRATION.md", "migration devpi"),
        ("CLAUDE.md", "guide private"),
        (".github/SECURITY.md", "guide private"),
    ] {
        assert_eq!(classified(&found, &listing, path), expected, "{path}");
    }
    assert_eq!(found.config.catalog.commands.as_ref().map(|path| path.value.as_str()), Some("make/ops/{chart}.mk"));
    let metadata = found.config.catalog.metadata.as_ref().map(|path| path.value.as_str());
    assert_eq!(metadata, Some("charts/charts-metadata.yaml"));

    let file = RepoPath::new("book.toml").expect("inside");
    let text = init_text(&found);
    let again = load(&listing, &files, &surroundings(""), Some((&file, &text))).expect("init writes TOML");
    assert_eq!(again.remarks, [], "{text}");
    let again = Detected { config: again.config, report: again.report };
    assert_eq!(described(&again), described(&found), "{text}");
}
