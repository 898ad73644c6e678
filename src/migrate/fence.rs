//! Lines of Markdown, told apart by whether they stand in a code block.

/// A line of a text, or a code block with all its lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A line that is in no fence, without its end, and its number from 1.
    Line(usize, &'t str),
    /// A fenced code block.
    Fence(Fence<'t>),
}

/// A fenced code block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fence<'t> {
    /// The line it starts in, from 1.
    pub(super) line: usize,
    /// What stands before it in its line: white space, marks of quotes.
    pub(super) prefix: &'t str,
    /// The back-ticks or tildes.
    pub(super) marks: &'t str,
    /// The info string.
    pub(super) info: &'t str,
    /// The lines of code, as they are written.
    pub(super) code: Vec<&'t str>,
    /// The line that closes it, if any does.
    pub(super) close: Option<&'t str>,
}

impl Fence<'_> {
    /// The lines as they were.
    pub(super) fn lines(&self) -> Vec<String> {
        let open = format!("{}{}{}", self.prefix, self.marks, self.info);
        let code = self.code.iter().map(|line| (*line).to_owned());
        std::iter::once(open).chain(code).chain(self.close.map(str::to_owned)).collect()
    }

    /// A line of code without what stands before the fence.
    pub(super) fn bare<'l>(&self, line: &'l str) -> &'l str {
        line.strip_prefix(self.prefix).unwrap_or_else(|| line.trim_start_matches([' ', '>']))
    }
}

/// Takes a text apart.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(fence) = &mut open {
            let (_, marks, rest) = split(line);
            if marks.starts_with(fence.marks) && rest.trim().is_empty() {
                fence.close = Some(line);
                pieces.extend(open.take().map(Piece::Fence));
            } else {
                fence.code.push(line);
            }
            continue;
        }
        let (prefix, marks, info) = split(line);
        // An info string of back-ticks has none in it: that is inline code.
        if marks.len() >= 3 && !(marks.starts_with('`') && info.contains('`')) {
            open = Some(Fence { line: number, prefix, marks, info, code: Vec::new(), close: None });
        } else {
            pieces.push(Piece::Line(number, line));
        }
    }
    pieces.extend(open.map(Piece::Fence));
    pieces
}

/// What stands before a fence, its marks, and what stands behind them; no marks where the line is none of a fence.
fn split(line: &str) -> (&str, &str, &str) {
    let start = line.find(|c| !matches!(c, ' ' | '>' | '\t')).unwrap_or(line.len());
    let (prefix, rest) = line.split_at(start);
    let mark = if rest.starts_with('`') { '`' } else { '~' };
    let length = rest.len() - rest.trim_start_matches(mark).len();
    if length < 3 {
        return (prefix, "", rest);
    }
    (prefix, &rest[..length], &rest[length..])
}

/// How far a line is indented, a tab counting as four.
pub(super) fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// A line with so much less indentation.
pub(super) fn dedented(line: &str, by: usize) -> String {
    let mut left = by;
    let mut rest = line;
    while left > 0 {
        match rest.as_bytes().first() {
            Some(b' ') => left -= 1,
            Some(b'\t') => left = left.saturating_sub(4),
            _ => break,
        }
        rest = &rest[1..];
    }
    rest.to_owned()
}

/// Joins lines to a text that ends as `like` does.
pub(super) fn joined(lines: &[String], like: &str) -> String {
    let is_text = |line: &String| !line.trim().is_empty();
    let end =
        if like.ends_with("\n\n") { lines.len() } else { lines.iter().rposition(is_text).map_or(0, |last| last + 1) };
    let mut text = lines[..end].join("\n");
    if like.ends_with('\n') && !text.is_empty() {
        text.push('\n');
    }
    text
}

/// Runs `change` on the parts of a line that are no inline code.
pub(super) fn outside_code(line: &str, change: &mut dyn FnMut(&str) -> String) -> String {
    let mut changed = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let marks = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let after = start + marks;
        let fence = &rest[start..after];
        let closing = rest[after..]
            .match_indices(fence)
            .map(|(at, _)| after + at)
            .find(|at| !rest[..*at].ends_with('`') && !rest[at + marks..].starts_with('`'));
        changed += &change(&rest[..start]);
        let end = closing.map_or(after, |at| at + marks);
        changed += &rest[start..end];
        rest = &rest[end..];
    }
    changed + &change(rest)
}
