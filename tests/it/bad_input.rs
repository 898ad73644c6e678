//! What happens to bad input: a finding at its place and a site all the same, or an error and the site of before.

use std::fmt::Write as _;
use std::fs;

use crate::support::{Project, Run};

/// What the program said about a file at a place, in the order of the report.
fn short(project: &Project) -> String {
    project.run(&["build", "-v", "--fail-on", "never"]).expect(0).err
}

#[test]
fn bytes_that_are_no_utf8_and_nul_are_found_and_the_page_is_built() {
    let project = Project::of(&[("README.md", "# Home\n")]);
    project.file("latin.md", b"# Caf\xe9\n\ntext\n").file("nul.md", b"# Nul\n\na\0b\n");
    let said = short(&project);
    assert!(said.contains("byte 5 isn't valid UTF-8") && said.contains("latin.md:1:6"), "{said}");
    assert!(said.contains("byte 8 is NUL") && said.contains("nul.md:3:2"), "{said}");
    assert!(project.site_file("latin.html").contains("Caf\u{fffd}"));
    assert!(project.site_file("nul.html").contains("a\u{fffd}b"), "CommonMark shows NUL as U+FFFD");
}

#[test]
fn broken_front_matter_is_found_at_its_place_and_the_body_is_a_page() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("broken.md", "---\ntitle: [unclosed\nkind: guide\n---\n# Still here\n"),
    ]);
    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![before; 9].join(", "));
    }
    bomb.push_str("---\n# After the bomb\n");
    project.file("bomb.md", &bomb);
    project.file("large.md", format!("---\ntitle: {}\n---\n# After the flood\n", "x".repeat(10 << 20)));
    let said = short(&project);
    for file in ["broken.md", "bomb.md", "large.md"] {
        assert!(said.contains("front-matter-syntax") && said.contains(file), "{file}: {said}");
    }
    assert!(said.contains("broken.md:2:") || said.contains("broken.md:3:"), "{said}");
    for (page, text) in
        [("broken.html", "Still here"), ("bomb.html", "After the bomb"), ("large.html", "After the flood")]
    {
        assert!(project.site_file(page).contains(text), "{page}");
    }
}

#[test]
fn two_pages_on_one_route_are_an_error_and_the_first_is_kept() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("docs/README.md", "# From README\n"),
        ("docs/index.md", "# From index\n"),
    ]);
    let _ = project.build().expect(1).says("docs/README.md").says("docs/index.md").says("route-conflict");
    assert!(project.site_file("docs/index.html").contains("From README"));
}

#[cfg(target_os = "linux")]
#[test]
fn routes_that_differ_by_case_and_reserved_names_are_warnings() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("docs/Guide.md", "# Large\n"),
        ("docs/guide.md", "# Small\n"),
        ("docs/aux.md", "# Device\n"),
    ]);
    let _ = project.build().expect(0).says("route-case-conflict").says("path-reserved");
    assert!(project.site_file("docs/Guide.html").contains("Large"));
    assert!(project.site_file("docs/guide.html").contains("Small"));
    assert!(project.site_file("docs/aux.html").contains("Device"));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_other_systems_refuse_are_findings_and_the_rest_is_built() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("docs/100% \"q\" <b> #1?.md", "# Odd\n"),
        ("docs/back\\slash.md", "# Backslash\n"),
        ("docs/dot./a.md", "# Dot\n"),
        ("C:/a.md", "# Drive\n"),
        (".docsgen-x/a.md", "# Hidden\n"),
        ("charts/bad./Chart.yaml", "name: bad.\nversion: 1.0.0\n"),
        ("charts/bad./README.md", "# Bad\n"),
        ("charts/bad./values-prod.yaml", "a: 1\n"),
    ]);
    let run = project.build().expect(1).says("error[route-invalid]");
    for path in ["docs/back\\slash.md", "docs/dot./a.md", "C:/a.md", "charts/bad./README.md"] {
        assert!(run.err.contains(path), "{path}: {}", run.err);
    }
    assert!(project.site_file("docs/100% \"q\" <b> #1?.html").contains("Odd"));
    let catalog = project.site_file("catalog/index.html");
    assert!(catalog.contains("bad."), "a chart whose folder is no route has its page all the same: {catalog}");
}

#[test]
fn a_checkout_with_crlf_makes_the_same_site() {
    let files = [
        (
            "README.md",
            "# Home\n\n```bash\nls -l\necho done\n```\n\n> [!NOTE]\n> text\n> more\n\n[guide](docs/guide.md#a)\n",
        ),
        (
            "docs/guide.md",
            "---\ntitle: A guide\n---\n# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [ ] x\n\n  ```yaml\n  a: 1\n  ```\n\n<details>\n<summary>s</summary>\n\ntext  \nbreak\n\n</details>\n\n![d](d.svg)\n",
        ),
        ("docs/d.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"\n width=\"3\" height=\"4\"/>\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\ndescription: >\n  Folded\n  text\n"),
        ("charts/redis/README.md", "# Redis\n\nSee `values.yaml`.\n"),
        ("charts/redis/values.yaml", "a: 1\n"),
    ];
    let unix = Project::of(&files);
    let windows = Project::new();
    for (path, text) in files {
        windows.file(path, text.replace('\n', "\r\n"));
    }
    for project in [&unix, &windows] {
        // The folder's name would be the site's title.
        project.file("book.toml", "[book]\ntitle = \"Test\"\n");
        let _ = project.build().expect(0);
    }
    let (unix, windows) = (unix.site(), windows.site());
    assert_eq!(unix.keys().collect::<Vec<_>>(), windows.keys().collect::<Vec<_>>());
    for (path, bytes) in &unix {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&windows[path]), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_that_loop_or_lead_out_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a temporary folder");
    fs::write(outside.path().join("secret.md"), "# Secret\n").expect("written");
    let project = Project::of(&[("README.md", "# Home\n"), ("docs/a.md", "# A\n")]);
    symlink(project.path().join("docs"), project.path().join("docs/again")).expect("linked");
    symlink(outside.path(), project.path().join("elsewhere")).expect("linked");
    symlink(outside.path().join("secret.md"), project.path().join("secret.md")).expect("linked");
    let _ = project.build().expect(0).says("symlink-loop").says("symlink-outside");
    let site = project.site();
    assert!(site.contains_key("docs/a.html"));
    assert!(!site.keys().any(|path| path.contains("secret") || path.contains("again")), "{:?}", site.keys());
}

/// Runs the program as somebody who may not do everything: as `nobody` where the test itself is run by root.
#[cfg(unix)]
fn unprivileged(project: &Project, args: &[&str]) -> Run {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let mut command = project.command(args);
    // The project itself belongs to nobody after the first run.
    let own = tempfile::tempfile().and_then(|file| file.metadata()).expect("a temporary file");
    if own.uid() == 0 {
        // A copy, since the folder of the program itself may be closed to others.
        let program = project.path().join(".bin");
        if !program.exists() {
            fs::copy(env!("CARGO_BIN_EXE_docsgen"), &program).expect("copied");
        }
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
        let mut as_nobody = std::process::Command::new(&program);
        as_nobody.args(args).current_dir(project.path()).env_clear().uid(NOBODY).gid(NOBODY);
        as_nobody.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", project.path());
        command = as_nobody;
        let mut folders = vec![project.path().to_owned()];
        while let Some(folder) = folders.pop() {
            chown(&folder, Some(NOBODY), Some(NOBODY)).expect("root may");
            for entry in fs::read_dir(&folder).expect("root may").flatten() {
                if entry.file_type().expect("a type").is_dir() {
                    folders.push(entry.path());
                } else {
                    std::os::unix::fs::lchown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
                }
            }
        }
    }
    crate::support::run(command)
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_stops_the_build_and_the_site_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::of(&[("README.md", "# Home\n"), ("docs/a.md", "# A\n")]);
    let _ = unprivileged(&project, &["build"]).expect(0);
    let before = project.site();
    project.file("README.md", "# Changed\n");
    fs::set_permissions(project.path().join("docs/a.md"), fs::Permissions::from_mode(0o000)).expect("set");
    let _ = unprivileged(&project, &["build"]).expect(2).says("docs/a.md");
    assert_eq!(before, project.site());
}

#[cfg(unix)]
#[test]
fn a_build_folder_that_can_not_be_written_stops_the_build_and_the_site_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::of(&[("README.md", "# Home\n"), ("docs/a.md", "# A\n")]);
    let _ = unprivileged(&project, &["build"]).expect(0);
    let before = project.site();
    project.file("README.md", "# Changed\n").file("docs/b.md", "# New\n");
    for folder in ["site/docs", "site"] {
        fs::set_permissions(project.path().join(folder), fs::Permissions::from_mode(0o555)).expect("set");
    }
    let _ = unprivileged(&project, &["build"]).expect(2).says("site");
    assert_eq!(before, project.site());
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_the_build_and_the_site_stays() {
    let project = Project::of(&[("README.md", "# Home\n"), ("docs/a.md", "# A\n")]);
    let _ = project.build().expect(0);
    let before = project.site();
    project.file("docs/a.md", format!("# A\n\n{}", "word ".repeat(200_000)));
    // No file may grow beyond 64 KiB; the write fails as it does on a full disk, once the signal is ignored.
    let run = project.run_limited("trap '' XFSZ; ulimit -f 128", &["build"]);
    let _ = run.expect(2).says("docs/a.html");
    assert_eq!(before, project.site());
    let _ = project.build().expect(0);
    assert!(project.site_file("docs/a.html").len() > 1_000_000);
}

#[test]
fn a_broken_template_is_an_error_at_its_place() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("themes/mine/templates/page.html", "<p>\n{{ page.titel }}\n</p>\n"),
        ("themes/mine/templates/404.html", "{% if %}\n"),
        ("book.toml", "[output.html]\ntheme = \"mine\"\n"),
    ]);
    let _ = project.build().expect(2).says("themes/mine/templates/404.html:1:");
    project.file("themes/mine/templates/404.html", "gone");
    project.file("docs/a.md", "# A\n");
    let _ = project.build().expect(2).says("themes/mine/templates/page.html:2:");
    assert!(!project.path().join("site/index.html").exists());
}

#[test]
fn broken_chart_files_are_found_and_the_chart_keeps_its_page() {
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("charts/redis/Chart.yaml", "name: redis\nversion: [1\n"),
        ("charts/redis/values.yaml", "a: b: c\n"),
        ("charts/redis/README.md", "# Redis\n"),
        ("charts/kafka/Chart.yaml", "name: kafka\nversion: 1.2.3\ndescription: Streams\n"),
    ]);
    let _ = project.build().expect(0).says("chart-yaml-invalid").says("values-yaml-invalid");
    assert!(project.site_file("charts/redis/index.html").contains("redis"));
    assert!(project.site_file("charts/kafka/index.html").contains("Streams"));
}

/// A repository with one page of this text, built in a process that may use so much memory (MiB) and processor time
/// (seconds).
#[cfg(target_os = "linux")]
fn built_within(mebibytes: u64, seconds: usize, text: &str) -> Project {
    let project = Project::of(&[("README.md", "# Home\n"), ("docs/large.md", text)]);
    let (run, peak) = project.run_measured(seconds, &["build", "--fail-on", "never"]);
    let _ = run.expect(0);
    assert!(peak > 0 && peak < mebibytes, "{peak} MiB held, of {mebibytes} allowed");
    project
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_of_50_mb_is_built_within_limits() {
    let mut text = String::from("# Large\n\n");
    let mut section = 0;
    while text.len() < 50 << 20 {
        section += 1;
        let _ = write!(
            text,
            "## Section {section}\n\nSome **text** with `code`, a [link](#section-{section}) and more words to read.\n\n\
             - one item\n- another item with *emphasis*\n\n```bash\nkubectl get pods -n namespace-{section}\n```\n\n\
             | a | b |\n|---|---|\n| {section} | two |\n\n"
        );
    }
    // Machines differ by more than two in what they do in a second; what is quadratic takes hours.
    let project = built_within(1024, 60, &text);
    assert!(project.site_file("docs/large.html").contains(&format!("id=\"section-{section}\"")));
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_nested_quotes_are_built_within_limits() {
    let project = built_within(300, 2, &format!("# Deep\n\n{} deep\n", ">".repeat(10_000)));
    assert!(project.site_file("docs/large.html").contains("deep"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_table_of_5000_rows_is_built_within_limits() {
    let mut text = String::from("# Rows\n\n| a | b | c |\n|---|---|---|\n");
    for row in 0..5_000 {
        let _ = writeln!(text, "| {row} | `x` | [y](#rows) |");
    }
    let project = built_within(300, 2, &text);
    assert!(project.site_file("docs/large.html").contains("<td>4999</td>"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_1_mb_is_built_within_limits() {
    let words = "lorem_ipsum [dolor](sit) *amet* `code` https://example.org/x <b>y</b> ".repeat(15_000);
    let project = built_within(300, 2, &format!("# Line\n\n{words}\n\n```bash\n{words}\n```\n"));
    assert!(project.site_file("docs/large.html").len() > words.len());
}

/// What `docsgen check` says of a repository in a process that may use so much memory (MiB) and processor time (seconds).
#[cfg(target_os = "linux")]
fn checked_within(mebibytes: u64, seconds: usize, files: &[(String, String)]) -> String {
    let project = Project::of(&[("README.md", "# Home\n")]);
    for (path, text) in files {
        project.file(path, text);
    }
    let args = ["check", "--only", "links", "--no-cache", "--fail-on", "never", "--format", "short"];
    let (run, peak) = project.run_measured(seconds, &args);
    let _ = run.expect(0);
    assert!(peak > 0 && peak < mebibytes, "{peak} MiB held, of {mebibytes} allowed");
    project.run(&args).expect(0).out
}

#[cfg(target_os = "linux")]
fn counted(said: &str, code: &str) -> usize {
    said.lines().filter(|line| line.contains(&format!("[{code}]"))).count()
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_broken_links_are_told_one_by_one_within_limits() {
    let mut headings = String::from("# Many\n\n");
    for heading in 0..2_000 {
        let _ = writeln!(headings, "## Section number {heading}\n");
    }
    let mut one = String::from("# One\n\n");
    for link in 0..10_000 {
        let _ = writeln!(one, "- [a](gone-{link}.md) [b](many.md#section-numbers-{link})");
    }
    let said =
        checked_within(300, 2, &[("docs/one.md".to_owned(), one), ("docs/many.md".to_owned(), headings.clone())]);
    assert_eq!((counted(&said, "link-missing-file"), counted(&said, "link-missing-anchor")), (10_000, 10_000));

    let mut files: Vec<(String, String)> = (0..1_000)
        .map(|file| {
            let links: Vec<String> = (0..10)
                .map(|link| format!("[a](gone-{file}-{link}.md) [b](many.md#section-numbers-{file}{link})"))
                .collect();
            (format!("docs/page-{file}.md"), format!("# Page\n\n{}\n", links.join("\n")))
        })
        .collect();
    files.push(("docs/many.md".to_owned(), headings));
    let said = checked_within(300, 2, &files);
    assert_eq!((counted(&said, "link-missing-file"), counted(&said, "link-missing-anchor")), (10_000, 10_000));
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_definitions_and_footnotes_are_told_within_limits() {
    let mut text = String::from("# Names\n\n");
    for name in 0..10_000 {
        let _ = writeln!(text, "[n{name}][x{name}] a[^{name}]\n\n[u{name}]: x.md\n[same]: y.md\n\n[^f{name}]: note\n");
    }
    let said = checked_within(300, 3, &[("docs/names.md".to_owned(), text)]);
    for (code, count) in [
        ("link-undefined-reference", 10_000),
        ("link-unused-definition", 10_001),
        ("link-duplicate-definition", 9_999),
        ("footnote-undefined", 10_000),
        ("footnote-unused", 10_000),
    ] {
        assert_eq!(counted(&said, code), count, "{code}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn scripts_makefiles_and_values_without_end_are_checked_within_limits() {
    let lines = [
        "make -f ops/a.mk gone ",
        "echo \"make -f ops/a.mk gone\" ",
        "(cd make/a\n",
        "make/a.mk:b",
        "cat <<make/a\n",
        "A=make/x ",
        "$(\"make/a ",
        "make -f {{[<a ",
        "helm upgrade a charts/a --set a.b=1,",
    ];
    let mut text = String::from("# Scripts\n\n");
    for line in lines {
        let _ = write!(text, "```bash\n{}\n```\n\n", line.repeat(10_000));
    }
    let _ = write!(
        text,
        "{}\n\nCreate {}:\n\n```sh\n#!/bin/sh\n```\n",
        "`make/x.sh` ".repeat(10_000),
        "`a/b.sh` ".repeat(10_000)
    );
    let merges: String = (1..100).map(|n| format!("a{n}: &a{n}\n  <<: *a{}\n  k{n}: 1\n", n - 1)).collect();
    let values = format!("a0: &a0\n  k0: 1\n{merges}");
    let project = Project::of(&[
        ("README.md", "# Home\n"),
        ("docs/scripts.md", &text),
        ("ops/a.mk", "include ops/b.mk ops/a.mk\na:\n"),
        ("ops/b.mk", "include ops/a.mk ops/*.mk\nb:\n"),
        ("charts/a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("charts/a/values.yaml", &values),
    ]);
    let args = ["check", "--no-cache", "--fail-on", "never", "--format", "short"];
    let (run, peak) = project.run_measured(4, &args);
    let _ = run.expect(0);
    assert!(peak > 0 && peak < 300, "{peak} MiB held");
    let said = project.run(&args).expect(0).out;
    assert_eq!(said.matches("`ops/a.mk` has no target `gone`").count(), 20_000);
    assert!(said.contains("`charts/a/values.yaml` has no `a`"), "{}", &said[said.len().saturating_sub(2_000)..]);
}

#[cfg(target_os = "linux")]
#[test]
fn links_of_1_mb_and_ways_out_are_told_within_limits_and_not_followed() {
    let long = "a/".repeat(500_000);
    let out = "%2e%2e/".repeat(150_000);
    let windows = "..\\".repeat(300_000);
    let mail = "x".repeat(1 << 20);
    let text = format!(
        "# Long\n\n[a]({long})\n\n[b]({out}secret.md)\n\n[c]({windows}secret.md)\n\n[d](#{long})\n\n[e](mailto:{mail})\n\n\
         [f](javascript:{long})\n\n[g][{}]\n\n[i]({mail}.md) [j](#{mail})\n\n![h](https://img.shields.io/badge/{mail}-1.0-blue)\n",
        "n".repeat(900)
    );
    let project =
        Project::of(&[("README.md", "# Home\n"), ("secret.md", "# Secret\n"), ("repository/docs/long.md", &text)]);
    let args = ["check", "repository", "--only", "links", "--no-cache", "--fail-on", "never", "--format", "short"];
    let (run, peak) = project.run_measured(2, &args);
    let _ = run.expect(0);
    assert!(peak > 0 && peak < 300, "{peak} MiB held");
    let said = project.run(&args).expect(0).out;
    for code in [
        "link-missing-file",
        "link-outside-repository",
        "link-missing-anchor",
        "link-invalid-address",
        "link-unsafe-scheme",
        "link-undefined-reference",
    ] {
        assert!(counted(&said, code) > 0, "{code}");
    }

    let mut many = String::from("# Many\n\n");
    for link in 0..10_000 {
        let _ = writeln!(
            many,
            "[a](%2e%2e/%2e%2e/secret-{link}.md) [b](..\\..\\..\\secret-{link}.md) [c](docs\\a-{link}.md)"
        );
    }
    let said = checked_within(300, 2, &[("docs/many.md".to_owned(), many)]);
    assert_eq!((counted(&said, "link-outside-repository"), counted(&said, "link-missing-file")), (10_000, 20_000));
}
