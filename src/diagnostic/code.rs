//! The kinds of findings, one line each.

use serde::{Deserialize, Serialize};

use super::Severity;

/// What a finding is about, which decides whether `build` fails on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The site itself comes out wrong: `build` and `check` both go by the finding's severity.
    Site,
    /// The site says what the source says, and the source is wrong: an error for `check`, a warning for `build`.
    Content,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $scope:ident: $title:literal;)+) => {
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

codes! {
    CatalogMetadataInvalid "catalog-metadata-invalid" Error Content: "a catalog file can't be read";
    CatalogMetadataUnknownChart "catalog-metadata-unknown-chart" Warning Content: "a catalog file names a chart that isn't there";
    ChartNameMismatch "chart-name-mismatch" Note Content: "a chart's folder and its Chart.yaml have different names";
    ChartUnknown "chart-unknown" Error Content: "a chart is named that the repository doesn't have";
    ChartYamlInvalid "chart-yaml-invalid" Error Content: "a Chart.yaml can't be read";
    ConfigInvalidValue "config-invalid-value" Error Site: "a setting has a value it can't have";
    ConfigUnknownKey "config-unknown-key" Warning Site: "book.toml has a key that docsgen doesn't know";
    ConfigUnsupported "config-unsupported" Note Site: "book.toml asks for something docsgen doesn't do";
    DependencyCycle "dependency-cycle" Warning Content: "charts need each other, so that none can come back first";
    DirectiveInvalid "directive-invalid" Warning Content: "a `docsgen:` comment asks for something that can't be done";
    DirectiveUnknown "directive-unknown" Warning Content: "a `docsgen:` comment says something docsgen doesn't know";
    DirectiveUnsupported "directive-unsupported" Warning Content: "text uses a directive of another generator";
    DrillEvidenceMissing "drill-evidence-missing" Warning Content: "the evidence of a drill isn't there";
    DrillFuture "drill-future" Warning Content: "a drill is yet to come";
    DrillMissed "drill-missed" Warning Content: "the last drill took longer than is promised";
    DrillMissing "drill-missing" Note Content: "a chart was never drilled, and its tier asks for it";
    DrillOverdue "drill-overdue" Warning Content: "the last drill is older than the tier allows";
    FenceInvalidAttribute "fence-invalid-attribute" Warning Content: "a code fence has an attribute that can't be read";
    FenceUnknownLanguage "fence-unknown-language" Note Content: "a code fence names a language that can't be highlighted";
    FileInvalidUtf8 "file-invalid-utf8" Warning Content: "a file isn't valid UTF-8";
    FileNulByte "file-nul-byte" Warning Content: "a file contains NUL bytes";
    FileTooLarge "file-too-large" Error Site: "a file is too large to be read";
    FrontMatterInvalidValue "front-matter-invalid-value" Error Content: "a front matter key has a value it can't have";
    FrontMatterSyntax "front-matter-syntax" Error Content: "front matter can't be read";
    FrontMatterUnknownKey "front-matter-unknown-key" Warning Content: "front matter has a key that docsgen doesn't know";
    GeneratedBlockStale "generated-block-stale" Warning Content: "a generated table isn't what it would be now";
    GitShallow "git-shallow" Note Site: "dates are unknown because the clone is shallow";
    HtmlRemoved "html-removed" Warning Content: "raw HTML was removed from a page";
    ImageLfsPointer "image-lfs-pointer" Warning Content: "an image is a Git LFS pointer instead of the picture";
    ImageMissing "image-missing" Error Content: "an image isn't there";
    LinkMissingAnchor "link-missing-anchor" Error Content: "a link names a heading or id its target doesn't have";
    LinkMissingFile "link-missing-file" Error Content: "a link names a file that isn't there";
    LinkOutsideRepository "link-outside-repository" Error Content: "a link leaves the repository";
    LinkUndefinedReference "link-undefined-reference" Error Content: "a reference link has no definition";
    LinkUnsafeScheme "link-unsafe-scheme" Error Content: "a link would run code or carry data";
    LinkWrongCase "link-wrong-case" Error Content: "a link differs from its file's name by case";
    MakefileMissingInclude "makefile-missing-include" Error Content: "a Makefile includes a file that isn't there";
    NavMissingPage "nav-missing-page" Error Content: "SUMMARY.md names a page that isn't there";
    ObjectiveConflict "objective-conflict" Warning Content: "two places give a chart different objectives";
    ObjectiveExceedsTier "objective-exceeds-tier" Warning Content: "a chart promises less than its tier";
    ObjectiveInfeasible "objective-infeasible" Warning Content: "a chart promises to be back before what it needs";
    ObjectiveMissing "objective-missing" Note Content: "nobody states an objective for a chart that should have one";
    ObjectiveRpoFrequency "objective-rpo-frequency" Warning Content: "an RPO is shorter than the time between two backups";
    ObjectiveUnknownChart "objective-unknown-chart" Warning Content: "a table of objectives names a chart that isn't there";
    ObjectiveUnreadable "objective-unreadable" Warning Content: "an objective that counts can't be read or meant";
    PathReserved "path-reserved" Warning Site: "a page's file name is one that Windows reserves";
    RouteCaseConflict "route-case-conflict" Warning Site: "two routes differ only by case";
    RouteConflict "route-conflict" Error Site: "two pages have one route";
    RouteInvalid "route-invalid" Error Site: "a path, slug or alias is no route of this site";
    SiteUrlMissing "site-url-missing" Note Site: "sitemap, canonical links and 404 page need `site-url`";
    SourcesUnmatched "sources-unmatched" Warning Site: "a pattern in book.toml matches nothing";
    SymlinkLoop "symlink-loop" Warning Site: "a symbolic link leads back to itself";
    SymlinkOutside "symlink-outside" Warning Site: "a symbolic link leads out of the repository";
    TierUnknown "tier-unknown" Warning Content: "a chart names a tier that `[tiers]` doesn't have";
    ValuesYamlInvalid "values-yaml-invalid" Error Content: "a values file can't be read";
}

impl Code {
    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
