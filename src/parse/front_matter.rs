//! Front matter: cut off, decoded, every value with its place.

use serde::{Deserialize, Serialize};

use crate::config::Kind;
use crate::source::{Spanned, TextRange};

/// What the front matter of a page may say. Every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The block with its delimiters; `None` where the file has none.
    pub range: Option<TextRange>,
    /// `title`.
    pub title: Option<Spanned<String>>,
    /// `description`.
    pub description: Option<Spanned<String>>,
    /// `chart`: an id, checked when the site is assembled.
    pub chart: Option<Spanned<String>>,
    /// `kind`.
    pub kind: Option<Spanned<Kind>>,
    /// `tier`.
    pub tier: Option<Spanned<String>>,
    /// `owner`.
    pub owner: Option<Spanned<String>>,
    /// `depends_on`; `Some([])` says that there is none.
    pub depends_on: Option<Vec<Spanned<String>>>,
    /// `objectives`.
    pub objectives: Vec<StatedObjective>,
    /// `drills`.
    pub drills: Vec<StatedDrill>,
    /// `strategies`.
    pub strategies: Vec<StatedStrategy>,
    /// `reviewed`: an ISO date.
    pub reviewed: Option<Spanned<String>>,
    /// `review_every`: a duration such as `90d`, as written.
    pub review_every: Option<Spanned<String>>,
    /// `params`: name and default, in the order written.
    pub params: Vec<(Spanned<String>, Spanned<String>)>,
    /// `slug`: the last part of the route.
    pub slug: Option<Spanned<String>>,
    /// `aliases`: former routes.
    pub aliases: Vec<Spanned<String>>,
    /// `weight`: order among siblings, smaller first.
    pub weight: Option<Spanned<i64>>,
    /// `draft`: only shown by `serve`.
    pub draft: bool,
    /// `publish: false` keeps the page off the site.
    pub publish: Option<bool>,
    /// `tags`.
    pub tags: Vec<Spanned<String>>,
    /// `language`: BCP 47.
    pub language: Option<Spanned<String>>,
}

/// One of `objectives`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedObjective {
    /// `scenario`.
    pub scenario: Option<Spanned<String>>,
    /// `headline: true`.
    pub headline: bool,
    /// `rto`, as written.
    pub rto: Option<Spanned<String>>,
    /// `rpo`, as written.
    pub rpo: Option<Spanned<String>>,
    /// `method`.
    pub method: Option<Spanned<String>>,
    /// `frequency`.
    pub frequency: Option<Spanned<String>>,
}

/// One of `drills`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedDrill {
    /// `date`, ISO.
    pub date: Option<Spanned<String>>,
    /// `scenario`.
    pub scenario: Option<Spanned<String>>,
    /// `rto`, measured, as written.
    pub rto: Option<Spanned<String>>,
    /// `rpo`, measured, as written.
    pub rpo: Option<Spanned<String>>,
    /// `result`.
    pub result: Option<Spanned<String>>,
    /// `evidence`: a path or URL.
    pub evidence: Option<Spanned<String>>,
}

/// One of `strategies`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StatedStrategy {
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `downtime`, as written.
    pub downtime: Option<Spanned<String>>,
    /// `risk`.
    pub risk: Option<Spanned<String>>,
    /// `from`: a version pattern.
    pub from: Option<Spanned<String>>,
    /// `to`: a version pattern.
    pub to: Option<Spanned<String>>,
}
