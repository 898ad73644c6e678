//! The kinds of findings, one line each.

use serde::{Deserialize, Serialize};

use super::{Release, Severity};

/// What a finding is about, which decides whether `build` fails on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The site itself comes out wrong: `build` and `check` both go by the finding's severity.
    Site,
    /// The site says what the source says, and the source is wrong: an error for `check`, a warning for `build`.
    Content,
}

/// A concern that can be checked alone (`docsgen check --only`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Links, anchors and images.
    Links,
    /// Commands, the files they name and the values they set.
    Commands,
    /// Versions that are written beside what Chart.yaml says.
    Versions,
    /// Objectives, tiers, drills and dependencies.
    Objectives,
    /// Pages, sections and owners that should be there.
    Coverage,
    /// What is older than it should be.
    Freshness,
    /// Settings, front matter, markup and files, which no other topic is about.
    Repository,
}

impl Topic {
    /// Those that a check can be limited to.
    pub const CHOSEN: &'static [Self] =
        &[Self::Links, Self::Commands, Self::Versions, Self::Objectives, Self::Coverage, Self::Freshness];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Links => "links",
            Self::Commands => "commands",
            Self::Versions => "versions",
            Self::Objectives => "objectives",
            Self::Coverage => "coverage",
            Self::Freshness => "freshness",
            Self::Repository => "repository",
        }
    }
}

/// Some topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics(Vec<Topic>);

impl Topics {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self(Topic::CHOSEN.iter().copied().chain([Topic::Repository]).collect())
    }

    /// These alone.
    #[must_use]
    pub fn only(topics: impl IntoIterator<Item = Topic>) -> Self {
        Self(topics.into_iter().collect())
    }

    /// Whether a topic is one of them.
    #[must_use]
    pub fn contains(&self, topic: Topic) -> bool {
        self.0.contains(&topic)
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $scope:ident $topic:ident $(since $since:literal)?: $title:literal;)+) => {
        /// The kind of a finding. Names are stable and never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(
                #[doc = $title]
                #[serde(rename = $name)]
                $variant,
            )+
        }

        impl Code {
            /// Every code, in order of name.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in reports, configuration and `docsgen explain`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it finds, in one line.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)+
                }
            }

            /// Its severity unless configuration says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// Whether it makes the site itself wrong.
            #[must_use]
            pub const fn scope(self) -> Scope {
                match self {
                    $(Self::$variant => Scope::$scope,)+
                }
            }

            /// What it is about, for a check of one concern alone.
            #[must_use]
            pub const fn topic(self) -> Topic {
                match self {
                    $(Self::$variant => Topic::$topic,)+
                }
            }

            /// The version of docsgen it came with: the first one, unless its line says `since "0.2"`.
            #[must_use]
            pub fn since(self) -> Release {
                let said: Option<&str> = match self {
                    $(Self::$variant => None$(.or(Some($since)))?,)+
                };
                said.and_then(Release::parse).unwrap_or(FIRST)
            }

            /// Its page of documentation, as Markdown: the text of `docs/codes/<name>.md`.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../docs/codes/", $name, ".md")),)+
                }
            }
        }
    };
}

/// The version that all codes came with which don't say another.
const FIRST: Release = Release::new(0, 1);

codes! {
    AnchorDisappeared "anchor-disappeared" Note Content Links: "a place on a page that was published isn't there now";
    AppVersionMismatch "app-version-mismatch" Warning Content Versions: "a text gives a chart another appVersion than its Chart.yaml";
    AudienceUnknown "audience-unknown" Error Content Repository: "a page is for an audience that book.toml doesn't have";
    BaselineImpossible "baseline-impossible" Warning Content Objectives: "figures of one thing can't all be so";
    BaselineRegression "baseline-regression" Warning Content Objectives: "a measured figure is worse than its baseline by more than is allowed";
    BaselineTargetMissed "baseline-target-missed" Warning Content Objectives: "a measured figure misses its target";
    CatalogIndexInvalid "catalog-index-invalid" Warning Site Repository: "an index of published charts can't be read";
    CatalogMetadataInvalid "catalog-metadata-invalid" Error Content Repository: "a catalog file can't be read";
    CatalogMetadataUnknownChart "catalog-metadata-unknown-chart" Warning Content Repository: "a catalog file names a chart that isn't there";
    ChartNameMismatch "chart-name-mismatch" Note Content Repository: "a chart's folder and its Chart.yaml have different names";
    ChartOwnerMissing "chart-owner-missing" Note Content Coverage: "nobody answers for a chart";
    ChartUnknown "chart-unknown" Error Content Repository: "a chart is named that the repository doesn't have";
    ChartYamlInvalid "chart-yaml-invalid" Error Content Repository: "a Chart.yaml can't be read";
    ChecklistOpen "checklist-open" Error Content Coverage: "a checklist that must be complete isn't";
    CodeownersInvalid "codeowners-invalid" Warning Content Coverage: "a line of CODEOWNERS can't be read";
    CodeownersUnmatched "codeowners-unmatched" Warning Content Coverage: "a pattern of CODEOWNERS matches no file";
    CommandMissingMakefile "command-missing-makefile" Error Content Commands: "a command names a Makefile that isn't there";
    CommandMissingTarget "command-missing-target" Error Content Commands: "a command asks make for a target it doesn't have";
    ConfigInvalidValue "config-invalid-value" Error Site Repository: "a setting has a value it can't have";
    ConfigUnknownKey "config-unknown-key" Warning Site Repository: "book.toml has a key that docsgen doesn't know";
    ConfigUnsupported "config-unsupported" Note Site Repository: "book.toml asks for something docsgen doesn't do";
    CoverageMissingPage "coverage-missing-page" Warning Content Coverage: "a chart has no page of a kind that it must have";
    CoverageMissingSection "coverage-missing-section" Warning Content Coverage: "a page has no section that it must have";
    CoverageUnmatched "coverage-unmatched" Warning Site Coverage: "a requirement of book.toml is about nothing";
    DataConflict "data-conflict" Warning Content Repository: "two datasets have one name";
    DataInvalidValue "data-invalid-value" Error Content Repository: "a cell of data can't be what its column holds";
    DataSyntax "data-syntax" Error Content Repository: "a file of data can't be read";
    DataUnknownColumn "data-unknown-column" Error Content Repository: "a row of data names a column that isn't there";
    DependencyCycle "dependency-cycle" Warning Content Objectives: "charts need each other, so that none can come back first";
    DiagramInvalid "diagram-invalid" Warning Content Repository: "a diagram isn't understood, and is shown as code";
    DiagramUnsupported "diagram-unsupported" Note Content Repository: "a diagram is of a kind that isn't drawn, and is shown as code";
    DirectiveInvalid "directive-invalid" Warning Content Repository: "a `docsgen:` comment asks for something that can't be done";
    DirectiveUnknown "directive-unknown" Warning Content Repository: "a `docsgen:` comment says something docsgen doesn't know";
    DirectiveUnsupported "directive-unsupported" Warning Content Repository: "text uses a directive of another generator";
    DocsgenOutdated "docsgen-outdated" Error Site Repository: "this docsgen is older than the repository asks for";
    DrillEvidenceMissing "drill-evidence-missing" Warning Content Objectives: "the evidence of a drill isn't there";
    DrillFuture "drill-future" Warning Content Objectives: "a drill is yet to come";
    DrillMissed "drill-missed" Warning Content Objectives: "the last drill took longer than is promised";
    DrillMissing "drill-missing" Note Content Objectives: "a chart was never drilled, and its tier asks for it";
    DrillOverdue "drill-overdue" Warning Content Objectives: "the last drill is older than the tier allows";
    EnvUndocumented "env-undocumented" Warning Content Commands: "a command or program needs an environment variable that nobody documents";
    EnvUnknown "env-unknown" Warning Content Commands: "an environment variable is documented, and nothing uses it";
    FenceInvalidAttribute "fence-invalid-attribute" Warning Content Repository: "a code fence has an attribute that can't be read";
    FenceUnknownLanguage "fence-unknown-language" Note Content Repository: "a code fence names a language that can't be highlighted";
    FileInvalidUtf8 "file-invalid-utf8" Warning Content Repository: "a file isn't valid UTF-8";
    FileNulByte "file-nul-byte" Warning Content Repository: "a file contains NUL bytes";
    FileTooLarge "file-too-large" Error Site Repository: "a file is too large to be read";
    FootnoteDuplicate "footnote-duplicate" Warning Content Links: "two footnotes have one label";
    FootnoteUndefined "footnote-undefined" Error Content Links: "a footnote is referred to and isn't there";
    FootnoteUnused "footnote-unused" Warning Content Links: "no text refers to a footnote";
    FrontMatterInvalidValue "front-matter-invalid-value" Error Content Repository: "a front matter key has a value it can't have";
    FrontMatterSyntax "front-matter-syntax" Error Content Repository: "front matter can't be read";
    FrontMatterUnknownKey "front-matter-unknown-key" Warning Content Repository: "front matter has a key that docsgen doesn't know";
    GeneratedBlockStale "generated-block-stale" Warning Content Objectives: "a generated table or text isn't what it would be now";
    GitShallow "git-shallow" Note Site Freshness: "dates are unknown because the clone is shallow";
    GuideStale "guide-stale" Note Content Freshness: "a guide is older than what it is about";
    HtmlRemoved "html-removed" Warning Content Repository: "raw HTML was removed from a page";
    IgnoreUnused "ignore-unused" Warning Content Repository: "an exception in the text that nothing needs";
    ImageLfsPointer "image-lfs-pointer" Warning Content Links: "an image is a Git LFS pointer instead of the picture";
    ImageMissing "image-missing" Error Content Links: "an image isn't there";
    LinkDuplicateDefinition "link-duplicate-definition" Warning Content Links: "a reference definition has a name that another has";
    LinkExternalBroken "link-external-broken" Error Content Links: "a page on the web isn't there";
    LinkExternalMissingAnchor "link-external-missing-anchor" Warning Content Links: "a page on the web doesn't have the place a link names";
    LinkExternalRedirect "link-external-redirect" Note Content Links: "a page on the web has moved for good";
    LinkExternalUnreachable "link-external-unreachable" Warning Content Links: "nobody can say whether a page on the web is there";
    LinkInvalidAddress "link-invalid-address" Error Content Links: "a `mailto:` link has an address that can't be one";
    LinkMissingAnchor "link-missing-anchor" Error Content Links: "a link names a heading or id its target doesn't have";
    LinkMissingFile "link-missing-file" Error Content Links: "a link names a file that isn't there";
    LinkMissingLine "link-missing-line" Error Content Links: "a link names a line beyond the end of its file";
    LinkOutsideRepository "link-outside-repository" Error Content Links: "a link leaves the repository";
    LinkUndefinedReference "link-undefined-reference" Error Content Links: "a reference link has no definition";
    LinkUnpublishedPage "link-unpublished-page" Warning Content Links: "a link leads to a page that is kept off the site";
    LinkUnsafeScheme "link-unsafe-scheme" Error Content Links: "a link would run code or carry data";
    LinkUnusedDefinition "link-unused-definition" Note Content Links: "no link refers to a reference definition";
    LinkWrongCase "link-wrong-case" Error Content Links: "a link differs from its file's name by case";
    MakefileMissingInclude "makefile-missing-include" Error Content Commands: "a Makefile includes a file that isn't there";
    MakefileSyntax "makefile-syntax" Error Content Commands: "make can't read a Makefile";
    MeasurementFuture "measurement-future" Warning Content Objectives: "a measurement is yet to come";
    MeasurementUnmatched "measurement-unmatched" Note Content Objectives: "a measurement is of something that has no baseline";
    NavMissingPage "nav-missing-page" Error Content Links: "SUMMARY.md names a page that isn't there";
    ObjectiveConflict "objective-conflict" Warning Content Objectives: "two places give a chart different objectives";
    ObjectiveExceedsTier "objective-exceeds-tier" Warning Content Objectives: "a chart promises less than its tier";
    ObjectiveInfeasible "objective-infeasible" Warning Content Objectives: "a chart promises to be back before what it needs";
    ObjectiveMissing "objective-missing" Note Content Objectives: "nobody states an objective for a chart that should have one";
    ObjectiveRpoFrequency "objective-rpo-frequency" Warning Content Objectives: "an RPO is shorter than the time between two backups";
    ObjectiveUnknownChart "objective-unknown-chart" Warning Content Objectives: "a table of objectives names a chart that isn't there";
    ObjectiveUnreadable "objective-unreadable" Warning Content Objectives: "an objective that counts can't be read or meant";
    PathMissing "path-missing" Error Content Commands: "code names a file of the repository that isn't there";
    PathReserved "path-reserved" Warning Site Repository: "a page's file name is one that Windows reserves";
    PlaybookGate "playbook-gate" Warning Content Objectives: "a gate of a playbook has no criterion";
    PlaybookOrder "playbook-order" Warning Content Objectives: "the phases of a playbook don't follow one another";
    PlaybookWindow "playbook-window" Warning Content Objectives: "the phases of a playbook take longer than there is time";
    ReviewFuture "review-future" Warning Content Freshness: "a review is yet to come";
    ReviewMissing "review-missing" Note Content Freshness: "a page that has to be reviewed never was";
    ReviewOverdue "review-overdue" Warning Content Freshness: "the last review of a page is too long ago";
    RouteCaseConflict "route-case-conflict" Warning Site Repository: "two routes differ only by case";
    RouteConflict "route-conflict" Error Site Repository: "two pages have one route";
    RouteInvalid "route-invalid" Error Site Repository: "a path, slug or alias is no route of this site";
    RouteKept "route-kept" Warning Site Repository: "a page has a place that `keep` leaves to others";
    RunbookMissing "runbook-missing" Error Content Coverage: "an alert leads to a runbook that isn't there";
    RunbookUnstated "runbook-unstated" Warning Content Coverage: "an alert names no runbook";
    SecretPublished "secret-published" Error Site Repository: "a key or token is published";
    SecretSuspected "secret-suspected" Warning Site Repository: "something is published that may be a password or token";
    SiteUrlMissing "site-url-missing" Note Site Repository: "sitemap, canonical links and 404 page need `site-url`";
    SourcesUnmatched "sources-unmatched" Warning Site Repository: "a pattern in book.toml matches nothing";
    SymlinkLoop "symlink-loop" Warning Site Repository: "a symbolic link leads back to itself";
    SymlinkOutside "symlink-outside" Warning Site Repository: "a symbolic link leads out of the repository";
    TierUnknown "tier-unknown" Warning Content Objectives: "a chart names a tier that `[tiers]` doesn't have";
    UrlDisappeared "url-disappeared" Error Content Links: "an address that was published leads nowhere now";
    ValuesUnknownKey "values-unknown-key" Error Content Commands: "a command sets a value that its chart doesn't have";
    ValuesYamlInvalid "values-yaml-invalid" Error Content Repository: "a values file can't be read";
    VersionMismatch "version-mismatch" Error Content Versions: "a text gives a chart another version than its Chart.yaml";
    WaiverExpired "waiver-expired" Warning Site Coverage: "a waiver has run out";
    WaiverUnused "waiver-unused" Warning Site Coverage: "a waiver excuses nothing";
}

impl Code {
    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// Its severity in a text about the past, unless configuration says otherwise: a command of an old release is no longer
    /// there to be run.
    #[must_use]
    pub fn severity_in_history(self) -> Severity {
        match self.topic() {
            Topic::Commands => Severity::Note,
            _ => self.severity(),
        }
    }

    /// Whether it is about what lies outside of the repository, so that it is only looked for when asked to.
    #[must_use]
    pub fn is_external(self) -> bool {
        self.name().starts_with("link-external-")
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
