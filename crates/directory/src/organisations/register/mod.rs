//! Reads the national register's published files: 27 quoted columns, no header.
//!
//! The importer and its preview use this. It is pure: it turns bytes into records and
//! into rows it could not take, and never looks at what is already stored.
//!
//! Invariants:
//! * Every line that is not blank yields exactly one item, a [`Record`] or a [`BadRow`], so
//!   records and bad rows add up to the data rows of the file.
//! * One row is one line. The register never breaks a line inside quotation marks, so a
//!   mark that is not closed spoils its own row only, where a general CSV reader would
//!   silently swallow the rest of the file into one field. That is why this module splits
//!   fields itself.
//! * Memory is bounded: lines, fields and the number of rows have limits.
//!
//! The kind of an organisation is recognised in this order: the role codes of the row (RO76
//! is a practice, RO197 a trust, …), then the report the file is named after (`etr`, `ets`,
//! `etrust`, `eccg`, `epraccur`, `edispensary`), then the prescribing setting and the shape of
//! the code. In `epraccur` only setting 4 or role RO76 is a practice; the other cost centres
//! are [`Kind::Other`].
//!
//! Files: `record` (what a row says), `fields` (splitting and checking a line), `row` (a line
//! into a record), `whole_file` (is this a register at all), `messages` (the words people see).
//!
//! It does not decide what a file means for organisations already known, and does not judge
//! whether a parent exists: an unknown parent is an ordinary value.

mod faults;
mod fields;
mod kinds;
mod messages;
mod record;
mod row;
mod whole_file;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};

use jiff::civil::Date;

pub use self::faults::{BadRow, Looks, NotARegister, Reason};
pub use self::record::{Kind, Record, Status};

use self::fields::{YEARS, day};
use self::kinds::Report;

/// Columns in every row of the register's standard form.
pub const COLUMNS: usize = 27;
/// Longest line read, in bytes; a real one stays under 1,000.
const LINE_AT_MOST: usize = 64 * 1024;
/// Rows read from one file; the whole national register has about a third of this.
const ROWS_AT_MOST: u64 = 1_000_000;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The rows of one register file; see [`read`].
pub struct Rows<'source> {
    source: Box<dyn BufRead + Send + 'source>,
    report: Report,
    as_of: Date,
    line: u64,
    rows: u64,
    finished: bool,
    bytes: Vec<u8>,
    first_lines: HashMap<String, u64>,
}

/// Opens a register file, plain or `.gz` (told by its content). The name tells the report;
/// `as_of` is the day on which an empty status is worked out from the dates.
///
/// # Errors
/// When the file as a whole is something else.
pub fn read<'source>(
    source: impl Read + Send + 'source,
    name: &str,
    as_of: Date,
) -> Result<Rows<'source>, NotARegister> {
    let source = whole_file::open(Box::new(source))
        .map_err(|looks| NotARegister { name: name.to_owned(), looks })?;
    Ok(Rows {
        source: Box::new(BufReader::new(source)),
        report: Report::from_name(name),
        as_of,
        line: 0,
        rows: 0,
        finished: false,
        bytes: Vec::new(),
        first_lines: HashMap::new(),
    })
}

/// The as-of date a file name carries: `etr_2025-12.csv` is 1 December 2025, `…_2025-12-29…`
/// and `…20251229…` are the day itself. The last date in the name counts.
pub fn as_of_from_name(name: &str) -> Option<Date> {
    let parts: Vec<&str> = base(name).split(|c: char| !c.is_ascii_digit()).collect();
    let number = |at: usize, digits: usize| {
        let text = parts.get(at).filter(|text| text.len() == digits)?;
        text.parse::<i16>().ok()
    };
    (0..parts.len()).rev().find_map(|at| {
        if let Some(day) = day(parts[at]) {
            return Some(day);
        }
        let year = number(at, 4).filter(|year| YEARS.contains(year))?;
        let month = i8::try_from(number(at + 1, 2)?).ok()?;
        let day_of_month = number(at + 2, 2).map_or(Ok(1), i8::try_from).ok()?;
        Date::new(year, month, day_of_month).ok()
    })
}

impl Iterator for Rows<'_> {
    type Item = Result<Record, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            let item = match self.next_line() {
                Ok(Line::End) => break,
                Ok(Line::Blank) => continue,
                Ok(Line::TooLong) => Err(Reason::LineTooLong),
                Ok(Line::Read) if self.rows == ROWS_AT_MOST => Err(Reason::TooManyRows),
                Ok(Line::Read) => self.record(),
                Err(fault) => Err(Reason::Unreadable { cause: fault.to_string() }),
            };
            self.rows += 1;
            self.finished = item.as_ref().is_err_and(Reason::ends_the_file);
            return Some(item.map_err(|reason| BadRow { line: self.line, reason }));
        }
        self.finished = true;
        None
    }
}

enum Line {
    Read,
    Blank,
    TooLong,
    End,
}

impl Rows<'_> {
    fn next_line(&mut self) -> io::Result<Line> {
        self.line += 1;
        self.bytes.clear();
        let mut limited = (&mut self.source).take(LINE_AT_MOST as u64);
        if limited.read_until(b'\n', &mut self.bytes)? == 0 {
            return Ok(Line::End);
        }
        if self.bytes.len() == LINE_AT_MOST && !self.bytes.ends_with(b"\n") {
            self.source.skip_until(b'\n')?;
            return Ok(Line::TooLong);
        }
        if self.line == 1 && self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.bytes.drain(..BYTE_ORDER_MARK.len());
        }
        while self.bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            self.bytes.pop();
        }
        let blank = self.bytes.iter().all(u8::is_ascii_whitespace);
        Ok(if blank { Line::Blank } else { Line::Read })
    }
}

fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
