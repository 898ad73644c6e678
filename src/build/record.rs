//! Why a page is rendered: the parts of what it is made from, each by its digest, beside those of last time.

use serde::{Deserialize, Serialize};

use super::memo::Memo;
use crate::digest::{Digest, Hasher};
use crate::render::body::{Href, part_text};
use crate::render::context::PageContext;
use crate::site::page::Page;
use crate::site::route::Route;
use crate::source::{SourceFile, TextRange};

/// What a page is made from, part by part. The same parts make the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ingredients {
    parts: Vec<Digest>,
}

/// What a part is called when it is the reason, in the order of [`Ingredients::parts`].
const NAMES: &[&str] = &[
    "the program or theme",
    "its text",
    "where its links lead, or which of its lines are named elsewhere",
    "the page's own facts",
    "the site's title or settings",
    "its table of contents",
    "the sidebar",
    "its breadcrumbs",
    "its neighbours",
    "where it is mentioned",
    "its chart",
    "the catalog",
    "a list of pages",
    "a table of facts",
    "its release",
    "its phases",
];

impl Ingredients {
    /// Takes the digests. `code` names the program and its theme; `body` is the page's text and links, where it has any.
    pub(super) fn new(code: Digest, body: Option<BodyParts<'_>>, context: &PageContext) -> Self {
        let (text, links) = body.map_or_else(Default::default, |body| (body.text, body.links()));
        let neighbours = (&context.previous, &context.next);
        let parts = vec![
            code,
            text,
            links,
            Digest::of_value(&(&context.layout, &context.root, &context.page)),
            Digest::of_value(&context.site),
            Digest::of_value(&context.toc),
            Digest::of_value(&context.nav),
            Digest::of_value(&context.breadcrumbs),
            Digest::of_value(&neighbours),
            Digest::of_value(&context.mentions),
            Digest::of_value(&context.chart),
            Digest::of_value(&context.catalog),
            Digest::of_value(&context.listing),
            Digest::of_value(&(&context.matrices, &context.recovery, &context.timeline, &context.tabs)),
            Digest::of_value(&context.release),
            Digest::of_value(&context.playbook),
        ];
        Self { parts }
    }

    /// The first part that differs from last time, in words.
    pub(super) fn difference(&self, before: &Self) -> Option<&'static str> {
        let changed = NAMES.iter().zip(self.parts.iter().zip(&before.parts));
        changed.into_iter().find(|(_, (now, before))| now != before).map(|(name, _)| *name)
    }
}

/// What the body of a page is made from.
pub(super) struct BodyParts<'a> {
    text: Digest,
    links: &'a BodyLinks,
}

/// Where the links of a page lead, and which of its lines others lead to.
pub(super) struct BodyLinks {
    pub(super) links: Vec<Href>,
    pub(super) code_links: Vec<Option<Href>>,
    pub(super) anchors: Vec<(u32, u32)>,
}

impl<'a> BodyParts<'a> {
    pub(super) fn new(source: &SourceFile, page: &Page, links: &'a BodyLinks) -> Self {
        let mut text = Hasher::default();
        text.digest(source.digest()).value(&page.document.body);
        Self { text: text.finish(), links }
    }

    /// Those of a part of a page: what stands elsewhere in the text changes nothing, but for the ids of its headings.
    pub(super) fn of_part(source: &SourceFile, page: &Page, part: TextRange, level: u8, links: &'a BodyLinks) -> Self {
        let headings = &page.document.headings;
        let first = headings.partition_point(|heading| heading.range.start < part.start);
        let within = headings[first..].iter().take_while(|heading| heading.range.start < part.end);
        let ids: Vec<&str> = within.map(|heading| &*heading.id).collect();
        let mut text = Hasher::default();
        text.text(&part_text(source.text(), &page.document, part)).value(&(ids, level));
        Self { text: text.finish(), links }
    }

    fn links(&self) -> Digest {
        let BodyLinks { links, code_links, anchors } = self.links;
        Digest::of_value(&(links, code_links, anchors))
    }
}

/// What is remembered of a page between builds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) ingredients: Ingredients,
    /// Digest of the page that was written.
    pub(super) output: Digest,
}

impl Record {
    pub(super) fn read(memo: &Memo, route: &Route) -> Option<Self> {
        postcard::from_bytes(&memo.get(Self::key(route))?).ok()
    }

    pub(super) fn write(&self, memo: &Memo, route: &Route) {
        let bytes = postcard::to_stdvec(self).expect("digests are plain bytes");
        memo.replace(Self::key(route), &bytes);
    }

    fn key(route: &Route) -> Digest {
        Digest::of(route.as_str().as_bytes())
    }
}
