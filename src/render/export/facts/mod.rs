//! `facts.json`: what a site says, for programs that compare two of them or look something up. Described by
//! `docsgen schema facts`.
//!
//! It holds nothing that changes with every build: commit and date stand in `build.json`. Lists have an order of their own,
//! so that equal facts are equal bytes.

mod reference;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rapidhash::RapidHashMap;
use serde::Serialize;

use super::objectives::{ChartFacts, Figure, Recovery};
use super::{Listed, Place, indices};
use crate::config::Kind;
use crate::diagnostic::{Diagnostic, Identity};
use crate::digest::Digest;
use crate::parse::makefile::Makefile;
use crate::render::view::HtmlPage;
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::page::Page;
use crate::site::redirect::{Redirect, RedirectTarget};
use crate::site::release::Release;
use crate::site::route::Route;
use crate::site::upgrade::{Strategy, StrategyClass};
use crate::source::{FileId, RepoPath, SourceFile, Sources, Spanned};

/// Version of the document.
pub const VERSION: u32 = 1;

/// Where it is published.
pub const ROUTE: &str = "facts.json";

/// What the facts are taken from.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The site.
    pub site: &'a Site,
    /// The texts that places are in.
    pub sources: &'a Sources,
    /// Every HTML page of the site.
    pub pages: &'a [(HtmlPage, Route)],
    /// BCP 47 language of the pages that docsgen makes itself.
    pub language: &'a str,
    /// Every Makefile that was read.
    pub makefiles: &'a BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
    /// What was found, at the configured severities and in the order of every report.
    pub findings: &'a [Diagnostic],
    /// Where it is published: an absolute URL with a slash at its end.
    pub site_url: Option<&'a str>,
}

/// The facts of a site as JSON, one item a line, with a line end at its end.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn facts_json(known: Known<'_>) -> Vec<u8> {
    let Known { site, sources, .. } = known;
    let recovery = Recovery::new(site, sources);
    let aliases = aliases(&site.redirects);
    let mut pages: Vec<&(HtmlPage, Route)> = known.pages.iter().collect();
    pages.sort_unstable_by_key(|(_, route)| route);
    let mut redirects: Vec<&Redirect> = site.redirects.iter().collect();
    redirects.sort_unstable_by_key(|redirect| &redirect.from);

    let mut json = Items(Vec::new());
    json.start(VERSION, &site.title);
    json.value("site_url", &known.site_url);
    json.list("pages", pages.iter().filter_map(|(page, route)| page_facts(known, *page, route, &aliases)));
    json.list("redirects", redirects.into_iter().map(RedirectFacts::new));
    json.list("charts", indices(site.charts.len()).map(|index| SiteChart::new(known, &recovery, index)));
    json.list("tiers", recovery.tiers());
    json.value("platform", &recovery.platform());
    json.list("waves", site.recovery.order.waves.iter().map(|wave| recovery.ids(wave.iter().copied())));
    json.list("baselines", reference::baselines(site, sources));
    json.list("playbooks", reference::playbooks(site, sources));
    json.list("rollbacks", reference::rollbacks(site, sources));
    json.list("variables", reference::variables(&site.environment_matrix(), sources));
    json.list("releases", site.releases.iter().map(|release| ReleaseFacts::new(site, release)));
    json.list(
        "makefiles",
        known.makefiles.iter().filter(|(path, _)| !site.keeps_back(path)).map(|(path, (file, makefile))| {
            let targets = || {
                makefile.targets.iter().map(|target| TargetFacts {
                    target: &target.name.value,
                    description: target.description.as_deref(),
                    line: sources.get(*file).position(target.name.range.start).line,
                })
            };
            MakefileFacts { path: path.as_str(), targets: Listed(targets) }
        }),
    );
    let is_told =
        |finding: &Diagnostic| finding.span.is_none_or(|span| !site.keeps_back(sources.get(span.file).path()));
    let identities = Identity::numbered(known.findings, sources);
    let findings = known.findings.iter().zip(&identities).filter(|(finding, _)| is_told(finding));
    json.list("findings", findings.map(|(finding, identity)| FindingFacts::new(finding, identity, sources)));
    json.end()
}

/// JSON that is written item by item, each on a line of its own: short, and still to be read and compared by line.
struct Items(Vec<u8>);

impl Items {
    fn start(&mut self, version: u32, title: &str) {
        self.0.extend_from_slice(b"{\n\"version\": ");
        self.write(&version);
        self.value("title", &title);
    }

    fn value(&mut self, name: &str, value: &impl Serialize) {
        self.key(name);
        self.write(value);
    }

    fn list(&mut self, name: &str, items: impl Iterator<Item = impl Serialize>) {
        self.key(name);
        self.0.push(b'[');
        for (number, item) in items.enumerate() {
            self.0.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
            self.write(&item);
        }
        self.0.extend_from_slice(b"\n]");
    }

    fn key(&mut self, name: &str) {
        self.0.extend_from_slice(b",\n");
        self.write(&name);
        self.0.extend_from_slice(b": ");
    }

    fn write(&mut self, value: &impl Serialize) {
        serde_json::to_writer(&mut self.0, value).expect("names and numbers are plain JSON");
    }

    fn end(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"\n}\n");
        self.0
    }
}

/// The former routes of each page, in order.
fn aliases(redirects: &[Redirect]) -> RapidHashMap<&Route, Vec<&str>> {
    let mut aliases: RapidHashMap<&Route, Vec<&str>> = RapidHashMap::default();
    for redirect in redirects {
        if let RedirectTarget::Page(route, _) = &redirect.to {
            aliases.entry(route).or_default().push(redirect.from.as_str());
        }
    }
    aliases.values_mut().for_each(|routes| routes.sort_unstable());
    aliases
}

/// A page.
#[derive(Serialize)]
struct PageFacts<'a> {
    route: &'a str,
    source: Option<&'a str>,
    title: Cow<'a, str>,
    kind: &'static str,
    historical: bool,
    chart: Option<&'a str>,
    language: &'a str,
    aliases: &'a [&'a str],
    digest: Option<String>,
}

/// What is told of a page; nothing of the one for URLs that aren't there.
fn page_facts<'a>(
    known: Known<'a>,
    page: HtmlPage,
    route: &'a Route,
    aliases: &'a RapidHashMap<&Route, Vec<&'a str>>,
) -> Option<PageFacts<'a>> {
    let site = known.site;
    let aliases = aliases.get(route).map_or(&[][..], Vec::as_slice);
    let own = |title: &'a str| PageFacts {
        route: route.as_str(),
        source: None,
        title: Cow::Borrowed(title),
        kind: Kind::Generated.name(),
        historical: false,
        chart: None,
        language: known.language,
        aliases,
        digest: None,
    };
    Some(match page {
        HtmlPage::Page(id) => {
            let Page { path, file, title, kind, historical, chart, language, .. } = site.page(id);
            PageFacts {
                digest: Some(text_digest(known.sources.get(*file))),
                source: Some(path.as_str()),
                kind: kind.name(),
                historical: *historical,
                chart: chart.map(|chart| site.chart(chart).id.as_str()),
                language,
                ..own(title)
            }
        }
        HtmlPage::Chart(index) => {
            let Chart { id, title, .. } = site.chart(index);
            PageFacts { kind: Kind::Chart.name(), chart: Some(id), ..own(title) }
        }
        HtmlPage::Home => own(&site.title),
        HtmlPage::Catalog => own("Catalog"),
        HtmlPage::Overview(overview) => own(overview.title()),
        HtmlPage::Section(index) => own(&site.nav.sections[index].title),
        HtmlPage::RunSheet(id) => {
            let page = site.page(id);
            let title = Cow::Owned(format!("Run sheet: {}", page.title));
            let chart = page.chart.map(|chart| site.chart(chart).id.as_str());
            PageFacts { title, kind: Kind::Playbook.name(), chart, ..own("") }
        }
        HtmlPage::Release(index) => {
            let release = site.release(index);
            PageFacts {
                title: Cow::Owned(release_title(site, release)),
                kind: Kind::Release.name(),
                historical: true,
                chart: release.chart.map(|chart| site.chart(chart).id.as_str()),
                ..own("")
            }
        }
        HtmlPage::Baselines(index) => {
            let Chart { id, title, .. } = site.chart(index);
            PageFacts { title: Cow::Owned(format!("{title}: baselines")), chart: Some(id), ..own("") }
        }
        HtmlPage::Folder(index) => own(site.folders[index].path.as_str()),
        HtmlPage::Versions => own("Versions"),
        HtmlPage::NotFound => return None,
    })
}

/// A release in English.
fn release_title(site: &Site, release: &Release) -> String {
    let version = if release.version.is_empty() { "Unreleased" } else { &release.version };
    match release.chart {
        Some(chart) => format!("{} {version}", site.chart(chart).title),
        None if release.version.is_empty() => version.to_owned(),
        None => format!("Release {version}"),
    }
}

/// A release.
#[derive(Serialize)]
struct ReleaseFacts<'a> {
    version: &'a str,
    chart: Option<&'a str>,
    date: Option<String>,
    unreleased: bool,
    yanked: bool,
    route: &'a str,
    changelog: Option<&'a str>,
    charts: Vec<MentionFacts<'a>>,
}

/// A chart that a release mentions.
#[derive(Serialize)]
struct MentionFacts<'a> {
    chart: &'a str,
    version: Option<&'a str>,
}

impl<'a> ReleaseFacts<'a> {
    fn new(site: &'a Site, release: &'a Release) -> Self {
        Self {
            version: &release.version,
            chart: release.chart.map(|chart| site.chart(chart).id.as_str()),
            date: release.date.map(|date| date.to_string()),
            unreleased: release.unreleased,
            yanked: release.yanked,
            route: release.route.as_str(),
            changelog: release.entry.as_ref().map(|said| site.page(said.page).path.as_str()),
            charts: release
                .mentions
                .iter()
                .map(|mention| MentionFacts {
                    chart: &site.chart(mention.chart).id,
                    version: mention.version.as_deref(),
                })
                .collect(),
        }
    }
}

/// A digest of a text, the same for every kind of line end.
fn text_digest(source: &SourceFile) -> String {
    let text = source.text();
    let digest = if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        source.digest()
    } else {
        Digest::of(text.replace("\r\n", "\n").as_bytes())
    };
    digest.to_string()
}

/// A former place.
#[derive(Serialize)]
struct RedirectFacts<'a> {
    from: &'a str,
    to: &'a str,
    anchor: Option<&'a str>,
}

impl<'a> RedirectFacts<'a> {
    fn new(redirect: &'a Redirect) -> Self {
        let (to, anchor) = match &redirect.to {
            RedirectTarget::Page(route, anchor) => (route.as_str(), anchor.as_deref()),
            RedirectTarget::Url(url) => (url.as_str(), None),
        };
        Self { from: redirect.from.as_str(), to, anchor }
    }
}

/// A chart: what the objectives' export says of it, and what the repository says besides.
#[derive(Serialize)]
struct SiteChart<'a> {
    #[serde(flatten)]
    objectives: ChartFacts<'a>,
    title: &'a str,
    route: &'a str,
    folder: &'a str,
    version: Option<&'a str>,
    app_version: Option<&'a str>,
    category: Option<&'a str>,
    owner: Option<&'a str>,
    makefile: Option<&'a str>,
    targets: Vec<&'a str>,
    strategies: Vec<StrategyFacts<'a>>,
    values_digest: Option<String>,
    published: Option<Published<'a>>,
}

impl<'a> SiteChart<'a> {
    fn new(known: Known<'a>, recovery: &Recovery<'a>, index: ChartIndex) -> Self {
        fn value(spanned: &Option<Spanned<String>>) -> Option<&str> {
            spanned.as_ref().map(|spanned| spanned.value.as_str())
        }
        let chart = known.site.chart(index);
        let yaml = chart.chart_yaml.as_ref().map(|(_, yaml)| &**yaml);
        let commands = chart.commands.as_ref();
        let strategies = known.site.upgrades.get(index.0 as usize).into_iter().flatten();
        Self {
            objectives: recovery.chart(index),
            title: &chart.title,
            route: chart.route.as_str(),
            folder: chart.folder.as_str(),
            version: yaml.and_then(|yaml| value(&yaml.version)),
            app_version: yaml.and_then(|yaml| value(&yaml.app_version)),
            category: words(&chart.category),
            owner: words(&chart.owner),
            makefile: commands.map(|commands| commands.makefile.as_str()),
            targets: commands.map_or_else(Vec::new, |commands| {
                commands.targets.iter().map(|target| target.name.value.as_str()).collect()
            }),
            strategies: strategies.map(|strategy| StrategyFacts::new(strategy, known.sources)).collect(),
            values_digest: chart.values.as_ref().map(|(_, values)| values.digest().to_string()),
            published: Published::new(known.site, index),
        }
    }
}

/// Which versions of a chart are published.
#[derive(Serialize)]
struct Published<'a> {
    latest: Option<&'a str>,
    versions: Vec<PublishedFacts<'a>>,
}

impl<'a> Published<'a> {
    /// `None` where nobody knows.
    fn new(site: &'a Site, index: ChartIndex) -> Option<Self> {
        let versions = site.publication.versions(index)?.iter();
        let versions = versions.map(|version| PublishedFacts {
            version: &version.version,
            app_version: version.app_version.as_deref(),
            created: version.created.as_deref(),
            digest: version.digest.as_deref(),
            deprecated: version.deprecated,
            removed: version.removed,
        });
        let latest = site.publication.latest(index).map(|version| &*version.version);
        Some(Self { latest, versions: versions.collect() })
    }
}

/// A published version.
#[derive(Serialize)]
struct PublishedFacts<'a> {
    version: &'a str,
    app_version: Option<&'a str>,
    created: Option<&'a str>,
    digest: Option<&'a str>,
    deprecated: bool,
    removed: bool,
}

fn words(stated: &Option<Stated>) -> Option<&str> {
    stated.as_ref().map(|stated| stated.text.as_str())
}

/// A way to upgrade a chart.
#[derive(Serialize)]
struct StrategyFacts<'a> {
    strategy: &'a str,
    class: &'static str,
    downtime: Option<Figure<'a>>,
    risk: Option<&'a str>,
    from: Option<&'a str>,
    to: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> StrategyFacts<'a> {
    fn new(strategy: &'a Strategy, sources: &'a Sources) -> Self {
        let downtime = strategy.downtime.as_ref();
        Self {
            strategy: &strategy.name,
            class: class(strategy.class),
            downtime: downtime.map(|downtime| Figure::new(&downtime.bound, downtime.place, sources)),
            risk: words(&strategy.risk),
            from: words(&strategy.from),
            to: words(&strategy.to),
            place: Place::of(strategy.place, sources),
        }
    }
}

const fn class(class: StrategyClass) -> &'static str {
    match class {
        StrategyClass::Rolling => "rolling",
        StrategyClass::BlueGreen => "blue-green",
        StrategyClass::Canary => "canary",
        StrategyClass::InPlace => "in-place",
        StrategyClass::MaintenanceWindow => "maintenance-window",
        StrategyClass::DumpAndRestore => "dump-and-restore",
        StrategyClass::Replication => "replication",
        StrategyClass::SnapshotRestore => "snapshot-restore",
        StrategyClass::Other => "other",
    }
}

/// A Makefile.
#[derive(Serialize)]
struct MakefileFacts<'a, T> {
    path: &'a str,
    targets: T,
}

/// A target of a Makefile.
#[derive(Serialize)]
struct TargetFacts<'a> {
    target: &'a str,
    description: Option<&'a str>,
    line: u32,
}

/// A finding.
#[derive(Serialize)]
struct FindingFacts<'a> {
    code: &'static str,
    severity: &'static str,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    fingerprint: String,
}

impl<'a> FindingFacts<'a> {
    fn new(finding: &'a Diagnostic, identity: &(Identity, usize), sources: &'a Sources) -> Self {
        let (identity, number) = identity;
        let place = finding.span.map(|span| Place::of(span, sources));
        Self {
            code: finding.code.name(),
            severity: finding.severity.name(),
            path: place.map(|place| place.path),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            message: &finding.message,
            fingerprint: identity.fingerprint(*number),
        }
    }
}
