//! What a template may see. Typed, serialisable and nothing else: no clock, no file access, no other page. Its digest,
//! with the theme's and the body's, is therefore a complete key of the rendered page.
//!
//! All URLs in it are relative to the page (or absolute, where they leave the site) and name their file, so that the
//! site works at a root, under a sub-path and from `file://`.

mod listing;
mod pack;
mod playbook;
mod publication;
mod trend;

pub use self::listing::{ListingEntry, ListingGroup};
pub use self::pack::{HandoutChart, HandoutPage, HandoutView, HandoutWave, PackView, StartSite, StartView};
pub use self::playbook::{PhaseView, PlaybookView};
pub use self::publication::{InstallView, PublishedVersionView, PublishedView, RepositoryView};
pub use self::trend::TrendView;

use serde::Serialize;

/// Version of this contract: raised when a field changes its meaning or goes away.
pub const CONTRACT_VERSION: u32 = 1;

/// Everything the template of one page sees, beside `body` (the page's Markdown as HTML, safe to print) and
/// `assets` (theme file → published path from the site root, to be printed behind `root`).
#[derive(Clone, Debug, Serialize)]
pub struct PageContext {
    /// [`CONTRACT_VERSION`].
    pub version: u32,
    /// The template: `home`, `page`, `chart`, `catalog`, `listing`, `matrix` or `404`, each a file `<layout>.html`.
    pub layout: Layout,
    /// The way from this page to the site root: empty, `../`, `../../` …
    pub root: String,
    /// The site.
    pub site: SiteView,
    /// The page.
    pub page: PageView,
    /// Its headings of level 2 and 3; of level 2 alone, or none, where there are too many to be of use.
    pub toc: Vec<TocEntry>,
    /// The sidebar.
    pub nav: NavView,
    /// From the home page down to the page above this one.
    pub breadcrumbs: Vec<LinkView>,
    /// The page before this one in reading order.
    pub previous: Option<LinkView>,
    /// The page after this one in reading order.
    pub next: Option<LinkView>,
    /// Pages that link here or name this chart, by title.
    pub mentions: Vec<LinkView>,
    /// The chart this page belongs to: the whole card on a chart's own page, the same on its guides.
    pub chart: Option<ChartView>,
    /// The charts by category, on the catalog and home pages.
    pub catalog: Option<CatalogView>,
    /// The pages of a section, on listing and home pages.
    pub listing: Vec<ListingGroup>,
    /// Tables of facts: those of a page made of a matrix, in order; on a page of Markdown, those that its text asks for,
    /// which stand in `body` already.
    pub matrices: Vec<TableView>,
    /// What is promised altogether, on the home page and on pages made of a matrix.
    pub recovery: Option<RecoverySummary>,
    /// The release that the page is about: on its notes, or on the page that docsgen makes of it.
    pub release: Option<ReleaseView>,
    /// The order of recovery as an SVG, safe to print, on its page.
    pub timeline: Option<String>,
    /// On a playbook and its run sheet: its phases.
    pub playbook: Option<PlaybookView>,
    /// The pages made of matrices, on each of them.
    pub tabs: Vec<NavItem>,
    /// What was measured of a chart over time, on the page of its baselines.
    pub trends: Vec<TrendView>,
}

/// Which template a page uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Layout {
    /// The site's first page.
    #[serde(rename = "home")]
    Home,
    /// A page of Markdown.
    #[serde(rename = "page")]
    Page,
    /// A chart's own page: card, guides, commands, README.
    #[serde(rename = "chart")]
    Chart,
    /// All charts.
    #[serde(rename = "catalog")]
    Catalog,
    /// A generated list of pages.
    #[serde(rename = "listing")]
    Listing,
    /// A page made of a matrix.
    #[serde(rename = "matrix")]
    Matrix,
    /// A playbook to be followed: its text with a clock, boxes and places for notes.
    #[serde(rename = "run-sheet")]
    RunSheet,
    /// Shown for a URL that isn't there; links in it are absolute, since it may be shown at any depth.
    #[serde(rename = "404")]
    NotFound,
}

impl Layout {
    /// The template's file name.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Page => "page.html",
            Self::Chart => "chart.html",
            Self::Catalog => "catalog.html",
            Self::Listing => "listing.html",
            Self::Matrix => "matrix.html",
            Self::RunSheet => "run-sheet.html",
            Self::NotFound => "404.html",
        }
    }
}

/// The site, as every page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// BCP 47 language.
    pub language: String,
    /// Authors.
    pub authors: Vec<String>,
    /// The repository in the browser.
    pub repository_url: Option<String>,
    /// The first page.
    pub home_url: String,
    /// Whether pages may show images of other sites.
    pub remote_images: bool,
    /// Style sheets added by `additional-css`.
    pub styles: Vec<String>,
    /// Scripts added by `additional-js`.
    pub scripts: Vec<String>,
    /// Whether there is an index to search.
    pub search: bool,
    /// Which of several published versions this is; none where there is one alone.
    pub version: Option<VersionView>,
    /// The offline pack that this copy of the page is in; none on the published site.
    pub pack: Option<PackView>,
    /// The Atom feed of releases, where there is one.
    pub feed_url: Option<String>,
}

/// A version among several that are published.
#[derive(Clone, Debug, Serialize)]
pub struct VersionView {
    /// What it is called.
    pub name: String,
    /// Whether it is the one at the root, which search engines and readers are led to.
    pub latest: bool,
    /// Its folder from the root of all versions, with a slash at its end; empty at the root.
    pub folder: String,
    /// The way from this page to the root of all versions.
    pub root: String,
    /// The page that lists all versions.
    pub list_url: String,
    /// The script that names all versions, which they share.
    pub script_url: String,
    /// Where this page stands in its version: `docs/redis.html`.
    pub page: String,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// Title, plain text.
    pub title: String,
    /// Whether the body starts with its own heading of level 1, so that the template must not add one.
    pub has_heading: bool,
    /// One sentence, plain text.
    pub description: Option<String>,
    /// Kind: `backup`, `guide` …
    pub kind: &'static str,
    /// The kind in words for readers: `Backup guide`.
    pub kind_label: String,
    /// BCP 47 language.
    pub language: String,
    /// Path of the source from the repository root; none for generated pages.
    pub source_path: Option<String>,
    /// The source in the browser, where `git-repository-url` is known.
    pub source_url: Option<String>,
    /// Where to edit it, where known.
    pub edit_url: Option<String>,
    /// The copy of the page's Markdown on this site.
    pub markdown_url: Option<String>,
    /// Date of the last commit that changed the source (`2026-10-01`), where history is known.
    pub updated: Option<String>,
    /// Absolute URL, where `site-url` is known.
    pub canonical_url: Option<String>,
    /// `tags` of its front matter.
    pub tags: Vec<String>,
    /// Owner by its front matter.
    pub owner: Option<String>,
    /// Date of its last review by its front matter.
    pub reviewed: Option<String>,
    /// The day until which that review is good, where its front matter says how long that is.
    pub review_due: Option<String>,
    /// The versions of its chart's software that it covers, as written: `16.x → 17.x` on guides that tell how to upgrade.
    pub covers: Vec<String>,
    /// `params` of its front matter, in order.
    pub params: Vec<ParamView>,
    /// Whether it tells of the past (changelogs, releases, roadmaps).
    pub historical: bool,
    /// Sections that were on this page and are elsewhere now, for readers who come by an address that names one.
    pub moved: Vec<MovedView>,
}

/// A section that was on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedView {
    /// The id that its heading had.
    pub id: String,
    /// What it is called where it is now.
    pub title: String,
    /// Where it is now.
    pub url: String,
}

/// A value that readers fill into the page's commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParamView {
    /// Its name, fit for a shell's variable and for an attribute.
    pub name: String,
    /// Its default, fit for a command; empty where there is none.
    pub default: String,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// Plain text.
    pub title: String,
    /// `#id`, ready for `href`.
    pub url: String,
    /// The headings of level 3 below it.
    pub children: Vec<Self>,
}

/// A link with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// Plain text.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// What the target is, for readers (`Backup guide`); empty where that says nothing.
    pub note: String,
    /// The kind of page that the target is, where its icon is to be shown: `backup`, `recovery` …; else empty.
    pub kind: &'static str,
}

impl LinkView {
    /// A link with nothing beside its text.
    #[must_use]
    pub fn plain(title: impl Into<String>, url: String) -> Self {
        Self { title: title.into(), url, note: String::new(), kind: "" }
    }
}

/// The sidebar: the site's sections, and the pages of the one the page is in. Bounded: a long section shows the page's
/// neighbours and a link to the whole list.
#[derive(Clone, Debug, Serialize)]
pub struct NavView {
    /// The site's sections.
    pub sections: Vec<NavItem>,
    /// What is open: the chart's own pages first, then its section.
    pub groups: Vec<NavGroup>,
}

/// A titled run of the sidebar.
#[derive(Clone, Debug, Serialize)]
pub struct NavGroup {
    /// Title.
    pub title: String,
    /// Entries in order.
    pub items: Vec<NavItem>,
    /// The whole list, where entries were left out.
    pub more: Option<LinkView>,
}

/// An entry of the sidebar.
#[derive(Clone, Debug, Serialize)]
pub struct NavItem {
    /// Plain text.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// Whether it is the page itself.
    pub current: bool,
    /// Whether the page lies in it.
    pub open: bool,
    /// Entries below it.
    pub children: Vec<Self>,
}

/// A chart.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// Id: the folder's name.
    pub id: String,
    /// Display name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Description.
    pub description: Option<String>,
    /// Chart version.
    pub version: Option<String>,
    /// Version of what it installs.
    pub app_version: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// `library` charts install nothing.
    pub library: bool,
    /// Whether Chart.yaml says `deprecated`.
    pub deprecated: bool,
    /// Versions of Kubernetes it accepts.
    pub kube_version: Option<String>,
    /// Its site.
    pub home: Option<String>,
    /// Tier, where one is stated.
    pub tier: Option<String>,
    /// Owner, where one is stated.
    pub owner: Option<String>,
    /// Tags and keywords.
    pub keywords: Vec<String>,
    /// Maintainers: name and, as the URL, their page or `mailto:`; empty where there is none.
    pub maintainers: Vec<LinkView>,
    /// Where its software comes from.
    pub sources: Vec<LinkView>,
    /// Its pages, this one left out: guides first. For a chart without a recovery page, also the section of its backup guide
    /// that tells how to restore, with the note `Recovery`.
    pub pages: Vec<LinkView>,
    /// Where it is written how to restore it: the section of its backup guide, or its first recovery page. None where nobody
    /// has written it down.
    pub restore: Option<LinkView>,
    /// Ready-made values: `values-prod.yaml` and the like, with where to read them.
    pub profiles: Vec<LinkView>,
    /// Charts it is built on.
    pub dependencies: Vec<DependencyView>,
    /// Commands of its Makefile.
    pub commands: Vec<CommandView>,
    /// Whether the Makefile says of any of them what it does.
    pub commands_described: bool,
    /// Its folder in the browser or the copy of its Chart.yaml.
    pub folder_url: Option<String>,
    /// Path of its folder from the repository root.
    pub folder: String,
    /// What is promised of it: all of it on the chart's own page, the headline on its guides.
    pub recovery: Option<RecoveryView>,
    /// The ways to upgrade it, on its own page.
    pub strategies: Option<TableView>,
    /// How it is installed, on its own page: where its repository is known and a version of it is published.
    pub install: Option<InstallView>,
    /// Which of its versions are published, on its own page: where an index says so.
    pub published: Option<PublishedView>,
    /// The releases that mention it, the newest first, each with the version that is written there as `note`; on its own page.
    pub releases: Vec<LinkView>,
    /// The list of all releases, where there are more.
    pub releases_url: Option<String>,
}

/// What is promised when a chart is lost, who says so, and what was proved.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryView {
    /// What the headline holds for, where it is named.
    pub scenario: String,
    /// The headline's RTO; none where nobody states one.
    pub rto: Option<ValueView>,
    /// The headline's RPO.
    pub rpo: Option<ValueView>,
    /// Its tier, from where it is stated.
    pub tier: Option<ValueView>,
    /// The last drill of the headline: its date and how it went; or that there was none, where drills are expected.
    pub drill: Option<ValueView>,
    /// Facts beside the headline in order: method, frequency, what the tier allows, what was measured.
    pub facts: Vec<FactView>,
    /// What is promised for every other scenario, on the chart's own page.
    pub scenarios: Option<TableView>,
    /// Where its sources contradict each other, on the chart's own page.
    pub conflicts: Vec<ConflictView>,
    /// Number of figures that its sources contradict each other on.
    pub conflict_count: usize,
    /// Its drills, newest first, on the chart's own page.
    pub drills: Option<TableView>,
    /// What it needs: empty where it needs nothing, none where nobody has said anything.
    pub depends_on: Option<Vec<LinkView>>,
    /// What needs it.
    pub dependents: Vec<LinkView>,
    /// The wave in which it comes back, from 1; none where its order isn't stated.
    pub wave: Option<u32>,
    /// How long it takes with everything that it needs.
    pub effective: Option<EffectiveView>,
    /// The recovery matrix.
    pub matrix_url: Option<String>,
    /// The page of the order of recovery.
    pub order_url: Option<String>,
}

/// A fact with its name.
#[derive(Clone, Debug, Serialize)]
pub struct FactView {
    /// Name: `Method`.
    pub title: String,
    /// Its values.
    pub values: Vec<ValueView>,
}

/// A figure on which sources contradict each other.
#[derive(Clone, Debug, Serialize)]
pub struct ConflictView {
    /// `RTO` or `RPO`.
    pub field: &'static str,
    /// What it holds for; empty for the headline.
    pub scenario: String,
    /// The statement that counts.
    pub winner: ValueView,
    /// Those that differ from it.
    pub others: Vec<ValueView>,
}

/// A chart's RTO together with those of what it needs.
#[derive(Clone, Debug, Serialize)]
pub struct EffectiveView {
    /// The time: `2 h 30 min`.
    pub text: String,
    /// Whether an RTO in the chain is unknown, so that it takes at least so long.
    pub at_least: bool,
    /// Whether the chart promises less than that.
    pub infeasible: bool,
    /// The chain, first to come back first, without the chart itself.
    pub chain: Vec<LinkView>,
}

/// What is promised altogether.
#[derive(Clone, Debug, Serialize)]
pub struct RecoverySummary {
    /// The recovery matrix.
    pub url: String,
    /// Number of charts.
    pub charts: usize,
    /// Of these, how many have an RTO and an RPO.
    pub with_objective: usize,
    /// How many have an objective that a drill proved.
    pub proved: usize,
    /// How many have sources that contradict each other.
    pub contradicted: usize,
    /// The other pages made of matrices.
    pub pages: Vec<LinkView>,
}

/// A table of facts.
#[derive(Clone, Debug, Serialize)]
pub struct TableView {
    /// Its id, unlike that of every other table of the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows.
    pub groups: Vec<RowGroup>,
    /// What its rows can be chosen by; the `name` is that of a column.
    pub filters: Vec<FilterView>,
    /// Whether it is shown with what sorts and filters it.
    pub filterable: bool,
    /// Number of rows.
    pub rows: usize,
    /// Number of rows that somebody should look at.
    pub attention: usize,
    /// What its rows are called and how they are counted.
    pub noun: CountedView,
    /// The page where the whole table stands, unless it is this one.
    pub url: Option<String>,
}

/// How something is counted, in the site's language, with `{count}` where the number goes.
#[derive(Clone, Debug, Serialize)]
pub struct CountedView {
    /// One of it: `{count} chart`.
    pub one: String,
    /// Any other number: `{count} charts`.
    pub other: String,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnView {
    /// Name in addresses and settings.
    pub name: String,
    /// Name for readers.
    pub title: String,
    /// What its cells hold: `text`, `number`, `version` or `keyed`.
    pub kind: &'static str,
    /// Whether the titles of groups say the same, so that it is only needed where rows are sorted across them.
    pub grouped: bool,
    /// How wide it is, from 4 to 16 times the size of the page's text: known beforehand, so that no column moves when more rows
    /// arrive or fewer are shown.
    pub width: u32,
}

/// What rows can be chosen by.
#[derive(Clone, Debug, Serialize)]
pub struct FilterView {
    /// Index of the column.
    pub column: usize,
    /// Name of the column for readers.
    pub title: String,
    /// The values in order.
    pub values: Vec<String>,
}

/// Rows under one heading.
#[derive(Clone, Debug, Serialize)]
pub struct RowGroup {
    /// Heading; empty where the table has one group.
    pub title: String,
    /// Its rows.
    pub rows: Vec<RowView>,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// One for each column.
    pub cells: Vec<CellView>,
    /// Whether somebody should look at it.
    pub attention: bool,
}

/// A cell.
#[derive(Clone, Debug, Serialize)]
pub struct CellView {
    /// Its values; without any, nothing is known.
    pub values: Vec<ValueView>,
    /// Where it stands among the cells of its column, smallest first; none where that isn't known.
    pub rank: Option<u32>,
    /// Whether the title of its group says it as well.
    pub grouped: bool,
}

/// A value.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ValueView {
    /// As written.
    pub text: String,
    /// Where it leads: to the line it comes from, or to what it names; empty where nowhere.
    pub url: String,
    /// Figures over time that it stands for, as an SVG that is safe to print in place of the text; empty where there are none.
    pub picture: String,
    /// What is to be known beside it; empty where that is nothing.
    pub note: String,
    /// What is to be seen at once: `good`, `attention` or `bad`; empty where nothing.
    pub mark: &'static str,
    /// The line it comes from: `docs/redis-backup-guide.md:36`; empty where docsgen found it out.
    pub source: String,
    /// What other places say of the same thing.
    pub others: Vec<Self>,
}

/// A chart's dependency.
#[derive(Clone, Debug, Serialize)]
pub struct DependencyView {
    /// Name.
    pub name: String,
    /// Range of versions.
    pub version: Option<String>,
    /// Its page, where it is a chart of this site.
    pub url: Option<String>,
}

/// A make target.
#[derive(Clone, Debug, Serialize)]
pub struct CommandView {
    /// The line to type: `make -f make/ops/redis.mk redis-backup`.
    pub command: String,
    /// The target.
    pub target: String,
    /// Id of its row, which links in text lead to.
    pub anchor: String,
    /// What it does, where the Makefile says.
    pub description: Option<String>,
    /// Whether its name says that it deletes something.
    pub danger: bool,
}

/// The catalog.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogView {
    /// Where it stands.
    pub url: String,
    /// Number of charts.
    pub charts: usize,
    /// How many pages are guides of a chart, for each kind of which there are any.
    pub guides: Vec<GuideCount>,
    /// The charts by category.
    pub categories: Vec<CategoryView>,
    /// The repository that they are installed from, where it is known.
    pub repository: Option<RepositoryView>,
}

/// How many guides of a kind there are.
#[derive(Clone, Debug, Serialize)]
pub struct GuideCount {
    /// The number.
    pub count: usize,
    /// What to say of one: `{count} backup guide`.
    pub one: String,
    /// What to say of any other number.
    pub other: String,
}

/// Charts of one category.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryView {
    /// Its id, for links within the page.
    pub id: String,
    /// Display name.
    pub title: String,
    /// Its charts by name.
    pub charts: Vec<ChartSummary>,
}

/// A chart in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ChartSummary {
    /// Display name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Description.
    pub description: Option<String>,
    /// Chart version.
    pub version: Option<String>,
    /// Version of what it installs.
    pub app_version: Option<String>,
    /// Its latest published version, where that isn't the one of Chart.yaml.
    pub published: Option<String>,
    /// As [`PublishedView::standing`]; empty where nobody knows what is published.
    pub standing: &'static str,
    /// Whether Chart.yaml says `deprecated`.
    pub deprecated: bool,
    /// Its guides, short titles (`Backup`, `Upgrade`).
    pub guides: Vec<LinkView>,
}

/// A release.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseView {
    /// Its version without `v`; empty for what is unreleased and has none yet.
    pub version: String,
    /// Its version in words.
    pub name: String,
    /// The day it was released, where that is known.
    pub date: Option<String>,
    /// Whether it was withdrawn.
    pub yanked: bool,
    /// Whether it isn't released yet.
    pub unreleased: bool,
    /// The chart it is of, where it isn't one of the whole repository.
    pub chart: Option<LinkView>,
    /// Its place in the changelog, where it has one.
    pub changelog_url: Option<String>,
    /// The kinds of sections of the changelog, each with the number of its items as `note`.
    pub counts: Vec<LinkView>,
    /// The charts it mentions, each with the version that is written beside its name as `note`.
    pub charts: Vec<LinkView>,
    /// Other pages that are about it.
    pub pages: Vec<LinkView>,
    /// What became of the charts' versions, by git's tags; none where that isn't known or nothing did.
    pub versions: Option<TableView>,
    /// Whether that table has many rows.
    pub versions_folded: bool,
    /// The release that it is compared with.
    pub since: Option<String>,
    /// What isn't known of the charts' versions, and why; empty where all is.
    pub unknown: String,
}
