//! Where links lead: what GitHub resolves is right, and what it doesn't is a finding.

use docsgen::build::examine;
use docsgen::config::Surroundings;
use docsgen::diagnostic::Diagnostic;
use docsgen::fs::MemoryFiles;
use docsgen::git::History;
use docsgen::site::Site;
use docsgen::site::link::{Broken, Target};
use docsgen::source::{RepoPath, Sources};

const GUIDE: &str = "# Guide\n\n## Restore\n\n## Restore\n\n## 🚀 Launch `now` & [then](a.md)\n\n## ⚠️ Care\n\n## 복구\n\n## Same *as* __this__\n\n\
    A note[^1] here[^Long-One].\n\n<a name=\"by-name\"></a> <a id=\"by-id\"></a>\n\n<h3 id=\"raw\">Raw</h3>\n\n\
    [^1]: one\n[^Long-One]: two\n";

fn at(path: &str) -> RepoPath {
    RepoPath::new(path).expect("a path in the repository")
}

/// What is known of a repository with this text at `docs/a.md`, and what is found in it.
fn examined(text: &str, more: &[(&str, &str)]) -> (Site, Vec<Diagnostic>, Sources) {
    let page = format!("# A\n\n## Own\n\n{text}\n");
    let files = [
        ("README.md", "# Home\n"),
        ("docs/a.md", &*page),
        ("docs/guide.md", GUIDE),
        ("docs/with space.md", "# Space\n"),
        ("docs/c#.md", "# Sharp\n"),
        ("docs/q?.md", "# Question\n"),
        ("docs/한글.md", "# 한글\n"),
        ("docs/folder/README.md", "# Folder\n\n## Install\n"),
        ("docs/bare/x.yaml", "a: 1\n"),
        ("docs/logo.svg", "<svg/>\n"),
        ("docs/manual.pdf", "%PDF"),
        ("docs/page.html", "<p id=x>\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        ("charts/redis/values.yaml", "a: 1\nb: 2\n"),
    ];
    let files: MemoryFiles = files.iter().chain(more).map(|(path, text)| (at(path), *text)).collect();
    let surroundings = Surroundings { project: RepoPath::root(), name: "test".to_owned(), repository_url: None };
    let today = jiff::civil::date(2026, 1, 1);
    let examined = examine(&files, &surroundings, &History::none("a test has none"), today).expect("readable");
    (examined.site, examined.findings, examined.loaded.sources)
}

/// Where the links of a text lead, told in words.
fn leads(text: &str) -> String {
    let (site, ..) = examined(text, &[]);
    let page = site.page(site.page_at(&at("docs/a.md")).expect("a page"));
    let anchored = |path: &RepoPath, anchor: &Option<String>| match anchor {
        Some(anchor) => format!("{path}#{anchor}"),
        None => path.to_string(),
    };
    let tell = |target: &Target| match target {
        Target::Page { page, anchor } => anchored(&site.page(*page).path, anchor),
        Target::Folder(path) => format!("folder {path}"),
        Target::Chart(chart) => format!("chart {}", site.chart(*chart).id),
        Target::Release(release) => format!("release {}", site.release(*release).version),
        Target::File { path, fragment } => format!("file {}", anchored(path, fragment)),
        Target::Asset(path) => format!("asset {path}"),
        Target::External => "external".to_owned(),
        Target::Broken(Broken::MissingFile { path }) => format!("no file {path}"),
        Target::Broken(Broken::MissingAnchor { path, anchor, .. }) => format!("no anchor {path}#{anchor}"),
        Target::Broken(Broken::OutsideRepository) => "outside".to_owned(),
        Target::Broken(Broken::WrongCase { actual, .. }) => format!("case {actual}"),
        Target::Broken(Broken::Unsafe) => "unsafe".to_owned(),
        Target::Command { .. } => "command".to_owned(),
    };
    page.links.iter().map(tell).collect::<Vec<_>>().join(", ")
}

/// Findings about `docs/a.md`, those of settings left out: `code text`.
fn found(text: &str) -> Vec<String> {
    let (_, mut findings, sources) = examined(text, &[]);
    findings.sort();
    let told = findings.iter().filter_map(|finding| {
        let span = finding.span?;
        let file = sources.get(span.file);
        (file.path().as_str() == "docs/a.md").then(|| format!("{} {}", finding.code, span.range.of(file.text())))
    });
    told.collect()
}

#[test]
fn links_lead_where_github_leads_them() {
    for (link, target) in [
        ("[x](guide.md)", "docs/guide.md"),
        ("[x](./guide.md)", "docs/guide.md"),
        ("[x](.//guide.md)", "docs/guide.md"),
        ("[x](../docs/guide.md)", "docs/guide.md"),
        ("[x](/docs/guide.md)", "docs/guide.md"),
        ("[x](<guide.md> \"Title\")", "docs/guide.md"),
        ("[x](with%20space.md)", "docs/with space.md"),
        ("[x](<with space.md>)", "docs/with space.md"),
        ("[x](c%23.md)", "docs/c#.md"),
        ("[x](q%3F.md)", "docs/q?.md"),
        ("[x](한글.md)", "docs/한글.md"),
        ("[x](%ED%95%9C%EA%B8%80.md#%ED%95%9C%EA%B8%80)", "docs/한글.md#한글"),
        ("[x](guide.md?plain=1)", "file docs/guide.md"),
        ("[x](guide.md?plain=1#L3-L5)", "file docs/guide.md#L3-L5"),
        ("[x](guide.md?raw=true)", "docs/guide.md"),
        ("[x](folder)", "docs/folder/README.md"),
        ("[x](folder/)", "docs/folder/README.md"),
        ("[x](folder#install)", "docs/folder/README.md#install"),
        ("[x](folder/#readme)", "docs/folder/README.md"),
        ("[x](bare)", "folder docs/bare"),
        ("[x](bare/)", "folder docs/bare"),
        ("[x](bare#readme)", "folder docs/bare"),
        ("[x](.)", "folder docs"),
        ("[x](..)", "README.md"),
        ("[x](/)", "README.md"),
        ("[x](../charts/redis)", "chart redis"),
        ("[x](../charts/redis/values.yaml#L2)", "file charts/redis/values.yaml#L2"),
        ("[x](#own)", "docs/a.md#own"),
        ("[x](#)", "docs/a.md"),
        ("[x](#top)", "docs/a.md#top"),
        ("[x](guide.md#restore)", "docs/guide.md#restore"),
        ("[x](guide.md#restore-1)", "docs/guide.md#restore-1"),
        ("[x](guide.md#restore-2)", "no anchor docs/guide.md#restore-2"),
        ("[x](guide.md#-launch-now--then)", "docs/guide.md#-launch-now--then"),
        ("[x](guide.md#️-care)", "docs/guide.md#\u{fe0f}-care"),
        ("[x](guide.md#%EF%B8%8F-care)", "docs/guide.md#\u{fe0f}-care"),
        ("[x](guide.md#복구)", "docs/guide.md#복구"),
        ("[x](guide.md#same-as-this)", "docs/guide.md#same-as-this"),
        ("[x](guide.md#user-content-restore)", "docs/guide.md#restore"),
        ("[x](guide.md#user-content-by-name)", "docs/guide.md#by-name"),
        ("[x](guide.md#by-name)", "docs/guide.md#by-name"),
        ("[x](guide.md#by-id)", "docs/guide.md#by-id"),
        ("[x](guide.md#raw)", "docs/guide.md#raw"),
        ("[x](guide.md#Restore)", "no anchor docs/guide.md#Restore"),
        ("[x](guide.md#fn-1)", "docs/guide.md#fn-1"),
        ("[x](guide.md#fnref-1)", "docs/guide.md#fnref-1"),
        ("[x](guide.md#user-content-fn-1)", "docs/guide.md#fn-1"),
        ("[x](guide.md#fn-long-one)", "docs/guide.md#fn-long-one"),
        ("[x](guide.md#fn-3)", "no anchor docs/guide.md#fn-3"),
        ("![x](logo.svg#gh-dark-mode-only)", "asset docs/logo.svg"),
        ("![x](./logo.svg)", "asset docs/logo.svg"),
        ("[x](manual.pdf#page=3)", "file docs/manual.pdf#page=3"),
        ("[x]\n\n[x]: guide.md#restore", "docs/guide.md#restore"),
        ("[Two\nwords][]\n\n[two  words]: <guide.md>", "docs/guide.md"),
        ("<a href=\"guide.md#restore\">x</a>", "docs/guide.md#restore"),
        ("<img src='logo.svg'>", "asset docs/logo.svg"),
        (
            "<picture><source srcset=\"logo.svg\"><img src=\"logo.svg\"></picture>",
            "asset docs/logo.svg, asset docs/logo.svg",
        ),
        ("<video src=\"no.mp4\" poster=\"logo.svg\"></video>", "no file docs/no.mp4, asset docs/logo.svg"),
        ("www.example.org and https://example.org/x", "external, external"),
        ("<mailto:a@b.org> a@b.org", "external, external"),
        ("`[x](none.md)` \\[x](none.md)", ""),
    ] {
        assert_eq!(leads(link), target, "{link}");
    }
}

#[test]
fn nothing_outside_is_followed_and_nothing_runs() {
    for (link, target) in [
        ("[x](../../secret.md)", "outside"),
        ("[x](%2e%2e/%2E%2E/secret.md)", "outside"),
        ("[x](..%2f..%2fsecret.md)", "outside"),
        ("[x](%252e%252e/secret.md)", "no file docs/%2e%2e/secret.md"),
        ("[x](/../secret.md)", "outside"),
        ("[x](folder/../../../secret.md)", "outside"),
        ("[x](..\\\\..\\\\secret.md)", "no file docs/..\\..\\secret.md"),
        ("[x](C:\\\\secret.md)", "no file docs/C:\\secret.md"),
        ("[x](file:///etc/passwd)", "unsafe"),
        ("[x](javascript:alert(1))", "unsafe"),
        ("[x](&#106;avascript:alert(1))", "unsafe"),
        ("[x](data:text/html,x)", "unsafe"),
        ("[x](VBScript:x)", "unsafe"),
        ("<javascript:alert(1)>", "unsafe"),
        ("![x](data:image/png;base64,AAAA)", "unsafe"),
        ("[x](guide.md%00.html)", "no file docs/guide.md\0.html"),
    ] {
        assert_eq!(leads(link), target, "{link}");
    }
}

#[test]
fn places_in_files_are_looked_at() {
    for (link, findings) in [
        ("[x](../charts/redis/values.yaml#L2)", &[][..]),
        ("[x](../charts/redis/values.yaml#L1-L2)", &[]),
        ("[x](../charts/redis/values.yaml#L1C2-L2C1)", &[]),
        ("[x](../charts/redis/values.yaml#L3)", &["link-missing-line ../charts/redis/values.yaml#L3"]),
        ("[x](../charts/redis/values.yaml#L1-L9)", &["link-missing-line ../charts/redis/values.yaml#L1-L9"]),
        ("[x](../charts/redis/values.yaml#L0)", &["link-missing-line ../charts/redis/values.yaml#L0"]),
        ("[x](guide.md?plain=1#L99)", &["link-missing-line guide.md?plain=1#L99"]),
        ("[x](guide.md?plain=1#L9)", &[]),
        ("[x](../charts/redis/values.yaml#replicas)", &["link-missing-anchor ../charts/redis/values.yaml#replicas"]),
        ("[x](../charts/redis/values.yaml#)", &[]),
        ("[x](manual.pdf#page=3)", &[]),
        ("[x](page.html#x)", &[]),
        ("[x](logo.svg#layer)", &[]),
    ] {
        assert_eq!(found(link), findings, "{link}");
    }
}

/// The text with the edits of its findings applied, one after the other from its end.
fn mended(text: &str, more: &[(&str, &str)]) -> String {
    let (_, findings, sources) = examined(text, more);
    let file = sources.find(&at("docs/a.md")).expect("read");
    let mut edits: Vec<_> =
        findings.into_iter().flat_map(|finding| finding.fix).filter(|edit| edit.span.file == file).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.range));
    edits.dedup();
    let mut text = sources.get(file).text().to_string();
    for edit in edits {
        text.replace_range(edit.span.range.as_range(), &edit.replacement);
    }
    text.trim_start_matches("# A\n\n## Own\n\n").trim_end().to_owned()
}

#[test]
fn what_is_certain_is_mended_and_nothing_else() {
    let more = [("docs/deep/moved.md", "# Moved\n\n## Here\n"), ("deploy/README.md", "# Deploy\n")];
    for (broken, right) in [
        ("[x](docs\\deep\\moved.md)", "[x](docs\\deep\\moved.md)"),
        ("[x](deep\\moved.md#here)", "[x](deep/moved.md#here)"),
        ("[x](.\\guide.md)", "[x](./guide.md)"),
        ("[x](Guide.md#restore)", "[x](guide.md#restore)"),
        ("[x](./GUIDE.md?plain=1)", "[x](./guide.md?plain=1)"),
        ("[x](/Docs/Guide.md)", "[x](/docs/guide.md)"),
        ("[x](Folder/)", "[x](folder/)"),
        ("[x](moved.md#here)", "[x](deep/moved.md#here)"),
        ("[x](moved.md#gone)", "[x](moved.md#gone)"),
        ("[x](../moved.md)", "[x](deep/moved.md)"),
        ("[x](With%20Space.md)", "[x](with%20space.md)"),
        ("[x](guide.md#restor)", "[x](guide.md#restor)"),
        ("[x](deep/moved.md#heree)", "[x](deep/moved.md#here)"),
        // Among words so short, one more letter makes another word.
        ("[x](#ownn)", "[x](#ownn)"),
        ("[x](guide.md#elsewhere)", "[x](guide.md#elsewhere)"),
        ("[x](nowhere/README.md)", "[x](nowhere/README.md)"),
        ("[x][r] [y][r]\n\n[r]: Guide.md", "[x][r] [y][r]\n\n[r]: guide.md"),
        ("<a href=\"Guide.md\">x</a>", "<a href=\"guide.md\">x</a>"),
    ] {
        assert_eq!(mended(broken, &more), right, "{broken}");
    }
}

#[test]
fn redirects_lead_to_anchors_that_are_there() {
    let book = "[book]\ntitle = \"T\"\n[output.html.redirect]\n\
        \"/old.html\" = \"docs/guide.html#restore\"\n\"/older.html\" = \"/docs/guide.html#restored\"\n\"/oldest.html\" = \"old.html#any\"\n";
    let (_, findings, sources) = examined("text", &[("book.toml", book)]);
    let told: Vec<String> = findings
        .iter()
        .filter(|finding| finding.code.name().starts_with("link") || finding.code.name().starts_with("route"))
        .map(|finding| {
            let span = finding.span.expect("a place");
            format!("{} {} {}", finding.code, span.range.of(sources.get(span.file).text()), finding.message)
        })
        .collect();
    assert_eq!(
        told,
        ["link-missing-anchor \"/docs/guide.html#restored\" `docs/guide.md` has no heading or id `restored`"]
    );
}

#[test]
fn chapters_lead_to_anchors_that_are_there() {
    let summary = "# Summary\n\n- [Guide](guide.md#restore)\n- [Gone](guide.md#gone)\n- [Draft]()\n";
    let book = "[book]\ntitle = \"T\"\nsrc = \"docs\"\n";
    let (_, findings, sources) = examined("text", &[("book.toml", book), ("docs/SUMMARY.md", summary)]);
    let told: Vec<String> = findings
        .iter()
        .filter(|finding| finding.code.name().starts_with("link") || finding.code.name().starts_with("nav"))
        .filter_map(|finding| {
            let span = finding.span?;
            Some(format!("{} {}", finding.code, span.range.of(sources.get(span.file).text())))
        })
        .collect();
    assert_eq!(told, ["link-missing-anchor guide.md#gone"]);
}
