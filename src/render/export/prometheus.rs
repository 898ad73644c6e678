//! Objectives as rules for Prometheus: targets to compare measurements with, and an alert for backups that are too old.

use std::fmt::Write as _;
use std::time::Duration;

use super::objectives::tier_of;
use super::{Line, Seconds, indices};
use crate::parse::bound::{Bound, Meaning};
use crate::parse::statement::Field;
use crate::site::Site;
use crate::site::chart::{Chart, ChartIndex};
use crate::source::Sources;

/// What the rules are about, and what they call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOptions {
    /// The metric that says when a backup last succeeded, in seconds since 1970; a name by [`is_metric`].
    pub metric: String,
    /// The metric's label that names the chart by its id; a name by [`is_label`].
    pub label: String,
    /// How long a backup must be too old before the alert fires, as Prometheus writes it; by [`is_duration`].
    pub pending: String,
    /// The alert's label `severity`.
    pub severity: String,
}

impl Default for RuleOptions {
    fn default() -> Self {
        Self {
            metric: "backup_last_success_timestamp".to_owned(),
            label: "chart".to_owned(),
            pending: "5m".to_owned(),
            severity: "warning".to_owned(),
        }
    }
}

/// Whether Prometheus takes a text for the name of a metric everywhere (its data model, "Metric names and labels").
#[must_use]
pub fn is_metric(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | ':'))
        && name.chars().all(|rest| rest.is_ascii_alphanumeric() || matches!(rest, '_' | ':'))
}

/// Whether Prometheus takes a text for the name of a label everywhere.
#[must_use]
pub fn is_label(name: &str) -> bool {
    is_metric(name) && !name.contains(':')
}

/// Whether a text is a duration of Prometheus: `0`, `90s`, `1h30m`; each unit once, the longest first.
#[must_use]
pub fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 7] = ["y", "w", "d", "h", "m", "s", "ms"];
    if text == "0" {
        return true;
    }
    let (mut rest, mut units) = (text, UNITS.as_slice());
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        // Nobody waits for more than nine digits of anything, and Prometheus couldn't count it.
        let unit = units.iter().position(|unit| *unit == &rest[digits..digits + letters]);
        let (1..=9, Some(unit)) = (digits, unit) else { return false };
        (rest, units) = (&rest[digits + letters..], &units[unit + 1..]);
    }
    !text.is_empty()
}

/// A rules file: one recording rule for each headline figure, and one alert. `site_url` is the absolute URL of the site,
/// with a slash at its end, where it is known.
///
/// A target of zero is recorded and doesn't alert: a backup is always older than that, so that such a promise is kept by
/// replication and can't be measured by the age of a backup. What is not applicable or can't be read has no target.
#[must_use]
pub fn rules(site: &Site, sources: &Sources, site_url: Option<&str>, options: &RuleOptions) -> String {
    let mut yaml = String::from(
        "# Recovery objectives of the charts, written by `docsgen export objectives --format prometheus`.\n\
         # Write it anew instead of changing it.\n\
         groups:\n",
    );
    targets(&mut yaml, site, sources, Field::Rto);
    targets(&mut yaml, site, sources, Field::Rpo);
    alert(&mut yaml, site, site_url, options);
    yaml
}

/// The group of the recording rules of one of the two figures.
fn targets(yaml: &mut String, site: &Site, sources: &Sources, field: Field) {
    let name = field.name();
    line(yaml, format_args!("  - name: docsgen-{name}-targets"));
    let (mut rules, mut left_out) = (String::new(), String::new());
    for index in indices(site.charts.len()) {
        let chart = site.chart(index);
        let Some(claim) = site.recovery.chart(index).headline.get(field) else { continue };
        let claim = site.recovery.claim(claim);
        let place = Line::of(claim.place, sources);
        let from = comment(&format!("{}, {}:{}", claim.bound.text, place.path, place.line));
        match target(&claim.bound) {
            Ok(target) => {
                line(&mut rules, format_args!("      # {from}"));
                line(&mut rules, format_args!("      - record: docsgen_{name}_target_seconds"));
                line(&mut rules, format_args!("        expr: vector({})", Seconds(target)));
                line(&mut rules, format_args!("        labels:"));
                line(&mut rules, format_args!("          chart: {}", quoted(&chart.id)));
                if let Some(tier) = tier_of(site, index) {
                    line(&mut rules, format_args!("          tier: {}", quoted(tier)));
                }
            }
            Err(reason) => {
                let chart = comment(&chart.id);
                line(&mut left_out, format_args!("      # {chart} is left out, because {reason}: {from}"));
            }
        }
    }
    let list = if rules.is_empty() { "    rules: []" } else { "    rules:" };
    line(yaml, format_args!("{list}"));
    yaml.push_str(&rules);
    yaml.push_str(&left_out);
}

/// What a figure is compared with, or why it can't be.
fn target(bound: &Bound) -> Result<Duration, &'static str> {
    match bound.meaning {
        Some(Meaning::NotApplicable) => Err("it has no such objective"),
        None => Err("its objective can't be read"),
        Some(_) => Ok(bound.upper().unwrap_or_default()),
    }
}

fn alert(yaml: &mut String, site: &Site, site_url: Option<&str>, options: &RuleOptions) {
    let RuleOptions { metric, label, pending, severity } = options;
    let last = if label == "chart" {
        format!("max by (chart) ({metric})")
    } else {
        // Only what has that label names a chart.
        format!(
            "max by (chart) (label_replace({metric}{{{label}!=\"\"}}, \"chart\", \"$1\", {}, \"(.+)\"))",
            quoted(label)
        )
    };
    let head = "  - name: docsgen-backup-age\n    rules:\n      \
                # A target of 0 is kept by replication: every backup is older, so that the alert would always fire.\n      \
                - alert: DocsgenBackupOlderThanRpo\n        expr: |\n          (time() - ";
    let _ = write!(
        yaml,
        "{head}{last})\n          > on (chart) group_left (tier)\n          (docsgen_rpo_target_seconds > 0)\n"
    );
    line(yaml, format_args!("        for: {pending}"));
    line(yaml, format_args!("        labels:"));
    line(yaml, format_args!("          severity: {}", quoted(severity)));
    line(yaml, format_args!("        annotations:"));
    line(
        yaml,
        format_args!("          summary: {}", quoted("The last backup of {{ $labels.chart }} is older than its RPO")),
    );
    let description = "The last backup of {{ $labels.chart }} succeeded {{ $value | humanizeDuration }} ago, which is longer \
                       than its recovery point objective allows.";
    line(yaml, format_args!("          description: {}", quoted(description)));
    if let Some(site_url) = site_url {
        line(yaml, format_args!("          runbook_url: {}", quoted(&page_template(site, site_url))));
    }
}

/// The page of the chart that an alert is about, as a template of Prometheus.
fn page_template(site: &Site, site_url: &str) -> String {
    let usual = |id: &str| format!("{site_url}charts/{id}/");
    let pages = indices(site.charts.len()).filter(|index| has_rpo(site, *index)).map(|index| site.chart(index));
    let mut template = String::new();
    for Chart { id, route, .. } in pages {
        let url = route.permalink(site_url);
        if url != usual(id) {
            let start = if template.is_empty() { "{{ if" } else { "{{ else if" };
            let _ = write!(template, "{start} eq $labels.chart {} }}}}{}", quoted(id), literal(&url));
        }
    }
    let usual = format!("{}charts/{{{{ $labels.chart }}}}/", literal(site_url));
    if template.is_empty() { usual } else { format!("{template}{{{{ else }}}}{usual}{{{{ end }}}}") }
}

fn has_rpo(site: &Site, chart: ChartIndex) -> bool {
    let claim = site.recovery.chart(chart).headline.rpo;
    claim.is_some_and(|claim| target(&site.recovery.claim(claim).bound).is_ok_and(|target| !target.is_zero()))
}

/// A text as a template that prints it.
pub(super) fn literal(text: &str) -> String {
    if text.contains("{{") { format!("{{{{ {} }}}}", quoted(text)) } else { text.to_owned() }
}

/// A text in double quotes, as YAML, PromQL and Go's templates read it: JSON's escapes are theirs as well. YAML wants more
/// characters escaped than JSON does.
pub(super) fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a text is plain JSON");
    let hidden = |character: &char| matches!(character, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let mut quoted = String::with_capacity(json.len());
    for character in json.chars() {
        if hidden(&character) {
            let _ = write!(quoted, "\\u{:04x}", u32::from(character));
        } else {
            quoted.push(character);
        }
    }
    quoted
}

/// A text that ends no comment.
pub(super) fn comment(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Adds a line. A `String` takes all that is written to it.
pub(super) fn line(yaml: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(yaml, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_prometheus_takes() {
        for (name, metric, label) in [
            ("backup_last_success_timestamp", true, true),
            ("job:backup:time", true, false),
            ("_x1", true, true),
            ("1x", false, false),
            ("", false, false),
            ("a-b", false, false),
            ("a b", false, false),
            ("up)", false, false),
            ("größe", false, false),
        ] {
            assert_eq!((is_metric(name), is_label(name)), (metric, label), "{name}");
        }
    }

    #[test]
    fn durations_are_those_that_prometheus_takes() {
        for (text, taken) in [
            ("0", true),
            ("5m", true),
            ("1h30m", true),
            ("100ms", true),
            ("1d12h", true),
            ("", false),
            ("5", false),
            ("m", false),
            ("30m1h", false),
            ("1h1h", false),
            ("1.5h", false),
            ("5 m", false),
            ("5µs", false),
            ("99999999999y", false),
        ] {
            assert_eq!(is_duration(text), taken, "{text}");
        }
    }

    #[test]
    fn comments_end_with_their_line() {
        assert_eq!(comment("< 1 hour\n- record: x\r\n\u{85}y"), "< 1 hour - record: x y");
    }

    #[test]
    fn quoted_texts_hold_no_character_that_yaml_refuses() {
        assert_eq!(quoted("a\"b\\c\n\u{7f}\u{85}\u{2028}é"), r#""a\"b\\c\n\u007f\u0085\u2028é""#);
    }

    #[test]
    fn braces_of_a_url_are_no_template() {
        assert_eq!(literal("https://example.org/"), "https://example.org/");
        assert_eq!(literal("https://example.org/{{x}}/"), "{{ \"https://example.org/{{x}}/\" }}");
    }
}
