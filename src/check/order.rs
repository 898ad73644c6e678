//! The order of recovery: charts that need each other, and promises that what a chart needs can't keep.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::chart::ChartIndex;
use crate::site::recovery::order::{Cycle, in_words};

/// How many charts of a cycle a message names.
const NAMED: usize = 8;

/// How many places of a cycle are shown: a reader follows no more, and one edge less ends it.
const LABELLED: usize = 20;

/// How many charts of a chain a help names.
const CHAIN_NAMED: usize = 6;

/// Finds cycles, and charts that promise to be back before what they need.
pub(super) fn check_order(checked: Checked<'_>) -> Vec<Diagnostic> {
    let recovery = &checked.site.recovery;
    let mut findings: Vec<Diagnostic> = recovery.order.cycles.iter().map(|found| cycle(checked, found)).collect();
    for ((chart, stated), order) in
        (0..).map(ChartIndex).zip(&recovery.charts).zip(&recovery.order.charts).filter(|(_, order)| order.infeasible)
    {
        let (Some(promise), Some(effective)) = (stated.headline.rto, order.effective) else { continue };
        let Some(first) = effective.after else { continue };
        let claim = recovery.claim(promise);
        let (id, needed) = (name(checked, chart), name(checked, first));
        let (says, below) = (&claim.bound.text, in_words(effective.start));
        let least = if effective.at_least { "at least " } else { "" };
        let message =
            format!("`{id}` promises `{says}`, but needs `{needed}` first, which is back after {least}{below}");
        let mut chain: Vec<String> =
            recovery.order.chain(chart).into_iter().map(|chart| format!("`{}`", name(checked, chart))).collect();
        if chain.len() > CHAIN_NAMED {
            let left_out = chain.len() - CHAIN_NAMED;
            chain.splice(..left_out, [format!("{left_out} others")]);
        }
        let mut diagnostic = Diagnostic::new(Code::ObjectiveInfeasible, claim.place, message).help(format!(
            "the promise holds only if what it needs survives; after the loss of everything it takes {least}{}: {}",
            in_words(effective.time),
            chain.join(", then "),
        ));
        let stated = order.depends_on.iter().flatten().find(|needed| needed.chart == first);
        if let Some(place) = stated.and_then(|needed| needed.place) {
            diagnostic = diagnostic.label(place, "what it needs");
        }
        if let Some(rto) = recovery.chart(first).headline.rto {
            let rto = recovery.claim(rto);
            diagnostic = diagnostic.label(rto.place, format!("RTO of `{needed}`"));
        }
        findings.push(diagnostic);
    }
    findings
}

fn name(checked: Checked<'_>, chart: ChartIndex) -> &str {
    &checked.site.chart(chart).id
}

fn cycle(checked: Checked<'_>, cycle: &Cycle) -> Diagnostic {
    let path = &cycle.path;
    let steps = || path.iter().map(|step| name(checked, step.chart));
    let first = steps().next().unwrap_or_default();
    let mut names: Vec<String> = steps().take(NAMED).map(|name| format!("`{name}`")).collect();
    if path.len() > NAMED {
        names.push(format!("{} others", path.len() - NAMED));
    }
    names.push(format!("`{first}`"));
    let what = if path.len() == 1 { "a chart needs itself" } else { "charts need each other" };
    // Where the second is needed is where the first says so; a chart that needs itself is its own second.
    let place = path.get(1).or(path.first()).and_then(|step| step.place);
    let message = format!("{what}, so that none can come back first: {}", names.join(" → "));
    let mut diagnostic = Diagnostic::new(Code::DependencyCycle, place, message)
        .help("take the name away at the place where recovery can do without it");
    let others = (2..path.len()).chain([0]).filter(|_| path.len() > 1).take(LABELLED);
    for at in others {
        let from =
            path.get(at.checked_sub(1).unwrap_or(path.len() - 1)).map_or(first, |step| name(checked, step.chart));
        if let Some(place) = path[at].place {
            diagnostic = diagnostic.label(place, format!("`{from}` needs `{}`", name(checked, path[at].chart)));
        }
    }
    diagnostic
}
