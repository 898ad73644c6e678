//! What scripts know of the versions of a site: one file that all of them share, and in each a list of its pages.

use std::fmt::Write as _;

use crate::config::ListedVersion;
use crate::site::redirect::{Redirect, RedirectTarget};
use crate::site::route::Route;

/// The route of the file that all versions share, from the root of them all: it alone changes with a release.
pub const SHARED: &str = "versions.js";

/// The route of the page that lists the versions.
pub const LIST: &str = "versions/index.html";

/// The route of the list of a version's pages.
pub const ROUTES: &str = "versions/routes.js";

/// The script of [`SHARED`].
///
/// # Panics
/// Never: names and dates are plain JSON.
#[must_use]
pub fn shared_script(all: &[ListedVersion]) -> String {
    let json = serde_json::to_string(all).expect("names and dates are plain JSON");
    format!("docsgen.versions = {json};\n")
}

/// The script of [`ROUTES`]: the pages of the version in `folder`, and where those lead that have moved.
///
/// Routes stand one to a line, without `.html`, in order. Each line is a number, a space and a text: so many letters
/// of the line before, then the text. A former route has a tab and the route behind it.
///
/// # Panics
/// Never: a text is plain JSON.
#[must_use]
pub fn routes_script<'a>(
    folder: &str,
    pages: impl Iterator<Item = &'a Route>,
    redirects: impl Iterator<Item = &'a Redirect>,
) -> String {
    let moved = redirects.filter_map(|redirect| {
        let to = match &redirect.to {
            RedirectTarget::Page(route, _) => stem(route)?,
            RedirectTarget::Url(_) => "",
        };
        Some((stem(&redirect.from)?, Some(to)))
    });
    let mut routes: Vec<(&str, Option<&str>)> = pages
        .filter_map(|route| Some((stem(route)?, None)))
        .filter(|(route, _)| *route != "404")
        .chain(moved)
        .collect();
    routes.sort_unstable();
    routes.dedup_by_key(|(route, _)| *route);
    let mut text = String::new();
    let mut last = "";
    for (route, to) in routes {
        let same: usize =
            route.chars().zip(last.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
        // Scripts count in UTF-16.
        let count = route[..same].encode_utf16().count();
        let rest = &route[same..];
        // A `String` takes all that is written to it.
        let _ = write!(text, "{count} {rest}");
        if let Some(to) = to {
            let _ = write!(text, "\t{to}");
        }
        text.push('\n');
        last = route;
    }
    let call = |text: &str| serde_json::to_string(text).expect("a text is plain JSON");
    format!("docsgen.routes({}, {});\n", call(folder), call(&text))
}

fn stem(route: &Route) -> Option<&str> {
    route.as_str().strip_suffix(".html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_routes_say_only_what_differs() {
        let route = |path: &str| Route::new(path).unwrap();
        let pages = [
            route("charts/redis/index.html"),
            route("index.html"),
            route("charts/redis/backup.html"),
            route("백업/복구.html"),
            route("백업/복구-2.html"),
            route("404.html"),
            route("style.css"),
        ];
        let redirects = [
            (route("charts/redis/restore.html"), RedirectTarget::Page(route("charts/redis/backup.html"), None)),
            (route("old.html"), RedirectTarget::Url("https://example.org/".to_owned())),
        ]
        .map(|(from, to)| Redirect { from, to, sections: Vec::new() });
        let script = routes_script("v1/", pages.iter(), redirects.iter());
        let expected = "0 charts/redis/backup\\n13 index\\n13 restore\\tcharts/redis/backup\\n0 index\\n0 old\\t\\n\
                        0 백업/복구\\n5 -2\\n";
        assert_eq!(script, format!("docsgen.routes(\"v1/\", \"{expected}\");\n"));
    }

    #[test]
    fn what_all_share_names_each_version_with_its_folder() {
        let version = |name: &str, folder: &str, date: Option<&str>| ListedVersion {
            name: name.to_owned(),
            folder: folder.to_owned(),
            date: date.map(str::to_owned),
        };
        let script = shared_script(&[version("latest", "", None), version("v1.4", "v1.4/", Some("2026-10-01"))]);
        let expected =
            r#"[{"name":"latest","folder":"","date":null},{"name":"v1.4","folder":"v1.4/","date":"2026-10-01"}]"#;
        assert_eq!(script, format!("docsgen.versions = {expected};\n"));
    }
}
