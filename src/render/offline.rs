//! Pages of an offline pack: what they lead to is in the pack, or said to be elsewhere.

use std::collections::BTreeSet;

use super::rewrite::{Edit, Local, Tag, local, rewrite};
use crate::parse::html::{Attribute, StartTag};
use crate::site::route::Route;

/// What is known of a path of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is in the pack.
    Packed,
    /// It is a file that comes along where a packed page names it.
    Companion,
    /// It is on the site and not in the pack.
    Elsewhere,
    /// Nothing is there.
    Unknown,
}

/// Attributes that name a file or a page.
const ADDRESSES: &[&str] = &["href", "src", "poster"];

/// A page as it stands in a pack, and the companions that it needs.
///
/// What leads to a page that isn't packed leads to the published site at `site_url`; where nobody knows that, it is text that
/// says on hovering what it is about, in the words of `left_out`.
#[must_use]
pub fn packed_page(
    html: &str,
    route: &Route,
    site_url: Option<&str>,
    left_out: &str,
    place: &dyn Fn(&str) -> Place,
) -> (String, BTreeSet<String>) {
    let mut companions = BTreeSet::new();
    let html = rewrite(html, &mut |tag| {
        let Tag::Start(tag) = tag else { return Edit::Keep };
        let Some(index) = tag.attributes.iter().position(|attribute| ADDRESSES.contains(&&*attribute.name)) else {
            return Edit::Keep;
        };
        let Some(Local { path, rest }) = local(route, &tag.attributes[index].value) else { return Edit::Keep };
        match place(&path) {
            Place::Packed | Place::Unknown => Edit::Keep,
            Place::Companion => {
                companions.insert(path);
                Edit::Keep
            }
            // A document that a program would fetch.
            Place::Elsewhere if tag.name == "link" => Edit::Drop,
            Place::Elsewhere => {
                lead_elsewhere(tag, index, &path, &rest, site_url, left_out);
                Edit::Changed
            }
        }
    });
    (html, companions)
}

/// Turns an address of the site into one of the published site, or into none.
pub(super) fn lead_elsewhere(
    tag: &mut StartTag,
    index: usize,
    path: &str,
    rest: &str,
    site_url: Option<&str>,
    left_out: &str,
) {
    if let Some((site_url, route)) = site_url.zip(Route::new(path).ok()) {
        tag.attributes[index].value = format!("{}{rest}", route.permalink(site_url));
        return;
    }
    tag.attributes.remove(index);
    if !tag.attributes.iter().any(|attribute| attribute.name == "title") {
        let value = format!("{left_out}: {path}");
        tag.attributes.push(Attribute { name: "title".to_owned(), value, ..Attribute::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<link rel=\"alternate\" href=\"backup.md\"><a href=\"index.html#top\">a</a> <a class=\"x\" href=\"../queue/index.html#y\">q</a> \
                        <img src=\"../../assets/a.png\"> <a href=\"https://example.org/\">e</a> <a href=\"#z\">z</a> <a href=\"nowhere.html\">n</a>";

    fn place(path: &str) -> Place {
        match path {
            "charts/redis/index.html" => Place::Packed,
            "assets/a.png" => Place::Companion,
            "charts/queue/index.html" | "charts/redis/backup.md" => Place::Elsewhere,
            _ => Place::Unknown,
        }
    }

    #[test]
    fn what_is_left_out_is_on_the_site_or_is_text() {
        let route = Route::new("charts/redis/backup.html").expect("a route");
        for (site_url, expected) in [
            (
                Some("https://example.org/docs/"),
                "<a class=\"x\" href=\"https://example.org/docs/charts/queue/#y\">q</a>",
            ),
            (None, "<a class=\"x\" title=\"Not here: charts/queue/index.html\">q</a>"),
        ] {
            let (html, companions) = packed_page(PAGE, &route, site_url, "Not here", &place);
            let expected = format!(
                "<a href=\"index.html#top\">a</a> {expected} <img src=\"../../assets/a.png\"> <a href=\"https://example.org/\">e</a> \
                 <a href=\"#z\">z</a> <a href=\"nowhere.html\">n</a>"
            );
            assert_eq!(html, expected);
            assert_eq!(companions.into_iter().collect::<Vec<_>>(), ["assets/a.png"]);
        }
    }
}
