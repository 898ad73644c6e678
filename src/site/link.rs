//! Where a found link leads.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use rapidhash::RapidHashMap;

use super::chart::ChartIndex;
use super::page::PageId;
use super::release::ReleaseIndex;
use crate::parse::destination::{is_unsafe_url, scheme};
use crate::source::RepoPath;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Target {
    /// A page of this site, at an anchor if one was named.
    Page {
        /// The page.
        page: PageId,
        /// The anchor without `#`, decoded.
        anchor: Option<String>,
    },
    /// A page that docsgen makes itself for a folder of the repository that is no page.
    Folder(RepoPath),
    /// The page that docsgen makes itself for a chart without a README.
    Chart(ChartIndex),
    /// A release's page.
    Release(ReleaseIndex),
    /// A make target.
    Command {
        /// The Makefile that defines it.
        makefile: RepoPath,
        /// The target.
        name: String,
        /// The chart whose page shows it, if one does.
        chart: Option<ChartIndex>,
    },
    /// A file of the repository that is no page, or is meant as its source.
    File {
        /// The file.
        path: RepoPath,
        /// What stood behind the `#`, as written: `L10-L20`.
        fragment: Option<String>,
    },
    /// A picture or other embedded file, copied into the site.
    Asset(RepoPath),
    /// Something outside: the destination stays as it was written.
    External,
    /// Nothing.
    Broken(Broken),
}

impl Target {
    /// The page it leads to, if in a way that a reader can follow.
    #[must_use]
    pub fn page(&self) -> Option<PageId> {
        match self {
            Self::Page { page, .. } => Some(*page),
            Self::Broken(Broken::MissingAnchor { page, .. }) => *page,
            Self::Broken(Broken::WrongCase { target, .. }) => target.page(),
            _ => None,
        }
    }

    /// The folder it leads to that has no page of its own.
    #[must_use]
    pub fn folder(&self) -> Option<&RepoPath> {
        match self {
            Self::Folder(path) => Some(path),
            Self::Broken(Broken::WrongCase { target, .. }) => target.folder(),
            _ => None,
        }
    }

    /// The file of the repository it leads to that is no page.
    #[must_use]
    pub fn file(&self) -> Option<&RepoPath> {
        match self {
            Self::File { path, .. } | Self::Broken(Broken::MissingAnchor { path, page: None, .. }) => Some(path),
            Self::Command { makefile, chart: None, .. } => Some(makefile),
            Self::Broken(Broken::WrongCase { target, .. }) => target.file(),
            _ => None,
        }
    }

    /// The file that the page embeds.
    #[must_use]
    pub fn asset(&self) -> Option<&RepoPath> {
        match self {
            Self::Asset(path) => Some(path),
            Self::Broken(Broken::WrongCase { target, .. }) => target.asset(),
            _ => None,
        }
    }
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Broken {
    /// There is no such file.
    MissingFile {
        /// The path that was looked for.
        path: RepoPath,
    },
    /// The file is there and has no such heading or id.
    MissingAnchor {
        /// The file.
        path: RepoPath,
        /// Its page, where it is one.
        page: Option<PageId>,
        /// The anchor without `#`, decoded.
        anchor: String,
    },
    /// The path leaves the repository.
    OutsideRepository,
    /// A file or folder is there whose name differs by case.
    WrongCase {
        /// The file or folder as it is called.
        actual: RepoPath,
        /// Where the right name leads.
        target: Box<Target>,
    },
    /// The destination would run code or carry data.
    Unsafe,
}

/// A destination, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A URL with a scheme or host.
    Absolute,
    /// A URL whose scheme would run code or carry data (`javascript:`, `data:`, `file:`).
    Unsafe,
    /// A path, from the page's folder or, with a leading slash, from the repository root; both parts decoded.
    Path {
        /// The path; empty for the page itself.
        path: String,
        /// What stands behind `#`.
        fragment: Option<String>,
        /// Whether it asks for the source of a page (`?plain=1`, as GitHub understands it).
        plain: bool,
    },
}

impl Destination {
    /// Takes a destination apart as a browser does.
    #[must_use]
    pub fn parse(destination: &str) -> Self {
        let destination = destination.trim();
        if destination.starts_with("//") {
            return Self::Absolute;
        }
        // One letter is a Windows drive and no scheme.
        if scheme(destination).is_some_and(|scheme| scheme.len() > 1) {
            let is_file = scheme(destination).as_deref() == Some("file");
            return if is_file || is_unsafe_url(destination) { Self::Unsafe } else { Self::Absolute };
        }
        let (rest, fragment) = match destination.split_once('#') {
            Some((rest, fragment)) => (rest, Some(decode(fragment))),
            None => (destination, None),
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Self::Path { path: decode(path), fragment, plain: query.split('&').any(|part| part == "plain=1") }
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The lines that a fragment of GitHub's form names: `L10`, `L10-L20`, `L10C3-L20C5`, or GitLab's `L10-20`.
#[must_use]
pub fn lines_of(fragment: &str) -> Option<(u32, Option<u32>)> {
    let line = |text: &str| text.split('C').next().unwrap_or_default().parse::<u32>().ok();
    let rest = fragment.strip_prefix('L')?;
    match rest.split_once('-') {
        None => Some((line(rest)?, None)),
        Some((first, last)) => Some((line(first)?, Some(line(last.strip_prefix('L').unwrap_or(last))?))),
    }
}

/// How many lines files have, for those to whose lines a link leads.
pub type LineCounts = RapidHashMap<RepoPath, u32>;

/// All files and folders of a repository by path, for looking links up.
#[derive(Debug, Default)]
pub struct Tree {
    places: RapidHashMap<RepoPath, Place>,
    /// Lower-cased path → path, made for all at once, since every wrong link asks.
    folded: RapidHashMap<String, RepoPath>,
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file.
    File,
    /// A folder.
    Folder,
}

impl Tree {
    /// Indexes the files of a repository; their folders follow.
    #[must_use]
    pub fn new<'a>(files: impl Iterator<Item = &'a RepoPath>) -> Self {
        let mut places: RapidHashMap<RepoPath, Place> = HashMap::default();
        places.insert(RepoPath::root(), Place::Folder);
        for file in files {
            places.insert(file.clone(), Place::File);
            let mut folder = file.parent();
            while !folder.as_str().is_empty() && places.insert(folder.clone(), Place::Folder).is_none() {
                folder = folder.parent();
            }
        }
        // In order of path, so that of several that differ only by case it is always the same one.
        let mut paths: Vec<&RepoPath> = places.keys().collect();
        paths.sort_unstable();
        let mut folded: RapidHashMap<String, RepoPath> = HashMap::default();
        for path in paths {
            folded.entry(path.as_str().to_lowercase()).or_insert_with(|| path.clone());
        }
        Self { places, folded }
    }

    /// What is at `path`, if anything.
    #[must_use]
    pub fn place(&self, path: &RepoPath) -> Option<Place> {
        self.places.get(path).copied()
    }

    /// The path that differs from `path` only by case.
    #[must_use]
    pub fn other_case(&self, path: &RepoPath) -> Option<&RepoPath> {
        self.folded.get(&path.as_str().to_lowercase()).filter(|actual| *actual != path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_come_apart_as_in_a_browser() {
        let path = |path: &str, fragment: Option<&str>| Destination::Path {
            path: path.to_owned(),
            fragment: fragment.map(str::to_owned),
            plain: false,
        };
        let source = Destination::Path { path: "a.md".to_owned(), fragment: Some("L3".to_owned()), plain: true };
        for (written, expected) in [
            ("https://example.org/a", Destination::Absolute),
            ("mailto:a@b.c", Destination::Absolute),
            ("//cdn.example.org/x.png", Destination::Absolute),
            ("javascript:alert(1)", Destination::Unsafe),
            ("java\nscript:alert(1)", Destination::Unsafe),
            (" JavaScript:x", Destination::Unsafe),
            ("data:text/html,x", Destination::Unsafe),
            ("../a%20b.md#x%2Dy", path("../a b.md", Some("x-y"))),
            ("#개요", path("", Some("개요"))),
            ("a.md?x=1", path("a.md", None)),
            ("a.md?plain=1#L3", source),
            ("file:///etc/passwd", Destination::Unsafe),
            ("docs/a:b.md", path("docs/a:b.md", None)),
            ("C:/x.md", path("C:/x.md", None)),
            ("", path("", None)),
        ] {
            assert_eq!(Destination::parse(written), expected, "{written:?}");
        }
    }

    #[test]
    fn folders_and_other_cases_are_found() {
        let files: Vec<RepoPath> =
            ["docs/Guide.md", "charts/redis/Chart.yaml"].iter().filter_map(|path| RepoPath::new(path)).collect();
        let tree = Tree::new(files.iter());
        let at = |path: &str| RepoPath::new(path).expect("inside");
        assert_eq!(tree.place(&at("charts/redis")), Some(Place::Folder));
        assert_eq!(tree.place(&at("docs/guide.md")), None);
        assert_eq!(tree.other_case(&at("docs/guide.md")), Some(&at("docs/Guide.md")));
    }
}
