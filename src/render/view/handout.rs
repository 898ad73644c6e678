//! The recovery pages as one file, as its template sees it.

use std::collections::BTreeSet;

use super::matrix::Grouping;
use super::{Viewer, kind_label};
use crate::config::Kind;
use crate::error::Result;
use crate::render::context::{HandoutChart, HandoutPage, HandoutView, HandoutWave, LinkView, PackView, TableView};
use crate::render::handout::Places;
use crate::site::chart::ChartIndex;
use crate::site::link::Target;
use crate::site::matrix::Matrix;
use crate::site::page::PageId;
use crate::site::route::Route;
use crate::site::table::Value;

/// What the file is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// The charts, first to come back first, and whether each is here only because another one needs it.
    pub charts: Vec<(ChartIndex, bool)>,
    /// Pages that are about no chart alone.
    pub pages: Vec<PageId>,
}

impl Handed {
    /// The guides of a chart that it holds.
    pub fn guides<'a>(viewer: &'a Viewer<'_>, chart: ChartIndex) -> impl Iterator<Item = PageId> + use<'a> {
        let pages = viewer.site.chart(chart).pages.iter().copied();
        pages.filter(|page| is_about_recovery(viewer.site.page(*page).kind))
    }

    /// Whether anything is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.charts.is_empty() && self.pages.is_empty()
    }
}

/// Whether pages of a kind tell how to bring something back.
#[must_use]
pub const fn is_about_recovery(kind: Kind) -> bool {
    matches!(kind, Kind::Backup | Kind::Recovery | Kind::Playbook)
}

impl Viewer<'_> {
    /// Where everything of the file stands.
    #[must_use]
    pub fn handout_places(&self, handed: &Handed) -> Places {
        let mut places = Places::default();
        for page in &handed.pages {
            places.page(&self.site.page(*page).route, &page_anchor(*page));
        }
        for (chart, _) in &handed.charts {
            for page in Handed::guides(self, *chart) {
                places.page(&self.site.page(page).route, &page_anchor(page));
            }
            places.stand_in(&self.site.chart(*chart).route, &chart_anchor(*chart));
        }
        places
    }

    /// All that the template sees. URLs are as seen from `route`; `body` makes the text of a page.
    ///
    /// # Errors
    /// Where a text can't be made.
    pub fn handout(
        &self,
        handed: &Handed,
        route: &Route,
        pack: PackView,
        body: &mut dyn FnMut(PageId) -> Result<String>,
    ) -> Result<HandoutView> {
        let mut page = |id: PageId| {
            let page = self.site.page(id);
            Ok(HandoutPage {
                anchor: page_anchor(id),
                title: page.title.clone(),
                has_heading: page.document.first_title().is_some(),
                kind: self.t(kind_label(page.kind)),
                language: page.language.clone(),
                source: page.path.to_string(),
                updated: page.updated.clone(),
                body: body(id)?,
            })
        };
        let pages = handed.pages.iter().map(|id| page(*id)).collect::<Result<_>>()?;
        let mut charts = Vec::with_capacity(handed.charts.len());
        for (index, needed) in &handed.charts {
            let chart = self.site.chart(*index);
            let view = self.chart(route, *index, None);
            charts.push(HandoutChart {
                anchor: chart_anchor(*index),
                title: chart.title.clone(),
                description: view.description,
                version: view.version,
                app_version: view.app_version,
                owner: view.owner,
                needed: *needed,
                recovery: view.recovery,
                restore: view.restore,
                pages: Handed::guides(self, *index).map(&mut page).collect::<Result<_>>()?,
            });
        }
        Ok(HandoutView {
            title: self.site.title.clone(),
            language: self.config.book.language.clone(),
            pack,
            all_charts: self.site.charts.len(),
            matrices: self.handout_matrices(handed, route),
            waves: self.handout_waves(handed),
            pages,
            charts,
        })
    }

    fn handout_matrices(&self, handed: &Handed, route: &Route) -> Vec<TableView> {
        let chosen: BTreeSet<ChartIndex> = handed.charts.iter().map(|(chart, _)| *chart).collect();
        let is_chosen = |cell: &[Value]| {
            let target = cell.first().and_then(|value| value.target.as_ref());
            matches!(target, Some(Target::Chart(index)) if chosen.contains(index))
        };
        if self.recovery_nav().is_none() || handed.charts.is_empty() {
            return Vec::new();
        }
        let matrix = self.addresses.matrix(Matrix::Recovery).clone().filter("chart", is_chosen);
        let columns = ["chart", "tier", "rto", "rpo", "effective", "drill", "frequency", "method"];
        let matrix = matrix.select(&columns).without_unknown_columns();
        let shown = self.shown(Matrix::Recovery, &matrix, Grouping::Column("tier"));
        let mut view = self.table(route, shown);
        // What sorts and filters a table is of no use on paper.
        view.filterable = false;
        vec![view]
    }

    fn handout_waves(&self, handed: &Handed) -> Vec<HandoutWave> {
        let order = &self.site.recovery.order;
        let mut waves: Vec<HandoutWave> = Vec::new();
        for (index, _) in &handed.charts {
            let number = order.charts.get(index.0 as usize).and_then(|chart| chart.wave).map(|wave| wave + 1);
            let link = LinkView::plain(&*self.site.chart(*index).title, format!("#{}", chart_anchor(*index)));
            match waves.last_mut() {
                Some(wave) if wave.number == number => wave.charts.push(link),
                _ => waves.push(HandoutWave { number, charts: vec![link] }),
            }
        }
        waves
    }
}

fn page_anchor(page: PageId) -> String {
    format!("page-{}", page.0)
}

fn chart_anchor(chart: ChartIndex) -> String {
    format!("chart-{}", chart.0)
}
