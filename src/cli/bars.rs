//! Progress of a run on a terminal.

use std::sync::Mutex;

use super::ui::{self, Ui};
use crate::build::Progress;

/// Shows progress bars for the stages that take long.
pub(super) struct Bars {
    bars: ui::ProgressBars,
    current: Mutex<Option<ui::Progress>>,
}

impl Bars {
    /// Bars on standard error, if that is a terminal.
    pub(super) fn new(ui: &Ui) -> Self {
        Self { bars: ui.progress_bars(), current: Mutex::new(None) }
    }
}

impl Progress for Bars {
    fn stage(&self, name: &'static str, steps: usize) {
        let bar = (steps > 0).then(|| self.bars.start(name, steps));
        if let Ok(mut current) = self.current.lock() {
            *current = bar;
        }
    }

    fn step(&self) {
        if let Ok(current) = self.current.lock()
            && let Some(bar) = &*current
        {
            bar.step();
        }
    }
}
