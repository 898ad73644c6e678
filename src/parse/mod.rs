//! Reads one file at a time. Never fails: bad input becomes remarks beside what could be read.

pub mod alert_rules;
pub mod autolink;
pub mod badge;
pub mod benchmark;
pub mod bound;
pub mod catalog_metadata;
pub mod changelog;
pub mod chart_yaml;
pub mod codeowners;
pub mod command;
#[cfg(test)]
mod corpus_tests;
pub mod dataset;
pub mod destination;
pub mod diagram;
pub mod directive;
pub mod document;
pub mod event;
pub mod front_matter;
pub mod heading_id;
pub mod html;
pub mod info_string;
pub mod makefile;
pub mod markdown;
pub mod metric;
mod places;
pub mod program;
pub mod published;
pub mod repository_index;
pub mod sanitize;
pub mod secret;
mod segment;
pub mod statement;
pub mod template;
pub mod tone;
pub mod values;
pub mod version;
