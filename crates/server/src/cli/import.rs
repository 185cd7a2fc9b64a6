//! `guildhall import register FILE...`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Place, print};

/// What can be imported.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Files of the official register in the 27-column form, as .csv or .csv.gz
    Register(Options),
}

/// Options of `import register`.
#[derive(Args)]
pub(super) struct Options {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Apply without asking
    #[arg(long)]
    yes: bool,
    /// The day the files describe (YYYY-MM-DD), where their names do not say
    #[arg(long)]
    as_of: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let Verb::Register(options) = verb;
    let _ = (&options.files, options.yes, &options.as_of, &options.place);
    print::note("");
    Ok(())
}
