//! What a `<!-- docsgen:include … -->` comment asks for: a file of the repository, or a part of it, as text or as code.

use crate::diagnostic::near_match;
use crate::parse::front_matter::split;
use crate::source::{RepoPath, Spanned, TextRange};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The file: from the folder of the text, or with `/` before it from the repository's root.
    pub path: Spanned<String>,
    /// Which part of it.
    pub part: Part,
    /// The info string of the fence that it stands in; as text where there is none.
    pub info: Option<String>,
}

/// Which part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Lines from 1; to the last one where there is no second number.
    Lines(usize, Option<usize>),
    /// What stands between `ANCHOR: name` and `ANCHOR_END: name`.
    Anchor(String),
}

/// What is wrong with what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub range: TextRange,
    /// What, in one clause.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The options behind the path.
const OPTIONS: &[&str] = &["lines", "as"];

impl Include {
    /// Reads what stands behind `docsgen:include`, which starts at `offset` of its file.
    ///
    /// # Errors
    /// Where it names no file, or an option that isn't there.
    pub fn parse(written: &str, offset: usize) -> Result<Self, Fault> {
        let mut words = words(written, offset).into_iter();
        let fault =
            |range, message: &str, help: &str| Fault { range, message: message.to_owned(), help: help.to_owned() };
        let Some(first) = words.next() else {
            let range = TextRange::new(offset, offset + written.len());
            return Err(fault(range, "a `docsgen:include` comment names no file", "write the file's path behind it"));
        };
        let (path, anchor) = match first.value.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (first.value.as_str(), None),
        };
        let path = Spanned::new(path.to_owned(), first.range);
        let mut include = Self { path, part: Part::Whole, info: None };
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) {
            include.part = Part::Anchor(anchor.to_owned());
        }
        for word in words {
            match word.value.split_once('=') {
                Some(("as", info)) => include.info = Some(info.to_owned()),
                Some(("lines", range)) => match (read_lines(range), &include.part) {
                    (Some(part), Part::Whole) => include.part = part,
                    (None, _) => {
                        return Err(fault(
                            word.range,
                            &format!("`{range}` is no range of lines"),
                            "write `lines=2-10`, `lines=2-` or `lines=-10`",
                        ));
                    }
                    (Some(_), _) => {
                        return Err(fault(word.range, "a part is named twice", "write either `#name` or `lines`"));
                    }
                },
                _ => {
                    let name = word.value.split('=').next().unwrap_or_default();
                    let help = match near_match(name, OPTIONS.iter().copied()) {
                        Some(near) => format!("did you mean `{near}=…`?"),
                        None => "an include has `lines=2-10` and `as=\"yaml\"`".to_owned(),
                    };
                    return Err(Fault {
                        range: word.range,
                        message: format!("`{}` asks for nothing", word.value),
                        help,
                    });
                }
            }
        }
        Ok(include)
    }

    /// The file that is meant by a text in `folder`; `None` where it lies outside of the repository.
    #[must_use]
    pub fn file(&self, folder: &RepoPath) -> Option<RepoPath> {
        folder.join(&self.path.value)
    }

    /// The comment that asks for this.
    #[must_use]
    pub fn marker(&self) -> String {
        let mut marker = format!("<!-- docsgen:include {}", quoted(&self.path.value, self.anchor()));
        if let Part::Lines(from, to) = self.part {
            let to = to.map(|to| to.to_string()).unwrap_or_default();
            marker += &format!(" lines={from}-{to}");
        }
        if let Some(info) = &self.info {
            marker += &format!(" as=\"{}\"", info.replace('"', "'"));
        }
        marker + " -->"
    }

    fn anchor(&self) -> Option<&str> {
        if let Part::Anchor(name) = &self.part { Some(name) } else { None }
    }

    /// What stands between the markers, for a file that says `text`.
    ///
    /// # Errors
    /// Where the file has no such part: what is wrong, in words.
    pub fn between(&self, path: &RepoPath, text: &str) -> Result<String, String> {
        let text = text.replace("\r\n", "\n");
        // Settings of another page are none of this one.
        let text =
            if path.is_markdown() && self.part == Part::Whole { split(&text).body.of(&text) } else { text.as_str() };
        let part = self.part.of(text).map_err(|what| format!("`{path}` {what}"))?;
        let part = part.trim_end_matches('\n');
        Ok(match &self.info {
            Some(info) => {
                let longest = part.split(|c| c != '`').map(str::len).max().unwrap_or_default();
                let fence = "`".repeat((longest + 1).max(3));
                format!("\n{fence}{info}\n{part}\n{fence}\n\n")
            }
            None => format!("\n{}\n\n", without_markers(part).trim_matches('\n')),
        })
    }
}

impl Part {
    /// This part of a text.
    fn of(&self, text: &str) -> Result<String, String> {
        match self {
            Self::Whole => Ok(text.to_owned()),
            Self::Lines(from, to) => {
                let lines: Vec<&str> = text.lines().collect();
                let end = to.unwrap_or(lines.len());
                if *from > lines.len() || end > lines.len() {
                    return Err(format!("has {} lines", lines.len()));
                }
                Ok(lines[from - 1..end.max(from - 1)].join("\n"))
            }
            Self::Anchor(name) => {
                let mut found = Vec::new();
                let (mut inside, mut seen) = (false, false);
                for line in text.lines() {
                    match Boundary::of(line) {
                        Some(Boundary::Start(anchor)) if anchor == name => (inside, seen) = (true, true),
                        Some(Boundary::End(anchor)) if anchor == name => inside = false,
                        None if inside => found.push(line),
                        _ => {}
                    }
                }
                if seen { Ok(found.join("\n")) } else { Err(format!("has no line `ANCHOR: {name}`")) }
            }
        }
    }
}

/// A line that marks where a part starts or ends.
enum Boundary<'a> {
    Start(&'a str),
    End(&'a str),
}

impl<'a> Boundary<'a> {
    /// Those of mdBook (`ANCHOR: name`) and of Python-Markdown's snippets (`--8<-- [start:name]`).
    fn of(line: &'a str) -> Option<Self> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let name = |rest: &'a str| {
            let rest = rest.trim_start();
            rest.split(|c| !is_name(c)).next().filter(|name| !name.is_empty())
        };
        let after = |mark: &str| line.find(mark).and_then(|at| name(&line[at + mark.len()..]));
        if let Some(name) = after("ANCHOR_END:").or_else(|| after("[end:").filter(|_| line.contains("--8<--"))) {
            return Some(Self::End(name));
        }
        after("ANCHOR:").or_else(|| after("[start:").filter(|_| line.contains("--8<--"))).map(Self::Start)
    }
}

/// A text without docsgen's own comments: what they ask for stands in it already, and is asked for where it comes from.
fn without_markers(text: &str) -> String {
    let is_marker = |line: &str| {
        let inside = line.trim().strip_prefix("<!--").and_then(|line| line.strip_suffix("-->"));
        inside.is_some_and(|inside| {
            inside.trim().strip_prefix("docsgen:").is_some_and(|word| !word.starts_with("ignore"))
        })
    };
    text.lines().filter(|line| !is_marker(line)).collect::<Vec<_>>().join("\n")
}

fn read_lines(written: &str) -> Option<Part> {
    let (from, to) = written.split_once('-').unwrap_or((written, written));
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
    let from = if from.is_empty() { 1 } else { number(from)? };
    let to = if to.is_empty() { None } else { Some(number(to)?) };
    (to.is_none_or(|to| to >= from)).then_some(Part::Lines(from, to))
}

/// Takes a text apart at white space; what stands in quotes stays together, and loses them.
fn words(written: &str, offset: usize) -> Vec<Spanned<String>> {
    let mut words: Vec<Spanned<String>> = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut quote: Option<char> = None;
    for (at, character) in written.char_indices().chain([(written.len(), ' ')]) {
        match (quote, character) {
            (Some(open), character) if character == open => quote = None,
            (None, '"') => {
                quote = Some('"');
                word.get_or_insert((at, String::new()));
            }
            (None, character) if character.is_whitespace() => {
                if let Some((start, text)) = word.take() {
                    words.push(Spanned::new(text, TextRange::new(offset + start, offset + at)));
                }
            }
            (_, character) => word.get_or_insert((at, String::new())).1.push(character),
        }
    }
    // A quote that is never closed goes as far as there is text.
    if let Some((start, text)) = word {
        let text = text.trim_end().to_owned();
        words.push(Spanned::new(text, TextRange::new(offset + start, offset + written.len())));
    }
    words
}

fn quoted(path: &str, anchor: Option<&str>) -> String {
    let whole = match anchor {
        Some(anchor) => format!("{path}#{anchor}"),
        None => path.to_owned(),
    };
    if whole.contains(char::is_whitespace) { format!("\"{whole}\"") } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "// ANCHOR: all\nfn main() {\n    // ANCHOR: body\n    run();\n    // ANCHOR_END: body\n}\n// ANCHOR_END: all\n# --8<-- [start:end]\nlast\n# --8<-- [end:end]\n";

    fn between(asked: &str) -> String {
        let include = Include::parse(asked, 0).unwrap_or_else(|fault| panic!("{asked}: {}", fault.message));
        let path = RepoPath::new(&include.path.value).expect("inside");
        include.between(&path, FILE).unwrap_or_else(|fault| fault)
    }

    #[test]
    fn a_part_is_what_is_asked_for() {
        for (asked, expected) in [
            (" a.rs#body", "\n    run();\n\n"),
            (" a.rs#all as=\"rust,ignore\"", "\n```rust,ignore\nfn main() {\n    run();\n}\n```\n\n"),
            (" a.rs#end", "\nlast\n\n"),
            (" a.rs lines=2-2", "\nfn main() {\n\n"),
            (" a.rs lines=9-", "\nlast\n# --8<-- [end:end]\n\n"),
            (" a.rs lines=-1 as=\"\"", "\n```\n// ANCHOR: all\n```\n\n"),
            (" a.rs lines=4", "\n    run();\n\n"),
            (" a.rs#nothing", "`a.rs` has no line `ANCHOR: nothing`"),
            (" a.rs lines=9-11", "`a.rs` has 10 lines"),
        ] {
            assert_eq!(between(asked), expected, "{asked}");
        }
    }

    #[test]
    fn settings_and_markers_of_the_other_page_stay_there() {
        let include = Include::parse("b.md", 0).expect("valid");
        let text = "---\ntitle: B\n---\n# B\r\n\r\n<!-- docsgen:include c.md -->\n\nfrom c\n\n<!-- docsgen:end -->\n";
        let path = RepoPath::new("b.md").expect("inside");
        assert_eq!(include.between(&path, text).expect("whole"), "\n# B\n\n\nfrom c\n\n");
        let fenced = Include { info: Some("text".to_owned()), ..include };
        assert!(fenced.between(&path, "````\n```` x\n").expect("whole").starts_with("\n`````text\n"));
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_place() {
        for (asked, at, message) in [
            ("  ", "  ", "a `docsgen:include` comment names no file"),
            (" a.rs line=3", "line=3", "`line=3` asks for nothing"),
            (" a.rs lines=x", "lines=x", "`x` is no range of lines"),
            (" a.rs lines=3-2", "lines=3-2", "`3-2` is no range of lines"),
            (" a.rs#x lines=3-4", "lines=3-4", "a part is named twice"),
        ] {
            let fault = Include::parse(asked, 0).expect_err(asked);
            assert_eq!((fault.range.of(asked), &*fault.message), (at, message));
        }
    }

    #[test]
    fn a_marker_asks_for_what_it_was_made_of() {
        for asked in ["a.rs", "a.rs#x", "a.rs lines=2-10", "a.rs lines=2- as=\"rust,ignore\"", "\"a b.rs#x\" as=\"\""] {
            let include = Include::parse(asked, 0).expect("valid");
            let marker = include.marker();
            let again = marker.strip_prefix("<!-- docsgen:include ").and_then(|rest| rest.strip_suffix(" -->"));
            let again = Include::parse(again.expect("a comment"), 0).expect("valid");
            assert_eq!((again.path.value, again.part, again.info), (include.path.value, include.part, include.info));
        }
    }
}
