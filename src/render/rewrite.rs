//! HTML that is to stand somewhere else than where it was made for: other addresses, other ids.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;

use super::escape::escape_into;
use crate::parse::html::{HtmlToken, StartTag, html_tokens};
use crate::site::route::Route;
use crate::source::RepoPath;

/// A tag that may be changed.
#[derive(Debug)]
pub enum Tag<'a> {
    /// `<name attribute="value">`.
    Start(&'a mut StartTag),
    /// `</name>`, by its name.
    End(&'a mut String),
}

/// What becomes of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It stays as it was written.
    Keep,
    /// It is written anew.
    Changed,
    /// It goes; what it holds stays.
    Drop,
}

/// Passes over the tags of a page. What isn't changed stays as it is, to the byte.
#[must_use]
pub fn rewrite(html: &str, edit: &mut dyn FnMut(Tag<'_>) -> Edit) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut copied = 0;
    for token in html_tokens(html) {
        let (range, text) = match token {
            HtmlToken::Start(mut tag) => {
                let range = tag.range.clone();
                match edit(Tag::Start(&mut tag)) {
                    Edit::Keep => continue,
                    Edit::Changed => (range, written(&tag)),
                    Edit::Drop => (range, String::new()),
                }
            }
            HtmlToken::End { mut name, range } => match edit(Tag::End(&mut name)) {
                Edit::Keep => continue,
                Edit::Changed => (range, format!("</{name}>")),
                Edit::Drop => (range, String::new()),
            },
            _ => continue,
        };
        out.push_str(&html[copied..range.start]);
        out.push_str(&text);
        copied = range.end;
    }
    out.push_str(&html[copied..]);
    out
}

fn written(tag: &StartTag) -> String {
    let mut text = format!("<{}", tag.name);
    for attribute in &tag.attributes {
        text.push(' ');
        text.push_str(&attribute.name);
        text.push_str("=\"");
        escape_into(&mut text, &attribute.value);
        text.push('"');
    }
    // A `String` takes all that is written to it.
    let _ = write!(text, "{}>", if tag.self_closing { " /" } else { "" });
    text
}

/// A URL of a page that leads to a file of the same site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// The path from the site root, decoded.
    pub path: String,
    /// What stands from `?` or `#` on, as written.
    pub rest: String,
}

/// Where a URL of the page at `route` leads to on the same site; `None` where it leaves the site, or only names a place of
/// the page.
#[must_use]
pub fn local(route: &Route, url: &str) -> Option<Local> {
    let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    if path.is_empty() || path.starts_with('/') {
        return None;
    }
    let scheme = path.split_once(':').map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| !scheme.contains('/')) {
        return None;
    }
    let folder = route.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = RepoPath::new(folder)?.join(path)?;
    let path = percent_decode_str(path.as_str()).decode_utf8().ok()?.into_owned();
    Some(Local { path, rest: rest.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_stays_to_the_byte() {
        let html = "<!doctype html><P CLASS=x data-a='1'>a &amp; b<br/><a href=\"x.html\">x</a><script>if (a < b) {}</script></P >";
        assert_eq!(rewrite(html, &mut |_| Edit::Keep), html);
        let renamed = rewrite(html, &mut |tag| match tag {
            Tag::Start(tag) if tag.name == "a" => {
                tag.attributes[0].value = "y\"&.html".to_owned();
                Edit::Changed
            }
            Tag::Start(tag) if tag.name == "br" => Edit::Drop,
            Tag::End(name) if name == "a" => {
                "b".clone_into(name);
                Edit::Changed
            }
            _ => Edit::Keep,
        });
        assert_eq!(
            renamed,
            "<!doctype html><P CLASS=x data-a='1'>a &amp; b<a href=\"y&quot;&amp;.html\">x</b><script>if (a < b) {}</script></P >"
        );
    }

    #[test]
    fn an_address_is_followed_from_its_page() {
        let route = Route::new("charts/redis/backup.html").expect("a route");
        for (url, expected) in [
            ("index.html", Some(("charts/redis/index.html", ""))),
            ("../../index.html#a", Some(("index.html", "#a"))),
            ("./%EB%B0%B1%EC%97%85.html?q=1#x", Some(("charts/redis/백업.html", "?q=1#x"))),
            ("#here", None),
            ("", None),
            ("/sub/x.html", None),
            ("https://example.org/", None),
            ("//example.org/", None),
            ("mailto:a@example.org", None),
            ("data:,x", None),
            ("../../../x.html", None),
            ("a/b:c.html", Some(("charts/redis/a/b:c.html", ""))),
        ] {
            let found = local(&route, url);
            let found = found.as_ref().map(|local| (&*local.path, &*local.rest));
            assert_eq!(found, expected, "{url}");
        }
    }
}
