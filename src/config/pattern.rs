//! The patterns of book.toml: paths from the repository root with `*`, `**`, `?` and `{chart}`.

use crate::diagnostic::{Code, Remark};
use crate::source::{RepoPath, Spanned, TextRange};

/// The capture that stands for a chart.
const CAPTURE: &str = "{chart}";

/// A compiled pattern.
///
/// `*` is any run of characters within one part of the path, `?` one character of it, `**` between slashes any number
/// of folders, and `{chart}` text that names a chart; where it stands twice, both are the same chart. Matching takes
/// time in proportion to pattern × path, whatever the pattern.
#[derive(Clone, Debug)]
pub struct SourcePattern {
    tokens: Vec<Token>,
    captures: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(Box<str>),
    /// `?`
    Character,
    /// `*`
    Run,
    /// `**/`: any number of whole folders.
    Folders,
    /// `**` at the end: everything below.
    Below,
    /// `{chart}`
    Chart,
}

/// What a pattern found in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<C> {
    /// The path doesn't match, or what stands for `{chart}` names none.
    None,
    /// The path matches a pattern without `{chart}`.
    Plain,
    /// The path matches, and `{chart}` is this one.
    Chart(C),
}

impl SourcePattern {
    /// Reads a pattern of book.toml. `./` before it and `/` before and behind it mean nothing.
    ///
    /// # Errors
    /// A finding at the character that is no pattern.
    pub fn compile(written: &Spanned<String>) -> Result<Self, Remark> {
        let text = &*written.value;
        let start = text.len() - text.trim_start_matches("./").trim_start_matches('/').len();
        let inner = text[start..].trim_end_matches('/');
        if text.is_empty() {
            return Err(Remark::new(Code::ConfigInvalidValue, written.range, "a pattern can't be empty"));
        }
        let mut tokens = Vec::new();
        if inner != "." {
            let mut at = start;
            let parts: Vec<&str> = inner.split('/').filter(|part| !part.is_empty()).collect();
            for (index, part) in parts.iter().enumerate() {
                let last = index + 1 == parts.len();
                at += text[at..].find(part).unwrap_or_default();
                if *part == "**" {
                    // Neighbouring `**` say no more than one.
                    if tokens.last() != Some(&Token::Folders) {
                        tokens.push(Token::Folders);
                    }
                    if last {
                        tokens.pop();
                        tokens.push(Token::Below);
                    }
                } else {
                    read_part(part, at, written, &mut tokens)?;
                    if !last {
                        push_literal(&mut tokens, "/");
                    }
                }
                at += part.len();
            }
        }
        let captures = tokens.contains(&Token::Chart);
        Ok(Self { tokens, captures })
    }

    /// Whether the pattern has a `{chart}`.
    #[must_use]
    pub const fn captures_chart(&self) -> bool {
        self.captures
    }

    /// Whether a path matches, whatever stands for `{chart}`.
    #[must_use]
    pub fn is_match(&self, path: &RepoPath) -> bool {
        self.may_match(path.as_str()) && self.reached(path.as_str(), None).full()
    }

    /// Matches a path. `chart` says which chart a text names, if any; of several readings, the longest text that names
    /// one counts.
    pub fn match_path<C>(&self, path: &RepoPath, chart: impl Fn(&str) -> Option<C>) -> Match<C> {
        let path = path.as_str();
        if !self.may_match(path) {
            return Match::None;
        }
        // By far the most common form has one reading, or none.
        if let [Token::Literal(before), Token::Chart, Token::Literal(after)] = self.tokens.as_slice() {
            let named =
                path[before.len()..].strip_suffix(&**after).filter(|named| !named.is_empty() && !named.contains('/'));
            return named.and_then(chart).map_or(Match::None, Match::Chart);
        }
        let reached = self.reached(path, None);
        if !reached.full() {
            return Match::None;
        }
        let Some(first) = self.tokens.iter().position(|token| *token == Token::Chart) else { return Match::Plain };
        let follows = match self.tokens.get(first + 1) {
            Some(Token::Literal(text)) => Some(&**text),
            _ => None,
        };
        let mut named: Vec<(&str, C)> = Vec::new();
        for start in (0..path.len()).filter(|start| reached.at(first, *start) && path.is_char_boundary(*start)) {
            let rest = &path[start..];
            let part = &rest[..rest.find('/').unwrap_or(rest.len())];
            for (end, _) in part.char_indices().skip(1).chain([(part.len(), ' ')]) {
                let next = &rest[end..];
                // Most ends are ruled out by the literal that must follow, or by the end of the path.
                let fits = match follows {
                    Some(text) => next.starts_with(text),
                    None => first + 1 < self.tokens.len() || next.is_empty(),
                };
                if fits
                    && end > 0
                    && let Some(chart) = chart(&part[..end])
                {
                    named.push((&part[..end], chart));
                }
            }
        }
        named.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        named
            .into_iter()
            .find(|(text, _)| self.reached(path, Some(text)).full())
            .map_or(Match::None, |(_, chart)| Match::Chart(chart))
    }

    /// A cheap test that rules out most paths: literal text at both ends.
    fn may_match(&self, path: &str) -> bool {
        let starts = match self.tokens.first() {
            Some(Token::Literal(text)) => path.starts_with(&**text),
            _ => true,
        };
        let ends = match self.tokens.last() {
            Some(Token::Literal(text)) => path.ends_with(&**text),
            _ => true,
        };
        starts && ends
    }

    /// Which offsets of the path each prefix of the pattern can end at; with `chart`, `{chart}` is that text.
    fn reached(&self, path: &str, chart: Option<&str>) -> Reached {
        let width = path.len() + 1;
        let bytes = path.as_bytes();
        let mut table = vec![false; width * (self.tokens.len() + 1)];
        table[0] = true;
        for (index, token) in self.tokens.iter().enumerate() {
            let (from, to) = table[index * width..(index + 2) * width].split_at_mut(width);
            let mut running = false;
            for at in 0..width {
                // A token may start where the pattern before it can end, on whole characters.
                let starts = from[at] && path.is_char_boundary(at);
                match (token, chart) {
                    (Token::Literal(text), _) if starts => mark(to, path, at, text),
                    (Token::Chart, Some(text)) if starts => mark(to, path, at, text),
                    (Token::Character, _) if starts => {
                        if let Some(character) = path[at..].chars().next().filter(|character| *character != '/') {
                            to[at + character.len_utf8()] = true;
                        }
                    }
                    (Token::Run, _) => {
                        running = starts || (running && bytes[at - 1] != b'/');
                        to[at] |= running;
                    }
                    (Token::Chart, None) => {
                        running = at > 0 && bytes[at - 1] != b'/' && (running || from[at - 1]);
                        to[at] |= running;
                    }
                    (Token::Folders, _) => {
                        running |= starts && (at == 0 || bytes[at - 1] == b'/');
                        to[at] |= running && (at == 0 || bytes[at - 1] == b'/');
                    }
                    (Token::Below, _) => {
                        to[at] |= running;
                        running |= starts && (at == 0 || bytes[at - 1] == b'/');
                    }
                    (Token::Literal(_) | Token::Character | Token::Chart, _) => {}
                }
            }
        }
        Reached { table, width }
    }
}

/// Marks the end of `text` where the path has it at an offset.
fn mark(to: &mut [bool], path: &str, at: usize, text: &str) {
    if path[at..].starts_with(text) {
        to[at + text.len()] = true;
    }
}

struct Reached {
    table: Vec<bool>,
    width: usize,
}

impl Reached {
    /// Whether the first `tokens` tokens can end at `offset`.
    fn at(&self, tokens: usize, offset: usize) -> bool {
        self.table[tokens * self.width + offset]
    }

    /// Whether the whole pattern matches the whole path.
    fn full(&self) -> bool {
        self.table.last().copied().unwrap_or_default()
    }
}

/// Reads what stands between two slashes; `at` is its offset in the pattern.
fn read_part(part: &str, at: usize, written: &Spanned<String>, tokens: &mut Vec<Token>) -> Result<(), Remark> {
    let fault = |offset: usize, length: usize, message: String, help: &str| {
        Err(Remark::new(Code::ConfigInvalidValue, inside(written, at + offset, length), message).help(help))
    };
    if part == ".." {
        return fault(0, 2, "`..` is no part of a pattern".to_owned(), "write the path from the repository root");
    }
    let mut offset = 0;
    while let Some(character) = part[offset..].chars().next() {
        let rest = &part[offset..];
        let mut length = character.len_utf8();
        match character {
            '*' if rest.starts_with("**") => {
                let help = "use `*` within a name, `**/` for any number of folders";
                return fault(offset, 2, "`**` must stand alone between slashes".to_owned(), help);
            }
            '*' => tokens.push(Token::Run),
            '?' => tokens.push(Token::Character),
            '{' if rest.starts_with(CAPTURE) => {
                tokens.push(Token::Chart);
                length = CAPTURE.len();
            }
            '{' | '}' => {
                let length = rest.find('}').map_or(1, |end| end + 1);
                let message = format!("`{}` is no part of a pattern", &rest[..length]);
                return fault(
                    offset,
                    length,
                    message,
                    "the only word in braces is `{chart}`; write one rule for each name",
                );
            }
            '[' | ']' | '\\' | '!' if character != '!' || offset == 0 && at == 0 => {
                let message = format!("`{character}` is no part of a pattern");
                return fault(offset, length, message, "patterns have `*`, `**`, `?` and `{chart}`");
            }
            _ => push_literal(tokens, &rest[..length]),
        }
        offset += length;
    }
    Ok(())
}

fn push_literal(tokens: &mut Vec<Token>, text: &str) {
    if let Some(Token::Literal(before)) = tokens.last_mut() {
        *before = format!("{before}{text}").into_boxed_str();
    } else {
        tokens.push(Token::Literal(text.into()));
    }
}

/// The place of a piece of a quoted value; the whole value where it was written with escapes.
fn inside(written: &Spanned<String>, offset: usize, length: usize) -> TextRange {
    if written.range.len() != written.value.len() + 2 {
        return written.range;
    }
    let start = written.range.start as usize + 1 + offset;
    TextRange::new(start, start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> SourcePattern {
        let range = TextRange::new(0, text.len() + 2);
        SourcePattern::compile(&Spanned::new(text.to_owned(), range)).expect(text)
    }

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("inside")
    }

    #[test]
    fn globs_match_whole_paths() {
        for (glob, matching, other) in [
            ("docs/*.md", "docs/a.md", "docs/a/b.md"),
            ("docs/*.md", "docs/.md", "docs/a.txt"),
            ("docs/**", "docs/a/b.md", "docs"),
            ("docs/**/*.md", "docs/a.md", "doc/a.md"),
            ("docs/**/*.md", "docs/a/b/c.md", "docs/a/b/c.txt"),
            ("**/README.md", "README.md", "xREADME.md"),
            ("**/README.md", "a/b/README.md", "a/README.md/b"),
            ("**/a/**/z", "x/a/z", "xa/z"),
            ("**/**/z", "z", "zz"),
            ("**", "a/b", ""),
            ("a?c.md", "a백c.md", "ac.md"),
            ("?*", "백", ""),
            ("a?c", "abc", "a/c"),
            ("charts/*", "charts/redis", "charts/redis/charts"),
            ("./charts/*/", "charts/redis", "charts"),
            (".", "", "a"),
            ("/docs/a.md", "docs/a.md", "a/docs/a.md"),
            ("*/*/x", "a/b/x", "a/x"),
        ] {
            assert!(pattern(glob).is_match(&path(matching)), "{glob} on {matching}");
            assert!(!pattern(glob).is_match(&path(other)), "{glob} on {other}");
        }
    }

    #[test]
    fn a_capture_names_a_chart_and_the_longest_wins() {
        let charts = ["redis", "thanos-query", "thanos-query-frontend", "a", "a-a", "백업", "front"];
        for (pattern_text, path_text, expected) in [
            ("docs/{chart}-backup-guide.md", "docs/redis-backup-guide.md", Some("redis")),
            ("docs/{chart}-backup-guide.md", "docs/backup-orchestration-guide.md", None),
            ("docs/{chart}-backup-guide.md", "docs/other-backup-guide.md", None),
            ("docs/{chart}-*.md", "docs/thanos-query-frontend-x.md", Some("thanos-query-frontend")),
            ("docs/{chart}-*.md", "docs/thanos-query-frontend.md", Some("thanos-query")),
            ("docs/*{chart}.md", "docs/thanos-query-frontend.md", Some("thanos-query-frontend")),
            ("docs/*-{chart}.md", "docs/thanos-query-front.md", Some("front")),
            ("{chart}/{chart}-backup.md", "redis/redis-backup.md", Some("redis")),
            ("{chart}/{chart}-backup.md", "redis/thanos-query-backup.md", None),
            ("{chart}{chart}", "a-aa-a", Some("a-a")),
            ("{chart}*{chart}.md", "a-a.md", Some("a")),
            ("runbooks/{chart}/**", "runbooks/redis/a/b.md", Some("redis")),
            ("**/{chart}.md", "x/y/백업.md", Some("백업")),
            ("{chart}", "redis/x", None),
            ("docs/{chart}-x.md", "docs/-x.md", None),
            ("docs/a{chart}a.md", "docs/a.md", None),
            ("docs/{chart}.md", "docs/x/redis.md", None),
        ] {
            let found =
                pattern(pattern_text).match_path(&path(path_text), |text| charts.iter().find(|id| **id == text));
            let found = match found {
                Match::Chart(id) => Some(*id),
                Match::None => None,
                Match::Plain => panic!("{pattern_text} has a capture"),
            };
            assert_eq!(found, expected, "{pattern_text} on {path_text}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_found_at_its_place() {
        for (text, at_fault) in [
            ("docs/{name}-x.md", "{name}"),
            ("docs/a**.md", "**"),
            ("docs/[ab].md", "["),
            ("docs/a}.md", "}"),
            ("../docs/*.md", ".."),
            ("!docs/*.md", "!"),
        ] {
            let quoted = format!("\"{text}\"");
            let remark = SourcePattern::compile(&Spanned::new(text.to_owned(), TextRange::new(0, quoted.len())))
                .expect_err("no pattern");
            assert_eq!(remark.range.of(&quoted), at_fault, "{text}: {}", remark.message);
        }
        assert!(SourcePattern::compile(&Spanned::default()).is_err());
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let stars = pattern(&"*a".repeat(60));
        assert!(!stars.is_match(&path(&format!("{}b", "a".repeat(250)))));
    }
}
