//! What is inside the seal: a heading, the installation's own files, every table, and an end that counts them.
//!
//! A section is one octet that says what it is, its length in 8 octets, and so many octets. Of a table: its shape, its
//! rows in blocks, then how many they were and their digest; at the end the number of tables, of rows, and the digest
//! over all tables. Whoever reads to the end has compared every count and digest on the way. Everything is compressed.

use std::io::{self, BufWriter, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::digest::{Counting, Digesting, Digests, Sink};
use super::sealed::{Opening, Protection, Sealing};
use super::unfit;
use crate::db::{Blocks, TableShape};
use crate::refusal::Fault;

const HEADING: u8 = 1;
const FILE: u8 = 2;
const TABLE: u8 = 3;
const ROWS: u8 = 4;
const TABLE_END: u8 = 5;
const END: u8 = 6;

/// The longest section that is read; a row has to fit into one.
const LONGEST: u64 = 1 << 30;
/// Fast rather than small: twice as fast as the library's usual level, a tenth larger.
const LEVEL: Compression = Compression::new(1);

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// When it was taken; RFC 3339 in UTC.
    pub taken_at: String,
    /// The migrations the database had, by name, in order.
    pub migrations: Vec<String>,
    /// The life of the database it is of.
    pub epoch: Option<Uuid>,
    /// Acts that were sealed.
    pub sealed: i64,
    /// The end of their chain, in hexadecimal.
    pub head: String,
    /// The newest checkpoint that had left the database.
    pub checkpoint: Option<String>,
    /// Whether the installation's keys are in it.
    pub has_keys: bool,
}

/// Writes a backup.
pub(super) struct Writer<W: Write> {
    out: DeflateEncoder<BufWriter<Sealing<W>>>,
    digesting: Digesting,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, protection: &Protection, heading: &Heading) -> Result<Self, Fault> {
        let sealing = Sealing::begin(out, protection)?;
        let mut writer = Self {
            out: DeflateEncoder::new(BufWriter::new(sealing), LEVEL),
            digesting: Digesting::default(),
        };
        let heading = serde_json::to_vec(heading)
            .map_err(|error| Fault::defect("writing the heading of a backup").because(error))?;
        writer.section(HEADING, &heading).map_err(writing)?;
        Ok(writer)
    }

    fn section(&mut self, kind: u8, content: &[u8]) -> io::Result<()> {
        self.out.write_all(&[kind])?;
        self.out.write_all(&(content.len() as u64).to_be_bytes())?;
        self.out.write_all(content)
    }

    /// Puts a file of the installation in.
    pub(super) fn file(&mut self, name: &str, content: &[u8]) -> Result<(), Fault> {
        self.section(FILE, &[name.as_bytes(), &[0], content].concat()).map_err(writing)
    }

    /// Ends it and gives back what was written to, and the digests of what was written.
    pub(super) fn finish(mut self) -> Result<(W, Digests), Fault> {
        let digests = std::mem::take(&mut self.digesting.digests);
        let end = [
            &(digests.tables.len() as u64).to_be_bytes()[..],
            &digests.rows().to_be_bytes(),
            &digests.hash(),
        ]
        .concat();
        self.section(END, &end).map_err(writing)?;
        let out = self.out.finish().map_err(writing)?;
        let sealing = out.into_inner().map_err(|error| writing(error.into_error()))?;
        Ok((sealing.finish().map_err(writing)?, digests))
    }
}

pub(super) fn writing(error: io::Error) -> Fault {
    Fault::outage("writing a backup").because(error)
}

impl<W: Write> Sink for Writer<W> {
    fn table(&mut self, shape: &TableShape) -> io::Result<()> {
        self.digesting.table(shape)?;
        self.section(TABLE, &serde_json::to_vec(shape)?)
    }

    fn rows(&mut self, rows: u64, block: &[u8]) -> io::Result<()> {
        self.digesting.rows(rows, block)?;
        self.out.write_all(&[ROWS])?;
        self.out.write_all(&(block.len() as u64 + 8).to_be_bytes())?;
        self.out.write_all(&rows.to_be_bytes())?;
        self.out.write_all(block)
    }

    fn table_end(&mut self) -> io::Result<()> {
        self.digesting.table_end()?;
        let Some(table) = self.digesting.digests.tables.last() else { return Ok(()) };
        let end = [&table.rows.to_be_bytes()[..], table.digest.as_bytes()].concat();
        self.section(TABLE_END, &end)
    }
}

/// What comes next in a backup.
pub(super) enum Next {
    /// A file of the installation: its name and content.
    File(String, Vec<u8>),
    /// A table, whose rows follow.
    Table(TableShape),
    /// Nothing; every count and digest was right.
    End(Digests),
}

/// Reads a backup from its beginning to its end.
pub(super) struct Reader<R: Read> {
    input: DeflateDecoder<Opening<R>>,
    section: Vec<u8>,
    counting: Option<Counting>,
    digests: Digests,
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(file: R, protection: &Protection) -> Result<(Self, Heading), Fault> {
        let mut reader = Self {
            input: DeflateDecoder::new(Opening::begin(file, protection)?),
            section: Vec::new(),
            counting: None,
            digests: Digests::default(),
        };
        if reader.next_section()? != HEADING {
            return Err(damaged("it has no heading"));
        }
        let heading = serde_json::from_slice(&reader.section)
            .map_err(|error| damaged("its heading cannot be read").because(error))?;
        Ok((reader, heading))
    }

    fn next_section(&mut self) -> Result<u8, Fault> {
        let mut beginning = [0; 9];
        self.input.read_exact(&mut beginning).map_err(reading)?;
        let mut length = [0; 8];
        length.copy_from_slice(&beginning[1..]);
        let length = u64::from_be_bytes(length);
        if length > LONGEST {
            return Err(damaged("it has a section that is too long"));
        }
        self.section.clear();
        // Read as it comes, so that a length that is not true takes no memory.
        (&mut self.input).take(length).read_to_end(&mut self.section).map_err(reading)?;
        if self.section.len() as u64 != length {
            return Err(damaged("it ends too early"));
        }
        Ok(beginning[0])
    }

    /// The next thing; a table whose rows were not read is read over, its digest compared all the same.
    pub(super) fn next(&mut self) -> Result<Next, Fault> {
        while self.next_block()?.is_some() {}
        match self.next_section()? {
            FILE => {
                let name = self.section.iter().position(|octet| *octet == 0);
                let name = name.ok_or_else(|| damaged("it has a file without a name"))?;
                let content = self.section.split_off(name + 1);
                self.section.pop();
                let name = String::from_utf8(std::mem::take(&mut self.section));
                let name = name.map_err(|_| damaged("it has a file with a strange name"))?;
                Ok(Next::File(name, content))
            }
            TABLE => {
                let shape: TableShape = serde_json::from_slice(&self.section)
                    .map_err(|error| damaged("it has a table without a shape").because(error))?;
                self.counting = Some(Counting::of(&shape));
                Ok(Next::Table(shape))
            }
            END => {
                let digests = std::mem::take(&mut self.digests);
                let end = [
                    &(digests.tables.len() as u64).to_be_bytes()[..],
                    &digests.rows().to_be_bytes(),
                    &digests.hash(),
                ]
                .concat();
                if end != self.section {
                    return Err(damaged("its end is not that of its tables"));
                }
                if self.input.read(&mut [0; 1]).map_err(reading)? != 0
                    || self.input.get_mut().read(&mut [0; 1]).map_err(reading)? != 0
                {
                    return Err(damaged("it goes on after its end"));
                }
                Ok(Next::End(digests))
            }
            _ => Err(damaged("it has a section that this release does not know")),
        }
    }
}

impl<R: Read> Blocks for Reader<R> {
    fn next_block(&mut self) -> Result<Option<(u64, &[u8])>, Fault> {
        if self.counting.is_none() {
            return Ok(None);
        }
        let kind = self.next_section()?;
        let Some(counting) = &mut self.counting else { return Ok(None) };
        match kind {
            ROWS => {
                let (rows, block) = self
                    .section
                    .split_first_chunk::<8>()
                    .ok_or_else(|| damaged("it has rows without a number"))?;
                let rows = u64::from_be_bytes(*rows);
                counting.rows += rows;
                counting.digest.update(block);
                Ok(Some((rows, block)))
            }
            TABLE_END => {
                let found = self.counting.take().map(Counting::end);
                let found = found.ok_or_else(|| damaged("a table ends that did not begin"))?;
                let end = [&found.rows.to_be_bytes()[..], found.digest.as_bytes()].concat();
                if end != self.section {
                    return Err(damaged(&format!("its table {} is not whole", found.table)));
                }
                self.digests.tables.push(found);
                Ok(None)
            }
            _ => Err(damaged("a table does not end")),
        }
    }
}

fn damaged(what: &str) -> Fault {
    unfit(format!("The backup is damaged: {what}"))
}

/// An error of the disk is an outage; all others say that the file is not what was written.
fn reading(error: io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            unfit("The backup is damaged").because(error)
        }
        _ => Fault::outage("reading the backup").because(error),
    }
}
