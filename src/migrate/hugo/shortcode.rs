//! Shortcodes of Hugo itself and of the themes that documentation is mostly written with: Docsy, Book, Learn and Relearn.

use super::super::Notes;
use super::super::callout::{callout, details, named};
use super::super::fence::Fence;
use super::super::settings::quoted;
use super::Site;
use crate::site::include::{Include, Part};
use crate::source::{RepoPath, Spanned, TextRange};

/// `{{< name arguments >}}`, `{{% name arguments %}}`, `{{< /name >}}`.
struct Shortcode<'t> {
    name: &'t str,
    arguments: &'t str,
    closes: bool,
    /// Whether it ends with a slash, so that nothing closes it.
    alone: bool,
    start: usize,
    end: usize,
}

/// The shortcodes of a line. What a comment makes text (`{{</* x */>}}`) is none.
fn shortcodes(line: &str) -> Vec<Shortcode<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find("{{").map(|start| at + start) {
        at = start + 2;
        let close = match line[at..].chars().next() {
            Some('<') => ">}}",
            Some('%') => "%}}",
            _ => continue,
        };
        let Some(length) = line[at + 1..].find(close) else { continue };
        let inner = line[at + 1..at + 1 + length].trim();
        let end = at + 1 + length + close.len();
        at = end;
        if inner.starts_with("/*") {
            continue;
        }
        let closes = inner.starts_with('/');
        let alone = inner.ends_with('/');
        let inner = inner.trim_start_matches('/').trim_end_matches('/').trim();
        let split = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, arguments) = (&inner[..split], inner[split..].trim());
        found.push(Shortcode { name, arguments, closes, alone, start, end });
    }
    found
}

/// The arguments that have no name, without their quotes.
fn positional(arguments: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut filled = false;
    for character in arguments.chars().chain([' ']) {
        match (quote, character) {
            (Some(open), character) if character == open => quote = None,
            (None, '"' | '`') => (quote, filled) = (Some(character), true),
            (None, character) if character.is_whitespace() => {
                if filled || !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
                filled = false;
            }
            (_, character) => word.push(character),
        }
    }
    found.retain(|word| {
        !word.split_once('=').is_some_and(|(name, _)| {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
    });
    found
}

/// What a block becomes once it is closed.
enum Block {
    Callout {
        kind: String,
        title: Option<String>,
    },
    Details {
        title: String,
        open: bool,
    },
    Code {
        info: String,
    },
    Tabs,
    Tab {
        title: String,
        language: Option<String>,
    },
    /// Only its text matters.
    Plain,
}

/// A block that is open.
struct Open {
    name: String,
    /// How it is written.
    written: String,
    block: Block,
    line: usize,
    /// The lines before it.
    before: Vec<String>,
}

/// Converts the shortcodes of one page.
pub(super) struct Shortcodes<'a, 'n> {
    site: &'a Site<'a>,
    path: &'a RepoPath,
    /// The number of the text's first line.
    first: usize,
    notes: &'n mut Notes,
    open: Vec<Open>,
    /// Whether the last line is an empty one that was added: then the page's own isn't needed.
    spaced: bool,
}

impl<'a, 'n> Shortcodes<'a, 'n> {
    pub(super) fn new(site: &'a Site<'a>, path: &'a RepoPath, first: usize, notes: &'n mut Notes) -> Self {
        Self { site, path, first, notes, open: Vec::new(), spaced: false }
    }

    /// A code block stays as it is; what a comment kept from being a shortcode there loses the comment.
    pub(super) fn fence(&mut self, fence: &Fence<'_>, out: &mut Vec<String>) {
        self.spaced = false;
        out.extend(fence.lines().iter().map(|line| unescaped(line)));
    }

    pub(super) fn line(&mut self, number: usize, line: &str, out: &mut Vec<String>) {
        let number = self.first + number - 1;
        if std::mem::take(&mut self.spaced) && line.trim().is_empty() {
            return;
        }
        let found = shortcodes(line);
        if found.is_empty() {
            out.push(unescaped(line));
            return;
        }
        let mut text = String::new();
        let mut at = 0;
        let flush = |text: &mut String, out: &mut Vec<String>| {
            if !text.trim().is_empty() {
                out.push(std::mem::take(text));
            }
            text.clear();
        };
        for code in found {
            text += &unescaped(&line[at..code.start]);
            at = code.end;
            if code.closes {
                flush(&mut text, out);
                self.close(code.name, number, &line[code.start..code.end], out);
            } else if let Some(block) = block(&code) {
                flush(&mut text, out);
                let written = line[code.start..code.end].to_owned();
                let before = std::mem::take(out);
                self.open.push(Open { name: code.name.to_owned(), written, block, line: number, before });
                if code.alone {
                    out.extend(quoted(code.arguments, "text"));
                    self.close(code.name, number, "", out);
                }
            } else {
                match self.inline(&code, number) {
                    Some(converted) => text += &converted,
                    None => {
                        self.notes.add(number, format!("the shortcode `{}` isn't converted", code.name));
                        text += &line[code.start..code.end];
                    }
                }
            }
        }
        text += &unescaped(&line[at..]);
        if !text.trim().is_empty() {
            out.push(text.trim_end().to_owned());
        }
    }

    /// Closes the last open block of that name.
    fn close(&mut self, name: &str, number: usize, written: &str, out: &mut Vec<String>) {
        if self.open.iter().all(|open| open.name != name) {
            self.notes.add(number, format!("the shortcode `/{name}` closes nothing that is converted"));
            out.push(written.to_owned());
            return;
        }
        while self.open.last().is_some_and(|open| open.name != name) {
            self.leave(out);
        }
        let Some(open) = self.open.pop() else { return };
        let body = std::mem::replace(out, open.before);
        let block = match open.block {
            Block::Callout { kind, title } => callout(&kind, title.as_deref(), &body),
            Block::Details { title, open } => details(&title, open, &body),
            Block::Code { info } => fenced(&info, &body),
            Block::Tab { title, language } => self.tab(&title, language, &body, open.line),
            Block::Tabs | Block::Plain => body,
        };
        if out.last().is_some_and(|last| !last.trim().is_empty()) {
            out.push(String::new());
        }
        out.extend(block);
        out.push(String::new());
        self.spaced = true;
    }

    /// A tab: its code block with a `tab`, or its text below its name.
    fn tab(&mut self, title: &str, language: Option<String>, body: &[String], line: usize) -> Vec<String> {
        let filled: Vec<&String> = body.iter().filter(|line| !line.trim().is_empty()).collect();
        let title = title.replace('"', "'");
        let is_fence = |line: &str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let fences = filled.iter().filter(|line| is_fence(line)).count();
        if fences == 2 && is_fence(filled[0]) && filled.last().is_some_and(|last| is_fence(last)) {
            let mut lines: Vec<String> = body.iter().skip_while(|line| line.trim().is_empty()).cloned().collect();
            lines[0] = format!("{} tab=\"{title}\"", lines[0].trim_end());
            while lines.last().is_some_and(|last| last.trim().is_empty()) {
                lines.pop();
            }
            return lines;
        }
        if let Some(language) = language {
            return fenced(&format!("{language} tab=\"{title}\""), body);
        }
        self.notes.add(line, "tabs with text are shown one after the other");
        let mut lines = vec![format!("**{title}**"), String::new()];
        lines.extend(body.iter().cloned());
        lines
    }

    /// A shortcode that stands for a few words.
    fn inline(&mut self, code: &Shortcode<'_>, number: usize) -> Option<String> {
        let words = positional(code.arguments);
        let first = || words.first().cloned();
        match code.name {
            "ref" | "relref" => {
                let written = quoted(code.arguments, "path").or_else(first)?;
                let (name, fragment) =
                    written.split_once('#').map_or((&*written, ""), |(name, fragment)| (name, fragment));
                let fragment = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
                if name.is_empty() {
                    return Some(fragment);
                }
                let found = self.site.referred(self.path, name);
                if found.is_none() {
                    self.notes.add(number, format!("no page is called `{name}`"));
                }
                Some(format!("/{}{fragment}", found?))
            }
            "figure" | "img" => {
                let source = quoted(code.arguments, "src").or_else(first)?;
                let caption = quoted(code.arguments, "caption").or_else(|| quoted(code.arguments, "title"));
                let alt = quoted(code.arguments, "alt").or_else(|| caption.clone()).unwrap_or_default();
                let caption = caption.filter(|caption| *caption != alt).map(|caption| format!(" *{caption}*"));
                Some(format!("![{alt}]({source}){}", caption.unwrap_or_default()))
            }
            "youtube" => {
                Some(format!("<https://www.youtube.com/watch?v={}>", quoted(code.arguments, "id").or_else(first)?))
            }
            "gist" => Some(format!("<https://gist.github.com/{}>", words.join("/"))),
            "readfile" | "include" | "include-code" => {
                let name = quoted(code.arguments, "file").or_else(first)?;
                let folder = if name.starts_with('/') { RepoPath::root() } else { self.path.parent() };
                let places =
                    [folder.join(name.trim_start_matches('/')), self.site.folder.join(name.trim_start_matches('/'))];
                let path = places.into_iter().flatten().find(|path| self.site.repository.has(path))?;
                let is_code = quoted(code.arguments, "code").as_deref() == Some("true");
                let info = is_code.then(|| quoted(code.arguments, "lang").unwrap_or_default());
                let path = Spanned::new(format!("/{path}"), TextRange::default());
                let include = Include { path, part: Part::Whole, info };
                Some(format!("{}\n<!-- docsgen:end -->", include.marker()))
            }
            "toc" | "table_of_contents" | "children" => Some(String::new()),
            "br" => Some("<br>".to_owned()),
            _ => None,
        }
    }

    /// What is open at the end stays as it was, with a note.
    pub(super) fn finish(&mut self, out: &mut Vec<String>) {
        while !self.open.is_empty() {
            self.leave(out);
        }
    }

    /// The last open block as it was written, with a note.
    fn leave(&mut self, out: &mut Vec<String>) {
        let Some(open) = self.open.pop() else { return };
        self.notes.add(open.line, format!("the shortcode `{}` is never closed", open.name));
        let body = std::mem::replace(out, open.before);
        out.push(open.written);
        out.extend(body);
    }
}

/// What the block of a shortcode becomes; nothing where it has none.
fn block(code: &Shortcode<'_>) -> Option<Block> {
    let words = positional(code.arguments);
    let title = || quoted(code.arguments, "title");
    let word = |at: usize| words.get(at).cloned();
    let kind = |fallback: &str| {
        let said = ["type", "style", "color", "level"].iter().find_map(|name| quoted(code.arguments, name));
        match said.or_else(|| word(0)).as_deref() {
            Some("primary" | "info" | "secondary" | "blue" | "default" | "") | None => fallback.to_owned(),
            Some("green") => "tip".to_owned(),
            Some("orange" | "yellow") => "warning".to_owned(),
            Some("red") => "danger".to_owned(),
            Some(said) => said.to_owned(),
        }
    };
    Some(match code.name {
        "hint" | "callout" | "admonition" => Block::Callout { kind: kind("note"), title: title().or_else(|| word(1)) },
        "notice" => Block::Callout { kind: kind("note"), title: title().or_else(|| word(1)) },
        "alert" | "pageinfo" => Block::Callout { kind: kind("note"), title: title() },
        "note" | "tip" | "warning" | "caution" | "important" | "danger" | "info" => {
            Block::Callout { kind: code.name.to_owned(), title: title().or_else(|| word(0)) }
        }
        "details" | "expand" | "collapse" => {
            let title = title().or_else(|| quoted(code.arguments, "summary")).or_else(|| word(0));
            let open =
                quoted(code.arguments, "open").is_some_and(|open| open == "true") || word(1).as_deref() == Some("open");
            Block::Details { title: title.unwrap_or_else(|| named(code.name)), open }
        }
        "highlight" => Block::Code { info: quoted(code.arguments, "lang").or_else(|| word(0)).unwrap_or_default() },
        "mermaid" => Block::Code { info: "mermaid".to_owned() },
        "tabs" | "tabpane" | "codetabs" => Block::Tabs,
        "tab" | "codetab" => Block::Tab {
            title: title()
                .or_else(|| quoted(code.arguments, "header"))
                .or_else(|| quoted(code.arguments, "name"))
                .or_else(|| word(0))
                .unwrap_or_default(),
            language: quoted(code.arguments, "lang"),
        },
        "columns" | "column" | "section" | "steps" | "blocks" => Block::Plain,
        _ => return None,
    })
}

fn fenced(info: &str, body: &[String]) -> Vec<String> {
    let is_text = |line: &&String| !line.trim().is_empty();
    let longest = body.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or_default();
    let marks = "`".repeat((longest + 1).max(3));
    let mut lines = vec![format!("{marks}{info}")];
    let start = body.iter().position(|line| is_text(&line)).unwrap_or(body.len());
    let end = body.iter().rposition(|line| is_text(&line)).map_or(start, |last| last + 1);
    lines.extend(body[start..end].iter().cloned());
    lines.push(marks);
    lines
}

/// `{{</* x */>}}` as it is shown: `{{< x >}}`.
fn unescaped(line: &str) -> String {
    if !line.contains("/*") {
        return line.to_owned();
    }
    line.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}")
}
