//! The text of a diagram without what stands around its statements: front matter, comments, directives, and the words for
//! those who can't see it.

use std::ops::Range;

/// A diagram's text. What is read here is blank in it, so that every place in it is one in what was written.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The statements.
    pub(super) text: String,
    /// `accTitle`, or the front matter's title.
    pub(super) title: Option<String>,
    /// `accDescr`.
    pub(super) description: Option<String>,
}

impl Source {
    pub(super) fn new(code: &str) -> Self {
        let mut source = Self { text: code.to_owned(), ..Self::default() };
        source.front_matter(code);
        source.directives(code);
        let mut at = 0;
        // Where a description in braces goes on to.
        let mut until = 0;
        for line in code.split_inclusive('\n') {
            let (start, trimmed) = (at, line.trim());
            at += line.len();
            if start < until {
                continue;
            }
            let name = |name: &str| trimmed.strip_prefix(name).map(str::trim_start);
            if trimmed.starts_with("%%") {
                source.blank(start..at);
            } else if let Some(title) = name("accTitle").and_then(|rest| rest.strip_prefix(':')) {
                source.title = written(title);
                source.blank(start..at);
            } else if let Some(rest) = name("accDescr") {
                if let Some(description) = rest.strip_prefix(':') {
                    source.description = written(description);
                    source.blank(start..at);
                } else if rest.starts_with('{') {
                    let open = start + line.find('{').unwrap_or(0) + 1;
                    let Some(length) = code[open..].find('}') else { continue };
                    source.description = written(&code[open..open + length]);
                    until = open + length + 1;
                    source.blank(start..until);
                }
            }
        }
        source
    }

    fn front_matter(&mut self, code: &str) {
        let start = code.len() - code.trim_start().len();
        let Some(rest) = code[start..].strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r'])) else {
            return;
        };
        let Some(length) = rest.find("\n---") else { return };
        for line in rest[..length].lines() {
            if let Some(title) = line.strip_prefix("title:") {
                self.title = written(title.trim().trim_matches(['"', '\'']));
            }
        }
        let end = start + 3 + length + 4;
        self.blank(0..end + code[end..].find('\n').unwrap_or(code.len() - end));
    }

    /// `%%{init: …}%%`, which may go over several lines. What they ask for is the theme's business here.
    fn directives(&mut self, code: &str) {
        let mut at = 0;
        while let Some(start) = code[at..].find("%%{").map(|found| at + found) {
            let Some(length) = code[start..].find("}%%") else { return };
            at = start + length + 3;
            self.blank(start..at);
        }
    }

    fn blank(&mut self, range: Range<usize>) {
        let blank: String = self.text[range.clone()]
            .bytes()
            .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' })
            .collect();
        self.text.replace_range(range, &blank);
    }
}

fn written(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_statements_is_blank() {
        let code = "---\ntitle: \"A  title\"\nconfig:\n  theme: dark\n---\n%% 가나\n%%{init: {\n'a': 1}\n}%%\ngraph TD\naccTitle: Better\n\
                    accDescr {\n in several\n lines }\nA-->B\n";
        let source = Source::new(code);
        assert_eq!(source.text.len(), code.len());
        assert_eq!(source.text.split_whitespace().collect::<Vec<_>>(), ["graph", "TD", "A-->B"]);
        assert_eq!(source.text.find("A-->B"), code.find("A-->B"));
        assert_eq!(source.title.as_deref(), Some("Better"));
        assert_eq!(source.description.as_deref(), Some("in several lines"));
        let source = Source::new("---\ntitle: x\n---\ngraph TD\naccDescr: one line\n");
        assert_eq!((source.title.as_deref(), source.description.as_deref()), (Some("x"), Some("one line")));
        for code in ["", "---", "---\n", "accDescr {", "%%{", "---\r\ntitle: x\r\n---"] {
            assert_eq!(Source::new(code).text.len(), code.len(), "{code}");
        }
    }
}
