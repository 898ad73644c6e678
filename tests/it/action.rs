//! The action's script and a server of releases: what only HTTP shows. The rest of it are cases in `tests/steps/action.md`.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::fetch::server::{Server, reply};
use crate::support::{Project, Run, run, tree};

/// Runs `prepare` for a version, with releases at a home.
fn prepare(project: &Project, version: &str, home: &str) -> (Run, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("bash");
    command.arg(root.join("action/run.sh")).arg("prepare").current_dir(project.path());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for (name, value) in [
        ("DOCSGEN_HOME", home),
        ("DOCSGEN_VERSION", version),
        ("DOCSGEN_SHA256", ""),
        ("DOCSGEN_PATH", "."),
        ("DOCSGEN_COMMAND", "install"),
        ("DOCSGEN_EXTERNAL", "false"),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", "ARM64"),
    ] {
        command.env(name, value);
    }
    for name in ["output", "path", "temp/none"] {
        project.file(name, "");
    }
    command.env("GITHUB_ACTION_PATH", root).env("RUNNER_TEMP", project.path().join("temp"));
    command.env("GITHUB_OUTPUT", project.path().join("output")).env("GITHUB_PATH", project.path().join("path"));
    let run = run(command);
    (run, std::fs::read_to_string(project.path().join("output")).expect("outputs"))
}

/// A server as GitHub is one: it knows which release is the newest, and keeps the files somewhere else.
fn releases(project: &Project, version: &str) -> Server {
    let mut command = Command::new("bash");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/steps/release.sh"));
    command.args([version, "aarch64-unknown-linux-musl"]).current_dir(project.path());
    let _ = run(command).expect(0);
    let files: BTreeMap<String, Vec<u8>> = tree(&project.path().join("releases"));
    let latest = format!("302 Found\nLocation: /releases/tag/v{version}");
    Server::new(move |asked, stream| {
        let path = asked.path.as_str();
        let stored = path.strip_prefix("/storage/").and_then(|name| files.get(name));
        let released = path.strip_prefix("/releases/download/").filter(|name| files.contains_key(*name));
        match (stored, released) {
            (Some(bytes), _) => reply(asked, stream, "200 OK", bytes),
            (_, Some(name)) => reply(asked, stream, &format!("302 Found\nLocation: /storage/{name}"), b""),
            _ if path == "/releases/latest" => reply(asked, stream, &latest, b""),
            _ => reply(asked, stream, "404 Not Found", b"not here"),
        }
    })
}

#[test]
fn the_newest_release_is_asked_for_and_followed_to_where_it_is() {
    let project = Project::new();
    let server = releases(&project, "1.2.3");
    let (run, outputs) = prepare(&project, "latest", &server.url(""));
    let _ = run.expect(0).prints("docsgen 1.2.3 for aarch64-unknown-linux-musl, SHA-256 ");
    assert!(outputs.contains("from=release\n"), "{outputs}");
    assert!(project.path().join("temp/docsgen/bin/docsgen").is_file());
}

#[test]
fn a_release_that_isnt_there_is_compiled_only_where_nobody_named_it() {
    let project = Project::new();
    let server = releases(&project, "1.2.3");
    let (run, outputs) = prepare(&project, "", &server.url(""));
    let _ = run.expect(0).prints("::notice title=docsgen::There is no release");
    assert!(outputs.contains("from=source\n"), "{outputs}");
    let (run, _) = prepare(&project, "9.9.9", &server.url(""));
    let _ = run.expect(1).says("there is no release 9.9.9 of docsgen");
}

#[test]
fn a_server_that_cant_be_reached_isnt_one_without_a_release() {
    let project = Project::new();
    let home = releases(&project, "1.2.3").url("");
    // Its server is gone by now.
    for version in ["", "1.2.3"] {
        let (run, outputs) = prepare(&project, version, &home);
        let _ = run.expect(1).says("::error title=docsgen::could not fetch");
        assert_eq!(outputs, "");
    }
    let (run, _) = prepare(&project, "latest", &home);
    let _ = run.expect(1).says("could not ask which release is the newest");
}
