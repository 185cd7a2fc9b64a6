//! `guildhall backup FILE` and `guildhall dump`: what the database holds, as of one moment, beside a service or without.

use std::fs::{self, File, OpenOptions};
use std::io::BufReader;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use kernel::backup::{self, Checked, Digests, OwnFile, Protection};
use kernel::clock::Clock;
use kernel::db::Target;
use kernel::random;
use kernel::refusal::Fault;
use serde_json::json;

use super::passphrase::Passphrase;
use super::{Place, print};
use crate::compose;
use crate::data_dir::DataDir;
use crate::observe::backups::LastBackup;
use crate::observe::disk::Disk;
use crate::passing::{self, OnSignal, Passing};

/// Options of `backup`.
#[derive(Args)]
pub(super) struct Options {
    /// The file to write; it must not be there yet
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    /// Leave the keys out. Without a passphrase this is needed, and the file is not sealed
    #[arg(long)]
    without_keys: bool,
    /// Do not read the file again to compare it with what was written
    #[arg(long)]
    no_verify: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// Options of `dump`.
#[derive(Args)]
pub(super) struct DumpOptions {
    /// Print the digest of each table and of all: equal for two databases that hold the same, on whatever engine
    #[arg(long, required = true)]
    digest: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

/// The key under which checkpoints are signed, of which one node of several has a copy.
pub(super) const SIGNING_KEY: &str = "keys/checkpoint";

pub(super) fn words(fault: Fault) -> anyhow::Error {
    anyhow::anyhow!(fault.chain())
}

/// Where the file of the embedded engine is copied to while it is read: beside it, in the folder that is closed to
/// others, so that nothing that is not sealed leaves it. None on a server, where nothing is copied.
fn room_for_copy(data: &DataDir) -> anyhow::Result<Option<Passing>> {
    let Target::Sqlite(path, _) = data.target() else { return Ok(None) };
    let folder = data.join("");
    let passing = Passing::make(&folder, passing::COPY)?;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // There is a log only while somebody has the database open.
    let bytes = fs::metadata(&path)?.len()
        + fs::metadata(PathBuf::from(log)).map_or(0, |about| about.len());
    let disk = Disk::of(&folder)
        .with_context(|| format!("The disk under {} could not be looked at", folder.display()))?;
    let needed = needed_for(bytes);
    ensure!(
        disk.free >= needed,
        "The database is copied before it is read, and for that {} MB have to be free in {}; {} MB are. Make room there: a disk that fills up would stop the service, too.",
        needed.div_ceil(1_000_000),
        data.join(".").display(),
        disk.free / 1_000_000
    );
    Ok(Some(passing))
}

/// Bytes that have to be free before so many are copied: what is written meanwhile makes the log longer, and the
/// service goes on.
const fn needed_for(bytes: u64) -> u64 {
    bytes.saturating_add(bytes / 10)
}

/// The copy in it.
fn copy_in(passing: Option<&Passing>) -> Option<PathBuf> {
    passing.map(|passing| passing.join("guildhall.db"))
}

/// What goes with the database: the settings and, if they are to be in it, the keys.
pub(super) fn own_files(data: &DataDir, with_keys: bool) -> anyhow::Result<Vec<OwnFile>> {
    let mut own = Vec::new();
    let mut add = |name: String| -> anyhow::Result<()> {
        let path = data.join(&name);
        let content =
            fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
        own.push(OwnFile { name, content });
        Ok(())
    };
    if data.join("guildhall.toml").exists() {
        add("guildhall.toml".to_owned())?;
    }
    if with_keys {
        let mut names = Vec::new();
        for entry in fs::read_dir(data.join("keys")).context("The folder keys could not be read")? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        for name in names {
            add(format!("keys/{name}"))?;
        }
        ensure!(
            data.join("keys/audit-node").exists(),
            "There is no key in {}. Name the installation's folder with --data.",
            data.join("keys").display()
        );
    }
    Ok(own)
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let protection = options.passphrase.to_make()?;
    let is_sealed = matches!(protection, Protection::Passphrase(_));
    if !is_sealed && !options.without_keys {
        bail!(
            "A backup holds the keys of the installation, so it is sealed under a passphrase: name the file that holds it with --passphrase-file. Without one, add --without-keys: then the keys are not in it, and whoever has the file can read everything else."
        );
    }
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    ensure!(
        !options.file.exists(),
        "{} is there already. Name another file.",
        options.file.display()
    );
    let own = own_files(&data, !options.without_keys)?;
    let part = part_of(&options.file);
    // Half a backup helps nobody.
    let signals = OnSignal::remove(vec![part.clone()])?;
    let made = make(&data, &own, &protection, &part, &options).await;
    let (checked, bytes) = match made {
        Ok(made) => made,
        Err(error) => {
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    };
    drop(signals);
    LastBackup::keep(&data, &options.file, bytes, !options.no_verify, Clock::machine().now())?;
    tell(&options, &checked, bytes, is_sealed);
    Ok(())
}

/// The file that is written until it is whole; nobody else's, whoever makes a backup of the same name.
fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.part", kernel::audit::hex(&random::bytes::<8>())));
    PathBuf::from(name)
}

/// Gives the whole file its name, unless there is something of that name.
fn name_it(part: &Path, file: &Path) -> std::io::Result<()> {
    match fs::hard_link(part, file) {
        Ok(()) => fs::remove_file(part),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(error),
        // Some file systems have no second names; they may know how to rename without replacing.
        Err(error) => rustix::fs::renameat_with(
            rustix::fs::CWD,
            part,
            rustix::fs::CWD,
            file,
            rustix::fs::RenameFlags::NOREPLACE,
        )
        .map_err(|failed| if failed == rustix::io::Errno::EXIST { failed.into() } else { error }),
    }
}

async fn make(
    data: &DataDir,
    own: &[OwnFile],
    protection: &Protection,
    part: &Path,
    options: &Options,
) -> anyhow::Result<(Checked, u64)> {
    let writing = || format!("{} could not be written", part.display());
    let passing = room_for_copy(data)?;
    let copy = copy_in(passing.as_ref());
    let out = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(part)
        .with_context(writing)?;
    let taken = backup::take(&data.target(), copy.as_deref(), own, protection, out).await;
    let (out, heading, digests) = taken.map_err(words)?;
    passing.map(Passing::remove).transpose()?;
    out.sync_all().with_context(writing)?;
    let bytes = out.metadata().with_context(writing)?.len();
    drop(out);
    let checked = Checked { heading, own: own.to_vec(), digests };
    if !options.no_verify {
        let file = BufReader::new(File::open(part).with_context(writing)?);
        let found = backup::check(file, protection, &compose::manifests()).map_err(words)?;
        ensure!(found == checked, "What was read again is not what was written. Is the disk well?");
    }
    // Whoever looks finds no backup or a whole one.
    match name_it(part, &options.file) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => bail!(
            "{} was made by somebody else meanwhile. Name another file.",
            options.file.display()
        ),
        named => named.with_context(|| format!("{} could not be named", options.file.display()))?,
    }
    let folder = options.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .with_context(writing)?;
    Ok((checked, bytes))
}

/// Whether the key under which checkpoints are signed is in it.
pub(super) fn has_signing_key(checked: &Checked) -> bool {
    checked.own(SIGNING_KEY).is_some()
}

fn tell(options: &Options, checked: &Checked, bytes: u64, is_sealed: bool) {
    let Checked { heading, digests, .. } = checked;
    let verified = !options.no_verify;
    if options.json {
        print::line(
            &json!({
                "file": options.file, "bytes": bytes, "taken_at": heading.taken_at, "tables": digests.tables.len(),
                "rows": digests.rows(), "digest": digests.total(), "sealed": heading.sealed, "head": heading.head,
                "has_keys": heading.has_keys, "has_signing_key": has_signing_key(checked), "is_sealed": is_sealed,
                "verified": verified,
            })
            .to_string(),
        );
    } else {
        print::line(&format!(
            "{}: {} rows in {} tables, {} acts sealed, {:.1} MB{}",
            options.file.display(),
            digests.rows(),
            digests.tables.len(),
            heading.sealed,
            bytes as f64 / 1e6,
            if verified { "; read again and compared" } else { "; NOT read again" }
        ));
        print::line(&format!("Digest {}", digests.total()));
    }
    if !heading.has_keys {
        print::note(
            "THE KEYS ARE NOT IN THIS BACKUP. Keep a copy of the folder keys elsewhere: without keys/checkpoint nobody can go on with the signed record, and checkpoints kept outside can be checked with keys/checkpoint.pub only.",
        );
    } else if heading.checkpoint.is_some() && !has_signing_key(checked) {
        print::note(
            "THE SIGNING KEY IS NOT IN THIS BACKUP: this folder does not have it. Back the node up that keeps checkpoints ('guildhall work'), or keep a copy of its keys/checkpoint and keys/checkpoint.pub elsewhere: without them nobody can go on with the signed record.",
        );
    }
    if !is_sealed {
        print::note(
            "THIS BACKUP IS NOT SEALED. Whoever has the file can read the personal data in it.",
        );
    }
}

pub(super) async fn dump(options: DumpOptions) -> anyhow::Result<()> {
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    let passing = room_for_copy(&data)?;
    let copy = copy_in(passing.as_ref());
    let digests = backup::digest(&data.target(), copy.as_deref()).await.map_err(words)?;
    passing.map(Passing::remove).transpose()?;
    print_digests(&digests, options.json);
    Ok(())
}

fn print_digests(digests: &Digests, is_json: bool) {
    if is_json {
        let all =
            json!({ "tables": digests.tables, "rows": digests.rows(), "digest": digests.total() });
        print::line(&all.to_string());
        return;
    }
    for table in &digests.tables {
        print::line(&format!("{} {:>10} {}", table.digest, table.rows, table.table));
    }
    print::line(&format!("{} {:>10} all", digests.total(), digests.rows()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_gets_a_name_that_nothing_has() {
        let unique = kernel::audit::hex(&random::bytes::<8>());
        let folder = std::env::temp_dir().join(format!("guildhall-test-{unique}"));
        fs::create_dir(&folder).expect("made");
        let file = folder.join("backup");
        let (one, other) = (part_of(&file), part_of(&file));
        assert_ne!(one, other, "two that are made at once");
        fs::write(&one, "one").expect("written");
        fs::write(&other, "other").expect("written");
        name_it(&one, &file).expect("named");
        assert!(!one.exists());
        let refused = name_it(&other, &file).expect_err("there is one");
        assert_eq!(refused.kind(), std::io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).expect("read"), b"one");
        fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn a_copy_leaves_room_for_what_is_written_meanwhile() {
        assert_eq!((needed_for(0), needed_for(1000)), (0, 1100));
        assert_eq!(needed_for(u64::MAX), u64::MAX);
    }
}
