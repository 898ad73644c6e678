//! The one integration binary: a module a topic, one line a module.

#![expect(clippy::disallowed_methods, reason = "tests write repositories and read sites")]

mod action;
mod afresh;
mod architecture;
mod bad_input;
mod baseline;
mod check;
mod ci;
mod cli;
mod codes;
mod conformance;
mod coverage;
mod crawl;
mod data;
// Commands are written for bash.
#[cfg(unix)]
mod documented;
mod environment;
mod export;
mod external;
mod fetch;
mod freshness;
mod golden;
mod impact;
mod include;
mod incremental;
mod links;
mod matrix;
mod merge;
mod migrate;
mod pack;
mod page_context;
mod privacy;
mod recovery;
mod reference;
mod release;
mod releases;
mod schema;
mod search;
mod serve;
mod site;
mod steps;
mod support;
mod translations;
mod upgrade;
mod versions;
mod view;
mod writing;
