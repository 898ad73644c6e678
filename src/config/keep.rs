//! Files of the output folder that belong to somebody else.

use super::pattern::SourcePattern;
use crate::node::{Reader, Sink};
use crate::source::{RepoPath, Spanned, TextRange};

/// Some files of the output folder, named by patterns from its root: `index.yaml`, `*.tgz`, `archive/**`. A pattern that a
/// folder matches names all that is in it.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    patterns: Vec<(Spanned<String>, SourcePattern)>,
}

impl Kept {
    /// The files that patterns of the command line name.
    ///
    /// # Errors
    /// Where one is no pattern: what is wrong with it.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut kept = Self::default();
        for pattern in patterns {
            let written = Spanned::new(pattern.to_owned(), TextRange::default());
            kept.add(written).map_err(|problem| format!("`{pattern}` is no pattern of files: {problem}"))?;
        }
        Ok(kept)
    }

    /// Whether nothing is named.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The pattern by which the file at a route is one of them.
    #[must_use]
    pub fn pattern(&self, route: &str) -> Option<&Spanned<String>> {
        let fits = |path: &str| {
            let path = RepoPath::new(path)?;
            self.patterns.iter().find(|(_, pattern)| pattern.is_match(&path)).map(|(written, _)| written)
        };
        if self.is_empty() {
            return None;
        }
        let folders = route.match_indices('/').filter_map(|(at, _)| fits(&route[..at])).next();
        folders.or_else(|| fits(route))
    }

    /// Whether the file at a route is one of them.
    #[must_use]
    pub fn covers(&self, route: &str) -> bool {
        self.pattern(route).is_some()
    }

    fn add(&mut self, written: Spanned<String>) -> Result<(), String> {
        match SourcePattern::compile(&written) {
            Ok(pattern) if pattern.captures_chart() => Err("`{chart}` has no meaning here".to_owned()),
            Ok(pattern) => {
                self.patterns.push((written, pattern));
                Ok(())
            }
            Err(remark) => Err(remark.message),
        }
    }
}

/// Reads `keep` of `[output.html]`.
pub(super) fn read(table: &mut Reader<'_>, sink: &mut Sink) -> Kept {
    let mut kept = Kept::default();
    for written in table.texts("keep", sink).unwrap_or_default() {
        let range = written.range;
        if let Err(problem) = kept.add(written) {
            sink.invalid(range, problem).help =
                Some("name files from the root of the site: `index.yaml`, `*.tgz`, `archive/**`".to_owned());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_by_its_name_or_by_a_folder_above_it() {
        let kept = Kept::new(["index.yaml", "*.tgz", "/archive/", "old/**/*.html"]).unwrap();
        for (route, by) in [
            ("index.yaml", Some("index.yaml")),
            ("charts/index.yaml", None),
            ("redis-1.0.0.tgz", Some("*.tgz")),
            ("charts/redis-1.0.0.tgz", None),
            ("archive/2019/a.html", Some("/archive/")),
            ("archive.html", None),
            ("old/a.html", Some("old/**/*.html")),
            ("old/x/y/a.html", Some("old/**/*.html")),
            ("index.html", None),
        ] {
            assert_eq!(kept.pattern(route).map(|pattern| &*pattern.value), by, "{route}");
        }
        assert!(!Kept::default().covers("index.html"));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (pattern, problem) in [
            ("", "`` is no pattern of files: a pattern can't be empty"),
            ("{chart}.tgz", "`{chart}.tgz` is no pattern of files: `{chart}` has no meaning here"),
            ("../x", "`../x` is no pattern of files: `..` is no part of a pattern"),
        ] {
            assert_eq!(Kept::new([pattern]).unwrap_err(), problem);
        }
    }
}
