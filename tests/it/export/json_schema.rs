//! The part of JSON Schema (draft 2020-12) that docsgen's schemas use. A word that isn't known here fails the test instead
//! of being passed over.

use serde_json::Value;

/// What is wrong with a value by a schema, each as `place: fault`. A field that the schema doesn't describe is a fault too:
/// readers must allow for new fields, but this version's have to be documented.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let words = schema.as_object().expect("a schema is an object");
    for (word, rule) in words {
        let fault = match &**word {
            "$schema" | "$id" | "$defs" | "title" | "description" => continue,
            "$ref" => {
                let pointer = rule.as_str().and_then(|rule| rule.strip_prefix('#')).expect("a place in this schema");
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in the schema"));
                check(root, target, value, place, faults);
                continue;
            }
            "anyOf" => {
                let ways = rule.as_array().expect("a list of schemas");
                let tried: Vec<Vec<String>> = ways
                    .iter()
                    .map(|way| {
                        let mut faults = Vec::new();
                        check(root, way, value, place, &mut faults);
                        faults
                    })
                    .collect();
                if tried.iter().any(Vec::is_empty) { continue } else { format!("fits none of {tried:?}") }
            }
            "type" => {
                let names: Vec<&str> = match rule {
                    Value::String(name) => vec![name],
                    names => names.as_array().expect("names").iter().filter_map(Value::as_str).collect(),
                };
                if names.iter().any(|name| is(value, name)) {
                    continue;
                } else {
                    format!("is no {}", names.join(" or "))
                }
            }
            "enum" if rule.as_array().expect("values").contains(value) => continue,
            "enum" => format!("{value} is none of {rule}"),
            "const" if rule == value => continue,
            "const" => format!("{value} isn't {rule}"),
            "minimum" if value.as_f64().is_none_or(|number| number >= rule.as_f64().expect("a number")) => continue,
            "minimum" => format!("{value} is below {rule}"),
            "pattern" if value.as_str().is_none_or(|text| matches(rule.as_str().expect("a pattern"), text)) => continue,
            "pattern" => format!("{value} isn't like {rule}"),
            "required" => {
                let Some(fields) = value.as_object() else { continue };
                let names = rule.as_array().expect("names").iter().filter_map(Value::as_str);
                let missing: Vec<&str> = names.filter(|name| !fields.contains_key(*name)).collect();
                if missing.is_empty() { continue } else { format!("lacks {}", missing.join(", ")) }
            }
            "properties" => {
                let Some(fields) = value.as_object() else { continue };
                for (name, field) in fields {
                    match rule.get(name) {
                        Some(schema) => check(root, schema, field, &format!("{place}/{name}"), faults),
                        None => faults.push(format!("{place}: `{name}` isn't described")),
                    }
                }
                continue;
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{place}/{number}"), faults);
                }
                continue;
            }
            other => panic!("the schema uses `{other}`, which this test can't check"),
        };
        faults.push(format!("{place}: {fault}"));
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        other => panic!("there is no type `{other}`"),
    }
}

/// The patterns that the schemas use, read without a regular expression.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[a-z0-9-]+$" => !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')),
        "^[0-9a-f]{32}$" => text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
        "^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}$" => text.parse::<jiff::civil::Date>().is_ok(),
        other => panic!("the schema uses the pattern `{other}`, which this test can't check"),
    }
}
