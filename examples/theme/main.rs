//! Renders a small made-up site with the default theme, to look at it and to run the browser tests without a build:
//! `cargo run --example theme -- site-of-samples`.
#![expect(clippy::print_stdout, reason = "an example talks to who runs it")]
#![expect(clippy::disallowed_methods, reason = "an example is an edge of its own and writes its files itself")]

mod matrix;

use std::path::Path;

use docsgen::error::Error;
use docsgen::render::context::{
    CONTRACT_VERSION, CatalogView, CategoryView, ChartSummary, ChartView, CommandView, DependencyView, GuideCount,
    InstallView, Layout, LinkView, ListingEntry, ListingGroup, NavGroup, NavItem, NavView, PageContext, PageView,
    PublishedVersionView, PublishedView, RepositoryView, SiteView, TocEntry,
};
use docsgen::render::theme::Theme;

const GUIDE: &str = include_str!("guide.html");
const README: &str = include_str!("readme.html");
const HOME: &str = include_str!("home.html");

/// Category, charts: id, title, description, chart version, app version, whether it has guides.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, bool);
const CHARTS: &[(&str, &str, &[Row])] = &[
    (
        "databases",
        "Databases",
        &[
            ("mongodb", "MongoDB", "Document database with replica sets and scheduled dumps", "0.3.2", "8.0.4", true),
            ("mysql", "MySQL", "Relational database with binary-log archiving", "0.3.0", "8.4.3", true),
            (
                "postgresql",
                "PostgreSQL",
                "Relational database with streaming replication, WAL archiving and point-in-time recovery",
                "0.4.1",
                "16.11",
                true,
            ),
            ("redis", "Redis", "In-memory key-value store: cache, queue and message broker", "0.4.0", "7.4.1", true),
        ],
    ),
    (
        "observability",
        "Observability",
        &[
            ("alertmanager", "Alertmanager", "Groups alerts and sends them to who is on call", "0.3.0", "0.27.0", true),
            ("grafana", "Grafana", "Dashboards for metrics, logs and traces", "0.4.0", "12.2.2", true),
            ("loki", "Loki", "Log storage that indexes labels only", "0.4.0", "3.6.1", true),
            (
                "opentelemetry-collector",
                "OpenTelemetry Collector",
                "Receives, processes and exports telemetry from every workload of the cluster",
                "0.3.0",
                "0.96.0",
                false,
            ),
            ("prometheus", "Prometheus", "Metrics, rules and alerts", "0.4.0", "3.7.3", true),
        ],
    ),
    (
        "storage",
        "Storage and backup",
        &[
            ("minio", "MinIO", "Object storage that speaks the S3 protocol", "0.4.0", "2025-10-15", true),
            ("restic-server", "Restic server", "Receives encrypted snapshots over HTTP", "0.1.3", "0.13.0", false),
        ],
    ),
    ("libraries", "Libraries", &[("common", "Common", "Templates that the other charts share", "1.2.0", "", false)]),
];

fn main() -> Result<(), Error> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "site-of-samples".to_owned());
    let theme = Theme::embedded();
    let write = |path: &str, bytes: &[u8]| {
        let path = Path::new(&out).join(path);
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
        std::fs::write(&path, bytes).map_err(|error| Error::io("write", &path, error))
    };
    for asset in theme.assets() {
        write(&asset.published, &asset.bytes)?;
    }
    let pages = pages();
    for (path, context, body) in &pages {
        write(path, theme.render(context, *body)?.as_bytes())?;
        if context.page.markdown_url.is_some() {
            write(&path.replace(".html", ".md"), format!("# {}\n", context.page.title).as_bytes())?;
        }
    }
    println!("{} pages in {out}", pages.len());
    Ok(())
}

/// Path, context and body of every page.
fn pages() -> Vec<(String, PageContext, &'static str)> {
    let mut pages = Vec::new();

    let mut home = page("index.html", Layout::Home, "Platform charts", "guide", "");
    home.page.has_heading = true;
    home.catalog = Some(catalog(""));
    home.listing = listing("");
    home.recovery = Some(matrix::summary("recovery/index.html"));
    home.nav.groups = Vec::new();
    home.breadcrumbs = Vec::new();
    pages.push(("index.html".to_owned(), home, HOME));

    let mut all = page("catalog/index.html", Layout::Catalog, "Catalog", "generated", "");
    all.page.description = Some("Every chart of the platform, with its guides.".to_owned());
    all.catalog = Some(catalog("../"));
    pages.push(("catalog/index.html".to_owned(), all, ""));

    let mut guides = page("docs/index.html", Layout::Listing, "Guides", "generated", "");
    guides.listing = listing("../");
    pages.push(("docs/index.html".to_owned(), guides, ""));

    pages.push(("recovery/index.html".to_owned(), matrix::page_of_matrix(), ""));

    for (title, file) in [("Disaster recovery", "disaster-recovery"), ("Security hardening", "security-hardening")] {
        let path = format!("docs/{file}.html");
        let mut guide = page(&path, Layout::Page, title, "guide", "Guide");
        guide.page.tags = vec!["operations".to_owned(), "quarterly".to_owned()];
        pages.push((path, guide, "<p>What to do, in the order in which to do it.</p>"));
    }
    let mut changes = page("CHANGELOG.html", Layout::Page, "Changelog", "release", "Release");
    changes.page.historical = true;
    pages.push((
        "CHANGELOG.html".to_owned(),
        changes,
        "<h2 id=\"040\">0.4.0</h2><ul><li>Backups run as jobs.</li></ul>",
    ));

    let mut missing = page("404.html", Layout::NotFound, "Page not found", "generated", "");
    missing.catalog = Some(catalog("/"));
    missing.nav.groups = Vec::new();
    missing.breadcrumbs = Vec::new();
    absolute(&mut missing);
    pages.push(("404.html".to_owned(), missing, ""));

    for (_, category, rows) in CHARTS {
        for row in *rows {
            chart_pages(category, row, &mut pages);
        }
    }
    pages
}

fn chart_pages(category: &str, row: &Row, pages: &mut Vec<(String, PageContext, &'static str)>) {
    let (id, title, _, _, _, guides) = *row;
    let own = |file: &str| format!("charts/{id}/{file}");
    let mut readme = page(&own("index.html"), Layout::Chart, title, "chart", "Chart");
    readme.page.has_heading = true;
    readme.chart = Some(chart(category, row, ""));
    readme.nav = nav("../../", &own("index.html"), Some(row));
    readme.toc =
        vec![entry("Install", "#install", &[]), entry("Values", "#values", &[("Persistence", "#persistence")])];
    readme.breadcrumbs = vec![link("Home", "../../index.html", ""), link("Catalog", "../../catalog/index.html", "")];
    readme.mentions = vec![
        link("Disaster recovery", "../../docs/disaster-recovery.html", "Guide"),
        link("Security hardening", "../../docs/security-hardening.html", "Guide"),
        link("Changelog", "../../CHANGELOG.html", "Release"),
    ];
    pages.push((own("index.html"), readme, README));
    if !guides {
        return;
    }
    for (file, kind, label, words) in [
        ("backup.html", "backup", "Backup guide", "backup and recovery"),
        ("upgrade.html", "upgrade", "Upgrade guide", "upgrade"),
    ] {
        let mut guide = page(&own(file), Layout::Page, &format!("{title} {words}"), kind, label);
        guide.page.owner = Some("team-data".to_owned());
        guide.page.reviewed = Some("2026-09-30".to_owned());
        guide.chart = Some(chart(category, row, file));
        guide.nav = nav("../../", &own(file), Some(row));
        guide.breadcrumbs = vec![
            link("Home", "../../index.html", ""),
            link("Catalog", "../../catalog/index.html", ""),
            link(title, "index.html", ""),
        ];
        guide.toc = vec![
            entry("Before you start", "#before-you-start", &[]),
            entry("Objectives", "#objectives", &[("What they mean", "#what-they-mean")]),
            entry(
                "Back up",
                "#back-up",
                &[
                    ("Full backup", "#full-backup"),
                    ("Archive the write-ahead log continuously", "#wal"),
                    ("Schedules", "#schedules"),
                ],
            ),
            entry("Restore", "#restore", &[("To a point in time", "#pitr")]),
            entry("Check a backup", "#check-a-backup", &[]),
            entry("Troubleshooting", "#troubleshooting", &[]),
        ];
        guide.previous = Some(link(title, "index.html", "Chart"));
        guide.next = Some(link(&format!("{title} upgrade"), "upgrade.html", "Upgrade guide"));
        guide.mentions = vec![link("Disaster recovery", "../../docs/disaster-recovery.html", "Guide")];
        pages.push((own(file), guide, GUIDE));
    }
}

/// A page at `path` with all that is the same everywhere.
fn page(path: &str, layout: Layout, title: &str, kind: &'static str, kind_label: &'static str) -> PageContext {
    let root = "../".repeat(path.matches('/').count());
    let source = (layout == Layout::Page || layout == Layout::Chart).then(|| path.replace(".html", ".md"));
    PageContext {
        version: CONTRACT_VERSION,
        layout,
        site: SiteView {
            title: "Platform charts".to_owned(),
            description: Some("Helm charts for the services we run, and the guides to back them up, upgrade them and bring them back.".to_owned()),
            language: "en".to_owned(),
            authors: vec!["Platform team".to_owned()],
            repository_url: Some("https://git.example.com/platform/charts".to_owned()),
            home_url: format!("{root}index.html"),
            remote_images: true,
            styles: Vec::new(),
            scripts: Vec::new(),
            search: false,
            version: None,
            pack: None,
            feed_url: None,
        },
        page: PageView {
            covers: Vec::new(),
            params: Vec::new(),
            review_due: None,
            title: title.to_owned(),
            has_heading: false,
            description: None,
            kind,
            kind_label: kind_label.to_owned(),
            language: "en".to_owned(),
            source_url: source.as_ref().map(|path| format!("https://git.example.com/platform/charts/blob/main/{path}")),
            edit_url: source.as_ref().map(|path| format!("https://git.example.com/platform/charts/edit/main/{path}")),
            markdown_url: source.as_ref().and_then(|path| path.rsplit('/').next().map(str::to_owned)),
            source_path: source,
            updated: (layout == Layout::Page || layout == Layout::Chart).then(|| "2026-10-01".to_owned()),
            canonical_url: None,
            tags: Vec::new(),
            owner: None,
            reviewed: None,
            historical: false,
            moved: Vec::new(),
        },
        toc: Vec::new(),
        nav: nav(&root, path, None),
        breadcrumbs: vec![link("Home", &format!("{root}index.html"), "")],
        previous: None,
        next: None,
        mentions: Vec::new(),
        chart: None,
        catalog: None,
        listing: Vec::new(),
        matrices: Vec::new(),
        recovery: None,
        release: None,
        timeline: None,
        playbook: None,
        tabs: Vec::new(),
        trends: Vec::new(),
        root,
    }
}

fn nav(root: &str, path: &str, row: Option<&Row>) -> NavView {
    let item = |title: &str, target: &str| NavItem {
        title: title.to_owned(),
        url: format!("{root}{target}"),
        current: target == path,
        open: target != path
            && target != "index.html"
            && target.rsplit_once('/').is_some_and(|(folder, _)| path.starts_with(folder)),
        children: Vec::new(),
    };
    let sections = vec![
        item("Home", "index.html"),
        item("Catalog", "catalog/index.html"),
        item("Recovery", "recovery/index.html"),
        item("Guides", "docs/index.html"),
        item("Releases", "CHANGELOG.html"),
    ];
    let mut groups = Vec::new();
    if let Some((id, title, _, _, _, guides)) = row {
        let mut items = vec![item("Chart", &format!("charts/{id}/index.html"))];
        if *guides {
            items.push(item("Backup", &format!("charts/{id}/backup.html")));
            items.push(item("Upgrade", &format!("charts/{id}/upgrade.html")));
        }
        for item in &mut items {
            item.open = false;
        }
        groups.push(NavGroup { title: (*title).to_owned(), items, more: None });
        let neighbours = CHARTS
            .iter()
            .flat_map(|(_, _, rows)| rows.iter())
            .map(|(other, title, ..)| NavItem {
                open: other == id && path != format!("charts/{id}/index.html"),
                ..item(title, &format!("charts/{other}/index.html"))
            })
            .collect();
        let more = Some(link("All 47 charts", &format!("{root}catalog/index.html"), ""));
        groups.push(NavGroup { title: "Charts".to_owned(), items: neighbours, more });
    } else if path.starts_with("docs/") {
        let items = vec![
            item("Disaster recovery", "docs/disaster-recovery.html"),
            item("Security hardening", "docs/security-hardening.html"),
        ];
        groups.push(NavGroup { title: "Guides".to_owned(), items, more: None });
    }
    NavView { sections, groups }
}

fn chart(category: &str, row: &Row, without: &str) -> ChartView {
    let (id, title, description, version, app_version, guides) = *row;
    let stated = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut pages = Vec::new();
    if guides {
        pages.push(link(&format!("{title} backup and recovery"), "backup.html", "Backup guide"));
        pages.push(link(&format!("{title} upgrade"), "upgrade.html", "Upgrade guide"));
    }
    pages.push(link(
        "Bringing everything back after the loss of a site",
        "../../docs/disaster-recovery.html",
        "Recovery guide",
    ));
    pages.retain(|page| page.url != without);
    let commands = [
        ("backup-all", Some("Back up configuration, databases and volumes to `./backups`")),
        ("restore", Some("Restore the newest backup; asks before it overwrites anything")),
        ("backup-verify", Some("Check the checksums of the newest backup and list what is in it")),
        ("replication-status", None),
        ("pre-upgrade-check", Some("Versions, free space, replication lag, long transactions")),
        ("upgrade-rollback", Some("Print the plan for going back")),
    ];
    ChartView {
        restore: None,
        id: id.to_owned(),
        title: title.to_owned(),
        url: "index.html".to_owned(),
        description: stated(description),
        version: stated(version),
        app_version: stated(app_version),
        category: Some(category.to_owned()),
        library: id == "common",
        deprecated: id == "restic-server",
        kube_version: Some(">=1.28.0-0".to_owned()),
        home: Some(format!("https://{id}.example.org/")),
        tier: Some("1".to_owned()),
        owner: Some("team-data".to_owned()),
        keywords: ["database", "sql", "replication", "backup", "wal"].map(str::to_owned).into(),
        maintainers: vec![link("Ada Kim", "mailto:ada@example.com", ""), link("Jo Weber", "", "")],
        sources: vec![
            link("https://git.example.com/platform/charts", "https://git.example.com/platform/charts", ""),
            link("https://git.example.org/upstream", "https://git.example.org/upstream", ""),
        ],
        pages,
        profiles: ["values-homeserver.yaml", "values-prod-replica.yaml", "values-small-prod.yaml"]
            .map(|file| {
                link(file, &format!("https://git.example.com/platform/charts/blob/main/charts/{id}/{file}"), "")
            })
            .into(),
        dependencies: if id == "common" {
            Vec::new()
        } else {
            vec![DependencyView {
                name: "common".to_owned(),
                version: Some("1.x".to_owned()),
                url: Some("../common/index.html".to_owned()),
            }]
        },
        commands_described: true,
        commands: commands
            .map(|(target, description)| CommandView {
                danger: false,
                anchor: format!("make-{target}"),
                command: format!("make -f make/ops/{id}.mk {id}-{target}"),
                target: format!("{id}-{target}"),
                description: description.map(str::to_owned),
            })
            .into(),
        folder_url: Some(format!("https://git.example.com/platform/charts/tree/main/charts/{id}")),
        folder: format!("charts/{id}"),
        recovery: Some(matrix::of_chart(id.len())),
        strategies: None,
        install: (id != "common").then(|| InstallView {
            version: version.to_owned(),
            commands: vec![
                "helm repo add example https://charts.example.com".to_owned(),
                "helm repo update".to_owned(),
                format!("helm install {id} example/{id} --version {version}"),
            ],
            dependency: None,
        }),
        published: Some(PublishedView {
            standing: "published",
            latest: Some(version.to_owned()),
            count: 1,
            versions: vec![PublishedVersionView {
                version: version.to_owned(),
                app_version: stated(app_version),
                created: Some("2026-09-30".to_owned()),
                url: Some(format!("https://charts.example.com/{id}-{version}.tgz")),
                deprecated: id == "restic-server",
                removed: false,
                own: true,
            }],
            older: Vec::new(),
            left_out: 0,
        }),
        releases: Vec::new(),
        releases_url: None,
    }
}

fn catalog(root: &str) -> CatalogView {
    let categories = CHARTS
        .iter()
        .map(|(id, title, rows)| CategoryView {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            charts: rows.iter().map(|row| summary(root, row)).collect(),
        })
        .collect();
    CatalogView {
        url: format!("{root}catalog/index.html"),
        charts: CHARTS.iter().map(|(_, _, rows)| rows.len()).sum(),
        guides: ["backup guide", "upgrade guide"]
            .map(|kind| GuideCount { count: 9, one: format!("{{count}} {kind}"), other: format!("{{count}} {kind}s") })
            .into(),
        categories,
        repository: Some(RepositoryView {
            url: "https://charts.example.com".to_owned(),
            prefix: "example/".to_owned(),
            commands: vec!["helm repo add example https://charts.example.com".to_owned()],
        }),
    }
}

fn summary(root: &str, row: &Row) -> ChartSummary {
    let (id, title, description, version, app_version, guides) = *row;
    let guide = |title: &str, file: &str| link(title, &format!("{root}charts/{id}/{file}"), "");
    ChartSummary {
        title: title.to_owned(),
        url: format!("{root}charts/{id}/index.html"),
        description: Some(description.to_owned()),
        version: Some(version.to_owned()),
        app_version: (!app_version.is_empty()).then(|| app_version.to_owned()),
        published: (id == "redis").then(|| "0.3.2".to_owned()),
        standing: if id == "redis" { "unpublished" } else { "published" },
        deprecated: id == "restic-server",
        guides: if guides {
            vec![guide("Backup", "backup.html"), guide("Upgrade", "upgrade.html")]
        } else {
            Vec::new()
        },
    }
}

fn listing(root: &str) -> Vec<ListingGroup> {
    let entry = |title: &str, path: &str, description: Option<&str>, note: &str| ListingEntry {
        title: title.to_owned(),
        url: format!("{root}{path}"),
        description: description.map(str::to_owned),
        note: note.to_owned(),
    };
    vec![
        ListingGroup {
            title: "Operations".to_owned(),
            pages: vec![
                entry(
                    "Disaster recovery",
                    "docs/disaster-recovery.html",
                    Some("Bringing everything back after the loss of a site, in waves, with what each one waits for."),
                    "Recovery guide",
                ),
                entry("Security hardening", "docs/security-hardening.html", None, "Guide"),
            ],
        },
        ListingGroup { title: "Releases".to_owned(), pages: vec![entry("Changelog", "CHANGELOG.html", None, "")] },
    ]
}

/// A 404 page may be shown at any depth: its links start at the root.
fn absolute(page: &mut PageContext) {
    page.root = "/".to_owned();
    page.site.home_url = "/index.html".to_owned();
    for section in &mut page.nav.sections {
        section.url.insert(0, '/');
    }
}

fn entry(title: &str, url: &str, children: &[(&str, &str)]) -> TocEntry {
    let children = children.iter().map(|(title, url)| entry(title, url, &[])).collect();
    TocEntry { title: title.to_owned(), url: url.to_owned(), children }
}

fn link(title: &str, url: &str, note: &str) -> LinkView {
    let kinds = [("Backup", "backup"), ("Upgrade", "upgrade"), ("Recovery", "recovery")];
    let kind = kinds.into_iter().find(|(start, _)| note.starts_with(start)).map_or("", |(_, kind)| kind);
    LinkView { title: title.to_owned(), url: url.to_owned(), note: note.to_owned(), kind }
}
