//! JUnit's XML, which most continuous integration systems show as tests: a suite for each file, a test for each finding.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::place::Place;
use super::{Options, SETTINGS, printable};
use crate::diagnostic::{Diagnostic, fails};
use crate::source::Sources;

/// The name of the whole, and of what passed where nothing was found: some systems take a report without a test for a
/// failed run.
const NAME: &str = "docsgen check";

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let total = counts(findings, options);
    let root = writer.create_element("testsuites").with_attribute(("name", NAME));
    let root = root.with_attributes(total.iter().map(|(key, value)| (*key, value.as_str())));
    root.write_inner_content(|writer| {
        if findings.is_empty() {
            let suite = writer.create_element("testsuite").with_attributes([("name", NAME), ("tests", "1")]);
            suite.write_inner_content(|writer| {
                let test = writer.create_element("testcase").with_attributes([("name", NAME), ("classname", NAME)]);
                test.write_empty().map(drop)
            })?;
        }
        for suite in
            findings.chunk_by(|left, right| left.span.map(|span| span.file) == right.span.map(|span| span.file))
        {
            let path = suite[0].span.map_or(SETTINGS, |span| super::file_of(sources, span).1.as_str());
            let path = text(&format!("{}{path}", options.prefix));
            let numbers = counts(suite, options);
            let element = writer.create_element("testsuite").with_attribute(("name", &*path));
            let element = element.with_attributes(numbers.iter().map(|(key, value)| (*key, value.as_str())));
            element.write_inner_content(|writer| {
                suite.iter().try_for_each(|finding| write_test(writer, finding, &path, sources, options))
            })?;
        }
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")
}

/// The attributes of a suite that count.
fn counts(findings: &[Diagnostic], options: &Options) -> [(&'static str, String); 4] {
    let failed = findings.iter().filter(|finding| fails(std::slice::from_ref(*finding), options.fail_on)).count();
    [
        ("tests", findings.len().max(1).to_string()),
        ("failures", failed.to_string()),
        ("errors", "0".to_owned()),
        ("skipped", (findings.len() - failed).to_string()),
    ]
}

fn write_test(
    writer: &mut Writer<&mut dyn io::Write>,
    finding: &Diagnostic,
    path: &str,
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let place = finding.span.map(|span| Place::of(span, sources));
    let message = text(&finding.message);
    let at = place.map(|place| format!(" at {}:{}", place.line, place.column)).unwrap_or_default();
    let name = format!("{}{at}", finding.code);
    let line = place.map(|place| place.line.to_string());
    let mut test =
        writer.create_element("testcase").with_attributes([("name", &*name), ("classname", path), ("file", path)]);
    if let Some(line) = &line {
        test = test.with_attribute(("line", &**line));
    }
    test.write_inner_content(|writer| {
        if !fails(std::slice::from_ref(finding), options.fail_on) {
            let said = format!("{}: {message}", finding.severity.name());
            return writer.create_element("skipped").with_attribute(("message", &*said)).write_empty().map(drop);
        }
        let mut body = place.map(|place| format!("{path}:{}:{}: ", place.line, place.column)).unwrap_or_default();
        body += &format!("{}[{}]: {message}", finding.severity.name(), finding.code);
        if let Some(help) = &finding.help {
            body += &format!("\nhelp: {}", text(help));
        }
        let failure = writer.create_element("failure");
        let failure = failure.with_attributes([("message", &*message), ("type", finding.code.name())]);
        failure.write_text_content(BytesText::new(&body)).map(drop)
    })
    .map(drop)
}

/// Text that may stand in XML, which has no control characters, not even escaped ones.
fn text(text: &str) -> String {
    printable::line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;

    use super::super::fixture::{report, written};
    use super::super::{Format, Options};
    use super::*;
    use crate::diagnostic::{Code, FailOn};

    /// The number of elements by name; fails where the text is no XML.
    fn elements(xml: &str, name: &str) -> usize {
        let mut reader = Reader::from_str(xml);
        let mut count = 0;
        loop {
            match reader.read_event().expect("XML") {
                Event::Start(tag) | Event::Empty(tag) if tag.name() == quick_xml::name::QName(name) => count += 1,
                Event::Eof => return count,
                _ => {}
            }
        }
    }

    #[test]
    fn the_fixture_for_junit() {
        insta::assert_snapshot!(report(Format::Junit, &Options::default()));
    }

    #[test]
    fn what_fails_the_check_fails_a_test_and_nothing_else_does() {
        for (fail_on, failures) in [(FailOn::Error, 8), (FailOn::Warning, 11), (FailOn::Never, 0)] {
            let report = report(Format::Junit, &Options { fail_on, ..Options::default() });
            assert_eq!(elements(&report, "failure"), failures, "{fail_on:?}");
            assert_eq!(elements(&report, "testcase"), 12);
            assert_eq!(elements(&report, "skipped"), 12 - failures);
        }
    }

    #[test]
    fn a_clean_run_has_one_test_that_passed() {
        let report = written(Format::Junit, &[], &Sources::default(), &Options::default());
        assert_eq!((elements(&report, "testcase"), elements(&report, "failure")), (1, 0), "{report}");
    }

    #[test]
    fn nothing_that_xml_has_no_word_for_gets_in() {
        let finding = Diagnostic::new(Code::LinkMissingFile, None, "\u{0}\u{1b}\u{ffff}<&\"']]>");
        let report = written(Format::Junit, &[finding], &Sources::default(), &Options::default());
        assert_eq!(elements(&report, "failure"), 1);
        assert!(!report.contains(['\u{0}', '\u{1b}', '\u{ffff}']), "{report}");
    }
}
