//! `[check]`: what is checked, and how grave it is.

use std::collections::BTreeMap;

use super::{Reading, days, is_web, not_one_of, path_in};
use crate::config::{Coverage, Kind, PathLevels, SourcePattern, external};
use crate::diagnostic::{Code, Remark, Severity, near_match};
use crate::node::{Reader, Sink};
use crate::source::{RepoPath, Spanned};

impl Reading<'_> {
    pub(super) fn check(&mut self, mut table: Reader<'_>) {
        let sink = &mut self.sink;
        if let Some(levels) = table.table("levels", sink) {
            self.config.check.levels = read_levels(levels, sink);
        }
        if let Some(mut kinds) = table.table("kinds", sink) {
            let source = kinds.source();
            for (name, node) in kinds.rest() {
                let Some(kind) = Kind::from_name(&name.value) else {
                    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                    not_one_of(&name.value, name.range, &names, sink);
                    continue;
                };
                let levels = Reader::new(node, source, format!("check.kinds.{}", name.value), sink);
                self.config.check.kinds.insert(kind, read_levels(levels, sink));
            }
        }
        for mut paths in table.tables("paths", sink) {
            let pattern = paths.text("path", sink);
            let levels = paths.table("levels", sink).map(|levels| read_levels(levels, sink)).unwrap_or_default();
            paths.finish(sink);
            let Some(pattern) = pattern else { continue };
            if is_pattern(&pattern, sink) {
                self.config.check.paths.push(PathLevels { pattern, levels });
            }
        }
        if let Some(coverage) = table.table("coverage", sink) {
            self.config.check.coverage = Coverage::read(coverage, sink);
        }
        if let Some(mut env) = table.table("env", sink) {
            let patterns = env.texts("sources", sink).unwrap_or_default();
            self.config.check.env_sources = patterns.into_iter().filter(|pattern| is_pattern(pattern, sink)).collect();
            env.finish(sink);
        }
        let stale_after = table.text("stale_after", sink);
        self.config.check.stale_after = stale_after.and_then(|after| days("stale_after", &after, sink));
        if let Some(reviews) = table.table("review_every", sink) {
            self.config.check.review_every = read_reviews(reviews, sink);
        }
        let tolerance = table.text("regression_tolerance", sink);
        self.config.check.regression_tolerance = tolerance.and_then(|tolerance| read_percent(&tolerance, sink));
        let bases = table.texts("runbook_base", sink).unwrap_or_default();
        self.config.check.runbook_base = read_addresses(bases, sink);
        if let Some(published) = table.text("published", sink) {
            self.config.check.published = path_in(&RepoPath::root(), &published, sink).map(|path| path.value);
        }
        if let Some(baseline) = table.text("baseline", sink) {
            self.config.check.baseline = path_in(&RepoPath::root(), &baseline, sink).map(|path| path.value);
        }
        if let Some(external) = table.table("external", sink) {
            self.config.check.external = external::read(external, sink);
        }
        table.finish(sink);
    }
}

/// Whether a text is a pattern of paths, in which no `{chart}` has a meaning; one that isn't is reported.
fn is_pattern(pattern: &Spanned<String>, sink: &mut Sink) -> bool {
    match SourcePattern::compile(pattern) {
        Ok(compiled) if compiled.captures_chart() => {
            sink.invalid(pattern.range, "`{chart}` has no meaning here").help =
                Some(format!("write `{}`", pattern.value.replace("{chart}", "*")));
            false
        }
        Ok(_) => true,
        Err(remark) => {
            sink.remarks.push(remark);
            false
        }
    }
}

/// Reads a share: `10%`.
fn read_percent(written: &Spanned<String>, sink: &mut Sink) -> Option<f64> {
    let digits = written.value.trim().strip_suffix('%').map(str::trim_end);
    let is_number = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let percent = digits.filter(is_number).and_then(|digits| digits.parse::<f64>().ok());
    if percent.is_none() {
        let message = format!("`regression_tolerance` must be a share, and is `{}`", written.value);
        sink.invalid(written.range, message).help = Some("write `10%`".to_owned());
    }
    percent
}

/// Reads how often pages of each kind are reviewed.
fn read_reviews(mut table: Reader<'_>, sink: &mut Sink) -> BTreeMap<Kind, Spanned<u32>> {
    let mut reviews = BTreeMap::new();
    for (name, node) in table.rest() {
        let Some(kind) = Kind::from_name(&name.value) else {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            not_one_of(&name.value, name.range, &names, sink);
            continue;
        };
        match node.as_text() {
            Some(text) => {
                let every = days("review_every", &Spanned::new(text.to_owned(), node.range), sink);
                reviews.extend(every.map(|every| (kind, every)));
            }
            None => {
                sink.invalid(
                    node.range,
                    format!("`review_every.{}` must be text, and is {}", name.value, node.describe()),
                );
            }
        }
    }
    reviews
}

/// Reads addresses of the site, each with a slash at its end.
fn read_addresses(written: Vec<Spanned<String>>, sink: &mut Sink) -> Vec<String> {
    let mut addresses = Vec::new();
    for url in written {
        if is_web(&url.value) {
            addresses.push(format!("{}/", url.value.trim_end_matches('/')));
        } else {
            sink.invalid(url.range, format!("`{}` is no address of a site", url.value)).help =
                Some("write `https://host/path/`".into());
        }
    }
    addresses
}

/// Reads severities by code.
fn read_levels(mut table: Reader<'_>, sink: &mut Sink) -> BTreeMap<Code, Option<Severity>> {
    let mut levels = BTreeMap::new();
    for (name, node) in table.rest() {
        let Some(code) = Code::from_name(&name.value) else {
            let mut remark = Remark::new(sink.unknown_key, name.range, format!("there is no finding `{}`", name.value));
            remark.help = near_match(&name.value, Code::ALL.iter().map(|code| code.name()))
                .map(|near| format!("did you mean `{near}`?"));
            sink.remarks.push(remark);
            continue;
        };
        match node.as_text() {
            Some("error") => levels.insert(code, Some(Severity::Error)),
            Some("warning") => levels.insert(code, Some(Severity::Warning)),
            Some("note") => levels.insert(code, Some(Severity::Note)),
            Some("off") => levels.insert(code, None),
            Some(other) => {
                not_one_of(other, node.range, &["error", "warning", "note", "off"], sink);
                None
            }
            None => {
                let message = format!("the level of `{code}` must be text, and is {}", node.describe());
                sink.invalid(node.range, message);
                None
            }
        };
    }
    levels
}
