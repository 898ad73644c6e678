//! The chart repository that readers install from.

use super::read::path_in;
use crate::node::{Reader, Sink};
use crate::source::{RepoPath, Spanned};

/// A chart repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its address, without a slash at its end: `https://charts.example.org`, `oci://registry.example.org/charts`.
    pub url: String,
    /// What readers call it: `helm repo add <name> <url>`.
    pub name: String,
}

/// What `[catalog]` says of the chart repository.
#[derive(Clone, Debug, Default)]
pub struct RepositorySettings {
    /// `repository`: its address, without a slash at its end.
    pub url: Option<String>,
    /// `repository-name`.
    pub name: Option<String>,
    /// `index`: a copy of its index.yaml.
    pub index: Option<Spanned<RepoPath>>,
}

impl RepositorySettings {
    /// The repository, where its address is known. `fallback` is the address that it has where the settings name none.
    #[must_use]
    pub fn repository(&self, fallback: Option<&str>) -> Option<Repository> {
        let url = self.url.as_deref().or(fallback)?.trim_end_matches('/');
        let name = self.name.clone().unwrap_or_else(|| name_of(url));
        Some(Repository { url: url.to_owned(), name })
    }
}

impl Repository {
    /// Whether it is a registry of containers, which needs no `helm repo add` and has no index.
    #[must_use]
    pub fn is_oci(&self) -> bool {
        self.url.starts_with("oci://")
    }
}

/// Labels of hosts that say nothing about whose charts these are.
const GENERAL: &[&str] = &["charts", "chart", "helm", "helm-charts", "www", "docs", "repo"];

/// A name for a repository whose owner gives it none: that of whoever its host belongs to.
fn name_of(url: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let own = match labels.as_slice() {
        [.., _, _] => &labels[..labels.len() - 1],
        all => all,
    };
    let named = own.iter().find(|label| !GENERAL.contains(label) && is_name(label)).or(own.first());
    named.filter(|name| is_name(name)).map_or_else(|| "charts".to_owned(), ToString::to_string)
}

/// Whether a text can be the name of a repository, and be typed as it is.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().all(fits) && text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a text is the address of a chart repository: what can be typed in a shell as it is.
fn is_address(text: &str) -> bool {
    let rest = ["https://", "http://", "oci://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@%+".contains(&byte);
    rest.is_some_and(|rest| rest.bytes().all(fits) && rest.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric))
}

/// Reads what `[catalog]` says of it.
pub(super) fn read(table: &mut Reader<'_>, sink: &mut Sink) -> RepositorySettings {
    let mut settings = RepositorySettings::default();
    if let Some(url) = table.text("repository", sink) {
        if is_address(&url.value) {
            settings.url = Some(url.value.trim_end_matches('/').to_owned());
        } else {
            sink.invalid(url.range, format!("`{}` is no address of a chart repository", url.value)).help =
                Some("write `https://host/path` or `oci://host/path`".to_owned());
        }
    }
    if let Some(name) = table.text("repository-name", sink) {
        if is_name(&name.value) {
            settings.name = Some(name.value);
        } else {
            sink.invalid(name.range, format!("`{}` is no name of a chart repository", name.value)).help =
                Some("write letters, digits, `-`, `_` and `.`".to_owned());
        }
    }
    if let Some(index) = table.text("index", sink) {
        settings.index = path_in(&RepoPath::root(), &index, sink);
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_called_after_its_host() {
        for (url, expected) in [
            ("https://acme.github.io/charts", "acme"),
            ("https://charts.example.org", "example"),
            ("https://charts.helm.example.org/stable", "example"),
            ("http://localhost:8080", "localhost"),
            ("oci://ghcr.io/acme/charts", "ghcr"),
            ("https://charts.io", "charts"),
            ("https://", "charts"),
        ] {
            assert_eq!(name_of(url), expected, "{url}");
        }
    }

    #[test]
    fn an_address_can_be_typed_as_it_is() {
        for (text, expected) in [
            ("https://charts.example.org/stable", true),
            ("oci://registry.example.org:5000/charts", true),
            ("https://", false),
            ("https://-x", false),
            ("ftp://charts.example.org", false),
            ("charts.example.org", false),
            ("https://charts.example.org/$(id)", false),
            ("https://charts.example.org/ x", false),
            ("https://charts.example.org/;id", false),
        ] {
            assert_eq!(is_address(text), expected, "{text}");
        }
    }
}
