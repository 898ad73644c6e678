//! `[versions]`: which states of the repository are published beside the one that is built.

use std::collections::BTreeMap;

use super::{Book, Config, Html};
use crate::node::{Reader, Sink};
use crate::source::Spanned;

/// `[versions]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// `refs`: branches and tags by name.
    pub refs: Vec<Spanned<String>>,
    /// `tags`: globs of tags.
    pub tags: Vec<Spanned<String>>,
    /// `newest`: how many of the tags that `tags` matches, counted from the newest; all where nobody says.
    pub newest: Option<usize>,
    /// `[versions.names]`: what the version of a branch or tag is called, where it isn't called as that is.
    pub names: BTreeMap<String, Spanned<String>>,
    /// `latest`: the version that stands at the root of the site, by its branch or tag or as a glob of which the newest tag is
    /// meant; the tree that is built where nobody says.
    pub latest: Option<Spanned<String>>,
    /// `tree`: what the version made of the tree that is built is called.
    pub tree: Option<Spanned<String>>,
}

impl Versions {
    /// Whether anything is published beside the tree that is built.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.refs.is_empty() && self.tags.is_empty() && self.latest.is_none()
    }

    /// Reads the table.
    pub(super) fn read(mut table: Reader<'_>, sink: &mut Sink) -> Self {
        let mut versions = Self::default();
        for name in table.texts("refs", sink).unwrap_or_default() {
            versions.refs.extend(reference(name, sink));
        }
        for pattern in table.texts("tags", sink).unwrap_or_default() {
            if globset::Glob::new(&pattern.value).is_ok() {
                versions.tags.push(pattern);
            } else {
                sink.invalid(pattern.range, format!("`{}` is no pattern of tags", pattern.value)).help =
                    Some("write `*` for what differs: `tags = \"v*\"`".to_owned());
            }
        }
        if let Some(newest) = table.integer("newest", sink) {
            match usize::try_from(newest.value).ok().filter(|number| *number > 0) {
                Some(number) => versions.newest = Some(number),
                None => {
                    sink.invalid(newest.range, format!("`newest` must be 1 or more, and is {}", newest.value));
                }
            }
        }
        versions.latest = table.text("latest", sink).and_then(|name| {
            let is_pattern = name.value.contains('*') && globset::Glob::new(&name.value).is_ok();
            if is_pattern { Some(name) } else { reference(name, sink) }
        });
        versions.tree = table.text("tree", sink).and_then(|name| folder(name, sink));
        if let Some(mut names) = table.table("names", sink) {
            for (written, node) in names.rest() {
                match node.as_text() {
                    Some(name) => {
                        let name = folder(Spanned::new(name.to_owned(), node.range), sink);
                        versions.names.extend(name.map(|name| (written.value.to_string(), name)));
                    }
                    None => {
                        sink.invalid(node.range, format!("a version's name is text, and this is {}", node.describe()));
                    }
                }
            }
        }
        table.finish(sink);
        versions
    }
}

/// Which of several published versions a site is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedVersion {
    /// What it is called.
    pub name: String,
    /// Its folder below the root, `v1.4`; none for the version at the root itself.
    pub folder: Option<String>,
    /// `site-url` of the root.
    pub root_url: Option<String>,
    /// Whether its texts can still be edited: tags can't.
    pub editable: bool,
    /// At the root, all versions, the newest first. Elsewhere none are named: a page must not change with a later release.
    pub all: Vec<ListedVersion>,
}

/// A version as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ListedVersion {
    /// What it is called.
    pub name: String,
    /// Its folder with a slash at its end; empty for the version at the root.
    pub folder: String,
    /// The date of its commit; none for the tree that is built.
    pub date: Option<String>,
}

impl PublishedVersion {
    /// Makes the settings of the repository those of this version, which is made of the tree that is built.
    pub fn apply(self, config: &mut Config) {
        config.html.site_url = self.site_url();
        if self.folder.is_some() {
            config.html.cname = None;
        }
        config.version = Some(self);
    }

    /// Makes settings that an older tree gives those of this version: what the site looks like and says of itself is as
    /// `today`, what the tree's texts are and mean is as the tree says. `branch` is what links into the repository name.
    pub fn apply_to_older(self, config: &mut Config, today: &Config, branch: &str) {
        config.book = Book { src: std::mem::take(&mut config.book.src), ..today.book.clone() };
        config.html = Html {
            redirect: std::mem::take(&mut config.html.redirect),
            extensions: config.html.extensions,
            git_branch: Some(branch.to_owned()),
            // It names a branch of today.
            edit_url_template: None,
            ..today.html.clone()
        };
        // Who sees what is decided today, also of old texts.
        config.audiences.clone_from(&today.audiences);
        self.apply(config);
    }

    fn site_url(&self) -> Option<String> {
        let root = self.root_url.as_ref()?;
        Some(self.folder.as_ref().map_or_else(|| root.clone(), |folder| format!("{root}{folder}/")))
    }
}

/// The name of a branch or tag, by git's own rules for such names.
fn reference(name: Spanned<String>, sink: &mut Sink) -> Option<Spanned<String>> {
    if is_reference(&name.value) {
        return Some(name);
    }
    sink.invalid(name.range, format!("`{}` is no name of a branch or tag", name.value)).help =
        Some("write it as git lists it: `v1.4`, `release/1.4`".to_owned());
    None
}

fn is_reference(name: &str) -> bool {
    let forbidden = |letter: char| letter.is_control() || " ~^:?*[\\".contains(letter);
    let is_part =
        |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock") && !part.ends_with('.');
    !name.starts_with('-')
        && name != "@"
        && !name.contains(forbidden)
        && !name.contains("..")
        && !name.contains("@{")
        && name.split('/').all(is_part)
}

/// A name that can be one folder of the site.
fn folder(name: Spanned<String>, sink: &mut Sink) -> Option<Spanned<String>> {
    let letters = |letter: char| letter.is_alphanumeric() || "._-+".contains(letter);
    if name.value.starts_with(char::is_alphanumeric) && name.value.chars().all(letters) && !name.value.ends_with('.') {
        return Some(name);
    }
    sink.invalid(name.range, format!("`{}` can't be the name of a version", name.value)).help =
        Some("it becomes a folder of the site: use letters, digits, `.`, `-` and `_`".to_owned());
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::RepoPath;

    fn read(text: &str) -> (Versions, Vec<String>) {
        let file = RepoPath::new("book.toml").expect("inside");
        let (config, remarks) = Config::read(text, &file, &RepoPath::root()).expect("TOML");
        let shown = remarks.iter().map(|remark| format!("{}: {}", remark.range.of(text), remark.message));
        (config.versions, shown.collect())
    }

    #[test]
    fn every_key_is_read() {
        let (versions, remarks) = read(
            "[versions]\nrefs = [\"release/1.3\"]\ntags = \"v*\"\nnewest = 3\nlatest = \"v1.4\"\ntree = \"next\"\n\n\
             [versions.names]\n\"release/1.3\" = \"v1.3\"\n",
        );
        assert_eq!(remarks, [""; 0]);
        let texts = |texts: &[Spanned<String>]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
        assert_eq!((texts(&versions.refs), texts(&versions.tags)), (vec!["release/1.3".into()], vec!["v*".into()]));
        assert_eq!(versions.newest, Some(3));
        assert_eq!(versions.latest.as_ref().map(|text| &*text.value), Some("v1.4"));
        assert_eq!(versions.tree.as_ref().map(|text| &*text.value), Some("next"));
        assert_eq!(versions.names["release/1.3"].value, "v1.3");
        assert!(read("").0.is_empty() && !versions.is_empty());
    }

    #[test]
    fn what_could_be_no_reference_is_refused() {
        for name in ["v1.4", "release/1.4", "1.0+build", "백업", "a-b_c", "@next"] {
            assert!(is_reference(name), "{name}");
        }
        for name in [
            "",
            "--upload-pack=x",
            "-v",
            "a..b",
            "a b",
            "a~1",
            "HEAD^",
            "a:b",
            "v*",
            "a[0]",
            "a\\b",
            "a@{1}",
            "@",
            ".a",
            "a/.b",
            "a.lock",
            "a//b",
            "/a",
            "a/",
            "a.",
            "a\nb",
        ] {
            assert!(!is_reference(name), "{name:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_said() {
        for (line, message) in [
            ("refs = [\"--upload-pack=x\"]", "\"--upload-pack=x\": `--upload-pack=x` is no name of a branch or tag"),
            ("tags = \"v[\"", "\"v[\": `v[` is no pattern of tags"),
            ("newest = 0", "0: `newest` must be 1 or more, and is 0"),
            ("tree = \"../x\"", "\"../x\": `../x` can't be the name of a version"),
            ("names = { a = \"b/c\" }", "\"b/c\": `b/c` can't be the name of a version"),
            ("names = { a = 1 }", "1: a version's name is text, and this is a whole number"),
            ("ref = \"v1\"", "ref: unknown key `versions.ref`"),
        ] {
            let (versions, remarks) = read(&format!("[versions]\n{line}\n"));
            assert_eq!((versions, remarks), (Versions::default(), vec![message.to_owned()]), "{line}");
        }
    }
}
