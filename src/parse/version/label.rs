//! Versions behind bold labels: `**Chart Version**: 0.3.0`, `**Grafana Chart Version:** 0.3.0`, `**Redis Version**: 7.4+`.

use super::{Named, VersionForm, VersionStatement, Versions, leading_version, named, place_of};
use crate::parse::document::Document;

pub(super) fn read_labels(document: &Document, text: &str, versions: &mut Versions) {
    let footer = footer(document, text);
    for label in &document.labels {
        let Some(Named { of, chart }) = named(document.plain(label.name)) else { continue };
        let Some(version) = leading_version(document.plain(label.value)) else { continue };
        versions.statements.push(VersionStatement {
            of,
            form: VersionForm::Label,
            range: place_of(&version.value, label.range, text),
            version: version.value.into(),
            repeated: None,
            chart: chart.map(Into::into),
            origin: None,
            group: u32::MAX,
            // What stands below the last rule is said of the whole page, whatever section comes last.
            section: label.section.filter(|_| footer.is_none_or(|footer| (label.range.start as usize) < footer)),
        });
    }
}

/// Where the rule stands that sets the end of a page apart, as `---` does before `**Chart Version**: 0.3.0`.
fn footer(document: &Document, text: &str) -> Option<usize> {
    let heading = document.headings.last().map_or(0, |heading| heading.range.end);
    let fence = document.fences.last().map_or(0, |fence| fence.range.end);
    let from = heading.max(fence).max(document.body.start) as usize;
    let rule = text[from..].rfind("\n---").into_iter().chain(text[from..].rfind("\n***")).max()?;
    let line = text[from + rule + 1..].lines().next().unwrap_or_default();
    line.chars().all(|c| matches!(c, '-' | '*' | ' ')).then_some(from + rule)
}
