//! Code blocks that can't be shown as their authors meant.

use rapidhash::RapidHashMap;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, TextRange};

/// Finds the code blocks in languages that can't be highlighted.
pub(super) fn check_fences(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut known: RapidHashMap<&str, bool> = RapidHashMap::default();
    let mut findings = Vec::new();
    for page in &checked.site.pages {
        let text = checked.sources.get(page.file).text();
        for fence in &page.document.fences {
            let Some(info) = fence.info.filter(|_| !fence.language.is_empty()) else { continue };
            let known = *known.entry(&fence.language).or_insert_with(|| (checked.known_language)(&fence.language));
            if known {
                continue;
            }
            // The language comes first in the info string; its length may differ in lower case.
            let word = info.of(text).split([' ', ',', '{']).next().unwrap_or_default();
            let start = info.start as usize;
            let range = TextRange::new(start, start + word.len());
            let message = format!("`{}` isn't a language that can be highlighted", fence.language);
            findings.push(
                Diagnostic::new(Code::FenceUnknownLanguage, Span { file: page.file, range }, message)
                    .help("name a language that is known, or `text` for plain text"),
            );
        }
    }
    findings
}
