//! Cases of steps, as `tests/steps/*.md` holds them.
//!
//! A case is a section whose heading is the name of a step. A step may have several. Below it stand, in any order:
//!
//! - a block `sh given`: what is done before, in the workspace; `$STAND_INS` is the folder of programs that only note how they
//!   are called, `$REPOSITORY` this repository, `$VARIABLES` a file for variables that only this block can tell, `$STEP`
//!   the script itself, for cases about what comes after a first run;
//! - a block `env`: variables, a line each, in which `$GITHUB_WORKSPACE` and `$RUNNER_TEMP` are filled in, and values of what the
//!   file has between `${{` and `}}`, as `matrix.os=Linux`;
//! - a block `text calls`: how the stand-ins must have been called;
//! - a block `sh then`: what must be so afterwards, in the folder of the step; `$SAID` is the file of what it said;
//! - a line `Status: 1`, where it must fail;
//! - or the line `Not run: reason`, and nothing else.
//!
//! Other text is for the reader.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What is tried with a step.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) step: String,
    /// Where it stands.
    pub(super) place: String,
    pub(super) given: String,
    pub(super) environment: Vec<(String, String)>,
    values: BTreeMap<String, String>,
    pub(super) calls: Option<String>,
    pub(super) then: String,
    pub(super) status: i32,
    /// Why the step isn't run.
    pub(super) reason: Option<String>,
}

impl Case {
    /// A text with the values of what stands between `${{` and `}}`.
    pub(super) fn filled(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").ok_or("`${{` has no end")?;
            let expression = expression.trim();
            let value = self.values.get(expression);
            filled += before;
            filled += value.ok_or_else(|| format!("a block `env` must say what `{expression}` is"))?;
            rest = after;
        }
        Ok(filled + rest)
    }

    fn check(&self) {
        let place = &self.place;
        let expects = self.calls.is_some() || !self.then.is_empty() || self.status != 0;
        match &self.reason {
            Some(reason) => assert!(!expects && reason.len() > 10, "{place}: a reason, and nothing else"),
            None => assert!(expects, "{place}: say what must come of it"),
        }
    }
}

/// Reads the cases of a file.
pub(super) fn read(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(step) = line.strip_prefix("## ") {
            let place = format!("tests/steps/{name}:{}", number + 1);
            cases.push(Case { step: step.to_owned(), place, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(kind) = line.strip_prefix("```") {
            let mut block = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
                block += line;
                block.push('\n');
            }
            match kind {
                "sh given" => case.given = block,
                "sh then" => case.then = block,
                "text calls" => case.calls = Some(block),
                "env" => {
                    for (name, value) in block.lines().filter_map(|line| line.split_once('=')) {
                        let value = value.to_owned();
                        match name.chars().all(|letter| letter.is_ascii_uppercase() || "_0123456789".contains(letter)) {
                            true => case.environment.push((name.to_owned(), value)),
                            false => drop(case.values.insert(name.to_owned(), value)),
                        }
                    }
                }
                other => panic!("{}: a case has no block `{other}`", case.place),
            }
        } else if let Some(status) = line.strip_prefix("Status: ") {
            case.status = status.parse().unwrap_or_else(|_| panic!("{}: `{status}` is no status", case.place));
        } else if let Some(reason) = line.strip_prefix("Not run: ") {
            case.reason = Some(reason.to_owned());
        }
    }
    cases.iter().for_each(Case::check);
    cases
}
