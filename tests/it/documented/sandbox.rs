//! A home for the reader of one page, with nothing of this machine's in it but its programs.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

use crate::support::{Project, run};

/// Where the fixture's repository says it comes from; what is pushed there goes to a folder of the home.
const REMOTE: &str = "https://github.com/example/charts.git";

/// The days of the repository's commits, and what was changed on the second one.
const FIRST: &str = "2026-03-02T09:00:00Z";
const SECOND: &str = "2026-08-11T15:30:00Z";

/// What the script around a page's commands needs.
const HARNESS: &[&str] = &["cat", "dirname", "grep", "mkdir", "sleep"];

/// The files of the repository that most pages are about.
const CHARTS: &str = "tests/sites/charts/repository";

/// Repositories with a history, to be copied into homes: each is made once.
#[derive(Default)]
pub(super) struct Repositories(Mutex<BTreeMap<String, TempDir>>);

impl Repositories {
    /// Copies the repository with the files of this folder of the checkout.
    fn copy(&self, source: Option<&str>, to: &Path) {
        let mut made = self.0.lock().expect("nobody panicked with it");
        let source = source.unwrap_or(CHARTS);
        copy(made.entry(source.to_owned()).or_insert_with(|| repository(source)).path(), to);
    }
}

/// A repository with a history.
fn repository(source: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(source), folder.path());
    if source == CHARTS {
        // A mistake that `docsgen check --fix` is certain about.
        let page = "# On call\n\nStart with the [backup of Redis](Redis-Backup-Guide.md).\n";
        fs::write(folder.path().join("docs/on-call.md"), page).expect("a file of the sandbox");
    }
    let git = |args: &[&str], day: &str| {
        let mut command = Command::new("git");
        command.args(args).current_dir(folder.path());
        neutral(&mut command, folder.path());
        command.env("GIT_AUTHOR_DATE", day).env("GIT_COMMITTER_DATE", day);
        let _ = run(command).expect(0);
    };
    git(&["init", "-q", "-b", "main"], FIRST);
    git(&["remote", "add", "origin", REMOTE], FIRST);
    // As in a clone, where `git push` knows where to.
    git(&["config", "branch.main.remote", "origin"], FIRST);
    git(&["config", "branch.main.merge", "refs/heads/main"], FIRST);
    git(&["add", "-A"], FIRST);
    git(&["commit", "-q", "-m", "The first pages"], FIRST);
    if source == CHARTS {
        let values = folder.path().join("charts/redis/values.yaml");
        let text = fs::read_to_string(&values).expect("the fixture has values");
        fs::write(&values, text + "persistence:\n  size: 8Gi\n").expect("a file of the sandbox");
        git(&["commit", "-q", "-a", "-m", "redis: a volume"], SECOND);
    }
    folder
}

/// A home.
pub(super) struct Home {
    folder: TempDir,
}

impl Home {
    /// A home with these programs: a page can't run what nobody has looked at, such as a `kubectl delete` for a cluster that this
    /// machine can reach.
    pub(super) fn new(programs: &[String]) -> Self {
        let home = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let bin = home.path().join(".bin");
        fs::create_dir_all(&bin).expect("a folder of the sandbox");
        let program = |name: &str, text: String| {
            let file = bin.join(name);
            fs::write(&file, text).expect("a file of the sandbox");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a file of the sandbox");
        };
        let another = |path: &Path| format!("#!/bin/sh\nexec '{}' \"$@\"\n", path.display());
        program("docsgen", another(Path::new(env!("CARGO_BIN_EXE_docsgen"))));
        for name in programs.iter().map(String::as_str).chain(HARNESS.iter().copied()) {
            if let Some(path) = installed(name) {
                program(name, another(&path));
            }
        }
        // Nobody's browser is opened.
        for name in ["xdg-open", "open"] {
            program(name, "#!/bin/sh\nexit 0\n".to_owned());
        }
        let remote = home.path().join(".remote.git");
        let settings = format!(
            "[user]\n\tname = Reader\n\temail = reader@example.org\n[init]\n\tdefaultBranch = main\n\
             [url \"{}\"]\n\tpushInsteadOf = {REMOTE}\n",
            remote.display()
        );
        fs::write(home.path().join(".gitconfig"), settings).expect("a file of the sandbox");
        let mut git = Command::new("git");
        git.args(["init", "-q", "--bare"]).arg(&remote);
        neutral(&mut git, home.path());
        let _ = run(git).expect(0);
        home
    }

    /// Puts a repository into `~/charts`, and says where that is.
    pub(super) fn with_repository(&self, repositories: &Repositories, source: Option<&str>) -> PathBuf {
        let place = self.path().join("charts");
        repositories.copy(source, &place);
        place
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A shell in the home, which finds the home's programs alone.
    pub(super) fn shell(&self) -> Command {
        let mut shell = Command::new(installed("bash").expect("bash is installed"));
        shell.args(["--noprofile", "--norc"]);
        neutral(&mut shell, self.path());
        shell.env("PATH", self.path().join(".bin"));
        shell
    }

    pub(super) fn has(&self, program: &str) -> bool {
        self.path().join(".bin").join(program).is_file()
    }
}

/// A program of this machine.
fn installed(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// An environment without this machine's settings, and a fixed day.
fn neutral(command: &mut Command, home: &Path) {
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home);
    command.env("SOURCE_DATE_EPOCH", "1790000000").env("LANG", "C.UTF-8").env("TERM", "dumb");
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Reader").env(format!("GIT_{role}_EMAIL"), "reader@example.org");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the sandbox");
    for entry in fs::read_dir(from).expect("the fixture's folder") {
        let entry = entry.expect("the folder can be read");
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("files can be copied");
        }
    }
}

/// What docsgen finds wrong with these settings alone: lines from 1, and messages.
pub(super) fn settings_findings(settings: &str) -> Vec<(usize, String)> {
    let project = Project::of(&[("book.toml", settings), ("content/README.md", "# Charts\n"), ("docs/our.css", "")]);
    let report = project.run(&["check", "--format", "json", "--fail-on", "never"]);
    let Ok(report) = serde_json::from_str::<serde_json::Value>(&report.out) else {
        return vec![(1, format!("docsgen can't read these settings: {}", report.err))];
    };
    let findings = report["findings"].as_array().expect("a list of findings");
    findings
        .iter()
        .filter(|finding| finding["code"].as_str().is_some_and(|code| code.starts_with("config-")))
        .map(|finding| {
            let line = finding["line"].as_u64().map_or(1, |line| usize::try_from(line).expect("a small number"));
            (line, format!("{}: {}", finding["code"], finding["message"]))
        })
        .collect()
}
