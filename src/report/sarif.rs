//! SARIF 2.1.0 (OASIS), which code scanning services read.

use std::collections::BTreeMap;
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::place::Place;
use super::{Options, SETTINGS};
use crate::diagnostic::{Code, Diagnostic, Identity, Severity};
use crate::source::Sources;

/// What a path keeps in a URI. A colon in its first part would be a scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What SARIF calls the folder that all paths are relative to.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Code,
    short_description: Message<'static>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: Severity,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    text: std::borrow::Cow<'a, str>,
}

impl<'a> Message<'a> {
    fn new(text: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        Self { text: text.into() }
    }
}

/// A result, as SARIF calls it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: Code,
    rule_index: usize,
    level: Severity,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Fingerprints {
    /// The number is raised when the same finding gets another fingerprint.
    #[serde(rename = "docsgenFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl Region {
    const fn of(place: Place<'_>) -> Self {
        Self {
            start_line: place.line,
            start_column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Message<'a>>,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Message<'a>,
}

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let mut rules: BTreeMap<Code, usize> = findings.iter().map(|finding| (finding.code, 0)).collect();
    rules.values_mut().enumerate().for_each(|(index, rule)| *rule = index);
    let writer = Results { sources, prefix: &options.prefix };
    let identities = Identity::numbered(findings, sources);
    let results = findings.iter().zip(identities).map(|(finding, (identity, number))| Found {
        rule_id: finding.code,
        rule_index: rules[&finding.code],
        level: finding.severity,
        message: Message::new(message(finding)),
        locations: [writer.location(finding)],
        related_locations: writer.related(finding),
        partial_fingerprints: Fingerprints { finding: identity.fingerprint(number) },
        fixes: writer.fixes(finding),
    });
    let run = Run {
        column_kind: "unicodeCodePoints",
        results: results.collect(),
        tool: Tool {
            driver: Driver {
                name: "docsgen",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.keys().map(|code| rule(*code)).collect(),
            },
        },
    };
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    serde_json::to_writer_pretty(&mut *out, &Log { schema, version: "2.1.0", runs: [run] })?;
    out.write_all(b"\n")
}

fn rule(code: Code) -> Rule {
    let severity = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    };
    Rule {
        id: code,
        short_description: Message::new(code.title()),
        help: Help { text: code.explanation(), markdown: code.explanation() },
        default_configuration: Configuration { level: code.severity() },
        properties: Properties { tags: [code.topic().name()], severity },
    }
}

/// Most readers show the message alone, so it says what to do as well. `[text](1)` in it would be a link to a place.
fn message(finding: &Diagnostic) -> String {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message += &format!("\nHelp: {help}");
    }
    if message.contains("](") { message.replace('[', "\\[").replace(']', "\\]") } else { message }
}

struct Results<'a> {
    sources: &'a Sources,
    prefix: &'a str,
}

impl<'a> Results<'a> {
    fn artifact(&self, path: &str) -> ArtifactLocation {
        let path = format!("{}{path}", self.prefix);
        ArtifactLocation { uri: utf8_percent_encode(&path, PATH).to_string(), uri_base_id: ROOT }
    }

    /// Where a finding is. GitHub takes no result without a place, so that of the whole site is the file of its settings.
    fn location(&self, finding: &Diagnostic) -> Location<'a> {
        let place = finding.span.map(|span| Place::of(span, self.sources));
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: self.artifact(place.map_or(SETTINGS, |place| place.path)),
                region: place.map(Region::of),
            },
            message: None,
        }
    }

    fn related(&self, finding: &'a Diagnostic) -> Vec<Location<'a>> {
        let location = |(id, label): (usize, &'a crate::diagnostic::Label)| {
            let place = Place::of(label.span, self.sources);
            Location {
                id: Some(id),
                physical_location: PhysicalLocation {
                    artifact_location: self.artifact(place.path),
                    region: Some(Region::of(place)),
                },
                message: Some(Message::new(&*label.message)),
            }
        };
        (1..).zip(&finding.labels).map(location).collect()
    }

    fn fixes(&self, finding: &'a Diagnostic) -> Vec<Fix<'a>> {
        let mut changes: BTreeMap<&str, Vec<Replacement<'a>>> = BTreeMap::new();
        for edit in &finding.fix {
            let place = Place::of(edit.span, self.sources);
            changes.entry(place.path).or_default().push(Replacement {
                deleted_region: Region::of(place),
                inserted_content: Message::new(&*edit.replacement),
            });
        }
        if changes.is_empty() {
            return Vec::new();
        }
        let changes = changes
            .into_iter()
            .map(|(path, replacements)| ArtifactChange { artifact_location: self.artifact(path), replacements });
        vec![Fix { description: finding.help.as_deref().map(Message::new), artifact_changes: changes.collect() }]
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{report, written};
    use super::super::{Format, Options};
    use super::*;
    use crate::source::{RepoPath, SourceFile, Span, TextRange};

    fn log(findings: &[Diagnostic], sources: &Sources) -> serde_json::Value {
        serde_json::from_str(&written(Format::Sarif, findings, sources, &Options::default())).expect("JSON")
    }

    #[test]
    fn the_fixture_as_sarif() {
        let mut log: serde_json::Value =
            serde_json::from_str(&report(Format::Sarif, &Options::default())).expect("valid JSON");
        // Pages of documentation and versions change for reasons of their own.
        let driver = &mut log["runs"][0]["tool"]["driver"];
        driver["version"] = "…".into();
        driver["semanticVersion"] = "…".into();
        for rule in driver["rules"].as_array_mut().expect("rules") {
            assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.contains("## What to do")));
            rule["help"] = "…".into();
        }
        insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"));
    }

    #[test]
    fn paths_are_percent_encoded() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new(RepoPath::new("a:b/백 c#%.md").unwrap(), "x"));
        let span = Span { file, range: TextRange::new(0, 1) };
        let log = log(&[Diagnostic::new(Code::LinkMissingFile, span, "gone")], &sources);
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%3Ab/%EB%B0%B1%20c%23%25.md");
    }

    #[test]
    fn fingerprints_stay_when_lines_move_and_differ_within_a_run() {
        let fingerprints = |text: &str| {
            let mut sources = Sources::default();
            let file = sources.add(SourceFile::new(RepoPath::new("a.md").unwrap(), text));
            let span = |start: usize| Span { file, range: TextRange::new(start, start + 4) };
            let findings: Vec<_> = text
                .match_indices("dead")
                .map(|(start, _)| Diagnostic::new(Code::LinkMissingFile, span(start), "gone"))
                .collect();
            let log = log(&findings, &sources);
            let results = log["runs"][0]["results"].as_array().expect("results").clone();
            results.iter().map(|result| result["partialFingerprints"].to_string()).collect::<Vec<_>>()
        };
        let first = fingerprints("dead dead");
        assert_ne!(first[0], first[1]);
        assert_eq!(fingerprints("\n\ndead\n\n  dead"), first);
    }

    #[test]
    fn text_that_would_be_a_link_to_a_place_is_no_link() {
        let log = log(&[Diagnostic::new(Code::LinkMissingFile, None, "see [a](1)")], &Sources::default());
        assert_eq!(log["runs"][0]["results"][0]["message"]["text"], "see \\[a\\](1)");
    }
}
