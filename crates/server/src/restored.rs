//! Whether the database is the one that the installation's folder remembers, and what follows if it is not.
//!
//! The folder remembers the database's life in the file `epoch`, and how far it was in `checkpoints/`. A database that
//! does not know that life, or is not that far, was put back from a backup: what it had given out is made void before
//! anything is served. That Microsoft 365 is not written to is seen to by `tenant`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use kernel::door::Door;
use kernel::epoch::{self, Cause, Epoch, Outside};
use kernel::refusal::{Error, Fault};
use uuid::Uuid;

use crate::checkpoints;
use crate::data_dir::{DataDir, write_private};

/// The file that remembers the life of the database.
const EPOCH: &str = "epoch";
/// The folder in which a restore prepares what it will put in its place.
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
    write_private(&data.join(MOVED), format!("{words}\n").as_bytes())?;
    write_private(&data.join(EPOCH), b"moved\n")
}

/// Remembers the life of the database. Checkpoints of acts that it has lost are set aside first: the record goes on
/// without them.
pub fn remember(data: &DataDir, epoch: &Epoch) -> anyhow::Result<()> {
    if let Some(key) = key(data)?
        && epoch.lost() > 0
    {
        let aside = data.join(&format!("checkpoints-lost-{}", epoch.number));
        checkpoints::set_aside(&data.join("checkpoints"), &key, epoch.sealed, &aside)?;
        checkpoints::rewind(data, epoch.sealed)?;
    }
    write_private(&data.join(EPOCH), format!("{}\n", epoch.id).as_bytes())
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
    // The only folder of a file remembers its first life before it begins: one without memory would be taken for
    // another one's. Of several folders of a server each would remember a life of its own, and all but one would be
    // taken for a sign of a restore; a folder without memory joins there.
    let is_only_folder = door.database().seals_in_commit();
    if is_only_folder && current.is_none() && outside.remembered.is_none() {
        let first = kernel::ids::new_at(now);
        write_private(&data.join(EPOCH), format!("{first}\n").as_bytes())?;
        outside.remembered = Some(first);
    }
    let settled = epoch::settle(door.database(), outside, now).await.map_err(told)?;
    if outside.remembered != Some(settled.id) {
        remember(data, &settled)?;
    }
    Ok(())
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
        "this is a restored database: sessions, start codes and tokens from before are void"
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
        "This is a restored database. {why} ({}){lost}. Sessions, start codes and tokens from before are void. Nothing is sent to Microsoft 365 until two platform administrators release it, at /national/tenant/release.",
        epoch.began_at.rfc3339()
    )))
}

fn told(error: Error) -> anyhow::Error {
    anyhow::anyhow!("{error}")
}
