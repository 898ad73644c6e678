//! Where one site goes in the output folder: its root, or a folder of its own beside others.

use super::write::{Output, Staged};
use crate::digest::Digest;
use crate::error::Result;

/// A folder of the output that one site is written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Destination<'a> {
    output: &'a Output,
    /// With a slash at its end; empty for the root.
    folder: &'a str,
}

impl<'a> Destination<'a> {
    /// A folder of the output, with a slash at its end; empty for its root.
    pub(super) const fn new(output: &'a Output, folder: &'a str) -> Self {
        Self { output, folder }
    }

    /// A route of the site as it is seen from the root of the output.
    pub(super) fn route(&self, route: &str) -> String {
        format!("{}{route}", self.folder)
    }

    /// As [`Output::keep`], of a route of this site.
    pub(super) fn keep(&self, route: &str, digest: Digest) -> Result<bool> {
        if self.folder.is_empty() {
            return self.output.keep(route, digest);
        }
        self.output.keep(&self.route(route), digest)
    }

    /// As [`Output::stage`], of a route of this site.
    pub(super) fn stage(&self, route: &str, bytes: &[u8]) -> Result<Staged> {
        if self.folder.is_empty() {
            return self.output.stage(route, bytes);
        }
        self.output.stage(&self.route(route), bytes)
    }
}
