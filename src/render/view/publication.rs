//! Where charts are published, as templates see it: the commands that install them, and their versions.

use super::Viewer;
use crate::parse::repository_index::PublishedVersion;
use crate::render::context::{InstallView, PublishedVersionView, PublishedView, RepositoryView};
use crate::site::chart::ChartIndex;
use crate::site::publication::{Standing, name};

/// How many versions are seen at once.
const SHOWN: usize = 5;

/// How many more can be unfolded: nobody reads on, and a chart may have thousands.
const UNFOLDED: usize = 95;

/// The longest name of a release that Helm takes.
const LONGEST_RELEASE: usize = 53;

impl Viewer<'_> {
    /// The repository that charts are installed from.
    pub(super) fn repository(&self) -> Option<RepositoryView> {
        let repository = self.site.publication.repository.as_ref()?;
        let oci = repository.is_oci();
        Some(RepositoryView {
            url: repository.url.clone(),
            prefix: format!("{}/", if oci { &repository.url } else { &repository.name }),
            commands: if oci {
                Vec::new()
            } else {
                vec![format!("helm repo add {} {}", repository.name, repository.url), "helm repo update".to_owned()]
            },
        })
    }

    /// How a chart is installed. Nothing is offered that a shell would take for more than words.
    pub(super) fn install(&self, index: ChartIndex) -> Option<InstallView> {
        let (publication, chart) = (&self.site.publication, self.site.chart(index));
        let repository = publication.repository.as_ref()?;
        let version = publication.installed(index, chart).filter(|version| is_word(version))?;
        let name = Some(name(chart)).filter(|name| is_word(name))?;
        let library = chart.chart_yaml.as_ref().is_some_and(|(_, yaml)| yaml.library);
        let (commands, dependency) = if library {
            let url = &repository.url;
            let quoted =
                format!("dependencies:\n  - name: {name}\n    version: \"{version}\"\n    repository: {url}\n");
            (Vec::new(), Some(quoted))
        } else if repository.is_oci() {
            let url = &repository.url;
            (vec![format!("helm install {} {url}/{name} --version {version}", release(name))], None)
        } else {
            let alias = &repository.name;
            let add = format!("helm repo add {alias} {}", repository.url);
            let install = format!("helm install {} {alias}/{name} --version {version}", release(name));
            (vec![add, "helm repo update".to_owned(), install], None)
        };
        Some(InstallView { version: version.to_owned(), commands, dependency })
    }

    /// Which versions of a chart are published.
    pub(super) fn published(&self, index: ChartIndex) -> Option<PublishedView> {
        let (publication, chart) = (&self.site.publication, self.site.chart(index));
        let versions = publication.versions(index)?;
        let own = chart.chart_yaml.as_ref().and_then(|(_, yaml)| yaml.version.as_ref()).map(|own| &*own.value);
        let base = publication.repository.as_ref().filter(|repository| !repository.is_oci());
        let base = base.map(|repository| &*repository.url);
        let view = |version: &PublishedVersion| PublishedVersionView {
            version: version.version.clone(),
            app_version: version.app_version.clone(),
            created: version.created.clone(),
            url: version.url.as_deref().and_then(|url| package(url, base)),
            deprecated: version.deprecated,
            removed: version.removed,
            own: own == Some(&*version.version),
        };
        let (shown, older) = versions.split_at(SHOWN.min(versions.len()));
        Some(PublishedView {
            standing: standing_name(publication.standing(index, chart)),
            latest: publication.latest(index).map(|version| version.version.clone()),
            count: versions.len(),
            versions: shown.iter().map(view).collect(),
            older: older.iter().take(UNFOLDED).map(view).collect(),
            left_out: older.len().saturating_sub(UNFOLDED),
        })
    }
}

/// How a chart's own version stands, as templates are told.
pub(super) const fn standing_name(standing: Option<Standing>) -> &'static str {
    match standing {
        Some(Standing::Published) => "published",
        Some(Standing::Unpublished) => "unpublished",
        Some(Standing::Never) => "never",
        Some(Standing::Removed) => "removed",
        None => "",
    }
}

/// Where a package is: an address as it is, or one from the repository's own on.
fn package(url: &str, base: Option<&str>) -> Option<String> {
    if super::chart::is_web(url) {
        return Some(url.to_owned());
    }
    let relative = !url.contains(':') && !url.starts_with('/') && !url.is_empty();
    base.filter(|_| relative).map(|base| format!("{base}/{url}"))
}

/// Whether a text is one word to a shell, and no option.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+".contains(&byte);
    text.bytes().all(fits) && text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

/// A name for a release of a chart: its own, where Helm takes that.
fn release(chart: &str) -> &str {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = chart.len() <= LONGEST_RELEASE && chart.bytes().all(fits) && !chart.ends_with('-');
    if is_name { chart } else { "my-release" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_from_its_repository() {
        let base = Some("https://charts.example.org");
        for (url, base, expected) in [
            ("https://cdn.example.org/a-1.tgz", base, Some("https://cdn.example.org/a-1.tgz")),
            ("a-1.tgz", base, Some("https://charts.example.org/a-1.tgz")),
            ("a-1.tgz", None, None),
            ("javascript:alert(1)", base, None),
            ("oci://registry.example.org/a:1", base, None),
            ("//evil.example.org/a.tgz", base, None),
            ("", base, None),
        ] {
            assert_eq!(package(url, base).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_command_is_made_of_words_alone() {
        for (text, expected) in [
            ("1.0.0-rc.1+b2", true),
            ("v1", true),
            ("", false),
            ("-x", false),
            ("1;id", false),
            ("$(id)", false),
            ("1 2", false),
        ] {
            assert_eq!(is_word(text), expected, "{text}");
        }
        assert_eq!(release("redis-cluster"), "redis-cluster");
        assert_eq!(release("Redis"), "my-release");
        assert_eq!(release(&"a".repeat(54)), "my-release");
    }
}
