//! Which file answers an address, by the rules of GitHub Pages.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The page that stands for everything that isn't there.
pub(super) const NOT_FOUND: &str = "404.html";

/// What answers a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The file on this route.
    File(String),
    /// The folder with a slash: its relative links need it.
    Folder,
    /// Nothing is there.
    Nothing,
}

/// Finds the file for the path of an address, which is seen from the site's root, without its first slash and still
/// encoded. `has` says whether there is a file on a route.
///
/// No path leads to the disk: a route that the site doesn't have is answered by nothing, whatever it says.
pub(super) fn answer(path: &str, has: impl Fn(&str) -> bool) -> Answer {
    let Some(path) = decode(path) else { return Answer::Nothing };
    if path.is_empty() || path.ends_with('/') {
        let index = format!("{path}index.html");
        return if has(&index) { Answer::File(index) } else { Answer::Nothing };
    }
    if has(&path) {
        return Answer::File(path.into_owned());
    }
    let page = format!("{path}.html");
    if has(&page) {
        return Answer::File(page);
    }
    if has(&format!("{path}/index.html")) { Answer::Folder } else { Answer::Nothing }
}

/// The route that a tab at this path shows: of what isn't there, the page that says so.
pub(super) fn shown(path: &str, has: impl Fn(&str) -> bool) -> String {
    match answer(path, &has) {
        Answer::File(route) => route,
        Answer::Folder => match decode(path) {
            Some(path) => format!("{path}/index.html"),
            None => NOT_FOUND.to_owned(),
        },
        Answer::Nothing => NOT_FOUND.to_owned(),
    }
}

/// The route that a path names to the letter.
pub(super) fn exact(path: &str) -> Option<String> {
    decode(path).filter(|path| !path.is_empty() && !path.ends_with('/')).map(Cow::into_owned)
}

fn decode(path: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(path).decode_utf8().ok()
}

/// The path of the site's address, with a slash at both ends: below it the site is served with `--base`.
pub(super) fn base_of(site_url: &str) -> String {
    let path = match site_url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => site_url,
    };
    let path = path.trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

/// The type of a file by its name.
pub(super) fn content_type(route: &str) -> &'static str {
    let name = route.rsplit('/').next().unwrap_or(route);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "txt" | "log" | "conf" | "ini" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "toml" => "application/toml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "bmp" => "image/bmp",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &[&str] = &[
        "index.html",
        "404.html",
        "about.html",
        "about/index.html",
        "charts/redis/index.html",
        "charts/redis/backup.html",
        "한국어.html",
        "files/LICENSE",
        "a b.html",
        "empty/style.css",
    ];

    fn has(route: &str) -> bool {
        SITE.contains(&route)
    }

    #[test]
    fn paths_are_answered_as_github_pages_answers_them() {
        let file = |route: &str| Answer::File(route.to_owned());
        for (path, expected) in [
            ("", file("index.html")),
            ("index.html", file("index.html")),
            ("index", file("index.html")),
            ("charts/redis/", file("charts/redis/index.html")),
            ("charts/redis", Answer::Folder),
            ("charts/redis/backup", file("charts/redis/backup.html")),
            ("charts/redis/backup.html", file("charts/redis/backup.html")),
            ("charts/redis/backup/", Answer::Nothing),
            ("charts", Answer::Nothing),
            ("charts/", Answer::Nothing),
            ("about", file("about.html")),
            ("about/", file("about/index.html")),
            ("files/LICENSE", file("files/LICENSE")),
            ("files/LICENSE/", Answer::Nothing),
            ("empty", Answer::Nothing),
            ("a%20b.html", file("a b.html")),
            ("%ED%95%9C%EA%B5%AD%EC%96%B4", file("한국어.html")),
            ("%FF.html", Answer::Nothing),
            ("%2e%2e/secret", Answer::Nothing),
            ("../index.html", Answer::Nothing),
            ("charts//redis/", Answer::Nothing),
            ("charts%2Fredis%2F", file("charts/redis/index.html")),
            ("%00", Answer::Nothing),
        ] {
            assert_eq!(answer(path, has), expected, "{path}");
        }
    }

    #[test]
    fn a_tab_shows_what_its_path_leads_to_in_the_end() {
        for (path, expected) in [
            ("", "index.html"),
            ("charts/redis", "charts/redis/index.html"),
            ("charts/redis/backup", "charts/redis/backup.html"),
            ("nowhere", "404.html"),
            ("%FF", "404.html"),
        ] {
            assert_eq!(shown(path, has), expected, "{path}");
        }
    }

    #[test]
    fn the_base_is_the_path_of_the_sites_address() {
        for (site_url, expected) in [
            ("https://docs.example.com/", "/"),
            ("https://docs.example.com", "/"),
            ("https://example.com/ops/docs/", "/ops/docs/"),
            ("https://example.com/ops", "/ops/"),
            ("/docs/", "/docs/"),
            ("docs", "/docs/"),
            ("/", "/"),
            ("", "/"),
        ] {
            assert_eq!(base_of(site_url), expected, "{site_url}");
        }
    }

    #[test]
    fn types_go_by_the_last_extension_in_any_case() {
        for (route, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a/b.min.JS", "text/javascript; charset=utf-8"),
            ("files/x.PNG", "image/png"),
            ("files/LICENSE", "application/octet-stream"),
            ("a.d/CNAME", "application/octet-stream"),
            ("objectives.csv", "text/csv; charset=utf-8"),
        ] {
            assert_eq!(content_type(route), expected, "{route}");
        }
    }
}
