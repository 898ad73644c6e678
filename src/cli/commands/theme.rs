//! `docsgen theme`.

use std::fmt::Write as _;

use clap::Subcommand;

use crate::build::surroundings;
use crate::build::theme::{ProjectTheme, ProjectThemes, Standing, default_file};
use crate::cli::global::GlobalArgs;
use crate::cli::replace::write_whole;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::fs::DiskFiles;
use crate::render::theme::default_files;

/// Look at the theme, take files of the default one to change, and see what was changed
#[derive(Debug, clap::Args)]
pub(crate) struct ThemeArgs {
    #[command(subcommand)]
    command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// List the themes there are, and how the files of each stand to the default one's
    List {
        /// List the files of the default theme instead
        #[arg(long)]
        files: bool,
    },
    /// Copy files of the default theme into the project's own, to be changed there
    Eject {
        /// Which, by their paths in the theme: templates/page.html, or a folder of them
        #[arg(required_unless_present = "all")]
        files: Vec<String>,
        /// All of them
        #[arg(long, conflicts_with = "files")]
        all: bool,
        /// Into which theme [default: that of book.toml]
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
    },
    /// Show how the project's theme differs from the default one
    Diff {
        /// Only these files
        files: Vec<String>,
        /// Which theme [default: that of book.toml]
        #[arg(long, value_name = "NAME")]
        theme: Option<String>,
        /// Fail if the default file of one that was ejected has changed since
        #[arg(long)]
        check: bool,
    },
}

pub(crate) fn run(args: &ThemeArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let root = global.project_root(None);
    let files = DiskFiles::open(&root, &[root.join(".docsgen")])?;
    let themes = ProjectThemes::find(&files, &surroundings(files.root()))?;
    match &args.command {
        ThemeCommand::List { files: true } => {
            let list: String = default_files().iter().map(|file| format!("{}\n", file.path)).collect();
            print(ui, &list)
        }
        ThemeCommand::List { .. } => print(ui, &list(&themes, &files)?),
        ThemeCommand::Eject { files: wanted, theme, .. } => {
            let name = named(theme.as_deref(), &themes)?;
            eject(&themes.read(name, &files)?, wanted, &files, ui)?;
            if name != themes.used {
                ui.status(&format!("to use it, write `theme = \"{name}\"` into `[output.html]` of book.toml"));
            }
            Ok(Status::Clean)
        }
        ThemeCommand::Diff { files: wanted, theme, check } => {
            let theme = themes.read(theme.as_deref().unwrap_or(&themes.used), &files)?;
            diff(&theme, wanted, *check, ui)
        }
    }
}

fn print(ui: &mut Ui, text: &str) -> Result<Status> {
    ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
    Ok(Status::Clean)
}

/// The theme to copy files into.
fn named<'a>(given: Option<&'a str>, themes: &'a ProjectThemes) -> Result<&'a str> {
    match given {
        Some(name) => Ok(name),
        None if themes.used == "default" => Err(Error::new("the project has no theme of its own to copy files into")
            .help("name one: `docsgen theme eject --theme ours templates/page.html`")),
        None => Ok(&themes.used),
    }
}

/// Every theme with its files, one a line.
fn list(themes: &ProjectThemes, files: &DiskFiles) -> Result<String> {
    let used = |name: &str| if themes.used == name { ", in use" } else { "" };
    let mut text = String::new();
    if !themes.names.iter().any(|name| name == "default") {
        // A `String` takes all that is written to it.
        let _ = writeln!(text, "default: compiled in, {} files{}", default_files().len(), used("default"));
    }
    for name in &themes.names {
        let theme = themes.read(name, files)?;
        let _ = writeln!(text, "{name}: {}{}", theme.folder, used(name));
        for path in theme.files.keys() {
            let standing = match theme.standing(path) {
                Standing::Own => "its own",
                Standing::LaidOver => "laid over the default",
                Standing::Same => "the same as the default: can be removed",
                Standing::Changed => "replaces the default",
                Standing::DefaultChanged => "replaces the default, which has changed since it was taken",
            };
            let _ = writeln!(text, "  {path}: {standing}");
        }
    }
    Ok(text)
}

fn eject(theme: &ProjectTheme, wanted: &[String], files: &DiskFiles, ui: &mut Ui) -> Result<()> {
    let known = default_files();
    let mut paths: Vec<&str> = Vec::new();
    for name in wanted {
        let name = name.trim_end_matches('/');
        let folder = format!("{name}/");
        let below = known.iter().map(|file| file.path).filter(|path| path.starts_with(&folder));
        let before = paths.len();
        paths.extend(below);
        if paths.len() == before {
            paths.push(name);
        }
    }
    if wanted.is_empty() {
        paths.extend(known.iter().map(|file| file.path));
    }
    let written = theme.eject(&paths)?;
    if written.is_empty() {
        ui.status("nothing to copy: these files are there already");
    }
    for (path, bytes) in written {
        let Some(target) = theme.folder.join(&path) else { continue };
        let target_path = files.locate(&target);
        ui.status(&format!("writing {target}"));
        if let Some(folder) = target_path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| Error::io("make the folder", folder, source))?;
        }
        write_whole(&target_path, &bytes, None)?;
    }
    Ok(())
}

fn diff(theme: &ProjectTheme, wanted: &[String], check: bool, ui: &mut Ui) -> Result<Status> {
    if theme.files.is_empty() {
        ui.status(&format!("the theme `{}` replaces nothing of the default one", theme.name));
        return Ok(Status::Clean);
    }
    if let Some(missing) = wanted.iter().find(|path| !theme.files.contains_key(*path)) {
        return Err(Error::new(format!("the theme has no file `{}/{missing}`", theme.folder)));
    }
    let mut status = Status::Clean;
    for (path, bytes) in theme.files.iter().filter(|(path, _)| wanted.is_empty() || wanted.contains(path)) {
        let standing = theme.standing(path);
        if standing == Standing::DefaultChanged {
            ui.status(&format!(
                "{}/{path}: docsgen's own file has changed since this one was taken from it",
                theme.folder
            ));
            if check {
                status = Status::Found;
            }
        }
        let (Standing::Changed | Standing::DefaultChanged, Some(default)) = (standing, default_file(path)) else {
            continue;
        };
        let text = match (std::str::from_utf8(default), std::str::from_utf8(bytes)) {
            (Ok(default), Ok(own)) => similar::TextDiff::from_lines(default, own)
                .unified_diff()
                .header(&format!("default/{path}"), &format!("{}/{path}", theme.folder))
                .to_string(),
            _ => format!("Binary files default/{path} and {}/{path} differ\n", theme.folder),
        };
        ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
    }
    Ok(status)
}
