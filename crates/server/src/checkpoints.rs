//! Keeps checkpoints: has one stated every minute or thousand acts, signs it, and takes it out of the database into
//! `DIR/checkpoints`, one file a day, and to a second place if the settings name one.

use std::collections::{BTreeSet, VecDeque};
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

use prometheus_client::metrics::gauge::Gauge;

use crate::data_dir::{DataDir, write_private};
use crate::observe::Observed;

/// Time between two looks at whether one is due.
const EVERY: Duration = Duration::from_secs(1);
/// Time after which whatever has happened is covered.
const AGE_SECONDS: i64 = 60;
/// Acts after which they are covered at once.
const ROWS: i64 = 1000;
/// Notes that are brought to the second place at one look.
const AT_ONCE: usize = 5;
/// How long the second place may take over one.
const PATIENCE: Duration = Duration::from_secs(2);
/// Notes that wait for the second place while it is away; older ones are in the first place only.
const WAITING: usize = 10_000;

/// The key and the places of an installation's checkpoints.
pub struct Keeper {
    signer: Signer,
    folder: PathBuf,
    clock: Clock,
    second: Option<SecondPlace>,
    waiting: VecDeque<String>,
    /// Says how many wait, to those who watch.
    shown: Gauge,
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
                let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
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
            shown: Gauge::default(),
        })
    }

    /// The same, and those who watch the process see what waits for the second place.
    pub fn watched_by(self, observed: &Observed) -> Self {
        Self { shown: observed.checkpoints_waiting().clone(), ..self }
    }

    /// Signs and keeps what is sealed, and says how many that were.
    pub async fn keep(&mut self, door: &Door) -> Result<usize> {
        let Self { signer, folder, clock, second, waiting, shown } = self;
        let published = publish(door.database(), signer, |note| {
            append(folder, clock, note).map_err(|error| {
                Fault::outage("keeping a checkpoint").because(format!("{error:#}"))
            })?;
            if second.is_some() {
                waiting.push_back(note.to_owned());
                while waiting.len() > WAITING {
                    waiting.pop_front();
                }
            }
            Ok(())
        })
        .await?;
        if let Some(second) = second {
            // A slow place must not keep the next checkpoint, or the end, waiting for long.
            for _ in 0..AT_ONCE {
                let Some(note) = waiting.front() else { break };
                if let Err(error) = second.take(note, clock).await {
                    tracing::warn!(%error, waiting = waiting.len(), "the second place of checkpoints is away; trying again");
                    break;
                }
                waiting.pop_front();
            }
            shown.set(i64::try_from(waiting.len()).unwrap_or(i64::MAX));
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
        if let Err(error) = file.write_all(format!("{gap}{note}\n").as_bytes()) {
            // Half a note helps nobody; a full disk may be full for long.
            file.set_len(length)?;
            return Err(error);
        }
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
    let is_missing = |path: &Path| {
        path.try_exists()
            .map(|exists| !exists)
            .with_context(|| format!("{} could not be looked at", path.display()))
    };
    if is_missing(&secret)? {
        anyhow::ensure!(
            is_missing(&public)?,
            "{} is there but {} is not. Put the signing key back from a backup; with another one, the checkpoints kept so far could not be checked any more.",
            public.display(),
            secret.display()
        );
        let seed = random::bytes::<32>();
        let name = format!("{}/audit", settings.brand.domain);
        let signer = Signer::new(&name, &seed).map_err(words)?;
        write_private(&secret, &seed)?;
        write_private(&public, format!("{}\n", signer.verifier().line()).as_bytes())?;
    }
    signing_key(data)
}

/// The signing key that is there, under the name of its public line.
///
/// # Errors
/// If one of the two files is missing or they are not of one key.
pub fn signing_key(data: &DataDir) -> anyhow::Result<Signer> {
    let (secret, public) = (data.join("keys/checkpoint"), data.join("keys/checkpoint.pub"));
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
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

/// The line to give away, where this folder has it.
pub fn public_line(data: &DataDir) -> anyhow::Result<Option<String>> {
    let public = data.join("keys/checkpoint.pub");
    Ok(if public.try_exists()? { Some(verifier(&public)?.line()) } else { None })
}

/// The public key in a file.
pub fn verifier(path: &Path) -> anyhow::Result<Verifier> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{} could not be read", path.display()))?;
    Verifier::parse(&text)
        .with_context(|| format!("{} holds no key of checkpoints (NAME+ID+KEY)", path.display()))
}

/// Whether the line ends a note: a dash, a name, and as many letters as a signature has.
fn is_signature(line: &str) -> bool {
    /// 68 octets in base64.
    const LETTERS: usize = 92;
    let signature = line.strip_prefix("\u{2014} ").and_then(|rest| rest.rsplit_once(' '));
    signature.is_some_and(|(_, signature)| signature.len() == LETTERS)
}

/// The notes in a file: whether this key signed it, its last line, and itself. What has no whole signature was cut off
/// by a crash.
fn notes(text: &str, key: &Verifier) -> Vec<(Option<Witness>, usize, String)> {
    // A note is three lines, an empty one and its signature.
    let lines: Vec<&str> = text.lines().collect();
    let ends = (0..lines.len()).filter(|line| is_signature(lines[*line]));
    ends.map(|last| {
        let note: String =
            lines[last.saturating_sub(4)..=last].iter().map(|line| format!("{line}\n")).collect();
        (Witness::read(&note, key), last + 1, note)
    })
    .collect()
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{} could not be read", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(file).with_context(|| format!("{} could not be read", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The newest checkpoint in a folder; none if there is none. Names of files grow with their days, so only the last ones
/// are read.
pub fn newest(folder: &Path, key: &Verifier) -> anyhow::Result<Option<Witness>> {
    for file in files(folder)?.iter().rev() {
        let text = read(file)?;
        let found = notes(&text, key).into_iter().filter_map(|(witness, ..)| witness);
        if let Some(newest) = found.max_by_key(|witness| witness.size) {
            return Ok(Some(newest));
        }
    }
    Ok(None)
}

/// Takes the checkpoints of acts that are lost out of a folder, into another one beside it: the record goes on without
/// them, and what comes in their places is not what they say. The files as they were are kept whole.
pub fn set_aside(
    folder: &Path,
    key: &Verifier,
    lost: &[Witness],
    aside: &Path,
) -> anyhow::Result<()> {
    let lost: BTreeSet<_> = lost.iter().map(|witness| (witness.size, witness.root)).collect();
    for file in files(folder)? {
        let text = read(&file)?;
        let is_lost = |witness: &Option<Witness>| {
            witness.as_ref().is_some_and(|witness| lost.contains(&(witness.size, witness.root)))
        };
        let (lost, kept): (Vec<_>, Vec<_>) =
            notes(&text, key).into_iter().partition(|(witness, ..)| is_lost(witness));
        if lost.is_empty() {
            continue;
        }
        fs::create_dir_all(aside)
            .with_context(|| format!("The folder {} could not be made", aside.display()))?;
        let name = file.file_name().unwrap_or_default();
        write_private(&aside.join(name), text.as_bytes())?;
        let kept: String = kept.into_iter().map(|(_, _, note)| note + "\n").collect();
        if kept.is_empty() {
            fs::remove_file(&file)
                .with_context(|| format!("{} could not be taken away", file.display()))?;
        } else {
            write_private(&file, kept.as_bytes())?;
        }
    }
    Ok(())
}

/// Every checkpoint in a folder, with what of its files is none of this key.
pub fn witnesses(folder: &Path, key: &Verifier) -> anyhow::Result<(Vec<Witness>, Vec<String>)> {
    let (mut witnesses, mut strange) = (Vec::new(), Vec::new());
    for file in files(folder)? {
        for (witness, line, _) in notes(&read(&file)?, key) {
            match witness {
                Some(witness) => witnesses.push(witness),
                None => strange.push(format!(
                    "the checkpoint that ends in line {line} of {} is not signed by this installation's key",
                    file.display()
                )),
            }
        }
    }
    Ok((witnesses, strange))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(signer: &Signer, size: i64) -> String {
        let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        signer.sign(&format!("{}\n{size}\n{root}\n", signer.verifier().name()))
    }

    #[test]
    fn notes_are_read_back_and_what_a_crash_cut_off_is_no_alarm() {
        let unique = kernel::audit::hex(&random::bytes::<8>());
        let folder = std::env::temp_dir().join(format!("guildhall-test-{unique}"));
        let clock = Clock::machine();
        let signer = Signer::new("test.example/audit", &[5; 32]).expect("a signer");
        let key = signer.verifier();
        append(&folder, &clock, &note(&signer, 3)).expect("kept");
        let file = fs::read_dir(&folder).expect("a folder").next().expect("a file");
        let file = file.expect("an entry").path();
        let whole = note(&signer, 7);
        // Cut off anywhere, even inside the dash, and written again at the next start.
        for cut in 1..whole.len() {
            let mut bytes = fs::read(&file).expect("read");
            let before = bytes.len();
            bytes.extend(&whole.as_bytes()[..cut]);
            fs::write(&file, &bytes).expect("written");
            append(&folder, &clock, &whole).expect("kept");
            let (witnesses, strange) = witnesses(&folder, &key).expect("read");
            assert_eq!(strange, Vec::<String>::new(), "cut after {cut}");
            assert_eq!(witnesses.first().map(|witness| witness.size), Some(3), "cut after {cut}");
            assert_eq!(witnesses.last().map(|witness| witness.size), Some(7), "cut after {cut}");
            fs::write(&file, &bytes[..before]).expect("written");
        }
        let other = Signer::new("test.example/audit", &[6; 32]).expect("a signer");
        append(&folder, &clock, &note(&other, 9)).expect("kept");
        let (_, strange) = witnesses(&folder, &key).expect("read");
        assert_eq!(strange.len(), 1, "signed by another key");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
