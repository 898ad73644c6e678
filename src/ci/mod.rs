//! Files that make other programs run docsgen: workflows of GitHub and GitLab, and hooks of pre-commit.
//!
//! Each is a file of this folder with places between `@`, so that it can be read as what it becomes. What goes in is given as a
//! value: nothing here looks at a repository.

use crate::digest::Digest;

/// This release.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where docsgen's source, action and releases are.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// What is known of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    /// The branch that is published.
    pub branch: String,
    /// The project from git's top level: `docs`; empty at the top.
    pub path: String,
    /// Whether book.toml says where the site will stand.
    pub has_site_url: bool,
    /// Whether the branch gh-pages holds a Helm repository, beside which the site must stand.
    pub beside_charts: bool,
    /// Whether the site shows what tags hold: versions of itself, or of charts in releases. Then a clone needs the contents of old files.
    pub shows_tags: bool,
}

/// The workflow for GitHub Actions.
#[must_use]
pub fn github(situation: &Situation) -> String {
    let publish =
        if situation.beside_charts { include_str!("github-branch.yml") } else { include_str!("github-pages.yml") };
    let template = [include_str!("github.yml"), publish, include_str!("github-links.yml")].concat();
    let action = HOME.split_once("://").and_then(|(_, home)| home.split_once('/')).map_or(HOME, |(_, name)| name);
    let path = input("path", &situation.path);
    // Pages itself knows best, unless somebody said so.
    let asked = |text: &'static str| if situation.has_site_url { "" } else { text };
    fill(
        &template,
        &[
            ("branch_text", &situation.branch),
            ("branch", &pattern(&situation.branch)),
            ("ref", &expression(&format!("refs/heads/{}", situation.branch))),
            ("minute", &minute(situation)),
            ("action", &format!("{action}@v{VERSION}")),
            ("path", &path),
            ("filter", if situation.shows_tags { "" } else { "\n          filter: blob:none" }),
            ("pages_permission", asked("\n      pages: read")),
            ("configure", asked("      - id: pages\n        uses: actions/configure-pages@v5\n")),
            ("site_url", asked("\n          site-url: ${{ steps.pages.outputs.base_url }}")),
        ],
    )
}

/// The pipeline for GitLab.
#[must_use]
pub fn gitlab(situation: &Situation) -> String {
    let path = if situation.path.is_empty() { "." } else { &situation.path };
    fill(
        include_str!("gitlab.yml"),
        &[
            ("version", VERSION),
            ("releases", &format!("{HOME}/releases/download")),
            ("path", &word(path)),
            ("filter", if situation.shows_tags { "" } else { " --filter=blob:none" }),
            ("contents", if situation.shows_tags { "" } else { ", without the contents of old files" }),
            ("site_url", if situation.has_site_url { "" } else { " --site-url \"$CI_PAGES_URL\"" }),
        ],
    )
}

/// A configuration of pre-commit.
#[must_use]
pub fn pre_commit(situation: &Situation) -> String {
    format!("{}{}", include_str!("pre-commit.yml"), pre_commit_entry(situation))
}

/// The entry of the list `repos` in a configuration of pre-commit.
#[must_use]
pub fn pre_commit_entry(situation: &Situation) -> String {
    let options = match situation.path.as_str() {
        "" => String::new(),
        path => format!("\n        args: [-C, {}]", scalar(path)),
    };
    fill(include_str!("pre-commit-repo.yml"), &[("home", HOME), ("version", VERSION), ("options", &options)])
}

/// Whether a configuration of pre-commit runs docsgen already.
#[must_use]
pub fn runs_docsgen(pre_commit: &str) -> bool {
    pre_commit.lines().any(|line| !line.trim_start().starts_with('#') && line.contains("docsgen"))
}

/// Whether a workflow of GitHub releases charts into a Helm repository on the branch gh-pages.
#[must_use]
pub fn releases_charts(workflow: &str) -> bool {
    let commands = ["helm/chart-releaser-action", "cr index", "helm repo index"];
    live_lines(workflow).any(|line| commands.iter().any(|command| line.contains(command)))
}

/// Whether a workflow of GitHub deploys to Pages, so that a second one would replace what it publishes.
#[must_use]
pub fn deploys_pages(workflow: &str) -> bool {
    let actions = ["actions/deploy-pages@", "peaceiris/actions-gh-pages@", "JamesIves/github-pages-deploy-action@"];
    live_lines(workflow).any(|line| actions.iter().any(|action| line.contains(action)))
}

/// The lines of a workflow that aren't comments.
fn live_lines(workflow: &str) -> impl Iterator<Item = &str> {
    workflow.lines().map(str::trim_start).filter(|line| !line.starts_with('#'))
}

/// An input of an action, on a line of its own; nothing where it has no value.
fn input(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("\n          {name}: {}", scalar(value)) }
}

/// A minute of the hour, not the same for all repositories: at full hours the runners have most to do.
fn minute(situation: &Situation) -> String {
    let Digest(bytes) = Digest::of(format!("{}:{}", situation.branch, situation.path).as_bytes());
    (bytes[0] % 50 + 5).to_string()
}

/// Text as a YAML scalar.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '.')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-/".contains(letter));
    let lower = text.to_ascii_lowercase();
    // Words that are no text to one version of YAML or another; `.inf` and `.nan` as well.
    let word = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&lower.as_str());
    let number = text.starts_with('.') && !text.contains('/');
    if plain && !word && !number { text.to_owned() } else { quoted(text) }
}

/// Text in the double quotes of YAML, which takes what JSON takes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is always JSON")
}

/// A branch as a pattern of branches that matches it alone.
fn pattern(branch: &str) -> String {
    let special = |letter: char| "*?+[]!\\".contains(letter);
    let escaped: String =
        branch.chars().flat_map(|letter| special(letter).then_some('\\').into_iter().chain([letter])).collect();
    scalar(&escaped)
}

/// Text as a literal of GitHub's expressions.
fn expression(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Text as one word of a shell.
fn word(text: &str) -> String {
    let plain = text.chars().all(|letter| letter.is_alphanumeric() || "._-/".contains(letter));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Puts values into the places of a template: `@name@`. What a value holds is never a place.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        text += before;
        let place = from[1..].split_once('@').filter(|(name, _)| !name.is_empty());
        match place.and_then(|(name, after)| Some((values.iter().find(|(known, _)| *known == name)?.1, after))) {
            Some((value, after)) => {
                text += value;
                rest = after;
            }
            None => {
                text.push('@');
                rest = &from[1..];
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn situation() -> Situation {
        Situation {
            branch: "main".into(),
            path: String::new(),
            has_site_url: true,
            beside_charts: false,
            shows_tags: false,
        }
    }

    #[test]
    fn every_place_has_a_value() {
        for beside_charts in [false, true] {
            for has_site_url in [false, true] {
                let shows_tags = has_site_url;
                let situation =
                    Situation { beside_charts, has_site_url, shows_tags, path: "docs".into(), ..situation() };
                for text in [github(&situation), gitlab(&situation), pre_commit(&situation)] {
                    let left = text.split('@').skip(1).step_by(2).find(|name| {
                        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
                    });
                    assert_eq!(left, None, "{text}");
                    let parsed: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
                    assert!(parsed.is_mapping());
                }
            }
        }
    }

    #[test]
    fn what_tags_hold_is_fetched_where_it_is_shown() {
        for beside_charts in [false, true] {
            let filters = |shows_tags| {
                let situation = Situation { beside_charts, shows_tags, ..situation() };
                [github(&situation), gitlab(&situation)].map(|text| text.matches("blob:none").count())
            };
            // A pull request is checked for what it says itself.
            assert_eq!((filters(false), filters(true)), ([2, 1], [1, 0]));
        }
    }

    #[test]
    fn values_are_never_places() {
        assert_eq!(fill("@a@ @ @b@@x@", &[("a", "@b@"), ("b", "2")]), "@b@ @ 2@x@");
    }

    #[test]
    fn strange_names_stay_what_they_are() {
        for (name, yaml) in [
            ("main", "main"),
            ("release/1.x", "release/1.x"),
            ("no", "\"no\""),
            ("1.0", "\"1.0\""),
            ("a{b}#,", "\"a{b}#,\""),
            ("v1+2", "\"v1\\\\+2\""),
        ] {
            assert_eq!(pattern(name), yaml);
        }
        assert_eq!(expression("refs/heads/it's"), "'refs/heads/it''s'");
        assert_eq!(word("a b's"), r"'a b'\''s'");
        let strange = Situation { branch: "it's-{x}".into(), path: "a b/ü's".into(), ..situation() };
        let workflow: serde_yaml::Value = serde_yaml::from_str(&github(&strange)).expect("YAML");
        assert_eq!(workflow["on"]["push"]["branches"][0].as_str(), Some("it's-{x}"));
        assert_eq!(workflow["jobs"]["check"]["steps"][1]["with"]["path"].as_str(), Some("a b/ü's"));
        let pipeline: serde_yaml::Value = serde_yaml::from_str(&gitlab(&strange)).expect("YAML");
        let check = pipeline["docsgen-check"]["script"][0].as_str().expect("a line");
        assert!(check.starts_with(r"docsgen check 'a b/ü'\''s' "), "{check}");
    }

    #[test]
    fn workflows_are_known_by_what_they_do() {
        assert!(releases_charts("      - uses: helm/chart-releaser-action@v1.7.0\n"));
        assert!(!releases_charts("      # - uses: helm/chart-releaser-action@v1.7.0\n"));
        assert!(deploys_pages("- uses: actions/deploy-pages@v4"));
        assert!(!deploys_pages("- uses: actions/upload-pages-artifact@v4"));
        assert!(runs_docsgen("repos:\n- repo: https://example.org/docsgen\n"));
        assert!(!runs_docsgen("repos: []\n# docsgen\n"));
    }
}
