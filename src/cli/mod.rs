//! The command line: the only place that prints, and that decides how a run ends.

pub mod commands;
pub mod ui;
