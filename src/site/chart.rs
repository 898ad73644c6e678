//! An entry of the catalog.

use std::sync::Arc;

use super::page::PageId;
use super::route::Route;
use crate::parse::chart_yaml::ChartYaml;
use crate::parse::makefile::Target as MakeTarget;
use crate::parse::values::Values;
use crate::source::{FileId, RepoPath, Spanned};

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
    pub description: Option<String>,
    /// Category id, for example `infrastructure`.
    pub category: Option<String>,
    /// Tags and keywords, the catalog file's first, each once.
    pub keywords: Vec<String>,
    /// Tier, where one is stated.
    pub tier: Option<String>,
    /// Owner, where one is stated.
    pub owner: Option<String>,
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
    pub depends_on: Option<Vec<Spanned<String>>>,
    /// Its own README, if that is a page.
    pub readme: Option<PageId>,
    /// Its other pages: guides first, by kind, then by path.
    pub pages: Vec<PageId>,
}

/// The commands a chart's Makefile offers.
#[derive(Clone, Debug)]
pub struct Commands {
    /// The Makefile that is named on the command line.
    pub makefile: RepoPath,
    /// Its own targets, those of included files left out.
    pub targets: Vec<MakeTarget>,
}
