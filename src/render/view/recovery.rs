//! What is promised of a chart, as templates see it.

use super::Viewer;
use super::matrix::{Grouping, Shown};
use crate::parse::statement::Field;
use crate::render::context::{ConflictView, EffectiveView, FactView, LinkView, RecoveryView, TableView};
use crate::site::chart::{ChartIndex, Stated};
use crate::site::overview::Overview;
use crate::site::recovery::claim::ClaimIndex;
use crate::site::recovery::drill::{Drill, DrillState, Outcome};
use crate::site::recovery::objective::{ChartRecovery, Conflict};
use crate::site::recovery::order::ChartOrder;
use crate::site::recovery::time::in_words;
use crate::site::route::Route;
use crate::site::table::{Column, Mark, Table, Value};

/// How many charts are named as needing another one, before they are only counted on the page of the order.
const DEPENDENTS_SHOWN: usize = 40;

impl Viewer<'_> {
    /// What is promised of a chart; `None` where its matrices aren't shown at all. `whole` is for the chart's own page.
    pub(super) fn chart_recovery(&self, route: &Route, index: ChartIndex, whole: bool) -> Option<RecoveryView> {
        let recovery = &self.site.recovery;
        let chart = recovery.charts.get(index.0 as usize)?;
        self.recovery_nav()?;
        let order = recovery.order.charts.get(index.0 as usize);
        let link = |index: ChartIndex| self.chart_link(route, index);
        let whole_table = |table: Option<Shown<'_>>| table.map(|table| self.table(route, table));
        let scenarios = self.site.scenarios_of(index).select(&["scenario", "rto", "rpo", "frequency", "method"]);
        let scenarios = scenarios.without_unknown_columns();
        let drills = self.site.drills_of(index);
        let names: Vec<&str> = drills.columns().iter().map(Column::name).filter(|name| *name != "chart").collect();
        let drills = drills.select(&names).without_unknown_columns();
        let promise = |field| self.site.promise(index, field).map(|value| self.value(route, &value));
        Some(RecoveryView {
            scenario: chart.headline.scenario.clone(),
            rto: promise(Field::Rto),
            rpo: promise(Field::Rpo),
            tier: chart.tier.map(|tier| {
                let tier = recovery.tier(tier);
                self.value(route, &Value::new(self.tier_title(tier)).from(tier.place))
            }),
            drill: match chart.last_drill() {
                Some(drill) => Some(self.value(route, &self.drill_value(drill))),
                None if recovery.expects_drill(chart) => {
                    chart.drill_state.map(|state| self.value(route, &self.state_value(state, None, true)))
                }
                None => None,
            },
            facts: self.facts(route, chart, whole),
            scenarios: whole_table(
                self.shown_rows("scenarios", "Scenarios", ("{count} scenario", "{count} scenarios"), &scenarios)
                    .filter(|_| whole),
            ),
            conflicts: if whole { self.conflicts(route, chart) } else { Vec::new() },
            conflict_count: chart.conflicts.len(),
            drills: whole_table(
                self.shown_rows("drills", "Drills", ("{count} drill", "{count} drills"), &drills).filter(|_| whole),
            ),
            depends_on: order.and_then(|order| {
                Some(order.depends_on.as_ref()?.iter().map(|dependency| link(dependency.chart)).collect())
            }),
            dependents: order.map_or_else(Vec::new, |order| {
                order.dependents.iter().take(DEPENDENTS_SHOWN).map(|index| link(*index)).collect()
            }),
            wave: order.and_then(|order| order.wave).map(|wave| wave + 1),
            effective: order.and_then(|order| self.effective(route, index, order)),
            matrix_url: self.recovery_nav().map(|section| route.link_to(&section.route)),
            order_url: self.overview_url(route, Overview::Order),
        })
    }

    /// The ways to upgrade a chart; `None` where none is known.
    pub(super) fn strategies(&self, route: &Route, index: ChartIndex) -> Option<TableView> {
        let table = self.site.strategies_of(index).without_unknown_columns();
        self.shown_rows("strategies", "Ways to upgrade", ("{count} way", "{count} ways"), &table)
            .map(|table| self.table(route, table))
    }

    fn chart_link(&self, route: &Route, index: ChartIndex) -> LinkView {
        let chart = self.site.chart(index);
        let wave = self.site.recovery.order.charts.get(index.0 as usize).and_then(|order| order.wave);
        LinkView {
            title: chart.title.clone(),
            url: route.link_to(&chart.route),
            note: wave
                .map_or_else(String::new, |wave| self.translation.fill("wave {number}", &[("number", &(wave + 1))])),
            kind: "",
        }
    }

    /// What a claim says, leading to the line that says it.
    fn claim_value(&self, index: ClaimIndex) -> Value {
        let claim = self.site.recovery.claim(index);
        Value::new(&*claim.bound.text).from(claim.place).keyed(claim.bound.order())
    }

    /// What stands beside the headline.
    fn facts(&self, route: &Route, chart: &ChartRecovery, whole: bool) -> Vec<FactView> {
        let mut facts = Vec::new();
        let mut add = |title: &str, values: Vec<Value>| {
            if !values.is_empty() {
                let values = values.iter().map(|value| self.value(route, value)).collect();
                facts.push(FactView { title: self.t(title), values });
            }
        };
        if let Some(tier) = chart.tier {
            let tier = self.site.recovery.tier(tier);
            let policies = [("RTO", &tier.rto), ("RPO", &tier.rpo)].into_iter().filter_map(|(field, policy)| {
                let policy = policy.as_ref()?;
                Some(Value::new(format!("{field} {}", policy.bound.text)).from(policy.place))
            });
            add("Tier", [Value::new(self.tier_title(tier)).from(tier.place)].into_iter().chain(policies).collect());
        }
        if let Some(state) = chart.drill_state {
            let expected = self.site.recovery.expects_drill(chart);
            add("Drills", vec![self.state_value(state, chart.last_drill(), expected)]);
        }
        if whole {
            add("Method", chart.headline.method.iter().map(stated).collect());
            add("Backups", chart.headline.frequency.iter().map(stated).collect());
        }
        facts
    }

    fn conflicts(&self, route: &Route, chart: &ChartRecovery) -> Vec<ConflictView> {
        let view = |conflict: &Conflict| ConflictView {
            field: conflict.field.title(),
            scenario: conflict.scenario.clone(),
            winner: self.value(route, &self.claim_value(conflict.winner)),
            others: conflict.others.iter().map(|claim| self.value(route, &self.claim_value(*claim))).collect(),
        };
        chart.conflicts.iter().map(view).collect()
    }

    fn effective(&self, route: &Route, index: ChartIndex, order: &ChartOrder) -> Option<EffectiveView> {
        let effective = order.effective.as_ref()?;
        let chain = self.site.recovery.order.chain(index);
        let below = chain.iter().filter(|chart| **chart != index);
        Some(EffectiveView {
            text: in_words(effective.time),
            at_least: effective.at_least,
            infeasible: order.infeasible,
            chain: below.map(|chart| self.chart_link(route, *chart)).collect(),
        })
    }

    /// A table of a chart's page; `None` where it has no rows.
    fn shown_rows<'t>(&self, id: &str, title: &str, noun: (&str, &str), table: &'t Table) -> Option<Shown<'t>> {
        (!table.rows().is_empty()).then(|| Shown {
            id: format!("site:{id}"),
            title: self.t(title),
            noun: self.counted(noun.0, noun.1),
            table,
            grouping: Grouping::None,
            url: None,
        })
    }

    /// The date of a drill and how it went.
    fn drill_value(&self, drill: &Drill) -> Value {
        let date = &drill.date;
        let (text, mark) = match drill.outcome {
            Outcome::Met => (self.translation.fill("{date} passed", &[("date", date)]), Some(Mark::Good)),
            Outcome::Missed => (self.translation.fill("{date} missed its target", &[("date", date)]), Some(Mark::Bad)),
            Outcome::Unknown => (date.to_string(), None),
        };
        let value = Value::new(text).from(drill.place);
        match mark {
            Some(mark) => value.seen(mark),
            None => value,
        }
    }

    fn state_value(&self, state: DrillState, last: Option<&Drill>, expected: bool) -> Value {
        let (word, mark) = match state {
            DrillState::Proved => ("proved", Mark::Good),
            DrillState::Missed => ("missed", Mark::Bad),
            DrillState::Overdue => ("overdue", Mark::Attention),
            DrillState::Never => ("never tried", Mark::Attention),
        };
        let word = self.t(word);
        match last {
            Some(drill) => {
                let text = self.translation.fill("{state}, last {date}", &[("state", &word), ("date", &drill.date)]);
                Value::new(text).from(drill.place).seen(mark)
            }
            None if !expected => Value::new(word),
            None => Value::new(word).seen(mark),
        }
    }
}

fn stated(stated: &Stated) -> Value {
    Value::new(&*stated.text).from(stated.place)
}
