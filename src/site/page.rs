//! A page that comes from a Markdown file.

use std::sync::Arc;

use super::chart::ChartIndex;
use super::link::Target;
use super::route::Route;
use super::table::Value;
use crate::config::Kind;
use crate::parse::document::Document;
use crate::source::{FileId, RepoPath};

/// Names a page of the site. Given out in path order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct PageId(pub u32);

/// A page. Complete when it exists.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its name.
    pub id: PageId,
    /// Where its source lies.
    pub path: RepoPath,
    /// Its source.
    pub file: FileId,
    /// Where it is published.
    pub route: Route,
    /// Title, plain text: front matter, else the first heading of level 1, else the file's name in words.
    pub title: String,
    /// One sentence, if its front matter has one.
    pub description: Option<String>,
    /// What it is for.
    pub kind: Kind,
    /// Whether it tells of the past or of plans.
    pub historical: bool,
    /// The chart it belongs to.
    pub chart: Option<ChartIndex>,
    /// BCP 47 language.
    pub language: String,
    /// Order among its neighbours, smaller first; 0 where nothing is said.
    pub weight: i64,
    /// Date of the last commit that changed it, where history is known.
    pub updated: Option<String>,
    /// What its source says.
    pub document: Arc<Document>,
    /// Where its links lead, one for each of [`Document::links`].
    pub links: Arc<[Target]>,
    /// Where its inline code leads, each with its index into [`Document::code_spans`], in order. Most leads nowhere, and a large
    /// site has a million pieces of it.
    pub code_links: Arc<[(u32, Target)]>,
    /// Where the evidence of its drills is, one for each of its front matter's drills.
    pub evidence: Arc<[Option<Target>]>,
}

impl Page {
    /// Where all leads that it says: links, inline code, evidence.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        let code = self.code_links.iter().map(|(_, target)| target);
        self.links.iter().chain(code).chain(self.evidence.iter().flatten())
    }

    /// The page as a value of a table.
    #[must_use]
    pub fn value(&self) -> Value {
        let target = Target::Page { page: self.id, anchor: None };
        Value::new(&*self.title).from(super::start_of(self.file)).to(target)
    }

    /// Whether the page is its folder's own: README or index.
    #[must_use]
    pub fn is_index(&self) -> bool {
        is_index_name(self.path.file_stem())
    }

    /// Where the copy of its Markdown stands: beside the page.
    #[must_use]
    pub fn markdown_route(&self) -> Route {
        self.route.with_extension("md")
    }
}

/// Whether a file of that stem stands for its folder.
#[must_use]
pub fn is_index_name(stem: &str) -> bool {
    stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("_index")
}

/// A file name in words: `redis-backup_guide` → `Redis backup guide`.
#[must_use]
pub fn words(stem: &str) -> String {
    let mut text: String = stem.chars().map(|c| if c == '-' || c == '_' { ' ' } else { c }).collect();
    if text.chars().all(|c| !c.is_lowercase()) && text.contains(' ') {
        text = text.to_lowercase();
    }
    let mut characters = text.trim().chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => stem.to_owned(),
    }
}
