//! Symbolic links, followed on a listing: each stands for what it leads to, as long as that is listed itself. So none can
//! reach out of the repository, into `.git`, or to an ignored file with secrets.

use super::{Entry, Listing, MANIFEST_NAME, RefusedBecause, RefusedLink};
use crate::error::{Error, Result};
use crate::source::RepoPath;

/// Links that lead to folders full of links can multiply without end; no repository of documentation comes near this.
const MAX_LINKED_ENTRIES: usize = 50_000;

/// Where a link leads in the end.
pub(super) enum Destination {
    File(RepoPath),
    Folder(RepoPath),
    Refused(RefusedBecause),
}

/// Gives links the files they stand for.
struct Resolver<'a> {
    /// Regular files, sorted by path.
    files: &'a [Entry],
    /// Links and where they lead, sorted by path.
    links: &'a [(RepoPath, Destination)],
    /// How many more entries may be reached through links.
    left: usize,
    linked: Vec<Entry>,
    refused: Vec<RefusedLink>,
}

impl Resolver<'_> {
    /// Lists what a link leads to under the name `shown`. `above` are the real folders that `shown` lies in: leading
    /// to one of them again is a loop.
    fn follow(&mut self, destination: &Destination, shown: &RepoPath, above: &mut Vec<RepoPath>) -> Result<()> {
        let refused = match destination {
            Destination::Refused(reason) => *reason,
            Destination::File(target) => match self.files.binary_search_by(|file| file.path.cmp(target)) {
                Ok(index) => return self.list(shown.clone(), self.files[index].bytes),
                Err(_) => RefusedBecause::Outside,
            },
            Destination::Folder(target) if above.contains(target) => RefusedBecause::Loop,
            Destination::Folder(target) => {
                if self.follow_folder(target, shown, above)? {
                    return Ok(());
                }
                RefusedBecause::Outside
            }
        };
        self.refused.push(RefusedLink { path: shown.clone(), reason: refused });
        Ok(())
    }

    /// Lists what lies in the folder `target` under the name `shown`; says whether anything does.
    fn follow_folder(&mut self, target: &RepoPath, shown: &RepoPath, above: &mut Vec<RepoPath>) -> Result<bool> {
        let (all_files, all_links) = (self.files, self.links);
        let files = within(all_files, target, |file| &file.path);
        let links = within(all_links, target, |(link, _)| link);
        for file in files {
            if let Some(path) = below(&file.path, target, shown) {
                self.list(path, file.bytes)?;
            }
        }
        for (link, destination) in links {
            let Some(path) = below(link, target, shown) else { continue };
            // A link that is refused wherever it is seen from is reported once, under its own name.
            if matches!(destination, Destination::Refused(_)) {
                continue;
            }
            self.spend(&path)?;
            let depth = above.len();
            above.extend(ancestors(link).into_iter().filter(|folder| folder.is_within(target)));
            self.follow(destination, &path, above)?;
            above.truncate(depth);
        }
        Ok(!(files.is_empty() && links.is_empty()))
    }

    fn list(&mut self, path: RepoPath, bytes: u64) -> Result<()> {
        self.spend(&path)?;
        self.linked.push(Entry { path, bytes, ignored: false });
        Ok(())
    }

    fn spend(&mut self, path: &RepoPath) -> Result<()> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            Error::new(format!("symbolic links lead to more than {MAX_LINKED_ENTRIES} files, `{path}` among them"))
                .help("remove links to folders that hold further links, or name them in `.gitignore`")
        })?;
        Ok(())
    }
}

/// Those of `sorted` that lie below `folder`. They stand together, because they share the folder's name and a slash.
fn within<'a, T>(sorted: &'a [T], folder: &RepoPath, path: impl Fn(&T) -> &RepoPath) -> &'a [T] {
    if folder.as_str().is_empty() {
        return sorted;
    }
    let prefix = format!("{folder}/");
    let start = sorted.partition_point(|item| path(item).as_str() < prefix.as_str());
    let length = sorted[start..].partition_point(|item| path(item).as_str().starts_with(&prefix));
    &sorted[start..start + length]
}

/// The name under `shown` of what lies at `path` below `target`.
fn below(path: &RepoPath, target: &RepoPath, shown: &RepoPath) -> Option<RepoPath> {
    shown.join(path.relative_to(target)?)
}

/// The folders a path lies in, the root last.
fn ancestors(path: &RepoPath) -> Vec<RepoPath> {
    let mut folders = Vec::new();
    let mut folder = path.clone();
    while !folder.as_str().is_empty() {
        folder = folder.parent();
        folders.push(folder.clone());
    }
    folders
}

/// The listing of regular files, sorted by path, with what links lead to listed under the links' names.
///
/// # Errors
/// Where links multiply beyond any use.
pub(super) fn follow_links(files: Vec<Entry>, links: &[(RepoPath, Destination)]) -> Result<Listing> {
    let mut resolver =
        Resolver { files: &files, links, left: MAX_LINKED_ENTRIES, linked: Vec::new(), refused: Vec::new() };
    for (link, destination) in links {
        resolver.follow(destination, link, &mut ancestors(link))?;
    }
    let Resolver { linked, mut refused, .. } = resolver;
    refused.sort_unstable_by(|left, right| left.path.cmp(&right.path));
    let mut listing = Listing { files, refused, linked: linked.len(), ..Listing::default() };
    if !linked.is_empty() {
        listing.files.extend(linked);
        listing.files.sort_unstable_by(|left, right| left.path.cmp(&right.path));
    }
    Ok(listing)
}

/// Leaves out folders that hold a built site.
pub(super) fn leave_out_built_sites(files: &mut Vec<Entry>, links: &mut Vec<RepoPath>) {
    let sites: Vec<RepoPath> = files
        .iter()
        .filter(|file| file.path.file_name() == MANIFEST_NAME)
        .map(|file| file.path.parent())
        .filter(|folder| !folder.as_str().is_empty())
        .collect();
    if sites.is_empty() {
        return;
    }
    let built = |path: &RepoPath| ancestors(path).iter().any(|folder| sites.binary_search(folder).is_ok());
    files.retain(|file| !built(&file.path));
    links.retain(|link| !built(link));
}
