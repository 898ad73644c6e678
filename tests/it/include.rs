//! Parts of other files in a text: written by `docsgen sync`, and found stale by `docsgen check`.

use crate::support::Project;

fn read(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path)).expect("it is there")
}

#[test]
fn a_part_of_another_file_is_written_and_kept_current() {
    let project = Project::of(&[
        ("book.toml", "[book]\nsrc = \"docs\"\n"),
        ("scripts/restore.sh", "#!/bin/sh\n# ANCHOR: stop\nkubectl scale --replicas=0 sts/redis\n# ANCHOR_END: stop\n"),
        ("docs/note.md", "---\npublish: false\n---\nOnly on **call**.\n"),
        (
            "docs/a.md",
            "# A\r\n\r\n<!-- docsgen:include ../scripts/restore.sh#stop as=\"bash\" -->\r\n<!-- docsgen:end -->\r\n\r\n1. Then\r\n\r\n   \
             <!-- docsgen:include note.md -->\r\n   old\r\n   <!-- docsgen:end -->\r\n",
        ),
        ("docs/b.md", "# B\n\n<!-- docsgen:include a.md lines=3- -->\n<!-- docsgen:end -->\n"),
    ]);
    let stale = project.run(&["check", "--no-cache", "--format", "short"]).expect(0);
    assert_eq!(stale.out.matches("generated-block-stale").count(), 3, "{}", stale.out);
    assert!(stale.out.contains("the text of `note.md` isn't what it would be now"), "{}", stale.out);
    let _ = project.run(&["sync", "--check"]).expect(1).prints("+kubectl scale");
    let _ = project.run(&["sync"]).expect(0);
    assert_eq!(
        read(&project, "docs/a.md"),
        "# A\r\n\r\n<!-- docsgen:include ../scripts/restore.sh#stop as=\"bash\" -->\r\n\r\n```bash\r\nkubectl scale --replicas=0 \
         sts/redis\r\n```\r\n\r\n<!-- docsgen:end -->\r\n\r\n1. Then\r\n\r\n   <!-- docsgen:include note.md -->\r\n\r\n   Only on \
         **call**.\r\n\r\n   <!-- docsgen:end -->\r\n"
    );
    let _ = project.run(&["sync", "--check"]).expect(0);
    let b = read(&project, "docs/b.md");
    assert!(b.contains("kubectl scale") && b.contains("Only on") && b.matches("docsgen:").count() == 2, "{b}");
    let _ = project.run(&["build"]).expect(0);
    let page = project.site_file("b.html");
    assert!(page.contains("<strong>call</strong>") && !page.contains("docsgen:include"), "{page}");

    project.file("docs/note.md", "Never alone.\n");
    let stale = project.run(&["check", "--no-cache", "--format", "short"]).expect(0);
    assert_eq!(stale.out.matches("generated-block-stale").count(), 2, "b.md takes it from a.md: {}", stale.out);
}

#[test]
fn what_cannot_be_included_is_a_finding_at_the_path() {
    let project = Project::of(&[
        ("book.toml", "[book]\nsrc = \".\"\n[audiences]\ninternal = \"us\"\n"),
        ("a.md", "# A\n\n<!-- docsgen:include b.md -->\n<!-- docsgen:end -->\n"),
        ("b.md", "# B\n\n<!-- docsgen:include a.md -->\n<!-- docsgen:end -->\n"),
        (
            "c.md",
            "# C\n\n<!-- docsgen:include ../../etc/passwd -->\n<!-- docsgen:end -->\n\n<!-- docsgen:include nothing.sh -->\n\
             <!-- docsgen:end -->\n\n<!-- docsgen:include d.md#x -->\n<!-- docsgen:end -->\n\n<!-- docsgen:include in.md -->\n\
             <!-- docsgen:end -->\n\n<!-- docsgen:include b.bin -->\n<!-- docsgen:end -->\n",
        ),
        ("d.md", "# D\n"),
        ("in.md", "---\naudience: internal\n---\nWords.\n"),
    ]);
    project.file("b.bin", b"\xff\xfe");
    let run = project.run(&["check", "--no-cache", "--format", "short"]).expect(0);
    for line in [
        "a.md:3:22: warning[directive-invalid]: the text of `b.md` would hold itself",
        "c.md:3:22: warning[directive-invalid]: `../../etc/passwd` lies outside of the repository",
        "c.md:6:22: warning[directive-invalid]: there is no file `nothing.sh`",
        "c.md:9:22: warning[directive-invalid]: `d.md` has no line `ANCHOR: x`",
        "c.md:12:22: warning[directive-invalid]: `in.md` is for other readers than this page",
        "c.md:15:22: warning[directive-invalid]: `b.bin` is no text",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    let before = read(&project, "c.md");
    let _ = project.run(&["sync"]).expect(1);
    assert_eq!(read(&project, "c.md"), before);
}
