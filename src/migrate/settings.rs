//! What is written of another generator's settings: book.toml, and front matter.

use std::fmt::Write as _;

use super::{Change, Repository};
use crate::config::{Charts, Classifier, Config, toml_string};
use crate::site::page::is_index_name;
use crate::source::RepoPath;

/// A book.toml as a migration writes it.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    pub(super) src: String,
    pub(super) site_url: Option<String>,
    pub(super) repository_url: Option<String>,
    /// Names of `[output.html] extensions`.
    pub(super) extensions: Vec<&'static str>,
    /// Former routes of pages, and where they are now.
    pub(super) redirects: Vec<(String, String)>,
}

impl Book {
    pub(super) fn text(&self) -> String {
        let mut text = String::from("[book]\n");
        // A `String` takes all that is written to it.
        let line = |text: &mut String, key: &str, value: &Option<String>| {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                let _ = writeln!(text, "{key} = {}", toml_string(value));
            }
        };
        line(&mut text, "title", &self.title);
        line(&mut text, "description", &self.description);
        line(&mut text, "language", &self.language);
        line(&mut text, "src", &Some(self.src.clone()));
        if self.site_url.is_some() || self.repository_url.is_some() || !self.extensions.is_empty() {
            text += "\n[output.html]\n";
            line(&mut text, "site-url", &self.site_url);
            line(&mut text, "git-repository-url", &self.repository_url);
            if !self.extensions.is_empty() {
                let names: Vec<String> = self.extensions.iter().map(|name| toml_string(name)).collect();
                let _ = writeln!(text, "extensions = [{}]", names.join(", "));
            }
        }
        if !self.redirects.is_empty() {
            text += "\n# Where pages were before.\n[output.html.redirect]\n";
            for (from, to) in &self.redirects {
                let _ = writeln!(text, "{} = {}", toml_string(from), toml_string(to));
            }
        }
        text
    }
}

/// A text as a scalar of YAML, in quotes where it needs them.
pub(super) fn yaml(text: &str) -> String {
    let plain = text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '/')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '(' | ')'))
        && !text.ends_with(' ')
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { toml_string(text) }
}

/// A page with a title in its front matter.
pub(super) fn front_matter_title(text: &str, title: &str) -> String {
    let line = format!("title: {}\n", yaml(title));
    match text.strip_prefix("---\n") {
        Some(rest) if rest.lines().any(|line| line == "---") => format!("---\n{line}{rest}"),
        _ => format!("---\n{line}---\n\n{}", text.trim_start_matches('\n')),
    }
}

/// The value of an attribute: `name="value"`, `name='value'`, `name=value`.
pub(super) fn quoted(attributes: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let at = from + attributes[from..].find(name)?;
        let after = at + name.len();
        from = after;
        let starts = attributes[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, ',' | '{')) || at == 0;
        let rest = attributes[after..].trim_start();
        let Some(value) = rest.strip_prefix('=').filter(|_| starts) else { continue };
        let value = value.trim_start();
        let mark = value.chars().next()?;
        return Some(match mark {
            '"' | '\'' => value[1..].split(mark).next().unwrap_or_default().to_owned(),
            _ => value.split([' ', ',', '}', '\t']).next().unwrap_or_default().to_owned(),
        });
    }
}

/// Redirects from the addresses at which other generators publish pages, which name no file, to those that the pages have here.
/// What is no page here, or is a folder's own, has none; nor has one whose address is that of a folder.
pub(super) fn former_addresses(
    repository: &Repository<'_>,
    folder: &RepoPath,
    changes: &[Change],
) -> Vec<(String, String)> {
    let mut config = Config::new(&RepoPath::root());
    config.book.src = vec![folder.clone()];
    let charts = Charts::default();
    let classifier = Classifier::new(&config, &charts);
    let is_page = |path: &RepoPath| classifier.classify(path).is_some_and(|class| class.publish);
    let pages = changes.iter().filter(|change| is_page(&change.path));
    let former = pages.filter_map(|change| {
        let stem = change.path.relative_to(folder)?.rsplit_once('.')?.0;
        let (above, name) =
            stem.rsplit_once('/').map_or((String::new(), stem), |(above, name)| (format!("{above}/"), name));
        let after = change.after.replace("\r\n", "\n");
        let head = after.strip_prefix("---\n").and_then(|rest| rest.split("\n---").next()).unwrap_or_default();
        let said = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ").map(str::trim));
        let is_off = said("draft") == Some("true") || said("publish") == Some("false");
        if is_off || is_index_name(name) {
            return None;
        }
        let name = said("slug").map_or(name, |slug| slug.trim_matches(['"', '\'']));
        Some((format!("/{above}{name}/"), format!("/{above}{name}.html")))
    });
    let is_folder =
        |address: &str| folder.join(address.trim_matches('/')).is_some_and(|path| repository.listing.has_folder(&path));
    former.filter(|(from, _)| !is_folder(from)).collect()
}
