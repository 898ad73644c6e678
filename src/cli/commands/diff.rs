//! `docsgen diff`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::{Error, Result};
use crate::impact::{Concern, Facts, FactsFault, Impact};
use crate::render::export::facts::ROUTE;

/// Say what differs between two sites: promises, recovery order, URLs, guides to read again, findings
#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// facts.json of the site as it was, or the folder of that site
    old: PathBuf,
    /// facts.json of the site as it is, or the folder of that site
    new: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// With markdown: where the new site can be looked at, such as a preview; links lead there
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Exit with status 1 where there is one of these
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
}

/// Values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal
    Text,
    /// For a comment on a pull request
    Markdown,
    /// One object; its schema is that of `docsgen schema diff`
    Json,
}

/// Values of `--fail-on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A URL that leads nowhere now
    LostUrl,
    /// An objective that promises less, or nothing any more
    WeakenedObjective,
    /// A finding at level error that is new
    NewError,
}

impl From<FailOn> for Concern {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::LostUrl => Self::LostUrl,
            FailOn::WeakenedObjective => Self::WeakenedObjective,
            FailOn::NewError => Self::NewError,
        }
    }
}

pub(crate) fn run(args: &DiffArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let preview = args.site_url.as_deref().map(preview).transpose()?;
    if preview.is_some() && args.format != Format::Markdown {
        return Err(Error::new("`--site-url` is for `--format markdown`").help("leave it out"));
    }
    let (old, new) = (read(&global.resolve(&args.old))?, read(&global.resolve(&args.new))?);
    let impact = Impact::between(&old, &new);
    let text = match args.format {
        Format::Text => impact.to_terminal(),
        Format::Markdown => impact.to_markdown(preview.as_deref()),
        Format::Json => impact.to_json(),
    };
    ui.out().write_all(text.as_bytes()).map_err(output_failed)?;
    let failed = args.fail_on.iter().any(|concern| impact.raises((*concern).into()));
    Ok(if failed { Status::Found } else { Status::Clean })
}

/// Where the new site can be looked at, with a slash at its end.
fn preview(url: &str) -> Result<String> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(Error::new(format!("`--site-url {url}` is no absolute URL")).help("begin it with `https://`"));
    }
    Ok(if url.ends_with('/') { url.to_owned() } else { format!("{url}/") })
}

#[expect(clippy::disallowed_methods, reason = "the files were named on the command line")]
fn read(path: &Path) -> Result<Facts> {
    let path = if path.is_dir() { path.join(ROUTE) } else { path.to_owned() };
    let bytes = std::fs::read(&path).map_err(|source| {
        let error = Error::io("read", &path, source);
        error.help("name the `facts.json` of a site or a folder that holds it; `docsgen export facts` writes one")
    })?;
    Facts::read(&bytes).map_err(|fault| match fault {
        FactsFault::Newer(version) => {
            let message = format!("`{}` is of version {version}, which this docsgen doesn't know", path.display());
            Error::new(message).help("use the docsgen that wrote it, or a newer one")
        }
        FactsFault::Other(reason) => Error::new(format!("`{}` holds no facts of a site", path.display()))
            .because(reason)
            .help("name the `facts.json` that `docsgen build` puts into a site, or that `docsgen export facts` writes"),
    })
}
