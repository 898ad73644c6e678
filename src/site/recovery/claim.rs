//! One statement of one objective, joined with what it is about.

use rayon::prelude::*;

use super::scenario::Scenario;
use super::subject::{Subjects, own_words};
use super::tier::{Tier, TierIndex};
use super::values::documented;
use crate::config::Kind;
use crate::parse::bound::Bound;
use crate::parse::document::{BlockKind, Cell, Document, Table};
use crate::parse::statement::{Field, Form, Statement};
use crate::site::Input;
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::page::Page;
use crate::source::{FileId, Span, Spanned, TextRange};

/// Index of a claim in [`super::Recovery::claims`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimIndex(pub u32);

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A chart.
    Chart(ChartIndex),
    /// A tier.
    Tier(TierIndex),
    /// Everything together, or nothing that the repository knows by name.
    Platform,
}

/// Where a claim stands, in order of precedence: of two claims the one with the smaller rank counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Front matter of one of the chart's own pages.
    FrontMatter,
    /// `[charts.<id>]` of book.toml.
    Config,
    /// An annotation of Chart.yaml.
    Annotation,
    /// The text of the chart's backup or recovery guide.
    BackupGuide,
    /// `backup.documentation` of the chart's values.yaml.
    Values,
    /// The text of the chart's README.
    Readme,
    /// Another page of the chart: its upgrade guide, a playbook.
    OwnPage,
    /// A page that is about many charts.
    Summary,
}

/// One statement of one objective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub subject: Subject,
    /// Which objective.
    pub field: Field,
    /// What it holds for.
    pub scenario: Scenario,
    /// What it says.
    pub bound: Bound,
    /// Where the figure stands.
    pub place: Span,
    /// How it is written.
    pub form: Form,
    /// How much it counts.
    pub rank: Rank,
    /// Whether its document tells of today. What a changelog or a roadmap says never counts and never conflicts.
    pub living: bool,
    /// Statements of one document with the same number stand in one row or list.
    pub group: u32,
    /// Claims of one document with the same number stand in one table, or in items of one list: an author who names two
    /// scenarios there means two. `None` where it stands alone.
    pub set: Option<u32>,
    /// How, where it says so.
    pub method: Option<Stated>,
    /// How often backups are made, where it says so.
    pub frequency: Option<Stated>,
}

/// Every claim of a repository, those of one chart together and in order of precedence, then of place.
pub(super) fn claims(input: &Input<'_>, charts: &[Chart], pages: &[Page], tiers: &[Tier]) -> Vec<Claim> {
    let names = Subjects::new(charts, tiers);
    let own: Vec<Vec<String>> = charts.iter().map(own_words).collect();
    let context = Context { names: &names, own: &own };
    let of_charts =
        (0_u32..).map(ChartIndex).zip(charts).collect::<Vec<_>>().into_par_iter().flat_map_iter(|(index, chart)| {
            let mut claims = Vec::new();
            Context::of_settings(input, chart, index, &mut claims);
            Context::of_annotations(chart, index, &mut claims);
            context.of_values(chart, index, &mut claims);
            claims
        });
    let of_pages = pages.par_iter().flat_map_iter(|page| {
        let mut claims = Vec::new();
        context.of_front_matter(page, &mut claims);
        context.of_text(page, &mut claims);
        claims
    });
    let mut claims: Vec<Claim> = of_charts.chain(of_pages).collect();
    claims.sort_by_key(|claim| (claim.subject, claim.rank, claim.place, claim.field));
    claims
}

/// What claims are joined with.
struct Context<'a> {
    names: &'a Subjects,
    /// For each chart, the words of its names.
    own: &'a [Vec<String>],
}

impl Context<'_> {
    fn of_settings(input: &Input<'_>, chart: &Chart, index: ChartIndex, claims: &mut Vec<Claim>) {
        let (Some(file), Some(settings)) = (input.config_file, input.config.charts.get(&chart.id)) else { return };
        for (field, value) in [(Field::Rto, &settings.rto), (Field::Rpo, &settings.rpo)] {
            let Some(value) = value else { continue };
            claims.push(whole(index, field, (file, value), Form::Config, Rank::Config));
        }
    }

    fn of_annotations(chart: &Chart, index: ChartIndex, claims: &mut Vec<Claim>) {
        let Some((file, chart_yaml)) = &chart.chart_yaml else { return };
        for (field, name) in [(Field::Rto, "docsgen.dev/rto"), (Field::Rpo, "docsgen.dev/rpo")] {
            let Some((_, value)) = chart_yaml.annotations.iter().find(|(key, _)| key.value == name) else { continue };
            claims.push(whole(index, field, (*file, value), Form::Annotation, Rank::Annotation));
        }
    }

    fn of_values(&self, chart: &Chart, index: ChartIndex, claims: &mut Vec<Claim>) {
        let Some((file, values)) = &chart.values else { return };
        let own = &self.own[index.0 as usize];
        for found in documented(&values.root) {
            let scenario = match &found.scenario {
                Some(name) if found.component => Scenario::part(name, own),
                name => Scenario::of(name.as_deref(), own),
            };
            claims.push(Claim {
                subject: Subject::Chart(index),
                field: found.field,
                scenario,
                bound: found.bound,
                place: Span { file: *file, range: found.range },
                form: Form::Values,
                rank: Rank::Values,
                living: true,
                group: found.group,
                set: Some(0),
                method: stated(*file, found.method.as_ref()),
                frequency: stated(*file, found.frequency.as_ref()),
            });
        }
    }

    fn of_front_matter(&self, page: &Page, claims: &mut Vec<Claim>) {
        let objectives = &page.document.front_matter.objectives;
        let headline = objectives.iter().position(|objective| objective.headline).unwrap_or(0);
        for (place, (objective, group)) in objectives.iter().zip(0_u32..).enumerate() {
            let name = objective.scenario.as_ref().map(|name| &*name.value);
            let scenario = if place == headline {
                Scenario::headline(name)
            } else {
                // The headline is said to be another: this is none, even where its name sounds like one.
                let own = page.chart.map_or(&[][..], |chart| &self.own[chart.0 as usize]);
                Scenario::part(name.unwrap_or_default(), own)
            };
            for (field, value) in [(Field::Rto, &objective.rto), (Field::Rpo, &objective.rpo)] {
                let Some(value) = value.as_ref().filter(|value| !value.value.trim().is_empty()) else { continue };
                claims.push(Claim {
                    subject: page.chart.map_or(Subject::Platform, Subject::Chart),
                    field,
                    scenario: scenario.clone(),
                    bound: Bound::read(&value.value, None),
                    place: Span { file: page.file, range: value.range },
                    form: Form::FrontMatter,
                    rank: Rank::FrontMatter,
                    living: !page.historical,
                    group,
                    set: Some(0),
                    method: stated(page.file, objective.method.as_ref()),
                    frequency: stated(page.file, objective.frequency.as_ref()),
                });
            }
        }
    }

    fn of_text(&self, page: &Page, claims: &mut Vec<Claim>) {
        if page.document.statements.is_empty() {
            return;
        }
        let lists = Lists::new(&page.document);
        for statement in &page.document.statements {
            let (subject, rank) = self.subject(page, statement);
            claims.push(Claim {
                subject,
                field: statement.field,
                scenario: self.scenario(page, statement, subject, rank),
                bound: statement.bound.clone(),
                place: Span { file: page.file, range: statement.range },
                form: statement.form,
                rank,
                living: !page.historical,
                group: statement.group,
                set: lists.set(&page.document, statement.range),
                method: stated(page.file, statement.method.as_ref()),
                frequency: stated(page.file, statement.frequency.as_ref()),
            });
        }
    }

    /// What a statement of a page is about. The cell under `Chart` decides alone, where there is one.
    fn subject(&self, page: &Page, statement: &Statement) -> (Subject, Rank) {
        let cell = chart_cell(&page.document, statement.range).map(|cell| page.document.plain(cell.text));
        if let Some(cell) = cell {
            return match self.names.chart(cell) {
                Some(chart) if page.chart == Some(chart) => (Subject::Chart(chart), rank_of(page)),
                Some(chart) => (Subject::Chart(chart), Rank::Summary),
                None => (self.names.tier(cell).map_or(Subject::Platform, Subject::Tier), Rank::Summary),
            };
        }
        if let Some(chart) = page.chart {
            return (Subject::Chart(chart), rank_of(page));
        }
        let names = || statement.names.iter().map(|name| &*name.value);
        let chart = names().find_map(|name| self.names.chart(name)).map(Subject::Chart);
        let tier = || names().find_map(|name| self.names.tier(name)).map(Subject::Tier);
        (chart.or_else(tier).unwrap_or(Subject::Platform), Rank::Summary)
    }

    fn scenario(&self, page: &Page, statement: &Statement, subject: Subject, rank: Rank) -> Scenario {
        let name = statement.scenario.as_ref().map(|name| &*name.value);
        let own = match subject {
            Subject::Chart(chart) => &self.own[chart.0 as usize][..],
            Subject::Tier(_) | Subject::Platform => &[],
        };
        // A row that is called as its subject says nothing more of what it holds for.
        let name = name.filter(|name| match subject {
            Subject::Chart(chart) => self.names.chart(name) != Some(chart) && self.names.tier(name).is_none(),
            Subject::Tier(tier) => self.names.tier(name) != Some(tier),
            Subject::Platform => true,
        });
        match page.kind {
            // An RTO of an upgrade is about the upgrade, whatever it is called.
            Kind::Upgrade | Kind::Migration | Kind::Playbook | Kind::Example if rank == Rank::OwnPage => {
                Scenario::part(name.unwrap_or(kind_in_words(page.kind)), own)
            }
            _ => Scenario::of(name, own),
        }
    }
}

/// A claim about a whole chart that stands alone.
fn whole(chart: ChartIndex, field: Field, (file, value): (FileId, &Spanned<String>), form: Form, rank: Rank) -> Claim {
    Claim {
        subject: Subject::Chart(chart),
        field,
        scenario: Scenario::headline(None),
        bound: Bound::read(&value.value, None),
        place: Span { file, range: value.range },
        form,
        rank,
        living: true,
        group: 0,
        set: None,
        method: None,
        frequency: None,
    }
}

fn stated(file: FileId, words: Option<&Spanned<String>>) -> Option<Stated> {
    words.map(|words| Stated { text: words.value.clone(), place: Some(Span { file, range: words.range }) })
}

/// How much the text of a chart's own page counts.
const fn rank_of(page: &Page) -> Rank {
    match page.kind {
        Kind::Backup | Kind::Recovery => Rank::BackupGuide,
        Kind::Chart => Rank::Readme,
        _ => Rank::OwnPage,
    }
}

const fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Upgrade => "Upgrade",
        Kind::Migration => "Migration",
        Kind::Playbook => "Playbook",
        _ => "Example",
    }
}

/// The table around a place.
fn table_at(document: &Document, place: TextRange) -> Option<(usize, &Table)> {
    let index = document.tables.partition_point(|table| table.range.start <= place.start).checked_sub(1)?;
    let table = &document.tables[index];
    (place.start < table.range.end).then_some((index, table))
}

/// The place of the column that names charts.
pub(crate) fn chart_column(document: &Document, table: &Table) -> Option<usize> {
    table.header.iter().position(|cell| {
        let words = super::scenario::words(document.plain(cell.text));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        matches!(words[..], ["chart" | "차트"] | ["helm", "chart"] | ["chart", "name"])
    })
}

/// The cell under `Chart` of the row that something stands in.
fn chart_cell(document: &Document, place: TextRange) -> Option<Cell> {
    let (_, table) = table_at(document, place)?;
    let column = chart_column(document, table)?;
    let row = table.rows.partition_point(|row| row.first().is_some_and(|cell| cell.range.start <= place.start));
    table.rows.get(row.checked_sub(1)?)?.get(column).copied()
}

/// Which items stand in one list.
struct Lists {
    /// Of each block the first of its list; itself where it is in none.
    first: Vec<u32>,
}

impl Lists {
    fn new(document: &Document) -> Self {
        let mut first: Vec<u32> = Vec::with_capacity(document.blocks.len());
        // The last item at each depth, while nothing but deeper items has followed it.
        let mut open: Vec<usize> = Vec::new();
        for (index, block) in document.blocks.iter().enumerate() {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            if block.kind != BlockKind::Item {
                first.push(number);
                if block.list_depth == 0 {
                    open.clear();
                }
                continue;
            }
            let depth = usize::from(block.list_depth);
            open.truncate(depth + 1);
            let before = open.get(depth).copied().filter(|before| {
                let before = &document.blocks[*before];
                (before.section, before.parent) == (block.section, block.parent)
            });
            first.push(before.map_or(number, |before| first[before]));
            open.resize(depth + 1, index);
            open[depth] = index;
        }
        Self { first }
    }

    /// The table or list that a place stands in; tables have even numbers, lists odd ones.
    fn set(&self, document: &Document, place: TextRange) -> Option<u32> {
        if let Some((table, _)) = table_at(document, place) {
            return u32::try_from(table * 2).ok();
        }
        let block = document.blocks.partition_point(|block| block.range.start <= place.start).checked_sub(1)?;
        let item = document.blocks[block].kind == BlockKind::Item && place.start < document.blocks[block].range.end;
        item.then(|| self.first[block].saturating_mul(2).saturating_add(1))
    }
}
