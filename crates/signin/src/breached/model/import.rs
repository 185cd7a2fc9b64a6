//! Making the file from a published list: one pass, a line at a time, whatever its size.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use kernel::clock::Timestamp;

use super::form::{Digest, HEADING, Heading, INDEX, KEPT, PLACES, Standing, digest_of};

/// Longest line that can be one of a list: a hash, a colon, a count, the end of the line.
const LINE: u64 = 100;
/// Lines between two words of how far it is.
const REPORT: u64 = 1_000_000;
/// Bytes put together before they are written.
const TOGETHER: usize = 1 << 20;

/// Why no list was made. What was there before is still there.
#[derive(Debug)]
pub enum Stopped {
    /// A line is none of a list: its number, and what is wrong.
    Line(u64, &'static str),
    /// Nothing was in it.
    Empty,
    /// Reading or writing failed.
    Io(io::Error),
}

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number, what) => write!(formatter, "Line {number} {what}."),
            Self::Empty => formatter.write_str("There is no password in it."),
            Self::Io(error) => write!(formatter, "It could not be read or written: {error}."),
        }
    }
}

impl std::error::Error for Stopped {}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a list of SHA-1 hashes in order, each on a line of its own, with or without `:COUNT`, and puts the file made of it
/// in the place of the one before, in one step. `progress` hears of every million lines.
///
/// # Errors
/// If the list is no such list, or a file cannot be read or written; then nothing has changed.
pub fn import(
    list: impl BufRead,
    path: &Path,
    now: Timestamp,
    progress: impl FnMut(u64),
) -> Result<Standing, Stopped> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    let new = Path::new(&name);
    let made = write(list, new, now, progress).and_then(|standing| {
        fs::rename(new, path)?;
        // The name itself is on the disk before anybody relies on it.
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(standing)
    });
    if made.is_err() {
        // Whether there was anything to remove does not matter.
        let _ = fs::remove_file(new);
    }
    made
}

fn write(
    mut list: impl BufRead,
    new: &Path,
    now: Timestamp,
    mut progress: impl FnMut(u64),
) -> Result<Standing, Stopped> {
    let file = File::options().create(true).truncate(true).write(true).mode(0o600).open(new)?;
    let mut out = BufWriter::with_capacity(TOGETHER, file);
    out.seek(SeekFrom::Start(HEADING + INDEX))?;
    let mut index = vec![0_u64; PLACES];
    let mut context = Context::new(&SHA256);
    let (mut entries, mut lines, mut before) = (0_u64, 0_u64, None::<[u8; 20]>);
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut list).take(LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        lines += 1;
        if lines.is_multiple_of(REPORT) {
            progress(lines);
        }
        let Some(hash) = parsed(&line).map_err(|what| Stopped::Line(lines, what))? else {
            continue;
        };
        if before.is_some_and(|before| before > hash) {
            return Err(Stopped::Line(
                lines,
                "comes before the one above it: put the list in order first, for example with LC_ALL=C sort",
            ));
        }
        // A hash that is listed twice, or begins as the one before, is one to whoever looks for it.
        let is_new = before.is_none_or(|before| before[..2 + KEPT] != hash[..2 + KEPT]);
        before = Some(hash);
        if !is_new {
            continue;
        }
        let kept = &hash[2..2 + KEPT];
        out.write_all(kept)?;
        context.update(kept);
        entries += 1;
        // For now how many there are; the place after them, so that the sums are where each begins.
        index[usize::from(u16::from_be_bytes([hash[0], hash[1]])) + 1] += 1;
    }
    if entries == 0 {
        return Err(Stopped::Empty);
    }
    let mut places = Vec::with_capacity(INDEX as usize);
    let mut sum = 0;
    for number in index {
        sum += number;
        places.extend(sum.to_be_bytes());
    }
    let mut kept = Digest::default();
    kept.copy_from_slice(context.finish().as_ref());
    let heading = Heading { entries, made_at: now, index: digest_of(&places), kept };
    out.seek(SeekFrom::Start(0))?;
    out.write_all(&heading.bytes())?;
    out.write_all(&places)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(heading.standing())
}

/// The hash on a line; none on an empty one.
fn parsed(line: &[u8]) -> Result<Option<[u8; 20]>, &'static str> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    let (hash, count) = match line.iter().position(|byte| *byte == b':') {
        Some(at) => (&line[..at], Some(&line[at + 1..])),
        None => (line, None),
    };
    let is_count = |count: &[u8]| !count.is_empty() && count.iter().all(u8::is_ascii_digit);
    if hash.len() != 40 || !count.is_none_or(is_count) {
        return Err("is no SHA-1 hash of 40 digits, with or without a colon and a count");
    }
    let mut found = [0; 20];
    for (byte, pair) in found.iter_mut().zip(hash.chunks_exact(2)) {
        let digit = |one: u8| char::from(one).to_digit(16);
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else {
            return Err("is no SHA-1 hash: it holds something else than the digits 0 to F");
        };
        *byte = (high * 16 + low) as u8;
    }
    Ok(Some(found))
}
