//! Folders that links lead to and that have no page of their own.

use std::collections::{BTreeMap, BTreeSet};

use rapidhash::{RapidHashMap, RapidHashSet};

use super::chart::Chart;
use super::link::Target;
use super::nav::Navigation;
use super::page::{Page, PageId};
use super::route::Route;
use super::{Input, Unpublished, routing};
use crate::source::RepoPath;

/// A folder without a README that a link leads to.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it lies.
    pub path: RepoPath,
    /// Its page.
    pub route: Route,
    /// What lies directly in it.
    pub entries: Vec<FolderEntry>,
}

/// Something in a folder.
#[derive(Clone, Debug)]
pub struct FolderEntry {
    /// Where it lies.
    pub path: RepoPath,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its page, where it is one.
    pub page: Option<PageId>,
}

/// The folders that links lead to, each with what lies directly in it.
pub(super) fn folders(
    input: &Input<'_>,
    (pages, unpublished, charts): (&[Page], &[Unpublished], &[Chart]),
    (by_path, for_others): (&RapidHashMap<RepoPath, PageId>, &RapidHashSet<RepoPath>),
    nav: &Navigation,
) -> Vec<Folder> {
    let targets = pages.iter().flat_map(Page::targets);
    let others = unpublished.iter().filter(|text| !for_others.contains(&text.path)).flat_map(|text| &text.links);
    let wanted: BTreeSet<&RepoPath> = targets.chain(others).filter_map(Target::folder).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut entries: BTreeMap<&RepoPath, BTreeMap<RepoPath, FolderEntry>> =
        wanted.iter().map(|path| (*path, BTreeMap::new())).collect();
    let root = RepoPath::root();
    for file in input.listing.files.iter().filter(|file| !for_others.contains(&file.path)) {
        let mut child = file.path.clone();
        let mut folder = child.parent();
        loop {
            if let Some(entries) = entries.get_mut(&folder) {
                let is_folder = child != file.path;
                let page = by_path.get(&child).copied();
                entries.entry(child.clone()).or_insert(FolderEntry { path: child.clone(), folder: is_folder, page });
            }
            if folder == root {
                break;
            }
            child = folder;
            folder = child.parent();
        }
    }
    let made = nav.overviews.iter().map(|(_, route)| route);
    let listed = nav.sections.iter().map(|section| &section.route).chain(made);
    let taken: RapidHashSet<&Route> = {
        let of_charts = charts.iter().map(|chart| &chart.route);
        pages.iter().map(|page| &page.route).chain(of_charts).chain(listed).collect()
    };
    let folder = |(path, entries): (&RepoPath, BTreeMap<RepoPath, FolderEntry>)| {
        let index = path.join("index.md")?;
        let route = Route::new(&routing::by_path(&index, &input.config.book.src)).ok()?;
        // The root's list would stand where the home page does.
        let is_taken = taken.contains(&route) || route.as_str() == "index.html";
        let route = if is_taken { Route::new(&format!("files/{route}")).ok()? } else { route };
        Some(Folder { path: path.clone(), route, entries: entries.into_values().collect() })
    };
    entries.into_iter().filter_map(folder).collect()
}
