//! The examples of the CommonMark and GFM specifications. Run where `DOCSGEN_SPECS` names the folder that holds them.

use std::path::PathBuf;

use docsgen::config::{Extensions, RawHtml};
use docsgen::parse::event::{Dialect, ParseOptions};
use docsgen::parse::front_matter::FrontMatter;
use docsgen::parse::heading_id::HeadingIds;
use docsgen::parse::markdown::parse_document;
use docsgen::render::body::{BodyInput, BodyOptions, Style, render_body};
use docsgen::render::code::PlainCode;
use docsgen::source::TextRange;

#[derive(serde::Deserialize)]
struct Example {
    markdown: String,
    html: String,
    example: u32,
    section: String,
}

/// Reads a file of the specifications; `None` where they aren't there to be tested against.
#[expect(clippy::disallowed_methods, reason = "a test's fixtures are outside the repository")]
fn specification<T: serde::de::DeserializeOwned>(file: &str) -> Option<T> {
    let folder = PathBuf::from(std::env::var("DOCSGEN_SPECS").ok()?);
    let text = std::fs::read_to_string(folder.join(file)).expect("DOCSGEN_SPECS holds the specifications");
    Some(serde_json::from_str(&text).expect("the specifications are JSON of a known shape"))
}

fn render(markdown: &str, style: Style, raw_html: RawHtml, dialect: Dialect) -> String {
    let parse = ParseOptions { raw_html, dialect, extensions: Extensions::default() };
    let body = TextRange::new(0, markdown.len());
    let document = parse_document(markdown, body, FrontMatter::default(), &parse);
    let options = BodyOptions { parse, style };
    let input = BodyInput { text: markdown, document: &document, links: &[], code_links: &[], options: &options };
    render_body(&input, &mut PlainCode)
}

fn failures(
    examples: &[Example],
    excepted: &[(u32, &str)],
    rendered: impl Fn(&Example) -> (String, String),
) -> Vec<String> {
    examples
        .iter()
        .filter(|example| !excepted.iter().any(|(number, _)| *number == example.example))
        .filter_map(|example| {
            let (expected, seen) = rendered(example);
            (expected != seen).then(|| {
                let Example { example, section, markdown, .. } = example;
                format!("{example} ({section})\n{markdown:?}\nexpected {expected:?}\nseen     {seen:?}")
            })
        })
        .collect()
}

fn assert_none(failures: &[String]) {
    assert!(failures.is_empty(), "{} examples differ:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn commonmark() {
    let Some(examples) = specification::<Vec<Example>>("commonmark-0.31.2.json") else { return };
    assert_eq!(examples.len(), 652);
    assert_none(&failures(&examples, &[], |example| {
        let seen = render(&example.markdown, Style::Specification, RawHtml::Allow, Dialect::CommonMark);
        (example.html.clone(), seen)
    }));
}

/// GFM examples that can't match, each with its reason.
const EXCEPTED: &[(u32, &str)] = &[
    (20, "says itself that its output is to be ignored: it only must not crash"),
    (22, "GitHub's tag filter; raw HTML that is allowed stays as written, and the sanitiser takes the filter's place"),
];

#[test]
fn github() {
    let Some(examples) = specification::<Vec<Example>>("gfm-extensions.json") else { return };
    assert_eq!(examples.len(), 28);
    assert!(EXCEPTED.len() <= 3);
    assert_none(&failures(&examples, EXCEPTED, |example| {
        let seen = render(&example.markdown, Style::Specification, RawHtml::Allow, Dialect::GitHub);
        (example.html.clone(), seen)
    }));
}

#[derive(serde::Deserialize)]
struct Slug {
    input: String,
    expected: String,
}

#[test]
fn heading_ids() {
    let Some(slugs) = specification::<Vec<Slug>>("github-slugger-fixtures.json") else { return };
    assert!(slugs.len() >= 78);
    let mut ids = HeadingIds::default();
    for slug in slugs {
        // Characters that no Unicode version has assigned; which of them are letters depends on the version's tables.
        if slug.input.contains('\u{378}') {
            continue;
        }
        assert_eq!(*ids.give(&slug.input), *slug.expected, "{:?}", slug.input);
    }
}
