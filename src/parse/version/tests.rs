use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::FrontMatter;
use crate::parse::markdown::parse_document;

fn read(text: &str) -> Document {
    parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &ParseOptions::default())
}

/// Each statement as `form of version [chart] @ what stands at its place`, and `; origin` behind.
fn told(text: &str) -> Vec<String> {
    let document = read(text);
    let tell = |statement: &VersionStatement| {
        let chart = statement.chart.as_deref().map(|chart| format!(" {chart}")).unwrap_or_default();
        let origin = statement.origin.as_deref().map(|origin| format!("; {origin}")).unwrap_or_default();
        format!(
            "{:?} {:?} {}{chart} @ {}{origin}",
            statement.form,
            statement.of,
            statement.version,
            statement.range.of(text)
        )
    };
    document.versions.iter().map(tell).collect()
}

#[test]
fn badges_say_what_they_are_of_by_word_or_description() {
    let text = "# Redis\n\n\
        ![Version: 0.1.0](https://img.shields.io/badge/Version-0.1.0-informational)\n\
        ![App Version](https://img.shields.io/badge/redis-1.0.0--alpha.66-orange)\n\
        [![Chart](https://img.shields.io/badge/chart-v0.2.0-blue.svg)](Chart.yaml)\n\
        <img src=\"https://img.shields.io/badge/AppVersion-7.4-blue\" alt=\"x\">\n\
        ![License](https://img.shields.io/badge/License-3.0-blue) ![t](https://img.shields.io/badge/tag-Media-orange)\n\
        [no image](https://img.shields.io/badge/Version-0.9.0-informational)\n";
    assert_eq!(
        told(text),
        [
            "Badge Chart 0.1.0 @ 0.1.0",
            "Badge App 1.0.0-alpha.66 @ 1.0.0--alpha.66",
            "Badge Chart v0.2.0 @ v0.2.0",
            "Badge App 7.4 @ 7.4",
        ]
    );
    let repeated: Vec<_> = read(text).versions.iter().map(|s| s.repeated.map(|range| range.start)).collect();
    assert_eq!(repeated, [Some(text.find("0.1.0").expect("there") as u32), None, None, None]);
}

#[test]
fn labels_and_rows_name_a_version_and_perhaps_a_chart() {
    let text = "# Redis\n\n**Chart Version**: `0.3.0`  \n**Redis Version:** 7.4+ (LTS)\n**Grafana Chart Version:** v0.3.0\n\n\
        - **App Version**: 7.4.1\n- **Version**: 1.0.0\n- **Chart Version**: [Version]\n- **Upgrade Versions**: 1.0\n\n\
        | Item | Value |\n|---|---|\n| Chart Version | **0.3.0** |\n| App Version | latest |\n| Status | 1.0.0 |\n";
    assert_eq!(
        told(text),
        [
            "Label Chart 0.3.0 @ 0.3.0",
            "Label App 7.4+ Redis @ 7.4+",
            "Label Chart v0.3.0 Grafana @ v0.3.0",
            "Label App 7.4.1 @ 7.4.1",
            "Cell Chart 0.3.0 @ 0.3.0",
        ]
    );
}

#[test]
fn columns_count_beside_a_column_of_charts() {
    let text = "| Chart | Version | App Version |\n|---|---|---|\n| [redis](x) | 0.2.0 | 7.4 |\n\n\
        | Chart | Version |\n|---|---|\n| `kafka` | 3.9 |\n\n\
        | Chart Version | App Version | Kubernetes |\n|---|---|---|\n| 0.1.0 | 1.0 | 1.19+ |\n\n\
        | Service | Version |\n|---|---|\n| redis | 1.0 |\n";
    assert_eq!(
        told(text),
        ["Cell Chart 0.2.0 redis @ 0.2.0", "Cell App 7.4 redis @ 7.4", "Cell Either 3.9 kafka @ 3.9"]
    );
}

#[test]
fn manifests_name_chart_and_origin() {
    let text = "```yaml\n\
        spec:\n  source:\n    repoURL: https://a.example/x\n    targetRevision: 0.3.0\n    chart: redis\n---\n\
        spec:\n  chart:\n    spec:\n      chart: kafka\n      version: \"0.4.0\" # pinned\n      sourceRef:\n        name: ours\n---\n\
        dependencies:\n  - name: loki\n    version: ^0.1\n    repository: file://../loki\n  - name: other\n    version: 1.0.0\n    repository: \"\"\n---\n\
        apiVersion: v2\nname: tempo\nversion: 0.5.0\nappVersion: \"2.9\"\n---\n\
        apiVersion: acme/v1\nkind: Cluster\nspec:\n  version: 8.0.35\n---\n\
        kind: HelmRepository\nmetadata:\n  name: ours\nspec:\n  url: https://b.example/y\n```\n\n\
        > ```yaml\n> chart: mimir\n> version: 0.1.0 # previous release\n> ```\n";
    assert_eq!(
        told(text),
        [
            "Key Chart 0.3.0 redis @ 0.3.0; https://a.example/x",
            "Key Chart 0.4.0 kafka @ 0.4.0; ours",
            "Key Chart ^0.1 loki @ ^0.1; file://../loki",
            "Key Chart 0.5.0 tempo @ 0.5.0; .",
            "Key App 2.9 tempo @ 2.9; .",
        ]
    );
    let repositories = read(text).chart_repositories;
    assert_eq!(repositories, [ChartRepository { name: "ours".into(), url: "https://b.example/y".into() }]);
}

#[test]
fn a_list_of_charts_takes_the_only_origin_there_is() {
    let text = "```yaml\ngenerators:\n  - list:\n      elements:\n        - app: a\n          chart: redis\n          version: \"0.3.0\"\n\
        \x20       - app: b\n          chart: kafka\n          version: \"0.4.0\"\ntemplate:\n  sources:\n    - repoURL: https://a.example/x\n\
        \x20     targetRevision: \"{{ .version }}\"\n      chart: \"{{ .chart }}\"\n    - repoURL: https://git.example/values\n      targetRevision: main\n```\n";
    assert_eq!(
        told(text),
        ["Key Chart 0.3.0 redis @ 0.3.0; https://a.example/x", "Key Chart 0.4.0 kafka @ 0.4.0; https://a.example/x"]
    );
}

#[test]
fn commands_name_chart_origin_and_version() {
    let text = "```bash\nhelm repo add ours https://b.example/y --force-update\n\
        helm upgrade --install redis ours/redis -n data \\\n  --version 0.3.0 --wait  # now\n\
        $ helm pull oci://ghcr.io/acme/charts/kafka --version=\"0.4.0\" --untar && helm install x ./charts/x --version 1\n\
        helm install y loki --repo https://b.example/y --version '>=0.3.1'\n\
        helm install z ours/$CHART --version \"$VERSION\"\nmysql --version 8\n\
        helm search repo ours/redis --versions\n\n\
        # Previous working version\nhelm install redis ours/redis --version 0.1.0\n```\n\n\
        Run `helm template r ours/redis --version 0.2.0`.\n\n\
        ## Rollback\n\n```sh\nhelm install redis ours/redis --version 0.1.0\n```\n";
    assert_eq!(
        told(text),
        [
            "Command Chart 0.3.0 redis @ 0.3.0; ours",
            "Command Chart 0.4.0 kafka @ 0.4.0; oci://ghcr.io/acme/charts",
            "Command Chart 1 x @ 1; ./charts",
            "Command Chart >=0.3.1 loki @ >=0.3.1; https://b.example/y",
            "Command Chart 0.2.0 redis @ 0.2.0; ours",
        ]
    );
    let repositories = read(text).chart_repositories;
    assert_eq!(repositories, [ChartRepository { name: "ours".into(), url: "https://b.example/y".into() }]);
}

#[test]
fn the_past_states_nothing_and_a_footer_belongs_to_no_section() {
    let text = "# Redis\n\n## Changelog\n\n### Details\n\n**Chart Version**: 0.1.0\n\n## 0.2.0 (2025-01-01)\n\n**Chart Version**: 0.2.0\n\n\
        ## Rollback\n\nText\n\n---\n\n**Chart Version**: 0.3.0\n";
    assert_eq!(told(text), ["Label Chart 0.3.0 @ 0.3.0"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn places_lie_in_any_text(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "```yaml\n", "```sh\n", "```\n", "version: ", "chart: ", "- ", "  ", "\n", "0.3.0", "'", "\"", "# ", "helm pull a/b ",
                "--version ", "--version=", "\\\n", "**Chart Version**: ", "| Chart | Version |\n|---|---|\n", "| a | ", "|", "é", "---\n",
                "![Version: 1](https://img.shields.io/badge/Version-", "-blue)", "--", "&amp;", "> ", "`", "repoURL: ", "\r\n", "🚀",
            ]),
            0..40,
        )
    ) {
        let text: String = pieces.concat();
        for statement in read(&text).versions {
            for range in [Some(statement.range), statement.repeated].into_iter().flatten() {
                proptest::prop_assert!(text.get(range.as_range()).is_some_and(|written| !written.is_empty()), "{:?}", statement);
            }
        }
    }
}
