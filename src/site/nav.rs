//! Sections of the site, and the order in which its pages are read.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::chart::{Category, Chart, ChartIndex};
use super::overview::Overview;
use super::page::{Page, PageId, words};
use super::route::Route;
use super::routing;
use super::summary::Part;
use crate::config::Kind;
use crate::source::RepoPath;

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// Charts and their pages.
    Catalog,
    /// Pages made of matrices: objectives, order, drills, upgrades, coverage.
    Recovery,
    /// What is to be read: guides, runbooks, recovery plans.
    Guides,
    /// Moves from one system or version to another.
    Migrations,
    /// Worked examples.
    Examples,
    /// Facts to look up.
    Reference,
    /// Changelogs and release notes.
    Releases,
    /// Plans.
    Roadmap,
    /// A part of an mdBook's SUMMARY.md.
    Part(u32),
}

impl SectionKind {
    /// The section of a page that belongs to no chart.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Migration => Self::Migrations,
            Kind::Example => Self::Examples,
            Kind::Reference => Self::Reference,
            Kind::Release => Self::Releases,
            Kind::Roadmap => Self::Roadmap,
            Kind::Chart
            | Kind::Backup
            | Kind::Upgrade
            | Kind::Recovery
            | Kind::Playbook
            | Kind::Guide
            | Kind::Generated => Self::Guides,
        }
    }

    /// The section's name for readers.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Catalog => "Catalog",
            Self::Recovery => "Recovery",
            Self::Guides | Self::Part(_) => "Guides",
            Self::Migrations => "Migrations",
            Self::Examples => "Examples",
            Self::Reference => "Reference",
            Self::Releases => "Releases",
            Self::Roadmap => "Roadmap",
        }
    }

    /// The folder of the section's own list of pages.
    const fn folder(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Recovery => "recovery",
            Self::Guides | Self::Part(_) => "guides",
            Self::Migrations => "migrations",
            Self::Examples => "examples",
            Self::Reference => "reference",
            Self::Releases => "releases",
            Self::Roadmap => "roadmap",
        }
    }
}

/// The sections and where each page stands in them.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    /// In the order of the header.
    pub sections: Vec<Section>,
    /// The pages that docsgen makes of matrices, in reading order; those left out for which the author has a page.
    pub overviews: Vec<(Overview, Route)>,
    /// The pages that docsgen makes of the baselines of a chart, in order of chart; those left out for which the author has a page.
    pub baselines: Vec<(ChartIndex, Route)>,
    /// By page: its place, none for the home page.
    places: Vec<Option<Place>>,
    /// By chart: the place of its own page.
    chart_places: Vec<Option<Place>>,
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it holds.
    pub kind: SectionKind,
    /// Name for readers.
    pub title: String,
    /// Where its name leads: its list of pages, or its only page.
    pub route: Route,
    /// Whether docsgen makes the page at `route`.
    pub generated: bool,
    /// Its pages, or for the catalog its charts, in groups.
    pub groups: Vec<Group>,
}

/// Neighbours: a folder's pages, a category's charts.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name for readers; empty where a section has only one.
    pub title: String,
    /// Whether that is docsgen's own word, to be said in the site's language.
    pub is_word: bool,
    /// Its id on the section's list, for a category of the catalog.
    pub anchor: Option<String>,
    /// In reading order.
    pub entries: Vec<Entry>,
}

/// A page or chart in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub target: EntryTarget,
    /// How deep it is nested in the group (SUMMARY.md).
    pub depth: u8,
}

impl Entry {
    fn page(&self) -> Option<PageId> {
        match self.target {
            EntryTarget::Page(page) => Some(page),
            EntryTarget::Chart(_) | EntryTarget::Overview(_) => None,
        }
    }
}

/// What an entry leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryTarget {
    /// A page.
    Page(PageId),
    /// A chart's own page.
    Chart(ChartIndex),
    /// A page that docsgen makes of a matrix.
    Overview(Overview),
}

/// Where a page stands: indices into [`Navigation::sections`], its groups and their entries. A chart's guides have the
/// place of their chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The section.
    pub section: u32,
    /// The group.
    pub group: u32,
    /// The entry.
    pub entry: u32,
    /// Where in [`Chart::own_pages`], for the pages of a chart.
    pub within: u32,
}

/// What the navigation is made from.
pub(super) struct Parts<'a> {
    pub(super) pages: &'a [Page],
    pub(super) charts: &'a [Chart],
    pub(super) categories: &'a [Category],
    /// Parts of an mdBook's SUMMARY.md.
    pub(super) summary: Option<Vec<Part>>,
    /// The pages made of matrices that have something to show.
    pub(super) overviews: Vec<Overview>,
    /// The charts of which there are baselines, in order.
    pub(super) baselines: Vec<ChartIndex>,
    /// Whether there are releases to list.
    pub(super) releases: bool,
    /// Whether there is progress to show, on the list of plans.
    pub(super) progress: bool,
    pub(super) site_title: &'a str,
}

impl Navigation {
    pub(super) fn new(parts: &Parts<'_>) -> Self {
        let taken: BTreeSet<&str> = parts.pages.iter().map(|page| page.route.as_str()).collect();
        let mut sections = Vec::new();
        if !parts.charts.is_empty() {
            sections.push(catalog(parts, &taken));
        }
        let Made { entries: mut made, generated: overviews } = Made::new(parts);
        // A page of the author's own that stands for one of docsgen's has its place.
        let standing: BTreeSet<PageId> = made.values().flatten().filter_map(Entry::page).collect();
        sections.extend(recovery(made.remove(&SectionKind::Recovery).unwrap_or_default(), parts));
        let listed: BTreeSet<PageId> =
            parts.summary.iter().flatten().flat_map(|part| part.chapters.iter().map(|(page, _)| *page)).collect();
        for (index, part) in (0_u32..).zip(parts.summary.iter().flatten()) {
            sections.extend(summary_part(parts, index, part));
        }
        let mut by_kind: BTreeMap<SectionKind, Vec<&Page>> = BTreeMap::new();
        for page in parts.pages {
            if page.chart.is_none()
                && page.route.as_str() != "index.html"
                && !listed.contains(&page.id)
                && !standing.contains(&page.id)
            {
                by_kind.entry(SectionKind::of(page.kind)).or_default().push(page);
            }
        }
        if parts.releases {
            by_kind.entry(SectionKind::Releases).or_default();
        }
        if parts.progress {
            by_kind.entry(SectionKind::Roadmap).or_default();
        }
        for kind in made.keys() {
            by_kind.entry(*kind).or_default();
        }
        for (kind, pages) in by_kind {
            sections.push(section(kind, &pages, made.remove(&kind).unwrap_or_default(), parts, &taken));
        }
        let (places, chart_places) = places(&sections, parts);
        let baselines = parts.baselines.iter().map(|chart| {
            let id = &parts.charts[chart.0 as usize].id;
            (*chart, routing::chart_baselines(id))
        });
        let baselines = baselines.filter(|(_, route)| !taken.contains(route.as_str())).collect();
        Self { sections, overviews, baselines, places, chart_places }
    }

    /// The place of a page.
    #[must_use]
    pub fn place(&self, page: PageId) -> Option<Place> {
        self.places.get(page.0 as usize).copied().flatten()
    }

    /// The place of a chart's own page.
    #[must_use]
    pub fn chart_place(&self, chart: ChartIndex) -> Option<Place> {
        self.chart_places.get(chart.0 as usize).copied().flatten()
    }

    /// The place of a page that docsgen makes of a matrix.
    #[must_use]
    pub fn overview_place(&self, overview: Overview) -> Option<Place> {
        (0..).zip(&self.sections).find_map(|(section, found)| {
            (0..).zip(&found.groups).find_map(|(group, found)| {
                let mut entries = (0..).zip(&found.entries);
                let (entry, _) = entries.find(|(_, entry)| entry.target == EntryTarget::Overview(overview))?;
                Some(Place { section, group, entry, within: 0 })
            })
        })
    }

    /// The section and group of a place.
    #[must_use]
    pub fn at(&self, place: Place) -> (&Section, &Group) {
        let section = &self.sections[place.section as usize];
        (section, &section.groups[place.group as usize])
    }
}

fn catalog(parts: &Parts<'_>, taken: &BTreeSet<&str>) -> Section {
    let mut groups: Vec<(Category, Vec<ChartIndex>)> =
        parts.categories.iter().cloned().chain([Category::none()]).map(|category| (category, Vec::new())).collect();
    for (index, chart) in (0_u32..).zip(parts.charts) {
        let title = chart.category_title();
        let at = title.and_then(|title| parts.categories.binary_search_by(|category| category.title.cmp(&title)).ok());
        groups[at.unwrap_or(parts.categories.len())].1.push(ChartIndex(index));
    }
    groups.retain(|(_, charts)| !charts.is_empty());
    let group = |(category, mut charts): (Category, Vec<ChartIndex>)| {
        let title = |chart: &ChartIndex| &parts.charts[chart.0 as usize].title;
        charts.sort_by(|left, right| natural_order(title(left), title(right)));
        let entries = charts.into_iter().map(|chart| Entry { target: EntryTarget::Chart(chart), depth: 0 }).collect();
        Group { title: category.title, is_word: false, anchor: Some(category.anchor), entries }
    };
    let (route, generated) = listing_route(SectionKind::Catalog, taken);
    Section {
        kind: SectionKind::Catalog,
        title: SectionKind::Catalog.title().to_owned(),
        route,
        generated,
        groups: groups.into_iter().map(group).collect(),
    }
}

/// The pages made of matrices: an entry for each in the section it stands in, and those that docsgen makes.
#[derive(Default)]
struct Made {
    entries: BTreeMap<SectionKind, Vec<Entry>>,
    generated: Vec<(Overview, Route)>,
}

impl Made {
    fn new(parts: &Parts<'_>) -> Self {
        let mut made = Self::default();
        for overview in &parts.overviews {
            let route = overview.route();
            let own = parts.pages.iter().find(|page| page.route == route && page.chart.is_none());
            let taken = own.is_some() || parts.pages.iter().any(|page| page.route == route);
            let target = match own {
                Some(page) => EntryTarget::Page(page.id),
                // A page of a chart has its place there.
                None if taken => continue,
                None => EntryTarget::Overview(*overview),
            };
            made.entries.entry(overview.section()).or_default().push(Entry { target, depth: 0 });
            if !taken {
                made.generated.push((*overview, route));
            }
        }
        made
    }
}

/// The section that holds nothing but pages made of matrices.
fn recovery(entries: Vec<Entry>, parts: &Parts<'_>) -> Option<Section> {
    let (route, generated) = made_route(entries.first()?, parts);
    Some(Section {
        kind: SectionKind::Recovery,
        title: SectionKind::Recovery.title().to_owned(),
        route,
        generated,
        groups: vec![Group { title: String::new(), is_word: false, anchor: None, entries }],
    })
}

/// Where the page of a matrix stands, and whether docsgen makes it.
fn made_route(entry: &Entry, parts: &Parts<'_>) -> (Route, bool) {
    match entry.target {
        EntryTarget::Page(page) => (parts.pages[page.0 as usize].route.clone(), false),
        EntryTarget::Overview(overview) => (overview.route(), true),
        EntryTarget::Chart(chart) => (parts.charts[chart.0 as usize].route.clone(), false),
    }
}

fn summary_part(parts: &Parts<'_>, index: u32, part: &Part) -> Option<Section> {
    let route = |page: &PageId| &parts.pages[page.0 as usize].route;
    let (first, _) = part.chapters.iter().find(|(page, _)| route(page).as_str() != "index.html")?;
    let entry = |(page, depth): &(PageId, u8)| Entry { target: EntryTarget::Page(*page), depth: *depth };
    let entries = part.chapters.iter().map(entry).collect();
    let title = match (part.title.as_str(), index) {
        ("", 0) => parts.site_title.to_owned(),
        // Chapters behind the last part: appendices.
        ("", _) => parts.pages[first.0 as usize].title.clone(),
        (title, _) => title.to_owned(),
    };
    Some(Section {
        kind: SectionKind::Part(index),
        title,
        route: route(first).clone(),
        generated: false,
        groups: vec![Group { title: String::new(), is_word: false, anchor: None, entries }],
    })
}

fn section(kind: SectionKind, pages: &[&Page], made: Vec<Entry>, parts: &Parts<'_>, taken: &BTreeSet<&str>) -> Section {
    let title = match kind {
        SectionKind::Guides if parts.summary.is_some() => "More",
        SectionKind::Guides if parts.charts.is_empty() => "Documentation",
        kind => kind.title(),
    };
    let newest_first = kind == SectionKind::Releases;
    let mut folders: BTreeMap<RepoPath, Vec<&Page>> = BTreeMap::new();
    for page in pages {
        let folder = if newest_first { RepoPath::root() } else { page.path.parent() };
        folders.entry(folder).or_default().push(page);
    }
    let mut groups = Vec::new();
    let mut alone = Vec::new();
    let several = folders.len() > 1;
    for (folder, mut pages) in folders {
        pages.sort_by(|left, right| reading_order(left, right, newest_first));
        let entries = pages.iter().map(|page| Entry { target: EntryTarget::Page(page.id), depth: 0 });
        if several && pages.len() == 1 {
            alone.extend(entries);
            continue;
        }
        let title = if several { folder_title(&folder, &pages, parts.site_title) } else { String::new() };
        groups.push(Group { title, is_word: false, anchor: None, entries: entries.collect() });
    }
    if !alone.is_empty() {
        let title = if groups.is_empty() { String::new() } else { "More".to_owned() };
        groups.push(Group { title, is_word: true, anchor: None, entries: alone });
    }
    let has_table = match kind {
        SectionKind::Releases => parts.releases,
        SectionKind::Roadmap => parts.progress,
        _ => false,
    };
    let (route, generated) = match (pages, &*made) {
        // The releases of one changelog make a list, and so does what one plan has reached.
        ([only], []) if !has_table => (only.route.clone(), false),
        // The page of a matrix is made in any case.
        ([], [only]) if !has_table => (made_route(only, parts).0, false),
        _ => listing_route(kind, taken),
    };
    if !made.is_empty() {
        match &mut *groups {
            [group] if group.title.is_empty() => group.entries.extend(made),
            _ => {
                let title = if groups.is_empty() { "" } else { "Tables" };
                groups.push(Group { title: title.to_owned(), is_word: true, anchor: None, entries: made });
            }
        }
    }
    Section { kind, title: title.to_owned(), route, generated, groups }
}

/// The list of a section gives way to a page of the author's own on that route.
fn listing_route(kind: SectionKind, taken: &BTreeSet<&str>) -> (Route, bool) {
    let path = format!("{}/index.html", kind.folder());
    let generated = !taken.contains(path.as_str());
    (Route::new(&path).expect("the folders of sections are fixed words"), generated)
}

fn folder_title(folder: &RepoPath, pages: &[&Page], site_title: &str) -> String {
    if let Some(index) = pages.iter().find(|page| page.is_index()) {
        return index.title.clone();
    }
    if folder.as_str().is_empty() { site_title.to_owned() } else { words(folder.file_name()) }
}

fn reading_order(left: &Page, right: &Page, newest_first: bool) -> Ordering {
    let stated = left.weight.cmp(&right.weight);
    if newest_first {
        // Names carry versions, wherever they lie; the changelog, which has none, tells of all of them.
        let versioned = |page: &Page| page.path.file_stem().contains(|character: char| character.is_ascii_digit());
        return stated
            .then_with(|| versioned(left).cmp(&versioned(right)))
            .then_with(|| natural_order(right.path.file_name(), left.path.file_name()))
            .then_with(|| left.path.cmp(&right.path));
    }
    stated
        .then_with(|| right.is_index().cmp(&left.is_index()))
        .then_with(|| left.path.parent().cmp(&right.path.parent()))
        .then_with(|| natural_order(left.path.as_str(), right.path.as_str()))
}

/// Compares names the way people do: runs of digits by their value, letters without regard to case.
#[must_use]
pub fn natural_order(left: &str, right: &str) -> Ordering {
    let (mut left_rest, mut right_rest) = (left, right);
    loop {
        let (Some(a), Some(b)) = (left_rest.chars().next(), right_rest.chars().next()) else {
            return left_rest.len().cmp(&right_rest.len()).then_with(|| left.cmp(right));
        };
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (a, a_rest) = digits(left_rest);
            let (b, b_rest) = digits(right_rest);
            let by_value = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
            if by_value != Ordering::Equal {
                return by_value;
            }
            (left_rest, right_rest) = (a_rest, b_rest);
        } else {
            let by_letter = a.to_lowercase().cmp(b.to_lowercase());
            if by_letter != Ordering::Equal {
                return by_letter;
            }
            (left_rest, right_rest) = (&left_rest[a.len_utf8()..], &right_rest[b.len_utf8()..]);
        }
    }
}

/// A leading run of digits without its zeros, and what follows it.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

type Places = Vec<Option<Place>>;

fn places(sections: &[Section], parts: &Parts<'_>) -> (Places, Places) {
    let mut places = vec![None; parts.pages.len()];
    let mut chart_places = vec![None; parts.charts.len()];
    for (section_index, section) in (0_u32..).zip(sections) {
        for (group_index, group) in (0_u32..).zip(&section.groups) {
            for (entry_index, entry) in (0_u32..).zip(&group.entries) {
                let place = Place { section: section_index, group: group_index, entry: entry_index, within: 0 };
                match entry.target {
                    EntryTarget::Page(page) => places[page.0 as usize] = Some(place),
                    EntryTarget::Overview(_) => {}
                    EntryTarget::Chart(chart) => {
                        chart_places[chart.0 as usize] = Some(place);
                        for (within, page) in (0_u32..).zip(parts.charts[chart.0 as usize].own_pages()) {
                            places[page.0 as usize] = Some(Place { within, ..place });
                        }
                    }
                }
            }
        }
    }
    (places, chart_places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_people_read_them() {
        let mut names = ["v1.10.0", "v1.9.0", "01-a", "1-b", "Alpha", "beta", "alpha-2"];
        names.sort_by(|left, right| natural_order(left, right));
        assert_eq!(names, ["01-a", "1-b", "Alpha", "alpha-2", "beta", "v1.9.0", "v1.10.0"]);
    }
}
