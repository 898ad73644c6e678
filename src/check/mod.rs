//! What the source says that isn't so. Each concern is one file: a function from the site to findings, which changes
//! nothing.

mod baselines;
mod charts;
mod checklists;
mod commands;
mod coverage;
mod drills;
mod environment;
pub mod external;
mod fences;
mod freshness;
mod ignores;
mod images;
mod kept;
mod links;
mod makefiles;
mod mend;
mod objectives;
mod order;
mod origin;
mod owners;
mod paths;
mod patterns;
mod places;
mod playbooks;
mod published;
mod reader;
mod repository;
mod required;
mod reviews;
mod runbooks;
mod secrets;
mod site_url;
mod tiers;
mod values;
mod versions;

pub use self::ignores::apply_ignores;
pub use self::published::updated_record;
pub use self::values::charts_in_doubt;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Charts, Config};
use crate::diagnostic::{Diagnostic, Topic, Topics};
use crate::fs::Listing;
use crate::git::History;
use crate::parse::alert_rules::AlertRules;
use crate::parse::makefile::Makefile;
use crate::parse::program::Program;
use crate::parse::published::Published;
use crate::parse::secret::Secret;
use crate::parse::template::ValuesRead;
use crate::site::Site;
use crate::site::asset::Assets;
use crate::site::chart::ChartIndex;
use crate::site::link::LineCounts;
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
    /// How many lines the files have that links name lines of.
    pub lines: &'a LineCounts,
    /// The secrets in each text that has some.
    pub secrets: &'a BTreeMap<FileId, Vec<Secret>>,
    /// The texts it was read from.
    pub sources: &'a Sources,
    /// The values that templates read, for [`charts_in_doubt`].
    pub templates: &'a BTreeMap<ChartIndex, ValuesRead>,
    /// Whether code in a language of that name can be highlighted.
    pub known_language: &'a (dyn Fn(&str) -> bool + Sync),
    /// The alerting rules of each file that has some; `None` where nobody has looked for them.
    pub alerts: Option<&'a [(FileId, AlertRules)]>,
    /// The files that `[check.env] sources` names; `None` where nobody has read them.
    pub programs: Option<&'a [(FileId, Program)]>,
    /// Records of addresses that were published, each with its file where it is one of the repository.
    pub published: &'a [(Option<FileId>, Published)],
    /// When files last changed.
    pub history: &'a History,
    /// The day that is checked for.
    pub today: Date,
    /// What is checked.
    pub topics: &'a Topics,
}

/// One check: a function from what is known to findings.
type Check = for<'a> fn(Checked<'a>) -> Vec<Diagnostic>;

/// Every check, and the topic its findings are of.
const CHECKS: &[(Topic, Check)] = &[
    (Topic::Links, links::check_links),
    (Topic::Links, images::check_images),
    (Topic::Links, published::check_published),
    (Topic::Commands, commands::check_commands),
    (Topic::Commands, paths::check_paths),
    (Topic::Commands, values::check_values),
    (Topic::Commands, environment::check_environment),
    (Topic::Versions, versions::check_versions),
    (Topic::Objectives, tiers::check_tiers),
    (Topic::Objectives, drills::check_drills),
    (Topic::Objectives, order::check_order),
    (Topic::Objectives, objectives::check_objectives),
    (Topic::Objectives, playbooks::check_playbooks),
    (Topic::Objectives, baselines::check_baselines),
    (Topic::Coverage, coverage::check_coverage),
    (Topic::Coverage, owners::check_codeowners),
    (Topic::Coverage, runbooks::check_runbooks),
    (Topic::Freshness, freshness::check_freshness),
    (Topic::Freshness, reviews::check_reviews),
    (Topic::Repository, charts::check_charts),
    (Topic::Repository, fences::check_fences),
    (Topic::Repository, kept::check_kept),
    (Topic::Repository, patterns::check_patterns),
    (Topic::Repository, repository::check_repository),
    (Topic::Repository, secrets::check_secrets),
    (Topic::Repository, site_url::check_site_url),
];

/// Runs the checks that are asked for. Findings come in no particular order, at their default severity.
#[must_use]
pub fn run(checked: Checked<'_>) -> Vec<Diagnostic> {
    let wanted = CHECKS.iter().filter(|(topic, _)| checked.topics.contains(*topic));
    wanted.flat_map(|(_, check)| check(checked)).collect()
}
