//! Strategies that an upgrade guide describes: in tables, and under headings of their own.

use super::attribute::{Attribute, Told, attribute, says_none, unit};
use super::class::class;
use super::name::{Numbering, asides, key, numbering, recommended, tokens, without_asides};
use super::rollback::is_way_back;
use super::{MAX_STRATEGIES, Strategy, StrategyClass};
use crate::parse::bound::Unit;
use crate::parse::document::{Cell, Document, Said, SectionIndex, Table};
use crate::site::chart::Stated;
use crate::site::link::Target;
use crate::site::page::Page;
use crate::source::{Span, TextRange};

/// What a guide says of strategies.
#[derive(Debug, Default)]
pub(super) struct Guide {
    /// Lists of strategies in order of precedence. Those of one list are different from each other.
    pub(super) lists: Vec<Vec<Strategy>>,
    /// Sections that tell of a strategy if there is one of that name, and that make none.
    pub(super) sections: Vec<Strategy>,
    /// Versions between which strategies lead, one for each row.
    pub(super) paths: Vec<Path>,
}

/// From which version to which a strategy leads.
#[derive(Debug)]
pub(super) struct Path {
    /// The strategies that are named: `In-place or blue-green` names two.
    pub(super) names: Vec<String>,
    pub(super) from: Stated,
    pub(super) to: Stated,
}

/// Reads a guide.
pub(super) fn read(page: &Page) -> Guide {
    let headings = Headings::new(page);
    let mut guide = Guide::default();
    for table in &page.document.tables {
        if page.document.is_generated(table.range) || headings.is_refused(table.section, Refusal::Back) {
            continue;
        }
        let list = by_rows(page, table, &mut guide.paths).or_else(|| by_columns(page, table));
        guide.lists.extend(list.filter(|list| !list.is_empty()));
    }
    let (own, loose, sections) = headings.strategies();
    guide.lists.extend([own, loose].into_iter().filter(|list| !list.is_empty()));
    guide.sections = sections;
    guide
}

/// A table with a row for each strategy, or for each path between versions.
fn by_rows(page: &Page, table: &Table, paths: &mut Vec<Path>) -> Option<Vec<Strategy>> {
    let document = &*page.document;
    let headers: Vec<&str> = table.header.iter().map(|cell| document.plain(cell.text)).collect();
    let attributes: Vec<Option<Attribute>> = headers.iter().map(|header| attribute(header)).collect();
    let column = headers.iter().position(|header| names_strategies(header))?;
    let before = &attributes[..column];
    let from = attributes.iter().position(|attribute| *attribute == Some(Attribute::From));
    let to = attributes.iter().position(|attribute| *attribute == Some(Attribute::To));
    let first = column == 0 || column == 1 && matches!(headers[0].trim(), "" | "#" | "No." | "Nr.");
    let behind_versions = before.iter().all(|attribute| matches!(attribute, Some(Attribute::From | Attribute::To)));
    let telling = |attribute: &Option<Attribute>| {
        matches!(attribute, Some(Attribute::Downtime | Attribute::Risk | Attribute::Complexity | Attribute::Rto))
    };
    let has_downtime = attributes.contains(&Some(Attribute::Downtime));
    let lists = attributes.iter().any(telling) && (first || behind_versions && has_downtime);
    let mut strategies = Vec::new();
    for row in &table.rows {
        let Some(cell) = row.get(column) else { continue };
        let written = document.plain(cell.text);
        if let (Some(from), Some(to)) = (from.and_then(|at| row.get(at)), to.and_then(|at| row.get(at))) {
            let stated = |cell: &Cell| {
                let text = document.plain(cell.text).to_owned();
                Stated { text, place: Some(Span { file: page.file, range: cell.range }) }
            };
            let path = Path { names: alternatives(written), from: stated(from), to: stated(to) };
            // A cell that is a path itself doesn't say where this one starts.
            let whole = |stated: &Stated| !stated.text.is_empty() && !stated.text.contains(['→', '>']);
            if whole(&path.from) && whole(&path.to) {
                paths.push(path);
            }
        }
        // Alternatives in one row are strategies that are told of elsewhere.
        let alone = first || alternatives(written).len() == 1;
        if !lists || !alone || strategies.len() == MAX_STRATEGIES || tokens(written).is_empty() {
            continue;
        }
        let mut strategy = named(page, written, cell.range);
        strategy.section = link_within(page, cell.range);
        let mut told = Told::default();
        for ((at, attribute), header) in attributes.iter().enumerate().zip(&headers) {
            let (Some(attribute), Some(cell)) = (attribute, row.get(at)) else { continue };
            let place = Span { file: page.file, range: cell.range };
            told.tell(*attribute, document.plain(cell.text), unit(header), place);
        }
        told.give(&mut strategy);
        strategies.push(strategy);
    }
    Some(strategies)
}

/// A table with a column for each strategy, and what is told of them in its rows.
fn by_columns(page: &Page, table: &Table) -> Option<Vec<Strategy>> {
    let document = &*page.document;
    let columns: Vec<(usize, &Cell)> = table
        .header
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, cell)| class(document.plain(cell.text)) != StrategyClass::Other)
        .take(MAX_STRATEGIES)
        .collect();
    let rows: Vec<(Attribute, Option<Unit>, &[Cell])> = table
        .rows
        .iter()
        .filter_map(|row| {
            let header = document.plain(row.first()?.text);
            Some((attribute(header)?, unit(header), row.as_slice()))
        })
        .collect();
    let told_of = rows
        .iter()
        .any(|(attribute, ..)| matches!(attribute, Attribute::Downtime | Attribute::Risk | Attribute::Complexity));
    if columns.len() < 2 || !told_of {
        return None;
    }
    let strategies = columns.into_iter().map(|(at, header)| {
        let mut strategy = named(page, document.plain(header.text), header.range);
        strategy.section = link_within(page, header.range);
        let mut told = Told::default();
        for (attribute, unit, row) in &rows {
            let Some(cell) = row.get(at) else { continue };
            told.tell(*attribute, document.plain(cell.text), *unit, Span { file: page.file, range: cell.range });
        }
        told.give(&mut strategy);
        strategy
    });
    Some(strategies.collect())
}

/// The strategies that one cell names: `In-place or blue-green` names two, `Dump/restore` one.
fn alternatives(written: &str) -> Vec<String> {
    let names = written.split(" or ").flat_map(|name| {
        let parts: Vec<&str> = name.split('/').collect();
        let known = parts.len() > 1 && parts.iter().all(|part| class(part) != StrategyClass::Other);
        if known { parts } else { vec![name] }
    });
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Whether a column's header says that strategies stand below it.
fn names_strategies(header: &str) -> bool {
    const NAMES: &[&str] = &["strategy", "strategies", "method", "approach", "way", "전략", "방식", "방법"];
    let words = tokens(&without_asides(header));
    words.len() <= 3
        && words.iter().any(|word| NAMES.contains(&word.as_str()))
        && !refuses(&words, Refusal::Back)
        && !words.iter().any(|word| ["recovery", "restore", "backup", "recommended"].contains(&word.as_str()))
}

/// Where a link at that place leads, if to a section.
pub(super) fn link_within(page: &Page, place: TextRange) -> Option<(crate::site::page::PageId, String)> {
    let links = &page.document.links;
    let first = links.partition_point(|link| link.range.start < place.start);
    let within = links[first..].iter().zip(&page.links[first..]).take_while(|(link, _)| link.range.end <= place.end);
    within.into_iter().find_map(|(_, target)| match target {
        Target::Page { page, anchor: Some(anchor) } => Some((*page, anchor.clone())),
        _ => None,
    })
}

fn named(page: &Page, written: &str, range: TextRange) -> Strategy {
    let (name, recommended) = recommended(written);
    Strategy { recommended, ..Strategy::named(&name, Span { file: page.file, range }) }
}

/// Why a heading is about no way to upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// It is about the way back, or about trouble.
    Back,
    /// It is about that, about what comes before or behind, or about single versions.
    Any,
}

fn refuses(words: &[String], refusal: Refusal) -> bool {
    const TROUBLE: &[&str] = &["faq", "issue", "issues", "problem", "problems", "troubleshooting", "문제"];
    const OTHERWISE: &[&str] = &[
        "appendix",
        "checklist",
        "checklists",
        "preparation",
        "prerequisites",
        "references",
        "validate",
        "validation",
        "verification",
        "verify",
        "검증",
        "체크리스트",
        "준비",
    ];
    const PAIRS: &[[&str; 2]] =
        &[["best", "practices"], ["post", "upgrade"], ["pre", "upgrade"], ["version", "specific"]];
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let back = is_way_back(words) || has(TROUBLE);
    back || refusal == Refusal::Any
        && (has(OTHERWISE) || words.windows(2).any(|pair| PAIRS.iter().any(|name| pair == name)))
}

/// The headings of a guide.
struct Headings<'p> {
    page: &'p Page,
    document: &'p Document,
    words: Vec<Vec<String>>,
    /// Whether a heading or one above it is refused, for either reason.
    refused: Vec<[bool; 2]>,
    classes: Vec<StrategyClass>,
}

impl<'p> Headings<'p> {
    fn new(page: &'p Page) -> Self {
        let document = &*page.document;
        let text = |index: usize| document.plain(document.headings[index].text);
        let count = document.headings.len();
        let words: Vec<_> = (0..count).map(|index| tokens(&without_asides(text(index)))).collect();
        let mut refused: Vec<[bool; 2]> = Vec::with_capacity(count);
        for (heading, words) in document.headings.iter().zip(&words) {
            // A document's title, and a heading such as `Upgrade and rollback`, are about more than the way back.
            let more = words.first().is_some_and(|word| word.starts_with("upgrad"))
                && words.get(1).is_none_or(|word| word == "and" || document.plain(heading.text).contains('&'));
            let above = heading.parent.and_then(|parent| refused.get(parent as usize).copied()).unwrap_or_default();
            let own = |refusal| heading.level > 1 && !more && refuses(words, refusal);
            refused.push([above[0] || own(Refusal::Back), above[1] || own(Refusal::Any)]);
        }
        let classes = (0..count).map(|index| class(numbering(text(index)).1)).collect();
        Self { page, document, words, refused, classes }
    }

    fn text(&self, index: usize) -> &'p str {
        self.document.plain(self.document.headings[index].text)
    }

    fn is_refused(&self, section: SectionIndex, refusal: Refusal) -> bool {
        let refused = section.and_then(|section| self.refused.get(section as usize)).copied().unwrap_or_default();
        refused[usize::from(refusal == Refusal::Any)]
    }

    fn has(&self, index: usize, names: &[&str]) -> bool {
        self.words[index].iter().any(|word| names.contains(&word.as_str()))
    }

    /// Whether strategies stand below a heading, each with its own.
    fn is_list(&self, index: usize) -> bool {
        const NAMES: &[&str] = &[
            "strategy",
            "strategies",
            "method",
            "methods",
            "approach",
            "approaches",
            "options",
            "전략",
            "방식",
            "방법",
        ];
        self.has(index, NAMES) && matches!(numbering(self.text(index)).0, Numbering::None | Numbering::Number)
    }

    fn is_procedures(&self, index: usize) -> bool {
        self.has(index, &["procedure", "procedures", "upgrade", "upgrades", "upgrading", "절차", "업그레이드"])
    }

    /// Whether a heading speaks of strategies as such, and of none.
    fn compares(&self, index: usize) -> bool {
        const NAMES: &[&str] = &[
            "approaches",
            "behavior",
            "choose",
            "choosing",
            "cleanup",
            "comparison",
            "complexity",
            "considerations",
            "decision",
            "matrix",
            "overview",
            "paths",
            "plan",
            "schedule",
            "script",
            "selecting",
            "selection",
            "strategies",
            "summary",
            "timeline",
            "types",
            "비교",
            "선택",
            "개요",
        ];
        self.has(index, NAMES)
    }

    /// Strategies with headings of their own; other headings that tell how long one takes; sections that may tell of one.
    fn strategies(&self) -> (Vec<Strategy>, Vec<Strategy>, Vec<Strategy>) {
        let headings = &self.document.headings;
        let mut told: Vec<Option<Told>> = (0..headings.len()).map(|index| Some(self.told(index))).collect();
        let parent = |index: usize| headings[index].parent.map(|parent| parent as usize);
        // Of the numbered headings below each, how many there are, and how many are known by name.
        let mut numbered = vec![[0_usize; 2]; headings.len()];
        let mut known = vec![0_usize; headings.len()];
        for index in 0..headings.len() {
            let Some(parent) = parent(index) else { continue };
            let is_known = self.classes[index] != StrategyClass::Other;
            known[parent] += usize::from(is_known);
            if numbering(self.text(index)).0 == Numbering::Number {
                numbered[parent][0] += 1;
                numbered[parent][1] += usize::from(is_known);
            }
        }
        let has_downtime = |index: usize| told[index].as_ref().is_some_and(Told::has_downtime);
        let free = |index: &usize| !self.refused[*index][1] && !self.compares(*index);
        let is_top = |parent: Option<usize>| parent.is_none_or(|parent| headings[parent].level == 1);
        let counted = |index: &usize| {
            let index = *index;
            let parent = parent(index);
            let is_known = self.classes[index] != StrategyClass::Other;
            match numbering(self.text(index)).0 {
                Numbering::Strategy => {
                    let among = |parent| self.is_list(parent) || self.is_procedures(parent);
                    is_known || has_downtime(index) || is_top(parent) || parent.is_some_and(among)
                }
                Numbering::Part => false,
                form => parent.is_some_and(|parent| {
                    let [all, of_them] = numbered[parent];
                    let usual = form == Numbering::Number && of_them * 2 >= all;
                    headings[parent].level > 1 && self.is_list(parent) && (is_known || has_downtime(index) || usual)
                }),
            }
        };
        let in_procedures = |index: &usize| {
            let index = *index;
            let whole = ["upgrade", "update", "deployment"];
            let plain = |word: &String| whole.contains(&word.as_str());
            matches!(numbering(self.text(index)).0, Numbering::None | Numbering::Number)
                && parent(index).is_some_and(|parent| {
                    let alike = known[parent] > 0 && self.words[index].last().is_some_and(plain);
                    let is_known = self.classes[index] != StrategyClass::Other;
                    headings[parent].level > 1 && self.is_procedures(parent) && (is_known || alike)
                })
        };
        let on_its_own = |index: &usize| {
            use StrategyClass::{BlueGreen, Canary, Other, Rolling};
            let class = self.classes[*index];
            let plain = self.has(*index, &["upgrade", "update", "deployment", "업그레이드"]);
            is_top(parent(*index)) && class != Other && (plain || matches!(class, Rolling | BlueGreen | Canary))
        };
        let mut own: Vec<usize> = (0..headings.len()).filter(free).filter(counted).collect();
        if own.is_empty() {
            own = (0..headings.len()).filter(free).filter(in_procedures).collect();
        }
        if own.is_empty() {
            own = (0..headings.len()).filter(free).filter(on_its_own).collect();
        }
        let mut is_own = vec![false; headings.len()];
        for index in &own {
            is_own[*index] = true;
        }
        let loose: Vec<usize> = (0..headings.len())
            .filter(|index| !is_own[*index] && free(index))
            .filter(|index| self.classes[*index] != StrategyClass::Other && has_downtime(*index))
            .collect();
        for index in &loose {
            is_own[*index] = true;
        }
        let others: Vec<usize> = (0..headings.len())
            .filter(|index| !is_own[*index] && headings[*index].level > 1 && !self.refused[*index][0])
            .collect();
        let mut made = |indices: Vec<usize>, most: usize| -> Vec<Strategy> {
            let strategy = |index: usize| self.strategy(index, told[index].take().unwrap_or_default());
            indices.into_iter().take(most).map(strategy).collect()
        };
        (made(own, MAX_STRATEGIES), made(loose, MAX_STRATEGIES), made(others, usize::MAX))
    }

    fn strategy(&self, index: usize, told: Told) -> Strategy {
        let heading = &self.document.headings[index];
        let mut strategy = named(self.page, numbering(self.text(index)).1, heading.range);
        told.give(&mut strategy);
        strategy.section = (!heading.id.is_empty()).then(|| (self.page.id, heading.id.to_string()));
        strategy
    }

    /// What the lines right below a heading tell.
    fn told(&self, index: usize) -> Told {
        let section = u32::try_from(index).ok();
        let mut told = Told::default();
        for Said { name, value, range } in self.document.said_in(section) {
            if let Some(attribute) = attribute(name) {
                told.tell(attribute, value, unit(name), Span { file: self.page.file, range });
            }
        }
        told
    }
}

/// Whether a heading says in brackets that there is no downtime: `Blue-green (zero downtime)`.
pub(super) fn heading_says_none(heading: &str) -> Option<&str> {
    asides(heading).find(|aside| says_none(aside) && tokens(aside).len() > 1)
}

/// Whether a section may be told of a strategy of another name: all its words and one more.
pub(super) fn names_more(section: &str, strategy: &[String]) -> bool {
    let words = key(section);
    !strategy.is_empty() && words.len() > strategy.len() && strategy.iter().all(|word| words.contains(word))
}
