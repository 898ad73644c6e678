//! Playbooks: phases that don't fit into their window, that don't follow one another, and gates without a criterion.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::playbook::{Phase, Playbook};
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
    let counted = playbook.phases.iter().zip(&playbook.plan).filter(|(_, slot)| window.whole || slot.start >= 0);
    let longest = counted.max_by_key(|(_, slot)| slot.length);
    let diagnostic = Diagnostic::new(Code::PlaybookWindow, time.place, message);
    let diagnostic = match longest {
        Some((phase, _)) => diagnostic.label(phase.place, "the longest one"),
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
            && number != counted + 1
            && number != counted
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
    let mut latest: Option<&Phase> = None;
    for phase in playbook.phases.iter().filter(|phase| phase.offset.is_some()) {
        match latest {
            Some(last) if phase.offset < last.offset => {
                let message = format!("“{}” is before “{}”, which stands above it", phase.title, last.title);
                findings.push(
                    Diagnostic::new(Code::PlaybookOrder, phase.place, message)
                        .label(last.place, "this one is later")
                        .help("put the phases into the order they are done in"),
                );
            }
            _ => latest = Some(phase),
        }
    }
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
