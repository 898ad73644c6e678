//! Lists of pages: of a section, of a folder, of what the home page leads to.

use super::matrix::Grouping;
use super::{Viewer, first_sentence, kind_label};
use crate::config::Kind;
use crate::render::context::{Layout, ListingEntry, ListingGroup, PageContext};
use crate::site::folder::Folder;
use crate::site::matrix::Matrix;
use crate::site::nav::{EntryTarget, Section, SectionKind};
use crate::site::route::Route;

impl Viewer<'_> {
    pub(super) fn section(&self, section: &Section, route: &Route) -> PageContext {
        let mut context = self.bare(Layout::Listing, route, self.section_title(section));
        for group in &section.groups {
            let pages = group.entries.iter().map(|entry| self.listing_entry(route, entry.target)).collect();
            context.listing.push(ListingGroup { title: self.title_of(group), pages });
        }
        if section.kind == SectionKind::Releases {
            self.list_releases(&mut context, route);
        }
        if section.kind == SectionKind::Roadmap {
            self.list_progress(&mut context, route);
        }
        context
    }

    /// How far what is planned has come, above the pages that say so.
    fn list_progress(&self, context: &mut PageContext, route: &Route) {
        let table = self.addresses.matrix(Matrix::Progress);
        if table.rows().is_empty() {
            return;
        }
        context.page.description = Some(self.t("How much of each plan and checklist is done, and what is open."));
        context.matrices.push(self.table(route, self.shown(Matrix::Progress, table, Grouping::None)));
        for ListingGroup { title, .. } in context.listing.iter_mut().filter(|group| group.title.is_empty()) {
            *title = self.t("Pages");
        }
    }

    pub(super) fn folder(&self, folder: &Folder) -> PageContext {
        let route = &folder.route;
        let mut context =
            self.bare(Layout::Listing, route, self.translation.fill("Files in {folder}", &[("folder", &folder.path)]));
        let pages = folder.entries.iter().map(|entry| {
            let page = entry.page.map(|page| self.site.page(page));
            ListingEntry {
                title: entry.path.file_name().to_owned() + if entry.folder { "/" } else { "" },
                url: page.map_or_else(String::new, |page| route.link_to(&page.route)),
                description: page.map(|page| page.title.clone()),
                note: String::new(),
            }
        });
        context.listing.push(ListingGroup { title: String::new(), pages: pages.collect() });
        context
    }

    /// The first pages of each section, for the home page.
    pub(super) fn sections_listing(&self, route: &Route) -> Vec<ListingGroup> {
        let sections = self
            .site
            .nav
            .sections
            .iter()
            .filter(|section| !matches!(section.kind, SectionKind::Catalog | SectionKind::Recovery))
            .filter(|section| section.groups.iter().any(|group| !group.entries.is_empty()));
        let groups = sections.map(|section| {
            let entries = section.groups.iter().flat_map(|group| &group.entries);
            let pages = entries.take(6).map(|entry| self.listing_entry(route, entry.target)).collect();
            ListingGroup { title: self.section_title(section), pages }
        });
        groups.collect()
    }

    fn listing_entry(&self, route: &Route, target: EntryTarget) -> ListingEntry {
        match target {
            EntryTarget::Page(id) => {
                let page = self.site.page(id);
                ListingEntry {
                    title: page.title.clone(),
                    url: route.link_to(&page.route),
                    description: page.description.clone().or_else(|| first_sentence(&page.document)),
                    note: if page.kind == Kind::Guide { String::new() } else { self.t(kind_label(page.kind)) },
                }
            }
            EntryTarget::Overview(overview) => ListingEntry {
                title: self.t(overview.title()),
                url: route.link_to(&overview.route()),
                description: Some(self.t(overview.description())),
                note: String::new(),
            },
            EntryTarget::Chart(index) => {
                let chart = self.site.chart(index);
                ListingEntry {
                    title: chart.title.clone(),
                    url: route.link_to(&chart.route),
                    description: chart.description.as_ref().map(|text| text.text.clone()),
                    note: self.t(kind_label(Kind::Chart)),
                }
            }
        }
    }
}
