//! What `docsgen init` writes and says: a commented book.toml of the settings found, and a table of what was found.

use std::fmt::Write as _;

use super::{Config, Detected, DetectionReport, Kind, RepositoryKind, Unplaced};
use crate::diagnostic::Release;
use crate::source::RepoPath;

/// How many paths of one sort the table names.
const NAMED: usize = 5;

/// The book.toml of a detected configuration. Reading it gives the same settings.
#[must_use]
pub fn init_text(detected: &Detected) -> String {
    let Detected { config, report } = detected;
    let mut text = String::from("# Settings of the site that `docsgen build` makes from this repository.\n\n[book]\n");
    line(&mut text, "title", &toml_string(&config.book.title));
    if !config.book.authors.is_empty() {
        line(&mut text, "authors", &list(config.book.authors.iter().map(String::as_str)));
    }
    if let Some(description) = &config.book.description {
        line(&mut text, "description", &toml_string(description));
    }
    line(&mut text, "language", &toml_string(&config.book.language));
    text += "# Checks that come with a later docsgen stay off until this is raised.\n";
    line(&mut text, "docsgen", &toml_string(&Release::own().to_string()));
    text += "# Folders whose Markdown files are pages, from this folder.\n";
    let src: Vec<String> = config.book.src.iter().map(|folder| from_project(config, folder)).collect();
    line(
        &mut text,
        "src",
        &if let [folder] = src.as_slice() { toml_string(folder) } else { list(src.iter().map(String::as_str)) },
    );
    text += "\n[build]\n# The output folder; keep it out of git.\n";
    line(&mut text, "build-dir", &toml_string(&config.build.build_dir));
    write_html(&mut text, config);
    write_catalog(&mut text, config);
    write_sources(&mut text, config, report);
    write_coverage(&mut text, config);
    text
}

fn write_html(text: &mut String, config: &Config) {
    *text += "\n[output.html]\n";
    match &config.html.git_repository_url {
        Some(url) => line(text, "git-repository-url", &toml_string(url)),
        None => {
            *text += "# Links to files that are no pages lead there.\n";
            *text += "# git-repository-url = \"https://github.com/owner/name\"\n";
        }
    }
    match &config.html.site_url {
        Some(url) => line(text, "site-url", &toml_string(url)),
        None => {
            *text += "# Where the site will stand: sitemap, canonical links and the 404 page need it.\n";
            *text += "# site-url = \"https://docs.example.org/\"\n";
        }
    }
}

fn write_catalog(text: &mut String, config: &Config) {
    let catalog = &config.catalog;
    if !catalog.charts.is_empty() || catalog.commands.is_some() || catalog.metadata.is_some() {
        *text += "\n# Where the charts are. Paths here and below are from the repository root.\n[catalog]\n";
        if !catalog.charts.is_empty() {
            line(text, "charts", &list(catalog.charts.iter().map(|glob| glob.value.as_str())));
        }
        if let Some(commands) = &catalog.commands {
            *text += "# The Makefile of each chart.\n";
            line(text, "commands", &toml_string(&commands.value));
        }
        if let Some(metadata) = &catalog.metadata {
            *text += "# Names, categories and tags by chart.\n";
            line(text, "metadata", &toml_string(metadata.value.as_str()));
        }
    }
    for (id, chart) in &config.charts {
        if let Some(folder) = &chart.folder {
            let _ = write!(text, "\n[charts.{}]\n", toml_string(id));
            line(text, "folder", &toml_string(&folder.value.to_string()));
        }
    }
}

fn write_sources(text: &mut String, config: &Config, report: &DetectionReport) {
    if !config.sources.is_empty() {
        *text += "\n# What pages are. The first rule that matches counts; `{chart}` must name a chart; `*` stays in its folder, `**`\n";
        *text += "# doesn't. A chart's README is its page, and a page without a rule is a guide.\n";
        for rule in &config.sources {
            let _ = writeln!(
                text,
                "\n[[sources]]\nmatch = {}\nkind = \"{}\"",
                toml_string(&rule.pattern.value),
                rule.kind.unwrap_or(Kind::Guide).name()
            );
        }
    }
    if !report.private.is_empty() {
        *text += "\n# Not published unless a rule with `publish = true` asks for it:\n";
        for path in report.private.iter().take(NAMED) {
            let _ = writeln!(text, "#   {}", one_line(path.as_str()));
        }
        if report.private.len() > NAMED {
            let _ = writeln!(text, "#   and {} more", report.private.len() - NAMED);
        }
    }
}

/// An example of what can be required, for those who have charts to require it of.
fn write_coverage(text: &mut String, config: &Config) {
    if config.catalog.charts.is_empty() {
        return;
    }
    *text += "\n# What must be written for each chart; nothing is required until it stands here.\n";
    *text += "# [[check.coverage.require]]\n# pages = [\"backup\", \"upgrade\"]\n";
}

/// A table of what was found: one subject a line, in columns of words, figures and remarks.
#[must_use]
pub fn init_table(detected: &Detected) -> String {
    let rows = rows(detected);
    let first = rows.iter().map(|row| row.0.chars().count()).max().unwrap_or_default();
    let second = rows.iter().map(|row| row.1.len()).max().unwrap_or_default();
    let mut table = String::new();
    for (subject, figure, remark) in rows {
        let row = format!("{subject:first$}  {figure:>second$}  {remark}");
        table += row.trim_end();
        table.push('\n');
    }
    table
}

/// The rows of the table: subject, figure, remark.
fn rows(detected: &Detected) -> Vec<(String, String, String)> {
    let Detected { config, report } = detected;
    let row =
        |subject: &str, figure: usize, remark: String| (subject.to_owned(), figure.to_string(), one_line(&remark));
    let kind = match report.kind {
        RepositoryKind::Charts => "a repository of charts",
        RepositoryKind::Book => "an mdBook",
        RepositoryKind::Content => "pages with front matter",
        RepositoryKind::Docs => "a folder of Markdown",
    };
    let mut rows = vec![("found".to_owned(), String::new(), kind.to_owned())];
    for (index, (glob, count)) in report.charts.iter().enumerate() {
        rows.push(row(if index == 0 { "charts" } else { "" }, *count, glob.clone()));
    }
    if let Some(commands) = &config.catalog.commands {
        rows.push(row("makefiles", report.commands, commands.value.clone()));
    }
    if let Some(metadata) = &config.catalog.metadata {
        rows.push(("metadata".to_owned(), String::new(), one_line(metadata.value.as_str())));
    }
    if let Some(summary) = &config.summary {
        rows.push(("order".to_owned(), String::new(), one_line(summary.as_str())));
    }
    let src: Vec<String> = config.book.src.iter().map(ToString::to_string).collect();
    rows.push(row("pages", report.pages(), format!("public, from {}", src.join(", "))));
    for (kind, (pages, with_chart)) in &report.kinds {
        let patterns: Vec<&str> = config
            .sources
            .iter()
            .filter(|rule| rule.kind == Some(*kind))
            .map(|rule| rule.pattern.value.as_str())
            .collect();
        let remark = match (kind, patterns.as_slice()) {
            (Kind::Chart, []) => "READMEs of charts".to_owned(),
            (Kind::Guide, _) if *with_chart > 0 => format!("{with_chart} of them in folders of charts"),
            (_, patterns) => patterns.join(", "),
        };
        rows.push(row(&format!("  {}", kind.name()), *pages, remark));
    }
    if !report.private.is_empty() {
        rows.push(row("not public", report.private.len(), some(report.private.iter().map(ToString::to_string))));
    }
    if !report.unplaced.is_empty() {
        rows.push(row("not placed", report.unplaced.len(), "guides whose name suggests more:".to_owned()));
        rows.extend(report.unplaced.iter().map(|page| {
            (String::new(), String::new(), format!("{}: {}", one_line(page.path.as_str()), suggestion(page)))
        }));
    }
    rows
}

fn suggestion(page: &Unplaced) -> String {
    match (page.kind, &page.chart) {
        (Some(kind), Some(chart)) => format!("`{}` and `{chart}`, but no other page is named like it", kind.name()),
        (Some(kind), None) => format!("`{}`, but no chart", kind.name()),
        (None, Some(chart)) => format!("`{chart}`, but not what it is for"),
        (None, None) => String::new(),
    }
}

fn some(paths: impl ExactSizeIterator<Item = String>) -> String {
    let more = paths.len().saturating_sub(NAMED);
    let mut named: Vec<String> = paths.take(NAMED).collect();
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join(", ")
}

/// A folder as book.toml names it: from the project root.
fn from_project(config: &Config, folder: &RepoPath) -> String {
    match folder.relative_to(&config.project) {
        Some("") => ".".to_owned(),
        Some(path) if folder.is_within(&config.project) => path.to_owned(),
        // A source folder beside the project: from the repository root.
        _ => format!("/{}", folder.as_str()),
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {value}");
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", items.map(toml_string).collect::<Vec<_>>().join(", "))
}

/// Text as a basic string of TOML.
#[must_use]
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            character if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted + "\""
}

/// Text that stays on its line, whatever characters a file's name has.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

#[cfg(test)]
mod tests;
