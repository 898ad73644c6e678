//! Patterns of book.toml that nothing fits.

use super::Checked;
use crate::config::{Classifier, SourcePattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, RepoPath, Span, Spanned};

/// Finds the patterns of `[[sources]]`, `[catalog]` and `[check.env]` that match nothing. Those that were detected match by their
/// nature.
pub(super) fn check_patterns(checked: Checked<'_>) -> Vec<Diagnostic> {
    let Some(file) = checked.config_file else { return Vec::new() };
    let mut findings = sources(checked, file);
    let catalog = &checked.config.catalog;
    for (index, pattern) in catalog.charts.iter().enumerate() {
        if !checked.charts.iter().any(|chart| chart.pattern == Some(index)) {
            findings.push(
                unmatched(file, pattern, "matches no folder with a Chart.yaml")
                    .help("correct the pattern, which starts at the repository root, or remove it"),
            );
        }
    }
    if let Some(pattern) = &catalog.commands {
        let of_chart = |id: &str| RepoPath::new(&pattern.value.replace("{chart}", id));
        let is_there = |id: &str| of_chart(id).is_some_and(|path| checked.makefiles.contains_key(&path));
        if !checked.charts.iter().any(|chart| is_there(&chart.id)) {
            findings.push(
                unmatched(file, pattern, "is the Makefile of no chart")
                    .help("write a path from the repository root in which `{chart}` stands for the chart"),
            );
        }
    }
    for pattern in &checked.config.check.env_sources {
        let Ok(compiled) = SourcePattern::compile(pattern) else { continue };
        if !checked.listing.files.iter().any(|entry| compiled.is_match(&entry.path)) {
            findings.push(
                unmatched(file, pattern, "matches no file")
                    .help("correct the pattern, which starts at the repository root, or remove it"),
            );
        }
    }
    findings
}

fn sources(checked: Checked<'_>, file: FileId) -> Vec<Diagnostic> {
    let rules = &checked.config.sources;
    if rules.is_empty() {
        return Vec::new();
    }
    let classifier = Classifier::new(checked.config, checked.charts);
    let mut matched = vec![false; rules.len()];
    for entry in &checked.listing.files {
        if let Some(rule) = classifier.classify(&entry.path).and_then(|class| class.rule) {
            matched[rule] = true;
        }
        // Whom files are for is said of all of them.
        if let Some(rule) = classifier.audience_rule(&entry.path).filter(|rule| rules[*rule].is_about_readers()) {
            matched[rule] = true;
        }
    }
    let unmatched_rules = rules.iter().zip(matched).filter(|(_, matched)| !matched);
    // A pattern that is none was reported when book.toml was read.
    let compiled = unmatched_rules.filter_map(|(rule, _)| Some((rule, SourcePattern::compile(&rule.pattern).ok()?)));
    compiled
        .map(|(rule, pattern)| {
            let fits = |path: &RepoPath| path.is_markdown() && pattern.is_match(path);
            let would_match = checked.listing.files.iter().map(|entry| &entry.path).find(|path| fits(path));
            match would_match {
                Some(path) => unmatched(file, &rule.pattern, "never decides about a file").help(why_not(
                    checked,
                    &classifier,
                    path,
                    &pattern,
                )),
                None => unmatched(file, &rule.pattern, "matches no Markdown file")
                    .help("correct the pattern, which starts at the repository root, or remove it"),
            }
        })
        .collect()
}

/// Why a rule isn't the one that decides about a file whose path its pattern fits.
fn why_not(checked: Checked<'_>, classifier: &Classifier<'_>, path: &RepoPath, pattern: &SourcePattern) -> String {
    match classifier.classify(path) {
        None => format!("`{path}` lies in no folder of `src`"),
        Some(class) => match class.rule.map(|rule| &checked.config.sources[rule].pattern.value) {
            Some(first) if !pattern.captures_chart() => {
                format!("`{path}` is matched by `{first}` first: put the more special pattern above it")
            }
            _ => format!("`{path}` would match, but what stands for `{{chart}}` is no chart's id"),
        },
    }
}

fn unmatched(file: FileId, pattern: &Spanned<String>, what: &str) -> Diagnostic {
    let span = Span { file, range: pattern.range };
    Diagnostic::new(Code::SourcesUnmatched, span, format!("`{}` {what}", pattern.value))
}
