//! What `docsgen init --ci` writes in repositories of several kinds, held against `tests/ci/<situation>/`.
//!
//! These files are linted by `cargo xtask test`, and their steps are run by `steps`. `DOCSGEN_UPDATE=1` writes what was made,
//! to be looked at before it is committed. The version of docsgen is 0.0.0 in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Project, Run, run, tree};

const PAGE: (&str, &str) = ("README.md", "# Charts\n\ntext\n");
const SETTINGS: (&str, &str) =
    ("book.toml", "[book]\ntitle = \"Charts\"\n\n[output.html]\nsite-url = \"https://docs.example.org/\"\n");

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ci")
}

/// A repository with a history, on the branch `main`.
fn repository(files: &[(&str, &str)]) -> Project {
    let project = Project::of(files);
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    git(&project, &["remote", "add", "origin", "git@github.com:example/charts.git"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "-m", "begin"]);
    project
}

fn git(project: &Project, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(project.path()).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]);
    let _ = run({
        command.args(["-c", "commit.gpgSign=false"]).args(arguments);
        command
    })
    .expect(0);
}

/// Holds what was written against the folder of a situation. `before` are the files that were there.
fn compare(situation: &str, project: &Project, before: &BTreeMap<String, Vec<u8>>) {
    let folder = goldens().join(situation);
    let mut made = tree(project.path());
    made.retain(|path, bytes| {
        !path.starts_with(".git/") && !path.ends_with("book.toml") && before.get(path) != Some(&*bytes)
    });
    for bytes in made.values_mut() {
        let text = String::from_utf8_lossy(bytes).replace(env!("CARGO_PKG_VERSION"), "0.0.0");
        *bytes = text.into_bytes();
    }
    if std::env::var_os("DOCSGEN_UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in &made {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
            fs::write(path, bytes).expect("files can be written");
        }
    }
    let text = |files: &BTreeMap<String, Vec<u8>>| {
        let lines = files.iter().map(|(path, bytes)| format!("--- {path}\n{}", String::from_utf8_lossy(bytes)));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(text(&made), text(&tree(&folder)), "{situation}");
}

/// Runs `docsgen init --ci` and holds what it wrote against the folder of a situation.
fn init(situation: &str, project: &Project, arguments: &[&str]) -> Run {
    let before = tree(project.path());
    let run = project.run(&[&["init", "--ci"], arguments].concat()).expect(0);
    compare(situation, project, &before);
    run
}

#[test]
fn a_repository_without_settings_gets_them_as_well() {
    let project = repository(&[PAGE]);
    let run = init("github", &project, &["github"])
        .says("book.toml")
        .says("docs.yml")
        .says("from the branch `main`")
        .says("--update-baseline")
        .says("Source: `GitHub Actions` (https://github.com/example/charts/settings/pages)");
    assert!(run.out.contains("found"), "what was found is told as without --ci: {}", run.out);
    assert!(project.path().join("book.toml").is_file());
}

#[test]
fn settings_that_are_there_stay_and_are_heeded() {
    let project = repository(&[PAGE, SETTINGS]);
    let run = init("github-with-settings", &project, &["github"]);
    assert!(!run.err.contains("book.toml"), "{}", run.err);
    assert_eq!(fs::read_to_string(project.path().join("book.toml")).expect("there"), SETTINGS.1);
    // What is there is never replaced unasked, and book.toml not even then.
    let again = project.run(&["init", "--ci", "github"]).expect(2).says("docs.yml` is there already").says("--force");
    assert_eq!(again.out, "");
    project.file(".github/workflows/docs.yml", "name: mine\n");
    let _ = init("github-with-settings", &project, &["github", "--force"]);
    assert_eq!(fs::read_to_string(project.path().join("book.toml")).expect("there"), SETTINGS.1);
}

#[test]
fn nothing_is_written_where_one_of_several_files_is_there() {
    let project = repository(&[PAGE, (".github/workflows/docs.yml", "name: mine\n")]);
    let _ = project.run(&["init", "--ci", "pre-commit,github"]).expect(2).says("docs.yml` is there already");
    for path in ["book.toml", ".pre-commit-config.yaml"] {
        assert!(!project.path().join(path).exists(), "{path}");
    }
}

#[test]
fn a_site_beside_a_helm_repository_is_merged_into_its_branch() {
    let releases = "jobs:\n  release:\n    steps:\n      - uses: helm/chart-releaser-action@v1.7.0\n";
    let project = repository(&[PAGE, SETTINGS, (".github/workflows/release.yml", releases)]);
    let _ = init("github-beside-charts", &project, &["github"]).says("beside the Helm repository");

    // The same where the branch alone tells.
    let project = repository(&[PAGE, SETTINGS]);
    git(&project, &["checkout", "--quiet", "--orphan", "gh-pages"]);
    git(&project, &["rm", "-r", "--quiet", "--cached", "."]);
    project.file("index.yaml", "apiVersion: v1\nentries: {}\n");
    git(&project, &["add", "index.yaml"]);
    git(&project, &["commit", "--quiet", "-m", "charts"]);
    git(&project, &["checkout", "--quiet", "--force", "main"]);
    let _ = init("github-beside-charts", &project, &["github"]);

    let project = repository(&[PAGE, (".github/workflows/release.yml", releases)]);
    let _ = init("github-beside-charts-without-settings", &project, &["github"]);
}

#[test]
fn a_project_below_gits_top_level_is_named() {
    let project = repository(&[("ops/README.md", "# Ops\n"), ("README.md", "# Top\n")]);
    git(&project, &["checkout", "--quiet", "-b", "trunk"]);
    let before = tree(project.path());
    let _ = project.run(&["init", "--ci", "github,gitlab,pre-commit", "-C", "ops"]).expect(0);
    compare("subfolder", &project, &before);
    assert!(project.path().join("ops/book.toml").is_file());
}

#[test]
fn what_publishes_already_is_warned_of() {
    let other = "jobs:\n  deploy:\n    steps:\n      - uses: actions/deploy-pages@v4\n";
    let project = repository(&[PAGE, SETTINGS, (".github/workflows/mdbook.yaml", other)]);
    let _ = project
        .run(&["init", "--ci", "github"])
        .expect(0)
        .says("warning: `.github/workflows/mdbook.yaml` publishes with Pages, too");
}

#[test]
fn a_folder_without_git_gets_files_as_well() {
    let project = Project::of(&[PAGE]);
    let _ = project.run(&["init", "--ci", "github"]).expect(0).says("from the branch `main`");
    assert!(project.path().join(".github/workflows/docs.yml").is_file());
}

#[test]
fn a_pipeline_of_ones_own_stays_and_is_told_what_to_include() {
    let project = repository(&[PAGE]);
    let _ = init("gitlab", &project, &["gitlab"]).says("Pipeline schedules");
    let _ = project.run(&["init", "--ci", "gitlab"]).expect(2).says(".gitlab-ci.yml` is there already");

    let own = (".gitlab-ci.yml", "test:\n  script: [make test]\n");
    let project = repository(&[PAGE, SETTINGS, own]);
    let run = init("gitlab-included", &project, &["gitlab"]).says("`.gitlab-ci.yml` is yours");
    assert_eq!(run.out, "include:\n  - local: .gitlab/docsgen.yml\n");
}

#[test]
fn hooks_are_written_or_told() {
    let project = repository(&[PAGE]);
    let _ = init("pre-commit", &project, &["pre-commit"]).says("`pre-commit install`");
    let _ = project.run(&["init", "--ci", "pre-commit"]).expect(0).says("runs docsgen already");

    let own = (".pre-commit-config.yaml", "repos:\n  - repo: local\n    hooks: []\n");
    let project = repository(&[PAGE, SETTINGS, own]);
    let run = project.run(&["init", "--ci", "pre-commit"]).expect(0).says("is yours and stays as it is");
    let whole: serde_yaml::Value = serde_yaml::from_str(&format!("{}{}", own.1, run.out)).expect("lines that fit");
    assert_eq!(whole["repos"][1]["hooks"][0]["id"].as_str(), Some("docsgen-check"));

    let project = repository(&[PAGE, SETTINGS, (".pre-commit-config.yaml", "# none yet\n")]);
    let run = project.run(&["init", "--ci", "pre-commit"]).expect(0);
    let whole: serde_yaml::Value = serde_yaml::from_str(&run.out).expect("a whole configuration");
    assert_eq!(whole["repos"][0]["hooks"][0]["id"].as_str(), Some("docsgen-check"));
}

#[test]
fn hooks_that_are_written_are_hooks_that_are_offered() {
    let read = |path: &Path| -> serde_yaml::Value {
        serde_yaml::from_str(&fs::read_to_string(path).expect("the file is there")).expect("YAML")
    };
    let ids = |hooks: &serde_yaml::Value| -> Vec<String> {
        let hooks = hooks.as_sequence().expect("a list").iter();
        hooks.map(|hook| hook["id"].as_str().expect("an id").to_owned()).collect()
    };
    let offered = ids(&read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")));
    let written = ids(&read(&goldens().join("pre-commit/.pre-commit-config.yaml"))["repos"][0]["hooks"]);
    assert!(!written.is_empty() && written.iter().all(|id| offered.contains(id)), "{written:?} of {offered:?}");
}

#[test]
fn a_workflow_asks_for_no_more_than_it_needs() {
    for entry in fs::read_dir(goldens()).expect("goldens").map(|entry| entry.expect("a folder").path()) {
        let file = entry.join(".github/workflows/docs.yml");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let workflow: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
        assert_eq!(workflow["permissions"].as_mapping().map(serde_yaml::Mapping::len), Some(0), "{}", file.display());
        for (name, job) in workflow["jobs"].as_mapping().expect("jobs") {
            let permissions = job["permissions"].as_mapping().expect("each job says what it needs");
            let writes = permissions.iter().any(|(_, level)| level.as_str() == Some("write"));
            let publishes = ["deploy", "publish"].contains(&name.as_str().unwrap_or_default());
            assert_eq!(writes, publishes, "{}: {name:?}", file.display());
            for step in job["steps"].as_sequence().expect("steps") {
                let is_source = step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"))
                    && step["with"]["ref"].is_null();
                let keeps = step["with"]["persist-credentials"].as_bool();
                assert!(!is_source || keeps == Some(false), "{}: {name:?} keeps credentials", file.display());
            }
        }
        let check = &workflow["jobs"]["check"]["steps"];
        assert_eq!(check[0]["with"]["fetch-depth"].as_i64(), Some(0));
        assert_eq!(check[0]["with"]["filter"].as_str(), Some("blob:none"));
        assert!(check[1]["with"]["args"].as_str().is_some_and(|args| args.contains("--untrusted")));
    }
}

#[test]
fn the_manual_knows_the_action() {
    let read =
        |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there");
    let action: serde_yaml::Value = serde_yaml::from_str(&read("action.yml")).expect("YAML");
    let page = read("content/manual/ci.md");
    for part in ["inputs", "outputs"] {
        for (name, _) in action[part].as_mapping().expect("a mapping") {
            let name = format!("`{}`", name.as_str().expect("a name"));
            let row = page
                .lines()
                .any(|line| line.starts_with("| `") && line.split('|').nth(1).is_some_and(|cell| cell.contains(&name)));
            assert!(row, "content/manual/ci.md has no row for {name} of the action's {part}");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    for named in [format!("docsgen/docsgen@v{version}"), format!("rev: v{version}")] {
        assert!(page.contains(&named), "content/manual/ci.md names another version than {named}");
    }
}

#[test]
fn the_action_is_used_with_inputs_that_it_has() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| -> serde_yaml::Value {
        serde_yaml::from_str(&fs::read_to_string(path).expect("the file is there")).expect("YAML")
    };
    let action = read(&root.join("action.yml"));
    let mut used = 0;
    for folder in [".github/workflows", "tests/ci"] {
        for path in tree(&root.join(folder)).into_keys().filter(|path| path.ends_with(".yml")) {
            let workflow = read(&root.join(folder).join(&path));
            let jobs = workflow["jobs"].as_mapping().into_iter().flat_map(serde_yaml::Mapping::values);
            for step in jobs.flat_map(|job| job["steps"].as_sequence().into_iter().flatten()) {
                if !step["uses"].as_str().is_some_and(|uses| uses == "./" || uses.contains("/docsgen@")) {
                    continue;
                }
                used += 1;
                for (input, _) in step["with"].as_mapping().into_iter().flatten() {
                    assert!(!action["inputs"][input].is_null(), "{folder}/{path}: the action has no input {input:?}");
                }
            }
        }
    }
    assert!(used > 10, "{used}");
}

#[cfg(unix)]
#[test]
fn what_a_build_tells_a_job_is_what_it_tells_people() {
    let project = Project::of(&[("README.md", "# Home\n\n[gone](gone.md)\n"), ("docs/a.md", "# A\n")]);
    let step = |arguments: &[&str]| {
        let mut command = project.command(arguments);
        command
            .env("GITHUB_OUTPUT", project.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", project.path().join("summary"));
        let run = run(command);
        (run, fs::read_to_string(project.path().join("output")).expect("outputs"))
    };
    let (built, outputs) = step(&["build", "--format", "github", "--site-url", "https://example.org"]);
    assert!(built.expect(0).out.starts_with("::warning file=README.md,line=3,"));
    let json = project.run(&["build", "--format", "json", "--site-url", "https://example.org/"]).expect(0);
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let digest = json["digest"].as_str().expect("a digest");
    assert_eq!(
        outputs,
        format!("pages=2\ncharts=0\nfindings=1\nerrors=0\nwarnings=1\nnotes=0\nsite=./site\ndigest={digest}\n")
    );
    // Outputs of a step are added to, and a check fails where the build doesn't.
    let (checked, outputs) = step(&["check", "--format", "github", "--site-url", "https://example.org"]);
    let _ = checked.expect(1);
    assert!(
        outputs.ends_with(&format!("digest={digest}\npages=2\ncharts=0\nfindings=1\nerrors=1\nwarnings=0\nnotes=0\n")),
        "{outputs}"
    );
    let summary = fs::read_to_string(project.path().join("summary")).expect("a summary");
    assert!(summary.starts_with("## docsgen build\n") && summary.contains("\n## docsgen check\n"), "{summary}");
    let _ = project.run(&["build", "--site-url", "example"]).expect(2).says("no address of a site");

    // Another commit is another build of the same site; another word isn't.
    project.file("docs/a.md", "# A\n\nmore\n");
    let json = project.run(&["build", "--format", "json", "--site-url", "https://example.org/"]).expect(0);
    assert!(!json.out.contains(digest), "{}", json.out);
}
