//! Moves committed pages from the write-ahead log into the file, away from the writer.
//!
//! The stock behaviour (a checkpoint inside the commit that crosses 1,000 pages) puts the copying into the tail of
//! some unlucky act. Passive checkpoints on another thread alone never let the log start over, so it would grow
//! without bound under load; the writer therefore asks for a restart itself when the log passes a limit.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::Connection;

use crate::refusal::Fault;

/// Time between two passive checkpoints.
const EVERY: Duration = Duration::from_millis(50);
/// Size of the log from which the writer restarts it, in bytes.
pub(super) const RESTART_ABOVE: u64 = 200 * 1024 * 1024;
/// Size of the log below which nothing is copied: an idle service does no work.
const PASSIVE_ABOVE: u64 = 1024 * 1024;

/// The checkpointing thread; it ends when this is dropped.
pub(super) struct Checkpointer {
    log: PathBuf,
    _stop: mpsc::Sender<()>,
}

impl Checkpointer {
    pub(super) fn start(path: PathBuf) -> Result<Self, Fault> {
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let (stop, stopped) = mpsc::channel::<()>();
        let watched = log.clone();
        std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || {
                let Ok(connection) = Connection::open(&path) else { return };
                while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(EVERY) {
                    if size(&watched) > PASSIVE_ABOVE
                        && let Err(error) = checkpoint(&connection, "PASSIVE")
                    {
                        tracing::warn!(%error, "a passive checkpoint failed");
                    }
                }
            })
            .map_err(|error| Fault::outage("starting the checkpoint thread").because(error))?;
        Ok(Self { log, _stop: stop })
    }

    /// Bytes in the log.
    pub(super) fn log_size(&self) -> u64 {
        size(&self.log)
    }
}

/// Runs one checkpoint of the given kind.
pub(super) fn checkpoint(connection: &Connection, kind: &str) -> rusqlite::Result<()> {
    connection.query_row(&format!("PRAGMA wal_checkpoint({kind})"), [], |_| Ok(()))
}

fn size(log: &Path) -> u64 {
    std::fs::metadata(log).map_or(0, |metadata| metadata.len())
}
