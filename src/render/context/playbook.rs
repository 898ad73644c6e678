//! Playbooks, as templates see them.

use serde::Serialize;

use super::{LinkView, ValueView};

/// A playbook: its phases and what holds them together.
#[derive(Clone, Debug, Serialize)]
pub struct PlaybookView {
    /// The playbook's page; on that page empty.
    pub page_url: String,
    /// Its run sheet; on the run sheet empty.
    pub run_url: String,
    /// Its phases, in order.
    pub phases: Vec<PhaseView>,
    /// How long all of it takes, in words; empty where nobody says.
    pub takes: String,
    /// How long it may take, and where that is said.
    pub window: Option<ValueView>,
    /// How much longer than that it takes, in words; empty where it doesn't.
    pub over: String,
    /// Where somebody decides whether to go on; `note` is the phase.
    pub gates: Vec<LinkView>,
    /// What makes somebody go back.
    pub triggers: Vec<ValueView>,
    /// Who signs.
    pub signoffs: Vec<String>,
    /// The phases as a picture, as SVG; none where no times are known.
    pub timeline: Option<String>,
}

/// A phase of a playbook.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseView {
    /// Which one it is on this page, from 1.
    pub index: usize,
    /// Its name without number and times.
    pub title: String,
    /// Its section on the playbook's page.
    pub url: String,
    /// When it starts, from the start of the work: `T+15 min`.
    pub starts: String,
    /// The same in seconds; negative before the work.
    pub offset: i64,
    /// How long it takes, in words; empty where nobody says.
    pub takes: String,
    /// The same in seconds.
    pub seconds: Option<u64>,
    /// Who does it; empty where nobody says.
    pub owner: String,
    /// How many gates stand in it.
    pub gates: usize,
}
