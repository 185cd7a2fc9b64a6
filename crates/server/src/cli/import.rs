//! `guildhall import register FILE...`

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use directory::organisations::{Import, ImportReport};
use indicatif::ProgressBar;

use super::host::Host;
use super::{Place, print};
use crate::data_dir::DataDir;

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
    let as_of = options
        .as_of
        .as_deref()
        .map(|text| {
            text.parse::<jiff::civil::Date>()
                .with_context(|| format!("--as-of {text} is not a day such as 2026-02-01"))
        })
        .transpose()?;
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let host = Host::on_this_machine(data).await?;
    let imported = import(&host, &options, as_of).await;
    host.close().await;
    imported
}

async fn import(
    host: &Host,
    options: &Options,
    as_of: Option<jiff::civil::Date>,
) -> anyhow::Result<()> {
    if !options.yes {
        for file in &options.files {
            tell(file, &one(host, file, as_of, Import::Preview).await?, "would be");
        }
        anyhow::ensure!(confirmed()?, "Nothing was changed");
    }
    let mut refused = 0;
    for file in &options.files {
        let report = one(host, file, as_of, Import::Apply).await?;
        refused += report.refused.len();
        tell(file, &report, "were");
    }
    anyhow::ensure!(
        refused == 0,
        "{refused} lines could not be read; they are listed above. Everything else was imported"
    );
    Ok(())
}

async fn one(
    host: &Host,
    file: &Path,
    as_of: Option<jiff::civil::Date>,
    mode: Import,
) -> anyhow::Result<ImportReport> {
    let bar = ProgressBar::new_spinner();
    bar.set_message(format!("Reading {}", file.display()));
    let progress = |rows| bar.set_position(rows);
    let report = directory::organisations::import_file(host, file, as_of, mode, progress).await;
    bar.finish_and_clear();
    report
}

fn tell(file: &Path, report: &ImportReport, verb: &str) {
    print::line(&format!(
        "{}: {} rows; {} {verb} created, {} changed, {} unchanged, {} refused",
        file.display(),
        report.rows,
        report.created,
        report.changed,
        report.unchanged,
        report.refused.len()
    ));
    for row in &report.refused {
        print::line(&format!("  line {}: {}", row.line, row.reason));
    }
}

/// Asks on the terminal; where there is none, --yes is needed.
fn confirmed() -> anyhow::Result<bool> {
    anyhow::ensure!(std::io::stdin().is_terminal(), "Add --yes to apply this without being asked");
    print::note("Apply? Type yes:");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
