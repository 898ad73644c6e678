//! What templates are told of small sites, and where their links lead.

use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::render::address::Addresses;
use docsgen::render::context::{Layout, LinkView, NavItem, PageContext};
use docsgen::render::llms::llms;
use docsgen::render::redirect::{Surrounding, redirect_page};
use docsgen::render::sitemap::sitemap;
use docsgen::render::translation::Translation;
use docsgen::render::view::Viewer;
use docsgen::site::matrix::Matrix;
use docsgen::site::redirect::{Redirect, RedirectTarget};
use docsgen::site::route::Route;
use docsgen::site::table::{Column, Row};
use docsgen::source::RepoPath;

fn site_of(files: &[(String, String)]) -> Examined {
    let files: MemoryFiles =
        files.iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), text.as_str())).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable")
}

fn examined(files: &[(&str, &str)]) -> Examined {
    let files: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    site_of(&files)
}

/// What the page at a route is made from.
fn context(examined: &Examined, route: &str) -> PageContext {
    let addresses = Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
    let viewer = Viewer::new(&addresses, Translation::english(), Vec::new(), Vec::new());
    let pages = viewer.pages();
    let (page, route) = pages.iter().find(|(_, found)| found.as_str() == route).expect("a page");
    viewer.context(*page, route)
}

fn routes(examined: &Examined) -> Vec<String> {
    let addresses = Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
    let pages = Viewer::new(&addresses, Translation::english(), Vec::new(), Vec::new()).pages();
    pages.into_iter().map(|(_, route)| route.as_str().to_owned()).collect()
}

fn count(items: &[NavItem]) -> usize {
    items.iter().map(|item| 1 + count(&item.children)).sum()
}

fn titles(links: &[LinkView]) -> Vec<&str> {
    links.iter().map(|link| &*link.title).collect()
}

const CHART: &str = "apiVersion: v2\nname: redis\nversion: 1.0.0\ndescription: A store\n";

#[test]
fn the_sidebar_of_a_large_folder_shows_the_page_and_its_neighbours() {
    let mut files: Vec<(String, String)> =
        (0..10_000).map(|number| (format!("docs/p{number}.md"), format!("# Page {number}\n"))).collect();
    files.push(("README.md".to_owned(), "# Home\n".to_owned()));
    let examined = site_of(&files);
    for (number, first) in [(0, 0), (10, 0), (5_000, 4_980), (9_999, 9_960)] {
        let context = context(&examined, &format!("docs/p{number}.html"));
        let [group] = context.nav.groups.as_slice() else { panic!("one group: {:?}", context.nav.groups) };
        assert_eq!(count(&group.items), 40);
        assert_eq!(group.items[0].title, format!("Page {first}"));
        assert_eq!(group.items.iter().filter(|item| item.current).count(), 1);
        assert_eq!(group.more.as_ref().map(|more| &*more.title), Some("All 10000"));
        let number_of = |link: &Option<LinkView>| link.as_ref().map(|link| link.title.clone());
        assert_eq!(number_of(&context.previous), (number > 0).then(|| format!("Page {}", number - 1)));
        assert_eq!(number_of(&context.next), (number < 9_999).then(|| format!("Page {}", number + 1)));
    }
}

#[test]
fn what_a_guide_shows_of_a_chart_with_many_pages_is_bounded() {
    let mut files: Vec<(String, String)> =
        (0..500).map(|number| (format!("charts/redis/docs/p{number}.md"), format!("# Page {number}\n"))).collect();
    files.push(("charts/redis/Chart.yaml".to_owned(), CHART.to_owned()));
    files.push(("charts/redis/README.md".to_owned(), "# R\n".to_owned()));
    let examined = site_of(&files);
    let guide = context(&examined, "charts/redis/docs/p300.html");
    let current = |items: &[NavItem]| items.iter().filter(|item| item.current).count();
    assert_eq!((guide.nav.groups[0].items.len(), current(&guide.nav.groups[0].items)), (41, 1));
    assert!(guide.chart.expect("its chart").pages.len() <= 40);
    assert_eq!(guide.previous.map(|link| link.title), Some("Page 299".to_owned()));
    let own = context(&examined, "charts/redis/index.html");
    assert_eq!(own.chart.expect("itself").pages.len(), 500);
}

#[test]
fn pages_know_what_is_above_before_and_behind_them() {
    let examined = examined(&[
        ("README.md", "# Home\n"),
        (
            "book.toml",
            "[book]\ntitle = \"Site\"\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[charts.redis]\ncategory = \"data-store\"\n",
        ),
        ("charts/redis/Chart.yaml", CHART),
        ("charts/redis/README.md", "# Redis chart\n"),
        ("charts/redis/backup.md", "---\nkind: backup\n---\n# Save\n"),
        ("docs/a.md", "# A\n"),
        ("docs/b.md", "# B\n"),
    ]);
    for (route, layout, above, previous, next) in [
        ("index.html", Layout::Home, "", None, None),
        ("docs/a.html", Layout::Page, "Home, Guides", None, Some("B")),
        ("docs/b.html", Layout::Page, "Home, Guides", Some("A"), None),
        ("charts/redis/index.html", Layout::Chart, "Home, Catalog, Data store", None, Some("Save")),
        ("charts/redis/backup.html", Layout::Page, "Home, Catalog, Data store, redis", Some("redis"), None),
        ("catalog/index.html", Layout::Catalog, "Home", None, None),
        ("guides/index.html", Layout::Listing, "Home", None, None),
    ] {
        let context = context(&examined, route);
        assert_eq!(context.layout, layout, "{route}");
        assert_eq!(titles(&context.breadcrumbs).join(", "), above, "{route}");
        assert_eq!(context.previous.as_ref().map(|link| &*link.title), previous, "{route}");
        assert_eq!(context.next.as_ref().map(|link| &*link.title), next, "{route}");
    }
    let catalog = context(&examined, "catalog/index.html").catalog.expect("the catalog");
    let [category] = catalog.categories.as_slice() else { panic!("one category") };
    assert_eq!((&*category.id, &*category.title), ("category-data-store", "Data store"));
    let [chart] = category.charts.as_slice() else { panic!("one chart") };
    assert_eq!(
        (&*chart.title, chart.version.as_deref(), chart.description.as_deref()),
        ("redis", Some("1.0.0"), Some("A store"))
    );
    assert_eq!(
        chart.guides.iter().map(|guide| (&*guide.title, &*guide.url)).collect::<Vec<_>>(),
        [("Backup", "../charts/redis/backup.html")]
    );
}

#[test]
fn files_of_the_repository_are_copied_unless_its_browser_is_known() {
    let text = "[f](../run.sh#L1-L2) [d](../plain) [m](../AGENTS.md) [w](../PLAIN/X.txt) [c](../charts/redis)\n";
    let files = |book: &'static str| {
        [
            ("book.toml", book),
            ("docs/a.md", text),
            ("run.sh", "true\ntrue\n"),
            ("plain/x.txt", "x"),
            ("AGENTS.md", "# A"),
            ("charts/redis/Chart.yaml", CHART),
        ]
    };
    let urls = |examined: &Examined| -> Vec<String> {
        let addresses =
            Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
        let page = examined.site.page_at(&RepoPath::new("docs/a.md").expect("inside")).expect("a page");
        addresses.links(examined.site.page(page)).into_iter().map(|href| href.url).collect()
    };
    let local = examined(&files("[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n"));
    assert_eq!(
        urls(&local),
        [
            "../files/run.sh#L1-L2",
            "../plain/index.html",
            // A page that is kept off the site isn't copied to it either.
            "",
            "../files/plain/x.txt",
            "../charts/redis/index.html",
        ]
    );
    let addresses = Addresses::new(&local.site, &local.loaded.config, &local.assets, &local.loaded.sources);
    let copies: Vec<&str> = addresses.copies().into_iter().map(|(path, _)| path.as_str()).collect();
    // Cells of matrices lead to the lines of Chart.yaml.
    assert_eq!(copies, ["charts/redis/Chart.yaml", "plain/x.txt", "run.sh"]);
    assert!(routes(&local).iter().any(|route| route == "plain/index.html"));

    let hosted = examined(&files(
        "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n\
         [output.html]\ngit-repository-url = \"https://gitlab.com/o/r\"\n",
    ));
    assert_eq!(
        urls(&hosted),
        [
            "https://gitlab.com/o/r/-/blob/main/run.sh#L1-2",
            "https://gitlab.com/o/r/-/tree/main/plain",
            "https://gitlab.com/o/r/-/blob/main/AGENTS.md",
            "https://gitlab.com/o/r/-/blob/main/plain/x.txt",
            "../charts/redis/index.html",
        ]
    );
    let addresses = Addresses::new(&hosted.site, &hosted.loaded.config, &hosted.assets, &hosted.loaded.sources);
    assert!(addresses.copies().is_empty());
    let page = context(&hosted, "docs/a.html").page;
    assert_eq!(page.edit_url.as_deref(), Some("https://gitlab.com/o/r/-/edit/main/docs/a.md"));
    assert!(!routes(&hosted).iter().any(|route| route == "plain/index.html"));
}

#[test]
fn a_wrong_case_link_to_a_folder_is_no_file_to_copy() {
    let examined = examined(&[("docs/a.md", "[d](../Plain)"), ("plain/x.txt", "x"), ("b.md", "# B")]);
    let addresses = Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
    assert!(addresses.copies().is_empty());
}

#[test]
fn a_dead_link_leads_to_no_other_page() {
    let examined = examined(&[
        ("book.toml", "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n"),
        ("charts/redis/Chart.yaml", CHART),
        ("docs/a.md", "---\nchart: redis\nkind: backup\n---\n[x](../charts/redis/backup.md) [y](gone.md)\n"),
    ]);
    let addresses = Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
    let urls: Vec<String> = addresses.links(&examined.site.pages[0]).into_iter().map(|href| href.url).collect();
    assert_eq!(urls, ["../../missing/charts/redis/backup.html", "../../docs/gone.html"]);
}

#[test]
fn an_own_page_stands_in_place_of_a_generated_one() {
    let book = ("book.toml", "[book]\nsrc = \".\"\n[output.html]\nsite-url = \"https://a.b/c/\"\n");
    let generated = examined(&[book, ("docs/a.md", ""), ("docs/b.md", "")]);
    assert_eq!(routes(&generated), ["docs/a.html", "docs/b.html", "index.html", "guides/index.html", "404.html"]);
    let own = examined(&[
        book,
        ("404.md", "# Lost"),
        ("README.md", "# Home"),
        ("guides/README.md", "# All guides"),
        ("guides/b.md", "# B"),
    ]);
    assert_eq!(routes(&own), ["404.html", "index.html", "guides/index.html", "guides/b.html"]);
    let not_found = context(&generated, "404.html");
    assert_eq!((&*not_found.root, &*not_found.site.home_url), ("https://a.b/c/", "https://a.b/c/index.html"));
}

#[test]
fn lists_for_machines_name_every_page() {
    let examined = examined(&[
        ("book.toml", "[book]\ntitle = \"Site\"\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n"),
        ("README.md", "---\ndescription: |\n  Two\n  lines\n---\n# Home\n"),
        ("charts/redis/Chart.yaml", CHART),
        ("docs/a.md", "# A [link]\n"),
    ]);
    let text = llms(&examined.site, &examined.loaded.config);
    for line in ["# Site", "- [Home](index.md): Two lines", "- [A [link]](docs/a.md)"] {
        let line = line.replace("A [link]", "A link");
        assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
    }
    let xml = String::from_utf8(sitemap(&examined.site, "https://a.b/")).expect("text");
    for url in ["https://a.b/", "https://a.b/docs/a.html", "https://a.b/charts/redis/", "https://a.b/catalog/"] {
        assert!(xml.contains(&format!("<loc>{url}</loc>")), "no {url} in\n{xml}");
    }
}

#[test]
fn a_former_page_takes_the_reader_on() {
    let route = |path| Route::new(path).expect("valid");
    let to = RedirectTarget::Page(route("docs/a.html"), Some("b c".to_owned()));
    let surrounding =
        Surrounding { site_url: Some("https://a.b/"), script: None, words: Translation::english(), language: "en" };
    let sections = Vec::new();
    let html = redirect_page(&Redirect { from: route("old/index.html"), to, sections }, &surrounding);
    for part in [
        "0; url=../docs/a.html#b%20c",
        "href=\"../docs/a.html#b%20c\"",
        "rel=\"canonical\" href=\"https://a.b/docs/a.html\"",
    ] {
        assert!(html.contains(part), "no {part} in\n{html}");
    }
    let to = RedirectTarget::Url("https://c.d/?x=1&y=\"".to_owned());
    let redirect = Redirect { from: route("old.html"), to, sections: Vec::new() };
    let html = redirect_page(&redirect, &Surrounding { site_url: None, ..surrounding });
    assert!(html.contains("href=\"https://c.d/?x=1&amp;y=&quot;\""), "{html}");
}

/// A chart with objectives in a table, and a text that asks for a matrix.
const OBJECTIVES: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"Site\"\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n"),
    ("charts/redis/Chart.yaml", CHART),
    (
        "docs/redis-backup-guide.md",
        "---\nchart: redis\nkind: backup\n---\n# Redis backup\n\n| Scenario | RTO | RPO |\n|---|---|---|\n\
         | Full disaster recovery | < 2 hours | 24 hours |\n| One key | < 10 minutes | 1 hour |\n",
    ),
    (
        "docs/plan.md",
        "# Plan\n\n<!-- docsgen:matrix recovery columns=chart,rto -->\n\n## Old\n\n<!-- docsgen:end -->\n\n## Then\n",
    ),
];

#[test]
fn figures_of_a_matrix_lead_to_the_line_that_gives_them() {
    let examined = examined(OBJECTIVES);
    let matrix = context(&examined, "recovery/index.html");
    assert_eq!(matrix.layout, Layout::Matrix);
    let table = matrix.matrices.last().expect("the matrix");
    let column = table.columns.iter().position(|column| column.name == "rto").expect("a column of RTO");
    let [row] = table.groups[0].rows.as_slice() else { panic!("one chart: {:?}", table.groups) };
    let [value] = row.cells[column].values.as_slice() else { panic!("one RTO: {:?}", row.cells[column]) };
    assert_eq!(
        (&*value.text, &*value.url, &*value.source),
        ("< 2 hours", "../charts/redis/backup.html#site:line-9", "docs/redis-backup-guide.md:9")
    );
    let addresses = Addresses::new(&examined.site, &examined.loaded.config, &examined.assets, &examined.loaded.sources);
    let page = examined.site.page_at(&RepoPath::new("docs/redis-backup-guide.md").expect("inside")).expect("a page");
    let lines: Vec<u32> = addresses.anchors(examined.site.page(page)).into_iter().map(|(_, line)| line).collect();
    assert!(lines.contains(&9) && lines.contains(&10), "{lines:?}");

    let chart = context(&examined, "charts/redis/index.html").chart.expect("itself");
    let recovery = chart.recovery.expect("its objectives");
    assert_eq!(recovery.rpo.map(|value| value.text).as_deref(), Some("24 hours"));
    assert!(recovery.depends_on.is_none(), "unknown isn't none");
    assert_eq!(recovery.scenarios.map(|table| table.rows), Some(1));
}

#[test]
fn pages_of_matrices_stand_where_there_is_something_to_show() {
    let of = |files: &[(&str, &str)]| -> Vec<String> {
        let folders = ["recovery/", "upgrades/", "coverage/"];
        let found = routes(&examined(files)).into_iter();
        found.filter(|route| folders.iter().any(|folder| route.starts_with(folder))).collect()
    };
    assert_eq!(of(&OBJECTIVES[..2]), ["recovery/index.html", "coverage/index.html"]);
    assert_eq!(of(OBJECTIVES), ["recovery/index.html", "recovery/scenarios.html", "coverage/index.html"]);
    assert_eq!(of(&[("docs/a.md", "# A\n")]), Vec::<String>::new(), "without charts there is nothing to recover");
    // The author's own page wins and has its place in the section.
    let own: Vec<_> = OBJECTIVES.iter().copied().chain([("recovery/README.md", "# Ours\n")]).collect();
    let examined = examined(&own);
    let ours = context(&examined, "recovery/index.html");
    assert_eq!((ours.layout, &*ours.page.title), (Layout::Page, "Ours"));
    let scenarios = context(&examined, "recovery/scenarios.html");
    let tabs: Vec<&str> = scenarios.tabs.iter().map(|tab| &*tab.title).collect();
    assert_eq!(tabs, ["Ours", "Scenarios", "Coverage"]);
}

#[test]
fn a_text_has_the_table_it_asks_for() {
    let examined = examined(OBJECTIVES);
    let plan = context(&examined, "docs/plan.html");
    let [table] = plan.matrices.as_slice() else { panic!("one table: {:?}", plan.matrices) };
    assert_eq!(table.columns.iter().map(|column| &*column.name).collect::<Vec<_>>(), ["chart", "rto"]);
    assert_eq!(table.url.as_deref(), Some("../recovery/index.html"));
    assert_eq!(plan.toc.iter().map(|entry| &*entry.title).collect::<Vec<_>>(), ["Then"], "what it replaces is gone");
}

#[test]
fn a_guide_says_what_to_know_before_following_it() {
    let backup = "---\nreviewed: 2026-10-01\nreview_every: 30d\nowner: team-data\nparams: { NAMESPACE: default, TOKEN: }\n---\n\
                  # Redis backup\n\n**Redis Version**: 7.4.x\n\n## Backup\n\nx\n\n## Restore\n\ny\n";
    let upgrade = "---\nstrategies:\n  - { name: Rolling, from: \"7.x\", to: \"7.y\" }\n  - { name: New, from: \"6.x\", to: \"7.x\" }\n\
                   \x20 - { name: Again, from: \"7.x\", to: \"7.y\" }\n---\n# Redis upgrade\n";
    let examined = examined(&[
        ("README.md", "# Home\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\nappVersion: 7.4.5\n"),
        ("charts/redis/README.md", "# Redis\n"),
        ("charts/gone/Chart.yaml", "apiVersion: v2\nname: gone\nversion: 1.0.0\n"),
        ("docs/redis-backup-guide.md", backup),
        ("docs/redis-upgrade-guide.md", upgrade),
    ]);
    let backup = context(&examined, "charts/redis/backup.html");
    assert_eq!(backup.page.review_due.as_deref(), Some("2026-10-31"));
    assert_eq!(backup.page.covers, ["7.4.x"]);
    let params: Vec<_> = backup.page.params.iter().map(|param| (&*param.name, &*param.default)).collect();
    assert_eq!(params, [("NAMESPACE", "default"), ("TOKEN", "")]);
    let upgrade = context(&examined, "charts/redis/upgrade.html");
    assert_eq!(upgrade.page.covers, ["7.x → 7.y", "6.x → 7.x"]);
    assert_eq!(upgrade.page.review_due, None);

    let restore = |route: &str| context(&examined, route).chart.and_then(|chart| chart.restore).map(|link| link.url);
    for (route, expected) in [
        ("charts/redis/index.html", Some("backup.html#restore")),
        ("charts/redis/upgrade.html", Some("backup.html#restore")),
        ("charts/redis/backup.html", Some("#restore")),
        ("charts/gone/index.html", None),
    ] {
        assert_eq!(restore(route).as_deref(), expected, "{route}");
    }
}

#[test]
fn the_way_to_restore_is_a_plan_where_no_guide_has_steps() {
    let examined = examined(&[
        ("README.md", "# Home\n"),
        ("charts/redis/Chart.yaml", CHART),
        ("docs/redis-backup-guide.md", "# Redis backup\n\n## Schedule\n"),
        ("docs/redis-recovery.md", "---\nchart: redis\nkind: recovery\n---\n# Redis recovery\n"),
        ("make/ops/redis.mk", "## what it holds\nredis-info:\n\tx\n\nredis-flushall:\n\ty\n"),
    ]);
    let chart = context(&examined, "charts/redis/index.html").chart.expect("a chart");
    assert_eq!(chart.restore.map(|link| link.url).as_deref(), Some("recovery.html"));
    let commands: Vec<_> = chart.commands.iter().map(|command| (&*command.target, command.danger)).collect();
    assert_eq!(commands, [("redis-info", false), ("redis-flushall", true)]);
}

/// The rows of a matrix as text, a column left out.
fn rows(examined: &Examined, matrix: Matrix, without: &str) -> Vec<String> {
    let table = examined.site.matrix(matrix);
    let cell = |row: &Row, column: &str| {
        table.cell(row, column).iter().map(|value| value.text.clone()).collect::<Vec<_>>().join("+")
    };
    let names: Vec<&str> = table.columns().iter().map(Column::name).filter(|name| *name != without).collect();
    let row = |row: &Row| names.iter().map(|name| cell(row, name)).collect::<Vec<_>>().join(" | ");
    table.rows().iter().map(row).collect()
}

#[test]
fn what_is_kept_of_plans_is_counted() {
    let files = [
        (
            "docs/ROADMAP.md",
            "# Plan\n\n## First\n\n- [x] Build **it**\n- [ ] Try it\n  - [ ] On a phone\n\n## Then\n\n1. [ ] Tell\n",
        ),
        ("docs/kept.md", "# Kept\n\n- [x] One\n"),
        ("docs/followed.md", "# Followed\n\n- [ ] Stop\n- [ ] Start\n"),
    ];
    let examined = examined(&files);
    let rows = |matrix| rows(&examined, matrix, "kind");
    assert_eq!(
        rows(Matrix::Progress),
        ["Plan | 1/4 | 25% | 3 | Try it+On a phone+Tell", "Kept | 1/1 | 100% | 0 | "],
        "lists to be followed aren't kept"
    );
    assert_eq!(
        rows(Matrix::Checklists),
        [
            "Plan | First | 1/3 | 33% | 2 | Try it+On a phone",
            "Plan | Then | 0/1 | 0% | 1 | Tell",
            "Followed | Followed | 0/2 | 0% | 2 | Stop+Start",
            "Kept | Kept | 1/1 | 100% | 0 | ",
        ]
    );
    let progress = context(&examined, "roadmap/index.html");
    assert_eq!((progress.matrices.len(), progress.matrices[0].rows), (1, 2));
    assert!(routes(&examined).contains(&"roadmap/index.html".to_owned()), "also where there is one plan alone");
}

#[test]
fn a_playbook_has_a_run_sheet_beside_it() {
    let files = [
        ("book.toml", "[book]\nsrc = \".\"\n[output.html]\nsite-url = \"https://docs.example/\"\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        (
            "docs/release.md",
            "---\nkind: playbook\nchart: redis\nwindow: 30 min\n---\n# Release\n\n## Phase 1: canary (15 min)\n\n> **GO/NO-GO:** errors\n\n## Phase 2: all (20 min)\n\n## Rollback\n\n**Time:** 2 min\n\n## Sign-off\n\n**Lead:** ____\n",
        ),
        ("docs/runbook.md", "---\nkind: playbook\n---\n# Runbook\n\n1. Look\n"),
    ];
    let examined = examined(&files);
    assert_eq!(rows(&examined, Matrix::Playbooks, ""), ["Release | redis | 2 | 35 min | 30 min | 1 | 0 | 1"]);
    assert_eq!(rows(&examined, Matrix::Rollbacks, ""), ["Rollback |  | 2 min |  |  |  | redis | Release"]);
    let sheets: Vec<String> = routes(&examined).into_iter().filter(|route| route.ends_with(".run.html")).collect();
    assert_eq!(sheets, ["charts/redis/playbook.run.html"], "a runbook has none");
    let page = context(&examined, "charts/redis/playbook.html").playbook.expect("a playbook");
    assert_eq!((page.run_url.as_str(), page.over.as_str()), ("playbook.run.html", "5 min"));
    let sheet = context(&examined, &sheets[0]);
    assert_eq!(sheet.page.canonical_url.as_deref(), Some("https://docs.example/charts/redis/playbook.html"));
    assert_eq!(sheet.breadcrumbs.last().map(|link| link.url.as_str()), Some("playbook.html"));
    let playbook = sheet.playbook.expect("a playbook");
    assert_eq!((playbook.page_url.as_str(), playbook.run_url.as_str()), ("playbook.html", ""));
    let starts: Vec<_> =
        playbook.phases.iter().map(|phase| (phase.starts.as_str(), phase.takes.as_str(), phase.gates)).collect();
    assert_eq!(starts, [("T", "15 min", 1), ("T+15 min", "20 min", 0)]);
    let crawled = String::from_utf8(sitemap(&examined.site, "https://docs.example/")).expect("text");
    assert!(crawled.contains("playbook.html") && !crawled.contains(".run.html"), "{crawled}");
}
