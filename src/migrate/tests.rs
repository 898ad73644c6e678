//! Each generator's own syntax, and what becomes of it.

use super::{Origin, migrate};
use crate::fs::{Files as _, MemoryFiles};
use crate::source::RepoPath;

/// Files as they are after a migration, and what is noted.
fn migrated(origin: Origin, files: &[(&str, &str)]) -> (impl Fn(&str) -> String, Vec<String>) {
    let path = |path: &str| RepoPath::new(path).expect("inside");
    let memory: MemoryFiles = files.iter().map(|(name, text)| (path(name), *text)).collect();
    let migration = migrate(origin, &memory.list().expect("memory"), &memory).unwrap_or_else(|error| panic!("{error}"));
    let notes = migration.notes.iter().map(|note| format!("{}:{}: {}", note.path, note.line, note.message)).collect();
    let text = move |name: &str| {
        let changed = migration.changes.iter().find(|change| change.path.as_str() == name);
        changed.map_or_else(|| "unchanged".to_owned(), |change| change.after.clone())
    };
    (text, notes)
}

/// One page of a generator, converted.
fn page(origin: Origin, text: &str) -> (String, Vec<String>) {
    let (settings, name) = match origin {
        Origin::MdBook => (("book.toml", "[book]\n"), "src/a.md"),
        Origin::MkDocs => (("mkdocs.yml", "site_name: T\n"), "docs/a.md"),
        Origin::Hugo => (("hugo.toml", "title = 'T'\n"), "content/a.md"),
    };
    let others = [
        ("src/b.md", "B\n"),
        ("src/x.rs", "// ANCHOR: m\nfn main() {}\n// ANCHOR_END: m\n"),
        ("src/deep/README.md", "# D\n"),
        ("docs/b.md", "B\n"),
        ("snip/x.yaml", "# --8<-- [start:m]\na: 1\n# --8<-- [end:m]\n"),
        ("content/b.md", "B\n"),
        ("content/deep/_index.md", "D\n"),
        ("static/img/x.png", "x"),
    ];
    let files: Vec<(&str, &str)> = [settings, (name, text)].into_iter().chain(others).collect();
    let (text_of, notes) = migrated(origin, &files);
    let changed = text_of(name);
    let notes =
        notes.into_iter().filter_map(|note| note.strip_prefix(&format!("{name}:")).map(str::to_owned)).collect();
    (if changed == "unchanged" { text.to_owned() } else { changed }, notes)
}

const END: &str = "<!-- docsgen:end -->";

#[test]
fn pages_of_mdbook() {
    for (text, expected, notes) in [
        ("# A\n\n{{#include b.md}}\n", format!("# A\n\n<!-- docsgen:include b.md -->\n{END}\n"), &[][..]),
        (
            "```rust,ignore\n{{#rustdoc_include x.rs:m}}\n```\n",
            format!("<!-- docsgen:include x.rs#m as=\"rust,ignore\" -->\n{END}\n"),
            &[],
        ),
        (
            "- one\n\n  ```rust\n  {{#include x.rs:2}}\n  ```\n",
            format!("- one\n\n  <!-- docsgen:include x.rs lines=2-2 as=\"rust\" -->\n  {END}\n"),
            &[],
        ),
        ("{{#include x.rs:2:9}}\n", format!("<!-- docsgen:include x.rs lines=2- -->\n{END}\n"), &[]),
        ("{{#include x.rs::2}}\n", format!("<!-- docsgen:include x.rs lines=1-2 -->\n{END}\n"), &[]),
        ("{{#include x.rs:2:}}\n", format!("<!-- docsgen:include x.rs lines=2- -->\n{END}\n"), &[]),
        (
            "{{#playground x.rs editable}}\n",
            format!("<!-- docsgen:include x.rs as=\"rust,editable\" -->\n{END}\n"),
            &[],
        ),
        ("{{#title Other}}\n# A\n", "---\ntitle: Other\n---\n\n# A\n".to_owned(), &[]),
        (
            "```rust\n{{#include b.md}}\nlet x;\n# hidden\n```\n",
            "```rust\nB\nlet x;\n# hidden\n```\n".to_owned(),
            &[
                "1: 1 lines that mdBook hides (`# …`) are shown",
                "2: `{{#include b.md}}` is written out, and doesn't follow its file any more",
            ],
        ),
        (
            "a {{#include b.md}} c\n",
            "a B c\n".to_owned(),
            &["1: `{{#include b.md}}` is written out, and doesn't follow its file any more"],
        ),
        (
            "`\\{{#include b.md}}`\n\n```\n\\{{#title x}}\n```\n",
            "`{{#include b.md}}`\n\n```\n{{#title x}}\n```\n".to_owned(),
            &[],
        ),
        ("`{{#foo}}`\n", "`{{#foo}}`\n".to_owned(), &["1: `{{#foo}}` isn't converted"]),
        (
            "<div class=\"warning\">\n\nMind.\n\n</div>\n\n[b](/b.html)\n",
            "> [!WARNING]\n> Mind.\n\n[b](/src/b.md)\n".to_owned(),
            &[],
        ),
        ("{{#include no.md}}\n", "{{#include no.md}}\n".to_owned(), &["1: there is no text `src/no.md`"]),
        ("{{#include x.rs:no}}\n", "{{#include x.rs:no}}\n".to_owned(), &["1: `src/x.rs` has no line `ANCHOR: no`"]),
        (
            "[b](b.html#x) [d](deep/index.html) `[b](b.html)`\n",
            "[b](b.md#x) [d](deep/README.md) `[b](b.html)`\n".to_owned(),
            &[],
        ),
        (
            "```admonish warning title=\"Mind\"\nText.\n\nMore.\n```\n",
            "> [!WARNING]\n> **Mind**\n>\n> Text.\n>\n> More.\n".to_owned(),
            &[],
        ),
    ] {
        let (converted, said) = page(Origin::MdBook, text);
        assert_eq!((converted, said), (expected, notes.iter().map(|note| (*note).to_owned()).collect()), "{text}");
    }
}

#[test]
fn pages_of_mkdocs() {
    for (text, expected, notes) in [
        (
            "!!! note \"Read *this*\"\n\n    First.\n\n    - one\n\nAfter.\n",
            "> [!NOTE]\n> **Read *this***\n>\n> First.\n>\n> - one\n\nAfter.\n".to_owned(),
            &[][..],
        ),
        ("!!! danger\n    Stop.\n", "> [!CAUTION]\n> Stop.\n".to_owned(), &[]),
        (
            "??? tip \"More\"\n    Text.\n",
            "<details>\n<summary>More</summary>\n\nText.\n\n</details>\n".to_owned(),
            &[],
        ),
        ("???+ info\n    Text.\n", "<details open>\n<summary>Info</summary>\n\nText.\n\n</details>\n".to_owned(), &[]),
        (
            "=== \"Helm\"\n\n    ``` bash\n    helm x\n    ```\n\n=== \"kubectl\"\n\n    ```bash title=\"y\"\n    kubectl y\n    ```\n\nAfter.\n",
            "```bash tab=\"Helm\"\nhelm x\n```\n\n```bash title=\"y\" tab=\"kubectl\"\nkubectl y\n```\n\nAfter.\n"
                .to_owned(),
            &[],
        ),
        (
            "=== \"A\"\n    One.\n=== \"B\"\n    Two.\n",
            "**A**\n\nOne.\n\n**B**\n\nTwo.\n".to_owned(),
            &["1: tabs with text are shown one after the other"],
        ),
        (
            "``` { .yaml .annotate title=\"v.yaml\" hl_lines=\"2 4-5\" linenums=\"1\" }\na\n```\n",
            "```yaml title=\"v.yaml\" {2,4-5}\na\n```\n".to_owned(),
            &[],
        ),
        ("--8<-- \"snip/x.yaml\"\n", format!("<!-- docsgen:include /snip/x.yaml -->\n{END}\n"), &[]),
        (
            "```yaml\n--8<-- \"snip/x.yaml:m\"\n```\n",
            format!("<!-- docsgen:include /snip/x.yaml#m as=\"yaml\" -->\n{END}\n"),
            &[],
        ),
        ("--8<--\nsnip/x.yaml\n--8<--\n", format!("<!-- docsgen:include /snip/x.yaml -->\n{END}\n"), &[]),
        ("--8<-- \"no.md\"\n", "--8<-- \"no.md\"\n".to_owned(), &["1: there is no file `no.md` for a snippet"]),
        ("[TOC]\n\n## Part {: #part }\n", "\n## Part {#part}\n".to_owned(), &[]),
        (
            "[Go](b.md){ .md-button } :material-check: ++ctrl+c++ ==this== `{ .x } ++a++`\n",
            "[Go](b.md) <kbd>Ctrl</kbd>+<kbd>C</kbd> <mark>this</mark> `{ .x } ++a++`\n".to_owned(),
            &["1: icons are left out", "1: the attributes `{.md-button}` are left out"],
        ),
        (
            "{{ var }} {% x %} a == b, ${X}, C++ and C++\n",
            "{{ var }} {% x %} a == b, ${X}, C++ and C++\n".to_owned(),
            &[],
        ),
        ("```\n!!! note\n    x\n```\n", "```\n!!! note\n    x\n```\n".to_owned(), &[]),
    ] {
        let (converted, said) = page(Origin::MkDocs, text);
        assert_eq!((converted, said), (expected, notes.iter().map(|note| (*note).to_owned()).collect()), "{text}");
    }
}

#[test]
fn settings_and_navigation_of_mkdocs() {
    let (text_of, notes) = migrated(
        Origin::MkDocs,
        &[
            (
                "mkdocs.yml",
                "site_name: The \"platform\"\nsite_url: https://example.org/p/\nrepo_url: https://github.com/example/p\ntheme:\n  name: \
                 material\n  language: de\nmarkdown_extensions:\n  - def_list\n  - pymdownx.emoji:\n      emoji_index: \
                 !!python/name:material.extensions.emoji.twemoji\nplugins:\n  - search\n  - redirects:\n      redirect_maps:\n        \
                 old.md: guide/new.md\n        gone/index.md: https://example.com/\n  - macros\nextra_css: [x.css]\nkey: !ENV [A, \
                 b]\nnav:\n  - index.md\n  - Guide:\n      - guide/index.md\n      - New: guide/new.md\n      - Deep:\n          - \
                 guide/deep/index.md\n          - One: guide/deep/one.md\n  - Web: https://example.com/\nlast: !!python/object/apply:pymdownx.slugs.slugify\n  kwds:\n    case: lower\n",
            ),
            ("docs/index.md", "# Home\n"),
            ("docs/guide/index.md", "# Guide\n"),
            ("docs/guide/new.md", "# New\n"),
            ("docs/guide/deep/index.md", "# Deep\n"),
            ("docs/guide/deep/one.md", "# One\n"),
        ],
    );
    assert_eq!(
        text_of("book.toml"),
        "[book]\ntitle = \"The \\\"platform\\\"\"\nlanguage = \"de\"\nsrc = \"docs\"\n\n[output.html]\nsite-url = \
         \"https://example.org/p/\"\ngit-repository-url = \"https://github.com/example/p\"\nextensions = [\"definition-lists\"]\n\n\
         # Where pages were before.\n[output.html.redirect]\n\"/guide/deep/one/\" = \"/guide/deep/one.html\"\n\"/guide/new/\" = \
         \"/guide/new.html\"\n\"/old/\" = \"/guide/new.html\"\n\"/gone/\" = \"https://example.com/\"\n"
    );
    assert_eq!(
        text_of("docs/SUMMARY.md"),
        "# Summary\n\n[Index](index.md)\n\n# Guide\n\n- [Index](guide/index.md)\n- [New](guide/new.md)\n- \
         [Deep](guide/deep/index.md)\n  - [One](guide/deep/one.md)\n"
    );
    assert_eq!(
        notes,
        [
            "mkdocs.yml:17: the plugin `macros` has no counterpart",
            "mkdocs.yml:18: `extra_css` isn't converted: themes are different",
            "mkdocs.yml:28: `Web` leads to another site, and isn't in the navigation",
        ]
    );
}

#[test]
fn pages_of_hugo() {
    for (text, expected, notes) in [
        (
            "+++\ntitle = \"A: b\"\nweight = 3\ndate = 2024-01-01\naliases = [\"/old/\"]\n+++\nText.\n",
            "---\ntitle: \"A: b\"\nweight: 3\n# date: \"2024-01-01\"\naliases: [/old/]\n---\nText.\n".to_owned(),
            &["1: `date` of the front matter means nothing here, and is a comment now"][..],
        ),
        (
            "---\ntitle: A\nmenu:\n  main:\n    weight: 1\nkeywords: [x]\n---\n\n# A\n",
            "---\ntitle: A\n# menu:\n#   main:\n#     weight: 1\ntags: [x]\n---\n\n# A\n".to_owned(),
            &["1: `menu` of the front matter means nothing here, and is a comment now"],
        ),
        ("{\n\"title\": \"J\"\n}\nText.\n", "---\ntitle: J\n---\nText.\n".to_owned(), &[]),
        (
            "See [b]({{< ref \"b.md#x\" >}}), [d]({{% relref \"deep\" %}}) and [n]({{< ref \"none\" >}}).\n",
            "See [b](/content/b.md#x), [d](/content/deep/_index.md) and [n]({{< ref \"none\" >}}).\n".to_owned(),
            &["1: no page is called `none`", "1: the shortcode `ref` isn't converted"],
        ),
        (
            "{{< highlight go \"linenos=table\" >}}\nx := 1\n{{< /highlight >}}\n",
            "```go\nx := 1\n```\n".to_owned(),
            &[],
        ),
        (
            "{{< figure src=\"/img/x.png\" alt=\"X\" caption=\"Said\" >}}\n",
            "![X](/static/img/x.png) *Said*\n".to_owned(),
            &[],
        ),
        (
            "![x](/img/x.png) [b](/b/) [w](/none/)\n",
            "![x](/static/img/x.png) [b](/content/b.md) [w](/none/)\n".to_owned(),
            &[],
        ),
        ("{{< hint danger >}}\nMind.\n{{< /hint >}}\n", "> [!CAUTION]\n> Mind.\n".to_owned(), &[]),
        (
            "{{% notice style=\"warning\" title=\"T\" %}}\nMind.\n{{% /notice %}}\n",
            "> [!WARNING]\n> **T**\n>\n> Mind.\n".to_owned(),
            &[],
        ),
        ("{{% alert color=\"primary\" %}}Mind.{{% /alert %}}\n", "> [!NOTE]\n> Mind.\n".to_owned(), &[]),
        (
            "{{< tabs \"x\" >}}\n{{< tab \"One\" >}}\n```bash\na\n```\n{{< /tab >}}\n{{< tab \"Two\" >}}\n```bash\nb\n```\n{{< /tab >}}\n{{< /tabs >}}\n",
            "```bash tab=\"One\"\na\n```\n\n```bash tab=\"Two\"\nb\n```\n".to_owned(),
            &[],
        ),
        (
            "{{< tabpane >}}\n{{< tab header=\"C\" lang=\"c\" >}}\nint x;\n{{< /tab >}}\n{{< /tabpane >}}\n",
            "```c tab=\"C\"\nint x;\n```\n".to_owned(),
            &[],
        ),
        (
            "{{% details \"More\" open %}}\nx\n{{% /details %}}\n",
            "<details open>\n<summary>More</summary>\n\nx\n\n</details>\n".to_owned(),
            &[],
        ),
        ("`{{</* ref \"x\" */>}}` {{ .Values.x }}\n", "`{{< ref \"x\" >}}` {{ .Values.x }}\n".to_owned(), &[]),
        (
            "{{< alert text=\"Mind.\" />}}\n\n{{< note x >}}\nopen\n",
            "> [!NOTE]\n> Mind.\n\n{{< note x >}}\nopen\n".to_owned(),
            &["3: the shortcode `note` is never closed"],
        ),
        ("{{< own thing >}}\n", "{{< own thing >}}\n".to_owned(), &["1: the shortcode `own` isn't converted"]),
    ] {
        let (converted, said) = page(Origin::Hugo, text);
        assert_eq!((converted, said), (expected, notes.iter().map(|note| (*note).to_owned()).collect()), "{text}");
    }
}

#[test]
fn settings_of_hugo() {
    let (text_of, _) = migrated(
        Origin::Hugo,
        &[
            (
                "hugo.yaml",
                "baseURL: https://example.org/\ntitle: Docs\nlanguageCode: en-us\nparams:\n  github_repo: https://github.com/example/d\n",
            ),
            ("content/en/_index.md", "# Home\n"),
            ("content/en/docs/a.md", "# A\n"),
            ("content/en/docs/b.md", "+++\ndraft = true\n+++\n"),
            ("content/en/docs/d.md", "---\r\ndraft: true\r\n---\r\n"),
            ("content/en/docs/c.md", "+++\nslug = \"see\"\n+++\n"),
            ("content/en/docs/LICENSE.md", "Text.\n"),
        ],
    );
    assert_eq!(
        text_of("book.toml"),
        "[book]\ntitle = \"Docs\"\nlanguage = \"en-us\"\nsrc = \"content/en\"\n\n[output.html]\nsite-url = \"https://example.org/\"\n\
         git-repository-url = \"https://github.com/example/d\"\nextensions = [\"definition-lists\", \"heading-attributes\"]\n\n\
         # Where pages were before.\n[output.html.redirect]\n\"/docs/a/\" = \"/docs/a.html\"\n\"/docs/see/\" = \"/docs/see.html\"\n"
    );
}

#[test]
fn line_ends_stay_and_any_text_is_taken() {
    let (converted, _) = page(Origin::MkDocs, "!!! note\r\n    a\r\n");
    assert_eq!(converted, "> [!NOTE]\r\n> a\r\n");
    let odd = [
        "{{#",
        "{{# }}",
        "{{#include}}",
        "{{#include :::::}}",
        "```",
        "````\n```",
        "!!!",
        "!!! \"",
        "=== \"",
        "===",
        "--8<--",
        "{{<",
        "{{< >}}",
        "{{< / >}}",
        "{{</*",
        "+++",
        "+++\n",
        "---\n",
        "{\n",
        "](",
        "`",
        "++",
        "====",
        "{",
        "{#}",
        ":material-",
        "백{: 업}",
        "??? 백 \"업",
        "{{< tab >}}",
        "\t\t!!! x\n\t\t\t\ty",
        "*[",
        "{{% x",
        "> ```\n> {{#include b.md}}",
        "--8<-- \":::\"",
        "--8<-- \"snip/x.yaml:9:1\"",
    ];
    for origin in [Origin::MdBook, Origin::MkDocs, Origin::Hugo] {
        for first in odd {
            for second in odd {
                page(origin, &format!("{first} {second}\n{second}"));
            }
        }
    }
}
