//! `docsgen init --from`: what it writes, and what it doesn't touch.

use std::process::Command;

use crate::support::{Project, tree};

fn git(project: &Project, arguments: &[&str]) {
    let output = Command::new("git")
        .arg("-C")
        .arg(project.path())
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path)).expect("it is there")
}

fn book() -> Project {
    Project::of(&[
        ("book.toml", "[book]\ntitle = \"B\"\n"),
        (
            "src/SUMMARY.md",
            "# Summary\n\n[Before](before.md)\n\n# One\n\n- [A](a.md)\n  - [Deep](deep.md)\n- [Planned]()\n\n---\n\n[After](after.md)\n",
        ),
        ("src/before.md", "# Before\n"),
        ("src/a.md", "# A\n\n```rust\n{{#rustdoc_include main.rs:go}}\n```\n\n{{#include part.md}}\n\n{{#nothing}}\n"),
        ("src/deep.md", "# Deep\n"),
        ("src/after.md", "# After\n"),
        ("src/part.md", "Shared *words*.\n"),
        ("src/main.rs", "fn main() {\n    // ANCHOR: go\n    go();\n    // ANCHOR_END: go\n}\n"),
    ])
}

#[test]
fn an_mdbook_is_converted_filled_and_in_its_order() {
    let project = book();
    let _ = project.run(&["init", "--from", "mdbook"]).expect(2).says("no git repository");
    git(&project, &["init", "-q"]);
    let _ = project.run(&["init", "--from", "mdbook"]).expect(2).says("aren't committed");
    git(&project, &["add", "-A"]);
    git(&project, &["commit", "-q", "-m", "all"]);
    let before = tree(&project.path().join("src"));
    let _ = project
        .run(&["init", "--from", "mdbook", "--dry-run"])
        .expect(0)
        .prints("+<!-- docsgen:include main.rs#go as=\"rust\" -->");
    assert!(tree(&project.path().join("src")) == before, "a dry run writes nothing");
    let _ = project.run(&["init", "--from", "mdbook"]).expect(0).prints("src/a.md:9: `{{#nothing}}` isn't converted");
    assert_eq!(
        read(&project, "src/a.md"),
        "# A\n\n<!-- docsgen:include main.rs#go as=\"rust\" -->\n\n```rust\n    go();\n```\n\n<!-- docsgen:end -->\n\n\
         <!-- docsgen:include part.md -->\n\nShared *words*.\n\n<!-- docsgen:end -->\n\n{{#nothing}}\n"
    );
    let _ = project.run(&["sync", "--check"]).expect(0);
    let _ = project.build().expect(0);
    let page = project.site_file("a.html");
    assert!(page.contains("Shared <em>words</em>"), "{page}");
    let pages = project.site_file("llms.txt");
    let at = |text: &str| pages.find(text).unwrap_or_else(|| panic!("no {text}: {pages}"));
    assert!(at("[Before]") < at("[Deep]") && at("[Deep]") < at("[After]"), "the order is that of SUMMARY.md");
    let again = tree(&project.path().join("src"));
    let _ = project.run(&["init", "--from", "mdbook", "--force"]).expect(0);
    assert!(tree(&project.path().join("src")) == again, "doing it twice is doing it once");
}

#[test]
fn settings_that_are_there_are_only_replaced_by_force() {
    let project = Project::of(&[
        ("book.toml", "[book]\ntitle = \"Mine\"\n"),
        ("mkdocs.yml", "site_name: Theirs\nnav:\n  - index.md\n  - Part:\n      - a.md\n"),
        ("docs/index.md", "# Home\n"),
        ("docs/a.md", "# A\n\n!!! warning\n    Mind.\n"),
    ]);
    git(&project, &["init", "-q"]);
    git(&project, &["add", "-A"]);
    git(&project, &["commit", "-q", "-m", "all"]);
    let before = tree(&project.path().join("docs"));
    let _ = project.run(&["init", "--from", "mkdocs"]).expect(2).says("`book.toml` is there already");
    assert!(tree(&project.path().join("docs")) == before && read(&project, "book.toml").contains("Mine"));
    let _ = project.run(&["init", "--from", "mkdocs", "--force"]).expect(0);
    assert_eq!(read(&project, "docs/SUMMARY.md"), "# Summary\n\n[Index](index.md)\n\n# Part\n\n- [A](a.md)\n");
    let _ = project.build().expect(0);
    let page = project.site_file("a.html");
    assert!(page.contains("Mind.") && !page.contains("!!!"), "{page}");
    assert!(project.path().join("site/a/index.html").exists(), "the address that MkDocs gave it still leads to it");
    let _ = project.run(&["init", "--from", "hugo"]).expect(2).says("there is no `hugo.toml` here");
    let _ = project.run(&["init", "--dry-run"]).expect(2).says("--from");
}
