//! Lists of pages, as templates see them.

use serde::Serialize;

/// Pages under one heading of a listing.
#[derive(Clone, Debug, Serialize)]
pub struct ListingGroup {
    /// Heading; empty for a listing of one group.
    pub title: String,
    /// Pages in reading order.
    pub pages: Vec<ListingEntry>,
}

/// A page in a listing.
#[derive(Clone, Debug, Serialize)]
pub struct ListingEntry {
    /// Title.
    pub title: String,
    /// Where it leads; empty for a file that is no page.
    pub url: String,
    /// One sentence, where there is one.
    pub description: Option<String>,
    /// Kind in words; empty where it says nothing.
    pub note: String,
}
