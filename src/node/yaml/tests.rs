use proptest::prelude::*;

use super::*;

fn parse(source: &str) -> YamlDocument {
    parse_yaml(source).unwrap_or_else(|error| panic!("{source:?}: {error:?}"))
}

/// The value in one line: each scalar as `value@text it stands at`, keys likewise.
fn shown(node: &Node, source: &str) -> String {
    let at = |range: TextRange| range.of(source).replace('\n', "⏎");
    match &node.value {
        Value::Null => format!("null@{}", at(node.range)),
        Value::Bool(value) => format!("{value}@{}", at(node.range)),
        Value::Integer(value) => format!("{value}@{}", at(node.range)),
        Value::Float(value) => format!("{value}@{}", at(node.range)),
        Value::Text(text) => format!("{text:?}@{}", at(node.range)),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| shown(item, source)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, value)| format!("{}@{}: {}", key.value, at(key.range), shown(value, source)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

#[test]
fn values_and_keys_know_where_they_stand() {
    for (source, expected) in [
        ("", "null@"),
        ("# only a comment\n", "null@# only a comment⏎"),
        ("a: 1.10 # why\n", "{a@a: 1.1@1.10}"),
        ("\u{feff}a: x\r\nb: y\r\n", "{a@a: \"x\"@x, b@b: \"y\"@y}"),
        ("b:\nc:\n  d: |\n    one\n    two\n\n", "{b@b: null@b, c@c: {d@d: \"one\\ntwo\\n\"@one⏎    two}}"),
        ("e: {f: [1, yes], g: }\n", "{e@e: {f@f: [1@1, \"yes\"@yes], g@g: null@g}}"),
        ("백업: 'it''s'\n복구: ~\n", "{백업@백업: \"it's\"@'it''s', 복구@복구: null@~}"),
        ("a: &x {b: 1}\nc: *x\n", "{a@a: {b@b: 1@1}, c@c: {b@b: 1@1}}"),
        ("a: &x 1.10\nb: *x\n", "{a@a: 1.1@1.10, b@b: 1.1@1.10}"),
        ("z: one\n  two\n", "{z@z: \"one two\"@one⏎  two}"),
        ("l:\n- a\n-\n- b: 010\n", "{l@l: [\"a\"@a, null@a⏎-⏎- b: 010, {b@b: \"010\"@010}]}"),
        ("1.10: x\ntrue: y\n", "{1.10@1.10: \"x\"@x, true@true: \"y\"@y}"),
        ("? [p, q]\n: 1\n", "{[p, q]@[p, q]: 1@1}"),
        ("a: !vault |\n  secret\nb: !!str 10\n", "{a@a: \"secret\\n\"@secret, b@b: \"10\"@10}"),
        ("---\na: 1\n...\n", "{a@a: 1@1}"),
        ("n: 18446744073709551615\n", "{n@n: 18446744073709552000@18446744073709551615}"),
    ] {
        let document = parse(source);
        assert_eq!(shown(&document.root, source), expected, "{source:?}");
        assert_eq!(document.problems, [], "{source:?}");
    }
}

#[test]
fn collections_span_their_first_to_their_last_value() {
    let source = "a:\n  b: [1, {c: 2}]\n  d: |\n    x\n\n# end\ne: {}\n";
    let root = parse(source).root;
    let a = root.get("a").expect("key");
    assert_eq!(a.range.of(source), "b: [1, {c: 2}]\n  d: |\n    x");
    assert_eq!(a.get("b").expect("key").range.of(source), "[1, {c: 2}]");
    assert_eq!(root.get("e").expect("key").range.of(source), "{}");
    assert_eq!(root.range.of(source), &source[..source.len() - 1]);
}

#[test]
fn merges_give_way_to_what_a_mapping_says_itself() {
    let source = "base: &base {cpu: 1, mem: 2}\nmore: &more {mem: 3, disk: 4}\n\
                  a:\n  <<: *base\n  cpu: 5\nb:\n  <<: [*base, *more]\nc: {<<: text}\n";
    let root = parse(source).root;
    let shown = |key| shown(root.get(key).expect("key"), source);
    assert_eq!(shown("a"), "{cpu@cpu: 5@5, mem@mem: 2@2}");
    assert_eq!(shown("b"), "{cpu@cpu: 1@1, mem@mem: 2@2, disk@disk: 4@4}");
    assert_eq!(shown("c"), "{<<@<<: \"text\"@text}");
}

#[test]
fn a_part_of_a_text_has_the_places_of_the_text() {
    let source = "---\ntitle: 복구\n---\nbody: x\n";
    let root = parse_yaml_part(source, TextRange::new(4, 18)).expect("valid").root;
    assert_eq!(shown(&root, source), "{title@title: \"복구\"@복구}");
    let error = parse_yaml_part("---\n백: a: b\n---\n", TextRange::new(4, 14)).expect_err("invalid");
    assert_eq!(error.range, TextRange::new(10, 11));
}

#[test]
fn what_is_wrong_does_not_stop_the_reading_where_it_need_not() {
    let source = "a: 1\nb: 2\na: 3\n";
    let document = parse(source);
    assert_eq!(shown(&document.root, source), "{a@a: 3@3, b@b: 2@2}");
    assert_eq!(document.problems.len(), 1);
    assert_eq!(document.problems[0].message, "key `a` is given twice");
    assert_eq!(document.problems[0].range, TextRange::new(10, 11));
    assert_eq!(document.problems[0].label, Some((TextRange::new(0, 1), "first given here".to_owned())));

    let source = "a: 1\n---\nb: [\n";
    let document = parse(source);
    assert_eq!(shown(&document.root, source), "{a@a: 1@1}");
    assert_eq!(document.problems[0].range.of(source), "---");

    let source = "{a: 1}\nb: 2\n";
    let document = parse(source);
    assert_eq!(shown(&document.root, source), "{a@a: 1@1}");
    assert!(document.problems[0].range.of(source).starts_with('b'), "{:?}", document.problems);

    let directives: String = (0..20_000).map(|i| format!("%TAG !a{i}! x\n")).collect();
    let source = format!("a: 1\n...\n\n# next\n{directives}---\nb: 2\n");
    let document = parse(&source);
    assert_eq!(shown(&document.root, &source), "{a@a: 1@1}");
    assert_eq!(document.problems[0].range.of(&source), "%TAG");
    assert_eq!(parse("%YAML 1.2\n---\na: 1\n").problems, []);
    assert_eq!(parse(&"a: 1\n".repeat(1000)).problems.len(), MAX_PROBLEMS);

    let many: String = (0..100).map(|i| format!("k{i}: {i}\n")).collect();
    let document = parse(&format!("{many}k7: again\n"));
    assert_eq!(document.root.entries().len(), 100);
    assert_eq!(document.root.get("k7").and_then(Node::as_text), Some("again"));
}

#[test]
fn errors_say_what_and_where() {
    for (source, message, at) in [
        ("a: 1\nb: : 2\n", "unexpected `:`", ":"),
        ("백업: a: b\n", "unexpected `:`", ":"),
        ("백: @x y\n", "a value can't start with `@`", "@x"),
        ("a: 1\n\tb: 2\n", "a tab where YAML wants spaces", "\t"),
        ("k: v\nfoo bar\nbar: 1\n", "expected `key: value`", "foo bar"),
        ("a: *nope\n", "alias `*nope` has no anchor before it", "*nope"),
        ("백: \"x\n", "a quote is never closed", "\""),
        ("a: 'x'y\n", "expected a key or the end of the mapping", "y"),
        ("백: [1, 2\nb: 3\n", "did not find expected ',' or ']' while parsing a flow sequence", ":"),
        ("a: x\0y\n", "control characters are not allowed in YAML", "\0y"),
    ] {
        let error = parse_yaml(source).expect_err(source);
        assert_eq!((&*error.message, error.range.of(source)), (message, at), "{source:?}: {error:?}");
    }
    let error = parse_yaml("백: [1, 2\nb: 3\n").expect_err("unclosed");
    assert_eq!(error.label, Some((TextRange::new(5, 6), "opened here".to_owned())));
}

#[test]
fn hostile_texts_are_refused_before_they_cost_much() {
    let bomb = |levels: usize| {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..levels {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            text += &format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", "));
        }
        text
    };
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(10_000));
    let wide = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(20_000), "*a, ".repeat(20_000));
    for (name, text) in [
        ("bomb", bomb(12)),
        ("long text by alias", long),
        ("wide list by alias", wide),
        ("open brackets", "[".repeat(1_000_000)),
        ("open braces", "{a: ".repeat(200_000)),
        ("nested items", "- ".repeat(100_000)),
        ("nested keys", "? ".repeat(100_000)),
        ("directives", (0..20_000).map(|i| format!("%TAG !a{i}! x\n")).collect()),
        ("too large", "a: b\n".repeat(2_000_000)),
    ] {
        let error = parse_yaml(&text).expect_err(name);
        assert!((error.range.end as usize) <= text.len(), "{name}: {error:?}");
    }
}

#[test]
fn an_open_quote_behind_a_line_separator_has_a_place_of_whole_characters() {
    let text = "? a\u{2028}'|\n\u{feff}";
    let error = parse_yaml(text).expect_err("the quote is open");
    assert_eq!(error.message, "a quote is never closed");
    assert!(text.get(error.range.as_range()).is_some(), "{error:?}");
}

fn assert_places(node: &Node, source: &str) {
    assert!(source.get(node.range.as_range()).is_some(), "{node:?} in {source:?}");
    for (key, value) in node.entries() {
        assert!(source.get(key.range.as_range()).is_some(), "{key:?} in {source:?}");
        assert_places(value, source);
    }
    node.items().iter().for_each(|item| assert_places(item, source));
}

/// Texts of YAML's own signs, which get further into the parsers than random characters.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "b: ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", ": ", "? ", "&x ", "*x", "<<: ", "!t ",
        "'", "\"", "|\n", ">-\n", "# c", "---", "...", "\t", "\r\n", "백", "1.10", "~", "%TAG", "\u{feff}", "\u{2028}",
        "\u{85}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_has_places_inside_it(text in prop_oneof![yamlish(), any::<String>()], before in "[ab백]{0,3}") {
        let source = format!("{before}{text}");
        match parse_yaml_part(&source, TextRange::new(before.len(), source.len())) {
            Ok(document) => {
                assert_places(&document.root, &source);
                for problem in &document.problems {
                    prop_assert!(source.get(problem.range.as_range()).is_some(), "{problem:?}");
                }
            }
            Err(error) => {
                prop_assert!(source.get(error.range.as_range()).is_some(), "{error:?}");
                if let Some((range, _)) = &error.label {
                    prop_assert!(source.get(range.as_range()).is_some(), "{error:?}");
                }
            }
        }
    }
}
