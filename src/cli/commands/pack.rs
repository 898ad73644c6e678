//! `docsgen pack`.

use std::path::PathBuf;

use crate::build::Overrides;
use crate::build::pack::{PackOptions, Packed, pack};
use crate::cli::Status;
use crate::cli::date::build_date;
use crate::cli::global::GlobalArgs;
use crate::cli::ui::Ui;
use crate::error::Result;

/// The file where none is named.
const DEFAULT: &str = "offline.zip";

/// Pack the site, or what some charts need, into one archive to be read without a network
///
/// The archive opens from a folder, search included. In it is one file of the recovery pages, to be printed or read on a phone;
/// --out with a name that ends with .html writes that file alone.
#[derive(Debug, clap::Args)]
pub(crate) struct PackArgs {
    /// The repository: the folder with book.toml, if there is one [default: the current folder]
    path: Option<PathBuf>,
    /// Only the charts of this tier, with all that they need and link to; can be given more than once
    #[arg(long, value_name = "TIER")]
    tier: Vec<String>,
    /// Only this chart, with all that it needs and links to; can be given more than once
    #[arg(long, value_name = "CHART")]
    chart: Vec<String>,
    /// Pack what these readers may see, with commas between them: names of `[audiences]` [default: `[build] audience` of book.toml]
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    audience: Option<Vec<String>>,
    /// The file to write [default: offline.zip]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where earlier builds keep what makes this one fast; nothing is written there [default: `.docsgen` in the repository]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// The date to build for, as 2026-10-01 [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    now: Option<String>,
}

pub(crate) fn run(args: &PackArgs, global: &GlobalArgs, ui: &mut Ui) -> Result<Status> {
    let out = global.resolve(args.out.as_deref().unwrap_or_else(|| DEFAULT.as_ref()));
    let packed = pack(&PackOptions {
        root: global.project_root(args.path.as_deref()),
        cache: args.cache_dir.as_ref().map(|path| global.resolve(path)),
        today: build_date(args.now.as_deref())?,
        overrides: Overrides { audience: args.audience.clone(), site_url: None },
        charts: args.chart.clone(),
        tiers: args.tier.clone(),
        out: out.clone(),
    })?;
    let Packed { build, pages, charts, needed, files, bytes, handout } = packed;
    let needed = match needed {
        0 => String::new(),
        needed => format!(", {needed} of them because others need them"),
    };
    ui.status(&format!("build {build}: {charts} charts{needed}"));
    match (handout, pages) {
        (Some(size), 0) => ui.status(&format!("wrote the recovery pages to {} ({})", out.display(), in_bytes(size))),
        (handout, pages) => {
            let beside = match handout {
                Some(size) => format!(", with the recovery pages in one file ({})", in_bytes(size)),
                None => ", without a file of recovery pages: no page tells how to bring something back".to_owned(),
            };
            let size = in_bytes(bytes);
            ui.status(&format!("wrote {pages} pages in {files} files to {} ({size}){beside}", out.display()));
        }
    }
    Ok(Status::Clean)
}

/// A size for people.
fn in_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_for_people() {
        for (bytes, expected) in
            [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (1_001, "2 kB"), (2_345_678, "2.3 MB")]
        {
            assert_eq!(in_bytes(bytes), expected);
        }
    }
}
