//! Workflow commands, which GitHub Actions shows beside the lines of a pull request.

use std::io;

use super::alike::gather;
use super::place::Place;
use super::{Options, printable, short};
use crate::diagnostic::{Diagnostic, Severity};
use crate::digest::Digest;
use crate::source::Sources;

/// How many annotations of each kind GitHub takes from one step; the rest it drops without a word.
const ANNOTATIONS: usize = 10;

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let mut rest: Vec<Diagnostic> = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_kind: Vec<Diagnostic> = findings.iter().filter(|found| found.severity == severity).cloned().collect();
        // One of each comes before the second of any, so that what is seen says most.
        let gathered = gather(&of_kind);
        let firsts = gathered.iter().map(|alike| alike.finding);
        let mut ordered = firsts.chain(gathered.iter().flat_map(|alike| alike.others.iter().copied()));
        for finding in ordered.by_ref().take(ANNOTATIONS) {
            annotate(out, finding, sources, options)?;
        }
        rest.extend(ordered.cloned());
    }
    if rest.is_empty() {
        return Ok(());
    }
    rest.sort_unstable();
    let mut lines = Vec::new();
    short::write(&mut lines, &rest, sources, options)?;
    // The lines quote the repository, which could bring commands of its own: none is heard until the word that is made of
    // these very lines.
    let word = Digest::of(&lines);
    let more = if rest.len() == 1 { "finding that has" } else { "findings that have" };
    writeln!(out, "::group::{} more {more} no annotation: GitHub takes {ANNOTATIONS} of each kind", rest.len())?;
    writeln!(out, "::stop-commands::docsgen-{word}")?;
    out.write_all(&lines)?;
    writeln!(out, "::docsgen-{word}::")?;
    writeln!(out, "::endgroup::")
}

fn annotate(out: &mut dyn io::Write, finding: &Diagnostic, sources: &Sources, options: &Options) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{command} ")?;
    if let Some(span) = finding.span {
        let place = Place::of(span, sources);
        let path = format!("{}{}", options.prefix, place.path);
        write!(out, "file={},line={}", property(&path), place.line)?;
        // GitHub refuses columns of a text that ends on another line.
        if place.line == place.end_line {
            write!(out, ",col={},endColumn={}", place.column, place.end_column)?;
        } else {
            write!(out, ",endLine={}", place.end_line)?;
        }
        write!(out, ",")?;
    }
    write!(out, "title={}::{}", property(finding.code.name()), data(&printable::line(&finding.message)))?;
    if let Some(help) = &finding.help {
        write!(out, "%0A{}", data(&printable::line(help)))?;
    }
    writeln!(out)
}

/// Text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{many, report, written};
    use super::super::{Format, Options};
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::{RepoPath, SourceFile, Span, TextRange};

    #[test]
    fn the_fixture_as_workflow_commands() {
        insta::assert_snapshot!(report(Format::Github, &Options::default()));
    }

    #[test]
    fn what_would_end_a_property_or_a_command_is_escaped() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new(RepoPath::new("a,b:c%\n.md").unwrap(), "x\ny"));
        let span = Span { file, range: TextRange::new(0, 3) };
        let finding = Diagnostic::new(Code::LinkMissingFile, span, "50%, a:b\n::error::x").help("do\r\nthis");
        let options = Options { prefix: "sub/".to_owned(), ..Options::default() };
        assert_eq!(
            written(Format::Github, &[finding], &sources, &options),
            "::error file=sub/a%2Cb%3Ac%25%0A.md,line=1,endLine=2,title=link-missing-file::50%25, a:b␊::error::x%0Ado␍␊this\n"
        );
    }

    #[test]
    fn what_github_would_drop_is_listed_where_no_command_is_heard() {
        let (sources, mut findings) = many("##[add-mask]x ".repeat(4), 4);
        for finding in &mut findings {
            finding.message += " ##[add-mask]x";
        }
        let report = written(Format::Github, &findings, &sources, &Options::default());
        assert_eq!(report.lines().filter(|line| line.starts_with("::error ")).count(), ANNOTATIONS);
        let (_, after) = report.split_once("::stop-commands::").expect("there are more");
        let (word, listed) = after.split_once('\n').unwrap();
        let (listed, end) = listed.split_once(&format!("::{word}::\n")).expect("commands are heard again");
        assert_eq!(listed.lines().count(), findings.len() - ANNOTATIONS);
        assert_eq!(end, "::endgroup::\n");
        assert!(report.contains(&format!("::group::{} more findings", findings.len() - ANNOTATIONS)), "{report}");
    }

    #[test]
    fn different_findings_come_before_the_same_again() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new(RepoPath::new("a.md").unwrap(), "x".repeat(30)));
        let span = |at: usize| Span { file, range: TextRange::new(at, at + 1) };
        let mut findings: Vec<_> =
            (0..20).map(|at| Diagnostic::new(Code::LinkMissingFile, span(at), "the same")).collect();
        findings.push(Diagnostic::new(Code::LinkMissingFile, span(25), "another"));
        let report = written(Format::Github, &findings, &sources, &Options::default());
        assert!(report.lines().nth(1).is_some_and(|line| line.ends_with("another")), "{report}");
    }
}
