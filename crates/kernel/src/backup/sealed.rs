//! The file itself: a beginning in the clear, then chunks, each sealed with its number and whether it is the last.
//!
//! ```text
//! beginning   octets  0-15  "guildhall-backup"
//!                    16-17  version of the form
//!                       18  1 if a passphrase is needed, 0 if not
//!                       19  lanes            of Argon2id
//!                    20-23  memory in KiB
//!                    24-27  passes
//!                    28-47  salt
//!                    48-63  check of the key
//! chunk n     1 MiB (the last one less), sealed by AES-256-GCM, 16 octets of proof after it
//!             nonce: 7 octets 0, n in 4 octets, 1 if it is the last and 0 if not
//!             authenticated with it: the beginning
//! ```
//! Each file has a key of its own, because each has a salt of its own, so a nonce never repeats under a key. A chunk
//! that is changed, missing, doubled or elsewhere than it was does not open; nor does a file that ends before its last
//! chunk. Numbers are written with the highest octet first. A file without a passphrase is made the same way with a
//! key that follows from its salt: it shows damage, and hides nothing.

use std::io::{self, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::unfit;
use crate::audit::hash;
use crate::random;
use crate::refusal::Fault;
use crate::secret::Secret;

const MAGIC: &[u8; 16] = b"guildhall-backup";
/// The version of the form that is written; every version up to it is read.
pub(super) const VERSION: u16 = 1;
const BEGINNING: usize = 64;
const CHUNK: usize = 1 << 20;
const PROOF: usize = 16;
/// 64 MiB, 3 passes, 4 lanes: the second choice of RFC 9106, about 0.2 s on the machines we know.
const COST: Cost = Cost { memory: 64 * 1024, passes: 3, lanes: 4 };
/// The most a file may ask for: a damaged one must not exhaust the machine.
const MOST: Cost = Cost { memory: 1024 * 1024, passes: 16, lanes: 16 };

#[derive(Clone, Copy)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u8,
}

/// What protects a backup.
pub enum Protection {
    /// Whoever has this passphrase can read it.
    Passphrase(Secret<String>),
    /// Whoever has the file can read it.
    None,
}

struct Seal {
    key: LessSafeKey,
    beginning: [u8; BEGINNING],
    next: u32,
}

impl Seal {
    /// A key for a file that begins like this, and the check of it.
    fn of(
        protection: &Protection,
        beginning: [u8; BEGINNING],
        cost: Cost,
    ) -> Result<(Self, [u8; 16]), Fault> {
        let salt = &beginning[28..48];
        let mut derived = [0_u8; 48];
        match protection {
            Protection::Passphrase(passphrase) => {
                let params = Params::new(
                    cost.memory,
                    cost.passes,
                    u32::from(cost.lanes),
                    Some(derived.len()),
                );
                let params = params.map_err(|error| {
                    Fault::defect(format!("setting the cost of a passphrase: {error}"))
                })?;
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into(passphrase.reveal().as_bytes(), salt, &mut derived)
                    .map_err(|error| {
                        Fault::defect(format!("making a key of a passphrase: {error}"))
                    })?;
            }
            Protection::None => {
                derived[..32].copy_from_slice(&hash(&[b"no passphrase", salt]));
                derived[32..].copy_from_slice(&hash(&[b"check", salt])[..16]);
            }
        }
        let key = UnboundKey::new(&AES_256_GCM, &derived[..32])
            .map_err(|_| Fault::defect("making the key of a backup"))?;
        let mut check = [0; 16];
        check.copy_from_slice(&derived[32..]);
        Ok((Self { key: LessSafeKey::new(key), beginning, next: 0 }, check))
    }

    fn nonce(&mut self, is_last: bool) -> io::Result<Nonce> {
        let mut nonce = [0; 12];
        nonce[7..11].copy_from_slice(&self.next.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.next = self.next.checked_add(1).ok_or_else(|| io::Error::other("it is too long"))?;
        Ok(Nonce::assume_unique_for_key(nonce))
    }
}

/// Writes a sealed file.
pub(super) struct Sealing<W: Write> {
    out: W,
    seal: Seal,
    chunk: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    pub(super) fn begin(mut out: W, protection: &Protection) -> Result<Self, Fault> {
        let mut beginning = [0; BEGINNING];
        beginning[..16].copy_from_slice(MAGIC);
        beginning[16..18].copy_from_slice(&VERSION.to_be_bytes());
        beginning[18] = u8::from(matches!(protection, Protection::Passphrase(_)));
        beginning[19] = COST.lanes;
        beginning[20..24].copy_from_slice(&COST.memory.to_be_bytes());
        beginning[24..28].copy_from_slice(&COST.passes.to_be_bytes());
        random::fill(&mut beginning[28..48]);
        let (mut seal, check) = Seal::of(protection, beginning, COST)?;
        seal.beginning[48..].copy_from_slice(&check);
        out.write_all(&seal.beginning)
            .map_err(|error| Fault::outage("writing a backup").because(error))?;
        Ok(Self { out, seal, chunk: Vec::with_capacity(CHUNK + PROOF) })
    }

    fn seal_chunk(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = self.seal.nonce(is_last)?;
        self.seal
            .key
            .seal_in_place_append_tag(nonce, Aad::from(self.seal.beginning), &mut self.chunk)
            .map_err(|_| io::Error::other("a chunk could not be sealed"))?;
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }

    /// Seals the last chunk and gives back what was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal_chunk(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed only once something follows: the last one has to say that it is.
        if self.chunk.len() == CHUNK {
            self.seal_chunk(false)?;
        }
        let taken = octets.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&octets[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a sealed file; gives out nothing that has not proved to be what was written.
pub(super) struct Opening<R: Read> {
    file: R,
    seal: Seal,
    /// The chunk that is given out, and how much of it was.
    chunk: Vec<u8>,
    given: usize,
    /// The next one, as it stands in the file; empty if there is none.
    ahead: Vec<u8>,
    is_over: bool,
}

impl<R: Read> Opening<R> {
    pub(super) fn begin(mut file: R, protection: &Protection) -> Result<Self, Fault> {
        let mut beginning = [0; BEGINNING];
        file.read_exact(&mut beginning).map_err(|error| {
            unfit("This is no backup, or only the beginning of one").because(error)
        })?;
        let field = |at: usize| {
            u32::from_be_bytes([
                beginning[at],
                beginning[at + 1],
                beginning[at + 2],
                beginning[at + 3],
            ])
        };
        if beginning[..16] != MAGIC[..] {
            return Err(unfit("This is no backup"));
        }
        let version = u16::from_be_bytes([beginning[16], beginning[17]]);
        if version == 0 || version > VERSION {
            return Err(unfit(format!(
                "The backup was made by a newer release (form {version}, this release reads up to {VERSION}). Start that release instead"
            )));
        }
        match (beginning[18], protection) {
            (0, Protection::None) | (1, Protection::Passphrase(_)) => {}
            (1, Protection::None) => {
                return Err(unfit(
                    "The backup is sealed under a passphrase. Name the file that holds it with --passphrase-file",
                ));
            }
            (0, Protection::Passphrase(_)) => {
                return Err(unfit(
                    "The backup is not sealed under a passphrase, although one was given. If that is right, leave the passphrase out",
                ));
            }
            _ => return Err(unfit("The beginning of the backup is damaged")),
        }
        let cost = Cost { memory: field(20), passes: field(24), lanes: beginning[19] };
        if cost.memory > MOST.memory || cost.passes > MOST.passes || cost.lanes > MOST.lanes {
            return Err(unfit("The beginning of the backup is damaged"));
        }
        let (seal, check) = Seal::of(protection, beginning, cost)
            .map_err(|fault| unfit("The beginning of the backup is damaged").because(fault))?;
        aws_lc_rs::constant_time::verify_slices_are_equal(&check, &beginning[48..]).map_err(
            |_| match protection {
                Protection::Passphrase(_) => unfit(
                    "The passphrase is not the one of this backup, or the beginning of the file is damaged",
                ),
                Protection::None => unfit("The beginning of the backup is damaged"),
            },
        )?;
        let mut opening = Self {
            file,
            seal,
            chunk: Vec::with_capacity(CHUNK + PROOF),
            given: 0,
            ahead: Vec::with_capacity(CHUNK + PROOF),
            is_over: false,
        };
        opening.look_ahead().map_err(|error| Fault::outage("reading the backup").because(error))?;
        Ok(opening)
    }

    fn look_ahead(&mut self) -> io::Result<()> {
        self.ahead.clear();
        (&mut self.file).take((CHUNK + PROOF) as u64).read_to_end(&mut self.ahead).map(drop)
    }

    fn open_chunk(&mut self) -> io::Result<()> {
        if self.ahead.is_empty() {
            return Err(damaged("it ends too early"));
        }
        std::mem::swap(&mut self.chunk, &mut self.ahead);
        self.look_ahead()?;
        let is_last = self.ahead.is_empty();
        let number = self.seal.next;
        let nonce = self.seal.nonce(is_last)?;
        let opened = self
            .seal
            .key
            .open_in_place(nonce, Aad::from(self.seal.beginning), &mut self.chunk)
            .map(|opened| opened.len());
        let Ok(length) = opened else {
            self.chunk.clear();
            let what = if is_last { ", or it ends too early" } else { "" };
            return Err(damaged(&format!("chunk {number} is not what was written{what}")));
        };
        self.chunk.truncate(length);
        self.given = 0;
        self.is_over = is_last;
        Ok(())
    }
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the backup is damaged: {what}"))
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.chunk.len() {
            if self.is_over {
                return Ok(0);
            }
            self.chunk.clear();
            self.given = 0;
            self.open_chunk()?;
        }
        let taken = into.len().min(self.chunk.len() - self.given);
        into[..taken].copy_from_slice(&self.chunk[self.given..self.given + taken]);
        self.given += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8], protection: &Protection) -> Vec<u8> {
        let mut sealing = Sealing::begin(Vec::new(), protection).expect("a file");
        sealing.write_all(content).expect("written");
        sealing.finish().expect("sealed")
    }

    fn opened(file: &[u8], protection: &Protection) -> Result<Vec<u8>, String> {
        let mut opening = Opening::begin(file, protection).map_err(|fault| fault.chain())?;
        let mut content = Vec::new();
        opening.read_to_end(&mut content).map_err(|error| error.to_string())?;
        Ok(content)
    }

    #[test]
    fn what_was_sealed_opens_at_every_length_around_a_chunk() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
            let content: Vec<u8> = (0..length).map(|place| (place % 251) as u8).collect();
            let file = sealed(&content, &Protection::None);
            assert!(opened(&file, &Protection::None).expect("it opens") == content, "{length}");
            // Cut at the end of a chunk, which is where it would be missed.
            for chunks in 0..length.div_ceil(CHUNK) {
                let cut = BEGINNING + chunks * (CHUNK + PROOF);
                if cut < file.len() {
                    assert!(opened(&file[..cut], &Protection::None).is_err(), "{length} at {cut}");
                }
            }
        }
    }

    #[test]
    fn chunks_that_changed_places_do_not_open() {
        let file = sealed(&vec![7; 3 * CHUNK], &Protection::None);
        let chunk = |number: usize| {
            let start = BEGINNING + number * (CHUNK + PROOF);
            &file[start..start + CHUNK + PROOF]
        };
        let begin = &file[..BEGINNING];
        assert!(
            opened(&[begin, chunk(1), chunk(0), chunk(2)].concat(), &Protection::None).is_err()
        );
        assert!(opened(&[begin, chunk(0), chunk(2)].concat(), &Protection::None).is_err());
        assert!(
            opened(&[begin, chunk(0), chunk(0), chunk(1), chunk(2)].concat(), &Protection::None)
                .is_err()
        );
        assert!(opened(&[&file[..], chunk(2)].concat(), &Protection::None).is_err());
    }

    #[test]
    fn another_passphrase_and_none_are_told_apart_from_damage() {
        let of = |text: &str| Protection::Passphrase(Secret::new(text.to_owned()));
        let file = sealed(b"content", &of("correct horse battery"));
        assert_eq!(opened(&file, &of("correct horse battery")).expect("it opens"), b"content");
        let wrong = opened(&file, &of("correct horse batteries")).expect_err("refused");
        assert!(wrong.contains("passphrase is not the one"), "{wrong}");
        let none = opened(&file, &Protection::None).expect_err("refused");
        assert!(none.contains("--passphrase-file"), "{none}");
        let mut newer = file.clone();
        newer[17] = 2;
        let newer = opened(&newer, &of("correct horse battery")).expect_err("refused");
        assert!(newer.contains("newer release"), "{newer}");
    }
}
