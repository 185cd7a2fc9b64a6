//! The journal: one JSON object a line, appended and forced to disk before anybody is answered.
//!
//! One thread writes. Whatever has been queued while the disk was busy goes out together, so a hundred clients
//! cost little more than one. A last line that was cut off by a crash was never answered and is dropped; damage
//! anywhere else is an error, because dropping it would lose answered writes.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::record::Record;
use crate::state::{Entry, Founded, Gone};

/// Most groups of lines that share one force to disk.
const GROUP: usize = 256;

/// Resolves to true once the lines are on disk, to false if they never will be.
pub(crate) type OnDisk = oneshot::Receiver<bool>;

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("the journal is in use by another process")]
    InUse,
    #[error("line {0} of the journal is damaged: {1}")]
    Damaged(usize, serde_json::Error),
    #[error("the journal cannot be read or written")]
    Io(#[from] io::Error),
}

/// The writing end.
#[derive(Debug)]
pub(crate) struct Journal {
    queue: Option<Sender<Work>>,
    writer: Option<JoinHandle<()>>,
    /// Held while the journal is open; another process cannot take it.
    _lock: File,
}

enum Work {
    Append(Vec<Entry>, oneshot::Sender<bool>),
    Rewrite(Vec<Entry>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line<R> {
    Founded(Founded),
    Put(R),
    Gone(Gone),
}

impl Journal {
    /// Opens or makes the journal in `directory` and hands every entry to `apply`. Answers the number of lines too.
    pub(crate) fn open(
        directory: &Path,
        mut apply: impl FnMut(Entry),
    ) -> Result<(Self, usize), JournalError> {
        fs::create_dir_all(directory)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(directory.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let path = directory.join("journal.jsonl");
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path)?;
        let (lines, sound) = read(&file, &mut apply)?;
        if sound < file.metadata()?.len() {
            tracing::warn!(
                kept_bytes = sound,
                "the journal ended in the middle of a line, which was never answered and is dropped"
            );
            file.set_len(sound)?;
        }
        file.seek(SeekFrom::End(0))?;
        file.sync_all()?;
        File::open(directory)?.sync_all()?;
        let (queue, work) = channel();
        let directory = directory.to_owned();
        let writer = std::thread::Builder::new()
            .name("tenant-journal".to_owned())
            .spawn(move || Writer { directory, path, file, broken: false }.run(&work))?;
        Ok((Self { queue: Some(queue), writer: Some(writer), _lock: lock }, lines))
    }

    /// Queues lines. Callers queue under the lock that ordered their changes, so the file has the same order.
    pub(crate) fn append(&self, entries: Vec<Entry>) -> OnDisk {
        let (tell, told) = oneshot::channel();
        // If the writer is gone the sender inside is dropped, and the receiver sees that as "never".
        if let Some(queue) = &self.queue {
            let _ = queue.send(Work::Append(entries, tell));
        }
        told
    }

    /// Queues the replacement of the whole file by these entries.
    pub(crate) fn rewrite(&self, entries: Vec<Entry>) {
        if let Some(queue) = &self.queue {
            let _ = queue.send(Work::Rewrite(entries));
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// Hands over every sound entry; answers how many there were and how many bytes they take.
fn read(file: &File, apply: &mut impl FnMut(Entry)) -> Result<(usize, u64), JournalError> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut number, mut sound) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if length == 0 || line.last() != Some(&b'\n') {
            return Ok((number, sound));
        }
        number += 1;
        match serde_json::from_slice::<Line<Record>>(&line) {
            Ok(Line::Founded(founded)) => apply(Entry::Founded(founded)),
            Ok(Line::Put(record)) => apply(Entry::Put(Arc::new(record))),
            Ok(Line::Gone(gone)) => apply(Entry::Gone(gone)),
            Err(_) if reader.fill_buf()?.is_empty() => return Ok((number - 1, sound)),
            Err(error) => return Err(JournalError::Damaged(number, error)),
        }
        sound += length as u64;
    }
}

struct Writer {
    directory: PathBuf,
    path: PathBuf,
    file: File,
    /// After one failed write nothing more is accepted: the end of the file is unknown.
    broken: bool,
}

impl Writer {
    fn run(mut self, work: &Receiver<Work>) {
        while let Ok(first) = work.recv() {
            let mut group = vec![first];
            group.extend(work.try_iter().take(GROUP - 1));
            let mut waiting = Vec::new();
            let mut lines = Vec::new();
            for piece in group {
                match piece {
                    Work::Append(entries, tell) => {
                        self.broken |=
                            entries.iter().try_for_each(|entry| put(&mut lines, entry)).is_err();
                        waiting.push(tell);
                    }
                    Work::Rewrite(entries) => {
                        self.flush(&mut lines, &mut waiting);
                        if let Err(error) = self.replace(&entries) {
                            tracing::error!(%error, "the journal could not be compacted");
                        }
                    }
                }
            }
            self.flush(&mut lines, &mut waiting);
        }
    }

    fn flush(&mut self, lines: &mut Vec<u8>, waiting: &mut Vec<oneshot::Sender<bool>>) {
        if !self.broken && !lines.is_empty() {
            let written = self.file.write_all(lines).and_then(|()| self.file.sync_data());
            if let Err(error) = written {
                tracing::error!(%error, "the journal cannot be written; every further write is refused");
                self.broken = true;
            }
        }
        lines.clear();
        for tell in waiting.drain(..) {
            let _ = tell.send(!self.broken);
        }
    }

    /// Writes a new file beside the old one and puts it in its place; a crash leaves one or the other.
    fn replace(&mut self, entries: &[Entry]) -> io::Result<()> {
        if self.broken {
            return Ok(());
        }
        let beside = self.path.with_extension("new");
        let mut writer = BufWriter::with_capacity(1 << 20, File::create(&beside)?);
        for entry in entries {
            put(&mut writer, entry)?;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        self.file = file;
        File::open(&self.directory)?.sync_all()
    }
}

fn put(lines: &mut impl Write, entry: &Entry) -> io::Result<()> {
    let line = match entry {
        Entry::Founded(founded) => Line::Founded(*founded),
        Entry::Put(record) => Line::Put(record.as_ref()),
        Entry::Gone(gone) => Line::Gone(*gone),
    };
    serde_json::to_writer(&mut *lines, &line)?;
    lines.write_all(b"\n")
}
