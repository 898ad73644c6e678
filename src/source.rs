//! Files as they were read, and places in them.
//!
//! Everything that can be reported keeps a byte range from the first read on; lines and columns are
//! worked out only where somebody looks at them.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// The largest file that is read as text, in bytes: ranges are 32 bits wide.
pub const MAX_TEXT_BYTES: u64 = 1 << 30;

/// A path inside the repository: relative to the repository root, `/` between its parts, no `.`, `..` or
/// empty part. The root itself is the empty path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// The repository root.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads `path` as a path from the repository root, resolving `.` and `..`; `None` where it leaves the root.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        Self::root().join(path)
    }

    /// Resolves `path` against this folder. A leading `/` means the repository root; `None` where the result
    /// would lie outside it.
    #[must_use]
    pub fn join(&self, path: &str) -> Option<Self> {
        let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { self.parts().collect() };
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(Arc::from(parts.join("/"))))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts between the slashes; none for the root.
    #[must_use]
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The folder this path lies in; the root's is the root.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(Arc::from(self.0.rsplit_once('/').map_or("", |(parent, _)| parent)))
    }

    /// The last part; empty for the root.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last part without its extension.
    #[must_use]
    pub fn file_stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// What follows the last dot of the last part, if anything.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        let name = self.file_name();
        name.rfind('.').filter(|dot| *dot > 0).map(|dot| &name[dot + 1..])
    }

    /// Whether this path is `folder` or lies below it.
    #[must_use]
    pub fn is_within(&self, folder: &Self) -> bool {
        folder.0.is_empty()
            || self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// This path as seen from `folder`, which must hold it.
    #[must_use]
    pub fn relative_to(&self, folder: &Self) -> Option<&str> {
        if folder.0.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(&*folder.0).map(|rest| rest.strip_prefix('/').unwrap_or(rest))
    }

    /// Whether a part of the path starts with a dot, as `.github/PULL_REQUEST_TEMPLATE.md` does.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.parts().any(|part| part.starts_with('.'))
    }

    /// Whether the file's name says that it is Markdown.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        self.extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown"))
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

/// A run of bytes in one file or text. Always on character boundaries.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` up to `end`, which must be offsets of a text that was accepted for reading
    /// (at most [`MAX_TEXT_BYTES`]).
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: offset(start), end: offset(end.max(start)) }
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it spans nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies in the range.
    #[must_use]
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// The same range, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// The text at this range.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The range as the standard library writes it.
    #[must_use]
    pub fn as_range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<std::ops::Range<usize>> for TextRange {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl fmt::Debug for TextRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}..{}", self.start, self.end)
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// A value and where it was written, relative to its own file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub range: TextRange,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub const fn new(value: T, range: TextRange) -> Self {
        Self { value, range }
    }
}

/// Names a file among the [`Sources`] of one run. Given out in path order, so that sorting by it sorts by path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A place in a file of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub range: TextRange,
}

/// A line and a column, both counted from 1; the column counts characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A file that was read as text.
#[derive(Debug)]
pub struct SourceFile {
    path: RepoPath,
    text: Arc<str>,
    /// What may be shown of the text, where not all of it.
    shown: Option<Arc<str>>,
    digest: OnceLock<Digest>,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// Takes a file as it was read.
    #[must_use]
    pub fn new(path: RepoPath, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { path, text, shown: None, digest: OnceLock::new(), lines: OnceLock::new() }
    }

    /// The same file with what may be shown of it to people: a text in which every place is where it was.
    #[must_use]
    pub fn shown_as(&self, shown: String) -> Self {
        debug_assert_eq!(shown.len(), self.text.len(), "places in one are places in the other");
        Self { shown: Some(shown.into()), ..Self::new(self.path.clone(), Arc::clone(&self.text)) }
    }

    /// The text as reports may show it: secrets in it can't be read.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }

    /// Where the file lies in the repository.
    #[must_use]
    pub const fn path(&self) -> &RepoPath {
        &self.path
    }

    /// The text, line ends as they were.
    #[must_use]
    pub const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The digest of the text, worked out when it is asked for.
    #[must_use]
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| Digest::of(self.text.as_bytes()))
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The index of line starts, made at first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// Bytes between two columns that a [`LineIndex`] remembers in a long line: a column costs at most this much counting,
/// so that thousands of findings in one line of a megabyte stay cheap.
const COLUMN_STEP: usize = 4096;

/// Where the lines of a text start.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Offset and column (from 0) of some characters of lines longer than [`COLUMN_STEP`], in order.
    columns: Vec<(u32, u32)>,
}

impl LineIndex {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| offset(newline + 1)));
        let mut columns = Vec::new();
        for (index, start) in starts.iter().enumerate() {
            let start = *start as usize;
            let end = starts.get(index + 1).map_or(text.len(), |next| *next as usize);
            let (mut from, mut column) = (start, 0);
            while end - from > COLUMN_STEP {
                let to = text.floor_char_boundary(from + COLUMN_STEP);
                column += text[from..to].chars().count();
                columns.push((offset(to), offset(column)));
                from = to;
            }
        }
        Self { starts, columns }
    }

    /// Line and column of a byte offset of the same text.
    #[must_use]
    pub fn position(&self, text: &str, at: u32) -> Position {
        let line = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let known =
            self.columns.partition_point(|(known, _)| *known <= at).checked_sub(1).map(|index| self.columns[index]);
        let (from, column) = known.filter(|(known, _)| *known >= self.starts[line]).unwrap_or((self.starts[line], 0));
        let before = text.get(from as usize..at as usize).unwrap_or_default();
        Position { line: offset(line + 1), column: column + offset(before.chars().count() + 1) }
    }

    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no line, which no text has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

/// All files of a run that were read as text. A clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
    /// How many were added late: the last ones.
    late: usize,
}

impl Sources {
    /// Adds a file and names it. Call in path order.
    pub fn add(&mut self, file: impl Into<Arc<SourceFile>>) -> FileId {
        let id = FileId(offset(self.files.len()));
        self.files.push(file.into());
        id
    }

    /// Puts another text into the place of a file.
    ///
    /// # Panics
    /// Where the id is of another run.
    pub fn replace(&mut self, id: FileId, file: SourceFile) {
        self.files[id.0 as usize] = Arc::new(file);
    }

    /// The file of that name, to be shared with another run.
    ///
    /// # Panics
    /// Where the id is of another run.
    #[must_use]
    pub fn shared(&self, id: FileId) -> Arc<SourceFile> {
        Arc::clone(&self.files[id.0 as usize])
    }

    /// The file of that name.
    ///
    /// # Panics
    /// Where the id is of another run.
    #[must_use]
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The file at a path.
    #[must_use]
    pub fn find(&self, path: &RepoPath) -> Option<FileId> {
        let (files, late) = self.files.split_at(self.files.len() - self.late);
        let among = |files: &[Arc<SourceFile>]| files.binary_search_by(|file| file.path.cmp(path)).ok();
        let index = among(files).or_else(|| among(late).map(|index| files.len() + index));
        index.map(|index| FileId(offset(index)))
    }

    /// Takes the files away that were added late.
    pub fn drop_late(&mut self) {
        self.files.truncate(self.files.len() - std::mem::take(&mut self.late));
    }

    /// Adds a file that is needed after all others were named. Call in path order.
    pub fn add_late(&mut self, file: impl Into<Arc<SourceFile>>) -> FileId {
        self.late += 1;
        self.add(file)
    }

    /// All files with their names.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(offset(index)), &**file))
    }

    /// The text at a place as reports may show it.
    #[must_use]
    pub fn shown(&self, span: Span) -> &str {
        span.range.of(self.get(span.file).shown())
    }

    /// The text at a place.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        span.range.of(&self.get(span.file).text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_resolve_inside_the_repository_only() {
        let docs = RepoPath::new("docs").expect("inside");
        for (from, to, expected) in [
            (&docs, "a.md", Some("docs/a.md")),
            (&docs, "../README.md", Some("README.md")),
            (&docs, "/charts/./redis//README.md", Some("charts/redis/README.md")),
            (&docs, "../../etc/passwd", None),
            (&docs, "..", Some("")),
        ] {
            assert_eq!(from.join(to).as_ref().map(RepoPath::as_str), expected, "{to}");
        }
    }

    #[test]
    fn positions_count_characters_from_one() {
        let text = "a\n백업 x\r\n\nz";
        let index = LineIndex::new(text);
        for (at, line, column) in [(0, 1, 1), (2, 2, 1), (5, 2, 2), (8, 2, 3), (12, 3, 1), (13, 4, 1), (14, 4, 2)] {
            assert_eq!(index.position(text, at), Position { line, column }, "offset {at}");
        }
    }

    #[test]
    fn columns_of_long_lines_are_exact() {
        let long = "백x".repeat(5_000);
        let text = format!("short\n{long}\nafter");
        let index = LineIndex::new(&text);
        let line = text.find('백').expect("there");
        for characters in [0, 1, 2, 2_047, 2_048, 4_095, 9_999, 10_000] {
            let at = line + long.chars().take(characters).map(char::len_utf8).sum::<usize>();
            let column = offset(characters + 1);
            assert_eq!(index.position(&text, offset(at)), Position { line: 2, column }, "character {characters}");
        }
        assert_eq!(index.position(&text, offset(text.len())), Position { line: 3, column: 6 });
    }
}
