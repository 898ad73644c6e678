use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::FrontMatter;
use crate::parse::markdown::parse_document;

fn statements(text: &str) -> Vec<Statement> {
    let body = TextRange::new(0, text.len());
    parse_document(text, body, FrontMatter::default(), &ParseOptions::default()).statements
}

/// Each statement as `RTO scenario text`.
fn said(text: &str) -> Vec<String> {
    statements(text)
        .iter()
        .map(|statement| {
            let scenario = statement.scenario.as_ref().map_or("-", |scenario| &scenario.value);
            format!("{} [{scenario}] {}", statement.field.title(), statement.range.of(text))
        })
        .collect()
}

#[test]
fn tables_state_in_columns() {
    assert_eq!(
        said(
            "| Scenario | RPO | RTO (Recovery Time) |\n|-|-|-|\n| Node lost | 0 | **< 5 min** |\n| Site lost | — | 2 h |\n"
        ),
        ["RPO [Node lost] 0", "RTO [Node lost] < 5 min", "RTO [Site lost] 2 h"]
    );
}
