//! Whether the database is the one that the installation's folder remembers, and what follows if it is not.
//!
//! The folder remembers the database's life in the file `epoch`, and how far it was in `checkpoints/`. A database that
//! does not know that life, or is not that far, was put back from a backup: what it had given out is made void before
//! anything is served. That Microsoft 365 is not written to is seen to by `tenant`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use kernel::db::Reader;
use kernel::door::Door;
use kernel::epoch::{self, Cause, Epoch, Outside};
use kernel::refusal::{Error, Fault};
use uuid::Uuid;

use crate::checkpoints;
use crate::data_dir::{DataDir, write_private};

/// The file that remembers the life of the database.
const EPOCH: &str = "epoch";
/// The folder in which a restore loads what it will put in its place; what is there goes on being whole.
pub const LOADING: &str = "restore-loading";
/// What that folder is called from the moment in which things are put in their places until all of them are.
pub const RESTORING: &str = "restoring";
/// The file that says that the installation has gone elsewhere.
pub const MOVED: &str = "moved";

/// Refuses to open an installation that is half put back, or that has been moved elsewhere.
pub fn refuse_unfinished(data: &DataDir) -> anyhow::Result<()> {
    if data.join(RESTORING).exists() {
        bail!(
            "A restore into this folder did not finish. Run 'guildhall restore' again with --replace; nothing that was here has been deleted."
        );
    }
    if let Ok(words) = fs::read_to_string(data.join(MOVED)) {
        bail!(
            "{} To go on with what is here all the same, start it with 'guildhall serve --again': it will count as restored.",
            words.trim()
        );
    }
    Ok(())
}

/// Refuses to begin an empty database where there has been an installation: whoever starts without its database lost
/// it or named the wrong place, and people would find nothing of theirs.
pub fn refuse_lost(data: &DataDir) -> anyhow::Result<()> {
    let target = data.join("guildhall.db");
    if data.is_file() && data.join(EPOCH).exists() && !target.exists() {
        bail!(
            "This folder remembers an installation, but its database {} is not there. If the database is on PostgreSQL, name it with --database or GUILDHALL_DATABASE. If it was lost, put it back with 'guildhall restore'. To begin an empty installation, name another folder with --data.",
            target.display()
        );
    }
    Ok(())
}

/// Takes away what a restore that did not come to its end had loaded. Only whoever owns the folder may do that.
pub fn sweep_loading(data: &DataDir) -> anyhow::Result<()> {
    match fs::remove_dir_all(data.join(LOADING)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("What an earlier restore left could not be removed")
        }
        _ => Ok(()),
    }
}

/// Forgets that the installation was moved elsewhere.
pub fn forget_move(data: &DataDir) -> anyhow::Result<()> {
    match fs::remove_file(data.join(MOVED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("The mark of the move could not be removed")
        }
        _ => Ok(()),
    }
}

/// Notes that the installation has gone elsewhere. The life goes on there; whoever begins again here begins another.
pub fn remember_move(data: &DataDir, words: &str) -> anyhow::Result<()> {
    // Between the two it would start as another life, never as the one that goes on elsewhere.
    write_private(&data.join(EPOCH), b"moved\n")?;
    write_private(&data.join(MOVED), format!("{words}\n").as_bytes())
}

/// Remembers the life of the database.
pub fn remember(data: &DataDir, id: Uuid) -> anyhow::Result<()> {
    write_private(&data.join(EPOCH), format!("{id}\n").as_bytes())
}

/// Sets aside the checkpoints of acts that were lost when a life began: the record goes on without them. What it says
/// itself stays, however far it has come since.
pub async fn set_aside_lost(
    data: &DataDir,
    epoch: &Epoch,
    reader: &mut Reader,
) -> anyhow::Result<()> {
    let Some(key) = key(data)? else { return Ok(()) };
    let folder = data.join("checkpoints");
    if epoch.lost() == 0 || !folder.is_dir() {
        return Ok(());
    }
    let mut lost = Vec::new();
    for witness in checkpoints::witnesses(&folder, &key)?.0 {
        if witness.size > epoch.sealed
            && !witness.stands(reader).await.map_err(|fault| anyhow::anyhow!(fault.chain()))?
        {
            lost.push(witness);
        }
    }
    if lost.is_empty() {
        return Ok(());
    }
    let aside = data.join(&format!("checkpoints-lost-{}", epoch.number));
    checkpoints::set_aside(&folder, &key, &lost, &aside)?;
    checkpoints::rewind(data, epoch.sealed)
}

fn key(data: &DataDir) -> anyhow::Result<Option<kernel::audit::note::Verifier>> {
    let public = data.join("keys/checkpoint.pub");
    Ok(if public.try_exists()? { Some(checkpoints::verifier(&public)?) } else { None })
}

/// The life that a folder remembers.
pub fn remembered(folder: &Path) -> anyhow::Result<Option<Uuid>> {
    match fs::read_to_string(folder.join(EPOCH)) {
        // Words that are no key are no life that any database knows.
        Ok(text) => Ok(Some(text.trim().parse().unwrap_or(Uuid::nil()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("The file epoch could not be read"),
    }
}

/// What the folder says of the database.
fn outside(data: &DataDir) -> anyhow::Result<Outside> {
    let remembered = remembered(&data.join("."))?;
    let witnessed = match key(data)? {
        Some(key) => {
            checkpoints::newest(&data.join("checkpoints"), &key)?.map_or(0, |newest| newest.size)
        }
        None => 0,
    };
    Ok(Outside { remembered, witnessed })
}

/// Compares the database with what the folder remembers; a restored one begins another life.
pub async fn recognise(door: &Door, data: &DataDir) -> anyhow::Result<()> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let now = door.clock().now();
    let mut outside = outside(data)?;
    let mut reader = door.reader().await.map_err(words)?;
    let current = epoch::current(&mut reader).await.map_err(words)?;
    drop(reader);
    // Where the folder and the database belong together, a first life is remembered before it begins: a database with a
    // life and a folder without would look like one that was brought here. Nodes of a server may be the first at once,
    // and take the life that one of them began.
    if door.database().seals_in_commit() && current.is_none() && outside.remembered.is_none() {
        let first = kernel::ids::new_at(now);
        remember(data, first)?;
        outside.remembered = Some(first);
    }
    let settled = epoch::settle(door.database(), outside, now).await.map_err(told)?;
    if outside.remembered == Some(settled.id) {
        return Ok(());
    }
    // A folder that remembers nothing comes to a life that goes on; it holds nothing of what was lost before.
    if settled.voided_at.is_none() || outside.remembered.is_some() {
        let mut reader = door.reader().await.map_err(words)?;
        set_aside_lost(data, &settled, &mut reader).await?;
    }
    remember(data, settled.id)
}

/// Makes void what a restored database had given out, if that is still to be done.
pub async fn void(door: &Door) -> anyhow::Result<()> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let mut reader = door.reader().await.map_err(words)?;
    let current = epoch::current(&mut reader).await.map_err(words)?;
    drop(reader);
    let Some(epoch) = current.filter(|epoch| epoch.voided_at.is_none()) else { return Ok(()) };
    let voided = signin::sessions::void_restored(door).await.map_err(told)?;
    let now = door.clock().now();
    epoch::note_voided(door.database(), &epoch, now).await.map_err(told)?;
    tracing::warn!(
        voided,
        lost = epoch.lost(),
        "this is a restored database: sessions, start codes, recovery codes and tokens from before are void"
    );
    Ok(())
}

/// What whoever starts the service should know of a database that was put back; none for any other.
pub async fn notice(door: &Door) -> anyhow::Result<Option<String>> {
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    let mut reader = door.reader().await.map_err(words)?;
    let Some(epoch) = epoch::current(&mut reader).await.map_err(words)? else { return Ok(None) };
    if !tenant::is_held(&mut reader).await.map_err(words)? {
        return Ok(None);
    }
    let why = match epoch.cause {
        Cause::Restored => "It was put back from a backup",
        Cause::Behind => "It holds less than the checkpoints in this folder say",
        Cause::Elsewhere | Cause::First => "It is not the one that this folder remembers",
    };
    let lost = match epoch.lost() {
        0 => String::new(),
        lost => format!("; the last {lost} acts that a checkpoint knows of are lost"),
    };
    Ok(Some(format!(
        "This is a restored database. {why} ({}){lost}. Sessions, start codes, recovery codes and tokens from before are void. Nothing is sent to Microsoft 365 until two platform administrators release it, at /national/tenant/release.",
        epoch.began_at.rfc3339()
    )))
}

fn told(error: Error) -> anyhow::Error {
    anyhow::anyhow!("{error}")
}
