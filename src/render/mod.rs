//! Turns the assembled site into text: Markdown bodies, pages, and the files beside them.

pub mod body;
pub mod code;
pub mod context;
pub mod escape;
