//! GitLab's Code Quality report.

use std::io;

use serde::Serialize;

use super::place::Place;
use super::{Options, SETTINGS};
use crate::diagnostic::{Code, Diagnostic, Identity, Severity};
use crate::source::Sources;

#[derive(Serialize)]
struct Violation {
    description: String,
    check_name: Code,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let identities = Identity::numbered(findings, sources);
    let violations = findings.iter().zip(identities).map(|(finding, (identity, number))| {
        let place = finding.span.map(|span| Place::of(span, sources));
        // GitLab takes no violation without a place.
        let (path, begin, end) = place.map_or((SETTINGS, 1, 1), |place| (place.path, place.line, place.end_line));
        Violation {
            description: match &finding.help {
                Some(help) => format!("{} ({help})", finding.message),
                None => finding.message.clone(),
            },
            check_name: finding.code,
            fingerprint: identity.fingerprint(number),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location { path: format!("{}{path}", options.prefix), lines: Lines { begin, end } },
        }
    });
    let violations: Vec<Violation> = violations.collect();
    serde_json::to_writer_pretty(&mut *out, &violations)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::fixture::{findings, report};
    use super::super::{Format, Options};

    #[test]
    fn the_fixture_for_gitlab() {
        insta::assert_snapshot!(report(Format::Gitlab, &Options::default()));
    }

    #[test]
    fn every_violation_has_a_fingerprint_of_its_own() {
        let json: serde_json::Value = serde_json::from_str(&report(Format::Gitlab, &Options::default())).expect("JSON");
        let fingerprints: BTreeSet<&str> =
            json.as_array().expect("a list").iter().filter_map(|found| found["fingerprint"].as_str()).collect();
        assert_eq!(fingerprints.len(), findings().1.len());
    }
}
