//! The browser tests of `tests/browser`: finds or installs what they need, and runs them on a built site.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::test::status;
use crate::{root, target};

/// Programs that the tests need: any of the names will do, and the Debian package that brings it.
const NEEDED: &[(&[&str], &str)] = &[
    (&["node"], "nodejs"),
    (&["npm"], "npm"),
    (&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], "chromium"),
];

/// Where a browser is installed beside the search path.
const BROWSERS: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/// Sees to it that the programs and Node packages are there. Missing Debian packages are installed where that is allowed
/// and can be done, and named otherwise.
pub(crate) fn prepare(may_install: bool) -> Result<(), String> {
    let missing = missing_packages();
    if !missing.is_empty() {
        if !(may_install && can_install()) {
            return Err(explain(&missing));
        }
        status(Command::new("apt-get").args(["update", "--quiet"]))?;
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&missing);
        // Chromium draws no text without a font.
        install.arg("fonts-liberation").env("DEBIAN_FRONTEND", "noninteractive");
        status(&mut install)?;
        let missing = missing_packages();
        if !missing.is_empty() {
            return Err(explain(&missing));
        }
    }
    install_node_packages()
}

/// Runs the tests on a built site.
pub(crate) fn run(site: &Path) -> Result<(), String> {
    let mut command = Command::new("node");
    command.arg(copy_folder()?.join("run.mjs")).arg("--site").arg(site);
    if let Some(browser) = browser() {
        command.env("CHROMIUM", browser);
    }
    status(&mut command)
}

fn missing_packages() -> Vec<&'static str> {
    let missing = NEEDED.iter().filter(|(names, package)| match *package {
        "chromium" => browser().is_none(),
        _ => on_path(names).is_none(),
    });
    missing.map(|(_, package)| *package).collect()
}

fn explain(missing: &[&str]) -> String {
    let packages = missing.join(" ");
    format!(
        "missing: {packages} (on Debian: `sudo apt-get install {packages}`, or `cargo xtask test --install` as root)"
    )
}

/// The browser: what `CHROMIUM` names, else the first that is found.
fn browser() -> Option<OsString> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Path::new(&named).is_file().then_some(named);
    }
    let names = NEEDED.iter().find(|(_, package)| *package == "chromium").map(|(names, _)| *names).unwrap_or_default();
    let installed = BROWSERS.iter().map(PathBuf::from).find(|path| path.is_file());
    on_path(names).or(installed).map(PathBuf::into_os_string)
}

/// The first program of one of the names in the search path.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let extensions: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    std::env::split_paths(&path)
        .flat_map(|folder| {
            let files = names.iter().flat_map(|name| extensions.iter().map(move |end| format!("{name}{end}")));
            files.map(|file| folder.join(file)).collect::<Vec<_>>()
        })
        .find(|program| program.is_file())
}

/// Whether this is root on a Debian system.
fn can_install() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && on_path(&["apt-get"]).is_some()
}

/// The copy of `tests/browser` that Node packages are installed into, so that the checkout stays as it is.
fn copy_folder() -> Result<PathBuf, String> {
    Ok(target()?.join("browser-tests"))
}

/// Copies the tests and installs the Node packages of their lock file, where these have changed since the last time.
fn install_node_packages() -> Result<(), String> {
    let (source, copy) = (root().join("tests").join("browser"), copy_folder()?);
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
    let npm = on_path(&["npm"]).ok_or_else(|| explain(&["npm"]))?;
    let mut install = Command::new(npm);
    // Nothing that a package brings is run: the browser is the system's.
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&copy);
    status(&mut install)?;
    fs::write(&stamp, wanted).map_err(|error| format!("could not write `{}`: {error}", stamp.display()))
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
    fn what_is_missing_is_named_with_how_to_get_it() {
        let text = explain(&["nodejs", "chromium"]);
        assert!(text.contains("sudo apt-get install nodejs chromium"), "{text}");
    }

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
