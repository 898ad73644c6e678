//! Playbooks as a table.

use super::Playbook;
use crate::site::Site;
use crate::site::note::Note;
use crate::site::recovery::order::in_words;
use crate::site::table::{Column, ColumnKind, Mark, Measure, Table, Value};

/// The columns of the matrix of playbooks.
const PLAYBOOKS: [Column; 8] = [
    Column::new("page", "Page", ColumnKind::Text),
    Column::new("chart", "Chart", ColumnKind::Text),
    Column::new("phases", "Phases", ColumnKind::Number),
    Column::new("takes", "Takes", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("window", "Window", ColumnKind::Keyed).measured(Some(Measure::Duration)),
    Column::new("gates", "Gates", ColumnKind::Number),
    Column::new("triggers", "Rollback triggers", ColumnKind::Number),
    Column::new("signoffs", "Sign-offs", ColumnKind::Number),
];

impl Site {
    /// One row for each playbook, in order of page: columns `page`, `chart`, `phases`, `takes`, `window`, `gates`, `triggers` and
    /// `signoffs`.
    #[must_use]
    pub fn playbook_matrix(&self) -> Table {
        let mut table = Table::new(PLAYBOOKS.to_vec());
        for playbook in self.playbooks.iter() {
            let count = |count: usize| vec![Value::new(count.to_string())];
            let page = self.page(playbook.page);
            table.push([
                ("page", vec![page.value()]),
                ("chart", page.chart.map(|chart| self.chart_value(chart)).into_iter().collect()),
                ("phases", count(playbook.phases.len())),
                ("takes", takes(playbook).into_iter().collect()),
                ("window", playbook.window.iter().map(|window| window.time.value()).collect()),
                ("gates", count(playbook.gates.len())),
                ("triggers", count(playbook.triggers.len())),
                ("signoffs", count(playbook.signoffs.len())),
            ]);
        }
        table
    }
}

/// How long a playbook takes, held against its window.
fn takes(playbook: &Playbook) -> Option<Value> {
    let time = playbook.takes()?;
    let text = playbook.takes_in_words()?;
    let value = Value { time: Some(time), ..Value::new(text).keyed(u64::try_from(time.as_millis()).ok()) };
    Some(match playbook.overrun() {
        Some(over) => value.marked(Mark::Bad, Note::new("{time} longer than the window", [("time", in_words(over))])),
        None => value,
    })
}
