//! Links to pages that their authors keep off the site.

use rapidhash::RapidHashMap;

use super::Place;
use crate::check::Checked;
use crate::config::Classifier;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::RepoPath;

/// The pages that somebody has said shouldn't be published, and how.
pub(super) struct Withheld<'a> {
    pages: RapidHashMap<&'a RepoPath, &'static str>,
}

impl<'a> Withheld<'a> {
    /// None where the repository can be looked at: links lead there then, and can be followed.
    pub(super) fn new(checked: Checked<'a>) -> Self {
        let mut pages = RapidHashMap::default();
        if checked.config.html.git_repository_url.is_some() {
            return Self { pages };
        }
        let classifier = Classifier::new(checked.config, checked.charts);
        for text in checked.site.unpublished.iter() {
            let front_matter = &text.document.front_matter;
            let listed = &checked.listing.files;
            let ignored = || {
                let index = listed.binary_search_by(|entry| entry.path.cmp(&text.path));
                index.is_ok_and(|index| listed[index].ignored)
            };
            let by_rule = || {
                let rule = classifier.classify(&text.path).and_then(|class| class.rule);
                rule.is_some_and(|rule| checked.config.sources[rule].publish == Some(false))
            };
            let reason = if front_matter.draft {
                "is a draft"
            } else if front_matter.publish == Some(false) {
                "has `publish: false`"
            } else if ignored() {
                "is named in `.docsgenignore`"
            } else if by_rule() {
                "has `publish = false` in `[[sources]]`"
            } else {
                continue;
            };
            pages.insert(&text.path, reason);
        }
        Self { pages }
    }

    /// A finding for a link from a page to one of these. Drafts may link to drafts.
    pub(super) fn check(&self, place: Place<'_>, path: &RepoPath) -> Option<Diagnostic> {
        let reason = self.pages.get(path)?;
        place.checked.site.page_at(place.path())?;
        let message = format!("`{path}` {reason}, so that nobody can follow this link on the site");
        Some(place.finding(Code::LinkUnpublishedPage, message).help(
            "publish the page, remove the link, or set `git-repository-url`, so that the link leads to the repository",
        ))
    }
}
