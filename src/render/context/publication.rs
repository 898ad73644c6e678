//! Where charts are published, as templates see it.

use serde::Serialize;

/// A chart repository.
#[derive(Clone, Debug, Serialize)]
pub struct RepositoryView {
    /// Its address.
    pub url: String,
    /// What its charts are called by: `example/` or `oci://registry.example.org/charts/`.
    pub prefix: String,
    /// The commands that make it known to Helm; none where it needs none.
    pub commands: Vec<String>,
}

/// How a chart is installed from its repository.
#[derive(Clone, Debug, Serialize)]
pub struct InstallView {
    /// The version that is installed.
    pub version: String,
    /// The commands, one after the other; none for a library chart, which installs nothing.
    pub commands: Vec<String>,
    /// What the Chart.yaml of a chart says that is built on it, for a library chart.
    pub dependency: Option<String>,
}

/// Which versions of a chart are published.
#[derive(Clone, Debug, Serialize)]
pub struct PublishedView {
    /// Whether the version of Chart.yaml is: `published`, `unpublished`, `never` where no version is, `removed`; empty where
    /// Chart.yaml has no version.
    pub standing: &'static str,
    /// The latest version.
    pub latest: Option<String>,
    /// Number of versions.
    pub count: usize,
    /// The newest versions, newest first.
    pub versions: Vec<PublishedVersionView>,
    /// Those before them, as many as are shown.
    pub older: Vec<PublishedVersionView>,
    /// How many still older ones there are.
    pub left_out: usize,
}

/// A published version.
#[derive(Clone, Debug, Serialize)]
pub struct PublishedVersionView {
    /// The version.
    pub version: String,
    /// Version of what it installs.
    pub app_version: Option<String>,
    /// The day it was published: `2026-10-01`.
    pub created: Option<String>,
    /// Its package.
    pub url: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether it was taken back.
    pub removed: bool,
    /// Whether it is the version of Chart.yaml.
    pub own: bool,
}
