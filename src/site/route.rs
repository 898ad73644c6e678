//! Where a page or file stands in the published site.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::source::RepoPath;

/// What a path in a URL must not hold as it is (RFC 3986, and what browsers normalise).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':');

/// What a fragment must not hold as it is.
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'#');

/// Names of devices that Windows reserves, whatever their extension.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The path of a published file from the site root: `charts/redis/backup.html`. Always names a file, has no leading
/// slash, and can't leave the folder it is written to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Route(Arc<str>);

impl Route {
    /// Accepts a path as a route.
    ///
    /// # Errors
    /// Says what is wrong with the path, as what follows "it": see [`route_fault`].
    pub fn new(path: &str) -> Result<Self, &'static str> {
        match route_fault(path) {
            Some(fault) => Err(fault),
            None => Ok(Self(Arc::from(path))),
        }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The way from the folder of this file to the site root: empty, `../`, `../../` …
    #[must_use]
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The folder of this file, as a path from the site root.
    #[must_use]
    pub fn folder(&self) -> RepoPath {
        RepoPath::new(&self.0).expect("a route has no part that is `..`").parent()
    }

    /// The URL of `target` as seen from this page; just the file's name where it is this page.
    #[must_use]
    pub fn link_to(&self, target: &Self) -> String {
        // Runs forty times for each page's sidebar: no parts are gathered.
        let same = self.0.bytes().zip(target.0.bytes()).take_while(|(here, there)| here == there).count();
        let shared = self.0.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        let mut url = "../".repeat(self.0[shared..].matches('/').count());
        url.extend(utf8_percent_encode(&target.0[shared..], PATH));
        url
    }

    /// The path as it stands in a URL.
    #[must_use]
    pub fn encoded(&self) -> String {
        encode_path(&self.0)
    }

    /// The path in a public URL, where a folder's `index.html` needs no name.
    #[must_use]
    pub fn permalink(&self, site_url: &str) -> String {
        let encoded = self.encoded();
        let path = match encoded.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &encoded,
        };
        format!("{site_url}{path}")
    }

    /// The same route with another extension.
    #[must_use]
    pub fn with_extension(&self, extension: &str) -> Self {
        let stem = self.0.rsplit_once('.').map_or(&*self.0, |(stem, _)| stem);
        Self(Arc::from(format!("{stem}.{extension}")))
    }

    /// The part of the path that Windows would take for a device, if there is one.
    #[must_use]
    pub fn reserved_part(&self) -> Option<&str> {
        self.0.split('/').find(|part| {
            let stem = part.split('.').next().unwrap_or(part).trim_end();
            RESERVED.iter().any(|name| stem.eq_ignore_ascii_case(name))
        })
    }
}

/// The longest name of a file, in bytes, that common file systems take.
const MAX_NAME_BYTES: usize = 255;

/// The longest route, in bytes; leaves room for the output folder's own path in what systems accept.
const MAX_ROUTE_BYTES: usize = 2048;

/// Says why no file may be written at a route, as what follows its name (`has an empty part`); `None` where one may.
///
/// A route is a path from the site root with `/` between its parts. Those refused here could leave the output folder
/// on some system, or change files that belong to docsgen or git.
#[must_use]
pub fn route_fault(route: &str) -> Option<&'static str> {
    if route.is_empty() {
        return Some("is empty");
    }
    if route.len() > MAX_ROUTE_BYTES {
        return Some("is too long");
    }
    if route.starts_with('/') {
        return Some("starts with a slash");
    }
    if route.contains('\\') {
        return Some("has a backslash");
    }
    if route.chars().any(char::is_control) {
        return Some("has a control character");
    }
    if matches!(route.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic()) {
        return Some("starts with a drive letter");
    }
    if cfg!(windows) && route.contains(['<', '>', ':', '"', '|', '?', '*']) {
        return Some("has a character that Windows does not allow");
    }
    if starts_with_ignoring_case(route, ".docsgen") {
        return Some("is docsgen's own");
    }
    route.split('/').find_map(|part| match part {
        "" => Some("has an empty part"),
        "." | ".." => Some("has a part that is `.` or `..`"),
        _ if part.len() > MAX_NAME_BYTES => Some("has a part that is too long"),
        _ if part.ends_with(['.', ' ']) => Some("has a part that ends in a dot or a space"),
        _ if part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case("git~1") => {
            Some("lies in git's own folder")
        }
        _ => None,
    })
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

/// A `/`-separated path as it stands in a URL.
#[must_use]
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// An anchor as it stands behind the `#` of a URL.
#[must_use]
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, FRAGMENT).to_string()
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_routes_are_relative_and_name_their_file() {
        for (from, to, url) in [
            ("index.html", "charts/redis/index.html", "charts/redis/index.html"),
            ("charts/redis/backup.html", "charts/redis/index.html", "index.html"),
            ("charts/redis/backup.html", "charts/kafka/backup.html", "../kafka/backup.html"),
            ("charts/redis/backup.html", "index.html", "../../index.html"),
            ("docs/a b.html", "docs/ü 50%.html", "%C3%BC%2050%25.html"),
            ("docs/a.html", "docs/a.html", "a.html"),
            ("a.html", "a/b.html", "a/b.html"),
        ] {
            let (from, to) = (Route::new(from).expect("valid"), Route::new(to).expect("valid"));
            assert_eq!(from.link_to(&to), url, "{from} → {to}");
        }
    }

    #[test]
    fn routes_stay_in_the_output_folder_on_every_system() {
        let long = "x".repeat(256);
        let deep = "x/".repeat(1100) + "x";
        for route in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/..",
            ".",
            "./a",
            "a/./b",
            "a//b",
            "a/",
            "a\\b",
            "..\\x",
            "C:/x",
            "c:x",
            "a\0b",
            "a\nb",
            "a\u{7f}b",
            "a\u{85}b",
            "a.",
            "a./b",
            "a /b",
            "a ",
            "...",
            ".git/config",
            "x/.GIT/hooks/post-checkout",
            "GIT~1/config",
            ".docsgen-manifest.json",
            ".Docsgen-Manifest.JSON",
            ".docsgen/lock",
            &long,
            &deep,
        ] {
            assert!(route_fault(route).is_some(), "{route:?} is accepted");
        }
        for route in [
            "index.html",
            ".nojekyll",
            "charts/redis/index.html",
            "백업/복구.html",
            "a b.html",
            "..a",
            "a..b",
            ".gitignore",
            "x/.docsgen",
        ] {
            assert_eq!(route_fault(route), None, "{route:?}");
        }
    }

    #[test]
    fn permalinks_leave_index_html_out() {
        for (route, url) in [
            ("index.html", "https://x.y/z/"),
            ("charts/redis/index.html", "https://x.y/z/charts/redis/"),
            ("docs/reindex.html", "https://x.y/z/docs/reindex.html"),
        ] {
            assert_eq!(Route::new(route).expect("valid").permalink("https://x.y/z/"), url);
        }
    }

    #[test]
    fn device_names_are_found_in_any_part() {
        let part = |path| Route::new(path).ok().and_then(|route| route.reserved_part().map(str::to_owned));
        assert_eq!(part("docs/AUX.html").as_deref(), Some("AUX.html"));
        assert_eq!(part("con/a.html").as_deref(), Some("con"));
        assert_eq!(part("docs/console.html"), None);
    }
}
