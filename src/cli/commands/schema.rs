//! `docsgen schema`.

use clap::ValueEnum;

use crate::cli::ui::Ui;
use crate::cli::{Status, output_failed};
use crate::error::Result;
use crate::render::export::schema::Schema;

/// Print a JSON Schema of what docsgen reads or writes
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
    /// book.toml
    Book,
    /// Front matter of pages
    FrontMatter,
    /// `docsgen diff --format json`
    Diff,
}

pub(crate) fn run(args: &SchemaArgs, ui: &mut Ui) -> Result<Status> {
    let schema = match args.of {
        Of::Facts => Schema::Facts,
        Of::Objectives => Schema::Objectives,
        Of::Book => Schema::Book,
        Of::FrontMatter => Schema::FrontMatter,
        Of::Diff => Schema::Diff,
    };
    ui.out().write_all(schema.text().as_bytes()).map_err(output_failed)?;
    Ok(Status::Clean)
}
