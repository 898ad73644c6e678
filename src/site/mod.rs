//! The site: pages, charts, where everything leads and in which order it is read. Immutable once assembled.

mod assemble;
pub mod asset;
pub mod chart;
pub mod link;
mod mentions;
pub mod nav;
pub mod page;
mod resolve;
pub mod route;
mod routing;

use std::sync::Arc;

use rapidhash::RapidHashMap;

pub use assemble::{Input, ParsedChart, ParsedDocument, assemble};

use self::chart::{Chart, ChartIndex};
use self::link::Target;
use self::nav::Navigation;
use self::page::{Page, PageId};
use self::route::Route;
use crate::parse::document::Document;
use crate::source::{FileId, RepoPath};

/// Everything that was learned from a repository, joined.
#[derive(Debug)]
pub struct Site {
    /// Title of the site.
    pub title: String,
    /// The pages, in order of path.
    pub pages: Vec<Page>,
    /// The charts, in order of id.
    pub charts: Vec<Chart>,
    /// Categories of charts, in the order of the catalog: id and display name.
    pub categories: Vec<(String, String)>,
    /// Markdown files that are no pages and are checked all the same.
    pub unpublished: Vec<Unpublished>,
    /// Sections and reading order.
    pub nav: Navigation,
    /// For each page, the pages that link to it or name its chart, in order of title.
    pub mentions: Vec<Vec<PageId>>,
    /// Folders that links lead to and that have no page of their own, with the pages and files in each.
    pub folders: Vec<Folder>,
    /// Redirects: a route that leads to a route or URL.
    pub redirects: Vec<Redirect>,
    by_path: RapidHashMap<RepoPath, PageId>,
}

/// A Markdown file that is no page.
#[derive(Clone, Debug)]
pub struct Unpublished {
    /// Where it lies.
    pub path: RepoPath,
    /// The file.
    pub file: FileId,
    /// What it says.
    pub document: Arc<Document>,
    /// Where its links lead.
    pub links: Vec<Target>,
}

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

/// A former place of a page.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// The former route.
    pub from: Route,
    /// Where it leads now.
    pub to: RedirectTarget,
}

/// Where a redirect leads.
#[derive(Clone, Debug)]
pub enum RedirectTarget {
    /// A page, at an anchor if there is one.
    Page(Route, Option<String>),
    /// A URL outside the site.
    Url(String),
}

impl Site {
    /// The page of that name.
    ///
    /// # Panics
    /// Where the id is of another site.
    #[must_use]
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The chart at that index.
    ///
    /// # Panics
    /// Where the index is of another site.
    #[must_use]
    pub fn chart(&self, index: ChartIndex) -> &Chart {
        &self.charts[index.0 as usize]
    }

    /// The chart of that id.
    #[must_use]
    pub fn chart_by_id(&self, id: &str) -> Option<ChartIndex> {
        let index = self.charts.binary_search_by(|chart| chart.id.as_str().cmp(id)).ok()?;
        Some(ChartIndex(u32::try_from(index).ok()?))
    }

    /// The page whose source is at `path`.
    #[must_use]
    pub fn page_at(&self, path: &RepoPath) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// Every Markdown file with its links, page or not, in no particular order between the two.
    pub fn texts(&self) -> impl Iterator<Item = (FileId, &Document, &[Target])> {
        let pages = self.pages.iter().map(|page| (page.file, &*page.document, page.links.as_slice()));
        let others = self.unpublished.iter().map(|text| (text.file, &*text.document, text.links.as_slice()));
        pages.chain(others)
    }
}
