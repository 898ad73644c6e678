//! What differs between two sites for those who rely on them: promises, order of recovery, URLs, findings. Taken from the
//! `facts.json` of both, so that neither is built again.

mod facts;
mod findings;
mod markdown;
mod pages;
mod promises;
mod reference;
mod report;
mod terminal;

use serde::Serialize;

pub use self::facts::{Facts, FactsFault};
use self::findings::FindingChanges;
use self::pages::{LostUrl, PageChanges};
use self::promises::{ChartChange, ChartRef, GuidesToRead, ObjectiveChange, PolicyChange};
use self::reference::{BaselineChange, PlaybookChange, RollbackChange, VariableChange};

/// Version of the JSON document.
pub const VERSION: u32 = 1;

/// What differs between two sites. Lists have a fixed order, the worst first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Impact {
    version: u32,
    site_url: Option<String>,
    unknown: Vec<Unknown>,
    objectives: Vec<ObjectiveChange>,
    policies: Vec<PolicyChange>,
    tiers: Vec<Changed<Option<String>>>,
    waves: Vec<Changed<Option<u32>>>,
    drills: Vec<Changed<Option<String>>>,
    charts: Vec<ChartChange>,
    baselines: Vec<BaselineChange>,
    rollbacks: Vec<RollbackChange>,
    playbooks: Vec<PlaybookChange>,
    variables: Vec<VariableChange>,
    guides: Vec<GuidesToRead>,
    lost: Vec<LostUrl>,
    pages: PageChanges,
    findings: FindingChanges,
}

/// What can't be told, since one of the two facts doesn't say it: docsgen that was older wrote less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Whether the texts of pages differ.
    PageTexts,
    /// Whether values of charts differ.
    Values,
    /// Whether baselines, rollbacks, playbooks and environment variables differ.
    Data,
    /// Which findings are the same: they are compared by file, code and message.
    Findings,
}

impl Unknown {
    const fn sentence(self) -> &'static str {
        match self {
            Self::PageTexts => {
                "One of the two doesn't say what pages hold: changed texts and guides to read can't be told, and moved \
                 pages only by their source or title."
            }
            Self::Values => "One of the two doesn't say what values.yaml holds, so changed values can't be told.",
            Self::Data => {
                "One of the two doesn't tell of baselines, rollbacks, playbooks and environment variables, so changes of \
                 these can't be told."
            }
            Self::Findings => "Findings of one of the two have no fingerprint and are compared by file and message.",
        }
    }
}

/// Something about a chart that is another now.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Changed<T> {
    #[serde(flatten)]
    chart: ChartRef,
    before: T,
    after: T,
}

/// What a run can be made to fail on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// A URL that leads nowhere now.
    LostUrl,
    /// An objective that promises less, or none any more.
    WeakenedObjective,
    /// A finding at level `error` that wasn't there.
    NewError,
}

impl Impact {
    /// Compares the facts of a site with those of before.
    #[must_use]
    pub fn between(before: &Facts, after: &Facts) -> Self {
        let pages = pages::compare(before, after);
        let charts = promises::charts(before, after);
        let mut unknown = Vec::new();
        let both = [before, after];
        if both.iter().any(|facts| !facts.tells_of_texts()) {
            unknown.push(Unknown::PageTexts);
        }
        if both.iter().any(|facts| !facts.tells_of_values()) {
            unknown.push(Unknown::Values);
        }
        if both.iter().any(|facts| !facts.tells_of_data()) {
            unknown.push(Unknown::Data);
        }
        if both.iter().any(|facts| !facts.has_fingerprints()) {
            unknown.push(Unknown::Findings);
        }
        Self {
            version: VERSION,
            site_url: after.site_url.clone(),
            unknown,
            objectives: promises::objectives(before, after),
            policies: promises::policies(before, after),
            tiers: promises::changed(before, after, |chart| chart.tier.clone()),
            waves: promises::changed(before, after, |chart| chart.wave),
            drills: promises::changed(before, after, |chart| chart.drill_state.clone()),
            guides: promises::guides(&charts, before, after),
            charts,
            baselines: reference::baselines(before, after),
            rollbacks: reference::rollbacks(before, after, &pages),
            playbooks: reference::playbooks(before, after, &pages),
            variables: reference::variables(before, after),
            lost: pages::lost(before, after, &pages),
            findings: findings::compare(before, after, &pages),
            pages,
        }
    }

    /// Whether readers would notice nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let Self {
            version: _,
            site_url: _,
            unknown: _,
            objectives,
            policies,
            tiers,
            waves,
            drills,
            charts,
            baselines,
            rollbacks,
            playbooks,
            variables,
            guides,
            lost,
            pages,
            findings,
        } = self;
        objectives.is_empty()
            && policies.is_empty()
            && tiers.is_empty()
            && waves.is_empty()
            && drills.is_empty()
            && charts.is_empty()
            && baselines.is_empty()
            && rollbacks.is_empty()
            && playbooks.is_empty()
            && variables.is_empty()
            && guides.is_empty()
            && lost.is_empty()
            && pages.is_empty()
            && findings.is_empty()
    }

    /// Whether there is something of that kind.
    #[must_use]
    pub fn raises(&self, concern: Concern) -> bool {
        match concern {
            Concern::LostUrl => !self.lost.is_empty(),
            Concern::WeakenedObjective => {
                let objectives = self.objectives.iter().map(|change| change.change);
                objectives.chain(self.policies.iter().map(|change| change.change)).any(promises::Direction::is_worse)
            }
            Concern::NewError => self.findings.new.iter().any(|finding| finding.severity == "error"),
        }
    }

    /// The impact as JSON, described by `docsgen schema diff`.
    ///
    /// # Panics
    /// Never: it is written to memory.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("names and numbers are plain JSON");
        json.push('\n');
        json
    }

    /// The impact as Markdown for a comment on GitHub, GitLab or Gitea, never longer than they take. Pages are links where it is
    /// known where they are published; `preview` is where the new site can be looked at.
    #[must_use]
    pub fn to_markdown(&self, preview: Option<&str>) -> String {
        markdown::write(&self.report(), self.site_url.as_deref(), preview)
    }

    /// The impact for people at a terminal.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        terminal::write(&self.report())
    }
}
