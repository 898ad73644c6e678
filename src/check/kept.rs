//! Pages whose places are left to somebody else.

use std::collections::BTreeMap;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::route::Route;
use crate::source::{Span, TextRange};

/// Finds the patterns of `keep` that fit pages, which aren't published then.
pub(super) fn check_kept(checked: Checked<'_>) -> Vec<Diagnostic> {
    let keep = &checked.config.html.keep;
    let Some(file) = checked.config_file.filter(|_| !keep.is_empty()) else { return Vec::new() };
    let written = checked.site.pages.iter().map(|page| (&page.route, Some(&page.path)));
    let made = checked.site.generated().map(|route| (route, None));
    let mut found: BTreeMap<TextRange, (&str, &Route, Option<&_>, usize)> = BTreeMap::new();
    for (route, path) in written.chain(made) {
        if let Some(pattern) = keep.pattern(route.as_str()) {
            found.entry(pattern.range).or_insert((&pattern.value, route, path, 0)).3 += 1;
        }
    }
    let finding = |(range, (pattern, route, path, count))| {
        let page = match path {
            Some(path) => format!("`{path}`"),
            None => "a page that docsgen makes".to_owned(),
        };
        let others = match count {
            1 => String::new(),
            2 => " and of one page more".to_owned(),
            count => format!(" and of {} pages more", count - 1),
        };
        let message =
            format!("`{pattern}` leaves `{route}` to others, the place of {page}{others}, which isn't published");
        Diagnostic::new(Code::RouteKept, Span { file, range }, message)
            .help("name only files that docsgen doesn't make, such as `index.yaml` and `*.tgz`")
    };
    found.into_iter().map(finding).collect()
}
