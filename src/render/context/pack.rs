//! The offline pack, as templates see it.

use serde::Serialize;

use super::{LinkView, RecoveryView, TableView};

/// An offline pack, as each page of it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackView {
    /// Names what is in it: the same for the same contents.
    pub build: String,
    /// The day it was made: `2026-10-01`.
    pub date: String,
    /// The commit it was made from, where one is known.
    pub commit: Option<String>,
    /// Where the current site is, where that is known.
    pub site_url: Option<String>,
}

/// The recovery pages as one file to be printed, for `handout.html`. URLs lead to a place in it or, where nothing of it is meant,
/// to the published site; where nobody knows where that is, there is none.
#[derive(Clone, Debug, Serialize)]
pub struct HandoutView {
    /// The site's title.
    pub title: String,
    /// BCP 47 language.
    pub language: String,
    /// Which pack it is of.
    pub pack: PackView,
    /// Number of charts of the site.
    pub all_charts: usize,
    /// What is promised of each chart that it is about, and the tiers.
    pub matrices: Vec<TableView>,
    /// In which order they come back.
    pub waves: Vec<HandoutWave>,
    /// Pages that are about no chart alone.
    pub pages: Vec<HandoutPage>,
    /// The charts, first to come back first.
    pub charts: Vec<HandoutChart>,
}

/// Charts that come back together.
#[derive(Clone, Debug, Serialize)]
pub struct HandoutWave {
    /// The wave, from 1; none for charts whose order isn't stated.
    pub number: Option<u32>,
    /// The charts.
    pub charts: Vec<LinkView>,
}

/// A chart with all that is written about bringing it back.
#[derive(Clone, Debug, Serialize)]
pub struct HandoutChart {
    /// Its id in the file.
    pub anchor: String,
    /// Display name.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// Chart version.
    pub version: Option<String>,
    /// Version of what it installs.
    pub app_version: Option<String>,
    /// Owner, where one is stated.
    pub owner: Option<String>,
    /// Whether it is here only because another chart needs it.
    pub needed: bool,
    /// What is promised of it.
    pub recovery: Option<RecoveryView>,
    /// Where it is written how to restore it.
    pub restore: Option<LinkView>,
    /// Its guides in full.
    pub pages: Vec<HandoutPage>,
}

/// The page that an offline pack is begun with, for `start-here.html`.
#[derive(Clone, Debug, Serialize)]
pub struct StartView {
    /// The site's title.
    pub title: String,
    /// BCP 47 language.
    pub language: String,
    /// The site, as far as its frame needs it.
    pub site: StartSite,
    /// Whether only some charts were asked for.
    pub chosen: bool,
    /// Number of charts in the pack.
    pub charts: usize,
    /// Whether there is a file of the recovery pages.
    pub handout: bool,
}

/// What the first page of a pack says of it.
#[derive(Clone, Debug, Serialize)]
pub struct StartSite {
    /// Which pack it is.
    pub pack: PackView,
}

/// A page in full.
#[derive(Clone, Debug, Serialize)]
pub struct HandoutPage {
    /// Its id in the file.
    pub anchor: String,
    /// Title, plain text.
    pub title: String,
    /// Whether the body has its own heading.
    pub has_heading: bool,
    /// The kind in words for readers: `Backup guide`.
    pub kind: String,
    /// BCP 47 language.
    pub language: String,
    /// Path of the source from the repository root.
    pub source: String,
    /// Date of the last commit that changed the source, where history is known.
    pub updated: Option<String>,
    /// Its text as HTML, safe to print.
    pub body: String,
}
