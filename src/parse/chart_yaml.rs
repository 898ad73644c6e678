//! Chart.yaml.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark, near_match};
use crate::node::{Node, Reader, Sink, Value, parse_yaml};
use crate::source::{Spanned, TextRange};

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
    /// `name`; where it has none, its `email`.
    pub name: Spanned<String>,
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

/// Reads a Chart.yaml. What can't be read is reported and left out; keys that Helm doesn't define are left to Helm.
///
/// What a chart must have follows Helm's own validation of chart metadata: `apiVersion`, `name`, and a `version` that
/// its lenient SemVer reader takes.
#[must_use]
pub fn parse_chart_yaml(text: &str) -> (ChartYaml, Vec<Remark>) {
    let (root, mut sink) = read(text);
    let Some(root) = root else { return (ChartYaml::default(), sink.remarks) };
    let mut chart = ChartYaml::default();
    if is_null(&root) {
        sink.invalid(TextRange::new(0, 0), "a Chart.yaml with nothing in it").help =
            Some("give it at least `apiVersion`, `name` and `version`".to_owned());
        return (chart, sink.remarks);
    }
    chart.read(&root, text, &mut sink);
    if root.entries().is_empty() {
        return (chart, sink.remarks);
    }
    let start = root.entries().first().map_or(TextRange::new(0, 0), |(key, _)| key.range);
    for (key, missing, example) in [
        ("apiVersion", root.get("apiVersion").is_none_or(is_null), "v2"),
        ("name", root.get("name").is_none_or(is_null), "my-chart"),
        ("version", root.get("version").is_none_or(is_null), "1.0.0"),
    ] {
        if missing {
            sink.invalid(start, format!("`{key}` is missing")).help =
                Some(format!("add a line such as `{key}: {example}`"));
        }
    }
    sink.remarks.sort_by_key(|remark| remark.range);
    (chart, sink.remarks)
}

/// Reads the dependencies of a requirements.yaml, which charts of `apiVersion: v1` have beside their Chart.yaml.
#[must_use]
pub fn parse_requirements(text: &str) -> (Vec<ChartDependency>, Vec<Remark>) {
    let (root, mut sink) = read(text);
    let Some(root) = root else { return (Vec::new(), sink.remarks) };
    let mut reader = Reader::new(&root, text, "", &mut sink);
    let dependencies = read_dependencies(&mut reader, &mut sink);
    sink.remarks.sort_by_key(|remark| remark.range);
    (dependencies, sink.remarks)
}

/// The mapping a file holds, if it can be read, and what was found wrong so far.
fn read(text: &str) -> (Option<Node>, Sink) {
    let mut sink = Sink::new(Code::ChartYamlInvalid, Code::ChartYamlInvalid);
    match parse_yaml(text) {
        Ok(document) => {
            sink.remarks.extend(document.problems.iter().map(|problem| problem.remark(Code::ChartYamlInvalid)));
            (Some(document.root), sink)
        }
        Err(error) => {
            sink.remarks.push(error.remark(Code::ChartYamlInvalid));
            (None, sink)
        }
    }
}

fn is_null(node: &Node) -> bool {
    node.value == Value::Null
}

impl ChartYaml {
    fn read(&mut self, root: &Node, text: &str, sink: &mut Sink) {
        let mut reader = Reader::new(root, text, "", sink);
        self.api_version = reader.scalar("apiVersion", sink);
        if let Some(version) = self.api_version.as_ref().filter(|version| !matches!(&*version.value, "v1" | "v2")) {
            sink.invalid(version.range, format!("`apiVersion` must be `v1` or `v2`, and is `{}`", version.value));
        }
        self.name = reader.scalar("name", sink);
        self.version = reader.scalar("version", sink);
        if let Some(version) = self.version.as_ref().filter(|version| !is_version(&version.value)) {
            sink.invalid(version.range, format!("`version` must be a semantic version, and is `{}`", version.value))
                .help = Some("write three numbers: `1.0.0`".to_owned());
        }
        self.app_version = reader.scalar("appVersion", sink);
        self.description = reader.scalar("description", sink);
        self.library = reader.scalar("type", sink).is_some_and(|kind| is_library(&kind, sink));
        self.deprecated = reader.truth("deprecated", sink).is_some_and(|deprecated| deprecated.value);
        self.kube_version = reader.scalar("kubeVersion", sink);
        self.home = reader.scalar("home", sink);
        self.icon = reader.scalar("icon", sink);
        self.sources = reader.texts("sources", sink).unwrap_or_default();
        self.keywords = reader.texts("keywords", sink).unwrap_or_default();
        for mut maintainer in reader.tables("maintainers", sink) {
            let mut text = |key| maintainer.scalar(key, sink);
            let (name, email, url) = (text("name"), text("email"), text("url"));
            // Helm shows a maintainer by name; one with an address alone is still somebody to ask.
            if let Some(name) = name.or_else(|| email.clone()) {
                let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
                self.maintainers.push(Maintainer { name, email: value(email), url: value(url) });
            }
        }
        self.dependencies = read_dependencies(&mut reader, sink);
        if let Some(mut annotations) = reader.table("annotations", sink) {
            for (name, node) in annotations.rest() {
                match node.scalar(text) {
                    Some(value) => {
                        let name = Spanned::new(name.value.to_string(), name.range);
                        self.annotations.push((name, Spanned::new(value, node.range)));
                    }
                    None if is_null(node) => {}
                    None => {
                        let message = format!("annotation `{}` must be text, and is {}", name.value, node.describe());
                        sink.invalid(node.range, message).help =
                            Some("put `|` after the colon to make it a block of text".to_owned());
                    }
                }
            }
        }
    }
}

fn is_library(kind: &Spanned<String>, sink: &mut Sink) -> bool {
    const TYPES: [&str; 2] = ["application", "library"];
    if !kind.value.is_empty() && !TYPES.contains(&&*kind.value) {
        sink.invalid(kind.range, format!("`type` must be `application` or `library`, and is `{}`", kind.value)).help =
            near_match(&kind.value, TYPES).map(|near| format!("did you mean `{near}`?"));
    }
    kind.value == "library"
}

fn read_dependencies(reader: &mut Reader<'_>, sink: &mut Sink) -> Vec<ChartDependency> {
    let items = reader.node("dependencies").map_or(&[][..], Node::items);
    let mut dependencies = Vec::new();
    for (item, mut dependency) in items.iter().zip(reader.tables("dependencies", sink)) {
        let Some(name) = dependency.scalar("name", sink) else {
            if matches!(item.value, Value::Map(_) | Value::Null) {
                sink.invalid(first_line(item.range, reader.source()), "a dependency has no `name`");
            }
            continue;
        };
        let mut text = |key| dependency.scalar(key, sink).map(|text| text.value);
        dependencies.push(ChartDependency {
            name,
            version: text("version"),
            repository: text("repository"),
            condition: text("condition"),
            alias: text("alias"),
        });
    }
    dependencies
}

fn first_line(range: TextRange, text: &str) -> TextRange {
    let line = range.of(text).lines().next().unwrap_or_default();
    TextRange::new(range.start as usize, range.start as usize + line.len())
}

/// Whether Helm takes a text for a version: SemVer 2, with `v` before it and its last numbers left out at will
/// (`NewVersion` of github.com/Masterminds/semver, which Helm validates charts with).
fn is_version(text: &str) -> bool {
    let identifiers = |text: &str| {
        text.split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (numbers, pre) = text.split_once('-').map_or((text, None), |(numbers, pre)| (numbers, Some(pre)));
    numbers.split('.').count() <= 3
        && numbers.split('.').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        && pre.is_none_or(identifiers)
        && build.is_none_or(identifiers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: &str = "\
apiVersion: v2
name: redis
version: 1.10
appVersion: 7.4
type: library
deprecated: true
description: >
  In-memory
  store
keywords: [cache, 2]
maintainers:
  - name: A
    url: https://example.org
  - email: b@example.org
dependencies:
  - { name: common, version: 1.x, repository: 'oci://example.org', condition: common.enabled, alias: base }
annotations:
  docsgen.dev/rto: 1h
  docsgen.dev/tier: 1
  changes: |
    - one
    - two
";

    fn messages(remarks: &[Remark], text: &str) -> Vec<String> {
        remarks.iter().map(|remark| format!("{} @ {}", remark.message, remark.range.of(text))).collect()
    }

    #[test]
    fn a_chart_is_read_as_written() {
        let (chart, remarks) = parse_chart_yaml(CHART);
        assert_eq!(messages(&remarks, CHART), Vec::<String>::new());
        let value = |spanned: &Option<Spanned<String>>| spanned.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        assert_eq!(value(&chart.version), "1.10");
        assert_eq!(value(&chart.app_version), "7.4");
        assert_eq!(value(&chart.description), "In-memory store\n");
        assert!(chart.library && chart.deprecated);
        assert_eq!(chart.keywords.iter().map(|it| &*it.value).collect::<Vec<_>>(), ["cache", "2"]);
        assert_eq!(chart.maintainers.iter().map(|it| &*it.name.value).collect::<Vec<_>>(), ["A", "b@example.org"]);
        assert_eq!(chart.dependencies[0].alias.as_deref(), Some("base"));
        assert_eq!(chart.dependencies[0].name.range.of(CHART), "common");
        let annotations: Vec<_> = chart.annotations.iter().map(|(_, value)| &*value.value).collect();
        assert_eq!(annotations, ["1h", "1", "- one\n- two\n"]);
        assert_eq!(chart.annotations[0].0.range.of(CHART), "docsgen.dev/rto");
    }

    #[test]
    fn what_is_wrong_is_reported_and_the_rest_is_kept() {
        for (text, expected) in [
            ("", &["a Chart.yaml with nothing in it @ "][..]),
            ("apiVersion: v1\nname: a\n", &["`version` is missing @ apiVersion"]),
            ("apiVersion: v3\nname: a\nversion: 1.0.0\n", &["`apiVersion` must be `v1` or `v2`, and is `v3` @ v3"]),
            (
                "apiVersion: v2\nname: a\nversion: latest\n",
                &["`version` must be a semantic version, and is `latest` @ latest"],
            ),
            (
                "apiVersion: v2\nname: [a]\nversion: 1.0.0\ntype: librarry\n",
                &[
                    "`name` must be text, and is a list @ [a]",
                    "`type` must be `application` or `library`, and is `librarry` @ librarry",
                ],
            ),
            (
                "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n  - version: 1\n    alias: x\n",
                &["a dependency has no `name` @ version: 1"],
            ),
            (
                "apiVersion: v2\nname: a\nversion: 1.0.0\nname: b\nannotations:\n  x: [1]\n",
                &["key `name` is given twice @ name", "annotation `x` must be text, and is a list @ [1]"],
            ),
            ("- a\n", &["this must be a table of keys, and is a list @ - a"]),
            ("name: a: b\n", &["unexpected `:` @ :"]),
        ] {
            let (_, remarks) = parse_chart_yaml(text);
            assert_eq!(messages(&remarks, text), expected, "{text:?}");
            assert!(remarks.iter().all(|remark| remark.code == Code::ChartYamlInvalid));
        }
        let (chart, _) = parse_chart_yaml("apiVersion: v2\nname: [a]\nversion: 1.0.0\n");
        assert_eq!(chart.version.map(|version| version.value).as_deref(), Some("1.0.0"));
    }

    #[test]
    fn requirements_are_the_dependencies_of_an_old_chart() {
        let text = "dependencies:\n  - name: postgresql\n    version: 8.x.x\n    repository: '@stable'\n";
        let (dependencies, remarks) = parse_requirements(text);
        assert_eq!((dependencies.len(), remarks.len()), (1, 0));
        assert_eq!(dependencies[0].repository.as_deref(), Some("@stable"));
        assert_eq!(parse_requirements("dependencies: {a: 1}\n").1.len(), 1);
        assert_eq!(parse_requirements(""), (Vec::new(), Vec::new()));
    }

    #[test]
    fn versions_are_those_that_helm_takes() {
        for (text, expected) in [
            ("1.2.3", true),
            ("v1.2", true),
            ("1", true),
            ("1.2.3-rc.1+build.5", true),
            ("1.2.3.4", false),
            ("", false),
            ("1.x", false),
            ("1.2.3-", false),
            ("latest", false),
        ] {
            assert_eq!(is_version(text), expected, "{text}");
        }
    }
}
