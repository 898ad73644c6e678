//! The manual's page about what templates see is made of the types' own comments.

use std::fmt::Write as _;
use std::path::Path;

const SOURCE: &str = concat!(
    include_str!("../../src/render/context.rs"),
    include_str!("../../src/render/context/publication.rs"),
    include_str!("../../src/render/context/pack.rs"),
    include_str!("../../src/render/context/playbook.rs"),
    include_str!("../../src/render/context/listing.rs"),
    include_str!("../../src/render/context/trend.rs"),
);

const HEAD: &str = "\
---
title: What templates see
weight: 85
description: Every value that a template may use, with its type and what it means.
---

# What templates see

A template sees the fields of the [page context](#pagecontext), and with them `body` (the page's Markdown as HTML), `assets` (file of
the theme → its published path, to be written behind `root`) and `theme` (what `theme.toml` names, see [Themes](themes.md)).
Nothing else: no file, no clock, no other page. All URLs are relative to the page, unless they leave the site.

This page is written from the types in docsgen's source, so it is always that of your version.
";

/// A struct or enum with its comment.
struct Type {
    name: String,
    about: String,
    /// Name, type (empty for a variant) and comment of each.
    members: Vec<(String, String, String)>,
}

/// The public types of a source file that is formatted as rustfmt does.
fn types(source: &str) -> Vec<Type> {
    let mut types: Vec<Type> = Vec::new();
    let mut comment = String::new();
    let mut renamed = None;
    let mut open = false;
    for line in source.lines() {
        let text = line.trim();
        if let Some(said) = text.strip_prefix("///") {
            if !comment.is_empty() {
                comment.push(' ');
            }
            comment.push_str(said.trim());
            continue;
        }
        if let Some(name) = text.strip_prefix("#[serde(rename = \"").and_then(|rest| rest.strip_suffix("\")]")) {
            renamed = Some(name.to_owned());
        }
        if text.starts_with("#[") {
            continue;
        }
        let declared = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
        if let Some(name) = declared.and_then(|rest| rest.strip_suffix(" {")) {
            types.push(Type { name: name.to_owned(), about: comment.clone(), members: Vec::new() });
            open = true;
        } else if line == "}" {
            open = false;
        } else if open && let Some(last) = types.last_mut() {
            let member = text.trim_end_matches(',');
            match member.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
                Some((name, kind)) => last.members.push((name.to_owned(), kind.to_owned(), comment.clone())),
                None => {
                    let name = renamed.take().unwrap_or_else(|| member.to_owned());
                    last.members.push((name, String::new(), comment.clone()));
                }
            }
        }
        comment.clear();
    }
    types
}

/// A type in words, with a link to where it is described.
fn in_words(kind: &str, types: &[Type]) -> String {
    let inside = |before: &str| kind.strip_prefix(before).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inside("Option<") {
        return format!("{}, or nothing", in_words(inner, types));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", in_words(inner, types));
    }
    match kind {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "i64" | "u32" | "u64" | "usize" => "number".to_owned(),
        name if types.iter().any(|known| known.name == name) => format!("[{name}](#{})", name.to_lowercase()),
        other => panic!("`{other}` has no words yet"),
    }
}

/// A comment as a cell of a table: links of rustdoc are code.
fn cell(comment: &str) -> String {
    comment.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

fn page() -> String {
    let types = types(SOURCE);
    let mut page = HEAD.to_owned();
    for Type { name, about, members } in &types {
        let _ = writeln!(page, "\n## {name}\n\n{}\n", cell(about));
        if members.iter().all(|(_, kind, _)| kind.is_empty()) {
            page.push_str("| value | for |\n|---|---|\n");
            for (variant, _, comment) in members {
                let _ = writeln!(page, "| `{variant}` | {} |", cell(comment));
            }
            continue;
        }
        page.push_str("| field | type | what it is |\n|---|---|---|\n");
        for (field, kind, comment) in members {
            // `Self` is the type that it stands in.
            let kind = kind.replace("Self", name);
            let _ = writeln!(page, "| `{field}` | {} | {} |", in_words(&kind, &types), cell(comment));
        }
    }
    page
}

#[test]
fn the_manual_says_what_templates_see() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/page-context.md");
    let page = page();
    if std::env::var_os("DOCSGEN_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("the manual can be written");
    }
    let written = std::fs::read_to_string(&path).expect("the page is there");
    assert!(
        written == page,
        "content/manual/page-context.md isn't what the types say: run this test with DOCSGEN_UPDATE=1"
    );
    assert!(page.contains("## ChartView") && page.contains("| `root` | text | "), "{page}");
}
