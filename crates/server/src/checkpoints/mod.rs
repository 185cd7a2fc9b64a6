//! Keeps checkpoints: has one stated every minute or thousand acts, signs it, and takes it out of the database into
//! `DIR/checkpoints`, one file a day, and to a second place if the settings name one.

mod folder;
mod second;
#[cfg(test)]
mod tests;

use std::fs;
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
use crate::observe::Observed;
use second::Bringing;

pub use folder::{newest, set_aside, witnesses};
pub use second::rewind;

/// Time between two looks at whether one is due.
const EVERY: Duration = Duration::from_secs(1);
/// Time after which whatever has happened is covered.
const AGE_SECONDS: i64 = 60;
/// Acts after which they are covered at once.
const ROWS: i64 = 1000;

/// The key and the places of an installation's checkpoints.
pub struct Keeper {
    signer: Signer,
    folder: PathBuf,
    clock: Clock,
    outside: Outside,
    second: Option<Bringing>,
}

/// The newest checkpoint in the folder, which is what the signer knows apart from the database.
enum Outside {
    Unread,
    Read(Option<Witness>),
}

impl Keeper {
    /// That of an installation; its key is made at the first start.
    pub fn of(data: &DataDir, settings: &Settings, clock: &Clock) -> anyhow::Result<Self> {
        Ok(Self {
            signer: signer(data, settings)?,
            folder: data.join("checkpoints"),
            clock: clock.clone(),
            outside: Outside::Unread,
            second: Bringing::of(data, &settings.checkpoints.second)?,
        })
    }

    /// The same, and those who watch the process see what waits for the second place.
    pub fn watched_by(self, observed: &Observed) -> Self {
        let gauge = observed.checkpoints_waiting();
        Self { second: self.second.map(|second| second.shown_by(gauge.clone())), ..self }
    }

    /// Signs and keeps what is sealed, and says how many that were.
    pub async fn keep(&mut self, door: &Door) -> Result<usize> {
        let signed = self.sign(door).await;
        self.bring().await;
        signed
    }

    /// Signs what is sealed and keeps it in the first place.
    async fn sign(&mut self, door: &Door) -> Result<usize> {
        let Self { signer, folder, clock, outside, second } = self;
        let key = signer.verifier();
        let broken = |error: anyhow::Error| {
            Fault::outage("keeping a checkpoint").because(format!("{error:#}"))
        };
        if let Outside::Unread = outside {
            *outside = Outside::Read(newest(folder, &key).map_err(broken)?);
        }
        let before = match outside {
            Outside::Read(newest) => newest.clone(),
            Outside::Unread => None,
        };
        publish(door.database(), signer, before.as_ref(), |note| {
            let name = format!("{}.txt", &clock.now().rfc3339()[..10]);
            folder::append(folder, &name, note).map_err(broken)?;
            let witness = Witness::read(note, &key);
            if let (Some(second), Some(witness)) = (second.as_mut(), &witness) {
                second.hear(witness.size, note);
            }
            *outside = Outside::Read(witness);
            Ok(())
        })
        .await
    }

    /// Brings what waits to the second place.
    async fn bring(&mut self) {
        if let Some(second) = &mut self.second {
            second.bring(&self.folder, &self.signer.verifier(), &self.clock).await;
        }
    }

    /// Has a checkpoint stated if one is due, and keeps what there is.
    async fn look(&mut self, door: &Door, least_seconds: i64) -> Result<()> {
        let kept = self.state(door, least_seconds).await;
        // Whatever hinders the first place: what it has goes to the second.
        self.bring().await;
        kept
    }

    async fn state(&mut self, door: &Door, least_seconds: i64) -> Result<()> {
        // As long as what is stated cannot be signed and kept, nothing more is stated.
        self.sign(door).await?;
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
            self.sign(door).await?;
        }
        Ok(())
    }

    /// Keeps checkpoints until the end is asked for, and gives itself back for a last look when everything has ended.
    pub async fn run(mut self, door: Door, shutdown: Shutdown) -> Self {
        while !shutdown.is_begun() {
            if let Err(error) = self.look(&door, AGE_SECONDS).await {
                told(&error);
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = shutdown.begun() => {}
            }
        }
        self
    }

    /// Covers what happened last, once nothing happens any more.
    pub async fn last(mut self, door: &Door) {
        crate::run::seal_all(door).await;
        if let Err(error) = self.look(door, 0).await {
            told(&error);
        }
    }
}

fn told(error: &Error) {
    tracing::warn!(%error, "keeping checkpoints failed; trying again");
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
