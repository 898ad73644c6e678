//! The browser tests of `tests/browser`: finds or installs what they need, and runs them on a built site.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::node::{Package, on_path};
use crate::test::status;

/// The tests' own packages.
const PACKAGE: Package = Package { folder: "browser", copy: "browser-tests" };

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
    // Chromium draws no text without a font.
    debian::provide(missing_packages, &["fonts-liberation"], may_install)?;
    PACKAGE.install()
}

/// Runs the tests on a built site; `choice` says which, as `run.mjs` explains.
pub(crate) fn run(site: &Path, choice: &[&str]) -> Result<(), String> {
    let mut command = Command::new("node");
    command.arg(PACKAGE.copy()?.join("run.mjs")).arg("--site").arg(site).args(choice);
    if let Some(browser) = browser() {
        command.env("CHROMIUM", browser);
    }
    status(&mut command)
}

/// Takes the pictures of the README from the built site. Call [`prepare`] before.
pub(crate) fn take_picture(site: &Path, folder: &Path) -> Result<(), String> {
    let mut command = Command::new("node");
    command.arg(PACKAGE.copy()?.join("picture.mjs")).arg("--site").arg(site).arg("--out").arg(folder);
    if let Some(browser) = browser() {
        command.env("CHROMIUM", browser);
    }
    status(&mut command)
}

/// The module that starts the browser, for other measurements. Call [`prepare`] before.
pub(crate) fn launcher() -> Result<PathBuf, String> {
    Ok(PACKAGE.copy()?.join("chromium.mjs"))
}

fn missing_packages() -> Vec<&'static str> {
    let missing = NEEDED.iter().filter(|(names, package)| match *package {
        "chromium" => browser().is_none(),
        _ => on_path(names).is_none(),
    });
    missing.map(|(_, package)| *package).collect()
}

/// The browser: what `CHROMIUM` names, else the first that is found.
pub(crate) fn browser() -> Option<OsString> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Path::new(&named).is_file().then_some(named);
    }
    let names = NEEDED.iter().find(|(_, package)| *package == "chromium").map(|(names, _)| *names).unwrap_or_default();
    let installed = BROWSERS.iter().map(PathBuf::from).find(|path| path.is_file());
    on_path(names).or(installed).map(PathBuf::into_os_string)
}
