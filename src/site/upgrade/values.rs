//! Strategies that a chart's values.yaml describes below `upgrade.documentation`.

use super::Strategy;
use super::attribute::{Told, attribute};
use super::name::{spoken, tokens};
use crate::node::{Node, Value};
use crate::parse::values::Values;
use crate::source::{FileId, Span, TextRange};

/// The strategies in order: a mapping from names, or a list.
pub(super) fn strategies(file: FileId, values: &Values) -> Vec<Strategy> {
    let documentation = values.root.get("upgrade").and_then(|upgrade| upgrade.get("documentation"));
    let Some(node) = documentation.and_then(|node| node.get("strategies").or_else(|| node.get("methods"))) else {
        return Vec::new();
    };
    let named = node.entries().iter().map(|(key, value)| strategy(file, &spoken(&key.value), key.range, value));
    let listed = node.items().iter().filter_map(|item| {
        if let Some(name) = item.as_text() {
            return Some(strategy(file, name, item.range, item));
        }
        let name = ["name", "title", "strategy", "type"].iter().find_map(|key| item.get(key))?;
        Some(strategy(file, name.as_text()?, name.range, item))
    });
    named.chain(listed).take(super::MAX_STRATEGIES).collect()
}

fn strategy(file: FileId, name: &str, range: TextRange, node: &Node) -> Strategy {
    let mut strategy = Strategy::named(name, Span { file, range });
    let mut told = Told::default();
    for (key, value) in node.entries() {
        let place = Span { file, range: value.range };
        if let Some(text) = scalar(value)
            && let Some(attribute) = attribute(&spoken(&key.value))
        {
            told.tell(attribute, &text, None, place);
        } else if tokens(&key.value) == ["recommended"] {
            strategy.recommended |= value.value == Value::Bool(true);
        }
    }
    told.give(&mut strategy);
    strategy
}

/// A value as written. Of a number with zeros at its end, which are gone once it is read, its length tells how many.
fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => {
            let mut text = format!("{number:?}");
            let plain = text.contains('.') && !text.contains('e');
            while plain && text.len() < node.range.len() {
                text.push('0');
            }
            (plain && text.len() == node.range.len()).then_some(text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::values::parse_values;

    fn shown(text: &str) -> Vec<String> {
        let (values, remarks) = parse_values(text);
        assert_eq!(remarks, []);
        let strategies = strategies(FileId(0), &values);
        let words = |stated: &Option<crate::site::chart::Stated>| {
            stated.as_ref().map_or("?".to_owned(), |stated| {
                assert!(stated.place.is_some_and(|place| place.range.of(text).contains(&stated.text)));
                stated.text.clone()
            })
        };
        let shown = strategies.iter().map(|strategy| {
            let downtime = strategy.downtime.as_ref().map_or("?", |downtime| &*downtime.bound.text);
            let (risk, complexity) = (words(&strategy.risk), words(&strategy.complexity));
            let star = if strategy.recommended { "*" } else { "" };
            let place = strategy.place.range.of(text);
            let versions = format!("{}-{}", words(&strategy.from), words(&strategy.to));
            let name = format!("{}{star}", strategy.name);
            format!("{place} {name} {downtime} {risk} {complexity} {versions} {}", words(&strategy.recommended_for))
        });
        shown.collect()
    }

    #[test]
    fn maps_and_lists_of_strategies_are_read() {
        assert_eq!(
            shown(
                "upgrade:\n  documentation:\n    strategies:\n      rolling:\n        downtime: none\n        riskLevel: Low\n        \
                 recommended: true\n        steps: [a, b]\n      blueGreen:\n        downtime: 5 min\n        complexity: High\n        \
                 bestFor: majors\n        recommended: false\n        from: 16.10\n        to: 17\n      in_place: in one go\n"
            ),
            [
                "rolling Rolling* none Low ? ?-? ?",
                "blueGreen Blue green 5 min ? High 16.10-17 majors",
                "in_place In place ? ? ? ?-? ?"
            ]
        );
        assert_eq!(
            shown(
                "upgrade:\n  documentation:\n    strategies:\n      - name: Rolling\n        downtime: 0\n      - Canary\n      - { downtime: 1h }\n"
            ),
            ["Rolling Rolling 0 ? ? ?-? ?", "Canary Canary ? ? ? ?-? ?"]
        );
    }

    #[test]
    fn what_documents_no_strategies_gives_none() {
        for text in
            ["", "upgrade: {}\n", "upgrade:\n  strategies:\n    rolling: {}\n", "upgrade:\n  documentation: see docs\n"]
        {
            assert_eq!(shown(text), [""; 0], "{text}");
        }
    }
}
