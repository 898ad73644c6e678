//! Reads one file at a time. Never fails: bad input becomes remarks beside what could be read.

pub mod catalog_metadata;
pub mod chart_yaml;
pub mod document;
pub mod front_matter;
pub mod makefile;
pub mod values;

#[cfg(test)]
mod corpus_tests;
