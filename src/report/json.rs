//! One JSON object for programs.
//!
//! `version` is raised when a field changes its meaning or goes away; fields may be added without that.

use std::io;

use serde::Serialize;

use super::place::Place;
use crate::diagnostic::{Code, Counts, Diagnostic, Severity};
use crate::source::Sources;

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: Code,
    severity: Severity,
    #[serde(flatten)]
    place: MaybePlace<'a>,
    message: &'a str,
    help: Option<&'a str>,
    target: Option<&'a str>,
    labels: Vec<Label<'a>>,
    fix: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

/// All are `null` for a finding about the whole site.
#[derive(Default, Serialize)]
struct MaybePlace<'a> {
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'a> From<Place<'a>> for MaybePlace<'a> {
    fn from(place: Place<'a>) -> Self {
        Self {
            path: Some(place.path),
            line: Some(place.line),
            column: Some(place.column),
            end_line: Some(place.end_line),
            end_column: Some(place.end_column),
        }
    }
}

/// What `docsgen check --fix` replaces, and by what.
#[derive(Serialize)]
struct Fix<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

pub(super) fn write(out: &mut dyn io::Write, findings: &[Diagnostic], sources: &Sources) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        findings: findings
            .iter()
            .map(|finding| Finding {
                code: finding.code,
                severity: finding.severity,
                place: finding.span.map(|span| Place::of(span, sources).into()).unwrap_or_default(),
                message: &finding.message,
                help: finding.help.as_deref(),
                target: finding.target.as_deref(),
                labels: finding
                    .labels
                    .iter()
                    .map(|label| Label { place: Place::of(label.span, sources), message: &label.message })
                    .collect(),
                fix: finding
                    .fix
                    .iter()
                    .map(|edit| Fix { place: Place::of(edit.span, sources), replacement: &edit.replacement })
                    .collect(),
            })
            .collect(),
        counts: Counts::of(findings),
    };
    serde_json::to_writer(&mut *out, &report)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Options, fixture};

    #[test]
    fn the_fixture_as_json() {
        let report = fixture::report(Format::Json, &Options { limit: Some(1), ..Options::default() });
        let value: serde_json::Value = serde_json::from_str(&report).expect("valid JSON");
        let mut lines = String::new();
        for finding in value["findings"].as_array().expect("a list") {
            lines.push_str(&finding.to_string());
            lines.push('\n');
        }
        insta::assert_snapshot!(format!("{lines}{}\nversion {}", value["counts"], value["version"]));
    }
}
