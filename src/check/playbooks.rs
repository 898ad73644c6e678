//! Playbooks: phases that don't fit into their window, that don't follow one another, and gates without a criterion.

use std::collections::BTreeMap;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::playbook::{Offset, Phase, Playbook};
use crate::site::recovery::order::in_words;

/// Finds what can't be followed in playbooks. What tells of the past was run as it is.
pub(super) fn check_playbooks(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let site = checked.site;
    for playbook in site.playbooks.iter().filter(|playbook| !site.page(playbook.page).historical) {
        window(playbook, &mut findings);
        lengths(playbook, &mut findings);
        order(playbook, &mut findings);
        gates(playbook, &mut findings);
    }
    findings
}

/// A window that can't be read, or that is too short.
fn window(playbook: &Playbook, findings: &mut Vec<Diagnostic>) {
    let Some(window) = &playbook.window else { return };
    let time = &window.time;
    if time.bound.upper().is_none() {
        let message = format!("`window` must be a length of time, and is `{}`", time.bound.text);
        findings.push(
            Diagnostic::new(Code::FrontMatterInvalidValue, time.place, message)
                .help("write a number and a unit, or two times: `2h`, `90 minutes`, `02:00–04:00 UTC`"),
        );
        return;
    }
    let (Some(over), Some(takes)) = (playbook.overrun(), playbook.takes()) else { return };
    let message = format!(
        "the phases take {} together, {} longer than the `{}` there are",
        in_words(takes),
        in_words(over),
        time.bound.text
    );
    let diagnostic = Diagnostic::new(Code::PlaybookWindow, time.place, message);
    let diagnostic = match playbook.longest() {
        Some(phase) => diagnostic.label(phase.place, "the longest one"),
        None => diagnostic,
    };
    findings.push(diagnostic.help("shorten phases, do some of them before the window opens, or ask for a longer one"));
}

/// Phases that are shorter than their steps, or longer than the time until the next one.
fn lengths(playbook: &Playbook, findings: &mut Vec<Diagnostic>) {
    for (index, (phase, slot)) in playbook.phases.iter().zip(&playbook.plan).enumerate() {
        let Some(length) = &phase.length else { continue };
        let Some(stated) = length.bound.upper() else { continue };
        if let Some(steps) = phase.steps.filter(|steps| *steps > stated) {
            let message = format!(
                "the steps of “{}” take {} together, and the phase is given `{}`",
                phase.title,
                in_words(steps),
                length.bound.text
            );
            findings.push(
                Diagnostic::new(Code::PlaybookWindow, length.place, message)
                    .help("give the phase the time that its steps take, or correct theirs"),
            );
        }
        let next = playbook.phases.get(index + 1);
        if let Some((next, start)) = next.and_then(|next| Some((next, next.offset?)))
            && start > slot.start
            && slot.end() > start
            && !slot.at_least
            // Days overlap with what happens on them.
            && phase.vague == next.vague
        {
            let late = u64::try_from(slot.end() - start).unwrap_or_default();
            let message = format!(
                "“{}” ends {} after “{}” begins",
                phase.title,
                in_words(std::time::Duration::from_secs(late)),
                next.title
            );
            findings.push(
                Diagnostic::new(Code::PlaybookWindow, length.place, message)
                    .label(next.place, "this one begins before")
                    .help("let the next phase begin later, or take less time for this one"),
            );
        }
    }
}

/// Numbers that don't count up one by one, and moments that go back.
fn order(playbook: &Playbook, findings: &mut Vec<Diagnostic>) {
    let mut before: Option<(&Phase, u32)> = None;
    for phase in &playbook.phases {
        let Some(number) = phase.number else { continue };
        if let Some((last, counted)) = before
            && last.parent == phase.parent
            && !follows(playbook, phase, counted, number)
        {
            let message = format!("phase {number} follows phase {counted}");
            let help = if number > counted {
                format!("write phase {} down, or count on from {counted}", counted + 1)
            } else {
                "put the phases into the order they are done in".to_owned()
            };
            findings.push(
                Diagnostic::new(Code::PlaybookOrder, phase.place, message)
                    .label(last.place, "the one before")
                    .help(help),
            );
        }
        before = Some((phase, number));
    }
    let mut latest: BTreeMap<_, (&Phase, Offset)> = BTreeMap::new();
    for phase in &playbook.phases {
        let Some(offset) = phase.offset else { continue };
        // What stands below another heading may go on at the same time.
        let group = (phase.parent, phase.frame);
        match latest.get(&group) {
            Some((last, latest)) if is_before((phase, offset), (last, *latest)) => {
                let message = format!("“{}” is before “{}”, which stands above it", phase.title, last.title);
                findings.push(
                    Diagnostic::new(Code::PlaybookOrder, phase.place, message)
                        .label(last.place, "this one is later")
                        .help("put the phases into the order they are done in"),
                );
            }
            Some((_, latest)) if *latest > offset => {}
            _ => _ = latest.insert(group, (phase, offset)),
        }
    }
}

/// Whether a number may stand behind another one: it is the next or the same, or those between them number the way back.
fn follows(playbook: &Playbook, phase: &Phase, before: u32, number: u32) -> bool {
    let most = u32::try_from(playbook.left_out.len()).unwrap_or(u32::MAX);
    let Some(between) = number.checked_sub(before).map(|step| step.saturating_sub(1)) else { return false };
    between <= most && (before + 1..number).all(|number| playbook.left_out.contains(&(phase.parent, number)))
}

/// Whether a phase begins before another one, as exactly as both are said: on day 0 may be an hour before the start.
fn is_before((phase, offset): (&Phase, Offset), (last, latest): (&Phase, Offset)) -> bool {
    let vague = if phase.vague == last.vague { 0 } else { phase.vague.max(last.vague) };
    offset.saturating_add(vague) < latest
}

/// Gates at which nobody can tell what decides.
fn gates(playbook: &Playbook, findings: &mut Vec<Diagnostic>) {
    for gate in playbook.gates.iter().filter(|gate| gate.criteria.is_empty()) {
        let message = format!("“{}” says what is decided, and not by what", gate.title);
        findings.push(
            Diagnostic::new(Code::PlaybookGate, gate.place, message)
                .help("list what must be so to go on, each as an item: `- [ ] p95 below 250 ms for 10 minutes`"),
        );
    }
}
