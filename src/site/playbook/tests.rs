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
fn one_series_of_headings_is_the_run() {
    for (text, wanted) in [
        // Days and weeks below other headings are another series, and so are lengths.
        (
            "# T\n## Calendar\n### Week 1\n### Week 2: go\n## Work\n### Phase 1: a (10 min)\n### Phase 2: b (5 min)\n## Afterwards\n### Day 2-7: watch\n### First hour (0-60 min)\n## Escalation\n### Team (15 min)\n",
            &[("a", 0, Some(10)), ("b", 10, Some(5))][..],
        ),
        // Until when is no length of work.
        (
            "# T\n## Phase 1: a (10 min)\n## Clean-up (within 1 week)\n## Report (next 24 hours)\n## Level 2: lead (15 min)\n## Smoke tests (5 min)\n",
            &[("a", 0, Some(10)), ("Smoke tests", 10, Some(5))],
        ),
        // What follows phases counts from their end.
        (
            "# T\n## Phase 1: a (30 min)\n## Phase 2: b (15 min)\n## Right after (0-2 hours)\n## Later (2-6 hours)\n",
            &[("a", 0, Some(30)), ("b", 30, Some(15)), ("Right after", 45, Some(120)), ("Later", 165, Some(240))],
        ),
        // A moment above phases only frames them.
        (
            "# T\n## T-1 h: call (20 min)\n## T+0 to T+1h: work\n### Phase 1: a (10 min)\n### Phase 2: b (20 min)\n## T+2h: look\n### Phase 3: c (15 min)\n",
            &[("call", -60, Some(20)), ("a", 0, Some(10)), ("b", 10, Some(20)), ("c", 120, Some(15))],
        ),
        (
            "# T\n## Before (D-7 ~ D-1)\n### D-7: a\n### D-1: b\n## Day 0: go\n### Switch (09:00 - 10:00)\n## D+1: c\n",
            &[("a", -7 * 1440, None), ("b", -1440, None), ("go", 0, Some(60)), ("c", 1440, None)],
        ),
        // Days counted down to 0.
        (
            "# T\n## Phase 1: a (Day -7)\n## Phase 2: b (Day 0)\n## T-60 min: c\n## T-0: d (10 min)\n## Phase 3: e (Day 1)\n",
            &[("a", -7 * 1440, None), ("b", 0, None), ("c", -60, None), ("d", 0, Some(10)), ("e", 1440, Some(1440))],
        ),
        // A moment in passing is no playbook, and neither are two where a list is the timeline.
        ("# T\n## Timeline\n- **T-24h:** freeze\n- **T-0:** go\n## Look (T+24h)\n", &[]),
        ("# T\n- T-1d: a\n- T-0: b\n- T+1d: c\n\n## Checks (T-60 min)\n## Look (T+1h)\n", &[]),
        ("# T\n## T-0: go\n", &[]),
        ("# T\n## T-0: go (20 min)\n## Smoke tests (10 min)\n", &[("go", 0, Some(20)), ("Smoke tests", 20, Some(10))]),
        ("# T\n## Prepare (T-30 min)\n## Go (T-0)\n", &[("Prepare", -30, None), ("Go", 0, None)]),
        (
            "# T\n## Go (T-0)\n## Watch (T+0 to T+15)\n### Look (T+0 to T+5 min)\n### Wait (T+5 to T+15 min)\n",
            &[("Go", 0, None), ("Look", 0, Some(5)), ("Wait", 5, Some(10))],
        ),
        // Criteria are no work.
        ("# T\n## T-0: a\n## T+1h: b\n## GO/NO-GO criteria (T+24h)\n", &[("a", 0, Some(60)), ("b", 60, None)]),
        // What a list says of one of its items isn't said of the phase.
        (
            "# T\n## Phase 1: a\n- **Owner:** us\n- **Duration:** 5 min\n\n## Phase 2: b\n- [ ] **Alerts paused**\n  - Duration: 6 hours\n",
            &[("a", 0, Some(5)), ("b", 5, None)],
        ),
        // Numbers of sections, and names of no more than a bracket.
        (
            "# T\n## 4.1 Phase 1: a (5 min)\n## 4.2 Phase 2: b (Pilot - 10 min)\n## T-0 (Go live)\n",
            &[("a", 0, Some(5)), ("b (Pilot)", 5, Some(10)), ("Go live", 0, None)],
        ),
        // However long preparations take, the work starts with T.
        (
            "# T\n## T-2 h: call\n## Phase 1: a (5 min)\n## Phase 2: b\n",
            &[("call", -120, None), ("a", 0, Some(5)), ("b", 5, None)],
        ),
    ] {
        assert_eq!(phases(text), expected(wanted), "{text}");
    }
    let plan = read_text("# T\n## T-2 h: call\n## Phase 1: a (5 min)\n## Phase 2: b\n## Phase 3: c\n")
        .expect("a playbook")
        .plan;
    assert_eq!(plan.iter().map(|slot| slot.at_least).collect::<Vec<_>>(), [false, false, false, true]);
}

#[test]
fn a_schedule_tells_of_phases_that_say_nothing() {
    for (text, wanted) in [
        (
            "# T\n| Phase | Duration | Owner |\n|---|---|---|\n| 1. a | 1 hour | DBA |\n| Phase 2: b | 15 min | Ops |\n| 3. other | 5 min | QA |\n| **Total** | **80 min** | |\n\n## Phase 1: a\n## Phase 2: b (20 min)\n## Phase 3: c\n",
            &[("a", 0, Some(60)), ("b", 60, Some(20)), ("c", 80, None)][..],
        ),
        (
            "# T\n## Step 1: Dry run\n## Step 2: Read-only\n## Times\n| Time | Activity | Duration (min) |\n|---|---|---|\n| T-0 | Read-only | 5 |\n| T+5 min | dry run | 35 |\n",
            &[("Dry run", 0, Some(35)), ("Read-only", 35, Some(5))],
        ),
        (
            "# T\n| Time | Phase | Duration |\n|---|---|---|\n| 22:00 | Backup | 15 min |\n\n## Phase 1: Backup\n",
            &[("Backup", 0, Some(15))],
        ),
        // Rows that contradict each other say nothing, and neither do those about the way back.
        (
            "# T\n| Phase | Duration |\n|---|---|\n| 1 | 1 hour |\n| 1 | 2 hours |\n\n## Phase 1: a\n## Rollback\n| Phase | Duration |\n|---|---|\n| 1 | 9 min |\n",
            &[("a", 0, None)],
        ),
    ] {
        assert_eq!(phases(text), expected(wanted), "{text}");
    }
    let owned = "# T\n| Phase | Duration | Owner |\n|---|---|---|\n| 1 | 1 hour | DBA |\n\n## Phase 1: a\n## Phase 2: b\n**Responsibility:** Ops\n";
    let owners = read_text(owned).expect("a playbook").phases.into_iter().map(|phase| phase.owner.unwrap_or_default());
    assert_eq!(owners.collect::<Vec<_>>(), ["DBA", "Ops"]);
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
        ("**Cutover window:** Friday 20:00 – Sunday 12:00\n", Some((40 * 60, false))),
        ("**Downtime Window:** 2 h\n", Some((120, false))),
        ("**Estimated Duration:** 3 hours\n\n**Window:** 2 h\n", Some((120, false))),
        ("**Duration:** 60-90 minutes\n", Some((90, false))),
        ("## Times\n\n**Duration:** 90 minutes\n", None),
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
    let takes = |text: &str| read_text(text).and_then(|playbook| playbook.takes_in_words());
    // The time until somebody looks again is nobody's work, however long it is.
    assert_eq!(takes("# T\n\n**Window:** 2 hours\n## T-0: a\n## T+24h: b\n"), None);
    assert_eq!(takes("# T\n\n**Window:** 2 hours\n## T-0: a\n## T+1h: b\n## T+24h: c\n").as_deref(), Some("≥ 1 h"));
    assert_eq!(takes("# T\n## Phase 1: a (10 min)\n## T+1h: b\n## T+8h: c\n").as_deref(), Some("≥ 10 min"));
    // Preparations and aftercare of days are in no window of hours.
    for text in [
        "**Total duration:** 3-4 hours\n## Phase 0: a (T-7d to T-1d)\n## Phase 1: b (2 h)\n## Phase 2: c (T+1d to T+7d)\n",
        "**Window:** 4 hours\n## Phase 1: b (2 h)\n## Phase 2: watch (24-48 hours)\n",
        "**Window:** 4 hours\n## Phase 1: b (2 h)\n## Phase 2: watch (T+1d, 2 h)\n",
        "**Window:** 8 hours\n## Phase 1: b (2 h)\n## T+6:00 to T+24:00: see\n",
        "**Window:** 8 hours\n## Phase 1: b (8 h)\n## T+8h to T+10h: Hypercare\n",
        "**Window:** 4 hours\n## T-0: b (2 h)\n## T+3h: c\n## T+8h: d\n## T+24h: e\n",
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
fn gates_are_decisions_with_criteria() {
    for (text, wanted) in [
        // Something to do, and an answer.
        ("- [ ] **Go/No-Go meeting held**\n  - Owner: PM\n  - Decision: GO / NO-GO\n- [ ] more\n", &[][..]),
        ("**Consensus:** GO / NO-GO / DELAY\n", &[]),
        ("- **Go/No-Go (lead):** lag is 0\n- other\n", &[("Go/No-Go (lead)", &["lag is 0"][..])]),
        // What has to be so stands above the choice.
        (
            "**Completion criteria:** all of it is there.\n**Go/No-Go decision:** ✅ GO / ❌ NO-GO\n",
            &[("Go/No-Go decision", &["all of it is there."])],
        ),
        ("**Go/No-Go decision:** GO / NO-GO\n", &[("Go/No-Go decision", &[])]),
        // Rows behind it, and no words about the decision itself or about stopping.
        ("**Go/No-Go criteria:**\n\n| what | limit |\n|---|---|\n| lag | 0 s |\n", &[("Go/No-Go criteria", &["lag"])]),
        ("> **Gate 2**\n>\n> | what | limit |\n> |---|---|\n> | lag | 0 s |\n", &[("Gate 2", &["lag"])]),
        (
            "### Decision point\n\n- Status: Ready\n- Decision maker: CTO\n\n**GO if:**\n\n- x\n\n**NO-GO if:**\n\n- y\n",
            &[("Decision point", &["x"])],
        ),
    ] {
        let playbook = read_text(&format!("# T\n\n## Phase 1: a\n\n{text}")).expect("a playbook");
        let of = |gate: &Gate| {
            let criteria = gate.criteria.iter().map(|criterion| criterion.text.clone()).collect::<Vec<_>>();
            (gate.title.clone(), criteria)
        };
        let found: Vec<_> = playbook.gates.iter().map(of).collect();
        let owned = |(title, criteria): &(&str, &[&str])| {
            ((*title).to_owned(), criteria.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(found, wanted.iter().map(owned).collect::<Vec<_>>(), "{text}");
    }
    let phase = "# T\n\n## Phase 1: Go/No-Go\n\n### Criteria\n\n- [ ] all green\n";
    let gates = read_text(phase).expect("a playbook").gates;
    assert_eq!(gates.iter().map(|gate| gate.criteria.len()).collect::<Vec<_>>(), [1]);
}

#[test]
fn triggers_stand_in_many_places() {
    for (text, wanted) in [
        ("## Rollback plan\n\n**Downtime:** 5 min\n**Trigger Conditions:**\n- x\n\n- y\n", &["x", "y"][..]),
        ("## Rollback plan\n\n### Trigger conditions\n\nIf any:\n\n- x\n\n### Steps\n\n- no\n", &["x"]),
        ("## Rollback plan\n\nRoll back at once if any of these happen:\n\n- x\n  - of x\n\nSteps:\n\n- no\n", &["x"]),
        ("**Trigger rollback if:**\n\n- x\n\n**If ROLLBACK:**\n\n- no\n", &["x"]),
        ("## Automatic halt rules\n\n### Errors\n\n- x\n", &["x"]),
        ("## Rollback triggers & procedure\n\n### Triggers\n\n- x\n\n### Procedure\n\n1. no\n", &["x"]),
        (
            "## Rollback\n\n### Rollback success criteria\n\n- no\n\n**Rollback completion criteria:** no\n\n**Rollback trigger point:** no\n",
            &[],
        ),
    ] {
        let playbook = read_text(&format!("# T\n\n## Phase 1: a\n\n## Rest\n\n{text}")).expect("a playbook");
        let found: Vec<&str> = playbook.triggers.iter().map(|trigger| trigger.text.as_str()).collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn who_signs_is_a_role() {
    for (text, wanted) in [
        (
            "## Sign-off\n\n**Technical sign-off:**\n\n- **Ops:** ____ **Date:** ____\n- **DBA:** ____\n\n| # | Date | Role | Signature |\n|---|---|---|---|\n| 1 | 2026-12-01 | QA | |\n\n**Lead:** ____\n",
            &["Ops", "DBA", "QA", "Lead"][..],
        ),
        ("**Final approval:**\n\n- [ ] Lead: ____ Date: ____\n- PM: ____\n- nobody\n", &["Lead", "PM"]),
        (
            "**Sign-off**: Owner ________ Date: ____\n\n**Sign-off:** ____\n\n**QA sign-off:** ____\n\n**Sign-off:** done\n",
            &["Owner", "QA sign-off"],
        ),
    ] {
        let playbook = read_text(&format!("# Sign-off of it\n\n## Phase 1: a\n\n{text}")).expect("a playbook");
        let roles: Vec<&str> = playbook.signoffs.iter().map(|signoff| signoff.role.as_str()).collect();
        assert_eq!(roles, wanted, "{text}");
    }
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
