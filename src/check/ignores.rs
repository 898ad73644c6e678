//! Exceptions that authors ask for in the text.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Topic, Topics, near_match};
use crate::parse::document::Ignore;
use crate::site::Site;
use crate::source::{FileId, Span, TextRange};

/// How many exceptions for one code may lie in one another.
const NESTED: usize = 8;

/// Leaves out what the text asks to be left out, and reports the exceptions that nothing needs. Those of findings that weren't
/// looked for are left alone: of other topics, and, unless `external` was asked for, of links that lead elsewhere.
#[must_use]
pub fn apply_ignores(findings: Vec<Diagnostic>, site: &Site, topics: &Topics, external: bool) -> Vec<Diagnostic> {
    let mut exceptions = Exceptions::default();
    let mut faults = Vec::new();
    for (file, document, _) in site.texts() {
        for ignore in &document.ignores {
            exceptions.add(file, ignore, &mut faults);
        }
    }
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter(|finding| !exceptions.cover(finding)).collect();
    if topics.contains(Topic::Repository) {
        findings.extend(faults);
        let looked_for = |code: Code| topics.contains(code.topic()) && (external || !code.is_external());
        findings.extend(exceptions.unused(looked_for));
    }
    findings
}

/// One code of one exception.
struct Exception {
    /// Where findings are left out.
    about: TextRange,
    /// Where its name is written.
    name: TextRange,
    used: bool,
}

#[derive(Default)]
struct Exceptions {
    /// By file and code, in order of place.
    by_code: BTreeMap<(FileId, Code), Vec<Exception>>,
}

impl Exceptions {
    fn add(&mut self, file: FileId, ignore: &Ignore, faults: &mut Vec<Diagnostic>) {
        if ignore.codes.is_empty() {
            let message = "a `docsgen:ignore` comment names no finding";
            faults.push(
                Diagnostic::new(Code::DirectiveInvalid, Span { file, range: ignore.range }, message)
                    .help("write the finding's name behind it: `<!-- docsgen:ignore link-missing-file -->`"),
            );
        }
        for name in &ignore.codes {
            match Code::from_name(&name.value) {
                Some(code) => {
                    let exception = Exception { about: ignore.about, name: name.range, used: false };
                    self.by_code.entry((file, code)).or_default().push(exception);
                }
                None => {
                    let message = format!("there is no finding `{}`", name.value);
                    let finding = Diagnostic::new(Code::DirectiveInvalid, Span { file, range: name.range }, message);
                    faults.push(match near_match(&name.value, Code::ALL.iter().map(|code| code.name())) {
                        Some(near) => finding.help(format!("did you mean `{near}`?")),
                        None => finding.help("`docsgen explain` lists them all"),
                    });
                }
            }
        }
    }

    /// Whether an exception is about a finding.
    fn cover(&mut self, finding: &Diagnostic) -> bool {
        let Some(span) = finding.span else { return false };
        let Some(exceptions) = self.by_code.get_mut(&(span.file, finding.code)) else { return false };
        let after = exceptions.partition_point(|exception| exception.about.start <= span.range.start);
        let mut covered = false;
        for exception in exceptions[..after].iter_mut().rev().take(NESTED) {
            if exception.about.contains(span.range.start) {
                exception.used = true;
                covered = true;
            }
        }
        covered
    }

    fn unused(self, looked_for: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let wanted = self.by_code.into_iter().filter(|((_, code), _)| looked_for(*code));
        let unused = wanted.flat_map(|((file, code), exceptions)| {
            exceptions.into_iter().filter(|exception| !exception.used).map(move |exception| {
                let message = format!("nothing here needs the exception for `{code}`");
                Diagnostic::new(Code::IgnoreUnused, Span { file, range: exception.name }, message)
                    .help("take it out: it would hide what goes wrong later")
            })
        });
        unused.collect()
    }
}
