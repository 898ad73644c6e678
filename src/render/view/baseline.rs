//! What is expected of a chart and what was measured, as templates see it.

use super::Viewer;
use super::matrix::{Grouping, Shown};
use crate::render::context::{Layout, LinkView, PageContext, TrendView};
use crate::render::trend::trend;
use crate::site::baseline::Figure;
use crate::site::chart::ChartIndex;
use crate::site::matrix::Matrix;
use crate::site::overview::Overview;
use crate::site::route::Route;

/// How many figures of a chart are drawn over time: what is beyond is in the table.
const TRENDS_SHOWN: usize = 100;

impl Viewer<'_> {
    /// The page that docsgen makes of a chart's baselines.
    pub(super) fn baselines_page(&self, index: ChartIndex, route: &Route) -> PageContext {
        let chart = self.site.chart(index);
        let title = self.translation.fill("Baselines of {chart}", &[("chart", &chart.title)]);
        let mut context = self.bare(Layout::Matrix, route, title);
        context.page.description = Some(self.t("What is expected of its figures, and what was measured last."));
        context.nav = self.nav(route, self.site.nav.chart_place(index), None);
        context.breadcrumbs.extend(self.catalog_crumbs(route, index));
        context.breadcrumbs.push(LinkView::plain(&*chart.title, route.link_to(&chart.route)));
        let table = self.site.baselines_of(index);
        let names = ["metric", "baseline", "target", "measured", "change", "date", "status"];
        let table = table.select(&names).without_unknown_columns();
        let url = self.overview_url(route, Overview::Baselines);
        let shown = Shown { url, ..self.shown(Matrix::Baselines, &table, Grouping::None) };
        context.matrices.push(self.table(route, shown));
        let drawn = |figure: &Figure| {
            let picture = trend(&figure.metric.text, &figure.series, self.translation)?;
            Some(TrendView { title: figure.metric.text.clone(), picture })
        };
        context.trends = self.site.baselines.of_chart(index).filter_map(drawn).take(TRENDS_SHOWN).collect();
        context
    }

    /// Where the page of a chart's baselines is; `None` where there is none that docsgen makes.
    pub(super) fn baselines_route(&self, index: ChartIndex) -> Option<&Route> {
        let pages = &self.site.nav.baselines;
        let at = pages.binary_search_by_key(&index, |(chart, _)| *chart).ok()?;
        Some(&pages[at].1)
    }

    /// The way to a chart's baselines, with how many figures there are and how many aren't as they should be.
    pub(super) fn baselines_link(&self, route: &Route, index: ChartIndex) -> Option<LinkView> {
        let target = self.baselines_route(index).filter(|target| *target != route)?;
        let baselines = &self.site.baselines;
        let count = baselines.of_chart(index).len() as u64;
        let mut title = self.translation.count("{count} figure", "{count} figures", count, &[]);
        let bad = baselines.wrong(index) as u64;
        if bad > 0 {
            title.push_str(", ");
            title += &self.translation.count(
                "{count} worse than it should be",
                "{count} worse than they should be",
                bad,
                &[],
            );
        }
        let note = self.t(Overview::Baselines.short_title());
        Some(LinkView { title, url: route.link_to(target), note, kind: "baseline" })
    }
}
