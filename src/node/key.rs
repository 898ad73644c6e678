//! What people may write into a mapping, said once. The schemas for editors and the manual's tables are made of it, and tests hold
//! it equal to what the readers ask for.

/// One key of book.toml or of front matter.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The dotted path, with a placeholder for what isn't a fixed word: `output.html.site-url`, `charts.<id>.tier`. The items of
    /// a list of tables have the path of the list.
    pub path: &'static str,
    /// What its value may be.
    pub shape: Shape,
    /// What it means: one sentence or two of Markdown, with links as on a page of the manual.
    pub about: &'static str,
    /// What holds where it isn't there.
    pub default: Absent,
    /// Whether its table is incomplete without it.
    pub needed: bool,
    /// A value for an example, as JSON; without it the shape's own.
    pub example: Option<&'static str>,
    /// Where the key is a placeholder: what may stand in its place.
    pub names: Form,
    /// Where another generator knows the key and docsgen only notes it: what docsgen does instead.
    pub instead: Option<&'static str>,
}

/// What holds where a key isn't there.
#[derive(Clone, Copy, Debug)]
pub enum Absent {
    /// Nothing that needs to be said.
    Nothing,
    /// This value, as JSON.
    Value(&'static str),
    /// What these words say, in Markdown.
    Words(&'static str),
}

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A table, whose keys are described by themselves.
    Table,
    /// A list of tables.
    Tables,
    /// Text, or a table, whose keys are described by themselves, where more is to be said.
    TextOrTable(Form),
    /// Text.
    Text(Form),
    /// Text, or a number or truth value that is taken as text.
    Scalar(Form),
    /// A list of texts, or one text alone.
    Texts(Form),
    /// A list of texts or numbers, or one alone.
    Names(Form),
    /// A list of texts, in which a list stands for any one of its items.
    Choices,
    /// `true` or `false`.
    Truth,
    /// A whole number in these bounds.
    Integer(i64, i64),
    /// Anything: nobody looks at it.
    Any,
}

/// What a text may be.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Anything.
    Any,
    /// One of these words.
    OneOf(fn() -> Vec<Word>),
    /// What a pattern matches (a regular expression that JavaScript and Rust read alike), if there is one.
    Like {
        /// The pattern. It may take more than docsgen does, and nothing less.
        pattern: Option<&'static str>,
        /// What such a text is, for people.
        words: &'static str,
        /// One of them.
        example: &'static str,
        /// Whether a number may be one, where numbers are taken as text.
        numbers: bool,
    },
}

/// A word that a value or a key may be.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word.
    pub name: &'static str,
    /// What it means; empty where it speaks for itself.
    pub about: &'static str,
}

impl Form {
    /// A day: `2026-10-01`.
    pub const DATE: Self = Self::like_text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "date", "2026-10-01");
    /// A length of time of at least a day: `90d`.
    pub const DAYS: Self = Self::like_text("[0-9]\\s*[A-Za-z]", "length of time", "90d");
    /// A length of time in seconds or minutes: `20s`.
    pub const SECONDS: Self = Self::like_text("[0-9]\\s*[A-Za-z]", "length of time", "20s");
    /// An address on the web.
    pub const WEB: Self = Self::like("^https?://\\S+$", "URL", "https://example.org/");
    /// A path inside the repository.
    pub const PATH: Self = Self::like("^[^\\\\]*$", "path", "docs");
    /// A pattern of paths.
    pub const GLOB: Self = Self::named("pattern", "docs/**");
    /// The id of a chart.
    pub const CHART: Self = Self::named("id", "redis");

    /// What goes by a name of its own and may be any text.
    #[must_use]
    pub const fn named(words: &'static str, example: &'static str) -> Self {
        Self::Like { pattern: None, words, example, numbers: true }
    }

    /// What a pattern matches.
    #[must_use]
    pub const fn like(pattern: &'static str, words: &'static str, example: &'static str) -> Self {
        Self::Like { pattern: Some(pattern), words, example, numbers: true }
    }

    /// What a pattern matches, and no number is.
    #[must_use]
    pub const fn like_text(pattern: &'static str, words: &'static str, example: &'static str) -> Self {
        Self::Like { pattern: Some(pattern), words, example, numbers: false }
    }

    /// The words that it may be, where these are fixed.
    #[must_use]
    pub fn words(self) -> Vec<Word> {
        match self {
            Self::OneOf(words) => words(),
            Self::Any | Self::Like { .. } => Vec::new(),
        }
    }

    /// A text of this form.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Any => "text",
            Self::OneOf(words) => words().first().map_or("text", |word| word.name),
            Self::Like { example, .. } => example,
        }
    }

    fn in_words(self, one: &str) -> String {
        match self {
            Self::Any => one.to_owned(),
            Self::OneOf(words) => alternatives(words().iter().map(|word| format!("`{}`", word.name))),
            Self::Like { words, .. } => words.to_owned(),
        }
    }
}

impl Shape {
    /// What the value is, for a table of the manual.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Table => "table".to_owned(),
            Self::Tables => "list of tables".to_owned(),
            Self::TextOrTable(form) => format!("{}, or a table", form.in_words("text")),
            Self::Text(form) | Self::Scalar(form) => form.in_words("text"),
            Self::Texts(form @ Form::OneOf(_)) => format!("any of {}", form.in_words("")),
            Self::Texts(form) | Self::Names(form) => match form.in_words("text") {
                word if word.contains(' ') => format!("{word}, or a list of these"),
                word => format!("{word} or list of {word}s"),
            },
            Self::Choices => "list".to_owned(),
            Self::Truth => "`true` or `false`".to_owned(),
            Self::Integer(..) => "number".to_owned(),
            Self::Any => "anything".to_owned(),
        }
    }

    /// A value of this shape, as JSON. A table is left to its keys.
    #[must_use]
    pub fn example(self) -> String {
        match self {
            Self::Table | Self::TextOrTable(_) => "{}".to_owned(),
            Self::Tables => "[]".to_owned(),
            Self::Text(form) | Self::Scalar(form) => format!("{:?}", form.example()),
            Self::Texts(form) | Self::Names(form) => format!("[{:?}]", form.example()),
            Self::Choices => "[\"text\"]".to_owned(),
            Self::Truth => "true".to_owned(),
            Self::Integer(least, most) => 1.clamp(least, most).to_string(),
            Self::Any => "1".to_owned(),
        }
    }
}

impl Key {
    /// A key that need not be there.
    #[must_use]
    pub const fn new(path: &'static str, shape: Shape, about: &'static str) -> Self {
        let (default, needed, example, names, instead) = (Absent::Nothing, false, None, Form::Any, None);
        Self { path, shape, about, default, needed, example, names, instead }
    }

    /// With the value that holds where it isn't there, as JSON.
    #[must_use]
    pub const fn default(self, value: &'static str) -> Self {
        Self { default: Absent::Value(value), ..self }
    }

    /// With what holds where it isn't there, in words.
    #[must_use]
    pub const fn without(self, words: &'static str) -> Self {
        Self { default: Absent::Words(words), ..self }
    }

    /// With a value for examples, as JSON.
    #[must_use]
    pub const fn example(self, value: &'static str) -> Self {
        Self { example: Some(value), ..self }
    }

    /// As one that its table can't do without.
    #[must_use]
    pub const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    /// With what may stand in the place of its placeholder.
    #[must_use]
    pub const fn named(self, names: Form) -> Self {
        Self { names, ..self }
    }

    /// As one that another generator knows, and what docsgen does instead.
    #[must_use]
    pub const fn ignored(path: &'static str, instead: &'static str) -> Self {
        Self { instead: Some(instead), ..Self::new(path, Shape::Any, "") }
    }

    /// The path of the table it stands in; empty at the top.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }

    /// The last part of its path.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit_once('.').map_or(self.path, |(_, name)| name)
    }

    /// Whether its name stands for any of several.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.name().starts_with('<')
    }
}

/// Words with commas between them, and `or` before the last.
fn alternatives(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

#[cfg(test)]
pub(crate) mod held {
    //! Holds a description equal to what a reader asks for.

    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Map, Value, json};

    use super::{Form, Key, Shape};
    use crate::node::reader::Asked;

    /// A document with an example of every key, and which path each of its own is described by.
    pub(crate) fn example(keys: &[Key]) -> (Value, BTreeMap<String, &'static str>) {
        let mut paths = BTreeMap::new();
        (table(keys, "", "", &mut paths), paths)
    }

    fn table(keys: &[Key], described: &str, written: &str, paths: &mut BTreeMap<String, &'static str>) -> Value {
        let mut entries = Map::new();
        for key in keys.iter().filter(|key| key.table() == described && key.instead.is_none()) {
            let name = if key.is_placeholder() { key.names.example() } else { key.name() };
            let path = if written.is_empty() { name.to_owned() } else { format!("{written}.{name}") };
            let value = match (key.example, key.shape) {
                (Some(example), _) => serde_json::from_str(example).unwrap_or_else(|error| panic!("{path}: {error}")),
                (None, Shape::Table | Shape::TextOrTable(_)) => table(keys, key.path, &path, paths),
                (None, Shape::Tables) => json!([table(keys, key.path, &path, paths)]),
                (None, shape) => serde_json::from_str(&shape.example()).expect("an example is JSON"),
            };
            paths.insert(path, key.path);
            entries.insert(name.to_owned(), value);
        }
        Value::Object(entries)
    }

    /// Where a description and what was asked for while an example of it was read differ.
    pub(crate) fn differences(
        keys: &[Key],
        paths: &BTreeMap<String, &'static str>,
        asked: &BTreeMap<String, BTreeSet<Asked>>,
    ) -> Vec<String> {
        let mut differences = Vec::new();
        for (path, ways) in asked {
            let names = ways.contains(&Asked::Entries);
            let described = match path.strip_suffix(".*").filter(|_| names) {
                Some(table) => {
                    let table = paths.get(table).copied().unwrap_or(table);
                    keys.iter().find(|key| key.table() == table && key.is_placeholder())
                }
                None => {
                    let path = paths.get(path).copied().unwrap_or(path);
                    keys.iter().find(|key| key.path == path)
                }
            };
            let Some(key) = described else {
                differences.push(format!("`{path}` is read as {ways:?} and isn't described: add a line for it"));
                continue;
            };
            if !names && key.instead.is_none() && !ways.iter().all(|way| is_read_as(key.shape, *way)) {
                differences.push(format!("`{}` is described as {:?} and read as {ways:?}", key.path, key.shape));
            }
        }
        for (written, described) in paths {
            let name = described.rsplit_once('.').map_or(*described, |(_, name)| name);
            let entries = written.rsplit_once('.').map_or_else(|| "*".to_owned(), |(table, _)| format!("{table}.*"));
            let read = if name.starts_with('<') { asked.contains_key(&entries) } else { asked.contains_key(written) };
            if !read {
                differences.push(format!("`{described}` is described and isn't read: remove its line"));
            }
        }
        differences
    }

    fn is_read_as(shape: Shape, way: Asked) -> bool {
        match way {
            Asked::Node | Asked::Entries => true,
            Asked::Text => matches!(shape, Shape::Text(_)),
            Asked::Scalar => matches!(shape, Shape::Scalar(_) | Shape::Names(_)),
            Asked::Truth => matches!(shape, Shape::Truth),
            Asked::Integer => matches!(shape, Shape::Integer(..)),
            Asked::Texts => matches!(shape, Shape::Texts(_) | Shape::Names(_)),
            Asked::Tables => matches!(shape, Shape::Tables),
            Asked::Table => matches!(shape, Shape::Table | Shape::TextOrTable(_)),
        }
    }

    #[test]
    fn a_difference_says_what_to_do() {
        const KEYS: &[Key] = &[
            Key::new("a", Shape::Text(Form::Any), "A."),
            Key::new("b", Shape::Truth, "B."),
            Key::new("t", Shape::Table, "T."),
            Key::new("t.<id>", Shape::Text(Form::Any), "An entry.").named(Form::CHART),
        ];
        let (document, paths) = example(KEYS);
        assert_eq!(document, json!({ "a": "text", "b": true, "t": { "redis": "text" } }));
        let asked = |asked: &[(&str, Asked)]| -> BTreeMap<String, BTreeSet<Asked>> {
            asked.iter().map(|(path, way)| ((*path).to_owned(), [*way].into())).collect()
        };
        let all = [("a", Asked::Text), ("b", Asked::Truth), ("t", Asked::Table), ("t.*", Asked::Entries)];
        assert_eq!(differences(KEYS, &paths, &asked(&all)), Vec::<String>::new());
        let others = [("a", Asked::Texts), ("c", Asked::Text), ("t", Asked::Table), ("u.*", Asked::Entries)];
        assert_eq!(
            differences(KEYS, &paths, &asked(&others)),
            [
                "`a` is described as Text(Any) and read as {Texts}",
                "`c` is read as {Text} and isn't described: add a line for it",
                "`u.*` is read as {Entries} and isn't described: add a line for it",
                "`b` is described and isn't read: remove its line",
                "`t.<id>` is described and isn't read: remove its line",
            ]
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_have_words() {
        for (shape, expected) in [
            (Shape::Text(Form::Any), "text"),
            (Shape::Texts(Form::Any), "text or list of texts"),
            (
                Shape::Texts(Form::OneOf(|| vec![Word { name: "a", about: "" }, Word { name: "b", about: "" }])),
                "any of `a` or `b`",
            ),
            (Shape::Scalar(Form::DATE), "date"),
            (Shape::Names(Form::CHART), "id or list of ids"),
            (Shape::Truth, "`true` or `false`"),
        ] {
            assert_eq!(shape.in_words(), expected, "{shape:?}");
        }
    }
}
