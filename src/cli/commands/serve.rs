//! `docsgen serve`.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::build;
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::{Ui, counted};
use crate::cli::{Status, output_failed};
use crate::config::Kept;
use crate::error::Result;
use crate::serve::{self, Editor, Message, Rebuilt};

/// How many changed files are named on the line of a rebuild.
const NAMED: usize = 3;

/// Serve the site while it is written: what is saved appears in the browser at once
///
/// Nothing is written but what makes the next start fast. Ends with Ctrl-C.
#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// The repository: the folder with book.toml, if there is one [default: the current folder]
    path: Option<PathBuf>,
    /// The address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// The port [default: 3000, or the next that is free]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Serve below the path of `site-url`, as the site will be published
    #[arg(long)]
    base: bool,
    /// Answer to this name, too: for containers and proxies; .example.com stands for all names below it
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Look for changes instead of being told of them: for network disks and containers
    #[arg(long)]
    poll: bool,
    /// Lead open tabs to the page that is edited
    #[arg(long)]
    open_changed: bool,
    /// Open places in this editor: vscode, vscodium, cursor, idea, zed, sublime, textmate, or a URL with {path}, {line} and {column}
    #[arg(long, value_name = "EDITOR")]
    editor: Option<String>,
    /// Where to keep what makes the next start fast [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Build for these readers, with commas between them: names of `[audiences]` [default: `[build] audience` of book.toml]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    audience: Option<Vec<String>>,
    /// The date to build for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
}

pub(crate) fn run(args: &ServeArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let options = serve::Options {
        workspace: build::Options {
            root: global.project_root(args.path.as_deref()),
            out: None,
            cache: args.cache_dir.as_ref().map(|path| global.resolve(path)),
            today: build_date(args.now.as_deref())?,
            versions: false,
            merging: false,
            replace: Kept::default(),
            overrides: build::Overrides { audience: args.audience.clone(), site_url: None },
        },
        host: args.host.clone(),
        port: args.port,
        below_base: args.base,
        allowed_hosts: args.allow_host.clone(),
        poll: args.poll,
        open_changed: args.open_changed,
        editor: args.editor.as_deref().map(Editor::new).transpose()?,
    };
    let mut printed = Ok(());
    serve::serve(options, &mut |message| match message {
        Message::Serving { url, counts: (pages, charts), time, versions } => {
            let (pages, charts) = (counted(pages, "page"), counted(charts, "chart"));
            ui.status(&format!("{pages}, {charts} in {:.2} s", time.as_secs_f64()));
            printed = writeln!(ui.out(), "{url}").and_then(|()| ui.finish());
            if versions {
                ui.status("served is what you edit, without the versions of `[versions]`");
            }
            ui.status("ends with Ctrl-C");
            if args.open
                && let Err(error) = open(&url)
            {
                ui.warning(&format!("no browser could be opened: {error}"));
            }
        }
        Message::Rebuilt(rebuilt) => {
            ui.status(&line(&rebuilt));
            for (route, reason) in &rebuilt.pages {
                ui.reason(&format!("rendered {route}: {reason}"));
            }
        }
        Message::Failed(error) => ui.error(&error),
        Message::Warning(text) => ui.warning(&text),
    })?;
    printed.map_err(output_failed)?;
    Ok(Status::Clean)
}

/// What changed, pages rendered, milliseconds, findings new and fixed.
fn line(rebuilt: &Rebuilt) -> String {
    let changed = match &rebuilt.changed[..] {
        [] => "everything".to_owned(),
        paths if paths.len() <= NAMED => paths.join(", "),
        paths => format!("{} and {} more files", paths[..NAMED - 1].join(", "), paths.len() + 1 - NAMED),
    };
    let pages = rebuilt.pages.len();
    let mut line = format!(
        "{changed}: {pages} open {} rendered, {}",
        if pages == 1 { "page" } else { "pages" },
        milliseconds(rebuilt.time)
    );
    match rebuilt.findings {
        None | Some((0, 0)) => {}
        Some((new, fixed)) => {
            let count = |count: usize, what: &str| (count > 0).then(|| format!("{count} {what}"));
            let counts: Vec<String> = [count(new, "new"), count(fixed, "fixed")].into_iter().flatten().collect();
            line += &format!("; findings: {}", counts.join(", "));
        }
    }
    line
}

fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { format!("{milliseconds:.0} ms") }
}

/// Hands an address to the system's browser.
fn open(url: &str) -> std::io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("explorer");
        command.stdout(Stdio::null());
        command
    } else {
        Command::new("xdg-open")
    };
    // What the browser says is no business of who reads this terminal.
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rebuild_is_one_line() {
        let rebuilt = |changed: &[&str], pages: usize, findings| Rebuilt {
            changed: changed.iter().map(|path| (*path).to_owned()).collect(),
            pages: vec![("index.html".to_owned(), "its text"); pages],
            time: Duration::from_micros(7_250),
            findings,
        };
        for (rebuilt, expected) in [
            (rebuilt(&["a.md"], 1, Some((1, 2))), "a.md: 1 open page rendered, 7.2 ms; findings: 1 new, 2 fixed"),
            (rebuilt(&["a.md", "b.md"], 0, Some((0, 0))), "a.md, b.md: 0 open pages rendered, 7.2 ms"),
            (rebuilt(&["a", "b", "c", "d"], 2, None), "a, b and 2 more files: 2 open pages rendered, 7.2 ms"),
            (rebuilt(&[], 0, Some((3, 0))), "everything: 0 open pages rendered, 7.2 ms; findings: 3 new"),
        ] {
            assert_eq!(line(&rebuilt), expected);
        }
    }
}
