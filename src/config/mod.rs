//! `book.toml`, read once into values that nothing needs to guess about later.

mod audience;
mod charts;
mod classify;
mod coverage;
mod dataset;
mod days;
mod detect;
mod external;
mod guides;
mod keep;
pub mod keys;
mod kind;
mod load;
mod mdbook;
mod pattern;
mod read;
mod release;
mod repository;
mod summary;
mod versions;
mod write;

pub use self::audience::{Audience, Audiences, PUBLIC, may_name_audience, read_audience};
pub use self::charts::{CHART_FILE, ChartFolder, Charts};
pub use self::classify::{Classification, Classifier, is_published};
pub use self::coverage::{Choice, Coverage, Requirement, Waiver};
pub use self::dataset::{ColumnSettings, ColumnType, DatasetHead, DatasetKind, DatasetSettings, column_type};
pub use self::days::whole_days;
pub use self::detect::{Detected, DetectionReport, RepositoryKind, Surroundings, Unplaced, detect};
pub use self::external::{BADGES, External, UrlPattern};
pub use self::keep::Kept;
pub use self::kind::Kind;
pub use self::load::{Loaded, load};
pub use self::pattern::{Match, SourcePattern};
pub use self::read::{Stated, site_url};
pub use self::repository::{Repository, RepositorySettings};
pub use self::summary::{ChapterPlace, Summary, SummaryEntry, parse_summary};
pub use self::versions::{ListedVersion, PublishedVersion, Versions};
pub use self::write::{init_table, init_text, toml_string};

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, FileLevels, KeptOff, Levels, Release, Severity};
use crate::source::{FileId, RepoPath, Spanned};

/// All settings of a site. Paths are relative to the repository root.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the configuration was read from; `None` where it was detected.
    pub file: Option<RepoPath>,
    /// The project root: the folder of book.toml, or where it would be.
    pub project: RepoPath,
    /// `[book]`.
    pub book: Book,
    /// `[build]`.
    pub build: Build,
    /// `[output.html]`.
    pub html: Html,
    /// `[catalog]`.
    pub catalog: Catalog,
    /// `[[sources]]`, first match wins.
    pub sources: Vec<SourceRule>,
    /// `[charts.<id>]`, in order of id.
    pub charts: BTreeMap<String, ChartSettings>,
    /// `[tiers.<id>]`, in the order written.
    pub tiers: Vec<TierSettings>,
    /// `[data.<name>]`, in the order written.
    pub data: Vec<DatasetSettings>,
    /// `[audiences]` and `[build] audience`.
    pub audiences: Audiences,
    /// `[check]`.
    pub check: Check,
    /// `[versions]`.
    pub versions: Versions,
    /// Which of several published versions the site is, where there are several: not a setting, but what a build says.
    pub version: Option<PublishedVersion>,
    /// An mdBook's SUMMARY.md, which orders the navigation.
    pub summary: Option<RepoPath>,
}

/// `[book]`: what the site says of itself.
#[derive(Clone, Debug)]
pub struct Book {
    /// Title of the site.
    pub title: String,
    /// Authors.
    pub authors: Vec<String>,
    /// One sentence about the site.
    pub description: Option<String>,
    /// BCP 47 language of the pages, `en` by default.
    pub language: String,
    /// `docsgen`: the version of docsgen that the repository was written for.
    pub docsgen: Option<Release>,
    /// Source roots: folders whose Markdown files are pages.
    pub src: Vec<RepoPath>,
}

/// `[build]`.
#[derive(Clone, Debug)]
pub struct Build {
    /// Output folder, relative to the project root, `site` by default.
    pub build_dir: String,
}

/// `[output.html]`.
#[derive(Clone, Debug)]
pub struct Html {
    /// Absolute URL the site is published at, or only its path (`/sub/`), always with a slash at its end.
    pub site_url: Option<String>,
    /// The repository in the browser, without a slash at its end.
    pub git_repository_url: Option<String>,
    /// The branch that links into the repository use; where not given, git's default branch of the remote, else `main`.
    pub git_branch: Option<String>,
    /// URL of the edit page, with `{path}`.
    pub edit_url_template: Option<String>,
    /// Name of the theme folder in `themes/`, `default` by default.
    pub theme: String,
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// Markdown that GitHub doesn't know and that is switched on.
    pub extensions: Extensions,
    /// What becomes of images that other sites hold.
    pub remote_images: RemoteImages,
    /// Redirects: route of this site to route or URL.
    pub redirect: Vec<(Spanned<String>, Spanned<String>)>,
    /// `publish-facts`: whether the site has a `facts.json` and its schemas; `true` by default.
    pub publish_facts: bool,
    /// `[output.html.search] enable`: whether readers can search; `true` by default.
    pub search: bool,
    /// Domain name for a CNAME file.
    pub cname: Option<String>,
    /// `keep`: files of the output folder that are somebody else's.
    pub keep: Kept,
    /// Style sheets added to every page (mdBook's `additional-css`).
    pub additional_css: Vec<RepoPath>,
    /// Scripts added to every page (mdBook's `additional-js`).
    pub additional_js: Vec<RepoPath>,
}

impl Html {
    /// The branch that links into the repository use.
    #[must_use]
    pub fn branch(&self) -> &str {
        self.git_branch.as_deref().unwrap_or("main")
    }
}

/// What becomes of raw HTML in Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Tags and attributes that GitHub allows stay; each removal is a finding.
    #[default]
    Sanitize,
    /// Everything stays as written.
    Allow,
    /// Everything is shown as text.
    Escape,
}

/// What becomes of images that other sites hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RemoteImages {
    /// They are shown, fetched by the browser once a reader is near them.
    #[default]
    Keep,
    /// Their description stands in their place, and leads to them; the browser asks no other site.
    Drop,
}

/// Markdown beyond GitHub's, off unless named in `[output.html] extensions`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Extensions {
    /// `definition-lists`.
    pub definition_lists: bool,
    /// `heading-attributes`: `## Title {#id .class}`.
    pub heading_attributes: bool,
    /// `superscript` and `subscript`: `^2^`, `~2~`.
    pub superscript: bool,
    /// `math`: `$x$`, `$$x$$`.
    pub math: bool,
}

/// `[catalog]`: where charts are.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Globs of folders that hold a Chart.yaml, from the repository root.
    pub charts: Vec<Spanned<String>>,
    /// Path of a chart's Makefile, with `{chart}`.
    pub commands: Option<Spanned<String>>,
    /// A `charts-metadata.yaml`: names, categories and tags by chart.
    pub metadata: Option<Spanned<RepoPath>>,
    /// `repository`, `repository-name` and `index`: where the charts are published.
    pub repository: RepositorySettings,
}

/// One `[[sources]]`.
#[derive(Clone, Debug)]
pub struct SourceRule {
    /// Pattern from the repository root; `{chart}` must name a chart, `*` stays in its folder, `**` doesn't.
    pub pattern: Spanned<String>,
    /// What matching pages are, where the rule says so.
    pub kind: Option<Kind>,
    /// Whether they tell of the past, where that doesn't follow from the kind.
    pub historical: Option<bool>,
    /// `publish`: `false` keeps them off the site, `true` asks for what isn't published otherwise (CLAUDE.md,
    /// dot-folders, templates of issues).
    pub publish: Option<bool>,
    /// `audience`: whom the files are for, where not for everybody.
    pub audience: Option<Audience>,
}

impl SourceRule {
    /// Whether it says only whom files are for, so that the next rule that matches says what they are.
    #[must_use]
    pub const fn is_about_readers(&self) -> bool {
        self.audience.is_some() && self.kind.is_none() && self.historical.is_none() && self.publish.is_none()
    }
}

/// `[charts.<id>]`: what Chart.yaml and front matter don't say.
#[derive(Clone, Debug, Default)]
pub struct ChartSettings {
    /// Where the table's name stands.
    pub name: Spanned<String>,
    /// `title`: display name.
    pub title: Option<Spanned<String>>,
    /// `folder`, for an entry without a Chart.yaml.
    pub folder: Option<Spanned<RepoPath>>,
    /// `category`.
    pub category: Option<Spanned<String>>,
    /// `tier`.
    pub tier: Option<Spanned<String>>,
    /// `owner`.
    pub owner: Option<Spanned<String>>,
    /// `depends_on`; `Some([])` says that there is none.
    pub depends_on: Option<Vec<Spanned<String>>>,
    /// `rto`, as written.
    pub rto: Option<Spanned<String>>,
    /// `rpo`, as written.
    pub rpo: Option<Spanned<String>>,
}

/// `[tiers.<id>]`.
#[derive(Clone, Debug)]
pub struct TierSettings {
    /// The id: `1`.
    pub id: Spanned<String>,
    /// Display name.
    pub name: Option<String>,
    /// Policy, as written.
    pub rto: Option<Spanned<String>>,
    /// Policy, as written.
    pub rpo: Option<Spanned<String>>,
    /// `drill_every`: how many days may pass between two drills of one of its charts.
    pub drill_every: Option<Spanned<u32>>,
    /// `review_every`: how many days a review of a guide of one of its charts is good for, where its front matter doesn't
    /// say.
    pub review_every: Option<Spanned<u32>>,
    /// Its charts.
    pub charts: Vec<Spanned<String>>,
}

/// `[check]`.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// `levels`: severity by code; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
    /// `[check.kinds.<kind>]`: severities for the pages of a kind.
    pub kinds: BTreeMap<Kind, BTreeMap<Code, Option<Severity>>>,
    /// `[[check.paths]]`: severities for the files of a glob, later ones win.
    pub paths: Vec<PathLevels>,
    /// `baseline`: the file of known findings.
    pub baseline: Option<RepoPath>,
    /// `published`: the record of addresses that were published.
    pub published: Option<RepoPath>,
    /// `[check.external]`.
    pub external: External,
    /// `[check.coverage]`.
    pub coverage: Coverage,
    /// `[check.env] sources`: patterns of the files of programs and manifests that read environment variables.
    pub env_sources: Vec<Spanned<String>>,
    /// `stale_after`: how many days a guide may be older than its chart's last change; 30 where nobody says.
    pub stale_after: Option<Spanned<u32>>,
    /// `review_every`: how many days a review of a page of that kind is good for, where its front matter doesn't say.
    pub review_every: BTreeMap<Kind, Spanned<u32>>,
    /// `regression_tolerance`: by how many percent a figure may be worse than its baseline; 10 where nobody says.
    pub regression_tolerance: Option<f64>,
    /// `runbook_base`: addresses besides `site-url` at which alerts find this site, each with a slash at its end.
    pub runbook_base: Vec<String>,
}

impl Config {
    /// The severities as they are applied to findings; `pages` are the file of each page, its kind, and whether it tells of
    /// the past. Codes that came after the version that `[book] docsgen` names are off unless a rule names them.
    #[must_use]
    pub fn severities(&self, pages: impl Iterator<Item = (FileId, Kind, bool)>) -> Levels {
        let codes = || Code::ALL.iter().map(|code| (*code, code.since()));
        let later = self.book.docsgen.map(|named| named.later_codes(codes())).unwrap_or_default();
        Levels { later, ..self.check.severities(pages) }
    }

    /// The checks that are off because they came after the version that `[book] docsgen` names.
    #[must_use]
    pub fn kept_off(&self) -> Option<KeptOff> {
        KeptOff::of(&self.severities(std::iter::empty()), self.book.docsgen)
    }
}

impl Check {
    /// The severities that it sets; `pages` are the file of each page, its kind, and whether it tells of the past. Globs that
    /// are none were reported when the file was read.
    fn severities(&self, pages: impl Iterator<Item = (FileId, Kind, bool)>) -> Levels {
        let paths = self.paths.iter().filter_map(|rule| {
            let files = globset::Glob::new(&rule.pattern.value).ok()?.compile_matcher();
            Some(crate::diagnostic::PathLevels { files, levels: rule.levels.clone() })
        });
        let mut historical = BTreeSet::new();
        let mut files: BTreeMap<Kind, BTreeSet<FileId>> = BTreeMap::new();
        for (file, kind, is_historical) in pages {
            if is_historical {
                historical.insert(file);
            }
            if self.kinds.contains_key(&kind) {
                files.entry(kind).or_default().insert(file);
            }
        }
        let of_kind = |(kind, levels): (&Kind, &BTreeMap<Code, Option<Severity>>)| FileLevels {
            files: files.remove(kind).unwrap_or_default(),
            levels: levels.clone(),
        };
        let kinds = self.kinds.iter().map(of_kind).collect();
        Levels { everywhere: self.levels.clone(), later: BTreeSet::new(), historical, kinds, paths: paths.collect() }
    }
}

/// One `[[check.paths]]`.
#[derive(Clone, Debug)]
pub struct PathLevels {
    /// Glob from the repository root.
    pub pattern: Spanned<String>,
    /// Severity by code; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
}

/// A listing of files that are there and empty, for tests.
#[cfg(test)]
pub(crate) fn listing_of(files: &[&str]) -> crate::fs::Listing {
    let mut files: Vec<crate::fs::Entry> = files
        .iter()
        .map(|path| crate::fs::Entry { path: RepoPath::new(path).expect("inside"), bytes: 0, ignored: false })
        .collect();
    files.sort_by(|left, right| left.path.cmp(&right.path));
    crate::fs::Listing { files, ..Default::default() }
}
