//! Links that lead nowhere.

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::Checked;
use super::mend::Mender;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::document::{Document, FoundLink};
use crate::site::link::{Broken, Target};
use crate::source::{FileId, RepoPath, Span};

/// Finds the links whose target is missing, elsewhere or not allowed.
pub(super) fn check_links(checked: Checked<'_>) -> Vec<Diagnostic> {
    // Where the chapters of SUMMARY.md lead was looked up when it was read.
    let summary = checked.config.summary.as_ref().and_then(|path| checked.sources.find(path));
    let texts: Vec<_> = checked.site.texts().collect();
    let documents: RapidHashMap<&RepoPath, &Document> =
        texts.iter().map(|(file, document, _)| (checked.sources.get(*file).path(), *document)).collect();
    let names = NamesByFolder::new(&documents);
    let mender = Mender::new(checked, &documents);
    texts
        .par_iter()
        .filter(|(file, _, _)| Some(*file) != summary)
        .flat_map_iter(|(file, document, targets)| {
            let (documents, names, mender) = (&documents, &names, &mender);
            document.links.iter().zip(targets.iter()).filter_map(move |(link, target)| match target {
                Target::Broken(broken) => {
                    Some(mender.mend(finding(*file, link, broken, documents, names), link, broken))
                }
                _ => None,
            })
        })
        .collect()
}

fn finding(
    file: FileId,
    link: &FoundLink,
    broken: &Broken,
    documents: &RapidHashMap<&RepoPath, &Document>,
    names: &NamesByFolder<'_>,
) -> Diagnostic {
    let span = Span { file, range: link.destination_range };
    let new = |code, message: String| Diagnostic::new(code, span, message).target(&*link.destination);
    match broken {
        Broken::MissingFile { path } => {
            let (code, what) = if link.image { (Code::ImageMissing, "image") } else { (Code::LinkMissingFile, "file") };
            let diagnostic = new(code, format!("there is no {what} `{path}`"));
            match names.near(path) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("correct the path, or remove the link"),
            }
        }
        Broken::MissingAnchor { path, anchor, .. } => {
            let diagnostic = new(Code::LinkMissingAnchor, format!("`{path}` has no heading or id `{anchor}`"));
            let ids = documents.get(path).into_iter().flat_map(|document| &document.headings);
            match near_match(anchor, ids.map(|heading| &*heading.id)) {
                Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                None => diagnostic.help("link to the page alone, or to a heading it has"),
            }
        }
        Broken::OutsideRepository => new(Code::LinkOutsideRepository, "the link leaves the repository".to_owned())
            .help("write the whole URL: a relative link works only where the repository is shown at one place"),
        Broken::WrongCase { actual, .. } => new(Code::LinkWrongCase, format!("the file is called `{actual}`"))
            .help("write its name as it is: only some file systems take the two for one"),
        Broken::Unsafe => new(Code::LinkUnsafeScheme, "a link of this kind would run code or carry data".to_owned())
            .help("link to a file or a web page"),
    }
}

/// Markdown files by folder, to say what a dead link probably meant without comparing it with every file.
struct NamesByFolder<'a> {
    folders: RapidHashMap<RepoPath, Vec<&'a RepoPath>>,
    by_name: RapidHashMap<String, Vec<&'a RepoPath>>,
}

impl<'a> NamesByFolder<'a> {
    fn new(documents: &RapidHashMap<&'a RepoPath, &Document>) -> Self {
        let mut paths: Vec<&RepoPath> = documents.keys().copied().collect();
        paths.sort_unstable();
        let mut names = Self { folders: RapidHashMap::default(), by_name: RapidHashMap::default() };
        for path in paths {
            names.folders.entry(path.parent()).or_default().push(path);
            names.by_name.entry(path.file_name().to_lowercase()).or_default().push(path);
        }
        names
    }

    /// The only file of that name elsewhere, else a like name in the same folder (unless the folder is so full that
    /// comparing would cost more than it helps).
    fn near(&self, path: &RepoPath) -> Option<&'a RepoPath> {
        if let Some([only]) = self.by_name.get(&path.file_name().to_lowercase()).map(Vec::as_slice) {
            return Some(only);
        }
        let siblings = self.folders.get(&path.parent()).filter(|siblings| siblings.len() <= 500)?;
        let near = near_match(path.file_name(), siblings.iter().map(|sibling| sibling.file_name()))?;
        siblings.iter().find(|sibling| sibling.file_name() == near).copied()
    }
}
