use super::*;
use crate::site::recovery::fixture::chart;

fn tier(id: &str, name: &str) -> Tier {
    let (id, name) = (id.to_owned(), name.to_owned());
    Tier { id, name, rto: None, rpo: None, drill_every_days: None, charts: Vec::new(), place: None }
}

#[test]
fn numbers_are_in_order_and_names_stay_where_they_were_written() {
    for (written, expected) in [
        (&["10", "9", "1"][..], &["1", "9", "10"][..]),
        (&["gold", "bronze"], &["gold", "bronze"]),
        (&["2", "gold", "1"], &["1", "gold", "2"]),
        (&[], &[]),
    ] {
        let mut tiers: Vec<Tier> = written.iter().map(|id| tier(id, "")).collect();
        sort(&mut tiers);
        assert_eq!(tiers.iter().map(|tier| &*tier.id).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_tier_is_found_by_its_id_its_name_or_both() {
    let lookup = TierLookup::new(&[tier("1", "Critical"), tier("gold", ""), tier("2", "1")]);
    for (written, expected) in [
        ("1", Some(0)),
        ("Tier 1", Some(0)),
        ("tier-1", Some(0)),
        ("Tier 1 - Critical (6 charts):", Some(0)),
        ("critical", Some(0)),
        ("Gold", Some(1)),
        ("Tier gold", Some(1)),
        ("2", Some(2)),
        ("3", None),
        ("Tier", None),
        ("", None),
    ] {
        assert_eq!(lookup.get(written).map(|index| index.0), expected, "{written}");
    }
}

#[test]
fn a_tier_that_is_named_in_several_ways_is_one() {
    let mut known = Known::default();
    for id in ["1", "Tier 1", "Tier 1 - Critical", " tier-1 ", "Gold", "gold"] {
        known.get(id, None);
    }
    assert_eq!(known.in_order.iter().map(|tier| &*tier.id).collect::<Vec<_>>(), ["1", "Gold"]);
}

#[test]
fn each_chart_gets_its_tier_and_each_tier_its_charts_in_order_of_title() {
    use crate::site::recovery::objective::ChartRecovery;
    let mut charts: Vec<Chart> = ["a", "b", "c"].into_iter().map(chart).collect();
    charts[0].title = "Zebra".to_owned();
    for (chart, stated) in charts.iter_mut().zip(["1", "tier 1", "9"]) {
        chart.tier = Some(Stated { text: stated.to_owned(), place: None });
    }
    let tiers = vec![tier("1", "Critical")];
    let mut recovery = Recovery { tiers, charts: vec![ChartRecovery::default(); 3], ..Recovery::default() };
    apply(&mut recovery, &charts);
    assert_eq!(recovery.tiers[0].charts, [ChartIndex(1), ChartIndex(0)]);
    assert_eq!(
        recovery.charts.iter().map(|chart| chart.tier).collect::<Vec<_>>(),
        [Some(TierIndex(0)), Some(TierIndex(0)), None]
    );
}
