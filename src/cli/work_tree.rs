//! The work tree of git that a repository lies in.

use std::path::{Path, PathBuf};

/// The top folder of the work tree that a folder lies in; `None` where there is none.
pub(crate) fn git_top(root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    root.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

/// Where the repository lies in git's work tree, with a slash at its end: `charts/`; empty at its top, and where there is none.
pub(crate) fn path_in_git(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let top = git_top(&root);
    let parts = top.and_then(|top| root.strip_prefix(top).map(Path::to_owned).ok());
    parts.iter().flatten().map(|part| format!("{}/", part.to_string_lossy())).collect()
}
