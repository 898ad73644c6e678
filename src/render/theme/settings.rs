//! `theme.toml`: what a theme sets without replacing a file.
//!
//! ```toml
//! contract = 1                      # version of the page context that its templates were written for
//! logo = "icons/logo.svg"           # files of the theme
//! favicon = "icons/favicon.svg"
//! css = ["css/ours.css"]            # loaded after the default theme's
//! js = ["js/ours.js"]
//!
//! [colors]
//! accent = { light = "#0b5fff", dark = "#8ab4ff" }
//! on-accent = "#fff"                # the same in both schemes
//!
//! [fonts]
//! text = "Inter, sans-serif"
//! code = "\"JetBrains Mono\", monospace"
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::render::context::CONTRACT_VERSION;
use crate::source::LineIndex;

/// Name of the file in a theme's folder.
pub(super) const FILE: &str = "theme.toml";

/// What a theme sets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    contract: Option<Spanned<u32>>,
    logo: Option<Spanned<String>>,
    favicon: Option<Spanned<String>>,
    #[serde(default)]
    css: Vec<Spanned<String>>,
    #[serde(default)]
    js: Vec<Spanned<String>>,
    #[serde(default)]
    colors: BTreeMap<Spanned<String>, Spanned<Color>>,
    #[serde(default)]
    fonts: Fonts,
}

/// A colour: the same in both schemes, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Color {
    Both(String),
    Each { light: String, dark: String },
}

/// Font stacks, as CSS writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fonts {
    text: Option<Spanned<String>>,
    code: Option<Spanned<String>>,
}

/// The text of a `theme.toml` with its path for errors.
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl Place<'_> {
    fn error(&self, at: usize, message: impl Into<String>) -> Error {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let position = LineIndex::new(self.text).position(self.text, at);
        Error::new(message).at(format!("{}:{}:{}", self.path, position.line, position.column))
    }
}

impl Settings {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is no TOML, has a key or a type that isn't known, or was written for another version of the contract.
    pub(super) fn read(place: &Place<'_>) -> Result<Self> {
        let settings: Self = toml::from_str(place.text).map_err(|error| {
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            place.error(error.span().map_or(0, |span| span.start), message)
        })?;
        match &settings.contract {
            Some(contract) if *contract.get_ref() != CONTRACT_VERSION => Err(place
                .error(
                    contract.span().start,
                    format!(
                        "the theme was made for version {} of what templates see, and this docsgen has version {CONTRACT_VERSION}",
                        contract.get_ref()
                    ),
                )
                .help("`docsgen theme diff` shows what its templates do differently; then set `contract` to the new version")),
            _ => Ok(settings),
        }
    }

    /// The files that it names, with how: `logo`, `favicon`, `css`, `js`.
    ///
    /// # Errors
    /// Where the theme has no such file.
    pub(super) fn files(&self, place: &Place<'_>, assets: &[String]) -> Result<Files> {
        let known = |name: &Spanned<String>| -> Result<String> {
            let path = name.get_ref();
            if assets.contains(path) {
                return Ok(path.clone());
            }
            let near = near_match(path, assets.iter().map(String::as_str));
            Err(place.error(name.span().start, format!("the theme has no file `{path}` to publish")).help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "put it into a folder of the theme, such as `css/` or `icons/`".to_owned(),
            }))
        };
        let all = |names: &[Spanned<String>]| names.iter().map(known).collect::<Result<Vec<_>>>();
        Ok(Files {
            logo: self.logo.as_ref().map(known).transpose()?,
            favicon: self.favicon.as_ref().map(known).transpose()?,
            css: all(&self.css)?,
            js: all(&self.js)?,
        })
    }

    /// A style sheet that sets its colours and fonts; none where it sets neither. `tokens` are the custom properties that
    /// the theme's own sheets know, without `--`.
    ///
    /// # Errors
    /// Where a colour has no such name, or a value is none that CSS could read.
    pub(super) fn style_sheet(&self, place: &Place<'_>, tokens: &[&str]) -> Result<Option<String>> {
        let mut rules = String::new();
        let mut rule = |name: &str, value: &str| {
            let _ = write!(rules, " --{name}: {value};");
        };
        for (name, color) in &self.colors {
            if !tokens.contains(&name.get_ref().as_str()) {
                let near = near_match(name.get_ref(), tokens.iter().copied());
                let help = near.map_or_else(
                    || format!("the colours are `{}`", tokens.join("`, `")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(place
                    .error(name.span().start, format!("there is no colour `{name}`", name = name.get_ref()))
                    .help(help));
            }
            let value = match color.get_ref() {
                Color::Both(value) => value.clone(),
                Color::Each { light, dark } => format!("light-dark({light}, {dark})"),
            };
            if !is_color(&value) {
                let error = place.error(color.span().start, "this is no colour that CSS could read");
                return Err(error.help("write it as `#0b6570`, `rgb(11 101 112)`, `oklch(45% .08 205)` or by its name"));
            }
            rule(name.get_ref(), &value);
        }
        for (name, fonts) in [("sans", &self.fonts.text), ("mono", &self.fonts.code)] {
            let Some(fonts) = fonts else { continue };
            if fonts.get_ref().contains(['{', '}', ';', '<', '\\', '\n']) || fonts.get_ref().contains("/*") {
                let error = place.error(fonts.span().start, "this is no list of fonts that CSS could read");
                return Err(error.help("write it as in CSS: `Inter, \"Segoe UI\", sans-serif`"));
            }
            rule(name, fonts.get_ref());
        }
        Ok((!rules.is_empty()).then(|| format!(":root {{{rules} }}\n")))
    }
}

/// Files of a theme by what they are for.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) logo: Option<String>,
    pub(super) favicon: Option<String>,
    pub(super) css: Vec<String>,
    pub(super) js: Vec<String>,
}

/// Whether a text can be a colour, and can't be more than one.
fn is_color(value: &str) -> bool {
    let open = value.chars().filter(|character| *character == '(').count();
    let closed = value.chars().filter(|character| *character == ')').count();
    let allowed = |character: char| character.is_ascii_alphanumeric() || "#(),.%/ -".contains(character);
    !value.trim().is_empty()
        && open == closed
        && value.chars().all(allowed)
        && !value.to_ascii_lowercase().contains("url")
}

/// The names of the custom properties that a style sheet gives colours to, in order.
pub(super) fn color_tokens(css: &str) -> Vec<&str> {
    let declarations = css.split([';', '{']).filter_map(|declaration| declaration.split_once(':'));
    let colors = declarations.filter(|(_, value)| value.trim_start().starts_with("light-dark("));
    colors.filter_map(|(name, _)| name.trim().strip_prefix("--")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>> {
        let place = Place { path: "themes/acme/theme.toml", text };
        Settings::read(&place)?.style_sheet(&place, &["accent", "on-accent"])
    }

    #[test]
    fn colours_and_fonts_become_a_style_sheet() {
        let text = "contract = 1\n[colors]\naccent = { light = \"#0b5fff\", dark = \"#8ab4ff\" }\non-accent = \"#fff\"\n\
                    [fonts]\ntext = \"Inter, sans-serif\"\n";
        assert_eq!(
            read(text).expect("is right").as_deref(),
            Some(":root { --accent: light-dark(#0b5fff, #8ab4ff); --on-accent: #fff; --sans: Inter, sans-serif; }\n")
        );
        assert_eq!(read("contract = 1\n").expect("is right"), None);
    }

    #[test]
    fn what_is_wrong_has_a_place_and_a_help() {
        for (text, place, message) in [
            ("[colors]\nacent = \"red\"\n", "2:1", "there is no colour `acent`"),
            ("[colors]\naccent = \"red; } body { display: none\"\n", "2:10", "this is no colour that CSS could read"),
            ("[colors]\naccent = \"url(https://x.example)\"\n", "2:10", "this is no colour that CSS could read"),
            ("[fonts]\ncode = \"x; }\"\n", "2:8", "this is no list of fonts that CSS could read"),
            (
                "contract = 0\n",
                "1:12",
                "the theme was made for version 0 of what templates see, and this docsgen has version 1",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.to_string(), format!("themes/acme/theme.toml:{place}: {message}"));
            assert!(error.help_text().is_some(), "{text}");
        }
        assert!(read("colours = 3\n").expect_err("no such key").to_string().contains("unknown field `colours`"));
    }

    #[test]
    fn tokens_are_the_custom_properties_with_colours() {
        let css = ":root {\n  color-scheme: light dark;\n  --page: light-dark(#fff, #000);\n  --radius: .5rem;\n}\na { color: light-dark(#111, #eee); }";
        assert_eq!(color_tokens(css), ["page"]);
    }
}
