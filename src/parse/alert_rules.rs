//! Alerting rules: Prometheus' own files, PrometheusRule manifests, and both inside Helm templates, ConfigMaps and values.
//!
//! They are read line by line. A template is no YAML, rules in a ConfigMap are the text of a value, and in all of them a line
//! `runbook_url: …` means the same. What belongs to which rule follows from the indentation.

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::source::{Spanned, TextRange};

/// The annotation that leads from an alert to what to do about it.
const RUNBOOK_KEY: &str = "runbook_url";

/// What a file says about alerts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRules {
    /// The alerting rules, in order.
    pub alerts: Vec<Alert>,
    /// Every `runbook_url`, in order.
    pub runbooks: Vec<Runbook>,
}

/// An alerting rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Its name, as written.
    pub name: Spanned<String>,
    /// Whether it has a `runbook_url`.
    pub has_runbook: bool,
}

/// The value of a `runbook_url`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runbook {
    /// The URL without its quotes, as written; may have templates in it.
    pub url: Spanned<String>,
    /// The alert it belongs to, where that can be told.
    pub alert: Option<String>,
}

/// Whether a file can hold alerting rules: a look at its bytes, so that those that can't needn't be kept.
#[must_use]
pub fn may_have_alerts(bytes: &[u8]) -> bool {
    memmem::find(bytes, RUNBOOK_KEY.as_bytes()).is_some()
        || (memmem::find(bytes, b"alert:").is_some() && memmem::find(bytes, b"expr:").is_some())
}

/// Reads the alerting rules of a file, as far as they can be told. Never fails.
#[must_use]
pub fn parse_alert_rules(text: &str) -> AlertRules {
    let mut reading = Reading::default();
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    let mut in_comment = false;
    while let Some(line) = lines.next() {
        let start = at;
        at += line.len();
        let content = line.trim();
        // A comment of a template, which may go on for lines.
        if in_comment || content.starts_with("{{/*") || content.starts_with("{{- /*") {
            in_comment = !content.contains("*/");
            continue;
        }
        if content.is_empty() || content.starts_with('#') || content.starts_with("{{") {
            continue;
        }
        let following = lines.peek().copied().map(|next| (next, at));
        reading.line(line, start, following);
    }
    reading.close_from(0);
    let Reading { mut rules, .. } = reading;
    rules.alerts.sort_by_key(|alert| alert.name.range);
    rules
}

/// An entry of a list that is being read.
struct Item {
    /// The column of its keys.
    column: usize,
    alert: Option<Spanned<String>>,
    /// Whether it has an expression, without which it is no rule.
    expression: bool,
    /// The first of its runbooks, and how many.
    runbooks: std::ops::Range<usize>,
}

#[derive(Default)]
struct Reading {
    rules: AlertRules,
    /// The entries that are open, outermost first.
    open: Vec<Item>,
}

impl Reading {
    fn line(&mut self, line: &str, start: usize, following: Option<(&str, usize)>) {
        let mut rest = line.trim_end();
        let indented = rest.len() - rest.trim_start().len();
        rest = &rest[indented..];
        let mut column = indented;
        self.close_from(column + 1);
        while let Some(entry) = rest.strip_prefix('-').filter(|entry| entry.starts_with([' ', '\t'])) {
            let entry = entry.trim_start();
            column += rest.len() - entry.len();
            rest = entry;
            self.close_from(column);
            let next = self.rules.runbooks.len();
            self.open.push(Item { column, alert: None, expression: false, runbooks: next..next });
        }
        let content = start + column;
        let flow = rest.starts_with('{');
        if let Some(item) = self.open.last_mut().filter(|item| item.column == column) {
            if let Some(at) = value_of("alert", rest, flow) {
                item.alert = scalar(rest, at, flow).map(|(from, to)| spanned(rest, from, to, content));
            }
            item.expression |= value_of("expr", rest, flow).is_some();
        }
        if let Some(url) = runbook(rest, content, following) {
            self.rules.runbooks.push(Runbook { url, alert: None });
        }
    }

    /// Ends the entries whose keys stand at `column` or further right.
    fn close_from(&mut self, column: usize) {
        while let Some(item) = self.open.pop_if(|item| item.column >= column) {
            let runbooks = item.runbooks.start..self.rules.runbooks.len();
            let Some(name) = item.alert else { continue };
            for runbook in &mut self.rules.runbooks[runbooks.clone()] {
                runbook.alert = Some(name.value.clone());
            }
            if item.expression {
                self.rules.alerts.push(Alert { name, has_runbook: !runbooks.is_empty() });
            }
        }
    }
}

/// Where the value of a key starts: of the line's own key, or of one in braces on the same line.
fn value_of(key: &str, line: &str, flow: bool) -> Option<usize> {
    if !flow {
        return after_key(key, line, 0);
    }
    memmem::find_iter(line.as_bytes(), key.as_bytes()).find_map(|at| {
        let before = line[..at].trim_end_matches(['"', '\'']).trim_end();
        if before.ends_with(['{', ',']) {
            after_key(key, line, line[..at].trim_end_matches(['"', '\'']).len())
        } else {
            None
        }
    })
}

/// Where the value behind `key:` starts, the key in quotes or not.
fn after_key(key: &str, line: &str, at: usize) -> Option<usize> {
    let rest = &line[at..];
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    let rest = rest.get(quote.map_or(0, char::len_utf8)..)?.strip_prefix(key)?;
    let rest = match quote {
        Some(quote) => rest.strip_prefix(quote)?,
        None => rest,
    };
    let rest = rest.trim_start_matches([' ', '\t']).strip_prefix(':')?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) && quote.is_none() {
        return None;
    }
    Some(line.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// The URL behind the line's `runbook_url`, wherever in the line that stands. A value on lines of its own is the first of
/// them.
fn runbook(line: &str, content: usize, following: Option<(&str, usize)>) -> Option<Spanned<String>> {
    let at = memmem::find_iter(line.as_bytes(), RUNBOOK_KEY.as_bytes()).find(|at| {
        !line[..*at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | '.' | '-'))
    })?;
    let quoted = line[..at].ends_with(['"', '\'']);
    let value = after_key(RUNBOOK_KEY, line, at - usize::from(quoted))?;
    let flow = line[..at].contains('{');
    if let Some((from, to)) = scalar(line, value, flow) {
        return Some(spanned(line, from, to, content));
    }
    let (next, start) = following?;
    let (from, to) = scalar(next, next.len() - next.trim_start().len(), false)?;
    // A key, or an entry of a list, is no value.
    let text = &next[from..to];
    let is_value = !text.starts_with("- ") && !text.ends_with(':') && !text.contains(": ");
    is_value.then(|| spanned(next, from, to, start))
}

/// Where the scalar that starts at an offset stands, without its quotes; `None` where there is none on the line.
fn scalar(line: &str, at: usize, flow: bool) -> Option<(usize, usize)> {
    let line = line.trim_end();
    let rest = line.get(at..)?;
    let first = rest.chars().next()?;
    if first == '#' || (matches!(first, '|' | '>') && rest.len() <= 4) {
        return None;
    }
    if matches!(first, '"' | '\'') {
        let from = at + 1;
        let mut escaped = false;
        for (offset, character) in line[from..].char_indices() {
            if escaped {
                escaped = false;
            } else if character == '\\' && first == '"' {
                escaped = true;
            } else if character == first {
                return Some((from, from + offset));
            }
        }
        return Some((from, line.len()));
    }
    let mut length = rest.find(" #").unwrap_or(rest.len());
    if flow && !rest.starts_with("{{") {
        length = length.min(rest.find([',', '}']).unwrap_or(length));
    }
    let text = rest[..length].trim_end();
    (!text.is_empty()).then_some((at, at + text.len()))
}

fn spanned(line: &str, from: usize, to: usize, start: usize) -> Spanned<String> {
    Spanned::new(line[from..to].to_owned(), TextRange::new(start + from, start + to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each runbook as `alert: url`, each alert without one as `alert!`.
    fn read(text: &str) -> Vec<String> {
        let rules = parse_alert_rules(text);
        let runbooks = rules.runbooks.iter().map(|runbook| {
            assert_eq!(runbook.url.range.of(text), runbook.url.value, "the place is the URL");
            format!("{}: {}", runbook.alert.as_deref().unwrap_or("?"), runbook.url.value)
        });
        let without = rules.alerts.iter().filter(|alert| !alert.has_runbook);
        let without = without.map(|alert| format!("{}!", alert.name.range.of(text)));
        runbooks.chain(without).collect()
    }

    #[test]
    fn runbooks_are_found_in_every_form() {
        for (text, expected) in [
            (
                "groups:\n  - name: g\n    rules:\n      - alert: Down\n        expr: up == 0\n        annotations:\n          \
                 runbook_url: https://x.org/a#b\n      - alert: Slow\n        expr: x\n      - record: a:b\n        expr: y\n",
                &["Down: https://x.org/a#b", "Slow!"][..],
            ),
            (
                "kind: PrometheusRule\nspec:\n  groups:\n  - rules:\n    - annotations:\n        runbook_url: 'https://x.org/a'\n      \
                 expr: up\n      alert: Down # why\n    - expr: x\n      alert: \"Slow\"\n",
                &["Down: https://x.org/a", "Slow!"],
            ),
            (
                "rules:\n{{- range .Values.groups }}\n  - alert: {{ .name }}\n    expr: |\n      up == 0\n    annotations:\n      \
                 runbook_url: \"https://x.org/{{ .name }}\"\n{{- end }}\n",
                &["{{ .name }}: https://x.org/{{ .name }}"],
            ),
            (
                "data:\n  rules.yml: |\n    groups:\n    - rules:\n      - alert: A\n        expr: x\n        annotations:\n          \
                 runbook_url: >-\n            https://x.org/a\n",
                &["A: https://x.org/a"],
            ),
            ("- { alert: A, expr: up, annotations: { runbook_url: \"https://x.org/a\" } }\n", &["A: https://x.org/a"]),
            ("- {alert: A, expr: up, annotations: {runbook_url: https://x.org/a}}\n", &["A: https://x.org/a"]),
            (
                "- \"alert\": \"A\"\n  \"expr\": \"x\"\n  \"annotations\":\n    \"runbook_url\": \"https://x.org\"\n",
                &["A: https://x.org"],
            ),
            ("annotations:\n  runbook_url: https://x.org\n", &["?: https://x.org"]),
            ("# runbook_url: https://x.org\n{{/*\nrunbook_url: https://x.org\n*/}}\n", &[]),
            ("my_runbook_url: https://x.org\nx.runbook_url: y\n", &[]),
            ("runbook_url:\nother: https://x.org\n", &[]),
            ("runbook_url:\n", &[]),
            ("- alert: NoRule\n  to: team\n", &[]),
            ("- alert: A\r\n  expr: x\r\n  annotations:\r\n    runbook_url: https://x.org\r\n", &["A: https://x.org"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_look_at_the_bytes_says_what_need_not_be_read() {
        assert!(may_have_alerts(b"runbook_url: x"));
        assert!(may_have_alerts(b"- alert: x\n  expr: y"));
        assert!(!may_have_alerts(b"alert: x"));
        assert!(!may_have_alerts(b"kind: Deployment"));
    }

    proptest! {
        #[test]
        fn any_text_has_places_inside_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "runbook_url", "alert", "expr", ":", ": ", "- ", "-", "  ", "\n", "\r\n", "\"", "'", "\\", "{", "}", ", ",
                    "#", " #", "{{", "}}", "{{/*", "*/", "|", ">-", "백", "https://x", "\t",
                ]),
                0..50,
            ),
            other in any::<String>(),
        ) {
            let text = pieces.concat() + &other;
            let rules = parse_alert_rules(&text);
            for runbook in &rules.runbooks {
                prop_assert_eq!(text.get(runbook.url.range.as_range()), Some(&*runbook.url.value));
            }
            for alert in &rules.alerts {
                prop_assert_eq!(text.get(alert.name.range.as_range()), Some(&*alert.name.value));
            }
        }
    }
}
