//! Errors and findings as the page shows them.

use std::path::Path;

use serde::Serialize;

use super::editor::Editor;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::fs::Files;
use crate::source::{LineIndex, RepoPath, Sources, Span, TextRange};

/// How many lines are shown before and after the one at fault, and how much of a long line.
const CONTEXT_LINES: u32 = 2;
const LONGEST_LINE: usize = 240;

/// What keeps the site from being as its source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fault {
    severity: &'static str,
    message: String,
    code: Option<&'static str>,
    place: Option<Place>,
    excerpt: Vec<Line>,
    help: Option<String>,
    causes: Vec<String>,
}

impl Fault {
    /// Whether it is about what a file says, not about what stopped the build.
    pub(super) const fn is_finding(&self) -> bool {
        self.code.is_some()
    }
}

/// A place in a source file; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Place {
    path: String,
    line: u32,
    column: u32,
    /// Opens it in the editor, if one is known.
    url: Option<String>,
}

/// A line of source text: in one piece, or what stands before what is at fault, that, and what stands after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    number: u32,
    pieces: Vec<String>,
}

/// Makes faults: knows where files lie and who opens them.
pub(super) struct Teller<'a> {
    /// The repository.
    pub(super) root: &'a Path,
    /// Who opens a place.
    pub(super) editor: Option<&'a Editor>,
}

impl Teller<'_> {
    /// An error that keeps the site from being built. `files` is asked for the lines around its place.
    pub(super) fn error(&self, error: &Error, files: Option<&dyn Files>) -> Fault {
        let place = error.place().and_then(parse_place);
        let prefix = error.place().map(|place| format!("{place}: ")).unwrap_or_default();
        let said = error.to_string();
        let mut causes = Vec::new();
        let mut cause = std::error::Error::source(error);
        while let Some(source) = cause {
            causes.push(source.to_string());
            cause = source.source();
        }
        let text = place.as_ref().zip(files).and_then(|((path, ..), files)| {
            let bytes = files.read(&RepoPath::new(path)?).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        });
        let excerpt = match (&place, &text) {
            (Some((_, line, column)), Some(text)) => excerpt(text, at_word(text, *line, *column)),
            _ => Vec::new(),
        };
        Fault {
            severity: Severity::Error.name(),
            message: said.strip_prefix(&prefix).unwrap_or(&said).to_owned(),
            code: None,
            place: place.map(|(path, line, column)| self.place(path, line, column)),
            excerpt,
            help: error.help_text().map(str::to_owned),
            causes,
        }
    }

    /// A finding with the lines around it.
    pub(super) fn finding(&self, finding: &Diagnostic, sources: &Sources) -> Fault {
        let mut fault = self.brief(finding, sources);
        if let Some(span) = finding.span {
            let file = sources.get(span.file);
            let at = file.position(span.range.start);
            // What is missing stands nowhere: then the word after it is marked.
            let range = if span.range.is_empty() { at_word(file.text(), at.line, at.column) } else { span.range };
            fault.excerpt = excerpt(file.shown(), range);
        }
        fault
    }

    /// A finding for a list: without the lines.
    pub(super) fn brief(&self, finding: &Diagnostic, sources: &Sources) -> Fault {
        let place = |span: Span| {
            let file = sources.get(span.file);
            let at = file.position(span.range.start);
            self.place(file.path().as_str(), at.line, at.column)
        };
        Fault {
            severity: finding.severity.name(),
            message: finding.message.clone(),
            code: Some(finding.code.name()),
            place: finding.span.map(place),
            excerpt: Vec::new(),
            help: finding.help.clone(),
            causes: Vec::new(),
        }
    }

    fn place(&self, path: &str, line: u32, column: u32) -> Place {
        let url = self.editor.map(|editor| editor.url(self.root, path, line, column));
        Place { path: path.to_owned(), line, column, url }
    }
}

/// Whether a finding means that the page doesn't show what its file says, so that who edits it must know at once.
pub(super) fn hides_the_page(finding: &Diagnostic) -> bool {
    match finding.code {
        Code::FrontMatterSyntax | Code::RouteConflict => true,
        Code::FileTooLarge | Code::FileInvalidUtf8 | Code::FileNulByte => finding.severity == Severity::Error,
        _ => false,
    }
}

/// `path:line:column`, as errors write it; a path may hold colons of its own.
fn parse_place(place: &str) -> Option<(&str, u32, u32)> {
    let (rest, column) = place.rsplit_once(':')?;
    match rest.rsplit_once(':').map(|(path, line)| (path, line.parse(), column.parse())) {
        Some((path, Ok(line), Ok(column))) => Some((path, line, column)),
        _ => Some((rest, column.parse().ok()?, 1)),
    }
}

/// The word at a line and column; the end of the line where nothing stands there.
fn at_word(text: &str, line: u32, column: u32) -> TextRange {
    let Some(start) =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).reduce(|a, b| a + b)
    else {
        return word(text, 0, column);
    };
    word(text, start, column)
}

fn word(text: &str, line_start: usize, column: u32) -> TextRange {
    let line = text[line_start..].lines().next().unwrap_or_default();
    let skipped = column.saturating_sub(1) as usize;
    let start = line.char_indices().nth(skipped).map_or(line.len(), |(at, _)| at);
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    let rest = &line[start..];
    let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
    TextRange::new(line_start + start, line_start + start + length)
}

/// The lines around a range, which is marked on its first line.
fn excerpt(text: &str, range: TextRange) -> Vec<Line> {
    let at = LineIndex::new(text).position(text, range.start).line;
    let first = at.saturating_sub(CONTEXT_LINES).max(1);
    let mut line_start = 0;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let start = line_start;
        line_start += line.len();
        if number > at + CONTEXT_LINES {
            break;
        }
        if number < first {
            continue;
        }
        let line = line.trim_end_matches(['\n', '\r']);
        let pieces = if number == at {
            let from = line.floor_char_boundary((range.start as usize - start).min(line.len()));
            let to = line.floor_char_boundary((range.end as usize - start).min(line.len())).max(from);
            vec![last_of(&line[..from]), first_of(&line[from..to]), first_of(&line[to..])]
        } else {
            vec![first_of(line)]
        };
        lines.push(Line { number, pieces });
    }
    lines
}

/// The beginning of a text that may be very long.
fn first_of(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST_LINE);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

/// The end of a text that may be very long.
fn last_of(text: &str) -> String {
    let start = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_LINE));
    if start > 0 { format!("…{}", &text[start..]) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::MemoryFiles;

    #[test]
    fn an_error_is_shown_with_the_lines_around_its_place() {
        let text = "[book]\ntitle = \"x\"\n\n[output.html]\nthème = 3\nlast = 1\n";
        let files: MemoryFiles = [(RepoPath::new("book.toml").unwrap(), text)].into_iter().collect();
        let editor = Editor::new("zed").unwrap();
        let teller = Teller { root: Path::new("/repo"), editor: Some(&editor) };
        let error = Error::new("a theme is named by a word").at("book.toml:5:9").help("write one");
        let fault = teller.error(&error, Some(&files));
        assert_eq!(fault.message, "a theme is named by a word");
        assert_eq!(fault.place.as_ref().and_then(|place| place.url.as_deref()), Some("zed://file/repo/book.toml:5:9"));
        let lines: Vec<(u32, Vec<&str>)> =
            fault.excerpt.iter().map(|line| (line.number, line.pieces.iter().map(String::as_str).collect())).collect();
        assert_eq!(
            lines,
            [(3, vec![""]), (4, vec!["[output.html]"]), (5, vec!["thème = ", "3", ""]), (6, vec!["last = 1"]),]
        );
        let elsewhere = teller.error(&Error::new("no").at("themes/a/x.html:2:1"), Some(&files));
        assert!(elsewhere.excerpt.is_empty() && elsewhere.place.is_some(), "a file that can't be read has no excerpt");
    }

    #[test]
    fn places_are_read_from_their_end() {
        for (written, expected) in [
            ("book.toml:3:5", Some(("book.toml", 3, 5))),
            ("a:b.toml:3:5", Some(("a:b.toml", 3, 5))),
            ("book.toml:3", Some(("book.toml", 3, 1))),
            ("book.toml", None),
            ("a:b", None),
        ] {
            assert_eq!(parse_place(written), expected, "{written}");
        }
    }

    #[test]
    fn any_place_of_any_text_has_an_excerpt() {
        for text in ["", "\n", "a", "한국어\r\nb", &"é".repeat(1000)] {
            for (line, column) in [(0, 0), (1, 1), (1, 3), (1, 900), (2, 1), (9, 9)] {
                let range = at_word(text, line, column);
                assert!(text.get(range.as_range()).is_some(), "{text:?} {line}:{column}");
                let lines = excerpt(text, range);
                assert!(lines.iter().flat_map(|line| &line.pieces).all(|piece| piece.len() < LONGEST_LINE + 8));
            }
        }
    }
}
