//! Joins what was parsed into a site. Cheap and always run, so nothing here can be stale.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rapidhash::{RapidHashMap, RapidHashSet};
use rayon::prelude::*;

use super::chart::{Chart, ChartIndex, Commands};
use super::link::{Target, Tree};
use super::mentions::mentions;
use super::nav::{Navigation, Parts, natural_order};
use super::page::{Page, PageId, words};
use super::resolve::{CommandIndex, Resolver};
use super::route::Route;
use super::{Folder, FolderEntry, Redirect, RedirectTarget, Site, Unpublished, routing};
use crate::config::{Charts, Classifier, Config, Kind, Summary};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::fs::Listing;
use crate::git::History;
use crate::parse::catalog_metadata::{CatalogEntry, CatalogMetadata};
use crate::parse::chart_yaml::ChartYaml;
use crate::parse::document::Document;
use crate::parse::makefile::Makefile;
use crate::parse::values::Values;
use crate::source::{FileId, RepoPath, Span, Spanned, TextRange};

/// Everything a site is made from.
#[derive(Debug)]
pub struct Input<'a> {
    /// Settings.
    pub config: &'a Config,
    /// book.toml, where there is one.
    pub config_file: Option<FileId>,
    /// What the repository holds.
    pub listing: &'a Listing,
    /// The charts and where they lie.
    pub known_charts: &'a Charts,
    /// Every Markdown file, in order of path.
    pub documents: Vec<ParsedDocument>,
    /// Every chart, in order of id.
    pub charts: Vec<ParsedChart>,
    /// Every Makefile that was read, by path.
    pub makefiles: BTreeMap<RepoPath, (FileId, Arc<Makefile>)>,
    /// The catalog file.
    pub metadata: Option<(FileId, CatalogMetadata)>,
    /// An mdBook's SUMMARY.md.
    pub summary: Option<(FileId, Summary)>,
    /// When each file last changed.
    pub history: &'a History,
}

/// A Markdown file and what it says.
#[derive(Clone, Debug)]
pub struct ParsedDocument {
    /// Where it lies.
    pub path: RepoPath,
    /// The file.
    pub file: FileId,
    /// Whether `.docsgenignore` keeps it off the site.
    pub ignored: bool,
    /// What it says.
    pub document: Arc<Document>,
}

/// A chart's folder and what was read in it.
#[derive(Clone, Debug)]
pub struct ParsedChart {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub folder: RepoPath,
    /// Chart.yaml.
    pub chart_yaml: Option<(FileId, Arc<ChartYaml>)>,
    /// values.yaml.
    pub values: Option<(FileId, Arc<Values>)>,
    /// `values-*.yaml` and the like.
    pub profiles: Vec<RepoPath>,
    /// The Makefile with its commands.
    pub makefile: Option<RepoPath>,
}

/// Joins the parts of a site. Findings are those that only a join can make: unknown charts, routes in conflict.
#[must_use]
pub fn assemble(input: Input<'_>) -> (Site, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let said = SaidOfCharts::new(&input);
    let mut charts: Vec<Chart> = input.charts.iter().map(|parsed| chart(parsed, &input, &said)).collect();
    let (drafts, unpublished) = place_documents(&input, &mut findings);
    let placed = settle_routes(drafts, &mut findings);

    let tree = Tree::new(input.listing.files.iter().map(|entry| &entry.path));
    let commands = command_index(&charts, &input);
    let page_ids = placed.kept.iter().zip(0_u32..).map(|(draft, id)| (&draft.source.path, PageId(id)));
    let resolver = Resolver::new(
        &tree,
        page_ids,
        input.documents.par_iter().map(|document| (&document.path, &*document.document)),
        &commands,
    );
    let mut pages: Vec<Page> = placed
        .kept
        .par_iter()
        .enumerate()
        .map(|(index, draft)| page(index, draft, &charts, &resolver, &input))
        .collect();
    let unpublished: Vec<Unpublished> = unpublished
        .into_par_iter()
        .chain(placed.dropped)
        .map(|source| {
            let links = source.document.links.iter().map(|link| resolver.link(&source.path, link)).collect();
            Unpublished { path: source.path.clone(), file: source.file, document: source.document.clone(), links }
        })
        .collect();

    for page in &pages {
        let Some(chart) = page.chart else { continue };
        let chart = &mut charts[chart.0 as usize];
        if page.kind == Kind::Chart && chart.readme.is_none() {
            chart.readme = Some(page.id);
            chart.route = page.route.clone();
        } else {
            chart.pages.push(page.id);
        }
    }
    for chart in &mut charts {
        chart.pages.sort_by(|left, right| {
            let (left, right) = (&pages[left.0 as usize], &pages[right.0 as usize]);
            (left.kind, left.weight)
                .cmp(&(right.kind, right.weight))
                .then_with(|| natural_order(left.path.as_str(), right.path.as_str()))
        });
        state(chart, &pages, &input, &said);
    }
    check_charts(&charts, &input, &mut findings);
    let by_path: RapidHashMap<RepoPath, PageId> = pages.iter().map(|page| (page.path.clone(), page.id)).collect();
    let categories = categories(&charts);
    let summary = summary_parts(&input, &by_path, &mut findings);
    let nav = Navigation::new(&Parts {
        pages: &pages,
        charts: &charts,
        categories: &categories,
        summary,
        site_title: &input.config.book.title,
    });
    let redirects = redirects(&mut pages, &charts, &nav, &input, &mut findings);
    let folders = folders(&pages, &unpublished, &charts, &by_path, &nav, &input);
    let mentions = mentions(&pages, &charts);
    let title = input.config.book.title.clone();
    (Site { title, pages, charts, categories, unpublished, nav, mentions, folders, redirects, by_path }, findings)
}

/// A page whose links are not yet looked up.
struct Draft<'a> {
    source: &'a ParsedDocument,
    kind: Kind,
    historical: bool,
    chart: Option<ChartIndex>,
    route: String,
}

/// Says of each Markdown file whether it is a page, of what kind, of which chart, and which route it would like.
fn place_documents<'a>(
    input: &'a Input<'_>,
    findings: &mut Vec<Diagnostic>,
) -> (Vec<Draft<'a>>, Vec<&'a ParsedDocument>) {
    let ids: RapidHashMap<&str, ChartIndex> =
        input.charts.iter().zip(0_u32..).map(|(chart, index)| (chart.id.as_str(), ChartIndex(index))).collect();
    let classifier = Classifier::new(input.config, input.known_charts);
    let mut guides: BTreeSet<(ChartIndex, Kind)> = BTreeSet::new();
    let mut drafts = Vec::new();
    let mut unpublished = Vec::new();
    for source in &input.documents {
        let front_matter = &source.document.front_matter;
        let class = classifier.classify(&source.path);
        let Some(class) = class.filter(|class| {
            let publish = front_matter.publish.unwrap_or(class.publish);
            publish && !source.ignored && !front_matter.draft
        }) else {
            unpublished.push(source);
            continue;
        };
        let stated_kind = front_matter.kind.as_ref().map(|kind| kind.value);
        let chart = match &front_matter.chart {
            Some(stated) => named_chart(stated, source.file, &ids, findings),
            None => class.chart.as_ref().and_then(|id| ids.get(id.as_str()).copied()),
        };
        let kind = stated_kind.unwrap_or(class.kind);
        let historical = if stated_kind.is_some() { kind.is_historical() } else { class.historical };
        let route = chart.and_then(|index| {
            let taken = kind.is_chart_guide() && !guides.insert((index, kind));
            routing::of_chart(&input.charts[index.0 as usize].id, kind, &source.path, taken)
        });
        let mut route = route.unwrap_or_else(|| routing::by_path(&source.path, &input.config.book.src));
        if let Some(slug) = &front_matter.slug {
            route = routing::with_slug(&route, &slug.value);
        }
        drafts.push(Draft { source, kind, historical, chart, route });
    }
    (drafts, unpublished)
}

fn named_chart(
    stated: &Spanned<String>,
    file: FileId,
    ids: &RapidHashMap<&str, ChartIndex>,
    findings: &mut Vec<Diagnostic>,
) -> Option<ChartIndex> {
    let found = ids.get(stated.value.as_str()).copied();
    if found.is_none() {
        findings.push(unknown_chart(stated, file, ids.keys().copied()));
    }
    found
}

fn unknown_chart<'a>(stated: &Spanned<String>, file: FileId, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let span = Span { file, range: stated.range };
    let diagnostic = Diagnostic::new(Code::ChartUnknown, span, format!("there is no chart `{}`", stated.value));
    let known: BTreeSet<&str> = known.collect();
    match near_match(&stated.value, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("name the chart's folder, or add it to `[catalog] charts` or `[charts.<id>]`"),
    }
}

/// The pages that got their route, and those that came too late for it.
struct Placed<'a> {
    kept: Vec<Settled<'a>>,
    dropped: Vec<&'a ParsedDocument>,
}

struct Settled<'a> {
    source: &'a ParsedDocument,
    kind: Kind,
    historical: bool,
    chart: Option<ChartIndex>,
    route: Route,
}

/// Two pages on one route: the first by path is kept. Routes that differ only by case, and names that Windows reserves,
/// are kept and reported.
fn settle_routes<'a>(drafts: Vec<Draft<'a>>, findings: &mut Vec<Diagnostic>) -> Placed<'a> {
    let mut placed = Placed { kept: Vec::with_capacity(drafts.len()), dropped: Vec::new() };
    let mut by_route: RapidHashMap<Route, &ParsedDocument> = HashMap::default();
    let mut by_folded: RapidHashMap<String, &ParsedDocument> = HashMap::default();
    for draft in drafts {
        let source = draft.source;
        let route = match Route::new(&draft.route) {
            Ok(route) => route,
            Err(reason) => {
                let range = source.document.front_matter.slug.as_ref().map_or(TextRange::default(), |slug| slug.range);
                let message = format!("`{}` is no route: {reason}", draft.route);
                findings.push(
                    Diagnostic::new(Code::RouteInvalid, Span { file: source.file, range }, message)
                        .help("rename the file or set `slug` in its front matter"),
                );
                placed.dropped.push(source);
                continue;
            }
        };
        if let Some(first) = by_route.get(&route) {
            findings.push(
                Diagnostic::new(
                    Code::RouteConflict,
                    start_of(source.file),
                    format!("`{}` and `{}` have one route, `{route}`", first.path, source.path),
                )
                .label(start_of(first.file), "this page is kept")
                .help("set `slug` in the front matter of one of them, or keep it off the site with `publish: false`"),
            );
            placed.dropped.push(source);
            continue;
        }
        match by_folded.get(&route.as_str().to_lowercase()) {
            Some(first) => findings.push(
                Diagnostic::new(
                    Code::RouteCaseConflict,
                    start_of(source.file),
                    format!("the routes of `{}` and `{}` differ only by case", first.path, source.path),
                )
                .label(start_of(first.file), "the other page")
                .help("rename one of them: file systems of macOS and Windows take the two for one"),
            ),
            None => {
                by_folded.insert(route.as_str().to_lowercase(), source);
            }
        }
        if let Some(part) = route.reserved_part() {
            findings.push(
                Diagnostic::new(
                    Code::PathReserved,
                    start_of(source.file),
                    format!("Windows reserves the name `{part}`"),
                )
                .help("rename the file or set `slug` in its front matter: the site can't be unpacked on Windows"),
            );
        }
        by_route.insert(route.clone(), source);
        let Draft { kind, historical, chart, .. } = draft;
        placed.kept.push(Settled { source, kind, historical, chart, route });
    }
    placed
}

fn start_of(file: FileId) -> Span {
    Span { file, range: TextRange::default() }
}

fn page(index: usize, draft: &Settled<'_>, charts: &[Chart], resolver: &Resolver<'_>, input: &Input<'_>) -> Page {
    let Settled { source, kind, historical, chart, route } = draft;
    let document = &source.document;
    let front_matter = &document.front_matter;
    let folder = chart.map(|chart| &charts[chart.0 as usize].folder);
    let own_page = *kind == Kind::Chart;
    let title = front_matter
        .title
        .as_ref()
        .map(|title| title.value.clone())
        .or_else(|| chart.filter(|_| own_page).map(|chart| charts[chart.0 as usize].title.clone()))
        .or_else(|| document.first_title().map(|heading| document.plain(heading.text).trim().to_owned()))
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| words(source.path.file_stem()));
    Page {
        id: PageId(u32::try_from(index).expect("file ids, of which pages are a part, are 32 bits wide")),
        path: source.path.clone(),
        file: source.file,
        route: route.clone(),
        title,
        description: front_matter.description.as_ref().map(|text| text.value.clone()),
        kind: *kind,
        historical: *historical,
        chart: *chart,
        language: front_matter
            .language
            .as_ref()
            .map_or_else(|| input.config.book.language.clone(), |language| language.value.clone()),
        weight: front_matter.weight.as_ref().map_or(0, |weight| weight.value),
        updated: input.history.last_change(&source.path).map(str::to_owned),
        links: document.links.iter().map(|link| resolver.link(&source.path, link)).collect(),
        code_links: document
            .code_spans
            .iter()
            .map(|code| {
                let text = document.plain(code.text);
                if code.in_link { None } else { resolver.code(&source.path, folder, text) }
            })
            .collect(),
        document: document.clone(),
        aliases: Vec::new(),
    }
}

/// What the configuration and the catalog file say of charts, by their ids.
struct SaidOfCharts<'a> {
    /// Display names: the configuration's before the catalog file's.
    titles: RapidHashMap<&'a str, &'a str>,
    /// The first entry of each in the catalog file.
    entries: RapidHashMap<&'a str, &'a CatalogEntry>,
    /// The first of `[tiers]` that names it.
    tiers: RapidHashMap<&'a str, &'a str>,
}

impl<'a> SaidOfCharts<'a> {
    fn new(input: &'a Input<'_>) -> Self {
        let mut said = Self { titles: HashMap::default(), entries: HashMap::default(), tiers: HashMap::default() };
        for entry in input.metadata.iter().flat_map(|(_, metadata)| &metadata.charts) {
            said.entries.entry(&entry.id.value).or_insert(entry);
            if let Some(title) = &entry.title {
                said.titles.insert(&entry.id.value, &title.value);
            }
        }
        for (id, settings) in &input.config.charts {
            if let Some(title) = &settings.title {
                said.titles.insert(id, &title.value);
            }
        }
        for tier in &input.config.tiers {
            for chart in &tier.charts {
                said.tiers.entry(&chart.value).or_insert(&tier.id.value);
            }
        }
        said
    }
}

fn chart(parsed: &ParsedChart, input: &Input<'_>, said: &SaidOfCharts<'_>) -> Chart {
    let settings = input.config.charts.get(&parsed.id);
    let entry = said.entries.get(parsed.id.as_str());
    let chart_yaml = parsed.chart_yaml.as_ref().map(|(_, chart_yaml)| &**chart_yaml);
    let mut keywords: Vec<String> = Vec::new();
    let from_entry = entry.into_iter().flat_map(|entry| entry.tags.iter().chain(&entry.keywords));
    let from_chart = chart_yaml.into_iter().flat_map(|chart_yaml| &chart_yaml.keywords);
    let mut seen: RapidHashSet<String> = RapidHashSet::default();
    for keyword in from_entry.chain(from_chart) {
        if seen.insert(keyword.value.to_lowercase()) {
            keywords.push(keyword.value.clone());
        }
    }
    let makefile = parsed.makefile.as_ref().and_then(|path| input.makefiles.get(path).map(|file| (path, &file.1)));
    Chart {
        id: parsed.id.clone(),
        title: said.titles.get(parsed.id.as_str()).copied().unwrap_or(&parsed.id).to_owned(),
        folder: parsed.folder.clone(),
        route: Route::new(&format!("{}index.html", routing::chart_folder(&parsed.id)))
            .expect("an id is a folder's name or checked when the configuration is read"),
        description: chart_yaml
            .and_then(|chart_yaml| chart_yaml.description.as_ref())
            .or_else(|| entry.and_then(|entry| entry.description.as_ref()))
            .map(|text| text.value.clone()),
        category: settings
            .and_then(|settings| settings.category.as_ref())
            .or_else(|| entry.and_then(|entry| entry.category.as_ref()))
            .map(|category| category.value.clone()),
        keywords,
        tier: None,
        owner: None,
        chart_yaml: parsed.chart_yaml.clone(),
        values: parsed.values.clone(),
        profiles: parsed.profiles.clone(),
        commands: makefile
            .map(|(path, makefile)| Commands { makefile: path.clone(), targets: makefile.targets.clone() })
            .filter(|commands| !commands.targets.is_empty()),
        depends_on: None,
        readme: None,
        pages: Vec::new(),
    }
}

/// Reads what is stated of a chart by precedence: front matter of its pages, `[charts.<id>]`, annotations, `[tiers]`.
fn state(chart: &mut Chart, pages: &[Page], input: &Input<'_>, said: &SaidOfCharts<'_>) {
    let own: Vec<&Document> =
        chart.readme.iter().chain(&chart.pages).map(|page| &*pages[page.0 as usize].document).collect();
    let settings = input.config.charts.get(&chart.id);
    let annotation = |name: &str| {
        let (_, chart_yaml) = chart.chart_yaml.as_ref()?;
        chart_yaml.annotations.iter().find(|(key, _)| key.value == name).map(|(_, value)| value.clone())
    };
    let tier = own
        .iter()
        .find_map(|document| document.front_matter.tier.clone())
        .or_else(|| settings.and_then(|settings| settings.tier.clone()))
        .or_else(|| annotation("docsgen.dev/tier"))
        .map(|tier| tier.value)
        .or_else(|| said.tiers.get(chart.id.as_str()).map(|tier| (*tier).to_owned()));
    let owner = own
        .iter()
        .find_map(|document| document.front_matter.owner.clone())
        .or_else(|| settings.and_then(|settings| settings.owner.clone()))
        .or_else(|| annotation("docsgen.dev/owner"))
        .map(|owner| owner.value);
    let depends_on = own
        .iter()
        .find_map(|document| document.front_matter.depends_on.clone())
        .or_else(|| settings.and_then(|settings| settings.depends_on.clone()))
        .or_else(|| {
            let written = annotation("docsgen.dev/depends-on")?;
            let names = written.value.split(',').map(str::trim).filter(|name| !name.is_empty());
            Some(names.map(|name| Spanned::new(name.to_owned(), written.range)).collect())
        });
    chart.tier = tier;
    chart.owner = owner;
    chart.depends_on = depends_on;
}

/// Findings about charts that are named where there is none, and about names that differ.
fn check_charts(charts: &[Chart], input: &Input<'_>, findings: &mut Vec<Diagnostic>) {
    let ids: BTreeSet<&str> = charts.iter().map(|chart| chart.id.as_str()).collect();
    for document in &input.documents {
        for name in document.document.front_matter.depends_on.iter().flatten() {
            if !ids.contains(name.value.as_str()) {
                findings.push(unknown_chart(name, document.file, ids.iter().copied()));
            }
        }
    }
    if let Some((file, metadata)) = &input.metadata {
        for entry in &metadata.charts {
            if !ids.contains(entry.id.value.as_str()) {
                let message = format!("the repository has no chart `{}`", entry.id.value);
                let span = Span { file: *file, range: entry.id.range };
                let diagnostic = Diagnostic::new(Code::CatalogMetadataUnknownChart, span, message);
                let near = near_match(&entry.id.value, ids.iter().copied());
                findings.push(match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("remove the entry, or add the chart's folder to `[catalog] charts`"),
                });
            }
        }
    }
    for chart in charts {
        let Some((file, chart_yaml)) = &chart.chart_yaml else { continue };
        let Some(name) = &chart_yaml.name else { continue };
        if name.value != chart.folder.file_name() && !chart.folder.as_str().is_empty() {
            let message = format!("the chart is called `{}`, its folder `{}`", name.value, chart.folder.file_name());
            findings.push(
                Diagnostic::new(Code::ChartNameMismatch, Span { file: *file, range: name.range }, message)
                    .help("Helm wants the two to be the same; docsgen goes by the folder"),
            );
        }
    }
}

/// Which Makefile offers which target: the charts' own and, for commands that name no chart, every other.
fn command_index(charts: &[Chart], input: &Input<'_>) -> CommandIndex {
    let folders: RapidHashMap<&RepoPath, &RepoPath> = charts
        .iter()
        .filter_map(|chart| chart.commands.as_ref().map(|commands| (&commands.makefile, &chart.folder)))
        .collect();
    let mut index = CommandIndex::default();
    for (path, (_, makefile)) in &input.makefiles {
        let folder = folders.get(path).map_or_else(RepoPath::root, |folder| (*folder).clone());
        for target in &makefile.targets {
            index.targets.entry(target.name.value.clone()).or_default().push((path.clone(), folder.clone()));
        }
    }
    index
}

/// Former routes, by front matter and configuration. One that is a page's own route is a conflict.
fn redirects(
    pages: &mut [Page],
    charts: &[Chart],
    nav: &Navigation,
    input: &Input<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let mut taken: RapidHashMap<Route, Span> =
        pages.iter().map(|page| (page.route.clone(), start_of(page.file))).collect();
    for chart in charts {
        if let Some((file, _)) = &chart.chart_yaml {
            taken.entry(chart.route.clone()).or_insert(start_of(*file));
        }
    }
    // A former route that one of docsgen's own lists has now isn't taken from it.
    let listed: RapidHashSet<&Route> = nav.sections.iter().map(|section| &section.route).collect();
    let mut redirects = Vec::new();
    for page in pages {
        let document = page.document.clone();
        for written in &document.front_matter.aliases {
            let span = Span { file: page.file, range: written.range };
            let Some(from) = former_route(&written.value, span, &mut taken, findings) else { continue };
            if listed.contains(&from) {
                continue;
            }
            page.aliases.push(from.clone());
            redirects.push(Redirect { from, to: RedirectTarget::Page(page.route.clone(), None) });
        }
    }
    let config_file = input.config_file;
    for (from, to) in &input.config.html.redirect {
        let Some(file) = config_file else { break };
        let span = Span { file, range: from.range };
        let Some(from) = former_route(&from.value, span, &mut taken, findings) else { continue };
        let (path, anchor) = to
            .value
            .split_once('#')
            .map_or((to.value.as_str(), None), |(path, anchor)| (path, Some(anchor.to_owned())));
        let target = if to.value.contains("://") {
            RedirectTarget::Url(to.value.clone())
        } else {
            match routing::alias(path) {
                Ok(route) => RedirectTarget::Page(route, anchor),
                Err(reason) => {
                    let message = format!("`{}` is no route: {reason}", to.value);
                    findings.push(Diagnostic::new(Code::RouteInvalid, Span { file, range: to.range }, message));
                    continue;
                }
            }
        };
        redirects.push(Redirect { from, to: target });
    }
    redirects
}

fn former_route(
    written: &str,
    span: Span,
    taken: &mut RapidHashMap<Route, Span>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Route> {
    let route = match routing::alias(written) {
        Ok(route) => route,
        Err(reason) => {
            let message = format!("`{written}` is no route: {reason}");
            findings.push(Diagnostic::new(Code::RouteInvalid, span, message).help("write it as `/old/page/`"));
            return None;
        }
    };
    if let Some(first) = taken.get(&route) {
        findings.push(
            Diagnostic::new(Code::RouteConflict, span, format!("`{route}` is taken already"))
                .label(*first, "by this one, which is kept")
                .help("remove the alias"),
        );
        return None;
    }
    taken.insert(route.clone(), span);
    Some(route)
}

/// The folders that links lead to and that have no page. A chart's folder has the chart's page.
fn folders(
    pages: &[Page],
    unpublished: &[Unpublished],
    charts: &[Chart],
    by_path: &RapidHashMap<RepoPath, PageId>,
    nav: &Navigation,
    input: &Input<'_>,
) -> Vec<Folder> {
    let targets = pages.iter().flat_map(|page| page.links.iter().chain(page.code_links.iter().flatten()));
    let of_charts: RapidHashSet<&RepoPath> = charts.iter().map(|chart| &chart.folder).collect();
    let wanted: BTreeSet<&RepoPath> = targets
        .chain(unpublished.iter().flat_map(|text| &text.links))
        .filter_map(|target| match target {
            Target::Folder(path) => Some(path),
            _ => None,
        })
        .filter(|path| !of_charts.contains(path))
        .collect();
    let mut entries: BTreeMap<&RepoPath, BTreeMap<RepoPath, FolderEntry>> =
        wanted.iter().map(|path| (*path, BTreeMap::new())).collect();
    let root = RepoPath::root();
    for file in &input.listing.files {
        let mut child = file.path.clone();
        let mut folder = child.parent();
        loop {
            if let Some(entries) = entries.get_mut(&folder) {
                let is_folder = child != file.path;
                let page = by_path.get(&child).copied();
                entries.entry(child.clone()).or_insert(FolderEntry { path: child.clone(), folder: is_folder, page });
            }
            if folder == root {
                break;
            }
            child = folder;
            folder = child.parent();
        }
    }
    let listed = nav.sections.iter().map(|section| &section.route);
    let taken: RapidHashSet<&Route> = pages.iter().map(|page| &page.route).chain(listed).collect();
    entries
        .into_iter()
        .filter_map(|(path, entries)| {
            let index = path.join("index.md")?;
            let route = Route::new(&routing::by_path(&index, &input.config.book.src)).ok()?;
            let route = if taken.contains(&route) { Route::new(&format!("files/{route}")).ok()? } else { route };
            Some(Folder { path: path.clone(), route, entries: entries.into_values().collect() })
        })
        .collect()
}

/// Categories in order of name, each with its name for readers.
fn categories(charts: &[Chart]) -> Vec<(String, String)> {
    let ids: BTreeSet<&str> = charts.iter().filter_map(|chart| chart.category.as_deref()).collect();
    ids.into_iter().map(|id| (id.to_owned(), words(id))).collect()
}

/// The parts of SUMMARY.md with the pages they name.
fn summary_parts(
    input: &Input<'_>,
    by_path: &RapidHashMap<RepoPath, PageId>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<(String, Vec<(PageId, u8)>)>> {
    let (file, summary) = input.summary.as_ref()?;
    let mut parts: Vec<(String, Vec<(PageId, u8)>)> = Vec::new();
    for entry in &summary.entries {
        let part = entry.part.and_then(|part| summary.parts.get(part)).map_or("", |part| &part.value);
        if parts.last().is_none_or(|(title, _)| *title != part) {
            parts.push((part.to_owned(), Vec::new()));
        }
        let Some(path) = &entry.path else { continue };
        match by_path.get(path) {
            Some(page) => {
                if let Some((_, entries)) = parts.last_mut() {
                    entries.push((*page, u8::try_from(entry.depth).unwrap_or(u8::MAX)));
                }
            }
            None => findings.push(
                Diagnostic::new(
                    Code::NavMissingPage,
                    Span { file: *file, range: entry.range },
                    format!("there is no page `{path}`"),
                )
                .help("write the page, or leave its link empty to mark it as planned"),
            ),
        }
    }
    parts.retain(|(_, entries)| !entries.is_empty());
    Some(parts)
}
