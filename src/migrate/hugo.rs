//! From Hugo: settings become a book.toml, front matter YAML with docsgen's keys, and the shortcodes of common themes what GitHub
//! shows as well.

mod front_matter;
mod shortcode;

use self::front_matter::front_matter;
use self::shortcode::Shortcodes;
use super::fence::{Piece, joined, outside_code, pieces};
use super::link::relinked;
use super::settings::{Book, former_addresses};
use super::{Change, Migration, Notes, Repository};
use crate::diagnostic::Code;
use crate::error::{Error, Result};
use crate::node::{Node, parse_toml, parse_yaml};
use crate::source::RepoPath;

/// Where Hugo looks for its settings, the first that is there.
const SETTINGS: &[&str] = &[
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
];

pub(super) fn migrate(repository: &Repository<'_>) -> Result<Migration> {
    let file = SETTINGS.iter().filter_map(|name| RepoPath::new(name)).find(|path| repository.has(path));
    let Some(file) = file else {
        return Err(Error::new("there is no `hugo.toml` here, nor another file of Hugo's settings")
            .help("run this in the folder of the Hugo site"));
    };
    let text = repository.text(&file)?.unwrap_or_default();
    let root = read(&file, &text)?;
    let said = |key: &str| {
        let found = root.entries().iter().find(|(name, _)| name.value.eq_ignore_ascii_case(key));
        found.and_then(|(_, node)| node.scalar(&text))
    };
    let content = said("contentDir").unwrap_or_else(|| "content".to_owned());
    let Some(mut folder) = RepoPath::new(&content) else {
        return Err(Error::new(format!("`contentDir` `{content}` lies outside of the repository")));
    };
    // Sites in several languages have a folder for each.
    let language = said("defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    if let Some(own) = folder.join(&language).filter(|own| repository.listing.has_folder(own)) {
        folder = own;
    }
    let mut migration = Migration::default();
    let site = Site { repository, folder: &folder };
    repository.convert(&folder, &[], &mut migration, &|path, text, notes| Ok(site.page(path, text, notes)))?;

    let params =
        root.entries().iter().find(|(name, _)| name.value.eq_ignore_ascii_case("params")).map(|(_, node)| node);
    let param = |keys: &[&str]| {
        let entries = params.map(Node::entries).unwrap_or_default();
        let found = entries.iter().find(|(name, _)| keys.iter().any(|key| name.value.eq_ignore_ascii_case(key)));
        found.and_then(|(_, node)| node.scalar(&text))
    };
    let book = Book {
        title: said("title"),
        description: param(&["description"]),
        language: said("languageCode").or_else(|| said("defaultContentLanguage")),
        src: folder.to_string(),
        site_url: said("baseURL").filter(|url| url.len() > 1),
        repository_url: param(&["github_repo", "BookRepo", "repoURL", "editURL"]).filter(|url| url.starts_with("http")),
        extensions: vec!["definition-lists", "heading-attributes"],
        redirects: former_addresses(repository, &folder, &migration.changes),
    };
    let path = RepoPath::new("book.toml").expect("a plain name");
    let before = repository.text(&path)?;
    migration.changes.push(Change { path, before, after: book.text() });
    Ok(migration)
}

/// Reads settings or front matter of any of the three kinds.
fn read(file: &RepoPath, text: &str) -> Result<Node> {
    let failed = |message: String| Error::new(format!("`{file}` can't be read: {message}"));
    if file.extension() == Some("toml") {
        return parse_toml(text).map_err(|remark| failed(remark.message));
    }
    // JSON is YAML as well.
    let document = parse_yaml(text).map_err(|error| failed(error.remark(Code::ConfigInvalidValue).message))?;
    Ok(document.root)
}

struct Site<'a> {
    repository: &'a Repository<'a>,
    folder: &'a RepoPath,
}

impl Site<'_> {
    fn page(&self, path: &RepoPath, text: &str, notes: &mut Notes) -> String {
        let (head, body, first) = front_matter(text, notes);
        let mut shortcodes = Shortcodes::new(self, path, first, notes);
        let mut lines: Vec<String> = Vec::new();
        for piece in pieces(body) {
            match piece {
                Piece::Line(number, line) => shortcodes.line(number, line, &mut lines),
                Piece::Fence(fence) => shortcodes.fence(&fence, &mut lines),
            }
        }
        shortcodes.finish(&mut lines);
        let linked = joined(&lines, body);
        let mut out = Vec::new();
        for piece in pieces(&linked) {
            match piece {
                Piece::Line(_, line) => out.push(outside_code(line, &mut |part| relinked(part, &|to| self.relink(to)))),
                Piece::Fence(fence) => out.extend(fence.lines()),
            }
        }
        head + &joined(&out, &linked)
    }

    /// A link from the root of the site: to a file that is published as it is, or to a page's source.
    fn relink(&self, to: &str) -> Option<String> {
        let below = to.strip_prefix('/').filter(|below| !below.is_empty() && !below.starts_with('/'))?;
        if let Some(file) = RepoPath::new(&format!("static/{below}")).filter(|file| self.repository.has(file)) {
            return Some(format!("/{file}"));
        }
        self.source(self.folder, below.trim_end_matches('/')).map(|path| format!("/{path}"))
    }

    /// The source of a page that is named by its place below a folder.
    fn source(&self, folder: &RepoPath, name: &str) -> Option<RepoPath> {
        let bare = name.strip_suffix(".md").unwrap_or(name);
        let candidates =
            [format!("{bare}.md"), format!("{bare}/_index.md"), format!("{bare}/index.md"), name.to_owned()];
        candidates
            .iter()
            .filter_map(|path| folder.join(path))
            .find(|path| path.is_markdown() && self.repository.has(path))
    }

    /// The page that `ref` and `relref` name: from the page's folder, from the content's, or by a name that only one has.
    fn referred(&self, from: &RepoPath, name: &str) -> Option<RepoPath> {
        if let Some(below) = name.strip_prefix('/') {
            return self.source(self.folder, below);
        }
        let near = self.source(&from.parent(), name).or_else(|| self.source(self.folder, name));
        near.or_else(|| {
            let file = if name.ends_with(".md") { name.to_owned() } else { format!("{name}.md") };
            let mut same = self.repository.markdown(self.folder).filter(|path| {
                path.file_name() == file || (path.file_stem().ends_with("index") && path.parent().file_name() == name)
            });
            same.next().filter(|_| same.next().is_none()).cloned()
        })
    }
}
