//! Addresses of the repository and the site themselves: nobody needs to be asked about them.

use percent_encoding::percent_decode_str;

use crate::config::Config;
use crate::diagnostic::Code;
use crate::fetch::WebUrl;
use crate::fs::Listing;
use crate::site::link::Tree;
use crate::source::RepoPath;

/// What belongs to the repository or the site.
pub(super) struct Own<'a> {
    /// Addresses without their scheme, all below which belongs to us.
    ours: Vec<String>,
    /// What stands before the path of a file on the branch of the links, without the scheme.
    files: Vec<String>,
    /// The files; none where addresses of the repository don't name them.
    tree: Option<(Tree, &'a Listing)>,
}

/// Where an address of our own leads.
pub(super) enum Place {
    /// To something that is there, or that nobody here can know: an issue, another branch.
    Fine,
    /// To no file of the repository: the code, what is wrong and what to do.
    Wrong(Code, String, &'static str),
}

/// What hosts put between the address of a repository and the branch, for a file or folder, its source and its editor.
const WORDS: &[&str] = &[
    "blob",
    "tree",
    "raw",
    "edit",
    "blame",
    "-/blob",
    "-/tree",
    "-/raw",
    "-/edit",
    "src/branch",
    "raw/branch",
    "_edit",
    "src",
    "raw",
];

impl<'a> Own<'a> {
    pub(super) fn new(config: &Config, listing: &'a Listing, at_git_root: bool) -> Self {
        let mut own = Self { ours: Vec::new(), files: Vec::new(), tree: None };
        let html = &config.html;
        own.ours.extend(html.site_url.as_deref().and_then(bare));
        if let Some(before) = html.edit_url_template.as_deref().and_then(|template| template.split("{path}").next()) {
            own.ours.extend(bare(before));
        }
        let Some(repository) = html.git_repository_url.as_deref().and_then(bare) else { return own };
        for branch in [html.branch(), "HEAD"] {
            own.files.extend(WORDS.iter().map(|word| format!("{repository}/{word}/{branch}")));
            if let Some(name) = repository.strip_prefix("github.com/") {
                own.files.push(format!("raw.githubusercontent.com/{name}/{branch}"));
                own.ours.push(format!("raw.githubusercontent.com/{name}"));
            }
        }
        own.ours.push(repository);
        if at_git_root {
            own.tree = Some((Tree::new(listing.files.iter().map(|entry| &entry.path)), listing));
        }
        own
    }

    /// Where an address leads, if it is our own.
    pub(super) fn place(&self, url: &WebUrl) -> Option<Place> {
        let address = bare(url.as_str())?;
        let below = |start: &String| {
            let rest = strip_prefix(&address, start)?;
            (rest.is_empty() || rest.starts_with(['/', '?']) || rest == ".git").then_some(rest)
        };
        self.ours.iter().find_map(below)?;
        let path = self.files.iter().find_map(below).and_then(|rest| {
            let path = rest.split('?').next().unwrap_or_default();
            let path = percent_decode_str(path).decode_utf8().ok()?;
            RepoPath::new(path.trim_matches('/'))
        });
        let Some((path, (tree, listing))) = path.zip(self.tree.as_ref()) else { return Some(Place::Fine) };
        let refused = || listing.refused.iter().any(|link| path.is_within(&link.path));
        if path.as_str().is_empty() || tree.place(&path).is_some() || refused() {
            return Some(Place::Fine);
        }
        Some(match tree.other_case(&path) {
            Some(actual) => Place::Wrong(
                Code::LinkWrongCase,
                format!("the file is called `{actual}`"),
                "write its name as it is: in the browser the two are different",
            ),
            None => Place::Wrong(
                Code::LinkMissingFile,
                format!("there is no file `{}`", super::said::short(path.as_str())),
                "correct the path, or remove the link; a link to the file itself works on every branch",
            ),
        })
    }
}

/// An address without its scheme and the slash at its end; `None` where it isn't one of the web.
fn bare(address: &str) -> Option<String> {
    let (url, _) = WebUrl::parse(address).ok()?;
    let (_, rest) = url.as_str().split_once("://")?;
    Some(rest.trim_end_matches('/').to_owned())
}

/// Hosts of repositories take no notice of case in the names of owners and repositories.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
