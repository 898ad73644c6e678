//! `docsgen init --new`: the first chart, its guides and the settings that go with them.

use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use crate::build::surroundings;
use crate::cli::ui::Ui;
use crate::config::detect;
use crate::error::{Error, Result};
use crate::fs::{DiskFiles, Files as _};

/// A file from `init/new/`, where it has another name, so that nothing takes it for a page or a chart of this repository.
macro_rules! template {
    ($path:literal) => {
        ($path, include_str!(concat!("new/", $path, ".in")))
    };
}

/// What is written, by path.
const FILES: &[(&str, &str)] = &[
    template!("book.toml"),
    template!("content/README.md"),
    template!("content/charts/redis/Chart.yaml"),
    template!("content/charts/redis/README.md"),
    template!("content/charts/redis/values.yaml"),
    template!("content/guides/redis-backup.md"),
    template!("content/guides/redis-upgrade.md"),
    template!("content/ops/redis.mk"),
];

/// Written where there is none. One that is there is somebody's own.
const GITIGNORE: (&str, &str) = (".gitignore", include_str!("new/gitignore.in"));

/// What stands in the templates for the day they are written on.
const TODAY: &str = "{today}";

/// Writes the files below a folder, which is made where it isn't there.
///
/// # Errors
/// Where one of the files is there already, or the folder has charts. Then nothing is written.
pub(super) fn write(root: &Path, today: Date, ui: &mut Ui) -> Result<()> {
    std::fs::create_dir_all(root).map_err(|source| Error::io("create", root, source))?;
    refuse_charts(root)?;
    for (path, _) in FILES {
        refuse_taken(root, path)?;
    }
    let gitignore = root.join(GITIGNORE.0).symlink_metadata().is_err().then_some(&GITIGNORE);
    for (path, text) in FILES.iter().chain(gitignore) {
        let target = root.join(path);
        ui.status(&format!("writing {}", target.display()));
        let folder = target.parent().unwrap_or(root);
        std::fs::create_dir_all(folder).map_err(|source| Error::io("create", folder, source))?;
        super::write(&target, &text.replace(TODAY, &today.to_string()), false)?;
    }
    if gitignore.is_none() {
        ui.status(&format!("add the output folder to {}: /site/", root.join(GITIGNORE.0).display()));
    }
    Ok(())
}

/// Charts that are there are what `docsgen init` reads; an example beside them would only be in the way.
fn refuse_charts(root: &Path) -> Result<()> {
    let files = DiskFiles::open(root, &[])?;
    let detected = detect(&files.list()?, &files, &surroundings(files.root()), None);
    if detected.config.catalog.charts.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!("`{}` has charts already", root.display()))
        .help("leave out `--new`: `docsgen init` writes a book.toml of what is there"))
}

/// Nothing is written over, nor through a link or past a file that stands where a folder is needed.
fn refuse_taken(root: &Path, path: &str) -> Result<()> {
    let mut place = PathBuf::from(root);
    let mut parts = Path::new(path).components().peekable();
    while let Some(Component::Normal(part)) = parts.next() {
        place.push(part);
        let there = place.symlink_metadata().ok();
        if there.is_some_and(|metadata| parts.peek().is_none() || !metadata.is_dir()) {
            return Err(Error::new(format!("`{}` is there already", place.display()))
                .help("begin in a folder of its own: `docsgen init --new FOLDER`"));
        }
    }
    Ok(())
}
