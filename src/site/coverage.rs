//! What is written about each chart, and what isn't.

use super::Site;
use super::chart::{Chart, ChartIndex};
use super::link::Target;
use super::nav::natural_order;
use super::note::Note;
use super::page::Page;
use super::table::{Cell, Column, ColumnKind, Mark, Table, Value};
use crate::config::Kind;
use crate::node::{Node, Value as NodeValue};
use crate::parse::document::Heading;
use crate::source::Span;

/// How many make targets an operated chart has at least.
const EXPECTED_COMMANDS: usize = 15;

/// The columns before and behind the things that should be there.
static CHART: Column = Column::new("chart", "Chart", ColumnKind::Text);
static TIER: Column = Column::new("tier", "Tier", ColumnKind::Keyed);
static DONE: Column = Column::new("done", "Done", ColumnKind::Keyed);

/// Things that should be there for each chart, in order of columns.
static THINGS: [(Thing, Column); 11] = [
    (Thing::Guide(Kind::Backup), Column::new("backup", "Backup guide", ColumnKind::Text)),
    (Thing::Guide(Kind::Upgrade), Column::new("upgrade", "Upgrade guide", ColumnKind::Text)),
    (Thing::Section(&BACKUP), Column::new("readme-backup", "README: backup", ColumnKind::Text)),
    (Thing::Section(&SECURITY), Column::new("readme-security", "README: security", ColumnKind::Text)),
    (Thing::Section(&OPERATIONS), Column::new("readme-operations", "README: operations", ColumnKind::Text)),
    (Thing::Section(&UPGRADING), Column::new("readme-upgrading", "README: upgrading", ColumnKind::Text)),
    (Thing::Documentation("backup"), Column::new("values-backup", "Values: backup", ColumnKind::Text)),
    (Thing::Documentation("upgrade"), Column::new("values-upgrade", "Values: upgrade", ColumnKind::Text)),
    (Thing::Commands, Column::new("commands", "Make targets", ColumnKind::Keyed)),
    (Thing::Headline, Column::new("headline", "Objective", ColumnKind::Keyed)),
    (Thing::Drill, Column::new("drill", "Drill", ColumnKind::Keyed)),
];

/// Something that should be there for a chart.
#[derive(Clone, Copy)]
enum Thing {
    /// A guide of that kind.
    Guide(Kind),
    /// A section of its README.
    Section(&'static Words),
    /// `<key>.documentation` in its values.yaml.
    Documentation(&'static str),
    /// Enough make targets.
    Commands,
    /// An objective for the loss of everything.
    Headline,
    /// A recovery that was tried.
    Drill,
}

/// Words that a section's heading has, the best first, and parts of words in languages that write them in one piece.
struct Words {
    /// What is missing, in words.
    name: &'static str,
    words: &'static [&'static [&'static str]],
    parts: &'static [&'static str],
}

const BACKUP: Words = Words {
    name: "backup and recovery",
    words: &[
        &["backup", "recovery"],
        &["backup", "restore"],
        &["backups", "restore"],
        &["backup"],
        &["backups"],
        &["disaster", "recovery"],
    ],
    parts: &["백업"],
};
const SECURITY: Words =
    Words { name: "security and RBAC", words: &[&["security", "rbac"], &["security"], &["rbac"]], parts: &["보안"] };
const OPERATIONS: Words = Words {
    name: "operations",
    words: &[&["operations"], &["operation"], &["operating"], &["operational"], &["day", "2"], &["day2"], &["runbook"]],
    parts: &["운영"],
};
const UPGRADING: Words = Words {
    name: "upgrading",
    words: &[&["upgrading"], &["upgrade"], &["upgrades"], &["updating"]],
    parts: &["업그레이드"],
};

/// How much of something is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many have it.
    pub done: u32,
    /// How many should have it.
    pub of: u32,
}

impl Coverage {
    /// The share in whole percent, rounded down: 100 is all of it. Where nothing should be there, everything is.
    #[must_use]
    pub fn percent(self) -> u32 {
        (u64::from(self.done) * 100)
            .checked_div(u64::from(self.of))
            .map_or(100, |share| u32::try_from(share).unwrap_or(100))
    }

    fn count(&mut self, done: bool) {
        self.done += u32::from(done);
        self.of += 1;
    }
}

/// How much of what should be there is there, over all charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageSummary {
    /// Each column of the matrix that is about one thing, and how many charts have it.
    pub columns: Vec<(Column, Coverage)>,
    /// How many charts have both a backup guide and an upgrade guide.
    pub both_guides: Coverage,
    /// How many of all things of all charts are there.
    pub all: Coverage,
}

impl Site {
    /// One row for each chart but library charts, in order of title, and one column for each thing that should be there:
    /// `chart`, `backup`, `upgrade`, `readme-backup`, `readme-security`, `readme-operations`, `readme-upgrading`,
    /// `values-backup`, `values-upgrade`, `commands`, `headline`, `drill`, `done`, the share in percent, and `tier`. A cell
    /// leads to what was found; what is missing is marked.
    #[must_use]
    pub fn coverage_matrix(&self) -> Table {
        let things = THINGS.iter().map(|(_, column)| column);
        let columns = [&CHART].into_iter().chain(things).chain([&DONE, &TIER]).cloned();
        let mut table = Table::new(columns.collect());
        for index in self.covered_charts() {
            let mut share = Coverage::default();
            let mut cells = vec![(CHART.name(), vec![self.chart_value(index)])];
            cells.push((TIER.name(), self.tier_cell(index)));
            for (thing, column) in &THINGS {
                let found = self.find(*thing, index);
                let done = found.is_there();
                share.count(done);
                cells.push((column.name(), found.into_cell()));
            }
            let percent = share.percent();
            let note = Note::new("{done} of {all}", [("done", share.done.to_string()), ("all", share.of.to_string())]);
            let value = Value::new(format!("{percent}%")).keyed(u64::from(percent));
            cells.push((DONE.name(), vec![Value { notes: vec![note], ..value }]));
            table.push(cells);
        }
        table
    }

    /// How much of what should be there is there, over all charts of [`Site::coverage_matrix`].
    #[must_use]
    pub fn coverage_summary(&self) -> CoverageSummary {
        let mut columns: Vec<(Column, Coverage)> =
            THINGS.iter().map(|(_, column)| (column.clone(), Coverage::default())).collect();
        let (mut both_guides, mut all) = (Coverage::default(), Coverage::default());
        for index in self.covered_charts() {
            let mut guides = true;
            for ((thing, _), (_, coverage)) in THINGS.iter().zip(&mut columns) {
                let done = self.find(*thing, index).is_there();
                coverage.count(done);
                all.count(done);
                guides &= done || !matches!(thing, Thing::Guide(_));
            }
            both_guides.count(guides);
        }
        CoverageSummary { columns, both_guides, all }
    }

    /// The charts in order of title.
    pub(super) fn charts_by_title(&self) -> Vec<ChartIndex> {
        let mut indices: Vec<ChartIndex> = (0_u32..).take(self.charts.len()).map(ChartIndex).collect();
        indices.sort_by(|left, right| natural_order(&self.chart(*left).title, &self.chart(*right).title));
        indices
    }

    fn covered_charts(&self) -> impl Iterator<Item = ChartIndex> {
        let library = |chart: &Chart| chart.chart_yaml.as_ref().is_some_and(|(_, chart_yaml)| chart_yaml.library);
        self.charts_by_title().into_iter().filter(move |index| !library(self.chart(*index)))
    }

    /// A chart's tier by its id, in order of tiers.
    pub(super) fn tier_cell(&self, index: ChartIndex) -> Cell {
        let tier = self.recovery.charts.get(index.0 as usize).and_then(|chart| chart.tier);
        let stated = self.chart(index).tier.as_ref();
        let place = stated.and_then(|stated| stated.place);
        match (tier, stated) {
            (Some(tier), _) => {
                let named = self.recovery.tier(tier);
                vec![Value::new(named.title()).called(&*named.id).from(place).keyed(u64::from(tier.0))]
            }
            (None, Some(stated)) => vec![Value::new(&*stated.text).from(place)],
            (None, None) => Cell::new(),
        }
    }

    fn find(&self, thing: Thing, index: ChartIndex) -> Found {
        let chart = self.chart(index);
        match thing {
            Thing::Guide(kind) => self.guide(chart, kind),
            Thing::Section(words) => self.section(chart, words),
            Thing::Documentation(key) => documentation(chart, key),
            Thing::Commands => commands(index, chart),
            Thing::Headline => self.headline_found(index),
            Thing::Drill => self.past_drill(index),
        }
    }

    fn guide(&self, chart: &Chart, kind: Kind) -> Found {
        let page = chart.own_pages().map(|id| self.page(id)).find(|page| page.kind == kind && !page.historical);
        let Some(page) = page else {
            return Found::Missing(Note::new("no page of kind {kind}", [("kind", format!("`{}`", kind.name()))]));
        };
        Found::There(page.value())
    }

    fn section(&self, chart: &Chart, words: &Words) -> Found {
        let Some(readme) = chart.readme.map(|id| self.page(id)) else {
            return Found::Missing("the chart has no README".into());
        };
        let Some(heading) = words.heading(readme) else {
            return Found::Missing(Note::new(
                "the README has no section on {topic}",
                [("topic", words.name.to_owned())],
            ));
        };
        let anchor = (!heading.id.is_empty()).then(|| heading.id.to_string());
        let source = Span { file: readme.file, range: heading.range };
        let text = readme.document.plain(heading.text).trim();
        Found::There(Value::new(text).from(source).to(Target::Page { page: readme.id, anchor }))
    }

    fn headline_found(&self, index: ChartIndex) -> Found {
        let headline = self.recovery.charts.get(index.0 as usize).map(|chart| &chart.headline);
        let claim = |claim| self.recovery.claim(claim);
        let rto = headline.and_then(|headline| headline.rto).map(claim);
        let rpo = headline.and_then(|headline| headline.rpo).map(claim);
        let Some(first) = rto.or(rpo) else {
            return Found::Missing("no objective for the loss of everything".into());
        };
        let figures: Vec<String> = rto
            .into_iter()
            .chain(rpo)
            .map(|claim| format!("{} {}", claim.field.title(), claim.bound.short()))
            .collect();
        let order = rto.and_then(|rto| rto.bound.order());
        Found::There(Value::new(figures.join(", ")).from(first.place).keyed(order))
    }

    fn past_drill(&self, index: ChartIndex) -> Found {
        let drills = self.recovery.charts.get(index.0 as usize).map_or(&[][..], |chart| &chart.drills);
        match drills.iter().find(|drill| !drill.future) {
            Some(drill) => Found::There(drill.dated()),
            None => Found::Missing("no recovery was tried".into()),
        }
    }
}

/// What was found of a thing.
enum Found {
    /// It is there.
    There(Value),
    /// A part of it is there; what is left to do.
    Partly(Value, Note),
    /// It isn't there; what that means.
    Missing(Note),
}

impl Found {
    const fn is_there(&self) -> bool {
        matches!(self, Self::There(_))
    }

    fn into_cell(self) -> Cell {
        vec![match self {
            Self::There(value) => Value { mark: Some(Mark::Good), ..value },
            Self::Partly(value, note) => value.marked(Mark::Attention, note),
            Self::Missing(note) => Value::new("missing").marked(Mark::Attention, note),
        }]
    }
}

impl Words {
    /// The heading that has the best of the words, of several the first. One of level 3 must be about nothing else, and counts
    /// where no larger section does: `Security context` is a parameter.
    fn heading<'p>(&self, page: &'p Page) -> Option<&'p Heading> {
        let title = page.document.first_title().map(|title| title.range);
        let headings =
            page.document.headings.iter().filter(|heading| heading.level <= 3 && Some(heading.range) != title);
        let ranked = headings.filter_map(|heading| {
            let text = page.document.plain(heading.text).to_lowercase();
            let rank = self.rank(&text, heading.level == 3)?;
            Some((heading.level == 3, rank, heading))
        });
        ranked.min_by_key(|(small, rank, _)| (*small, *rank)).map(|(.., heading)| heading)
    }

    /// Which of the words a heading has; `alone`, if nothing else but what any section may be called.
    fn rank(&self, text: &str, alone: bool) -> Option<usize> {
        const ANY: &[&str] = &[
            "2",
            "and",
            "best",
            "chart",
            "commands",
            "considerations",
            "day",
            "guide",
            "maintenance",
            "operations",
            "practices",
            "procedure",
            "procedures",
            "strategies",
            "strategy",
            "the",
        ];
        let words: Vec<&str> =
            text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let matches = |wanted: &&[&str]| {
            wanted.iter().all(|word| words.contains(word))
                && (!alone || words.iter().all(|word| wanted.contains(word) || ANY.contains(word) || number(word)))
        };
        let by_part = || (!alone && self.parts.iter().any(|part| text.contains(part))).then_some(self.words.len());
        self.words.iter().position(matches).or_else(by_part)
    }
}

/// `<key>.documentation` of the chart's values.yaml, if it says anything.
fn documentation(chart: &Chart, key: &str) -> Found {
    let missing = || Found::Missing(Note::new("values.yaml has no {key}", [("key", format!("`{key}.documentation`"))]));
    let Some((file, values)) = &chart.values else { return Found::Missing("the chart has no values.yaml".into()) };
    let Some(parent) = values.root.get(key) else { return missing() };
    let Some((name, node)) = parent.entries().iter().find(|(name, _)| &*name.value == "documentation") else {
        return missing();
    };
    if says_nothing(node) {
        return missing();
    }
    Found::There(Value::new(format!("{key}.documentation")).from(Span { file: *file, range: name.range }))
}

fn says_nothing(node: &Node) -> bool {
    match &node.value {
        NodeValue::Null => true,
        NodeValue::Text(text) => text.trim().is_empty(),
        NodeValue::Map(_) | NodeValue::List(_) => node.entries().is_empty() && node.items().is_empty(),
        _ => false,
    }
}

fn commands(index: ChartIndex, chart: &Chart) -> Found {
    let Some(commands) = &chart.commands else { return Found::Missing("the chart has no make targets".into()) };
    let count = commands.targets.len();
    let target = commands.targets.first().map(|first| Target::Command {
        makefile: commands.makefile.clone(),
        name: first.name.value.clone(),
        chart: Some(index),
    });
    let value = Value { target, ..Value::new(count.to_string()).keyed(u64::try_from(count).ok()) };
    if count >= EXPECTED_COMMANDS {
        Found::There(value)
    } else {
        let expected = [("expected", EXPECTED_COMMANDS.to_string())];
        Found::Partly(value, Note::new("fewer than {expected} make targets", expected))
    }
}
