//! Which version a page is of, and the list of all.

use super::{HtmlPage, Viewer};
use crate::render::context::{Layout, ListingEntry, ListingGroup, PageContext, VersionView};
use crate::render::versions::{LIST, SHARED};
use crate::site::route::{Route, encode_path};

impl Viewer<'_> {
    /// Which version a page is of.
    pub(super) fn version(&self, route: &Route) -> Option<VersionView> {
        let version = self.config.version.as_ref()?;
        let mut root = route.to_root();
        if version.folder.is_some() {
            root.push_str("../");
        }
        Some(VersionView {
            name: version.name.clone(),
            latest: version.folder.is_none(),
            folder: version.folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default(),
            list_url: format!("{root}{LIST}"),
            script_url: format!("{root}{SHARED}"),
            root,
            page: route.as_str().to_owned(),
        })
    }

    /// The same for a page that is shown at any depth.
    pub(super) fn version_from_anywhere(&self, view: &mut Option<VersionView>) {
        let (Some(view), Some(version)) = (view, &self.config.version) else { return };
        let root = version.root_url.clone().unwrap_or_default();
        view.list_url = format!("{root}{LIST}");
        view.script_url = format!("{root}{SHARED}");
        view.root = root;
        view.page = "index.html".to_owned();
    }

    /// The list of versions, which the one at the root has, unless the author has written one.
    pub(super) fn versions_page(&self, written: &dyn Fn(&Route) -> bool) -> Option<(HtmlPage, Route)> {
        let version = self.config.version.as_ref().filter(|version| version.folder.is_none())?;
        let route = Route::new(LIST).expect("a fixed word is a route");
        (!version.all.is_empty() && !written(&route)).then_some((HtmlPage::Versions, route))
    }

    pub(super) fn versions(&self, route: &Route) -> PageContext {
        let mut context = self.bare(Layout::Listing, route, self.t("Versions"));
        let all = self.config.version.iter().flat_map(|version| &version.all);
        let pages = all.map(|version| ListingEntry {
            title: version.name.clone(),
            url: format!("{}{}index.html", route.to_root(), encode_path(&version.folder)),
            description: version.date.as_ref().map(|date| self.translation.fill("As of {date}", &[("date", date)])),
            note: match &*version.folder {
                "" => self.t("Current version"),
                _ => String::new(),
            },
        });
        context.listing.push(ListingGroup { title: String::new(), pages: pages.collect() });
        context
    }
}
