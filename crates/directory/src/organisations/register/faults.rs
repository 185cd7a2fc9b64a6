//! Rows that cannot be taken and files that are no register.

use jiff::civil::Date;

/// A row that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Not 27 columns.
    Columns {
        /// Columns found.
        found: usize,
    },
    /// A quotation mark is opened and not closed on the same line.
    OpenQuote {
        /// Column, from 1.
        column: usize,
    },
    /// Text stands beside a quotation mark where a comma should.
    StrayQuote {
        /// Column, from 1.
        column: usize,
    },
    /// No organisation code.
    EmptyCode,
    /// The code holds something other than capital letters and digits.
    CodeCharacter {
        /// First such character.
        character: char,
    },
    /// The code is longer than any register code.
    CodeTooLong {
        /// Its characters.
        length: usize,
    },
    /// No name.
    EmptyName,
    /// A date is not a day written as yyyymmdd.
    Date {
        /// Column, from 1.
        column: usize,
        /// What stands there, shortened.
        text: String,
    },
    /// The organisation closed before it opened.
    ClosedBeforeOpened {
        /// First day.
        opened: Date,
        /// Last day.
        closed: Date,
    },
    /// The organisation left its parent before it joined it.
    LeftBeforeJoined {
        /// First day under the parent.
        joined: Date,
        /// Last day under the parent.
        left: Date,
    },
    /// The status is none of the register's words.
    UnknownStatus {
        /// What stands there, shortened.
        text: String,
    },
    /// The code stands in this file already.
    Duplicate {
        /// The code.
        code: String,
        /// Line of the row that was taken.
        first_line: u64,
    },
    /// The line is not UTF-8.
    NotUtf8 {
        /// First byte that is not.
        byte: u8,
        /// Its place in the line, counted in bytes from 1.
        place: usize,
    },
    /// A value is longer than its limit.
    TooLong {
        /// Column, from 1.
        column: usize,
        /// Its characters.
        length: usize,
        /// Characters allowed.
        at_most: usize,
    },
    /// A value holds NUL or another control character.
    Control {
        /// Column, from 1.
        column: usize,
        /// The character.
        character: char,
    },
    /// A row of a look-up has more or fewer values than there are headings.
    Width {
        /// Values found.
        found: usize,
        /// Headings of the file.
        expected: usize,
    },
    /// A value of a look-up cannot be taken.
    Heading {
        /// The heading above it.
        heading: String,
        /// What is wrong with it.
        problem: Problem,
    },
    /// An organisation is said to follow itself.
    FollowsItself {
        /// Its code.
        code: String,
    },
    /// A role code is longer than any, or there are more than an organisation can have.
    Roles {
        /// Characters of a code at most.
        length_at_most: usize,
        /// Codes at most.
        at_most: usize,
    },
    /// Rows of the file say more relations of one organisation than it can have.
    Relations {
        /// Its code.
        code: String,
        /// Relations at most.
        at_most: usize,
    },
    /// The line is longer than any register row.
    LineTooLong,
    /// The file holds more rows than it can; nothing after this line was read.
    TooManyRows {
        /// Rows at most.
        at_most: u64,
    },
    /// The file says more than can be held while it is read; nothing after this line was read.
    TooMuch,
    /// The file could not be read further, for example because a `.gz` is cut short; nothing
    /// from this line on was read.
    Unreadable {
        /// What the system said.
        cause: String,
    },
}

/// What is wrong with a value under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing stands where something must.
    Empty,
    /// A code holds something other than capital letters and digits.
    CodeCharacter {
        /// First such character.
        character: char,
    },
    /// NUL or another control character.
    Control {
        /// The character.
        character: char,
    },
    /// It is longer than its limit.
    TooLong {
        /// Its characters.
        length: usize,
        /// Characters allowed.
        at_most: usize,
    },
    /// Not a day.
    Date {
        /// What stands there, shortened.
        text: String,
    },
    /// None of the words that can stand there.
    Word {
        /// What stands there, shortened.
        text: String,
        /// Those that can.
        known: &'static str,
    },
    /// Quotation marks that do not fit.
    Quotes,
    /// A formula gave an error.
    Formula {
        /// What the spreadsheet shows.
        error: String,
    },
    /// Something stands under a heading although nothing stands under the one that goes before it.
    Behind {
        /// That other heading.
        empty: &'static str,
    },
}

impl Reason {
    /// Whether reading stopped here, so that rows after this one are unknown. An import must
    /// not call such a file complete.
    pub fn ends_the_file(&self) -> bool {
        matches!(self, Reason::TooManyRows { .. } | Reason::TooMuch | Reason::Unreadable { .. })
    }
}

/// The file is not a register at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotARegister {
    /// Name of the file, as given.
    pub name: String,
    /// What it looks like.
    pub looks: Looks,
}

/// What a file that is not a register looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// Nothing in it.
    Empty,
    /// A zip archive, as `.xlsx` workbooks are.
    Zip,
    /// A workbook of an old Excel.
    OldExcel,
    /// A PDF.
    Pdf,
    /// A web page or XML.
    Markup,
    /// JSON.
    Json,
    /// Text in UTF-16.
    Utf16,
    /// Not text.
    Binary,
    /// A table whose columns are parted by something other than commas.
    Delimiter {
        /// The name of that character.
        delimiter: &'static str,
    },
    /// The right columns, but with their headings in the first line.
    Header,
    /// A workbook whose first sheet has other headings than every look-up.
    Headings {
        /// The first ones.
        found: Vec<String>,
    },
    /// Successions without days, which only say where each chain ends.
    FinalCodes,
    /// Another table, or text.
    Columns {
        /// Columns of its first line.
        found: usize,
    },
    /// It could not be read.
    Unreadable {
        /// What the system said.
        cause: String,
    },
}
