//! docsgen's own releases: completions, man pages, and the scripts that check, try and pack a program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::Command as Clap;

use crate::support::Project;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_docsgen");

/// Every command with its path: `docsgen theme list`.
fn commands(of: &Clap, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    for below in of.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
        commands(below, &format!("{path} {}", below.get_name()), found);
    }
}

fn all_commands() -> Vec<String> {
    let mut found = Vec::new();
    commands(&docsgen::cli::command(), "docsgen", &mut found);
    found
}

#[test]
fn every_shell_completes_every_command() {
    let project = Project::new();
    for shell in SHELLS {
        let script = project.run(&["completions", shell]).expect(0).out;
        for command in all_commands() {
            let name = command.rsplit(' ').next().expect("a name");
            assert!(script.contains(name), "{shell} doesn't complete `{command}`");
        }
        assert!(script.contains("update-baseline"), "{shell}");
    }
    let _ = project.run(&["completions", "tcsh"]).expect(2).says("invalid value 'tcsh'");
}

#[cfg(unix)]
#[test]
fn bash_completes_what_is_typed() {
    let project = Project::new();
    fs::write(project.path().join("script"), project.run(&["completions", "bash"]).expect(0).out).expect("writable");
    let typed = "source ./script; COMP_WORDS=(docsgen che); COMP_CWORD=1; _docsgen docsgen che docsgen; echo ${COMPREPLY[@]};\n\
                 COMP_WORDS=(docsgen schema fr); COMP_CWORD=2; _docsgen docsgen fr schema; echo ${COMPREPLY[@]}";
    let output = Command::new("bash").args(["-c", typed]).current_dir(project.path()).output().expect("bash runs");
    assert_eq!(said(&output), "check\nfront-matter\n");
}

#[test]
fn every_command_has_a_man_page() {
    let project = Project::new();
    let _ = project.run(&["man", "share/man1"]).expect(0).says("pages written to");
    let written: BTreeSet<String> = names(&project.path().join("share/man1"));
    let expected: BTreeSet<String> =
        all_commands().iter().map(|path| format!("{}.1", path.replace(' ', "-"))).collect();
    assert_eq!(written, expected);
    let page = |name: &str| fs::read_to_string(project.path().join("share/man1").join(name)).expect("a page");
    let check = page("docsgen-check.1");
    for part in [".TH docsgen-check 1", ".SH SYNOPSIS", "docsgen check", "\\-\\-update\\-baseline", "\\-\\-quiet"] {
        assert!(check.contains(part), "no `{part}` in\n{check}");
    }
    assert!(page("docsgen.1").contains("docsgen\\-check(1)"), "{}", page("docsgen.1"));
    // The same again: nothing of the day or the machine.
    let before = page("docsgen-theme-list.1");
    let _ = project.run(&["man", "share/man1", "-q"]).expect(0);
    assert_eq!(page("docsgen-theme-list.1"), before);
}

#[test]
fn the_version_is_that_of_the_package() {
    let said = Project::new().run(&["--version"]).expect(0).out;
    let said = said.trim_end().strip_prefix("docsgen ").expect("the name").to_owned();
    let commit = said.strip_prefix(env!("CARGO_PKG_VERSION")).expect("the version");
    // Whoever tests a release build sees the commit and its day.
    let is_commit = |text: &str| {
        let words = text.strip_prefix(" (").and_then(|text| text.strip_suffix(')'));
        words.is_some_and(|words| words.len() >= 7 && words.bytes().take(7).all(|byte| byte.is_ascii_hexdigit()))
    };
    assert!(commit.is_empty() || is_commit(commit), "{said}");
}

/// What the build script says in a folder: the version, and the digest of what pages are made by.
#[cfg(unix)]
fn built_in(script: &Path, folder: &Path, profile: &str) -> (String, String) {
    let mut build = Command::new(script);
    build.current_dir(folder).env("PROFILE", profile).env("CARGO_PKG_VERSION", "0.1.0");
    let output = succeeds(&mut build);
    let value = |name: &str| {
        let prefix = format!("cargo:rustc-env={name}=");
        output
            .lines()
            .find_map(|line| line.strip_prefix(&prefix))
            .unwrap_or_else(|| panic!("no {name} in {output}"))
            .to_owned()
    };
    (value("DOCSGEN_VERSION"), value("DOCSGEN_CODE"))
}

#[cfg(unix)]
#[test]
fn a_released_program_knows_its_commit_and_pages_do_not() {
    let project = Project::new();
    let script = project.path().join("build-script");
    let source = root().join("build.rs");
    succeeds(
        Command::new("rustc")
            .args(["--edition", "2024", "--out-dir"])
            .arg(project.path())
            .args(["--crate-name", "build_script"])
            .arg(&source),
    );
    fs::rename(project.path().join("build_script"), &script).expect("the build script is there");
    let files = [("src/main.rs", "fn main() {}\n"), ("Cargo.toml", ""), ("Cargo.lock", ""), ("build.rs", "")];
    let write = |folder: &str| {
        for (file, text) in files {
            project.file(&format!("{folder}/{file}"), text);
        }
    };
    let git = |folder: &Path, arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(folder);
        succeeds(git.env("GIT_COMMITTER_DATE", "2026-11-27T12:00:00Z").env("GIT_AUTHOR_DATE", "2026-11-27T12:00:00Z"))
    };
    let folder = |name: &str| project.path().join(name);

    write("plain");
    let (version, digest) = built_in(&script, &folder("plain"), "release");
    assert_eq!(version, "0.1.0", "nobody knows the commit");

    write("checkout");
    git(&folder("checkout"), &["init", "--quiet"]);
    git(&folder("checkout"), &["add", "--all"]);
    git(&folder("checkout"), &["commit", "--quiet", "--message", "one"]);
    let commit = git(&folder("checkout"), &["rev-parse", "HEAD"])[..7].to_owned();
    let said = format!("0.1.0 ({commit} 2026-11-27)");
    assert_eq!(built_in(&script, &folder("checkout"), "release"), (said, digest.clone()));
    // While it is worked on, a commit isn't a reason to compile it all again.
    assert_eq!(built_in(&script, &folder("checkout"), "debug"), ("0.1.0".to_owned(), digest.clone()));
    project.file("checkout/src/main.rs", "fn main() { }\n");
    let (version, other) = built_in(&script, &folder("checkout"), "release");
    assert_eq!(version, format!("0.1.0 ({commit}+ 2026-11-27)"), "it isn't quite that commit");
    assert_ne!(other, digest);

    // The commits of a repository that docsgen's sources lie in are others.
    write("checkout/vendor/docsgen");
    git(&folder("checkout"), &["add", "--all"]);
    assert_eq!(built_in(&script, &folder("checkout/vendor/docsgen"), "release"), ("0.1.0".to_owned(), digest.clone()));
    let info =
        "{\n  \"git\": {\n    \"sha1\": \"0123456789abcdef0123456789abcdef01234567\"\n  },\n  \"path_in_vcs\": \"\"\n}";
    project.file("plain/.cargo_vcs_info.json", info);
    assert_eq!(built_in(&script, &folder("plain"), "debug"), ("0.1.0 (0123456)".to_owned(), digest));
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a readable folder").file_name().to_string_lossy().into_owned()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A script of `.github/release/` with its arguments.
#[cfg(unix)]
fn script(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("bash");
    command.arg(root().join(".github/release").join(name)).args(arguments);
    command.env_remove("GITHUB_REPOSITORY").env_remove("GITHUB_SERVER_URL").env("SOURCE_DATE_EPOCH", "1790000000");
    command
}

#[cfg(unix)]
#[track_caller]
fn succeeds(command: &mut Command) -> String {
    let output = command.output().expect("bash runs");
    assert!(output.status.success(), "{command:?}: {}{}", said(&output), String::from_utf8_lossy(&output.stderr));
    said(&output)
}

#[cfg(unix)]
#[track_caller]
fn fails(command: &mut Command) -> String {
    let output = command.output().expect("bash runs");
    assert!(!output.status.success(), "{command:?} succeeds: {}", said(&output));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A checkout with nothing but what the scripts read of it.
#[cfg(unix)]
fn checkout(cargo_toml: &str, changelog: &str) -> (Project, PathBuf) {
    let project = Project::of(&[("Cargo.toml", cargo_toml), ("CHANGELOG.md", changelog)]);
    for name in names(&root().join(".github/release")) {
        project.file(
            &format!(".github/release/{name}"),
            fs::read(root().join(".github/release").join(&name)).expect("a script"),
        );
    }
    let scripts = project.path().join(".github/release");
    (project, scripts)
}

#[cfg(unix)]
#[test]
fn a_tag_must_be_what_the_checkout_says() {
    const CARGO_TOML: &str = "[workspace.package]\nversion = \"9.9.9\"\n\n[package]\nname = \"docsgen\"\nversion = \"0.2.0\"\n\
                              repository = \"https://github.com/acme/docsgen\"\n\n[dependencies]\nversion = \"1\"\n";
    const CHANGELOG: &str = "# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2027-01-31\n\n### Added\n\n- All of it.\n\n## [0.1.0] - 2026-12-01\n";
    let check = |cargo_toml: &str, changelog: &str, tag: &str| {
        let (project, scripts) = checkout(cargo_toml, changelog);
        let mut command = Command::new("bash");
        command.arg(scripts.join("check.sh")).arg(tag).env("GITHUB_REPOSITORY", "acme/docsgen");
        command.env("GITHUB_SERVER_URL", "https://github.com");
        let output = command.output().expect("bash runs");
        drop(project);
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(check(CARGO_TOML, CHANGELOG, "v0.2.0"), (true, String::new()));
    for (cargo_toml, changelog, tag, expected) in [
        (CARGO_TOML.to_owned(), CHANGELOG, "v0.3.0", "the tag is v0.3.0, and Cargo.toml has version 0.2.0"),
        (CARGO_TOML.to_owned(), "## [0.2.0]\n", "v0.2.0", "CHANGELOG.md has no line `## [0.2.0] - YYYY-MM-DD`"),
        (
            CARGO_TOML.replace("acme", "other"),
            CHANGELOG,
            "v0.2.0",
            "needs `repository = \"https://github.com/acme/docsgen\"`",
        ),
        (CARGO_TOML.replace("repository", "# "), CHANGELOG, "v0.2.0", "needs `repository = "),
    ] {
        let (passed, said) = check(&cargo_toml, changelog, tag);
        assert!(!passed && said.contains(expected), "{said}");
    }
    let (_project, scripts) = checkout(CARGO_TOML, CHANGELOG);
    let notes = |version: &str| {
        let mut command = Command::new("bash");
        command.arg(scripts.join("notes.sh")).arg(version);
        command
    };
    assert_eq!(succeeds(&mut notes("0.2.0")).trim(), "### Added\n\n- All of it.");
    assert!(fails(&mut notes("0.1.0")).contains("says nothing of 0.1.0"));
    assert!(fails(&mut notes("0.2")).contains("says nothing of 0.2"));
}

#[cfg(unix)]
#[test]
fn a_program_that_works_passes_and_another_does_not() {
    assert!(succeeds(&mut script("smoke.sh", &[PROGRAM])).ends_with("the program works\n"));
    let project = Project::of(&[("docsgen", "#!/bin/sh\nexit 0\n")]);
    let program = project.path().join("docsgen");
    succeeds(Command::new("chmod").arg("+x").arg(&program));
    fails(&mut script("smoke.sh", &[program.to_str().expect("a path")]));
}

#[cfg(target_os = "linux")]
#[test]
fn an_archive_has_one_folder_with_all_that_belongs_to_the_program() {
    let project = Project::new();
    let path = |path: &str| project.path().join(path).to_str().expect("a path").to_owned();
    for target in ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "aarch64-apple-darwin"] {
        project.file(&format!("built/{target}/docsgen"), "#!/bin/sh\n");
    }
    project.file("built/x86_64-pc-windows-msvc/docsgen.exe", "MZ");
    // The program itself is large while it is tested, and packing it would take long.
    project.file("built/x86_64-unknown-linux-musl/docsgen", format!("#!/bin/sh\nexec '{PROGRAM}' \"$@\"\n"));
    succeeds(&mut script("package-all.sh", &["v0.2.0", &path("built"), &path("out")]));
    let archives = [
        "aarch64-apple-darwin.tar.gz",
        "aarch64-unknown-linux-musl.tar.gz",
        "x86_64-pc-windows-msvc.zip",
        "x86_64-unknown-linux-musl.tar.gz",
    ];
    let archives = archives.map(|name| format!("docsgen-v0.2.0-{name}"));
    let mut expected: BTreeSet<String> =
        archives.iter().flat_map(|name| [name.clone(), format!("{name}.sha256")]).collect();
    expected.extend(["SHA256SUMS".to_owned(), "image".to_owned()]);
    assert_eq!(names(Path::new(&path("out"))), expected);
    assert_eq!(names(Path::new(&path("out/image"))), BTreeSet::from(["amd64".to_owned(), "arm64".to_owned()]));

    let mut listing = Command::new("tar");
    let listed = succeeds(listing.args(["-tzvf", &path("out/docsgen-v0.2.0-aarch64-apple-darwin.tar.gz")]));
    let files: Vec<&str> = listed.lines().filter_map(|line| line.rsplit(' ').next()).collect();
    let top = "docsgen-v0.2.0-aarch64-apple-darwin/";
    assert!(files.iter().all(|file| file.starts_with(top)), "{listed}");
    for file in
        ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "completions/_docsgen", "man/docsgen.1", "man/docsgen-check.1"]
    {
        assert!(files.contains(&&*format!("{top}{file}")), "no {file} in\n{listed}");
    }
    let program = listed.lines().find(|line| line.ends_with("/docsgen")).expect("the program");
    assert!(program.starts_with("-rwxr-xr-x 0/0"), "{program}");

    let sums = fs::read_to_string(path("out/SHA256SUMS")).expect("the checksums");
    assert_eq!(sums.lines().map(|line| &line[66..]).collect::<Vec<_>>(), archives.each_ref().map(String::as_str));
    let alone = fs::read_to_string(path(&format!("out/{}.sha256", archives[0]))).expect("a checksum");
    assert_eq!(sums.lines().next(), Some(alone.trim_end()));
    succeeds(Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(path("out")));

    // The same input, the same bytes.
    succeeds(&mut script("package-all.sh", &["v0.2.0", &path("built"), &path("again")]));
    assert_eq!(fs::read_to_string(path("again/SHA256SUMS")).expect("the checksums"), sums);

    project.file(&format!("out/{}", archives[0]), "another");
    let said = fails(&mut script("checksums.sh", &[&path("out")]));
    assert!(said.contains("checksum did NOT match") && said.contains("WARNING"), "{said}");
}
