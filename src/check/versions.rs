//! Versions that a text gives a chart, against its Chart.yaml.

use rapidhash::RapidHashMap;

use super::Checked;
use super::origin::Origins;
use crate::config::Kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::version::{Requirement, VersionForm, VersionOf, VersionStatement, badge_text};
use crate::site::chart::{Chart, ChartIndex};
use crate::site::page::Page;
use crate::site::recovery::names::ChartLookup;
use crate::source::{FileId, Span, Spanned};

/// Finds versions of charts, and of what they package, that aren't those of Chart.yaml.
pub(super) fn check_versions(checked: Checked<'_>) -> Vec<Diagnostic> {
    let site = checked.site;
    let current = |page: &&Page| !page.historical && !page.document.versions.is_empty() && !is_dated(page);
    let pages: Vec<&Page> = site.pages.iter().filter(current).collect();
    if pages.is_empty() {
        return Vec::new();
    }
    let charts = Charts {
        charts: &site.charts,
        lookup: ChartLookup::new(&site.charts),
        by_name: by_name(&site.charts),
        origins: Origins::of(site, checked.config),
    };
    pages.iter().flat_map(|page| charts.check(checked, page)).collect()
}

/// Whether a page is the record of a day or month: its file or its title is dated.
fn is_dated(page: &Page) -> bool {
    let dated = |text: &str| {
        let bytes = text.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        bytes.windows(7).any(|part| digits(&part[..4]) && part[4] == b'-' && digits(&part[5..]))
    };
    dated(page.path.file_stem()) || dated(&page.title)
}

/// Charts by the exact names that commands and manifests use; several of one name are none.
fn by_name(charts: &[Chart]) -> RapidHashMap<&str, Option<ChartIndex>> {
    let mut names: RapidHashMap<&str, Option<ChartIndex>> = RapidHashMap::default();
    for (chart, index) in charts.iter().zip((0..).map(ChartIndex)) {
        let in_chart_yaml = chart.chart_yaml.as_ref().and_then(|(_, chart_yaml)| chart_yaml.name.as_ref());
        let name = in_chart_yaml.map_or_else(|| chart.folder.file_name(), |name| &*name.value);
        names.entry(name).and_modify(|named| *named = None).or_insert(Some(index));
    }
    names
}

/// What is known of the charts.
struct Charts<'a> {
    charts: &'a [Chart],
    lookup: ChartLookup,
    by_name: RapidHashMap<&'a str, Option<ChartIndex>>,
    origins: Origins<'a>,
}

/// A version as Chart.yaml has it.
struct Actual<'a> {
    chart: &'a Chart,
    file: FileId,
    version: &'a Spanned<String>,
}

impl<'a> Charts<'a> {
    fn check(&self, checked: Checked<'a>, page: &Page) -> Vec<Diagnostic> {
        let document = &page.document;
        let subjects: Vec<Option<ChartIndex>> =
            document.versions.iter().map(|statement| self.subject(page, statement)).collect();
        let columns = self.columns(page, &subjects);
        let mut findings = Vec::new();
        for (statement, chart) in document.versions.iter().zip(subjects) {
            let Some(chart) = chart.filter(|_| !document.is_generated(statement.range)) else { continue };
            let of = match statement.of {
                VersionOf::Either => columns.get(&statement.group).copied().unwrap_or(VersionOf::Chart),
                of => of,
            };
            let (Some(actual), Some(stated)) = (self.actual(chart, of), Requirement::parse(&statement.version)) else {
                continue;
            };
            if stated.holds(&actual.version.value, of == VersionOf::App)
                || is_of_another_time(page, statement, &stated, &actual)
            {
                continue;
            }
            findings.push(finding(checked, page, statement, of, &stated, &actual));
        }
        findings
    }

    /// The chart that a statement is about.
    fn subject(&self, page: &Page, statement: &VersionStatement) -> Option<ChartIndex> {
        let named = statement.chart.as_deref();
        match (statement.form, named) {
            (VersionForm::Key | VersionForm::Command, _) => {
                let chart = self.by_name.get(named?).copied().flatten()?;
                let folder = &self.charts[chart.0 as usize].folder;
                self.origins.is_own(statement.origin.as_deref()?, folder).then_some(chart)
            }
            // `PostgreSQL Version: 16` on the page of another chart is what that one needs.
            (VersionForm::Label, Some(name)) if statement.of == VersionOf::App => {
                self.lookup.get(name).filter(|chart| page.chart == Some(*chart))
            }
            (_, Some(name)) => self.lookup.get(name),
            (_, None) => page.chart.or_else(|| self.of_section(page, statement)),
        }
    }

    /// The chart that the nearest heading names.
    fn of_section(&self, page: &Page, statement: &VersionStatement) -> Option<ChartIndex> {
        let headings = &page.document.headings;
        let mut section = statement.section;
        while let Some(heading) = section.and_then(|section| headings.get(section as usize)) {
            if let Some(chart) = self.lookup.get(page.document.plain(heading.text)) {
                return Some(chart);
            }
            section = heading.parent;
        }
        None
    }

    /// What the columns called `Version` are of: what more of their cells are right for.
    fn columns(&self, page: &Page, subjects: &[Option<ChartIndex>]) -> RapidHashMap<u32, VersionOf> {
        let mut votes: RapidHashMap<u32, (usize, usize)> = RapidHashMap::default();
        for (statement, chart) in page.document.versions.iter().zip(subjects) {
            let (VersionOf::Either, Some(chart)) = (statement.of, chart) else { continue };
            let Some(stated) = Requirement::parse(&statement.version) else { continue };
            let holds = |of: VersionOf| {
                let actual = self.actual(*chart, of);
                actual.is_some_and(|actual| stated.holds(&actual.version.value, of == VersionOf::App))
            };
            let (charts, apps) = votes.entry(statement.group).or_default();
            *charts += usize::from(holds(VersionOf::Chart));
            *apps += usize::from(holds(VersionOf::App));
        }
        let decided = votes
            .into_iter()
            .map(|(group, (charts, apps))| (group, if apps > charts { VersionOf::App } else { VersionOf::Chart }));
        decided.collect()
    }

    fn actual(&self, chart: ChartIndex, of: VersionOf) -> Option<Actual<'a>> {
        let chart = self.charts.get(chart.0 as usize)?;
        let (file, chart_yaml) = chart.chart_yaml.as_ref()?;
        let version = if of == VersionOf::App { &chart_yaml.app_version } else { &chart_yaml.version };
        Some(Actual { chart, file: *file, version: version.as_ref()? })
    }
}

/// Whether an example may be of an older version: a guide to upgrades or recovery tells how to come from one, or back.
fn is_of_another_time(page: &Page, statement: &VersionStatement, stated: &Requirement, actual: &Actual<'_>) -> bool {
    let example = matches!(statement.form, VersionForm::Key | VersionForm::Command);
    let between = matches!(page.kind, Kind::Upgrade | Kind::Migration | Kind::Recovery | Kind::Backup);
    example && between && stated.is_below(&actual.version.value)
}

fn finding(
    checked: Checked<'_>,
    page: &Page,
    statement: &VersionStatement,
    of: VersionOf,
    stated: &Requirement,
    actual: &Actual<'_>,
) -> Diagnostic {
    let (id, right, written) = (&actual.chart.id, &actual.version.value, &statement.version);
    let (code, has) = match of {
        VersionOf::App => (Code::AppVersionMismatch, "packages"),
        VersionOf::Chart | VersionOf::Either => (Code::VersionMismatch, "has"),
    };
    let message = if stated.is_exact() {
        format!("`{id}` {has} version `{right}`, not `{written}`")
    } else {
        format!("`{id}` {has} version `{right}`, which isn't within `{written}`")
    };
    let span = Span { file: page.file, range: statement.range };
    let place = Span { file: actual.file, range: actual.version.range };
    let finding = Diagnostic::new(code, span, message)
        .label(place, "Chart.yaml says so")
        .help(format!("write `{right}`; a page about the past can be marked as `historical` in `[[sources]]`"));
    let text = checked.sources.get(page.file).text();
    match statement.form {
        VersionForm::Badge | VersionForm::Label | VersionForm::Cell if stated.is_exact() => {
            fixed(finding, statement, text, right)
        }
        _ => finding,
    }
}

/// Adds the edits that put the right version where the wrong one stands, with its `v` if it had one.
fn fixed(finding: Diagnostic, statement: &VersionStatement, text: &str, right: &str) -> Diagnostic {
    let written = &*statement.version;
    let file = finding.span.map(|span| span.file);
    let Some(file) = file else { return finding };
    let prefix = written.chars().next().filter(|v| matches!(v, 'v' | 'V') && !right.starts_with(['v', 'V']));
    let right: String = prefix.into_iter().chain(right.chars()).collect();
    let before = &text[..statement.range.start as usize];
    let (old, new) = match statement.form {
        VersionForm::Badge => (badge_text(written, before), badge_text(&right, before)),
        _ => (written.to_owned(), right.clone()),
    };
    if statement.range.of(text) != old {
        return finding;
    }
    let finding = finding.fixed_by(Span { file, range: statement.range }, new);
    match statement.repeated {
        Some(range) => finding.fixed_by(Span { file, range }, right),
        None => finding,
    }
}
