//! What holds for every layout.

use proptest::prelude::*;

use super::{Anchor, GroupBox, Item, Layout, Link, Plan, Point, lay_out, ranks};

fn item(group: Option<usize>, size: i64) -> Item {
    Item { low: 20 + size, high: 24 + size, half: 15 + size / 2, end: 12 + size / 2, reach: 10 + size, group }
}

fn link(from: Anchor, to: Anchor, label: bool) -> Link {
    Link { from, to, length: 1, label: label.then_some((50, 20)) }
}

/// A box by its corners.
type Corners = (Point, Point);

fn of_item(plan: &Plan, layout: &Layout, index: usize) -> Corners {
    let (item, (across, along)) = (plan.items[index], layout.items[index]);
    ((across - item.low, along - item.half), (across + item.high, along + item.half))
}

fn overlap(a: Corners, b: Corners) -> bool {
    a.0.0 < b.1.0 && b.0.0 < a.1.0 && a.0.1 < b.1.1 && b.0.1 < a.1.1
}

fn within(inner: Corners, outer: Corners) -> bool {
    outer.0.0 <= inner.0.0 && outer.0.1 <= inner.0.1 && inner.1.0 <= outer.1.0 && inner.1.1 <= outer.1.1
}

/// What is wrong with a layout.
fn faults(plan: &Plan, layout: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let whole = ((0, 0), layout.size);
    for index in 0..plan.items.len() {
        let own = of_item(plan, layout, index);
        if !within(own, whole) {
            faults.push(format!("item {index} stands outside of the whole"));
        }
        for other in 0..index {
            if overlap(own, of_item(plan, layout, other)) {
                faults.push(format!("items {other} and {index} overlap"));
            }
        }
        for (group, corners) in layout.groups.iter().enumerate() {
            let held = ranks::contains(&plan.groups, group, plan.items[index].group);
            if held && !within(own, *corners) {
                faults.push(format!("item {index} stands outside of its group {group}"));
            }
            if !held && overlap(own, *corners) {
                faults.push(format!("item {index} stands in group {group}, which isn't its own"));
            }
        }
    }
    for group in 0..plan.groups.len() {
        for other in 0..group {
            let nested =
                ranks::contains(&plan.groups, group, Some(other)) || ranks::contains(&plan.groups, other, Some(group));
            if !nested && overlap(layout.groups[group], layout.groups[other]) {
                faults.push(format!("groups {other} and {group} overlap"));
            }
        }
        if !within(layout.groups[group], whole) {
            faults.push(format!("group {group} stands outside of the whole"));
        }
    }
    for (index, (link, route)) in plan.links.iter().zip(&layout.links).enumerate() {
        for (anchor, end) in [(link.from, route.points.first()), (link.to, route.points.last())] {
            let Some(&(across, along)) = end else {
                faults.push(format!("link {index} has no way"));
                continue;
            };
            let meets = match anchor {
                Anchor::Item(item) => {
                    let (centre, size) = (layout.items[item], plan.items[item]);
                    (across - centre.0).abs() <= size.reach && (along - centre.1).abs() == size.end
                }
                Anchor::Group(group) => {
                    let (start, end) = layout.groups[group];
                    (start.0..=end.0).contains(&across) && (along == start.1 || along == end.1)
                }
            };
            if !meets {
                faults.push(format!("link {index} doesn't meet {anchor:?}"));
            }
        }
        if route.points.iter().any(|point| !within((*point, *point), whole)) {
            faults.push(format!("link {index} leads outside of the whole"));
        }
        if link.label.is_some() != route.label.is_some() {
            faults.push(format!("link {index} has lost its label"));
        }
    }
    faults
}

#[test]
fn a_chain_is_straight() {
    let mut plan = Plan { items: (0..4).map(|size| item(None, size * 10)).collect(), ..Plan::default() };
    plan.links = (0..3).map(|from| link(Anchor::Item(from), Anchor::Item(from + 1), from == 1)).collect();
    let layout = lay_out(&plan);
    assert!(layout.items.windows(2).all(|pair| pair[0].0 == pair[1].0 && pair[0].1 < pair[1].1), "{layout:?}");
    assert!(layout.links.iter().all(|route| route.points.windows(2).all(|pair| pair[0].0 == pair[1].0)));
    assert_eq!(faults(&plan, &layout), [""; 0]);
}

#[test]
fn a_tree_is_even_and_links_dont_cross() {
    let mut plan = Plan { items: (0..7).map(|_| item(None, 0)).collect(), ..Plan::default() };
    for (from, to) in [(0, 1), (0, 2), (1, 6), (2, 3), (1, 5), (2, 4)] {
        plan.links.push(link(Anchor::Item(from), Anchor::Item(to), false));
    }
    let layout = lay_out(&plan);
    let across = |index: usize| layout.items[index].0;
    assert_eq!(2 * across(0), across(1) + across(2));
    assert_eq!(2 * across(1), across(5) + across(6));
    assert!((across(1) < across(2)) == (across(5).max(across(6)) < across(3).min(across(4))));
    assert_eq!(faults(&plan, &layout), [""; 0]);
}

#[test]
fn what_is_written_first_leads_forward() {
    let mut plan = Plan { items: (0..3).map(|_| item(None, 0)).collect(), ..Plan::default() };
    for (from, to) in [(0, 1), (1, 2), (2, 0), (1, 0)] {
        plan.links.push(link(Anchor::Item(from), Anchor::Item(to), false));
    }
    let layout = lay_out(&plan);
    assert!(layout.items[0].1 < layout.items[1].1 && layout.items[1].1 < layout.items[2].1);
    assert_eq!(faults(&plan, &layout), [""; 0]);
}

#[test]
fn a_hostile_graph_is_laid_out_in_bounded_work() {
    // Everything leads to everything near it and to the end, so that links pass hundreds of ranks.
    let mut plan = Plan { items: (0..250).map(|_| item(None, 0)).collect(), ..Plan::default() };
    for from in 0..249 {
        plan.links.push(link(Anchor::Item(from), Anchor::Item(from + 1), true));
        plan.links.push(link(Anchor::Item(from), Anchor::Item(249), true));
    }
    let layout = lay_out(&plan);
    assert_eq!(layout.links.iter().filter(|route| route.label.is_some()).count(), plan.links.len());
    for pair in layout.items.windows(2) {
        assert!(pair[0].1 < pair[1].1);
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let items = proptest::collection::vec((proptest::option::of(0usize..5), 0i64..60), 1..14);
    let parents = proptest::collection::vec(proptest::option::of(0usize..5), 0..5);
    let links = proptest::collection::vec((0usize..18, 0usize..18, any::<bool>(), 1u32..3), 0..20);
    (items, parents, links).prop_map(|(items, parents, links)| {
        let count = parents.len();
        let mut plan = Plan::default();
        for (index, parent) in parents.into_iter().enumerate() {
            let parent = parent.filter(|parent| *parent < index);
            plan.groups.push(GroupBox { parent, low: 10, high: 12, before: 30, after: 14, width: 60, margin: 0 });
        }
        for (group, size) in items {
            plan.items.push(item(group.filter(|group| *group < count), size));
        }
        // Groups hold something, as those do that are laid out with what is around them.
        for group in 0..count {
            plan.items.push(item(Some(group), 0));
        }
        let anchor = |index: usize| match index {
            0..14 => Anchor::Item(index % plan.items.len()),
            index if count > 0 => Anchor::Group(index % count),
            _ => Anchor::Item(0),
        };
        let links: Vec<Link> = links
            .into_iter()
            .map(|(from, to, label, length)| Link { length, ..link(anchor(from), anchor(to), label) })
            .filter(|link| link.from != link.to)
            .collect();
        plan.links = links;
        plan
    })
}

proptest! {
    #[test]
    fn nothing_overlaps_and_links_end_where_they_should(plan in plans()) {
        let layout = lay_out(&plan);
        prop_assert_eq!(faults(&plan, &layout), Vec::<String>::new());
    }
}
