//! What a Markdown file is: decided once, from its path, by `[[sources]]` and then by where it lies.

use super::{Audience, ChartFolder, Charts, Config, Kind, Match, SourcePattern};
use crate::source::RepoPath;

/// Templates of a forge, as files or folders.
const TEMPLATES: &[&str] = &["issue_template", "merge_request_template", "pull_request_template"];

/// What a Markdown file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// What it is for.
    pub kind: Kind,
    /// Id of the chart it belongs to: what `{chart}` stands for, or the chart whose folder it lies in.
    pub chart: Option<String>,
    /// Whether it tells of the past or of plans.
    pub historical: bool,
    /// Whether it becomes a page.
    pub publish: bool,
    /// The rule of `[[sources]]` that decided, by index.
    pub rule: Option<usize>,
    /// Whom it is for by `[[sources]]`, where not for everybody.
    pub audience: Option<Audience>,
}

/// The rules of a configuration, ready for many paths.
#[derive(Debug)]
pub struct Classifier<'a> {
    config: &'a Config,
    charts: &'a Charts,
    rules: Vec<(usize, SourcePattern)>,
    output: Option<RepoPath>,
}

impl<'a> Classifier<'a> {
    /// Compiles the rules of a configuration. Rules that are no pattern were reported when it was read.
    #[must_use]
    pub fn new(config: &'a Config, charts: &'a Charts) -> Self {
        let compiled = config.sources.iter().enumerate();
        let rules =
            compiled.filter_map(|(index, rule)| Some((index, SourcePattern::compile(&rule.pattern).ok()?))).collect();
        Self { config, charts, rules, output: output_folder(config) }
    }

    /// What the file at `path` is; `None` for what is no Markdown, lies in no source folder or in the output folder,
    /// and for the SUMMARY.md of an mdBook.
    #[must_use]
    pub fn classify(&self, path: &RepoPath) -> Option<Classification> {
        if !path.is_markdown()
            || self.config.summary.as_ref() == Some(path)
            || self.output.as_ref().is_some_and(|output| path.is_within(output))
        {
            return None;
        }
        let src = self.config.book.src.iter().filter(|src| path.is_within(src)).max_by_key(|src| src.as_str().len())?;
        let around = self.charts.containing(path);
        let Decided { rule, named, audience } = self.decide(path);
        let settings = rule.map(|index| &self.config.sources[index]);
        // What isn't shown may have no kind.
        let kind = match settings.map(|rule| rule.kind.unwrap_or(Kind::Guide)) {
            Some(kind) => kind,
            None if around.is_some_and(|chart| is_readme_of(path, chart)) => Kind::Chart,
            None => Kind::Guide,
        };
        let publish = settings.and_then(|rule| rule.publish);
        Some(Classification {
            kind,
            chart: named.or(around).map(|chart| chart.id.clone()),
            historical: settings.and_then(|rule| rule.historical).unwrap_or_else(|| kind.is_historical()),
            publish: publish.unwrap_or_else(|| !is_private(path, src)),
            rule,
            audience: audience.and_then(|rule| self.config.sources[rule].audience.clone()),
        })
    }

    /// The rule of `[[sources]]` that says whom any file is for, page or not, by index; `None` where none does.
    #[must_use]
    pub fn audience_rule(&self, path: &RepoPath) -> Option<usize> {
        self.decide(path).audience
    }

    /// The first rule that matches, and the chart it names. A rule that is about readers alone leaves the rest to the next.
    fn decide(&self, path: &RepoPath) -> Decided<'a> {
        let mut decided = Decided { rule: None, named: None, audience: None };
        for (index, pattern) in &self.rules {
            let named = match pattern.match_path(path, |text| self.charts.named_in(path, text)) {
                Match::None => continue,
                Match::Plain => None,
                Match::Chart(chart) => Some(chart),
            };
            let rule = &self.config.sources[*index];
            decided.audience = decided.audience.or_else(|| rule.audience.as_ref().map(|_| *index));
            if !rule.is_about_readers() {
                return Decided { rule: Some(*index), named, ..decided };
            }
        }
        decided
    }
}

/// Which rules decide about a file.
struct Decided<'a> {
    rule: Option<usize>,
    /// The chart that `{chart}` stands for.
    named: Option<&'a ChartFolder>,
    /// The one that says whom it is for.
    audience: Option<usize>,
}

/// Whether a file becomes a page: [`Classifier::classify`] for a caller that asks about one path.
#[must_use]
pub fn is_published(path: &RepoPath, config: &Config, charts: &Charts) -> bool {
    Classifier::new(config, charts).classify(path).is_some_and(|found| found.publish)
}

/// The output folder, from the repository root.
fn output_folder(config: &Config) -> Option<RepoPath> {
    config.project.join(&config.build.build_dir).filter(|folder| !folder.as_str().is_empty())
}

/// Whether a path is its chart's README.
pub(super) fn is_readme_of(path: &RepoPath, chart: &ChartFolder) -> bool {
    path.parent() == chart.folder && path.file_stem().eq_ignore_ascii_case("readme")
}

/// Whether a Markdown file is one that readers aren't meant to see unless it is asked for: files for tools and for
/// agents, templates of issues and pull requests, licence texts, dot-folders below the source folder.
pub(super) fn is_private(path: &RepoPath, src: &RepoPath) -> bool {
    let below = path.relative_to(src).unwrap_or(path.as_str());
    if below.split('/').any(|part| part.starts_with('.') || part == "node_modules") {
        return true;
    }
    let is_template = |part: &str| {
        let name = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
        TEMPLATES.iter().any(|template| {
            template.len() == name.len()
                && template.bytes().zip(name.bytes()).all(|(expected, byte)| match byte.to_ascii_lowercase() {
                    b'-' => expected == b'_',
                    byte => expected == byte,
                })
        })
    };
    if path.parts().any(is_template) {
        return true;
    }
    let stem = path.file_stem().to_ascii_lowercase();
    let agents = ["claude", "claude.local", "agents", "agent", "gemini", "copilot-instructions"];
    let licences = ["license", "licence", "copying", "notice"];
    let file_stem = path.file_stem();
    agents.contains(&&*stem)
        || licences.contains(&&*stem)
        || file_stem.starts_with("LICENSE-")
        || file_stem.starts_with("LICENCE-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::listing_of;

    const BOOK: &str = r#"
[book]
src = "."
[catalog]
charts = ["charts/*", "incubator/*"]
[[sources]]
match = "docs/{chart}-backup-guide.md"
kind = "backup"
[[sources]]
match = "charts/{chart}/docs/dr.md"
kind = "recovery"
[[sources]]
match = "docs/CHANGELOG*.md"
kind = "release"
[[sources]]
match = "docs/frozen.md"
kind = "guide"
status = "historical"
[[sources]]
match = "AGENTS.md"
kind = "guide"
publish = true
[[sources]]
match = "docs/secret/**"
publish = false
"#;

    #[test]
    fn the_first_rule_decides_and_then_the_folder() {
        let root = RepoPath::root();
        let (config, remarks) = Config::read(BOOK, &root.join("book.toml").expect("inside"), &root).expect("valid");
        assert_eq!(remarks, []);
        let listing = listing_of(&["charts/redis/Chart.yaml", "charts/minio/Chart.yaml", "incubator/redis/Chart.yaml"]);
        let charts = Charts::find(&listing, &config.catalog, &config.charts);
        let classifier = Classifier::new(&config, &charts);
        for (path, expected) in [
            ("docs/minio-backup-guide.md", "backup minio rule 0"),
            ("docs/redis-backup-guide.md", "guide"),
            ("docs/backup-orchestration-guide.md", "guide"),
            ("charts/minio/README.md", "chart minio"),
            ("incubator/redis/readme.md", "chart incubator-redis"),
            ("charts/minio/docs/README.md", "guide minio"),
            ("charts/redis/docs/dr.md", "recovery charts-redis rule 1"),
            ("charts/minio/charts/sub/README.md", "guide minio"),
            ("docs/CHANGELOG-1.md", "release historical rule 2"),
            ("docs/frozen.md", "guide historical rule 3"),
            ("CLAUDE.md", "guide private"),
            ("AGENTS.md", "guide rule 4"),
            ("docs/secret/a/b.md", "guide private rule 5"),
            (".github/CONTRIBUTING.md", "guide private"),
            ("CONTRIBUTING.md", "guide"),
            ("docs/PULL_REQUEST_TEMPLATE.md", "guide private"),
            ("docs/ISSUE_TEMPLATE/bug.md", "guide private"),
            ("LICENSE.md", "guide private"),
            ("LICENSE-MIT.md", "guide private"),
            ("docs/license-policy.md", "guide"),
            ("site/index.md", "none"),
            ("docs/image.png", "none"),
        ] {
            let path = RepoPath::new(path).expect("inside");
            let text = classifier.classify(&path).map_or_else(
                || "none".to_owned(),
                |found| {
                    let mut text = found.kind.name().to_owned();
                    text += &found.chart.map(|chart| format!(" {chart}")).unwrap_or_default();
                    text += if found.historical { " historical" } else { "" };
                    text += if found.publish { "" } else { " private" };
                    text + &found.rule.map(|rule| format!(" rule {rule}")).unwrap_or_default()
                },
            );
            assert_eq!(text, expected, "{path}");
        }
        assert!(!is_published(&RepoPath::new("CLAUDE.md").expect("inside"), &config, &charts));
    }

    #[test]
    fn a_dot_folder_that_is_the_source_is_asked_for() {
        let path = RepoPath::new(".docs/a.md").expect("inside");
        assert!(is_private(&path, &RepoPath::root()));
        assert!(!is_private(&path, &RepoPath::new(".docs").expect("inside")));
    }
}
