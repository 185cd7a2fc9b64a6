//! Drives an import: reads a register file to its end and sends it through the door in chunks.
//!
//! The command line, the demo and the portal's page use it. Good rows land although others of the file are bad; bad
//! ones are listed with their lines. A preview asks what each chunk would do and changes nothing.

use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest;
use jiff::civil::Date;
use kernel::door::{Call, Door};
use kernel::refusal::{Error, Fault, Result};
use tokio::sync::mpsc;

use crate::organisations::commands::{ImportRegister, Imported};
use crate::organisations::messages;
use crate::organisations::model::{
    CHUNK, FileForm, RegisterFile, RegisterRow, SuccessionRow, number_of,
};
use crate::organisations::queries::PreviewRegister;
use crate::organisations::register::{self, BadRow, Opened};

/// Chunks that are read before they are sent.
const AHEAD: usize = 4;

/// Whether an import changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Import {
    /// Says what would change.
    Preview,
    /// Changes it.
    Apply,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows that are done.
    pub rows: u64,
    /// Bytes of the file that have been read; a little ahead of the rows.
    pub read: u64,
    /// Bytes of the file.
    pub size: u64,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// The file.
    pub file: RegisterFile,
    /// Data rows of the file, taken and refused. A row of a look-up may speak of several organisations or of none.
    pub rows: u64,
    /// New organisations.
    pub created: u64,
    /// Known organisations with something new.
    pub changed: u64,
    /// Known organisations with nothing new.
    pub unchanged: u64,
    /// Successions that are new or different.
    pub successions: u64,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
    /// Whether the file was read to its end; the last refused row says why not.
    pub is_complete: bool,
}

impl ImportReport {
    /// Whether anything is new or different.
    pub fn has_news(&self) -> bool {
        self.created > 0 || self.changed > 0 || self.successions > 0
    }
}

/// An import that did not come to its end.
#[derive(Debug)]
pub struct Interrupted<F> {
    /// What was done before; none if the file was not even opened.
    pub report: Option<Box<ImportReport>>,
    /// Why it ended.
    pub cause: F,
}

impl<F> Interrupted<F> {
    fn at_once(cause: F) -> Self {
        Self { report: None, cause }
    }
}

impl<F: fmt::Display> fmt::Display for Interrupted<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(formatter)
    }
}

/// Where the bytes of a register file are.
#[derive(Clone)]
enum Source {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// Counts what is read.
struct Counted {
    source: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Source {
    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// Where the chunks of a file go: a door here, or one in another process.
pub trait Importing: Sync {
    /// What stops an import.
    type Failure: Send;

    /// Turns what went wrong on this side into one.
    fn failed(error: Error) -> Self::Failure;

    /// Asks what a chunk would do.
    fn preview(
        &self,
        chunk: PreviewRegister,
    ) -> impl Future<Output = Result<Imported, Self::Failure>> + Send;

    /// Imports a chunk.
    fn apply(
        &self,
        chunk: ImportRegister,
    ) -> impl Future<Output = Result<Imported, Self::Failure>> + Send;
}

impl Importing for (&Door, &Call) {
    type Failure = Error;

    fn failed(error: Error) -> Error {
        error
    }

    async fn preview(&self, chunk: PreviewRegister) -> Result<Imported> {
        self.0.ask(self.1, &chunk).await
    }

    async fn apply(&self, chunk: ImportRegister) -> Result<Imported> {
        Ok(self.0.perform(self.1.again(), chunk).await?.output)
    }
}

/// Imports a file, or says what importing it would do. Without a day, the name of the file says of which day it is.
/// `progress` is told how far it is.
pub async fn import_file<I: Importing>(
    to: &I,
    path: &Path,
    as_of: Option<Date>,
    mode: Import,
    progress: impl FnMut(Progress) + Send,
) -> Result<ImportReport, Interrupted<I::Failure>> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    import(to, Source::File(path.to_owned()), name, as_of, mode, progress).await
}

/// The same for a file that was uploaded.
pub async fn import_bytes(
    door: &Door,
    call: &Call,
    bytes: Arc<[u8]>,
    name: String,
    as_of: Option<Date>,
    mode: Import,
) -> Result<ImportReport, Interrupted<Error>> {
    import(&(door, call), Source::Memory(bytes), name, as_of, mode, |_| {}).await
}

/// SHA-256 of an uploaded file, in hexadecimal digits.
pub fn digest_of(bytes: &[u8]) -> String {
    kernel::audit::hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

async fn import<I: Importing>(
    to: &I,
    source: Source,
    name: String,
    as_of: Option<Date>,
    mode: Import,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<ImportReport, Interrupted<I::Failure>> {
    let described = describe(&source, &name, as_of).await;
    let (file, as_of, size) = described.map_err(|error| Interrupted::at_once(I::failed(error)))?;
    let mut report = ImportReport {
        file,
        rows: 0,
        created: 0,
        changed: 0,
        unchanged: 0,
        successions: 0,
        refused: Vec::new(),
        is_complete: true,
    };
    let (sender, mut chunks) = mpsc::channel(AHEAD);
    let read = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&read);
    let reading =
        tokio::task::spawn_blocking(move || read_chunks(&source, &name, as_of, counter, &sender));
    while let Some(chunk) = chunks.recv().await {
        let Chunk { form, rows: count, records, successions, bad } = chunk;
        report.file.form = form;
        report.rows += count;
        report.is_complete &= !bad.last().is_some_and(|bad: &BadRow| bad.reason.ends_the_file());
        report.refused.extend(
            bad.into_iter()
                .map(|bad| RefusedRow { line: bad.line, reason: bad.reason.to_string() }),
        );
        if !records.is_empty() || !successions.is_empty() {
            let (file, rows) = (report.file.clone(), records);
            let done = match mode {
                Import::Preview => to.preview(PreviewRegister { file, rows, successions }).await,
                Import::Apply => to.apply(ImportRegister { file, rows, successions }).await,
            };
            let done = match done {
                Ok(done) => done,
                Err(cause) => {
                    report.is_complete = false;
                    return Err(Interrupted { report: Some(Box::new(report)), cause });
                }
            };
            report.created += u64::from(done.created);
            report.changed += u64::from(done.changed);
            report.unchanged += u64::from(done.unchanged);
            report.successions += u64::from(done.successions);
        }
        progress(Progress { rows: report.rows, read: read.load(Ordering::Relaxed), size });
    }
    let read =
        reading.await.map_err(|error| Fault::defect("reading a register file").because(error));
    match read.map_err(Error::from).and_then(|read| read) {
        Ok(()) => Ok(report),
        Err(error) => Err(Interrupted::at_once(I::failed(error))),
    }
}

/// Which file this is, of which day it speaks, and how many bytes it has. That it cannot be read is said first.
async fn describe(
    source: &Source,
    name: &str,
    as_of: Option<Date>,
) -> Result<(RegisterFile, Date, u64)> {
    let bytes = source.clone();
    let (digest, size) = off_thread(move || digest_of_source(&bytes)).await?.map_err(|cause| {
        messages::FILE_UNREADABLE.at("file").with("name", name).with("cause", cause)
    })?;
    let as_of = as_of
        .or_else(|| register::as_of_from_name(name))
        .ok_or_else(|| messages::AS_OF_NEEDED.at("as_of"))?;
    // A name says where something comes from, and nothing else: what cannot be written is left out.
    let name: String = name.chars().filter(|character| !character.is_control()).take(255).collect();
    let name = if name.is_empty() { digest.clone() } else { name };
    let form = FileForm::Register;
    Ok((RegisterFile { name, digest, as_of: number_of(as_of), form }, as_of, size))
}

/// A part of a file on its way to the door.
struct Chunk {
    form: FileForm,
    /// Data rows that are done with it.
    rows: u64,
    records: Vec<RegisterRow>,
    successions: Vec<SuccessionRow>,
    bad: Vec<BadRow>,
}

impl Chunk {
    fn empty(form: FileForm) -> Self {
        Self { form, rows: 0, records: Vec::new(), successions: Vec::new(), bad: Vec::new() }
    }
}

/// Reads the file on a thread that may wait for the disk; ends early if nobody wants the rows any more.
fn read_chunks(
    source: &Source,
    name: &str,
    as_of: Date,
    read: Arc<AtomicU64>,
    sender: &mpsc::Sender<Chunk>,
) -> Result<()> {
    let unreadable = |cause: std::io::Error| {
        messages::FILE_UNREADABLE.at("file").with("name", name).with("cause", cause)
    };
    let opened = Counted { source: source.open().map_err(unreadable)?, read };
    let opened = register::read(opened, name, as_of)
        .map_err(|problem| messages::NOT_A_REGISTER.at("file").with("problem", problem))?;
    // Nobody may be listening any more; then nobody misses the rest.
    let _ = match opened {
        Opened::Standard(rows) => send_rows(rows, sender),
        Opened::Lookup(lookup) => send_lookup(lookup, sender),
    };
    Ok(())
}

type Sent = std::result::Result<(), mpsc::error::SendError<Chunk>>;

fn send_rows(rows: register::Rows<'_>, sender: &mpsc::Sender<Chunk>) -> Sent {
    let mut chunk = Chunk::empty(FileForm::Register);
    for row in rows {
        chunk.rows += 1;
        match row {
            Ok(record) => chunk.records.push(record.into()),
            Err(bad) => chunk.bad.push(bad),
        }
        if chunk.records.len() == CHUNK || chunk.bad.len() == CHUNK {
            sender
                .blocking_send(std::mem::replace(&mut chunk, Chunk::empty(FileForm::Register)))?;
        }
    }
    sender.blocking_send(chunk)
}

fn send_lookup(lookup: register::Lookup, sender: &mpsc::Sender<Chunk>) -> Sent {
    let mut records = lookup.records.into_iter().map(RegisterRow::from);
    let mut successions = lookup.successions.into_iter().map(SuccessionRow::from);
    let empty = || Chunk::empty(FileForm::LookUp);
    sender.blocking_send(Chunk { rows: lookup.rows, bad: lookup.bad, ..empty() })?;
    loop {
        let chunk = Chunk {
            records: records.by_ref().take(CHUNK).collect(),
            successions: successions.by_ref().take(CHUNK).collect(),
            ..empty()
        };
        if chunk.records.is_empty() && chunk.successions.is_empty() {
            return Ok(());
        }
        sender.blocking_send(chunk)?;
    }
}

/// The digest and the size.
fn digest_of_source(source: &Source) -> std::io::Result<(String, u64)> {
    let mut reader = source.open()?;
    let mut size = 0;
    let mut context = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok((kernel::audit::hex(context.finish().as_ref()), size)),
            read => {
                size += read as u64;
                context.update(&buffer[..read]);
            }
        }
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        Fault::defect("reading a file on a thread of its own").because(error).into()
    })
}
