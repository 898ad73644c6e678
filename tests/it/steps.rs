//! Every shell step of every workflow, of the action and of what `docsgen init --ci` writes is run.
//!
//! Steps are found in the files themselves, so a new one without a case fails here. Cases are sections of `tests/steps/*.md`,
//! which [`case`] reads: one is named after its step, may prepare a folder, and says what must come of it.
//!
//! A step runs as its runner would run it, in a folder of its own: `bash -e`, with the variables of workflow, job and step, and
//! with files for outputs and the summary. Programs that reach the network or take minutes are stand-ins, which note how they
//! were called; a case may put others in their place.

mod case;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;

use self::case::Case;
use self::source::Step;
use crate::support::Run;

/// Programs that only note how they were called. `cargo` and `rustup` are among them: this test is run by them.
const STAND_INS: &[&str] = &["cargo", "curl", "docker", "gh", "npm", "podman", "rustup", "sudo"];

/// What may stand in a script between `${{` and `}}`: nothing that a pull request or an input can choose.
const HARMLESS: &[&str] = &["matrix.", "runner."];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<Case> {
    let entries = fs::read_dir(root().join("tests/steps")).expect("the folder of cases");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files.iter().flat_map(|file| case::read(file)).collect()
}

/// Steps by name. Those of generated files have the same name and the same script in many; one of each script is kept.
fn steps() -> BTreeMap<String, Vec<Step>> {
    let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    for step in source::all(root()) {
        let known = steps.entry(step.name.clone()).or_default();
        if !known.contains(&step) {
            known.push(step);
        }
    }
    steps
}

#[test]
fn every_shell_step_has_a_case() {
    let cases: BTreeSet<String> = cases().into_iter().map(|case| case.step).collect();
    let steps = steps();
    let without: Vec<_> = steps.keys().filter(|name| !cases.contains(*name)).collect();
    assert!(without.is_empty(), "write a case, or `Not run:` with the reason, in tests/steps/: {without:#?}");
    let idle: Vec<_> = cases.iter().filter(|name| !steps.contains_key(*name)).collect();
    assert!(idle.is_empty(), "there are no such steps: {idle:#?}\nbut these: {:#?}", steps.keys());
}

#[test]
fn nothing_that_strangers_write_stands_in_a_script() {
    let mut faults = Vec::new();
    for step in steps().values().flatten() {
        for inside in step.script.split("${{").skip(1) {
            let expression = inside.split("}}").next().unwrap_or_default().trim();
            if !HARMLESS.iter().any(|start| expression.starts_with(start)) {
                faults.push(format!("{}: hand `{expression}` to the script in `env`", step.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[cfg(unix)]
#[test]
fn every_shell_step_does_what_it_should() {
    let (steps, cases) = (steps(), cases());
    let run = cases.iter().filter(|case| case.reason.is_none());
    let tried: Vec<(&Step, &Case)> =
        run.flat_map(|case| steps.get(&case.step).into_iter().flatten().map(move |step| (step, case))).collect();
    assert!(!tried.is_empty(), "there are steps");
    // Most of the time they wait for programs to start.
    let faults: Vec<String> = tried
        .par_iter()
        .filter_map(|(step, case)| try_out(step, case).err().map(|fault| format!("{}: {fault}", case.place)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Runs a step in the folder that its case prepares, and says what is wrong.
fn try_out(step: &Step, case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    for name in ["workspace", "home", "temp", "stand-ins"] {
        fs::create_dir(at(name)).expect("folders can be made");
    }
    for name in ["calls", "output", "env", "path", "summary", "variables"] {
        fs::write(at(name), "").expect("files can be written");
    }
    for program in STAND_INS {
        stand_in(&at("stand-ins").join(program));
    }
    // Before the folders of the system, so that what is meant to be a stand-in is one.
    let mut path = vec![at("stand-ins"), Path::new(env!("CARGO_BIN_EXE_docsgen")).parent().expect("a folder").into()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut environment: BTreeMap<String, String> = BTreeMap::new();
    let place = |name: &str| at(name).to_string_lossy().into_owned();
    for (name, value) in [
        ("PATH", std::env::join_paths(path).expect("no colons").to_string_lossy().into_owned()),
        ("HOME", place("home")),
        ("CALLS", place("calls")),
        ("STAND_INS", place("stand-ins")),
        ("REPOSITORY", root().to_string_lossy().into_owned()),
        ("GITHUB_ACTION_PATH", root().to_string_lossy().into_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_ENV", place("env")),
        ("GITHUB_EVENT_NAME", "push".to_owned()),
        ("GITHUB_OUTPUT", place("output")),
        ("GITHUB_PATH", place("path")),
        ("GITHUB_REF_NAME", "main".to_owned()),
        ("GITHUB_SHA", "0123456789abcdef0123456789abcdef01234567".to_owned()),
        ("GITHUB_STEP_SUMMARY", place("summary")),
        ("GITHUB_WORKSPACE", place("workspace")),
        ("RUNNER_ARCH", "X64".to_owned()),
        ("RUNNER_OS", "Linux".to_owned()),
        ("RUNNER_TEMP", place("temp")),
        ("SOURCE_DATE_EPOCH", "1790000000".to_owned()),
        ("TMPDIR", place("temp")),
        ("VARIABLES", place("variables")),
    ] {
        environment.insert(name.to_owned(), value);
    }
    let set = |environment: &mut BTreeMap<String, String>, name: &str, value: &str| {
        let value = value.replace("$GITHUB_WORKSPACE", &place("workspace")).replace("$RUNNER_TEMP", &place("temp"));
        environment.insert(name.to_owned(), value);
    };
    for (name, value) in &step.environment {
        set(&mut environment, name, &case.filled(value)?);
    }
    for (name, value) in &case.environment {
        set(&mut environment, name, value);
    }
    let workspace = at("workspace");
    let bash = |environment: &BTreeMap<String, String>, script: &str, folder: &Path, strict: &[&str]| {
        let file = at("script.sh");
        fs::write(&file, script).expect("files can be written");
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc"]).args(strict).arg(&file).current_dir(folder);
        command.env_clear().envs(environment);
        crate::support::run(command)
    };
    let said = |run: &Run| format!("it said:\n{}{}", run.out, run.err);
    // For cases about what comes after a first run.
    fs::write(at("step"), case.filled(&step.script)?).expect("files can be written");
    environment.insert("STEP".to_owned(), place("step"));
    let given = bash(&environment, &case.given, &workspace, &["-euo", "pipefail"]);
    if given.status != Some(0) {
        return Err(format!("what is given failed; {}", said(&given)));
    }
    for (name, value) in
        fs::read_to_string(at("variables")).expect("UTF-8").lines().filter_map(|line| line.split_once('='))
    {
        environment.insert(name.to_owned(), value.to_owned());
    }
    // What came before the step isn't its doing.
    fs::write(at("calls"), "").expect("files can be written");
    let inside = workspace.join(&step.folder);
    fs::create_dir_all(&inside).expect("folders can be made");
    let run = bash(&environment, &case.filled(&step.script)?, &inside, step.strict);
    if run.status != Some(case.status) {
        return Err(format!("the step ended with {:?} instead of {}; {}", run.status, case.status, said(&run)));
    }
    let calls = fs::read_to_string(at("calls")).expect("calls are UTF-8").replace(&place("workspace"), "WORKSPACE");
    let calls = calls.replace(&*root().to_string_lossy(), "REPOSITORY").replace(&place("temp"), "TEMP");
    if let Some(expected) = &case.calls
        && calls != *expected
    {
        return Err(format!("these programs were called:\n{calls}instead of:\n{expected}{}", said(&run)));
    }
    fs::write(at("said"), format!("{}{}", run.out, run.err)).expect("files can be written");
    environment.insert("SAID".to_owned(), place("said"));
    let then = bash(&environment, &case.then, &inside, &["-euxo", "pipefail"]);
    if then.status != Some(0) {
        return Err(format!("what must be so afterwards isn't:\n{}\nThe step: {}", then.err, said(&run)));
    }
    Ok(())
}

/// Writes a program that notes how it was called.
fn stand_in(path: &Path) {
    let script =
        "#!/bin/sh\nprintf '%s' \"${0##*/}\" >> \"$CALLS\"\nprintf ' %s' \"$@\" >> \"$CALLS\"\necho >> \"$CALLS\"\n";
    fs::write(path, script).expect("files can be written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
    }
}
