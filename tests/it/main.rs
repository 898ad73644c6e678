//! The one integration binary: a module a topic, one line a module.

mod architecture;
mod bad_input;
mod cli;
mod codes;
mod conformance;
mod crawl;
mod golden;
mod incremental;
mod site;
mod support;
mod view;
mod writing;
