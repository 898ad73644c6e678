//! The info string of a code fence: language and attributes.

use std::ops::Range;

/// What an info string says: ``yaml title="values.yaml" {3,7-9} linenos diff tab="Helm" danger``.
///
/// Attributes of other tools are passed over; only a known one with an unreadable value is a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InfoString {
    /// The language in lower case: all up to the first white space, comma or `{`.
    pub language: String,
    /// `title="…"`.
    pub title: Option<String>,
    /// `tab="…"`.
    pub tab: Option<String>,
    /// `{3,7-9}`: first and last line of each run, counted from 1; in order and apart from one another.
    pub marked: Vec<(u32, u32)>,
    /// `linenos`.
    pub line_numbers: bool,
    /// `diff`: lines that start with `+` or `-` were added or removed.
    pub diff: bool,
    /// `danger`: what runs this may lose data; `danger=false`: it doesn't, whatever it looks like. Where neither stands, the
    /// commands in the block decide.
    pub danger: Option<bool>,
    /// Known attributes that can't be read: where in the info string, and why.
    pub problems: Vec<(Range<usize>, String)>,
}

/// Reads an info string. Never fails: see [`InfoString::problems`].
#[must_use]
pub fn parse_info_string(text: &str) -> InfoString {
    let language = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).unwrap_or(text.len());
    let mut info = InfoString { language: text[..language].to_lowercase(), ..InfoString::default() };
    let mut at = language;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || c == ',' {
            at += c.len_utf8();
        } else if c == '{' {
            at = info.lines(text, at);
        } else {
            at = info.attribute(text, at);
        }
    }
    info.marked.sort_unstable();
    info.marked.dedup_by(|later, earlier| {
        let touching = later.0 <= earlier.1.saturating_add(1);
        if touching {
            earlier.1 = earlier.1.max(later.1);
        }
        touching
    });
    info
}

impl InfoString {
    /// Whether a line of the code, counted from 1, is marked.
    #[must_use]
    pub fn is_marked(&self, line: u32) -> bool {
        let next = self.marked.partition_point(|(_, last)| *last < line);
        self.marked.get(next).is_some_and(|(first, _)| *first <= line)
    }

    /// Reads `{…}` and returns where it ends. Braces that don't start with a digit are another tool's.
    fn lines(&mut self, text: &str, start: usize) -> usize {
        let close = text[start..].find('}').map(|length| start + length);
        let end = close.map_or(text.len(), |close| close + 1);
        let inner = &text[start + 1..close.unwrap_or(text.len())];
        if !inner.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            return end;
        }
        if close.is_none() {
            self.problems.push((start..end, "line numbers aren't closed by `}`".to_owned()));
            return end;
        }
        let mut at = start + 1;
        for part in inner.split(',') {
            match parse_run(part.trim()) {
                Some(run) => self.marked.push(run),
                None => {
                    let range = at..at + part.len();
                    self.problems.push((range, format!("`{}` is no line or run of lines", part.trim())));
                }
            }
            at += part.len() + 1;
        }
        end
    }

    /// Reads a word or `key=value` and returns where it ends.
    fn attribute(&mut self, text: &str, start: usize) -> usize {
        let length = text[start..].find(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | '{'));
        let name_end = start + length.unwrap_or(text.len() - start);
        let name = &text[start..name_end];
        let Some(value_start) = text[name_end..].starts_with('=').then_some(name_end + 1) else {
            match name {
                "linenos" => self.line_numbers = true,
                "diff" => self.diff = true,
                "danger" => self.danger = Some(true),
                "title" | "tab" => self.problems.push((start..name_end, format!("`{name}` has no value"))),
                _ => {}
            }
            return name_end;
        };
        let known = matches!(name, "title" | "tab" | "danger");
        let rest = &text[value_start..];
        let (value, end) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => match rest[1..].find(quote) {
                Some(length) => (&rest[1..=length], value_start + length + 2),
                None => {
                    if known {
                        self.problems.push((start..text.len(), format!("`{name}` isn't closed by a quote")));
                    }
                    return text.len();
                }
            },
            _ => {
                let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..length], value_start + length)
            }
        };
        if known && value.is_empty() {
            self.problems.push((start..end, format!("`{name}` has no value")));
        } else if name == "title" {
            self.title = Some(value.to_owned());
        } else if name == "tab" {
            self.tab = Some(value.to_owned());
        } else if name == "danger" {
            match value {
                "true" => self.danger = Some(true),
                "false" => self.danger = Some(false),
                _ => self.problems.push((start..end, "`danger` is `true` or `false`".to_owned())),
            }
        }
        end
    }
}

fn parse_run(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let first: u32 = first.trim().parse().ok()?;
    let last: u32 = last.trim().parse().ok()?;
    (first > 0 && first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_known_is_read() {
        let info = parse_info_string("YAML title=\"my values.yaml\" {3,7-9} linenos diff tab='Helm' danger");
        assert_eq!(
            info,
            InfoString {
                language: "yaml".to_owned(),
                title: Some("my values.yaml".to_owned()),
                tab: Some("Helm".to_owned()),
                marked: vec![(3, 3), (7, 9)],
                line_numbers: true,
                diff: true,
                danger: Some(true),
                problems: Vec::new(),
            }
        );
        assert_eq!([2, 3, 4, 8, 10].map(|line| info.is_marked(line)), [false, true, false, true, false]);
    }

    #[test]
    fn runs_are_merged() {
        assert_eq!(parse_info_string("sh {9,2-4,3,5} {1}").marked, [(1, 5), (9, 9)]);
    }

    #[test]
    fn an_author_says_whether_a_block_is_dangerous() {
        for (text, danger) in [
            ("sh", None),
            ("sh danger", Some(true)),
            ("sh danger=true", Some(true)),
            ("sh title=x danger=\"false\"", Some(false)),
            ("sh dangerous", None),
        ] {
            assert_eq!(parse_info_string(text).danger, danger, "{text}");
        }
    }

    #[test]
    fn other_tools_words_are_passed_over() {
        for (text, language, title) in [
            ("rust,ignore,should_panic", "rust", None),
            ("js title=x showLineNumbers", "js", Some("x")),
            ("{.python .numberLines startFrom=\"100\"}", "", None),
            ("bash{1}", "bash", None),
            ("console $ x", "console", None),
            ("mermaid foo=\"bar baz\" =x", "mermaid", None),
            ("", "", None),
            ("가나 title=\"다\"", "가나", Some("다")),
        ] {
            let info = parse_info_string(text);
            assert_eq!((&*info.language, info.title.as_deref()), (language, title), "{text}");
            assert_eq!(info.problems, [], "{text}");
        }
    }

    #[test]
    fn problems_have_their_place() {
        for (text, at) in [
            ("sh {3-}", "3-"),
            ("sh {1,9-3,4}", "9-3"),
            ("sh {0}", "0"),
            ("sh {3", "{3"),
            ("sh title=\"x {1}", "title=\"x {1}"),
            ("sh tab=", "tab="),
            ("sh title diff", "title"),
            ("sh {99999999999}", "99999999999"),
            ("sh danger=no linenos", "danger=no"),
        ] {
            let info = parse_info_string(text);
            let found: Vec<&str> = info.problems.iter().map(|(range, _)| &text[range.clone()]).collect();
            assert_eq!(found, [at], "{text}");
        }
    }
}
