//! The pipeline, and what it keeps between two runs.

pub mod memo;
