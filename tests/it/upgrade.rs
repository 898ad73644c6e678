//! How charts are upgraded, as their guides, front matter and values tell, and what is written about each chart.

use crate::site::examined;
use crate::support::TODAY;
use docsgen::build::{Examined, examine};
use docsgen::config::Surroundings;
use docsgen::fs::DiskFiles;
use docsgen::git::History;
use docsgen::site::link::Target;
use docsgen::site::upgrade::Strategy;
use docsgen::source::RepoPath;

/// The corpus, where `DOCSGEN_CORPUS` names one.
fn corpus() -> Option<Examined> {
    let folder = std::env::var_os("DOCSGEN_CORPUS")?;
    let files = DiskFiles::open(folder.as_ref(), &[]).expect("DOCSGEN_CORPUS can be read");
    let surroundings = Surroundings { project: RepoPath::root(), name: "Corpus".to_owned(), repository_url: None };
    Some(examine(&files, &surroundings, &History::none("a test"), TODAY).expect("readable"))
}

/// The strategies of a chart.
fn strategies<'e>(examined: &'e Examined, chart: &str) -> &'e [Strategy] {
    let index = examined.site.chart_by_id(chart).unwrap_or_else(|| panic!("no chart {chart}"));
    &examined.site.upgrades[index.0 as usize]
}

#[test]
fn dump() {
    let Some(examined) = corpus() else { return };
    let start = std::time::Instant::now();
    for chart in &examined.site.charts {
        for s in strategies(&examined, &chart.id) {
            let t = |o: &Option<docsgen::site::chart::Stated>| o.as_ref().map_or(String::new(), |s| s.text.clone());
            println!(
                "ROW {}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                chart.id,
                s.name,
                s.class.name(),
                s.downtime.as_ref().map_or("", |d| &d.bound.text),
                t(&s.risk),
                t(&s.complexity),
                t(&s.from),
                t(&s.to),
                s.recommended,
                t(&s.recommended_for),
                s.section.as_ref().map_or("", |s| &s.1)
            );
        }
    }
    let table = examined.site.coverage_matrix();
    for row in table.rows() {
        let cells: Vec<String> = [
            "chart",
            "tier",
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
        ]
        .iter()
        .map(|c| table.cell(row, c).iter().map(|v| v.text.clone()).collect::<Vec<_>>().join("+"))
        .collect();
        println!("COV {}", cells.join("|"));
    }
    let summary = examined.site.coverage_summary();
    for (c, v) in &summary.columns {
        println!("SUM {} {}/{}", c.name, v.done, v.of);
    }
    println!("SUM both {:?} all {:?}", summary.both_guides, summary.all);
    println!("TIME {:?}", start.elapsed());
}
