use super::*;
use crate::config::RawHtml;
use crate::diagnostic::Code;
use crate::parse::document::BlockKind::{Item, Paragraph};

fn parse(text: &str) -> Document {
    parse_with(text, &ParseOptions::default())
}

fn parse_with(text: &str, options: &ParseOptions) -> Document {
    parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), options)
}

#[test]
fn headings_know_their_text_id_and_parent() {
    let text = "# Redis `7.x` *backup*\n\n## [Restore](x.md) ![logo](l.png)\n\n#### Deep\n\nTitle\nbroken\n---\n\n## Restore\n";
    let document = parse(text);
    let seen: Vec<_> = document
        .headings
        .iter()
        .map(|heading| (heading.level, document.plain(heading.text), &*heading.id, heading.parent))
        .collect();
    assert_eq!(
        seen,
        [
            (1, "Redis 7.x backup", "redis-7x-backup", None),
            (2, "Restore", "restore-", Some(0)),
            (4, "Deep", "deep", Some(1)),
            (2, "Title broken", "titlebroken", Some(0)),
            (2, "Restore", "restore", Some(0)),
        ]
    );
    assert_eq!(document.headings[0].range.of(text), "# Redis `7.x` *backup*");
    assert_eq!(document.plain(document.links[1].text), "logo");
}

#[test]
fn blocks_know_their_lists_labels_and_sections() {
    let text = "Intro\nline.\n\n# S\n\n- **RTO**: 1 h\n  - nested `x`\n\n    more\n- [x] **Done** now\n\n> quoted **not** label\n";
    let document = parse(text);
    let seen: Vec<_> = document
        .blocks
        .iter()
        .map(|block| {
            (
                block.kind,
                document.plain(block.text),
                block.range.of(text),
                block.label.map(|label| document.plain(label)),
                block.list_depth,
                block.quote_depth,
                block.parent,
                block.section,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Paragraph, "Intro line.", "Intro\nline.", None, 0, 0, None, None),
            (Item, "RTO: 1 h", "**RTO**: 1 h", Some("RTO"), 1, 0, None, Some(0)),
            (Item, "nested x", "nested `x`", None, 2, 0, Some(1), Some(0)),
            (Item, "more", "more", None, 2, 0, Some(1), Some(0)),
            (Item, "Done now", "[x] **Done** now", Some("Done"), 1, 0, None, Some(0)),
            (Paragraph, "quoted not label", "quoted **not** label", None, 0, 1, None, Some(0)),
        ]
    );
    assert_eq!(document.tasks.len(), 1);
    assert_eq!((document.tasks[0].range.of(text), document.tasks[0].checked), ("[x]", true));
}

#[test]
fn what_is_begun_is_open_and_what_is_crossed_out_is_no_task() {
    let text = "- [x] a\n- [~] *b* now\n1. [/] c\n- [ ] ~~d~~\n- [x] ~~e~~ f\n- [~]g\n- h [~] i\n  - [ ] j\n";
    let document = parse(text);
    let tasks: Vec<(&str, bool)> = document.tasks.iter().map(|task| (task.range.of(text), task.checked)).collect();
    assert_eq!(tasks, [("[x]", true), ("[~]", false), ("[/]", false), ("[x]", true), ("[ ]", false)]);
}

#[test]
fn each_line_knows_its_bold_label() {
    let text = "# S\n\n**A:** 1 `x` \n**B**: 2 [y](z.md)\n> no **C:** 3\n\n- **D** – none\n- **E** without\n- [ ] **F:**\n  **G：** 4  \n  **H**: *5*\n\n\
                | **I:** 6 |\n|---|\n\n> **J\n> K:** 7\n\n**L**\n";
    let document = parse(text);
    let seen = document
        .labels
        .iter()
        .map(|label| (document.plain(label.name), document.plain(label.value), label.range.of(text), label.section));
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            ("A", "1 x", "1 `x`", Some(0)),
            ("B", "2 y", "2 [y](z.md)", Some(0)),
            ("D", "none", "none", Some(0)),
            ("F", "", "", Some(0)),
            ("G", "4", "4", Some(0)),
            ("H", "5", "*5*", Some(0)),
            ("J K", "7", "7", Some(0)),
        ]
    );
}

#[test]
fn what_docsgen_writes_itself_is_known() {
    let text = "a\n<!-- docsgen:end -->\n<!-- docsgen:matrix x -->\nb\n<!-- docsgen:ignore y -->\nc\n<!-- docsgen:end -->\nd\n<!-- docsgen:table -->\ne\n";
    let document = parse(text);
    let found: Vec<_> = document.generated.iter().map(|range| range.of(text)).collect();
    assert_eq!(found, ["\nb\n<!-- docsgen:ignore y -->\nc\n"]);
    for (letter, expected) in [('a', false), ('b', true), ('c', true), ('d', false), ('e', false)] {
        let at = text.match_indices(letter).find(|(at, _)| text[at + 1..].starts_with('\n')).map_or(0, |(at, _)| at);
        assert_eq!(document.is_generated(TextRange::new(at, at + 1)), expected, "{letter}");
    }
}

#[test]
fn tables_keep_the_cells_that_were_written() {
    let text = "| A | `B` |\n|---|:-:|\n| x \\| y | |\n|| z |\n| short |\n| 1 | 2 | 3 |\n";
    let document = parse(text);
    let cells = |row: &[Cell]| -> Vec<(String, String)> {
        row.iter().map(|cell| (cell.range.of(text).to_owned(), document.plain(cell.text).to_owned())).collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let table = &document.tables[0];
    assert_eq!(cells(&table.header), [pair("A", "A"), pair("`B`", "B")]);
    let rows: Vec<_> = table.rows.iter().map(|row| cells(row)).collect();
    assert_eq!(
        rows,
        [
            vec![pair("x \\| y", "x | y"), pair("", "")],
            vec![pair("", ""), pair("z", "z")],
            vec![pair("short", "short")],
            vec![pair("1", "1"), pair("2", "2")],
        ]
    );
    assert_eq!(table.range.of(text), text.trim_end());
}

#[test]
fn links_point_at_their_destinations() {
    for (text, expected) in [
        ("[a](b.md)", &[("b.md", "b.md", "a")][..]),
        ("[`a` *b*](<c d.md> \"t\")", &[("c d.md", "c d.md", "a b")]),
        ("x [a][r] ![i][r]\n\n[R]: <t t.md> 'T'", &[("t t.md", "t t.md", "a"), ("t t.md", "t t.md", "i")]),
        ("[![alt](i.png)](t.md)", &[("t.md", "t.md", ""), ("i.png", "i.png", "alt")]),
        ("<https://a.b> <c@d.e>", &[("https://a.b", "https://a.b", "https://a.b"), ("c@d.e", "mailto:c@d.e", "c@d.e")]),
        ("**see www.a.b.**", &[("www.a.b", "http://www.a.b", "www.a.b")]),
        ("> [a](\n> b.md)", &[("b.md", "b.md", "a")]),
        ("[a](x\\_y.md \"(t)\")", &[("x\\_y.md", "x_y.md", "a")]),
        ("<a href='x.md' title=t>**b** c</a>", &[("x.md", "x.md", "b c")]),
        ("> <img\n> src=\"a&amp;b.png\" alt=\"A B\">", &[("a&amp;b.png", "a&b.png", "A B")]),
        ("<div>\n<a href=q.md>x</a>\n<img src=\"i.png\"/>\n</div>", &[("q.md", "q.md", ""), ("i.png", "i.png", "")]),
        ("<a href=\"https://x.y\">https://x.y</a>", &[("https://x.y", "https://x.y", "https://x.y")]),
        ("`[a](b)` <!-- [a](b) -->", &[]),
    ] {
        let document = parse(text);
        let seen: Vec<_> = document
            .links
            .iter()
            .map(|link| (link.destination_range.of(text), &*link.destination, document.plain(link.text)))
            .collect();
        assert_eq!(seen, expected, "{text}");
    }
}

#[test]
fn definitions_say_whether_they_are_used() {
    let text = "[b]\n\n[B]: x.md\n[a]: y.md 'T'\n";
    let document = parse(text);
    let seen: Vec<_> = document
        .definitions
        .iter()
        .map(|definition| (&*definition.name, definition.range.of(text), &*definition.destination, definition.used))
        .collect();
    assert_eq!(seen, [("b", "[B]: x.md", "x.md", true), ("a", "[a]: y.md 'T'", "y.md", false)]);
}

#[test]
fn code_keeps_a_map_of_its_lines() {
    for (text, language, info, code) in [
        ("```Bash title=\"x\"\na\nb\n```", "bash", Some("Bash title=\"x\""), &["a\nb\n"][..]),
        ("> ~~~\n> a\n>  b\n> ~~~", "", Some(""), &["a\n", " b\n"]),
        ("- x\n\n  ```yaml\n  a: 1\n    b: 2\n  ```\n", "yaml", Some("yaml"), &["a: 1\n", "  b: 2\n"]),
        ("    a\n    b\n", "", None, &["a\n", "b\n"]),
        ("```sh\r\na\r\nb\r\n```\r\n", "sh", Some("sh"), &["a", "\nb", "\n"]),
        ("```rust,ignore\n```", "rust", Some("rust,ignore"), &[]),
    ] {
        let document = parse(text);
        let fence = &document.fences[0];
        let pieces: Vec<&str> = fence.code.iter().map(|piece| piece.of(text)).collect();
        let seen = (&*fence.language, fence.info.map(|info| info.of(text)));
        assert_eq!(seen, (language, info), "{text}");
        assert_eq!(pieces, code, "{text}");
    }
}

#[test]
fn code_spans_know_whether_they_are_a_links_text() {
    let text = "`a` [`b`](x) [see `c`](x) ` ``d`` `";
    let document = parse(text);
    let seen: Vec<_> =
        document.code_spans.iter().map(|span| (document.plain(span.text), span.range.of(text), span.in_link)).collect();
    assert_eq!(seen, [("a", "`a`", false), ("b", "`b`", true), ("c", "`c`", false), ("``d``", "` ``d`` `", false)]);
}

#[test]
fn comments_and_tags_have_their_places() {
    let text = "<!-- docsgen:ignore x -->\n\na <!--b--> <a name=\"Old\"></a>\n\n> <!-- two\n> lines -->\n";
    let document = parse(text);
    let comments: Vec<_> = document
        .comments
        .iter()
        .map(|comment| (comment.range.of(text), comment.content.of(text), comment.block))
        .collect();
    assert_eq!(
        comments,
        [
            ("<!-- docsgen:ignore x -->", "docsgen:ignore x", true),
            ("<!--b-->", "b", false),
            ("<!-- two\n> lines -->", "two\n> lines", true),
        ]
    );
    let tags: Vec<_> = document.tags.iter().map(|tag| (tag.range.of(text), tag.end, tag.anchor.as_deref())).collect();
    assert_eq!(tags, [("<a name=\"Old\">", false, Some("Old")), ("</a>", true, None)]);
    assert!(document.tags.iter().any(|tag| tag.anchor.as_deref() == Some("Old")));
}

#[test]
fn remarks_point_at_the_smallest_text() {
    for (text, expected) in [
        (
            "[a][b] [c][] [x] [ ] [TODO]",
            &[(Code::LinkUndefinedReference, "b"), (Code::LinkUndefinedReference, "c")][..],
        ),
        ("values[0][name] and [0][1][2]\n\n[0]: x\n[1]: x\n[2]: x", &[(Code::LinkUnusedDefinition, "[0]: x")]),
        ("`[a][b]`", &[]),
        (
            "{{#include ../a_b.md}} `{{#include x}}` {{#if x}} \\{{#include y}}",
            &[(Code::DirectiveUnsupported, "{{#include ../a_b.md}}")],
        ),
        ("<!-- docsgen:matirx x -->", &[(Code::DirectiveUnknown, "matirx")]),
        (
            "<!-- docsgen:matrix recovery -->\n<!-- docsgen:end -->\n<!-- docsgen: -->",
            &[(Code::DirectiveUnknown, "docsgen:")],
        ),
        (
            "```sh {3-} title=\"a\n```",
            &[(Code::FenceInvalidAttribute, "3-"), (Code::FenceInvalidAttribute, "title=\"a")],
        ),
        (
            "use <namespace> and <b style=\"x\">y</b></div>",
            &[(Code::HtmlRemoved, "<namespace>"), (Code::HtmlRemoved, "style=\"x\""), (Code::HtmlRemoved, "</div>")],
        ),
        ("<script>\nalert(1)\n</script>\n", &[(Code::HtmlRemoved, "<script>")]),
        ("<a href='javascript:x'>y</a>", &[(Code::HtmlRemoved, "href='javascript:x'")]),
        ("> <details onclick=x\n> open>\n> </details>", &[(Code::HtmlRemoved, "onclick=x")]),
        ("- <div>\n- </div>", &[(Code::HtmlRemoved, "</div>")]),
        ("<div id=x\n*y*\n", &[(Code::HtmlRemoved, "<div id=x")]),
        ("<!DOCTYPE html>", &[(Code::HtmlRemoved, "<!DOCTYPE html>")]),
        ("{{ .Values.x }} {% raw %} <% x %> <!-- fine -->", &[]),
    ] {
        let document = parse(text);
        let seen: Vec<_> = document.remarks.iter().map(|remark| (remark.code, remark.range.of(text))).collect();
        assert_eq!(seen, expected, "{text}");
        assert!(document.remarks.iter().all(|remark| remark.help.is_some()), "{text}");
    }
}

#[test]
fn html_is_judged_only_where_it_is_sanitised() {
    let text = "<script>x</script>\n\n<a href='javascript:x' id=i>y</a>";
    for (raw_html, remarks, links, tags) in
        [(RawHtml::Sanitize, 2, 0, 4), (RawHtml::Allow, 0, 1, 4), (RawHtml::Escape, 0, 0, 0)]
    {
        let document = parse_with(text, &ParseOptions { raw_html, ..ParseOptions::default() });
        let seen = (document.remarks.len(), document.links.len(), document.tags.len());
        assert_eq!(seen, (remarks, links, tags), "{raw_html:?}");
    }
}

#[test]
fn the_body_may_start_anywhere() {
    let text = "---\ntitle: x\n---\n\n# A\n\n[b](c) [d][e]\n";
    let document =
        parse_document(text, TextRange::new(17, text.len()), FrontMatter::default(), &ParseOptions::default());
    assert_eq!(document.headings[0].range.of(text), "# A");
    assert_eq!(document.links[0].destination_range.of(text), "c");
    assert_eq!(document.remarks[0].range.of(text), "e");
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let text = "# A b\n\nx\ny [l](m) **z**  \nw\n\n- [ ] t\n  - u\n\n| a | b |\n|---|---|\n| c | |\n| d |\n\n```sh\na\nb\n```\n\n> q\n> <b\n> id=c>x</b>\n\n[r]: s\n<!-- c\n d -->\n";
    let windows = text.replace('\n', "\r\n");
    let (unix, dos) = (parse(text), parse(&windows));
    assert_eq!(unix.text, dos.text);
    let code = |document: &Document, text: &str| -> String {
        document.fences[0].code.iter().map(|piece| piece.of(text)).collect()
    };
    assert_eq!(code(&unix, text), code(&dos, &windows));
    let places = |document: &Document, text: &str| -> Vec<String> {
        let all = (document.headings.iter().map(|part| part.range))
            .chain(document.blocks.iter().map(|part| part.range))
            .chain(document.tables.iter().map(|part| part.range))
            .chain(document.tables.iter().flat_map(|part| part.rows.iter().flatten().map(|cell| cell.range)))
            .chain(document.links.iter().map(|part| part.destination_range))
            .chain(document.definitions.iter().map(|part| part.range))
            .chain(document.tasks.iter().map(|part| part.range))
            .chain(document.comments.iter().map(|part| part.content))
            .chain(document.fences.iter().map(|part| part.range))
            .chain(document.tags.iter().map(|part| part.range));
        all.map(|range| range.of(text).replace("\r\n", "\n")).collect()
    };
    assert_eq!(places(&unix, text), places(&dos, &windows));
}

#[test]
fn footnotes_and_extensions() {
    let text = "a[^n]\n\n[^n]: note\n\n## T {#own}\n\nterm\n: meaning\n";
    let extensions =
        crate::config::Extensions { definition_lists: true, heading_attributes: true, ..Default::default() };
    let document = parse_with(text, &ParseOptions { extensions, ..ParseOptions::default() });
    assert_eq!(&*document.footnotes[0].label, "n");
    assert_eq!(document.footnotes[0].range.of(text), "[^n]: note");
    assert_eq!(&*document.headings[0].id, "own");
    let blocks: Vec<_> = document.blocks.iter().map(|block| (block.kind, document.plain(block.text))).collect();
    assert_eq!(
        blocks,
        [(Paragraph, "a"), (Paragraph, "note"), (BlockKind::Definition, "term"), (BlockKind::Definition, "meaning")]
    );
    assert_eq!(parse(text).headings[0].range.of(text), "## T {#own}");
    assert_eq!(&*parse(text).headings[0].id, "t-own");
}

#[test]
fn breaks_and_skipped_content() {
    let document = parse("**RTO**: 1h  \n**RPO**: 5m<br>x\ny <script>z</script>");
    assert_eq!(document.plain(document.blocks[0].text), "RTO: 1h\nRPO: 5m\nx y");
}

/// Every range of a document.
fn ranges(document: &Document) -> Vec<TextRange> {
    let mut all = vec![document.body];
    all.extend(document.headings.iter().map(|part| part.range));
    all.extend(document.blocks.iter().map(|part| part.range));
    all.extend(document.labels.iter().map(|part| part.range));
    for table in &document.tables {
        all.push(table.range);
        all.extend(table.header.iter().chain(table.rows.iter().flatten()).map(|cell| cell.range));
    }
    for fence in &document.fences {
        all.push(fence.range);
        all.extend(fence.info);
        all.extend(fence.code.iter().copied());
    }
    all.extend(document.code_spans.iter().map(|part| part.range));
    all.extend(document.links.iter().flat_map(|link| [link.range, link.destination_range]));
    all.extend(document.definitions.iter().map(|part| part.range));
    all.extend(document.undefined_references.iter().map(|part| part.range));
    all.extend(document.comments.iter().flat_map(|part| [part.range, part.content]));
    all.extend(document.tags.iter().map(|part| part.range));
    all.extend(document.tasks.iter().map(|part| part.range));
    all.extend(document.footnotes.iter().map(|part| part.range));
    all.extend(document.remarks.iter().map(|remark| remark.range));
    all
}

/// Every piece of plain text of a document.
fn plain_texts(document: &Document) -> Vec<PlainText> {
    let mut all: Vec<PlainText> = document.headings.iter().map(|part| part.text).collect();
    all.extend(document.blocks.iter().flat_map(|part| [Some(part.text), part.label]).flatten());
    all.extend(document.labels.iter().flat_map(|part| [part.name, part.value]));
    for table in &document.tables {
        all.extend(table.header.iter().chain(table.rows.iter().flatten()).map(|cell| cell.text));
    }
    all.extend(document.code_spans.iter().map(|part| part.text));
    all.extend(document.links.iter().map(|part| part.text));
    all
}

fn assert_sound(text: &str, document: &Document) {
    for range in ranges(document) {
        assert!(range.start <= range.end && text.get(range.as_range()).is_some(), "{range:?} of {text:?}");
    }
    for PlainText(range) in plain_texts(document) {
        assert!(document.text.get(range.as_range()).is_some(), "{range:?} of {:?} in {text:?}", document.text);
    }
}

/// Text that is rich in what Markdown and HTML take for marks.
pub(crate) fn markdown_like() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let piece = prop_oneof![
        4 => proptest::sample::select(vec![
            "\n", "\n\n", "\r\n", " ", "    ", "\t", "# ", "- ", "1. ", "> ", "| ", "|", "|-|-|\n", "```", "~~~", "`", "``",
            "*", "**", "_", "~", "[", "](", ")", "![", "]", "]: ", "[^1]", "[^1]: ", "[ ] ", "[x] ", "[!NOTE]", "<", ">", "<div>",
            "</div>", "<a href='", "'>", "</a>", "<b id=x>", "<!-- ", " -->", "<!-- docsgen:x -->", "<script>", "</script>",
            "<img src=\"", "\"/>", "<?", "<![CDATA[", "<!D", "&amp;", "&", ";", "\\", "---\n", "===", "http://a.b", "www.c.d",
            "e@f.gh", "{{#include ", "}}", "title=\"", "{3-", "diff", "tab=x", "$", "^", ": ",
        ]).prop_map(str::to_owned),
        2 => "[a-z]{1,3}",
        1 => "[가-힣é🚀\u{fe0f}\u{0}]",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_read_soundly(text in markdown_like(), front in 0usize..4, mode in 0usize..3, more in proptest::bool::ANY) {
        let raw_html = [RawHtml::Sanitize, RawHtml::Allow, RawHtml::Escape][mode];
        let extensions = crate::config::Extensions {
            definition_lists: more,
            heading_attributes: more,
            superscript: more,
            math: more,
        };
        let options = ParseOptions { raw_html, extensions, ..ParseOptions::default() };
        let text = format!("{}{text}", "\n".repeat(front));
        let document = parse_document(&text, TextRange::new(front, text.len()), FrontMatter::default(), &options);
        assert_sound(&text, &document);
    }
}
