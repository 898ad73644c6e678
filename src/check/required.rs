//! Pages that charts must have, and sections that pages must have.

use rapidhash::RapidHashSet;

use super::coverage::{Lack, unknown_chart, words};
use super::{Checked, places};
use crate::config::{Choice, Kind, Requirement};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::document::{Document, Heading};
use crate::site::chart::{Chart, ChartIndex};
use crate::site::page::Page;
use crate::site::recovery::tier::TierLookup;
use crate::source::{Span, TextRange};

/// A requirement and the charts it holds for.
pub(super) struct Scope<'a> {
    rule: &'a Requirement,
    /// For each chart, whether it is meant; `None` where all are, and pages that belong to no chart as well.
    charts: Option<Vec<bool>>,
}

impl Scope<'_> {
    fn holds_for(&self, index: ChartIndex) -> bool {
        self.charts.as_ref().is_none_or(|charts| charts.get(index.0 as usize).copied().unwrap_or_default())
    }
}

/// Looks up the charts of each requirement, and finds names of charts and tiers that are none.
pub(super) fn scopes(checked: Checked<'_>) -> (Vec<Scope<'_>>, Vec<Diagnostic>) {
    let recovery = &checked.site.recovery;
    let lookup = TierLookup::new(&recovery.tiers);
    let mut findings = Vec::new();
    let mut scopes = Vec::new();
    for rule in &checked.config.check.coverage.require {
        if rule.tiers.is_empty() && rule.charts.is_empty() {
            scopes.push(Scope { rule, charts: None });
            continue;
        }
        let mut charts = vec![rule.tiers.is_empty(); checked.site.charts.len()];
        for name in &rule.tiers {
            let tier = lookup.get(&name.value).map(|tier| recovery.tier(tier));
            match tier.filter(|tier| !tier.charts.is_empty()) {
                Some(tier) => tier.charts.iter().for_each(|chart| charts[chart.0 as usize] = true),
                None => findings.extend(checked.config_file.map(|file| {
                    let span = Span { file, range: name.range };
                    Diagnostic::new(Code::CoverageUnmatched, span, format!("no chart is in tier `{}`", name.value))
                        .help("name a tier as `[tiers]` or the charts do, or remove it")
                })),
            }
        }
        if !rule.charts.is_empty() {
            let mut named = vec![false; charts.len()];
            for name in &rule.charts {
                match checked.site.chart_by_id(&name.value) {
                    Some(chart) => named[chart.0 as usize] = true,
                    None => findings.extend(unknown_chart(checked, name)),
                }
            }
            charts.iter_mut().zip(named).for_each(|(meant, named)| *meant &= named);
        }
        scopes.push(Scope { rule, charts: Some(charts) });
    }
    (scopes, findings)
}

/// Finds the charts that have no page of a required kind. Libraries aren't operated, and deprecated charts go, so they are
/// held to what names them alone.
pub(super) fn required_pages(checked: Checked<'_>, scopes: &[Scope<'_>]) -> Vec<Lack> {
    let mut lacks = Vec::new();
    if scopes.iter().all(|scope| scope.rule.pages.is_empty()) {
        return lacks;
    }
    for (index, chart) in (0_u32..).map(ChartIndex).zip(checked.site.charts.iter()) {
        let living = chart.own_pages().map(|id| checked.site.page(id)).filter(|page| !page.historical);
        let kinds: RapidHashSet<Kind> = living.map(|page| page.kind).collect();
        let idle = chart.chart_yaml.as_ref().is_some_and(|(_, chart_yaml)| chart_yaml.library || chart_yaml.deprecated);
        let mut reported: RapidHashSet<&[Kind]> = RapidHashSet::default();
        for scope in scopes {
            if !scope.holds_for(index) || (idle && scope.rule.charts.is_empty()) {
                continue;
            }
            for choice in &scope.rule.pages {
                if !choice.any.iter().any(|kind| kinds.contains(kind)) && reported.insert(&choice.any) {
                    lacks.push(missing_page(checked, index, chart, choice));
                }
            }
        }
    }
    lacks
}

fn missing_page(checked: Checked<'_>, index: ChartIndex, chart: &Chart, choice: &Choice<Kind>) -> Lack {
    let names: Vec<String> = choice.any.iter().map(|kind| kind.name().to_owned()).collect();
    let message = format!("`{}` has no page of kind {}", chart.id, listed(&names));
    let mut finding = Diagnostic::new(Code::CoverageMissingPage, places::chart(checked, chart), message);
    if let Some(file) = checked.config_file {
        finding = finding.label(Span { file, range: choice.range }, "asked for here");
    }
    let kind = &names[0];
    let place = choice.any.iter().find_map(|kind| usual_path(checked, *kind, &chart.id));
    let help = match place {
        Some(path) => format!("write `{path}`, or excuse it in `[[check.coverage.waive]]`"),
        None => format!(
            "write one, with `kind: {kind}` and `chart: {}` in its front matter, or excuse it in \
             `[[check.coverage.waive]]`",
            chart.id
        ),
    };
    Lack { finding: finding.help(help), chart: Some(index), names }
}

/// Where a chart's page of a kind would be found by `[[sources]]`, if a rule says so exactly.
fn usual_path(checked: Checked<'_>, kind: Kind, chart: &str) -> Option<String> {
    let patterns =
        checked.config.sources.iter().filter(|rule| rule.kind == Some(kind)).map(|rule| &*rule.pattern.value);
    let exact = |pattern: &&str| pattern.contains("{chart}") && !pattern.contains(['*', '?']);
    patterns.filter(exact).map(|pattern| pattern.replace("{chart}", chart)).next()
}

/// Finds the pages that have no section, or an empty one, by a required name.
pub(super) fn required_sections(checked: Checked<'_>, scopes: &[Scope<'_>]) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let scopes: Vec<_> = scopes.iter().filter(|scope| !scope.rule.sections.is_empty()).collect();
    if scopes.is_empty() {
        return lacks;
    }
    let wanted: Vec<Vec<Vec<Vec<String>>>> = scopes
        .iter()
        .map(|scope| {
            let sections = scope.rule.sections.iter();
            sections.map(|choice| choice.any.iter().map(|name| words(name)).collect()).collect()
        })
        .collect();
    for page in checked.site.pages.iter().filter(|page| !page.historical) {
        let mut headings = None;
        let mut reported: RapidHashSet<&[String]> = RapidHashSet::default();
        for (scope, wanted) in scopes.iter().zip(&wanted) {
            let meant = page.chart.map_or(scope.charts.is_none(), |chart| scope.holds_for(chart));
            if !meant || !scope.rule.section_kinds().any(|kind| kind == page.kind) {
                continue;
            }
            let headings = headings.get_or_insert_with(|| headings_of(page));
            for (choice, names) in scope.rule.sections.iter().zip(wanted) {
                let fault = fault(page, headings, names);
                if fault != Fault::None && reported.insert(&choice.any) {
                    lacks.push(missing_section(checked, page, choice, fault));
                }
            }
        }
    }
    lacks
}

/// What is wrong with a section.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Missing,
    /// There is nothing below its heading.
    Empty(TextRange),
}

fn missing_section(checked: Checked<'_>, page: &Page, choice: &Choice<String>, fault: Fault) -> Lack {
    let (place, message) = match fault {
        Fault::Empty(range) => {
            let heading = checked.sources.text(Span { file: page.file, range });
            let heading = heading.trim_matches(['#', ' ', '\t', '\r', '\n']).replace('`', "'");
            (Span { file: page.file, range }, format!("the section `{heading}` has nothing in it"))
        }
        Fault::Missing | Fault::None => {
            (places::title(page), format!("the page has no section {}", listed(&choice.any)))
        }
    };
    let mut finding = Diagnostic::new(Code::CoverageMissingSection, place, message);
    if let Some(file) = checked.config_file {
        finding = finding.label(Span { file, range: choice.range }, "asked for here");
    }
    let finding = finding.help("write it, or excuse it in `[[check.coverage.waive]]`");
    Lack { finding, chart: page.chart, names: choice.any.clone() }
}

/// The headings of a page with their words, its title left out.
fn headings_of(page: &Page) -> Vec<(usize, Vec<String>)> {
    let document = &*page.document;
    // A heading of level 1 further down is a section in a text whose title stands in front matter.
    let title = document.headings.first().filter(|first| first.level == 1).map(|first| first.range);
    let headings = document.headings.iter().enumerate().filter(|(_, heading)| Some(heading.range) != title);
    headings.map(|(index, heading)| (index, words(document.plain(heading.text)))).collect()
}

/// Whether a page has a section by one of the names, with something in it.
fn fault(page: &Page, headings: &[(usize, Vec<String>)], names: &[Vec<String>]) -> Fault {
    let named = headings.iter().filter(|(_, heading)| names.iter().any(|name| has_words(heading, name)));
    let mut empty = None;
    for (index, _) in named {
        if has_content(&page.document, *index) {
            return Fault::None;
        }
        empty.get_or_insert(page.document.headings[*index].range);
    }
    empty.map_or(Fault::Missing, Fault::Empty)
}

/// Whether a heading has the words next to each other. In languages that write them in one piece, a part of a word is enough.
fn has_words(heading: &[String], name: &[String]) -> bool {
    let same = |(heading, name): (&String, &String)| heading == name || (!name.is_ascii() && heading.contains(&**name));
    !name.is_empty() && heading.windows(name.len()).any(|part| part.iter().zip(name).all(same))
}

/// Whether there is anything below a heading, up to the next one that isn't below it.
fn has_content(document: &Document, index: usize) -> bool {
    let heading: &Heading = &document.headings[index];
    let next = document.headings[index + 1..].iter().find(|next| next.level <= heading.level);
    let (from, to) = (heading.range.end, next.map_or(u32::MAX, |next| next.range.start));
    within(&document.blocks, |block| block.range, from, to)
        || within(&document.tables, |table| table.range, from, to)
        || within(&document.fences, |fence| fence.range, from, to)
        || within(&document.tags, |tag| tag.range, from, to)
        || within(&document.generated, |block| *block, from, to)
}

/// Whether one of the parts, which are in order, starts between two offsets.
fn within<T>(parts: &[T], range: impl Fn(&T) -> TextRange, from: u32, to: u32) -> bool {
    let first = parts.partition_point(|part| range(part).start < from);
    parts.get(first).is_some_and(|part| range(part).start < to)
}

/// Names as alternatives: `` `a`, `b` or `c` ``.
fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_a_name_by_its_words() {
        for (heading, name, expected) in [
            ("Restore", "restore", true),
            ("3. Restore from a snapshot", "Restore", true),
            ("Backup & restore", "Backup restore", true),
            ("Restoring", "Restore", false),
            ("Before you start", "start before", false),
            ("백업 및 복구하기", "복구", true),
            ("Restore", "복구", false),
            ("Restore", "--", false),
            ("", "Restore", false),
        ] {
            assert_eq!(has_words(&words(heading), &words(name)), expected, "{heading} as {name}");
        }
    }
}
