//! The recovery pages as one file: to be printed, or opened where a zip can't be.
//!
//! Pages were made to stand alone, so that what they lead to and the ids in them are made fit for one file: ids get a prefix for
//! each page, links lead to the place in the file, and pictures are in it.

use rapidhash::RapidHashMap;

use super::offline::lead_elsewhere;
use super::rewrite::{Edit, Local, Tag, local, rewrite};
use crate::parse::html::{Attribute, StartTag};
use crate::site::route::Route;

/// Attributes that name ids of the same page.
const REFERENCES: &[&str] = &["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];

/// Where everything of the file stands.
#[derive(Debug, Default)]
pub struct Places {
    by_path: RapidHashMap<String, Anchor>,
}

/// Where something stands.
#[derive(Debug)]
struct Anchor {
    id: String,
    /// What the ids in it start with; none where its own text isn't in the file.
    prefix: Option<String>,
}

/// What a file of the site is to the handout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A page or file of the published site.
    Published,
    /// A picture, as a `data:` URL.
    Picture(String),
    /// Nothing that is known.
    Unknown,
}

/// What links lead to that lead out of the file.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Where the site is published, where that is known.
    pub site_url: Option<&'a str>,
    /// What is said of what isn't in the file.
    pub left_out: &'a str,
    /// What is at a path of the site.
    pub outside: &'a (dyn Fn(&str) -> Outside + Sync),
}

impl Places {
    /// Says that the text of a page stands in the file.
    pub fn page(&mut self, route: &Route, id: &str) {
        let anchor = Anchor { id: id.to_owned(), prefix: Some(format!("{id}-")) };
        self.by_path.insert(route.as_str().to_owned(), anchor);
    }

    /// Says that what is known of a page stands in the file, without its text.
    pub fn stand_in(&mut self, route: &Route, id: &str) {
        let anchor = Anchor { id: id.to_owned(), prefix: None };
        self.by_path.entry(route.as_str().to_owned()).or_insert(anchor);
    }

    /// The text of a page as it stands in the file: ids with the page's prefix, headings two levels further down.
    #[must_use]
    pub fn body(&self, html: &str, route: &Route, surroundings: Surroundings<'_>) -> String {
        let prefix = self.by_path.get(route.as_str()).and_then(|anchor| anchor.prefix.as_deref()).unwrap_or_default();
        rewrite(html, &mut |tag| match tag {
            Tag::End(name) => lowered(name),
            Tag::Start(tag) => {
                let mut edit = lowered(&mut tag.name);
                if prefixed(tag, prefix) | opened(tag) | self.led(tag, route, prefix, surroundings) {
                    edit = Edit::Changed;
                }
                edit
            }
        })
    }

    /// What docsgen writes around the texts, of which URLs are as seen from `route`.
    #[must_use]
    pub fn frame(&self, html: &str, route: &Route, surroundings: Surroundings<'_>) -> String {
        rewrite(html, &mut |tag| {
            let Tag::Start(tag) = tag else { return Edit::Keep };
            if self.led(tag, route, "", surroundings) { Edit::Changed } else { Edit::Keep }
        })
    }

    /// Leads a tag's address to where that stands now; says whether it had to be changed.
    fn led(&self, tag: &mut StartTag, route: &Route, prefix: &str, surroundings: Surroundings<'_>) -> bool {
        let is_address = |attribute: &Attribute| matches!(&*attribute.name, "href" | "src");
        let Some(index) = tag.attributes.iter().position(is_address) else { return false };
        let url = tag.attributes[index].value.clone();
        if let Some(id) = url.strip_prefix('#') {
            if !prefix.is_empty() && !id.is_empty() {
                tag.attributes[index].value = format!("#{prefix}{id}");
            }
            return !prefix.is_empty();
        }
        let Some(Local { path, rest }) = local(route, &url) else { return false };
        if let Some(anchor) = self.by_path.get(&path) {
            let fragment = rest.split_once('#').map(|(_, fragment)| fragment).filter(|fragment| !fragment.is_empty());
            tag.attributes[index].value = match (fragment, &anchor.prefix) {
                (Some(fragment), Some(prefix)) => format!("#{prefix}{fragment}"),
                _ => format!("#{}", anchor.id),
            };
            return true;
        }
        match (surroundings.outside)(&path) {
            Outside::Picture(data) if tag.name == "img" => {
                tag.attributes[index].value = data;
                // It is there already, and what is loaded late isn't on paper.
                tag.attributes.retain(|attribute| attribute.name != "loading");
            }
            Outside::Picture(_) | Outside::Published => {
                lead_elsewhere(tag, index, &path, &rest, surroundings.site_url, surroundings.left_out);
            }
            Outside::Unknown => {
                tag.attributes.remove(index);
            }
        }
        true
    }
}

/// Puts a heading two levels further down.
fn lowered(name: &mut String) -> Edit {
    let level =
        name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()).filter(|level| (1..=6).contains(level));
    let Some(level) = level else { return Edit::Keep };
    *name = format!("h{}", (level + 2).min(6));
    Edit::Changed
}

/// What is folded on the screen has to be read on paper.
fn opened(tag: &mut StartTag) -> bool {
    if tag.name != "details" || tag.attribute("open").is_some() {
        return false;
    }
    tag.attributes.push(Attribute { name: "open".to_owned(), ..Attribute::default() });
    true
}

/// Gives the ids of a tag, and those it names, a prefix.
fn prefixed(tag: &mut StartTag, prefix: &str) -> bool {
    let mut changed = false;
    for attribute in &mut tag.attributes {
        let name = &*attribute.name;
        if name == "id" || (name == "name" && tag.name == "a") {
            attribute.value.insert_str(0, prefix);
            changed = true;
        } else if REFERENCES.contains(&name) {
            let ids: Vec<String> = attribute.value.split_whitespace().map(|id| format!("{prefix}{id}")).collect();
            attribute.value = ids.join(" ");
            changed = true;
        } else if attribute.value.contains("url(#") {
            attribute.value = attribute.value.replace("url(#", &format!("url(#{prefix}"));
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str) -> Route {
        Route::new(path).expect("a route")
    }

    #[test]
    fn a_page_is_made_fit_for_one_file() {
        let mut places = Places::default();
        places.page(&route("charts/redis/backup.html"), "page-1");
        places.page(&route("charts/queue/backup.html"), "page-2");
        places.stand_in(&route("charts/queue/index.html"), "chart-queue");
        let outside = |path: &str| match path {
            "assets/a.png" => Outside::Picture("data:image/png;base64,AA==".to_owned()),
            "index.html" => Outside::Published,
            _ => Outside::Unknown,
        };
        let surroundings = |site_url| Surroundings { site_url, left_out: "Not here", outside: &outside };
        for (html, expected) in [
            ("<h1 id=\"a\">A</h1><h5>b</h5>", "<h3 id=\"page-1-a\">A</h3><h6>b</h6>"),
            ("<a href=\"#a\">a</a>", "<a href=\"#page-1-a\">a</a>"),
            ("<a href=\"../queue/backup.html\">q</a>", "<a href=\"#page-2\">q</a>"),
            ("<a href=\"../queue/backup.html#restore\">q</a>", "<a href=\"#page-2-restore\">q</a>"),
            ("<a href=\"../queue/index.html#install\">q</a>", "<a href=\"#chart-queue\">q</a>"),
            ("<a href=\"../../index.html#x\">h</a>", "<a href=\"https://example.org/#x\">h</a>"),
            ("<a href=\"gone.html\">g</a>", "<a>g</a>"),
            ("<a href=\"https://example.com/\">e</a>", "<a href=\"https://example.com/\">e</a>"),
            (
                "<img src=\"../../assets/a.png\" alt=\"\" loading=\"lazy\" />",
                "<img src=\"data:image/png;base64,AA==\" alt=\"\" />",
            ),
            ("<details><summary>s</summary></details>", "<details open=\"\"><summary>s</summary></details>"),
            ("<path marker-end=\"url(#arrow)\"/>", "<path marker-end=\"url(#page-1-arrow)\" />"),
            ("<input id=\"x\"><label for=\"x\">l</label>", "<input id=\"page-1-x\"><label for=\"page-1-x\">l</label>"),
        ] {
            let page = route("charts/redis/backup.html");
            assert_eq!(places.body(html, &page, surroundings(Some("https://example.org/"))), expected, "{html}");
        }
        let frame = places.frame("<h1>A</h1><a href=\"index.html\">h</a>", &route("recovery.html"), surroundings(None));
        assert_eq!(frame, "<h1>A</h1><a title=\"Not here: index.html\">h</a>");
    }
}
