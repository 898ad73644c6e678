//! What happens to a published site when the process that replaces it fails or dies, in real processes.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use docsgen::build::write::{Output, Written};
use docsgen::error::Result;

/// Names the folder that the child process works in.
const FOLDER: &str = "DOCSGEN_TEST_FOLDER";

/// Number of files of each edition of the site.
const FILES: usize = 200;

/// What an edition of the site consists of: half of the routes are its own, half are in every edition.
fn edition(number: usize) -> impl Iterator<Item = (String, String)> {
    (0..FILES).map(move |file| {
        let route =
            if file % 2 == 0 { format!("shared/{file}.html") } else { format!("edition-{number}/{file}/index.html") };
        (route, format!("edition {number}, file {file}\n").repeat(40))
    })
}

fn write(folder: &Path, files: impl Iterator<Item = (String, String)>) -> Result<Written> {
    let output = Output::open(&folder.join("site"), &folder.join("cache"), &[])?;
    for (route, text) in files {
        output.stage(&route, text.as_bytes())?;
    }
    output.commit()
}

/// The published files, the manifest left out.
fn published(folder: &Path) -> Vec<(String, String)> {
    let root = folder.join("site");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let route = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                #[expect(clippy::disallowed_methods, reason = "looks at what was published")]
                files.push((route, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.retain(|(route, _)| !route.starts_with(".docsgen"));
    files.sort();
    files
}

fn sorted(files: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

/// This test binary, about to run one of the ignored tests in `folder`; through a shell command where one is given.
fn child(shell: Option<&str>, test: &str, folder: &Path) -> Command {
    let binary = std::env::current_exe().unwrap();
    let mut command = match shell {
        Some(script) => {
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{script}; exec \"$0\" \"$@\"")).arg(binary);
            command
        }
        None => Command::new(binary),
    };
    command
        .args(["--exact", &format!("writing::{test}"), "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null());
    command
}

fn child_folder() -> PathBuf {
    std::env::var_os(FOLDER).expect("run by another test, which names the folder").into()
}

#[test]
#[ignore = "the child process of the test of full disks"]
fn child_writes_a_large_file() {
    let files = edition(2).chain([("zz-large.bin".to_owned(), "x".repeat(1 << 20))]);
    if let Err(error) = write(&child_folder(), files) {
        panic!("{error:?}");
    }
}

#[test]
#[ignore = "the child process of the test of killed runs"]
fn child_publishes_one_edition_after_the_other() {
    let folder = child_folder();
    for number in (0..).map(|round| round % 3) {
        write(&folder, edition(number)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_last_site_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), edition(1)).unwrap();
    // No file may grow past 64 blocks, which root can't override; with the signal ignored the write fails as on a full
    // disk, and without it the process dies.
    for (script, dies) in [("trap '' XFSZ; ulimit -f 64", false), ("ulimit -c 0; ulimit -f 64", true)] {
        let run = child(Some(script), "child_writes_a_large_file", folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success());
        assert_eq!(run.status.code().is_none(), dies, "{said}");
        assert!(dies || said.contains("could not write `") && said.contains("zz-large.bin`"), "{said}");
        assert_eq!(published(folder.path()), sorted(edition(1)));
    }
    write(folder.path(), edition(2)).unwrap();
    assert_eq!(published(folder.path()), sorted(edition(2)), "the next build works");
}

#[test]
fn a_killed_process_leaves_one_whole_site_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), edition(0)).unwrap();
    let editions: Vec<_> = (0..3).map(|number| sorted(edition(number))).collect();
    let mut caught_publishing = 0;
    for round in 0..60 {
        let mut process = child(None, "child_publishes_one_edition_after_the_other", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if round % 3 == 0 {
            thread::sleep(Duration::from_millis(10 + round * 5));
        } else {
            wait_until_publishing(folder.path());
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let was_whole = editions.contains(&published(folder.path()));
        drop(Output::open(&folder.path().join("site"), &folder.path().join("cache"), &[]).unwrap());
        let found = published(folder.path());
        assert!(editions.contains(&found), "round {round}: a mixture of {} files", found.len());
        caught_publishing += usize::from(!was_whole);
        if caught_publishing == 2 {
            break;
        }
    }
    assert!(caught_publishing > 0, "no process was killed while it published");
    let written = write(folder.path(), edition(1)).unwrap();
    assert!(written.kept_foreign.is_empty());
    assert_eq!(published(folder.path()), editions[1]);
}

/// Waits until the manifest changes, which is the first thing that happens when an edition is published.
fn wait_until_publishing(folder: &Path) {
    let manifest = folder.join("site/.docsgen-manifest.json");
    let state = || fs::metadata(&manifest).ok().map(|metadata| (metadata.len(), metadata.modified().ok()));
    let before = state();
    for _ in 0..100_000 {
        if state() != before {
            return;
        }
        thread::sleep(Duration::from_micros(100));
    }
    panic!("the child publishes nothing");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_folder_that_takes_no_files_is_named() {
    // Nobody, root included, makes folders there.
    let folder = tempfile::tempdir().unwrap();
    let error = Output::open(Path::new("/proc/docsgen-site"), &folder.path().join("cache"), &[]).unwrap_err();
    assert_eq!(error.to_string(), "could not make the folder `/proc/docsgen-site`");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_leaves_the_last_site_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;

    for read_only in ["site", "site/edition-1/1"] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), edition(1)).unwrap();
        let path = folder.path().join(read_only);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).unwrap();
        let is_obeyed = fs::File::create(path.join("probe")).is_err();
        let outcome = write(folder.path(), edition(2));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        // Root writes where it likes.
        if is_obeyed {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains(read_only), "{error}");
            assert_eq!(published(folder.path()), sorted(edition(1)), "{read_only}");
        } else {
            outcome.unwrap();
        }
    }
}
