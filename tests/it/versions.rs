//! Several versions of a site, and addresses that were published.

use std::collections::BTreeMap;

use docsgen::fs::MANIFEST_NAME;

use crate::support::{Project, Run, git};

const BOOK: &str = "[book]\ntitle = \"Charts\"\nsrc = \".\"\n\n[output.html]\nsite-url = \"https://docs.example.org/ops/\"\n\n\
                    [versions]\ntags = \"v*\"\n";

/// A repository with a history: its site is built into `site`.
struct Repository {
    project: Project,
    day: u32,
}

type Tree = BTreeMap<String, Vec<u8>>;

impl Repository {
    /// A repository whose first commit, tagged `v1.0`, has no book.toml.
    fn new() -> Self {
        let project = Project::of(&[
            (".gitignore", "/site/\n/.docsgen/\n*.secret.md\n"),
            ("README.md", "# Home\n\n[Redis](docs/redis.md)\n"),
            ("docs/redis.md", "# Redis\n\nAs in 1.0.\n\n## Restore\n\n[Gone](gone.md)\n"),
            ("docs/only-in-1.md", "# Only in 1.0\n"),
        ]);
        let mut repository = Self { project, day: 0 };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit();
        repository.git(&["tag", "v1.0"]);
        repository
    }

    /// A second commit, tagged `v1.1`, and a third that isn't.
    fn grown() -> Self {
        let mut repository = Self::new();
        repository.write("docs/redis.md", "# Redis\n\nAs in 1.1.\n\n## Restore\n");
        repository.write("docs/kafka.md", "# Kafka\n");
        repository.write("book.toml", "[book]\nsrc = \".\"\ntitle = \"Old title\"\n");
        repository.git(&["rm", "--quiet", "docs/only-in-1.md"]);
        repository.commit();
        repository.git(&["tag", "-a", "v1.1", "-m", "release"]);
        repository.write("book.toml", BOOK);
        repository.write("docs/redis.md", "# Redis\n\nAs of today.\n\n## Restore\n");
        repository.commit();
        repository
    }

    fn write(&self, path: &str, text: &str) {
        self.project.file(path, text);
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(self.project.path(), &day(self.day), arguments)
    }

    fn commit(&mut self) {
        self.day += 1;
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "change"]);
    }

    #[track_caller]
    fn build(&self) -> Run {
        self.project.run(&["build", "-v"]).expect(0)
    }

    /// The files of the site in a folder, by their names in it.
    fn version(&self, folder: &str) -> Tree {
        let files = self.project.site().into_iter();
        files.filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes))).collect()
    }

    fn page(&self, path: &str) -> String {
        self.project.site_file(path)
    }
}

/// A day of the history, counted from its first.
fn day(number: u32) -> String {
    format!("2026-01-{:02}", number + 1)
}

fn rendered(run: &Run) -> Vec<&str> {
    let mut pages: Vec<&str> = run
        .err
        .lines()
        .filter_map(|line| line.trim_start().split_once("rendered ")?.1.split_once(": ").map(|(route, _)| route))
        .collect();
    pages.sort_unstable();
    pages
}

#[test]
fn each_version_is_its_own_tree_with_the_site_of_today() {
    let repository = Repository::grown();
    let run = repository.build();
    assert!(run.err.contains("versions: v1.1 ("), "{}", run.err);
    assert!(repository.page("docs/redis.html").contains("As of today."));
    assert!(repository.page("v1.1/docs/redis.html").contains("As in 1.1."));
    assert!(repository.page("v1.0/docs/redis.html").contains("As in 1.0."));
    let site = repository.project.site();
    for (path, is_there) in [
        ("v1.0/docs/only-in-1.html", true),
        ("v1.1/docs/only-in-1.html", false),
        ("v1.0/docs/kafka.html", false),
        ("v1.1/docs/kafka.html", true),
        ("v1.1/search/index.js", site.contains_key("search/index.js")),
        ("v1.1/404.html", true),
        ("v1.1/facts.json", true),
        ("v1.1/sitemap.xml", false),
        ("v1.1/robots.txt", false),
        ("v1.1/versions.js", false),
        ("versions.js", true),
        ("versions/index.html", true),
        ("versions/routes.js", true),
        ("v1.1/versions/routes.js", true),
    ] {
        assert_eq!(site.contains_key(path), is_there, "{path}");
    }
    let page = repository.page("v1.1/docs/redis.html");
    for part in [
        "<title>Redis · Charts</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://docs.example.org/ops/docs/redis.html\">",
        "<script defer src=\"../../versions.js\">",
        "You are reading version <strong>v1.1</strong>.",
        "href=\"../../versions/index.html\"",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    let page = repository.page("docs/redis.html");
    assert!(!page.contains("noindex") && !page.contains("version-note") && page.contains("../versions.js"), "{page}");
    assert!(repository.page("v1.1/404.html").contains("https://docs.example.org/ops/v1.1/assets/"));
    let sitemap = repository.page("sitemap.xml");
    assert!(sitemap.contains("/ops/docs/redis.html") && !sitemap.contains("v1."), "{sitemap}");
    let list = repository.page("versions/index.html");
    for part in ["href=\"../index.html\"", "href=\"../v1.1/index.html\"", "As of 2026-01-02", "Current version"] {
        assert!(list.contains(part), "no {part} in\n{list}");
    }
    let dates = repository.page("v1.0/docs/redis.html");
    assert!(dates.contains("2026-01-02") || !dates.contains("2026-01-0"), "dates are those of the version: {dates}");
}

#[test]
fn pages_of_a_released_version_are_the_same_to_the_byte_after_the_next_release() {
    let mut repository = Repository::grown();
    let _ = repository.build();
    let (first, old) = (repository.version("v1.0/"), repository.version("v1.1/"));
    assert!(!old.is_empty() && !first.is_empty());

    repository.write("docs/redis.md", "# Redis\n\nAs in 1.2.\n\n## Restore everything\n");
    repository.write("docs/new.md", "---\naliases: [/docs/kafka.html]\n---\n# New\n");
    repository.git(&["rm", "--quiet", "docs/kafka.md"]);
    repository.commit();
    repository.git(&["tag", "v1.2"]);
    repository.write("docs/redis.md", "# Redis\n\nAfter 1.2.\n");
    repository.commit();
    let run = repository.project.run(&["build", "-v", "--now", "2027-05-05"]).expect(0);
    assert!(repository.page("v1.2/docs/redis.html").contains("As in 1.2."));
    assert_eq!(repository.version("v1.1/"), old);
    assert_eq!(repository.version("v1.0/"), first);
    assert!(run.err.contains("v1.1 (4 pages, as published)") || run.err.contains(", as published)"), "{}", run.err);
    assert!(
        rendered(&run).iter().all(|route| !route.starts_with("v1.0/") && !route.starts_with("v1.1/")),
        "{}",
        run.err
    );

    // A build from nothing, on another day, makes the same.
    let out = repository.project.path().join("elsewhere");
    let (out, cache) = (out.to_str().unwrap().to_owned(), repository.project.path().join("cold"));
    let cache = cache.to_str().unwrap();
    let run = repository.project.run(&["build", "--now", "2027-05-05", "--out", &out, "--cache-dir", cache]);
    let _ = run.expect(0);
    let mut cold = crate::support::tree(std::path::Path::new(&out));
    let mut warm = repository.project.site();
    assert!(cold.remove(MANIFEST_NAME).is_some() && warm.remove(MANIFEST_NAME).is_some());
    assert!(cold == warm, "a warm build is a cold one");
}

#[test]
fn a_version_that_is_as_it_was_costs_nothing_and_one_that_changed_only_its_change() {
    let mut repository = Repository::grown();
    repository.git(&["branch", "stable"]);
    repository.write("book.toml", &BOOK.replace("tags = \"v*\"", "tags = \"v*\"\nrefs = \"stable\""));
    repository.commit();
    let run = repository.build();
    assert!(rendered(&run).contains(&"stable/docs/redis.html"), "{}", run.err);
    let run = repository.build();
    assert_eq!(rendered(&run), [""; 0], "{}", run.err);
    assert_eq!(run.err.matches(", as published)").count(), 3, "{}", run.err);

    // The branch goes on.
    repository.git(&["checkout", "--quiet", "stable"]);
    repository.write("docs/kafka.md", "# Kafka\n\nMended.\n");
    repository.commit();
    repository.git(&["checkout", "--quiet", "main"]);
    let run = repository.build();
    // The list of versions tells its new date.
    assert_eq!(rendered(&run), ["stable/docs/kafka.html", "versions/index.html"], "{}", run.err);

    // What somebody changed by hand is made again.
    repository.project.file("site/v1.1/docs/kafka.html", "broken");
    let run = repository.build();
    assert_eq!(rendered(&run), ["v1.1/docs/kafka.html"], "{}", run.err);

    // What settings no longer name goes, and comes back.
    let run = repository.project.run(&["build", "--no-versions"]).expect(0);
    assert!(!run.err.contains("versions:"), "{}", run.err);
    let site = repository.project.site();
    assert!(site.keys().all(|path| !path.starts_with("v1.") && !path.starts_with("versions")), "{:?}", site.keys());
    assert!(!repository.page("docs/redis.html").contains("versions.js"));
    let _ = repository.build();
    assert!(repository.page("v1.1/docs/redis.html").contains("As in 1.1."));
}

#[test]
fn a_release_can_stand_at_the_root() {
    let repository = Repository::grown();
    repository.write("book.toml", &BOOK.replace("tags = \"v*\"", "tags = \"v*\"\nlatest = \"v*\""));
    let _ = repository.build();
    for (path, text) in [
        ("docs/redis.html", "As in 1.1."),
        ("next/docs/redis.html", "As of today."),
        ("v1.1/docs/redis.html", "As in 1.1."),
        ("v1.0/docs/redis.html", "As in 1.0."),
    ] {
        assert!(repository.page(path).contains(text), "{path}");
    }
    let script = repository.page("versions.js");
    let expected = r#"[{"name":"v1.1","folder":"","date":"2026-01-03"},{"name":"next","folder":"next/","date":null},{"name":"v1.0","folder":"v1.0/""#;
    assert!(script.starts_with(&format!("docsgen.versions = {expected}")), "{script}");
    assert!(repository.page("next/docs/redis.html").contains("noindex"));
    assert!(!repository.page("docs/redis.html").contains("noindex"));
    assert!(repository.page("sitemap.xml").contains("/ops/docs/redis.html"));
    let before = repository.project.site();
    let run = repository.build();
    assert_eq!(rendered(&run), [""; 0], "{}", run.err);
    assert_eq!(repository.project.site(), before);
}

#[test]
fn a_version_that_is_missing_stops_the_build_and_leaves_the_site() {
    let repository = Repository::grown();
    let _ = repository.build();
    let before = repository.project.site();
    repository.write("book.toml", &BOOK.replace("tags = \"v*\"", "refs = [\"v1.0\", \"v1.3\"]"));
    let run = repository.project.run(&["build"]).expect(2);
    assert!(run.err.contains("book.toml:9:17: there is no branch or tag `v1.3` in this clone"), "{}", run.err);
    assert_eq!(repository.project.site(), before);

    // A clone of the last commit alone, as CI makes it.
    repository.write("book.toml", BOOK);
    let shallow = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repository.project.path().display());
    git(shallow.path(), &day(9), &["clone", "--quiet", "--depth=1", "--no-tags", &url, "."]);
    let folder = shallow.path().to_str().unwrap();
    let run =
        repository.project.run(&["build", folder]).expect(2).says("no tag matches `v*`, in a clone that is shallow");
    assert!(run.err.contains("`fetch-depth: 0`"), "{}", run.err);
    let _ = repository.project.run(&["build", folder, "--no-versions"]).expect(0);

    // One without the contents of files: nothing is fetched behind the user's back.
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let blobless = tempfile::tempdir().unwrap();
    git(blobless.path(), &day(9), &["clone", "--quiet", "--filter=blob:none", &url, "."]);
    let folder = blobless.path().to_str().unwrap();
    let run = repository.project.run(&["build", folder]).expect(2);
    assert!(run.err.contains("version `v1.1` can't be built") && run.err.contains("without `filter`"), "{}", run.err);

    // A pattern that matches nothing yet is said, and no reason to stop.
    repository.write("book.toml", &BOOK.replace("v*", "release-*"));
    let run = repository.project.run(&["build"]).expect(0);
    assert!(run.err.contains("`[versions]` matches no tag yet"), "{}", run.err);

    // And no repository at all.
    let plain = Project::of(&[("book.toml", BOOK), ("README.md", "# Home\n")]);
    let _ = plain.run(&["build"]).expect(2).says("versions are read from git's history, and there is none");
}

#[test]
fn names_from_settings_are_never_options_of_git_or_places_outside_the_site() {
    let repository = Repository::grown();
    let trap = repository.project.path().join("trapped");
    for name in [format!("--upload-pack=touch {}", trap.display()), "-x".to_owned(), "../x".to_owned()] {
        repository.write("book.toml", &BOOK.replace("tags = \"v*\"", &format!("refs = [\"{name}\"]")));
        let run = repository.project.run(&["build"]).expect(1);
        assert!(run.err.contains("is no name of a branch or tag"), "{}", run.err);
        assert!(!trap.exists());
    }
    repository.write(
        "book.toml",
        &BOOK.replace("tags = \"v*\"", "refs = \"v1.0\"\n[versions.names]\n\"v1.0\" = \"../../x\""),
    );
    let _ = repository.project.run(&["build"]).expect(1).says("can't be the name of a version");
}

#[test]
fn an_old_tree_may_be_in_any_state() {
    let mut repository = Repository::new();
    repository.write("book.toml", "[book\n");
    repository.write("docs/kafka.secret.md", "# Secret\n");
    repository.git(&["add", "--force", "docs/kafka.secret.md"]);
    repository.write("docs/crlf.md", "# Line ends\r\n\r\n```bash\r\nls\r\n```\r\n");
    repository.write("docs/redis.md", "# Redis\n\n![Picture](p.png)\n");
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:\
                   4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 5\n";
    repository.write("docs/p.png", pointer);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("docs/crlf.md", repository.project.path().join("linked.md")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", repository.project.path().join("outside.md")).unwrap();
    }
    repository.git(&["config", "core.autocrlf", "false"]);
    repository.commit();
    repository.git(&["tag", "v1.1"]);
    for path in ["docs/kafka.secret.md", "docs/p.png", "docs/crlf.md"] {
        repository.git(&["rm", "--quiet", "--force", path]);
    }
    #[cfg(unix)]
    repository.git(&["rm", "--quiet", "linked.md", "outside.md"]);
    repository.write("book.toml", BOOK);
    repository.write("docs/redis.md", "# Redis\n");
    repository.commit();
    let object = ".git/lfs/objects/4d/7a/4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
    repository.project.file(object, "image");

    let run = repository.build();
    assert!(run.err.contains("version v1.1: its book.toml can't be read and is left out: book.toml:1:"), "{}", run.err);
    let site = repository.project.site();
    assert!(!site.keys().any(|path| path.contains("secret")), "what git ignores stays out");
    assert!(!site["v1.1/docs/crlf.md"].contains(&b'\r'));
    let picture = site.iter().find(|(path, _)| path.starts_with("v1.1/assets/p.") && path.ends_with(".png"));
    assert_eq!(picture.map(|(_, bytes)| bytes.as_slice()), Some(&b"image"[..]), "{:?}", site.keys());
    #[cfg(unix)]
    {
        assert!(site.contains_key("v1.1/linked.html"));
        assert!(!site.contains_key("v1.1/outside.html"));
    }
    assert_eq!(run.err.matches("version v1.1").count(), 1);
    let run = repository.build();
    assert!(run.err.contains("version v1.1: its book.toml can't be read"), "it is said each time: {}", run.err);
}

#[test]
fn versions_and_pages_do_not_get_into_each_others_way() {
    let mut repository = Repository::grown();
    repository.write("v1.1/notes.md", "# Notes\n");
    let run = repository.project.run(&["build"]).expect(2);
    assert!(run.err.contains("the site has files of its own in `v1.1/`"), "{}", run.err);
    repository.write("book.toml", &format!("{BOOK}[versions.names]\n\"v1.1\" = \"1.1\"\n"));
    let _ = repository.build();
    assert!(repository.page("1.1/docs/redis.html").contains("As in 1.1."));
    // A page that the author wrote about versions stands where docsgen's list would.
    repository.write("versions/README.md", "# Our versions\n");
    repository.commit();
    let _ = repository.build();
    assert!(repository.page("versions/index.html").contains("Our versions"));
}

#[test]
fn a_project_may_lie_below_the_top_of_its_repository() {
    let mut repository = Repository::new();
    repository.write("platform/README.md", "# Platform in 1.1\n\n[Sibling](docs/a.md)\n");
    repository.write("platform/docs/a.md", "# A\n");
    repository.commit();
    repository.git(&["tag", "v1.1"]);
    repository.write("platform/book.toml", BOOK);
    repository.write("platform/README.md", "# Platform today\n");
    repository.commit();
    let _ = repository.project.run(&["build", "platform"]).expect(0).says("versions: v1.1 (2 pages), v1.0 (0 pages)");
    let site = crate::support::tree(&repository.project.path().join("platform/site"));
    let text = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    assert!(text("v1.1/index.html").contains("Platform in 1.1") && text("index.html").contains("Platform today"));
    assert!(text("v1.1/docs/a.html").contains("2026-01-03"), "{}", text("v1.1/docs/a.html"));
    assert!(!site.keys().any(|path| path.contains("redis")), "what lies beside the project is no part of it");
}

#[test]
fn sections_that_moved_are_on_their_page_or_on_what_took_its_place() {
    let project = Project::of(&[
        (
            "book.toml",
            "[book]\nsrc = \".\"\n\n[output.html.redirect]\n\"/docs/redis.html#old\" = \"#new-words\"\n\
             \"/docs/redis.html#out\" = \"https://example.com/x?a=1&b\"\n\"/gone.html\" = \"/docs/redis.html\"\n\
             \"/gone.html#a%20%3Cb%3E\" = \"/docs/kafka.html#part\"\n",
        ),
        ("README.md", "# Home\n"),
        ("docs/redis.md", "# Redis\n\n## New *words*\n"),
        (
            "docs/kafka.md",
            "---\naliases: [\"/docs/redis.html#kafka\", \"/gone.html#kafka\"]\n---\n# Kafka\n\n## Part\n",
        ),
    ]);
    let _ = project.run(&["build", "--fail-on", "warning"]).expect(0);
    let page = project.site_file("docs/redis.html");
    for line in [
        "<p id=\"old\">This section has moved: <a href=\"#new-words\">New words</a></p>",
        "<p id=\"out\">This section has moved: <a href=\"https:&#x2F;&#x2F;example.com&#x2F;x?a=1&amp;b\">",
        "<p id=\"kafka\">This section has moved: <a href=\"kafka.html\">Kafka</a></p>",
    ] {
        let plain = |text: &str| text.replace("&#x2F;", "/");
        assert!(plain(&page).contains(&plain(line)), "no {line} in\n{page}");
    }
    let former = project.site_file("gone.html");
    for line in [
        "<p><a href=\"docs/redis.html\">docs/redis.html</a></p>",
        "<li id=\"kafka\">#kafka: <a href=\"docs/kafka.html\">Kafka</a></li>",
        "<li id=\"a &lt;b&gt;\">#a &lt;b&gt;: <a href=\"docs/kafka.html#part\">Part</a></li>",
    ] {
        assert!(former.contains(line), "no {line} in\n{former}");
    }
    assert!(!former.contains("http-equiv"), "who has no script sees the list: {former}");
}

#[test]
fn a_served_site_is_the_tree_alone() {
    let repository = Repository::grown();
    let options = docsgen::build::Options {
        cache: Some(repository.project.path().join("served")),
        ..docsgen::build::Options::new(repository.project.path().to_owned(), crate::support::TODAY)
    };
    let workspace = docsgen::build::Workspace::open(&options).unwrap_or_else(|error| panic!("{error}"));
    let edition = workspace.edition();
    assert!(edition.has_versions());
    assert!(edition.routes().all(|route| !route.starts_with("v1.") && !route.starts_with("versions")));
}

#[test]
fn published_addresses_are_recorded_and_none_of_them_disappears_unseen() {
    let project = Project::of(&[
        ("book.toml", "[book]\nsrc = \".\"\n\n[check]\npublished = \"published.txt\"\n"),
        ("README.md", "# Home\n"),
        ("docs/redis.md", "---\naliases: [/old.html]\n---\n# Redis\n"),
    ]);
    let _ = project.run(&["check"]).expect(0).says("the record of published addresses `published.txt` isn't there");
    let _ = project.run(&["check", "--update-published"]).expect(0).says("published addresses");
    let record = std::fs::read_to_string(project.path().join("published.txt")).unwrap();
    assert!(record.starts_with("# Addresses of this site"), "{record}");
    for route in ["index.html", "docs/redis.html", "old.html"] {
        assert!(record.lines().any(|line| line == route), "{record}");
    }
    let _ = project.run(&["check", "--update-published"]).expect(0).says("nothing to write");

    std::fs::rename(project.path().join("docs/redis.md"), project.path().join("docs/cache.md")).unwrap();
    let run = project.run(&["check", "--format", "short"]).expect(1);
    assert!(run.out.contains("`docs/redis.html` was published, and leads nowhere now"), "{}", run.out);
    let _ = project.run(&["check", "--update-published"]).expect(0).says("writing published.txt");
    let record = std::fs::read_to_string(project.path().join("published.txt")).unwrap();
    assert!(record.contains("docs/cache.html") && record.contains("docs/redis.html"), "nothing is forgotten: {record}");
    assert!(record.lines().skip(2).is_sorted(), "{record}");

    project.file("docs/cache.md", "---\naliases: [/old.html, /docs/redis.html]\n---\n# Redis\n");
    let _ = project.run(&["check"]).expect(0);
}

#[test]
fn a_published_site_is_a_record_as_well() {
    let project = Project::of(&[
        ("book.toml", "[book]\nsrc = \".\"\n\n[output.html]\nsite-url = \"https://docs.example.org/ops/\"\n"),
        ("README.md", "# Home\n"),
        ("docs/redis.md", "# Redis guide\n"),
        ("docs/kafka.md", "# Kafka\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        (
            "docs/redis-backup-guide.md",
            "---\nchart: redis\nkind: backup\nobjectives:\n  - { scenario: Full disaster recovery, rto: 1h, rpo: 15m }\n---\n# Backup\n",
        ),
    ]);
    let _ = project.run(&["build", "--out", "published"]).expect(0);
    let _ = project.run(&["check", "--published", "published"]).expect(0);
    let _ = project.run(&["check", "--only", "links", "--no-cache", "--published", "published"]).expect(0);
    std::fs::rename(project.path().join("docs/redis.md"), project.path().join("docs/cache.md")).unwrap();
    project.file("docs/kafka.md", "---\ndraft: true\n---\n# Kafka\n");
    for record in ["published", "published/facts.json", "published/sitemap.xml"] {
        let run = project.run(&["check", "--published", record]).expect(1);
        assert!(run.out.contains("`docs/redis.html` was published, and leads nowhere now"), "{record}: {}", run.out);
        assert!(run.out.contains("`docs/kafka.md` is there, and isn't published"), "{record}: {}", run.out);
        let guessed = run.out.contains("if that is `docs/cache.md` now, add `aliases: [/docs/redis.html]`");
        assert_eq!(guessed, !record.ends_with(".xml"), "only facts know the title: {}", run.out);
    }
    let _ = project.run(&["check", "--published", "docs"]).expect(2).says("has no record of published addresses");
    project.file("broken.json", "{");
    let _ = project.run(&["check", "--published", "broken.json"]).expect(2).says("can't be read: it is no facts.json");
}
