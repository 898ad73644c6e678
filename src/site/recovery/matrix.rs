//! Recovery as tables.

use std::collections::BTreeSet;

use super::claim::Claim;
use super::drill::{Drill, DrillState, Outcome};
use super::objective::{ChartRecovery, Conflict, Objective};
use super::tier::{Policy, Tier};
use super::time::in_words;
use crate::config::Kind;
use crate::parse::bound::{Bound, Meaning};
use crate::parse::statement::Field;
use crate::site::Site;
use crate::site::chart::{ChartIndex, Stated};
use crate::site::note::Note;
use crate::site::page::Page;
use crate::site::table::{Cell, Column, ColumnKind, Direction, Mark, Measure, Other, Table, Value};

/// The columns of the recovery matrix.
const RECOVERY: [Column; 13] = [
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("tier", "Tier", ColumnKind::Keyed),
    Column::new("rto", "RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("rpo", "RPO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("effective", "Effective RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("measured", "Measured", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("drill", "Last drill", ColumnKind::Keyed).measured(Some(Measure::Date)),
    Column::new("frequency", "Backup frequency", ColumnKind::Text),
    Column::new("method", "Method", ColumnKind::Text),
    Column::new("owner", "Owner", ColumnKind::Text),
    Column::new("category", "Category", ColumnKind::Text),
    Column::new("backup", "Backup guide", ColumnKind::Text),
    Column::new("upgrade", "Upgrade guide", ColumnKind::Text),
];

/// The columns of the matrix of scenarios.
const SCENARIOS: [Column; 7] = [
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("tier", "Tier", ColumnKind::Keyed),
    Column::new("scenario", "Scenario", ColumnKind::Text),
    Column::new("rto", "RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("rpo", "RPO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("frequency", "Backup frequency", ColumnKind::Text),
    Column::new("method", "Method", ColumnKind::Text),
];

/// The columns of the matrix of tiers.
const TIERS: [Column; 8] = [
    Column::new("tier", "Tier", ColumnKind::Keyed),
    Column::new("charts", "Charts", ColumnKind::Number),
    Column::new("policy-rto", "RTO allowed", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("rto", "RTO promised", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("policy-rpo", "RPO allowed", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("rpo", "RPO promised", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("beyond", "Beyond policy", ColumnKind::Number),
    Column::new("drilled", "Last drill met its target", ColumnKind::Number),
];

/// The columns of the order of recovery.
const ORDER: [Column; 7] = [
    Column::new("wave", "Wave", ColumnKind::Keyed),
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("tier", "Tier", ColumnKind::Keyed),
    Column::new("depends-on", "Depends on", ColumnKind::Text),
    Column::new("dependents", "Needed by", ColumnKind::Text),
    Column::new("rto", "RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("effective", "Effective RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
];

/// The columns of the matrix of drills.
const DRILLS: [Column; 9] = [
    Column::new("date", "Date", ColumnKind::Keyed).measured(Some(Measure::Date)),
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("scenario", "Scenario", ColumnKind::Text),
    Column::new("measured-rto", "Measured RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("target-rto", "Target RTO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("measured-rpo", "Measured RPO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("target-rpo", "Target RPO", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("result", "Result", ColumnKind::Text),
    Column::new("evidence", "Evidence", ColumnKind::Text),
];

impl Site {
    /// One row for each chart of which something is promised, tried or written, in order of tier, then of title: columns
    /// `chart`, `tier`, `rto`, `rpo`, `effective`, `measured`, `drill`, `frequency`, `method`, `owner`, `category`, `backup`
    /// and `upgrade`. Others, such as libraries, have nothing to recover.
    #[must_use]
    pub fn recovery_matrix(&self) -> Table {
        let mut table = Table::new(RECOVERY.to_vec()).expecting(&["rto", "rpo"]);
        for index in self.charts_by_title().into_iter().filter(|index| self.has_recovery(*index)) {
            let chart = self.chart(index);
            let recovery = self.recovery.chart(index);
            let category = chart.category.iter().zip(chart.category_title());
            let category = category.map(|(category, text)| Value::new(text).from(category.place)).collect();
            table.push([
                ("chart", vec![self.chart_value(index)]),
                ("tier", self.tier_cell(index)),
                ("category", category),
                ("rto", self.promise(index, Field::Rto).into_iter().collect()),
                ("rpo", self.promise(index, Field::Rpo).into_iter().collect()),
                ("effective", self.effective(index)),
                ("measured", measured(recovery, &self.recovery.claims)),
                ("drill", last_drill(recovery, self.recovery.expects_drill(recovery))),
                ("frequency", stated(recovery.headline.frequency.as_ref())),
                ("method", stated(recovery.headline.method.as_ref())),
                ("owner", stated(chart.owner.as_ref())),
                ("backup", self.guides(index, |kind| matches!(kind, Kind::Backup | Kind::Recovery))),
                ("upgrade", self.guides(index, |kind| kind == Kind::Upgrade)),
            ]);
        }
        table.sort("tier", Direction::Ascending)
    }

    /// One row for each chart and scenario, the headline first: columns `chart`, `tier`, `scenario`, `rto`, `rpo`,
    /// `frequency` and `method`.
    #[must_use]
    pub fn scenario_matrix(&self) -> Table {
        let mut table = Table::new(SCENARIOS.to_vec());
        for index in self.charts_by_title() {
            let headline = &self.recovery.chart(index).headline;
            if headline.rto.is_some() || headline.rpo.is_some() {
                table.push(self.scenario_row(index, headline, true));
            }
            self.push_scenarios(&mut table, index);
        }
        table
    }

    /// The scenarios of one chart but its headline: columns as in [`Site::scenario_matrix`].
    #[must_use]
    pub fn scenarios_of(&self, index: ChartIndex) -> Table {
        let mut table = Table::new(SCENARIOS.to_vec());
        self.push_scenarios(&mut table, index);
        table
    }

    fn push_scenarios(&self, table: &mut Table, index: ChartIndex) {
        for objective in &self.recovery.chart(index).scenarios {
            table.push(self.scenario_row(index, objective, false));
        }
    }

    fn scenario_row(&self, index: ChartIndex, objective: &Objective, headline: bool) -> [(&'static str, Cell); 7] {
        let name = match &*objective.scenario {
            "" => "Full disaster recovery",
            name => name,
        };
        let place = objective.rto.or(objective.rpo).map(|claim| self.recovery.claim(claim).place);
        let figure = |field| match headline {
            true => self.promise(index, field),
            false => self.figure(self.recovery.chart(index), objective, field, false),
        };
        let figure = |field| figure(field).into_iter().collect();
        [
            ("chart", vec![self.chart_value(index)]),
            ("tier", self.tier_cell(index)),
            ("scenario", vec![Value::new(name).from(place)]),
            ("rto", figure(Field::Rto)),
            ("rpo", figure(Field::Rpo)),
            ("frequency", stated(objective.frequency.as_ref())),
            ("method", stated(objective.method.as_ref())),
        ]
    }

    /// One row for each tier, in order: columns `tier`, `charts`, `policy-rto`, `rto`, `policy-rpo`, `rpo`, `beyond` and
    /// `drilled`.
    #[must_use]
    pub fn tier_matrix(&self) -> Table {
        let mut table = Table::new(TIERS.to_vec());
        for (tier, key) in self.recovery.tiers.iter().zip(0_u64..) {
            let charts = || tier.charts.iter().map(|chart| self.recovery.chart(*chart));
            let policy = |policy: &Option<Policy>| -> Cell {
                policy.iter().map(|policy| Value::bound(&policy.bound).from(policy.place)).collect()
            };
            let beyond = charts().filter(|chart| !chart.exceeds_tier.is_empty()).count();
            let beyond = match (tier.rto.is_some() || tier.rpo.is_some(), beyond) {
                (false, _) => None,
                (true, 0) => Some(Value::new("0")),
                (true, beyond) => {
                    Some(Value::new(beyond.to_string()).marked(Mark::Bad, "promises longer than the tier allows"))
                }
            };
            // Whether that was too long ago depends on the day, and a generated table must not.
            let met = |chart: &&ChartRecovery| chart.last_drill().is_some_and(|drill| drill.outcome == Outcome::Met);
            let drilled = charts().filter(met).count();
            table.push([
                ("tier", vec![Value::new(tier.title()).called(&*tier.id).from(tier.place).keyed(key)]),
                ("charts", vec![Value::new(tier.charts.len().to_string())]),
                ("policy-rto", policy(&tier.rto)),
                ("rto", self.promised(tier, Field::Rto)),
                ("policy-rpo", policy(&tier.rpo)),
                ("rpo", self.promised(tier, Field::Rpo)),
                ("beyond", beyond.into_iter().collect()),
                ("drilled", vec![Value::new(drilled.to_string())]),
            ]);
        }
        table
    }

    /// One row for each chart, in the order in which they come back: columns `wave`, `chart`, `tier`, `depends-on`,
    /// `dependents`, `rto` and `effective`. Last those that wait for each other, and those whose order isn't stated.
    #[must_use]
    pub fn order_matrix(&self) -> Table {
        let mut table = Table::new(ORDER.to_vec());
        let order = &self.recovery.order;
        for (wave, key) in order.waves.iter().zip(1_u64..) {
            for chart in wave {
                table.push(self.order_row(*chart, vec![Value::new(key.to_string()).keyed(key)]));
            }
        }
        let not_stated: BTreeSet<ChartIndex> = order.not_stated.iter().copied().collect();
        let without_wave =
            |index: &ChartIndex| order.charts.get(index.0 as usize).is_some_and(|own| own.wave.is_none());
        let (silent, stuck): (Vec<_>, Vec<_>) =
            self.charts_by_title().into_iter().filter(without_wave).partition(|index| not_stated.contains(index));
        for chart in stuck {
            let wave = Value::new("none").marked(Mark::Bad, "waits for charts that wait for each other");
            table.push(self.order_row(chart, vec![wave]));
        }
        for chart in silent.into_iter().filter(|chart| self.has_recovery(*chart)) {
            table.push(self.order_row(chart, Cell::new()));
        }
        table
    }

    fn order_row(&self, index: ChartIndex, wave: Cell) -> [(&'static str, Cell); 7] {
        let own = &self.recovery.order.charts[index.0 as usize];
        let depends_on = own.depends_on.as_ref().map(|needed| match &**needed {
            [] => vec![Value::new("nothing")],
            needed => needed.iter().map(|needed| self.chart_value(needed.chart).from(needed.place)).collect(),
        });
        [
            ("wave", wave),
            ("chart", vec![self.chart_value(index)]),
            ("tier", self.tier_cell(index)),
            ("depends-on", depends_on.unwrap_or_default()),
            ("dependents", own.dependents.iter().map(|chart| self.chart_value(*chart)).collect()),
            ("rto", self.promise(index, Field::Rto).into_iter().collect()),
            ("effective", self.effective(index)),
        ]
    }

    /// One row for each drill, newest first: columns `date`, `chart`, `scenario`, `measured-rto`, `target-rto`,
    /// `measured-rpo`, `target-rpo`, `result` and `evidence`.
    #[must_use]
    pub fn drill_matrix(&self) -> Table {
        let mut table = Table::new(DRILLS.to_vec());
        for index in self.charts_by_title() {
            self.push_drills(&mut table, index);
        }
        table.sort("date", Direction::Descending)
    }

    /// The drills of one chart, newest first: columns as in [`Site::drill_matrix`].
    #[must_use]
    pub fn drills_of(&self, index: ChartIndex) -> Table {
        let mut table = Table::new(DRILLS.to_vec());
        self.push_drills(&mut table, index);
        table
    }

    fn push_drills(&self, table: &mut Table, index: ChartIndex) {
        for drill in &self.recovery.chart(index).drills {
            table.push(self.drill_row(index, drill));
        }
    }

    fn drill_row(&self, index: ChartIndex, drill: &Drill) -> [(&'static str, Cell); 9] {
        let claims = &self.recovery.claims;
        let time = |field: Field| -> [Cell; 2] {
            let (measured, target) = drill.get(field);
            let measured = measured.map(|measured| {
                let value = Value::bound(&measured.bound).from(measured.place);
                match drill.exceeds(field, claims) {
                    Some(true) => value.marked(Mark::Bad, "longer than promised"),
                    Some(false) => value.marked(Mark::Good, "within what is promised"),
                    None => value,
                }
            });
            let target = target.map(|claim| self.recovery.claim(claim));
            let target = target.map(|claim| Value::bound(&claim.bound).from(claim.place));
            [measured, target].map(|value| value.into_iter().collect())
        };
        let ([measured_rto, target_rto], [measured_rpo, target_rpo]) = (time(Field::Rto), time(Field::Rpo));
        let result = match (&drill.result, drill.outcome) {
            (result, Outcome::Unknown) => stated(result.as_ref()),
            (result, outcome) => {
                let (word, mark, note) = match outcome {
                    Outcome::Missed => ("missed", Mark::Bad, "missed its target"),
                    _ => ("met", Mark::Good, "met its target"),
                };
                let (text, place) = result.as_ref().map_or((word, None), |result| (&*result.text, result.place));
                vec![Value::new(text).from(place).marked(mark, note)]
            }
        };
        let evidence = drill.evidence.iter();
        let evidence =
            evidence.map(|(stated, to)| Value::new(&*stated.text).from(stated.place).to(to.clone())).collect();
        let scenario = match &*drill.scenario {
            "" => Cell::new(),
            scenario => vec![Value::new(scenario)],
        };
        let date = drill.dated();
        let date = if drill.future { date.marked(Mark::Attention, "still to come").dated() } else { date };
        [
            ("date", vec![date]),
            ("chart", vec![self.chart_value(index)]),
            ("scenario", scenario),
            ("measured-rto", measured_rto),
            ("target-rto", target_rto),
            ("measured-rpo", measured_rpo),
            ("target-rpo", target_rpo),
            ("result", result),
            ("evidence", evidence),
        ]
    }

    /// Whether there is anything about a chart's recovery: what is promised, tried or written, or how much it matters.
    fn has_recovery(&self, index: ChartIndex) -> bool {
        let recovery = self.recovery.chart(index);
        let chart = self.chart(index);
        let guides = || chart.own_pages().map(|page| self.page(page).kind);
        !recovery.claims.is_empty()
            || !recovery.drills.is_empty()
            || recovery.tier.is_some()
            || chart.tier.is_some()
            || guides().any(|kind| matches!(kind, Kind::Backup | Kind::Recovery))
    }

    /// A chart's headline figure, with what contradicts it and what its tier says of it; `None` where nobody states one.
    #[must_use]
    pub fn promise(&self, index: ChartIndex, field: Field) -> Option<Value> {
        let recovery = self.recovery.chart(index);
        let mut value = self.figure(recovery, &recovery.headline, field, true)?;
        let tier = recovery.tier.map(|tier| self.recovery.tier(tier));
        let policy = tier.and_then(|tier| Some((tier, tier.policy(field)?)));
        if let Some((tier, policy)) = policy {
            let (name, allowed) = (tier.title(), &policy.bound.text);
            if recovery.exceeds_tier.iter().any(|excess| excess.field == field) {
                value = value.marked(
                    Mark::Bad,
                    Note::new(
                        "longer than {name} allows: {allowed}",
                        [("name", name), ("allowed", allowed.to_string())],
                    ),
                );
            } else if value.time.is_some() && policy.bound.upper().is_some() {
                value = value.marked(
                    Mark::Good,
                    Note::new(
                        "within what {name} allows: {allowed}",
                        [("name", name), ("allowed", allowed.to_string())],
                    ),
                );
            }
        }
        if field == Field::Rpo && recovery.rpo_below_frequency {
            let often = recovery.headline.frequency.as_ref().map_or("", |often| &*often.text);
            let note = Note::new("shorter than the time between two backups: {often}", [("often", often.to_owned())]);
            value = value.marked(Mark::Attention, note);
        }
        Some(value)
    }

    /// The figure that counts, with what contradicts it.
    fn figure(&self, chart: &ChartRecovery, objective: &Objective, field: Field, headline: bool) -> Option<Value> {
        let claim = self.recovery.claim(objective.get(field)?);
        let mut value = Value::bound(&claim.bound).from(claim.place);
        if claim.bound.meaning.is_none() {
            value = value.marked(Mark::Attention, "not a time that docsgen can read");
        }
        let same =
            |conflict: &&Conflict| Some(conflict.winner) == objective.get(field) && conflict.headline == headline;
        for other in chart.conflicts.iter().filter(same).flat_map(|conflict| &conflict.others) {
            let other = self.recovery.claim(*other);
            value.others.push(Other { text: other.bound.text.clone(), place: other.place });
            value.mark = Some(Mark::Bad);
        }
        Some(value)
    }

    /// How long a chart takes with all that it needs.
    fn effective(&self, index: ChartIndex) -> Cell {
        let order = &self.recovery.order;
        let Some(own) = order.charts.get(index.0 as usize) else { return Cell::new() };
        let Some(effective) = &own.effective else { return Cell::new() };
        let words = in_words(effective.time);
        let text = if effective.at_least { format!("≥ {words}") } else { words };
        let mut value = Value { time: Some(effective.time), ..Value::new(text).keyed(Measure::time(effective.time)) };
        let chain = order.chain(index);
        if own.infeasible {
            let chain: Vec<&str> = chain.iter().map(|chart| &*self.chart(*chart).title).collect();
            let note = Note::new("longer than promised: {chain}", [("chain", chain.join(" → "))]);
            value = value.marked(Mark::Bad, note);
        }
        vec![value]
    }

    fn guides(&self, index: ChartIndex, wanted: impl Fn(Kind) -> bool) -> Cell {
        let pages = self.chart(index).own_pages().map(|page| self.page(page));
        let guides = pages.filter(|page| wanted(page.kind) && !page.historical);
        guides.map(Page::value).collect()
    }

    /// The shortest and the longest of what a tier's charts promise.
    fn promised(&self, tier: &Tier, field: Field) -> Cell {
        let claims = || tier.charts.iter().map(|chart| self.recovery.chart(*chart).headline.get(field));
        let bounds = claims().flatten().map(|claim| &self.recovery.claim(claim).bound);
        let times = || bounds.clone().filter(|bound| bound.upper().is_some());
        let (shortest, longest) =
            (times().min_by_key(|bound| bound.order()), times().max_by_key(|bound| bound.order()));
        let (Some(shortest), Some(longest)) = (shortest, longest) else { return Cell::new() };
        let (first, last) = (time_of(shortest), time_of(longest));
        let text = if first == last { first } else { format!("{first} – {last}") };
        let mut value = Value { time: longest.upper(), ..Value::new(text).keyed(longest.order()) };
        let silent = claims().filter(Option::is_none).count();
        if silent > 0 {
            let numbers = [("silent", silent.to_string()), ("all", tier.charts.len().to_string())];
            let note = Note::new("{silent} of {all} charts promise nothing", numbers);
            value = value.marked(Mark::Attention, note);
        }
        vec![value]
    }
}

fn stated(stated: Option<&Stated>) -> Cell {
    stated.map(|stated| Value::new(&*stated.text).from(stated.place)).into_iter().collect()
}

/// What a bound means, in the words of all times on the site.
fn time_of(bound: &Bound) -> String {
    match bound.meaning {
        Some(Meaning::Within { upper, .. }) => in_words(upper),
        Some(Meaning::Zero) => "0".to_owned(),
        Some(Meaning::NearZero) => "near zero".to_owned(),
        _ => bound.text.clone(),
    }
}

/// What the last drill measured.
fn measured(chart: &ChartRecovery, claims: &[Claim]) -> Cell {
    let Some(drill) = chart.last_drill() else { return Cell::new() };
    let value = |field: Field| {
        let measured = drill.get(field).0?;
        let value = Value::bound(&measured.bound).from(measured.place);
        let value = Value { text: format!("{} {}", field.title(), value.text), ..value };
        Some(match drill.exceeds(field, claims) {
            Some(false) => value.marked(Mark::Good, "met its target"),
            Some(true) => value.marked(Mark::Bad, "missed its target"),
            None => value,
        })
    };
    [Field::Rto, Field::Rpo].into_iter().filter_map(value).collect()
}

/// When a chart's recovery was last tried, and whether that still counts.
fn last_drill(chart: &ChartRecovery, expected: bool) -> Cell {
    let value = match (chart.last_drill(), chart.drill_state) {
        (Some(drill), _) if drill.outcome == Outcome::Missed => drill.dated().marked(Mark::Bad, "missed its target"),
        (Some(drill), Some(DrillState::Proved)) => drill.dated().marked(Mark::Good, "proved").dated(),
        (Some(drill), Some(DrillState::Overdue)) => {
            drill.dated().marked(Mark::Attention, "overdue: longer ago than its tier allows").dated()
        }
        (Some(drill), _) => drill.dated(),
        (None, Some(DrillState::Never)) if !expected => Value::new("never"),
        (None, Some(DrillState::Never)) => {
            Value::new("never").marked(Mark::Attention, "no drill of it is written down")
        }
        (None, _) => return Cell::new(),
    };
    vec![value]
}
