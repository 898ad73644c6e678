//! YAML as nodes.
//!
//! The data is what `serde_yaml` says and nothing else. Where each value stands comes from a second parser that reports
//! positions (`places`); the two are laid over each other, and where they differ in shape the data stands and its
//! place is that of the nearest value around it that both agree on.

mod data;
mod error;
mod places;
mod walk;

pub use self::error::YamlError;
pub use self::walk::{Step, walk_yaml};

use rapidhash::RapidHashMap;

use self::data::Data;
use self::places::{Places, Shape};
use super::{Node, Value};
use crate::source::{Spanned, TextRange};

/// The largest YAML text that is read, in bytes: ten times the largest values files of public charts. It bounds the
/// memory of both parsers, which keep every event of a document.
pub const MAX_YAML_BYTES: usize = 2 << 20;

/// What a YAML text says.
///
/// Anchors and aliases are resolved, and merges (`<<`) carried out: what a mapping says itself goes before what it
/// merges in. A value that was reached through an alias has the place where it is written, at its anchor. Tags are left
/// out. Keys that are no text are taken as the text they were written with.
#[derive(Clone, Debug, PartialEq)]
pub struct YamlDocument {
    /// The first document; [`Value::Null`] where the text is empty.
    pub root: Node,
    /// What is wrong and didn't stop the reading: keys given twice (up to a hundred of them), of which the last counts, as
    /// Helm reads them; and documents after the first, which are not read.
    pub problems: Vec<YamlError>,
}

/// Reads a YAML text of at most [`MAX_YAML_BYTES`]. A byte order mark is skipped. A null that isn't written out
/// (`key:`) has the place of its key.
///
/// # Errors
/// The first syntax error, nesting deeper than 128, aliases that expand to much more than the text, or too large a text.
pub fn parse_yaml(source: &str) -> Result<YamlDocument, YamlError> {
    parse_yaml_part(source, TextRange::new(0, source.len()))
}

/// Reads the YAML in a part of a text, such as front matter. All places are those in the whole text.
///
/// # Errors
/// As [`parse_yaml`].
pub fn parse_yaml_part(source: &str, part: TextRange) -> Result<YamlDocument, YamlError> {
    let yaml = part.of(source);
    let yaml = yaml.strip_prefix('\u{feff}').unwrap_or(yaml);
    let text = Text { source, base: (part.end as usize).saturating_sub(yaml.len()), yaml };
    if yaml.len() > MAX_YAML_BYTES {
        return Err(YamlError::new(
            text.line_at(0),
            format!("YAML of {} bytes is too large; {MAX_YAML_BYTES} can be read", yaml.len()),
        ));
    }
    if let Some(at) = too_many_directives(yaml) {
        return Err(YamlError::new(text.line_at(at), format!("more than {MAX_DIRECTIVES} `%` directives")));
    }
    // Goes first because it gives up on deep nesting at once, which `serde_yaml`'s scanner takes quadratic time over.
    let places = Places::find(yaml);
    if let Some(at) = places.too_deep {
        return Err(YamlError::new(text.word_at(at), "nested too deep to be read"));
    }
    let data = data::read(yaml).map_err(|error| error::describe(&error, &text, places.error))?;
    let mut join = Join { text: &text, places: &places, problems: Vec::new() };
    let whole = TextRange::new(text.base, text.base + yaml.len());
    let root = join.node(data, if places.list.is_empty() { None } else { Some(0) }, whole);
    let mut problems = join.problems;
    if let Some(at) = places.second_document {
        problems.push(
            YamlError::new(text.word_at(at), "only the first document of a file is read")
                .help("remove this line, or move what follows to a file of its own"),
        );
    }
    Ok(YamlDocument { root, problems })
}

/// Enough for any text, and few enough for `serde_yaml`, which compares each with all before it.
const MAX_DIRECTIVES: usize = 64;

/// Where the first directive stands that is one too many.
fn too_many_directives(yaml: &str) -> Option<usize> {
    let mut at = 0;
    let mut directives = 0;
    for line in yaml.split_inclusive('\n') {
        match line.trim_start().as_bytes().first() {
            Some(b'%') => directives += 1,
            None | Some(b'#') => {}
            Some(_) => return None,
        }
        if directives > MAX_DIRECTIVES {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Keys given twice beyond this many are not reported one by one.
const MAX_PROBLEMS: usize = 100;

/// The YAML that is read and where it lies in its file.
struct Text<'s> {
    source: &'s str,
    /// Offset of `yaml` in `source`.
    base: usize,
    yaml: &'s str,
}

impl Text<'_> {
    /// The place in the file of a range of the YAML, widened to whole characters: the parsers count some line breaks of
    /// Unicode differently, and an offset that was worked out from their lines may fall inside a character.
    fn place(&self, range: std::ops::Range<usize>) -> TextRange {
        let end = self.yaml.ceil_char_boundary(range.end.min(self.yaml.len()));
        TextRange::new(self.boundary(range.start), end).shifted(self.base)
    }

    /// The run of characters other than white space at an offset of the YAML; the white space character itself where
    /// there is none, and nothing at the end.
    fn word_at(&self, at: usize) -> TextRange {
        let at = self.boundary(at);
        let rest = &self.yaml[at..];
        let length = match rest.find(char::is_whitespace) {
            Some(0) => rest.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8),
            Some(length) => length,
            None => rest.len(),
        };
        self.place(at..at + length)
    }

    /// What is left of the line at an offset of the YAML.
    fn line_at(&self, at: usize) -> TextRange {
        let at = self.boundary(at);
        let length = memchr::memchr2(b'\n', b'\r', &self.yaml.as_bytes()[at..]).unwrap_or(self.yaml.len() - at);
        self.place(at..at + length)
    }

    fn boundary(&self, at: usize) -> usize {
        self.yaml.floor_char_boundary(at.min(self.yaml.len()))
    }
}

/// Lays data over places.
struct Join<'s> {
    text: &'s Text<'s>,
    places: &'s Places<'s>,
    problems: Vec<YamlError>,
}

impl Join<'_> {
    /// Recursion ends because `serde_yaml` stops at a depth of 128.
    fn node(&mut self, data: Data, place: Option<usize>, around: TextRange) -> Node {
        let place = place.map(|index| self.places.written(index));
        let agrees = |place: &usize| {
            matches!(
                (&self.places.list[*place].shape, &data),
                (Shape::List, Data::List(_)) | (Shape::Map, Data::Map(_))
            ) || (matches!(self.places.list[*place].shape, Shape::Scalar(_))
                && !matches!(data, Data::List(_) | Data::Map(_)))
        };
        let place = place.filter(agrees);
        let range = place.map_or(around, |index| self.place(index));
        let value = match data {
            // Its place is where the parser noticed that nothing is there.
            Data::Null if range.is_empty() => return Node { value: Value::Null, range: around },
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(value),
            Data::Integer(value) => Value::Integer(value),
            Data::Float(value) => Value::Float(value),
            Data::Text(text) => Value::Text(text),
            Data::List(items) => {
                let children = self.children(place, items.len());
                let nodes = items.into_iter().enumerate();
                Value::List(nodes.map(|(i, item)| self.node(item, children.get(i).copied(), range)).collect())
            }
            Data::Map(entries) => self.map(entries, place, range),
        };
        Node { value, range }
    }

    fn map(&mut self, entries: Vec<(Data, Data)>, place: Option<usize>, range: TextRange) -> Value {
        let children = self.children(place, entries.len() * 2);
        let mut read = Entries::with_capacity(entries.len());
        let mut merges = Vec::new();
        for (index, (key, value)) in entries.into_iter().enumerate() {
            let key_place = children.get(index * 2).copied().filter(|place| self.is_key(*place, &key));
            let key_node = self.node(key, key_place, range);
            let name = self.key_text(&key_node);
            let node = self.node(value, key_place.map(|_| children[index * 2 + 1]), key_node.range);
            if &*name == "<<" && is_merge(&node) {
                merges.push(node);
                continue;
            }
            let key = Spanned::new(name, key_node.range);
            if let Some(first) = read.find(&key.value) {
                if self.problems.len() < MAX_PROBLEMS {
                    self.problems.push(YamlError {
                        label: Some((read.list[first].0.range, "first given here".to_owned())),
                        ..YamlError::new(key.range, format!("key `{}` is given twice", key.value))
                            .help("remove one of them; the last one counts")
                    });
                }
                read.list[first] = (key, node);
            } else {
                read.push(key, node);
            }
        }
        for merge in merges {
            let mappings = match merge.value {
                Value::List(items) => items,
                _ => vec![merge],
            };
            for mapping in mappings {
                if let Value::Map(inherited) = mapping.value {
                    for (key, node) in inherited {
                        if read.find(&key.value).is_none() {
                            read.push(key, node);
                        }
                    }
                }
            }
        }
        Value::Map(read.list)
    }

    /// The places of a collection's children, if both parsers count the same number of them.
    fn children(&self, place: Option<usize>, expected: usize) -> Vec<usize> {
        let Some(place) = place else { return Vec::new() };
        let mut children = Vec::with_capacity(expected);
        let end = self.places.list[place].after;
        let mut next = place + 1;
        while next < end {
            children.push(next);
            next = self.places.list[next].after;
        }
        if children.len() == expected { children } else { Vec::new() }
    }

    fn is_key(&self, place: usize, key: &Data) -> bool {
        match (&self.places.list[self.places.written(place)].shape, key) {
            (Shape::Scalar(written), Data::Text(text)) => **written == **text,
            _ => true,
        }
    }

    fn key_text(&self, key: &Node) -> Box<str> {
        match &key.value {
            Value::Text(text) => text.clone(),
            Value::Null => "null".into(),
            Value::List(_) | Value::Map(_) => key.range.of(self.text.source).into(),
            _ => key.scalar(self.text.source).unwrap_or_default().into(),
        }
    }

    fn place(&self, index: usize) -> TextRange {
        self.places.list[index].range.shifted(self.text.base)
    }
}

fn is_merge(node: &Node) -> bool {
    match &node.value {
        Value::Map(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Map(_))),
        _ => false,
    }
}

/// The entries of one mapping, with an index once there are enough of them to need one.
struct Entries {
    list: Vec<(Spanned<Box<str>>, Node)>,
    index: RapidHashMap<Box<str>, usize>,
}

/// Up to this many entries are compared one by one, which is faster than hashing them.
const FEW_ENTRIES: usize = 24;

impl Entries {
    fn with_capacity(capacity: usize) -> Self {
        Self { list: Vec::with_capacity(capacity), index: RapidHashMap::default() }
    }

    fn find(&self, name: &str) -> Option<usize> {
        if self.list.len() <= FEW_ENTRIES {
            self.list.iter().position(|(key, _)| &*key.value == name)
        } else {
            self.index.get(name).copied()
        }
    }

    fn push(&mut self, key: Spanned<Box<str>>, node: Node) {
        self.list.push((key, node));
        let indexed = self.index.len();
        if self.list.len() > FEW_ENTRIES {
            let names = self.list[indexed..].iter().enumerate();
            self.index.extend(names.map(|(i, (key, _))| (key.value.clone(), indexed + i)));
        }
    }
}

#[cfg(test)]
mod tests;
