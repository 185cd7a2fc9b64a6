//! Tables with headings that stand beside the register: boards, networks, hospitals, successions.
//!
//! A look-up is told by its headings, whatever its columns' order, and read to its end, because several of its rows
//! may speak of one organisation: they are put together, so that every code and every succession is said once.
//! What a look-up does not say, such as the status, stays unsaid. Names stand as published, without the blanks
//! around them.

mod forms;
mod organisations;
mod successions;
mod values;

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;
use jiff::civil::Date;

pub(super) use self::forms::Table;

use self::forms::Form;
use self::values::{Values, wrong};
use super::fields::split;
use super::lines::{Line, Lines};
use super::workbook::{Sheet, SheetRow};
use super::{
    BadRow, LOOK_UP_ROWS_AT_MOST, Problem, Reason, Record, SAID_AT_MOST, Succession, base,
};

/// Relations of one organisation at most.
const RELATIONS_AT_MOST: usize = 100;
/// The not sign, which one publisher puts between values, in Windows-1252.
pub(super) const NOT_SIGN: u8 = 0xac;

/// How the values of a line are parted and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Commas, quotation marks where needed, UTF-8.
    Commas,
    /// Not signs, no quotation marks, Windows-1252.
    NotSigns,
}

/// Everything a look-up says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// Its data rows, those that could not be taken included.
    pub rows: u64,
    /// Organisations, each code once, by code.
    pub records: Vec<Record>,
    /// Successions, each pair of codes once, by codes.
    pub successions: Vec<Succession>,
    /// Rows that could not be taken.
    pub bad: Vec<BadRow>,
}

/// What has been read so far.
#[derive(Default)]
struct Said {
    rows: u64,
    records: BTreeMap<String, Record>,
    successions: BTreeMap<(String, String), Succession>,
    bad: Vec<BadRow>,
}

impl Said {
    /// Takes a row whole or not at all.
    fn hear(&mut self, row: &Values<'_>, file: &str, as_of: Date) {
        self.rows += 1;
        match read_row(row, file, as_of) {
            Ok((records, successions)) => {
                for record in records {
                    match self.records.get_mut(&record.code) {
                        Some(held) => held.hear(record),
                        None => {
                            self.records.insert(record.code.clone(), record);
                        }
                    }
                }
                for said in successions {
                    let key = (said.old.clone(), said.new.clone());
                    let held = self.successions.remove(&key);
                    self.successions.insert(key, held.map_or(said.clone(), |held| held.max(said)));
                }
            }
            Err(reason) => self.bad.push(BadRow { line: row.line, reason }),
        }
    }

    /// Whether no further row may be taken.
    fn is_full(&self) -> bool {
        self.records.len() >= SAID_AT_MOST || self.successions.len() >= SAID_AT_MOST
    }

    fn refuse(&mut self, line: u64, reason: Reason) {
        self.rows += 1;
        self.bad.push(BadRow { line, reason });
    }

    fn whole(mut self) -> Lookup {
        for related in
            self.records.extract_if(.., |_, record| record.related.len() > RELATIONS_AT_MOST)
        {
            let (code, record) = related;
            let reason = Reason::Relations { code, at_most: RELATIONS_AT_MOST };
            self.bad.push(BadRow { line: record.line, reason });
        }
        // The one that ended the reading stays the last.
        self.bad.sort_by_key(|bad| bad.reason.ends_the_file());
        Lookup {
            rows: self.rows,
            records: self.records.into_values().collect(),
            successions: self.successions.into_values().collect(),
            bad: self.bad,
        }
    }
}

fn read_row(
    row: &Values<'_>,
    file: &str,
    as_of: Date,
) -> Result<(Vec<Record>, Vec<Succession>), Reason> {
    let none = Vec::new;
    Ok(match row.table.form {
        Form::CareBoards => (organisations::care_board(row)?, none()),
        Form::Practices => (organisations::practice(row)?, none()),
        Form::Locations => (organisations::location(row)?, none()),
        Form::HealthBoards => (organisations::health_board(row)?, none()),
        Form::Hospitals => (organisations::hospital(row)?, none()),
        Form::Standing => {
            (organisations::standing(row, as_of)?, successions::of_standing(row, file)?)
        }
        Form::Chains => (Vec::new(), successions::chain(row, file)?),
        Form::Mergers => (Vec::new(), successions::merger(row, file)?),
        Form::Successions => (Vec::new(), successions::single(row)?),
    })
}

/// Reads a look-up that is text; its first line that is not blank holds the headings.
pub(super) fn read_lines(
    mut lines: Lines<'_>,
    table: &Table,
    writing: Writing,
    name: &str,
    as_of: Date,
) -> Lookup {
    let file = shortened_name(name);
    let mut said = Said::default();
    let mut is_heading = true;
    loop {
        let refused = match lines.next_line() {
            Ok(Line::End) => break,
            Ok(Line::Blank) => continue,
            Ok(_) if std::mem::take(&mut is_heading) => continue,
            Ok(_) if said.rows >= LOOK_UP_ROWS_AT_MOST => {
                Reason::TooManyRows { at_most: LOOK_UP_ROWS_AT_MOST }
            }
            Ok(_) if said.is_full() => Reason::TooMuch,
            Ok(Line::TooLong) => Reason::LineTooLong,
            Ok(Line::Read) => match fields(&lines.bytes, writing) {
                Ok(fields) if fields.len() == table.width => {
                    let fields: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
                    said.hear(&Values { table, line: lines.line, fields: &fields }, &file, as_of);
                    continue;
                }
                Ok(fields) => Reason::Width { found: fields.len(), expected: table.width },
                Err(reason) => reason,
            },
            Err(fault) => Reason::Unreadable { cause: fault.to_string() },
        };
        let is_over = refused.ends_the_file();
        said.refuse(lines.line, refused);
        if is_over {
            break;
        }
    }
    said.whole()
}

/// Reads a look-up that is a sheet of a workbook; its first row holds the headings.
pub(super) fn read_sheet(sheet: &Sheet, table: &Table, name: &str, as_of: Date) -> Lookup {
    let file = shortened_name(name);
    let mut said = Said::default();
    for SheetRow { line, cells, errors } in sheet.rows.iter().skip(1) {
        let broken = table.columns.iter().find_map(|(heading, at)| {
            let (_, error) = errors.iter().find(|(column, _)| column == at)?;
            Some(wrong(heading, Problem::Formula { error: error.clone() }))
        });
        if let Some(reason) = broken {
            said.refuse(*line, reason);
            continue;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if said.is_full() {
            said.refuse(*line, Reason::TooMuch);
            return said.whole();
        }
        let mut fields: Vec<&str> = cells.iter().map(String::as_str).collect();
        // A sheet does not store empty cells at the end of a row.
        fields.resize(fields.len().max(table.width), "");
        said.hear(&Values { table, line: *line, fields: &fields }, &file, as_of);
    }
    if let Some((line, reason)) = &sheet.stopped {
        said.refuse(*line, reason.clone());
    }
    said.whole()
}

/// Splits a line; what a general split says of a column by its number is said of the value here.
pub(super) fn fields(line: &[u8], writing: Writing) -> Result<Vec<Cow<'_, str>>, Reason> {
    match writing {
        Writing::NotSigns => Ok(line
            .split(|byte| *byte == NOT_SIGN)
            .map(|field| WINDOWS_1252.decode_without_bom_handling(field).0)
            .collect()),
        Writing::Commas => {
            let text = str::from_utf8(line).map_err(|fault| Reason::NotUtf8 {
                byte: line[fault.valid_up_to()],
                place: fault.valid_up_to() + 1,
            })?;
            split(text).map_err(|reason| match reason {
                Reason::OpenQuote { column } | Reason::StrayQuote { column } => {
                    wrong(&format!("column {column}"), Problem::Quotes)
                }
                other => other,
            })
        }
    }
}

/// The name of the file without its folder, as the source of what it says.
fn shortened_name(name: &str) -> String {
    base(name).chars().filter(|character| !character.is_control()).take(120).collect()
}
