//! A page made of a matrix, and what a chart's page shows of it.

use docsgen::render::context::{
    CellView, ColumnView, ConflictView, CountedView, EffectiveView, FactView, FilterView, Layout, PageContext,
    RecoverySummary, RecoveryView, RowGroup, RowView, TableView, ValueView,
};

use super::{CHARTS, link, page};

/// RTO and its rank, RPO and its rank, drill, and how both are marked.
type Figures = (&'static str, u32, &'static str, u32, &'static str, &'static str);
const FIGURES: &[Figures] = &[
    ("< 1 hour", 4, "15 min", 2, "proved, 2026-09-30", ""),
    ("< 2 hours", 5, "24 hours", 5, "never", "bad"),
    ("30 min", 3, "0", 0, "missed, 2026-08-12", ""),
    ("15-30 minutes", 3, "Near-zero", 1, "proved, 2026-10-01", "good"),
    ("best effort", 9, "24 hours", 5, "overdue, 2025-01-15", "attention"),
    ("4 h", 6, "1 h", 4, "never", ""),
];

/// The recovery matrix.
pub(super) fn page_of_matrix() -> PageContext {
    let mut matrix = page("recovery/index.html", Layout::Matrix, "Recovery matrix", "generated", "");
    matrix.page.description = Some("How fast each chart comes back and how much may be lost.".to_owned());
    matrix.recovery = Some(summary("index.html"));
    matrix.tabs = matrix.nav.sections.iter().take(3).cloned().collect();
    matrix.matrices = vec![table()];
    matrix
}

/// What is promised altogether.
pub(super) fn summary(url: &str) -> RecoverySummary {
    RecoverySummary {
        url: url.to_owned(),
        charts: 12,
        with_objective: 9,
        proved: 3,
        contradicted: 1,
        pages: vec![link("Recovery order", url, "Which charts come back first.")],
    }
}

/// What is promised of one chart.
pub(super) fn of_chart(number: usize) -> RecoveryView {
    let (rto, _, rpo, _, drill, mark) = FIGURES[number % FIGURES.len()];
    RecoveryView {
        tier: None,
        drill: None,
        scenario: "Full disaster recovery".to_owned(),
        rto: Some(figure(rto, mark)),
        rpo: Some(figure(rpo, "")),
        facts: vec![
            FactView { title: "Tier".to_owned(), values: vec![value("Tier 1: Critical", ""), value("RTO 2h", "")] },
            FactView { title: "Drills".to_owned(), values: vec![value(drill, drill_mark(drill))] },
        ],
        scenarios: None,
        conflicts: vec![ConflictView {
            field: "RTO",
            scenario: String::new(),
            winner: figure(rto, ""),
            others: vec![figure("< 30 minutes", "")],
        }],
        conflict_count: 1,
        drills: None,
        depends_on: Some(vec![link("MinIO", "../minio/index.html", "wave 1")]),
        dependents: Vec::new(),
        wave: Some(2),
        effective: Some(EffectiveView {
            text: "3 h".to_owned(),
            at_least: true,
            infeasible: true,
            chain: vec![link("MinIO", "../minio/index.html", "wave 1")],
        }),
        matrix_url: Some("../../recovery/index.html".to_owned()),
        order_url: None,
    }
}

fn table() -> TableView {
    let column = |name: &str, title: &str, kind| ColumnView {
        name: name.to_owned(),
        title: title.to_owned(),
        kind,
        grouped: false,
        width: 8,
    };
    let columns = vec![
        column("chart", "Chart", "text"),
        column("tier", "Tier", "text"),
        column("rto", "RTO", "keyed"),
        column("rpo", "RPO", "keyed"),
        column("drill", "Last drill", "keyed"),
        column("method", "Method", "text"),
        column("owner", "Owner", "text"),
        column("guides", "Guides", "text"),
    ];
    let mut number = 0;
    let groups: Vec<RowGroup> = CHARTS
        .iter()
        .zip(["1", "2", "3", ""])
        .map(|((_, _, charts), tier)| RowGroup {
            title: if tier.is_empty() { "No tier stated".to_owned() } else { format!("Tier {tier}") },
            rows: charts
                .iter()
                .map(|(id, title, ..)| {
                    number += 1;
                    row(number, id, title, tier)
                })
                .collect(),
        })
        .collect();
    TableView {
        id: "site:recovery".to_owned(),
        title: "Charts".to_owned(),
        columns,
        filters: vec![FilterView {
            column: 1,
            title: "Tier".to_owned(),
            values: ["1", "2", "3"].map(str::to_owned).into(),
        }],
        filterable: true,
        rows: groups.iter().map(|group| group.rows.len()).sum(),
        attention: groups.iter().flat_map(|group| &group.rows).filter(|row| row.attention).count(),
        noun: CountedView { one: "{count} chart".to_owned(), other: "{count} charts".to_owned() },
        groups,
        url: None,
    }
}

fn row(number: u32, id: &str, title: &str, tier: &str) -> RowView {
    let (rto, rto_rank, rpo, rpo_rank, drill, mark) = FIGURES[number as usize % FIGURES.len()];
    let cell = |value: ValueView, rank| CellView { values: vec![value], rank, grouped: false };
    let linked = |text: &str, url: String| ValueView { url, ..value(text, "") };
    let unknown = || CellView { values: Vec::new(), rank: None, grouped: false };
    let stated = !tier.is_empty();
    let cells = vec![
        cell(linked(title, format!("../charts/{id}/index.html")), Some(number)),
        if stated { cell(value(tier, ""), tier.parse().ok()) } else { unknown() },
        if stated { cell(figure(rto, mark), (rto_rank < 9).then_some(rto_rank)) } else { unknown() },
        if stated { cell(figure(rpo, ""), Some(rpo_rank)) } else { unknown() },
        if stated { cell(value(drill, drill_mark(drill)), Some(number)) } else { unknown() },
        cell(value("Volume snapshots and archived logs", ""), Some(0)),
        cell(value("team-data", ""), Some(0)),
        unknown(),
    ];
    let attention = cells.iter().flat_map(|cell| &cell.values).any(|value| !matches!(value.mark, "" | "good"));
    RowView { cells, attention }
}

/// How a word about drills is marked.
fn drill_mark(drill: &str) -> &'static str {
    match drill.split(',').next() {
        Some("proved") => "good",
        Some("missed") => "bad",
        _ => "attention",
    }
}

fn value(text: &str, mark: &'static str) -> ValueView {
    ValueView { text: text.to_owned(), mark, ..ValueView::default() }
}

/// A figure with its place.
fn figure(text: &str, mark: &'static str) -> ValueView {
    let note = if mark == "bad" { "README.md:398 says < 30 minutes" } else { "" };
    ValueView {
        url: "https://git.example.com/platform/charts/blob/main/docs/backup.md?plain=1#L36".to_owned(),
        source: "docs/backup.md:36".to_owned(),
        note: note.to_owned(),
        ..value(text, mark)
    }
}
