//! What is said of each chart and by whom: configuration, the catalog file, Chart.yaml, front matter.

use std::collections::BTreeSet;

use rapidhash::{RapidHashMap, RapidHashSet};

use super::chart::{Category, Chart, ChartIndex, Commands, Stated};
use super::owners::Owners;
use super::page::Page;
use super::{Input, ParsedChart, routing};
use crate::config::{ChartSettings, Charts};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::parse::catalog_metadata::CatalogEntry;
use crate::parse::heading_id::{HeadingIds, heading_id};
use crate::source::{FileId, RepoPath, Span, Spanned};

/// How many unknown names are compared with all charts to say which was meant: a file of nothing but slips stays linear.
const COMPARED_NAMES: usize = 200;

/// Charts by id, and what to say of an id that is none.
pub(super) struct ChartNames<'a> {
    by_id: RapidHashMap<&'a str, ChartIndex>,
    /// All charts of the repository: also those that are for other readers, of which nothing is said.
    known: &'a Charts,
    compared: usize,
}

impl<'a> ChartNames<'a> {
    pub(super) fn new(charts: &'a [ParsedChart], known: &'a Charts) -> Self {
        let by_id = charts.iter().zip(0_u32..).map(|(chart, index)| (chart.id.as_str(), ChartIndex(index))).collect();
        Self { by_id, known, compared: 0 }
    }

    pub(super) fn get(&self, id: &str) -> Option<ChartIndex> {
        self.by_id.get(id).copied()
    }

    /// The chart that is named; a finding where there is none.
    pub(super) fn named(
        &mut self,
        stated: &Spanned<String>,
        file: FileId,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<ChartIndex> {
        let found = self.get(&stated.value);
        if found.is_none() && self.known.get(&stated.value).is_none() {
            let message = format!("there is no chart `{}`", stated.value);
            let diagnostic = Diagnostic::new(Code::ChartUnknown, Span { file, range: stated.range }, message);
            let else_help = "name the chart's folder, or add it to `[catalog] charts` or `[charts.<id>]`";
            findings.push(self.help(diagnostic, &stated.value, else_help));
        }
        found
    }

    fn help(&mut self, diagnostic: Diagnostic, written: &str, else_help: &str) -> Diagnostic {
        self.compared += 1;
        let known: BTreeSet<&str> =
            if self.compared > COMPARED_NAMES { BTreeSet::new() } else { self.by_id.keys().copied().collect() };
        match near_match(written, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help(else_help),
        }
    }
}

/// Where in book.toml a value stands; nowhere where it was found out.
fn in_config<T>(input: &Input<'_>, value: &Spanned<T>) -> Option<Span> {
    let file = input.config_file?;
    (!value.range.is_empty()).then_some(Span { file, range: value.range })
}

fn in_file(file: FileId, value: &Spanned<String>) -> Stated {
    Stated { text: value.value.clone(), place: Some(Span { file, range: value.range }) }
}

/// The charts as they are known before any page is: pages and what their front matter says come later, in [`state`].
pub(super) fn charts(input: &Input<'_>) -> Vec<Chart> {
    let mut entries: RapidHashMap<&str, (FileId, &CatalogEntry)> = RapidHashMap::default();
    if let Some((file, metadata)) = &input.metadata {
        for entry in &metadata.charts {
            entries.entry(&entry.id.value).or_insert((*file, entry));
        }
    }
    input.charts.iter().map(|parsed| chart(parsed, input, entries.get(parsed.id.as_str()).copied())).collect()
}

fn chart(parsed: &ParsedChart, input: &Input<'_>, entry: Option<(FileId, &CatalogEntry)>) -> Chart {
    let settings = input.config.charts.get(&parsed.id);
    let setting = |pick: fn(&ChartSettings) -> &Option<Spanned<String>>| {
        let value = pick(settings?).as_ref()?;
        Some(Stated { text: value.value.clone(), place: in_config(input, value) })
    };
    let from_entry = |pick: fn(&CatalogEntry) -> &Option<Spanned<String>>| {
        let (file, entry) = entry?;
        pick(entry).as_ref().map(|value| in_file(file, value))
    };
    let chart_yaml = parsed.chart_yaml.as_ref();
    let own_name = || {
        // The folder of a chart at the repository root is called differently in every checkout.
        let (_, chart_yaml) = chart_yaml.filter(|_| parsed.folder == RepoPath::root())?;
        chart_yaml.name.as_ref().map(|name| name.value.clone())
    };
    let title = setting(|settings| &settings.title)
        .or_else(|| from_entry(|entry| &entry.title))
        .map(|title| title.text)
        .or_else(own_name);
    let tags = entry.into_iter().flat_map(|(_, entry)| entry.tags.iter().chain(&entry.keywords));
    let keywords = tags.chain(chart_yaml.into_iter().flat_map(|(_, chart_yaml)| &chart_yaml.keywords));
    let mut seen: RapidHashSet<String> = RapidHashSet::default();
    let keywords = keywords.filter(|keyword| seen.insert(keyword.value.to_lowercase()));
    let makefile = parsed.makefile.as_ref().and_then(|path| input.makefiles.get(path).map(|file| (path, &file.1)));
    Chart {
        id: parsed.id.clone(),
        title: title.unwrap_or_else(|| parsed.id.clone()),
        folder: parsed.folder.clone(),
        route: routing::chart_page(&parsed.id),
        description: chart_yaml
            .and_then(|(file, chart_yaml)| chart_yaml.description.as_ref().map(|text| in_file(*file, text)))
            .or_else(|| from_entry(|entry| &entry.description)),
        category: setting(|settings| &settings.category).or_else(|| from_entry(|entry| &entry.category)),
        keywords: keywords.map(|keyword| keyword.value.clone()).collect(),
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

/// Adds what is stated of charts by precedence: front matter of their pages, `[charts.<id>]`, annotations, `[tiers]`; for
/// owners, Chart.yaml's maintainers and CODEOWNERS last.
pub(super) fn state(charts: &mut [Chart], pages: &[Page], input: &Input<'_>, owners: Option<&Owners>) {
    let mut in_tiers: RapidHashMap<&str, Stated> = RapidHashMap::default();
    for tier in &input.config.tiers {
        for chart in &tier.charts {
            let stated = || Stated { text: tier.id.value.clone(), place: in_config(input, chart) };
            in_tiers.entry(&chart.value).or_insert_with(stated);
        }
    }
    for chart in charts {
        let own = || chart.own_pages().map(|page| &pages[page.0 as usize]);
        let settings = input.config.charts.get(&chart.id);
        let setting = |value: Option<&Spanned<String>>| {
            value.map(|value| Stated { text: value.value.clone(), place: in_config(input, value) })
        };
        let annotation = |name: &str| {
            let (file, chart_yaml) = chart.chart_yaml.as_ref()?;
            let (_, value) = chart_yaml.annotations.iter().find(|(key, _)| key.value == name)?;
            Some(in_file(*file, value))
        };
        let front_matter =
            |page: &Page, value: &Option<Spanned<String>>| value.as_ref().map(|value| in_file(page.file, value));
        let tier = own()
            .find_map(|page| front_matter(page, &page.document.front_matter.tier))
            .or_else(|| setting(settings?.tier.as_ref()))
            .or_else(|| annotation("docsgen.dev/tier"))
            .or_else(|| in_tiers.get(chart.id.as_str()).cloned());
        let owner = own()
            .find_map(|page| front_matter(page, &page.document.front_matter.owner))
            .or_else(|| setting(settings?.owner.as_ref()))
            .or_else(|| annotation("docsgen.dev/owner"))
            .or_else(|| maintainers(chart))
            .or_else(|| owners?.of_chart(chart));
        let depends_on = own()
            .find_map(|page| {
                let names = page.document.front_matter.depends_on.as_ref()?;
                Some(names.iter().map(|name| in_file(page.file, name)).collect())
            })
            .or_else(|| {
                let names = settings?.depends_on.as_ref()?;
                Some(names.iter().filter_map(|name| setting(Some(name))).collect())
            })
            .or_else(|| {
                let Stated { text, place } = annotation("docsgen.dev/depends-on")?;
                let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
                Some(names.map(|name| Stated { text: name.to_owned(), place }).collect())
            });
        (chart.tier, chart.owner, chart.depends_on) = (tier, owner, depends_on);
    }
}

/// The maintainers of Chart.yaml as an owner, at the place of the first.
fn maintainers(chart: &Chart) -> Option<Stated> {
    let (file, chart_yaml) = chart.chart_yaml.as_ref()?;
    let first = chart_yaml.maintainers.first()?;
    let names: Vec<&str> = chart_yaml.maintainers.iter().map(|maintainer| &*maintainer.name.value).collect();
    Some(Stated { text: names.join(", "), place: Some(Span { file: *file, range: first.name.range }) })
}

/// Categories in order of title. Ids that read the same (`data-store`, `data_store`) are one category.
pub(super) fn categories(charts: &[Chart]) -> Vec<Category> {
    let titles: BTreeSet<String> = charts.iter().filter_map(Chart::category_title).collect();
    let mut ids = HeadingIds::default();
    let category = |title: String| {
        let anchor = ids.reserve(format!("category-{}", heading_id(&title))).into();
        Category { title, anchor }
    };
    titles.into_iter().map(category).collect()
}

/// Findings about charts that are named where there is none, and about names that differ.
pub(super) fn check_names(
    charts: &[Chart],
    input: &Input<'_>,
    names: &mut ChartNames<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    for document in &input.documents {
        for name in document.document.front_matter.depends_on.iter().flatten() {
            names.named(name, document.file, findings);
        }
    }
    if let Some((file, metadata)) = &input.metadata {
        for entry in &metadata.charts {
            if names.get(&entry.id.value).is_some() || input.known_charts.get(&entry.id.value).is_some() {
                continue;
            }
            let message = format!("the repository has no chart `{}`", entry.id.value);
            let span = Span { file: *file, range: entry.id.range };
            let diagnostic = Diagnostic::new(Code::CatalogMetadataUnknownChart, span, message);
            let else_help = "remove the entry, or add the chart's folder to `[catalog] charts`";
            findings.push(names.help(diagnostic, &entry.id.value, else_help));
        }
    }
    for chart in charts {
        let Some((file, chart_yaml)) = &chart.chart_yaml else { continue };
        let Some(name) = &chart_yaml.name else { continue };
        if name.value != chart.folder.file_name() && chart.folder != RepoPath::root() {
            let message = format!("the chart is called `{}`, its folder `{}`", name.value, chart.folder.file_name());
            findings.push(
                Diagnostic::new(Code::ChartNameMismatch, Span { file: *file, range: name.range }, message)
                    .help("Helm wants the two to be the same; docsgen goes by the folder"),
            );
        }
    }
}
