//! One file per command.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod matrix;
pub(crate) mod pack;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod sync;
pub(crate) mod theme;
