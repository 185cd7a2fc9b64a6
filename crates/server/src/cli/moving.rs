//! `guildhall move`: an installation from one folder and engine to another, with the life of its database.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, ensure};
use clap::Args;
use kernel::backup::{self, Life, Protection, Restore, Restored, Still};
use kernel::db::Over;
use serde_json::json;

use super::backup::words;
use super::print;
use crate::compose;
use crate::data_dir::{DataDir, write_private};
use crate::restored::{self, RESTORING};

/// Options of `move`.
#[derive(Args)]
pub(super) struct Options {
    /// The folder of the installation that moves; it must be stopped
    #[arg(long)]
    from_data: PathBuf,
    /// The URL of its PostgreSQL database, if it has one
    #[arg(long)]
    from_database: Option<String>,
    /// The folder it moves to; empty, or not there yet
    #[arg(long)]
    to_data: PathBuf,
    /// The URL of an empty PostgreSQL database, in place of a file in that folder
    #[arg(long)]
    to_database: Option<String>,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let from = DataDir::existing(&options.from_data, options.from_database.as_deref())?;
    let _from_owned = from.own()?;
    restored::refuse_unfinished(&from)?;
    for name in ["guildhall.db", "keys/audit-node", "epoch", RESTORING, restored::MOVED] {
        ensure!(
            !options.to_data.join(name).exists(),
            "{} is not empty: there is {name}. Name another folder with --to-data.",
            options.to_data.display()
        );
    }
    backup::is_left_alone(&from.target()).await.map_err(words)?;
    let (manifests, key) = (compose::manifests(), from.node_key()?);
    // A database that was restored by hand and not started since would move with a life that is not its own.
    compose::settle_life(&from).await?;
    backup::seal_all(&from.target(), &manifests, &key)
        .await
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    // From here to the end nobody can do anything that would stay behind.
    let mut still = Still::hold(&from.target()).await.map_err(words)?;
    let to = DataDir::open(&options.to_data, options.to_database.as_deref())?;
    let _to_owned = to.own()?;
    let staging = to.join(RESTORING);
    fs::create_dir(&staging).with_context(|| format!("{} could not be made", staging.display()))?;
    let is_at_commit = AtomicBool::new(false);
    let moved = match carry_over(&options, &from, &to, &is_at_commit).await {
        Ok(moved) => match still.has_stayed().await {
            Ok(()) => Ok(moved),
            Err(fault) => Err(words(fault).context("Nothing was retired")),
        },
        Err(error) => Err(error),
    };
    let moved = match moved {
        Ok(moved) => moved,
        Err(error) => {
            let _ = fs::remove_file(to.join("guildhall.db"));
            // On a server nobody knows whether the database is there if it came to the commit; so nothing starts on it.
            if to.is_file() || !is_at_commit.load(Ordering::SeqCst) {
                let _ = fs::remove_dir_all(&staging);
                return Err(error);
            }
            return Err(error.context(format!(
                "What is in {} and its database does not start. Empty both and try again",
                options.to_data.display()
            )));
        }
    };
    for name in ["keys", "checkpoints", "mail", "tenant"] {
        copy_folder(&from.join(name), &to.join(name))?;
    }
    copy_file(&from.join("guildhall.toml"), &to.join("guildhall.toml"))?;
    if let Some(epoch) = &moved.epoch {
        restored::remember(&to, epoch.id)?;
    }
    let target = options.to_data.canonicalize().unwrap_or_else(|_| options.to_data.clone());
    restored::remember_move(
        &from,
        &format!("This installation was moved to {}.", target.display()),
    )?;
    // Whoever waits for the source finds it retired.
    drop(still);
    fs::remove_dir_all(&staging).context("The folder restoring could not be removed")?;
    tell(&options, &moved);
    Ok(())
}

/// Pipes the one database into the other, and compares both.
async fn carry_over(
    options: &Options,
    from: &DataDir,
    to: &DataDir,
    is_at_commit: &AtomicBool,
) -> anyhow::Result<Restored> {
    let (reading, writing) = std::io::pipe().context("A pipe could not be made")?;
    let (source, runtime) = (from.target(), tokio::runtime::Handle::current());
    let dumping = std::thread::Builder::new().name("dump".to_owned()).spawn(move || {
        runtime.block_on(backup::take(&source, None, &[], &Protection::None, writing)).map(drop)
    })?;
    let restore = Restore {
        target: &to.target(),
        over: Over::Nothing,
        manifests: &compose::manifests(),
        key: &from.node_key()?,
        witnesses: &[],
        life: Life::Same,
        remembered: None,
        despite_problems: false,
        before_commit: &|| {
            is_at_commit.store(true, Ordering::SeqCst);
            Ok(())
        },
    };
    let loaded = restore.from_stream(reading, &Protection::None, None).await;
    let dumped = dumping.join().map_err(|_| anyhow::anyhow!("Reading the database failed"))?;
    // What failed first is the cause.
    let moved = match (dumped, loaded) {
        (Err(fault), Err(loading)) => {
            return Err(anyhow::anyhow!("{}; {}", loading.chain(), fault.chain()));
        }
        (Err(fault), Ok(_)) | (Ok(()), Err(fault)) => return Err(words(fault)),
        (Ok(()), Ok(moved)) => moved,
    };
    let there = backup::digest(&to.target(), None).await.map_err(words)?;
    ensure!(
        there == moved.digests,
        "The database in {} does not hold what was read from {}. Nothing was retired; empty it and try again.",
        options.to_data.display(),
        options.from_data.display()
    );
    Ok(moved)
}

fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    let content =
        fs::read(from).with_context(|| format!("{} could not be read", from.display()))?;
    write_private(to, &content)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to).with_context(|| format!("{} could not be made", to.display()))?;
    for entry in
        fs::read_dir(from).with_context(|| format!("{} could not be read", from.display()))?
    {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            copy_file(&source, &target)?;
        }
    }
    Ok(())
}

fn tell(options: &Options, moved: &Restored) {
    let Restored { digests, report, .. } = moved;
    if options.json {
        print::line(
            &json!({
                "tables": digests.tables.len(), "rows": digests.rows(), "digest": digests.total(),
                "sealed": report.rows, "head": report.head,
            })
            .to_string(),
        );
        return;
    }
    let database = match &options.to_database {
        Some(_) => " --database URL",
        None => "",
    };
    print::line(&format!(
        "{} rows in {} tables, digest {}; {} acts sealed, head {}. Both hold the same, and the record verifies.",
        digests.rows(),
        digests.tables.len(),
        digests.total(),
        report.rows,
        report.head
    ));
    print::line(&format!(
        "Start it with 'guildhall serve --data {}{database}'. What is in {} does not start any more.",
        options.to_data.display(),
        options.from_data.display()
    ));
}
