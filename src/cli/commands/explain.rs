//! `docsgen explain`.

use std::fmt::Write as _;

use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::diagnostic::{Code, near_match};
use crate::error::{Error, Result};

/// Say what a finding means, why it matters and what to do
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The code of a finding, such as link-missing-anchor [default: list all]
    code: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, ui: &mut Ui) -> Result<Status> {
    let text = explain(args.code.as_deref())?;
    ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
    Ok(Status::Clean)
}

/// The text of `docsgen explain`: what a code means and what to do about it, or all codes where none is named.
///
/// # Errors
/// Where there is no such code; the help names the nearest one.
pub(crate) fn explain(code: Option<&str>) -> Result<String> {
    let Some(name) = code else { return Ok(list()) };
    match Code::from_name(name) {
        Some(code) => Ok(code.explanation().to_owned()),
        None => Err(unknown(name)),
    }
}

/// Every code with its severity and what it finds, one a line.
fn list() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or_default();
    let mut list = String::new();
    for code in Code::ALL {
        // A `String` takes all that is written to it.
        let _ = writeln!(list, "{:longest$}  {:7}  {}", code.name(), code.severity().name(), code.title());
    }
    list
}

fn unknown(name: &str) -> Error {
    let near = near_match(name, Code::ALL.iter().map(|code| code.name()));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`docsgen explain` without a code lists all of them".to_owned(),
    };
    Error::new(format!("there is no code `{name}`")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_explains_itself() {
        for code in Code::ALL {
            let text = explain(Some(code.name())).expect("a known code");
            assert!(text.starts_with(&format!("# {code}\n")), "{code}");
        }
    }

    #[test]
    fn an_unknown_code_is_answered_with_the_nearest() {
        for (name, help) in [
            ("link-mising-file", "did you mean `link-missing-file`?"),
            ("LINK-MISSING-FILE", "did you mean `link-missing-file`?"),
            ("zzz", "`docsgen explain` without a code lists all of them"),
        ] {
            let error = explain(Some(name)).expect_err("no such code");
            assert_eq!(error.help_text(), Some(help), "{name}");
        }
    }

    #[test]
    fn the_list_names_every_code_once() {
        let list = explain(None).expect("a list");
        assert_eq!(list.lines().count(), Code::ALL.len());
        for (line, code) in list.lines().zip(Code::ALL) {
            assert!(line.starts_with(code.name()) && line.ends_with(code.title()), "{line}");
        }
    }
}
