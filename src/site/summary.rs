//! The parts of an mdBook's SUMMARY.md, with the pages they name.

use rapidhash::{RapidHashMap, RapidHashSet};

use super::Input;
use super::page::PageId;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{RepoPath, Span};

/// Pages in reading order, each with how deep it is nested.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Empty for chapters that stand in no part.
    pub(super) title: String,
    pub(super) chapters: Vec<(PageId, u8)>,
}

/// The parts that have a page; findings for chapters that have none.
pub(super) fn parts(
    input: &Input<'_>,
    by_path: &RapidHashMap<RepoPath, PageId>,
    for_others: &RapidHashSet<RepoPath>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Part>> {
    let (file, summary) = input.summary.as_ref()?;
    let mut parts: Vec<(Option<usize>, Part)> = Vec::new();
    for entry in &summary.entries {
        if parts.last().is_none_or(|(index, _)| *index != entry.part) {
            let title = entry.part.and_then(|part| summary.parts.get(part)).map_or("", |part| &part.value);
            parts.push((entry.part, Part { title: title.to_owned(), chapters: Vec::new() }));
        }
        let Some(path) = &entry.path else { continue };
        let Some(page) = by_path.get(path) else {
            if for_others.contains(path) {
                continue;
            }
            findings.push(
                Diagnostic::new(
                    Code::NavMissingPage,
                    Span { file: *file, range: entry.range },
                    format!("there is no page `{path}`"),
                )
                .help("write the page, or leave its link empty to mark it as planned"),
            );
            continue;
        };
        if let Some((_, part)) = parts.last_mut() {
            part.chapters.push((*page, u8::try_from(entry.depth).unwrap_or(u8::MAX)));
        }
    }
    Some(parts.into_iter().map(|(_, part)| part).filter(|part| !part.chapters.is_empty()).collect())
}
