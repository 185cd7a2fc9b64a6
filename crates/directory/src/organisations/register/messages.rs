//! The words people see about a register file: what is wrong and what to do next.

use std::fmt;

use super::{BadRow, COLUMNS, Looks, NotARegister, Problem, Reason};

impl std::error::Error for NotARegister {}

impl fmt::Display for NotARegister {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name)?;
        match &self.looks {
            Looks::Empty => f.write_str("the file is empty.")?,
            Looks::Zip => f.write_str(
                "this is a zip archive, or an Excel workbook (.xlsx) that cannot be read. \
                 Unpack it, or open it and save the sheet as CSV.",
            )?,
            Looks::Headings { found } if found.is_empty() => {
                f.write_str("the first sheet of this workbook is empty.")?;
            }
            Looks::Headings { found } => write!(
                f,
                "the first sheet of this workbook has headings that no look-up has: {}. \
                 Move the sheet of the look-up to the first place, with its headings in the first row.",
                found.join(", ")
            )?,
            Looks::OldExcel => {
                f.write_str("this is an Excel workbook (.xls). Open it and save the sheet as CSV.")?
            }
            Looks::Pdf => f.write_str("this is a PDF, not a table.")?,
            Looks::Markup => f.write_str(
                "this is a web page or XML. The download may have failed: fetch the file again.",
            )?,
            Looks::Json => f.write_str("this is JSON, not CSV.")?,
            Looks::Utf16 => f.write_str("this is text in UTF-16. Save it again as “CSV UTF-8”.")?,
            Looks::Binary => f.write_str("this is not a text file.")?,
            Looks::Delimiter { delimiter } => {
                write!(f, "the columns are separated by {delimiter}, not by commas.")?;
            }
            Looks::Header => f.write_str(
                "the first line holds column headings. Remove that line and try again.",
            )?,
            Looks::FinalCodes => f.write_str(
                "this list names only where each chain of successions ends, and no days. \
                 Import the file of the chains themselves.",
            )?,
            Looks::Columns { found: 1 } => f.write_str("this is text without columns.")?,
            Looks::Columns { found } => write!(f, "this is a table with {found} columns.")?,
            Looks::Unreadable { cause } => {
                return write!(f, "the file could not be read ({cause}). Fetch it again.");
            }
        }
        write!(
            f,
            " A register file is CSV with {COLUMNS} columns separated by commas and no line of \
             headings; it starts with the organisation code and name. Look-ups are told by their \
             headings."
        )
    }
}

impl std::error::Error for BadRow {}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}: {}", self.line, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Columns { found: 1 } => {
                write!(f, "the row has 1 column; a register row has {COLUMNS}.")
            }
            Reason::Columns { found } => {
                write!(f, "the row has {found} columns; a register row has {COLUMNS}.")
            }
            Reason::OpenQuote { column } => write!(
                f,
                "the quotation mark that opens {} is not closed. \
                 Put the whole row on one line and close the mark.",
                Column(*column)
            ),
            Reason::StrayQuote { column } => write!(
                f,
                "a quotation mark stands in the middle of {}. \
                 Write it twice and put the whole value in quotation marks.",
                Column(*column)
            ),
            Reason::EmptyCode => f.write_str("the organisation code (column 1) is empty."),
            Reason::CodeCharacter { character } => write!(
                f,
                "the organisation code (column 1) holds {}. \
                 A code has capital letters A to Z and digits only.",
                Shown(*character)
            ),
            Reason::CodeTooLong { length } => write!(
                f,
                "the organisation code (column 1) has {length} characters; \
                 no register code is longer than {}.",
                super::fields::CODE_AT_MOST
            ),
            Reason::EmptyName => f.write_str("the organisation name (column 2) is empty."),
            Reason::Date { column, text } => write!(
                f,
                "{} is “{text}”. Write a date as year, month and day in 8 digits, \
                 such as 20250401.",
                Column(*column)
            ),
            Reason::ClosedBeforeOpened { opened, closed } => write!(
                f,
                "the close date (column 12), {closed}, is before the open date (column 11), \
                 {opened}."
            ),
            Reason::LeftBeforeJoined { joined, left } => write!(
                f,
                "the date of leaving the parent (column 17), {left}, is before the date of \
                 joining it (column 16), {joined}."
            ),
            Reason::UnknownStatus { text } => write!(
                f,
                "the status (column 13) is “{text}”. It can be A, C, D or P, or ACTIVE, \
                 INACTIVE, DORMANT or PROPOSED, or empty."
            ),
            Reason::Duplicate { code, first_line } => {
                write!(f, "{code} is already on line {first_line} of this file. Keep one of them.")
            }
            Reason::NotUtf8 { byte, place } => write!(
                f,
                "byte {place} of the line (0x{byte:02X}) is not UTF-8. The file may be in \
                 Windows-1252 (“ANSI”): save it again as “CSV UTF-8”."
            ),
            Reason::TooLong { column, length, at_most } => write!(
                f,
                "{} has {length} characters; it can have at most {at_most}.",
                Column(*column)
            ),
            Reason::Control { column, character } => {
                write!(f, "{} holds {}. Remove it.", Column(*column), Shown(*character))
            }
            Reason::Width { found, expected } => {
                write!(f, "the row has {found} values under {expected} headings.")
            }
            Reason::Heading { heading, problem } => write!(f, "under “{heading}”, {problem}"),
            Reason::FollowsItself { code } => {
                write!(
                    f,
                    "{code} is said to follow itself. Put the right code in one of the two places."
                )
            }
            Reason::LineTooLong => {
                write!(f, "the line is longer than {} KiB.", super::lines::LINE_AT_MOST / 1024)
            }
            Reason::Roles { length_at_most, at_most } => write!(
                f,
                "the roles (columns 14 and 26) hold a code of more than {length_at_most} characters, \
                 or more than {at_most} codes."
            ),
            Reason::Relations { code, at_most } => write!(
                f,
                "{code} is related to more than {at_most} others in this file. Nothing of it was taken."
            ),
            Reason::TooManyRows { at_most } => write!(
                f,
                "the file has more than {at_most} rows. Nothing from this line on was read: split it."
            ),
            Reason::TooMuch => f.write_str(
                "the file says more than can be read at once. \
                 Nothing from this line on was read: split it.",
            ),
            Reason::Unreadable { cause } => write!(
                f,
                "the file could not be read further ({cause}). \
                 Nothing from this line on was read: fetch the file again."
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing is written. Fill it in."),
            Self::CodeCharacter { character } => write!(
                f,
                "the code holds {}. A code has capital letters A to Z and digits only.",
                Shown(*character)
            ),
            Self::Control { character } => {
                write!(f, "the value holds {}. Remove it.", Shown(*character))
            }
            Self::TooLong { length, at_most } => {
                write!(f, "the value has {length} characters; it can have at most {at_most}.")
            }
            Self::Date { text } => {
                write!(f, "“{text}” is no date. Write year, month and day, such as 2025-04-01.")
            }
            Self::Word { text, known } => write!(f, "“{text}” is not known. It can be {known}."),
            Self::Formula { error } => {
                write!(f, "the formula gives {error}. Put it right or write the value itself.")
            }
            Self::Behind { empty } => write!(
                f,
                "something is written although nothing stands under “{empty}”. Fill that in or \
                 remove this."
            ),
            Self::Quotes => f.write_str(
                "a quotation mark is not closed, or stands in the middle of a value. \
                 Put the whole value in quotation marks, and write one inside it twice.",
            ),
        }
    }
}

/// That a packed file unfolds beyond all bounds.
pub(super) fn unfolds(at_most: u64) -> String {
    format!("it unfolds into more than {} MB", at_most / 1024 / 1024)
}

/// A column as people know it.
struct Column(usize);

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.0 {
            1 => "the organisation code",
            2 => "the organisation name",
            3 => "the region",
            4 => "the health geography",
            5..=9 => "an address line",
            10 => "the postcode",
            11 => "the open date",
            12 => "the close date",
            13 => "the status",
            14 => "the sub-type",
            15 => "the parent organisation",
            16 => "the date of joining the parent",
            17 => "the date of leaving the parent",
            18 => "the telephone number",
            26 => "the prescribing setting or roles",
            _ => return write!(f, "column {}", self.0),
        };
        write!(f, "{name} (column {})", self.0)
    }
}

/// A character, by its number when it cannot be seen.
struct Shown(char);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.0);
        match self.0 {
            '\0' => f.write_str("a NUL character (U+0000)"),
            '\t' => f.write_str("a tab (U+0009)"),
            ' ' => f.write_str("a space"),
            shown if shown.is_ascii_graphic() || shown.is_alphanumeric() => write!(f, "“{shown}”"),
            _ => write!(f, "the character U+{number:04X}"),
        }
    }
}
