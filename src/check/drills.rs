//! Drills: what was missed, what is overdue, what was never tried, and evidence that isn't there.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::statement::Field;
use crate::site::chart::Chart;
use crate::site::link::{Broken, Target};
use crate::site::recovery::drill::{Drill, DrillState, Outcome};
use crate::site::recovery::objective::ChartRecovery;
use crate::source::Span;

/// Finds what is wrong with drills and what they show to be wrong.
pub(super) fn check_drills(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (chart, stated) in checked.site.charts.iter().zip(&checked.site.recovery.charts) {
        findings.extend(stated.drills.iter().filter(|drill| drill.future).map(|drill| {
            let message = format!("a drill of `{}` on {} is yet to come", chart.id, drill.date);
            Diagnostic::new(Code::DrillFuture, drill.place, message)
                .help("write a drill down when it was held; until then it proves nothing")
        }));
        findings.extend(stated.drills.iter().filter_map(|drill| evidence(checked, drill)));
        findings.extend(state(checked, chart, stated));
    }
    findings
}

/// Evidence that nobody can look at.
fn evidence(checked: Checked<'_>, drill: &Drill) -> Option<Diagnostic> {
    let (written, target) = drill.evidence.as_ref()?;
    let place = written.place.unwrap_or(drill.place);
    if let Some(path) = target.file().filter(|path| checked.site.hides_values(path)) {
        let message = format!("`{path}` holds the values of variables themselves, and is no evidence for readers");
        let finding = Diagnostic::new(Code::DrillEvidenceMissing, place, message);
        return Some(finding.help("name what shows how the drill went").target(&*written.text));
    }
    let Target::Broken(broken) = target else { return None };
    let (message, help) = match broken {
        Broken::MissingFile { path } => (
            format!("there is no file `{path}`"),
            "name a file of the repository, or the whole URL of what shows it".to_owned(),
        ),
        Broken::MissingAnchor { path, anchor, .. } => {
            (format!("`{path}` has no heading or id `{anchor}`"), "name the file alone, or a heading it has".to_owned())
        }
        Broken::OutsideRepository => {
            ("the evidence lies outside the repository".to_owned(), "write the whole URL".to_owned())
        }
        Broken::WrongCase { actual, .. } => (format!("the file is called `{actual}`"), format!("write `{actual}`")),
        Broken::Unsafe => {
            ("a link of this kind would run code or carry data".to_owned(), "name a file or a web page".to_owned())
        }
    };
    Some(Diagnostic::new(Code::DrillEvidenceMissing, place, message).help(help).target(&*written.text))
}

/// What a chart's drills say about its headline.
fn state(checked: Checked<'_>, chart: &Chart, stated: &ChartRecovery) -> Option<Diagnostic> {
    let recovery = &checked.site.recovery;
    let tier = stated.tier.map(|tier| recovery.tier(tier));
    let every = tier.and_then(|tier| Some((tier, tier.drill_every_days?)));
    let last = || {
        let counts = |drill: &&Drill| drill.headline && !drill.future && drill.outcome != Outcome::Unknown;
        stated.drills.iter().find(counts)
    };
    let rule = |diagnostic: Diagnostic, place: Option<Span>| match place {
        Some(place) => diagnostic.label(place, "how often is said here"),
        None => diagnostic,
    };
    match stated.drill_state? {
        DrillState::Proved => None,
        DrillState::Missed => Some(missed(checked, chart, last()?)),
        DrillState::Overdue => {
            let ((tier, days), last) = (every?, last()?);
            let message = format!(
                "`{}` was last drilled on {}, and tier `{}` asks for it every {days} days",
                chart.id, last.date, tier.id
            );
            let diagnostic = Diagnostic::new(Code::DrillOverdue, last.place, message);
            Some(rule(diagnostic, tier.place).help("hold a drill and write it down in `drills`"))
        }
        DrillState::Never => {
            let (tier, days) = every?;
            let promise = stated.headline.rto.or(stated.headline.rpo)?;
            let message = format!(
                "no drill has proved what is promised of `{}`, and tier `{}` asks for one every {days} days",
                chart.id, tier.id
            );
            let diagnostic = Diagnostic::new(Code::DrillMissing, recovery.claim(promise).place, message);
            Some(
                rule(diagnostic, tier.place)
                    .help("hold a drill and write it down in `drills` in the guide's front matter"),
            )
        }
    }
}

/// A drill that took longer than promised, or that failed by its author's word.
fn missed(checked: Checked<'_>, chart: &Chart, drill: &Drill) -> Diagnostic {
    let recovery = &checked.site.recovery;
    let help = "recover faster, or promise what the drill has shown";
    for field in [Field::Rto, Field::Rpo] {
        if drill.exceeds(field, &recovery.claims) == Some(true)
            && let (Some(measured), Some(target)) = drill.get(field)
        {
            let claim = recovery.claim(target);
            let (field, was, promised) = (field.title(), &measured.bound.text, &claim.bound.text);
            let message =
                format!("the last drill of `{}` had an {field} of `{was}`, and `{promised}` is promised", chart.id);
            return Diagnostic::new(Code::DrillMissed, measured.place, message)
                .label(claim.place, "the promise")
                .help(help);
        }
    }
    let said = drill.result.as_ref();
    let place = said.and_then(|result| result.place).unwrap_or(drill.place);
    let message = format!("the last drill of `{}` didn't meet its target", chart.id);
    Diagnostic::new(Code::DrillMissed, place, message).help(help)
}
