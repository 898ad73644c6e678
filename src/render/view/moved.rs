//! Sections that were on a page and are elsewhere now.

use super::Viewer;
use crate::render::context::MovedView;
use crate::site::page::Page;
use crate::site::redirect::{MovedSection, RedirectTarget};
use crate::site::route::encode_fragment;

impl Viewer<'_> {
    pub(super) fn moved(&self, page: &Page) -> Vec<MovedView> {
        let sections = self.site.moved_sections.get(&page.id).into_iter().flatten();
        let view = |section: &MovedSection| MovedView {
            id: section.id.clone(),
            title: section.title.clone(),
            url: match &section.to {
                RedirectTarget::Url(url) => url.clone(),
                RedirectTarget::Page(route, None) => page.route.link_to(route),
                RedirectTarget::Page(route, Some(anchor)) => {
                    let route = if *route == page.route { String::new() } else { page.route.link_to(route) };
                    format!("{route}#{}", encode_fragment(anchor))
                }
            },
        };
        sections.map(view).collect()
    }
}
