//! From a repository to a site on the disk.

mod folder;
mod journal;
mod lock;
mod manifest;
mod published;
mod sealed;
mod staging;
pub mod write;
