//! Who sees what: pages for some readers alone, and secrets that no report may repeat.

use docsgen::build::{Options, Overrides, Workspace};

use crate::support::{Project, TODAY, tree};

/// What only those may read who are `internal`.
const SENTINEL: &str = "xyzzy";

/// The name of a file that they alone may know of.
const NAME: &str = "plugh";

fn project(repository_url: &str) -> Project {
    Project::of(&[
        (
            "book.toml",
            &format!(
                "[book]\ntitle = \"T\"\nsrc = \".\"\n{repository_url}\n[build]\naudience = \"public\"\n\
                 [audiences]\ninternal = \"on-call\"\npartner = \"others\"\n\
                 [catalog]\ncharts = [\"charts/*\"]\n\
                 [[sources]]\nmatch = \"charts/redis/*plugh*\"\naudience = \"internal\"\n\
                 [[sources]]\nmatch = \"charts/plugh/**\"\naudience = \"internal\"\n\
                 [[sources]]\nmatch = \"docs/ops/**\"\naudience = [\"internal\", \"partner\"]\n\
                 [[sources]]\nmatch = \"docs/{{chart}}-backup.md\"\nkind = \"backup\"\n"
            ),
        ),
        ("README.md", "# Home\n\n- [A](docs/a.md)\n"),
        (
            "docs/a.md",
            "# A\n\nSee [kept](kept.md), [its part](kept.md#part), [a folder](more), [a file](ops/net.yaml), \
             ![a picture](ops/net.svg), `docs/kept.md`.\n",
        ),
        (
            "docs/kept.md",
            "---\naudience: internal\naliases: [/old-xyzzy/]\ntags: [xyzzy]\n---\n# Kept xyzzy\n\n## Part\n\nxyzzy \
             [here](only.svg) [broken](nowhere-xyzzy.md) ![only](only.svg)\n",
        ),
        ("docs/typo.md", "---\naudience: intrenal\n---\n# Typo xyzzy\n"),
        ("docs/key.md", "---\naudiance: internal\n---\n# Key xyzzy\n"),
        ("docs/broken.md", "---\naudience: internal\ntitle: [\n---\n# Broken xyzzy\n"),
        ("docs/redis-backup.md", "---\naudience: internal\nobjectives:\n  - rto: 7m\n---\n# Redis backup xyzzy\n"),
        ("docs/more/plugh.md", "---\naudience: internal\n---\n# More xyzzy\n"),
        ("docs/more/open.md", "# Open\n"),
        ("docs/ops/net.yaml", "net: xyzzy\n"),
        ("docs/ops/net.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>xyzzy</text></svg>"),
        ("docs/only.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>xyzzy</text></svg>"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        ("charts/redis/README.md", "# Redis\n\nBy [its values](values-prod.yaml).\n"),
        ("charts/redis/values-plugh.yaml", "password: xyzzy\n"),
        ("charts/plugh/Chart.yaml", "apiVersion: v2\nname: plugh\nversion: 1.0.0\ndescription: xyzzy\n"),
        ("charts/plugh/README.md", "# Plugh xyzzy\n"),
        ("charts/plugh/values.yaml", "backup: {{ xyzzy\n"),
    ])
}

/// The files of the site that hold one of the words, by name.
fn telling(project: &Project) -> Vec<String> {
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    let files = tree(&project.path().join("site")).into_iter();
    let telling =
        files.filter(|(path, bytes)| [SENTINEL, NAME].iter().any(|word| holds(bytes, word) || path.contains(word)));
    telling.map(|(path, _)| path).collect()
}

#[test]
fn nothing_of_a_page_for_others_is_on_the_site() {
    for url in ["", "[output.html]\ngit-repository-url = \"https://github.com/example/docs\"\n"] {
        let project = project(url);
        let _ = project.run(&["build", "--fail-on", "never"]).expect(0);
        assert_eq!(telling(&project), Vec::<String>::new(), "{url}");
        let page = project.site_file("docs/a.html");
        assert!(!page.contains("kept.html") && !page.contains("blob/main/docs/kept.md"), "{page}");
        assert!(!page.contains("net.yaml\""), "{page}");

        let _ = project.run(&["build", "--audience", "internal,partner", "--fail-on", "never"]).expect(0);
        let internal = telling(&project);
        for file in ["docs/kept.html", "docs/kept.md", "charts/plugh/index.html", "facts.json", "llms.txt"] {
            assert!(internal.iter().any(|path| path == file), "{file} in {internal:?}");
        }
        assert!(project.site_file("charts/redis/backup.html").contains("7m"));
        for never in ["docs/typo.html", "docs/key.html", "docs/broken.html"] {
            assert!(!project.path().join("site").join(never).exists(), "{never}");
        }

        let _ = project.run(&["build", "--audience", "partner", "--fail-on", "never"]).expect(0);
        assert!(project.site_file("docs/a.html").contains("net"));
        assert!(!project.path().join("site/docs/kept.html").exists(), "what an earlier build wrote is gone");
        let _ = project.run(&["build", "--fail-on", "never"]).expect(0);
        assert_eq!(telling(&project), Vec::<String>::new(), "{url}");
    }
}

#[test]
fn links_to_pages_for_others_are_findings_and_so_are_names_that_nobody_declared() {
    let project = project("");
    let run = project.run(&["check", "--no-cache", "--format", "short"]).expect(1);
    for line in [
        "docs/a.md:3:12: warning[link-unpublished-page]: `docs/kept.md` is only for `internal`, so that nobody can follow this \
         link on the site",
        "docs/typo.md:2:11: error[audience-unknown]: there is no audience `intrenal`, so that nobody sees the page as one of it",
        "docs/key.md:2:1: warning[front-matter-unknown-key]: unknown key `audiance`",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    assert!(run.out.contains("`docs/ops/net.yaml` is for other readers"), "{}", run.out);
    let inside = project.run(&["check", "--no-cache", "--format", "short", "--audience", "internal"]).expect(1);
    assert!(!inside.out.contains("link-unpublished-page"), "{}", inside.out);
    let _ = project
        .run(&["build", "--audience", "intern"])
        .expect(2)
        .says("there is no audience `intern`")
        .says("`internal`");
}

#[test]
fn a_served_site_is_for_the_same_readers() {
    let project = project("");
    let options = |audience: Option<&str>| Options {
        cache: Some(project.path().join("cache")),
        overrides: Overrides { audience: audience.map(|name| vec![name.to_owned()]), site_url: None },
        ..Options::new(project.path().to_owned(), TODAY)
    };
    for (audience, expected) in [(None, false), (Some("partner"), false), (Some("internal"), true)] {
        let edition = Workspace::open(&options(audience)).unwrap_or_else(|error| panic!("{error}")).edition();
        assert_eq!(edition.has("docs/kept.html"), expected, "{audience:?}");
    }
}

#[test]
fn no_report_repeats_a_secret() {
    let key = ["MIIEvAIBADANBgkqhkiG9w0B", "XQ7fJ2pLw9sVbY4tKc0RzE8aHdU3mGnS6oQyPi1W"].concat();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----");
    let password = ["Vq7!", "xk2Lw9z"].concat();
    let project = Project::of(&[
        ("book.toml", "[book]\nsrc = \".\"\n[check]\nbaseline = \"known.json\"\n"),
        (
            "a.md",
            &format!(
                "# A\n\n[b](missing.md) <postgres://app:{password}@db/app> and [c](postgres://app:{password}@db/%zz)\n\n\
                 ```yaml\n{pem}\n```\n"
            ),
        ),
        ("b.md", "---\npublish: false\n---\n"),
    ]);
    let silent = |text: &str, what: &str| assert!(!text.contains(&key) && !text.contains(&password), "{what}: {text}");
    for format in ["human", "short", "json", "sarif", "github", "junit", "gitlab"] {
        let run = project.run(&["check", "--no-cache", "--format", format, "--summary", "summary.md"]).expect(1);
        silent(&run.out, format);
        silent(&run.err, format);
        assert!(run.out.contains("secret-published") && run.out.contains("secret-suspected"), "{format}: {}", run.out);
    }
    silent(&std::fs::read_to_string(project.path().join("summary.md")).expect("written"), "summary");
    let build = project.run(&["build", "-v"]).expect(1).says("secret-published");
    silent(&build.err, "build");
    silent(&project.site_file("facts.json"), "facts");
    let _ = project.run(&["check", "--update-baseline"]).expect(0);
    silent(&std::fs::read_to_string(project.path().join("known.json")).expect("written"), "baseline");
    let _ = project.run(&["check"]).expect(0).says("known");
}
