//! `docsgen serve`: what it answers, what it tells open pages, and what it survives.

mod client;

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;

use self::client::{Served, eventually};
use crate::support::Project;

const FREE: &[&str] = &["--port", "0"];

fn project() -> Project {
    Project::of(&[
        ("book.toml", "[book]\ntitle = \"Docs\"\n\n[output.html]\nsite-url = \"https://example.com/ops/docs/\"\n"),
        ("README.md", "# Home\n\n[one](docs/one.md)\n"),
        ("docs/one.md", "# One\n\nFirst text.\n\n![picture](picture.svg)\n"),
        ("docs/two.md", "# Two\n\nSecond text.\n\n[gone](gone.md)\n"),
        ("docs/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>\n"),
        ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.0.0\n"),
        ("charts/redis/README.md", "# Redis\n\nA chart.\n"),
    ])
}

/// The digest that a page says it has.
fn digest(page: &str) -> String {
    let rest = page.split("data-docsgen-digest=\"").nth(1).expect("the page carries the live script");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn files_are_answered_as_github_pages_answers_them() {
    let project = project();
    let served = Served::start(&project, FREE);
    for (path, status, location) in [
        ("/", 200, ""),
        ("/index.html", 200, ""),
        ("/docs/one.html", 200, ""),
        ("/docs/one", 200, ""),
        ("/docs/one.html?q=x", 200, ""),
        ("/docs/one/", 404, ""),
        ("/charts/redis/", 200, ""),
        ("/charts/redis", 302, "/charts/redis/"),
        ("/charts/redis?q=x", 302, "/charts/redis/?q=x"),
        ("/charts", 404, ""),
        ("/nowhere", 404, ""),
        ("/../book.toml", 404, ""),
        ("/%2e%2e/book.toml", 404, ""),
        ("//example.com/charts/redis", 404, ""),
        ("/%FF", 404, ""),
        ("/docs/one.md", 200, ""),
        ("/search/index.js", 200, ""),
        ("/search/nothing.js", 404, ""),
        ("/_docsgen/live.js", 200, ""),
        ("/_docsgen/nothing.js", 404, ""),
    ] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("location")), (status, location), "{path}");
    }
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/docs/one.md", "text/markdown; charset=utf-8"),
        ("/search/index.js", "text/javascript; charset=utf-8"),
        ("/_docsgen/live.css", "text/css; charset=utf-8"),
        ("/build.json", "application/json"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
    let missing = served.get("/no/such/page").text();
    assert!(
        missing.contains("href=\"/assets/") && !missing.contains("\"https://example.com/ops/docs/assets"),
        "{missing}"
    );
    assert!(!project.path().join("site").exists(), "nothing is written");
}

#[test]
fn conditions_and_ranges_are_heeded() {
    let project = project();
    let served = Served::start(&project, FREE);
    let whole = served.get("/docs/one.md");
    let etag = whole.header("etag").to_owned();
    assert!(etag.starts_with('"') && etag.len() == 34, "{etag}");
    let ask = |headers: &[(&str, &str)]| served.request("GET", "/docs/one.md", headers);
    let same = ask(&[("If-None-Match", &etag)]);
    assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, &*etag));
    assert_eq!(ask(&[("If-None-Match", "\"other\"")]).status, 200);
    let part = ask(&[("Range", "bytes=2-4")]);
    assert_eq!(
        (part.status, part.text(), part.header("content-range")),
        (206, "One".to_owned(), &*format!("bytes 2-4/{}", whole.body.len()))
    );
    assert_eq!(ask(&[("Range", "bytes=2-4"), ("If-Range", "\"other\"")]).body, whole.body);
    let outside = ask(&[("Range", "bytes=99999-")]);
    assert_eq!((outside.status, outside.header("content-range")), (416, &*format!("bytes */{}", whole.body.len())));
    let head = served.request("HEAD", "/docs/one.md", &[]);
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, &*whole.body.len().to_string()));
    let posted = served.request("POST", "/", &[]);
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn foreign_hosts_and_pages_are_turned_away() {
    let project = project();
    let served = Served::start(&project, &["--port", "0", "--allow-host", "docs.test"]);
    for (headers, status) in [
        (&[("Host", "localhost")][..], 200),
        (&[("Host", "127.0.0.1:1")], 200),
        (&[("Host", "docs.test")], 200),
        (&[("Host", "evil.example.com")], 421),
        (&[("Host", "")], 421),
        (&[("Origin", "http://localhost:3000")], 200),
        (&[("Origin", "https://evil.example.com")], 421),
        (&[("Origin", "null")], 421),
        (&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")], 421),
    ] {
        for path in ["/", "/_docsgen/events?path=/", "/_docsgen/live.js"] {
            if status == 200 && path.contains("events") {
                continue;
            }
            let answer = served.request("GET", path, headers);
            // Without a host a request is none at all.
            let refused = if headers == [("Host", "")] { [400, 421] } else { [status, status] };
            assert!(refused.contains(&answer.status), "{path} {headers:?}: {}", answer.status);
        }
    }
}

#[test]
fn the_base_is_that_of_the_published_site() {
    let project = project();
    let served = Served::start(&project, &["--port", "0", "--base"]);
    assert!(served.url.ends_with("/ops/docs/"), "{}", served.url);
    for (path, status, location) in [
        ("/", 302, "/ops/docs/"),
        ("/ops/docs", 302, "/ops/docs/"),
        ("/ops/docs/", 200, ""),
        ("/ops/docs/charts/redis", 302, "/ops/docs/charts/redis/"),
        ("/docs/one.html", 404, ""),
        ("/ops/docs/_docsgen/live.js", 200, ""),
    ] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("location")), (status, location), "{path}");
    }
    assert!(served.get("/ops/docs/").text().contains("src=\"/ops/docs/_docsgen/live.js\""));
}

#[test]
fn a_save_is_shown_and_only_told_where_it_shows() {
    let project = project();
    let served = Served::start(&project, FREE);
    let (mut one, mut two) = (served.tab("/docs/one.html"), served.tab("/docs/two.html"));
    let before = one.until("page", serde_json::Value::is_string);
    assert_eq!(before, digest(&served.get("/docs/one.html").text()), "a tab is told what the page says");
    let of_two = two.until("page", serde_json::Value::is_string);
    project.file("docs/one.md", "# One\n\nAnother text.\n");
    let after = one.until("page", |page| *page != before);
    let page = served.get("/docs/one.html").text();
    assert!(page.contains("Another text."), "{page}");
    assert_eq!(after, digest(&page));
    // The other tab is told of its own page when that changes, and of nothing before.
    project.file("docs/two.md", "# Two\n\nThird text.\n");
    two.until("page", |page| *page != of_two);
    assert_eq!(two.last("page"), digest(&served.get("/docs/two.html").text()));
    served.says("docs/one.md: 1 open page rendered");
    served.says("findings: 1 fixed");
    let (status, said) = served.interrupt();
    assert_eq!(status.code(), Some(0), "{said}");
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_goes_when_it_is_mended() {
    let project = project();
    let good = fs::read_to_string(project.path().join("book.toml")).expect("it was written");
    let served = Served::start(&project, &["--port", "0", "--editor", "zed"]);
    let mut tab = served.tab("/docs/one.html");
    tab.until("findings", |findings| findings["checking"] == false);
    tab.until("faults", |faults| faults == &serde_json::json!([]));

    project.file("book.toml", "[book]\ntitle = \n");
    let faults = tab.until("faults", |faults| faults[0].is_object());
    assert_eq!(faults[0]["place"]["path"], "book.toml", "{faults}");
    assert_eq!(faults[0]["place"]["line"], 2, "{faults}");
    let root = project.path().canonicalize().expect("it is there");
    let url = faults[0]["place"]["url"].as_str().expect("an address");
    assert!(url.starts_with(&format!("zed://file{}/book.toml:2:", root.display())), "{url}");
    assert!(faults[0]["excerpt"].to_string().contains("title = "), "{faults}");
    served.says("book.toml:2");
    assert_eq!(served.get("/docs/one.html").status, 200, "the last good site goes on being served");
    project.file("book.toml", &good);
    tab.until("faults", |faults| faults == &serde_json::json!([]));

    project.file("docs/one.md", "---\ntitle: [\n---\n# One\n");
    let faults = tab.until("faults", |faults| faults[0].is_object());
    assert_eq!(
        (&faults[0]["code"], &faults[0]["place"]["path"]),
        (&"front-matter-syntax".into(), &"docs/one.md".into())
    );
    project.file("docs/one.md", "# One\n\nMended.\n");
    tab.until("faults", |faults| faults == &serde_json::json!([]));

    project.file("themes/default/templates/page.html", "<title>{{ page.title }}</title>\n{{ page.nothing }}\n");
    let faults = tab.until("faults", |faults| faults[0].is_object());
    assert_eq!(faults[0]["place"]["line"], 2, "{faults}");
    served.says("themes/default/templates/page.html:2");
    project.file("themes/default/templates/page.html", "<title>{{ page.title }}</title>\nour own: {{ body }}\n");
    tab.until("faults", |faults| faults == &serde_json::json!([]));
    served.shows("/docs/one.html", "our own: ");

    let mut two = served.tab("/docs/two.html");
    let findings = two.until("findings", |findings| findings["here"][0].is_object());
    assert_eq!(findings["here"][0]["code"], "link-missing-file", "{findings}");
    assert_eq!(findings["here"][0]["place"]["line"], 5, "{findings}");
    project.file("docs/two.md", "# Two\n\nMended.\n");
    two.until("findings", |findings| findings["checking"] == false && findings["here"] == serde_json::json!([]));
}

#[test]
fn a_site_that_cannot_be_built_at_first_is_shown_when_it_can() {
    let project = project();
    let good = fs::read_to_string(project.path().join("book.toml")).expect("it was written");
    project.file("book.toml", "[book\n");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let served = Served::begin(&project, &["--port", &port.to_string()]).on_port(port);
    served.says("book.toml:1");
    let page = served.get("/docs/one.html");
    assert_eq!(page.status, 503);
    assert_eq!(digest(&page.text()), "none");
    let mut tab = served.tab("/docs/one.html");
    tab.until("faults", |faults| faults[0].is_object());
    project.file("book.toml", good);
    tab.until("page", serde_json::Value::is_string);
    assert_eq!(tab.last("faults"), serde_json::json!([]));
    assert_eq!(served.get("/docs/one.html").status, 200);
}

#[test]
fn book_toml_may_go_and_come_back() {
    let project = project();
    let served = Served::start(&project, FREE);
    served.shows("/", "Docs</title>");
    let book = project.path().join("book.toml");
    fs::remove_file(&book).expect("it is there");
    eventually(|| !served.get("/").text().contains("Docs</title>"), || served.said());
    project.file("book.toml", "[book]\ntitle = \"Again\"\n");
    served.shows("/", "Again</title>");
    fs::remove_file(&book).expect("it is there");
    fs::create_dir(&book).expect("a folder in its place");
    served.shows("/docs/one.html", "First text");
    fs::remove_dir(&book).expect("it is there");
    project.file("book.toml", "[book]\ntitle = \"Third\"\n");
    served.shows("/", "Third</title>");
}

#[test]
fn every_way_of_saving_is_seen() {
    let project = project();
    let served = Served::start(&project, FREE);
    let at = |name: &str| project.path().join("docs").join(name);
    let shows = |text: &str| served.shows("/docs/one.html", text);
    // vim with a backup: moves the file aside, writes anew, removes the old one.
    fs::rename(at("one.md"), at("one.md~")).expect("aside");
    project.file("docs/one.md", "# One\n\nBy vim.\n");
    fs::remove_file(at("one.md~")).expect("removed");
    shows("By vim.");
    // JetBrains: a copy beside it, the old one aside, the copy into place.
    project.file("docs/one.md___jb_tmp___", "# One\n\nBy JetBrains.\n");
    fs::rename(at("one.md"), at("one.md___jb_old___")).expect("aside");
    fs::rename(at("one.md___jb_tmp___"), at("one.md")).expect("into place");
    fs::remove_file(at("one.md___jb_old___")).expect("removed");
    shows("By JetBrains.");
    // sed -i: another file renamed over it.
    project.file("docs/sedAbC123", "# One\n\nBy sed.\n");
    fs::rename(at("sedAbC123"), at("one.md")).expect("into place");
    shows("By sed.");
    // VS Code: in place, in pieces.
    let mut file = fs::File::create(at("one.md")).expect("opened");
    file.write_all(b"# One\n\nHalf").expect("written");
    file.flush().expect("flushed");
    file.write_all(b" and whole.\n").expect("written");
    drop(file);
    shows("Half and whole.");
    // New files in new folders, renames, deletions.
    project.file("docs/new/deep/three.md", "# Three\n\nNew.\n");
    served.shows("/docs/new/deep/three.html", "New.");
    fs::rename(project.path().join("docs/new"), project.path().join("docs/newer")).expect("renamed");
    served.shows("/docs/newer/deep/three.html", "New.");
    eventually(|| served.get("/docs/new/deep/three.html").status == 404, || served.said());
    project.file("docs/newer/deep/three.md", "# Three\n\nNewest.\n");
    served.shows("/docs/newer/deep/three.html", "Newest.");
    fs::remove_file(project.path().join("docs/newer/deep/three.md")).expect("removed");
    eventually(|| served.get("/docs/newer/deep/three.html").status == 404, || served.said());
}

#[test]
fn changes_are_found_without_the_systems_help() {
    let project = project();
    let served = Served::start(&project, &["--port", "0", "--poll"]);
    project.file("docs/one.md", "# One\n\nLooked for.\n");
    served.shows("/docs/one.html", "Looked for.");
    project.file("docs/new/three.md", "# Three\n\nFound.\n");
    served.shows("/docs/new/three.html", "Found.");
}

#[test]
#[cfg(unix)]
fn content_behind_links_is_seen() {
    let project = project();
    project.file("kept/note.md", "# Note\n\nShared.\n");
    std::os::unix::fs::symlink("../kept/note.md", project.path().join("docs/note.md")).expect("a link");
    std::os::unix::fs::symlink("../kept", project.path().join("docs/all")).expect("a link");
    let served = Served::start(&project, FREE);
    served.shows("/docs/note.html", "Shared.");
    project.file("kept/note.md", "# Note\n\nEdited.\n");
    served.shows("/docs/note.html", "Edited.");
    served.shows("/docs/all/note.html", "Edited.");
}

#[test]
fn a_burst_is_built_once() {
    let project = project();
    for number in 0..300 {
        project.file(&format!("docs/many/{number}.md"), format!("# Page {number}\n\nBefore.\n"));
    }
    let served = Served::start(&project, FREE);
    for number in 0..300 {
        project.file(&format!("docs/many/{number}.md"), format!("# Page {number}\n\nAfter.\n"));
    }
    for number in 0..300 {
        served.shows(&format!("/docs/many/{number}.html"), "After.");
    }
    served.says(" more files: ");
    let lines = served.said().lines().filter(|line| line.contains("rendered,")).count();
    assert!(lines < 30, "300 files in {lines} builds:\n{}", served.said());
}

#[test]
fn reading_is_no_reason_to_build() {
    let project = project();
    let served = Served::start(&project, FREE);
    for _ in 0..20 {
        served.get("/docs/one.html");
        fs::read(project.path().join("docs/one.md")).expect("it is there");
    }
    project.file("docs/one.md", "# One\n\nThe only change.\n");
    served.shows("/docs/one.html", "The only change.");
    served.says("docs/one.md: ");
    let lines = served.said().lines().filter(|line| line.contains("rendered,")).count();
    assert_eq!(lines, 1, "{}", served.said());
}

#[test]
fn what_is_saved_by_mistake_is_survived() {
    let project = project();
    let served = Served::start(&project, FREE);
    let one = project.path().join("docs/one.md");
    // A folder in the file's place, and back.
    fs::remove_file(&one).expect("it is there");
    fs::create_dir(&one).expect("a folder");
    eventually(|| served.get("/docs/one.html").status == 404, || served.said());
    fs::remove_dir(&one).expect("it is there");
    project.file("docs/one.md", "# One\n\nBack.\n");
    served.shows("/docs/one.html", "Back.");
    // 50 MB of text, which is too much, and back.
    project.file("docs/one.md", "word ".repeat(10 << 20));
    served.shows("/docs/two.html", "Second text.");
    project.file("docs/one.md", "# One\n\nSmall again.\n");
    served.shows("/docs/one.html", "Small again.");
    // Bytes that are no text.
    project.file("docs/one.md", [0xff, 0xfe, 0, 1, 2]);
    served.shows("/docs/two.html", "Second text.");
    project.file("docs/one.md", "# One\n\nText again.\n");
    served.shows("/docs/one.html", "Text again.");
    let (status, said) = served.interrupt();
    assert_eq!(status.code(), Some(0), "{said}");
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_be_read_is_said_and_waited_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = project();
    let served = Served::start(&project, FREE);
    let one = project.path().join("docs/one.md");
    fs::set_permissions(&one, fs::Permissions::from_mode(0o000)).expect("it is ours");
    // For root there is no such thing: it is read as ever.
    if fs::read(&one).is_err() {
        served.says("could not read");
    }
    served.shows("/docs/one.html", "First text.");
    fs::set_permissions(&one, fs::Permissions::from_mode(0o644)).expect("it is ours");
    project.file("docs/one.md", "# One\n\nReadable.\n");
    served.shows("/docs/one.html", "Readable.");
}

#[test]
fn a_thousand_saves_end_with_the_last() {
    let project = project();
    let served = Served::start(&project, FREE);
    let mut tab = served.tab("/docs/one.html");
    tab.until("page", serde_json::Value::is_string);
    for number in 0..1000 {
        project.file("docs/one.md", format!("# One\n\nSave {number}.\n"));
    }
    served.shows("/docs/one.html", "Save 999.");
    let last = digest(&served.get("/docs/one.html").text());
    tab.until("page", |page| page == last.as_str());
    let lines = served.said().lines().filter(|line| line.contains("rendered,")).count();
    assert!(lines < 500, "{lines} builds");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let project = project();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let _ = project.run(&["serve", "--port", &port]).expect(2).says(&format!("port {port} of 127.0.0.1 is taken"));
    let _ = project.run(&["serve", "--editor", "emacs"]).expect(2).says("is no editor");
    let _ = project.run(&["serve", "no-such-folder"]).expect(2).says("no-such-folder");
}

#[test]
fn many_tabs_are_told_and_one_that_never_reads_is_no_burden() {
    let project = project();
    project.file("docs/large.bin", vec![7; 20 << 20]);
    project.file("docs/two.md", "# Two\n\n[large](large.bin) ![large](large.bin)\n");
    let served = Served::start(&project, FREE);
    // One asks for a large file, one for events, and neither ever reads.
    let mut deaf = served.connect();
    let page = served.get("/docs/two.html").text();
    let file = page.split("src=\"").find_map(|rest| rest.split('"').next().filter(|src| src.contains("large")));
    let path = file.map(|file| file.trim_start_matches("../")).expect("the page embeds it");
    write!(deaf, "GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("taken");
    let mut silent = served.connect();
    write!(silent, "GET /_docsgen/events?path=/docs/one.html HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("taken");
    let mut tabs: Vec<_> = (0..200).map(|_| served.tab("/docs/one.html")).collect();
    let before = tabs.iter_mut().map(|tab| tab.until("page", serde_json::Value::is_string)).next().expect("tabs");
    for number in 0..50 {
        project.file("docs/one.md", format!("# One\n\nEdit {number}.\n"));
        served.shows("/docs/one.html", &format!("Edit {number}."));
    }
    let last = digest(&served.get("/docs/one.html").text());
    assert_ne!(before, last);
    for tab in &mut tabs {
        tab.until("page", |page| page == last.as_str());
    }
    drop(tabs);
    served.shows("/docs/one.html", "Edit 49.");
    let (status, said) = served.interrupt();
    assert_eq!(status.code(), Some(0), "{said}");
}

#[test]
#[cfg(unix)]
fn it_ends_cleanly_whenever_it_is_told_to() {
    let project = project();
    for number in 0..2000 {
        let text = format!("# Page {number}\n\n```bash\nkubectl get pods -n page-{number}\n```\n");
        project.file(&format!("docs/many/{number}.md"), text);
    }
    // In the middle of the first build: it listens already.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let begun = Served::begin(&project, &["--port", &port.to_string()]).on_port(port);
    eventually(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok(), || begun.said());
    let (status, said) = begun.interrupt();
    assert_eq!((status.code(), said.contains("panicked")), (Some(0), false), "{said}");
    // In the middle of a later one, with a tab open.
    let served = Served::start(&project, FREE);
    let mut tab = served.tab("/docs/many/1.html");
    tab.until("page", serde_json::Value::is_string);
    project.file("book.toml", "[book]\ntitle = \"All pages\"\n");
    served.signal("TERM");
    let mut served = served;
    assert_eq!(served.wait().code(), Some(0), "{}", served.said());
    let _ = project.run(&["build"]).expect(0);
}

#[test]
fn tabs_are_led_to_what_is_edited() {
    let project = project();
    let served = Served::start(&project, &["--port", "0", "--open-changed"]);
    let mut tab = served.tab("/docs/one.html");
    tab.until("page", serde_json::Value::is_string);
    project.file("charts/redis/README.md", "# Redis\n\nEdited.\n");
    assert_eq!(tab.until("go", serde_json::Value::is_string), "/charts/redis/");
}
