//! `guildhall audit ...`: reads the record of what happened; changes nothing.

use clap::{Args, Subcommand};

use super::{Place, print};
use crate::compose;
use crate::data_dir::DataDir;

/// What can be asked of the record.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Read all of it again and say whether anything was changed, removed, added or moved
    Verify(Options),
}

/// Options of `audit verify`.
#[derive(Args)]
pub(super) struct Options {
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let Verb::Verify(options) = verb;
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    let report = compose::verify(&data).await?;
    if options.json {
        let problems: Vec<_> = report
            .problems
            .iter()
            .map(|problem| serde_json::json!({ "seq": problem.seq, "what": problem.what }))
            .collect();
        print::line(&serde_json::json!({ "rows": report.rows, "unsealed": report.unsealed, "head": report.head, "problems": problems }).to_string());
    } else {
        print::line(&format!(
            "{} acts sealed, {} waiting for their seal, head {}",
            report.rows, report.unsealed, report.head
        ));
        for problem in &report.problems {
            let place = problem.seq.map(|seq| format!("at {seq}: ")).unwrap_or_default();
            print::line(&format!("{place}{}", problem.what));
        }
    }
    anyhow::ensure!(
        report.problems.is_empty(),
        "The record does not verify: {} problems",
        report.problems.len()
    );
    if !options.json {
        print::line("Nothing was changed, removed, added or moved.");
    }
    Ok(())
}
