//! docsgen turns a repository of operations documentation into a static site.

pub mod build;
pub mod check;
pub mod ci;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod digest;
pub mod error;
pub mod fetch;
pub mod fs;
pub mod git;
pub mod impact;
pub mod migrate;
pub mod node;
pub mod parse;
pub mod render;
pub mod report;
pub mod serve;
pub mod site;
pub mod source;
