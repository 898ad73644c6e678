//! What a `<!-- docsgen:matrix … -->`, `<!-- docsgen:table … -->` or `<!-- docsgen:include … -->` comment asks for, and the text that
//! belongs to it.

#[cfg(test)]
mod tests;

use super::include::{Fault, Include};
use super::matrix::{Asked, Matrix};
use super::table::query::Query;
use crate::diagnostic::{Code, Remark, near_match};
use crate::parse::document::{Comment, Document};
use crate::source::{Spanned, TextRange};

/// A table of facts in the text: what stands between its markers is written by docsgen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableBlock {
    /// Which table, and where its name stands.
    pub asked: Spanned<Asked>,
    /// What is asked of it.
    pub query: Query,
    /// Where the query starts, in bytes of the file: places in the query count from here.
    pub query_start: u32,
    /// The first marker.
    pub open: TextRange,
    /// What docsgen writes: the lines between those of the two markers.
    pub between: TextRange,
    /// The last marker.
    pub close: TextRange,
}

impl TableBlock {
    /// The whole of it, both markers included.
    #[must_use]
    pub const fn range(&self) -> TextRange {
        TextRange { start: self.open.start, end: self.close.end }
    }
}

/// A part of another file in the text: what stands between its markers is kept equal to it by docsgen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncludeBlock {
    /// What is asked for.
    pub include: Include,
    /// What stands before the first marker in its line, and so before each line of the block: white space, marks of quotes.
    pub prefix: String,
    /// The first marker.
    pub open: TextRange,
    /// What docsgen writes: the lines between those of the two markers.
    pub between: TextRange,
}

/// What a document asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Its tables, in order of place.
    pub tables: Vec<TableBlock>,
    /// What it takes from other files, in order of place.
    pub includes: Vec<IncludeBlock>,
}

/// What a document asks for, and what is wrong with its markers. A block that is wrong is none. `text` is the whole file.
#[must_use]
pub fn blocks(document: &Document, text: &str) -> (Blocks, Vec<Remark>) {
    let mut reader = Reader { text, blocks: Blocks::default(), remarks: Vec::new() };
    let mut open: Option<(&Comment, Word<'_>)> = None;
    for comment in &document.comments {
        let Some(word) = Word::of(comment, text) else { continue };
        match word.name {
            "ignore" | "data" => {}
            "end" => match open.take() {
                Some((start, word)) if matches!(word.name, "matrix" | "table") => reader.block(start, &word, comment),
                Some((start, word)) if word.name == "include" => reader.include(start, &word, comment),
                Some(_) => {}
                None => reader.remarks.push(
                    Remark::new(Code::DirectiveInvalid, comment.range, "`docsgen:end` ends nothing")
                        .help("delete it, or write `<!-- docsgen:matrix … -->` where the table starts"),
                ),
            },
            // Also what is misspelt, and found elsewhere: its end belongs to it.
            _ => {
                if let Some((before, word)) = open.replace((comment, word)) {
                    reader.unclosed(before, &word);
                }
            }
        }
    }
    if let Some((comment, word)) = open {
        reader.unclosed(comment, &word);
    }
    (reader.blocks, reader.remarks)
}

/// What a comment says to docsgen.
struct Word<'t> {
    name: &'t str,
    rest: &'t str,
    /// Where the rest starts in the file.
    rest_start: usize,
}

impl<'t> Word<'t> {
    fn of(comment: &Comment, text: &'t str) -> Option<Self> {
        let written = comment.content.of(text).strip_prefix("docsgen:")?;
        let end = written.find(char::is_whitespace).unwrap_or(written.len());
        let rest_start = comment.content.start as usize + "docsgen:".len() + end;
        Some(Self { name: &written[..end], rest: &written[end..], rest_start })
    }
}

struct Reader<'t> {
    text: &'t str,
    blocks: Blocks,
    remarks: Vec<Remark>,
}

impl Reader<'_> {
    fn fault(&mut self, range: TextRange, message: impl Into<String>, help: impl Into<String>) {
        self.remarks.push(Remark::new(Code::DirectiveInvalid, range, message).help(help));
    }

    fn unclosed(&mut self, comment: &Comment, word: &Word<'_>) {
        let what = match word.name {
            "matrix" | "table" => "table",
            "include" => "text",
            _ => return,
        };
        let help = format!("write `<!-- docsgen:end -->` on a line of its own where the {what} ends");
        self.fault(comment.range, format!("a generated {what} has no end"), help);
    }

    fn block(&mut self, open: &Comment, word: &Word<'_>, close: &Comment) {
        let (Some(opening), Some(closing)) = (self.line(open), self.line(close)) else { return };
        let name = word.rest.split_whitespace().next().unwrap_or_default();
        let name_start = word.rest_start + word.rest.find(name).unwrap_or_default();
        let name_range = TextRange::new(name_start, name_start + name.len());
        let asked = match word.name {
            "matrix" => self.matrix(name, name_range, open),
            _ => self.dataset(name, open),
        };
        let Some(asked) = asked else { return };
        let query_start = name_start + name.len();
        let query = match Query::parse(&self.text[query_start..open.content.end as usize]) {
            Ok(query) => query,
            Err(fault) => {
                self.fault(fault.range.shifted(query_start), fault.message, fault.help);
                return;
            }
        };
        let query_start = TextRange::new(query_start, query_start).start;
        let between = TextRange { start: opening.end, end: closing.start };
        self.blocks.tables.push(TableBlock {
            asked: Spanned::new(asked, name_range),
            query,
            query_start,
            open: open.range,
            between,
            close: close.range,
        });
    }

    fn matrix(&mut self, name: &str, range: TextRange, open: &Comment) -> Option<Asked> {
        let names = || Matrix::ALL.into_iter().map(Matrix::name);
        let matrix = Matrix::named(name);
        if matrix.is_none() {
            let listed = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            if name.is_empty() {
                self.fault(open.range, "a `docsgen:matrix` comment names no matrix", format!("name one of {listed}"));
                return None;
            }
            let help = match near_match(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("docsgen makes {listed}; for data of your own write `docsgen:table`"),
            };
            self.fault(range, format!("there is no matrix `{name}`"), help);
        }
        matrix.map(Asked::Matrix)
    }

    fn dataset(&mut self, name: &str, open: &Comment) -> Option<Asked> {
        if name.is_empty() || name.contains('=') {
            let help = "write `<!-- docsgen:table NAME -->`, with the name of a file in `data/` without its ending";
            self.fault(open.range, "a `docsgen:table` comment names no dataset", help);
            return None;
        }
        Some(Asked::Dataset(name.into()))
    }

    fn include(&mut self, open: &Comment, word: &Word<'_>, close: &Comment) {
        let (Some((opening, prefix)), Some((closing, _))) = (self.quoted_line(open), self.quoted_line(close)) else {
            let help = "put each on a line of its own";
            self.fault(open.range, "a marker stands where no text can be written", help);
            return;
        };
        let written = &self.text[word.rest_start..open.content.end as usize];
        match Include::parse(written, word.rest_start) {
            Ok(include) => {
                let between = TextRange { start: opening.end, end: closing.start };
                self.blocks.includes.push(IncludeBlock { include, prefix, open: open.range, between });
            }
            Err(Fault { range, message, help }) => self.fault(range, message, help),
        }
    }

    /// The line of a marker with its end, and what stands before it, which may be white space and marks of quotes.
    fn quoted_line(&self, marker: &Comment) -> Option<(TextRange, String)> {
        let (start, end) = (marker.range.start as usize, marker.range.end as usize);
        let line = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let prefix = &self.text[line..start];
        let rest = &self.text[end..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        let alone = prefix.bytes().all(|byte| matches!(byte, b' ' | b'>')) && rest[..length].trim().is_empty();
        (marker.block && alone).then(|| (TextRange::new(line, end + length), prefix.to_owned()))
    }

    /// The line of a marker with its end, if the marker is all that stands on it. What starts a line without indentation is in
    /// no list, quote or table.
    fn line(&mut self, marker: &Comment) -> Option<TextRange> {
        let (start, end) = (marker.range.start as usize, marker.range.end as usize);
        let rest = &self.text[end..];
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        let starts = start == 0 || self.text[..start].ends_with('\n');
        if marker.block && starts && rest[..length].trim().is_empty() {
            return Some(TextRange::new(start, end + length));
        }
        let help = "put it on a line of its own, without indentation, and outside of lists, quotes and tables";
        self.fault(marker.range, "a marker stands where no table can be written", help);
        None
    }
}
