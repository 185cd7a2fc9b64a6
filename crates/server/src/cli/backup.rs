//! `guildhall backup FILE` and `guildhall dump`: what the database holds, as of one moment, beside a service or without.

use std::fs::{self, File, OpenOptions};
use std::io::BufReader;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use kernel::backup::{self, Checked, Digests, OwnFile, Protection};
use kernel::clock::Clock;
use kernel::refusal::Fault;
use serde_json::json;

use super::passphrase::Passphrase;
use super::{Place, print};
use crate::compose;
use crate::data_dir::DataDir;
use crate::observe::backups::LastBackup;

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

pub(super) fn words(fault: Fault) -> anyhow::Error {
    anyhow::anyhow!(fault.chain())
}

/// Where the file of the embedded engine is copied to while it is read: beside it, in the folder that is closed to
/// others, so that nothing that is not sealed leaves it.
fn copy_in(data: &DataDir) -> PathBuf {
    data.join(&format!("backup-copy-{}", std::process::id()))
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
    let made = make(&data, &own, &protection, &part, &options).await;
    let (checked, bytes) = match made {
        Ok(made) => made,
        Err(error) => {
            // Half a backup helps nobody.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
    };
    LastBackup::keep(&data, &options.file, bytes, !options.no_verify, Clock::machine().now())?;
    tell(&options, &checked, bytes, is_sealed);
    Ok(())
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

async fn make(
    data: &DataDir,
    own: &[OwnFile],
    protection: &Protection,
    part: &Path,
    options: &Options,
) -> anyhow::Result<(Checked, u64)> {
    let writing = || format!("{} could not be written", part.display());
    let out = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(part)
        .with_context(writing)?;
    let taken = backup::take(&data.target(), Some(&copy_in(data)), own, protection, out).await;
    let (out, heading, digests) = taken.map_err(words)?;
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
    ensure!(
        !options.file.exists(),
        "{} was made by somebody else meanwhile. Name another file.",
        options.file.display()
    );
    fs::rename(part, &options.file).with_context(writing)?;
    let folder = options.file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .with_context(writing)?;
    Ok((checked, bytes))
}

fn tell(options: &Options, checked: &Checked, bytes: u64, is_sealed: bool) {
    let Checked { heading, digests, .. } = checked;
    let verified = !options.no_verify;
    if options.json {
        print::line(
            &json!({
                "file": options.file, "bytes": bytes, "taken_at": heading.taken_at, "tables": digests.tables.len(),
                "rows": digests.rows(), "digest": digests.total(), "sealed": heading.sealed, "head": heading.head,
                "has_keys": heading.has_keys, "is_sealed": is_sealed, "verified": verified,
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
    }
    if !is_sealed {
        print::note(
            "THIS BACKUP IS NOT SEALED. Whoever has the file can read the personal data in it.",
        );
    }
}

pub(super) async fn dump(options: DumpOptions) -> anyhow::Result<()> {
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    let digests = backup::digest(&data.target(), Some(&copy_in(&data))).await.map_err(words)?;
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
