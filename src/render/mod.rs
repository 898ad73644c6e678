//! Turns the assembled site into text: Markdown bodies, pages, and the files beside them.

pub mod address;
pub mod body;
pub mod code;
pub mod context;
mod diagram;
pub mod escape;
pub mod export;
pub mod feed;
pub mod handout;
pub mod highlight;
pub mod host;
pub mod llms;
pub mod measurements;
pub mod offline;
pub mod redirect;
pub mod rewrite;
pub mod search;
pub mod sitemap;
pub mod table;
pub mod theme;
pub mod timeline;
pub mod translation;
pub mod trend;
pub mod versions;
pub mod view;
