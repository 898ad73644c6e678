//! values.yaml.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Remark, near_match};
use crate::digest::{Digest, Hasher};
use crate::node::{Node, Value, parse_yaml};
use crate::source::{Spanned, TextRange};

/// The keys and defaults of a values file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// The whole tree, every key with its place; [`crate::node::Value::Null`] where the file is empty.
    pub root: Node,
}

/// Reads a values file. One that can't be read is reported and counts as empty.
#[must_use]
pub fn parse_values(text: &str) -> (Values, Vec<Remark>) {
    let empty = || Values { root: Node { value: Value::Null, range: TextRange::new(0, text.len()) } };
    match parse_yaml(text) {
        Ok(document) => {
            let mut remarks: Vec<_> =
                document.problems.iter().map(|problem| problem.remark(Code::ValuesYamlInvalid)).collect();
            if !matches!(document.root.value, Value::Map(_) | Value::Null) {
                let first_line = document.root.range.of(text).lines().next().unwrap_or_default().len();
                let start = document.root.range.start as usize;
                let message = format!("values must be a table of keys, and are {}", document.root.describe());
                remarks.push(Remark::new(Code::ValuesYamlInvalid, TextRange::new(start, start + first_line), message));
                return (empty(), remarks);
            }
            (Values { root: document.root }, remarks)
        }
        Err(error) => (empty(), vec![error.remark(Code::ValuesYamlInvalid)]),
    }
}

fn add(hasher: &mut Hasher, node: &Node) {
    match &node.value {
        Value::Null => hasher.text("null"),
        Value::Bool(value) => hasher.text("bool").value(value),
        Value::Integer(value) => hasher.text("integer").value(value),
        Value::Float(value) => hasher.text("float").value(value),
        Value::Text(value) => hasher.text("text").text(value),
        Value::List(items) => {
            hasher.text("list").value(&items.len());
            items.iter().for_each(|item| add(hasher, item));
            hasher
        }
        Value::Map(entries) => {
            hasher.text("map").value(&entries.len());
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by_key(|(key, _)| &key.value);
            for (key, value) in sorted {
                hasher.text(&key.value);
                add(hasher, value);
            }
            hasher
        }
    };
}

/// What a values file says about a key path such as `--set` takes.
///
/// Helm itself takes any key, and adds `global` and the keys of dependencies, which the caller knows of.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup<'v> {
    /// The file has it.
    Found {
        /// The key as it stands in the file; `None` for an item of a list.
        key: Option<&'v Spanned<Box<str>>>,
        /// Its default.
        value: &'v Node,
    },
    /// It lies below `{}` or a key with nothing behind it, where a chart takes whatever it is given.
    Open {
        /// The dotted path of that key.
        ancestor: String,
        /// Its default.
        value: &'v Node,
    },
    /// It lies in a list whose default has no such item: items are given by whoever sets them.
    List {
        /// The dotted path of the list.
        ancestor: String,
        /// Its default.
        value: &'v Node,
    },
    /// The file doesn't have it.
    Unknown {
        /// The dotted path of the nearest key above it that the file has; empty at the top.
        ancestor: String,
        /// The part of the path that isn't there.
        part: String,
        /// The key beside it that was probably meant.
        near: Option<&'v str>,
    },
}

impl Values {
    /// A digest of keys and defaults alone: comments, the order of keys and the way values are written don't change it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::default();
        add(&mut hasher, &self.root);
        hasher.finish()
    }

    /// Finds a key path in the notation of `helm --set`: keys with dots between them, `\.` for a dot in a key,
    /// `[0]` for an item of a list.
    #[must_use]
    pub fn lookup(&self, path: &str) -> Lookup<'_> {
        let mut found: (Option<&Spanned<Box<str>>>, &Node) = (None, &self.root);
        let mut ancestor = String::new();
        let mut list: Option<(String, &Node)> = None;
        for part in key_path(path) {
            let (_, node) = found;
            let next = match (&part, &node.value) {
                // What the file says nothing of at all is unknown; `{}` and `key:` leave the rest open.
                (_, Value::Null) if !ancestor.is_empty() => return Lookup::Open { ancestor, value: node },
                (_, Value::Map(entries)) if entries.is_empty() && !ancestor.is_empty() => {
                    return Lookup::Open { ancestor, value: node };
                }
                (Part::Item(index), Value::List(items)) => {
                    list.get_or_insert_with(|| (ancestor.clone(), node));
                    items.get(*index).map(|item| (None, item))
                }
                (Part::Key(key), Value::Map(entries)) => {
                    entries.iter().find(|(name, _)| *name.value == **key).map(|(name, value)| (Some(name), value))
                }
                _ => None,
            };
            match (next, list.take()) {
                (Some(next), in_list) => {
                    found = next;
                    list = in_list;
                    part.append_to(&mut ancestor);
                }
                (None, Some((ancestor, value))) => return Lookup::List { ancestor, value },
                (None, None) => {
                    let names = node.entries().iter().map(|(name, _)| &*name.value);
                    let near = match &part {
                        Part::Key(key) => near_match(key, names),
                        Part::Item(_) => None,
                    };
                    let mut missing = String::new();
                    part.append_to(&mut missing);
                    return Lookup::Unknown { ancestor, part: missing, near };
                }
            }
        }
        Lookup::Found { key: found.0, value: found.1 }
    }
}

/// A step of a key path.
#[derive(Debug, PartialEq)]
enum Part {
    Key(String),
    Item(usize),
}

impl Part {
    /// Adds the step to a path, in the notation it was read from.
    fn append_to(&self, path: &mut String) {
        match self {
            Self::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key.replace('.', "\\."));
            }
            Self::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
}

/// The steps of a key path. What is no proper index in brackets is part of the key it follows.
fn key_path(path: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut key = String::new();
    // Whether a key was begun, so that `a[0].b` has none between its index and its dot.
    let mut begun = false;
    let mut rest = path;
    while let Some(character) = rest.chars().next() {
        let mut step = character.len_utf8();
        match character {
            '\\' => {
                if let Some(escaped) = rest[1..].chars().next() {
                    key.push(escaped);
                    step += escaped.len_utf8();
                }
                begun = true;
            }
            '.' => {
                if begun || !matches!(parts.last(), Some(Part::Item(_))) {
                    parts.push(Part::Key(std::mem::take(&mut key)));
                }
                begun = false;
            }
            '[' => match rest.find(']').and_then(|end| Some((end, rest[1..end].trim().parse().ok()?))) {
                Some((end, index)) => {
                    if begun {
                        parts.push(Part::Key(std::mem::take(&mut key)));
                        begun = false;
                    }
                    parts.push(Part::Item(index));
                    step = end + 1;
                }
                None => {
                    key.push('[');
                    begun = true;
                }
            },
            character => {
                key.push(character);
                begun = true;
            }
        }
        rest = &rest[step..];
    }
    if begun {
        parts.push(Part::Key(key));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: &str = "\
image:
  repository: redis
  tag: 7.4
replicaCount: 1
nodeSelector: {}
resources:
annotations:
  example.org/a.b: x
hosts:
  - host: a
    paths: [/]
tolerations: []
";

    #[test]
    fn key_paths_are_looked_up_as_helm_reads_them() {
        let (values, remarks) = parse_values(VALUES);
        assert_eq!(remarks, []);
        for (path, expected) in [
            ("image.tag", "found tag = 7.4"),
            ("image", "found image = repository: redis\n  tag: 7.4"),
            ("annotations.example\\.org/a\\.b", "found example.org/a.b = x"),
            ("hosts[0].host", "found host = a"),
            ("hosts[0].paths[0]", "found - = /"),
            ("hosts[1].host", "list hosts"),
            ("hosts[0].tls", "list hosts"),
            ("tolerations[0].key", "list tolerations"),
            ("nodeSelector.disk", "open nodeSelector"),
            ("nodeSelector.a\\.b.c", "open nodeSelector"),
            ("resources.limits.cpu", "open resources"),
            ("image.tags", "unknown tags in image, near tag"),
            ("image.tag.x", "unknown x in image.tag"),
            ("image[0]", "unknown [0] in image"),
            ("replicacount", "unknown replicacount in , near replicaCount"),
            ("persistence.size", "unknown persistence in "),
            ("image..tag", "unknown  in image"),
            ("hosts[x]", "unknown hosts[x] in , near hosts"),
        ] {
            let shown = match values.lookup(path) {
                Lookup::Found { key, value } => {
                    format!("found {} = {}", key.map_or("-", |key| key.range.of(VALUES)), value.range.of(VALUES))
                }
                Lookup::Open { ancestor, .. } => format!("open {ancestor}"),
                Lookup::List { ancestor, .. } => format!("list {ancestor}"),
                Lookup::Unknown { ancestor, part, near } => {
                    format!(
                        "unknown {part} in {ancestor}{}",
                        near.map_or(String::new(), |near| format!(", near {near}"))
                    )
                }
            };
            assert_eq!(shown, expected, "{path}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_empty_and_reported() {
        for (text, message, at) in [
            ("a: b: c\n", "unexpected `:`", ":"),
            ("- a\n- b\n", "values must be a table of keys, and are a list", "- a"),
            ("only text\n", "values must be a table of keys, and are text", "only text"),
            ("a: {{ .Values.x }}\nb: [\n", "did not find expected node content while parsing a flow node", ""),
        ] {
            let (values, remarks) = parse_values(text);
            assert_eq!((&*remarks[0].message, remarks[0].range.of(text)), (message, at), "{text:?}");
            assert_eq!(values.root.value, Value::Null);
        }
        assert_eq!(parse_values("# nothing\n").1, []);
        assert!(matches!(parse_values("").0.lookup("a"), Lookup::Unknown { .. }));
        let (values, remarks) = parse_values("a: 1\na: 2\n");
        assert_eq!(remarks.len(), 1);
        assert_eq!(values.root.get("a").map(|a| &a.value), Some(&Value::Integer(2)));
    }

    proptest::proptest! {
        #[test]
        fn any_path_can_be_looked_up(path in "[a-z\\[\\]0-9.\\\\ 백]{0,20}", key in "[a-z백]{1,3}") {
            let (values, _) = parse_values(VALUES);
            if let Lookup::Found { value, .. } = values.lookup(&path) {
                proptest::prop_assert!(VALUES.get(value.range.as_range()).is_some());
            }
            let Lookup::Unknown { .. } = values.lookup(&format!("zz{key}")) else { panic!("{key}") };
        }
    }
}
