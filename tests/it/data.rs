//! Teams' own data: what is joined, shown, sorted and published.

use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::{ColumnType, Surroundings};
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::render::address::Addresses;
use docsgen::site::link::Target;
use docsgen::site::matrix::Asked;
use docsgen::site::table::View;
use docsgen::site::table::query::Query;
use docsgen::source::RepoPath;

fn examined(files: &[(&str, &str)]) -> Examined {
    let chart = |name: &str, tier: u8| {
        let yaml = format!(
            "name: {name}\nversion: 1.{tier}.0\nannotations: {{docsgen.dev/tier: '{tier}', docsgen.dev/rto: {tier}h}}\n"
        );
        (RepoPath::new(&format!("charts/{name}/Chart.yaml")).expect("inside"), yaml)
    };
    let given = files.iter().map(|(path, text)| (RepoPath::new(path).expect("inside"), (*text).to_owned()));
    let all: Vec<(RepoPath, String)> = given.chain([chart("redis", 1), chart("kafka", 2)]).collect();
    let files: MemoryFiles = all.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable")
}

/// The texts of a dataset as it is asked for, cells between bars.
fn shown(examined: &Examined, name: &str, query: &str) -> Vec<String> {
    let table = examined.site.asked(&Asked::named(name)).expect("a dataset");
    let view = View::new(table, &Query::parse(query).expect("a query")).expect("known columns");
    let cell = |cell: &[docsgen::site::table::Value]| {
        cell.iter().map(|value| value.text.as_str()).collect::<Vec<_>>().join("+")
    };
    view.rows().iter().map(|row| view.cells(row).map(cell).collect::<Vec<_>>().join("|")).collect()
}

const LIMITS: &str = "columns:
  chart: chart
  limit: { type: number, unit: GiB }
  lasts: duration
  version: version
  on: date
  guide: link
rows:
- { chart: redis, limit: '1,000', lasts: 9 months, version: 1.10.0, on: 2026-01-02, guide: docs/a.md }
- { chart: kafka, limit: 16, lasts: 10 weeks, version: 1.9.0, on: 2025-12-31, guide: 'https://example.org/' }
- { chart: gone, limit: -3, version: 1.9.0-rc.1, on: 2026-01-01 }
";

#[test]
fn rows_are_sorted_and_compared_by_what_their_columns_hold() {
    let examined = examined(&[("data/limits.yaml", LIMITS), ("docs/a.md", "# A\n")]);
    for (query, expected) in [
        ("columns=limit sort=limit", ["-3", "16", "1,000"].as_slice()),
        ("columns=limit sort=-limit", &["1,000", "16", "-3"]),
        ("columns=lasts sort=lasts", &["10 weeks", "9 months", ""]),
        ("columns=version sort=version", &["1.9.0-rc.1", "1.9.0", "1.10.0"]),
        ("columns=on sort=on", &["2025-12-31", "2026-01-01", "2026-01-02"]),
        ("columns=limit where=limit>=16", &["1,000", "16"]),
        ("columns=lasts where=\"lasts < 6 months\"", &["10 weeks"]),
        ("columns=on where=on>2025-12-31", &["2026-01-02", "2026-01-01"]),
        ("columns=chart where=version<1.9.0", &["gone"]),
        ("columns=chart where=lasts=", &["gone"]),
    ] {
        assert_eq!(shown(&examined, "limits", query), expected, "{query}");
    }
}

#[test]
fn what_is_known_of_charts_is_shown_to_who_asks() {
    let examined = examined(&[("data/limits.yaml", LIMITS), ("docs/a.md", "# A\n")]);
    assert_eq!(shown(&examined, "limits", "")[1], "kafka|16|10 weeks|1.9.0|2025-12-31|https://example.org/");
    let query = "columns=chart,chart.tier,chart.version,chart.rto where=chart.rto<=2h sort=-chart.tier";
    assert_eq!(shown(&examined, "limits", query), ["kafka|Tier 2|1.2.0|2h", "redis|Tier 1|1.1.0|1h"]);
    let dataset = examined.site.dataset("limits").expect("a dataset");
    let targets: Vec<_> =
        dataset.rows.iter().map(|row| row.cells[5].first().and_then(|cell| cell.target.clone())).collect();
    assert!(matches!(&*targets, [Some(Target::Page { .. }), Some(Target::External), None]), "{targets:?}");
}

#[test]
fn the_same_rows_come_from_every_form() {
    let rows = [
        ("data/t.yaml", "- {chart: redis, took: 5 min}\n- {chart: kafka, took: 90 s}\n"),
        ("data/t.json", "[{\"chart\": \"redis\", \"took\": \"5 min\"}, {\"chart\": \"kafka\", \"took\": \"90 s\"}]"),
        ("data/t.toml", "[[rows]]\nchart = 'redis'\ntook = '5 min'\n[[rows]]\nchart = 'kafka'\ntook = '90 s'\n"),
        ("data/t.csv", "chart,took\nredis,5 min\nkafka,90 s\n"),
        (
            "docs/t.md",
            "# T\n\n<!-- docsgen:data t -->\n\n| Chart | Took |\n|---|---|\n| **redis** | 5 min |\n| `kafka` | 90 s |\n",
        ),
    ];
    for (path, text) in rows {
        let examined = examined(&[(path, text), ("README.md", "# Home\n")]);
        let dataset = examined.site.dataset("t").expect(path);
        let holds: Vec<ColumnType> = dataset.columns.iter().map(|column| column.holds).collect();
        assert_eq!(holds, [ColumnType::Chart, ColumnType::Duration], "{path}");
        assert_eq!(shown(&examined, "t", "sort=took"), ["kafka|90 s", "redis|5 min"], "{path}");
        for cell in dataset.rows.iter().flat_map(|row| row.cells.iter().flatten()) {
            let written = examined.loaded.sources.text(cell.place);
            assert!(written.contains(&cell.text), "{path}: {written:?} {cell:?}");
        }
    }
}

#[test]
fn a_data_file_is_copied_only_where_a_page_shows_it() {
    let copied = |page: &str| {
        let examined = examined(&[("data/limits.yaml", LIMITS), ("docs/a.md", page)]);
        let (site, loaded) = (&examined.site, &examined.loaded);
        let addresses = Addresses::new(site, &loaded.config, &examined.assets, &loaded.sources);
        addresses.copies().iter().any(|(path, _)| path.as_str() == "data/limits.yaml")
    };
    assert!(!copied("# A\n"));
    assert!(copied("# A\n\n<!-- docsgen:table limits -->\n<!-- docsgen:end -->\n"));
}

#[test]
fn ten_thousand_rows_of_a_dataset_are_no_trouble() {
    let rows: String = (0..10_000).map(|number| format!("redis,{number} min,{number}\n")).collect();
    let examined = examined(&[("data/many.csv", &format!("chart,took,number\n{rows}")), ("README.md", "# Home\n")]);
    assert_eq!(
        shown(&examined, "many", "where=number>9997 sort=-took columns=number,chart.tier"),
        ["9999|Tier 1", "9998|Tier 1"]
    );
}
