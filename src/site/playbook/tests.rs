use std::sync::Arc;

use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::{parse_front_matter, split};
use crate::parse::markdown::parse_document;
use crate::site::route::Route;
use crate::source::{FileId, RepoPath};

/// A page of kind `playbook` with that text.
pub(in crate::site) fn page(text: &str) -> Page {
    let split = split(text);
    let (front_matter, _) = parse_front_matter(text, &split);
    let document = parse_document(text, split.body, front_matter, &ParseOptions::default());
    Page {
        id: PageId(0),
        path: RepoPath::new("guides/release.md").expect("a path"),
        file: FileId(0),
        route: Route::new("guides/release.html").expect("a route"),
        title: "Release".to_owned(),
        description: None,
        kind: Kind::Playbook,
        historical: false,
        chart: None,
        language: "en".to_owned(),
        weight: 0,
        updated: None,
        links: Arc::from(vec![crate::site::link::Target::External; document.links.len()]),
        code_links: Arc::from([]),
        evidence: Arc::from([]),
        document: Arc::new(document),
    }
}

fn read_text(text: &str) -> Option<Playbook> {
    read(&page(text))
}

/// The phases of a text, each with its start and length in minutes.
fn phases(text: &str) -> Vec<(String, i64, Option<u64>)> {
    let Some(playbook) = read_text(text) else { return Vec::new() };
    let minutes = |slot: &Slot| slot.length.map(|length| length.as_secs() / 60);
    let phases = playbook.phases.iter().zip(&playbook.plan);
    phases.map(|(phase, slot)| (phase.title.clone(), slot.start / 60, minutes(slot))).collect()
}

fn expected(phases: &[(&str, i64, Option<u64>)]) -> Vec<(String, i64, Option<u64>)> {
    phases.iter().map(|(title, start, length)| ((*title).to_owned(), *start, *length)).collect()
}

#[test]
fn phases_follow_one_another() {
    for (text, wanted) in [
        (
            "# T\n## Phase 1: a (10 min)\n### Step 1.1: x (5 min)\n## Phase 2: b (20 min)\n## Phase 3: c\n",
            &[("a", 0, Some(10)), ("b", 10, Some(20)), ("c", 30, None)][..],
        ),
        // Preparations come before the work, and what says no time starts with it.
        (
            "# T\n## T-24 hours: a (60 min)\n## T-30 min: b (20 min)\n## Phase 1: c (15 min)\n## T+30 min: d\n## T+1 h: e\n",
            &[("a", -1440, Some(60)), ("b", -30, Some(20)), ("c", 0, Some(15)), ("d", 30, Some(30)), ("e", 60, None)],
        ),
        // Deeper, with headings of the same level that say how long they take, and not the way back.
        (
            "# T\n## Run\n### Phase 1: a\n**Duration:** 10 min\n### Smoke tests (5 min)\n### Notes\n## Rollback (30 min)\n### Step 1: back (30 min)\n",
            &[("a", 0, Some(10)), ("Smoke tests", 10, Some(5))],
        ),
        // The steps of a phase that says nothing itself.
        (
            "# T\n## Phase 1: a\n### x (5 min)\n#### y (3 min)\n### z (10 min)\n## Phase 2: b\n",
            &[("a", 0, Some(15)), ("b", 15, None)],
        ),
        ("# T\n## Step 1: a (5 min)\n## Step 2: b\n", &[("a", 0, Some(5)), ("b", 5, None)]),
        ("# T\n## Step 1: a (5 min)\n", &[]),
        ("# Phase 2 of the move\n\nText\n", &[]),
        ("# T\n## Prepare (5 min)\n", &[]),
        (
            "# T\n## 1. Prepare (30 min)\n## 2. Verify (15 min)\n",
            &[("1. Prepare", 0, Some(30)), ("2. Verify", 30, Some(15))],
        ),
        // Read from one another, ranges are times.
        (
            "# T\n## Phase 1: a (0-15 min)\n## Phase 2: b (15-30 min)\n## Phase 3: c (30-60 min)\n",
            &[("a", 0, Some(15)), ("b", 15, Some(15)), ("c", 30, Some(30))],
        ),
        ("# T\n## Phase 1: a (10-15 min)\n## Phase 2: b (15-30 min)\n", &[("a", 0, Some(15)), ("b", 15, Some(30))]),
        // What is numbered is work, whatever words it has.
        (
            "# T\n## Phase 1: a (1 min)\n## Phase 2: Rollback rehearsal (2 min)\n## Phase 3: Rollback (9 min)\n",
            &[("a", 0, Some(1)), ("Rollback rehearsal", 1, Some(2))],
        ),
        // Below a heading without a bold label, too.
        (
            "# T\n## Phase 1: a\n\nDuration: 45 minutes\n\n## Phase 2: b\n\n| Duration | 15 min |\n|---|---|\n",
            &[("a", 0, Some(45)), ("b", 45, Some(15))],
        ),
        ("# T\n> ## Phase 1: quoted (5 min)\n", &[("quoted", 0, Some(5))]),
        ("", &[]),
    ] {
        assert_eq!(phases(text), expected(wanted), "{text}");
    }
}

#[test]
fn a_window_is_stated_in_many_ways() {
    let minutes = |text: &str| {
        let playbook = read_text(text)?;
        let window = playbook.window?;
        Some((window.time.bound.upper()?.as_secs() / 60, window.whole))
    };
    for (before, expected) in [
        ("**Maintenance window:** 2 hours\n", Some((120, false))),
        ("- Window: 02:00–04:00 UTC\n", Some((120, false))),
        ("**Maintenance Window:** Saturday 22:00 – Sunday 02:00 UTC (4 hours)\n", Some((240, false))),
        ("| | |\n|---|---|\n| Change window | 90 min |\n", Some((90, false))),
        ("| Total duration | 90 min |\n|---|---|\n| Owner | us |\n", Some((90, true))),
        ("**Total time:** 3 h\n\n**Window:** 2 h\n", Some((120, false))),
        ("**Window size:** 10 min\n", None),
        ("**Maintenance window:** to be agreed\n", None),
        ("<!-- docsgen:matrix recovery -->\n\n**Window:** 2 h\n\n<!-- docsgen:end -->\n", None),
        ("", None),
    ] {
        assert_eq!(
            minutes(&format!("# T\n\n{before}\n## Phase 1: a (5 min)\n\n**Window:** 1 min\n")),
            expected,
            "{before}"
        );
    }
    let front = "---\nwindow: 45 minutes\n---\n# T\n\n**Window:** 2 h\n\n## Phase 1: a (50 min)\n";
    assert_eq!(minutes(front), Some((45, false)));
    let overrun = |text: &str| read_text(text).and_then(|playbook| playbook.overrun());
    assert_eq!(overrun(front), Some(Duration::from_mins(5)));
    assert_eq!(
        overrun("# T\n\n**Window:** 2 hours\n## Phase 1: a (1 h)\n## T+3h: b (30 min)\n"),
        Some(Duration::from_mins(90)),
        "work that is said to begin too late isn't aftercare"
    );
    // Preparations and aftercare of days are in no window of hours.
    for text in [
        "**Total duration:** 3-4 hours\n## Phase 0: a (T-7d to T-1d)\n## Phase 1: b (2 h)\n## Phase 2: c (T+1d to T+7d)\n",
        "**Window:** 4 hours\n## Phase 1: b (2 h)\n## Phase 2: watch (24-48 hours)\n",
        "**Window:** 4 hours\n## Phase 1: b (2 h)\n## Phase 2: watch (T+1d, 2 h)\n",
    ] {
        assert_eq!(overrun(&format!("# T\n\n{text}")), None, "{text}");
    }
}

#[test]
fn gates_have_criteria_and_a_phase() {
    let text = "# T\n\n> GO/NO-GO before it: a\n\n## Phase 1: a\n\n> [!IMPORTANT]\n> **GO/NO-GO**\n>\n> Both:\n>\n> - [ ] x\n>   - of x\n> - [ ] y\n\n- [ ] no criterion\n\n### Go/No-Go meeting\n\n1. one\n2. two\n\n> GO/NO-GO again\n\n## Phase 2: b\n\n**GO/NO-GO:**\n\n- three\n\nBefore the go/no-go nobody leaves.\n\n## Gates\n\n### Gate 2\n\n| what | limit |\n|---|---|\n| errors | 1% |\n";
    let playbook = read_text(text).expect("a playbook");
    let gates: Vec<_> = playbook
        .gates
        .iter()
        .map(|gate| {
            let criteria: Vec<&str> = gate.criteria.iter().map(|criterion| criterion.text.as_str()).collect();
            (gate.title.as_str(), gate.phase, criteria)
        })
        .collect();
    assert_eq!(
        gates,
        [
            ("GO/NO-GO before it", None, vec!["a"]),
            ("GO/NO-GO", Some(0), vec!["x", "y"]),
            ("Go/No-Go meeting", Some(0), vec!["one", "two"]),
            ("GO/NO-GO", Some(1), vec!["three"]),
            ("Gate 2", None, vec!["errors"]),
        ]
    );
}

#[test]
fn what_says_when_not_to_go_back_is_no_reason() {
    let text = "# T\n\n## Phase 1: a\n\n## Rollback criteria\n\n- Do not roll back when only logs are noisy\n- Errors not recovering\n\n| Metric | Warning | Rollback |\n|---|---|---|\n| errors | 1% | 5% |\n\n## Abbruchkriterien\n\n| Was | Grenze | Wer |\n|---|---|---|\n| Fehler | 5% | Leitung |\n\n## Approval process\n\n- [ ] ask\n\n## Sign-off\n\n**Change:** ____\n\n| Role | Name |\n|---|---|\n| QA | |\n\n> **Decision point #2:** b\n";
    let playbook = read_text(text).expect("a playbook");
    let triggers: Vec<&str> = playbook.triggers.iter().map(|trigger| trigger.text.as_str()).collect();
    assert_eq!(triggers, ["Errors not recovering", "errors · 5%", "Fehler · Grenze: 5% · Wer: Leitung"]);
    let roles: Vec<&str> = playbook.signoffs.iter().map(|signoff| signoff.role.as_str()).collect();
    assert_eq!(roles, ["Change", "QA"]);
    assert_eq!(playbook.gates.len(), 1);
}

#[test]
fn reasons_to_go_back_and_who_signs() {
    let text = "# T\n\n## Phase 1: a\n\n**Rollback trigger:** errors\n\n## When to roll back\n\n- x\n  - of x\n\n**When not to roll back:**\n\n- y\n\n| trigger | limit |\n|---|---|\n| lag | 2 min |\n\n## Sign-off\n\n**Lead:** ____ Date: ____\n\n**Date:** ____\n\n## Approvals\n\n| Role | Name |\n|---|---|\n| Security | |\n\n## Sign off (QA)\n\n- [ ] QA: ____\n";
    let playbook = read_text(text).expect("a playbook");
    let triggers: Vec<&str> = playbook.triggers.iter().map(|trigger| trigger.text.as_str()).collect();
    assert_eq!(triggers, ["errors", "x", "lag · 2 min"]);
    let roles: Vec<&str> = playbook.signoffs.iter().map(|signoff| signoff.role.as_str()).collect();
    assert_eq!(roles, ["Lead", "Security", "QA"]);
}

#[test]
fn a_page_of_the_authors_own_stands_for_a_run_sheet() {
    let mut pages = vec![page("# T\n## Phase 1: a (5 min)\n")];
    assert_eq!(playbooks(&pages).len(), 1);
    let own = Page { id: PageId(1), route: Route::new("guides/release.run.html").expect("a route"), ..page("# Own\n") };
    pages.push(own);
    assert_eq!(playbooks(&pages).len(), 0);
    pages.pop();
    pages[0].kind = Kind::Guide;
    assert_eq!(playbooks(&pages).len(), 0, "no playbook");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_and_its_places_lie_in_it(text in proptest::collection::vec(proptest::sample::select(vec![
        "# ", "## ", "### ", "> ", "- ", "- [ ] ", "Phase 2: ", "T-24 hours", "T+", "(15 min)", "[", "GO/NO-GO", "Rollback ", "triggers",
        "Sign-off", "**Window:** ", "**Duration:** ", "99999999999 years", "02:00–04:00", "| a | b |\n|---|---|\n", "|x|y|\n", "\n", "\n\n", "단계", "é", " ",
    ]), 0..40)) {
        let text = text.concat();
        let page = page(&text);
        if let Some(playbook) = read(&page) {
            proptest::prop_assert_eq!(playbook.phases.len(), playbook.plan.len());
            let places = playbook.phases.iter().map(|phase| phase.range);
            let places = places.chain(playbook.gates.iter().map(|gate| gate.place.range));
            let places = places.chain(playbook.triggers.iter().map(|trigger| trigger.place.range));
            for place in places.chain(playbook.signoffs.iter().map(|signoff| signoff.place.range)) {
                proptest::prop_assert!(text.get(place.start as usize..place.end as usize).is_some());
            }
            let _ = (playbook.takes_in_words(), playbook.overrun());
        }
        for rollback in crate::site::upgrade::rollback::rollbacks(std::slice::from_ref(&page)) {
            let place = rollback.place.range;
            proptest::prop_assert!(text.get(place.start as usize..place.end as usize).is_some());
        }
    }
}
