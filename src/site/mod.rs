//! The site: pages, charts, where everything leads and in which order it is read. Immutable once assembled.

mod assemble;
pub mod asset;
pub mod baseline;
mod catalog;
pub mod chart;
pub mod citation;
pub mod coverage;
pub mod dataset;
pub mod directive;
mod environment;
pub mod folder;
pub mod include;
pub mod link;
pub mod matrix;
mod mentions;
pub mod nav;
pub mod note;
pub mod overview;
pub mod owners;
pub mod page;
mod placement;
pub mod playbook;
pub mod progress;
pub mod publication;
pub mod recovery;
pub mod redirect;
pub mod release;
mod resolve;
pub mod route;
mod routing;
pub mod series;
mod statements;
mod summary;
pub mod table;
pub mod timed;
pub mod upgrade;
pub mod withheld;

use std::collections::BTreeMap;
use std::sync::Arc;

use rapidhash::{RapidHashMap, RapidHashSet};

pub use assemble::{Input, ParsedChart, ParsedData, ParsedDocument, assemble};

use self::baseline::Baselines;
use self::chart::{Category, Chart, ChartIndex};
use self::dataset::Dataset;
use self::folder::Folder;
use self::link::{Target, Tree};
use self::nav::{Navigation, SectionKind};
use self::owners::Owners;
use self::page::{Page, PageId};
use self::playbook::Playbook;
use self::publication::Publication;
use self::recovery::Recovery;
use self::redirect::{MovedSection, Redirect};
use self::release::{Release, ReleaseIndex};
use self::route::Route;
use self::table::Value;
use self::upgrade::Strategy;
use self::upgrade::rollback::Rollback;
use self::withheld::Withheld;
use crate::parse::dataset::dotenv;
use crate::parse::document::Document;
use crate::source::{FileId, RepoPath, Span, TextRange};

/// Everything that was learned from a repository, joined. A clone shares all but the list of pages.
#[derive(Clone, Debug)]
pub struct Site {
    /// Title of the site.
    pub title: String,
    /// The pages, in order of path.
    pub pages: Vec<Page>,
    /// The charts, in order of id.
    pub charts: Arc<Vec<Chart>>,
    /// Categories of charts, in order of title.
    pub categories: Arc<Vec<Category>>,
    /// Markdown files that are no pages and are checked all the same.
    pub unpublished: Arc<Vec<Unpublished>>,
    /// Files that other readers may see and those of this site may not: pages, and what rules of `[[sources]]` name.
    pub for_others: Arc<RapidHashSet<RepoPath>>,
    /// Sections and reading order.
    pub nav: Arc<Navigation>,
    /// For each page, the pages that link to it or name its chart, in order of title.
    pub mentions: Arc<Vec<Vec<PageId>>>,
    /// Folders that links lead to and that have no page of their own, with the pages and files in each.
    pub folders: Arc<Vec<Folder>>,
    /// Redirects: a route that leads to a route or URL.
    pub redirects: Arc<Vec<Redirect>>,
    /// The sections that left pages which are still there.
    pub moved_sections: Arc<BTreeMap<PageId, Vec<MovedSection>>>,
    /// Objectives, tiers, drills and the order of recovery.
    pub recovery: Arc<Recovery>,
    /// For each chart, the ways to upgrade it.
    pub upgrades: Arc<Vec<Vec<Strategy>>>,
    /// Rollbacks, in order of page and place.
    pub rollbacks: Arc<Vec<Rollback>>,
    /// Playbooks, in order of page.
    pub playbooks: Arc<Vec<Playbook>>,
    /// Teams' own data, in order of name.
    pub datasets: Arc<Vec<Dataset>>,
    /// What is expected of charts and what was measured.
    pub baselines: Arc<Baselines>,
    /// Where the charts are published, and which versions are.
    pub publication: Arc<Publication>,
    /// Releases: those of the repository first, then those of its charts; of each the newest first.
    pub releases: Arc<Vec<Release>>,
    /// For each chart, the releases that mention it, in that order; those of the chart itself first.
    pub mentioned_in: Arc<Vec<Vec<ReleaseIndex>>>,
    /// Every file and folder of the repository.
    pub tree: Arc<Tree>,
    /// CODEOWNERS, where there is one.
    pub owners: Option<Arc<Owners>>,
    by_path: Arc<RapidHashMap<RepoPath, PageId>>,
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
    /// Why it is kept off the site, where somebody has said so.
    pub withheld: Option<Withheld>,
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

    /// A chart as a value of a table.
    fn chart_value(&self, index: ChartIndex) -> Value {
        let chart = self.chart(index);
        Value::new(&*chart.title).called(&*chart.id).to(Target::Chart(index))
    }

    /// The chart of that id.
    #[must_use]
    pub fn chart_by_id(&self, id: &str) -> Option<ChartIndex> {
        let index = self.charts.binary_search_by(|chart| chart.id.as_str().cmp(id)).ok()?;
        Some(ChartIndex(u32::try_from(index).ok()?))
    }

    /// The category of that title.
    #[must_use]
    pub fn category(&self, title: &str) -> Option<&Category> {
        let index = self.categories.binary_search_by(|category| category.title.as_str().cmp(title)).ok()?;
        Some(&self.categories[index])
    }

    /// The category of that title; for `None`, that of the charts that have none.
    #[must_use]
    pub fn category_or_none(&self, title: Option<&str>) -> Category {
        title.and_then(|title| self.category(title)).cloned().unwrap_or_else(Category::none)
    }

    /// The page whose source is at `path`.
    #[must_use]
    pub fn page_at(&self, path: &RepoPath) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// The routes of the pages that docsgen makes for charts without a README, for sections, of releases, of matrices and of baselines. The
    /// home page, where it is made too, leads to them.
    pub fn generated(&self) -> impl Iterator<Item = &Route> {
        let charts = self.charts.iter().filter(|chart| chart.readme.is_none()).map(|chart| &chart.route);
        let lists =
            self.nav.sections.iter().filter(|section| section.generated && section.kind != SectionKind::Recovery);
        let sections = lists.map(|section| &section.route);
        let releases = self.releases.iter().filter(|release| release.notes.is_none()).map(|release| &release.route);
        let sheets = self.playbooks.iter().map(|playbook| &playbook.run_sheet);
        let made = charts.chain(sections).chain(releases).chain(sheets);
        let made = made.chain(self.nav.baselines.iter().map(|(_, route)| route));
        made.chain(self.nav.overviews.iter().map(|(_, route)| route))
    }

    /// The playbook that a page is.
    #[must_use]
    pub fn playbook_of(&self, page: PageId) -> Option<&Playbook> {
        let index = self.playbooks.binary_search_by_key(&page, |playbook| playbook.page).ok()?;
        Some(&self.playbooks[index])
    }

    /// Whether nothing may lead to a file since it holds the values of variables themselves.
    #[must_use]
    pub fn hides_values(&self, path: &RepoPath) -> bool {
        self.for_others.contains(path) && dotenv::holds_values(path.file_name())
    }

    /// Whether nothing of a file may be told on the site: somebody keeps it off, or it is for other readers.
    #[must_use]
    pub fn keeps_back(&self, path: &RepoPath) -> bool {
        let text = || self.unpublished.binary_search_by(|text| text.path.cmp(path)).ok();
        self.for_others.contains(path) || text().is_some_and(|index| self.unpublished[index].withheld.is_some())
    }

    /// Every Markdown file with its links, page or not, in no particular order between the two.
    pub fn texts(&self) -> impl Iterator<Item = (FileId, &Document, &[Target])> {
        let pages = self.pages.iter().map(|page| (page.file, &*page.document, &*page.links));
        let others = self.unpublished.iter().map(|text| (text.file, &*text.document, text.links.as_slice()));
        pages.chain(others)
    }
}

/// A place that stands for a file as a whole.
fn start_of(file: FileId) -> Span {
    Span { file, range: TextRange::default() }
}
