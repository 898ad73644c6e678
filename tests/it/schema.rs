//! The schemas of book.toml and front matter take what docsgen takes, and refuse what it refuses.

use std::fs;
use std::path::{Path, PathBuf};

use docsgen::config::Config;
use docsgen::diagnostic::{Code, Remark};
use docsgen::node::{Node, Value as Written, parse_toml, parse_yaml};
use docsgen::parse::front_matter::{parse_front_matter, split};
use docsgen::render::export::schema::Schema;
use docsgen::source::RepoPath;
use serde_json::{Value, json};

use crate::export::json_schema::faults;
use crate::support::corpus;

/// A document as JSON.
fn json(node: &Node) -> Value {
    match &node.value {
        Written::Null => Value::Null,
        Written::Bool(value) => json!(value),
        Written::Integer(value) => json!(value),
        Written::Float(value) => json!(value),
        Written::Text(text) => json!(text),
        Written::List(items) => items.iter().map(json).collect(),
        Written::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.value.to_string(), json(value))).collect())
        }
    }
}

fn schema(of: Schema) -> Value {
    serde_json::from_str(&of.text()).expect("a schema is JSON")
}

/// What docsgen says of a book.toml, and what the schema does.
fn book(text: &str) -> (Vec<Remark>, Vec<String>) {
    let file = RepoPath::new("book.toml").expect("inside");
    let (_, remarks) = Config::read(text, &file, &RepoPath::root()).expect("TOML");
    let remarks = remarks
        .into_iter()
        .filter(|remark| matches!(remark.code, Code::ConfigInvalidValue | Code::ConfigUnknownKey))
        .collect();
    (remarks, faults(&schema(Schema::Book), &json(&parse_toml(text).expect("TOML"))))
}

/// The same of a page's front matter; `None` where it has none that is YAML.
fn front_matter(text: &str) -> Option<(Vec<Remark>, Vec<String>)> {
    let split = split(text);
    split.range?;
    let (_, remarks) = parse_front_matter(text, &split);
    if remarks.iter().any(|remark| remark.code == Code::FrontMatterSyntax) {
        return None;
    }
    let document = json(&parse_yaml(split.yaml.of(text)).ok()?.root);
    Some((remarks, faults(&schema(Schema::FrontMatter), &document)))
}

/// Files of a name or an ending below a folder.
fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("a readable folder")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().expect("a kind of entry");
        if kind.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&&*name) {
            files(&entry.path(), wanted, found);
        } else if kind.is_file() && wanted(&name) {
            found.push(entry.path());
        }
    }
}

/// Every file of this repository and of the corpus.
fn all_files(wanted: &dyn Fn(&str) -> bool) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let roots = [Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))), corpus()];
    roots.into_iter().flatten().for_each(|root| files(&root, wanted, &mut found));
    let read = |path: PathBuf| Some((path.clone(), fs::read_to_string(path).ok()?));
    found.into_iter().filter_map(read).collect()
}

/// Where docsgen and a schema don't agree: nothing that docsgen takes may be underlined, and no unknown key go unseen.
fn disagreement(remarks: &[Remark], faults: &[String]) -> Option<String> {
    let unknown =
        remarks.iter().any(|remark| matches!(remark.code, Code::ConfigUnknownKey | Code::FrontMatterUnknownKey));
    match (remarks, faults) {
        ([], [_, ..]) => Some(format!("docsgen takes it, and the schema says {faults:?}")),
        ([_, ..], []) if unknown => Some(format!("the schema takes it, and docsgen says {remarks:?}")),
        _ => None,
    }
}

#[test]
fn every_book_toml_agrees_with_its_schema() {
    let all = all_files(&|name| name == "book.toml");
    assert!(all.len() >= 4, "{all:?}");
    for (path, text) in all {
        if parse_toml(&text).is_ok() {
            let (remarks, faults) = book(&text);
            assert_eq!(disagreement(&remarks, &faults), None, "{}", path.display());
        }
    }
}

#[test]
fn every_front_matter_agrees_with_its_schema() {
    let mut count = 0;
    for (path, text) in all_files(&|name| name.ends_with(".md")) {
        if let Some((remarks, faults)) = front_matter(&text) {
            count += 1;
            assert_eq!(disagreement(&remarks, &faults), None, "{}", path.display());
        }
    }
    assert!(count >= 50, "only {count} pages have front matter");
}

#[test]
fn what_docsgen_refuses_the_schema_refuses() {
    for text in [
        "[book]\ntitel = \"x\"\n",
        "[book]\ntitle = 1\n",
        "[book]\nlanguage = \"english\"\n",
        "[book]\nauthors = [[\"a\"]]\n",
        "[output.html]\nsite-url = \"docs.example.org\"\n",
        "[output.html]\ngit-repository-url = \"git@example.org:a/b\"\n",
        "[output.html]\nedit-url-template = \"https://example.org/edit\"\n",
        "[output.html]\nraw-html = \"yes\"\n",
        "[output.html]\nextensions = [\"emoji\"]\n",
        "[output.html]\ncname = \"https://example.org\"\n",
        "[output.html]\npublish-facts = \"no\"\n",
        "[output.html.redirect]\n\"/a\" = 1\n",
        "[output.html.search]\nenabled = true\n",
        "[catalog]\ncommands = \"Makefile\"\n",
        "[[sources]]\nkind = \"guide\"\n",
        "[[sources]]\nmatch = \"a/*\"\nkind = \"gide\"\n",
        "[[sources]]\nmatch = \"a/*\"\nkind = \"guide\"\nstatus = \"old\"\n",
        "[charts.redis]\ntier = [1]\n",
        "[charts.redis]\nowners = \"x\"\n",
        "[tiers.1]\ndrill_every = \"soon\"\n",
        "[check]\nlevels = { \"link-missing-fil\" = \"off\" }\n",
        "[check]\nlevels = { \"link-missing-file\" = \"on\" }\n",
        "[check.kinds.gide]\n\"link-missing-file\" = \"off\"\n",
        "[check]\nstale_after = 90\n",
        "[check]\nreview_every = { backup = 90 }\n",
        "[check.external]\naccept = [\"no\"]\n",
        "[check.external]\nretries = 11\n",
        "[check.external]\ncache = \"links.txt\"\n",
        "[[check.coverage.waive]]\nchart = \"x\"\nwhat = \"y\"\nreason = \" \"\n",
        "[[check.coverage.waive]]\nchart = \"x\"\nwhat = \"y\"\nreason = \"z\"\nuntil = \"soon\"\n",
        "[chek]\n",
    ] {
        let (remarks, faults) = book(text);
        assert!(!remarks.is_empty(), "docsgen takes {text}");
        assert!(!faults.is_empty(), "the schema takes {text}");
    }
    for text in [
        "titel: x",
        "title: [a]",
        "kind: gide",
        "kind: true",
        "tags: {}",
        "objectives: 1h",
        "objectives: [{ rta: 1h }]",
        "drills: [{ rto: 1h }]",
        "drills: [{ date: yesterday }]",
        "reviewed: 2026-10",
        "review_every: often",
        "review_every: 90",
        "params: { 1X: a }",
        "params: { X: 'a b' }",
        "slug: a/b",
        "aliases: ['a?b']",
        "weight: heavy",
        "draft: 'yes'",
        "language: pt_BR",
    ] {
        let (remarks, faults) = front_matter(&format!("---\n{text}\n---\n")).expect("YAML");
        assert!(!remarks.is_empty(), "docsgen takes {text}");
        assert!(!faults.is_empty(), "the schema takes {text}");
    }
}

#[test]
fn what_docsgen_takes_the_schema_takes() {
    for text in [
        "",
        "[book]\nsrc = \"docs\"\nauthors = \"A\"\nlanguage = \"zh-Hant\"\n",
        "[output.html]\nsite-url = \"/sub/\"\nextensions = \"math\"\n",
        "[output.html.redirect]\n\"/a.html\" = \"b.html\"\n",
        "[output.html]\nmathjax-support = false\n[output.pdf]\nx = 1\n[rust]\nedition = \"2024\"\n[preprocessor.x]\n",
        "[[sources]]\nmatch = \"x/**\"\npublish = false\n",
        "[charts.\"my-chart\"]\ntier = 1\ndepends_on = []\n",
        "[tiers.1]\ndrill_every = \"6 months\"\nreview_every = \"1y 6mo\"\n[tiers.2]\ndrill_every = \"P90D\"\n",
        "[check]\nlevels = { \"link-missing-file\" = \"off\" }\nrunbook_base = \"https://a.example/\"\n",
        "[check.kinds.release]\n\"link-missing-file\" = \"note\"\n",
        "[[check.paths]]\npath = \"x/*\"\n",
        "[[check.coverage.require]]\ntier = [1, \"2\"]\npages = [\"backup|recovery\", [\"upgrade\", \"migration\"]]\n",
        "[[check.coverage.require]]\nkind = \"backup\"\nsections = \"Restore\"\n",
        "[[check.coverage.waive]]\nchart = [\"x\"]\nwhat = \"y\"\nreason = \"z\"\nuntil = 2027-01-31\n",
        "[check.external]\nskip = \"*.example.org\"\naccept = [403, \"429\"]\ntimeout = \"1 minute\"\n",
    ] {
        let (remarks, faults) = book(text);
        assert_eq!((remarks, faults), (Vec::new(), Vec::new()), "{text}");
    }
    for text in [
        "title:",
        "title: 2026",
        "title: yes",
        "tier: 1",
        "tags: one",
        "tags:",
        "depends_on: []",
        "objectives:\n- rto: < 1h\n  rpo: 0\n  headline: true\n-",
        "drills: [{ date: 2026-10-01, rto: 38m }]",
        "params: { PORT: 5432, NAMESPACE: , HOST: a.example:80 }",
        "aliases: [pager.html, old/folder/]",
        "aliases: /a b/백업.html",
        "slug: 42",
        "weight: -100",
        "publish: false",
        "review_every: 6 months",
    ] {
        let (remarks, faults) = front_matter(&format!("---\n{text}\n---\n")).expect("YAML");
        assert_eq!((remarks, faults), (Vec::new(), Vec::new()), "{text}");
    }
}

#[test]
fn schemas_say_what_editors_show() {
    let book = schema(Schema::Book);
    let at = |pointer: &str| book.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {book:#}"));
    assert_eq!(at("/properties/build/properties/build-dir/default"), "site");
    assert_eq!(
        at("/properties/output/properties/html/properties/raw-html/enum"),
        &json!(["sanitize", "allow", "escape"])
    );
    assert_eq!(at("/properties/output/properties/html/properties/playground/deprecated"), true);
    let code = Code::LinkMissingFile;
    assert_eq!(at(&format!("/definitions/code/properties/{code}/description")), code.title());
    assert_eq!(at("/properties/check/properties/kinds/properties/backup/allOf/0/$ref"), "#/definitions/code");
}
