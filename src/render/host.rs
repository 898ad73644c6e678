//! URLs of the repository in its own browser, as each kind of host writes them.

use crate::config::Config;
use crate::site::link::lines_of;
use crate::site::route::{encode_fragment, encode_path};
use crate::source::RepoPath;

/// The software that shows the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HostKind {
    /// GitHub, GitHub Enterprise, and whatever isn't known.
    GitHub,
    GitLab,
    /// Gitea, Forgejo and Codeberg, which runs it.
    Gitea,
    Bitbucket,
}

/// A repository in its browser, on the branch that links use.
#[derive(Clone, Copy, Debug)]
pub struct Host<'a> {
    kind: HostKind,
    repository: &'a str,
    branch: &'a str,
}

impl<'a> Host<'a> {
    /// The repository of a site, where its URL is known.
    #[must_use]
    pub fn of(config: &'a Config) -> Option<Self> {
        let repository = config.html.git_repository_url.as_deref()?;
        Some(Self::new(repository, config.html.branch()))
    }

    /// A repository by its URL, without a slash at its end. What software it is follows from the host's name.
    fn new(repository: &'a str, branch: &'a str) -> Self {
        let host = repository.split("://").nth(1).unwrap_or(repository).split('/').next().unwrap_or_default();
        let host = host.to_ascii_lowercase();
        let is = |names: &[&str]| names.iter().any(|name| host.contains(name));
        let kind = match () {
            () if is(&["gitlab"]) => HostKind::GitLab,
            () if is(&["bitbucket"]) => HostKind::Bitbucket,
            () if is(&["gitea", "codeberg", "forgejo"]) => HostKind::Gitea,
            () => HostKind::GitHub,
        };
        Self { kind, repository, branch }
    }

    /// A folder.
    #[must_use]
    pub fn folder(&self, path: &RepoPath) -> String {
        self.url(["tree", "-/tree", "src/branch", "src"], path)
    }

    /// A file, at a place in it where there is one: `L10-L20` are lines, as GitHub writes them.
    #[must_use]
    pub fn file(&self, path: &RepoPath, fragment: Option<&str>) -> String {
        let mut url = self.url(["blob", "-/blob", "src/branch", "src"], path);
        let Some(fragment) = fragment else { return url };
        let lines = lines_of(fragment);
        // Shown as a page, a text has no lines to lead to.
        if lines.is_some() && path.is_markdown() && self.kind != HostKind::Bitbucket {
            url += if self.kind == HostKind::Gitea { "?display=source" } else { "?plain=1" };
        }
        url += "#";
        url += &match (self.kind, lines) {
            (HostKind::GitHub | HostKind::Gitea, _) | (_, None) => encode_fragment(fragment),
            (HostKind::GitLab, Some((first, None))) => format!("L{first}"),
            (HostKind::GitLab, Some((first, Some(last)))) => format!("L{first}-{last}"),
            (HostKind::Bitbucket, Some((first, None))) => format!("lines-{first}"),
            (HostKind::Bitbucket, Some((first, Some(last)))) => format!("lines-{first}:{last}"),
        };
        url
    }

    /// Where a file is edited.
    #[must_use]
    pub fn edit(&self, path: &RepoPath) -> String {
        let url = self.url(["edit", "-/edit", "_edit", "src"], path);
        if self.kind == HostKind::Bitbucket { url + "?mode=edit" } else { url }
    }

    /// `words` stand between the repository and the branch: GitHub's, GitLab's, Gitea's and Bitbucket's.
    fn url(&self, words: [&str; 4], path: &RepoPath) -> String {
        let [github, gitlab, gitea, bitbucket] = words;
        let word = match self.kind {
            HostKind::GitHub => github,
            HostKind::GitLab => gitlab,
            HostKind::Gitea => gitea,
            HostKind::Bitbucket => bitbucket,
        };
        let url = format!("{}/{word}/{}", self.repository, encode_path(self.branch));
        if path.as_str().is_empty() { url } else { format!("{url}/{}", encode_path(path.as_str())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_browsed_as_their_hosts_do() {
        let path = RepoPath::new("docs/a b.md").expect("inside");
        for (repository, file, folder, edit) in [
            ("https://github.com/o/r", "blob/main/docs/a%20b.md", "tree/main", "edit/main/docs/a%20b.md"),
            ("https://git.example.org/blob/r", "blob/main/docs/a%20b.md", "tree/main", "edit/main/docs/a%20b.md"),
            (
                "https://gitlab.example.org/g/s/r",
                "-/blob/main/docs/a%20b.md",
                "-/tree/main",
                "-/edit/main/docs/a%20b.md",
            ),
            (
                "https://codeberg.org/o/r",
                "src/branch/main/docs/a%20b.md",
                "src/branch/main",
                "_edit/main/docs/a%20b.md",
            ),
            ("https://bitbucket.org/o/r", "src/main/docs/a%20b.md", "src/main", "src/main/docs/a%20b.md?mode=edit"),
        ] {
            let host = Host::new(repository, "main");
            assert_eq!(host.file(&path, None), format!("{repository}/{file}"));
            assert_eq!(host.folder(&RepoPath::root()), format!("{repository}/{folder}"));
            assert_eq!(host.edit(&path), format!("{repository}/{edit}"));
        }
    }

    #[test]
    fn lines_are_named_as_each_host_does() {
        let path = RepoPath::new("x.sh").expect("inside");
        for (written, github, gitlab, bitbucket) in [
            ("L10", "L10", "L10", "lines-10"),
            ("L10-L20", "L10-L20", "L10-20", "lines-10:20"),
            ("L10-20", "L10-20", "L10-20", "lines-10:20"),
            ("L3C1-L5C2", "L3C1-L5C2", "L3-5", "lines-3:5"),
            ("Last words", "Last%20words", "Last%20words", "Last%20words"),
        ] {
            for (repository, expected) in [
                ("https://github.com/o/r", github),
                ("https://codeberg.org/o/r", github),
                ("https://gitlab.com/o/r", gitlab),
                ("https://bitbucket.org/o/r", bitbucket),
            ] {
                let url = Host::new(repository, "main").file(&path, Some(written));
                assert_eq!(url.split_once('#').map(|(_, fragment)| fragment), Some(expected), "{repository} {written}");
            }
        }
        let page = RepoPath::new("x.md").expect("inside");
        for (fragment, url) in [("L3", "x.md?plain=1#L3"), ("a-heading", "x.md#a-heading")] {
            let expected = format!("https://github.com/o/r/blob/main/{url}");
            assert_eq!(Host::new("https://github.com/o/r", "main").file(&page, Some(fragment)), expected);
        }
    }
}
