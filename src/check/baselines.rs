//! Baselines: figures that got worse, that miss their target, that can't be so, and measurements of what has no baseline.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::metric::CONTRADICTION_HELP;
use crate::site::baseline::{Figure, Verdict};

/// Finds what measurements show to be wrong. A figure that is stated as estimated shows nothing.
pub(super) fn check_baselines(checked: Checked<'_>) -> Vec<Diagnostic> {
    let baselines = &checked.site.baselines;
    let mut findings = Vec::new();
    for figure in baselines.figures.iter().filter(|figure| !figure.is_estimated()) {
        findings.extend(regression(figure));
        findings.extend(missed(figure));
    }
    findings.extend(baselines.impossible.iter().map(|found| {
        Diagnostic::new(Code::BaselineImpossible, found.low, found.message.clone())
            .label(found.high, "the figure that is above it")
            .help(CONTRADICTION_HELP)
    }));
    findings.extend(baselines.future.iter().map(|(date, place)| {
        let message = format!("a measurement on {date} is yet to come");
        Diagnostic::new(Code::MeasurementFuture, *place, message)
            .help("write the day on which it was measured; until then it is compared with nothing")
    }));
    findings.extend(baselines.unmatched.iter().map(|unmatched| {
        let of = unmatched.chart.as_ref().map(|chart| format!(" of `{chart}`")).unwrap_or_default();
        let message = format!("there is no baseline of `{}`{of}", unmatched.metric.text);
        let help = match &unmatched.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add a row to a dataset of kind `baseline`, or call it as one there".to_owned(),
        };
        Diagnostic::new(Code::MeasurementUnmatched, unmatched.metric.place, message).help(help)
    }));
    findings
}

/// A figure that is worse than its baseline by more than is allowed.
fn regression(figure: &Figure) -> Option<Diagnostic> {
    let (measured, baseline) = (figure.measured.as_ref()?, figure.baseline.as_ref()?);
    if figure.verdict != Some(Verdict::Regression) {
        return None;
    }
    let (metric, baseline_text, measured_text) = (&figure.metric.text, &baseline.text, &measured.text);
    let (worse, allowed) = match figure.change {
        Some(change) => {
            let allowed = format!("{} are allowed", percent(figure.tolerance));
            (format!("{} worse", percent(figure.better?.worse(change))), allowed)
        }
        None => ("worse".to_owned(), format!("{} of 0 are still 0", percent(figure.tolerance))),
    };
    let message = format!("`{metric}` is {worse} than its baseline of `{baseline_text}`: `{measured_text}`");
    let help = format!("find out what has changed; where this is how it should be, make it the baseline. {allowed}");
    Some(
        Diagnostic::new(Code::BaselineRegression, measured.place, message)
            .label(baseline.place, "the baseline")
            .help(help),
    )
}

/// A figure that doesn't reach its target.
fn missed(figure: &Figure) -> Option<Diagnostic> {
    let (current, target) = (figure.current()?, figure.target.as_ref()?);
    if figure.meets_target != Some(false) {
        return None;
    }
    let than = match figure.wanted()? {
        ">" => "more than",
        "<" => "less than",
        "<=" => "at most",
        _ => "at least",
    };
    let (metric, is, wanted) = (&figure.metric.text, &current.text, target.figure());
    let message = format!("`{metric}` is `{is}`, and its target is {than} `{wanted}`");
    Some(
        Diagnostic::new(Code::BaselineTargetMissed, current.place, message)
            .label(target.place, "the target")
            .help("make it better, or agree on a target that can be held"),
    )
}

/// A share in words: `21.5%`.
fn percent(share: f64) -> String {
    let rounded = format!("{share:.1}");
    format!("{}%", rounded.strip_suffix(".0").unwrap_or(&rounded))
}
