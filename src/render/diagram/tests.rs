//! What holds for every picture.

use proptest::prelude::*;

use super::draw;
use crate::parse::diagram::parse_diagram;
use crate::parse::diagram::tests::diagram_like;

fn picture(code: &str) -> String {
    let diagram = parse_diagram(code).unwrap_or_else(|problem| panic!("{problem:?}"));
    let hrefs: Vec<_> = diagram.links().iter().map(|link| (link.range.start, link.destination.clone(), true)).collect();
    draw(&diagram, &hrefs, "A name", "site:diagram-1")
}

/// Every number that stands in one of these attributes.
fn numbers(svg: &str, attributes: &[&str]) -> Vec<i64> {
    let values = |attribute: &&str| -> Vec<i64> {
        let start = format!(" {attribute}=\"");
        svg.split(&*start).skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
    };
    attributes.iter().flat_map(values).collect()
}

/// What is wrong with a picture, whatever it shows.
fn faults(svg: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for forbidden in ["style", "<script", "javascript:", " on", "<image", "<use", "<foreignObject", "url("] {
        let markup: String = svg.split('<').filter_map(|part| Some(format!("<{}>", part.split_once('>')?.0))).collect();
        // Names and links are the author's, and are quoted.
        let bare: String = markup.split('"').step_by(2).collect();
        if bare.contains(forbidden) {
            faults.push(format!("the picture holds `{forbidden}`"));
        }
    }
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else {
            faults.push(format!("`<{part}` isn't closed"));
            continue;
        };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                faults.push(format!("`</{name}>` closes something else"));
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    if !open.is_empty() {
        faults.push(format!("{open:?} stay open"));
    }
    if svg.contains("--") && svg.contains("<!--") {
        faults.push("there is a comment".to_owned());
    }
    faults
}

#[test]
fn flowcharts_are_drawn() {
    insta::assert_snapshot!(picture(
        "flowchart TD\nA[Alert] --> B{Job<br/>running?}\nB -- yes --> C([Wait])\nB -- no --> D[(Store)]\nC --> C\n\
         subgraph one [A group]\nD -.-> E((End))\nend\nstyle D fill:#fdd\nclick A \"https://example.com/\" \"More\""
    ));
}

#[test]
fn state_diagrams_are_drawn() {
    insta::assert_snapshot!(picture(
        "stateDiagram-v2\n[*] --> Idle\nIdle --> Busy : work\nBusy --> Idle\nstate Busy {\ndirection LR\n[*] --> a\na --> [*]\n}\n\
         note right of Idle : nothing runs"
    ));
}

#[test]
fn sequence_diagrams_are_drawn() {
    insta::assert_snapshot!(picture(
        "sequenceDiagram\nautonumber\nactor A as Anna\nparticipant B\nA->>+B: Hello\nalt good\nB-->>A: Yes\nelse bad\nB-xA: No\nend\n\
         Note over A,B: both\nB->>B: rest\ndeactivate B"
    ));
}

#[test]
fn nothing_of_the_author_is_markup() {
    for code in [
        "graph TD\nA[\"<script>alert(1)</script>\"] -->|\"<img src=x onerror=y>\"| B",
        "graph TD\nA[\"#lt;script#gt;\"] --> B[\"' onclick='x\"]\nclick A \"https://x/?a='b&c=<d>\" \"<b>tip</b>\"",
        "graph TD\nsubgraph x [\"</g></svg><script>\"]\nA\nend\nstyle A fill:red}</style><script>",
        "sequenceDiagram\nparticipant A as </text><script>x</script>\nA->>B: <svg onload=x>\nNote over A: <style>*{}</style>",
        "stateDiagram\ns1 : <a href='javascript:x'>y</a>\nnote left of s1 : <script>",
    ] {
        let svg = picture(code);
        assert_eq!(faults(&svg), [""; 0], "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("<img"), "{svg}");
    }
}

#[test]
fn those_who_cant_see_it_are_told() {
    let described = |code: &str| {
        let svg = picture(code);
        svg.split("<desc id=\"site:diagram-1\">")
            .nth(1)
            .and_then(|rest| rest.split("</desc>").next())
            .unwrap()
            .to_owned()
    };
    assert_eq!(described("graph TD\nA[one] -->|yes| B[two] --- C"), "one → two (yes); two – C");
    assert_eq!(described("graph TD\nA & B"), "A; B");
    assert_eq!(described("stateDiagram\n[*] --> a\na --> b : go"), "● → a; a → b (go)");
    assert_eq!(described("sequenceDiagram\nA->>B: hi\nB-->>A:"), "A → B: hi; B → A");
    assert_eq!(described("graph TD\naccDescr: In words.\nA --> B"), "In words.");
    assert!(picture("graph TD\nA").starts_with("<svg role=\"img\" aria-label=\"A name\""));
    assert!(picture("graph TD\nA\nclick A \"x.md\"").starts_with("<svg role=\"group\" "));
}

proptest! {
    #[test]
    fn every_picture_is_whole(code in diagram_like()) {
        let Ok(diagram) = parse_diagram(&code) else { return Ok(()) };
        let svg = draw(&diagram, &[], "A name", "id");
        prop_assert_eq!(faults(&svg), Vec::<String>::new());
        let size = numbers(svg.split('>').next().unwrap_or_default(), &["width", "height"]);
        prop_assert!(size.iter().all(|length| (1..100_000).contains(length)), "{:?}", size);
        prop_assert_eq!(draw(&diagram, &[], "A name", "id"), svg);
    }
}
