//! The examples of the CommonMark and GFM specifications. Run where `DOCSGEN_SPECS` names the folder that holds them.

use std::path::PathBuf;

use docsgen::config::RawHtml;
use docsgen::parse::event::{Dialect, ParseOptions};
use docsgen::parse::front_matter::FrontMatter;
use docsgen::parse::heading_id::HeadingIds;
use docsgen::parse::html::{HtmlToken, html_tokens};
use docsgen::parse::markdown::parse_document;
use docsgen::render::body::{BodyInput, BodyOptions, Style, render_body};
use docsgen::render::code::PlainCode;
use docsgen::render::translation::Translation;
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
    let parse = ParseOptions { raw_html, dialect, ..ParseOptions::default() };
    let body = TextRange::new(0, markdown.len());
    let document = parse_document(markdown, body, FrontMatter::default(), &parse);
    let options = BodyOptions { parse, style, ..BodyOptions::default() };
    let input = BodyInput::new(markdown, &document, Translation::english(), &options);
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

type Back = fn(&str) -> String;

/// The classes of differences between the specification's HTML and the site's, each with its reason and with what
/// turns the site's HTML back.
const CLASSES: &[(&str, Back)] = &[
    ("headings have ids and anchors: readers link to sections", |html| {
        let html = cut(html, "<a class=\"anchor\"", "</a>");
        (1..=6).fold(html, |html, level| rewrite(&html, &format!("<h{level} id=\""), "\"", |_| format!("<h{level}")))
    }),
    ("tables scroll in a wrapper and align by class: phones are narrow, and the policy forbids inline style", |html| {
        let html = cut(html, "<div class=\"table-wrap\"", ">").replace("</table></div>", "</table>");
        html.replace(" class=\"align-", " align=\"")
    }),
    ("code blocks are figures: they have titles, and can be focused to be scrolled by keyboard", |html| {
        let html = cut(html, "<figure class=\"code\"", ">").replace("</pre></figure>", "</pre>");
        html.replace("<pre tabindex=\"0\">", "<pre>")
    }),
    ("a fence's language is its first word in lower case, up to a comma or `{`: one language has one name", |html| {
        rewrite(html, "<code class=\"language-", "\"", |class| {
            let language = class.split(['{', ',']).next().unwrap_or_default().to_lowercase();
            if language.is_empty() { "<code".to_owned() } else { format!("<code class=\"language-{language}\"") }
        })
    }),
    ("images load lazily", |html| html.replace(" loading=\"lazy\" decoding=\"async\"", "")),
    (
        "task items and their lists have classes, lists a place for their progress, and attributes are written the HTML way",
        |html| {
            html.replace(" class=\"contains-tasks\"", "")
                .replace(" class=\"task\"", "")
                .replace("<div class=\"tasks-bar\"></div>\n", "")
                .replace(
                    "<input type=\"checkbox\" aria-label=\"Done\" disabled> ",
                    "<input type=\"checkbox\" disabled=\"\" /> ",
                )
                .replace(
                    "<input type=\"checkbox\" aria-label=\"Done\" disabled checked> ",
                    "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> ",
                )
        },
    ),
    ("footnotes are named by their label, so that adding one doesn't rename the others", |html| {
        let html = html.replace(" role=\"doc-endnotes\" aria-label=\"Footnotes\"", "");
        let html = rewrite(&html, "\" class=\"footnote-backref\" aria-label=\"", "\"", |_| {
            "\" class=\"footnote-backref\"".to_owned()
        });
        let mut seen = html.clone();
        for (number, id) in (1..).zip(html.split("id=\"fn-").skip(1).filter_map(|rest| rest.split('"').next())) {
            for (before, after) in [("#fn", "\""), ("\"fn", "\""), ("#fnref", "\""), ("\"fnref", "\"")] {
                seen = seen.replace(&format!("{before}-{id}{after}"), &format!("{before}{number}{after}"));
            }
        }
        seen
    }),
    ("raw HTML is sanitised: what stays of it is compared by its text", |html| html.to_owned()),
    ("GitHub's Markdown is more than CommonMark's: bare URLs are links, `~` strikes through", |html| html.to_owned()),
];

/// Replaces each run from `open` to `close` by what `write` makes of what stands in between.
fn rewrite(html: &str, open: &str, close: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(open) {
        let (inner, after) = after.split_once(close).expect("what is opened is closed");
        out.push_str(before);
        out.push_str(&write(inner));
        rest = after;
    }
    out + rest
}

fn cut(html: &str, open: &str, close: &str) -> String {
    rewrite(html, open, close, |_| String::new())
}

/// The text of HTML, white space as one space, without that of scripts and style sheets.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut hidden = false;
    for token in html_tokens(html) {
        match token {
            HtmlToken::Start(tag) => hidden = matches!(&*tag.name, "script" | "style"),
            HtmlToken::End { .. } => hidden = false,
            HtmlToken::Text(written) if !hidden => text.push_str(&written),
            HtmlToken::Text(_) | HtmlToken::Comment { .. } | HtmlToken::Doctype { .. } | HtmlToken::Unclosed { .. } => {
            }
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether raw HTML stands in the text.
fn has_raw_html(markdown: &str) -> bool {
    let body = TextRange::new(0, markdown.len());
    let document = parse_document(markdown, body, FrontMatter::default(), &ParseOptions::default());
    !document.tags.is_empty() || !document.comments.is_empty() || !document.remarks.is_empty()
}

#[test]
fn the_site_differs_only_in_named_ways() {
    assert!(CLASSES.len() <= 10);
    let Some(mut examples) = specification::<Vec<Example>>("commonmark-0.31.2.json") else { return };
    examples.extend(specification::<Vec<Example>>("gfm-extensions.json").expect("both are there"));
    let mut by_dialect = 0;
    let failures: Vec<String> = examples
        .iter()
        .filter_map(|example| {
            let markdown = &example.markdown;
            let mut expected = example.html.clone();
            let github = render(markdown, Style::Specification, RawHtml::Allow, Dialect::GitHub);
            if github != expected {
                by_dialect += 1;
                expected = github;
            }
            let seen = render(markdown, Style::Site, RawHtml::Sanitize, Dialect::GitHub);
            let back = CLASSES.iter().fold(seen, |html, (_, back)| back(&html));
            // The class of languages has to meet in the middle: what was upper case can't be told any more.
            let expected = CLASSES[3].1(&expected);
            let same = if has_raw_html(markdown) { text_of(&back) == text_of(&expected) } else { back == expected };
            (!same).then(|| {
                format!(
                    "{} ({})\n{markdown:?}\nexpected {expected:?}\nseen     {back:?}",
                    example.example, example.section
                )
            })
        })
        .collect();
    assert_none(&failures);
    // Few enough to be looked at when one is added.
    assert!(by_dialect <= 12, "{by_dialect} examples mean something else on GitHub");
}

/// The Markdown files of the corpus, where `DOCSGEN_CORPUS` names it.
#[expect(clippy::disallowed_methods, reason = "a test's fixtures are outside the repository")]
fn corpus() -> Vec<String> {
    let Ok(folder) = std::env::var("DOCSGEN_CORPUS") else { return Vec::new() };
    let files: Vec<String> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("DOCSGEN_CORPUS can be read"))
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .map(|entry| std::fs::read_to_string(entry.path()).expect("the corpus is UTF-8"))
        .collect();
    assert!(files.len() > 100, "DOCSGEN_CORPUS holds the corpus");
    files
}

#[test]
fn the_corpus_is_read_alike_with_either_line_end() {
    let options = ParseOptions::default();
    for text in corpus() {
        let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
        let read = |text: &str| parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &options);
        let (unix, dos) = (read(&text), read(&windows));
        assert_eq!(unix.text, dos.text);
        let render = |text: &str, document| {
            let options = BodyOptions { parse: options, ..BodyOptions::default() };
            let input = BodyInput::new(text, document, Translation::english(), &options);
            render_body(&input, &mut PlainCode)
        };
        assert_eq!(render(&text, &unix), render(&windows, &dos));
        for link in &unix.links {
            let written = link.destination_range.of(&text);
            let escaped = written.contains(['\\', '&']);
            let prefixed = link
                .destination
                .strip_suffix(written)
                .is_some_and(|prefix| matches!(prefix, "" | "mailto:" | "http://"));
            assert!(escaped || prefixed, "{written:?} is {:?}", link.destination);
        }
    }
}
