//! Says in our words, with the place in the theme, what the template engine reported.

use std::collections::BTreeMap;

use tera::ErrorKind;

use super::Template;
use crate::diagnostic::near_match;
use crate::error::{Error, Result};
use crate::source::LineIndex;

/// What an error says to do where the message alone must do.
const SYNTAX_HELP: &str = "templates are written in the language of tera 2: https://keats.github.io/tera/";

/// The error in our words.
pub(super) fn explain(error: &tera::Error, templates: &BTreeMap<String, Template>) -> Error {
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
pub(super) fn refuse_unused(templates: &BTreeMap<String, Template>, default: &[String]) -> Result<()> {
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
