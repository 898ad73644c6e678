//! An entry of the catalog.

use std::sync::Arc;

use super::page::{PageId, words};
use super::route::Route;
use crate::parse::chart_yaml::ChartYaml;
use crate::parse::makefile::Target as MakeTarget;
use crate::parse::values::Values;
use crate::source::{FileId, RepoPath, Span};

/// Index of a chart in [`super::Site::charts`], which is in order of id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ChartIndex(pub u32);

/// A chart, with what the repository knows of it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Folder name, qualified by its root where two roots have the same.
    pub id: String,
    /// Display name.
    pub title: String,
    /// Its folder.
    pub folder: RepoPath,
    /// Its page.
    pub route: Route,
    /// One sentence.
    pub description: Option<Stated>,
    /// Category as written, for example `data-stores`.
    pub category: Option<Stated>,
    /// Tags and keywords, the catalog file's first, each once.
    pub keywords: Vec<String>,
    /// Tier, where one is stated.
    pub tier: Option<Stated>,
    /// Owner, where one is stated.
    pub owner: Option<Stated>,
    /// Chart.yaml, as far as it could be read.
    pub chart_yaml: Option<(FileId, Arc<ChartYaml>)>,
    /// values.yaml, as far as it could be read.
    pub values: Option<(FileId, Arc<Values>)>,
    /// `values-*.yaml` and the like beside it, by name.
    pub profiles: Vec<RepoPath>,
    /// The commands of its Makefile.
    pub commands: Option<Commands>,
    /// What it is said to depend on by front matter, configuration and annotations, in that order of precedence; `None`
    /// where nobody has said anything.
    pub depends_on: Option<Vec<Stated>>,
    /// Its own README, if that is a page.
    pub readme: Option<PageId>,
    /// Its other pages: guides first, by kind, then by path.
    pub pages: Vec<PageId>,
}

impl Chart {
    /// Its pages in reading order, its README first.
    pub fn own_pages(&self) -> impl Iterator<Item = PageId> {
        self.readme.into_iter().chain(self.pages.iter().copied())
    }

    /// The page at a place of [`Chart::own_pages`].
    #[must_use]
    pub fn own_page(&self, place: usize) -> Option<PageId> {
        match self.readme {
            Some(readme) if place == 0 => Some(readme),
            Some(_) => self.pages.get(place - 1).copied(),
            None => self.pages.get(place).copied(),
        }
    }

    /// Its category in words for readers.
    #[must_use]
    pub fn category_title(&self) -> Option<String> {
        self.category.as_ref().map(|category| words(&category.text))
    }
}

/// Something that is said of a chart, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The words, as written.
    pub text: String,
    /// Where they stand; none where docsgen found it out by itself.
    pub place: Option<Span>,
}

/// A category of the catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Name for readers.
    pub title: String,
    /// Its id on the catalog page, unlike that of every other.
    pub anchor: String,
}

impl Category {
    /// The group of the charts that have none. Its id can't be that of a category, which starts with `category-`.
    #[must_use]
    pub fn none() -> Self {
        Self { title: "Charts".to_owned(), anchor: "charts".to_owned() }
    }
}

/// The commands a chart's Makefile offers.
#[derive(Clone, Debug)]
pub struct Commands {
    /// The Makefile that is named on the command line.
    pub makefile: RepoPath,
    /// Its own targets, those of included files left out.
    pub targets: Vec<MakeTarget>,
}
