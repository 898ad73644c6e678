//! An impact for people at a terminal.

use std::fmt::Write as _;

use super::report::{Part, Report};
use crate::report::printable;

pub(super) fn write(report: &Report) -> String {
    let mut out = String::new();
    if report.summary.is_empty() && report.sections.is_empty() {
        out.push_str("No change that readers would notice.\n");
    } else {
        let clauses: Vec<&str> = report.summary.iter().map(|clause| clause.text.as_str()).collect();
        if !clauses.is_empty() {
            let _ = writeln!(out, "{}", clauses.join(", "));
        }
    }
    for unknown in &report.unknown {
        let _ = writeln!(out, "\n{}", unknown.sentence());
    }
    for section in &report.sections {
        let _ = writeln!(out, "\n{}", section.title);
        for line in &section.lines {
            out.push_str("  ");
            for part in line {
                push(&mut out, part);
            }
            out.push('\n');
        }
    }
    out
}

fn push(out: &mut String, part: &Part) {
    match part {
        Part::Words(words) => out.push_str(words),
        Part::Strong(words) => out.push_str(words),
        Part::Value(text) | Part::Prose(text) | Part::Page { title: text, .. } => out.push_str(&printable::line(text)),
    }
}
