//! Where front matter ends and Markdown starts.

use crate::source::TextRange;

/// The parts of a Markdown file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The front matter from its opening to its closing line, without the line end behind it; `None` where the file has
    /// none.
    pub range: Option<TextRange>,
    /// The YAML between the two lines; empty where there is none.
    pub yaml: TextRange,
    /// The Markdown: all that follows, or the whole file, without a byte order mark.
    pub body: TextRange,
    /// The opening line of what looks like front matter and is never closed. It belongs to the body then, where it is a
    /// thematic break.
    pub unclosed: Option<TextRange>,
}

/// Cuts the front matter off a Markdown file.
///
/// Front matter is what stands between a first line `---` and the next line `---` or `...`; white space behind the
/// signs and a byte order mark before them are allowed. Without a closing line there is none. A `---` further on in the
/// file is Markdown.
#[must_use]
pub fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let all = TextRange::new(start, text.len());
    let mut lines = Lines { text, next: start };
    let Some(opening) = lines.next().filter(|line| line.of(text).trim_end() == "---") else {
        return Split { body: all, ..Split::default() };
    };
    let yaml_start = lines.next;
    while let Some(line) = lines.next() {
        if matches!(line.of(text).trim_end(), "---" | "...") && !line.of(text).starts_with(char::is_whitespace) {
            return Split {
                range: Some(TextRange::new(start, line.end as usize)),
                yaml: TextRange::new(yaml_start, line.start as usize),
                body: TextRange::new(lines.next, text.len()),
                unclosed: None,
            };
        }
    }
    let unclosed = looks_like_keys(&text[yaml_start..]).then_some(opening);
    Split { body: all, unclosed, ..Split::default() }
}

/// Whether a text starts with a key of front matter, or with two lines of the form `key: value`.
fn looks_like_keys(text: &str) -> bool {
    const KNOWN: &[&str] = &["title", "description", "chart", "kind", "tier", "owner", "objectives", "tags", "slug"];
    let key = |line: &str| {
        let (key, value) = line.split_once(':')?;
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        (is_key && (value.trim().is_empty() || value.starts_with(' '))).then(|| key.to_owned())
    };
    let mut lines = text.lines();
    let first = lines.next().and_then(key);
    first.is_some_and(|first| KNOWN.contains(&&*first) || lines.next().and_then(key).is_some())
}

/// The lines of a text, without their line feeds.
struct Lines<'a> {
    text: &'a str,
    next: usize,
}

impl Iterator for Lines<'_> {
    type Item = TextRange;

    fn next(&mut self) -> Option<TextRange> {
        let rest = self.text.as_bytes().get(self.next..).filter(|rest| !rest.is_empty())?;
        let start = self.next;
        let length = memchr::memchr(b'\n', rest);
        self.next = start + length.map_or(rest.len(), |length| length + 1);
        let line = &self.text[start..start + length.unwrap_or(rest.len())];
        Some(TextRange::new(start, start + line.trim_end_matches('\r').len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_cut_off_at_the_first_line_only() {
        for (text, yaml, body) in [
            ("---\na: 1\n---\nText\n", Some("a: 1\n"), "Text\n"),
            ("\u{feff}---\r\na: 1\r\n---\r\nText\r\n", Some("a: 1\r\n"), "Text\r\n"),
            ("---  \na: 1\n...\t\nText", Some("a: 1\n"), "Text"),
            ("---\n---\n", Some(""), ""),
            ("---\n---", Some(""), ""),
            ("---\na: |\n  ---\nb: 1\n---\n\n---\nText", Some("a: |\n  ---\nb: 1\n"), "\n---\nText"),
            ("", None, ""),
            ("\u{feff}# Title\n", None, "# Title\n"),
            ("\n---\na: 1\n---\n", None, "\n---\na: 1\n---\n"),
            (" ---\na: 1\n---\n", None, " ---\na: 1\n---\n"),
            ("----\na: 1\n---\n", None, "----\na: 1\n---\n"),
            ("---\n\nText\n", None, "---\n\nText\n"),
            ("---", None, "---"),
        ] {
            let split = split(text);
            assert_eq!(split.range.map(|_| split.yaml.of(text)), yaml, "{text:?}");
            assert_eq!(split.body.of(text), body, "{text:?}");
            assert_eq!(split.unclosed, None, "{text:?}");
            if let Some(range) = split.range {
                let block = range.of(text);
                assert!(block.starts_with("---") && !block.ends_with('\n'), "{block:?}");
            }
        }
    }

    #[test]
    fn front_matter_that_is_never_closed_is_told_from_a_thematic_break() {
        for (text, unclosed) in [
            ("---\ntitle: Redis\n\n# Redis\n", true),
            ("---\r\nfoo: 1\r\nbar: 2\r\n", true),
            ("---\nNote: read this first\n\nText\n", false),
            ("---\nhttp://example.org\nb: c\n", false),
            ("---\n# Title\n", false),
        ] {
            assert_eq!(split(text).unclosed.is_some(), unclosed, "{text:?}");
            assert_eq!(split(text).body.of(text), text);
        }
    }
}
