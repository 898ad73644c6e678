//! Links that lead nowhere.

mod fragment;
mod repair;
mod unpublished;

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use self::repair::Repairs;
use self::unpublished::Withholding;
use super::Checked;
use super::mend::Mender;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::destination::mail_fault;
use crate::parse::document::{Document, FoundLink};
use crate::site::link::{Broken, Target};
use crate::source::{FileId, RepoPath, Span};

/// Every text by its path.
type Documents<'a> = RapidHashMap<&'a RepoPath, &'a Document>;

/// Finds the links whose target is missing, elsewhere or not allowed.
pub(super) fn check_links(checked: Checked<'_>) -> Vec<Diagnostic> {
    // Which pages the chapters of SUMMARY.md are was looked up when it was read; only places in them are left.
    let summary = checked.config.summary.as_ref().and_then(|path| checked.sources.find(path));
    let texts: Vec<_> = checked.site.texts().collect();
    let documents: Documents<'_> =
        texts.iter().map(|(file, document, _)| (checked.sources.get(*file).path(), *document)).collect();
    let repairs = Repairs::new(checked, &documents);
    let mender = Mender::new(checked, &documents);
    let withheld = Withholding::new(checked);
    texts
        .par_iter()
        .flat_map_iter(|(file, document, targets)| {
            let (repairs, mender, withheld) = (&repairs, &mender, &withheld);
            document.links.iter().zip(targets.iter()).filter_map(move |(link, target)| {
                let place = Place { checked, file: *file, link };
                let is_chapter = Some(*file) == summary;
                match target {
                    target if is_chapter && !matches!(target, Target::Broken(Broken::MissingAnchor { .. })) => None,
                    Target::Broken(broken) => Some(mender.mend(place.broken(broken, repairs), link, broken)),
                    Target::External => place.mail(),
                    Target::File { path, fragment } => {
                        place.fragment(path, fragment.as_deref()).or_else(|| withheld.check(place, path))
                    }
                    _ => None,
                }
            })
        })
        .collect()
}

/// A link that is looked at.
#[derive(Clone, Copy)]
struct Place<'a> {
    checked: Checked<'a>,
    file: FileId,
    link: &'a FoundLink,
}

impl Place<'_> {
    fn path(&self) -> &RepoPath {
        self.checked.sources.get(self.file).path()
    }

    /// What stands in the file.
    fn written(&self) -> &str {
        self.link.destination_range.of(self.checked.sources.get(self.file).text())
    }

    fn finding(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        let span = Span { file: self.file, range: self.link.destination_range };
        Diagnostic::new(code, span, message).target(&*self.link.destination)
    }

    fn broken(&self, broken: &Broken, repairs: &Repairs<'_>) -> Diagnostic {
        match broken {
            Broken::MissingFile { path } => {
                let (code, what) =
                    if self.link.image { (Code::ImageMissing, "image") } else { (Code::LinkMissingFile, "file") };
                repairs.file(self, path, self.finding(code, format!("there is no {what} `{path}`")))
            }
            Broken::MissingAnchor { path, anchor, .. } => {
                let message = format!("`{path}` has no heading or id `{anchor}`");
                repairs.anchor(path, anchor, self.finding(Code::LinkMissingAnchor, message))
            }
            Broken::OutsideRepository => self
                .finding(Code::LinkOutsideRepository, "the link leaves the repository")
                .help("write the whole URL: a relative link works only where the repository is shown at one place"),
            Broken::WrongCase { actual, .. } => self
                .finding(Code::LinkWrongCase, format!("the file is called `{actual}`"))
                .help("write its name as it is: only some file systems take the two for one"),
            Broken::Unsafe => self
                .finding(Code::LinkUnsafeScheme, "a link of this kind would run code or carry data")
                .help("link to a file or a web page"),
        }
    }

    fn mail(&self) -> Option<Diagnostic> {
        let fault = mail_fault(&self.link.destination)?;
        Some(self.finding(Code::LinkInvalidAddress, fault).help("write it as `mailto:name@example.org`"))
    }
}
