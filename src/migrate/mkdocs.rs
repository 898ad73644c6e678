//! From MkDocs: settings become a book.toml, `nav` a SUMMARY.md, and what Python-Markdown and Material for MkDocs add to Markdown
//! becomes what GitHub shows as well.

mod inline;

use std::fmt::Write as _;

use self::inline::inline;
use super::callout::{callout, details, named};
use super::fence::{Fence, Piece, dedented, indentation, joined, pieces};
use super::settings::{Book, former_addresses, quoted};
use super::{Change, Migration, Note, Notes, Repository};
use crate::error::{Error, Result};
use crate::node::{Node, Value, parse_yaml};
use crate::site::include::{Include, Part};
use crate::site::page::words;
use crate::source::{LineIndex, RepoPath, Spanned, TextRange};

pub(super) fn migrate(repository: &Repository<'_>) -> Result<Migration> {
    let file =
        ["mkdocs.yml", "mkdocs.yaml"].iter().filter_map(|name| RepoPath::new(name)).find(|path| repository.has(path));
    let Some(file) = file else {
        return Err(Error::new("there is no `mkdocs.yml` here").help("run this in the folder of the MkDocs project"));
    };
    let text = without_tags(&repository.text(&file)?.unwrap_or_default());
    let root = parse_yaml(&text)
        .map_err(|error| {
            Error::new(format!(
                "`{file}` can't be read: {}",
                error.remark(crate::diagnostic::Code::ConfigInvalidValue).message
            ))
        })?
        .root;
    let said = |key: &str| root.get(key).and_then(|node| node.scalar(&text));
    let docs = said("docs_dir").unwrap_or_else(|| "docs".to_owned());
    let Some(folder) = RepoPath::new(&docs) else {
        return Err(Error::new(format!("`docs_dir: {docs}` lies outside of the repository")));
    };
    let mut migration = Migration::default();
    let settings = Settings::read(&root, &folder);
    repository.convert(&folder, &[], &mut migration, &|path, text, notes| {
        let page = Page { repository, path, folder: &folder, settings: &settings };
        Ok(joined(&page.lines(&text.lines().collect::<Vec<_>>(), 1, notes)?, text))
    })?;

    let directory_urls = root.get("use_directory_urls").is_none_or(|node| node.value != Value::Bool(false));
    let mut book = Book {
        title: said("site_name"),
        description: said("site_description"),
        language: root.get("theme").and_then(|theme| theme.get("language")).and_then(|node| node.scalar(&text)),
        src: folder.to_string(),
        site_url: said("site_url"),
        repository_url: said("repo_url").filter(|url| url.starts_with("http")),
        extensions: settings.extensions.clone(),
        redirects: Vec::new(),
    };
    let moved = redirects(&root, directory_urls);
    if directory_urls {
        book.redirects = former_addresses(repository, &folder, &migration.changes);
    }
    book.redirects.extend(moved);
    let path = RepoPath::new("book.toml").expect("a plain name");
    let before = repository.text(&path)?;
    migration.changes.push(Change { path, before, after: book.text() });

    let lines = LineIndex::new(&text);
    let mut note = |node: &Node, message: String| {
        let line = lines.position(&text, node.range.start).line as usize;
        migration.notes.push(Note { path: file.clone(), line, message });
    };
    if let Some(nav) = root.get("nav") {
        let mut chapters = Chapters { text: &text, prefix: String::new(), out: String::new(), note: &mut note };
        for item in nav.items() {
            chapters.add(item, 0);
        }
        let summary = format!("# Summary\n{}{}", chapters.prefix, chapters.out);
        let path = folder.join("SUMMARY.md").expect("a plain name");
        let before = repository.text(&path)?;
        migration.changes.push(Change { path, before, after: summary });
    }
    for (key, node) in root.entries() {
        if matches!(&*key.value, "extra_css" | "extra_javascript" | "hooks") {
            note(node, format!("`{}` isn't converted: themes are different", key.value));
        }
    }
    for plugin in root.get("plugins").map(Node::items).unwrap_or_default() {
        let name =
            plugin.as_text().or_else(|| plugin.entries().first().map(|(name, _)| &*name.value)).unwrap_or_default();
        if !KNOWN_PLUGINS.contains(&name) {
            note(plugin, format!("the plugin `{name}` has no counterpart"));
        }
    }
    Ok(migration)
}

/// Plugins whose work docsgen does, or is asked for by a migration.
const KNOWN_PLUGINS: &[&str] = &[
    "search",
    "redirects",
    "minify",
    "git-revision-date",
    "git-revision-date-localized",
    "offline",
    "privacy",
    "tags",
    "material/search",
    "material/tags",
    "autorefs",
    "",
];

/// What the pages are written with.
struct Settings {
    /// Where snippets are looked for, from the root.
    snippets: Vec<RepoPath>,
    extensions: Vec<&'static str>,
}

impl Settings {
    fn read(root: &Node, docs: &RepoPath) -> Self {
        let extensions = root.get("markdown_extensions").map(Node::items).unwrap_or_default();
        let named = |item: &Node| {
            item.as_text().map(str::to_owned).or_else(|| Some(item.entries().first()?.0.value.to_string()))
        };
        let has = |name: &str| extensions.iter().any(|item| named(item).as_deref() == Some(name));
        let options = extensions.iter().find_map(|item| item.get("pymdownx.snippets"));
        // What MkDocs puts in their places itself.
        let base = |path: &str| RepoPath::new(&path.replace("$config_dir", ".").replace("$docs_dir", docs.as_str()));
        let mut snippets: Vec<RepoPath> = Vec::new();
        match options.and_then(|options| options.get("base_path")) {
            Some(node) if node.as_text().is_some() => snippets.extend(node.as_text().and_then(base)),
            Some(node) => snippets.extend(node.items().iter().filter_map(|item| base(item.as_text()?))),
            None => snippets.push(RepoPath::root()),
        }
        let wanted = [
            ("def_list", "definition-lists"),
            ("attr_list", "heading-attributes"),
            ("pymdownx.caret", "superscript"),
            ("pymdownx.tilde", "subscript"),
            ("pymdownx.arithmatex", "math"),
        ];
        Self { snippets, extensions: wanted.into_iter().filter(|(name, _)| has(name)).map(|(_, name)| name).collect() }
    }
}

/// A text of YAML without the tags that only Python understands.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let start = ["!!python/", "!ENV", "!relative"].iter().filter_map(|tag| line.find(tag)).min();
        match start {
            Some(start) if line[..start].trim_end().ends_with([':', '-', '[', ',']) => {
                let length = line[start..].find(char::is_whitespace).unwrap_or(line.len() - start);
                let value = line[start + length..].trim();
                plain += &line[..start];
                // What has nothing behind it has no value, or one of several lines.
                plain += if value.starts_with('#') { "" } else { value };
                plain.push('\n');
            }
            _ => plain += line,
        }
    }
    plain
}

/// Writes SUMMARY.md.
struct Chapters<'a> {
    /// The text of mkdocs.yml.
    text: &'a str,
    /// Pages before the first section, which are introductions.
    prefix: String,
    out: String,
    note: &'a mut dyn FnMut(&Node, String),
}

impl Chapters<'_> {
    /// One entry of `nav`; `level` is 0 for what stands at its top.
    fn add(&mut self, item: &Node, level: usize) {
        if let Some(path) = item.as_text() {
            let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
            self.link(&words(stem), path, level, item);
            return;
        }
        for (title, node) in item.entries() {
            if let Some(path) = node.scalar(self.text) {
                self.link(&title.value, &path, level, item);
                continue;
            }
            let mut children = node.items();
            if level == 0 {
                // A `String` takes all that is written to it.
                let _ = writeln!(self.out, "\n# {}\n", title.value);
            } else {
                // The first page of a section that is its own index stands for it.
                let index = children.first().and_then(Node::as_text).filter(|path| path.ends_with("index.md"));
                self.link(&title.value, index.unwrap_or_default(), level, item);
                children = &children[usize::from(index.is_some())..];
            }
            for child in children {
                self.add(child, level + 1);
            }
        }
    }

    fn link(&mut self, title: &str, target: &str, level: usize, item: &Node) {
        if target.contains("://") {
            (self.note)(item, format!("`{title}` leads to another site, and isn't in the navigation"));
            return;
        }
        let target = target.replace(' ', "%20");
        let _ = if level == 0 && self.out.is_empty() {
            writeln!(self.prefix, "\n[{title}]({target})")
        } else {
            let indent = "  ".repeat(level.saturating_sub(1));
            writeln!(self.out, "{indent}- [{title}]({target})")
        };
    }
}

/// The map of the plugin `redirects`.
fn redirects(root: &Node, directory_urls: bool) -> Vec<(String, String)> {
    let plugins = root.get("plugins").map(Node::items).unwrap_or_default();
    let maps = plugins.iter().find_map(|plugin| plugin.get("redirects")?.get("redirect_maps"));
    let route = |path: &str| {
        let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
        let stem = path.strip_suffix(".md").unwrap_or(path);
        let page = match stem.strip_suffix("README").or_else(|| stem.strip_suffix("index")) {
            Some(folder) => format!("/{folder}index.html"),
            None => format!("/{stem}.html"),
        };
        if fragment.is_empty() { page } else { format!("{page}#{fragment}") }
    };
    let one = |(from, to): &(Spanned<Box<str>>, Node)| {
        let from = from.value.strip_suffix(".md").unwrap_or(&from.value).to_owned();
        let to = to.as_text()?;
        let target = if to.contains("://") { to.to_owned() } else { route(to) };
        let from = from.strip_suffix("index").map_or_else(
            || if directory_urls { format!("/{from}/") } else { format!("/{from}.html") },
            |folder| format!("/{folder}"),
        );
        Some((from, target))
    };
    maps.map(Node::entries).unwrap_or_default().iter().filter_map(one).collect()
}

struct Page<'a> {
    repository: &'a Repository<'a>,
    path: &'a RepoPath,
    folder: &'a RepoPath,
    settings: &'a Settings,
}

/// The first line of a block that holds the indented lines below it.
struct Opening<'t> {
    /// `!!!`, `???`, `???+`, `===`.
    marks: &'t str,
    kind: &'t str,
    title: Option<String>,
}

impl<'t> Opening<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let line = line.trim();
        let marks = ["!!!", "???+", "???", "===+", "===!", "==="].into_iter().find(|marks| line.starts_with(marks))?;
        let rest = line[marks.len()..].trim();
        let (before, title) = match rest.find('"') {
            Some(open) => (rest[..open].trim(), Some(rest[open + 1..].trim_end_matches('"').to_owned())),
            None => (rest, None),
        };
        let kind = before.split_whitespace().next().unwrap_or_default();
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let valid = if marks.starts_with('=') { kind.is_empty() && title.is_some() } else { is_word(kind) };
        valid.then_some(Self { marks, kind, title })
    }

    fn is_tab(&self) -> bool {
        self.marks.starts_with('=')
    }
}

impl Page<'_> {
    /// Converts lines of which the first has the number `first`.
    fn lines(&self, lines: &[&str], first: usize, notes: &mut Notes) -> Result<Vec<String>> {
        let mut out: Vec<String> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            if let Some(opening) = Opening::of(line) {
                let indent = indentation(line);
                let end = body_end(lines, at + 1, indent);
                if opening.is_tab() {
                    let end = self.tabs(lines, at, first, notes, &mut out)?;
                    at = end;
                    continue;
                }
                let body = self.body(&lines[at + 1..end], indent + 4, first + at + 1, notes)?;
                let title = opening.title.as_deref();
                let block = if opening.marks.starts_with('?') {
                    details(title.unwrap_or(&named(opening.kind)), opening.marks == "???+", &body)
                } else {
                    callout(opening.kind, title, &body)
                };
                push_indented(&mut out, &block, indent);
                if end < lines.len() {
                    out.push(String::new());
                }
                at = end;
                continue;
            }
            let rest = &lines[at..];
            let whole = rest.join("\n");
            match pieces(&whole).into_iter().next() {
                Some(Piece::Fence(fence)) => {
                    let length = fence.lines().len();
                    out.extend(self.fence(&fence, first + at, notes)?);
                    at += length;
                }
                _ => {
                    at += self.line(rest, first + at, notes, &mut out)?;
                }
            }
        }
        Ok(out)
    }

    /// The converted lines of a block, without its indentation.
    fn body(&self, lines: &[&str], indent: usize, first: usize, notes: &mut Notes) -> Result<Vec<String>> {
        let lines: Vec<String> = lines.iter().map(|line| dedented(line, indent)).collect();
        self.lines(&lines.iter().map(String::as_str).collect::<Vec<_>>(), first, notes)
    }

    /// Neighbouring tabs: code blocks with a `tab`, or one text after the other. Says where they end.
    fn tabs(
        &self,
        lines: &[&str],
        start: usize,
        first: usize,
        notes: &mut Notes,
        out: &mut Vec<String>,
    ) -> Result<usize> {
        let indent = indentation(lines[start]);
        let mut at = start;
        let mut tabs: Vec<(String, Vec<String>)> = Vec::new();
        while let Some(opening) = lines.get(at).and_then(|line| Opening::of(line)).filter(Opening::is_tab) {
            let end = body_end(lines, at + 1, indent);
            tabs.push((
                opening.title.unwrap_or_default(),
                self.body(&lines[at + 1..end], indent + 4, first + at + 1, notes)?,
            ));
            at = end;
        }
        let code_alone = |body: &[String]| {
            let text = body.join("\n");
            let filled = pieces(&text)
                .into_iter()
                .filter(|piece| !matches!(piece, Piece::Line(_, line) if line.trim().is_empty()))
                .collect::<Vec<_>>();
            matches!(filled.as_slice(), [Piece::Fence(_)])
        };
        let mut block = Vec::new();
        if tabs.iter().all(|(_, body)| code_alone(body)) {
            for (title, body) in &tabs {
                let mut filled = body.iter().filter(|line| !line.trim().is_empty());
                let open = filled.next().cloned().unwrap_or_default();
                let place = body.iter().position(|line| *line == open).unwrap_or_default();
                block.push(format!("{} tab=\"{}\"", open.trim_end(), title.replace('"', "'")));
                let rest = &body[place + 1..];
                let last = rest.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
                block.extend(rest[..last].iter().cloned());
                block.push(String::new());
            }
        } else {
            notes.add(first + start, "tabs with text are shown one after the other");
            for (title, body) in &tabs {
                block.extend([format!("**{title}**"), String::new()]);
                block.extend(body.iter().cloned());
                block.push(String::new());
            }
        }
        push_indented(out, &block, indent);
        Ok(at)
    }

    fn fence(&self, fence: &Fence<'_>, number: usize, notes: &mut Notes) -> Result<Vec<String>> {
        let info = fence_info(fence.info);
        if let [only] = fence.code.as_slice()
            && let Some(written) = snippet(only)
        {
            if let Some(mut include) = self.include(&written, number + 1, notes)? {
                include.info = Some(info);
                return Ok(block(fence.prefix, &include));
            }
        } else if fence.code.iter().any(|line| snippet(line).is_some()) {
            notes.add(number, "a snippet among other lines of code isn't converted");
        }
        if fence.code.iter().any(|line| line.trim_end().ends_with(")!") || line.contains("(1)"))
            && fence.info.contains("annotate")
        {
            notes.add(number, "annotations of code are shown as comments");
        }
        let mut lines = fence.lines();
        lines[0] = format!("{}{}{info}", fence.prefix, fence.marks);
        Ok(lines)
    }

    /// Converts the first of some lines; says how many were.
    fn line(&self, lines: &[&str], number: usize, notes: &mut Notes, out: &mut Vec<String>) -> Result<usize> {
        let line = lines[0];
        let prefix = &line[..line.len() - line.trim_start_matches([' ', '>']).len()];
        if line.trim() == "[TOC]" {
            return Ok(1);
        }
        if line.trim() == "--8<--" {
            // The form with a path a line.
            let length = lines[1..].iter().position(|line| line.trim() == "--8<--");
            if let Some(length) = length {
                for (offset, path) in lines[1..=length].iter().enumerate().filter(|(_, path)| !path.trim().is_empty()) {
                    if let Some(include) = self.include(path.trim(), number + 1 + offset, notes)? {
                        out.extend(block(prefix, &include));
                    }
                }
                return Ok(length + 2);
            }
        }
        if let Some(written) = snippet(line)
            && let Some(include) = self.include(&written, number, notes)?
        {
            out.extend(block(prefix, &include));
            return Ok(1);
        }
        // What is indented so far is code, or the text of a list.
        out.push(inline(line, number, notes));
        Ok(1)
    }

    /// What a snippet's path asks for; nothing, and a note, where no such file is there.
    fn include(&self, written: &str, number: usize, notes: &mut Notes) -> Result<Option<Include>> {
        if written.contains("://") {
            notes.add(number, "a snippet of another site isn't converted");
            return Ok(None);
        }
        let mut parts = written.splitn(3, ':');
        let name = parts.next().unwrap_or_default();
        let line = |text: &str| text.parse::<usize>().ok();
        let part = match (parts.next(), parts.next()) {
            (None | Some(""), None) => Part::Whole,
            (Some(section), None) if line(section).is_none() => Part::Anchor(section.to_owned()),
            (Some(start), end) => Part::Lines(line(start).unwrap_or(1).max(1), end.and_then(line)),
            (None, Some(_)) => Part::Whole,
        };
        let places = self.settings.snippets.iter().chain([self.folder]);
        let Some(path) = places.filter_map(|base| base.join(name)).find(|path| self.repository.has(path)) else {
            notes.add(number, format!("there is no file `{name}` for a snippet"));
            return Ok(None);
        };
        let include = Include { path: Spanned::new(format!("/{path}"), TextRange::default()), part, info: None };
        let text = self.repository.text(&path)?.unwrap_or_default();
        if let Err(message) = include.between(self.path, &text) {
            notes.add(number, message);
            return Ok(None);
        }
        Ok(Some(include))
    }
}

/// Where the lines end that belong to a block, by their indentation; empty lines behind the last one don't.
fn body_end(lines: &[&str], start: usize, indent: usize) -> usize {
    let mut end = start;
    for (at, line) in lines.iter().enumerate().skip(start) {
        if line.trim().is_empty() {
            continue;
        }
        if indentation(line) < indent + 4 {
            break;
        }
        end = at + 1;
    }
    // One empty line is part of it, and written anew.
    let blank = lines[end..].iter().take_while(|line| line.trim().is_empty()).count();
    end + blank
}

fn push_indented(out: &mut Vec<String>, lines: &[String], indent: usize) {
    let indent = " ".repeat(indent);
    out.extend(lines.iter().map(|line| format!("{indent}{line}").trim_end().to_owned()));
}

fn block(prefix: &str, include: &Include) -> Vec<String> {
    vec![format!("{prefix}{}", include.marker()), format!("{prefix}<!-- docsgen:end -->")]
}

/// The path of a line that is a snippet.
fn snippet(line: &str) -> Option<String> {
    let rest = line.trim_matches([' ', '>']).strip_prefix("--8<--")?.trim();
    let path = rest
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .or_else(|| rest.strip_prefix('\'')?.strip_suffix('\''))?;
    (!path.is_empty()).then(|| path.to_owned())
}

/// An info string as docsgen reads it: `{ .yaml title="x" hl_lines="2 4-5" }` → `yaml title="x" {2,4-5}`.
fn fence_info(info: &str) -> String {
    let info = info.trim();
    let inner = info.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(info);
    let first = inner.split_whitespace().next().unwrap_or_default();
    let language = if first.contains('=') { "" } else { first.trim_start_matches('.') };
    let mut converted = language.to_owned();
    if let Some(title) = quoted(inner, "title") {
        let _ = write!(converted, " title=\"{title}\"");
    }
    if let Some(lines) = quoted(inner, "hl_lines") {
        let _ = write!(converted, " {{{}}}", lines.split_whitespace().collect::<Vec<_>>().join(","));
    }
    converted.trim_start().to_owned()
}
