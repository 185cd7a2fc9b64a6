//! Comma-separated values (RFC 4180) that no spreadsheet runs.

/// Rows as text, each ended by a line break of two characters.
#[derive(Clone, Debug, Default)]
pub struct Csv(String);

impl Csv {
    /// A file that begins with these heads.
    pub fn new(heads: &[&str]) -> Self {
        let mut csv = Self::default();
        csv.push(heads);
        csv
    }

    /// Adds a row.
    pub fn push(&mut self, cells: &[impl AsRef<str>]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            self.cell(cell.as_ref());
        }
        self.0.push_str("\r\n");
    }

    /// Spreadsheets run a cell that begins with one of these as a formula; an apostrophe in front makes it text.
    fn cell(&mut self, cell: &str) {
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let is_quoted = cell.contains([',', '"', '\r', '\n']);
        if is_quoted {
            self.0.push('"');
        }
        if is_formula {
            self.0.push('\'');
        }
        match is_quoted {
            true => self.0.push_str(&cell.replace('"', "\"\"")),
            false => self.0.push_str(cell),
        }
        if is_quoted {
            self.0.push('"');
        }
    }

    /// What was written since it was last taken.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0).into_bytes()
    }
}
