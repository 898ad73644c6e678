//! Checklists that must be complete.

use super::Checked;
use super::coverage::Lack;
use crate::config::SourcePattern;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::progress::{checklist, item_text};
use crate::source::Span;

/// The name in a waiver's `what` of a checklist.
const CHECKLIST: &str = "checklist";

/// Finds the pages whose checklists must be done and aren't. A pattern that no page with a checklist matches is a finding by itself,
/// since what it asks for would seem to be there.
pub(super) fn open_checklists(checked: Checked<'_>, findings: &mut Vec<Diagnostic>) -> Vec<Lack> {
    let mut lacks = Vec::new();
    for pattern in checked.config.check.coverage.require.iter().flat_map(|rule| &rule.complete) {
        let Ok(compiled) = SourcePattern::compile(pattern) else { continue };
        let mut matched = false;
        for page in checked.site.pages.iter().filter(|page| compiled.is_match(&page.path)) {
            let list = checklist(&page.document);
            matched |= !list.items.is_empty();
            let Some(first) = list.open().next() else { continue };
            let (open, all) = (list.open().count(), list.items.len());
            let place = Span { file: page.file, range: first.range };
            let message = format!("{open} of {all} items of this checklist are open, and it must be complete");
            let text = item_text(&page.document, first);
            let help = if text.is_empty() {
                "tick them off, or take the page out of `complete`".to_owned()
            } else {
                format!("the first is “{text}”; tick them off, or take the page out of `complete`")
            };
            lacks.push(Lack {
                finding: Diagnostic::new(Code::ChecklistOpen, place, message).help(help),
                chart: page.chart,
                names: vec![CHECKLIST.to_owned()],
            });
        }
        if !matched && let Some(file) = checked.config_file {
            let span = Span { file, range: pattern.range };
            let message = format!("no page with a checklist matches `{}`", pattern.value);
            findings.push(
                Diagnostic::new(Code::CoverageUnmatched, span, message)
                    .help("name a page with `- [ ]` items, from the root of the repository"),
            );
        }
    }
    lacks
}
