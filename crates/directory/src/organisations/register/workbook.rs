//! Sheets of `.xlsx` files, read within bounds.
//!
//! A workbook is a zip archive of XML: a few kilobytes can unfold into gigabytes, and one cell in the last corner of a
//! sheet would make a table of seventeen thousand million cells. So every part is unpacked once into nothing, to see
//! that all together stay within a limit, before the library may read it; and cells are taken one by one.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx};
use zip::ZipArchive;

use super::Reason;

/// Bytes of all parts of a workbook, unpacked; the largest look-up has about a tenth of this.
const UNPACKED_AT_MOST: u64 = 64 * 1024 * 1024;
/// Parts of a workbook; real ones have about twenty.
const PARTS_AT_MOST: usize = 500;
/// Columns that are looked at; real look-ups have about twenty.
const COLUMNS_AT_MOST: usize = 100;
/// Rows of a sheet.
const ROWS_AT_MOST: usize = super::LOOK_UP_ROWS_AT_MOST as usize;
/// Bytes of all texts of a sheet together: cells may share one long text.
const TEXT_AT_MOST: usize = 64 * 1024 * 1024;

/// One row of a sheet.
#[derive(Debug)]
pub(super) struct SheetRow {
    /// Its number, counted from 1.
    pub(super) line: u64,
    /// Its cells from the first column on.
    pub(super) cells: Vec<String>,
    /// Columns, counted from 0, whose formulas gave an error, and which.
    pub(super) errors: Vec<(usize, String)>,
}

/// The rows of a workbook's first sheet that are not empty, with their numbers, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<SheetRow>,
    /// Where reading stopped before the end, and why.
    pub(super) stopped: Option<(u64, Reason)>,
}

/// Reads the first sheet of a workbook; none if it is something else, or unfolds beyond all bounds.
pub(super) fn first_sheet(bytes: &[u8]) -> Option<Sheet> {
    if !unfolds_within_bounds(bytes) {
        return None;
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let name = book.sheet_names().first()?.clone();
    let mut cells = book.worksheet_cells_reader(&name).ok()?;
    let mut sheet = Sheet::default();
    let mut text_bytes = 0;
    loop {
        let line = sheet.rows.last().map_or(1, |row| row.line);
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(fault) => {
                // The rest of that row is unknown.
                sheet.rows.pop();
                sheet.stopped = Some((line, Reason::Unreadable { cause: fault.to_string() }));
                break;
            }
        };
        let (row, column) = cell.get_position();
        let (row, column) = (u64::from(row) + 1, column as usize);
        let (text, error) = text_of(cell.get_value());
        text_bytes += text.len();
        let is_new = sheet.rows.last().is_none_or(|last| last.line != row);
        if text_bytes > TEXT_AT_MOST {
            sheet.rows.pop_if(|_| !is_new);
            sheet.stopped = Some((row, Reason::TooMuch));
            break;
        }
        if is_new && sheet.rows.len() == ROWS_AT_MOST {
            sheet.stopped = Some((row, Reason::TooManyRows { at_most: ROWS_AT_MOST as u64 }));
            break;
        }
        if column >= COLUMNS_AT_MOST {
            continue;
        }
        if is_new {
            sheet.rows.push(SheetRow { line: row, cells: Vec::new(), errors: Vec::new() });
        }
        if let Some(last) = sheet.rows.last_mut() {
            last.cells.resize(last.cells.len().max(column + 1), String::new());
            last.cells[column] = text;
            last.errors.extend(error.map(|error| (column, error)));
        }
    }
    Some(sheet)
}

/// Unpacks every part into nothing and counts, because the sizes that an archive states may be lies.
fn unfolds_within_bounds(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    if archive.len() > PARTS_AT_MOST {
        return false;
    }
    let mut left = UNPACKED_AT_MOST;
    (0..archive.len()).all(|at| {
        let Ok(part) = archive.by_index(at) else { return false };
        // One byte more than is left tells that there is more.
        match io::copy(&mut part.take(left + 1), &mut io::sink()) {
            Ok(unpacked) if unpacked <= left => {
                left -= unpacked;
                true
            }
            _ => false,
        }
    })
}

/// The text of a cell, and the error that stands in it, if one does.
fn text_of(value: &DataRef<'_>) -> (String, Option<String>) {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::Error(error) => return (String::new(), Some(error.to_string())),
        DataRef::Empty => String::new(),
    };
    (text, None)
}

/// A day as look-ups write it: spreadsheets make a number of what they take for a day, and count from 1900 or 1904.
/// What is more than a day is written so that it is taken for none.
fn moment_of(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    match (moment.is_datetime(), hour, minute, second) {
        (true, 0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        (true, ..) => format!("{year:04}-{month:02}-{day:02} at {hour:02}:{minute:02}"),
        (false, ..) => moment.as_f64().to_string(),
    }
}
