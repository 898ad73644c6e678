//! What is built: a copy, so that a run may change a file.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;
use crate::generate;

/// A copied or generated repository.
pub(super) struct Input {
    /// Names its section of the report.
    pub(super) id: String,
    /// Name for readers.
    pub(super) name: String,
    /// Where the copy lies.
    pub(super) root: PathBuf,
    /// Its Markdown files outside dot-folders, from the root, in order.
    pub(super) pages: Vec<PathBuf>,
    /// Their size in bytes.
    pub(super) bytes: u64,
    /// The page that is changed: the middle one by size.
    pub(super) changed: PathBuf,
}

impl Input {
    /// Puts the input into the new folder `root`: generated pages, else a copy of the repository that `DOCSGEN_CORPUS`
    /// names, else a copy of what this repository publishes.
    pub(super) fn prepare(repository: &Path, root: &Path, scale: Option<usize>) -> Outcome<Self> {
        let corpus = env::var_os("DOCSGEN_CORPUS").map(PathBuf::from);
        let (id, name) = if let Some(pages) = scale {
            generate::write_repository(root, pages).map_err(|error| format!("{}: {error}", root.display()))?;
            (format!("generated-{pages}"), format!("{pages} generated pages"))
        } else if let Some(corpus) = corpus {
            copy_tree(&corpus, root)?;
            let name = corpus.file_name().unwrap_or(corpus.as_os_str()).to_string_lossy().into_owned();
            (name.clone(), name)
        } else {
            for part in ["book.toml", "CHANGELOG.md", "content", "docs/codes", "themes"] {
                let from = repository.join(part);
                if from.is_dir() {
                    copy_tree(&from, &root.join(part))?;
                } else if from.is_file() {
                    copy_file(&from, &root.join(part))?;
                }
            }
            ("own-content".to_owned(), "docsgen's own content".to_owned())
        };
        Self::of(&id, &name, root)
    }

    /// What lies in a folder.
    pub(super) fn of(id: &str, name: &str, root: &Path) -> Outcome<Self> {
        let mut sized = Vec::new();
        markdown_files(root, Path::new(""), &mut sized)?;
        let bytes = sized.iter().map(|(size, _)| size).sum();
        sized.sort();
        let changed = sized.get(sized.len() / 2).map(|(_, path)| path.clone());
        let changed = changed.ok_or_else(|| format!("{name} holds no Markdown file"))?;
        let mut pages: Vec<PathBuf> = sized.into_iter().map(|(_, path)| path).collect();
        pages.sort();
        Ok(Self { id: id.to_owned(), name: name.to_owned(), root: root.to_path_buf(), pages, bytes, changed })
    }
}

/// Copies a folder with all that is in it, version control and earlier output left out.
pub(super) fn copy_tree(from: &Path, to: &Path) -> Outcome<()> {
    let failed = |error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let name = entry.file_name();
        if kind.is_file() {
            copy_file(&entry.path(), &to.join(&name))?;
        } else if kind.is_dir() && !matches!(name.to_str(), Some(".git" | ".docsgen" | "target" | "node_modules")) {
            copy_tree(&entry.path(), &to.join(&name))?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Outcome<()> {
    write(to, &read(from)?)
}

/// Reads a file; the error names it.
pub(super) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file and the folders above it; the error names it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn markdown_files(root: &Path, below: &Path, found: &mut Vec<(u64, PathBuf)>) -> Outcome<()> {
    let folder = root.join(below);
    let failed = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = below.join(entry.file_name());
        let kind = entry.file_type().map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            markdown_files(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push((entry.metadata().map_err(failed)?.len(), path));
        }
    }
    Ok(())
}
