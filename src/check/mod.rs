//! What the source says that isn't so. Each concern is one file: a function from the site to findings, which changes
//! nothing.

mod fences;
mod images;
mod links;

use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::asset::Assets;
use crate::source::Sources;

/// Everything a check may look at.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// The site.
    pub site: &'a Site,
    /// The files its pages embed.
    pub assets: &'a Assets,
    /// The texts it was read from.
    pub sources: &'a Sources,
    /// Whether code in a language of that name can be highlighted.
    pub known_language: &'a (dyn Fn(&str) -> bool + Sync),
}

/// Runs every check. Findings come in no particular order, at their default severity.
#[must_use]
pub fn run(checked: Checked<'_>) -> Vec<Diagnostic> {
    let mut findings = links::check_links(checked);
    findings.extend(images::check_images(checked));
    findings.extend(fences::check_fences(checked));
    findings
}
