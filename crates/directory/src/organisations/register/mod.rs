//! Reads the national register's published files: the standard form with 27 quoted columns and no header, and the
//! look-ups that stand beside it, which are told by their headings.
//!
//! The importer and its preview use this. It is pure: it turns bytes into records, successions and
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
//! Files: `record` (what a row says), `lines` (a source into lines), `fields` (splitting and checking a line), `row`
//! (a line into a record), `whole_file` (is this a register at all), `lookups` (tables with headings), `workbook`
//! (sheets of .xlsx files), `messages` (the words people see).
//!
//! It does not decide what a file means for organisations already known, and does not judge
//! whether a parent exists: an unknown parent is an ordinary value.

mod faults;
mod fields;
mod kinds;
mod lines;
mod lookups;
mod messages;
mod record;
mod row;
mod whole_file;
mod workbook;

#[cfg(test)]
mod lookup_tests;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::Read;

use jiff::civil::Date;

pub use self::faults::{BadRow, Looks, NotARegister, Problem, Reason};
pub use self::lookups::Lookup;
pub use self::record::{Kind, Record, Relation, Status, Succession};

use self::fields::{YEARS, day};
use self::kinds::Report;
use self::lines::{Line, Lines};
use self::whole_file::Shape;

/// Columns in every row of the register's standard form.
pub const COLUMNS: usize = 27;
/// Rows read from one file; the whole national register has about a third of this.
const ROWS_AT_MOST: u64 = 1_000_000;
/// Rows of a look-up, which is held whole; real ones have about seven thousand.
const LOOK_UP_ROWS_AT_MOST: u64 = 200_000;
/// Organisations, and successions, of a look-up.
const SAID_AT_MOST: usize = 500_000;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file that was recognised.
pub enum Opened<'source> {
    /// The standard form: its rows, one by one.
    Standard(Rows<'source>),
    /// A look-up, read to its end: several of its rows may speak of one organisation.
    Lookup(Lookup),
}

/// The rows of one file in the standard form; see [`read`].
pub struct Rows<'source> {
    lines: Lines<'source>,
    report: Report,
    as_of: Date,
    rows: u64,
    finished: bool,
    first_lines: HashMap<String, u64>,
}

/// Opens a register file or a look-up, plain or `.gz` (told by its content). The name tells the report;
/// `as_of` is the day on which an empty status is worked out from the dates.
///
/// # Errors
/// When the file as a whole is something else.
pub fn read<'source>(
    source: impl Read + Send + 'source,
    name: &str,
    as_of: Date,
) -> Result<Opened<'source>, NotARegister> {
    let shape = whole_file::open(Box::new(source))
        .map_err(|looks| NotARegister { name: name.to_owned(), looks })?;
    Ok(match shape {
        Shape::Standard(source) => Opened::Standard(Rows {
            lines: Lines::new(source),
            report: Report::from_name(name),
            as_of,
            rows: 0,
            finished: false,
            first_lines: HashMap::new(),
        }),
        Shape::Lines { source, table, writing } => {
            Opened::Lookup(lookups::read_lines(Lines::new(source), &table, writing, name, as_of))
        }
        Shape::Sheet { rows, table } => {
            Opened::Lookup(lookups::read_sheet(&rows, &table, name, as_of))
        }
    })
}

/// The as-of date a file name carries: `etr_2025-12.csv` and `…_dec_2025…` are 1 December 2025, `…_2025-12-29…`
/// and `…20251229…` are the day itself. The last date in the name counts.
pub fn as_of_from_name(name: &str) -> Option<Date> {
    let parts: Vec<&str> = base(name).split(|c: char| !c.is_ascii_digit()).collect();
    let number = |at: usize, digits: usize| {
        let text = parts.get(at).filter(|text| text.len() == digits)?;
        text.parse::<i16>().ok()
    };
    let in_digits = (0..parts.len()).rev().find_map(|at| {
        if let Some(day) = day(parts[at]) {
            return Some(day);
        }
        let year = number(at, 4).filter(|year| YEARS.contains(year))?;
        let month = i8::try_from(number(at + 1, 2)?).ok()?;
        let day_of_month = number(at + 2, 2).map_or(Ok(1), i8::try_from).ok()?;
        Date::new(year, month, day_of_month).ok()
    });
    in_digits.or_else(|| month_in_words(base(name)))
}

/// The first day of a month written as a word before its year: `dec_2024`.
fn month_in_words(name: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    words.windows(2).rev().find_map(|pair| {
        let month = MONTHS.iter().position(|month| *month == pair[0])?;
        let year = pair[1].parse().ok().filter(|year| YEARS.contains(year))?;
        Date::new(year, i8::try_from(month + 1).ok()?, 1).ok()
    })
}

impl Iterator for Rows<'_> {
    type Item = Result<Record, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            let item = match self.lines.next_line() {
                Ok(Line::End) => break,
                Ok(Line::Blank) => continue,
                Ok(_) if self.rows >= ROWS_AT_MOST => {
                    Err(Reason::TooManyRows { at_most: ROWS_AT_MOST })
                }
                Ok(Line::TooLong) => Err(Reason::LineTooLong),
                Ok(Line::Read) => self.record(),
                Err(fault) => Err(Reason::Unreadable { cause: fault.to_string() }),
            };
            self.rows += 1;
            self.finished = item.as_ref().is_err_and(Reason::ends_the_file);
            return Some(item.map_err(|reason| BadRow { line: self.lines.line, reason }));
        }
        self.finished = true;
        None
    }
}

fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
