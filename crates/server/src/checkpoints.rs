//! Keeps checkpoints: has one stated every minute or thousand acts, signs it, and takes it out of the database into
//! `DIR/checkpoints`, one file a day, and to a second place if the settings name one.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use access::proof::StateCheckpoint;
use anyhow::Context as _;
use kernel::audit::note::{Signer, Verifier};
use kernel::audit::{Checkpoint, Witness, publish};
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::door::{Actor, Door, Face};
use kernel::http::Shutdown;
use kernel::random;
use kernel::refusal::{Error, Fault, Result};

use crate::data_dir::{DataDir, write_private};

/// Time between two looks at whether one is due.
const EVERY: Duration = Duration::from_secs(1);
/// Time after which whatever has happened is covered.
const AGE_SECONDS: i64 = 60;
/// Acts after which they are covered at once.
const ROWS: i64 = 1000;
/// Notes that wait for the second place while it is away; older ones are in the first place only.
const WAITING: usize = 10_000;

/// The key and the places of an installation's checkpoints.
pub struct Keeper {
    signer: Signer,
    folder: PathBuf,
    clock: Clock,
    second: Option<SecondPlace>,
    waiting: VecDeque<String>,
}

/// A place on another machine, or at least on another disk.
enum SecondPlace {
    Folder(PathBuf),
    Http(reqwest::Client, String),
    Syslog(String),
}

impl SecondPlace {
    fn of(setting: &str) -> anyhow::Result<Option<Self>> {
        Ok(match setting {
            "" => None,
            url if url.starts_with("https://") || url.starts_with("http://") => {
                let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
                Some(Self::Http(client, url.to_owned()))
            }
            path if path.starts_with('/') => Some(Self::Folder(path.into())),
            other => match other.strip_prefix("syslog://") {
                Some(address) => Some(Self::Syslog(address.to_owned())),
                None => anyhow::bail!(
                    "checkpoints.second is {other}. Name a folder (/...), an address (https://...) or a log server (syslog://HOST:PORT)."
                ),
            },
        })
    }

    async fn take(&self, note: &str, clock: &Clock) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => append(folder, clock, note),
            Self::Http(client, url) => {
                let request = client.post(url).header("content-type", "text/plain; charset=utf-8");
                request.body(note.to_owned()).send().await?.error_for_status()?;
                Ok(())
            }
            Self::Syslog(address) => {
                // RFC 5424: facility 13 (log audit), severity 5 (notice); one datagram a checkpoint (RFC 5426).
                let line = note.trim_end().replace('\n', " ");
                let message =
                    format!("<109>1 {} - guildhall - checkpoint - {line}", clock.now().rfc3339());
                let socket = tokio::net::UdpSocket::bind(("::", 0)).await?;
                socket.send_to(message.as_bytes(), address).await?;
                Ok(())
            }
        }
    }
}

impl Keeper {
    /// That of an installation; its key is made at the first start.
    pub fn of(data: &DataDir, settings: &Settings, clock: &Clock) -> anyhow::Result<Self> {
        Ok(Self {
            signer: signer(data, settings)?,
            folder: data.join("checkpoints"),
            clock: clock.clone(),
            second: SecondPlace::of(&settings.checkpoints.second)?,
            waiting: VecDeque::new(),
        })
    }

    /// Signs and keeps what is sealed, and says how many that were.
    pub async fn keep(&mut self, door: &Door) -> Result<usize> {
        let Self { signer, folder, clock, second, waiting } = self;
        let published = publish(door.database(), signer, |note| {
            append(folder, clock, note).map_err(|error| {
                Fault::outage("keeping a checkpoint").because(format!("{error:#}"))
            })?;
            if second.is_some() {
                waiting.push_back(note.to_owned());
                waiting.truncate(WAITING);
            }
            Ok(())
        })
        .await?;
        if let Some(second) = second {
            while let Some(note) = waiting.front() {
                if let Err(error) = second.take(note, clock).await {
                    tracing::warn!(%error, waiting = waiting.len(), "the second place of checkpoints is away; trying again");
                    break;
                }
                waiting.pop_front();
            }
        }
        Ok(published)
    }

    /// Has a checkpoint stated if one is due, and keeps what there is.
    async fn look(&mut self, door: &Door, least_seconds: i64) -> Result<()> {
        let mut reader = door.reader().await?;
        let newest = Checkpoint::newest(&mut reader).await?;
        let rows = Checkpoint::sealed_since(newest.as_ref(), &mut reader).await?;
        drop(reader);
        let now = door.clock().now();
        let is_old = newest.is_none_or(|newest| newest.at.plus_seconds(least_seconds) <= now);
        if rows >= ROWS || (rows > 0 && is_old) {
            let call = door.call(Actor::Service("checkpoints"), Face::Job);
            door.perform(call, StateCheckpoint {}).await?;
            kernel::audit::seal_once(door.database(), door.node_key()).await?;
        }
        self.keep(door).await.map(drop)
    }

    /// Keeps checkpoints until the end is asked for, and one more then.
    pub async fn run(mut self, door: Door, shutdown: Shutdown) {
        loop {
            let is_last = shutdown.is_begun();
            let least = if is_last { 0 } else { AGE_SECONDS };
            if let Err(error) = self.look(&door, least).await {
                told(&error);
            }
            if is_last {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shutdown.begun() => {}
            }
        }
    }
}

fn told(error: &Error) {
    tracing::warn!(%error, "keeping checkpoints failed; trying again");
}

/// Adds a note to the file of the day and makes sure it is on the disk.
fn append(folder: &Path, clock: &Clock, note: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("The folder {} could not be made", folder.display()))?;
    let path = folder.join(format!("{}.txt", &clock.now().rfc3339()[..10]));
    let is_new = !path.exists();
    let write = || -> std::io::Result<()> {
        let mut file = File::options().create(true).append(true).read(true).open(&path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let mut end = [b'\n'; 2];
        if length >= 2 {
            file.seek(SeekFrom::End(-2))?;
            file.read_exact(&mut end)?;
        }
        // What a crash cut off must not run into this one.
        let gap = if length == 0 || end == *b"\n\n" { "" } else { "\n\n" };
        file.write_all(format!("{gap}{note}\n").as_bytes())?;
        file.sync_all()?;
        if is_new {
            // The name of a new file is on the disk when its folder is.
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().with_context(|| format!("{} could not be written", path.display()))
}

/// The signing key, made at the first start and named after the installation's domain.
fn signer(data: &DataDir, settings: &Settings) -> anyhow::Result<Signer> {
    let (secret, public) = (data.join("keys/checkpoint"), data.join("keys/checkpoint.pub"));
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    if !secret.exists() {
        let seed = random::bytes::<32>();
        let name = format!("{}/audit", settings.brand.domain);
        let signer = Signer::new(&name, &seed).map_err(words)?;
        // The secret last: as long as it is missing, both are made again.
        write_private(&public, format!("{}\n", signer.verifier().line()).as_bytes())?;
        write_private(&secret, &seed)?;
    }
    let seed =
        fs::read(&secret).with_context(|| format!("{} could not be read", secret.display()))?;
    let verifier = verifier(&public)?;
    let signer = Signer::new(verifier.name(), &seed).map_err(words)?;
    anyhow::ensure!(
        signer.verifier() == verifier,
        "{} and {} are not of one key. Put both back from a backup.",
        secret.display(),
        public.display()
    );
    Ok(signer)
}

/// The public key in a file.
pub fn verifier(path: &Path) -> anyhow::Result<Verifier> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{} could not be read", path.display()))?;
    Verifier::parse(&text)
        .with_context(|| format!("{} holds no key of checkpoints (NAME+ID+KEY)", path.display()))
}

/// Every checkpoint in a folder, with what of its files is none of this key.
pub fn witnesses(folder: &Path, key: &Verifier) -> anyhow::Result<(Vec<Witness>, Vec<String>)> {
    let (mut witnesses, mut strange) = (Vec::new(), Vec::new());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{} could not be read", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} could not be read", file.display()))?;
        // A note is three lines, an empty one and its signature. What has no signature was cut off by a crash.
        let lines: Vec<&str> = text.lines().collect();
        for last in (0..lines.len()).filter(|line| lines[*line].starts_with('\u{2014}')) {
            let note: String = lines[last.saturating_sub(4)..=last]
                .iter()
                .map(|line| format!("{line}\n"))
                .collect();
            match Witness::read(&note, key) {
                Some(witness) => witnesses.push(witness),
                None => strange.push(format!(
                    "the checkpoint that ends in line {} of {} is not signed by this installation's key",
                    last + 1,
                    file.display()
                )),
            }
        }
    }
    Ok((witnesses, strange))
}
