//! The theme: templates, style sheets, scripts and translations. The only module that knows the template engine.
//!
//! A theme is a folder of files. Those under `templates/` are templates, those under `translations/` are the words of
//! other languages, `theme.toml` holds its settings; files in other folders are assets and are published under a name
//! that carries their hash; other files beside the folders (a README, a licence) are not published. The default theme is
//! compiled in, and a project replaces it file by file.

mod asset;
mod fault;
mod settings;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

pub use asset::Asset;
use asset::publish;
use fault::{explain, refuse_unused};
use settings::{Settings, color_tokens};

use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::render::context::{PageContext, TableView};
use crate::render::escape::{escape_breakable_into, escape_into};
use crate::render::translation::{self, Phrase, Translation};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The name by which errors call the compiled-in theme.
const DEFAULT_FOLDER: &str = "themes/default";

/// Where templates lie in a theme.
const TEMPLATES: &str = "templates/";

/// The template of a table that stands in a page's text.
const TABLE: &str = "partials/matrix.html";

/// The style sheet made of a theme's settings.
const SETTINGS_CSS: &str = "css/settings.css";

/// The script made of the phrases that the theme's scripts say, in a language other than English.
const PHRASES_JS: &str = "js/phrases.js";

/// From this size on, in bytes, a body isn't handed to templates, which would hold it twice more: a word stands in its place.
const LARGE_BODY: usize = 1 << 20;

/// What most pages are beside their body, in bytes.
const FRAME_BYTES: usize = 16 << 10;

/// A compiled theme. Rendering takes `&self`, from any number of threads.
pub struct Theme {
    tera: Tera,
    templates: BTreeMap<String, Template>,
    assets: Vec<Asset>,
    /// Theme path → published path, as templates see it.
    asset_paths: Value,
    /// What its settings name, as templates see it.
    view: Value,
    translation: Arc<Translation>,
    digest: Digest,
}

/// What templates see of a theme's settings as `theme`: published paths, to be printed behind `root`.
#[derive(Debug, Serialize)]
struct ThemeView<'a> {
    logo: Option<&'a str>,
    favicon: &'a str,
    styles: Vec<&'a str>,
    scripts: Vec<&'a str>,
    /// The phrases that scripts say, where the site isn't in English.
    phrases: Option<&'a str>,
}

/// A template as it was written.
struct Template {
    /// Where it stands, for errors: `themes/acme/templates/page.html`.
    place: String,
    text: Cow<'static, str>,
}

/// A file of the compiled-in theme.
#[derive(Clone, Copy, Debug)]
pub struct DefaultFile {
    /// Path in the theme: `css/base.css`.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// The files of the compiled-in theme, by path.
#[must_use]
pub fn default_files() -> Vec<DefaultFile> {
    let mut files = Vec::new();
    let mut folders = vec![&DEFAULT];
    while let Some(folder) = folders.pop() {
        files.extend(folder.files().filter_map(|file| {
            let path = file.path().to_str()?;
            Some(DefaultFile { path, bytes: file.contents() })
        }));
        folders.extend(folder.dirs());
    }
    files.sort_by_key(|file| file.path);
    files
}

impl Theme {
    /// The default theme in English.
    ///
    /// # Panics
    /// Where the compiled-in theme is broken, which a test of this module rules out.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(DEFAULT_FOLDER, std::iter::empty(), "en")
            .expect("the compiled-in theme is loaded by a test of this module")
    }

    /// The default theme with files replaced or added, in the site's language (BCP 47; English where nobody has translated
    /// it). `folder` is where those files lie, as errors shall show it; each file is named by its path in the theme, such
    /// as `templates/page.html`. A translation and the settings are laid over those of the default theme, not in their place.
    ///
    /// # Errors
    /// Where a template is no UTF-8, doesn't compile, or names a template, component or filter that isn't there, where
    /// nothing uses a template, which is what a misspelt name comes to, and where a translation or the settings can't be
    /// read. The error's place is `file:line:col`, both counted from 1, columns in characters.
    pub fn load(folder: &str, overrides: impl Iterator<Item = (String, Vec<u8>)>, language: &str) -> Result<Self> {
        let default = default_files();
        let default_templates: Vec<String> =
            default.iter().filter_map(|file| file.path.strip_prefix(TEMPLATES)).map(str::to_owned).collect();
        let base = default.iter().find(|file| file.path == "css/base.css").map(|file| file.bytes).unwrap_or_default();

        let mut hasher = Hasher::default();
        hasher.text(language);
        let mut translation = Translation::english().clone();
        let settings_path = format!("{folder}/{}", settings::FILE);
        let mut settings_text = String::new();
        let mut files: BTreeMap<String, (&str, Cow<'static, [u8]>)> = BTreeMap::new();
        // The general language before the special, the default theme before the project's own.
        let languages = translation::file_names(language);
        let overrides: Vec<(String, Vec<u8>)> = overrides.collect();
        for name in &languages {
            let path = format!("{}{name}.toml", translation::FOLDER);
            let default =
                default.iter().find(|file| file.path == path).map(|file| (DEFAULT_FOLDER, Cow::Borrowed(file.bytes)));
            let own =
                overrides.iter().find(|(own, _)| *own == path).map(|(_, bytes)| (folder, Cow::Owned(bytes.clone())));
            for (folder, bytes) in default.into_iter().chain(own) {
                let place = format!("{folder}/{path}");
                translation.extend(Translation::read(&text_of(bytes, &place)?, &place)?);
            }
        }
        files.extend(default.iter().map(|file| (file.path.to_owned(), (DEFAULT_FOLDER, asset::to_publish(file)))));
        for (path, bytes) in overrides {
            if path == settings::FILE {
                settings_text = text_of(Cow::Owned(bytes), &settings_path)?.into_owned();
                hasher.text(&settings_text);
            } else {
                files.insert(path, (folder, Cow::Owned(bytes)));
            }
        }
        let place = settings::Place { path: &settings_path, text: &settings_text };
        let settings = Settings::read(&place)?;

        let mut templates = BTreeMap::new();
        let mut assets = BTreeMap::new();
        for (path, (folder, bytes)) in files {
            hasher.text(&path).bytes(&bytes);
            if let Some(name) = path.strip_prefix(TEMPLATES) {
                let place = format!("{folder}/{path}");
                let text = text_of(bytes, &place)?;
                templates.insert(name.to_owned(), Template { place, text });
            } else if path.contains('/') && !path.starts_with(translation::FOLDER) {
                assets.insert(path, bytes);
            }
        }

        let names: Vec<String> = assets.keys().cloned().collect();
        let named = settings.files(&place, &names)?;
        let tokens = String::from_utf8_lossy(base);
        if let Some(css) = settings.style_sheet(&place, &color_tokens(&tokens))? {
            assets.insert(SETTINGS_CSS.to_owned(), Cow::Owned(css.into_bytes()));
        }
        if let Some(script) = phrases_script(&translation, &assets)? {
            assets.insert(PHRASES_JS.to_owned(), Cow::Owned(script.into_bytes()));
        }

        let assets = publish(assets);
        let published: BTreeMap<&str, &str> =
            assets.iter().map(|asset| (asset.path.as_str(), asset.published.as_str())).collect();
        let path_of = |path: &str| published.get(path).copied();
        let paths_of = |paths: &[String]| paths.iter().filter_map(|path| path_of(path)).collect::<Vec<_>>();
        let view = Value::from_serializable(&ThemeView {
            logo: named.logo.as_deref().and_then(path_of),
            favicon: path_of(named.favicon.as_deref().unwrap_or("icons/favicon.svg")).unwrap_or_default(),
            styles: path_of(SETTINGS_CSS).into_iter().chain(paths_of(&named.css)).collect(),
            scripts: paths_of(&named.js),
            phrases: path_of(PHRASES_JS),
        });
        let asset_paths = Value::from_serializable(&published);

        let translation = Arc::new(translation);
        let mut tera = Tera::default();
        let words = Arc::clone(&translation);
        tera.register_filter("t", move |english: &str, values: Kwargs, _: &State<'_>| {
            translated(&words, english, &values)
        });
        tera.register_filter("breakable", |text: &str, _: Kwargs, _: &State<'_>| {
            let mut html = String::with_capacity(text.len());
            escape_breakable_into(&mut html, text);
            Value::safe_string(&html)
        });
        tera.add_raw_templates(templates.iter().map(|(name, template)| (name, &template.text)))
            .map_err(|error| explain(&error, &templates))?;
        refuse_unused(&templates, &default_templates)?;
        Ok(Self { tera, templates, assets, asset_paths, view, translation, digest: hasher.finish() })
    }

    /// The digest of all files of the theme, and of the language it speaks.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The words of the site in its language.
    #[must_use]
    pub fn translation(&self) -> &Translation {
        &self.translation
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
        let mut body = body.into();
        if body.len() < LARGE_BODY {
            return self.frame(context, &body);
        }
        let stand_in = stand_in(&body);
        let framed = self.frame(context, &stand_in)?;
        let (before, behind) = match framed.split_once(&*stand_in) {
            Some((before, behind)) if !behind.contains(&*stand_in) => (before, behind),
            // A template does more with it than to print it once.
            _ => return self.frame(context, &body),
        };
        body.reserve_exact(before.len() + behind.len());
        body.insert_str(0, before);
        body.push_str(behind);
        Ok(body)
    }

    /// What stands around a body, with the body in it.
    fn frame(&self, context: &PageContext, body: &str) -> Result<String> {
        let explain = |error: &tera::Error| explain(error, &self.templates);
        let mut values = Context::from_serialize(context).map_err(|error| explain(&error))?;
        // Room for the body and a common frame: a page isn't moved while it grows.
        let mut html = Vec::with_capacity(body.len() + FRAME_BYTES);
        values.insert_value("body", Value::safe_string(body));
        values.insert_value("assets", self.asset_paths.clone());
        values.insert_value("theme", self.view.clone());
        self.tera.render_to(context.layout.template(), &values, &mut html).map_err(|error| explain(&error))?;
        String::from_utf8(html).map_err(|error| Error::new("the theme wrote a page that isn't UTF-8").because(error))
    }

    /// Renders a file that is no page of the site: `handout.html` or `start-here.html`.
    ///
    /// # Errors
    /// As [`Theme::render`].
    pub fn document(&self, template: &str, context: &impl Serialize) -> Result<String> {
        let explain = |error: &tera::Error| explain(error, &self.templates);
        let values = Context::from_serialize(context).map_err(|error| explain(&error))?;
        self.tera.render(template, &values).map_err(|error| explain(&error))
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

/// What templates see in the place of a large body: a comment with the classes of its elements, by which they decide what a page
/// loads.
fn stand_in(body: &str) -> String {
    let classes = body.split(" class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let classes: BTreeSet<&str> = classes.collect();
    let mut comment = format!("<!--site:body {}", Digest::of(body.as_bytes()));
    for class in classes {
        comment.push_str(" class=\"");
        comment.push_str(class);
        comment.push('"');
    }
    comment.push_str("-->");
    comment
}

/// `{{ "{count} charts" | t(one="{count} chart", count=3) }}`: an English phrase in the site's language. With `strong=true`
/// the values are set in bold.
fn translated(translation: &Translation, english: &str, arguments: &Kwargs) -> TeraResult<Value> {
    let strong = arguments.get::<bool>("strong")?.unwrap_or_default();
    let one = arguments.get::<&str>("one")?;
    let mut values: Vec<(String, String)> = Vec::new();
    for (name, value) in arguments.iter() {
        let name = name.to_string();
        if name != "one" && name != "strong" {
            let text = value.to_string();
            values.push((name, if strong { bold(&text) } else { text }));
        }
    }
    let filled: Vec<(&str, &dyn Display)> =
        values.iter().map(|(name, value)| (&**name, value as &dyn Display)).collect();
    let text = match (one, arguments.get::<u64>("count").ok().flatten()) {
        (Some(one), Some(count)) => translation.count(one, english, count, &filled),
        _ => translation.fill(english, &filled),
    };
    Ok(if strong { Value::safe_string(&text) } else { Value::from(text) })
}

fn bold(text: &str) -> String {
    let mut html = "<strong>".to_owned();
    escape_into(&mut html, text);
    html + "</strong>"
}

/// The phrases that a theme's scripts name, as a script that hands them over. None where none of them is translated.
fn phrases_script(translation: &Translation, assets: &BTreeMap<String, Cow<'static, [u8]>>) -> Result<Option<String>> {
    let scripts = assets.iter().filter(|(path, _)| path.ends_with(".js"));
    let scripts: Vec<&str> = scripts.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()).collect();
    let is_said = |english: &str| {
        let quoted = format!("\"{english}\"");
        scripts.iter().any(|script| script.contains(&quoted))
    };
    let said: BTreeMap<&str, &Phrase> = translation.phrases().filter(|(english, _)| is_said(english)).collect();
    if said.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string(&said)
        .map_err(|error| Error::new("a translation can't be handed to scripts").because(error))?;
    Ok(Some(format!("docsgen.phrases = {json};\n")))
}

fn text_of(bytes: Cow<'static, [u8]>, place: &str) -> Result<Cow<'static, str>> {
    let invalid = |error: std::str::Utf8Error| {
        Error::new(format!("the file is not UTF-8 from byte {} on", error.valid_up_to()))
            .at(format!("{place}:1:1"))
            .help("save the file as UTF-8")
    };
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(invalid),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| invalid(error.utf8_error())),
    }
}

#[cfg(test)]
mod tests;
