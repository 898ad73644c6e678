//! One line a finding.

use std::io;

use super::{Options, limited, place, printable};
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

pub(super) fn write(
    out: &mut dyn io::Write,
    findings: &[Diagnostic],
    sources: &Sources,
    options: &Options,
) -> io::Result<()> {
    let (shown, hidden) = limited(findings, options);
    for finding in shown {
        if let Some(span) = finding.span {
            write!(out, "{}: ", place(sources, span))?;
        }
        let message = printable::line(&finding.message);
        writeln!(out, "{}[{}]: {message}", finding.severity.name(), finding.code)?;
    }
    if hidden > 0 {
        writeln!(out, "… and {hidden} more")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Format, Options, fixture};

    #[test]
    fn the_fixture_in_short() {
        insta::assert_snapshot!(fixture::report(Format::Short, &Options::default()));
    }

    #[test]
    fn a_limit_says_what_it_hides() {
        let report = fixture::report(Format::Short, &Options { limit: Some(2), ..Options::default() });
        assert_eq!(report.lines().count(), 3);
        assert!(report.ends_with(" more\n"), "{report}");
    }
}
