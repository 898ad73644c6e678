//! Names the code that renders: what is remembered between builds counts only for the code that made it. And names the commit that a
//! released program was built from, for `docsgen --version` alone.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// What the program is made of.
const ROOTS: [&str; 5] = ["src", "themes", "docs/codes", "Cargo.toml", "Cargo.lock"];

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    println!("cargo:rerun-if-changed=build.rs");
    for root in ROOTS {
        println!("cargo:rerun-if-changed={root}");
        hash(Path::new(root), &mut hasher)?;
    }
    // The commit is no part of it: a page doesn't depend on which one the program was built from.
    env::var_os("CARGO_PKG_VERSION").hash(&mut hasher);
    println!("cargo:rustc-env=DOCSGEN_CODE={:016x}", hasher.finish());
    let version = env!("CARGO_PKG_VERSION");
    let version = match commit_of_package().or_else(commit_of_checkout) {
        Some(commit) => format!("{version} ({commit})"),
        None => version.to_owned(),
    };
    println!("cargo:rustc-env=DOCSGEN_VERSION={version}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a build script reads what it is built from")]
fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        entries.iter().try_for_each(|entry| hash(&entry.path(), hasher))
    } else if path.exists() {
        path.to_string_lossy().hash(hasher);
        fs::read(path)?.hash(hasher);
        Ok(())
    } else {
        Ok(())
    }
}

/// The commit that a published crate was made from, as cargo wrote it down.
#[expect(clippy::disallowed_methods, reason = "a build script reads what it is built from")]
fn commit_of_package() -> Option<String> {
    let file = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, commit) = file.split_once("\"sha1\"")?;
    let commit = commit.split('"').nth(1)?;
    short(commit)
}

/// The commit and its day of a checkout, with a `+` where what the program is made of differs from it. Only for a release build:
/// while docsgen is worked on, each commit would compile all of it again.
#[expect(clippy::disallowed_methods, reason = "a build script is told by the environment")]
fn commit_of_checkout() -> Option<String> {
    if env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    // A copy of the sources that lies in another repository has nothing to do with that one's commits.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() || git(&["ls-files", "--error-unmatch", "build.rs"]).is_none()
    {
        return None;
    }
    // Written at each commit and checkout.
    for name in ["logs/HEAD", "HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", name]).filter(|path| Path::new(path).exists()) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    let said = git(&["log", "-1", "--format=%H %cs"])?;
    let (commit, day) = said.split_once(' ')?;
    let changed = git(&[&["status", "--porcelain", "--untracked-files=no", "--", "build.rs"], &ROOTS[..]].concat())?;
    let mark = if changed.is_empty() { "" } else { "+" };
    Some(format!("{}{mark} {day}", short(commit)?))
}

/// As many digits as people type, however many git would need in this clone.
fn short(commit: &str) -> Option<String> {
    commit.get(..7).filter(|short| short.bytes().all(|byte| byte.is_ascii_hexdigit())).map(str::to_owned)
}

fn git(arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    // Set while a hook runs, for another repository, maybe.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(variable);
    }
    let output = git.args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim_end().to_owned())
}
