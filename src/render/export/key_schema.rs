//! The JSON Schema of what people write, for their editors: draft 7, which all of these read.

use serde_json::{Map, Value, json};

use crate::node::key::{Absent, Form, Key, Shape, Word};

/// From how many names on a table of fixed names is described once, in a place of its own.
const MANY: usize = 20;

/// The schema of a document with these keys. `nullable` is whether a key may have nothing behind it.
pub(super) fn key_schema(name: &str, title: &str, keys: &[Key], nullable: bool) -> Value {
    let mut writing = Writing { keys, nullable, definitions: Map::new() };
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("$id".to_owned(), json!(format!("urn:docsgen:schema:{name}")));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(format!("As docsgen {} reads it.", env!("CARGO_PKG_VERSION"))));
    schema.append(&mut writing.table(""));
    if !writing.definitions.is_empty() {
        schema.insert("definitions".to_owned(), Value::Object(writing.definitions));
    }
    Value::Object(schema)
}

struct Writing<'a> {
    keys: &'a [Key],
    nullable: bool,
    definitions: Map<String, Value>,
}

impl Writing<'_> {
    /// A table with its keys.
    fn table(&mut self, path: &str) -> Map<String, Value> {
        let keys: Vec<Key> = self.keys.iter().filter(|key| key.table() == path).copied().collect();
        let mut table = Map::new();
        table.insert("type".to_owned(), self.types(&["object"]));
        let mut properties = Map::new();
        let mut others = json!(false);
        for key in &keys {
            if !key.is_placeholder() {
                properties.insert(key.name().to_owned(), self.described(key));
                continue;
            }
            let words = key.names.words();
            if words.is_empty() {
                others = self.described(key);
                if let Form::Like { pattern: Some(pattern), .. } = key.names {
                    table.insert("propertyNames".to_owned(), json!({ "pattern": pattern }));
                }
            }
            for Word { name, about } in words {
                let mut value = self.value(key);
                let about = if about.is_empty() { key.about } else { about };
                value.insert("description".to_owned(), json!(plain(about)));
                properties.insert(name.to_owned(), Value::Object(value));
            }
        }
        let needed: Vec<&str> = keys.iter().filter(|key| key.needed).map(Key::name).collect();
        if !needed.is_empty() {
            table.insert("required".to_owned(), json!(needed));
        }
        table.insert("properties".to_owned(), Value::Object(properties));
        table.insert("additionalProperties".to_owned(), others);
        match keys.as_slice() {
            [only] if only.is_placeholder() && only.names.words().len() > MANY => {
                let name = only.name().trim_matches(['<', '>']);
                self.definitions.insert(name.to_owned(), Value::Object(table));
                Map::from_iter([("allOf".to_owned(), json!([{ "$ref": format!("#/definitions/{name}") }]))])
            }
            _ => table,
        }
    }

    /// What a key may have, with what is said of it.
    fn described(&mut self, key: &Key) -> Value {
        let mut value = self.value(key);
        if let Some(instead) = key.instead {
            let message = format!("mdBook's, and without effect: {}.", plain(instead));
            value.insert("description".to_owned(), json!(message));
            value.insert("deprecated".to_owned(), json!(true));
            value.insert("deprecationMessage".to_owned(), json!(message));
            return Value::Object(value);
        }
        let mut about = plain(key.about);
        match key.default {
            Absent::Nothing => {}
            Absent::Words(words) => about += &format!(" Without it: {}.", plain(words)),
            Absent::Value(written) => {
                about += &format!(" By default `{written}`.");
                let default = serde_json::from_str(written).unwrap_or_else(|_| json!(written));
                value.insert("default".to_owned(), default);
            }
        }
        value.insert("description".to_owned(), json!(about));
        Value::Object(value)
    }

    fn value(&mut self, key: &Key) -> Map<String, Value> {
        let value = match key.shape {
            Shape::Table => return self.table(key.path),
            Shape::Tables => {
                let items = self.table(key.path);
                json!({ "type": self.types(&["array"]), "items": items })
            }
            Shape::TextOrTable(form) => {
                let table = self.table(key.path);
                json!({ "anyOf": [self.text(form, false), table] })
            }
            Shape::Text(form) => self.text(form, false),
            Shape::Scalar(form) => self.text(form, true),
            Shape::Texts(form) => self.one_or_list(text(form, false), &text(form, true)),
            Shape::Names(form) => self.one_or_list(text(form, true), &text(form, true)),
            Shape::Choices => {
                let name = text(Form::Any, true);
                let choice = json!({ "anyOf": [name, { "type": "array", "items": name }] });
                self.one_or_list(name, &choice)
            }
            Shape::Truth => json!({ "type": self.types(&["boolean"]) }),
            Shape::Integer(least, most) => {
                let mut number = json!({ "type": self.types(&["integer"]) });
                for (word, bound, none) in [("minimum", least, i64::MIN), ("maximum", most, i64::MAX)] {
                    if bound != none {
                        number[word] = json!(bound);
                    }
                }
                number
            }
            Shape::Any => json!({}),
        };
        match value {
            Value::Object(value) => value,
            _ => Map::new(),
        }
    }

    fn text(&self, form: Form, scalar: bool) -> Value {
        let mut value = text(form, scalar);
        if self.nullable {
            for word in ["type", "enum"] {
                match value.get_mut(word) {
                    Some(Value::Array(names)) => names.push(if word == "type" { json!("null") } else { Value::Null }),
                    Some(Value::String(name)) => value[word] = json!([*name, "null"]),
                    _ => {}
                }
            }
        }
        value
    }

    /// One value, or a list whose items are like another.
    fn one_or_list(&self, one: Value, item: &Value) -> Value {
        let mut ways = vec![json!({ "type": "array", "items": item }), one];
        if self.nullable {
            ways.push(json!({ "type": "null" }));
        }
        json!({ "anyOf": ways })
    }

    fn types(&self, names: &[&str]) -> Value {
        match names {
            [only] if !self.nullable => json!(only),
            _ => json!(names.iter().copied().chain(self.nullable.then_some("null")).collect::<Vec<_>>()),
        }
    }
}

/// A text of some form; with `scalar` also what is taken as text.
fn text(form: Form, scalar: bool) -> Value {
    let any = |numbers: bool| {
        if scalar && numbers { json!({ "type": ["string", "number", "boolean"] }) } else { json!({ "type": "string" }) }
    };
    match form {
        Form::Any => any(true),
        Form::OneOf(words) => {
            let words = words();
            let names: Vec<&str> = words.iter().map(|word| word.name).collect();
            let mut value = json!({ "enum": names });
            if words.iter().any(|word| !word.about.is_empty()) {
                value["enumDescriptions"] = words.iter().map(|word| plain(word.about)).collect();
            }
            value
        }
        Form::Like { pattern, example, numbers, .. } => {
            let mut value = any(numbers);
            if let Some(pattern) = pattern {
                value["pattern"] = json!(pattern);
            }
            value["examples"] = json!([example]);
            value
        }
    }
}

/// Markdown without its links: hovers of editors show plain text, and have nowhere to go.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once("](") {
        let (Some(open), Some((_, after))) = (opening(before), link.split_once(')')) else { break };
        text.push_str(&before[..open]);
        text.push_str(&before[open + 1..]);
        rest = after;
    }
    text + rest
}

/// The bracket that nothing in a text closes, from behind.
fn opening(text: &str) -> Option<usize> {
    let mut closed = 0_usize;
    text.bytes().enumerate().rev().find_map(|(index, byte)| match byte {
        b']' => {
            closed += 1;
            None
        }
        b'[' if closed == 0 => Some(index),
        b'[' => {
            closed -= 1;
            None
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_leave_their_words() {
        for (markdown, expected) in [
            ("See [`a`](b.md#c), and [d](e.md).", "See `a`, and d."),
            ("`[]` says none: [x](y.md).", "`[]` says none: x."),
            ("as in [`[tiers]`](a.md#tiersid).", "as in `[tiers]`."),
            ("plain", "plain"),
        ] {
            assert_eq!(plain(markdown), expected);
        }
    }
}
