//! Tiers: policies that can't be read, tiers that nobody defines, and charts that promise less than their tier or than their
//! backups.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::statement::Field;
use crate::site::recovery::tier::{Policy, Tier};
use crate::source::{RepoPath, Span};

/// Finds what is wrong with tiers and what charts promise beside them.
pub(super) fn check_tiers(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = unreadable(checked);
    findings.extend(unknown(checked));
    let recovery = &checked.site.recovery;
    for (chart, stated) in checked.site.charts.iter().zip(&recovery.charts) {
        for excess in &stated.exceeds_tier {
            let Some(tier) = stated.tier.map(|tier| recovery.tier(tier)) else { continue };
            let Some(policy) = policy(tier, excess.field) else { continue };
            let claim = recovery.claim(excess.claim);
            let (field, says, allows) = (excess.field.title(), &claim.bound.text, &policy.bound.text);
            let message = format!("`{}` has an {field} of `{says}`, and its tier allows `{allows}`", chart.id);
            findings.push(
                Diagnostic::new(Code::ObjectiveExceedsTier, claim.place, message)
                    .label(policy.place, format!("{field} of tier `{}`", tier.id))
                    .help("make recovery faster, or move the chart to a tier that allows it"),
            );
        }
        let frequency = stated.headline.frequency.as_ref().filter(|_| stated.rpo_below_frequency);
        if let (Some(frequency), Some(rpo)) = (frequency, stated.headline.rpo) {
            let claim = recovery.claim(rpo);
            let (says, every) = (&claim.bound.text, frequency.text.trim());
            let message = format!("`{}` promises an RPO of `{says}`, and is backed up `{every}`", chart.id);
            let mut diagnostic = Diagnostic::new(Code::ObjectiveRpoFrequency, claim.place, message)
                .help("back up at least as often as the RPO says, or promise what the backups can keep");
            if let Some(place) = frequency.place {
                diagnostic = diagnostic.label(place, "how often backups are made");
            }
            findings.push(diagnostic);
        }
    }
    findings
}

const fn policy(tier: &Tier, field: Field) -> Option<&Policy> {
    match field {
        Field::Rto => tier.rto.as_ref(),
        Field::Rpo => tier.rpo.as_ref(),
    }
}

/// Policies that bound nothing.
fn unreadable(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for tier in &checked.site.recovery.tiers {
        for field in [Field::Rto, Field::Rpo] {
            let Some(policy) = policy(tier, field).filter(|policy| policy.bound.upper().is_none()) else { continue };
            let (key, written) = (field.title().to_lowercase(), &policy.bound.text);
            let message = format!("`tiers.{}.{key}` must be a time, and is `{written}`", tier.id);
            findings.push(
                Diagnostic::new(Code::ConfigInvalidValue, policy.place, message)
                    .help("write a number and a unit: `2h`, `15 min`"),
            );
        }
    }
    findings
}

/// Tiers that charts name and `[tiers]` doesn't have. Without `[tiers]`, naming a tier is all there is to it.
fn unknown(checked: Checked<'_>) -> Vec<Diagnostic> {
    let Some(book) = checked.config_file.filter(|_| !checked.config.tiers.is_empty()) else { return Vec::new() };
    let recovery = &checked.site.recovery;
    let defined = |tier: &Tier| checked.config.tiers.iter().any(|settings| settings.id.value.trim() == tier.id);
    let by_tier: Vec<bool> = recovery.tiers.iter().map(defined).collect();
    let ids = || checked.config.tiers.iter().map(|settings| &*settings.id.value);
    let mut findings = Vec::new();
    for (chart, stated) in checked.site.charts.iter().zip(&recovery.charts) {
        let (Some(written), Some(tier)) = (&chart.tier, stated.tier) else { continue };
        let Some(place) = written.place.filter(|_| !by_tier[tier.0 as usize]) else { continue };
        if !is_stated(checked, place, book) {
            continue;
        }
        let message = format!("`[tiers]` has no tier `{}`", written.text);
        let diagnostic = Diagnostic::new(Code::TierUnknown, place, message);
        findings.push(match near_match(&written.text, ids()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(format!("add `[tiers.{}]` to book.toml, or name one that is there", written.text)),
        });
    }
    findings
}

/// Whether a tier is named for its chart, rather than read from a document's list.
fn is_stated(checked: Checked<'_>, place: Span, book: crate::source::FileId) -> bool {
    let path: &RepoPath = checked.sources.get(place.file).path();
    let in_front_matter = || {
        let page = checked.site.page_at(path).map(|page| checked.site.page(page));
        let block = page.and_then(|page| page.document.front_matter.range);
        block.is_some_and(|block| block.contains(place.range.start))
    };
    place.file == book || !path.is_markdown() || in_front_matter()
}
