//! What was measured over time, as templates see it.

use serde::Serialize;

/// What was measured of one thing over time.
#[derive(Clone, Debug, Serialize)]
pub struct TrendView {
    /// What was measured.
    pub title: String,
    /// The measurements as an SVG, safe to print.
    pub picture: String,
}
