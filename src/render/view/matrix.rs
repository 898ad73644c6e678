//! Tables of facts as templates see them, and the pages made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::{Viewer, column};
use crate::render::context::{
    CellView, ColumnView, CountedView, FilterView, Layout, LinkView, NavItem, PageContext, RecoverySummary, RowGroup,
    RowView, TableView, ValueView,
};
use crate::render::timeline::timeline;
use crate::render::trend::sparkline;
use crate::site::chart::Chart;
use crate::site::coverage::Coverage;
use crate::site::link::Target;
use crate::site::matrix::Matrix;
use crate::site::nav::{EntryTarget, Section, SectionKind};
use crate::site::note::Note;
use crate::site::overview::Overview;
use crate::site::recovery::drill::DrillState;
use crate::site::recovery::tier::Tier;
use crate::site::route::Route;
use crate::site::table::{Column, ColumnKind, Mark, Other, Table, Value};

/// The columns by whose values rows can be chosen, where there are few of them.
const CHOSEN_BY: &[&str] =
    &["tier", "category", "wave", "strategy", "class", "risk", "outcome", "result", "state", "owner", "data"];

/// How many values a reader chooses from.
const MOST_CHOICES: usize = 24;

/// From how many rows on a table has what sorts and filters it.
const FILTERABLE_ROWS: usize = 4;

/// How charts are counted.
const CHARTS: (&str, &str) = ("{count} chart", "{count} charts");

/// What the rows of a table are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grouping<'a> {
    /// Nothing.
    None,
    /// The first values of a column.
    Column(&'a str),
    /// The category of the chart that a row is about.
    Category,
}

/// A table that is to be shown, and how.
pub(super) struct Shown<'a> {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) noun: CountedView,
    pub(super) table: &'a Table,
    pub(super) grouping: Grouping<'a>,
    /// The page where the whole table stands, unless it is this one.
    pub(super) url: Option<String>,
}

impl Viewer<'_> {
    /// A page made of a matrix.
    pub(super) fn overview(&self, overview: Overview, route: &Route) -> PageContext {
        let mut context = self.bare(Layout::Matrix, route, self.t(overview.title()));
        context.page.description = Some(self.t(overview.description()));
        if overview.section() == SectionKind::Recovery {
            context.tabs = self.recovery_section_entries(route);
            if let Some(section) = self.recovery_nav() {
                let url = route.link_to(&section.route);
                for item in context.nav.sections.iter_mut().filter(|item| item.url == url) {
                    item.open = true;
                }
            }
        } else if let Some(place) = self.site.nav.overview_place(overview) {
            // Among pages to read it has neighbours as they have.
            context.nav = self.nav(route, Some(place), None);
            let (section, _) = self.site.nav.at(place);
            if section.route != *route {
                let url = route.link_to(&section.route);
                context.breadcrumbs.push(LinkView::plain(self.section_title(section), url));
            }
        }
        if overview == Overview::Order {
            context.timeline = timeline(self.site, self.translation);
        }
        let (matrix, grouping) = match overview {
            Overview::Recovery => {
                let tiers = self.addresses.matrix(Matrix::Tiers);
                if !tiers.rows().is_empty() {
                    let tiers = tiers.clone().without_unknown_columns();
                    let view = self.table(route, self.shown(Matrix::Tiers, &tiers, Grouping::None));
                    // A handful of rows above the table that is looked for.
                    context.matrices.push(TableView { filterable: false, ..view });
                }
                context.recovery = self.recovery_summary(route);
                (Matrix::Recovery, Grouping::Column("tier"))
            }
            Overview::Categories => (Matrix::Recovery, Grouping::Category),
            Overview::Scenarios => (Matrix::Scenarios, Grouping::Column("chart")),
            Overview::Order => (Matrix::Order, Grouping::Column("wave")),
            Overview::Drills => (Matrix::Drills, Grouping::None),
            Overview::Upgrades => (Matrix::Upgrades, Grouping::Column("chart")),
            Overview::Rollbacks => (Matrix::Rollbacks, Grouping::Column("chart")),
            Overview::Baselines => (Matrix::Baselines, Grouping::Column("chart")),
            Overview::Coverage => {
                context.page.description = Some(self.coverage_sentence());
                (Matrix::Coverage, Grouping::Category)
            }
            Overview::Environment => (Matrix::Environment, Grouping::Column("category")),
        };
        let mut table = self.addresses.matrix(matrix).clone().without_unknown_columns();
        if overview == Overview::Order {
            // The first column names the row and stays in sight.
            let names = ["chart"].into_iter().chain(table.columns().iter().map(Column::name));
            let mut names: Vec<&str> = names.collect();
            let mut seen = BTreeSet::new();
            names.retain(|name| seen.insert(*name));
            table = table.select(&names);
        }
        context.matrices.push(self.table(route, self.shown(matrix, &table, grouping)));
        context
    }

    /// What there is of what every chart should have, in two sentences.
    fn coverage_sentence(&self) -> String {
        let summary = self.site.coverage_summary();
        let Coverage { done, of } = summary.both_guides;
        self.translation.count(
            "{done} of {count} chart has both guides. {percent}% of what every chart should have is there.",
            "{done} of {count} charts have both guides. {percent}% of what every chart should have is there.",
            of as u64,
            &[("done", &done), ("percent", &summary.all.percent())],
        )
    }

    /// How a matrix is shown on its own page.
    pub(super) fn shown<'t>(&self, matrix: Matrix, table: &'t Table, grouping: Grouping<'t>) -> Shown<'t> {
        let (title, noun) = match matrix {
            Matrix::Recovery | Matrix::Catalog => ("Charts", CHARTS),
            Matrix::Scenarios => ("Scenarios", ("{count} scenario", "{count} scenarios")),
            Matrix::Tiers => ("Tiers", ("{count} tier", "{count} tiers")),
            Matrix::Order => ("Order", CHARTS),
            Matrix::Drills => ("Drills", ("{count} drill", "{count} drills")),
            Matrix::Upgrades => ("Upgrades", ("{count} row", "{count} rows")),
            Matrix::Coverage => ("Coverage", CHARTS),
            Matrix::Progress => ("Progress", ("{count} page", "{count} pages")),
            Matrix::Checklists => ("Checklists", ("{count} list", "{count} lists")),
            Matrix::Playbooks => ("Playbooks", ("{count} playbook", "{count} playbooks")),
            Matrix::Rollbacks => ("Rollbacks", ("{count} rollback", "{count} rollbacks")),
            Matrix::Baselines => ("Baselines", ("{count} figure", "{count} figures")),
            Matrix::Releases => ("Releases", ("{count} release", "{count} releases")),
            Matrix::Environment => ("Environment variables", ("{count} variable", "{count} variables")),
        };
        let noun = self.counted(noun.0, noun.1);
        Shown { id: format!("site:{}", matrix.name()), title: self.t(title), noun, table, grouping, url: None }
    }

    /// How a dataset is shown.
    pub(super) fn shown_data<'t>(&self, name: &str, table: &'t Table, grouping: Grouping<'t>) -> Shown<'t> {
        let title = self.site.dataset(name).map_or_else(|| name.to_owned(), |dataset| dataset.title.clone());
        let noun = self.counted("{count} row", "{count} rows");
        Shown { id: format!("site:{name}"), title, noun, table, grouping, url: None }
    }

    /// The entries of the section of matrices, for the row of tabs on each of its pages.
    fn recovery_section_entries(&self, route: &Route) -> Vec<NavItem> {
        let Some(section) = self.recovery_nav() else { return Vec::new() };
        let entries = section.groups.iter().flat_map(|group| &group.entries).filter_map(|entry| {
            let (title, target) = match entry.target {
                EntryTarget::Overview(overview) => (self.t(overview.short_title()), overview.route()),
                EntryTarget::Page(page) => {
                    let page = self.site.page(page);
                    (page.title.clone(), page.route.clone())
                }
                EntryTarget::Chart(_) => return None,
            };
            Some(NavItem {
                title,
                url: route.link_to(&target),
                current: target == *route,
                open: false,
                children: Vec::new(),
            })
        });
        entries.collect()
    }

    pub(super) fn recovery_nav(&self) -> Option<&Section> {
        self.site.nav.sections.iter().find(|section| section.kind == SectionKind::Recovery)
    }

    /// The URL of a page made of a matrix, where there is one.
    pub(super) fn overview_url(&self, route: &Route, overview: Overview) -> Option<String> {
        let made = self.site.nav.overviews.iter().find(|(made, _)| *made == overview);
        made.map(|(_, target)| route.link_to(target))
    }

    /// What is promised altogether; `None` without charts.
    pub(super) fn recovery_summary(&self, route: &Route) -> Option<RecoverySummary> {
        let section = self.recovery_nav()?;
        let charts = &self.site.recovery.charts;
        let entries = section.groups.iter().flat_map(|group| &group.entries);
        let pages = entries.filter_map(|entry| match entry.target {
            EntryTarget::Overview(overview) if overview.route() != section.route => Some(LinkView {
                note: self.t(overview.description()),
                ..LinkView::plain(self.t(overview.title()), route.link_to(&overview.route()))
            }),
            _ => None,
        });
        Some(RecoverySummary {
            url: route.link_to(&section.route),
            charts: self.site.charts.len(),
            with_objective: charts
                .iter()
                .filter(|chart| chart.headline.rto.is_some() && chart.headline.rpo.is_some())
                .count(),
            proved: charts.iter().filter(|chart| chart.drill_state == Some(DrillState::Proved)).count(),
            contradicted: charts.iter().filter(|chart| !chart.conflicts.is_empty()).count(),
            pages: pages.collect(),
        })
    }

    /// A table as templates see it.
    pub(super) fn table(&self, route: &Route, shown: Shown<'_>) -> TableView {
        let Shown { id, title, noun, table, grouping, url } = shown;
        let ranks: Vec<Vec<Option<u32>>> = table.columns().iter().map(|column| table.ranks(column.name())).collect();
        // The first column heads the rows, and stays.
        let grouped = match grouping {
            Grouping::None => None,
            Grouping::Column(name) => Some(name),
            Grouping::Category => Some("category"),
        };
        let names = || table.columns().iter().map(Column::name);
        let grouped = names().position(|name| Some(name) == grouped).filter(|column| *column > 0);
        let row = |index: usize| {
            let cells = table.rows()[index].cells().iter().zip(&ranks);
            let cells: Vec<CellView> = cells
                .enumerate()
                .map(|(column, (cell, ranks))| CellView {
                    values: cell.iter().map(|value| self.value(route, value)).collect(),
                    rank: ranks[index],
                    grouped: grouped == Some(column),
                })
                .collect();
            RowView { attention: table.needs_attention(&table.rows()[index]), cells }
        };
        let groups = self.groups(table, grouping);
        let one = groups.len() == 1 && groups[0].0.is_none();
        let untitled = |title: Option<String>| match (title, grouping) {
            (Some(title), _) => title,
            (None, _) if one => String::new(),
            (None, Grouping::Column("tier")) => self.t("No tier stated"),
            (None, Grouping::Column("wave")) => self.t("Order not stated"),
            (None, _) => self.t("Others"),
        };
        let groups: Vec<RowGroup> = groups
            .into_iter()
            .map(|(title, rows)| RowGroup { title: untitled(title), rows: rows.into_iter().map(row).collect() })
            .collect();
        let rows = table.rows().len();
        TableView {
            id,
            title,
            columns: table
                .columns()
                .iter()
                .enumerate()
                .map(|(index, column)| ColumnView {
                    grouped: grouped == Some(index),
                    width: column::width(&self.t(column.title()), index, groups.iter().flat_map(|group| &group.rows)),
                    ..column_view(column.name(), self.t(column.title()), column.kind)
                })
                .collect(),
            groups,
            filters: self.filters(table, &ranks),
            filterable: rows >= FILTERABLE_ROWS,
            rows,
            attention: table.rows().iter().filter(|row| table.needs_attention(row)).count(),
            noun,
            url,
        }
    }

    /// The rows by what they are grouped by, each group with its title; those of which it is unknown last, without one.
    fn groups(&self, table: &Table, grouping: Grouping<'_>) -> Vec<(Option<String>, Vec<usize>)> {
        let count = table.rows().len();
        let mut groups: Vec<(Option<String>, Vec<usize>)> = Vec::new();
        match grouping {
            Grouping::None => groups.push((None, (0..count).collect())),
            Grouping::Column(name) => {
                let ranks = table.ranks(name);
                let title = |row: usize| table.cell(&table.rows()[row], name).first().map(|value| &*value.text);
                let mut rows: Vec<usize> = (0..count).collect();
                rows.sort_by_key(|row| (ranks[*row].is_none(), ranks[*row]));
                let mut last: Option<Option<&str>> = None;
                for row in rows {
                    let text = title(row);
                    match groups.last_mut() {
                        Some((_, rows)) if last == Some(text) => rows.push(row),
                        _ => groups.push((text.map(|text| self.group_title(name, text)), vec![row])),
                    }
                    last = Some(text);
                }
            }
            Grouping::Category => {
                let mut by_category: BTreeMap<(bool, Option<String>), Vec<usize>> = BTreeMap::new();
                for (index, row) in table.rows().iter().enumerate() {
                    let chart = table.cell(row, "chart").first().and_then(|value| match value.target {
                        Some(Target::Chart(chart)) => Some(self.site.chart(chart)),
                        _ => None,
                    });
                    let category = chart.and_then(Chart::category_title);
                    by_category.entry((category.is_none(), category)).or_default().push(index);
                }
                groups.extend(by_category.into_iter().map(|((_, category), rows)| (category, rows)));
            }
        }
        groups
    }

    fn group_title(&self, column: &str, text: &str) -> String {
        let digits = !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
        match column {
            "tier" => {
                let tier = self.site.recovery.tiers.iter().find(|tier| tier.id == text);
                let bare = || if digits { self.numbered("Tier {number}", text) } else { text.to_owned() };
                tier.map_or_else(bare, |tier| self.tier_title(tier))
            }
            "wave" if digits => self.numbered("Wave {number}", text),
            _ => text.to_owned(),
        }
    }

    fn numbered(&self, english: &str, number: &str) -> String {
        self.translation.fill(english, &[("number", &number)])
    }

    /// A tier's id and name for readers.
    pub(super) fn tier_title(&self, tier: &Tier) -> String {
        let digits = tier.id.chars().all(|character| character.is_ascii_digit());
        let id = if digits { self.numbered("Tier {number}", &tier.id) } else { tier.id.clone() };
        if tier.name.is_empty() { id } else { format!("{id}: {}", tier.name) }
    }

    /// A value as templates see it.
    pub(super) fn value(&self, route: &Route, value: &Value) -> ValueView {
        let (source, line) = match value.source {
            Some(span) => self.addresses.source(route, span),
            None => (String::new(), None),
        };
        let target = value.target.as_ref().and_then(|target| match target {
            // A target of elsewhere is what is written.
            Target::External => Some(value.text.clone()).filter(|url| super::chart::is_web(url)),
            Target::Broken(_) => None,
            target => self.addresses.url(route, target),
        });
        let other = |other: &Other| {
            let (source, url) = self.addresses.source(route, other.place);
            ValueView { text: other.text.clone(), url: url.unwrap_or_default(), source, ..ValueView::default() }
        };
        let others: Vec<ValueView> = value.others.iter().map(other).collect();
        let mark = if others.is_empty() { value.mark } else { Some(Mark::Bad) };
        ValueView {
            text: value.text.clone(),
            url: target.or(line).unwrap_or_default(),
            picture: value.series.as_ref().map_or_else(String::new, |series| sparkline(series, self.translation)),
            note: value.notes.iter().map(|note| self.note(note)).collect::<Vec<_>>().join("; "),
            mark: mark.map_or("", mark_name),
            source,
            others,
        }
    }

    /// What is to be known beside a value, in the site's language.
    fn note(&self, note: &Note) -> String {
        let values: Vec<(&str, &dyn Display)> =
            note.values.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
        self.translation.fill(note.phrase, &values)
    }

    /// What rows can be chosen by: the columns of [`CHOSEN_BY`] that have two values at least.
    fn filters(&self, table: &Table, ranks: &[Vec<Option<u32>>]) -> Vec<FilterView> {
        let mut filters = Vec::new();
        for (index, column) in table.columns().iter().enumerate() {
            if !CHOSEN_BY.contains(&column.name()) {
                continue;
            }
            let mut values: Vec<(Option<u32>, &str)> = Vec::new();
            for (row, rank) in table.rows().iter().zip(&ranks[index]) {
                values.extend(row.cells()[index].first().map(|value| (*rank, &*value.text)));
            }
            values.sort_unstable_by_key(|(rank, text)| (rank.is_none(), *rank, *text));
            values.dedup();
            if (2..=MOST_CHOICES).contains(&values.len()) {
                let values = values.into_iter().map(|(_, text)| text.to_owned()).collect();
                filters.push(FilterView { column: index, title: self.t(column.title()), values });
            }
        }
        filters
    }
}

/// A column as templates see it.
fn column_view(name: &str, title: String, kind: ColumnKind) -> ColumnView {
    let kind = match kind {
        ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Version => "version",
        ColumnKind::Keyed => "keyed",
    };
    ColumnView { name: name.to_owned(), title, kind, grouped: false, width: 0 }
}

/// The name of a mark in classes and for templates.
pub(super) const fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "good",
        Mark::Attention => "attention",
        Mark::Bad => "bad",
    }
}
