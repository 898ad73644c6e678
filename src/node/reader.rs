//! Reads typed values out of a mapping and reports what is wrong with it.

use std::collections::BTreeSet;

use super::{Node, Value};
use crate::diagnostic::{Code, Remark, near_match};
use crate::source::{Spanned, TextRange};

/// Where findings go, and which codes they carry: book.toml and front matter say the same things under their own names.
#[derive(Debug)]
pub struct Sink {
    /// The code of a key nobody asked for.
    pub unknown_key: Code,
    /// The code of a value of the wrong type or outside its range.
    pub invalid_value: Code,
    /// What was found so far.
    pub remarks: Vec<Remark>,
}

impl Sink {
    /// An empty sink with the two codes of its file.
    #[must_use]
    pub const fn new(unknown_key: Code, invalid_value: Code) -> Self {
        Self { unknown_key, invalid_value, remarks: Vec::new() }
    }

    /// Reports a value that can't be what it is.
    pub fn invalid(&mut self, range: TextRange, message: impl Into<String>) -> &mut Remark {
        let index = self.remarks.len();
        self.remarks.push(Remark::new(self.invalid_value, range, message));
        &mut self.remarks[index]
    }
}

/// As what a key was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// As it is.
    Node,
    /// All that isn't asked for by name.
    Entries,
    Text,
    Scalar,
    Truth,
    Integer,
    Texts,
    Tables,
    Table,
}

/// Reads one mapping. Each getter takes a key off the list of unknown ones; [`Reader::finish`] reports the rest.
#[derive(Debug)]
pub struct Reader<'a> {
    /// The dotted name of the mapping, for messages: `output.html`; empty at the top.
    path: String,
    source: &'a str,
    entries: &'a [(Spanned<Box<str>>, Node)],
    asked: BTreeSet<&'static str>,
}

impl<'a> Reader<'a> {
    /// Reads `node`, which was parsed from `source`. A node that is no mapping is reported and read as empty.
    pub fn new(node: &'a Node, source: &'a str, path: impl Into<String>, sink: &mut Sink) -> Self {
        let path = path.into();
        if !matches!(node.value, Value::Map(_) | Value::Null) {
            let name = if path.is_empty() { "this".to_owned() } else { format!("`{path}`") };
            sink.invalid(node.range, format!("{name} must be a table of keys, and is {}", node.describe()));
        }
        Self { path, source, entries: node.entries(), asked: BTreeSet::new() }
    }

    /// The text everything here was read from.
    #[must_use]
    pub const fn source(&self) -> &'a str {
        self.source
    }

    /// The value of a key as it is.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.note(key, Asked::Node);
        self.find(key)
    }

    fn find(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.insert(key);
        self.entries.iter().find(|(name, _)| &*name.value == key).map(|(_, node)| node)
    }

    /// The entries whose key is not a fixed word, such as `[charts.<id>]`: all that were not asked for by name.
    /// They count as known from then on.
    pub fn rest(&mut self) -> impl Iterator<Item = (&'a Spanned<Box<str>>, &'a Node)> + use<'a> {
        self.note("*", Asked::Entries);
        let asked = std::mem::take(&mut self.asked);
        let entries = std::mem::take(&mut self.entries);
        entries.iter().filter(move |(name, _)| !asked.contains(&*name.value)).map(|(name, node)| (name, node))
    }

    /// A text value. `key:` with nothing behind it counts as absent.
    pub fn text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<String>> {
        let node = self.present(key, Asked::Text)?;
        match &node.value {
            Value::Text(text) => Some(Spanned::new(text.to_string(), node.range)),
            _ => self.wrong_type(key, "text", node, sink),
        }
    }

    /// A text value, or a number or truth value taken as text (`tier: 1`).
    pub fn scalar(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<String>> {
        let node = self.present(key, Asked::Scalar)?;
        match node.scalar(self.source) {
            Some(text) => Some(Spanned::new(text, node.range)),
            None => self.wrong_type(key, "text", node, sink),
        }
    }

    /// A truth value.
    pub fn truth(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<bool>> {
        let node = self.present(key, Asked::Truth)?;
        match node.value {
            Value::Bool(value) => Some(Spanned::new(value, node.range)),
            _ => self.wrong_type(key, "`true` or `false`", node, sink),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<i64>> {
        let node = self.present(key, Asked::Integer)?;
        match node.value {
            Value::Integer(value) => Some(Spanned::new(value, node.range)),
            _ => self.wrong_type(key, "a whole number", node, sink),
        }
    }

    /// A list of texts; one text alone counts as a list of one.
    pub fn texts(&mut self, key: &'static str, sink: &mut Sink) -> Option<Vec<Spanned<String>>> {
        let node = self.present(key, Asked::Texts)?;
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Text(_) => std::slice::from_ref(node),
            _ => return self.wrong_type(key, "a list of texts", node, sink),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.scalar(self.source) {
                Some(text) => texts.push(Spanned::new(text, item.range)),
                None => {
                    self.wrong_type::<()>(key, "a list of texts", item, sink);
                }
            }
        }
        Some(texts)
    }

    /// A list of mappings; absent is empty.
    pub fn tables(&mut self, key: &'static str, sink: &mut Sink) -> Vec<Reader<'a>> {
        let Some(node) = self.present(key, Asked::Tables) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            self.wrong_type::<()>(key, "a list of tables", node, sink);
            return Vec::new();
        };
        items.iter().map(|item| Reader::new(item, self.source, self.name(key), sink)).collect()
    }

    /// A nested mapping; absent is empty.
    pub fn table(&mut self, key: &'static str, sink: &mut Sink) -> Option<Reader<'a>> {
        let node = self.present(key, Asked::Table)?;
        Some(Reader::new(node, self.source, self.name(key), sink))
    }

    /// The dotted name of a key of this mapping.
    #[must_use]
    pub fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Where the mapping's first key stands, which stands for the mapping; `None` where it has none.
    #[must_use]
    pub fn first_key(&self) -> Option<TextRange> {
        self.entries.first().map(|(key, _)| key.range)
    }

    /// The keys that nobody asked for so far.
    pub fn unasked(&self) -> impl Iterator<Item = &'a str> {
        let asked = &self.asked;
        self.entries.iter().map(|(name, _)| &*name.value).filter(move |name| !asked.contains(name))
    }

    /// Reports every key that nobody asked for, with a near match among those that were.
    pub fn finish(self, sink: &mut Sink) {
        for (name, _) in self.entries {
            if self.asked.contains(&*name.value) {
                continue;
            }
            let mut remark =
                Remark::new(sink.unknown_key, name.range, format!("unknown key `{}`", self.name(&name.value)));
            remark.help =
                near_match(&name.value, self.asked.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            sink.remarks.push(remark);
        }
    }

    fn present(&mut self, key: &'static str, way: Asked) -> Option<&'a Node> {
        self.note(key, way);
        self.find(key).filter(|node| node.value != Value::Null)
    }

    /// In tests: remembers what is asked for, which has to be what is described.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests alone look"))]
    fn note(&self, key: &str, way: Asked) {
        #[cfg(test)]
        recorded::note(self.name(key), way);
        #[cfg(not(test))]
        let _ = (key, way);
    }

    fn wrong_type<T>(&self, key: &str, expected: &str, node: &Node, sink: &mut Sink) -> Option<T> {
        let message = format!("`{}` must be {expected}, and is {}", self.name(key), node.describe());
        sink.invalid(node.range, message);
        None
    }
}

#[cfg(test)]
pub(crate) use self::recorded::record;

#[cfg(test)]
mod recorded {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    use super::Asked;

    type Record = BTreeMap<String, BTreeSet<Asked>>;

    thread_local! {
        static RECORD: RefCell<Record> = const { RefCell::new(Record::new()) };
    }

    pub(super) fn note(path: String, way: Asked) {
        RECORD.with_borrow_mut(|record| record.entry(path).or_default().insert(way));
    }

    /// What readers ask for while `read` runs, by dotted path.
    pub(crate) fn record<T>(read: impl FnOnce() -> T) -> (T, Record) {
        RECORD.take();
        let read = read();
        (read, RECORD.take())
    }
}
