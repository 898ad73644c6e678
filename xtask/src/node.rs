//! Tests that need packages of Node: each folder of `tests/` with a package.json is copied and installed beside what cargo
//! builds, so that the checkout stays as it is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::test::status;
use crate::{root, target};

/// A folder of tests with a package.json.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package {
    /// Its name in `tests/`.
    pub(crate) folder: &'static str,
    /// The name of its copy in the target folder.
    pub(crate) copy: &'static str,
}

impl Package {
    /// The copy that Node packages are installed into.
    pub(crate) fn copy(self) -> Result<PathBuf, String> {
        Ok(target()?.join(self.copy))
    }

    /// Copies the tests and installs the Node packages of their lock file, where these have changed since the last time.
    pub(crate) fn install(self) -> Result<(), String> {
        let (source, copy) = (root().join("tests").join(self.folder), self.copy()?);
        let mut wanted = Vec::new();
        for name in ["package.json", "package-lock.json"] {
            let file = source.join(name);
            wanted.extend(fs::read(&file).map_err(|error| format!("could not read `{}`: {error}", file.display()))?);
        }
        let stamp = copy.join("node_modules").join(".installed");
        let installed = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
        copy_files(&source, &copy).map_err(|error| format!("could not copy `{}`: {error}", source.display()))?;
        if installed {
            return Ok(());
        }
        let npm = on_path(&["npm"]).ok_or("missing: npm (on Debian: `sudo apt-get install npm`)")?;
        let mut install = Command::new(npm);
        // Nothing that a package brings is run: what is needed of it is text, and the browser is the system's.
        install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&copy);
        status(&mut install)?;
        fs::write(&stamp, wanted).map_err(|error| format!("could not write `{}`: {error}", stamp.display()))
    }
}

/// The first program of one of the names in the search path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let extensions: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    std::env::split_paths(&path)
        .flat_map(|folder| {
            let files = names.iter().flat_map(|name| extensions.iter().map(move |end| format!("{name}{end}")));
            files.map(|file| folder.join(file)).collect::<Vec<_>>()
        })
        .find(|program| program.is_file())
}

/// Makes the files of `copy` those of `source`, but for what is installed there.
fn copy_files(source: &Path, copy: &Path) -> io::Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(copy)? {
        let entry = entry?;
        if entry.file_name() != "node_modules" && !source.join(entry.file_name()).exists() {
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
        }
    }
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let to = copy.join(entry.file_name());
        if entry.file_name() == "node_modules" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_files(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_follows_its_source_and_keeps_what_was_installed() {
        let folder = std::env::temp_dir().join(format!("docsgen-xtask-{}", std::process::id()));
        let (source, copy) = (folder.join("source"), folder.join("copy"));
        fs::create_dir_all(source.join("specs")).unwrap();
        fs::write(source.join("run.mjs"), "1").unwrap();
        fs::write(source.join("specs/a.mjs"), "a").unwrap();
        copy_files(&source, &copy).unwrap();
        fs::create_dir_all(copy.join("node_modules/x")).unwrap();
        fs::write(source.join("run.mjs"), "2").unwrap();
        fs::remove_dir_all(source.join("specs")).unwrap();
        copy_files(&source, &copy).unwrap();
        assert_eq!(fs::read(copy.join("run.mjs")).unwrap(), b"2");
        assert!(!copy.join("specs").exists() && copy.join("node_modules/x").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn programs_are_found_by_any_of_their_names() {
        assert!(on_path(&["no-such-program", "cargo"]).is_some());
        assert!(on_path(&["no-such-program"]).is_none());
    }
}
