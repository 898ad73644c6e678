//! `docsgen init --ci`: what runs docsgen on a service or before a commit.

use std::io;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::build::{load, surroundings};
use crate::ci::{self, Situation};
use crate::cli::output_failed;
use crate::cli::ui::Ui;
use crate::cli::work_tree::{git_top, path_in_git};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::git::{History, ReferenceKind, branch_holds, references};

/// The branch that is published where git knows none.
const USUAL_BRANCH: &str = "main";

const GITHUB_FOLDER: &str = ".github/workflows";
const GITHUB: &str = ".github/workflows/docs.yml";
const GITLAB: &str = ".gitlab-ci.yml";
/// Where a repository has a pipeline of its own.
const GITLAB_INCLUDED: &str = ".gitlab/docsgen.yml";
const PRE_COMMIT: &str = ".pre-commit-config.yaml";

/// The branch where chart-releaser keeps a Helm repository.
const PAGES_BRANCH: &str = "gh-pages";

/// Values of `--ci`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Service {
    /// A workflow for GitHub Actions, published with GitHub Pages
    Github,
    /// A pipeline for GitLab, published with GitLab Pages
    Gitlab,
    /// Hooks for pre-commit
    PreCommit,
}

/// Whether a repository has tags, which name its releases or those of charts.
fn has_tags(root: &Path) -> bool {
    references(root).is_ok_and(|all| all.iter().any(|reference| reference.kind == ReferenceKind::Tag))
}

/// What will be written and said.
#[derive(Debug, Default)]
pub(super) struct Plan {
    files: Vec<NewFile>,
    /// Lines for a file that is somebody's own: its name, and the lines.
    lines: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    /// What is left to do by hand.
    notes: Vec<String>,
}

#[derive(Debug)]
struct NewFile {
    target: PathBuf,
    text: String,
    replace: bool,
}

/// A repository, and whether files in it may be replaced.
struct Place {
    top: PathBuf,
    remote_url: Option<String>,
    situation: Situation,
    force: bool,
}

impl Plan {
    /// Decides what to write for these services, and refuses to replace what is there.
    ///
    /// # Errors
    /// Where a file is there and `force` isn't given, or the repository can't be read.
    pub(super) fn new(services: &[Service], files: &DiskFiles, has_settings: bool, force: bool) -> Result<Self> {
        let mut plan = Self::default();
        if services.is_empty() {
            return Ok(plan);
        }
        let root = files.root();
        let top = git_top(root).unwrap_or_else(|| root.to_owned());
        let history = History::read(root);
        let settings = if has_settings { Some(load(files, &surroundings(root))?.config) } else { None };
        let has_versions = settings.as_ref().is_some_and(|config| !config.versions.is_empty());
        let situation = Situation {
            path: path_in_git(root).trim_end_matches('/').to_owned(),
            has_site_url: settings.as_ref().is_some_and(|config| config.html.site_url.is_some()),
            beside_charts: branch_holds(root, PAGES_BRANCH, "index.yaml"),
            shows_tags: has_versions || has_tags(root),
            branch: history.default_branch.unwrap_or_else(|| USUAL_BRANCH.to_owned()),
        };
        let mut place = Place { top, remote_url: history.remote_url, situation, force };
        for service in services {
            match service {
                Service::Github => plan.github(&mut place)?,
                Service::Gitlab => plan.gitlab(&place)?,
                Service::PreCommit => plan.pre_commit(&place)?,
            }
        }
        plan.notes.push(
            "`docsgen check --update-baseline` records what is wrong today, so that only new mistakes fail".into(),
        );
        Ok(plan)
    }

    fn github(&mut self, place: &mut Place) -> Result<()> {
        for (name, text) in workflows(&place.top)? {
            place.situation.beside_charts |= ci::releases_charts(&text);
            if ci::deploys_pages(&text) && name != GITHUB {
                self.warnings.push(format!(
                    "`{name}` publishes with Pages, too: remove it, or each replaces what the other has published"
                ));
            }
        }
        self.file(place, GITHUB, ci::github(&place.situation))?;
        self.notes.push(format!("the site is published from the branch `{}`", place.situation.branch));
        self.notes.push(if place.situation.beside_charts {
            format!("Pages stays on the branch {PAGES_BRANCH}: the site is put beside the Helm repository there")
        } else {
            let settings = place.remote_url.as_ref().filter(|url| url.starts_with("https://github.com/"));
            let address = settings.map(|url| format!(" ({url}/settings/pages)")).unwrap_or_default();
            format!("switch on: Settings, Pages, Source: `GitHub Actions`{address}")
        });
        Ok(())
    }

    fn gitlab(&mut self, place: &Place) -> Result<()> {
        let text = ci::gitlab(&place.situation);
        match read(&place.top.join(GITLAB))? {
            Some(own) if !own.contains("docsgen init --ci gitlab") => {
                self.file(place, GITLAB_INCLUDED, text)?;
                if !own.contains(GITLAB_INCLUDED) {
                    self.lines.push((GITLAB, format!("include:\n  - local: {GITLAB_INCLUDED}\n")));
                }
            }
            _ => self.file(place, GITLAB, text)?,
        }
        self.notes
            .push("switch on: Build, Pipeline schedules, a new one for each night: it asks links to the web".into());
        Ok(())
    }

    fn pre_commit(&mut self, place: &Place) -> Result<()> {
        match read(&place.top.join(PRE_COMMIT))? {
            None => self.file(place, PRE_COMMIT, ci::pre_commit(&place.situation))?,
            Some(_) if place.force => self.file(place, PRE_COMMIT, ci::pre_commit(&place.situation))?,
            Some(own) if ci::runs_docsgen(&own) => {
                self.notes.push(format!("`{PRE_COMMIT}` runs docsgen already"));
                return Ok(());
            }
            Some(own) if own.lines().any(|line| line.starts_with("repos:")) => {
                self.lines.push((PRE_COMMIT, ci::pre_commit_entry(&place.situation)));
            }
            Some(_) => self.lines.push((PRE_COMMIT, ci::pre_commit(&place.situation))),
        }
        self.notes.push("switch on: `pre-commit install`".to_owned());
        Ok(())
    }

    fn file(&mut self, place: &Place, path: &str, text: String) -> Result<()> {
        let target = place.top.join(path);
        if !place.force && target.symlink_metadata().is_ok() {
            return Err(Error::new(format!("`{}` is there already", target.display()))
                .help("change it by hand, or replace it with `--force`"));
        }
        self.files.push(NewFile { target, text, replace: place.force });
        Ok(())
    }

    /// Writes the files, and says what is left to do.
    ///
    /// # Errors
    /// Where something can't be written.
    pub(super) fn carry_out(self, ui: &mut Ui) -> Result<()> {
        for warning in &self.warnings {
            ui.warning(warning);
        }
        for NewFile { target, text, replace } in &self.files {
            ui.status(&format!("writing {}", target.display()));
            if let Some(folder) = target.parent() {
                make_folder(folder)?;
            }
            super::write(target, text, *replace)?;
        }
        for (file, lines) in &self.lines {
            ui.status(&format!("`{file}` is yours and stays as it is; add to it:"));
            ui.out().write_all(lines.as_bytes()).map_err(output_failed)?;
            ui.finish().map_err(output_failed)?;
        }
        for note in &self.notes {
            ui.status(note);
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|source| Error::io("make the folder", folder, source))
}

/// The text of a file; `None` where it isn't there.
#[expect(clippy::disallowed_methods, reason = "looks whether a file may be written, and what stands in it")]
fn read(path: &Path) -> Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path, error)),
    }
}

/// Name and text of each workflow of GitHub, in order of name. They lie at git's top level, which may be above the repository.
fn workflows(top: &Path) -> Result<Vec<(String, String)>> {
    let folder = top.join(GITHUB_FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read the folder", &folder, error)),
    };
    let mut workflows = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Error::io("read the folder", &folder, error))?.path();
        let is_workflow = path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if is_workflow
            && path.is_file()
            && let Some(text) = read(&path)?
        {
            workflows.push((format!("{GITHUB_FOLDER}/{name}"), text));
        }
    }
    workflows.sort();
    Ok(workflows)
}
