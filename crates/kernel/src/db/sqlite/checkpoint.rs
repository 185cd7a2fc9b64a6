//! Moves committed pages from the write-ahead log into the file, away from the writer.
//!
//! The stock behaviour (a checkpoint inside the commit that crosses 1,000 pages) puts the copying into the tail of
//! some unlucky act. Passive checkpoints on another thread alone never let the log start over, so it would grow
//! without bound under load; the writer therefore asks for a restart itself when the log passes a limit.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rusqlite::Connection;

use super::session::stop_if_broken;
use crate::refusal::Fault;

/// Time between two passive checkpoints. Each waits for the disk twice, beside the commits; a page that is written again and again is
/// copied once in that time.
const EVERY: Duration = Duration::from_millis(250);
/// Frames of the log (pages of 4 KiB) from which the writer has it start over: about 200 MiB.
pub(super) const RESTART_ABOVE: i64 = 51_200;
/// How long a restart waits for readers; if they are slower, it is tried again after as many frames more.
const RESTART_PATIENCE: Duration = Duration::from_millis(20);
/// Frames of the log from which somebody is told: readers have kept it from starting over for long.
const ALARM_ABOVE: i64 = 4 * RESTART_ABOVE;
/// Size of the log below which nothing is copied: an idle service does no work.
const PASSIVE_ABOVE: u64 = 1024 * 1024;

/// The checkpointing thread; it ends when this is dropped.
pub(super) struct Checkpointer {
    frames: Arc<AtomicI64>,
    _stop: mpsc::Sender<()>,
}

impl Checkpointer {
    pub(super) fn start(path: PathBuf) -> Result<Self, Fault> {
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let (stop, stopped) = mpsc::channel::<()>();
        let frames = Arc::new(AtomicI64::new(0));
        let counted = Arc::clone(&frames);
        std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || {
                let Ok(connection) = Connection::open(&path) else { return };
                let (mut alarm, mut is_failing) = (ALARM_ABOVE, false);
                while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(EVERY) {
                    if size(&log) > PASSIVE_ABOVE {
                        match checkpoint(&connection, "PASSIVE") {
                            Ok(frames) => {
                                is_failing = false;
                                counted.store(frames, Ordering::Relaxed);
                                if frames > alarm {
                                    tracing::error!(frames, "the write-ahead log does not start over: a reader holds it, or the disk is too slow");
                                }
                                // Told again when it has doubled, and anew once it has been short.
                                alarm = if frames > alarm { 2 * frames } else if frames < RESTART_ABOVE { ALARM_ABOVE } else { alarm };
                            }
                            // A full disk may be full for long; whoever reads the log is told once.
                            Err(error) if !is_failing => {
                                is_failing = true;
                                tracing::warn!(%error, "a passive checkpoint failed; trying again");
                            }
                            Err(_) => {}
                        }
                    }
                }
            })
            .map_err(|error| Fault::outage("starting the checkpoint thread").because(error))?;
        Ok(Self { frames, _stop: stop })
    }

    /// Has the log start over if it has grown long. Called by the writer between two groups: only then does nobody
    /// write to it.
    pub(super) fn restart_if_long(&self, connection: &Connection) {
        if self.frames.load(Ordering::Relaxed) < RESTART_ABOVE {
            return;
        }
        // The file keeps its length; what counts is where the next frame goes. The checkpoint thread counts anew.
        self.frames.store(0, Ordering::Relaxed);
        let restarted = connection
            .busy_timeout(RESTART_PATIENCE)
            .and_then(|()| checkpoint(connection, "RESTART"))
            .and_then(|_| connection.busy_timeout(super::BUSY));
        if let Err(error) = restarted {
            tracing::warn!(%error, "restarting the write-ahead log failed");
        }
    }
}

/// Runs one checkpoint of the given kind; frames in the log.
pub(super) fn checkpoint(connection: &Connection, kind: &str) -> rusqlite::Result<i64> {
    connection
        .query_row(&format!("PRAGMA wal_checkpoint({kind})"), [], |row| row.get(1))
        .inspect_err(|error| stop_if_broken("copying the log into the file", error))
}

fn size(log: &Path) -> u64 {
    std::fs::metadata(log).map_or(0, |metadata| metadata.len())
}
