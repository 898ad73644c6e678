//! What facts tell of baselines, playbooks, rollbacks and environment variables.

use serde::Serialize;

use super::super::objectives::Figure;
use super::super::{Place, Seconds};
use crate::site::Site;
use crate::site::baseline::{Better, Reading, Verdict};
use crate::site::chart::ChartIndex;
use crate::site::table::{Row, Table};
use crate::site::timed::Timed;
use crate::site::upgrade::rollback::Rollback;
use crate::source::Sources;

/// What is expected of a metric, and what it is.
#[derive(Serialize)]
pub(super) struct BaselineFacts<'a> {
    chart: Option<&'a str>,
    metric: &'a str,
    better: Option<&'static str>,
    baseline: Option<ReadingFacts<'a>>,
    target: Option<ReadingFacts<'a>>,
    measured: Option<ReadingFacts<'a>>,
    measured_on: Option<String>,
    change_percent: Option<f64>,
    verdict: Option<&'static str>,
    meets_target: Option<bool>,
    estimated: bool,
    #[serde(flatten)]
    place: Place<'a>,
}

/// A figure in the unit that stands for all of its kind.
#[derive(Serialize)]
struct ReadingFacts<'a> {
    text: &'a str,
    sign: Option<&'a str>,
    value: f64,
    unit: &'a str,
}

impl<'a> ReadingFacts<'a> {
    fn new(reading: &'a Reading) -> Self {
        Self { text: &reading.text, sign: reading.sign, value: reading.quantity.value, unit: &reading.quantity.unit }
    }
}

/// The baselines, in order of dataset and row.
pub(super) fn baselines<'a>(site: &'a Site, sources: &'a Sources) -> impl Iterator<Item = BaselineFacts<'a>> {
    site.baselines.figures.iter().map(|figure| {
        let reading = |reading: &'a Option<Reading>| reading.as_ref().map(ReadingFacts::new);
        BaselineFacts {
            chart: id(site, figure.chart).or(figure.chart_name.as_ref().map(|name| &*name.text)),
            metric: &figure.metric.text,
            better: figure.better.map(Better::name),
            baseline: reading(&figure.baseline),
            target: reading(&figure.target),
            measured: reading(&figure.measured),
            measured_on: figure.measured.as_ref().and_then(|measured| measured.date).map(|(date, _)| date.to_string()),
            change_percent: figure.change,
            verdict: figure.verdict.map(|verdict| match verdict {
                Verdict::Better => "better",
                Verdict::Within => "within",
                Verdict::Regression => "regression",
            }),
            meets_target: figure.meets_target,
            estimated: figure.is_estimated(),
            place: Place::of(figure.place, sources),
        }
    })
}

/// A playbook.
#[derive(Serialize)]
pub(super) struct PlaybookFacts<'a> {
    route: &'a str,
    title: &'a str,
    run_sheet: &'a str,
    window: Option<Figure<'a>>,
    seconds: Option<Seconds>,
    at_least: bool,
    phases: Vec<PhaseFacts<'a>>,
    gates: usize,
    triggers: usize,
    signoffs: Vec<&'a str>,
}

/// A phase of a playbook.
#[derive(Serialize)]
struct PhaseFacts<'a> {
    phase: &'a str,
    number: Option<u32>,
    start_seconds: i64,
    seconds: Option<Seconds>,
    line: u32,
}

/// The playbooks, in order of page.
pub(super) fn playbooks<'a>(site: &'a Site, sources: &'a Sources) -> impl Iterator<Item = PlaybookFacts<'a>> {
    site.playbooks.iter().map(|playbook| {
        let page = site.page(playbook.page);
        let phases = playbook.phases.iter().zip(&playbook.plan).map(|(phase, slot)| PhaseFacts {
            phase: &phase.title,
            number: phase.number,
            start_seconds: slot.start,
            seconds: slot.length.map(Seconds),
            line: Place::of(phase.place, sources).line,
        });
        PlaybookFacts {
            route: page.route.as_str(),
            title: &page.title,
            run_sheet: playbook.run_sheet.as_str(),
            window: playbook.window.as_ref().map(|window| figure(&window.time, sources)),
            seconds: playbook.takes().map(Seconds),
            at_least: playbook.is_open(),
            phases: phases.collect(),
            gates: playbook.gates.len(),
            triggers: playbook.triggers.len(),
            signoffs: playbook.signoffs.iter().map(|signoff| signoff.role.as_str()).collect(),
        }
    })
}

/// A way to go back.
#[derive(Serialize)]
pub(super) struct RollbackFacts<'a> {
    route: &'a str,
    chart: Option<&'a str>,
    method: &'a str,
    with_data: Option<bool>,
    time: Option<Figure<'a>>,
    downtime: Option<Figure<'a>>,
    loss: Option<&'a str>,
    when: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
}

/// The rollbacks, in order of page and place.
pub(super) fn rollbacks<'a>(site: &'a Site, sources: &'a Sources) -> impl Iterator<Item = RollbackFacts<'a>> {
    site.rollbacks.iter().map(|rollback: &Rollback| RollbackFacts {
        route: site.page(rollback.page).route.as_str(),
        chart: id(site, rollback.chart),
        method: &rollback.name,
        with_data: rollback.with_data,
        time: rollback.time.as_ref().map(|time| figure(time, sources)),
        downtime: rollback.downtime.as_ref().map(|time| figure(time, sources)),
        loss: rollback.loss.as_ref().map(|stated| &*stated.text),
        when: rollback.when.as_ref().map(|stated| &*stated.text),
        place: Place::of(rollback.place, sources),
    })
}

/// An environment variable. Values of secrets aren't in the table that it is taken from.
#[derive(Serialize)]
pub(super) struct VariableFacts<'a> {
    variable: &'a str,
    charts: Vec<&'a str>,
    required: Option<bool>,
    secret: Option<bool>,
    default: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
}

/// The variables of the matrix of environment variables, in its order.
pub(super) fn variables<'a>(table: &'a Table, sources: &'a Sources) -> impl Iterator<Item = VariableFacts<'a>> {
    table.rows().iter().filter_map(move |row: &Row| {
        let text = |column: &str| table.cell(row, column).first().map(|value| &*value.text);
        let truth = |column: &str| text(column).map(|text| text == "yes");
        let name = table.cell(row, "name").first()?;
        Some(VariableFacts {
            variable: &name.text,
            charts: table.cell(row, "chart").iter().map(|value| value.id.as_deref().unwrap_or(&value.text)).collect(),
            required: truth("required"),
            secret: truth("secret"),
            default: text("default"),
            place: Place::of(name.source?, sources),
        })
    })
}

fn id(site: &Site, chart: Option<ChartIndex>) -> Option<&str> {
    chart.map(|chart| &*site.chart(chart).id)
}

fn figure<'a>(time: &'a Timed, sources: &'a Sources) -> Figure<'a> {
    Figure::new(&time.bound, time.place, sources)
}
