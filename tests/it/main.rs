//! The one integration binary: a module a topic, one line a module.

#![expect(clippy::disallowed_methods, reason = "tests write repositories and read sites")]

mod architecture;
mod bad_input;
mod check;
mod cli;
mod codes;
mod conformance;
mod coverage;
mod crawl;
mod export;
mod external;
mod fetch;
mod freshness;
mod golden;
mod include;
mod incremental;
mod links;
mod matrix;
mod migrate;
mod page_context;
mod privacy;
mod recovery;
mod search;
mod serve;
mod site;
mod support;
mod translations;
mod upgrade;
mod view;
mod writing;
