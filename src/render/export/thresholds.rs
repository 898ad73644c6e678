//! Thresholds as alerting rules for Prometheus.

use std::collections::BTreeMap;

use super::Line;
use super::prometheus::{comment, is_duration, is_metric, line, literal, quoted};
use crate::config::DatasetKind;
use crate::parse::dataset::cell::{CellValue, Limit};
use crate::site::Site;
use crate::site::dataset::{DataCell, DataRow, Dataset};
use crate::site::link::Target;
use crate::source::Sources;

/// On which side of a row's limits is too much: above them or below them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Above,
    Below,
}

/// On which side of its limits, from mild to grave, something is wrong: as a sign says, else as they get graver. `None` where nothing tells.
fn side<'l>(limits: impl Iterator<Item = &'l Limit> + Clone) -> Option<Side> {
    let signs = limits.clone().filter_map(|limit| limit.sign);
    let by_sign = signs.map(|sign| if sign.starts_with('>') { Side::Above } else { Side::Below }).next();
    by_sign.or_else(|| {
        let values: Vec<f64> = limits.map(|limit| limit.value).collect();
        match values[..] {
            [mild, grave] if mild < grave => Some(Side::Above),
            [mild, grave] if mild > grave => Some(Side::Below),
            _ => None,
        }
    })
}

/// What something is compared with: the limit, or of a range the end from which on it is wrong.
fn end_of(limit: Limit, side: Side) -> (&'static str, f64) {
    match (limit.sign, side, limit.upper) {
        (Some(sign), ..) => (sign, limit.value),
        (None, Side::Below, Some(upper)) => ("<=", upper),
        (None, ..) => (">=", limit.value),
    }
}

/// Whether a query is one ratio, by the name of its metric, and nothing is reckoned with it: `cache_hit_ratio`,
/// `avg by (pod) (cache_hit_ratio{app="x"})`.
fn is_ratio(query: &str) -> bool {
    let bare = without_labels(query);
    if bare.contains(['*', '/', '+', '%', '^', '<', '>', '=']) || bare.contains(" - ") {
        return false;
    }
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | ':');
    let mut metrics = 0;
    let mut ratios = 0;
    let mut rest = &*bare;
    while let Some(start) = rest.find(is_part) {
        let name = &rest[start..];
        let length = name.find(|character| !is_part(character)).unwrap_or(name.len());
        let (name, behind) = name.split_at(length);
        rest = behind;
        // A function, or a number.
        if !behind.trim_start().starts_with('(') && !name.starts_with(|first: char| first.is_ascii_digit()) {
            metrics += 1;
            ratios += usize::from(name.ends_with("_ratio"));
        }
    }
    (metrics, ratios) == (1, 1)
}

/// A query without what stands in braces and square brackets, and without the labels that it is grouped by.
fn without_labels(query: &str) -> String {
    const GROUPS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    let mut bare = String::new();
    let mut closing = None;
    for character in query.chars() {
        match (closing, character) {
            (Some(close), _) if character == close => closing = None,
            (Some(_), _) => {}
            (None, '{') => closing = Some('}'),
            (None, '[') => closing = Some(']'),
            (None, '(') if GROUPS.iter().any(|group| bare.trim_end().ends_with(group)) => {
                let kept = bare
                    .trim_end()
                    .trim_end_matches(|character: char| character.is_ascii_alphanumeric() || character == '_');
                bare.truncate(kept.len());
                closing = Some(')');
            }
            (None, _) => bare.push(character),
        }
    }
    bare
}

/// How long something must be beyond its limit before an alert fires, where a row doesn't say.
const PENDING: &str = "5m";

/// The columns with limits, from mild to grave: each is the label `severity` of its alert.
const LIMITS: [&str; 2] = ["warning", "critical"];

/// A rules file: for each dataset of thresholds a group, with one alert for each limit of each row. What asks Prometheus is the
/// row's `query`, or its `metric` where that is the name of one. `site_url` is the absolute URL of the site, with a slash at its end,
/// where it is known. A row that can't be asked is named in a comment, with the reason.
#[must_use]
pub fn threshold_rules(site: &Site, sources: &Sources, site_url: Option<&str>) -> String {
    let mut yaml = String::from(
        "# Thresholds, written by `docsgen export thresholds`.\n\
         # Write it anew instead of changing it.\n",
    );
    let thresholds: Vec<&Dataset> =
        site.datasets.iter().filter(|dataset| dataset.kind == DatasetKind::Threshold).collect();
    if thresholds.is_empty() {
        yaml.push_str("groups: []\n");
        return yaml;
    }
    yaml.push_str("groups:\n");
    for dataset in thresholds {
        line(&mut yaml, format_args!("  - name: {}", quoted(&format!("docsgen-{}", dataset.name))));
        let (rules, left_out) = (String::new(), String::new());
        let mut group = Group { site, sources, site_url, dataset, rules, left_out, names: BTreeMap::new() };
        dataset.rows.iter().for_each(|row| group.row(row));
        line(&mut yaml, format_args!("{}", if group.rules.is_empty() { "    rules: []" } else { "    rules:" }));
        yaml.push_str(&group.rules);
        yaml.push_str(&group.left_out);
    }
    yaml
}

struct Group<'a> {
    site: &'a Site,
    sources: &'a Sources,
    site_url: Option<&'a str>,
    dataset: &'a Dataset,
    rules: String,
    left_out: String,
    /// How often each name of an alert was given.
    names: BTreeMap<String, usize>,
}

impl<'a> Group<'a> {
    fn cell(&self, row: &'a DataRow, column: &str) -> Option<&'a DataCell> {
        row.cells.get(self.dataset.column(column)?)?.first()
    }

    fn row(&mut self, row: &'a DataRow) {
        let text = |column: &str| self.cell(row, column).map(|cell| cell.text.as_str());
        let place = Line::of(row.place, self.sources);
        let from = comment(&format!("{}:{}", place.path, place.line));
        let called = text("alert").or_else(|| text("metric")).unwrap_or("threshold");
        let query = text("query").or_else(|| text("metric").filter(|metric| is_metric(metric)));
        let pending = text("for").unwrap_or(PENDING);
        let limits = LIMITS.into_iter().filter_map(|severity| {
            match self.cell(row, severity).and_then(|cell| Some((cell, cell.value.as_ref()?)))? {
                (cell, CellValue::Limit(limit)) => Some((severity, cell.text.as_str(), *limit)),
                _ => None,
            }
        });
        let limits: Vec<(&str, &str, Limit)> = limits.collect();
        let side = side(limits.iter().map(|(.., limit)| limit));
        let reason = match query {
            None => Some("it has no `query`, and its `metric` isn't the name of one"),
            Some(_) if limits.is_empty() => Some("it has neither a `warning` nor a `critical` that can be read"),
            Some(_) if side.is_none() => Some("nobody can tell which end of its range is the limit: write `>` or `<`"),
            Some(_) if !is_duration(pending) && limits.iter().any(|(.., limit)| limit.held.is_none()) => {
                Some("its `for` is no duration of Prometheus")
            }
            Some(_) => None,
        };
        let (Some(query), Some(side), None) = (query, side, reason) else {
            let reason = reason.unwrap_or_default();
            line(&mut self.left_out, format_args!("      # {} is left out, because {reason}: {from}", comment(called)));
            return;
        };
        let chart = self.cell(row, "chart").and_then(|cell| match cell.target {
            Some(Target::Chart(chart)) => Some(self.site.chart(chart)),
            _ => None,
        });
        let name = self.name(called);
        for (severity, written, limit) in limits {
            let Limit { is_share, held, .. } = limit;
            let (sign, value) = end_of(limit, side);
            // A ratio is of one, by the custom of Prometheus's metrics ("Metric and label naming").
            let value = if is_share && is_ratio(query) { (value * 1e10).round() / 1e12 } else { value };
            let pending = held.map_or_else(|| pending.to_owned(), |held| format!("{}s", held.as_secs()));
            let rules = &mut self.rules;
            line(rules, format_args!("      # {from}"));
            line(rules, format_args!("      - alert: {}", quoted(&name)));
            line(rules, format_args!("        expr: {}", quoted(&format!("({query}) {sign} {value}"))));
            line(rules, format_args!("        for: {pending}"));
            line(rules, format_args!("        labels:"));
            line(rules, format_args!("          severity: {severity}"));
            if let Some(chart) = chart {
                line(rules, format_args!("          chart: {}", quoted(&chart.id)));
            }
            line(rules, format_args!("        annotations:"));
            let summary = format!("{called} is {written}");
            line(rules, format_args!("          summary: {}", quoted(&literal(&summary))));
            if let Some(normal) = self.dataset.column("normal").and_then(|column| row.cells.get(column)?.first()) {
                let description =
                    format!("{} It is {{{{ $value }}}} now.", literal(&format!("Normal is {}.", normal.text)));
                line(rules, format_args!("          description: {}", quoted(&description)));
            }
            if let Some((site_url, chart)) = self.site_url.zip(chart) {
                let url = chart.route.permalink(site_url);
                line(rules, format_args!("          runbook_url: {}", quoted(&literal(&url))));
            }
        }
    }

    /// The name of an alert, unlike those before it: `Memory used` is `MemoryUsed`.
    fn name(&mut self, called: &str) -> String {
        let words = called.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let name: String = words.map(capital).collect();
        let name =
            if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("Threshold{name}") };
        let count = self.names.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{name}{count}") } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_one_by_its_metric_alone() {
        for (query, ratio) in [
            ("cache_hit_ratio", true),
            ("cache_hit_ratio{pod=\"p100\"}", true),
            ("avg by (pod) (cache_hit_ratio)", true),
            ("max(avg_over_time(cache_hit_ratio[5m])) by (job)", true),
            ("cache_hit_ratio * 100", false),
            ("hits / lookups_ratio", false),
            ("sum(rate(x[5m])) by (job_ratio)", false),
            ("x{kind=\"a_ratio\"}", false),
            ("cache_ratio_total", false),
        ] {
            assert_eq!(is_ratio(query), ratio, "{query}");
        }
    }
}
