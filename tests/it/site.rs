//! Small sites, and what becomes of them: which pages there are and where, where their links lead, how they are read.

use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::diagnostic::Code;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::site::Site;
use docsgen::site::link::{Broken, Target};
use docsgen::site::nav::{EntryTarget, Group, Section};
use docsgen::site::page::Page;
use docsgen::site::redirect::RedirectTarget;
use docsgen::site::route::Route;
use docsgen::source::RepoPath;

/// Examines a repository of these files.
pub(crate) fn examined(files: &[(&str, &str)]) -> Examined {
    let files: MemoryFiles = files.iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), *text)).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable")
}

/// Each page as `path → route kind chart`.
fn pages(site: &Site) -> Vec<String> {
    let page = |page: &Page| {
        let chart = page.chart.map(|chart| format!(" {}", site.chart(chart).id)).unwrap_or_default();
        format!("{} → {} {}{chart}", page.path, page.route, page.kind.name())
    };
    site.pages.iter().map(page).collect()
}

fn codes(examined: &Examined) -> Vec<Code> {
    let joins =
        [Code::RouteConflict, Code::RouteCaseConflict, Code::RouteInvalid, Code::PathReserved, Code::ChartUnknown];
    let mut codes: Vec<Code> = examined.findings.iter().map(|finding| finding.code).collect();
    codes.retain(|code| joins.contains(code));
    codes
}

/// A chart repository, with these files beside a book.toml that knows backup and recovery guides.
fn repository<'t>(more: &[(&'t str, &'t str)]) -> Examined {
    let book = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\", \"incubator/*\"]\n\
                commands = \"make/{chart}.mk\"\n\
                [[sources]]\nmatch = \"docs/{chart}-backup*.md\"\nkind = \"backup\"\n\
                [[sources]]\nmatch = \"charts/{chart}/*backup.md\"\nkind = \"backup\"\n\
                [[sources]]\nmatch = \"charts/{chart}/dr/*.md\"\nkind = \"recovery\"\n";
    let mut files = vec![
        ("book.toml", book),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.10.0\nappVersion: \"7.2\"\n"),
        ("charts/minio/Chart.yaml", "apiVersion: v2\nname: minio\nversion: 0.1.0\n"),
    ];
    for (path, text) in more {
        files.retain(|(before, _)| before != path);
        files.push((path, text));
    }
    examined(&files)
}

#[test]
fn files_become_pages_of_charts_or_of_the_site() {
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str], &'a [Code]);
    let yaml = "apiVersion: v2\nname: x\nversion: 1.0.0\n";
    let cases: [Case<'_>; 12] = [
        (
            "guides stand beside their chart",
            &[
                ("README.md", "# Home"),
                ("charts/redis/README.md", "# R"),
                ("docs/redis-backup.md", "# B"),
                ("docs/a.md", ""),
            ],
            &[
                "README.md → index.html guide",
                "charts/redis/README.md → charts/redis/index.html chart redis",
                "docs/a.md → docs/a.html guide",
                "docs/redis-backup.md → charts/redis/backup.html backup redis",
            ],
            &[],
        ),
        (
            "a second guide of a kind keeps its name, and the one that is called so is the first",
            &[("charts/redis/a-backup.md", ""), ("charts/redis/backup.md", ""), ("docs/redis-backup-2.md", "")],
            &[
                "charts/redis/a-backup.md → charts/redis/a-backup.html backup redis",
                "charts/redis/backup.md → charts/redis/backup.html backup redis",
                "docs/redis-backup-2.md → charts/redis/redis-backup-2.html backup redis",
            ],
            &[],
        ),
        (
            "a second guide that is a README has its folder's name",
            &[("charts/redis/dr/README.md", ""), ("charts/redis/dr/a.md", ""), ("charts/redis/dr/recovery.md", "")],
            &[
                "charts/redis/dr/README.md → charts/redis/dr.html recovery redis",
                "charts/redis/dr/a.md → charts/redis/a.html recovery redis",
                "charts/redis/dr/recovery.md → charts/redis/recovery.html recovery redis",
            ],
            &[],
        ),
        (
            "a slug replaces the last part",
            &[("docs/a.md", "---\nslug: first\n---\n"), ("docs/redis-backup.md", "---\nslug: save.html\n---\n")],
            &["docs/a.md → docs/first.html guide", "docs/redis-backup.md → charts/redis/save.html backup redis"],
            &[],
        ),
        (
            "a chart inside a chart is part of it",
            &[("charts/redis/charts/y/Chart.yaml", yaml), ("charts/redis/charts/y/README.md", "")],
            &["charts/redis/charts/y/README.md → charts/redis/charts/y/index.html guide redis"],
            &[],
        ),
        (
            "two roots with a chart of one name",
            &[("incubator/redis/Chart.yaml", yaml), ("incubator/redis/README.md", ""), ("charts/redis/README.md", "")],
            &[
                "charts/redis/README.md → charts/charts-redis/index.html chart charts-redis",
                "incubator/redis/README.md → charts/incubator-redis/index.html chart incubator-redis",
            ],
            &[],
        ),
        (
            "an index in the chart's folder is its page",
            &[("charts/redis/index.md", "")],
            &["charts/redis/index.md → charts/redis/index.html chart redis"],
            &[],
        ),
        (
            "front matter decides",
            &[("docs/a.md", "---\nchart: minio\nkind: upgrade\n---\n"), ("docs/b.md", "---\nchart: mino\n---\n")],
            &["docs/a.md → charts/minio/upgrade.html upgrade minio", "docs/b.md → docs/b.html guide"],
            &[Code::ChartUnknown],
        ),
        (
            "one route: the first by path is kept",
            &[("docs/README.md", ""), ("docs/index.md", "")],
            &["docs/README.md → docs/index.html guide"],
            &[Code::RouteConflict],
        ),
        (
            "the page of a chart without a README isn't taken from it",
            &[("incubator/x/Chart.yaml", yaml), ("charts/x/index.md", "")],
            &[],
            &[Code::RouteConflict],
        ),
        (
            "routes that differ by case only, and names that Windows reserves, stay",
            &[("docs/A.md", ""), ("docs/a.md", ""), ("docs/con.md", "")],
            &["docs/A.md → docs/A.html guide", "docs/a.md → docs/a.html guide", "docs/con.md → docs/con.html guide"],
            &[Code::RouteCaseConflict, Code::PathReserved],
        ),
        (
            "drafts and what isn't to be published are no pages",
            &[("a.md", "---\ndraft: true\n---\n"), ("b.md", "---\npublish: false\n---\n"), ("AGENTS.md", "")],
            &[],
            &[],
        ),
    ];
    for (name, files, expected, findings) in cases {
        let examined = repository(files);
        assert_eq!(pages(&examined.site), expected, "{name}");
        assert_eq!(codes(&examined), findings, "{name}");
    }
}

#[test]
fn a_repository_that_is_one_chart_has_a_home_page_and_a_page_of_the_chart() {
    let examined = examined(&[
        ("Chart.yaml", "apiVersion: v2\nname: gateway\nversion: 1.0.0\n"),
        ("README.md", "# Gateway chart\n"),
        ("docs/notes.md", "# Notes\n"),
        ("docs/backup.md", "---\nkind: backup\n---\n# Backup\n"),
    ]);
    let site = &examined.site;
    let [chart] = site.charts.as_slice() else { panic!("one chart: {:?}", site.charts) };
    assert_eq!(chart.title, "gateway", "the folder's name is that of somebody's checkout");
    assert_eq!(chart.readme, None);
    let id = &chart.id;
    assert_eq!(
        pages(site),
        [
            format!("README.md → index.html guide {id}"),
            format!("docs/backup.md → charts/{id}/backup.html backup {id}"),
            "docs/notes.md → docs/notes.html guide".to_owned(),
        ]
    );
    assert_eq!(site.generated().next(), Some(&chart.route));
}

#[test]
fn a_catalog_entry_may_have_no_chart_yaml() {
    let examined = repository(&[
        (
            "book.toml",
            "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[charts.ops]\nfolder = \"tools/ops\"\ntitle = \"Operations\"\n",
        ),
        ("tools/ops/README.md", "# O"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: valkey\nversion: 1.0.0\ntype: library\n"),
    ]);
    let charts: Vec<_> =
        examined.site.charts.iter().map(|chart| (&*chart.id, &*chart.title, chart.route.as_str())).collect();
    assert_eq!(
        charts,
        [
            ("minio", "minio", "charts/minio/index.html"),
            ("ops", "Operations", "charts/ops/index.html"),
            ("redis", "redis", "charts/redis/index.html"),
        ]
    );
    assert!(examined.findings.iter().any(|finding| finding.code == Code::ChartNameMismatch));
}

#[test]
fn links_lead_where_github_leads_them() {
    let other = ("other/README.md", "# Other\n## A part\n<a id=\"spot\"></a>\n");
    let files: &[(&str, &str)] = &[
        other,
        ("docs/a b.md", "# A b"),
        ("docs/pic.png", "png"),
        ("plain/x.sh", "true\n"),
        ("Upper/Case.md", "# U"),
        ("Upper/deep/x.txt", "x"),
        ("CLAUDE.md", "# Notes\n## Inner\n"),
        ("charts/redis/README.md", "# Redis"),
    ];
    for (link, expected) in [
        ("[x](a%20b.md)", "page docs/a b.html"),
        ("[x](../other)", "page other/index.html"),
        ("[x](../other/)", "page other/index.html"),
        ("[x](/other/README.md#a-part)", "page other/index.html#a-part"),
        ("[x](../other#spot)", "page other/index.html#spot"),
        ("[x](../other#top)", "page other/index.html#top"),
        ("[x](../other/README.md?x=y#a-part)", "page other/index.html#a-part"),
        ("[x](../other/README.md?plain=1#L3)", "file other/README.md#L3"),
        ("[x](../other#gone)", "no anchor gone"),
        ("[x](#here)", "page docs/t.html#here"),
        ("[x](../plain)", "folder plain"),
        ("[x](../plain/x.sh#L1-L2)", "file plain/x.sh#L1-L2"),
        ("[x](../CLAUDE.md#inner)", "file CLAUDE.md#inner"),
        ("[x](../CLAUDE.md#gone)", "no anchor gone"),
        ("![x](pic.png)", "asset docs/pic.png"),
        ("[x](pic.png)", "file docs/pic.png"),
        ("![x](../other/README.md)", "page other/index.html"),
        ("[x](../upper/case.md)", "case Upper/Case.md: page Upper/Case.html"),
        ("[x](../upper/DEEP)", "case Upper/deep: folder Upper/deep"),
        ("![x](PIC.png)", "case docs/pic.png: asset docs/pic.png"),
        ("[x](../charts/redis)", "page charts/redis/index.html"),
        ("[x](../charts/minio)", "chart minio"),
        ("[x](../charts/minio/Chart.yaml)", "file charts/minio/Chart.yaml"),
        ("[x](../../up.md)", "outside"),
        ("[x](gone.md)", "missing docs/gone.md"),
        ("[x](https://a.b/c)", "external"),
        ("[x](mailto:a@b.c)", "external"),
    ] {
        let text = format!("# T\n\n## Here\n\n{link}\n");
        let mut files = files.to_vec();
        files.push(("docs/t.md", &text));
        let examined = repository(&files);
        let site = &examined.site;
        let page = site.page_at(&RepoPath::new("docs/t.md").expect("inside")).expect("a page");
        assert_eq!(shown(site, &site.page(page).links[0]), expected, "{link}");
    }
}

fn shown(site: &Site, target: &Target) -> String {
    let with = |fragment: &Option<String>| fragment.as_ref().map(|part| format!("#{part}")).unwrap_or_default();
    match target {
        Target::Page { page, anchor } => format!("page {}{}", site.page(*page).route, with(anchor)),
        Target::Folder(path) => format!("folder {path}"),
        Target::Chart(chart) => format!("chart {}", site.chart(*chart).id),
        Target::Release(release) => format!("release {}", site.release(*release).version),
        Target::Command { makefile, name, chart } => {
            let shown_by = chart.map(|chart| format!(" of {}", site.chart(chart).id)).unwrap_or_default();
            format!("{makefile} {name}{shown_by}")
        }
        Target::File { path, fragment } => format!("file {path}{}", with(fragment)),
        Target::Asset(path) => format!("asset {path}"),
        Target::External => "external".to_owned(),
        Target::Broken(Broken::MissingFile { path }) => format!("missing {path}"),
        Target::Broken(Broken::MissingAnchor { anchor, .. }) => format!("no anchor {anchor}"),
        Target::Broken(Broken::OutsideRepository) => "outside".to_owned(),
        Target::Broken(Broken::WrongCase { actual, target }) => format!("case {actual}: {}", shown(site, target)),
        Target::Broken(Broken::Unsafe) => "unsafe".to_owned(),
    }
}

#[test]
fn inline_code_leads_to_targets_and_files() {
    let files: &[(&str, &str)] = &[
        ("make/redis.mk", "redis-save:\n\ttrue\nboth-have:\n\ttrue\n"),
        ("make/minio.mk", "minio-save:\n\ttrue\nboth-have:\n\ttrue\n"),
        ("Makefile", "all-things:\n\ttrue\ndeploy:\n\ttrue\n"),
        ("charts/redis/values.yaml", "a: 1\n"),
        ("values.yaml", "a: 1\n"),
        ("docs/a.md", "# A"),
    ];
    for (path, code, expected) in [
        ("docs/redis-backup.md", "make -f make/redis.mk redis-save", "make/redis.mk redis-save of redis"),
        ("docs/redis-backup.md", "redis-save", "make/redis.mk redis-save of redis"),
        ("docs/redis-backup.md", "make both-have", "make/redis.mk both-have of redis"),
        ("docs/b.md", "make both-have", "nothing"),
        ("docs/b.md", "make minio-save X=1", "make/minio.mk minio-save of minio"),
        ("docs/b.md", "make -C other deploy", "nothing"),
        ("docs/b.md", "make -f make/redis.mk minio-save", "nothing"),
        ("docs/b.md", "deploy", "nothing"),
        ("docs/b.md", "all-things", "Makefile all-things"),
        ("docs/b.md", "make deploy", "Makefile deploy"),
        ("docs/redis-backup.md", "values.yaml", "file charts/redis/values.yaml"),
        ("docs/b.md", "values.yaml", "file values.yaml"),
        ("docs/b.md", "charts/redis/values.yaml", "file charts/redis/values.yaml"),
        ("docs/b.md", "a.md", "page docs/a.html"),
        ("docs/b.md", "b.md", "nothing"),
        ("docs/b.md", "kubectl", "nothing"),
        ("docs/b.md", "/etc/hosts", "nothing"),
    ] {
        let text = format!("# T\n\n`{code}`\n");
        let mut files = files.to_vec();
        files.push((path, &text));
        let examined = repository(&files);
        let site = &examined.site;
        let page = site.page_at(&RepoPath::new(path).expect("inside")).expect("a page");
        let found = site.page(page).code_links.first().map(|(_, target)| target);
        assert_eq!(found.map_or("nothing".to_owned(), |target| shown(site, target)), expected, "{path}: `{code}`");
    }
}

#[test]
fn pages_are_mentioned_by_those_that_link_to_them_or_name_their_chart() {
    let examined = repository(&[
        ("charts/redis/README.md", "# Redis\n\nSee [the guide](../../docs/redis-backup.md).\n"),
        ("docs/redis-backup.md", "# Save\n"),
        ("docs/a.md", "# Links\n\n[x](../charts/redis/README.md)\n"),
        ("docs/b.md", "# Names in code\n\nUse `helm install redis`.\n"),
        ("docs/c.md", "# About Redis in a heading\n"),
        ("docs/d.md", "# Text\n\nredis in running text\n"),
    ]);
    let site = &examined.site;
    let mentioned = |path: &str| -> Vec<&str> {
        let page = site.page_at(&RepoPath::new(path).expect("inside")).expect("a page");
        site.mentions[page.0 as usize].iter().map(|page| site.page(*page).path.as_str()).collect()
    };
    assert_eq!(mentioned("charts/redis/README.md"), ["docs/c.md", "docs/a.md", "docs/b.md"]);
    assert_eq!(mentioned("docs/redis-backup.md"), [""; 0], "pages of one chart list each other anyway");
}

/// Each section as `title: entry, entry | entry`, groups apart.
fn sections(site: &Site) -> Vec<String> {
    let entry = |target: EntryTarget| match target {
        EntryTarget::Page(page) => site.page(page).path.file_name().to_owned(),
        EntryTarget::Chart(chart) => site.chart(chart).id.clone(),
        EntryTarget::Overview(overview) => overview.title().to_owned(),
    };
    let group = |group: &Group| {
        let entries: Vec<String> =
            group.entries.iter().map(|found| ">".repeat(usize::from(found.depth)) + &entry(found.target)).collect();
        entries.join(" ")
    };
    let section = |section: &Section| {
        format!("{}: {}", section.title, section.groups.iter().map(group).collect::<Vec<_>>().join(" | "))
    };
    site.nav.sections.iter().map(section).collect()
}

#[test]
fn sections_are_read_in_the_order_people_expect() {
    let book = "[book]\nsrc = \".\"\n[[sources]]\nmatch = \"releases/*.md\"\nkind = \"release\"\n\
                [[sources]]\nmatch = \"plans/*.md\"\nkind = \"roadmap\"\n";
    let examined = examined(&[
        ("book.toml", book),
        ("README.md", "# Home"),
        ("docs/step-10.md", ""),
        ("docs/step-9.md", ""),
        ("docs/README.md", ""),
        ("docs/last.md", "---\nweight: 5\n---\n"),
        ("docs/first.md", "---\nweight: -5\n---\n"),
        ("ops/a.md", ""),
        ("ops/b.md", ""),
        ("alone/x.md", ""),
        ("releases/v1.9.0.md", ""),
        ("releases/v1.10.0.md", ""),
        ("plans/2027.md", ""),
    ]);
    assert_eq!(
        sections(&examined.site),
        [
            "Documentation: first.md README.md step-9.md step-10.md last.md | a.md b.md | x.md",
            "Releases: v1.10.0.md v1.9.0.md",
            "Roadmap: 2027.md",
        ]
    );
    let routes: Vec<_> =
        examined.site.nav.sections.iter().map(|section| (section.route.as_str(), section.generated)).collect();
    assert_eq!(routes, [("guides/index.html", true), ("releases/index.html", true), ("plans/2027.html", false)]);
}

#[test]
fn an_mdbook_is_read_as_its_summary_says() {
    let summary = "# Summary\n\n[Intro](intro.md)\n\n# One\n\n- [A](a.md)\n  - [B](b.md)\n- [Gone](gone.md)\n\n# Two\n\n- [C](c.md)\n";
    let examined = examined(&[
        ("book.toml", "[book]\ntitle = \"Book\"\nsrc = \"src\"\n"),
        ("src/SUMMARY.md", summary),
        ("src/intro.md", "# I"),
        ("src/a.md", "# A"),
        ("src/b.md", "# B"),
        ("src/c.md", "# C"),
        ("src/unlisted.md", "# U"),
    ]);
    assert_eq!(sections(&examined.site), ["Book: intro.md", "One: a.md >b.md", "Two: c.md", "More: unlisted.md"]);
    assert_eq!(examined.findings.iter().filter(|finding| finding.code == Code::NavMissingPage).count(), 1);
}

#[test]
fn charts_are_grouped_by_category() {
    let examined = repository(&[
        (
            "book.toml",
            "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[charts.redis]\ncategory = \"data-store\"\n[charts.b10]\ncategory = \"data_store\"\n[charts.b9]\ncategory = \"Data store\"\n",
        ),
        ("charts/b10/Chart.yaml", "apiVersion: v2\nname: b10\nversion: 1.0.0\n"),
        ("charts/b9/Chart.yaml", "apiVersion: v2\nname: b9\nversion: 1.0.0\n"),
    ]);
    let site = &examined.site;
    assert_eq!(sections(site)[0], "Catalog: b9 b10 redis | minio");
    let groups: Vec<_> =
        site.nav.sections[0].groups.iter().map(|group| (&*group.title, group.anchor.as_deref())).collect();
    assert_eq!(groups, [("Data store", Some("category-data-store")), ("Charts", Some("charts"))]);
}

#[test]
fn former_routes_lead_on_unless_something_stands_there() {
    let page = |aliases: &str| format!("---\naliases: [{aliases}]\n---\n# T\n");
    for (alias, route) in [
        ("/old/", Some("old/index.html")),
        ("old", Some("old.html")),
        ("/old.htm", Some("old.htm")),
        ("/docs/a.html", None),
        ("/docs/a.md", None),
        ("/charts/minio/", None),
        ("/guides/", None),
        ("/catalog/", None),
        ("/404.html", None),
        ("/llms.txt", None),
        ("/assets/x.css", None),
        ("/search/index.js", None),
        ("/search/old.html", Some("search/old.html")),
    ] {
        let text = page(alias);
        let examined = repository(&[("docs/t.md", &text), ("docs/a.md", "# A")]);
        let redirects: Vec<_> = examined.site.redirects.iter().map(|redirect| redirect.from.as_str()).collect();
        assert_eq!(redirects.first().copied(), route, "{alias}");
        let expected = match route {
            Some(_) => vec![],
            None => vec![Code::RouteConflict],
        };
        assert_eq!(codes(&examined), expected, "{alias}");
    }
    let twice = page("/x, x.html");
    assert_eq!(codes(&repository(&[("docs/t.md", &twice)])), [Code::RouteConflict]);
}

#[test]
fn redirects_of_the_configuration_are_read_as_browsers_read_them() {
    let to_page = |route: &str, anchor: Option<&str>| {
        let route = Route::new(route).expect("valid");
        Some(RedirectTarget::Page(route, anchor.map(str::to_owned)))
    };
    for (to, expected) in [
        ("/docs/a.html", to_page("docs/a.html", None)),
        ("../docs/a.html#x", to_page("docs/a.html", Some("x"))),
        ("/charts/minio/", to_page("charts/minio/index.html", None)),
        ("https://a.b/c", Some(RedirectTarget::Url("https://a.b/c".to_owned()))),
        ("//a.b/c", Some(RedirectTarget::Url("//a.b/c".to_owned()))),
        ("docs/a.html", None),
        ("/gone.html", None),
        ("javascript://%0aalert(1)", None),
        ("../../x.html", None),
    ] {
        let book = format!(
            "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[output.html.redirect]\n\"/old/x.html\" = \"{to}\"\n"
        );
        let examined = repository(&[("book.toml", &book), ("docs/a.md", "# A")]);
        let found = examined.site.redirects.first().map(|redirect| redirect.to.clone());
        assert_eq!(found, expected, "{to}");
        let findings = if expected.is_some() { vec![] } else { vec![Code::RouteInvalid] };
        assert_eq!(codes(&examined), findings, "{to}");
    }
}

#[test]
fn what_is_said_of_a_chart_is_taken_by_precedence_and_has_a_place() {
    let book = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n[charts.redis]\nowner = \"config\"\n\
                [tiers.1]\ncharts = [\"minio\", \"redis\"]\n";
    let annotated = "apiVersion: v2\nname: redis\nversion: 1.0.0\nannotations:\n  docsgen.dev/owner: chart\n  docsgen.dev/tier: \"2\"\n  docsgen.dev/depends-on: minio, other\n";
    let examined = repository(&[
        ("book.toml", book),
        ("charts/redis/Chart.yaml", annotated),
        ("charts/minio/README.md", "---\nowner: readme\n---\n# M\n"),
    ]);
    let site = &examined.site;
    let catalog = site.catalog();
    let cells: Vec<Vec<(&str, &str)>> = catalog
        .rows()
        .iter()
        .map(|row| {
            let cell = |column| {
                let value = catalog.cell(row, column).first().expect("it is stated");
                let place = value.source.map(|place| examined.loaded.sources.text(place));
                (value.text.as_str(), place.expect("it is written somewhere").trim_matches('"'))
            };
            vec![cell("tier"), cell("owner"), cell("version")]
        })
        .collect();
    assert_eq!(
        cells,
        [
            [("1", "minio"), ("readme", "readme"), ("0.1.0", "0.1.0")],
            [("2", "2"), ("config", "config"), ("1.0.0", "1.0.0")],
        ]
    );
    let redis = site.chart(site.chart_by_id("redis").expect("there is one"));
    let names: Vec<&str> = redis.depends_on.iter().flatten().map(|name| name.text.as_str()).collect();
    assert_eq!(names, ["minio", "other"]);
}
