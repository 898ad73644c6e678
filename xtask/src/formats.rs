//! Reports, held against the schemas of the formats they are in, and settings, held against those that docsgen prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::node::{Package, on_path};
use crate::root;
use crate::test::status;

/// What validates, and the schemas.
const PACKAGE: Package = Package { folder: "formats", copy: "format-tests" };

/// A repository with what is hard to report: names that a URI can't have as they are, findings with a label, with a fix,
/// without a place and over several lines.
const REPOSITORY: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitel = 1\n"),
    ("README.md", "# Home\n\n[a](a/b%20c.md#restore-now) [gone](gone.md) [gone](gone.md) [up](../up.md)\n"),
    ("a/b c.md", "# B\n\n## Restore -- now\n\n[r](../readme.md) <div\n onclick=\"x()\">\n"),
    ("a:b/백업 #1%.md", "# 백업\n\n[x](y.md) [js](javascript:x) {0} [z](1)\n"),
    ("charts/web/Chart.yaml", "name: web\nversion: [\n"),
    ("docs/one.md", "---\nslug: same\n---\n# One\n"),
    ("docs/two.md", "---\nslug: same\n---\n# Two\n"),
];

/// Sees to it that the validator and the schemas are there.
pub(crate) fn prepare() -> Result<(), String> {
    let missing: Vec<&str> = ["node", "npm"].into_iter().filter(|name| on_path(&[name]).is_none()).collect();
    if missing.is_empty() { PACKAGE.install() } else { Err(format!("there is no {}", missing.join(" and no "))) }
}

/// Has `program` report on some repositories as SARIF, and validates what it writes. Call [`prepare`] before.
pub(crate) fn run(program: &Path, repositories: &[PathBuf]) -> Result<(), String> {
    let copy = PACKAGE.copy()?;
    let made = copy.join("node_modules").join(".repository");
    write_repository(&made).map_err(|error| format!("could not write `{}`: {error}", made.display()))?;
    let mut validate = Command::new("node");
    validate.arg(copy.join("sarif.mjs"));
    let all = [made, root().to_owned()].into_iter().chain(repositories.iter().cloned());
    for (number, repository) in all.enumerate() {
        let log = copy.join("node_modules").join(format!(".{number}.sarif"));
        let mut check = Command::new(program);
        check.arg("check").arg(&repository).args(["--no-cache", "--no-baseline", "--quiet", "--fail-on", "never"]);
        check.args(["--format", "sarif", "--output"]).arg(&log);
        status(&mut check)?;
        validate.arg(log);
    }
    status(&mut validate)?;
    settings(program, repositories, &copy)
}

/// Holds the settings and front matter of this repository and of others against the schemas that `program` prints.
fn settings(program: &Path, repositories: &[PathBuf], copy: &Path) -> Result<(), String> {
    let mut validate = Command::new("node");
    validate.arg(copy.join("settings.mjs"));
    for name in ["book", "front-matter"] {
        let file = copy.join("node_modules").join(format!(".{name}.schema.json"));
        let failed = |error: std::io::Error| format!("could not write `{}`: {error}", file.display());
        let schema = fs::File::create(&file).map_err(failed)?;
        status(Command::new(program).args(["schema", name]).stdout(schema))?;
        validate.arg(file);
    }
    status(validate.arg(root()).args(repositories))
}

fn write_repository(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in REPOSITORY {
        // Windows has no such names.
        if cfg!(windows) && path.contains([':', '%']) {
            continue;
        }
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a file lies in a folder"))?;
        fs::write(file, text)?;
    }
    Ok(())
}
