//! Looking into the file.

use std::cmp::Ordering;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

use super::form::{Damaged, HEADING, Heading, INDEX, KEPT, Standing, digest_of, number};

/// Bytes read at a time where the whole file is.
const CHUNK: usize = 1 << 20;

/// The hash by which published lists name a password. It protects nothing here: it is what the lists are made of.
pub(in crate::breached) fn hash(password: &str) -> [u8; 20] {
    let mut hash = [0; 20];
    hash.copy_from_slice(digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes()).as_ref());
    hash
}

/// The list of this node: a file that may be there or not. It is opened for each look, so that one that took its place
/// counts at once.
#[derive(Clone, Debug)]
pub struct BreachedList {
    path: PathBuf,
}

struct Opened {
    file: File,
    heading: Heading,
}

impl BreachedList {
    /// The list at a path, whether there is one or not.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the list says of itself, if there is one: heading, length and index are looked at.
    ///
    /// # Errors
    /// If the file cannot be read, or is not whole as far as it was looked at.
    pub fn standing(&self) -> Result<Option<Standing>, Damaged> {
        let Some(Opened { file, heading }) = self.open()? else { return Ok(None) };
        let mut index = vec![0; INDEX as usize];
        file.read_exact_at(&mut index, HEADING).map_err(cannot_read)?;
        if digest_of(&index) != heading.index {
            return Err(Damaged("its index is not as it was written".to_owned()));
        }
        Ok(Some(heading.standing()))
    }

    /// The same, after reading every byte: some seconds for each gigabyte.
    ///
    /// # Errors
    /// As [`Self::standing`], for the whole of the file.
    pub fn whole(&self) -> Result<Option<Standing>, Damaged> {
        let Some(standing) = self.standing()? else { return Ok(None) };
        let Some(Opened { file, heading }) = self.open()? else { return Ok(None) };
        let mut context = Context::new(&SHA256);
        let (mut at, end) = (HEADING + INDEX, heading.length().unwrap_or(0));
        let mut chunk = vec![0; CHUNK];
        while at < end {
            let some = chunk.len().min(usize::try_from(end - at).unwrap_or(CHUNK));
            file.read_exact_at(&mut chunk[..some], at).map_err(cannot_read)?;
            context.update(&chunk[..some]);
            at += some as u64;
        }
        if context.finish().as_ref() != heading.kept {
            return Err(Damaged("its passwords are not as they were written".to_owned()));
        }
        Ok(Some(standing))
    }

    /// Whether the password of a hash is on it; not, where there is no list.
    pub(in crate::breached) fn holds(&self, hash: &[u8; 20]) -> Result<bool, Damaged> {
        let Some(Opened { file, heading }) = self.open()? else { return Ok(false) };
        let place = u64::from(u16::from_be_bytes([hash[0], hash[1]]));
        let mut bounds = [0; 16];
        file.read_exact_at(&mut bounds, HEADING + 8 * place).map_err(cannot_read)?;
        let (mut from, mut to) = (number(&bounds), number(&bounds[8..]));
        if from > to || to > heading.entries {
            return Err(Damaged("its index leads out of the file".to_owned()));
        }
        let wanted = &hash[2..2 + KEPT];
        let mut kept = [0; KEPT];
        while from < to {
            let middle = from + (to - from) / 2;
            let at = HEADING + INDEX + KEPT as u64 * middle;
            file.read_exact_at(&mut kept, at).map_err(cannot_read)?;
            match kept.as_slice().cmp(wanted) {
                Ordering::Equal => return Ok(true),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        Ok(false)
    }

    fn open(&self) -> Result<Option<Opened>, Damaged> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot_read(error)),
        };
        let mut bytes = [0; HEADING as usize];
        let length = file.metadata().map_err(cannot_read)?.len();
        if length < HEADING {
            return Err(Damaged("it is no list that guildhall made".to_owned()));
        }
        file.read_exact_at(&mut bytes, 0).map_err(cannot_read)?;
        let heading = Heading::read(&bytes)?;
        if heading.length() != Some(length) {
            return Err(Damaged("it is longer or shorter than it was written".to_owned()));
        }
        Ok(Some(Opened { file, heading }))
    }
}

fn cannot_read(error: io::Error) -> Damaged {
    Damaged::because("it cannot be read", &error)
}
