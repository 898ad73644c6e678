//! The theme of a project on the disk: the files of `themes/<name>/`, laid over the compiled-in theme.

use std::collections::BTreeMap;

use super::load::decode;
use super::{BOOK_TOML, with_lf};
use crate::config::{self, Config, Surroundings};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::fs::{Files, Listing};
use crate::render::theme::{Theme, default_files};
use crate::source::RepoPath;

/// The folder that themes lie in.
pub(super) const THEMES: &str = "themes";

/// The file of a theme's folder that says which default files its own were copied from.
const EJECTED: &str = "ejected.toml";

/// A project's own theme.
#[derive(Clone, Debug)]
pub struct ProjectTheme {
    /// Its name, as `theme` of book.toml gives it.
    pub name: String,
    /// Its folder.
    pub folder: RepoPath,
    /// Its files by their path in the theme, in order; ends of lines are LF.
    pub files: BTreeMap<String, Vec<u8>>,
    /// For files that were ejected: the digest of the default file that each was a copy of.
    taken_from: BTreeMap<String, String>,
}

/// How a file of a project's theme stands to the default theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The default theme has no such file.
    Own,
    /// It is laid over the default theme's file, phrase by phrase or setting by setting.
    LaidOver,
    /// It is the default file, and could be left out.
    Same,
    /// It differs from the default file. Where it was ejected, that is still the file that it was copied from.
    Changed,
    /// It differs, and so does the default file from the one that it was copied from.
    DefaultChanged,
}

/// The themes of a project, and which one is used.
#[derive(Clone, Debug)]
pub struct ProjectThemes {
    /// Their names in order; `default` only where the project has a folder of that name.
    pub names: Vec<String>,
    /// The name that book.toml gives, or `default`.
    pub used: String,
    listing: Listing,
}

impl ProjectThemes {
    /// Finds the themes of a project.
    ///
    /// # Errors
    /// Where the repository can't be listed or book.toml can't be read.
    pub fn find(files: &dyn Files, surroundings: &Surroundings) -> Result<Self> {
        let listing = files.list()?;
        let book_toml = surroundings.project.join(BOOK_TOML);
        let book_toml = book_toml.filter(|path| listing.files.iter().any(|entry| entry.path == *path));
        let text = match &book_toml {
            Some(path) => Some(decode(files.read(path)?).text),
            None => None,
        };
        let stated = book_toml.as_ref().zip(text.as_deref());
        let used = config::load(&listing, files, surroundings, stated)?.config.html.theme;
        let themes = RepoPath::new(THEMES).expect("a fixed word is a path");
        let paths = listing.files.iter().filter_map(|entry| entry.path.relative_to(&themes)?.split_once('/'));
        let mut names: Vec<String> = paths.map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        Ok(Self { names, used, listing })
    }

    /// Reads one of them; empty where it has no folder yet.
    ///
    /// # Errors
    /// Where the name is no name of a folder, or a file can't be read.
    pub fn read(&self, name: &str, files: &dyn Files) -> Result<ProjectTheme> {
        ProjectTheme::read(name, files, &self.listing)
    }
}

impl ProjectTheme {
    fn read(name: &str, files: &dyn Files, listing: &Listing) -> Result<Self> {
        let folder = RepoPath::new(THEMES).and_then(|themes| themes.join(name));
        let Some(folder) = folder.filter(|_| !name.is_empty() && !name.contains(['/', '\\'])) else {
            return Err(Error::new(format!("`{name}` is no name of a theme")));
        };
        let paths = listing.files.iter().map(|entry| &entry.path).filter(|path| path.is_within(&folder));
        let mut read = BTreeMap::new();
        for path in paths {
            read.insert(path.relative_to(&folder).unwrap_or_default().to_owned(), with_lf(files.read(path)?));
        }
        let taken_from = match read.remove(EJECTED) {
            Some(bytes) => toml::from_str(&decode(bytes).text).map_err(|error| {
                Error::new(format!("`{folder}/{EJECTED}` can't be read")).because(error).help(
                    "`docsgen theme eject` writes this file: take it from your version control again, or remove it",
                )
            })?,
            None => BTreeMap::new(),
        };
        Ok(Self { name: name.to_owned(), folder, files: read, taken_from })
    }

    /// How one of its files stands to the default theme.
    #[must_use]
    pub fn standing(&self, path: &str) -> Standing {
        if path == "theme.toml" || path.starts_with("translations/") {
            return Standing::LaidOver;
        }
        let Some(default) = default_file(path) else { return Standing::Own };
        match self.taken_from.get(path) {
            _ if self.files.get(path).is_some_and(|own| own == default) => Standing::Same,
            Some(taken) if *taken != fingerprint(default) => Standing::DefaultChanged,
            _ => Standing::Changed,
        }
    }

    /// The files to write, by their path in the theme, so that it has copies of some default files; the last of them
    /// remembers what they are copies of.
    ///
    /// # Errors
    /// Where the default theme has no such file, or this one has another in its place.
    pub fn eject(&self, paths: &[&str]) -> Result<Vec<(String, Vec<u8>)>> {
        let mut taken_from = self.taken_from.clone();
        let mut written = Vec::new();
        for path in paths {
            let Some(default) = default_file(path) else {
                let known = default_files();
                let near = crate::diagnostic::near_match(path, known.iter().map(|file| file.path));
                return Err(Error::new(format!("the default theme has no file `{path}`")).help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`docsgen theme list --files` lists them".to_owned(),
                }));
            };
            match self.files.get(*path) {
                Some(own) if own == default => {}
                Some(_) => {
                    return Err(Error::new(format!(
                        "`{}/{path}` is there already, and isn't the default file",
                        self.folder
                    ))
                    .help(
                        "`docsgen theme diff` shows how they differ; move yours away to begin from the default again",
                    ));
                }
                None => written.push(((*path).to_owned(), default.to_vec())),
            }
            taken_from.insert((*path).to_owned(), fingerprint(default));
        }
        if taken_from != self.taken_from {
            let lines = taken_from.iter().map(|(path, digest)| format!("\"{path}\" = \"{digest}\"\n"));
            let head = "# Written by `docsgen theme eject`: which default files these were copied from.\n\
                        # `docsgen theme diff` says by it what has changed in docsgen since.\n";
            written.push((EJECTED.to_owned(), (head.to_owned() + &lines.collect::<String>()).into_bytes()));
        }
        Ok(written)
    }
}

/// A file of the compiled-in theme.
#[must_use]
pub fn default_file(path: &str) -> Option<&'static [u8]> {
    default_files().into_iter().find(|file| file.path == path).map(|file| file.bytes)
}

fn fingerprint(bytes: &[u8]) -> String {
    Digest::of(bytes).short(16)
}

/// The theme of a build: the compiled-in one, with the files of `themes/<name>/` laid over it.
pub(super) fn load_theme(config: &Config, files: &dyn Files, listing: &Listing) -> Result<Theme> {
    let ProjectTheme { name, folder, files, .. } = ProjectTheme::read(&config.html.theme, files, listing)?;
    if files.is_empty() && name != "default" {
        return Err(Error::new(format!("there is no theme `{name}`"))
            .help(format!("put its files into `{folder}/`, or leave `theme` out")));
    }
    Theme::load(folder.as_str(), files.into_iter(), &config.book.language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::MemoryFiles;

    fn theme(files: &[(&str, &str)]) -> ProjectTheme {
        let files: MemoryFiles = files.iter().map(|(path, text)| (RepoPath::new(path).unwrap(), *text)).collect();
        let listing = files.list().unwrap();
        ProjectTheme::read("acme", &files, &listing).unwrap()
    }

    fn css() -> &'static str {
        std::str::from_utf8(default_file("css/base.css").unwrap()).unwrap()
    }

    #[test]
    fn files_stand_to_the_default_as_their_contents_say() {
        let same = fingerprint(css().as_bytes());
        for (files, path, expected) in [
            (vec![("themes/acme/css/ours.css", "a {}")], "css/ours.css", Standing::Own),
            (vec![("themes/acme/css/base.css", css())], "css/base.css", Standing::Same),
            (vec![("themes/acme/css/base.css", "a {}")], "css/base.css", Standing::Changed),
            (vec![("themes/acme/translations/de.toml", "")], "translations/de.toml", Standing::LaidOver),
            (
                vec![("themes/acme/css/base.css", "a {}"), ("themes/acme/ejected.toml", "\"css/base.css\" = \"0123\"")],
                "css/base.css",
                Standing::DefaultChanged,
            ),
            (
                vec![
                    ("themes/acme/css/base.css", "a {}"),
                    ("themes/acme/ejected.toml", &*format!("\"css/base.css\" = \"{same}\"")),
                ],
                "css/base.css",
                Standing::Changed,
            ),
        ] {
            assert_eq!(theme(&files).standing(path), expected, "{files:?}");
        }
    }

    #[test]
    fn what_is_ejected_is_remembered_and_nothing_is_replaced() {
        let written = theme(&[]).eject(&["css/base.css"]).unwrap();
        assert_eq!(written[0], ("css/base.css".to_owned(), css().as_bytes().to_vec()));
        let (name, record) = &written[1];
        assert_eq!(name, EJECTED);
        let record = String::from_utf8(record.clone()).unwrap();
        assert!(record.ends_with(&format!("\"css/base.css\" = \"{}\"\n", fingerprint(css().as_bytes()))), "{record}");
        let again = theme(&[("themes/acme/css/base.css", css()), ("themes/acme/ejected.toml", &record)]);
        assert!(again.eject(&["css/base.css"]).unwrap().is_empty(), "a second time writes nothing");
        let error = theme(&[("themes/acme/css/base.css", "a {}")]).eject(&["css/base.css"]).unwrap_err();
        assert!(error.to_string().contains("is there already"), "{error}");
        let error = theme(&[]).eject(&["css/bse.css"]).unwrap_err();
        assert_eq!(error.help_text(), Some("did you mean `css/base.css`?"));
    }
}
