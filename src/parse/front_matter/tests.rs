use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> (FrontMatter, Vec<Remark>) {
    parse_front_matter(text, &split(text))
}

/// Each remark as `code message @ text at fault (help)`.
fn shown(text: &str, remarks: &[Remark]) -> Vec<String> {
    remarks
        .iter()
        .map(|remark| {
            let help = remark.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{} {} @ {}{help}", remark.code, remark.message, remark.range.of(text))
        })
        .collect()
}

#[test]
fn every_key_is_read_with_its_place() {
    let text = "\
---
title: 복구 guide
description: >-
  Two lines,
  one text
chart: postgresql
kind: backup
tier: 1
owner: team-data
depends_on: [minio]
objectives:
  - scenario: Full disaster recovery
    rto: < 1h
    rpo: 15m
    method: WAL archiving
    frequency: continuous
  - { scenario: One table, headline: true, rto: 0, rpo: 1.50 }
drills:
  - { date: 2026-09-30, scenario: Full, rto: 38m, rpo: 4m, result: passed, evidence: drills/2026-09-30.md }
strategies:
  - { name: Rolling, downtime: none, risk: low, from: 16.10, to: \"17.x\" }
reviewed: 2026-10-01
review_every: 90d
params: { NAMESPACE: default, REPLICAS: 3 }
slug: backup
aliases: [/old/backup.html, older]
weight: -10
draft: true
publish: false
tags: [db, 16]
language: pt-BR
---
# Body
";
    let (front, remarks) = parse(text);
    assert_eq!(shown(text, &remarks), Vec::<String>::new());
    let value = |spanned: &Option<Spanned<String>>| spanned.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let place = |spanned: &Option<Spanned<String>>| spanned.as_ref().map(|it| it.range.of(text)).unwrap_or_default();
    for (spanned, expected, written) in [
        (&front.title, "복구 guide", "복구 guide"),
        (&front.description, "Two lines, one text", "Two lines,\n  one text"),
        (&front.chart, "postgresql", "postgresql"),
        (&front.tier, "1", "1"),
        (&front.owner, "team-data", "team-data"),
        (&front.reviewed, "2026-10-01", "2026-10-01"),
        (&front.review_every, "90d", "90d"),
        (&front.slug, "backup", "backup"),
        (&front.language, "pt-BR", "pt-BR"),
        (&front.objectives[0].rto, "< 1h", "< 1h"),
        (&front.objectives[1].rto, "0", "0"),
        (&front.objectives[1].rpo, "1.50", "1.50"),
        (&front.drills[0].date, "2026-09-30", "2026-09-30"),
        (&front.drills[0].evidence, "drills/2026-09-30.md", "drills/2026-09-30.md"),
        (&front.strategies[0].from, "16.10", "16.10"),
        (&front.strategies[0].to, "17.x", "\"17.x\""),
    ] {
        assert_eq!((&*value(spanned), place(spanned)), (expected, written));
    }
    let texts = |list: &[Spanned<String>]| list.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
    assert_eq!(front.kind.as_ref().map(|kind| kind.value), Some(Kind::Backup));
    assert_eq!(texts(front.depends_on.as_deref().unwrap_or_default()), ["minio"]);
    assert_eq!(texts(&front.aliases), ["/old/backup.html", "older"]);
    assert_eq!(texts(&front.tags), ["db", "16"]);
    assert_eq!(front.params.iter().map(|(_, default)| &*default.value).collect::<Vec<_>>(), ["default", "3"]);
    assert_eq!(front.objectives.iter().map(|objective| objective.headline).collect::<Vec<_>>(), [false, true]);
    assert_eq!((front.weight.map(|weight| weight.value), front.draft, front.publish), (Some(-10), true, Some(false)));
    assert_eq!(front.range.map(|range| range.end as usize), text.find("\n# Body"));
}

#[test]
fn what_is_wrong_is_reported_where_it_stands() {
    for (yaml, expected) in [
        ("titel: x", &["front-matter-unknown-key unknown key `titel` @ titel (did you mean `title`?)"][..]),
        ("nav_order: 3", &["front-matter-unknown-key unknown key `nav_order` @ nav_order (use `weight`)"]),
        ("permalink: /x", &["front-matter-unknown-key unknown key `permalink` @ permalink (use `slug` or `aliases`)"]),
        ("lastmod: x", &["front-matter-unknown-key unknown key `lastmod` @ lastmod"]),
        (
            "kind: backups",
            &["front-matter-invalid-value `backups` is no kind of page @ backups (did you mean `backup`?)"],
        ),
        ("title: [a]", &["front-matter-invalid-value `title` must be text, and is a list @ [a]"]),
        ("weight: 1.5", &["front-matter-invalid-value `weight` must be a whole number, and is a number @ 1.5"]),
        ("draft: yes", &["front-matter-invalid-value `draft` must be `true` or `false`, and is text @ yes"]),
        (
            "reviewed: 01.10.2026",
            &[
                "front-matter-invalid-value `reviewed` must be a date, and is `01.10.2026` @ 01.10.2026 (write year, month and day: `2026-10-01`)",
            ],
        ),
        (
            "drills: [{ date: 2026-02-30 }]",
            &[
                "front-matter-invalid-value `drills.date` must be a date, and is `2026-02-30` @ 2026-02-30 (write year, month and day: `2026-10-01`)",
            ],
        ),
        (
            "review_every: often",
            &[
                "front-matter-invalid-value `review_every` must be a length of time, and is `often` @ often (write a number and a unit: `90d`, `6 months`)",
            ],
        ),
        (
            "review_every: 0d",
            &[
                "front-matter-invalid-value `review_every` must be a length of time, and is `0d` @ 0d (write a number and a unit: `90d`, `6 months`)",
            ],
        ),
        ("slug: a/b", &["front-matter-invalid-value slug `a/b` has a `/` in it and is no route @ a/b"]),
        ("slug: ..", &["front-matter-invalid-value slug `..` has a `.` or `..` part in it and is no route @ .."]),
        (
            "aliases: [ok, 'old.html#part', '#part', ../etc, 'a?b', \"x\\ty\", 'c:\\d']",
            &[
                "front-matter-invalid-value alias `#part` has no name in it and is no route @ '#part'",
                "front-matter-invalid-value alias `../etc` has a `.` or `..` part in it and is no route @ ../etc",
                "front-matter-invalid-value alias `a?b` has a `?` in it and is no route @ 'a?b'",
                "front-matter-invalid-value alias `x\\ty` has a control character in it and is no route @ \"x\\ty\"",
                "front-matter-invalid-value alias `c:\\\\d` has a `\\` in it and is no route @ 'c:\\d'",
            ],
        ),
        ("language: ko_KR", &["front-matter-invalid-value `ko_KR` is no language tag @ ko_KR (did you mean `ko-KR`?)"]),
        (
            "language: k",
            &["front-matter-invalid-value `k` is no language tag @ k (write a BCP 47 tag: `en`, `ko`, `pt-BR`)"],
        ),
        (
            "objectives: { rto: 1h }",
            &["front-matter-invalid-value `objectives` must be a list of tables, and is a table of keys @ { rto: 1h }"],
        ),
        (
            "objectives: [{ rt0: 1h }, 4h]",
            &[
                "front-matter-unknown-key unknown key `objectives.rt0` @ rt0 (did you mean `rto`?)",
                "front-matter-invalid-value `objectives` must be a table of keys, and is text @ 4h",
            ],
        ),
        (
            "objectives: [{ headline: true }, { headline: true }]",
            &["front-matter-invalid-value a page has one headline objective @ true (remove this `headline: true`)"],
        ),
        ("params: { A: [1] }", &["front-matter-invalid-value `params.A` must be text, and is a list @ [1]"]),
        ("params: { A: , _b1: x.y-z_/:@ }", &[]),
        (
            "params: { A-B: x }",
            &[
                "front-matter-invalid-value `A-B` can't be the name of a parameter @ A-B (write a name of letters, digits and `_`, as a shell's variables have: `NAMESPACE`)",
            ],
        ),
        (
            "params: { A: $(id) }",
            &[
                "front-matter-invalid-value the default of `params.A` isn't fit to stand in a command @ $(id) (use letters, digits and `-_./:@`, no `-` at the start, and at most 253 of them)",
            ],
        ),
        (
            "params: { A: -x }",
            &[
                "front-matter-invalid-value the default of `params.A` isn't fit to stand in a command @ -x (use letters, digits and `-_./:@`, no `-` at the start, and at most 253 of them)",
            ],
        ),
        (
            "title: a\ntitle: b",
            &["front-matter-syntax key `title` is given twice @ title (remove one of them; the last one counts)"],
        ),
        (
            "title: a: b\nkind: backup",
            &[
                "front-matter-syntax unexpected `:` @ : (put a value that contains `: ` in quotes, and check the indentation of this line)",
            ],
        ),
        (
            "only text",
            &[
                "front-matter-syntax front matter must be lines of `key: value`, and is text @ --- (add a blank line before this one if it is meant as a line across the page)",
            ],
        ),
        ("", &[]),
        ("# a comment only", &[]),
        ("title:\nkind:\ntags:\nobjectives:\nparams:", &[]),
        ("depends_on: []", &[]),
    ] {
        let text = format!("---\n{yaml}\n---\nBody\n");
        let (front, remarks) = parse(&text);
        assert_eq!(shown(&text, &remarks), expected, "{yaml}");
        assert!(front.range.is_some(), "{yaml}");
    }
}

#[test]
fn a_page_without_readable_front_matter_keeps_its_body() {
    let text = "---\ntitle: Redis\n\n# Redis\n";
    let (front, remarks) = parse(text);
    assert_eq!(front, FrontMatter::default());
    assert_eq!((&*remarks[0].message, remarks[0].range.of(text)), ("front matter is never closed", "---"));

    let large = format!("---\n{}---\nBody\n", "title: x\n".repeat(1_200_000));
    let (front, remarks) = parse(&large);
    assert!(front.range.is_some() && front.title.is_none());
    assert!(remarks[0].message.ends_with("is too large; 1048576 can be read"), "{}", remarks[0].message);
    assert_eq!(split(&large).body.of(&large), "Body\n");

    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        bomb += &format!("a{level}: &a{level} [{}*a{}]\n", format!("*a{}, ", level - 1).repeat(8), level - 1);
    }
    bomb += "---\nBody\n";
    let (_, remarks) = parse(&bomb);
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].message, "the aliases of this YAML expand to too much to be read");
}

#[test]
fn a_long_file_is_split_line_by_line() {
    let text = format!("---\ntitle: Long\n---\n{}", "line\n".repeat(100_000));
    let (front, remarks) = parse(&text);
    assert_eq!(front.title.map(|title| title.value).as_deref(), Some("Long"));
    assert_eq!(remarks, []);
}

proptest! {
    #[test]
    fn any_file_has_places_inside_it(
        before in prop::sample::select(vec!["---\n", "\u{feff}---\r\n", ""]),
        keys in prop::collection::vec((
            prop::sample::select(vec!["title", "kind", "objectives", "drills", "params", "slug", "aliases", "백업", "review_every"]),
            prop_oneof![any::<String>(), Just("[{a: 1}]".to_owned()), Just("{b: 백}".to_owned()), Just("\n  - rto: 1\n".to_owned())],
        ), 0..6),
        after in prop::sample::select(vec!["---\nBody", "...\r\n", ""]),
    ) {
        let mut text = before.to_owned();
        for (key, value) in keys {
            text += &format!("{key}: {value}\n");
        }
        text += after;
        let split = split(&text);
        for range in [Some(split.yaml), Some(split.body), split.range, split.unclosed].into_iter().flatten() {
            prop_assert!(text.get(range.as_range()).is_some());
        }
        let (_, remarks) = parse_front_matter(&text, &split);
        for remark in &remarks {
            prop_assert!(text.get(remark.range.as_range()).is_some(), "{remark:?}");
        }
    }
}
