//! A page of Markdown about a run, as GitHub shows it for a job.

use std::fmt::Write as _;
use std::io;

use super::alike::gather;
use super::place::Place;
use super::{Options, by_code, in_words, printable};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// The most rows of a table: GitHub takes a megabyte of Markdown from a step, and nobody reads more.
const ROWS: usize = 100;

/// Writes a summary of the findings. It ends with an empty line, so that another may follow.
///
/// # Errors
/// Where `out` can't be written to.
pub fn job_summary(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let mut page = format!("## docsgen {}\n\n", options.command);
    if findings.is_empty() {
        page.push_str("Nothing found.\n\n");
        return out.write_all(page.as_bytes());
    }
    // A `String` takes all that is written to it.
    let _ = writeln!(page, "{}\n\n| findings | level | code | what it finds |\n|--:|---|---|---|", in_words(findings));
    for (severity, code, count) in by_code(findings) {
        let (name, title) = (severity.name(), markdown(code.title()));
        let _ = writeln!(page, "| {count} | {name} | <code>{code}</code> | {title} |");
    }
    let mut gathered = gather(findings);
    gathered.sort_by_key(|alike| std::cmp::Reverse(alike.finding.severity));
    page.push_str("\n| level | finding | first place | places |\n|---|---|---|--:|\n");
    for alike in gathered.iter().take(ROWS) {
        let finding = alike.finding;
        let place = finding.span.map(|span| {
            let place = Place::of(span, sources);
            markdown(&format!("`{}{}:{}`", options.prefix, printable::line(place.path), place.line))
        });
        let message = markdown(&printable::line(&finding.message));
        let (name, place) = (finding.severity.name(), place.unwrap_or_default());
        let _ = writeln!(page, "| {name} | {message} | {place} | {} |", alike.len());
    }
    if gathered.len() > ROWS {
        let _ = writeln!(page, "\n{} more are in the log.", gathered.len() - ROWS);
    }
    page.push('\n');
    out.write_all(page.as_bytes())
}

/// Text for a cell of a table: names in backticks become code, and nothing else in it means anything.
fn markdown(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    let mut parts = text.split('`').peekable();
    let mut code = false;
    while let Some(part) = parts.next() {
        for character in part.chars() {
            match character {
                '&' | '<' | '>' | '"' | '|' | '*' | '_' | '~' | '[' | ']' | '\\' | '#' | '@' | ':' | '$' | '!' => {
                    let _ = write!(cell, "&#{};", u32::from(character));
                }
                character => cell.push(character),
            }
        }
        match parts.peek() {
            None if code => cell.push_str("</code>"),
            None => {}
            Some(_) => {
                cell.push_str(if code { "</code>" } else { "<code>" });
                code = !code;
            }
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{findings, many};
    use super::*;

    fn summary(findings: &[Diagnostic], sources: &Sources) -> String {
        let mut out = Vec::new();
        job_summary(&mut out, findings, sources, &Options::default()).expect("memory takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_fixture_as_a_job_summary() {
        let (sources, findings) = findings();
        insta::assert_snapshot!(summary(&findings, &sources));
    }

    #[test]
    fn a_clean_run_says_so_and_a_long_one_ends() {
        assert_eq!(summary(&[], &Sources::default()), "## docsgen check\n\nNothing found.\n\n");
        let (sources, findings) = many("x".repeat(4_000), 4);
        let page = summary(&findings, &sources);
        assert!(page.contains("899 more are in the log.") && page.len() < 50_000, "{page}");
    }

    #[test]
    fn nothing_of_the_repository_becomes_markup() {
        for (text, expected) in [
            ("there is no file `a|b.md`", "there is no file <code>a&#124;b.md</code>"),
            ("<img src=x> [a](b) *x*", "&#60;img src=x&#62; &#91;a&#93;(b) &#42;x&#42;"),
            ("a `b", "a <code>b</code>"),
            ("`a` and `b`", "<code>a</code> and <code>b</code>"),
        ] {
            assert_eq!(markdown(text), expected);
        }
    }
}
