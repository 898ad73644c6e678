//! The contents of a commit, read from git's objects without a checkout.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{command, complaint, finish, is_commit, spawn, start};
use crate::source::RepoPath;

/// A file or symbolic link of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeItem {
    /// Where it lies, from the folder that was asked for.
    pub path: RepoPath,
    /// Whether it is a symbolic link.
    pub is_link: bool,
    /// Its size.
    pub bytes: u64,
    /// The name of its object.
    pub object: String,
}

/// Lists what a commit has below the folder `root`, in order of path, and the paths that are no UTF-8.
///
/// # Errors
/// Says in one clause why git can't.
pub fn tree(root: &Path, commit: &str) -> Result<(Vec<TreeItem>, Vec<String>), String> {
    if !is_commit(commit) {
        return Err("there is no such commit".to_owned());
    }
    let output = finish(spawn(root, Stdio::piped(), &["ls-tree", "-r", "-z", "--long", commit])?)?;
    if !output.status.success() {
        return Err(complaint(&output.stderr));
    }
    let (mut items, mut unnameable) = (Vec::new(), Vec::new());
    for entry in output.stdout.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let Some(tab) = memchr::memchr(b'\t', entry) else { continue };
        let head = String::from_utf8_lossy(&entry[..tab]);
        let mut head = head.split_ascii_whitespace();
        let (mode, _, object, bytes) = (head.next(), head.next(), head.next(), head.next());
        // Another repository's commit (`160000`) has no files here.
        let is_link = match mode {
            Some("120000") => true,
            Some(mode) if mode.starts_with("100") => false,
            _ => continue,
        };
        let (Some(object), Some(bytes)) = (object, bytes.and_then(|bytes| bytes.parse().ok())) else {
            return Err("the sizes of files are unknown".to_owned());
        };
        match std::str::from_utf8(&entry[tab + 1..]).ok().and_then(RepoPath::new) {
            Some(path) => items.push(TreeItem { path, is_link, bytes, object: object.to_owned() }),
            None => unnameable.push(String::from_utf8_lossy(&entry[tab + 1..]).into_owned()),
        }
    }
    Ok((items, unnameable))
}

/// Reads objects by their names. One process of git answers all questions.
pub struct Objects {
    root: PathBuf,
    process: Mutex<Process>,
    /// Where Git LFS keeps what it has fetched.
    lfs: OnceLock<Option<PathBuf>>,
}

struct Process {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// Starts git in the folder `root`.
    ///
    /// # Errors
    /// Says in one clause why git can't be started.
    pub fn open(root: &Path) -> Result<Self, String> {
        let mut child = start(command(root, &["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null()))?;
        let (Some(questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("git can't be asked".to_owned());
        };
        let process = Process { child, questions: Some(questions), answers: BufReader::new(answers) };
        Ok(Self { root: root.to_owned(), process: Mutex::new(process), lfs: OnceLock::new() })
    }

    /// The bytes of a file. For a pointer of Git LFS, those of the file that it stands for, where they were fetched.
    ///
    /// # Errors
    /// Says in one clause why they can't be read.
    pub fn read(&self, object: &str) -> Result<Vec<u8>, String> {
        let bytes = self.process.lock().unwrap_or_else(PoisonError::into_inner).read(object)?;
        Ok(self.behind_pointer(&bytes).unwrap_or(bytes))
    }

    fn behind_pointer(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let name = lfs_object(bytes)?;
        let folder = self.lfs.get_or_init(|| lfs_folder(&self.root)).as_ref()?;
        #[expect(clippy::disallowed_methods, reason = "git has no command that reads them without running others")]
        let found = std::fs::read(folder.join(&name[..2]).join(&name[2..4]).join(name)).ok()?;
        Some(found)
    }
}

impl Process {
    fn read(&mut self, object: &str) -> Result<Vec<u8>, String> {
        if !is_commit(object) {
            return Err("there is no such object".to_owned());
        }
        self.ask(object).map_err(|error| format!("git gave no answer: {error}"))?
    }

    /// The outer error is trouble with the process.
    fn ask(&mut self, object: &str) -> io::Result<Result<Vec<u8>, String>> {
        let questions = self.questions.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        questions.write_all(format!("{object}\n").as_bytes())?;
        questions.flush()?;
        let mut head = String::new();
        if self.answers.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<usize>().ok()) else {
            return Ok(Err("the clone doesn't have its contents".to_owned()));
        };
        let mut bytes = vec![0; size];
        self.answers.read_exact(&mut bytes)?;
        self.answers.read_exact(&mut [0])?;
        Ok(Ok(bytes))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.questions.take());
        // It ends by itself when nobody asks any more; it may have done so.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A pointer of Git LFS is smaller.
const LARGEST_POINTER: usize = 1024;

/// The name of the file that a pointer of Git LFS stands for.
fn lfs_object(bytes: &[u8]) -> Option<&str> {
    if bytes.len() > LARGEST_POINTER || !bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("oid sha256:"))?.trim();
    (name.len() == 64 && is_commit(name)).then_some(name)
}

fn lfs_folder(root: &Path) -> Option<PathBuf> {
    let output = finish(spawn(root, Stdio::null(), &["rev-parse", "--git-common-dir"]).ok()?).ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(root.join(folder.trim_end()).join("lfs/objects"))
}
