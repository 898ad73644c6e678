//! Charts that nobody answers for, and rules of CODEOWNERS that nothing fits.

use super::coverage::{Lack, OWNER};
use super::{Checked, places};
use crate::diagnostic::{Code, Diagnostic};
use crate::site::chart::ChartIndex;
use crate::source::Span;

/// Finds the charts without an owner, where owners are asked for or usual.
pub(super) fn missing_owners(checked: Checked<'_>) -> Vec<Lack> {
    let charts = || (0_u32..).map(ChartIndex).zip(checked.site.charts.iter());
    // In a repository that names no owner at all nobody has asked for one.
    let usual = charts().any(|(_, chart)| chart.owner.is_some());
    if !usual && !checked.config.check.coverage.owners {
        return Vec::new();
    }
    charts()
        .filter(|(_, chart)| chart.owner.is_none())
        .map(|(index, chart)| {
            let message = format!("nobody is named who answers for `{}`", chart.id);
            let finding = Diagnostic::new(Code::ChartOwnerMissing, places::chart(checked, chart), message).help(
                "add `maintainers` to its Chart.yaml, a rule to CODEOWNERS, or `owner` to its README's front matter",
            );
            Lack { finding, chart: Some(index), names: vec![OWNER.to_owned()] }
        })
        .collect()
}

/// Finds the patterns of CODEOWNERS that match no file.
pub(super) fn check_codeowners(checked: Checked<'_>) -> Vec<Diagnostic> {
    let Some(owners) = &checked.site.owners else { return Vec::new() };
    let unmatched = owners.unmatched(checked.listing.files.iter().map(|entry| &entry.path));
    let finding = |rule: &crate::parse::codeowners::OwnerRule| {
        let span = Span { file: owners.file, range: rule.pattern.range };
        Diagnostic::new(Code::CodeownersUnmatched, span, format!("`{}` matches no file", rule.pattern.value))
            .help("correct the pattern, which starts at the repository root where it has a `/`, or remove the line")
    };
    unmatched.into_iter().map(finding).collect()
}
