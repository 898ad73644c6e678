//! Reads book.toml.

mod check;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Audiences, Book, Build, Catalog, ChartSettings, Check, Config, Extensions, Html, Kept, Kind, RawHtml, RemoteImages,
    SourcePattern, SourceRule, TierSettings, Versions, dataset, keep, mdbook, read_audience, repository, whole_days,
};
use crate::diagnostic::{Code, Remark, near_match};
use crate::error::{Error, Result};
use crate::node::{Node, Reader, Sink, Value, parse_toml};
use crate::source::{LineIndex, RepoPath, Spanned, TextRange};

/// The output folder where book.toml names none.
const DEFAULT_BUILD_DIR: &str = "site";

/// A book.toml as it was read: what it says, and which of the things that can be detected it says itself.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The settings; what isn't stated has the default of [`Config::new`].
    pub config: Config,
    /// Whether `[book] title` is there.
    pub title: bool,
    /// Whether `[book] language` is there.
    pub language: bool,
    /// Whether `[book] src` is there.
    pub src: bool,
    /// Whether `[[sources]]` says what pages are, and not only whom they are for.
    pub sources: bool,
    /// Whether `[catalog] charts` is there.
    pub charts: bool,
    /// Everything that is wrong with it.
    pub remarks: Vec<Remark>,
}

impl Config {
    /// The settings of an empty book.toml in a project folder.
    #[must_use]
    pub fn new(project: &RepoPath) -> Self {
        Self {
            file: None,
            project: project.clone(),
            book: Book {
                title: String::new(),
                authors: Vec::new(),
                description: None,
                language: "en".to_owned(),
                docsgen: None,
                src: vec![project.join("src").unwrap_or_else(|| project.clone())],
            },
            build: Build { build_dir: DEFAULT_BUILD_DIR.to_owned() },
            html: Html {
                site_url: None,
                git_repository_url: None,
                git_branch: None,
                edit_url_template: None,
                theme: "default".to_owned(),
                raw_html: RawHtml::default(),
                remote_images: RemoteImages::default(),
                extensions: Extensions::default(),
                redirect: Vec::new(),
                publish_facts: true,
                search: true,
                cname: None,
                keep: Kept::default(),
                additional_css: Vec::new(),
                additional_js: Vec::new(),
            },
            catalog: Catalog::default(),
            sources: Vec::new(),
            charts: BTreeMap::new(),
            tiers: Vec::new(),
            data: Vec::new(),
            audiences: Audiences::default(),
            check: Check::default(),
            versions: Versions::default(),
            version: None,
            summary: None,
        }
    }

    /// Reads a book.toml that lies at `file` and whose project root is `project`. Says nothing of what detection would
    /// add: see [`super::load`].
    ///
    /// # Errors
    /// Where the text is no TOML; the error has its line and column.
    pub fn read(text: &str, file: &RepoPath, project: &RepoPath) -> Result<(Self, Vec<Remark>)> {
        let stated = Stated::read(text, file, project)?;
        Ok((stated.config, stated.remarks))
    }
}

impl Stated {
    /// Reads a book.toml that lies at `file` and whose project root is `project`.
    ///
    /// # Errors
    /// Where the text is no TOML; the error has its line and column.
    pub fn read(text: &str, file: &RepoPath, project: &RepoPath) -> Result<Self> {
        let root = parse_toml(text).map_err(|remark| syntax_error(text, file, &remark))?;
        let mut reading = Reading {
            project,
            config: Config { file: Some(file.clone()), ..Config::new(project) },
            sink: Sink::new(Code::ConfigUnknownKey, Code::ConfigInvalidValue),
        };
        let has = |table: &str, key: &str| root.get(table).is_some_and(|table| table.get(key).is_some());
        reading.read(&root, text);
        Ok(Self {
            title: has("book", "title"),
            language: has("book", "language"),
            src: has("book", "src"),
            sources: root.get("sources").is_some() && !reading.config.sources.iter().all(SourceRule::is_about_readers),
            charts: has("catalog", "charts"),
            config: reading.config,
            remarks: reading.sink.remarks,
        })
    }
}

fn syntax_error(text: &str, file: &RepoPath, remark: &Remark) -> Error {
    let position = LineIndex::new(text).position(text, remark.range.start);
    let message = remark.message.lines().map(str::trim).collect::<Vec<_>>().join(", ");
    Error::new(message).at(format!("{file}:{}:{}", position.line, position.column))
}

struct Reading<'a> {
    project: &'a RepoPath,
    config: Config,
    sink: Sink,
}

impl Reading<'_> {
    fn read(&mut self, root: &Node, source: &str) {
        let mut reader = Reader::new(root, source, "", &mut self.sink);
        if let Some(table) = reader.table("audiences", &mut self.sink) {
            self.config.audiences.declare(table, &mut self.sink);
        }
        if let Some(table) = reader.table("book", &mut self.sink) {
            self.book(table, root.get("book"));
        }
        if let Some(table) = reader.table("build", &mut self.sink) {
            self.build(table, root.get("build"));
        }
        let output = root.get("output");
        if let Some(mut table) = reader.table("output", &mut self.sink) {
            if let Some(html) = table.table("html", &mut self.sink) {
                self.html(html, output.and_then(|output| output.get("html")));
            }
            mdbook::note_outputs(output, &mut self.sink.remarks);
        }
        if let Some(table) = reader.table("catalog", &mut self.sink) {
            self.catalog(table);
        }
        if let Some(node) = reader.node("sources") {
            self.sources(node, source);
        }
        if let Some(table) = reader.table("charts", &mut self.sink) {
            self.charts(table);
        }
        if let Some(table) = reader.table("tiers", &mut self.sink) {
            self.tiers(table);
        }
        if let Some(table) = reader.table("data", &mut self.sink) {
            self.config.data = dataset::read(table, self.project, &mut self.sink);
        }
        if let Some(table) = reader.table("check", &mut self.sink) {
            self.check(table);
        }
        if let Some(table) = reader.table("versions", &mut self.sink) {
            self.config.versions = Versions::read(table, &mut self.sink);
        }
        mdbook::note_tables(root, &mut reader, &mut self.sink.remarks);
        reader.finish(&mut self.sink);

        let output = self.project.join(&self.config.build.build_dir);
        if let Some(src) = output.and_then(|output| self.config.book.src.iter().find(|src| src.is_within(&output))) {
            let range = root
                .get("build")
                .and_then(|build| build.get("build-dir"))
                .or_else(|| root.get("book").and_then(|book| book.get("src")))
                .map_or_else(TextRange::default, |node| node.range);
            let message = format!("the source folder `{src}` lies in the output folder");
            self.sink.invalid(range, message).help = Some("build into a folder of its own".to_owned());
            DEFAULT_BUILD_DIR.clone_into(&mut self.config.build.build_dir);
        }
    }

    fn book(&mut self, mut table: Reader<'_>, node: Option<&Node>) {
        let sink = &mut self.sink;
        let book = &mut self.config.book;
        if let Some(title) = table.text("title", sink) {
            book.title = title.value;
        }
        if let Some(authors) = table.texts("authors", sink) {
            book.authors = values(authors);
        }
        book.description = table.text("description", sink).map(|text| text.value);
        if let Some(language) = table.text("language", sink) {
            if is_language(&language.value) {
                book.language = language.value;
            } else {
                let message = format!("`{}` is no language", language.value);
                sink.invalid(language.range, message).help = Some("write a BCP 47 tag, such as `en` or `pt-BR`".into());
            }
        }
        book.docsgen = super::release::read(&mut table, sink);
        if let Some(src) = table.texts("src", sink) {
            let folders: Vec<_> = src.iter().filter_map(|folder| path_in(self.project, folder, sink)).collect();
            if !folders.is_empty() {
                book.src = folders.into_iter().map(|folder| folder.value).collect();
            }
        }
        mdbook::note(mdbook::BOOK, "book", node, &mut table, &mut sink.remarks);
        table.finish(sink);
    }

    fn build(&mut self, mut table: Reader<'_>, node: Option<&Node>) {
        let sink = &mut self.sink;
        if let Some(folder) = table.text("build-dir", sink) {
            match RepoPath::new(&folder.value) {
                Some(path) if !path.as_str().is_empty() && !folder.value.starts_with('/') => {
                    path.as_str().clone_into(&mut self.config.build.build_dir);
                }
                _ => {
                    let message = format!("`{}` is no folder inside the project", folder.value);
                    sink.invalid(folder.range, message).help =
                        Some("name a folder of its own here, or use `--out` for one elsewhere".into());
                }
            }
        }
        if let Some(audience) = table.texts("audience", sink) {
            self.config.audiences.choose(audience, sink);
        }
        mdbook::note(mdbook::BUILD, "build", node, &mut table, &mut sink.remarks);
        table.finish(sink);
    }

    fn html(&mut self, mut table: Reader<'_>, node: Option<&Node>) {
        let sink = &mut self.sink;
        let html = &mut self.config.html;
        if let Some(url) = table.text("site-url", sink) {
            html.site_url = site_url(&url.value);
            if html.site_url.is_none() {
                sink.invalid(url.range, format!("`{}` is no address of a site", url.value)).help =
                    Some("write `https://host/path/`, or only the path, as `/path/`".into());
            }
        }
        if let Some(url) = table.text("git-repository-url", sink) {
            if is_web(&url.value) {
                let address = url.value.trim_end_matches('/');
                html.git_repository_url = Some(address.strip_suffix(".git").unwrap_or(address).to_owned());
            } else {
                sink.invalid(url.range, format!("`{}` is no address of a repository in a browser", url.value)).help =
                    Some("write `https://host/owner/name`".into());
            }
        }
        if let Some(branch) = table.text("git-branch", sink) {
            if branch.value.is_empty() || branch.value.contains(char::is_whitespace) {
                sink.invalid(branch.range, format!("`{}` is no branch", branch.value));
            } else {
                html.git_branch = Some(branch.value);
            }
        }
        if let Some(template) = table.text("edit-url-template", sink) {
            if is_web(&template.value) && template.value.contains("{path}") {
                html.edit_url_template = Some(template.value);
            } else {
                sink.invalid(template.range, "an edit address needs `https://` and `{path}`").help =
                    Some("write `https://host/owner/name/edit/main/{path}`".into());
            }
        }
        if let Some(theme) = table.text("theme", sink) {
            if theme.value.is_empty() || theme.value.contains(['/', '\\']) || theme.value.starts_with('.') {
                let message = format!("`theme = \"{}\"` is a folder of mdBook's theme", theme.value);
                sink.remarks.push(
                    Remark::new(Code::ConfigUnsupported, theme.range, message)
                        .help("the default theme is used; `theme` is the name of a folder in `themes/`"),
                );
            } else {
                html.theme = theme.value;
            }
        }
        if let Some(raw) = table.text("raw-html", sink) {
            match &*raw.value {
                "sanitize" => html.raw_html = RawHtml::Sanitize,
                "allow" => html.raw_html = RawHtml::Allow,
                "escape" => html.raw_html = RawHtml::Escape,
                other => not_one_of(other, raw.range, &["sanitize", "allow", "escape"], sink),
            }
        }
        if let Some(remote) = table.text("remote-images", sink) {
            match &*remote.value {
                "keep" => html.remote_images = RemoteImages::Keep,
                "drop" => html.remote_images = RemoteImages::Drop,
                other => not_one_of(other, remote.range, &["keep", "drop"], sink),
            }
        }
        for extension in table.texts("extensions", sink).unwrap_or_default() {
            match &*extension.value {
                "definition-lists" => html.extensions.definition_lists = true,
                "heading-attributes" => html.extensions.heading_attributes = true,
                "superscript" | "subscript" => html.extensions.superscript = true,
                "math" => html.extensions.math = true,
                other => {
                    let known = ["definition-lists", "heading-attributes", "superscript", "subscript", "math"];
                    not_one_of(other, extension.range, &known, sink);
                }
            }
        }
        if let Some(mut redirect) = table.table("redirect", sink) {
            for (from, to) in redirect.rest() {
                match to.as_text() {
                    Some(target) => html.redirect.push((
                        Spanned::new(from.value.to_string(), from.range),
                        Spanned::new(target.to_owned(), to.range),
                    )),
                    None => {
                        let message = format!("a redirect leads to text, and this is {}", to.describe());
                        sink.invalid(to.range, message);
                    }
                }
            }
        }
        if let Some(publish) = table.truth("publish-facts", sink) {
            html.publish_facts = publish.value;
        }
        let searched = node.and_then(|node| node.get("search"));
        if let Some(mut search) = table.table("search", sink) {
            if let Some(enable) = search.truth("enable", sink) {
                html.search = enable.value;
            }
            mdbook::note(mdbook::SEARCH, "output.html.search", searched, &mut search, &mut sink.remarks);
            search.finish(sink);
        }
        if let Some(name) = table.text("cname", sink) {
            let valid = name.value.split('.').all(|label| {
                !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            });
            if valid {
                html.cname = Some(name.value);
            } else {
                sink.invalid(name.range, format!("`{}` is no domain name", name.value)).help =
                    Some("write the name alone, as `docs.example.org`".into());
            }
        }
        html.keep = keep::read(&mut table, sink);
        let mut paths = |key: &'static str, sink: &mut Sink| -> Vec<RepoPath> {
            let files = table.texts(key, sink).unwrap_or_default();
            files.iter().filter_map(|file| path_in(self.project, file, sink)).map(|file| file.value).collect()
        };
        html.additional_css = paths("additional-css", sink);
        html.additional_js = paths("additional-js", sink);
        mdbook::note(mdbook::HTML, "output.html", node, &mut table, &mut sink.remarks);
        table.finish(sink);
    }

    fn catalog(&mut self, mut table: Reader<'_>) {
        let sink = &mut self.sink;
        for folder in table.texts("charts", sink).unwrap_or_default() {
            match SourcePattern::compile(&folder) {
                Ok(pattern) if pattern.captures_chart() => {
                    sink.invalid(folder.range, "a folder of charts is a pattern without `{chart}`").help =
                        Some(format!("write `{}`", folder.value.replace("{chart}", "*")));
                }
                Ok(_) => self.config.catalog.charts.push(folder),
                Err(remark) => sink.remarks.push(remark),
            }
        }
        if let Some(commands) = table.text("commands", sink) {
            match SourcePattern::compile(&commands) {
                Ok(pattern) if pattern.captures_chart() => self.config.catalog.commands = Some(commands),
                Ok(_) => {
                    sink.invalid(commands.range, "the path of a chart's Makefile needs `{chart}`").help =
                        Some("write `make/ops/{chart}.mk`, or leave it out".into());
                }
                Err(remark) => sink.remarks.push(remark),
            }
        }
        if let Some(metadata) = table.text("metadata", sink) {
            self.config.catalog.metadata = path_in(&RepoPath::root(), &metadata, sink);
        }
        self.config.catalog.repository = repository::read(&mut table, sink);
        table.finish(sink);
    }

    fn sources(&mut self, node: &Node, source: &str) {
        let Value::List(items) = &node.value else {
            let message = format!("`sources` must be a list of tables, and is {}", node.describe());
            self.sink.invalid(node.range, message).help = Some("write `[[sources]]`".into());
            return;
        };
        for item in items {
            let sink = &mut self.sink;
            let mut table = Reader::new(item, source, "sources", sink);
            let pattern = table.text("match", sink);
            let kind = table.text("kind", sink);
            let status = table.text("status", sink);
            let publish = table.truth("publish", sink).map(|publish| publish.value);
            let audience = read_audience(&mut table, sink);
            self.config.audiences.review(audience.as_deref().unwrap_or_default(), sink);
            table.finish(sink);
            let Some(pattern) = pattern else {
                if item.get("match").is_none() && matches!(item.value, Value::Map(_)) {
                    sink.invalid(item.range, "a rule of `[[sources]]` needs `match`");
                }
                continue;
            };
            if let Err(remark) = SourcePattern::compile(&pattern) {
                sink.remarks.push(remark);
                continue;
            }
            let kind = match kind {
                Some(written) => {
                    let kind = Kind::from_name(&written.value);
                    if kind.is_none() {
                        let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
                        not_one_of(&written.value, written.range, &names, sink);
                    }
                    kind
                }
                None => {
                    // What isn't shown needs no kind, and a rule about readers leaves it to the next.
                    if publish != Some(false) && audience.is_none() && item.get("kind").is_none() {
                        sink.invalid(pattern.range, "a rule of `[[sources]]` needs `kind`").help =
                            Some("for a page like any other, write `kind = \"guide\"`".into());
                    }
                    None
                }
            };
            let historical = status.and_then(|status| match &*status.value {
                "historical" => Some(true),
                "living" => Some(false),
                other => {
                    not_one_of(other, status.range, &["historical", "living"], sink);
                    None
                }
            });
            self.config.sources.push(SourceRule { pattern, kind, historical, publish, audience });
        }
    }

    fn charts(&mut self, mut table: Reader<'_>) {
        let sink = &mut self.sink;
        let mut folders: BTreeMap<RepoPath, TextRange> = BTreeMap::new();
        let path = table.name("");
        let source = table.source();
        for (id, node) in table.rest() {
            let mut entry = Reader::new(node, source, format!("{path}{}", id.value), sink);
            let settings = ChartSettings {
                name: Spanned::new(id.value.to_string(), id.range),
                title: entry.text("title", sink),
                folder: entry.text("folder", sink).and_then(|folder| path_in(&RepoPath::root(), &folder, sink)),
                category: entry.text("category", sink),
                tier: entry.scalar("tier", sink),
                owner: entry.text("owner", sink),
                depends_on: entry.texts("depends_on", sink),
                rto: entry.text("rto", sink),
                rpo: entry.text("rpo", sink),
            };
            entry.finish(sink);
            if let Some(folder) = &settings.folder
                && let Some(first) = folders.insert(folder.value.clone(), folder.range)
            {
                let message = format!("`{}` is the folder of two charts", folder.value);
                sink.invalid(folder.range, message).labels.push((first, "first named here".to_owned()));
            }
            self.config.charts.insert(id.value.to_string(), settings);
        }
    }

    fn tiers(&mut self, mut table: Reader<'_>) {
        let sink = &mut self.sink;
        let path = table.name("");
        let source = table.source();
        for (id, node) in table.rest() {
            let mut entry = Reader::new(node, source, format!("{path}{}", id.value), sink);
            self.config.tiers.push(TierSettings {
                id: Spanned::new(id.value.to_string(), id.range),
                name: entry.text("name", sink).map(|name| name.value),
                rto: entry.text("rto", sink),
                rpo: entry.text("rpo", sink),
                drill_every: entry.text("drill_every", sink).and_then(|every| days("drill_every", &every, sink)),
                review_every: entry.text("review_every", sink).and_then(|every| days("review_every", &every, sink)),
                charts: entry.texts("charts", sink).unwrap_or_default(),
            });
            entry.finish(sink);
        }
    }
}

/// Reads a length of time in whole days, at least one.
pub(super) fn days(key: &str, written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<u32>> {
    let days = whole_days(&written.value);
    if days.is_none() {
        let message = format!("`{key}` must be a length of time of at least a day, and is `{}`", written.value);
        sink.invalid(written.range, message).help = Some("write a number and a unit: `90d`, `6 months`".to_owned());
    }
    days.map(|days| Spanned::new(days, written.range))
}

/// Reads a day as `2026-10-01`.
pub(super) fn read_date(key: &str, written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Date>> {
    let date = written.value.parse::<Date>().ok().filter(|_| written.value.len() == "2026-10-01".len());
    if date.is_none() {
        let message = format!("`{key}` must be a date, and is `{}`", written.value);
        sink.invalid(written.range, message).help = Some("write year, month and day: `2026-10-01`".to_owned());
    }
    date.map(|date| Spanned::new(date, written.range))
}

/// Resolves a path of the configuration against a folder; one that leaves the repository is reported.
pub(super) fn path_in(folder: &RepoPath, written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<RepoPath>> {
    let path = folder.join(&written.value).filter(|_| !written.value.contains('\\'));
    if path.is_none() {
        sink.invalid(written.range, format!("`{}` is no path inside the repository", written.value)).help =
            Some("name a path below the repository root, with `/` between its parts".into());
    }
    path.map(|path| Spanned::new(path, written.range))
}

pub(super) fn not_one_of(written: &str, range: TextRange, known: &[&str], sink: &mut Sink) {
    let help = match near_match(written, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    sink.invalid(range, format!("`{written}` isn't known here")).help = Some(help);
}

/// Whether a text has the form of a BCP 47 tag.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let alphanumeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    parts.next().is_some_and(|first| (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| (1..=8).contains(&part.len()) && alphanumeric(part))
}

/// The address of a site, or only its path, with one slash at its end; `None` where the text is neither.
#[must_use]
pub fn site_url(text: &str) -> Option<String> {
    (is_web(text) || text.starts_with('/')).then(|| format!("{}/", text.trim_end_matches('/')))
}

fn is_web(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
        && !text.contains(char::is_whitespace)
}

fn values(texts: Vec<Spanned<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

#[cfg(test)]
mod tests;
