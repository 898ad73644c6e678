//! The shell steps of workflows, of the action, and of pipelines.

use std::fs;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use crate::support::tree;

/// A script that some runner runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// File, job, and name, id or first line: `ci.yml: tests: cargo test --workspace --locked`.
    pub(super) name: String,
    pub(super) script: String,
    /// Variables of workflow, job and step, as written.
    pub(super) environment: Vec<(String, String)>,
    /// The folder it runs in, from the workspace.
    pub(super) folder: String,
    /// How the runner starts bash.
    pub(super) strict: &'static [&'static str],
}

/// All steps below the root of this repository, in order of file and place.
pub(super) fn all(root: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    for path in tree(&root.join(".github/workflows")).into_keys() {
        if path.ends_with(".yml") || path.ends_with(".yaml") {
            steps.extend(workflow(&path, &read(&root.join(".github/workflows").join(&path))));
        }
    }
    let action = read(&root.join("action.yml"));
    let around = Around::default();
    steps.extend(list(&action["runs"]["steps"]).filter_map(|step| run_step("action.yml", step, &around)));
    for path in tree(&root.join("tests/ci")).into_keys() {
        let file = root.join("tests/ci").join(&path);
        if path.contains(".github/workflows/") {
            steps.extend(workflow("init --ci github", &read(&file)));
        } else if path.ends_with(".gitlab-ci.yml") || path.contains(".gitlab/") {
            steps.extend(pipeline(&read(&file)));
        }
    }
    assert!(steps.len() > 10, "steps are found");
    steps
}

fn read(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_mapping().into_iter().flat_map(Mapping::iter).filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// A scalar as a variable has it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

fn variables(value: &Value) -> Vec<(String, String)> {
    entries(value).map(|(name, value)| (name.to_owned(), text(value))).collect()
}

/// What a step has from its job and workflow.
#[derive(Default)]
struct Around {
    environment: Vec<(String, String)>,
    shell: Option<String>,
    folder: Option<String>,
}

impl Around {
    fn new(workflow: &Value, job: &Value) -> Self {
        let default = |key: &str| {
            let values = [job, workflow].map(|place| place["defaults"]["run"][key].as_str());
            values.into_iter().flatten().next().map(str::to_owned)
        };
        Self {
            environment: [variables(&workflow["env"]), variables(&job["env"])].concat(),
            shell: default("shell"),
            folder: default("working-directory"),
        }
    }
}

fn workflow(file: &str, workflow: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    for (job, content) in entries(&workflow["jobs"]) {
        let around = Around::new(workflow, content);
        for step in list(&content["steps"]) {
            steps.extend(run_step(&format!("{file}: {job}"), step, &around));
        }
    }
    steps
}

/// A step of GitHub; `None` where it is an action.
fn run_step(place: &str, step: &Value, around: &Around) -> Option<Step> {
    let script = step["run"].as_str()?.to_owned();
    let named = step["name"].as_str().or_else(|| step["id"].as_str());
    let name = named.unwrap_or_else(|| script.lines().next().unwrap_or_default());
    // Without a shell that is named, a pipe fails only by its last command.
    let strict: &[&str] = match step["shell"].as_str().or(around.shell.as_deref()) {
        None => &["-e"],
        Some("bash") => &["-e", "-o", "pipefail"],
        Some(other) => panic!("{place}: {name}: write the step for bash, not for {other}"),
    };
    Some(Step {
        name: format!("{place}: {name}"),
        environment: [around.environment.clone(), variables(&step["env"])].concat(),
        folder: step["working-directory"].as_str().or(around.folder.as_deref()).unwrap_or_default().to_owned(),
        script,
        strict,
    })
}

/// The jobs of a pipeline: all lines of one are one script, after those of the job that it extends.
fn pipeline(pipeline: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    for (job, content) in entries(pipeline).filter(|(_, content)| !content["script"].is_null()) {
        let base = content["extends"].as_str().map(|name| &pipeline[name]);
        let inherited = |key: &str| base.map(|base| base[key].clone()).unwrap_or_default();
        let before = if content["before_script"].is_null() {
            inherited("before_script")
        } else {
            content["before_script"].clone()
        };
        let lines: Vec<String> = list(&before).chain(list(&content["script"])).map(text).collect();
        steps.push(Step {
            name: format!("init --ci gitlab: {job}"),
            script: lines.join("\n"),
            environment: [variables(&inherited("variables")), variables(&content["variables"])].concat(),
            folder: String::new(),
            strict: &["-e", "-o", "pipefail"],
        });
    }
    steps
}
