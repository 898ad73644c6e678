//! From mdBook: includes become docsgen's own, which are kept current by `docsgen sync`, and titles become front matter.
//! `book.toml` and SUMMARY.md are read as they are.

use super::callout::{callout, named};
use super::fence::{Fence, Piece, joined, outside_code, pieces};
use super::link::html_to_markdown;
use super::settings::{front_matter_title, quoted};
use super::{Migration, Notes, Repository};
use crate::error::{Error, Result};
use crate::node::parse_toml;
use crate::site::include::{Include, Part};
use crate::source::{RepoPath, Spanned, TextRange};

pub(super) fn migrate(repository: &Repository<'_>) -> Result<Migration> {
    let book = RepoPath::new("book.toml").expect("a plain name");
    let Some(text) = repository.text(&book)? else {
        return Err(Error::new("there is no `book.toml` here").help("run this in the folder of the mdBook"));
    };
    let root = parse_toml(&text).map_err(|remark| Error::new(format!("book.toml: {}", remark.message)))?;
    let src = root.get("book").and_then(|book| book.get("src")).and_then(|src| src.as_text()).unwrap_or("src");
    let Some(folder) = RepoPath::new(src) else {
        return Err(Error::new(format!("`src = \"{src}\"` lies outside of the repository")));
    };
    let summary = folder.join("SUMMARY.md");
    let mut migration = Migration::default();
    let leave: Vec<RepoPath> = summary.into_iter().collect();
    repository.convert(&folder, &leave, &mut migration, &|path, text, notes| {
        let mut page = Page { repository, src: &folder, path, notes, title: None };
        let lines = page.lines(text)?;
        let converted = joined(&lines, text);
        Ok(match page.title {
            Some(title) => front_matter_title(&converted, &title),
            None => converted,
        })
    })?;
    Ok(migration)
}

/// A directive: `{{#name arguments}}`.
struct Directive<'t> {
    name: &'t str,
    arguments: &'t str,
    /// Where it stands in its line.
    start: usize,
    end: usize,
}

/// The directives of a line, those left out that a back-slash makes text.
fn directives(line: &str) -> Vec<Directive<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find("{{#").map(|start| at + start) {
        at = start + 3;
        if line[..start].ends_with('\\') {
            continue;
        }
        let rest = &line[at..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let Some(close) = rest.find("}}") else { break };
        if length > 0 && length <= close {
            let (name, arguments) = (&rest[..length], rest[length..close].trim());
            found.push(Directive { name, arguments, start, end: at + close + 2 });
        }
        at += close + 2;
    }
    found
}

/// The file that a directive takes text of, and which part.
fn include(directive: &Directive<'_>) -> Option<Include> {
    let is_include = matches!(directive.name, "include" | "rustdoc_include" | "playground" | "playpen");
    let mut words = directive.arguments.split_whitespace();
    let written = words.next().filter(|_| is_include)?;
    let mut parts = written.splitn(4, ':');
    let path = parts.next()?;
    let part = match (parts.next(), parts.next()) {
        (None | Some(""), None | Some("")) => Part::Whole,
        (Some(""), Some(end)) => Part::Lines(1, Some(end.parse().ok()?)),
        (Some(start), end) => match (start.parse::<usize>(), end) {
            (Err(_), _) => Part::Anchor(start.to_owned()),
            (Ok(start), None) => Part::Lines(start.max(1), Some(start.max(1))),
            (Ok(start), Some("")) => Part::Lines(start.max(1), None),
            (Ok(start), Some(end)) => Part::Lines(start.max(1), Some(end.parse().ok()?)),
        },
        (None, Some(_)) => return None,
    };
    let runs = matches!(directive.name, "playground" | "playpen");
    let info = runs.then(|| std::iter::once("rust").chain(words).collect::<Vec<_>>().join(","));
    Some(Include { path: Spanned::new(path.to_owned(), TextRange::default()), part, info })
}

/// mdBook shows `\{{#…}}` without its back-slash, also in code.
fn unescaped(line: &str) -> String {
    line.replace("\\{{#", "{{#")
}

struct Page<'a> {
    repository: &'a Repository<'a>,
    /// The folder of the book's pages.
    src: &'a RepoPath,
    path: &'a RepoPath,
    notes: &'a mut Notes,
    title: Option<String>,
}

impl Page<'_> {
    fn lines(&mut self, text: &str) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        // What stands before a box of a warning that is open.
        let mut before: Option<Vec<String>> = None;
        for piece in pieces(text) {
            match piece {
                Piece::Line(_, r#"<div class="warning">"#) if before.is_none() => {
                    before = Some(std::mem::take(&mut lines));
                }
                Piece::Line(_, "</div>") if before.is_some() => {
                    let body = std::mem::replace(&mut lines, before.take().unwrap_or_default());
                    lines.extend(callout("warning", None, &body));
                }
                Piece::Line(number, line) => lines.extend(self.line(number, line)?),
                Piece::Fence(fence) => lines.extend(self.fence(&fence)?),
            }
        }
        if let Some(mut open) = before {
            open.push(r#"<div class="warning">"#.to_owned());
            open.append(&mut lines);
            lines = open;
        }
        Ok(lines)
    }

    fn line(&mut self, number: usize, line: &str) -> Result<Vec<String>> {
        let found = directives(line);
        let (folder, repository, src) = (self.path.parent(), self.repository, self.src);
        let is_there = |path: &str| folder.join(path).is_some_and(|path| repository.has(&path));
        let linked = |line: &str| outside_code(line, &mut |part| html_to_markdown(part, src, &is_there));
        let [only] = found.as_slice() else {
            return Ok(if found.is_empty() {
                vec![unescaped(&linked(line))]
            } else {
                vec![self.written_out(number, line)?]
            });
        };
        if only.name == "title" {
            self.title = Some(only.arguments.to_owned());
            let rest = format!("{}{}", &line[..only.start], &line[only.end..]);
            return Ok(if rest.trim().is_empty() { Vec::new() } else { vec![rest] });
        }
        let prefix = &line[..only.start];
        let alone = line[only.end..].trim().is_empty() && prefix.bytes().all(|byte| matches!(byte, b' ' | b'>'));
        match include(only).filter(|_| alone) {
            Some(include) => Ok(self.block(number, prefix, include)?.unwrap_or_else(|| vec![line.to_owned()])),
            None => Ok(vec![self.written_out(number, line)?]),
        }
    }

    fn fence(&mut self, fence: &Fence<'_>) -> Result<Vec<String>> {
        if let Some(kind) = fence.info.trim().strip_prefix("admonish") {
            return Ok(self.admonition(fence, kind));
        }
        let rust = fence.info.trim().split([',', ' ', '{']).next() == Some("rust");
        let is_hidden = |line: &&&str| {
            let bare = fence.bare(line).trim_start();
            bare == "#" || bare.starts_with("# ")
        };
        let hidden = fence.code.iter().filter(is_hidden).count();
        if rust && hidden > 0 {
            self.notes.add(fence.line, format!("{hidden} lines that mdBook hides (`# …`) are shown"));
        }
        if fence.code.iter().all(|line| directives(line).is_empty()) {
            return Ok(fence.lines().iter().map(|line| unescaped(line)).collect());
        }
        let filled: Vec<(usize, &str)> =
            (fence.line + 1..).zip(fence.code.iter().copied()).filter(|(_, line)| !line.trim().is_empty()).collect();
        if let [(number, line)] = filled.as_slice()
            && let [only] = directives(line).as_slice()
            && line[only.end..].trim().is_empty()
            && line[..only.start].trim_matches([' ', '>']).is_empty()
            && let Some(mut asked) = include(only)
        {
            asked.info = Some(fence.info.trim().to_owned());
            return Ok(self.block(*number, fence.prefix, asked)?.unwrap_or_else(|| fence.lines()));
        }
        let mut lines = fence.lines();
        for (number, line) in (fence.line + 1..).zip(&fence.code) {
            if !directives(line).is_empty() {
                lines[number - fence.line] = self.written_out(number, line)?;
            }
        }
        Ok(lines)
    }

    /// The markers that `docsgen sync` writes between; nothing, and a note, where there is no such text.
    fn block(&mut self, number: usize, prefix: &str, mut include: Include) -> Result<Option<Vec<String>>> {
        let Some((path, text)) = self.text_of(number, &include)? else { return Ok(None) };
        // mdBook takes what there is of a range.
        let count = text.lines().count();
        if let Part::Lines(_, Some(end)) = &mut include.part
            && *end >= count
        {
            include.part = match include.part {
                Part::Lines(1, _) => Part::Whole,
                Part::Lines(start, _) => Part::Lines(start, None),
                part => part,
            };
        }
        if let Err(message) = include.between(&path, &text) {
            self.notes.add(number, message);
            return Ok(None);
        }
        Ok(Some(vec![format!("{prefix}{}", include.marker()), format!("{prefix}<!-- docsgen:end -->")]))
    }

    /// The file of an include, and its text.
    fn text_of(&mut self, number: usize, include: &Include) -> Result<Option<(RepoPath, String)>> {
        let Some(path) = include.file(&self.path.parent()) else {
            self.notes.add(number, format!("`{}` lies outside of the repository", include.path.value));
            return Ok(None);
        };
        if path == *self.path {
            self.notes.add(number, "a page can't hold itself");
            return Ok(None);
        }
        let text = self.repository.text(&path)?;
        if text.is_none() {
            self.notes.add(number, format!("there is no text `{path}`"));
        }
        Ok(text.map(|text| (path, text)))
    }

    /// A line with the texts themselves in the place of its directives.
    fn written_out(&mut self, number: usize, line: &str) -> Result<String> {
        let mut written = String::new();
        let mut at = 0;
        for directive in directives(line) {
            written += &line[at..directive.start];
            at = directive.end;
            let kept = &line[directive.start..directive.end];
            let Some(mut include) = include(&directive) else {
                if directive.name == "title" {
                    self.title = Some(directive.arguments.to_owned());
                } else {
                    self.notes.add(number, format!("`{kept}` isn't converted"));
                    written += kept;
                }
                continue;
            };
            include.info = None;
            match self.text_of(number, &include)?.map(|(path, text)| include.between(&path, &text)) {
                Some(Ok(text)) => {
                    written += text.trim_matches('\n');
                    self.notes.add(number, format!("`{kept}` is written out, and doesn't follow its file any more"));
                }
                Some(Err(message)) => {
                    self.notes.add(number, message);
                    written += kept;
                }
                None => written += kept,
            }
        }
        Ok(written + &line[at..])
    }

    /// A callout of `mdbook-admonish`: a fence with the text in it.
    fn admonition(&mut self, fence: &Fence<'_>, kind: &str) -> Vec<String> {
        let kind = kind.trim();
        let name = kind.split([' ', ',']).next().unwrap_or_default();
        let title = quoted(kind, "title");
        let body: Vec<String> = fence.code.iter().map(|line| fence.bare(line).to_owned()).collect();
        let collapsible = quoted(kind, "collapsible").as_deref() == Some("true") || kind.contains("collapsible=true");
        let name = if name.contains('=') { "note" } else { name };
        let lines = if collapsible {
            super::callout::details(&title.unwrap_or_else(|| named(name)), false, &body)
        } else {
            callout(name, title.as_deref(), &body)
        };
        lines.into_iter().map(|line| format!("{}{line}", fence.prefix).trim_end().to_owned()).collect()
    }
}
