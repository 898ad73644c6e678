use std::time::Duration;

use jiff::civil::date;

use super::*;
use crate::parse::bound::{Meaning, Qualifier};
use crate::site::recovery::claim::{Rank, Subject};
use crate::source::{FileId, TextRange};

const PLACE: Span = Span { file: FileId(0), range: TextRange { start: 0, end: 1 } };

/// A bound of so many minutes; none for what can't be read.
fn bound(minutes: Option<u64>) -> Bound {
    let within =
        |minutes| Meaning::Within { qualifier: Qualifier::Plain, from: None, upper: Duration::from_mins(minutes) };
    let text = minutes.map_or_else(|| "best effort".to_owned(), |minutes| format!("{minutes}m"));
    Bound { text, meaning: minutes.map(within), condition: None, parts: Vec::new() }
}

fn claim(field: Field, scenario: &str, minutes: Option<u64>) -> Claim {
    let scenario = Scenario::of(Some(scenario), &[]);
    Claim {
        subject: Subject::Platform,
        field,
        scenario,
        bound: bound(minutes),
        place: PLACE,
        form: crate::parse::statement::Form::FrontMatter,
        rank: Rank::FrontMatter,
        living: true,
        group: 0,
        set: None,
        method: None,
        frequency: None,
    }
}

/// A drill of the headline, whose RTO is the first claim and whose RPO the second.
fn drill(day: Date, rto: Option<u64>, rpo: Option<u64>, result: &str) -> Drill {
    let measured = |minutes: Option<u64>| minutes.map(|minutes| Timed { bound: bound(Some(minutes)), place: PLACE });
    Drill {
        date: day,
        scenario: String::new(),
        rto: measured(rto),
        rpo: measured(rpo),
        result: (!result.is_empty()).then(|| Stated { text: result.to_owned(), place: None }),
        evidence: None,
        headline: true,
        targets: [Some(ClaimIndex(0)), Some(ClaimIndex(1))],
        outcome: Outcome::Unknown,
        future: false,
        place: PLACE,
    }
}

#[test]
fn figures_decide_what_a_drill_shows_and_words_where_there_are_none() {
    let claims = [claim(Field::Rto, "", Some(60)), claim(Field::Rpo, "", Some(15))];
    let unread = [claim(Field::Rto, "", None), claim(Field::Rpo, "", None)];
    for (rto, rpo, result, claims, expected) in [
        (Some(60), Some(15), "", &claims, Outcome::Met),
        (Some(38), None, "", &claims, Outcome::Met),
        (Some(61), Some(1), "", &claims, Outcome::Missed),
        (Some(1), Some(16), "passed", &claims, Outcome::Missed),
        (Some(1), None, "Failed: the index was gone", &claims, Outcome::Missed),
        (Some(1), None, "not passed", &claims, Outcome::Missed),
        (None, None, "passed", &claims, Outcome::Met),
        (None, None, "see the minutes", &claims, Outcome::Unknown),
        (None, None, "", &claims, Outcome::Unknown),
        (Some(1), Some(1), "", &unread, Outcome::Unknown),
        (Some(1), Some(1), "OK", &unread, Outcome::Met),
    ] {
        let drill = drill(date(2026, 1, 1), rto, rpo, result);
        assert_eq!(outcome(&drill, claims), expected, "{rto:?} {rpo:?} {result}");
    }
}

#[test]
fn a_drill_is_compared_with_the_objective_of_its_scenario() {
    let claims = [claim(Field::Rto, "Full disaster recovery", Some(60)), claim(Field::Rto, "Loss of a node", Some(5))];
    let objective = |scenario: &str, rto| Objective {
        scenario: scenario.to_owned(),
        rto: Some(ClaimIndex(rto)),
        ..Objective::default()
    };
    let stated = ChartRecovery {
        headline: objective("", 0),
        scenarios: vec![objective("Loss of a node", 1)],
        ..ChartRecovery::default()
    };
    for (scenario, expected) in [
        ("", (true, Some(0))),
        ("full disaster-recovery", (true, Some(0))),
        ("Loss of a node", (false, Some(1))),
        ("LOSS OF A NODE", (false, Some(1))),
        ("Overall", (true, Some(0))),
        ("Something else", (false, None)),
    ] {
        let (headline, objective) = objective_of(scenario, &[], &stated, &claims);
        let rto = objective.and_then(|objective| objective.rto).map(|claim| claim.0);
        assert_eq!((headline, rto), expected, "{scenario}");
    }
}

#[test]
fn the_newest_drill_of_the_headline_decides_until_it_is_too_old() {
    let objective = |rto: Option<u32>| Objective { rto: rto.map(ClaimIndex), ..Objective::default() };
    let held = |month, day, outcome| Drill { outcome, ..drill(date(2026, month, day), None, None, "") };
    let of_part = Drill { headline: false, ..held(9, 1, Outcome::Missed) };
    let later = Drill { future: true, ..held(12, 1, Outcome::Missed) };
    let (met, missed) = (held(6, 1, Outcome::Met), held(3, 1, Outcome::Missed));
    let today = date(2026, 8, 30);
    for (drills, every, expected) in [
        (vec![], Some(90), DrillState::Never),
        (vec![held(6, 1, Outcome::Unknown)], Some(90), DrillState::Never),
        (vec![of_part.clone()], None, DrillState::Never),
        (vec![later.clone()], None, DrillState::Never),
        (vec![later, of_part, met.clone(), missed.clone()], Some(90), DrillState::Proved),
        // The 90th day is the last one.
        (vec![met.clone()], Some(90), DrillState::Proved),
        (vec![met.clone()], Some(89), DrillState::Overdue),
        (vec![met.clone()], None, DrillState::Proved),
        (vec![met], Some(u32::MAX), DrillState::Proved),
        // Too old and missed: what is known to be wrong weighs more.
        (vec![missed], Some(90), DrillState::Missed),
    ] {
        let stated = ChartRecovery { headline: objective(Some(0)), drills, ..ChartRecovery::default() };
        assert_eq!(state(&stated, every, today), Some(expected), "{every:?} {:?}", stated.drills);
        let nothing = ChartRecovery { headline: objective(None), ..stated };
        assert_eq!(state(&nothing, every, today), None);
    }
}
