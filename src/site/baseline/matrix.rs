//! Baselines as a table.

use super::{Figure, Reading, Verdict};
use crate::parse::dataset::cell::Standing;
use crate::site::Site;
use crate::site::chart::ChartIndex;
use crate::site::link::Target;
use crate::site::note::Note;
use crate::site::table::{Cell, Column, ColumnKind, Mark, Measure, Table, Value};

const COLUMNS: [Column; 9] = [
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("metric", "Metric", ColumnKind::Text),
    Column::new("baseline", "Baseline", ColumnKind::Keyed),
    Column::new("target", "Target", ColumnKind::Keyed),
    Column::new("measured", "Measured", ColumnKind::Keyed),
    Column::new("change", "Change", ColumnKind::Keyed).measured(Some(Measure::Number)),
    Column::new("trend", "Trend", ColumnKind::Text),
    Column::new("date", "Date", ColumnKind::Keyed).measured(Some(Measure::Date)),
    Column::new("status", "Status", ColumnKind::Keyed),
];

impl Site {
    /// One row for each baseline, by chart: columns `chart`, `metric`, `baseline`, `target`, `measured`, `change`, `trend`, `date`
    /// and `status`.
    #[must_use]
    pub fn baseline_matrix(&self) -> Table {
        let mut figures: Vec<&Figure> = self.baselines.figures.iter().collect();
        // Those of no chart of the repository last.
        figures.sort_by_key(|figure| (figure.chart.is_none(), figure.chart));
        self.baseline_table(figures.into_iter())
    }

    /// The rows of a chart.
    #[must_use]
    pub fn baselines_of(&self, chart: ChartIndex) -> Table {
        self.baseline_table(self.baselines.of_chart(chart))
    }

    fn baseline_table<'f>(&self, figures: impl Iterator<Item = &'f Figure>) -> Table {
        let mut table = Table::new(COLUMNS.to_vec());
        for figure in figures {
            table.push([
                ("chart", self.chart_of_figure(figure)),
                ("metric", vec![Value::new(&*figure.metric.text).from(figure.metric.place)]),
                ("baseline", baseline(figure)),
                ("target", reading(figure.target.as_ref())),
                ("measured", measured(figure)),
                ("change", change(figure)),
                ("trend", trend(figure)),
                ("date", date(figure)),
                ("status", status(figure)),
            ]);
        }
        table
    }

    fn chart_of_figure(&self, figure: &Figure) -> Cell {
        let written = figure.chart_name.as_ref().map(|name| Value::new(&*name.text).from(name.place));
        let value = match figure.chart {
            Some(index) => {
                let chart = self.chart(index);
                let place = figure.chart_name.as_ref().map(|name| name.place);
                Some(Value::new(&*chart.title).called(&*chart.id).from(place).to(Target::Chart(index)))
            }
            None => written,
        };
        value.into_iter().collect()
    }
}

/// A figure. Those of one table are in many units, so that only those of one kind are in order of what they mean.
fn value(reading: &Reading) -> Value {
    let number = reading.quantity.value;
    Value { number: Some(number), ..Value::new(&*reading.text).from(reading.place).keyed(Measure::number(number)) }
}

fn reading(reading: Option<&Reading>) -> Cell {
    reading.map(value).into_iter().collect()
}

/// What is expected; where nothing was measured, that is what the target is held against.
fn baseline(figure: &Figure) -> Cell {
    let judge = |reading| match figure.measured {
        Some(_) => value(reading),
        None => judged(value(reading), figure),
    };
    figure.baseline.as_ref().map(judge).into_iter().collect()
}

/// What was measured last.
fn measured(figure: &Figure) -> Cell {
    let Some(current) = &figure.measured else { return Cell::new() };
    vec![judged(value(current), figure)]
}

/// Marks a figure by its target.
fn judged(value: Value, figure: &Figure) -> Value {
    match (figure.meets_target, &figure.target) {
        (Some(false), Some(target)) => {
            let note = Note::new("misses its target of {target}", [("target", target.text.clone())]);
            value.marked(grave(figure), note)
        }
        (Some(true), _) if !figure.is_estimated() => value.seen(Mark::Good),
        _ => value,
    }
}

/// How grave it is where a figure isn't as it should be.
fn grave(figure: &Figure) -> Mark {
    if figure.is_estimated() { Mark::Attention } else { Mark::Bad }
}

fn change(figure: &Figure) -> Cell {
    let Some(change) = figure.change else { return change_of_nothing(figure) };
    let value = Value { number: Some(change), ..Value::new(percent(change)).keyed(Measure::number(change)) };
    let value = match figure.verdict {
        Some(Verdict::Regression) => {
            let allowed = format!("{}%", figure.tolerance);
            value.marked(
                grave(figure),
                Note::new("worse by more than the {allowed} that are allowed", [("allowed", allowed)]),
            )
        }
        Some(Verdict::Better) if !figure.is_estimated() => value.seen(Mark::Good),
        _ => value,
    };
    vec![value]
}

/// What has come of nothing, which is no share of it: `+500`.
fn change_of_nothing(figure: &Figure) -> Cell {
    let (Some(verdict), Some(measured), Some(baseline)) = (figure.verdict, &figure.measured, &figure.baseline) else {
        return Cell::new();
    };
    let is_less = measured.quantity.value < 0.0;
    let sign = if is_less { "" } else { "+" };
    let key = Measure::number(if is_less { f64::MIN } else { f64::MAX });
    let value = Value::new(format!("{sign}{}", measured.text)).keyed(key);
    vec![match verdict {
        Verdict::Regression => {
            let note = Note::new("worse than its baseline of {baseline}", [("baseline", baseline.text.clone())]);
            value.marked(grave(figure), note)
        }
        Verdict::Better if !figure.is_estimated() => value.seen(Mark::Good),
        _ => value,
    }]
}

/// A change in words: `+4.2%`, `−21%`.
#[must_use]
pub(super) fn percent(change: f64) -> String {
    let rounded = if change.abs() < 100.0 { format!("{:.1}", change.abs()) } else { format!("{:.0}", change.abs()) };
    let digits = rounded.strip_suffix(".0").unwrap_or(&rounded);
    match digits {
        "0" if change == 0.0 => "0%".to_owned(),
        _ if change < 0.0 => format!("−{digits}%"),
        _ => format!("+{digits}%"),
    }
}

fn date(figure: &Figure) -> Cell {
    let date = figure.measured.as_ref().and_then(|reading| reading.date);
    date.map(|(date, place)| Value::new(date.to_string()).from(place).keyed(Measure::date(date))).into_iter().collect()
}

fn status(figure: &Figure) -> Cell {
    let Some((written, standing)) = &figure.status else { return Cell::new() };
    let value = Value::new(&*written.text).from(written.place);
    vec![match standing {
        Some(Standing::Good) => value.keyed(0).seen(Mark::Good),
        Some(Standing::Attention) => value.keyed(1).seen(Mark::Attention),
        Some(Standing::Bad) => value.keyed(2).seen(Mark::Bad),
        None => value,
    }]
}

fn trend(figure: &Figure) -> Cell {
    let signs = figure.series.signs();
    if signs.is_empty() {
        return Cell::new();
    }
    vec![Value::new(signs).over_time(figure.series.clone())]
}
