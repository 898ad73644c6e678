//! Which route a page gets (DESIGN section 7 in short: charts' guides stand beside the chart's page, everything else
//! keeps its path).

use super::page::is_index_name;
use super::route::Route;
use crate::config::Kind;
use crate::digest::Digest;
use crate::source::RepoPath;

/// The folder of a chart's pages, with a slash at its end.
pub(super) fn chart_folder(id: &str) -> String {
    format!("charts/{id}/")
}

/// The page of a chart. A folder whose name can't stand in a route is named by its digest.
pub(super) fn chart_page(id: &str) -> Route {
    made_for_chart(id, "index.html")
}

/// The page of a chart's baselines.
pub(super) fn chart_baselines(id: &str) -> Route {
    made_for_chart(id, "baselines.html")
}

fn made_for_chart(id: &str, file: &str) -> Route {
    Route::new(&format!("{}{file}", chart_folder(id))).unwrap_or_else(|_| {
        let name = Digest::of(id.as_bytes()).short(12);
        Route::new(&format!("{}{file}", chart_folder(&name))).expect("hexadecimal digits are a name on every system")
    })
}

/// The route of a page that belongs to no chart, or keeps its place: its path below its source root.
pub(super) fn by_path(path: &RepoPath, roots: &[RepoPath]) -> String {
    let root = roots.iter().filter(|root| path.is_within(root)).max_by_key(|root| root.as_str().len());
    let below = root.and_then(|root| path.relative_to(root)).unwrap_or(path.as_str());
    let (folder, name) = below.rsplit_once('/').map_or(("", below), |(folder, name)| (folder, name));
    let stem = path.file_stem();
    let file = if is_index_name(stem) { "index".to_owned() } else { name[..stem.len().min(name.len())].to_owned() };
    if folder.is_empty() { format!("{file}.html") } else { format!("{folder}/{file}.html") }
}

/// The route of a page of a chart: `None` where it keeps its path. `main` says whether it is the chart's main guide of
/// its kind; the names of the others tell them apart.
pub(super) fn of_chart(id: &str, kind: Kind, path: &RepoPath, main: bool) -> Option<String> {
    let folder = chart_folder(id);
    match kind {
        Kind::Chart => Some(format!("{folder}index.html")),
        _ if !kind.is_chart_guide() => None,
        _ if main => Some(format!("{folder}{}.html", kind.name())),
        _ if is_index_name(path.file_stem()) => Some(format!("{folder}{}.html", path.parent().file_name())),
        _ => Some(format!("{folder}{}.html", path.file_stem())),
    }
}

/// Replaces the last part of a route by a slug.
pub(super) fn with_slug(route: &str, slug: &str) -> String {
    let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = slug.strip_suffix(".html").unwrap_or(slug);
    if folder.is_empty() { format!("{name}.html") } else { format!("{folder}/{name}.html") }
}

/// A former route as written in `aliases`: with or without a leading slash, a trailing slash or `.html`.
pub(super) fn alias(written: &str) -> Result<Route, &'static str> {
    let path = written.strip_prefix('/').unwrap_or(written);
    if path.is_empty() || path.ends_with('/') {
        Route::new(&format!("{path}index.html"))
    } else if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        Route::new(path)
    } else {
        Route::new(&format!("{path}.html"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_their_path_below_their_root() {
        let roots = [RepoPath::root(), RepoPath::new("content").expect("inside")];
        for (path, route) in [
            ("README.md", "index.html"),
            ("docs/GUIDE.md", "docs/GUIDE.html"),
            ("content/manual/README.md", "manual/index.html"),
            ("content/a.b.md", "a.b.html"),
            ("docs/_index.md", "docs/index.html"),
        ] {
            assert_eq!(by_path(&RepoPath::new(path).expect("inside"), &roots), route);
        }
    }

    #[test]
    fn aliases_may_be_written_as_people_write_them() {
        for (written, route) in [
            ("/old/page/", "old/page/index.html"),
            ("old/page", "old/page.html"),
            ("/old.html", "old.html"),
            ("/", "index.html"),
        ] {
            assert_eq!(alias(written).expect("valid").as_str(), route);
        }
        assert!(alias("../x").is_err());
    }
}
