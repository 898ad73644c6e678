//! Which Markdown files become pages, of what kind and chart, and on which route.

use rapidhash::{RapidHashMap, RapidHashSet};

use super::chart::{Chart, ChartIndex};
use super::route::Route;
use super::statements::ChartNames;
use super::withheld::{Withheld, check_audience, withheld};
use super::{Input, ParsedDocument, routing, start_of};
use crate::config::{Classification, Classifier, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{RepoPath, Span, TextRange};

/// What is settled of a page before its links are looked up.
pub(super) struct Placement<'a> {
    pub(super) source: &'a ParsedDocument,
    pub(super) kind: Kind,
    pub(super) historical: bool,
    pub(super) chart: Option<ChartIndex>,
    pub(super) route: Route,
}

/// The Markdown files of a repository, each as a page or as none.
pub(super) struct Placed<'a> {
    /// The pages, in order of path.
    pub(super) pages: Vec<Placement<'a>>,
    /// Files that are no pages: not published, or without a route of their own. Why, where somebody has said so.
    pub(super) unpublished: Vec<(&'a ParsedDocument, Option<Withheld>)>,
}

/// Says of each Markdown file whether it is a page, and where.
pub(super) fn place<'a>(
    input: &'a Input<'_>,
    charts: &[Chart],
    names: &mut ChartNames<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Placed<'a> {
    let mut unpublished = Vec::new();
    let published = publish(input, charts, names, findings, &mut unpublished);
    let drafts = route(input, charts, published);
    let pages = settle(drafts, charts, findings, &mut unpublished);
    unpublished.sort_by_key(|(source, _)| source.file);
    Placed { pages, unpublished }
}

/// A page before it has a route.
struct Published<'a> {
    source: &'a ParsedDocument,
    kind: Kind,
    historical: bool,
    chart: Option<ChartIndex>,
}

fn publish<'a>(
    input: &'a Input<'_>,
    charts: &[Chart],
    names: &mut ChartNames<'_>,
    findings: &mut Vec<Diagnostic>,
    unpublished: &mut Vec<(&'a ParsedDocument, Option<Withheld>)>,
) -> Vec<Published<'a>> {
    let classifier = Classifier::new(input.config, input.known_charts);
    let mut published = Vec::new();
    for source in &input.documents {
        let front_matter = &source.document.front_matter;
        let class = classifier.classify(&source.path);
        check_audience(source, &input.config.audiences, findings);
        let withheld = withheld(source, class.as_ref(), input.config);
        let on_site = class.filter(|class| withheld.is_none() && front_matter.publish.unwrap_or(class.publish));
        let Some(class) = on_site else {
            unpublished.push((source, withheld));
            continue;
        };
        let stated_kind = front_matter.kind.as_ref().map(|kind| kind.value);
        let mut kind = stated_kind.unwrap_or(class.kind);
        let chart = match &front_matter.chart {
            Some(stated) => names.named(stated, source.file, findings),
            None => {
                let around = class.chart.as_ref().and_then(|id| names.get(id));
                around.filter(|index| is_about(&class, kind, &charts[index.0 as usize], input))
            }
        };
        // The README of a repository that is one chart is the first thing its readers see; the chart's page stands apart.
        if stated_kind.is_none() && kind == Kind::Chart && source.path.parent() == RepoPath::root() {
            kind = Kind::Guide;
        }
        let historical = if stated_kind.is_some() { kind.is_historical() } else { class.historical };
        published.push(Published { source, kind, historical, chart });
    }
    published
}

/// Whether a file belongs to the chart whose folder it lies in. All files lie in that of a chart at the repository root,
/// so there only its README and guides do, and what a rule names.
fn is_about(class: &Classification, kind: Kind, chart: &Chart, input: &Input<'_>) -> bool {
    let named = || class.rule.is_some_and(|rule| input.config.sources[rule].pattern.value.contains("{chart}"));
    chart.folder != RepoPath::root() || kind == Kind::Chart || kind.is_chart_guide() || named()
}

/// A page with the route it would like.
struct Draft<'a> {
    page: Published<'a>,
    route: String,
}

fn route<'a>(input: &Input<'_>, charts: &[Chart], published: Vec<Published<'a>>) -> Vec<Draft<'a>> {
    // Of several guides of one kind, the one whose file is called so has the short route, else the first.
    let mut main_guides: RapidHashMap<(ChartIndex, Kind), &RepoPath> = RapidHashMap::default();
    for page in &published {
        let Some(chart) = page.chart.filter(|_| page.kind.is_chart_guide()) else { continue };
        let path = &page.source.path;
        let main = main_guides.entry((chart, page.kind)).or_insert(path);
        let is_called_so = |path: &RepoPath| path.file_stem().eq_ignore_ascii_case(page.kind.name());
        if is_called_so(path) && !is_called_so(main) {
            *main = path;
        }
    }
    let draft = |mut page: Published<'a>| {
        let path = &page.source.path;
        let chart = page.chart.map(|index| &charts[index.0 as usize]);
        let beside = page.chart.zip(chart).and_then(|(index, chart)| {
            let main = main_guides.get(&(index, page.kind)) == Some(&path);
            routing::of_chart(&chart.id, page.kind, path, main)
        });
        let mut route = beside.unwrap_or_else(|| routing::by_path(path, &input.config.book.src));
        if let Some(slug) = &page.source.document.front_matter.slug {
            route = routing::with_slug(&route, &slug.value);
        }
        if chart.is_some_and(|chart| chart.route.as_str() == route) {
            // An `index.md` in the chart's folder is as good as a README.
            page.kind = Kind::Chart;
        }
        Draft { page, route }
    };
    published.into_iter().map(draft).collect()
}

/// Who has a route.
struct Holder {
    name: String,
    place: Option<Span>,
}

/// Two pages on one route: the first by path is kept. Routes that differ only by case, and names that Windows reserves,
/// are kept and reported.
fn settle<'a>(
    drafts: Vec<Draft<'a>>,
    charts: &[Chart],
    findings: &mut Vec<Diagnostic>,
    unpublished: &mut Vec<(&'a ParsedDocument, Option<Withheld>)>,
) -> Vec<Placement<'a>> {
    let mut holders = chart_pages(&drafts, charts);
    let mut by_folded: RapidHashMap<String, &ParsedDocument> = RapidHashMap::default();
    let mut placements = Vec::with_capacity(drafts.len());
    for Draft { page, route } in drafts {
        let source = page.source;
        let slug = source.document.front_matter.slug.as_ref();
        let place = Span { file: source.file, range: slug.map_or(TextRange::default(), |slug| slug.range) };
        let route = match Route::new(&route) {
            Ok(route) => route,
            Err(reason) => {
                let message = format!("`{route}` is no route: it {reason}");
                findings.push(
                    Diagnostic::new(Code::RouteInvalid, place, message)
                        .help("rename the file or set `slug` in its front matter"),
                );
                unpublished.push((source, None));
                continue;
            }
        };
        if let Some(first) = holders.get(&route) {
            let message = format!("{} and `{}` have one route, `{route}`", first.name, source.path);
            let diagnostic = Diagnostic::new(Code::RouteConflict, place, message)
                .help("set `slug` in the front matter of one of them, or keep it off the site with `publish: false`");
            findings.push(match first.place {
                Some(first) => diagnostic.label(first, "this page is kept"),
                None => diagnostic,
            });
            unpublished.push((source, None));
            continue;
        }
        let folded = route.as_str().to_lowercase();
        if let Some(first) = by_folded.get(&folded) {
            findings.push(
                Diagnostic::new(
                    Code::RouteCaseConflict,
                    place,
                    format!("the routes of `{}` and `{}` differ only by case", first.path, source.path),
                )
                .label(start_of(first.file), "the other page")
                .help("rename one of them: file systems of macOS and Windows take the two for one"),
            );
        } else {
            by_folded.insert(folded, source);
        }
        if let Some(part) = route.reserved_part() {
            findings.push(
                Diagnostic::new(Code::PathReserved, place, format!("Windows reserves the name `{part}`"))
                    .help("rename the file or set `slug` in its front matter: the site can't be unpacked on Windows"),
            );
        }
        let holder = Holder { name: format!("`{}`", source.path), place: Some(start_of(source.file)) };
        holders.insert(route.clone(), holder);
        let Published { kind, historical, chart, .. } = page;
        placements.push(Placement { source, kind, historical, chart, route });
    }
    placements
}

/// The routes of charts without a README, whose pages docsgen makes.
fn chart_pages(drafts: &[Draft<'_>], charts: &[Chart]) -> RapidHashMap<Route, Holder> {
    let with_page: RapidHashSet<ChartIndex> =
        drafts.iter().filter(|draft| draft.page.kind == Kind::Chart).filter_map(|draft| draft.page.chart).collect();
    let without = (0_u32..).map(ChartIndex).zip(charts).filter(|(index, _)| !with_page.contains(index));
    let holder = |chart: &Chart| Holder {
        name: format!("the chart `{}`", chart.id),
        place: chart.chart_yaml.as_ref().map(|(file, _)| start_of(*file)),
    };
    without.map(|(_, chart)| (chart.route.clone(), holder(chart))).collect()
}
