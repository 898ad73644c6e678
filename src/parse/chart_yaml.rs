//! Chart.yaml.

use serde::{Deserialize, Serialize};

use crate::source::Spanned;

/// What a Chart.yaml says (Helm's chart API v1 and v2), as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartYaml {
    /// `apiVersion`: `v1` or `v2`.
    pub api_version: Option<Spanned<String>>,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `version`, as written.
    pub version: Option<Spanned<String>>,
    /// `appVersion`, as written.
    pub app_version: Option<Spanned<String>>,
    /// `description`.
    pub description: Option<Spanned<String>>,
    /// Whether `type` is `library`.
    pub library: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `kubeVersion`.
    pub kube_version: Option<Spanned<String>>,
    /// `home`.
    pub home: Option<Spanned<String>>,
    /// `icon`.
    pub icon: Option<Spanned<String>>,
    /// `sources`.
    pub sources: Vec<Spanned<String>>,
    /// `keywords`.
    pub keywords: Vec<Spanned<String>>,
    /// `maintainers`.
    pub maintainers: Vec<Maintainer>,
    /// `dependencies`.
    pub dependencies: Vec<ChartDependency>,
    /// `annotations`, in the order written.
    pub annotations: Vec<(Spanned<String>, Spanned<String>)>,
}

/// One of `maintainers`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintainer {
    /// `name`.
    pub name: String,
    /// `email`.
    pub email: Option<String>,
    /// `url`.
    pub url: Option<String>,
}

/// One of `dependencies` (or, with `apiVersion: v1`, of requirements.yaml).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartDependency {
    /// `name`.
    pub name: Spanned<String>,
    /// `version`: a range.
    pub version: Option<String>,
    /// `repository`: a URL, an alias (`@name`) or `file://../path`.
    pub repository: Option<String>,
    /// `condition`: the values key that switches it on.
    pub condition: Option<String>,
    /// `alias`.
    pub alias: Option<String>,
}
