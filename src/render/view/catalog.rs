//! The catalog as templates see it, made from its table.

use std::collections::BTreeMap;

use super::Viewer;
use super::publication::standing_name;
use crate::config::Kind;
use crate::render::context::{CatalogView, CategoryView, ChartSummary, CountedView, GuideCount, LinkView};
use crate::site::link::Target;
use crate::site::nav::SectionKind;
use crate::site::route::Route;
use crate::site::table::{Row, Table};

impl Viewer<'_> {
    pub(super) fn catalog(&self, route: &Route) -> Option<CatalogView> {
        let site = self.site;
        let section = site.nav.sections.iter().find(|section| section.kind == SectionKind::Catalog)?;
        let mut guides: BTreeMap<Kind, usize> = BTreeMap::new();
        for page in site.pages.iter().filter(|page| page.chart.is_some() && page.kind.is_chart_guide()) {
            *guides.entry(page.kind).or_default() += 1;
        }
        let table = site.catalog();
        let category = |(category, rows): (Option<&str>, Vec<&Row>)| {
            let category = site.category_or_none(category);
            let charts = rows.into_iter().filter_map(|row| self.chart_summary(route, &table, row)).collect();
            CategoryView { id: category.anchor, title: category.title, charts }
        };
        Some(CatalogView {
            url: route.link_to(&section.route),
            charts: site.charts.len(),
            guides: guides.into_iter().filter_map(|(kind, count)| self.guide_count(kind, count)).collect(),
            categories: table.group("category").into_iter().map(category).collect(),
            repository: self.repository(),
        })
    }

    fn guide_count(&self, kind: Kind, count: usize) -> Option<GuideCount> {
        let (one, other) = match kind {
            Kind::Backup => ("{count} backup guide", "{count} backup guides"),
            Kind::Upgrade => ("{count} upgrade guide", "{count} upgrade guides"),
            Kind::Recovery => ("{count} recovery plan", "{count} recovery plans"),
            Kind::Migration => ("{count} migration", "{count} migrations"),
            Kind::Playbook => ("{count} runbook", "{count} runbooks"),
            _ => return None,
        };
        let CountedView { one, other } = self.counted(one, other);
        Some(GuideCount { count, one, other })
    }

    /// A row of the catalog; `None` for one that leads to no chart.
    fn chart_summary(&self, route: &Route, table: &Table, row: &Row) -> Option<ChartSummary> {
        let name = table.cell(row, "chart").first()?;
        let Some(Target::Chart(index)) = name.target else { return None };
        let chart = self.site.chart(index);
        let text = |column| table.cell(row, column).first().map(|value| value.text.clone());
        let standing = standing_name(self.site.publication.standing(index, chart));
        let published = text("published").filter(|_| standing != "published");
        let guides = table.cell(row, "guides").iter().filter_map(|guide| match guide.target {
            Some(Target::Page { page, .. }) => Some(self.site.page(page)),
            _ => None,
        });
        Some(ChartSummary {
            title: name.text.clone(),
            url: route.link_to(&chart.route),
            description: text("description"),
            version: text("version"),
            app_version: text("appVersion"),
            published,
            standing,
            deprecated: chart.chart_yaml.as_ref().is_some_and(|(_, chart_yaml)| chart_yaml.deprecated),
            guides: guides
                .flat_map(|page| {
                    let own = LinkView {
                        kind: page.kind.name(),
                        ..LinkView::plain(self.short_title(chart, page), route.link_to(&page.route))
                    };
                    let section = self.recovery_section(route, chart, page);
                    std::iter::once(own).chain(section.map(|link| LinkView { title: link.note.clone(), ..link }))
                })
                .collect(),
        })
    }
}
