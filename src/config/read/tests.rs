use super::*;
use crate::diagnostic::Release;

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).expect("inside")
}

fn read(text: &str) -> (Config, Vec<Remark>) {
    Config::read(text, &path("book.toml"), &RepoPath::root()).expect("valid TOML")
}

/// Findings as `code | text at fault | message | help`.
fn findings(text: &str) -> Vec<String> {
    let (_, remarks) = read(text);
    let line = |remark: &Remark| {
        let help = remark.help.as_deref().unwrap_or("-");
        format!("{} | {} | {} | {help}", remark.code, remark.range.of(text), remark.message)
    };
    remarks.iter().map(line).collect()
}

const WHOLE: &str = r#"
[book]
title = "Handbook"
authors = ["A", "B"]
description = "What to do"
language = "pt-BR"
docsgen = "0.1"
src = ["docs", "charts/"]

[build]
build-dir = "out/site"

[output.html]
site-url = "https://docs.example.org/ops"
git-repository-url = "https://github.com/acme/ops.git/"
git-branch = "trunk"
edit-url-template = "https://github.com/acme/ops/edit/trunk/{path}"
theme = "acme"
raw-html = "escape"
remote-images = "drop"
extensions = ["math", "definition-lists"]
publish-facts = false
cname = "docs.example.org"
additional-css = ["theme/extra.css"]
additional-js = ["./x.js"]
[output.html.redirect]
"/old.html" = "new.html"
[output.html.search]
enable = false

[catalog]
charts = ["charts/*"]
commands = "make/ops/{chart}.mk"
metadata = "charts/metadata.yaml"

[[sources]]
match = "docs/{chart}-backup-guide.md"
kind = "backup"
[[sources]]
match = "docs/old/**"
kind = "guide"
status = "historical"
[[sources]]
match = "docs/private/**"
publish = false

[charts.redis]
title = "Redis"
tier = 1
owner = "team-data"
depends_on = []
rto = "1h"
rpo = "15m"
[charts.tool]
folder = "ops/tool"
category = "tools"

[tiers.2]
charts = ["tool"]
[tiers.1]
name = "Critical"
rto = "2h"
rpo = "24h"
drill_every = "90d"
review_every = "1 year"
charts = ["redis"]

[data.limits]
file = "limits.csv"
title = "Limits"
description = "What each queue may hold."
kind = "table"
columns = { queue = "text", rate = { type = "number", title = "Rate", unit = "1/s" }, state = { type = "status", good = ["shipped"], bad = "stuck" } }

[check]
baseline = "docsgen-baseline.json"
stale_after = "2 weeks"
review_every = { backup = "6 months" }
runbook_base = "https://docs.internal"
[check.levels]
link-missing-anchor = "error"
html-removed = "off"
[[check.paths]]
path = "docs/old/**"
levels = { link-missing-file = "note" }
[check.coverage]
owners = true
runbooks = true
[[check.coverage.require]]
tier = 1
pages = ["backup"]
"#;

#[test]
fn every_setting_is_read() {
    let (config, remarks) = read(WHOLE);
    assert_eq!(remarks, []);
    insta::assert_debug_snapshot!(config);
}

#[test]
fn a_file_with_a_byte_order_mark_and_crlf_says_the_same() {
    let (plain, _) = read(WHOLE);
    let marked = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    let (config, remarks) = read(&marked);
    assert_eq!(remarks, []);
    assert_eq!(config.tiers.iter().map(|tier| tier.id.range.of(&marked)).collect::<Vec<_>>(), ["2", "1"]);
    assert_eq!(config.book.title, plain.book.title);
    assert_eq!(config.sources.len(), plain.sources.len());
}

#[test]
fn what_is_wrong_is_found_at_its_place() {
    for (text, expected) in [
        ("[book]\ntitel = \"x\"\n", "config-unknown-key | titel | unknown key `book.titel` | did you mean `title`?"),
        ("[book]\ntitle = 1\n", "config-invalid-value | 1 | `book.title` must be text, and is a whole number | -"),
        (
            "[book]\nlanguage = \"english\"\n",
            "config-invalid-value | \"english\" | `english` is no language | write a BCP 47 tag, such as `en` or `pt-BR`",
        ),
        (
            "[book]\nsrc = \"../..\"\n",
            "config-invalid-value | \"../..\" | `../..` is no path inside the repository | name a path below the repository root, with `/` between its parts",
        ),
        (
            "[book]\ndocsgen = \"0.x\"\n",
            "config-invalid-value | \"0.x\" | `0.x` is no version of docsgen | write its first two numbers: `docsgen = \"OWN\"`",
        ),
        (
            "[build]\nbuild-dir = \"../out\"\n",
            "config-invalid-value | \"../out\" | `../out` is no folder inside the project | name a folder of its own here, or use `--out` for one elsewhere",
        ),
        (
            "[build]\nbuild-dir = \".\"\n",
            "config-invalid-value | \".\" | `.` is no folder inside the project | name a folder of its own here, or use `--out` for one elsewhere",
        ),
        (
            "[book]\nsrc = \"docs/a\"\n[build]\nbuild-dir = \"docs\"\n",
            "config-invalid-value | \"docs\" | the source folder `docs/a` lies in the output folder | build into a folder of its own",
        ),
        (
            "[output.html]\nsite-url = \"docs.example.org\"\n",
            "config-invalid-value | \"docs.example.org\" | `docs.example.org` is no address of a site | write `https://host/path/`, or only the path, as `/path/`",
        ),
        (
            "[output.html]\nraw-html = \"sanitise\"\n",
            "config-invalid-value | \"sanitise\" | `sanitise` isn't known here | did you mean `sanitize`?",
        ),
        (
            "[catalog]\ncharts = [\"charts/{chart}\"]\n",
            "config-invalid-value | \"charts/{chart}\" | a folder of charts is a pattern without `{chart}` | write `charts/*`",
        ),
        (
            "[[sources]]\nmatch = \"docs/{name}.md\"\nkind = \"guide\"\n",
            "config-invalid-value | {name} | `{name}` is no part of a pattern | the only word in braces is `{chart}`; write one rule for each name",
        ),
        (
            "[[sources]]\nmatch = \"docs/*.md\"\nkind = \"backups\"\n",
            "config-invalid-value | \"backups\" | `backups` isn't known here | did you mean `backup`?",
        ),
        (
            "[[sources]]\nmatch = \"docs/*.md\"\n",
            "config-invalid-value | \"docs/*.md\" | a rule of `[[sources]]` needs `kind` | for a page like any other, write `kind = \"guide\"`",
        ),
        (
            "[check]\nlevels = { \"link-mising-anchor\" = \"error\" }\n",
            "config-unknown-key | \"link-mising-anchor\" | there is no finding `link-mising-anchor` | did you mean `link-missing-anchor`?",
        ),
        (
            "[check]\nlevels = { \"link-missing-anchor\" = \"eror\" }\n",
            "config-invalid-value | \"eror\" | `eror` isn't known here | did you mean `error`?",
        ),
        (
            "[charts.redis]\nteir = 1\n",
            "config-unknown-key | teir | unknown key `charts.redis.teir` | did you mean `tier`?",
        ),
        (
            "[charts.a]\nfolder = \"x\"\n[charts.b]\nfolder = \"x/\"\n",
            "config-invalid-value | \"x/\" | `x` is the folder of two charts | -",
        ),
    ] {
        let expected = expected.replace("OWN", &Release::own().to_string());
        assert_eq!(findings(text), [expected], "{text}");
    }
}

#[test]
fn a_book_toml_of_mdbook_is_accepted_and_what_is_left_out_is_noted() {
    let text = r#"
[book]
title = "Guide"
multilingual = false
text-direction = "ltr"
[build]
create-missing = false
extra-watch-dirs = ["x"]
[rust]
edition = "2021"
[preprocessor.katex]
after = ["links"]
[output.html]
mathjax-support = true
smart-punctuation = false
no-section-label = true
hash-files = false
default-theme = "light"
theme = "./theme"
[output.html.playground]
editable = true
[output.html.search]
enable = false
copy-js = true
limit-results = 20
[output.linkcheck]
"#;
    let (config, remarks) = read(text);
    assert_eq!(config.html.theme, "default");
    assert!(!config.html.search);
    let mut keys: Vec<&str> = remarks.iter().map(|remark| remark.range.of(text)).collect();
    keys.sort_unstable();
    let expected = [
        "\"./theme\"",
        "default-theme",
        "extra-watch-dirs",
        "hash-files",
        "katex",
        "limit-results",
        "linkcheck",
        "mathjax-support",
        "playground",
        "rust",
        "text-direction",
    ];
    assert_eq!(keys, expected);
    for remark in &remarks {
        assert!(remark.code == Code::ConfigUnsupported && remark.help.is_some(), "{remark:?}");
    }
}

#[test]
fn paths_are_from_the_project_or_the_repository_as_documented() {
    let text = "[book]\nsrc = [\"src\", \"../docs\"]\n[output.html]\nadditional-css = [\"a.css\"]\n[catalog]\nmetadata = \"charts/m.yaml\"\n";
    let (config, remarks) = Config::read(text, &path("book/book.toml"), &path("book")).expect("valid TOML");
    assert_eq!(remarks, []);
    assert_eq!(config.book.src, [path("book/src"), path("docs")]);
    assert_eq!(config.html.additional_css, [path("book/a.css")]);
    assert_eq!(config.catalog.metadata.map(|metadata| metadata.value), Some(path("charts/m.yaml")));
}

#[test]
fn what_is_no_toml_stops_with_its_place() {
    let error = Config::read("[book]\ntitle = \n", &path("docs/book.toml"), &path("docs")).expect_err("no TOML");
    assert_eq!(error.place(), Some("docs/book.toml:2:9"));
    assert!(!error.to_string().contains('\n'), "{error}");
    assert!(Config::read("[book]\ntitle=\"a\"\ntitle=\"b\"\n", &path("b.toml"), &RepoPath::root()).is_err());
}
