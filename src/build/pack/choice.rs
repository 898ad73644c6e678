//! Which charts and pages go into a pack.

use std::collections::BTreeSet;
use std::collections::hash_map::Entry;

use rapidhash::{RapidHashMap, RapidHashSet};

use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::render::view::HtmlPage;
use crate::render::view::handout::is_about_recovery;
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::link::Target;
use crate::site::nav::natural_order;
use crate::site::page::PageId;
use crate::site::route::Route;

/// What goes into a pack.
#[derive(Debug)]
pub(super) struct Choice {
    /// The charts, first to come back first, and whether each is there only because another one needs it.
    pub(super) charts: Vec<(ChartIndex, bool)>,
    /// Pages that tell how to bring things back and are about no chart alone.
    pub(super) general: Vec<PageId>,
    /// The pages with a text, and the charts; `None` for all of them.
    pages: Option<(RapidHashSet<PageId>, RapidHashSet<ChartIndex>)>,
    /// Every page of the site, by its path.
    site_pages: RapidHashSet<String>,
}

impl Choice {
    /// Whether a part of the site was asked for.
    pub(super) const fn is_partial(&self) -> bool {
        self.pages.is_some()
    }

    /// Whether a page goes into the pack. The ways to it come along: the home page, the catalog and the matrices.
    pub(super) fn holds(&self, page: HtmlPage, route: &Route) -> bool {
        let Some((pages, charts)) = &self.pages else { return true };
        match page {
            HtmlPage::Page(id) => pages.contains(&id) || matches!(route.as_str(), "index.html" | "catalog/index.html"),
            HtmlPage::Chart(index) | HtmlPage::Baselines(index) => charts.contains(&index),
            HtmlPage::RunSheet(id) => pages.contains(&id),
            HtmlPage::Home | HtmlPage::Catalog | HtmlPage::Overview(_) => true,
            HtmlPage::Section(_)
            | HtmlPage::Folder(_)
            | HtmlPage::Release(_)
            | HtmlPage::Versions
            | HtmlPage::NotFound => false,
        }
    }

    /// Whether the site has a page at a path.
    pub(super) fn is_page(&self, path: &str) -> bool {
        self.site_pages.contains(path)
    }
}

/// Chooses the charts that are named and those of the tiers that are named, with all that they need; with their pages, what
/// these link to.
///
/// # Errors
/// Where a chart or a tier isn't there.
pub(super) fn choose(
    site: &Site,
    charts: &[String],
    tiers: &[String],
    routes: impl Iterator<Item = String>,
) -> Result<Choice> {
    let partial = !charts.is_empty() || !tiers.is_empty();
    let mut asked: Vec<ChartIndex> = Vec::new();
    for id in charts {
        asked.push(
            site.chart_by_id(id).ok_or_else(|| unknown("chart", id, site.charts.iter().map(|chart| &*chart.id)))?,
        );
    }
    for id in tiers {
        let known = site.recovery.tiers.iter().map(|tier| &*tier.id);
        let tier = site.recovery.tiers.iter().find(|tier| tier.id == *id);
        asked.extend(&tier.ok_or_else(|| unknown("tier", id, known))?.charts);
    }
    if !partial {
        asked = (0_u32..).map(ChartIndex).take(site.charts.len()).collect();
    }
    let charts = in_order(site, &with_needed(site, asked));
    let mut general: Vec<PageId> = site
        .pages
        .iter()
        .filter(|page| page.chart.is_none() && is_about_recovery(page.kind) && !page.historical)
        .map(|page| page.id)
        .collect();
    general.sort_by(|one, other| {
        let (one, other) = (site.page(*one), site.page(*other));
        (one.kind, one.weight).cmp(&(other.kind, other.weight)).then_with(|| natural_order(&one.title, &other.title))
    });
    let pages = partial.then(|| {
        let own = charts.iter().flat_map(|(chart, _)| site.chart(*chart).own_pages());
        let own: Vec<PageId> = own.chain(general.iter().copied()).collect();
        let linked = own.iter().flat_map(|page| site.page(*page).links.iter().filter_map(Target::page));
        let pages = own.iter().copied().chain(linked).collect();
        (pages, charts.iter().map(|(chart, _)| *chart).collect())
    });
    Ok(Choice { charts, general, pages, site_pages: routes.collect() })
}

/// Charts with those that they need, and those that these need.
fn with_needed(site: &Site, asked: Vec<ChartIndex>) -> RapidHashMap<ChartIndex, bool> {
    let mut chosen: RapidHashMap<ChartIndex, bool> = asked.iter().map(|chart| (*chart, false)).collect();
    let mut open = asked;
    while let Some(chart) = open.pop() {
        let order = site.recovery.order.charts.get(chart.0 as usize);
        for dependency in order.into_iter().filter_map(|order| order.depends_on.as_ref()).flatten() {
            if let Entry::Vacant(vacant) = chosen.entry(dependency.chart) {
                vacant.insert(true);
                open.push(dependency.chart);
            }
        }
    }
    chosen
}

/// The charts by wave, then by title; last those whose order nobody states.
fn in_order(site: &Site, chosen: &RapidHashMap<ChartIndex, bool>) -> Vec<(ChartIndex, bool)> {
    let mut charts: Vec<(ChartIndex, bool)> = (0_u32..)
        .map(ChartIndex)
        .take(site.charts.len())
        .filter_map(|chart| Some((chart, *chosen.get(&chart)?)))
        .collect();
    let wave = |chart: ChartIndex| {
        let order = site.recovery.order.charts.get(chart.0 as usize);
        order.and_then(|order| order.wave).unwrap_or(u32::MAX)
    };
    charts.sort_by(|(one, _), (other, _)| {
        let by_title = || natural_order(&site.chart(*one).title, &site.chart(*other).title);
        wave(*one).cmp(&wave(*other)).then_with(by_title)
    });
    charts
}

fn unknown<'a>(what: &str, id: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: BTreeSet<&str> = known.collect();
    let help = match near_match(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("the repository has no {what}s"),
        None => {
            format!("there are {}", known.iter().take(20).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
        }
    };
    Error::new(format!("there is no {what} `{id}`")).help(help)
}
