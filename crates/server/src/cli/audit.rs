//! `guildhall audit ...`: the record of what happened, and what proves it.

use std::path::{Path, PathBuf};

use access::proof::{NewestCheckpoint, ReceiptOf, StateCheckpoint};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use kernel::audit::note::Verifier;
use kernel::audit::{Receipt, check};
use kernel::door::{Command as _, Query as _};
use serde_json::{Value, json};

use super::host::Host;
use super::{Place, print};
use crate::checkpoints::Keeper;
use crate::data_dir::{DataDir, write_private};
use crate::{checkpoints, compose};

/// What can be asked of the record.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Read all of it again and say whether anything was changed, removed, added or moved
    Verify(VerifyOptions),
    /// Have a checkpoint stated, signed and kept now, and print it
    Checkpoint(CheckpointOptions),
    /// Write everything that happened in an organisation, with the proof that nothing is left out
    Receipt(ReceiptOptions),
    /// Check a receipt; needs the receipt and the key only, no installation
    Check(CheckOptions),
}

/// Options of `audit verify`.
#[derive(Args)]
pub(super) struct VerifyOptions {
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    /// A folder with checkpoints to compare with, such as the second place, in place of the installation's own
    #[arg(long)]
    checkpoints: Option<PathBuf>,
    /// The key of the checkpoints, in place of the installation's own: NAME+ID+KEY, or a file that holds it
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Options of `audit checkpoint`.
#[derive(Args)]
pub(super) struct CheckpointOptions {
    #[command(flatten)]
    place: Place,
}

/// Options of `audit receipt`.
#[derive(Args)]
pub(super) struct ReceiptOptions {
    /// The organisation's code
    #[arg(long)]
    organisation: String,
    /// The file to write; the terminal if it is left out
    #[arg(long)]
    output: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Options of `audit check`.
#[derive(Args)]
pub(super) struct CheckOptions {
    /// The receipt
    file: PathBuf,
    /// The key of the checkpoints: NAME+ID+KEY, or a file that holds it. Have it from somewhere other than the receipt
    #[arg(long)]
    key: Option<String>,
    /// The key of the organisation it should be of (`organisation.by-code` says it)
    #[arg(long)]
    organisation: Option<uuid::Uuid>,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Verify(options) => verify(options).await,
        Verb::Checkpoint(options) => {
            let host = Host::on_this_machine(existing(&options.place)?).await?;
            let note = checkpoint(&host, &options.place).await;
            host.close().await;
            print::line(note?.trim_end());
            Ok(())
        }
        Verb::Receipt(options) => receipt(options).await,
        Verb::Check(options) => check_file(&options),
    }
}

fn existing(place: &Place) -> anyhow::Result<DataDir> {
    DataDir::existing(&place.data, place.database.as_deref())
}

async fn verify(options: VerifyOptions) -> anyhow::Result<()> {
    let data = existing(&options.place)?;
    let key = options.key.as_deref().map(named_key).transpose()?;
    let report = compose::verify(&data, options.checkpoints.as_deref(), key).await?;
    if options.json {
        let problems: Vec<_> = report
            .problems
            .iter()
            .map(|problem| json!({ "seq": problem.seq, "what": problem.what }))
            .collect();
        print::line(&json!({ "rows": report.rows, "unsealed": report.unsealed, "checkpoints": report.witnesses, "head": report.head, "problems": problems }).to_string());
    } else {
        print::line(&format!(
            "{} acts sealed, {} waiting for their seal, head {}; compared with {} checkpoints",
            report.rows, report.unsealed, report.head, report.witnesses
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
        if report.witnesses == 0 {
            print::note(
                "There was no checkpoint to compare with: whoever can write the whole database could have written another record.",
            );
        }
    }
    Ok(())
}

/// Has a checkpoint stated, and gives it once it is signed: here, or by the process that runs.
async fn checkpoint(host: &Host, place: &Place) -> anyhow::Result<String> {
    let stated = host.by_name(StateCheckpoint::NAME, json!({}), None).await?;
    if let Host::Here { door, .. } = host {
        crate::run::seal_all(door).await;
        let data = existing(place)?;
        let mut keeper = Keeper::of(&data, &data.settings()?, door.clock())?;
        keeper.keep(door).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    // A process that runs signs within a second or two; with PostgreSQL it is the one that works.
    for _ in 0..100 {
        let newest = host.by_name(NewestCheckpoint::NAME, json!({}), None).await?;
        if newest["act"].as_str().is_some_and(|act| stated["act"].as_str() <= Some(act)) {
            return Ok(newest["note"].as_str().unwrap_or_default().to_owned());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    bail!("The checkpoint was stated but nobody has signed it. Is a `guildhall work` running?")
}

async fn receipt(options: ReceiptOptions) -> anyhow::Result<()> {
    let host = Host::on_this_machine(existing(&options.place)?).await?;
    let made = async {
        // As of now, not as of a minute ago.
        checkpoint(&host, &options.place).await?;
        let input = json!({ "organisation": options.organisation });
        host.by_name(ReceiptOf::NAME, input, None).await
    }
    .await;
    host.close().await;
    let made: Value = made?;
    let Some(output) = &options.output else {
        print::line(&made.to_string());
        return Ok(());
    };
    // It holds values about people.
    write_private(output, (made.to_string() + "\n").as_bytes())?;
    let rows = made["rows"].as_array().map_or(0, Vec::len);
    print::note(&format!(
        "{} holds {rows} acts. Anybody with the key in keys/checkpoint.pub can check it: guildhall audit check {}",
        output.display(),
        output.display()
    ));
    Ok(())
}

/// A key by its line or by a file.
pub(super) fn named_key(text: &str) -> anyhow::Result<Verifier> {
    Verifier::parse(text).map_or_else(
        || {
            checkpoints::verifier(Path::new(text)).with_context(|| {
                format!("--key {text} is neither a key (NAME+ID+KEY) nor a file that holds one")
            })
        },
        Ok,
    )
}

fn check_file(options: &CheckOptions) -> anyhow::Result<()> {
    let key = match &options.key {
        Some(key) => named_key(key)?,
        None => checkpoints::verifier(&options.place.data.join("keys/checkpoint.pub"))
            .context("Name the key of the checkpoints with --key")?,
    };
    let text = std::fs::read_to_string(&options.file)
        .with_context(|| format!("{} could not be read", options.file.display()))?;
    let receipt: Receipt = serde_json::from_str(&text)
        .with_context(|| format!("{} is no receipt", options.file.display()))?;
    if let Some(wanted) = options.organisation {
        anyhow::ensure!(
            wanted == receipt.organisation,
            "The receipt is of the organisation {}.",
            receipt.organisation
        );
    }
    let proven = check(&receipt, &key)
        .map_err(|what| anyhow::anyhow!("The receipt does not hold: {what}."))?;
    if options.json {
        print::line(&json!({ "organisation": receipt.organisation, "rows": proven.rows, "covers": proven.covers, "size": proven.size, "at": proven.at.rfc3339(), "withheld": proven.withheld }).to_string());
        return Ok(());
    }
    print::line(&format!(
        "The receipt holds: {} acts, everything that concerned organisation {} in the first {} rows of the record, as signed by {} on {}.",
        proven.rows,
        receipt.organisation,
        proven.covers,
        key.name(),
        proven.at.rfc3339()
    ));
    if proven.withheld > 0 {
        print::line(&format!(
            "{} values about people are sealed but not in the receipt: erased, or about people who are looked after elsewhere.",
            proven.withheld
        ));
    }
    Ok(())
}
