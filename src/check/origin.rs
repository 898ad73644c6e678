//! Whether a chart that a command or manifest names comes from this repository: `bitnami/redis` isn't the `redis` here.

use rapidhash::{RapidHashMap, RapidHashSet};

use crate::config::Config;
use crate::site::Site;
use crate::site::chart::Chart;
use crate::source::RepoPath;

/// Names of repositories that say nothing about whose they are.
const GENERIC: &[&str] = &["chart", "charts", "helm", "helm-chart", "helm-charts", "k8s", "kubernetes"];

/// Whose repository a URL is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Identity {
    /// The account, in lower case.
    owner: String,
    /// The repository's name, in lower case; empty where the URL names none.
    name: String,
}

impl Identity {
    /// Reads `https://github.com/owner/name`, `https://owner.github.io/name`, `oci://ghcr.io/owner/charts`.
    fn of(url: &str) -> Option<Self> {
        let lower = url.trim().to_lowercase();
        let (_, rest) = lower.split_once("://")?;
        let mut parts = rest.split(['/', '?', '#']).filter(|part| !part.is_empty());
        let host = parts.next()?;
        let hosted = [".github.io", ".gitlab.io"].iter().find_map(|suffix| host.strip_suffix(suffix));
        let owner = hosted.or_else(|| parts.next())?.to_owned();
        let name = parts.next().unwrap_or_default();
        Some(Self { owner, name: name.strip_suffix(".git").unwrap_or(name).to_owned() })
    }
}

/// What is known of where this repository's charts are published.
#[derive(Debug, Default)]
pub(super) struct Origins<'a> {
    owners: RapidHashSet<String>,
    names: RapidHashSet<String>,
    site: Option<String>,
    /// Whether the URL that a name stands for is one of this repository's.
    repositories: RapidHashMap<&'a str, bool>,
}

impl<'a> Origins<'a> {
    /// Learns it from the settings, from what most charts call their home, and from the repositories that texts add.
    pub(super) fn of(site: &'a Site, config: &Config) -> Self {
        let mut origins = Self::default();
        let stated = config.html.git_repository_url.as_deref().and_then(Identity::of);
        for identity in stated.into_iter().chain(common_home(&site.charts)) {
            origins.learn(identity);
        }
        let published = config.html.site_url.as_deref().filter(|url| url.contains("://"));
        origins.site = published.map(|url| url.trim_end_matches('/').to_lowercase());
        let added = || site.texts().flat_map(|(_, document, _)| &document.chart_repositories);
        // A repository known by its name may be published under an account that nothing else names.
        for identity in added().filter_map(|added| Identity::of(&added.url)) {
            if origins.names.contains(&identity.name) && !GENERIC.contains(&&*identity.name) {
                origins.learn(identity);
            }
        }
        for repository in added() {
            let own = origins.is_own_url(&repository.url);
            *origins.repositories.entry(&repository.name).or_default() |= own;
        }
        origins
    }

    fn learn(&mut self, identity: Identity) {
        self.owners.insert(identity.owner);
        if !identity.name.is_empty() {
            self.names.insert(identity.name);
        }
    }

    /// Whether a chart in `folder` is what comes from `origin`: a URL, the name of a chart repository, or a path.
    pub(super) fn is_own(&self, origin: &str, folder: &RepoPath) -> bool {
        if origin.contains("://") {
            return self.is_own_url(origin);
        }
        if let Some(own) = self.repositories.get(origin.trim_start_matches('@')) {
            return *own;
        }
        origin == "." || RepoPath::new(origin).is_some_and(|path| path == folder.parent())
    }

    fn is_own_url(&self, url: &str) -> bool {
        if url.starts_with("file://") {
            return true;
        }
        let published = self.site.as_ref().is_some_and(|site| url.to_lowercase().starts_with(site));
        published
            || Identity::of(url).is_some_and(|identity| {
                let named = !GENERIC.contains(&&*identity.name) && self.names.contains(&identity.name);
                named || self.owners.contains(&identity.owner)
            })
    }
}

/// The repository that more than half of several charts give as their home or source: nobody packages only one product.
fn common_home(charts: &[Chart]) -> Option<Identity> {
    let mut counts: RapidHashMap<Identity, usize> = RapidHashMap::default();
    for chart in charts {
        let Some((_, chart_yaml)) = &chart.chart_yaml else { continue };
        let urls = chart_yaml.home.iter().chain(&chart_yaml.sources);
        let mut identities: Vec<Identity> = urls.filter_map(|url| Identity::of(&url.value)).collect();
        identities.sort_by(|left, right| (&left.owner, &left.name).cmp(&(&right.owner, &right.name)));
        identities.dedup();
        for identity in identities {
            *counts.entry(identity).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by(|(left, left_count), (right, right_count)| {
        (left_count, &right.owner, &right.name).cmp(&(right_count, &left.owner, &left.name))
    });
    most.filter(|(_, count)| *count > 1 && *count * 2 > charts.len()).map(|(identity, _)| identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_their_owner() {
        for (url, owner, name) in [
            ("https://github.com/Acme/Shop-Charts.git", "acme", "shop-charts"),
            ("https://acme.github.io/shop-charts/", "acme", "shop-charts"),
            ("oci://ghcr.io/acme/charts", "acme", "charts"),
            ("https://acme.github.io", "acme", ""),
        ] {
            assert_eq!(Identity::of(url), Some(Identity { owner: owner.to_owned(), name: name.to_owned() }), "{url}");
        }
        assert_eq!(Identity::of("bitnami"), None);
    }

    #[test]
    fn a_chart_comes_from_here_by_its_owner_or_a_telling_name() {
        let mut origins = Origins::default();
        origins.learn(Identity { owner: "acme".to_owned(), name: "shop-charts".to_owned() });
        origins.learn(Identity { owner: "acme".to_owned(), name: "charts".to_owned() });
        origins.repositories.insert("shop", true);
        origins.repositories.insert("bitnami", false);
        let folder = RepoPath::new("charts/redis").expect("inside");
        for (origin, own) in [
            ("oci://ghcr.io/acme/charts", true),
            ("https://other.github.io/shop-charts", true),
            ("https://other.github.io/charts", false),
            ("https://grafana.github.io/helm-charts", false),
            ("shop", true),
            ("@shop", true),
            ("bitnami", false),
            ("unknown", false),
            ("charts", true),
            ("./charts", true),
            (".", true),
            ("file://../redis", true),
        ] {
            assert_eq!(origins.is_own(origin, &folder), own, "{origin}");
        }
    }
}
