//! The sidebar: the site's sections, and the neighbours of the page. Its size doesn't grow with the site's.

use std::borrow::Cow;
use std::ops::Range;

use super::Viewer;
use crate::render::context::{LinkView, NavGroup, NavItem, NavView};
use crate::site::chart::ChartIndex;
use crate::site::nav::{Entry, EntryTarget, Group, Place, Section};
use crate::site::overview::Overview;
use crate::site::page::Page;
use crate::site::route::{Route, encode_fragment};

/// How many neighbours the sidebar shows of a long group: enough to see where one is, and the same on a site of any
/// size.
const SIDEBAR_WINDOW: usize = 40;

impl<'a> Viewer<'a> {
    pub(super) fn nav(&self, route: &Route, place: Option<Place>, page: Option<&Page>) -> NavView {
        let nav = &self.site.nav;
        let sections = nav.sections.iter().enumerate().map(|(index, section)| NavItem {
            title: self.section_title(section),
            url: route.link_to(&section.route),
            current: section.route == *route,
            open: place.is_some_and(|place| place.section as usize == index) || section.route == *route,
            children: Vec::new(),
        });
        let mut groups = Vec::new();
        if let Some(place) = place {
            let (section, group) = nav.at(place);
            if let EntryTarget::Chart(chart) = group.entries[place.entry as usize].target {
                groups.push(self.chart_group(route, chart, place.within as usize));
            }
            groups.push(self.window(route, section, group, place.entry as usize, page));
            if section.groups.len() > 1 {
                groups.push(self.other_groups(route, section, place.group as usize));
            }
        }
        NavView { sections: sections.collect(), groups }
    }

    /// A chart's own pages: what the reader of any of them wants next.
    fn chart_group(&self, route: &Route, index: ChartIndex, within: usize) -> NavGroup {
        let chart = self.site.chart(index);
        let overview = NavItem {
            title: self.t("Overview"),
            url: route.link_to(&chart.route),
            current: chart.route == *route,
            open: false,
            children: Vec::new(),
        };
        let item =
            |title: String, url: String, current| NavItem { title, url, current, open: false, children: Vec::new() };
        let at = within.saturating_sub(usize::from(chart.readme.is_some()));
        let pages = chart.pages[around(at, chart.pages.len())].iter().flat_map(|id| {
            let page = self.site.page(*id);
            let own = item(self.short_title(chart, page), route.link_to(&page.route), page.route == *route);
            let section = self.recovery_section(route, chart, page).map(|link| item(link.note, link.url, false));
            std::iter::once(own).chain(section)
        });
        let made = self
            .baselines_route(index)
            .map(|made| item(self.t(Overview::Baselines.short_title()), route.link_to(made), made == route));
        let items = std::iter::once(overview).chain(pages).chain(made).collect();
        NavGroup { title: chart.title.clone(), items, more: None }
    }

    /// The page's neighbours in its group, nested as they were written.
    fn window(&self, route: &Route, section: &Section, group: &Group, at: usize, page: Option<&Page>) -> NavGroup {
        let count = group.entries.len();
        let shown = around(at, count);
        let left_out = shown.len() < count;
        let mut items: Vec<(u8, NavItem)> = Vec::new();
        for (index, entry) in group.entries.iter().enumerate().take(shown.end).skip(shown.start) {
            let (title, target) = self.entry(*entry);
            let item = NavItem {
                title,
                url: route.link_to(&target),
                current: *target == *route,
                open: index == at && page.is_some_and(|page| page.chart.is_some()),
                children: Vec::new(),
            };
            items.push((entry.depth, item));
        }
        let more = left_out.then(|| {
            let title = self.translation.fill("All {count}", &[("count", &count)]);
            LinkView::plain(title, route.link_to(&section.route))
        });
        let title = if group.title.is_empty() { self.section_title(section) } else { self.title_of(group) };
        NavGroup { title, items: nest(items), more }
    }

    fn other_groups(&self, route: &Route, section: &Section, current: usize) -> NavGroup {
        let others = section.groups.iter().enumerate().filter(|(index, _)| *index != current);
        let items: Vec<NavItem> = others
            .filter_map(|(_, group)| {
                let (_, first) = self.entry(*group.entries.first()?);
                let url = match &group.anchor {
                    Some(anchor) => format!("{}#{}", route.link_to(&section.route), encode_fragment(anchor)),
                    None => route.link_to(&first),
                };
                Some(NavItem { title: self.title_of(group), url, current: false, open: false, children: Vec::new() })
            })
            .take(SIDEBAR_WINDOW)
            .collect();
        let section = self.section_title(section);
        let title = self.translation.fill("More in {section}", &[("section", &section)]);
        NavGroup { title, items, more: None }
    }

    fn entry(&self, entry: Entry) -> (String, Cow<'a, Route>) {
        match entry.target {
            EntryTarget::Page(page) => {
                let page = self.site.page(page);
                (page.title.clone(), Cow::Borrowed(&page.route))
            }
            EntryTarget::Chart(chart) => {
                let chart = self.site.chart(chart);
                (chart.title.clone(), Cow::Borrowed(&chart.route))
            }
            EntryTarget::Overview(overview) => (self.t(overview.title()), Cow::Owned(overview.route())),
        }
    }
}

/// The entries that are shown around the one at `at`, of `count`.
fn around(at: usize, count: usize) -> Range<usize> {
    let start = at.saturating_sub(SIDEBAR_WINDOW / 2).min(count.saturating_sub(SIDEBAR_WINDOW));
    start..(start + SIDEBAR_WINDOW).min(count)
}

/// Nests a flat list by depth. A jump of several levels counts as one.
fn nest(items: Vec<(u8, NavItem)>) -> Vec<NavItem> {
    let mut open: Vec<(u8, NavItem)> = Vec::new();
    let mut roots = Vec::new();
    let close = |open: &mut Vec<(u8, NavItem)>, roots: &mut Vec<NavItem>| {
        if let Some((_, item)) = open.pop() {
            match open.last_mut() {
                Some((_, parent)) => {
                    parent.open |= item.open || item.current;
                    parent.children.push(item);
                }
                None => roots.push(item),
            }
        }
    };
    for (depth, item) in items {
        while open.last().is_some_and(|(above, _)| *above >= depth) {
            close(&mut open, &mut roots);
        }
        open.push((depth, item));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}
