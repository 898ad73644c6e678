//! YAML texts that are too large to be held as nodes, value by value.

use granit_parser::{Event, Parser, ScalarStyle};

use super::{Text, YamlError, too_many_directives};

/// A way down to a value: the key or the number of an item for each collection around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key of a mapping; empty for one that is no plain word.
    Key(Box<str>),
    /// An item of a sequence, from 0.
    Item(usize),
}

/// A mapping or sequence that is being read.
struct Open {
    /// Whether a scalar that comes next is a key.
    expects_key: bool,
    /// Whether it is itself a key, so that nothing in it is a value.
    is_key: bool,
}

/// Calls `visit` with each scalar of the first document of a YAML text and the way to it, in order. Holds nothing but that
/// way, whatever the size of the text. A scalar is its text as written, quotes and escapes resolved; nothing is told of
/// nulls and aliases.
///
/// # Errors
/// The first syntax error, or nesting deeper than any document needs. What stands before it has been visited.
pub fn walk_yaml(source: &str, visit: &mut dyn FnMut(&[Step], &str)) -> Result<(), YamlError> {
    let yaml = source.strip_prefix('\u{feff}').unwrap_or(source);
    let text = Text { source, base: source.len() - yaml.len(), yaml };
    if let Some(at) = too_many_directives(yaml) {
        return Err(YamlError::new(text.line_at(at), "too many `%` directives"));
    }
    let mut open: Vec<Open> = Vec::new();
    let mut way: Vec<Step> = Vec::new();
    let mut keys = 0_usize;
    for event in Parser::new_from_str(yaml) {
        let event = match event {
            Ok((event, _)) => event,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                return Err(YamlError::new(text.word_at(at), "this can't be read as YAML"));
            }
        };
        match event {
            Event::Scalar(content, style, ..) => {
                if open.last().is_some_and(|parent| parent.expects_key) {
                    if let (Some(parent), Some(step)) = (open.last_mut(), way.last_mut()) {
                        parent.expects_key = false;
                        *step = Step::Key((&*content).into());
                    }
                    continue;
                }
                let is_null = style == ScalarStyle::Plain && matches!(&*content, "" | "~" | "null" | "Null" | "NULL");
                if !is_null && keys == 0 {
                    visit(&way, &content);
                }
                passed(&mut open, &mut way);
            }
            Event::Alias(_) => {
                if let Some(parent) = open.last_mut().filter(|parent| parent.expects_key) {
                    parent.expects_key = false;
                } else {
                    passed(&mut open, &mut way);
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let is_key = open.last().is_some_and(|parent| parent.expects_key);
                keys += usize::from(is_key);
                let expects_key = matches!(event, Event::MappingStart(..));
                open.push(Open { expects_key, is_key });
                way.push(if expects_key { Step::Key(Box::default()) } else { Step::Item(0) });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(closed) = open.pop() else { continue };
                way.pop();
                if closed.is_key {
                    keys -= 1;
                    if let (Some(parent), Some(step)) = (open.last_mut(), way.last_mut()) {
                        parent.expects_key = false;
                        *step = Step::Key(Box::default());
                    }
                } else {
                    passed(&mut open, &mut way);
                }
            }
            Event::DocumentEnd => return Ok(()),
            _ => {}
        }
    }
    Ok(())
}

/// A value of the innermost collection is over.
fn passed(open: &mut [Open], way: &mut [Step]) {
    if let (Some(parent), Some(step)) = (open.last_mut(), way.last_mut()) {
        match step {
            Step::Key(_) => parent.expects_key = true,
            Step::Item(number) => *number += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(yaml: &str) -> (String, bool) {
        let mut lines = Vec::new();
        let result = walk_yaml(yaml, &mut |way, text| {
            let way: Vec<String> = way
                .iter()
                .map(|step| match step {
                    Step::Key(key) => key.to_string(),
                    Step::Item(number) => number.to_string(),
                })
                .collect();
            lines.push(format!("{}={text}", way.join("/")));
        });
        (lines.join(" "), result.is_ok())
    }

    #[test]
    fn every_scalar_has_the_way_to_it() {
        for (yaml, expected) in [
            ("a: 1\nb:\n  - x\n  - y: 2\n    z: [3, 4]\nc: 5\n", "a=1 b/0=x b/1/y=2 b/1/z/0=3 b/1/z/1=4 c=5"),
            ("version: 1.10\nq: \"1.10\"\n", "version=1.10 q=1.10"),
            ("a:\nb: ~\nc: null\nd: \"null\"\n", "d=null"),
            ("? [a, b]\n: c\nd: e\n", "=c d=e"),
            ("? {a: b}\n: c\nd: e\n", "=c d=e"),
            ("a: &x 1\nb: *x\nc: 2\n", "a=1 c=2"),
            ("- - 1\n  - 2\n- 3\n", "0/0=1 0/1=2 1=3"),
            ("a: 1\n---\nb: 2\n", "a=1"),
            ("\u{feff}a: 1\n", "a=1"),
            ("", ""),
            ("word", "=word"),
        ] {
            assert_eq!(walked(yaml), (expected.to_owned(), true), "{yaml:?}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_an_error_with_its_place() {
        let text = "a: 1\nb: [1, 2\n";
        let error = walk_yaml(text, &mut |_, _| ()).unwrap_err();
        assert!(error.range.end as usize <= text.len());
        let deep = "[".repeat(100_000);
        assert!(!walked(&deep).1);
        assert_eq!(walked("a: 1\nb: c: d\n"), ("a=1 b=c".to_owned(), false), "what stands before it is visited");
    }
}
