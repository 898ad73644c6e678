//! A repository in a temporary folder, and the program run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A repository that a test writes file by file.
pub(crate) struct Project {
    folder: TempDir,
}

/// The day that tests build for.
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 10, 1);

/// Nobody who waits.
pub(crate) struct Silent;

impl docsgen::build::Progress for Silent {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}

/// How a run of the program ended.
#[derive(Debug)]
#[must_use = "look at the status or at what was said"]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Fails the test where the status differs, showing what the program said.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "standard error:\n{}\nstandard output:\n{}", self.err, self.out);
        self
    }

    /// Fails the test where standard error doesn't hold the text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no `{text}` in standard error:\n{}", self.err);
        self
    }

    /// Fails the test where standard output doesn't hold the text.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no `{text}` in standard output:\n{}", self.out);
        self
    }
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A repository of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let project = Self::new();
        for (path, text) in files {
            project.file(path, text);
        }
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
        self
    }

    pub(crate) fn site_file(&self, path: &str) -> String {
        let path = self.path().join("site").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The command `docsgen <args>` in this repository, in an environment of its own.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.within(Command::new(env!("CARGO_BIN_EXE_docsgen")), args)
    }

    fn within(&self, mut command: Command, args: &[&str]) -> Command {
        command.args(args).current_dir(self.path());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path()).env("SOURCE_DATE_EPOCH", "1790000000");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run(self.command(args))
    }

    pub(crate) fn build(&self) -> Run {
        self.run(&["build"])
    }

    /// Runs under limits of the shell: `ulimit -f` and the like.
    #[cfg(unix)]
    pub(crate) fn run_limited(&self, limits: &str, args: &[&str]) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_docsgen")]);
        run(self.within(command, args))
    }

    /// Runs under a limit of processor time in seconds, and says how much memory it held at most, in MiB.
    #[cfg(target_os = "linux")]
    pub(crate) fn run_measured(&self, seconds: usize, args: &[&str]) -> (Run, u64) {
        let mut command = Command::new("sh");
        let limits = format!("ulimit -t {seconds}; exec \"$@\"");
        command.args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_docsgen")]);
        let mut command = self.within(command, args);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut peak = 0;
        // The kernel keeps the peak itself; it is gone with the process, so it is asked for until then.
        let status = loop {
            let facts = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let held =
                facts.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
            peak = peak.max(held.unwrap_or(0_u64));
            if let Some(status) = child.try_wait().expect("a child can be waited for") {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let err = child.stderr.take().map(std::io::read_to_string).and_then(Result::ok).unwrap_or_default();
        (Run { status: status.code(), out: String::new(), err }, peak / 1024)
    }

    /// Every file of the built site with its bytes.
    pub(crate) fn site(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path().join("site"))
    }
}

pub(crate) fn run(mut command: Command) -> Run {
    let output = command.output().expect("the program starts");
    Run {
        status: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs git in a folder, as somebody, at noon of a day.
pub(crate) fn git(folder: &Path, day: &str, arguments: &[&str]) -> String {
    let date = format!("{day}T12:00:00Z");
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"])
        .args(["-c", "tag.gpgSign=false"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", &date)
        .env("GIT_AUTHOR_DATE", &date)
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Every file below a folder by its path in it, links not followed.
pub(crate) fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).expect("the folder is there") {
            let entry = entry.expect("the folder can be read");
            let path = folder.join(entry.file_name());
            if entry.file_type().expect("a type").is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(entry.path()).expect("the file can be read");
                files.insert(path.to_string_lossy().replace('\\', "/"), bytes);
            }
        }
    }
    files
}

/// The corpus, where `DOCSGEN_CORPUS` names it.
pub(crate) fn corpus() -> Option<PathBuf> {
    from_environment("DOCSGEN_CORPUS")
}

fn from_environment(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(name)?);
    assert!(path.exists(), "{name} names {}, which isn't there", path.display());
    Some(path)
}
