//! What git knows about a repository: when each file last changed, and where the repository lives.
//!
//! Git is asked by running it, once for the history of all files. Nothing depends on it: without git, outside a work
//! tree or where git refuses, there is no history and the reason is kept.
//!
//! Settings of the repository and of the environment can make git run programs, open pagers, ask questions or fetch
//! missing objects over the network; all of these are switched off. The user's and the system's own settings are left in
//! force, because `safe.directory`, without which git refuses most repositories in containers, counts nowhere else.

mod objects;
mod references;

pub use self::objects::{Objects, TreeItem, tree};
pub use self::references::{Reference, ReferenceKind, references};

use std::collections::{BTreeMap, HashSet};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

mod tags;

pub use self::tags::{Tag, TaggedChart, read_tags};
use crate::source::RepoPath;

/// The history of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The commit that is checked out, in hexadecimal.
    pub head: Option<String>,
    /// The repository in the browser, made from the URL of the remote `origin`; without a slash at its end.
    pub remote_url: Option<String>,
    /// The branch that `origin` calls its default, else the one that is checked out.
    pub default_branch: Option<String>,
    /// Whether the clone is shallow, so that the dates of what its oldest commits hold are unknown.
    pub shallow: bool,
    /// Why there is no history, in one clause.
    pub unavailable: Option<String>,
    /// The tags, the newest first, where somebody has asked for them.
    pub tags: Vec<Tag>,
    dates: BTreeMap<RepoPath, String>,
}

impl History {
    /// No history, and why.
    #[must_use]
    pub fn none(reason: impl Into<String>) -> Self {
        Self { unavailable: Some(reason.into()), ..Self::default() }
    }

    /// Reads the history of the folder `root`, which may lie anywhere in a work tree. Takes as long as git takes to go
    /// back to where every file was last changed.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        Self::read_at(root, HEAD)
    }

    /// Reads the history of the folder `root` as it was at a commit, which is given in hexadecimal.
    #[must_use]
    pub fn read_of(root: &Path, commit: &str) -> Self {
        if is_commit(commit) { Self::read_at(root, commit) } else { Self::none("there is no such commit") }
    }

    fn read_at(root: &Path, revision: &str) -> Self {
        match read(root, revision) {
            Ok(history) => history,
            Err(reason) => Self::none(reason),
        }
    }

    /// A history of which only the last change of some files is known.
    #[must_use]
    pub fn of_changes(changes: impl IntoIterator<Item = (RepoPath, String)>) -> Self {
        Self { dates: changes.into_iter().collect(), ..Self::default() }
    }

    /// The date (`2026-10-01`, where the committer was) of the last commit that changed the file; `None` where it was
    /// never committed or that commit lies beyond a shallow clone's edge.
    #[must_use]
    pub fn last_change(&self, path: &RepoPath) -> Option<&str> {
        self.dates.get(path).map(String::as_str)
    }
}

/// What is checked out.
const HEAD: &str = "HEAD";

fn read(root: &Path, revision: &str) -> Result<History, String> {
    // Spares those without git the time to be told so by four processes.
    let root = &root.canonicalize().map_err(|error| format!("the folder can't be opened: {error}"))?;
    if !root.ancestors().any(|folder| folder.join(".git").exists()) {
        return Err("not a git repository".to_owned());
    }
    // Four short questions, asked at the same time.
    let facts = spawn(
        root,
        Stdio::piped(),
        &[
            "rev-parse",
            "--is-shallow-repository",
            "--git-path",
            "shallow",
            revision,
            "--symbolic-full-name",
            "HEAD",
            "refs/remotes/origin/HEAD",
        ],
    )?;
    let remote = spawn(root, Stdio::null(), &["config", "--get", "remote.origin.url"])?;
    let tracked = spawn(root, Stdio::null(), &["ls-tree", "-r", "-z", "--name-only", revision])?;
    let log = spawn(
        root,
        Stdio::null(),
        &[
            "log",
            "-z",
            "--format=%x00%H %cd",
            "--date=short",
            "--name-only",
            "--no-renames",
            // A merge changes only what it has from none of its parents.
            "-c",
            "--relative",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            revision,
            "--",
            ".",
        ],
    );
    let facts = finish(facts);
    let remote = finish(remote);
    let tracked = finish(tracked);
    let log = log?;
    let facts = match facts {
        Ok(facts) if !facts.stdout.is_empty() => facts,
        Ok(facts) => {
            stop(log);
            return Err(complaint(&facts.stderr));
        }
        Err(reason) => {
            stop(log);
            return Err(reason);
        }
    };
    let answers = String::from_utf8_lossy(&facts.stdout).into_owned();
    let mut answers = answers.lines();
    let shallow = answers.next() == Some("true");
    let shallow_file = answers.next().unwrap_or_default();
    let head = answers.next().filter(|head| is_commit(head)).map(str::to_owned);
    let branches: Vec<&str> = answers.collect();
    let edge = if shallow { edge_commits(&root.join(shallow_file)) } else { HashSet::new() };
    let tracked = tracked.map(|output| output.stdout).unwrap_or_default();
    let dates = if head.is_some() {
        read_dates(log, &tracked, &edge)
    } else {
        stop(log);
        BTreeMap::new()
    };
    Ok(History {
        head,
        remote_url: remote.ok().and_then(|output| browser_url(String::from_utf8_lossy(&output.stdout).trim())),
        default_branch: default_branch(&branches),
        shallow,
        unavailable: None,
        tags: Vec::new(),
        dates,
    })
}

fn default_branch(full_names: &[&str]) -> Option<String> {
    let remote =
        full_names.iter().find_map(|name| name.strip_prefix("refs/remotes/origin/").filter(|name| *name != "HEAD"));
    let local = || full_names.iter().find_map(|name| name.strip_prefix("refs/heads/"));
    remote.or_else(local).map(str::to_owned)
}

/// Commits whose parents a shallow clone left out: what they seem to add may be older.
fn edge_commits(file: &Path) -> HashSet<String> {
    #[expect(clippy::disallowed_methods, reason = "git has no command that lists them")]
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn read_dates(mut log: Child, tracked: &[u8], edge: &HashSet<String>) -> BTreeMap<RepoPath, String> {
    let mut wanted: HashSet<&[u8]> = tracked.split(|byte| *byte == 0).filter(|path| !path.is_empty()).collect();
    let mut dates = BTreeMap::new();
    if let Some(output) = log.stdout.take() {
        // What was read before git failed still holds.
        let _ = each_change(output, |commit, date, path| {
            if wanted.remove(path)
                && !edge.contains(commit)
                && let Some(path) = std::str::from_utf8(path).ok().and_then(RepoPath::new)
            {
                dates.insert(path, date.to_owned());
            }
            !wanted.is_empty()
        });
    }
    stop(log);
    dates
}

/// Reads `git log -z --format='%x00%H %cd' --name-only`: an empty token, the commit with its date, then its paths, the
/// first after a newline. Goes on as long as `seen` says so.
fn each_change(output: ChildStdout, mut seen: impl FnMut(&str, &str, &[u8]) -> bool) -> io::Result<()> {
    let mut output = BufReader::with_capacity(1 << 16, output);
    let (mut commit, mut date) = (String::new(), String::new());
    let mut token = Vec::new();
    let mut is_header = false;
    loop {
        token.clear();
        if output.read_until(0, &mut token)? == 0 {
            return Ok(());
        }
        if token.last() == Some(&0) {
            token.pop();
        }
        if token.is_empty() {
            is_header = true;
        } else if std::mem::take(&mut is_header) {
            let header = String::from_utf8_lossy(&token);
            let (hash, day) = header.split_once(' ').unwrap_or_default();
            hash.clone_into(&mut commit);
            day.clone_into(&mut date);
        } else if !seen(&commit, &date, token.strip_prefix(b"\n").unwrap_or(&token)) {
            return Ok(());
        }
    }
}

/// Whether every file in the folder `root` is as it was committed; `None` where it lies in no work tree or git can't say.
#[must_use]
pub fn is_clean(root: &Path) -> Option<bool> {
    let arguments = ["status", "--porcelain", "--untracked-files=normal", "--", "."];
    let output = finish(spawn(root, Stdio::null(), &arguments).ok()?).ok()?;
    output.status.success().then_some(output.stdout.is_empty())
}

/// The commit that is checked out in the folder `root`, in hexadecimal; `None` where there is none or git can't say.
#[must_use]
pub fn head(root: &Path) -> Option<String> {
    let output = finish(spawn(root, Stdio::null(), &["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?).ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    Some(name.trim().to_owned()).filter(|name| is_commit(name))
}

/// Whether a branch, of the remote `origin` or of this repository, holds a file. Answered from what was fetched.
#[must_use]
pub fn branch_holds(root: &Path, branch: &str, path: &str) -> bool {
    ["refs/remotes/origin", "refs/heads"].iter().any(|place| {
        let tree = format!("{place}/{branch}");
        let listed = spawn(root, Stdio::null(), &["ls-tree", "--full-tree", "--name-only", &tree, "--", path]);
        listed.and_then(finish).is_ok_and(|output| !output.stdout.is_empty())
    })
}

fn is_commit(name: &str) -> bool {
    matches!(name.len(), 40 | 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn spawn(root: &Path, complaints: Stdio, arguments: &[&str]) -> Result<Child, String> {
    start(command(root, arguments).stdin(Stdio::null()).stderr(complaints))
}

/// A process that is asked things while it runs.
fn spawn_asking(root: &Path, arguments: &[&str]) -> Result<Child, String> {
    start(command(root, arguments).stdin(Stdio::piped()).stderr(Stdio::null()))
}

fn start(command: &mut Command) -> Result<Child, String> {
    command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "git is not installed".to_owned(),
        _ => format!("git can't be run: {error}"),
    })
}

/// Git, run in a folder so that nothing but git runs; its answer is read by the caller.
fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["--no-pager", "--literal-pathspecs"]);
    for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.quotePath=false", "protocol.allow=never"]
    {
        command.args(["-c", setting]);
    }
    // A git hook that runs docsgen sets these to its own repository.
    for variable in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_NAMESPACE",
        "GIT_EXTERNAL_DIFF",
        "GIT_TRACE",
    ] {
        command.env_remove(variable);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("LC_ALL", "C")
        .args(arguments)
        .stdout(Stdio::piped());
    command
}

fn finish(child: Child) -> Result<Output, String> {
    child.wait_with_output().map_err(|error| format!("git can't be run: {error}"))
}

/// Ends a child whose answer is no longer needed.
fn stop(mut child: Child) {
    drop(child.stdout.take());
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// The first line of what git said, as a clause.
fn complaint(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let line = text.lines().next().unwrap_or_default();
    let line = line.strip_prefix("fatal: ").unwrap_or(line);
    if line.is_empty() { "git gave no answer".to_owned() } else { line.to_owned() }
}

/// The address of a repository in the browser, from the URL of its remote: `https`, without credentials and `.git`, as
/// GitHub, GitLab, Gitea, Bitbucket and Azure DevOps have it. `None` for paths and for names that only an ssh
/// configuration explains.
#[must_use]
pub fn browser_url(remote: &str) -> Option<String> {
    let (scheme, authority, path) = match remote.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_once('/')?;
            (scheme.to_ascii_lowercase(), authority, path)
        }
        None => {
            let (authority, path) = remote.split_once(':').filter(|(host, _)| !host.contains('/'))?;
            ("ssh".to_owned(), authority, path)
        }
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    };
    let name = name.to_ascii_lowercase();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
    let safe = |text: &str, more: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || more.contains(letter))
    };
    if !safe(&name, ".-") || !safe(path, "/._-~+%") || path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return None;
    }
    // The port of ssh or git says nothing about the web server's.
    let (scheme, host) = match (scheme.as_str(), port) {
        ("https" | "http", Some(port)) => (scheme.as_str(), format!("{name}:{port}")),
        ("https" | "http", None) => (scheme.as_str(), name.clone()),
        ("ssh" | "git" | "git+ssh" | "ssh+git", _) if name.contains('.') => ("https", name.clone()),
        _ => return None,
    };
    let parts: Vec<&str> = path.split('/').collect();
    let path = match parts.as_slice() {
        ["v3", organisation, project, repository] if name == "ssh.dev.azure.com" => {
            return Some(format!("https://dev.azure.com/{organisation}/{project}/_git/{repository}"));
        }
        // Bitbucket on one's own server: `/scm/` over https, port 7999 over ssh.
        ["scm", owner, repository] => bitbucket_server_path(owner, repository),
        [owner, repository] if port == Some("7999") => bitbucket_server_path(owner, repository),
        _ => path.to_owned(),
    };
    Some(format!("{scheme}://{host}/{path}"))
}

fn bitbucket_server_path(owner: &str, repository: &str) -> String {
    match owner.strip_prefix('~') {
        Some(user) => format!("users/{user}/repos/{repository}"),
        None => format!("projects/{owner}/repos/{repository}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;

    #[test]
    fn remotes_have_an_address_in_the_browser() {
        for (remote, expected) in [
            ("git@github.com:team/charts.git", Some("https://github.com/team/charts")),
            ("https://github.com/team/charts.git", Some("https://github.com/team/charts")),
            ("https://github.com/team/charts/", Some("https://github.com/team/charts")),
            ("https://user:token@GitHub.com/team/charts", Some("https://github.com/team/charts")),
            ("git@github.company.com:team/charts.git", Some("https://github.company.com/team/charts")),
            (
                "ssh://git@gitlab.company.com:2222/group/sub/charts.git",
                Some("https://gitlab.company.com/group/sub/charts"),
            ),
            ("https://gitlab.company.com:8443/group/charts.git", Some("https://gitlab.company.com:8443/group/charts")),
            ("http://gitea.lan:3000/team/charts", Some("http://gitea.lan:3000/team/charts")),
            ("git://git.example.org/charts.git", Some("https://git.example.org/charts")),
            ("git@bitbucket.org:team/charts.git", Some("https://bitbucket.org/team/charts")),
            (
                "https://bitbucket.company.com/scm/ops/charts.git",
                Some("https://bitbucket.company.com/projects/ops/repos/charts"),
            ),
            (
                "ssh://git@bitbucket.company.com:7999/~ann/charts.git",
                Some("https://bitbucket.company.com/users/ann/repos/charts"),
            ),
            ("git@ssh.dev.azure.com:v3/org/project/charts", Some("https://dev.azure.com/org/project/_git/charts")),
            ("work:team/charts.git", None),
            ("/srv/git/charts.git", None),
            ("../charts", None),
            ("C:\\git\\charts", None),
            ("file:///srv/git/charts.git", None),
            ("https://github.com", None),
            ("https://github.com/", None),
            ("https://github.com/team/../charts", None),
            ("https://github.com/\" onload=x", None),
            ("javascript://github.com/x", None),
            ("", None),
        ] {
            assert_eq!(browser_url(remote).as_deref(), expected, "{remote}");
        }
    }

    /// A repository whose commits are dated one day apart from 2026-01-01.
    struct Repository {
        folder: tempfile::TempDir,
        commits: u32,
    }

    impl Repository {
        fn new() -> Self {
            let repository = Self { folder: tempfile::tempdir().unwrap(), commits: 0 };
            repository.git(&["init", "--quiet", "--initial-branch=trunk"]);
            repository
        }

        fn git(&self, arguments: &[&str]) {
            git(self.folder.path(), "2026-01-01T12:00:00Z", arguments);
        }

        #[expect(clippy::disallowed_methods, reason = "makes the files that are committed")]
        fn commit(&mut self, files: &[&str]) {
            self.commits += 1;
            for file in files {
                let path = self.folder.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, self.commits.to_string()).unwrap();
            }
            self.git(&["add", "."]);
            let date = format!("2026-01-{:02}T12:00:00Z", self.commits);
            git(self.folder.path(), &date, &["commit", "--quiet", "--allow-empty", "-m", "change"]);
        }

        fn clone(&self, arguments: &[&str]) -> tempfile::TempDir {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("file://{}", self.folder.path().display());
            git(folder.path(), "", &[&["clone", "--quiet"], arguments, &[&url, "."]].concat());
            folder
        }
    }

    fn git(folder: &Path, date: &str, arguments: &[&str]) {
        let output = Command::new("git")
            .arg("-C")
            .arg(folder)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"])
            .args(arguments)
            .env("GIT_COMMITTER_DATE", date)
            .env("GIT_AUTHOR_DATE", "2020-01-01T12:00:00Z")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn date<'a>(history: &'a History, path: &str) -> Option<&'a str> {
        history.last_change(&RepoPath::new(path).unwrap())
    }

    #[test]
    fn dates_are_those_of_the_last_commit_that_changed_a_file() {
        let mut repository = Repository::new();
        repository.commit(&["README.md", "docs/a b.md", "docs/백업.md"]);
        repository.commit(&["docs/a b.md"]);
        repository.commit(&[]);
        repository.git(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
        repository.commit(&["docs/side.md"]);
        repository.git(&["checkout", "--quiet", "trunk"]);
        repository.git(&["merge", "--quiet", "--no-ff", "-m", "merge", "side"]);
        repository.git(&["remote", "add", "origin", "git@example.com:team/charts.git"]);
        let root = repository.folder.path();
        #[expect(clippy::disallowed_methods, reason = "makes a file that is not committed")]
        fs::write(root.join("docs/new.md"), "").unwrap();

        let history = History::read(root);
        let expected = [
            ("README.md", Some("2026-01-01")),
            ("docs/a b.md", Some("2026-01-02")),
            ("docs/백업.md", Some("2026-01-01")),
            ("docs/side.md", Some("2026-01-04")),
            ("docs/new.md", None),
        ];
        for (path, expected) in expected {
            assert_eq!(date(&history, path), expected, "{path}");
        }
        assert_eq!(history.remote_url.as_deref(), Some("https://example.com/team/charts"));
        assert_eq!(history.default_branch.as_deref(), Some("trunk"));
        assert!(history.head.is_some_and(|head| is_commit(&head)));
        assert!(!history.shallow);

        let below = History::read(&root.join("docs"));
        assert_eq!(date(&below, "a b.md"), Some("2026-01-02"), "paths are from the folder that was asked for");
        assert_eq!(date(&below, "README.md"), None);
    }

    #[test]
    fn a_branch_is_asked_for_a_file_without_being_checked_out() {
        let mut repository = Repository::new();
        repository.commit(&["README.md"]);
        repository.git(&["checkout", "--quiet", "--orphan", "gh-pages"]);
        repository.commit(&["index.yaml"]);
        repository.git(&["checkout", "--quiet", "trunk"]);
        let root = repository.folder.path();
        assert!(branch_holds(root, "gh-pages", "index.yaml"));
        assert!(!branch_holds(root, "trunk", "index.yaml"));
        assert!(!branch_holds(root, "gone", "index.yaml"));
        let clone = repository.clone(&[]);
        assert!(branch_holds(clone.path(), "gh-pages", "index.yaml"), "as the remote has it");
    }

    #[test]
    fn the_age_of_what_a_shallow_clone_starts_with_is_unknown() {
        let mut repository = Repository::new();
        repository.commit(&["old.md", "changed.md"]);
        repository.commit(&["middle.md"]);
        repository.commit(&["changed.md"]);
        let clone = repository.clone(&["--depth=2"]);
        let history = History::read(clone.path());
        assert!(history.shallow);
        assert_eq!(date(&history, "changed.md"), Some("2026-01-03"));
        assert_eq!(date(&history, "old.md"), None);
        assert_eq!(date(&history, "middle.md"), None);

        let whole = History::read(repository.clone(&[]).path());
        assert!(!whole.shallow);
        assert_eq!(whole.default_branch.as_deref(), Some("trunk"));
        assert_eq!(date(&whole, "old.md"), Some("2026-01-01"));
    }

    #[test]
    fn without_a_history_there_is_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::read(folder.path());
        assert!(
            history.unavailable.as_deref().is_some_and(|reason| reason.starts_with("not a git repository")),
            "{history:?}"
        );
        let history = History::read(&folder.path().join("missing"));
        assert!(history.unavailable.is_some());

        let fresh = Repository::new();
        let history = History::read(fresh.folder.path());
        assert_eq!((history.head, history.unavailable), (None, None), "no commit yet is no trouble");
    }

    #[cfg(unix)]
    #[test]
    fn settings_of_the_repository_run_nothing() {
        let mut repository = Repository::new();
        repository.commit(&["a.md"]);
        let trap = repository.folder.path().join("trapped");
        let command = format!("touch {}", trap.display());
        for key in [
            "core.fsmonitor",
            "core.pager",
            "pager.log",
            "diff.external",
            "core.sshCommand",
            "gpg.program",
            "core.askPass",
        ] {
            repository.git(&["config", key, &command]);
        }
        repository.git(&["config", "log.showSignature", "true"]);
        let history = History::read(repository.folder.path());
        assert_eq!(date(&history, "a.md"), Some("2026-01-01"));
        assert!(!trap.exists());
    }
}
