use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::FrontMatter;
use crate::parse::markdown::parse_document;

fn read(text: &str) -> (Vec<TableBlock>, Vec<Remark>) {
    let body = TextRange::new(0, text.len());
    let document = parse_document(text, body, FrontMatter::default(), &ParseOptions::default());
    let (blocks, remarks) = blocks(&document, text);
    (blocks.tables, remarks)
}

#[test]
fn a_block_knows_what_it_asks_for_and_what_is_its_own() {
    let text = "# A\n\n<!-- docsgen:matrix recovery group=tier\n  sort=-rto -->\r\nold\n\n<!--docsgen:end-->\nafter\n";
    let (blocks, remarks) = read(text);
    assert_eq!(remarks, []);
    let [block] = &*blocks else { panic!("{blocks:?}") };
    assert_eq!(block.asked.value, Asked::Matrix(Matrix::Recovery));
    assert_eq!(block.query.group.as_ref().map(|group| &*group.value), Some("tier"));
    let group = block.query.group.as_ref().expect("grouped").range.shifted(block.query_start as usize);
    assert_eq!(group.of(text), "tier");
    assert_eq!(block.between.of(text), "old\n\n");
    assert!(block.range().of(text).starts_with("<!-- docsgen:matrix") && block.range().of(text).ends_with("end-->"));
}

#[test]
fn several_blocks_and_those_of_tables_stay_apart() {
    let text = "<!-- docsgen:matrix tiers -->\n<!-- docsgen:end -->\n\n<!-- docsgen:table limits -->\n<!-- docsgen:end -->\n\n\
                <!-- docsgen:matrix drills -->\n\n|a|\n|-|\n\n<!-- docsgen:end -->";
    let (blocks, remarks) = read(text);
    assert_eq!(remarks, []);
    let names: Vec<&str> = blocks.iter().map(|block| block.asked.value.name()).collect();
    assert_eq!(names, ["tiers", "limits", "drills"]);
    assert_eq!(blocks[0].between.of(text), "");
}

#[test]
fn what_cannot_be_filled_in_is_a_finding_at_the_smallest_text() {
    for (text, at, message) in [
        ("<!-- docsgen:matrix recovry -->\n<!-- docsgen:end -->", "recovry", "there is no matrix `recovry`"),
        (
            "<!-- docsgen:matrix -->\n<!-- docsgen:end -->",
            "<!-- docsgen:matrix -->",
            "a `docsgen:matrix` comment names no matrix",
        ),
        (
            "<!-- docsgen:table columns=a -->\n<!-- docsgen:end -->",
            "<!-- docsgen:table columns=a -->",
            "a `docsgen:table` comment names no dataset",
        ),
        ("<!-- docsgen:matrix tiers what -->\n<!-- docsgen:end -->", "what", "`what` asks for nothing"),
        ("<!-- docsgen:matrix tiers -->\n\nx", "<!-- docsgen:matrix tiers -->", "a generated table has no end"),
        ("x\n\n<!-- docsgen:end -->", "<!-- docsgen:end -->", "`docsgen:end` ends nothing"),
        (
            "<!-- docsgen:matrix tiers -->\n\n```\n<!-- docsgen:end -->\n```\n",
            "<!-- docsgen:matrix tiers -->",
            "a generated table has no end",
        ),
    ] {
        let (blocks, remarks) = read(text);
        assert_eq!(blocks, [], "{text}");
        let found: Vec<_> = remarks.iter().map(|remark| (remark.range.of(text), &*remark.message)).collect();
        assert_eq!(found, [(at, message)], "{text}");
    }
}

#[test]
fn markers_in_lists_quotes_tables_and_lines_of_text_are_refused() {
    for text in [
        "- <!-- docsgen:matrix tiers -->\n\n  <!-- docsgen:end -->\n",
        "- a\n\n  <!-- docsgen:matrix tiers -->\n  <!-- docsgen:end -->\n",
        "> <!-- docsgen:matrix tiers -->\n> <!-- docsgen:end -->\n",
        "|a|\n|-|\n|<!-- docsgen:matrix tiers --><!-- docsgen:end -->|\n",
        "<!-- docsgen:matrix tiers --> x <!-- docsgen:end -->\n",
        "<!-- docsgen:matrix tiers --><!-- docsgen:end -->\n",
        "text <!-- docsgen:matrix tiers -->\n\n<!-- docsgen:end -->\n",
    ] {
        let (blocks, remarks) = read(text);
        assert_eq!(blocks, [], "{text}");
        assert!(!remarks.is_empty(), "{text}");
        assert!(
            remarks.iter().all(|remark| remark.message == "a marker stands where no table can be written"),
            "{text}"
        );
    }
}
