//! `docsgen schema`.

use clap::ValueEnum;

use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::Result;
use crate::render::export::schema::Schema;

/// Print the JSON Schema of what docsgen writes for other programs
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_enum)]
    of: Of,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Of {
    /// facts.json of a site
    Facts,
    /// `docsgen export objectives --format json`
    Objectives,
    /// `docsgen diff --format json`
    Diff,
}

pub(crate) fn run(args: &SchemaArgs, ui: &mut Ui) -> Result<Status> {
    let schema = match args.of {
        Of::Facts => Schema::Facts,
        Of::Objectives => Schema::Objectives,
        Of::Diff => Schema::Diff,
    };
    ui.out().write_all(schema.text().as_bytes()).map_err(output_failed)?;
    Ok(Status::Clean)
}
