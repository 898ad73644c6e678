//! Joins what was parsed into a site. Cheap and always run, so nothing here can be stale.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::baseline::{TOLERANCE, baselines};
use super::chart::Chart;
use super::dataset::datasets;
use super::folder::folders;
use super::link::Tree;
use super::mentions::mentions;
use super::nav::{Navigation, Parts, natural_order};
use super::overview::overviews;
use super::owners::Owners;
use super::page::{Page, PageId, words};
use super::placement::{Placed, Placement, place};
use super::playbook::playbooks;
use super::progress::is_tracked;
use super::publication::{FoundIndex, Publication};
use super::redirect::redirects;
use super::release::{mentioned_in, releases};
use super::resolve::{CommandIndex, Resolver};
use super::statements::{ChartNames, categories, charts, check_names, state};
use super::upgrade::rollback::rollbacks;
use super::withheld::{Withheld, files_for_others};
use super::{Site, Unpublished, recovery, summary, upgrade};
use crate::config::{Charts, Config, Kind, Summary};
use crate::diagnostic::Diagnostic;
use crate::fs::Listing;
use crate::git::History;
use crate::parse::catalog_metadata::CatalogMetadata;
use crate::parse::chart_yaml::ChartYaml;
use crate::parse::codeowners::Codeowners;
use crate::parse::dataset::RawDataset;
use crate::parse::document::Document;
use crate::parse::makefile::Makefile;
use crate::parse::values::Values;
use crate::source::{FileId, RepoPath};

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
    /// Every file of data, in order of path.
    pub data: Vec<ParsedData>,
    /// CODEOWNERS.
    pub codeowners: Option<(FileId, Codeowners)>,
    /// An mdBook's SUMMARY.md.
    pub summary: Option<(FileId, Summary)>,
    /// The index of the chart repository.
    pub index: Option<FoundIndex>,
    /// When each file last changed.
    pub history: &'a History,
    /// The day it is built for: what is overdue is so as of this day.
    pub today: Date,
    /// Whether only links and what they lead to are asked for, so that ways to upgrade needn't be looked for.
    pub links_only: bool,
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

/// A file of data and what it says; `None` where it holds no table.
#[derive(Clone, Debug)]
pub struct ParsedData {
    /// Where it lies.
    pub path: RepoPath,
    /// The file.
    pub file: FileId,
    /// What it says.
    pub dataset: Option<Arc<RawDataset>>,
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
pub fn assemble(input: &Input<'_>) -> (Site, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut charts = charts(input);
    let mut names = ChartNames::new(&input.charts, input.known_charts);
    let Placed { pages: placed, unpublished } = place(input, &charts, &mut names, &mut findings);

    let mut for_others = files_for_others(input);
    let texts = unpublished.iter().filter(|(_, withheld)| withheld.as_ref().is_some_and(Withheld::is_for_others));
    for_others.extend(texts.map(|(source, _)| source.path.clone()));
    let tree = Tree::new(input.listing.files.iter().map(|entry| &entry.path));
    let commands = CommandIndex::new(&charts, &input.makefiles);
    let resolver = Resolver::new(&tree, &placed, &input.documents, &charts, &commands, &for_others);
    let pages: Vec<Page> = placed
        .par_iter()
        .enumerate()
        .map(|(index, placement)| page(index, placement, &charts, &resolver, input))
        .collect();
    let unpublished: Vec<Unpublished> = unpublished
        .into_par_iter()
        .map(|(source, withheld)| {
            let links = source.document.links.iter().map(|link| resolver.link(&source.path, link)).collect();
            let (path, document) = (source.path.clone(), source.document.clone());
            Unpublished { path, file: source.file, document, links, withheld }
        })
        .collect();

    let datasets = datasets(input, (&pages, &charts, &for_others), &resolver, &mut findings);

    let tolerance = input.config.check.regression_tolerance.unwrap_or(TOLERANCE);
    let baselines = baselines(&datasets, tolerance, input.today, &mut findings);

    own_pages(&mut charts, &pages);
    let owners = input.codeowners.as_ref().map(|(file, codeowners)| Owners::new(*file, codeowners));
    state(&mut charts, &pages, input, owners.as_ref());
    check_names(&charts, input, &mut names, &mut findings);
    let by_path: RapidHashMap<RepoPath, PageId> = pages.iter().map(|page| (page.path.clone(), page.id)).collect();
    let categories = categories(&charts);
    let title = input.config.book.title.clone();
    let recovery = recovery::recover(input, &mut charts, &pages);
    let upgrades = if input.links_only { vec![Vec::new(); charts.len()] } else { upgrade::strategies(&charts, &pages) };
    let rollbacks = if input.links_only { Vec::new() } else { rollbacks(&pages) };
    let playbooks = playbooks(&pages);
    let releases = releases(input, &pages, &charts);
    let nav = Navigation::new(&Parts {
        pages: &pages,
        charts: &charts,
        categories: &categories,
        summary: summary::parts(input, &by_path, &for_others, &mut findings),
        overviews: overviews(&charts, &recovery, (&upgrades, &rollbacks), (&datasets, &baselines)),
        baselines: baselines.charts().collect(),
        releases: !releases.is_empty(),
        progress: pages.iter().any(is_tracked),
        site_title: &title,
    });
    let folders = folders(input, (&pages, &unpublished, &charts), (&by_path, &for_others), &nav);
    let redirects = redirects(input, (&pages, &charts, &releases, &playbooks), &nav, &folders, &mut findings);
    let mentions = mentions(&pages, &charts);
    let publication = Publication::new(input, &charts);
    let site = Site {
        title,
        pages,
        charts: Arc::new(charts),
        categories: Arc::new(categories),
        unpublished: Arc::new(unpublished),
        for_others: Arc::new(for_others),
        nav: Arc::new(nav),
        mentions: Arc::new(mentions),
        folders: Arc::new(folders),
        redirects: Arc::new(redirects.pages),
        moved_sections: Arc::new(redirects.sections),
        recovery: Arc::new(recovery),
        upgrades: Arc::new(upgrades),
        rollbacks: Arc::new(rollbacks),
        playbooks: Arc::new(playbooks),
        datasets: Arc::new(datasets),
        baselines: Arc::new(baselines),
        publication: Arc::new(publication),
        mentioned_in: Arc::new(mentioned_in(&releases, input.charts.len())),
        releases: Arc::new(releases),
        tree: Arc::new(tree),
        owners: owners.map(Arc::new),
        by_path: Arc::new(by_path),
    };
    (site, findings)
}

/// Gives each chart its README and its other pages.
fn own_pages(charts: &mut [Chart], pages: &[Page]) {
    for page in pages {
        let Some(chart) = page.chart else { continue };
        let chart = &mut charts[chart.0 as usize];
        if page.kind == Kind::Chart && chart.readme.is_none() {
            chart.readme = Some(page.id);
            chart.route = page.route.clone();
        } else {
            chart.pages.push(page.id);
        }
    }
    for chart in charts {
        chart.pages.sort_by(|left, right| {
            let (left, right) = (&pages[left.0 as usize], &pages[right.0 as usize]);
            (left.kind, left.weight)
                .cmp(&(right.kind, right.weight))
                .then_with(|| natural_order(left.path.as_str(), right.path.as_str()))
        });
    }
}

fn page(index: usize, placement: &Placement<'_>, charts: &[Chart], resolver: &Resolver<'_>, input: &Input<'_>) -> Page {
    let Placement { source, kind, historical, chart, route } = placement;
    let document = &source.document;
    let front_matter = &document.front_matter;
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
            .zip(0..)
            .filter(|(code, _)| !code.in_link)
            .filter_map(|(code, index)| Some((index, resolver.code(&source.path, *chart, document.plain(code.text))?)))
            .collect(),
        evidence: front_matter
            .drills
            .iter()
            .map(|drill| Some(resolver.evidence(&source.path, &drill.evidence.as_ref()?.value)))
            .collect(),
        document: document.clone(),
    }
}
