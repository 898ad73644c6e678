//! TOML as nodes.

use super::{Node, Value};
use crate::diagnostic::{Code, Remark};
use crate::source::{Spanned, TextRange};

/// Reads a TOML document.
///
/// # Errors
/// The first syntax error, with its place.
pub fn parse_toml(source: &str) -> Result<Node, Remark> {
    let table = ::toml::de::DeTable::parse(source).map_err(|error| {
        let range = error.span().map_or_else(TextRange::default, TextRange::from);
        Remark::new(Code::ConfigInvalidValue, range, error.message().to_owned())
    })?;
    let range = table.span().into();
    Ok(Node { value: table_value(table.into_inner()), range })
}

fn table_value(table: ::toml::de::DeTable<'_>) -> Value {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| {
            let key_range = key.span().into();
            (Spanned::new(Box::from(&*key.into_inner()), key_range), node(value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.range);
    Value::Map(entries)
}

fn node(value: ::toml::Spanned<::toml::de::DeValue<'_>>) -> Node {
    use ::toml::de::DeValue;
    let range = value.span().into();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(Box::from(&*text)),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            i64::from_str_radix(digits, number.radix()).map_or_else(|_| Value::Text(Box::from(digits)), Value::Integer)
        }
        DeValue::Float(number) => {
            number.as_str().parse().map_or_else(|_| Value::Text(Box::from(number.as_str())), Value::Float)
        }
        DeValue::Boolean(truth) => Value::Bool(truth),
        DeValue::Datetime(date) => Value::Text(date.to_string().into_boxed_str()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => table_value(table),
    };
    Node { value, range }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_know_their_place() {
        let source = "[charts.redis]\ntier = 1\ndepends_on = [\"minio\"]\n";
        let root = parse_toml(source).expect("valid");
        let redis = root.get("charts").and_then(|charts| charts.get("redis")).expect("table");
        let (key, tier) = &redis.entries()[0];
        assert_eq!((key.range.of(source), tier.range.of(source)), ("tier", "1"));
        assert_eq!(redis.get("depends_on").expect("list").items()[0].range.of(source), "\"minio\"");
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        let remark = parse_toml("[book]\ntitle = \n").expect_err("invalid");
        assert!(remark.range.start >= 6, "{remark:?}");
    }
}
