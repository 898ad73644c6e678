//! What the source says that isn't so. Each concern is one file: a function from the site to findings, which changes
//! nothing.

mod charts;
mod drills;
mod fences;
mod images;
mod links;
mod makefiles;
mod objectives;
mod order;
mod patterns;
mod site_url;
mod tiers;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Charts, Config};
use crate::diagnostic::Diagnostic;
use crate::fs::Listing;
use crate::parse::makefile::Makefile;
use crate::site::Site;
use crate::site::asset::Assets;
use crate::source::{FileId, RepoPath, Sources};

/// Everything a check may look at.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// Settings.
    pub config: &'a Config,
    /// book.toml, where there is one: without it nobody stated the settings, and nothing is wrong with them.
    pub config_file: Option<FileId>,
    /// The charts and where they lie.
    pub charts: &'a Charts,
    /// What the repository holds.
    pub listing: &'a Listing,
    /// Every Makefile that was read, by path.
    pub makefiles: &'a BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
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
    findings.extend(makefiles::check_makefiles(checked));
    findings.extend(charts::check_charts(checked));
    findings.extend(tiers::check_tiers(checked));
    findings.extend(drills::check_drills(checked));
    findings.extend(order::check_order(checked));
    findings.extend(objectives::check_objectives(checked));
    findings.extend(patterns::check_patterns(checked));
    findings.extend(site_url::check_site_url(checked));
    findings
}
