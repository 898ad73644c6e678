//! Tables of facts: what they hold, how they are written as text, and how they are kept in files.

use proptest::prelude::*;

use crate::site::examined;
use crate::support::{Project, tree};
use docsgen::build::Examined;
use docsgen::build::generated::{Generated, generated};
use docsgen::diagnostic::Code;
use docsgen::fs::MemoryFiles;
use docsgen::render::table::{Places, Screen, csv, json, markdown, terminal};
use docsgen::site::matrix::Matrix;
use docsgen::site::table::query::Query;
use docsgen::site::table::{Mark, View};
use docsgen::source::RepoPath;

const BOOK: &str = "[book]\nsrc = \".\"\n[catalog]\ncharts = [\"charts/*\"]\n\
    [[sources]]\nmatch = \"docs/{chart}-backup.md\"\nkind = \"backup\"\n\
    [tiers.1]\nname = \"Core\"\nrto = \"1h\"\nrpo = \"1h\"\n[charts.db]\ntier = 1\n[charts.web]\ntier = 1\n";

const DB: &str = "# DB | backup\n\n## Targets\n\n| Scenario | RTO | RPO |\n|---|---|---|\n\
    | Full disaster recovery | < 2 hours | 15 minutes |\n| Single table | < 10 minutes | 15 minutes |\n";

/// Two charts with objectives, one of which its README contradicts, and a library, which has nothing to recover.
fn shop(page: &str) -> Examined {
    examined(&[
        ("book.toml", BOOK),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
        ("charts/db/README.md", "# DB\n\n## Backup\n\n- **RTO**: < 30 minutes\n"),
        ("charts/lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n"),
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("charts/web/README.md", "# Web\n\n## Backup\n\n- **RTO**: < 15 minutes\n- **RPO**: best effort\n"),
        ("docs/db-backup.md", DB),
        ("docs/page.md", page),
    ])
}

fn view(examined: &Examined, matrix: Matrix, query: &str) -> View {
    View::new(examined.site.matrix(matrix), &Query::parse(query).expect("a query")).expect("known columns")
}

fn written(examined: &Examined, query: &str) -> String {
    let places = Places::new(&examined.site, &examined.loaded.sources);
    let file = RepoPath::new("docs/page.md").expect("inside");
    markdown(&view(examined, Matrix::Recovery, query), &places, &file)
}

#[test]
fn the_recovery_matrix_says_what_counts_and_what_contradicts_it() {
    let examined = shop("# Page\n");
    let table = examined.site.matrix(Matrix::Recovery);
    let titles: Vec<_> = table.rows().iter().map(|row| &*table.cell(row, "chart")[0].text).collect();
    assert_eq!(titles, ["db", "web"], "a library has nothing to recover");
    let db = &table.rows()[0];
    let [rto] = table.cell(db, "rto") else { panic!("one figure") };
    assert_eq!((&*rto.text, rto.mark), ("< 2 hours", Some(Mark::Bad)));
    assert_eq!(rto.note().as_deref(), Some("longer than Tier 1: Core allows: 1h"));
    assert_eq!(rto.others.iter().map(|other| &*other.text).collect::<Vec<_>>(), ["< 30 minutes"]);
    assert_eq!(table.cell(db, "rpo")[0].mark, Some(Mark::Good));
    let web = &table.rows()[1];
    assert_eq!(table.cell(web, "rto")[0].mark, Some(Mark::Good));
    assert_eq!(table.cell(web, "rpo")[0].mark, Some(Mark::Attention), "what can't be read is shown as written");
    assert_eq!(table.cell(web, "rpo")[0].key, None);
    let scenarios = view(&examined, Matrix::Scenarios, "chart=db columns=scenario");
    let names: Vec<_> =
        scenarios.rows().iter().map(|row| scenarios.cells(row).next().expect("shown")[0].text.clone()).collect();
    assert_eq!(names, ["Full disaster recovery", "Single table"]);
    let tiers = view(&examined, Matrix::Tiers, "columns=charts,rto,beyond");
    let cells: Vec<_> = tiers.cells(&tiers.rows()[0]).map(|cell| &*cell[0].text).collect();
    assert_eq!(cells, ["2", "15 min – 2 h", "1"]);
}

#[test]
fn markdown_links_figures_to_their_sections() {
    let examined = shop("# Page\n");
    assert_eq!(
        written(&examined, "columns=chart,rto,backup chart=db"),
        "| Chart | RTO | Backup guide |\n| --- | --- | --- |\n\
         | [db](../charts/db/README.md) | [< 2 hours](db-backup.md#targets)<br>✗ longer than Tier 1: Core allows: 1h; \
         [charts/db/README.md](../charts/db/README.md#backup) says < 30 minutes | [DB \\| backup](db-backup.md) |\n",
    );
    assert!(written(&examined, "columns=chart group=tier").starts_with("**Tier 1: Core**\n\n| Chart |\n"));
    assert_eq!(written(&examined, "chart=nothing"), "*No rows.*\n");
}

#[test]
fn other_programs_get_every_place() {
    let examined = shop("# Page\n");
    let places = Places::new(&examined.site, &examined.loaded.sources);
    let shown = view(&examined, Matrix::Recovery, "columns=chart,rto,backup chart=db");
    let object: serde_json::Value = serde_json::from_str(&json("recovery", &shown, &places)).expect("JSON");
    let rto = &object["rows"][0]["cells"]["rto"][0];
    assert_eq!((rto["text"].as_str(), rto["seconds"].as_u64()), (Some("< 2 hours"), Some(7200)));
    assert_eq!((rto["source"]["path"].as_str(), rto["source"]["line"].as_u64()), (Some("docs/db-backup.md"), Some(7)));
    assert_eq!(rto["others"][0]["line"].as_u64(), Some(5));
    assert_eq!(object["rows"][0]["attention"].as_bool(), Some(true));
    assert_eq!(csv(&shown), "chart,rto,backup\r\ndb,< 2 hours,DB | backup\r\n");
    let spreadsheet = examined_with_method("=SUM(1) \"a\", b");
    assert!(spreadsheet.contains("\"'=SUM(1) \"\"a\"\", b\""), "{spreadsheet}");
}

/// The recovery matrix as comma-separated values, of a chart whose method is given.
fn examined_with_method(method: &str) -> String {
    let guide =
        format!("# DB\n\n| Scenario | RTO | Method |\n|---|---|---|\n| Full disaster recovery | 1 hour | {method} |\n");
    let examined = examined(&[
        ("book.toml", BOOK),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
        ("docs/db-backup.md", &guide),
    ]);
    csv(&view(&examined, Matrix::Recovery, "columns=chart,method"))
}

#[test]
fn a_terminal_gets_whole_figures_whatever_its_width() {
    let examined = shop("# Page\n");
    let places = Places::new(&examined.site, &examined.loaded.sources);
    let shown = view(&examined, Matrix::Recovery, "columns=chart,rto,rpo,backup");
    for width in [20, 40, 60, 100] {
        let text = terminal(&shown, &places, Screen { width, color: false });
        for figure in ["✗ < 2 hours", "✓ 15 minutes", "✓ < 15 minutes"] {
            assert!(text.contains(figure), "{width}: {text}");
        }
        assert!(!text.contains('\u{1b}') && text.lines().all(|line| !line.ends_with(' ')), "{text}");
        assert!(text.contains("db, RTO: longer than Tier 1: Core allows: 1h; charts/db/README.md:5 says < 30 minutes"));
    }
    // No narrower than the figures and the longest words.
    let table = terminal(&shown, &places, Screen { width: 44, color: false });
    let table = table.split("\n\n").next().expect("a table");
    assert!(table.lines().all(|line| line.chars().count() <= 44), "{table}");
    assert!(terminal(&shown, &places, Screen { width: 80, color: true }).contains("\u{1b}[31m✗ < 2 hours\u{1b}[0m"));
}

/// What docsgen would write into the texts of a repository.
fn to_be_written(of: &Examined) -> Generated {
    let (sources, listing) = (&of.loaded.sources, &of.loaded.listing);
    generated(&of.site, sources, listing, &MemoryFiles::default()).expect("no other file is read")
}

const MARKERS: &str = "<!-- docsgen:matrix recovery columns=chart,rto -->\n<!-- docsgen:end -->\n";

#[test]
fn a_generated_table_is_stale_until_it_is_written() {
    let page = format!("# Page\r\n\r\nbefore  \n\n{}\nafter", MARKERS.replacen('\n', "\r\n", 1));
    let first = shop(&page);
    let found = to_be_written(&first);
    assert_eq!(found.stale.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::GeneratedBlockStale]);
    assert!(first.findings.iter().any(|finding| finding.code == Code::GeneratedBlockStale), "a build says so, too");
    let [rewrite] = &*found.rewrites else { panic!("one file") };
    let new = rewrite.apply(&page);
    assert!(new.starts_with("# Page\r\n\r\nbefore  \n\n<!--") && new.ends_with("<!-- docsgen:end -->\n\nafter"));
    assert!(new.contains("-->\r\n\r\n| Chart | RTO |\r\n"), "lines end as that of the marker does: {new:?}");
    let second = shop(&new);
    assert_eq!(to_be_written(&second).rewrites, []);
}

#[test]
fn sync_writes_what_check_shows() {
    let project = Project::of(&[
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("charts/web/README.md", "# Web\n\n## Backup\n\n- **RTO**: < 15 minutes\n"),
        ("docs/page.md", &format!("# Page\n\n{MARKERS}")),
    ]);
    let before = tree(project.path());
    let _ = project.run(&["sync", "--check"]).expect(1).prints("+| [web](../charts/web/README.md) |");
    assert!(tree(project.path()) == before, "a check writes nothing");
    let _ = project.run(&["sync"]).expect(0).says("writing docs/page.md");
    let _ = project.run(&["sync", "--check"]).expect(0).says("every generated table and text is as it should be");
    let after = tree(project.path());
    let changed: Vec<_> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).collect();
    assert_eq!(changed.len(), 1, "nothing but the page is written, and nothing beside it");
    project.file("docs/page.md", "# Page\n\n<!-- docsgen:matrix recovery -->\n");
    let _ = project.run(&["sync"]).expect(1).says("a generated table has no end");
    let _ = project.run(&["matrix", "--why", "web"]).expect(0).prints("because it is the only statement");
    let _ = project.run(&["matrix", "rto=1"]).expect(0).prints("no rows");
    let _ = project.run(&["matrix", "recovry"]).expect(2).says("did you mean `recovery`?");
    let _ = project.run(&["matrix", "--sort", "-rtoo"]).expect(2).says("did you mean `rto`?");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sync_changes_nothing_outside_its_markers_and_nothing_twice(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just(MARKERS), Just("<!-- docsgen:end -->\n"), Just("<!-- docsgen:matrix tiers -->\n"), Just("- item\n"),
                Just("> quote\n"), Just("```\n"), Just("\r\n"), Just("\n"), Just("| a |\n|---|\n| b |\n"), Just("text 백업 "),
                Just("<details>\n"), Just("    code\n"), Just("## Heading\n"), Just("<!-- docsgen:matrix drills --> x\n"),
            ],
            0..14,
        ),
    ) {
        let page = pieces.concat();
        let first = shop(&page);
        let found = to_be_written(&first);
        let Some(rewrite) = found.rewrites.first() else { return Ok(()) };
        let new = rewrite.apply(&page);
        let mut rest = &*new;
        let mut at = 0;
        for (range, _) in &rewrite.edits {
            let kept = &page[at..range.start as usize];
            prop_assert!(rest.starts_with(kept));
            rest = &rest[kept.len()..];
            rest = &rest[rest.find("<!-- docsgen:end -->").expect("the last marker")..];
            at = range.end as usize;
        }
        prop_assert_eq!(rest, &page[at..]);
        let second = shop(&new);
        prop_assert_eq!(to_be_written(&second).rewrites, vec![]);
    }
}

#[test]
fn the_last_drill_is_that_of_the_headline_and_none_of_the_future() {
    let guide = "---\nobjectives:\n  - { scenario: Full disaster recovery, rto: 1h, rpo: 1h }\n  - { scenario: One table, rto: 2h }\n\
        drills:\n  - { date: 2026-06-01, scenario: Full disaster recovery, rto: 3h }\n\
        \x20 - { date: 2026-08-01, scenario: One table, rto: 5m }\n\
        \x20 - { date: 2026-12-01, scenario: Full disaster recovery, rto: 5m }\n---\n# DB\n";
    let examined = examined(&[
        ("book.toml", BOOK),
        ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0\n"),
        ("docs/db-backup.md", guide),
    ]);
    let cell = |matrix, column: &str| {
        let table = examined.site.matrix(matrix);
        let value = table.cell(&table.rows()[0], column)[0].clone();
        (value.text, value.mark)
    };
    assert_eq!(cell(Matrix::Recovery, "drill"), ("2026-06-01".to_owned(), Some(Mark::Bad)));
    assert_eq!(cell(Matrix::Recovery, "measured"), ("RTO 3h".to_owned(), Some(Mark::Bad)));
    assert_eq!(cell(Matrix::Coverage, "drill").0, "2026-08-01", "any part that was tried is covered");
}
