//! A source into lines, each of bounded length.

use std::io::{self, BufRead, BufReader, Read};

use super::BYTE_ORDER_MARK;

/// Longest line read, in bytes; a real one stays under 1,000.
pub(super) const LINE_AT_MOST: usize = 64 * 1024;

/// The lines of a source; the one read last stands in `bytes`.
pub(super) struct Lines<'source> {
    source: Box<dyn BufRead + Send + 'source>,
    /// Its number, counted from 1.
    pub(super) line: u64,
    /// What stands in it, without its end.
    pub(super) bytes: Vec<u8>,
}

/// What came of reading one line.
pub(super) enum Line {
    Read,
    Blank,
    TooLong,
    End,
}

impl<'source> Lines<'source> {
    pub(super) fn new(source: Box<dyn Read + Send + 'source>) -> Self {
        Self { source: Box::new(BufReader::new(source)), line: 0, bytes: Vec::new() }
    }

    pub(super) fn next_line(&mut self) -> io::Result<Line> {
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
