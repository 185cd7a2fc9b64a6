//! Decides, from its first bytes and lines, whether a file is a register at all.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::fields::{check_code, shortened, split};
use super::lookups::{NOT_SIGN, Table, Writing, fields};
use super::messages;
use super::workbook::{self, Sheet};
use super::{BYTE_ORDER_MARK, COLUMNS, Looks};

/// Bytes looked at to decide whether the file is a register at all.
const HEAD: usize = 64 * 1024;
/// Lines looked at to decide whether the file is a register at all.
const LINES_JUDGED: usize = 20;
pub(super) type Source<'source> = Box<dyn Read + Send + 'source>;

/// Headings of an unknown sheet that are told.
const HEADINGS_TOLD: usize = 6;
/// Bytes of a packed file when it is unpacked; the whole national register has about a twentieth of this.
pub(super) const UNPACKED_AT_MOST: u64 = 1024 * 1024 * 1024;
/// Bytes of a workbook, which is read whole.
const WORKBOOK_AT_MOST: u64 = 64 * 1024 * 1024;

/// What a file is, with its text unread.
pub(super) enum Shape<'source> {
    /// The standard form.
    Standard(Source<'source>),
    /// A look-up as text.
    Lines { source: Source<'source>, table: Table, writing: Writing },
    /// A look-up as a sheet.
    Sheet { rows: Sheet, table: Table },
}

/// Looks at the beginning of a source, unpacks `.gz`, and hands back the whole text unread.
pub(super) fn open(source: Source<'_>) -> Result<Shape<'_>, Looks> {
    let (mut head, mut source) = peek(source)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        (head, source) = peek(Box::new(Bounded {
            source: MultiGzDecoder::new(source),
            left: UNPACKED_AT_MOST,
        }))?;
    }
    if head.starts_with(b"PK\x03\x04") {
        return open_workbook(source);
    }
    if let Some((table, writing)) = lookup(&head) {
        return Ok(Shape::Lines { source, table, writing });
    }
    judge(&head)?;
    Ok(Shape::Standard(source))
}

/// Headings that no look-up has, the first of them as they stand there.
fn unknown(headings: &[String]) -> Looks {
    let named = headings.iter().map(|heading| heading.trim()).filter(|heading| !heading.is_empty());
    Looks::Headings { found: named.take(HEADINGS_TOLD).map(shortened).collect() }
}

fn open_workbook(source: Source<'_>) -> Result<Shape<'_>, Looks> {
    let mut bytes = Vec::new();
    source
        .take(WORKBOOK_AT_MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|fault| Looks::Unreadable { cause: fault.to_string() })?;
    let rows = Some(&bytes)
        .filter(|bytes| bytes.len() as u64 <= WORKBOOK_AT_MOST)
        .and_then(|bytes| workbook::first_sheet(bytes))
        .ok_or(Looks::Zip)?;
    let headings = rows.rows.first().map_or(&[][..], |first| first.cells.as_slice());
    let table = Table::recognise(headings)
        .ok_or_else(|| Table::known_otherwise(headings).unwrap_or_else(|| unknown(headings)))?;
    Ok(Shape::Sheet { rows, table })
}

/// The look-up whose headings stand in the first line that is not blank.
fn lookup(head: &[u8]) -> Option<(Table, Writing)> {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty())?;
    let writing = if line.contains(&NOT_SIGN) { Writing::NotSigns } else { Writing::Commas };
    let headings = fields(line.trim_ascii_end(), writing).ok()?;
    Some((Table::recognise(&headings)?, writing))
}

/// A source that fails where it goes on for longer than it may.
pub(super) struct Bounded<S> {
    pub(super) source: S,
    pub(super) left: u64,
}

impl<S: Read> Read for Bounded<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(messages::unfolds(UNPACKED_AT_MOST)))?;
        Ok(read)
    }
}

fn peek(mut source: Source<'_>) -> Result<(Vec<u8>, Source<'_>), Looks> {
    let mut head = Vec::new();
    source
        .by_ref()
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|fault| Looks::Unreadable { cause: fault.to_string() })?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(source))))
}

fn judge(head: &[u8]) -> Result<(), Looks> {
    let beginnings: [(&[u8], Looks); 6] = [
        (b"PK\x03\x04", Looks::Zip),
        (b"PK\x05\x06", Looks::Zip),
        (b"\xd0\xcf\x11\xe0", Looks::OldExcel),
        (b"%PDF", Looks::Pdf),
        (b"\xff\xfe", Looks::Utf16),
        (b"\xfe\xff", Looks::Utf16),
    ];
    if let Some((_, looks)) = beginnings.into_iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(looks);
    }
    let text = String::from_utf8_lossy(head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head));
    if text.trim().is_empty() {
        return Err(Looks::Empty);
    }
    // A last line that the head cuts in two says nothing about its columns.
    let complete = if head.len() < HEAD {
        &text
    } else {
        text.rsplit_once('\n').map_or("", |(lines, _)| lines)
    };
    let lines: Vec<&str> =
        complete.lines().filter(|line| !line.trim().is_empty()).take(LINES_JUDGED).collect();
    let Some(first) = lines.first() else { return Ok(()) };
    if lines.iter().any(|line| split(line).is_ok_and(|fields| fields.len() == COLUMNS)) {
        let header = split(first).is_ok_and(|fields| is_header(&fields));
        return if header { Err(Looks::Header) } else { Ok(()) };
    }
    let known = split(first).ok().and_then(|headings| Table::known_otherwise(&headings));
    Err(known.unwrap_or_else(|| other_table(&text, head, first)))
}

fn other_table(text: &str, head: &[u8], first: &str) -> Looks {
    if head.contains(&0) {
        return Looks::Binary;
    }
    match text.trim_start().as_bytes().first() {
        Some(b'<') => return Looks::Markup,
        Some(b'{' | b'[') => return Looks::Json,
        _ => {}
    }
    let commas = first.matches(',').count();
    // U+FFFD stands for the byte 0xAC, the not sign in Windows-1252, which one publisher uses.
    let others = [
        (';', "semicolons"),
        ('\t', "tabs"),
        ('|', "vertical bars"),
        ('¬', "not signs (¬)"),
        ('\u{fffd}', "not signs (¬)"),
    ];
    let delimiter = others
        .into_iter()
        .find(|(character, _)| first.matches(*character).count() > commas.max(3))
        .map(|(_, delimiter)| Looks::Delimiter { delimiter });
    delimiter
        .unwrap_or(Looks::Columns { found: split(first).map_or(commas + 1, |fields| fields.len()) })
}

fn is_header(fields: &[Cow<'_, str>]) -> bool {
    let words = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_ascii_digit());
    fields.len() == COLUMNS
        && words(&fields[10])
        && (words(&fields[11]) || check_code(&fields[0]).is_err())
}
