//! What is known of a page beside its text, as far as search needs it.

use serde::Serialize;

use crate::render::context::{ChartView, Layout, PageContext, TableView};
use crate::render::translation::Translation;
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex};
use crate::site::page::PageId;
use crate::site::route::Route;

/// How much text of a page's tables and lists is found, in bytes: what stands in a table of everything stands elsewhere, too.
const LISTED_BYTES: usize = 48 << 10;

/// A page that can be found.
#[derive(Clone, Debug, Serialize)]
pub struct SearchedPage {
    /// Where it is.
    pub route: Route,
    /// Its title.
    pub title: String,
    /// The titles above it, from the site's own on (which is left out).
    pub trail: Vec<String>,
    /// Its kind in settings: `backup`.
    pub kind: &'static str,
    /// Its kind in words.
    pub kind_label: String,
    /// BCP 47 language, where it isn't the site's.
    pub language: Option<String>,
    /// Whether it tells of the past.
    pub historical: bool,
    /// One sentence.
    pub description: Option<String>,
    /// The names of its chart.
    pub names: Vec<String>,
    /// Its tags and its chart's.
    pub about: Vec<String>,
    /// The chart it belongs to.
    pub chart: Option<Chosen>,
    /// The tier of that chart.
    pub tier: Option<Chosen>,
    /// What docsgen shows beside the text.
    pub made: Vec<MadeSection>,
    /// The text, where it has one.
    #[serde(skip)]
    pub text: Option<PageId>,
}

/// Something that results can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Chosen {
    /// Id: `redis`, `1`.
    pub id: String,
    /// Name for readers.
    pub title: String,
}

/// A section that docsgen makes.
#[derive(Clone, Debug, Serialize)]
pub struct MadeSection {
    /// Id of its place, if it has one.
    pub anchor: String,
    /// Its heading; empty for what stands above the first.
    pub heading: String,
    /// Its text.
    pub text: String,
}

impl SearchedPage {
    /// Takes what search needs from what the page's template sees, in the site's words; `None` for the page that stands for
    /// those that aren't there.
    #[must_use]
    pub fn new(
        site: &Site,
        route: &Route,
        context: &PageContext,
        words: &Translation,
        text: Option<PageId>,
    ) -> Option<Self> {
        // A run sheet says what its playbook says.
        if matches!(context.layout, Layout::NotFound | Layout::RunSheet) {
            return None;
        }
        let view = &context.page;
        let index = text.map_or_else(
            || context.chart.as_ref().and_then(|chart| site.chart_by_id(&chart.id)),
            |id| site.page(id).chart,
        );
        let chart = index.map(|index| site.chart(index));
        let mut about = view.tags.clone();
        about.extend(chart.into_iter().flat_map(|chart| chart.keywords.iter().cloned()));
        Some(Self {
            route: route.clone(),
            title: view.title.clone(),
            trail: context.breadcrumbs.iter().skip(1).map(|crumb| crumb.title.clone()).collect(),
            kind: view.kind,
            kind_label: view.kind_label.clone(),
            language: (view.language != context.site.language).then(|| view.language.clone()),
            historical: view.historical,
            description: view.description.clone(),
            names: chart.map_or_else(Vec::new, names),
            about,
            chart: chart.map(|chart| Chosen { id: chart.id.clone(), title: chart.title.clone() }),
            tier: index.and_then(|index| tier(site, index, words)),
            made: made(context, words),
            text,
        })
    }
}

/// The names of a chart.
fn names(chart: &Chart) -> Vec<String> {
    let in_chart_yaml = chart.chart_yaml.as_ref().and_then(|(_, chart_yaml)| chart_yaml.name.as_ref());
    let mut names = vec![chart.title.clone(), chart.id.clone()];
    names.extend(in_chart_yaml.map(|name| name.value.clone()));
    names
}

fn tier(site: &Site, chart: ChartIndex, words: &Translation) -> Option<Chosen> {
    let tier = site.recovery.tier(site.recovery.charts.get(chart.0 as usize)?.tier?);
    let is_number = tier.id.chars().all(|character| character.is_ascii_digit());
    let id = if is_number { words.fill("Tier {number}", &[("number", &tier.id)]) } else { tier.id.clone() };
    let title = if tier.name.is_empty() { id } else { format!("{id}: {}", tier.name) };
    Some(Chosen { id: tier.id.clone(), title })
}

fn made(context: &PageContext, words: &Translation) -> Vec<MadeSection> {
    let mut made = Vec::new();
    if let Some(chart) = context.chart.as_ref().filter(|_| context.layout == Layout::Chart) {
        made.extend(card(chart, words));
    }
    // On a page of text, tables stand in the text and lead to pages that have the whole.
    if context.page.source_path.is_none() {
        made.extend(context.matrices.iter().map(table));
        let lists = context.listing.iter().flat_map(|group| {
            std::iter::once(&group.title).chain(group.pages.iter().map(|page| &page.title)).map(String::as_str)
        });
        let categories = context.catalog.iter().flat_map(|catalog| &catalog.categories).flat_map(|category| {
            std::iter::once(&category.title).chain(category.charts.iter().map(|chart| &chart.title)).map(String::as_str)
        });
        let text = joined(lists.chain(categories));
        if !text.is_empty() {
            made.push(MadeSection { anchor: String::new(), heading: String::new(), text });
        }
    }
    made
}

/// The card of a chart, and its commands.
fn card(chart: &ChartView, words: &Translation) -> Vec<MadeSection> {
    let mut facts: Vec<String> = chart.description.iter().cloned().collect();
    let fact = |name: &str, value: &str| format!("{name} {value}");
    facts.extend(chart.version.iter().map(|version| fact(words.t("Version"), version)));
    facts.extend(chart.app_version.iter().map(|version| fact(words.t("App version"), version)));
    facts.extend(chart.category.iter().cloned());
    facts.extend(chart.tier.iter().map(|tier| fact(words.t("Tier"), tier)));
    facts.extend(chart.owner.iter().map(|owner| fact(words.t("Owner"), owner)));
    if let Some(recovery) = &chart.recovery {
        facts.extend(recovery.rto.iter().map(|value| fact("RTO", &value.text)));
        facts.extend(recovery.rpo.iter().map(|value| fact("RPO", &value.text)));
        facts.extend(recovery.depends_on.iter().flatten().map(|link| fact(words.t("Needs"), &link.title)));
    }
    facts.extend(chart.profiles.iter().map(|profile| profile.title.clone()));
    let mut sections = vec![MadeSection {
        anchor: String::new(),
        heading: String::new(),
        text: joined(facts.iter().map(String::as_str)),
    }];
    if !chart.commands.is_empty() {
        let commands = chart.commands.iter().map(|command| match &command.description {
            Some(description) => format!("{}: {description}", command.target),
            None => command.target.clone(),
        });
        let commands: Vec<String> = commands.collect();
        sections.push(MadeSection {
            anchor: chart.commands[0].anchor.clone(),
            heading: words.t("Commands").to_owned(),
            text: joined(commands.iter().map(String::as_str)),
        });
    }
    sections
}

fn table(table: &TableView) -> MadeSection {
    let columns = table.columns.iter().map(|column| column.title.as_str());
    let rows = table.groups.iter().flat_map(|group| &group.rows);
    let cells = rows.flat_map(|row| &row.cells).flat_map(|cell| &cell.values).map(|value| value.text.as_str());
    MadeSection {
        anchor: format!("{}-title", table.id),
        heading: table.title.clone(),
        text: joined(columns.chain(cells)),
    }
}

/// Texts side by side, as many as there is room for.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for part in parts.filter(|part| !part.trim().is_empty()) {
        if text.len() + part.len() > LISTED_BYTES {
            break;
        }
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(part.trim());
    }
    text
}
