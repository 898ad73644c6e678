//! The theme: templates, style sheets and scripts. The only module that knows the template engine.
//!
//! A theme is a folder of files. Those under `templates/` are templates, those in other folders are assets and are
//! published under a name that carries their hash; files beside the folders (a README, a licence) are not published.
//! The default theme is compiled in, and a project replaces it file by file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use tera::{Context, ErrorKind, Tera, Value};

use crate::diagnostic::near_match;
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::render::context::{PageContext, TableView};
use crate::source::{LineIndex, RepoPath};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The name by which errors call the compiled-in theme.
const DEFAULT_FOLDER: &str = "themes/default";

/// Where templates lie in a theme.
const TEMPLATES: &str = "templates/";

/// The template of a table that stands in a page's text.
const TABLE: &str = "partials/matrix.html";

/// What most pages are beside their body, in bytes.
const FRAME_BYTES: usize = 16 << 10;

/// What an error says to do where the message alone must do.
const SYNTAX_HELP: &str = "templates are written in the language of tera 2: https://keats.github.io/tera/";

/// A compiled theme. Rendering takes `&self`, from any number of threads.
pub struct Theme {
    tera: Tera,
    templates: BTreeMap<String, Template>,
    assets: Vec<Asset>,
    /// Theme path → published path, as templates see it.
    asset_paths: Value,
    digest: Digest,
}

/// A template as it was written.
struct Template {
    /// Where it stands, for errors: `themes/acme/templates/page.html`.
    place: String,
    text: Cow<'static, str>,
}

/// A file of the theme that is published beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Path in the theme: `css/base.css`.
    pub path: String,
    /// Path from the site root: `assets/base.1f2e3d4c.css`.
    pub published: String,
    /// Its bytes. In style sheets, `url(…)` of another asset names the published file.
    pub bytes: Cow<'static, [u8]>,
}

impl Theme {
    /// The default theme.
    ///
    /// # Panics
    /// Where the compiled-in theme is broken, which a test of this module rules out.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(DEFAULT_FOLDER, std::iter::empty())
            .expect("the compiled-in theme is loaded by a test of this module")
    }

    /// The default theme with files replaced or added. `folder` is where those files lie, as errors shall show it;
    /// each file is named by its path in the theme, such as `templates/page.html`.
    ///
    /// # Errors
    /// Where a template is no UTF-8, doesn't compile, or names a template, component or filter that isn't there, and where
    /// nothing uses a template, which is what a misspelt name comes to. The error's place is `file:line:col`, both counted from 1, columns in characters.
    pub fn load(folder: &str, overrides: impl Iterator<Item = (String, Vec<u8>)>) -> Result<Self> {
        let mut files: BTreeMap<String, (&str, Cow<'static, [u8]>)> = BTreeMap::new();
        collect(&DEFAULT, &mut files);
        files.extend(overrides.map(|(path, bytes)| (path, (folder, Cow::Owned(bytes)))));

        let mut hasher = Hasher::default();
        let mut templates = BTreeMap::new();
        let mut assets = BTreeMap::new();
        for (path, (folder, bytes)) in files {
            hasher.text(&path).bytes(&bytes);
            if let Some(name) = path.strip_prefix(TEMPLATES) {
                let place = format!("{folder}/{path}");
                let text = text_of(bytes, &place)?;
                templates.insert(name.to_owned(), Template { place, text });
            } else if path.contains('/') {
                assets.insert(path, bytes);
            }
        }

        let assets = publish(assets);
        let asset_paths: BTreeMap<&str, &str> =
            assets.iter().map(|asset| (asset.path.as_str(), asset.published.as_str())).collect();
        let asset_paths = Value::from_serializable(&asset_paths);

        let mut tera = Tera::default();
        tera.add_raw_templates(templates.iter().map(|(name, template)| (name, &template.text)))
            .map_err(|error| explain(&error, &templates))?;
        refuse_unused(&templates)?;
        Ok(Self { tera, templates, assets, asset_paths, digest: hasher.finish() })
    }

    /// The digest of all files of the theme.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The files to publish, by path in the theme.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.assets.iter()
    }

    /// Renders a page. `body` is its Markdown as HTML and is printed as it is; it is taken, so that a large one isn't
    /// held twice.
    ///
    /// # Errors
    /// Where the template reads what isn't there or calls a filter with the wrong arguments; the error's place is
    /// `file:line:col` of the template.
    pub fn render(&self, context: &PageContext, body: impl Into<String>) -> Result<String> {
        let body = body.into();
        let explain = |error: &tera::Error| explain(error, &self.templates);
        let mut values = Context::from_serialize(context).map_err(|error| explain(&error))?;
        // Room for the body and a common frame: a large page isn't moved while it grows.
        let mut html = Vec::with_capacity(body.len() + FRAME_BYTES);
        values.insert_value("body", Value::safe_string(&body));
        drop(body);
        values.insert_value("assets", self.asset_paths.clone());
        self.tera.render_to(context.layout.template(), &values, &mut html).map_err(|error| explain(&error))?;
        String::from_utf8(html).map_err(|error| Error::new("the theme wrote a page that isn't UTF-8").because(error))
    }

    /// Renders a table alone, as it stands in a page's text.
    ///
    /// # Errors
    /// As [`Theme::render`].
    pub fn table(&self, table: &TableView) -> Result<String> {
        let mut values = Context::new();
        values.insert("table", table);
        self.tera.render(TABLE, &values).map_err(|error| explain(&error, &self.templates))
    }
}

fn collect(folder: &Dir<'static>, files: &mut BTreeMap<String, (&str, Cow<'static, [u8]>)>) {
    for file in folder.files() {
        // `include_dir` writes the paths of the system it was compiled on.
        let path = file.path().to_string_lossy().replace('\\', "/");
        let bytes = match file.contents_utf8() {
            Some(script) if path.ends_with(".js") => Cow::Owned(without_comments(script).into_bytes()),
            _ => Cow::Borrowed(file.contents()),
        };
        files.insert(path, (DEFAULT_FOLDER, bytes));
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// A script of the compiled-in theme without what readers would load for nothing: indentation, and comments that have
/// lines of their own. No text in these scripts goes over several lines, which a test of this module holds.
fn without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim_start) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.trim_end().ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn text_of(bytes: Cow<'static, [u8]>, place: &str) -> Result<Cow<'static, str>> {
    let invalid = |error: std::str::Utf8Error| {
        Error::new(format!("the template is not UTF-8 from byte {} on", error.valid_up_to()))
            .at(format!("{place}:1:1"))
            .help("save the file as UTF-8")
    };
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(invalid),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| invalid(error.utf8_error())),
    }
}

/// Names assets by their contents. Style sheets come last, because they name the others.
fn publish(files: BTreeMap<String, Cow<'static, [u8]>>) -> Vec<Asset> {
    let (sheets, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path.ends_with(".css"));
    let mut assets: Vec<Asset> = others.into_iter().map(|(path, bytes)| asset(path, bytes)).collect();
    let published: BTreeMap<String, String> =
        assets.iter().map(|asset| (asset.path.clone(), asset.published.clone())).collect();
    assets.extend(sheets.into_iter().map(|(path, bytes)| {
        let bytes = match std::str::from_utf8(&bytes).ok().and_then(|css| link_urls(&path, css, &published)) {
            Some(css) => Cow::Owned(css.into_bytes()),
            None => bytes,
        };
        asset(path, bytes)
    }));
    assets.sort_by(|one, other| one.path.cmp(&other.path));
    assets
}

fn asset(path: String, bytes: Cow<'static, [u8]>) -> Asset {
    let hash = Digest::of(&bytes).short(8);
    let name = path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name);
    let published = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("assets/{stem}.{hash}.{extension}"),
        _ => format!("assets/{name}.{hash}"),
    };
    Asset { path, published, bytes }
}

/// Points each `url(…)` that names an asset to its published file, which lies beside the style sheet. `None` where
/// there is none.
fn link_urls(path: &str, css: &str, published: &BTreeMap<String, String>) -> Option<String> {
    let folder = RepoPath::new(path)?.parent();
    let mut linked = String::new();
    let mut copied = 0;
    for (start, opening) in css.match_indices("url(") {
        let start = start + opening.len();
        let Some(length) = css[start..].find(')') else { break };
        let written = &css[start..start + length];
        let url = written.trim().trim_matches(['"', '\'']);
        let (file, suffix) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        let target = folder.join(file).and_then(|target| published.get(target.as_str()));
        if let Some(name) = target.and_then(|target| target.strip_prefix("assets/")) {
            linked.push_str(&css[copied..start]);
            linked.extend(["\"", name, suffix, "\""]);
            copied = start + length;
        }
    }
    (copied > 0).then(|| linked + &css[copied..])
}

/// Says in our words, with the place in the theme, what the template engine reported.
fn explain(error: &tera::Error, templates: &BTreeMap<String, Template>) -> Error {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let (message, help) = clause_and_help(report.message(), templates);
            let error = Error::new(message).help(help);
            match templates.get(report.filename()) {
                Some(template) => {
                    let at = u32::try_from(report.span().range.start).unwrap_or(u32::MAX);
                    let position = LineIndex::new(&template.text).position(&template.text, at);
                    error.at(format!("{}:{}:{}", template.place, position.line, position.column))
                }
                None => error,
            }
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => at_start(
            tpl,
            format!("the template extends itself by way of `{}`", inheritance_chain.join("`, `")),
            templates,
        ),
        ErrorKind::CircularInclude { tpl, include_chain } => {
            at_start(tpl, format!("the template includes itself by way of `{}`", include_chain.join("`, `")), templates)
        }
        ErrorKind::MissingParent { current, parent } => {
            let error = at_start(current, format!("the theme has no template `{parent}` to extend"), templates);
            error.help(near_template(parent, templates))
        }
        ErrorKind::Msg(message) => explain_references(message, templates),
        other => Error::new(format!("could not render the template: {other}")),
    }
}

/// Unknown filters, components and the like come as one text of reports, each `error: …`, `--> name:line:column`.
fn explain_references(reports: &str, templates: &BTreeMap<String, Template>) -> Error {
    let mut lines = reports.lines();
    let first = lines.next().unwrap_or_default();
    let (message, help) = clause_and_help(first.strip_prefix("error: ").unwrap_or(first), templates);
    let error = Error::new(message).help(help);
    let place = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")).and_then(|place| {
        let (name, position) = place.split_once(':')?;
        Some(format!("{}:{position}", templates.get(name)?.place))
    });
    match place {
        Some(place) => error.at(place),
        None => error,
    }
}

fn at_start(name: &str, message: String, templates: &BTreeMap<String, Template>) -> Error {
    let error = Error::new(message);
    match templates.get(name) {
        Some(template) => error.at(format!("{}:1:1", template.place)),
        None => error,
    }
}

/// Refuses a template that no page is made with, no other template names and no component stands in: its name is
/// misspelt, and the file it was to replace would stay as it is without a word.
fn refuse_unused(templates: &BTreeMap<String, Template>) -> Result<()> {
    let default = DEFAULT.get_dir("templates").expect("the compiled-in theme has templates");
    let default: Vec<String> = names_below(default);
    let named = |name: &str| {
        let others = templates.iter().filter(|(other, _)| *other != name);
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        others.into_iter().any(|(_, template)| quoted.iter().any(|quoted| template.text.contains(quoted)))
    };
    let unused = templates
        .iter()
        .find(|(name, template)| !default.contains(name) && !template.text.contains("{% component") && !named(name));
    let Some((name, _)) = unused else { return Ok(()) };
    let error = at_start(name, format!("no page and no other template uses the template `{name}`"), templates);
    Err(error.help(
        near_match(name, default.iter().map(String::as_str))
            .map_or_else(|| format!("the default theme's templates are `{}`", default.join("`, `")), did_you_mean),
    ))
}

/// The names of the templates in a folder of the compiled-in theme.
fn names_below(folder: &Dir<'static>) -> Vec<String> {
    let mut files = BTreeMap::new();
    collect(folder, &mut files);
    files.keys().filter_map(|path| path.strip_prefix(TEMPLATES).map(str::to_owned)).collect()
}

/// Splits the engine's ``Field `x` is not defined. Available fields: a, b`` into a lower-case clause and what to do.
fn clause_and_help(message: &str, templates: &BTreeMap<String, Template>) -> (String, String) {
    let (clause, rest) = message.split_once(". ").unwrap_or((message.trim_end_matches('.'), ""));
    let written = clause.split('`').nth(1).unwrap_or_default();
    let help = match rest.split_once(": ") {
        Some((_, known)) => near_match(written, known.split(", "))
            .map_or_else(|| format!("there is: `{}`", known.replace(", ", "`, `")), did_you_mean),
        None if clause.starts_with("Unknown template") => near_template(written, templates),
        None => SYNTAX_HELP.to_owned(),
    };
    let mut characters = clause.chars();
    let lower = characters.next().map(|first| first.to_lowercase().chain(characters).collect());
    (lower.unwrap_or_default(), help)
}

fn near_template(written: &str, templates: &BTreeMap<String, Template>) -> String {
    near_match(written, templates.keys().map(String::as_str)).map_or_else(
        || format!("there is: `{}`", templates.keys().cloned().collect::<Vec<_>>().join("`, `")),
        did_you_mean,
    )
}

fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

#[cfg(test)]
mod tests;
