//! The second place of checkpoints: a folder of another disk, an address, or a log server.
//!
//! What the first place has and the second has not is brought there in order, however long it was away and whether the
//! process ended meanwhile: a small file says how far the second place is.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use kernel::audit::hex;
use kernel::audit::note::Verifier;
use kernel::clock::Clock;
use kernel::random;
use prometheus_client::metrics::gauge::Gauge;
use reqwest::redirect::Policy;
use tokio::sync::oneshot;

use super::folder;
use crate::data_dir::{DataDir, write_private};

/// The file that says how far the second place is, and by which name this installation writes there.
const MARK: &str = "checkpoints-second";
/// Notes that are brought at one look.
const AT_ONCE: usize = 5;
/// How long the second place may take over one.
const PATIENCE: Duration = Duration::from_secs(2);
/// Notes that wait in memory; the others wait in the first place alone.
const WAITING: usize = 10_000;

/// A place on another machine, or at least on another disk.
pub(super) enum Place {
    Folder(PathBuf, Option<oneshot::Receiver<anyhow::Result<()>>>),
    Http(reqwest::Client, String),
    Syslog(String),
}

impl Place {
    pub(super) fn of(setting: &str) -> anyhow::Result<Option<Self>> {
        Ok(match setting {
            "" => None,
            url if url.starts_with("https://") || url.starts_with("http://") => {
                // Whoever redirects has not taken it.
                let client = reqwest::Client::builder()
                    .timeout(PATIENCE)
                    .redirect(Policy::none())
                    .build()?;
                Some(Self::Http(client, url.to_owned()))
            }
            path if path.starts_with('/') => Some(Self::Folder(path.into(), None)),
            other => match other.strip_prefix("syslog://") {
                Some(address) => Some(Self::Syslog(address.to_owned())),
                None => bail!(
                    "checkpoints.second is {other}. Name a folder (/...), an address (https://...) or a log server (syslog://HOST:PORT)."
                ),
            },
        })
    }

    /// Gives it a note; `name` is this installation's own, because several may write to one folder.
    pub(super) async fn take(
        &mut self,
        note: &str,
        name: &str,
        clock: &Clock,
    ) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder, underway) => {
                // A disk that does not answer is not asked again before it has answered.
                let mut answer = match underway.take() {
                    Some(answer) => answer,
                    None => write(
                        folder,
                        &format!("{}-{name}.txt", &clock.now().rfc3339()[..10]),
                        note,
                    )?,
                };
                match tokio::time::timeout(PATIENCE, &mut answer).await {
                    Ok(written) => written.context("the disk's thread ended")?,
                    Err(_) => {
                        *underway = Some(answer);
                        bail!("{} does not answer", folder.display())
                    }
                }
            }
            Self::Http(client, url) => {
                let request =
                    client.post(&*url).header("content-type", "text/plain; charset=utf-8");
                // The address may hold a password, which belongs in no log.
                let answer = request.body(note.to_owned()).send().await;
                let status = answer.map_err(reqwest::Error::without_url)?.status();
                ensure!(status.is_success(), "it answers with {status}");
                Ok(())
            }
            Self::Syslog(address) => {
                // RFC 5424: facility 13 (log audit), severity 5 (notice); one datagram a checkpoint (RFC 5426).
                let line = note.trim_end().replace('\n', " ");
                let message =
                    format!("<109>1 {} - guildhall - checkpoint - {line}", clock.now().rfc3339());
                let send = async {
                    let socket = tokio::net::UdpSocket::bind(("::", 0)).await?;
                    socket.send_to(message.as_bytes(), &*address).await
                };
                tokio::time::timeout(PATIENCE, send)
                    .await
                    .context("no address was found for it")??;
                Ok(())
            }
        }
    }
}

/// Writes on a thread of its own, which the process need not wait for when it ends.
fn write(
    folder: &Path,
    name: &str,
    note: &str,
) -> anyhow::Result<oneshot::Receiver<anyhow::Result<()>>> {
    let (done, answer) = oneshot::channel();
    let (folder, name, note) = (folder.to_owned(), name.to_owned(), note.to_owned());
    std::thread::Builder::new().name("second-place".to_owned()).spawn(move || {
        // Nobody listens any more if the process is ending.
        let _ = done.send(folder::append(&folder, &name, &note));
    })?;
    Ok(answer)
}

/// What is on its way to the second place.
pub(super) struct Bringing {
    place: Place,
    mark_file: PathBuf,
    mark: Option<Mark>,
    waiting: VecDeque<(i64, String)>,
    /// Says how many wait, to those who watch.
    shown: Gauge,
}

/// How far the second place is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    /// The name by which this installation writes there.
    name: String,
    /// Rows that the newest note there covers.
    size: i64,
    /// Whether the first place has notes that neither wait nor are there.
    is_behind: bool,
}

impl Bringing {
    pub(super) fn of(data: &DataDir, setting: &str) -> anyhow::Result<Option<Self>> {
        let place = Place::of(setting)?;
        Ok(place.map(|place| Self {
            place,
            mark_file: data.join(MARK),
            mark: None,
            waiting: VecDeque::new(),
            shown: Gauge::default(),
        }))
    }

    /// The same, and those who watch the process see what waits.
    pub(super) fn shown_by(self, shown: Gauge) -> Self {
        Self { shown, ..self }
    }

    /// The first place has another note.
    pub(super) fn hear(&mut self, size: i64, note: &str) {
        // Before the mark is read, and while notes wait in the first place alone, this one is found there in its turn.
        let Some(mark) = &mut self.mark else { return };
        if mark.is_behind || self.waiting.len() >= WAITING {
            mark.is_behind = true;
        } else {
            self.waiting.push_back((size, note.to_owned()));
        }
    }

    /// Brings some of what waits, and says so if it cannot be brought.
    pub(super) async fn bring(&mut self, first: &Path, key: &Verifier, clock: &Clock) {
        if let Err(error) = self.try_to_bring(first, key, clock).await {
            let error = format!("{error:#}");
            tracing::warn!(
                error,
                waiting = self.waiting.len(),
                "the second place of checkpoints is away; trying again"
            );
        }
        self.shown.set(i64::try_from(self.waiting.len()).unwrap_or(i64::MAX));
    }

    async fn try_to_bring(
        &mut self,
        first: &Path,
        key: &Verifier,
        clock: &Clock,
    ) -> anyhow::Result<()> {
        let mark = match &mut self.mark {
            Some(mark) => mark,
            unread => unread.insert(Mark::read(&self.mark_file, first, key)?),
        };
        if mark.is_behind && self.waiting.is_empty() {
            let (found, has_more) = folder::notes_above(first, key, mark.size, WAITING)?;
            self.waiting.extend(found);
            mark.is_behind = has_more;
        }
        let before = mark.size;
        let mut brought = Ok(());
        // A slow place must not keep the next checkpoint, or the end, waiting for long.
        for _ in 0..AT_ONCE {
            let Some((size, note)) = self.waiting.front() else { break };
            brought = self.place.take(note, &mark.name, clock).await;
            if brought.is_err() {
                break;
            }
            mark.size = *size;
            self.waiting.pop_front();
        }
        if mark.size != before {
            mark.write(&self.mark_file)?;
        }
        brought
    }
}

impl Mark {
    /// That of a file, or of an installation whose second place is new: it begins with the newest note, which covers
    /// everything before.
    fn read(file: &Path, first: &Path, key: &Verifier) -> anyhow::Result<Self> {
        if let Some(mark) = Self::find(file)? {
            return Ok(mark);
        }
        let newest = folder::newest(first, key)?.map_or(0, |newest| newest.size);
        let name = hex(&random::bytes::<4>());
        let mark = Self { name, size: (newest - 1).max(0), is_behind: true };
        mark.write(file)?;
        Ok(mark)
    }

    fn find(file: &Path) -> anyhow::Result<Option<Self>> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("{} could not be read", file.display()));
            }
        };
        let parts = text.trim().split_once(' ');
        let parts = parts.and_then(|(name, size)| Some((name.to_owned(), size.parse().ok()?)));
        let (name, size) = parts.with_context(|| {
            format!("{} is not as it was written. Remove it; what is in the first place alone then stays there", file.display())
        })?;
        Ok(Some(Self { name, size, is_behind: true }))
    }

    fn write(&self, file: &Path) -> anyhow::Result<()> {
        write_private(file, format!("{} {}\n", self.name, self.size).as_bytes())
    }
}

/// Acts above this place are lost: what is signed in their places has to be brought, too.
pub fn rewind(data: &DataDir, above: i64) -> anyhow::Result<()> {
    let file = data.join(MARK);
    match Mark::find(&file)? {
        Some(mark) if mark.size > above => Mark { size: above, ..mark }.write(&file),
        _ => Ok(()),
    }
}
