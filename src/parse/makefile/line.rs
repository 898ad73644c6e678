//! The lines of a Makefile and their parts. All of it works on the text as written, continuations included, so that
//! every part keeps its place.

use crate::source::TextRange;

/// Reads logical lines: a line that ends with an odd number of backslashes goes on.
pub(super) struct Lines<'s> {
    text: &'s str,
    next: usize,
}

impl<'s> Lines<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self { text, next: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    /// The next logical line, without its line end.
    pub(super) fn next_logical(&mut self) -> Option<TextRange> {
        let start = self.next;
        let mut line = self.next_physical()?;
        while self.text[start..line.end as usize].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1 {
            match self.next_physical() {
                Some(next) => line = next,
                None => break,
            }
        }
        Some(TextRange::new(start, line.end as usize))
    }

    /// The lines up to the `endef` that closes a `define`, and past it; and whether there is one.
    pub(super) fn until_endef(&mut self) -> (&'s str, bool) {
        let start = self.next;
        let mut depth = 1;
        while let Some(line) = self.next_physical() {
            match line.of(self.text).split_whitespace().next() {
                Some("define") => depth += 1,
                Some("endef") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (self.text[start..line.start as usize].trim_end_matches(['\r', '\n']), true);
            }
        }
        (&self.text[start..], false)
    }

    fn next_physical(&mut self) -> Option<TextRange> {
        let rest = self.text.as_bytes().get(self.next..).filter(|rest| !rest.is_empty())?;
        let start = self.next;
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.next = (start + length + 1).min(self.text.len());
        let line = &self.text[start..start + length];
        Some(TextRange::new(start, start + line.strip_suffix('\r').unwrap_or(line).len()))
    }
}

/// A word of a line.
#[derive(Debug)]
pub(super) struct Word<'s> {
    /// Where it stands in the text that was split.
    pub(super) range: TextRange,
    /// The word as written.
    pub(super) text: &'s str,
}

/// Splits at white space and continuations outside of variable references.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            match blank(text, at) {
                0 => break,
                length => at += length,
            }
        }
        let start = at;
        while at < text.len() && blank(text, at) == 0 {
            at = after_unit(text, at);
        }
        (at > start).then(|| Word { range: TextRange::new(start, at), text: &text[start..at] })
    })
}

/// How many bytes of white space, or of a backslash with the line end behind it, stand at an offset.
fn blank(text: &str, at: usize) -> usize {
    match text.as_bytes()[at..] {
        [b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c, ..] => 1,
        [b'\\', b'\n', ..] => 2,
        [b'\\', b'\r', b'\n', ..] => 3,
        _ => 0,
    }
}

/// The offset after the character, escape or variable reference at an offset.
fn after_unit(text: &str, at: usize) -> usize {
    match text.as_bytes()[at..] {
        [b'$', open @ (b'(' | b'{'), ..] => reference_end(text, at + 1, open).map_or(text.len(), |end| end + 1),
        [b'$', b'$', ..] => at + 2,
        [b'\\', b'\n', ..] => at + 2,
        [b'\\', next, ..] if next.is_ascii() => at + 2,
        _ => at + text[at..].chars().next().map_or(1, char::len_utf8),
    }
}

/// The offset of the bracket that closes the one at `at`. make counts brackets of the same sort.
pub(super) fn reference_end(text: &str, at: usize, open: u8) -> Option<usize> {
    let close = if open == b'(' { b')' } else { b'}' };
    let mut depth = 0_usize;
    for (offset, byte) in text.as_bytes()[at..].iter().enumerate() {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(at + offset);
            }
        }
    }
    None
}

/// The offset of the first unit that is one of `signs`; the length where there is none.
fn find(text: &str, signs: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        if signs.contains(&text.as_bytes()[at]) {
            return at;
        }
        at = after_unit(text, at);
    }
    text.len()
}

/// Where the comment starts; the length where there is none.
pub(super) fn comment_start(line: &str) -> usize {
    find(line, b"#")
}

/// Where the recipe starts that stands on the line of its rule; the length where there is none.
pub(super) fn semicolon(line: &str) -> usize {
    find(line, b";")
}

/// Where the `:`, `::` or `&:` stands that makes a line a rule.
pub(super) fn rule_colon(line: &str) -> Option<usize> {
    let colon = find(line, b":;");
    if line.as_bytes().get(colon) != Some(&b':') {
        return None;
    }
    Some(if line[..colon].ends_with('&') { colon - 1 } else { colon })
}

/// The text on one line: a continuation and the white space around it become one space.
pub(super) fn joined(text: &str) -> String {
    let text = text.trim();
    if !text.contains("\\\n") && !text.contains("\\\r\n") {
        return text.to_owned();
    }
    let lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
    let mut joined = String::with_capacity(text.len());
    for line in lines {
        let line = line.strip_suffix('\\').unwrap_or(line).trim();
        if !joined.is_empty() && !line.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// A name without the backslashes before signs that would otherwise mean something.
pub(super) fn unescaped(name: &str) -> String {
    if !name.contains('\\') {
        return name.to_owned();
    }
    let mut plain = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.peek().is_some_and(|next| ":#% \\".contains(*next)) {
            plain.extend(characters.next());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// How a variable is given its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`: references are resolved at use.
    Deferred,
    /// `:=` and its like: references are resolved here.
    Immediate,
    /// `?=`: only where there is no value yet.
    Default,
    /// `+=`.
    Append,
    /// `!=`: what a command prints.
    Shell,
}

/// An assignment as written, or the first line of a `define`.
#[derive(Debug)]
pub(super) struct Assignment<'s> {
    /// Where the name stands in the line.
    pub(super) name: TextRange,
    pub(super) operator: Operator,
    /// Empty for a `define`, whose value is on the lines below.
    pub(super) value: &'s str,
    pub(super) define: bool,
}

impl<'s> Assignment<'s> {
    /// Reads a line without its comment.
    pub(super) fn read(line: &'s str) -> Option<Self> {
        let mut start = 0;
        let mut define = false;
        while let Some((modifier, length)) = modifier(&line[start..]) {
            // `export = x` sets a variable of that name.
            if operator(&line[start + length..]).is_some() {
                break;
            }
            define |= modifier == "define";
            start += length;
        }
        let mut at = start;
        while at < line.len() && blank(line, at) == 0 {
            if let Some((operator, length)) = operator(&line[at..]) {
                return Self::new(line, start..at, at + length, operator, define);
            }
            // A rule, unless it is one of the operators above.
            if line.as_bytes()[at] == b':' {
                return None;
            }
            at = after_unit(line, at);
        }
        let end = at;
        while at < line.len() && blank(line, at) > 0 {
            at += blank(line, at);
        }
        match operator(&line[at..]) {
            Some((operator, length)) => Self::new(line, start..end, at + length, operator, define),
            None if define => Self::new(line, start..end, line.len(), Operator::Deferred, define),
            None => None,
        }
    }

    fn new(
        line: &'s str,
        name: std::ops::Range<usize>,
        value_start: usize,
        operator: Operator,
        define: bool,
    ) -> Option<Self> {
        (!name.is_empty()).then(|| Self { name: name.into(), operator, value: line[value_start..].trim(), define })
    }
}

/// A word before an assignment that says more about it, and the offset of what follows it.
fn modifier(line: &str) -> Option<(&str, usize)> {
    let word = &line[..line.find(char::is_whitespace)?];
    let rest = line[word.len()..].trim_start();
    ["define", "export", "override", "private"].contains(&word).then(|| (word, line.len() - rest.len()))
}

/// The operator a text starts with, and its length.
fn operator(text: &str) -> Option<(Operator, usize)> {
    [
        ("=", Operator::Deferred),
        (":=", Operator::Immediate),
        ("::=", Operator::Immediate),
        (":::=", Operator::Immediate),
        ("?=", Operator::Default),
        ("+=", Operator::Append),
        ("!=", Operator::Shell),
    ]
    .into_iter()
    .find(|(sign, _)| text.starts_with(sign))
    .map(|(sign, operator)| (operator, sign.len()))
}
