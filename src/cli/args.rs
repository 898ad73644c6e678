//! Arguments as clap reads them. Nothing outside `cli` sees these types.

use clap::{Parser, Subcommand};

use super::commands::{
    build::BuildArgs, check::CheckArgs, completions::CompletionsArgs, diff::DiffArgs, explain::ExplainArgs,
    export::ExportArgs, import::ImportArgs, init::InitArgs, man::ManArgs, matrix::MatrixArgs, pack::PackArgs,
    schema::SchemaArgs, serve::ServeArgs, sync::SyncArgs, theme::ThemeArgs,
};
use super::global::GlobalArgs;

/// Turns a repository of operations documentation into a static site people trust on a bad day
#[derive(Debug, Parser)]
#[command(name = "docsgen", version = env!("DOCSGEN_VERSION"), max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(BuildArgs),
    Serve(ServeArgs),
    Check(CheckArgs),
    Init(InitArgs),
    Matrix(MatrixArgs),
    Sync(SyncArgs),
    Export(ExportArgs),
    Import(ImportArgs),
    Diff(DiffArgs),
    Pack(PackArgs),
    Explain(ExplainArgs),
    Schema(SchemaArgs),
    Theme(ThemeArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}
