//! Putting what was restored in the place of what was there, and what is refused before anything is touched.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use kernel::audit::Witness;
use kernel::backup::{Checked, Restored};
use kernel::db::read_only;

use super::backup::{SIGNING_KEY, has_signing_key, words};
use crate::checkpoints;
use crate::data_dir::{DataDir, write_private};
use crate::restored::{self, LOADING, RESTORING};

/// The key under which nodes vouch for what is not sealed yet.
pub(super) const NODE_KEY: &str = "keys/audit-node";

/// Nothing that is there is overwritten without being asked for.
pub(super) fn refuse_to_replace(
    path: &Path,
    is_file: bool,
    checked: &Checked,
) -> anyhow::Result<()> {
    let mut there = vec!["epoch", RESTORING];
    if is_file {
        there.push("guildhall.db");
    }
    if checked.heading.has_keys {
        there.extend([NODE_KEY, SIGNING_KEY]);
    }
    if let Some(found) = there.into_iter().find(|name| path.join(name).exists()) {
        bail!(
            "{} is not empty: there is {found}. Name another folder with --data, or put what is there aside with --replace and the folder's name.",
            path.display()
        );
    }
    Ok(())
}

/// Every node of a server's database vouches with the key that its first node had; with another one none would start.
pub(super) fn refuse_without_keys(
    path: &Path,
    is_file: bool,
    checked: &Checked,
) -> anyhow::Result<()> {
    ensure!(
        is_file || checked.own(NODE_KEY).is_some() || path.join(NODE_KEY).exists(),
        "The keys are neither in the backup nor in {0}, and the database could not be opened without them. Copy the installation's folder keys to {0} first. If it is lost, only a file can be made of the backup: leave --database out.",
        path.display()
    );
    Ok(())
}

/// From here on nothing starts until everything is in its place. An earlier restore may have come as far as this and no
/// further.
pub(super) fn begin_placing(data: &DataDir) -> anyhow::Result<()> {
    let (loading, restoring) = (data.join(LOADING), data.join(RESTORING));
    if !loading.exists() {
        return Ok(());
    }
    if restoring.exists() {
        let file = loading.join("guildhall.db");
        if file.exists() {
            fs::rename(&file, restoring.join("guildhall.db"))?;
        }
        fs::remove_dir_all(&loading)?;
    } else {
        fs::rename(&loading, &restoring)?;
    }
    Ok(File::open(data.join("."))?.sync_all()?)
}

/// Moves what was there aside, and what was restored to its place. The folder `restoring` goes last: while it is there
/// nothing starts.
pub(super) async fn put_in_place(
    data: &DataDir,
    checked: &Checked,
    done: &Restored,
    aside: &Path,
) -> anyhow::Result<()> {
    begin_placing(data).context("It could not be begun to put things in their places")?;
    let mut replaced = vec!["epoch", restored::MOVED];
    let restored_file = data.join(RESTORING).join("guildhall.db");
    if restored_file.exists() {
        replaced.extend(["guildhall.db", "guildhall.db-wal", "guildhall.db-shm"]);
    }
    for name in replaced {
        let path = data.join(name);
        let is_empty = path.is_dir() && path.read_dir()?.next().is_none();
        if path.exists() && !is_empty {
            fs::create_dir_all(aside)?;
            fs::rename(&path, aside.join(name))
                .with_context(|| format!("{} could not be put aside", path.display()))?;
        }
    }
    keep_keys(data, checked, aside)?;
    for file in &checked.own {
        let path = data.join(&file.name);
        let is_key = file.name.strip_prefix("keys/").is_some_and(|name| !name.contains('/'));
        // Settings that are there are those of this machine.
        if is_key || (file.name == "guildhall.toml" && !path.exists()) {
            write_private(&path, &file.content)?;
        }
    }
    if restored_file.exists() {
        fs::rename(&restored_file, data.join("guildhall.db"))
            .context("The restored database could not be put in its place")?;
    }
    if let Some(epoch) = &done.epoch {
        let mut reader = read_only(&data.target()).await.map_err(words)?;
        restored::set_aside_lost(data, epoch, &mut reader).await?;
        restored::remember(data, epoch.id)?;
    }
    File::open(data.join("."))?.sync_all()?;
    fs::remove_dir_all(data.join(RESTORING)).context("The folder restoring could not be removed")
}

/// Copies the keys that are there aside. Those that the backup does not have stay as well: the node it was taken from
/// may not be the one that keeps checkpoints. Only a signing key of which the record knows nothing goes.
fn keep_keys(data: &DataDir, checked: &Checked, aside: &Path) -> anyhow::Result<()> {
    let keys = data.join("keys");
    fs::create_dir_all(&keys)?;
    if !checked.heading.has_keys {
        return Ok(());
    }
    for entry in fs::read_dir(&keys)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let kept = aside.join("keys");
            fs::create_dir_all(&kept)?;
            write_private(&kept.join(entry.file_name()), &fs::read(entry.path())?)?;
        }
    }
    let (secret, public) = (data.join(SIGNING_KEY), data.join("keys/checkpoint.pub"));
    let Some(note) = &checked.heading.checkpoint else { return Ok(()) };
    if public.exists() && !has_signing_key(checked) {
        let is_its = checkpoints::verifier(&public)
            .is_ok_and(|verifier| Witness::read(note, &verifier).is_some());
        for path in [secret, public].into_iter().filter(|path| !is_its && path.exists()) {
            fs::remove_file(&path)
                .with_context(|| format!("{} could not be taken away", path.display()))?;
        }
    }
    Ok(())
}
