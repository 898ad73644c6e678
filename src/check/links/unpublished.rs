//! Links to what is kept off the site, or is for other readers.

use rapidhash::RapidHashMap;

use super::Place;
use crate::check::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::withheld::Withheld;
use crate::source::RepoPath;

/// What somebody has said shouldn't be on the site.
pub(super) struct Withholding<'a> {
    checked: Checked<'a>,
    pages: RapidHashMap<&'a RepoPath, &'a Withheld>,
}

impl<'a> Withholding<'a> {
    /// Where the repository can be looked at, links lead there, and can be followed; but what is for other readers may not be
    /// shown to those of this site there either.
    pub(super) fn new(checked: Checked<'a>) -> Self {
        let elsewhere = checked.config.html.git_repository_url.is_some();
        let texts = checked.site.unpublished.iter().filter_map(|text| Some((&text.path, text.withheld.as_ref()?)));
        let pages = texts.filter(|(_, withheld)| !elsewhere || withheld.is_for_others()).collect();
        Self { checked, pages }
    }

    /// A finding for a link from a page to one of these. Drafts may link to drafts.
    pub(super) fn check(&self, place: Place<'_>, path: &RepoPath) -> Option<Diagnostic> {
        let withheld = self.pages.get(path);
        let for_others = withheld.is_some_and(|withheld| withheld.is_for_others());
        let reason = match withheld {
            Some(withheld) => withheld.reason(),
            None if self.checked.site.hides_values(path) => {
                self.checked.site.page_at(place.path())?;
                let message = format!("`{path}` holds the values of variables themselves, and is shown to nobody");
                let finding = place.finding(Code::LinkUnpublishedPage, message);
                return Some(finding.help("link to an example of it, such as `.env.example`, or remove the link"));
            }
            // No page, so it is a rule that says so.
            None if self.checked.site.for_others.contains(path) => "is for other readers".to_owned(),
            None => return None,
        };
        self.checked.site.page_at(place.path())?;
        let message = format!("`{path}` {reason}, so that nobody can follow this link on the site");
        Some(place.finding(Code::LinkUnpublishedPage, message).help(if for_others || withheld.is_none() {
            "remove the link, or give both files the same `audience`"
        } else {
            "publish the page, remove the link, or set `git-repository-url`, so that the link leads to the repository"
        }))
    }
}
