//! Upgrades and rollbacks as tables.

use std::collections::BTreeMap;

use super::attribute::grade;
use super::rollback::Rollback;
use super::{Strategy, StrategyClass};
use crate::config::Kind;
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::link::Target;
use crate::site::page::Page;
use crate::site::table::{Cell, Column, ColumnKind, Measure, Table, Value};
use crate::site::timed::Timed;

/// The columns that tell of a strategy.
const STRATEGY_COLUMNS: [Column; 8] = [
    Column::new("strategy", "Strategy", ColumnKind::Text),
    Column::new("class", "Kind", ColumnKind::Keyed),
    Column::new("downtime", "Downtime", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("risk", "Risk", ColumnKind::Keyed),
    Column::new("complexity", "Complexity", ColumnKind::Keyed),
    Column::new("from", "From", ColumnKind::Version),
    Column::new("to", "To", ColumnKind::Version),
    Column::new("recommended", "Recommended for", ColumnKind::Text),
];

/// The columns of the upgrade matrix that tell of the chart: the one before the strategy's, and those behind, which a phone
/// shows last.
const CHART_COLUMN: Column = Column::new("chart", "Chart", ColumnKind::Text);
const LAST_COLUMNS: [Column; 2] =
    [Column::new("guide", "Guide", ColumnKind::Text), Column::new("tier", "Tier", ColumnKind::Keyed)];

/// The columns of the matrix of rollbacks.
const ROLLBACKS: [Column; 8] = [
    Column::new("method", "Method", ColumnKind::Text),
    Column::new("data", "Data", ColumnKind::Keyed),
    Column::new("time", "Time", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("downtime", "Downtime", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("loss", "Data lost", ColumnKind::Text),
    Column::new("when", "When", ColumnKind::Text),
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("page", "Page", ColumnKind::Text),
];

impl Site {
    /// One row for each chart and strategy, charts in order of title, strategies as their authors list them. Columns are
    /// `chart`, `strategy`, `class`, `downtime`, `risk`, `complexity`, `from`, `to`, `recommended`, `guide` and `tier`. A
    /// strategy leads to the section that tells how, a figure to where it is written.
    #[must_use]
    pub fn upgrade_matrix(&self) -> Table {
        let columns = [CHART_COLUMN].into_iter().chain(STRATEGY_COLUMNS).chain(LAST_COLUMNS);
        let mut table = Table::new(columns.collect());
        for index in self.charts_by_title() {
            let chart = self.chart(index);
            for strategy in self.upgrades.get(index.0 as usize).map_or(&[][..], Vec::as_slice) {
                let of_chart = [
                    ("chart", vec![self.chart_value(index)]),
                    ("tier", self.tier_cell(index)),
                    ("guide", self.upgrade_guides(chart)),
                ];
                table.push(of_chart.into_iter().chain(strategy_cells(strategy)));
            }
        }
        table
    }

    /// The ways to upgrade one chart: the columns of [`Site::upgrade_matrix`] that tell of the strategy.
    #[must_use]
    pub fn strategies_of(&self, index: ChartIndex) -> Table {
        let mut table = Table::new(STRATEGY_COLUMNS.to_vec());
        for strategy in self.upgrades.get(index.0 as usize).map_or(&[][..], Vec::as_slice) {
            table.push(strategy_cells(strategy));
        }
        table
    }

    /// One row for each rollback, charts in order of title, then pages without one: columns `method`, `data`, `time`, `downtime`,
    /// `loss`, `when`, `chart` and `page`.
    #[must_use]
    pub fn rollback_matrix(&self) -> Table {
        let mut table = Table::new(ROLLBACKS.to_vec());
        let mut by_chart: BTreeMap<Option<ChartIndex>, Vec<&Rollback>> = BTreeMap::new();
        for rollback in self.rollbacks.iter() {
            by_chart.entry(rollback.chart).or_default().push(rollback);
        }
        let order = self.charts_by_title().into_iter().map(Some).chain([None]);
        for rollback in order.filter_map(|chart| by_chart.remove(&chart)).flatten() {
            let name = Value::new(&*rollback.name).from(rollback.place);
            let name = match &rollback.section {
                Some((page, anchor)) => name.to(Target::Page { page: *page, anchor: Some(anchor.clone()) }),
                None => name,
            };
            let stated = |stated: &Option<Stated>| -> Cell {
                stated.iter().map(|stated| Value::new(&*stated.text).from(stated.place)).collect()
            };
            let data = rollback
                .with_data
                .map(|with| Value::new(if with { "restored" } else { "kept" }).keyed(u64::from(with)));
            table.push([
                ("method", vec![name]),
                ("data", data.into_iter().collect()),
                ("time", rollback.time.iter().map(Timed::value).collect()),
                ("downtime", rollback.downtime.iter().map(Timed::value).collect()),
                ("loss", stated(&rollback.loss)),
                ("when", stated(&rollback.when)),
                ("chart", rollback.chart.map(|chart| self.chart_value(chart)).into_iter().collect()),
                ("page", vec![self.page(rollback.page).value()]),
            ]);
        }
        table
    }

    fn upgrade_guides(&self, chart: &Chart) -> Cell {
        let pages = chart.own_pages().map(|id| self.page(id));
        let guides = pages.filter(|page| page.kind == Kind::Upgrade && !page.historical);
        guides.map(Page::value).collect()
    }
}

fn strategy_cells(strategy: &Strategy) -> [(&'static str, Cell); 8] {
    let stated = |stated: &Option<Stated>| -> Cell {
        stated.iter().map(|stated| Value::new(&*stated.text).from(stated.place)).collect()
    };
    let graded = |stated: &Option<Stated>| -> Cell {
        let value = |stated: &Stated| Value::new(&*stated.text).from(stated.place).keyed(grade(&stated.text));
        stated.iter().map(value).collect()
    };
    let name = Value::new(&*strategy.name).from(strategy.place);
    let name = match &strategy.section {
        Some((page, anchor)) => name.to(Target::Page { page: *page, anchor: Some(anchor.clone()) }),
        None => name,
    };
    let order = StrategyClass::ALL.iter().position(|class| *class == strategy.class);
    let class = Value::new(strategy.class.title()).keyed(order.and_then(|order| u64::try_from(order).ok()));
    let downtime = strategy.downtime.iter().map(Timed::value);
    let recommended = strategy.recommended.then(|| Value::new("Recommended").from(strategy.place));
    [
        ("strategy", vec![name]),
        ("class", vec![class]),
        ("downtime", downtime.collect()),
        ("risk", graded(&strategy.risk)),
        ("complexity", graded(&strategy.complexity)),
        ("from", stated(&strategy.from)),
        ("to", stated(&strategy.to)),
        ("recommended", recommended.into_iter().chain(stated(&strategy.recommended_for)).collect()),
    ]
}
