//! Baselines: what is joined from rows and measurements, what is decided of it, and where it is shown.

use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::diagnostic::{Code, Topics};
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::render::address::Addresses;
use docsgen::render::table::{Places, json};
use docsgen::render::translation::Translation;
use docsgen::render::view::{HtmlPage, Viewer};
use docsgen::site::baseline::{Better, Figure, Verdict};
use docsgen::site::matrix::{Asked, Matrix};
use docsgen::site::table::View;
use docsgen::site::table::query::Query;
use docsgen::source::RepoPath;

const CHART: &str = "name: orderdb\nversion: 1.0.0\n";

fn examined(files: &[(&str, &str)]) -> Examined {
    let chart = ("charts/orderdb/Chart.yaml", CHART);
    let path = |path: &str| RepoPath::new(path).expect("inside");
    let files: MemoryFiles = files.iter().chain([&chart]).map(|(name, text)| (path(name), *text)).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "Site".to_owned(), repository_url: None };
    examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable")
}

/// The one figure of a row.
fn figure(row: &str) -> Figure {
    let examined = examined(&[("data/b.yaml", &format!("kind: baseline\nrows:\n- {{ {row} }}\n"))]);
    examined.site.baselines.figures.first().cloned().expect(row)
}

fn found(examined: &Examined, code: Code) -> Vec<String> {
    let findings = examined.reported(&Topics::all());
    findings.iter().filter(|finding| finding.code == code).map(|finding| finding.message.clone()).collect()
}

#[test]
fn a_figure_is_judged_by_what_is_better_and_by_nothing_else() {
    let (better, within, regression) = (Some(Verdict::Better), Some(Verdict::Within), Some(Verdict::Regression));
    for (row, verdict, target) in [
        ("metric: Latency p95, baseline: 10 ms, measured: 9 ms, target: 9 ms", better, Some(true)),
        ("metric: Latency p95, baseline: 10 ms, measured: 11 ms, target: 10.5 ms", within, Some(false)),
        ("metric: Latency p95, baseline: 10 ms, measured: 11.01 ms", regression, None),
        ("metric: Latency p95, baseline: 0.01 s, measured: 12 ms", regression, None),
        ("metric: x, unit: ops/s, baseline: 100, measured: 90", within, None),
        ("metric: x, unit: ops/s, baseline: 100, measured: 89", regression, None),
        ("metric: x, unit: ops/s, baseline: 100, measured: 89, tolerance: 20%", within, None),
        ("metric: x, unit: ops/s, better: lower, baseline: 100, measured: 89", better, None),
        ("metric: x, baseline: 100, measured: 1", None, None),
        ("metric: x, better: higher, baseline: 0, measured: 5", better, None),
        ("metric: Failed requests, baseline: 0, measured: 500", regression, None),
        ("metric: Failed requests, baseline: 0, measured: 0", within, None),
        ("metric: x, baseline: 0, measured: 5", None, None),
        ("metric: Latency, target: 20 ms, measured: 15", None, Some(true)),
        ("metric: Latency, target: 20 ms, measured: 25", None, Some(false)),
        ("metric: Latency, target: < 20 ms, measured: 20", None, Some(false)),
        ("metric: Latency, target: <= 20 ms, measured: 20", None, Some(true)),
        ("metric: x, target: '> 20', measured: 20.5, baseline: 25", regression, Some(true)),
        ("metric: Latency, better: higher, target: < 20 ms, measured: 15", None, Some(true)),
        ("metric: Latency, target: 20 ms, measured: 15 MiB", None, None),
        ("metric: CPU, baseline: 500m, measured: 0.9", regression, None),
        ("metric: CPU, baseline: 500m, measured: 0.52", within, None),
        ("metric: cpu Event throughput, baseline: 1000 events/s, measured: 500", regression, None),
        ("metric: x, better: higher, baseline: 0, measured: 0, target: 1", within, Some(false)),
        ("metric: x, better: lower, baseline: -10, measured: -12", better, None),
        ("metric: Throughput, unit: TPS, baseline: 100, target: 200", None, Some(false)),
        ("metric: Throughput, unit: TPS, measured: 100, target: 50", None, Some(true)),
        ("metric: Latency, baseline: soon, measured: 5 ms", None, None),
    ] {
        let figure = figure(row);
        assert_eq!((figure.verdict, figure.meets_target), (verdict, target), "{row}");
    }
}

#[test]
fn a_tenth_more_is_allowed_to_the_digit() {
    for (baseline, measured) in [("0.1", "0.11"), ("0.7", "0.77"), ("14.2", "15.62"), ("850", "935")] {
        let figure = figure(&format!("metric: Latency, unit: ms, baseline: {baseline}, measured: {measured}"));
        assert_eq!(figure.verdict, Some(Verdict::Within), "{baseline} {measured}");
    }
}

#[test]
fn the_newest_measurement_counts_wherever_it_is_written() {
    let row = "kind: baseline\nrows:\n- { chart: orderdb, metric: Latency p95, unit: ms, baseline: 10, measured: 9, date: 2026-08-02 }\n";
    let newer =
        "chart,metric,measured,unit,date\norderdb,p95 latency,12,ms,2026-09-02\norderdb,latency_p95_ms,8,,2026-07-02\n";
    let older = "chart,metric,measured,unit,date\norderdb,Latency p95,0.007,s,2026-06-02\norderdb,Latency p95,9,ms,2026-08-02\n";
    let examined = examined(&[("data/b.yaml", row), ("data/history/z.csv", newer), ("data/history/a.csv", older)]);
    let figure = &examined.site.baselines.figures[0];
    assert_eq!(figure.measured.as_ref().map(|reading| &*reading.text), Some("12 ms"));
    assert_eq!(figure.better, Some(Better::Lower));
    let points: Vec<f64> = figure.series.points.iter().map(|(_, value)| *value).collect();
    // The row's own stands in a file as well, and is one measurement.
    assert_eq!(points, [7.0, 8.0, 9.0, 12.0]);
    let view = View::new(examined.site.matrix(Matrix::Baselines), &Query::default()).expect("a query of nothing");
    let places = Places::new(&examined.site, &examined.loaded.sources);
    let object: serde_json::Value = serde_json::from_str(&json("baselines", &view, &places)).expect("JSON");
    let trend = &object["rows"][0]["cells"]["trend"][0]["series"];
    assert_eq!((&trend["unit"], &trend["points"][3]["number"]), (&"ms".into(), &12.0.into()), "{trend}");
    assert_eq!(trend["points"][0]["date"], "2026-06-02");
    let message = "`Latency p95` is 20% worse than its baseline of `10 ms`: `12 ms`";
    assert_eq!(found(&examined, Code::BaselineRegression), [message]);
}

#[test]
fn what_cannot_be_read_is_a_finding_and_the_rest_is_shown() {
    let rows = "kind: baseline\nrows:\n\
                - { chart: orderdb, metric: Latency p95, unit: ms, baseline: 10, measured: 5 TPS, target: 3 GiB }\n\
                - { chart: orderdb, metric: Throughput, better: more, baseline: fast, measured: 5, tolerance: -5% }\n\
                - { chart: orderdb, baseline: 5 }\n\
                - { chart: orderdb, metric: p95 latency, baseline: 5 ms }\n\
                - { chart: orderdb, metric: Streams, baseline: 7, date: soon, status: bananas }\n";
    let examined = examined(&[("data/b.yaml", rows)]);
    let expected = [
        "`5 TPS` can't be compared with `10 ms`",
        "`3 GiB` can't be compared with `10 ms`",
        "`better` must be `higher` or `lower`, and is `more`",
        "`baseline` must be a number, and is `fast`",
        "`tolerance` can't be less than nothing",
        "a row names no metric",
        "there is a baseline of `p95 latency` already",
        "`date` must be a date, and is `soon`",
        "`status` must be a status that is known, and is `bananas`",
    ];
    let mut found = found(&examined, Code::DataInvalidValue);
    found.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
    let shown: Vec<&str> = examined.site.baselines.figures.iter().map(|figure| &*figure.metric.text).collect();
    assert_eq!(shown, ["Latency p95", "Throughput", "Streams"]);
}

#[test]
fn what_would_be_dropped_is_a_finding() {
    let rows = "kind: baseline\nrows:\n\
                - { chart: orderdb, metric: Latency p95, target: 20 ms, toleranse: 5%, note: slow, stage: one }\n\
                - { chart: orderdb, metric: Burst, baseline: 5 (burst), measured: 10 °C }\n\
                - { chart: orderdb, metric: Depth, baseline: 5 of 10 }\n\
                - { chart: [orderdb, other], metric: Lists, unit: ms, better: lower, baseline: 5, measured: [7 ms, 100 ms] }\n";
    let history = "chart,metric,mesured,unit,date\norderdb,Latency p95,9,ms,2026-09-01\n";
    let other = "chart,metric,measured,unit,date\norderdb,Latency p95,15 MiB,,2026-09-01\n";
    let examined = examined(&[("data/b.yaml", rows), ("data/history/a.csv", history), ("data/history/b.csv", other)]);
    assert_eq!(
        found(&examined, Code::DataInvalidValue),
        [
            "`baseline` must be a number and a unit, and is `5 (burst)`",
            "`measured` must be a number and a unit, and is `10 °C`",
            "`baseline` must be a number and a unit, and is `5 of 10`",
            "`measured` holds 2 values, and only the first is read",
            "`15 MiB` can't be compared with `20 ms`",
        ]
    );
    let columns =
        ["data of kind `baseline` has no column `toleranse`", "data of kind `measurement` has no column `mesured`"];
    assert_eq!(found(&examined, Code::DataUnknownColumn), columns);
}

#[test]
fn what_is_worse_than_nothing_is_said_in_words() {
    let row = "kind: baseline\nrows:\n- { chart: orderdb, metric: Failed requests, baseline: 0, measured: 500 }\n";
    let examined = examined(&[("data/b.yaml", row)]);
    let message = "`Failed requests` is worse than its baseline of `0`: `500`";
    assert_eq!(found(&examined, Code::BaselineRegression), [message]);
    let table = examined.site.asked(&Asked::Matrix(Matrix::Baselines)).expect("a matrix");
    let change = &table.cell(&table.rows()[0], "change")[0];
    assert_eq!((&*change.text, change.mark.map(docsgen::site::table::Mark::name)), ("+500", Some("bad")));
}

#[test]
fn what_is_yet_to_come_is_not_the_newest() {
    let row = "kind: baseline\nrows:\n- { chart: orderdb, metric: Throughput, unit: TPS, baseline: 850 }\n";
    let history = "chart,metric,measured,unit,date\norderdb,Throughput,900,TPS,2062-09-01\norderdb,Throughput,500,TPS,2026-10-01\n";
    let examined = examined(&[("data/b.yaml", row), ("data/history/a.csv", history)]);
    let figure = &examined.site.baselines.figures[0];
    assert_eq!((figure.verdict, figure.series.points.len()), (Some(Verdict::Regression), 1));
    assert_eq!(found(&examined, Code::MeasurementFuture), ["a measurement on 2062-09-01 is yet to come"]);
}

#[test]
fn an_estimated_figure_is_marked_and_no_finding() {
    let row = "kind: baseline\nrows:\n- { chart: orderdb, metric: Latency p95, unit: ms, baseline: 10, measured: 20, target: 5, status: 📊 Estimated }\n";
    let examined = examined(&[("data/b.yaml", row)]);
    assert_eq!(found(&examined, Code::BaselineRegression), <[&str; 0]>::default());
    assert_eq!(found(&examined, Code::BaselineTargetMissed), <[&str; 0]>::default());
    let table = examined.site.asked(&Asked::Matrix(Matrix::Baselines)).expect("a matrix");
    let marks = ["measured", "change", "status"].map(|column| {
        table.cell(&table.rows()[0], column).first().and_then(|value| value.mark).map(docsgen::site::table::Mark::name)
    });
    assert_eq!(marks, [Some("attention"); 3]);
}

#[test]
fn the_matrix_shows_figures_as_they_are_written() {
    let rows = "kind: baseline\nrows:\n\
                - { metric: Requests, unit: req/s, baseline: 1.2k, measured: 1000, date: 2026-09-01 }\n\
                - { chart: orderdb, metric: Latency p95, unit: ms, baseline: 10, target: 20, measured: 10.4, status: validated }\n";
    let history =
        "chart,metric,measured,unit,date\norderdb,Latency p95,9,ms,2026-08-01\norderdb,Latency p95,11,ms,2026-08-02\n";
    let examined = examined(&[("data/b.yaml", rows), ("data/history/orderdb.csv", history)]);
    let table = examined.site.asked(&Asked::Matrix(Matrix::Baselines)).expect("a matrix");
    let view = View::new(table, &Query::parse("").expect("a query")).expect("columns");
    let rows: Vec<String> = view
        .rows()
        .iter()
        .map(|row| {
            view.cells(row).map(|cell| cell.first().map_or("", |value| &*value.text)).collect::<Vec<_>>().join("|")
        })
        .collect();
    assert_eq!(
        rows,
        [
            // What has no date is older than what has one.
            "orderdb|Latency p95|10 ms|20 ms|11 ms|+10%|▆▁█|2026-08-02|validated",
            "|Requests|1.2k req/s||1000 req/s|−16.7%||2026-09-01|",
        ]
    );
    assert_eq!(found(&examined, Code::MeasurementUnmatched), <[&str; 0]>::default());
}

#[test]
fn a_chart_has_a_page_of_its_baselines_unless_its_author_has_one_there() {
    let rows =
        "kind: baseline\nrows:\n- { chart: orderdb, metric: Latency p95, unit: ms, baseline: 10, measured: 20 }\n";
    let history = "chart,metric,measured,unit,date\norderdb,Latency p95,19,ms,2026-08-01\n";
    let shown = |files: &[(&str, &str)]| {
        let examined = examined(files);
        let loaded = &examined.loaded;
        let addresses = Addresses::new(&examined.site, &loaded.config, &examined.assets, &loaded.sources);
        let viewer = Viewer::new(&addresses, Translation::english(), Vec::new(), Vec::new());
        let pages = viewer.pages();
        let page = pages.iter().find(|(page, _)| matches!(page, HtmlPage::Baselines(_)));
        let context = page.map(|(page, route)| (route.as_str().to_owned(), viewer.context(*page, route)));
        let chart = pages
            .iter()
            .find(|(page, _)| matches!(page, HtmlPage::Chart(_)))
            .map(|(page, route)| viewer.context(*page, route).chart.expect("a chart").pages);
        (context, chart, pages.iter().any(|(_, route)| route.as_str() == "baselines/index.html"))
    };
    let (context, chart, overview) = shown(&[("data/b.yaml", rows), ("data/history/orderdb.csv", history)]);
    let (route, context) = context.expect("a page");
    assert_eq!((&*route, &*context.page.title), ("charts/orderdb/baselines.html", "Baselines of orderdb"));
    assert_eq!(context.trends.len(), 1);
    assert!(context.trends[0].picture.starts_with("<svg "), "{}", context.trends[0].picture);
    let link = &chart.expect("a page of the chart")[0];
    assert_eq!(
        (&*link.title, &*link.url, link.kind),
        ("1 figure, 1 worse than it should be", "baselines.html", "baseline")
    );
    assert!(overview);
    let own = ("charts/orderdb/baselines.md", "# Mine\n");
    let (context, ..) =
        shown(&[("data/b.yaml", rows), own, ("book.toml", "[[sources]]\nmatch = 'charts/{chart}/*.md'\n")]);
    assert!(context.is_none());
    let (context, _, overview) = shown(&[("README.md", "# Home\n")]);
    assert!(context.is_none() && !overview);
}
