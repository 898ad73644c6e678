//! Guides that are older than what they are about, by git's history.

use jiff::civil::Date;

use super::{Checked, places};
use crate::diagnostic::{Code, Diagnostic};
use crate::fs::Entry;
use crate::site::chart::Chart;
use crate::site::page::Page;
use crate::source::RepoPath;

/// How many days a guide may be older than its chart where `stale_after` says nothing: changes come in groups, and what was
/// right last month rarely is wrong today.
const STALE_AFTER_DAYS: u32 = 30;

/// How many changed files a finding names.
const NAMED: usize = 3;

/// Finds the living guides that were last changed long before their chart.
pub(super) fn check_freshness(checked: Checked<'_>) -> Vec<Diagnostic> {
    let history = checked.history;
    // What a shallow clone doesn't know can be of any age.
    if history.shallow || history.unavailable.is_some() {
        return Vec::new();
    }
    let allowed = checked.config.check.stale_after.as_ref().map_or(STALE_AFTER_DAYS, |days| days.value);
    let mut findings = Vec::new();
    for chart in checked.site.charts.iter() {
        let pages = chart.own_pages().map(|id| checked.site.page(id));
        let mut guides = pages.filter(|page| page.kind.is_chart_guide() && !page.historical).peekable();
        if guides.peek().is_none() {
            continue;
        }
        let changes = changes(checked, chart);
        findings.extend(guides.filter_map(|guide| stale(checked, chart, guide, &changes, allowed)));
    }
    findings
}

/// The files that make a chart what it is and when each last changed, the latest first.
fn changes<'a>(checked: Checked<'a>, chart: &Chart) -> Vec<(Date, &'a RepoPath)> {
    let files = ["Chart.yaml", "values.yaml", "templates/", "crds/"].into_iter().flat_map(|part| {
        let start = match chart.folder.as_str() {
            "" => part.to_owned(),
            folder => format!("{folder}/{part}"),
        };
        below(&checked.listing.files, &start)
    });
    let dated = |entry: &'a Entry| Some((checked.history.last_change(&entry.path)?.parse().ok()?, &entry.path));
    let mut changes: Vec<(Date, &RepoPath)> = files.filter_map(dated).collect();
    changes.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    changes
}

/// The file of that path, or, where it ends with a slash, all files below.
fn below<'a>(files: &'a [Entry], start: &str) -> &'a [Entry] {
    let from = files.partition_point(|entry| entry.path.as_str() < start);
    let folder = start.ends_with('/');
    let rest = &files[from..];
    let fits =
        |entry: &Entry| if folder { entry.path.as_str().starts_with(start) } else { entry.path.as_str() == start };
    &rest[..rest.partition_point(fits)]
}

fn stale(
    checked: Checked<'_>,
    chart: &Chart,
    guide: &Page,
    changes: &[(Date, &RepoPath)],
    allowed: u32,
) -> Option<Diagnostic> {
    let committed: Date = guide.updated.as_ref()?.parse().ok()?;
    let reviewed = guide.document.front_matter.reviewed.as_ref().and_then(|day| day.value.parse::<Date>().ok());
    let reviewed = reviewed.filter(|day| *day <= checked.today && *day > committed);
    let (day, was) = reviewed.map_or((committed, "changed"), |day| (day, "reviewed"));
    let (latest, _) = changes.first()?;
    if days_between(day, *latest) <= i64::from(allowed) {
        return None;
    }
    let since: Vec<_> = changes.iter().take_while(|(date, _)| *date > day).collect();
    let name = |path: &RepoPath| format!("`{}`", path.relative_to(&chart.folder).unwrap_or(path.as_str()));
    let mut names: Vec<String> = since.iter().take(NAMED).map(|(_, path)| name(path)).collect();
    match since.len().saturating_sub(NAMED) {
        0 => {}
        1 => names.push("1 more file".to_owned()),
        more => names.push(format!("{more} more files")),
    }
    let changed = match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => names.concat(),
    };
    let message =
        format!("the guide was last {was} on {day}, and `{}` has changed since, last on {latest}: {changed}", chart.id);
    Some(
        Diagnostic::new(Code::GuideStale, places::title(guide), message)
            .help("compare it with the chart; if it still holds, write `reviewed:` and the day into its front matter"),
    )
}

/// How many days later the second day is.
pub(super) fn days_between(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_start() {
        let listing =
            crate::config::listing_of(&["a/Chart.yaml", "a/templates/x.yaml", "a/templates-old/y", "a/values.yaml"]);
        let found =
            |start: &str| -> Vec<&str> { below(&listing.files, start).iter().map(|it| it.path.as_str()).collect() };
        assert_eq!(found("a/templates/"), ["a/templates/x.yaml"]);
        assert_eq!(found("a/values.yaml"), ["a/values.yaml"]);
        assert_eq!(found("a/Chart"), Vec::<&str>::new());
    }

    #[test]
    fn days_are_counted_across_months() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(days_between(day("2026-02-27"), day("2026-03-01")), 2);
        assert_eq!(days_between(day("2026-03-01"), day("2026-02-27")), -2);
    }
}
