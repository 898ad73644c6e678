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
    /// Says in one clause why the path is none: it is empty or absolute, has an empty part, `.` or `..`, a backslash or
    /// a control character, or a part that is longer than file systems take.
    pub fn new(path: &str) -> Result<Self, &'static str> {
        if path.is_empty() {
            return Err("it is empty");
        }
        if path.starts_with('/') {
            return Err("it starts with `/`");
        }
        if path.chars().any(|character| character == '\\' || character.is_control()) {
            return Err("it has a backslash or a control character");
        }
        for part in path.split('/') {
            match part {
                "" => return Err("it has an empty part"),
                "." | ".." => return Err("it has a part that is `.` or `..`"),
                // 255 bytes is the limit of every common file system; the writer needs a few for its temporary names.
                _ if part.len() > 240 => return Err("a part of it is longer than 240 bytes"),
                _ => {}
            }
        }
        if path.len() > 2_000 {
            return Err("it is longer than 2,000 bytes");
        }
        Ok(Self(Arc::from(path)))
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
    fn what_could_leave_the_output_folder_is_no_route() {
        for path in ["", "/etc/passwd", "../x.html", "a/../../x", "a//b", "a\\b", "a\0b", "./a", &"x".repeat(300)] {
            assert!(Route::new(path).is_err(), "{path:?}");
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
