//! Links to the web from a repository to its findings.

use std::sync::Arc;

use docsgen::build::{CheckOptions, ExternalOptions, ExternalTally, Overrides, check_repository};
use docsgen::diagnostic::{Diagnostic, Topics};
use docsgen::source::Sources;

use crate::fetch::server::{Server, reply};
use crate::support::{Project, Silent, TODAY};

fn options(project: &Project) -> CheckOptions {
    CheckOptions {
        overrides: Overrides::default(),
        root: project.path().to_owned(),
        cache: Some(project.path().join(".docsgen")),
        today: TODAY,
        topics: Topics::all(),
        external: Some(ExternalOptions { allow_private: true }),
        untrusted: false,
        published: None,
    }
}

fn check(options: &CheckOptions) -> (Vec<Diagnostic>, Sources, Option<ExternalTally>) {
    let checked = check_repository(options, &Silent).expect("the repository can be read");
    let mut findings = checked.findings;
    findings.retain(|finding| finding.code.name().starts_with("link-"));
    (findings, checked.examined.loaded.sources, checked.external)
}

/// Findings as `error[code] line:column message`.
fn shown(findings: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let place = |finding: &Diagnostic| {
        let span = finding.span.expect("a place");
        sources.get(span.file).position(span.range.start)
    };
    findings
        .iter()
        .map(|finding| {
            let at = place(finding);
            format!("{}[{}] {}:{} {}", finding.severity.name(), finding.code, at.line, at.column, finding.message)
        })
        .collect()
}

fn tally(fetched: usize, remembered: usize, left_out: usize) -> Option<ExternalTally> {
    Some(ExternalTally { fetched, remembered, left_out })
}

#[test]
fn each_link_has_its_finding_and_each_address_one_request() {
    let server = Server::of(&[
        ("/good", "200 OK\n\n<h1 id=place>"),
        ("/moved", "301 Moved Permanently\nLocation: /good"),
        ("/front", "301 Moved Permanently\nLocation: /"),
        ("/", "200 OK"),
        ("/closed", "403 Forbidden"),
    ]);
    let url = |path: &str| server.url(path);
    let (gone, good, moved) = (url("/gone"), url("/good"), url("/moved"));
    let text = format!(
        "# A\n\n[a]({gone}) ![b]({gone}#x)\n\n<{good}#place>, {good}#other\n\n[c]({moved}#place) [d][]\n\n\
         [e]({})\n\n<a href=\"{}\">f</a>\n\n```\n{}\n```\n\n[d]: {moved}\n\n[mail](mailto:a@example.org)\n",
        url("/front"),
        url("/closed"),
        url("/in-code"),
    );
    let project = Project::of(&[("README.md", &text), ("docs/b.md", &format!("# B\n\n[again]({gone})\n"))]);
    let (findings, sources, counted) = check(&options(&project));
    let host = "`127.0.0.1`";
    let expected = [
        "error[link-external-broken] 3:5 the server answers 404 Not Found".to_owned(),
        format!("error[link-external-broken] 3:{} the server answers 404 Not Found", 12 + gone.len()),
        format!("warning[link-external-missing-anchor] 5:{} the page has no heading or id `other`", good.len() + 11),
        format!("note[link-external-redirect] 7:5 the page has moved for good, to `{good}`"),
        format!("note[link-external-redirect] 9:5 the page has moved for good, to `{}`", url("/")),
        format!("warning[link-external-unreachable] 11:10 {host} lets nobody in who isn't known: 403 Forbidden"),
        format!("note[link-external-redirect] 17:6 the page has moved for good, to `{good}`"),
        "error[link-external-broken] 3:9 the server answers 404 Not Found".to_owned(),
    ];
    assert_eq!(shown(&findings, &sources), expected);
    assert_eq!(counted, tally(5, 0, 0));
    assert_eq!(findings[1].target.as_deref(), Some(&*format!("{gone}#x")));
    // The fix keeps the place that is named; a front page is no fix.
    let fixes: Vec<_> = findings.iter().flat_map(|finding| &finding.fix).map(|edit| &*edit.replacement).collect();
    assert_eq!(fixes, [&*format!("{good}#place"), &good]);
    let mut asked = server.asked();
    asked.sort();
    let expected =
        ["GET /closed", "GET /gone", "GET /good", "GET /good", "GET /moved", "HEAD /", "HEAD /closed", "HEAD /front"];
    assert_eq!(asked, expected);
}

#[test]
fn good_answers_are_kept_for_some_days_and_bad_ones_are_not() {
    let server = Server::of(&[("/good", "200 OK\n\n<h1 id=a>"), ("/moved", "301 Moved Permanently\nLocation: /good")]);
    let text =
        format!("# A\n\n[a]({}#a) [b]({}) [c]({})\n", server.url("/good"), server.url("/moved"), server.url("/gone"));
    let project = Project::of(&[("README.md", &text)]);
    let options = options(&project);
    let (first, _, counted) = check(&options);
    assert_eq!(counted, tally(3, 0, 0));
    let cache = project.path().join(".docsgen/external-links.json");
    let kept = std::fs::read_to_string(&cache).expect("it is written");
    assert!(kept.contains("/good\":{\"seen\":\"2026-10-01\"") && !kept.contains("/gone"), "{kept}");
    let (second, _, counted) = check(&options);
    assert_eq!((counted, &second), (tally(1, 2, 0), &first), "the same is found, and only what was bad is asked again");

    let later =
        CheckOptions { today: TODAY.checked_add(jiff::Span::new().days(8)).expect("a date"), ..options.clone() };
    assert_eq!(check(&later).2, tally(3, 0, 0));
    let nothing = CheckOptions { cache: None, ..options.clone() };
    assert_eq!(check(&nothing).2, tally(3, 0, 0));

    // A run that fails leaves what was known.
    let kept = std::fs::read_to_string(&cache).expect("it is written");
    drop(server);
    let settings = "[check.external]\nretries = 0\ntimeout = \"2s\"\n";
    project.file("book.toml", settings);
    let (_, _, counted) = check(&later);
    assert_eq!(counted, tally(1, 2, 0));
    assert_eq!(std::fs::read_to_string(&cache).expect("it is there"), kept);

    project.file("book.toml", format!("{settings}cache = \".cache/links.json\"\n"));
    let _ = check(&later);
    assert!(project.path().join(".cache/links.json").exists());
    project.file("other.json", "{}\n");
    project.file("book.toml", format!("{settings}cache = \"other.json\"\n"));
    let error = check_repository(&later, &Silent).expect_err("somebody else's file");
    assert!(error.to_string().contains("is no cache of links that docsgen wrote"), "{error}");
}

#[test]
fn some_links_are_nobodys_business() {
    let server = Server::of(&[("/good", "200 OK")]);
    let text = format!(
        "# A\n\n![badge](https://img.shields.io/x.svg)\n[example](https://www.example.com/)\n[fill in](https://{{domain}}/x)\n\
         [secret](https://me:secret@docsgen-test.dev/)\n[skipped](https://a.skipped.dev/x)\n[own issue](https://github.com/Me/Charts/issues/1)\n\
         [own site](https://docs.docsgen-test.dev/x.html)\n[own file](https://github.com/me/charts/blob/main/docs/b%2Emd#x)\n\
         [own folder](https://github.com/me/charts/tree/main/docs)\n[other branch](https://github.com/me/charts/blob/v1/gone.md)\n\
         [gone](https://github.com/me/charts/blob/main/docs/gone.md)\n[case](https://raw.githubusercontent.com/me/charts/main/docs/B.md)\n\
         [asked]({})\n[mail](mailto:a@b.dev)\n[no address](https://)\n",
        server.url("/good")
    );
    let project = Project::of(&[("README.md", &text), ("docs/b.md", "# B\n"), (".git/HEAD", "")]);
    project.file(
        "book.toml",
        "[output.html]\nsite-url = \"https://docs.docsgen-test.dev/\"\ngit-repository-url = \"https://github.com/me/charts\"\n\
         git-branch = \"main\"\n[check.external]\nskip = [\"*.skipped.dev\"]\n",
    );
    let (findings, sources, counted) = check(&options(&project));
    let expected = [
        "error[link-missing-file] 13:8 there is no file `docs/gone.md`",
        "error[link-wrong-case] 14:8 the file is called `docs/b.md`",
        "error[link-external-broken] 17:14 the address can't be read: empty host",
    ];
    assert_eq!(shown(&findings, &sources), expected);
    assert_eq!(counted, tally(1, 0, 12));

    let public = CheckOptions { external: Some(ExternalOptions { allow_private: false }), ..options(&project) };
    let before = server.asked().len();
    std::fs::remove_file(project.path().join(".docsgen/external-links.json")).expect("it was written");
    assert_eq!(check(&public).0.len(), 3, "a private address is no finding");
    assert_eq!(server.asked().len(), before);
}

#[test]
fn nobody_is_asked_unless_the_command_says_so() {
    let server = Server::of(&[("/good", "200 OK")]);
    let text = format!("# A\n\n[a]({}) [b]({})\n", server.url("/good"), server.url("/gone"));
    let project = Project::of(&[("README.md", &text)]);
    let _ = project.run(&["check"]).expect(0);
    let _ = project.run(&["check", "--untrusted"]).expect(0);
    let _ = project.run(&["check", "--external"]).expect(0).says("links to the web: 2 asked");
    assert_eq!(server.asked(), Vec::<String>::new());
    let found = project.run(&["check", "--external", "--allow-private"]).expect(1);
    assert!(found.out.contains("link-external-broken"), "{}", found.out);
    let again = project.run(&["check", "--external", "--allow-private", "--fail-on", "never"]).expect(0);
    let _ = again.says("links to the web: 1 asked, 1 known from before, 0 left out");

    let _ = project.run(&["check", "--external", "--untrusted"]).expect(2).says("cannot be used with");
    let _ = project.run(&["check", "--allow-private"]).expect(2).says("--external");
    let _ = project.run(&["check", "--external", "--only", "commands"]).expect(2).says("add `links` to `--only`");
    let levels = "[check]\nlevels = { \"link-external-broken\" = \"off\" }\n";
    project.file("book.toml", levels);
    let _ = project.run(&["check", "--external", "--allow-private"]).expect(0);
}

#[test]
fn a_stranger_can_neither_bring_a_cache_nor_weaken_the_sanitiser() {
    let project = Project::of(&[
        ("README.md", "# A\n\n<script>alert(1)</script>\n"),
        ("book.toml", "[output.html]\nraw-html = \"allow\"\nsite-url = \"https://example.org/\"\n"),
    ]);
    let trusted = project.run(&["check", "--format", "short"]).expect(0);
    assert!(!trusted.out.contains("html-removed"), "{}", trusted.out);
    std::fs::remove_dir_all(project.path().join(".docsgen")).expect("it was written");
    let stranger = project.run(&["check", "--untrusted", "--format", "short"]).expect(0);
    assert!(stranger.out.contains("html-removed"), "{}", stranger.out);
    assert!(!project.path().join(".docsgen").exists(), "nothing is kept in it either");
}

#[test]
#[cfg(target_os = "linux")]
fn pages_without_an_end_do_not_fill_the_memory() {
    let chunk: Arc<[u8]> = vec![b'x'; 1 << 16].into();
    let server = Server::new(move |asked, stream| {
        if asked.is_head() {
            return reply(asked, stream, "200 OK", b"");
        }
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>";
        let _ = std::io::Write::write_all(stream, head);
        while std::io::Write::write_all(stream, &chunk).is_ok() {}
    });
    let links: String = (0..8).map(|number| format!("[a]({}#x)\n", server.url(&format!("/{number}")))).collect();
    let project = Project::of(&[("README.md", &format!("# A\n\n{links}"))]);
    let (run, peak) = project.run_measured(60, &["check", "--external", "--allow-private"]);
    let run = run.expect(0).says("8 asked");
    assert!(peak < 300, "{peak} MiB: {}", run.err);
}
